//! What is signed: a hash over the rows of facts, each shipment's chained to the one before.
//!
//! The journal's own hash is keyed, so the centre can store it, but not make it. This one needs no key. The centre makes it from the rows
//! that it stores, in `paydesk.append`; `paydesk central verify` makes it again. Under it is the ledger's signature. What only a key
//! opens is left out, as it is made anew with a newer key.

use sha2::{Digest as _, Sha256};

use crate::{
    ledger::{
        Shipment,
        rows::{JournalRow, TransactionRow},
    },
    record::{JournalHash, LedgerId},
};

/// A hash of all that was shipped of a branch, up to a fact.
pub(super) type Chain = [u8; 32];

/// What the first branch of a ledger is chained to.
pub(super) const BEGIN: Chain = [0; 32];

/// What the first shipment of a branch is chained to that has everything up to fact `after` in common with the one before.
pub(super) fn of_epoch(ledger: LedgerId, epoch: i32, after: i64, hash: JournalHash) -> Chain {
    let begun = Sha256::new().chain_update("paydesk epoch").chain_update(ledger.0);
    let begun = begun.chain_update(epoch.to_be_bytes()).chain_update(after.to_be_bytes());
    begun.chain_update(hash.0).finalize().into()
}

/// The chain after these facts.
pub(super) fn after(before: Chain, shipment: &Shipment) -> Chain {
    let mut chain = Sha256::new().chain_update(before);
    let mut transactions = shipment.transactions.iter().peekable();
    for fact in &shipment.facts {
        add_fact(&mut chain, fact);
        if let Some(row) = transactions.next_if(|row| row.seq == fact.seq) {
            add_transaction(&mut chain, row);
        }
    }
    chain.finalize().into()
}

fn add_fact(chain: &mut Sha256, fact: &JournalRow) {
    let JournalRow { seq, at, utc_offset, till, operator, approver, kind, body, key_id, hash } = fact;
    number(chain, *seq);
    number(chain, *at);
    small(chain, *utc_offset);
    small(chain, till.number().into());
    for person in [operator, approver] {
        maybe(chain, person.map(|number| number.number().into()));
    }
    small(chain, (*kind as u8).into());
    bytes(chain, body);
    number(chain, (*key_id).into());
    chain.update(hash.0);
}

fn add_transaction(chain: &mut Sha256, row: &TransactionRow) {
    let TransactionRow { id, payment, created_at, utc_offset, till, amount, vat, .. } = row;
    chain.update(id.as_str());
    maybe(chain, *payment);
    maybe(chain, *created_at);
    small(chain, *utc_offset);
    small(chain, till.number().into());
    number(chain, signed(amount.get()));
    number(chain, signed(vat.get()));
    small(chain, row.installments.months().into());
    chain.update(row.card.head());
    bytes(chain, row.card.end().as_bytes());
    small(chain, i32::try_from(row.card.digits()).unwrap_or(i32::MAX));
    bytes(chain, row.request_id.as_ref().map_or(&[], |id| id.as_str().as_bytes()));
}

/// Won and other numbers, which are all far below the largest.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn number(chain: &mut Sha256, number: i64) {
    chain.update(number.to_be_bytes());
}

fn small(chain: &mut Sha256, number: i32) {
    chain.update(number.to_be_bytes());
}

fn maybe(chain: &mut Sha256, value: Option<i64>) {
    match value {
        Some(value) => {
            chain.update([1]);
            number(chain, value);
        }
        None => chain.update([0]),
    }
}

fn bytes(chain: &mut Sha256, part: &[u8]) {
    number(chain, signed(part.len() as u64));
    chain.update(part);
}

/// What a ledger signs of a shipment.
pub(super) struct Signed {
    pub ledger: LedgerId,
    pub epoch: i32,
    pub first: i64,
    pub last: i64,
    pub hash: JournalHash,
    pub chain: Chain,
}

impl Signed {
    /// The bytes under the signature.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"paydesk shipment 1".to_vec();
        bytes.extend(self.ledger.0);
        bytes.extend(self.epoch.to_be_bytes());
        bytes.extend(self.first.to_be_bytes());
        bytes.extend(self.last.to_be_bytes());
        bytes.extend(self.hash.0);
        bytes.extend(self.chain);
        bytes
    }
}
