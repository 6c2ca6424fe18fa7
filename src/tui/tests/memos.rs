//! Memos at a till: keyed over the details, or from the list of commands for the transaction that is shown.

use super::*;
use crate::{
    payment::{Field, FieldError, Memo, Problem},
    tui::screen::memo::MemoScreen,
};

/// A whole payment of 55,000 won, taken.
const SALE: &str = "55.<Enter>54091234567834561230777+<Enter>";
const CARD: &str = "4111111111111111";

fn newest(cashier: &Cashier) -> Option<String> {
    cashier.ledger()[0].memo.as_ref().map(|memo| memo.as_str().to_owned())
}

/// What is keyed; `None` where no memo is.
fn keyed(cashier: &Cashier) -> Option<&str> {
    cashier.till.app.find::<MemoScreen>().map(|memo| memo.text.text())
}

fn notice(cashier: &Cashier) -> String {
    cashier.till.app.cx.notice.as_ref().map(|notice| notice.text.clone()).unwrap_or_default()
}

fn refused(cashier: &Cashier) -> String {
    cashier.till.app.cx.locale.field_error(&FieldError::new(Field::Memo, Problem::HoldsCard))
}

#[test]
fn a_memo_is_keyed_after_the_sale_and_shown_with_it() {
    for (lang, word, name) in [(Lang::Ko, "메모", "ko"), (Lang::En, "memo", "en")] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(SALE);
        let sold = cashier.screen();
        cashier.keys(&format!("<F10>{word}<Enter>주문 A-17/3?"));
        insta::assert_snapshot!(format!("memo_{name}_80"), cashier.screen());
        assert_eq!(
            cashier.till.app.title(),
            format!("Paydesk - {}", cashier.till.app.cx.locale.text(Text::FieldMemo))
        );
        cashier.keys("<Enter>");
        assert_eq!(newest(&cashier).as_deref(), Some("주문 A-17/3?"));
        assert!(
            !cashier.has_overlay() && notice(&cashier).ends_with(": 주문 A-17/3?"),
            "{}",
            notice(&cashier)
        );
        // The sale stays as it was.
        let rows = |screen: &str| screen.lines().take(20).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(rows(&cashier.screen()), rows(&sold));
        cashier.keys("<F5>");
        insta::assert_snapshot!(format!("details_with_a_memo_{name}_80"), cashier.screen());
        cashier.keys("/");
        assert!(cashier.screen().contains("주문 A-17/3?"), "{}", cashier.screen());
    }
}

#[test]
fn a_memo_in_the_details_is_edited_taken_away_and_left_as_it_is() {
    let mut cashier = Cashier::in_an_old_shop(Lang::En);
    cashier.keys("<F5><F7>A-17<Enter>");
    assert!(cashier.in_detail() && cashier.screen().contains("A-17"), "{}", cashier.screen());
    cashier.keys("<F7><BS>8<Enter>");
    assert_eq!(newest(&cashier).as_deref(), Some("A-18"));
    assert!(cashier.screen().contains("A-18"), "{}", cashier.screen());
    // As it was: no fact.
    let facts = |cashier: &Cashier| {
        let path = cashier.home.path().join("ledger.db");
        let raw = rusqlite::Connection::open(path).expect("opened");
        let count = "SELECT count(*) FROM journal WHERE kind = 19";
        raw.query_row(count, [], |row| row.get::<_, i64>(0)).expect("a count")
    };
    assert_eq!(facts(&cashier), 2);
    cashier.keys("<F7><Enter>");
    assert!(cashier.in_detail());
    cashier.keys("<F7>x<Esc>");
    assert!(cashier.in_detail());
    assert_eq!((facts(&cashier), newest(&cashier).as_deref()), (2, Some("A-18")));
    cashier.keys("<F7><C-u><Enter>");
    assert_eq!((facts(&cashier), newest(&cashier)), (3, None));
    assert!(!cashier.screen().contains("A-18"), "{}", cashier.screen());
}

#[test]
fn in_look_up_the_memo_is_of_the_selected_row_and_finds_it() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = Cashier::in_an_old_shop(lang);
        cashier.resize(120, 36);
        cashier.keys("<F4><Down><Down><F10>memo<Enter>Kim 7<Enter>");
        let memos: Vec<_> = cashier.ledger().into_iter().map(|row| row.memo).collect();
        assert_eq!(memos[2].as_ref().map(Memo::as_str), Some("Kim 7"));
        assert_eq!(memos.iter().flatten().count(), 1);
        // The pane beside the list is read anew.
        assert!(cashier.screen().contains("Kim 7"), "{}", cashier.screen());
        cashier.keys("memo ki");
        assert_eq!(cashier.selected_id(), cashier.ledger()[2].id);
        assert!(
            cashier.screen().contains(" 1 / 1 ") || cashier.screen().contains("1 / 1"),
            "{}",
            cashier.screen()
        );
        cashier.keys("<C-u>memo lee");
        assert!(cashier.says(Text::NothingFoundNext) || !cashier.screen().contains("1 / 1"));
    }
}

#[test]
fn no_card_is_recorded_and_none_stays_in_the_field() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = Cashier::in_an_old_shop(lang);
        // Keyed, whole and in groups; the second is that of the transaction itself, whose check digit does not match.
        for text in [CARD, "x 4111 1111 1111 1111", "5409123456783456"] {
            cashier.keys("<F5><F7>").keys(text).keys("<Enter>");
            assert_eq!((keyed(&cashier), notice(&cashier)), (Some(""), refused(&cashier)), "{text}");
            assert!(!cashier.screen().contains("1111 1111") && !cashier.screen().contains(CARD));
            cashier.keys("<Esc><Esc>");
        }
        cashier.keys("<F5><F7>A-17");
        cashier.paste("card 4111-1111-1111-1111");
        assert_eq!((keyed(&cashier), notice(&cashier)), (Some("A-17"), refused(&cashier)));
        cashier.paste(";4111111111111111=30121010000000000?");
        assert_eq!(keyed(&cashier), Some("A-17"));
        cashier.paste(" 주문\r\n");
        assert_eq!(keyed(&cashier), Some("A-17주문"));
        cashier.keys("<Enter>");
        assert_eq!(newest(&cashier).as_deref(), Some("A-17주문"));
    }
}

#[test]
fn readers_are_read_whole_and_a_swipe_leaves_nothing() {
    let mut cashier = Cashier::in_an_old_shop(Lang::En);
    cashier.keys("<F5><F7>No ");
    cashier.reader("12345678ABC<Enter>");
    assert_eq!(keyed(&cashier), Some("No 12345678ABC"));
    cashier.reader(";4111111111111111=30121010000000000?<Enter>");
    assert_eq!(keyed(&cashier), Some("No 12345678ABC"), "{}", cashier.screen());
    cashier.reader("4111111111111111<Enter>");
    assert_eq!(keyed(&cashier), Some("No 12345678ABC"), "{}", cashier.screen());
    assert_eq!(newest(&cashier), None, "no Enter of a reader records it");
    cashier.keys("<Enter>");
    assert_eq!(newest(&cashier).as_deref(), Some("No 12345678ABC"));
}

#[test]
fn a_memo_that_is_too_wide_stays_to_be_shortened() {
    let mut cashier = Cashier::in_an_old_shop(Lang::Ko);
    let wide = "가".repeat(31);
    cashier.keys("<F5><F7>").keys(&wide).keys("<Enter>");
    assert_eq!(keyed(&cashier), Some(wide.as_str()));
    assert!(notice(&cashier).contains("62칸"), "{}", notice(&cashier));
    cashier.keys("<BS><Enter>");
    assert_eq!(newest(&cashier).map(|memo| memo.chars().count()), Some(30));
}

#[test]
fn without_a_transaction_there_is_no_memo_and_a_lock_keeps_what_is_keyed_but_a_card() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    assert!(cashier.keys("<F10>memo<Enter>").says(Text::NoLast));
    cashier.keys(SALE).keys("<F10>memo<Enter>A-17<F10>lock now<Enter><Enter>");
    assert_eq!(keyed(&cashier), Some("A-17"));
    cashier.keys("<C-u>").keys(CARD).keys("<F10>lock now<Enter><Enter>");
    assert_eq!(keyed(&cashier), Some(""));
}

#[test]
fn a_ledger_that_cannot_be_written_is_said_and_the_memo_stays_keyed() {
    let mut cashier = Cashier::in_an_old_shop(Lang::En);
    let path = cashier.home.path().join("ledger.db");
    let raw = rusqlite::Connection::open(path).expect("opened");
    raw.execute_batch("DROP TRIGGER journal_no_delete").expect("spoilt");
    cashier.keys("<F5><F7>A-17<Enter>");
    assert_eq!(keyed(&cashier), Some("A-17"));
    assert!(notice(&cashier).contains("journal_no_delete"), "{}", notice(&cashier));
}

impl Cashier {
    fn selected_id(&self) -> TransactionId {
        self.till.app.shown_id().expect("a selected row")
    }
}
