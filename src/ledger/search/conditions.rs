//! The rows of a block for which a condition holds.

use std::{
    cmp::Ordering,
    ops::{Range, RangeInclusive},
};

use super::{Alternative, Prepared, Search, few::keep_ids};
use crate::{
    ledger::{
        error::LedgerTrouble,
        search::blocks::{
            AMOUNT, BLOCK, Bits, Block, CANCEL, CARD_END, CARD_LAST, CARD_LAST_TWO, CLOCK, CLOCK_QUARTERS,
            Facts, ID_END, ID_MIDDLE, ID_THREE, INSTALLMENTS, MONTHS, ODD_ID, PART, QUARTER, QUARTER_MS,
            SPREAD, STATE, STEPS, TILL, WHOLE, backwards, each_fact, key, place, quarter, seq, times_of_id,
        },
    },
    record::{Condition, State},
};

pub const ROWS: &str = "SELECT rows FROM facets WHERE key = ?1";
pub const RANGE: &str = "SELECT rows FROM facets WHERE key BETWEEN ?1 AND ?2";
pub const BY_CARD: &str = "SELECT seq FROM transactions WHERE fingerprint = ?1 AND seq BETWEEN ?2 AND ?3";
pub const BY_TIME: &str = "SELECT seq FROM transactions WHERE created_at >= ?1 AND created_at < ?2";

/// So few ids are looked at one by one.
const FEW_IDS: usize = 4;
/// Digits of an id that the sets of a block tell apart, from its end.
pub(super) const INDEXED_DIGITS: usize = 8;

/// In which order terms are looked at: first those that leave little and cost little, whole times of which a block has
/// nothing before all others.
pub(super) fn order(term: &Prepared<'_>) -> usize {
    let one = |alternative: &Alternative<'_>| match alternative.condition {
        _ if alternative.few.is_some() => 0,
        Condition::Id(_) | Condition::IdBegins(_) => 0,
        Condition::Times(times) if times.len() < 3 => 1,
        Condition::CardEnd(digits) if digits.len() == 3 => 2,
        Condition::IdEnds(digits) if digits.len() > 5 => 2,
        Condition::Amount(range) if range.start() == range.end() => 3,
        Condition::Card(_) => 4,
        Condition::State(State::Part | State::Whole) => 5,
        Condition::CardEnd(digits) if digits.len() == 2 => 6,
        Condition::IdEnds(_) => 7,
        Condition::Installments(_) => 8,
        Condition::Cancel => 9,
        Condition::Times(_) => 10,
        Condition::Till(_) => 11,
        Condition::CardEnd(_) => 12,
        Condition::State(_) | Condition::Payment => 13,
        Condition::Amount(_) => 14,
    };
    term.any.iter().map(one).sum::<usize>() + if term.not { 20 } else { 0 }
}

/// As many rows are as cheap to look at one by one as the sets of a term are to read: rows lie scattered over the file.
fn worth(term: &Prepared<'_>) -> usize {
    let one = |alternative: &Alternative<'_>| match alternative.condition {
        _ if alternative.few.is_some() => 0,
        Condition::Amount(range) if range.start() < range.end() => 2,
        Condition::Times(_) | Condition::IdEnds(_) | Condition::Installments(_) => 1,
        _ => 0,
    };
    term.any.iter().map(one).sum()
}

impl Search<'_> {
    /// The rows of `block` for which all terms of a rank hold; `None` when there is none.
    pub(super) fn find(&self, block: i64, rank: u8) -> Result<Option<Bits>, LedgerTrouble> {
        let terms = self.ranks.get(usize::from(rank)).map(Vec::as_slice).unwrap_or_default();
        let indexed = self.blocks.get(block);
        let whole = indexed.filter(|_| self.loose(block).is_empty());
        let is_elsewhere = |term: &Prepared<'_>| {
            term.is_elsewhere(block, whole.is_some())
                || whole.is_some_and(|whole| term.is_at_other_times(whole))
        };
        if terms.iter().any(is_elsewhere) {
            return Ok(None);
        }
        let mut bits = Bits::none();
        if let Some(indexed) = indexed {
            let mut others = terms;
            match terms {
                // What the first term means is what is left, without asking for all rows first.
                [first, rest @ ..] if !first.not => {
                    self.add_term(first, block, indexed, &mut bits)?;
                    others = rest;
                }
                _ => bits.add_span(0, indexed.rows),
            }
            let mut sets = None;
            for term in others.iter().filter(|term| !term.told) {
                if bits.at_most(worth(term)) {
                    self.keep_few(block, term, &mut bits)?;
                    continue;
                }
                let rows = sets.get_or_insert_with(Bits::none);
                rows.clear();
                self.add_term(term, block, indexed, rows)?;
                if !(if term.not { bits.drop_all(rows) } else { bits.keep(rows) }) {
                    break;
                }
            }
        }
        self.add_loose(block, terms, &mut bits)?;
        Ok(if bits.is_empty() { None } else { Some(bits) })
    }

    /// Adds the rows of a block that are not indexed yet and for which all terms hold.
    pub(super) fn add_loose(
        &self,
        block: i64,
        terms: &[Prepared<'_>],
        bits: &mut Bits,
    ) -> Result<(), LedgerTrouble> {
        self.each_loose(block, |facts| {
            if terms.iter().all(|term| holds(term, &facts)) {
                bits.add(place(facts.seq).1);
            }
        })
    }

    /// Adds the indexed rows of a block for which one of a term's conditions holds.
    fn add_term(
        &self,
        term: &Prepared<'_>,
        block: i64,
        indexed: &Block,
        rows: &mut Bits,
    ) -> Result<(), LedgerTrouble> {
        for Alternative { condition, few } in &term.any {
            match few {
                Some(few) => add_few(&few.rows, block, indexed, rows),
                None => self.add(condition, block, indexed, rows)?,
            }
        }
        Ok(())
    }

    /// Keeps the rows for which a term holds, having looked at each.
    fn keep_few(&self, block: i64, term: &Prepared<'_>, rows: &mut Bits) -> Result<(), LedgerTrouble> {
        for position in rows.clone().iter() {
            let row = seq(block, position);
            each_fact(self.connection, row, row, |facts| {
                if !holds(term, &facts) {
                    rows.remove(position);
                }
            })?;
        }
        Ok(())
    }

    /// The rows of `block` that are not indexed yet.
    pub(super) fn loose(&self, block: i64) -> RangeInclusive<i64> {
        seq(block, 0).max(self.blocks.indexed + 1)..=seq(block, BLOCK - 1).min(self.last)
    }

    /// Takes the rows of `block` that are not indexed yet.
    fn each_loose(&self, block: i64, take: impl FnMut(Facts)) -> Result<(), LedgerTrouble> {
        let loose = self.loose(block);
        if loose.is_empty() { Ok(()) } else { each_fact(self.connection, *loose.start(), *loose.end(), take) }
    }

    /// Adds the indexed rows of a block for which `condition` holds.
    pub(super) fn add(
        &self,
        condition: &Condition,
        block: i64,
        indexed: &Block,
        rows: &mut Bits,
    ) -> Result<(), LedgerTrouble> {
        match condition {
            Condition::Times(times) => self.add_times(block, indexed, times, rows),
            Condition::Payment => {
                let mut cancels = Bits::none();
                self.add_value(block, CANCEL, 0, &mut cancels)?;
                rows.add_all(&rest(indexed, &cancels));
                Ok(())
            }
            Condition::State(state) => self.add_state(block, indexed, *state, rows),
            Condition::Card(card) => {
                let (first, last) = (seq(block, 0), seq(block, indexed.rows).saturating_sub(1));
                self.add_seqs(BY_CARD, (card.0, first, last), block, indexed, rows)
            }
            Condition::IdEnds(digits) => self.add_id_ends(block, indexed, digits, rows),
            Condition::IdBegins(digits) => {
                self.add_times(block, indexed, &times_of_beginning(digits, indexed), rows)
            }
            Condition::Id(_) => Ok(()),
            Condition::CardEnd(_)
            | Condition::Amount(_)
            | Condition::Installments(_)
            | Condition::Till(_)
            | Condition::Cancel => {
                for (first, last) in keys(condition, block).unwrap_or_default() {
                    self.add_range(first, last, rows)?;
                }
                Ok(())
            }
        }
    }

    fn add_value(&self, block: i64, facet: u8, value: u32, rows: &mut Bits) -> Result<(), LedgerTrouble> {
        self.add_written(ROWS, [key(block, facet, value)], rows)
    }

    /// The rows of all values from one key to another, both included.
    fn add_range(&self, first: i64, last: i64, rows: &mut Bits) -> Result<(), LedgerTrouble> {
        match first.cmp(&last) {
            Ordering::Less => self.add_written(RANGE, (first, last), rows),
            Ordering::Equal => self.add_written(ROWS, [first], rows),
            Ordering::Greater => Ok(()),
        }
    }

    fn add_written(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        rows: &mut Bits,
    ) -> Result<(), LedgerTrouble> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut written = statement.query(parameters)?;
        while let Some(row) = written.next()? {
            let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
            rows.add_written(bytes).ok_or(LedgerTrouble::CorruptRow { seq: 0, what: "index" })?;
        }
        Ok(())
    }

    fn add_seqs(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        block: i64,
        indexed: &Block,
        rows: &mut Bits,
    ) -> Result<(), LedgerTrouble> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut found = statement.query(parameters)?;
        while let Some(row) = found.next()? {
            let (of, position) = place(row.get(0)?);
            if of == block && position < indexed.rows {
                rows.add(position);
            }
        }
        Ok(())
    }

    pub(super) fn add_times(
        &self,
        block: i64,
        indexed: &Block,
        times: &[Range<i64>],
        rows: &mut Bits,
    ) -> Result<(), LedgerTrouble> {
        let times = times_of(times, indexed);
        if let Some(clock) = times_of_day(times, indexed) {
            for value in (0..CLOCK_QUARTERS).filter(|value| clock >> value & 1 == 1) {
                self.add_value(block, CLOCK, value, rows)?;
            }
            return Ok(());
        }
        for time in times {
            let Quarters { all, whole, rest } = Quarters::of(time, indexed);
            if all {
                rows.add_span(0, indexed.rows);
                continue;
            }
            if let Some((first, last)) = whole {
                self.add_range(key(block, QUARTER, first), key(block, QUARTER, last), rows)?;
            }
            for rest in rest {
                self.add_seqs(BY_TIME, (rest.start, rest.end), block, indexed, rows)?;
            }
        }
        Ok(())
    }

    fn add_state(
        &self,
        block: i64,
        indexed: &Block,
        state: State,
        rows: &mut Bits,
    ) -> Result<(), LedgerTrouble> {
        let mut found = Bits::none();
        match state {
            State::Part => self.add_value(block, STATE, PART, &mut found)?,
            State::Whole => self.add_value(block, STATE, WHOLE, &mut found)?,
            State::Untouched => {
                let mut others = Bits::none();
                self.add_value(block, CANCEL, 0, &mut others)?;
                self.add_range(key(block, STATE, PART), key(block, STATE, WHOLE), &mut others)?;
                found = rest(indexed, &others);
            }
        }
        for (position, now) in self.touched_of(block, indexed) {
            if now == state {
                found.add(position);
            } else {
                found.remove(position);
            }
        }
        rows.add_all(&found);
        Ok(())
    }

    /// The indexed payments of a block with cancels that are not indexed yet, and how they stand.
    pub(super) fn touched_of(&self, block: i64, indexed: &Block) -> impl Iterator<Item = (usize, State)> {
        let first = self.touched.partition_point(|(payment, _)| *payment < seq(block, 0));
        let rows = indexed.rows;
        let touched = self.touched.iter().skip(first).map(|(payment, now)| (place(*payment), *now));
        touched
            .take_while(move |((of, position), _)| *of == block && *position < rows)
            .map(|((_, position), now)| (position, now))
    }

    fn add_id_ends(
        &self,
        block: i64,
        indexed: &Block,
        digits: &str,
        rows: &mut Bits,
    ) -> Result<(), LedgerTrouble> {
        let mut found = Bits::none();
        let mut rest = digits;
        let mut first = true;
        let parts: &[(u8, usize)] =
            if digits.len() <= 3 { &[(ID_THREE, 3)] } else { &[(ID_END, 5), (ID_MIDDLE, 3)] };
        for (facet, width) in parts {
            let at = rest.len().saturating_sub(*width);
            let Some((before, part)) = rest.split_at_checked(at) else { return Ok(()) };
            if part.is_empty() {
                break;
            }
            let mut ending = Bits::none();
            if let Some((first, last)) = ending_keys(block, *facet, *width, part) {
                self.add_range(first, last, &mut ending)?;
            }
            if std::mem::take(&mut first) {
                found = ending;
            } else {
                found.keep(&ending);
            }
            rest = before;
            // A few ids are read sooner than another set.
            if found.at_most(FEW_IDS) {
                break;
            }
        }
        // What the index cannot tell is told by the ids themselves: few are left by now.
        if digits.len() > INDEXED_DIGITS || !rest.is_empty() {
            self.keep_ids(block, digits, &mut found)?;
        }
        rows.add_all(&found);
        if indexed.has_odd_ids {
            let mut odd = Bits::none();
            self.add_value(block, ODD_ID, 0, &mut odd)?;
            self.keep_ids(block, digits, &mut odd)?;
            rows.add_all(&odd);
        }
        Ok(())
    }

    /// Keeps the rows whose id ends in `digits`.
    fn keep_ids(&self, block: i64, digits: &str, rows: &mut Bits) -> Result<(), LedgerTrouble> {
        let mut ids: Vec<i64> = rows.iter().map(|position| seq(block, position)).collect();
        keep_ids(self.connection, digits, &mut ids)?;
        rows.clear();
        for id in ids {
            rows.add(place(id).1);
        }
        Ok(())
    }
}

/// The keys of the rows of a block for which `condition` holds, each once, in ranges; `None` when it asks for more than
/// values of a facet.
pub(super) fn keys(condition: &Condition, block: i64) -> Option<Vec<(i64, i64)>> {
    let range = |facet, first, last| vec![(key(block, facet, first), key(block, facet, last))];
    Some(match condition {
        Condition::CardEnd(digits) => {
            let facet = match digits.len() {
                1 => CARD_LAST,
                2 => CARD_LAST_TWO,
                _ => CARD_END,
            };
            digits.parse().map_or_else(|_| Vec::new(), |value| range(facet, value, value))
        }
        Condition::IdEnds(digits) if digits.len() <= 3 => {
            ending_keys(block, ID_THREE, 3, digits).into_iter().collect()
        }
        Condition::Amount(amounts) => {
            let mut keys = Vec::new();
            let end = amounts.end().saturating_add(1);
            add_amount_keys(block, *amounts.start(), end, STEPS.len() - 1, &mut keys);
            keys
        }
        Condition::Installments(months) if *months == MONTHS => range(SPREAD, 0, 0),
        Condition::Installments(months) => {
            range(INSTALLMENTS, (*months.start()).into(), (*months.end()).into())
        }
        Condition::Till(till) => range(TILL, till.number().into(), till.number().into()),
        Condition::Cancel => range(CANCEL, 0, 0),
        Condition::State(State::Part) => range(STATE, PART, PART),
        Condition::State(State::Whole) => range(STATE, WHOLE, WHOLE),
        _ => return None,
    })
}

/// The keys of the values of `width` digits that end in `digits`: they are kept from behind.
fn ending_keys(block: i64, facet: u8, width: usize, digits: &str) -> Option<(i64, i64)> {
    let unknown = u32::try_from(width.saturating_sub(digits.len())).ok()?;
    let many = 10_u32.checked_pow(unknown)?;
    let first = u32::try_from(backwards(digits)?).ok()?.saturating_mul(many);
    Some((key(block, facet, first), key(block, facet, first.saturating_add(many - 1))))
}

/// A range of amounts is, from coarse to fine, whole steps of it and what is left at both ends.
fn add_amount_keys(block: i64, from: u64, to: u64, level: usize, keys: &mut Vec<(i64, i64)>) {
    let (Some(step), Ok(facet)) = (STEPS.get(level), u8::try_from(level)) else { return };
    if from >= to {
        return;
    }
    let (first, end) = (from.div_ceil(*step), to / step);
    let finer = level.checked_sub(1);
    match finer {
        Some(finer) if first >= end => add_amount_keys(block, from, to, finer, keys),
        _ => {
            let key = |value: u64| key(block, AMOUNT + facet, u32::try_from(value).unwrap_or(u32::MAX));
            keys.push((key(first), key(end - 1)));
            if let Some(finer) = finer {
                add_amount_keys(block, from, first * step, finer, keys);
                add_amount_keys(block, end * step, to, finer, keys);
            }
        }
    }
}

/// The times of the rows of a block whose ids begin so, where ids begin with times.
pub(super) fn times_of_beginning(digits: &str, indexed: &Block) -> Vec<Range<i64>> {
    let times = indexed.id_offset.zip(times_of_id(digits)).map(|(minutes, local)| {
        let utc = |at: i64| at.saturating_sub(minutes.saturating_mul(60_000));
        utc(local.start)..utc(local.end)
    });
    times.into_iter().collect()
}

/// Those of `times` that may have rows of a block.
pub(super) fn times_of<'a>(times: &'a [Range<i64>], indexed: &Block) -> &'a [Range<i64>] {
    let first = times.partition_point(|time| time.end <= indexed.first_at);
    let end = times.partition_point(|time| time.start <= indexed.last_at);
    times.get(first..end).unwrap_or_default()
}

/// A time as far as it has indexed rows of a block.
pub(super) struct Quarters {
    /// Whether it has all of them.
    pub all: bool,
    /// The first and the last of the quarters that it is made of.
    pub whole: Option<(u32, u32)>,
    /// What is left of it before and after those.
    pub rest: Vec<Range<i64>>,
}

impl Quarters {
    pub(super) fn of(time: &Range<i64>, indexed: &Block) -> Self {
        let all = time.start <= indexed.first_at && time.end > indexed.last_at;
        // Nothing of the block lies outside its times: there it may as well be the whole quarter.
        let whole = |at: i64| at.div_euclid(QUARTER_MS) * QUARTER_MS;
        let from = if time.start <= indexed.first_at { whole(indexed.first_at) } else { time.start };
        let to = if time.end > indexed.last_at { whole(indexed.last_at) + QUARTER_MS } else { time.end };
        let (first, end) = (from.max(0).div_euclid(QUARTER_MS) + 1, to.max(0).div_euclid(QUARTER_MS));
        // Most ranges begin and end at a quarter; then there is nothing to read row by row.
        let first = if from.rem_euclid(QUARTER_MS) == 0 { first - 1 } else { first };
        if first > end {
            return Self { all, whole: None, rest: std::iter::once(from..to).collect() };
        }
        let quarter = |at: i64| u32::try_from(at).unwrap_or(u32::MAX);
        let rest = [from..first * QUARTER_MS, end * QUARTER_MS..to];
        Self {
            all,
            whole: (first < end).then(|| (quarter(first), quarter(end - 1))),
            rest: rest.into_iter().filter(|rest| !rest.is_empty()).collect(),
        }
    }
}

/// The quarters of a day, a bit each, that `times` are on each day of a block, if they are the same on all of them and
/// there are fewer of them than times.
fn times_of_day(times: &[Range<i64>], indexed: &Block) -> Option<u128> {
    let (first, last) = (quarter(indexed.first_at), quarter(indexed.last_at));
    let (mut clock, mut quarters) = (0_u128, 0);
    for time in times {
        if time.start.rem_euclid(QUARTER_MS) != 0 || time.end.rem_euclid(QUARTER_MS) != 0 {
            return None;
        }
        for quarter in quarter(time.start).max(first)..quarter(time.end).min(last + 1) {
            clock |= 1 << (quarter % CLOCK_QUARTERS);
            quarters += 1;
        }
    }
    // Nothing else of the block may be at these times of the day.
    let all: u32 = (0..CLOCK_QUARTERS)
        .filter(|value| clock >> value & 1 == 1)
        .map(|value| {
            let until = |end: u32| (end + CLOCK_QUARTERS - 1 - value) / CLOCK_QUARTERS;
            until(last + 1) - until(first)
        })
        .sum();
    (all == quarters && (clock.count_ones() as usize) < times.len()).then_some(clock)
}

/// The indexed rows of a block that are not in `rows`.
fn rest(indexed: &Block, rows: &Bits) -> Bits {
    let mut rest = Bits::span(0, indexed.rows);
    rest.drop_all(rows);
    rest
}

fn add_few(few: &[i64], block: i64, indexed: &Block, rows: &mut Bits) {
    let first = few.partition_point(|row| *row < seq(block, 0));
    for row in few.iter().skip(first) {
        let (of, position) = place(*row);
        if of != block || position >= indexed.rows {
            break;
        }
        rows.add(position);
    }
}

/// Whether a term holds for a row.
fn holds(term: &Prepared<'_>, facts: &Facts) -> bool {
    term.any.iter().any(|alternative| is(alternative.condition, facts)) != term.not
}

/// Whether a condition holds for a row.
fn is(condition: &Condition, facts: &Facts) -> bool {
    match condition {
        Condition::CardEnd(digits) => format!("{:03}", facts.card_tail).ends_with(digits),
        Condition::Id(id) => facts.id == id.as_str(),
        Condition::IdBegins(digits) => facts.id.starts_with(digits),
        Condition::IdEnds(digits) => facts.id.ends_with(digits),
        Condition::Amount(range) => range.contains(&facts.amount),
        Condition::Times(times) => {
            let index = times.partition_point(|time| time.end <= facts.created_at);
            times.get(index).is_some_and(|time| time.contains(&facts.created_at))
        }
        Condition::Payment => !facts.cancel,
        Condition::Cancel => facts.cancel,
        Condition::State(state) => facts.state == Some(*state),
        Condition::Installments(months) => !facts.cancel && months.contains(&facts.installments),
        Condition::Till(till) => facts.till == till.number(),
        Condition::Card(card) => facts.fingerprint == card.0,
    }
}
