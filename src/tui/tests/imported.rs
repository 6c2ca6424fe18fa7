//! Transactions that another system recorded, at a till: found by their ids, shown with what their system sent, cancelled.

#[path = "../../../tests/support/old_systems.rs"]
mod old_systems;

use self::old_systems::{First, FirstRow, Second, SecondRow};
use super::*;
use crate::{
    import::{Import, ImportOptions},
    record::{AsideReason, FactKind, Progress},
};

const UNTIMED: &str = "QWERTYUIOPASDFGHJKLZ";
/// The same keys with the Korean keyboard on.
const IN_HANGUL: &str = "ㅃㅉㄸㄲㅆㅛㅕㅑㅒㅖㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋ";
const TIMED: &str = "20210323061939358934";
const ASIDE: &str = "VATISTHEAMOUNTITSELF";

/// A till whose ledger has a payment of each older system, and a row that was set aside.
fn cashier(lang: Lang, width: u16, height: u16) -> Cashier {
    let home = tempfile::tempdir().expect("folder");
    let files = ["first.db", "second.db"].map(|name| home.path().join(name));
    let first = First::new(&files[0]);
    first.put(&FirstRow::payment(UNTIMED, "11000", "1000"));
    first.put(&FirstRow::payment(ASIDE, "5000", "5000"));
    Second::new(&files[1]).put(&SecondRow::payment(TIMED, 22_000, 2_000));
    drop(first);
    let world = || World::new(StoppedClock, Counter(7));
    let mut desk = Desk::open(settings_in(&home), world()).expect("desk");
    let options = ImportOptions {
        as_of: chrono::NaiveDate::from_ymd_opt(2021, 3, 1),
        utc_offset: FixedOffset::east_opt(9 * 3_600),
        with_cvc: false,
    };
    let progress = Progress::default();
    for file in &files {
        let mut import = Import::open(file, &options, world()).expect("opened");
        let mut plan = import.plan(Some(&desk), &progress).expect("planned");
        import.record(&mut desk, &mut plan, &progress).expect("recorded");
    }
    drop(desk);
    Cashier::at(home, lang, width, height)
}

#[test]
fn what_the_old_system_sent_is_shown_by_a_second_key_and_written_down_once() {
    for (lang, width, height) in [(Lang::En, 80, 24), (Lang::Ko, 120, 36)] {
        let mut cashier = cashier(lang, width, height);
        cashier.keys(&format!("<F4>{UNTIMED}<Enter>"));
        assert!(cashier.in_detail(), "{}", cashier.screen());
        let before = cashier.body(2);
        cashier.keys("<F8>");
        let ours = cashier.screen();
        assert!(ours.contains("1234567890123456") && cashier.says(Text::MessageTitle), "{ours}");
        cashier.keys("<F8>");
        let theirs = cashier.screen();
        assert!(cashier.says(Text::OriginalTitle), "{theirs}");
        // All but the CVC, which nobody keeps.
        let sent = FirstRow::payment(UNTIMED, "11000", "1000").text().replace(' ', "·");
        let sent: String = sent.chars().take(60).collect();
        assert!(theirs.contains(&sent) && theirs.contains("1125***"), "{theirs}");
        cashier.keys("<F8>");
        // As it was before.
        assert_eq!(cashier.body(2), before);
        let facts = rusqlite::Connection::open(cashier.home.path().join("ledger.db")).expect("ledger");
        let reveals = "SELECT count(*) FROM journal WHERE kind = ?1";
        assert_eq!(facts.query_row(reveals, [FactKind::Reveal as u8], |row| row.get::<_, i64>(0)), Ok(1));
    }
}

#[test]
fn an_id_of_capitals_is_found_with_the_korean_keyboard_on_and_cancelled() {
    for (lang, keyed) in [(Lang::En, UNTIMED), (Lang::Ko, IN_HANGUL)] {
        let mut cashier = cashier(lang, 80, 24);
        cashier.keys(&format!("<F4>{keyed}"));
        let shown = "QWER TYUI OPAS DFGH JKLZ";
        assert!(cashier.screen().contains(shown), "{}", cashier.screen());
        cashier.keys(&format!("<F3><Esc>{keyed}"));
        // It is known by then; the amount is next.
        assert!(
            cashier.row(2).contains(shown) && cashier.row(2).contains("< 2021-03-01"),
            "{}",
            cashier.screen()
        );
        cashier.keys("<Enter>3000+<Enter>");
        assert_eq!(cashier.amounts()[0], 3_000, "{}", cashier.screen());
        let original = TransactionId::parse(UNTIMED).expect("an id");
        assert_eq!(cashier.ledger()[0].kind.original(), Some(original));
        assert_eq!(cashier.ledger()[0].remaining.amount().get(), 8_000);
    }
}

#[test]
fn why_a_row_was_set_aside_is_said_where_its_id_is_looked_up() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = cashier(lang, 80, 24);
        cashier.keys(&format!("<F4>{ASIDE}"));
        let reasons = cashier.till.app.cx.locale.aside_reasons(&[AsideReason::VatNotBelowAmount]);
        let screen = cashier.screen();
        let in_one_line = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!reasons.is_empty() && in_one_line.contains(&reasons), "{screen}");
        assert!(!cashier.says(Text::ListNoMatch), "{}", cashier.screen());
    }
}

#[test]
fn a_till_that_recorded_nothing_itself_says_so() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = cashier(lang, 80, 24);
        assert!(cashier.says(Text::FirstStartTill), "{}", cashier.screen());
        assert!(!cashier.says(Text::FirstStart) && !cashier.says(Text::FirstStartImport));
        cashier.keys("<F3>");
        // Nothing of the old systems is suggested as the last one, or listed as an earlier one.
        assert!(!cashier.screen().contains("123456…456"), "{}", cashier.screen());
        let mut new = Cashier::new(lang, 80, 24);
        assert!(new.says(Text::FirstStartImport), "{}", new.screen());
        new.keys("<F4>");
        assert!(new.says(Text::FirstStartImport), "{}", new.screen());
    }
}
