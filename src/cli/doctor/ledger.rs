//! What is in the ledger, and whether the keyring is its own.

use chrono::{Duration, FixedOffset};

use super::{
    Line, Mark,
    files::{self, grouped},
};
use crate::{
    cli::time,
    desk::{
        Clock as _, DeskError, KeyringError, KeyringTrouble, LedgerError, Reader, Settings, SystemClock,
        Verifier, World,
    },
    locale::{Locale, Text},
    record::Finding,
};

/// Clocks of tills may differ by this much.
const AHEAD: Duration = Duration::minutes(1);
/// More transactions than these that are not indexed are felt when searching.
const LAG: u64 = 65_536;

/// Each of these is told by itself, also when another cannot be. `refused` says why the keyring was not unlocked.
pub(super) fn lines(locale: &Locale, settings: &Settings, refused: Option<&str>) -> Vec<Line> {
    let now = SystemClock.now();
    let mut lines = Vec::new();
    let exists = settings.ledger.exists();
    let reader = match Reader::open(&settings.ledger) {
        Ok(reader) => Some(reader),
        Err(error) if exists => {
            lines.push(Line::new("schema", Text::DoctorSchema, Mark::Wrong, locale.ledger_error(&error)));
            None
        }
        Err(_) => None,
    };
    if let Some(reader) = &reader {
        lines.push(told(locale, "schema", Text::DoctorSchema, schema(locale, reader)));
        lines.push(told(locale, "format", Text::DoctorMake, format(locale, reader)));
        lines.push(told(locale, "quick_check", Text::DoctorCheck, quick(locale, reader)));
    }
    lines.extend(keyring(locale, settings, refused, reader.as_ref()));
    if let Some(reader) = &reader {
        lines.push(told(locale, "counts", Text::DoctorCounts, counts(locale, reader)));
        lines.push(told(locale, "index", Text::DoctorIndex, index(locale, reader)));
        lines.push(told(locale, "last_entry", Text::DoctorLast, last(locale, reader, *now.offset())));
    }
    let behind = reader.as_ref().and_then(|reader| reader.newest_fact().ok().flatten());
    let line =
        Line::new("clock", Text::DoctorClock, Mark::Fine, time::exact(now)).data("now", time::rfc3339(now));
    let is_behind = behind.is_some_and(|(last, _)| last.signed_duration_since(now) > AHEAD);
    lines.push(if is_behind { line.wrong(locale.text(Text::DoctorDoClock)) } else { line });
    lines
}

/// A line, or why there is none.
fn told(locale: &Locale, key: &'static str, label: Text<'static>, line: Result<Line, LedgerError>) -> Line {
    line.unwrap_or_else(|error| Line::new(key, label, Mark::Wrong, locale.ledger_error(&error)))
}

fn found(locale: &Locale, line: Line, finding: Option<Finding>) -> Line {
    let Some(finding) = finding else { return line };
    let remedy = locale.remedy(&finding);
    Line { value: locale.finding(&finding), ..line }.wrong(remedy).data("code", finding.code())
}

fn schema(locale: &Locale, reader: &Reader) -> Result<Line, LedgerError> {
    let version = reader.make()?.version;
    let line =
        Line::new("schema", Text::DoctorSchema, Mark::Fine, version.to_string()).data("version", version);
    Ok(found(locale, line, reader.schema_finding()?))
}

fn format(locale: &Locale, reader: &Reader) -> Result<Line, LedgerError> {
    let make = reader.make()?;
    let value = format!("{}, {} × {}", make.journal_mode, grouped(make.pages.unsigned_abs()), make.page_size);
    let line = Line::new("format", Text::DoctorMake, Mark::Fine, value)
        .data("journal_mode", make.journal_mode.as_str())
        .data("page_size", make.page_size)
        .data("pages", make.pages);
    Ok(if make.journal_mode == "wal" { line } else { line.wrong(locale.text(Text::DoctorDoJournal)) })
}

fn quick(locale: &Locale, reader: &Reader) -> Result<Line, LedgerError> {
    let line = Line::new("quick_check", Text::DoctorCheck, Mark::Fine, locale.text(Text::DoctorSound));
    Ok(found(locale, line, reader.quick_finding()?))
}

fn counts(locale: &Locale, reader: &Reader) -> Result<Line, LedgerError> {
    let (entries, transactions) = reader.sizes()?;
    let value =
        locale.text(Text::DoctorCounted { entries: &grouped(entries), transactions: &grouped(transactions) });
    let line = Line::new("counts", Text::DoctorCounts, Mark::Note, value);
    let hash = reader.head()?.hash.to_string();
    Ok(line.data("entries", entries).data("transactions", transactions).data("hash", hash))
}

fn index(locale: &Locale, reader: &Reader) -> Result<Line, LedgerError> {
    let (_, transactions) = reader.sizes()?;
    let indexed = u64::try_from(reader.indexed()?).unwrap_or(0);
    let value =
        locale.text(Text::DoctorIndexed { indexed: &grouped(indexed), transactions: &grouped(transactions) });
    let line = Line::new("index", Text::DoctorIndex, Mark::Fine, value)
        .data("indexed", indexed)
        .data("transactions", transactions);
    let lags = transactions.saturating_sub(indexed) >= LAG;
    Ok(if lags { line.note(locale.text(Text::DoctorDoIndex)) } else { line })
}

fn last(locale: &Locale, reader: &Reader, offset: FixedOffset) -> Result<Line, LedgerError> {
    Ok(match reader.newest_fact()? {
        None => Line::new("last_entry", Text::DoctorLast, Mark::Note, locale.text(Text::DoctorNoEntries)),
        Some((at, event)) => {
            let at = at.with_timezone(&offset);
            let line =
                Line::new("last_entry", Text::DoctorLast, Mark::Note, format!("{} {}", time::exact(at), <&str>::from(event)));
            line.data("at", time::rfc3339(at)).data("event", <&str>::from(event))
        }
    })
}

/// The file, and whether its keys are those of the ledger.
fn keyring(
    locale: &Locale,
    settings: &Settings,
    refused: Option<&str>,
    reader: Option<&Reader>,
) -> Vec<Line> {
    let mut file = files::file(locale, "keyring", Text::DoctorKeyring, &settings.keyring, Some("600"));
    let used =
        reader.and_then(|reader| reader.sizes().ok()).is_some_and(|(_, transactions)| transactions > 0);
    if !settings.keyring.exists() && !used {
        return vec![file];
    }
    let verifier = match Verifier::open(settings.clone(), World::system()) {
        Ok(verifier) => verifier,
        Err(error) => {
            if is_locked(&error) && file.state == Mark::Fine {
                return vec![match refused {
                    None => file.note(locale.desk_error(&error)),
                    Some(refused) => file.wrong(refused),
                }];
            }
            file.advice = None;
            return vec![file.wrong(locale.desk_error(&error))];
        }
    };
    vec![file, keys(locale, &verifier, reader), swap(locale, &verifier)]
}

/// Whether the keys can get to a disk that way. Paydesk works all the same.
fn swap(locale: &Locale, verifier: &Verifier) -> Line {
    let line = |value: String| Line::new("memory_lock", Text::DoctorSwap, Mark::Fine, value);
    match verifier.swap_risk() {
        None => line(locale.text(Text::DoctorKeysLocked)).data("locked", true),
        Some(reason) => {
            let value = locale.text(Text::DoctorKeysUnlocked { reason: &reason });
            let line = line(value).note(locale.text(Text::DoctorDoSwap));
            line.data("locked", false).data("reason", reason)
        }
    }
}

/// A passphrase over it is nothing wrong: it only keeps the keys from being looked at.
fn is_locked(error: &DeskError) -> bool {
    matches!(error, DeskError::Keyring(KeyringError { trouble: KeyringTrouble::Locked, .. }))
}

fn keys(locale: &Locale, verifier: &Verifier, reader: Option<&Reader>) -> Line {
    let ids = verifier.key_ids();
    let shown = ids.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let line =
        |state, value: String| Line::new("keys", Text::DoctorKeys, state, value).data("ids", ids.clone());
    let Some(reader) = reader else { return line(Mark::Note, shown) };
    match verifier.fits(reader) {
        Ok(finding) => {
            let value = locale.text(Text::DoctorKeysFit { keys: &shown });
            found(locale, line(Mark::Fine, value), finding)
        }
        // The ledger's trouble is told in its own lines.
        Err(DeskError::Ledger(_)) => line(Mark::Note, shown),
        Err(error) => line(Mark::Wrong, locale.desk_error(&error)),
    }
}
