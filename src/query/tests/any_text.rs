//! What holds for any text at all.

use proptest::prelude::*;

use super::{
    super::{Meaning, text::is_blank},
    read,
};

/// Pieces of queries, whole and broken, with what keyboards and clipboards add.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,8}",
        "[ㄱ-ㅣ]{1,4}",
        "[가-힣]{1,3}",
        "[\u{1100}-\u{11ff}]{1,6}",
        "[0-9]{1,22}",
        "[0-9.,:/~<>=₩만천억원월일시반번개k -]{1,12}",
        "[a-zA-Z]{1,8}",
        "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{200f}\u{feff}\u{301}\u{3000}]{1,4}",
        Just("-".to_owned()),
        Just("till".to_owned()),
        Just("이번".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec((piece(), prop_oneof![Just(""), Just(" "), Just("  ")]), 0..12)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, blank)| piece + blank).collect())
}

/// Chips are in order, begin and end between characters, and cover all but blanks; terms are numbered.
fn assert_covered(text: &str) {
    let reading = read(text);
    let mut end = 0;
    let mut terms = 0;
    for chip in &reading.chips {
        let between = text.get(end..chip.span.start).expect("in order, between characters");
        assert!(between.chars().all(is_blank), "{between:?} is not covered");
        let token = text.get(chip.span.clone()).expect("between characters");
        assert!(token.starts_with(|c| !is_blank(c)) && token.ends_with(|c| !is_blank(c)), "{token:?}");
        if let Some(term) = chip.term {
            assert_eq!(term, terms);
            assert_eq!(reading.query.terms.get(term).map(|term| term.not), Some(chip.not));
            terms += 1;
        } else {
            assert!(chip.meaning == Meaning::Noise || !chip.meaning.is_understood(), "{chip:?}");
        }
        end = chip.span.end;
    }
    assert!(text.get(end..).expect("between characters").chars().all(is_blank));
    assert_eq!(reading.query.terms.len(), terms);
}

proptest! {
    #[test]
    fn any_text_is_a_query(text in text()) {
        assert_covered(&text);
    }

    #[test]
    fn any_characters_are_a_query(text in any::<String>()) {
        assert_covered(&text);
    }

    #[test]
    fn tokens_mean_the_same_in_any_order(
        tokens in prop::sample::subsequence(
            vec!["취소", "-456", "11-20..", "5만..", "today", "18:30", "-till 2", "3m", "kim", "ㅂㅂ", "55,000", ">9"],
            0..12,
        ).prop_shuffle(),
    ) {
        let terms = |tokens: &[&str]| {
            let query = read(&tokens.join(" ")).query;
            let mut terms: Vec<String> = query.terms.iter().map(|term| format!("{term:?}")).collect();
            terms.sort();
            terms
        };
        let mut sorted = tokens.clone();
        sorted.sort_unstable();
        prop_assert_eq!(terms(&tokens), terms(&sorted));
    }
}

#[test]
fn long_texts_are_queries() {
    for piece in [
        "9", "9 ", "취소 ", "ㅊ", "-", "- ", "\u{1100}", "\u{301}", "5만 ", "5만", "9,999", "..", "till ",
        "오후 ", "\u{0}", "2026년 ",
    ] {
        assert_covered(&piece.repeat(10_000));
    }
}
