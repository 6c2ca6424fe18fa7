//! `paydesk key`

use std::path::Path;

use serde::Serialize;

use super::{
    args::{self, CopyArgs},
    output::{Exit, Output, json_line, printable},
    passphrase,
    progress::Bar,
    signals,
};
use crate::{
    desk::{
        Desk, DeskError, KeyringError, KeyringTrouble, Settings, World,
        keys::{self, KeyringCopy, Rotated, back_up, restore},
        target::Target,
    },
    locale::{Locale, Text},
    payment::Code,
};

/// The answer of `paydesk key rotate --json`.
#[derive(Serialize)]
struct RotatedAnswer {
    key: u32,
    new: bool,
    messages: u64,
}

/// The answer of the other key commands with `--json`.
#[derive(Serialize)]
struct KeyringAnswer<'a> {
    path: &'a str,
    protected: bool,
    recorded: bool,
}

/// Runs one of the key commands. The configuration in use is `config`.
pub(super) fn run(
    settings: &Settings,
    config: Option<&Path>,
    output: &mut Output<'_>,
    key: &args::KeyArgs,
) -> Exit {
    match key {
        args::KeyArgs::Rotate { json } => rotate(settings, output, *json),
        args::KeyArgs::Protect { remove: true, json, .. } => protect(settings, output, None, *json),
        args::KeyArgs::Protect { new_passphrase_file, json, .. } => {
            match passphrase::ask_new(new_passphrase_file.as_deref(), output.locale()) {
                Ok(new) => protect(settings, output, Some(&new), *json),
                Err(refused) => output.fail(*json, Code::Keyring, refused.message).min(refused.exit),
            }
        }
        args::KeyArgs::Backup(copy) => {
            let CopyArgs { file, force, .. } = copy;
            let to = Target { path: file, replace: *force, config };
            let _not_cut_off = signals::begin();
            let copied = back_up(settings, to, &World::system());
            copy_answer(output, Text::KeyBackupDone { path: &shown(file) }, file, copied, copy.json)
        }
        args::KeyArgs::Restore(copy) => {
            let CopyArgs { file, force, .. } = copy;
            let _not_cut_off = signals::begin();
            let copied = restore(settings, file, *force, &World::system());
            if matches!(&copied, Err(DeskError::Ledger(error)) if error.path == settings.ledger)
                && !settings.ledger.exists()
            {
                let (path, copy_path) = (&shown(&settings.ledger), &shown(file));
                let message = output.locale().text(Text::KeyRestoreLedger { path, copy: copy_path });
                return output.fail(copy.json, Code::Ledger, message);
            }
            let path = &settings.keyring;
            if let Err(refused @ DeskError::Keyring(error)) = &copied
                && let Some(message) = restore_refused(output.locale(), settings, file, error)
            {
                return output.fail(copy.json, Code::Keyring, message).min(Exit::of(refused));
            }
            copy_answer(output, Text::KeyRestoreDone { path: &shown(path) }, path, copied, copy.json)
        }
    }
}

/// The sentence of a `key restore` that is refused for the copy, or for the keyring that is there already.
fn restore_refused(
    locale: &Locale,
    settings: &Settings,
    copy: &Path,
    error: &KeyringError,
) -> Option<String> {
    if error.path == copy {
        return Some(locale.keyring_copy_error(error));
    }
    let there = Text::CopyKeyringThere { path: &shown(&settings.keyring), copy: &shown(copy) };
    matches!(error.trouble, KeyringTrouble::Exists).then(|| locale.text(there))
}

fn protect(settings: &Settings, output: &mut Output<'_>, passphrase: Option<&str>, in_json: bool) -> Exit {
    let _not_cut_off = signals::begin();
    let locale = output.locale();
    let path = &settings.keyring;
    match keys::protect(settings, passphrase, &World::system()) {
        Ok(recorded) if in_json => {
            output.finish(&keyring_answer(path, KeyringCopy { is_protected: passphrase.is_some(), recorded }))
        }
        Ok(_) => {
            let path = &shown(path);
            let done = match passphrase {
                Some(_) => Text::KeyProtectDone { path },
                None => Text::KeyProtectRemoved { path },
            };
            output.finish(&lines(&[locale.text(done)]))
        }
        Err(error) => output.fail_at_desk(in_json, &error),
    }
}

fn copy_answer(
    output: &mut Output<'_>,
    done: Text<'_>,
    path: &Path,
    copied: Result<KeyringCopy, DeskError>,
    in_json: bool,
) -> Exit {
    let locale = output.locale();
    match copied {
        Ok(copied) if in_json => output.finish(&keyring_answer(path, copied)),
        Ok(copied) => {
            let mut said = vec![locale.text(done)];
            if copied.recorded {
                said.push(locale.text(Text::VerifyRecorded));
            }
            if !copied.is_protected {
                said.push(locale.text(Text::KeyCopyPlain));
            }
            output.finish(&lines(&said))
        }
        Err(error) => output.fail_at_desk(in_json, &error),
    }
}

fn keyring_answer(path: &Path, copied: KeyringCopy) -> Vec<u8> {
    let KeyringCopy { is_protected: protected, recorded } = copied;
    json_line(&KeyringAnswer { path: &path.display().to_string(), protected, recorded }).to_vec()
}

/// A path with control characters escaped.
pub(super) fn shown(path: &Path) -> String {
    printable(&path.display().to_string()).into_owned()
}

fn rotate(settings: &Settings, output: &mut Output<'_>, in_json: bool) -> Exit {
    let locale = output.locale();
    match rotated(locale, settings) {
        Ok(rotated) if !rotated.is_done => {
            let (key, messages) = (&rotated.key_id.to_string(), &locale.messages(rotated.resealed));
            output.fail(in_json, Code::Ledger, locale.text(Text::KeyRotateStopped { key, messages }))
        }
        Ok(Rotated { key_id, is_new, resealed, .. }) if in_json => {
            output.finish(&json_line(&RotatedAnswer { key: key_id, new: is_new, messages: resealed }))
        }
        Ok(rotated) => output.finish(&rotated_answer(locale, settings, rotated)),
        Err(error) => output.fail_at_desk(in_json, &error),
    }
}

fn rotated(locale: &Locale, settings: &Settings) -> Result<Rotated, DeskError> {
    let bar = Bar::new();
    let mut desk = Desk::open_existing(settings.clone(), World::system())?;
    desk.rotate_key(&bar.part(locale, Text::ProgressSealing))
}

fn rotated_answer(locale: &Locale, settings: &Settings, rotated: Rotated) -> Vec<u8> {
    let (key, messages) = (&rotated.key_id.to_string(), &locale.messages(rotated.resealed));
    let done = if rotated.is_new {
        Text::KeyRotateDone { key, messages }
    } else {
        Text::KeyRotateContinued { key, messages }
    };
    let keyring = &shown(&settings.keyring);
    lines(&[locale.text(done), locale.text(Text::KeyCopyAgain { keyring })])
}

fn lines(lines: &[String]) -> Vec<u8> {
    (lines.join("\n") + "\n").into_bytes()
}
