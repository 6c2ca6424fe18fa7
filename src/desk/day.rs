//! What the screen of the day shows: what was taken since the last close, by hour of the business day, the closes that there are, and
//! how the ledger is kept.

use chrono::NaiveDate;

use super::{Asked, Chart, Desk, DeskError, LastUpkeep, pending::left_by_another};
use crate::{
    payment::Till,
    record::{DayReport, HandOverWork, ListedClose, Progress, Stop},
    staff::Action,
};

/// The day so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaySoFar {
    /// The figures since the last close: of all tills, or of this one, as the person may see who is signed in.
    pub report: DayReport,
    /// What all tills took and cancelled in each hour of the business day of now.
    pub hours: Chart,
    /// The number of the newest close; 0 where there is none.
    pub newest_close: u32,
    /// The closes, newest first; none for who may not see them.
    pub closes: Vec<ListedClose>,
    /// When the ledger was checked and copied.
    pub upkeep: LastUpkeep,
    /// Another till that was stopped while a transaction was on its way, and has not said yet what became of it: no day is closed
    /// until it has.
    pub note_left: Option<Till>,
    /// What is left to do about hand-over.
    pub hand_over: HandOverWork,
    /// Settings that were changed since the last close, as far as only an owner may change them.
    pub changed_settings: Vec<String>,
}

impl Desk {
    /// The day so far. Returns `None` when it was stopped: asked again, it goes on where it was, and `progress` says how far that is.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn day_so_far(&mut self, progress: &Progress, stop: Stop<'_>) -> Result<Option<DaySoFar>, DeskError> {
        // Who may not see the figures of all tills sees those of this one, and no closes.
        let sees_all = match self.may(&Asked::of(Action::AllFigures)) {
            Err(DeskError::NotAllowed(_)) => false,
            may => may.map(|()| true)?,
        };
        let Some(report) = self.figures_since_close(!sees_all, progress, stop)? else { return Ok(None) };
        let Some(hours) = self.business_day_by_hour(stop)? else { return Ok(None) };
        let note_left = left_by_another(&self.settings.ledger, self.settings.till);
        let closes = if sees_all { self.closes(..)? } else { Vec::new() };
        let upkeep = self.last_upkeep();
        let changed_settings = self.settings_changed_since(report.from_seq - 1)?;
        let (newest_close, hand_over) = (self.ledger.last_close()?.number, self.hand_over_work()?);
        Ok(Some(DaySoFar {
            report,
            hours,
            newest_close,
            closes,
            upkeep,
            note_left,
            hand_over,
            changed_settings,
        }))
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
