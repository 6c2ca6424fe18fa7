//! Screens as text snapshots, in both languages and at several sizes. Sealed text and ids are the same in every run,
//! because clock and randomness are passed in.

use super::*;

/// Scenes: a name, the keys that lead there from an empty ledger.
const SCENES: [(&str, &str); 9] = [
    ("first-start", ""),
    ("keying", "55.<Enter>54091234"),
    ("wrong", "5<Down>5409<Down>13<Down>77<Down>13+"),
    ("review", "55.<Enter>54091234567834561230777+"),
    ("taken", "55.<Enter>54091234567834561230777+<Enter>"),
    ("cancel", "55.<Enter>54091234567834561230777+<Enter><F3><Enter>10.+"),
    ("cancelled", "55.<Enter>54091234567834561230777+<Enter><F3><Enter>10.+<Enter>"),
    ("lookup", "55.<Enter>54091234567834561230777+<Enter><F3><Enter>10.+<Enter><F4>456"),
    ("detail", "55.<Enter>54091234567834561230777+<Enter><F3><Enter>10.+<Enter><F4><Enter>"),
];

fn check(lang: Lang, width: u16, height: u16) {
    let word: &str = lang.into();
    for (name, keys) in SCENES {
        let mut cashier = Cashier::new(lang, width, height);
        cashier.keys(keys);
        insta::assert_snapshot!(format!("{name}-{word}-{width}x{height}"), cashier.screen());
    }
}

#[test]
fn screens_in_english_at_80x24() {
    check(Lang::En, 80, 24);
}

#[test]
fn screens_in_korean_at_80x24() {
    check(Lang::Ko, 80, 24);
}

#[test]
fn screens_in_english_at_120x36() {
    check(Lang::En, 120, 36);
}

#[test]
fn screens_in_korean_at_120x36() {
    check(Lang::Ko, 120, 36);
}

#[test]
fn screens_in_korean_at_100x30() {
    check(Lang::Ko, 100, 30);
}

#[test]
fn the_pane_shows_whole_ids_from_110_columns() {
    let mut cashier = Cashier::new(Lang::En, 110, 24);
    cashier.keys("55.<Enter>54091234567834561230777");
    insta::assert_snapshot!("pane-en-110x24", cashier.screen());
    cashier.keys("+<Enter><F3>+<Enter>");
    insta::assert_snapshot!("pane-cancelled-en-110x24", cashier.screen());
}

#[test]
fn a_sale_and_the_ones_before_it_at_several_sizes() {
    for lang in [Lang::En, Lang::Ko] {
        let word: &str = lang.into();
        for (width, height) in [(80, 24), (100, 30), (110, 24), (110, 30), (120, 30), (120, 36)] {
            let mut cashier = sale::busy(lang, width, height);
            insta::assert_snapshot!(format!("busy-{word}-{width}x{height}"), cashier.screen());
            if lang == Lang::En {
                cashier.keys("7.<Enter>5409");
                insta::assert_snapshot!(format!("busy-keying-{word}-{width}x{height}"), cashier.screen());
            }
        }
    }
}

#[test]
fn the_list_of_commands_in_both_languages() {
    for lang in [Lang::En, Lang::Ko] {
        let word: &str = lang.into();
        let mut cashier = Cashier::new(lang, 80, 36);
        cashier.keys("<F10>");
        insta::assert_snapshot!(format!("commands-{word}-80x36"), cashier.screen());
    }
}

#[test]
fn help_in_both_languages() {
    for lang in [Lang::En, Lang::Ko] {
        let word: &str = lang.into();
        let mut cashier = Cashier::new(lang, 80, 36);
        cashier.keys("<F1>");
        insta::assert_snapshot!(format!("help-{word}-80x36"), cashier.screen());
    }
}

#[test]
fn no_window_is_too_small_and_what_was_keyed_is_kept() {
    let mut cashier = Cashier::new(Lang::Ko, 80, 24);
    cashier.keys("55.<Enter>54091234");
    let before = cashier.screen();
    for (width, height) in
        [(79, 23), (80, 23), (79, 24), (60, 12), (20, 5), (10, 2), (2, 2), (1, 1), (200, 1), (1, 60)]
    {
        cashier.resize(width, height);
        assert!(!cashier.screen().contains("5409"), "{width}×{height}");
    }
    for (width, height) in [(79, 23), (60, 12), (1, 1)] {
        cashier.resize(width, height);
        insta::assert_snapshot!(format!("too-small-ko-{width}x{height}"), cashier.screen());
    }
    cashier.resize(80, 24);
    assert_eq!(cashier.screen(), before);
}

#[test]
fn no_screen_panics_at_any_size() {
    for (_, keys) in SCENES {
        let mut cashier = Cashier::new(Lang::Ko, 80, 24);
        cashier.keys(keys);
        for width in [1, 2, 79, 80, 81, 109, 110, 111, 119, 200] {
            for height in [1, 2, 23, 24, 25, 29, 30, 31, 60] {
                cashier.resize(width, height);
            }
        }
    }
}

#[test]
fn wide_text_never_leaves_half_a_glyph() {
    for (_, keys) in SCENES {
        let mut cashier = Cashier::new(Lang::Ko, 80, 24);
        cashier.keys(keys);
        for row in cashier.screen().lines() {
            assert!(unicode_width::UnicodeWidthStr::width(row) <= 80, "{row}");
        }
    }
}
