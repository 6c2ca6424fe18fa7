//! Facts: the things that happened, as the journal records them.
//!
//! A fact has a kind, a number that never changes its meaning, and a body: canonical bytes that begin with the number of
//! their format. The fields follow as JSON in the order of the type, so that a ledger can be read in twenty years without
//! this program; bytes that are not what this program would write for the same fields are damage. A payment's or cancel's
//! fields are its row of `transactions`, and its body is the format number alone, unless another system recorded it: then it says
//! where it comes from.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{Answer, Batch, Close, Origin, SetAside, SlipCopy, TakeOver};
use crate::{
    payment::{Kind, Memo, TransactionId},
    staff::{Action, Operator, OperatorNumber, PinDigits, PinUse, PinVerifier, Reason},
};

/// The number of the format of bodies.
const FORMAT: u8 = 1;
/// Hex digits of a group of a hash.
const GROUP: usize = 8;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[strum_discriminants(
    name(FactKind),
    derive(Hash, PartialOrd, Ord, strum::FromRepr, strum::IntoStaticStr, strum::VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What kind of fact it is. The numbers are stored: they never change."
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Fact {
    /// A payment was taken.
    Payment {
        /// Where it comes from, if another system recorded it.
        origin: Option<Box<Origin>>,
    } = 1,
    /// A payment was cancelled, in full or in part.
    Cancel {
        /// Where it comes from, if another system recorded it.
        origin: Option<Box<Origin>>,
    } = 2,
    /// The ledger was begun: always the first fact, and recorded with what follows it.
    Begun {
        /// Which ledger it is.
        ledger: LedgerId,
        /// The version of the schema that it was begun with.
        version: u32,
    } = 3,
    /// A card number was shown in full.
    Reveal {
        /// Of this transaction.
        transaction: i64,
    } = 4,
    /// A payment was taken although the same card had paid the same amount a moment before.
    DuplicateAllowed {
        /// The payment that was taken.
        transaction: i64,
        /// The one before it.
        earlier: TransactionId,
    } = 5,
    /// Transactions were written to a file or another program.
    Export {
        /// How: `csv`, `json` or `text`.
        format: String,
        /// How many.
        rows: u64,
        /// Whether there were more than that.
        or_more: bool,
        /// What was asked about, without digits of cards and ids; see [`Query::subjects`](super::Query::subjects).
        subjects: String,
    } = 6,
    /// A till was opened.
    Start = 7,
    /// A till was closed.
    Stop = 8,
    /// The clock was set.
    ClockStep {
        /// The time of the fact before, in milliseconds since 1970 UTC.
        before: i64,
        /// The time of this one.
        after: i64,
    } = 9,
    /// The keys were changed.
    KeyChange(KeyChange) = 10,
    /// The ledger was checked, and something did not fit.
    VerifyFailed {
        /// The finding's code.
        code: String,
        /// The table.
        table: String,
        /// The row, if it is about one.
        row: Option<i64>,
    } = 11,
    /// A copy of the ledger was made.
    Backup {
        /// Where.
        file: String,
    } = 12,
    /// The ledger was restored from a copy: what was recorded after the fact before this one is in another branch.
    Restore {
        /// From which copy.
        file: String,
        /// How many restores there were, this one included.
        epoch: u32,
    } = 13,
    /// A request came again, and its first result, whole card number and CVC included, was given again.
    Repeated {
        /// The transaction of the first request.
        transaction: i64,
    } = 14,
    /// The ledger was accepted although it was not as it was remembered outside of it.
    Accepted {
        /// What was remembered.
        remembered: LedgerEnd,
        /// What was there; `None` when no ledger was, and this one was begun.
        found: Option<LedgerEnd>,
    } = 15,
    /// A person said that the clock is right, although it is before the program's release or far from the newest entry.
    ClockAccepted {
        /// What it shows, in milliseconds since 1970 UTC.
        at: i64,
    } = 16,
    /// A copy of a slip goes to the printer.
    Print {
        /// The slip of this transaction.
        transaction: i64,
        /// Which copy.
        copy: SlipCopy,
        /// How often that copy was printed before, which is on the paper; 0 is the original.
        reprint: u32,
    } = 17,
    /// The printer did not take all of a copy: the last print of that copy does not count.
    PrintFailed {
        /// The slip of this transaction.
        transaction: i64,
        /// Which copy.
        copy: SlipCopy,
    } = 18,
    /// A transaction was given a memo, or another one: the last one counts.
    Memo {
        /// This transaction.
        transaction: i64,
        /// The memo; without one, written as an empty text, it has none any more.
        #[serde(with = "memo_text")]
        text: Option<Memo>,
    } = 19,
    /// The day was closed: a range of the journal, with its figures.
    Close(Box<Close>) = 20,
    /// A close was shown or printed again.
    ClosePrinted {
        /// The number of the close.
        number: u32,
        /// How often that was so, this time included.
        reprint: u32,
    } = 21,
    /// A person was made or changed: what the last one says of them counts.
    Operator(Box<Operator>) = 22,
    /// A person was given a PIN, or another one: the last one counts.
    Pin {
        /// The person.
        number: OperatorNumber,
        /// How many digits it has.
        digits: PinDigits,
        /// What it is checked against.
        verifier: Box<PinVerifier>,
    } = 23,
    /// New PINs have this many digits from now on.
    PinDigits {
        /// How many.
        digits: PinDigits,
    } = 24,
    /// A PIN was keyed. It is recorded before it is checked, and counts as wrong until it is accepted.
    PinAttempt {
        /// The number that was keyed. Perhaps nobody has it.
        number: OperatorNumber,
        /// What for.
        purpose: PinUse,
    } = 25,
    /// The PIN of the attempt before was right.
    PinAccepted {
        /// Whose.
        number: OperatorNumber,
        /// What for.
        purpose: PinUse,
    } = 26,
    /// A lock-out was ended: the wrong PINs before do not count any more.
    Unlocked {
        /// Whose.
        number: OperatorNumber,
    } = 27,
    /// Something was approved that its operator alone may not do.
    Approved {
        /// What.
        action: Action,
        /// Why.
        reason: Reason,
        /// The transaction that it is about, where it is about one.
        transaction: Option<i64>,
    } = 28,
    /// The settings that only an owner may change are not those that were in force before.
    SettingsChanged(Box<KnownSettings>) = 29,
    /// An owner who has lost the PIN has asked for another one.
    RecoveryBegun {
        /// Who.
        number: OperatorNumber,
    } = 30,
    /// A row of another system could not be taken.
    SetAside(SetAside) = 31,
    /// A run of the take-over of another system's rows has come to its end.
    TakenOver(TakeOver) = 32,
    /// Messages were given to the card company, whole card numbers included.
    HandOver(Box<Batch>) = 33,
    /// The file of a batch was made again.
    HandOverAgain {
        /// The number of the batch.
        batch: u32,
        /// The file.
        file: String,
    } = 34,
    /// The card company has answered.
    Answer(Box<Answer>) = 35,
    /// The CVC of payments and cancels is not kept any more: the card company has accepted them.
    CvcBlanked {
        /// The numbers of those that had one, in order.
        transactions: Vec<i64>,
        /// The numbers of those that had none before either, in order: they need not be looked at again.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        without: Vec<i64>,
    } = 36,
}

/// The end of a ledger's journal: its keyed hash covers everything before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerEnd {
    /// Which ledger it is.
    pub ledger: LedgerId,
    /// The number of the newest fact.
    pub seq: i64,
    /// Its hash.
    pub hash: JournalHash,
}

/// The settings of a shop that only an owner may change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownSettings {
    /// Of each key its name and its value, as in the file.
    pub settings: BTreeMap<String, String>,
    /// The names of those that are others than before; none the first time.
    pub changed: Vec<String>,
}

/// How the keys were changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyChange {
    /// A new key: the first fact that is recorded with it.
    New {
        /// Its id.
        key: u32,
        /// The id of the one before.
        after: u32,
    },
    /// Sealing again, which was interrupted, goes on.
    Resumed {
        /// The key.
        key: u32,
    },
    /// Messages were sealed again.
    Resealed {
        /// The key.
        key: u32,
        /// How many.
        messages: u64,
        /// Whether all are sealed with it now.
        done: bool,
    },
    /// A passphrase protects the keyring, or another one.
    PassphraseSet,
    /// No passphrase protects the keyring any more.
    PassphraseRemoved,
    /// A copy of the keyring was made.
    Copied {
        /// Where.
        file: String,
    },
    /// The keyring was restored from a copy.
    Restored {
        /// From which.
        file: String,
    },
}

impl Fact {
    /// A payment that was taken here.
    pub const PAYMENT: Self = Self::Payment { origin: None };
    /// A cancel that was recorded here.
    pub const CANCEL: Self = Self::Cancel { origin: None };

    /// Where a payment or cancel comes from that another system recorded.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Payment { origin } | Self::Cancel { origin } => origin.as_deref(),
            _ => None,
        }
    }

    /// Whether it is of a row of another system, which is kept beside it.
    #[must_use]
    pub fn has_original(&self) -> bool {
        matches!(self, Self::SetAside(_)) || self.origin().is_some()
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> FactKind {
        self.into()
    }

    /// The body.
    ///
    /// # Errors
    /// None in practice: the fields are numbers and texts.
    pub fn body(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut body = vec![FORMAT];
        if !matches!(self, Self::Payment { origin: None } | Self::Cancel { origin: None }) {
            serde_json::to_writer(&mut body, self)?;
        }
        Ok(body)
    }

    /// The fact of this kind with this body; `None` when no such fact has such a body.
    #[must_use]
    pub fn from_body(kind: FactKind, body: &[u8]) -> Option<Self> {
        let fact = match (kind, body.split_first()?) {
            (FactKind::Payment, (&FORMAT, [])) => Self::PAYMENT,
            (FactKind::Cancel, (&FORMAT, [])) => Self::CANCEL,
            (_, (&FORMAT, fields)) => serde_json::from_slice(fields).ok()?,
            _ => return None,
        };
        (fact.kind() == kind && fact.body().ok()? == body).then_some(fact)
    }

    /// The number of the transaction that it is about, if it is about an earlier one.
    #[must_use]
    pub fn about(&self) -> Option<i64> {
        match self {
            Self::Reveal { transaction }
            | Self::DuplicateAllowed { transaction, .. }
            | Self::Repeated { transaction }
            | Self::Print { transaction, .. }
            | Self::Memo { transaction, .. }
            | Self::PrintFailed { transaction, .. } => Some(*transaction),
            Self::Approved { transaction, .. } => *transaction,
            Self::Answer(answer) => Some(answer.transaction),
            _ => None,
        }
    }
}

impl FactKind {
    /// Whether it is a payment or a cancel, which has a row of `transactions`.
    #[must_use]
    pub const fn is_transaction(self) -> bool {
        matches!(self, Self::Payment | Self::Cancel)
    }
}

impl From<Kind> for FactKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Payment => Self::Payment,
            Kind::Cancel { .. } => Self::Cancel,
        }
    }
}

/// A memo in a body: its text, empty for none.
mod memo_text {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    use super::Memo;

    #[expect(clippy::ref_option, reason = "serde gives the field as it is")]
    pub fn serialize<S: Serializer>(memo: &Option<Memo>, serializer: S) -> Result<S::Ok, S::Error> {
        memo.as_ref().map_or("", Memo::as_str).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Memo>, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(None);
        }
        Memo::kept(&text).map(Some).ok_or_else(|| D::Error::custom("not a memo"))
    }
}

/// Which ledger it is: 16 random bytes, drawn when it is begun.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LedgerId(pub [u8; 16]);

/// A keyed hash of a fact of the journal and of everything before it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JournalHash(pub [u8; 32]);

impl JournalHash {
    /// What the first fact is chained to.
    pub const NONE: Self = Self([0; 32]);

    /// Reads the 64 hex digits that [`Display`](fmt::Display) writes; `None` when they are none.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }

    /// Its 64 hex digits in groups of eight, as people compare them.
    #[must_use]
    pub fn grouped(&self) -> String {
        let digits: Vec<char> = self.to_string().chars().collect();
        digits.chunks(GROUP).map(|group| group.iter().collect()).collect::<Vec<String>>().join(" ")
    }
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != N * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl fmt::Display for JournalHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for JournalHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Display for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl From<JournalHash> for String {
    fn from(hash: JournalHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for JournalHash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_hex(&text).ok_or("not 64 hex digits")
    }
}

impl From<LedgerId> for String {
    fn from(id: LedgerId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for LedgerId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        from_hex(&text).map(Self).ok_or("not 32 hex digits")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use strum::VariantArray as _;

    use super::*;
    use crate::{
        payment::{
            Installments, Till, Won,
            message::{BusinessNumber, ControlTotals, Environment, MerchantNumber},
        },
        record::{
            AnswerResult, AnswerText, ApprovalNumber, AsideReason, CountedTransaction, FigureCounter,
            GrandTotal, OldTable, Repair, SeqRange, Takes,
        },
        staff::{Limits, OperatorName, Role, Signers},
    };

    /// An example of each kind, and of each way in which keys change.
    pub fn facts() -> Vec<Fact> {
        let file = || "/shop/ledger \"1\" 가.db".to_owned();
        let earlier = TransactionId::parse("26112114320712301007").expect("id");
        let change = |change| Fact::KeyChange(change);
        let end = LedgerEnd { ledger: LedgerId([0xcd; 16]), seq: 9, hash: JournalHash([0xef; 32]) };
        vec![
            Fact::PAYMENT,
            Fact::CANCEL,
            Fact::Payment {
                origin: Some(Box::new(origin(None, vec![Repair::SlotsShifted, Repair::CvcLeftOut]))),
            },
            Fact::Cancel {
                origin: Some(Box::new(origin(Some("2021-06-30T23:59:59.000+09:00"), Vec::new()))),
            },
            Fact::SetAside(SetAside { table: OldTable::Payment, reasons: vec![AsideReason::VatInvalid] }),
            Fact::TakenOver(TakeOver { file: file(), taken: 5, set_aside: 1 }),
            Fact::Begun { ledger: LedgerId([0xab; 16]), version: 1 },
            Fact::Reveal { transaction: 7 },
            Fact::DuplicateAllowed { transaction: 8, earlier },
            Fact::Export { format: "csv".to_owned(), rows: 3, or_more: true, subjects: "card".to_owned() },
            Fact::Start,
            Fact::Stop,
            Fact::ClockStep { before: -1, after: 1_790_000_000_000 },
            Fact::VerifyFailed { code: "missing".to_owned(), table: "sealed".to_owned(), row: None },
            Fact::Backup { file: file() },
            Fact::Restore { file: file(), epoch: 1 },
            Fact::Repeated { transaction: 9 },
            Fact::Accepted { remembered: end, found: None },
            Fact::ClockAccepted { at: -1 },
            Fact::Print { transaction: 7, copy: SlipCopy::Customer, reprint: 0 },
            Fact::PrintFailed { transaction: 7, copy: SlipCopy::Merchant },
            Fact::Memo { transaction: 7, text: Memo::kept("주문 \"A-17\"") },
            Fact::Memo { transaction: 7, text: None },
            Fact::Close(Box::new(close())),
            Fact::ClosePrinted { number: 1, reprint: 2 },
            Fact::Operator(Box::new(operator())),
            Fact::Pin { number: number(11), digits: PinDigits::DEFAULT, verifier: Box::new(verifier()) },
            Fact::PinDigits { digits: PinDigits::DEFAULT },
            Fact::PinAttempt { number: number(11), purpose: PinUse::SignIn },
            Fact::PinAccepted { number: number(11), purpose: PinUse::Approval },
            Fact::Unlocked { number: number(11) },
            Fact::Approved { action: Action::LargeCancel, reason: Reason::Returned, transaction: Some(7) },
            Fact::Approved { action: Action::Close, reason: Reason::Other, transaction: None },
            Fact::SettingsChanged(Box::new(KnownSettings {
                settings: [("rules.require_luhn".to_owned(), "true".to_owned())].into(),
                changed: vec!["rules.require_luhn".to_owned()],
            })),
            Fact::RecoveryBegun { number: number(1) },
            Fact::HandOver(Box::new(batch(Takes::New(SeqRange { from: 1, to: 9 })))),
            Fact::HandOver(Box::new(batch(Takes::Again { of: 1, transactions: vec![2, 3] }))),
            Fact::HandOverAgain { batch: 1, file: file() },
            Fact::Answer(Box::new(answer(AnswerResult::Accepted))),
            Fact::Answer(Box::new(Answer { approval_number: None, ..answer(AnswerResult::Rejected) })),
            Fact::CvcBlanked { transactions: vec![2, 3], without: Vec::new() },
            Fact::CvcBlanked { transactions: Vec::new(), without: vec![4] },
            change(KeyChange::New { key: 2, after: 1 }),
            change(KeyChange::Resumed { key: 2 }),
            change(KeyChange::Resealed { key: 2, messages: 5, done: false }),
            change(KeyChange::PassphraseSet),
            change(KeyChange::PassphraseRemoved),
            change(KeyChange::Copied { file: file() }),
            change(KeyChange::Restored { file: file() }),
        ]
    }

    fn batch(takes: Takes) -> Batch {
        let id = |text| TransactionId::parse(text).expect("id");
        let won = |won| Won::new(won).expect("won");
        Batch {
            number: 2,
            id: id("26112114320712301007"),
            takes,
            totals: ControlTotals::default().with(true, won(1_000), won(91)).expect("totals"),
            first_id: id("26112114320712301007"),
            last_id: id("26112114320712301017"),
            left: 5,
            environment: Environment::Test,
            business_number: BusinessNumber::parse("123-45-67890"),
            merchant_number: MerchantNumber::parse("00098765432"),
            file: "/shop/가게".to_owned(),
        }
    }

    fn answer(result: AnswerResult) -> Answer {
        let text = |text| AnswerText::parse(text, None).expect("a text");
        Answer {
            transaction: 7,
            batch: 2,
            result,
            code: text("0000"),
            text: text("정상"),
            approval_number: ApprovalNumber::parse("12345678"),
            issuer: text("신한카드"),
            acquirer: None,
        }
    }

    fn origin(before: Option<&str>, repairs: Vec<Repair>) -> Origin {
        let before = before.map(|before| before.parse().expect("a time"));
        Origin { table: OldTable::Paymentinfo, before, repairs }
    }

    fn number(number: u64) -> OperatorNumber {
        OperatorNumber::new(number).expect("a number")
    }

    fn operator() -> Operator {
        Operator {
            number: number(11),
            name: OperatorName::parse("김하나").expect("a name"),
            role: Role::Cashier,
            limits: Limits { cancel: Won::new(500_000), ..Limits::default() },
            disabled: false,
        }
    }

    fn verifier() -> PinVerifier {
        let (salt, hash) = ("c2FsdA".to_owned(), "aGFzaA".to_owned());
        PinVerifier { key_id: 1, memory_kib: 19_456, passes: 2, salt, hash }
    }

    /// A close of two days at two tills.
    fn close() -> Close {
        let id = |text| TransactionId::parse(text).expect("id");
        let [one, two] = [1, 2].map(|number| Till::new(number).expect("till"));
        let local = |time: &str| Some(time.parse().expect("time"));
        let payment = CountedTransaction {
            id: id("26112114320712301007"),
            payment: None,
            local: local("2026-11-21T14:32:07.123"),
            amount: Won::new(1_000).expect("won"),
            vat: Won::new(91).expect("won"),
            installments: Installments::LUMP_SUM,
        };
        let cancel = CountedTransaction { payment: Some(2), local: local("2026-11-22T05:00:00"), ..payment };
        let mut counter = FigureCounter::new(1, GrandTotal::default(), "04:30".parse().expect("a start"));
        let by = Signers { operator: Some(number(11)), approver: None };
        counter.add(one, by, &Fact::PAYMENT, Some(&payment));
        counter.add(two, Signers::default(), &Fact::CANCEL, Some(&cancel));
        Close { number: 1, from_seq: 1, to_seq: 3, figures: counter.figures() }
    }

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        for fact in facts() {
            let body = fact.body().expect("a body");
            assert_eq!(Fact::from_body(fact.kind(), &body), Some(fact.clone()));
            for kind in FactKind::VARIANTS.iter().filter(|kind| **kind != fact.kind()) {
                // The body of a payment or cancel of ours is the format alone: its fields are its row.
                let both = kind.is_transaction() && fact.kind().is_transaction() && fact.origin().is_none();
                assert_eq!(Fact::from_body(*kind, &body).is_some(), both, "{fact:?} as {kind:?}");
            }
            assert_eq!(FactKind::from_repr(fact.kind() as u8), Some(fact.kind()));
        }
        for kind in FactKind::VARIANTS {
            assert!(facts().iter().any(|fact| fact.kind() == *kind), "{kind:?}");
        }
    }

    #[test]
    fn bodies_are_canonical() {
        let reveal = Fact::Reveal { transaction: 7 };
        assert_eq!(reveal.body().expect("a body"), b"\x01{\"reveal\":{\"transaction\":7}}");
        for other in [
            &b""[..],
            b"\x02{\"reveal\":{\"transaction\":7}}",
            b"\x01{\"reveal\": {\"transaction\":7}}",
            b"\x01{\"reveal\":{\"transaction\":7,\"more\":1}}",
            b"\x01{\"reveal\":{\"transaction\":07}}",
            b"\x01{\"reveal\":{}}",
        ] {
            assert_eq!(Fact::from_body(FactKind::Reveal, other), None, "{other:?}");
        }
        assert_eq!(Fact::from_body(FactKind::Payment, b"\x01\"payment\""), None);
        let cleared = Fact::Memo { transaction: 7, text: None };
        assert_eq!(cleared.body().expect("a body"), b"\x01{\"memo\":{\"transaction\":7,\"text\":\"\"}}");
        for text in [" x", "a\\nb", "\\u0041"] {
            let body = format!("\u{1}{{\"memo\":{{\"transaction\":7,\"text\":\"{text}\"}}}}");
            assert_eq!(Fact::from_body(FactKind::Memo, body.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn hashes_are_read_as_they_are_written() {
        let hash = JournalHash([0xa7; 32]);
        assert_eq!(JournalHash::from_hex(&hash.to_string()), Some(hash));
        assert_eq!(JournalHash::from_hex(&hash.to_string().to_uppercase()), Some(hash));
        for wrong in ["", "0", &"0".repeat(63), &"g".repeat(64), &"+1".repeat(32), &"가".repeat(21)] {
            assert_eq!(JournalHash::from_hex(wrong), None, "{wrong}");
        }
    }
}
