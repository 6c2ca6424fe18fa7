//! `paydesk verify`

use serde::Serialize;

use super::{
    args, ledger,
    output::{Exit, Output, json_line, say},
    progress::Bar,
};
use crate::{
    desk::{Desk, DeskError, Remembered, Settings, Verdict, Verifier, Whole, World},
    locale::{Locale, Text},
    record::{Finding, Progress, Wrong},
};

/// The answer of `paydesk verify --json`.
#[derive(Serialize)]
struct VerifyAnswer<'a> {
    whole: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transactions: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<FindingAnswer<'a>>,
}

/// The first thing that does not fit.
#[derive(Serialize)]
struct FindingAnswer<'a> {
    code: &'static str,
    table: &'static str,
    row: Option<i64>,
    id: Option<&'a str>,
    column: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
    message: String,
    remedy: String,
    recorded: bool,
}

/// Checks the whole ledger.
pub(super) fn run(settings: &Settings, output: &mut Output<'_>, verify: &args::VerifyArgs) -> Exit {
    let locale = output.locale();
    match check(locale, settings, verify) {
        Ok((Verdict::Whole(whole), _)) => output.finish(&whole_answer(locale, whole, verify.json)),
        Ok((Verdict::Broken(finding), recorded)) => {
            let answer = broken_answer(locale, &finding, recorded, verify.json);
            output.finish(&answer).max(Exit::Refused)
        }
        Ok((Verdict::Stopped, _)) => {
            say(&locale.text(Text::VerifyStopped));
            Exit::Trouble
        }
        Err(error) => output.fail_at_desk(verify.json, &error),
    }
}

/// The verdict, and true if a finding was recorded in the journal. A ledger that is not as it is remembered is checked like any
/// other; that it lacks what is remembered is a finding where there is no other one. Nothing is recorded in it.
fn check(
    locale: &Locale,
    settings: &Settings,
    verify: &args::VerifyArgs,
) -> Result<(Verdict, bool), DeskError> {
    // Where the ledger cannot be read, the check says why.
    let remembered = Remembered::look(settings).ok();
    if let Some(remembered) = &remembered {
        remembered.refuse_gone()?;
        ledger::say_remembered(locale, remembered);
    }
    let misfit = remembered.as_ref().and_then(Remembered::misfit);
    let bar = Bar::new();
    if verify.rebuild_index {
        rebuild(settings, &bar.part(locale, Text::ProgressIndexing))?;
    }
    let verifier = Verifier::open(settings.clone(), World::system())?;
    let verdict = verifier.check(verify.since, &bar.part(locale, Text::ProgressChecking))?;
    if misfit.is_none() && verdict != Verdict::Stopped {
        verifier.remember_check(matches!(verdict, Verdict::Whole(_)));
    }
    match (verdict, misfit) {
        (Verdict::Whole(_), Some(misfit)) => Ok((Verdict::Broken(misfit.finding()), false)),
        (Verdict::Broken(finding), None) => {
            let recorded = verifier.record(&finding);
            Ok((Verdict::Broken(finding), recorded))
        }
        (verdict, _) => Ok((verdict, false)),
    }
}

fn rebuild(settings: &Settings, progress: &Progress) -> Result<(), DeskError> {
    let mut desk = Desk::open_existing(settings.clone(), World::system())?;
    desk.rebuild_index(progress)
}

fn whole_answer(locale: &Locale, whole: Whole, in_json: bool) -> Vec<u8> {
    let Whole { facts: entries, transactions, hash } = whole;
    if in_json {
        let (entries, transactions) = (Some(entries), Some(transactions));
        let answer =
            VerifyAnswer { whole: true, entries, transactions, hash: Some(hash.to_string()), finding: None };
        return json_line(&answer).to_vec();
    }
    let (entries, transactions) = (&locale.entries(entries), &locale.transactions(transactions));
    let lines = [
        locale.text(Text::VerifyWhole { entries, transactions }),
        locale.text(Text::VerifyHash { hash: &hash.to_string() }),
        locale.text(Text::VerifyKeep),
    ];
    (lines.join("\n") + "\n").into_bytes()
}

fn broken_answer(locale: &Locale, finding: &Finding, recorded: bool, in_json: bool) -> Vec<u8> {
    let (message, remedy) = (locale.finding(finding), locale.remedy(finding));
    if in_json {
        let spot = &finding.spot;
        let column = spot.part.as_ref().map(ToString::to_string);
        let (expected, found) = match &finding.wrong {
            Wrong::Differs { expected, found } => (Some(expected.as_ref()), Some(found.as_ref())),
            _ => (None, None),
        };
        let finding = FindingAnswer {
            code: finding.code(),
            table: spot.table.into(),
            row: spot.row,
            id: spot.id.as_deref(),
            column: column.as_deref(),
            expected,
            found,
            message,
            remedy,
            recorded,
        };
        let answer = VerifyAnswer {
            whole: false,
            entries: None,
            transactions: None,
            hash: None,
            finding: Some(finding),
        };
        return json_line(&answer).to_vec();
    }
    let mut lines = vec![message, remedy];
    if recorded {
        lines.push(locale.text(Text::VerifyRecorded));
    }
    (super::output::printable_lines(&lines.join("\n")) + "\n").into_bytes()
}
