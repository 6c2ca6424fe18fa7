//! Where the centre is, and how it is reached: a URL as PostgreSQL knows it, certificates, and a password from a private file.

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr as _,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio_postgres::config::{Config, Host, SslMode};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    files::{Draft, Readers, is_exposed, open_locked, open_to_read, read_at_most, real_path, with_suffix},
    record::{AddressError, LedgerId},
};

/// The longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// Bytes of the file of an enrolled ledger, and of one with a password.
const MAX_FILE: u64 = 8 * 1024;
/// What the name of the file of an enrolled ledger has after that of the keyring.
const SUFFIX: &str = ".central";
/// The format of that file.
const FORMAT: u32 = 1;

/// Where the centre is.
#[derive(Clone)]
pub struct Address {
    /// The URL, without a password.
    url: String,
    pub(super) config: Config,
    /// The certificates that the centre's has to go back to; `None` for a socket of this machine.
    pub(super) verified: Option<Roots>,
}

/// The certificates that are trusted.
#[derive(Clone)]
pub(super) enum Roots {
    /// Those of the system.
    System,
    /// Those of this file.
    File(PathBuf),
}

impl Address {
    /// Reads a URL: `postgresql://owner@centre.example:5432/paydesk?sslmode=verify-full&sslrootcert=/etc/paydesk/ca.pem`, or for a
    /// socket of this machine `postgresql:///paydesk?host=/run/postgresql&user=owner&sslmode=disable`.
    ///
    /// # Errors
    /// [`AddressError`].
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut roots, mut others) = ("verify-full", Roots::System, Vec::new());
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("sslmode", value)) => mode = value,
                Some(("sslrootcert", "system")) => roots = Roots::System,
                Some(("sslrootcert", file)) => roots = Roots::File(file.into()),
                _ => others.push(part),
            }
        }
        let rest = if others.is_empty() { base.to_owned() } else { format!("{base}?{}", others.join("&")) };
        let mut config = Config::from_str(&rest).map_err(|error| AddressError::Url(reason_of(&error)))?;
        if config.get_password().is_some() {
            return Err(AddressError::Password);
        }
        let hosts = config.get_hosts();
        let is_local = !hosts.is_empty() && hosts.iter().all(|host| !matches!(host, Host::Tcp(_)));
        let verified = match (mode, is_local) {
            ("disable" | "verify-full", true) => None,
            ("verify-full", false) => Some(roots),
            _ => return Err(AddressError::Unverified),
        };
        config.ssl_mode(if verified.is_some() { SslMode::Require } else { SslMode::Disable });
        config.connect_timeout(CONNECT).tcp_user_timeout(CONNECT * 3).application_name("paydesk");
        Ok(Self { url: url.to_owned(), config, verified })
    }

    /// The same, with a password.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.config.password(password);
        self
    }

    /// The same, as another user.
    fn with_user(mut self, user: &str) -> Self {
        self.config.user(user);
        self
    }

    /// The URL, as it was given.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn reason_of(error: &tokio_postgres::Error) -> String {
    let mut reason = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    reason
}

/// Why the private file of an enrolled ledger, or of a password, cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EnrolmentError {
    /// It cannot be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        reason: io::Error,
    },
    /// Others than its owner can read it.
    #[error("{}: others can read it", .0.display())]
    Exposed(PathBuf),
    /// The URL in it is not taken.
    #[error(transparent)]
    Address(#[from] AddressError),
}

/// What a ledger was given when it was enrolled: where to ship to, and as whom.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    paydesk_central: u32,
    /// The URL that it was enrolled with; its user is not the one who ships.
    pub url: String,
    /// The role of the ledger.
    pub role: String,
    password: String,
    /// Which ledger, as hex digits.
    ledger: String,
    /// The number of the shop.
    pub shop: u32,
}

impl Drop for Enrolment {
    fn drop(&mut self) {
        self.password.zeroize();
    }
}

impl Enrolment {
    pub(super) fn new(url: &str, role: String, password: &str, ledger: LedgerId, shop: u32) -> Self {
        let (url, password, ledger) = (url.to_owned(), password.to_owned(), ledger.to_string());
        Self { paydesk_central: FORMAT, url, role, password, ledger, shop }
    }

    /// Where it is kept: beside the keyring.
    #[must_use]
    pub fn file(keyring: &Path) -> PathBuf {
        with_suffix(&real_path(keyring), SUFFIX)
    }

    /// That of the ledgers of this keyring; `None` where none was enrolled.
    ///
    /// # Errors
    /// [`EnrolmentError`].
    pub fn read(keyring: &Path) -> Result<Option<Self>, EnrolmentError> {
        let path = Self::file(keyring);
        let Some(bytes) = read_private(&path)? else { return Ok(None) };
        let read: Self = serde_json::from_slice(&bytes).map_err(|error| file_error(&path, error.into()))?;
        if read.paydesk_central != FORMAT {
            return Err(file_error(&path, io::ErrorKind::InvalidData.into()));
        }
        Ok(Some(read))
    }

    /// Writes it beside the keyring, in place of an earlier one.
    ///
    /// # Errors
    /// [`EnrolmentError::File`].
    pub(super) fn write(&self, keyring: &Path) -> Result<(), EnrolmentError> {
        let path = Self::file(keyring);
        let text = serde_json::to_vec(self).map_err(io::Error::from).map(Zeroizing::new);
        let written = text.and_then(|mut text| {
            text.push(b'\n');
            Draft::of(&text, &path, Readers::Owner)?.replace(&path)
        });
        written.map_err(|error| file_error(&path, error))
    }

    /// Holds the right to ship the ledgers of this keyring, of all tills with it at one time; `None` while another one has it. It ends with
    /// the program, even when that is killed.
    #[must_use]
    pub fn lease(keyring: &Path) -> Option<fs::File> {
        open_locked(&Self::file(keyring), false)
    }

    /// Where to ship to.
    ///
    /// # Errors
    /// [`EnrolmentError::Address`].
    pub fn address(&self) -> Result<Address, EnrolmentError> {
        Ok(Address::parse(&self.url)?.with_user(&self.role).with_password(&self.password))
    }

    /// Whether it is that of this ledger.
    #[must_use]
    pub fn is_of(&self, ledger: LedgerId) -> bool {
        self.ledger == ledger.to_string()
    }
}

/// Reads a password: the first line of a private file.
///
/// # Errors
/// [`EnrolmentError`].
pub(crate) fn read_password(path: &Path) -> Result<Zeroizing<String>, EnrolmentError> {
    let bytes = read_private(path)?.ok_or_else(|| file_error(path, io::ErrorKind::NotFound.into()))?;
    let text = std::str::from_utf8(&bytes);
    let text = text.or(Err(file_error(path, io::ErrorKind::InvalidData.into())))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

/// The bytes of a file that nobody else can read; `None` when there is none.
fn read_private(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, EnrolmentError> {
    let file = match open_to_read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(|error| file_error(path, error))?,
    };
    let metadata = fs::metadata(path).map_err(|error| file_error(path, error))?;
    if is_exposed(&metadata) {
        return Err(EnrolmentError::Exposed(path.to_owned()));
    }
    read_at_most(&file, MAX_FILE).map(Some).map_err(|error| file_error(path, error))
}

fn file_error(path: &Path, reason: io::Error) -> EnrolmentError {
    EnrolmentError::File { path: path.to_owned(), reason }
}
