//! Commands that wait for their next line, for hours if need be: of the last one, no card is left in their memory; and they do
//! what the next request would have to.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout},
    thread,
    time::{Duration, Instant},
};

use crate::{
    home::{Home, text, value},
    process_memory::{assert_gone_from_memory, assert_in_memory},
};

/// Its digits repeat nowhere, so that a part of it is found as well. Its check digit fits.
const CARD: &str = "9427183650284615";
/// A run of digits that is longer than any that a masked card shows.
const MASKED_RUN: usize = 8;

/// Parts of the card, of what is sealed, and of the message.
fn needles() -> Vec<Vec<u8>> {
    let parts = CARD.as_bytes().windows(MASKED_RUN).map(<[u8]>::to_vec);
    let others = ["9427-1836", "1836 5028", "1230|857", "001230857", "\"857\""];
    parts.chain(others.map(|text| text.as_bytes().to_vec())).collect()
}

/// A command whose standard input stays open.
struct Idle {
    child: Child,
    input: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Idle {
    fn start(home: &Home, args: &[&str]) -> Self {
        let mut child = home.command(args).spawn().expect("started");
        let input = child.stdin.take().expect("piped");
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, input, answers }
    }

    /// The answer to a line. After it, nothing of the card is left.
    fn ask(&mut self, line: &str) -> String {
        self.ask_together(&[line.to_owned()])
    }

    /// The answers to lines that come at once.
    fn ask_together(&mut self, lines: &[String]) -> String {
        self.input.write_all((lines.join("\n") + "\n").as_bytes()).expect("written");
        let mut answers = String::new();
        for _ in lines {
            self.answers.read_line(&mut answers).expect("an answer");
        }
        assert_gone_from_memory(self.pid(), &needles());
        answers
    }

    fn pid(&self) -> i32 {
        self.child.id().try_into().expect("a process id")
    }

    fn end(mut self) {
        drop(self.input);
        self.child.wait().expect("ended");
    }
}

/// A request with the card.
fn request(amount: u64, name: &str) -> String {
    format!(
        r#"{{"card_number":"{CARD}","expiry":"1230","cvc":"857","installments":0,"amount":{amount},"request_id":"{name}"}}"#
    )
}

#[test]
fn a_command_that_waits_has_nothing_of_the_last_card() {
    let home = Home::new();
    let mut pay = Idle::start(&home, &["pay"]);
    let paid = pay.ask(&request(11_000, "a"));
    assert!(paid.contains(CARD), "{paid}");
    assert_eq!(pay.ask(&request(11_000, "a")), paid, "repeated");
    for (line, code) in [
        (request(11_001, "a"), "json_invalid"),
        (request(11_000, "b"), "possible_duplicate"),
        (request(12_000, "c").replace("1230", "0120"), "card_expired"),
        (request(1, "c"), "amount_out_of_range"),
        (request(12_000, CARD), "json_invalid"),
        (request(12_000, "c").replace("request_id", "req"), "json_invalid"),
        (request(12_000, "c").replace("\"installments\":0", "\"cvc\":\"857\""), "json_invalid"),
        (request(12_000, "c").replace('}', "]"), "json_invalid"),
        (request(12_000, "c").replace(CARD, "9427-1836 5028-46151"), "card_number_invalid"),
        (request(12_000, "c").replace(&format!("\"{CARD}\""), &format!("[{CARD}]")), "card_number_invalid"),
    ] {
        let answer = pay.ask(&line);
        assert!(answer.contains(&format!("\"code\":\"{code}\"")), "{line}: {answer}");
    }
    for line in [
        request(13_000, "d").replace("9427", "\\u0039427"),
        request(14_000, "e").replace(&format!("\"{CARD}\""), CARD),
        request(15_000, "f").replace(CARD, "9427-1836 5028-4615"),
    ] {
        assert!(pay.ask(&line).contains("\"PAYMENT\""), "{line}");
    }

    // Taken, repeated, refused for every reason, and as many as are carried out together.
    let mixed: Vec<String> = (0..64)
        .map(|number| match number % 8 {
            0 => request(11_000, "a"),
            1 => request(11_001, "a"),
            2 => request(11_000, &format!("n{number}")),
            3 => request(1, "c"),
            4 => request(20_000, "c").replace("request_id", "req"),
            5 => request(20_000, "c").replace('}', "]"),
            6 => request(20_000, &format!("n{number}")).replace("1230", "0120"),
            _ => request(20_000 + number, &format!("n{number}")),
        })
        .collect();
    let mut paid_together = || {
        let answers = pay.ask_together(&mixed);
        answers.lines().filter(|answer| answer.contains("\"PAYMENT\"")).map(str::to_owned).collect::<Vec<_>>()
    };
    let answers = paid_together();
    assert_eq!(answers.len(), 16, "{answers:?}");
    assert_eq!(paid_together(), answers, "repeated");

    // What is not a whole line yet is there, or this test would find nothing at all.
    pay.input.write_all(request(16_000, "g").as_bytes()).expect("written");
    assert_in_memory(pay.pid(), &needles());
    pay.end();

    let id = text(&value(&paid), "id").to_owned();
    let mut cancel = Idle::start(&home, &["cancel"]);
    let part =
        |amount: u64, name: u64| format!(r#"{{"id":"{id}","amount":{amount},"request_id":"c{name}"}}"#);
    let cancelled = cancel.ask(&part(1_000, 1));
    assert!(cancelled.contains(CARD), "{cancelled}");
    assert_eq!(cancel.ask(&part(1_000, 1)), cancelled, "repeated");
    let parts: Vec<String> = (2..11).map(|name| part(2_000, name)).collect();
    let answers = cancel.ask_together(&parts);
    assert_eq!(answers.matches("\"CANCEL\"").count(), 5, "{answers}");
    cancel.end();

    let mut decode = Idle::start(&home, &["message", "decode"]);
    let decoded = decode.ask(text(&value(&paid), "message"));
    assert!(decoded.contains(CARD), "{decoded}");
    assert!(decode.ask(&text(&value(&paid), "message").replace("PAYMENT", "payment")).contains("\"error\""));
    decode.end();

    let mut encode = Idle::start(&home, &["message", "encode"]);
    assert!(encode.ask(&decoded).contains(CARD));
    encode.end();
}

#[test]
fn a_command_that_waits_takes_the_log_over() {
    let home = Home::new();
    let mut pay = Idle::start(&home, &["pay"]);
    // One by one: their pages are more than wait in the log of a command that is idle, and less than what fills it.
    let mut answer = String::new();
    for number in 0..500 {
        let line = request(1_000 + number, &number.to_string());
        pay.input.write_all(format!("{line}\n").as_bytes()).expect("written");
        answer.clear();
        pay.answers.read_line(&mut answer).expect("an answer");
        assert!(answer.contains("\"PAYMENT\""), "{answer}");
    }
    // They need more room than an empty ledger has.
    let end = Instant::now() + Duration::from_secs(20);
    while fs::metadata(home.ledger()).expect("ledger").len() < 150_000 {
        assert!(Instant::now() < end, "the log was not taken over");
        thread::yield_now();
    }
    assert!(pay.ask(&request(9_000, "last")).contains("\"PAYMENT\""));
    pay.end();
}
