//! Random changes of byte strings.

/// Reproducible random numbers (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).expect("fits")).expect("fits")
    }

    pub fn one_of<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// Byte strings that programs often mishandle.
const AWKWARD: [&[u8]; 22] = [
    b"\0",
    b"\x1b[2J",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x92\xb3",
    b"\xef\xbc\x91",
    b"\xe3\x85\x82",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\n",
    b"\r\n",
    b" ",
    b"-1",
    b"1e9",
    b"0",
    b"9",
    b"18446744073709551616",
    b"99999999999999999999999999999999",
    b"{}[],:",
    b"k4294967296.",
];

/// Changes `bytes` at 1 to 4 places; parts of `other` may be inserted.
pub fn mutate(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let (at, len) = (dice.below(bytes.len() + 1), 1 + dice.below(8));
        let end = (at + len).min(bytes.len());
        match dice.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).expect("a byte"),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            4 => drop(bytes.splice(at..at, AWKWARD[dice.below(AWKWARD.len())].iter().copied())),
            5 => drop(bytes.splice(at..end, AWKWARD[dice.below(AWKWARD.len())].iter().copied())),
            6 if dice.below(4) == 0 => bytes.truncate(at),
            7 => {
                let from = dice.below(other.len() + 1);
                let part = &other[from..(from + 1 + dice.below(40)).min(other.len())];
                bytes.splice(at..end, part.iter().copied());
            }
            8 if at < bytes.len() => bytes[at] = b'0' + u8::try_from(dice.below(10)).expect("a digit"),
            _ => {}
        }
    }
}

/// One of `samples`, changed; sometimes unchanged.
pub fn changed(samples: &[&[u8]], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = dice.one_of(samples).to_vec();
    let other = dice.one_of(samples);
    if dice.below(16) > 0 {
        mutate(&mut bytes, other, dice);
    }
    bytes
}
