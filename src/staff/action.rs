//! What people do that is not for everybody, and why it was approved.

use serde::{Deserialize, Serialize};

/// Something that a person does. What each role may do is the table of the desk.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    /// Take a payment up to one's limit.
    Pay,
    /// Cancel up to one's limits.
    Cancel,
    /// Look up, see details, the figures of the own till, the state of the ledger.
    LookUp,
    /// Print slips, give memos.
    Slip,
    /// Choose one's own PIN.
    OwnPin,
    /// Take a payment above one's limit.
    LargePayment,
    /// Cancel more of a payment than one's limit.
    LargeCancel,
    /// Cancel more often on a business day than one's limit.
    ManyCancels,
    /// Cancel a payment of a day that is closed.
    CancelOfClosedDay,
    /// Cancel a payment that is older than 90 days.
    OldCancel,
    /// Close the day.
    Close,
    /// Show or print a close again.
    CloseAgain,
    /// See the figures of all tills.
    AllFigures,
    /// Give transactions to a file or another program.
    Export,
    /// See supply value and VAT of months.
    Vat,
    /// Copy the ledger.
    Backup,
    /// Give messages to the card company.
    HandOver,
    /// Record what the card company answers.
    Answers,
    /// Show a whole card number.
    Reveal,
    /// End the lock-out of a cashier.
    UnlockCashier,
    /// End the lock-out of anybody.
    Unlock,
    /// Make and change people.
    People,
    /// Make keys, copy the keyring, set its passphrase.
    Keys,
    /// Change the rules, slips and the printer of the shop.
    Settings,
    /// Take over the rows of another system.
    Import,
}

impl Action {
    /// As it is written in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Why something was approved.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// Something was keyed wrong.
    Mistake,
    /// The goods came back.
    Returned,
    /// The price was another one.
    Price,
    /// Another reason.
    Other,
}

impl Reason {
    /// As it is written in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The reason of this number, from 1 on, as the screen shows them.
    #[must_use]
    pub fn of_key(key: char) -> Option<Self> {
        use strum::VariantArray as _;
        let index = usize::try_from(key.to_digit(10)?).ok()?.checked_sub(1)?;
        Self::VARIANTS.get(index).copied()
    }
}

/// What a PIN was keyed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinUse {
    /// To sign in at a till, or to unlock it.
    SignIn,
    /// To approve what another person does.
    Approval,
    /// For a command.
    Command,
}
