//! What matches add up to: the sums of days, where nothing else has to be looked at; else of the rows themselves. And the sums of shops.

use std::ops::{Range, RangeInclusive};

use chrono::{DateTime, Days as Count, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use tokio_postgres::Row;

use super::{
    HeadOffice,
    reach::{Reached, is_of_most, is_of_shops},
    sql::{Known, Sql},
};
use crate::{
    central::ship::get,
    desk::{Clock as _, DeskError, Spread, Summary},
    query::{Days, beginning},
    record::{CentreError, Condition, Query, ShopNumber, ShopSums, Stop, Term, Totals, utc_of},
};

/// What the transactions of one day add up to.
pub(super) struct DaySums {
    /// From its first moment to that of the next day, in milliseconds since 1970 UTC; `None` of what another system did not say when.
    span: Option<Range<i64>>,
    pub(super) totals: Totals,
}

const SUMS: &str = "coalesce(sum(t.payments), 0)::bigint, coalesce(sum(t.paid), 0)::bigint, coalesce(sum(t.paid_vat), 0)::bigint, \
     coalesce(sum(t.cancels), 0)::bigint, coalesce(sum(t.cancelled), 0)::bigint, coalesce(sum(t.cancelled_vat), 0)::bigint";
const SUMS_OF_ROWS: &str = "SELECT count(*) FILTER (WHERE m.payment IS NULL), \
     coalesce(sum(m.amount) FILTER (WHERE m.payment IS NULL), 0)::bigint, \
     coalesce(sum(m.vat) FILTER (WHERE m.payment IS NULL), 0)::bigint, count(*) FILTER (WHERE m.payment IS NOT NULL), \
     coalesce(sum(m.amount) FILTER (WHERE m.payment IS NOT NULL), 0)::bigint, \
     coalesce(sum(m.vat) FILTER (WHERE m.payment IS NOT NULL), 0)::bigint";

impl HeadOffice {
    /// What the matches of a query add up to, spread over days; see [`Desk::summary`](crate::desk::Desk). `None` when it was stopped.
    ///
    /// # Errors
    /// [`DeskError::Centre`]; with [`CentreError::TooMuch`] where the query has to name a shop or a day first.
    pub fn summary(&self, query: &Query, days: Days, stop: Stop<'_>) -> Result<Option<Summary>, DeskError> {
        let reached = self.reached(query)?;
        let Some(written) = self.times()? else { return Ok(Some(Summary::default())) };
        let Some(known) = self.known(&reached, stop)? else { return Ok(None) };
        let spread = Spread::of(&self.world, &written, (days.first, days.last));
        let (mut all, mut columns) = (Totals::default(), vec![Totals::default(); spread.spans.len()]);
        // A chart of hours needs the rows.
        let is_of_days = spread.spans.iter().all(|span| span.end - span.start > MS_A_DAY / 2);
        let by_day = match self.sums_of_days(&reached.query, &known, stop)? {
            None => None,
            Some(None) => return Ok(None),
            Some(Some(sums)) => Some(sums).filter(|_| is_of_days),
        };
        if let Some(sums) = by_day {
            // The days of shops in another time zone are in no column alone: then there is no chart.
            let is_in_columns = sums.iter().filter(|sums| sums.totals != Totals::default()).all(|sums| {
                sums.span
                    .as_ref()
                    .is_none_or(|day| spread.spans.iter().all(|span| within(day, span).is_some()))
            });
            for DaySums { span, totals } in sums {
                all += totals;
                let column =
                    |day: &Range<i64>| spread.spans.iter().position(|span| within(day, span) == Some(true));
                if let Some(column) =
                    span.as_ref().and_then(column).and_then(|column| columns.get_mut(column))
                {
                    *column += totals;
                }
            }
            if !is_in_columns {
                return Ok(Some(Summary { totals: all, chart: None }));
            }
        } else {
            let Some(sums) = self.sums_of_rows(&reached, &known, &spread, stop)? else { return Ok(None) };
            for (column, totals) in sums {
                all += totals;
                if let Some(column) = column.and_then(|column| columns.get_mut(column)) {
                    *column += totals;
                }
            }
        }
        Ok(Some(Summary { totals: all, chart: Some(spread.chart(columns)) }))
    }

    /// The times of the earliest and the latest day with transactions; `None` where there is none.
    fn times(&self) -> Result<Option<RangeInclusive<i64>>, DeskError> {
        let end = |order| {
            format!(
                "(SELECT d.day FROM paydesk.days d WHERE d.day >= 0 AND d.payments + d.cancels > 0 ORDER BY d.day {order} LIMIT 1)"
            )
        };
        let sql = Sql::new(&format!("SELECT {}, {}", end("ASC"), end("DESC")));
        let row = self.one(&sql)?;
        let days: Option<i64> = get(&row, 0)?;
        let Some((first, last)) = days.zip(get::<Option<i64>>(&row, 1)?) else { return Ok(None) };
        let moment =
            |day| Some(beginning(&|at| self.world.offset_at(at), date(day)?.and_time(NaiveTime::MIN)));
        Ok(moment(first).zip(moment(last)).map(|(first, last)| first..=last))
    }

    /// What the matches of each day add up to, where the sums of days say it: `None` where they do not, `Some(None)` when it was stopped.
    #[expect(clippy::option_option, reason = "whether there is an answer, and whether it was waited for")]
    pub(super) fn sums_of_days(
        &self,
        query: &Query,
        known: &Known,
        stop: Stop<'_>,
    ) -> Result<Option<Option<Vec<DaySums>>>, DeskError> {
        if !is_of_most(query) || !query.terms.iter().all(|term| self.is_of_whole_days(term)) {
            return Ok(None);
        }
        let of_shops: Vec<Term> = query.terms.iter().filter(|term| is_of_shops(term)).cloned().collect();
        let mut sql = Sql::new(&format!("SELECT {SUMS}, t.day, t.utc_offset FROM paydesk.days t WHERE "));
        sql.terms(&of_shops, false, known);
        // A day longer at both ends: a till may stand elsewhere.
        for (first, last) in query.terms.iter().filter(|term| !term.not).filter_map(ends) {
            let day = |at: i64| at.div_euclid(MS_A_DAY);
            sql.push(" AND t.day >= ").value(day(first).saturating_sub(1));
            sql.push(" AND t.day <= ").value(day(last).saturating_add(1));
        }
        sql.push(" GROUP BY t.day, t.utc_offset ORDER BY t.day");
        let Some(rows) = self.ask(&sql, stop)? else { return Ok(Some(None)) };
        let mut sums = Vec::new();
        for row in &rows {
            let all = totals(row, 0)?;
            let day: i64 = get(row, 6)?;
            let span = if day < 0 { None } else { self.span_of(day, get(row, 7)?) };
            let mut totals = Totals::default();
            let holds = |is_cancel| {
                query
                    .terms
                    .iter()
                    .map(|term| holds(term, span.as_ref(), is_cancel))
                    .collect::<Option<Vec<bool>>>()
            };
            // A till in another zone has days that are neither within these times nor outside.
            let (Some(of_payments), Some(of_cancels)) = (holds(false), holds(true)) else {
                if all == Totals::default() {
                    continue;
                }
                return Ok(None);
            };
            if !of_payments.contains(&false) {
                (totals.payments, totals.paid, totals.paid_vat) = (all.payments, all.paid, all.paid_vat);
            }
            if !of_cancels.contains(&false) {
                (totals.cancels, totals.cancelled, totals.cancelled_vat) =
                    (all.cancels, all.cancelled, all.cancelled_vat);
            }
            sums.push(DaySums { span, totals });
        }
        Ok(Some(Some(sums)))
    }

    /// Whether a term holds for all of a day or for none of it, by the clock here.
    fn is_of_whole_days(&self, term: &Term) -> bool {
        let is_midnight = |at: i64| match utc_of(at) {
            Some(utc) => local(utc, &self.world).time() == NaiveTime::MIN,
            // Without a beginning, or without an end.
            None => true,
        };
        term.any.iter().chain(&term.after).all(|condition| match condition {
            Condition::Times(times) => {
                times.iter().all(|time| is_midnight(time.start) && is_midnight(time.end))
            }
            _ => true,
        })
    }

    /// When a day begins and ends on a wall so many minutes east of UTC. Where its clock is put forward or back here, it is that of here.
    fn span_of(&self, day: i64, utc_offset: i32) -> Option<Range<i64>> {
        let first = date(day)?;
        let moment = |day: NaiveDate| beginning(&|at| self.world.offset_at(at), day.and_time(NaiveTime::MIN));
        let here = moment(first)..moment(first.checked_add_days(Count::new(1))?);
        let start = day.checked_mul(MS_A_DAY)? - i64::from(utc_offset) * 60_000;
        let there = start..start + MS_A_DAY;
        Some(if here.start == there.start || here.end == there.end { here } else { there })
    }

    /// What matches add up to, row by row, in each column of a chart; `None` is beside all of them. `None` when it was stopped.
    #[expect(clippy::type_complexity, reason = "a list of sums, each with its column")]
    fn sums_of_rows(
        &self,
        reached: &Reached,
        known: &Known,
        spread: &Spread,
        stop: Stop<'_>,
    ) -> Result<Option<Vec<(Option<usize>, Totals)>>, DeskError> {
        let bounds =
            spread.spans.iter().map(|span| span.start).chain(spread.spans.last().map(|span| span.end));
        let bounds: Vec<i64> = bounds.collect();
        let mut sums = Vec::new();
        for rank in 0..reached.ranks() {
            let mut sql = Sql::new(SUMS_OF_ROWS);
            sql.push(", coalesce(width_bucket(m.created_at, ")
                .value(bounds.clone())
                .push("::bigint[]), 0) FROM (");
            reached
                .matches(&mut sql, "t.created_at, t.payment, t.amount, t.vat", rank, known)
                .push(") m GROUP BY 7");
            let Some(rows) = self.ask(&sql, stop)? else { return Ok(None) };
            for row in &rows {
                let column: i32 = get(row, 6)?;
                let column = usize::try_from(column).ok().and_then(|column| column.checked_sub(1));
                sums.push((column.filter(|column| *column < spread.spans.len()), totals(row, 0)?));
            }
        }
        Ok(Some(sums))
    }

    /// What each shop took and gave back on these days, by the clocks on the walls of its tills: the shops that are named, or all; by number.
    /// `None` when it was stopped.
    ///
    /// # Errors
    /// [`DeskError::Centre`].
    pub fn shops(
        &self,
        days: Days,
        of: &[ShopNumber],
        stop: Stop<'_>,
    ) -> Result<Option<Vec<ShopSums>>, DeskError> {
        let mut sql = Sql::new(&format!(
            "SELECT {SUMS}, l.shop, min(l.name), bool_or(l.contact_at IS NULL), min(l.contact_at), bool_or(l.held IS NOT NULL) \
             FROM (SELECT l.number, l.shop, l.name, l.contact_at, l.held FROM paydesk.ledgers l"
        ));
        if !of.is_empty() {
            let numbers: Vec<i32> = of.iter().filter_map(|shop| i32::try_from(shop.number()).ok()).collect();
            sql.push(" WHERE l.shop = ANY (").value(numbers).push("::integer[])");
        }
        sql.push(") l LEFT JOIN (SELECT d.ledger, sum(d.payments) AS payments, sum(d.paid) AS paid, sum(d.paid_vat) AS paid_vat, \
             sum(d.cancels) AS cancels, sum(d.cancelled) AS cancelled, sum(d.cancelled_vat) AS cancelled_vat FROM paydesk.days d WHERE ");
        let number = |day: Option<NaiveDate>| day.map(|day| (day - NaiveDate::default()).num_days());
        // What another system did not say when is on no day, and on all of them together.
        let earliest = if days.last.is_none() { -1 } else { 0 };
        sql.push("d.day >= ").value(number(days.first).unwrap_or(earliest));
        sql.push(" AND d.day <= ").value(number(days.last).unwrap_or(i64::MAX));
        sql.push(" GROUP BY d.ledger) t ON t.ledger = l.number GROUP BY l.shop ORDER BY l.shop");
        let mut shops = Vec::new();
        let Some(rows) = self.ask(&sql, stop)? else { return Ok(None) };
        for row in &rows {
            let number = u64::try_from(get::<i32>(row, 6)?).ok().and_then(ShopNumber::new);
            let is_unheard: bool = get(row, 8)?;
            shops.push(ShopSums {
                number: number
                    .ok_or_else(|| CentreError::Damaged { table: "ledgers", row: "shop".to_owned() })?,
                name: get(row, 7)?,
                totals: totals(row, 0)?,
                contact_at: get::<Option<i64>>(row, 9)?.filter(|_| !is_unheard),
                is_held: get(row, 10)?,
            });
        }
        Ok(Some(shops))
    }
}

const MS_A_DAY: i64 = 24 * 60 * 60 * 1_000;

/// From when to when a term names times, if it names nothing else.
fn ends(term: &Term) -> Option<(i64, i64)> {
    let mut ends: Option<(i64, i64)> = None;
    for condition in term.any.iter().chain(&term.after) {
        let Condition::Times(times) = condition else { return None };
        let own = (times.first()?.start, times.last()?.end);
        ends = Some(ends.map_or(own, |(first, last)| (first.min(own.0), last.max(own.1))));
    }
    ends
}

/// Whether a day is within a time; `None` where only a part of it is.
fn within(day: &Range<i64>, time: &Range<i64>) -> Option<bool> {
    if day.end <= time.start || day.start >= time.end {
        Some(false)
    } else {
        (time.start <= day.start && day.end <= time.end).then_some(true)
    }
}

/// Whether a term holds for the payments, or the cancels, of a day; `None` where it does for a part of them.
fn holds(term: &Term, day: Option<&Range<i64>>, is_cancel: bool) -> Option<bool> {
    // Those of shops are in the statement.
    if is_of_shops(term) {
        return Some(true);
    }
    let mut is_any = false;
    for condition in term.any.iter().chain(&term.after) {
        is_any |= match condition {
            Condition::Times(times) => {
                let within = |time| day.map_or(Some(false), |day| within(day, time));
                times.iter().map(within).collect::<Option<Vec<bool>>>()?.contains(&true)
            }
            Condition::Payment => !is_cancel,
            Condition::Cancel => is_cancel,
            _ => false,
        };
    }
    Some(is_any != term.not)
}

fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::try_days(day)?)
}

fn local(utc: DateTime<Utc>, world: &crate::desk::World) -> NaiveDateTime {
    utc.with_timezone(&world.offset_at(utc)).naive_local()
}

/// Six columns from `first` on.
fn totals(row: &Row, first: usize) -> Result<Totals, CentreError> {
    let number = |index| -> Result<u64, CentreError> {
        let number: i64 = get(row, first + index)?;
        u64::try_from(number).or(Err(CentreError::Damaged { table: "days", row: "-".to_owned() }))
    };
    Ok(Totals {
        payments: number(0)?,
        paid: number(1)?,
        paid_vat: number(2)?,
        cancels: number(3)?,
        cancelled: number(4)?,
        cancelled_vat: number(5)?,
    })
}
