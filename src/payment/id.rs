//! Transaction ids: 20 characters that can be keyed on a number pad and read over the telephone.
//!
//! Ours are `YYMMDD hhmmss mmm TT NN C`: local date, time and milliseconds, till, a counter within the millisecond, and
//! a check digit (H. Michael Damm, *Total anti-symmetrische Quasigruppen*, 2004) that catches every single wrong digit
//! and every swapped pair of neighbours. It is written here, because it is one table and ten lines. Ids of other
//! systems are any 20 graphic ASCII characters.

use std::fmt;

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, Timelike as _};

use super::error::{CharClass, Problem};

/// Characters of a transaction id.
pub(crate) const ID_LEN: usize = 20;
/// Digits of date, time and milliseconds at the start of an id.
const STAMP_LEN: usize = 15;
/// Years that two digits tell apart.
const CENTURY: i32 = 100;
/// How far the clock may be behind the newest id of its till for ids to go on from that one: the hour that comes twice at
/// the end of summer time.
const MOST_BEHIND: Duration = Duration::minutes(60);
/// Ids that are passed over because they are taken lie within this time: a hundred of them fill a millisecond.
const PASSED_OVER: Duration = Duration::seconds(1);

/// The number of a till, 1 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Till(u8);

impl Till {
    /// The till of a shop that has only one.
    pub const FIRST: Self = Self(1);

    /// Till `number`; `None` outside of 1 to 99.
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        u8::try_from(number).ok().filter(|n| (1..=99).contains(n)).map(Self)
    }

    /// The number, 1 to 99.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

impl From<Till> for u8 {
    fn from(till: Till) -> Self {
        till.0
    }
}

impl TryFrom<u8> for Till {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::new(number.into()).ok_or("not the number of a till")
    }
}

impl fmt::Display for Till {
    /// Two digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The id of a payment or a cancel: 20 graphic ASCII characters.
///
/// Ordered as text: ids of one till sort by time, except across a step of its clock of more than an hour, and across a
/// century. Which of a till's ids is the newest is for the journal to say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransactionId([u8; ID_LEN]);

/// The newest id of a till.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastId {
    /// The id.
    pub id: TransactionId,
    /// The local time at which it was given: tells the century of the id.
    pub at: NaiveDateTime,
}

impl LastId {
    /// The time that the id says; `None` for ids of other systems.
    #[must_use]
    pub fn time(self) -> Option<NaiveDateTime> {
        self.id.time_and_counter(self.at).map(|(time, _)| time)
    }

    /// Whether ids go on from this one at local time `now`.
    fn goes_on(self, now: NaiveDateTime) -> bool {
        let behind = self.time().map(|time| time - to_millisecond(now));
        behind.is_some_and(|behind| (Duration::zero()..=MOST_BEHIND).contains(&behind))
    }

    /// Whether the clock is so far behind this id at local time `now` that ids go back.
    #[must_use]
    pub fn is_left_behind(self, now: NaiveDateTime) -> bool {
        self.time().is_some_and(|time| time - to_millisecond(now) > MOST_BEHIND)
    }
}

impl TransactionId {
    /// Reads an id as people write it: blanks are skipped, all other characters have to be graphic ASCII.
    ///
    /// # Errors
    /// [`Problem::Missing`], [`Problem::Character`] or [`Problem::Length`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut id = [0; ID_LEN];
        let mut found = 0;
        for (index, c) in text.chars().enumerate() {
            match c {
                ' ' => {}
                '!'..='~' => {
                    if let Some(place) = id.get_mut(found) {
                        // Graphic ASCII is one byte.
                        *place = c as u8;
                    }
                    found += 1;
                }
                _ => {
                    return Err(Problem::Character { position: index + 1, found: CharClass::of(c) });
                }
            }
        }
        match found {
            0 => Err(Problem::Missing),
            ID_LEN => Ok(Self(id)),
            _ => Err(Problem::Length { found }),
        }
    }

    /// The id in exactly these 20 bytes; `None` when one of them is not graphic ASCII.
    #[must_use]
    #[inline]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let id: &[u8; ID_LEN] = bytes.try_into().ok()?;
        id.iter().all(u8::is_ascii_graphic).then_some(Self(*id))
    }

    /// The next id of a till at local time `now`, after `last`, the one that it gave before.
    ///
    /// While the clock is at most [`MOST_BEHIND`] behind that id, ids go on from its millisecond: the counter goes up, and
    /// after 99 the millisecond. So they grow over the end of summer time, and while several fall into one millisecond. From
    /// a clock that is further behind, as from one that is ahead, they begin anew.
    #[must_use]
    pub fn next(now: NaiveDateTime, till: Till, last: Option<LastId>) -> Self {
        match last.filter(|last| last.goes_on(now)) {
            Some(last) => last.id.following(last.at, till),
            None => Self::compose(&stamp(now), till, 0),
        }
    }

    /// The id of the same till that comes right after this one, which it gave at about `near`.
    #[must_use]
    pub fn following(self, near: NaiveDateTime, till: Till) -> Self {
        let Some((time, counter)) = self.time_and_counter(near) else {
            return Self::compose(&stamp(near), till, 0);
        };
        match counter {
            ..99 => Self::compose(&stamp(time), till, counter + 1),
            _ => Self::compose(&stamp(time + Duration::milliseconds(1)), till, 0),
        }
    }

    /// Whether a till may have given this id at local time `now` after `last`: the next one, or one a little later, because
    /// those before it were taken.
    #[must_use]
    pub(crate) fn may_follow(self, last: Option<LastId>, now: NaiveDateTime, till: Till) -> bool {
        let next = Self::next(now, till, last);
        let (own, next) = (self.time_and_counter(now), next.time_and_counter(now));
        own.zip(next).is_some_and(|(own, next)| own >= next && own.0 - next.0 <= PASSED_OVER)
    }

    fn compose(stamp: &str, till: Till, counter: u8) -> Self {
        let mut id = [b'0'; ID_LEN];
        for (place, digit) in id.iter_mut().zip(format!("{stamp}{till}{counter:02}").bytes()) {
            *place = digit;
        }
        let (body, check) = id.split_at_mut(ID_LEN - 1);
        if let (Some(digit), [last]) = (damm(body), check) {
            *last = digit;
        }
        Self(id)
    }

    /// Date, time and counter of an id of ours that was given at about `near`: it has two digits of the year alone. `None`
    /// for ids of other systems.
    fn time_and_counter(self, near: NaiveDateTime) -> Option<(NaiveDateTime, u8)> {
        if !self.check_digit_ok() {
            return None;
        }
        let number = |from: usize, len: usize| {
            self.0[from..from + len].iter().fold(0_u32, |value, digit| value * 10 + u32::from(digit - b'0'))
        };
        let first = near.year() - CENTURY / 2;
        let year = first + (i32::try_from(number(0, 2)).ok()? - first).rem_euclid(CENTURY);
        let time = NaiveDate::from_ymd_opt(year, number(2, 2), number(4, 2))?.and_hms_milli_opt(
            number(6, 2),
            number(8, 2),
            number(10, 2),
            number(12, 3),
        )?;
        Some((time, u8::try_from(number(STAMP_LEN + 2, 2)).ok()?))
    }

    /// Whether it reads as an id of ours, whatever the century. A number that only has as many digits hardly ever does.
    pub(crate) fn reads_as_ours(self) -> bool {
        self.time_and_counter(NaiveDateTime::default()).is_some()
    }

    /// Every id that `till` can give at local time `now`, in order.
    pub(crate) fn all_of(now: NaiveDateTime, till: Till) -> impl Iterator<Item = Self> {
        let stamp = stamp(now);
        (0..=99).map(move |counter| Self::compose(&stamp, till, counter))
    }

    /// True if the last character is the check digit of the others. If not, a keyed id was probably mistyped; ids of
    /// other systems have no check digit.
    #[must_use]
    pub fn check_digit_ok(&self) -> bool {
        damm(&self.0) == Some(b'0')
    }

    /// Whether it was probably mistyped, if no transaction has it: digits whose check digit does not match.
    #[must_use]
    pub(crate) fn looks_mistyped(&self) -> bool {
        has_our_form(self.as_str()) && !self.check_digit_ok()
    }

    /// The time that the ids of one other system are, to the microsecond: `YYYYMMDDhhmmss` and six more digits.
    #[must_use]
    pub(crate) fn as_microseconds(&self) -> Option<NaiveDateTime> {
        let (seconds, micros) = self.as_str().split_at_checked(14).filter(|_| self.is_numeric())?;
        let time = NaiveDateTime::parse_from_str(seconds, "%Y%m%d%H%M%S").ok()?;
        time.checked_add_signed(Duration::microseconds(micros.parse().ok()?))
    }

    /// Whether the id consists of digits only, as ours do.
    #[must_use]
    pub(crate) fn is_numeric(&self) -> bool {
        self.0.iter().all(u8::is_ascii_digit)
    }

    /// The 20 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// In groups for the eye and the telephone: `261121 143207 123 01 00 7`. Ids of other systems in fours.
    #[must_use]
    pub fn grouped(&self) -> String {
        let breaks = group_breaks(self.as_str());
        let mut grouped = String::with_capacity(ID_LEN + breaks.len());
        for (index, c) in self.as_str().chars().enumerate() {
            if breaks.contains(&index) {
                grouped.push(' ');
            }
            grouped.push(c);
        }
        grouped
    }
}

/// Before which characters of an id, or of its beginning, a group begins.
#[must_use]
pub(crate) fn group_breaks(id: &str) -> [usize; 5] {
    const OURS: [usize; 5] = [6, 12, 15, 17, 19];
    const OTHERS: [usize; 5] = [4, 8, 12, 16, ID_LEN];
    if has_our_form(id) { OURS } else { OTHERS }
}

/// Whether an id, or its beginning, has the form of ours. Digits that begin with a year of this century are an id of another system,
/// which is a time to the microsecond: two digits of a year are followed by a month in ours.
fn has_our_form(id: &str) -> bool {
    let is_numeric = id.bytes().all(|byte| byte.is_ascii_digit());
    is_numeric && !(id.starts_with("20") && id.get(2..4) > Some("12"))
}

impl serde::Serialize for TransactionId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for TransactionId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        Self::from_bytes(text.as_bytes()).ok_or_else(|| serde::de::Error::custom("not a transaction id"))
    }
}

impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransactionId({self})")
    }
}

/// A time as ids know it: whole milliseconds; a leap second counts as the last one before it.
fn to_millisecond(time: NaiveDateTime) -> NaiveDateTime {
    let millisecond = time.and_utc().timestamp_subsec_millis().min(999);
    time.with_nanosecond(millisecond * 1_000_000).unwrap_or(time)
}

/// `YYMMDDhhmmssmmm`
fn stamp(time: NaiveDateTime) -> String {
    let time = to_millisecond(time);
    format!(
        "{:02}{:02}{:02}{:02}{:02}{:02}{:03}",
        time.year().rem_euclid(CENTURY),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.and_utc().timestamp_subsec_millis(),
    )
}

/// The check digit of ASCII `digits`; `b'0'` when the last of them is the right check digit of the others, `None` when
/// one is not a digit. The table is the weakly totally anti-symmetric quasigroup of order 10 of Damm's thesis.
fn damm(digits: &[u8]) -> Option<u8> {
    const TABLE: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    digits
        .iter()
        .try_fold(0_u8, |interim, digit| {
            let column = digit.is_ascii_digit().then(|| usize::from(digit - b'0'))?;
            Some(TABLE[usize::from(interim)][column])
        })
        .map(|interim| interim + b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("test time")
    }

    fn id(text: &str) -> TransactionId {
        TransactionId::parse(text).expect("test id")
    }

    #[test]
    fn damm_matches_the_published_example() {
        assert_eq!(damm(b"572"), Some(b'4'));
        assert_eq!(damm(b"5724"), Some(b'0'));
        assert_eq!(damm(b"57x"), None);
    }

    #[test]
    fn an_id_is_date_time_till_counter_check() {
        let till = Till::new(7).expect("till");
        let made = TransactionId::next(at("2026-11-21T14:32:07.123"), till, None);
        let (body, check) = made.as_str().split_at(19);
        assert_eq!(body, "2611211432071230700");
        assert!(made.check_digit_ok());
        assert_eq!(made.grouped(), format!("261121 143207 123 07 00 {check}"));
    }

    #[test]
    fn every_wrong_digit_and_every_swap_is_caught() {
        let good = TransactionId::next(at("2026-11-21T14:32:07.123"), Till::FIRST, None);
        for index in 0..ID_LEN {
            for digit in b'0'..=b'9' {
                let mut wrong = good;
                wrong.0[index] = digit;
                assert_eq!(wrong.check_digit_ok(), wrong == good, "{wrong}");
            }
            if index + 1 < ID_LEN {
                let mut swapped = good;
                swapped.0.swap(index, index + 1);
                assert_eq!(swapped.check_digit_ok(), swapped == good, "{swapped}");
            }
        }
    }

    /// The 19 digits of the id that comes after `last`, which was given `at`, when the clock shows `now`.
    fn after(last: &str, at_time: &str, now: &str) -> String {
        let id = TransactionId::compose(last.get(..15).expect("a stamp"), Till::FIRST, counter(last));
        let last = LastId { id, at: at(at_time) };
        let next = TransactionId::next(at(now), Till::FIRST, Some(last));
        assert!(next.check_digit_ok() && next.may_follow(Some(last), at(now), Till::FIRST), "{next}");
        next.as_str().get(..19).expect("digits").to_owned()
    }

    fn counter(id: &str) -> u8 {
        id.get(17..19).and_then(|digits| digits.parse().ok()).expect("a counter")
    }

    #[test]
    fn ids_go_on_while_the_clock_is_an_hour_behind_and_follow_it_from_then_on() {
        let last = "2611211432071230100";
        let given = "2026-11-21T14:32:07.123";
        for (now, next) in [
            // The clock goes on; it stopped; it was set back by an hour; by more.
            ("2026-11-21T14:32:07.124", "2611211432071240100"),
            ("2026-11-21T14:32:07.123", "2611211432071230101"),
            ("2026-11-21T13:32:07.123", "2611211432071230101"),
            ("2026-11-21T13:32:07.122", "2611211332071220100"),
            ("1970-01-01T00:00:00", "7001010000000000100"),
            ("1969-12-31T23:59:59.999", "6912312359599990100"),
            ("2036-02-29T12:00:00", "3602291200000000100"),
            // The same two digits, a century apart.
            ("1926-11-21T14:32:07.123", "2611211432071230100"),
            ("2126-11-21T14:32:07.123", "2611211432071230100"),
        ] {
            assert_eq!(after(last, given, now), next, "{now}");
        }
        // The millisecond goes up after 99, over a century and a day that only some centuries have.
        for (last, given, now, next) in [
            ("2611211432071230199", given, given, "2611211432071240100"),
            ("2612312359599990199", "2026-12-31T23:59:59.999", "2026-12-31T23:00:00", "2701010000000000100"),
            (
                "9912312359599990199",
                "2099-12-31T23:59:59.999",
                "2099-12-31T23:59:59.999",
                "0001010000000000100",
            ),
            ("0001010000000000100", "2100-01-01T00:00:00", "2099-12-31T23:59:59.999", "0001010000000000101"),
            ("9912312359599990100", "2099-12-31T23:59:59.999", "2100-01-01T00:00:00", "0001010000000000100"),
            ("0002282359599990199", "2100-02-28T23:59:59.999", "2100-02-28T23:30:00", "0003010000000000100"),
            ("0002282359599990199", "2000-02-28T23:59:59.999", "2000-02-28T23:30:00", "0002290000000000100"),
        ] {
            assert_eq!(after(last, given, now), next, "{last} {now}");
        }
    }

    #[test]
    fn a_year_that_the_clock_once_showed_does_not_hold_the_ids() {
        for year in 1900..=2250 {
            let wrong = at(&format!("{year}-06-15T10:00:00"));
            let last = LastId { id: TransactionId::next(wrong, Till::FIRST, None), at: wrong };
            assert_eq!(last.time(), Some(wrong));
            let now = at("2026-11-21T14:32:07.123");
            let next = TransactionId::next(now, Till::FIRST, Some(last));
            assert_eq!(next.as_str().get(..19), Some("2611211432071230100"), "{year}");
            assert_eq!(last.is_left_behind(now), year > 2026, "{year}");
        }
    }

    #[test]
    fn an_id_that_no_till_gave_then_does_not_follow() {
        let now = at("2026-11-21T14:32:07.123");
        let may = |id: TransactionId, last| id.may_follow(last, now, Till::FIRST);
        let given = |time: &str| TransactionId::next(at(time), Till::FIRST, None);
        assert!(may(given("2026-11-21T14:32:07.123"), None));
        // Passed over, because others were taken.
        assert!(may(given("2026-11-21T14:32:08.123"), None));
        for wrong in ["2026-11-21T14:32:07.122", "2026-11-21T14:32:08.124", "2027-11-21T14:32:07.123"] {
            assert!(!may(given(wrong), None), "{wrong}");
        }
        let last = LastId { id: given("2026-11-21T15:00:00"), at: at("2026-11-21T15:00:00") };
        assert!(!may(last.id, Some(last)));
        assert!(!may(given("2026-11-21T14:32:07.123"), Some(last)), "it goes back");
        assert!(may(last.id.following(last.at, Till::FIRST), Some(last)));
        assert!(!may(id("XXXXXXXXXXXXXXXXXXXX"), None));
    }

    #[test]
    fn the_time_of_an_id_of_ours_is_read_back() {
        let now = at("2026-11-21T14:32:07.123");
        let all: Vec<_> = TransactionId::all_of(now, Till::FIRST).collect();
        assert_eq!((all.len(), all[0]), (100, TransactionId::next(now, Till::FIRST, None)));
        assert!(all.iter().all(|id| LastId { id: *id, at: now }.time() == Some(now)));
        assert_eq!(LastId { id: id("XXXXXXXXXXXXXXXXXXXX"), at: now }.time(), None);
    }

    #[test]
    fn ids_of_other_systems_are_read_and_not_judged() {
        let other = id("XXXXXXXXXXXXXXXXXXXX");
        assert!(!other.check_digit_ok());
        assert_eq!(other.grouped(), "XXXX XXXX XXXX XXXX XXXX");
        assert_eq!(id("261121 143207 123 01 00 7"), id("26112114320712301007"));
        // A foreign last id never stops the till.
        let now = at("2026-11-21T14:32:07.123");
        let next = TransactionId::next(now, Till::FIRST, Some(LastId { id: other, at: now }));
        assert_eq!(next.as_str().split_at(19).0, "2611211432071230100");
    }

    #[test]
    fn wrong_ids_are_named() {
        let parse = |text| TransactionId::parse(text);
        assert_eq!(parse("  "), Err(Problem::Missing));
        assert_eq!(parse("2611211432071230100"), Err(Problem::Length { found: 19 }));
        assert_eq!(parse("261121143207123010071"), Err(Problem::Length { found: 21 }));
        assert_eq!(
            parse("2611211432071230100７"),
            Err(Problem::Character { position: 20, found: CharClass::FullWidthDigit })
        );
        assert_eq!(
            parse("26112114320712301\u{1b}07"),
            Err(Problem::Character { position: 18, found: CharClass::Control })
        );
        assert_eq!(TransactionId::from_bytes(b"2611211432071230 007"), None);
    }
}
