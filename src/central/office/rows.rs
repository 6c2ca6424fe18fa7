//! Rows of the centre as transactions with all that is beside them.

use std::collections::HashMap;

use tokio_postgres::Row;

use super::sql::Sql;
use crate::{
    central::{
        ship::get,
        stored::{person, transaction},
    },
    ledger::rows::{TransactionRow, time_at},
    payment::{Memo, Remaining, TransactionId, Won},
    record::{
        Answer, AnswerResult, AnswerStep, AtShop, CentreError, Fact, FactKind, HandOverStep, HandedOver,
        LedgerNumber, ListPlace, ShopNumber, Transaction,
    },
    staff::Signers,
};

/// What is read of a transaction, and of what is beside it. The first columns are those of its row.
const COLUMNS: &str = "t.seq, t.id, t.payment, t.created_at, t.utc_offset, t.till, t.amount, t.vat, t.installments, t.card_head, \
     t.card_tail, t.card_digits, t.request_id, p.id, coalesce(p.remaining, t.remaining), coalesce(p.remaining_vat, t.remaining_vat), \
     f.operator, f.approver, f.body, t.ledger, l.shop, l.name, \
     (SELECT m.text FROM paydesk.memos m WHERE m.ledger = t.ledger AND m.seq = t.seq ORDER BY m.fact DESC LIMIT 1), \
     (SELECT b.number FROM paydesk.batches b WHERE b.ledger = t.ledger AND t.seq BETWEEN b.from_seq AND b.to_seq LIMIT 1), \
     EXISTS (SELECT FROM paydesk.answers a WHERE a.ledger = t.ledger AND a.seq = t.seq)";
/// What is joined to `transactions t` for it. A row that has lost what is beside it is read as damaged, and not passed over.
const JOINS: &str = " LEFT JOIN paydesk.transactions p ON p.ledger = t.ledger AND p.seq = t.payment \
     LEFT JOIN paydesk.facts f ON f.ledger = t.ledger AND f.seq = t.seq LEFT JOIN paydesk.ledgers l ON l.number = t.ledger";

/// The beginning of a statement that reads transactions; what follows says which `t`.
pub(super) fn select() -> Sql {
    Sql::new(&format!("SELECT {COLUMNS} FROM paydesk.transactions t{JOINS} "))
}

/// As [`select`], of the rows that another statement within it gives: `ledger`, `seq`. [`end_of_keys`] follows it.
pub(super) fn select_of_keys() -> Sql {
    Sql::new(&format!("SELECT {COLUMNS} FROM ("))
}

/// Ends the statement within that of [`select_of_keys`].
pub(super) fn end_of_keys(sql: &mut Sql) {
    sql.push(") k JOIN paydesk.transactions t ON t.ledger = k.ledger AND t.seq = k.seq").push(JOINS);
}

/// A transaction, with what is still to be read of it.
pub(super) struct Read {
    pub(super) transaction: Transaction,
    /// The batch that took it when it was new.
    pub(super) first_batch: Option<u32>,
    /// Whether something was answered, or it was handed over again.
    pub(super) has_answers: bool,
}

/// Where a row of [`select`] stands in a list, also where it is damaged.
pub(super) fn place(row: &Row, rank: u8) -> Result<ListPlace, CentreError> {
    let at = get::<Option<i64>>(row, 3)?.unwrap_or(0);
    Ok(ListPlace { rank, at, ledger: get(row, 19)?, seq: get(row, 0)? })
}

/// Reads a row of [`select`].
pub(super) fn read(row: &Row) -> Result<Read, CentreError> {
    let body = transaction(row).ok_or_else(|| bad(row))?;
    read_beside(row, body).ok_or_else(|| bad(row))
}

fn bad(row: &Row) -> CentreError {
    let (seq, ledger) = (get::<i64>(row, 0).unwrap_or(0), get::<i32>(row, 19).unwrap_or(0));
    damaged("transactions", ledger, seq)
}

/// A row of a ledger, or what is kept beside it, is none that a ledger ships.
pub(super) fn damaged(table: &'static str, ledger: i32, seq: i64) -> CentreError {
    CentreError::Damaged { table, row: format!("{ledger}/{seq}") }
}

fn read_beside(row: &Row, body: TransactionRow) -> Option<Read> {
    let kind = body.kind;
    let original: Option<&str> = get(row, 13).ok()?;
    let original = match original {
        Some(id) => Some(TransactionId::from_bytes(id.as_bytes())?),
        None => None,
    };
    let won = |index| Won::new(u64::try_from(get::<i64>(row, index).ok()?).ok()?);
    let remaining = Remaining::new(won(14)?, won(15)?)?;
    let by = Signers { operator: person(row, 16).ok()?, approver: person(row, 17).ok()? };
    let fact = Fact::from_body(kind, get(row, 18).ok()?)?;
    let text: Option<&str> = get(row, 22).ok()?;
    let memo = match text.filter(|text| !text.is_empty()) {
        Some(text) => Some(Memo::kept(text)?),
        None => None,
    };
    let shop = AtShop {
        ledger: LedgerNumber(get(row, 19).ok()?),
        number: ShopNumber::new(u64::try_from(get::<i32>(row, 20).ok()?).ok()?)?,
        name: get(row, 21).ok()?,
    };
    let origin = fact.origin().cloned().map(Box::new);
    let first_batch: Option<i64> = get(row, 23).ok()?;
    let first_batch = match first_batch.filter(|_| origin.is_none()) {
        Some(number) => Some(u32::try_from(number).ok()?),
        None => None,
    };
    let transaction = Transaction {
        by,
        memo,
        origin,
        shop: Some(Box::new(shop)),
        ..body.record(original, remaining).ok()?
    };
    // Only another system may not say when it was.
    let is_timed = transaction.created_at.is_some() || transaction.origin.is_some();
    is_timed.then(|| Some(Read { transaction, first_batch, has_answers: get(row, 24).ok()? }))?
}

/// An answer to a transaction, or that it was handed over again; in order.
pub(super) struct AnswerAt {
    pub(super) ledger: i32,
    pub(super) seq: i64,
    pub(super) step: HandOverStep,
}

/// The statement that reads the answers to transactions, in order.
pub(super) fn answers_to(ledgers: Vec<i32>, seqs: Vec<i64>) -> Sql {
    let mut sql = Sql::new(
        "SELECT a.ledger, a.seq, a.batch, f.kind, f.body, f.at, f.utc_offset FROM paydesk.answers a \
         JOIN paydesk.facts f ON f.ledger = a.ledger AND f.seq = a.fact WHERE (a.ledger, a.seq) IN (SELECT * FROM unnest(",
    );
    sql.value(ledgers).push("::integer[], ").value(seqs);
    sql.push("::bigint[])) ORDER BY a.ledger, a.seq, a.batch, a.fact");
    sql
}

/// Reads a row of [`answers_to`].
pub(super) fn read_answer(row: &Row) -> Result<AnswerAt, CentreError> {
    let read = || {
        let (kind, body): (i32, &[u8]) = (get(row, 3).ok()?, get(row, 4).ok()?);
        let kind = FactKind::from_repr(u8::try_from(kind).ok()?)?;
        let answer = match Fact::from_body(kind, body)? {
            Fact::Answer(answer) => Some(*answer),
            Fact::HandOver(_) => None,
            _ => return None,
        };
        let at = time_at(get(row, 5).ok()?, get(row, 6).ok()?)?;
        let batch = u32::try_from(get::<i64>(row, 2).ok()?).ok()?;
        let step = HandOverStep { at, batch, answer };
        Some(AnswerAt { ledger: get(row, 0).ok()?, seq: get(row, 1).ok()?, step })
    };
    read().ok_or_else(|| damaged("answers", get(row, 0).unwrap_or(0), get(row, 1).unwrap_or(0)))
}

/// What became of each transaction at the card company, by the answers to all of them.
pub(super) fn add_handed_over(rows: &mut [Read], answers: Vec<AnswerAt>) {
    let mut steps: HashMap<(i32, i64), Vec<AnswerStep>> = HashMap::new();
    for AnswerAt { ledger, seq, step: HandOverStep { batch, answer, .. } } in answers {
        steps.entry((ledger, seq)).or_default().push(AnswerStep { batch, answer });
    }
    for Read { transaction, first_batch, .. } in rows {
        let ledger = transaction.ledger().map_or(0, |ledger| ledger.0);
        let steps = steps.remove(&(ledger, transaction.seq)).unwrap_or_default();
        transaction.handed_over = HandedOver::of(*first_batch, steps).map(Box::new);
    }
}

/// The results among the answers, in order.
pub(super) fn results<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Vec<AnswerResult> {
    answers.into_iter().map(|answer| answer.result).collect()
}
