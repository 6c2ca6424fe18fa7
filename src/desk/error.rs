//! Why the desk did not carry out a request.

use std::{io, path::PathBuf};

use super::{
    ClockDoubt, Misfit, NotAllowed, PinRefused,
    target::{OwnFile, TargetError, TargetTrouble},
};
use crate::{
    ledger::{LedgerError, LedgerTrouble},
    payment::{Code, FieldError, Till, message::MessageError},
    record::{CentreError, SetAside},
    staff::{OperatorNumber, StaffError},
    vault::{KeyringError, SealError},
};

/// Why a request was not carried out. The ledger then has nothing of it, with two exceptions: when the disk fails in the sync
/// of the commit and the machine stops right after, the ledger may have all of it later; and after
/// [`LedgerTrouble::ReplacedMeanwhile`] it is unknown. Repeated under its request id, it is still carried out once.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// A rule refuses it.
    #[error(transparent)]
    Refused(#[from] FieldError),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The ledger is not as it is remembered outside of it.
    #[error(transparent)]
    Misfit(#[from] Box<Misfit>),
    /// What is to be remembered of the ledger cannot be written.
    #[error("{} cannot be written", path.display())]
    Remember {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        reason: io::Error,
    },
    /// The keyring cannot be used.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The copy may not be written there.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Something cannot be sealed or opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The clock is probably wrong; a person has to say that it is right.
    #[error("the clock is probably wrong")]
    Clock(ClockDoubt),
    /// There is nothing to close: no payment and no cancel since the last close.
    #[error("nothing since the last close")]
    NothingSince,
    /// Another till has closed the day: what would be closed now is not what was agreed to.
    #[error("another till has closed the day")]
    ClosedMeanwhile {
        /// The number of its close.
        number: u32,
    },
    /// A till other than this one has left a transaction whose outcome has not been seen.
    #[error("till {till} has left a note")]
    NoteLeft {
        /// Which.
        till: Till,
    },
    /// The row with this id was set aside when it was taken over from another system.
    #[error("the row with this id was set aside")]
    SetAside(SetAside),
    /// There is no close of this number.
    #[error("there is no close {number}")]
    NoSuchClose {
        /// The number.
        number: u32,
    },
    /// The shop has people, and nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// Who was signed in may not act any more: disabled since.
    #[error("{number} is not signed in any more")]
    SignedOut {
        /// Who was.
        number: OperatorNumber,
    },
    /// Who is signed in may not do this alone.
    #[error("{} may not do this", .0.operator.number)]
    NotAllowed(Box<NotAllowed>),
    /// A PIN is not taken.
    #[error("the PIN is not taken")]
    Pin(PinRefused),
    /// Something is wrong with a person, or with a change of one.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// At head office: the centre has not answered what was asked.
    #[error(transparent)]
    Centre(#[from] CentreError),
    /// A message cannot be encoded. No valid request leads here.
    #[error(transparent)]
    Message(#[from] MessageError),
}

impl DeskError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(error) => error.code(),
            Self::Ledger(error) => match error.trouble {
                LedgerTrouble::Replaced | LedgerTrouble::ReplacedMeanwhile => Code::FileReplaced,
                _ => Code::Ledger,
            },
            Self::Misfit(_) => Code::FileReplaced,
            Self::Keyring(_) | Self::Seal(_) | Self::Remember { .. } => Code::Keyring,
            Self::Clock(_) => Code::Clock,
            Self::NothingSince | Self::ClosedMeanwhile { .. } => Code::NothingSince,
            Self::NoteLeft { .. } => Code::NoteLeft,
            Self::NoSuchClose { .. } | Self::SetAside(_) => Code::NotFound,
            Self::NotSignedIn | Self::SignedOut { .. } | Self::Pin(_) => Code::Operator,
            Self::NotAllowed(_) => Code::NotAllowed,
            Self::Centre(_) => Code::Central,
            Self::Staff(_) => Code::OperatorInvalid,
            Self::Target(error) => match error.trouble {
                TargetTrouble::InUse(OwnFile::Keyring) | TargetTrouble::NotAKeyring => Code::Keyring,
                TargetTrouble::InUse(OwnFile::Config) => Code::Config,
                _ => Code::Ledger,
            },
            Self::Message(error) => error.code(),
        }
    }

    /// True if the ledger's file, or its schema, was found to be another one before anything was recorded.
    #[must_use]
    pub(crate) fn is_foreign_before(&self) -> bool {
        use LedgerTrouble as T;
        let foreign =
            |trouble: &T| matches!(trouble, T::Replaced | T::Schema(_) | T::NotALedger | T::NotADatabase);
        matches!(self, Self::Ledger(error) if foreign(&error.trouble))
    }

    /// True if the ledger's file is not the one that was opened.
    #[must_use]
    pub(crate) fn is_replaced(&self) -> bool {
        self.code() == Code::FileReplaced
    }

    /// True if the same request may succeed later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Ledger(error) => matches!(error.trouble, LedgerTrouble::Locked | LedgerTrouble::Full),
            Self::Centre(error) => error.may_pass(),
            _ => false,
        }
    }
}
