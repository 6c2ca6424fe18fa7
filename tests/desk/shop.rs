//! A shop in a temporary folder, with a clock that tests set.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, FixedOffset};
use paydesk::{
    desk::{Clock, Desk, DeskError, PayOptions, Settings, World},
    ledger::{LedgerError, LedgerTrouble},
    payment::{
        CancelAmount, CancelRequest, PaymentForm, PaymentRequest, Problem, RequestId, Rules, Till,
        TransactionId, Won,
    },
    record::{Recorded, Transaction},
    vault::{KeyringError, KeyringTrouble, SystemRandom},
};
use rusqlite::Connection;
use tempfile::TempDir;

/// The card of the message's documentation.
pub const CARD: &str = "1234567890123456";
/// Another one that ends the same.
pub const OTHER_CARD: &str = "9934567890123456";

/// Does not move until it is set or stepped; clones are the same clock.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub fn at(time: &str) -> Self {
        let clock = Self(Arc::default());
        clock.set(time);
        clock
    }

    pub fn set(&self, time: &str) {
        let time = DateTime::parse_from_rfc3339(time).expect("test time");
        self.0.store(time.timestamp_millis(), Ordering::SeqCst);
    }

    pub fn step(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<FixedOffset> {
        let seoul = FixedOffset::east_opt(9 * 3600).expect("offset");
        let time = DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).expect("test time");
        time.with_timezone(&seoul)
    }
}

pub struct Shop {
    folder: TempDir,
    pub clock: TestClock,
    rules: Rules,
}

impl Shop {
    /// On 21 November 2026, 14:32:07.123 in Seoul.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        Self { folder, clock: TestClock::at("2026-11-21T14:32:07.123+09:00"), rules: Rules::default() }
    }

    pub fn with_rules(rules: Rules) -> Self {
        Self { rules, ..Self::new() }
    }

    /// Another shop with the same files, whose clock shows the same.
    pub fn copied(&self) -> Self {
        let copy = Self { rules: self.rules, ..Self::new() };
        copy.clock.0.store(self.clock.0.load(Ordering::SeqCst), Ordering::SeqCst);
        for (from, to) in [(self.ledger(), copy.ledger()), (self.keyring(), copy.keyring())] {
            let (from, to) = (from.parent().expect("folder"), to.parent().expect("folder"));
            fs::create_dir(to).expect("folder");
            chmod(to, 0o700);
            for file in fs::read_dir(from).expect("files").flatten() {
                fs::copy(file.path(), to.join(file.file_name())).expect("copied");
            }
        }
        copy
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("shop/ledger.db")
    }

    pub fn keyring(&self) -> PathBuf {
        self.folder.path().join("keys/keyring")
    }

    pub fn settings(&self) -> Settings {
        Settings { rules: self.rules, ..Settings::new(self.ledger(), self.keyring()) }
    }

    pub fn open(&self) -> Desk {
        self.open_with(self.settings()).expect("open")
    }

    /// Till `number` at the same ledger.
    pub fn open_till(&self, number: u64) -> Desk {
        let till = Till::new(number).expect("till");
        self.open_with(Settings { till, ..self.settings() }).expect("open")
    }

    pub fn open_with(&self, settings: Settings) -> Result<Desk, DeskError> {
        Desk::open(settings, World::new(self.clock.clone(), SystemRandom))
    }

    /// Why the desk does not open.
    pub fn trouble(&self) -> DeskError {
        self.open_with(self.settings()).err().expect("the desk should not open")
    }

    pub fn ledger_trouble(&self) -> LedgerTrouble {
        ledger_trouble(self.trouble())
    }

    pub fn keyring_trouble(&self) -> KeyringTrouble {
        match self.trouble() {
            DeskError::Keyring(KeyringError { trouble, .. }) => trouble,
            other => panic!("not about the keyring: {other:?}"),
        }
    }

    /// A connection of "any SQLite tool".
    pub fn raw(&self) -> Connection {
        Connection::open(self.ledger()).expect("raw connection")
    }

    /// Moves everything from the log into the file itself, as happens in a quiet night.
    pub fn checkpoint(&self) {
        let busy: i64 = self
            .raw()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .expect("checkpoint");
        assert_eq!(busy, 0);
    }
}

pub fn ledger_trouble(error: DeskError) -> LedgerTrouble {
    match error {
        DeskError::Ledger(LedgerError { trouble, .. }) => trouble,
        other => panic!("not about the ledger: {other:?}"),
    }
}

pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("metadata").permissions().mode() & 0o777
}

pub fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("chmod");
}

pub fn won(value: u64) -> Won {
    Won::new(value).expect("test amount")
}

pub fn id(text: &str) -> TransactionId {
    TransactionId::parse(text).expect("test id")
}

/// A lump sum with the VAT that is in it.
pub fn sale(card: &str, amount: u64) -> PaymentRequest {
    form(card, &amount.to_string(), "", "0")
}

pub fn sale_with_vat(card: &str, amount: u64, vat: u64) -> PaymentRequest {
    form(card, &amount.to_string(), &vat.to_string(), "0")
}

pub fn form(card: &str, amount: &str, vat: &str, months: &str) -> PaymentRequest {
    let form = PaymentForm {
        card_number: card.into(),
        expiry: "1130".into(),
        cvc: "777".into(),
        installments: months.into(),
        amount: amount.into(),
        vat: vat.into(),
    };
    let today = TestClock::at("2026-11-21T00:00:00+09:00").now().date_naive();
    form.parse(&Rules::default(), today).expect("test request")
}

pub fn part(id: TransactionId, amount: u64) -> CancelRequest {
    CancelRequest { id, amount: CancelAmount::Part(won(amount)), vat: None }
}

pub fn part_with_vat(id: TransactionId, amount: u64, vat: u64) -> CancelRequest {
    CancelRequest { vat: Some(won(vat)), ..part(id, amount) }
}

pub fn rest(id: TransactionId) -> CancelRequest {
    CancelRequest { id, amount: CancelAmount::Rest, vat: None }
}

pub fn request_id(name: &str) -> RequestId {
    RequestId::parse(name).expect("test request id")
}

/// Options of a payment that may repeat the last one.
pub fn meant() -> PayOptions {
    PayOptions { allow_duplicate: true, ..PayOptions::default() }
}

pub fn named(name: &str) -> PayOptions {
    PayOptions { request_id: Some(request_id(name)), ..PayOptions::default() }
}

/// Takes a payment of `amount`, however often it came before.
pub fn pay(desk: &mut Desk, amount: u64) -> Transaction {
    desk.pay(&sale(CARD, amount), &meant()).expect("paid").transaction
}

/// The problem with which the desk refuses.
pub fn refusal(result: Result<Recorded, DeskError>) -> Problem {
    match result.expect_err("should be refused") {
        DeskError::Refused(error) => error.problem,
        other => panic!("not refused, but {other:?}"),
    }
}

/// `(amount, VAT, remaining amount, remaining VAT)` of a result.
pub fn numbers(recorded: &Recorded) -> (u64, u64, u64, u64) {
    let Recorded { transaction, remaining, .. } = recorded;
    (transaction.amount.get(), transaction.vat.get(), remaining.amount().get(), remaining.vat().get())
}
