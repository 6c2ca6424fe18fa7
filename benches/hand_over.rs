//! A million messages handed over, beside reading the same rows with bare SQL and opening the same seals; the check of that file; the
//! file once more; 100,000 answers, and the same once more; and their CVCs blanked.
//!
//! `cargo bench --bench hand_over` takes a minute and 1.5 GB below the folder for temporary files.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a report for people")]

use std::{
    fs::File,
    path::Path,
    time::{Duration, Instant},
};

use paydesk::{
    batch::{check, read_answers},
    demo::Demo,
    desk::{Desk, HandOverOf, HandOverTo, Sender, Settings, World},
    payment::TransactionId,
    record::{KeepCvc, Progress},
    vault::{Keyring, SealedMessage, SystemRandom, Vault},
};
use rusqlite::{Connection, OpenFlags};

const MESSAGES: u64 = 1_000_000;
const ANSWERS: usize = 100_000;
const DAY: usize = 10_000;

const ROWS: &str =
    "SELECT t.id, s.key_id, s.message FROM transactions t JOIN sealed s ON s.seq = t.seq ORDER BY t.seq";

fn main() {
    let home = tempfile::tempdir().expect("a folder");
    let settings = Settings::new(home.path().join("ledger.db"), home.path().join("keyring"));
    let demo = Demo { rows: MESSAGES, seed: 1 };
    demo.make(&settings, World::system(), &Progress::default()).expect("made").expect("not stopped");
    let mut desk = Desk::open(settings.clone(), World::system()).expect("a desk");
    println!("{:34} {:>10} {:>12}", "", "ms", "a second");

    let mut ids = Vec::new();
    report("bare SQL and the same seals", MESSAGES, timed(|| ids = bare(&settings)));
    let file = home.path().join("batch");
    let new = HandOverOf::New { from: None };
    let handed = timed(|| {
        let made = desk.hand_over(new, to(&file), &Sender::default(), &Progress::default());
        assert_eq!(made.expect("handed over").expect("something").trailer.totals.records(), MESSAGES);
    });
    report("handed over", MESSAGES, handed);
    let again = home.path().join("again");
    let made = timed(|| drop(desk.hand_over_again(1, to(&again), &Progress::default()).expect("made")));
    report("the same file again", MESSAGES, made);
    let checked =
        timed(|| drop(check(File::open(&file).expect("a file"), &Progress::default()).expect("whole")));
    report("checked", MESSAGES, checked);

    let text = |count: usize| {
        let lines =
            ids.iter().take(count).enumerate().map(|(number, id)| format!("1,{id},accepted,{number:08}"));
        let header = "batch,id,result,approval_number".to_owned();
        std::iter::once(header).chain(lines).collect::<Vec<_>>().join("\n") + "\n"
    };
    let answers = read_answers(text(ANSWERS).as_bytes()).expect("answers");
    let mut record = |what, count: usize| {
        let lines = &answers.lines[..count];
        let took = timed(|| drop(desk.record_answers(lines, &Progress::default()).expect("recorded")));
        report(what, count as u64, took);
    };
    record("10,000 answers", DAY);
    record("100,000 answers", ANSWERS);
    record("the same answers again", ANSWERS);
    let until_accepted = Settings { keep_cvc: KeepCvc::UntilAccepted, ..settings };
    let mut desk = Desk::open(until_accepted, World::system()).expect("a desk");
    let blanked = timed(|| {
        let (blanked, _) = desk.blank_accepted(&Progress::default()).expect("blanked");
        assert_eq!(blanked, ANSWERS as u64);
    });
    report("blanked", ANSWERS as u64, blanked);
}

fn to(path: &Path) -> HandOverTo<'_> {
    HandOverTo { path, is_folder: false, config: None, number: None }
}

/// Reads every message and opens it; returns the ids.
fn bare(settings: &Settings) -> Vec<TransactionId> {
    let keyring = Keyring::open(&settings.keyring, false, &mut SystemRandom).expect("keyring");
    let vault = Vault::new(&keyring, Box::new(SystemRandom)).expect("keys");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(&settings.ledger, flags).expect("opened");
    let mut statement = connection.prepare(ROWS).expect("SQL");
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, SealedMessage { key_id: row.get(1)?, bytes: row.get(2)? }))
    });
    rows.expect("rows")
        .map(|row| {
            let (id, sealed) = row.expect("a row");
            let id = TransactionId::parse(&id).expect("an id");
            vault.open_message(id, &sealed).expect("opened");
            id
        })
        .collect()
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn report(what: &str, count: u64, took: Duration) {
    let rate = u128::from(count) * 1_000_000_000 / took.as_nanos();
    println!("{what:34} {:>10.1} {rate:>12}", took.as_secs_f64() * 1_000.0);
}
