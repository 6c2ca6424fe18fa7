//! What the audit trail is made of.

use std::fmt;

/// What the audit trail records.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumString, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum AuditEvent {
    /// A payment was taken.
    Payment,
    /// A payment was cancelled, in full or in part.
    Cancel,
    /// A card number was shown in clear.
    Reveal,
    /// A payment was taken although the same card had paid the same amount a moment before.
    DuplicateAllowed,
    /// Transactions were written to a file or another program; the detail says how many and how.
    Export,
    /// A till was opened.
    Start,
    /// A till was closed.
    Stop,
    /// The clock was set; the detail says from when to when.
    ClockStep,
    /// The keys were changed; the detail says how.
    KeyChange,
    /// The ledger was checked and something did not fit.
    VerifyFailed,
    /// A copy of the ledger was made; the detail says where.
    Backup,
    /// The ledger was restored from a copy; the detail says from which.
    Restore,
}

/// A keyed hash of an entry of the audit trail and everything before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AuditHash(pub [u8; 32]);

impl AuditHash {
    /// Reads the 64 hex digits that [`Display`](fmt::Display) writes; `None` when they are none.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut hash = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for (index, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
        }
        Some(Self(hash))
    }
}

impl fmt::Display for AuditHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for AuditHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
