//! Requests that come at once are carried out together: one commit, and then the answers, in order.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::process::ExitStatusExt as _,
    process::{Child, ChildStdin, ChildStdout},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    io::ioctl_fionread,
    process::{Pid, Signal, kill_process},
};

use rusqlite::Connection;

use crate::home::{Home, PAYMENT, RunOutput, ended, outcome, refuse_facts, text, value, with};

/// Most requests of a group.
const GROUP: usize = 64;
/// Far longer than it takes, as a busy machine must not fail a test.
const DEADLINE: Duration = Duration::from_secs(60);

/// A payment of this amount with a request id.
fn payment(number: usize) -> String {
    let request = with(PAYMENT, "amount", &(10_000 + number).to_string());
    request.replace('}', &format!(",\"request_id\":\"r{number}\"}}"))
}

/// As many payments, a line each.
fn payments(numbers: std::ops::Range<usize>) -> String {
    numbers.map(|number| payment(number) + "\n").collect()
}

fn outcomes(ran: &RunOutput) -> Vec<String> {
    ran.out.lines().map(outcome).collect()
}

/// `paydesk pay` whose answers nobody reads, with so many requests that they do not fit into the pipe: it is in the middle of
/// writing the answers to a group.
struct Stuck {
    child: Child,
    requests: ChildStdin,
    answers: ChildStdout,
    /// Whole answers in the pipe.
    delivered: usize,
}

impl Stuck {
    fn new(home: &Home) -> Self {
        let mut child = home.command(&["pay"]).spawn().expect("started");
        let mut requests = child.stdin.take().expect("piped");
        let mut answers = child.stdout.take().expect("piped");
        requests.write_all(payments(0..1).as_bytes()).expect("written");
        let mut first = String::new();
        BufReader::with_capacity(1, &mut answers).read_line(&mut first).expect("read");
        requests.write_all(payments(1..3 * GROUP).as_bytes()).expect("written");
        // The first group fits into the pipe, the second does not. An answer is written whole, or waits.
        let delivered =
            || usize::try_from(ioctl_fionread(&answers).expect("a pipe")).expect("small") / first.len();
        let end = Instant::now() + DEADLINE;
        while delivered() <= GROUP || !is_asleep(&child) {
            assert!(Instant::now() < end, "the pipe is not full");
            thread::yield_now();
        }
        let delivered = delivered();
        Self { child, requests, answers, delivered }
    }

    fn send(&self, signals: &[Signal]) {
        for signal in signals {
            kill_process(Pid::from_child(&self.child), *signal).expect("sent");
        }
    }
}

/// Whether the main thread of the program waits, and not for a disk.
fn is_asleep(child: &Child) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).expect("running");
    stat.rsplit_once(") ").is_some_and(|(_, state)| state.starts_with('S'))
}

#[test]
fn many_at_once_are_answered_in_order() {
    let home = Home::new();
    let count = 2 * GROUP + 7;
    let out = home.ok(&["pay"], payments(0..count));
    let amounts: Vec<_> = out.lines().map(|line| value(line).get("amount").cloned()).collect();
    let expected: Vec<_> = (0..count).map(|number| Some((10_000 + number).into())).collect();
    assert_eq!(amounts, expected);
    assert_eq!(home.count(), count);
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: "));
    // All of them again: the same answers, and nothing more.
    assert_eq!(home.ok(&["pay"], payments(0..count)), out);
    assert_eq!(home.count(), count);
}

#[test]
fn one_bad_request_harms_no_other() {
    let home = Home::new();
    let reused = with(&payment(1), "amount", "99000");
    let lines = [
        payment(1),
        "{}".to_owned(),
        payment(2),
        payment(1),
        reused,
        PAYMENT.to_owned(),
        PAYMENT.to_owned(),
        "x".repeat(70_000),
        with(PAYMENT, "amount", "1"),
        String::new(),
        payment(3),
    ];
    let ran = home.run(&["pay"], lines.join("\n"));
    assert_eq!(
        outcomes(&ran),
        [
            "ok",
            "card_number_invalid card_number",
            "ok",
            "ok",
            "json_invalid request_id",
            "ok",
            "possible_duplicate allow_duplicate",
            "json_invalid -",
            "amount_out_of_range amount",
            "json_invalid -",
            "ok",
        ]
    );
    let answers: Vec<&str> = ran.out.lines().collect();
    assert_eq!((answers[3], ran.err.as_str(), ran.code), (answers[0], "", Some(1)));
    assert_eq!(home.count(), 4);
}

#[test]
fn cancels_of_a_group_share_what_remains() {
    let home = Home::new();
    let id = home.paid();
    let cancel = |amount: &str, name: &str| {
        format!("{{\"id\":\"{id}\",\"amount\":{amount},\"request_id\":\"{name}\"}}\n")
    };
    let lines = [
        cancel("4000", "a"),
        cancel("4000", "a"),
        cancel("8000", "b"),
        cancel("\"rest\"", "c"),
        cancel("1", "d"),
        cancel("\"rest\"", "c"),
    ];
    let ran = home.run(&["cancel"], lines.concat());
    let expected = ["ok", "ok", "cancel_exceeds_remaining amount", "ok", "already_cancelled id", "ok"]
        .map(str::to_owned);
    assert_eq!((outcomes(&ran), ran.code), (expected.to_vec(), Some(1)));
    let answers: Vec<&str> = ran.out.lines().collect();
    assert_eq!((answers[1], answers[5]), (answers[0], answers[3]));
    let left = |line| value(line).get("remaining_amount").and_then(serde_json::Value::as_u64);
    assert_eq!([left(answers[0]), left(answers[3])], [Some(7_000), Some(0)]);
    assert_eq!(home.count(), 3);
}

#[test]
fn what_is_not_there_yet_is_not_waited_for() {
    let home = Home::new();
    let mut child = home.command(&["pay"]).spawn().expect("started");
    let mut requests = child.stdin.take().expect("piped");
    let mut answers = BufReader::new(child.stdout.take().expect("piped"));
    let mut send = |text: &str| requests.write_all(text.as_bytes()).expect("written");
    let mut expect = |number: usize| {
        let mut answer = String::new();
        answers.read_line(&mut answer).expect("read");
        assert_eq!(value(&answer).get("amount"), Some(&(10_000 + number).into()), "{answer}");
    };
    // A half line, the first lines of an object, a line that is too long already: those before are answered.
    let half = payment(3);
    let (half, rest) = half.split_at(40);
    send(&format!("{}\n{}\n{half}", payment(1), payment(2)));
    expect(1);
    expect(2);
    let over_lines = payment(5).replace(',', ",\n");
    let (first_lines, last_lines) = over_lines.split_at(60);
    send(&format!("{rest}\n{}\n{first_lines}", payment(4)));
    expect(3);
    expect(4);
    send(&format!("{last_lines}\n{}\n{}", payment(6), " ".repeat(70_000)));
    expect(5);
    expect(6);
    send(&format!("\n{}\n", payment(7)));
    let mut too_long = String::new();
    answers.read_line(&mut too_long).expect("read");
    assert_eq!(outcome(&too_long), "json_invalid -");
    let mut answer = String::new();
    answers.read_line(&mut answer).expect("read");
    assert_eq!(value(&answer).get("amount"), Some(&10_007.into()));
    drop(requests);
    assert_eq!((ended(child).code, home.count()), (Some(1), 7));
}

#[test]
fn a_ledger_that_takes_nothing_more_stops_the_group() {
    let home = Home::new();
    home.paid();
    refuse_facts(&home.ledger());
    let ran = home.run(&["pay"], format!("{{}}\n{}", payments(0..3)));
    assert_eq!(outcomes(&ran), ["card_number_invalid card_number", "ledger -"]);
    assert_eq!((ran.err.lines().count(), ran.code), (1, Some(3)));
    let raw = Connection::open(home.ledger()).expect("opened");
    let rows: i64 =
        raw.query_one("SELECT count(*) FROM transactions", [], |row| row.get(0)).expect("counted");
    assert_eq!(rows, 1);
}

#[test]
fn a_commit_that_fails_is_said_of_every_request_of_the_group() {
    let home = Home::new();
    home.paid();
    // In blocks of 512 bytes: room for what SQLite keeps beside the ledger, and for the log of one payment, not of sixty.
    let limit = "ulimit -f 72";
    let ran = home.run_in_shell(limit, &["pay"], format!("{}{{}}\n{}", payments(0..30), payments(30..60)));
    let mut told = vec!["ledger -"; 61];
    told[30] = "card_number_invalid card_number";
    assert_eq!(outcomes(&ran), told);
    assert_eq!((ran.err.lines().count(), ran.code), (1, Some(3)), "{}", ran.err);
    assert_eq!(home.run_in_shell(limit, &["pay"], payment(7)).code, Some(0));
    assert_eq!(home.count(), 2);
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: "));
}

#[test]
fn a_locked_ledger_is_said_of_every_request_of_the_group_and_may_pass() {
    let home = Home::new();
    home.paid();
    let other = Connection::open(home.ledger()).expect("opened");
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let mut child = home.command(&["pay"]).spawn().expect("started");
    let mut requests = child.stdin.take().expect("piped");
    let mut answers = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut answer = || outcome(&answers.next().expect("an answer").expect("read"));
    requests.write_all(payments(0..3).as_bytes()).expect("written");
    assert_eq!([answer(), answer(), answer()], ["ledger -"; 3]);
    other.execute_batch("ROLLBACK").expect("given up");
    requests.write_all(payments(0..2).as_bytes()).expect("written");
    assert_eq!([answer(), answer()], ["ok"; 2]);
    drop(requests);
    let ran = ended(child);
    assert_eq!((ran.err.as_str(), ran.code, home.count()), ("", Some(3), 3));
}

#[test]
fn answers_that_are_lost_in_the_middle_of_a_group_are_counted() {
    let home = Home::new();
    let Stuck { child, requests, answers, delivered } = Stuck::new(&home);
    drop(answers);
    let ran = ended(child);
    drop(requests);
    // The first request, and two groups; the second of them was being answered.
    let done = 1 + 2 * GROUP;
    let said = format!(
        "paydesk: Standard output is closed. What was not read of the answer is lost.\n\
         paydesk: Requests carried out: {done}. Answers lost, at the end: {}. No further request was taken; look with: paydesk list. A request with a request_id may be sent again.\n",
        2 * GROUP - delivered,
    );
    assert_eq!((ran.err, ran.code), (said, Some(1)));
    assert_eq!(home.count(), done);
}

#[test]
fn a_signal_waits_for_all_answers_of_a_group() {
    let home = Home::new();
    let mut stuck = Stuck::new(&home);
    stuck.send(&[Signal::TERM]);
    let mut out = String::new();
    stuck.answers.read_to_string(&mut out).expect("read");
    let ran = ended(stuck.child);
    drop(stuck.requests);
    let done = 1 + 2 * GROUP;
    let said = format!(
        "paydesk: Stopped by a signal. Requests carried out: {done}. No further request was taken.\n"
    );
    assert_eq!((ran.err, ran.code), (said, Some(143)));
    assert_eq!((out.lines().count(), home.count()), (2 * GROUP, done));
}

#[test]
fn a_second_signal_loses_answers_but_no_payment() {
    let home = Home::new();
    let stuck = Stuck::new(&home);
    stuck.send(&[Signal::INT, Signal::TERM]);
    let Stuck { mut child, requests, mut answers, delivered } = stuck;
    // Not read before: it would go on.
    let status = child.wait().expect("ended");
    let mut out = String::new();
    answers.read_to_string(&mut out).expect("read");
    drop(requests);
    assert!(status.signal().is_some(), "{status}");
    let whole: Vec<&str> = out.split_inclusive('\n').filter(|line| line.ends_with('\n')).collect();
    assert_eq!((whole.len(), home.count()), (delivered, 1 + 2 * GROUP));
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: "));
    let again = home.ok(&["pay"], payments(1..1 + 2 * GROUP));
    assert_eq!(again.lines().count(), 2 * GROUP);
    assert!(again.starts_with(&whole.concat()), "the same answers again");
    assert_eq!(home.count(), 1 + 2 * GROUP);
    assert_eq!(text(&value(whole[0]), "kind"), "PAYMENT");
}
