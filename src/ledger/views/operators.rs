//! The people of the shop: where the journal says what counts of each, and the wrong PINs since the last right one.
//!
//! What a row leads to is read with its hash: a row that was copied or that leads to another person's fact is damage, and a fact that
//! another program has written has no hash. See [`Ledger::people`] and [`Writer::person`].

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::{View, ViewCheck, ViewFact, facts_after, judge::Judge};
use crate::{
    ledger::{
        Ledger, LedgerError,
        error::LedgerTrouble,
        journal,
        rows::{JournalRow, OperatorRow, TableRow as _, corrupt, next_of, once},
        schema,
        verify::{LedgerReader, in_order, key, read},
        write::Writer,
    },
    payment::Till,
    record::{Column, Fact, FactKind, Finding, KnownSettings, Progress, Table, Wrong, differs, utc_of},
    staff::{LOCK_MINUTES, Operator, OperatorNumber, PinDigits, PinVerifier, wait_after},
    vault::Vault,
};

/// The row of nobody whose fact says how many digits new PINs have.
const DIGITS: u8 = 0;
/// The row of a till, which is this one and its number: its fact says which settings were in force there last.
const SETTINGS: u8 = 100;

/// Settings that were in force last at a till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedSettings {
    /// Where.
    pub till: Till,
    /// The number of the fact that says so.
    pub seq: i64,
    /// What it says.
    pub settings: KnownSettings,
}

/// The view.
pub struct Operators;

/// A person, with all that signing in depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub operator: Operator,
    /// The number of the fact that says so.
    pub fact: i64,
    /// What the PIN is checked against, and how many digits it has; `None` where there is none yet.
    pub pin: Option<(PinDigits, PinVerifier)>,
    /// Wrong PINs since the last right one.
    pub failures: u32,
    /// Until when no PIN of theirs is tried, by the clock; `None` where they do not wait.
    pub waits_until: Option<DateTime<Utc>>,
    /// When they asked for another PIN, as an owner who has lost it.
    pub recovery: Option<DateTime<Utc>>,
}

impl Person {
    /// From when on an owner who has lost the PIN gets another one; `None` where nobody has asked for it.
    #[must_use]
    pub fn recovery_due(&self) -> Option<DateTime<Utc>> {
        self.recovery?.checked_add_signed(TimeDelta::minutes(LOCK_MINUTES))
    }
}

impl Ledger {
    /// Whether the shop has people: nobody signs in where it has none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_people(&self) -> Result<bool, LedgerError> {
        self.read(has_people)
    }

    /// All people, by their numbers.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn people(&self, vault: &Vault) -> Result<Vec<Person>, LedgerError> {
        self.read(|connection| people(connection, vault))
    }

    /// How many digits new PINs have.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn pin_digits(&self, vault: &Vault) -> Result<PinDigits, LedgerError> {
        self.read(|connection| pin_digits(connection, vault))
    }

    /// The settings that were in force last at each till, where a shop with people has noted them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn known_settings(&self, vault: &Vault) -> Result<Vec<NotedSettings>, LedgerError> {
        self.read(|connection| settings(connection, vault))
    }
}

impl LedgerReader {
    /// Whether the shop has people.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_people(&self) -> Result<bool, LedgerError> {
        self.run(has_people)
    }
}

impl Writer<'_> {
    /// Whether the shop has people.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_people(&self) -> Result<bool, LedgerError> {
        self.run(has_people)
    }

    /// The person of this number; `None` when there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn person(&self, vault: &Vault, number: OperatorNumber) -> Result<Option<Person>, LedgerError> {
        self.run(|connection| person(connection, vault, number))
    }

    /// All people, by their numbers.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn people(&self, vault: &Vault) -> Result<Vec<Person>, LedgerError> {
        self.run(|connection| people(connection, vault))
    }

    /// How many digits new PINs have.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn pin_digits(&self, vault: &Vault) -> Result<PinDigits, LedgerError> {
        self.run(|connection| pin_digits(connection, vault))
    }
}

/// Whether a file has people: one of an earlier version that is only read has none.
pub fn has_people(connection: &Connection) -> Result<bool, LedgerTrouble> {
    // As the journal says: a row that another program has removed makes nobody everybody.
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM journal WHERE kind IN (22, 23))";
    Ok(schema::has_table(connection, Table::Operators)?
        && connection.prepare_cached(SQL)?.query_one([], |row| row.get(0))?)
}

fn rows(connection: &Connection, first: u8, last: u8) -> Result<Vec<OperatorRow>, LedgerTrouble> {
    if !schema::has_table(connection, Table::Operators)? {
        return Ok(Vec::new());
    }
    let sql = once!(format!(
        "SELECT {} FROM operators t WHERE t.number BETWEEN ?1 AND ?2 ORDER BY t.number",
        OperatorRow::columns("t")
    ));
    connection.prepare_cached(sql)?.query_and_then((first, last), OperatorRow::read)?.collect()
}

fn person(
    connection: &Connection,
    vault: &Vault,
    number: OperatorNumber,
) -> Result<Option<Person>, LedgerTrouble> {
    let row = rows(connection, number.number(), number.number())?.pop();
    row.map(|row| person_of(connection, vault, &row)).transpose()
}

fn people(connection: &Connection, vault: &Vault) -> Result<Vec<Person>, LedgerTrouble> {
    let rows = rows(connection, DIGITS + 1, SETTINGS)?;
    rows.iter().map(|row| person_of(connection, vault, row)).collect()
}

fn pin_digits(connection: &Connection, vault: &Vault) -> Result<PinDigits, LedgerTrouble> {
    let Some(row) = rows(connection, DIGITS, DIGITS)?.pop() else { return Ok(PinDigits::DEFAULT) };
    match proven_fact(connection, vault, row.fact)? {
        Fact::PinDigits { digits } => Ok(digits),
        _ => Err(corrupt(Table::Operators, DIGITS.into(), Column::Fact)),
    }
}

/// The settings that were in force last at each till.
fn settings(connection: &Connection, vault: &Vault) -> Result<Vec<NotedSettings>, LedgerTrouble> {
    let noted = |row: OperatorRow| {
        let misfit = || corrupt(Table::Operators, row.number.into(), Column::Fact);
        let till = Till::new((row.number - SETTINGS).into()).ok_or_else(misfit)?;
        match proven_fact(connection, vault, row.fact)? {
            Fact::SettingsChanged(settings) => Ok(NotedSettings { till, seq: row.fact, settings: *settings }),
            _ => Err(misfit()),
        }
    };
    rows(connection, SETTINGS + 1, u8::MAX)?.into_iter().map(noted).collect()
}

/// What a row leads to. Its facts have to be of that person.
fn person_of(connection: &Connection, vault: &Vault, row: &OperatorRow) -> Result<Person, LedgerTrouble> {
    let misfit = |column| corrupt(Table::Operators, row.number.into(), column);
    let operator = match proven_fact(connection, vault, row.fact)? {
        Fact::Operator(operator) if operator.number.number() == row.number => *operator,
        _ => return Err(misfit(Column::Fact)),
    };
    let pin = match row.pin.map(|seq| proven_fact(connection, vault, seq)).transpose()? {
        None => None,
        Some(Fact::Pin { number, digits, verifier }) if number == operator.number => {
            Some((digits, *verifier))
        }
        Some(_) => return Err(misfit(Column::Pin)),
    };
    refuse_older(connection, row)?;
    let wait = wait_after(row.failures);
    let from = row.waits_from.and_then(utc_of).filter(|_| !wait.is_zero());
    Ok(Person {
        operator,
        fact: row.fact,
        pin,
        failures: row.failures,
        waits_until: from.and_then(|from| from.checked_add_signed(wait)),
        recovery: row.recovery.and_then(utc_of),
    })
}

/// Refuses a row that leads to an earlier fact than the newest about its person: another program has pointed it back.
fn refuse_older(connection: &Connection, row: &OperatorRow) -> Result<(), LedgerTrouble> {
    const SQL: &str = "SELECT seq, kind, body FROM journal WHERE kind IN (22, 23) AND seq > ?1";
    let mut statement = connection.prepare_cached(SQL)?;
    let mut later = statement.query([row.pin.map_or(row.fact, |pin| pin.min(row.fact))])?;
    while let Some(found) = later.next()? {
        let (seq, kind, body): (i64, FactKind, Vec<u8>) = (found.get(0)?, found.get(1)?, found.get(2)?);
        let column = match Fact::from_body(kind, &body) {
            Some(Fact::Operator(operator)) if operator.number.number() == row.number => {
                (seq > row.fact).then_some(Column::Fact)
            }
            Some(Fact::Pin { number, .. }) if number.number() == row.number => {
                row.pin.is_none_or(|pin| seq > pin).then_some(Column::Pin)
            }
            _ => None,
        };
        if let Some(column) = column {
            return Err(corrupt(Table::Operators, row.number.into(), column));
        }
    }
    Ok(())
}

/// A fact that has the hash of what it says.
fn proven_fact(connection: &Connection, vault: &Vault, seq: i64) -> Result<Fact, LedgerTrouble> {
    let sql = once!(format!("SELECT {} FROM journal t WHERE t.seq = ?1", JournalRow::columns("t")));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([seq])?;
    let row = next_of(&mut rows, Table::Journal, seq)?;
    let row = JournalRow::read(row.ok_or_else(|| corrupt(Table::Journal, seq, Column::Seq))?)?;
    let before = journal::hash_at(connection, seq - 1)?;
    let before = before.ok_or_else(|| corrupt(Table::Journal, seq - 1, Column::Hash))?;
    if journal::hash(vault, before, &row, None).ok() != Some(row.hash) {
        return Err(corrupt(Table::Journal, seq, Column::Hash));
    }
    Fact::from_body(row.kind, &row.body).ok_or_else(|| corrupt(Table::Journal, seq, Column::Body))
}

impl View for Operators {
    fn apply(&self, connection: &Connection, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        if !concerns(fact.fact) {
            return Ok(());
        }
        let mut state =
            State(rows(connection, 0, u8::MAX)?.into_iter().map(|row| (row.number, row)).collect());
        let before = state.0.clone();
        state.add(fact.row, fact.fact);
        let changed = state.0.values().filter(|row| before.get(&row.number) != Some(row));
        changed.cloned().collect::<Vec<_>>().iter().try_for_each(|row| put(connection, row))
    }

    fn rebuild(&self, ledger: &mut Ledger, _progress: &Progress) -> Result<(), LedgerError> {
        let mut state = State::default();
        // Facts never change: most are read before others have to wait.
        let last = ledger.read(|connection| state.read_after(connection, 0))?;
        ledger.write(|writer| {
            writer.run(|connection| {
                state.read_after(connection, last)?;
                connection.execute("DELETE FROM operators", [])?;
                state.0.values().try_for_each(|row| put(connection, row))
            })
        })
    }

    fn check<'a>(&self, connection: &'a Connection) -> Result<Box<dyn ViewCheck + 'a>, LedgerTrouble> {
        Ok(Box::new(OperatorsCheck {
            connection,
            state: State::default(),
            judge: Judge::default(),
            finding: None,
        }))
    }
}

fn put(connection: &Connection, row: &OperatorRow) -> Result<(), LedgerTrouble> {
    connection.prepare_cached("DELETE FROM operators WHERE number = ?1")?.execute([row.number])?;
    row.write(&mut *connection.prepare_cached(OperatorRow::insert())?)
}

/// Whether a fact changes anything here.
fn concerns(fact: &Fact) -> bool {
    KINDS.contains(&fact.kind())
}

/// The kinds of facts that change anything here.
const KINDS: [FactKind; 9] = [
    FactKind::ClockStep,
    FactKind::Operator,
    FactKind::Pin,
    FactKind::PinDigits,
    FactKind::PinAttempt,
    FactKind::PinAccepted,
    FactKind::Unlocked,
    FactKind::RecoveryBegun,
    FactKind::SettingsChanged,
];

/// The rows that facts lead to.
#[derive(Default)]
pub(super) struct State(BTreeMap<u8, OperatorRow>);

impl State {
    /// The row of a person.
    pub(super) fn row(&self, number: OperatorNumber) -> Option<&OperatorRow> {
        self.0.get(&number.number())
    }

    /// Takes in the next fact.
    fn add(&mut self, row: &JournalRow, fact: &Fact) {
        let at = Some(row.at);
        match fact {
            Fact::Operator(operator) => self.points_to(operator.number.number(), row.seq),
            Fact::PinDigits { .. } => self.points_to(DIGITS, row.seq),
            Fact::SettingsChanged(_) => self.points_to(SETTINGS + row.till.number(), row.seq),
            Fact::Pin { number, .. } => self.change(*number, |person| {
                (person.pin, person.recovery) = (Some(row.seq), None);
            }),
            Fact::PinAttempt { number, .. } => self.change(*number, |person| {
                person.failures = person.failures.saturating_add(1);
                person.waits_from = at;
            }),
            Fact::Unlocked { number } => {
                self.change(*number, |person| (person.failures, person.waits_from) = (0, None));
            }
            // Who knows the PIN needs no other one: somebody else has asked for it.
            Fact::PinAccepted { number, .. } => self.change(*number, |person| {
                (person.failures, person.waits_from, person.recovery) = (0, None, None);
            }),
            Fact::RecoveryBegun { number } => self.change(*number, |person| person.recovery = at),
            // Whoever sets the clock waits from there: a step ends neither a wait nor a lock-out.
            Fact::ClockStep { .. } => {
                for person in self.0.values_mut() {
                    person.waits_from = person.waits_from.and(at);
                    person.recovery = person.recovery.and(at);
                }
            }
            _ => {}
        }
    }

    fn points_to(&mut self, number: u8, fact: i64) {
        let new = OperatorRow { number, fact, pin: None, failures: 0, waits_from: None, recovery: None };
        self.0.entry(number).or_insert(new).fact = fact;
    }

    /// Changes a person. A number that nobody has was keyed by mistake: nothing is kept of it.
    fn change(&mut self, number: OperatorNumber, change: impl FnOnce(&mut OperatorRow)) {
        if let Some(row) = self.0.get_mut(&number.number()) {
            change(row);
        }
    }

    /// Takes in the facts that the journal has after fact `seq`. Returns the number of the last one.
    fn read_after(&mut self, connection: &Connection, seq: i64) -> Result<i64, LedgerTrouble> {
        facts_after(connection, seq, &KINDS, |row, fact| self.add(row, fact))
    }
}

/// Goes along, and compares at the end of the walk: only then is it known that the facts are right.
struct OperatorsCheck<'a> {
    connection: &'a Connection,
    state: State,
    judge: Judge,
    /// The first fact that nobody could record who may.
    finding: Option<Finding>,
}

impl ViewCheck for OperatorsCheck<'_> {
    fn fact(&mut self, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        if self.finding.is_none() && !self.judge.could_be(&self.state, fact.row, fact.fact) {
            let finding = Finding::at(Table::Journal, fact.row.seq, Wrong::NotAllowed);
            self.finding = Some(finding.column(Column::Operator));
        }
        self.judge.add(fact.fact);
        self.state.add(fact.row, fact.fact);
        Ok(())
    }

    /// A row that is missing, too many, or not what the facts lead to.
    fn end(self: Box<Self>) -> Result<Option<Finding>, LedgerTrouble> {
        if self.finding.is_some() {
            return Ok(self.finding);
        }
        let at = |number: u8, wrong| Finding::at(Table::Operators, number.into(), wrong);
        let mut expected = self.state.0.values();
        if !schema::has_table(self.connection, Table::Operators)? {
            return Ok(expected.next().map(|row| at(row.number, Wrong::Missing)));
        }
        let kept = format!("SELECT {} FROM operators t ORDER BY t.number", OperatorRow::columns("t"));
        let mut kept = self.connection.prepare(&kept)?;
        let mut kept = kept.query([])?;
        for expected in expected {
            let Some(row) = kept.next()? else { return Ok(Some(at(expected.number, Wrong::Missing))) };
            let met = in_order(Table::Operators, expected.number.into(), key(row)).and_then(|()| read(row));
            if let Err(finding) = met.and_then(|kept| meet(expected, &kept)) {
                return Ok(Some(finding));
            }
        }
        Ok(kept.next()?.map(|row| Finding::at(Table::Operators, key(row), Wrong::Unknown)))
    }
}

/// The next row that is kept has to be this one.
fn meet(expected: &OperatorRow, kept: &OperatorRow) -> Result<(), Finding> {
    let shown = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    let values = expected.values().into_iter().zip(kept.values());
    match values.into_iter().find(|((_, expected), (_, kept))| expected != kept) {
        Some(((column, value), (_, kept))) => {
            let wrong = differs(shown(value), shown(kept));
            Err(Finding::at(Table::Operators, expected.number.into(), wrong).column(column))
        }
        None => Ok(()),
    }
}
