//! What each role may do: one table. Whatever is done at a desk goes through it, from whichever door it comes: a key, the list of
//! commands, a command of another program.
//!
//! ```text
//!  who is signed in? ─── nobody, and the shop has people: refused
//!        │
//!        ▼  the table, by the role that the journal says under the lock
//!   allowed ─────────────────────────────────────────────────────────► done, in the name of the operator
//!   approval: a person of that role has approved just this ──────────► done, in the name of both; why is a fact of its own
//!        └─ not yet, for something else, a minute ago, by oneself ───► refused: who may approve it
//!   refused ─────────────────────────────────────────────────────────► refused: who may do it
//! ```
//!
//! A shop without people has no rights: nobody is asked anything.

use chrono::{DateTime, Duration, FixedOffset};

use super::{Clock as _, Desk, DeskError, Settings};
use crate::{
    ledger::{LedgerError, Stamp, Writer},
    payment::{RequestId, TransactionId, Won},
    record::Fact,
    staff::{Action, Limits, Operator, OperatorNumber, Reason, Role},
    vault::Vault,
};

/// How long an approval can be used.
const APPROVED_FOR: Duration = Duration::seconds(60);

/// Whether a role may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// It may.
    Allowed,
    /// When somebody approves it who has this role or a higher one.
    Approval(Role),
    /// It may not.
    Refused,
}

use Right::{Allowed as Y, Refused as N};
/// When a supervisor or an owner approves it.
const S: Right = Right::Approval(Role::Supervisor);
/// When an owner approves it.
const O: Right = Right::Approval(Role::Owner);

/// What a cashier (and a program), a supervisor and an owner may do.
pub const RIGHTS: [(Action, [Right; 3]); 25] = [
    (Action::Pay, [Y, Y, Y]),
    (Action::Cancel, [Y, Y, Y]),
    (Action::LookUp, [Y, Y, Y]),
    (Action::Slip, [Y, Y, Y]),
    (Action::OwnPin, [Y, Y, Y]),
    (Action::LargePayment, [S, Y, Y]),
    (Action::LargeCancel, [S, Y, Y]),
    (Action::ManyCancels, [S, Y, Y]),
    (Action::CancelOfClosedDay, [S, Y, Y]),
    (Action::OldCancel, [O, O, Y]),
    (Action::Close, [S, Y, Y]),
    (Action::CloseAgain, [S, Y, Y]),
    (Action::AllFigures, [S, Y, Y]),
    (Action::Export, [S, Y, Y]),
    (Action::Vat, [S, Y, Y]),
    (Action::Backup, [S, Y, Y]),
    (Action::HandOver, [S, Y, Y]),
    (Action::Answers, [S, Y, Y]),
    (Action::Reveal, [O, O, Y]),
    (Action::UnlockCashier, [N, Y, Y]),
    (Action::Unlock, [N, N, Y]),
    (Action::People, [N, N, Y]),
    (Action::Keys, [N, N, Y]),
    (Action::Settings, [N, N, Y]),
    (Action::Import, [N, N, Y]),
];

/// The right of a role.
#[must_use]
pub fn right(action: Action, role: Role) -> Right {
    let column = match role {
        Role::Program | Role::Cashier => 0,
        Role::Supervisor => 1,
        Role::Owner => 2,
    };
    let row = RIGHTS.iter().find(|(of, _)| *of == action);
    row.and_then(|(_, rights)| rights.get(column)).copied().unwrap_or(Right::Refused)
}

/// The lowest role that may do something by itself.
#[must_use]
pub fn who_may(action: Action) -> Role {
    let allowed = |role: &Role| right(action, *role) == Right::Allowed;
    [Role::Cashier, Role::Supervisor].into_iter().find(allowed).unwrap_or(Role::Owner)
}

/// Something that a person wants to do: an approval is for just this, and for nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What.
    pub action: Action,
    /// What else of it needs an approval, which is the same one.
    pub also: Vec<Action>,
    /// The request that moves money.
    pub request: Option<RequestId>,
    /// The transaction that it is about.
    pub transaction: Option<TransactionId>,
    /// Amount and VAT that are moved.
    pub amount: Option<(Won, Option<Won>)>,
    /// The number of the close, or of the person, that it is about.
    pub number: Option<u32>,
}

impl Asked {
    /// This alone.
    #[must_use]
    pub fn of(action: Action) -> Self {
        Self { action, also: Vec::new(), request: None, transaction: None, amount: None, number: None }
    }

    /// About this close or person.
    #[must_use]
    pub fn number(self, number: u32) -> Self {
        Self { number: Some(number), ..self }
    }

    /// About this transaction.
    #[must_use]
    pub fn about(self, transaction: TransactionId) -> Self {
        Self { transaction: Some(transaction), ..self }
    }
}

/// Why a person may not do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAllowed {
    /// What was asked for.
    pub asked: Asked,
    /// Who asked.
    pub operator: Operator,
    /// The lowest role that may do it.
    pub by: Role,
    /// Whether that role may approve it in place.
    pub may_be_approved: bool,
}

impl NotAllowed {
    /// The limit of the person that it goes beyond: won, or a number of cancels.
    #[must_use]
    pub fn limit(&self) -> Option<u64> {
        let Limits { payment, cancel, cancels_a_day } = self.operator.limits;
        match self.asked.action {
            Action::LargePayment => payment.map(Won::get),
            Action::LargeCancel => cancel.map(Won::get),
            Action::ManyCancels => cancels_a_day.map(u64::from),
            _ => None,
        }
    }
}

/// Who acts at a desk of this program.
#[derive(Debug, Clone, Default)]
pub struct Acting {
    operator: Option<OperatorNumber>,
    approval: Option<Approval>,
}

/// What a person has approved, and not been used yet.
#[derive(Debug, Clone)]
pub(super) struct Approval {
    pub(super) asked: Asked,
    pub(super) approver: OperatorNumber,
    pub(super) reason: Reason,
    pub(super) at: DateTime<FixedOffset>,
}

/// Who acts, as the journal says under the lock; `None` in a shop that has no people.
///
/// # Errors
/// [`DeskError::NotSignedIn`], [`DeskError::SignedOut`]; trouble with the ledger.
pub(super) fn identify(
    writer: &Writer<'_>,
    vault: &Vault,
    settings: &Settings,
) -> Result<Option<Operator>, DeskError> {
    let Some(number) = settings.operator else {
        return if writer.has_people()? { Err(DeskError::NotSignedIn) } else { Ok(None) };
    };
    let person = writer.person(vault, number)?.filter(|person| !person.operator.disabled);
    person.map(|person| Some(person.operator)).ok_or(DeskError::SignedOut { number })
}

/// Looks whether the operator may do what is asked. An approval for it is used up, and its approver is in the stamp then.
///
/// # Errors
/// [`DeskError::NotAllowed`]; trouble with the ledger.
pub(super) fn allow(
    writer: &Writer<'_>,
    vault: &Vault,
    operator: Option<&Operator>,
    approval: &mut Option<Approval>,
    stamp: &mut Stamp,
    asked: &Asked,
) -> Result<Option<Approved>, DeskError> {
    let Some(operator) = operator else { return Ok(None) };
    let Some(by) = judged(asked, operator)? else { return Ok(None) };
    let refused = || not_allowed(asked, operator, by, true);
    // Whatever becomes of it, it is used once. What is asked meanwhile leaves it.
    let approval = approval.take_if(|approval| approval.asked == *asked).ok_or_else(refused)?;
    let age = stamp.at.signed_duration_since(approval.at);
    if !(Duration::zero()..=APPROVED_FOR).contains(&age) || approval.approver == operator.number {
        return Err(refused());
    }
    let approver = writer.person(vault, approval.approver)?.map(|person| person.operator);
    if !approver.is_some_and(|approver| may_approve(&approver, by)) {
        return Err(refused());
    }
    stamp.by.approver = Some(approval.approver);
    Ok(Some(Approved { action: asked.action, reason: approval.reason }))
}

/// The role that has to approve what is asked, as the table says; `None` where nobody has to.
fn judged(asked: &Asked, operator: &Operator) -> Result<Option<Role>, DeskError> {
    match right(asked.action, operator.role) {
        Right::Allowed => Ok(None),
        Right::Approval(by) => Ok(Some(by)),
        Right::Refused => Err(not_allowed(asked, operator, who_may(asked.action), false)),
    }
}

/// Whether a person may approve what needs this role.
pub(super) fn may_approve(approver: &Operator, by: Role) -> bool {
    !approver.disabled && approver.role >= by
}

fn not_allowed(asked: &Asked, operator: &Operator, by: Role, may_be_approved: bool) -> DeskError {
    let (asked, operator) = (asked.clone(), operator.clone());
    DeskError::NotAllowed(Box::new(NotAllowed { asked, operator, by, may_be_approved }))
}

/// What was approved, and why: a fact that is recorded with what it allowed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Approved {
    action: Action,
    reason: Reason,
}

impl Approved {
    /// Records it.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub(super) fn record(
        self,
        writer: &Writer<'_>,
        vault: &mut Vault,
        stamp: &Stamp,
        transaction: Option<i64>,
    ) -> Result<(), LedgerError> {
        let Self { action, reason } = self;
        writer.record_fact(vault, stamp, &Fact::Approved { action, reason, transaction })
    }
}

impl Desk {
    /// Looks whether who is signed in may do what is asked, where nothing else is recorded of it. An approval that is used is a fact.
    ///
    /// # Errors
    /// [`DeskError::NotAllowed`], [`DeskError::NotSignedIn`], [`DeskError::SignedOut`]; trouble with the ledger.
    pub fn require(&mut self, asked: &Asked) -> Result<(), DeskError> {
        if self.approval.as_ref().is_none_or(|approval| approval.asked != *asked) {
            return self.may(asked);
        }
        let Self { ledger, vault, world, settings, approval, .. } = self;
        ledger.write(|writer| {
            super::keys::use_newest_key(writer, vault, world, settings)?;
            let operator = identify(writer, vault, settings)?;
            let mut stamp = super::journal::stamp_now(world, settings);
            let approved = allow(writer, vault, operator.as_ref(), approval, &mut stamp, asked)?;
            super::journal::note_clock_step(writer, vault, &stamp, None)?;
            approved.map_or(Ok(()), |approved| approved.record(writer, vault, &stamp, None))?;
            Ok(())
        })
    }

    /// Looks whether who is signed in may do what is asked without anybody's approval.
    ///
    /// # Errors
    /// As for [`require`](Self::require).
    pub(super) fn may(&self, asked: &Asked) -> Result<(), DeskError> {
        if !self.ledger.has_people()? {
            return Ok(());
        }
        let Some(number) = self.settings.operator else {
            // What is only looked at needs no name: whoever can start the program can read the ledger, card numbers masked.
            return if asked.action == Action::LookUp { Ok(()) } else { Err(DeskError::NotSignedIn) };
        };
        let operator = self.working(number)?.ok_or(DeskError::SignedOut { number })?;
        match judged(asked, &operator)? {
            None => Ok(()),
            Some(by) => Err(not_allowed(asked, &operator, by, true)),
        }
    }

    /// Looks whether who is signed in may do what is asked, or has been approved to; an approval stays for that.
    ///
    /// # Errors
    /// As for [`require`](Self::require).
    pub(crate) fn may_or_is_approved(&self, asked: &Asked) -> Result<(), DeskError> {
        if self.has_approval(asked) { Ok(()) } else { self.may(asked) }
    }

    /// Whether just this was approved, and not used yet.
    pub(super) fn has_approval(&self, asked: &Asked) -> bool {
        self.approval.as_ref().is_some_and(|approval| approval.asked == *asked)
    }

    /// Who acts here, with what was approved and not used yet, for another desk of this program.
    pub(crate) fn acting(&mut self) -> Acting {
        Acting { operator: self.settings.operator, approval: self.approval.take() }
    }

    /// Who acts here, without what was approved.
    #[must_use]
    pub(crate) fn acting_alone(&self) -> Acting {
        Acting { operator: self.settings.operator, approval: None }
    }

    /// Acts as another desk of this program from now on.
    pub(crate) fn act_as(&mut self, acting: Acting) {
        (self.settings.operator, self.approval) = (acting.operator, acting.approval);
    }

    /// Whether the shop has people, and who of them is signed in.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(crate) fn signed_in(&self) -> Result<(bool, Option<Operator>), DeskError> {
        if !self.ledger.has_people()? {
            return Ok((false, None));
        }
        let operator = self.settings.operator.map(|number| self.working(number)).transpose()?;
        Ok((true, operator.flatten()))
    }

    /// The operator with this number; `None` where there is none or they are disabled.
    fn working(&self, number: OperatorNumber) -> Result<Option<Operator>, DeskError> {
        let mut people = self.ledger.people(&self.vault)?.into_iter().map(|person| person.operator);
        Ok(people.find(|one| one.number == number && !one.disabled))
    }

    /// Who is signed in.
    #[must_use]
    pub fn operator(&self) -> Option<OperatorNumber> {
        self.settings.operator
    }

    /// Acts for this person from now on, who has signed in elsewhere in this program.
    pub(crate) fn act_for(&mut self, operator: Option<OperatorNumber>) {
        self.settings.operator = operator;
        self.approval = None;
    }

    /// The time at this till, which approvals are counted by.
    pub(super) fn time(&self) -> DateTime<FixedOffset> {
        self.world.now()
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray as _;

    use super::*;

    #[test]
    fn every_action_has_one_row() {
        let rows: Vec<Action> = RIGHTS.iter().map(|(action, _)| *action).collect();
        assert_eq!(rows, Action::VARIANTS);
    }

    #[test]
    fn no_role_may_less_than_the_one_below_it() {
        let rank = |right| match right {
            Right::Refused => 0,
            Right::Approval(Role::Owner) => 1,
            Right::Approval(_) => 2,
            Right::Allowed => 3,
        };
        for (action, rights) in RIGHTS {
            assert!(rights.map(rank).is_sorted(), "{action:?}");
            assert_eq!(right(action, Role::Program), right(action, Role::Cashier), "{action:?}");
            assert_eq!(right(action, Role::Owner), Right::Allowed, "{action:?}");
            assert_eq!(right(action, who_may(action)), Right::Allowed, "{action:?}");
        }
    }
}
