//! What the rows of a query add up to, in all and in spans of time.

use std::ops::{Range, RangeInclusive};

use rusqlite::{Connection, OptionalExtension as _};

use super::{
    Alternative, Search,
    conditions::{Quarters, keys, times_of, times_of_beginning},
};
use crate::{
    ledger::{
        LedgerError,
        error::LedgerTrouble,
        row::won,
        search::blocks::{
            Bits, Block, Chunks, MINUTE_DIGITS, PART, QUARTER, STATE, WHOLE, is_sum_of_block, key, place,
            read_sum, seq,
        },
    },
    payment::Won,
    record::{Condition, State, Totals},
};

pub const SUMS: &str = "SELECT payments, paid, paid_vat, cancels, cancelled, cancelled_vat FROM sums \
     WHERE key BETWEEN ?1 AND ?2";
pub const ROWS: &str =
    "SELECT seq, kind, amount, vat, created_at FROM transactions WHERE seq BETWEEN ?1 AND ?2";
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
        let mut chunks = Chunks::of(self.connection, block, 1 + spans.len());
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
            let all = span.start <= indexed.first_at && span.end > indexed.last_at;
            let of_span = if all { Some(sum) } else { self.kept_sum(block, indexed, Some(span))? };
            let Some(of_span) = of_span else { return Ok(None) };
            by_span.push(of_span);
        }
        Ok(Some((sum, by_span)))
    }

    /// What the indexed rows of a block that match, of a span if one is given, add up to; `None` when it takes more than
    /// kept sums to tell. They tell it of one term at most, besides times that are all of the block, and of payments or
    /// cancels among it.
    pub(super) fn kept_sum(
        &self,
        block: i64,
        indexed: &Block,
        span: Option<&Range<i64>>,
    ) -> Result<Option<Totals>, LedgerTrouble> {
        let mut times = span.map(|span| vec![span.clone()]);
        let (mut payments, mut cancels, mut others) = (true, true, Vec::new());
        for term in &self.terms {
            match term.any.as_slice() {
                [Alternative { condition: Condition::Payment, .. }] if term.not => payments = false,
                [Alternative { condition: Condition::Payment, .. }] => cancels = false,
                [Alternative { condition: Condition::Cancel, .. }] if term.not => cancels = false,
                [Alternative { condition: Condition::Cancel, .. }] => payments = false,
                [Alternative { condition: Condition::Times(own), .. }] if !term.not => {
                    times = Some(times.map_or_else(|| own.clone(), |times| both(&times, own)));
                }
                _ => others.push(term),
            }
        }
        let times = match &times {
            None => None,
            Some(times) => match times_of(times, indexed) {
                [] => return Ok(Some(Totals::default())),
                times if times.iter().any(|time| Quarters::of(time, indexed).all) => None,
                times => Some(times),
            },
        };
        let sum = match (others.as_slice(), times) {
            ([], None) => Some(indexed.totals),
            ([], Some(times)) => self.sum_of_times(block, indexed, times)?,
            ([term], None) => {
                let sum = match term.any.as_slice() {
                    [one] => self.sum_of(block, indexed, one.condition)?,
                    any => self.sum_of_any(block, indexed, any)?,
                };
                if term.not { sum.and_then(|sum| indexed.totals.less(&sum)) } else { sum }
            }
            _ => None,
        };
        let sum = sum.map(|sum| if cancels { sum } else { sum.of_payments() });
        Ok(sum.map(|sum| if payments { sum } else { sum.of_cancels() }))
    }

    /// What the indexed rows of a block for which a condition holds add up to, if it is kept.
    fn sum_of(
        &self,
        block: i64,
        indexed: &Block,
        condition: &Condition,
    ) -> Result<Option<Totals>, LedgerTrouble> {
        match condition {
            Condition::Payment => Ok(Some(indexed.totals.of_payments())),
            Condition::Cancel => Ok(Some(indexed.totals.of_cancels())),
            Condition::Times(times) => self.sum_of_times(block, indexed, times),
            Condition::State(_) if self.touched_of(block, indexed).next().is_some() => Ok(None),
            Condition::State(State::Untouched) => {
                let cancelled =
                    self.sum_of_keys(block, &[(key(block, STATE, PART), key(block, STATE, WHOLE))])?;
                Ok(indexed.totals.of_payments().less(&cancelled))
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
    fn sum_of_any(
        &self,
        block: i64,
        indexed: &Block,
        any: &[Alternative<'_>],
    ) -> Result<Option<Totals>, LedgerTrouble> {
        let (mut sum, mut seen) = (Totals::default(), Bits::none());
        let mut chunks = Chunks::of(self.connection, block, any.len());
        for one in any {
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
        self.add_loose(block, &self.terms, &mut bits)?;
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

/// What two lists of times have in common; each is in order and does not touch itself.
fn both(one: &[Range<i64>], other: &[Range<i64>]) -> Vec<Range<i64>> {
    let within = |time: &Range<i64>| {
        let first = other.partition_point(|other| other.end <= time.start);
        let end = other.partition_point(|other| other.start < time.end);
        let (start, until) = (time.start, time.end);
        let parts = other.get(first..end).unwrap_or_default().iter();
        parts.map(move |part| part.start.max(start)..part.end.min(until))
    };
    one.iter().flat_map(within).collect()
}

/// What a row adds to sums.
struct Amount {
    at: i64,
    cancel: bool,
    won: u64,
    vat: u64,
}

impl Amount {
    fn add_to(&self, totals: &mut Totals) {
        totals.add(self.cancel, self.won, self.vat);
    }
}

/// Reads the amounts of those of `rows` that are wanted.
fn each_amount(
    connection: &Connection,
    rows: RangeInclusive<i64>,
    wanted: impl Fn(i64) -> bool,
    mut take: impl FnMut(&Amount),
) -> Result<(), LedgerTrouble> {
    let mut statement = connection.prepare_cached(ROWS)?;
    let mut rows = statement.query((rows.start(), rows.end()))?;
    while let Some(row) = rows.next()? {
        let row_seq: i64 = row.get(0)?;
        if !wanted(row_seq) {
            continue;
        }
        // No sum of what cannot be: it would be wrong, or too large to add up.
        let money = |index, what| {
            let value = row.get(index).ok().and_then(won);
            value.map(Won::get).ok_or(LedgerTrouble::CorruptRow { seq: row_seq, what })
        };
        take(&Amount {
            at: row.get(4)?,
            cancel: row.get::<_, u8>(1)? == 2,
            won: money(2, "amount")?,
            vat: money(3, "vat")?,
        });
    }
    Ok(())
}
