//! The table of facets: what rows are found by.
//!
//! A facet gives a row at most one value. For every block of rows and every value that occurs in it, the set of the rows with
//! that value is kept (see [`set`](super::set)). Everything about a facet is its line in this table: the builder asks it for
//! the values of a row, the checker asks the same, and a query names facets and values of them.
//!
//! A new facet is a new line, the last one: the place of a line is its number in the keys that are stored. Blocks that were
//! indexed before have no sets for it, so a migration that adds one drops the index; it is made again when a till is idle.

use crate::{ledger::rows::TransactionRow, staff::OperatorNumber};

/// Where the values of a facet come from.
pub enum Source {
    /// From the row itself.
    Row(fn(&TransactionRow) -> Option<u32>),
    /// From the cancels of a payment: they come later, and change it.
    Cancels,
    /// From what is beside the row.
    Beside(fn(Beside) -> Option<u32>),
}

/// What is known of a row that does not stand in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside {
    /// Who recorded it.
    pub operator: Option<OperatorNumber>,
    /// Whether another system did.
    pub is_imported: bool,
}

macro_rules! facets {
    ($($(#[$what:meta])+ $facet:ident: $source:expr,)+) => {
        /// A property of rows that they are found by. Its number is part of the keys in the file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Facet { $($(#[$what])+ $facet,)+ }

        /// All facets, each at the place of its number: name, and where its values come from.
        pub const FACETS: [(Facet, &str, Source); [$(Facet::$facet),+].len()] =
            [$((Facet::$facet, stringify!($facet), $source)),+];
    };
}

facets! {
    /// [`PAYMENTS`] and [`CANCELS`]; together they are all rows of a block.
    Kind: Source::Row(|row| Some(if row.is_cancel() { CANCELS } else { PAYMENTS })),
    /// Payments that were cancelled in part ([`PART`]) and in full ([`FULL`]), by the cancels that are indexed.
    State: Source::Cancels,
    /// Months of payments.
    Installments: Source::Row(|row| (!row.is_cancel()).then_some(row.installments.months().into())),
    /// [`SPREAD`]: payments in installments of any number of months.
    Spread: Source::Row(|row| (!row.is_cancel() && MONTHS.contains(&row.installments.months())).then_some(SPREAD)),
    /// Tills.
    Till: Source::Row(|row| Some(row.till.number().into())),
    /// The first six digits of the card.
    FirstSix: Source::Row(|row| number(row.card.head())),
    /// The last four digits of the card behind a 1, or the last three of a shorter card: see [`card_tail`].
    LastFour: Source::Row(|row| card_tail(row.card.end())),
    /// The last three digits of the card.
    LastThree: Source::Row(|row| number(last(row.card.end(), 3)?)),
    /// The last two digits of the card.
    LastTwo: Source::Row(|row| number(last(row.card.end(), 2)?)),
    /// The last digit of the card.
    LastOne: Source::Row(|row| number(last(row.card.end(), 1)?)),
    /// The first eight digits of the id: of our own, the hour of it.
    IdHour: Source::Row(|row| number(row.id.as_str().get(..HOUR_DIGITS)?)),
    /// [`RAGGED`]: ids that begin with a digit, but not with eight.
    IdRaggedBegin: Source::Row(|row| {
        let begins = row.id.as_str().starts_with(|first: char| first.is_ascii_digit());
        (begins && row.id.as_str().get(..HOUR_DIGITS).and_then(number).is_none()).then_some(RAGGED)
    }),
    /// The last three digits of the id, read from behind, so that ids with the same end are neighbours.
    IdThree: Source::Row(|row| Some(id_end(row)?[0])),
    /// The last five digits of the id, read from behind.
    IdFive: Source::Row(|row| Some(id_end(row)?[1])),
    /// The three digits before the last five of the id, read from behind.
    IdMiddle: Source::Row(|row| Some(id_end(row)?[2])),
    /// [`RAGGED`]: ids that end with a digit, but not with eight.
    IdRaggedEnd: Source::Row(|row| {
        let ends = row.id.as_str().ends_with(|last: char| last.is_ascii_digit());
        (ends && id_end(row).is_none()).then_some(RAGGED)
    }),
    /// Quarters of an hour, see [`quarter`].
    Quarter: Source::Row(|row| row.created_at.and_then(quarter)),
    /// Quarters of an hour since midnight UTC: a time of day is a few of these, on a thousand days too.
    Clock: Source::Row(|row| Some(row.created_at.and_then(quarter)? % CLOCK_QUARTERS)),
    /// Minutes within the quarter of an hour: a time that cuts a quarter is a few of these within it. Without them, what
    /// `13:05..13:20` of every day adds up to took 52 ms in a million rows, as each row of a cut quarter had to be read.
    Minute: Source::Row(|row| row.created_at.map(minute)),
    /// [`UNTIMED`]: rows of other systems whose time is unknown.
    Untimed: Source::Row(|row| row.created_at.is_none().then_some(UNTIMED)),
    /// Amounts in won. A range of amounts is a few values of this facet and of the six after it.
    Won: Source::Row(|row| steps(row, 1)),
    /// Thousands of won.
    Won1k: Source::Row(|row| steps(row, 1_000)),
    /// Tens of thousands of won.
    Won10k: Source::Row(|row| steps(row, 10_000)),
    /// Hundreds of thousands of won.
    Won100k: Source::Row(|row| steps(row, 100_000)),
    /// Millions of won.
    Won1M: Source::Row(|row| steps(row, 1_000_000)),
    /// Tens of millions of won.
    Won10M: Source::Row(|row| steps(row, 10_000_000)),
    /// Hundreds of millions of won.
    Won100M: Source::Row(|row| steps(row, 100_000_000)),
    /// Who recorded it, in a shop that has people.
    Operator: Source::Beside(|beside| beside.operator.map(|number| number.number().into())),
    /// [`IMPORTED`]: rows of other systems. No block that was made before there were any lacks one.
    Imported: Source::Beside(|beside| beside.is_imported.then_some(IMPORTED)),
    /// The first three characters of an id, where they are not all digits; the same holds for it and the next.
    IdHead: Source::Row(|row| three(row.id.as_str().get(..THREE)?)),
    /// The last three characters of an id, where they are not all digits.
    IdTail: Source::Row(|row| three(last(row.id.as_str(), THREE)?)),
}

/// Values of [`Facet::Kind`].
pub const PAYMENTS: u32 = 1;
pub const CANCELS: u32 = 2;
/// Values of [`Facet::State`].
pub const PART: u32 = 1;
pub const FULL: u32 = 2;
/// The only values of their facets.
pub const SPREAD: u32 = 0;
pub const RAGGED: u32 = 0;
pub const UNTIMED: u32 = 0;
pub const IMPORTED: u32 = 0;

/// Months of payments that are not paid at once.
pub const MONTHS: std::ops::RangeInclusive<u8> = 1..=12;
/// Digits of [`Facet::IdHour`].
pub const HOUR_DIGITS: usize = 8;
/// Digits at the end of an id that [`Facet::IdFive`] and [`Facet::IdMiddle`] tell.
pub const END_DIGITS: usize = 8;
/// Characters of [`Facet::IdHead`] and [`Facet::IdTail`].
pub const THREE: usize = 3;
/// By what amounts are divided, from fine to coarse.
pub const STEPS: [(Facet, u64); 7] = [
    (Facet::Won, 1),
    (Facet::Won1k, 1_000),
    (Facet::Won10k, 10_000),
    (Facet::Won100k, 100_000),
    (Facet::Won1M, 1_000_000),
    (Facet::Won10M, 10_000_000),
    (Facet::Won100M, 100_000_000),
];

/// Milliseconds of a quarter of an hour.
pub const QUARTER_MS: i64 = 900_000;
/// Milliseconds of a minute.
pub const MINUTE_MS: i64 = 60_000;
/// Quarters of an hour of a day.
pub const CLOCK_QUARTERS: u32 = 96;
/// Quarters are counted from this many before 1970 UTC: a midnight before the year 1, the first that a row may have.
const QUARTERS_BEFORE_1970: i64 = 720_000 * 96;

/// The quarter of an hour that a time lies in; `None` for times that no row has.
pub fn quarter(at: i64) -> Option<u32> {
    u32::try_from(at.div_euclid(QUARTER_MS) + QUARTERS_BEFORE_1970).ok()
}

/// The minute within its quarter of an hour that a time lies in.
pub fn minute(at: i64) -> u32 {
    u32::try_from(at.rem_euclid(QUARTER_MS) / MINUTE_MS).unwrap_or(0)
}

/// The number of what may be shown of the end of a card: a 1 and its digits, since `0123` is not `123`.
pub fn card_tail(digits: &str) -> Option<u32> {
    number(digits).map(|tail| 10_u32.pow(u32::try_from(digits.len()).unwrap_or(0)) + tail)
}

/// The number that some digits are, up to nine of them; `None` for anything else.
pub fn number(digits: &str) -> Option<u32> {
    read(digits.bytes())
}

/// The number that three graphic ASCII characters are; `None` when they are all digits, or others.
pub fn three(text: &str) -> Option<u32> {
    let is_one = text.len() == THREE && text.bytes().all(|byte| byte.is_ascii_graphic());
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    (is_one && !is_number).then(|| text.bytes().fold(0, |number, byte| number << 8 | u32::from(byte)))
}

/// The number that digits are when they are read from behind.
pub fn backwards(digits: &str) -> Option<u32> {
    read(digits.bytes().rev())
}

fn read(digits: impl ExactSizeIterator<Item = u8>) -> Option<u32> {
    if !(1..=9).contains(&digits.len()) {
        return None;
    }
    digits.into_iter().try_fold(0, |number, digit| Some(number * 10 + char::from(digit).to_digit(10)?))
}

/// The last `count` characters.
fn last(text: &str, count: usize) -> Option<&str> {
    text.get(text.len().checked_sub(count)?..)
}

/// The last three and the last five digits of an id, and the three before those; `None` when it ends in fewer.
fn id_end(row: &TransactionRow) -> Option<[u32; 3]> {
    let end = last(row.id.as_str(), END_DIGITS)?;
    let (middle, five) = end.split_at_checked(3)?;
    Some([backwards(last(five, 3)?)?, backwards(five)?, backwards(middle)?])
}

fn steps(row: &TransactionRow, step: u64) -> Option<u32> {
    u32::try_from(row.amount.get() / step).ok()
}

/// The key of a value's rows: block, facet, value.
pub fn key(block: i64, facet: Facet, value: u32) -> i64 {
    block << 40 | i64::from(facet as u8) << 32 | i64::from(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        payment::{Installments, MaskedCard, Till, TransactionId, Won},
        record::FactKind,
    };

    const ID: &str = "26112018305332802009";

    /// A row with this id and end of its card.
    fn row(id: &str, tail: &str) -> TransactionRow {
        TransactionRow {
            seq: 1,
            id: TransactionId::from_bytes(id.as_bytes()).expect("id"),
            kind: FactKind::Payment,
            payment: None,
            created_at: Some(-62_135_510_400_000),
            utc_offset: 0,
            till: Till::new(7).expect("till"),
            amount: Won::new(1_234_567).expect("won"),
            vat: Won::ZERO,
            installments: Installments::new(3).expect("months"),
            card: MaskedCard::from_parts("012345", tail, if tail.len() == 4 { 16 } else { 10 })
                .expect("card"),
            request_id: None,
        }
    }

    fn value(row: &TransactionRow, wanted: Facet) -> Option<u32> {
        match &FACETS[wanted as usize].2 {
            Source::Row(of) => of(row),
            Source::Cancels | Source::Beside(_) => None,
        }
    }

    #[test]
    fn every_facet_has_the_place_of_its_number() {
        for (index, (facet, name, _)) in FACETS.iter().enumerate() {
            assert_eq!((*facet as usize, format!("{facet:?}").as_str()), (index, *name));
        }
    }

    #[test]
    fn the_page_for_newcomers_has_every_facet() {
        let page = include_str!("../../../docs/search.md");
        let named: Vec<&str> =
            page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        for (_, name, _) in &FACETS {
            assert!(named.contains(name), "docs/search.md has no line `{name}`");
        }
    }

    #[test]
    fn ends_of_cards_of_four_and_of_three_digits_are_told_apart() {
        let tails = ["0123", "123", "1123", "000", "0000"].map(|tail| value(&row(ID, tail), Facet::LastFour));
        assert_eq!(tails, [Some(10_123), Some(1_123), Some(11_123), Some(1_000), Some(10_000)]);
        for tail in ["4123", "123"] {
            let last =
                [Facet::LastThree, Facet::LastTwo, Facet::LastOne].map(|facet| value(&row(ID, tail), facet));
            assert_eq!(last, [Some(123), Some(23), Some(3)]);
        }
        assert_eq!(value(&row(ID, "123"), Facet::FirstSix), Some(12_345));
    }

    #[test]
    fn ids_are_found_by_both_ends() {
        let values = |id: &str| {
            [
                Facet::IdHour,
                Facet::IdThree,
                Facet::IdFive,
                Facet::IdMiddle,
                Facet::IdRaggedBegin,
                Facet::IdRaggedEnd,
            ]
            .map(|facet| value(&row(id, "123"), facet))
        };
        for (id, expected) in [
            ("26112018305332802009", [Some(26_112_018), Some(900), Some(90_020), Some(823), None, None]),
            ("00000000-123-2002009", [Some(0), None, None, None, None, Some(0)]),
            ("2611201X305332802009", [None, Some(900), Some(90_020), Some(823), Some(0), None]),
            ("OTHER-SYSTEM-0000001", [None, None, None, None, None, Some(0)]),
            ("QWERTYUIOPASDFGHJKLZ", [None; 6]),
        ] {
            assert_eq!(values(id), expected, "{id}");
        }
    }

    #[test]
    fn quarters_are_those_of_any_time_that_a_row_may_have() {
        let first = quarter(-62_135_510_400_000).expect("the year 1");
        assert!(first < 100_000, "{first}");
        let last = quarter(253_402_214_400_000).expect("the year 9999");
        assert_eq!(quarter(0).expect("1970") % CLOCK_QUARTERS, 0);
        assert!(last > 350_000_000);
        assert_eq!([i64::MIN, i64::MAX].map(quarter), [None; 2]);
        assert_eq!(value(&row(ID, "123"), Facet::Quarter), Some(first));
    }
}
