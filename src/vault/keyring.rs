//! The keyring file: 32-byte keys, each with an id, readable by nobody but its owner.
//!
//! A small JSON file, so that it can be looked at, copied and kept on paper:
//!
//! ```json
//! {"paydesk_keyring":1,"active":1,"keys":[{"id":1,"secret":"<43 characters of base64url>","check":"<8 hex digits>"}]}
//! ```
//!
//! `check` is the start of a hash of the secret, so that a damaged file is told apart from a wrong one. A key that was
//! replaced by a newer one is marked `"retired":true` and stays: what it sealed is opened with it.
//!
//! A new file takes the old one's place by a rename, so that there is always a whole one. Whoever changes it holds a lock on
//! its folder meanwhile, so that of two changes none is lost.

use std::{
    error::Error,
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::random::Random;

/// Bytes of a key.
pub(super) const KEY_LEN: usize = 32;
/// The format of the file.
const VERSION: u32 = 1;
/// More than any keyring needs; a larger file is something else.
const MAX_FILE: u64 = 64 * 1024;

/// Why the keyring cannot be used. Says file and trouble at once; its [`source`](Error::source) is the reason below.
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
    /// Others than the owner may read or write it.
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
    /// A sound keyring, but not the one of this ledger.
    #[error("its key {key_id} is not the one that sealed this ledger")]
    Wrong {
        /// The key in question.
        key_id: u32,
    },
    /// It cannot be read.
    #[error("it cannot be read")]
    Read(#[source] io::Error),
    /// It cannot be made.
    #[error("it cannot be made")]
    Create(#[source] io::Error),
    /// It cannot be written anew. The old one is still there.
    #[error("it cannot be written")]
    Write(#[source] io::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyringFile {
    paydesk_keyring: u32,
    active: u32,
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
pub(super) struct Key {
    pub(super) id: u32,
    pub(super) secret: [u8; KEY_LEN],
}

/// The keys, the active one first. Has no `Debug`: there is nothing about it to print.
pub struct Keyring {
    pub(super) keys: Vec<Key>,
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
                // Another process may have been first: what is on disk counts.
                Self::read(path).map_err(at)
            }
            other => other.map_err(at),
        }
    }

    /// Adds a key to the keyring at `path`, which seals from then on; the others stay to open what they sealed.
    ///
    /// # Errors
    /// What is wrong with it, or why it cannot be written. It is as it was then.
    pub fn rotate(path: &Path, random: &mut dyn Random) -> Result<Self, KeyringError> {
        Self::change(path, random, |old, random| {
            let newest = old.keys.iter().map(|key| key.id).max().unwrap_or(0);
            let id = newest.checked_add(1).ok_or(KeyringTrouble::Damaged { detail: "no key id is left" })?;
            // Copied into a list of their own: one that grows leaves copies of the secrets behind.
            let mut keys = Vec::with_capacity(old.keys.len() + 1);
            keys.push(Key { id, secret: [0; KEY_LEN] });
            if let Some(key) = keys.first_mut() {
                random.fill(&mut key.secret).map_err(KeyringTrouble::Write)?;
            }
            keys.extend(old.keys.iter().map(|key| Key { id: key.id, secret: key.secret }));
            Ok(Self { keys })
        })
    }

    /// Puts what `make` makes of the keyring at `path` in its place, while nobody else changes it.
    fn change(
        path: &Path,
        random: &mut dyn Random,
        make: impl FnOnce(Self, &mut dyn Random) -> Result<Self, KeyringTrouble>,
    ) -> Result<Self, KeyringError> {
        let at = |trouble| KeyringError { path: path.to_owned(), trouble };
        // The file itself, not a link to it.
        let file = fs::canonicalize(path).map_err(|error| at(KeyringTrouble::Read(error)))?;
        let _lock = lock(folder_of(&file)).map_err(|error| at(KeyringTrouble::Write(error)))?;
        let new = make(Self::read(&file).map_err(at)?, random).map_err(at)?;
        let rename = |temporary: &Path| fs::rename(temporary, &file);
        let written = new.text().and_then(|text| beside(&file, &text, random, rename));
        written.map(|()| new).map_err(|error| at(KeyringTrouble::Write(error)))
    }

    /// The file.
    fn text(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        let active = self.keys.first().map_or(0, |key| key.id);
        let entry = |key: &Key| KeyEntry {
            id: key.id,
            secret: Base64UrlUnpadded::encode_string(&key.secret),
            check: check(key),
            retired: key.id != active,
        };
        let mut keys: Vec<_> = self.keys.iter().map(entry).collect();
        keys.sort_unstable_by_key(|key| key.id);
        let file = KeyringFile { paydesk_keyring: VERSION, active, keys };
        // Room for all of it from the start, as in `read`.
        let mut text = Zeroizing::new(Vec::with_capacity(512 * (self.keys.len() + 1)));
        serde_json::to_writer(&mut *text, &file).map_err(io::Error::other)?;
        text.push(b'\n');
        Ok(text)
    }

    fn read(path: &Path) -> Result<Self, KeyringTrouble> {
        let file = File::open(path).map_err(KeyringTrouble::Read)?;
        refuse_exposed(&file)?;
        // Room for all of it from the start: a buffer that grows leaves copies of the secret behind.
        let room = file.metadata().map_or(MAX_FILE, |metadata| metadata.len()).min(MAX_FILE) + 1;
        let mut text = Zeroizing::new(String::with_capacity(usize::try_from(room).unwrap_or(0)));
        (&file).take(MAX_FILE).read_to_string(&mut text).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => KeyringTrouble::Damaged { detail: "not text" },
            _ => KeyringTrouble::Read(error),
        })?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, KeyringTrouble> {
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
        let mut keys: Vec<Key> = Vec::with_capacity(file.keys.len());
        for entry in &file.keys {
            if entry.id == 0 || keys.iter().any(|other| other.id == entry.id) {
                return Err(damaged("a key id is 0 or stands twice"));
            }
            // Decoded where it stays, so that no copy is left behind.
            keys.push(Key { id: entry.id, secret: [0; KEY_LEN] });
            let Some(key) = keys.last_mut() else { continue };
            let decoded = Base64UrlUnpadded::decode(&entry.secret, &mut key.secret).map(<[u8]>::len);
            if decoded != Ok(KEY_LEN) {
                return Err(damaged("a key is not 32 bytes"));
            }
            if check(key) != entry.check {
                return Err(damaged("a key does not match its check value"));
            }
        }
        let active = keys.iter().position(|key| key.id == file.active);
        let active = active.ok_or(damaged("the active key is not there"))?;
        if file.keys.iter().any(|entry| entry.retired == (entry.id == file.active)) {
            return Err(damaged("not exactly one key is in use"));
        }
        keys.swap(0, active);
        Ok(Self { keys })
    }
}

/// The start of a hash of the key, in hex.
fn check(key: &Key) -> String {
    let hash = Sha256::new().chain_update(b"paydesk keyring check v1").chain_update(key.id.to_be_bytes());
    let hash = hash.chain_update(key.secret).finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
    format!("{a:02x}{b:02x}{c:02x}{d:02x}")
}

/// Writes a new keyring. It appears whole or not at all, and never replaces one that is already there.
fn create(path: &Path, random: &mut dyn Random) -> io::Result<()> {
    let mut keyring = Keyring { keys: vec![Key { id: 1, secret: [0; KEY_LEN] }] };
    if let Some(key) = keyring.keys.first_mut() {
        random.fill(&mut key.secret)?;
    }
    create_private_folder(folder_of(path))?;
    match beside(path, &keyring.text()?, random, |temporary| fs::hard_link(temporary, path)) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// Writes `text` to a new private file beside `path`, and lets `place` put it where it belongs. Nothing else stays.
fn beside(
    path: &Path,
    text: &[u8],
    random: &mut dyn Random,
    place: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let folder = folder_of(path);
    let mut suffix = [0; 8];
    random.fill(&mut suffix)?;
    let temporary = folder.join(format!(".keyring-{:016x}.new", u64::from_be_bytes(suffix)));
    let placed = write_private(&temporary, text).and_then(|()| place(&temporary));
    let removed = match fs::remove_file(&temporary) {
        // It was renamed.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    };
    placed.and(removed).and_then(|()| sync_folder(folder))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Waits until nobody else changes keyrings of this folder. Ends with the file.
#[cfg(unix)]
fn lock(folder: &Path) -> io::Result<File> {
    let folder = File::open(folder)?;
    folder.lock()?;
    Ok(folder)
}

/// Folders cannot be locked here.
#[cfg(not(unix))]
fn lock(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes `folder` and the folders above it that are missing, for the owner only.
///
/// # Errors
/// The operating system's reason.
pub(crate) fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a new name in `folder` survive a power loss.
///
/// # Errors
/// The operating system's reason.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(unix)]
#[expect(clippy::verbose_bit_mask, reason = "permissions are read in octal")]
fn refuse_exposed(file: &File) -> Result<(), KeyringTrouble> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = file.metadata().map_err(KeyringTrouble::Read)?;
    if metadata.is_dir() {
        return Err(KeyringTrouble::Damaged { detail: "it is a folder" });
    }
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeyringTrouble::Exposed { mode }) }
}

#[cfg(not(unix))]
fn refuse_exposed(_file: &File) -> Result<(), KeyringTrouble> {
    Ok(())
}

#[cfg(test)]
mod tests {
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
    fn damage_is_told_from_a_newer_format() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("keyring");
        drop(made(&path, true));
        let good = fs::read_to_string(&path).expect("text");
        let with = |text: String| {
            fs::remove_file(&path).expect("remove");
            write_private(&path, text.as_bytes()).expect("write");
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
