//! Reproducible random numbers: all are drawn from one seed.

use std::{env, hint::spin_loop, ops::RangeInclusive};

use paydesk::vault::Random;

/// A stream of random numbers (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream of one part of a run, independent of the other parts.
    pub fn of(part: &str, number: u64) -> Self {
        let mut dice = Self(seed());
        for byte in part.bytes() {
            dice.0 = dice.next() ^ u64::from(byte);
        }
        dice.0 = dice.next() ^ number;
        dice
    }

    /// A stream that does not depend on the seed.
    pub fn fixed(number: u64) -> Self {
        Self(number)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        let drawn = self.next() % u64::try_from(end).expect("a number");
        usize::try_from(drawn).expect("below a usize")
    }

    /// A number from `from` up to, not including, `end`.
    pub fn between(&mut self, from: u64, end: u64) -> u64 {
        from + self.next() % (end - from)
    }

    /// Waits for a random number of turns, at most 2 to the power of one of `powers`. The powers span a wide range, because
    /// builds and machines differ in speed, and the signal has to arrive in the middle of the work.
    pub fn wait_a_moment(&mut self, powers: RangeInclusive<u64>) {
        let most = 1 << self.between(*powers.start(), powers.end() + 1);
        for _ in 0..self.below(most) {
            spin_loop();
        }
    }

    pub fn chance(&mut self) -> bool {
        self.next() & 1 == 1
    }
}

/// "Random" bytes for keys and nonces.
impl Random for Dice {
    fn fill(&mut self, bytes: &mut [u8]) -> std::io::Result<()> {
        for byte in bytes {
            *byte = self.next().to_le_bytes()[0];
        }
        Ok(())
    }
}

/// Number of power losses of a short run.
const SHORT: usize = 500;

/// `PAYDESK_FAULTS_SEED`, or 1.
pub fn seed() -> u64 {
    variable("PAYDESK_FAULTS_SEED").unwrap_or(1)
}

/// `PAYDESK_FAULTS_CASES`: the number of power losses. All other figures scale with it.
pub fn cases() -> usize {
    variable("PAYDESK_FAULTS_CASES").map_or(SHORT, |cases| usize::try_from(cases).expect("a number of cases"))
}

/// `short`, scaled to the length of this run.
pub fn scaled(short: usize) -> usize {
    (short * cases() / SHORT).max(1)
}

/// As [`scaled`], for tests with real programs: grows a quarter as fast.
pub fn rounds(short: usize) -> usize {
    scaled(short.div_ceil(4)).max(short)
}

/// True in a long run, which skips nothing.
pub fn is_long() -> bool {
    cases() > 10 * SHORT
}

fn variable(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}
