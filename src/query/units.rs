//! Units whose last syllable is not finished: `55000우`, `3개워`, `5마`.

use super::{hangul, meaning::Meaning};
use crate::payment::Won;

/// Units that may follow digits at the end of a token.
const UNITS: [&str; 24] = [
    "원", "만", "만원", "천", "천원", "백", "백원", "십", "억", "억원", "개월", "번", "년", "월", "일", "시",
    "분", "반", "부터", "까지", "일전", "won", "krw", "months",
];

/// The meaning of `word` with the letters at its end completed to a unit; `None` when several units fit with different
/// meanings.
pub(super) fn finish(word: &str, meaning: impl Fn(&str) -> Option<Meaning>) -> Option<Meaning> {
    let (head, tail) =
        word.split_at_checked(word.rfind(|c: char| !c.is_alphabetic()).map(|digit| digit + 1)?)?;
    let mut typed = String::new();
    tail.chars().for_each(|c| hangul::push_keys(&mut typed, c));
    let begun = UNITS.iter().filter(|unit| !typed.is_empty() && begins(&typed, unit));
    // 55000억 is more than any amount.
    let possible = |meaning: &Meaning| !matches!(meaning, Meaning::Amount { low: Some(won), .. } if *won > Won::MAX.get());
    let mut found = begun.filter_map(|unit| meaning(&format!("{head}{unit}"))).filter(possible);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// True if the keys begin the unit.
fn begins(typed: &str, unit: &str) -> bool {
    let mut keys = String::new();
    unit.chars().for_each(|c| hangul::push_keys(&mut keys, c));
    keys.starts_with(typed)
}
