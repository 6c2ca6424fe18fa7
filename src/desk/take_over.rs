//! Taking over rows of another system. What becomes of each was decided before; here it is recorded, many rows in one transaction of the
//! database, and found again.

use chrono::{DateTime, FixedOffset};
use strum::VariantArray as _;
use zeroize::Zeroizing;

use super::{
    Asked, Desk, DeskError,
    journal::{note_clock_step, stamp_now},
    keys::{self, use_newest_key},
    rights::{allow, identify},
};
use crate::{
    ledger::{
        Imported, Kept, KeptTransaction, LedgerError, LedgerTrouble, NewTransaction, Original, Snapshot,
        Stamp, Writer, digest_of, name_of, rows::ImportedRow,
    },
    payment::{CardNumber, Cvc, Expiry, Installments, Kind, Message, Remaining, TransactionId, Won},
    record::{
        AsideReason, Column, Fact, OldTable, OldValue, Origin, OriginalRow, Repair, SetAside, Spot, Table,
        TakeOver, Transaction,
    },
    staff::Action,
    vault::{SealError, Vault},
};

/// A row of another system, and what becomes of it.
pub struct NewRow {
    original: OriginalRow,
    /// The same, as it is sealed.
    bytes: Zeroizing<Vec<u8>>,
    becomes: Becomes,
}

impl NewRow {
    /// A row as it is kept, and what becomes of it; `None` when it has no bytes, which no row of a database does.
    #[must_use]
    pub fn new(original: OriginalRow, becomes: Becomes) -> Option<Self> {
        let bytes = original.to_bytes().ok()?;
        Some(Self { original, bytes, becomes })
    }
}

/// What becomes of a row of another system.
pub enum Becomes {
    /// A payment or a cancel.
    Taken(Box<TakenRow>),
    /// Nothing: it is set aside.
    SetAside(Vec<AsideReason>),
}

/// A payment or cancel that another system recorded, by the rules of this one.
pub struct TakenRow {
    /// Its id there, and here.
    pub id: TransactionId,
    /// Payment, or cancel of which payment.
    pub kind: Kind,
    /// The card.
    pub card: CardNumber,
    /// The card's last month.
    pub expiry: Expiry,
    /// The card's verification code, if it is taken over.
    pub cvc: Option<Cvc>,
    /// Months.
    pub installments: Installments,
    /// Amount, VAT included.
    pub amount: Won,
    /// VAT.
    pub vat: Won,
    /// When it was; `None` where its system did not say.
    pub created_at: Option<DateTime<FixedOffset>>,
    /// Where it comes from.
    pub origin: Origin,
}

/// What the ledger has of a row of another system.
pub struct KnownRow {
    /// Whether the row is still as it was.
    pub is_same: bool,
    /// What became of it.
    pub was: Known,
}

/// What became of a row that was taken over before.
pub enum Known {
    /// It was taken.
    Taken {
        /// Whether as a cancel.
        is_cancel: bool,
        /// With which amount.
        amount: Won,
        /// With which VAT.
        vat: Won,
        /// What remains of the payment by now.
        left: Remaining,
        /// What was repaired.
        repairs: Vec<Repair>,
    },
    /// It was set aside.
    SetAside(SetAside),
}

/// What a ledger has of the rows of other systems, at one moment.
pub struct KnownRows<'a> {
    desk: &'a Desk,
    has_taken: bool,
    has_set_aside: bool,
    _moment: Snapshot<'a>,
}

impl KnownRows<'_> {
    /// What the ledger has of a row, which is known by its table and key. `without_cvc` is the same row as it is kept when it is taken.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn find(&self, row: &OriginalRow, without_cvc: &OriginalRow) -> Result<Option<KnownRow>, DeskError> {
        let desk = self.desk;
        let set_aside = if self.has_set_aside { desk.set_aside_row(row)? } else { None };
        if let Some(kept) = set_aside {
            let Fact::SetAside(set_aside) = &kept.fact else {
                return Err(desk.corrupt_row(Table::Imported, kept.row.seq, Column::Name).into());
            };
            let is_same = self.is_same(&kept, row)?;
            return Ok(Some(KnownRow { is_same, was: Known::SetAside(set_aside.clone()) }));
        }
        // One of the same key after the first is another row.
        let key = row.key.text().filter(|_| self.has_taken && row.before == 0);
        let id = key.and_then(|key| TransactionId::from_bytes(key.as_bytes()));
        let taken = id.map_or(Ok(None), |id| desk.ledger.imported_as(id))?;
        let Some(KeptTransaction { kept, amount, vat, left }) = taken else { return Ok(None) };
        let Some(origin) = kept.fact.origin().filter(|origin| origin.table == row.table) else {
            return Ok(None);
        };
        let is_same = self.is_same(&kept, without_cvc)?;
        let (is_cancel, repairs) = (matches!(kept.fact, Fact::Cancel { .. }), origin.repairs.clone());
        Ok(Some(KnownRow { is_same, was: Known::Taken { is_cancel, amount, vat, left, repairs } }))
    }

    /// Whether the ledger has a payment or cancel with this id.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn has_id(&self, id: TransactionId) -> Result<bool, DeskError> {
        Ok(self.desk.ledger.has(id)?)
    }

    /// Whether a row is still the one that is kept.
    fn is_same(&self, kept: &Kept, row: &OriginalRow) -> Result<bool, DeskError> {
        let desk = self.desk;
        let bytes =
            row.to_bytes().or(Err(desk.corrupt_row(Table::Imported, kept.row.seq, Column::Original)))?;
        Ok(digest_of(&desk.vault, kept.row.key_id, &bytes)? == kept.row.digest)
    }
}

impl Desk {
    /// Looks whether rows may be taken over. Returns the number of the newest fact.
    ///
    /// # Errors
    /// [`DeskError::NotAllowed`]; [`LedgerTrouble::HasPayments`] when a payment was taken here; other trouble with the ledger.
    pub fn may_take_over(&mut self) -> Result<i64, DeskError> {
        self.require(&Asked::of(Action::Import))?;
        // A payment that comes meanwhile is after it.
        let newest = self.ledger.head()?.seq;
        if self.ledger.has_own_payment(0)? {
            return Err(self.at(LedgerTrouble::HasPayments).into());
        }
        Ok(newest)
    }

    /// Begins to take over rows; else as [`may_take_over`](Self::may_take_over).
    ///
    /// # Errors
    /// As [`may_take_over`](Self::may_take_over).
    pub fn begin_take_over(&mut self) -> Result<i64, DeskError> {
        let newest = self.may_take_over()?;
        self.ledger.let_log_grow(true)?;
        Ok(newest)
    }

    /// Whether rows were taken over by a run that did not come to its end.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn is_take_over_open(&self) -> Result<bool, DeskError> {
        Ok(self.ledger.imported_since_end()? != (0, 0))
    }

    /// Records what becomes of these rows: all of it, or nothing. `after` is the number of the newest fact when it was looked at last
    /// that no payment was taken here; returns the newest one now. Others wait while it goes on.
    ///
    /// # Errors
    /// As [`may_take_over`](Self::may_take_over), and trouble with the keys.
    pub fn take_over(
        &mut self,
        mut rows: impl Iterator<Item = NewRow>,
        after: i64,
    ) -> Result<i64, DeskError> {
        self.remembered.refuse_misfit()?;
        let Self { ledger, vault, world, settings, approval, .. } = self;
        ledger.write(|writer| {
            use_newest_key(writer, vault, world, settings)?;
            let operator = identify(writer, vault, settings)?;
            let mut stamp = stamp_now(world, settings);
            allow(writer, vault, operator.as_ref(), approval, &mut stamp, &Asked::of(Action::Import))?;
            if writer.has_own_payment(after)? {
                let path = writer.path().to_owned();
                return Err(LedgerError { path, trouble: LedgerTrouble::HasPayments }.into());
            }
            note_clock_step(writer, vault, &stamp, None)?;
            rows.try_for_each(|row| record(writer, vault, &stamp, &row))?;
            Ok(writer.head().seq)
        })
    }

    /// Records that rows were taken over, those of runs that did not come to their end with them, and prepares them for searching. Long
    /// work ends early when `stop` says so; a till goes on with it.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn end_take_over(&mut self, file: String, stop: &dyn Fn() -> bool) -> Result<(), DeskError> {
        let (taken, set_aside) = self.ledger.imported_since_end()?;
        let run = TakeOver { file, taken, set_aside };
        self.record_by(&Asked::of(Action::Import), |_, _| Ok((Fact::TakenOver(run), ())))?;
        self.ledger.index_in_small_parts(stop)?;
        self.ledger.let_log_grow(false)?;
        Ok(self.ledger.take_over_log()?)
    }

    /// What the ledger has of the rows of other systems, at this moment.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn known_rows(&self) -> Result<KnownRows<'_>, DeskError> {
        let moment = self.ledger.snapshot()?;
        let (has_taken, has_set_aside) = (self.ledger.has_imported()?, self.ledger.has_set_aside()?);
        Ok(KnownRows { desk: self, has_taken, has_set_aside, _moment: moment })
    }

    /// What is kept of a row of this table and key that was set aside, with whichever key of the ring.
    fn set_aside_row(&self, row: &OriginalRow) -> Result<Option<Kept>, DeskError> {
        for check in self.vault.key_checks().iter().rev() {
            let kept = self.ledger.imported_named(name_of(&self.vault, check.key_id, row)?)?;
            if kept.is_some() {
                return Ok(kept);
            }
        }
        Ok(None)
    }

    /// Why the row with this id was set aside; `None` when no such row was.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn set_aside_of(&self, id: TransactionId) -> Result<Option<SetAside>, DeskError> {
        if !self.ledger.has_set_aside()? {
            return Ok(None);
        }
        for table in OldTable::VARIANTS {
            let key = OldValue::Text(id.to_string());
            let row = OriginalRow { table: *table, key, before: 0, columns: Vec::new() };
            if let Some(Kept { fact: Fact::SetAside(set_aside), .. }) = self.set_aside_row(&row)? {
                return Ok(Some(set_aside));
            }
        }
        Ok(None)
    }

    /// The rows that were set aside after fact `after`, in order, `limit` at most: the number of the fact, why, and the row.
    ///
    /// # Errors
    /// Trouble with ledger or keys.
    pub fn set_aside_rows(
        &self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<(i64, SetAside, OriginalRow)>, DeskError> {
        let rows = self.ledger.set_aside(after, limit)?;
        let opened = rows.into_iter().filter_map(|kept| match &kept.fact {
            Fact::SetAside(set_aside) => {
                Some(self.open_row(&kept).map(|row| (kept.row.seq, set_aside.clone(), row)))
            }
            _ => None,
        });
        opened.collect()
    }

    /// The row of another system that a transaction comes from; `None` when it was recorded here. It may hold a whole card number: see
    /// [`record_reveal`](Self::record_reveal).
    ///
    /// # Errors
    /// Trouble with ledger or keys.
    pub fn original_of(&self, transaction: &Transaction) -> Result<Option<OriginalRow>, DeskError> {
        self.ledger.imported(transaction.seq)?.map(|kept| self.open_row(&kept)).transpose()
    }

    fn open_row(&self, kept: &Kept) -> Result<OriginalRow, DeskError> {
        let ImportedRow { seq, key_id, ref original, .. } = kept.row;
        let opened = match self.vault.open_original(kept.hash, key_id, original) {
            Err(SealError::UnknownKey(_)) => {
                keys::reread_keys(&self.settings, &self.world)?.open_original(kept.hash, key_id, original)
            }
            opened => opened,
        };
        let broken = || self.corrupt_row(Table::Imported, seq, Column::Original);
        let bytes = match opened {
            Err(SealError::Broken(_)) => return Err(broken().into()),
            opened => opened?,
        };
        Ok(OriginalRow::from_bytes(&bytes).ok_or_else(broken)?)
    }

    fn corrupt_row(&self, table: Table, row: i64, column: Column) -> LedgerError {
        self.at(LedgerTrouble::Corrupt(Spot::row(table, row).column(column)))
    }

    fn at(&self, trouble: LedgerTrouble) -> LedgerError {
        LedgerError { path: self.ledger.path().to_owned(), trouble }
    }
}

/// Records one row.
fn record(writer: &Writer<'_>, vault: &mut Vault, stamp: &Stamp, new: &NewRow) -> Result<(), DeskError> {
    let key_id = vault.active_check().key_id;
    let digest = digest_of(vault, key_id, &new.bytes)?;
    let original = |name| Original { row: &new.bytes, digest, name };
    let taken = match &new.becomes {
        Becomes::SetAside(reasons) => {
            let set_aside = SetAside { table: new.original.table, reasons: reasons.clone() };
            let name = name_of(vault, key_id, &new.original)?;
            return Ok(writer.record_set_aside(vault, stamp, set_aside, &original(Some(name)))?);
        }
        Becomes::Taken(taken) => taken,
    };
    let TakenRow { id, kind, card, expiry, cvc, installments, amount, vat, created_at, origin } = &**taken;
    let payment = match kind.original() {
        Some(original) => Some(writer.seq_of(original)?.ok_or_else(|| LedgerError {
            path: writer.path().to_owned(),
            trouble: LedgerTrouble::Corrupt(Spot::row(Table::Transactions, 0).column(Column::Payment)),
        })?),
        None => None,
    };
    let message = Message {
        kind: *kind,
        id: *id,
        card: card.clone(),
        installments: *installments,
        expiry: *expiry,
        cvc: cvc.clone(),
        amount: *amount,
        vat: *vat,
        sealed_card: vault.seal_card(*kind, *id, card, *expiry, cvc.as_ref())?,
    };
    let bytes = message.encode()?;
    let sealed = vault.seal_message(*id, &bytes)?;
    let imported = Imported { origin: origin.clone(), created_at: *created_at, original: original(None) };
    let new = NewTransaction {
        message: &message,
        bytes: &bytes,
        sealed,
        fingerprint: vault.fingerprint(card),
        payment,
        request_id: None,
        imported: Some(imported),
    };
    // Only the record that is returned has what remains, and here it is dropped.
    writer.record_transaction(vault, stamp, new, Remaining::NOTHING)?;
    Ok(())
}
