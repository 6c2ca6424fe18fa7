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

use std::ops::Range;

use chrono::{DateTime, FixedOffset};

use super::{Clock as _, Desk, DeskError, journal::note_clock_step, keys, pending::left_by_another};
use crate::{
    ledger::{LastClose, LedgerError, Stamp, Writer},
    payment::Till,
    record::{Close, DayReport, DayStart, Fact, FigureCounter, JournalHash, ListedClose, Progress, Stop},
};

/// Figures that were read so far.
struct Counted {
    /// Of what comes after this close.
    since: LastClose,
    counter: FigureCounter,
    /// The number of the last fact that was counted.
    until: i64,
    hash: JournalHash,
}

impl Desk {
    /// The figures since the last close (X), of all tills or of this one. Nothing is stored. Returns `None` when it was stopped.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn figures_since_close(
        &self,
        own_till: bool,
        progress: &Progress,
        stop: Stop<'_>,
    ) -> Result<Option<DayReport>, DeskError> {
        let till = self.settings.till;
        let counted = self.count_since_close(own_till.then_some(till), progress, stop)?;
        Ok(counted.map(|counted| DayReport {
            number: None,
            at: self.world.now(),
            till,
            is_own: own_till,
            from_seq: counted.counter.from_seq(),
            to_seq: counted.until,
            figures: counted.counter.figures(),
            hash: counted.hash,
        }))
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
        let Some(counted) = self.count_since_close(None, progress, &|| false)? else { return Ok(None) };
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

    /// The closes that were made within these times, newest first; all of them where no time is given. Their totals add up to
    /// those of a month or a year.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn closes(&self, times: Option<Range<DateTime<FixedOffset>>>) -> Result<Vec<ListedClose>, DeskError> {
        let times = times.map(|times| times.start.timestamp_millis()..times.end.timestamp_millis());
        Ok(self.ledger.closes(&times.unwrap_or(i64::MIN..i64::MAX))?)
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

    /// Counts from the last close to the newest fact, in a snapshot. `None` when stopped.
    fn count_since_close(
        &self,
        only: Option<Till>,
        progress: &Progress,
        stop: Stop<'_>,
    ) -> Result<Option<Counted>, DeskError> {
        let _snapshot = self.ledger.snapshot()?;
        let (since, head) = (self.ledger.last_close()?, self.ledger.head()?);
        let counter = counter_since(since, self.settings.day_starts_at);
        let mut counter = only.map_or(counter.clone(), |till| counter.only(till));
        let ended = self.ledger.count_figures(&mut counter, since.seq, head.seq, progress, stop)?;
        Ok(ended.then_some(Counted { since, counter, until: head.seq, hash: head.hash }))
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
