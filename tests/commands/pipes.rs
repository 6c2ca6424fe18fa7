//! Standard input and output as pipes: each answer comes at once, and either end may close early.

use std::{
    fs::OpenOptions,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::Shutdown,
    os::{fd::OwnedFd, unix::net::UnixStream},
    process::Stdio,
};

use crate::home::{Home, PAYMENT, RunOutput, ended, outcome, run, text, value, with};

fn amount(amount: u32) -> String {
    with(PAYMENT, "amount", &amount.to_string())
}

#[test]
fn every_answer_comes_before_the_next_request_is_sent() {
    let home = Home::new();
    let mut child = home.command(&["pay"]).spawn().expect("started");
    let mut requests = child.stdin.take().expect("piped");
    let mut answers = BufReader::new(child.stdout.take().expect("piped"));
    let mut ask = |request: &str| {
        writeln!(requests, "{request}").expect("written");
        let mut answer = String::new();
        answers.read_line(&mut answer).expect("read");
        answer
    };
    let first = ask(&amount(20_000));
    // An acknowledged payment is on disk for every program.
    assert_eq!(
        home.show(text(&value(&first), "id")).get("amount").and_then(serde_json::Value::as_u64),
        Some(20_000)
    );
    assert_eq!(outcome(&ask("")), "json_invalid -");
    assert_eq!(outcome(&ask("{\"amount\":1}")), "card_number_invalid card_number");
    assert_eq!(outcome(&ask(&amount(30_000))), "ok");
    // An object over several lines is answered after its last line.
    assert_eq!(outcome(&ask(&amount(40_000).replacen(',', ",\n", 2))), "ok");
    drop(requests);
    assert_eq!(ended(child).code, Some(1));
    assert_eq!(home.count(), 3);
}

#[test]
fn messages_are_answered_one_by_one_too() {
    let home = Home::new();
    let message = text(&home.pay(PAYMENT), "message").to_owned();
    for (args, question) in [
        (&["message", "decode"], message),
        (&["message", "encode"], "{\"amount\":1,\"vat\":0,\"installments\":0}".to_owned()),
    ] {
        let mut child = home.command(args).spawn().expect("started");
        let mut questions = child.stdin.take().expect("piped");
        let mut answers = BufReader::new(child.stdout.take().expect("piped"));
        for _ in 0..3 {
            writeln!(questions, "{question}").expect("written");
            let mut answer = String::new();
            assert!(answers.read_line(&mut answer).expect("read") > 100);
        }
        drop(questions);
        assert_eq!(ended(child).code, Some(0));
    }
}

#[test]
fn an_input_that_closes_early_loses_only_what_was_not_whole() {
    let home = Home::new();
    let half = PAYMENT.get(..40).expect("ASCII");
    let ran = home.run(&["pay"], format!("{PAYMENT}\n{half}"));
    let outcomes: Vec<_> = ran.out.lines().map(outcome).collect();
    assert_eq!(outcomes, ["ok", "json_invalid -"]);
    assert_eq!((ran.code, home.count()), (Some(1), 1));
}

#[test]
fn a_reader_that_leaves_early_is_told() {
    let home = Home::new();
    home.paid();
    // The list of a demonstration is far longer than what a pipe holds: its end is not missed.
    for args in [
        &["--demo", "list", "--limit", "0"][..],
        &["--demo", "list", "--limit", "0", "--json"],
        &["--demo", "list", "--limit", "0", "--csv"],
        &["--demo", "tail"],
        &["--demo", "tail", "--follow"],
    ] {
        let mut child = home.command(args).spawn().expect("started");
        drop(child.stdin.take());
        let mut out = child.stdout.take().expect("piped");
        let mut first = [0; 80];
        out.read_exact(&mut first).expect("read");
        drop(out);
        let ran = ended(child);
        assert_eq!((ran.err.as_str(), ran.code), (CUT, Some(1)), "{args:?}");
    }
    let newest = newest(&home);
    for args in [
        &["list"][..],
        &["tail"],
        &["tail", "--follow"],
        &["show", &newest],
        &["show", &newest, "--json"],
        &["config"],
        &["--help"],
        &["message", "decode"],
        &["verify"],
        &["doctor"],
        &["key", "backup", "keys"],
        &["backup", "copy.db"],
        &["demo", "--rows", "1", "--ledger", "demo.db"],
    ] {
        let (reader, output) = read_end();
        close(&reader);
        let mut command = home.command(args);
        command.stdout(output);
        let ran = run(command, "");
        assert_eq!((ran.err.as_str(), ran.code), (CUT, Some(1)), "{args:?}");
    }
}

/// The end that reads, and a standard output. A pipe is closed once no program has its end, and one that another test is
/// just starting has it for a moment; a socket is closed for all of them at once.
fn read_end() -> (UnixStream, Stdio) {
    let (reader, output) = UnixStream::pair().expect("a pair");
    (reader, OwnedFd::from(output).into())
}

fn close(reader: &UnixStream) {
    reader.shutdown(Shutdown::Both).expect("closed");
}

/// What is said when an answer has no reader.
const CUT: &str = "paydesk: Standard output is closed. What was not read of the answer is lost.\n";

fn newest(home: &Home) -> String {
    let line = home.ok(&["list", "--json", "--limit", "1"], "");
    text(&value(&line), "id").to_owned()
}

#[test]
fn no_payment_is_taken_after_a_lost_answer() {
    let home = Home::new();
    let (reader, output) = read_end();
    let mut child = home.command(&["pay"]).stdout(output).spawn().expect("started");
    let mut requests = child.stdin.take().expect("piped");
    close(&reader);
    let named =
        |number: u32| amount(20_000 + number).replace('}', &format!(",\"request_id\":\"r{number}\"}}"));
    // Read at once, and more than are carried out together.
    let many: String = (0..100).map(|number| named(number) + "\n").collect();
    let _ = requests.write_all(many.as_bytes());
    let ran = ended(child);
    drop(requests);
    assert_eq!((ran.err, ran.code), (closed_output("en", 64, 64), Some(1)));
    assert_eq!(home.count(), 64, "those in flight are committed");
    // The same request id again gives the answer.
    assert_eq!(text(&value(&home.ok(&["pay"], named(63))), "id"), newest(&home));
    assert_eq!(home.count(), 64);
}

/// What is said after `done` requests, if the last `lost` answers had no reader.
fn closed_output(lang: &str, done: usize, lost: usize) -> String {
    match lang {
        "ko" => format!(
            "paydesk: 표준 출력이 닫혔습니다. 읽지 않은 응답은 잃었습니다.\n\
             paydesk: 처리한 요청: {done}건. 잃은 응답: 마지막 {lost}건. 그 뒤의 요청은 처리하지 않았습니다. 확인: paydesk list. request_id가 있는 요청은 다시 보내도 됩니다.\n"
        ),
        _ => format!(
            "{CUT}paydesk: Requests carried out: {done}. Answers lost, at the end: {lost}. No further request was taken; look with: paydesk list. A request with a request_id may be sent again.\n"
        ),
    }
}

/// Sends the first request, reads its answer and closes standard output; then sends the rest.
fn read_one(home: &Home, args: &[&str], first: &str, rest: &str) -> RunOutput {
    let (reader, output) = read_end();
    let mut child = home.command(args).stdout(output).spawn().expect("started");
    let mut requests = child.stdin.take().expect("piped");
    writeln!(requests, "{first}").expect("written");
    assert!(BufReader::new(&reader).read_line(&mut String::new()).expect("read") > 100);
    close(&reader);
    requests.write_all(rest.as_bytes()).expect("written");
    drop(requests);
    ended(child)
}

#[test]
fn a_lost_answer_is_not_success() {
    let home = Home::new();
    let ran = read_one(&home, &["pay"], &amount(20_000), "");
    assert_eq!((ran.err.as_str(), ran.code), ("", Some(0)), "every answer was read");
    let id = newest(&home);
    let cancel = |amount: u32| format!("{{\"id\":\"{id}\",\"amount\":{amount}}}");
    // Both requests of the rest come at once, and lose their answers.
    for (args, first, rest, lang, done) in [
        (&["pay"][..], amount(30_000), [amount(31_000), amount(50_000)], "en", 3),
        // A lost refusal is no lost payment.
        (&["pay"], amount(40_000), ["{\"amount\":1}".to_owned(), amount(51_000)], "ko", 2),
        (&["cancel"], cancel(1_000), [cancel(2_000), cancel(3_000)], "ko", 3),
    ] {
        let ran = read_one(&home, &[args, &["--lang", lang]].concat(), &first, &(rest.join("\n") + "\n"));
        assert_eq!((ran.err, ran.code), (closed_output(lang, done, 2), Some(1)), "{args:?}");
    }
    assert_eq!(home.count(), 1 + 3 + 2 + 3);

    let fields = "{\"amount\":1,\"vat\":0,\"installments\":0}";
    let ran = read_one(&home, &["message", "encode"], fields, fields);
    assert_eq!((ran.err.as_str(), ran.code), (CUT, Some(1)));
    let message = text(&value(&home.ok(&["show", &id, "--json", "--reveal"], "")), "message").to_owned();
    let ran = read_one(&home, &["message", "decode"], &message, &message);
    assert_eq!((ran.err.as_str(), ran.code), (CUT, Some(1)));
}

#[test]
fn a_keyboard_as_input_gets_a_hint() {
    let home = Home::new();
    for (args, lang, sentence) in [
        (
            &["pay"][..],
            "en",
            "Type JSON requests, one object a line; end with Ctrl-D. A file is read with: paydesk pay < requests.json",
        ),
        (
            &["cancel"],
            "ko",
            "JSON 요청을 한 줄에 하나씩 입력하고 Ctrl-D로 끝내세요. 파일은 이렇게 읽습니다: paydesk pay < requests.json",
        ),
        (
            &["message", "decode"],
            "en",
            "Type messages of 450 bytes, one a line; end with Ctrl-D. A file is read with: paydesk message decode < messages.txt",
        ),
        (
            &["message", "decode"],
            "ko",
            "450바이트 전문을 한 줄에 하나씩 입력하고 Ctrl-D로 끝내세요. 파일은 이렇게 읽습니다: paydesk message decode < messages.txt",
        ),
    ] {
        let (mut keyboard, terminal) = pty_process::blocking::open().expect("terminal");
        let plain = home.command(args);
        let child = pty_process::blocking::Command::new(plain.get_program())
            .args(plain.get_args())
            .env_clear()
            .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .env("PAYDESK_LANG", lang)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn(terminal)
            .expect("started");
        // Ctrl-D: the end of the input.
        keyboard.write_all(b"\x04").expect("written");
        let ran = ended(child);
        assert_eq!((ran.err, ran.code), (format!("paydesk: {sentence}\n"), Some(1)), "{args:?}");
        assert_eq!(ran.out.lines().count(), 1);
    }
}

#[test]
fn a_full_disk_behind_standard_output_is_reported() {
    let home = Home::new();
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else { return };
    for (lang, why, lost) in [
        (
            "en",
            "Standard output cannot be written: No space left on device (os error 28). What was not written of the answer is lost.",
            "Requests carried out: 2. Answers lost, at the end: 2. No further request was taken; look with: paydesk list. A request with a request_id may be sent again.",
        ),
        (
            "ko",
            "표준 출력에 쓸 수 없습니다: No space left on device (os error 28). 쓰지 못한 응답은 잃었습니다.",
            "처리한 요청: 2건. 잃은 응답: 마지막 2건. 그 뒤의 요청은 처리하지 않았습니다. 확인: paydesk list. request_id가 있는 요청은 다시 보내도 됩니다.",
        ),
    ] {
        let mut command = home.command(&["pay", "--lang", lang, "--set", "rules.duplicate_seconds=0"]);
        command.stdout(Stdio::from(full.try_clone().expect("cloned")));
        let ran = run(command, format!("{PAYMENT}\n{PAYMENT}\n"));
        assert_eq!((ran.err, ran.code), (format!("paydesk: {why}\npaydesk: {lost}\n"), Some(3)));
    }
    assert_eq!(home.count(), 4, "the group of each run");
}

#[test]
fn an_input_that_cannot_be_read_is_said() {
    let home = Home::new();
    for (args, code) in [(&["pay"][..], "json_invalid"), (&["message", "decode"], "message_invalid")] {
        let mut command = home.command(args);
        command.stdin(std::fs::File::open(home.path("")).expect("folder"));
        let ran = ended(command.spawn().expect("started"));
        let expected = "Standard input cannot be read: Is a directory (os error 21). Check the file or program that it comes from.";
        let (found, _, message) = crate::home::error(&ran.out);
        assert_eq!((found.as_str(), message.as_str(), ran.code), (code, expected, Some(1)));
        assert_eq!(ran.out.lines().count(), 1);
    }
}
