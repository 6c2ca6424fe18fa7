//! The shipper: sends what a ledger has recorded and the centre does not have yet.
//!
//! One step asks the centre how far it is, compares, and sends a part. Nothing is remembered here from one step to the next but the
//! connection: whatever was cut off, the next step begins with asking.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, FixedOffset};
use tokio_postgres::Row;

use super::{
    VERSION,
    address::{Address, Enrolment, EnrolmentError},
    chain::{self, Chain, Signed, signed},
    client::{Centre, Param},
};
use crate::{
    desk::{Clock as _, Random as _, World},
    ledger::{Ledger, LedgerError, Resealed, Shipment, rows::JournalRow},
    payment::RequestId,
    record::{CentreError, JournalHash, LedgerId},
    vault::{Keyring, KeyringError, SealError, Vault},
};

/// Facts that are shipped together at most.
const MOST: usize = 1_000;
/// Bytes that are shipped together, about.
const BYTES: usize = 1 << 20;
/// How long an answer of the centre is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Milliseconds after which a centre that has everything is asked again.
const ASKED_AGAIN: i64 = 30_000;

/// Why nothing was shipped.
#[derive(Debug, thiserror::Error)]
pub enum ShipError {
    /// The centre did not take it.
    #[error(transparent)]
    Centre(#[from] CentreError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The keyring cannot be read.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The keyring cannot sign.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The file of the enrolment cannot be used.
    #[error(transparent)]
    Enrolment(#[from] EnrolmentError),
    /// No ledger of this keyring is enrolled.
    #[error("not enrolled")]
    NotEnrolled,
    /// The enrolment is that of another ledger.
    #[error("another ledger is enrolled")]
    OtherLedger,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shipped {
    /// So many facts, or what was sealed again; there may be more.
    Some(usize),
    /// The centre has everything up to this number.
    All(i64),
    /// An owner has to decide which of two branches of this ledger counts, or where it has lost what the centre has: it has another fact under
    /// this number, or more of them. What this one has recorded is at the centre, where it goes on to be taken or is kept beside.
    Held {
        /// The first fact that is not the same; `None` where the ledger has less than the centre.
        fork: Option<i64>,
    },
    /// An owner has decided that what this ledger has from this number on does not count.
    Refused {
        /// The first fact that is not the same.
        fork: i64,
    },
}

/// How far the centre is.
struct CentreHead {
    ledger: LedgerId,
    public_key: [u8; 32],
    epoch: i32,
    head: i64,
    hash: JournalHash,
    chain: Chain,
    held: Option<Held>,
    resealed_key: i64,
    resealed: i64,
    /// Its clock, in milliseconds since 1970 UTC.
    now: i64,
}

/// How far the centre is behind a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// Facts that wait to be shipped; `None` as long as the centre was not reached.
    pub waiting: Option<i64>,
    /// When the centre was heard of last, by the clock here; at first, when it was asked first.
    pub contact_at: DateTime<FixedOffset>,
    /// How far the clock here is ahead of the centre's, in milliseconds.
    pub skew: i64,
    /// What the centre makes of this ledger.
    pub standing: Standing,
}

impl Lag {
    /// Before the centre was asked first.
    #[must_use]
    pub fn unknown(world: &World) -> Self {
        Self { waiting: None, contact_at: world.now(), skew: 0, standing: Standing::Fine }
    }
}

/// What the centre makes of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It takes what is recorded.
    Fine,
    /// Its newest fact there is not that of this ledger: the next shipment finds out why.
    Differs,
    /// An owner has to decide.
    Held,
    /// An owner has decided that what this copy has does not count.
    Refused,
    /// Another ledger of this keyring is enrolled, and not this one.
    OtherLedger,
}

/// Why an owner has to decide about a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Held {
    /// Two copies of it have recorded something else under the same number.
    Fork,
    /// It has less than the centre.
    Rollback,
}

impl Held {
    /// Reads a column.
    pub(super) fn read(row: &Row, index: usize) -> Result<Option<Self>, CentreError> {
        let word: Option<&str> = get(row, index)?;
        let read = |word: &str| word.parse().or(Err(CentreError::Refused(format!("held is {word}"))));
        word.map(read).transpose()
    }
}

/// Ships one ledger.
pub struct Shipper {
    ledger: PathBuf,
    keyring: PathBuf,
    address: Address,
    world: World,
    open: Option<Open>,
    centre: Option<Centre>,
    /// How many facts are sent together: fewer after a time-out.
    most: usize,
    /// As of the last step that reached the centre.
    lag: Lag,
    /// The newest fact at the centre then, and when that was, by the clock here, where the centre had everything.
    there: i64,
    all_at: Option<i64>,
    patience: Duration,
}

/// The ledger, and what signs for it.
struct Open {
    ledger: Ledger,
    vault: Vault,
    id: LedgerId,
}

impl Shipper {
    /// Prepares to ship the ledger in this file, as the enrolment beside the keyring says.
    ///
    /// # Errors
    /// [`ShipError::NotEnrolled`], or that the enrolment cannot be read.
    pub fn new(
        ledger: impl Into<PathBuf>,
        keyring: impl Into<PathBuf>,
        world: World,
    ) -> Result<Self, ShipError> {
        let (ledger, keyring) = (ledger.into(), keyring.into());
        let enrolment = Enrolment::read(&keyring)?.ok_or(ShipError::NotEnrolled)?;
        let (address, lag) = (enrolment.address()?, Lag::unknown(&world));
        let mut shipper = Self {
            ledger,
            keyring,
            address,
            world,
            open: None,
            centre: None,
            most: MOST,
            lag,
            there: 0,
            all_at: None,
            patience: PATIENCE,
        };
        let id = shipper.open()?.id;
        if enrolment.is_of(id) { Ok(shipper) } else { Err(ShipError::OtherLedger) }
    }

    /// The same, which waits so long for each answer.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    fn open(&mut self) -> Result<&mut Open, ShipError> {
        if self.open.is_none() {
            let ledger = Ledger::open_to_read(&self.ledger)?;
            let keyring = Keyring::open(&self.keyring, false, &mut self.world)?;
            let vault = Vault::new(&keyring, Box::new(self.world.clone()))?;
            let id = ledger.id()?.ok_or(ShipError::NotEnrolled)?;
            self.open = Some(Open { ledger, vault, id });
        }
        self.open.as_mut().ok_or(ShipError::NotEnrolled)
    }

    /// Asks the centre how far it is, and ships the next part.
    ///
    /// # Errors
    /// [`ShipError`]. The next step begins anew, with a new connection.
    pub fn step(&mut self) -> Result<Shipped, ShipError> {
        let result = self.try_step();
        match &result {
            Ok(Shipped::Held { .. }) => self.lag.standing = Standing::Held,
            Ok(Shipped::Refused { .. }) => self.lag.standing = Standing::Refused,
            Err(ShipError::OtherLedger) => self.lag.standing = Standing::OtherLedger,
            Ok(Shipped::Some(_) | Shipped::All(_)) | Err(_) => {}
        }
        if let Err(error) = &result {
            self.centre = None;
            // A file that was replaced, a key that was changed, and a new password are read again.
            self.open = None;
            if let Some(address) =
                Enrolment::read(&self.keyring).ok().flatten().and_then(|known| known.address().ok())
            {
                self.address = address;
            }
            if matches!(error, ShipError::Centre(CentreError::Silent)) {
                self.most = (self.most / 2).max(1);
            }
        }
        result
    }

    /// How far the centre was behind when the last step asked it.
    #[must_use]
    pub fn lag(&self) -> Lag {
        self.lag
    }

    /// Counts what waits here, once it is known how far the centre is; that is not asked.
    ///
    /// # Errors
    /// The ledger or its keys cannot be read.
    pub fn count_waiting(&mut self) -> Result<(), ShipError> {
        let head = self.open()?.ledger.head()?.seq;
        self.lag.waiting = self.lag.waiting.map(|_| (head - self.there).max(0));
        Ok(())
    }

    /// Whether a step that was not answered in time can be tried again with less.
    #[must_use]
    pub fn may_send_less(&self, error: &ShipError) -> bool {
        matches!(error, ShipError::Centre(CentreError::Silent)) && self.there > 0 && self.most > 1
    }

    fn try_step(&mut self) -> Result<Shipped, ShipError> {
        let at = self.world.now();
        let now = at.timestamp_millis();
        let most = self.most;
        self.count_waiting()?;
        // A centre that has everything is not asked each second by each ledger.
        let is_recent = |all_at: i64| (0..ASKED_AGAIN).contains(&(now - all_at));
        if self.lag.waiting == Some(0) && self.centre.is_some() && self.all_at.is_some_and(is_recent) {
            return Ok(Shipped::All(self.there));
        }
        self.all_at = None;
        if self.centre.is_none() {
            self.centre = Some(Centre::connect(&self.address, self.patience)?);
        }
        let (Some(Open { ledger, vault, id }), Some(centre)) = (&self.open, &self.centre) else {
            return Err(ShipError::NotEnrolled);
        };
        // What was moved away is not shipped on.
        ledger.check_file()?;
        let there = ask(centre, Some(now))?;
        if there.ledger != *id {
            return Err(ShipError::OtherLedger);
        }
        if there.public_key != vault.public_key() {
            return Err(CentreError::Refused("it has another public key for this ledger".to_owned()).into());
        }
        (self.lag, self.there) = (lag(&there, ledger, at)?, there.head);
        if there.head > 0 && ledger.hash_of(there.head)? != Some(there.hash) {
            return reconcile(ledger, centre, &there, most);
        }
        if there.held == Some(Held::Rollback) {
            // It has got back what it had.
            centre.query("SELECT paydesk.report_recovery($1)", &[&there.hash.0.as_slice()])?;
            return Ok(Shipped::Some(0));
        }
        let shipment = ledger.shipment(there.head, most, BYTES)?;
        if shipment.facts.is_empty() {
            return match ship_resealed(ledger, centre, &there)? {
                // The other branch waits for a decision; this one has come to its end.
                Shipped::All(_) if there.held.is_some() => Ok(Shipped::Held { fork: None }),
                Shipped::All(head) => {
                    self.all_at = Some(now);
                    Ok(Shipped::All(head))
                }
                other => Ok(other),
            };
        }
        let count = shipment.facts.len();
        let answer = append(centre, vault, &there, &shipment, now)?;
        match answer.as_str() {
            "ok" => {}
            "refused" => return Ok(Shipped::Refused { fork: there.head + 1 }),
            "left" | "held" => return Ok(Shipped::Held { fork: None }),
            // Another shipper was first: asked again, the centre says so.
            _ => return Ok(Shipped::Some(0)),
        }
        self.most = (self.most * 2).min(MOST);
        self.there += i64::try_from(count).unwrap_or(0);
        Ok(Shipped::Some(count))
    }
}

fn lag(there: &CentreHead, ledger: &Ledger, at: DateTime<FixedOffset>) -> Result<Lag, LedgerError> {
    let waiting = (ledger.head()?.seq - there.head).max(0);
    let skew = at.timestamp_millis() - there.now;
    let standing = if there.held.is_some() { Standing::Held } else { Standing::Fine };
    Ok(Lag { waiting: Some(waiting), contact_at: at, skew, standing })
}

/// Asks the centre how far it is behind, and ships nothing. Needs no key.
///
/// # Errors
/// [`ShipError`].
pub fn look(
    ledger: &Path,
    enrolment: &Enrolment,
    world: &World,
    patience: Duration,
) -> Result<Lag, ShipError> {
    let ledger = Ledger::open_to_read(ledger)?;
    if !ledger.id()?.is_some_and(|id| enrolment.is_of(id)) {
        return Err(ShipError::OtherLedger);
    }
    let (centre, at) = (Centre::connect(&enrolment.address()?, patience)?, world.now());
    let there = ask(&centre, None)?;
    if ledger.id()? != Some(there.ledger) {
        return Err(ShipError::OtherLedger);
    }
    let mut lag = lag(&there, &ledger, at)?;
    if there.head > 0 && ledger.hash_of(there.head)? != Some(there.hash) && lag.standing == Standing::Fine {
        lag.standing = Standing::Differs;
    }
    Ok(lag)
}

/// Asks how far the ledger was shipped; with the time here, the centre notes that it was heard of.
fn ask(centre: &Centre, now: Option<i64>) -> Result<CentreHead, CentreError> {
    const SQL: &str = "SELECT version, ledger, public_key, epoch, head, hash, chain, held, resealed_key, resealed, now \
         FROM paydesk.head($1)";
    let row = centre.query_one(SQL, &[&now])?;
    let version: i32 = get(&row, 0)?;
    if version != VERSION {
        return Err(CentreError::Version { found: version, own: VERSION });
    }
    Ok(CentreHead {
        ledger: LedgerId(bytes(&row, 1)?),
        public_key: bytes(&row, 2)?,
        epoch: get(&row, 3)?,
        head: get(&row, 4)?,
        hash: JournalHash(bytes(&row, 5)?),
        chain: bytes(&row, 6)?,
        held: Held::read(&row, 7)?,
        resealed_key: get(&row, 8)?,
        resealed: get(&row, 9)?,
        now: get(&row, 10)?,
    })
}

/// The newest fact at the centre is not one of this ledger: it was restored, rolled back, or is one of two with the same beginning.
fn reconcile(
    ledger: &Ledger,
    centre: &Centre,
    there: &CentreHead,
    most: usize,
) -> Result<Shipped, ShipError> {
    const RESTORE: &str = "SELECT paydesk.declare_restore($1, $2, $3, $4)";
    const ROLLBACK: &str = "SELECT paydesk.report_rollback($1, $2)";
    const FORK: &str = "SELECT paydesk.report_fork($1, $2)";
    let here = ledger.head()?;
    let common = last_in_common(ledger, centre, here.seq.min(there.head))?;
    if common == here.seq {
        centre.query(ROLLBACK, &[&here.seq, &here.hash.0.as_slice()])?;
        return Ok(Shipped::Held { fork: None });
    }
    let fork = common + 1;
    if let Some(restored) = ledger.epoch_begun_by(fork)? {
        let hash = ledger.hash_of(common)?.unwrap_or(JournalHash::NONE);
        let restored = i32::try_from(restored).unwrap_or(i32::MAX);
        let next = ledger.hash_of(fork)?.unwrap_or(JournalHash::NONE);
        let parameters: &[Param<'_>] = &[&restored, &common, &hash.0.as_slice(), &next.0.as_slice()];
        let answer: String = get(&centre.query_one(RESTORE, parameters)?, 0)?;
        match answer.as_str() {
            "ok" => return Ok(Shipped::Some(0)),
            "refused" => return Ok(Shipped::Refused { fork }),
            _ => {}
        }
    }
    let hash = ledger.hash_of(fork)?.unwrap_or(JournalHash::NONE);
    let answer: String = get(&centre.query_one(FORK, &[&fork, &hash.0.as_slice()])?, 0)?;
    match answer.as_str() {
        "held" => {
            ship_branch(ledger, centre, (fork, hash), most)?;
            Ok(Shipped::Held { fork: Some(fork) })
        }
        "refused" => Ok(Shipped::Refused { fork }),
        // Too many wait for a decision already.
        "full" => Ok(Shipped::Held { fork: None }),
        _ => Ok(Shipped::Some(0)),
    }
}

/// The last fact up to number `end` that is the same on both sides: everything before it is, too, as each hash covers its past.
fn last_in_common(ledger: &Ledger, centre: &Centre, end: i64) -> Result<i64, ShipError> {
    let (mut same, mut other) = (0, end + 1);
    while other - same > 1 {
        let middle = same + (other - same) / 2;
        let row = centre.query_one("SELECT paydesk.hash_of($1)", &[&middle])?;
        let there: Option<Vec<u8>> = get(&row, 0)?;
        let here = ledger.hash_of(middle)?;
        if here.is_some_and(|here| there.as_deref() == Some(here.0.as_slice())) {
            same = middle;
        } else {
            other = middle;
        }
    }
    Ok(same)
}

/// Brings what this ledger has from `fork` on to the centre, beside what counts there, so that nothing is lost whatever is decided.
fn ship_branch(
    ledger: &Ledger,
    centre: &Centre,
    (fork, hash): (i64, JournalHash),
    most: usize,
) -> Result<(), ShipError> {
    const SQL: &str = "SELECT paydesk.append_branch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
         $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)";
    let hash = hash.0.as_slice();
    let row = centre.query_one("SELECT paydesk.branch_head($1, $2)", &[&fork, &hash])?;
    let mut head: i64 = get(&row, 0)?;
    loop {
        let shipment = ledger.shipment(head, most, BYTES)?;
        let Some(last) = shipment.facts.last() else { return Ok(()) };
        let (columns, first) = (Columns::of(&shipment), head + 1);
        let mut parameters: Vec<Param<'_>> = vec![&fork, &hash, &first];
        parameters.extend(columns.parameters());
        centre.query(SQL, &parameters)?;
        head = last.seq;
    }
}

/// Sends the next facts.
fn append(
    centre: &Centre,
    vault: &Vault,
    there: &CentreHead,
    shipment: &Shipment,
    now: i64,
) -> Result<String, ShipError> {
    const SQL: &str = "SELECT paydesk.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
         $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)";
    let (first, chain) = (there.head + 1, chain::after(there.chain, shipment));
    let Some(JournalRow { seq: last, hash, .. }) = shipment.facts.last() else { return Ok("ok".to_owned()) };
    let signed = Signed { ledger: there.ledger, epoch: there.epoch, first, last: *last, hash: *hash, chain };
    let signature = vault.sign(&signed.bytes());
    let (before, chain, signature) = (there.hash.0.as_slice(), chain.as_slice(), signature.as_slice());
    let columns = Columns::of(shipment);
    let mut parameters: Vec<Param<'_>> = vec![&first, &before];
    parameters.extend(columns.parameters());
    parameters.extend([&chain as Param<'_>, &signature, &now]);
    Ok(get(&centre.query_one(SQL, &parameters)?, 0)?)
}

/// Once the centre has everything: sends what was sealed again with a newer key.
fn ship_resealed(ledger: &Ledger, centre: &Centre, there: &CentreHead) -> Result<Shipped, ShipError> {
    const SQL: &str = "SELECT paydesk.reseal($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let key = i64::from(ledger.newest_key_id()?.unwrap_or(0));
    let from = if there.resealed_key == key { there.resealed } else { 0 };
    // A first key has sealed everything that was shipped; nothing was sealed again.
    if from >= there.head || key <= 1 {
        return Ok(Shipped::All(there.head));
    }
    let resealed = ledger.sealed_after(from, there.head, (MOST, BYTES))?;
    let Resealed { sealed, imported, .. } = &resealed;
    let numbers = sealed.iter().map(|row| (row.seq, row.key_id));
    let numbers = numbers.chain(imported.iter().map(|row| (row.seq, row.key_id)));
    // Where a rotation is not done yet, the rest comes later.
    let old = numbers.clone().filter(|(_, key_id)| i64::from(*key_id) < key).map(|(seq, _)| seq).min();
    let last = numbers.map(|(seq, _)| seq).max();
    let until = match (old, last) {
        (Some(old), _) => old - 1,
        (None, Some(last)) if !resealed.is_all => last,
        (None, _) => there.head,
    };
    if until <= from {
        return Ok(Shipped::All(there.head));
    }
    let part = Shipment {
        sealed: resealed.sealed.into_iter().filter(|row| row.seq <= until).collect(),
        imported: resealed.imported.into_iter().filter(|row| row.seq <= until).collect(),
        ..Shipment::default()
    };
    let columns = Columns::of(&part);
    let mut parameters: Vec<Param<'_>> = vec![&key, &until];
    parameters.extend(columns.sealed_parameters());
    centre.query(SQL, &parameters)?;
    Ok(Shipped::Some(part.sealed.len() + part.imported.len()))
}

/// The rows of a shipment as the columns that the centre takes.
#[derive(Default)]
struct Columns<'a> {
    at: Vec<i64>,
    utc_offset: Vec<i32>,
    till: Vec<i32>,
    operator: Vec<Option<i32>>,
    approver: Vec<Option<i32>>,
    kind: Vec<i32>,
    body: Vec<&'a [u8]>,
    key_id: Vec<i64>,
    hash: Vec<&'a [u8]>,
    transactions: TransactionColumns<'a>,
    sealed: SealedColumns<'a>,
}

#[derive(Default)]
struct TransactionColumns<'a> {
    seq: Vec<i64>,
    id: Vec<&'a str>,
    payment: Vec<Option<i64>>,
    created_at: Vec<Option<i64>>,
    utc_offset: Vec<i32>,
    till: Vec<i32>,
    amount: Vec<i64>,
    vat: Vec<i64>,
    installments: Vec<i32>,
    card_head: Vec<&'a str>,
    card_tail: Vec<&'a str>,
    card_digits: Vec<i32>,
    request_id: Vec<Option<&'a str>>,
}

#[derive(Default)]
struct SealedColumns<'a> {
    seq: Vec<i64>,
    key_id: Vec<i64>,
    message: Vec<&'a [u8]>,
    imported_seq: Vec<i64>,
    imported_key_id: Vec<i64>,
    original: Vec<&'a [u8]>,
    digest: Vec<&'a [u8]>,
    name: Vec<Option<&'a [u8]>>,
}

impl<'a> Columns<'a> {
    fn of(shipment: &'a Shipment) -> Self {
        let mut columns = Self::default();
        for fact in &shipment.facts {
            columns.at.push(fact.at);
            columns.utc_offset.push(fact.utc_offset);
            columns.till.push(fact.till.number().into());
            columns.operator.push(fact.operator.map(|number| number.number().into()));
            columns.approver.push(fact.approver.map(|number| number.number().into()));
            columns.kind.push((fact.kind as u8).into());
            columns.body.push(&fact.body);
            columns.key_id.push(fact.key_id.into());
            columns.hash.push(&fact.hash.0);
        }
        for row in &shipment.transactions {
            let into = &mut columns.transactions;
            into.seq.push(row.seq);
            into.id.push(row.id.as_str());
            into.payment.push(row.payment);
            into.created_at.push(row.created_at);
            into.utc_offset.push(row.utc_offset);
            into.till.push(row.till.number().into());
            into.amount.push(signed(row.amount.get()));
            into.vat.push(signed(row.vat.get()));
            into.installments.push(row.installments.months().into());
            into.card_head.push(row.card.head());
            into.card_tail.push(row.card.end());
            into.card_digits.push(i32::try_from(row.card.digits()).unwrap_or(i32::MAX));
            into.request_id.push(row.request_id.as_ref().map(RequestId::as_str));
        }
        for row in &shipment.sealed {
            columns.sealed.seq.push(row.seq);
            columns.sealed.key_id.push(row.key_id.into());
            columns.sealed.message.push(&row.message);
        }
        for row in &shipment.imported {
            let into = &mut columns.sealed;
            into.imported_seq.push(row.seq);
            into.imported_key_id.push(row.key_id.into());
            into.original.push(&row.original);
            into.digest.push(&row.digest.0);
            into.name.push(row.name.as_ref().map(|name| name.0.as_slice()));
        }
        columns
    }

    /// All of them, in the order of `paydesk.append`.
    fn parameters(&self) -> Vec<Param<'_>> {
        let Self { at, utc_offset, till, operator, approver, kind, body, key_id, hash, transactions, .. } =
            self;
        let mut parameters: Vec<Param<'_>> =
            vec![at, utc_offset, till, operator, approver, kind, body, key_id, hash];
        let TransactionColumns { seq, id, payment, created_at, utc_offset, till, .. } = transactions;
        parameters.extend([seq as Param<'_>, id, payment, created_at, utc_offset, till]);
        let TransactionColumns {
            amount,
            vat,
            installments,
            card_head,
            card_tail,
            card_digits,
            request_id,
            ..
        } = transactions;
        parameters.extend([
            amount as Param<'_>,
            vat,
            installments,
            card_head,
            card_tail,
            card_digits,
            request_id,
        ]);
        parameters.extend(self.sealed_parameters());
        parameters
    }

    /// Those of what is sealed.
    fn sealed_parameters(&self) -> Vec<Param<'_>> {
        let SealedColumns { seq, key_id, message, imported_seq, imported_key_id, original, digest, name } =
            &self.sealed;
        vec![seq, key_id, message, imported_seq, imported_key_id, original, digest, name]
    }
}

/// A column of an answer.
pub(super) fn get<'r, T: tokio_postgres::types::FromSql<'r>>(
    row: &'r Row,
    index: usize,
) -> Result<T, CentreError> {
    row.try_get(index).map_err(|error| CentreError::Refused(error.to_string()))
}

/// A column of as many bytes.
pub(super) fn bytes<const N: usize>(row: &Row, index: usize) -> Result<[u8; N], CentreError> {
    let bytes: &[u8] = get(row, index)?;
    bytes.try_into().or(Err(CentreError::Refused(format!("column {index} has {} bytes", bytes.len()))))
}

/// How long to wait before the next step, so that a centre that is down is not stormed: 1 s at first, twice as long each time, up to five
/// minutes, each a bit shorter or longer by chance.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wait {
    failures: u32,
}

impl Wait {
    /// The first wait.
    const FIRST: Duration = Duration::from_secs(1);
    /// The longest one.
    const LONGEST: Duration = Duration::from_secs(300);

    /// After a step that went well: from the beginning.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// After a step that failed. Without random bytes it is as long for everybody.
    pub fn next(&mut self, world: &mut World) -> Duration {
        let mut chance = [128];
        let _ = world.fill(&mut chance);
        let [chance] = chance;
        let wait = Self::FIRST.saturating_mul(1 << self.failures.min(16)).min(Self::LONGEST);
        self.failures = self.failures.saturating_add(1);
        // Three quarters to five quarters of it.
        wait.mul_f64(0.75 + f64::from(chance) / 512.0)
    }
}
