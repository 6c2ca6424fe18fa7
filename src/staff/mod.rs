//! The people of a shop: who they are, what rank they have, and what their PINs have to be. Pure: a PIN is checked by the
//! [`vault`](crate::vault), and what each of them may do is a table of the [`desk`](crate::desk).
//!
//! | file | what it holds |
//! |---|---|
//! | `operator` | a person: number, name, role, limits |
//! | `pin` | a PIN as it is keyed, how many digits PINs have, what the ledger keeps of one |
//! | `waiting` | how long a person waits after wrong PINs |
//! | `action` | what people do that is not for everybody |
//! | `error` | what is wrong with any of these |

mod action;
mod error;
mod operator;
mod pin;
mod waiting;

pub use action::{Action, PinUse, Reason};
pub use error::StaffError;
pub use operator::{Limits, Operator, OperatorName, OperatorNumber, Role, Signers, change_of, refuse_change};
pub use pin::{Pin, PinDigits, PinVerifier};
pub use waiting::{LOCK_MINUTES, wait_after};
