//! Files and nothing else: what is no file is refused at once, and never opened in a way that waits.
//!
//! Opening a pipe waits until another program opens its other end, and opening a device may do anything. Neither can hold
//! a ledger, a keyring or a configuration.

use std::{
    error::Error,
    fmt,
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Read as _},
    path::Path,
};

use zeroize::Zeroizing;

/// What was found in the place of a file. It is the inner error of an [`io::Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "other systems tell fewer kinds apart"))]
pub enum NotAFile {
    /// A folder.
    Folder,
    /// A pipe with a name (FIFO).
    Pipe,
    /// A device.
    Device,
    /// A socket.
    Socket,
}

impl NotAFile {
    /// What `error` says was found, if that is why a file was not opened.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }

    #[cfg(unix)]
    fn found(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::FileTypeExt as _;
        let kind = metadata.file_type();
        match () {
            () if kind.is_file() => None,
            () if kind.is_dir() => Some(Self::Folder),
            () if kind.is_fifo() => Some(Self::Pipe),
            () if kind.is_socket() => Some(Self::Socket),
            () => Some(Self::Device),
        }
    }

    #[cfg(not(unix))]
    fn found(metadata: &Metadata) -> Option<Self> {
        match () {
            () if metadata.is_file() => None,
            () if metadata.is_dir() => Some(Self::Folder),
            () => Some(Self::Device),
        }
    }
}

impl fmt::Display for NotAFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "a folder, not a file",
            Self::Pipe => "a pipe, not a file",
            Self::Device => "a device, not a file",
            Self::Socket => "a socket, not a file",
        })
    }
}

impl Error for NotAFile {}

/// Refuses what is at `path` unless it is a file; links are followed.
///
/// # Errors
/// [`NotAFile`], or the operating system's reason, also when nothing is there.
pub fn refuse_other_than_file(path: &Path) -> io::Result<Metadata> {
    refuse(fs::metadata(path)?)
}

/// Opens the file at `path` with `options`. Never waits, and never opens what is no file.
///
/// # Errors
/// [`NotAFile`], or the operating system's reason.
pub fn open_file(path: &Path, options: &OpenOptions) -> io::Result<File> {
    // Looked at first: opening a device may do something, as rewinding a tape does.
    match refuse_other_than_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    #[cfg(unix)]
    let options = &never_waiting(options);
    let file = options.open(path)?;
    refuse(file.metadata()?)?;
    Ok(file)
}

/// The same options, to open without waiting, in case something else was put there meanwhile. Files ignore the flag.
#[cfg(unix)]
fn never_waiting(options: &OpenOptions) -> OpenOptions {
    use rustix::fs::OFlags;
    let mut options = options.clone();
    let flags = OFlags::NONBLOCK.union(OFlags::NOCTTY).bits().cast_signed();
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags);
    options
}

/// As [`open_file`], for reading.
///
/// # Errors
/// Those of [`open_file`].
pub fn open_to_read(path: &Path) -> io::Result<File> {
    open_file(path, OpenOptions::new().read(true))
}

/// Reads `file` to its end. What was read is wiped with its value, and never moved: it may be a secret.
///
/// # Errors
/// The operating system's reason; [`io::ErrorKind::FileTooLarge`] for a file of more than `most` bytes.
pub fn read_at_most(file: &File, most: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    // One byte more, to see that the file goes on.
    let room = file.metadata().map_or(most, |metadata| metadata.len()).min(most) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(room).unwrap_or(0)));
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

fn refuse(metadata: Metadata) -> io::Result<Metadata> {
    match NotAFile::found(&metadata) {
        None => Ok(metadata),
        Some(NotAFile::Folder) => Err(io::Error::new(io::ErrorKind::IsADirectory, NotAFile::Folder)),
        Some(found) => Err(io::Error::new(io::ErrorKind::InvalidInput, found)),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::{fs::symlink, net::UnixListener};

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("file");
        fs::write(&path, "12345").expect("written");
        let read = |most| read_at_most(&open_to_read(&path).expect("opened"), most);
        for most in [5, 6] {
            let bytes = read(most).expect("read");
            assert_eq!((bytes.as_slice(), bytes.capacity()), (&b"12345"[..], 6));
        }
        assert_eq!(read(4).map_err(|error| error.kind()).err(), Some(io::ErrorKind::FileTooLarge));
    }

    #[test]
    fn only_files_are_opened_and_nothing_is_waited_for() {
        let home = tempfile::tempdir().expect("folder");
        let at = |name: &str| home.path().join(name);
        mknodat(CWD, at("pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("pipe");
        let _socket = UnixListener::bind(at("socket")).expect("socket");
        symlink(at("pipe"), at("link")).expect("link");
        for (path, expected) in [
            (home.path().to_owned(), NotAFile::Folder),
            (at("pipe"), NotAFile::Pipe),
            (at("link"), NotAFile::Pipe),
            (at("socket"), NotAFile::Socket),
            ("/dev/null".into(), NotAFile::Device),
            ("/dev/zero".into(), NotAFile::Device),
        ] {
            for options in [OpenOptions::new().read(true), OpenOptions::new().write(true).create(true)] {
                let refused = open_file(&path, options).expect_err("refused");
                assert_eq!(NotAFile::of(&refused), Some(expected), "{path:?}");
            }
            let refused = refuse_other_than_file(&path).expect_err("refused");
            assert_eq!(refused.to_string(), expected.to_string());
        }
        let missing = open_to_read(&at("none")).expect_err("missing");
        assert_eq!((missing.kind(), NotAFile::of(&missing)), (io::ErrorKind::NotFound, None));
        fs::write(at("file"), "text").expect("written");
        symlink("file", at("to-file")).expect("link");
        assert_eq!(io::read_to_string(open_to_read(&at("to-file")).expect("opened")).expect("read"), "text");
    }
}
