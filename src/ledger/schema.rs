//! Whether tables, indexes, triggers and views are those that the migrations make, and nothing else.

use std::{cell::Cell, collections::BTreeMap, sync::OnceLock};

use rusqlite::Connection;

use super::{
    error::LedgerTrouble,
    open::{APPLICATION_ID, MIGRATIONS},
};
use crate::record::{Finding, Table, Wrong, differs};

/// The newest version of the schema.
#[expect(clippy::cast_possible_truncation, reason = "a handful")]
pub(super) const VERSION: u32 = MIGRATIONS.len() as u32;

/// Type, table and text of everything in a schema, by name. What SQLite makes by itself has no text.
type Schema = BTreeMap<String, (String, String, Option<String>)>;

/// What `ANALYZE` leaves changes no answer, only the way to it.
const OBJECTS: &str =
    "SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'";
/// A table of the trial versions, which the journal took the place of.
const TRIAL: &str = "audit_head";

/// Looks whether the schema is ours, unless it is the one that was looked at last: its number is in `seen`.
pub(super) fn still_ours(connection: &Connection, seen: &Cell<Option<i64>>) -> Result<(), LedgerTrouble> {
    let now: i64 = connection.prepare_cached("PRAGMA schema_version")?.query_one([], |row| row.get(0))?;
    if seen.get() == Some(now) {
        return Ok(());
    }
    let found = read(connection)?;
    if found.contains_key(TRIAL) {
        return Err(LedgerTrouble::Trial);
    }
    static OURS: OnceLock<Schema> = OnceLock::new();
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
        _ if found.contains_key(TRIAL) => Err(LedgerTrouble::Trial),
        (APPLICATION_ID, ..=0) => Ok(compare(&of_version(VERSION)?, &found)),
        (APPLICATION_ID, _) if version <= known => Ok(compare(&of(version)?, &found)),
        (APPLICATION_ID, _) => Err(LedgerTrouble::Newer { found: version, known }),
        _ => Err(LedgerTrouble::NotALedger),
    }
}

fn compare(expected: &Schema, found: &Schema) -> Option<Finding> {
    let of = |name: &String, wrong| Some(Finding::of(Table::SqliteSchema, name.clone(), wrong));
    for (name, object) in expected {
        match found.get(name) {
            None => return of(name, Wrong::Missing),
            Some(other) if other != object => return of(name, Wrong::Altered),
            Some(_) => {}
        }
    }
    found.keys().find(|name| !expected.contains_key(*name)).and_then(|name| of(name, Wrong::Unknown))
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
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
