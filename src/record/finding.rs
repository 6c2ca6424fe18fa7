//! What does not fit, and where.

use std::borrow::Cow;

/// Something in a ledger that does not fit the rest of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Spot,
    /// What.
    pub wrong: Wrong,
}

/// A place in a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The table; `sqlite_schema` for tables, indexes and triggers themselves, `header` for the head of the file.
    pub table: &'static str,
    /// The row's number.
    pub row: Option<i64>,
    /// The transaction's id.
    pub id: Option<Box<str>>,
    /// The column, the slot of the message, or the name in the schema.
    pub column: Option<Cow<'static, str>>,
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
    /// It is not what its entry of the audit trail was made of.
    Changed,
    /// It is not as Paydesk made it.
    Altered,
    /// The hash that was given does not occur in the audit trail.
    NotInTrail {
        /// The hash.
        hash: String,
    },
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
    pub(crate) fn at(table: &'static str, row: i64, wrong: Wrong) -> Self {
        Self { place: Spot { table, row: Some(row), id: None, column: None }, wrong }
    }

    /// `wrong` at something of a table that is no row.
    pub(crate) fn of(table: &'static str, name: impl Into<Cow<'static, str>>, wrong: Wrong) -> Self {
        Self { place: Spot { table, row: None, id: None, column: Some(name.into()) }, wrong }
    }

    /// The same, in this column.
    pub(crate) fn column(mut self, column: impl Into<Cow<'static, str>>) -> Self {
        self.place.column = Some(column.into());
        self
    }

    /// The same, of the transaction with this id.
    pub(crate) fn id(mut self, id: &str) -> Self {
        self.place.id = Some(id.into());
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
            Wrong::NotInTrail { .. } => "not_in_trail",
            Wrong::Sqlite { .. } => "sqlite",
        }
    }

    /// What may be done about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        let structure = matches!(self.wrong, Wrong::Sqlite { .. });
        match self.place.table {
            "blocks" | "facets" | "amounts" if !structure => Remedy::Rebuild,
            _ => Remedy::Restore,
        }
    }

    /// Whether the file is sound enough to write into it that something was found.
    #[must_use]
    pub fn may_be_recorded(&self) -> bool {
        !matches!(self.wrong, Wrong::Sqlite { .. }) && !matches!(self.place.table, "sqlite_schema" | "header")
    }
}

/// A value that is another one than `expected`.
#[expect(clippy::needless_pass_by_value, reason = "numbers and texts alike, at the call as they are")]
pub(crate) fn differs(expected: impl ToString, found: impl ToString) -> Wrong {
    Wrong::Differs { expected: expected.to_string().into(), found: found.to_string().into() }
}
