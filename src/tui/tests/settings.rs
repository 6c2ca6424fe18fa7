//! The settings in the list of commands.

use ratatui::style::Color;

use super::*;
use crate::config::{Config, ConfigKey, LanguageChoice, Theme};

const LANGS: [Lang; 2] = [Lang::En, Lang::Ko];

impl Cashier {
    /// What is saved.
    fn saved(&self) -> Config {
        Config::load(&self.home.path().join("config.toml"), false, &[]).expect("a configuration")
    }

    /// Whether anything on the screen has a colour.
    fn has_colours(&self) -> bool {
        self.till.surface.twin.shown.content.iter().any(|cell| cell.fg != Color::Reset)
    }
}

#[test]
fn each_setting_is_on_one_line_with_its_value() {
    for (lang, lines) in [
        (
            Lang::En,
            [
                "Language                            English",
                "Colours                             dark",
                "Bell when something is refused      on",
                "Till number                         01",
                "Lock when idle for                  never",
                "Refuse a bad check digit            off",
                "Same card and amount: ask within    300 s",
            ],
        ),
        (
            Lang::Ko,
            [
                "언어                                한국어",
                "색                                  어둡게",
                "거절할 때 벨                        켬",
                "단말기 번호                         01",
                "입력이 없으면 잠금                  안 함",
                "검증 숫자가 틀리면 거절             끔",
                "같은 카드·금액 다시 묻는 시간       300초",
            ],
        ),
    ] {
        let mut cashier = Cashier::new(lang, 80, 36);
        cashier.keys("<F10>");
        let screen = cashier.screen();
        let rows: Vec<&str> = screen.lines().map(str::trim).collect();
        let title = if lang == Lang::En { "Settings" } else { "설정" };
        let at = rows.iter().position(|row| *row == title).expect("the group");
        assert_eq!(rows[at + 1..at + 8], lines, "{screen}");
    }
}

#[test]
fn the_values_of_a_setting() {
    for lang in LANGS {
        let word: &str = lang.into();
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("<F10>screen.theme<Enter>");
        insta::assert_snapshot!(format!("colours-{word}"), cashier.screen());
        cashier.keys("<Esc><C-u>till<Enter>100<Enter>");
        insta::assert_snapshot!(format!("till-refused-{word}"), cashier.screen());
    }
}

#[test]
fn colours_are_seen_before_they_are_taken() {
    for lang in LANGS {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("<F10>screen.theme<Enter>");
        assert!(cashier.has_colours(), "{}", cashier.screen());
        cashier.keys("<Down>");
        assert!(!cashier.has_colours(), "{}", cashier.screen());
        cashier.keys("<Esc>");
        assert!(cashier.has_colours() && cashier.has_overlay(), "{}", cashier.screen());
        assert_eq!(cashier.saved().screen.theme, Theme::Auto, "nothing is saved");
        cashier.keys("<Enter><Down><Enter>");
        assert!(!cashier.has_colours() && cashier.has_overlay(), "{}", cashier.screen());
        assert_eq!(cashier.saved().screen.theme, Theme::Mono);
        let said = if lang == Lang::En { "✓ Colours: none." } else { "✓ 색: 없음" };
        assert!(cashier.row(21).contains(said), "{}", cashier.screen());
    }
}

#[test]
fn what_is_not_allowed_is_refused_with_the_reason() {
    for (lang, keys, typed, said) in [
        (Lang::En, "till", "0", "Till number: only a whole number from 1 to 99."),
        (Lang::En, "till", "100", "Till number: only a whole number from 1 to 99."),
        (Lang::En, "lock_seconds", "abc", "Lock when idle for: only a whole number from 0 to 86400."),
        (Lang::Ko, "till", "0", "단말기 번호: 1~99의 정수만 쓸 수 있습니다."),
        (Lang::Ko, "duplicate_seconds", "-1", "다시 묻는 시간: 0~86400의 정수만 쓸 수 있습니다."),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(&format!("<F10>{keys}<Enter>{typed}"));
        assert!(cashier.row(2).contains(typed), "{}", cashier.screen());
        cashier.keys("<Enter>");
        assert!(cashier.row(21).contains('✗') && cashier.screen().contains(said), "{}", cashier.screen());
        assert_eq!(cashier.till.surface.bells, 1);
        // It can be corrected at once.
        assert!(cashier.row(2).contains(typed), "{}", cashier.screen());
        cashier.keys("<C-u>9<Enter>");
        assert!(cashier.row(21).contains('✓'), "{}", cashier.screen());
        let key = crate::config::KEYS.iter().find(|key| key.path.ends_with(keys)).expect("a key");
        assert_eq!(key.value(&cashier.saved()).to_string(), "9");
    }
}

#[test]
fn a_number_that_is_not_typed_leaves_the_setting_as_it_is() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys("<F10>till num<Enter>");
    assert!(cashier.row(2).contains("Till number › 01"), "{}", cashier.screen());
    assert!(cashier.row(4).contains("a whole number from 1 to 99. It counts from the next start on."));
    cashier.keys("<Enter>");
    assert!(cashier.row(2).contains("commands › till num"), "{}", cashier.screen());
    assert!(!cashier.home.path().join("config.toml").exists());
}

#[test]
fn a_till_number_counts_from_the_next_start() {
    for (lang, row, here) in
        [(Lang::En, "03 at the next start", "till 01"), (Lang::Ko, "03, 다음 시작부터", "01번 단말기")]
    {
        let mut cashier = Cashier::new(lang, 80, 24);
        // Full-width digits, as the Korean keyboard may type them.
        cashier.keys("<F10>till<Enter>３<Enter>");
        assert!(cashier.row(5).contains(row) && cashier.row(21).contains(row), "{}", cashier.screen());
        assert!(cashier.row(0).contains(here), "{}", cashier.screen());
        assert_eq!(cashier.saved().till, Till::new(3).expect("till"));
        cashier.keys("<Esc>55.<Enter>54091234567834561230777+<Enter>");
        assert_eq!(cashier.ledger()[0].till, Till::FIRST);
    }
}

#[test]
fn the_lock_time_counts_at_once() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys("<F10>lock_seconds<Enter>30<Enter><Esc>5");
    cashier.pass(Duration::from_secs(29));
    cashier.turn(vec![Event::Tick]);
    assert!(!cashier.till.app.cx.is_locked);
    cashier.pass(Duration::from_secs(1));
    cashier.turn(vec![Event::Tick]);
    assert!(cashier.till.app.cx.is_locked);
}

#[test]
fn the_rules_count_at_once_on_the_screen_and_in_the_ledger() {
    const WRONG: &str = "55.<Enter>54091234567834571230777+";
    const PAID: &str = "55.<Enter>54091234567834561230777+<Enter>";
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys("<F10>luhn on<Enter>").keys(WRONG);
    assert!(!cashier.till.app.in_review() && cashier.row(3).contains('✗'), "{}", cashier.screen());
    cashier.keys("<Esc><Esc><F10>luhn off<Enter>").keys(WRONG);
    assert!(cashier.till.app.in_review(), "{}", cashier.screen());
    cashier.keys("<Esc><Esc><Esc>").keys(PAID).keys(PAID);
    assert!(cashier.till.app.asks_again(), "{}", cashier.screen());
    cashier.keys("<Esc><Esc><Esc><F10>duplicate_seconds<Enter>0<Enter><Esc>").keys(PAID);
    assert_eq!(cashier.amounts(), [55_000, 55_000]);
    assert_eq!(cashier.saved().rules.duplicate_seconds, 0);
}

#[test]
fn a_value_is_found_by_typing_and_taken_at_once() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys("<F10>bell off<Enter>");
    assert!(!cashier.has_overlay() && !cashier.till.app.cx.look.bell, "{}", cashier.screen());
    cashier.keys("<F10>한국어");
    assert!(cashier.row(5).contains("Language") && cashier.row(5).contains("한국어"), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert!(cashier.row(21).contains("✓ 언어: 한국어"), "{}", cashier.screen());
    assert_eq!(cashier.saved().language, LanguageChoice::Ko);
    let bell = ConfigKey::named("screen.bell").expect("a key");
    assert_eq!(bell.value(&cashier.saved()).to_string(), "false");
}

#[test]
fn what_no_row_has_is_said() {
    for (lang, command, key, value) in [
        (Lang::En, "No such command.", "No such key.", "No such value."),
        (Lang::Ko, "맞는 명령이 없습니다.", "맞는 키가 없습니다.", "맞는 값이 없습니다."),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        for (keys, said) in
            [("<F10>zzz", command), ("<Esc><F1>zzz", key), ("<Esc><F10>screen.theme<Enter>zzz", value)]
        {
            cashier.keys(keys);
            assert!(cashier.row(4).contains(said), "{}", cashier.screen());
        }
    }
}
