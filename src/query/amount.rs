//! Amounts of money as people write them.

use super::{
    meaning::Meaning,
    scan::{blank, digits, one_of},
    span::{Span, span},
};

/// More than any amount that is searched for.
const LARGEST: u64 = 1_000_000_000_000_000;
/// Signs of the won before an amount; a Korean keyboard has the won sign in the place of the backslash.
const SIGNS: [&str; 2] = ["₩", "\\"];
/// Names of the won after an amount.
const NAMES: [&str; 4] = ["원", "won", "krw", "₩"];
/// Units that multiply the number before them.
const UNITS: [(&str, u64); 6] =
    [("억", 100_000_000), ("만", 10_000), ("천", 1_000), ("백", 100), ("십", 10), ("k", 1_000)];
const NUMERALS: [&str; 9] = ["일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];

/// An amount as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WrittenAmount {
    won: u64,
    /// The unit it ends in.
    unit: u64,
    /// Whether a comma, a unit or a sign marks it as an amount.
    marked: bool,
}

/// A number with its decimals: `1.5` is 15 tenths.
#[derive(Clone, Copy)]
struct Number {
    value: u64,
    parts: u64,
    commas: bool,
    /// Whether it is written in Hangul.
    word: bool,
}

/// Reads all of `text` as an amount or a range of amounts. Bare digits are not read: they may be an id or a card, too.
pub(super) fn read(text: &str) -> Option<Meaning> {
    let between = |low: u64, high: u64| Some((Some(low.min(high)), Some(low.max(high))));
    let near = |won: u64| between(won - won / 10, won.saturating_add(won / 10));
    let (low, high) = match span(text, true, amount, |_, text| amount(text))? {
        Span::Only(amount) if amount.marked => between(amount.won, amount.won),
        Span::Series(amount) if amount.marked => between(amount.won, amount.series_end()),
        Span::Between(from, to) if from.marked || to.marked || !text.contains('-') => {
            between(from.counted_like(to), to.won)
        }
        Span::From(amount) => Some((Some(amount.won), None)),
        Span::To(amount) => Some((None, Some(amount.won))),
        Span::Over(amount) => Some((Some(amount.won.saturating_add(1)), None)),
        Span::Under(amount) => Some((None, Some(amount.won.checked_sub(1)?))),
        Span::About(amount) | Span::Tilde(amount) => near(amount.won),
        // Nothing is after an amount.
        Span::Only(_) | Span::Series(_) | Span::Between(..) | Span::After(_) | Span::Before(_) => None,
    }?;
    Some(Meaning::Amount { low, high })
}

impl WrittenAmount {
    /// The lower end of `5~10만` is counted in 만 too.
    fn counted_like(self, other: Self) -> u64 {
        let counted = self.won.saturating_mul(other.unit);
        if self.marked || counted > other.won { self.won } else { counted }
    }

    /// The last amount that begins with the same figures.
    fn series_end(self) -> u64 {
        let mut size = 1;
        while self.won > 0 && self.won.is_multiple_of(size * 10) {
            size *= 10;
        }
        self.won + size - 1
    }
}

/// An amount at the start of `text`, and the rest.
fn amount(text: &str) -> Option<(WrittenAmount, &str)> {
    let sign = one_of(text, &SIGNS).map(blank);
    let start = sign.unwrap_or(text);
    let (mut amount, mut rest) = in_units(start).or_else(|| plain(start))?;
    if let Some(after) = name(rest) {
        rest = after;
        amount.marked = true;
    }
    amount.marked |= sign.is_some();
    (amount.won <= LARGEST).then_some((amount, rest))
}

/// The amount keyed in a form, in won: plain digits, or digits with units as in `5만5천`. `None` for anything else, and
/// above the largest amount that is searched for.
#[must_use]
pub(crate) fn won(text: &str) -> Option<u64> {
    let (amount, rest) = in_units(text).or_else(|| plain(text))?;
    (rest.is_empty() && amount.won <= LARGEST).then_some(amount.won)
}

/// The rest after a name of the won.
fn name(text: &str) -> Option<&str> {
    one_of(blank(text), &NAMES)
}

fn plain(text: &str) -> Option<(WrittenAmount, &str)> {
    let (number, rest) = number(text).filter(|(number, _)| number.parts == 1)?;
    Some((WrittenAmount { won: number.value, unit: 1, marked: number.commas }, rest))
}

/// `5만5천`, `1억 2,000만`, `1.5만`, `오만오천`, `55k`.
fn in_units(text: &str) -> Option<(WrittenAmount, &str)> {
    let mut sum = Sum::default();
    let mut rest = text;
    while let Some(after) = sum.piece(rest).or_else(|| sum.piece(rest.strip_prefix(' ')?)) {
        rest = after;
    }
    if sum.last == 0 {
        return None;
    }
    let ending = sum.ending(rest);
    if ending.is_none() && name(rest).is_none() {
        sum.imply();
    }
    rest = ending.unwrap_or(rest);
    // One syllable by itself is no amount yet.
    let long_enough = text.chars().count() > rest.chars().count() + 1 || name(rest).is_some();
    let won = sum.total.checked_add(sum.section)?;
    long_enough.then_some((WrittenAmount { won, unit: sum.last, marked: true }, rest))
}

/// What was counted so far.
#[derive(Default)]
struct Sum {
    /// In 억 and 만.
    total: u64,
    /// Since then, below ten thousand.
    section: u64,
    /// The last of 억 and 만.
    large: Option<u64>,
    /// The last unit of the section.
    small: Option<u64>,
    /// The last unit; 0 before the first.
    last: u64,
}

impl Sum {
    /// Adds a number with a unit, or a unit by itself; the rest behind it. Units have to become smaller.
    fn piece<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let (number, rest) = match number(text).or_else(|| numeral(text)) {
            Some((number, rest)) => (Some(number), if number.word { rest } else { blank(rest) }),
            None => (None, text),
        };
        let (unit, rest) = UNITS.iter().find_map(|(name, unit)| Some((*unit, rest.strip_prefix(name)?)))?;
        if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // The k of krw.
            return None;
        }
        if unit >= 10_000 {
            self.large_unit(unit, number)?;
        } else {
            let smaller = self.small.is_none_or(|small| unit < small);
            let counted = number.map_or(Some(unit), |number| number.times(unit));
            self.section = self.section.checked_add(counted.filter(|_| smaller)?)?;
            self.small = Some(unit);
        }
        self.last = unit;
        Some(rest)
    }

    /// 만 and 억 multiply all that precedes them since the last of them.
    fn large_unit(&mut self, unit: u64, number: Option<Number>) -> Option<()> {
        if self.large.is_some_and(|large| unit >= large) {
            return None;
        }
        let counted = match number {
            Some(number) => number.times(unit)?.checked_add(self.section.checked_mul(unit)?)?,
            None => self.section.max(1).checked_mul(unit)?,
        };
        self.total = self.total.checked_add(counted).filter(|total| *total <= LARGEST)?;
        (self.large, self.small, self.section) = (Some(unit), None, 0);
        Some(())
    }

    /// 1억5천 is 1억 5천만, as people say it; 1억5천원 is not.
    fn imply(&mut self) {
        if self.large == Some(UNITS[0].1) {
            self.section *= 10_000;
        }
    }

    /// Adds a number without a unit behind the last one; after a blank only when the name of the won follows: `5만 456`
    /// are two tokens.
    fn ending<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let spaced = text.starts_with(' ');
        let (number, rest) = number(blank(text)).or_else(|| numeral(blank(text)))?;
        let fits = number.parts == 1 && number.value < self.last && (!spaced || name(rest).is_some());
        self.section = self.section.checked_add(number.value).filter(|_| fits)?;
        Some(rest)
    }
}

impl Number {
    /// The product in won; `None` when it is not whole.
    fn times(self, unit: u64) -> Option<u64> {
        let product = self.value.checked_mul(unit).filter(|product| product % self.parts == 0)?;
        Some(product / self.parts).filter(|won| *won <= LARGEST)
    }
}

/// `55000`, `55,000`, `1.5`.
fn number(text: &str) -> Option<(Number, &str)> {
    let (whole, rest) = digits(text)?;
    let (mut value, mut parts, mut rest) = (whole.parse::<u64>().ok()?, 1, rest);
    let mut commas = false;
    while let Some(after) = rest.strip_prefix(',') {
        let (group, after) = digits(after).filter(|(group, _)| group.len() == 3 && whole.len() <= 3)?;
        value = value.checked_mul(1_000)?.checked_add(group.parse().ok()?)?;
        (commas, rest) = (true, after);
    }
    if let Some((decimals, after)) = rest.strip_prefix('.').and_then(digits) {
        parts = 10_u64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
        value = value.checked_mul(parts)?.checked_add(decimals.parse().ok()?)?;
        rest = after;
    }
    Some((Number { value, parts, commas, word: false }, rest))
}

fn numeral(text: &str) -> Option<(Number, &str)> {
    let (value, rest) =
        (1..).zip(NUMERALS).find_map(|(value, numeral)| Some((value, text.strip_prefix(numeral)?)))?;
    Some((Number { value, parts: 1, commas: false, word: true }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exactly(won: u64) -> Meaning {
        Meaning::Amount { low: Some(won), high: Some(won) }
    }

    #[test]
    fn amounts_in_forms_are_digits_with_or_without_units() {
        for (text, expected) in [
            ("55000", Some(55_000)),
            ("5만5천", Some(55_000)),
            ("5만5000", Some(55_000)),
            ("12만3천5백", Some(123_500)),
            ("1억", Some(100_000_000)),
            ("5만50000", None),
            ("5천5만5만", None),
            ("5만원", None),
            ("", None),
            ("만원에서", None),
        ] {
            assert_eq!(won(text), expected, "{text}");
        }
    }

    #[test]
    fn amounts_are_written_in_many_ways() {
        for (text, expected) in [
            ("55,000", exactly(55_000)),
            ("55000원", exactly(55_000)),
            ("55,000 원", exactly(55_000)),
            ("₩500", exactly(500)),
            ("₩ 500", exactly(500)),
            ("\\500", exactly(500)),
            ("500krw", exactly(500)),
            ("500 won", exactly(500)),
            ("500₩", exactly(500)),
            ("5만", exactly(50_000)),
            ("5 만원", exactly(50_000)),
            ("5만5천", exactly(55_000)),
            ("5만 5천", exactly(55_000)),
            ("5만 5천 원", exactly(55_000)),
            ("5만5000", exactly(55_000)),
            ("5만 5000원", exactly(55_000)),
            ("5만 5,000원", exactly(55_000)),
            ("5천5백50", exactly(5_550)),
            ("5백만", exactly(5_000_000)),
            ("1억", exactly(100_000_000)),
            ("1억2천만", exactly(120_000_000)),
            ("1억 2,000만 원", exactly(120_000_000)),
            ("1억5천", exactly(150_000_000)),
            ("1억 5천원", exactly(100_005_000)),
            ("1억5천만5천", exactly(150_005_000)),
            ("10억", exactly(1_000_000_000)),
            ("1.5만", exactly(15_000)),
            ("1.25억", exactly(125_000_000)),
            ("55k", exactly(55_000)),
            ("5.5k", exactly(5_500)),
            ("오만오천", exactly(55_000)),
            ("오만오천원", exactly(55_000)),
            ("삼만", exactly(30_000)),
            ("사만", exactly(40_000)),
            ("만원", exactly(10_000)),
            ("만오천원", exactly(15_000)),
            ("천원", exactly(1_000)),
            ("십만", exactly(100_000)),
            ("이십삼만 사천 원", exactly(234_000)),
            ("천이백", exactly(1_200)),
            ("0원", exactly(0)),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn ranges_of_amounts() {
        let between = |low, high| (Some(low), Some(high));
        for (text, (low, high)) in [
            (">50000", (Some(50_001), None)),
            (">=5만", (Some(50_000), None)),
            ("≥5만", (Some(50_000), None)),
            ("<10,000", (None, Some(9_999))),
            ("<=10,000", (None, Some(10_000))),
            ("1만..10만", between(10_000, 100_000)),
            ("10만..1만", between(10_000, 100_000)),
            ("1만 ~ 10만", between(10_000, 100_000)),
            ("1만-10만", between(10_000, 100_000)),
            ("1,000~2,000", between(1_000, 2_000)),
            ("1000..2000", between(1_000, 2_000)),
            ("456..55000", between(456, 55_000)),
            ("5~10만", between(50_000, 100_000)),
            ("5..10만원", between(50_000, 100_000)),
            ("5000~1만", between(5_000, 10_000)),
            ("..10만", (None, Some(100_000))),
            ("5만..", (Some(50_000), None)),
            ("50000..", (Some(50_000), None)),
            ("5만원 이상", (Some(50_000), None)),
            ("5만 미만", (None, Some(49_999))),
            ("50,000 or more", (Some(50_000), None)),
            ("50,000 krw or less", (None, Some(50_000))),
            ("~50000", between(45_000, 55_000)),
            ("약 5만", between(45_000, 55_000)),
            ("약5만원", between(45_000, 55_000)),
            ("5만쯤", between(45_000, 55_000)),
            ("5만원정도", between(45_000, 55_000)),
            ("대략 5만", between(45_000, 55_000)),
            ("5만원대", between(50_000, 59_999)),
            ("15만대", between(150_000, 159_999)),
            ("10만원대", between(100_000, 199_999)),
            ("5만+", (Some(50_000), None)),
            ("about 55", between(50, 60)),
        ] {
            assert_eq!(read(text), Some(Meaning::Amount { low, high }), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount() {
        for text in [
            "",
            "500",
            "0500",
            "11,00원",
            "1100,000",
            ",500",
            "500,",
            "1,,000",
            "원",
            "₩",
            "500원원",
            "만",
            "천",
            "5만5만",
            "5천5만5천5만",
            "5만 456",
            "456 55000",
            "1.5",
            "1.5원",
            "1.23456만",
            "1.5.5만",
            "5 5천",
            "<0",
            "2-6",
            "1e5",
            "99999999999999999999원",
            "9999999999999999억",
            "오",
            "일시불",
            "이번",
            "5만-",
            "500대",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
