//! A till whose ledger is gone, or is older than it is remembered.

use std::{fs, path::Path};

use crossterm::event::KeyModifiers;

use super::*;
use crate::{ledger::verify::LedgerReader, record::FactKind};

/// The folder of an old shop, as it is after one more payment.
fn shop_after_a_payment() -> tempfile::TempDir {
    let home = copy_of_old_shop();
    take_payments(&home, 77..=77);
    home
}

/// A till at whose ledger's place an older copy was put.
pub fn at_an_older_ledger(lang: Lang) -> Cashier {
    let (home, older) = (shop_after_a_payment(), copy_of_old_shop());
    fs::copy(older.path().join("ledger.db"), home.path().join("ledger.db")).expect("put back");
    Cashier::at(home, lang, 80, 24)
}

/// The newest fact of the ledger, and how many there are.
fn newest(home: &Path) -> (u64, Option<FactKind>) {
    let reader = LedgerReader::open(&home.join("ledger.db")).expect("a ledger");
    (reader.newest().expect("facts"), reader.newest_fact().expect("a fact").map(|(_, kind)| kind))
}

/// Ends the till and keeps its folder.
fn close(mut cashier: Cashier) -> tempfile::TempDir {
    let other = tempfile::tempdir().expect("folder");
    std::mem::replace(&mut cashier.home, other)
}

const FACTS: u64 = OLD_PAYMENTS + 1;

#[test]
fn an_older_ledger_is_asked_about_and_takes_nothing_meanwhile() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = at_an_older_ledger(lang);
        let word: &str = lang.into();
        insta::assert_snapshot!(format!("replaced-older-{word}-80x24"), cashier.screen());
        let asked = cashier.without_notice();
        for key in parse("55.<Enter>54091234567834561230777+<Enter><Esc><F2><F3><F4><F10><F1><F5>") {
            cashier.raw(KeyEvent::new(key.code, KeyModifiers::NONE));
            assert!(cashier.says(Text::ReplacedFirst), "{}", key.name());
        }
        cashier.paste("55000");
        cashier.reader("%B5409123456783456^KIM^30121010000000000?<Enter>");
        assert_eq!(cashier.without_notice(), asked);
        cashier.keys("<C-q>");
        assert_eq!(cashier.ended, Some(Ended::Quit));
        let home = close(cashier);
        assert_eq!(newest(home.path()), (FACTS, Some(FactKind::Payment)));
        // It is asked again.
        let again = Cashier::at(home, lang, 80, 24);
        assert_eq!(again.without_notice(), asked);
    }
}

#[test]
fn an_older_ledger_that_is_accepted_takes_payments_and_is_not_asked_about_again() {
    let mut cashier = at_an_older_ledger(Lang::En);
    // A key that was pressed no later than the question was drawn is no answer to it.
    let drawn = cashier.clock.get();
    cashier.turn(vec![Event::Key(KeyPress::f(8), drawn)]);
    assert!(cashier.is_asked_about_ledger());
    cashier.keys("<F8>");
    assert!(cashier.says(Text::ReplacedDone) && !cashier.is_asked_about_ledger());
    assert!(!cashier.says(Text::ReplacedFirst));
    cashier.keys("9.<Enter>54091234567834561230777+<Enter>");
    assert_eq!(cashier.amounts().first(), Some(&9_000));
    let home = close(cashier);
    // Accepted, start, payment, stop.
    assert_eq!(newest(home.path()), (FACTS + 4, Some(FactKind::Stop)));
    let again = Cashier::at(home, Lang::En, 80, 24);
    assert!(!again.is_asked_about_ledger());
}

#[test]
fn a_ledger_that_is_gone_is_never_made_unasked() {
    for (lang, begun) in [
        (Lang::En, "✓ A new ledger was begun; the journal records it."),
        (Lang::Ko, "✓ 새 장부를 시작했습니다. 그 사실을 기록했습니다."),
    ] {
        let home = shop_after_a_payment();
        fs::remove_file(home.path().join("ledger.db")).expect("removed");
        let mut cashier = Cashier::at(home, lang, 80, 24);
        let word: &str = lang.into();
        insta::assert_snapshot!(format!("replaced-gone-{word}-80x24"), cashier.screen());
        cashier.keys("<C-q>");
        assert_eq!(cashier.ended, Some(Ended::Quit));
        let home = close(cashier);
        assert!(!home.path().join("ledger.db").exists());

        let mut cashier = Cashier::at(home, lang, 80, 24);
        cashier.keys("<F8>");
        assert!(cashier.row(21).contains(begun), "{}", cashier.screen());
        cashier.keys("9.<Enter>54091234567834561230777+<Enter>");
        assert_eq!(cashier.amounts(), [9_000]);
        let home = close(cashier);
        // Begun, accepted, start, payment, stop.
        assert_eq!(newest(home.path()), (5, Some(FactKind::Stop)));
    }
}

#[test]
fn an_older_copy_at_another_path_says_where_the_ledger_is() {
    for lang in [Lang::En, Lang::Ko] {
        let (newer, home) = (shop_after_a_payment(), copy_of_old_shop());
        let remembered = |home: &tempfile::TempDir| home.path().join("keyring.ledgers");
        fs::copy(remembered(&newer), remembered(&home)).expect("one keyring for both");
        let cashier = Cashier::at(home, lang, 80, 24);
        assert!(cashier.says(Text::ReplacedTitle), "{}", cashier.screen());
        let screen = cashier.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        let way_back = cashier.till.app.cx.locale.text(Text::ReplacedQuitCopy);
        assert!(screen.contains(&way_back) && !cashier.says(Text::ReplacedQuit), "{screen}");
    }
}

#[test]
fn the_right_ledger_that_was_put_back_meanwhile_is_opened_and_not_accepted() {
    let home = shop_after_a_payment();
    let ledger = home.path().join("ledger.db");
    let right = fs::read(&ledger).expect("read");
    fs::copy(copy_of_old_shop().path().join("ledger.db"), &ledger).expect("older");
    let mut cashier = Cashier::at(home, Lang::En, 80, 24);
    fs::write(&ledger, right).expect("put back");
    cashier.keys("<F8>");
    assert!(cashier.says(Text::ReplacedFits) && !cashier.is_asked_about_ledger());
    let home = close(cashier);
    // The payment that the older one lacks, start, stop.
    assert_eq!(newest(home.path()), (FACTS + 3, Some(FactKind::Stop)));
}

#[test]
fn an_older_ledger_can_be_locked_and_unlocked() {
    let mut cashier = at_an_older_ledger(Lang::En);
    cashier.till.app.set_lock_time(crate::config::Security { lock_seconds: 30, ..Default::default() });
    cashier.silence();
    assert!(cashier.says(Text::Locked));
    let answer = |cashier: &mut Cashier| {
        let reply = cashier.inbox.recv().expect("the worker lives");
        cashier.turn(vec![reply]);
    };
    answer(&mut cashier);
    cashier.keys("<Enter>");
    answer(&mut cashier);
    assert!(cashier.says(Text::ReplacedTitle) && !cashier.says(Text::Locked));
    cashier.keys("<F8>");
    assert!(cashier.says(Text::ReplacedDone));
}

#[test]
fn a_ledger_that_cannot_be_accepted_says_why_and_is_asked_about() {
    let mut cashier = at_an_older_ledger(Lang::En);
    let file = cashier.home.path().join("keyring.ledgers");
    fs::remove_file(cashier.home.path().join("keyring")).expect("removed");
    cashier.keys("<F8>");
    assert!(
        cashier.screen().contains("Keyring") && cashier.says(Text::ReplacedTitle),
        "{}",
        cashier.screen()
    );
    assert!(file.exists());
}
