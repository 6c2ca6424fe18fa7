//! Changed JSON requests, sent to the real program.

use std::{io::Write as _, process::Stdio, thread, time::Instant};

use serde_json::Value;

use crate::{cases, dice, mutate::changed, support::Home};

const PAYMENTS: [&str; 4] = [
    r#"{"card_number":"1234567890123456","expiry":"1299","cvc":"777","installments":0,"amount":110000,"vat":10000,"request_id":"a-1","allow_duplicate":true}"#,
    r#"{"cardnum":1234567890123456,"effectiveterm":"1299","cvcnum":777,"installment":"0","bill":"1000","optionalbill":null,"allow_duplicate":true}"#,
    r#"{"card_no":"4111111111111111","exp_ym":1299,"card_cvc":"000","pay_prd":12,"pay_amt":1000000000,"vat_amt":"","allow_duplicate":true}"#,
    r#"{"amount":100,"vat":0,"cvc":"001","expiry":"0199","installments":3,"card_number":"9999999999","request_id":"b","allow_duplicate":true}"#,
];

/// One answer to a line.
fn answers(home: &Home, command: &str, lines: &[u8]) -> Vec<Value> {
    let mut child = home
        .command(&[command, "--set", "rules.accept_expired=true"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("paydesk starts");
    let (mut pipe, input) = (child.stdin.take().expect("standard input"), lines.to_vec());
    let writer = thread::spawn(move || pipe.write_all(&input).expect("all is read"));
    let output = child.wait_with_output().expect("paydesk ends");
    writer.join().expect("written");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}", output.status);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "control characters in an answer");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The ids of the answers of carried-out requests.
fn done(answers: &[Value]) -> Vec<&str> {
    let is_done = |answer: &&Value| {
        assert_ne!(answer.get("id").is_some(), answer.get("error").is_some(), "{answer}");
        answer.get("error").is_none()
    };
    answers.iter().filter(is_done).filter_map(|answer| answer["id"].as_str()).collect()
}

/// The transactions in the ledger.
fn rows(home: &Home) -> Vec<String> {
    let list = home.run(&["list", "--json", "--limit", "100000000"], "");
    assert_eq!(list.code, 0, "{}", list.stderr);
    let id =
        |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["id"].as_str().map(str::to_owned);
    list.stdout.lines().filter_map(id).collect()
}

/// Lines of changed samples, and their number.
fn lines(samples: &[&[u8]], count: u64) -> (Vec<u8>, usize) {
    let mut text = Vec::new();
    for case in 0..count {
        text.extend(changed(samples, &mut dice(case)));
        text.push(b'\n');
    }
    let lines = text.split(|byte| *byte == b'\n').count() - 1;
    (text, lines)
}

/// True if the number of answers fits: at most one a line, at least one a case, as an object may have several lines.
fn answered(answers: usize, lines: usize, cases: u64) -> bool {
    answers <= lines && answers as u64 >= cases
}

#[test]
fn requests_are_answered_and_what_is_refused_is_no_payment() {
    let home = Home::new();
    let (start, count) = (Instant::now(), cases(600));
    let samples: Vec<&[u8]> = PAYMENTS.iter().map(|text| text.as_bytes()).collect();
    let (text, asked) = lines(&samples, count);
    let paid = answers(&home, "pay", &text);
    assert!(answered(paid.len(), asked, count), "{} of {asked}", paid.len());
    let sorted = |mut ids: Vec<String>| {
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let own = |ids: Vec<&str>| sorted(ids.into_iter().map(str::to_owned).collect());
    let payments = own(done(&paid));
    assert_eq!(sorted(rows(&home)), payments);

    let cancels: Vec<String> = payments
        .iter()
        .take(20)
        .flat_map(|id| {
            [
                format!(r#"{{"id":"{id}","amount":10,"vat":1,"request_id":"c"}}"#),
                format!(r#"{{"uniqueId":"{id}","canclebill":"rest","cancleoptionalbill":null}}"#),
                format!(r#"{{"mgnt_no":{id},"amount":"7"}}"#),
            ]
        })
        .collect();
    let samples: Vec<&[u8]> = cancels.iter().map(String::as_bytes).collect();
    let (text, asked) = lines(&samples, count);
    let cancelled = answers(&home, "cancel", &text);
    assert!(answered(cancelled.len(), asked, count), "{} of {asked}", cancelled.len());
    let all = sorted([payments.clone(), own(done(&cancelled))].concat());
    assert_eq!(sorted(rows(&home)), all);
    eprintln!(
        "requests: 2 x {count} in {:.1?}, {} payments, {} cancels",
        start.elapsed(),
        payments.len(),
        all.len() - payments.len()
    );
    assert_eq!(home.run(&["verify"], "").code, 0);
}
