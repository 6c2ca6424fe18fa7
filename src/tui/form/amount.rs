//! The texts of fields: how they are grouped, and what the amounts in them are worth.

use super::field::ROOM;
use crate::{payment::money::group_thousands, query::won};

/// The text with `separator` before each index that `at` accepts, except the first; and the caret's column in it.
pub fn grouped(text: &str, caret: usize, at: impl Fn(usize) -> bool, separator: &str) -> (String, usize) {
    let mut shown = String::with_capacity(text.len() + 6);
    let mut column = caret;
    for (index, c) in text.chars().enumerate() {
        if index > 0 && at(index) {
            shown.push_str(separator);
            if index <= caret {
                column += 1;
            }
        }
        shown.push(c);
    }
    (shown, column)
}

/// The column in `shown` with `right` characters to its right, not counting commas.
pub fn caret_after(shown: &str, mut right: usize) -> usize {
    let mut column = shown.chars().count();
    for c in shown.chars().rev() {
        if right == 0 {
            break;
        }
        column -= 1;
        if c != ',' {
            right -= 1;
        }
    }
    column
}

/// The digits at the end of `text`.
pub fn last_run(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default()
}

/// Whether every part of a calculation is an amount.
pub fn is_readable(text: &str) -> bool {
    text.split(['+', '*']).all(|amount| amount.is_empty() || won(amount).is_some())
}

/// The product of `3*4500`; an operator at the end is ignored. `None` past 2^64.
pub fn product(text: &str) -> Option<u64> {
    text.split('*')
        .filter(|part| !part.is_empty())
        .try_fold(1, |product: u64, part| product.checked_mul(won(part)?))
}

/// Separates the thousands of every number in `text`.
pub fn group_every_run(text: &str) -> String {
    let mut shown = String::with_capacity(ROOM);
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (run, after) = rest.split_at(digits);
        shown.push_str(&group_thousands(run));
        let mut chars = after.chars();
        shown.extend(chars.next());
        rest = chars.as_str();
    }
    shown
}

/// The amount in `55,000원`, `₩55 000` or `55000 KRW`; `None` for anything else.
pub fn pasted_amount(text: &str) -> Option<String> {
    let ascii: String = text.trim().chars().map(full_width_to_ascii).collect();
    let bare = ascii.trim_start_matches(['₩', '￦']);
    let bare = ["원", "KRW", "won"].iter().find_map(|unit| bare.strip_suffix(unit)).unwrap_or(bare);
    let amount: String = bare.trim().chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let known = |c: char| c.is_ascii_digit() || matches!(c, '억' | '만' | '천' | '백');
    (amount.starts_with(|c: char| c.is_ascii_digit()) && amount.chars().all(known)).then_some(amount)
}

/// The ASCII character for one of the Korean keyboard's full-width mode. Only for forms: requests refuse full-width
/// digits.
pub fn full_width_to_ascii(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}
