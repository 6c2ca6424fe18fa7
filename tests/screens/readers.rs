//! Readers that type, at the speeds of real ones: what they type is taken whole, or refused whole.

use super::*;

/// Track 2 of a card that is good until 12/30.
const TRACK: &str = ";4111111111111111=30121010000000000?<Enter>";
/// The same without its sentinels.
const BARE: &str = "4111111111111111=30121010000000000<Enter>";
/// The same through a German keyboard.
const GERMAN: &str = "ö4111111111111111´30121010000000000_<Enter>";

/// A payment form with its amount keyed.
fn at_the_card(home: &Home) -> Terminal {
    let terminal = screens(home, "en");
    terminal.keys("55.<Enter>");
    terminal.wait_for_text("Card number ›");
    terminal
}

/// The fields of the form, as they are shown.
fn form(terminal: &Terminal) -> Vec<String> {
    let rows = rows(&terminal.wait_until_still(Duration::from_millis(700)));
    rows[2..8].iter().map(|row| row.chars().skip(15).take(28).collect::<String>().trim().to_owned()).collect()
}

fn is_swiped(terminal: &Terminal) {
    terminal.wait_for_text("4111 1111 1111 1111");
    terminal.wait_for_text("CVC ›");
    assert_eq!(
        form(terminal)[..4],
        ["55,000 KRW", "4111 1111 1111 1111", "12/30", "›"],
        "{}",
        terminal.screen_text()
    );
}

/// Types `text` a key every so often, with a pause before its second part.
fn with_a_pause(terminal: &Terminal, text: &str, at: usize, apart: Duration, pause: Duration) {
    let (first, second) = text.split_at(at);
    terminal.keys_apart(first, apart);
    let (one, rest) = second.split_at(1);
    terminal.keys_apart(one, pause);
    terminal.keys_apart(rest, apart);
}

#[test]
fn a_swipe_is_taken_at_any_speed() {
    let home = Home::new();
    for (text, milliseconds) in [(TRACK, 2), (TRACK, 40), (BARE, 2), (BARE, 60), (GERMAN, 2), (GERMAN, 60)] {
        let terminal = at_the_card(&home);
        terminal.keys_apart(text, Duration::from_millis(milliseconds));
        is_swiped(&terminal);
        quit(terminal);
    }
}

#[test]
fn a_swipe_over_a_slow_line_is_taken() {
    let home = Home::new();
    let terminal = at_the_card(&home);
    terminal.keys_apart(TRACK, Duration::from_millis(300));
    is_swiped(&terminal);
    quit(terminal);
}

#[test]
fn a_swipe_that_pauses_is_taken() {
    let home = Home::new();
    for (text, at) in
        [(TRACK, 1), (TRACK, 9), (TRACK, 18), (TRACK, 35), (BARE, 3), (BARE, 15), (BARE, 16), (BARE, 25)]
    {
        let terminal = at_the_card(&home);
        with_a_pause(&terminal, text, at, Duration::from_millis(2), Duration::from_millis(400));
        is_swiped(&terminal);
        quit(terminal);
    }
}

#[test]
fn a_swipe_that_breaks_off_is_wiped_and_reported() {
    let home = Home::new();
    let terminal = at_the_card(&home);
    terminal.keys_apart(";4111111111111111=3012", Duration::from_millis(2));
    terminal.wait_for_text("The card was not read to its end");
    assert_eq!(form(&terminal)[..4], ["55,000 KRW", "›", "MM/YY", ""], "{}", terminal.screen_text());
    quit(terminal);
}

#[test]
fn a_framed_swipe_and_one_with_two_line_ends_go_no_further_than_the_cvc() {
    let home = Home::new();
    for (text, apart) in [
        ("<C-b>;4111111111111111=30121010000000000?<C-c><Enter>", 2),
        ("<C-b>;4111111111111111=30121010000000000?<C-c><Enter>", 60),
        (";4111111111111111=30121010000000000?<Enter><C-j>", 2),
        (";4111111111111111=30121010000000000?<Tab>", 60),
    ] {
        let terminal = at_the_card(&home);
        terminal.keys_apart(text, Duration::from_millis(apart));
        is_swiped(&terminal);
        quit(terminal);
    }
}

#[test]
fn a_barcode_of_any_kind_finds_its_own_payment_and_not_the_last() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    for amount in ["55.", "66."] {
        terminal.keys(&format!("{amount}<Enter>{CARD}1230777+"));
        confirm(&terminal, "Take payment?");
        terminal.wait_for_text("✓ Taken");
    }
    let ids = ids(&home);
    let id = ids.last().expect("two payments");
    let grouped = grouped(id);
    for (scan, apart) in [
        (format!("*{id}*<Enter>"), 2),
        (format!("*{id}*<Enter>"), 60),
        (format!("]C1{id}<Enter><C-j>"), 2),
        (format!("]C1{id}<Enter><C-j>"), 60),
        (format!("<C-b>{id}<C-c><Enter>"), 60),
    ] {
        terminal.keys("<F3>");
        terminal.wait_for_text("Payment ›");
        terminal.keys_apart(&scan, Duration::from_millis(apart));
        terminal.wait_for_text(&grouped);
        terminal.wait_for_text("Amount ›");
        let shown = terminal.wait_until_still(Duration::from_millis(700));
        assert!(rows(&shown)[2].contains(&grouped), "{scan} {apart}: {}", terminal.screen_text());
        assert!(!terminal.screen_text().contains("Cancel?"), "{}", terminal.screen_text());
        terminal.keys("<F12><F12><F12>");
        terminal.wait_for_text("Payment ›");
    }
    quit(terminal);
}
