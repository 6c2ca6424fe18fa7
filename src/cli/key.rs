//! `paydesk key`

use std::path::Path;

use super::{
    args::{self, KeyCopy},
    output::{Exit, Output, say},
    passphrase,
    progress::{self, Bar},
};
use crate::{
    desk::{
        Desk, DeskError, Settings, SystemClock,
        keys::{self, Copied, Rotated, back_up, restore},
    },
    ledger::verify::Watch,
    locale::{Locale, Text},
    payment::money::group_thousands,
    vault::SystemRandom,
};

/// Does something about the keys.
pub(super) fn run(settings: &Settings, output: &mut Output<'_>, key: &args::Key) -> Exit {
    match key {
        args::Key::Rotate => rotate(settings, output),
        args::Key::Protect { remove: true, .. } => protect(settings, output, None),
        args::Key::Protect { new_passphrase_file, .. } => {
            match passphrase::new(new_passphrase_file.as_deref(), output.locale()) {
                Ok(new) => protect(settings, output, Some(&new)),
                Err(refused) => {
                    say(&refused.message);
                    refused.exit
                }
            }
        }
        args::Key::Backup(copy) => {
            let KeyCopy { file, force } = copy;
            let copied = back_up(settings, file, *force, Box::new(SystemClock), &mut SystemRandom);
            copy_answer(output, Text::KeyBackupDone, file, copied)
        }
        args::Key::Restore(copy) => {
            let KeyCopy { file, force } = copy;
            let copied = restore(settings, file, *force, Box::new(SystemClock), Box::new(SystemRandom));
            copy_answer(output, Text::KeyRestoreDone, &settings.keyring, copied)
        }
    }
}

fn protect(settings: &Settings, output: &mut Output<'_>, passphrase: Option<&str>) -> Exit {
    let locale = output.locale();
    match keys::protect(settings, passphrase, Box::new(SystemClock), &mut SystemRandom) {
        Ok(_) => {
            let done = if passphrase.is_some() { Text::KeyProtectDone } else { Text::KeyProtectRemoved };
            output.close(&lines(&[locale.with(done, &[("path", shown(&settings.keyring).into())])]))
        }
        Err(error) => trouble(output, &error),
    }
}

fn copy_answer(output: &mut Output<'_>, done: Text, path: &Path, copied: Result<Copied, DeskError>) -> Exit {
    let locale = output.locale();
    match copied {
        Ok(copied) => {
            let mut said = vec![locale.with(done, &[("path", shown(path).into())])];
            if copied.recorded {
                said.push(locale.text(Text::VerifyRecorded).into_owned());
            }
            if !copied.is_protected {
                said.push(locale.text(Text::KeyCopyPlain).into_owned());
            }
            output.close(&lines(&said))
        }
        Err(error) => trouble(output, &error),
    }
}

/// A path that cannot steer a terminal.
fn shown(path: &Path) -> String {
    super::output::safe(&path.display().to_string()).into_owned()
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
