//! The acknowledged transactions, and a comparison of a ledger with them.

use std::{collections::HashMap, fmt, ops::AddAssign};

use paydesk::{
    desk::{Desk, DeskError, Settings, Verdict, Verifier, World},
    payment::{Memo, Problem, TransactionId},
    record::{Progress, Query, Recorded},
};
use rusqlite::Connection;

/// A transaction as the caller got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: TransactionId,
    /// The payment of a cancel.
    pub payment: Option<TransactionId>,
    pub amount: u64,
    pub vat: u64,
    /// The 450 characters.
    pub message: String,
    /// The memo that came with it.
    pub memo: Option<Memo>,
}

impl Entry {
    pub fn of(recorded: &Recorded) -> Self {
        let row = &recorded.transaction;
        Self {
            id: row.id,
            payment: row.kind.original(),
            amount: row.amount.get(),
            vat: row.vat.get(),
            message: recorded.message.expose_str().to_owned(),
            memo: row.memo.clone(),
        }
    }
}

/// What is wrong with a ledger; all zero if nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Acknowledged, but missing.
    pub lost: usize,
    /// Recorded twice.
    pub doubled: usize,
    /// Incomplete, or different from the acknowledgement.
    pub half: usize,
    /// Acknowledged, but not in the ledger at the path; or refused, and in it.
    pub nowhere: usize,
    /// A sentence for each.
    pub details: Vec<String>,
}

impl Findings {
    pub fn is_clean(&self) -> bool {
        self.details.is_empty()
    }

    fn add_detail(&mut self, what: impl fmt::Display) {
        self.details.push(what.to_string());
    }

    pub fn add_lost(&mut self, what: impl fmt::Display) {
        self.lost += 1;
        self.add_detail(what);
    }

    pub fn add_doubled(&mut self, what: impl fmt::Display) {
        self.doubled += 1;
        self.add_detail(what);
    }

    pub fn add_nowhere(&mut self, what: impl fmt::Display) {
        self.nowhere += 1;
        self.add_detail(what);
    }

    pub fn add_half(&mut self, what: impl fmt::Display) {
        self.half += 1;
        self.add_detail(what);
    }
}

impl AddAssign for Findings {
    fn add_assign(&mut self, other: Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.half += other.half;
        self.nowhere += other.nowhere;
        self.details.extend(other.details);
    }
}

/// The acknowledged transactions, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Acknowledged(pub Vec<Entry>);

impl Acknowledged {
    /// Compares the ledger of `desk` with these: each entry is there, whole and once. Nothing else is there, except perhaps
    /// some of `perhaps`: requests in flight that were not acknowledged. Returns which of them are there.
    pub fn audit(&self, desk: &Desk, perhaps: &[Entry], findings: &mut Findings) -> Vec<bool> {
        let there: Vec<bool> = perhaps.iter().map(|entry| is_there(desk, entry, findings)).collect();
        let happened = perhaps.iter().zip(&there).filter_map(|(entry, there)| there.then_some(entry));
        let all: Vec<&Entry> = self.0.iter().chain(happened).collect();
        let left = remaining(&all, findings);
        for entry in &self.0 {
            look_up(desk, entry, &left, findings);
        }
        match rows(desk) {
            Ok(rows) if rows < all.len() => findings.add_lost(format!("{rows} rows of {}", all.len())),
            Ok(rows) if rows > all.len() => findings.add_doubled(format!("{rows} rows of {}", all.len())),
            Ok(_) => {}
            Err(error) => findings.add_half(format!("cannot be counted: {error}")),
        }
        there
    }
}

impl Acknowledged {
    /// Checks that every entry can be looked up.
    pub fn look_up(&self, desk: &Desk, findings: &mut Findings) {
        for entry in &self.0 {
            if !is_there(desk, entry, findings) {
                findings.add_lost(format!("{} cannot be looked up", entry.id));
            }
        }
    }
}

/// The number of transactions.
pub fn rows(desk: &Desk) -> Result<usize, DeskError> {
    let all = Query::default();
    let totals = desk.search(&all, &|| false)?.totals(&[])?;
    Ok(totals.map_or(0, |(totals, _)| usize::try_from(totals.count()).unwrap_or(usize::MAX)))
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
            findings.add_doubled(format!("{} was answered against the rules", entry.id));
        }
    }
    left
}

/// True if the transaction is there.
fn is_there(desk: &Desk, entry: &Entry, findings: &mut Findings) -> bool {
    match desk.find(entry.id) {
        Ok(record)
            if record.bytes.expose_str() == entry.message && record.story.transaction.memo == entry.memo =>
        {
            true
        }
        Ok(_) => {
            findings.add_half(format!("{} has another message or memo", entry.id));
            true
        }
        Err(error) => {
            if !is_not_found(&error) {
                findings.add_half(format!("{}: {error}", entry.id));
            }
            false
        }
    }
}

fn look_up(desk: &Desk, entry: &Entry, left: &HashMap<TransactionId, (u64, u64)>, findings: &mut Findings) {
    let id = entry.id;
    let record = match desk.find(id) {
        Ok(record) => record,
        Err(error) if is_not_found(&error) => return findings.add_lost(format!("{id} is gone")),
        Err(error) => return findings.add_half(format!("{id}: {error}")),
    };
    let row = &record.story.transaction;
    let found = Entry {
        id: row.id,
        payment: row.kind.original(),
        amount: row.amount.get(),
        vat: row.vat.get(),
        message: record.bytes.expose_str().to_owned(),
        memo: row.memo.clone(),
    };
    if found != *entry {
        findings.add_half(format!("{id} is not what was acknowledged"));
    }
    let now = (row.remaining.amount().get(), row.remaining.vat().get());
    if left.get(&row.payment_id()) != Some(&now) {
        findings.add_half(format!("{id}: {now:?} remain, not {:?}", left.get(&row.payment_id())));
    }
    // `find` has compared the history with the balance.
    if record.story.history.iter().filter(|step| step.transaction.id == id).count() != 1 {
        findings.add_doubled(format!("{id} is not once in its history"));
    }
}

fn is_not_found(error: &DeskError) -> bool {
    matches!(error, DeskError::Refused(error) if matches!(error.problem, Problem::NotFound { .. }))
}

/// Runs SQLite's own checks, and looks for facts without their row, rows without what is sealed, cancels without a balance,
/// prints that are not counted, memos that are not kept, and closes that are not listed; and the other way round.
pub fn inspect(raw: &Connection, findings: &mut Findings) {
    const WHOLE: [&str; 8] = [
        "SELECT count(*) = coalesce(max(seq), 0) FROM journal",
        "SELECT count(*) = 0 FROM (SELECT seq FROM journal WHERE kind IN (1, 2) EXCEPT SELECT seq FROM transactions)",
        "SELECT count(*) = 0 FROM (SELECT seq, kind FROM transactions EXCEPT SELECT seq, kind FROM journal)",
        "SELECT count(*) = count(s.seq) AND count(*) = (SELECT count(*) FROM sealed) \
         FROM transactions t LEFT JOIN sealed s ON s.seq = t.seq",
        "SELECT count(DISTINCT t.payment) = count(DISTINCT b.payment) \
             AND count(DISTINCT t.payment) = (SELECT count(*) FROM balances) \
         FROM transactions t LEFT JOIN balances b ON b.payment = t.payment WHERE t.payment IS NOT NULL",
        "SELECT coalesce(sum(iif(kind = 17, 1, -1)), 0) = (SELECT coalesce(sum(count), 0) FROM prints) \
         FROM journal WHERE kind IN (17, 18)",
        "SELECT count(DISTINCT CAST(substr(body, 2) AS TEXT) ->> '$.memo.transaction') = (SELECT count(*) FROM memos) \
         FROM journal WHERE kind = 19",
        "SELECT count(*) = count(j.seq) AND count(*) = (SELECT count(*) FROM journal WHERE kind = 20) \
         FROM closes c LEFT JOIN journal j ON j.seq = c.seq AND j.kind = 20",
    ];
    match raw.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)) {
        Ok(answer) if answer == "ok" => {}
        Ok(answer) => findings.add_half(format!("integrity: {answer}")),
        Err(error) => findings.add_half(format!("integrity: {error}")),
    }
    match raw.prepare("PRAGMA foreign_key_check").and_then(|mut check| check.exists([])) {
        Ok(false) => {}
        Ok(true) => findings.add_half("a row refers to nothing"),
        Err(error) => findings.add_half(format!("references: {error}")),
    }
    for question in WHOLE {
        match raw.query_row(question, [], |row| row.get(0)) {
            Ok(true) => {}
            Ok(false) => findings.add_half(question),
            Err(error) => findings.add_half(format!("{question}: {error}")),
        }
    }
}

/// Checks every row, message, hash, balance and index entry of a ledger, as `paydesk verify` does.
pub fn verify(settings: Settings, findings: &mut Findings) {
    let verifier = Verifier::open(settings, World::system()).expect("the keyring");
    match verifier.check(None, &Progress::default()) {
        Ok(Verdict::Whole(_)) => {}
        other => findings.add_half(format!("verified: {other:?}")),
    }
}
