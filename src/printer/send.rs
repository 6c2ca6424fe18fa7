//! The ways to a printer, and the deadline.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write},
    net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs as _},
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use super::{
    command,
    error::{PrinterError, PrinterTrouble as Trouble},
};
use crate::config::PrinterTo;

/// A printer has this long to take a slip. All of it fits into the memory of any way to it, so a printer that works needs
/// milliseconds.
pub const DEADLINE: Duration = Duration::from_secs(3);

/// What became of the bytes.
#[derive(Debug)]
pub enum Outcome {
    /// The printer has taken them.
    Printed,
    /// It had taken so many of them when the deadline was over. A slow printer may still print them, so it counts as printed.
    Late {
        /// So many.
        taken: usize,
        /// Of so many.
        all: usize,
        /// The printer broke the connection after the last byte.
        is_broken: bool,
    },
    /// It has not taken them all.
    Failed(PrinterError),
}

/// Sends `bytes` to the printer, once, within `time`.
#[must_use]
pub fn send(to: &PrinterTo, bytes: &[u8], time: Duration) -> Outcome {
    let until = Deadline(Instant::now() + time);
    let done = match to {
        PrinterTo::Nowhere => Err(Trouble::Nowhere),
        PrinterTo::File(path) => to_file(path, bytes, until),
        PrinterTo::Tcp { host, port } => to_host(host, *port, bytes, until),
        PrinterTo::Command(line) => command::run(line, bytes, until),
    };
    match done {
        Ok(Taken::InTime) => Outcome::Printed,
        Ok(Taken::Late(taken)) => Outcome::Late { taken, all: bytes.len(), is_broken: false },
        Ok(Taken::Broken) => Outcome::Late { taken: bytes.len(), all: bytes.len(), is_broken: true },
        Err(trouble) => Outcome::Failed(PrinterError { to: to.clone(), trouble }),
    }
}

/// How much was taken before the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// All.
    InTime,
    /// So many bytes; if these are all, it is not known what became of them.
    Late(usize),
    /// All, but then the connection broke.
    Broken,
}

/// The moment at which nothing is waited for any more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline(Instant);

impl Deadline {
    /// What is left; `None` once it is over.
    pub(super) fn left(self) -> Option<Duration> {
        Some(self.0.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero())
    }
}

/// A device, a FIFO or a file, to which the slip is appended.
fn to_file(path: &Path, bytes: &[u8], until: Deadline) -> Result<Taken, Trouble> {
    let mut file = open(path)?;
    let mut taken = write_all(&mut file, bytes, until, wait_for_room);
    if taken.as_ref().is_ok_and(|taken| *taken == Taken::InTime) && !is_drained(&file, until) {
        taken = Ok(Taken::Late(bytes.len()));
    }
    // A serial line waits up to 30 seconds at the end for a printer that is off.
    let closed = thread::Builder::new().name("printer-close".to_owned()).spawn(move || drop(file));
    // Without a thread it was dropped here.
    drop(closed);
    taken
}

/// Opens without waiting, for a reader of a FIFO or the carrier of a line. What is not there is made, but for a device: its
/// printer is off.
fn open(path: &Path) -> Result<File, Trouble> {
    let mut options = OpenOptions::new();
    options.append(true).create(!path.starts_with("/dev"));
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    options.open(path).map_err(|error| {
        if is_without_reader(&error) {
            Trouble::NoReader
        } else if error.kind() == io::ErrorKind::NotFound && path.starts_with("/dev") {
            Trouble::NoDevice
        } else {
            Trouble::Open(error)
        }
    })
}

#[cfg(unix)]
fn is_without_reader(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error())
}

#[cfg(not(unix))]
fn is_without_reader(_: &io::Error) -> bool {
    false
}

/// Waits until the file takes more, at most this long.
#[cfg(unix)]
fn wait_for_room(file: &File, time: Duration) -> io::Result<()> {
    takes_more_within(file, time).map(drop)
}

/// Waits until a device has let go of what it took: a USB printer that is closed before drops it.
#[cfg(unix)]
fn is_drained(file: &File, until: Deadline) -> bool {
    let Some(left) = until.left() else { return false };
    takes_more_within(file, left).unwrap_or(false)
}

#[cfg(unix)]
fn takes_more_within(file: &File, time: Duration) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let time = Timespec::try_from(time).ok();
    Ok(poll(&mut [PollFd::new(file, PollFlags::OUT)], time.as_ref())? > 0)
}

#[cfg(not(unix))]
fn wait_for_room(_: &File, _: Duration) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn is_drained(_: &File, _: Deadline) -> bool {
    true
}

/// A printer in the network. Once it has all, it is waited for until it closes the connection.
fn to_host(host: &str, port: u16, bytes: &[u8], until: Deadline) -> Result<Taken, Trouble> {
    let mut stream = connect(host, port, until)?;
    let wait = |stream: &TcpStream, left| stream.set_write_timeout(Some(left));
    match write_all(&mut stream, bytes, until, wait)? {
        Taken::InTime => {}
        late @ (Taken::Late(_) | Taken::Broken) => return Ok(late),
    }
    if stream.shutdown(Shutdown::Write).is_err() {
        return Ok(Taken::Broken);
    }
    // What it says is not looked at.
    let mut said = [0; 64];
    while let Some(left) = until.left() {
        match stream.set_read_timeout(Some(left)).and_then(|()| stream.read(&mut said)) {
            Ok(0) => return Ok(Taken::InTime),
            Ok(_) => {}
            Err(error) if is_only_slow(&error) => {}
            Err(_) => return Ok(Taken::Broken),
        }
    }
    Ok(Taken::Late(bytes.len()))
}

fn connect(host: &str, port: u16, until: Deadline) -> Result<TcpStream, Trouble> {
    let mut reason = None;
    for address in addresses(host, port, until)? {
        let Some(left) = until.left() else { break };
        match TcpStream::connect_timeout(&address, left) {
            Ok(stream) => return Ok(stream),
            Err(error) => reason = Some(error),
        }
    }
    Err(Trouble::Connect(reason.unwrap_or_else(|| io::ErrorKind::TimedOut.into())))
}

/// The addresses of a host. The system may look for them for longer than there is time, so it does that on a thread of its own.
fn addresses(host: &str, port: u16, until: Deadline) -> Result<Vec<SocketAddr>, Trouble> {
    if let Ok(address) = host.parse() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (found, answer) = mpsc::channel();
    let host = host.to_owned();
    let look_up = move || {
        // It fails once the deadline is over.
        let _ = found.send((host.as_str(), port).to_socket_addrs().map(Iterator::collect));
    };
    let started = thread::Builder::new().name("printer-host".to_owned()).spawn(look_up);
    started.map_err(Trouble::Connect)?;
    match answer.recv_timeout(until.left().unwrap_or_default()) {
        Ok(Ok(addresses)) => Ok(addresses),
        _ => Err(Trouble::NoHost),
    }
}

/// Writes all of `bytes` before the deadline. `wait` lets a write last no longer than it is told.
fn write_all<W: Write>(
    out: &mut W,
    bytes: &[u8],
    until: Deadline,
    wait: impl Fn(&W, Duration) -> io::Result<()>,
) -> Result<Taken, Trouble> {
    let mut taken = 0;
    while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
        let cut = |reason| Trouble::Cut { taken, all: bytes.len(), reason };
        let Some(left) = until.left() else {
            return if taken == 0 { Err(Trouble::Silent) } else { Ok(Taken::Late(taken)) };
        };
        match wait(out, left).and_then(|()| out.write(rest)) {
            Ok(0) => return Err(cut(io::ErrorKind::WriteZero.into())),
            Ok(more) => taken += more,
            Err(error) if is_only_slow(&error) => {}
            Err(error) => return Err(cut(error)),
        }
    }
    Ok(Taken::InTime)
}

fn is_only_slow(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}
