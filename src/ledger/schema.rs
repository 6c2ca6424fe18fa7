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

/// Looks whether the schema is ours, unless it is the one that was looked at last: its number is in `seen`.
pub(super) fn still_ours(connection: &Connection, seen: &Cell<Option<i64>>) -> Result<(), LedgerTrouble> {
    static OURS: OnceLock<Schema> = OnceLock::new();
    let now: i64 = connection.prepare_cached("PRAGMA schema_version")?.query_one([], |row| row.get(0))?;
    if seen.get() == Some(now) {
        return Ok(());
    }
    let found = read(connection)?;
    let ours = match OURS.get() {
        Some(ours) => ours,
        None => OURS.get_or_init({
            let made = of_version(VERSION)?;
            move || made
        }),
    };
    if let Some(finding) = compare(ours, &found) {
        return Err(LedgerTrouble::Schema(finding.spot));
    }
    seen.set(Some(now));
    Ok(())
}

/// Whether `ANALYZE` has left its tables.
pub(super) fn has_statistics(connection: &Connection) -> Result<bool, LedgerTrouble> {
    const SQL: &str =
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4'))";
    Ok(connection.query_one(SQL, [], |row| row.get(0))?)
}

/// What of the head of the file or of the schema is not as Paydesk makes it.
pub(super) fn finding(connection: &Connection) -> Result<Option<Finding>, LedgerTrouble> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    let found = read(connection)?;
    let known = i64::from(VERSION);
    // A schema of ours tells which version the file has, whatever its head says.
    for ours in 1..=VERSION {
        if found == of_version(ours)? {
            let header =
                |name, expected: i64, found| Finding::of(Table::Header, name, differs(expected, found));
            return Ok(match (application, version) {
                (APPLICATION_ID, version) if version == i64::from(ours) => None,
                (APPLICATION_ID, _) => Some(header("user_version", ours.into(), version)),
                _ => Some(header("application_id", APPLICATION_ID, application)),
            });
        }
    }
    let of = |version: i64| of_version(u32::try_from(version).unwrap_or(VERSION));
    match (application, version) {
        (APPLICATION_ID, ..=0) => Ok(compare(&of_version(VERSION)?, &found)),
        (APPLICATION_ID, _) if version <= known => Ok(compare(&of(version)?, &found)),
        (APPLICATION_ID, _) => Err(LedgerTrouble::Newer { found: version, known }),
        _ => Err(LedgerTrouble::NotALedger),
    }
}

fn compare(expected: &Schema, found: &Schema) -> Option<Finding> {
    let of = |object: &Object, wrong| Some(Finding::of(Table::SqliteSchema, object.name.clone(), wrong));
    if let Some(object) = expected.iter().find(|object| !found.contains(object)) {
        let is_there = found.iter().any(|other| (&other.kind, &other.name) == (&object.kind, &object.name));
        return of(object, if is_there { Wrong::Altered } else { Wrong::Missing });
    }
    let twice = found.windows(2).filter_map(|two| two.first().filter(|one| two.last() == Some(one)));
    let mut more = found.iter().filter(|object| !expected.contains(object)).chain(twice);
    more.next().and_then(|object| of(object, Wrong::Unknown))
}

fn of_version(version: u32) -> Result<Schema, LedgerTrouble> {
    let connection = Connection::open_in_memory()?;
    for migration in MIGRATIONS.iter().take(usize::try_from(version).unwrap_or(0)) {
        connection.execute_batch(migration)?;
    }
    read(&connection)
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
