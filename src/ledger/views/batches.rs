//! What was handed over, and what the card company has answered.
//!
//! A batch takes ranges of the journal, so that one of a million messages is one row; a payment or cancel has rows of its own from its
//! first answer on, or once it was handed over again. How its answers stand follows from all of them together, see [`settle`].
//!
//! The check adds up each batch again, looks for every answer, and settles all rows once more.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _};

use super::{View, ViewCheck, ViewFact};
use crate::{
    ledger::{
        Ledger, LedgerError,
        error::LedgerTrouble,
        hand_over::{add_up, own_after},
        rows::{
            AnswerRow, AnswerState, BatchRangeRow, BatchRow, BlankedRow, JournalRow, TableRow as _, corrupt,
            once, one,
        },
        schema,
        verify::{key, read},
    },
    payment::message::ControlTotals,
    record::{
        Answer, AnswerResult, ApprovalNumber, Batch, Column, Fact, FactKind, Finding, MOST_AGAIN, Part,
        Progress, SeqRange, Table, Takes, Wrong, contradict, differs,
    },
};

const COUNT: &str = "UPDATE batches SET accepted = accepted + ?2, rejected = rejected + ?3 WHERE number = ?1";
const FORGET: &str = "DELETE FROM answers WHERE seq = ?1 AND batch = ?2 AND fact = ?3";
const STATE: &str = "UPDATE answers SET state = ?4 WHERE seq = ?1 AND batch = ?2 AND fact = ?3";
const ANSWERED: &str = "SELECT count(*) FROM answers WHERE fact > 0";
const FACTS: &str = "SELECT seq FROM journal WHERE kind IN (?1, ?2, ?3) ORDER BY seq";
/// The tables, each after those that it refers to.
const TABLES: [&str; 4] = ["blanked", "answers", "batch_ranges", "batches"];

/// The view.
pub struct Batches;

impl View for Batches {
    fn apply(&self, connection: &Connection, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        apply(connection, fact.row.seq, fact.fact)
    }

    fn rebuild(&self, ledger: &mut Ledger, _progress: &Progress) -> Result<(), LedgerError> {
        ledger.write(|writer| {
            writer.run(|connection| {
                for table in TABLES {
                    connection.execute(&format!("DELETE FROM {table}"), [])?;
                }
                let mut facts = connection.prepare(FACTS)?;
                let kinds = (FactKind::HandOver, FactKind::Answer, FactKind::CvcBlanked);
                let mut facts = facts.query(<(FactKind, FactKind, FactKind)>::clone(&kinds))?;
                while let Some(row) = facts.next()? {
                    let seq = key(row);
                    apply(connection, seq, &fact_at(connection, seq)?)?;
                }
                Ok(())
            })
        })
    }

    fn check<'a>(&self, connection: &'a Connection) -> Result<Box<dyn ViewCheck + 'a>, LedgerTrouble> {
        let has_table = schema::has_table(connection, Table::Batches)?;
        Ok(Box::new(BatchesCheck {
            connection,
            has_table,
            rows: Vec::new(),
            ranges: BTreeMap::new(),
            answers: 0,
            blanked: 0,
            finding: None,
        }))
    }
}

fn apply(connection: &Connection, seq: i64, fact: &Fact) -> Result<(), LedgerTrouble> {
    match fact {
        Fact::HandOver(batch) => hand_over(connection, seq, batch),
        Fact::Answer(answer) => answered(connection, seq, answer),
        Fact::CvcBlanked { transactions, without } => {
            let mut insert = connection.prepare_cached(BlankedRow::insert())?;
            let mut put = |blanked: &[i64], had_cvc| {
                blanked.iter().try_for_each(|blanked| {
                    BlankedRow { seq: *blanked, fact: seq, had_cvc }.write(&mut insert)
                })
            };
            put(transactions, true)?;
            put(without, false)
        }
        _ => Ok(()),
    }
}

fn hand_over(connection: &Connection, seq: i64, batch: &Batch) -> Result<(), LedgerTrouble> {
    BatchRow::of(seq, batch).write(&mut *connection.prepare_cached(BatchRow::insert())?)?;
    match &batch.takes {
        Takes::New(range) => {
            range_row(*range, batch.number).write(&mut *connection.prepare_cached(BatchRangeRow::insert())?)
        }
        Takes::Again { transactions, .. } => transactions.iter().try_for_each(|again| {
            change(connection, *again, |rows| {
                let (result, state) = (None, AnswerState::Waiting);
                rows.push(AnswerRow {
                    seq: *again,
                    batch: batch.number,
                    fact: 0,
                    result,
                    state,
                    approval_number: None,
                });
            })
        }),
    }
}

fn answered(connection: &Connection, fact: i64, answer: &Answer) -> Result<(), LedgerTrouble> {
    change(connection, answer.transaction, |rows| {
        rows.retain(|row| row.batch != answer.batch || row.fact > 0);
        rows.push(AnswerRow {
            seq: answer.transaction,
            batch: answer.batch,
            fact,
            result: Some(answer.result),
            state: AnswerState::Accepted,
            approval_number: answer.approval_number.clone(),
        });
    })
}

/// Changes the rows of one payment or cancel, and what its batches count.
fn change(
    connection: &Connection,
    seq: i64,
    with: impl FnOnce(&mut Vec<AnswerRow>),
) -> Result<(), LedgerTrouble> {
    let before = answers_of(connection, seq)?;
    let mut after = before.clone();
    with(&mut after);
    settle(&mut after);
    let same = |one: &AnswerRow, other: &AnswerRow| (one.batch, one.fact) == (other.batch, other.fact);
    for gone in before.iter().filter(|row| !after.iter().any(|other| same(row, other))) {
        one(connection.prepare_cached(FORGET)?.execute((seq, gone.batch, gone.fact))?)?;
    }
    for row in &after {
        match before.iter().find(|other| same(row, other)) {
            None => row.write(&mut *connection.prepare_cached(AnswerRow::insert())?)?,
            Some(old) if old.state != row.state => {
                one(connection.prepare_cached(STATE)?.execute((seq, row.batch, row.fact, row.state))?)?;
            }
            Some(_) => {}
        }
    }
    let mut counts: BTreeMap<u32, (i64, i64)> = BTreeMap::new();
    for (row, sign) in before.iter().map(|row| (row, -1)).chain(after.iter().map(|row| (row, 1))) {
        let (accepted, rejected) = counts.entry(row.batch).or_default();
        *accepted += sign * i64::from(row.state == AnswerState::Accepted);
        *rejected += sign * i64::from(is_rejected(row.state));
    }
    for (batch, (accepted, rejected)) in counts.into_iter().filter(|(_, change)| *change != (0, 0)) {
        one(connection.prepare_cached(COUNT)?.execute((batch, accepted, rejected))?)?;
    }
    Ok(())
}

fn is_rejected(state: AnswerState) -> bool {
    matches!(state, AnswerState::Rejected | AnswerState::RejectedBefore)
}

/// How the answers to one payment or cancel stand: of each batch the last one counts, and one that was rejected is to be handed over
/// again unless it was.
fn settle(rows: &mut [AnswerRow]) {
    rows.sort_unstable_by_key(|row| (row.batch, row.fact));
    let newest = rows.last().map_or(0, |row| row.batch);
    let all = rows.to_vec();
    let of_batch =
        |at: usize, row: &AnswerRow| all.get(at).filter(|other| other.batch == row.batch).and_then(says);
    for (at, row) in rows.iter_mut().enumerate() {
        let (next, after_next) = (of_batch(at + 1, row), of_batch(at + 2, row));
        row.state = match (says(row), next) {
            (None, _) => AnswerState::Waiting,
            (Some(own), Some(next)) if after_next.is_none() && contradict(own, next) => {
                AnswerState::Overruled
            }
            (Some(_), Some(_)) => AnswerState::Followed,
            (Some((AnswerResult::Accepted, _)), None) => AnswerState::Accepted,
            (Some((AnswerResult::Rejected, _)), None) if row.batch < newest => AnswerState::RejectedBefore,
            (Some((AnswerResult::Rejected, _)), None) => AnswerState::Rejected,
        };
    }
}

/// What an answer says, as far as it can contradict another one; `None` where there is none yet.
fn says(row: &AnswerRow) -> Option<(AnswerResult, Option<&ApprovalNumber>)> {
    row.result.map(|result| (result, row.approval_number.as_ref()))
}

/// The rows of one payment or cancel, by batch and fact, in a file that has batches.
pub fn answers_of(connection: &Connection, seq: i64) -> Result<Vec<AnswerRow>, LedgerTrouble> {
    let sql = once!(format!(
        "SELECT {} FROM answers t WHERE t.seq = ?1 ORDER BY t.batch, t.fact",
        AnswerRow::columns("t")
    ));
    connection.prepare_cached(sql)?.query_and_then([seq], AnswerRow::read)?.collect()
}

/// The fact of this number.
pub fn fact_at(connection: &Connection, seq: i64) -> Result<Fact, LedgerTrouble> {
    const BODY: &str = "SELECT kind, body FROM journal WHERE seq = ?1";
    let mut statement = connection.prepare_cached(BODY)?;
    let found: Option<(FactKind, Vec<u8>)> =
        statement.query_one([seq], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found
        .and_then(|(kind, body)| Fact::from_body(kind, &body))
        .ok_or_else(|| corrupt(Table::Journal, seq, Column::Body))
}

fn range_row(SeqRange { from, to }: SeqRange, batch: u32) -> BatchRangeRow {
    BatchRangeRow { from_seq: from, to_seq: to, batch }
}

/// Notes along, and compares: what answers and batches say of money at their facts, the tables at the end.
struct BatchesCheck<'a> {
    connection: &'a Connection,
    has_table: bool,
    rows: Vec<BatchRow>,
    ranges: BTreeMap<i64, BatchRangeRow>,
    /// Answers so far.
    answers: i64,
    /// Payments and cancels whose CVC is not kept any more.
    blanked: i64,
    /// The first that is wrong.
    finding: Option<Finding>,
}

impl ViewCheck for BatchesCheck<'_> {
    fn fact(&mut self, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        if !self.has_table || self.finding.is_some() {
            return Ok(());
        }
        self.finding = match fact.fact {
            Fact::HandOver(batch) => self.batch(fact.row, batch)?,
            Fact::HandOverAgain { batch, .. } => {
                let is_one =
                    *batch >= 1 && usize::try_from(*batch).is_ok_and(|batch| batch <= self.rows.len());
                (!is_one).then(|| in_fact(fact.row, "batch", Wrong::Unknown))
            }
            Fact::Answer(answer) => self.answer(fact.row, answer)?,
            Fact::CvcBlanked { transactions, without } => {
                match self.blanking(fact.row, transactions, true)? {
                    None => self.blanking(fact.row, without, false)?,
                    finding => finding,
                }
            }
            _ => None,
        };
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<Option<Finding>, LedgerTrouble> {
        if self.finding.is_some() || !self.has_table {
            return Ok(self.finding);
        }
        if let Some(finding) = self.answers_stand()? {
            return Ok(Some(finding));
        }
        if let Some(finding) = self.tables()? {
            return Ok(Some(finding));
        }
        let blanked: i64 = self.connection.query_one("SELECT count(*) FROM blanked", [], |row| row.get(0))?;
        Ok((blanked != self.blanked)
            .then(|| Finding::of(Table::Blanked, "seq", differs(self.blanked, blanked))))
    }
}

impl BatchesCheck<'_> {
    /// A batch has the next number, takes what no other one has, and adds up.
    fn batch(&mut self, row: &JournalRow, batch: &Batch) -> Result<Option<Finding>, LedgerTrouble> {
        let number = u32::try_from(self.rows.len() + 1).unwrap_or(u32::MAX);
        if batch.number != number {
            return Ok(Some(in_fact(row, "number", differs(number, batch.number))));
        }
        let counted = match &batch.takes {
            Takes::New(range) => {
                if !self.take_range(row, number, *range) {
                    return Ok(Some(in_fact(row, "takes", Wrong::Unknown)));
                }
                let until = self.ranges.last_key_value().map_or(0, |(_, range)| range.to_seq);
                let left = own_after(self.connection, until, row.seq)?;
                if left != batch.left {
                    return Ok(Some(in_fact(row, "left", differs(left, batch.left))));
                }
                add_up(self.connection, ControlTotals::default(), *range)?
            }
            Takes::Again { of, transactions } => {
                if transactions.len() > MOST_AGAIN || !transactions.is_sorted() {
                    return Ok(Some(in_fact(row, "transactions", Wrong::Unknown)));
                }
                let mut totals = ControlTotals::default();
                for again in transactions {
                    let rows = answers_of(self.connection, *again)?;
                    let was_rejected =
                        rows.iter().rfind(|answer| answer.batch == *of && answer.fact < row.seq);
                    let is_there = rows.iter().any(|answer| answer.batch == number);
                    if was_rejected.is_none_or(|was| was.result != Some(AnswerResult::Rejected)) || !is_there
                    {
                        return Ok(Some(Finding::at(Table::Answers, *again, Wrong::Missing)));
                    }
                    totals = add_up(self.connection, totals, SeqRange { from: *again, to: *again })?;
                }
                totals
            }
        };
        if counted != batch.totals {
            return Ok(Some(in_fact(row, "totals", differs(sums(&counted), sums(&batch.totals)))));
        }
        self.rows.push(BatchRow::of(row.seq, batch));
        Ok(None)
    }

    /// A range goes on after those before it, or comes right before them. Says whether it does.
    fn take_range(&mut self, row: &JournalRow, number: u32, range: SeqRange) -> bool {
        let end = self.ranges.last_key_value().map_or(0, |(_, range)| range.to_seq);
        let begin = self.ranges.first_key_value().map(|(from, _)| *from);
        let follows = begin.is_none_or(|_| range.from == end + 1) || begin == Some(range.to + 1);
        let fits = range.from >= 1 && range.from <= range.to && range.to < row.seq && follows;
        if fits {
            self.ranges.insert(range.from, range_row(range, number));
        }
        fits
    }

    /// An answer is to a message of that batch, and has its row.
    fn answer(&mut self, row: &JournalRow, answer: &Answer) -> Result<Option<Finding>, LedgerTrouble> {
        self.answers += 1;
        let rows = answers_of(self.connection, answer.transaction)?;
        let range = self.ranges.range(..=answer.transaction).next_back();
        let is_in_range =
            range.is_some_and(|(_, range)| range.batch == answer.batch && range.to_seq >= answer.transaction);
        if !is_in_range && !self.has_again(answer.batch, answer.transaction)? {
            return Ok(Some(in_fact(row, "batch", Wrong::Unknown)));
        }
        let at = |wrong| Finding::at(Table::Answers, answer.transaction, wrong);
        let Some(kept) = rows.iter().find(|kept| (kept.batch, kept.fact) == (answer.batch, row.seq)) else {
            return Ok(Some(at(Wrong::Missing)));
        };
        if kept.result != Some(answer.result) {
            return Ok(Some(at(Wrong::Unknown).column(Column::Result)));
        }
        Ok((kept.approval_number != answer.approval_number)
            .then(|| at(Wrong::Unknown).column(Column::ApprovalNumber)))
    }

    /// Whether a batch is one of those that took a message again.
    fn has_again(&self, batch: u32, transaction: i64) -> Result<bool, LedgerTrouble> {
        let index = usize::try_from(batch).ok().and_then(|number| number.checked_sub(1));
        let Some(row) = index.and_then(|index| self.rows.get(index)) else { return Ok(false) };
        Ok(match fact_at(self.connection, row.seq)? {
            Fact::HandOver(batch) => {
                matches!(batch.takes, Takes::Again { ref transactions, .. } if transactions.binary_search(&transaction).is_ok())
            }
            _ => false,
        })
    }

    /// What is blanked was accepted, and has its row.
    fn blanking(
        &mut self,
        row: &JournalRow,
        transactions: &[i64],
        had_cvc: bool,
    ) -> Result<Option<Finding>, LedgerTrouble> {
        let sql = once!(format!("SELECT {} FROM blanked t WHERE t.seq = ?1", BlankedRow::columns("t")));
        let mut statement = self.connection.prepare_cached(sql)?;
        for seq in transactions {
            self.blanked += 1;
            let mut kept = statement.query([seq])?;
            let kept: BlankedRow = match kept.next()?.map(read).transpose() {
                Ok(Some(kept)) => kept,
                Ok(None) => return Ok(Some(Finding::at(Table::Blanked, *seq, Wrong::Missing))),
                Err(finding) => return Ok(Some(finding)),
            };
            let at = |wrong, column| Ok(Some(Finding::at(Table::Blanked, *seq, wrong).column(column)));
            if kept.fact != row.seq {
                return at(differs(row.seq, kept.fact), Column::Fact);
            }
            if kept.had_cvc != had_cvc {
                return at(differs(u8::from(had_cvc), u8::from(kept.had_cvc)), Column::HadCvc);
            }
            let rows = answers_of(self.connection, *seq)?;
            if !rows
                .iter()
                .any(|answer| answer.fact < row.seq && answer.result == Some(AnswerResult::Accepted))
            {
                return Ok(Some(in_fact(row, "transactions", Wrong::Unknown)));
            }
        }
        Ok(None)
    }

    /// Every row stands as all rows of its payment or cancel together say, and there are no more than answers; counts the batches.
    fn answers_stand(&self) -> Result<Option<Finding>, LedgerTrouble> {
        let answers: i64 = self.connection.query_one(ANSWERED, [], |row| row.get(0))?;
        if answers != self.answers {
            return Ok(Some(Finding::of(Table::Answers, "fact", differs(self.answers, answers))));
        }
        let sql =
            format!("SELECT {} FROM answers t ORDER BY t.seq, t.batch, t.fact", AnswerRow::columns("t"));
        let mut statement = self.connection.prepare(&sql)?;
        let mut kept = statement.query([])?;
        let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        let mut group: Vec<AnswerRow> = Vec::new();
        loop {
            let row = match kept.next()?.map(read::<AnswerRow>).transpose() {
                Ok(row) => row,
                Err(finding) => return Ok(Some(finding)),
            };
            let is_same = |row: &AnswerRow| group.first().is_none_or(|first| first.seq == row.seq);
            if let Some(row) = row.as_ref().filter(|row| is_same(row)) {
                group.push(row.clone());
                continue;
            }
            let mut expected = group.clone();
            settle(&mut expected);
            if let Some((_, wrong)) = expected.iter().zip(&group).find(|(expected, kept)| expected != kept) {
                return Ok(Some(
                    Finding::at(Table::Answers, wrong.seq, Wrong::Unknown).column(Column::State),
                ));
            }
            for answer in &group {
                if answer.fact == 0 && !self.has_again(answer.batch, answer.seq)? {
                    return Ok(Some(
                        Finding::at(Table::Answers, answer.seq, Wrong::Unknown).column(Column::Batch),
                    ));
                }
                let (accepted, rejected) = counts.entry(answer.batch).or_default();
                *accepted += u64::from(answer.state == AnswerState::Accepted);
                *rejected += u64::from(is_rejected(answer.state));
            }
            group.clear();
            match row {
                Some(row) => group.push(row),
                None => break,
            }
        }
        self.batches_are(&counts)
    }

    fn batches_are(&self, counts: &BTreeMap<u32, (u64, u64)>) -> Result<Option<Finding>, LedgerTrouble> {
        let at = |number: u32, wrong| Finding::at(Table::Batches, number.into(), wrong);
        let sql = format!("SELECT {} FROM batches t ORDER BY t.number", BatchRow::columns("t"));
        let mut statement = self.connection.prepare(&sql)?;
        let mut kept = statement.query([])?;
        for expected in &self.rows {
            let (accepted, rejected) = counts.get(&expected.number).copied().unwrap_or_default();
            let expected = BatchRow { accepted, rejected, ..expected.clone() };
            let Some(row) = kept.next()? else { return Ok(Some(at(expected.number, Wrong::Missing))) };
            let found: BatchRow = match read(row) {
                Ok(found) => found,
                Err(finding) => return Ok(Some(finding)),
            };
            if found.number != expected.number {
                return Ok(Some(at(expected.number, Wrong::Missing)));
            }
            let differing =
                expected.values().into_iter().zip(found.values()).find(|(own, other)| own != other);
            if let Some(((column, value), (_, found))) = differing {
                return Ok(Some(at(expected.number, differs(value, found)).column(column)));
            }
        }
        Ok(kept.next()?.map(|row| Finding::at(Table::Batches, key(row), Wrong::Unknown)))
    }

    /// The ranges are those of the facts.
    fn tables(&self) -> Result<Option<Finding>, LedgerTrouble> {
        let at = |from: i64, wrong| Finding::at(Table::BatchRanges, from, wrong);
        let sql = format!("SELECT {} FROM batch_ranges t ORDER BY t.from_seq", BatchRangeRow::columns("t"));
        let mut statement = self.connection.prepare(&sql)?;
        let mut kept = statement.query([])?;
        for expected in self.ranges.values() {
            let Some(row) = kept.next()? else { return Ok(Some(at(expected.from_seq, Wrong::Missing))) };
            let found: BatchRangeRow = match read(row) {
                Ok(found) => found,
                Err(finding) => return Ok(Some(finding)),
            };
            if found.from_seq != expected.from_seq {
                return Ok(Some(at(expected.from_seq, Wrong::Missing)));
            }
            if found.to_seq != expected.to_seq {
                let wrong = differs(expected.to_seq, found.to_seq);
                return Ok(Some(at(expected.from_seq, wrong).column(Column::ToSeq)));
            }
            if found.batch != expected.batch {
                let wrong = differs(expected.batch, found.batch);
                return Ok(Some(at(expected.from_seq, wrong).column(Column::Batch)));
            }
        }
        Ok(kept.next()?.map(|row| at(key(row), Wrong::Unknown)))
    }
}

/// Something in a fact that the rest of the ledger does not say.
fn in_fact(row: &JournalRow, name: &'static str, wrong: Wrong) -> Finding {
    Finding::at(Table::Journal, row.seq, wrong).part(Part::Name(name.into()))
}

/// Totals as a finding shows them.
fn sums(ControlTotals { payments, cancels }: &ControlTotals) -> String {
    format!("{} {}, {} {}", payments.count, payments.amount, cancels.count, cancels.amount)
}
