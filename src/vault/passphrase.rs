//! A passphrase for the keyring: Argon2id makes a key of it, which seals the secrets in the file.
//!
//! The derived key stays in memory until the program ends: an open till reads the keyring again when there is a new
//! key, and cannot ask for the passphrase then. It is found again by its salt, which a new passphrase changes. The
//! passphrase itself does not stay, and the derived key is worth no more than the keys that the program works with
//! anyway.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::{
    keyring::{KEY_LEN, SecretKey},
    locked_memory::LockedMemory,
    random::Random,
};

const SALT_LEN: usize = 16;
const NONCE_LEN: usize = 24;
/// Bytes of a sealed secret: nonce, secret, tag.
const SEALED_LEN: usize = NONCE_LEN + KEY_LEN + 16;
/// KiB: more than the 19 MiB that OWASP asks for, taken for some tenths of a second and given back.
const MEMORY: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// What a file may ask for at most, so that a damaged one does not take all memory.
const MOST_MEMORY: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;
const LEAST_MEMORY: u32 = 19 * 1024;
/// The longest pause after a wrong passphrase, as a power of two in seconds: about a minute.
const LONGEST_PAUSE: u32 = 6;

/// How the passphrase becomes a key, as written in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyDerivation {
    /// Always `argon2id`.
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

impl KeyDerivation {
    /// Today's parameters, with a new salt.
    pub(super) fn new(random: &mut dyn Random) -> io::Result<Self> {
        let mut salt = [0; SALT_LEN];
        random.fill(&mut salt)?;
        let salt = Base64UrlUnpadded::encode_string(&salt);
        Ok(Self { kdf: "argon2id".to_owned(), memory_kib: MEMORY, passes: PASSES, lanes: 1, salt })
    }

    /// The parameters of Argon2id, and the salt; `None` when Paydesk would not write them.
    fn parts(&self) -> Option<(Params, [u8; SALT_LEN])> {
        let mut salt = [0; SALT_LEN];
        let decoded = Base64UrlUnpadded::decode(&self.salt, &mut salt).map(<[u8]>::len);
        let is_sane = self.kdf == "argon2id"
            && Stretching { memory_kib: self.memory_kib, passes: self.passes }.is_sane()
            && self.lanes == 1
            && decoded == Ok(SALT_LEN);
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_LEN)).ok();
        params.filter(|_| is_sane).map(|params| (params, salt))
    }

    /// True if Paydesk would write it.
    pub(super) fn is_sane(&self) -> bool {
        self.parts().is_some()
    }

    /// The key that this makes of a passphrase, whether its Hangul is composed or in pieces: some systems type the one, some
    /// the other. Slow on purpose. `None` when there is not enough memory, or the parameters are not sane.
    pub(super) fn unlock(&self, passphrase: &str) -> Option<Arc<PassphraseKey>> {
        let (_, salt) = self.parts()?;
        let mut key = LockedMemory::<[u8; KEY_LEN]>::new();
        // Composing takes up to three times the bytes (UAX #15); a buffer that grows would leave copies behind.
        let mut composed = Zeroizing::new(String::with_capacity(3 * passphrase.len()));
        composed.extend(passphrase.nfc());
        let stretching = Stretching { memory_kib: self.memory_kib, passes: self.passes };
        stretch(stretching, composed.as_bytes(), &salt, &mut key)?;
        Some(Arc::new(PassphraseKey { recipe: self.clone(), key }))
    }
}

/// How much a try of a secret costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretching {
    /// KiB of memory.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Stretching {
    /// True if Paydesk would ask for it: a damaged file must not take all memory.
    fn is_sane(self) -> bool {
        (LEAST_MEMORY..=MOST_MEMORY).contains(&self.memory_kib) && (1..=MOST_PASSES).contains(&self.passes)
    }
}

/// Makes a key of a secret with Argon2id. Slow on purpose. `None` when there is not enough memory, or the cost is not sane.
pub(super) fn stretch(
    cost: Stretching,
    secret: &[u8],
    salt: &[u8; SALT_LEN],
    key: &mut [u8; KEY_LEN],
) -> Option<()> {
    let params =
        Params::new(cost.memory_kib, cost.passes, 1, Some(KEY_LEN)).ok().filter(|_| cost.is_sane())?;
    let mut blocks = Vec::new();
    blocks.try_reserve_exact(params.block_count()).ok()?;
    blocks.resize(params.block_count(), Block::default());
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let made = argon2.hash_password_into_with_memory(secret, salt, key, &mut blocks);
    for block in &mut blocks {
        block.zeroize();
    }
    made.ok()
}

/// The key that a passphrase made. Has no `Debug`: there is nothing about it to print.
pub(super) struct PassphraseKey {
    pub(super) recipe: KeyDerivation,
    key: LockedMemory<[u8; KEY_LEN]>,
}

impl PassphraseKey {
    /// Seals a secret for the file.
    pub(super) fn seal(&self, key: &SecretKey, random: &mut dyn Random) -> io::Result<String> {
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce)?;
        let context = context(key.id);
        let payload = Payload { msg: &key.secret, aad: context.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(io::Error::other)?;
        Ok(Base64UrlUnpadded::encode_string(&[nonce.as_slice(), &sealed].concat()))
    }

    /// Opens a secret of the file into `key`; false if it does not open.
    pub(super) fn open(&self, sealed: &str, key: &mut SecretKey) -> bool {
        let mut bytes = [0; SEALED_LEN];
        let Ok(bytes) = Base64UrlUnpadded::decode(sealed, &mut bytes) else { return false };
        let Some((nonce, sealed)) = bytes.split_first_chunk::<NONCE_LEN>() else { return false };
        let context = context(key.id);
        let payload = Payload { msg: sealed, aad: context.as_bytes() };
        let Ok(plain) = self.cipher().decrypt(&XNonce::from(*nonce), payload) else { return false };
        let plain = Zeroizing::new(plain);
        let Some(secret) = plain.first_chunk().filter(|_| plain.len() == KEY_LEN) else { return false };
        key.secret = *secret;
        true
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }
}

/// True if this can be a sealed secret.
pub(super) fn is_sealed(text: &str) -> bool {
    let mut bytes = [0; SEALED_LEN];
    Base64UrlUnpadded::decode(text, &mut bytes).is_ok_and(|bytes| bytes.len() == SEALED_LEN)
}

/// Binds a sealed secret to its key's id.
fn context(id: u32) -> String {
    format!("paydesk keyring k{id}")
}

/// How long to wait after `wrong` wrong passphrases: a second after the first, doubled with each, up to about a minute.
#[must_use]
pub(crate) fn pause_after(wrong: u32) -> Duration {
    Duration::from_secs(1 << wrong.saturating_sub(1).min(LONGEST_PAUSE))
}

/// The passphrase keys of this program.
static PASSPHRASE_KEYS: Mutex<Vec<Arc<PassphraseKey>>> = Mutex::new(Vec::new());

/// Keeps a passphrase key that opened a keyring.
pub(super) fn remember(unlocked: &Arc<PassphraseKey>) {
    let mut known = PASSPHRASE_KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    if !known.iter().any(|other| other.recipe == unlocked.recipe) {
        known.push(Arc::clone(unlocked));
    }
}

/// The passphrase key that was kept for these parameters and salt.
pub(super) fn remembered(recipe: &KeyDerivation) -> Option<Arc<PassphraseKey>> {
    let known = PASSPHRASE_KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    known.iter().find(|unlocked| unlocked.recipe == *recipe).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::SystemRandom;

    /// Keyrings that were made before passphrases were composed open as they did.
    #[test]
    fn a_composed_passphrase_is_used_as_it_is() {
        let passphrase = "correct horse 우리 가게";
        let recipe = KeyDerivation::new(&mut SystemRandom).expect("a recipe");
        let (params, salt) = recipe.parts().expect("sane");
        let (mut expected, mut blocks) = ([0; KEY_LEN], vec![Block::default(); params.block_count()]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(passphrase.as_bytes(), &salt, &mut expected, &mut blocks)
            .expect("a key");
        assert_eq!(*recipe.unlock(passphrase).expect("a key").key, expected);
    }
}
