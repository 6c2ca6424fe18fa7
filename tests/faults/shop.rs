//! A shop whose ledger is in a watched folder, with a clock that only tests move.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, FixedOffset, NaiveDate};
use paydesk::{
    desk::{CancelOptions, Clock, Desk, DeskError, Group, PayOptions, Settings, World},
    payment::{
        CancelAmount, CancelRequest, Memo, PaymentForm, PaymentRequest, RequestId, Rules, Till,
        TransactionId, Won,
    },
    record::Recorded,
};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::dice::Dice;

/// A clock that only [`step`](Self::step) moves. Clones are the same clock.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// 21 November 2026, 14:32:07.123 in Seoul.
    pub fn new() -> Self {
        let start = DateTime::parse_from_rfc3339("2026-11-21T14:32:07.123+09:00").expect("test time");
        Self(Arc::new(start.timestamp_millis().into()))
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

/// A folder in memory, if the system has one: the disk is simulated.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("folder")
}

/// The folders of a shop.
pub struct Shop {
    folder: TempDir,
    keyring: PathBuf,
    pub clock: TestClock,
    pub dice: Dice,
}

impl Shop {
    /// An empty shop.
    pub fn new(dice: Dice) -> Self {
        let folder = folder();
        let keyring = folder.path().join("keys/keyring");
        let shop = Self { folder, keyring, clock: TestClock::new(), dice };
        fs::create_dir(shop.disk()).expect("folder");
        shop
    }

    /// An empty shop with a copy of the keyring and the time of this one. What is remembered of ledgers is not copied.
    pub fn with_same_keyring(&self, dice: Dice) -> Self {
        let clock = TestClock(Arc::new(self.clock.0.load(Ordering::SeqCst).into()));
        let shop = Self { clock, ..Self::new(dice) };
        fs::create_dir(shop.folder.path().join("keys")).expect("folder");
        fs::copy(&self.keyring, &shop.keyring).expect("a copy that its owner alone can read");
        shop
    }

    /// Remembers of ledgers what `other` does: a ledger that lacks any of it does not open here.
    pub fn remember_as(&self, other: &Self) {
        let file = |shop: &Self| shop.keyring.with_file_name("keyring.ledgers");
        if file(other).exists() {
            fs::copy(file(other), file(self)).expect("copied");
        }
    }

    /// Forgets what is remembered of ledgers.
    pub fn forget_ledgers(&self) {
        fs::remove_file(self.keyring.with_file_name("keyring.ledgers")).expect("remembered");
    }

    /// The folder of the ledger.
    pub fn disk(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    pub fn ledger(&self) -> PathBuf {
        self.disk().join("ledger.db")
    }

    pub fn settings(&self, till: u64) -> Settings {
        Settings {
            till: Till::new(till).expect("till"),
            ..Settings::new(self.ledger(), self.keyring.clone())
        }
    }

    pub fn open(&self, till: u64) -> Result<Desk, DeskError> {
        Desk::open(self.settings(till), World::new(self.clock.clone(), self.dice.clone()))
    }

    /// A connection without Paydesk, as of any SQLite tool.
    pub fn raw(&self) -> Connection {
        Connection::open(self.ledger()).expect("raw connection")
    }
}

/// A payment or a cancel with a request id, so that it can be sent again.
#[derive(Debug, Clone)]
pub struct TillRequest {
    pub till: u64,
    what: What,
    name: RequestId,
    memo: Option<Memo>,
}

#[derive(Debug, Clone)]
enum What {
    Pay(PaymentRequest),
    Cancel(CancelRequest),
}

impl TillRequest {
    /// A payment of the `number`th card.
    pub fn pay(till: u64, number: usize, amount: u64) -> Self {
        let card = format!("{:016}", 1_234_567_890_123_456 + number);
        let what = What::Pay(sale(&card, amount));
        Self { till, what, name: request_id(&format!("ask-{number}")), memo: memo(number) }
    }

    /// A cancel of `amount`, or of the rest.
    pub fn cancel(till: u64, number: usize, id: TransactionId, amount: Option<u64>) -> Self {
        let amount = amount.map_or(CancelAmount::Rest, |amount| CancelAmount::Part(won(amount)));
        let what = What::Cancel(CancelRequest { id, amount, vat: None });
        Self { till, what, name: request_id(&format!("ask-{number}")), memo: memo(number) }
    }

    pub fn ask(&self, desk: &mut Desk) -> Result<Recorded, DeskError> {
        desk.together(|group| self.ask_in(group)?)
    }

    /// Asks for it together with others.
    pub fn ask_in(&self, group: &mut Group<'_>) -> Result<Result<Recorded, DeskError>, DeskError> {
        match &self.what {
            What::Pay(request) => {
                let (request_id, memo) = (Some(self.name.clone()), self.memo.clone());
                group.pay(request, &PayOptions { request_id, memo, ..PayOptions::default() })
            }
            What::Cancel(request) => {
                let options = CancelOptions { request_id: Some(self.name.clone()), memo: self.memo.clone() };
                group.cancel_with(request, &options)
            }
        }
    }
}

/// The memo of the `number`th request: every third has one.
fn memo(number: usize) -> Option<Memo> {
    let text = if number.is_multiple_of(3) { format!("Order {number} 주문") } else { String::new() };
    Memo::of_caller(&text, None).expect("a memo")
}

pub fn won(value: u64) -> Won {
    Won::new(value).expect("test amount")
}

pub fn request_id(name: &str) -> RequestId {
    RequestId::parse(name).expect("test request id")
}

/// A lump sum with the VAT that is in it.
pub fn sale(card: &str, amount: u64) -> PaymentRequest {
    let amount = amount.to_string();
    let form = PaymentForm {
        card_number: card.into(),
        expiry: "1130".into(),
        cvc: "777".into(),
        installments: "0".into(),
        amount: amount.as_str().into(),
        vat: "".into(),
    };
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).expect("test date");
    form.parse(&Rules::default(), today).expect("test request")
}
