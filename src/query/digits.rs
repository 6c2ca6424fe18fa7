//! Digits by themselves, and ids in groups as they are printed: `261121 183501 214 01 00 7`.
//!
//! Blanks within an id do not matter, but two numbers next to each other are two tokens unless they look like one id:
//!
//! * 20 digits in all, grouped as printed, or in any way when they begin with a date and a time;
//! * the beginning of an id: a date, then the time, two digits or four or all six of it, then groups as printed, of which
//!   the last may be cut short: `261121 1835`, `261121 183501 21`;
//! * the end of an id: groups as printed up to the check digit, of which the first may be cut short: `003 01 00 2`, `00 7`;
//! * five groups of four with letters in them, as ids of other systems are printed.

use chrono::NaiveDate;

use super::meaning::Meaning;
use crate::payment::{TransactionId, Won, id::ID_LEN};

/// Most digits that are the end of a card number by themselves: as many as slips show.
pub(super) const CARD_END: usize = 4;
/// Digits that may be the first of a card number: as many as are kept.
pub(super) const FIRST_SIX: usize = 6;
/// Digits of a group of a card number, as it is printed on the card.
const CARD_GROUP: usize = 4;
/// Most groups of a card number.
pub(super) const MOST_CARD_GROUPS: usize = 4;
/// Fewest digits that are searched as the beginning of an id: its date.
const BEGINNING: usize = 6;
/// The fewest digits that may be an amount.
const AMOUNT: usize = 3;
/// How an id is printed.
const PRINTED: [usize; 6] = [6, 6, 3, 2, 2, 1];
/// How the ids of other systems are printed.
const PRINTED_BY_OTHERS: [usize; 5] = [4; 5];
/// Most groups of an id: digit by digit.
pub(super) const MOST_GROUPS: usize = ID_LEN;

/// Reads a word of digits.
pub(super) fn bare(word: &str) -> Option<Meaning> {
    // One dot may become the sign of a range.
    let word = word.strip_suffix('.').unwrap_or(word);
    if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let begins = word.len() >= BEGINNING;
    let card = word.len() <= CARD_END || word.len() == FIRST_SIX;
    let may_be_won = word.len() >= AMOUNT && !word.starts_with('0');
    let won = || word.parse().ok().and_then(Won::new).map(Won::get);
    match word.len() {
        ..ID_LEN => {
            let won = if may_be_won { won() } else { None };
            Some(Meaning::Digits { digits: word.to_owned(), card, begins, won })
        }
        _ => id(word),
    }
}

/// An id in one word.
pub(super) fn id(word: &str) -> Option<Meaning> {
    let id = TransactionId::from_bytes(word.as_bytes())?;
    Some(Meaning::Id { id, mistyped: id.looks_mistyped() })
}

/// Reads words as the groups of one id: the meaning, and how many of them.
pub(super) fn grouped(words: &[&str]) -> Option<(Meaning, usize)> {
    let is_group = |word: &&&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let count = words.iter().take_while(is_group).count();
    let groups = words.get(..count)?;
    whole(groups)
        .or_else(|| {
            longest(groups, |groups| is_beginning(groups).then(|| Meaning::IdBegins(groups.concat())))
        })
        .or_else(|| longest(groups, |groups| is_end(groups).then(|| Meaning::IdEnds(groups.concat()))))
}

/// Reads words as the first groups of a card number, as it is printed on the card: `5409 12`, `5409-1234-5`. Two groups of
/// four with a blank between may be two numbers as well.
pub(super) fn card_in_groups(words: &[&str]) -> Option<(Meaning, usize)> {
    let is_group = |group: &str| {
        (1..=CARD_GROUP).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_whole = |group: &str| is_group(group) && group.len() == CARD_GROUP;
    let first = words.first()?;
    let meaning = |groups: &[&str], count| {
        let digits: String = groups.concat().chars().take(FIRST_SIX).collect();
        (Meaning::CardBegins(digits), count)
    };
    let hyphened: Vec<&str> = first.trim_end_matches('-').split('-').collect();
    if let Some((last, before)) = hyphened.split_last()
        && (1..MOST_CARD_GROUPS).contains(&before.len())
        && is_group(last)
        && before.iter().all(|group| is_whole(group))
    {
        return Some(meaning(&hyphened, 1));
    }
    let whole = words.iter().take_while(|group| is_whole(group)).count().min(MOST_CARD_GROUPS);
    let short = words.get(whole).filter(|group| whole < MOST_CARD_GROUPS && is_group(group));
    let count = match (whole, short.map(|group| group.len())) {
        (3.., short) => whole + usize::from(short.is_some()),
        (2, Some(_)) => 3,
        (1, Some(2)) => 2,
        _ => return None,
    };
    Some(meaning(words.get(..count)?, count))
}

/// The id of another system in five groups of four.
pub(super) fn id_of_another_system(words: &[&str]) -> Option<Meaning> {
    if lengths(words) == PRINTED_BY_OTHERS { id(&words.concat()) } else { None }
}

/// The longest run of groups that has a meaning.
fn longest(groups: &[&str], meaning: impl Fn(&[&str]) -> Option<Meaning>) -> Option<(Meaning, usize)> {
    (2..=groups.len()).rev().find_map(|count| Some((meaning(groups.get(..count)?)?, count)))
}

/// Groups that are 20 digits together.
fn whole(groups: &[&str]) -> Option<(Meaning, usize)> {
    let mut len = 0;
    let count = 1 + groups.iter().position(|group| {
        len += group.len();
        len >= ID_LEN
    })?;
    let groups = groups.get(..count).filter(|_| count > 1)?;
    let digits = groups.concat();
    let is_id =
        lengths(groups) == PRINTED || lengths(groups) == PRINTED_BY_OTHERS || is_stamp(digits.get(..12)?);
    Some((id(&digits).filter(|_| is_id)?, count))
}

fn lengths(groups: &[&str]) -> Vec<usize> {
    groups.iter().map(|group| group.len()).collect()
}

/// True if the groups are as printed from the first on.
fn is_beginning(groups: &[&str]) -> bool {
    let Some((last, before)) = groups.split_last() else { return false };
    let printed = PRINTED.get(before.len()).is_some_and(|most| last.len() <= *most);
    let time_in_pairs = before.len() != 1 || last.len().is_multiple_of(2);
    printed && time_in_pairs && lengths(before).iter().eq(PRINTED.iter().take(before.len())) && {
        let digits = groups.concat();
        is_stamp(digits.get(..12).unwrap_or(&digits))
    }
}

/// True if the groups are as printed up to the last.
fn is_end(groups: &[&str]) -> bool {
    let Some((first, behind)) = groups.split_first() else { return false };
    let Some(place) = PRINTED.len().checked_sub(groups.len()) else { return false };
    let printed = PRINTED.get(place).is_some_and(|most| first.len() <= *most);
    let in_whole_pairs = |most: u32| first.len().is_multiple_of(2) && in_pairs(first).last() < Some(most);
    let plausible = match place {
        0 => in_whole_pairs(32),
        1 => in_whole_pairs(60),
        // Two groups alone prove little: both have to be whole.
        4 => PRINTED.get(place) == Some(&first.len()),
        _ => true,
    };
    printed && plausible && lengths(behind).iter().eq(PRINTED.iter().skip(place + 1))
}

/// True if the digits are a date, and what follows is the beginning of a time.
fn is_stamp(digits: &str) -> bool {
    let mut pairs = in_pairs(digits);
    let mut next = || pairs.next();
    let (Some(year), Some(month), Some(day)) = (next(), next(), next()) else { return false };
    let year = i32::try_from(year).map_or(0, |year| 2000 + year);
    NaiveDate::from_ymd_opt(year, month, day).is_some()
        && next().is_none_or(|hour| hour < 24)
        && pairs.all(|pair| pair < 60)
}

fn in_pairs(digits: &str) -> impl Iterator<Item = u32> {
    digits.as_bytes().chunks_exact(2).filter_map(|pair| std::str::from_utf8(pair).ok()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_by_themselves() {
        let meant = |digits: &str, card, begins, won| {
            Some(Meaning::Digits { digits: digits.to_owned(), card, begins, won })
        };
        for (word, card, begins, won) in [
            ("4", true, false, None),
            ("45", true, false, None),
            ("456", true, false, Some(456)),
            ("056", true, false, None),
            ("000", true, false, None),
            ("3456", true, false, Some(3_456)),
            ("55000", false, false, Some(55_000)),
            ("261121", true, true, Some(261_121)),
            ("1000000000", false, true, Some(1_000_000_000)),
            ("1000000001", false, true, None),
            ("2611211835012140100", false, true, None),
        ] {
            assert_eq!(bare(word), meant(word, card, begins, won), "{word}");
        }
        assert_eq!(bare("261121183501214010077"), None);
        assert_eq!(bare(""), None);
        assert_eq!(bare("4a"), None);
        assert_eq!(bare("456."), bare("456"));
        assert_eq!(bare("456.."), None);
    }

    #[test]
    fn an_id_is_judged_by_its_check_digit() {
        for (word, mistyped) in
            [("26112114320712301000", false), ("26112114320712301001", true), ("ABCDEFGHIJ0123456789", false)]
        {
            let id = TransactionId::parse(word).expect("20 characters");
            assert_eq!(super::id(word), Some(Meaning::Id { id, mistyped }), "{word}");
        }
    }

    /// `=` the id, `^` its beginning, `$` its end, and how many groups.
    fn shown(text: &str) -> Option<String> {
        let words: Vec<&str> = text.split(' ').collect();
        let (meaning, count) = grouped(&words)?;
        Some(match meaning {
            Meaning::Id { id, .. } => format!("={id} {count}"),
            Meaning::IdBegins(digits) => format!("^{digits} {count}"),
            Meaning::IdEnds(digits) => format!("${digits} {count}"),
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn groups_are_one_id_when_they_look_like_one() {
        for (text, expected) in [
            ("261121 183501 214 01 00 7", "=26112118350121401007 6"),
            ("261121 183501 214 01 00 7 456", "=26112118350121401007 6"),
            ("991399 183501 214 01 00 7", "=99139918350121401007 6"),
            ("2611 2118 3501 2140 1007", "=26112118350121401007 5"),
            ("261121183501214 01007", "=26112118350121401007 2"),
            ("2 6 1 1 2 1 1 8 3 5 0 1 2 1 4 0 1 0 0 7", "=26112118350121401007 20"),
            ("261121 18", "^26112118 2"),
            ("261121 1835", "^2611211835 2"),
            ("261121 183501", "^261121183501 2"),
            ("261121 183501 2", "^2611211835012 3"),
            ("261121 183501 214", "^261121183501214 3"),
            ("261121 183501 214 01", "^26112118350121401 4"),
            ("261121 183501 214 01 00", "^2611211835012140100 5"),
            ("261121 1835 456", "^2611211835 2"),
            ("00 7", "$007 2"),
            ("01 00 7", "$01007 3"),
            ("1 00 7", "$1007 3"),
            ("003 01 00 2", "$00301002 4"),
            ("3 01 00 2", "$301002 4"),
            ("183952 003 01 00 2", "$18395200301002 5"),
            ("52 003 01 00 2", "$5200301002 5"),
            ("21 183952 003 01 00 2", "$2118395200301002 6"),
            ("003 01 00 2 456", "$00301002 4"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn numbers_side_by_side_are_not_swallowed() {
        for text in [
            "456 55000",
            "456",
            "456 123",
            "55000 5",
            "456 5",
            "5 7",
            "261121",
            "261121 456",
            "261121 5",
            "261121 99",
            "261121 2460",
            "261321 1835",
            "1234567890 1234567890",
            "456 003 01 00 2",
            "456 183952 003 01 00 2",
            "99 003 01 00 2",
            "214 01 00",
            "183501 214",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn card_numbers_are_printed_in_fours() {
        let read = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            match card_in_groups(&words)? {
                (Meaning::CardBegins(digits), count) => Some(format!("{digits} {count}")),
                other => Some(format!("{other:?}")),
            }
        };
        for (text, expected) in [
            ("5409 12", Some("540912 2")),
            ("4111 11 456", Some("411111 2")),
            ("4111 1111 1", Some("411111 3")),
            ("4111 1111 1111", Some("411111 3")),
            ("4111 1111 1111 11", Some("411111 4")),
            ("4111 1111 1111 1111 1111", Some("411111 4")),
            ("0456 78", Some("045678 2")),
            ("4111-11", Some("411111 1")),
            ("4111-1", Some("41111 1")),
            ("4111-1111-", Some("411111 1")),
            ("4111-1111-1111-1111", Some("411111 1")),
            // Two numbers: the end of a card and an amount, or a till.
            ("4111 1111", None),
            ("4111 456", None),
            ("4111 5", None),
            ("411 11", None),
            ("4111-11111", None),
            ("4111-1111-1111-1111-1", None),
            ("4111-11a", None),
            ("4111", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn ids_of_other_systems_come_in_fours() {
        let id = TransactionId::parse("ABCDEFGHIJ0123456789").expect("20 characters");
        assert_eq!(
            id_of_another_system(&["ABCD", "EFGH", "IJ01", "2345", "6789"]),
            Some(Meaning::Id { id, mistyped: false })
        );
        assert_eq!(id_of_another_system(&["ABCD", "EFGH", "IJ01", "2345"]), None);
        assert_eq!(id_of_another_system(&["취소", "EFGH", "IJ01", "2345", "6789"]), None);
    }
}
