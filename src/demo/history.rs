//! A made-up history, row by row: payments and their cancels, oldest first.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BinaryHeap, VecDeque},
};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Timelike as _};

use super::{
    amounts::{partial_amount, price},
    dice::Dice,
    hours,
};
use crate::payment::{CancelAmount, Installments, Kind, LastId, Remaining, Till, TransactionId, Won};

/// How many of 1,000 payments are cancelled, in full or in part.
const CANCELLED_PER_MILLE: u64 = 52;
/// How many of 1,000 payments are by customers who never come again.
const STRANGERS_PER_MILLE: u64 = 220;
/// The index of the first card of such a customer; the cards of regular customers are below.
const FIRST_STRANGER: u64 = 1 << 24;
/// A minute in milliseconds.
const MINUTE: u64 = 60_000;
/// A day in milliseconds.
const DAY: u64 = 24 * 60 * MINUTE;

/// A row of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HistoryRow {
    pub(super) id: TransactionId,
    pub(super) kind: Kind,
    /// The row of the payment that a cancel belongs to.
    pub(super) payment: Option<i64>,
    pub(super) at: DateTime<FixedOffset>,
    pub(super) till: Till,
    pub(super) amount: Won,
    pub(super) vat: Won,
    pub(super) installments: Installments,
    /// The index of the card, and the day on which it is valid: that of the payment.
    pub(super) card: u64,
    pub(super) card_day: NaiveDate,
}

/// A cancel that is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PlannedCancel {
    at: DateTime<FixedOffset>,
    payment: i64,
    id: TransactionId,
    till: Till,
    card: u64,
    card_day: NaiveDate,
    left: Remaining,
    whole: bool,
}

impl Ord for PlannedCancel {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.payment).cmp(&(other.at, other.payment))
    }
}

impl PartialOrd for PlannedCancel {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The rows of a history, oldest first.
pub(super) struct History {
    days: Box<dyn Iterator<Item = (NaiveDate, u64)> + Send>,
    now: DateTime<FixedOffset>,
    dice: Dice,
    /// The times of the current day that are left.
    times: VecDeque<DateTime<FixedOffset>>,
    planned: BinaryHeap<Reverse<PlannedCancel>>,
    /// Every till with its last id.
    tills: Vec<(Till, Option<LastId>)>,
    regulars: u64,
    strangers: u64,
    rows: i64,
    /// The time of the last row.
    last: Option<DateTime<FixedOffset>>,
}

impl History {
    /// The history of `seed`: `rows` rows that end at `now`.
    pub(super) fn new(seed: u64, rows: u64, now: DateTime<FixedOffset>) -> Self {
        let tills = (2 + hours::rows_per_day(rows) / 1_200).min(12);
        Self {
            days: Box::new(hours::calendar(seed, rows, now)),
            now,
            dice: Dice::new(seed, 1),
            times: VecDeque::new(),
            planned: BinaryHeap::new(),
            tills: (1..=tills).filter_map(|number| Some((Till::new(number)?, None))).collect(),
            regulars: (rows / 9).clamp(25, FIRST_STRANGER),
            strangers: 0,
            rows: 0,
            last: None,
        }
    }

    fn payment(&mut self, at: DateTime<FixedOffset>) -> Option<HistoryRow> {
        // The smaller of two numbers: the first tills are always open, the last ones only at busy times.
        let count = self.tills.len() as u64;
        let till = self.dice.below(count).min(self.dice.below(count));
        let (till, id) = self.next_id(till, at)?;
        let price = price(&mut self.dice);
        let card = if self.dice.per_mille(STRANGERS_PER_MILLE) {
            self.strangers += 1;
            FIRST_STRANGER + self.strangers
        } else {
            self.regular()
        };
        let card_day = at.date_naive();
        let row = HistoryRow {
            id,
            kind: Kind::Payment,
            payment: None,
            at,
            till,
            amount: price.amount,
            vat: price.vat,
            installments: price.installments,
            card,
            card_day,
        };
        if self.dice.per_mille(CANCELLED_PER_MILLE) {
            let left = Remaining::new(price.amount, price.vat)?;
            // A mistake is corrected at once; goods come back after days.
            let (whole, soon) = self.dice.pick(&[
                ((true, true), 40),
                ((true, false), 25),
                ((false, true), 13),
                ((false, false), 22),
            ])?;
            let at = self.later(at, soon);
            let payment = self.rows;
            self.planned.push(Reverse(PlannedCancel { at, payment, id, till, card, card_day, left, whole }));
        }
        Some(row)
    }

    fn cancel(&mut self, plan: &PlannedCancel, at: DateTime<FixedOffset>) -> Option<HistoryRow> {
        let till = self.tills.iter().position(|(till, _)| *till == plan.till)?;
        let (till, id) = self.next_id(till as u64, at)?;
        let asked = if plan.whole {
            CancelAmount::Rest
        } else {
            CancelAmount::Part(partial_amount(&mut self.dice, plan.left.amount()))
        };
        let taken = plan.left.cancel(asked, None).ok()?;
        if !plan.whole && self.dice.per_mille(350) {
            let again = PlannedCancel {
                at: self.later(at, false),
                left: taken.left,
                whole: self.dice.per_mille(600),
                ..plan.clone()
            };
            self.planned.push(Reverse(again));
        }
        Some(HistoryRow {
            id,
            kind: Kind::Cancel { original: plan.id },
            payment: Some(plan.payment),
            at,
            till,
            amount: taken.amount,
            vat: taken.vat,
            installments: Installments::LUMP_SUM,
            card: plan.card,
            card_day: plan.card_day,
        })
    }

    /// The card of a regular customer: a few come very often, most rarely.
    fn regular(&mut self) -> u64 {
        // A random number between 0 and 1, to the power of 1.5, in integers.
        let fall = self.dice.below(1 << 32);
        let card = (u128::from(self.regulars) * u128::from(fall) * u128::from((fall << 32).isqrt())) >> 64;
        u64::try_from(card).unwrap_or(0)
    }

    /// Some minutes after `at` if `soon`, else some days.
    fn later(&mut self, at: DateTime<FixedOffset>, soon: bool) -> DateTime<FixedOffset> {
        let ms = if soon {
            self.dice.between(MINUTE / 2, 12 * MINUTE)
        } else {
            // The smaller of two numbers: two days are likelier than twelve.
            let days = self.dice.between(1, 14).min(self.dice.between(1, 14));
            days * DAY + self.dice.between(0, 4 * 60 * MINUTE)
        };
        at + TimeDelta::milliseconds(i64::try_from(ms).unwrap_or(0))
    }

    fn next_id(&mut self, till: u64, at: DateTime<FixedOffset>) -> Option<(Till, TransactionId)> {
        let (till, last) = self.tills.get_mut(usize::try_from(till).ok()?)?;
        let now = at.naive_local();
        let id = TransactionId::next(now, *till, *last);
        *last = Some(LastId { id, at: now });
        Some((*till, id))
    }
}

impl Iterator for History {
    type Item = HistoryRow;

    fn next(&mut self) -> Option<HistoryRow> {
        while self.times.is_empty() {
            let (day, count) = self.days.next()?;
            self.times = hours::times(&mut self.dice, day, count, self.now).into();
        }
        // A cancel that is due takes the place of the next payment.
        let time = self.times.pop_front()?;
        self.rows += 1;
        let row = match self.planned.peek() {
            Some(Reverse(plan)) if plan.at <= time => {
                let Reverse(plan) = self.planned.pop()?;
                // A cancel that falls into the night is the first row of the next morning.
                let is_same_day = plan.at.date_naive() == time.date_naive() && plan.at.hour() >= hours::OPENS;
                let at = if is_same_day { self.last.map_or(plan.at, |last| last.max(plan.at)) } else { time };
                self.cancel(&plan, at)
            }
            _ => self.payment(time),
        };
        self.last = row.as_ref().map(|row| row.at);
        row
    }
}
