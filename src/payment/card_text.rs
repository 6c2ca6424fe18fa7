//! Card numbers in text where none belongs: the caller's names of requests, memos, and what an error quotes.

use std::{borrow::Cow, ops::Range};

use zeroize::Zeroizing;

use super::{
    card::{CARD_MAX, CARD_MIN, CardNumber, luhn},
    id::{ID_LEN, TransactionId},
};

/// Fewest digits of a card number that a card scheme gives out.
const SCHEME_MIN: usize = 13;
/// Most digits of a card number (ISO/IEC 7812-1).
const SCHEME_MAX: usize = 19;

/// True if `text` has `own` in it, however it is grouped, or a whole run of digits that a card scheme may have given out, in one
/// piece or in the groups of a card: 13 to 19 digits whose check digit matches, and which begin as cards do. Dates, epoch
/// milliseconds, transaction ids and UUIDs do not.
#[must_use]
pub(crate) fn holds_card_number(text: &str, own: Option<&CardNumber>) -> bool {
    let plain = plain(text);
    let holds_own = own.is_some_and(|card| {
        // Hyphens, dots and the like between the digits do not hide it.
        let mut joined = Zeroizing::new(String::with_capacity(plain.len()));
        joined.extend(plain.chars().filter(char::is_ascii_alphanumeric));
        joined.contains(card.expose())
    });
    let in_groups = || runs_of_groups(&plain).any(|run| !found_in_run(run, scheme_card_of).is_empty());
    holds_own || plain.as_bytes().split(|byte| !byte.is_ascii_digit()).any(is_of_a_scheme) || in_groups()
}

/// True for the digits of a card as the schemes number them.
fn is_of_a_scheme(digits: &[u8]) -> bool {
    let begins_as_a_card = match digits {
        [b'3' | b'4' | b'5' | b'6' | b'9', ..] => true,
        [a, b, c, d, ..] if digits.len() == 16 => {
            (b"2221".as_slice()..=b"2720".as_slice()).contains(&[*a, *b, *c, *d].as_slice())
        }
        _ => false,
    };
    (SCHEME_MIN..=SCHEME_MAX).contains(&digits.len()) && begins_as_a_card && luhn(digits)
}

/// The first card number in `text`, see [`cards_among`].
#[must_use]
pub(crate) fn card_among(text: &str) -> Option<CardNumber> {
    cards_among(text).into_iter().next()
}

/// The card numbers in `text` as a person keys them: 13 to 16 digits whose check digit matches, in one run or in the groups of a
/// card. Twenty digits in the groups of an id are none.
#[must_use]
pub(crate) fn cards_among(text: &str) -> Vec<CardNumber> {
    runs_of_groups(&plain(text)).flat_map(|run| found_in_run(run, card_of)).collect()
}

/// `text` with plain digits, hyphens and blanks for full-width and typographic ones.
fn plain(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    plain.extend(text.chars().map(|c| match c {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(c) - 0xff10 + u32::from(b'0')).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }));
    plain
}

/// The runs of digits, blanks and hyphens.
fn runs_of_groups(plain: &str) -> impl Iterator<Item = &str> {
    plain.split(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '-'))
}

/// What `card_of` finds in a run of digits, blanks and hyphens: it is given one group and more, the most first.
fn found_in_run<T>(run: &str, card_of: fn(&[&str]) -> Option<T>) -> Vec<T> {
    let groups: Vec<&str> = run.split([' ', '-']).filter(|group| !group.is_empty()).collect();
    let mut cards = Vec::new();
    let mut first = 0;
    while first < groups.len() {
        let some = |count: usize| Some((groups.get(first..first + count)?, count));
        let id = [6, 5].into_iter().filter_map(some).find(|(groups, _)| is_id(groups));
        let card =
            || (1..=5).rev().filter_map(some).find_map(|(groups, count)| Some((card_of(groups)?, count)));
        first += match id {
            Some((_, count)) => count,
            None => card().map_or(1, |(card, count)| {
                cards.push(card);
                count
            }),
        };
    }
    cards
}

/// Whether these groups are an id as it is shown, or in fours.
fn is_id(groups: &[&str]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    matches!(lengths.as_slice(), [6, 6, 3, 2, 2, 1] | [4, 4, 4, 4, 4])
}

/// Whether these groups are those of a card, and its digits are of a scheme.
fn scheme_card_of(groups: &[&str]) -> Option<()> {
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let is_printed_so = matches!(lengths.as_slice(), [4, 4, 4, 1..=4] | [4, 6, 4..=5] | [4, 4, 4, 4, 1..=3]);
    (is_printed_so && is_of_a_scheme(Zeroizing::new(groups.concat()).as_bytes())).then_some(())
}

/// The card number that these groups are, as they are printed on cards.
fn card_of(groups: &[&str]) -> Option<CardNumber> {
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let is_printed_so =
        matches!(lengths.as_slice(), [SCHEME_MIN..=CARD_MAX] | [4, 4, 4, 1..=4] | [4, 6, 4..=5]);
    let digits = Zeroizing::new(groups.concat());
    let card = CardNumber::parse(&digits).ok()?;
    (is_printed_so && card.luhn_ok()).then_some(card)
}

/// `text` for an error that quotes it: whatever may be a card number is hidden, digit by digit. That is 10 digits and more, blanks
/// and hyphens between them; a transaction id of ours is none.
#[must_use]
pub(crate) fn hide_cards(text: &str) -> Cow<'_, str> {
    hide(text, |c| c.is_whitespace() || c == '-')
}

/// As [`hide_cards`], whatever signs are between the digits: `4111.1111/1111_1111`. For what was typed, where a path or a list of
/// numbers need not be readable.
#[must_use]
pub(crate) fn hide_all_cards(text: &str) -> Cow<'_, str> {
    hide(text, |c| !c.is_alphanumeric())
}

fn hide(text: &str, is_between: impl Fn(char) -> bool) -> Cow<'_, str> {
    let hidden: Vec<Range<usize>> =
        runs(text, is_between).filter(|run| may_be_card(text.get(run.clone()))).collect();
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let is_hidden = |at: usize| hidden.iter().any(|run| run.contains(&at));
    Cow::Owned(
        text.char_indices().map(|(at, c)| if is_hidden(at) && c.is_numeric() { '*' } else { c }).collect(),
    )
}

/// The runs of digits, each with what is between.
fn runs(text: &str, is_between: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let belongs = move |c: char| c.is_numeric() || is_between(c);
    let mut at = 0;
    text.split(move |c| !belongs(c)).map(move |run| {
        let range = at..at + run.len();
        // One character that does not belong follows; its length is that of the gap to the next run.
        at = range.end + text.get(range.end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        range
    })
}

/// True if a run of digits and what is between may be a card number, or hold one.
fn may_be_card(run: Option<&str>) -> bool {
    let Some(run) = run else { return true };
    let digits = run.chars().filter(|c| c.is_numeric()).count();
    let is_id = digits == ID_LEN && TransactionId::parse(run.trim()).is_ok_and(TransactionId::reads_as_ours);
    digits >= CARD_MIN && !is_id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(digits: &str) -> CardNumber {
        CardNumber::parse(digits).expect("a card")
    }

    #[test]
    fn a_run_that_a_scheme_may_have_given_out_is_found() {
        for (text, found) in [
            ("4111111111111111", true),
            ("order-4111111111111111/2", true),
            ("x4111111111111111y", true),
            // American Express, Maestro with 19 digits, 13 digits, the 2-series of Mastercard, a Korean card.
            ("378282246310005", true),
            ("6304000000000000000", true),
            ("4222222222222", true),
            ("2223000048400011", true),
            ("2720990000000007", true),
            ("9427183650284615", true),
            // The check digit does not match.
            ("4111111111111112", false),
            ("1234567890123456", false),
            // Longer, shorter, or only part of a run.
            ("41111111111111110000", false),
            ("411111111116", false),
            // As 16 digits the 2-series ends there, with 15 it is none.
            ("2220990000000002", false),
            ("2721000000000004", false),
            // Epoch milliseconds and seconds, a date and time, an id of ours, a UUID, a request id of a till.
            ("1790000000005", false),
            ("20261121143204", false),
            ("2026112114320715", false),
            ("26112114320712301000", false),
            ("550e8400-e29b-41d4-a716-446655440000", false),
            ("12345678-1234-1234-1234-411111111111", false),
            // In the groups of a card.
            ("4111 1111 1111 1111", true),
            ("주문 4111-1111-1111-1111, 2", true),
            ("3782 822463 10005", true),
            ("6304 0000 0000 0000 000", true),
            ("\u{ff14}111111111111111", true),
            ("9427\u{2013}1836\u{2013}5028\u{2013}4615", true),
            ("4111 1111 1111 1112", false),
            ("2026-1121-1432-0715", false),
            ("261121 143207 123 01 00 0", false),
            ("4111 1111 1111 1111 4111", false),
            ("", false),
            ("한글 4111", false),
        ] {
            assert_eq!(holds_card_number(text, None), found, "{text}");
        }
    }

    #[test]
    fn a_card_number_is_recognised_as_it_is_keyed() {
        for (text, card) in [
            ("4111111111111111", Some("4111111111111111")),
            ("취소 4111 1111 1111 1111", Some("4111111111111111")),
            ("4111-1111-1111-1111", Some("4111111111111111")),
            ("4111 1111 1111 1111 5만", Some("4111111111111111")),
            ("\u{ff14}111111111111111", Some("4111111111111111")),
            ("3782 822463 10005", Some("378282246310005")),
            ("3056 930902 5904", Some("30569309025904")),
            ("4222222222222", Some("4222222222222")),
            ("4111111111111112", None),
            ("411111111111", None),
            ("4111 1111 1111", None),
            ("41111111 11111111", None),
            ("26112114320712301000", None),
            ("2611 2114 3207 1230 1000", None),
            ("261121 143207 123 01 00 0", None),
            ("411111111111111122", None),
            // Twenty digits in other groups.
            ("4111111111111111 5000", Some("4111111111111111")),
            ("5000 4111111111111111", Some("4111111111111111")),
            ("378282246310005 12345", Some("378282246310005")),
            ("", None),
        ] {
            assert_eq!(card_among(text).as_ref().map(CardNumber::expose), card, "{text}");
        }
    }

    #[test]
    fn every_card_number_is_recognised() {
        let cards = cards_among("4111111111111111 261121 143207 123 01 00 0 5555 5555 5555 4444, 1");
        let digits: Vec<_> = cards.iter().map(CardNumber::expose).collect();
        assert_eq!(digits, ["4111111111111111", "5555555555554444"]);
    }

    #[test]
    fn the_own_card_is_found_however_it_is_grouped() {
        let own = card("1234567890123456");
        for (text, found) in [
            ("1234567890123456", true),
            ("pay-1234567890123456-1", true),
            ("01234567890123456", true),
            ("1234-5678-9012-3456", true),
            ("1234.5678/9012_3456", true),
            ("12341234567890123456", true),
            ("1212345678901234567890123456", true),
            ("1234x567890123456", false),
            ("123456789012345", false),
            ("1234567890123457", false),
            ("", false),
        ] {
            assert_eq!(holds_card_number(text, Some(&own)), found, "{text}");
        }
    }

    #[test]
    fn of_what_was_typed_cards_are_hidden_with_any_signs_between() {
        for (text, quoted) in [
            ("4111,1111.1111_1111", "****,****.****_****"),
            ("4111:1111/1111|1111 x", "****:****/****|**** x"),
            ("a4111b1111c11", "a4111b1111c11"),
            ("261121 143207 123 01 00 0", "261121 143207 123 01 00 0"),
            ("55,000", "55,000"),
        ] {
            assert_eq!(hide_all_cards(text), quoted, "{text}");
        }
    }

    #[test]
    fn what_may_be_a_card_is_hidden_in_quotes() {
        for (text, quoted) in [
            ("4111111111111111", "****************"),
            ("--card=4111-1111 1111-1111!", "--card=****-**** ****-****!"),
            ("1234567890 한글 12345", "********** 한글 12345"),
            ("a1234567890b123456789c", "a**********b123456789c"),
            ("4111111111111111 1125", "**************** ****"),
            ("12345678901234567890123456789", "*****************************"),
            // Full-width digits.
            ("\u{ff14}\u{ff11}11111111", "**********"),
            // Ids of ours, and what is too short.
            ("26112114320712301000", "26112114320712301000"),
            ("261121 143207 123 01 00 0", "261121 143207 123 01 00 0"),
            ("26112114320712301008", "********************"),
            ("010-1234-567 2026-11", "***-****-*** ****-**"),
            ("123456789", "123456789"),
            ("", ""),
        ] {
            assert_eq!(hide_cards(text), quoted, "{text}");
        }
    }
}
