//! The check of everything at the centre: rows against the chain that their ledger has signed, and what is derived against the rows.

use std::collections::BTreeSet;

use ed25519_dalek::{Signature, VerifyingKey};

use super::{
    chain::{self, Chain, Signed},
    client::Centre,
    owner::check_version,
    ship::{bytes, get},
    stored::{BadRow, Part},
};
use crate::{
    ledger::Shipment,
    payment::Memo,
    record::{
        AnswerResult, ApprovalNumber, CentreError, Fact, FactKind, JournalHash, LedgerId, Progress, SeqRange,
        Takes,
    },
};

/// What does not fit at the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreFinding {
    /// The number of the ledger there.
    pub ledger: i32,
    /// The table.
    pub table: &'static str,
    /// The row, or the last fact of a shipment.
    pub seq: i64,
    /// What is wrong.
    pub what: CentreFault,
}

/// What is wrong at the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum CentreFault {
    /// A value that no ledger ships.
    Value,
    /// The rows are not those that were signed: one was changed, added or removed.
    Chain,
    /// The signature is not the ledger's.
    Signature,
    /// A shipment is missing, or facts that none has brought.
    Gap,
    /// What remains of a payment is not what its cancels leave.
    Remaining,
    /// The sums of a day are not those of its transactions.
    Days,
    /// A memo, a batch or an answer is not what its fact says.
    Derived,
}

/// What was checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Ledgers.
    pub ledgers: u64,
    /// Facts, with those of branches that were left.
    pub facts: u64,
    /// Everything that does not fit; of each ledger the first of each kind.
    pub findings: Vec<CentreFinding>,
}

impl Checked {
    /// Notes what does not fit, of each ledger the first of each kind.
    fn note(&mut self, ledger: &LedgerAtCentre, table: &'static str, seq: i64, what: CentreFault) {
        let finding = CentreFinding { ledger: ledger.number, table, seq, what };
        let is_same = |known: &CentreFinding| known.ledger == finding.ledger && known.what == what;
        if !self.findings.iter().any(is_same) {
            self.findings.push(finding);
        }
    }
}

struct LedgerAtCentre {
    number: i32,
    id: LedgerId,
    key: Option<VerifyingKey>,
    epoch: i32,
    head: i64,
    hash: JournalHash,
    chain: Chain,
}

/// Checks everything. `None` when `progress` has stopped it.
///
/// # Errors
/// [`CentreError`].
pub fn verify(centre: &Centre, progress: &Progress) -> Result<Option<Checked>, CentreError> {
    check_version(centre)?;
    // Of one moment, whatever is shipped meanwhile.
    centre.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    let checked = verify_all(centre, progress)?;
    centre.end("COMMIT")?;
    Ok(checked)
}

fn verify_all(centre: &Centre, progress: &Progress) -> Result<Option<Checked>, CentreError> {
    const SQL: &str =
        "SELECT number, ledger, public_key, epoch, head, hash, chain FROM paydesk.ledgers ORDER BY number";
    let rows = centre.query(SQL, &[])?;
    let mut ledgers = Vec::new();
    for row in &rows {
        ledgers.push(LedgerAtCentre {
            number: get(row, 0)?,
            id: LedgerId(bytes(row, 1)?),
            key: VerifyingKey::from_bytes(&bytes(row, 2)?).ok(),
            epoch: get(row, 3)?,
            head: get(row, 4)?,
            hash: JournalHash(bytes(row, 5)?),
            chain: bytes(row, 6)?,
        });
    }
    progress.begin(u64::try_from(ledgers.iter().map(|ledger| ledger.head).sum::<i64>()).unwrap_or(0));
    let mut checked = Checked { ledgers: ledgers.len() as u64, ..Checked::default() };
    for row in centre.query(STRANGERS, &[])? {
        let (table, seq) = ("ledgers", get(&row, 1)?);
        checked.findings.push(CentreFinding { ledger: get(&row, 0)?, table, seq, what: CentreFault::Gap });
    }
    for ledger in &ledgers {
        if verify_ledger(centre, ledger, progress, &mut checked)?.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(checked))
}

fn verify_ledger(
    centre: &Centre,
    ledger: &LedgerAtCentre,
    progress: &Progress,
    checked: &mut Checked,
) -> Result<Option<()>, CentreError> {
    const EPOCHS: &str = "SELECT epoch, after, hash FROM paydesk.epochs WHERE ledger = $1 ORDER BY epoch";
    let mut epochs = vec![(0, 0, JournalHash::NONE)];
    for row in centre.query(EPOCHS, &[&ledger.number])? {
        epochs.push((get(&row, 0)?, get(&row, 1)?, JournalHash(bytes(&row, 2)?)));
    }
    let mut newest = (0, (0, JournalHash::NONE, chain::BEGIN));
    for (epoch, after, hash) in epochs {
        let chain = if epoch == 0 { chain::BEGIN } else { chain::of_epoch(ledger.id, epoch, after, hash) };
        let mut end = (after, hash, chain);
        for shipment in shipments(centre, ledger.number, epoch)? {
            if progress.stopped() {
                return Ok(None);
            }
            if shipment.first != end.0 + 1 {
                checked.note(ledger, "shipments", shipment.first, CentreFault::Gap);
            }
            let part = Part::of_epoch(centre, ledger.number, epoch, (shipment.first, shipment.last))?;
            let count = part.facts.len() as u64;
            checked.facts += count;
            progress.advance(count);
            match typed(part) {
                Err(bad) => checked.note(ledger, bad.table, bad.seq, CentreFault::Value),
                Ok(part) => {
                    let chain = chain::after(end.2, &part);
                    let last = part.facts.last().map(|row| (row.seq, row.hash));
                    if chain != shipment.chain || last != Some((shipment.last, shipment.hash)) {
                        checked.note(ledger, "facts", shipment.last, CentreFault::Chain);
                    }
                }
            }
            let signed = Signed {
                ledger: ledger.id,
                epoch,
                first: shipment.first,
                last: shipment.last,
                hash: shipment.hash,
                chain: shipment.chain,
            };
            let signature = Signature::from_bytes(&shipment.signature);
            let is_signed =
                ledger.key.is_some_and(|key| key.verify_strict(&signed.bytes(), &signature).is_ok());
            if !is_signed {
                checked.note(ledger, "shipments", shipment.last, CentreFault::Signature);
            }
            end = (shipment.last, shipment.hash, shipment.chain);
        }
        newest = (epoch, end);
    }
    if newest != (ledger.epoch, (ledger.head, ledger.hash, ledger.chain)) {
        checked.note(ledger, "ledgers", ledger.head, CentreFault::Gap);
    }
    for (sql, table, what) in [
        (EXTRA, "facts", CentreFault::Gap),
        (REMAINING, "transactions", CentreFault::Remaining),
        (DAYS, "days", CentreFault::Days),
    ] {
        let row = centre.query_one(sql, &[&ledger.number])?;
        if let Some(seq) = get::<Option<i64>>(&row, 0)? {
            checked.note(ledger, table, seq, what);
        }
    }
    let mut first = i64::MIN;
    while first <= ledger.head {
        if progress.stopped() {
            return Ok(None);
        }
        // The last part has what there is after the newest fact, too.
        let next = first.max(0) + FACTS_AT_ONCE;
        let last = if next > ledger.head { i64::MAX } else { next - 1 };
        if let Some((table, fact)) = not_derived(centre, ledger.number, (first, last))? {
            checked.note(ledger, table, fact, CentreFault::Derived);
            break;
        }
        first = next;
    }
    Ok(Some(()))
}

/// Facts of which it is checked together what is derived.
const FACTS_AT_ONCE: i64 = 1_000_000;

/// Of facts with these numbers, the first memo, batch or answer that is not what its fact says, or that is missing: its table, and the number
/// of the fact.
fn not_derived(
    centre: &Centre,
    ledger: i32,
    (first, last): (i64, i64),
) -> Result<Option<(&'static str, i64)>, CentreError> {
    const FACTS: &str = "SELECT seq, kind, body FROM paydesk.facts WHERE ledger = $1 AND seq BETWEEN $2 AND $3 \
         AND kind IN (19, 33, 35) ORDER BY seq";
    const MEMOS: &str =
        "SELECT fact, concat(seq, ' ', text) FROM paydesk.memos WHERE ledger = $1 AND fact BETWEEN $2 AND $3";
    const BATCHES: &str = "SELECT fact, concat(from_seq, ' ', to_seq, ' ', number) FROM paydesk.batches \
         WHERE ledger = $1 AND fact BETWEEN $2 AND $3";
    const ANSWERS: &str = "SELECT fact, concat(seq, ' ', batch, ' ', result, ' ', approval_number) FROM paydesk.answers \
         WHERE ledger = $1 AND fact BETWEEN $2 AND $3";
    /// The number of a fact, and what a row of it says.
    type Rows = BTreeSet<(i64, String)>;
    let [mut memos, mut batches, mut answers]: [Rows; 3] = Default::default();
    for row in centre.query(FACTS, &[&ledger, &first, &last])? {
        let (seq, kind): (i64, i32) = (get(&row, 0)?, get(&row, 1)?);
        let kind = u8::try_from(kind).ok().and_then(FactKind::from_repr);
        match kind.and_then(|kind| Fact::from_body(kind, get(&row, 2).ok()?)) {
            Some(Fact::Memo { transaction, text }) => {
                let text = text.as_ref().map_or("", Memo::as_str);
                memos.insert((seq, format!("{transaction} {text}")));
            }
            Some(Fact::HandOver(batch)) => match &batch.takes {
                Takes::New(SeqRange { from, to }) => {
                    batches.insert((seq, format!("{from} {to} {}", batch.number)));
                }
                Takes::Again { transactions, .. } => {
                    let again = |transaction: &i64| (seq, format!("{transaction} {} 0 ", batch.number));
                    answers.extend(transactions.iter().map(again));
                }
            },
            Some(Fact::Answer(answer)) => {
                let result = if answer.result == AnswerResult::Accepted { 1 } else { 2 };
                let number = answer.approval_number.as_ref().map_or("", ApprovalNumber::as_str);
                answers.insert((seq, format!("{} {} {result} {number}", answer.transaction, answer.batch)));
            }
            // Its rows can only be wrong; the chain says that it was changed.
            _ => return Ok(Some(("facts", seq))),
        }
    }
    for (sql, table, expected) in
        [(MEMOS, "memos", memos), (BATCHES, "batches", batches), (ANSWERS, "answers", answers)]
    {
        let rows = centre.query(sql, &[&ledger, &first, &last])?;
        let there = rows.iter().map(|row| Ok((get(row, 0)?, get(row, 1)?)));
        let there = there.collect::<Result<Rows, CentreError>>()?;
        if let Some((fact, _)) = expected.symmetric_difference(&there).next() {
            return Ok(Some((table, *fact)));
        }
    }
    Ok(None)
}

/// Ledgers of which there are rows, and that are none here: the number of each, and the first number in it.
const STRANGERS: &str = "SELECT ledger, min(seq) FROM (\
     SELECT ledger, min(seq) AS seq FROM paydesk.facts GROUP BY ledger \
     UNION ALL SELECT ledger, min(seq) FROM paydesk.transactions GROUP BY ledger \
     UNION ALL SELECT ledger, min(day) FROM paydesk.days GROUP BY ledger \
     UNION ALL SELECT ledger, min(seq) FROM paydesk.memos GROUP BY ledger \
     UNION ALL SELECT ledger, min(fact) FROM paydesk.batches GROUP BY ledger \
     UNION ALL SELECT ledger, min(seq) FROM paydesk.answers GROUP BY ledger \
     UNION ALL SELECT ledger, min(last) FROM paydesk.shipments GROUP BY ledger) r \
     WHERE NOT EXISTS (SELECT FROM paydesk.ledgers l WHERE l.number = r.ledger) GROUP BY ledger ORDER BY ledger";
/// The first fact that counts and that no shipment of its epoch has brought, or that is missing.
const EXTRA: &str = "SELECT min(seq) FROM (\
     SELECT f.seq FROM paydesk.facts f WHERE f.ledger = $1 AND NOT EXISTS (SELECT FROM paydesk.shipments s \
     WHERE s.ledger = f.ledger AND s.epoch = f.epoch AND f.seq BETWEEN s.first AND s.last) \
     UNION ALL SELECT f.seq FROM paydesk.facts f WHERE f.ledger = $1 AND f.epoch <> coalesce((SELECT max(e.epoch) \
     FROM paydesk.epochs e WHERE e.ledger = f.ledger AND e.after < f.seq), 0) \
     UNION ALL SELECT t.seq FROM paydesk.transactions t LEFT JOIN paydesk.facts f ON f.ledger = t.ledger AND f.seq = t.seq \
     LEFT JOIN paydesk.sealed s ON s.ledger = t.ledger AND s.seq = t.seq \
     WHERE t.ledger = $1 AND (f.seq IS NULL OR s.seq IS NULL) \
     UNION ALL SELECT l.head FROM paydesk.ledgers l WHERE l.number = $1 \
     AND l.head <> (SELECT count(*) FROM paydesk.facts f WHERE f.ledger = l.number)) e";
/// The first payment of which something else remains than its cancels leave.
const REMAINING: &str = "SELECT min(p.seq) FROM paydesk.transactions p LEFT JOIN (SELECT payment, sum(amount) AS amount, sum(vat) AS vat \
     FROM paydesk.transactions WHERE ledger = $1 AND payment IS NOT NULL GROUP BY payment) c ON c.payment = p.seq \
     WHERE p.ledger = $1 AND CASE WHEN p.payment IS NULL THEN (p.remaining, p.remaining_vat) \
     IS DISTINCT FROM (p.amount - coalesce(c.amount, 0), p.vat - coalesce(c.vat, 0)) \
     ELSE p.remaining IS NOT NULL OR p.remaining_vat IS NOT NULL END";
/// The first day whose sums are not those of its transactions.
const DAYS: &str = "SELECT min(coalesce(d.day, s.day)) FROM (SELECT * FROM paydesk.days WHERE ledger = $1 \
     AND (payments, paid, paid_vat, cancels, cancelled, cancelled_vat) <> (0, 0, 0, 0, 0, 0)) d FULL JOIN (\
     SELECT coalesce(floor((created_at + utc_offset::bigint * 60000) / 86400000.0)::bigint, -1) AS day, utc_offset, \
     count(*) FILTER (WHERE payment IS NULL) AS payments, coalesce(sum(amount) FILTER (WHERE payment IS NULL), 0) AS paid, \
     coalesce(sum(vat) FILTER (WHERE payment IS NULL), 0) AS paid_vat, \
     count(*) FILTER (WHERE payment IS NOT NULL) AS cancels, coalesce(sum(amount) FILTER (WHERE payment IS NOT NULL), 0) AS cancelled, \
     coalesce(sum(vat) FILTER (WHERE payment IS NOT NULL), 0) AS cancelled_vat \
     FROM paydesk.transactions WHERE ledger = $1 GROUP BY 1, 2) s ON s.day = d.day AND s.utc_offset = d.utc_offset \
     WHERE (d.payments, d.paid, d.paid_vat, d.cancels, d.cancelled, d.cancelled_vat) \
     IS DISTINCT FROM (s.payments, s.paid, s.paid_vat, s.cancels, s.cancelled, s.cancelled_vat)";

struct StoredShipment {
    first: i64,
    last: i64,
    hash: JournalHash,
    chain: Chain,
    signature: [u8; 64],
}

fn shipments(centre: &Centre, ledger: i32, epoch: i32) -> Result<Vec<StoredShipment>, CentreError> {
    const SQL: &str = "SELECT first, last, hash, chain, signature FROM paydesk.shipments \
         WHERE ledger = $1 AND epoch = $2 ORDER BY last";
    let rows = centre.query(SQL, &[&ledger, &epoch])?;
    let read = |row| {
        Ok(StoredShipment {
            first: get(row, 0)?,
            last: get(row, 1)?,
            hash: JournalHash(bytes(row, 2)?),
            chain: bytes(row, 3)?,
            signature: bytes(row, 4)?,
        })
    };
    rows.iter().map(read).collect()
}

/// The rows as a ledger has them.
fn typed(part: Part) -> Result<Shipment, BadRow> {
    Ok(Shipment {
        facts: part.facts.into_iter().collect::<Result<_, _>>()?,
        transactions: part.transactions.into_iter().collect::<Result<_, _>>()?,
        ..Shipment::default()
    })
}
