//! Why the centre of many shops did not do what it was asked.

use std::path::PathBuf;

/// Why the centre did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CentreError {
    /// The address is not taken, or its certificates cannot be read.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// It cannot be reached, or the line was cut.
    #[error("the centre cannot be reached: {0}")]
    Unreachable(String),
    /// It does not answer.
    #[error("the centre does not answer")]
    Silent,
    /// Name or password are not taken.
    #[error("the centre does not let this role in: {0}")]
    Login(String),
    /// It asks for a password, and none is given.
    #[error("the centre asks for a password")]
    NoPassword,
    /// This role may not do this.
    #[error("the centre does not allow this: {0}")]
    Denied(String),
    /// The role is of no ledger there.
    #[error("the centre does not know this ledger")]
    Unknown,
    /// It is not ready at the moment: read-only, full, shutting down, or others are in the way.
    #[error("the centre is not ready at the moment: {0}")]
    Busy(String),
    /// Paydesk was not set up there.
    #[error("the database is no centre")]
    NotSetUp,
    /// Its schema is of another version.
    #[error("the centre has version {found}, this program {own}")]
    Version {
        /// That of the centre.
        found: i32,
        /// That of this program.
        own: i32,
    },
    /// A row there is none that a ledger ships.
    #[error("row {row} of {table} is damaged")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The ledger there and the number in it, or what else names the row.
        row: String,
    },
    /// It says something that no centre says.
    #[error("the centre does not take it: {0}")]
    Refused(String),
    /// Among all shops it would take too long to answer: the query has to name a shop or a day.
    #[error("too much for one answer")]
    TooMuch,
    /// It took longer than an answer may.
    #[error("it took too long to answer")]
    TooSlow,
    /// Several shops have a transaction of this id: their numbers.
    #[error("several shops have it: {0:?}")]
    Several(Vec<super::ShopNumber>),
    /// Without a key no card can be compared.
    #[error("no key to compare cards with")]
    NoKey,
    /// Head office sees all shops, and records nothing.
    #[error("head office only looks")]
    OnlyLooks,
}

impl CentreError {
    /// Whether the same may go well later, without anybody doing anything here.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Silent | Self::Busy(_))
    }
}

/// Why an address of a centre is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// It is none that PostgreSQL knows.
    #[error("not a URL of PostgreSQL: {0}")]
    Url(String),
    /// There is a password in it, which process lists and histories keep.
    #[error("a password does not belong into the URL")]
    Password,
    /// It would not check who the centre is: only a socket of this machine needs no `sslmode=verify-full`.
    #[error("sslmode has to be verify-full")]
    Unverified,
    /// The certificates cannot be read.
    #[error("{}: {reason}", path.display())]
    Certificates {
        /// Their file; that of the system where none is named.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}
