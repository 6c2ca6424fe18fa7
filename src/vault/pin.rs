//! PINs: what the ledger keeps of one, and whether a keyed one fits.
//!
//! ```text
//!  PIN ► HMAC-SHA-256(PIN key of the keyring, number | role | PIN) ► Argon2id(salt, 19 MiB) ► kept in the ledger
//! ```
//!
//! A PIN has 10,000 values: no hash alone can hide it. The keyed hash does: whoever has the ledger and not the keyring cannot try
//! one. Argon2id makes each try cost a tenth of a second for whoever has both. Number and role are part of it, so a verifier fits
//! nobody else, and not the same person in another role.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use hmac::Mac as _;
use zeroize::Zeroizing;

use super::{
    keyring::KEY_LEN,
    passphrase::{Stretching, stretch},
    seal::{SealError, Vault},
};
use crate::staff::{OperatorNumber, Pin, PinVerifier, Role};

/// KiB of memory and passes of a try: the memory that OWASP advises at least, and three times its passes: a tenth of a second on a small machine.
const TODAY: Stretching = Stretching { memory_kib: 19 * 1024, passes: 6 };
const SALT_LEN: usize = 16;

impl Vault {
    /// What is kept of a PIN, made with the active key.
    ///
    /// # Errors
    /// [`SealError::Random`], [`SealError::NoMemory`].
    pub(crate) fn pin_verifier(
        &mut self,
        number: OperatorNumber,
        role: Role,
        pin: &Pin,
    ) -> Result<PinVerifier, SealError> {
        let mut salt = [0; SALT_LEN];
        self.fill(&mut salt)?;
        let key_id = self.active_check().key_id;
        let hash = self.stretched(key_id, TODAY, &salt, number, role, pin)?;
        Ok(PinVerifier {
            key_id,
            memory_kib: TODAY.memory_kib,
            passes: TODAY.passes,
            salt: Base64UrlUnpadded::encode_string(&salt),
            hash: Base64UrlUnpadded::encode_string(&*hash),
        })
    }

    /// Whether a PIN is the one of a verifier. Takes as long for any.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`], [`SealError::NoMemory`].
    pub(crate) fn pin_fits(
        &self,
        number: OperatorNumber,
        role: Role,
        pin: &Pin,
        verifier: &PinVerifier,
    ) -> Result<bool, SealError> {
        let (mut salt, mut expected) = ([0; SALT_LEN], [0; KEY_LEN]);
        let is_whole = Base64UrlUnpadded::decode(&verifier.salt, &mut salt)
            .is_ok_and(|salt| salt.len() == SALT_LEN)
            && Base64UrlUnpadded::decode(&verifier.hash, &mut expected)
                .is_ok_and(|hash| hash.len() == KEY_LEN);
        let stretching = Stretching { memory_kib: verifier.memory_kib, passes: verifier.passes };
        let hash = self.stretched(verifier.key_id, stretching, &salt, number, role, pin)?;
        // Every byte is looked at, whichever differs first.
        let differing = hash.iter().zip(&expected).fold(0, |differing, (a, b)| differing | (a ^ b));
        Ok(is_whole && differing == 0)
    }

    /// Takes as long as a try, and fits nothing: for a number that nobody has.
    ///
    /// # Errors
    /// [`SealError::NoMemory`].
    pub(crate) fn pin_of_nobody(&self, number: OperatorNumber, pin: &Pin) -> Result<(), SealError> {
        let key_id = self.active_check().key_id;
        self.stretched(key_id, TODAY, &[0; SALT_LEN], number, Role::Cashier, pin).map(|_| ())
    }

    fn stretched(
        &self,
        key_id: u32,
        stretching: Stretching,
        salt: &[u8; SALT_LEN],
        number: OperatorNumber,
        role: Role,
        pin: &Pin,
    ) -> Result<Zeroizing<[u8; KEY_LEN]>, SealError> {
        let mut mac = self.pin_mac(key_id)?;
        mac.update(&[number.number(), 0]);
        mac.update(role.as_str().as_bytes());
        mac.update(&[0]);
        mac.update(pin.expose());
        let keyed = Zeroizing::new(<[u8; KEY_LEN]>::from(mac.finalize().into_bytes()));
        let mut hash = Zeroizing::new([0; KEY_LEN]);
        stretch(stretching, &*keyed, salt, &mut hash).ok_or(SealError::NoMemory)?;
        Ok(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        staff::PinDigits,
        vault::{Keyring, SystemRandom},
    };

    fn vault(folder: &std::path::Path, name: &str) -> Vault {
        let keyring = Keyring::open(&folder.join(name), true, &mut SystemRandom).expect("keyring");
        Vault::new(&keyring, Box::new(SystemRandom)).expect("keys")
    }

    #[test]
    fn a_verifier_fits_one_pin_of_one_person_in_one_role_with_one_keyring() {
        let folder = tempfile::tempdir().expect("folder");
        let mut vault_ours = vault(folder.path(), "ours");
        let pin = |text| Pin::keyed(text, PinDigits::DEFAULT).expect("a PIN");
        let [two, three] = [2, 3].map(|number| OperatorNumber::new(number).expect("number"));
        let verifier = vault_ours.pin_verifier(two, Role::Cashier, &pin("2580")).expect("made");
        let fits = |vault: &Vault, number, role, text| {
            vault.pin_fits(number, role, &pin(text), &verifier).expect("tried")
        };
        assert!(fits(&vault_ours, two, Role::Cashier, "2580"));
        assert!(!fits(&vault_ours, two, Role::Cashier, "2581"));
        assert!(!fits(&vault_ours, three, Role::Cashier, "2580"));
        assert!(!fits(&vault_ours, two, Role::Owner, "2580"));
        // A thief of the ledger has a keyring of his own at best: every PIN is wrong there, the right one, too.
        assert!(!fits(&vault(folder.path(), "other"), two, Role::Cashier, "2580"));
        let again = vault_ours.pin_verifier(two, Role::Cashier, &pin("2580")).expect("made");
        assert_ne!((&again.salt, &again.hash), (&verifier.salt, &verifier.hash));
        let damaged = PinVerifier { hash: "AAAA".to_owned(), ..verifier };
        assert!(!vault_ours.pin_fits(two, Role::Cashier, &pin("2580"), &damaged).expect("tried"));
    }
}
