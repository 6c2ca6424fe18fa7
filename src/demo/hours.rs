//! The days and hours at which a shop has customers.

use chrono::{DateTime, Datelike as _, Days, FixedOffset, NaiveDate, TimeDelta, Timelike as _};

use super::dice::{Dice, scatter};

/// Average number of rows a day of a long history.
const ROWS_PER_DAY: u64 = 9_125;
/// Days of the shortest history.
const MIN_DAYS: u64 = 42;
/// Weights of the days of the week, from Monday.
const WEEKDAYS: [u64; 7] = [88, 90, 93, 97, 118, 131, 105];
/// Weights of the months, from January.
const MONTHS: [u64; 12] = [98, 92, 95, 97, 104, 99, 101, 96, 106, 101, 103, 121];
/// Weights of the hours from [`OPENS`] on: on weekdays, and at weekends.
const HOURS: [[u64; 12]; 2] =
    [[4, 7, 13, 11, 7, 7, 7, 9, 12, 11, 7, 5], [5, 8, 10, 11, 11, 11, 11, 10, 9, 7, 4, 3]];
/// The hour at which the shop opens.
pub(super) const OPENS: u32 = 10;
/// An hour in milliseconds.
const HOUR_MS: u64 = 3_600_000;

/// Average number of rows a day of a history of `rows` rows.
pub(super) fn rows_per_day(rows: u64) -> u64 {
    (rows / days(rows)).max(1)
}

fn days(rows: u64) -> u64 {
    (rows / ROWS_PER_DAY).max(MIN_DAYS)
}

/// The days of a history of `rows` rows, oldest first, each with its number of rows.
pub(super) fn calendar(
    seed: u64,
    rows: u64,
    now: DateTime<FixedOffset>,
) -> impl Iterator<Item = (NaiveDate, u64)> {
    let today = now.date_naive();
    let days = days(rows);
    let first = today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let day = move |index: u64| first.checked_add_days(Days::new(index)).unwrap_or(today);
    let weight = move |index: u64| {
        let whole = day_weight(seed, day(index)) * (9_000 + 2_000 * index / days);
        if index < days { whole } else { whole * done_today_per_mille(now) / 1_000 }
    };
    let all: u128 = (0..=days).map(|index| u128::from(weight(index))).sum();
    let mut before = 0_u128;
    (0..=days).map(move |index| {
        let until = |weight: u128| u64::try_from(u128::from(rows) * weight / all.max(1)).unwrap_or(0);
        let first = until(before);
        before += u128::from(weight(index));
        (day(index), until(before) - first)
    })
}

/// The weight of a day. The shop is closed on New Year's Day.
fn day_weight(seed: u64, day: NaiveDate) -> u64 {
    if day.ordinal() == 1 {
        return 0;
    }
    let of = |table: &[u64], index: u32| table.get(index as usize).copied().unwrap_or(100);
    let chance = 85 + scatter(seed ^ u64::from(day.num_days_from_ce().unsigned_abs())) % 31;
    of(&WEEKDAYS, day.weekday().num_days_from_monday()) * of(&MONTHS, day.month0()) * chance / 100
}

fn hour_weights(day: NaiveDate) -> [u64; 12] {
    let [week, weekend] = HOURS;
    if day.weekday().num_days_from_monday() < 5 { week } else { weekend }
}

/// How many thousandths of today's business are done at `now`.
fn done_today_per_mille(now: DateTime<FixedOffset>) -> u64 {
    let hours = hour_weights(now.date_naive());
    let all: u64 = hours.iter().sum::<u64>() * HOUR_MS;
    hours_done(&hours, since_opening(now)).iter().map(|(weight, ms)| weight * ms).sum::<u64>() * 1_000
        / all.max(1)
}

fn since_opening(now: DateTime<FixedOffset>) -> u64 {
    let seconds = now.num_seconds_from_midnight().saturating_sub(OPENS * 3_600);
    if now.hour() < OPENS {
        0
    } else {
        u64::from(seconds) * 1_000 + u64::from(now.timestamp_subsec_millis().min(999))
    }
}

/// Every hour with its weight and the milliseconds of it that are over, `ms` after opening.
fn hours_done(hours: &[u64; 12], ms: u64) -> [(u64, u64); 12] {
    let mut left = ms;
    hours.map(|weight| {
        let here = left.min(HOUR_MS);
        left -= here;
        (weight, here)
    })
}

/// `count` random times of `day` in order, none after `now`.
pub(super) fn times(
    dice: &mut Dice,
    day: NaiveDate,
    count: u64,
    now: DateTime<FixedOffset>,
) -> Vec<DateTime<FixedOffset>> {
    let open = if day < now.date_naive() { u64::MAX } else { since_opening(now) };
    let mut from = 0;
    let choices = hours_done(&hour_weights(day), open).map(|(weight, ms)| {
        let hour = (from, ms);
        from += HOUR_MS;
        (hour, weight * ms)
    });
    let mut after: Vec<u64> =
        (0..count).map(|_| dice.pick(&choices).map_or(0, |(from, ms)| from + dice.below(ms))).collect();
    after.sort_unstable();
    let opening =
        day.and_hms_opt(OPENS, 0, 0).and_then(|time| time.and_local_timezone(*now.offset()).single());
    let opening = opening.unwrap_or(now);
    let at = |ms: u64| opening + TimeDelta::milliseconds(i64::try_from(ms).unwrap_or(0));
    after.into_iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(time).expect("time")
    }

    #[test]
    fn every_row_has_its_day_and_the_last_is_today() {
        let now = at("2026-11-21T14:32:07.123+09:00");
        for (rows, days) in [(1, 42), (10_000, 42), (1_000_000, 109), (10_000_000, 1_095)] {
            let calendar: Vec<_> = calendar(1, rows, now).collect();
            assert_eq!(calendar.iter().map(|(_, count)| count).sum::<u64>(), rows);
            assert_eq!(calendar.len(), days + 1);
            assert_eq!(calendar.last().map(|(day, _)| *day), Some(now.date_naive()));
        }
    }

    #[test]
    fn weekends_and_december_are_busy_and_new_years_day_is_not() {
        let calendar: Vec<_> = calendar(1, 10_000_000, at("2026-11-21T14:32:07+09:00")).collect();
        let average = |is: &dyn Fn(&NaiveDate) -> bool| {
            let counts: Vec<u64> =
                calendar.iter().filter(|(day, _)| is(day)).map(|(_, count)| *count).collect();
            counts.iter().sum::<u64>() / counts.len() as u64
        };
        let weekday = |wanted: u32| average(&|day| day.weekday().num_days_from_monday() == wanted);
        assert!(weekday(5) > weekday(0) * 13 / 10);
        assert!(average(&|day| day.month() == 12) > average(&|day| day.month() == 2) * 12 / 10);
        assert_eq!(average(&|day| day.ordinal() == 1), 0);
    }

    #[test]
    fn times_are_within_opening_hours_in_order_and_over() {
        let now = at("2026-11-21T14:32:07.123+09:00");
        let mut dice = Dice::new(1, 0);
        for (day, last) in
            [("2026-11-20", "2026-11-20T21:59:59.999+09:00"), ("2026-11-21", "2026-11-21T14:32:07.123+09:00")]
        {
            let times = times(&mut dice, day.parse().expect("day"), 5_000, now);
            assert!(times.is_sorted());
            assert!(times.iter().all(|time| time.hour() >= 10 && *time <= at(last)), "{day}");
            assert!(times.iter().any(|time| time.hour() == 14));
        }
    }

    #[test]
    fn before_opening_today_has_no_rows() {
        let calendar: Vec<_> = calendar(1, 5_000, at("2026-11-21T09:59:59+09:00")).collect();
        assert_eq!(calendar.last().map(|(_, count)| *count), Some(0));
        assert_eq!(calendar.iter().map(|(_, count)| count).sum::<u64>(), 5_000);
    }
}
