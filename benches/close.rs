//! The close of a day and its reports, beside bare SQL on the same file in one run: what came since the last close is counted, all of
//! a ledger that never had one, a day of 3,000 in the same ledger, the same once more after a payment, and a year from its closes.
//!
//! The budgets: 50 ms for a day of 3,000, 2 s for a million, 100 ms for a year. The bare SQL adds up payments and cancels by till, and
//! nothing else: neither business dates nor lump sums, cancels of earlier payments, prints and reveals.
//!
//! `cargo bench --bench close` takes a minute and 0.6 GB below the folder for temporary files.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a report for people")]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use paydesk::{
    demo::Demo,
    desk::{Desk, PayOptions, Settings, World},
    payment::{PaymentForm, Rules},
    record::Progress,
};
use rusqlite::{Connection, OpenFlags};

/// Transactions of a ledger that never had a close.
const LEDGER: u64 = 1_000_000;
/// Transactions of a day.
const DAY: u64 = 3_000;
/// Closes of a year.
const YEAR: u64 = 366;
/// Runs of what changes nothing; the median counts.
const RUNS: usize = 5;

const SUMS: &str =
    "SELECT till, kind, count(*), sum(amount), sum(vat) FROM transactions WHERE seq > ?1 GROUP BY till, kind";

fn main() {
    let home = tempfile::tempdir().expect("a folder");
    let settings = Settings::new(home.path().join("ledger.db"), home.path().join("keyring"));
    let demo = Demo { rows: LEDGER, seed: 1 };
    demo.make(&settings, World::system(), &Progress::default()).expect("made").expect("not stopped");
    let open = || Desk::open(settings.clone(), World::system()).expect("a desk");
    println!("{:34} {:>10} {:>10}", "", "Paydesk ms", "bare ms");

    let first = median(|| x(&mut open()));
    report("X, a million since the beginning", first, Some(bare(&settings.ledger, 0)));
    let mut desk = open();
    let counted = timed(|| x(&mut desk));
    report("Z, after its X was shown", timed(|| close(&mut desk)), None);
    report("X, before that", counted, None);

    let closed = desk.find_close(1).expect("found").0.to_seq;
    take(&mut desk, DAY);
    report("X, a day of 3,000", median(|| x(&mut open())), Some(bare(&settings.ledger, closed)));
    x(&mut desk);
    take(&mut desk, 1);
    report("X, one payment later", timed(|| x(&mut desk)), None);
    report("Z, a day of 3,000", timed(|| close(&mut open())), None);

    let mut desk = open();
    for _ in 2..YEAR {
        take(&mut desk, 1);
        close(&mut desk);
    }
    let year = median(|| assert_eq!(open().closes(..).expect("listed").len() as u64, YEAR));
    report("a year from its closes", year, None);
}

fn x(desk: &mut Desk) {
    let report = desk.figures_since_close(false, &Progress::default(), &|| false).expect("read");
    assert!(report.expect("not stopped").figures.payments.count > 0);
}

fn close(desk: &mut Desk) {
    assert!(desk.close(&Progress::default()).expect("closed").is_some());
}

/// Takes payments.
fn take(desk: &mut Desk, count: u64) {
    let form = PaymentForm {
        card_number: "5409123456783456".into(),
        expiry: "1299".into(),
        cvc: "123".into(),
        installments: "0".into(),
        amount: "12000".into(),
        vat: "".into(),
    };
    let request = form.parse(&Rules::default(), desk.now().date_naive()).expect("a request");
    let options = PayOptions { allow_duplicate: true, ..PayOptions::default() };
    for _ in 0..count {
        desk.pay(&request, &options).expect("paid");
    }
}

/// The same sums in SQL, by a connection of its own, as each of our runs is.
fn bare(ledger: &Path, after: i64) -> Duration {
    median(|| {
        let connection =
            Connection::open_with_flags(ledger, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opened");
        let mut statement = connection.prepare(SUMS).expect("SQL");
        let sums = statement.query_map([after], |row| row.get::<_, i64>(3)).expect("rows");
        assert!(sums.map(|sum| sum.expect("a sum")).sum::<i64>() > 0);
    })
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| timed(&mut work)).collect();
    times.sort_unstable();
    times[RUNS / 2]
}

fn report(what: &str, ours: Duration, bare: Option<Duration>) {
    let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1_000.0);
    println!("{what:34} {:>10} {:>10}", ms(ours), bare.map(ms).unwrap_or_default());
}
