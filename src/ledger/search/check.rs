//! Whether the index says what the transactions say: each block is made again in memory and held against what is kept.
//!
//! Comes after the transactions and what remains of them were found right.

use std::hash::{BuildHasher as _, RandomState};

use rusqlite::{Connection, types::ValueRef};

use super::blocks::{
    AMOUNT, BLOCK, Bits, CHUNK, Facts, PART, Packed, STATE, STEPS, WHOLE, build::values, chunk_of, claimed,
    each_fact, ids, is_summed, key, place, rare, read_sum, seq, set::write_positions, state_of,
};
use crate::{
    ledger::{
        LedgerError,
        error::LedgerTrouble,
        verify::{Halt, Reader},
    },
    record::{Finding, Progress, State, Totals, Wrong, differs},
};

/// Facets are numbered below this.
const FACETS: usize = AMOUNT as usize + STEPS.len();
/// In place of a missing `id_offset`.
const NO_OFFSET: i64 = i64::MIN;
/// A row that does not have a facet; no value is that large.
const NOT: u32 = u32::MAX;

const BLOCKS: &str = "SELECT block, rows, first_at, last_at, payments, paid, paid_vat, cancels, cancelled, \
     cancelled_vat, id_offset FROM blocks WHERE block >= ?1 ORDER BY block LIMIT 2";
const COLUMNS: [&str; 11] = [
    "block",
    "rows",
    "first_at",
    "last_at",
    "payments",
    "paid",
    "paid_vat",
    "cancels",
    "cancelled",
    "cancelled_vat",
    "id_offset",
];
const ROWS: &str = "SELECT key, rows FROM facets WHERE key >= ?1 AND key < ?2 ORDER BY key";
const SUMS: &str = "SELECT key, payments, paid, paid_vat, cancels, cancelled, cancelled_vat FROM sums \
     WHERE key >= ?1 AND key < ?2 ORDER BY key";
const PACKED: &str = "SELECT chunk, packed FROM amounts WHERE chunk >= ?1 AND chunk < ?2 ORDER BY chunk";
const CANCELLED: &str = "SELECT payment, sum(amount) FROM transactions \
     WHERE payment BETWEEN ?1 AND ?2 AND seq <= ?3 GROUP BY payment ORDER BY payment";

/// What came of a block.
enum Checked {
    /// So many rows of it are as they should be.
    Rows(usize),
    /// There is no such block, and nothing of it or after it.
    End,
    Finding(Finding),
}

impl Reader {
    /// What of the index is not what the transactions say; `None` when nothing is. It may cover only a part of them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn index_finding(&self, progress: &Progress) -> Result<Option<Finding>, LedgerError> {
        let mut tally = Tally::default();
        let mut last = 0;
        for block in 0.. {
            let checked = self.run(|connection| {
                let _moment = connection.unchecked_transaction()?;
                check(connection, block, &mut tally)
            })?;
            if progress.stopped() {
                return Ok(None);
            }
            match checked {
                Checked::Rows(rows) => {
                    progress.advance(rows as u64);
                    last = seq(block, rows) - 1;
                }
                Checked::Finding(finding) => return Ok(Some(finding)),
                Checked::End => break,
            }
        }
        rare_finding(self, tally, last, progress)
    }
}

fn check(connection: &Connection, block: i64, tally: &mut Tally) -> Result<Checked, LedgerTrouble> {
    let (kept, next) = match kept(connection, block) {
        Ok(Some(kept)) => kept,
        Ok(None) => return rest(connection, block),
        Err(Halt::Finding(finding)) => return Ok(Checked::Finding(finding)),
        Err(Halt::Trouble(trouble)) => return Err(trouble),
    };
    let rows = usize::try_from(kept[1]).unwrap_or(0);
    let mut made = Made::default();
    if rows > 0 {
        each_fact(connection, seq(block, 0), seq(block, rows - 1), |facts| {
            made.add(&facts);
            rare::values(&facts).for_each(|value| tally.add(value, facts.seq));
        })?;
    }
    let mut finding = made.block(block, &kept, next);
    if finding.is_none() {
        made.states(connection, block, rows)?;
        finding = made.facets(connection, block)?;
    }
    if finding.is_none() {
        finding = made.amounts(connection, block)?;
    }
    Ok(finding.map_or(Checked::Rows(rows), Checked::Finding))
}

/// The row of a block, and whether another one follows; `None` when it and all after it are missing.
fn kept(connection: &Connection, block: i64) -> Result<Option<([i64; 11], bool)>, Halt<LedgerTrouble>> {
    let mut statement = connection.prepare_cached(BLOCKS)?;
    let mut rows = statement.query([from(block, block)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut kept = [0; 11];
    for (index, (value, column)) in kept.iter_mut().zip(COLUMNS).enumerate() {
        let found = row.get_ref(index)?;
        if column == "id_offset" && found == ValueRef::Null {
            *value = NO_OFFSET;
            continue;
        }
        match found.as_i64() {
            Ok(found) => *value = found,
            Err(_) => return Err(Finding::at("blocks", block, Wrong::Unreadable).column(column).into()),
        }
    }
    let [number, ..] = kept;
    if number != block {
        let (row, wrong) = if number > block { (block, Wrong::Missing) } else { (number, Wrong::Unknown) };
        return Err(Finding::at("blocks", row, wrong).into());
    }
    Ok(Some((kept, rows.next()?.is_some())))
}

/// Where to begin to read `first` of a block: of the first block with all that may stand before it.
fn from(block: i64, first: i64) -> i64 {
    if block == 0 { i64::MIN } else { first }
}

/// After the last block nothing may be kept.
fn rest(connection: &Connection, block: i64) -> Result<Checked, LedgerTrouble> {
    for (table, sql, first) in [
        ("facets", "SELECT key FROM facets WHERE key >= ?1 LIMIT 1", key(block, 0, 0)),
        ("sums", "SELECT key FROM sums WHERE key >= ?1 LIMIT 1", key(block, 0, 0)),
        ("amounts", "SELECT chunk FROM amounts WHERE chunk >= ?1 LIMIT 1", chunk_of(seq(block, 0))),
    ] {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([from(block, first)])?;
        if let Some(row) = rows.next()? {
            return Ok(Checked::Finding(Finding::at(table, row.get(0)?, Wrong::Unknown)));
        }
    }
    Ok(Checked::End)
}

/// A block as it should be.
struct Made {
    /// What each row adds to a sum.
    rows: Vec<(bool, u64, u64)>,
    /// Of each facet the values of all rows, in order.
    values: [Vec<u32>; FACETS],
    /// Amount of each payment, and how much of it was cancelled by now.
    payments: Vec<(u32, Option<State>)>,
    amounts: Vec<Packed>,
    first_at: i64,
    last_at: i64,
    totals: Totals,
    id_offset: Option<i64>,
    /// Payments that were cancelled in part and wholly by cancels that are indexed; `None` when there is no such cancel.
    /// Cancels that are not indexed yet may be counted already: those are looked at one by one when it is searched.
    states: Option<[Choice; 2]>,
}

/// A set that has to have some rows and may have others.
struct Choice {
    must: Bits,
    may: Bits,
}

impl Default for Made {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            values: [const { Vec::new() }; FACETS],
            payments: Vec::new(),
            amounts: Vec::new(),
            first_at: i64::MAX,
            last_at: i64::MIN,
            totals: Totals::default(),
            id_offset: None,
            states: None,
        }
    }
}

impl Made {
    fn add(&mut self, facts: &Facts) {
        let position = place(facts.seq).1;
        values(facts, |facet, value| {
            if let Some(values) = self.values.get_mut(usize::from(facet)) {
                values.resize(position, NOT);
                values.push(value);
            }
        });
        let offset = ids::offset(facts);
        self.id_offset =
            if self.rows.is_empty() { offset } else { self.id_offset.filter(|all| Some(*all) == offset) };
        self.rows.push((facts.cancel, facts.amount, facts.vat));
        self.payments.push((u32::try_from(facts.amount).unwrap_or(u32::MAX), facts.state));
        if position.is_multiple_of(CHUNK) {
            self.amounts.push(Packed::default());
        }
        if let Some(packed) = self.amounts.last_mut() {
            packed.push(facts.cancel, facts.amount, facts.vat);
        }
        self.first_at = self.first_at.min(facts.created_at);
        self.last_at = self.last_at.max(facts.created_at);
        self.totals.add(facts.cancel, facts.amount, facts.vat);
    }

    /// The row of `blocks`.
    fn block(&self, block: i64, kept: &[i64; 11], next: bool) -> Option<Finding> {
        let Totals { payments, paid, paid_vat, cancels, cancelled, cancelled_vat } = self.totals;
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        // All but the last block are full; how much of the last one is indexed, it says itself.
        let rows = if next { number(BLOCK as u64) } else { number(self.totals.count()).max(1) };
        let [paid, paid_vat, cancelled, cancelled_vat] =
            [paid, paid_vat, cancelled, cancelled_vat].map(number);
        let (payments, cancels) = (number(payments), number(cancels));
        let made = [
            block,
            rows,
            self.first_at,
            self.last_at,
            payments,
            paid,
            paid_vat,
            cancels,
            cancelled,
            cancelled_vat,
            self.id_offset.unwrap_or(NO_OFFSET),
        ];
        let wrong = made.iter().zip(kept).zip(COLUMNS).find(|((made, kept), _)| made != kept);
        wrong.map(|((made, kept), column)| Finding::at("blocks", block, differs(made, kept)).column(column))
    }

    /// Which payments count as cancelled in part or wholly.
    fn states(&mut self, connection: &Connection, block: i64, rows: usize) -> Result<(), LedgerTrouble> {
        let mut statement = connection.prepare_cached(CANCELLED)?;
        let last = seq(block, rows.saturating_sub(1));
        let mut cancelled = statement.query((seq(block, 0), last, claimed(connection)?))?;
        while let Some(row) = cancelled.next()? {
            let (position, taken) = (place(row.get(0)?).1, row.get::<_, u64>(1)?);
            let Some((amount, Some(now))) = self.payments.get(position) else { continue };
            let amount = u64::from(*amount);
            let then = state_of(amount, amount.saturating_sub(taken));
            let none = || Choice { must: Bits::none(), may: Bits::none() };
            let states = self.states.get_or_insert_with(|| [none(), none()]);
            for (choice, state) in states.iter_mut().zip([State::Part, State::Whole]) {
                if then == state || *now == state {
                    choice.may.add(position);
                }
                if then == state && *now == state {
                    choice.must.add(position);
                }
            }
        }
        Ok(())
    }

    /// What rows add up to.
    fn sum(&self, positions: impl Iterator<Item = usize>) -> Totals {
        Totals::of(positions.filter_map(|position| self.rows.get(position)))
    }

    /// The rows of `facets` and `sums`.
    fn facets(&self, connection: &Connection, block: i64) -> Result<Option<Finding>, LedgerTrouble> {
        let mut statement = connection.prepare_cached(ROWS)?;
        let range = (from(block, key(block, 0, 0)), key(block + 1, 0, 0));
        let mut kept = statement.query(range)?;
        let mut statement = connection.prepare_cached(SUMS)?;
        let mut kept_sums = statement.query(range)?;
        let mut sorted = Vec::new();
        for (facet, values) in (0_u8..).zip(&self.values) {
            if facet == STATE
                && let Some([part, whole]) = &self.states
            {
                for (value, choice) in [(PART, part), (WHOLE, whole)] {
                    let (key, mut sum) = (key(block, facet, value), Totals::default());
                    let mut finding = meet(&mut kept, "facets", key, |bytes| {
                        choice.read(bytes).map(|rows| sum = self.sum(rows.iter())).is_some()
                    })?;
                    if finding.is_none() {
                        finding = meet_sum(&mut kept_sums, key, &sum)?;
                    }
                    if finding.is_some() {
                        return Ok(finding);
                    }
                }
            }
            sorted.clear();
            let rows = values.iter().zip(0_u64..).filter(|(value, _)| **value != NOT);
            sorted.extend(rows.map(|(value, position)| u64::from(*value) << 16 | position));
            sorted.sort_unstable();
            for same in sorted.chunk_by(|a, b| a >> 16 == b >> 16) {
                let value = same.first().map_or(0, |first| u32::try_from(first >> 16).unwrap_or(NOT));
                let positions: Vec<u16> =
                    same.iter().map(|row| u16::try_from(row & 0xffff).unwrap_or(0)).collect();
                let fits = |bytes: &[u8]| bytes == write_positions(&positions);
                let mut finding = meet(&mut kept, "facets", key(block, facet, value), fits)?;
                if finding.is_none() && is_summed(facet) {
                    finding = meet_sum(
                        &mut kept_sums,
                        key(block, facet, value),
                        &self.sum(positions.iter().map(|at| usize::from(*at))),
                    )?;
                }
                if finding.is_some() {
                    return Ok(finding);
                }
            }
        }
        Ok(more(&mut kept, "facets")?.or(more(&mut kept_sums, "sums")?))
    }

    /// The rows of `amounts`.
    fn amounts(&self, connection: &Connection, block: i64) -> Result<Option<Finding>, LedgerTrouble> {
        let (first, end) = (chunk_of(seq(block, 0)), chunk_of(seq(block + 1, 0)));
        let mut statement = connection.prepare_cached(PACKED)?;
        let mut kept = statement.query((from(block, first), end))?;
        for (chunk, packed) in (first..).zip(&self.amounts) {
            let finding = meet(&mut kept, "amounts", chunk, |bytes| bytes == packed.write())?;
            if finding.is_some() {
                return Ok(finding);
            }
        }
        more(&mut kept, "amounts")
    }
}

impl Choice {
    /// The set that is written so, if it has all that it must and nothing that it may not.
    fn read(&self, bytes: &[u8]) -> Option<Bits> {
        let mut bits = Bits::none();
        bits.add_written(bytes)?;
        let (mut missing, mut more) = (self.must.clone(), bits.clone());
        let fits = bits.write() == bytes && !missing.drop_all(&bits) && !more.drop_all(&self.may);
        fits.then_some(bits)
    }
}

/// The next row that is kept has to be this one.
fn meet(
    kept: &mut rusqlite::Rows<'_>,
    table: &'static str,
    key: i64,
    fits: impl FnOnce(&[u8]) -> bool,
) -> Result<Option<Finding>, LedgerTrouble> {
    meet_row(kept, table, key, |row| Ok(row.get_ref(1)?.as_blob().is_ok_and(fits)))
}

/// The next sum that is kept has to be this one.
fn meet_sum(kept: &mut rusqlite::Rows<'_>, key: i64, sum: &Totals) -> Result<Option<Finding>, LedgerTrouble> {
    meet_row(kept, "sums", key, |row| Ok(read_sum(row, 1).is_ok_and(|kept| kept == *sum)))
}

fn meet_row(
    kept: &mut rusqlite::Rows<'_>,
    table: &'static str,
    key: i64,
    fits: impl FnOnce(&rusqlite::Row<'_>) -> Result<bool, LedgerTrouble>,
) -> Result<Option<Finding>, LedgerTrouble> {
    let at = |row, wrong| Ok(Some(Finding::at(table, row, wrong)));
    let Some(row) = kept.next()? else { return at(key, Wrong::Missing) };
    let found = row.get_ref(0)?.as_i64().unwrap_or(0);
    match found {
        _ if found > key => at(key, Wrong::Missing),
        _ if found < key => at(found, Wrong::Unknown),
        _ if fits(row)? => Ok(None),
        _ => at(key, Wrong::Altered),
    }
}

/// A row that is kept although no other should be.
fn more(kept: &mut rusqlite::Rows<'_>, table: &'static str) -> Result<Option<Finding>, LedgerTrouble> {
    let Some(row) = kept.next()? else { return Ok(None) };
    let found = row.get_ref(0)?.as_i64().unwrap_or(0);
    Ok(Some(Finding::at(table, found, Wrong::Unknown)))
}

/// What rows have of `rare`, added up in whatever order they come. Nobody can know what would leave the sum as it is: it
/// is another one each time.
#[derive(Default)]
struct Tally {
    secret: RandomState,
    sum: u64,
}

impl Tally {
    fn add(&mut self, value: i64, row: i64) {
        self.sum = self.sum.wrapping_add(self.secret.hash_one((value, row)));
    }
}

const RARE: &str = "SELECT value, seq FROM rare WHERE (value, seq) > (?1, ?2) ORDER BY value, seq LIMIT ?3";
const HAS_RARE: &str = "SELECT EXISTS (SELECT 1 FROM rare WHERE value = ?1 AND seq = ?2)";

/// What of `rare` is not what the rows up to `last` say, which have this tally. More may have been indexed meanwhile.
fn rare_finding(
    reader: &Reader,
    mut tally: Tally,
    last: i64,
    progress: &Progress,
) -> Result<Option<Finding>, LedgerError> {
    let expected = std::mem::take(&mut tally.sum);
    let mut add = |_: &Connection, (value, row)| {
        if row <= last {
            tally.add(value, row);
        }
        Ok(true)
    };
    let stray = each_rare(reader, progress, &mut add)?;
    if stray.is_some() || tally.sum == expected || progress.stopped() {
        return Ok(stray);
    }
    // Something is wrong, and this says where.
    for block in 0..=place(last).0 {
        let missing = reader.run(|connection| missing_rare(connection, block, last))?;
        if missing.is_some() || progress.stopped() {
            return Ok(missing);
        }
    }
    each_rare(reader, progress, &mut |connection, (value, row)| {
        let mut belongs = row > last;
        each_fact(connection, row, row, |facts| belongs |= rare::values(&facts).any(|own| own == value))?;
        Ok(belongs)
    })
}

/// A row of which something is not in `rare`.
fn missing_rare(connection: &Connection, block: i64, last: i64) -> Result<Option<Finding>, LedgerTrouble> {
    let mut has = connection.prepare_cached(HAS_RARE)?;
    let (mut missing, mut trouble) = (None, Ok(()));
    each_fact(connection, seq(block, 0), seq(block, BLOCK - 1).min(last), |facts| {
        for value in rare::values(&facts) {
            match has.query_one((value, facts.seq), |row| row.get(0)) {
                Ok(true) => {}
                Ok(false) => missing = missing.or(Some(facts.seq)),
                Err(error) => trouble = Err(error),
            }
        }
    })?;
    trouble?;
    Ok(missing.map(|row| Finding::at("rare", row, Wrong::Missing)))
}

/// Says whether a value of a row, in this order, belongs into `rare`.
type Belongs<'a> = &'a mut dyn FnMut(&Connection, (i64, i64)) -> Result<bool, LedgerTrouble>;

/// Asks of each row of `rare` whether it belongs there. One of a transaction that is not indexed does not.
fn each_rare(
    reader: &Reader,
    progress: &Progress,
    belongs: Belongs<'_>,
) -> Result<Option<Finding>, LedgerError> {
    let mut next = Some((i64::MIN, i64::MIN));
    while let Some(after) = next.take().filter(|_| !progress.stopped()) {
        let stray = reader.run(|connection| {
            let _moment = connection.unchecked_transaction()?;
            let indexed = claimed(connection)?;
            let mut statement = connection.prepare_cached(RARE)?;
            let mut rows = statement.query((after.0, after.1, reader.portions.rare))?;
            while let Some(row) = rows.next()? {
                let (value, seq) = (row.get(0)?, row.get(1)?);
                if !(1..=indexed).contains(&seq) || !belongs(connection, (value, seq))? {
                    return Ok(Some(Finding::at("rare", seq, Wrong::Unknown)));
                }
                next = Some((value, seq));
            }
            Ok(None)
        })?;
        if stray.is_some() {
            return Ok(stray);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::ledger::{Ledger, search::Portions};

    const PAY: &str = "INSERT INTO transactions (id, kind, payment, created_at, utc_offset, till, amount, vat, \
         installments, card_head, card_tail, card_digits, fingerprint) SELECT printf('%020d', ?1), ?2, ?3, \
         1790000000000 + ?1 * 100000, 540, 1 + ?1 % 3, ?4, ?4 / 11, iif(?2 = 1, ?1 % 4, 0), '123456', printf('%03d', ?1 % 7), 16, zeroblob(16)";

    /// A ledger that is indexed in small steps.
    fn opened(path: &std::path::Path) -> Ledger {
        let mut ledger = Ledger::open(path).expect("opened");
        ledger.portions = Portions::SMALL;
        ledger
    }

    /// A ledger of many small blocks, see `BLOCK`; every fifth row cancels a payment far before it.
    fn grown(rows: i64, pause: i64) -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("ledger.db");
        let mut ledger = opened(&path);
        ledger.connection.execute_batch("PRAGMA synchronous = OFF").expect("tests may lose power");
        for row in 1..=rows {
            // Payments lie on rows that are no multiple of five; each is cancelled at most twice, by a half.
            let payment = (row % 5 == 0).then(|| row / 10 * 2 + 1).filter(|payment| payment % 5 != 0);
            let (kind, amount) = if payment.is_some() { (2, 550) } else { (1, 1_100) };
            ledger.connection.execute(PAY, (row, kind, payment, amount)).expect("written");
            if row % pause == 0 {
                while ledger.index_some().expect("indexed") {}
            }
        }
        drop(ledger);
        (home, path)
    }

    fn finding(path: &std::path::Path) -> Option<Finding> {
        let mut reader = Reader::open(path).expect("opened");
        reader.portions = Portions::SMALL;
        reader.index_finding(&Progress::default()).expect("read")
    }

    #[test]
    fn an_index_that_grew_in_any_steps_is_right() {
        for pause in [16, 97, 256, 300, 2_000] {
            let (_home, path) = grown(1_100, pause);
            assert_eq!(finding(&path), None, "{pause}");
        }
    }

    #[test]
    fn what_is_wrong_in_any_block_is_found_there() {
        let (_home, path) = grown(1_100, 50);
        let ledger = opened(&path);
        let change = |sql: &str| ledger.connection.execute_batch(sql).expect("changed");
        let keys: Vec<i64> = ledger
            .connection
            .prepare("SELECT key FROM facets ORDER BY key")
            .expect("SQL")
            .query_map([], |row| row.get(0))
            .expect("rows")
            .collect::<Result<_, _>>()
            .expect("keys");
        for key in keys.iter().step_by(11) {
            change(&format!("CREATE TEMP TABLE kept AS SELECT * FROM facets WHERE key = {key}"));
            change(&format!("DELETE FROM facets WHERE key = {key}"));
            assert_eq!(finding(&path), Some(Finding::at("facets", *key, Wrong::Missing)));
            change("INSERT INTO facets SELECT key, CAST(rows || x'00' AS BLOB) FROM kept");
            assert_eq!(finding(&path), Some(Finding::at("facets", *key, Wrong::Altered)));
            change(&format!("DELETE FROM facets WHERE key = {key}; INSERT INTO facets SELECT * FROM kept"));
            change("DROP TABLE kept");
        }
        for block in 0..4 {
            change(&format!("UPDATE blocks SET cancelled_vat = cancelled_vat + 1 WHERE block = {block}"));
            let found = finding(&path).expect("found").place;
            assert_eq!(
                (found.table, found.row, found.column.as_deref()),
                ("blocks", Some(block), Some("cancelled_vat"))
            );
            change(&format!("UPDATE blocks SET cancelled_vat = cancelled_vat - 1 WHERE block = {block}"));
        }
        assert_eq!(finding(&path), None);
    }

    #[test]
    fn what_is_wrong_with_rare_values_is_found_at_its_row() {
        let (_home, path) = grown(600, 50);
        let ledger = opened(&path);
        let change = |sql: &str| {
            ledger.connection.execute_batch("BEGIN").expect("begun");
            assert_eq!(ledger.connection.execute(sql, []).expect("changed"), 1, "{sql}");
            ledger.connection.execute_batch("COMMIT").expect("committed");
            finding(&path)
        };
        let rare: Vec<(i64, i64)> = ledger
            .connection
            .prepare("SELECT value, seq FROM rare")
            .expect("SQL")
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("rows")
            .collect::<Result<_, _>>()
            .expect("values");
        assert_eq!(rare.len(), 3 * 600);
        for (value, row) in rare.iter().step_by(67) {
            let missing = Some(Finding::at("rare", *row, Wrong::Missing));
            let here = format!("WHERE value = {value} AND seq = {row}");
            assert_eq!(change(&format!("UPDATE rare SET value = 3 {here}")), missing);
            assert_eq!(change(&format!("UPDATE rare SET value = {value} WHERE value = 3")), None);
            assert_eq!(change(&format!("DELETE FROM rare {here}")), missing);
            assert_eq!(change(&format!("INSERT INTO rare VALUES ({value}, {row})")), None);
            for stray in [*row, -7, 601, 500_000_000_000_000] {
                let unknown = Some(Finding::at("rare", stray, Wrong::Unknown));
                assert_eq!(change(&format!("INSERT INTO rare VALUES (3, {stray})")), unknown);
                assert_eq!(change("DELETE FROM rare WHERE value = 3"), None);
            }
        }
    }

    #[test]
    fn an_index_that_was_dropped_in_part_is_made_anew_without_what_was_left() {
        let (_home, path) = grown(600, 50);
        let mut ledger = opened(&path);
        ledger.connection.execute_batch("INSERT INTO rare VALUES (1100, 7777), (3, 1)").expect("spoilt");
        // All blocks are gone, and something of what is rare.
        for _ in 0..4 {
            assert!(ledger.drop_index_some().expect("dropped"));
        }
        assert_eq!(ledger.indexed().expect("read"), 0);
        while ledger.index_some().expect("indexed") {}
        assert_eq!(finding(&path), None);
    }

    #[test]
    fn a_cancel_that_is_not_indexed_yet_makes_no_index_wrong() {
        let (_home, path) = grown(300, 16);
        let ledger = opened(&path);
        for (row, payment) in [(301, 151), (302, 61)] {
            ledger.connection.execute(PAY, (row, 2, payment, 550)).expect("written");
        }
        assert_eq!(finding(&path), None);
    }
}
