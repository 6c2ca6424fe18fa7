//! A file system for SQLite that passes every call on to the system's own, and reports it to the [`Disk`] of the folder first.
//! The only place of the tests with C and `unsafe`. Ours, because `rusqlite` has no safe interface for file systems.
//!
//! Locks, shared memory and bytes are real, so the ledger that ships is tested. Two things are not real: a sync of a watched
//! file does not reach the hardware, because the [`Disk`] decides what a power loss leaves; and in [`without_waiting`] the
//! pauses of SQLite take no time.
#![expect(unsafe_code, reason = "SQLite's file systems are tables of C functions")]

use std::{
    cell::Cell,
    ffi::{CStr, OsStr, c_char, c_int, c_void},
    mem::size_of,
    os::unix::ffi::OsStrExt as _,
    path::Path,
    ptr, slice,
    sync::{
        Arc, Once,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rusqlite::ffi::{
    SQLITE_IOERR, SQLITE_NOMEM, SQLITE_OK, SQLITE_OPEN_CREATE, SQLITE_OPEN_MAIN_JOURNAL, SQLITE_OPEN_WAL,
    sqlite3_file, sqlite3_filename, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find,
    sqlite3_vfs_register,
};

use crate::disk::{Call, Disk, FileNo};

/// Makes the shim SQLite's file system in this process.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: without a name this finds the default file system, which lives as long as the program.
        let real = unsafe { sqlite3_vfs_find(ptr::null()) };
        // SAFETY: not null, as SQLite is built with a file system; the structure is plain data.
        let mut shim = unsafe { ptr::read(real) };
        shim.zName = c"faults".as_ptr();
        shim.pNext = ptr::null_mut();
        shim.pAppData = real.cast();
        shim.szOsFile += c_int::try_from(size_of::<File>()).expect("small");
        shim.xOpen = Some(open);
        shim.xDelete = Some(delete);
        shim.xAccess = Some(access);
        shim.xSleep = Some(sleep);
        // SAFETY: it is never freed and never moved.
        let answer = unsafe { sqlite3_vfs_register(Box::leak(Box::new(shim)), 1) };
        assert_eq!(answer, SQLITE_OK);
    });
}

thread_local! {
    /// The microseconds that SQLite would have waited in this thread; `None` outside [`without_waiting`].
    static WAITED: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Runs `work` without SQLite's pauses at locks. Returns also how long it would have waited.
pub fn without_waiting<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    WAITED.set(Some(0));
    let done = work();
    (done, Duration::from_micros(WAITED.take().unwrap_or(0)))
}

/// An open file: SQLite's part and ours. The real file follows in the same memory.
#[repr(C)]
struct File {
    base: sqlite3_file,
    handle: *mut Handle,
}

/// Our part of an open file.
struct Handle {
    disk: Arc<Disk>,
    file: FileNo,
    /// True if the next sync also syncs the folder: the first one of a log or a journal.
    with_folder: AtomicBool,
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // Version 3 would add memory maps.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The real file behind one of ours.
fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    file.cast::<u8>().wrapping_add(size_of::<File>()).cast()
}

/// Our part of one of our files.
///
/// # Safety
/// `file` was opened by [`open`] and is not closed.
unsafe fn handle<'a>(file: *mut sqlite3_file) -> &'a Handle {
    // SAFETY: `open` put it there.
    unsafe { &*(*file.cast::<File>()).handle }
}

/// Calls a method of the real file.
macro_rules! pass {
    ($file:ident, $method:ident $(, $argument:expr)*) => {{
        let real = real($file);
        // SAFETY: `open` left an open file there, and the arguments are those that SQLite gave.
        match unsafe { (*(*real).pMethods).$method } {
            // SAFETY: as above.
            Some(method) => unsafe { method(real $(, $argument)*) },
            None => SQLITE_IOERR,
        }
    }};
}

/// Calls a function of the real file system.
macro_rules! system {
    ($vfs:ident, $function:ident $(, $argument:expr)*) => {{
        // SAFETY: `install` left the real file system there.
        let real = unsafe { (*$vfs).pAppData }.cast::<sqlite3_vfs>();
        // SAFETY: as above; the arguments are those that SQLite gave.
        match unsafe { (*real).$function } {
            // SAFETY: as above.
            Some(function) => unsafe { function(real $(, $argument)*) },
            None => SQLITE_IOERR,
        }
    }};
}

/// A path that SQLite names; `None` for a file without a name.
///
/// # Safety
/// `name` is null or a C string that lives long enough.
unsafe fn path<'a>(name: *const c_char) -> Option<&'a Path> {
    // SAFETY: the caller's promise.
    let name = (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) })?;
    Some(Path::new(OsStr::from_bytes(name.to_bytes())))
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite names files by C strings.
    let watched = unsafe { path(name) }.and_then(|path| Some((path, Disk::of(path)?)));
    let Some((path, disk)) = watched else { return system!(vfs, xOpen, name, file, flags, out) };
    // SAFETY: `file` has room for our part; no methods means that it is not open.
    unsafe { (*file).pMethods = ptr::null() };
    let (create, is_new) = (flags & SQLITE_OPEN_CREATE != 0, !path.exists());
    if let Some(code) = disk.hit(if create && is_new { Call::Create } else { Call::Open }) {
        return code;
    }
    let answer = system!(vfs, xOpen, name, real(file), flags, out);
    if answer != SQLITE_OK {
        return answer;
    }
    let with_folder = (create && flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL) != 0).into();
    let handle = Box::new(Handle { file: disk.opened(path), disk, with_folder });
    // SAFETY: `file` has room for our part.
    unsafe {
        file.cast::<File>().write(File {
            base: sqlite3_file { pMethods: &raw const METHODS },
            handle: Box::into_raw(handle),
        });
    };
    SQLITE_OK
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite names files by C strings.
    let watched = unsafe { path(name) }.and_then(|path| Some((path, Disk::of(path)?)));
    let Some((path, disk)) = watched else { return system!(vfs, xDelete, name, sync_folder) };
    disk.delete(path, sync_folder != 0, || system!(vfs, xDelete, name, 0))
}

unsafe extern "C" fn access(
    vfs: *mut sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite names files by C strings.
    let struck = unsafe { path(name) }.and_then(Disk::of).and_then(|disk| disk.hit(Call::Access));
    struck.unwrap_or_else(|| system!(vfs, xAccess, name, flags, out))
}

unsafe extern "C" fn sleep(vfs: *mut sqlite3_vfs, microseconds: c_int) -> c_int {
    if let Some(waited) = WAITED.get() {
        WAITED.set(Some(waited + u64::try_from(microseconds).unwrap_or(0)));
        return microseconds;
    }
    system!(vfs, xSleep, microseconds)
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let answer = pass!(file, xClose);
    // SAFETY: made by `open`, and SQLite closes a file once.
    drop(unsafe { Box::from_raw((*file.cast::<File>()).handle) });
    answer
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    into: *mut c_void,
    len: c_int,
    at: sqlite3_int64,
) -> c_int {
    // SAFETY: an open file.
    let Some(code) = (unsafe { handle(file) }).disk.hit(Call::Read) else {
        return pass!(file, xRead, into, len, at);
    };
    // SAFETY: SQLite gives room for `len` bytes.
    unsafe { ptr::write_bytes(into.cast::<u8>(), 0, usize::try_from(len).unwrap_or(0)) };
    code
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    len: c_int,
    at: sqlite3_int64,
) -> c_int {
    let (Ok(size), Ok(place)) = (usize::try_from(len), u64::try_from(at)) else { return SQLITE_NOMEM };
    // SAFETY: SQLite gives `len` bytes; an open file.
    let (bytes, handle) = unsafe { (slice::from_raw_parts(from.cast::<u8>(), size), handle(file)) };
    handle.disk.write(handle.file, place, bytes, |bytes| {
        pass!(file, xWrite, bytes.as_ptr().cast(), c_int::try_from(bytes.len()).unwrap_or(len), at)
    })
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, len: sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    let handle = unsafe { handle(file) };
    handle.disk.truncate(handle.file, u64::try_from(len).unwrap_or(0), || pass!(file, xTruncate, len))
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: an open file.
    let handle = unsafe { handle(file) };
    let answer = handle.disk.sync(handle.file, handle.with_folder.load(Ordering::Relaxed));
    handle.with_folder.fetch_and(answer != SQLITE_OK, Ordering::Relaxed);
    answer
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, out: *mut sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    let struck = unsafe { handle(file) }.disk.hit(Call::Size);
    struck.unwrap_or_else(|| pass!(file, xFileSize, out))
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    let struck = unsafe { handle(file) }.disk.hit(Call::Lock);
    struck.unwrap_or_else(|| pass!(file, xLock, level))
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, op: c_int, argument: *mut c_void) -> c_int {
    pass!(file, xFileControl, op, argument)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    pass!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file.
    let struck = unsafe { handle(file) }.disk.hit(Call::MemoryMap);
    struck.unwrap_or_else(|| pass!(file, xShmMap, region, size, extend, out))
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    const LOCK: c_int = rusqlite::ffi::SQLITE_SHM_LOCK;
    // SAFETY: an open file. Giving up a lock never fails.
    let struck = (flags & LOCK != 0).then(|| unsafe { handle(file) }.disk.hit(Call::MemoryLock));
    struck.flatten().unwrap_or_else(|| pass!(file, xShmLock, offset, count, flags))
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    let real = real(file);
    // SAFETY: `open` left an open file there.
    if let Some(barrier) = unsafe { (*(*real).pMethods).xShmBarrier } {
        // SAFETY: as above.
        unsafe { barrier(real) };
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}

/// Replaces the system's function in this program, to see the syncs that the ledger does outside SQLite.
#[unsafe(no_mangle)]
extern "C" fn fsync(descriptor: c_int) -> c_int {
    if let Ok(path) = std::fs::read_link(format!("/proc/self/fd/{descriptor}")) {
        Disk::synced(&path);
    }
    0
}

/// As [`fsync`].
#[unsafe(no_mangle)]
extern "C" fn fdatasync(descriptor: c_int) -> c_int {
    fsync(descriptor)
}
