//! Finding one transaction, with its message and the history of its payment.

use std::path::Path;

use super::{Asked, Desk, DeskError, keys};
use crate::{
    ledger::{LedgerError, LedgerTrouble},
    payment::{
        CardNumber, Field, FieldError, Message, Problem, RequestId, TransactionId, message::MessageBytes,
    },
    record::{Column, Fact, Fingerprint, Record, Recorded, Spot, Step, Story, Table, Transaction, steps_of},
    staff::Action,
    vault::{SealError, SealedMessage, Vault},
};

impl Desk {
    /// The transaction with this id, payment or cancel, with its history and message.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with [`Problem::NotFound`]; [`DeskError::SetAside`]; otherwise trouble with ledger or keys.
    pub fn find(&self, id: TransactionId) -> Result<Record, DeskError> {
        self.record_of(id, |transaction| {
            let sealed = self.ledger.message_of(transaction)?;
            self.open_message(transaction, &sealed)
        })
    }

    /// As [`find`](Self::find), for what was just recorded: with the message as it was sent, which is not opened again.
    ///
    /// # Errors
    /// As for [`find`](Self::find).
    pub fn find_recorded(&self, recorded: &Recorded) -> Result<Record, DeskError> {
        self.record_of(recorded.transaction.id, |_| {
            Ok((Message::decode_kept(recorded.message.expose())?, recorded.message.clone()))
        })
    }

    /// The transaction of this request; `None` when there is none. Opens no message and needs no key, so that it
    /// answers whenever the ledger can be read. In a file that was replaced it looks for nothing: what it has there will not
    /// be seen again.
    ///
    /// # Errors
    /// Trouble with the ledger: whether it was recorded is unknown then.
    pub fn find_by_request(&self, request: &RequestId) -> Result<Option<Transaction>, DeskError> {
        self.ledger.check_file()?;
        Ok(self.ledger.find_request(request)?)
    }

    /// All that is known of a transaction, from one snapshot. `message` gives its message.
    fn record_of(
        &self,
        id: TransactionId,
        message: impl FnOnce(&Transaction) -> Result<(Message, MessageBytes), DeskError>,
    ) -> Result<Record, DeskError> {
        let _snapshot = self.ledger.snapshot()?;
        let Some(transaction) = self.ledger.find(id)? else {
            return Err(match self.set_aside_of(id)? {
                Some(set_aside) => DeskError::SetAside(set_aside),
                None => {
                    FieldError::new(Field::Id, Problem::NotFound { mistyped: id.looks_mistyped() }).into()
                }
            });
        };
        let (message, bytes) = message(&transaction)?;
        let history = self.history(transaction.payment_id(), transaction.seq)?;
        let (hand_over, rejected) = self.hand_over_of(transaction.seq)?;
        Ok(Record { story: Story { transaction, history, hand_over, rejected }, bytes, message })
    }

    /// As [`open_message`]; reads the keyring again if another till has made a new key since.
    fn open_message(
        &self,
        row: &Transaction,
        sealed: &SealedMessage,
    ) -> Result<(Message, MessageBytes), DeskError> {
        match open_message(&self.vault, row, sealed, self.ledger.path()) {
            Err(DeskError::Seal(SealError::UnknownKey(_))) => open_message(
                &keys::reread_keys(&self.settings, &self.world)?,
                row,
                sealed,
                self.ledger.path(),
            ),
            other => other,
        }
    }

    /// The steps of `payment`. Within a snapshot; `asked` is the row to name when they do not add up.
    fn history(&self, payment: TransactionId, asked: i64) -> Result<Vec<Step>, DeskError> {
        let corrupt = |table, seq, column| LedgerTrouble::Corrupt(Spot::row(table, seq).column(column));
        let at = |trouble| LedgerError { path: self.ledger.path().to_owned(), trouble };
        let payment = self
            .ledger
            .find(payment)?
            .ok_or_else(|| at(corrupt(Table::Transactions, asked, Column::Payment)))?;
        let cancels = self.ledger.cancels_of(payment.seq)?;
        let (end, seq) = (payment.remaining, payment.seq);
        let (steps, left) = steps_of(payment, cancels)
            .map_err(|seq| at(corrupt(Table::Transactions, seq, Column::Amount)))?;
        if left == end { Ok(steps) } else { Err(at(corrupt(Table::Balances, seq, Column::Amount)).into()) }
    }

    /// The fingerprints of the card of transaction `seq`, one for each key: while messages are sealed again, some rows still
    /// have those of the key before. None if there is no such transaction.
    pub(super) fn fingerprints_of(&self, seq: i64) -> Result<Vec<(u32, Fingerprint)>, DeskError> {
        let Some(transaction) = self.ledger.find_number(seq)? else { return Ok(Vec::new()) };
        let sealed = self.ledger.message_of(&transaction)?;
        let (message, _) = self.open_message(&transaction, &sealed)?;
        self.fingerprints_under_all_keys(&message.card)
    }

    /// The fingerprints of a card, one for each key.
    pub(super) fn fingerprints_under_all_keys(
        &self,
        card: &CardNumber,
    ) -> Result<Vec<(u32, Fingerprint)>, DeskError> {
        // Another till may have made a new key since.
        if self.ledger.newest_key_id()? == Some(self.vault.active_check().key_id) {
            return Ok(self.vault.fingerprints(card).1);
        }
        Ok(keys::reread_keys(&self.settings, &self.world)?.fingerprints(card).1)
    }

    /// The last transaction of this till; `None` also when it was taken over from another system.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn last(&self) -> Result<Option<Transaction>, DeskError> {
        let last = self.ledger.last_of(self.settings.till)?;
        Ok(last.filter(|last| last.origin.is_none()))
    }

    /// Records that the exact message of a transaction is about to be shown. Show it only after this returned.
    ///
    /// # Errors
    /// Trouble with the ledger; nothing may be shown then.
    pub fn record_reveal(&mut self, transaction: &Transaction) -> Result<(), DeskError> {
        let fact = Fact::Reveal { transaction: transaction.seq };
        self.record_by(&Asked::of(Action::Reveal).about(transaction.id), |_, _| Ok((fact, ())))
    }
}

/// Opens and decodes the message of a row, and compares it with the row: a difference is damage.
pub(super) fn open_message(
    vault: &Vault,
    row: &Transaction,
    sealed: &SealedMessage,
    ledger: &Path,
) -> Result<(Message, MessageBytes), DeskError> {
    let (message, bytes) = open_sealed(vault, (row.seq, row.id), sealed, ledger)?;
    let agrees = message.kind == row.kind
        && (message.amount, message.vat, message.installments) == (row.amount, row.vat, row.installments)
        && message.card.masked() == row.card;
    if agrees { Ok((message, bytes)) } else { Err(broken_message(row.seq, ledger)) }
}

/// Opens and decodes what is sealed of the transaction with this number and id: a message of another one is damage.
pub(super) fn open_sealed(
    vault: &Vault,
    (seq, id): (i64, TransactionId),
    sealed: &SealedMessage,
    ledger: &Path,
) -> Result<(Message, MessageBytes), DeskError> {
    let bytes = match vault.open_message(id, sealed) {
        Err(SealError::Broken(_)) => return Err(broken_message(seq, ledger)),
        other => other?,
    };
    match Message::decode_kept(bytes.expose()) {
        Ok(message) if message.id == id => Ok((message, bytes)),
        _ => Err(broken_message(seq, ledger)),
    }
}

/// The message of this transaction is damaged, or missing.
pub(super) fn broken_message(seq: i64, ledger: &Path) -> DeskError {
    let trouble = LedgerTrouble::Corrupt(Spot::row(Table::Sealed, seq).column(Column::Message));
    LedgerError { path: ledger.to_owned(), trouble }.into()
}
