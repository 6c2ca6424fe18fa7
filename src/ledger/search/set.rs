//! Sets of rows of one block, in memory and as bytes.
//!
//! A written set is joined as it is: of a list of a few rows only these are looked at, and nothing is unpacked.

use std::cell::RefCell;

/// The most rows that a block may have.
pub const CAPACITY: usize = 1 << 16;
const WORDS: usize = CAPACITY / 64;

/// A set of rows of one block, each by its position 0..65,536.
#[derive(Clone, PartialEq, Eq)]
pub struct Set(Box<[u64; WORDS]>);

/// How a set is written: the first byte, then what follows it. The shortest is taken, except that a bitmap may be longer
/// than a list of rows by [`WORTH`]: it is joined a word at a time.
const POSITIONS: u8 = 0;
const RUNS: u8 = 1;
const BITMAP: u8 = 2;
const GAPS: u8 = 3;
/// How many times longer a bitmap may be.
const WORTH: usize = 4;
/// In [`GAPS`], what says that the gap is larger and is in the next two bytes.
const WIDE: u8 = u8::MAX;

/// Sets that are done with, to be used again: a search joins a few of them in each of many blocks.
#[derive(Default)]
pub struct Spare(RefCell<Vec<Set>>);

impl Spare {
    /// An empty set.
    pub fn take(&self) -> Set {
        let used = self.0.borrow_mut().pop();
        used.map_or_else(Set::none, |mut set| {
            set.clear();
            set
        })
    }

    /// Takes a set back.
    pub fn put(&self, set: Set) {
        self.0.borrow_mut().push(set);
    }
}

impl Set {
    /// No row.
    pub fn none() -> Self {
        Self(Box::new([0; WORDS]))
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

    /// Whether there are at most `most` rows. Cheaper than counting them.
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

    /// Drops the rows `from` up to, not including, `to`.
    pub fn remove_span(&mut self, from: usize, to: usize) {
        let to = to.min(CAPACITY);
        if from >= to {
            return;
        }
        let (first, last) = (from / 64, (to - 1) / 64);
        let (before, after) = (!(u64::MAX << (from % 64)), !(u64::MAX >> (63 - (to - 1) % 64)));
        match self.0.get_mut(first..=last) {
            Some([only]) => *only &= before | after,
            Some([first, between @ .., last]) => {
                *first &= before;
                between.fill(0);
                *last &= after;
            }
            _ => {}
        }
    }

    /// Adds a set that [`write()`] wrote; `None` when the bytes are none.
    pub fn add_written(&mut self, bytes: &[u8]) -> Option<()> {
        match Written::of(bytes)? {
            Written::Words(words) => {
                for (word, bytes) in self.0.iter_mut().zip(words) {
                    *word |= u64::from_le_bytes(*bytes);
                }
                Some(())
            }
            Written::Runs(runs) => each_run(runs, |from, to| self.add_span(from, to)),
            Written::List(list) => list.each(|position| self.add(position)),
        }
    }

    /// Keeps what is in a written set too; says whether anything is left. `None` when the bytes are no set.
    pub fn keep_written(&mut self, bytes: &[u8]) -> Option<bool> {
        match Written::of(bytes)? {
            Written::Words(words) => {
                let mut left = 0;
                let (own, after) = self.0.split_at_mut_checked(words.len())?;
                for (word, bytes) in own.iter_mut().zip(words) {
                    *word &= u64::from_le_bytes(*bytes);
                    left |= *word;
                }
                after.fill(0);
                Some(left != 0)
            }
            Written::Runs(runs) => {
                let mut next = 0;
                each_run(runs, |from, to| {
                    self.remove_span(next, from);
                    next = to;
                })?;
                self.remove_span(next, CAPACITY);
                Some(!self.is_empty())
            }
            Written::List(list) => {
                // Word by word: of the one that the list is at, the rows that it names; none of those that it passes over.
                let (mut at, mut wanted, mut left) = (0, 0, 0);
                list.each(|position| {
                    let index = position / 64;
                    if index != at {
                        left |= self.keep_word(at, wanted);
                        self.0.get_mut(at + 1..index).unwrap_or_default().fill(0);
                        (at, wanted) = (index, 0);
                    }
                    wanted |= 1 << (position % 64);
                })?;
                left |= self.keep_word(at, wanted);
                self.0.get_mut(at + 1..).unwrap_or_default().fill(0);
                Some(left != 0)
            }
        }
    }

    fn keep_word(&mut self, index: usize, wanted: u64) -> u64 {
        self.0.get_mut(index).map_or(0, |word| {
            *word &= wanted;
            *word
        })
    }

    /// Drops what is in a written set; says whether anything is left. `None` when the bytes are no set.
    pub fn drop_written(&mut self, bytes: &[u8]) -> Option<bool> {
        match Written::of(bytes)? {
            Written::Words(words) => {
                for (word, bytes) in self.0.iter_mut().zip(words) {
                    *word &= !u64::from_le_bytes(*bytes);
                }
            }
            Written::Runs(runs) => each_run(runs, |from, to| self.remove_span(from, to))?,
            Written::List(list) => list.each(|position| self.remove(position))?,
        }
        Some(!self.is_empty())
    }

    /// The set as bytes.
    pub fn write(&self) -> Vec<u8> {
        let positions: Vec<u16> =
            self.iter().map(|position| u16::try_from(position).unwrap_or(u16::MAX)).collect();
        write(&positions)
    }
}

/// A written set, before it is read.
enum Written<'a> {
    Words(&'a [[u8; 8]]),
    /// First row, and how many follow it.
    Runs(&'a [[u8; 4]]),
    List(List<'a>),
}

/// A written list of rows.
enum List<'a> {
    Positions(&'a [[u8; 2]]),
    Gaps(&'a [u8]),
}

impl<'a> Written<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let (kind, bytes) = bytes.split_first()?;
        match *kind {
            BITMAP => {
                let (words, rest) = bytes.as_chunks();
                (rest.is_empty() && words.len() <= WORDS).then_some(Self::Words(words))
            }
            RUNS => {
                let (runs, rest) = bytes.as_chunks();
                rest.is_empty().then_some(Self::Runs(runs))
            }
            POSITIONS => {
                let (positions, rest) = bytes.as_chunks();
                rest.is_empty().then_some(Self::List(List::Positions(positions)))
            }
            GAPS => Some(Self::List(List::Gaps(bytes))),
            _ => None,
        }
    }
}

impl List<'_> {
    /// Takes the rows, in order; `None` when they are in none, or beyond the block.
    fn each(self, mut take: impl FnMut(usize)) -> Option<()> {
        let mut next = 0;
        match self {
            Self::Positions(positions) => {
                for position in positions {
                    let position = usize::from(u16::from_le_bytes(*position));
                    if position < next {
                        return None;
                    }
                    take(position);
                    next = position + 1;
                }
            }
            Self::Gaps(mut bytes) => {
                while let Some((gap, rest)) = bytes.split_first() {
                    bytes = rest;
                    let mut gap = usize::from(*gap);
                    if gap == usize::from(WIDE) {
                        let (wide, rest) = bytes.split_first_chunk()?;
                        bytes = rest;
                        gap = u16::from_le_bytes(*wide).into();
                    }
                    let position = next + gap;
                    if position >= CAPACITY {
                        return None;
                    }
                    take(position);
                    next = position + 1;
                }
            }
        }
        Some(())
    }
}

/// Takes the runs, in order, each as the rows from one up to, not including, another; `None` when they are in none.
fn each_run(runs: &[[u8; 4]], mut take: impl FnMut(usize, usize)) -> Option<()> {
    let mut next = 0;
    for [a, b, c, d] in runs {
        let from = usize::from(u16::from_le_bytes([*a, *b]));
        let to = from + usize::from(u16::from_le_bytes([*c, *d])) + 1;
        if from < next || to > CAPACITY {
            return None;
        }
        take(from, to);
        next = to;
    }
    Some(())
}

/// A set of rows as bytes, given in order and each once.
pub fn write(positions: &[u16]) -> Vec<u8> {
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

    fn set_of(rows: &BTreeSet<u16>) -> Set {
        let mut set = Set::none();
        for row in rows {
            set.add(usize::from(*row));
        }
        set
    }

    fn rows(set: &Set) -> Vec<usize> {
        set.iter().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn what_is_written_is_read(wanted in sets()) {
            let set = set_of(&wanted);
            let mut read = Set::none();
            prop_assert_eq!(read.add_written(&set.write()), Some(()));
            prop_assert!(read.iter().eq(wanted.iter().map(|row| usize::from(*row))));
            prop_assert_eq!(read.len(), wanted.len());
            prop_assert!(set.write().len() <= 8_193.min(1 + wanted.len() * 2 * WORTH));
        }

        /// In memory and from bytes, which are of every shape.
        #[test]
        fn sets_are_joined_like_sets(a in sets(), b in sets(), at in any::<u16>()) {
            let plain = |set: BTreeSet<u16>| set.into_iter().map(usize::from).collect::<Vec<_>>();
            let (x, y) = (set_of(&a), set_of(&b));
            let written = y.write();
            let both = (!a.is_disjoint(&b), plain(&a & &b));
            let less = (!a.is_subset(&b), plain(&a - &b));
            let mut set = x.clone();
            prop_assert_eq!((set.keep(&y), rows(&set)), both.clone());
            let mut set = x.clone();
            prop_assert_eq!((set.keep_written(&written).expect("a set"), rows(&set)), both);
            let mut set = x.clone();
            prop_assert_eq!((set.drop_all(&y), rows(&set)), less.clone());
            let mut set = x.clone();
            prop_assert_eq!((set.drop_written(&written).expect("a set"), rows(&set)), less);
            let mut set = x.clone();
            set.add_all(&y);
            prop_assert_eq!(rows(&set), plain(&a | &b));
            let mut set = x.clone();
            set.add_written(&written).expect("a set");
            prop_assert_eq!(rows(&set), plain(&a | &b));
            prop_assert_eq!(x.before(at.into()), a.range(..at).next_back().map(|row| usize::from(*row)));
            prop_assert_eq!(x.from(at.into()), a.range(at..).next().map(|row| usize::from(*row)));
            prop_assert_eq!(x.before(CAPACITY), a.last().map(|row| usize::from(*row)));
            prop_assert_eq!(x.has(at.into()), a.contains(&at));
            prop_assert!(x.at_most(a.len()) && (a.is_empty() || !x.at_most(a.len() - 1)));
        }

        #[test]
        fn spans_are_their_rows(from in 0..=CAPACITY, to in 0..=CAPACITY) {
            let mut span = Set::none();
            span.add_span(from, to);
            prop_assert_eq!(span.len(), to.saturating_sub(from));
            prop_assert!(from >= to || span.from(0) == Some(from) && span.before(CAPACITY) == Some(to - 1));
            let mut rest = Set::none();
            rest.add_span(0, CAPACITY);
            rest.remove_span(from, to);
            prop_assert_eq!(rest.len(), CAPACITY - span.len());
            prop_assert!(!rest.keep(&span));
        }
    }

    #[test]
    fn bytes_that_are_no_set_are_refused() {
        for bytes in [
            &[][..],
            &[9],
            &[POSITIONS, 1],
            &[POSITIONS, 7, 0, 7, 0],
            &[RUNS, 1, 2, 3],
            &[RUNS, 5, 0, 2, 0, 7, 0, 1, 0],
            &[RUNS, 255, 255, 1, 0],
            &[BITMAP, 1, 2],
            &[GAPS, WIDE, 0],
            &[GAPS, WIDE, 255, 255, 0],
            &[&[BITMAP][..], &[0; 8_200]].concat(),
        ] {
            assert_eq!(Set::none().add_written(bytes), None, "{bytes:?}");
            assert_eq!(Set::none().keep_written(bytes), None, "{bytes:?}");
            assert_eq!(Set::none().drop_written(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_spare_set_is_empty() {
        let spare = Spare::default();
        let mut set = spare.take();
        set.add_span(10, 13);
        set.remove(11);
        assert_eq!(rows(&set), [10, 12]);
        spare.put(set);
        assert!(spare.take().is_empty());
    }
}
