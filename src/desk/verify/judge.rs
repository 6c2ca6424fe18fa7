//! One fact after the other, with the keys and the rules.

use std::collections::BTreeMap;

use super::Whole;
use crate::{
    ledger::{
        digest_of, name_of,
        rows::{ImportedRow, JournalRow, TableRow as _, TransactionRow, local_time},
        verify::{Body, Chain, Doubt, Link, Met, WalkItem},
    },
    payment::{Kind, LastId, Message, TransactionId, message::MessageBytes},
    record::{
        Column, Fact, FactKind, Finding, JournalHash, KeyChange, OriginalRow, Part, Table, Wrong, differs,
        utc_of,
    },
    vault::{KeyCheck, SealError, SealedMessage, Vault},
};

/// Tills are numbered below this.
const TILLS: usize = 100;

/// What is known of the journal so far.
pub(super) struct Judge<'a> {
    vault: &'a Vault,
    /// The keys that the ledger knows.
    keys: Vec<u32>,
    chain: Chain,
    /// A fact that does not fit; the next one tells why.
    doubt: Option<Doubt>,
    /// The newest id of each till; `None` where its time is not known.
    last: [Option<LastId>; TILLS],
    /// Whether the fact before says that the clock was set.
    stepped: bool,
    /// The key of the last fact.
    key_id: Option<u32>,
    /// The first row that is sealed with each key.
    sealed: BTreeMap<u32, (i64, TransactionId)>,
    /// A hash that has to occur.
    since: Option<JournalHash>,
    /// The first row of another system that is sealed with each key.
    imported: BTreeMap<u32, i64>,
    /// Whether a payment was taken here.
    has_payment: bool,
    /// Of which transactions the CVC is kept, a bit each.
    has_cvc: Vec<u64>,
    /// The numbers of the facts that are no transactions, in order.
    others: Vec<i64>,
    facts: u64,
    transactions: u64,
}

impl<'a> Judge<'a> {
    pub(super) fn new(vault: &'a Vault, keys: &[KeyCheck], since: Option<JournalHash>) -> Self {
        Self {
            vault,
            keys: keys.iter().map(|key| key.key_id).collect(),
            since: since.filter(|since| *since != JournalHash::NONE),
            chain: Chain::default(),
            doubt: None,
            last: [None; TILLS],
            stepped: false,
            key_id: None,
            sealed: BTreeMap::new(),
            imported: BTreeMap::new(),
            has_payment: false,
            has_cvc: Vec::new(),
            others: Vec::new(),
            facts: 0,
            transactions: 0,
        }
    }

    /// Takes what the walk met next; at the end of a whole ledger, what it was.
    pub(super) fn take(&mut self, item: WalkItem) -> Result<Option<Whole>, Finding> {
        match item {
            WalkItem::Fact(met) => self.met(&met).map(|()| None),
            WalkItem::Finding(finding) => Err(self.ended().unwrap_or(finding)),
            WalkItem::End => self.end().map(Some),
        }
    }

    /// What is wrong when nothing more comes.
    pub(super) fn ended(&mut self) -> Option<Finding> {
        self.doubt.take().map(Doubt::alone)
    }

    fn end(&mut self) -> Result<Whole, Finding> {
        if let Some(finding) = self.ended() {
            return Err(finding);
        }
        // The key change is the first fact under a new key: without it, facts were cut off.
        let newer = self.sealed.range(self.key_id.unwrap_or(0).saturating_add(1)..).next();
        if let Some((_, (seq, id))) = newer {
            let finding = Finding::at(Table::Sealed, *seq, Wrong::Unknown).column(Column::KeyId);
            return Err(finding.id(id.as_str()));
        }
        let newer = self.imported.range(self.key_id.unwrap_or(0).saturating_add(1)..).next();
        if let Some((_, seq)) = newer {
            return Err(Finding::at(Table::Imported, *seq, Wrong::Unknown).column(Column::KeyId));
        }
        if let Some(hash) = self.since {
            return Err(Finding::of(Table::Journal, "hash", Wrong::NotInJournal { hash }));
        }
        Ok(Whole { facts: self.facts, transactions: self.transactions, hash: self.chain.hash() })
    }

    /// Notes whether the CVC of a transaction is kept.
    fn note_cvc(&mut self, seq: i64, message: &MessageBytes) {
        let slot = crate::payment::message::SlotName::Cvc.slot().range();
        let is_kept = message.expose().get(slot).is_some_and(|cvc| !cvc.trim_ascii().is_empty());
        let (word, bit) = place_of_bit(seq);
        if is_kept {
            self.has_cvc.resize(self.has_cvc.len().max(word + 1), 0);
            self.has_cvc.iter_mut().skip(word).take(1).for_each(|word| *word |= 1 << bit);
        }
    }

    /// Whether the CVC of a transaction is kept.
    fn keeps_cvc(&self, seq: i64) -> bool {
        let (word, bit) = place_of_bit(seq);
        self.has_cvc.get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    fn met(&mut self, met: &Met) -> Result<(), Finding> {
        let message = met.body.as_ref().map(|body| self.body(&met.row, body)).transpose();
        if let Some(doubt) = self.doubt.take() {
            let message = message.as_ref().ok().and_then(Option::as_ref);
            return Err(match (message, &met.body) {
                (None, Some(_)) => doubt.alone(),
                (message, _) => {
                    doubt.by_next(self.vault, met, message.map(|bytes| bytes.expose().as_slice()))
                }
            });
        }
        let message = message?;
        match self.chain.link(self.vault, met, message.as_ref().map(|bytes| bytes.expose().as_slice())) {
            Link::Fits => {}
            Link::Finding(finding) => return Err(finding),
            Link::Doubt(doubt) => {
                self.doubt = Some(doubt);
                return Ok(());
            }
        }
        self.is_known(met.row.key_id)?;
        self.fact(met)?;
        if let Some(Body { row, sealed, .. }) = &met.body {
            self.transactions += 1;
            if let Some(message) = &message {
                self.note_cvc(row.seq, message);
            }
            // It may have been made anew with a newer key, but never with an older one.
            if sealed.key_id < met.row.key_id {
                return Err(retired(row.seq, row.id));
            }
            self.sealed.entry(sealed.key_id).or_insert((row.seq, row.id));
            match met.fact.origin() {
                Some(origin) => {
                    // No till gives such an id, and none is before the payments that are taken here.
                    self.note_foreign(row, origin.before.is_some())?;
                }
                None if row.created_at.is_none() => {
                    return Err(in_row(row, Column::CreatedAt, Wrong::Unreadable));
                }
                None => {
                    self.has_payment |= !row.is_cancel();
                    self.follows(row).map_err(|wrong| in_row(row, Column::Id, wrong))?;
                }
            }
        } else {
            self.others.push(met.row.seq);
        }
        if let Some(imported) = &met.imported {
            self.original(met, imported)?;
        }
        self.stepped = matches!(met.fact, Fact::ClockStep { .. });
        self.facts += 1;
        if self.since == Some(self.chain.hash()) {
            self.since = None;
        }
        Ok(())
    }

    /// What a fact says: that what it is about is an earlier transaction, and that keys follow one another.
    fn fact(&mut self, Met { row, fact, .. }: &Met) -> Result<(), Finding> {
        let at = |column, wrong| Finding::at(Table::Journal, row.seq, wrong).column(column);
        if utc_of(row.at).is_none() {
            return Err(at(Column::At, Wrong::Unreadable));
        }
        let is_earlier = |seq| (1..row.seq).contains(&seq) && self.others.binary_search(&seq).is_err();
        if !fact.about().is_none_or(is_earlier) {
            return Err(at(Column::Body, Wrong::Changed));
        }
        if let Fact::KeyChange(KeyChange::Resealed { key, done: true, .. }) = fact
            && let Some((_, (seq, id))) = self.sealed.range(..key).next()
        {
            return Err(retired(*seq, *id));
        }
        if let Fact::KeyChange(KeyChange::Resealed { key, done: true, .. }) = fact
            && let Some((_, seq)) = self.imported.range(..key).next()
        {
            return Err(Finding::at(Table::Imported, *seq, Wrong::Retired).column(Column::KeyId));
        }
        if let Fact::CvcBlanked { transactions, without } = fact
            && let Some(seq) = transactions.iter().chain(without).find(|seq| self.keeps_cvc(**seq))
        {
            let slot = Part::Slot(crate::payment::message::SlotName::Cvc);
            return Err(Finding::at(Table::Sealed, *seq, Wrong::Unknown).part(slot));
        }
        let begins = matches!(fact, Fact::KeyChange(KeyChange::New { key, .. }) if *key == row.key_id);
        match self.key_id.replace(row.key_id) {
            Some(before) if row.key_id < before => Err(at(Column::KeyId, Wrong::Retired)),
            Some(before) if row.key_id > before && !begins => {
                Err(at(Column::KeyId, differs(before, row.key_id)))
            }
            _ => Ok(()),
        }
    }

    /// A row of another system says when it was, or before when; and none comes once a payment was taken here.
    fn note_foreign(&mut self, row: &TransactionRow, has_bound: bool) -> Result<(), Finding> {
        if let Some(last) = self.last.get_mut(usize::from(row.till.number())) {
            *last = None;
        }
        match row.created_at {
            Some(_) if has_bound => Err(in_row(row, Column::CreatedAt, Wrong::Unknown)),
            None if !has_bound => Err(in_row(row, Column::CreatedAt, Wrong::Missing)),
            _ if self.has_payment => Err(in_row(row, Column::Seq, Wrong::Unknown)),
            _ => Ok(()),
        }
    }

    /// Opens what is kept of a row of another system, and looks whether it is known again by it.
    fn original(&mut self, met: &Met, kept: &ImportedRow) -> Result<(), Finding> {
        let at = |column, wrong| Err(Finding::at(Table::Imported, kept.seq, wrong).column(column));
        if kept.key_id < met.row.key_id {
            return at(Column::KeyId, Wrong::Retired);
        }
        let bytes = match self.vault.open_original(met.row.hash, kept.key_id, &kept.original) {
            Ok(bytes) => bytes,
            Err(SealError::UnknownKey(_)) => return at(Column::KeyId, Wrong::Unreadable),
            Err(_) => return at(Column::Original, Wrong::Sealed),
        };
        self.is_known(kept.key_id)?;
        let Some(row) = OriginalRow::from_bytes(&bytes) else {
            return at(Column::Original, Wrong::Unreadable);
        };
        if digest_of(self.vault, kept.key_id, &bytes).ok() != Some(kept.digest) {
            return at(Column::Digest, Wrong::Changed);
        }
        let is_aside = matches!(met.fact, Fact::SetAside(_));
        let name = if is_aside { name_of(self.vault, kept.key_id, &row).ok() } else { None };
        if name != kept.name {
            return at(Column::Name, Wrong::Changed);
        }
        self.imported.entry(kept.key_id).or_insert(kept.seq);
        Ok(())
    }

    /// A key that opens what is there has to be one that the ledger knows.
    fn is_known(&self, key_id: u32) -> Result<(), Finding> {
        if self.keys.contains(&key_id) {
            return Ok(());
        }
        Err(Finding::at(Table::Keys, key_id.into(), Wrong::Missing))
    }

    /// Opens the message of a row and holds the row against it.
    fn body(&self, fact: &JournalRow, body: &Body) -> Result<MessageBytes, Finding> {
        let Body { row, original, sealed } = body;
        let in_sealed = |column: Column, wrong| {
            Finding::at(Table::Sealed, row.seq, wrong).id(row.id.as_str()).column(column)
        };
        let message = SealedMessage { key_id: sealed.key_id, bytes: sealed.message.clone() };
        let bytes = match self.vault.open_message(row.id, &message) {
            Ok(bytes) => bytes,
            Err(error) => {
                return Err(match (self.right_key(row.id, &message), error) {
                    (Some(right), _) => in_sealed(Column::KeyId, differs(right, sealed.key_id)),
                    (None, SealError::UnknownKey(_)) => in_sealed(Column::KeyId, Wrong::Unreadable),
                    (None, _) => match self.right_id(fact, &message) {
                        Some(right) => in_row(row, Column::Id, differs(right, row.id)),
                        None => in_sealed(Column::Message, Wrong::Sealed),
                    },
                });
            }
        };
        let message = Message::decode_kept(bytes.expose()).map_err(|error| {
            let part = error.slot.map_or(Part::Message, Part::Slot);
            Finding::at(Table::Sealed, row.seq, Wrong::Unreadable).id(row.id.as_str()).part(part)
        })?;
        self.is_known(sealed.key_id)?;
        agree(row, original.as_ref(), &message).map_err(|(column, wrong)| in_row(row, column, wrong))?;
        row.check().map_err(|column| in_row(row, column, Wrong::Unreadable))?;
        if fact.kind != row.kind {
            let wrong = differs(<&str>::from(row.kind), <&str>::from(fact.kind));
            return Err(Finding::at(Table::Journal, row.seq, wrong).column(Column::Kind));
        }
        if self.vault.fingerprint_of(sealed.key_id, &message.card).ok() != Some(sealed.fingerprint) {
            return Err(in_sealed(Column::Fingerprint, Wrong::Changed));
        }
        let card = self.vault.open_card(message.kind, row.id, &message.sealed_card);
        if !card.is_ok_and(|(card, expiry, cvc)| {
            (&card, expiry, &cvc) == (&message.card, message.expiry, &message.cvc)
        }) {
            let part = Part::Slot(crate::payment::message::SlotName::EncryptedCard);
            return Err(Finding::at(Table::Sealed, row.seq, Wrong::Sealed).id(row.id.as_str()).part(part));
        }
        Ok(bytes)
    }

    /// The key that the message of a row opens with.
    fn right_key(&self, id: TransactionId, sealed: &SealedMessage) -> Option<u32> {
        let opens = |key_id: &u32| {
            self.vault
                .open_message(id, &SealedMessage { key_id: *key_id, bytes: sealed.bytes.clone() })
                .is_ok()
        };
        self.vault.key_checks().iter().map(|key| key.key_id).find(opens)
    }

    /// The id that the message of a row opens with, if it is one of those that its till could give then.
    fn right_id(&self, fact: &JournalRow, sealed: &SealedMessage) -> Option<TransactionId> {
        let at = local_time(fact.at, fact.utc_offset)?;
        let last = usize::from(fact.till.number());
        // As the till makes it; or one that was passed over because the ledger had it already.
        let next = TransactionId::next(at, fact.till, self.last.get(last).copied().flatten());
        std::iter::once(next)
            .chain(TransactionId::all_of(at, fact.till))
            .find(|id| self.vault.open_message(*id, sealed).is_ok())
    }

    /// An id of ours is the next one that its till could give then. Where its till's ids go back, the fact before says that
    /// the clock was set.
    fn follows(&mut self, row: &TransactionRow) -> Result<(), Wrong> {
        let Some(last) = self.last.get_mut(usize::from(row.till.number())) else { return Ok(()) };
        let at = row.created_at.and_then(|at| local_time(at, row.utc_offset));
        let own = at.map(|at| LastId { id: row.id, at }).filter(|own| own.time().is_some());
        let before = std::mem::replace(last, own);
        let Some(LastId { id, at }) = own else { return Ok(()) };
        match before {
            Some(before) if before.is_left_behind(at) && !self.stepped => {
                Err(differs(format!("> {}", before.id), id))
            }
            _ if !id.may_follow(before, at, row.till) => {
                Err(differs(format!(">= {}", TransactionId::next(at, row.till, before)), id))
            }
            _ => Ok(()),
        }
    }
}

/// The word of a bit, and its place in that.
fn place_of_bit(seq: i64) -> (usize, u32) {
    let (word, bit) = (seq.unsigned_abs() / 64, seq.unsigned_abs() % 64);
    // Below 64.
    (usize::try_from(word).unwrap_or(usize::MAX - 1), u32::try_from(bit).unwrap_or(0))
}

/// What is sealed of a row was made with a key that was retired by then.
fn retired(seq: i64, id: TransactionId) -> Finding {
    Finding::at(Table::Sealed, seq, Wrong::Retired).column(Column::KeyId).id(id.as_str())
}

fn in_row(row: &TransactionRow, column: Column, wrong: Wrong) -> Finding {
    Finding::at(Table::Transactions, row.seq, wrong).column(column).id(row.id.as_str())
}

/// Whether a row says what its message says, slot by slot; else the column, and what is wrong with it.
fn agree(
    row: &TransactionRow,
    original: Option<&(TransactionId, FactKind)>,
    message: &Message,
) -> Result<(), (Column, Wrong)> {
    fn same<T>(column: Column, expected: &T, found: &T) -> Result<(), (Column, Wrong)>
    where
        T: PartialEq + std::fmt::Display + ?Sized,
    {
        if expected == found {
            Ok(())
        } else {
            Err((column, differs(expected.to_string(), found.to_string())))
        }
    }
    let kind = |kind: FactKind| <&'static str>::from(kind);
    same(Column::Kind, kind(message.kind.into()), kind(row.kind))?;
    same(Column::Amount, &message.amount.get(), &row.amount.get())?;
    same(Column::Vat, &message.vat.get(), &row.vat.get())?;
    same(Column::Installments, &message.installments.months(), &row.installments.months())?;
    let (expected, found) = (message.card.masked(), row.card);
    same(Column::CardHead, expected.head(), found.head())?;
    same(Column::CardTail, expected.end(), found.end())?;
    same(Column::CardDigits, &expected.digits(), &found.digits())?;
    // A cancel names the row of its payment; a payment names none.
    let named = match message.kind {
        Kind::Payment => String::new(),
        Kind::Cancel { original } => original.to_string(),
    };
    same(Column::Payment, &named, &original.map(|(id, _)| id.to_string()).unwrap_or_default())?;
    if original.is_some_and(|(_, kind)| *kind != FactKind::Payment) {
        return Err((Column::Payment, Wrong::Changed));
    }
    Ok(())
}
