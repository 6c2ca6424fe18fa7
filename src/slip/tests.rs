//! Lines for any text on any paper.

use chrono::{DateTime, FixedOffset};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Gaps, Look, MoneyLabel, ShopLabel, Slip, SlipLine, SlipRow, SlipTexts, Unprintable, columns_of, encode,
    layout, paper_text::printable,
};
use crate::{
    config::{Charset, PaperConfig, ShopConfig},
    payment::{Till, TransactionId},
    record::{SlipCopy, When},
};

const CHARSETS: [Charset; 2] = [Charset::Cp949, Charset::Ascii];

fn id() -> TransactionId {
    TransactionId::parse("26112114320712301007").expect("id")
}

fn time() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-21T14:32:07.123+09:00").expect("time")
}

fn slip(rows: Vec<SlipRow>) -> Slip {
    Slip { id: id(), copy: SlipCopy::Customer, reprint: 0, rows, opens_drawer: false }
}

/// Korean words, which are the wider ones.
fn words(row: &SlipRow) -> SlipTexts {
    let both = |label: &str, value: String| SlipTexts { label: label.to_owned(), value };
    match row {
        SlipRow::ShopName(text) | SlipRow::AddressLine(text) => both(text, String::new()),
        SlipRow::Shop(_, text) => both("사업자등록번호", text.clone()),
        SlipRow::Money(_, won) => both("공급가액", format!("{won}원")),
        SlipRow::Id(id) => both("관리번호", id.grouped()),
        SlipRow::Time(When::At(at)) => both("거래일시", at.format("%Y-%m-%d %H:%M:%S").to_string()),
        SlipRow::Card(card) => both("카드번호", card.clone()),
        SlipRow::Till(till) => both("단말기", till.to_string()),
        SlipRow::Title { .. } => both("카드 결제 전표", String::new()),
        SlipRow::Signature => both("서명", String::new()),
        _ => SlipTexts::default(),
    }
}

fn rows(texts: &[String], won: i64) -> Vec<SlipRow> {
    let mut rows = vec![SlipRow::Title { is_sales_slip: false }, SlipRow::Rule];
    for text in texts {
        rows.push(SlipRow::ShopName(text.clone()));
        rows.push(SlipRow::Shop(ShopLabel::Owner, text.clone()));
    }
    rows.extend([
        SlipRow::Time(When::At(time())),
        SlipRow::Card("5409 12** **** *456".to_owned()),
        SlipRow::Money(MoneyLabel::Total, won),
        SlipRow::Id(id()),
        SlipRow::Till(Till::FIRST),
        SlipRow::Signature,
        SlipRow::Code(id()),
    ]);
    rows
}

fn texts(lines: &[SlipLine]) -> Vec<&str> {
    lines.iter().filter_map(SlipLine::text).collect()
}

proptest! {
    #[test]
    fn every_line_is_within_its_columns(
        shop in prop::collection::vec(any::<String>(), 0..3),
        won in -1_000_000_000_i64..=1_000_000_000,
        columns in 24_usize..=64,
    ) {
        for charset in CHARSETS {
            let lines = layout(&slip(rows(&shop, won)), columns, charset, words);
            for line in texts(&lines) {
                prop_assert!(columns_of(line) <= columns, "{line:?} of {columns}");
                prop_assert!(!line.contains(char::is_control) && !line.ends_with(' '), "{line:?}");
                prop_assert_eq!(encode(line).len(), columns_of(line), "{:?}", line);
                // What is printable stays as it is.
                prop_assert_eq!(printable(line, charset), line);
            }
            // No number is broken, and each is at the right edge.
            let long = [format!("{won}{}", if charset == Charset::Cp949 { "원" } else { "?" }),
                "5409 12** **** *456".to_owned(), "2026-11-21 14:32:07".to_owned()];
            for number in long {
                prop_assert!(
                    texts(&lines).iter().any(|line| line.ends_with(&number) && columns_of(line) == columns),
                    "{} in {:?}", number, lines
                );
            }
            let id = if columns < 25 { id().to_string() } else { id().grouped() };
            prop_assert!(texts(&lines).iter().any(|line| line.ends_with(&id) && columns_of(line) == columns));
        }
    }

    #[test]
    fn composed_and_decomposed_texts_are_the_same_on_paper(text in "[가-힣a-z é]{0,40}", columns in 24_usize..=64) {
        for charset in CHARSETS {
            let of = |text: String| layout(&slip(rows(&[text], 100)), columns, charset, words);
            prop_assert_eq!(of(text.nfc().collect()), of(text.nfd().collect()));
        }
    }

    #[test]
    fn every_syllable_is_in_the_code_page(syllable in prop::char::range('가', '힣')) {
        prop_assert_eq!(encode(&syllable.to_string()).len(), 2);
        prop_assert_eq!(printable(&syllable.to_string(), Charset::Cp949), syllable.to_string());
    }
}

#[test]
fn look_alikes_take_the_place_of_what_a_printer_does_not_know() {
    for (text, korean, ascii) in [
        ("₩1,000", "원1,000", "KRW1,000"),
        ("카페 — 2호", "카페 ― 2호", "?? - 2?"),
        ("a\u{a0}b", "a b", "a b"),
        ("a\u{200b}b\u{feff}", "ab", "ab"),
        ("1–2", "1-2", "1-2"),
        ("맛있는…", "맛있는…", "???..."),
        ("“집”", "“집”", "\"?\""),
        ("😀", "□", "?"),
        // A family of four people is one character to a reader.
        ("a👨\u{200d}👩\u{200d}👧\u{200d}👦b", "a□b", "a?b"),
        ("\u{1b}@\u{7}", "□@□", "?@?"),
        ("a\r\nb\tc", "a□b□c", "a?b?c"),
        ("①·℃", "①·℃", "???"),
        ("\u{1112}\u{1161}\u{11ab}", "한", "?"),
        // A syllable of old Hangul is not in any code page.
        ("\u{1112}\u{119e}\u{11ab}", "□", "?"),
        ("e\u{301}", "□", "?"),
    ] {
        assert_eq!(printable(text, Charset::Cp949), korean, "{text:?}");
        assert_eq!(printable(text, Charset::Ascii), ascii, "{text:?}");
    }
}

#[test]
fn columns_are_those_of_the_paper() {
    for (text, columns) in [("", 0), ("abc", 3), ("한글", 4), ("…", 2), ("·①", 4), ("a한", 3), ("□", 2)]
    {
        assert_eq!(columns_of(text), columns, "{text}");
    }
    assert_eq!(encode("A결□"), b"A\xb0\xe1\xa1\xe0");
    // Never what encoders of web pages write.
    assert_eq!(encode("😀\u{1b}"), b"??");
}

#[test]
fn where_there_is_no_room_the_value_goes_below() {
    let name = SlipRow::Shop(ShopLabel::BusinessNumber, "123-45-67890".to_owned());
    let lines = |row: &SlipRow, columns| layout(&slip(vec![row.clone()]), columns, Charset::Cp949, words);
    assert_eq!(texts(&lines(&name, 27)), ["사업자등록번호 123-45-67890"]);
    assert_eq!(texts(&lines(&name, 26)), ["사업자등록번호", "              123-45-67890"]);
    let row = SlipRow::Id(id());
    assert_eq!(texts(&lines(&row, 34)), ["관리번호 261121 143207 123 01 00 7"]);
    assert_eq!(texts(&lines(&row, 33)), ["관리번호", "        261121 143207 123 01 00 7"]);
    // Without its gaps it fits on the narrowest paper.
    assert_eq!(texts(&lines(&row, 24)), ["관리번호", "    26112114320712301007"]);
    let long = SlipRow::ShopName("서울특별시 성동구 성수이로 123 성수라떼빌딩".to_owned());
    assert_eq!(
        texts(&lines(&long, 24)),
        ["   서울특별시 성동구", "      성수이로 123", "      성수라떼빌딩"]
    );
    let word = SlipRow::ShopName("가나다라마바사아자차카타파하".to_owned());
    assert_eq!(texts(&lines(&word, 25)), ["가나다라마바사아자차카타", "          파하"]);
}

#[test]
fn big_rows_take_no_more_columns() {
    let total = SlipRow::Money(MoneyLabel::Total, -1_000_000_000);
    let lines =
        layout(&slip(vec![SlipRow::Title { is_sales_slip: false }, total]), 24, Charset::Cp949, words);
    assert_eq!(
        lines,
        [
            SlipLine::Text("     카드 결제 전표".to_owned(), Look::Tall),
            SlipLine::Text("공급가액   -1000000000원".to_owned(), Look::Tall),
        ]
    );
}

#[test]
fn what_is_missing_or_unprintable_is_named_by_its_key() {
    let mut paper = PaperConfig::default();
    let keys = [
        "shop.name",
        "shop.owner",
        "shop.business_number",
        "shop.address",
        "shop.telephone",
        "shop.merchant_number",
        "shop.terminal_number",
    ];
    assert_eq!(Gaps::of(&paper), Gaps { missing: keys.to_vec(), unprintable: vec![] });
    let set = || "가게".to_owned();
    paper.shop = ShopConfig {
        name: "커피 ☕ 집 😀".to_owned(),
        owner: set(),
        business_number: set(),
        address: vec![String::new(), set()],
        telephone: set(),
        merchant_number: set(),
        terminal_number: " ".to_owned(),
    };
    let unprintable = vec![Unprintable { key: "shop.name", character: "☕".to_owned() }];
    assert_eq!(Gaps::of(&paper), Gaps { missing: vec!["shop.terminal_number"], unprintable });
    paper.shop.name = set();
    paper.shop.terminal_number = set();
    assert!(Gaps::of(&paper).is_empty());
}
