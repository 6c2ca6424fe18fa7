//! What does not fit in a ledger, and where.

use std::{borrow::Cow, fmt};

use super::JournalHash;
use crate::payment::message::SlotName;

/// Something in a ledger that does not fit the rest of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub spot: Spot,
    /// What.
    pub wrong: Wrong,
}

/// A place in a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The table, or what else the file is made of.
    pub table: Table,
    /// The row's number.
    pub row: Option<i64>,
    /// The transaction's id.
    pub id: Option<Box<str>>,
    /// Which part of it.
    pub part: Option<Part>,
}

/// A table of a ledger, or what else its file is made of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::VariantArray, strum::Display,
)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the tables of the schema, which says what each holds")]
pub enum Table {
    Journal,
    Transactions,
    Sealed,
    Imported,
    Balances,
    Keys,
    Prints,
    Memos,
    MemoWords,
    Closes,
    Operators,
    Batches,
    BatchRanges,
    Answers,
    Blanked,
    Blocks,
    Facets,
    Amounts,
    /// The schema itself: tables, indexes, triggers and views.
    SqliteSchema,
    /// The head of the file.
    Header,
    /// The file as a whole.
    File,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::Display)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the columns of the schema, which says what each holds")]
pub enum Column {
    Seq,
    At,
    UtcOffset,
    Till,
    Operator,
    Approver,
    Kind,
    Body,
    KeyId,
    Hash,
    Id,
    Payment,
    CreatedAt,
    Amount,
    Vat,
    Installments,
    CardHead,
    CardTail,
    CardDigits,
    RequestId,
    Message,
    Fingerprint,
    CheckValue,
    Block,
    Until,
    FirstAt,
    LastAt,
    Payments,
    Paid,
    PaidVat,
    Cancels,
    Cancelled,
    CancelledVat,
    Slip,
    Copy,
    Count,
    Fact,
    Text,
    Word,
    Number,
    Reprints,
    Pin,
    Failures,
    WaitsFrom,
    Recovery,
    Original,
    Name,
    Digest,
    Records,
    Accepted,
    Rejected,
    FromSeq,
    ToSeq,
    Batch,
    Result,
    State,
    ApprovalNumber,
    HadCvc,
}

/// A part of a row, or of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// This column.
    Column(Column),
    /// This slot of the message.
    Slot(SlotName),
    /// The table, index, trigger, view or setting of this name.
    Name(Cow<'static, str>),
    /// The message as a whole.
    Message,
}

impl Table {
    /// Whether it is derived from the journal, and can be made from it again.
    #[must_use]
    pub fn is_view(self) -> bool {
        matches!(
            self,
            Self::Balances
                | Self::Prints
                | Self::Memos
                | Self::MemoWords
                | Self::Closes
                | Self::Operators
                | Self::Batches
                | Self::BatchRanges
                | Self::Answers
                | Self::Blanked
                | Self::Blocks
                | Self::Facets
                | Self::Amounts
        )
    }
}

impl Spot {
    /// A row of a table.
    #[must_use]
    pub fn row(table: Table, row: i64) -> Self {
        Self { table, row: Some(row), id: None, part: None }
    }

    /// The same, in this column.
    #[must_use]
    pub fn column(self, column: Column) -> Self {
        Self { part: Some(Part::Column(column)), ..self }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => f.write_str(column.into()),
            Self::Slot(slot) => f.write_str(slot.as_str()),
            Self::Name(name) => f.write_str(name),
            Self::Message => f.write_str("message"),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.table.into())?;
        self.row.map_or(Ok(()), |row| write!(f, " row {row}"))?;
        self.part.as_ref().map_or(Ok(()), |part| write!(f, " {part}"))
    }
}

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The rest of the ledger says that it has to be there.
    Missing,
    /// It is there, but nothing in the rest of the ledger belongs to it.
    Unknown,
    /// It holds another value than the rest of the ledger says.
    Differs {
        /// What the rest says.
        expected: Box<str>,
        /// What it holds.
        found: Box<str>,
    },
    /// It holds a value that Paydesk never writes.
    Unreadable,
    /// It does not open with its key.
    Sealed,
    /// It is not what its hash in the journal was made of.
    Changed,
    /// It is not as Paydesk made it.
    Altered,
    /// The hash that was given does not occur in the journal.
    NotInJournal {
        /// The hash.
        hash: JournalHash,
    },
    /// It was recorded with a key that was retired before.
    Retired,
    /// In a shop with people nobody could record it who may: another program has let somebody in.
    NotAllowed,
    /// SQLite's own check says so.
    Sqlite {
        /// Its words.
        message: String,
    },
}

/// What may be done about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The index can be made again from the transactions.
    Rebuild,
    /// A backup has to be held beside it, and restored.
    Restore,
}

impl Finding {
    /// `wrong` at a row of a table.
    pub(crate) fn at(table: Table, row: i64, wrong: Wrong) -> Self {
        Self { spot: Spot::row(table, row), wrong }
    }

    /// `wrong` at something that is no row.
    pub(crate) fn of(table: Table, name: impl Into<Cow<'static, str>>, wrong: Wrong) -> Self {
        let part = Some(Part::Name(name.into()));
        Self { spot: Spot { table, row: None, id: None, part }, wrong }
    }

    /// The same, in this column.
    pub(crate) fn column(self, column: Column) -> Self {
        self.part(Part::Column(column))
    }

    /// The same, in this part.
    pub(crate) fn part(mut self, part: Part) -> Self {
        self.spot.part = Some(part);
        self
    }

    /// The same, of the transaction with this id.
    pub(crate) fn id(mut self, id: &str) -> Self {
        self.spot.id = Some(id.into());
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.wrong {
            Wrong::Missing => "missing",
            Wrong::Unknown => "unknown",
            Wrong::Differs { .. } => "differs",
            Wrong::Unreadable => "unreadable",
            Wrong::Sealed => "sealed",
            Wrong::Changed => "changed",
            Wrong::Altered => "altered",
            Wrong::NotInJournal { .. } => "not_in_journal",
            Wrong::Retired => "retired",
            Wrong::NotAllowed => "not_allowed",
            Wrong::Sqlite { .. } => "sqlite",
        }
    }

    /// What may be done about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        let is_structure = matches!(self.wrong, Wrong::Sqlite { .. });
        if self.spot.table.is_view() && !is_structure { Remedy::Rebuild } else { Remedy::Restore }
    }

    /// Whether the file is sound enough to write into it that something was found.
    #[must_use]
    pub fn may_be_recorded(&self) -> bool {
        !matches!(self.wrong, Wrong::Sqlite { .. })
            && !matches!(self.spot.table, Table::SqliteSchema | Table::Header | Table::File)
    }
}

/// A value that is another one than `expected`.
#[expect(clippy::needless_pass_by_value, reason = "numbers and texts alike, at the call as they are")]
pub(crate) fn differs(expected: impl ToString, found: impl ToString) -> Wrong {
    Wrong::Differs { expected: expected.to_string().into(), found: found.to_string().into() }
}
