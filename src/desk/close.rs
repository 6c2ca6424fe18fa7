//! The close of a day (Z), the report of what came since (X), and the closes that there are.
//!
//! ```text
//!  a snapshot up to fact S ► figures from the last close to S        nobody waits, however many facts that is
//!  BEGIN IMMEDIATE ► the same last close? ► figures of what came after S ► the fact ► COMMIT
//!                             └─ another till has closed meanwhile: anew from that close
//! ```
//!
//! A range ends right before the fact that closes it, so a payment that is on its way at that moment is in this close or in the next
//! one, and never in both.
//!
//! Facts never change, so a desk keeps what it has counted since the last close and counts on from there: the screen of the day asks
//! again after each payment, and a count that gave way to one goes on where it was.

use std::{collections::BTreeMap, ops::RangeBounds};

use chrono::NaiveDate;

use super::{
    Asked, Clock as _, Desk, DeskError,
    journal::{note_clock_step, stamp_now},
    keys,
    pending::left_by_another,
    rights::{allow, identify},
};
use crate::{
    ledger::{LastClose, LedgerError, Stamp, Writer},
    record::{
        Close, DayReport, DayStart, Fact, FigureCounter, Figures, JournalHash, ListedClose, Progress, Stop,
    },
    staff::{Action, OperatorName, OperatorNumber, Signers},
};

/// Figures that were counted so far.
#[derive(Clone)]
pub(super) struct Counted {
    /// Of what comes after this close.
    since: LastClose,
    counter: FigureCounter,
    /// The number of the last fact that was counted.
    until: i64,
    /// Its hash: a journal that has it is the one that was counted.
    hash: JournalHash,
}

impl Desk {
    /// The figures since the last close (X), of all tills or of this one. Nothing is stored. Returns `None` when it was stopped;
    /// figures of all tills are counted on from there the next time.
    ///
    /// # Errors
    /// [`DeskError::NotAllowed`] to see those of all tills; trouble with the ledger.
    pub fn figures_since_close(
        &mut self,
        own_till: bool,
        progress: &Progress,
        stop: Stop<'_>,
    ) -> Result<Option<DayReport>, DeskError> {
        self.require(&Asked::of(if own_till { Action::LookUp } else { Action::AllFigures }))?;
        let before = self.counted.take().filter(|_| !own_till);
        let (counted, is_whole) = self.count_on(before, own_till, progress, stop)?;
        let names = self.names()?;
        let not_handed_over =
            if own_till || !is_whole { None } else { self.ledger.not_handed_over(counted.until)? };
        let report = is_whole.then(|| DayReport {
            number: None,
            at: self.world.now(),
            till: self.settings.till,
            by: Signers { operator: self.settings.operator, approver: None },
            names,
            is_own: own_till,
            from_seq: counted.counter.from_seq(),
            to_seq: counted.until,
            figures: Figures { not_handed_over, ..counted.counter.figures() },
            hash: counted.hash,
        });
        self.counted = Some(counted).filter(|_| !own_till);
        Ok(report)
    }

    /// Closes the day (Z): all facts since the last close get the next number, with their figures. Returns `None` when it was
    /// stopped; nothing is closed then.
    ///
    /// # Errors
    /// [`DeskError::NothingSince`] when there is no payment and no cancel to close; [`DeskError::NoteLeft`] when another till has
    /// left a transaction whose outcome was not seen there yet; otherwise trouble with ledger or keys.
    pub fn close(&mut self, progress: &Progress) -> Result<Option<DayReport>, DeskError> {
        self.close_with(None, progress)
    }

    /// As [`close`](Self::close), if it gets this number: the person who agreed to it has seen the figures of that close, not those
    /// of the one after it.
    ///
    /// # Errors
    /// As for [`close`](Self::close); [`DeskError::ClosedMeanwhile`] when another till has closed since.
    pub fn close_as(&mut self, number: u32, progress: &Progress) -> Result<Option<DayReport>, DeskError> {
        self.close_with(Some(number), progress)
    }

    fn close_with(
        &mut self,
        wanted: Option<u32>,
        progress: &Progress,
    ) -> Result<Option<DayReport>, DeskError> {
        self.remembered.refuse_misfit()?;
        if let Some(till) = left_by_another(&self.settings.ledger, self.settings.till) {
            return Err(DeskError::NoteLeft { till });
        }
        let before = self.counted.take();
        let (counted, is_whole) = self.count_on(before, false, progress, &|| false)?;
        if !is_whole {
            self.counted = Some(counted);
            return Ok(None);
        }
        let (kept, names) = (counted.clone(), self.names()?);
        let Self { ledger, vault, world, settings, approval, .. } = self;
        let closed = ledger.write(|writer| {
            keys::use_newest_key(writer, vault, world, settings)?;
            let operator = identify(writer, vault, settings)?;
            let mut stamp = stamp_now(world, settings);
            let asked = Asked { number: wanted, ..Asked::of(Action::Close) };
            let approved = allow(writer, vault, operator.as_ref(), approval, &mut stamp, &asked)?;
            // What goes before the close belongs to its range.
            note_clock_step(writer, vault, &stamp, None)?;
            writer.begin_key(vault, &stamp)?;
            let (close, hash) = count_the_rest(writer, counted, settings.day_starts_at)?;
            if wanted.is_some_and(|wanted| wanted != close.number) {
                return Err(DeskError::ClosedMeanwhile { number: close.number.saturating_sub(1) });
            }
            if close.figures.is_nothing() {
                return Err(DeskError::NothingSince);
            }
            let report = report_of(&close, &stamp, hash, names);
            writer.record_fact(vault, &stamp, &Fact::Close(Box::new(close)))?;
            approved.map_or(Ok(()), |approved| approved.record(writer, vault, &stamp, None))?;
            Ok(Some(report))
        });
        if closed.is_err() {
            self.counted = Some(kept);
        }
        closed
    }

    /// The closes that were made on these business dates, newest first. Their totals add up to those of a month or a year.
    ///
    /// # Errors
    /// [`DeskError::NotAllowed`]; trouble with the ledger.
    pub fn closes(&mut self, dates: impl RangeBounds<NaiveDate>) -> Result<Vec<ListedClose>, DeskError> {
        self.require(&Asked::of(Action::AllFigures))?;
        let starts_at = self.settings.day_starts_at;
        let mut closes = self.ledger.closes()?;
        closes.retain(|close| {
            starts_at.date_of(close.at.naive_local()).is_some_and(|date| dates.contains(&date))
        });
        Ok(closes)
    }

    /// A close with all its figures, and how often it was shown or printed again.
    ///
    /// # Errors
    /// [`DeskError::NoSuchClose`], [`DeskError::NotAllowed`]; trouble with the ledger.
    pub fn find_close(&mut self, number: u32) -> Result<(DayReport, u32), DeskError> {
        self.require(&Asked::of(Action::AllFigures).number(number))?;
        self.close_of(number)
    }

    /// A close with all its figures, without asking who wants to see it.
    pub(crate) fn close_of(&self, number: u32) -> Result<(DayReport, u32), DeskError> {
        let (report, reprints) = self.ledger.find_close(number)?.ok_or(DeskError::NoSuchClose { number })?;
        Ok((DayReport { names: self.names()?, ..report }, reprints))
    }

    /// The names of all people, as they are now.
    fn names(&self) -> Result<BTreeMap<OperatorNumber, OperatorName>, DeskError> {
        let people = if self.ledger.has_people()? { self.ledger.people(&self.vault)? } else { Vec::new() };
        Ok(people.into_iter().map(|person| (person.operator.number, person.operator.name)).collect())
    }

    /// Records that a close is shown or printed again. Returns it, and how often that was so, which goes on the paper. Show nothing
    /// before this returned.
    ///
    /// # Errors
    /// [`DeskError::NoSuchClose`]; trouble with the ledger; [`DeskError::Misfit`] while it is not as it is remembered.
    pub fn record_close_print(&mut self, number: u32) -> Result<(DayReport, u32), DeskError> {
        let (report, _) = self.close_of(number)?;
        let asked = Asked::of(Action::CloseAgain).number(number);
        let reprint = self.record_by(&asked, |writer, _| {
            let reprint = writer.reprints_of_close(number)?.unwrap_or(0).saturating_add(1);
            Ok((Fact::ClosePrinted { number, reprint }, reprint))
        })?;
        Ok((report, reprint))
    }

    /// Counts to the newest fact, in a snapshot: from where `before` ended if it is of the same range, otherwise from the last close
    /// on. Whether it came to the end; not when it was stopped before.
    fn count_on(
        &self,
        before: Option<Counted>,
        own_till: bool,
        progress: &Progress,
        stop: Stop<'_>,
    ) -> Result<(Counted, bool), DeskError> {
        let _snapshot = self.ledger.snapshot()?;
        let (since, head) = (self.ledger.last_close()?, self.ledger.head()?);
        let before = before.filter(|before| {
            before.since == since && before.counter.day_starts_at() == self.settings.day_starts_at
        });
        let mut counted = match before {
            Some(before) if self.ledger.hash_at(before.until)? == Some(before.hash) => before,
            _ => self.count_nothing(since, own_till),
        };
        let Counted { counter, until, hash, .. } = &mut counted;
        let read = self.ledger.count_figures(counter, *until, head.seq, progress, stop)?;
        let is_whole = read == head.seq;
        if is_whole {
            *hash = head.hash;
        } else if read > *until {
            *hash = self.ledger.hash_at(read)?.unwrap_or(JournalHash::NONE);
        }
        *until = read;
        Ok((counted, is_whole))
    }

    /// Nothing since this close, counted yet.
    fn count_nothing(&self, since: LastClose, own_till: bool) -> Counted {
        let counter = counter_since(since, self.settings.day_starts_at);
        let counter = if own_till { counter.only(self.settings.till) } else { counter };
        // No fact has this hash: it is only kept where something was counted.
        Counted { since, counter, until: since.seq, hash: JournalHash::NONE }
    }
}

fn counter_since(since: LastClose, day_starts_at: DayStart) -> FigureCounter {
    FigureCounter::new(since.seq + 1, since.grand_total, day_starts_at)
}

/// Counts, under the lock, what came after the snapshot. The close, and the hash of the last fact of its range.
fn count_the_rest(
    writer: &Writer<'_>,
    before: Counted,
    day_starts_at: DayStart,
) -> Result<(Close, JournalHash), LedgerError> {
    let since = writer.last_close()?;
    let (mut counter, until) = if since == before.since {
        (before.counter, before.until)
    } else {
        (counter_since(since, day_starts_at), since.seq)
    };
    let head = writer.head();
    writer.count_figures(&mut counter, until, head.seq)?;
    let (from_seq, number) = (counter.from_seq(), since.number.saturating_add(1));
    let figures = Figures { not_handed_over: writer.not_handed_over(head.seq)?, ..counter.figures() };
    Ok((Close { number, from_seq, to_seq: head.seq, figures }, head.hash))
}

fn report_of(
    close: &Close,
    stamp: &Stamp,
    hash: JournalHash,
    names: BTreeMap<OperatorNumber, OperatorName>,
) -> DayReport {
    let &Close { number, from_seq, to_seq, .. } = close;
    let Stamp { at, till, by } = *stamp;
    let figures = close.figures.clone();
    DayReport { number: Some(number), at, till, by, names, is_own: false, from_seq, to_seq, figures, hash }
}
