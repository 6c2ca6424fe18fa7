//! What an id says: the time it was given at, which it begins with, and digits that people read out, which it ends in.

use std::ops::Range;

use chrono::NaiveDate;

use super::blocks::Facts;
#[cfg(doc)]
use super::blocks::{ID_END, ID_MIDDLE, ID_THREE};
use crate::payment::TransactionId;

/// The number that digits are when they are read from behind; `None` for anything else.
pub fn backwards(digits: &str) -> Option<u64> {
    digits.bytes().rev().try_fold(0_u64, |number, digit| {
        let digit = char::from(digit).to_digit(10)?;
        number.checked_mul(10)?.checked_add(digit.into())
    })
}

/// Digits of an id that say a minute, at most.
pub const MINUTE_DIGITS: usize = 10;
/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;

/// The minutes east of UTC of the time that a row's id begins with; `None` when that is another time than the row's.
pub fn offset(facts: &Facts) -> Option<i64> {
    let time = TransactionId::from_bytes(facts.id.as_bytes())?.local_time()?.and_utc().timestamp_millis();
    let local = facts.created_at.checked_add(facts.utc_offset.checked_mul(MINUTE_MS)?)?;
    (time.div_euclid(MINUTE_MS) == local.div_euclid(MINUTE_MS)).then_some(facts.utc_offset)
}

/// The times, in milliseconds since 1970 where the till stood, of ids that begin with these digits: a day, and at most a
/// minute of it.
pub fn times_of_id(digits: &str) -> Option<Range<i64>> {
    let filled = |with: &str| -> Option<[u32; 5]> {
        let all = [digits, with].concat();
        let part = |at: usize| all.get(at..at + 2)?.parse().ok();
        Some([part(0)?, part(2)?, part(4)?, part(6)?, part(8)?])
    };
    let rest = MINUTE_DIGITS.checked_sub(digits.len())?;
    let ([year, month, day, hour, minute], [.., last_hour, last_minute]) =
        (filled(&"0".repeat(rest))?, filled(&"9".repeat(rest))?);
    let day = NaiveDate::from_ymd_opt(2000 + i32::try_from(year).ok()?, month, day)?;
    let time = |hour, minute| Some(day.and_hms_opt(hour, minute, 0)?.and_utc().timestamp_millis());
    Some(time(hour, minute)?..time(last_hour.min(23), last_minute.min(59))? + MINUTE_MS)
}

/// Whether an id is none of 20 digits.
pub fn is_odd(id: &str) -> bool {
    id.len() != 20 || !id.bytes().all(|byte| byte.is_ascii_digit())
}

/// The values of [`ID_MIDDLE`], [`ID_END`] and [`ID_THREE`]; `None` for an odd id.
pub fn parts(id: &str) -> Option<[u32; 3]> {
    let part = |range: Range<usize>| id.get(range).and_then(backwards)?.try_into().ok();
    if is_odd(id) { None } else { Some([part(12..15)?, part(15..20)?, part(17..20)?]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_ids_are_times() {
        let at = |text: &str| {
            let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
            time.and_utc().timestamp_millis()
        };
        for (digits, times) in [
            ("261120", Some(("2026-11-20 00:00", "2026-11-21 00:00"))),
            ("2611200", Some(("2026-11-20 00:00", "2026-11-20 10:00"))),
            ("2611202", Some(("2026-11-20 20:00", "2026-11-21 00:00"))),
            ("26112018", Some(("2026-11-20 18:00", "2026-11-20 19:00"))),
            ("261120183", Some(("2026-11-20 18:30", "2026-11-20 18:40"))),
            ("2611201830", Some(("2026-11-20 18:30", "2026-11-20 18:31"))),
            ("2611203", None),
            ("26112024", None),
            ("261120186", None),
            ("261131", None),
            ("269999", None),
            ("26112018305", None),
        ] {
            assert_eq!(times_of_id(digits), times.map(|(from, to)| at(from)..at(to)), "{digits}");
        }
    }

    #[test]
    fn ids_are_read_from_behind() {
        assert_eq!(parts("26112018305332802009"), Some([823, 90_020, 900]));
        for odd in ["OTHER-SYSTEM-0000001", "2611201830533280200", "2611201830533280200x"] {
            assert!(is_odd(odd) && parts(odd).is_none(), "{odd}");
        }
        assert_eq!(backwards("0120"), Some(210));
        assert_eq!(backwards("1x"), None);
    }
}
