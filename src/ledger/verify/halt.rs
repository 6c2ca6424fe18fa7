//! Why looking through a ledger goes no further.

use std::error::Error;

use crate::{ledger::error::LedgerTrouble, record::Finding};

/// Why looking goes no further.
#[derive(Debug)]
pub enum Halt<E> {
    /// Something does not fit.
    Finding(Finding),
    /// It cannot be looked at.
    Trouble(E),
}

impl<E> Halt<E> {
    /// With the trouble as another error.
    pub fn map<F>(self, trouble: impl FnOnce(E) -> F) -> Halt<F> {
        match self {
            Self::Finding(finding) => Halt::Finding(finding),
            Self::Trouble(error) => Halt::Trouble(trouble(error)),
        }
    }
}

impl<E> From<Finding> for Halt<E> {
    fn from(finding: Finding) -> Self {
        Self::Finding(finding)
    }
}

impl<E: Error> From<E> for Halt<E> {
    fn from(trouble: E) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<rusqlite::Error> for Halt<LedgerTrouble> {
    fn from(error: rusqlite::Error) -> Self {
        Self::Trouble(error.into())
    }
}
