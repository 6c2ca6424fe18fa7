//! One entry after the other, with the keys and the rules.

use chrono::{DateTime, FixedOffset};

use super::Whole;
use crate::{
    ledger::{
        Head,
        verify::{Chain, Doubt, Item, Line, Link, Row, Step},
    },
    payment::{Kind, Message, RequestId, Till, TransactionId, message::MessageBytes},
    record::{AuditEvent, AuditHash, Finding, Fingerprint, Wrong, differs, moment},
    vault::{KeyCheck, SealError, SealedMessage, Vault},
};

/// Tills are numbered below this.
const TILLS: usize = 100;

/// What is known of the trail so far.
pub(super) struct Judge<'a> {
    vault: &'a Vault,
    /// The keys that the ledger knows.
    keys: Vec<u32>,
    chain: Chain,
    /// An entry that does not fit; the next one tells why.
    doubt: Option<Doubt>,
    /// The id that each till gave last; `None` when the last one was another system's.
    last: [Option<TransactionId>; TILLS],
    /// A hash that has to occur.
    since: Option<AuditHash>,
    entries: u64,
    transactions: u64,
}

impl<'a> Judge<'a> {
    pub(super) fn new(vault: &'a Vault, keys: &[KeyCheck], since: Option<AuditHash>) -> Self {
        let chain = Chain::default();
        Self {
            vault,
            keys: keys.iter().map(|key| key.key_id).collect(),
            since: since.filter(|since| *since != chain.hash()),
            chain,
            doubt: None,
            last: [None; TILLS],
            entries: 0,
            transactions: 0,
        }
    }

    /// Takes what the walk met next; at the end of a whole trail, what it was.
    pub(super) fn take(&mut self, item: Item) -> Result<Option<Whole>, Finding> {
        match item {
            Item::Step(step) => self.step(&step).map(|()| None),
            Item::Finding(finding) => Err(self.ended().unwrap_or(finding)),
            Item::End(head) => self.end(head).map(Some),
        }
    }

    /// What is wrong when nothing more comes.
    pub(super) fn ended(&mut self) -> Option<Finding> {
        self.doubt.take().map(Doubt::alone)
    }

    fn end(&mut self, head: Head) -> Result<Whole, Finding> {
        if let Some(doubt) = self.doubt.take() {
            return Err(doubt.by_end(head.hash));
        }
        let hash = self.chain.hash();
        let entries = i64::try_from(self.entries).unwrap_or(i64::MAX);
        if head.seq > entries && head.hash != hash {
            return Err(Finding::at("audit", entries + 1, Wrong::Missing));
        }
        if head.seq != entries {
            return Err(Finding::at("audit_head", 1, differs(entries, head.seq)).column("seq"));
        }
        if head.hash != hash {
            return Err(Finding::at("audit_head", 1, differs(hash, head.hash)).column("hash"));
        }
        match self.since {
            Some(since) => Err(Finding::of("audit", "hash", Wrong::NotInTrail { hash: since.to_string() })),
            None => Ok(Whole { entries: self.entries, transactions: self.transactions, hash }),
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), Finding> {
        let message = step.row.as_ref().map(|(row, sealed)| self.row(&step.line, row, sealed)).transpose();
        if let Some(doubt) = self.doubt.take() {
            let message = message.as_ref().ok().and_then(Option::as_ref);
            return Err(match (message, &step.row) {
                (None, Some(_)) => doubt.alone(),
                (message, _) => {
                    doubt.by_next(self.vault, step, message.map(|bytes| bytes.expose().as_slice()))
                }
            });
        }
        let message = message?;
        if let Some((row, _)) = &step.row {
            let expected = if row.kind == 1 { AuditEvent::Payment } else { AuditEvent::Cancel };
            if step.line.event != expected {
                let wrong = differs(<&str>::from(expected), <&str>::from(step.line.event));
                return Err(Finding::at("audit", step.line.seq, wrong).column("event").id(&row.id));
            }
            self.transactions += 1;
        }
        let bytes = message.as_ref().map(|bytes| bytes.expose().as_slice());
        match self.chain.link(self.vault, step, bytes) {
            Link::Fits => {}
            Link::Finding(finding) => return Err(finding),
            Link::Doubt(doubt) => {
                self.doubt = Some(doubt);
                return Ok(());
            }
        }
        self.is_known(step.line.key_id)?;
        if let Some((row, _)) = &step.row {
            self.grows(row)
                .map_err(|wrong| Finding::at("transactions", row.seq, wrong).column("id").id(&row.id))?;
        }
        self.entries += 1;
        if self.since == Some(self.chain.hash()) {
            self.since = None;
        }
        Ok(())
    }

    /// A key that opens what is there has to be one that the ledger knows.
    fn is_known(&self, key_id: u32) -> Result<(), Finding> {
        if self.keys.contains(&key_id) {
            return Ok(());
        }
        Err(Finding::at("keys", key_id.into(), Wrong::Missing))
    }

    /// Opens the message of a row and holds the row against it.
    fn row(&self, line: &Line, row: &Row, sealed: &SealedMessage) -> Result<MessageBytes, Finding> {
        let at = |column, wrong| Finding::at("transactions", row.seq, wrong).column(column).id(&row.id);
        let in_message = |wrong| Finding::at("messages", row.seq, wrong).id(&row.id);
        let Some(id) = TransactionId::from_bytes(row.id.as_bytes()) else {
            return Err(at("id", Wrong::Unreadable));
        };
        let bytes = match self.vault.open_message(id, sealed) {
            Ok(bytes) => bytes,
            Err(SealError::UnknownKey(_)) => return Err(in_message(Wrong::Unreadable).column("key_id")),
            Err(_) => {
                return Err(match self.right_id(line, row, sealed) {
                    Some(right) => at("id", differs(right, id)),
                    None => in_message(Wrong::Sealed).column("sealed"),
                });
            }
        };
        let message = Message::decode_kept(bytes.expose())
            .map_err(|error| in_message(Wrong::Unreadable).column(error.field()))?;
        self.is_known(sealed.key_id)?;
        agree(row, &message).map_err(|(column, wrong)| at(column, wrong))?;
        if self.vault.fingerprint(&message.card) != Fingerprint(row.fingerprint) {
            return Err(at("fingerprint", Wrong::Changed));
        }
        let card = self.vault.open_card(message.kind, id, &message.sealed_card);
        if !card.is_ok_and(|(card, expiry, cvc)| {
            (&card, expiry, &cvc) == (&message.card, message.expiry, &message.cvc)
        }) {
            return Err(in_message(Wrong::Sealed).column("encrypted_card"));
        }
        Ok(bytes)
    }

    /// The id that the message of a row opens with, if it is one of those that its till could give then.
    fn right_id(&self, line: &Line, row: &Row, sealed: &SealedMessage) -> Option<TransactionId> {
        let at = local_time(line.at, row.utc_offset)?.naive_local();
        let till = u64::try_from(line.till).ok().and_then(Till::new)?;
        let last = usize::from(till.number());
        // As the till makes it; or one that was passed over because the ledger had it already.
        let next = TransactionId::next(at, till, self.last.get(last).copied().flatten());
        std::iter::once(next)
            .chain(TransactionId::all_of(at, till))
            .find(|id| self.vault.open_message(*id, sealed).is_ok())
    }

    /// Ids that a till of ours gives always grow, also when its clock is set back; after one of another system they begin
    /// anew.
    fn grows(&mut self, row: &Row) -> Result<(), Wrong> {
        let ours = TransactionId::from_bytes(row.id.as_bytes()).filter(|id| id.local_time().is_some());
        let Some(last) = usize::try_from(row.till).ok().and_then(|till| self.last.get_mut(till)) else {
            return Ok(());
        };
        let before = std::mem::replace(last, ours);
        match (before, ours) {
            (Some(before), Some(id)) if id <= before => Err(differs(format!("> {before}"), id)),
            _ => Ok(()),
        }
    }
}

fn local_time(at: i64, utc_offset: i64) -> Option<DateTime<FixedOffset>> {
    let offset = utc_offset.checked_mul(60).and_then(|seconds| i32::try_from(seconds).ok());
    let offset = offset.and_then(FixedOffset::east_opt)?;
    Some(moment(at)?.with_timezone(&offset))
}

/// Whether a row says what its message says, slot by slot; else the column, and what is wrong with it.
fn agree(row: &Row, message: &Message) -> Result<(), (&'static str, Wrong)> {
    fn same<T: PartialEq + ToString>(
        column: &'static str,
        expected: &T,
        found: &T,
    ) -> Result<(), (&'static str, Wrong)> {
        if expected == found {
            Ok(())
        } else {
            Err((column, differs(expected.to_string(), found.to_string())))
        }
    }
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    same("kind", &if message.kind == Kind::Payment { 1 } else { 2 }, &row.kind)?;
    same("amount", &number(message.amount.get()), &row.amount)?;
    same("vat", &number(message.vat.get()), &row.vat)?;
    same("installments", &i64::from(message.installments.months()), &row.installments)?;
    let card = message.card.masked();
    same("card_head", &card.head(), &row.card_head.as_str())?;
    same("card_tail", &card.tail(), &row.card_tail.as_str())?;
    same("card_digits", &number(card.digits() as u64), &row.card_digits)?;
    // A cancel names the row of its payment; a payment names none.
    let (original, kind) = row.original.as_ref().map_or(("", 1), |(id, kind)| (id.as_str(), *kind));
    let expected = message.kind.original();
    same("payment", &expected.as_ref().map_or("", TransactionId::as_str), &original)?;
    if kind != 1 || (expected.is_none() && row.payment.is_some()) {
        return Err(("payment", Wrong::Changed));
    }
    if local_time(row.created_at, row.utc_offset).is_none() {
        let column = if moment(row.created_at).is_none() { "created_at" } else { "utc_offset" };
        return Err((column, Wrong::Unreadable));
    }
    if u64::try_from(row.till).ok().and_then(Till::new).is_none() {
        return Err(("till", Wrong::Unreadable));
    }
    if row.request_id.as_ref().is_some_and(|name| RequestId::parse(name).is_err()) {
        return Err(("request_id", Wrong::Unreadable));
    }
    Ok(())
}
