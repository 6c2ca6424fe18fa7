//! `paydesk backup` and `paydesk restore`

use std::path::Path;

use serde::Serialize;

use super::{
    args,
    key::shown,
    output::{Exit, Output, json_line, printable_lines},
    progress::Bar,
};
use crate::{
    desk::{
        DeskError, KeyringTrouble, Settings, World,
        backup::{BackupError, CopyProgress, LedgerCopy, back_up, restore},
        target::Target,
    },
    locale::{Locale, Text},
    payment::{Code, money::group_thousands},
};

/// The answer of both commands with `--json`.
#[derive(Serialize)]
struct CopyAnswer<'a> {
    path: &'a str,
    bytes: u64,
    entries: u64,
    transactions: u64,
    hash: String,
    recorded: bool,
}

/// Copies the ledger. The configuration in use is `config`.
pub(super) fn run(
    settings: &Settings,
    config: Option<&Path>,
    output: &mut Output<'_>,
    backup: &args::CopyArgs,
) -> Exit {
    let bar = Bar::new();
    let to = Target { path: &backup.file, replace: backup.force, config };
    let copied = back_up(settings, to, World::system(), &parts(&bar, output.locale()));
    drop(bar);
    answer_copy(output, backup.json, &backup.file, Some(&settings.keyring), copied)
}

/// Restores a copy.
pub(super) fn run_restore(settings: &Settings, output: &mut Output<'_>, wanted: &args::RestoreArgs) -> Exit {
    let bar = Bar::new();
    let copied = restore(settings, &wanted.file, World::system(), &parts(&bar, output.locale()));
    drop(bar);
    if let Err(BackupError::Desk(DeskError::Keyring(error))) = &copied
        && matches!(error.trouble, KeyringTrouble::Missing)
    {
        let (path, file) = (&shown(&settings.keyring), &shown(&wanted.file));
        let message = output.locale().text(Text::RestoreKeyring { path, file });
        return output.fail(wanted.json, Code::Keyring, message);
    }
    // The copy is meant, and not the ledger in use.
    if let Err(BackupError::Desk(error @ DeskError::Ledger(trouble))) = &copied
        && trouble.path == wanted.file
    {
        let message = output.locale().ledger_copy_error(trouble);
        return output.fail(wanted.json, error.code(), message);
    }
    answer_copy(output, wanted.json, &settings.ledger, None, copied)
}

/// What the bar shows of a copy.
pub(super) fn parts(bar: &Bar, locale: &Locale) -> CopyProgress {
    CopyProgress {
        copying: bar.part(locale, Text::ProgressCopying),
        checking: bar.part(locale, Text::ProgressChecking),
    }
}

/// Prints the result. After a backup `keyring` is set: the text reminds of the keyring, which is not in the copy.
fn answer_copy(
    output: &mut Output<'_>,
    in_json: bool,
    path: &Path,
    keyring: Option<&Path>,
    copied: Result<LedgerCopy, BackupError>,
) -> Exit {
    let locale = output.locale();
    match copied {
        Ok(copied) if in_json => output.finish(&json_answer(path, copied)),
        Ok(copied) => output.finish(&text_answer(locale, path, keyring, copied)),
        Err(error) => {
            let (code, exit) = match &error {
                BackupError::Desk(error) => (error.code(), Exit::of(error)),
                BackupError::Write { .. } | BackupError::Stopped => (Code::Ledger, Exit::Trouble),
                _ => (Code::Ledger, Exit::Refused),
            };
            output.fail(in_json, code, locale.backup_error(&error)).min(exit)
        }
    }
}

fn json_answer(path: &Path, copied: LedgerCopy) -> Vec<u8> {
    let LedgerCopy { whole, bytes, recorded } = copied;
    let answer = CopyAnswer {
        path: &path.display().to_string(),
        bytes,
        entries: whole.facts,
        transactions: whole.transactions,
        hash: whole.hash.to_string(),
        recorded,
    };
    json_line(&answer).to_vec()
}

fn text_answer(locale: &Locale, path: &Path, keyring: Option<&Path>, copied: LedgerCopy) -> Vec<u8> {
    let LedgerCopy { whole, bytes, .. } = copied;
    let path = &path.display().to_string();
    let (entries, transactions) = (&locale.entries(whole.facts), &locale.transactions(whole.transactions));
    let bytes = &group_thousands(&bytes.to_string());
    let done = match keyring {
        Some(_) => Text::BackupDone { path, entries, transactions, bytes },
        None => Text::RestoreDone { path, entries, transactions },
    };
    let hash = &whole.hash.to_string();
    let mut lines = vec![locale.text(done), locale.text(Text::VerifyHash { hash })];
    if copied.recorded {
        lines.push(locale.text(Text::VerifyRecorded));
    }
    if let Some(keyring) = keyring {
        lines.push(locale.text(Text::BackupKeyring { keyring: &keyring.display().to_string() }));
    }
    (printable_lines(&lines.join("\n")) + "\n").into_bytes()
}
