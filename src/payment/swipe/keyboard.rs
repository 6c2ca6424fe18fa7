//! What keyboards make of a track: a reader sends the keys of an American keyboard, and the system reads them by the
//! layout that is set.
//!
//! | the reader means | `;` | `=` | `^` | `?` | `%` |
//! |---|---|---|---|---|---|
//! | German, Nordic, Spanish, Italian | `ö` `ø` `ñ` `ò` | `´` `¡` `ì` | `&` | `_` | `%` |
//! | Turkish | `ş` | `-` | `&` | `:` | `%` |
//! | Shift stuck | `:` | `+` | `^` | `?` | `%`, and digits are `!@#$%^&*()` |
//! | Shift lost | `;` | `=` | `6` | `/` | `5` |
//! | Korean, full width | `；` | `＝` | `＾` | `？` | `％` |
//!
//! Digits and capitals are the same nearly everywhere, so a track is recognised by its shape: ten to nineteen digits, a
//! separator, and digits again.

use zeroize::Zeroizing;

/// Digits of the numbers on stripes: ISO/IEC 7812-1 allows 19, payment cards have ten at least.
const NUMBER: std::ops::RangeInclusive<usize> = 10..=19;
/// Most digits of an amount that may be in the field right before the number.
const AMOUNT_DIGITS: usize = 10;
/// The digits in the order of their keys, with Shift.
const SHIFTED: [char; 10] = [')', '!', '@', '#', '$', '%', '^', '&', '*', '('];

/// What the end of a text shows about what is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A track of a card, whatever typed it.
    Track,
    /// A track, if its number follows other digits: there are more than a card has.
    LongTrack,
    /// A track, if a machine types it. By hand it may be a card number in groups, or a typing error.
    PerhapsTrack,
    /// Nothing yet.
    Other,
}

/// What the last character of `text` shows about it.
#[must_use]
pub(crate) fn shape(text: &str) -> Shape {
    let mut back = text.chars().rev().map(to_plain);
    let Some(last) = back.next() else { return Shape::Other };
    if last.is_ascii_digit() {
        // Track 1 begins with its format code, and the number follows.
        let mut digits = 1;
        let before = back.find(|c| {
            digits += usize::from(c.is_ascii_digit());
            !c.is_ascii_digit()
        });
        let begins = back.next().is_none_or(|c| matches!(c, '%' | '5'));
        return match (before, digits) {
            (Some('B'), 10) if begins => Shape::Track,
            _ => Shape::Other,
        };
    }
    if is_shifted_digit(last) && text.chars().rev().take(3).filter(|c| is_shifted_digit(*c)).count() == 3 {
        // None of these but `*` is a key of a till.
        let by_hand = text.chars().rev().take(3).filter(|c| *c == '*').count();
        return if by_hand < 2 { Shape::Track } else { Shape::Other };
    }
    let digits = back.take_while(char::is_ascii_digit).count();
    match last {
        '=' | 'D' | '^' if NUMBER.contains(&digits) => Shape::Track,
        '=' | 'D' | '^' if digits > *NUMBER.end() && digits <= NUMBER.end() + AMOUNT_DIGITS => {
            Shape::LongTrack
        }
        c if is_foreign(c) && c != ':' && NUMBER.contains(&digits) => Shape::Track,
        '-' | '&' | ':' | '\'' if NUMBER.contains(&digits) => Shape::PerhapsTrack,
        _ => Shape::Other,
    }
}

/// True if `c` begins a track on a keyboard that is not American: no field of digits can use it.
#[must_use]
pub(crate) fn starts_on_another_keyboard(c: char) -> bool {
    is_foreign(c)
}

/// True if the last character is the end sentinel of a track, on some keyboard.
#[must_use]
pub(crate) fn has_ended(text: &str) -> bool {
    let text = text.trim_end();
    let begun = text.chars().filter(char::is_ascii_digit).count() >= *NUMBER.start();
    let ends = text.chars().next_back().map(to_plain);
    matches!(ends, Some('?')) || (begun && matches!(ends, Some('_' | ':' | '§')))
}

/// The character that the reader meant, as far as one character tells.
pub(super) fn to_plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c).to_ascii_uppercase()
        }
        '\u{3000}' => ' ',
        'ㅠ' => 'B',
        'ㅇ' => 'D',
        'ㄷ' | 'ㄸ' => 'E',
        c => c.to_ascii_uppercase(),
    }
}

/// The text in the characters that the reader meant. No character gets longer, so the buffer never moves and leaves no
/// copy.
pub(super) fn plain(text: &str) -> Zeroizing<String> {
    let shift_stuck = !text.contains(|c: char| c.is_ascii_digit())
        && text.chars().filter(|c| is_shifted_digit(*c)).count() >= *NUMBER.start();
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut chars = text.chars().map(to_plain).map(|c| if shift_stuck { unshifted(c) } else { c }).peekable();
    // Digits since the last other character, and that character.
    let (mut digits, mut before) = (0, None);
    // The separator of number and name of track 1 also separates name and expiry.
    let mut parts_name = None;
    while let Some(c) = chars.next() {
        let next_is_digit = chars.peek().is_some_and(char::is_ascii_digit);
        let meant = if c.is_ascii_digit() {
            digits += 1;
            plain.push(c);
            continue;
        } else if NUMBER.contains(&digits) && before == Some('B') && c != '^' && parts(c) {
            parts_name = Some(c);
            '^'
        } else if parts_name == Some(c) && next_is_digit {
            parts_name = None;
            '^'
        } else if NUMBER.contains(&digits) && before != Some('B') && next_is_digit && parts(c) {
            '='
        } else if is_foreign(c) && next_is_digit && digits == 0 && before.is_none_or(|c| !c.is_alphanumeric())
        {
            ';'
        } else {
            c
        };
        if matches!(meant, '?' | '\r' | '\n') {
            parts_name = None;
        }
        plain.push(meant);
        (digits, before) = (0, Some(meant));
    }
    plain
}

/// True if `c` may separate a number from what follows, on some keyboard.
fn parts(c: char) -> bool {
    matches!(c, '-' | '&' | ':' | '\'') || is_foreign(c)
}

/// True if `c` is in the place of a sentinel or separator on a keyboard of another country.
fn is_foreign(c: char) -> bool {
    matches!(c, ':' | '\u{a1}'..='\u{24f}')
}

fn is_shifted_digit(c: char) -> bool {
    SHIFTED.contains(&c)
}

/// What a key means when Shift is stuck.
fn unshifted(c: char) -> char {
    let digit = (b'0'..).zip(SHIFTED).find_map(|(digit, shifted)| (shifted == c).then_some(digit.into()));
    digit.unwrap_or(match c {
        ':' => ';',
        '+' => '=',
        c => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_shows_by_its_shape() {
        use Shape::{LongTrack, Other, PerhapsTrack, Track};
        for (text, expected) in [
            ("4111111111111111=", Track),
            ("4111111111111111D", Track),
            ("4111111111111111ㅇ", Track),
            ("4111111111111111^", Track),
            ("4111111111＝", Track),
            ("4111111111111111´", Track),
            ("ö4111111111111111´", Track),
            ("4111111111111111-", PerhapsTrack),
            ("4111111111111111&", PerhapsTrack),
            ("4111111111111111:", PerhapsTrack),
            // An amount before it that nothing ended.
            ("550004111111111111111=", LongTrack),
            ("B4111111111", Track),
            ("5b4111111111", Track),
            ("ㅠ4111111111", Track),
            (":$!!", Track),
            // What a person keys.
            ("", Other),
            ("4111111111111111", Other),
            ("411111111=", Other),
            ("4111-", Other),
            ("4111 1111 1111-", Other),
            ("B411111111", Other),
            ("aB4111111111", Other),
            ("***", Other),
            ("$!", Other),
            ("55000", Other),
            ("카드4111111111", Other),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
    }

    #[test]
    fn an_end_sentinel_ends() {
        for text in
            [";4111111111111111=2912?", "%E?", "ö4111111111111111´2912_", "ş4111111111111111-2912:", "？"]
        {
            assert!(has_ended(text), "{text}");
        }
        for text in [":", ";4111111111111111=2912", "%B4111111111111111^KIM/", "4111"] {
            assert!(!has_ended(text), "{text}");
        }
    }
}
