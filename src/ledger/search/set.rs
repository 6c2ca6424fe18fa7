//! Sets of rows of one block, in memory and as bytes.

/// The most rows that a block may have.
pub const CAPACITY: usize = 1 << 16;
const WORDS: usize = CAPACITY / 64;

/// A set of rows of one block, each by its position 0..65,536.
#[derive(Clone)]
pub struct Bits(Box<[u64; WORDS]>);

/// How a set is written: the first byte, then what follows it. The shortest is taken, except that a bitmap may be longer
/// than a list of rows by [`WORTH`]: it is joined a word at a time.
const POSITIONS: u8 = 0;
const RUNS: u8 = 1;
const BITMAP: u8 = 2;
const GAPS: u8 = 3;
/// How many times longer a bitmap may be.
const WORTH: usize = 4;
/// In [`GAPS`], what says that the gap is larger and stands in the next two bytes.
const WIDE: u8 = u8::MAX;

impl Bits {
    /// No row.
    pub fn none() -> Self {
        Self(Box::new([0; WORDS]))
    }

    /// The rows `from` up to, not including, `to`.
    pub fn span(from: usize, to: usize) -> Self {
        let mut bits = Self::none();
        bits.add_span(from, to);
        bits
    }

    pub fn clear(&mut self) {
        self.0.fill(0);
    }

    pub fn add(&mut self, position: usize) {
        if let Some(word) = self.0.get_mut(position / 64) {
            *word |= 1 << (position % 64);
        }
    }

    pub fn remove(&mut self, position: usize) {
        if let Some(word) = self.0.get_mut(position / 64) {
            *word &= !(1 << (position % 64));
        }
    }

    pub fn has(&self, position: usize) -> bool {
        self.0.get(position / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    /// Adds the rows `from` up to, not including, `to`.
    pub fn add_span(&mut self, from: usize, to: usize) {
        let to = to.min(CAPACITY);
        if from >= to {
            return;
        }
        let (first, last) = (from / 64, (to - 1) / 64);
        let (head, tail) = (u64::MAX << (from % 64), u64::MAX >> (63 - (to - 1) % 64));
        match self.0.get_mut(first..=last) {
            Some([only]) => *only |= head & tail,
            Some([first, between @ .., last]) => {
                *first |= head;
                between.fill(u64::MAX);
                *last |= tail;
            }
            _ => {}
        }
    }

    /// Keeps what is in `other` too; says whether anything is left.
    pub fn keep(&mut self, other: &Self) -> bool {
        let mut left = 0;
        for (word, other) in self.0.iter_mut().zip(other.0.iter()) {
            *word &= other;
            left |= *word;
        }
        left != 0
    }

    /// Drops what is in `other`; says whether anything is left.
    pub fn drop_all(&mut self, other: &Self) -> bool {
        let mut left = 0;
        for (word, other) in self.0.iter_mut().zip(other.0.iter()) {
            *word &= !other;
            left |= *word;
        }
        left != 0
    }

    /// Adds what is in `other`.
    pub fn add_all(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(other.0.iter()) {
            *word |= other;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Whether there are at most so many rows; sooner known than how many.
    pub fn at_most(&self, most: usize) -> bool {
        let mut rows = 0;
        for word in self.0.iter().filter(|word| **word != 0) {
            rows += word.count_ones() as usize;
            if rows > most {
                return false;
            }
        }
        true
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The words of 64 rows each, of the rows `from` up to, not including, `to`; both multiples of 64.
    pub fn words(&self, from: usize, to: usize) -> &[u64] {
        self.0.get(from / 64..to / 64).unwrap_or_default()
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        each_one(self.0.as_slice())
    }

    /// The last row before `position`.
    pub fn before(&self, position: usize) -> Option<usize> {
        let position = position.min(CAPACITY);
        let mut index = position / 64;
        let mask = (1_u64 << (position % 64)) - 1;
        let mut word = self.0.get(index).copied().unwrap_or(0) & mask;
        loop {
            if word != 0 {
                return Some(index * 64 + 63 - word.leading_zeros() as usize);
            }
            index = index.checked_sub(1)?;
            word = *self.0.get(index)?;
        }
    }

    /// The first row from `position` on.
    pub fn from(&self, position: usize) -> Option<usize> {
        let mut index = position / 64;
        let mut word = *self.0.get(index)? & (u64::MAX << (position % 64));
        loop {
            if word != 0 {
                return Some(index * 64 + word.trailing_zeros() as usize);
            }
            index += 1;
            word = *self.0.get(index)?;
        }
    }

    /// Adds a set that [`Bits::write`] or [`write_positions`] wrote; `None` when the bytes are none.
    pub fn add_written(&mut self, bytes: &[u8]) -> Option<()> {
        let (kind, bytes) = bytes.split_first()?;
        match *kind {
            POSITIONS => {
                let (positions, rest) = bytes.as_chunks();
                for position in positions {
                    self.add(u16::from_le_bytes(*position).into());
                }
                rest.is_empty().then_some(())
            }
            RUNS => {
                let (runs, rest) = bytes.as_chunks();
                for [a, b, c, d] in runs {
                    let first = usize::from(u16::from_le_bytes([*a, *b]));
                    self.add_span(first, first + usize::from(u16::from_le_bytes([*c, *d])) + 1);
                }
                rest.is_empty().then_some(())
            }
            GAPS => self.add_gaps(bytes),
            BITMAP => {
                let (words, rest) = bytes.as_chunks();
                for (word, bytes) in self.0.iter_mut().zip(words) {
                    *word |= u64::from_le_bytes(*bytes);
                }
                (rest.is_empty() && words.len() <= WORDS).then_some(())
            }
            _ => None,
        }
    }

    fn add_gaps(&mut self, mut bytes: &[u8]) -> Option<()> {
        let mut next = 0;
        while let Some((gap, rest)) = bytes.split_first() {
            bytes = rest;
            let mut gap = usize::from(*gap);
            if gap == usize::from(WIDE) {
                let (wide, rest) = bytes.split_first_chunk()?;
                bytes = rest;
                gap = u16::from_le_bytes(*wide).into();
            }
            self.add(next + gap);
            next += gap + 1;
        }
        (next <= CAPACITY).then_some(())
    }

    /// The set as bytes.
    pub fn write(&self) -> Vec<u8> {
        let positions: Vec<u16> =
            self.iter().map(|position| u16::try_from(position).unwrap_or(u16::MAX)).collect();
        write_positions(&positions)
    }
}

/// A set of rows as bytes, given in order and each once.
pub fn write_positions(positions: &[u16]) -> Vec<u8> {
    let runs = positions.chunk_by(|a, b| a.checked_add(1) == Some(*b));
    let count = runs.clone().count();
    // Bytes of a bitmap that ends with the last row.
    let bitmap = positions.last().map_or(0, |last| (usize::from(*last) / 64 + 1) * 8);
    let gaps = gaps(positions);
    let list = gaps.len().min(positions.len() * 2);
    let mut bytes = Vec::new();
    if count * 4 < list.min(bitmap) {
        bytes.push(RUNS);
        for run in runs {
            let (first, more) = (run.first().copied().unwrap_or(0), run.len() - 1);
            bytes.extend_from_slice(&first.to_le_bytes());
            bytes.extend_from_slice(&u16::try_from(more).unwrap_or(u16::MAX).to_le_bytes());
        }
    } else if bitmap < list * WORTH {
        bytes.push(BITMAP);
        let mut words = vec![0_u64; bitmap / 8];
        for position in positions {
            if let Some(word) = words.get_mut(usize::from(*position) / 64) {
                *word |= 1 << (position % 64);
            }
        }
        bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    } else if gaps.len() < positions.len() * 2 {
        bytes.push(GAPS);
        bytes.extend(gaps);
    } else {
        bytes.push(POSITIONS);
        bytes.extend(positions.iter().flat_map(|position| position.to_le_bytes()));
    }
    bytes
}

/// How many rows are passed over before each position.
fn gaps(positions: &[u16]) -> Vec<u8> {
    let mut gaps = Vec::with_capacity(positions.len());
    let mut next = 0;
    for position in positions {
        let gap = position - next;
        match u8::try_from(gap) {
            Ok(gap) if gap < WIDE => gaps.push(gap),
            _ => {
                gaps.push(WIDE);
                gaps.extend(gap.to_le_bytes());
            }
        }
        next = position.saturating_add(1);
    }
    gaps
}

/// Where the bits of some words are set, in order.
pub fn each_one(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(index, word)| {
        let mut word = *word;
        std::iter::from_fn(move || {
            let bit = word.trailing_zeros() as usize;
            (word != 0).then(|| {
                word &= word - 1;
                index * 64 + bit
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// Sets of all shapes.
    fn sets() -> impl Strategy<Value = BTreeSet<u16>> {
        let sparse = vec(any::<u16>(), 0..200).prop_map(BTreeSet::from_iter);
        let runs = vec((any::<u16>(), 0..900_u16), 0..20).prop_map(|runs| {
            runs.into_iter().flat_map(|(first, more)| first..=first.saturating_add(more)).collect()
        });
        let dense = (0..60_000_u16, 2..9_u16).prop_map(|(first, keep)| {
            (first..=u16::MAX).filter(|row| row.wrapping_mul(40_503) % keep != 0).collect()
        });
        let medium = (vec(0..300_u16, 100..900)).prop_map(|gaps| {
            let mut next = 0_u32;
            gaps.into_iter()
                .filter_map(|gap| {
                    next += u32::from(gap) + 1;
                    u16::try_from(next - 1).ok()
                })
                .collect()
        });
        prop_oneof![sparse, runs, dense, medium]
    }

    fn bits_of(rows: &BTreeSet<u16>) -> Bits {
        let mut bits = Bits::none();
        for row in rows {
            bits.add(usize::from(*row));
        }
        bits
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_written_is_read(rows in sets()) {
            let bits = bits_of(&rows);
            let mut read = Bits::none();
            prop_assert_eq!(read.add_written(&bits.write()), Some(()));
            prop_assert!(read.iter().eq(rows.iter().map(|row| usize::from(*row))));
            prop_assert_eq!(read.len(), rows.len());
            prop_assert!(bits.write().len() <= 8_193.min(1 + rows.len() * 2 * WORTH));
        }

        #[test]
        fn sets_are_joined_like_sets(a in sets(), b in sets(), at in any::<u16>()) {
            let rows = |set: BTreeSet<u16>| set.into_iter().map(usize::from).collect::<Vec<_>>();
            let (x, y) = (bits_of(&a), bits_of(&b));
            let mut both = x.clone();
            prop_assert_eq!(both.keep(&y), !a.is_disjoint(&b));
            prop_assert_eq!(both.iter().collect::<Vec<_>>(), rows(&a & &b));
            let mut less = x.clone();
            prop_assert_eq!(less.drop_all(&y), !a.is_subset(&b));
            prop_assert_eq!(less.iter().collect::<Vec<_>>(), rows(&a - &b));
            let mut more = x.clone();
            more.add_all(&y);
            prop_assert_eq!(more.iter().collect::<Vec<_>>(), rows(&a | &b));
            prop_assert_eq!(x.before(at.into()), a.range(..at).next_back().map(|row| usize::from(*row)));
            prop_assert_eq!(x.from(at.into()), a.range(at..).next().map(|row| usize::from(*row)));
            prop_assert_eq!(x.before(CAPACITY), a.last().map(|row| usize::from(*row)));
            prop_assert_eq!(x.has(at.into()), a.contains(&at));
            prop_assert!(x.at_most(a.len()) && (a.is_empty() || !x.at_most(a.len() - 1)));
        }

        #[test]
        fn spans_are_their_rows(from in 0..=CAPACITY, to in 0..=CAPACITY) {
            let span = Bits::span(from, to);
            prop_assert_eq!(span.len(), to.saturating_sub(from));
            prop_assert!(from >= to || span.from(0) == Some(from) && span.before(CAPACITY) == Some(to - 1));
        }
    }

    #[test]
    fn bytes_that_are_no_set_are_refused() {
        for bytes in [
            &[][..],
            &[9],
            &[POSITIONS, 1],
            &[RUNS, 1, 2, 3],
            &[BITMAP, 1, 2],
            &[GAPS, WIDE, 0],
            &[GAPS, WIDE, 255, 255, 0],
        ] {
            assert_eq!(Bits::none().add_written(bytes), None, "{bytes:?}");
        }
        assert_eq!(Bits::none().add_written(&[&[BITMAP][..], &[0; 8_200]].concat()), None);
    }

    #[test]
    fn rows_are_removed_one_by_one() {
        let mut bits = Bits::span(10, 13);
        bits.remove(11);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [10, 12]);
        bits.clear();
        assert!(bits.is_empty());
    }
}
