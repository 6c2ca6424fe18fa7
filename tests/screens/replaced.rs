//! The ledger was removed, or an older copy put in its place, while no till was open: the next start asks before anything else.

use std::{fs, path::PathBuf};

use super::*;

const REQUEST: &str = r#"{"card_number":"1234567890123456","expiry":"1299","cvc":"777","installments":0,"amount":11000,"allow_duplicate":true}"#;
/// The first words of the screen that asks.
const ASKED: [&str; 2] = ["The ledger is not as it was left", "장부가 마지막 상태와 다릅니다"];

fn ledger(home: &Home) -> PathBuf {
    home.path().join("data/paydesk/ledger.db")
}

/// A home after a payment, its ledger as it is then, and after another payment.
fn after_two_payments() -> (Home, Vec<u8>) {
    let home = Home::new();
    assert_eq!(home.run(&["pay"], REQUEST).code, 0);
    let older = fs::read(ledger(&home)).expect("read");
    assert_eq!(home.run(&["pay"], REQUEST).code, 0);
    (home, older)
}

/// The screens that ask, once their first frame is there.
fn asking(home: &Home, lang: &str) -> Terminal {
    let terminal = home.terminal(&["--lang", lang], 80, 24);
    terminal.wait_for_text(if lang == "ko" { ASKED[1] } else { ASKED[0] });
    terminal.wait_until_still(Duration::from_millis(200));
    terminal
}

#[test]
fn an_older_ledger_takes_nothing_until_it_is_accepted() {
    let (home, older) = after_two_payments();
    fs::write(ledger(&home), &older).expect("older");
    let mut terminal = asking(&home, "en");
    let above_notice = |screen: &vt100::Screen| below_clock(screen).into_iter().take(20).collect::<Vec<_>>();
    let screen = above_notice(&terminal.screen());
    terminal.keys(PAYMENT);
    terminal.keys("<Enter><F2><Esc>");
    terminal.wait_for_text("Answer this first, with one of the keys below.");
    terminal.wait_until_still(Duration::from_millis(200));
    assert_eq!(above_notice(&terminal.screen()), screen);
    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
    assert_eq!(fs::read(ledger(&home)).expect("read"), older);

    let terminal = asking(&home, "en");
    terminal.keys("<F8>");
    terminal.wait_for_text("Amount ›");
    terminal.keys(PAYMENT);
    confirm(&terminal, "Take payment?");
    terminal.wait_for_text("✓ Taken");
    quit(terminal);
    assert_eq!(ids(&home).len(), 2);
    quit(screens(&home, "en"));
    assert_eq!(home.run(&["verify"], "").code, 0);
}

#[test]
fn a_ledger_that_is_gone_is_begun_anew_only_by_its_key() {
    let (home, _) = after_two_payments();
    let right = home.path().join("right.db");
    fs::rename(ledger(&home), &right).expect("moved");
    let mut terminal = asking(&home, "ko");
    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
    assert!(!ledger(&home).exists());
    // The right file put back is not asked about.
    fs::rename(&right, ledger(&home)).expect("put back");
    quit(screens(&home, "ko"));
    fs::remove_file(ledger(&home)).expect("removed");
    let terminal = asking(&home, "ko");
    terminal.keys("<F8>");
    terminal.wait_for_text("결제금액 ›");
    quit(terminal);
    assert_eq!(ids(&home).len(), 0);
    quit(screens(&home, "ko"));
}

#[test]
fn what_a_command_recorded_beside_an_open_till_is_remembered() {
    let (home, older) = after_two_payments();
    let mut terminal = screens(&home, "en");
    assert_eq!(home.run(&["pay"], REQUEST).code, 0);
    terminal.signal(support::terminal::Signal::KILL);
    terminal.wait_exit();
    // Nothing is amiss, whichever of the two wrote last.
    quit(screens(&home, "en"));
    assert_eq!(home.run(&["verify"], "").stderr, "");
    let newest = fs::read(ledger(&home)).expect("read");
    fs::write(ledger(&home), older).expect("older");
    let mut terminal = asking(&home, "en");
    terminal.keys("<C-q>");
    terminal.wait_exit();
    fs::write(ledger(&home), newest).expect("put back");
    quit(screens(&home, "en"));
    assert_eq!(ids(&home).len(), 3);
}

#[test]
fn what_cannot_be_read_is_said_at_the_start_and_made_anew() {
    let (home, _) = after_two_payments();
    let file = home.path().join("config/paydesk/keyring.ledgers");
    fs::write(&file, "{").expect("damaged");
    let terminal = screens(&home, "en");
    terminal.wait_for_text("is made anew");
    quit(terminal);
    assert!(fs::read_to_string(file).expect("read").starts_with("{\"paydesk_ledgers\":1,"));
}

#[test]
fn a_till_remembers_what_it_took_when_it_is_killed_later() {
    let home = Home::new();
    let mut terminal = screens(&home, "en");
    terminal.keys(PAYMENT);
    confirm(&terminal, "Take payment?");
    terminal.wait_for_text("✓ Taken");
    // Remembered once the till has nothing to do for a moment.
    let file = home.path().join("config/paydesk/keyring.ledgers");
    support::wait_until("nothing was remembered", || {
        terminal.wait_until_still(Duration::from_millis(100));
        file.exists()
    });
    terminal.signal(support::terminal::Signal::KILL);
    terminal.wait_exit();
    fs::remove_file(ledger(&home)).expect("removed");
    let mut terminal = asking(&home, "en");
    terminal.keys("<C-q>");
    terminal.wait_exit();
    assert!(!ledger(&home).exists());
}
