//! Card number and CVC: digits, never numbers. They are wiped when dropped and print masked.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::error::{CharClass, Problem, digits};

/// Fewest digits of a card number.
pub(crate) const CARD_MIN: usize = 10;
/// Most digits of a card number.
pub(crate) const CARD_MAX: usize = 16;
/// Digits of a CVC.
pub(crate) const CVC_LEN: usize = 3;
/// Leading digits that may be shown: the masking rule of the message's specification.
pub(super) const HEAD: usize = 6;
/// Trailing digits that may be shown.
pub(super) const TAIL: usize = 3;
/// Trailing digits that may be kept of a card of [`LONG`] digits and more.
const END: usize = 4;
/// Fewest digits of a card of which four trailing digits may be kept.
const LONG: usize = 15;

/// True if cards that begin with `digits` may have more than sixteen: Maestro (50, 56 to 58, 67), `UnionPay` (62) and
/// the co-branded numbers of 63.
#[must_use]
pub(crate) fn may_be_longer(digits: &str) -> bool {
    matches!(digits.get(..2), Some("50" | "56" | "57" | "58" | "62" | "63" | "67"))
}

/// A card number: 10 to 16 ASCII digits.
///
/// Wiped when dropped, masked in `Debug`, without `Display`. Only [`expose`](Self::expose) gives the digits.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct CardNumber {
    digits: [u8; CARD_MAX],
    len: usize,
}

impl CardNumber {
    /// Reads a card number as people write it: blanks and hyphens are skipped, anything else that is not an ASCII digit
    /// is refused.
    ///
    /// # Errors
    /// [`Problem::Missing`], [`Problem::Character`] or [`Problem::Length`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut number = Self { digits: [b' '; CARD_MAX], len: 0 };
        for (index, c) in text.chars().enumerate() {
            match c {
                ' ' | '-' => {}
                '0'..='9' => {
                    if let Some(place) = number.digits.get_mut(number.len) {
                        // An ASCII digit is one byte.
                        *place = c as u8;
                    }
                    number.len += 1;
                }
                _ => {
                    return Err(Problem::Character { position: index + 1, found: CharClass::of(c) });
                }
            }
        }
        match number.len {
            0 => Err(Problem::Missing),
            CARD_MIN..=CARD_MAX => Ok(number),
            found => Err(Problem::Length { found }),
        }
    }

    /// Exactly these 10 to 16 ASCII digits, as a message holds them; `None` when they are anything else.
    #[inline]
    pub(super) fn from_digits(digits: &[u8]) -> Option<Self> {
        let mut number = Self { digits: [b' '; CARD_MAX], len: digits.len() };
        number.digits.get_mut(..digits.len())?.copy_from_slice(digits);
        (digits.len() >= CARD_MIN && digits.iter().all(u8::is_ascii_digit)).then_some(number)
    }

    /// The digits in clear. Say at the call what they are needed for.
    #[must_use]
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.digits[..self.len]).unwrap_or_default()
    }

    /// The masked form, which may be shown and stored.
    #[must_use]
    pub fn masked(&self) -> MaskedCard {
        MaskedCard::of(&self.digits[..self.len])
    }

    /// True if the check digit matches (Luhn, ISO/IEC 7812-1 annex B). A hint for keyed cards, not a rule: the
    /// documented example card fails it. Written here, because it is ten lines, and must not copy the digits.
    #[must_use]
    pub fn luhn_ok(&self) -> bool {
        luhn(self.expose().as_bytes())
    }
}

/// True if the last of these ASCII digits is the check digit of the others.
pub(super) fn luhn(digits: &[u8]) -> bool {
    let value = |(index, digit): (usize, &u8)| {
        let value = u32::from(digit - b'0');
        match (index % 2, value) {
            (1, 5..) => value * 2 - 9,
            (1, _) => value * 2,
            _ => value,
        }
    };
    digits.iter().rev().enumerate().map(value).sum::<u32>().is_multiple_of(10)
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardNumber({})", self.masked())
    }
}

/// What may be known of a card: its first six digits, the last four of a card of 15 or 16 digits and the last three of a
/// shorter one (PCI DSS 3.4.1 allows no more), and how many there are. Shown are the last three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MaskedCard {
    head: [u8; HEAD],
    /// The last four digits; of a shorter card a blank and the last three.
    end: [u8; END],
    len: usize,
}

impl MaskedCard {
    fn of(digits: &[u8]) -> Self {
        let mut masked = Self { head: [b'*'; HEAD], end: [b' '; END], len: digits.len() };
        if let (Some(head), Some(end)) = (digits.first_chunk(), digits.last_chunk()) {
            masked.head = *head;
            masked.end = *end;
        }
        masked.hide_end();
        masked
    }

    /// Of a short card, the fourth digit from the end is not kept.
    fn hide_end(&mut self) {
        if self.len < LONG {
            self.end[0] = b' ';
        }
    }

    /// Puts a masked card together again from its stored parts; `None` when they are not parts of a card number.
    #[must_use]
    pub(crate) fn from_parts(head: &str, end: &str, len: usize) -> Option<Self> {
        let all_digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let head: [u8; HEAD] = head.as_bytes().try_into().ok().filter(|h: &[u8; HEAD]| all_digits(h))?;
        let kept = if len < LONG { TAIL } else { END };
        if end.len() != kept || !all_digits(end.as_bytes()) || !(CARD_MIN..=CARD_MAX).contains(&len) {
            return None;
        }
        let mut bytes = [b' '; END];
        bytes[END - kept..].copy_from_slice(end.as_bytes());
        Some(Self { head, end: bytes, len })
    }

    /// The first six digits.
    #[must_use]
    pub fn head(&self) -> &str {
        std::str::from_utf8(&self.head).unwrap_or_default()
    }

    /// The last three digits, which may be shown.
    #[must_use]
    pub fn tail(&self) -> &str {
        std::str::from_utf8(&self.end[END - TAIL..]).unwrap_or_default()
    }

    /// The last four digits, of a short card three: those that may be searched for.
    #[must_use]
    pub fn end(&self) -> &str {
        std::str::from_utf8(&self.end).unwrap_or_default().trim_start()
    }

    /// Whether the card number may end in these one to four digits: of a short card, the last three of them count.
    #[must_use]
    pub fn may_end_in(&self, digits: &str) -> bool {
        let end = self.end();
        end.ends_with(digits) || (end.len() < digits.len() && digits.ends_with(end))
    }

    /// How many digits the card number has.
    #[must_use]
    pub fn digits(&self) -> usize {
        self.len
    }

    /// Short, for lists: `540912…456`.
    #[must_use]
    pub fn short(&self) -> String {
        format!("{}…{}", self.head(), self.tail())
    }

    /// In groups of four, as on the card: `5409 12** **** *456`.
    #[must_use]
    pub fn grouped(&self) -> String {
        let mut grouped = String::with_capacity(CARD_MAX + 3);
        for (index, c) in self.to_string().chars().enumerate() {
            if index > 0 && index.is_multiple_of(4) {
                grouped.push(' ');
            }
            grouped.push(c);
        }
        grouped
    }
}

impl fmt::Display for MaskedCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = self.len.saturating_sub(HEAD + TAIL);
        write!(f, "{}{:*<hidden$}{}", self.head(), "", self.tail())
    }
}

/// A card verification code: exactly three ASCII digits. Wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Cvc([u8; CVC_LEN]);

impl Cvc {
    /// Reads a CVC.
    ///
    /// # Errors
    /// [`Problem::Missing`], [`Problem::Character`] or [`Problem::Length`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let digits = digits(text)?;
        match digits.try_into() {
            Ok(code) => Ok(Self(code)),
            Err(_) => Err(Problem::Length { found: digits.len() }),
        }
    }

    /// The digits in clear.
    #[must_use]
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Cvc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cvc(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(text: &str) -> Result<String, Problem> {
        CardNumber::parse(text).map(|card| card.expose().to_owned())
    }

    #[test]
    fn card_numbers_are_ten_to_sixteen_ascii_digits() {
        let digits = "12345678901234567890";
        for len in 0..=20 {
            let text: String = digits.chars().take(len).collect();
            let expected = match len {
                0 => Err(Problem::Missing),
                10..=16 => Ok(text.clone()),
                _ => Err(Problem::Length { found: len }),
            };
            assert_eq!(card(&text), expected, "{len} digits");
        }
    }

    #[test]
    fn blanks_and_hyphens_are_skipped_and_leading_zeros_kept() {
        assert_eq!(card("0234 5678-9012 3456"), Ok("0234567890123456".to_owned()));
        assert_eq!(card(" -- "), Err(Problem::Missing));
    }

    #[test]
    fn other_characters_are_refused_by_position_and_class() {
        let table = [
            ("123456789O123456", 10, CharClass::Letter),
            ("１234567890123456", 1, CharClass::FullWidthDigit),
            ("1234567890٣", 11, CharClass::OtherDigit),
            ("+1234567890", 1, CharClass::Sign),
            ("12345\u{1b}67890", 6, CharClass::Control),
            ("12345.67890", 6, CharClass::Symbol),
            ("12345\t67890", 6, CharClass::Blank),
        ];
        for (text, position, found) in table {
            assert_eq!(card(text), Err(Problem::Character { position, found }), "{text:?}");
        }
    }

    #[test]
    fn masked_keeps_six_and_three() {
        let masked = |text| CardNumber::parse(text).map(|c| (c.masked().to_string(), c.masked().grouped()));
        assert_eq!(
            masked("1234567890123456"),
            Ok(("123456*******456".to_owned(), "1234 56** **** *456".to_owned()))
        );
        assert_eq!(masked("1234567890"), Ok(("123456*890".to_owned(), "1234 56*8 90".to_owned())));
    }

    #[test]
    fn debug_never_shows_a_card_or_a_cvc() {
        let card = CardNumber::parse("1234567890123456").map(|c| format!("{c:?}"));
        assert_eq!(card, Ok("CardNumber(123456*******456)".to_owned()));
        assert_eq!(Cvc::parse("777").map(|c| format!("{c:?}")), Ok("Cvc(***)".to_owned()));
    }

    #[test]
    fn luhn_is_told_not_enforced() {
        let luhn = |text| CardNumber::parse(text).map(|c| c.luhn_ok());
        assert_eq!(luhn("4111111111111111"), Ok(true));
        assert_eq!(luhn("5555555555554444"), Ok(true));
        assert_eq!(luhn("79927398713"), Ok(true));
        assert_eq!(luhn("1234567890123456"), Ok(false));
    }

    #[test]
    fn cvc_is_exactly_three_digits() {
        let cvc = |text| Cvc::parse(text).map(|c| c.expose().to_owned());
        assert_eq!(cvc("007"), Ok("007".to_owned()));
        assert_eq!(cvc(""), Err(Problem::Missing));
        assert_eq!(cvc("77"), Err(Problem::Length { found: 2 }));
        assert_eq!(cvc("7777"), Err(Problem::Length { found: 4 }));
        assert_eq!(cvc("7７7"), Err(Problem::Character { position: 2, found: CharClass::FullWidthDigit }));
    }

    #[test]
    fn parts_of_a_row_are_checked_like_input() {
        for (end, digits) in [("3456", 16), ("3456", 15), ("456", 14), ("456", 10)] {
            assert!(MaskedCard::from_parts("123456", end, digits).is_some(), "{end} {digits}");
            for other in ["12345x", "12345", "1234567", ""] {
                assert!(MaskedCard::from_parts(other, end, digits).is_none(), "{other} {end} {digits}");
            }
        }
        for (end, digits) in
            [("456", 16), ("456", 15), ("3456", 14), ("3456", 10), ("34x6", 16), ("456", 9), ("3456", 17)]
        {
            assert!(MaskedCard::from_parts("123456", end, digits).is_none(), "{end} {digits}");
        }
    }
}
