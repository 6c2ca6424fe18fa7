//! The walk: the audit trail from its first entry to its last, with the transaction and the message that belong to each entry
//! in step beside it.
//!
//! Transactions are numbered in the order in which they are written, and so are their entries. Therefore three tables that
//! are read in their own order meet row by row; one that is missing, too many or moved is met at once, and nothing has to be
//! remembered.

use rusqlite::{Connection, Row as Sql};

use super::{
    cells::{Cells, in_order},
    reader::Reader,
};
use crate::{
    ledger::{Head, LedgerError, error::LedgerTrouble},
    record::{AuditEvent, AuditHash, Finding, Progress, Wrong, differs},
    vault::SealedMessage,
};

/// Entries that are read in one read transaction: a few milliseconds.
const LINES: usize = 512;

const AUDIT: &str = "SELECT seq, at, till, event, \"transaction\", detail, key_id, hash FROM audit \
     WHERE seq >= ?1 ORDER BY seq LIMIT ?2";
const ROWS: &str = "SELECT t.seq, t.id, t.kind, t.payment, t.created_at, t.utc_offset, t.till, t.amount, t.vat, \
     t.installments, t.card_digits, t.card_head, t.card_tail, t.fingerprint, t.request_id, p.id, p.kind \
     FROM transactions t LEFT JOIN transactions p ON p.seq = t.payment WHERE t.seq >= ?1 ORDER BY t.seq";
const MESSAGES: &str = "SELECT seq, key_id, sealed FROM messages WHERE seq >= ?1 ORDER BY seq";

const AUDIT_COLUMNS: [&str; 8] = ["seq", "at", "till", "event", "transaction", "detail", "key_id", "hash"];
const ROW_COLUMNS: [&str; 17] = [
    "seq",
    "id",
    "kind",
    "payment",
    "created_at",
    "utc_offset",
    "till",
    "amount",
    "vat",
    "installments",
    "card_digits",
    "card_head",
    "card_tail",
    "fingerprint",
    "request_id",
    "payment",
    "payment",
];
const MESSAGE_COLUMNS: [&str; 3] = ["seq", "key_id", "sealed"];
const HEAD_COLUMNS: [&str; 3] = ["one", "seq", "hash"];

/// What the walk meets, in this order.
pub enum Item {
    /// An entry, with all that belongs to it.
    Step(Box<Step>),
    /// Something that does not fit; the walk ends here.
    Finding(Finding),
    /// The end of the trail, as `audit_head` says; the walk ends here.
    End(Head),
}

/// An entry of the audit trail; of a payment or a cancel with its row and message.
pub struct Step {
    /// The entry.
    pub line: Line,
    /// What it wrote.
    pub row: Option<(Row, SealedMessage)>,
}

/// A row of `audit`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct Line {
    pub seq: i64,
    pub at: i64,
    pub till: i64,
    pub event: AuditEvent,
    pub transaction: Option<i64>,
    pub detail: Option<String>,
    pub key_id: u32,
    pub hash: AuditHash,
}

/// A row of `transactions`, values as the database has them.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct Row {
    pub seq: i64,
    pub id: String,
    pub kind: i64,
    pub payment: Option<i64>,
    pub created_at: i64,
    pub utc_offset: i64,
    pub till: i64,
    pub amount: i64,
    pub vat: i64,
    pub installments: i64,
    pub card_digits: i64,
    pub card_head: String,
    pub card_tail: String,
    pub fingerprint: [u8; 16],
    pub request_id: Option<String>,
    /// Id and kind of the row that `payment` names.
    pub original: Option<(String, i64)>,
}

impl Reader {
    /// Walks from the first entry to the last, and gives what it meets to `take` until that says no.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn walk(
        &self,
        progress: &Progress,
        mut take: impl FnMut(Vec<Item>) -> bool,
    ) -> Result<(), LedgerError> {
        let mut walk = Walk { lines: 0, rows: 0, next: [i64::MIN; 3] };
        loop {
            let mut items = Vec::with_capacity(LINES + 1);
            self.run(|connection| walk.on(connection, &mut items))?;
            let ended = !matches!(items.last(), Some(Item::Step(_)));
            progress.advance(items.len() as u64);
            if !take(items) || ended || progress.stopped() {
                return Ok(());
            }
        }
    }
}

/// How far the walk is.
struct Walk {
    /// Entries and transactions that were met.
    lines: i64,
    rows: i64,
    /// Where to go on in `audit`, `transactions` and `messages`.
    next: [i64; 3],
}

impl Walk {
    /// Goes on for some entries, in one read transaction. The last item says that more may follow when it is a step.
    fn on(&mut self, connection: &Connection, items: &mut Vec<Item>) -> Result<(), LedgerTrouble> {
        let _moment = connection.unchecked_transaction()?;
        let [next_line, next_row, next_message] = self.next;
        let mut audit = connection.prepare_cached(AUDIT)?;
        let mut rows = connection.prepare_cached(ROWS)?;
        let mut messages = connection.prepare_cached(MESSAGES)?;
        let mut lines = audit.query((next_line, LINES))?;
        let mut beside = Beside { rows: rows.query([next_row])?, messages: messages.query([next_message])? };
        while let Some(line) = lines.next()? {
            let met = self.meet(line, &mut beside, items)?;
            if let Err(finding) = met {
                items.push(Item::Finding(finding));
                return Ok(());
            }
        }
        if items.len() < LINES {
            let end = end(connection)?;
            // Entries that are missing explain transactions that are left.
            let cut = matches!(&end, Item::End(head) if head.seq > self.lines);
            let rest = if cut { None } else { beside.rest()? };
            items.push(rest.map_or(end, Item::Finding));
        }
        Ok(())
    }

    /// One entry, and what belongs to it.
    fn meet(
        &mut self,
        line: &Sql<'_>,
        beside: &mut Beside<'_>,
        items: &mut Vec<Item>,
    ) -> Result<Result<(), Finding>, LedgerTrouble> {
        let line = match read_line(line) {
            Ok(line) => line,
            Err(finding) => return Ok(Err(finding)),
        };
        if let Err(finding) = in_order("audit", self.lines + 1, line.seq) {
            return Ok(Err(finding));
        }
        self.lines = line.seq;
        self.next[0] = line.seq + 1;
        let wrong = |wrong| Ok(Err(Finding::at("audit", line.seq, wrong).column("transaction")));
        let shown = |seq: Option<i64>| seq.map_or_else(String::new, |seq| seq.to_string());
        if !matches!(line.event, AuditEvent::Payment | AuditEvent::Cancel) {
            if line.transaction.is_some_and(|seq| !(1..=self.rows).contains(&seq)) {
                return wrong(differs(format!("1..={}", self.rows), shown(line.transaction)));
            }
            items.push(Item::Step(Box::new(Step { line, row: None })));
            return Ok(Ok(()));
        }
        let seq = self.rows + 1;
        if line.transaction != Some(seq) {
            return wrong(differs(seq, shown(line.transaction)));
        }
        let (row, message) = match beside.of(seq)? {
            Ok(both) => both,
            Err(finding) => return Ok(Err(finding)),
        };
        self.rows = seq;
        self.next[1] = seq + 1;
        self.next[2] = seq + 1;
        items.push(Item::Step(Box::new(Step { line, row: Some((row, message)) })));
        Ok(Ok(()))
    }
}

/// What `audit_head` says of the end.
fn end(connection: &Connection) -> Result<Item, LedgerTrouble> {
    let mut statement =
        connection.prepare_cached("SELECT one, seq, hash FROM audit_head ORDER BY one <> 1")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(Item::Finding(Finding::at("audit_head", 1, Wrong::Missing)));
    };
    let cells = Cells::new(row, "audit_head", &HEAD_COLUMNS);
    let head = cells.int(0).and_then(|one| {
        if one != 1 {
            return Err(Finding::at("audit_head", 1, Wrong::Missing));
        }
        Ok(Head { seq: cells.int(1)?, hash: AuditHash(cells.bytes(2)?) })
    });
    if let Some(row) = rows.next()? {
        return Ok(Item::Finding(Finding::at("audit_head", row.get(0)?, Wrong::Unknown)));
    }
    Ok(head.map_or_else(Item::Finding, Item::End))
}

/// What stands beside the trail, in its order.
struct Beside<'a> {
    rows: rusqlite::Rows<'a>,
    messages: rusqlite::Rows<'a>,
}

impl Beside<'_> {
    /// The next transaction, which has to be `seq`, and its message.
    fn of(&mut self, seq: i64) -> Result<Result<(Row, SealedMessage), Finding>, LedgerTrouble> {
        let missing = |table| Ok(Err(Finding::at(table, seq, Wrong::Missing)));
        let Some(row) = self.rows.next()? else { return missing("transactions") };
        let row = match read_row(row).and_then(|row| in_order("transactions", seq, row.seq).map(|()| row)) {
            Ok(row) => row,
            Err(finding) => return Ok(Err(finding)),
        };
        let Some(message) = self.messages.next()? else {
            return Ok(Err(Finding::at("messages", seq, Wrong::Missing).id(&row.id)));
        };
        Ok(match read_message(message, seq) {
            Ok(message) => Ok((row, message)),
            Err(finding) => Err(if finding.place.row == Some(seq) { finding.id(&row.id) } else { finding }),
        })
    }

    /// What is left when the trail is at its end: nothing may be.
    fn rest(&mut self) -> Result<Option<Finding>, LedgerTrouble> {
        for (table, rows) in [("transactions", &mut self.rows), ("messages", &mut self.messages)] {
            if let Some(row) = rows.next()? {
                let seq = row.get_ref(0)?.as_i64().unwrap_or(0);
                return Ok(Some(Finding::at(table, seq, Wrong::Unknown)));
            }
        }
        Ok(None)
    }
}

fn read_line(row: &Sql<'_>) -> Result<Line, Finding> {
    let cells = Cells::new(row, "audit", &AUDIT_COLUMNS);
    Ok(Line {
        seq: cells.int(0)?,
        at: cells.int(1)?,
        till: cells.int(2)?,
        event: cells.text(3)?.parse().ok().ok_or_else(|| cells.wrong(3))?,
        transaction: cells.maybe_int(4)?,
        detail: cells.maybe_text(5)?,
        key_id: u32::try_from(cells.int(6)?).ok().ok_or_else(|| cells.wrong(6))?,
        hash: AuditHash(cells.bytes(7)?),
    })
}

fn read_row(row: &Sql<'_>) -> Result<Row, Finding> {
    let cells = Cells::new(row, "transactions", &ROW_COLUMNS);
    let original = cells.maybe_text(15)?.zip(cells.maybe_int(16)?);
    Ok(Row {
        seq: cells.int(0)?,
        id: cells.text(1)?.to_owned(),
        kind: cells.int(2)?,
        payment: cells.maybe_int(3)?,
        created_at: cells.int(4)?,
        utc_offset: cells.int(5)?,
        till: cells.int(6)?,
        amount: cells.int(7)?,
        vat: cells.int(8)?,
        installments: cells.int(9)?,
        card_digits: cells.int(10)?,
        card_head: cells.text(11)?.to_owned(),
        card_tail: cells.text(12)?.to_owned(),
        fingerprint: cells.bytes(13)?,
        request_id: cells.maybe_text(14)?,
        original,
    })
}

fn read_message(row: &Sql<'_>, seq: i64) -> Result<SealedMessage, Finding> {
    let cells = Cells::new(row, "messages", &MESSAGE_COLUMNS);
    in_order("messages", seq, cells.int(0)?)?;
    let key_id = u32::try_from(cells.int(1)?).ok().ok_or_else(|| cells.wrong(1))?;
    Ok(SealedMessage { key_id, bytes: cells.blob(2)?.to_vec() })
}
