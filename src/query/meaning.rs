//! What a token of a query means, as data; the words for it are in [`Locale::chip`](crate::locale::Locale::chip).

use std::ops::RangeInclusive;

use chrono::{Datelike as _, Days as Count, NaiveDate};

use crate::{
    payment::{Till, TransactionId},
    record::{ShopNumber, State},
    staff::OperatorNumber,
};

/// The meaning taken for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Digits by themselves: the id ends in them, or one of the others that are set.
    Digits {
        /// As typed.
        digits: String,
        /// The card may end in them too; six digits it may begin with.
        card: bool,
        /// The id may begin with them too.
        begins: bool,
        /// The amount may be this many won; such matches come last.
        won: Option<u64>,
    },
    /// The card begins with these digits, six at most.
    CardBegins(String),
    /// The id begins with these digits.
    IdBegins(String),
    /// The id begins or ends with these letters, perhaps with digits among them.
    IdPart(String),
    /// The id ends in these digits.
    IdEnds(String),
    /// The id is this.
    Id {
        /// This.
        id: TransactionId,
        /// Whether it is all digits and its check digit does not match.
        mistyped: bool,
    },
    /// The amount lies between these, in won, both included; `None` is open.
    Amount {
        /// The least.
        low: Option<u64>,
        /// The most.
        high: Option<u64>,
    },
    /// It was on one of these days.
    Days(Days),
    /// It was at this time of day.
    Time {
        /// When in the day.
        time: DayTime,
        /// On which days.
        on: WhichDays,
    },
    /// It is a payment.
    Payment,
    /// It is a cancel.
    Cancel,
    /// It is a payment, and this much of it is cancelled.
    State(State),
    /// It is a payment, and some or all of it is cancelled.
    Cancelled,
    /// A payment in this many months.
    Installments(RangeInclusive<u8>),
    /// It was written by this till.
    Till(Till),
    /// This person recorded it.
    Operator(OperatorNumber),
    /// It was recorded in this shop.
    Shop(ShopNumber),
    /// Another system recorded it.
    Imported,
    /// The card company has rejected it.
    Rejected,
    /// It was handed over, and the card company has not answered.
    Unanswered,
    /// The card company has answered it twice, and not the same.
    Contradicted,
    /// The card company knows it by this approval number.
    Approval(String),
    /// A word of its memo begins with this, in lower case; with nothing, it has a memo.
    Memo(String),
    /// A word that says nothing beside the others: 카드, 번호, ending.
    Noise,
    /// Not understood, but one key away from this word; with the minus that was typed.
    Misspelled(String),
    /// Not understood: the token, or its beginning when it is very long.
    Unknown(String),
    /// The query is too long and was not read from here on.
    TooMuch,
}

impl Meaning {
    /// Whether it is understood: a query with a token that is not may match more than is meant.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        !matches!(self, Self::Misspelled(_) | Self::Unknown(_) | Self::TooMuch)
    }

    /// The word that a token that is not understood is one key away from.
    #[must_use]
    pub fn near_word(&self) -> Option<&str> {
        match self {
            Self::Misspelled(word) => Some(word),
            _ => None,
        }
    }
}

/// Days one after the other, both ends included; an end that is `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Days {
    /// The first.
    pub first: Option<NaiveDate>,
    /// The last.
    pub last: Option<NaiveDate>,
}

impl Days {
    /// From `first` to `last`.
    #[must_use]
    pub fn between(first: NaiveDate, last: NaiveDate) -> Self {
        Self { first: Some(first), last: Some(last) }
    }

    /// Only `day`.
    #[must_use]
    pub fn one(day: NaiveDate) -> Self {
        Self::between(day, day)
    }

    /// The seven days from the Monday before or at `day`.
    #[must_use]
    pub fn week(day: NaiveDate) -> Self {
        let monday = Count::new(day.weekday().num_days_from_monday().into());
        let first = day.checked_sub_days(monday);
        Self { first, last: first.and_then(|first| first.checked_add_days(Count::new(6))) }
    }

    /// A whole month; `None` when there is none of this number.
    #[must_use]
    pub fn month(year: i32, month: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let next = match month {
            12 => NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1),
            _ => NaiveDate::from_ymd_opt(year, month + 1, 1),
        };
        Some(Self::between(first, next?.pred_opt()?))
    }

    /// A whole year.
    #[must_use]
    pub fn year(year: i32) -> Option<Self> {
        Some(Self::between(NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
    }

    /// The days that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let last = match (self.last, other.last) {
            (Some(last), Some(other)) => Some(last.min(other)),
            (last, other) => last.or(other),
        };
        // `None` is less than any day.
        Self { first: self.first.max(other.first), last }
    }

    /// The only day, if it is one.
    #[must_use]
    pub fn only(self) -> Option<NaiveDate> {
        self.first.filter(|first| self.last == Some(*first))
    }

    /// True if there is no such day.
    #[must_use]
    pub fn is_empty(self) -> bool {
        matches!(self, Self { first: Some(first), last: Some(last) } if first > last)
    }
}

/// Seconds of a day.
pub(super) const DAY: u32 = 24 * 60 * 60;

/// A time of day, in seconds since midnight. The end is not included; that of a night is after the next midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayTime {
    /// When it begins.
    pub from: u32,
    /// When it is over.
    pub until: u32,
}

/// The days that a time of day is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichDays {
    /// Today, since the query names no day.
    Today,
    /// Yesterday, since the query names no day, and the time goes over midnight and has not begun today.
    LastNight,
    /// The one day that the query names.
    ThatDay,
    /// Each of the days that the query names.
    EachDay,
    /// Each of the days that the query names, from this one on: all of them are too many, or have no beginning.
    EachDaySince(NaiveDate),
}
