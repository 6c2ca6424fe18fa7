//! A shop with a ledger, and a centre that has been set up, both used through the program.

#![allow(dead_code, reason = "the tests and the benchmark each use their own part of it")]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    cluster::{Database, PASSWORD},
    support::{Home, Output},
};

/// A payment as the program takes it.
pub fn payment(amount: u64) -> String {
    format!(
        r#"{{"card_number":"1234567890123456","expiry":"1299","cvc":"777","installments":0,"amount":{amount},"allow_duplicate":true}}"#
    )
}

/// Writes a file that its owner alone may read.
pub fn private(path: &Path, text: &str) {
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("private");
}

/// A centre.
pub struct Centre {
    pub database: Database,
}

impl Centre {
    /// One that is set up; `None` where there is no PostgreSQL.
    pub fn new() -> Option<Self> {
        Database::new().map(Self::of)
    }

    /// This database, set up.
    pub fn of(database: Database) -> Self {
        let centre = Self { database };
        let home = Home::new();
        let out = ok(&centre.run(&home, &["setup"]));
        assert_eq!(out, "The database is a centre now. Next: paydesk central enrol, at every shop.\n");
        centre
    }

    /// Runs `paydesk central` in a home, as the owner.
    pub fn run(&self, home: &Home, args: &[&str]) -> Output {
        run_at(home, &self.database.url(), &[&["central"], args].concat())
    }

    /// The URL of somebody who may only look, with the same password.
    pub fn url_of_head_office(&self) -> String {
        let role = format!("kim_{}", self.database.name);
        self.database.sql(&format!(
            "CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'; GRANT paydesk_head_office TO {role}"
        ));
        self.database.url_at(self.database.socket(), &role)
    }

    /// `paydesk central status --json`.
    pub fn status(&self, home: &Home) -> (i32, Value) {
        let ran = self.run(home, &["status", "--json"]);
        assert_eq!(ran.stderr, "");
        (ran.code, serde_json::from_str(&ran.stdout).expect("JSON"))
    }

    /// A new shop that is enrolled.
    pub fn shop(&self, number: u32) -> Shop {
        let shop = Shop { home: Home::new() };
        ok(&shop.home.run(&["pay"], &payment(1_000)));
        self.enrol(&shop, number);
        shop
    }

    pub fn enrol(&self, shop: &Shop, number: u32) {
        let name = format!("Shop {number}");
        let ran = self.run(&shop.home, &["enrol", "--shop", &number.to_string(), "--name", &name]);
        assert!(ok(&ran).starts_with(&format!("Shop {number} ships as paydesk_")), "{}", ran.stdout);
    }

    /// Whether `paydesk central verify` finds nothing; else the codes of what it finds.
    pub fn verify(&self, home: &Home) -> Vec<String> {
        let ran = self.run(home, &["verify", "--json"]);
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let findings = answer.get("findings").and_then(Value::as_array).expect("findings");
        assert_eq!(ran.code, i32::from(!findings.is_empty()), "{answer}");
        findings.iter().map(|finding| text(finding, "code")).collect()
    }
}

/// Runs a command in a home, at this URL.
pub fn run_at(home: &Home, url: &str, args: &[&str]) -> Output {
    let password = home.path().join("password");
    private(&password, PASSWORD);
    let password = password.display().to_string();
    home.run(&[args, &["--central", url, "--password-file", &password]].concat(), "")
}

/// A shop.
pub struct Shop {
    pub home: Home,
}

impl Shop {
    pub fn pay(&self, amount: u64) -> String {
        let answer: Value =
            serde_json::from_str(&ok(&self.home.run(&["pay"], &payment(amount)))).expect("JSON");
        text(&answer, "id")
    }

    pub fn cancel(&self, id: &str, amount: u64) {
        ok(&self.home.run(&["cancel"], &format!(r#"{{"id":"{id}","amount":{amount}}}"#)));
    }

    /// `paydesk ship --json`.
    pub fn ship(&self) -> (i32, Value) {
        let ran = self.home.run(&["ship", "--json"], "");
        assert_eq!(ran.stderr, "", "{}", ran.stdout);
        (ran.code, serde_json::from_str(&ran.stdout).expect("JSON"))
    }

    /// Ships everything; returns up to which fact.
    pub fn ship_all(&self) -> i64 {
        let (code, answer) = self.ship();
        assert_eq!((code, answer.get("held")), (0, Some(&Value::Bool(false))), "{answer}");
        number(&answer, "head")
    }

    /// The role that it ships as, and the password.
    pub fn role(&self) -> (String, String) {
        let file = fs::read(format!("{}.central", self.keyring().display())).expect("enrolled");
        let enrolment: Value = serde_json::from_slice(&file).expect("JSON");
        (text(&enrolment, "role"), text(&enrolment, "password"))
    }

    pub fn ledger(&self) -> PathBuf {
        self.home.path().join("data/paydesk/ledger.db")
    }

    pub fn keyring(&self) -> PathBuf {
        self.home.path().join("config/paydesk/keyring")
    }

    /// Runs SQL in the ledger.
    pub fn sql<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        let ledger = rusqlite::Connection::open(self.ledger()).expect("the ledger");
        ledger.query_row(sql, [], |row| row.get(0)).expect("a row")
    }

    /// The ledger with the log beside it, to put back later.
    pub fn copy_files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        // One file: without a log beside it.
        let ledger = rusqlite::Connection::open(self.ledger()).expect("the ledger");
        ledger.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("taken over");
        drop(ledger);
        vec![(self.ledger(), fs::read(self.ledger()).expect("read"))]
    }

    pub fn put_back(&self, files: &[(PathBuf, Vec<u8>)]) {
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{end}", self.ledger().display()));
        }
        for (path, bytes) in files {
            fs::write(path, bytes).expect("written");
        }
    }
}

/// The standard output of a run that went well.
#[track_caller]
pub fn ok(ran: &Output) -> String {
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    ran.stdout.clone()
}

#[track_caller]
pub fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).expect(key).to_owned()
}

#[track_caller]
pub fn number(value: &Value, key: &str) -> i64 {
    value.get(key).and_then(Value::as_i64).expect(key)
}
