//! What is measured side by side: a payment, and the least that the same disk allows.

use std::{
    fs::{self, File, OpenOptions},
    io::{Seek as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use chrono::{DateTime, FixedOffset, NaiveDate};
use paydesk::{
    desk::{Clock as _, Desk, PayOptions, Settings, SystemClock, World},
    payment::{PaymentForm, PaymentRequest, Rules},
};
use rusqlite::Connection;

/// Bytes of a sealed message without the blanks at its end.
const SEALED: usize = 242;
/// Bytes of a note of the transaction in flight.
const NOTE: usize = 512;
/// Bytes of a page of the ledger; the bare sync writes one.
pub const PAGE: usize = 2048;
/// What SQLite's log has before its first page, and before each page.
const LOG_HEAD: u64 = 32;
const FRAME_HEAD: u64 = 24;

/// One of the things that are compared.
pub trait Side {
    /// What a call needs; made outside the measured time.
    type Input;

    fn name(&self) -> &'static str;
    fn input(&mut self) -> Self::Input;
    fn call(&mut self, input: &Self::Input);

    /// The database, where it is one.
    fn database(&self) -> Option<&Path>;

    /// From now on the file that is synced grows, or what it has is overwritten.
    fn begin(&mut self, log: Log) {
        if let Some(database) = self.database() {
            begin(database, log);
        }
    }

    /// What the program does before it waits for the next request.
    fn idle(&mut self) {}
}

/// How the log is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// At its end: the file system has to find room, and to sync the new length.
    Appended,
    /// From its start, over what a checkpoint has taken over.
    Overwritten,
}

/// The time of each of `count` calls.
pub fn timed<S: Side>(side: &mut S, count: u64) -> Vec<Duration> {
    let inputs: Vec<S::Input> = (0..count).map(|_| side.input()).collect();
    let time = |input| {
        let start = Instant::now();
        side.call(input);
        let took = start.elapsed();
        side.idle();
        took
    };
    inputs.iter().map(time).collect()
}

/// Card and amount of the `number`th request, each others.
pub fn card_and_amount(number: u64) -> (String, String) {
    let scattered = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let card = format!("{:016}", scattered % 10_000_000_000_000_000);
    (card, (scattered % 2_000 * 50 + 500).to_string())
}

fn request(number: u64) -> PaymentRequest {
    let (card, amount) = card_and_amount(number);
    let form = PaymentForm {
        card_number: card.as_str().into(),
        expiry: "1230".into(),
        cvc: "777".into(),
        installments: "0".into(),
        amount: amount.as_str().into(),
        vat: "".into(),
    };
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).expect("benchmark");
    form.parse(&Rules::default(), today).expect("benchmark")
}

/// Paydesk itself.
pub struct Shop {
    desk: Desk,
    ledger: PathBuf,
    next: u64,
    /// The file of the note that a till syncs before each payment, where it does.
    note: Option<File>,
    /// Whether there is time for what a till does when it is idle.
    rests: bool,
}

impl Shop {
    /// A shop with this many payments.
    pub fn open(folder: &Path, rows: u64) -> Self {
        let ledger = folder.join("ledger.db");
        let settings = Settings::new(ledger.clone(), folder.join("keyring"));
        let desk = Desk::open(settings, World::system()).expect("benchmark");
        let mut shop = Self { desk, ledger, next: 0, note: None, rests: false };
        timed(&mut shop, rows);
        shop
    }

    /// The same, but for what a till adds: it notes each payment beforehand.
    pub fn noted(folder: &Path, rows: u64) -> Self {
        let note = File::create(folder.join("note")).expect("benchmark");
        Self { note: Some(note), ..Self::open(folder, rows) }
    }

    /// The same, with idle time after each payment.
    pub fn resting(folder: &Path, rows: u64) -> Self {
        Self { rests: true, ..Self::open(folder, rows) }
    }

    /// Bytes of the file for each transaction.
    #[expect(clippy::cast_precision_loss, reason = "a report for people")]
    pub fn bytes_a_row(&self) -> f64 {
        checkpoint(&self.ledger, "TRUNCATE");
        fs::metadata(&self.ledger).expect("benchmark").len() as f64 / self.next as f64
    }
}

impl Side for Shop {
    type Input = PaymentRequest;

    fn name(&self) -> &'static str {
        match self {
            Self { note: Some(_), .. } => "payment with its note",
            Self { rests: true, .. } => "payment, idle time between",
            _ => "payment",
        }
    }

    fn input(&mut self) -> PaymentRequest {
        self.next += 1;
        request(self.next)
    }

    // Never inlined: callgrind counts what happens in it.
    #[inline(never)]
    fn call(&mut self, request: &PaymentRequest) {
        // The calls of `paydesk::desk::pending`.
        if let Some(note) = &mut self.note {
            note.rewind().expect("benchmark");
            note.write_all(&[b'n'; NOTE]).expect("benchmark");
            note.sync_data().expect("benchmark");
        }
        self.desk.pay(request, &PayOptions::default()).expect("benchmark");
    }

    fn database(&self) -> Option<&Path> {
        Some(&self.ledger)
    }

    fn idle(&mut self) {
        if self.rests {
            self.desk.while_idle();
        }
    }
}

/// The least that SQLite can do: `BEGIN IMMEDIATE`, one insert, `COMMIT`.
pub struct Bare {
    connection: Connection,
    file: PathBuf,
    clock: SystemClock,
    next: u64,
}

/// The row of a payment, ready to be bound.
pub struct Row {
    id: String,
    at: DateTime<FixedOffset>,
    amount: u64,
    vat: u64,
    head: String,
    tail: String,
    fingerprint: [u8; 16],
    message: [u8; SEALED],
}

impl Bare {
    pub fn open(folder: &Path, rows: u64) -> Self {
        let file = folder.join("bare.db");
        let connection = Connection::open(&file).expect("benchmark");
        connection
            .execute_batch(
                "PRAGMA page_size = 2048; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
                 PRAGMA temp_store = MEMORY;
                 CREATE TABLE bare (
                     seq INTEGER PRIMARY KEY, id TEXT NOT NULL, kind INTEGER NOT NULL, payment INTEGER,
                     created_at INTEGER NOT NULL, utc_offset INTEGER NOT NULL, till INTEGER NOT NULL,
                     amount INTEGER NOT NULL, vat INTEGER NOT NULL, installments INTEGER NOT NULL,
                     card_head TEXT NOT NULL, card_tail TEXT NOT NULL, card_digits INTEGER NOT NULL,
                     fingerprint BLOB NOT NULL, request_id TEXT, message BLOB NOT NULL
                 ) STRICT;",
            )
            .expect("benchmark");
        let mut bare = Self { connection, file, clock: SystemClock, next: 0 };
        timed(&mut bare, rows);
        bare
    }
}

impl Side for Bare {
    type Input = Row;

    fn name(&self) -> &'static str {
        "bare insert"
    }

    fn input(&mut self) -> Row {
        self.next += 1;
        let request = request(self.next);
        let card = request.card.masked();
        let mut message = [b'x'; SEALED];
        message[..8].copy_from_slice(&self.next.to_be_bytes());
        Row {
            id: format!("{:020}", self.next),
            at: self.clock.now(),
            amount: request.amount.get(),
            vat: request.vat.get(),
            head: card.head().to_owned(),
            tail: card.end().to_owned(),
            fingerprint: [7; 16],
            message,
        }
    }

    fn call(&mut self, row: &Row) {
        let run = |sql: &str| {
            self.connection.prepare_cached(sql).expect("benchmark").execute([]).expect("benchmark")
        };
        run("BEGIN IMMEDIATE");
        self.connection
            .prepare_cached(
                "INSERT INTO bare (id, kind, payment, created_at, utc_offset, till, amount, vat, installments, \
                 card_head, card_tail, card_digits, fingerprint, request_id, message) \
                 VALUES (?1, 1, NULL, ?2, 540, 1, ?3, ?4, 0, ?5, ?6, 16, ?7, NULL, ?8)",
            )
            .expect("benchmark")
            .execute((
                &row.id,
                row.at.timestamp_millis(),
                row.amount,
                row.vat,
                &row.head,
                &row.tail,
                row.fingerprint,
                row.message,
            ))
            .expect("benchmark");
        run("COMMIT");
    }

    fn database(&self) -> Option<&Path> {
        Some(&self.file)
    }
}

/// The least that the disk can do: one page, and `fdatasync`.
pub struct Sync(File);

impl Sync {
    pub fn open(folder: &Path) -> Self {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(folder.join("sync"));
        Self(file.expect("benchmark"))
    }
}

impl Side for Sync {
    type Input = [u8; PAGE];

    fn name(&self) -> &'static str {
        "bare sync"
    }

    fn input(&mut self) -> [u8; PAGE] {
        [b'x'; PAGE]
    }

    fn call(&mut self, page: &[u8; PAGE]) {
        self.0.write_all(page).expect("benchmark");
        self.0.sync_data().expect("benchmark");
    }

    fn database(&self) -> Option<&Path> {
        None
    }

    fn begin(&mut self, log: Log) {
        if log == Log::Appended {
            self.0.set_len(0).expect("benchmark");
        }
        self.0.rewind().expect("benchmark");
    }
}

/// Empties the log of a database, or takes it over so that it is written again from its start.
pub fn begin(database: &Path, log: Log) {
    checkpoint(database, if log == Log::Appended { "TRUNCATE" } else { "RESTART" });
}

/// Pages in the log of a database, if it was appended to since it was empty.
pub fn pages_in_log(database: &Path) -> u64 {
    let log = fs::metadata(database.with_extension("db-wal")).expect("benchmark").len();
    (log - LOG_HEAD) / (FRAME_HEAD + PAGE as u64)
}

fn checkpoint(database: &Path, how: &str) {
    let sql = format!("PRAGMA wal_checkpoint({how})");
    let connection = Connection::open(database).expect("benchmark");
    let busy: i64 = connection.query_row(&sql, [], |row| row.get(0)).expect("benchmark");
    assert_eq!(busy, 0);
}
