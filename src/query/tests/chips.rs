//! What queries are cut into, and the meanings taken.

use super::{
    super::{DayTime, Days, Meaning, WhichDays},
    day, read,
};
use crate::{
    payment::{Till, TransactionId},
    record::State,
};

fn digits(digits: &str, card: bool, begins: bool, won: Option<u64>) -> Meaning {
    Meaning::Digits { digits: digits.to_owned(), card, begins, won }
}

fn card_or_id(text: &str) -> Meaning {
    digits(text, true, false, text.parse().ok())
}

fn id(text: &str, mistyped: bool) -> Meaning {
    Meaning::Id { id: TransactionId::parse(text).expect("id"), mistyped }
}

fn won(low: u64, high: u64) -> Meaning {
    Meaning::Amount { low: Some(low), high: Some(high) }
}

fn exactly(amount: u64) -> Meaning {
    won(amount, amount)
}

fn on(text: &str) -> Meaning {
    Meaning::Days(Days::one(day(text)))
}

fn days(first: &str, last: &str) -> Meaning {
    Meaning::Days(Days::between(day(first), day(last)))
}

fn since(text: &str) -> Meaning {
    Meaning::Days(Days { first: Some(day(text)), last: None })
}

/// From and until, in minutes since midnight.
fn time(from: u32, until: u32, on: WhichDays) -> Meaning {
    Meaning::Time { time: DayTime { from: from * 60, until: until * 60 }, on }
}

fn till(number: u64) -> Meaning {
    Meaning::Till(Till::new(number).expect("till"))
}

fn memo(word: &str) -> Meaning {
    Meaning::Memo(word.to_owned())
}

fn near(word: &str) -> Meaning {
    Meaning::Misspelled(word.to_owned())
}

fn unknown(text: &str) -> Meaning {
    Meaning::Unknown(text.to_owned())
}

/// Asserts the tokens of a query; negated ones are written with their minus.
fn assert_tokens(text: &str, expected: &[(&str, Meaning)]) {
    let reading = read(text);
    let mut terms = 0..;
    let tokens: Vec<(&str, Meaning)> = reading
        .chips
        .into_iter()
        .map(|chip| {
            let token = text.get(chip.span).expect("on the edges of characters");
            let understood = chip.meaning.is_understood() && chip.meaning != Meaning::Noise;
            assert_eq!(chip.term, understood.then(|| terms.next()).flatten(), "{text}: {token}");
            let minus = token.starts_with(['-', '−', '–', '－']) && understood;
            assert_eq!(chip.not, minus, "{text}: {token}");
            (token, chip.meaning)
        })
        .collect();
    assert_eq!(tokens, expected, "{text}");
}

#[test]
fn tokens_of_digits() {
    for (text, meaning) in [
        ("4", digits("4", true, false, None)),
        ("45", digits("45", true, false, None)),
        ("456", card_or_id("456")),
        ("000", digits("000", true, false, None)),
        ("3456", card_or_id("3456")),
        ("55000", digits("55000", false, false, Some(55_000))),
        ("261121", digits("261121", true, true, Some(261_121))),
        ("5409 12", Meaning::CardBegins("540912".into())),
        ("4111-1111-1111-1111", Meaning::CardBegins("411111".into())),
        ("20261120", on("2026-11-20")),
        ("2026. 11. 20.", on("2026-11-20")),
        ("nov 20 2026", on("2026-11-20")),
        ("최근 7일", days("2026-11-15", "2026-11-21")),
        ("3만에서 5만", won(30_000, 50_000)),
        ("between 30,000 and 50,000", won(30_000, 50_000)),
        ("261121183501214", digits("261121183501214", false, true, None)),
        ("26112114320712301000", id("26112114320712301000", false)),
        ("26112114320712301007", id("26112114320712301007", true)),
        ("261121 143207 123 01 00 0", id("26112114320712301000", false)),
        ("2611 2114 3207 1230 1000", id("26112114320712301000", false)),
        ("ABCDEFGHIJabcdefghij", id("ABCDEFGHIJabcdefghij", false)),
        ("ABCD EFGH IJ01 2345 6789", id("ABCDEFGHIJ0123456789", false)),
        ("261121 1835", Meaning::IdBegins("2611211835".into())),
        ("003 01 00 2", Meaning::IdEnds("00301002".into())),
    ] {
        assert_tokens(text, &[(text, meaning)]);
    }
}

#[test]
fn tokens_of_money() {
    for (text, meaning) in [
        ("55,000", exactly(55_000)),
        ("55000원", exactly(55_000)),
        ("₩500", exactly(500)),
        ("500krw", exactly(500)),
        ("500 원", exactly(500)),
        ("5만 5천", exactly(55_000)),
        ("5aks5cjs", exactly(55_000)),
        ("1.5만", exactly(15_000)),
        ("오만오천", exactly(55_000)),
        ("dhaks", exactly(50_000)),
        ("55K", exactly(55_000)),
        ("55ㅏ", exactly(55_000)),
        (">50000", Meaning::Amount { low: Some(50_001), high: None }),
        ("> 5만", Meaning::Amount { low: Some(50_000 + 1), high: None }),
        ("1만..10만", won(10_000, 100_000)),
        ("1만 ~ 10만", won(10_000, 100_000)),
        ("..10만", Meaning::Amount { low: None, high: Some(100_000) }),
        ("~50000", won(45_000, 55_000)),
        ("about 50000", won(45_000, 55_000)),
        ("약 5만", won(45_000, 55_000)),
        ("1,000,000..2,000,000", won(1_000_000, 2_000_000)),
    ] {
        assert_tokens(text, &[(text, meaning)]);
    }
}

#[test]
fn units_that_are_not_typed_to_their_end() {
    for (text, meaning) in [
        ("55000ㅇ", exactly(55_000)),
        ("55000우", exactly(55_000)),
        ("55,000워", exactly(55_000)),
        ("55000dn", exactly(55_000)),
        ("500kr", exactly(500)),
        ("5마", exactly(50_000)),
        ("5만ㅇ", exactly(50_000)),
        ("5만우", exactly(50_000)),
        ("3개", Meaning::Installments(3..=3)),
        ("3개워", Meaning::Installments(3..=3)),
        ("3mon", Meaning::Installments(3..=3)),
        ("11월20이", on("2026-11-20")),
        ("11-20부", since("2026-11-20")),
        ("11-20.", on("2026-11-20")),
        ("5만.", exactly(50_000)),
        ("456.", card_or_id("456")),
        // 2번, 2백 or 2분.
        ("2ㅂ", unknown("2ㅂ")),
        ("20ㅇ", unknown("20ㅇ")),
        ("5ㅋ", unknown("5ㅋ")),
    ] {
        assert_tokens(text, &[(text, meaning)]);
    }
}

#[test]
fn tokens_of_days() {
    for (text, meaning) in [
        ("today", on("2026-11-21")),
        ("오늘", on("2026-11-21")),
        ("dhsmf", on("2026-11-21")),
        ("ㅅㅐㅇㅁㅛ", on("2026-11-21")),
        ("어제", on("2026-11-20")),
        ("this week", days("2026-11-16", "2026-11-22")),
        ("이번 주", days("2026-11-16", "2026-11-22")),
        ("이번주", days("2026-11-16", "2026-11-22")),
        ("dlqjswn", days("2026-11-16", "2026-11-22")),
        ("last month", days("2026-10-01", "2026-10-31")),
        ("11-20", on("2026-11-20")),
        ("11/20", on("2026-11-20")),
        ("11.20.", on("2026-11-20")),
        ("2026-11", days("2026-11-01", "2026-11-30")),
        ("11월 20일", on("2026-11-20")),
        ("11dnjf20dlf", on("2026-11-20")),
        ("2026년", days("2026-01-01", "2026-12-31")),
        ("mon", on("2026-11-16")),
        ("월요일", on("2026-11-16")),
        ("3 days ago", on("2026-11-18")),
        ("3일전", on("2026-11-18")),
        ("11-20..", since("2026-11-20")),
        ("11-20부터", since("2026-11-20")),
        ("..11-20", Meaning::Days(Days { first: None, last: Some(day("2026-11-20")) })),
        ("11-01..11-20", days("2026-11-01", "2026-11-20")),
    ] {
        assert_tokens(text, &[(text, meaning)]);
    }
}

#[test]
fn tokens_of_times() {
    for (text, meaning) in [
        ("18:30", time(1110, 1111, WhichDays::Today)),
        ("18:30..19:00", time(1110, 1141, WhichDays::Today)),
        ("오후 6시", time(1080, 1140, WhichDays::Today)),
        ("dhgn 6tl", time(1080, 1140, WhichDays::Today)),
        ("6pm", time(1080, 1140, WhichDays::Today)),
        ("오후", time(720, 1440, WhichDays::Today)),
        ("PM", time(720, 1440, WhichDays::Today)),
        ("22:00..02:00", time(1320, 1561, WhichDays::LastNight)),
    ] {
        assert_tokens(text, &[(text, meaning)]);
    }
}

#[test]
fn words() {
    for (text, meaning) in [
        ("pay", Meaning::Payment),
        ("Payment", Meaning::Payment),
        ("결제", Meaning::Payment),
        ("승인", Meaning::Payment),
        ("rufwp", Meaning::Payment),
        ("ㄱㅈ", Meaning::Payment),
        ("겨", Meaning::Payment),
        ("ㅔㅁㅛ", Meaning::Payment),
        ("ㅔ묘", Meaning::Payment),
        ("cancel", Meaning::Cancel),
        ("can", Meaning::Cancel),
        ("refund", Meaning::Cancel),
        ("취소", Meaning::Cancel),
        ("환불", Meaning::Cancel),
        ("취솟", Meaning::Cancel),
        ("취ㅅ", Meaning::Cancel),
        ("취", Meaning::Cancel),
        ("ㅊㅅ", Meaning::Cancel),
        ("cnlth", Meaning::Cancel),
        ("CNLTH", Meaning::Cancel),
        ("ㅊ무ㅊ디", Meaning::Cancel),
        ("part", Meaning::State(State::Part)),
        ("부분", Meaning::State(State::Part)),
        ("ㅂㅂ", Meaning::State(State::Part)),
        ("부분 취소", Meaning::State(State::Part)),
        ("전액", Meaning::State(State::Full)),
        ("전액취소", Meaning::State(State::Full)),
        ("전액 취소", Meaning::State(State::Full)),
        ("전체취소", Meaning::State(State::Full)),
        ("void", Meaning::State(State::Full)),
        ("미취소", Meaning::State(State::Untouched)),
        ("open", Meaning::State(State::Untouched)),
    ] {
        assert_tokens(text, &[(text, meaning)]);
    }
}

#[test]
fn tokens_of_installments_and_tills() {
    let months = Meaning::Installments;
    for (text, meaning) in [
        ("lump", months(0..=0)),
        ("일시불", months(0..=0)),
        ("3개월", months(3..=3)),
        ("3 개월", months(3..=3)),
        ("3rodnjf", months(3..=3)),
        ("3m", months(3..=3)),
        ("3ㅡ", months(3..=3)),
        ("2..6개월", months(2..=6)),
        ("할부", months(1..=12)),
        ("installments", months(1..=12)),
        ("till 2", till(2)),
        ("memo", memo("")),
        ("메모", memo("")),
        ("ㅁㅁ", memo("")),
        ("memo A-17", memo("a-17")),
        ("메모 주문", memo("주문")),
        ("MEMO 456", memo("456")),
        ("memo today", memo("today")),
        ("메모 취소", memo("취소")),
        ("memo A–17,", memo("a–17")),
        // With the other keyboard on, both words.
        ("apah wnans", memo("주문")),
        ("ㅡ드ㅐ ㅐㄱㅇㄷㄱ", memo("order")),
        ("TILL2", till(2)),
        ("샤ㅣㅣ 2", till(2)),
        ("2번", till(2)),
        ("02 번", till(2)),
        ("2qjs", till(2)),
        ("till 100", unknown("till 100")),
    ] {
        assert_tokens(text, &[(text, meaning)]);
    }
}

#[test]
fn what_is_not_understood() {
    for (text, meaning) in [
        ("13-45", unknown("13-45")),
        ("02-30", unknown("02-30")),
        ("kim", unknown("kim")),
        ("pa", unknown("pa")),
        ("이번", unknown("이번")),
        ("-", unknown("-")),
        ("--456", unknown("--456")),
        ("-kim", unknown("-kim")),
        ("261121143207123010000", unknown("261121143207123010000")),
        ("가나다라마바사아자차카타파하거너더러머버", unknown("가나다라마바사아자차카타파하거너더러머버")),
        ("٣٣٣", unknown("٣٣٣")),
        ("\u{1b}[31m", unknown("\u{1b}[31m")),
    ] {
        assert_tokens(text, &[(text, meaning)]);
    }
}

#[test]
fn a_minus_turns_any_token_round() {
    for (text, meaning) in [
        ("-취소", Meaning::Cancel),
        ("−취소", Meaning::Cancel),
        ("–cancel", Meaning::Cancel),
        ("－４５６", card_or_id("456")),
        ("-till 2", till(2)),
        ("-memo a-17", memo("a-17")),
        ("-메모", memo("")),
        ("-이번 주", days("2026-11-16", "2026-11-22")),
        ("-11-20..", since("2026-11-20")),
        ("-10,000", exactly(10_000)),
        ("-003 01 00 2", Meaning::IdEnds("00301002".into())),
        ("-ABCDEFGHIJ0123456789", id("ABCDEFGHIJ0123456789", false)),
        ("-오후", time(720, 1440, WhichDays::Today)),
    ] {
        assert_tokens(text, &[(text, meaning)]);
    }
}

#[test]
fn an_id_may_begin_with_a_minus() {
    let chips = read("-ABCDEFGHIJ012345678").chips;
    assert_eq!(
        chips.first().map(|chip| (chip.not, &chip.meaning)),
        Some((false, &id("-ABCDEFGHIJ012345678", false)))
    );
}

#[test]
fn numbers_side_by_side() {
    for (text, expected) in [
        ("", vec![]),
        (" \t\u{3000}", vec![]),
        (
            "취소, 456, 55,000,",
            vec![("취소,", Meaning::Cancel), ("456,", card_or_id("456")), ("55,000,", exactly(55_000))],
        ),
        (
            "취소 456 11-20..",
            vec![("취소", Meaning::Cancel), ("456", card_or_id("456")), ("11-20..", since("2026-11-20"))],
        ),
        (
            "11-20.. 456 취소",
            vec![("11-20..", since("2026-11-20")), ("456", card_or_id("456")), ("취소", Meaning::Cancel)],
        ),
        (
            "456 55000",
            vec![("456", card_or_id("456")), ("55000", digits("55000", false, false, Some(55_000)))],
        ),
        ("456 500 원", vec![("456", card_or_id("456")), ("500 원", exactly(500))]),
        ("456 5만 5천", vec![("456", card_or_id("456")), ("5만 5천", exactly(55_000))]),
        ("5만 456", vec![("5만", exactly(50_000)), ("456", card_or_id("456"))]),
        ("5만원 5천원", vec![("5만원", exactly(50_000)), ("5천원", exactly(5_000))]),
        (
            "456 ..5만",
            vec![("456", card_or_id("456")), ("..5만", Meaning::Amount { low: None, high: Some(50_000) })],
        ),
        ("11-20.. 456", vec![("11-20..", since("2026-11-20")), ("456", card_or_id("456"))]),
        ("11-20부터 456", vec![("11-20부터", since("2026-11-20")), ("456", card_or_id("456"))]),
        (
            "456 > 5만",
            vec![("456", card_or_id("456")), ("> 5만", Meaning::Amount { low: Some(50_001), high: None })],
        ),
        (
            "261121 456",
            vec![("261121", digits("261121", true, true, Some(261_121))), ("456", card_or_id("456"))],
        ),
        ("5409 12 원", vec![("5409", card_or_id("5409")), ("12 원", exactly(12))]),
        (
            "261121 1835 원",
            vec![("261121", digits("261121", true, true, Some(261_121))), ("1835 원", exactly(1_835))],
        ),
        (
            "456 003 01 00 2",
            vec![("456", card_or_id("456")), ("003 01 00 2", Meaning::IdEnds("00301002".into()))],
        ),
        (
            "261121 143207 123 01 00 0 456",
            vec![
                ("261121 143207 123 01 00 0", id("26112114320712301000", false)),
                ("456", card_or_id("456")),
            ],
        ),
    ] {
        assert_tokens(text, &expected);
    }
}

#[test]
fn a_range_needs_no_word_for_its_end() {
    for (text, expected) in [
        ("월요일부터 수요일", days("2026-11-16", "2026-11-18")),
        ("11-18부터 11-20", days("2026-11-18", "2026-11-20")),
        ("어제부터 오늘", days("2026-11-20", "2026-11-21")),
        ("3만원부터 5만원", won(30_000, 50_000)),
        ("10시부터 12시", time(600, 721, WhichDays::Today)),
    ] {
        assert_tokens(text, &[(text, expected)]);
    }
    assert_tokens("11-20부터 456", &[("11-20부터", since("2026-11-20")), ("456", card_or_id("456"))]);
    assert_tokens("11-20부터 취소", &[("11-20부터", since("2026-11-20")), ("취소", Meaning::Cancel)]);
}

#[test]
fn a_card_as_it_is_shown_finds_it() {
    let first_six =
        |text: &str| digits(text, true, true, text.parse().ok().filter(|_| !text.starts_with('0')));
    let end = digits("005", true, false, None);
    assert_tokens("378282…005", &[("378282", first_six("378282")), ("…005", end.clone())]);
    assert_tokens("378282*******005", &[("378282", first_six("378282")), ("005", end.clone())]);
    assert_tokens(
        "3782 82** **** 005",
        &[("3782 82", Meaning::CardBegins("378282".to_owned())), ("005", end)],
    );
    for text in ["0456 78", "0456-78", "1234 56", "1234-56"] {
        let first_six: String = text.chars().filter(char::is_ascii_digit).collect();
        assert_tokens(text, &[(text, Meaning::CardBegins(first_six))]);
    }
}

#[test]
fn words_side_by_side() {
    let part = || Meaning::State(State::Part);
    for (text, expected) in [
        ("memo a-17 till 2", vec![("memo a-17", memo("a-17")), ("till 2", till(2))]),
        ("memo -456", vec![("memo", memo("")), ("-456", card_or_id("456"))]),
        (
            "456 메모 김 오늘",
            vec![("456", card_or_id("456")), ("메모 김", memo("김")), ("오늘", on("2026-11-21"))],
        ),
        ("till 2 00 7", vec![("till 2", till(2)), ("00 7", Meaning::IdEnds("007".into()))]),
        ("pay cancel", vec![("pay cancel", Meaning::Cancelled)]),
        ("취소 결제", vec![("취소 결제", Meaning::Cancelled)]),
        (
            "취소 456 결제",
            vec![("취소", Meaning::Cancelled), ("456", card_or_id("456")), ("결제", Meaning::Payment)],
        ),
        ("결제 -취소", vec![("결제", Meaning::Payment), ("-취소", Meaning::Cancel)]),
        ("카드 456 건", vec![("카드", Meaning::Noise), ("456", card_or_id("456")), ("건", Meaning::Noise)]),
        ("결재 yesteday", vec![("결재", near("결제")), ("yesteday", near("yesterday"))]),
        ("last weak", vec![("last weak", near("last week"))]),
        ("부분 -취소", vec![("부분", part()), ("-취소", Meaning::Cancel)]),
        ("부분 취", vec![("부분 취", part())]),
        ("부분 456", vec![("부분", part()), ("456", card_or_id("456"))]),
        (
            "open 4000 part 5000 >100",
            vec![
                ("open", Meaning::State(State::Untouched)),
                ("4000", card_or_id("4000")),
                ("part", part()),
                ("5000", card_or_id("5000")),
                (">100", Meaning::Amount { low: Some(101), high: None }),
            ],
        ),
        (
            "어제 오후 5만쯤",
            vec![
                ("어제", on("2026-11-20")),
                ("오후", time(720, 1440, WhichDays::ThatDay)),
                ("5만쯤", won(45_000, 55_000)),
            ],
        ),
        (
            "yesterday afternoon about 50,000",
            vec![
                ("yesterday", on("2026-11-20")),
                ("afternoon", time(720, 1440, WhichDays::ThatDay)),
                ("about 50,000", won(45_000, 55_000)),
            ],
        ),
        (
            "to 11-20 today",
            vec![
                ("to 11-20", Meaning::Days(Days { first: None, last: Some(day("2026-11-20")) })),
                ("today", on("2026-11-21")),
            ],
        ),
        ("11월 20일 3개월", vec![("11월 20일", on("2026-11-20")), ("3개월", Meaning::Installments(3..=3))]),
        ("kim - 취소", vec![("kim", unknown("kim")), ("-", unknown("-")), ("취소", Meaning::Cancel)]),
        ("\u{feff}취소\u{200b} \u{200b} 456", vec![("취소", Meaning::Cancel), ("456", card_or_id("456"))]),
        (
            "cnlth ４５６ １１–２０…",
            vec![
                ("cnlth", Meaning::Cancel),
                ("４５６", card_or_id("456")),
                ("１１–２０…", since("2026-11-20")),
            ],
        ),
        // Syllables in pieces, as some systems paste them.
        (
            "\u{110e}\u{1171}\u{1109}\u{1169} \u{110b}\u{1169}\u{1102}\u{1173}\u{11af}",
            vec![
                ("\u{110e}\u{1171}\u{1109}\u{1169}", Meaning::Cancel),
                ("\u{110b}\u{1169}\u{1102}\u{1173}\u{11af}", on("2026-11-21")),
            ],
        ),
        ("취소\u{301} 456", vec![("취소\u{301}", unknown("취소\u{301}")), ("456", card_or_id("456"))]),
    ] {
        assert_tokens(text, &expected);
    }
}

#[test]
fn noise_alone_is_not_understood() {
    for text in ["the", "card", "number", "카드", "번호", "건", "-카드", "zkem"] {
        assert_tokens(text, &[(text, unknown(text))]);
        assert_eq!(read(text).query.terms, []);
    }
    assert_tokens("the card", &[("the", unknown("the")), ("card", unknown("card"))]);
    // Beside another word it is passed over, but there is nothing to negate.
    assert_tokens("the 456", &[("the", Meaning::Noise), ("456", card_or_id("456"))]);
    assert_tokens("-the 456", &[("-the", unknown("-the")), ("456", card_or_id("456"))]);
    assert_tokens("카드 kim", &[("카드", Meaning::Noise), ("kim", unknown("kim"))]);
}

#[test]
fn kinds_are_joined_in_any_order_and_number() {
    let one = |text| vec![(text, Meaning::Cancelled)];
    for (text, expected) in [
        ("취소 취소 결제", one("취소 취소 결제")),
        ("결제 취소 취소", one("결제 취소 취소")),
        ("취소 결제 취소", one("취소 결제 취소")),
        ("결제 결제 취소", one("결제 결제 취소")),
        ("pay cancel pay cancel", one("pay cancel pay cancel")),
        ("payments cancelled", one("payments cancelled")),
        ("취소된 취소", one("취소된 취소")),
        ("결제 결제", vec![("결제 결제", Meaning::Payment)]),
        ("취소 취소", vec![("취소 취소", Meaning::Cancel)]),
        (
            "취소 취소 456 결제",
            vec![("취소 취소", Meaning::Cancelled), ("456", card_or_id("456")), ("결제", Meaning::Payment)],
        ),
        ("취소 -취소", vec![("취소", Meaning::Cancel), ("-취소", Meaning::Cancel)]),
        ("결제 -취소", vec![("결제", Meaning::Payment), ("-취소", Meaning::Cancel)]),
        // What only payments have.
        ("취소 3개월", vec![("취소", Meaning::Cancelled), ("3개월", Meaning::Installments(3..=3))]),
        ("일시불 취소", vec![("일시불", Meaning::Installments(0..=0)), ("취소", Meaning::Cancelled)]),
        ("취소 부분", vec![("취소", Meaning::Cancelled), ("부분", Meaning::State(State::Part))]),
        ("-할부 취소", vec![("-할부", Meaning::Installments(1..=12)), ("취소", Meaning::Cancel)]),
    ] {
        assert_tokens(text, &expected);
    }
}

#[test]
fn a_suggestion_keeps_the_minus() {
    for (text, word) in [
        ("-canel", "-cancel"),
        ("−canel", "-cancel"),
        ("-결재", "-결제"),
        ("-last weak", "-last week"),
        ("canel", "cancel"),
    ] {
        assert_tokens(text, &[(text, near(word))]);
    }
}

#[test]
fn midnight_belongs_to_the_night_that_is_named() {
    let that = WhichDays::ThatDay;
    for (text, expected) in [
        ("어제 밤 12시부터", vec![("어제", on("2026-11-20")), ("밤 12시부터", time(1440, 2880, that))]),
        ("어제 밤 12시쯤", vec![("어제", on("2026-11-20")), ("밤 12시쯤", time(1410, 1530, that))]),
        ("오늘 밤 11시~12시", vec![("오늘", on("2026-11-21")), ("밤 11시~12시", time(1380, 1441, that))]),
        ("어제 자정~2시", vec![("어제", on("2026-11-20")), ("자정~2시", time(1440, 1561, that))]),
        (
            "yesterday from midnight",
            vec![("yesterday", on("2026-11-20")), ("from midnight", time(1440, 2880, that))],
        ),
        // Without a day, last night's.
        ("밤 12시~1시", vec![("밤 12시~1시", time(0, 61, WhichDays::Today))]),
        ("자정부터", vec![("자정부터", time(0, 1440, WhichDays::Today))]),
        ("밤 12시쯤", vec![("밤 12시쯤", time(1410, 1530, WhichDays::LastNight))]),
        ("around midnight", vec![("around midnight", time(1410, 1530, WhichDays::LastNight))]),
        ("midnight to 2", vec![("midnight to 2", time(0, 121, WhichDays::Today))]),
        ("밤 11시~1시", vec![("밤 11시~1시", time(1380, 1501, WhichDays::LastNight))]),
        // It ends at midnight.
        ("11pm to midnight", vec![("11pm to midnight", time(1380, 1441, WhichDays::Today))]),
        // It has begun.
        ("18:00..02:00", vec![("18:00..02:00", time(1080, 1561, WhichDays::Today))]),
        ("6시~12시", vec![("6시~12시", time(1080, 1441, WhichDays::Today))]),
        ("6 to 8pm 5만", vec![("6 to 8pm", time(1080, 1201, WhichDays::Today)), ("5만", exactly(50_000))]),
        ("11-20 pm", vec![("11-20", on("2026-11-20")), ("pm", time(720, 1440, that))]),
        (
            "after 6",
            vec![(
                "after 6",
                Meaning::Time { time: DayTime { from: 64_860, until: 86_400 }, on: WhichDays::Today },
            )],
        ),
        ("after 5만", vec![("after", unknown("after")), ("5만", exactly(50_000))]),
        ("작년 11월 취소", vec![("작년 11월", days("2025-11-01", "2025-11-30")), ("취소", Meaning::Cancel)]),
    ] {
        assert_tokens(text, &expected);
    }
}

#[test]
fn a_time_of_day_says_which_days_it_is_meant_for() {
    for (text, on) in [
        ("18:30", WhichDays::Today),
        ("18:30 11-20", WhichDays::ThatDay),
        ("18:30 이번주", WhichDays::EachDay),
        ("18:30 이번주 월요일", WhichDays::ThatDay),
        ("18:30 2026년", WhichDays::EachDay),
        ("18:30 2020-01-01..", WhichDays::EachDaySince(day("2023-08-10"))),
        ("18:30 ..11-20", WhichDays::EachDaySince(day("2023-08-09"))),
        ("18:30 -오늘", WhichDays::EachDaySince(day("2023-08-10"))),
    ] {
        assert_eq!(
            read(text).chips.first().map(|chip| chip.meaning.clone()),
            Some(time(1110, 1111, on)),
            "{text}"
        );
    }
}

#[test]
fn a_long_query_is_read_to_a_point() {
    let text = "456 ".repeat(70);
    let chips = read(&text).chips;
    assert_eq!(chips.len(), 65);
    let last = chips.last().expect("a chip");
    assert_eq!((last.meaning.clone(), last.span.clone(), last.term), (Meaning::TooMuch, 256..279, None));
    let long = "가".repeat(100);
    assert_eq!(read(&long).chips.first().map(|chip| chip.meaning.clone()), Some(unknown(&"가".repeat(40))));
}
