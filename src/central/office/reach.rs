//! Which queries head office answers at once: a chain of ten thousand shops has a hundred billion rows, and what no index finds has to name a
//! shop or a few days.

use std::ops::Range;

use crate::record::{Condition, Query, Term};

/// Days that may be looked through row by row, of all shops.
const DAYS: i64 = 31;
const MS_A_DAY: i64 = 24 * 60 * 60 * 1_000;
/// Digits of an id that begin with a day, and so leave one.
const DAY_DIGITS: usize = 6;
/// Digits of a card's end that leave few rows, together with an amount.
const CARD_DIGITS: usize = 3;

/// How a query is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// All of it, in the order of time: it names a shop or a few days, or nothing that most rows do not have.
    InOrder,
    /// All of it, of the few rows that an index gives.
    OfFew,
    /// Of the few rows of a card and an amount, or of the beginning of an id, alone: what digits may be beside that is left out.
    Partly,
    /// Not at all.
    TooWide,
}

/// A query, as far as it is answered.
pub(super) struct Reached {
    pub(super) reach: Reach,
    pub(super) query: Query,
    /// The terms that an index answers: those of the few rows.
    pub(super) few: Vec<Term>,
}

impl Reached {
    /// What is answered of a query at the time `now`, in milliseconds since 1970 UTC.
    pub(super) fn of(query: &Query, now: i64) -> Self {
        let query = query.clone();
        let positive = || query.terms.iter().filter(|term| !term.not);
        let few: Vec<Term> = positive().filter(|term| is_of_few(term)).cloned().collect();
        if !few.is_empty() {
            return Self { reach: Reach::OfFew, few, query };
        }
        let is_short = positive().any(|term| is_of_days(term, now));
        if is_short || is_of_most(&query) || positive().any(is_of_shops) {
            return Self { reach: Reach::InOrder, few: Vec::new(), query };
        }
        let indexed = begin_of_id(&query).map_or_else(|| card_and_amount(&query), |begin| Some(vec![begin]));
        let Some(indexed) = indexed else {
            return Self { reach: Reach::TooWide, few: Vec::new(), query };
        };
        let few = indexed.iter().map(|(_, term)| term.clone()).collect();
        let mut reduced = query.clone();
        for (index, term) in indexed {
            if let Some(place) = reduced.terms.get_mut(index) {
                *place = term;
            }
        }
        let reach = if reduced == query { Reach::OfFew } else { Reach::Partly };
        Self { reach, query: reduced, few }
    }
}

/// Whether a term names ids or approval numbers alone.
fn is_of_few(term: &Term) -> bool {
    all(term, |condition| match condition {
        Condition::Id(_) | Condition::Approval(_) => true,
        Condition::IdBegins(begin) => begin.len() > DAY_DIGITS,
        _ => false,
    })
}

/// Whether a term names shops alone.
pub(super) fn is_of_shops(term: &Term) -> bool {
    all(term, |condition| matches!(condition, Condition::Shop(_)))
}

/// Whether a term names shops alone, or times alone.
pub(super) fn is_of_days_or_shops(term: &Term) -> bool {
    is_of_shops(term) || all(term, |condition| matches!(condition, Condition::Times(_)))
}

/// Whether a term leaves a few days.
fn is_of_days(term: &Term, now: i64) -> bool {
    let is_short =
        |time: &Range<i64>| time.end.min(now + MS_A_DAY).saturating_sub(time.start) <= DAYS * MS_A_DAY;
    all(term, |condition| match condition {
        Condition::Times(times) => match (times.first(), times.last()) {
            (Some(first), Some(last)) => is_short(&(first.start..last.end)),
            _ => true,
        },
        Condition::IdBegins(begin) => {
            begin.len() == DAY_DIGITS && begin.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    })
}

/// Whether the sums of days answer a query, and its rows follow one another in the order of time.
pub(super) fn is_of_most(query: &Query) -> bool {
    query.terms.iter().all(|term| {
        all(term, |condition| {
            matches!(condition, Condition::Times(_) | Condition::Payment | Condition::Cancel)
        }) || is_of_shops(term)
    })
}

fn all(term: &Term, is: impl Fn(&Condition) -> bool) -> bool {
    let mut conditions = term.any.iter().chain(&term.after).peekable();
    conditions.peek().is_some() && conditions.all(is)
}

/// A term with its place among those of a query.
type Placed = (usize, Term);

/// The terms of a card's end and of an amount, of those that can be read so: each as that alone.
fn card_and_amount(query: &Query) -> Option<Vec<Placed>> {
    let is_card =
        |condition: &Condition| matches!(condition, Condition::CardEnd(end) if end.len() >= CARD_DIGITS);
    let is_amount =
        |condition: &Condition| matches!(condition, Condition::Amount(won) if won.start() == won.end());
    // What can only be an amount comes first: three digits may be both.
    let only = query.terms.iter().position(|term| !term.not && all(term, is_amount));
    let amount = match only {
        Some(index) => query.terms.get(index).map(|term| (index, term.clone())),
        None => find(query, is_amount, Some(find(query, is_card, None)?.0)),
    }?;
    Some(vec![find(query, is_card, Some(amount.0))?, amount])
}

/// The term of an id's beginning, of those that can be read so: as that alone.
fn begin_of_id(query: &Query) -> Option<Placed> {
    find(query, |condition| matches!(condition, Condition::IdBegins(begin) if begin.len() > DAY_DIGITS), None)
}

/// The first term, but for one, of which one alternative is like this: as that alone.
fn find(query: &Query, is: impl Fn(&Condition) -> bool, but: Option<usize>) -> Option<Placed> {
    let others = query.terms.iter().enumerate().filter(|(index, term)| !term.not && Some(*index) != but);
    others.into_iter().find_map(|(index, term)| {
        let condition = term.any.iter().chain(&term.after).find(|condition| is(condition))?;
        Some((index, Term::is(condition.clone())))
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset};

    use super::*;
    use crate::query::read_query_of_shops;

    #[test]
    fn what_would_be_slow_among_all_shops_names_a_shop_or_a_few_days() {
        let now: DateTime<FixedOffset> = "2026-11-30T14:00:00+09:00".parse().expect("a time");
        for (text, reach) in [
            ("", Reach::InOrder),
            ("today", Reach::InOrder),
            ("cancel", Reach::InOrder),
            ("2020-01-01..", Reach::InOrder),
            ("-yesterday", Reach::InOrder),
            ("shop 12", Reach::InOrder),
            ("shop 12 memo a-17", Reach::InOrder),
            ("-shop 12 payments", Reach::InOrder),
            ("11-01..11-30 memo a-17", Reach::InOrder),
            ("11-15.. memo a-17", Reach::InOrder),
            ("2611301 memo a-17", Reach::Partly),
            ("26113014320712301007", Reach::OfFew),
            ("261130143 memo a", Reach::Partly),
            ("approval 12345678", Reach::OfFew),
            ("shop 12 approval 12345678", Reach::OfFew),
            ("today 26113014320712301007", Reach::OfFew),
            ("456 55,000", Reach::Partly),
            ("456 55000", Reach::Partly),
            ("3456 55,000 cancel", Reach::Partly),
            ("card 456 500won", Reach::Partly),
            ("456", Reach::TooWide),
            ("55,000", Reach::TooWide),
            ("56 55,000", Reach::TooWide),
            ("456 >55,000", Reach::TooWide),
            ("memo a-17", Reach::TooWide),
            ("till 2", Reach::TooWide),
            ("2020-01-01.. till 2", Reach::TooWide),
            ("10-01.. 456", Reach::TooWide),
            ("-today till 2", Reach::TooWide),
            ("-shop 12 till 2", Reach::TooWide),
            ("cashier 11", Reach::TooWide),
        ] {
            let reading = read_query_of_shops(text, now, &|_| *now.offset());
            assert!(reading.is_understood(), "{text}");
            assert_eq!(Reached::of(&reading.query, now.timestamp_millis()).reach, reach, "{text}");
        }
    }
}
