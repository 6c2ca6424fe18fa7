//! The journal for other programs: every entry exactly once, in order, whatever stops the reader.

use std::{
    fs::{self, Permissions},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::Shutdown,
    os::{fd::OwnedFd, unix::fs::PermissionsExt as _, unix::net::UnixStream},
    process::{Child, Stdio},
    thread,
};

use paydesk::record::FactKind;
use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::{
    home::{Home, PAYMENT, ended, error, refuse_facts, shown, tamper, text, value, with},
    kept::{WITHOUT_PEOPLE, home_of, kept_text},
};

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(value).collect()
}

/// The entries that `paydesk tail` with these arguments prints.
fn tail(home: &Home, args: &[&str]) -> Vec<Value> {
    lines(&home.ok(&[&["tail"], args].concat(), ""))
}

fn seq(line: &Value) -> i64 {
    line["seq"].as_i64().expect("a number")
}

fn seqs(lines: &[Value]) -> Vec<i64> {
    lines.iter().map(seq).collect()
}

fn kinds(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| text(line, "kind")).collect()
}

/// Of each payment and cancel what `paydesk list --json` has too, oldest first.
fn transactions(lines: &[Value]) -> Vec<Value> {
    let of = |line: &&Value| ["payment", "cancel"].contains(&text(line, "kind"));
    lines.iter().filter(of).map(|line| without(line, &["seq", "at", "kind"])).collect()
}

/// An object without some of its keys.
fn without(object: &Value, keys: &[&str]) -> Value {
    let mut object = object.as_object().expect("an object").clone();
    object.retain(|key, _| !keys.contains(&key.as_str()));
    object.into()
}

/// What `paydesk list` has of each transaction that does not change later, oldest first.
fn listed(list: &str) -> Vec<Value> {
    // A memo is an entry of its own.
    let later = ["remaining_amount", "remaining_vat", "kind", "memo"];
    lines(list).iter().rev().map(|row| without(row, &later)).collect()
}

#[test]
fn every_entry_is_a_line_with_its_fields() {
    let home = Home::new();
    let paid = home.pay(&with(PAYMENT, "installments", "3"));
    let id = text(&paid, "id");
    let cancelled = home.cancel(id, 1_000);
    home.ok(&["show", id, "--reveal"], "");
    home.ok(&["backup", "copy.db"], "");
    let out = home.ok(&["tail", "--json"], "");
    let lines = lines(&out);
    assert_eq!(kinds(&lines), ["begun", "payment", "cancel", "reveal", "backup"]);
    assert_eq!(seqs(&lines), [1, 2, 3, 4, 5]);
    let (at, cancelled_at) = (text(&paid, "created_at"), text(&cancelled, "created_at"));
    let expected = format!(
        r#"{{"seq":2,"at":"{at}","kind":"payment","till":1,"id":"{id}","original_id":null,"card_number":"123456*******456","installments":3,"amount":11000,"vat":1000,"created_at":"{at}"}}
{{"seq":3,"at":"{cancelled_at}","kind":"cancel","till":1,"id":"{}","original_id":"{id}","card_number":"123456*******456","installments":0,"amount":1000,"vat":91,"created_at":"{cancelled_at}"}}"#,
        text(&cancelled, "id")
    );
    assert!(out.contains(&expected), "{out}");
    let copy = shown(&home.path("copy.db").canonicalize().expect("a path"));
    assert_eq!((lines[3]["transaction"].as_i64(), text(&lines[4], "file")), (Some(2), copy.as_str()));
    assert!(!out.contains("1234567890123456") && !out.contains("777"), "{out}");
    assert_eq!(transactions(&lines), listed(&home.ok(&["list", "--json"], "")));
}

#[test]
fn it_is_an_export_that_is_recorded_once_and_comes_to_an_end() {
    let home = Home::new();
    assert_eq!(tail(&home, &[]), [] as [Value; 0]);
    home.paid();
    let exports = || home.facts(FactKind::Export);
    let export = json!({"export": {"format": "json", "rows": 1, "or_more": false, "subjects": "journal"}});
    // Two entries; the record of the export comes after them.
    assert_eq!(kinds(&tail(&home, &["--till", "7"])), ["begun", "payment"]);
    assert_eq!(exports(), std::slice::from_ref(&export));
    let next = tail(&home, &["--since", "2"]);
    assert_eq!((kinds(&next), seqs(&next), next[0]["till"].as_u64()), (vec!["export"], vec![3], Some(7)));
    // Nothing of a card goes out any more, so nothing is recorded.
    assert_eq!(tail(&home, &["--since", "3"]), [] as [Value; 0]);
    assert_eq!(exports(), [export]);
    assert_eq!(kinds(&tail(&home, &["--since", "1"])), ["payment", "export"]);
    assert_eq!(exports().len(), 2);
}

#[test]
fn nothing_goes_out_that_cannot_be_recorded() {
    let home = Home::new();
    home.paid();
    refuse_facts(&home.ledger());
    let ran = home.run(&["tail"], "");
    assert_eq!((error(&ran.out).0.as_str(), ran.out.lines().count(), ran.code), ("ledger", 1, Some(3)));
    assert_eq!(home.facts(FactKind::Export), [] as [Value; 0]);
}

#[test]
fn a_number_that_the_journal_has_not_reached_is_refused() {
    let home = Home::new();
    home.paid();
    for (lang, sentence) in [
        (
            "en",
            "There is no entry 3: the journal ends at entry 2. Check --since, and whether this is the ledger that was read before.",
        ),
        (
            "ko",
            "감사 기록 3번이 없습니다. 마지막은 2번입니다. --since와, 전에 읽던 장부가 맞는지 확인하세요.",
        ),
    ] {
        let ran = home.run(&["tail", "--since", "3", "--follow", "--lang", lang], "");
        assert_eq!(error(&ran.out), ("file_replaced".to_owned(), None, sentence.to_owned()));
        assert_eq!((ran.err, ran.code), (format!("paydesk: {sentence}\n"), Some(3)));
    }
    let ran = home.run(&["tail", "--since", "x", "--lang", "ko"], "");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.starts_with("오류: --since <SEQ>: 쓸 수 없는 값입니다: x (0 이상의 정수)"),
        "{}",
        ran.err
    );
    assert_eq!(home.run(&["tail", "--ledger", "nowhere.db"], "").code, Some(3));
}

#[test]
fn a_missing_entry_ends_it_and_is_not_passed_over() {
    let home = Home::new();
    home.paid();
    home.paid();
    tamper(&home.ledger(), "journal_no_delete", "DELETE FROM journal WHERE seq = 3");
    let ran = home.run(&["tail"], "");
    assert_eq!((error(&ran.out).0.as_str(), ran.out.lines().count(), ran.code), ("ledger", 1, Some(3)));
    assert!(ran.err.contains("journal") && ran.err.contains('3'), "{}", ran.err);
}

#[test]
fn a_ledger_of_every_version_is_read_also_where_it_cannot_be_written() {
    for &version in WITHOUT_PEOPLE {
        let home = home_of(version);
        let path = shown(&home.ledger());
        let before = fs::read(home.ledger()).expect("bytes");
        fs::set_permissions(home.ledger(), Permissions::from_mode(0o400)).expect("chmod");
        let ran = home.run(&["tail"], "");
        let told = format!(
            "paydesk: Nothing can be recorded in ledger {path} now: this export is not in its journal.\n"
        );
        assert_eq!((ran.err, ran.code), (told, Some(0)), "{version}");
        assert_eq!(fs::read(home.ledger()).expect("bytes"), before, "{version}");
        let read = lines(&ran.out);
        let count = i64::try_from(read.len()).expect("few");
        assert_eq!(seqs(&read), (1..=count).collect::<Vec<_>>(), "{version}");
        assert_eq!(transactions(&read), listed(&kept_text(version, "transactions.jsonl")), "{version}");
        // What is brought up to date says the same.
        fs::set_permissions(home.ledger(), Permissions::from_mode(0o600)).expect("chmod");
        assert_eq!(home.ok(&["tail"], ""), ran.out, "{version}");
        assert_eq!(seqs(&tail(&home, &["--since", &count.to_string()])), [count + 1], "{version}");
    }
}

/// `paydesk tail --follow` with its lines.
struct Following {
    child: Child,
    lines: BufReader<UnixStream>,
}

impl Following {
    /// Its standard output is a socket, which is closed for all programs at once.
    fn start(home: &Home, since: i64) -> Self {
        let (reader, output) = UnixStream::pair().expect("a pair");
        let since = since.to_string();
        let mut command = home.command(&["tail", "--follow", "--since", &since]);
        let child = command.stdout(Stdio::from(OwnedFd::from(output))).spawn().expect("started");
        Self { child, lines: BufReader::new(reader) }
    }

    /// The next line; `None` at the end, even within a line.
    fn next(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("read");
        line.ends_with('\n').then(|| value(&line))
    }

    fn send(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("sent");
    }
}

#[test]
fn what_is_recorded_later_comes_until_the_reader_leaves() {
    let home = Home::new();
    let first = home.paid();
    let mut following = Following::start(&home, 1);
    assert_eq!(following.next().map(|line| text(&line, "id").to_owned()), Some(first));
    // The export is recorded before the first line, so it comes next.
    assert_eq!(following.next().map(|line| text(&line, "kind").to_owned()), Some("export".to_owned()));
    for number in 0..3 {
        let id = home.paid();
        let read: Vec<Value> = (0..2).filter_map(|_| following.next()).collect();
        assert_eq!((kinds(&read), seq(&read[1])), (vec!["payment", "duplicate_allowed"], 5 + 2 * number));
        assert_eq!(text(&read[0], "id"), id);
    }
    following.lines.get_ref().shutdown(Shutdown::Both).expect("closed");
    let ran = ended(following.child);
    let cut = "paydesk: Standard output is closed. What was not read of the answer is lost.\n";
    assert_eq!((ran.err.as_str(), ran.code), (cut, Some(1)));
    let export = json!({"export": {"format": "json", "rows": 1, "or_more": true, "subjects": "journal"}});
    assert_eq!(home.facts(FactKind::Export), [export]);
}

#[test]
fn a_signal_ends_it() {
    let home = Home::new();
    home.paid();
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129)] {
        let mut following = Following::start(&home, 0);
        following.next().expect("a line");
        following.send(signal);
        let ran = ended(following.child);
        assert_eq!((ran.err.as_str(), ran.code), ("paydesk: Stopped by a signal.\n", Some(code)));
    }
}

#[test]
fn a_ledger_that_is_moved_away_ends_it() {
    let home = Home::new();
    home.paid();
    let mut following = Following::start(&home, 2);
    // It has begun to wait once it says what comes.
    home.ok(&["backup", "copy.db"], "");
    assert_eq!(following.next().map(|line| text(&line, "kind").to_owned()), Some("backup".to_owned()));
    fs::rename(home.ledger(), home.path("aside.db")).expect("moved");
    let said = following.next().expect("an answer");
    assert_eq!(text(&said["error"], "code"), "file_replaced");
    assert_eq!((following.next(), ended(following.child).code), (None, Some(3)));
}

/// The number of the newest entry; 0 when there is none.
fn newest(home: &Home) -> i64 {
    const SQL: &str = "SELECT coalesce(max(seq), 0) FROM journal";
    Connection::open(home.ledger()).expect("opened").query_one(SQL, [], |row| row.get(0)).expect("a number")
}

#[test]
fn a_reader_that_stops_holds_nothing_of_the_ledger() {
    let home = Home::new();
    assert_eq!(home.run(&["demo", "--rows", "2000"], "").code, Some(0));
    let mut child = home.command(&["tail", "--follow"]).spawn().expect("started");
    let mut out = BufReader::with_capacity(64, child.stdout.take().expect("piped"));
    let mut first = String::new();
    out.read_line(&mut first).expect("read");
    // By now the pipe is full, and the command waits for its reader. Each payment goes to the log; a moment that is still read
    // would keep it from being emptied.
    for _ in 0..5 {
        home.paid();
        let connection = Connection::open(home.ledger()).expect("opened");
        let emptied: (i64, i64, i64) = connection
            .query_one("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .expect("emptied");
        assert_eq!(emptied, (0, 0, 0));
        connection.execute_batch("BEGIN EXCLUSIVE; ROLLBACK").expect("no lock is held");
    }
    let newest = newest(&home);
    let mut read = vec![value(&first)];
    while seq(read.last().expect("a line")) < newest {
        let mut line = String::new();
        out.read_line(&mut line).expect("read");
        read.push(value(&line));
    }
    assert_eq!(seqs(&read), (1..=newest).collect::<Vec<_>>());
    assert_eq!(kinds(&read).iter().filter(|kind| **kind == "export").count(), 1);
    child.kill().expect("killed");
    child.wait().expect("ended");
    let mut rest = Vec::new();
    out.read_to_end(&mut rest).expect("read");
    assert_eq!(String::from_utf8(rest).expect("text"), "");
}

/// Programs that write at the same time.
const WRITERS: u64 = 8;
/// Payments of each.
const EACH: u64 = 60;

/// Takes the payments of one program, some of them together; returns their ids.
fn write(home: &Home, till: u64) -> Vec<String> {
    let mut child = home.command(&["pay", "--till", &till.to_string()]).spawn().expect("started");
    let mut requests = child.stdin.take().expect("piped");
    let mut answers = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut ids = Vec::new();
    for group in 0..EACH / 4 {
        let amounts = (0..4).map(|number| till * 1_000 + group * 4 + number);
        let together: String = amounts
            .map(|amount| with(PAYMENT, "amount", &amount.to_string()).replace(",\"vat\":1000", "") + "\n")
            .collect();
        requests.write_all(together.as_bytes()).expect("written");
        ids.extend(
            (0..4).map(|_| text(&value(&answers.next().expect("a line").expect("read")), "id").to_owned()),
        );
    }
    drop(requests);
    assert_eq!(ended(child).code, Some(0));
    ids
}

#[test]
fn a_reader_that_is_killed_again_and_again_gets_every_entry_once_while_eight_programs_write() {
    let home = Home::new();
    let before = home.paid();
    let (mut read, mut random) = (Vec::new(), 7_u64);
    let mut paid: Vec<String> = thread::scope(|scope| {
        let writers: Vec<_> = (1..=WRITERS)
            .map(|till| {
                scope.spawn({
                    let home = &home;
                    move || write(home, till)
                })
            })
            .collect();
        let is_writing = || writers.iter().any(|writer| !writer.is_finished());
        loop {
            let was_writing = is_writing();
            let since = read.last().map_or(0, seq);
            // Sometimes up to what is there, sometimes killed after a few lines.
            if random % 3 == 0 {
                read.extend(tail(&home, &["--since", &since.to_string()]));
            } else {
                let mut following = Following::start(&home, since);
                // No more than there are: it would wait for the next one.
                let wanted = (newest(&home) - since).min((random % 40).cast_signed());
                read.extend((0..wanted).map_while(|_| following.next()));
                following.child.kill().expect("killed");
                following.child.wait().expect("ended");
            }
            random =
                random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 1;
            if !was_writing {
                break;
            }
        }
        writers.into_iter().flat_map(|writer| writer.join().expect("ended")).collect()
    });
    read.extend(tail(&home, &["--since", &read.last().map_or(0, seq).to_string()]));
    assert_eq!(seqs(&read), (1..=i64::try_from(read.len()).expect("few")).collect::<Vec<_>>());
    let (mut found, tails) = (Vec::new(), kinds(&read).iter().filter(|kind| **kind == "export").count());
    found.extend(transactions(&read).iter().map(|row| text(row, "id").to_owned()));
    found.sort();
    paid.push(before);
    paid.sort();
    assert_eq!((found.len() as u64, found), (1 + WRITERS * EACH, paid));
    assert!(tails > 1, "it was killed and went on: {tails}");
}
