//! A watched folder: what was written to it and synced, in order, and the fault that is to strike.

use std::{
    collections::HashMap,
    ffi::c_int,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use rusqlite::ffi::{
    SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR_ACCESS, SQLITE_IOERR_DELETE, SQLITE_IOERR_FSTAT,
    SQLITE_IOERR_FSYNC, SQLITE_IOERR_LOCK, SQLITE_IOERR_READ, SQLITE_IOERR_SHMLOCK, SQLITE_IOERR_SHMMAP,
    SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHORT_READ, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_OK,
    SQLITE_READONLY,
};

/// A file of the folder; one that is deleted and made again is another one.
pub type FileNo = usize;

/// What SQLite asks of a file system, as far as it can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Open,
    Create,
    Delete,
    Access,
    Read,
    Write,
    Truncate,
    Sync,
    Size,
    Lock,
    MemoryMap,
    MemoryLock,
}

/// What changed on the disk, or was made to last.
#[derive(Debug, Clone)]
pub enum Op {
    /// There before anything was watched, and safe.
    Found { name: String, content: Arc<[u8]> },
    /// A new file; its name lasts from the folder's next sync on.
    Made { name: String },
    /// Bytes.
    Write { file: FileNo, at: usize, bytes: Arc<[u8]> },
    /// Another length.
    Truncate { file: FileNo, len: usize },
    /// What the file holds lasts.
    Sync { file: FileNo },
    /// It may last or not, and no later sync tries again: what Linux does after a write-back error.
    SyncFailed { file: FileNo },
    /// The name is gone; for good from the folder's next sync on.
    Delete { name: String },
    /// The names last.
    SyncFolder,
}

/// Ways in which a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No space: no byte of a write arrives.
    Full,
    /// No space: half of a write arrives.
    FullHalfway,
    Write,
    /// A write of which half arrives.
    WriteHalfway,
    Sync,
    Read,
    /// Less is read than there is.
    ShortRead,
    Truncate,
    /// The file system was turned read-only, in SQLite's words.
    ReadOnly,
    /// The same as the kernel says it: writes, syncs and new names fail.
    Remounted,
    Open,
    Delete,
    Access,
    Size,
    Lock,
    MemoryMap,
    /// The disk is pulled out: nothing works.
    Gone,
}

impl Trouble {
    pub const ALL: [Self; 17] = [
        Self::Full,
        Self::FullHalfway,
        Self::Write,
        Self::WriteHalfway,
        Self::Sync,
        Self::Read,
        Self::ShortRead,
        Self::Truncate,
        Self::ReadOnly,
        Self::Remounted,
        Self::Open,
        Self::Delete,
        Self::Access,
        Self::Size,
        Self::Lock,
        Self::MemoryMap,
        Self::Gone,
    ];

    /// What SQLite is told of a call that this strikes.
    fn code(self, call: Call) -> Option<c_int> {
        let plain = match call {
            Call::Open | Call::Create => SQLITE_CANTOPEN,
            Call::Delete => SQLITE_IOERR_DELETE,
            Call::Access => SQLITE_IOERR_ACCESS,
            Call::Read => SQLITE_IOERR_READ,
            Call::Write => SQLITE_IOERR_WRITE,
            Call::Truncate => SQLITE_IOERR_TRUNCATE,
            Call::Sync => SQLITE_IOERR_FSYNC,
            Call::Size => SQLITE_IOERR_FSTAT,
            Call::Lock => SQLITE_IOERR_LOCK,
            Call::MemoryMap => SQLITE_IOERR_SHMMAP,
            Call::MemoryLock => SQLITE_IOERR_SHMLOCK,
        };
        match (self, call) {
            (Self::Full | Self::FullHalfway, Call::Write) => Some(SQLITE_FULL),
            (Self::Full | Self::FullHalfway, Call::MemoryMap) => Some(SQLITE_IOERR_SHMSIZE),
            (Self::ShortRead, Call::Read) => Some(SQLITE_IOERR_SHORT_READ),
            (Self::ReadOnly, Call::Write | Call::Truncate) => Some(SQLITE_READONLY),
            (Self::Gone, _)
            | (Self::Full | Self::FullHalfway, Call::Create)
            | (Self::Write | Self::WriteHalfway, Call::Write)
            | (Self::Sync, Call::Sync)
            | (Self::Read, Call::Read)
            | (Self::Truncate, Call::Truncate)
            | (Self::ReadOnly, Call::Create | Call::Delete)
            | (Self::Remounted, Call::Write | Call::Truncate | Call::Sync | Call::Create | Call::Delete)
            | (Self::Open, Call::Open | Call::Create)
            | (Self::Delete, Call::Delete)
            | (Self::Access, Call::Access)
            | (Self::Size, Call::Size)
            | (Self::Lock, Call::Lock | Call::MemoryLock)
            | (Self::MemoryMap, Call::MemoryMap) => Some(plain),
            _ => None,
        }
    }

    /// Whether what is written can still be read meanwhile.
    pub fn spares_reading(self) -> bool {
        use Trouble as T;
        matches!(
            self,
            T::Full | T::FullHalfway | T::Write | T::WriteHalfway | T::Sync | T::ReadOnly | T::Remounted
        )
    }

    fn leaves_half(self) -> bool {
        matches!(self, Self::FullHalfway | Self::WriteHalfway)
    }
}

/// A fault that waits for its moment.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    pub trouble: Trouble,
    /// Which of the calls that it strikes is the first to fail, from 1.
    pub nth: usize,
    /// Whether all later ones fail too.
    pub lasts: bool,
}

/// Which syncs a disk only pretends to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    Never,
    Always,
    /// Those of the log.
    Log,
    /// Those of the ledger's file itself.
    Ledger,
}

/// A watched folder.
pub struct Disk {
    folder: PathBuf,
    state: Mutex<State>,
}

struct State {
    names: HashMap<String, FileNo>,
    files: usize,
    log: Vec<Op>,
    lie: Lie,
    fault: Option<Fault>,
    /// Calls that the fault could have struck, and what those that it did strike were told.
    met: usize,
    struck: Vec<c_int>,
}

static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Disk {
    /// Watches `folder` as long as the answer lives. What is in it is taken to be safe.
    pub fn watch(folder: &Path, lie: Lie) -> Arc<Self> {
        crate::vfs::install();
        let state = State {
            names: HashMap::new(),
            files: 0,
            log: Vec::new(),
            lie,
            fault: None,
            met: 0,
            struck: Vec::new(),
        };
        let disk = Arc::new(Self { folder: folder.to_owned(), state: Mutex::new(state) });
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let name = name(&path);
            if path.is_file() && !name.ends_with("-shm") {
                let content = fs::read(&path).expect("readable").into();
                let mut state = disk.state();
                state.add(name.clone());
                state.log.push(Op::Found { name, content });
            }
        }
        let mut disks = locked(&DISKS);
        disks.retain(|other| other.strong_count() > 0);
        disks.push(Arc::downgrade(&disk));
        drop(disks);
        disk
    }

    /// The disk that `path` is on, if it is watched.
    pub fn of(path: &Path) -> Option<Arc<Self>> {
        let folder = path.parent()?;
        locked(&DISKS).iter().filter_map(Weak::upgrade).find(|disk| disk.folder == folder)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    /// How much has happened.
    pub fn mark(&self) -> usize {
        self.state().log.len()
    }

    /// Everything that has happened.
    pub fn log(&self) -> Vec<Op> {
        self.state().log.clone()
    }

    /// Lets `fault` wait for its moment.
    pub fn arm(&self, fault: Fault) {
        let mut state = self.state();
        (state.fault, state.met, state.struck) = (Some(fault), 0, Vec::new());
    }

    /// All is well again. What was said each time that the fault struck.
    pub fn mend(&self) -> Vec<c_int> {
        let mut state = self.state();
        state.fault = None;
        std::mem::take(&mut state.struck)
    }

    /// The code of the fault that strikes this call.
    pub fn strike(&self, call: Call) -> Option<c_int> {
        self.state().strike(call).map(|(code, _)| code)
    }

    /// A file was opened.
    pub fn opened(&self, path: &Path) -> FileNo {
        let (mut state, name) = (self.state(), name(path));
        if let Some(file) = state.names.get(&name) {
            return *file;
        }
        let file = state.add(name.clone());
        state.log.push(Op::Made { name });
        file
    }

    pub fn delete(&self, path: &Path, sync_folder: bool, real: impl FnOnce() -> c_int) -> c_int {
        if let Some(code) = self.strike(Call::Delete) {
            return code;
        }
        let (answer, name) = (real(), name(path));
        let mut state = self.state();
        if answer == SQLITE_OK && state.names.remove(&name).is_some() {
            state.log.push(Op::Delete { name });
            if sync_folder {
                state.log.push(Op::SyncFolder);
            }
        }
        answer
    }

    pub fn write(&self, file: FileNo, at: u64, bytes: &[u8], real: impl Fn(&[u8]) -> c_int) -> c_int {
        let struck = self.state().strike(Call::Write);
        let (bytes, failed) = match struck {
            Some((code, true)) => (bytes.get(..bytes.len() / 2).unwrap_or_default(), Some(code)),
            Some((code, false)) => return code,
            None => (bytes, None),
        };
        let answer = real(bytes);
        if answer == SQLITE_OK {
            let at = usize::try_from(at).expect("a small file");
            self.state().log.push(Op::Write { file, at, bytes: bytes.into() });
        }
        failed.unwrap_or(answer)
    }

    pub fn truncate(&self, file: FileNo, len: u64, real: impl FnOnce() -> c_int) -> c_int {
        if let Some(code) = self.strike(Call::Truncate) {
            return code;
        }
        let answer = real();
        if answer == SQLITE_OK {
            let len = usize::try_from(len).expect("a small file");
            self.state().log.push(Op::Truncate { file, len });
        }
        answer
    }

    /// A program synced a file, or its folder, past SQLite.
    pub fn synced(path: &Path) {
        if let Some(disk) = Self::of(path) {
            let file = disk.state().names.get(&name(path)).copied();
            if let Some(file) = file {
                disk.sync(file, false);
            }
        } else if let Some(disk) = Self::of(&path.join("any")) {
            disk.state().log.push(Op::SyncFolder);
        }
    }

    /// Makes a file last, and perhaps the names in its folder. Nothing is asked of the hardware: what lasts is what the log
    /// says.
    pub fn sync(&self, file: FileNo, with_folder: bool) -> c_int {
        let mut state = self.state();
        if let Some((code, _)) = state.strike(Call::Sync) {
            state.log.push(Op::SyncFailed { file });
            return code;
        }
        let is_log = state.names.iter().any(|(name, no)| *no == file && name.ends_with("-wal"));
        let lied = match state.lie {
            Lie::Never => false,
            Lie::Always => true,
            Lie::Log => is_log,
            Lie::Ledger => !is_log,
        };
        if !lied {
            state.log.push(Op::Sync { file });
            if with_folder {
                state.log.push(Op::SyncFolder);
            }
        }
        SQLITE_OK
    }
}

impl State {
    fn add(&mut self, name: String) -> FileNo {
        let file = self.files;
        self.files += 1;
        self.names.insert(name, file);
        file
    }

    /// The code for this call, and whether half of a write arrives.
    fn strike(&mut self, call: Call) -> Option<(c_int, bool)> {
        let fault = self.fault?;
        let code = fault.trouble.code(call)?;
        self.met += 1;
        if self.met < fault.nth || self.met > fault.nth && !fault.lasts {
            return None;
        }
        self.struck.push(code);
        Some((code, fault.trouble.leaves_half() && self.struck.len() == 1))
    }
}

/// The last part of a path.
fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
