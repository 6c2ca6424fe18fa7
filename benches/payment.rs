//! One acknowledged payment, compared with the least that SQLite can do with the same bytes: one row in one table without
//! indexes, under the same pragmas, on the same disk, in the same run.
//!
//! Criterion gives a figure for each. `ratios` alternates between them in short blocks, so that other load of the machine hits
//! all alike, and prints the ratios that the budgets limit, and the disk space of a transaction. A third side is `paydesk pay`
//! with many requests in its pipe, which it carries out in groups: from the first byte of a block to its last answer.

#![forbid(unsafe_code)]

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use chrono::{DateTime, FixedOffset, NaiveDate};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use paydesk::{
    desk::{Clock, Desk, PayOptions, Settings, SystemClock, World},
    payment::{PaymentForm, PaymentRequest, Rules},
};
use rusqlite::Connection;

/// Rows in both tables before the measurement.
const ROWS: u64 = 20_000;
/// Bytes of a sealed message without the blanks at its end.
const SEALED: usize = 242;
/// For the ratios: payments in a block, and blocks of each side.
const BLOCK: u64 = 500;
const BLOCKS: usize = 16;

/// Card and amount of the `number`th request, each others.
fn card_and_amount(number: u64) -> (String, String) {
    let scattered = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let card = format!("{:016}", scattered % 10_000_000_000_000_000);
    (card, (scattered % 2_000 * 50 + 500).to_string())
}

/// The `number`th request.
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
struct Shop {
    desk: Desk,
    file: PathBuf,
    next: u64,
}

impl Shop {
    fn open(folder: &Path) -> Self {
        let file = folder.join("ledger.db");
        let settings = Settings::new(file.clone(), folder.join("keyring"));
        let desk = Desk::open(settings, World::system()).expect("benchmark");
        Self { desk, file, next: 0 }
    }

    fn next(&mut self) -> PaymentRequest {
        self.next += 1;
        request(self.next)
    }

    fn pay(&mut self, request: &PaymentRequest) {
        self.desk.pay(request, &PayOptions::default()).expect("benchmark");
    }
}

/// The program, with its requests in a pipe.
struct Piped {
    program: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    next: u64,
}

impl Piped {
    fn open(folder: &Path) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_paydesk"))
            .arg("pay")
            .env("PAYDESK_LEDGER", folder.join("piped/ledger.db"))
            .env("PAYDESK_KEYRING", folder.join("piped/keyring"))
            .env("XDG_CONFIG_HOME", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("benchmark");
        let requests = program.stdin.take().expect("benchmark");
        let answers = BufReader::new(program.stdout.take().expect("benchmark"));
        Self { program, requests, answers, next: 0 }
    }

    /// Sends this many requests and reads their answers. Returns how long that took.
    fn pay(&mut self, count: u64) -> Duration {
        let line = |number| {
            let (card, amount) = card_and_amount(number);
            format!(
                "{{\"card_number\":\"{card}\",\"expiry\":\"1230\",\"cvc\":\"777\",\"installments\":0,\"amount\":{amount}}}\n"
            )
        };
        let text: String = (self.next + 1..=self.next + count).map(line).collect();
        self.next += count;
        let Self { requests, answers, .. } = self;
        let start = Instant::now();
        thread::scope(|scope| {
            // In a thread: both sides would wait once both pipes are full.
            scope.spawn(|| requests.write_all(text.as_bytes()).expect("benchmark"));
            let mut answer = String::new();
            for _ in 0..count {
                answer.clear();
                answers.read_line(&mut answer).expect("benchmark");
                assert!(answer.starts_with("{\"id\""), "{answer}");
            }
        });
        start.elapsed()
    }

    fn close(mut self) {
        drop(self.requests);
        self.program.wait().expect("benchmark");
    }
}

/// The least that SQLite can do: `BEGIN IMMEDIATE`, one insert, `COMMIT`.
struct Bare {
    connection: Connection,
    clock: SystemClock,
    next: u64,
}

/// The row of a payment, ready to be bound.
struct Row {
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
    fn open(folder: &Path) -> Self {
        let connection = Connection::open(folder.join("bare.db")).expect("benchmark");
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
        Self { connection, clock: SystemClock, next: 0 }
    }

    fn next(&mut self) -> Row {
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

    fn insert(&mut self, row: &Row) {
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
}

/// The time of `BLOCK` calls, each with a new input.
fn block<S, T>(side: &mut S, input: impl Fn(&mut S) -> T, work: impl Fn(&mut S, &T)) -> Duration {
    let inputs: Vec<T> = (0..BLOCK).map(|_| input(side)).collect();
    let start = Instant::now();
    for input in &inputs {
        work(side, input);
    }
    start.elapsed()
}

fn ratios(shop: &mut Shop, piped: &mut Piped, bare: &mut Bare) {
    let mut blocks = Vec::new();
    for _ in 0..BLOCKS {
        let ours = block(shop, Shop::next, Shop::pay);
        let together = piped.pay(BLOCK);
        let floor = block(bare, Bare::next, Bare::insert);
        blocks.push([ours, together, floor]);
    }
    print_ratio("payment", 1.8, blocks.iter().map(|[ours, _, floor]| (*ours, *floor)));
    print_ratio("piped payment", 0.8, blocks.iter().map(|[_, together, floor]| (*together, *floor)));
}

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a report for people")]
fn print_ratio(name: &str, budget: f64, blocks: impl Iterator<Item = (Duration, Duration)>) {
    let seconds = blocks.map(|(ours, floor)| (ours.as_secs_f64(), floor.as_secs_f64())).collect::<Vec<_>>();
    let mut ratios: Vec<f64> = seconds.iter().map(|(ours, floor)| ours / floor).collect();
    ratios.sort_by(f64::total_cmp);
    let calls = BLOCK as f64 * BLOCKS as f64;
    let paid: f64 = seconds.iter().map(|(ours, _)| ours).sum();
    let inserted: f64 = seconds.iter().map(|(_, floor)| floor).sum();
    println!(
        "{name} {:.1} µs, bare insert {:.1} µs, ratio {:.2} (median of blocks {:.2}, from {:.2} to {:.2}); budget {budget}",
        paid * 1e6 / calls,
        inserted * 1e6 / calls,
        paid / inserted,
        ratios[BLOCKS / 2],
        ratios[0],
        ratios[BLOCKS - 1],
    );
}

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a report for people")]
fn disk(file: &Path, rows: u64) {
    let connection = Connection::open(file).expect("benchmark");
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("benchmark");
    let bytes = std::fs::metadata(file).expect("benchmark").len();
    println!("disk: {:.0} bytes a transaction over {rows} rows; budget 560", bytes as f64 / rows as f64);
}

fn payment(criterion: &mut Criterion) {
    // Below `target`, not in the temporary folder, which is often in memory.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("benchmark");
    let (mut shop, mut bare) = (Shop::open(folder.path()), Bare::open(folder.path()));
    let mut piped = Piped::open(folder.path());
    piped.pay(ROWS);
    for _ in 0..ROWS {
        let request = shop.next();
        shop.pay(&request);
        let row = bare.next();
        bare.insert(&row);
    }
    disk(&shop.file, shop.next);
    ratios(&mut shop, &mut piped, &mut bare);
    piped.close();

    let mut group = criterion.benchmark_group("payment");
    group.sample_size(50);
    group.bench_function("acknowledged", |bencher| {
        // The input is made outside the measured time.
        let shop = std::cell::RefCell::new(&mut shop);
        bencher.iter_batched(
            || shop.borrow_mut().next(),
            |request| shop.borrow_mut().pay(&request),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("bare_insert", |bencher| {
        let bare = std::cell::RefCell::new(&mut bare);
        bencher.iter_batched(
            || bare.borrow_mut().next(),
            |row| bare.borrow_mut().insert(&row),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, payment);
criterion_main!(benches);
