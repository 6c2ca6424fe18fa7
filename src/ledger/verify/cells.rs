//! The values of rows, each told with its place when it is none that Paydesk writes.

use rusqlite::{Row as Sql, types::ValueRef};

use crate::record::{Finding, Wrong};

/// Whether the row that was met is the one that comes next.
pub(super) fn in_order(table: &'static str, expected: i64, found: i64) -> Result<(), Finding> {
    match found {
        _ if found == expected => Ok(()),
        _ if found > expected => Err(Finding::at(table, expected, Wrong::Missing)),
        _ => Err(Finding::at(table, found, Wrong::Unknown)),
    }
}

/// The values of a row; one of another type is told with its place.
pub(super) struct Cells<'a> {
    row: &'a Sql<'a>,
    table: &'static str,
    key: i64,
    columns: &'static [&'static str],
}

impl<'a> Cells<'a> {
    /// Of a row whose first column is its key.
    pub(super) fn new(row: &'a Sql<'a>, table: &'static str, columns: &'static [&'static str]) -> Self {
        let key = row.get_ref(0).ok().and_then(|key| key.as_i64().ok()).unwrap_or(0);
        Self { row, table, key, columns }
    }

    /// Of a row with this key.
    pub(super) fn of(
        key: i64,
        row: &'a Sql<'a>,
        table: &'static str,
        columns: &'static [&'static str],
    ) -> Self {
        Self { row, table, key, columns }
    }

    pub(super) fn wrong(&self, index: usize) -> Finding {
        let column = self.columns.get(index).copied().unwrap_or_default();
        Finding::at(self.table, self.key, Wrong::Unreadable).column(column)
    }

    pub(super) fn value(&self, index: usize) -> Result<ValueRef<'a>, Finding> {
        self.row.get_ref(index).ok().ok_or_else(|| self.wrong(index))
    }

    pub(super) fn int(&self, index: usize) -> Result<i64, Finding> {
        self.value(index)?.as_i64().ok().ok_or_else(|| self.wrong(index))
    }

    pub(super) fn maybe_int(&self, index: usize) -> Result<Option<i64>, Finding> {
        self.value(index)?.as_i64_or_null().ok().ok_or_else(|| self.wrong(index))
    }

    pub(super) fn text(&self, index: usize) -> Result<&'a str, Finding> {
        self.value(index)?.as_str().ok().ok_or_else(|| self.wrong(index))
    }

    pub(super) fn maybe_text(&self, index: usize) -> Result<Option<String>, Finding> {
        let text = self.value(index)?.as_str_or_null().ok().ok_or_else(|| self.wrong(index))?;
        Ok(text.map(str::to_owned))
    }

    pub(super) fn blob(&self, index: usize) -> Result<&'a [u8], Finding> {
        self.value(index)?.as_blob().ok().ok_or_else(|| self.wrong(index))
    }

    pub(super) fn bytes<const N: usize>(&self, index: usize) -> Result<[u8; N], Finding> {
        self.blob(index)?.try_into().ok().ok_or_else(|| self.wrong(index))
    }
}
