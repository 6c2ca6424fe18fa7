//! Rows as values: one struct a table, one list of columns each, read by name.
//!
//! Every value goes through the constructor that input goes through, so a row that was read is one that Paydesk can have
//! written; anything else is [`LedgerTrouble::Corrupt`] with its table, row and column. Other shapes of a row are made from
//! these: the checked [`Transaction`] below, and what searches and `verify` ask about.

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use rusqlite::{
    Connection, ErrorCode, Row, Rows, Statement, ToSql,
    limits::Limit,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use super::error::LedgerTrouble;
use crate::{
    payment::{
        Installments, Kind, MaskedCard, Memo, Remaining, RequestId, Till, TransactionId, Won,
        money::{CANCEL_AMOUNT, PAYMENT_AMOUNT},
    },
    record::{
        AnswerResult, ApprovalNumber, Batch, Close, Column, CountedTransaction, FactKind, Fingerprint,
        JournalHash, KeyedDigest, ListedClose, SlipCopy, Spot, Table, Totals, Transaction, utc_of,
    },
    staff::{OperatorNumber, Signers},
};

/// Longest value that is read. The longest that Paydesk writes is the body of a close: a year of business dates and 99 tills, at
/// most 135 bytes each. That of a fact that names a file has at most 4,096 bytes of path, each escaped to six; a set of the index
/// has at most 8 KiB. A longer value was put there by another program. SQLite
/// looks at the length before it reads the value, so that it costs neither memory nor time.
pub(super) const MAX_VALUE_BYTES: i32 = 64 * 1024;

/// Lets no value longer than [`MAX_VALUE_BYTES`] be read.
///
/// # Errors
/// When SQLite does not take the limit.
pub(super) fn limit_values(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES).map(|_| ())
}

/// The next of `rows`, which is row `row` of `table`. A value in it that is too long to be read is its damage.
///
/// # Errors
/// [`LedgerTrouble::Corrupt`], or what SQLite says.
pub(super) fn next_of<'r>(
    rows: &'r mut Rows<'_>,
    table: Table,
    row: i64,
) -> Result<Option<&'r Row<'r>>, LedgerTrouble> {
    rows.next().map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::TooBig) => LedgerTrouble::Corrupt(Spot::row(table, row)),
        _ => error.into(),
    })
}

/// A row of a table: its columns, in one order for reading and writing, the key first.
pub trait TableRow: Sized {
    /// The table.
    const TABLE: Table;
    /// Its columns.
    const COLUMNS: &'static [Column];

    /// Takes the values.
    ///
    /// # Errors
    /// The column with a value that Paydesk never writes.
    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column>;

    /// Whether the values fit together, by the rules of money.
    ///
    /// # Errors
    /// The column that does not.
    fn check(&self) -> Result<(), Column> {
        Ok(())
    }

    /// Binds the values to the parameters of a statement of [`insert`](Self::insert).
    ///
    /// # Errors
    /// When a value does not fit.
    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()>;

    /// Reads a row of `SELECT …` of all columns, which may be followed by others.
    ///
    /// # Errors
    /// [`LedgerTrouble::Corrupt`].
    fn read(row: &Row<'_>) -> Result<Self, LedgerTrouble> {
        let cells = Cells { row, columns: Self::COLUMNS, from: 0 };
        let taken = Self::from_cells(&cells).and_then(|taken| taken.check().map(|()| taken));
        taken.map_err(|column| corrupt(Self::TABLE, cells.key(), column))
    }

    /// The columns, each of the table named `alias`.
    #[must_use]
    fn columns(alias: &str) -> String {
        let names: Vec<String> = Self::COLUMNS.iter().map(|column| format!("{alias}.{column}")).collect();
        names.join(", ")
    }

    /// `INSERT INTO` the table of all columns. Made once.
    #[must_use]
    fn insert() -> &'static str;

    /// Writes the row with a statement of [`insert`](Self::insert). It is one row that changes, or it is an error.
    ///
    /// # Errors
    /// What SQLite refuses.
    fn write(&self, insert: &mut Statement<'_>) -> Result<(), LedgerTrouble> {
        self.bind(&mut Places { statement: insert, next: 1 })?;
        one(insert.raw_execute()?)
    }
}

/// A statement that is put together once: `once!(String)`.
macro_rules! once {
    ($sql:expr) => {{
        static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| $sql);
        SQL.as_str()
    }};
}
pub(super) use once;

/// `INSERT INTO` a table of all columns.
fn insert_of<T: TableRow>() -> String {
    let names: Vec<&str> = T::COLUMNS.iter().map(Into::into).collect();
    let places = vec!["?"; names.len()].join(", ");
    format!("INSERT INTO {} ({}) VALUES ({places})", T::TABLE, names.join(", "))
}

/// The parameters of a statement, taken one after the other.
pub struct Places<'s, 'c> {
    statement: &'s mut Statement<'c>,
    next: usize,
}

impl Places<'_, '_> {
    /// Binds the next parameter.
    ///
    /// # Errors
    /// When the value does not fit.
    pub fn put(&mut self, value: impl ToSql) -> rusqlite::Result<&mut Self> {
        self.statement.raw_bind_parameter(self.next, value)?;
        self.next += 1;
        Ok(self)
    }
}

/// Checks that a statement changed exactly one row.
///
/// # Errors
/// [`LedgerTrouble::Changes`].
pub(super) fn one(changed: usize) -> Result<(), LedgerTrouble> {
    if changed == 1 { Ok(()) } else { Err(LedgerTrouble::Changes { changed }) }
}

/// The values of a row, by the names of its columns.
pub struct Cells<'r> {
    row: &'r Row<'r>,
    columns: &'static [Column],
    /// Where its columns begin among those of the statement.
    from: usize,
}

impl<'r> Cells<'r> {
    /// Those of a table's row whose columns begin at `from`.
    pub(super) fn at<T: TableRow>(row: &'r Row<'r>, from: usize) -> Self {
        Self { row, columns: T::COLUMNS, from }
    }

    /// The value of a column.
    ///
    /// # Errors
    /// The column, when it holds a value of another kind.
    pub fn get<T: FromSql>(&self, column: Column) -> Result<T, Column> {
        let place = self.columns.iter().position(|own| *own == column).ok_or(column)?;
        self.row.get(self.from + place).or(Err(column))
    }

    /// The value of the first column, which is the key of every table; 0 when it is no number.
    #[must_use]
    pub fn key(&self) -> i64 {
        self.row.get_ref(self.from).ok().and_then(|key| key.as_i64().ok()).unwrap_or(0)
    }
}

/// A row that Paydesk cannot have written.
pub(super) fn corrupt(table: Table, row: i64, column: Column) -> LedgerTrouble {
    LedgerTrouble::Corrupt(Spot::row(table, row).column(column))
}

/// A row of `journal`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct JournalRow {
    pub seq: i64,
    pub at: i64,
    pub utc_offset: i32,
    pub till: Till,
    pub operator: Option<OperatorNumber>,
    pub approver: Option<OperatorNumber>,
    pub kind: FactKind,
    pub body: Vec<u8>,
    pub key_id: u32,
    pub hash: JournalHash,
}

impl TableRow for JournalRow {
    const TABLE: Table = Table::Journal;
    const COLUMNS: &'static [Column] = &[
        Column::Seq,
        Column::At,
        Column::UtcOffset,
        Column::Till,
        Column::Operator,
        Column::Approver,
        Column::Kind,
        Column::Body,
        Column::KeyId,
        Column::Hash,
    ];

    fn insert() -> &'static str {
        once!(insert_of::<JournalRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            seq: cells.get(Column::Seq)?,
            at: cells.get(Column::At)?,
            utc_offset: cells.get(Column::UtcOffset)?,
            till: cells.get(Column::Till)?,
            operator: cells.get(Column::Operator)?,
            approver: cells.get(Column::Approver)?,
            kind: cells.get(Column::Kind)?,
            body: cells.get(Column::Body)?,
            key_id: cells.get(Column::KeyId)?,
            hash: cells.get(Column::Hash)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.seq)?.put(self.at)?.put(self.utc_offset)?.put(self.till)?;
        into.put(self.operator)?.put(self.approver)?.put(self.kind)?;
        into.put(&self.body)?.put(self.key_id)?.put(self.hash)?;
        Ok(())
    }
}

/// A row of `transactions`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct TransactionRow {
    pub seq: i64,
    pub id: TransactionId,
    pub kind: FactKind,
    pub payment: Option<i64>,
    pub created_at: Option<i64>,
    pub utc_offset: i32,
    pub till: Till,
    pub amount: Won,
    pub vat: Won,
    pub installments: Installments,
    /// The columns `card_head`, `card_tail` and `card_digits`.
    pub card: MaskedCard,
    pub request_id: Option<RequestId>,
}

impl TableRow for TransactionRow {
    const TABLE: Table = Table::Transactions;
    const COLUMNS: &'static [Column] = &[
        Column::Seq,
        Column::Id,
        Column::Kind,
        Column::Payment,
        Column::CreatedAt,
        Column::UtcOffset,
        Column::Till,
        Column::Amount,
        Column::Vat,
        Column::Installments,
        Column::CardHead,
        Column::CardTail,
        Column::CardDigits,
        Column::RequestId,
    ];

    fn insert() -> &'static str {
        once!(insert_of::<TransactionRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        let head: CardPart = cells.get(Column::CardHead)?;
        let tail: CardPart = cells.get(Column::CardTail)?;
        let digits: u8 = cells.get(Column::CardDigits)?;
        let card = MaskedCard::from_parts(head.as_str(), tail.as_str(), digits.into());
        Ok(Self {
            seq: cells.get(Column::Seq)?,
            id: cells.get(Column::Id)?,
            kind: cells.get(Column::Kind)?,
            payment: cells.get(Column::Payment)?,
            created_at: cells.get(Column::CreatedAt)?,
            utc_offset: cells.get(Column::UtcOffset)?,
            till: cells.get(Column::Till)?,
            amount: cells.get(Column::Amount)?,
            vat: cells.get(Column::Vat)?,
            installments: cells.get(Column::Installments)?,
            card: card.ok_or_else(|| misfit(head.as_str(), digits))?,
            request_id: cells.get(Column::RequestId)?,
        })
    }

    /// As the decoder of messages holds them.
    fn check(&self) -> Result<(), Column> {
        let (amounts, vat_fits) = match (self.kind, self.payment) {
            (FactKind::Payment, None) => (PAYMENT_AMOUNT, self.vat < self.amount),
            (FactKind::Cancel, Some(payment)) if (1..self.seq).contains(&payment) => {
                (CANCEL_AMOUNT, self.vat <= self.amount)
            }
            (FactKind::Payment | FactKind::Cancel, _) => return Err(Column::Payment),
            _ => return Err(Column::Kind),
        };
        let lump_sum = self.kind == FactKind::Payment || self.installments == Installments::LUMP_SUM;
        match self {
            _ if self.seq < 1 => Err(Column::Seq),
            _ if !amounts.contains(&self.amount.get()) => Err(Column::Amount),
            _ if !vat_fits => Err(Column::Vat),
            _ if !lump_sum => Err(Column::Installments),
            _ if self.created_at.is_some_and(|at| utc_of(at).is_none()) => Err(Column::CreatedAt),
            _ if offset(self.utc_offset).is_none() => Err(Column::UtcOffset),
            _ => Ok(()),
        }
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.seq)?.put(self.id)?.put(self.kind)?.put(self.payment)?;
        into.put(self.created_at)?.put(self.utc_offset)?.put(self.till)?;
        into.put(self.amount)?.put(self.vat)?.put(self.installments)?;
        into.put(self.card.head())?.put(self.card.end())?.put(self.card.digits())?;
        into.put(&self.request_id)?;
        Ok(())
    }
}

impl TransactionRow {
    /// Whether it is a cancel.
    #[must_use]
    pub fn is_cancel(&self) -> bool {
        self.kind == FactKind::Cancel
    }

    /// As figures count it.
    #[must_use]
    pub fn counted(&self) -> CountedTransaction {
        CountedTransaction {
            id: self.id,
            payment: self.payment,
            local: self.created_at.and_then(|at| local_time(at, self.utc_offset)),
            amount: self.amount,
            vat: self.vat,
            installments: self.installments,
        }
    }

    /// The checked record. `original` is the id of the payment that a cancel names; `remaining` is what remains of the
    /// payment.
    ///
    /// # Errors
    /// The column that does not fit.
    pub fn record(
        self,
        original: Option<TransactionId>,
        remaining: Remaining,
    ) -> Result<Transaction, LedgerTrouble> {
        let corrupt = |column| corrupt(Table::Transactions, self.seq, column);
        let kind = match (self.kind, original) {
            (FactKind::Cancel, Some(original)) => Kind::Cancel { original },
            (FactKind::Cancel, None) => return Err(corrupt(Column::Payment)),
            _ => Kind::Payment,
        };
        let offset = offset(self.utc_offset).ok_or_else(|| corrupt(Column::UtcOffset))?;
        let created_at = match self.created_at.map(utc_of) {
            Some(None) => return Err(corrupt(Column::CreatedAt)),
            known => known.flatten(),
        };
        Ok(Transaction {
            seq: self.seq,
            id: self.id,
            kind,
            created_at: created_at.map(|at| at.with_timezone(&offset)),
            till: self.till,
            by: Signers::default(),
            amount: self.amount,
            vat: self.vat,
            installments: self.installments,
            card: self.card,
            request_id: self.request_id,
            remaining,
            memo: None,
            origin: None,
            handed_over: None,
            shop: None,
        })
    }
}

/// A row of `sealed`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct SealedRow {
    pub seq: i64,
    pub key_id: u32,
    pub message: Vec<u8>,
    pub fingerprint: Fingerprint,
}

impl TableRow for SealedRow {
    const TABLE: Table = Table::Sealed;
    const COLUMNS: &'static [Column] = &[Column::Seq, Column::KeyId, Column::Message, Column::Fingerprint];

    fn insert() -> &'static str {
        once!(insert_of::<SealedRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            seq: cells.get(Column::Seq)?,
            key_id: cells.get(Column::KeyId)?,
            message: cells.get(Column::Message)?,
            fingerprint: cells.get(Column::Fingerprint)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.seq)?.put(self.key_id)?.put(&self.message)?.put(self.fingerprint)?;
        Ok(())
    }
}

/// A row of `imported`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct ImportedRow {
    pub seq: i64,
    pub key_id: u32,
    pub original: Vec<u8>,
    pub digest: KeyedDigest,
    /// Of a row that was set aside.
    pub name: Option<KeyedDigest>,
}

impl TableRow for ImportedRow {
    const TABLE: Table = Table::Imported;
    const COLUMNS: &'static [Column] =
        &[Column::Seq, Column::KeyId, Column::Original, Column::Digest, Column::Name];

    fn insert() -> &'static str {
        once!(insert_of::<ImportedRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            seq: cells.get(Column::Seq)?,
            key_id: cells.get(Column::KeyId)?,
            original: cells.get(Column::Original)?,
            digest: cells.get(Column::Digest)?,
            name: cells.get(Column::Name)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.seq)?.put(self.key_id)?.put(&self.original)?.put(self.digest)?.put(self.name)?;
        Ok(())
    }
}

/// A row of `balances`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct BalanceRow {
    pub payment: i64,
    pub amount: Won,
    pub vat: Won,
}

impl TableRow for BalanceRow {
    const TABLE: Table = Table::Balances;
    const COLUMNS: &'static [Column] = &[Column::Payment, Column::Amount, Column::Vat];

    fn insert() -> &'static str {
        once!(insert_of::<BalanceRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            payment: cells.get(Column::Payment)?,
            amount: cells.get(Column::Amount)?,
            vat: cells.get(Column::Vat)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.payment)?.put(self.amount)?.put(self.vat)?;
        Ok(())
    }
}

/// A row of `prints`, whose key is the slip and the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct PrintRow {
    pub slip: i64,
    pub copy: SlipCopy,
    pub count: u32,
}

impl TableRow for PrintRow {
    const TABLE: Table = Table::Prints;
    const COLUMNS: &'static [Column] = &[Column::Slip, Column::Copy, Column::Count];

    fn insert() -> &'static str {
        once!(insert_of::<PrintRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            slip: cells.get(Column::Slip)?,
            copy: cells.get(Column::Copy)?,
            count: cells.get(Column::Count)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.slip)?.put(self.copy)?.put(self.count)?;
        Ok(())
    }
}

/// A row of `closes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct CloseRow {
    pub number: u32,
    pub seq: i64,
    pub at: i64,
    pub utc_offset: i32,
    pub till: Till,
    /// The columns `payments` to `cancelled_vat`.
    pub totals: Totals,
    pub reprints: u32,
}

impl CloseRow {
    /// That of a close which is fact `row`, not shown again yet.
    #[must_use]
    pub fn of(row: &JournalRow, close: &Close) -> Self {
        let JournalRow { seq, at, utc_offset, till, .. } = *row;
        let totals = close.figures.totals();
        Self { number: close.number, seq, at, utc_offset, till, totals, reprints: 0 }
    }

    /// The columns but the key, with their values.
    #[must_use]
    pub fn values(&self) -> [(Column, i128); 11] {
        let Self { seq, at, utc_offset, till, totals, reprints, .. } = self;
        [
            (Column::Seq, (*seq).into()),
            (Column::At, (*at).into()),
            (Column::UtcOffset, (*utc_offset).into()),
            (Column::Till, till.number().into()),
            (Column::Payments, totals.payments.into()),
            (Column::Paid, totals.paid.into()),
            (Column::PaidVat, totals.paid_vat.into()),
            (Column::Cancels, totals.cancels.into()),
            (Column::Cancelled, totals.cancelled.into()),
            (Column::CancelledVat, totals.cancelled_vat.into()),
            (Column::Reprints, (*reprints).into()),
        ]
    }

    /// As it is listed.
    ///
    /// # Errors
    /// The column that does not fit.
    pub fn listed(&self) -> Result<ListedClose, LedgerTrouble> {
        let Self { number, till, totals, reprints, .. } = *self;
        let corrupt = |column| corrupt(Table::Closes, number.into(), column);
        let offset = offset(self.utc_offset).ok_or_else(|| corrupt(Column::UtcOffset))?;
        let at = utc_of(self.at).ok_or_else(|| corrupt(Column::At))?.with_timezone(&offset);
        Ok(ListedClose { number, at, till, totals, reprints })
    }
}

impl TableRow for CloseRow {
    const TABLE: Table = Table::Closes;
    const COLUMNS: &'static [Column] = &[
        Column::Number,
        Column::Seq,
        Column::At,
        Column::UtcOffset,
        Column::Till,
        Column::Payments,
        Column::Paid,
        Column::PaidVat,
        Column::Cancels,
        Column::Cancelled,
        Column::CancelledVat,
        Column::Reprints,
    ];

    fn insert() -> &'static str {
        once!(insert_of::<CloseRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            number: cells.get(Column::Number)?,
            seq: cells.get(Column::Seq)?,
            at: cells.get(Column::At)?,
            utc_offset: cells.get(Column::UtcOffset)?,
            till: cells.get(Column::Till)?,
            totals: Totals {
                payments: cells.get(Column::Payments)?,
                paid: cells.get(Column::Paid)?,
                paid_vat: cells.get(Column::PaidVat)?,
                cancels: cells.get(Column::Cancels)?,
                cancelled: cells.get(Column::Cancelled)?,
                cancelled_vat: cells.get(Column::CancelledVat)?,
            },
            reprints: cells.get(Column::Reprints)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.number)?.put(self.seq)?.put(self.at)?.put(self.utc_offset)?.put(self.till)?;
        let totals = self.totals;
        into.put(totals.payments)?.put(totals.paid)?.put(totals.paid_vat)?;
        into.put(totals.cancels)?.put(totals.cancelled)?.put(totals.cancelled_vat)?;
        into.put(self.reprints)?;
        Ok(())
    }
}

/// A row of `operators`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct OperatorRow {
    pub number: u8,
    pub fact: i64,
    pub pin: Option<i64>,
    pub failures: u32,
    pub waits_from: Option<i64>,
    pub recovery: Option<i64>,
}

impl OperatorRow {
    /// The columns but the key, with their values.
    #[must_use]
    pub fn values(&self) -> [(Column, Option<i64>); 5] {
        let Self { fact, pin, failures, waits_from, recovery, .. } = *self;
        [
            (Column::Fact, Some(fact)),
            (Column::Pin, pin),
            (Column::Failures, Some(failures.into())),
            (Column::WaitsFrom, waits_from),
            (Column::Recovery, recovery),
        ]
    }
}

impl TableRow for OperatorRow {
    const TABLE: Table = Table::Operators;
    const COLUMNS: &'static [Column] =
        &[Column::Number, Column::Fact, Column::Pin, Column::Failures, Column::WaitsFrom, Column::Recovery];

    fn insert() -> &'static str {
        once!(insert_of::<OperatorRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            number: cells.get(Column::Number)?,
            fact: cells.get(Column::Fact)?,
            pin: cells.get(Column::Pin)?,
            failures: cells.get(Column::Failures)?,
            waits_from: cells.get(Column::WaitsFrom)?,
            recovery: cells.get(Column::Recovery)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.number)?.put(self.fact)?.put(self.pin)?;
        into.put(self.failures)?.put(self.waits_from)?.put(self.recovery)?;
        Ok(())
    }
}

/// A row of `memos`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct MemoRow {
    pub seq: i64,
    pub fact: i64,
    /// `None`: the text is empty.
    pub text: Option<Memo>,
}

impl TableRow for MemoRow {
    const TABLE: Table = Table::Memos;
    const COLUMNS: &'static [Column] = &[Column::Seq, Column::Fact, Column::Text];

    fn insert() -> &'static str {
        once!(insert_of::<MemoRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        let text: String = cells.get(Column::Text)?;
        let memo = if text.is_empty() { None } else { Some(Memo::kept(&text).ok_or(Column::Text)?) };
        Ok(Self { seq: cells.get(Column::Seq)?, fact: cells.get(Column::Fact)?, text: memo })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.seq)?.put(self.fact)?.put(self.text.as_ref().map_or("", Memo::as_str))?;
        Ok(())
    }
}

/// A row of `memo_words`, whose key is the word and the transaction; its number comes first here, as a finding names it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct MemoWordRow {
    pub seq: i64,
    pub word: String,
}

impl TableRow for MemoWordRow {
    const TABLE: Table = Table::MemoWords;
    const COLUMNS: &'static [Column] = &[Column::Seq, Column::Word];

    fn insert() -> &'static str {
        once!(insert_of::<MemoWordRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self { seq: cells.get(Column::Seq)?, word: cells.get(Column::Word)? })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.seq)?.put(&self.word)?;
        Ok(())
    }
}

/// A row of `batches`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct BatchRow {
    pub number: u32,
    pub seq: i64,
    pub id: TransactionId,
    pub records: u64,
    pub accepted: u64,
    pub rejected: u64,
}

impl BatchRow {
    /// Of a batch that fact `seq` is.
    #[must_use]
    pub fn of(seq: i64, batch: &Batch) -> Self {
        let Batch { number, id, totals, .. } = batch;
        Self { number: *number, seq, id: *id, records: totals.records(), accepted: 0, rejected: 0 }
    }

    /// The columns but the key, with their values.
    #[must_use]
    pub fn values(&self) -> [(Column, String); 5] {
        let Self { seq, id, records, accepted, rejected, .. } = self;
        [
            (Column::Seq, seq.to_string()),
            (Column::Id, id.to_string()),
            (Column::Records, records.to_string()),
            (Column::Accepted, accepted.to_string()),
            (Column::Rejected, rejected.to_string()),
        ]
    }
}

impl TableRow for BatchRow {
    const TABLE: Table = Table::Batches;
    const COLUMNS: &'static [Column] =
        &[Column::Number, Column::Seq, Column::Id, Column::Records, Column::Accepted, Column::Rejected];

    fn insert() -> &'static str {
        once!(insert_of::<BatchRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            number: cells.get(Column::Number)?,
            seq: cells.get(Column::Seq)?,
            id: cells.get(Column::Id)?,
            records: cells.get(Column::Records)?,
            accepted: cells.get(Column::Accepted)?,
            rejected: cells.get(Column::Rejected)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.number)?.put(self.seq)?.put(self.id)?;
        into.put(self.records)?.put(self.accepted)?.put(self.rejected)?;
        Ok(())
    }
}

/// A row of `batch_ranges`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct BatchRangeRow {
    pub from_seq: i64,
    pub to_seq: i64,
    pub batch: u32,
}

impl TableRow for BatchRangeRow {
    const TABLE: Table = Table::BatchRanges;
    const COLUMNS: &'static [Column] = &[Column::FromSeq, Column::ToSeq, Column::Batch];

    fn insert() -> &'static str {
        once!(insert_of::<BatchRangeRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            from_seq: cells.get(Column::FromSeq)?,
            to_seq: cells.get(Column::ToSeq)?,
            batch: cells.get(Column::Batch)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.from_seq)?.put(self.to_seq)?.put(self.batch)?;
        Ok(())
    }
}

/// How an answer, or a message that waits for one again, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerState {
    /// It was handed over again, and no answer came yet.
    Waiting,
    /// Accepted.
    Accepted,
    /// Rejected, and to be handed over again.
    Rejected,
    /// Rejected, and handed over again since.
    RejectedBefore,
    /// The last answer to the same batch came right after it, and contradicts it.
    Overruled,
    /// Another answer to the same batch came later: it says the same, or what contradicted has been confirmed since.
    Followed,
}

/// A row of `answers`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct AnswerRow {
    pub seq: i64,
    pub batch: u32,
    pub fact: i64,
    pub result: Option<AnswerResult>,
    pub state: AnswerState,
    pub approval_number: Option<ApprovalNumber>,
}

impl TableRow for AnswerRow {
    const TABLE: Table = Table::Answers;
    const COLUMNS: &'static [Column] =
        &[Column::Seq, Column::Batch, Column::Fact, Column::Result, Column::State, Column::ApprovalNumber];

    fn insert() -> &'static str {
        once!(insert_of::<AnswerRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        let result: ResultCell = cells.get(Column::Result)?;
        Ok(Self {
            seq: cells.get(Column::Seq)?,
            batch: cells.get(Column::Batch)?,
            fact: cells.get(Column::Fact)?,
            result: result.0,
            state: cells.get(Column::State)?,
            approval_number: cells.get(Column::ApprovalNumber)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.seq)?.put(self.batch)?.put(self.fact)?;
        into.put(ResultCell(self.result))?.put(self.state)?.put(&self.approval_number)?;
        Ok(())
    }
}

/// A row of `blanked`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct BlankedRow {
    pub seq: i64,
    pub fact: i64,
    pub had_cvc: bool,
}

impl TableRow for BlankedRow {
    const TABLE: Table = Table::Blanked;
    const COLUMNS: &'static [Column] = &[Column::Seq, Column::Fact, Column::HadCvc];

    fn insert() -> &'static str {
        once!(insert_of::<BlankedRow>())
    }

    fn from_cells(cells: &Cells<'_>) -> Result<Self, Column> {
        Ok(Self {
            seq: cells.get(Column::Seq)?,
            fact: cells.get(Column::Fact)?,
            had_cvc: cells.get(Column::HadCvc)?,
        })
    }

    fn bind(&self, into: &mut Places<'_, '_>) -> rusqlite::Result<()> {
        into.put(self.seq)?.put(self.fact)?.put(self.had_cvc)?;
        Ok(())
    }
}

/// The offset of `minutes` east of UTC; `None` for a day and more.
pub(super) fn offset(minutes: i32) -> Option<FixedOffset> {
    FixedOffset::east_opt(minutes.checked_mul(60)?)
}

/// The time on the wall `utc_offset` minutes east of UTC; `None` where no till is then or there.
pub(crate) fn local_time(at: i64, utc_offset: i32) -> Option<NaiveDateTime> {
    time_at(at, utc_offset).map(|time| time.naive_local())
}

/// The same, with its offset.
pub(crate) fn time_at(at: i64, utc_offset: i32) -> Option<DateTime<FixedOffset>> {
    Some(utc_of(at)?.with_timezone(&offset(utc_offset)?))
}

/// Milliseconds since 1970 UTC, and minutes east of UTC.
pub(super) fn time_of(at: DateTime<FixedOffset>) -> (i64, i32) {
    (at.timestamp_millis(), at.offset().local_minus_utc() / 60)
}

/// Which column of a card is none.
fn misfit(head: &str, digits: u8) -> Column {
    let is_head = head.len() == 6 && head.bytes().all(|digit| digit.is_ascii_digit());
    match digits {
        10..=16 if is_head => Column::CardTail,
        10..=16 => Column::CardHead,
        _ => Column::CardDigits,
    }
}

/// Up to six digits of a card, read without the heap.
struct CardPart([u8; 6], usize);

impl CardPart {
    fn as_str(&self) -> &str {
        self.0.get(..self.1).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default()
    }
}

impl FromSql for CardPart {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?.as_bytes();
        let mut digits = [0; 6];
        digits.get_mut(..text.len()).ok_or(FromSqlError::InvalidType)?.copy_from_slice(text);
        Ok(Self(digits, text.len()))
    }
}

/// `ToSql` and `FromSql` for a type: how it is stored in a column, and how it is read.
macro_rules! sql {
    ($type:ty, $to:expr, $from:expr) => {
        impl ToSql for $type {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let to: fn(&$type) -> ToSqlOutput<'_> = $to;
                Ok(to(self))
            }
        }

        impl FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let from: fn(ValueRef<'_>) -> Option<$type> = $from;
                from(value).ok_or(FromSqlError::InvalidType)
            }
        }
    };
}

fn number(value: ValueRef<'_>) -> Option<u64> {
    value.as_i64().ok().and_then(|number| u64::try_from(number).ok())
}

sql!(TransactionId, |id| id.as_str().into(), |value| TransactionId::from_bytes(
    value.as_str().ok()?.as_bytes()
));
sql!(RequestId, |id| id.as_str().into(), |value| RequestId::parse(value.as_str().ok()?).ok());
sql!(Till, |till| till.number().into(), |value| Till::new(number(value)?));
// A `Won` is at most a billion.
sql!(Won, |won| i64::try_from(won.get()).unwrap_or(i64::MAX).into(), |value| Won::new(number(value)?));
sql!(OperatorNumber, |number| number.number().into(), |value| OperatorNumber::new(number(value)?));
sql!(Installments, |months| months.months().into(), |value| Installments::new(number(value)?));
sql!(FactKind, |kind| (*kind as u8).into(), |value| FactKind::from_repr(u8::try_from(number(value)?).ok()?));
sql!(
    SlipCopy,
    |copy| match copy {
        SlipCopy::Customer => 1.into(),
        SlipCopy::Merchant => 2.into(),
    },
    |value| match number(value)? {
        1 => Some(SlipCopy::Customer),
        2 => Some(SlipCopy::Merchant),
        _ => None,
    }
);
/// The result of an answer, or that there is none yet.
struct ResultCell(Option<AnswerResult>);

sql!(
    ResultCell,
    |result| match result.0 {
        None => 0.into(),
        Some(AnswerResult::Accepted) => 1.into(),
        Some(AnswerResult::Rejected) => 2.into(),
    },
    |value| match number(value)? {
        0 => Some(ResultCell(None)),
        1 => Some(ResultCell(Some(AnswerResult::Accepted))),
        2 => Some(ResultCell(Some(AnswerResult::Rejected))),
        _ => None,
    }
);
sql!(
    AnswerState,
    |state| (match state {
        AnswerState::Waiting => 0,
        AnswerState::Accepted => 1,
        AnswerState::Rejected => 2,
        AnswerState::RejectedBefore => 3,
        AnswerState::Overruled => 4,
        AnswerState::Followed => 5,
    })
    .into(),
    |value| {
        let states = [
            AnswerState::Waiting,
            AnswerState::Accepted,
            AnswerState::Rejected,
            AnswerState::RejectedBefore,
            AnswerState::Overruled,
            AnswerState::Followed,
        ];
        states.get(usize::try_from(number(value)?).ok()?).copied()
    }
);
sql!(ApprovalNumber, |number| number.as_str().into(), |value| ApprovalNumber::parse(value.as_str().ok()?));
sql!(Fingerprint, |print| print.0.as_slice().into(), |value| value
    .as_blob()
    .ok()?
    .try_into()
    .ok()
    .map(Fingerprint));
sql!(KeyedDigest, |digest| digest.0.as_slice().into(), |value| value
    .as_blob()
    .ok()?
    .try_into()
    .ok()
    .map(KeyedDigest));
sql!(JournalHash, |hash| hash.0.as_slice().into(), |value| value
    .as_blob()
    .ok()?
    .try_into()
    .ok()
    .map(JournalHash));
