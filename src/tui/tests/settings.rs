//! The settings in the list of commands.

use ratatui::style::Color;

use super::*;
use crate::config::{Config, ConfigKey, LanguageChoice, PrinterTo, Theme};

const LANGS: [Lang; 2] = [Lang::En, Lang::Ko];

impl Cashier {
    /// What is saved.
    fn saved(&self) -> Config {
        Config::load(&self.home.path().join("config.toml"), false, &[]).expect("a configuration")
    }

    /// The text of the configuration file.
    fn saved_text(&self) -> String {
        std::fs::read_to_string(self.home.path().join("config.toml")).expect("a file")
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
                "Shop name                           none",
                "Owner                               none",
                "Business number                     none",
                "Address                             none",
                "Telephone                           none",
                "Merchant number                     none",
                "Card company's terminal number      none",
                "Printer                             none",
                "Paper width                         42 columns",
                "Printer character set               Korean (CP949)",
                "Open the cash drawer                off",
                "Print slips                         by key, with a reminder",
                "Slips of a transaction              customer's",
                "Signature line above                50,000 KRW",
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
                "가게 이름                           없음",
                "대표자                              없음",
                "사업자등록번호                      없음",
                "주소                                없음",
                "전화번호                            없음",
                "가맹점번호                          없음",
                "카드사 단말기번호                   없음",
                "프린터                              없음",
                "용지 폭                             42칸",
                "프린터 문자 집합                    한글(CP949)",
                "금전함 열기                         끔",
                "전표 인쇄                           거래 후 키 안내",
                "인쇄할 전표                         고객용",
                "서명란 기준 금액                    50,000원",
            ],
        ),
    ] {
        let mut cashier = Cashier::new(lang, 80, 50);
        cashier.keys("<F10>");
        let screen = cashier.screen();
        let rows: Vec<&str> = screen.lines().map(str::trim).collect();
        let title = if lang == Lang::En { "Settings" } else { "설정" };
        let at = rows.iter().position(|row| *row == title).expect("the group");
        assert_eq!(rows[at + 1..at + 22], lines, "{screen}");
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
fn the_folder_for_copies_counts_from_the_next_start() {
    for (lang, row) in [(Lang::En, "/mnt at the next start"), (Lang::Ko, "/mnt, 다음 시작부터")] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("<F10>backup.to<Enter>/mnt<Enter>");
        assert!(cashier.row(5).contains(row) && cashier.row(21).contains(row), "{}", cashier.screen());
        assert_eq!(cashier.saved().backup.to, "/mnt");
        // As it was, it is in force again.
        cashier.keys("<Enter><C-u><Enter>");
        assert!(!cashier.screen().contains("/mnt"), "{}", cashier.screen());
        assert_eq!(cashier.saved().backup.to, "");
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

#[test]
fn texts_are_typed_count_at_once_and_are_saved() {
    for (lang, said) in [
        (
            Lang::En,
            ["Shop name: 성수 라떼", "Address: 서울 | 성수이로 12 | 2층", "Printer: file:/dev/usb/lp0"],
        ),
        (Lang::Ko, ["가게 이름: 성수 라떼", "주소: 서울 | 성수이로 12 | 2층", "프린터: file:/dev/usb/lp0"]),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        for (keys, said) in [
            ("<F10>shop.name<Enter>성수 라떼<Enter>", said[0]),
            ("<C-u>shop.address<Enter>서울|  성수이로 12 | 2층 |<Enter>", said[1]),
            ("<C-u>printer.to<Enter>file:/dev/usb/lp0<Enter>", said[2]),
        ] {
            cashier.keys(keys);
            assert_eq!(cashier.row(21), format!(" ✓ {said}"), "{}", cashier.screen());
        }
        assert!(cashier.row(0).starts_with(" 성수 라떼   F2"), "{}", cashier.screen());
        assert_eq!(
            cashier.saved_text(),
            "[shop]\nname = \"성수 라떼\"\naddress = [\"서울\", \"성수이로 12\", \"2층\"]\n\n[printer]\nto = \"file:/dev/usb/lp0\"\n"
        );
        let paper = &cashier.till.app.cx.paper;
        assert_eq!(paper.printer.to, PrinterTo::File("/dev/usb/lp0".into()));
        assert_eq!(*paper, cashier.saved().paper);
    }
}

#[test]
fn a_text_opens_as_it_is_to_be_edited_or_emptied() {
    for (lang, empty) in [(Lang::En, "none"), (Lang::Ko, "없음")] {
        let mut cashier = Cashier::new(lang, 80, 24);
        for (path, typed, rest, emptied) in [
            ("shop.owner", "김하늘", "김하", "[shop]\nowner = \"\"\n"),
            ("shop.address", "a | b", "a |", "[shop]\naddress = []\n"),
            ("printer.to", "tcp:10.0.0.9:9100", "tcp:10.0.0.9:910", "[printer]\nto = \"none\"\n"),
        ] {
            let file = cashier.home.path().join("config.toml");
            cashier.keys(&format!("<F10>{path}<Enter>"));
            assert!(cashier.row(2).ends_with(&format!("› {empty}")), "{}", cashier.screen());
            cashier.keys(&format!("{typed}<Enter><Enter>"));
            assert!(cashier.row(2).ends_with(&format!("› {typed}")), "{}", cashier.screen());
            // As it was: nothing is saved.
            std::fs::remove_file(&file).expect("saved");
            cashier.keys("<Enter>");
            assert!(cashier.row(2).ends_with(path) && !file.exists(), "{}", cashier.screen());
            cashier.keys("<Enter><BS>");
            assert!(cashier.row(2).ends_with(&format!("› {rest}")), "{}", cashier.screen());
            // What Esc leaves behind is not taken.
            cashier.keys("<Esc>");
            assert!(cashier.row(5).ends_with(typed) && !file.exists(), "{}", cashier.screen());
            cashier.keys("<Enter><C-u><Enter>");
            assert!(cashier.row(21).ends_with(&format!(": {empty}")), "{}", cashier.screen());
            assert_eq!(cashier.saved_text(), emptied);
            cashier.keys("<Esc>");
            std::fs::remove_file(&file).expect("saved");
        }
        assert_eq!(cashier.till.app.cx.paper, Config::default().paper);
    }
}

#[test]
fn a_text_that_is_not_allowed_is_refused_with_the_reason() {
    const WIDE: &str = "라떼라떼라떼라떼라떼라떼라떼라떼라떼라떼라";
    for (lang, path, typed, said) in [
        (
            Lang::En,
            "printer.to",
            "lp0",
            "Printer: only none, file:PATH, tcp:HOST:9100 or command:LINE (for example tcp:192.168.0.20:9100).",
        ),
        (
            Lang::Ko,
            "printer.to",
            "tcp:printer:99999",
            "프린터: none, file:경로, tcp:주소:9100, command:명령 중 하나(예: tcp:192.168.0.20:9100)만 쓸 수 있습니다.",
        ),
        (
            Lang::En,
            "shop.name",
            WIDE,
            "Shop name has 42 columns. Allowed: text of at most 40 columns, without control characters.",
        ),
        (
            Lang::Ko,
            "shop.name",
            WIDE,
            "가게 이름: 42칸입니다. 허용: 제어 문자 없이 40칸 이내의 글자(한글은 2칸).",
        ),
        (
            Lang::En,
            "shop.address",
            "a | 라떼라떼라떼라떼라떼라떼라떼라떼라떼라떼b",
            "Address (line 2) has 41 columns. Allowed: up to 3 lines of text, each of at most 40 columns, without control characters.",
        ),
        (
            Lang::Ko,
            "shop.address",
            "1|2|3|4",
            "주소: 4줄입니다. 허용: 글자 3줄 이내(줄마다 제어 문자 없이 40칸 이내, 한글은 2칸).",
        ),
        (Lang::En, "printer.columns", "65", "Paper width: only a whole number from 24 to 64."),
        (Lang::Ko, "printer.columns", "23", "용지 폭: 24~64의 정수만 쓸 수 있습니다."),
        (
            Lang::En,
            "slip.signature_above",
            "1,000,000,001",
            "Signature line above: only a whole number from 0 to 1000000000.",
        ),
        (Lang::Ko, "slip.signature_above", "많이", "서명란 기준 금액: 0~1000000000의 정수만 쓸 수 있습니다."),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(&format!("<F10>{path}<Enter>{typed}<Enter>"));
        let [first, second] = [21, 22].map(|row| cashier.row(row));
        let notice = format!("{} {}", first.trim(), second.trim());
        assert_eq!(notice.trim(), format!("✗ {said}"), "{}", cashier.screen());
        assert_eq!(cashier.till.surface.bells, 1);
        assert!(cashier.row(2).ends_with(typed), "it can be corrected at once: {}", cashier.screen());
        assert!(!cashier.home.path().join("config.toml").exists());
        assert_eq!(cashier.till.app.cx.paper, Config::default().paper);
    }
}

#[test]
fn each_number_has_its_unit() {
    for (lang, columns, won) in [
        (
            Lang::En,
            ["42 columns", "a whole number from 24 to 64, in columns; a Hangul", "48 columns."],
            ["50,000 KRW", "Allowed: a whole number from 0 to 1000000000, in won.", "30,000 KRW."],
        ),
        (
            Lang::Ko,
            ["42칸", "허용: 24~64의 정수(칸). 한글은 2칸입니다.", "48칸"],
            ["50,000원", "허용: 0~1000000000의 정수(원).", "30,000원"],
        ),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        for (path, typed, [present, allowed, chosen], saved) in [
            ("printer.columns", "４8", columns, "[printer]\ncolumns = 48\n"),
            (
                "slip.signature_above",
                "30,000",
                won,
                "[printer]\ncolumns = 48\n\n[slip]\nsignature_above = 30000\n",
            ),
        ] {
            cashier.keys(&format!("<F10>{path}<Enter>"));
            assert!(cashier.row(2).ends_with(&format!("› {present}")), "{}", cashier.screen());
            assert!(cashier.row(4).contains(allowed), "{}", cashier.screen());
            cashier.keys(&format!("{typed}<Enter>"));
            assert!(cashier.row(21).ends_with(chosen), "{}", cashier.screen());
            assert_eq!(cashier.saved_text(), saved);
            cashier.keys("<Esc>");
        }
    }
}

#[test]
fn the_words_of_slips_and_printer_are_chosen() {
    for (lang, words) in [
        (Lang::En, ["ASCII (slips in English)", "on", "after each transaction", "customer's and merchant's"]),
        (Lang::Ko, ["ASCII(영어 전표)", "켬", "거래마다", "고객용, 가맹점용"]),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        let paths = ["printer.charset", "printer.drawer", "slip.print", "slip.copies"];
        for (path, word) in paths.into_iter().zip(words) {
            cashier.keys(&format!("<F10>{path}<Enter>{word}<Enter>"));
            assert!(cashier.row(5).ends_with(word), "{}", cashier.screen());
            cashier.keys("<Esc>");
        }
        assert_eq!(
            cashier.saved_text(),
            "[printer]\ncharset = \"ascii\"\ndrawer = true\n\n[slip]\nprint = \"always\"\ncopies = \"both\"\n"
        );
    }
}

#[test]
fn the_ways_to_a_printer_are_shown_where_it_is_typed() {
    for lang in LANGS {
        let word: &str = lang.into();
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("<F10>printer.to<Enter>lp0<Enter>");
        insta::assert_snapshot!(format!("printer-refused-{word}"), cashier.screen());
    }
}

#[test]
fn a_long_text_is_seen_around_the_caret() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    let address = format!("{} | {} | end", "a".repeat(40), "b".repeat(40));
    cashier.keys(&format!("<F10>shop.address<Enter>{address}"));
    let row = cashier.row(2);
    assert!(row.starts_with(" Address › …") && row.ends_with("b | end"), "{row}");
    assert_eq!(cashier.cursor(), (79, 2));
    cashier.keys("<Home>");
    let row = cashier.row(2);
    assert!(row.starts_with(" Address › aaaa") && row.ends_with('…'), "{row}");
    assert_eq!(cashier.cursor(), (11, 2));
    cashier.keys("<Enter>");
    assert_eq!(cashier.saved().paper.shop.address, ["a".repeat(40), "b".repeat(40), "end".to_owned()]);
}

#[test]
fn pasted_lines_are_lines_of_the_address_and_one_text_elsewhere() {
    let mut cashier = Cashier::new(Lang::Ko, 80, 24);
    for (path, pasted, shown) in [
        ("shop.address", "서울 성동구\r\n  성수이로 12\r2층\n\n", "서울 성동구 | 성수이로 12 | 2층"),
        ("shop.owner", "김하늘\n", "김하늘"),
    ] {
        cashier.keys(&format!("<F10>{path}<Enter>"));
        cashier.paste(pasted);
        assert!(cashier.row(2).ends_with(&format!("› {shown}")), "{}", cashier.screen());
        cashier.keys("<Enter><Esc>");
    }
    let shop = cashier.saved().paper.shop;
    assert_eq!(
        (shop.address, shop.owner.as_str()),
        (["서울 성동구", "성수이로 12", "2층"].map(str::to_owned).into(), "김하늘")
    );
}

#[test]
fn a_shop_called_none_is_called_so() {
    let mut cashier = Cashier::new(Lang::Ko, 80, 24);
    cashier.keys("<F10>shop.name<Enter>none<Enter>");
    assert!(
        cashier.row(0).starts_with(" none   F2") && cashier.row(5).ends_with("none"),
        "{}",
        cashier.screen()
    );
    assert_eq!(cashier.saved_text(), "[shop]\nname = \"none\"\n");
    cashier.keys("<C-u>printer.to<Enter>none<Enter>");
    assert!(cashier.row(21).ends_with("프린터: 없음"), "{}", cashier.screen());
}
