//! Reproducible random numbers: every number of a history comes from here. Nothing secret does.
//!
//! Ours and not the `rand` crate's, whose distributions may change between versions: a seed has to give the same history for
//! ever and on every machine. The stream is `ChaCha8` with the seed as key, which is specified to the bit; the rest is
//! integer arithmetic.

use chacha20::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

/// A stream of random numbers.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of `seed`. Different `purpose`s give independent streams.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        let mut key = [0; 32];
        let parts = [seed, purpose].into_iter().flat_map(u64::to_le_bytes);
        for (place, byte) in key.iter_mut().zip(parts) {
            *place = byte;
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number below `end`; 0 if `end` is 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(end);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `first` to `last`.
    pub(super) fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// True `times` of a thousand times.
    pub(super) fn per_mille(&mut self, times: u64) -> bool {
        self.below(1_000) < times
    }

    /// One of `choices`, each in proportion to its weight; `None` if there are none.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[(T, u64)]) -> Option<T> {
        let mut fall = self.below(choices.iter().map(|(_, weight)| weight).sum());
        let chosen = choices.iter().find(|(_, weight)| {
            let here = fall < *weight;
            fall = fall.saturating_sub(*weight);
            here
        });
        chosen.map(|(choice, _)| *choice)
    }
}

/// Hashes a number, so that neighbours give unrelated results: the finaliser of `SplitMix64`.
pub(super) fn scatter(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut dice = Dice::new(1, 2);
        let falls: Vec<u64> = (0..6).map(|_| dice.below(1_000_000)).collect();
        assert_eq!(falls, [329_749, 276_517, 477_770, 239_322, 15_179, 39_243]);
        assert_eq!([scatter(0), scatter(1)], [0xE220_A839_7B1D_CDAF, 0x910A_2DEC_8902_5CC1]);
    }

    #[test]
    fn choices_come_as_often_as_their_weights_say() {
        let mut dice = Dice::new(7, 0);
        let mut counts = [0; 3];
        for _ in 0..9_000 {
            counts[dice.pick(&[(0, 6), (1, 0), (2, 3)]).expect("choice")] += 1;
        }
        assert!((5_800..6_200).contains(&counts[0]) && counts[1] == 0, "{counts:?}");
        assert_eq!(dice.pick::<u8>(&[]), None);
    }
}
