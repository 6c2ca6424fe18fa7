//! Made-up amounts, with installments and VAT.

use super::dice::Dice;
use crate::payment::{Installments, Won};

/// How amounts are spread: `(n, won)` means that `n` of 10,000 payments are below `won`. A long tail to the right, as in
/// shops.
const AMOUNT_SPREAD: [(u64, u64); 17] = [
    (0, 700),
    (500, 2_400),
    (1_000, 3_600),
    (2_000, 5_600),
    (3_000, 8_000),
    (4_000, 10_900),
    (5_000, 14_500),
    (6_000, 19_500),
    (7_000, 27_000),
    (8_000, 40_000),
    (9_000, 72_000),
    (9_500, 125_000),
    (9_800, 260_000),
    (9_900, 420_000),
    (9_970, 900_000),
    (9_995, 2_800_000),
    (10_000, 9_500_000),
];
/// How prices end: a step, the place within the step, and how often.
const PRICE_ENDINGS: [((u64, u64), u64); 6] =
    [((1_000, 0), 46), ((1_000, 500), 22), ((1_000, 900), 16), ((100, 0), 9), ((10, 0), 6), ((1, 0), 1)];
/// How many of 1,000 payments from this amount on are paid in installments.
const INSTALLMENTS_PER_MILLE: [(u64, u64); 4] =
    [(1_000_000, 600), (300_000, 380), (100_000, 180), (50_000, 60)];
/// The number of months of these, and how often.
const MONTHS: [(u64, u64); 7] = [(2, 20), (3, 40), (4, 4), (5, 8), (6, 16), (10, 4), (12, 8)];

/// The amounts of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Price {
    pub(super) amount: Won,
    pub(super) vat: Won,
    pub(super) installments: Installments,
}

/// Draws the amounts of a payment.
pub(super) fn price(dice: &mut Dice) -> Price {
    let amount = amount(dice);
    let months = INSTALLMENTS_PER_MILLE.iter().find(|(from, _)| amount.get() >= *from);
    let months = if months.is_some_and(|(_, times)| dice.per_mille(*times)) {
        dice.pick(&MONTHS).unwrap_or(0)
    } else {
        0
    };
    let vat = match dice.below(100) {
        // Books and fresh food are free of VAT; sometimes only a part of the basket is.
        0..6 => Won::ZERO,
        6..8 => Won::new(dice.below(amount.included_vat().get())).unwrap_or(Won::ZERO),
        _ => amount.included_vat(),
    };
    Price { amount, vat, installments: Installments::new(months).unwrap_or_default() }
}

fn amount(dice: &mut Dice) -> Won {
    let (share, more) = (dice.below(10_000), dice.below(1_000));
    let mut points = AMOUNT_SPREAD.windows(2);
    let exact = points.find_map(|pair| match pair {
        [(from, low), (to, high)] if share < *to => {
            let (width, along) = ((to - from) * 1_000, (share - from) * 1_000 + more);
            Some(low + (high - low) * along / width)
        }
        _ => None,
    });
    let exact = exact.unwrap_or(1_000);
    let (step, place) = dice.pick(&PRICE_ENDINGS).unwrap_or((1, 0));
    // Large amounts are round.
    let (step, place) = if exact >= 500_000 { (step.max(1_000) * 10, 0) } else { (step, place) };
    let amount = exact / step * step + place;
    Won::new(amount.max(step.max(100))).unwrap_or_default()
}

/// The amount of a partial cancel of `amount`: some of the goods came back.
pub(super) fn partial_amount(dice: &mut Dice, amount: Won) -> Won {
    let share = amount.get() * dice.between(15, 80) / 100;
    let step = if share >= 1_000 { 100 } else { 10 };
    Won::new((share / step * step).max(1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::money::PAYMENT_AMOUNT;

    #[test]
    fn prices_look_like_prices() {
        let mut dice = Dice::new(3, 0);
        let prices: Vec<Price> = (0..20_000).map(|_| price(&mut dice)).collect();
        let count = |is: &dyn Fn(&Price) -> bool| prices.iter().filter(|price| is(price)).count();
        assert_eq!(count(&|p| !PAYMENT_AMOUNT.contains(&p.amount.get()) || p.vat >= p.amount), 0);
        let mut amounts: Vec<u64> = prices.iter().map(|price| price.amount.get()).collect();
        amounts.sort_unstable();
        assert!((12_000..17_000).contains(&amounts[10_000]), "{}", amounts[10_000]);
        assert!(amounts[19_990] > 1_000_000);
        let ending = |end: u64| count(&|p| p.amount.get() % 1_000 == end);
        assert!(ending(0) > 8_000 && ending(500) > 3_500 && ending(900) > 2_500);
        let in_installments = |from, to| {
            let within = count(&|p| (from..to).contains(&p.amount.get()));
            count(&|p| (from..to).contains(&p.amount.get()) && p.installments != Installments::LUMP_SUM) * 100
                / within
        };
        assert_eq!(in_installments(0, 50_000), 0);
        assert!(in_installments(50_000, 100_000) < in_installments(100_000, 300_000));
        assert!(in_installments(100_000, 300_000) < in_installments(300_000, 20_000_000));
    }

    #[test]
    fn a_part_is_less_than_the_whole_and_more_than_nothing() {
        let mut dice = Dice::new(4, 0);
        for amount in (100..3_000).chain(999_999..1_000_200) {
            let part = partial_amount(&mut dice, Won::new(amount).expect("won")).get();
            assert!(part > 0 && part < amount, "{part} of {amount}");
        }
    }
}
