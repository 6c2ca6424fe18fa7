//! What the screens ask the worker, and what it answers.

use std::{fmt, path::PathBuf};

use zeroize::Zeroizing;

use crate::{
    config::{self, ConfigError, Setting},
    desk::{DeskError, Glance, KeyringError, PayOptions},
    payment::{CancelRequest, FieldError, PaymentRequest, RequestId, TransactionId},
    query::Days,
    record::{Count, Found, PageFrom, Query, Record, Recorded, Totals, Transaction},
};

/// Names a question; its answer carries the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuestionId(pub u64);

/// What the worker is asked.
#[derive(Debug)]
pub enum Question {
    /// How things stand.
    Status,
    /// Take a payment. In a box: a card that moves from hand to hand would leave a copy in each.
    Pay(Box<PaymentRequest>, PayOptions),
    /// Cancel a payment.
    Cancel(CancelRequest, RequestId),
    /// Whether something was recorded, by its request id.
    FindByRequest(RequestId),
    /// All about one transaction.
    Find(TransactionId),
    /// A part of what a query means: which, how many rows, and whether to count all of it.
    Search(Query, PageFrom, usize, bool),
    /// What all that a query means adds up to, over these days.
    Sums(Query, Days),
    /// Keep a choice in the configuration's file.
    SaveSetting(PathBuf, &'static config::Key, Setting),
    /// Record that a message is about to be shown in clear.
    Reveal(Box<Transaction>),
    /// The outcome of the last payment or cancel is on the screen. Has no answer.
    OutcomeShown,
    /// What an earlier run left behind in this file was read. Has no answer.
    LeftoverRead(u32),
    /// Whether a passphrase protects this keyring.
    IsProtected(PathBuf),
    /// Whether this is the passphrase of this keyring.
    Unlock(PathBuf, KeyedPassphrase),
}

/// What was keyed as a passphrase. Wiped when it is dropped, and never printed.
pub struct KeyedPassphrase(pub Zeroizing<String>);

impl fmt::Debug for KeyedPassphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyedPassphrase(…)")
    }
}

/// What the worker answers.
pub struct Reply {
    /// To which question.
    pub to: QuestionId,
    /// What.
    pub body: ReplyBody,
}

/// What an answer says.
pub enum ReplyBody {
    /// How things stand.
    Status(Result<Status, DeskError>),
    /// A payment or cancel was carried out, or refused; with how things stand afterwards.
    Done(Result<Box<(Recorded, Option<Status>)>, FieldError>),
    /// A payment or cancel met trouble; and whether the ledger has it all the same.
    Failed(DeskError, FoundByRequest),
    /// Whether the ledger has what was asked for by a request id.
    FoundByRequest(FoundByRequest),
    /// All about one transaction.
    Found(Result<Box<Record>, DeskError>),
    /// A part of a list; `None` when it was given up, because another question waited.
    Page(Result<Option<Page>, DeskError>),
    /// What a query adds up to; `None` when it was given up, because another question waited.
    Sums(Result<Option<Glance>, DeskError>),
    /// A choice is kept.
    SettingSaved(Result<(), ConfigError>),
    /// The reveal is recorded; the record with its exact message.
    Revealed(Result<Box<Record>, DeskError>),
    /// Whether a passphrase protects the keyring.
    Protected(Result<bool, KeyringError>),
    /// The passphrase fits, or there is none; or why not.
    Unlocked(Result<(), KeyringError>),
}

/// What the ledger has by a request id, with how things stand.
pub type FoundByRequest = Result<Option<Box<(Transaction, Option<Status>)>>, DeskError>;

/// A part of what a query means.
pub struct Page {
    /// The rows, in the order of the list.
    pub rows: Vec<Found>,
    /// How many there are in all, where that was asked.
    pub count: Option<Count>,
    /// The term that left nothing, where nothing is left.
    pub emptied_by: Option<usize>,
}

/// How things stand at this till.
pub struct Status {
    /// The last transaction of this till, with its message.
    pub last: Option<Box<Record>>,
    /// The totals of today, of this till.
    pub today: Totals,
    /// How many transactions there are.
    pub count: Count,
}
