//! Ranges and comparisons: `a..b`, `a..`, `..b`, `>a`, `a 이상`, `a부터`, `약 a`.

use super::scan::{blank, one_of};

/// Values from one to another, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span<T> {
    /// The value by itself.
    Only(T),
    /// Both ends included, in any order.
    Between(T, T),
    /// This and all after it.
    From(T),
    /// This and all before it.
    To(T),
    /// What is after it.
    Over(T),
    /// What is before it.
    Under(T),
    /// What is later than a time or a day.
    After(T),
    /// What is earlier than a time or a day.
    Before(T),
    /// What is near to it.
    About(T),
    /// All that begins with the same figures: 5만원대 is 50,000 to 59,999.
    Series(T),
    /// `~` before it: near to an amount, all up to a day.
    Tilde(T),
}

/// What a word or sign makes of one value.
#[derive(Clone, Copy)]
enum SpanKind {
    Exactly,
    From,
    To,
    Over,
    Under,
    After,
    Before,
    About,
    Series,
    Tilde,
}

const BEFORE: [(&str, SpanKind); 24] = [
    (">=", SpanKind::From),
    ("=>", SpanKind::From),
    ("≥", SpanKind::From),
    ("<=", SpanKind::To),
    ("=<", SpanKind::To),
    ("≤", SpanKind::To),
    (">", SpanKind::Over),
    ("<", SpanKind::Under),
    ("=", SpanKind::Exactly),
    ("..", SpanKind::To),
    ("~", SpanKind::Tilde),
    ("약", SpanKind::About),
    ("한", SpanKind::About),
    ("대략", SpanKind::About),
    ("from", SpanKind::From),
    ("since", SpanKind::From),
    ("until", SpanKind::To),
    ("to", SpanKind::To),
    ("over", SpanKind::Over),
    ("under", SpanKind::Under),
    ("after", SpanKind::After),
    ("before", SpanKind::Before),
    ("about", SpanKind::About),
    ("around", SpanKind::About),
];

const BEHIND: [(&str, SpanKind); 15] = [
    ("이상", SpanKind::From),
    ("부터", SpanKind::From),
    ("에서", SpanKind::From),
    ("이후", SpanKind::From),
    ("or more", SpanKind::From),
    ("이하", SpanKind::To),
    ("까지", SpanKind::To),
    ("이전", SpanKind::To),
    ("or less", SpanKind::To),
    ("초과", SpanKind::Over),
    ("미만", SpanKind::Under),
    ("쯤", SpanKind::About),
    ("정도", SpanKind::About),
    ("대", SpanKind::Series),
    ("+", SpanKind::From),
];

/// Signs between the ends of a range.
const SIGNS: [&str; 2] = ["..", "~"];

impl SpanKind {
    fn of<T: Copy>(self, value: T) -> Span<T> {
        match self {
            Self::Exactly => Span::Between(value, value),
            Self::From => Span::From(value),
            Self::To => Span::To(value),
            Self::Over => Span::Over(value),
            Self::Under => Span::Under(value),
            Self::After => Span::After(value),
            Self::Before => Span::Before(value),
            Self::About => Span::About(value),
            Self::Series => Span::Series(value),
            Self::Tilde => Span::Tilde(value),
        }
    }
}

/// Reads all of `text` as a span of what `value` reads. A sign between two values has a blank on both sides or on none:
/// `456 ..50000` are two tokens. With `dash`, a hyphen is such a sign too.
///
/// `other` reads the second end; it is given the first.
pub(super) fn span<T: Copy>(
    text: &str,
    dash: bool,
    value: impl Fn(&str) -> Option<(T, &str)>,
    other: impl Fn(T, &str) -> Option<(T, &str)>,
) -> Option<Span<T>> {
    let signed = !text.starts_with(|c: char| c.is_ascii_digit());
    for (word, kind) in BEFORE.iter().filter(|_| signed) {
        let read = text.strip_prefix(word).and_then(|rest| value(blank(rest)));
        if let Some((value, "")) = read {
            return Some(kind.of(value));
        }
    }
    // `from 1000 to 2000`, `between 1000 and 2000`.
    let (text, and, is_range) = match (text.strip_prefix("from "), text.strip_prefix("between ")) {
        (Some(rest), _) => (rest, "to", true),
        (None, Some(rest)) => (rest, "and", true),
        (None, None) => (text, "to", false),
    };
    let (first, rest) = value(text)?;
    // One dot may become a sign.
    if !is_range && matches!(rest, "" | ".") {
        return Some(Span::Only(first));
    }
    if let Some((_, kind)) = BEHIND.iter().find(|(word, _)| !is_range && blank(rest) == *word) {
        return Some(kind.of(first));
    }
    let rest = after_sign(rest, dash, and)?;
    if rest.is_empty() {
        return (!is_range).then_some(Span::From(first));
    }
    let (last, rest) = other(first, rest)?;
    matches!(blank(rest), "" | "까지" | "사이").then_some(Span::Between(first, last))
}

/// The rest behind the sign between two values; `and` is the word that may be in its place.
fn after_sign<'a>(text: &'a str, dash: bool, and: &str) -> Option<&'a str> {
    let spaced = blank(text);
    if let Some(rest) = spaced.strip_prefix("에서") {
        return Some(blank(rest));
    }
    if spaced.len() < text.len() {
        let rest = one_of(spaced, &SIGNS).or_else(|| spaced.strip_prefix(and))?;
        return if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') };
    }
    if let Some(rest) = text.strip_prefix("부터") {
        // `11-20부터 456` are two tokens, `11-20부터 11-25` and `11-20부터 25까지` are one.
        let is_bare = |rest: &&str| rest.bytes().all(|byte| byte.is_ascii_digit());
        return Some(blank(rest)).filter(|rest| !is_bare(rest) || text.ends_with("까지"));
    }
    let hyphen = || text.strip_prefix('-').filter(|rest| dash && !rest.is_empty());
    one_of(text, &SIGNS).or_else(hyphen).filter(|rest| !rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::{
        super::scan::number,
        Span::{self, About, After, Before, Between, From, Only, Over, Series, Tilde, To, Under},
        span,
    };

    #[test]
    fn spans_are_written_in_many_ways() {
        let read = |text| span(text, true, |text| number(text, 9), |_, text| number(text, 9));
        for (text, expected) in [
            ("5", Some(Only(5))),
            ("5.", Some(Only(5))),
            ("=5", Some(Between(5, 5))),
            ("5..7", Some(Between(5, 7))),
            ("7..5", Some(Between(7, 5))),
            ("5 .. 7", Some(Between(5, 7))),
            ("5~7", Some(Between(5, 7))),
            ("5-7", Some(Between(5, 7))),
            ("5 to 7", Some(Between(5, 7))),
            ("5부터 7까지", Some(Between(5, 7))),
            ("5부터7까지", Some(Between(5, 7))),
            ("5부터 7까지", Some(Between(5, 7))),
            ("5에서 7", Some(Between(5, 7))),
            ("5에서7까지", Some(Between(5, 7))),
            ("5 에서 7 사이", Some(Between(5, 7))),
            ("5에서", Some(From(5))),
            ("from 5 to 7", Some(Between(5, 7))),
            ("between 5 and 7", Some(Between(5, 7))),
            ("5..", Some(From(5))),
            ("5 ..", Some(From(5))),
            ("5~", Some(From(5))),
            ("5부터", Some(From(5))),
            ("5+", Some(From(5))),
            ("5 이상", Some(From(5))),
            (">=5", Some(From(5))),
            (">= 5", Some(From(5))),
            ("≥5", Some(From(5))),
            ("since 5", Some(From(5))),
            ("..5", Some(To(5))),
            (".. 5", Some(To(5))),
            ("<=5", Some(To(5))),
            ("≤ 5", Some(To(5))),
            ("5까지", Some(To(5))),
            ("to 5", Some(To(5))),
            (">5", Some(Over(5))),
            ("5초과", Some(Over(5))),
            ("<5", Some(Under(5))),
            ("5 미만", Some(Under(5))),
            ("after 5", Some(After(5))),
            ("before 5", Some(Before(5))),
            ("~5", Some(Tilde(5))),
            ("about 5", Some(About(5))),
            ("약5", Some(About(5))),
            ("5쯤", Some(About(5))),
            ("5대", Some(Series(5))),
            ("5부터 7", None),
            ("5 ..7", None),
            ("5.. 7", None),
            ("5-", None),
            ("5 - 7", None),
            ("..", None),
            ("", None),
            (">", None),
            ("5...7", None),
            ("5..7..9", None),
            (">5..7", None),
            ("5 and 7", None),
            ("between 5", None),
            ("between 5 to 7", None),
        ] {
            let expected: Option<Span<u32>> = expected;
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
