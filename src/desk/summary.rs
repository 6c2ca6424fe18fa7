//! What the matches of a query add up to, and how that is spread over time.

use std::ops::{Range, RangeInclusive};

use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

use super::{Clock, Desk, DeskError, clock::millis_of};
use crate::record::{Condition, Query, Stop, Term, Totals, utc_of};

/// The most columns of a chart.
const COLUMNS: usize = 36;

/// What the matches of a query add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// All of them.
    pub totals: Totals,
    /// The same, spread over time; `None` for a ledger without transactions.
    pub chart: Option<Chart>,
}

/// Totals of consecutive hours, days, weeks …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// What one column covers.
    pub unit: Unit,
    /// The columns, in order; the last one may not be over yet.
    pub columns: Vec<ChartColumn>,
}

/// One hour, day, week …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartColumn {
    /// When it begins, in local time.
    pub from: NaiveDateTime,
    /// What it adds up to.
    pub totals: Totals,
    /// Whether a part of it is outside of the days that were asked for: it cannot be compared with a whole one.
    pub is_cut: bool,
}

/// What one column of a chart covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// An hour of one day.
    Hour,
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Unit {
    /// The finest unit that shows all of these days in [`COLUMNS`] at most.
    fn of(first: NaiveDate, last: NaiveDate) -> Self {
        let fits = |unit: &Self| unit.starts(first, last).is_some();
        let finest = if first == last { Self::Hour } else { Self::Day };
        [finest, Self::Day, Self::Week, Self::Month].into_iter().find(fits).unwrap_or(Self::Year)
    }

    /// The beginning of the column that contains `time`.
    fn start(self, time: NaiveDateTime) -> NaiveDateTime {
        let day = time.date();
        let first_of = |month| NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
        let day = match self {
            Self::Hour => {
                return time.with_minute(0).and_then(|time| time.with_second(0)).unwrap_or(time);
            }
            Self::Day => day,
            Self::Week => day - Days::new(day.weekday().num_days_from_monday().into()),
            Self::Month => first_of(day.month()),
            Self::Year => first_of(1),
        };
        day.and_time(NaiveTime::MIN)
    }

    fn next(self, start: NaiveDateTime) -> Option<NaiveDateTime> {
        match self {
            Self::Hour => start.checked_add_signed(chrono::TimeDelta::hours(1)),
            Self::Day => start.checked_add_days(Days::new(1)),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::Month => start.checked_add_months(Months::new(1)),
            Self::Year => start.checked_add_months(Months::new(12)),
        }
    }

    /// When the columns of these days begin, and when the last one ends; `None` when there are too many. Of too many
    /// years, the last ones.
    fn starts(self, first: NaiveDate, last: NaiveDate) -> Option<Vec<NaiveDateTime>> {
        let end = last.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
        let mut starts = vec![self.start(first.and_time(NaiveTime::MIN))];
        while let Some(start) = starts.last().copied().filter(|start| *start < end) {
            starts.push(self.next(start)?);
            if starts.len() > COLUMNS + 1 {
                if self != Self::Year {
                    return None;
                }
                starts.remove(0);
            }
        }
        Some(starts)
    }
}

/// Of each column, whether a part of it is before the first day or after the last one.
fn cut_columns(starts: &[NaiveDateTime], first: NaiveDate, last: NaiveDate) -> Vec<bool> {
    let begin = first.and_time(NaiveTime::MIN);
    let end = last.checked_add_days(Days::new(1)).unwrap_or(last).and_time(NaiveTime::MIN);
    starts.windows(2).map(|pair| pair[0] < begin || pair[1] > end).collect()
}

impl Desk {
    /// The totals of what this till took and cancelled today, by its own clock.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn today(&self) -> Result<Totals, DeskError> {
        Ok(self.today_by_hour()?.totals)
    }

    /// As [`today`](Self::today), with a chart of its hours.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(crate) fn today_by_hour(&self) -> Result<Summary, DeskError> {
        let begin = self.world.now().date_naive().and_time(NaiveTime::MIN);
        let own = Condition::Till(self.settings.till);
        Ok(self.by_hour(begin, [own].into(), &|| false)?.unwrap_or_default())
    }

    /// What all tills took and cancelled in each hour of the business day of now. Returns `None` when stopped.
    pub(super) fn business_day_by_hour(&self, stop: Stop<'_>) -> Result<Option<Chart>, DeskError> {
        let (now, starts_at) = (self.world.now().naive_local(), self.settings.day_starts_at);
        let begin = starts_at.date_of(now).and_then(|date| starts_at.begin_of(date)).unwrap_or(now);
        Ok(self.by_hour(begin, Vec::new(), stop)?.and_then(|summary| summary.chart))
    }

    /// What fits all of these conditions in each hour of a day that begins then. Its first hour is a part of one where it does
    /// not begin on the hour, and so is its last. Returns `None` when stopped.
    fn by_hour(
        &self,
        begin: NaiveDateTime,
        conditions: Vec<Condition>,
        stop: Stop<'_>,
    ) -> Result<Option<Summary>, DeskError> {
        let end = begin.checked_add_days(Days::new(1)).unwrap_or(begin);
        let next = |from: &NaiveDateTime| Unit::Hour.next(Unit::Hour.start(*from));
        let starts: Vec<_> =
            std::iter::successors(Some(begin), next).take_while(|start| *start < end).collect();
        let moments: Vec<_> =
            starts.iter().chain([&end]).map(|start| millis_of(&self.world, *start)).collect();
        let day = moments.first().copied().unwrap_or(0)..moments.last().copied().unwrap_or(0);
        let terms = [Condition::Times(vec![day])].into_iter().chain(conditions).map(Term::is).collect();
        let spans: Vec<_> = moments.windows(2).map(|pair| pair[0]..pair[1]).collect();
        let query = Query { terms };
        let Some((totals, hours)) = self.search(&query, stop)?.totals(&spans)? else { return Ok(None) };
        let columns =
            starts.iter().zip(hours).map(|(from, totals)| ChartColumn { from: *from, totals, is_cut: false });
        let chart = Chart { unit: Unit::Hour, columns: columns.collect() };
        Ok(Some(Summary { totals, chart: Some(chart) }))
    }

    /// What the matches of `query` add up to, spread over the days from `first` to `last`; `None` is the first day of
    /// the ledger, or today. Returns `None` when stopped.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn summary(
        &self,
        query: &Query,
        (first, last): (Option<NaiveDate>, Option<NaiveDate>),
        stop: Stop<'_>,
    ) -> Result<Option<Summary>, DeskError> {
        let mut search = self.search(query, stop)?;
        let Some(written) = search.times()? else {
            return Ok(Some(Summary { totals: Totals::default(), chart: None }));
        };
        let spread = Spread::of(&self.world, &written, (first, last));
        let Some((totals, columns)) = search.totals(&spread.spans)? else { return Ok(None) };
        Ok(Some(Summary { totals, chart: Some(spread.chart(columns)) }))
    }
}

/// Days that are shown as a chart: what each column covers.
pub(crate) struct Spread {
    unit: Unit,
    /// When each column begins, and the last one ends, in local time.
    starts: Vec<NaiveDateTime>,
    /// What each column covers, in milliseconds since 1970 UTC: one right after the other.
    pub(crate) spans: Vec<Range<i64>>,
    is_cut: Vec<bool>,
}

impl Spread {
    /// The days from `first` to `last`; `None` is the day of the earliest of what is `written`, or today.
    pub(crate) fn of(
        clock: &impl Clock,
        written: &RangeInclusive<i64>,
        (first, last): (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Self {
        let now = clock.now();
        // A damaged row may have a time that is not possible: it counts as now.
        let day = |ms| utc_of(ms).map_or(now, |at| at.with_timezone(now.offset())).date_naive();
        // No empty columns before the first row: a range may begin in the year 1.
        let first = first.map_or(day(*written.start()), |first| first.max(day(*written.start())));
        let newest = now.date_naive().max(day(*written.end()));
        let last = last.map_or(newest, |last| last.min(newest)).max(first);
        let unit = Unit::of(first, last);
        let starts = unit.starts(first, last).unwrap_or_default();
        let moments: Vec<_> = starts.iter().map(|start| millis_of(clock, *start)).collect();
        let spans = moments.windows(2).map(|pair| pair[0]..pair[1]).collect();
        let is_cut = cut_columns(&starts, first, last);
        Self { unit, starts, spans, is_cut }
    }

    /// The chart with these totals of its columns.
    pub(crate) fn chart(&self, columns: Vec<Totals>) -> Chart {
        let columns = self.starts.iter().zip(columns).zip(&self.is_cut);
        let columns =
            columns.map(|((from, totals), is_cut)| ChartColumn { from: *from, totals, is_cut: *is_cut });
        Chart { unit: self.unit, columns: columns.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_is_as_fine_as_fits() {
        let date = |text: &str| text.parse::<NaiveDate>().expect("date");
        for (first, last, unit, columns, start, cut) in [
            ("2026-11-21", "2026-11-21", Unit::Hour, 24, "2026-11-21T00:00:00", (false, false)),
            ("2026-11-20", "2026-11-21", Unit::Day, 2, "2026-11-20T00:00:00", (false, false)),
            ("2026-10-17", "2026-11-21", Unit::Day, 36, "2026-10-17T00:00:00", (false, false)),
            ("2026-10-16", "2026-11-21", Unit::Week, 6, "2026-10-12T00:00:00", (true, true)),
            ("2026-09-28", "2026-11-22", Unit::Week, 8, "2026-09-28T00:00:00", (false, false)),
            ("2025-11-20", "2026-11-21", Unit::Month, 13, "2025-11-01T00:00:00", (true, true)),
            ("2023-12-31", "2026-11-21", Unit::Month, 36, "2023-12-01T00:00:00", (true, true)),
            ("2023-11-30", "2026-11-21", Unit::Year, 4, "2023-01-01T00:00:00", (true, true)),
            ("0001-01-01", "2026-11-21", Unit::Year, 36, "1991-01-01T00:00:00", (false, true)),
        ] {
            let (first, last) = (date(first), date(last));
            let found = Unit::of(first, last);
            let starts = found.starts(first, last).expect("columns");
            assert_eq!((found, starts.len() - 1), (unit, columns), "{first} to {last}");
            assert_eq!(starts[0], start.parse().expect("time"), "{first} to {last}");
            assert!(starts[columns].date() > last, "the last column ends after the last day");
            let is_cut = cut_columns(&starts, first, last);
            assert_eq!((is_cut[0], is_cut[columns - 1]), cut, "{first} to {last}");
            assert!(columns < 3 || !is_cut[1..columns - 1].contains(&true), "{first} to {last}");
        }
    }
}
