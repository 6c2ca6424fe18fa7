//! The rows of a block for which conditions hold: sets are joined; where sets are not enough, the rows that they leave are read.

use std::ops::RangeInclusive;

use rusqlite::{Connection, OptionalExtension as _};

use super::{
    Search,
    blocks::{BLOCK, Block, damaged, place, seq},
    facets::{CANCELS, Facet, PAYMENTS, key},
    plan::{Alternative, Plan, Prepared, Sets, Values},
    rows,
    set::Set,
};
use crate::{
    ledger::{
        error::LedgerTrouble,
        hand_over::{self, has_batches},
        imported::{has_imported, is_imported},
        journal,
        rows::{MemoRow, TableRow as _, TransactionRow, next_of, once},
        views::memos::has_memos,
    },
    record::{Condition, Fingerprint, SeqRange, State, Table},
};

pub const ROWS: &str = "SELECT rows FROM facets WHERE key = ?1";
pub const RANGE: &str = "SELECT rows FROM facets WHERE key BETWEEN ?1 AND ?2";
/// The id of the key and the fingerprint of a row's card.
pub const FINGERPRINT: &str = "SELECT key_id, fingerprint FROM sealed WHERE seq = ?1";

/// Reading this many rows one by one is faster than joining another set.
const FEW: usize = 4;

impl Search<'_> {
    /// The rows of `block` for which all terms of a rank hold; `None` when there is none.
    pub(super) fn find(&self, block: i64, rank: u8) -> Result<Option<Set>, LedgerTrouble> {
        let terms = self.ranks.get(usize::from(rank)).map(Vec::as_slice).unwrap_or_default();
        let (last_block, last) = place(self.last);
        if block > last_block {
            return Ok(None);
        }
        let mut found = self.spare.take();
        if let Some(indexed) = self.blocks.get(block) {
            self.find_indexed(terms, indexed, &mut found)?;
            if block == last_block {
                // A list that is read page by page has no row that was recorded after its first page.
                found.remove_span(last + 1, BLOCK);
            }
        }
        self.each_loose(block, |row| {
            if self.all_hold(terms, row)? {
                found.add(place(row.seq).1);
            }
            Ok(())
        })?;
        if found.is_empty() {
            self.spare.put(found);
            return Ok(None);
        }
        Ok(Some(found))
    }

    /// Adds the indexed rows of a block for which all terms hold.
    fn find_indexed(
        &self,
        terms: &[Prepared<'_>],
        indexed: &Block,
        found: &mut Set,
    ) -> Result<(), LedgerTrouble> {
        if terms.iter().any(|term| has_none(term, indexed)) {
            return Ok(());
        }
        // Times that the whole block lies in leave all of it: they come last.
        let (whole, others): (Vec<&Prepared<'_>>, Vec<_>) =
            terms.iter().partition(|term| has_all(term, indexed));
        let mut others = others.into_iter().chain(whole).peekable();
        match others.next_if(|first| !first.not && !has_all(first, indexed)) {
            // What the first term means is what is left, without asking for all rows first.
            Some(first) => {
                for one in &first.any {
                    self.add(one, indexed, None, found)?;
                }
            }
            None => self.add_all_rows(indexed, found)?,
        }
        for term in others {
            if found.is_empty() || !self.narrow(term, indexed, found)? {
                break;
            }
        }
        Ok(())
    }

    /// Keeps the rows for which a term holds; says whether any is left.
    fn narrow(&self, term: &Prepared<'_>, indexed: &Block, found: &mut Set) -> Result<bool, LedgerTrouble> {
        if has_all(term, indexed) {
            return self.drop_value(Values::one(Facet::Untimed, super::facets::UNTIMED), indexed, found);
        }
        if let [one] = term.any.as_slice()
            && let Some(only) = self.only_value(one, indexed)
        {
            return if term.not {
                self.drop_value(only, indexed, found)
            } else {
                self.keep_values(only, indexed, found)
            };
        }
        let mut rows = self.spare.take();
        for one in &term.any {
            self.add(one, indexed, Some(found), &mut rows)?;
        }
        let left = if term.not { found.drop_all(&rows) } else { found.keep(&rows) };
        self.spare.put(rows);
        Ok(left)
    }

    /// The value that is all a condition means in a block.
    fn only_value(&self, one: &Alternative<'_>, indexed: &Block) -> Option<Values> {
        let Plan::Sets(sets) = &*one.plan else { return None };
        let touched =
            matches!(one.condition, Condition::State(_)) && self.touched_of(indexed).next().is_some();
        sets.only().filter(|_| !touched)
    }

    /// All indexed rows of a block.
    pub(super) fn add_all_rows(&self, indexed: &Block, rows: &mut Set) -> Result<(), LedgerTrouble> {
        self.add_values(Values { facet: Facet::Kind, first: PAYMENTS, last: CANCELS }, indexed, rows)
    }

    /// Adds the indexed rows of a block for which a condition holds. Where sets are not enough, only rows of `within` are read
    /// and added.
    fn add(
        &self,
        one: &Alternative<'_>,
        indexed: &Block,
        within: Option<&Set>,
        rows: &mut Set,
    ) -> Result<(), LedgerTrouble> {
        match (&*one.plan, one.condition) {
            (Plan::Few(few), _) => {
                add_few(few, indexed, rows);
                Ok(())
            }
            (Plan::Times, Condition::Times(times)) => self.add_times(times, indexed, within, rows),
            (Plan::Memos, Condition::Memo(word)) => {
                let Block { number, until, .. } = *indexed;
                let last = seq(number, until.saturating_sub(1));
                memos_with(self.connection, word, (seq(number, 0), last), |row| rows.add(place(row).1))
            }
            (Plan::Unanswered(open, again), _) => self.add_unanswered(open, again, indexed, rows),
            (Plan::Times | Plan::Memos, _) => Ok(()),
            (Plan::Sets(sets), condition) => self.add_sets(sets, condition, indexed, within, rows),
        }
    }

    /// Adds the rows of a block that were handed over and not answered.
    fn add_unanswered(
        &self,
        open: &[SeqRange],
        again: &[i64],
        indexed: &Block,
        rows: &mut Set,
    ) -> Result<(), LedgerTrouble> {
        let Block { number, until, .. } = *indexed;
        let (first, last) = (seq(number, 0), seq(number, until.saturating_sub(1)));
        let mut own = self.spare.take();
        let mut end = 0;
        let within = open.iter().filter(|range| range.from <= last && range.to >= first);
        let mut within =
            within.map(|range| (place(range.from.max(first)).1, place(range.to.min(last)).1)).peekable();
        if within.peek().is_some() {
            self.add_all_rows(indexed, &mut own)?;
            for (from, to) in within {
                own.remove_span(end, from);
                end = to + 1;
            }
            own.remove_span(end, BLOCK);
            self.drop_value(Values::one(Facet::Imported, super::facets::IMPORTED), indexed, &mut own)?;
            hand_over::answered_within(self.connection, (first, last), |row, is_answered| {
                if is_answered {
                    own.remove(place(row).1);
                }
            })?;
        }
        add_few(again, indexed, &mut own);
        rows.add_all(&own);
        self.spare.put(own);
        Ok(())
    }

    fn add_sets(
        &self,
        sets: &Sets,
        condition: &Condition,
        indexed: &Block,
        within: Option<&Set>,
        rows: &mut Set,
    ) -> Result<(), LedgerTrouble> {
        let state = match condition {
            Condition::State(state) => self.touched_of(indexed).next().map(|_| *state),
            _ => None,
        };
        if sets.is_plain() && state.is_none() {
            for values in &sets.any {
                self.add_values(*values, indexed, rows)?;
            }
            return Ok(());
        }
        let mut own = self.spare.take();
        for values in &sets.any {
            self.add_values(*values, indexed, &mut own)?;
        }
        if let Some(within) = within {
            own.keep(within);
        }
        let mut look = sets.look;
        for values in &sets.and {
            if own.at_most(FEW) {
                look = true;
                break;
            }
            self.keep_values(*values, indexed, &mut own)?;
        }
        for values in &sets.less {
            self.drop_value(*values, indexed, &mut own)?;
        }
        if look {
            self.keep_looked_at(indexed, &mut own, |row| self.holds(condition, row))?;
        }
        if let Some(facet) = sets.ragged {
            let mut ragged = self.spare.take();
            self.add_values(Values::one(facet, super::facets::RAGGED), indexed, &mut ragged)?;
            if within.is_none_or(|within| ragged.keep(within)) {
                self.keep_looked_at(indexed, &mut ragged, |row| self.holds(condition, row))?;
                own.add_all(&ragged);
            }
            self.spare.put(ragged);
        }
        if let Some(state) = state {
            for (position, now) in self.touched_of(indexed) {
                if now == state {
                    own.add(position);
                } else {
                    own.remove(position);
                }
            }
        }
        rows.add_all(&own);
        self.spare.put(own);
        Ok(())
    }

    /// Gives the written sets of some values to `take`, each once; `None` of it says that one is none.
    fn each_written(
        &self,
        values: Values,
        indexed: &Block,
        mut take: impl FnMut(&[u8]) -> Option<()>,
    ) -> Result<(), LedgerTrouble> {
        let key = |value| key(indexed.number, values.facet, value);
        let (first, last) = (key(values.first), key(values.last));
        let (mut one, mut range);
        let mut written = if first == last {
            one = self.connection.prepare_cached(ROWS)?;
            one.query([first])?
        } else {
            range = self.connection.prepare_cached(RANGE)?;
            range.query((first, last))?
        };
        while let Some(row) = next_of(&mut written, Table::Facets, first)? {
            let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
            take(bytes).ok_or_else(|| damaged(Table::Facets, first))?;
        }
        Ok(())
    }

    /// Adds the rows of some values.
    pub(super) fn add_values(
        &self,
        values: Values,
        indexed: &Block,
        rows: &mut Set,
    ) -> Result<(), LedgerTrouble> {
        self.each_written(values, indexed, |bytes| rows.add_written(bytes))
    }

    /// Keeps the rows of some values; says whether any is left.
    pub(super) fn keep_values(
        &self,
        values: Values,
        indexed: &Block,
        rows: &mut Set,
    ) -> Result<bool, LedgerTrouble> {
        if values.first == values.last {
            let mut left = None;
            self.each_written(values, indexed, |bytes| {
                left = rows.keep_written(bytes);
                left.map(|_| ())
            })?;
            if left.is_none() {
                rows.clear();
            }
            return Ok(left.unwrap_or(false));
        }
        let mut wanted = self.spare.take();
        self.add_values(values, indexed, &mut wanted)?;
        let left = rows.keep(&wanted);
        self.spare.put(wanted);
        Ok(left)
    }

    /// Drops the rows of a value; says whether any is left.
    pub(super) fn drop_value(
        &self,
        value: Values,
        indexed: &Block,
        rows: &mut Set,
    ) -> Result<bool, LedgerTrouble> {
        self.each_written(value, indexed, |bytes| rows.drop_written(bytes).map(|_| ()))?;
        Ok(!rows.is_empty())
    }

    /// Keeps the rows that `wanted` says yes to, having read each.
    pub(super) fn keep_looked_at(
        &self,
        indexed: &Block,
        rows: &mut Set,
        wanted: impl Fn(&TransactionRow) -> Result<bool, LedgerTrouble>,
    ) -> Result<(), LedgerTrouble> {
        let mut kept = self.spare.take();
        rows::some(self.connection, rows.iter().map(|position| seq(indexed.number, position)), |row| {
            if wanted(row)? {
                kept.add(place(row.seq).1);
            }
            Ok(())
        })?;
        std::mem::swap(rows, &mut kept);
        self.spare.put(kept);
        Ok(())
    }

    /// The rows of `block` that are not indexed yet.
    pub(super) fn loose(&self, block: i64) -> RangeInclusive<i64> {
        seq(block, 0).max(self.blocks.indexed + 1)..=seq(block, BLOCK - 1).min(self.last)
    }

    /// Takes the rows of `block` that are not indexed yet.
    pub(super) fn each_loose(
        &self,
        block: i64,
        take: impl FnMut(&TransactionRow) -> Result<(), LedgerTrouble>,
    ) -> Result<(), LedgerTrouble> {
        let loose = self.loose(block);
        if !loose.is_empty() {
            rows::each(self.connection, loose.into_inner(), usize::MAX, take)?;
        }
        Ok(())
    }

    /// The indexed payments of a block with cancels that are not indexed yet, with their state now.
    fn touched_of(&self, indexed: &Block) -> impl Iterator<Item = (usize, State)> {
        let Block { number, until, .. } = *indexed;
        let first = self.touched.partition_point(|(payment, _)| *payment < seq(number, 0));
        let touched = self.touched.iter().skip(first).map(|(payment, now)| (place(*payment), *now));
        touched
            .take_while(move |((of, position), _)| *of == number && *position < until)
            .map(|((_, position), now)| (position, now))
    }

    /// The state of a payment that is not indexed yet. Its cancels are not indexed either.
    fn state(&self, payment: i64) -> State {
        let touched = self.touched.binary_search_by_key(&payment, |(touched, _)| *touched);
        touched.ok().and_then(|index| self.touched.get(index)).map_or(State::Untouched, |(_, now)| *now)
    }

    fn all_hold(&self, terms: &[Prepared<'_>], row: &TransactionRow) -> Result<bool, LedgerTrouble> {
        for term in terms {
            let mut any = false;
            for one in &term.any {
                any = any || self.holds(one.condition, row)?;
            }
            if any == term.not {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a condition holds for a row.
    pub(super) fn holds(&self, condition: &Condition, row: &TransactionRow) -> Result<bool, LedgerTrouble> {
        Ok(match condition {
            Condition::CardEnd(digits) => row.card.may_end_in(digits),
            Condition::CardBegins(digits) => row.card.head().starts_with(digits),
            Condition::Id(id) => row.id == *id,
            Condition::IdBegins(digits) => row.id.as_str().starts_with(digits),
            Condition::IdEnds(digits) => row.id.as_str().ends_with(digits),
            Condition::Amount(range) => range.contains(&row.amount.get()),
            Condition::Times(times) => row.created_at.is_some_and(|at| {
                let index = times.partition_point(|time| time.end <= at);
                times.get(index).is_some_and(|time| time.contains(&at))
            }),
            Condition::Payment => !row.is_cancel(),
            Condition::Cancel => row.is_cancel(),
            Condition::State(state) => !row.is_cancel() && self.state(row.seq) == *state,
            Condition::Installments(months) => {
                !row.is_cancel() && months.contains(&row.installments.months())
            }
            Condition::Till(till) => row.till == *till,
            Condition::Operator(number) => {
                journal::signers_of(self.connection, row.seq)?.operator == Some(*number)
            }
            Condition::Rejected => {
                has_batches(self.connection)? && hand_over::is_rejected(self.connection, row.seq)?
            }
            Condition::Unanswered => {
                has_batches(self.connection)? && hand_over::is_unanswered(self.connection, row.seq)?
            }
            Condition::Contradicted => {
                has_batches(self.connection)? && hand_over::is_contradicted(self.connection, row.seq)?
            }
            Condition::Approval(number) => {
                has_batches(self.connection)? && hand_over::has_approval(self.connection, row.seq, number)?
            }
            Condition::Imported => has_imported(self.connection)? && is_imported(self.connection, row.seq)?,
            Condition::SameCard(of) => self.is_same_card(*of, row.seq)?,
            Condition::Memo(word) => self.has_word(row.seq, word)?,
            Condition::Shop(_) => false,
        })
    }

    /// Whether a word of the memo of a row begins so.
    fn has_word(&self, row: i64, word: &str) -> Result<bool, LedgerTrouble> {
        let mut found = false;
        if has_memos(self.connection)? {
            memos_with(self.connection, word, (row, row), |_| found = true)?;
        }
        Ok(found)
    }

    /// Whether a row was paid with the card of another: one of the fingerprints that are known of that card is its own.
    fn is_same_card(&self, of: i64, row: i64) -> Result<bool, LedgerTrouble> {
        let own = fingerprint(self.connection, row)?;
        Ok(own.is_some_and(|own| self.prints.get(&of).is_some_and(|prints| prints.contains(&own))))
    }
}

/// Gives `take` the rows from one number to another, both included, whose memo has a word that begins so.
fn memos_with(
    connection: &Connection,
    word: &str,
    (first, last): (i64, i64),
    mut take: impl FnMut(i64),
) -> Result<(), LedgerTrouble> {
    let sql = once!(format!(
        "SELECT {} FROM memos t WHERE t.seq BETWEEN ?1 AND ?2 ORDER BY t.seq",
        MemoRow::columns("t")
    ));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((first, last))?;
    while let Some(row) = next_of(&mut rows, Table::Memos, first)? {
        let MemoRow { seq, text, .. } = MemoRow::read(row)?;
        if text.is_some_and(|memo| memo.words().iter().any(|own| own.starts_with(word))) {
            take(seq);
        }
    }
    Ok(())
}

/// The fingerprint of a row's card, behind the id of its key.
pub(in crate::ledger) fn fingerprint(
    connection: &Connection,
    seq: i64,
) -> Result<Option<(u32, Fingerprint)>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(FINGERPRINT)?;
    let print = statement.query_one([seq], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(print.optional()?)
}

/// Whether a block has none of the rows that a term asks for, as far as this is known without reading.
fn has_none(term: &Prepared<'_>, indexed: &Block) -> bool {
    let none = |one: &Alternative<'_>| match (&*one.plan, one.condition) {
        (Plan::Few(few), _) => few_of(few, indexed).next().is_none(),
        (Plan::Times, Condition::Times(times)) => super::times::of_block(times, indexed).is_empty(),
        _ => false,
    };
    !term.not && term.any.iter().all(none)
}

/// Whether the block lies within the times that a term asks for.
fn has_all(term: &Prepared<'_>, indexed: &Block) -> bool {
    match (term.any.as_slice(), indexed.times) {
        ([Alternative { condition: Condition::Times(times), .. }], Some((first, last))) if !term.not => {
            times.iter().any(|time| time.start <= first && last < time.end)
        }
        _ => false,
    }
}

/// The positions of those of a few rows that are in a block.
fn few_of(few: &[i64], indexed: &Block) -> impl Iterator<Item = usize> {
    let Block { number, until, .. } = *indexed;
    let first = few.partition_point(|row| *row < seq(number, 0));
    let places = few.iter().skip(first).map(|row| place(*row));
    places.take_while(move |(of, position)| *of == number && *position < until).map(|(_, position)| position)
}

fn add_few(few: &[i64], indexed: &Block, rows: &mut Set) {
    few_of(few, indexed).for_each(|position| rows.add(position));
}
