//! `paydesk list`

use std::{
    collections::HashSet,
    fs,
    io::{BufRead as _, BufReader},
};

use crate::home::{Home, PAYMENT, error, run, shown, text, value, with};

/// A home with three payments and a cancel, and their ids, newest first.
fn shop() -> (Home, [String; 4]) {
    let home = Home::new();
    let first = text(&home.pay(PAYMENT), "id").to_owned();
    let other = with(&with(PAYMENT, "card_number", "\"5555555555554444\""), "amount", "\"1000000000\"");
    let second = text(&home.pay(&other), "id").to_owned();
    let third = text(&home.pay(&with(&with(PAYMENT, "amount", "500"), "vat", "45")), "id").to_owned();
    let cancel = text(&home.cancel(&first, 500), "id").to_owned();
    (home, [cancel, third, second, first])
}

/// An id in groups.
pub fn grouped(id: &str) -> String {
    let mut grouped = id.to_owned();
    for at in [19, 17, 15, 12, 6] {
        grouped.insert(at, ' ');
    }
    grouped
}

/// `2026-11-21 14:32:07` of an id.
pub fn time(id: &str) -> String {
    let part = |from: usize| id.get(from..from + 2).expect("digits");
    format!("20{}-{}-{} {}:{}:{}", part(0), part(2), part(4), part(6), part(8), part(10))
}

#[test]
fn as_text_in_both_languages() {
    let (home, [cancel, third, second, first]) = shop();
    let line = |kind: &str, id: &str, rest: &str| format!("{}  {kind}  {rest}  {}\n", time(id), grouped(id));
    for (lang, head, paid, cancelled) in [
        (
            "en",
            "Time                 Kind             Amount  Card number              Remaining  Transaction id\n",
            "payment",
            "cancel ",
        ),
        (
            "ko",
            "일시                 구분            금액  카드번호                      잔액  관리번호\n",
            "결제",
            "취소",
        ),
    ] {
        let expected = [
            head.to_owned(),
            line(cancelled, &cancel, "          -500  1234 56** **** *456              -"),
            line(paid, &third, "           500  1234 56** **** *456            500"),
            line(paid, &second, " 1,000,000,000  5555 55** **** *444  1,000,000,000"),
            line(paid, &first, "        11,000  1234 56** **** *456         10,500"),
        ];
        assert_eq!(home.ok(&["list", "--lang", lang], ""), expected.concat());
    }
}

#[test]
fn as_json_with_its_keys_in_order() {
    let (home, [cancel, _, _, first]) = shop();
    let out = home.ok(&["list", "--json"], "");
    let line = |index: usize| out.lines().nth(index).expect("line").to_owned();
    let created_at = |index: usize| text(&value(&line(index)), "created_at").to_owned();
    assert_eq!(
        line(0),
        format!(
            "{{\"id\":\"{cancel}\",\"kind\":\"CANCEL\",\"original_id\":\"{first}\",\"card_number\":\"123456*******456\",\
             \"installments\":0,\"amount\":500,\"vat\":45,\"remaining_amount\":10500,\"remaining_vat\":955,\
             \"created_at\":\"{}\",\"till\":1}}",
            created_at(0)
        )
    );
    assert_eq!(
        line(3),
        format!(
            "{{\"id\":\"{first}\",\"kind\":\"PAYMENT\",\"original_id\":null,\"card_number\":\"123456*******456\",\
             \"installments\":0,\"amount\":11000,\"vat\":1000,\"remaining_amount\":10500,\"remaining_vat\":955,\
             \"created_at\":\"{}\",\"till\":1}}",
            created_at(3)
        )
    );
    assert_eq!(out.lines().count(), 4);
}

#[test]
fn queries() {
    let (home, [cancel, third, second, first]) = shop();
    let found = |query: &[&str]| {
        let out = home.ok(&[&["list", "--json"], query].concat(), "");
        out.lines().map(|line| text(&value(line), "id").to_owned()).collect::<Vec<_>>()
    };
    let groups = grouped(&second);
    let words: Vec<_> = groups.split(' ').collect();
    assert_eq!(found(&[]), [&*cancel, &third, &second, &first]);
    assert_eq!(found(&["456"]), [&*cancel, &third, &first]);
    assert_eq!(found(&["444"]), [&*second]);
    assert_eq!(found(&["500원"]), [&*cancel, &third]);
    assert_eq!(found(&["500", "won"]), [&*cancel, &third]);
    assert_eq!(found(&["1,000,000,000"]), [&*second]);
    assert_eq!(found(&[&second]), [&*second]);
    assert_eq!(found(&[&groups]), [&*second]);
    assert_eq!(found(&words), [&*second]);
    assert_eq!(found(&["--limit", "2"]), [&*cancel, &third]);
    assert_eq!(found(&["456", "--limit", "2"]), [&*cancel, &third]);
    assert_eq!(found(&["cancel"]), [&*cancel]);
    assert_eq!(found(&["결제", "500원"]), [&*third]);
    assert_eq!(found(&["456", "--limit", "9", "--", "-cancel"]), [&*third, &first]);
    assert_eq!(found(&["1만.."]), [&*second, &first]);
    assert_eq!(found(&["999"]), [""; 0]);
    assert_eq!(home.ok(&["list", "999"], ""), "No transaction matches.\n");
    assert_eq!(home.ok(&["list", "999", "--lang", "ko"], ""), "조건에 맞는 거래가 없습니다.\n");
    for (lang, sentence) in [
        (
            "en",
            "Not understood: kim. A query is made of digits of a card or an id, amounts (55,000 or 1만..10만), days (today, 11-20..), cancel, part, 3 months, till 2; a minus in front leaves it out.",
        ),
        (
            "ko",
            "알 수 없는 말: kim. 카드나 관리번호의 숫자, 금액(55,000, 1만..10만), 날짜(오늘, 11-20..), 취소, 부분, 3개월, 2번을 쓸 수 있고, 앞에 빼기(-)를 붙이면 뺍니다.",
        ),
    ] {
        let ran = home.run(&["list", "kim", "--lang", lang], "");
        assert_eq!((ran.out.as_str(), ran.err, ran.code), ("", format!("paydesk: {sentence}\n"), Some(2)));
    }
    // Words that say nothing by themselves would list everything.
    for (lang, query, begins) in [
        ("en", "the", "paydesk: Not understood: the. "),
        ("ko", "카드 번호", "paydesk: 알 수 없는 말: 카드, 번호. "),
    ] {
        let ran = home.run(&["list", query, "--lang", lang], "");
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)));
        assert!(ran.err.starts_with(begins), "{}", ran.err);
    }
}

#[test]
fn a_misspelled_word_is_refused_with_the_word_that_is_meant() {
    let (home, _) = shop();
    for (lang, query, begins) in [
        ("en", "canel", "paydesk: Did you mean: cancel? Not understood: canel. "),
        ("en", "pay -canel", "paydesk: Did you mean: -cancel? Not understood: -canel. "),
        ("ko", "결재", "paydesk: 비슷한 말: 결제. 알 수 없는 말: 결재. "),
    ] {
        for format in [&[][..], &["--json"], &["--csv"]] {
            let ran = home.run(&[&["list", query, "456", "--lang", lang], format].concat(), "");
            assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)));
            assert!(ran.err.starts_with(begins), "{}", ran.err);
        }
    }
}

#[test]
fn cards_are_found_as_people_say_them() {
    let (home, [cancel, third, second, first]) = shop();
    let found = |query: &[&str], input: &str| -> Vec<String> {
        let out = home.ok(&[&["list", "--json"], query].concat(), input);
        out.lines().map(|line| text(&value(line), "id").to_owned()).collect()
    };
    let own = [&*cancel, &third, &first];
    assert_eq!(found(&["3456"], ""), own);
    assert_eq!(found(&["4444"], ""), [&*second]);
    assert_eq!(found(&["123456"], ""), own);
    assert_eq!(found(&["5555", "55"], ""), [&*second]);
    assert_eq!(found(&["5555-55"], ""), [&*second]);
    assert_eq!(found(&["카드", "끝", "3456"], ""), own);
    assert_eq!(found(&["취소", "결제"], ""), [&*first]);
    assert_eq!(found(&["--card", "-"], "5555-5555-5555-4444\n"), [&*second]);
    assert_eq!(found(&["--card", "-", "취소"], "1234 5678 9012 3456"), [&*cancel]);
    assert_eq!(found(&["--card", "-"], "5105105105105100\n"), [""; 0]);
}

#[test]
fn a_card_number_on_the_command_line_is_refused_unread() {
    let home = Home::new();
    for (lang, sentence) in [
        (
            "en",
            "A card number on the command line is not read: histories and lists of processes keep it. Give it on standard input: paydesk list --card -",
        ),
        (
            "ko",
            "명령줄의 카드번호는 읽지 않습니다: 명령 기록과 프로세스 목록에 남습니다. 표준 입력으로 주세요: paydesk list --card -",
        ),
    ] {
        for words in [
            &["list", "5555555555554444"][..],
            &["list", "5555", "5555", "5555", "4444"],
            &["list", "취소", "5555-5555-5555-4444"],
            &["show", "5555555555554444"],
            &["show", "5555 5555 5555 4444"],
            // Beside what makes twenty digits of it, and after an id that is cut short.
            &["list", "5555555555554444", "5000"],
            &["list", "5000", "5555555555554444"],
            &["list", "261121143207122", "5555555555554444"],
        ] {
            let ran = home.run(&[words, &["--lang", lang]].concat(), "");
            assert_eq!(
                (ran.out.as_str(), ran.err, ran.code),
                ("", format!("paydesk: {sentence}\n"), Some(2))
            );
        }
    }
    for command in ["list", "show"] {
        let ran = home.run(&[command, "--json", "5555555555554444"], "");
        let (code, ..) = error(&ran.out);
        assert_eq!((code.as_str(), ran.code), ("card_on_command_line", Some(2)));
        assert!(!ran.out.contains("5555") && !ran.err.contains("5555"), "{ran:?}");
    }
    // Cut short, an unknown word shows nothing of it either.
    let word = format!("{}1234567890123456", "x".repeat(31));
    let ran = home.run(&["list", &word], "");
    assert!(ran.code == Some(2) && !ran.err.contains("123"), "{}", ran.err);
    // The beginning of an id, with a digit that checks; and 16 digits that do not.
    for query in ["2611211835014", "202611211835012", "1234567890123456"] {
        assert_eq!(home.run(&["list", query], "").code, Some(0), "{query}");
    }
    let ran = home.run(&["list", "--card", "5555555555554444"], "");
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)));
    assert!(ran.err.contains("--card -") && !ran.err.contains("5555"), "{}", ran.err);
    for (input, sentence) in
        [("", "Card number is missing"), ("12345", "Card number"), ("not a card", "Card number")]
    {
        let ran = home.run(&["list", "--card", "-", "--lang", "en"], input);
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)));
        assert!(ran.err.starts_with("paydesk: ") && ran.err.contains(sentence), "{}", ran.err);
    }
}

#[test]
fn an_empty_ledger() {
    let home = Home::new();
    assert_eq!(home.ok(&["list"], ""), "No transactions yet. Take one with: paydesk pay\n");
    assert_eq!(home.ok(&["list", "--lang", "ko"], ""), "아직 거래가 없습니다. 결제하려면: paydesk pay\n");
    assert_eq!(home.ok(&["list", "--json"], ""), "");
}

#[test]
fn pages_join_without_a_gap() {
    let home = Home::new();
    let requests: Vec<_> = (0..450).map(|n| with(PAYMENT, "amount", &(20_000 + n).to_string())).collect();
    let answers = home.ok(&["pay"], requests.join("\n"));
    let mut paid: Vec<_> = answers.lines().map(|line| text(&value(line), "id").to_owned()).collect();
    paid.reverse();
    for (limit, count) in [("0", 450), ("450", 450), ("1000", 450), ("401", 401), ("400", 400), ("1", 1)] {
        let out = home.ok(&["list", "--json", "--limit", limit], "");
        let listed: Vec<_> = out.lines().map(|line| text(&value(line), "id").to_owned()).collect();
        assert_eq!(listed.as_slice(), paid.get(..count).expect("many"), "{limit}");
        assert_eq!(home.ok(&["list", "--limit", limit], "").lines().count(), count + 1, "{limit}");
    }
    assert_eq!(home.ok(&["list", "--json"], "").lines().count(), 50);
}

#[test]
fn as_csv_for_a_spreadsheet() {
    let (home, [cancel, third, second, first]) = shop();
    let header = "id,kind,original_id,card_number,installments,amount,vat,remaining_amount,remaining_vat,created_at,till\n";
    let line = |id: &str, rest: &str| {
        let milliseconds = id.get(12..15).expect("digits");
        format!("{},{rest},{}.{milliseconds},1\n", grouped(id), time(id))
    };
    let expected = [
        header.to_owned(),
        line(&cancel, &format!("CANCEL,{},123456*******456,0,-500,-45,,", grouped(&first))),
        line(&third, "PAYMENT,,123456*******456,0,500,45,500,45"),
        line(&second, "PAYMENT,,555555*******444,0,1000000000,1000,1000000000,1000"),
        line(&first, "PAYMENT,,123456*******456,0,11000,1000,10500,955"),
    ];
    assert_eq!(home.ok(&["list", "--csv"], ""), expected.concat());
    assert_eq!(home.ok(&["list", "--csv", "--lang", "ko", "--limit", "1"], ""), expected[..2].concat());
    assert_eq!(home.ok(&["list", "999", "--csv"], ""), header);
    assert_eq!(home.run(&["list", "--csv", "--json"], "").code, Some(2));
}

#[test]
fn a_long_list_does_not_block_payments() {
    let home = Home::new();
    assert_eq!(home.run(&["demo", "--rows", "2000"], "").code, Some(0));
    let mut child = home.command(&["list", "--limit", "0", "--json"]).spawn().expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let first = lines.next().expect("a line").expect("read");
    // By now the pipe is full, and the list waits for its reader.
    home.paid();
    let log = home.path("data/paydesk/ledger.db-wal");
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    let raw = rusqlite::Connection::open(home.ledger()).expect("opened");
    let busy: i64 = raw.query_one(checkpoint, [], |row| row.get(0)).expect("checkpoint");
    assert_eq!((busy, fs::metadata(log).expect("log").len()), (0, 0), "nothing is held while it waits");
    let rest: Vec<String> = lines.map(|line| line.expect("read")).collect();
    assert!(child.wait().expect("ended").success());
    assert_eq!(rest.len(), 1_999, "what was written meanwhile is not in it");
    let seen: HashSet<String> =
        rest.iter().chain([&first]).map(|line| text(&value(line), "id").to_owned()).collect();
    assert_eq!(seen.len(), 2_000);
}

#[test]
fn offsets_that_are_no_whole_hours_are_kept_and_searched_by() {
    for (zone, offset) in [("NPT-5:45", "+05:45"), ("NST3:30", "-03:30"), ("UTC0", "+00:00")] {
        let home = Home::new();
        let there = |args: &[&str], input: &str| {
            let mut command = home.command(args);
            command.env("TZ", zone);
            let ran = run(command, input);
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{zone}: {}", ran.out);
            ran.out
        };
        let paid = value(&there(&["pay"], PAYMENT));
        let (id, at) = (text(&paid, "id"), text(&paid, "created_at"));
        assert!(at.ends_with(offset), "{zone}: {at}");
        assert_eq!(at.replace('T', " ").get(..19), Some(time(id).as_str()), "the id says the same time");
        let minute = at.get(11..16).expect("a minute");
        let listed = there(&["list", "--json", at.get(..10).expect("a day"), minute], "");
        assert_eq!(text(&value(&listed), "id"), id, "{zone}");
        there(&["verify"], "");
    }
}

#[test]
fn a_ledger_that_is_not_there_is_not_called_empty() {
    let home = Home::new();
    home.paid();
    let path = shown(&home.path("none.db"));
    for args in [&["list"][..], &["show", "26112114320712301007"]] {
        for (lang, expected) in [
            (
                "en",
                format!("Ledger {path} is not there. Check the path, or name another file with --ledger."),
            ),
            (
                "ko",
                format!("장부 {path}: 파일이 없습니다. 경로를 확인하거나 --ledger로 다른 파일을 지정하세요."),
            ),
        ] {
            let ran = home.run(&[args, &["--ledger", &path, "--lang", lang]].concat(), "");
            assert_eq!(
                (ran.err, ran.out.as_str(), ran.code),
                (format!("paydesk: {expected}\n"), "", Some(3))
            );
            let ran = home.run(&[args, &["--ledger", &path, "--lang", lang, "--json"]].concat(), "");
            assert_eq!((error(&ran.out), ran.code), (("ledger".to_owned(), None, expected), Some(3)));
        }
    }
    let mut named = home.command(&["list"]);
    named.env("PAYDESK_LEDGER", &path);
    assert_eq!(run(named, "").code, Some(3));
    let said = home.ok(&["ledger", "accept", "--ledger", &path], "");
    let nothing = format!(
        "There is nothing to accept: {path} is not there, and never was. The first payment begins a ledger there.\n"
    );
    assert_eq!(said, nothing);
    assert!(!home.path("none.db").exists());
    // Where none is named, it is the first start.
    let home = Home::new();
    assert_eq!(home.ok(&["list"], ""), "No transactions yet. Take one with: paydesk pay\n");
}

/// Ids, times and columns are the same in text, CSV and JSON.
#[test]
fn every_column_in_text_and_csv_as_in_json() {
    let home = Home::new();
    let payment = home.paid();
    home.cancel(&payment, 1_100);
    for row in home.ok(&["list", "--json"], "").lines().map(value) {
        home.ok(&["memo", text(&row, "id"), "A-17"], "");
    }
    let rows: Vec<_> = home.ok(&["list", "--json"], "").lines().map(value).collect();
    let header = home.ok(&["list", "--csv", "--wide", "--limit", "1"], "");
    let names: Vec<String> = header.lines().next().expect("a header").split(',').map(str::to_owned).collect();
    let mut sorted = names.clone();
    sorted.sort();
    assert!(rows[0].as_object().expect("an object").keys().eq(&sorted));
    let plain = |row: &serde_json::Value, name: &str| {
        let cell = row.get(name).expect("a column");
        let cancel = text(row, "kind") == "CANCEL";
        match (name, cell) {
            (_, serde_json::Value::Null) => String::new(),
            ("remaining_amount" | "remaining_vat", _) if cancel => String::new(),
            ("amount" | "vat", number) if cancel => format!("-{number}"),
            (_, serde_json::Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        }
    };
    let cells = |row| names.iter().map(|name| plain(row, name)).collect();
    let table: Vec<Vec<String>> = std::iter::once(names.clone()).chain(rows.iter().map(cells)).collect();
    let csv: Vec<Vec<String>> = home
        .ok(&["list", "--csv", "--wide"], "")
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    assert_eq!(csv, table);
    let out = home.ok(&["list", "--wide", "--lang", "ko"], "");
    let lines: Vec<&str> = out.lines().collect();
    // The memo comes last, and may be of any width.
    let before_memo = |line: &str| line.rsplit_once("  ").expect("columns").0.len();
    assert!(lines.iter().all(|line| before_memo(line) == before_memo(lines[0])), "{out}");
    let cells = lines.iter().map(|line| {
        line.split_whitespace().map(|cell| if cell == "-" { String::new() } else { cell.to_owned() })
    });
    let cells: Vec<Vec<String>> = cells.map(Iterator::collect).collect();
    assert_eq!(cells, table);
    assert_eq!(home.run(&["list", "--wide", "--json"], "").code, Some(2));
}
