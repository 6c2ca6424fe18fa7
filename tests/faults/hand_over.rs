//! Hand-over and answers: between the requests of a day on a watched disk, and in the real program, killed at any instant.

use std::{fs, path::Path, process::Child, thread};

use paydesk::{
    batch::{check, read_answers},
    desk::{Desk, HandOverOf, HandOverTo, Sender},
    record::{Batch, Progress},
};
use rusqlite::Connection;

use crate::{
    acknowledged::{Findings, inspect, verify},
    dice::{Dice, is_long},
    disk::Disk,
    program::Home,
};

/// Messages of the real program: some transactions of the database are blanked, so that a kill arrives in the middle.
const MESSAGES: usize = if cfg!(debug_assertions) { 900 } else { 9_000 };
/// Attempts to hit the middle, which depends on the speed and load of the machine.
const TRIES: u64 = 5;

/// A batch that was handed over, and perhaps answered.
pub struct Handed {
    batch: Batch,
    /// Length of the disk's log when it was asked for, and when it was answered.
    sent_at: usize,
    pub answered_at: usize,
    /// The same of the answers of the card company, if there were some.
    answers: Option<(usize, usize)>,
}

impl Handed {
    /// Hands over what is new, and perhaps records that all of it was accepted. `None` where nothing is new.
    pub fn next(desk: &mut Desk, watch: &Disk, dice: &mut Dice) -> Option<Self> {
        let folder = tempfile::tempdir().expect("folder");
        let to = HandOverTo { path: folder.path(), is_folder: true, config: None, number: None };
        let sent_at = watch.log_len();
        let new = HandOverOf::New { from: None };
        let made = desk.hand_over(new, to, &Sender::default(), &Progress::default()).expect("handed over")?;
        let answered_at = watch.log_len();
        let answers = dice.chance().then(|| {
            let sent_at = watch.log_len();
            accept(desk, &made.file, made.batch.number);
            (sent_at, watch.log_len())
        });
        Some(Self { batch: made.batch, sent_at, answered_at, answers })
    }
}

/// Records that the card company has accepted all of a batch.
fn accept(desk: &mut Desk, file: &Path, number: u32) {
    let file = read_answers(accepted(file, number).as_bytes()).expect("answers");
    desk.record_answers(&file.lines, &Progress::default()).expect("recorded");
}

/// A file of answers in which all of a batch is accepted.
fn accepted(file: &Path, number: u32) -> String {
    let bytes = fs::read(file).expect("a batch");
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let ids = lines
        .iter()
        .skip(1)
        .rev()
        .skip(2)
        .rev()
        .map(|line| String::from_utf8_lossy(&line[14..34]).into_owned());
    let answers = ids.map(|id| format!("{number},{id},accepted\n"));
    std::iter::once("batch,id,result\n".to_owned()).chain(answers).collect()
}

/// Compares the newest batch of the ledger of `desk` with what was answered within the first `done` entries of the log. The one in
/// flight may be there or not, and its answers are all there or none.
pub fn audit_batches(handed: &[Handed], done: usize, desk: &Desk, findings: &mut Findings) {
    let (answered, later) = handed.split_at(handed.partition_point(|handed| handed.answered_at <= done));
    let in_flight = later.first().filter(|handed| handed.sent_at <= done);
    let found = match desk.hand_over_work() {
        Ok(work) => work.newest,
        Err(error) => return findings.add_half(format!("batches: {error:?}")),
    };
    let found_batch = found.as_ref().map(|listed| &listed.batch);
    let expected = answered.last();
    if found_batch != expected.map(|handed| &handed.batch)
        && (in_flight.is_none() || found_batch != in_flight.map(|handed| &handed.batch))
    {
        return findings.add_half(format!("batch {found_batch:?}"));
    }
    let (Some(found), Some(expected)) = (found, expected) else { return };
    let records = expected.batch.totals.records();
    let answers = match expected.answers {
        _ if found.batch != expected.batch => return,
        Some((_, answered_at)) if answered_at <= done => [records, records],
        Some((sent_at, _)) if sent_at <= done => [0, records],
        _ => [0, 0],
    };
    if !answers.contains(&found.accepted) || found.rejected > 0 {
        findings.add_half(format!("{} accepted of {answers:?}", found.accepted));
    }
}

/// A ledger with a made-up history, in a shop that keeps no CVC of what was accepted.
fn shop() -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path(".config/paydesk")).expect("folder");
    fs::create_dir(home.path("out")).expect("folder");
    let config = "[security]\nkeep_cvc = \"until-accepted\"\n";
    fs::write(home.path(".config/paydesk/config.toml"), config).expect("written");
    let made = home.run(&["demo", "--rows", &MESSAGES.to_string()]).wait().expect("ended");
    assert!(made.success());
    home
}

fn count(raw: &Connection, table: &str) -> usize {
    // The program may be writing.
    raw.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap_or(0)
}

fn kill(mut child: Child) {
    child.kill().expect("killed");
    child.wait().expect("ended");
}

fn ends(home: &Home, args: &[&str]) {
    assert!(home.run(args).wait().expect("ended").success(), "{args:?}");
}

fn is_whole(home: &Home) {
    let mut findings = Findings::default();
    inspect(&home.raw(), &mut findings);
    verify(home.settings(), &mut findings);
    assert_eq!(findings, Findings::default());
}

fn whole_file(file: &Path) -> Vec<u8> {
    let bytes = fs::read(file).expect("a file");
    let checked = check(bytes.as_slice(), &Progress::default()).expect("whole");
    assert_eq!(checked.trailer.totals.records(), MESSAGES as u64);
    bytes
}

#[test]
fn a_program_killed_while_it_hands_over_leaves_a_whole_file_or_none() {
    let between = (0..TRIES).any(hand_over_killed);
    assert!(between, "never killed between the fact and the file");
}

/// Kills it until there is a batch. Returns whether that was before its file was there.
fn hand_over_killed(number: u64) -> bool {
    let (home, mut dice) = (shop(), Dice::of("hand over", number));
    let (raw, file) = (home.raw(), home.path("out/paydesk-batch-000001.txt"));
    for round in 0_u32.. {
        let mut child = home.run(&["handover", "out"]);
        // Later and later: before it begins, while it counts, once it is a fact, within the file.
        if round > 1 {
            while count(&raw, "batches") == 0 && child.try_wait().expect("asked").is_none() {
                thread::yield_now();
            }
        }
        dice.wait_a_moment(if round == 0 { 10..=21 } else { 6..=17 });
        kill(child);
        if count(&raw, "batches") > 0 {
            break;
        }
        assert!(!file.exists(), "a file without a fact");
        is_whole(&home);
    }
    assert_eq!(count(&raw, "batches"), 1);
    is_whole(&home);
    let first = file.exists().then(|| whole_file(&file));
    ends(&home, &["handover", "out/again.txt", "--batch", "1"]);
    let again = whole_file(&home.path("out/again.txt"));
    assert!(first.as_ref().is_none_or(|first| *first == again));
    // A draft that is left is known by the file beside it, and removed with the first one of another day.
    let names: Vec<String> = fs::read_dir(home.path("out"))
        .expect("folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let is_known = |name: &String| {
        let is_draft = name.starts_with(".paydesk-batch-000001.txt-");
        is_draft && (names.contains(&format!("{name}-held")) || name.ends_with("-held"))
    };
    let files = names.iter().filter(|name| !is_known(name)).count();
    assert_eq!(files, 1 + usize::from(first.is_some()), "{names:?}");
    is_whole(&home);
    first.is_none()
}

#[test]
fn a_program_killed_while_it_records_answers_or_blanks_goes_on() {
    let in_the_middle = (0..TRIES).any(answers_killed);
    assert!(in_the_middle, "never killed while CVCs were blanked");
}

/// Kills it again and again. Returns whether that was once while CVCs were blanked.
fn answers_killed(number: u64) -> bool {
    let (home, mut dice) = (shop(), Dice::of("answers", number));
    let raw = home.raw();
    ends(&home, &["handover", "out"]);
    let file = home.path("out/paydesk-batch-000001.txt");
    fs::write(home.path("answers.csv"), accepted(&file, 1)).expect("written");
    let mut in_the_middle = false;
    let mut blanked = 0;
    for round in 0..if is_long() { 40 } else { 8 } {
        let mut child = home.run(&["answers", "answers.csv"]);
        if round > 1 {
            // Some were blanked, or it is done.
            while count(&raw, "blanked") <= blanked && child.try_wait().expect("asked").is_none() {
                thread::yield_now();
            }
        }
        dice.wait_a_moment(if round == 0 { 10..=23 } else { 8..=19 });
        kill(child);
        let answers = count(&raw, "answers");
        assert!([0, MESSAGES].contains(&answers), "{answers} answers");
        let now = count(&raw, "blanked");
        assert!(now >= blanked);
        blanked = now;
        in_the_middle |= (1..MESSAGES).contains(&blanked);
        is_whole(&home);
    }
    ends(&home, &["answers", "answers.csv"]);
    assert_eq!((count(&raw, "answers"), count(&raw, "blanked")), (MESSAGES, MESSAGES));
    is_whole(&home);
    in_the_middle
}
