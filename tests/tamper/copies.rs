//! A sound ledger, copies of it to tamper with, and their findings.

use std::{
    fs,
    path::{Path, PathBuf},
};

use paydesk::{
    desk::{Desk, Settings, Verdict, Verifier, Whole, World},
    payment::Memo,
    record::{DayReport, Fact, Finding, JournalHash, Part, Progress, SlipCopy},
};
use rusqlite::{Connection, types::Value};

use crate::shop::{self, CARD, OTHER_CARD, Shop, form, meant, named, pay, rest, sale};

/// A card of the fewest digits.
const SHORT_CARD: &str = "1234567890";

/// A sound ledger, and the folder for its copies.
pub struct Original {
    shop: Shop,
    pub whole: Whole,
}

/// A copy to tamper with.
pub struct Copy {
    settings: Settings,
}

/// Payments, cancels in part and in full, reveals, duplicates, a clock that was set, two closes, one of them shown again, and tills
/// that were opened and closed.
fn work(shop: &Shop, desk: &mut Desk, other: &mut Desk) {
    let now = |desk: &mut Desk, fact: &Fact| assert!(desk.record_if_begun(fact).expect("recorded"));
    let first = desk.pay(&sale(CARD, 1_000), &named("order-1")).expect("paid").transaction;
    shop.clock.step(1_007);
    now(desk, &Fact::Start);
    desk.cancel(&shop::part(first.id, 300), Some(&shop::request_id("back-1"))).expect("cancelled");
    shop.clock.step(31);
    let second = other.pay(&form(OTHER_CARD, "55000", "5000", "3"), &meant()).expect("paid").transaction;
    shop.clock.step(11);
    desk.record_reveal(&first).expect("recorded");
    other.cancel(&rest(second.id), None).expect("cancelled");
    shop.clock.step(400);
    pay(desk, 1_000);
    shop.clock.step(3_600_000);
    let third = pay(other, 7_000);
    // The clock is set back.
    shop.clock.step(-7_200_000);
    desk.cancel(&shop::part(third.id, 1_000), None).expect("cancelled");
    now(other, &Fact::Stop);
    shop.clock.step(5);
    desk.cancel(&shop::part(first.id, 100), None).expect("cancelled");
    shop.clock.step(60_000);
    desk.pay(&sale(CARD, 1_000_000_000), &named("order-2")).expect("paid");
    shop.clock.step(999);
    other.cancel(&rest(third.id), Some(&shop::request_id("back-2"))).expect("cancelled");
    shop.clock.step(1);
    desk.pay(&sale(SHORT_CARD, 250), &meant()).expect("paid");
    desk.record_reveal(&third).expect("recorded");
    for (slip, copy) in [
        (first.seq, SlipCopy::Customer),
        (second.seq, SlipCopy::Merchant),
        (first.seq, SlipCopy::Customer),
        (third.seq, SlipCopy::Customer),
    ] {
        desk.record_print(slip, copy).expect("recorded");
    }
    other.record_print_failed(third.seq, SlipCopy::Customer).expect("recorded");
    for (of, memo) in [(&first, "A-17"), (&second, "Order"), (&third, "gone"), (&first, "A-18"), (&third, "")]
    {
        let memo = Memo::of_caller(memo, None).expect("a memo");
        desk.record_memo(of, memo).expect("recorded");
    }
    shop.clock.step(60_000);
    close(desk);
    let fourth = pay(other, 9_000);
    shop.clock.step(60_000);
    desk.cancel(&shop::part(fourth.id, 4_000), None).expect("cancelled");
    close(other);
    other.record_close_print(1).expect("recorded");
    shop.clock.step(1_234);
    now(desk, &Fact::Stop);
}

/// Closes the day.
pub fn close(desk: &mut Desk) -> DayReport {
    desk.close(&Progress::default()).expect("closed").expect("not stopped")
}

impl Original {
    /// About a dozen transactions.
    pub fn small() -> Self {
        Self::with(|_, _| {})
    }

    /// More than a thousand, so that they are indexed, and some after them that are not.
    pub fn indexed() -> Self {
        Self::with(|shop, desk| {
            for number in 0..1_100 {
                shop.clock.step(60_007);
                let paid = pay(desk, 1_000 + number * 37 % 5_000);
                if number % 9 == 0 {
                    let cancel =
                        if number % 2 == 0 { rest(paid.id) } else { shop::part(paid.id, 200 + number) };
                    desk.cancel(&cancel, None).expect("cancelled");
                }
            }
            while desk.tidy().expect("indexed") {}
            let last = pay(desk, 4_000);
            desk.cancel(&rest(last.id), None).expect("cancelled");
        })
    }

    /// As the small one, and what `more` does then.
    pub fn with(more: impl FnOnce(&Shop, &mut Desk)) -> Self {
        Self::of(|shop, desk| {
            work(shop, desk, &mut shop.open_till(2));
            more(shop, desk);
        })
    }

    /// What `work` does on a new ledger.
    pub fn of(work: impl FnOnce(&Shop, &mut Desk)) -> Self {
        let shop = Shop::new();
        let mut desk = shop.open();
        work(&shop, &mut desk);
        drop(desk);
        shop.checkpoint();
        let settings = shop.settings();
        let Ok(Verdict::Whole(whole)) = check(&settings, None) else {
            panic!("the original is not sound: {:?}", check(&settings, None))
        };
        Self { shop, whole }
    }

    pub fn settings(&self) -> Settings {
        self.shop.settings()
    }

    pub fn folder(&self) -> &Path {
        self.shop.folder()
    }

    pub fn connection(&self) -> Connection {
        self.shop.raw()
    }

    pub fn copy(&self) -> Copy {
        let ledger = self.shop.folder().join("copy.db");
        for left in ["copy.db", "copy.db-wal", "copy.db-shm"] {
            let _ = fs::remove_file(self.shop.folder().join(left));
        }
        fs::copy(self.shop.ledger(), &ledger).expect("copied");
        Copy { settings: Settings { ledger, ..self.settings() } }
    }

    /// The finding of a copy that was changed by `sql`.
    pub fn tampered(&self, sql: &str) -> Finding {
        let copy = self.copy();
        copy.tamper(sql);
        copy.finding(sql)
    }
}

impl Copy {
    pub fn path(&self) -> PathBuf {
        self.settings.ledger.clone()
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn connection(&self) -> Connection {
        let connection = Connection::open(&self.settings.ledger).expect("opened");
        connection
            .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            .expect("pragma");
        connection
    }

    /// Runs `sql` without triggers.
    pub fn tamper(&self, sql: &str) {
        let connection = self.connection();
        let mut statement =
            connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").expect("SQL");
        let triggers: Vec<(String, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("rows")
            .collect::<Result<_, _>>()
            .expect("names");
        drop(statement);
        for (name, _) in &triggers {
            connection.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
        }
        connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
        for (_, trigger) in &triggers {
            connection.execute_batch(trigger).expect("put back");
        }
    }

    pub fn verdict(&self, since: Option<JournalHash>) -> Verdict {
        check(&self.settings, since).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The finding of a check.
    pub fn finding(&self, what: &str) -> Finding {
        match self.verdict(None) {
            Verdict::Broken(finding) => finding,
            other => panic!("not found: {what}: {other:?}"),
        }
    }
}

pub fn check(settings: &Settings, since: Option<JournalHash>) -> Result<Verdict, paydesk::desk::DeskError> {
    let verifier = Verifier::open(settings.clone(), World::system())?;
    verifier.check(since, &Progress::default())
}

/// Table and row of a finding.
pub fn spot(finding: &Finding) -> (&'static str, Option<i64>) {
    (finding.spot.table.into(), finding.spot.row)
}

/// The column, slot or name of a finding; empty when it names none.
pub fn part(finding: &Finding) -> String {
    finding.spot.part.as_ref().map_or_else(String::new, Part::to_string)
}

/// The first, the middle and the last of a table's keys.
pub fn three_keys(connection: &Connection, table: &str, key: &str) -> Vec<i64> {
    let mut statement =
        connection.prepare(&format!("SELECT {key} FROM {table} ORDER BY {key}")).expect("SQL");
    let keys: Vec<i64> =
        statement.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>().expect("keys");
    let mut three: Vec<i64> =
        [keys.first(), keys.get(keys.len() / 2), keys.last()].into_iter().flatten().copied().collect();
    three.dedup();
    three
}

/// The columns of a table, its key first.
pub fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("PRAGMA table_info({table})")).expect("SQL");
    let names = statement.query_map([], |row| row.get(1)).expect("rows");
    names.collect::<Result<_, _>>().expect("names")
}

/// A value as an SQL literal.
pub fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => format!("'{text}'"),
        Value::Blob(bytes) => {
            let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("x'{}'", hex.concat())
        }
    }
}

/// Other values that a forger might put in place of this one.
pub fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![Value::Integer(1), Value::Text("x".to_owned())],
        Value::Integer(number) => vec![Value::Integer(number + 1), Value::Integer(number - 1)],
        Value::Real(number) => vec![Value::Real(number + 1.0)],
        Value::Text(text) => {
            let mut bytes = text.clone().into_bytes();
            let middle = bytes.len() / 2;
            if let Some(byte) = bytes.get_mut(middle) {
                *byte = if *byte == b'7' { b'8' } else { b'7' };
            }
            vec![Value::Text(String::from_utf8(bytes).expect("ASCII"))]
        }
        Value::Blob(bytes) => {
            let mut changed = bytes.clone();
            let middle = changed.len() / 2;
            if let Some(byte) = changed.get_mut(middle) {
                *byte ^= 1;
            }
            vec![Value::Blob(changed)]
        }
    }
}
