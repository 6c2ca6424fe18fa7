//! Whether tables, indexes and triggers are those that the migrations make.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::{
    ledger::{
        error::LedgerTrouble,
        open::{APPLICATION_ID, MIGRATIONS},
    },
    record::{Finding, Wrong, differs},
};

/// Type, table and text of everything in a schema, by name. What SQLite makes by itself has no text.
type Schema = BTreeMap<String, (String, String, Option<String>)>;

const OBJECTS: &str = "SELECT name, type, tbl_name, sql FROM sqlite_schema";

/// What of the head of the file or of the schema is not as Paydesk makes it.
pub(super) fn finding(connection: &Connection) -> Result<Option<Finding>, LedgerTrouble> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    let found = read(connection)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    // A schema of ours tells which version the file has, whatever its head says.
    for ours in 1..=known {
        if found == of_version(ours)? {
            let header = |name, expected, found| Finding::of("header", name, differs(expected, found));
            return Ok(match (application, version) {
                (APPLICATION_ID, version) if version == ours => None,
                (APPLICATION_ID, _) => Some(header("user_version", ours, version)),
                _ => Some(header("application_id", APPLICATION_ID, application)),
            });
        }
    }
    match (application, version) {
        (APPLICATION_ID, ..=0) => compare(&of_version(known)?, &found),
        (APPLICATION_ID, _) if version <= known => compare(&of_version(version)?, &found),
        (APPLICATION_ID, _) => Err(LedgerTrouble::Newer { found: version, known }),
        _ => Err(LedgerTrouble::NotALedger),
    }
}

fn compare(expected: &Schema, found: &Schema) -> Result<Option<Finding>, LedgerTrouble> {
    let of = |name: &String, wrong| Ok(Some(Finding::of("sqlite_schema", name.clone(), wrong)));
    for (name, object) in expected {
        match found.get(name) {
            None => return of(name, Wrong::Missing),
            Some(other) if other != object => return of(name, Wrong::Altered),
            Some(_) => {}
        }
    }
    match found.keys().find(|name| !expected.contains_key(*name)) {
        Some(name) => of(name, Wrong::Unknown),
        None => Ok(None),
    }
}

fn of_version(version: i64) -> Result<Schema, LedgerTrouble> {
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
