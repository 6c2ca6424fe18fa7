//! Reads the terminal: its bytes become keys and pastes; its reports about itself become neither.
//!
//! On Unix the bytes are read here and not by crossterm. crossterm loses the number pad in application mode, types late
//! reports of the terminal as text, stops reading when the end of a paste never comes, and keeps a card number in its
//! buffer.
//!
//! | module | contents |
//! |---|---|
//! | `parser` | where a key, a report or a paste begins and ends, by bytes and pauses |
//! | `key_decoder` | which key a character or a whole sequence is |

#[cfg(unix)]
mod key_decoder;
#[cfg(unix)]
mod parser;

use std::{
    io,
    sync::mpsc::{Sender, SyncSender},
    time::Instant,
};

use super::{event::Event, fault};

/// As many bytes as a terminal delivers at once.
#[cfg(unix)]
const MAX_READ: usize = 4096;

/// Reads the terminal and sends events, each once there is room for it, until it cannot be read any more; returns the reason.
#[cfg(unix)]
pub fn read(events: &Sender<Event>, room: &SyncSender<()>) -> io::Error {
    let mut parser = parser::Parser::new(events.clone(), room.clone(), key_timeout(), Instant::now());
    let mut buffer = zeroize::Zeroizing::new([0; MAX_READ]);
    loop {
        if let Err(error) = step(&mut parser, &mut *buffer) {
            return error;
        }
    }
}

/// Waits for bytes or for the parser's deadline, and lets `parser` handle them.
#[cfg(unix)]
fn step(parser: &mut parser::Parser, buffer: &mut [u8]) -> io::Result<()> {
    use rustix::{
        event::{PollFd, PollFlags, Timespec, poll},
        io::Errno,
    };
    use zeroize::Zeroize as _;

    let stdin = io::stdin();
    let timeout = parser.deadline().map(|at| at.saturating_duration_since(Instant::now()));
    let timeout = timeout.map(Timespec::try_from).transpose().map_err(io::Error::other)?;
    match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], timeout.as_ref()) {
        Ok(0) => {
            parser.time_out();
            return Ok(());
        }
        Ok(_) => {}
        Err(Errno::INTR) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let count = match rustix::io::read(&stdin, &mut *buffer) {
        Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(count) => count,
        // A signal came, or another program on this terminal has read the bytes.
        Err(Errno::INTR | Errno::AGAIN) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    fault::point("input");
    let bytes = &mut buffer[..count];
    parser.read(bytes, Instant::now());
    bytes.zeroize();
    Ok(())
}

/// How long the start of a sequence waits for its rest. Over SSH, pauses within one key are longer.
#[cfg(unix)]
fn key_timeout() -> std::time::Duration {
    let remote = ["SSH_CONNECTION", "SSH_TTY"].iter().any(|name| std::env::var_os(name).is_some());
    std::time::Duration::from_millis(if remote { 100 } else { 30 })
}

/// Reads the terminal and sends events, each once there is room for it, until it cannot be read any more; returns the reason.
#[cfg(not(unix))]
pub fn read(events: &Sender<Event>, room: &SyncSender<()>) -> io::Error {
    loop {
        let raw = match crossterm::event::read() {
            Ok(raw) => raw,
            Err(error) => return error,
        };
        fault::point("input");
        if let Some(event) = super::event::from_raw(raw, Instant::now()) {
            // Sending fails only while the program ends.
            if event.is_typed() {
                let _ = room.send(());
            }
            let _ = events.send(event);
        }
    }
}
