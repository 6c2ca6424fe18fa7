//! Opening a ledger: the file, SQLite's settings, the version, and the keys that fit.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior};

use super::error::{LedgerError, LedgerTrouble};
use crate::vault::{KeyCheck, create_private_folder};

/// How long a lock of another process is waited for.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(15);
/// `PayD`: marks an SQLite file as a ledger.
const APPLICATION_ID: i64 = 0x5061_7944;
/// Every version of the schema, oldest first. Numbered from 1 under `user_version`; never edited, only added to.
const MIGRATIONS: [&str; 1] = [include_str!("migrations/0001_ledger.sql")];

/// An open ledger.
pub struct Ledger {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
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

impl Ledger {
    /// Opens the ledger at `path`; makes it, and its folder, when there is none.
    ///
    /// # Errors
    /// What is wrong with the file. Nothing of it is changed then.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        open(path)
            .map(|connection| Self { connection, path: path.to_owned() })
            .map_err(|trouble| trouble.at(path))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is no transaction yet.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn is_empty(&self) -> Result<bool, LedgerError> {
        self.read(|connection| {
            const SQL: &str = "SELECT NOT EXISTS (SELECT 1 FROM transactions)";
            Ok(connection.query_one(SQL, [], |row| row.get(0))?)
        })
    }

    /// Holds the keys of a keyring against those that sealed this ledger, and remembers new ones.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub fn fit_keys(&mut self, checks: &[KeyCheck]) -> Result<KeyFit, LedgerError> {
        let known = self.known_keys()?;
        let in_ring = |known: &KeyCheck| checks.contains(known);
        if checks.iter().all(|check| known.contains(check)) && known.iter().all(in_ring) {
            return Ok(KeyFit::Fits);
        }
        let foreign = known.iter().find(|known| !in_ring(known));
        let path = self.path.clone();
        let empty = self.is_empty()?;
        if let Some(foreign) = foreign
            && !empty
        {
            return Ok(KeyFit::Wrong { key_id: foreign.key_id });
        }
        self.replace_keys(checks).map_err(|trouble| trouble.at(&path))?;
        Ok(KeyFit::Fits)
    }

    fn known_keys(&self) -> Result<Vec<KeyCheck>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare("SELECT key_id, check_value FROM keys ORDER BY key_id")?;
            let rows =
                statement.query_map([], |row| Ok(KeyCheck { key_id: row.get(0)?, value: row.get(1)? }))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Stores `checks`; where there are no transactions yet, instead of what was there.
    fn replace_keys(&mut self, checks: &[KeyCheck]) -> Result<(), LedgerTrouble> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("DELETE FROM keys WHERE NOT EXISTS (SELECT 1 FROM transactions)", [])?;
        for check in checks {
            transaction.execute(
                "INSERT INTO keys (key_id, check_value) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                (check.key_id, check.value),
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// Runs `read` and names the file in its error.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, LedgerTrouble>,
    ) -> Result<T, LedgerError> {
        read(&self.connection).map_err(|trouble| trouble.at(&self.path))
    }
}

fn open(path: &Path) -> Result<Connection, LedgerTrouble> {
    make_file(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection =
        Connection::open_with_flags(path, flags).map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::CannotOpen) => LedgerTrouble::Open(io::Error::other(error)),
            _ => error.into(),
        })?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        return Err(LedgerTrouble::ReadOnly);
    }
    let version = version(&connection)?;
    configure(&connection)?;
    if version < MIGRATIONS.len() {
        migrate(&mut connection)?;
    }
    Ok(connection)
}

/// Makes an empty file for the owner only, so that SQLite's own files next to it get the same mode; refuses what can
/// never be a ledger.
fn make_file(path: &Path) -> Result<(), LedgerTrouble> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(LedgerTrouble::Folder),
        // The superuser may write it all the same; whoever marked it read-only did not mean that.
        Ok(metadata) if metadata.permissions().readonly() => return Err(LedgerTrouble::ReadOnly),
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(LedgerTrouble::Open(error)),
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        create_private_folder(folder).map_err(LedgerTrouble::Open)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(LedgerTrouble::Open(error)),
        _ => Ok(()),
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
        .ok_or(LedgerTrouble::Newer { found, known: MIGRATIONS.len() as i64 })
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
        ("foreign_keys", "ON", 1),
        ("secure_delete", "ON", 1),
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
/// asking the busy handler; the loop asks again.
fn use_wal(connection: &Connection) -> Result<(), LedgerTrouble> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        let switched =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
        match switched.map_err(LedgerTrouble::from) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(answer) => return Err(LedgerTrouble::Pragma { pragma: "journal_mode", answer }),
            Err(LedgerTrouble::Locked) if Instant::now() < deadline => std::thread::yield_now(),
            Err(error) => return Err(error),
        }
    }
}

/// Brings the schema to the newest version, in one transaction.
fn migrate(connection: &mut Connection) -> Result<(), LedgerTrouble> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been first.
    let done = version(&transaction)?;
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", index as i64 + 1)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(transaction.commit()?)
}
