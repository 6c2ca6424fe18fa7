//! The passphrase of the keyring: asked for at the start, or read from a private file.

use std::{
    io::{self, IsTerminal as _},
    path::Path,
    thread,
    time::Duration,
};

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::{
    output::{Exit, printable, say},
    signals,
};
use crate::{
    desk::{KeyringError, KeyringTrouble, keys, pause_after},
    files::{is_exposed, open_to_read, read_at_most},
    locale::{Locale, Text},
};

/// Wrong passphrases until the program gives up.
const MAX_TRIES: u32 = 5;
/// Least characters of a new passphrase.
const MIN_CHARS: usize = 8;
/// Longest passphrase file that is read. A buffer of this size never grows, so it leaves no copy behind.
const MAX_BYTES: u64 = 4096;

/// What is read from a private file or asked for. By the name, the texts say what it is and which option names its file.
#[derive(Debug, Clone, Copy, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Secret {
    /// The passphrase of the keyring.
    Passphrase,
    /// Another one.
    NewPassphrase,
    /// The PIN of who acts.
    Pin,
    /// Another one.
    NewPin,
}

/// Why the keyring stays locked, or gets no new passphrase.
#[derive(Debug)]
pub(super) struct PassphraseRefused {
    /// The reason, as a sentence for people.
    pub(super) message: String,
    /// The exit status that follows from it.
    pub(super) exit: Exit,
}

/// Unlocks the keyring if a passphrase protects it, with the passphrase in `file` or one that is asked for.
pub(super) fn unlock(keyring: &Path, file: Option<&Path>, locale: &Locale) -> Result<(), PassphraseRefused> {
    if !keys::is_locked(keyring) {
        return Ok(());
    }
    let wrong = |error: &KeyringError| trouble(locale.keyring_error(error));
    if let Some(file) = file {
        let passphrase = from_file(Secret::Passphrase, file, locale)?;
        return keys::unlock(keyring, &passphrase).map_err(|error| wrong(&error));
    }
    if !io::stderr().is_terminal() {
        let error = KeyringError { path: keyring.to_owned(), trouble: KeyringTrouble::Locked };
        return Err(wrong(&error));
    }
    let question = locale.text(Text::PassphraseAsk { path: &shown(keyring) });
    ask_until_unlocked(
        &mut || ask(&question),
        &mut |passphrase| keys::unlock(keyring, passphrase),
        &mut || say(&locale.text(Text::PassphraseWrong)),
        &mut pause,
    )
    .map_err(|error| match error {
        AskError::Input(error) => unread(Secret::Passphrase, locale, &error),
        AskError::Keyring(error) => wrong(&error),
    })
}

/// Why asking ended without success.
enum AskError {
    Input(io::Error),
    Keyring(KeyringError),
}

/// Asks until the passphrase is right, at most [`MAX_TRIES`] times. Each wrong one doubles the pause that follows it.
fn ask_until_unlocked(
    ask: &mut dyn FnMut() -> io::Result<Zeroizing<String>>,
    unlock: &mut dyn FnMut(&str) -> Result<(), KeyringError>,
    say_wrong: &mut dyn FnMut(),
    pause: &mut dyn FnMut(Duration),
) -> Result<(), AskError> {
    let mut tried = 0;
    loop {
        let passphrase = ask().map_err(AskError::Input)?;
        let Err(error) = unlock(&passphrase) else { return Ok(()) };
        tried += 1;
        if tried == MAX_TRIES || !matches!(error.trouble, KeyringTrouble::Passphrase) {
            return Err(AskError::Keyring(error));
        }
        say_wrong();
        pause(pause_after(tried));
    }
}

/// Makes guessing slow.
#[expect(clippy::disallowed_methods, reason = "the pause is the purpose")]
fn pause(time: Duration) {
    thread::sleep(time);
}

/// A new passphrase, from a file or asked for twice.
pub(super) fn ask_new(file: Option<&Path>, locale: &Locale) -> Result<Zeroizing<String>, PassphraseRefused> {
    let questions = [Text::PassphraseNew, Text::PassphraseAgain].map(|text| locale.text(text));
    let passphrase =
        new_secret(Secret::NewPassphrase, file, &questions, &locale.text(Text::PassphraseDiffers), locale)?;
    // As they are composed: a syllable in pieces is one character.
    if passphrase.nfc().count() < MIN_CHARS {
        return Err(refused(locale.text(Text::PassphraseShort)));
    }
    Ok(passphrase)
}

/// Something new that stays secret, from a private file or asked for twice; `differs` says that the two were not the same.
pub(super) fn new_secret(
    secret: Secret,
    file: Option<&Path>,
    questions: &[String; 2],
    differs: &str,
    locale: &Locale,
) -> Result<Zeroizing<String>, PassphraseRefused> {
    let [first, again] = questions;
    let keyed = read(secret, file, first, locale)?;
    if file.is_none() && !keyed.nfc().eq(read(secret, None, again, locale)?.nfc()) {
        return Err(refused(differs.to_owned()));
    }
    Ok(keyed)
}

/// Something that stays secret, from a private file or asked for.
pub(super) fn read(
    secret: Secret,
    file: Option<&Path>,
    question: &str,
    locale: &Locale,
) -> Result<Zeroizing<String>, PassphraseRefused> {
    if let Some(file) = file {
        return from_file(secret, file, locale);
    }
    if !io::stderr().is_terminal() {
        return Err(trouble(locale.text(Text::SecretNoTerminal { secret: secret.into() })));
    }
    ask(question).map_err(|error| unread(secret, locale, &error))
}

fn refused(message: String) -> PassphraseRefused {
    PassphraseRefused { message, exit: Exit::Refused }
}

fn ask(question: &str) -> io::Result<Zeroizing<String>> {
    let _kept = signals::keep_terminal();
    let keyed = rpassword::prompt_password(format!("{question} ")).map(Zeroizing::new);
    if keyed.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
        // Ctrl+C: the signal that it sends ends the program.
        signals::wait_for_end();
    }
    keyed
}

/// The first line of a file. A file that others can read is refused.
fn from_file(secret: Secret, path: &Path, locale: &Locale) -> Result<Zeroizing<String>, PassphraseRefused> {
    let unreadable = |error: io::Error| {
        let reason = &locale.reason(&error);
        trouble(locale.text(Text::SecretFile { secret: secret.into(), path: &shown(path), reason }))
    };
    let file = open_to_read(path).map_err(unreadable)?;
    if is_exposed(&file.metadata().map_err(unreadable)?) {
        let text = Text::SecretExposed { secret: secret.into(), path: &shown(path) };
        return Err(trouble(locale.text(text)));
    }
    let bytes = read_at_most(&file, MAX_BYTES).map_err(unreadable)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| unreadable(io::Error::other(error)))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn unread(secret: Secret, locale: &Locale, error: &io::Error) -> PassphraseRefused {
    trouble(locale.text(Text::SecretUnread { secret: secret.into(), reason: &error.to_string() }))
}

fn trouble(message: String) -> PassphraseRefused {
    PassphraseRefused { message, exit: Exit::Trouble }
}

fn shown(path: &Path) -> String {
    printable(&path.display().to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys these passphrases. Returns whether one unlocked, and the pauses in seconds.
    fn tried(keyed: &[&str]) -> (bool, Vec<u64>) {
        let mut keyed = keyed.iter();
        let mut pauses = Vec::new();
        let unlocked = ask_until_unlocked(
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
        assert_eq!(tried(&["x"]), (false, vec![1]), "the input has ended");
    }
}
