//! What the screen of the day shows: what was taken since the last close, by hour of the business day, the closes that there are, and
//! how the ledger is kept.

use chrono::NaiveDate;

use super::{Chart, Desk, DeskError, LastUpkeep, pending::left_by_another};
use crate::{
    payment::Till,
    record::{DayReport, ListedClose, Progress, Stop},
};

/// The day so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaySoFar {
    /// The figures since the last close, of all tills.
    pub report: DayReport,
    /// What all tills took and cancelled in each hour of the business day of now.
    pub hours: Chart,
    /// The closes, newest first.
    pub closes: Vec<ListedClose>,
    /// When the ledger was checked and copied.
    pub upkeep: LastUpkeep,
    /// Another till that was stopped while a transaction was on its way, and has not said yet what became of it: no day is closed
    /// until it has.
    pub note_left: Option<Till>,
}

impl Desk {
    /// The day so far. Returns `None` when it was stopped: asked again, it goes on where it was, and `progress` says how far that is.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn day_so_far(&mut self, progress: &Progress, stop: Stop<'_>) -> Result<Option<DaySoFar>, DeskError> {
        let Some(report) = self.figures_since_close(false, progress, stop)? else { return Ok(None) };
        let Some(hours) = self.business_day_by_hour(stop)? else { return Ok(None) };
        let note_left = left_by_another(&self.settings.ledger, self.settings.till);
        let (closes, upkeep) = (self.closes(..)?, self.last_upkeep());
        Ok(Some(DaySoFar { report, hours, closes, upkeep, note_left }))
    }

    /// The business date of the oldest transaction that no close has, in a shop that has closed a day before; `None` where there is
    /// no such.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn open_since(&self) -> Result<Option<NaiveDate>, DeskError> {
        let oldest = self.ledger.oldest_since_close()?;
        Ok(oldest.and_then(|local| self.settings.day_starts_at.date_of(local)))
    }
}
