//! What was acknowledged, and what a ledger makes of it.

use std::{collections::HashMap, fmt, ops::AddAssign};

use paydesk::{
    desk::{Desk, DeskError, Settings, Verdict, Verifier, World},
    payment::{Problem, TransactionId},
    record::{Progress, Query, Recorded},
};
use rusqlite::Connection;

/// A transaction as its receipt has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: TransactionId,
    /// The payment of a cancel.
    pub payment: Option<TransactionId>,
    pub amount: u64,
    pub vat: u64,
    /// The 450 characters.
    pub message: String,
}

impl Entry {
    pub fn of(receipt: &Recorded) -> Self {
        let row = &receipt.transaction;
        Self {
            id: row.id,
            payment: row.kind.original(),
            amount: row.amount.get(),
            vat: row.vat.get(),
            message: receipt.message.expose_str().to_owned(),
        }
    }
}

/// What is wrong with a ledger. All zero when nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Acknowledged, and not there.
    pub lost: usize,
    /// There once too often.
    pub doubled: usize,
    /// There, but not all of it, or not as acknowledged.
    pub half: usize,
    /// What was found, for people.
    pub told: Vec<String>,
}

impl Findings {
    pub fn is_clean(&self) -> bool {
        self.told.is_empty()
    }

    fn tell(&mut self, what: impl fmt::Display) {
        self.told.push(what.to_string());
    }

    pub fn lose(&mut self, what: impl fmt::Display) {
        self.lost += 1;
        self.tell(what);
    }

    pub fn double(&mut self, what: impl fmt::Display) {
        self.doubled += 1;
        self.tell(what);
    }

    pub fn halve(&mut self, what: impl fmt::Display) {
        self.half += 1;
        self.tell(what);
    }
}

impl AddAssign for Findings {
    fn add_assign(&mut self, other: Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.half += other.half;
        self.told.extend(other.told);
    }
}

/// Everything that was acknowledged, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Book(pub Vec<Entry>);

impl Book {
    /// Holds the ledger of `desk` against this book: each entry is there, whole and once, and nothing else is, except
    /// one of `perhaps`: transactions that were asked for and not acknowledged. Says which of them are there.
    pub fn audit(&self, desk: &Desk, perhaps: &[Entry], findings: &mut Findings) -> Vec<bool> {
        let there: Vec<bool> = perhaps.iter().map(|entry| is_there(desk, entry, findings)).collect();
        let happened = perhaps.iter().zip(&there).filter_map(|(entry, there)| there.then_some(entry));
        let all: Vec<&Entry> = self.0.iter().chain(happened).collect();
        let left = remaining(&all, findings);
        for entry in &self.0 {
            look_up(desk, entry, &left, findings);
        }
        match rows(desk) {
            Ok(rows) if rows < all.len() => findings.lose(format!("{rows} rows of {}", all.len())),
            Ok(rows) if rows > all.len() => findings.double(format!("{rows} rows of {}", all.len())),
            Ok(_) => {}
            Err(error) => findings.halve(format!("cannot be counted: {error}")),
        }
        there
    }
}

impl Book {
    /// Whether every entry can be looked up.
    pub fn look_up(&self, desk: &Desk, findings: &mut Findings) {
        for entry in &self.0 {
            if !is_there(desk, entry, findings) {
                findings.lose(format!("{} cannot be looked up", entry.id));
            }
        }
    }
}

/// How many transactions there are: the number of the newest, as they are numbered without gaps.
pub fn rows(desk: &Desk) -> Result<usize, DeskError> {
    let newest = desk.list(&Query::default(), None, 1)?;
    Ok(newest.first().map_or(0, |found| usize::try_from(found.transaction.seq).unwrap_or(usize::MAX)))
}

/// What remains of each payment: amount and VAT.
fn remaining(all: &[&Entry], findings: &mut Findings) -> HashMap<TransactionId, (u64, u64)> {
    let mut left = HashMap::new();
    for entry in all {
        let taken = match entry.payment {
            None => left.insert(entry.id, (entry.amount, entry.vat)).is_none(),
            Some(payment) => left.get_mut(&payment).is_some_and(|(amount, vat)| {
                let rest = amount.checked_sub(entry.amount).zip(vat.checked_sub(entry.vat));
                rest.map(|rest| (*amount, *vat) = rest).is_some()
            }),
        };
        if !taken {
            findings.double(format!("{} was answered against the rules", entry.id));
        }
    }
    left
}

/// Whether a transaction that may be there is.
fn is_there(desk: &Desk, entry: &Entry, findings: &mut Findings) -> bool {
    match desk.find(entry.id) {
        Ok(record) if record.bytes.expose_str() == entry.message => true,
        Ok(_) => {
            findings.halve(format!("{} has another message", entry.id));
            true
        }
        Err(error) => {
            if !is_not_found(&error) {
                findings.halve(format!("{}: {error}", entry.id));
            }
            false
        }
    }
}

fn look_up(desk: &Desk, entry: &Entry, left: &HashMap<TransactionId, (u64, u64)>, findings: &mut Findings) {
    let id = entry.id;
    let record = match desk.find(id) {
        Ok(record) => record,
        Err(error) if is_not_found(&error) => return findings.lose(format!("{id} is gone")),
        Err(error) => return findings.halve(format!("{id}: {error}")),
    };
    let row = &record.transaction;
    let found = Entry {
        id: row.id,
        payment: row.kind.original(),
        amount: row.amount.get(),
        vat: row.vat.get(),
        message: record.bytes.expose_str().to_owned(),
    };
    if found != *entry {
        findings.halve(format!("{id} is not what was acknowledged"));
    }
    let now = (row.remaining.amount().get(), row.remaining.vat().get());
    if left.get(&row.payment_id()) != Some(&now) {
        findings.halve(format!("{id}: {now:?} remain, not {:?}", left.get(&row.payment_id())));
    }
    // `find` has added up the history and held it against the balance.
    if record.history.iter().filter(|step| step.transaction.id == id).count() != 1 {
        findings.double(format!("{id} is not once in its history"));
    }
}

fn is_not_found(error: &DeskError) -> bool {
    matches!(error, DeskError::Refused(error) if matches!(error.problem, Problem::NotFound { .. }))
}

/// What SQLite itself finds wrong, and transactions without their message, balance or audit entry.
pub fn inspect(raw: &Connection, findings: &mut Findings) {
    const WHOLE: [&str; 3] = [
        "SELECT (SELECT count(*) FROM transactions) = (SELECT count(*) FROM messages)",
        "SELECT (SELECT count(*) FROM transactions) <= (SELECT count(*) FROM audit)",
        "SELECT (SELECT count(*) FROM transactions) >= (SELECT count(*) FROM balances)",
    ];
    match raw.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)) {
        Ok(answer) if answer == "ok" => {}
        Ok(answer) => findings.halve(format!("integrity: {answer}")),
        Err(error) => findings.halve(format!("integrity: {error}")),
    }
    match raw.prepare("PRAGMA foreign_key_check").and_then(|mut check| check.exists([])) {
        Ok(false) => {}
        Ok(true) => findings.halve("a row refers to nothing"),
        Err(error) => findings.halve(format!("references: {error}")),
    }
    for question in WHOLE {
        match raw.query_row(question, [], |row| row.get(0)) {
            Ok(true) => {}
            Ok(false) => findings.halve(question),
            Err(error) => findings.halve(format!("{question}: {error}")),
        }
    }
}

/// Makes every row, message, hash, balance and index entry of a ledger again, as `paydesk verify` does.
pub fn verify(settings: Settings, findings: &mut Findings) {
    let verifier = Verifier::open(settings, World::system()).expect("the keyring");
    match verifier.check(None, &Progress::default()) {
        Ok(Verdict::Whole(_)) => {}
        other => findings.halve(format!("verified: {other:?}")),
    }
}
