//! From what tokens mean to the terms of a query.

use std::ops::Range;

use chrono::{Days as Count, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};

use super::{
    Chip,
    digits::FIRST_SIX,
    meaning::{DAY, DayTime, Days, Meaning, WhichDays},
    zone::{self, Zone},
};
use crate::{
    payment::TransactionId,
    record::{ApprovalNumber, Condition, Query, State, Term},
};

/// Most days that a time of day is searched on, newest first: about three years.
pub(super) const MOST_DAYS: u32 = 1_200;

/// Seconds of a minute.
const MINUTE: u32 = 60;

/// The query of the chips, read at the local time `now`, and the days that it is restricted to. Sets in each chip the
/// term that it became, and the days that its time of day is meant for.
pub(super) fn build(chips: &mut [Chip], now: NaiveDateTime, zone: Zone<'_>) -> (Query, Option<Days>) {
    let today = now.date();
    let named = named_days(chips);
    // Without a day, today is meant; if days are only excluded, all others.
    let (days, on) = match named {
        Some(days) => clamp(days, today),
        None if has_days(chips) => clamp(Days::default(), today),
        None => (Days::one(today), WhichDays::Today),
    };
    let mut found = None;
    let mut after_midnight = 0;
    for chip in chips.iter_mut() {
        if let Meaning::Time { time, on: of_chip } = &mut chip.meaning {
            (*time, *of_chip) = if on == WhichDays::Today { latest(*time, now) } else { (*time, on) };
            if !chip.not {
                let touched = touched(*time, days_of(*of_chip, days));
                found = Some(found.map_or(touched, |found| touched.and(found)));
                after_midnight = after_midnight.max(time.until.saturating_sub(DAY));
            }
        }
    }
    let mut query = Query::default();
    for chip in chips {
        let found = match &chip.meaning {
            // The night that a day ends with belongs to it; that of the day before is not excluded with it.
            Meaning::Days(days) => {
                let begins = if chip.not { after_midnight } else { 0 };
                Some((vec![Condition::Times(vec![moments(*days, begins..after_midnight, zone)])], Vec::new()))
            }
            meaning => conditions(meaning, days, zone),
        };
        if let Some((any, after)) = found {
            // Each was in one shop: of several, in any of them.
            let is_of_shops =
                |term: &Term| !term.not && matches!(term.any.as_slice(), [Condition::Shop(_), ..]);
            let known = query.terms.iter().position(is_of_shops);
            let joined = known.filter(|_| !chip.not && matches!(chip.meaning, Meaning::Shop(_)));
            if let Some((index, term)) = joined.and_then(|index| Some((index, query.terms.get_mut(index)?))) {
                chip.term = Some(index);
                term.any.extend(any);
                continue;
            }
            chip.term = Some(query.terms.len());
            query.terms.push(Term { not: chip.not, any, after });
        }
    }
    (query, found.or(named))
}

/// A time of day without a day. One that goes on after midnight and has not begun is last night's: the next is still to
/// come.
fn latest(time: DayTime, now: NaiveDateTime) -> (DayTime, WhichDays) {
    if time.from >= DAY {
        return (DayTime { from: time.from - DAY, until: time.until - DAY }, WhichDays::Today);
    }
    // The minute of midnight is the end of a range of today: 11pm to midnight.
    let goes_on = time.until > DAY + MINUTE;
    let is_to_come = goes_on && time.from > now.time().num_seconds_from_midnight();
    (time, if is_to_come { WhichDays::LastNight } else { WhichDays::Today })
}

/// The days whose evenings and nights are meant; `days` unless it is last night.
fn days_of(on: WhichDays, days: Days) -> Days {
    let yesterday = || days.first.and_then(|today| today.pred_opt());
    if on == WhichDays::LastNight { yesterday().map_or(days, Days::one) } else { days }
}

/// The dates that a time of day is on, on each of these days.
fn touched(time: DayTime, days: Days) -> Days {
    let on = |day: Option<NaiveDate>, seconds: u32| day?.checked_add_days(Count::new((seconds / DAY).into()));
    Days { first: on(days.first, time.from), last: on(days.last, time.until.saturating_sub(1)) }
}

/// The days that all tokens for days have in common.
fn named_days(chips: &[Chip]) -> Option<Days> {
    let named = chips.iter().filter(|chip| !chip.not).filter_map(|chip| match chip.meaning {
        Meaning::Days(days) => Some(days),
        _ => None,
    });
    named.reduce(Days::and)
}

fn has_days(chips: &[Chip]) -> bool {
    chips.iter().any(|chip| matches!(chip.meaning, Meaning::Days(_)))
}

/// The days that a time of day is searched on: none in the future unless all are, and at most [`MOST_DAYS`].
fn clamp(days: Days, today: NaiveDate) -> (Days, WhichDays) {
    let end = match days.first {
        Some(first) if first > today => days.last.unwrap_or(first),
        _ => days.last.map_or(today, |last| last.min(today)),
    };
    let earliest = end.checked_sub_days(Count::new(u64::from(MOST_DAYS) - 1)).unwrap_or(end);
    let first = days.first.unwrap_or(NaiveDate::MIN);
    let on = match days.only() {
        Some(_) => WhichDays::ThatDay,
        None if first < earliest => WhichDays::EachDaySince(earliest),
        None => WhichDays::EachDay,
    };
    (Days::between(first.max(earliest), end), on)
}

/// The conditions of a meaning: any of the first list, or any of the second for matches that are listed last.
fn conditions(meaning: &Meaning, days: Days, zone: Zone<'_>) -> Option<(Vec<Condition>, Vec<Condition>)> {
    let one = match meaning {
        Meaning::Digits { digits, card, begins, won } => {
            let of_card = if digits.len() == FIRST_SIX { Condition::CardBegins } else { Condition::CardEnd };
            let card = card.then(|| of_card(digits.clone()));
            let begins = begins.then(|| Condition::IdBegins(digits.clone()));
            let any = card.into_iter().chain(begins).chain([Condition::IdEnds(digits.clone())]);
            return Some((any.collect(), won.map(|won| Condition::Amount(won..=won)).into_iter().collect()));
        }
        Meaning::CardBegins(digits) => Condition::CardBegins(digits.clone()),
        Meaning::IdBegins(digits) => Condition::IdBegins(digits.clone()),
        Meaning::IdEnds(digits) => Condition::IdEnds(digits.clone()),
        Meaning::IdPart(part) => {
            let part = || part.clone();
            return Some((vec![Condition::IdBegins(part()), Condition::IdEnds(part())], Vec::new()));
        }
        Meaning::Id { id, .. } => {
            // The ids of other systems are capitals; Caps Lock may have been off.
            let capitals = TransactionId::from_bytes(id.as_str().to_ascii_uppercase().as_bytes());
            let capitals = capitals.filter(|capitals| capitals != id).map(Condition::Id);
            return Some((std::iter::once(Condition::Id(*id)).chain(capitals).collect(), Vec::new()));
        }
        Meaning::Amount { low, high } => {
            Condition::Amount(low.unwrap_or(0)..=high.unwrap_or(i64::MAX.unsigned_abs()))
        }
        Meaning::Time { time, on } => Condition::Times(times(*time, days_of(*on, days), zone)),
        Meaning::Payment => Condition::Payment,
        Meaning::Cancel => Condition::Cancel,
        Meaning::State(state) => Condition::State(*state),
        Meaning::Cancelled => {
            let any = [State::Part, State::Full].map(Condition::State);
            return Some((any.to_vec(), Vec::new()));
        }
        Meaning::Installments(months) => Condition::Installments(months.clone()),
        Meaning::Till(till) => Condition::Till(*till),
        Meaning::Operator(number) => Condition::Operator(*number),
        Meaning::Shop(number) => Condition::Shop(*number),
        Meaning::Imported => Condition::Imported,
        Meaning::Rejected => Condition::Rejected,
        Meaning::Unanswered => Condition::Unanswered,
        Meaning::Contradicted => Condition::Contradicted,
        Meaning::Approval(number) => Condition::Approval(ApprovalNumber::parse(number)?),
        Meaning::Memo(word) => Condition::Memo(word.clone()),
        Meaning::Days(_)
        | Meaning::Noise
        | Meaning::Misspelled(_)
        | Meaning::Unknown(_)
        | Meaning::TooMuch => return None,
    };
    Some((vec![one], Vec::new()))
}

/// From the first midnight to the last, both this many seconds later; an open end has no limit.
fn moments(days: Days, later: Range<u32>, zone: Zone<'_>) -> Range<i64> {
    let moment = |day, seconds| on(day, seconds).map(|time| zone::beginning(zone, time));
    let start = days.first.and_then(|first| moment(first, later.start));
    let end = days.last.and_then(|last| moment(last.succ_opt()?, later.end));
    start.unwrap_or(i64::MIN)..end.unwrap_or(i64::MAX)
}

/// The time of day on each of these days: twice on the day on which it comes twice.
fn times(time: DayTime, days: Days, zone: Zone<'_>) -> Vec<Range<i64>> {
    let mut ranges: Vec<Range<i64>> = Vec::new();
    let (Some(first), Some(last)) = (days.first, days.last) else { return ranges };
    for day in first.iter_days().take_while(|day| *day <= last) {
        let Some(from) = on(day, time.from) else { continue };
        let Some(until) = on(day, time.until) else { continue };
        for range in zone::moments(zone, from..until) {
            match ranges.last_mut() {
                Some(before) if before.end >= range.start => before.end = before.end.max(range.end),
                _ => ranges.push(range),
            }
        }
    }
    ranges
}

/// The local time `seconds` after midnight.
fn on(day: NaiveDate, seconds: u32) -> Option<NaiveDateTime> {
    day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::seconds(seconds.into()))
}
