//! Sealing and opening with the keys of a keyring.

use std::{fmt, io};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use super::{
    keyring::{KEY_LEN, Keyring, SecretKey},
    locked_memory::LockedMemory,
    random::Random,
};
use crate::{
    payment::{
        CardNumber, Cvc, Expiry, Kind, TransactionId,
        message::{MessageBytes, SealedCard},
    },
    record::{Fingerprint, JournalHash, KeyedDigest, LedgerId},
};

const NONCE_LEN: usize = 24;
const TAG_LEN: usize = 16;
/// Bytes of a block of HMAC-SHA-256.
const HMAC_BLOCK: usize = 64;
/// `card|expiry|cvc` is at most 25 bytes; padded, every card is sealed to the same length.
const CARD_PLAIN_LEN: usize = 32;

/// Why something was not sealed or not opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The keyring has no key of this id.
    #[error("the keyring has no key {0}")]
    UnknownKey(u32),
    /// The sealed bytes do not open: changed, or moved from another row.
    #[error("the sealed bytes do not open with key {0}: changed, or not of this transaction")]
    Broken(u32),
    /// There are no random bytes.
    #[error("the system gives no random bytes")]
    Random(#[source] io::Error),
    /// There is not enough memory to check a PIN.
    #[error("there is not enough memory to check a PIN")]
    NoMemory,
}

/// A value by which a ledger recognises a key without having it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyCheck {
    /// The key's id.
    pub key_id: u32,
    /// The value.
    pub value: [u8; 16],
}

/// Something sealed for the ledger: a message without the blanks at its end, or a row of another system.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedMessage {
    /// The key that sealed it.
    pub key_id: u32,
    /// Nonce, sealed bytes, tag.
    pub bytes: Vec<u8>,
}

/// The hash of a fact in progress. Before a part of any length goes its length, before one that may be missing a mark: so no
/// two lists of parts have the same hash.
pub struct JournalMac(Hmac<Sha256>);

impl JournalMac {
    /// Adds bytes of which there are always as many.
    pub fn fixed(&mut self, part: &[u8]) -> &mut Self {
        self.0.update(part);
        self
    }

    /// Adds bytes.
    pub fn bytes(&mut self, part: &[u8]) -> &mut Self {
        self.fixed(&(part.len() as u64).to_be_bytes()).fixed(part)
    }

    /// Adds a number, or that there is none.
    pub fn maybe(&mut self, number: Option<i64>) -> &mut Self {
        match number {
            Some(number) => self.fixed(&[1]).fixed(&number.to_be_bytes()),
            None => self.fixed(&[0]),
        }
    }

    /// The hash.
    #[must_use]
    pub fn finish(self) -> JournalHash {
        JournalHash(self.0.finalize().into_bytes().into())
    }
}

impl fmt::Debug for SealedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedMessage(k{}, {} bytes)", self.key_id, self.bytes.len())
    }
}

/// The keys derived from one key of the ring.
struct DerivedKeys {
    id: u32,
    secrets: LockedMemory<Secrets>,
}

#[derive(Default, Zeroize)]
struct Secrets {
    card: [u8; KEY_LEN],
    message: [u8; KEY_LEN],
    fingerprint: [u8; KEY_LEN],
    journal: [u8; KEY_LEN],
    pin: [u8; KEY_LEN],
    import: [u8; KEY_LEN],
    central: [u8; KEY_LEN],
    check: [u8; KEY_LEN],
}

impl DerivedKeys {
    fn of(key: &SecretKey) -> Result<Self, SealError> {
        let hkdf = Hkdf::<Sha256>::new(Some(b"paydesk v1"), &key.secret);
        let mut secrets = LockedMemory::<Secrets>::new();
        let Secrets { card, message, fingerprint, journal, pin, import, central, check } = &mut *secrets;
        for (label, derived) in [
            ("card", card),
            ("message", message),
            ("fingerprint", fingerprint),
            ("journal", journal),
            ("pin", pin),
            ("import", import),
            ("central", central),
            ("check", check),
        ] {
            // Fails only for keys longer than 8,160 bytes; not ignored, because the key would stay all zeros.
            hkdf.expand(label.as_bytes(), derived).or(Err(SealError::UnknownKey(key.id)))?;
        }
        Ok(Self { id: key.id, secrets })
    }

    fn check(&self) -> KeyCheck {
        KeyCheck { key_id: self.id, value: first_half(&self.secrets.check) }
    }

    fn fingerprint(&self, card: &CardNumber) -> Fingerprint {
        let mac = hmac(&self.secrets.fingerprint).chain_update(card.expose());
        Fingerprint(first_half(&mac.finalize().into_bytes().into()))
    }
}

/// The keys of an open keyring. Seals with the active key, opens with any.
pub struct Vault {
    active: DerivedKeys,
    others: Vec<DerivedKeys>,
    random: Box<dyn Random>,
}

impl Vault {
    /// Derives the keys. `random` gives the nonces.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`] for a keyring without keys, which cannot be read from a file.
    pub fn new(keyring: &Keyring, random: Box<dyn Random>) -> Result<Self, SealError> {
        let mut keys = keyring.keys.iter().map(DerivedKeys::of);
        let active = keys.next().ok_or(SealError::UnknownKey(0))??;
        Ok(Self { active, others: keys.collect::<Result<_, _>>()?, random })
    }

    /// The check values of all keys, by id.
    #[must_use]
    pub(crate) fn key_checks(&self) -> Vec<KeyCheck> {
        let mut checks: Vec<_> = self.all().map(DerivedKeys::check).collect();
        checks.sort_unstable_by_key(|check| check.key_id);
        checks
    }

    /// The check value of the key that seals.
    #[must_use]
    pub(crate) fn active_check(&self) -> KeyCheck {
        self.active.check()
    }

    /// Why a key may be swapped out to disk; `None` when all are locked in memory.
    #[must_use]
    pub(crate) fn swap_risk(&self) -> Option<String> {
        self.all().find_map(|keys| keys.secrets.refused()).map(|error| match error {
            region::Error::SystemCall(reason) => reason.to_string(),
            other => other.to_string(),
        })
    }

    /// Replaces the keys by those of a keyring that was read again.
    ///
    /// # Errors
    /// As [`new`](Self::new); the keys are as they were then.
    pub(crate) fn renew(&mut self, keyring: &Keyring) -> Result<(), SealError> {
        let mut keys = keyring.keys.iter().map(DerivedKeys::of);
        let active = keys.next().ok_or(SealError::UnknownKey(0))??;
        (self.active, self.others) = (active, keys.collect::<Result<_, _>>()?);
        Ok(())
    }

    /// The fingerprint of a card, made with the active key.
    #[must_use]
    pub fn fingerprint(&self, card: &CardNumber) -> Fingerprint {
        self.active.fingerprint(card)
    }

    /// The fingerprint of a card made with the active key, and those of all keys of the ring: while messages are being sealed
    /// again, those of older keys are still in the ledger.
    #[must_use]
    pub fn fingerprints(&self, card: &CardNumber) -> (Fingerprint, Vec<(u32, Fingerprint)>) {
        let active = self.active.fingerprint(card);
        let others = self.others.iter().map(|keys| (keys.id, keys.fingerprint(card)));
        (active, std::iter::once((self.active.id, active)).chain(others).collect())
    }

    /// The fingerprint of a card, made with key `key_id`.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`].
    pub fn fingerprint_of(&self, key_id: u32, card: &CardNumber) -> Result<Fingerprint, SealError> {
        Ok(self.keys(key_id)?.fingerprint(card))
    }

    /// Begins the hash of a fact of the journal, with the journal key of `key_id`.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`].
    pub fn journal_mac(&self, key_id: u32) -> Result<JournalMac, SealError> {
        Ok(JournalMac(hmac(&self.keys(key_id)?.secrets.journal)))
    }

    /// Begins a keyed hash of a PIN, with the PIN key of `key_id`.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`].
    pub(super) fn pin_mac(&self, key_id: u32) -> Result<Hmac<Sha256>, SealError> {
        Ok(hmac(&self.keys(key_id)?.secrets.pin))
    }

    /// Fills with random bytes.
    ///
    /// # Errors
    /// [`SealError::Random`].
    pub(super) fn fill(&mut self, bytes: &mut [u8]) -> Result<(), SealError> {
        self.random.fill(bytes).map_err(SealError::Random)
    }

    /// Signs for the ledger, with Ed25519 and the oldest key of the ring: that is the same whatever keys were made since.
    #[cfg(feature = "central")]
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        use ed25519_dalek::Signer as _;
        self.signing_key().sign(message).to_bytes()
    }

    /// What its signatures are checked with.
    #[cfg(feature = "central")]
    #[must_use]
    pub fn public_key(&self) -> [u8; KEY_LEN] {
        self.signing_key().verifying_key().to_bytes()
    }

    #[cfg(feature = "central")]
    fn signing_key(&self) -> ed25519_dalek::SigningKey {
        let oldest = self.all().min_by_key(|keys| keys.id).unwrap_or(&self.active);
        ed25519_dalek::SigningKey::from_bytes(&oldest.secrets.central)
    }

    /// A number that no other ledger has.
    ///
    /// # Errors
    /// [`SealError::Random`].
    pub fn draw_ledger_id(&mut self) -> Result<LedgerId, SealError> {
        let mut id = LedgerId([0; 16]);
        self.random.fill(&mut id.0).map_err(SealError::Random)?;
        Ok(id)
    }

    /// Seals `card|expiry|cvc` for the `encrypted_card` slot of transaction `id`; without a CVC, `card|expiry|`.
    ///
    /// # Errors
    /// [`SealError::Random`].
    pub(crate) fn seal_card(
        &mut self,
        kind: Kind,
        id: TransactionId,
        card: &CardNumber,
        expiry: Expiry,
        cvc: Option<&Cvc>,
    ) -> Result<SealedCard, SealError> {
        let mut plain = Zeroizing::new([0; CARD_PLAIN_LEN]);
        let parts = [card.expose(), "|", expiry.as_str(), "|", cvc.map_or("", Cvc::expose)];
        for (place, byte) in plain.iter_mut().zip(parts.iter().flat_map(|part| part.bytes())) {
            *place = byte;
        }
        let sealed =
            seal(&self.active.secrets.card, &mut *self.random, plain.as_slice(), &card_context(kind, id))?;
        let text = format!("k{}.{}", self.active.id, Base64UrlUnpadded::encode_string(&sealed));
        SealedCard::parse(&text).ok_or(SealError::Broken(self.active.id))
    }

    /// Opens an `encrypted_card` slot.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`] or [`SealError::Broken`].
    pub fn open_card(
        &self,
        kind: Kind,
        id: TransactionId,
        sealed: &SealedCard,
    ) -> Result<(CardNumber, Expiry, Option<Cvc>), SealError> {
        let key_id = sealed.key_id();
        let broken = || SealError::Broken(key_id);
        let mut bytes = [0; NONCE_LEN + CARD_PLAIN_LEN + TAG_LEN];
        let Ok(bytes) = Base64UrlUnpadded::decode(sealed.body(), &mut bytes) else { return Err(broken()) };
        let plain =
            open(&self.keys(key_id)?.secrets.card, bytes, &card_context(kind, id)).ok_or_else(broken)?;
        let text = std::str::from_utf8(&plain).unwrap_or_default().trim_end_matches('\0');
        let mut parts = text.split('|');
        let (Some(card), Some(expiry), Some(cvc), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(broken());
        };
        let cvc = (!cvc.is_empty()).then(|| Cvc::parse(cvc)).transpose();
        let (Ok(card), Ok(expiry), Ok(cvc)) = (CardNumber::parse(card), Expiry::parse(expiry), cvc) else {
            return Err(broken());
        };
        Ok((card, expiry, cvc))
    }

    /// Seals a message for the ledger.
    ///
    /// # Errors
    /// [`SealError::Random`].
    pub fn seal_message(
        &mut self,
        id: TransactionId,
        message: &MessageBytes,
    ) -> Result<SealedMessage, SealError> {
        let text = message.expose().trim_ascii_end();
        let bytes = seal(&self.active.secrets.message, &mut *self.random, text, id.as_str().as_bytes())?;
        Ok(SealedMessage { key_id: self.active.id, bytes })
    }

    /// Opens a message of the ledger.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`] or [`SealError::Broken`].
    pub fn open_message(&self, id: TransactionId, sealed: &SealedMessage) -> Result<MessageBytes, SealError> {
        let keys = self.keys(sealed.key_id)?;
        open(&keys.secrets.message, &sealed.bytes, id.as_str().as_bytes())
            .and_then(|plain| MessageBytes::from_trimmed(&plain))
            .ok_or(SealError::Broken(sealed.key_id))
    }

    /// Seals a row of another system for the ledger, bound to the fact of this hash.
    ///
    /// # Errors
    /// [`SealError::Random`].
    pub(crate) fn seal_original(
        &mut self,
        fact: JournalHash,
        row: &[u8],
    ) -> Result<SealedMessage, SealError> {
        let bytes = seal(&self.active.secrets.message, &mut *self.random, row, &fact.0)?;
        Ok(SealedMessage { key_id: self.active.id, bytes })
    }

    /// Opens a row of another system.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`] or [`SealError::Broken`].
    pub(crate) fn open_original(
        &self,
        fact: JournalHash,
        key_id: u32,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        open(&self.keys(key_id)?.secrets.message, sealed, &fact.0).ok_or(SealError::Broken(key_id))
    }

    /// The keyed hash of some parts of a row of another system, made with key `key_id`.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`].
    pub(crate) fn digest(&self, key_id: u32, parts: &[&[u8]]) -> Result<KeyedDigest, SealError> {
        let mut mac = JournalMac(hmac(&self.keys(key_id)?.secrets.import));
        for part in parts {
            mac.bytes(part);
        }
        Ok(KeyedDigest(first_half(&mac.finish().0)))
    }

    fn keys(&self, id: u32) -> Result<&DerivedKeys, SealError> {
        self.all().find(|keys| keys.id == id).ok_or(SealError::UnknownKey(id))
    }

    fn all(&self) -> impl Iterator<Item = &DerivedKeys> {
        std::iter::once(&self.active).chain(&self.others)
    }
}

/// Binds a sealed card to its transaction.
fn card_context(kind: Kind, id: TransactionId) -> Vec<u8> {
    [kind.word().as_bytes(), b"|", id.as_str().as_bytes()].concat()
}

fn seal(
    key: &[u8; KEY_LEN],
    random: &mut dyn Random,
    plain: &[u8],
    context: &[u8],
) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_LEN];
    random.fill(&mut nonce).map_err(SealError::Random)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context })
        // The cipher refuses only texts of 256 GiB and more.
        .or(Err(SealError::Broken(0)))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(key: &[u8; KEY_LEN], sealed: &[u8], context: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: context }).ok().map(Zeroizing::new)
}

/// HMAC-SHA-256 with a key. HMAC itself pads a key with zeros; padded here to a whole block, it cannot be refused.
fn hmac(key: &[u8; KEY_LEN]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; HMAC_BLOCK]);
    for (place, byte) in block.iter_mut().zip(key) {
        *place = *byte;
    }
    <Hmac<Sha256> as KeyInit>::new((&*block).into())
}

fn first_half(bytes: &[u8; KEY_LEN]) -> [u8; KEY_LEN / 2] {
    bytes.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{payment::message::MESSAGE_LEN, vault::SystemRandom};

    fn vault(byte: u8) -> Vault {
        let keyring = Keyring { keys: vec![SecretKey { id: 1, secret: [byte; KEY_LEN] }], protection: None };
        Vault::new(&keyring, Box::new(SystemRandom)).expect("one key")
    }

    fn id(text: &str) -> TransactionId {
        TransactionId::parse(text).expect("test id")
    }

    fn card(text: &str) -> (CardNumber, Expiry, Option<Cvc>) {
        (
            CardNumber::parse(text).expect("card"),
            Expiry::parse("1130").expect("expiry"),
            Some(Cvc::parse("007").expect("CVC")),
        )
    }

    #[test]
    fn every_card_is_sealed_to_the_same_length_and_opens_again() {
        let mut vault = vault(7);
        let here = id("26112114320712301007");
        for (number, keep_cvc) in [("0234567890", true), ("1234567890123456", true), ("0234567890", false)] {
            let (card, expiry, cvc) = card(number);
            let cvc = cvc.filter(|_| keep_cvc);
            let sealed = vault.seal_card(Kind::Payment, here, &card, expiry, cvc.as_ref()).expect("sealed");
            assert_eq!(sealed.as_str().len(), 99);
            assert!(sealed.as_str().starts_with("k1."));
            let opened = vault.open_card(Kind::Payment, here, &sealed).expect("opened");
            assert_eq!(opened, (card, expiry, cvc));
        }
    }

    #[test]
    fn a_sealed_card_is_useless_anywhere_else() {
        let mut good = vault(7);
        let (here, there) = (id("26112114320712301007"), id("26112114320712301010"));
        let (card, expiry, cvc) = card("1234567890123456");
        let sealed = good.seal_card(Kind::Payment, here, &card, expiry, cvc.as_ref()).expect("sealed");
        let opens = |vault: &Vault, kind, id| vault.open_card(kind, id, &sealed).is_ok();
        assert!(opens(&good, Kind::Payment, here));
        assert!(!opens(&good, Kind::Payment, there));
        assert!(!opens(&good, Kind::Cancel { original: there }, here));
        assert!(!opens(&vault(8), Kind::Payment, here));
    }

    /// A message with this many characters before the blanks at its end.
    fn message_of(length: usize) -> MessageBytes {
        let mut bytes = vec![b'x'; length];
        bytes.resize(MESSAGE_LEN, b' ');
        MessageBytes::from_slice(&bytes).expect("450 bytes")
    }

    #[test]
    fn blanks_at_the_end_of_a_message_are_left_out_and_put_back() {
        let mut vault = vault(7);
        let here = id("26112114320712301007");
        for length in [0, 1, 104, 202, MESSAGE_LEN - 1, MESSAGE_LEN] {
            let message = message_of(length);
            let sealed = vault.seal_message(here, &message).expect("sealed");
            assert_eq!(sealed.bytes.len(), NONCE_LEN + length + TAG_LEN);
            assert_eq!(vault.open_message(here, &sealed).expect("opened"), message);
        }
        let mut inner = message_of(104).expose().to_vec();
        inner[7] = b' ';
        let inner = MessageBytes::from_slice(&inner).expect("450 bytes");
        let sealed = vault.seal_message(here, &inner).expect("sealed");
        assert_eq!(vault.open_message(here, &sealed).expect("opened"), inner);
    }

    #[test]
    fn a_changed_message_does_not_open() {
        let mut vault = vault(7);
        let here = id("26112114320712301007");
        let message = message_of(104);
        let sealed = vault.seal_message(here, &message).expect("sealed");
        assert_eq!(vault.open_message(here, &sealed).expect("opened"), message);
        for index in [0, NONCE_LEN, sealed.bytes.len() - 1] {
            let mut changed = sealed.clone();
            changed.bytes[index] ^= 1;
            assert!(matches!(vault.open_message(here, &changed), Err(SealError::Broken(1))));
        }
        let other_key = SealedMessage { key_id: 2, ..sealed };
        assert!(matches!(vault.open_message(here, &other_key), Err(SealError::UnknownKey(2))));
    }

    #[test]
    fn parts_of_a_hash_cannot_flow_into_each_other() {
        let hash = |parts: &[&[u8]]| {
            let mut mac = vault(7).journal_mac(1).expect("a key");
            for part in parts {
                mac.bytes(part);
            }
            mac.finish()
        };
        assert_eq!(hash(&[b"ab", b"c"]), hash(&[b"ab", b"c"]));
        let different = [hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]), hash(&[b"abc"]), hash(&[b"abc", b""])];
        for (index, one) in different.iter().enumerate() {
            assert!(!different[index + 1..].contains(one), "{index}");
        }
        let numbers = |numbers: [Option<i64>; 2]| {
            let mut mac = vault(7).journal_mac(1).expect("a key");
            mac.maybe(numbers[0]).maybe(numbers[1]);
            mac.finish()
        };
        let different = [[None, None], [None, Some(0)], [Some(0), None], [Some(0), Some(0)], [Some(1), None]];
        let different = different.map(numbers);
        for (index, one) in different.iter().enumerate() {
            assert!(!different[index + 1..].contains(one), "{index}");
        }
        assert!(matches!(vault(7).journal_mac(2), Err(SealError::UnknownKey(2))));
    }

    #[test]
    fn every_ledger_gets_another_id() {
        let mut vault = vault(7);
        let mut draw = || vault.draw_ledger_id().expect("drawn");
        assert_ne!(draw(), draw());
    }

    #[test]
    fn fingerprints_know_a_card_again_and_depend_on_the_key() {
        let (one, _, _) = card("1234567890123456");
        let (two, _, _) = card("1234567890123457");
        assert_eq!(vault(7).fingerprint(&one), vault(7).fingerprint(&one));
        assert_ne!(vault(7).fingerprint(&one), vault(7).fingerprint(&two));
        assert_ne!(vault(7).fingerprint(&one), vault(8).fingerprint(&one));
        let key = |id, byte| SecretKey { id, secret: [byte; KEY_LEN] };
        let two_keys = Keyring { keys: vec![key(2, 8), key(1, 7)], protection: None };
        let mut renewed = vault(9);
        renewed.renew(&two_keys).expect("two keys");
        assert_eq!(renewed.fingerprint(&one), vault(8).fingerprint(&one), "the active key makes them");
        assert_eq!(renewed.fingerprint_of(1, &one).expect("a key"), vault(7).fingerprint(&one));
        assert!(matches!(renewed.fingerprint_of(3, &one), Err(SealError::UnknownKey(3))));
        let both = [(2, vault(8).fingerprint(&one)), (1, vault(7).fingerprint(&one))];
        assert_eq!(renewed.fingerprints(&one), (both[0].1, both.to_vec()));
        assert_eq!(renewed.active_check().key_id, 2);
        assert_ne!(vault(7).key_checks(), vault(8).key_checks());
    }
}
