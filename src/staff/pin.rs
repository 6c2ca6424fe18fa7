//! PINs: as they are keyed, and what the ledger keeps of one.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::StaffError;

/// Most digits of a PIN.
const MOST: usize = 8;

/// How many digits all PINs of a shop have, 4 to 8: so the last one is known, and no Enter is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct PinDigits(u8);

impl Default for PinDigits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl PinDigits {
    /// Of a shop that has not chosen.
    pub const DEFAULT: Self = Self(4);

    /// So many digits.
    ///
    /// # Errors
    /// [`StaffError::Digits`] outside of 4 to 8.
    pub fn new(digits: u8) -> Result<Self, StaffError> {
        if (4..=8).contains(&digits) { Ok(Self(digits)) } else { Err(StaffError::Digits) }
    }

    /// How many.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

impl From<PinDigits> for u8 {
    fn from(digits: PinDigits) -> Self {
        digits.0
    }
}

impl TryFrom<u8> for PinDigits {
    type Error = &'static str;

    fn try_from(digits: u8) -> Result<Self, Self::Error> {
        Self::new(digits).or(Err("not 4 to 8"))
    }
}

/// A PIN as it was keyed, 4 to 8 digits. Wiped on drop, and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Pin {
    digits: [u8; MOST],
    len: usize,
}

impl Pin {
    /// Takes what was keyed to sign in: that it could not be chosen today is no reason to refuse it.
    ///
    /// # Errors
    /// [`StaffError::PinLength`] where it is not `digits` ASCII digits.
    pub fn keyed(text: &str, digits: PinDigits) -> Result<Self, StaffError> {
        let len = usize::from(digits.number());
        if text.len() != len || !text.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(StaffError::PinLength(digits));
        }
        let mut pin = Self { digits: [0; MOST], len };
        for (place, digit) in pin.digits.iter_mut().zip(text.bytes()) {
            *place = digit;
        }
        Ok(pin)
    }

    /// Takes a PIN that a person chooses: neither one digit repeated nor a run up or down, in which 0 comes before 1 and after 9.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn chosen(text: &str, digits: PinDigits) -> Result<Self, StaffError> {
        let pin = Self::keyed(text, digits)?;
        pin.refuse_easy().map(|()| pin)
    }

    /// Refuses a PIN that nobody may choose: one digit repeated, or a run.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn refuse_easy(&self) -> Result<(), StaffError> {
        let steps = |step: u8| {
            self.expose().windows(2).all(|pair| matches!(pair, [a, b] if (a - b'0' + step) % 10 == b - b'0'))
        };
        if steps(0) {
            Err(StaffError::PinRepeats)
        } else if steps(1) || steps(9) {
            Err(StaffError::PinRun)
        } else {
            Ok(())
        }
    }

    /// How many digits it has.
    #[must_use]
    pub fn digits(&self) -> PinDigits {
        // At most eight.
        PinDigits(u8::try_from(self.len).unwrap_or(0))
    }

    /// Its digits, for the vault alone.
    #[must_use]
    pub(crate) fn expose(&self) -> &[u8] {
        self.digits.get(..self.len).unwrap_or_default()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// What the ledger keeps of a PIN: Argon2id over a keyed hash of number, role and PIN. Without the key of the keyring no PIN can be
/// tried on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinVerifier {
    /// The key of the keyring under the keyed hash.
    pub key_id: u32,
    /// KiB of memory that a try takes.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// 16 random bytes, base64url.
    pub salt: String,
    /// The 32 bytes of the result, base64url.
    pub hash: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_repetitions_are_refused() {
        for (text, expected) in [
            ("1212", Ok(())),
            ("2580", Ok(())),
            ("1235", Ok(())),
            ("1234", Err(StaffError::PinRun)),
            ("4321", Err(StaffError::PinRun)),
            ("7890", Err(StaffError::PinRun)),
            ("8901", Err(StaffError::PinRun)),
            ("1098", Err(StaffError::PinRun)),
            ("0000", Err(StaffError::PinRepeats)),
            ("9999", Err(StaffError::PinRepeats)),
            ("123", Err(StaffError::PinLength(PinDigits::DEFAULT))),
            ("12345", Err(StaffError::PinLength(PinDigits::DEFAULT))),
            ("12a4", Err(StaffError::PinLength(PinDigits::DEFAULT))),
            ("１212", Err(StaffError::PinLength(PinDigits::DEFAULT))),
        ] {
            assert_eq!(Pin::chosen(text, PinDigits::DEFAULT).map(|_| ()), expected, "{text}");
        }
        let eight = PinDigits::new(8).expect("digits");
        assert!(Pin::chosen("24681357", eight).is_ok());
        assert_eq!(Pin::chosen("34567890", eight).map(|_| ()), Err(StaffError::PinRun));
        assert_eq!([3, 9].map(PinDigits::new), [Err(StaffError::Digits); 2]);
    }

    #[test]
    fn a_pin_is_not_printed() {
        let pin = Pin::keyed("2580", PinDigits::DEFAULT).expect("a PIN");
        assert_eq!(format!("{pin:?}"), "Pin(…)");
        assert_eq!(pin.expose(), b"2580");
    }
}
