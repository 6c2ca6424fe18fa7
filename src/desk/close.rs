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

use std::ops::RangeBounds;

use chrono::NaiveDate;

use super::{Clock as _, Desk, DeskError, journal::note_clock_step, keys, pending::left_by_another};
use crate::{
    ledger::{LastClose, LedgerError, Stamp, Writer},
    record::{Close, DayReport, DayStart, Fact, FigureCounter, JournalHash, ListedClose, Progress, Stop},
};

/// Figures that were counted so far.
pub(super) struct Counted {
    /// Of what comes after this close.
    since: LastClose,
    counter: FigureCounter,
    /// The number of the last fact that was counted.
    until: i64,
}

impl Desk {
    /// The figures since the last close (X), of all tills or of this one. Nothing is stored. Returns `None` when it was stopped;
    /// figures of all tills are counted on from there the next time.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn figures_since_close(
        &mut self,
        own_till: bool,
        progress: &Progress,
        stop: Stop<'_>,
    ) -> Result<Option<DayReport>, DeskError> {
        let before = self.counted.take().filter(|_| !own_till);
        let (counted, hash) = self.count_on(before, own_till, progress, stop)?;
        let report = hash.map(|hash| DayReport {
            number: None,
            at: self.world.now(),
            till: self.settings.till,
            is_own: own_till,
            from_seq: counted.counter.from_seq(),
            to_seq: counted.until,
            figures: counted.counter.figures(),
            hash,
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
        self.remembered.refuse_misfit()?;
        if let Some(till) = left_by_another(&self.settings.ledger, self.settings.till) {
            return Err(DeskError::NoteLeft { till });
        }
        let before = self.counted.take();
        let (counted, Some(_)) = self.count_on(before, false, progress, &|| false)? else { return Ok(None) };
        let Self { ledger, vault, world, settings, .. } = self;
        ledger.write(|writer| {
            keys::use_newest_key(writer, vault, world, settings)?;
            let stamp = Stamp { at: world.now(), till: settings.till };
            // What goes before the close belongs to its range.
            note_clock_step(writer, vault, &stamp, None)?;
            writer.begin_key(vault, &stamp)?;
            let (close, hash) = count_the_rest(writer, counted, settings.day_starts_at)?;
            if close.figures.is_nothing() {
                return Err(DeskError::NothingSince);
            }
            let report = report_of(&close, &stamp, hash);
            writer.record_fact(vault, &stamp, &Fact::Close(Box::new(close)))?;
            Ok(Some(report))
        })
    }

    /// The closes that were made on these business dates, newest first. Their totals add up to those of a month or a year.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn closes(&self, dates: impl RangeBounds<NaiveDate>) -> Result<Vec<ListedClose>, DeskError> {
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
    /// [`DeskError::NoSuchClose`]; trouble with the ledger.
    pub fn find_close(&self, number: u32) -> Result<(DayReport, u32), DeskError> {
        self.ledger.find_close(number)?.ok_or(DeskError::NoSuchClose { number })
    }

    /// Records that a close is shown or printed again. Returns how often that was so, which goes on the paper. Show nothing
    /// before this returned.
    ///
    /// # Errors
    /// [`DeskError::NoSuchClose`]; trouble with the ledger; [`DeskError::Misfit`] while it is not as it is remembered.
    pub fn record_close_print(&mut self, number: u32) -> Result<u32, DeskError> {
        self.remembered.refuse_misfit()?;
        self.find_close(number)?;
        self.record_within(|writer, _| {
            let reprint = writer.reprints_of_close(number)?.unwrap_or(0).saturating_add(1);
            Ok((Fact::ClosePrinted { number, reprint }, reprint))
        })
    }

    /// Counts to the newest fact, in a snapshot: from where `before` ended if it is of the same range, otherwise from the last close
    /// on. With the hash of the newest fact; `None` when it was stopped before.
    fn count_on(
        &self,
        before: Option<Counted>,
        own_till: bool,
        progress: &Progress,
        stop: Stop<'_>,
    ) -> Result<(Counted, Option<JournalHash>), DeskError> {
        let _snapshot = self.ledger.snapshot()?;
        let (since, head) = (self.ledger.last_close()?, self.ledger.head()?);
        let starts_at = self.settings.day_starts_at;
        let is_same = |before: &Counted| before.since == since && before.counter.day_starts_at() == starts_at;
        let mut counted = before.filter(is_same).unwrap_or_else(|| {
            let counter = counter_since(since, starts_at);
            let counter = if own_till { counter.only(self.settings.till) } else { counter };
            Counted { since, counter, until: since.seq }
        });
        let Counted { counter, until, .. } = &mut counted;
        *until = self.ledger.count_figures(counter, *until, head.seq, progress, stop)?;
        let is_whole = *until == head.seq;
        Ok((counted, is_whole.then_some(head.hash)))
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
    Ok((Close { number, from_seq, to_seq: head.seq, figures: counter.figures() }, head.hash))
}

fn report_of(close: &Close, stamp: &Stamp, hash: JournalHash) -> DayReport {
    let &Close { number, from_seq, to_seq, .. } = close;
    let Stamp { at, till } = *stamp;
    let figures = close.figures.clone();
    DayReport { number: Some(number), at, till, is_own: false, from_seq, to_seq, figures, hash }
}
