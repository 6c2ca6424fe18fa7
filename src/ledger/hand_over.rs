//! Reading for hand-over: what no batch has yet, the messages of a batch, and what became of each.
//!
//! What is new is read by the numbers of its facts, a piece at a time, as figures are: see [`close`](super::close).

use rusqlite::{Connection, OptionalExtension as _};

use super::{
    error::{LedgerError, LedgerTrouble},
    imported::{has_imported, is_imported},
    journal::Stamp,
    open::Ledger,
    rows::{
        AnswerRow, AnswerState, BatchRangeRow, BatchRow, JournalRow, SealedRow, TableRow as _,
        TransactionRow, corrupt, next_of, once, time_at,
    },
    schema,
    views::batches::{answers_of, fact_at},
    write::Writer,
};
use crate::{
    batch::BatchName,
    payment::{TransactionId, message::ControlTotals},
    record::{
        Answer, AnswerStep, ApprovalNumber, Batch, Column, Fact, HandOverStep, HandOverWork, HandedOver,
        LATE_CANCEL_DAYS, ListedBatch, Progress, RejectedMeans, RejectedOf, SeqRange, Stop, Table, Takes,
    },
    vault::SealedMessage,
};

/// Transactions of a piece: some milliseconds, after which the work may be stopped.
const PIECE: i64 = 8_192;
const MS_A_DAY: i64 = 24 * 60 * 60 * 1_000;
/// A payment or cancel that is older than this when it is handed over may be refused.
pub const OLD_DAYS: i64 = 60;

const END: &str = "SELECT max(to_seq), min(from_seq) FROM batch_ranges";
const ANY: &str = "SELECT EXISTS (SELECT 1 FROM batches)";
const HAS_ID: &str = "SELECT EXISTS (SELECT 1 FROM batches WHERE id = ?1)";
const PAID_AT: &str = "SELECT created_at FROM transactions WHERE seq = ?1";
const SUMS: &str = "SELECT t.kind = 2, count(*), sum(t.amount), sum(t.vat) FROM transactions t \
     WHERE t.seq BETWEEN ?1 AND ?2 AND NOT EXISTS (SELECT 1 FROM imported i WHERE i.seq = t.seq) GROUP BY t.kind";
const OWN: &str = "SELECT count(*), count(*) FILTER (WHERE t.created_at < ?3) FROM transactions t \
     WHERE t.seq > ?1 AND t.seq <= ?2 AND NOT EXISTS (SELECT 1 FROM imported i WHERE i.seq = t.seq)";
const TO_DO: &str = "SELECT seq, max(batch) FROM answers WHERE state = 2 GROUP BY seq ORDER BY seq";
const MONEY: &str = "SELECT t.payment, coalesce(b.amount, p.amount) FROM transactions t \
     JOIN transactions p ON p.seq = coalesce(t.payment, t.seq) LEFT JOIN balances b ON b.payment = p.seq WHERE t.seq = ?1";
const ACCEPTED_CANCEL: &str = "SELECT EXISTS (SELECT 1 FROM transactions c JOIN answers a ON a.seq = c.seq AND a.state = 1 \
     WHERE c.payment = ?1)";
const CONTRADICTED: &str = "SELECT count(DISTINCT seq) FROM answers WHERE state = 4";
const UNANSWERED: &str =
    "SELECT coalesce(sum(records - accepted - rejected), 0) FROM batches WHERE accepted + rejected < records";
const BLANKED: &str = "SELECT count(*) FROM blanked WHERE seq BETWEEN ?1 AND ?2 AND fact > ?3 AND had_cvc";
const NOT_BLANKED: &str = "SELECT DISTINCT a.seq FROM answers a WHERE a.seq > ?1 AND a.state = 1 \
     AND NOT EXISTS (SELECT 1 FROM blanked b WHERE b.seq = a.seq) ORDER BY a.seq LIMIT ?2";
const FIRST_SINCE: &str = "SELECT t.seq FROM transactions t WHERE t.seq > ?1 AND t.created_at + t.utc_offset * 60000 >= ?2 \
     AND NOT EXISTS (SELECT 1 FROM imported i WHERE i.seq = t.seq) ORDER BY t.seq LIMIT 1";

/// What no batch has yet, as far as it was counted.
#[derive(Debug, Clone, Default)]
pub struct NewMessages {
    /// What it adds up to.
    pub totals: ControlTotals,
    /// The ids of the first and the last one.
    pub ends: Option<(TransactionId, TransactionId)>,
    /// How many are older than [`OLD_DAYS`].
    pub old: u64,
    /// How many cancels came more than 90 days after their payments.
    pub late_cancels: u64,
    /// The number of the first one that does not fit into the slots any more.
    pub full_at: Option<i64>,
}

/// What batches have of the journal: all from the first of these facts to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The first fact.
    pub from: i64,
    /// The last fact.
    pub to: i64,
}

/// What an answer is beside those that are recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownAnswer {
    /// The first one to this message of this batch, or one that says more than the one before.
    New,
    /// The one before says the same.
    Same,
    /// The one before says something else.
    Contradicts(Box<Answer>),
}

/// Whether anything was handed over. A file of an earlier version that is only read has no batches.
pub(super) fn has_batches(connection: &Connection) -> Result<bool, LedgerTrouble> {
    Ok(schema::has_table(connection, Table::Batches)?
        && connection.prepare_cached(ANY)?.query_one([], |row| row.get(0))?)
}

/// The totals with what was recorded here within a range.
pub(super) fn add_up(
    connection: &Connection,
    mut totals: ControlTotals,
    range: SeqRange,
) -> Result<ControlTotals, LedgerTrouble> {
    let mut statement = connection.prepare_cached(SUMS)?;
    let mut rows = statement.query((range.from, range.to))?;
    while let Some(row) = rows.next()? {
        let of = if row.get(0)? { &mut totals.cancels } else { &mut totals.payments };
        of.count += row.get::<_, u64>(1)?;
        of.amount += row.get::<_, u64>(2)?;
        of.vat += row.get::<_, u64>(3)?;
    }
    Ok(totals)
}

/// How many payments and cancels were recorded here after fact `after` and before fact `before`.
pub(super) fn own_after(connection: &Connection, after: i64, before: i64) -> Result<u64, LedgerTrouble> {
    Ok(connection.prepare_cached(OWN)?.query_one((after, before - 1, i64::MIN), |row| row.get(0))?)
}

fn covered(connection: &Connection) -> Result<Option<Covered>, LedgerTrouble> {
    let (to, from): (Option<i64>, Option<i64>) =
        connection.prepare_cached(END)?.query_one([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(to.zip(from).map(|(to, from)| Covered { from, to }))
}

/// Takes in what was recorded here after fact `after` up to fact `until`.
fn count_new(
    connection: &Connection,
    counted: &mut NewMessages,
    (after, until): (i64, i64),
    now: i64,
) -> Result<(), LedgerTrouble> {
    let sql = once!(format!(
        "SELECT {} FROM transactions t WHERE t.seq > ?1 AND t.seq <= ?2 ORDER BY t.seq",
        TransactionRow::columns("t")
    ));
    // Their own systems have sent rows of other systems.
    let is_imported = if has_imported(connection)? { is_imported } else { |_: &_, _| Ok(false) };
    let mut statement = connection.prepare_cached(sql)?;
    for row in statement.query_and_then((after, until), TransactionRow::read)? {
        let row = row?;
        if counted.full_at.is_some() || is_imported(connection, row.seq)? {
            continue;
        }
        let Some(totals) = counted.totals.with(row.is_cancel(), row.amount, row.vat) else {
            counted.full_at = Some(row.seq);
            continue;
        };
        counted.totals = totals;
        counted.ends = Some((counted.ends.map_or(row.id, |(first, _)| first), row.id));
        let at = row.created_at.unwrap_or(now);
        counted.old += u64::from(at < now - OLD_DAYS * MS_A_DAY);
        if let Some(payment) = row.payment {
            let mut paid = connection.prepare_cached(PAID_AT)?;
            let paid: Option<i64> = paid.query_one([payment], |row| row.get(0)).optional()?.flatten();
            counted.late_cancels +=
                u64::from(paid.is_some_and(|paid| at - paid > LATE_CANCEL_DAYS * MS_A_DAY));
        }
    }
    Ok(())
}

/// How many payments and cancels up to fact `until` no batch has; `None` where nothing was handed over.
fn not_handed_over(connection: &Connection, until: i64) -> Result<Option<u64>, LedgerTrouble> {
    if !has_batches(connection)? {
        return Ok(None);
    }
    let end = covered(connection)?.map_or(0, |covered| covered.to);
    own_after(connection, end, until + 1).map(Some)
}

impl Ledger {
    /// How many payments and cancels up to fact `until` no batch has; `None` where nothing was handed over.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn not_handed_over(&self, until: i64) -> Result<Option<u64>, LedgerError> {
        self.read(|connection| not_handed_over(connection, until))
    }

    /// Which facts batches have; `None` where nothing was handed over.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn covered(&self) -> Result<Option<Covered>, LedgerError> {
        self.read(covered)
    }

    /// Takes in what was recorded here after fact `after` up to fact `until`, at the time `now` in milliseconds since 1970 UTC. Says
    /// whether it came to the end: not when it was stopped.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn count_new(
        &self,
        counted: &mut NewMessages,
        (after, until): (i64, i64),
        now: i64,
        progress: &Progress,
        stop: Stop<'_>,
    ) -> Result<bool, LedgerError> {
        let facts = |from: i64, to: i64| u64::try_from(to - from).unwrap_or(0);
        let mut read = after;
        while read < until {
            if progress.stopped() || stop() {
                return Ok(false);
            }
            let end = until.min(read + PIECE);
            self.read(|connection| count_new(connection, counted, (read, end), now))?;
            read = end;
            progress.reach(facts(after, read), facts(after, until));
        }
        Ok(true)
    }

    /// The number of the first transaction that was recorded here at this local time, in milliseconds since 1970, or later; `None` when
    /// there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn first_since(&self, local: i64) -> Result<Option<i64>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(FIRST_SINCE)?;
            Ok(statement.query_one((0, local), |row| row.get(0)).optional()?)
        })
    }

    /// The batch of this number; `None` when there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn batch(&self, number: u32) -> Result<Option<ListedBatch>, LedgerError> {
        self.read(|connection| batch(connection, number))
    }

    /// The number of the newest batch; 0 where nothing was handed over.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest_batch(&self) -> Result<u32, LedgerError> {
        self.read(newest_batch)
    }

    /// Gives each message of a batch to `take`, in the order of the journal, until that says no. Says whether it came to the end.
    ///
    /// # Errors
    /// When the ledger cannot be read, or a message is missing.
    pub fn messages_of_batch(
        &self,
        batch: &Batch,
        mut take: impl FnMut(i64, TransactionId, SealedMessage) -> bool,
    ) -> Result<bool, LedgerError> {
        self.read(|connection| {
            let is_imported = if has_imported(connection)? { is_imported } else { |_: &_, _| Ok(false) };
            let sql = once!(format!(
                "SELECT {}, t.id FROM transactions t LEFT JOIN sealed s ON s.seq = t.seq \
                 WHERE t.seq BETWEEN ?1 AND ?2 ORDER BY t.seq",
                SealedRow::columns("s")
            ));
            let mut statement = connection.prepare_cached(sql)?;
            for range in ranges(batch) {
                let mut rows = statement.query((range.from, range.to))?;
                while let Some(row) = next_of(&mut rows, Table::Sealed, range.from)? {
                    let sealed = SealedRow::read(row)?;
                    if is_imported(connection, sealed.seq)? {
                        continue;
                    }
                    let id = row.get(SealedRow::COLUMNS.len());
                    let id = id.or(Err(corrupt(Table::Transactions, sealed.seq, Column::Id)))?;
                    let SealedRow { seq, key_id, message, .. } = sealed;
                    if !take(seq, id, SealedMessage { key_id, bytes: message }) {
                        return Ok(false);
                    }
                }
            }
            Ok(true)
        })
    }

    /// The steps of a payment or cancel on its way to the card company, in order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn hand_over_steps(&self, seq: i64) -> Result<Vec<HandOverStep>, LedgerError> {
        self.read(|connection| if has_batches(connection)? { steps(connection, seq) } else { Ok(Vec::new()) })
    }

    /// What a rejected payment or cancel means; `None` for one that is not, or was handed over again.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn rejected_means(&self, seq: i64) -> Result<Option<RejectedMeans>, LedgerError> {
        self.read(|connection| {
            if !has_batches(connection)? || !is_rejected(connection, seq)? {
                return Ok(None);
            }
            means(connection, seq).map(Some)
        })
    }

    /// What is left to do, at the time `now` in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn hand_over_work(&self, now: i64) -> Result<HandOverWork, LedgerError> {
        self.read(|connection| {
            if !has_batches(connection)? {
                return Ok(HandOverWork::default());
            }
            let until = covered(connection)?.map_or(0, |covered| covered.to);
            let mut own = connection.prepare_cached(OWN)?;
            let (not_handed_over, old) = own
                .query_one((until, i64::MAX, now - OLD_DAYS * MS_A_DAY), |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
            let unanswered = connection.prepare_cached(UNANSWERED)?.query_one([], |row| row.get(0))?;
            let contradicted = connection.prepare_cached(CONTRADICTED)?.query_one([], |row| row.get(0))?;
            let mut work = HandOverWork {
                newest: batch(connection, newest_batch(connection)?)?,
                not_handed_over,
                old,
                unanswered,
                contradicted,
                ..HandOverWork::default()
            };
            each_rejected(connection, |_, _, means| {
                match means {
                    RejectedMeans::HandOverAgain => work.rejected += 1,
                    RejectedMeans::AskCardCompany => work.to_ask += 1,
                    // It is counted with all that contradict each other.
                    RejectedMeans::Contradicted | RejectedMeans::NothingToDo => {}
                }
                true
            })?;
            Ok(work)
        })
    }

    /// Payments and cancels after number `after` that the card company has accepted and whose CVC was not blanked, in order; `limit` at
    /// most.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn accepted_not_blanked(&self, after: i64, limit: u32) -> Result<Vec<i64>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(NOT_BLANKED)?;
            let rows = statement.query_map((after, limit), |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The message of a batch that an answer names: the number of its payment or cancel. `None` when there is no such one in it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn message_in_batch(&self, number: u32, id: TransactionId) -> Result<Option<i64>, LedgerError> {
        self.read(|connection| {
            const SEQ: &str = "SELECT seq FROM transactions WHERE id = ?1";
            let seq: Option<i64> =
                connection.prepare_cached(SEQ)?.query_one([id], |row| row.get(0)).optional()?;
            let Some(seq) = seq else { return Ok(None) };
            let is_in = range_of(connection, seq)? == Some(number)
                || answers_of(connection, seq)?.iter().any(|row| row.batch == number);
            Ok(Some(seq).filter(|_| is_in))
        })
    }

    /// The number of the batch that is named so; `None` when there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn batch_named(&self, name: BatchName) -> Result<Option<u32>, LedgerError> {
        const BY_NUMBER: &str = "SELECT number FROM batches WHERE number = ?1";
        const BY_ID: &str = "SELECT number FROM batches WHERE id = ?1";
        self.read(|connection| {
            let found = match name {
                BatchName::Number(number) => {
                    connection.prepare_cached(BY_NUMBER)?.query_one([number], |row| row.get(0)).optional()
                }
                BatchName::Id(id) => {
                    connection.prepare_cached(BY_ID)?.query_one([id], |row| row.get(0)).optional()
                }
            };
            Ok(found?)
        })
    }

    /// How many payments and cancels were recorded here after fact `after` and before fact `before`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn own_between(&self, after: i64, before: i64) -> Result<u64, LedgerError> {
        self.read(|connection| own_after(connection, after, before))
    }
}

impl Writer<'_> {
    /// As [`Ledger::not_handed_over`].
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn not_handed_over(&self, until: i64) -> Result<Option<u64>, LedgerError> {
        self.run(|connection| not_handed_over(connection, until))
    }

    /// As [`Ledger::covered`].
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn covered(&self) -> Result<Option<Covered>, LedgerError> {
        self.run(covered)
    }

    /// As [`Ledger::count_new`], to the end.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn count_new(
        &self,
        counted: &mut NewMessages,
        between: (i64, i64),
        stamp: &Stamp,
    ) -> Result<(), LedgerError> {
        self.run(|connection| count_new(connection, counted, between, stamp.at.timestamp_millis()))
    }

    /// How many payments and cancels were recorded here after fact `after`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn own_after(&self, after: i64) -> Result<u64, LedgerError> {
        self.run(|connection| own_after(connection, after, i64::MAX))
    }

    /// As [`Ledger::newest_batch`].
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest_batch(&self) -> Result<u32, LedgerError> {
        self.run(newest_batch)
    }

    /// Whether a batch has this id.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_batch_id(&self, id: TransactionId) -> Result<bool, LedgerError> {
        self.run(|connection| Ok(connection.prepare_cached(HAS_ID)?.query_one([id], |row| row.get(0))?))
    }

    /// The rejected messages that are to be handed over again: the number of the oldest batch that has some, and its first `limit`, in
    /// order. `None` when there are none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn rejected_to_do(&self, limit: usize) -> Result<Option<(u32, Vec<i64>)>, LedgerError> {
        self.run(|connection| {
            let mut oldest: Option<u32> = None;
            each_rejected(connection, |_, batch, means| {
                if means == RejectedMeans::HandOverAgain {
                    oldest = Some(oldest.map_or(batch, |oldest| oldest.min(batch)));
                }
                true
            })?;
            let Some(of) = oldest else { return Ok(None) };
            let mut again = Vec::new();
            each_rejected(connection, |seq, batch, means| {
                if batch == of && means == RejectedMeans::HandOverAgain {
                    again.push(seq);
                }
                again.len() < limit
            })?;
            Ok(Some((of, again)))
        })
    }

    /// What these payments and cancels add up to, with the ids of the first and the last one.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn count_again(&self, transactions: &[i64], stamp: &Stamp) -> Result<NewMessages, LedgerError> {
        self.run(|connection| {
            let mut counted = NewMessages::default();
            for seq in transactions {
                count_new(connection, &mut counted, (seq - 1, *seq), stamp.at.timestamp_millis())?;
            }
            Ok(counted)
        })
    }

    /// Those of these payments and cancels whose CVC was not blanked.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn still_not_blanked(&self, transactions: &[i64]) -> Result<Vec<i64>, LedgerError> {
        const IS_BLANKED: &str = "SELECT EXISTS (SELECT 1 FROM blanked WHERE seq = ?1)";
        self.run(|connection| {
            let mut statement = connection.prepare_cached(IS_BLANKED)?;
            let mut left = Vec::with_capacity(transactions.len());
            for seq in transactions {
                if !statement.query_one([seq], |row| row.get::<_, bool>(0))? {
                    left.push(*seq);
                }
            }
            Ok(left)
        })
    }

    /// What an answer is beside those that are recorded.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn known_answer(&self, answer: &Answer) -> Result<KnownAnswer, LedgerError> {
        self.run(|connection| known_answer(connection, answer))
    }
}

/// The parts of the journal that hold the messages of a batch.
fn ranges(batch: &Batch) -> Vec<SeqRange> {
    match &batch.takes {
        Takes::New(range) => vec![*range],
        Takes::Again { transactions, .. } => {
            transactions.iter().map(|seq| SeqRange { from: *seq, to: *seq }).collect()
        }
    }
}

fn newest_batch(connection: &Connection) -> Result<u32, LedgerTrouble> {
    const SQL: &str = "SELECT coalesce(max(number), 0) FROM batches";
    if !schema::has_table(connection, Table::Batches)? {
        return Ok(0);
    }
    Ok(connection.prepare_cached(SQL)?.query_one([], |row| row.get(0))?)
}

fn batch(connection: &Connection, number: u32) -> Result<Option<ListedBatch>, LedgerTrouble> {
    if !schema::has_table(connection, Table::Batches)? {
        return Ok(None);
    }
    let sql = once!(format!("SELECT {} FROM batches t WHERE t.number = ?1", BatchRow::columns("t")));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([number])?;
    let Some(row) = next_of(&mut rows, Table::Batches, number.into())? else { return Ok(None) };
    let row = BatchRow::read(row)?;
    let (journal, fact) = journal_row(connection, row.seq)?;
    let Fact::HandOver(batch) = fact else { return Err(corrupt(Table::Batches, number.into(), Column::Seq)) };
    let expected =
        BatchRow { accepted: row.accepted, rejected: row.rejected, ..BatchRow::of(row.seq, &batch) };
    if expected != row {
        return Err(corrupt(Table::Batches, number.into(), Column::Seq));
    }
    let at = time_at(journal.at, journal.utc_offset)
        .ok_or_else(|| corrupt(Table::Journal, row.seq, Column::At))?;
    let mut blanked = 0;
    for SeqRange { from, to } in ranges(&batch) {
        blanked +=
            connection.prepare_cached(BLANKED)?.query_one((from, to, row.seq), |row| row.get::<_, u64>(0))?;
    }
    Ok(Some(ListedBatch { batch: *batch, at, accepted: row.accepted, rejected: row.rejected, blanked }))
}

/// A fact with its row.
fn journal_row(connection: &Connection, seq: i64) -> Result<(JournalRow, Fact), LedgerTrouble> {
    let sql = once!(format!("SELECT {} FROM journal t WHERE t.seq = ?1", JournalRow::columns("t")));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([seq])?;
    let row =
        next_of(&mut rows, Table::Journal, seq)?.ok_or_else(|| corrupt(Table::Journal, seq, Column::Seq))?;
    let row = JournalRow::read(row)?;
    let fact =
        Fact::from_body(row.kind, &row.body).ok_or_else(|| corrupt(Table::Journal, seq, Column::Body))?;
    Ok((row, fact))
}

/// The batch in whose range a payment or cancel is that was recorded here.
fn range_of(connection: &Connection, seq: i64) -> Result<Option<u32>, LedgerTrouble> {
    let sql = once!(format!(
        "SELECT {} FROM batch_ranges t WHERE t.from_seq <= ?1 ORDER BY t.from_seq DESC LIMIT 1",
        BatchRangeRow::columns("t")
    ));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([seq])?;
    let row = rows.next()?.map(BatchRangeRow::read).transpose()?;
    let batch = row.filter(|row| row.to_seq >= seq).map(|row| row.batch);
    if batch.is_some() && has_imported(connection)? && is_imported(connection, seq)? {
        return Ok(None);
    }
    Ok(batch)
}

fn answer_at(connection: &Connection, row: &AnswerRow) -> Result<Answer, LedgerTrouble> {
    match fact_at(connection, row.fact)? {
        Fact::Answer(answer) if (answer.transaction, answer.batch) == (row.seq, row.batch) => Ok(*answer),
        _ => Err(corrupt(Table::Answers, row.seq, Column::Fact)),
    }
}

/// What became of a payment or cancel, in a ledger that has batches; `None` where it was not handed over.
pub(super) fn handed_over(connection: &Connection, seq: i64) -> Result<Option<HandedOver>, LedgerTrouble> {
    let rows = answers_of(connection, seq)?;
    let first = if rows.is_empty() { range_of(connection, seq)? } else { None };
    let step = |row: &AnswerRow| {
        let answer = (row.fact > 0).then(|| answer_at(connection, row)).transpose()?;
        Ok(AnswerStep { batch: row.batch, answer })
    };
    Ok(HandedOver::of(first, rows.iter().map(step).collect::<Result<_, LedgerTrouble>>()?))
}

fn steps(connection: &Connection, seq: i64) -> Result<Vec<HandOverStep>, LedgerTrouble> {
    let rows = answers_of(connection, seq)?;
    let mut batches: Vec<u32> = rows.iter().map(|row| row.batch).collect();
    batches.extend(range_of(connection, seq)?);
    batches.sort_unstable();
    batches.dedup();
    let mut steps = Vec::new();
    for number in batches {
        let listed = batch(connection, number)?
            .ok_or_else(|| corrupt(Table::Batches, number.into(), Column::Number))?;
        steps.push(HandOverStep { at: listed.at, batch: number, answer: None });
        for row in rows.iter().filter(|row| row.batch == number && row.fact > 0) {
            let (journal, _) = journal_row(connection, row.fact)?;
            let at = time_at(journal.at, journal.utc_offset);
            let at = at.ok_or_else(|| corrupt(Table::Journal, row.fact, Column::At))?;
            steps.push(HandOverStep { at, batch: number, answer: Some(answer_at(connection, row)?) });
        }
    }
    Ok(steps)
}

fn known_answer(connection: &Connection, answer: &Answer) -> Result<KnownAnswer, LedgerTrouble> {
    let rows = answers_of(connection, answer.transaction)?;
    let Some(row) = rows.iter().rfind(|row| row.batch == answer.batch && row.fact > 0) else {
        return Ok(KnownAnswer::New);
    };
    let known = answer_at(connection, row)?;
    Ok(if known == *answer {
        KnownAnswer::Same
    } else if answer.contradicts(&known) {
        KnownAnswer::Contradicts(Box::new(known))
    } else {
        KnownAnswer::New
    })
}

/// Whether what counts of a payment or cancel is that it was rejected.
pub(super) fn is_rejected(connection: &Connection, seq: i64) -> Result<bool, LedgerTrouble> {
    Ok(answers_of(connection, seq)?.last().is_some_and(|row| row.state == AnswerState::Rejected))
}

/// Gives the number, the batch and what it means of each rejected message to `take`, until that says no.
fn each_rejected(
    connection: &Connection,
    mut take: impl FnMut(i64, u32, RejectedMeans) -> bool,
) -> Result<(), LedgerTrouble> {
    let mut statement = connection.prepare_cached(TO_DO)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, batch) = (row.get(0)?, row.get(1)?);
        if !take(seq, batch, means(connection, seq)?) {
            break;
        }
    }
    Ok(())
}

/// What it means that a payment or cancel was rejected.
fn means(connection: &Connection, seq: i64) -> Result<RejectedMeans, LedgerTrouble> {
    let mut money = connection.prepare_cached(MONEY)?;
    let (payment, remaining): (Option<i64>, i64) =
        money.query_one([seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let answers: Vec<_> = answers_of(connection, seq)?.into_iter().filter_map(|row| row.result).collect();
    let is_cancelled = remaining == 0;
    let of = if let Some(payment) = payment {
        RejectedOf::Cancel { is_settled: is_cancelled && is_rejected(connection, payment)? }
    } else {
        let mut accepted = connection.prepare_cached(ACCEPTED_CANCEL)?;
        let has_accepted_cancel = accepted.query_one([seq], |row| row.get(0))?;
        RejectedOf::Payment { has_accepted_cancel, is_cancelled }
    };
    Ok(RejectedMeans::of(&answers, of))
}

/// The payments and cancels that the card company knows under this number, in order.
pub(super) fn with_approval(
    connection: &Connection,
    number: &ApprovalNumber,
) -> Result<Vec<i64>, LedgerTrouble> {
    const SQL: &str = "SELECT DISTINCT seq FROM answers WHERE approval_number = ?1 ORDER BY seq";
    let mut statement = connection.prepare_cached(SQL)?;
    Ok(statement.query_map([number], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Whether the card company knows a payment or cancel under this number.
pub(super) fn has_approval(
    connection: &Connection,
    seq: i64,
    number: &ApprovalNumber,
) -> Result<bool, LedgerTrouble> {
    Ok(answers_of(connection, seq)?.iter().any(|row| row.approval_number.as_ref() == Some(number)))
}

/// The payments and cancels whose newest answer rejects them, in order.
pub(super) fn rejected(connection: &Connection) -> Result<Vec<i64>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(TO_DO)?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The payments and cancels that the card company has answered twice, and not the same, in order.
pub(super) fn contradicted(connection: &Connection) -> Result<Vec<i64>, LedgerTrouble> {
    const SQL: &str = "SELECT DISTINCT seq FROM answers WHERE state = 4 ORDER BY seq";
    let mut statement = connection.prepare_cached(SQL)?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Whether the card company has answered a payment or cancel twice, and not the same.
pub(super) fn is_contradicted(connection: &Connection, seq: i64) -> Result<bool, LedgerTrouble> {
    Ok(is_overruled(&answers_of(connection, seq)?))
}

fn is_overruled(rows: &[AnswerRow]) -> bool {
    rows.iter().any(|row| row.state == AnswerState::Overruled)
}

/// The parts of the journal that have messages which were not answered, and those that wait for an answer again, in order.
pub(super) fn unanswered(connection: &Connection) -> Result<(Vec<SeqRange>, Vec<i64>), LedgerTrouble> {
    const OPEN: &str = "SELECT r.from_seq, r.to_seq FROM batch_ranges r JOIN batches b ON b.number = r.batch \
         WHERE b.accepted + b.rejected < b.records ORDER BY r.from_seq";
    const WAITING: &str = "SELECT DISTINCT seq FROM answers WHERE state = 0 ORDER BY seq";
    let mut open = connection.prepare_cached(OPEN)?;
    let ranges = open.query_map([], |row| Ok(SeqRange { from: row.get(0)?, to: row.get(1)? }))?;
    let ranges = ranges.collect::<Result<_, _>>()?;
    let mut waiting = connection.prepare_cached(WAITING)?;
    let waiting = waiting.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok((ranges, waiting))
}

/// Gives each payment and cancel within these numbers that was answered to `take`, with whether its newest batch was.
pub(super) fn answered_within(
    connection: &Connection,
    (first, last): (i64, i64),
    mut take: impl FnMut(i64, bool),
) -> Result<(), LedgerTrouble> {
    const SQL: &str = "SELECT seq, state FROM answers WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq, batch, fact";
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query((first, last))?;
    while let Some(row) = rows.next()? {
        // The last row of each is that of its newest batch.
        take(row.get(0)?, row.get::<_, AnswerState>(1)? != AnswerState::Waiting);
    }
    Ok(())
}

/// Whether a payment or cancel was handed over and its newest batch was not answered.
pub(super) fn is_unanswered(connection: &Connection, seq: i64) -> Result<bool, LedgerTrouble> {
    Ok(handed_over(connection, seq)?.is_some_and(|handed| handed.answer.is_none()))
}
