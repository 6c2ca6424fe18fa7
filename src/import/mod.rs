//! Taking over the databases of the two older systems.
//!
//! ```text
//!  old file ──read, in one moment──► source ► row ► reading (first, second)
//!                                                      │
//!             temporary database ◄──────────────── plan: taken or set aside, and why     ► report
//!                                                      │  a dry run ends here
//!  old file ──read again────────────────────────► desk: a thousand rows a transaction
//! ```
//!
//! Every row is taken, under its own id and by the rules of payments and cancels, or set aside with the reason. The old file is never
//! written, and nothing readable of it is kept anywhere: it holds card numbers in the clear. What is recorded is recorded whole or not
//! at all; killed at any moment, the next run goes on from there, since a row that the ledger has is known by its table and key.

mod first;
mod plan;
mod reading;
mod scratch;
mod second;
mod source;

use std::{
    panic::resume_unwind,
    path::{Path, PathBuf},
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

use chrono::{FixedOffset, NaiveDate};
use rusqlite::ErrorCode;

pub use plan::{Plan, RowCounts, Sums, shown};
pub use scratch::{LeftOver, ReportPart, ReportRow};
pub use source::{SourceError, SourceTrouble};

use self::{
    plan::{Maker, read},
    source::Source,
};
use crate::{
    desk::{Desk, DeskError, World},
    ledger::{LedgerError, LedgerTrouble},
    record::Progress,
};

/// Rows that are recorded in one transaction of the database.
const AT_ONCE: usize = 1_000;
/// Rows that are handed over together, and how many such pieces may wait.
const PIECE: usize = 50;
const PIECES_AHEAD: usize = 4;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The offset from UTC of the times of the second system; `None`: that of this machine at each time.
    pub utc_offset: Option<FixedOffset>,
    /// The day before which rows without a time were; `None`: when the file was changed last.
    pub as_of: Option<NaiveDate>,
    /// Whether CVCs are taken over.
    pub with_cvc: bool,
}

/// Why rows are not taken over.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Something is wrong with the file.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Something is wrong with the ledger, or it is not allowed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The temporary database cannot be used.
    #[error("the temporary database cannot be used")]
    Scratch(#[from] rusqlite::Error),
    /// A row could not be read a second time as it was read first.
    #[error("a row was read in two ways")]
    Unsteady,
    /// Another program recorded what was to be recorded, or cancelled a payment. What was recorded by then stays.
    #[error("another program recorded something meanwhile")]
    Meanwhile,
    /// It was stopped. What was recorded by then stays.
    #[error("it was stopped")]
    Stopped,
}

/// An old file that is held as it is, and what it is taken over with.
pub struct Import<'a> {
    source: Source,
    options: &'a ImportOptions,
    world: World,
}

impl<'a> Import<'a> {
    /// Opens the old file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open(file: &Path, options: &'a ImportOptions, world: World) -> Result<Self, ImportError> {
        Ok(Self { source: Source::open(file)?, options, world })
    }

    /// Decides about every row, and records nothing. Without a `desk` there is no ledger yet.
    ///
    /// # Errors
    /// [`ImportError`].
    pub fn plan(&mut self, desk: Option<&Desk>, progress: &Progress) -> Result<Plan, ImportError> {
        progress.begin(self.source.count()?);
        let known = desk.map(Desk::known_rows).transpose()?;
        let Self { source, options, world } = self;
        let mut plan = Plan::new(source.system())?;
        let maker = Maker { changed: source.changed(), known, options, world };
        // The one reads the old file, the other decides.
        side_by_side(
            move |ahead| source.rows(progress, |row| ahead.give((read(&row), row))),
            |rows| {
                for (reading, row) in rows {
                    plan.decide(&maker, row, reading)?;
                }
                Ok(())
            },
        )?;
        plan.end()?;
        Ok(plan)
    }

    /// Records what was planned, and that it came to its end. Nothing where the ledger has all of that.
    ///
    /// # Errors
    /// [`ImportError`]. What was recorded by then stays; the next run goes on with the rest.
    pub fn record(
        &mut self,
        desk: &mut Desk,
        plan: &mut Plan,
        progress: &Progress,
    ) -> Result<(), ImportError> {
        if plan.new.rows == 0 && !desk.is_take_over_open()? {
            return Ok(());
        }
        let mut newest = desk.begin_take_over()?;
        progress.begin(self.source.count()?);
        let Self { source, options, world } = self;
        let (options, world, planned) = (*options, &*world, &mut *plan);
        // The one reads the old file, the other writes the ledger.
        side_by_side(
            move |ahead| {
                let maker = Maker { changed: source.changed(), known: None, options, world };
                let mut position = 0;
                source.rows(progress, |row| {
                    position += 1;
                    planned.new_row(&maker, position, row)?.map_or(Ok(()), |row| ahead.give(row))
                })
            },
            |rows| {
                let mut rows = rows.peekable();
                while rows.peek().is_some() {
                    newest = desk.take_over(rows.by_ref().take(AT_ONCE), newest).map_err(meanwhile)?;
                }
                Ok(())
            },
        )?;
        let file = shown_path(self.source.path());
        Ok(desk.end_take_over(file, &|| progress.stopped())?)
    }
}

/// What is handed over from one thread to the other, in pieces.
struct Ahead<T> {
    piece: Vec<T>,
    pieces: SyncSender<Vec<T>>,
}

impl<T> Ahead<T> {
    fn give(&mut self, row: T) -> Result<(), ImportError> {
        self.piece.push(row);
        if self.piece.len() == PIECE { self.hand_over() } else { Ok(()) }
    }

    fn hand_over(&mut self) -> Result<(), ImportError> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.pieces.send(piece).or(Err(ImportError::Stopped))
    }
}

/// Runs `read` beside `take`, which is given what `read` hands over. Each ends when the other fails; the error of `take` comes first.
fn side_by_side<T: Send>(
    read: impl FnOnce(&mut Ahead<T>) -> Result<(), ImportError> + Send,
    take: impl FnOnce(&mut dyn Iterator<Item = T>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let (pieces, handed_over) = sync_channel(PIECES_AHEAD);
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let mut ahead = Ahead { piece: Vec::with_capacity(PIECE), pieces };
            read(&mut ahead)?;
            ahead.hand_over()
        });
        take(&mut handed_over.into_iter().flatten())?;
        reader.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// The ledger refuses a row where another program took it over first, or cancelled what it cancels.
fn meanwhile(error: DeskError) -> ImportError {
    match &error {
        DeskError::Ledger(LedgerError { trouble: LedgerTrouble::Sqlite(reason), .. })
            if reason.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) =>
        {
            ImportError::Meanwhile
        }
        _ => error.into(),
    }
}

/// A path in a fact.
fn shown_path(path: &Path) -> String {
    let absolute: PathBuf = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.display().to_string()
}
