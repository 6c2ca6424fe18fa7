//! `paydesk ledger`

use serde::Serialize;

use super::{
    args,
    output::{Exit, Output, json_line, printable, say},
};
use crate::{
    desk::{Desk, DeskError, LedgerError, LedgerTrouble, Misfit, Remembered, Settings, World},
    locale::{Locale, Text},
    record::LedgerEnd,
};

/// The answer of `paydesk ledger accept --json`.
#[derive(Serialize)]
struct AcceptAnswer<'a> {
    path: &'a str,
    accepted: bool,
    remembered: Option<EndAnswer>,
    found: Option<EndAnswer>,
}

/// The end of a journal.
#[derive(Serialize)]
struct EndAnswer {
    ledger: String,
    entry: i64,
    hash: String,
}

impl From<LedgerEnd> for EndAnswer {
    fn from(LedgerEnd { ledger, seq, hash }: LedgerEnd) -> Self {
        Self { ledger: ledger.to_string(), entry: seq, hash: hash.to_string() }
    }
}

/// Runs one of the ledger commands.
pub(super) fn run(settings: &Settings, output: &mut Output<'_>, ledger: &args::LedgerArgs) -> Exit {
    let args::LedgerArgs::Accept { json } = *ledger;
    let locale = output.locale();
    match accept(settings) {
        Ok(misfit) if json => output.finish(&json_answer(settings, misfit)),
        Ok(misfit) => output.finish(&text_answer(locale, settings, misfit.as_ref())),
        Err(error) => output.fail_at_desk(json, &error),
    }
}

/// Accepts the ledger. `None` where there is nothing to accept: nothing is made then.
fn accept(settings: &Settings) -> Result<Option<Misfit>, DeskError> {
    match Remembered::look_to_accept(settings)?.misfit() {
        None => Ok(None),
        Some(_) => Desk::accept(settings.clone(), World::system()).map(|(_, misfit)| misfit),
    }
}

fn json_answer(settings: &Settings, misfit: Option<Misfit>) -> Vec<u8> {
    let (remembered, found) = misfit.map_or((None, None), |misfit| (Some(misfit.remembered), misfit.found));
    let answer = AcceptAnswer {
        path: &settings.ledger.display().to_string(),
        accepted: remembered.is_some(),
        remembered: remembered.map(EndAnswer::from),
        found: found.map(EndAnswer::from),
    };
    json_line(&answer).to_vec()
}

fn text_answer(locale: &Locale, settings: &Settings, misfit: Option<&Misfit>) -> Vec<u8> {
    let path = &printable(&settings.ledger.display().to_string()).into_owned();
    let lines = match misfit {
        None if settings.ledger.exists() => vec![locale.text(Text::AcceptNothing { path })],
        None => vec![locale.text(Text::AcceptNone { path })],
        Some(Misfit { remembered, found, .. }) => {
            let seq = &remembered.seq.to_string();
            let done = match found {
                Some(found) => locale.text(Text::AcceptDone { path, found: &found.seq.to_string(), seq }),
                None => locale.text(Text::AcceptBegun { path, seq }),
            };
            vec![done, locale.text(Text::VerifyRecorded)]
        }
    };
    (lines.join("\n") + "\n").into_bytes()
}

/// Refuses a ledger that is not there, for commands that only read: they would make an empty one, and find nothing in it.
pub(super) fn refuse_missing(settings: &Settings) -> Result<(), DeskError> {
    // Where that cannot be found out, opening it says why.
    if settings.ledger.try_exists().unwrap_or(true) {
        return Ok(());
    }
    Remembered::look(settings)?.refuse_gone()?;
    Err(LedgerError { path: settings.ledger.clone(), trouble: LedgerTrouble::Missing }.into())
}

/// Says on standard error in what a ledger that is only read differs from what is remembered, and that what is remembered
/// cannot be read.
pub(super) fn say_remembered(locale: &Locale, remembered: &Remembered) {
    if let Some((file, reason)) = remembered.trouble() {
        say(&locale.unreadable(file, reason));
    }
    if let Some(misfit) = remembered.misfit() {
        say(&format!("{} {}", locale.misfit(misfit), locale.text(Text::MisfitRead)));
    }
}
