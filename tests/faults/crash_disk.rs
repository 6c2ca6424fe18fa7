//! The contents of a disk after a power loss, made from the log of the disk.
//!
//! Synced bytes of a file are kept. Of what was written since, any part may be kept: any writes, any sectors of them, in any
//! order. A length that was not synced may be the old or the new one; bytes of a longer file that were never written are
//! zeros or garbage. A created or deleted name may be there or not until its folder is synced.
//!
//! As SQLite does, this assumes that writing a part of a sector does not change the rest of the sector.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use crate::{
    dice::Dice,
    disk::{FileNo, Op},
};

/// Bytes that a disk writes at once.
const SECTOR: usize = 512;

/// What of the writes without a sync is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loss {
    /// Nothing: only the program was killed.
    Nothing,
    /// Everything.
    Everything,
    /// Any whole writes: the disk has changed their order.
    Reordered,
    /// Any sectors of any writes: torn pages.
    Scattered,
    /// All from some write on, and the end of that one.
    Torn,
}

impl Loss {
    pub const ALL: [Self; 5] =
        [Self::Nothing, Self::Everything, Self::Reordered, Self::Scattered, Self::Torn];
}

/// The disk at one entry of its log.
#[derive(Clone, Default)]
pub struct CrashDisk {
    files: Vec<File>,
    names: BTreeMap<String, Name>,
    /// The index in `files` of each file number of the log.
    numbers: Vec<usize>,
}

#[derive(Clone, Default)]
struct File {
    /// The synced content.
    safe: Vec<u8>,
    /// The content as programs see it.
    seen: Vec<u8>,
    /// The changes since the last sync.
    loose: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Arc<[u8]> },
    Truncate { len: usize },
}

/// The index of the file with this name: the synced one, and those since.
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

/// The files after a crash, by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Image(Vec<(String, Vec<u8>)>);

impl Image {
    /// Writes the files into an empty folder.
    pub fn write_into(&self, folder: &Path) {
        for (name, bytes) in &self.0 {
            fs::write(folder.join(name), bytes).expect("laid");
        }
    }
}

impl CrashDisk {
    /// Applies the next entry of the log. `dice` decide what a failed sync has saved.
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

    /// The same disk for a new log, after the programs were killed. What was not synced still is not.
    pub fn after_kill(&self) -> Self {
        Self { numbers: Vec::new(), ..self.clone() }
    }

    fn file(&mut self, number: FileNo) -> &mut File {
        &mut self.files[self.numbers[number]]
    }

    /// The files after a power loss at this moment.
    pub fn after_power_loss(&self, loss: Loss, dice: &mut Dice) -> Image {
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
                    if dice.chance() {
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

    /// Gives the file a length that it had at any moment since the last sync.
    fn lengthen(&self, bytes: &mut Vec<u8>, dice: &mut Dice) {
        let (mut len, mut lengths) = (self.safe.len(), vec![bytes.len(), self.safe.len()]);
        for change in &self.loose {
            len = match change {
                Change::Write { at, bytes } => len.max(at + bytes.len()),
                Change::Truncate { len } => *len,
            };
            lengths.push(len);
        }
        // Synced bytes are not lost, unless the file was truncated since.
        let shortest = lengths.iter().copied().min().unwrap_or(0);
        let len = lengths[dice.below(lengths.len())].max(shortest);
        let rubbish = dice.chance();
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

    /// Applies only the first bytes of a write. The file still ends at the end of a sector.
    fn start(&self, file: &mut Vec<u8>, dice: &mut Dice) {
        match self {
            Self::Write { at, bytes } => {
                let torn = dice.below(bytes.len() + 1);
                let end = (at + torn).next_multiple_of(SECTOR).min(at + bytes.len());
                put(file, end, &[]);
                put(file, *at, &bytes[..torn]);
            }
            Self::Truncate { .. } if dice.chance() => self.whole(file),
            Self::Truncate { .. } => {}
        }
    }

    /// Applies random sectors of a write.
    fn scattered(&self, file: &mut Vec<u8>, dice: &mut Dice) {
        let Self::Write { at, bytes } = self else { return self.start(file, dice) };
        let (mut from, end) = (*at, at + bytes.len());
        while from < end {
            let to = end.min((from / SECTOR + 1) * SECTOR);
            if dice.chance() {
                put(file, from, &bytes[from - at..to - at]);
            }
            from = to;
        }
    }
}

/// Writes `bytes` into `file` at `at`; a gap before them becomes zeros.
fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}
