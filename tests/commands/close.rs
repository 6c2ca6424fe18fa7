//! `paydesk close` and `paydesk closes`.

use std::fs;

use paydesk::record::FactKind;
use serde_json::{Value, json};

use crate::{
    escpos::{self, Act},
    home::{Home, PAYMENT, error, shown, text, value, with},
};

const MONTHS: &str = r#"{"card_number":"5409123456783456","expiry":"1299","cvc":"777","installments":3,"amount":55000,"vat":0}"#;

fn report(home: &Home, args: &[&str]) -> Value {
    value(&home.ok(&[args, &["--json"]].concat(), ""))
}

/// A payment at till 1, one in months without VAT at till 2, and a cancel of the first at till 2. The ids of the first payment and of
/// the cancel.
fn day(home: &Home) -> (String, String) {
    let first = text(&home.pay(PAYMENT), "id").to_owned();
    home.ok(&["pay", "--till", "2"], MONTHS);
    let request = format!(r#"{{"id":"{first}","amount":1100}}"#);
    let cancel = value(&home.ok(&["cancel", "--till", "2"], request));
    (first, text(&cancel, "id").to_owned())
}

#[test]
fn a_close_as_json() {
    let home = Home::new();
    let (first, last) = day(&home);
    let hash = |home: &Home| {
        let verified = value(&home.ok(&["verify", "--json"], ""));
        text(&verified, "hash").to_owned()
    };
    let newest = hash(&home);
    let x = report(&home, &["close", "--x"]);
    let closed = report(&home, &["close"]);
    let expected = json!({
        "number": 1, "from_seq": 1, "to_seq": 4, "closed_at": closed["closed_at"], "till": 1,
        "payments": {"count": 2, "amount": 66_000, "vat": 1_000, "supply": 65_000},
        "cancels": {"count": 1, "amount": 1_100, "vat": 100, "supply": 1_000},
        "cancels_of_earlier": {"count": 0, "amount": 0},
        "net": {"amount": 64_900, "vat": 900, "supply": 64_000},
        "lump_sum": {"count": 1, "amount": 11_000},
        "installments": {"count": 1, "amount": 55_000},
        "by_till": [
            {"till": 1, "payments": {"count": 1, "amount": 11_000}, "cancels": {"count": 0, "amount": 0}, "net": 11_000},
            {"till": 2, "payments": {"count": 1, "amount": 55_000}, "cancels": {"count": 1, "amount": 1_100}, "net": 53_900},
        ],
        "first_id": first, "last_id": last,
        "grand_total": {"paid_before": 0, "paid_after": 66_000, "cancelled_before": 0, "cancelled_after": 1_100},
        "hash": newest,
    });
    // Midnight may be within this test.
    let without_dates = |report: &Value| {
        let mut report = report.clone();
        report.as_object_mut().expect("an object").remove("by_business_date");
        report
    };
    assert_eq!(without_dates(&closed), expected);
    assert!(text(&closed, "closed_at").ends_with("+09:00"));
    let keys =
        |report: &Value| -> Vec<String> { report.as_object().expect("an object").keys().cloned().collect() };
    let mut same = closed.clone();
    for key in ["number", "closed_at"] {
        same.as_object_mut().expect("an object").remove(key);
    }
    assert_eq!((x.clone(), keys(&x)), (same.clone(), keys(&same)), "an X report is the same without these");
    // The order of the contract.
    let order = home.ok(&["closes", "--json"], "");
    let places = [
        "number",
        "from_seq",
        "to_seq",
        "closed_at",
        "till",
        "payments",
        "cancels",
        "cancels_of_earlier",
        "net",
        "lump_sum",
        "installments",
        "by_till",
        "first_id",
        "last_id",
        "grand_total",
        "hash",
    ]
    .map(|key| order.find(&format!("\"{key}\":")).expect("a key"));
    assert!(places.is_sorted(), "{order}");
    // The hash is the one that proves what came before.
    home.ok(&["verify", "--since", &newest], "");
    assert_eq!(home.facts(FactKind::Close).len(), 1);
}

#[test]
fn the_next_close_has_what_came_since() {
    let home = Home::new();
    let (first, _) = day(&home);
    report(&home, &["close"]);
    let second = text(&home.pay(&with(PAYMENT, "amount", "20000")), "id").to_owned();
    home.cancel(&first, 900);
    home.cancel(&second, 100);
    let own = report(&home, &["close", "--x", "--own", "--till", "2"]);
    assert_eq!((&own["payments"]["count"], &own["till"], own.get("first_id")), (&json!(0), &json!(2), None));
    assert_eq!(own["grand_total"]["paid_after"], 86_000);
    let closed = report(&home, &["close", "--till", "2"]);
    assert_eq!(
        (&closed["number"], &closed["from_seq"], &closed["to_seq"]),
        (&json!(2), &json!(6), &json!(8))
    );
    assert_eq!(closed["cancels_of_earlier"], json!({"count": 1, "amount": 900}));
    assert_eq!(
        closed["grand_total"],
        json!({"paid_before": 66_000, "paid_after": 86_000, "cancelled_before": 1_100, "cancelled_after": 2_100})
    );
    assert_eq!((&closed["first_id"], &closed["till"]), (&json!(second), &json!(2)));
    let listed: Vec<Value> = home.ok(&["closes", "--json"], "").lines().map(value).collect();
    assert_eq!(listed.iter().map(|close| close["number"].clone()).collect::<Vec<_>>(), [json!(2), json!(1)]);
    assert_eq!(listed[0], closed);
    assert_eq!(report(&home, &["closes", "show", "2"]), closed);
}

#[test]
fn without_anything_since_it_is_refused() {
    let home = Home::new();
    let refused = |lang: &str, sentence: &str| {
        let ran = home.run(&["close", "--lang", lang], "");
        assert_eq!((ran.out.as_str(), ran.err, ran.code), ("", format!("paydesk: {sentence}\n"), Some(1)));
        let ran = home.run(&["close", "--json", "--lang", lang], "");
        assert_eq!((ran.err.as_str(), ran.code), ("", Some(1)));
        assert_eq!(error(&ran.out), ("nothing_since".to_owned(), None, sentence.to_owned()));
    };
    let sentences = [
        ("en", "Nothing to close: no payment and no cancel since the last close."),
        ("ko", "마감할 거래가 없습니다. 지난 마감 뒤로 결제도 취소도 없습니다."),
    ];
    for (lang, sentence) in sentences {
        refused(lang, sentence);
    }
    assert_eq!(report(&home, &["close", "--x"])["payments"]["count"], 0);
    assert_eq!(home.ok(&["closes"], ""), "No day was closed yet.\n");
    assert_eq!(home.ok(&["closes", "--json"], ""), "");
    let id = home.paid();
    home.ok(&["close"], "");
    home.ok(&["show", &id, "--reveal"], "");
    for (lang, sentence) in sentences {
        refused(lang, sentence);
    }
    assert_eq!(home.facts(FactKind::Close).len(), 1);
}

#[test]
fn a_close_on_paper_in_korean() {
    let home = Home::new();
    home.configure("[shop]\nname = \"성수 라떼\"\nbusiness_number = \"123-45-67890\"\n");
    let (first, last) = day(&home);
    for _ in 0..2 {
        let bytes = home.command(&["slip", &first, "--escpos"]).output().expect("run");
        assert_eq!(bytes.status.code(), Some(0));
    }
    home.ok(&["show", &first, "--reveal"], "");
    let printed = home.ok(&["close", "--lang", "ko"], "");
    let closed = value(&home.ok(&["closes", "--json"], ""));
    let at = text(&closed, "closed_at");
    let hash = text(&closed, "hash");
    let groups: Vec<&str> = (0..8).map(|group| hash.get(group * 8..group * 8 + 8).expect("hex")).collect();
    // Midnight may be within this test.
    let has_dates = closed.get("by_business_date").is_some();
    let expected = format!(
        "                마감 (Z) 1
------------------------------------------
                성수 라떼
사업자등록번호                123-45-67890
------------------------------------------
마감일시               {} {}
단말기                                  01
감사 기록 번호                         1-7
------------------------------------------
결제 2건                          66,000원
공급가액                          65,000원
부가세                             1,000원
취소 1건                          -1,100원
공급가액                          -1,000원
부가세                              -100원
------------------------------------------
순매출                            64,900원
공급가액                          64,000원
부가세                               900원
------------------------------------------
일시불 1건                        11,000원
할부 1건                          55,000원
부가세 없는 결제                  55,000원
01번 단말기 결제 1건              11,000원
02번 단말기 결제 1건              55,000원
02번 단말기 취소 1건              -1,100원
전표 재발행                            1회
카드번호 전체 표시                     1회
------------------------------------------
결제 누계(이전)                        0원
결제 누계                         66,000원
취소 누계(이전)                        0원
취소 누계                         -1,100원
순매출 누계                       64,900원
------------------------------------------
첫 관리번호      {}
끝 관리번호      {}
해시
       {} {} {} {}
       {} {} {} {}
",
        at.get(..10).expect("a date"),
        at.get(11..19).expect("a time"),
        crate::list::grouped(&first),
        crate::list::grouped(&last),
        groups[0],
        groups[1],
        groups[2],
        groups[3],
        groups[4],
        groups[5],
        groups[6],
        groups[7],
    );
    assert!(has_dates || printed == expected, "{printed}\n{expected}");
}

#[test]
fn a_close_that_is_shown_again_is_marked_and_recorded_and_as_json_it_is_not() {
    let home = Home::new();
    day(&home);
    let printed = home.ok(&["close", "--lang", "en"], "");
    let show = |args: &[&str]| home.ok(&[&["closes", "show", "1", "--lang", "en"], args].concat(), "");
    let first = show(&[]);
    assert_eq!(first, format!("                                 Reprint 1\n{printed}"));
    assert!(show(&["--json"]).starts_with("{\"number\":1,"));
    let narrow = show(&["--columns", "24"]);
    assert_eq!(narrow.lines().next(), Some("               Reprint 2"));
    assert!(narrow.lines().all(|line| line.chars().count() <= 24), "{narrow}");
    let korean = home.ok(&["closes", "show", "1", "--lang", "ko", "--till", "2"], "");
    assert!(korean.starts_with("                                  재발행 3\n"), "{korean}");
    // A printer without Hangul has English paper.
    let ascii = home.ok(&["closes", "show", "1", "--lang", "ko", "--set", "printer.charset=ascii"], "");
    assert!(ascii.contains("Z report 1\n") && ascii.is_ascii(), "{ascii}");
    let numbers: Vec<Value> = home
        .facts(FactKind::ClosePrinted)
        .iter()
        .map(|fact| fact["close_printed"]["reprint"].clone())
        .collect();
    assert_eq!(numbers, [json!(1), json!(2), json!(3), json!(4)]);
    home.ok(&["verify"], "");
}

#[test]
fn an_x_report_on_paper_says_what_it_is() {
    let home = Home::new();
    day(&home);
    let lines = |args: &[&str]| {
        let out = home.ok(&[&["close", "--x", "--lang", "en"], args].concat(), "");
        out.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = lines(&[]);
    assert_eq!(all[0], "                 X report");
    assert!(all.iter().any(|line| line == "Paid so far                     66,000 KRW"), "{all:#?}");
    let own = lines(&["--own", "--till", "2"]);
    assert!(own.iter().any(|line| line == "Till                   02 (this till only)"), "{own:#?}");
    assert!(own.iter().any(|line| line == "Net                             53,900 KRW"), "{own:#?}");
    assert!(!own.iter().any(|line| line.contains("so far")), "{own:#?}");
    assert_eq!(home.facts(FactKind::Close), [] as [Value; 0]);
}

#[test]
fn closes_as_a_table() {
    let home = Home::new();
    day(&home);
    home.ok(&["close"], "");
    home.pay(&with(PAYMENT, "amount", "1234567"));
    home.ok(&["close", "--till", "2"], "");
    let at = |close: &str| text(&value(close), "closed_at").get(..19).expect("a time").replace('T', " ");
    let closes = home.ok(&["closes", "--json"], "");
    let times: Vec<String> = closes.lines().map(at).collect();
    let expected = format!(
        "Z  Closed               Till  Payments       Paid  Cancels  Cancelled        Net\n\
         2  {}  02           1  1,234,567        0          0  1,234,567\n\
         1  {}  01           2     66,000        1     -1,100     64,900\n\
        \x20  Total                             3  1,300,567        1     -1,100  1,299,467\n",
        times[0], times[1]
    );
    assert_eq!(home.ok(&["closes", "--lang", "en"], ""), expected);
    let korean = home.ok(&["closes", "--lang", "ko"], "");
    assert!(korean.starts_with("마감  마감일시             단말기"), "{korean}");
    // Months are those of the business dates on which days were closed.
    let month = times[0].get(..7).expect("a month");
    for asked in [&["--from", month][..], &["--to", month], &["--from", month, "--to", month]] {
        assert_eq!(home.ok(&[&["closes", "--lang", "en"], asked].concat(), ""), expected, "{asked:?}");
    }
    let none = "Nothing was closed in these months.\n";
    for asked in [&["--from", "2099-12"][..], &["--to", "2000-01"]] {
        assert_eq!(home.ok(&[&["closes", "--lang", "en"], asked].concat(), ""), none, "{asked:?}");
        assert_eq!(home.ok(&[&["closes", "--json"], asked].concat(), ""), "", "{asked:?}");
    }
    let ran = home.run(&["closes", "--from", "2026-02", "--to", "2026-01", "--lang", "en"], "");
    let expected = "paydesk: --from 2026-02 is after --to 2026-01. The first month comes first: --from 2026-01 --to 2026-02\n";
    assert_eq!((ran.err.as_str(), ran.code), (expected, Some(2)));
}

#[test]
fn reports_go_to_the_receipt_printer_and_a_close_again_is_marked_on_paper() {
    let home = Home::new();
    day(&home);
    let paper = home.path("paper");
    home.configure(format!("[printer]\nto = \"command:cat >> '{}'\"\ndrawer = true\n", paper.display()));
    let printed = |args: &[&str]| {
        let out = home.ok(&[args, &["--lang", "en", "--print"]].concat(), "");
        let acts = escpos::read(&fs::read(&paper).expect("paper"));
        fs::remove_file(&paper).expect("taken");
        assert!(!acts.contains(&Act::Drawer) && acts.last() == Some(&Act::Cut), "{args:?}");
        (out, escpos::lines(&acts).iter().flat_map(|line| [*line, "\n"]).collect::<String>())
    };
    let (x, on_paper) = printed(&["close", "--x"]);
    assert!(x.trim_start().starts_with("X report\n"), "{x}");
    assert_eq!(x, on_paper);
    let (z, on_paper) = printed(&["close"]);
    assert!(z.trim_start().starts_with("Z report 1\n"), "{z}");
    assert_eq!(z, on_paper);
    for reprint in 1..=2 {
        let (out, on_paper) = printed(&["closes", "show", "1"]);
        assert_eq!((out.as_str(), on_paper), ("", format!("{:>42}\n{z}", format!("Reprint {reprint}"))));
    }
    assert_eq!(home.facts(FactKind::ClosePrinted).len(), 2);
    home.ok(&["verify"], "");
}

#[test]
fn a_dead_printer_takes_no_close_back_and_the_way_to_print_it_is_said() {
    let home = Home::new();
    home.paid();
    // No program listens there.
    let to = "printer.to=tcp:127.0.0.1:1";
    let why = "paydesk: tcp:127.0.0.1:1: no connection (Connection refused (os error 111)). Check the printer's power and the network.";
    let again = "Print it again: paydesk closes show 1 --print";
    let run = |args: &[&str]| home.run(&[args, &["--print", "--lang", "en", "--set", to]].concat(), "");
    let ran = run(&["close", "--x", "--json"]);
    assert_eq!((ran.err, ran.code), (format!("{why}\n"), Some(1)));
    assert!(value(&ran.out)["number"].is_null());
    let ran = run(&["close", "--json"]);
    assert_eq!((ran.err, ran.code), (format!("{why} {again}\n"), Some(1)));
    assert_eq!(value(&ran.out)["number"], 1);
    let ran = run(&["closes", "show", "1"]);
    assert_eq!((ran.out.as_str(), ran.err, ran.code), ("", format!("{why} {again}\n"), Some(1)));
    // Without a printer, nothing is done.
    home.paid();
    for args in [&["close"][..], &["close", "--x"], &["closes", "show", "1"]] {
        let ran = home.run(&[args, &["--print", "--lang", "en"]].concat(), "");
        let expected = "paydesk: No printer is set. Name one in the configuration file under printer.to, or in the settings of F10.\n";
        assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", expected, Some(2)), "{args:?}");
    }
    assert_eq!(home.ok(&["closes", "--json"], "").lines().count(), 1);
    assert_eq!(home.run(&["closes", "show", "2", "--print", "--set", to], "").code, Some(1));
    home.ok(&["verify"], "");
}

#[test]
fn a_close_that_is_not_there_is_named() {
    let home = Home::new();
    home.paid();
    home.ok(&["close"], "");
    for number in ["2", "4294967295"] {
        let ran = home.run(&["closes", "show", number], "");
        assert_eq!(
            (ran.out.as_str(), ran.err, ran.code),
            ("", format!("paydesk: There is no close {number}.\n"), Some(1))
        );
        let ran = home.run(&["closes", "show", number, "--json", "--lang", "ko"], "");
        let expected = ("not_found".to_owned(), None, format!("마감 {number}번은 없습니다."));
        assert_eq!((error(&ran.out), ran.code), (expected, Some(1)));
    }
    for wrong in
        [&["closes", "show", "0"][..], &["closes", "show", "x"], &["closes", "show"], &["close", "--own"]]
    {
        assert_eq!(home.run(wrong, "").code, Some(2), "{wrong:?}");
    }
    assert_eq!(home.facts(FactKind::ClosePrinted), [] as [Value; 0]);
}

#[test]
fn a_note_that_another_till_left_stops_the_close_by_name() {
    let home = Home::new();
    home.paid();
    let note = |till: &str| home.ledger().with_file_name(format!("ledger.db-till{till}-1.in-flight"));
    let left = r#"{"paydesk_in_flight":1,"request_id":"r","amount":1000,"cancels":null,"at":"2026-11-21T14:32:07+09:00"}"#;
    fs::write(note("02"), left).expect("written");
    for (lang, sentence) in [
        (
            "en",
            "Till 02 was stopped while a transaction was on its way, and the outcome was not seen yet. Start Paydesk at till 02 first: it says what became of it.",
        ),
        (
            "ko",
            "02번 단말기가 거래를 처리하다가 멈췄고 그 결과를 아직 확인하지 않았습니다. 먼저 02번 단말기에서 Paydesk를 시작해 결과를 확인하세요.",
        ),
    ] {
        let ran = home.run(&["close", "--json", "--lang", lang], "");
        assert_eq!(
            (error(&ran.out), ran.code),
            (("note_left".to_owned(), None, sentence.to_owned()), Some(1))
        );
    }
    // It stops no look, and not that till itself: nothing of it is on its way any more.
    assert_eq!(report(&home, &["close", "--x"])["payments"]["count"], 1);
    assert_eq!(report(&home, &["close", "--till", "2"])["number"], 1);
    home.paid();
    // Held by a program that runs.
    let held = fs::File::open(note("02")).expect("opened");
    held.lock().expect("locked");
    assert_eq!(report(&home, &["close"])["number"], 2);
    drop(held);
    home.paid();
    assert_eq!(home.run(&["close"], "").code, Some(1));
    fs::remove_file(note("02")).expect("removed");
    assert_eq!(report(&home, &["close"])["number"], 3);
}

#[test]
fn a_business_day_begins_when_the_configuration_says() {
    let home = Home::new();
    home.configure("[day]\nstarts_at = \"04:30\"\n");
    assert!(home.ok(&["config"], "").contains("day.starts_at = \"04:30\"\n"));
    home.paid();
    home.ok(&["close", "--set", "day.starts_at=12:00"], "");
    home.paid();
    home.ok(&["close"], "");
    let starts: Vec<Value> = home
        .facts(FactKind::Close)
        .iter()
        .map(|fact| fact["close"]["figures"]["day_starts_at"].clone())
        .collect();
    assert_eq!(starts, [json!("12:00"), json!("04:30")]);
    assert_eq!(home.run(&["verify"], "").code, Some(0));
    for wrong in ["13:00", "4:30", "noon", "4"] {
        let ran = home.run(&["close", "--set", &format!("day.starts_at={wrong}")], "");
        let expected = format!(
            "paydesk: --set day.starts_at={wrong}: day.starts_at takes a time from 00:00 to 12:00, in quotes, not this text. Correct it there.\n"
        );
        assert_eq!((ran.err, ran.code), (expected, Some(3)));
    }
}

#[test]
fn where_nothing_can_be_recorded_only_looking_works() {
    let home = Home::new();
    home.paid();
    home.ok(&["close"], "");
    home.paid();
    let stick = home.path("stick.db");
    home.ok(&["backup", &shown(&stick)], "");
    let mut permissions = fs::metadata(&stick).expect("metadata").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&stick, permissions).expect("chmod");
    let stick = shown(&stick);
    let on = |args: &[&str]| home.run(&[args, &["--ledger", &stick]].concat(), "");
    assert_eq!(value(&on(&["close", "--x", "--json"]).out)["from_seq"], 4);
    assert_eq!(value(&on(&["closes", "--json"]).out)["number"], 1);
    assert_eq!(on(&["closes", "show", "1", "--json"]).code, Some(0));
    for refused in [&["closes", "show", "1"][..], &["close"]] {
        let ran = on(refused);
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(3)), "{refused:?}");
    }
    // A ledger that is named and not there is not made.
    let none = shown(&home.path("none.db"));
    for args in [&["close"][..], &["close", "--x"], &["closes"], &["closes", "show", "1"]] {
        assert_eq!(home.run(&[args, &["--ledger", &none]].concat(), "").code, Some(3), "{args:?}");
    }
    assert!(!home.path("none.db").exists());
}

#[test]
fn after_a_close_the_ledger_is_copied_and_a_folder_that_is_gone_takes_nothing_back() {
    let home = Home::new();
    let folder = home.path("copies");
    fs::create_dir(&folder).expect("folder");
    let to = format!("backup.to={}", folder.display());
    home.paid();
    home.ok(&["close", "--x", "--set", &to], "");
    assert_eq!(fs::read_dir(&folder).expect("folder").count(), 0, "nothing was closed");
    home.ok(&["close", "--set", &to], "");
    let copy = fs::read_dir(&folder).expect("folder").next().expect("a copy").expect("a file").path();
    let copy = copy.to_str().expect("UTF-8");
    let closes = home.ok(&["closes", "--json"], "");
    assert_eq!(home.ok(&["closes", "--json", "--ledger", copy], ""), closes);
    assert_eq!(home.facts(FactKind::Backup).len(), 1);
    fs::remove_dir_all(&folder).expect("gone");
    home.paid();
    let ran = home.run(&["close", "--json", "--set", &to, "--lang", "en"], "");
    assert_eq!(value(&ran.out)["number"], 2);
    assert!(ran.err.starts_with("paydesk: No copy of the ledger was made. "), "{}", ran.err);
    assert_eq!(ran.code, Some(0), "the day is closed");
    assert_eq!(home.ok(&["closes", "--json"], "").lines().count(), 2);
}
