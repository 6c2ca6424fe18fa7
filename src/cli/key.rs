//! `paydesk key`

use super::{
    args,
    output::{Exit, Output, say},
    progress::{self, Bar},
};
use crate::{
    desk::{Desk, DeskError, Settings, SystemClock, keys::Rotated},
    ledger::verify::Watch,
    locale::{Locale, Text},
    payment::money::group_thousands,
    vault::SystemRandom,
};

/// Does something about the keys.
pub(super) fn run(settings: &Settings, output: &mut Output<'_>, key: &args::Key) -> Exit {
    match key {
        args::Key::Rotate => rotate(settings, output),
    }
}

fn rotate(settings: &Settings, output: &mut Output<'_>) -> Exit {
    let locale = output.locale();
    match rotated(settings) {
        Ok(rotated) if rotated.is_done => output.close(&rotated_answer(locale, settings, rotated)),
        Ok(rotated) => {
            say(&locale.with(Text::KeyRotateStopped, &counts(rotated)));
            Exit::Trouble
        }
        Err(error) => trouble(output, &error),
    }
}

fn rotated(settings: &Settings) -> Result<Rotated, DeskError> {
    let (bar, watch) = (Bar::new(), progress::watch());
    let mut desk = Desk::open_existing(settings.clone(), Box::new(SystemClock), Box::new(SystemRandom))?;
    desk.rotate_key(&mut SystemRandom, &watch, &mut |watch: &Watch| bar.tell(watch))
}

fn rotated_answer(locale: &Locale, settings: &Settings, rotated: Rotated) -> Vec<u8> {
    let text = if rotated.is_new { Text::KeyRotateDone } else { Text::KeyRotateContinued };
    let keyring =
        [("keyring", super::output::safe(&settings.keyring.display().to_string()).into_owned().into())];
    lines(&[locale.with(text, &counts(rotated)), locale.with(Text::KeyCopyAgain, &keyring)])
}

fn counts(rotated: Rotated) -> [(&'static str, fluent_bundle::FluentValue<'static>); 2] {
    [("key", rotated.key_id.into()), ("messages", group_thousands(&rotated.resealed.to_string()).into())]
}

fn trouble(output: &mut Output<'_>, error: &DeskError) -> Exit {
    let message = output.locale().desk_error(error);
    output.trouble(false, error.code(), message)
}

fn lines(lines: &[String]) -> Vec<u8> {
    (lines.join("\n") + "\n").into_bytes()
}
