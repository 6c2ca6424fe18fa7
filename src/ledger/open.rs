//! Opening a ledger: the file, SQLite's settings, the version, and the keys that fit.

use std::{
    cell::{Cell, RefCell},
    fs::{self, File, OpenOptions},
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior, config::DbConfig};

use super::{
    error::{LedgerError, LedgerTrouble},
    search::{Blocks, Portions},
    journal::{self, Head},
    recent::Recent,
    schema,
};
use crate::{
    files::{Identity, create_private, create_private_folder, folder_of, sync_folder_of, with_suffix},
    record::{FactKind, LedgerId},
    vault::KeyCheck,
};

/// How long a lock of another process is waited for.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(15);
/// `PayD`: marks an SQLite file as a ledger.
pub(super) const APPLICATION_ID: i64 = 0x5061_7944;
/// Bytes of a page. A payment touches ten pages, each in another tree, and every touched page goes to the log whole: small
/// ones cost less to write. Four sealed messages fill one.
const PAGE: i64 = 2048;
/// More than there are different statements: none is prepared twice.
const STATEMENTS: usize = 64;
/// Every version of the schema, oldest first. Numbered from 1 under `user_version`; never edited, only added to.
pub(super) const MIGRATIONS: [&str; 1] = [include_str!("migrations/0001_ledger.sql")];

/// An open ledger.
pub struct Ledger {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// What searches know of the index as a whole, until more is indexed.
    pub(super) blocks: RefCell<Arc<Blocks>>,
    /// Changes when others write.
    version: Cell<Option<i64>>,
    /// How much is indexed and looked up at a time.
    pub(super) portions: Portions,
    /// The newest transactions.
    pub(super) recent: RefCell<Recent>,
    /// The schema that was found to be ours, by SQLite's number for it.
    pub(super) schema_version: Cell<Option<i64>>,
    /// The newest fact that this program has seen: it is there as long as the ledger is the same.
    pub(super) known: Cell<Head>,
    files: Files,
    /// When the file had been written when it was last looked at.
    modified: Cell<Option<SystemTime>>,
}

/// The files that were opened: the ledger, and its log.
#[derive(Debug, Clone, Copy)]
struct Files {
    ledger: Identity,
    log: Option<Identity>,
}

/// Whether a keyring belongs to a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFit {
    /// It does.
    Fits,
    /// This key of the ledger is another one, or missing, in the keyring.
    Wrong {
        /// The key's id.
        key_id: u32,
    },
}

/// One moment of a ledger; see [`Ledger::snapshot`].
pub struct Snapshot<'a> {
    _reading: rusqlite::Transaction<'a>,
}

impl Ledger {
    /// Opens the ledger at `path`; makes it, and its folder, when there is none.
    ///
    /// # Errors
    /// What is wrong with the file. Nothing of it is changed then.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let opened = || {
            let connection = open(path)?;
            let schema_version = Cell::new(None);
            // First of all: a file of another shape would be called damaged by whatever is read of it.
            schema::still_ours(&connection, &schema_version)?;
            let ledger = Self {
                path: path.to_owned(),
                blocks: RefCell::default(),
                version: Cell::new(None),
                portions: Portions::OF_A_SHOP,
                recent: RefCell::default(),
                schema_version,
                known: Cell::new(journal::head(&connection)?),
                files: Files::at(path).map_err(LedgerTrouble::Open)?,
                modified: Cell::new(None),
                connection,
            };
            ledger.same_file(LedgerTrouble::Replaced)?;
            Ok(ledger)
        };
        opened().map_err(|trouble: LedgerTrouble| trouble.at(path))
    }

    /// Whether the file at the path is still the one that was opened, and has no other name; and its log. SQLite would go on
    /// writing into a file that nobody will see again.
    pub(super) fn same_file(&self, otherwise: LedgerTrouble) -> Result<(), LedgerTrouble> {
        let now = Files::at(&self.path);
        if now.is_ok_and(|now| now.are(&self.files)) { Ok(()) } else { Err(otherwise) }
    }

    /// Forgets the pages in memory when the file was written since the last time. Mostly the log was taken over into it; but
    /// a copy may have been laid over it, which SQLite would not notice.
    pub(super) fn forget_pages(&self) -> Result<(), LedgerTrouble> {
        let modified = Identity::at(&self.path).ok().and_then(Identity::modified);
        if self.modified.replace(modified) != modified {
            self.connection.execute_batch("PRAGMA shrink_memory")?;
        }
        Ok(())
    }

    /// Stops expecting the log that was there: without a journal file there is none.
    pub(super) fn forget_log(&mut self) {
        self.files.log = None;
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

    /// Holds the keys of a keyring against those that sealed this ledger, and remembers new ones. Keys of a ledger
    /// without transactions have sealed nothing; others may take their place.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub fn fit_keys(&mut self, checks: &[KeyCheck]) -> Result<KeyFit, LedgerError> {
        // Nearly always there is nothing to write, and nobody has to wait.
        if self.read(|connection| Ok(known_keys(connection)? == checks))? {
            return Ok(KeyFit::Fits);
        }
        fit_keys(&mut self.connection, checks).map_err(|trouble| trouble.at(&self.path))
    }

    /// What is read while the snapshot lives is of one moment, whatever others write meanwhile.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, LedgerError> {
        let begun = self.connection.unchecked_transaction();
        let at = |error: rusqlite::Error| LedgerTrouble::from(error).at(&self.path);
        Ok(Snapshot { _reading: begun.map_err(at)? })
    }

    /// Whether another connection wrote to the ledger since this was last asked.
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

impl Files {
    fn at(path: &Path) -> io::Result<Self> {
        let log = Identity::at(&with_suffix(&fs::canonicalize(path)?, "-wal")).ok();
        Ok(Self { ledger: Identity::at(path)?, log })
    }

    /// Whether they are those that were `opened`.
    fn are(self, opened: &Self) -> bool {
        let same_log = opened.log.is_none_or(|opened| self.log.is_some_and(|log| log.is_same(opened)));
        self.ledger.is_same(opened.ledger) && self.ledger.has_one_name() && same_log
    }
}

pub(super) fn open(path: &Path) -> Result<Connection, LedgerTrouble> {
    make_file(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Without it SQLite compiles a statement again, triggers and all, each time it is bound to other values.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        return Err(LedgerTrouble::ReadOnly);
    }
    // In one transaction: between two pragmas another process may make the ledger.
    let version = version(&*connection.unchecked_transaction()?)?;
    if version == 0 {
        connection.pragma_update(None, "page_size", PAGE)?;
    }
    configure(&connection)?;
    if version < MIGRATIONS.len() {
        migrate(&mut connection)?;
    }
    sync_log(path).map_err(LedgerTrouble::Open)?;
    Ok(connection)
}

/// Makes last what the log holds, and its name. Whoever was killed between writing and syncing has left a transaction
/// there that can be read, and would be answered for, but that a power loss would still take away.
fn sync_log(ledger: &Path) -> io::Result<()> {
    // SQLite follows links too.
    let log = with_suffix(&fs::canonicalize(ledger)?, "-wal");
    match OpenOptions::new().write(true).open(&log) {
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
/// One thread at a time: on Unix, closing a file gives up every lock that this process has on it, also those that
/// SQLite holds in another thread which found the new file in between.
fn make_file(path: &Path) -> Result<(), LedgerTrouble> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(LedgerTrouble::Folder),
        Ok(metadata) if !metadata.is_file() => return Err(LedgerTrouble::NotADatabase),
        // The superuser may write it all the same; whoever marked it read-only did not mean that.
        Ok(metadata) if metadata.permissions().readonly() => return Err(LedgerTrouble::ReadOnly),
        Ok(metadata) => return refuse_fragment(path, metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(LedgerTrouble::Open(error)),
    }
    create_private_folder(folder_of(path)).map_err(LedgerTrouble::Open)?;
    match create_private(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // SQLite finds a file that is there, and does not sync its name.
        made => made.and_then(|_| sync_folder_of(path)).map_err(LedgerTrouble::Open),
    }
}

/// Whether the keys that `checks` stand for are those of the ledger; stores them where they may be stored. In one
/// transaction, so that of two programs with two keyrings one is told.
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

/// Refuses a file that does not end at the end of a page: SQLite fills it up with zeros in its mind, and takes a single
/// byte for a new file.
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
        APPLICATION_ID => {}
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
        ("wal_autocheckpoint", "4000", 4000),
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
/// asking the busy handler. Beginning a transaction does ask it, and so waits until whoever has the lock is done.
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

/// Brings the schema to the newest version, in one transaction.
fn migrate(connection: &mut Connection) -> Result<(), LedgerTrouble> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been first.
    let done = version(&transaction)?;
    for (version, migration) in (1_i64..).zip(MIGRATIONS).skip(done) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(transaction.commit()?)
}
