//! What of a disk's log would be found on the disk after a power loss.
//!
//! A file holds what was synced, for certain, and of what was written since any part: each write or none of it, each
//! sector of it or not, in any order, or all. A length that was not synced may be the old one or the new one; what a longer
//! file has and nobody wrote is zeros or rubbish. A new or deleted name may be there or not until its folder is synced.
//!
//! Assumed is what SQLite assumes too: that writing a part of a sector leaves the rest of the sector alone.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use crate::{
    dice::Dice,
    disk::{FileNo, Op},
};

/// What a disk writes at once.
const SECTOR: usize = 512;

/// How much of what was not synced is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loss {
    /// All of it: the program was killed, the machine lives on.
    Nothing,
    /// None of it.
    Everything,
    /// Any writes, whole: the disk has changed their order.
    Reordered,
    /// Any sectors of any writes: torn pages.
    Scattered,
    /// The first writes, and of the next one its first bytes.
    Torn,
}

impl Loss {
    pub const ALL: [Self; 5] =
        [Self::Nothing, Self::Everything, Self::Reordered, Self::Scattered, Self::Torn];
}

/// The disk at one moment of its log.
#[derive(Clone, Default)]
pub struct Platter {
    files: Vec<File>,
    names: BTreeMap<String, Name>,
    /// Which of `files` the log means by its numbers.
    numbers: Vec<usize>,
}

#[derive(Clone, Default)]
struct File {
    /// What lasts.
    safe: Vec<u8>,
    /// What programs see.
    seen: Vec<u8>,
    /// What changed since the last sync.
    loose: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Arc<[u8]> },
    Truncate { len: usize },
}

/// Which of the files has it.
#[derive(Clone, Default)]
struct Name {
    safe: Option<usize>,
    loose: Vec<Option<usize>>,
}

impl Name {
    fn last(&self) -> Option<usize> {
        self.loose.last().copied().unwrap_or(self.safe)
    }
}

/// Files by name, as found after the crash.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Image(Vec<(String, Vec<u8>)>);

impl Image {
    /// Lays the files into an empty folder.
    pub fn lay(&self, folder: &Path) {
        for (name, bytes) in &self.0 {
            fs::write(folder.join(name), bytes).expect("laid");
        }
    }
}

impl Platter {
    /// The next entry of the log. `dice` decide what a failed sync has saved.
    pub fn apply(&mut self, op: &Op, dice: &mut Dice) {
        match op {
            Op::Found { name, content } => {
                let file = self.names.get(name).and_then(Name::last).unwrap_or_else(|| {
                    let file = File { safe: content.to_vec(), seen: content.to_vec(), loose: Vec::new() };
                    self.files.push(file);
                    let safe = Some(self.files.len() - 1);
                    self.names.insert(name.clone(), Name { safe, loose: Vec::new() });
                    self.files.len() - 1
                });
                self.numbers.push(file);
            }
            Op::Made { name } => {
                self.numbers.push(self.files.len());
                self.names.entry(name.clone()).or_default().loose.push(Some(self.files.len()));
                self.files.push(File::default());
            }
            Op::Write { file, at, bytes } => {
                self.file(*file).change(Change::Write { at: *at, bytes: bytes.clone() });
            }
            Op::Truncate { file, len } => self.file(*file).change(Change::Truncate { len: *len }),
            Op::Sync { file } => self.file(*file).keep(Loss::Nothing, dice),
            Op::SyncFailed { file } => self.file(*file).keep(Loss::Scattered, dice),
            Op::Delete { name } => self.names.entry(name.clone()).or_default().loose.push(None),
            Op::SyncFolder => {
                for name in self.names.values_mut() {
                    name.safe = name.loose.pop().unwrap_or(name.safe);
                    name.loose.clear();
                }
            }
        }
    }

    /// The same disk after the programs were killed and others begin a log of their own, with what is on it now. What was
    /// not synced is still not synced.
    pub fn go_on(&self) -> Self {
        Self { numbers: Vec::new(), ..self.clone() }
    }

    fn file(&mut self, number: FileNo) -> &mut File {
        &mut self.files[self.numbers[number]]
    }

    /// What is found after the power was lost now.
    pub fn survivors(&self, loss: Loss, dice: &mut Dice) -> Image {
        let mut found = Vec::new();
        for (name, bound) in &self.names {
            let file = match loss {
                Loss::Nothing => bound.last(),
                Loss::Everything => bound.safe,
                _ => {
                    let place = dice.below(bound.loose.len() + 1);
                    place.checked_sub(1).map_or(bound.safe, |place| bound.loose[place])
                }
            };
            if let Some(file) = file {
                found.push((name.clone(), self.files[file].after(loss, dice)));
            }
        }
        Image(found)
    }
}

impl File {
    fn change(&mut self, change: Change) {
        change.whole(&mut self.seen);
        self.loose.push(change);
    }

    fn keep(&mut self, loss: Loss, dice: &mut Dice) {
        self.safe = self.after(loss, dice);
        self.loose.clear();
    }

    fn after(&self, loss: Loss, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.safe.clone();
        match loss {
            Loss::Nothing => return self.seen.clone(),
            Loss::Everything => return bytes,
            _ if self.loose.is_empty() => return bytes,
            Loss::Torn => {
                let torn = dice.below(self.loose.len());
                for change in &self.loose[..torn] {
                    change.whole(&mut bytes);
                }
                self.loose[torn].start(&mut bytes, dice);
                return bytes;
            }
            Loss::Reordered => {
                for change in &self.loose {
                    if dice.coin() {
                        change.whole(&mut bytes);
                    }
                }
            }
            Loss::Scattered => {
                for change in &self.loose {
                    change.scattered(&mut bytes, dice);
                }
            }
        }
        self.lengthen(&mut bytes, dice);
        bytes
    }

    /// The length may be that of any moment since the last sync.
    fn lengthen(&self, bytes: &mut Vec<u8>, dice: &mut Dice) {
        let (mut len, mut lengths) = (self.safe.len(), vec![bytes.len(), self.safe.len()]);
        for change in &self.loose {
            len = match change {
                Change::Write { at, bytes } => len.max(at + bytes.len()),
                Change::Truncate { len } => *len,
            };
            lengths.push(len);
        }
        // What was synced before is not lost, unless the file was to become shorter.
        let shortest = lengths.iter().copied().min().unwrap_or(0);
        let len = lengths[dice.below(lengths.len())].max(shortest);
        let rubbish = dice.coin();
        while bytes.len() < len {
            bytes.push(if rubbish { dice.next().to_le_bytes()[0] } else { 0 });
        }
        bytes.truncate(len);
    }
}

impl Change {
    fn whole(&self, file: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => put(file, *at, bytes),
            Self::Truncate { len } => file.resize(*len, 0),
        }
    }

    /// The first bytes of a write. A file does not end within a sector because of it.
    fn start(&self, file: &mut Vec<u8>, dice: &mut Dice) {
        match self {
            Self::Write { at, bytes } => {
                let torn = dice.below(bytes.len() + 1);
                let end = (at + torn).next_multiple_of(SECTOR).min(at + bytes.len());
                put(file, end, &[]);
                put(file, *at, &bytes[..torn]);
            }
            Self::Truncate { .. } if dice.coin() => self.whole(file),
            Self::Truncate { .. } => {}
        }
    }

    /// Any of its sectors.
    fn scattered(&self, file: &mut Vec<u8>, dice: &mut Dice) {
        let Self::Write { at, bytes } = self else { return self.start(file, dice) };
        let (mut from, end) = (*at, at + bytes.len());
        while from < end {
            let to = end.min((from / SECTOR + 1) * SECTOR);
            if dice.coin() {
                put(file, from, &bytes[from - at..to - at]);
            }
            from = to;
        }
    }
}

/// Writes `bytes` into `file` at `at`; what is between its end and there becomes zeros.
fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}
