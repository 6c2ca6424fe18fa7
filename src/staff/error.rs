//! What is wrong with a person, a PIN or a change of them. Never a digit of a PIN.

use super::{OperatorNumber, PinDigits};

/// Why a person is not made or changed, or a PIN is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaffError {
    /// A number is 1 to 99, without a zero in front.
    #[error("not a number of a person")]
    Number,
    /// Another person has this number.
    #[error("the number {0} is taken")]
    Taken(OperatorNumber),
    /// A number begins with another one: keyed with a PIN behind it, the two could not be told apart.
    #[error("{new} and {other} begin alike")]
    Prefix {
        /// The number that was asked for.
        new: OperatorNumber,
        /// The one that is there.
        other: OperatorNumber,
    },
    /// There is no person of this number.
    #[error("there is no person {0}")]
    Unknown(OperatorNumber),
    /// A name is 1 to 16 columns of text without control characters.
    #[error("not a name")]
    Name,
    /// A PIN is as many digits as all PINs of the shop.
    #[error("not {} digits", .0.number())]
    PinLength(PinDigits),
    /// A PIN whose digits follow one another, as 1234, 4321 or 7890.
    #[error("the digits follow one another")]
    PinRun,
    /// A PIN of one digit repeated.
    #[error("one digit is repeated")]
    PinRepeats,
    /// The two PINs that were keyed are not the same.
    #[error("the PINs differ")]
    PinsDiffer,
    /// A limit is whole won, at most a billion.
    #[error("not a limit")]
    Limit,
    /// PINs have 4 to 8 digits.
    #[error("not 4 to 8 digits")]
    Digits,
    /// The first person that is made is an owner.
    #[error("the first person is an owner")]
    FirstIsOwner,
    /// The last owner who can sign in stays one.
    #[error("the last owner")]
    LastOwner,
    /// A new role needs a new PIN: the PIN belongs to the role.
    #[error("a new role needs a new PIN")]
    RoleNeedsPin,
    /// Somebody else has changed the person at the same moment.
    #[error("changed at the same moment")]
    ChangedMeanwhile,
    /// Nothing would change.
    #[error("nothing would change")]
    NoChange,
    /// Nobody waits or is locked out here.
    #[error("{0} is not locked out")]
    NotWaiting(OperatorNumber),
}
