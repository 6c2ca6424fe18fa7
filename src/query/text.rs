//! The text of a query, word by word, as each of three keyboards would have typed it.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::{
    digits::{CARD_END, FIRST_SIX},
    hangul,
};

/// Characters of the longest word that can mean something.
const LONGEST: usize = 64;

/// What hides the digits of a card that is shown in full: `5409 12** **** *456`.
const MASK: char = '*';
/// What stands for them in a list: `540912…456`.
const GAP: char = '…';

/// A query, split at its blanks.
#[derive(Default)]
pub(super) struct QueryText {
    pub words: Vec<Word>,
    /// As typed, in lower case.
    typed: WordLine,
    /// What the same keys type with the Korean keyboard on.
    hangul: WordLine,
    /// What the same keys type with it off.
    latin: WordLine,
}

/// A word of the query.
pub(super) struct Word {
    /// Where in the query.
    pub source: Range<usize>,
    /// As typed, in plain characters, with its minus.
    pub plain: String,
    /// Whether a minus precedes it; the lines leave the minus out.
    pub not: bool,
    /// As typed, to the letter, but for a comma behind it.
    pub exact: String,
}

/// Words with one blank between them.
#[derive(Default)]
struct WordLine {
    text: String,
    words: Vec<Range<usize>>,
}

/// How the keys were meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyboard {
    AsTyped,
    Korean,
    Latin,
}

impl WordLine {
    fn push(&mut self, word: &str) {
        if !self.words.is_empty() {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(word);
        self.words.push(start..self.text.len());
    }

    /// `count` words from `first` on, with their blanks.
    fn words(&self, first: usize, count: usize) -> &str {
        let range = || Some(self.words.get(first)?.start..self.words.get(first + count - 1)?.end);
        range().and_then(|range| self.text.get(range)).unwrap_or_default()
    }
}

impl QueryText {
    pub(super) fn new(query: &str) -> Self {
        let mut text = Self::default();
        for source in pieces(query) {
            text.push(query, source);
        }
        text
    }

    fn push(&mut self, query: &str, source: Range<usize>) {
        let typed = query.get(source.clone()).unwrap_or_default();
        let exact = typed.strip_suffix(',').unwrap_or(typed).to_owned();
        let plain = plain(end_behind_gap(typed).unwrap_or(typed));
        let stripped = plain.strip_prefix('-').filter(|rest| !rest.is_empty());
        let not = stripped.is_some();
        // A word that is too long for any meaning is read as empty.
        let word = stripped.unwrap_or(&plain);
        // Some people put commas between tokens, and programs a T between date and time.
        let word = word.strip_suffix(',').filter(|rest| !rest.is_empty()).unwrap_or(word);
        let word = word.strip_suffix(['T', 't']).filter(|rest| is_iso_date(rest)).unwrap_or(word);
        let word = if word.chars().nth(LONGEST).is_some() { "" } else { word };
        let mut keys = String::with_capacity(word.len());
        word.chars().for_each(|c| hangul::push_keys(&mut keys, c));
        let typed = word.to_lowercase();
        // Only Latin letters and loose jamo can come out differently.
        let loose = |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{1100}'..='\u{11ff}' | 'ㄱ'..='ㅣ');
        let composed = word.contains(loose).then(|| hangul::typed(&keys));
        self.hangul.push(composed.as_deref().unwrap_or(&typed));
        self.typed.push(&typed);
        self.latin.push(&keys.to_lowercase());
        self.words.push(Word { source, plain, not, exact });
    }

    /// `count` words from `first` on, in lower case, with one blank between them.
    pub(super) fn words(&self, keyboard: Keyboard, first: usize, count: usize) -> &str {
        match keyboard {
            Keyboard::AsTyped => self.typed.words(first, count),
            Keyboard::Korean => self.hangul.words(first, count),
            Keyboard::Latin => self.latin.words(first, count),
        }
    }

    /// How many words from `first` on may be one token, at most `most`: a minus begins another.
    pub(super) fn joinable(&self, first: usize, most: usize) -> usize {
        let behind = self.words.iter().skip(first + 1).take(most - 1);
        1 + behind.take_while(|word| !word.not).count()
    }
}

/// Where the words are.
fn pieces(query: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = query;
    let mut offset = 0;
    std::iter::from_fn(move || {
        let begin = rest.find(|c| !is_blank(c))?;
        let (_, word) = rest.split_at_checked(begin)?;
        let len = word.find(|c: char| c.is_whitespace() || c == MASK).unwrap_or(word.len());
        let len = before_mask(word, before_time(word, len));
        let (word, after) = word.split_at_checked(len)?;
        let start = offset + begin;
        offset = start + len;
        rest = after;
        Some(start..start + word.trim_end_matches(is_blank).len())
    })
}

/// Where the time of `2026-11-20T18:30` begins; `len` when the word of that length is none.
fn before_time(word: &str, len: usize) -> usize {
    let parts = word.get(..len).and_then(|word| word.split_once(['T', 't']));
    match parts {
        Some((date, time)) if is_iso_date(date) && time.starts_with(|c: char| c.is_ascii_digit()) => {
            date.len() + 1
        }
        _ => len,
    }
}

/// Where the gap of `540912…456` begins, a card as the list shows it; `len` when the word of that length is none.
fn before_mask(word: &str, len: usize) -> usize {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let behind = |first: &str| word.get(first.len()..len).and_then(end_behind_gap);
    word.get(..FIRST_SIX).filter(|first| is_digits(first) && behind(first).is_some()).map_or(len, str::len)
}

/// The end of a card behind the gap of the shown one.
fn end_behind_gap(word: &str) -> Option<&str> {
    let is_end =
        |end: &&str| (3..=CARD_END).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_prefix(GAP).filter(is_end)
}

/// True for a text of the form `2026-11-20`.
fn is_iso_date(text: &str) -> bool {
    let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.splitn(3, '-');
    let parts = [parts.next(), parts.next(), parts.next()];
    matches!(parts, [Some(year), Some(month), Some(day)] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

/// True for blanks, for the mask of a card that is shown, and for the invisible characters without a meaning that pasted text
/// contains.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == MASK || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}')
}

/// A word in NFC, with plain characters for typographic and full-width ones.
fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.nfc().filter(|c| !is_invisible(*c)) {
        match c {
            '\u{ff01}'..='\u{ff5e}' => plain.extend(char::from_u32(u32::from(c) - 0xfee0)),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => plain.push('-'),
            '\u{301c}' | '\u{223c}' => plain.push('~'),
            '\u{2025}' | '\u{2026}' => plain.push_str(".."),
            '\u{ffe6}' => plain.push('₩'),
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let text = QueryText::new(" 취소\u{3000}-４５６ \u{feff}11–20…\u{200b} ");
        let words: Vec<_> =
            text.words.iter().map(|word| (word.source.clone(), word.plain.as_str(), word.not)).collect();
        assert_eq!(words, [(1..7, "취소", false), (10..20, "-456", true), (24..34, "11-20..", false)]);
        assert_eq!(text.words(Keyboard::AsTyped, 0, 3), "취소 456 11-20..");
        assert_eq!(text.words(Keyboard::Latin, 0, 1), "cnlth");
        assert_eq!((text.joinable(0, 8), text.joinable(1, 8), text.joinable(2, 8)), (1, 2, 1));
    }

    #[test]
    fn a_card_as_it_is_shown_is_its_first_and_last_digits() {
        let words =
            |query: &str| QueryText::new(query).words.into_iter().map(|word| word.plain).collect::<Vec<_>>();
        assert_eq!(words("540912…456"), ["540912", "456"]);
        assert_eq!(words("5409 12** **** *456"), ["5409", "12", "456"]);
        assert_eq!(words("540912*******456"), ["540912", "456"]);
        for other in ["540912…", "54091…456", "540912…45", "540912..456", "11-20…11-25"] {
            assert_eq!(words(other).len(), 1, "{other}");
        }
    }

    #[test]
    fn syllables_in_pieces_are_put_together() {
        let text = QueryText::new(&"취소 Cnlth".nfd().collect::<String>());
        assert_eq!(text.words(Keyboard::AsTyped, 0, 2), "취소 cnlth");
        assert_eq!(text.words(Keyboard::Korean, 0, 2), "취소 취소");
    }

    #[test]
    fn a_t_stands_between_date_and_time() {
        let words = |query: &str| -> Vec<(Range<usize>, String)> {
            let text = QueryText::new(query);
            let word = |index: usize| text.words(Keyboard::AsTyped, index, 1).to_owned();
            text.words.iter().enumerate().map(|(index, one)| (one.source.clone(), word(index))).collect()
        };
        let word = |range, word: &str| (range, word.to_owned());
        assert_eq!(words("2026-11-20T18:30"), [word(0..11, "2026-11-20"), word(11..16, "18:30")]);
        assert_eq!(words("2026-11-20t"), [word(0..11, "2026-11-20")]);
        for other in ["2026-11-20Tx", "-2026-11-20T18:30", "11-20T18:30", "2026-11-2aT18:30", "20T18"] {
            assert_eq!(words(other).len(), 1, "{other}");
        }
    }

    #[test]
    fn a_lone_minus_turns_nothing_round() {
        let text = QueryText::new("- --5 \u{200b}");
        let words: Vec<_> = text.words.iter().map(|word| (word.plain.as_str(), word.not)).collect();
        assert_eq!(words, [("-", false), ("--5", true)]);
    }
}
