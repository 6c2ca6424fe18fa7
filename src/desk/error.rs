//! Why the desk did not do what it was asked.

use crate::{
    ledger::{LedgerError, LedgerTrouble},
    payment::{Code, FieldError, message::MessageError},
    vault::{KeyringError, SealError},
};

/// Why a request was not carried out. Nothing happened then; only when the disk failed in the very sync of a commit and the
/// machine stopped right after may it be found later, whole: repeated under its request id, it happens once all the same.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// A rule that needs data says no.
    #[error(transparent)]
    Refused(#[from] FieldError),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The keyring cannot be used.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// Something cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A message cannot be written. No valid request leads here.
    #[error(transparent)]
    Message(#[from] MessageError),
}

impl DeskError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(error) => error.code(),
            Self::Ledger(_) => Code::Ledger,
            Self::Keyring(_) | Self::Seal(_) => Code::Keyring,
            Self::Message(error) => error.code(),
        }
    }

    /// Whether trying the same request again later may help.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Ledger(LedgerError { trouble: LedgerTrouble::Locked | LedgerTrouble::Full, .. }))
    }
}
