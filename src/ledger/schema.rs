//! Whether tables, indexes, triggers and views are those that the migrations make, and nothing else.

use std::{cell::Cell, sync::OnceLock};

use rusqlite::Connection;

use super::{
    error::LedgerTrouble,
    open::{APPLICATION_ID, MIGRATIONS},
};
use crate::record::{Finding, Table, Wrong, differs};

/// The newest version of the schema.
#[expect(clippy::cast_possible_truncation, reason = "a handful")]
pub(super) const VERSION: u32 = MIGRATIONS.len() as u32;

/// Everything in a schema, in order. A list: a trigger may have the name of a table.
type Schema = Vec<Object>;

/// A table, index, trigger or view.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Object {
    name: String,
    kind: String,
    table: String,
    /// What SQLite makes by itself has none.
    text: Option<String>,
}

/// What `ANALYZE` leaves changes no answer, only the way to it; but only the very tables that it makes.
const OBJECTS: &str = "SELECT name, type, tbl_name, sql FROM sqlite_schema \
     WHERE NOT coalesce(type = 'table' AND tbl_name = name AND sql = CASE name \
         WHEN 'sqlite_stat1' THEN 'CREATE TABLE sqlite_stat1(tbl,idx,stat)' \
         WHEN 'sqlite_stat4' THEN 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)' END, FALSE)";
/// Whether there is the table of the trial versions that the journal took the place of.
const TRIAL: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'audit_head') \
     AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'journal')";

/// Refuses a ledger of a trial version. Its number is that of version 1, its shape is another one.
pub(super) fn refuse_trial(connection: &Connection) -> Result<(), LedgerTrouble> {
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let is_trial = application == APPLICATION_ID && connection.query_one(TRIAL, [], |row| row.get(0))?;
    if is_trial { Err(LedgerTrouble::Trial) } else { Ok(()) }
}

/// Looks whether the schema is ours, unless it is the one that was looked at last: its number is in `seen`. A file that is
/// only read may be of an earlier version; one that is written has been brought up to date.
pub(super) fn still_ours(connection: &Connection, seen: &Cell<Option<i64>>) -> Result<(), LedgerTrouble> {
    let now: i64 = connection.prepare_cached("PRAGMA schema_version")?.query_one([], |row| row.get(0))?;
    if seen.get() == Some(now) {
        return Ok(());
    }
    if connection.pragma_query_value(None, "query_only", |row| row.get(0))? {
        refuse_other(connection)?;
    } else {
        refuse_newer(connection)?;
        refuse_other_than(VERSION.into(), connection)?;
    }
    seen.set(Some(now));
    Ok(())
}

/// Refuses a schema that is not the one of the file's version.
pub(super) fn refuse_other(connection: &Connection) -> Result<(), LedgerTrouble> {
    let found = refuse_newer(connection)?;
    refuse_other_than(found, connection)
}

/// The file's version; refuses one that this program does not know.
fn refuse_newer(connection: &Connection) -> Result<i64, LedgerTrouble> {
    let (found, known) = (user_version(connection)?, i64::from(VERSION));
    if found > known { Err(LedgerTrouble::Newer { found, known }) } else { Ok(found) }
}

fn refuse_other_than(version: i64, connection: &Connection) -> Result<(), LedgerTrouble> {
    match compare(of_version(version)?, &read(connection)?) {
        Some(finding) => Err(LedgerTrouble::Schema(finding.spot)),
        None => Ok(()),
    }
}

/// Whether a file has this table: one of an earlier version that is only read lacks those that came later.
pub(super) fn has_table(connection: &Connection, table: Table) -> Result<bool, LedgerTrouble> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
    Ok(connection.prepare_cached(SQL)?.query_one([<&str>::from(table)], |row| row.get(0))?)
}

fn user_version(connection: &Connection) -> Result<i64, LedgerTrouble> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Whether `ANALYZE` has left its tables.
pub(super) fn has_statistics(connection: &Connection) -> Result<bool, LedgerTrouble> {
    const SQL: &str =
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4'))";
    Ok(connection.query_one(SQL, [], |row| row.get(0))?)
}

/// What of the head of the file or of the schema is not as Paydesk makes it.
pub(super) fn finding(connection: &Connection) -> Result<Option<Finding>, LedgerTrouble> {
    let application = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version = user_version(connection)?;
    let found = read(connection)?;
    let known = i64::from(VERSION);
    // A schema of ours tells which version the file has, whatever its head says.
    for (ours, schema) in (1..).zip(versions()?) {
        if found == *schema {
            let header =
                |name, expected: i64, found| Finding::of(Table::Header, name, differs(expected, found));
            return Ok(match (application, version) {
                (APPLICATION_ID, version) if version == ours => None,
                (APPLICATION_ID, _) => Some(header("user_version", ours, version)),
                _ => Some(header("application_id", APPLICATION_ID, application)),
            });
        }
    }
    match (application, version) {
        (APPLICATION_ID, _) if version <= known => Ok(compare(of_version(version)?, &found)),
        (APPLICATION_ID, _) => Err(LedgerTrouble::Newer { found: version, known }),
        _ => Err(LedgerTrouble::NotALedger),
    }
}

fn compare(expected: &[Object], found: &[Object]) -> Option<Finding> {
    let of = |object: &Object, wrong| Some(Finding::of(Table::SqliteSchema, object.name.clone(), wrong));
    if let Some(object) = expected.iter().find(|object| !found.contains(object)) {
        let is_there = found.iter().any(|other| (&other.kind, &other.name) == (&object.kind, &object.name));
        return of(object, if is_there { Wrong::Altered } else { Wrong::Missing });
    }
    let twice = found.windows(2).filter_map(|two| two.first().filter(|one| two.last() == Some(one)));
    let mut more = found.iter().filter(|object| !expected.contains(object)).chain(twice);
    more.next().and_then(|object| of(object, Wrong::Unknown))
}

/// The schema of a version; of the newest one where there is no such version.
fn of_version(version: i64) -> Result<&'static [Object], LedgerTrouble> {
    let versions = versions()?;
    let index = usize::try_from(version).ok().and_then(|version| version.checked_sub(1));
    let of_version = index.and_then(|index| versions.get(index)).or(versions.last());
    Ok(of_version.map_or(&[], Vec::as_slice))
}

/// What the migrations make: the schema of each version, oldest first.
fn versions() -> Result<&'static [Schema], LedgerTrouble> {
    static VERSIONS: OnceLock<Vec<Schema>> = OnceLock::new();
    if let Some(versions) = VERSIONS.get() {
        return Ok(versions);
    }
    let connection = Connection::open_in_memory()?;
    let made = MIGRATIONS.iter().map(|migration| {
        connection.execute_batch(migration)?;
        read(&connection)
    });
    let made = made.collect::<Result<_, LedgerTrouble>>()?;
    Ok(VERSIONS.get_or_init(|| made))
}

fn read(connection: &Connection) -> Result<Schema, LedgerTrouble> {
    let mut statement = connection.prepare(OBJECTS)?;
    let rows = statement.query_map([], |row| {
        Ok(Object { name: row.get(0)?, kind: row.get(1)?, table: row.get(2)?, text: row.get(3)? })
    })?;
    let mut schema = rows.collect::<Result<Schema, _>>()?;
    schema.sort();
    Ok(schema)
}
