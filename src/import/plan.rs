//! The plan: what becomes of every row, before anything is recorded. A dry run makes it and stops there, and the report is read from it.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDateTime, NaiveTime, Utc};

use super::{
    ImportError, ImportOptions, first,
    reading::{Reading, id_of},
    scratch::{IdState, LeftOver, ReportPart, ReportRow, RowState, Scratch},
    second,
};
use crate::{
    desk::{Becomes, Clock as _, Known, KnownRow, KnownRows, NewRow, TakenRow, World},
    payment::{CancelAmount, Kind, Problem, Remaining, TransactionId, Won, card_text::hide_all_cards},
    query::beginning,
    record::{AsideReason, OldSystem, OldTable, OldValue, Origin, OriginalRow, Repair, VatSum, utc_of},
};

/// The systems are not older.
const FIRST_YEAR: i32 = 2_000;
/// Most characters of a key that are shown.
const SHOWN: usize = 40;

/// How many rows, and what becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowCounts {
    /// All.
    pub rows: u64,
    /// Those that are payments and cancels of the ledger.
    pub taken: u64,
    /// Those that are set aside.
    pub set_aside: u64,
}

/// Payments and cancels, each with what they add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Payments.
    pub payments: VatSum,
    /// Cancels.
    pub cancels: VatSum,
}

/// What becomes of the rows of a file.
pub struct Plan {
    scratch: Scratch,
    /// Whose file it is.
    pub system: OldSystem,
    /// All rows.
    pub all: RowCounts,
    /// Those of each table.
    pub tables: Vec<(OldTable, RowCounts)>,
    /// Those that the ledger does not have yet.
    pub new: RowCounts,
    /// How many are not as they were when they were taken over.
    pub changed: u64,
    /// How many are set aside for each reason; a row may have several.
    pub reasons: BTreeMap<AsideReason, u64>,
    /// How many are repaired, by how.
    pub repairs: BTreeMap<Repair, u64>,
    /// Amounts as the other system reads them, of all rows.
    pub before: Sums,
    /// Amounts of what is taken.
    pub after: Sums,
    /// What remains of all payments that are taken: amount and VAT.
    pub remaining: (u64, u64),
}

/// What a plan is made with.
pub(super) struct Maker<'a> {
    /// When the file was changed last.
    pub changed: Option<DateTime<Utc>>,
    /// What the ledger has already; `None` where there is no ledger yet.
    pub known: Option<KnownRows<'a>>,
    pub options: &'a ImportOptions,
    pub world: &'a World,
}

impl Maker<'_> {
    /// The moment of a time on the clock of the other system.
    fn moment(&self, local: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        let at = match self.options.utc_offset {
            Some(offset) => local.and_local_timezone(offset).single()?.to_utc(),
            None => utc_of(beginning(&|at| self.world.offset_at(at), local))?,
        };
        utc_of(at.timestamp_millis())?;
        Some(at.with_timezone(&self.offset(at)))
    }

    /// Whether a time of the other system, which its id is, is one that has been.
    fn has_been(&self, local: NaiveDateTime) -> bool {
        let is_known = |at: DateTime<FixedOffset>| at.year() >= FIRST_YEAR && at <= self.world.now();
        self.moment(local).is_some_and(is_known)
    }

    fn offset(&self, at: DateTime<Utc>) -> FixedOffset {
        self.options.utc_offset.unwrap_or_else(|| self.world.offset_at(at))
    }

    /// A time before which rows without one were.
    fn before(&self) -> DateTime<FixedOffset> {
        let as_of = self.options.as_of.and_then(|date| self.moment(date.and_time(NaiveTime::MIN)));
        as_of.unwrap_or_else(|| {
            let changed = self.changed.unwrap_or_else(|| self.world.now().to_utc());
            changed.with_timezone(&self.offset(changed))
        })
    }

    /// What a row becomes that is taken, by what was read of it; `None` when something is missing.
    fn taken(&self, reading: &Reading, table: OldTable) -> Option<TakenRow> {
        let created_at = reading.local.and_then(|local| self.moment(local));
        let before = if created_at.is_some() { None } else { Some(self.before()) };
        let original = || reading.original.map(|original| Kind::Cancel { original });
        Some(TakenRow {
            id: reading.id?,
            kind: if reading.is_cancel? { original()? } else { Kind::Payment },
            card: reading.card.clone()?,
            expiry: reading.expiry?,
            cvc: reading.cvc.clone().filter(|_| self.options.with_cvc),
            installments: reading.installments?,
            amount: reading.amount?,
            vat: reading.vat?,
            created_at,
            origin: Origin { table, before, repairs: self.repairs(reading) },
        })
    }

    /// What is worth a mark: of a CVC that is not taken over, nothing is.
    fn repairs(&self, reading: &Reading) -> Vec<Repair> {
        let is_told = |repair: &Repair| *repair != Repair::CvcZeros || self.options.with_cvc;
        reading.repairs.iter().copied().filter(is_told).collect()
    }
}

/// Reads a row by the rules of its system.
pub(super) fn read(row: &OriginalRow) -> Reading {
    match row.table.system() {
        OldSystem::First => first::read(row),
        OldSystem::Second => second::read(row),
    }
}

/// Hides the CVC of a row that is taken.
fn hide_cvc(row: &mut OriginalRow, reading: &Reading) {
    match row.table.system() {
        OldSystem::First => first::hide_cvc(row, reading),
        OldSystem::Second => second::hide_cvc(row, reading),
    }
}

impl Plan {
    pub(super) fn new(system: OldSystem) -> Result<Self, ImportError> {
        Ok(Self {
            scratch: Scratch::new()?,
            system,
            all: RowCounts::default(),
            tables: Vec::new(),
            new: RowCounts::default(),
            changed: 0,
            reasons: BTreeMap::new(),
            repairs: BTreeMap::new(),
            before: Sums::default(),
            after: Sums::default(),
            remaining: (0, 0),
        })
    }

    /// Says that every row was decided about.
    pub(super) fn end(&mut self) -> Result<(), ImportError> {
        self.remaining = self.scratch.left()?;
        Ok(())
    }

    /// Decides about the next row, of which this was read.
    pub(super) fn decide(
        &mut self,
        maker: &Maker<'_>,
        mut row: OriginalRow,
        mut reading: Reading,
    ) -> Result<(), ImportError> {
        row.before = self.count_key(&row, &reading)?;
        let known = match &maker.known {
            Some(known) => {
                let mut kept = row.clone();
                hide_cvc(&mut kept, &reading);
                known.find(&row, &kept)?
            }
            None => None,
        };
        let (state, is_taken) = if let Some(KnownRow { is_same, was }) = known {
            let state = if is_same { RowState::Same } else { RowState::Changed };
            (state, self.note_known(&mut reading, &was)?)
        } else {
            (RowState::New, self.decide_new(maker, &row, &mut reading)?)
        };
        self.count(maker, &row, &reading, (state, is_taken))
    }

    /// How many rows of the same key came before this one. Ids are known already, and are of both tables of a system.
    fn count_key(&self, row: &OriginalRow, reading: &Reading) -> Result<u64, ImportError> {
        let is_known = match reading.id {
            Some(id) if self.scratch.id(id)?.is_none() => return Ok(0),
            id => id.is_some(),
        };
        Ok(u64::from(is_known) + self.scratch.count_key(row)?)
    }

    /// Decides about a row that the ledger does not have. Says whether it is taken.
    fn decide_new(
        &self,
        maker: &Maker<'_>,
        row: &OriginalRow,
        reading: &mut Reading,
    ) -> Result<bool, ImportError> {
        if let Some(id) = reading.id {
            let is_known = self.scratch.id(id)?.is_some();
            if is_known || maker.known.as_ref().map_or(Ok(false), |known| known.has_id(id))? {
                reading.wrong(AsideReason::IdTaken);
            }
        }
        if reading.local.is_some_and(|local| !maker.has_been(local)) {
            reading.wrong(AsideReason::IdInvalid);
        }
        if reading.is_cancel == Some(true)
            && let Some(reason) = self.refuse_cancel(reading)?
        {
            reading.wrong(reason);
        }
        // By now everything is there, unless a reason says why not.
        let is_taken = reading.is_good() && maker.taken(reading, row.table).is_some();
        if reading.is_good() && !is_taken {
            reading.wrong(AsideReason::MessageInvalid);
        }
        if let Some(id) = reading.id {
            let left = reading.amount.zip(reading.vat).filter(|_| is_taken);
            let left = left.and_then(|(amount, vat)| Remaining::new(amount, vat));
            let state = match left {
                _ if reading.is_cancel == Some(true) => IdState::Cancel,
                Some(left) => IdState::Payment(left),
                None => IdState::SetAside,
            };
            let paid = reading.amount.unwrap_or(Won::ZERO);
            self.scratch.put_id(&id, &state, paid, reading.card.as_ref())?;
        }
        Ok(is_taken)
    }

    /// Why a cancel takes nothing of its payment; when nothing is wrong with it, it does.
    fn refuse_cancel(&self, reading: &Reading) -> Result<Option<AsideReason>, ImportError> {
        let Some(original) = reading.original else { return Ok(None) };
        let left = match self.scratch.id(original)? {
            Some(IdState::Payment(left)) => left,
            Some(IdState::SetAside) => return Ok(Some(AsideReason::PaymentSetAside)),
            Some(IdState::Cancel) => return Ok(Some(AsideReason::IsACancel)),
            None => return Ok(Some(AsideReason::NotFound)),
        };
        let (Some(amount), Some(vat)) = (reading.amount, reading.vat) else { return Ok(None) };
        Ok(match left.cancel(CancelAmount::Part(amount), Some(vat)) {
            Ok(_) if !self.has_card_of(reading, original)? => Some(AsideReason::Contradictory),
            Ok(plan) => {
                if reading.is_good() {
                    self.scratch.put_left(original, plan.left)?;
                }
                None
            }
            Err(error) => Some(match error.problem {
                Problem::AlreadyCancelled => AsideReason::AlreadyCancelled,
                Problem::ExceedsRemaining { .. } => AsideReason::CancelExceedsRemaining,
                Problem::CancelVat { .. } => AsideReason::CancelVatOutOfRange,
                _ => AsideReason::AmountOutOfRange,
            }),
        })
    }

    /// Whether a row is of the card of a payment; also where one of the two is not known.
    fn has_card_of(&self, reading: &Reading, payment: TransactionId) -> Result<bool, ImportError> {
        let of = |card| self.scratch.is_card_of(payment, card);
        Ok(reading.card.as_ref().map_or(Ok(true), of)?)
    }

    /// What became of a row that the ledger has is not decided again. Says whether it was taken.
    fn note_known(&self, reading: &mut Reading, was: &Known) -> Result<bool, ImportError> {
        match was {
            Known::SetAside(set_aside) => {
                reading.reasons.clone_from(&set_aside.reasons);
                if let Some(id) = reading.id {
                    let is_cancel = reading.is_cancel == Some(true);
                    let state = if is_cancel { IdState::Cancel } else { IdState::SetAside };
                    self.scratch.put_id(&id, &state, Won::ZERO, None)?;
                }
                Ok(false)
            }
            Known::Taken { is_cancel, amount, vat, left, repairs } => {
                reading.reasons.clear();
                reading.repairs.clone_from(repairs);
                reading.is_cancel = Some(*is_cancel);
                (reading.amount, reading.vat) = (Some(*amount), Some(*vat));
                if let Some(id) = reading.id {
                    let state = if *is_cancel { IdState::Cancel } else { IdState::Payment(*left) };
                    self.scratch.put_id(&id, &state, *amount, reading.card.as_ref())?;
                }
                Ok(true)
            }
        }
    }

    /// Counts a row, and notes what was decided.
    fn count(
        &mut self,
        maker: &Maker<'_>,
        row: &OriginalRow,
        reading: &Reading,
        (state, is_taken): (RowState, bool),
    ) -> Result<(), ImportError> {
        if self.tables.iter().all(|(table, _)| *table != row.table) {
            self.tables.push((row.table, RowCounts::default()));
        }
        let of_table = self.tables.iter_mut().find(|(table, _)| *table == row.table);
        let of_table = of_table.map(|(_, counts)| counts);
        let new = (state == RowState::New).then_some(&mut self.new);
        for counts in [Some(&mut self.all), of_table, new].into_iter().flatten() {
            counts.rows += 1;
            *(if is_taken { &mut counts.taken } else { &mut counts.set_aside }) += 1;
        }
        self.changed += u64::from(state == RowState::Changed);
        let repairs = if is_taken { maker.repairs(reading) } else { Vec::new() };
        for repair in &repairs {
            *self.repairs.entry(*repair).or_default() += 1;
        }
        for reason in &reading.reasons {
            *self.reasons.entry(*reason).or_default() += 1;
        }
        let is_cancel = reading.is_cancel == Some(true);
        let after = reading.amount.zip(reading.vat).filter(|_| is_taken);
        let after = after.map(|(amount, vat)| (amount.get(), vat.get()));
        self.before.add(is_cancel, reading.as_read);
        if let Some(after) = after {
            self.after.add(is_cancel, after);
        }
        let is_told = !is_taken || state == RowState::Changed || after != Some(reading.as_read);
        let of = ReportRow {
            table: row.table,
            key: if is_told { shown(&row.key) } else { String::new() },
            reasons: reading.reasons.clone(),
            repairs,
            before: reading.as_read,
            after: after.unwrap_or_default(),
        };
        Ok(self.scratch.note(self.all.rows, (state, is_taken, row.before), &of)?)
    }

    /// What is to be recorded of the row at `position`, counted from 1, when the rows are read again; nothing of one that the ledger
    /// has.
    pub(super) fn new_row(
        &self,
        maker: &Maker<'_>,
        position: u64,
        mut row: OriginalRow,
    ) -> Result<Option<NewRow>, ImportError> {
        let decided = self.scratch.decided(position)?;
        if !decided.is_new {
            return Ok(None);
        }
        row.before = decided.before;
        if !decided.is_taken {
            let row = NewRow::new(row, Becomes::SetAside(decided.reasons));
            return Ok(Some(row.ok_or(ImportError::Unsteady)?));
        }
        let reading = read(&row);
        let taken = maker.taken(&reading, row.table).ok_or(ImportError::Unsteady)?;
        hide_cvc(&mut row, &reading);
        let row = NewRow::new(row, Becomes::Taken(Box::new(taken)));
        Ok(Some(row.ok_or(ImportError::Unsteady)?))
    }

    /// Gives the rows of a part of the report to `take`, in their order.
    ///
    /// # Errors
    /// When the temporary database cannot be read; those of `take`.
    pub fn report<E: From<ImportError>>(
        &self,
        part: ReportPart,
        take: impl FnMut(ReportRow) -> Result<(), E>,
    ) -> Result<(), E> {
        self.scratch.report(part, take)
    }

    /// Gives every payment of which something is cancelled to `take`, by its id.
    ///
    /// # Errors
    /// As [`report`](Self::report).
    pub fn left_over<E: From<ImportError>>(
        &self,
        take: impl FnMut(LeftOver) -> Result<(), E>,
    ) -> Result<(), E> {
        self.scratch.left_over(take)
    }
}

impl Sums {
    fn add(&mut self, is_cancel: bool, (amount, vat): (u64, u64)) {
        let sum = if is_cancel { &mut self.cancels } else { &mut self.payments };
        sum.count += 1;
        // What another system reads may be anything.
        sum.amount = sum.amount.saturating_add(amount);
        sum.vat = sum.vat.saturating_add(vat);
    }
}

/// A key as it is shown: at most 40 characters, without control characters and card numbers.
#[must_use]
pub fn shown(key: &OldValue) -> String {
    let text = match key {
        OldValue::Null => "NULL".to_owned(),
        OldValue::Integer(number) => number.to_string(),
        OldValue::Text(text) if text.is_empty() => "''".to_owned(),
        OldValue::Real(text) | OldValue::Text(text) => text.clone(),
        OldValue::BrokenText(hex) | OldValue::Bytes(hex) => format!("x'{hex}'"),
        OldValue::TooLong(bytes) => format!("({bytes} bytes)"),
    };
    let plain: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    // An id of the second system looks like a card, and is none.
    let hidden = if id_of(Some(key)).is_some() { plain } else { hide_all_cards(&plain).into_owned() };
    hidden.chars().take(SHOWN).collect()
}
