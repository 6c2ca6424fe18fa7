//! A watched folder: a log of its writes and syncs, and faults to inject.

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

/// A file of the folder. A file that is deleted and created again gets a new number.
pub type FileNo = usize;

/// The calls of a file system that can fail.
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

/// An entry of the log: a change, or a sync.
#[derive(Debug, Clone)]
pub enum Op {
    /// A file that was there and synced before the log began.
    Found { name: String, content: Arc<[u8]> },
    /// A new file; its name is safe from the folder's next sync on.
    Made { name: String },
    /// Written bytes.
    Write { file: FileNo, at: usize, bytes: Arc<[u8]> },
    /// A new length.
    Truncate { file: FileNo, len: usize },
    /// A sync: the content of the file is safe.
    Sync { file: FileNo },
    /// A failed sync: the content may be safe or not, and no later sync tries again, as on Linux after a write-back error.
    SyncFailed { file: FileNo },
    /// A deleted name; safely gone from the folder's next sync on.
    Delete { name: String },
    /// A sync of the folder: its names are safe.
    SyncFolder,
}

/// Ways in which a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No space: nothing of a write is written.
    Full,
    /// No space: half of a write is written.
    FullHalfway,
    Write,
    /// An error after half of a write.
    WriteHalfway,
    Sync,
    Read,
    /// A read that returns too few bytes.
    ShortRead,
    Truncate,
    /// A read-only file system, as SQLite reports it.
    ReadOnly,
    /// A read-only file system, as the kernel reports it: writes, syncs and new names fail.
    Remounted,
    Open,
    Delete,
    Access,
    Size,
    Lock,
    MemoryMap,
    /// The disk is unplugged: every call fails.
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

    /// The error code for a call that this fault hits.
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

    /// True if written bytes can still be read during the fault.
    pub fn can_still_read(self) -> bool {
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

/// A fault to inject.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    pub trouble: Trouble,
    /// The first call to fail, from 1, of the calls that it can hit.
    pub nth: usize,
    /// True if all later ones fail too.
    pub lasts: bool,
}

/// The syncs that a disk reports but skips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkippedSyncs {
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
    skipped: SkippedSyncs,
    fault: Option<Fault>,
    /// Number of calls that the fault could hit, and the error codes of those that it did hit.
    met: usize,
    struck: Vec<c_int>,
    act: Option<Act>,
}

/// What another program does to the folder just before a call of the file system.
struct Act {
    /// The calls before it.
    left: usize,
    what: Box<dyn FnOnce() + Send>,
}

static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Disk {
    /// Watches `folder` until the returned value is dropped. What is in it counts as synced.
    pub fn watch(folder: &Path, skipped: SkippedSyncs) -> Arc<Self> {
        crate::vfs::install();
        let state = State {
            names: HashMap::new(),
            files: 0,
            log: Vec::new(),
            skipped,
            fault: None,
            met: 0,
            struck: Vec::new(),
            act: None,
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

    /// Length of the log.
    pub fn log_len(&self) -> usize {
        self.state().log.len()
    }

    /// The log.
    pub fn log(&self) -> Vec<Op> {
        self.state().log.clone()
    }

    /// Injects `fault`.
    pub fn inject(&self, fault: Fault) {
        let mut state = self.state();
        (state.fault, state.met, state.struck) = (Some(fault), 0, Vec::new());
    }

    /// Ends the fault. Returns the error code of each call that it hit.
    pub fn end_fault(&self) -> Vec<c_int> {
        let mut state = self.state();
        state.fault = None;
        std::mem::take(&mut state.struck)
    }

    /// Does `what` just before the `nth` call from now, from 1.
    pub fn before_call(&self, nth: usize, what: impl FnOnce() + Send + 'static) {
        self.state().act = Some(Act { left: nth, what: Box::new(what) });
    }

    /// True if there were so many calls that the act of [`before_call`](Self::before_call) was done.
    pub fn has_acted(&self) -> bool {
        self.state().act.take().is_none()
    }

    /// The error code if the fault hits this call.
    pub fn hit(&self, call: Call) -> Option<c_int> {
        self.meet(call).map(|(code, _)| code)
    }

    /// The error code if the fault hits this call, and true if half of a write is written.
    fn meet(&self, call: Call) -> Option<(c_int, bool)> {
        let mut state = self.state();
        if let Some(act) = &mut state.act {
            act.left -= 1;
        }
        if let Some(act) = state.act.take_if(|act| act.left == 0) {
            drop(state);
            (act.what)();
            state = self.state();
        }
        state.hit(call)
    }

    /// Notes an opened file.
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
        if let Some(code) = self.hit(Call::Delete) {
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
        let struck = self.meet(Call::Write);
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
        if let Some(code) = self.hit(Call::Truncate) {
            return code;
        }
        let answer = real();
        if answer == SQLITE_OK {
            let len = usize::try_from(len).expect("a small file");
            self.state().log.push(Op::Truncate { file, len });
        }
        answer
    }

    /// Notes a sync of a file or its folder outside SQLite.
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

    /// Notes a sync of a file, and perhaps of its folder. The hardware syncs nothing: only the log decides what is safe.
    pub fn sync(&self, file: FileNo, with_folder: bool) -> c_int {
        let struck = self.hit(Call::Sync);
        let mut state = self.state();
        if let Some(code) = struck {
            state.log.push(Op::SyncFailed { file });
            return code;
        }
        let is_log = state.names.iter().any(|(name, no)| *no == file && name.ends_with("-wal"));
        let lied = match state.skipped {
            SkippedSyncs::Never => false,
            SkippedSyncs::Always => true,
            SkippedSyncs::Log => is_log,
            SkippedSyncs::Ledger => !is_log,
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

    /// The error code for this call, and true if half of the write is written.
    fn hit(&mut self, call: Call) -> Option<(c_int, bool)> {
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
