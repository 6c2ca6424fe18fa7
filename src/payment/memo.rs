//! Memos: what a shop wants to remember of a payment or cancel, as an order number or a name.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_width::UnicodeWidthStr as _;

use super::{
    card::CardNumber,
    card_text::holds_card_number,
    error::{CharClass, Problem},
};

/// Characters that may share a column on average: signs without a width of their own would make a memo endless. A Hangul syllable
/// in pieces has three on two columns, a face that is joined of several up to seven.
const SHARING: usize = 4;

/// A memo: text of 1 to 60 columns in NFC, without control characters, without blanks at its ends, and without a card number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memo(String);

impl Memo {
    /// Most columns.
    pub const COLUMNS: usize = 60;

    /// Reads the memo that a caller gives; `None` when it is empty or blank. Ledgers, lists and slips keep it readable, so a card
    /// number in it is refused: `card`, the transaction's own, or one that a card scheme may have given out.
    ///
    /// # Errors
    /// [`Problem::HoldsCard`], [`Problem::Character`] or [`Problem::Length`], in columns.
    pub fn of_caller(text: &str, card: Option<&CardNumber>) -> Result<Option<Self>, Problem> {
        // First: what may be a card is read by nothing else, and copied only where it is wiped.
        if holds_card_number(text, card) {
            return Err(Problem::HoldsCard);
        }
        // Counted in the text as it was given, but for the blanks in front.
        let text = text.trim();
        if let Some(index) = text.chars().position(is_control) {
            return Err(Problem::Character { position: index + 1, found: CharClass::Control });
        }
        let memo: String = text.nfc().collect();
        match columns(&memo) {
            0 => Ok(None),
            1..=Self::COLUMNS => Ok(Some(Self(memo))),
            found => Err(Problem::Length { found }),
        }
    }

    /// A memo as a ledger keeps it; `None` for a text that Paydesk never wrote as one. How wide a character is and what composes
    /// are questions of the day on which it was written, and not asked again.
    pub(crate) fn kept(text: &str) -> Option<Self> {
        let is_memo = !text.is_empty()
            && text.trim() == text
            && text.chars().count() <= Self::COLUMNS * SHARING
            && !text.contains(is_control);
        is_memo.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this card number is in it, however it is grouped.
    #[must_use]
    pub(crate) fn holds(&self, card: &CardNumber) -> bool {
        holds_card_number(&self.0, Some(card))
    }

    /// The words that it is found by, each once and in order.
    #[must_use]
    pub(crate) fn words(&self) -> BTreeSet<String> {
        self.0.split_whitespace().map(memo_word).collect()
    }
}

/// A word of a memo, or its beginning, as memos are searched: in lower case and NFC.
#[must_use]
pub(crate) fn memo_word(word: &str) -> String {
    let word: String = word.nfc().collect();
    word.to_lowercase().nfc().collect()
}

/// The columns of a text: at least one for each [`SHARING`] characters.
fn columns(text: &str) -> usize {
    text.width().max(text.chars().count().div_ceil(SHARING))
}

/// Whether a character steers a terminal or a printer instead of being seen: control characters, ends of lines and paragraphs, and
/// what turns the direction of a line.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<String>, Problem> {
        Memo::of_caller(text, None).map(|memo| memo.map(|memo| memo.as_str().to_owned()))
    }

    #[test]
    fn a_memo_is_short_text() {
        let some = |text: &str| Ok(Some(text.to_owned()));
        for (text, expected) in [
            ("주문 A-17", some("주문 A-17")),
            ("  Kim\u{3000}", some("Kim")),
            ("", Ok(None)),
            (" \u{3000} ", Ok(None)),
            // In pieces, as some systems send it.
            ("\u{110c}\u{116e}\u{1106}\u{116e}\u{11ab}", some("주문")),
            (&"x".repeat(60), some(&"x".repeat(60))),
            (&"x".repeat(61), Err(Problem::Length { found: 61 })),
            (&"가".repeat(30), some(&"가".repeat(30))),
            (&"가".repeat(31), Err(Problem::Length { found: 62 })),
            (&format!("a{}", "\u{336}".repeat(240)), Err(Problem::Length { found: 61 })),
            (" a\tb", Err(Problem::Character { position: 2, found: CharClass::Control })),
            ("a\u{1b}[2J", Err(Problem::Character { position: 2, found: CharClass::Control })),
            ("ab\u{202e}c", Err(Problem::Character { position: 3, found: CharClass::Control })),
            ("a\u{2028}b", Err(Problem::Character { position: 2, found: CharClass::Control })),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_memo_holds_no_card() {
        let own = CardNumber::parse("1234567890123456").expect("a card");
        for text in [
            "4111111111111111",
            "카드 4111 1111 1111 1111",
            "4111-1111-1111-1111!",
            "\u{ff14}111111111111111",
        ] {
            assert_eq!(read(text), Err(Problem::HoldsCard), "{text}");
        }
        for text in
            ["26112114320712301000", "261121 143207 123 01 00 0", "1790000000005", "2026-11-21 14:32:07"]
        {
            assert_eq!(read(text), Ok(Some(text.to_owned())), "{text}");
        }
        for text in ["1234567890123456", "1234 5678 9012 3456", "x1234.5678.9012.3456"] {
            assert_eq!(Memo::of_caller(text, Some(&own)), Err(Problem::HoldsCard), "{text}");
            let memo = Memo::of_caller(text, None).expect("no card of a scheme").expect("a memo");
            assert!(memo.holds(&own), "{text}");
        }
        assert!(!Memo::kept("1234").expect("a memo").holds(&own));
    }

    #[test]
    fn what_a_ledger_keeps_is_a_memo_or_damage() {
        for text in ["주문 A-17", "x", &"x".repeat(240)] {
            assert_eq!(Memo::kept(text).as_ref().map(Memo::as_str), Some(text));
        }
        for text in ["", " x", "x ", "a\nb", &"x".repeat(241)] {
            assert_eq!(Memo::kept(text), None, "{text:?}");
        }
    }

    #[test]
    fn words_are_split_at_blanks_and_in_lower_case() {
        let words = |text: &str| Memo::kept(text).expect("a memo").words().into_iter().collect::<Vec<_>>();
        assert_eq!(words("Order A-17\u{3000}주문  order"), ["a-17", "order", "주문"]);
        assert_eq!(memo_word("\u{110c}\u{116e}\u{1106}\u{116e}\u{11ab}ÀB"), "주문àb");
    }
}
