//! Slips at a till: shown, asked about, printed, not printed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::*;
use crate::{
    config::{PrinterTo, ShopConfig, SlipCopies, SlipPrint},
    record::SlipCopy,
    slip::encode,
    tui::{app::PrintState, screen::slip::SlipScreen},
};

/// A whole payment of 55,000 won, taken.
const SALE: &str = "55.<Enter>54091234567834561230777+<Enter>";

/// Lets slips be printed into a file, which is returned.
pub fn paper_in(cashier: &mut Cashier) -> PathBuf {
    let paper = cashier.home.path().join("paper");
    cashier.till.app.cx.paper.printer.to = PrinterTo::File(paper.clone());
    paper
}

/// How many slips are on the paper.
pub fn cuts(paper: &Path) -> usize {
    let bytes = fs::read(paper).unwrap_or_default();
    bytes.windows(4).filter(|window| *window == b"\x1dV\x42\x00").count()
}

/// A shop that has set everything.
pub fn a_shop() -> ShopConfig {
    ShopConfig {
        name: "성수 라떼".to_owned(),
        owner: "김하나".to_owned(),
        business_number: "123-45-67890".to_owned(),
        address: vec!["서울특별시 성동구 성수이로 123".to_owned()],
        telephone: "02-123-4567".to_owned(),
        merchant_number: "00123456789".to_owned(),
        terminal_number: "7654321".to_owned(),
    }
}

fn till(lang: Lang, print: SlipPrint) -> (Cashier, PathBuf) {
    let mut cashier = Cashier::new(lang, 80, 24);
    let paper = paper_in(&mut cashier);
    cashier.till.app.cx.paper.slip.print = print;
    cashier.till.app.cx.paper.shop = a_shop();
    (cashier, paper)
}

fn shows_slip(cashier: &Cashier) -> bool {
    cashier.till.app.find::<SlipScreen>().is_some()
}

#[test]
fn the_slip_of_a_payment_and_of_a_cancel_as_on_paper() {
    for (lang, name) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        for (width, height) in [(80, 24), (120, 36)] {
            let mut cashier = Cashier::new(lang, width, height);
            cashier.till.app.cx.paper.shop = a_shop();
            cashier.till.app.cx.paper.printer.to =
                PrinterTo::Tcp { host: "192.168.0.20".to_owned(), port: 9100 };
            cashier.till.app.cx.paper.slip.print = SlipPrint::Never;
            cashier.keys(SALE).keys("/");
            insta::assert_snapshot!(format!("slip_{name}_{width}"), cashier.screen());
            cashier.keys("<Esc><F3><Enter>10.+<Enter>/<Tab>");
            insta::assert_snapshot!(format!("slip_of_a_cancel_{name}_{width}"), cashier.screen());
        }
    }
}

#[test]
fn a_shop_that_has_set_nothing_sees_what_is_missing_and_where_to_put_it() {
    for (lang, name) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(SALE).keys("/");
        insta::assert_snapshot!(format!("slip_of_a_shop_without_a_printer_{name}"), cashier.screen());
        // Nothing is printed, and the key says why.
        assert!(shows_slip(cashier.keys("<Enter>")));
        let said = cashier.till.app.cx.notice.as_ref().map(|notice| notice.text.clone());
        assert_eq!(said, Some(cashier.till.app.cx.locale.text(Text::PrinterNowhere)));
    }
}

#[test]
fn wide_paper_has_its_notes_above() {
    let mut cashier = Cashier::new(Lang::Ko, 80, 24);
    cashier.till.app.cx.paper.printer.columns = 64;
    cashier.till.app.cx.paper.shop =
        ShopConfig { name: "카페 · 1호점 — 성수".to_owned(), ..a_shop() };
    cashier.keys(SALE).keys("/");
    insta::assert_snapshot!("slip_on_wide_paper", cashier.screen());
}

#[test]
fn after_a_sale_the_notice_asks_and_one_key_prints() {
    for lang in [Lang::En, Lang::Ko] {
        let (mut cashier, paper) = till(lang, SlipPrint::Ask);
        cashier.keys(SALE);
        let asked = if lang == Lang::Ko { "  / = 전표 인쇄" } else { "  / = print slip" };
        assert!(cashier.row(21).ends_with(asked), "{}", cashier.screen());
        cashier.keys("/");
        assert!(!shows_slip(&cashier) && cuts(&paper) == 1, "{}", cashier.screen());
        // The next one is a reprint: it is shown first.
        cashier.keys("/");
        assert!(shows_slip(&cashier));
        cashier.keys("<Enter>");
        assert!(!shows_slip(&cashier) && cuts(&paper) == 2);
        // Any other key takes the question away.
        cashier
            .keys("54091234567834561230777")
            .keys("<Esc><Esc>")
            .keys("60.<Enter>54091234567834561230777+<Enter>");
        cashier.keys("<Down>/");
        assert!(shows_slip(&cashier) && cuts(&paper) == 2);
    }
}

#[test]
fn where_both_copies_belong_to_a_sale_one_key_prints_both() {
    let (mut cashier, paper) = till(Lang::Ko, SlipPrint::Ask);
    cashier.till.app.cx.paper.slip.copies = SlipCopies::Both;
    cashier.keys(SALE).keys("/");
    assert_eq!((cuts(&paper), shows_slip(&cashier)), (2, false));
    cashier.keys("/");
    assert!(cashier.screen().contains("고객용 · 재발행 1"), "{}", cashier.screen());
    // From the slip, each original comes in its turn.
    cashier.keys("<Esc><F3><Enter>10.+<Enter><Down>/");
    assert!(cashier.screen().contains("고객용 · 원본"), "{}", cashier.screen());
    cashier.keys("<Enter>/");
    assert!(cashier.screen().contains("가맹점용 · 원본"), "{}", cashier.screen());
}

#[test]
fn always_prints_after_each_transaction_and_takes_no_key() {
    for (copies, slips) in [(SlipCopies::Customer, 1), (SlipCopies::Both, 2)] {
        let (mut cashier, paper) = till(Lang::En, SlipPrint::Always);
        cashier.till.app.cx.paper.slip.copies = copies;
        let (mut silent, _) = till(Lang::En, SlipPrint::Never);
        cashier.keys(SALE);
        silent.keys(SALE);
        assert_eq!(cuts(&paper), slips);
        assert_eq!(cashier.screen(), silent.screen());
        cashier.keys("<F3>+<Enter>");
        assert_eq!(cuts(&paper), 2 * slips);
    }
}

#[test]
fn never_prints_nothing_and_asks_nothing() {
    let (mut cashier, paper) = till(Lang::En, SlipPrint::Never);
    cashier.keys(SALE);
    assert!(!cashier.screen().contains("/ = "));
    cashier.keys("/");
    assert!(shows_slip(&cashier) && cuts(&paper) == 0);
}

#[test]
fn a_printer_that_is_off_is_said_calmly_and_costs_the_next_sale_nothing() {
    for lang in [Lang::En, Lang::Ko] {
        // No program listens there.
        let port = 1;
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.till.app.cx.paper.printer.to = PrinterTo::Tcp { host: "127.0.0.1".to_owned(), port };
        cashier.till.app.cx.paper.slip.print = SlipPrint::Always;
        let bells = cashier.till.surface.bells;
        cashier.keys(SALE);
        assert_eq!(cashier.till.surface.bells, bells);
        let print = cashier.till.app.cx.print.as_ref().expect("a print");
        assert!(matches!(print.state, PrintState::Failed(_)));
        let screen = cashier.screen();
        assert!(
            screen.contains(&format!("127.0.0.1:{port}")) && cashier.says(Text::SlipNotPrinted),
            "{screen}"
        );
        // It is still said while the next sale is keyed, and nothing has moved.
        cashier.keys("7");
        assert!(cashier.says(Text::SlipNotPrinted));
        assert_eq!(cashier.pay_form(), (pay_amount(), ["7", "", "", "", "", ""]));
        // It did not count: the next one is the original.
        cashier.keys("<Esc>/");
        assert!(cashier.says(Text::SlipOriginalCopy), "{}", cashier.screen());
        let paper = paper_in(&mut cashier);
        cashier.keys("<Enter>");
        assert!(cuts(&paper) == 1 && !cashier.says(Text::SlipNotPrinted), "{}", cashier.screen());
    }
}

fn pay_amount() -> usize {
    crate::tui::screen::pay::AMOUNT
}

#[test]
fn a_key_that_is_held_prints_nothing() {
    // However late it begins to repeat.
    for delay in [0, 40, 250, 500, 660, 1_000] {
        for (keys, held) in [("", "/"), ("", "<A-p>"), ("<F10>slip", "<Enter>")] {
            let (mut cashier, paper) = till(Lang::En, SlipPrint::Never);
            cashier.keys(SALE).keys(keys).keys(held);
            cashier.pass(Duration::from_millis(delay));
            for _ in 0..50 {
                cashier.pass(Duration::from_millis(40));
                let key = parse(held)[0];
                cashier.turn(vec![Event::Key(key, cashier.clock.get())]);
                cashier.wait_for_replies();
            }
            assert!(shows_slip(&cashier) && cuts(&paper) == 0, "{held} after {delay}");
            cashier.keys("+");
            assert_eq!((cuts(&paper), shows_slip(&cashier)), (1, false));
        }
    }
}

#[test]
fn the_exact_message_is_gone_when_a_slip_is_over_it() {
    let (mut cashier, _) = till(Lang::En, SlipPrint::Never);
    cashier.keys(SALE).keys("<F5><F8>");
    assert!(cashier.screen().contains("5409123456783456"));
    cashier.keys("/").keys("<Esc>");
    assert!(cashier.in_detail() && !cashier.screen().contains("5409123456783456"), "{}", cashier.screen());
}

#[test]
fn after_a_failure_the_key_prints_all_that_failed() {
    let (mut cashier, paper) = till(Lang::Ko, SlipPrint::Ask);
    let printer = cashier.till.app.cx.paper.printer.to.clone();
    cashier.till.app.cx.paper.slip.copies = SlipCopies::Both;
    cashier.till.app.cx.paper.printer.to = PrinterTo::File(paper.join("no/such/folder"));
    cashier.keys(SALE).keys("/");
    assert!(cashier.row(21).contains("/ = 다시"), "{}", cashier.screen());
    // The id is whole.
    let id = cashier.ledger()[0].id.grouped();
    assert!(cashier.row(13).contains(&id) && cashier.says(Text::SlipNotPrinted), "{}", cashier.screen());
    cashier.till.app.cx.paper.printer.to = printer;
    cashier.keys("/");
    assert!(cuts(&paper) == 2 && !cashier.says(Text::SlipNotPrinted), "{}", cashier.screen());
    let bytes = fs::read(&paper).expect("slips");
    let has = |words: &str| bytes.windows(encode(words).len()).any(|window| window == encode(words));
    assert!(has("고객용") && has("가맹점용") && !has("재발행"));
}

#[test]
fn a_slip_that_is_shown_follows_what_others_print() {
    let (mut cashier, _) = till(Lang::Ko, SlipPrint::Never);
    cashier.keys(SALE).keys("/");
    let mut other =
        Desk::open(settings_in(&cashier.home), World::new(StoppedClock, Counter(7))).expect("a desk");
    let seq = cashier.ledger()[0].seq;
    other.record_print(seq, SlipCopy::Customer).expect("recorded");
    cashier.turn(vec![Event::LedgerChanged]);
    cashier.wait_for_replies();
    assert!(cashier.screen().contains("고객용 · 재발행 1"), "{}", cashier.screen());
}

#[test]
fn a_question_that_a_lock_has_hidden_is_answered_after_it() {
    let (mut cashier, paper) = till(Lang::En, SlipPrint::Ask);
    cashier.keys(SALE).keys("<F10>lock now<Enter>");
    cashier.keys("<Enter>/");
    // The list of commands came between: it is no answer to that question.
    assert!(shows_slip(&cashier) && cuts(&paper) == 0);
}

#[test]
fn a_reprint_of_last_year_from_its_details() {
    let (mut cashier, paper) = till(Lang::Ko, SlipPrint::Never);
    cashier.keys(SALE).keys("<F4><Enter>/");
    assert!(shows_slip(&cashier));
    cashier.keys("<Enter>");
    // Printed, the screen beneath is there again.
    assert!(cuts(&paper) == 1 && cashier.in_detail());
    cashier.keys("/");
    assert!(cashier.screen().contains("고객용 · 재발행 1"), "{}", cashier.screen());
    assert!(cashier.keys("<Esc>").in_detail());
}

#[test]
fn a_payment_is_cancelled_by_the_code_on_its_slip() {
    let (mut cashier, paper) = till(Lang::Ko, SlipPrint::Ask);
    cashier.keys(SALE).keys("/");
    let bytes = fs::read(paper).expect("a slip");
    let at = bytes.windows(5).position(|window| window == b"\x1dk\x49\x0c{").expect("a code");
    let pairs: Vec<String> = bytes[at + 6..at + 16].iter().map(|pair| format!("{pair:02}")).collect();
    let code = pairs.concat();
    assert_eq!(code, cashier.ledger()[0].id.as_str());
    cashier.keys("<F3>").reader(&format!("{code}<Enter>"));
    cashier.keys("+<Enter>");
    assert_eq!(cashier.amounts(), [55_000, 55_000]);
}
