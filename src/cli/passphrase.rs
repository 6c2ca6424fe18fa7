//! The passphrase over the keyring: asked for at the start, or read from a private file.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Read as _},
    path::Path,
    thread,
    time::Duration,
};

use zeroize::Zeroizing;

use super::output::{Exit, say};
use crate::{
    desk::{KeyringError, KeyringTrouble, keys, pause_after},
    files::is_exposed,
    locale::{Locale, Text},
};

/// How often it may be wrong.
const TRIES: u32 = 5;
/// Characters that a new one has at least.
const SHORTEST: usize = 8;
/// More than anybody keys.
const LONGEST: u64 = 4096;

type Passphrase = Zeroizing<String>;

/// Why there is no passphrase.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) exit: Exit,
}

/// Unlocks the keyring if a passphrase protects it.
pub(super) fn unlock(keyring: &Path, file: Option<&Path>, locale: &Locale) -> Result<(), Refused> {
    if !keys::is_locked(keyring) {
        return Ok(());
    }
    let wrong = |error: &KeyringError| trouble(locale.keyring_error(error));
    if let Some(file) = file {
        let passphrase = from_file(file, locale)?;
        return keys::unlock(keyring, &passphrase).map_err(|error| wrong(&error));
    }
    if !io::stderr().is_terminal() {
        let error = KeyringError { path: keyring.to_owned(), trouble: KeyringTrouble::Locked };
        return Err(wrong(&error));
    }
    let question = locale.text(Text::PassphraseAsk { path: &shown(keyring) });
    try_out(
        &mut || ask(&question),
        &mut |passphrase| keys::unlock(keyring, passphrase),
        &mut || say(&locale.text(Text::PassphraseWrong)),
        &mut pause,
    )
    .map_err(|end| match end {
        End::Unread(error) => unread(locale, &error),
        End::Trouble(error) => wrong(&error),
    })
}

/// Why trying ended.
enum End {
    Unread(io::Error),
    Trouble(KeyringError),
}

/// Asks until it fits, a few times at most, with a longer pause after each that does not.
fn try_out(
    ask: &mut dyn FnMut() -> io::Result<Passphrase>,
    unlock: &mut dyn FnMut(&str) -> Result<(), KeyringError>,
    tell: &mut dyn FnMut(),
    pause: &mut dyn FnMut(Duration),
) -> Result<(), End> {
    let mut tried = 0;
    loop {
        let passphrase = ask().map_err(End::Unread)?;
        let Err(error) = unlock(&passphrase) else { return Ok(()) };
        tried += 1;
        if tried == TRIES || !matches!(error.trouble, KeyringTrouble::Passphrase) {
            return Err(End::Trouble(error));
        }
        tell();
        pause(pause_after(tried));
    }
}

/// Whoever guesses has to wait.
#[expect(clippy::disallowed_methods, reason = "the pause itself is meant")]
fn pause(time: Duration) {
    thread::sleep(time);
}

/// A new passphrase, from a file or asked for twice.
pub(super) fn new(file: Option<&Path>, locale: &Locale) -> Result<Passphrase, Refused> {
    let refused = |text| Refused { message: locale.text(text), exit: Exit::Refused };
    let passphrase = if let Some(file) = file {
        from_file(file, locale)?
    } else {
        if !io::stderr().is_terminal() {
            return Err(trouble(locale.text(Text::PassphraseNoTerminal)));
        }
        let ask = |text| ask(&locale.text(text)).map_err(|error| unread(locale, &error));
        let first = ask(Text::PassphraseNew)?;
        if *first != *ask(Text::PassphraseAgain)? {
            return Err(refused(Text::PassphraseDiffers));
        }
        first
    };
    if passphrase.chars().count() < SHORTEST {
        return Err(refused(Text::PassphraseShort));
    }
    Ok(passphrase)
}

fn ask(question: &str) -> io::Result<Passphrase> {
    rpassword::prompt_password(format!("{question} ")).map(Zeroizing::new)
}

/// The first line of a file that nobody else can read.
fn from_file(path: &Path, locale: &Locale) -> Result<Passphrase, Refused> {
    let told =
        |reason: String| trouble(locale.text(Text::PassphraseFile { path: &shown(path), reason: &reason }));
    let file = File::open(path).map_err(|error| told(error.to_string()))?;
    if is_exposed(&file.metadata().map_err(|error| told(error.to_string()))?) {
        return Err(trouble(locale.text(Text::PassphraseExposed { path: &shown(path) })));
    }
    let room = usize::try_from(LONGEST).unwrap_or(0);
    let mut text = Zeroizing::new(String::with_capacity(room + 1));
    file.take(LONGEST).read_to_string(&mut text).map_err(|error| told(error.to_string()))?;
    let mut line = Zeroizing::new(String::with_capacity(room));
    line.push_str(text.lines().next().unwrap_or_default());
    Ok(line)
}

fn unread(locale: &Locale, error: &io::Error) -> Refused {
    trouble(locale.text(Text::PassphraseUnread { reason: &error.to_string() }))
}

fn trouble(message: String) -> Refused {
    Refused { message, exit: Exit::Trouble }
}

fn shown(path: &Path) -> String {
    super::output::safe(&path.display().to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What came of keying these, and the pauses in between in seconds.
    fn tried(keyed: &[&str]) -> (bool, Vec<u64>) {
        let mut keyed = keyed.iter();
        let mut pauses = Vec::new();
        let unlocked = try_out(
            &mut || {
                let next = keyed.next().ok_or(io::ErrorKind::UnexpectedEof)?;
                Ok(Zeroizing::new((*next).to_owned()))
            },
            &mut |passphrase| {
                let trouble = KeyringTrouble::Passphrase;
                if passphrase == "right" { Ok(()) } else { Err(KeyringError { path: "k".into(), trouble }) }
            },
            &mut || {},
            &mut |pause| pauses.push(pause.as_secs()),
        );
        (unlocked.is_ok(), pauses)
    }

    #[test]
    fn each_wrong_one_takes_twice_as_long_and_the_fifth_is_the_last() {
        assert_eq!(tried(&["right"]), (true, vec![]));
        assert_eq!(tried(&["x", "", "right"]), (true, vec![1, 2]));
        assert_eq!(tried(&["x", "x", "x", "x", "right"]), (true, vec![1, 2, 4, 8]));
        assert_eq!(tried(&["x", "x", "x", "x", "x", "right"]), (false, vec![1, 2, 4, 8]));
        assert_eq!(tried(&["x"]), (false, vec![1]), "nobody is there any more");
    }
}
