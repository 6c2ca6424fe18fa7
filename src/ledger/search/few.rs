//! What means only few rows, looked up at once over the whole ledger.

use std::{ops::RangeInclusive, rc::Rc};

use rusqlite::Connection;

use super::conditions::INDEXED_DIGITS;
use crate::{
    ledger::{
        error::LedgerTrouble,
        search::blocks::{
            Blocks, MINUTE_DIGITS, Portions, QUARTER_MS, RARE, RARE_DIGITS, card_amounts, id_ends, place,
            rare_amounts, seq,
        },
    },
    record::Condition,
};

pub const BY_ID: &str = "SELECT seq FROM transactions WHERE id = ?1";
pub const BY_BEGINNING: &str = "SELECT seq FROM transactions WHERE id >= ?1 AND id < ?2 LIMIT ?3";
pub const FEW_BY_CARD: &str = "SELECT seq FROM transactions WHERE fingerprint = ?1 LIMIT ?2";
pub const FEW_BY_TIME: &str =
    "SELECT seq FROM transactions WHERE created_at >= ?1 AND created_at < ?2 LIMIT ?3";
pub const ID: &str = "SELECT id FROM transactions WHERE seq = ?1";

/// All rows that a condition means, where they are few.
#[derive(Clone)]
pub(super) struct Few {
    /// Sorted.
    pub rows: Rc<[i64]>,
    /// Whether rows that are not indexed yet would be among them.
    pub loose: bool,
}

impl Few {
    fn of(mut rows: Vec<i64>, most: usize, loose: bool) -> Option<Self> {
        rows.sort_unstable();
        (rows.len() <= most).then(|| Self { rows: rows.into(), loose })
    }

    /// Whether none of them is in a block.
    pub(super) fn none_in(&self, block: i64) -> bool {
        let first = self.rows.partition_point(|row| *row < seq(block, 0));
        self.rows.get(first).is_none_or(|row| place(*row).0 != block)
    }
}

/// The rows of a condition that means few of them whatever the ledger's size, or just now.
pub(super) fn few(
    connection: &Connection,
    portions: Portions,
    blocks: &Blocks,
    condition: &Condition,
) -> Result<Option<Few>, LedgerTrouble> {
    let Portions { few, few_together: most_together, .. } = portions;
    let (rows, most, loose) = match condition {
        Condition::Card(card) => (seqs(connection, FEW_BY_CARD, (card.0, few + 1))?, few, true),
        Condition::Times(times) => match times.as_slice() {
            [time] if time.end.saturating_sub(time.start) <= QUARTER_MS => {
                (seqs(connection, FEW_BY_TIME, (time.start, time.end, few + 1))?, few, true)
            }
            _ => return Ok(None),
        },
        Condition::Id(id) => (seqs(connection, BY_ID, [id.as_str()])?, usize::MAX, true),
        Condition::IdBegins(digits) => {
            // ':' comes right after '9'.
            let end = format!("{digits}:");
            let as_times = digits.len() <= MINUTE_DIGITS && blocks.have_times_in_ids;
            let most = if as_times { few } else { usize::MAX };
            let limit = i64::try_from(most.saturating_add(1)).unwrap_or(-1);
            (seqs(connection, BY_BEGINNING, (digits, end, limit))?, most, true)
        }
        Condition::IdEnds(digits) if digits.len() >= INDEXED_DIGITS && !blocks.have_odd_ids => {
            let Some(ids) = id_ends(digits) else { return Ok(None) };
            let mut rows = rare(connection, &ids, most_together)?;
            if rows.len() <= most_together && digits.len() > RARE_DIGITS {
                keep_ids(connection, digits, &mut rows)?;
            }
            (rows, most_together, false)
        }
        Condition::Amount(range) => (rare(connection, &rare_amounts(range), few)?, few, false),
        _ => return Ok(None),
    };
    Ok(Few::of(rows, most, loose))
}

/// The rows of a card's last two or three digits together with amounts, where they are few.
pub(super) fn few_together(
    connection: &Connection,
    portions: Portions,
    card: &Condition,
    amount: &Condition,
) -> Result<Option<Few>, LedgerTrouble> {
    let (Condition::CardEnd(digits), Condition::Amount(range)) = (card, amount) else { return Ok(None) };
    let step = match digits.len() {
        2 => 100,
        3 => 1_000,
        _ => return Ok(None),
    };
    let Ok(end) = digits.parse() else { return Ok(None) };
    let most_together = portions.few_together;
    let mut rows = Vec::new();
    for tail in (end..1_000).step_by(step) {
        rows.extend(rare(connection, &card_amounts(tail, range), most_together)?);
        if rows.len() > most_together {
            break;
        }
    }
    Ok(Few::of(rows, most_together, false))
}

/// The rows of rare values, or one more than `most`.
fn rare(
    connection: &Connection,
    values: &RangeInclusive<i64>,
    most: usize,
) -> Result<Vec<i64>, LedgerTrouble> {
    seqs(connection, RARE, (values.start(), values.end(), most + 1))
}

/// Keeps the rows whose id ends in `digits`.
pub(super) fn keep_ids(
    connection: &Connection,
    digits: &str,
    rows: &mut Vec<i64>,
) -> Result<(), LedgerTrouble> {
    let mut statement = connection.prepare_cached(ID)?;
    let mut trouble = Ok(());
    rows.retain(|row| {
        let ends = statement
            .query_one([row], |row| Ok(row.get_ref(0)?.as_str().is_ok_and(|id| id.ends_with(digits))));
        ends.unwrap_or_else(|error| {
            trouble = Err(error);
            false
        })
    });
    Ok(trouble?)
}

fn seqs(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<i64>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
