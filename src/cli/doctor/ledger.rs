//! Checks of the ledger, its index, its keyring, and the clock.

use chrono::{DateTime, Duration, FixedOffset};

use super::{
    Check, CheckState,
    files::{self, grouped},
};
use crate::{
    cli::time,
    desk::{
        Clock as _, ClockDoubt, DeskError, KeyringError, KeyringTrouble, LedgerError, LedgerReader,
        Remembered, Settings, SystemClock, Verifier, World,
    },
    locale::{Locale, Text},
    record::Finding,
};

/// How far the last entry may be ahead of this clock: the clocks of tills differ a little.
const CLOCK_TOLERANCE: Duration = Duration::minutes(1);
/// Transactions without index entries from which on searching becomes slow.
const MAX_UNINDEXED: u64 = 65_536;

/// All checks; one that fails does not stop the others. `refused` says why the keyring was not unlocked.
pub(super) fn checks(locale: &Locale, settings: &Settings, refused: Option<&str>) -> Vec<Check> {
    let now = SystemClock.now();
    let mut checks = Vec::new();
    let exists = settings.ledger.exists();
    let reader = match LedgerReader::open(&settings.ledger) {
        Ok(reader) => Some(reader),
        Err(error) if exists => {
            checks.push(Check::new(
                "schema",
                Text::DoctorSchema,
                CheckState::Wrong,
                locale.ledger_error(&error),
            ));
            None
        }
        Err(_) => None,
    };
    if let Some(reader) = &reader {
        checks.push(check_or_error(locale, "schema", Text::DoctorSchema, schema(locale, reader)));
        checks.push(check_or_error(locale, "format", Text::DoctorMake, format(locale, reader)));
        checks.push(check_or_error(locale, "quick_check", Text::DoctorCheck, quick_check(locale, reader)));
    }
    checks.extend(keyring(locale, settings, refused, reader.as_ref()));
    if let Some(reader) = &reader {
        checks.push(check_or_error(locale, "counts", Text::DoctorCounts, counts(locale, reader)));
        checks.push(check_or_error(locale, "index", Text::DoctorIndex, index(locale, reader)));
        checks.push(check_or_error(
            locale,
            "last_entry",
            Text::DoctorLast,
            last_entry(locale, reader, *now.offset()),
        ));
    }
    checks.extend(Remembered::look(settings).ok().map(|found| remembered(locale, &found)));
    checks.push(clock(locale, now, reader.as_ref()));
    checks
}

/// Whether the clock can be right: a ledger that cannot be read says nothing about it.
fn clock(locale: &Locale, now: DateTime<FixedOffset>, reader: Option<&LedgerReader>) -> Check {
    let newest = reader.and_then(|reader| reader.newest_entry_at().ok().flatten());
    let check = Check::new("clock", Text::DoctorClock, CheckState::Fine, time::exact(now))
        .data("now", time::rfc3339(now));
    if let Some(doubt) = ClockDoubt::of(now, newest) {
        let doubt = &locale.clock_doubt(&doubt);
        return check.wrong(locale.text(Text::DoctorDoClockDoubt { doubt }));
    }
    let is_behind = newest.is_some_and(|newest| newest.signed_duration_since(now) > CLOCK_TOLERANCE);
    if is_behind { check.wrong(locale.text(Text::DoctorDoClock)) } else { check }
}

/// The check, or the error as a check that is wrong.
fn check_or_error(
    locale: &Locale,
    key: &'static str,
    label: Text<'static>,
    check: Result<Check, LedgerError>,
) -> Check {
    check.unwrap_or_else(|error| Check::new(key, label, CheckState::Wrong, locale.ledger_error(&error)))
}

fn with_finding(locale: &Locale, check: Check, finding: Option<Finding>) -> Check {
    let Some(finding) = finding else { return check };
    let remedy = locale.remedy(&finding);
    Check { value: locale.finding(&finding), ..check }.wrong(remedy).data("code", finding.code())
}

fn schema(locale: &Locale, reader: &LedgerReader) -> Result<Check, LedgerError> {
    let version = reader.make()?.version;
    let check = Check::new("schema", Text::DoctorSchema, CheckState::Fine, version.to_string())
        .data("version", version);
    let check = with_finding(locale, check, reader.schema_finding()?);
    let is_analyzed = check.state == CheckState::Fine && reader.has_statistics()?;
    Ok(if is_analyzed { check.note(locale.text(Text::DoctorDoStatistics)) } else { check })
}

fn format(locale: &Locale, reader: &LedgerReader) -> Result<Check, LedgerError> {
    let make = reader.make()?;
    let value = format!("{}, {} × {}", make.journal_mode, grouped(make.pages.unsigned_abs()), make.page_size);
    let check = Check::new("format", Text::DoctorMake, CheckState::Fine, value)
        .data("journal_mode", make.journal_mode.as_str())
        .data("page_size", make.page_size)
        .data("pages", make.pages);
    Ok(if make.journal_mode == "wal" { check } else { check.wrong(locale.text(Text::DoctorDoJournal)) })
}

fn quick_check(locale: &Locale, reader: &LedgerReader) -> Result<Check, LedgerError> {
    let check =
        Check::new("quick_check", Text::DoctorCheck, CheckState::Fine, locale.text(Text::DoctorSound));
    Ok(with_finding(locale, check, reader.quick_finding()?))
}

fn counts(locale: &Locale, reader: &LedgerReader) -> Result<Check, LedgerError> {
    let (entries, transactions) = reader.sizes()?;
    let value = locale.text(Text::DoctorCounted {
        transactions: &locale.transactions(transactions),
        entries: &locale.entries(entries),
    });
    let check = Check::new("counts", Text::DoctorCounts, CheckState::Note, value);
    let hash = reader.head()?.hash.to_string();
    Ok(check.data("entries", entries).data("transactions", transactions).data("hash", hash))
}

fn index(locale: &Locale, reader: &LedgerReader) -> Result<Check, LedgerError> {
    let (_, transactions) = reader.sizes()?;
    let indexed = u64::try_from(reader.indexed()?).unwrap_or(0);
    let value = locale.text(Text::DoctorIndexed {
        indexed: &grouped(indexed),
        transactions: &locale.transactions(transactions),
    });
    let check = Check::new("index", Text::DoctorIndex, CheckState::Fine, value)
        .data("indexed", indexed)
        .data("transactions", transactions);
    let lags = transactions.saturating_sub(indexed) >= MAX_UNINDEXED;
    Ok(if lags { check.note(locale.text(Text::DoctorDoIndex)) } else { check })
}

fn last_entry(locale: &Locale, reader: &LedgerReader, offset: FixedOffset) -> Result<Check, LedgerError> {
    Ok(match reader.newest_fact()? {
        None => {
            Check::new("last_entry", Text::DoctorLast, CheckState::Note, locale.text(Text::DoctorNoEntries))
        }
        Some((at, event)) => {
            let at = at.with_timezone(&offset);
            let check = Check::new(
                "last_entry",
                Text::DoctorLast,
                CheckState::Note,
                format!("{} {}", time::exact(at), <&str>::from(event)),
            );
            check.data("at", time::rfc3339(at)).data("event", <&str>::from(event))
        }
    })
}

/// What is remembered of the ledger beside its keyring, and whether the ledger has it.
fn remembered(locale: &Locale, found: &Remembered) -> Check {
    let path = &found.file().display().to_string();
    let check = |state, value: String| Check::new("remembered", Text::DoctorRemembered, state, value);
    let check = match (found.trouble(), found.misfit(), found.known()) {
        (Some((_, reason)), ..) => {
            check(CheckState::Wrong, format!("{path}: {}", locale.remembered_reason(reason)))
                .wrong(locale.text(Text::DoctorDoRemember))
        }
        (_, Some(misfit), _) => check(CheckState::Wrong, locale.misfit(misfit))
            .wrong(locale.misfit_remedy(misfit))
            .data("entry", misfit.remembered.seq),
        (.., Some(end)) => {
            let seq = &grouped(end.seq.unsigned_abs());
            check(CheckState::Fine, locale.text(Text::DoctorRememberedEnd { seq, path }))
                .data("entry", end.seq)
        }
        _ => check(CheckState::Note, locale.text(Text::DoctorRememberedNone { path })),
    };
    let check = check.data("path", path.as_str());
    if check.state != CheckState::Wrong && !files::may_write_beside(found.file()) {
        return check.note(locale.text(Text::DoctorDoRememberFolder));
    }
    check
}

/// The keyring file and its folder, whether its keys fit the ledger, and whether they are locked in memory.
fn keyring(
    locale: &Locale,
    settings: &Settings,
    refused: Option<&str>,
    reader: Option<&LedgerReader>,
) -> Vec<Check> {
    let mut file = files::file_check(locale, "keyring", Text::DoctorKeyring, &settings.keyring, Some("600"));
    let used =
        reader.and_then(|reader| reader.sizes().ok()).is_some_and(|(_, transactions)| transactions > 0);
    let folder = files::keyring_folder_check(locale, &settings.keyring);
    if !settings.keyring.exists() && !used {
        return vec![file, folder];
    }
    let verifier = match Verifier::open(settings.clone(), World::system()) {
        Ok(verifier) => verifier,
        Err(error) => {
            if is_locked(&error) && file.state == CheckState::Fine {
                let file = match refused {
                    None => file.note(locale.desk_error(&error)),
                    Some(refused) => file.wrong(refused),
                };
                return vec![file, folder];
            }
            file.advice = None;
            if !settings.keyring.exists() {
                file = files::missing(locale, file, &settings.keyring);
            }
            return vec![file.wrong(locale.desk_error(&error)), folder];
        }
    };
    vec![file, folder, keys(locale, &verifier, reader), swap(locale, &verifier)]
}

/// Whether the keys can be swapped to disk. Only a note: Paydesk works with both.
fn swap(locale: &Locale, verifier: &Verifier) -> Check {
    let check = |value: String| Check::new("memory_lock", Text::DoctorSwap, CheckState::Fine, value);
    match verifier.swap_risk() {
        None => check(locale.text(Text::DoctorKeysLocked)).data("locked", true),
        Some(reason) => {
            let value = locale.text(Text::DoctorKeysUnlocked { reason: &reason });
            let check = check(value).note(locale.text(Text::DoctorDoSwap));
            check.data("locked", false).data("reason", reason)
        }
    }
}

/// True if a passphrase protects the keyring. That is not wrong; the keys just cannot be checked.
fn is_locked(error: &DeskError) -> bool {
    matches!(error, DeskError::Keyring(KeyringError { trouble: KeyringTrouble::Locked, .. }))
}

fn keys(locale: &Locale, verifier: &Verifier, reader: Option<&LedgerReader>) -> Check {
    let ids = verifier.key_ids();
    let shown = ids.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let check =
        |state, value: String| Check::new("keys", Text::DoctorKeys, state, value).data("ids", ids.clone());
    let Some(reader) = reader else { return check(CheckState::Note, shown) };
    match verifier.fits(reader) {
        Ok(finding) => {
            let value = locale.text(Text::DoctorKeysFit { count: ids.len() as u64, keys: &shown });
            with_finding(locale, check(CheckState::Fine, value), finding)
        }
        // The checks of the ledger report its own errors.
        Err(DeskError::Ledger(_)) => check(CheckState::Note, shown),
        Err(error) => check(CheckState::Wrong, locale.desk_error(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Lang;

    #[test]
    fn a_clock_before_the_release_is_wrong_with_and_without_a_ledger() {
        let now = DateTime::parse_from_rfc3339("1970-01-01T09:00:00+09:00").expect("time");
        for (lang, advice) in [
            (
                Lang::En,
                "The clock shows 1970-01-01 09:00, before this program was made (2026-11-21). Set the clock. If it is right, take a payment: the till asks once.",
            ),
            (
                Lang::Ko,
                "시계 1970-01-01 09:00: 이 프로그램이 만들어진 2026-11-21 이전입니다. 시계를 맞추세요. 맞다면 결제하세요. 단말기가 한 번 묻습니다.",
            ),
        ] {
            let check = clock(&Locale::new(lang), now, None);
            assert!(matches!(check.state, CheckState::Wrong));
            assert_eq!(check.advice.as_deref(), Some(advice));
        }
    }
}
