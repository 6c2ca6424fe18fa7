//! Random days at the till against ten lines of arithmetic.

use paydesk::{
    payment::{Problem, TransactionId},
    record::Query,
};
use proptest::prelude::*;

use crate::shop::{CARD, Shop, meant, part, refusal, rest, sale_with_vat, won};

/// What a cashier does. Cancels name a payment by its place; amounts and VAT may be wrong.
#[derive(Debug, Clone)]
enum Act {
    Pay { amount: u64, vat_percent: u64 },
    Cancel { payment: prop::sample::Index, amount: Option<u64>, vat: Option<u64> },
}

/// What remains of one payment, as an accountant would keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left {
    amount: u64,
    vat: u64,
}

impl Left {
    /// The rule of the design, in its own words: `(amount, VAT)` of the cancel, or why not.
    fn cancel(&mut self, amount: Option<u64>, vat: Option<u64>) -> Result<(u64, u64), Problem> {
        let Self { amount: ra, vat: rv } = *self;
        let a = amount.unwrap_or(ra);
        if ra == 0 {
            return Err(Problem::AlreadyCancelled);
        }
        if a > ra {
            return Err(Problem::ExceedsRemaining { remaining: won(ra) });
        }
        let (lo, hi) = (rv.saturating_sub(ra - a), rv.min(a));
        let v = vat.unwrap_or(((2 * a + 11) / 22).clamp(lo, hi));
        if v < lo || v > hi {
            return Err(Problem::CancelVat { allowed: lo..=hi });
        }
        *self = Self { amount: ra - a, vat: rv - v };
        Ok((a, v))
    }
}

fn act() -> impl Strategy<Value = Act> {
    let pay = (100_u64..3000, 0_u64..100).prop_map(|(amount, vat_percent)| Act::Pay { amount, vat_percent });
    let amount = prop_oneof![1 => Just(None), 4 => (1_u64..1500).prop_map(Some)];
    let vat = prop_oneof![2 => Just(None), 1 => (0_u64..200).prop_map(Some)];
    let cancel = (any::<prop::sample::Index>(), amount, vat).prop_map(|(payment, amount, vat)| Act::Cancel {
        payment,
        amount,
        vat,
    });
    prop_oneof![1 => pay, 3 => cancel]
}

/// A payment, what remains of it, and its steps: `(amount, VAT)` and what remained after each.
struct Kept {
    id: TransactionId,
    left: Left,
    steps: Vec<(u64, u64, Left)>,
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn the_ledger_agrees_with_arithmetic(acts in prop::collection::vec(act(), 1..40)) {
        let shop = Shop::new();
        let mut desk = shop.open();
        let mut kept: Vec<Kept> = Vec::new();
        let mut rows = 0;
        for act in acts {
            shop.clock.step(7);
            match act {
                Act::Pay { amount, vat_percent } => {
                    let vat = amount * vat_percent / 100;
                    let paid = desk.pay(&sale_with_vat(CARD, amount, vat), &meant()).expect("paid").transaction.id;
                    let left = Left { amount, vat };
                    kept.push(Kept { id: paid, left, steps: vec![(amount, vat, left)] });
                    rows += 1;
                }
                Act::Cancel { .. } if kept.is_empty() => {}
                Act::Cancel { payment, amount, vat } => {
                    let kept = payment.get_mut(&mut kept);
                    let mut request = amount.map_or(rest(kept.id), |amount| part(kept.id, amount));
                    request.vat = vat.map(won);
                    match (kept.left.cancel(amount, vat), desk.cancel(&request, None)) {
                        (Ok((amount, vat)), Ok(recorded)) => {
                            prop_assert_eq!(crate::shop::numbers(&recorded), (amount, vat, kept.left.amount, kept.left.vat));
                            kept.steps.push((amount, vat, kept.left));
                            rows += 1;
                        }
                        (Err(expected), result) => prop_assert_eq!(refusal(result), expected),
                        (Ok(expected), Err(error)) => prop_assert!(false, "{expected:?} refused: {error:?}"),
                    }
                }
            }
        }
        for kept in &kept {
            let record = desk.find(kept.id).expect("found");
            let left = record.story.transaction.remaining;
            prop_assert_eq!(Left { amount: left.amount().get(), vat: left.vat().get() }, kept.left);
            let steps: Vec<_> = record
                .story.history
                .iter()
                .map(|step| {
                    let row = &step.transaction;
                    let left = Left { amount: step.left.amount().get(), vat: step.left.vat().get() };
                    (row.amount.get(), row.vat.get(), left)
                })
                .collect();
            prop_assert_eq!(&steps, &kept.steps);
        }
        prop_assert_eq!(desk.list(&Query::default(), None, 1000).expect("list").len(), rows);
        let totals = desk.today().expect("totals");
        let paid: u64 = kept.iter().map(|kept| kept.steps[0].0).sum();
        let left: u64 = kept.iter().map(|kept| kept.left.amount).sum();
        prop_assert_eq!((totals.paid, totals.paid - totals.cancelled), (paid, left));
    }
}
