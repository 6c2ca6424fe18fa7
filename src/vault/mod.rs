//! Keys and their uses: sealing card data and messages, fingerprints of cards, the chain of the journal.
//!
//! ```text
//!  keyring file (0600)                  HKDF-SHA-256, one label each
//!   key 1: 32 random bytes ──┬─ "card"        seals `card|expiry|cvc` in the message's encrypted_card slot
//!   key 2: …                 ├─ "message"     seals the message that the ledger keeps
//!                            ├─ "fingerprint" HMAC-SHA-256 of the card number: the same card again, without its number
//!                            ├─ "journal"     chains the facts of the journal
//!                            ├─ "central"     signs what is shipped to a centre (Ed25519)
//!                            ├─ "pin"         what PINs are checked against, see `pin`
//!                            └─ "check"       a value that the ledger keeps, to tell a wrong keyring from a damaged ledger
//! ```
//!
//! A new key seals every message, old ones again, and makes every fingerprint; older keys stay, to open the cards that were
//! sealed within messages. A passphrase may seal the secrets in the file, see `passphrase`.
//!
//! Keys that stay while the program runs are locked in memory, see `locked_memory`. What cards leave on the stack is wiped, see
//! `used_stack`.
//!
//! Sealing is XChaCha20-Poly1305 with a random 192-bit nonce. What is sealed is bound to its transaction by associated
//! data, so a sealed text copied into another row does not open.

mod keyring;
mod locked_memory;
mod passphrase;
mod pin;
mod random;
mod seal;
mod used_stack;

pub use keyring::{Keyring, KeyringError, KeyringTrouble};
pub(crate) use passphrase::pause_after;
pub use random::{Random, SystemRandom};
pub use seal::{JournalMac, KeyCheck, SealError, SealedMessage, Vault};
pub(crate) use used_stack::{wipe_stack, with_wiped_stack};
