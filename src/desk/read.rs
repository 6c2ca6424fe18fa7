//! Finding and listing.

use std::path::Path;

use chrono::{Days, NaiveTime};

use super::{Clock as _, Desk, DeskError, keys, take::is_mistyped};
use crate::{
    ledger::{LedgerError, LedgerTrouble, Listing, Search},
    payment::{Field, FieldError, Message, Problem, Remaining, TransactionId, message::MessageBytes},
    record::{
        Column, Condition, Count, Fact, Fingerprint, Found, PageFrom, Place, Progress, Query, Record, Spot, Step,
        Stop, Table, Term, Totals, Transaction,
    },
    vault::{SealError, SealedMessage, Vault},
};

/// More matches than these are not counted to the end at once.
pub const ENOUGH: u64 = 1_000;

impl Desk {
    /// The transaction with this id, payment or cancel, with its history and message.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with [`Problem::NotFound`]; otherwise trouble with ledger or keys.
    pub fn find(&self, id: TransactionId) -> Result<Record, DeskError> {
        let _one_moment = self.ledger.snapshot()?;
        let not_found = || FieldError::new(Field::Id, Problem::NotFound { mistyped: is_mistyped(id) });
        let transaction = self.ledger.find(id)?.ok_or_else(not_found)?;
        let sealed = self.ledger.message_of(&transaction)?;
        let (message, bytes) = self.open_message(&transaction, &sealed)?;
        let history = self.history(transaction.payment_id(), transaction.seq)?;
        Ok(Record { transaction, bytes, message, history })
    }

    /// As [`open_message`]; another till may have made a new key since the keyring was read.
    fn open_message(
        &self,
        row: &Transaction,
        sealed: &SealedMessage,
    ) -> Result<(Message, MessageBytes), DeskError> {
        match open_message(&self.vault, row, sealed, self.ledger.path()) {
            Err(DeskError::Seal(SealError::UnknownKey(_))) => {
                open_message(&keys::read_again(&self.settings, &self.world)?, row, sealed, self.ledger.path())
            }
            other => other,
        }
    }

    /// The steps of `payment`, for row `asked` of its history. Within one snapshot.
    fn history(&self, payment: TransactionId, asked: i64) -> Result<Vec<Step>, DeskError> {
        let corrupt = |table, seq, column| LedgerTrouble::Corrupt(Spot::row(table, seq).column(column));
        let at = |trouble| LedgerError { path: self.ledger.path().to_owned(), trouble };
        let payment = self.ledger.find(payment)?.ok_or_else(|| at(corrupt(Table::Transactions, asked, Column::Payment)))?;
        let cancels = self.ledger.cancels_of(payment.seq)?;
        let mut left =
            Remaining::new(payment.amount, payment.vat).ok_or_else(|| at(corrupt(Table::Transactions, payment.seq, Column::Vat)))?;
        let (end, seq) = (payment.remaining, payment.seq);
        let mut steps = vec![Step { transaction: payment, left }];
        for cancel in cancels {
            let amount = left.amount().checked_sub(cancel.amount);
            let vat = left.vat().checked_sub(cancel.vat);
            let next = amount.zip(vat).and_then(|(amount, vat)| Remaining::new(amount, vat));
            left = next.ok_or_else(|| at(corrupt(Table::Transactions, cancel.seq, Column::Amount)))?;
            steps.push(Step { transaction: cancel, left });
        }
        if left == end { Ok(steps) } else { Err(at(corrupt(Table::Balances, seq, Column::Amount)).into()) }
    }

    /// What matches, newest first: the next `limit` after the row at `after`.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn list(&self, query: &Query, after: Option<Place>, limit: usize) -> Result<Vec<Found>, DeskError> {
        let rows =
            self.search(query, &|| false)?.page(after.map_or(PageFrom::Start, PageFrom::After), limit)?;
        Ok(rows.unwrap_or_default())
    }

    /// The next rows of a list that is read from its beginning to its end, newest first; see [`Listing`].
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn next_page(&self, reading: &mut Listing<'_>, limit: usize) -> Result<Vec<Found>, DeskError> {
        Ok(self.ledger.next_page(reading, limit)?)
    }

    /// How many match: exactly, or at least a thousand.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn count(&self, query: &Query) -> Result<Count, DeskError> {
        let count = self.search(query, &|| false)?.count(ENOUGH)?;
        Ok(count.unwrap_or(Count::Exactly(0)))
    }

    /// Which term of a query that means nothing is the one that left nothing: without it and those after it, there is
    /// something. `None` when told to stop, and for a ledger without transactions.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn emptied_by(&self, query: &Query, stop: Stop<'_>) -> Result<Option<usize>, DeskError> {
        for end in 0..=query.terms.len() {
            let begun = Query { terms: query.terms.iter().take(end).cloned().collect() };
            match self.search(&begun, stop)?.page(PageFrom::Start, 1)? {
                Some(rows) if rows.is_empty() => return Ok(end.checked_sub(1)),
                Some(_) => {}
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Whether another program wrote to the ledger since this was last asked.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn has_news(&self) -> Result<bool, DeskError> {
        Ok(self.ledger.has_news()?)
    }

    /// Begins to answer a query; see [`Search`].
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn search<'a>(&'a self, query: &'a Query, stop: Stop<'a>) -> Result<Search<'a>, DeskError> {
        let mut search = self.ledger.search(query, stop)?;
        for seq in query.cards() {
            search.add_fingerprints(seq, self.fingerprints_of(seq));
        }
        Ok(search)
    }

    /// The fingerprints of a transaction's card under every key: while a rotation goes on, its other transactions have those
    /// of two keys. None when its message cannot be opened, which is found where it is shown; the ledger has the one that is
    /// kept.
    fn fingerprints_of(&self, seq: i64) -> Vec<(u32, Fingerprint)> {
        let prints = || {
            let row = self.ledger.find_number(seq).ok()??;
            let sealed = self.ledger.message_of(&row).ok()?;
            let (message, _) = open_message(&self.vault, &row, &sealed, self.ledger.path()).ok()?;
            Some(self.vault.fingerprints(&message.card))
        };
        prints().unwrap_or_default()
    }

    /// Prepares what was written lately for searching, if it is time to. Says whether there is more to do at once; a till
    /// does it when it has nothing else to do.
    ///
    /// # Errors
    /// Trouble with the ledger. Nothing is lost then.
    pub fn tidy(&mut self) -> Result<bool, DeskError> {
        Ok(self.ledger.index_some()?)
    }

    /// Makes the index for searching again, from the transactions. Payments go on meanwhile.
    ///
    /// # Errors
    /// Trouble with the ledger. Nothing is lost then: what is not indexed is looked at row by row.
    pub fn rebuild_index(&mut self, progress: &Progress) -> Result<(), DeskError> {
        let total = self.ledger.newest()?;
        progress.begin(total);
        self.ledger.rebuild_balances()?;
        while self.ledger.drop_index_some()? && !progress.stopped() {}
        while !progress.stopped() && self.ledger.index_some()? {
            progress.reach(self.ledger.indexed()?, total);
        }
        Ok(())
    }

    /// The totals of today, where the till stands, of what this till took and cancelled.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn today(&self) -> Result<Totals, DeskError> {
        let now = self.world.now();
        let midnight = now.with_time(NaiveTime::MIN).earliest().unwrap_or(now);
        let next = midnight.checked_add_days(Days::new(1)).unwrap_or(now);
        let day = midnight.timestamp_millis()..next.timestamp_millis();
        let conditions = [Condition::Times(vec![day]), Condition::Till(self.settings.till)];
        let query = Query { terms: conditions.into_iter().map(Term::is).collect() };
        let totals = self.search(&query, &|| false)?.totals(&[])?;
        Ok(totals.map(|(totals, _)| totals).unwrap_or_default())
    }

    /// The last transaction of this till.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn last(&self) -> Result<Option<Transaction>, DeskError> {
        Ok(self.ledger.last_of(self.settings.till)?)
    }

    /// Records that the exact message of a transaction is about to be shown. Show it only after this returned.
    ///
    /// # Errors
    /// Trouble with the ledger; nothing may be shown then.
    pub fn record_reveal(&mut self, transaction: &Transaction) -> Result<(), DeskError> {
        self.record(&Fact::Reveal { transaction: transaction.seq })
    }
}

/// Opens and reads the message of a row, and holds it against the row: a message that says something else is damage.
pub(super) fn open_message(
    vault: &Vault,
    row: &Transaction,
    sealed: &SealedMessage,
    ledger: &Path,
) -> Result<(Message, MessageBytes), DeskError> {
    let corrupt = || LedgerError {
        path: ledger.to_owned(),
        trouble: LedgerTrouble::Corrupt(Spot::row(Table::Sealed, row.seq).column(Column::Message)),
    };
    let bytes = match vault.open_message(row.id, sealed) {
        Err(SealError::Broken(_)) => return Err(corrupt().into()),
        other => other?,
    };
    let Ok(message) = Message::decode_kept(bytes.expose()) else { return Err(corrupt().into()) };
    let agrees = message.id == row.id
        && message.kind == row.kind
        && (message.amount, message.vat, message.installments) == (row.amount, row.vat, row.installments)
        && message.card.masked() == row.card;
    if agrees { Ok((message, bytes)) } else { Err(corrupt().into()) }
}
