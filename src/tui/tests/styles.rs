//! The styles of the screens: bold, dim, underlined, reversed; and that the screens can be read without colour.

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

use super::*;
use crate::{
    config::Theme,
    payment::message::{SLOTS, SlotName},
};

/// A payment of 55,000, taken.
const PAID: &str = "55.<Enter>54091234567834561230777+<Enter>";

/// Scenes: a name, and the keys that lead there.
const SCENES: [(&str, &str); 13] = [
    ("pay-empty", ""),
    ("pay-keyed", "55.<Enter>54091234"),
    ("pay-wrong", "5<Down>5409<Down>13<Down>77<Down>13+"),
    ("pay-review", "55.<Enter>54091234567834561230777+"),
    ("pay-taken", PAID),
    ("cancel-empty", "<F3>"),
    ("cancel-found", "<F3><Enter>"),
    ("cancel-wrong", "<F3><Enter>55001<Enter>"),
    ("cancel-review", "<F3><Enter>10.+"),
    ("lookup", "<F3><Enter>10.+<Enter><F4><Down>"),
    ("detail", "<F5>"),
    ("help", "<F1>"),
    ("commands", "<F10><Down>"),
];

/// A cashier at a scene. Scenes about a transaction begin with one in the ledger.
fn scene(name: &str, lang: Lang, width: u16, height: u16) -> Cashier {
    let (_, keys) = SCENES.iter().find(|(scene, _)| *scene == name).expect("a scene");
    let mut cashier = Cashier::new(lang, width, height);
    if !name.starts_with("pay") && name != "cancel-empty" {
        cashier.keys(PAID);
    }
    cashier.keys(keys);
    cashier
}

impl Cashier {
    fn with_theme(&mut self, theme: Theme) -> ratatui::buffer::Buffer {
        self.till.app.cx.look.theme = theme;
        self.turn(vec![Event::Resize]);
        self.till.surface.twin.shown.clone()
    }

    /// The screen; under each row that has any, its styles: a letter for each cell.
    fn styled(&self) -> String {
        let buffer = &self.till.surface.twin.shown;
        let mut text = String::new();
        for (y, row) in (0..buffer.area.height).zip(self.screen().lines()) {
            text.push_str(format!("  {row}").trim_end());
            text.push('\n');
            let letters: String = (0..buffer.area.width).map(|x| letter(&buffer[(x, y)])).collect();
            if !letters.trim_end().is_empty() {
                text.push_str(format!("= {letters}").trim_end());
                text.push('\n');
            }
        }
        text
    }

    /// The first cell of `text`, in or below row `from`.
    fn cell(&self, text: &str, from: u16) -> Cell {
        let buffer = &self.till.surface.twin.shown;
        for y in from..buffer.area.height {
            let row = self.row(y.into());
            if let Some((before, _)) = row.split_once(text) {
                let x = unicode_width::UnicodeWidthStr::width(before);
                return buffer[(u16::try_from(x).expect("a column"), y)].clone();
            }
        }
        panic!("{text} is not on the screen:\n{}", self.screen());
    }
}

/// One letter for the style of a cell, without its colour.
fn letter(cell: &Cell) -> char {
    let modifiers = cell.modifier;
    match (
        modifiers.contains(Modifier::REVERSED),
        modifiers.contains(Modifier::UNDERLINED),
        modifiers.contains(Modifier::BOLD),
        modifiers.contains(Modifier::DIM),
    ) {
        (false, false, false, false) => ' ',
        (false, false, true, false) => 'b',
        (false, false, false, true) => 'd',
        (false, true, false, false) => 'u',
        (false, true, false, true) => 'U',
        (true, false, _, false) => 'r',
        (true, true, _, false) => 'R',
        // No cell is bold and dim at once.
        _ => panic!("{modifiers:?}"),
    }
}

// The styles of the theme mono, which has no colour to tell things apart.

fn check_styles(lang: Lang, scenes: &[&str]) {
    let word: &str = lang.into();
    for name in scenes {
        let mut cashier = scene(name, lang, 80, 24);
        cashier.with_theme(Theme::Mono);
        insta::assert_snapshot!(format!("{name}-{word}"), cashier.styled());
    }
}

#[test]
fn styles_in_english() {
    let scenes: Vec<&str> = SCENES.iter().map(|(name, _)| *name).collect();
    check_styles(Lang::En, &scenes);
}

#[test]
fn styles_in_korean() {
    check_styles(Lang::Ko, &["pay-wrong", "cancel-found", "cancel-wrong", "lookup", "help", "commands"]);
}

// Sizes that the other screens leave out.

#[test]
fn one_scene_of_each_screen_in_between_and_large() {
    for (lang, name, width, height) in [
        (Lang::En, "pay-wrong", 100, 30),
        (Lang::En, "cancel-found", 100, 30),
        (Lang::En, "lookup", 100, 30),
        (Lang::En, "cancel-found", 120, 36),
        (Lang::Ko, "cancel-found", 120, 36),
        (Lang::En, "help", 120, 36),
        (Lang::Ko, "commands", 120, 36),
    ] {
        let word: &str = lang.into();
        let cashier = scene(name, lang, width, height);
        insta::assert_snapshot!(format!("{name}-{word}-{width}x{height}"), cashier.screen());
    }
}

#[test]
fn too_small_is_said_the_same_on_every_screen() {
    for lang in [Lang::En, Lang::Ko] {
        for (width, height) in [(79, 23), (60, 12), (1, 1)] {
            let first = Cashier::new(lang, width, height).screen();
            for (name, _) in SCENES {
                let mut cashier = scene(name, lang, 80, 24);
                cashier.resize(width, height);
                assert_eq!(cashier.screen(), first, "{name}");
            }
            if lang == Lang::En {
                insta::assert_snapshot!(format!("too-small-en-{width}x{height}"), first);
            }
        }
    }
}

// The lock.

#[test]
fn the_lock_in_both_languages() {
    for lang in [Lang::En, Lang::Ko] {
        let word: &str = lang.into();
        let mut cashier = scene("pay-keyed", lang, 80, 24);
        cashier.with_theme(Theme::Mono);
        cashier.lock_now();
        insta::assert_snapshot!(format!("lock-enter-{word}"), cashier.styled());
        cashier.keys("<Enter>");
        insta::assert_snapshot!(format!("lock-opened-{word}"), cashier.styled());
        cashier.protect("correct horse");
        cashier.lock_now();
        cashier.keys("correct hors<Enter>co");
        insta::assert_snapshot!(format!("lock-wrong-{word}"), cashier.styled());
        let at = cashier.clock.get();
        cashier.silence();
        cashier.turn(vec![Event::Key(KeyPress::plain(KeyCode::Enter), at + Duration::from_secs(9))]);
        insta::assert_snapshot!(format!("lock-checking-{word}"), cashier.screen());
    }
}

#[test]
fn the_lock_in_windows_of_any_size() {
    for lang in [Lang::En, Lang::Ko] {
        let word: &str = lang.into();
        let mut cashier = scene("lookup", lang, 80, 24);
        cashier.protect("correct horse");
        cashier.lock_now();
        cashier.keys("x<Enter>correct");
        for (width, height) in
            [(120, 36), (62, 15), (61, 15), (40, 10), (30, 4), (20, 3), (12, 2), (6, 1), (1, 1)]
        {
            cashier.resize(width, height);
            insta::assert_snapshot!(format!("lock-{word}-{width}x{height}"), cashier.screen());
        }
        for width in 1..=85 {
            for height in 1..=30 {
                cashier.resize(width, height);
                assert!(!cashier.screen().contains("5409"), "{width}x{height}");
            }
        }
    }
}

#[test]
fn the_lock_needs_neither_colour_nor_unicode() {
    for theme in [Theme::Dark, Theme::Light, Theme::HighContrast] {
        let mut cashier = scene("pay-keyed", Lang::En, 80, 24);
        cashier.protect("correct horse");
        cashier.lock_now();
        cashier.keys("x<Enter>correct");
        let mono = cashier.with_theme(Theme::Mono);
        assert!(mono.content.iter().all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)));
        let coloured = cashier.with_theme(theme);
        assert!(
            coloured.content.iter().zip(&mono.content).all(|(one, other)| one.symbol() == other.symbol())
        );
        cashier.till.app.cx.look.ascii = true;
        cashier.turn(vec![Event::Resize]);
        assert!(cashier.screen().is_ascii(), "{}", cashier.screen());
        assert!(cashier.screen().contains("Passphrase > *******"), "{}", cashier.screen());
    }
}

// After a crash.

#[test]
fn what_was_left_behind_in_both_languages() {
    for lang in [Lang::En, Lang::Ko] {
        let word: &str = lang.into();
        let mut cashier = trouble::after_a_crash(lang, 7_000);
        cashier.with_theme(Theme::Mono);
        insta::assert_snapshot!(format!("aftermath-not-{word}"), cashier.styled());
        cashier.resize(120, 36);
        insta::assert_snapshot!(format!("aftermath-not-{word}-120x36"), cashier.screen());
        let cashier = trouble::after_a_cancel(lang);
        insta::assert_snapshot!(format!("aftermath-cancel-{word}"), cashier.styled());
    }
}

// Nothing needs colour.

#[test]
fn without_colours_the_text_is_the_same_and_there_is_no_colour() {
    for lang in [Lang::En, Lang::Ko] {
        for (name, _) in SCENES {
            let mut cashier = scene(name, lang, 120, 36);
            let mono = cashier.with_theme(Theme::Mono);
            assert!(
                mono.content.iter().all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)),
                "{name}"
            );
            for theme in [Theme::Dark, Theme::Light, Theme::HighContrast] {
                let coloured = cashier.with_theme(theme);
                // Except the mark of the chosen theme.
                if name != "commands" {
                    let mut cells = coloured.content.iter().zip(&mono.content);
                    assert!(cells.all(|(cell, mono)| cell.symbol() == mono.symbol()), "{name}");
                }
                assert!(coloured.content.iter().any(|cell| cell.fg != Color::Reset), "{name}");
                // The background stays the terminal's own.
                assert!(coloured.content.iter().all(|cell| cell.bg == Color::Reset), "{name}");
            }
        }
    }
}

/// Two styles that look different without colour.
fn differ(one: &Cell, other: &Cell) -> bool {
    one.modifier != other.modifier
}

fn mono(name: &str, lang: Lang) -> Cashier {
    let mut cashier = scene(name, lang, 80, 24);
    cashier.with_theme(Theme::Mono);
    cashier
}

#[test]
fn the_field_in_focus_has_a_mark_and_a_strong_label() {
    for lang in [Lang::En, Lang::Ko] {
        let cashier = mono("pay-keyed", lang);
        let label = |text| cashier.till.app.cx.locale.text(text);
        let (here, there) = (label(Text::LabelCard), label(Text::LabelExpiry));
        assert!(cashier.row(3).contains(&format!("{here} ›")), "{}", cashier.screen());
        assert_eq!(cashier.screen().matches('›').count(), 1);
        assert!(differ(&cashier.cell(&here, 3), &cashier.cell(&there, 4)));
    }
}

#[test]
fn the_active_tab_and_the_selected_row_are_reversed() {
    for lang in [Lang::En, Lang::Ko] {
        for (name, active) in [("pay-empty", "F2"), ("cancel-found", "F3"), ("lookup", "F4")] {
            let cashier = mono(name, lang);
            for tab in ["F2", "F3", "F4"] {
                let reversed = cashier.cell(tab, 0).modifier.contains(Modifier::REVERSED);
                assert_eq!(reversed, tab == active, "{name} {tab}");
            }
        }
        for name in ["lookup", "commands"] {
            let cashier = mono(name, lang);
            let buffer = &cashier.till.surface.twin.shown;
            let reversed = |y: u16| buffer[(4, y)].modifier.contains(Modifier::REVERSED);
            let rows: Vec<u16> = (2..21).filter(|y| reversed(*y)).collect();
            assert_eq!(rows.len(), 1, "{}", cashier.styled());
            assert!(cashier.row(rows[0].into()).starts_with(" ›"), "{}", cashier.screen());
        }
    }
}

#[test]
fn right_wrong_and_hint_have_marks_of_their_own() {
    for lang in [Lang::En, Lang::Ko] {
        let cashier = mono("pay-wrong", lang);
        // Wrong: a mark, and bold.
        assert!(cashier.cell("✗", 3).modifier.contains(Modifier::BOLD));
        // Right: another mark.
        assert!(!cashier.cell("✓", 2).modifier.contains(Modifier::BOLD));
        // At the foot: refused, a hint, done.
        assert!(cashier.row(21).starts_with(" ✗ "));
        assert!(cashier.cell("✗", 21).modifier.contains(Modifier::BOLD));
        let mut cashier = mono("pay-keyed", lang);
        cashier.keys("ㅂ");
        assert!(cashier.row(21).starts_with(" · "), "{}", cashier.screen());
        assert!(!cashier.cell("·", 21).modifier.contains(Modifier::BOLD));
        let cashier = mono("pay-taken", lang);
        assert!(cashier.row(21).starts_with(" ✓ "), "{}", cashier.screen());
        // Placeholders look different from what is keyed.
        let cashier = mono("pay-keyed", lang);
        assert!(differ(&cashier.cell("55,000", 2), &cashier.cell("MM/YY", 4)));
    }
}

#[test]
fn what_a_field_suggests_never_looks_like_what_was_keyed() {
    for (lang, theme) in [Lang::En, Lang::Ko].into_iter().flat_map(|lang| {
        [Theme::Dark, Theme::Light, Theme::Mono, Theme::HighContrast].map(move |theme| (lang, theme))
    }) {
        // The id and the amount of the last payment, first suggested, then keyed; in focus and not.
        let mut cashier = scene("cancel-empty", lang, 80, 24);
        cashier.keys(&format!("<F2>{PAID}<F3>"));
        let id = cashier.ledger()[0].id;
        cashier.with_theme(theme);
        let suggested = cashier.cell(&id.grouped(), 2);
        cashier.keys(&format!("{id}"));
        cashier.with_theme(theme);
        let (keyed, amount) = (cashier.cell(&id.grouped(), 2), cashier.cell("55,000", 5));
        cashier.keys("55000");
        cashier.with_theme(theme);
        let focused = cashier.cell("55,000", 5);
        cashier.keys("<Down>");
        cashier.with_theme(theme);
        let left = cashier.cell("55,000", 5);
        for (suggestion, typed) in [(&suggested, &keyed), (&amount, &focused), (&amount, &left)] {
            assert!(differ(suggestion, typed), "{theme:?}: {}", cashier.styled());
        }
    }
}

#[test]
fn a_result_just_come_looks_otherwise_than_one_from_before() {
    let mut cashier = scene("pay-taken", Lang::En, 80, 24);
    cashier.with_theme(Theme::Mono);
    let fresh = cashier.cell("✓ Taken", 10);
    cashier.till.app.cx.status.just_done = None;
    cashier.with_theme(Theme::Mono);
    assert!(differ(&fresh, &cashier.cell("✓ Taken", 10)));
}

#[test]
fn keys_look_otherwise_than_what_they_do() {
    for lang in [Lang::En, Lang::Ko] {
        for name in ["pay-empty", "cancel-review", "lookup", "detail", "help", "commands"] {
            let cashier = mono(name, lang);
            let bar = cashier.row(23);
            let (key, rest) = bar.trim_start().split_once(' ').expect("a key and its label");
            let label = rest.split_whitespace().next().expect("a label");
            assert!(differ(&cashier.cell(key, 23), &cashier.cell(label, 23)), "{name}\n{}", cashier.styled());
        }
    }
}

#[test]
fn the_slots_of_the_message_alternate() {
    for name in ["pay-keyed", "pay-review", "pay-taken", "cancel-review"] {
        let cashier = mono(name, Lang::En);
        let top = (0..24).find(|y| cashier.row(*y).starts_with("   ·446")).expect("the message");
        let buffer = &cashier.till.surface.twin.shown;
        // The blanks at the end are not drawn.
        let shown: Vec<_> = SLOTS.iter().filter(|slot| slot.name != SlotName::Reserved).collect();
        let style = |at: usize| {
            let (x, y) = (3 + at % 73, top + at / 73);
            let cell = &buffer[(u16::try_from(x).expect("x"), u16::try_from(y).expect("y"))];
            cell.modifier.intersection(Modifier::DIM | Modifier::REVERSED)
        };
        for pair in shown.windows(2) {
            let [one, two] = [pair[0], pair[1]].map(|slot| style(slot.range().start));
            assert_ne!(one, two, "{name}: {} and {}", pair[0].name.as_str(), pair[1].name.as_str());
        }
        for slot in shown {
            let end = slot.range().start + slot.width.min(99);
            let styles: Vec<_> = (slot.range().start..end).map(style).collect();
            assert!(styles.windows(2).all(|pair| pair[0] == pair[1]), "{name}: {}", slot.name.as_str());
        }
    }
}

#[test]
fn the_slot_of_the_field_in_focus_is_reversed_and_no_other() {
    let cashier = mono("pay-keyed", Lang::En);
    let buffer = &cashier.till.surface.twin.shown;
    let reversed = (14..18)
        .flat_map(|y| (0..80).map(move |x| (x, y)))
        .filter(|place| buffer[*place].modifier.contains(Modifier::REVERSED))
        .count();
    let card = SLOTS.iter().find(|slot| slot.name == SlotName::CardNumber).expect("a slot");
    assert_eq!(reversed, card.width, "{}", cashier.styled());
}

#[test]
fn the_strip_is_framed_and_what_troubles_it_is_said() {
    for lang in [Lang::En, Lang::Ko] {
        let cashier = mono("pay-review", lang);
        assert!([8, 12].into_iter().all(|y| cashier.row(y) == "═".repeat(80)), "{}", cashier.screen());
        assert!(cashier.cell("55,000", 9).modifier.contains(Modifier::BOLD));
    }
}

#[test]
fn the_value_in_force_has_a_mark() {
    for lang in [Lang::En, Lang::Ko] {
        for key in ["language", "screen.theme", "screen.bell", "require_luhn"] {
            let mut cashier = scene("pay-empty", lang, 80, 24);
            cashier.keys(&format!("<F10>{key}<Enter>"));
            let on = cashier.screen().lines().filter(|row| row.ends_with('✓')).count();
            assert_eq!(on, 1, "{}", cashier.screen());
        }
    }
}
