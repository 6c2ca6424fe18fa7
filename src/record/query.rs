//! What is searched for: terms that must all hold, each with alternative conditions.

use std::ops::{Range, RangeInclusive};

use super::{ApprovalNumber, ShopNumber};
use crate::{
    payment::{Till, TransactionId},
    staff::OperatorNumber,
};

/// Selects the transactions for which every term holds; without terms, all of them.
///
/// Matches are listed newest first; those that match only by a [`Term::after`] come after all others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// All must hold.
    pub terms: Vec<Term>,
}

/// Holds when one of its conditions does; with [`Term::not`], when none of them does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Whether the term is negated.
    pub not: bool,
    /// One of these must hold.
    pub any: Vec<Condition>,
    /// Or one of these; such a match is listed after all others. In a negated term these are as `any`.
    pub after: Vec<Condition>,
}

/// Something that holds for a transaction or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The card number ends in these digits, one to four of them. Of cards shorter than 15 digits, three are known: the last
    /// three of four count.
    CardEnd(String),
    /// The card number begins with these digits, one to six of them.
    CardBegins(String),
    /// The id is this.
    Id(TransactionId),
    /// The id begins with these, six to nineteen digits or other characters.
    IdBegins(String),
    /// The id ends in these: one to nineteen digits, or three to nineteen other characters.
    IdEnds(String),
    /// The amount, in won, is in this range.
    Amount(RangeInclusive<u64>),
    /// The time is known, and in one of these ranges, in milliseconds since 1970 UTC; they are in order and do not touch.
    Times(Vec<Range<i64>>),
    /// It is a payment.
    Payment,
    /// It is a cancel.
    Cancel,
    /// It is a payment, and this much of it is cancelled.
    State(State),
    /// The months to pay in; 0 is a lump sum. Cancels have none and never match.
    Installments(RangeInclusive<u8>),
    /// It was written by this till.
    Till(Till),
    /// This person recorded it.
    Operator(OperatorNumber),
    /// It was recorded in this shop. Only head office asks so: a ledger is of one shop, and has none.
    Shop(ShopNumber),
    /// Another system recorded it.
    Imported,
    /// The card company has rejected it, and it was not handed over again.
    Rejected,
    /// It was handed over, and the card company has not answered.
    Unanswered,
    /// The card company has answered it twice, and not the same.
    Contradicted,
    /// The card company knows it by this number.
    Approval(ApprovalNumber),
    /// It was paid with the card of the transaction of this number.
    SameCard(i64),
    /// A word of its memo begins with this, in lower case and NFC; with nothing, it has a memo.
    Memo(String),
}

impl Condition {
    /// What it asks about, in one word.
    fn subject(&self) -> &'static str {
        match self {
            Self::CardEnd(_) | Self::CardBegins(_) | Self::SameCard(_) => "card",
            Self::Id(_) | Self::IdBegins(_) | Self::IdEnds(_) => "id",
            Self::Amount(_) => "amount",
            Self::Times(_) => "time",
            Self::Payment | Self::Cancel => "kind",
            Self::State(_) => "state",
            Self::Installments(_) => "installments",
            Self::Till(_) => "till",
            Self::Operator(_) => "operator",
            Self::Shop(_) => "shop",
            Self::Imported => "origin",
            Self::Rejected | Self::Unanswered | Self::Contradicted | Self::Approval(_) => "answer",
            Self::Memo(_) => "memo",
        }
    }

    /// Whether it may hold for a payment and not for its cancel, or the other way round, wherever both are.
    fn parts_payments(&self) -> bool {
        match self {
            Self::CardEnd(_)
            | Self::CardBegins(_)
            | Self::SameCard(_)
            | Self::Times(_)
            | Self::Till(_)
            | Self::Shop(_) => false,
            Self::Id(_)
            | Self::IdBegins(_)
            | Self::IdEnds(_)
            | Self::Amount(_)
            | Self::Payment
            | Self::Cancel
            | Self::State(_)
            | Self::Installments(_)
            | Self::Operator(_)
            | Self::Imported
            | Self::Rejected
            | Self::Unanswered
            | Self::Contradicted
            | Self::Approval(_)
            | Self::Memo(_) => true,
        }
    }
}

/// How much of a payment was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Nothing.
    Untouched,
    /// A part.
    Part,
    /// All of it.
    Full,
}

impl Query {
    /// What its terms ask about, in words for the journal: `card/id/amount, not kind`.
    #[must_use]
    pub(crate) fn subjects(&self) -> String {
        self.terms.iter().map(Term::subject).collect::<Vec<_>>().join(", ")
    }

    /// The id that it asks for, if it asks for one alone.
    #[must_use]
    pub(crate) fn id(&self) -> Option<TransactionId> {
        match self.terms.as_slice() {
            [Term { not: false, any, .. }] => match any.as_slice() {
                [Condition::Id(id)] | [_, Condition::Id(id)] => Some(*id),
                _ => None,
            },
            _ => None,
        }
    }

    /// The numbers of the transactions whose cards it asks for.
    pub(crate) fn cards(&self) -> impl Iterator<Item = i64> {
        self.conditions().filter_map(|condition| match condition {
            Condition::SameCard(seq) => Some(*seq),
            _ => None,
        })
    }

    /// Whether it tells payments from their cancels: by kind, amount or id. Sums of such matches are not net. Those of a
    /// day, a till or a card are.
    #[must_use]
    pub(crate) fn parts_payments(&self) -> bool {
        self.conditions().any(Condition::parts_payments)
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.terms.iter().flat_map(|term| term.any.iter().chain(&term.after))
    }

    /// True if every transaction matches.
    #[must_use]
    pub(crate) fn is_everything(&self) -> bool {
        self.terms.is_empty()
    }
}

impl Term {
    /// What its conditions ask about, each once; nothing of a card or an id.
    fn subject(&self) -> String {
        let mut subjects = Vec::new();
        for condition in self.any.iter().chain(&self.after) {
            if !subjects.contains(&condition.subject()) {
                subjects.push(condition.subject());
            }
        }
        [if self.not { "not " } else { "" }, &subjects.join("/")].concat()
    }

    /// A term that holds when `condition` does.
    #[must_use]
    pub fn is(condition: Condition) -> Self {
        Self { not: false, any: vec![condition], after: Vec::new() }
    }
}

impl From<Condition> for Query {
    fn from(condition: Condition) -> Self {
        Self { terms: vec![Term::is(condition)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_net_where_cancels_are_found_with_their_payments() {
        let id = TransactionId::parse("26112114320712301000").expect("id");
        for (condition, parts) in [
            (Condition::CardEnd("456".into()), false),
            (Condition::CardBegins("540912".into()), false),
            (Condition::SameCard(1), false),
            (Condition::Times(std::iter::once(0..1).collect()), false),
            (Condition::Till(Till::new(2).expect("till")), false),
            (Condition::Shop(ShopNumber::new(12).expect("a shop")), false),
            (Condition::Id(id), true),
            (Condition::IdBegins("261121".into()), true),
            (Condition::IdEnds("456".into()), true),
            (Condition::Amount(1..=2), true),
            (Condition::Payment, true),
            (Condition::Cancel, true),
            (Condition::State(State::Part), true),
            (Condition::Installments(0..=0), true),
            (Condition::Memo("a-17".into()), true),
            (Condition::Imported, true),
            (Condition::Rejected, true),
            (Condition::Unanswered, true),
            (Condition::Contradicted, true),
            (Condition::Approval(ApprovalNumber::parse("12345678").expect("a number")), true),
            (Condition::Operator(OperatorNumber::new(11).expect("a number")), true),
        ] {
            let shown = format!("{condition:?}");
            assert_eq!(Query::from(condition).parts_payments(), parts, "{shown}");
        }
        assert!(!Query::default().parts_payments());
        let last =
            Term { after: vec![Condition::Amount(1..=2)], ..Term::is(Condition::CardEnd("456".into())) };
        assert!(Query { terms: vec![last] }.parts_payments());
    }
}
