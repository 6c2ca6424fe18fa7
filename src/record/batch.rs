//! Batches: messages that were given to the card company together, and what it answered.

use std::fmt;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::payment::{
    Memo, TransactionId,
    message::{BusinessNumber, ControlTotals, Environment, MerchantNumber},
};

/// Most messages that a batch takes of those that were rejected: each is named in its fact.
pub(crate) const MOST_AGAIN: usize = 4_000;

/// A batch, as its fact has it: everything that its file is made of, but for the messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// Its number: 1, 2, … without gaps.
    pub number: u32,
    /// Its id: 20 digits as those of transactions, none of which has it.
    pub id: TransactionId,
    /// Which messages it has.
    pub takes: Takes,
    /// What they add up to.
    pub totals: ControlTotals,
    /// The id of the first one.
    pub first_id: TransactionId,
    /// The id of the last one.
    pub last_id: TransactionId,
    /// Messages that no batch has yet after this one: more than its slots can count.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left: u64,
    /// Whether money moves by it.
    pub environment: Environment,
    /// The business number of the shop, if it had set one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_number: Option<BusinessNumber>,
    /// The number of the shop at the card company, if it had set one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_number: Option<MerchantNumber>,
    /// The file that was made of it first.
    pub file: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives it so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Which messages a batch has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Takes {
    /// All payments and cancels that were recorded here within this range of the journal, which no other batch has.
    New(SeqRange),
    /// These of an earlier batch, which were rejected.
    Again {
        /// The number of that batch.
        of: u32,
        /// Their numbers, in order.
        transactions: Vec<i64>,
    },
}

/// Facts of the journal, from one number to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeqRange {
    /// The first.
    pub from: i64,
    /// The last.
    pub to: i64,
}

impl Batch {
    /// The earlier batch whose rejected messages it has.
    #[must_use]
    pub fn resubmits(&self) -> Option<u32> {
        match self.takes {
            Takes::New(_) => None,
            Takes::Again { of, .. } => Some(of),
        }
    }
}

/// A batch as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedBatch {
    /// All of it.
    pub batch: Batch,
    /// When it was made, on the clock of its till.
    pub at: DateTime<FixedOffset>,
    /// How many of its messages the card company has accepted.
    pub accepted: u64,
    /// How many it has rejected.
    pub rejected: u64,
    /// Of how many a CVC that they had was blanked since.
    pub blanked: u64,
}

impl ListedBatch {
    /// How many of its messages were not answered yet.
    #[must_use]
    pub fn unanswered(&self) -> u64 {
        self.batch.totals.records().saturating_sub(self.accepted).saturating_sub(self.rejected)
    }
}

/// What the card company says of a message.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AnswerResult {
    /// It takes it.
    Accepted,
    /// It does not.
    Rejected,
}

impl AnswerResult {
    /// As in JSON and in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// An answer of the card company to one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The number of the payment or cancel.
    pub transaction: i64,
    /// The number of the batch that it answers.
    pub batch: u32,
    /// What it says.
    pub result: AnswerResult,
    /// Its code for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<AnswerText>,
    /// Its words for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<AnswerText>,
    /// The number under which it knows the payment (승인번호).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_number: Option<ApprovalNumber>,
    /// Who issued the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<AnswerText>,
    /// Who pays the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acquirer: Option<AnswerText>,
}

impl Answer {
    /// With what an earlier one to the same message of the same batch says beyond it.
    #[must_use]
    pub fn with(self, earlier: Self) -> Self {
        Self {
            code: self.code.or(earlier.code),
            text: self.text.or(earlier.text),
            approval_number: self.approval_number.or(earlier.approval_number),
            issuer: self.issuer.or(earlier.issuer),
            acquirer: self.acquirer.or(earlier.acquirer),
            ..self
        }
    }

    /// Whether it contradicts an earlier one to the same message of the same batch: another result, or another approval number. One that
    /// has only other words, or more of them, does not.
    #[must_use]
    pub fn contradicts(&self, earlier: &Self) -> bool {
        contradict(
            (self.result, self.approval_number.as_ref()),
            (earlier.result, earlier.approval_number.as_ref()),
        )
    }
}

/// Whether result and approval number of two answers contradict each other.
pub(crate) fn contradict(
    one: (AnswerResult, Option<&ApprovalNumber>),
    other: (AnswerResult, Option<&ApprovalNumber>),
) -> bool {
    one.0 != other.0 || one.1.zip(other.1).is_some_and(|(one, other)| one != other)
}

/// A short text of an answer. It is kept readable, so it follows the rules of memos: at most 60 columns, no control characters, no card
/// number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AnswerText(Memo);

impl AnswerText {
    /// A text that was read; `None` for one that is empty.
    ///
    /// # Errors
    /// As [`Memo::of_caller`].
    pub fn parse(
        text: &str,
        card: Option<&crate::payment::CardNumber>,
    ) -> Result<Option<Self>, crate::payment::Problem> {
        Ok(Memo::of_caller(text, card)?.map(Self))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl From<AnswerText> for String {
    fn from(text: AnswerText) -> Self {
        text.as_str().to_owned()
    }
}

impl TryFrom<String> for AnswerText {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Memo::kept(&text).map(Self).ok_or("not the text of an answer")
    }
}

/// The card company's number of a payment (승인번호): 1 to 20 ASCII letters, digits and hyphens. Korean ones have eight digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApprovalNumber(String);

impl ApprovalNumber {
    /// Most characters.
    pub const LEN: usize = 20;

    /// Reads one; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_one = (1..=Self::LEN).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_one.then(|| Self(text.to_ascii_uppercase()))
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApprovalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ApprovalNumber> for String {
    fn from(number: ApprovalNumber) -> Self {
        number.0
    }
}

impl TryFrom<String> for ApprovalNumber {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).filter(|number| number.0 == text).ok_or("not an approval number")
    }
}

/// What became of a payment or cancel that was handed over: its newest batch, and the answer that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// The number of the batch.
    pub batch: u32,
    /// The answer to it, if there is one.
    pub answer: Option<Answer>,
    /// Whether the card company contradicts itself: the last two answers to it in a batch have another result or another approval
    /// number. One more that says what the last one says, with other words, settles it.
    pub is_contradicted: bool,
}

impl HandedOver {
    /// The answer, where it accepts.
    #[must_use]
    pub fn accepted(&self) -> Option<&Answer> {
        self.answer.as_ref().filter(|answer| answer.result == AnswerResult::Accepted)
    }

    /// The answer, where it rejects.
    #[must_use]
    pub fn rejected(&self) -> Option<&Answer> {
        self.answer.as_ref().filter(|answer| answer.result == AnswerResult::Rejected)
    }
}

/// Something of a payment or cancel that has to do with answers, in the order of batches and facts: an answer, or that it was handed over
/// again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerStep {
    /// The number of the batch.
    pub batch: u32,
    /// The answer; `None`: it was handed over again.
    pub answer: Option<Answer>,
}

impl HandedOver {
    /// What became of a payment or cancel, by all that is known of answers to it, in order. `first` is the batch that took it when it was
    /// new; `None` where it was not handed over.
    #[must_use]
    pub fn of(first: Option<u32>, steps: Vec<AnswerStep>) -> Option<Self> {
        let Some(newest) = steps.last().map(|step| step.batch) else {
            return first.map(|batch| Self { batch, answer: None, is_contradicted: false });
        };
        let of_a_batch = steps.chunk_by(|one, next| one.batch == next.batch);
        let is_contradicted = of_a_batch.into_iter().any(|steps| {
            let mut answers = steps.iter().rev().filter_map(|step| step.answer.as_ref());
            answers.next().zip(answers.next()).is_some_and(|(last, before)| last.contradicts(before))
        });
        // The last one, with what those before it say beyond it, as far as none contradicts.
        let mut answer: Option<Answer> = None;
        for step in steps.into_iter().rev().take_while(|step| step.batch == newest) {
            let Some(earlier) = step.answer else { break };
            answer = match answer {
                None => Some(earlier),
                Some(last) if last.contradicts(&earlier) => {
                    answer = Some(last);
                    break;
                }
                Some(last) => Some(last.with(earlier)),
            };
        }
        Some(Self { batch: newest, answer, is_contradicted })
    }
}

/// A step on the way of a payment or cancel to the card company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverStep {
    /// When, on the clock of the till.
    pub at: DateTime<FixedOffset>,
    /// The number of the batch.
    pub batch: u32,
    /// The answer; `None`: it was handed over.
    pub answer: Option<Answer>,
}

/// How long a ledger keeps the CVC of a payment or cancel, sealed.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
pub enum KeepCvc {
    /// For ever.
    #[default]
    #[strum(serialize = "true")]
    Always,
    /// Until the card company has accepted it.
    #[strum(serialize = "until-accepted")]
    UntilAccepted,
    /// Not at all: it is in the message of a new payment and nowhere else.
    #[strum(serialize = "false")]
    Never,
}

impl KeepCvc {
    /// The word in the configuration file; `true` and `false` are no texts there.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a rejected payment, or a rejected cancel, means for the shop, given what else is known of its payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectedMeans {
    /// It is to be handed over again.
    HandOverAgain,
    /// The payment was cancelled in full, and the card company has taken no cancel: nobody has paid anything, nothing is to be done.
    NothingToDo,
    /// The card company had accepted it before: whether it was paid, it has to be asked.
    Contradicted,
    /// The card company has taken a cancel of a payment that it has not taken: it has to be asked.
    AskCardCompany,
}

/// What else counts for what a rejected payment or cancel means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectedOf {
    /// A cancel.
    Cancel {
        /// Its payment was rejected, too, and nothing of it remains.
        is_settled: bool,
    },
    /// A payment.
    Payment {
        /// The card company has accepted a cancel of it.
        has_accepted_cancel: bool,
        /// Nothing of it remains.
        is_cancelled: bool,
    },
}

impl RejectedMeans {
    /// What it means that the last of these answers, in order, rejects.
    #[must_use]
    pub fn of(answers: &[AnswerResult], of: RejectedOf) -> Self {
        // It said yes and then no: perhaps it was paid. Once it says no again, it was not.
        if answers.ends_with(&[AnswerResult::Accepted, AnswerResult::Rejected]) {
            return Self::Contradicted;
        }
        match of {
            // Of a payment that nobody has paid, and that is cancelled in full, no cancel is needed.
            RejectedOf::Cancel { is_settled: true }
            | RejectedOf::Payment { has_accepted_cancel: false, is_cancelled: true } => Self::NothingToDo,
            RejectedOf::Payment { has_accepted_cancel: true, .. } => Self::AskCardCompany,
            RejectedOf::Cancel { .. } | RejectedOf::Payment { .. } => Self::HandOverAgain,
        }
    }
}

/// What is left to do about hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandOverWork {
    /// The newest batch; `None` where nothing was handed over yet: the figures below are all 0 then but the first two.
    pub newest: Option<ListedBatch>,
    /// Messages that no batch has.
    pub not_handed_over: u64,
    /// Those of them that are older than 60 days: the card company may refuse them.
    pub old: u64,
    /// Messages of batches that were not answered.
    pub unanswered: u64,
    /// Rejected messages that are to be handed over again.
    pub rejected: u64,
    /// Rejected payments of which the card company has taken a cancel.
    pub to_ask: u64,
    /// Messages of which the card company contradicts itself.
    pub contradicted: u64,
}
