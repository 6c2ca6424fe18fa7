//! Requests as lines: line ends, lengths, and objects over several lines.

use crate::home::{Home, PAYMENT, error, outcome, value};

const LIMIT: usize = 65_536;

/// The outcome of each request, such as `ok` or the code of its error.
fn outcomes(input: impl AsRef<[u8]>) -> Vec<String> {
    let home = Home::new();
    let ran = home.run(&["pay", "--set", "rules.duplicate_seconds=0"], input);
    let outcomes: Vec<_> = ran.out.lines().map(outcome).collect();
    let all_done = outcomes.iter().all(|outcome| outcome == "ok");
    assert_eq!((ran.err.as_str(), ran.code), ("", Some(i32::from(!all_done))), "{outcomes:?}");
    assert_eq!(home.count(), outcomes.iter().filter(|outcome| *outcome == "ok").count());
    outcomes
}

#[test]
fn one_answer_a_line_in_order() {
    for (input, expected) in [
        (format!("{PAYMENT}\n{PAYMENT}\n"), vec!["ok", "ok"]),
        (format!("{PAYMENT}\n{PAYMENT}"), vec!["ok", "ok"]),
        (format!("{PAYMENT}\r\n{PAYMENT}\r\n"), vec!["ok", "ok"]),
        (format!("\u{feff}{PAYMENT}\n"), vec!["ok"]),
        (format!("  {PAYMENT}\t\n"), vec!["ok"]),
        (format!("\n{PAYMENT}\n\n"), vec!["json_invalid -", "ok", "json_invalid -"]),
        (format!("{PAYMENT}{PAYMENT}\n{PAYMENT}\n"), vec!["json_invalid -", "ok"]),
        (format!("[{PAYMENT}]\n{PAYMENT}\n"), vec!["json_invalid -", "ok"]),
        (format!("{PAYMENT}\n\u{feff}{PAYMENT}\n"), vec!["ok", "json_invalid -"]),
        (format!("{PAYMENT},\n{PAYMENT}\n"), vec!["json_invalid -", "ok"]),
    ] {
        assert_eq!(outcomes(&input), expected, "{input}");
    }
}

#[test]
fn broken_utf_8_costs_one_line() {
    let mut input = PAYMENT.replace("777", "7\u{1}7").into_bytes();
    for byte in input.iter_mut().filter(|byte| **byte == 1) {
        *byte = 0xff;
    }
    input.extend_from_slice(format!("\n{PAYMENT}\n\u{0}\n").as_bytes());
    assert_eq!(outcomes(&input), ["json_invalid -", "ok", "json_invalid -"]);
    let ran = Home::new().run(&["pay"], b"\xff\xfe\n");
    let expected = "The line is not UTF-8. Send one JSON object a line, in UTF-8.";
    assert_eq!(error(&ran.out).2, expected);
    let ran = Home::new().run(&["pay", "--lang", "ko"], b"{\"cvc\":\"\xc3\"}");
    assert_eq!(error(&ran.out).2, "UTF-8이 아닙니다. 한 줄에 JSON 객체 하나를 UTF-8로 보내세요.");
}

#[test]
fn a_line_has_at_most_64_kib() {
    let blanks = |len: usize| " ".repeat(len - PAYMENT.len());
    for end in ["\n", "\r\n"] {
        let longest = format!("{PAYMENT}{}{end}", blanks(LIMIT));
        let too_long = format!("{PAYMENT}{}{end}", blanks(LIMIT + 1));
        assert_eq!(outcomes(format!("{longest}{too_long}{PAYMENT}{end}")), ["ok", "json_invalid -", "ok"]);
    }
    assert_eq!(outcomes(format!("{PAYMENT}{}", blanks(LIMIT))), ["ok"]);
    assert_eq!(outcomes(format!("{PAYMENT}{}", blanks(LIMIT + 1))), ["json_invalid -"]);
    assert_eq!(outcomes(format!("{}\n{PAYMENT}", "[".repeat(10_000_000))), ["json_invalid -", "ok"]);
    assert_eq!(outcomes(format!("{}\n{PAYMENT}", "[".repeat(LIMIT))), ["json_invalid -", "ok"]);
    assert_eq!(outcomes(format!("{}\n{PAYMENT}", "{\"a\":".repeat(LIMIT / 5))), ["json_invalid -", "ok"]);
}

#[test]
fn an_object_may_be_spread_over_lines() {
    let pretty = serde_json::to_string_pretty(&value(PAYMENT)).expect("JSON");
    let (first, rest) = PAYMENT.split_once(',').expect("several keys");
    for (input, expected) in [
        (pretty.clone(), vec!["ok"]),
        (format!("{pretty}\n{pretty}\n{PAYMENT}\n"), vec!["ok", "ok", "ok"]),
        (pretty.replace('\n', "\r\n"), vec!["ok"]),
        (pretty.replace('\n', "\n\n"), vec!["ok"]),
        (format!("{first},\n{rest}\n"), vec!["ok"]),
        // An incomplete request does not swallow the next one.
        (format!("{first},\n{PAYMENT}\n"), vec!["json_invalid -", "ok"]),
        (format!("{{\n{PAYMENT}\n"), vec!["json_invalid -", "ok"]),
        (format!("{{\n{pretty}\n"), vec!["json_invalid -", "ok"]),
        (format!("{{\n\"amount\": 1,\n{PAYMENT}\n"), vec!["json_invalid -", "json_invalid -", "ok"]),
        (format!("{{\nx\n{PAYMENT}\n"), vec!["json_invalid -", "json_invalid -", "ok"]),
        ("{\n\"amount\":1".to_owned(), vec!["json_invalid -", "json_invalid -"]),
        // Only after these line ends an object goes on.
        (format!("{first}\n,{rest}\n"), vec!["json_invalid -", "json_invalid -"]),
    ] {
        assert_eq!(outcomes(&input), expected, "{input}");
    }
}

#[test]
fn nothing_of_a_card_is_repeated() {
    let home = Home::new();
    let card = "4929123456781234";
    for input in [
        format!("{{\"card_number\":\"{card}x\"}}"),
        format!("{{\"card_number\":\"{card}\",\"cvc\":{card}}}"),
        format!("{{\"{card}\":1}}"),
        format!("{{\"card{card}\":1}}"),
        card.to_owned(),
        format!("\"{card}\""),
        format!("{{\"card_number\":\"{card}\" \"cvc\""),
        format!("{{\"card_number\":{card}.{card}}}"),
        format!("{{\"card_number\":[\"{card}\"]}}"),
        format!("{{\"request_id\":\"{card} {card}\"}}"),
        format!("{{\"allow_duplicate\":{card}}}"),
        format!(
            "{{\"amount\":\"{card}\",\"vat\":\"{card}\",\"installments\":\"{card}\",\"expiry\":\"{card}\"}}"
        ),
    ] {
        for command in [&["pay"][..], &["cancel"], &["message", "encode"], &["message", "decode"]] {
            let ran = home.run(command, &input);
            assert_eq!(ran.code, Some(1), "{input}");
            assert!(!ran.out.contains("4929") && !ran.err.contains("4929"), "{input}: {ran:?}");
        }
    }
}
