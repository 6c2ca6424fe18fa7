//! Keys, and everything that is done with them: sealing card data and messages, and fingerprints of cards.
//!
//! ```text
//!  keyring file (0600)                  HKDF-SHA-256, one label each
//!   key 1: 32 random bytes ──┬─ "card"        seals `card|expiry|cvc` in the message's encrypted_card slot
//!   key 2: …                 ├─ "message"     seals the message that the ledger keeps
//!                            ├─ "fingerprint" HMAC-SHA-256 of the card number: the same card again, without its number
//!                            ├─ "journal"     chains the facts of the journal
//!                            └─ "check"       a value that the ledger keeps, to tell a wrong keyring from a damaged ledger
//! ```
//!
//! A new key seals what is new, and every message again, and makes every fingerprint anew; older keys stay to open what was
//! sealed within a message. A passphrase may seal the secrets in the file, see `protect`.
//!
//! What stays of keys while the program runs is locked in memory, see `locked`.
//!
//! Sealing is XChaCha20-Poly1305 with a random 192-bit nonce. What is sealed is bound to its transaction by associated
//! data, so a sealed text copied into another row does not open.

mod keyring;
mod locked;
mod protect;
mod random;
mod seal;

pub use keyring::{Keyring, KeyringError, KeyringTrouble};
pub use protect::pause_after;
pub use random::{Random, SystemRandom};
pub use seal::{KeyCheck, JournalMac, SealError, SealedMessage, Vault};
