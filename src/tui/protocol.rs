//! What the screens ask the worker, and what it replies.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use chrono::NaiveDate;
use zeroize::Zeroizing;

#[cfg(feature = "central")]
use crate::record::{ShopNumber, ShopSums};
use crate::{
    config::{self, ConfigError, ConfigValue},
    desk::{
        Acting, CardFound, ClockDoubt, ClockWatch, DaySoFar, DeskError, HandOverError, HandOverOf,
        HandedOverFile, Misfit, NotAllowed, PayOptions, People, Sender, Summary,
    },
    payment::{CancelRequest, CardNumber, FieldError, Memo, PaymentRequest, RequestId, Rules, TransactionId},
    printing::{PrintDone, PrintOrder, PrintResult},
    query::Days,
    record::{
        Count, DayReport, DayStart, Found, LedgerNumber, PageFrom, Prints, Query, Record, Recorded, SetAside,
        Story, Transaction,
    },
    staff::{Operator, OperatorNumber, Pin, PinDigits, Reason},
};

/// Names a question; its reply carries the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuestionId(pub u64);

/// A question to the worker.
#[derive(Debug)]
pub enum Question {
    /// The last transaction and the totals of this till.
    Status,
    /// Take a payment. Boxed: each move of a card by value would leave a copy on the stack.
    Pay(Box<PaymentRequest>, PayOptions),
    /// Cancel a payment.
    Cancel(CancelRequest, RequestId),
    /// Find the transaction that was recorded under this request id.
    FindByRequest(RequestId),
    /// Find one transaction, with its message and history.
    Find(TransactionId),
    /// At head office: find one transaction of this ledger, with its history.
    #[cfg_attr(not(feature = "central"), expect(dead_code, reason = "there is no head office"))]
    FindIn(TransactionId, LedgerNumber),
    /// What the slip of a transaction is made of.
    Slip(TransactionId),
    /// Give a transaction a memo, or take it away.
    RecordMemo(TransactionId, Option<Memo>),
    /// Print a slip or a report. Its reply comes when the printer has taken it, or did not.
    Print(Box<PrintOrder>),
    /// Find the newest transaction of a card. If it was keyed, its digits may be those of an id.
    FindCard(Box<CardNumber>, bool),
    /// A page of what matches a query: from where, how many rows, and whether to count all matches.
    Search(Query, PageFrom, usize, bool),
    /// The totals of all matches, and their chart over these days.
    Summary(Query, Days),
    /// Save a choice in the configuration file.
    SaveSetting(PathBuf, &'static config::ConfigKey, ConfigValue),
    /// Record by these rules, with business days that begin then, from now on. Has no reply.
    UseSettings(Rules, DayStart),
    /// The day so far. It may be asked again until it is counted.
    Day,
    /// At head office: what these shops, or all of them, took and gave back on these days.
    #[cfg(feature = "central")]
    Shops(Days, Vec<ShopNumber>),
    /// A close with all its figures.
    FindClose(u32),
    /// Close the day with this number.
    Close(u32),
    /// Hand over to the card company. Its reply comes when the file is in place, or is not.
    HandOver(Box<HandOverOrder>),
    /// Check the passphrase of the keyring, also in a shop with people.
    CheckPassphrase(KeyedPassphrase),
    /// Record a reveal, then send the exact message.
    Reveal(Box<Transaction>),
    /// The cashier has said that the clock is right. Has no reply.
    AcceptClock,
    /// The outcome of the last payment or cancel is on the screen: its note can be blanked. Has no reply.
    OutcomeShown,
    /// The cashier has read what an earlier run left behind in this file. Has no reply.
    NoteRead(u32),
    /// How the screens are unlocked.
    HowToUnlock,
    /// Check a passphrase against the keyring.
    Unlock(KeyedPassphrase),
    /// Sign this person in.
    SignIn(OperatorNumber, Box<Pin>),
    /// Approve what was refused, with the PIN of this person.
    Approve(Box<NotAllowed>, OperatorNumber, Box<Pin>, Reason),
    /// Who the people of the shop are.
    People,
    /// Change them.
    ChangePeople(Box<PeopleChange>),
    /// These settings of the shop are in force, which only an owner may change. Has no reply.
    NoteSettings(BTreeMap<String, String>),
    /// Go on with a ledger that is not as it is remembered. Only asked while the worker has no open ledger.
    AcceptLedger,
}

/// What is to be handed over, and where the file goes.
#[derive(Debug)]
pub struct HandOverOrder {
    /// What.
    pub of: HandOverOf,
    /// The number of the batch that was agreed to.
    pub number: u32,
    /// The folder.
    pub folder: PathBuf,
    /// The configuration in use; `None` in a demonstration.
    pub config: Option<PathBuf>,
    /// What the first line says of the shop.
    pub sender: Sender,
    /// The passphrase of the keyring was keyed for it, where there is one.
    pub is_checked: bool,
    /// Who does it: the worker says.
    pub acting: Acting,
}

/// A change of the people of the shop.
#[derive(Debug)]
pub enum PeopleChange {
    /// Make a person.
    Add(Operator, Pin),
    /// Give a person name, role and limits of this one, with a new PIN if the role is another one.
    Change(Operator, Option<Pin>),
    /// Let a person sign in no more, or again.
    Disable(OperatorNumber, bool),
    /// Give oneself another PIN, with the one that one had.
    OwnPin(OperatorNumber, Pin, Pin),
    /// End the wait of a person.
    Unlock(OperatorNumber),
}

impl Question {
    /// Whether it moves money, or asks what became of that.
    pub fn is_about_flight(&self) -> bool {
        matches!(self, Self::Pay(..) | Self::Cancel(..) | Self::FindByRequest(_))
    }

    /// The reply to it where nobody has approved it.
    pub fn refused(self, refused: Box<NotAllowed>) -> ReplyBody {
        let error = DeskError::NotAllowed(refused);
        match self {
            Self::Close(_) => ReplyBody::Closed(Err(error)),
            Self::HandOver(_) => ReplyBody::HandedOver(Err(Box::new(error.into()))),
            Self::FindClose(_) => ReplyBody::CloseFound(Err(error)),
            Self::Reveal(_) => ReplyBody::Revealed(Err(error)),
            Self::Print(order) => ReplyBody::Printed(Box::new(PrintDone {
                what: order.what,
                result: PrintResult::Refused(error),
            })),
            _ => ReplyBody::Refused(error),
        }
    }
}

/// A passphrase as it was keyed. Wiped on drop, and never printed.
pub struct KeyedPassphrase(pub Zeroizing<String>);

impl fmt::Debug for KeyedPassphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyedPassphrase(…)")
    }
}

/// What the worker replies.
pub struct Reply {
    /// The question that it belongs to.
    pub to: QuestionId,
    /// What it says.
    pub body: ReplyBody,
}

/// The contents of a reply.
pub enum ReplyBody {
    /// Who stands there; the last transaction and the totals of this till.
    Status(Result<StaffStatus, DeskError>, Result<Status, DeskError>),
    /// A payment or cancel was recorded, with the status afterwards; or it was refused.
    Decided(Result<Box<(Recorded, Option<Status>)>, FieldError>),
    /// A payment or cancel was not recorded: first the cashier has to say whether the clock is right.
    ClockDoubted(ClockDoubt),
    /// A payment or cancel is not for who is signed in.
    Refused(DeskError),
    /// A person has to approve it first: why, and the question, which can be asked again then.
    NeedsApproval(Box<NotAllowed>, Box<Question>),
    /// The passphrase of the keyring has to be keyed first: the question can be asked again then.
    NeedsPassphrase(Box<HandOverOrder>),
    /// The passphrase is right; or why not.
    PassphraseChecked(Result<(), DeskError>),
    /// The batch, once its file is in place, with what is left to do; `None` where there was nothing to hand over. Or why it is not.
    HandedOver(Result<Option<Box<HandedOverFile>>, Box<HandOverError>>),
    /// It is approved; or why not.
    Approved(Result<(), DeskError>),
    /// This person is signed in; or why not.
    SignedIn(Result<Box<Operator>, DeskError>),
    /// The people of the shop.
    People(Result<Box<People>, DeskError>),
    /// The people are changed; or why not.
    PeopleChanged(Result<(), DeskError>),
    /// A payment or cancel failed; and what the ledger has by its request id, as it may have been recorded nevertheless.
    Failed(DeskError, FoundByRequest),
    /// What the ledger has by a request id.
    FoundByRequest(FoundByRequest),
    /// One transaction, with its message and history.
    Found(Result<Box<Record>, DeskError>),
    /// At head office: one transaction, with its history. The shop has its message.
    #[cfg_attr(not(feature = "central"), expect(dead_code, reason = "there is no head office"))]
    FoundSealed(Result<Box<Story>, DeskError>),
    /// What a slip is made of: the transaction, and what was printed of it.
    Slip(Result<Box<(Record, Prints)>, DeskError>),
    /// The memo is recorded; or why it is not.
    MemoRecorded(Result<Option<Memo>, DeskError>),
    /// What became of a printout.
    Printed(Box<PrintDone>),
    /// What the ledger has of a card; `None` when its digits are the beginning or the end of an id.
    Card(Result<CardFound, DeskError>),
    /// A page of the matches; `None` when the search was given up for another question.
    Page(Result<Option<Page>, DeskError>),
    /// The totals of all matches; `None` when they were given up for another question.
    Summary(Result<Option<Summary>, DeskError>),
    /// The day so far.
    Day(Result<DayReply, DeskError>),
    /// What shops took and gave back, by their numbers.
    #[cfg(feature = "central")]
    Shops(Result<Option<Vec<ShopSums>>, DeskError>),
    /// A close with all its figures.
    CloseFound(Result<Box<DayReport>, DeskError>),
    /// The day is closed, with these figures; or why it is not.
    Closed(Result<Box<DayReport>, DeskError>),
    /// A choice is saved.
    SettingSaved(Result<(), ConfigError>),
    /// The reveal is recorded: the transaction with its exact message.
    Revealed(Result<Box<Exact>, DeskError>),
    /// The ledger is open: in what it differed when it was accepted; `None` if it is as it was left by now. Or why it is not.
    Accepted(Result<Option<Box<Misfit>>, DeskError>),
    /// How the screens are unlocked.
    HowToUnlock(Result<UnlockBy, DeskError>),
    /// The passphrase is right, or the keyring has none; or why it does not open.
    Unlocked(Result<(), DeskError>),
}

impl ReplyBody {
    /// Whether a payment or cancel found that the file at the ledger's path is not the one that was opened.
    pub fn says_misplaced(&self) -> bool {
        matches!(self, Self::Failed(error, _) if error.is_replaced())
    }
}

/// A transaction with all of its card data.
pub struct Exact {
    /// The transaction, with its exact message.
    pub record: Record,
    /// The message that the other system sent, if it was taken over from one.
    pub original: Option<Zeroizing<String>>,
}

/// A transaction with what is known of it.
pub enum Detail {
    /// All of it.
    Whole(Box<Record>),
    /// At head office: all but its message.
    Sealed(Box<Story>),
}

impl Detail {
    /// All but its message.
    pub fn story(&self) -> &Story {
        match self {
            Self::Whole(record) => &record.story,
            Self::Sealed(story) => story,
        }
    }
}

/// How the screens are unlocked.
pub enum UnlockBy {
    /// By Enter alone.
    Enter,
    /// By the passphrase of the keyring.
    Passphrase,
    /// By number and PIN of one of these people.
    Pin(Box<People>),
}

/// What the ledger has by a request id, with the status; `None` when it has nothing.
pub type FoundByRequest = Result<Option<Box<(Transaction, Option<Status>)>>, DeskError>;

/// A page of what matches a query.
pub struct Page {
    /// The rows, in the order of the list.
    pub rows: Vec<Found>,
    /// How many match in all, where that was asked.
    pub count: Option<Count>,
    /// Without a match: the term of the query that left nothing.
    pub emptied_by: Option<usize>,
    /// Without a match: why the row with the id that was asked for was set aside, when it was taken over.
    pub set_aside: Option<SetAside>,
    /// At head office: what of the query was not answered.
    pub left_out: Option<LeftOut>,
}

/// What of a query head office does not answer at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "central"), expect(dead_code, reason = "there is no head office"))]
pub enum LeftOut {
    /// All of it: it has to name a shop or a day first.
    TooMuch,
    /// All of it: it took too long.
    TooSlow,
    /// Rows that no ledger ships.
    Damaged,
    /// What digits may be beside the end of a card and the beginning of an id.
    Part,
}

/// How far the figures of the day are.
pub enum DayReply {
    /// They are counted.
    Counted(Box<DaySoFar>),
    /// Some time has passed: how many entries are counted, and how many there are. Asked again, it goes on there.
    Counting(u64, u64),
    /// Another question came. Asked again, it goes on where it was.
    GaveWay,
}

/// The transactions that are shown after the last one.
pub const EARLIER: usize = 4;

/// The last transaction and the totals of this till.
pub struct Status {
    /// The last transaction of this till, with its message.
    pub last: Option<Box<Record>>,
    /// The ones of this till before it, newest first; at most [`EARLIER`].
    pub earlier: Vec<Transaction>,
    /// What this till took and cancelled today, in all and by the hour.
    pub today: Summary,
    /// How many transactions the ledger holds.
    pub count: Count,
    /// The business date of the oldest transaction that no close has, where days are closed.
    pub open_since: Option<NaiveDate>,
    /// What is known about the clock.
    pub clock: ClockWatch,
}

/// Whether the shop names its people, and who is signed in.
#[derive(Default)]
pub struct StaffStatus {
    /// Whether the rest is known yet.
    pub is_known: bool,
    /// Whether the shop has people.
    pub has_people: bool,
    /// Who is signed in.
    pub operator: Option<Operator>,
    /// How many digits new PINs have.
    pub pin_digits: PinDigits,
}
