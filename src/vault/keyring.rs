//! The keyring file: 32-byte keys, each with an id, readable by its owner only. Ours, because it has to fit on paper,
//! and because secrets are decoded in place: a general store would leave copies of them in memory.
//!
//! A small JSON file, so that it can be looked at, copied and kept on paper:
//!
//! ```json
//! {"paydesk_keyring":1,"active":1,"keys":[{"id":1,"secret":"<43 characters of base64url>","check":"<8 hex digits>"}]}
//! ```
//!
//! `check` is the start of a hash of the secret: it distinguishes a damaged file from the keyring of another ledger. A
//! key that was replaced by a newer one is marked `"retired":true` and stays, to open what it sealed.
//!
//! With a passphrase, `protection` says how the passphrase becomes a key, each `secret` is sealed with that key, and
//! each `check` is one of the sealed text; see [`super::passphrase`].
//!
//! A change writes a new file and renames it over the old one, so that there is always a whole file. Its folder is
//! locked meanwhile, so that two changes at the same time are both kept.

use std::{
    error::Error,
    fmt,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    passphrase::{self, KeyDerivation, PassphraseKey},
    random::Random,
};
use crate::files::{
    Draft, Readers, create_private_folder, folder_of, is_exposed, lock_folder, mode, open_to_read,
    read_at_most,
};

/// Bytes of a key.
pub(super) const KEY_LEN: usize = 32;
/// The format of the file.
const VERSION: u32 = 1;
/// More than any keyring needs; a larger file is something else.
const MAX_FILE: u64 = 64 * 1024;
/// How every keyring begins.
const START: &[u8] = b"{\"paydesk_keyring\"";

/// Why the keyring cannot be used. Prints file and trouble; its [`source`](Error::source) is the cause of the trouble.
#[derive(Debug)]
pub struct KeyringError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub trouble: KeyringTrouble,
}

impl fmt::Display for KeyringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "keyring {}: {}", self.path.display(), self.trouble)
    }
}

impl Error for KeyringError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.trouble.source()
    }
}

/// What is wrong with a keyring.
#[derive(Debug, thiserror::Error)]
pub enum KeyringTrouble {
    /// It does not exist although the ledger has rows that only it can open.
    #[error("it is missing, but the ledger has transactions sealed with it")]
    Missing,
    /// Others than its owner may read or write it.
    #[error("its mode {mode:03o} lets others read it")]
    Exposed {
        /// The permission bits.
        mode: u32,
    },
    /// It is not a keyring, or a part of it was changed.
    #[error("it is damaged: {detail}")]
    Damaged {
        /// What does not fit. Never a secret.
        detail: &'static str,
    },
    /// It was made by a newer Paydesk.
    #[error("it has format {found}; this Paydesk knows {VERSION}")]
    Newer {
        /// The format found.
        found: u32,
    },
    /// A sound keyring, but that of another ledger.
    #[error("its key {key_id} is not the one that sealed this ledger")]
    Wrong {
        /// The key in question.
        key_id: u32,
    },
    /// It cannot be read.
    #[error("it cannot be read")]
    Read(#[source] io::Error),
    /// It cannot be created.
    #[error("it cannot be made")]
    Create(#[source] io::Error),
    /// A passphrase protects it, and it was not unlocked.
    #[error("a passphrase protects it")]
    Locked,
    /// This is not its passphrase.
    #[error("this is not its passphrase")]
    Passphrase,
    /// No passphrase protects it.
    #[error("no passphrase protects it")]
    Unprotected,
    /// There is already a file in the place of the copy.
    #[error("there is a file already")]
    Exists,
    /// What was written does not read back.
    #[error("it does not read back as it was written")]
    ReadBack,
    /// It cannot be written. The old one is unchanged.
    #[error("it cannot be written")]
    Write(#[source] io::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyringFile {
    paydesk_keyring: u32,
    active: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    protection: Option<KeyDerivation>,
    keys: Vec<KeyEntry>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    id: u32,
    secret: String,
    check: String,
    /// Another key seals now; this one still opens what it sealed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    retired: bool,
}

/// One key.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct SecretKey {
    pub(super) id: u32,
    pub(super) secret: [u8; KEY_LEN],
}

/// A keyring that only this program changes until it is dropped.
pub struct LockedKeyring {
    path: PathBuf,
    /// The file itself, where `path` is a link to it.
    file: PathBuf,
    _lock: Option<File>,
}

/// The keys, the active one first. Has no `Debug`: there is nothing about it to print.
pub struct Keyring {
    pub(super) keys: Vec<SecretKey>,
    /// The passphrase over it.
    pub(super) protection: Option<Arc<PassphraseKey>>,
}

impl Keyring {
    /// Reads the keyring at `path`, or makes it when there is none and `may_create` allows.
    ///
    /// # Errors
    /// [`KeyringTrouble::Missing`] when there is none and none may be made; otherwise what is wrong with it.
    pub fn open(path: &Path, may_create: bool, random: &mut dyn Random) -> Result<Self, KeyringError> {
        let at = |trouble| KeyringError { path: path.to_owned(), trouble };
        match Self::read(path) {
            Err(KeyringTrouble::Read(error)) if error.kind() == io::ErrorKind::NotFound => {
                if !may_create {
                    return Err(at(KeyringTrouble::Missing));
                }
                create(path, random).map_err(|error| at(KeyringTrouble::Create(error)))?;
                // Another process may have been first: read what is on disk.
                Self::read(path).map_err(at)
            }
            other => other.map_err(at),
        }
    }

    /// Waits until no other program changes the keyring at `path`, and keeps others from it.
    ///
    /// # Errors
    /// The operating system's reason.
    pub fn lock(path: &Path) -> Result<LockedKeyring, KeyringError> {
        let at = |trouble| KeyringError { path: path.to_owned(), trouble };
        let file = fs::canonicalize(path).map_err(|error| at(KeyringTrouble::Read(error)))?;
        let lock = lock_folder(folder_of(&file)).map_err(|error| at(KeyringTrouble::Write(error)))?;
        Ok(LockedKeyring { path: path.to_owned(), file, _lock: lock })
    }

    /// True if the keyring needs a passphrase that this program was not given yet. Other trouble shows when it is
    /// opened.
    #[must_use]
    pub fn is_locked(path: &Path) -> bool {
        matches!(Self::read(path), Err(KeyringTrouble::Locked))
    }

    /// True if the file at `path` is a sound keyring, of whatever passphrase and mode.
    #[must_use]
    pub(crate) fn is_one(path: &Path) -> bool {
        let found = open_to_read(path).and_then(|file| read_at_most(&file, MAX_FILE));
        found.is_ok_and(|bytes| std::str::from_utf8(&bytes).is_ok_and(|text| parse_file(text).is_ok()))
    }

    /// True if the file at `path` is a keyring, or may have been one before it was damaged: it is no larger, and begins as
    /// one, or is nothing but zeros, as a disk may leave it.
    #[must_use]
    pub(crate) fn may_have_been_one(path: &Path) -> bool {
        let found = open_to_read(path).and_then(|file| read_at_most(&file, MAX_FILE));
        found.is_ok_and(|bytes| bytes.starts_with(START) || bytes.iter().all(|byte| *byte == 0))
    }

    /// True if a passphrase protects the file at `path` as it is now.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn asks_for_passphrase(path: &Path) -> Result<bool, KeyringError> {
        let file = read_text(path).and_then(|text| parse_file(&text));
        file.map(|file| file.protection.is_some())
            .map_err(|trouble| KeyringError { path: path.to_owned(), trouble })
    }

    /// Whether a passphrase protects it.
    #[must_use]
    pub(crate) fn is_protected(&self) -> bool {
        self.protection.is_some()
    }

    /// Unlocks the keyring at `path` for the rest of this program. Slow on purpose: guessing has to be expensive.
    ///
    /// # Errors
    /// [`KeyringTrouble::Passphrase`] when it is another passphrase; otherwise what is wrong with the file.
    pub fn unlock(path: &Path, passphrase: &str) -> Result<(), KeyringError> {
        let unlock = || {
            let file = parse_file(&read_text(path)?)?;
            let recipe = file.protection.as_ref().ok_or(KeyringTrouble::Unprotected)?;
            let unlocked = recipe.unlock(passphrase).ok_or_else(out_of_memory)?;
            let mut key = SecretKey { id: 0, secret: [0; KEY_LEN] };
            let opens = file.keys.iter().all(|entry| {
                key.id = entry.id;
                unlocked.open(&entry.secret, &mut key)
            });
            if !opens {
                return Err(KeyringTrouble::Passphrase);
            }
            passphrase::remember(&unlocked);
            Ok(())
        };
        unlock().map_err(|trouble| KeyringError { path: path.to_owned(), trouble })
    }

    /// Copies the keyring at `from`, if it is sound, byte for byte to `to`, for the owner only, and reads the copy
    /// back. The copy belongs to the owner of `original`, or, without one, to whom a keyring in that place does. Replaces a
    /// file that is there only with `replace`.
    ///
    /// # Errors
    /// What is wrong with either file.
    pub fn copy(
        from: &Path,
        to: &Path,
        replace: bool,
        original: Option<&Path>,
    ) -> Result<Self, KeyringError> {
        let at = |path: &Path, trouble| KeyringError { path: path.to_owned(), trouble };
        let text = read_text(from).map_err(|trouble| at(from, trouble))?;
        let keyring = Self::parse(&text).map_err(|trouble| at(from, trouble))?;
        let draft = Draft::of(text.as_bytes(), to, Readers::Owner).map(|draft| match original {
            Some(original) => draft.copy_of(original),
            None => draft,
        });
        let placed = draft.and_then(|draft| if replace { draft.replace(to) } else { draft.place(to) });
        placed.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => at(to, KeyringTrouble::Exists),
            _ => at(to, KeyringTrouble::Write(error)),
        })?;
        match read_text(to) {
            Ok(copy) if *copy == *text => Ok(keyring),
            Ok(_) => Err(at(to, KeyringTrouble::ReadBack)),
            Err(trouble) => Err(at(to, trouble)),
        }
    }

    /// The file.
    fn text(&self, random: &mut dyn Random) -> io::Result<Zeroizing<Vec<u8>>> {
        let active = self.keys.first().map_or(0, |key| key.id);
        let mut keys = Vec::with_capacity(self.keys.len());
        for key in &self.keys {
            let (secret, check) = match &self.protection {
                None => (Base64UrlUnpadded::encode_string(&key.secret), check(key.id, &key.secret)),
                Some(unlocked) => {
                    let sealed = unlocked.seal(key, random)?;
                    let check = check(key.id, sealed.as_bytes());
                    (sealed, check)
                }
            };
            keys.push(KeyEntry { id: key.id, secret, check, retired: key.id != active });
        }
        keys.sort_unstable_by_key(|key| key.id);
        let protection = self.protection.as_ref().map(|unlocked| unlocked.recipe.clone());
        let file = KeyringFile { paydesk_keyring: VERSION, active, protection, keys };
        // Full size from the start, as in `read_text`.
        let mut text = Zeroizing::new(Vec::with_capacity(512 * (self.keys.len() + 1)));
        serde_json::to_writer(&mut *text, &file).map_err(io::Error::other)?;
        text.push(b'\n');
        Ok(text)
    }

    fn read(path: &Path) -> Result<Self, KeyringTrouble> {
        Self::parse(&read_text(path)?)
    }

    fn parse(text: &str) -> Result<Self, KeyringTrouble> {
        let file = parse_file(text)?;
        let protection = match &file.protection {
            None => None,
            Some(recipe) => Some(passphrase::remembered(recipe).ok_or(KeyringTrouble::Locked)?),
        };
        let mut keys: Vec<SecretKey> = Vec::with_capacity(file.keys.len());
        for entry in &file.keys {
            // Decoded where it stays, so that no copy is left behind.
            keys.push(SecretKey { id: entry.id, secret: [0; KEY_LEN] });
            let Some(key) = keys.last_mut() else { continue };
            let opened = match &protection {
                None => decode(&entry.secret, key),
                Some(unlocked) => unlocked.open(&entry.secret, key),
            };
            if !opened {
                return Err(KeyringTrouble::Damaged { detail: "a key does not open" });
            }
        }
        let active = keys.iter().position(|key| key.id == file.active).unwrap_or(0);
        keys.swap(0, active);
        Ok(Self { keys, protection })
    }
}

impl LockedKeyring {
    /// Adds a key, which seals from then on; the others stay to open what they sealed.
    ///
    /// # Errors
    /// What is wrong with the keyring, or why it cannot be written. It is as it was then.
    pub fn rotate(&self, random: &mut dyn Random) -> Result<Keyring, KeyringError> {
        self.change(random, |old, random| {
            let newest = old.keys.iter().map(|key| key.id).max().unwrap_or(0);
            let id = newest.checked_add(1).ok_or(KeyringTrouble::Damaged { detail: "no key id is left" })?;
            // Copied into a new list of full size: a list that grows leaves copies of the secrets behind.
            let mut keys = Vec::with_capacity(old.keys.len() + 1);
            keys.push(SecretKey { id, secret: [0; KEY_LEN] });
            if let Some(key) = keys.first_mut() {
                random.fill(&mut key.secret).map_err(KeyringTrouble::Write)?;
            }
            keys.extend(old.keys.iter().map(|key| SecretKey { id: key.id, secret: key.secret }));
            Ok(Keyring { keys, protection: old.protection.clone() })
        })
    }

    /// Sets or replaces the passphrase; `None` removes it.
    ///
    /// # Errors
    /// What is wrong with the keyring, or why it cannot be written. It is as it was then.
    pub fn protect(&self, passphrase: Option<&str>, random: &mut dyn Random) -> Result<(), KeyringError> {
        let protection = |random: &mut dyn Random| -> Result<_, KeyringTrouble> {
            let Some(passphrase) = passphrase else { return Ok(None) };
            let recipe = KeyDerivation::new(random).map_err(KeyringTrouble::Write)?;
            let unlocked = recipe.unlock(passphrase).ok_or_else(out_of_memory)?;
            passphrase::remember(&unlocked);
            Ok(Some(unlocked))
        };
        let changed = self
            .change(random, |old, random| Ok(Keyring { protection: protection(random)?, keys: old.keys }));
        changed.map(drop)
    }

    /// Replaces the keyring by what `make` makes of it.
    fn change(
        &self,
        random: &mut dyn Random,
        make: impl FnOnce(Keyring, &mut dyn Random) -> Result<Keyring, KeyringTrouble>,
    ) -> Result<Keyring, KeyringError> {
        let changed = || {
            let new = make(Keyring::read(&self.file)?, random)?;
            let draft = new.text(random).and_then(|text| Draft::of(&text, &self.file, Readers::Owner));
            draft.and_then(|draft| draft.replace(&self.file)).map_err(KeyringTrouble::Write)?;
            Ok(new)
        };
        changed().map_err(|trouble| KeyringError { path: self.path.clone(), trouble })
    }
}

/// The text of the file, if only its owner can read it.
fn read_text(path: &Path) -> Result<Zeroizing<String>, KeyringTrouble> {
    let file = open_to_read(path).map_err(KeyringTrouble::Read)?;
    refuse_exposed(&file)?;
    let mut bytes = read_at_most(&file, MAX_FILE).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => KeyringTrouble::Damaged { detail: "longer than a keyring" },
        _ => KeyringTrouble::Read(error),
    })?;
    // Taken, not copied: it is a secret.
    String::from_utf8(std::mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|error| {
        error.into_bytes().zeroize();
        KeyringTrouble::Damaged { detail: "not text" }
    })
}

/// Parses and checks a file as far as that needs no passphrase.
fn parse_file(text: &str) -> Result<KeyringFile, KeyringTrouble> {
    let damaged = |detail| KeyringTrouble::Damaged { detail };
    // The parser's own words could quote a secret; they are left out on purpose.
    let Ok(file) = serde_json::from_str::<KeyringFile>(text) else {
        return Err(damaged("not the JSON of a keyring"));
    };
    if file.paydesk_keyring > VERSION {
        return Err(KeyringTrouble::Newer { found: file.paydesk_keyring });
    }
    if file.paydesk_keyring != VERSION {
        return Err(damaged("unknown format"));
    }
    if file.protection.as_ref().is_some_and(|recipe| !recipe.is_sane()) {
        return Err(damaged("Paydesk makes no such protection"));
    }
    let mut key = SecretKey { id: 0, secret: [0; KEY_LEN] };
    for (index, entry) in file.keys.iter().enumerate() {
        let before = file.keys.iter().take(index);
        if entry.id == 0 || before.into_iter().any(|other| other.id == entry.id) {
            return Err(damaged("a key id is 0 or occurs twice"));
        }
        let check = if file.protection.is_some() {
            passphrase::is_sealed(&entry.secret).then(|| check(entry.id, entry.secret.as_bytes()))
        } else {
            decode(&entry.secret, &mut key).then(|| check(entry.id, &key.secret))
        };
        if *check.ok_or(damaged("a key is not 32 bytes"))? != *entry.check {
            return Err(damaged("a key does not match its check value"));
        }
    }
    if !file.keys.iter().any(|entry| entry.id == file.active) {
        return Err(damaged("the active key is not there"));
    }
    if file.keys.iter().any(|entry| entry.retired == (entry.id == file.active)) {
        return Err(damaged("not exactly one key is in use"));
    }
    Ok(file)
}

/// Decodes a secret into `key`; false if it is not 32 bytes.
fn decode(secret: &str, key: &mut SecretKey) -> bool {
    Base64UrlUnpadded::decode(secret, &mut key.secret).map(<[u8]>::len) == Ok(KEY_LEN)
}

fn out_of_memory() -> KeyringTrouble {
    KeyringTrouble::Read(io::ErrorKind::OutOfMemory.into())
}

/// The start of a hash of a key's secret as written in the file, in hex.
fn check(id: u32, secret: &[u8]) -> String {
    let hash = Sha256::new().chain_update(b"paydesk keyring check v1").chain_update(id.to_be_bytes());
    let hash = hash.chain_update(secret).finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
    format!("{a:02x}{b:02x}{c:02x}{d:02x}")
}

/// Writes a new keyring, whole or not at all. Never replaces one that is there.
fn create(path: &Path, random: &mut dyn Random) -> io::Result<()> {
    let keys = vec![SecretKey { id: 1, secret: [0; KEY_LEN] }];
    let mut keyring = Keyring { keys, protection: None };
    if let Some(key) = keyring.keys.first_mut() {
        random.fill(&mut key.secret)?;
    }
    create_private_folder(folder_of(path))?;
    match Draft::of(&keyring.text(random)?, path, Readers::Owner)?.place(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

fn refuse_exposed(file: &File) -> Result<(), KeyringTrouble> {
    let metadata = file.metadata().map_err(KeyringTrouble::Read)?;
    if is_exposed(&metadata) {
        Err(KeyringTrouble::Exposed { mode: mode(&metadata) & 0o777 })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;
    use crate::vault::SystemRandom;

    fn open(path: &Path, may_create: bool) -> Result<Keyring, String> {
        Keyring::open(path, may_create, &mut SystemRandom).map_err(|error| error.trouble.to_string())
    }

    fn made(path: &Path, may_create: bool) -> Keyring {
        open(path, may_create).unwrap_or_else(|trouble| panic!("{trouble}"))
    }

    fn trouble(path: &Path, may_create: bool) -> String {
        open(path, may_create).err().unwrap_or("none".to_owned())
    }

    #[test]
    fn the_first_start_makes_one_that_only_the_owner_can_read() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("deep/er/keyring");
        assert_eq!(trouble(&path, false), "it is missing, but the ledger has transactions sealed with it");
        assert!(!path.exists());

        let first = made(&path, true);
        let again = made(&path, false);
        assert_eq!(first.keys[0].secret, again.keys[0].secret);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let bits = |p: &Path| fs::metadata(p).expect("metadata").permissions().mode() & 0o777;
            assert_eq!((bits(&path), bits(&home.path().join("deep"))), (0o600, 0o700));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("chmod");
            assert_eq!(trouble(&path, true), "its mode 640 lets others read it");
        }
        let left: Vec<_> = fs::read_dir(home.path().join("deep/er")).expect("folder").collect();
        assert_eq!(left.len(), 1, "no temporary file stays behind");
    }

    #[test]
    fn a_passphrase_is_asked_for_and_no_other_does() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("keyring");
        let plain = made(&path, true);
        Keyring::lock(&path)
            .and_then(|keyring| keyring.protect(Some("correct horse"), &mut SystemRandom))
            .expect("protected");
        let text = fs::read_to_string(&path).expect("text");
        assert!(!text.contains(&Base64UrlUnpadded::encode_string(&plain.keys[0].secret)));
        // This program knows the passphrase already.
        assert_eq!(made(&path, false).keys[0].secret, plain.keys[0].secret);
        let told = |passphrase| Keyring::unlock(&path, passphrase).map_err(|error| error.trouble.to_string());
        assert_eq!(told("correct horse"), Ok(()));
        assert_eq!(told("correct hors"), Err("this is not its passphrase".to_owned()));
        // With another salt, it is another keyring.
        let file = parse_file(&text).expect("sound");
        let salt = format!("{:?}", file.protection.expect("protected"));
        let salt = salt.split("salt: \"").nth(1).and_then(|salt| salt.split('"').next()).expect("salt");
        fs::write(&path, text.replace(salt, "AAAAAAAAAAAAAAAAAAAAAA")).expect("written");
        assert_eq!(trouble(&path, false), "a passphrase protects it");
        assert!(Keyring::is_locked(&path));
        fs::write(&path, text.replace("\"passes\":3", "\"passes\":65")).expect("written");
        assert_eq!(trouble(&path, false), "it is damaged: Paydesk makes no such protection");
        fs::write(&path, &text).expect("written");
        Keyring::lock(&path)
            .and_then(|keyring| keyring.rotate(&mut SystemRandom))
            .expect("a further key is protected, too");
        assert_eq!(made(&path, false).keys.len(), 2);
        Keyring::lock(&path).and_then(|keyring| keyring.protect(None, &mut SystemRandom)).expect("taken off");
        assert_eq!(told("correct horse"), Err("no passphrase protects it".to_owned()));
        assert_eq!(made(&path, false).keys[1].secret, plain.keys[0].secret);
    }

    #[test]
    fn a_passphrase_is_the_same_composed_and_in_pieces() {
        let composed = "우리 가게 카페 é";
        let in_pieces: String = composed.nfd().collect();
        assert_ne!(composed, in_pieces);
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("keyring");
        drop(made(&path, true));
        for (set, typed) in [(composed, &*in_pieces), (&*in_pieces, composed)] {
            let locked = Keyring::lock(&path).expect("locked");
            locked.protect(Some(set), &mut SystemRandom).expect("protected");
            Keyring::unlock(&path, typed).expect("the same passphrase");
            Keyring::unlock(&path, set).expect("the same passphrase");
            assert!(Keyring::unlock(&path, "우리 가게 카페 e").is_err());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_but_a_keyring_is_taken_for_one(text in ".{0,300}") {
            proptest::prop_assert!(Keyring::parse(&text).is_err());
        }

        #[test]
        fn a_keyring_with_a_changed_byte_is_refused_or_says_the_same(at in 0_usize..1000, byte in 0_u8..128) {
            let secrets = [[7; KEY_LEN], [8; KEY_LEN]];
            let keys = secrets.iter().zip(1..).map(|(secret, id)| SecretKey { id, secret: *secret }).collect();
            let text = Keyring { keys, protection: None }.text(&mut SystemRandom).expect("text");
            let mut changed = text.to_vec();
            let at = at % changed.len();
            changed[at] = byte;
            let changed = String::from_utf8(changed).expect("ASCII");
            if let Ok(keyring) = Keyring::parse(&changed) {
                let found: Vec<_> = keyring.keys.iter().map(|key| (key.id, key.secret)).collect();
                proptest::prop_assert_eq!(found, [(1, secrets[0]), (2, secrets[1])]);
            }
        }
    }

    #[test]
    fn damage_is_told_from_a_newer_format() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("keyring");
        drop(made(&path, true));
        let good = fs::read_to_string(&path).expect("text");
        let with = |text: String| {
            fs::remove_file(&path).expect("remove");
            Draft::of(text.as_bytes(), &path, Readers::Owner)
                .and_then(|draft| draft.place(&path))
                .expect("write");
            trouble(&path, true)
        };
        assert_eq!(with(good.clone()), "none");
        assert_eq!(with(String::new()), "it is damaged: not the JSON of a keyring");
        assert_eq!(
            with(good.chars().take(good.len() / 2).collect()),
            "it is damaged: not the JSON of a keyring"
        );
        let at = good.find("secret\":\"").expect("secret") + 12;
        let mut flipped = good.clone().into_bytes();
        flipped[at] = if flipped[at] == b'A' { b'B' } else { b'A' };
        let flipped = String::from_utf8(flipped).expect("ASCII");
        assert_eq!(with(flipped), "it is damaged: a key does not match its check value");
        assert_eq!(
            with(good.replace("\"active\":1", "\"active\":2")),
            "it is damaged: the active key is not there"
        );
        assert_eq!(
            with(good.replace("\"paydesk_keyring\":1", "\"paydesk_keyring\":2")),
            "it has format 2; this Paydesk knows 1"
        );
    }
}
