//! Reading: by id, pages of what matches, histories, counts and totals. Every query runs on an index.

use chrono::{DateTime, FixedOffset};
use rusqlite::{Connection, OptionalExtension as _, Params};

use super::{
    error::{LedgerError, LedgerTrouble},
    open::Ledger,
    row::{COLUMNS, JOINS, Transaction, read},
};
use crate::{
    payment::{Till, TransactionId, Won},
    vault::{Fingerprint, SealedMessage},
};

/// Which transactions are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    All,
    /// The one with this id.
    Id(TransactionId),
    /// Those of cards that end in these three digits.
    CardEnd(String),
    /// Payments and cancels of exactly this amount.
    Amount(Won),
    /// Those of one card.
    Card(Fingerprint),
}

impl Filter {
    /// The condition, on one parameter `?1`; [`Filter::All`] takes none.
    fn condition(&self) -> &'static str {
        match self {
            Self::All => "?1 IS NULL",
            Self::Id(_) => "t.id = ?1",
            Self::CardEnd(_) => "t.card_tail = ?1",
            Self::Amount(_) => "t.amount = ?1",
            Self::Card(_) => "t.fingerprint = ?1",
        }
    }

    fn parameter(&self) -> rusqlite::types::Value {
        use rusqlite::types::Value;
        match self {
            Self::All => Value::Null,
            Self::Id(id) => Value::Text(id.to_string()),
            Self::CardEnd(digits) => Value::Text(digits.clone()),
            Self::Amount(amount) => Value::Integer(i64::try_from(amount.get()).unwrap_or(i64::MAX)),
            Self::Card(fingerprint) => Value::Blob(fingerprint.0.to_vec()),
        }
    }
}

/// How many transactions match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Exactly this many.
    Exactly(u64),
    /// At least this many; counting stopped there.
    AtLeast(u64),
}

/// What was taken and given back in a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Number of payments.
    pub payments: u64,
    /// Won taken.
    pub paid: u64,
    /// Number of cancels.
    pub cancels: u64,
    /// Won given back.
    pub cancelled: u64,
}

impl Totals {
    /// What was taken less what was given back, in won. Negative on a day of cancels.
    #[must_use]
    pub fn net(&self) -> i64 {
        let won = |value| i64::try_from(value).unwrap_or(i64::MAX);
        won(self.paid).saturating_sub(won(self.cancelled))
    }
}

const LAST: &str = "WHERE t.till = ?1 ORDER BY t.seq DESC LIMIT 1";
const CANCELS: &str = "WHERE t.payment = (SELECT seq FROM transactions WHERE id = ?1) ORDER BY t.seq";
const TOTALS: &str = "SELECT count(*) FILTER (WHERE kind = 1), coalesce(sum(amount) FILTER (WHERE kind = 1), 0), \
     count(*) FILTER (WHERE kind = 2), coalesce(sum(amount) FILTER (WHERE kind = 2), 0) \
     FROM transactions WHERE created_at >= ?1 AND created_at < ?2";

fn page_tail(filter: &Filter) -> String {
    format!("WHERE {} AND t.seq < ?2 ORDER BY t.seq DESC LIMIT ?3", filter.condition())
}

fn count_sql(filter: &Filter) -> String {
    format!("SELECT count(*) FROM (SELECT 1 FROM transactions t WHERE {} LIMIT ?2)", filter.condition())
}

/// `SELECT … {tail}` of whole transactions.
pub(super) fn select(tail: &str) -> String {
    format!("SELECT {COLUMNS} FROM transactions t {JOINS} {tail}")
}

/// Counting stops here, so that it stays bounded work.
const COUNT_LIMIT: u64 = 1_000;

impl Ledger {
    /// The transaction with this id, payment or cancel.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find(&self, id: TransactionId) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| one(connection, "WHERE t.id = ?1", [id.as_str()]))
    }

    /// The last transaction that `till` wrote.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_of(&self, till: Till) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| one(connection, LAST, [till.number()]))
    }

    /// A page of what matches `filter`, newest first: at most `limit` rows, older than sequence number `before`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn page(
        &self,
        filter: &Filter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Transaction>, LedgerError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let before = before.unwrap_or(i64::MAX);
        self.read(|connection| many(connection, &page_tail(filter), (filter.parameter(), before, limit)))
    }

    /// The cancels of a payment, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cancels_of(&self, payment: TransactionId) -> Result<Vec<Transaction>, LedgerError> {
        self.read(|connection| many(connection, CANCELS, [payment.as_str()]))
    }

    /// How many transactions match `filter`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn count(&self, filter: &Filter) -> Result<Count, LedgerError> {
        self.read(|connection| {
            if *filter == Filter::All {
                // Nothing is ever deleted: the last sequence number is the count.
                let last: Option<u64> =
                    connection.query_one("SELECT max(seq) FROM transactions", [], |row| row.get(0))?;
                return Ok(Count::Exactly(last.unwrap_or(0)));
            }
            let count: u64 = connection
                .prepare_cached(&count_sql(filter))?
                .query_one((filter.parameter(), COUNT_LIMIT + 1), |row| row.get(0))?;
            Ok(if count > COUNT_LIMIT { Count::AtLeast(COUNT_LIMIT) } else { Count::Exactly(count) })
        })
    }

    /// The totals of `from` up to, not including, `to`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn totals(
        &self,
        from: DateTime<FixedOffset>,
        to: DateTime<FixedOffset>,
    ) -> Result<Totals, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(TOTALS)?;
            Ok(statement.query_one((from.timestamp_millis(), to.timestamp_millis()), |row| {
                Ok(Totals {
                    payments: row.get(0)?,
                    paid: row.get(1)?,
                    cancels: row.get(2)?,
                    cancelled: row.get(3)?,
                })
            })?)
        })
    }

    /// The sealed message of a transaction.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the message is missing.
    pub fn message_of(&self, transaction: &Transaction) -> Result<SealedMessage, LedgerError> {
        self.read(|connection| message_of(connection, transaction))
    }
}

pub(super) fn message_of(
    connection: &Connection,
    transaction: &Transaction,
) -> Result<SealedMessage, LedgerTrouble> {
    let mut statement = connection.prepare_cached("SELECT key_id, sealed FROM messages WHERE seq = ?1")?;
    let found = statement
        .query_one([transaction.seq], |row| {
            // A value of another type is no message either.
            Ok(row.get(0).and_then(|key_id| Ok(SealedMessage { key_id, bytes: row.get(1)? })).ok())
        })
        .optional()?;
    found.flatten().ok_or(LedgerTrouble::CorruptRow { seq: transaction.seq, what: "message" })
}

/// The first row of `SELECT … {tail}`.
pub(super) fn one(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Option<Transaction>, LedgerTrouble> {
    Ok(many(connection, tail, parameters)?.into_iter().next())
}

/// All rows of `SELECT … {tail}`.
fn many(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Vec<Transaction>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(&select(tail))?;
    let rows = statement.query_map(parameters, read)?;
    rows.map(|row| row?).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::write::{CANCELLED, HAS, LAST_ID, LAST_SAME};

    #[test]
    fn every_query_runs_on_an_index() {
        let home = tempfile::tempdir().expect("folder");
        let ledger = Ledger::open(&home.path().join("ledger.db")).expect("opened");
        let id = TransactionId::parse("26112114320712301007").expect("id");
        let card = Fingerprint([0; 16]);
        let filters = [
            Filter::All,
            Filter::Id(id),
            Filter::CardEnd("456".into()),
            Filter::Amount(Won::ZERO),
            Filter::Card(card),
        ];
        let (seq, by_id) = ("INTEGER PRIMARY KEY (rowid<?)", "sqlite_autoindex_transactions_1 (id=?");
        let (card_end, amount) =
            ("transactions_by_card_end (card_tail=?", "transactions_by_amount (amount=?");
        let mut table: Vec<(String, &str)> = vec![
            (select("WHERE t.id = ?1"), by_id),
            (select("WHERE t.request_id = ?1"), "transactions_by_request (request_id=?)"),
            (select(LAST), "transactions_by_till (till=?)"),
            (select(CANCELS), "transactions_by_payment (payment=?)"),
            (select(LAST_SAME), "transactions_by_card (fingerprint=?)"),
            (TOTALS.to_owned(), "transactions_by_time (created_at>? AND created_at<?)"),
            (LAST_ID.to_owned(), "transactions_by_till (till=?)"),
            (CANCELLED.to_owned(), "transactions_by_payment (payment=? AND rowid<?)"),
            (HAS.to_owned(), by_id),
        ];
        let one_card = "transactions_by_card (fingerprint=?";
        for (filter, index) in filters.iter().zip([seq, by_id, card_end, amount, one_card]) {
            table.push((select(&page_tail(filter)), index));
            if *filter != Filter::All {
                table.push((count_sql(filter), index));
            }
        }
        for (sql, index) in table {
            let plan = plan(&ledger.connection, &sql);
            assert!(plan.contains(index), "{sql}\n{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "nothing is sorted: {sql}\n{plan}");
            assert!(!plan.contains("SCAN t") || plan.contains("SCAN (subquery"), "{sql}\n{plan}");
        }
    }

    fn plan(connection: &Connection, sql: &str) -> String {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("SQL");
        let (mut rows, mut plan) = (statement.raw_query(), String::new());
        while let Some(row) = rows.next().expect("plan") {
            plan += &(row.get::<_, String>(3).expect("text") + "\n");
        }
        plan
    }
}
