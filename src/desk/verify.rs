//! Holding a whole ledger against its keys, its journal and the rules.
//!
//! ```text
//!  one thread   the walk: fact, row and what is sealed, then the views ─┐
//!  this one     open, decode, hold slot by slot, hash                 ◄─┘
//!  another one  SQLite's own check
//! ```
//!
//! What the walk finds counts first: the rest builds on it. Memory is bounded: the threads are at most a few thousand facts
//! apart, and of the past only the last hash, the last id of each till, what remains of cancelled payments, how often slips
//! were printed, which memo of a transaction is the last one, and the numbers of the facts that are no transactions are kept.

mod judge;
#[cfg(test)]
mod tests;

use std::{
    panic::resume_unwind,
    path::Path,
    sync::mpsc::{Receiver, sync_channel},
    thread,
};

use self::judge::Judge;
use super::{DeskError, Settings, World, wrong_key};
use crate::{
    ledger::{
        LedgerError, LedgerTrouble,
        verify::{Halt, LedgerReader, TABLES, WalkItem},
    },
    record::{Column, Fact, Finding, JournalHash, Progress, Spot, Table, Wrong},
    vault::{KeyCheck, Keyring, Vault},
};

/// Chunks that one thread may be ahead of the other.
const AHEAD: usize = 2;
/// Messages that are tried, to distinguish a wrong keyring from a damaged ledger.
const SAMPLES: u64 = 16;

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything fits.
    Whole(Whole),
    /// This is the first that does not.
    Broken(Finding),
    /// It was stopped.
    Stopped,
}

/// A ledger in which everything fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Facts of the journal.
    pub facts: u64,
    /// Transactions.
    pub transactions: u64,
    /// The hash of the last fact.
    pub hash: JournalHash,
}

/// The keys that ledgers are held against.
pub struct Verifier {
    pub(super) vault: Vault,
    pub(super) settings: Settings,
    pub(super) world: World,
}

impl Verifier {
    /// Opens the keyring; makes none.
    ///
    /// # Errors
    /// Trouble with the keyring.
    pub fn open(settings: Settings, mut world: World) -> Result<Self, DeskError> {
        let keyring = Keyring::open(&settings.keyring, false, &mut world)?;
        Ok(Self { vault: Vault::new(&keyring, Box::new(world.clone()))?, settings, world })
    }

    /// Checks the ledger. With `since`, this hash has to occur in its journal.
    ///
    /// # Errors
    /// When the ledger cannot be read, or when it is sound but the keyring is another one.
    pub fn check(&self, since: Option<JournalHash>, progress: &Progress) -> Result<Verdict, DeskError> {
        self.check_file(&self.settings.ledger, since, progress)
    }

    /// As [`check`](Self::check), of another file. A key that was made meanwhile is neither damage nor another keyring: where
    /// something does not fit, the keyring is read again, and with another one the check begins again.
    pub(crate) fn check_file(
        &self,
        ledger: &Path,
        since: Option<JournalHash>,
        progress: &Progress,
    ) -> Result<Verdict, DeskError> {
        let mut verdict = self.check_once(&self.vault, ledger, since, progress);
        let mut keys = self.vault.key_checks();
        while !matches!(verdict, Ok(Verdict::Whole(_) | Verdict::Stopped)) {
            match super::keys::reread_keys(&self.settings, &self.world) {
                Ok(vault) if vault.key_checks() != keys => {
                    // What the first check has given up is begun anew.
                    progress.begin(0);
                    verdict = self.check_once(&vault, ledger, since, progress);
                    keys = vault.key_checks();
                }
                _ => break,
            }
        }
        verdict
    }

    fn check_once(
        &self,
        vault: &Vault,
        ledger: &Path,
        since: Option<JournalHash>,
        progress: &Progress,
    ) -> Result<Verdict, DeskError> {
        let mut readers = [LedgerReader::open(ledger)?, LedgerReader::open(ledger)?];
        for reader in &mut readers {
            reader.heed(progress)?;
        }
        let [walker, other] = &mut readers;
        walker.keep_few_pages()?;
        walker.hold_moment()?;
        if let Some(finding) = walker.schema_finding()? {
            return Ok(Verdict::Broken(finding));
        }
        let keys = match self.keys(vault, walker) {
            Ok(keys) => keys,
            Err(Halt::Finding(finding)) => return Ok(Verdict::Broken(finding)),
            Err(Halt::Trouble(error)) => return Err(error),
        };
        progress.begin(walker.newest()?);
        let judge = Judge::new(vault, &keys, since);
        let verdict = run(walker, other, judge, progress);
        if progress.interrupted() {
            return Ok(Verdict::Stopped);
        }
        verdict
    }

    /// The ids of the keyring's keys, the one that seals first.
    #[must_use]
    pub fn key_ids(&self) -> Vec<u32> {
        let active = self.vault.active_check().key_id;
        let others = self.vault.key_checks().into_iter().map(|check| check.key_id);
        std::iter::once(active).chain(others.filter(|id| *id != active)).collect()
    }

    /// Why a key may be swapped out to a disk; `None` when all stay in memory.
    #[must_use]
    pub fn swap_risk(&self) -> Option<String> {
        self.vault.swap_risk()
    }

    /// Whether the keys are those of a ledger.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the keyring is another one.
    pub fn fits(&self, reader: &LedgerReader) -> Result<Option<Finding>, DeskError> {
        let fits = |vault| match self.keys(vault, reader) {
            Ok(_) => Ok(None),
            Err(Halt::Finding(finding)) => Ok(Some(finding)),
            Err(Halt::Trouble(error)) => Err(error),
        };
        match (fits(&self.vault), super::keys::reread_keys(&self.settings, &self.world)) {
            (Ok(None), _) => Ok(None),
            // A key may have been made in between.
            (_, Ok(now)) if now.key_checks() != self.vault.key_checks() => fits(&now),
            (misfit, _) => misfit,
        }
    }

    /// Records in the journal that something did not fit, if the file is sound enough for that. Says whether it did.
    #[must_use]
    pub fn record(self, finding: &Finding) -> bool {
        let recorded = |finding: &Finding| {
            let mut desk = self.desk()?;
            let (code, table) = (finding.code().to_owned(), finding.spot.table.to_string());
            desk.record(&Fact::VerifyFailed { code, table, row: finding.spot.row })
        };
        finding.may_be_recorded() && recorded(finding).is_ok()
    }

    /// The keys that the ledger says it is sealed with. A finding is a key that does not fit although the keyring is the
    /// right one.
    fn keys(&self, vault: &Vault, reader: &LedgerReader) -> Result<Vec<KeyCheck>, Halt<DeskError>> {
        let keys = reader.keys().map_err(|halt| halt.map(DeskError::from))?;
        let checks = vault.key_checks();
        let Some(other) = keys.iter().find(|key| !checks.contains(key)) else { return Ok(keys) };
        let samples = reader.samples(SAMPLES).map_err(DeskError::from)?;
        if samples.is_empty() {
            // Nothing is sealed yet: the next start puts its own keys there.
            return Ok(keys);
        }
        if !samples.iter().any(|(id, sealed)| vault.open_message(*id, sealed).is_ok()) {
            return Err(wrong_key(&self.settings, other.key_id).into());
        }
        let at = |wrong| Finding::at(Table::Keys, other.key_id.into(), wrong);
        let is_ours = checks.iter().any(|check| check.key_id == other.key_id);
        Err(if is_ours { at(Wrong::Altered).column(Column::CheckValue) } else { at(Wrong::Unknown) }.into())
    }
}

/// The readers stay the caller's, who closes one after the other: where two are closed at once, neither is the last one to SQLite,
/// and its log stays beside the ledger.
fn run(
    walker: &mut LedgerReader,
    other: &mut LedgerReader,
    judge: Judge<'_>,
    progress: &Progress,
) -> Result<Verdict, DeskError> {
    thread::scope(|scope| {
        let (send_items, items) = sync_channel(AHEAD);
        let walk = scope.spawn(move || walker.walk(progress, |items| send_items.send(items).is_ok()));
        let further = scope.spawn(move || look_further(other));
        let judged = judged(judge, &items);
        // The walk must not wait until more is taken.
        drop(items);
        let is_view = matches!(&judged, Judged::Broken(finding) if finding.spot.table.is_view());
        if !is_view && !matches!(judged, Judged::Whole(_)) {
            progress.abandon();
        }
        match (judged, walk.join().unwrap_or_else(|panic| resume_unwind(panic))) {
            (Judged::Broken(finding), _) if is_view => {
                // What a view is derived from is read by indexes: where one of them is damaged, the view may be right.
                let further = further.join().unwrap_or_else(|panic| resume_unwind(panic));
                let below = further.ok().flatten().filter(|below| !below.spot.table.is_view());
                Ok(Verdict::Broken(below.unwrap_or(finding)))
            }
            (Judged::Broken(finding), _) => Ok(Verdict::Broken(finding)),
            (_, Err(error)) => damaged(error),
            (Judged::Ended, Ok(())) => Ok(Verdict::Stopped),
            (Judged::Whole(whole), Ok(())) => {
                match further.join().unwrap_or_else(|panic| resume_unwind(panic)) {
                    Ok(None) => Ok(Verdict::Whole(whole)),
                    Ok(Some(finding)) => Ok(Verdict::Broken(finding)),
                    Err(error) => damaged(error),
                }
            }
        }
    })
}

/// A file that SQLite cannot read on in, or a row that cannot be, is the finding itself.
fn damaged(error: LedgerError) -> Result<Verdict, DeskError> {
    match error.trouble {
        LedgerTrouble::Corrupt(spot) => Ok(Verdict::Broken(Finding { spot, wrong: Wrong::Unreadable })),
        LedgerTrouble::Damaged(reason) => {
            let wrong = Wrong::Sqlite { message: reason.to_string() };
            Ok(Verdict::Broken(Finding {
                spot: Spot { table: Table::File, row: None, id: None, part: None },
                wrong,
            }))
        }
        _ => Err(error.into()),
    }
}

/// What SQLite itself says.
fn look_further(reader: &LedgerReader) -> Result<Option<Finding>, LedgerError> {
    for table in TABLES {
        if let Some(finding) = reader.sqlite_finding(table)? {
            return Ok(Some(finding));
        }
    }
    Ok(None)
}

/// What came of the walk.
enum Judged {
    Whole(Whole),
    Broken(Finding),
    /// It was stopped, or could not go on.
    Ended,
}

fn judged(mut judge: Judge<'_>, items: &Receiver<Vec<WalkItem>>) -> Judged {
    for item in items.iter().flatten() {
        match judge.take(item) {
            Ok(None) => {}
            Ok(Some(whole)) => return Judged::Whole(whole),
            Err(finding) => return Judged::Broken(finding),
        }
    }
    judge.ended().map_or(Judged::Ended, Judged::Broken)
}
