//! Payments and cancels that are on disk.

use chrono::{DateTime, Duration, FixedOffset, Utc};

use super::{AtShop, HandOverStep, HandedOver, LedgerNumber, Origin, RejectedMeans};
use crate::{
    payment::{
        Installments, Kind, MaskedCard, Memo, Message, Remaining, RequestId, Till, TransactionId, Won,
        message::MessageBytes,
    },
    staff::Signers,
};

/// Card companies may refuse a cancel that comes more than so many days after its payment.
pub(crate) const LATE_CANCEL_DAYS: i64 = 90;

/// One row of the ledger, with what remains of its payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Its number in the journal, from 1. Other facts lie between transactions.
    pub seq: i64,
    /// Its id.
    pub id: TransactionId,
    /// Payment, or cancel of which payment.
    pub kind: Kind,
    /// When, to the millisecond, with the till's offset from UTC at that time; `None` where another system did not say.
    pub created_at: Option<DateTime<FixedOffset>>,
    /// Which till.
    pub till: Till,
    /// Who was signed in there, and who approved it.
    pub by: Signers,
    /// Amount, VAT included.
    pub amount: Won,
    /// VAT.
    pub vat: Won,
    /// Months; a lump sum on cancels.
    pub installments: Installments,
    /// The card, masked.
    pub card: MaskedCard,
    /// The caller's name of the request.
    pub request_id: Option<RequestId>,
    /// What remains of the payment (of a cancel: of the payment it belongs to) now.
    pub remaining: Remaining,
    /// The memo that counts, the last one; of what was just recorded, the one that it was given with it.
    pub memo: Option<Memo>,
    /// Where it comes from, if another system recorded it.
    pub origin: Option<Box<Origin>>,
    /// What became of it at the card company, if it was handed over; of what is being recorded, nothing is looked up.
    pub handed_over: Option<Box<HandedOver>>,
    /// In which shop, as head office sees it; of the shop's own ledger nothing.
    pub shop: Option<Box<AtShop>>,
}

impl Transaction {
    /// When it was.
    #[must_use]
    pub fn when(&self) -> When {
        match (self.created_at, self.origin.as_ref().and_then(|origin| origin.before)) {
            (Some(at), _) => When::At(at),
            (None, Some(before)) => When::Before(before),
            (None, None) => When::Unknown,
        }
    }

    /// Whether a cancel of it at the time `now` is late for the card company; `None` where its time is not known.
    #[must_use]
    pub fn is_late_to_cancel(&self, now: DateTime<FixedOffset>) -> Option<bool> {
        self.created_at.map(|at| now.signed_duration_since(at) > Duration::days(LATE_CANCEL_DAYS))
    }

    /// At head office, the ledger that it is in.
    #[must_use]
    pub fn ledger(&self) -> Option<LedgerNumber> {
        self.shop.as_ref().map(|shop| shop.ledger)
    }

    /// The id of the payment: its own, or of a cancel the original's.
    #[must_use]
    pub fn payment_id(&self) -> TransactionId {
        self.kind.original().unwrap_or(self.id)
    }
}

/// When a transaction was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Then.
    At(DateTime<FixedOffset>),
    /// Another system recorded it before this time, and did not say when.
    Before(DateTime<FixedOffset>),
    /// Nothing of it was read.
    Unknown,
}

/// A keyed hash of a whole card number: finds the same card again without storing its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 16]);

/// A keyed hash of a row of another system, or of what it is called there: finds it again without storing it readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyedDigest(pub [u8; 16]);

/// A transaction that is on disk.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The row.
    pub transaction: Transaction,
    /// What remained of the payment right after it.
    pub remaining: Remaining,
    /// The message as it is sent to the card company. For a repeated request, as the ledger keeps it.
    pub message: MessageBytes,
}

/// A transaction with all that is known of it.
#[derive(Debug, Clone)]
pub struct Record {
    /// All but its message.
    pub story: Story,
    /// Its message as it is kept: as it was sent, but for a CVC that is not kept.
    pub bytes: MessageBytes,
    /// The same, read.
    pub message: Message,
}

/// A transaction with all that is known of it without a key: all but its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The payment or cancel that was asked for.
    pub transaction: Transaction,
    /// The payment and its cancels, oldest first.
    pub history: Vec<Step>,
    /// Its way to the card company, oldest first; none where it was not handed over.
    pub hand_over: Vec<HandOverStep>,
    /// What it means that the card company has rejected it, if it has.
    pub rejected: Option<RejectedMeans>,
}

impl Story {
    /// The cancels of this transaction: those of a payment, none of a cancel.
    pub fn cancels(&self) -> impl Iterator<Item = &Step> {
        let is_payment = self.transaction.kind == Kind::Payment;
        self.history.iter().filter(move |step| is_payment && step.transaction.kind != Kind::Payment)
    }
}

/// One step in the life of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The payment, or a cancel of it.
    pub transaction: Transaction,
    /// What remained after it.
    pub left: Remaining,
}

/// The steps of a payment and its cancels, oldest first, and what is left in the end.
///
/// # Errors
/// The number of the one whose amounts do not fit those before.
pub fn steps_of(payment: Transaction, cancels: Vec<Transaction>) -> Result<(Vec<Step>, Remaining), i64> {
    let mut left = Remaining::new(payment.amount, payment.vat).ok_or(payment.seq)?;
    let mut steps = vec![Step { transaction: payment, left }];
    for cancel in cancels {
        let amount = left.amount().checked_sub(cancel.amount);
        let vat = left.vat().checked_sub(cancel.vat);
        let next = amount.zip(vat).and_then(|(amount, vat)| Remaining::new(amount, vat));
        left = next.ok_or(cancel.seq)?;
        steps.push(Step { transaction: cancel, left });
    }
    Ok((steps, left))
}

/// A time of the ledger, from milliseconds since 1970 UTC. `None` outside of the years 1 to 9999 in any time zone: no
/// till writes such a time, and not every time zone can represent it.
#[must_use]
pub fn utc_of(at: i64) -> Option<DateTime<Utc>> {
    /// The second day of the year 1, and the last one of the year 9999.
    const YEARS: std::ops::Range<i64> = -62_135_510_400_000..253_402_214_400_000;
    YEARS.contains(&at).then(|| DateTime::from_timestamp_millis(at)).flatten()
}
