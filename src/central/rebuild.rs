//! A ledger from what the centre has of it, when the till is dead. What was recorded there and never shipped is lost, and is named as far
//! as it is remembered beside the keyring.

use super::{
    client::Centre,
    owner::check_version,
    ship::{bytes, get},
    stored::{self, BadRow, Part},
};
use crate::{
    desk::{DeskError, Settings, Verdict, Verifier, World, backup::record_rebuilt},
    ledger::{Head, Ledger, LedgerError, LostFact, NewLedger, rows::SealedRow},
    payment::Message,
    record::{CentreError, Finding, JournalHash, LedgerId, Progress},
    vault::{Keyring, SealedMessage, Vault},
};

/// Facts that are read at a time.
const AT_ONCE: i64 = 1_000;

/// Why no ledger was made.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The centre does not answer as it should.
    #[error(transparent)]
    Centre(#[from] CentreError),
    /// The ledger cannot be written, or there is one; the keyring cannot be read.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// There is a ledger at this place.
    #[error("there is a ledger at {}", .0.display())]
    LedgerThere(std::path::PathBuf),
    /// The centre has no such ledger.
    #[error("no such ledger at the centre")]
    NoLedger,
    /// What the centre has of it was changed there.
    #[error("{table}, row {seq}: not what was shipped")]
    Changed {
        /// The table.
        table: &'static str,
        /// The row.
        seq: i64,
    },
    /// The keyring is that of another ledger.
    #[error("the keyring is that of another ledger")]
    OtherKeyring,
    /// What the centre has was changed there.
    #[error("what the centre has does not fit the keyring")]
    Broken(Box<Finding>),
    /// It was stopped.
    #[error("stopped")]
    Stopped,
}

impl From<LedgerError> for RebuildError {
    fn from(error: LedgerError) -> Self {
        Self::Desk(error.into())
    }
}

impl From<BadRow> for RebuildError {
    fn from(BadRow { table, seq }: BadRow) -> Self {
        Self::Changed { table, seq }
    }
}

/// A ledger that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// Which.
    pub ledger: LedgerId,
    /// Facts that it has.
    pub facts: u64,
    /// Payments and cancels among them.
    pub transactions: u64,
    /// Facts that were recorded and never shipped; `None` where nothing is remembered here of the ledger.
    pub lost: Option<u64>,
}

/// Makes the ledger of `number` at the place of the settings' ledger, where there must be none. It is checked with the keyring, and
/// records that it was made.
///
/// # Errors
/// [`RebuildError`]; there is no ledger then.
pub fn rebuild(
    centre: &Centre,
    number: i32,
    settings: &Settings,
    mut world: World,
    progress: &Progress,
) -> Result<Rebuilt, RebuildError> {
    const SQL: &str = "SELECT ledger, head, hash, public_key FROM paydesk.ledgers WHERE number = $1";
    if settings.ledger.exists() {
        return Err(RebuildError::LedgerThere(std::path::PathBuf::clone(&settings.ledger)));
    }
    check_version(centre)?;
    let rows = centre.query(SQL, &[&number])?;
    let row = rows.first().ok_or(RebuildError::NoLedger)?;
    let (ledger, head) = (LedgerId(bytes(row, 0)?), get::<i64>(row, 1)?);
    let (hash, public_key) = (JournalHash(bytes(row, 2)?), bytes(row, 3)?);
    let keyring = Keyring::open(&settings.keyring, false, &mut world).map_err(DeskError::from)?;
    let vault = Vault::new(&keyring, Box::new(world.clone())).map_err(DeskError::from)?;
    if vault.public_key() != public_key {
        return Err(RebuildError::OtherKeyring);
    }
    let mut new = NewLedger::begin(&settings.ledger, &vault.key_checks(), progress)?;
    progress.begin(u64::try_from(head).unwrap_or(0));
    let (mut done, mut transactions) = (0, 0);
    while done < head {
        if progress.stopped() {
            return Err(RebuildError::Stopped);
        }
        let range = (done + 1, (done + AT_ONCE).min(head));
        let facts = lost_facts(centre, number, range, &vault)?;
        transactions += facts.iter().filter(|fact| fact.transaction.is_some()).count() as u64;
        new.write(|writer| facts.iter().try_for_each(|fact| writer.take_back(&vault, fact)))?;
        let end = facts.last().map_or(done, |fact| fact.row.seq);
        if end != range.1 {
            return Err(RebuildError::Changed { table: "facts", seq: end + 1 });
        }
        done = end;
        progress.reach(u64::try_from(done).unwrap_or(0), u64::try_from(head).unwrap_or(0));
    }
    let verifier = Verifier::open(settings.clone(), world.clone())?;
    new.finish_if(|file| {
        let made = Ledger::open_to_read(file)?;
        // Which ledger it is stands in its first fact, and the last hash covers all of them.
        let is_that = made.id()? == Some(ledger) && made.head()? == Head { seq: head, hash };
        if !is_that && head > 0 {
            return Err(RebuildError::Changed { table: "ledgers", seq: number.into() });
        }
        drop(made);
        match verifier.check_file(file, None, progress)? {
            Verdict::Whole(_) => Ok(()),
            Verdict::Broken(finding) => Err(RebuildError::Broken(Box::new(finding))),
            Verdict::Stopped => Err(RebuildError::Stopped),
        }
    })?;
    let remembered = record_rebuilt(settings, world)?;
    let known = remembered.filter(|end| end.ledger == ledger);
    Ok(Rebuilt {
        ledger,
        facts: u64::try_from(head).unwrap_or(0),
        transactions,
        lost: known.map(|end| u64::try_from(end.seq - head).unwrap_or(0)),
    })
}

/// The facts of a range with all that belongs to them.
fn lost_facts(
    centre: &Centre,
    number: i32,
    range: (i64, i64),
    vault: &Vault,
) -> Result<Vec<LostFact>, RebuildError> {
    let part = Part::that_counts(centre, number, range)?;
    let mut transactions =
        part.transactions.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().peekable();
    let sealed = stored::sealed(centre, number, range)?;
    let mut sealed = sealed.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().peekable();
    let imported = stored::imported(centre, number, range)?;
    let mut imported = imported.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().peekable();
    let mut facts = Vec::new();
    for row in part.facts {
        let row = row?;
        let transaction = transactions.next_if(|transaction| transaction.seq == row.seq);
        let sealed = sealed.next_if(|sealed| sealed.seq == row.seq);
        let transaction = match (transaction, sealed) {
            (None, None) => None,
            (Some(transaction), Some(sealed)) => {
                let opened = SealedMessage { key_id: sealed.key_id, bytes: sealed.message.clone() };
                let opened = vault.open_message(transaction.id, &opened);
                let message = opened.ok().and_then(|bytes| Message::decode_kept(bytes.expose()).ok());
                let fingerprint = message.map(|message| vault.fingerprint_of(sealed.key_id, &message.card));
                let Some(Ok(fingerprint)) = fingerprint else {
                    return Err(RebuildError::Changed { table: "sealed", seq: row.seq });
                };
                Some((transaction, SealedRow { fingerprint, ..sealed }))
            }
            _ => return Err(RebuildError::Changed { table: "sealed", seq: row.seq }),
        };
        let imported = imported.next_if(|imported| imported.seq == row.seq);
        facts.push(LostFact { row, transaction, imported });
    }
    Ok(facts)
}
