//! Planning: what a condition means in terms of facets, once for a search. The work on each block follows it.

use std::{ops::RangeInclusive, rc::Rc};

use rusqlite::Connection;

use super::{
    blocks::Portions,
    facets::{
        CANCELS, END_DIGITS, FULL, Facet, HOUR_DIGITS, IMPORTED, MONTHS, PART, PAYMENTS, RAGGED, SPREAD,
        STEPS, THREE, backwards, card_tail, number, three,
    },
    rows,
};
use crate::{
    ledger::{
        error::LedgerTrouble,
        hand_over::{self, has_batches},
        views::memos::has_memos,
    },
    record::{Condition, Query, SeqRange, State},
};

pub const BY_ID: &str = "SELECT seq FROM transactions WHERE id = ?1";
pub const BY_WORD: &str = "SELECT seq FROM memo_words WHERE word >= ?1 AND word < ?2 LIMIT ?3";
pub const BY_BEGINNING: &str = "SELECT seq FROM transactions WHERE id >= ?1 AND id < ?2 LIMIT ?3";

/// What has to hold: one of these, or none of them.
#[derive(Clone)]
pub struct Prepared<'a> {
    pub not: bool,
    pub any: Vec<Alternative<'a>>,
}

/// A condition, and how its rows are found.
#[derive(Clone)]
pub struct Alternative<'a> {
    pub condition: &'a Condition,
    pub plan: Rc<Plan>,
}

/// How the rows of a condition are found in a block.
pub enum Plan {
    /// By the sets of values.
    Sets(Sets),
    /// By quarters of an hour: which, is another question in each block.
    Times,
    /// They are few, and known: in order, those that are not indexed among them.
    Few(Vec<i64>),
    /// By the memos of a block, which are read.
    Memos,
    /// By the parts of the journal that have messages which were not answered, and the answers in them; and those that wait for an
    /// answer again, in order.
    Unanswered(Vec<SeqRange>, Vec<i64>),
}

/// Sets to be joined.
#[derive(Default)]
pub struct Sets {
    /// The rows of one of these,
    pub any: Vec<Values>,
    /// of each of these as well,
    pub and: Vec<Values>,
    /// and of none of these.
    pub less: Vec<Values>,
    /// Whether these are not enough: the rows that they leave are read.
    pub look: bool,
    /// Further rows that are read, as no set has their values.
    pub ragged: Option<Facet>,
}

/// Values of a facet that follow each other.
#[derive(Clone, Copy)]
pub struct Values {
    pub facet: Facet,
    pub first: u32,
    pub last: u32,
}

impl Values {
    /// A single value.
    pub fn one(facet: Facet, value: u32) -> Self {
        Self { facet, first: value, last: value }
    }
}

impl Sets {
    /// The rows of a single value, which is all there is to do.
    pub fn only(&self) -> Option<Values> {
        match self.any.as_slice() {
            [one] if one.first == one.last && self.is_plain() => Some(*one),
            _ => None,
        }
    }

    /// Whether the rows of all values are added, and nothing else is done.
    pub fn is_plain(&self) -> bool {
        self.and.is_empty() && self.less.is_empty() && !self.look && self.ragged.is_none()
    }
}

/// What has to hold for rows of each rank: the first has all that matches at once, the second, where there is one, what
/// matches only behind.
pub fn prepare<'a>(
    connection: &Connection,
    portions: Portions,
    query: &'a Query,
) -> Result<Vec<Vec<Prepared<'a>>>, LedgerTrouble> {
    let alternatives = |conditions: &'a [Condition]| -> Result<Vec<Alternative<'a>>, LedgerTrouble> {
        let one =
            |condition| Ok(Alternative { condition, plan: Rc::new(plan(connection, portions, condition)?) });
        conditions.iter().map(one).collect()
    };
    let ranked = query.terms.iter().filter(|term| !term.not && !term.after.is_empty()).count();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for term in &query.terms {
        let (any, after) = (alternatives(&term.any)?, alternatives(&term.after)?);
        let prepared = |any| Prepared { not: term.not, any };
        let both = [any.as_slice(), after.as_slice()].concat();
        // With one such term, a row that matches by its `any` has the first rank, and only by its `after` the second.
        let is_behind = ranked == 1 && !term.not && !after.is_empty();
        second.push(prepared(if is_behind { after } else { both.clone() }));
        first.push(prepared(if term.not { both } else { any }));
    }
    let mut ranks = if ranked == 0 { vec![first] } else { vec![first, second] };
    for terms in &mut ranks {
        terms.sort_by_key(order);
    }
    Ok(ranks)
}

/// In which order terms are looked at: first those that leave little and cost little.
fn order(term: &Prepared<'_>) -> usize {
    let one = |alternative: &Alternative<'_>| match alternative.condition {
        Condition::Id(_) | Condition::Approval(_) | Condition::Rejected | Condition::Contradicted => 0,
        Condition::IdBegins(text) if text.len() > HOUR_DIGITS => 0,
        Condition::Times(times) if times.len() < 3 => 1,
        Condition::IdBegins(_) | Condition::SameCard(_) | Condition::Memo(_) => 2,
        Condition::CardEnd(digits) if digits.len() > 2 => 3,
        Condition::IdEnds(digits) if digits.len() > 5 => 3,
        Condition::Amount(range) if range.start() == range.end() => 4,
        Condition::State(State::Part | State::Full) => 5,
        Condition::CardEnd(digits) if digits.len() == 2 => 6,
        Condition::CardBegins(digits) if digits.len() > 5 => 6,
        Condition::IdEnds(_) => 7,
        Condition::Installments(_) => 8,
        Condition::Cancel => 9,
        Condition::Times(_) => 10,
        Condition::Till(_) | Condition::Operator(_) | Condition::Shop(_) => 11,
        Condition::CardEnd(_) | Condition::CardBegins(_) => 12,
        Condition::State(_) | Condition::Payment | Condition::Imported | Condition::Unanswered => 13,
        Condition::Amount(_) => 14,
    };
    term.any.iter().map(one).sum::<usize>() + if term.not { 20 } else { 0 }
}

fn plan(connection: &Connection, portions: Portions, condition: &Condition) -> Result<Plan, LedgerTrouble> {
    let few = match condition {
        Condition::Id(id) => Some(seqs(connection, BY_ID, [id.as_str()])?),
        Condition::IdBegins(text) if text.len() > HOUR_DIGITS || !is_number(text) => {
            // '\u{7f}' comes right after the last graphic character.
            let (end, limit) = (format!("{text}\u{7f}"), portions.few + 1);
            let rows = seqs(connection, BY_BEGINNING, (text, end, limit))?;
            (rows.len() <= portions.few).then_some(rows)
        }
        Condition::Memo(word) => return memos(connection, portions, word),
        Condition::Rejected | Condition::Unanswered | Condition::Contradicted | Condition::Approval(_)
            if !has_batches(connection)? =>
        {
            Some(Vec::new())
        }
        Condition::Rejected => Some(hand_over::rejected(connection)?),
        Condition::Contradicted => Some(hand_over::contradicted(connection)?),
        Condition::Approval(number) => Some(hand_over::with_approval(connection, number)?),
        Condition::Unanswered => {
            let (open, again) = hand_over::unanswered(connection)?;
            return Ok(Plan::Unanswered(open, again));
        }
        Condition::Times(_) => return Ok(Plan::Times),
        Condition::SameCard(of) => return Ok(Plan::Sets(same_card(connection, *of)?)),
        _ => None,
    };
    Ok(few.map_or_else(|| Plan::Sets(sets(condition)), Plan::Few))
}

/// A word that few memos have, as an order number, is looked up; one that is in many leads to its rows block by block, so that the
/// first page of a list waits for no other block.
fn memos(connection: &Connection, portions: Portions, word: &str) -> Result<Plan, LedgerTrouble> {
    if !has_memos(connection)? {
        return Ok(Plan::Few(Vec::new()));
    }
    let limit = portions.memos + 1;
    let mut rows = seqs(connection, BY_WORD, (word, end_of_words(word), limit))?;
    if rows.len() > portions.memos {
        return Ok(Plan::Memos);
    }
    // Several words of one memo may begin so.
    rows.dedup();
    Ok(Plan::Few(rows))
}

/// What comes behind all words that begin with this: no character comes behind the last one.
fn end_of_words(word: &str) -> String {
    format!("{word}{}", char::MAX)
}

/// The digits of the card that are kept leave a handful; whose fingerprint is the same is looked up.
fn same_card(connection: &Connection, of: i64) -> Result<Sets, LedgerTrouble> {
    let mut sets = Sets { look: true, ..Sets::default() };
    rows::some(connection, std::iter::once(of), |row| {
        let values = card_tail(row.card.end()).zip(number(row.card.head()));
        if let Some((tail, head)) = values {
            sets.any.push(Values::one(Facet::LastFour, tail));
            sets.and.push(Values::one(Facet::FirstSix, head));
        }
        Ok(())
    })?;
    Ok(sets)
}

fn seqs(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<i64>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query_map(parameters, |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    rows.sort_unstable();
    Ok(rows)
}

/// The sets of a condition that sets answer.
fn sets(condition: &Condition) -> Sets {
    let one = |facet, value: Option<u32>| value.map(|value| Values::one(facet, value)).into_iter().collect();
    let any = |any| Sets { any, ..Sets::default() };
    match condition {
        Condition::CardEnd(digits) => any(match digits.len() {
            1 => one(Facet::LastOne, number(digits)),
            2 => one(Facet::LastTwo, number(digits)),
            3 => one(Facet::LastThree, number(digits)),
            // Of a short card three are kept.
            _ => {
                let ends = [Some(digits.as_str()), digits.get(digits.len().saturating_sub(3)..)];
                let tails = ends.into_iter().flatten().filter_map(card_tail);
                tails.map(|tail| Values::one(Facet::LastFour, tail)).collect()
            }
        }),
        Condition::CardBegins(digits) => any(beginning(Facet::FirstSix, 6, digits).into_iter().collect()),
        Condition::IdBegins(text) if !is_number(text) => Sets { look: true, ..id_head(text) },
        Condition::IdBegins(digits) if digits.len() < HOUR_DIGITS => Sets {
            any: beginning(Facet::IdHour, HOUR_DIGITS, digits).into_iter().collect(),
            ragged: Some(Facet::IdRaggedBegin),
            ..Sets::default()
        },
        Condition::IdBegins(digits) => Sets {
            any: digits.get(..HOUR_DIGITS).map(|hour| one(Facet::IdHour, number(hour))).unwrap_or_default(),
            look: digits.len() > HOUR_DIGITS,
            ..Sets::default()
        },
        Condition::IdEnds(text) if !is_number(text) => Sets { look: true, ..id_tail(text) },
        Condition::IdEnds(digits) => id_ends(digits),
        Condition::Imported => any(one(Facet::Imported, Some(IMPORTED))),
        Condition::Amount(range) => any(amounts(range)),
        Condition::Payment => any(one(Facet::Kind, Some(PAYMENTS))),
        Condition::Cancel => any(one(Facet::Kind, Some(CANCELS))),
        Condition::State(State::Part) => any(one(Facet::State, Some(PART))),
        Condition::State(State::Full) => any(one(Facet::State, Some(FULL))),
        Condition::State(State::Untouched) => Sets {
            any: one(Facet::Kind, Some(PAYMENTS)),
            less: vec![Values::one(Facet::State, PART), Values::one(Facet::State, FULL)],
            ..Sets::default()
        },
        Condition::Installments(months) if *months == MONTHS => any(one(Facet::Spread, Some(SPREAD))),
        Condition::Installments(months) => any(vec![Values {
            facet: Facet::Installments,
            first: (*months.start()).into(),
            last: (*months.end()).into(),
        }]),
        Condition::Till(till) => any(one(Facet::Till, Some(till.number().into()))),
        Condition::Operator(number) => any(one(Facet::Operator, Some(number.number().into()))),
        // These are found otherwise.
        Condition::Id(_)
        | Condition::Times(_)
        | Condition::SameCard(_)
        | Condition::Memo(_)
        | Condition::Rejected
        | Condition::Unanswered
        | Condition::Contradicted
        | Condition::Approval(_)
        // And nothing of a ledger knows its shop.
        | Condition::Shop(_) => Sets::default(),
    }
}

/// The values of `width` digits that begin with these.
fn beginning(facet: Facet, width: usize, digits: &str) -> Option<Values> {
    following(facet, number(digits)?, width.checked_sub(digits.len())?)
}

/// The values that begin with the digits of `first` and have `unknown` more.
fn following(facet: Facet, first: u32, unknown: usize) -> Option<Values> {
    let many = 10_u32.checked_pow(u32::try_from(unknown).ok()?)?;
    let first = first.checked_mul(many)?;
    Some(Values { facet, first, last: first + (many - 1) })
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where ids may be that begin with this, which is not all digits.
fn id_head(text: &str) -> Sets {
    let any = |value: Values| Sets { any: vec![value], ..Sets::default() };
    if let Some(head) = text.get(..THREE).and_then(three) {
        return any(Values::one(Facet::IdHead, head));
    }
    match text.get(..HOUR_DIGITS).and_then(number) {
        Some(hour) => any(Values::one(Facet::IdHour, hour)),
        None => any(Values::one(Facet::IdRaggedBegin, RAGGED)),
    }
}

/// Where ids may be that end in this, which is not all digits.
fn id_tail(text: &str) -> Sets {
    let from = |count: usize| text.len().checked_sub(count).and_then(|at| text.get(at..));
    if let Some(tail) = from(THREE).and_then(three) {
        return Sets { any: vec![Values::one(Facet::IdTail, tail)], ..Sets::default() };
    }
    match from(END_DIGITS).filter(|digits| is_number(digits)) {
        Some(digits) => id_ends(digits),
        None => Sets { any: vec![Values::one(Facet::IdRaggedEnd, RAGGED)], ..Sets::default() },
    }
}

fn id_ends(digits: &str) -> Sets {
    // The ends of ids are kept from behind: so their last digits are the first.
    let end = |facet, width: usize, digits: &str| -> Vec<Values> {
        let values = backwards(digits).zip(width.checked_sub(digits.len()));
        values.and_then(|(first, unknown)| following(facet, first, unknown)).into_iter().collect()
    };
    let five = digits.len().checked_sub(5).and_then(|at| digits.split_at_checked(at));
    let (any, and) = match five {
        _ if digits.len() <= 3 => (end(Facet::IdThree, 3, digits), Vec::new()),
        None | Some(("", _)) => (end(Facet::IdFive, 5, digits), Vec::new()),
        Some((before, five)) => {
            let middle = before.get(before.len().saturating_sub(3)..).unwrap_or_default();
            (end(Facet::IdFive, 5, five), end(Facet::IdMiddle, 3, middle))
        }
    };
    let ragged = (digits.len() < END_DIGITS).then_some(Facet::IdRaggedEnd);
    Sets { any, and, look: digits.len() > END_DIGITS, ragged, ..Sets::default() }
}

/// A range of amounts is, from coarse to fine, whole steps of it and what is left at both ends.
fn amounts(range: &RangeInclusive<u64>) -> Vec<Values> {
    let mut values = Vec::new();
    add_steps(*range.start(), range.end().saturating_add(1), &STEPS, &mut values);
    values
}

fn add_steps(from: u64, to: u64, steps: &[(Facet, u64)], values: &mut Vec<Values>) {
    let Some(((facet, step), finer)) = steps.split_last().filter(|_| from < to) else { return };
    let (first, end) = (from.div_ceil(*step), to / step);
    if first >= end {
        return add_steps(from, to, finer, values);
    }
    let value = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    values.push(Values { facet: *facet, first: value(first), last: value(end - 1) });
    add_steps(from, first * step, finer, values);
    add_steps(end * step, to, finer, values);
}
