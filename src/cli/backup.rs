//! `paydesk backup` and `paydesk restore`

use std::path::Path;

use serde::Serialize;

use super::{
    args,
    output::{Exit, Output, json, safe_lines},
    progress::Bar,
};
use crate::{
    desk::{
        Settings, World,
        backup::{BackupError, Copied, back_up, restore},
    },
    locale::{Locale, Text},
    payment::{Code, money::group_thousands},
};

/// A copy, as programs read it.
#[derive(Serialize)]
struct Answer<'a> {
    path: &'a str,
    bytes: u64,
    entries: u64,
    transactions: u64,
    hash: String,
    recorded: bool,
}

/// Copies the ledger.
pub(super) fn run(settings: &Settings, output: &mut Output<'_>, backup: &args::CopyTo) -> Exit {
    let bar = Bar::new();
    let copied = back_up(settings, &backup.file, backup.force, World::system(), &bar.progress());
    drop(bar);
    ended(settings, output, backup.json, Text::BackupDone, &backup.file, copied)
}

/// Puts a copy in the ledger's place.
pub(super) fn run_restore(settings: &Settings, output: &mut Output<'_>, wanted: &args::Restore) -> Exit {
    let bar = Bar::new();
    let copied = restore(settings, &wanted.file, World::system(), &bar.progress());
    drop(bar);
    ended(settings, output, wanted.json, Text::RestoreDone, &settings.ledger, copied)
}

fn ended(
    settings: &Settings,
    output: &mut Output<'_>,
    in_json: bool,
    done: Text,
    path: &Path,
    copied: Result<Copied, BackupError>,
) -> Exit {
    let locale = output.locale();
    match copied {
        Ok(copied) if in_json => output.close(&in_json_answer(path, copied)),
        Ok(copied) => output.close(&in_text(locale, settings, done, path, copied)),
        Err(error) => {
            let (code, exit) = match &error {
                BackupError::Desk(error) => (error.code(), Exit::Trouble),
                BackupError::Write { .. } | BackupError::Stopped => (Code::Ledger, Exit::Trouble),
                _ => (Code::Ledger, Exit::Refused),
            };
            output.trouble(in_json, code, locale.backup_error(&error)).min(exit)
        }
    }
}

fn in_json_answer(path: &Path, copied: Copied) -> Vec<u8> {
    let Copied { whole, bytes, recorded } = copied;
    let answer = Answer {
        path: &path.display().to_string(),
        bytes,
        entries: whole.entries,
        transactions: whole.transactions,
        hash: whole.hash.to_string(),
        recorded,
    };
    json(&answer).to_vec()
}

fn in_text(locale: &Locale, settings: &Settings, done: Text, path: &Path, copied: Copied) -> Vec<u8> {
    let grouped = |number: u64| group_thousands(&number.to_string()).into();
    let values = [
        ("path", path.display().to_string().into()),
        ("entries", grouped(copied.whole.entries)),
        ("transactions", grouped(copied.whole.transactions)),
        ("bytes", grouped(copied.bytes)),
    ];
    let mut lines = vec![
        locale.with(done, &values),
        locale.with(Text::VerifyHash, &[("hash", copied.whole.hash.to_string().into())]),
    ];
    if copied.recorded {
        lines.push(locale.text(Text::VerifyRecorded).into_owned());
    }
    if done == Text::BackupDone {
        let keyring = [("keyring", settings.keyring.display().to_string().into())];
        lines.push(locale.with(Text::BackupKeyring, &keyring));
    }
    (safe_lines(&lines.join("\n")) + "\n").into_bytes()
}
