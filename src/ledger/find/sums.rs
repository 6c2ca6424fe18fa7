//! What the rows of a query add up to, in all and in spans of time.

use std::ops::{Range, RangeInclusive};

use rusqlite::OptionalExtension as _;

use super::{
    Search,
    conditions::{Quarters, keys, times_of, times_of_beginning},
};
use crate::ledger::{
    Condition, LedgerError, State, Totals,
    error::LedgerTrouble,
    index::{
        Bits, Block, Chunks, MINUTE_DIGITS, PART, QUARTER, STATE, WHOLE, each_amount, is_sum_of_block, key,
        place, read_sum, seq,
    },
};

pub const SUMS: &str = "SELECT payments, paid, paid_vat, cancels, cancelled, cancelled_vat FROM sums \
     WHERE key BETWEEN ?1 AND ?2";
pub const EARLIEST: &str = "SELECT created_at FROM transactions ORDER BY created_at LIMIT 1";
pub const LATEST: &str = "SELECT created_at FROM transactions ORDER BY created_at DESC LIMIT 1";

impl Search<'_> {
    /// The times of the earliest and the latest row of the whole ledger, in milliseconds since 1970 UTC; `None` when there is
    /// none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn times(&self) -> Result<Option<RangeInclusive<i64>>, LedgerError> {
        let end = |sql| -> Result<Option<i64>, LedgerTrouble> {
            Ok(self.connection.prepare_cached(sql)?.query_one([], |row| row.get(0)).optional()?)
        };
        let times =
            end(EARLIEST).and_then(|first| Ok(first.zip(end(LATEST)?).map(|(first, last)| first..=last)));
        self.at(times)
    }

    /// What all matches add up to, and those in each of `spans` of time, in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn totals(&mut self, spans: &[Range<i64>]) -> Result<Option<(Totals, Vec<Totals>)>, LedgerError> {
        let totals = self.sum_up(spans);
        self.at(totals)
    }

    fn sum_up(&mut self, spans: &[Range<i64>]) -> Result<Option<(Totals, Vec<Totals>)>, LedgerTrouble> {
        let (mut all, mut by_span) = (Totals::default(), vec![Totals::default(); spans.len()]);
        for block in self.all_blocks() {
            if (self.stop)() {
                return Ok(None);
            }
            let indexed = self.blocks.get(block).copied();
            let kept = match &indexed {
                Some(indexed) => self.kept(block, indexed, spans)?,
                None => None,
            };
            let (sum, sums) = match (kept, &indexed) {
                (Some(sums), _) => sums,
                (None, Some(indexed)) => self.added_up(block, indexed, spans)?,
                (None, None) => <(Totals, Vec<Totals>)>::default(),
            };
            all += sum;
            by_span.iter_mut().zip(sums).for_each(|(into, sum)| *into += sum);
            self.sum_loose(block, spans, &mut all, &mut by_span)?;
        }
        Ok(Some((all, by_span)))
    }

    /// What the indexed rows of a block that match add up to, in all and in each span, row by row.
    fn added_up(
        &mut self,
        block: i64,
        indexed: &Block,
        spans: &[Range<i64>],
    ) -> Result<(Totals, Vec<Totals>), LedgerTrouble> {
        let mut by_span = vec![Totals::default(); spans.len()];
        let mut matching = Bits::span(0, indexed.rows);
        let Some(bits) = self.all_bits(block)?.filter(|bits| matching.keep(bits)) else {
            return Ok((Totals::default(), by_span));
        };
        let mut chunks = Chunks::of(self.connection, block);
        let sum = if matching.len() == indexed.rows { indexed.totals } else { chunks.sum(&matching)? };
        for (span, into) in spans.iter().zip(&mut by_span) {
            if span.end <= indexed.first_at || span.start > indexed.last_at {
                continue;
            }
            if span.start <= indexed.first_at && span.end > indexed.last_at {
                *into = sum;
                continue;
            }
            let mut within = Bits::none();
            self.add_times(block, indexed, std::slice::from_ref(span), &mut within)?;
            if within.keep(&bits) {
                *into = chunks.sum(&within)?;
            }
        }
        Ok((sum, by_span))
    }

    /// The same from sums that are kept; `None` when they do not tell it.
    fn kept(
        &self,
        block: i64,
        indexed: &Block,
        spans: &[Range<i64>],
    ) -> Result<Option<(Totals, Vec<Totals>)>, LedgerTrouble> {
        let Some(sum) = self.kept_sum(block, indexed, None)? else { return Ok(None) };
        let mut by_span = Vec::with_capacity(spans.len());
        for span in spans {
            let Some(sum) = self.kept_sum(block, indexed, Some(span))? else { return Ok(None) };
            by_span.push(sum);
        }
        Ok(Some((sum, by_span)))
    }

    /// What the indexed rows of a block that match, of a span if one is given, add up to as far as kept sums tell it: for
    /// one condition, for several of which one must hold, and for none.
    pub(super) fn kept_sum(
        &self,
        block: i64,
        indexed: &Block,
        span: Option<&Range<i64>>,
    ) -> Result<Option<Totals>, LedgerTrouble> {
        let within = match span {
            None => indexed.totals,
            Some(span) if span.end <= indexed.first_at || span.start > indexed.last_at => {
                return Ok(Some(Totals::default()));
            }
            Some(span) if span.start <= indexed.first_at && span.end > indexed.last_at => {
                return self.kept_sum(block, indexed, None);
            }
            Some(span) => {
                let Some(sum) = self.sum_of_times(block, indexed, std::slice::from_ref(span))? else {
                    return Ok(None);
                };
                sum
            }
        };
        let (terms, many) = (self.ranks.last().map(Vec::as_slice).unwrap_or_default(), self.ranks.len() > 1);
        let sum = match (terms, span) {
            ([], _) => return Ok(Some(within)),
            ([term], None) if many || term.any.len() > 1 => self.sum_of_any(block, indexed)?,
            ([term], span) if !many && term.any.len() == 1 => {
                let Some(one) = term.any.first() else { return Ok(None) };
                match (one.condition, span) {
                    (Condition::Times(times), Some(span)) => {
                        self.sum_of_times(block, indexed, &within_span(times, span))?
                    }
                    (_, Some(_)) => None,
                    (condition, None) => self.sum_of(block, indexed, condition)?,
                }
            }
            _ => return Ok(None),
        };
        let not = terms.first().is_some_and(|term| term.not);
        Ok(sum.and_then(|sum| if not { within.less(&sum) } else { Some(sum) }))
    }

    /// What the indexed rows of a block for which a condition holds add up to, if it is kept.
    fn sum_of(
        &self,
        block: i64,
        indexed: &Block,
        condition: &Condition,
    ) -> Result<Option<Totals>, LedgerTrouble> {
        let Totals { payments, paid, paid_vat, cancels, cancelled, cancelled_vat } = indexed.totals;
        match condition {
            Condition::Payment => Ok(Some(Totals { payments, paid, paid_vat, ..Totals::default() })),
            Condition::Cancel => Ok(Some(Totals { cancels, cancelled, cancelled_vat, ..Totals::default() })),
            Condition::Times(times) => self.sum_of_times(block, indexed, times),
            Condition::State(_) if self.touched_of(block, indexed).next().is_some() => Ok(None),
            Condition::State(State::Untouched) => {
                let cancelled =
                    self.sum_of_keys(block, &[(key(block, STATE, PART), key(block, STATE, WHOLE))])?;
                Ok(Totals { payments, paid, paid_vat, ..Totals::default() }.less(&cancelled))
            }
            Condition::IdBegins(digits) if digits.len() <= MINUTE_DIGITS && self.blocks.have_times_in_ids => {
                self.sum_of_times(block, indexed, &times_of_beginning(digits, indexed))
            }
            Condition::IdEnds(_) if indexed.has_odd_ids => Ok(None),
            _ => keys(condition, block).map(|keys| self.sum_of_keys(block, &keys)).transpose(),
        }
    }

    /// The same for times, if they are made of quarters of an hour.
    fn sum_of_times(
        &self,
        block: i64,
        indexed: &Block,
        times: &[Range<i64>],
    ) -> Result<Option<Totals>, LedgerTrouble> {
        let mut keys = Vec::new();
        for time in times_of(times, indexed) {
            match Quarters::of(time, indexed) {
                Quarters { all: true, .. } => return Ok(Some(indexed.totals)),
                Quarters { whole, rest, .. } if rest.is_empty() => {
                    keys.extend(
                        whole.map(|(first, last)| (key(block, QUARTER, first), key(block, QUARTER, last))),
                    );
                }
                Quarters { .. } => return Ok(None),
            }
        }
        self.sum_of_keys(block, &keys).map(Some)
    }

    fn sum_of_keys(&self, block: i64, keys: &[(i64, i64)]) -> Result<Totals, LedgerTrouble> {
        let mut sum = Totals::default();
        let mut statement = self.connection.prepare_cached(SUMS)?;
        for (first, last) in keys.iter().filter(|(first, last)| first <= last) {
            let mut rows = statement.query((first, last))?;
            while let Some(row) = rows.next()? {
                sum += read_sum(row, 0)?;
                // No sum of what cannot be: it would be wrong, or too large to add up.
                if !is_sum_of_block(&sum) {
                    return Err(LedgerTrouble::CorruptRow { seq: seq(block, 0), what: "index" });
                }
            }
        }
        Ok(sum)
    }

    /// What the indexed rows of a block for which one of several conditions holds add up to: what each of them adds up to,
    /// less the rows that are counted again.
    fn sum_of_any(&self, block: i64, indexed: &Block) -> Result<Option<Totals>, LedgerTrouble> {
        let (mut sum, mut seen) = (Totals::default(), Bits::none());
        let mut chunks = Chunks::of(self.connection, block);
        for terms in &self.ranks {
            for one in terms.iter().flat_map(|term| &term.any) {
                let Some(own) = self.sum_of(block, indexed, one.condition)? else { return Ok(None) };
                let mut rows = Bits::none();
                self.add(one.condition, block, indexed, &mut rows)?;
                let mut again = rows.clone();
                sum += own;
                if again.keep(&seen) {
                    let Some(less) = sum.less(&chunks.sum(&again)?) else { return Ok(None) };
                    sum = less;
                }
                seen.add_all(&rows);
            }
        }
        Ok(Some(sum))
    }

    /// Adds what is not indexed yet.
    fn sum_loose(
        &self,
        block: i64,
        spans: &[Range<i64>],
        all: &mut Totals,
        by_span: &mut [Totals],
    ) -> Result<(), LedgerTrouble> {
        let loose = self.loose(block);
        if loose.is_empty() {
            return Ok(());
        }
        let mut bits = Bits::none();
        for terms in &self.ranks {
            self.add_loose(block, terms, &mut bits)?;
        }
        each_amount(
            self.connection,
            loose,
            |row| bits.has(place(row).1),
            |amount| {
                amount.add_to(all);
                for (_, into) in
                    spans.iter().zip(by_span.iter_mut()).filter(|(span, _)| span.contains(&amount.at))
                {
                    amount.add_to(into);
                }
            },
        )
    }
}

/// The parts of `times` that lie in a span.
fn within_span(times: &[Range<i64>], span: &Range<i64>) -> Vec<Range<i64>> {
    let parts = times.iter().map(|time| time.start.max(span.start)..time.end.min(span.end));
    parts.filter(|part| !part.is_empty()).collect()
}
