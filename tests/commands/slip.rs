//! `paydesk slip`, and the slips of `paydesk pay` and `cancel`.

use std::{
    fs,
    io::Read as _,
    net::{Ipv4Addr, TcpListener},
    thread,
};

use paydesk::record::FactKind;
use serde_json::json;

use crate::{
    escpos::{self, Act, PaperLine},
    home::{Home, PAYMENT, error, run, text, value, with},
    list::{grouped, time},
};

/// A shop that has set everything.
const SHOP: &str = r#"
[shop]
name = "성수 라떼"
owner = "김하나"
business_number = "123-45-67890"
address = ["서울특별시 성동구 성수이로 123", "2층"]
telephone = "02-123-4567"
merchant_number = "00123456789"
terminal_number = "7654321"
"#;

const CARD: &str = r#"{"card_number":"5409123456783456","expiry":"1299","cvc":"777","installments":3,"amount":55000,"vat":5000}"#;

fn shop(more: &str) -> Home {
    let home = Home::new();
    home.configure(format!("{SHOP}{more}"));
    home
}

fn slip(home: &Home, args: &[&str]) -> String {
    home.ok(&[&["slip"], args].concat(), "")
}

fn bytes(home: &Home, id: &str, more: &[&str]) -> Vec<Act> {
    let output = home.command(&[&["slip", id, "--escpos"], more].concat()).output().expect("run");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    escpos::read(&output.stdout)
}

#[test]
fn a_payment_in_korean_on_paper_of_42_columns() {
    let home = shop("");
    let id = text(&home.pay(CARD), "id").to_owned();
    let expected = format!(
        "\
고객용
              카드 결제 전표
------------------------------------------
                성수 라떼
      서울특별시 성동구 성수이로 123
                   2층
대표자                              김하나
사업자등록번호                123-45-67890
전화번호                       02-123-4567
가맹점번호                     00123456789
카드사 단말기번호                  7654321
------------------------------------------
거래                                  결제
거래일시               {}
카드번호               5409 12** **** *456
할부                                 3개월
공급가액                          50,000원
부가세                             5,000원
합계                              55,000원
------------------------------------------
관리번호         {}
단말기                                  01
",
        time(&id),
        grouped(&id)
    );
    assert_eq!(slip(&home, &[&id, "--lang", "ko"]), expected);
}

#[test]
fn a_cancel_in_english_on_paper_of_32_columns() {
    let home = shop("");
    let id = text(&home.pay(CARD), "id").to_owned();
    let cancel = text(&home.cancel(&id, 10_000), "id").to_owned();
    let later = text(&home.cancel(&id, 1_000), "id").to_owned();
    let slip = slip(&home, &[&cancel, "--lang", "en", "--width", "32", "--copy", "merchant"]);
    let below = slip.split_once("7654321\n").expect("the shop").1;
    let expected = format!(
        "\
--------------------------------
Kind                      Cancel
Time         {}
Card number  5409 12** **** *456
Installments            lump sum
Supply value          -9,091 KRW
VAT                     -909 KRW
Total                -10,000 KRW
--------------------------------
Original id
       {}
Original time
             {}
Remaining             45,000 KRW
Transaction id
       {}
Till                          01
No signature required
",
        time(&cancel),
        grouped(&id),
        time(&id),
        grouped(&cancel)
    );
    assert_eq!(below, expected);
    assert!(slip.starts_with("Merchant copy\n             CANCEL\n       Card payment slip\n"), "{slip}");
    // The payment's has a line for each cancel since, and what remains.
    let payment = home.ok(&["slip", &id, "--lang", "en"], "");
    let at = |id: &str| time(id).get(5..16).expect("a time").to_owned();
    for line in [
        format!("Cancel {}{:>24}\n", at(&cancel), "-10,000 KRW"),
        format!("Cancel {}{:>24}\n", at(&later), "-1,000 KRW"),
        format!("{:32}44,000 KRW\n", "Remaining"),
    ] {
        assert!(payment.contains(&line), "{line}{payment}");
    }
}

#[test]
fn json_has_the_words_of_the_paper() {
    let home = shop("");
    let id = text(&home.pay(CARD), "id").to_owned();
    for (args, copy, columns) in
        [(vec![], "customer", 42), (vec!["--copy", "merchant", "--width", "24"], "merchant", 24)]
    {
        let text = slip(&home, &[&[id.as_str()], args.as_slice()].concat());
        let answer = value(&slip(&home, &[&[id.as_str(), "--json"], args.as_slice()].concat()));
        let lines: Vec<&str> = text.lines().collect();
        let expected = json!({"id": id, "copy": copy, "reprint": 0, "columns": columns, "lines": lines});
        assert_eq!(answer, expected);
        let acts = bytes(&home, &id, &args);
        assert_eq!(escpos::lines(&acts), lines);
    }
}

#[test]
fn the_bytes_of_a_payment() {
    let home = shop("[printer]\ndrawer = true\n");
    let id = text(&home.pay(CARD), "id").to_owned();
    let acts = bytes(&home, &id, &["--lang", "ko"]);
    let look = |text: &str| {
        acts.iter().find_map(|act| match act {
            Act::Line(line) if line.text.contains(text) => Some((line.bold, line.tall)),
            _ => None,
        })
    };
    assert_eq!(acts[..2], [Act::Init, Act::Drawer]);
    assert_eq!(look("카드 결제 전표"), Some((true, true)));
    assert_eq!(look("성수 라떼"), Some((true, false)));
    assert_eq!(look("합계"), Some((true, true)));
    assert_eq!(look("부가세"), Some((false, false)));
    let end = [Act::Code { text: id.clone(), width: 2, height: 64 }, Act::Feed(4), Act::Cut];
    assert_eq!(acts[acts.len() - 3..], end);
    // The drawer opens once: not with the merchant's copy, a reprint or a cancel.
    for more in [&["--copy", "merchant"][..], &[]] {
        assert!(!bytes(&home, &id, more).contains(&Act::Drawer), "{more:?}");
    }
    let cancel = text(&home.cancel(&id, 1_000), "id").to_owned();
    assert!(!bytes(&home, &cancel, &[]).contains(&Act::Drawer));
}

#[test]
fn a_printer_of_ascii_gets_english_and_no_switches() {
    let home = shop("[printer]\ncharset = \"ascii\"\n");
    let id = text(&home.pay(CARD), "id").to_owned();
    let output = home.command(&["slip", &id, "--escpos", "--lang", "ko"]).output().expect("run");
    assert!(output.stdout.iter().all(u8::is_ascii) && output.stdout.starts_with(b"\x1b@\x1ba\x00Customer"));
    let acts = escpos::read(&output.stdout);
    assert!(escpos::lines(&acts).contains(&"Total                           55,000 KRW"), "{acts:?}");
    let err = String::from_utf8(output.stderr).expect("text");
    assert_eq!(
        err.lines().next(),
        Some(
            "paydesk: shop.name: 프린터가 모르는 문자가 있습니다: 성 (U+C131). 그 자리에 ? 모양을 인쇄합니다."
        )
    );
}

#[test]
fn bytes_count_as_printed_per_copy() {
    let home = shop("");
    let id = text(&home.pay(CARD), "id").to_owned();
    let first = |acts: &[Act]| match &acts[1] {
        Act::Line(PaperLine { text, .. }) => text.clone(),
        other => panic!("{other:?}"),
    };
    let korean = ["--lang", "ko"];
    assert_eq!(first(&bytes(&home, &id, &korean)), "고객용");
    assert_eq!(first(&bytes(&home, &id, &korean)), format!("고객용{}재발행 1", " ".repeat(28)));
    let merchant = ["--lang", "ko", "--copy", "merchant"];
    assert_eq!(first(&bytes(&home, &id, &merchant)), "가맹점용");
    // Text and JSON show what would be printed next, and count as nothing.
    for _ in 0..2 {
        assert_eq!(value(&slip(&home, &[&id, "--json"]))["reprint"], 2);
        assert_eq!(value(&slip(&home, &[&id, "--json", "--copy", "merchant"]))["reprint"], 1);
        assert!(
            slip(&home, &[&id, "--lang", "en"]).starts_with("Customer copy                    Reprint 2\n")
        );
    }
    home.ok(&["verify"], "");
}

#[test]
fn what_is_not_read_does_not_count() {
    let home = shop("");
    let id = text(&home.pay(CARD), "id").to_owned();
    let mut command = home.command(&["slip", &id, "--escpos", "--lang", "en"]);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    command.stdout(writer);
    let output = command.output().expect("run");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(value(&slip(&home, &[&id, "--json"]))["reprint"], 0);
    home.ok(&["verify"], "");
}

#[test]
fn a_signature_is_asked_for_above_the_amount_of_the_shop() {
    let home = shop("");
    let id = text(&home.pay(CARD), "id").to_owned();
    let small = text(&home.pay(&with(CARD, "amount", "50000")), "id").to_owned();
    let last = |id: &str, copy: &str| {
        let slip = slip(&home, &[id, "--copy", copy, "--lang", "ko"]);
        slip.lines().last().expect("a line").to_owned()
    };
    assert_eq!(last(&id, "merchant"), format!("서명 {}", "_".repeat(37)));
    assert_eq!(last(&id, "customer"), "단말기                                  01");
    assert_eq!(last(&small, "merchant"), "무서명");
    assert_eq!(last(&small, "customer"), "무서명");
}

#[test]
fn short_cards_show_their_end_alone() {
    let home = shop("");
    for (card, printed) in [
        ("1234567890", "**** ***8 90"),
        ("12345678901234", "**** **** ***2 34"),
        ("123456789012345", "1234 56** **** 345"),
    ] {
        let id = text(&home.pay(&with(CARD, "card_number", &format!("\"{card}\""))), "id").to_owned();
        let slip = slip(&home, &[&id, "--lang", "en"]);
        assert!(slip.contains(&format!("Card number{printed:>31}\n")), "{slip}");
    }
}

#[test]
fn the_largest_amount_on_the_narrowest_paper() {
    let home = Home::new();
    let id = text(&home.pay(&with(&with(CARD, "amount", "1000000000"), "vat", "0")), "id").to_owned();
    let cancel = text(&home.cancel(&id, 1_000_000_000), "id").to_owned();
    let ran = home.run(&["slip", &cancel, "--width", "24", "--lang", "ko"], "");
    for line in ["공급가액", " -1,000,000,000원", "부가세               0원", "합계    -1,000,000,000원"]
    {
        assert!(ran.out.contains(line), "{}", ran.out);
    }
    let ran = home.run(&["slip", &cancel, "--width", "24", "--lang", "en"], "");
    assert!(ran.out.contains("Total -1,000,000,000 KRW\n"), "{}", ran.out);
    assert!(ran.out.contains("Supply value\n      -1,000,000,000 KRW\n"), "{}", ran.out);
}

#[test]
fn what_the_shop_has_not_set_is_named_once_and_left_out() {
    let home = Home::new();
    let id = text(&home.pay(PAYMENT), "id").to_owned();
    let ran = home.run(&["slip", &id, "--lang", "en"], "");
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.err,
        "paydesk: The slip lacks shop.name, shop.owner, shop.business_number, shop.address, shop.telephone, \
         shop.merchant_number, shop.terminal_number. Set them in the configuration file or in the settings of F10.\n"
    );
    assert!(!ran.out.contains("shop"));
}

#[test]
fn what_cannot_be_is_refused() {
    let home = shop("");
    let id = home.paid();
    let unknown = "26112114320712301007";
    for json in [true, false] {
        let more: &[&str] = if json { &["--json"] } else { &[] };
        let ran = home.run(&[&["slip", unknown], more].concat(), "");
        assert_eq!(ran.code, Some(1));
        if json {
            assert_eq!(error(&ran.out).0, "not_found");
        } else {
            assert!(ran.out.is_empty() && ran.err.starts_with("paydesk: "), "{ran:?}");
        }
    }
    for wrong in [
        &["slip"][..],
        &["slip", &id, "--width", "23"],
        &["slip", &id, "--width", "65"],
        &["slip", &id, "--copy", "shop"],
        &["slip", &id, "--json", "--escpos"],
        &["slip", "4111111111111111"],
    ] {
        let ran = home.run(wrong, "");
        assert_eq!(ran.code, Some(2), "{wrong:?} {ran:?}");
        assert!(!ran.err.contains("4111111111111111"), "{ran:?}");
    }
    // A terminal would obey the bytes of a printer.
    let mut child = home.command(&["slip", &id, "--escpos", "--lang", "en"]);
    let (_window, terminal) = pty_process::blocking::open().expect("terminal");
    let mut plain = pty_process::blocking::Command::new(child.get_program())
        .args(child.get_args())
        .env_clear()
        .envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
    child.stdin(std::process::Stdio::null());
    plain = plain.stderr(std::process::Stdio::piped());
    let output = plain.spawn(terminal).expect("started").wait_with_output().expect("run");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(value(&slip(&home, &[&id, "--json"]))["reprint"], 0);
}

#[test]
fn pay_and_cancel_print_only_where_that_is_always() {
    for (print, slips) in [("never", 0), ("ask", 0), ("always", 3)] {
        let home = Home::new();
        let paper = home.path("paper");
        home.configure(format!(
            "{SHOP}[printer]\nto = \"file:{}\"\n[slip]\nprint = \"{print}\"\n",
            paper.display()
        ));
        let requests = format!("{CARD}\n{}\n", with(CARD, "amount", "7000"));
        let answers = home.ok(&["pay"], requests);
        let id = text(&value(answers.lines().next().expect("an answer")), "id").to_owned();
        home.cancel(&id, 1_000);
        let acts = escpos::read(&fs::read(&paper).unwrap_or_default());
        assert_eq!(acts.iter().filter(|act| **act == Act::Cut).count(), slips, "{print}");
        home.ok(&["verify"], "");
    }
}

#[test]
fn both_copies_are_printed_and_a_repeated_request_prints_nothing() {
    let home = Home::new();
    let paper = home.path("paper");
    home.configure(format!(
        "{SHOP}[printer]\nto = \"command:cat >> '{}'\"\n[slip]\nprint = \"always\"\ncopies = \"both\"\n",
        paper.display()
    ));
    let request = CARD.replace('}', r#","request_id":"order-1"}"#);
    for _ in 0..2 {
        home.pay(&request);
    }
    let acts = escpos::read(&fs::read(&paper).expect("paper"));
    let copies: Vec<&str> = escpos::lines(&acts)
        .into_iter()
        .filter(|line| line.contains("copy") || line.contains("용"))
        .collect();
    assert_eq!(copies, ["Customer copy", "Merchant copy"]);
}

#[test]
fn a_dead_printer_costs_no_payment() {
    let home = Home::new();
    // No program listens there.
    let port = 1;
    home.configure(format!("{SHOP}[printer]\nto = \"tcp:127.0.0.1:{port}\"\n[slip]\nprint = \"always\"\n"));
    let requests = format!("{CARD}\n{}\n", with(CARD, "amount", "7000"));
    let ran = home.run(&["pay", "--lang", "en"], requests);
    assert_eq!(ran.code, Some(1));
    let ids: Vec<String> = ran.out.lines().map(|answer| text(&value(answer), "id").to_owned()).collect();
    for (said, id) in ran.err.lines().zip(&ids) {
        let again = format!(" Print it again: paydesk slip {id} --escpos");
        let why = said.strip_suffix(&again).expect("how to print it");
        // The second one may wait behind the first by then, or not.
        let refused = format!(
            "paydesk: tcp:127.0.0.1:{port}: no connection (Connection refused (os error 111)). Check the printer's \
             power and the network."
        );
        let skipped = "paydesk: Not sent: the printout before it failed.";
        assert!(why == refused || *id == ids[1] && why == skipped, "{said}");
    }
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    for id in ids {
        assert_eq!(value(&slip(&home, &[&id, "--json"]))["reprint"], 0);
    }
    home.ok(&["verify"], "");
}

#[test]
fn a_printer_in_the_network_gets_whole_slips() {
    let home = Home::new();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let printer = thread::spawn(move || {
        let mut all = Vec::new();
        listener.accept().expect("a till").0.read_to_end(&mut all).expect("bytes");
        all
    });
    home.configure(format!("{SHOP}[printer]\nto = \"tcp:127.0.0.1:{port}\"\n[slip]\nprint = \"always\"\n"));
    let id = text(&home.pay(CARD), "id").to_owned();
    let acts = escpos::read(&printer.join().expect("a printer"));
    assert!(acts.contains(&Act::Code { text: id, width: 2, height: 64 }) && acts.last() == Some(&Act::Cut));
}

#[test]
fn prints_are_in_the_journal_before_they_are_on_paper() {
    let home = shop("");
    let id = home.paid();
    // The bytes go to a disk that is full.
    let full = home.in_shell("exec > /dev/full", &["slip", &id, "--escpos"]);
    assert_eq!(run(full, "").code, Some(3));
    bytes(&home, &id, &[]);
    let original = json!({"print": {"transaction": 2, "copy": "customer", "reprint": 0}});
    assert_eq!(home.facts(FactKind::Print), [original.clone(), original]);
    let failed = json!({"print_failed": {"transaction": 2, "copy": "customer"}});
    assert_eq!(home.facts(FactKind::PrintFailed), [failed]);
}
