//! Opening a ledger: the file, SQLite's settings, the version, and the keys that fit.

use std::{
    cell::{Cell, RefCell},
    fs::{self, File, OpenOptions},
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior, config::DbConfig};

use super::{
    copy::beside,
    error::{LedgerError, LedgerTrouble},
    journal::{self, Head},
    log::LOG,
    recent::Recent,
    rows::limit_values,
    same_file::Files,
    schema,
    search::{Blocks, Portions},
    verify,
    views::{VIEWS, View},
    waiting::{BUSY_TIMEOUT, wait_for_locks},
};
use crate::{
    files::{
        Identity, create_private, create_private_folder, folder_of, open_file, real_path,
        refuse_other_than_file, sync_folder_of, with_suffix,
    },
    record::{FactKind, LedgerId},
    vault::KeyCheck,
};

/// `PayD`: marks an SQLite file as a ledger.
pub(super) const APPLICATION_ID: i64 = 0x5061_7944;
/// Bytes of a page. A payment touches five pages, each in another tree, and every touched page is written to the log whole:
/// small ones cost less. Seven sealed messages fill one.
const PAGE: i64 = 2048;
/// Capacity of the statement cache: more than there are different statements, so none is prepared twice.
const STATEMENTS: usize = 64;
/// Every version of the schema, oldest first. Numbered from 1 under `user_version`; never edited, only added to.
pub(super) const MIGRATIONS: [&str; 7] = [
    include_str!("migrations/0001_ledger.sql"),
    include_str!("migrations/0002_prints.sql"),
    include_str!("migrations/0003_memos.sql"),
    include_str!("migrations/0004_closes.sql"),
    include_str!("migrations/0005_operators.sql"),
    include_str!("migrations/0006_imported.sql"),
    include_str!("migrations/0007_batches.sql"),
];

/// An open ledger.
pub struct Ledger {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// The blocks of the search index, as of the last search.
    pub(super) blocks: RefCell<Arc<Blocks>>,
    /// SQLite's `data_version`; it changes when another connection writes.
    version: Cell<Option<i64>>,
    /// Sizes of the steps of indexing and searching.
    pub(super) portions: Portions,
    /// What is derived from the journal.
    pub(super) views: &'static [&'static dyn View],
    /// The newest transactions.
    pub(super) recent: RefCell<Recent>,
    /// SQLite's `schema_version` of the schema that was compared with ours.
    pub(super) schema_version: Cell<Option<i64>>,
    /// The newest fact that this program has seen. In the same ledger it is still there.
    pub(super) known: Cell<Head>,
    pub(super) files: Files,
}

/// Whether a keyring belongs to a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFit {
    /// It belongs to it.
    Fits,
    /// This key of the ledger is another one, or missing, in the keyring.
    Wrong {
        /// The key's id.
        key_id: u32,
    },
}

/// A consistent view of a ledger; see [`Ledger::snapshot`].
pub struct Snapshot<'a> {
    _reading: rusqlite::Transaction<'a>,
}

impl Ledger {
    /// Opens the ledger at `path`; makes it, and its folder, when there is none.
    ///
    /// # Errors
    /// What is wrong with the file. Nothing of it is changed then.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        open(path)
            .and_then(|(connection, file)| Self::of(path, connection, file))
            .map_err(|trouble| trouble.at(path))
    }

    /// Opens a ledger to look at it, also one that cannot be written; makes and changes nothing.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn open_to_read(path: &Path) -> Result<Self, LedgerError> {
        let opened = || {
            let file = Identity::at(path).map_err(LedgerTrouble::Open)?;
            Self::of(path, verify::open(path)?, file)
        };
        opened().map_err(|trouble| trouble.at(path))
    }

    fn of(path: &Path, connection: Connection, file: Identity) -> Result<Self, LedgerTrouble> {
        let schema_version = Cell::new(None);
        // First of all: a file of another shape would be called damaged by whatever is read of it. In one moment, as a till may
        // bring it up to date just now.
        let moment = connection.unchecked_transaction()?;
        schema::still_ours(&connection, &schema_version)?;
        drop(moment);
        let files = Files::opened(path, file).map_err(LedgerTrouble::Open)?;
        let ledger = Self {
            path: path.to_owned(),
            blocks: RefCell::default(),
            version: Cell::new(None),
            portions: Portions::OF_A_SHOP,
            views: VIEWS,
            recent: RefCell::default(),
            schema_version,
            known: Cell::new(journal::head(&connection)?),
            files,
            connection,
        };
        ledger.same_file(LedgerTrouble::Replaced)?;
        Ok(ledger)
    }

    /// Whether it was opened only to look at it.
    ///
    /// # Errors
    /// When SQLite does not answer.
    pub fn is_read_only(&self) -> Result<bool, LedgerError> {
        self.read(|connection| Ok(connection.pragma_query_value(None, "query_only", |row| row.get(0))?))
    }

    /// The id of a key of the ledger that is not among `checks`; `None` when all are, or nothing was recorded.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn foreign_key(&self, checks: &[KeyCheck]) -> Result<Option<u32>, LedgerError> {
        self.read(|connection| {
            let foreign = known_keys(connection)?.into_iter().find(|known| !checks.contains(known));
            Ok(if is_empty(connection)? { None } else { foreign.map(|key| key.key_id) })
        })
    }

    /// Which ledger it is; `None` as long as nothing was recorded.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn id(&self) -> Result<Option<LedgerId>, LedgerError> {
        self.read(journal::ledger_id)
    }

    /// How many times the ledger was restored from a copy.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn restores(&self) -> Result<u32, LedgerError> {
        const SQL: &str = "SELECT count(*) FROM journal WHERE kind = ?1";
        self.read(|connection| Ok(connection.query_one(SQL, [FactKind::Restore], |row| row.get(0))?))
    }

    /// The end of the journal.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn head(&self) -> Result<Head, LedgerError> {
        self.read(journal::head)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether nothing was recorded yet.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn is_empty(&self) -> Result<bool, LedgerError> {
        self.read(is_empty)
    }

    /// Compares the keys of a keyring with those of this ledger, and stores new ones. As long as nothing is recorded, other
    /// keys may replace the ones of the ledger.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub fn fit_keys(&mut self, checks: &[KeyCheck]) -> Result<KeyFit, LedgerError> {
        // The usual case: nothing to write, so no lock is taken.
        if self.read(|connection| Ok(known_keys(connection)? == checks))? {
            return Ok(KeyFit::Fits);
        }
        fit_keys(&mut self.connection, checks).map_err(|trouble| trouble.at(&self.path))
    }

    /// The id of the newest of the ledger's keys; `None` when it has none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest_key_id(&self) -> Result<Option<u32>, LedgerError> {
        self.read(|connection| Ok(known_keys(connection)?.last().map(|key| key.key_id)))
    }

    /// Everything that is read while the snapshot lives is of one moment, whatever others write meanwhile.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, LedgerError> {
        let begun = self.connection.unchecked_transaction();
        let at = |error: rusqlite::Error| LedgerTrouble::from(error).at(&self.path);
        Ok(Snapshot { _reading: begun.map_err(at)? })
    }

    /// True if another connection wrote to the ledger since the last call.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_news(&self) -> Result<bool, LedgerError> {
        let version: i64 = self.read(|connection| {
            Ok(connection.prepare_cached("PRAGMA data_version")?.query_one([], |row| row.get(0))?)
        })?;
        Ok(self.version.replace(Some(version)).is_some_and(|before| before != version))
    }

    /// Runs `read` and names the file in its error.
    pub(super) fn read<'a, T>(
        &'a self,
        read: impl FnOnce(&'a Connection) -> Result<T, LedgerTrouble>,
    ) -> Result<T, LedgerError> {
        read(&self.connection).map_err(|trouble| trouble.at(&self.path))
    }
}

/// Opens the file at `path`; also returns which file it is. One that is put there meanwhile is refused.
pub(super) fn open(path: &Path) -> Result<(Connection, Identity), LedgerTrouble> {
    make_file(path)?;
    refuse_pipes_beside(path)?;
    let file = Identity::at(path).map_err(LedgerTrouble::Open)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    limit_values(&connection)?;
    wait_for_locks(&mut connection)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Without it SQLite compiles a statement and its triggers again whenever the bound values change.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        return Err(LedgerTrouble::ReadOnly);
    }
    // One transaction: between two pragmas another process may create the ledger.
    let version = version(&*connection.unchecked_transaction()?)?;
    if version == 0 {
        connection.pragma_update(None, "page_size", PAGE)?;
    }
    schema::refuse_trial(&connection)?;
    configure(&connection)?;
    if version < MIGRATIONS.len() {
        migrate(&mut connection)?;
    }
    sync_log(path).map_err(LedgerTrouble::Open)?;
    match Identity::at(path) {
        Ok(now) if now.is_same(file) => Ok((connection, file)),
        _ => Err(LedgerTrouble::Replaced),
    }
}

/// Syncs the log and its folder. A program that was killed between writing and syncing leaves a transaction that can be read
/// but that a power loss would still remove; it must not be answered as taken before it is on disk.
fn sync_log(ledger: &Path) -> io::Result<()> {
    // SQLite follows links too.
    let log = with_suffix(&fs::canonicalize(ledger)?, "-wal");
    match open_file(&log, OpenOptions::new().write(true)) {
        Ok(file) if file.metadata()?.len() > 0 => {
            file.sync_data()?;
            // Some file systems cannot sync a folder; SQLite goes on then too.
            let _ = sync_folder_of(&log);
            Ok(())
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes an empty file for the owner only, so that SQLite's own files next to it get the same mode; refuses what can
/// never be a ledger.
///
/// One thread at a time: on Unix, closing a file drops every lock of this process on it, also those that SQLite holds in
/// another thread that found the new file in between.
fn make_file(path: &Path) -> Result<(), LedgerTrouble> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    match refuse_other_than_file(path) {
        // The superuser could write it all the same, but it was marked read-only on purpose.
        Ok(metadata) if metadata.permissions().readonly() => return Err(LedgerTrouble::ReadOnly),
        Ok(metadata) => return refuse_fragment(path, metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(LedgerTrouble::Open(error)),
    }
    let log = with_suffix(&real_path(path), "-wal");
    // Another program that makes the ledger just now makes it before its log.
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) && !path.exists() {
        return Err(LedgerTrouble::LogLeft(log));
    }
    create_private_folder(folder_of(path)).map_err(LedgerTrouble::Open)?;
    match create_private(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // SQLite finds a file that is there, and does not sync its name.
        made => made.and_then(|_| sync_folder_of(path)).map_err(LedgerTrouble::Open),
    }
}

/// Compares the keys of `checks` with those of the ledger, and stores them if they may be stored. In one transaction, so that
/// of two programs with different keyrings one is refused.
pub(super) fn fit_keys(connection: &mut Connection, checks: &[KeyCheck]) -> Result<KeyFit, LedgerTrouble> {
    const STORE: &str = "INSERT INTO keys (key_id, check_value) SELECT ?1, ?2 \
         WHERE NOT EXISTS (SELECT 1 FROM keys WHERE key_id = ?1)";
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let foreign = known_keys(&transaction)?.into_iter().find(|known| !checks.contains(known));
    if let Some(KeyCheck { key_id, .. }) = foreign {
        if !is_empty(&transaction)? {
            return Ok(KeyFit::Wrong { key_id });
        }
        transaction.execute("DELETE FROM keys", [])?;
    }
    for check in checks {
        transaction.execute(STORE, (check.key_id, check.value))?;
    }
    transaction.commit()?;
    Ok(KeyFit::Fits)
}

fn known_keys(connection: &Connection) -> Result<Vec<KeyCheck>, LedgerTrouble> {
    let mut statement = connection.prepare("SELECT key_id, check_value FROM keys ORDER BY key_id")?;
    let rows = statement.query_map([], |row| Ok(KeyCheck { key_id: row.get(0)?, value: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn is_empty(connection: &Connection) -> Result<bool, LedgerTrouble> {
    const SQL: &str = "SELECT NOT EXISTS (SELECT 1 FROM journal)";
    Ok(connection.query_one(SQL, [], |row| row.get(0))?)
}

/// Refuses what is no file in the place of SQLite's own files beside the ledger: SQLite would open it, and remove it later.
pub(super) fn refuse_pipes_beside(path: &Path) -> Result<(), LedgerTrouble> {
    // SQLite follows links before it names its files.
    let real = fs::canonicalize(path).map_err(LedgerTrouble::Open)?;
    beside(&real).try_for_each(|file| match refuse_other_than_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(LedgerTrouble::Open(error)),
        _ => Ok(()),
    })
}

/// Refuses a file that does not end at the end of a page: SQLite treats a partial page as zero-filled, and a file of one byte
/// as new.
pub(super) fn refuse_fragment(path: &Path, len: u64) -> Result<(), LedgerTrouble> {
    const SMALLEST_PAGE: u64 = 512;
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    if len.is_multiple_of(SMALLEST_PAGE) {
        return Ok(());
    }
    let mut start = [0; MAGIC.len()];
    match File::open(path).and_then(|mut file| file.read_exact(&mut start)) {
        Ok(()) if start == *MAGIC => {
            let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
            Err(LedgerTrouble::Damaged(rusqlite::Error::SqliteFailure(
                code,
                Some("it ends within a page".to_owned()),
            )))
        }
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(LedgerTrouble::Open(error)),
        _ => Err(LedgerTrouble::NotADatabase),
    }
}

/// The file's version; 0 for a new file.
fn version(connection: &Connection) -> Result<usize, LedgerTrouble> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let found = pragma("user_version")?;
    match pragma("application_id")? {
        // Ours have a version from the moment they have the mark.
        APPLICATION_ID if found != 0 => {}
        0 if found == 0 && is_blank(connection)? => return Ok(0),
        _ => return Err(LedgerTrouble::NotALedger),
    }
    usize::try_from(found)
        .ok()
        .filter(|version| *version <= MIGRATIONS.len())
        .ok_or(LedgerTrouble::Newer { found, known: i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX) })
}

fn is_blank(connection: &Connection) -> Result<bool, LedgerTrouble> {
    let any = connection.query_row("SELECT 1 FROM sqlite_schema LIMIT 1", [], |_| Ok(())).optional()?;
    Ok(any.is_none())
}

/// Sets what safety depends on, and checks each answer: a pragma that is not obeyed is otherwise silent.
fn configure(connection: &Connection) -> Result<(), LedgerTrouble> {
    use_wal(connection)?;
    for (pragma, value, answer) in [
        ("synchronous", "FULL", 2),
        // On macOS only this asks the disk itself.
        ("fullfsync", "ON", 1),
        ("foreign_keys", "ON", 1),
        ("secure_delete", "ON", 1),
        // Pages in the log, 8 MB of it, before a payment has to take them over into the file, which takes milliseconds.
        ("wal_autocheckpoint", "4000", LOG),
        // KiB of pages kept in memory: the upper parts of every tree, and the sets that most searches read.
        ("cache_size", "-6000", -6000),
        ("trusted_schema", "OFF", 0),
        ("cell_size_check", "ON", 1),
        ("temp_store", "MEMORY", 2),
    ] {
        connection.pragma_update(None, pragma, value)?;
        let found: i64 = connection.pragma_query_value(None, pragma, |row| row.get(0))?;
        if found != answer {
            return Err(LedgerTrouble::Pragma { pragma, answer: found.to_string() });
        }
    }
    Ok(())
}

/// Switches to the write-ahead log. While several processes open a new file at once, SQLite refuses the switch without
/// asking the busy handler. Beginning a transaction does ask it, and so waits until the lock is free.
fn use_wal(connection: &Connection) -> Result<(), LedgerTrouble> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        // Stepped to its end: the answer comes first, the commit of the switch and its errors after it.
        let switched = connection.query_one("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
        match switched.map_err(LedgerTrouble::from) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(answer) => return Err(LedgerTrouble::Pragma { pragma: "journal_mode", answer }),
            Err(LedgerTrouble::Locked) if Instant::now() < deadline => {
                connection.execute_batch("BEGIN EXCLUSIVE; ROLLBACK")?;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Brings the schema to the newest version, in one transaction. A file whose schema is not that of its version is left as it is.
fn migrate(connection: &mut Connection) -> Result<(), LedgerTrouble> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been first.
    let done = version(&transaction)?;
    if done > 0 {
        schema::refuse_other(&transaction)?;
    }
    for (version, migration) in (1_i64..).zip(MIGRATIONS).skip(done) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(transaction.commit()?)
}
