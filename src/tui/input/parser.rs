//! Finds where a key, a report of the terminal or a paste begins and ends. The time is passed in.
//!
//! ```text
//!          Esc                the last byte of a key
//!   Plain ─────► Begun ────────────────────────────────────► Plain
//!                  │            (silence: Esc and characters)
//!                  │  a string's start       BEL or ST, or silence
//!                  ├───────────────► Report ───────────────► Plain
//!                  │  ESC [ 200 ~             ESC [ 201 ~
//!                  └───────────────► Paste ────────────────► Plain
//!                                             (silence: it broke off)
//! ```
//!
//! `vte` decodes characters and whole sequences. Where a sequence ends is found here, for two reasons: `vte` has no clock
//! and would wait forever for an end that never comes; and it is made for the output of programs, where an Esc before a
//! character is not the Alt key.

#[cfg(test)]
mod tests;

use std::{
    sync::mpsc::{Sender, SyncSender},
    time::{Duration, Instant},
};

use crossterm::event::KeyCode;
use zeroize::{Zeroize as _, Zeroizing};

use super::key_decoder::{Decoded, KeyDecoder};
use crate::tui::event::{Event, KeyPress};

/// The key Esc, and the first byte of every sequence.
const ESC: u8 = 0x1b;
/// Ends a report.
const BEL: u8 = 0x07;
/// Ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// Longest paste in bytes: far more than any field takes.
const MAX_PASTE: usize = 64 * 1024;
/// Sequences of keys have fewer bytes than this. A report of the terminal may have more.
const MAX_SEQUENCE: usize = 64;
/// Longest key in bytes (`ESC [ 24 ; 5 ~` has seven): more at once come from a machine.
const MAX_KEY: usize = 8;
/// The longest pause between two bytes of a machine.
const MACHINE_GAP: Duration = Duration::from_millis(100);
/// A report or a paste is over after this time without a machine's bytes.
const SILENCE: Duration = Duration::from_secs(2);

/// What the bytes so far belong to.
#[derive(Debug, Clone, Copy)]
enum ParserState {
    /// Nothing is begun.
    Plain,
    /// An Esc and perhaps more, kept in `begun`: a key, or the start of a sequence.
    Begun,
    /// Part of a string in which the terminal reports something; `closing`: its last byte was an Esc.
    Report { closing: bool },
    /// Part of a paste; the last `ending` bytes may be the start of its end.
    Paste { ending: usize, too_long: bool },
}

/// Turns bytes and pauses into events.
pub struct Parser {
    events: Sender<Event>,
    /// Room for as many keys as wait to be handled; see [`Parser::send`].
    room: SyncSender<()>,
    /// How long the start of a sequence waits for its rest.
    key_timeout: Duration,
    vte: vte::Parser,
    decoder: KeyDecoder,
    state: ParserState,
    begun: Zeroizing<Vec<u8>>,
    pasted: Zeroizing<Vec<u8>>,
    /// When bytes were read last.
    last_read: Instant,
    /// When a machine's bytes were read last, or a report or a paste began. A person's keys prolong neither: they would
    /// keep the keyboard dead for as long as the person tries keys.
    last_machine: Instant,
}

impl Parser {
    /// A parser that sends what it finds. Both buffers have their full size at once: growing would leave copies behind.
    pub fn new(events: Sender<Event>, room: SyncSender<()>, key_timeout: Duration, now: Instant) -> Self {
        Self {
            events,
            room,
            key_timeout,
            vte: vte::Parser::new(),
            decoder: KeyDecoder::default(),
            state: ParserState::Plain,
            begun: Zeroizing::new(Vec::with_capacity(MAX_SEQUENCE)),
            pasted: Zeroizing::new(Vec::with_capacity(MAX_PASTE)),
            last_read: now,
            last_machine: now,
        }
    }

    /// Parses what was read in one go. All keys in it count as pressed `at` that moment.
    pub fn read(&mut self, bytes: &[u8], at: Instant) {
        if bytes.len() > MAX_KEY || at <= self.last_read + MACHINE_GAP {
            self.last_machine = at;
        }
        self.last_read = at;
        for &byte in bytes {
            self.take(byte);
        }
    }

    /// When to call [`time_out`](Self::time_out), unless bytes come before.
    pub fn deadline(&self) -> Option<Instant> {
        match self.state {
            ParserState::Plain => None,
            ParserState::Begun => Some(self.last_read + self.key_timeout),
            ParserState::Report { .. } | ParserState::Paste { .. } => Some(self.last_machine + SILENCE),
        }
    }

    /// No bytes came until the deadline: what has begun is over.
    pub fn time_out(&mut self) {
        match self.state {
            ParserState::Plain => {}
            ParserState::Begun => self.end_as_keys(),
            ParserState::Report { .. } => self.state = ParserState::Plain,
            ParserState::Paste { .. } => self.end_paste(Event::PasteBroken),
        }
    }

    /// Handles one byte.
    fn take(&mut self, byte: u8) {
        match self.state {
            ParserState::Plain if byte == ESC => self.begin(),
            ParserState::Plain => self.plain(byte),
            ParserState::Begun => self.go_on(byte),
            ParserState::Report { closing } => self.report(byte, closing),
            ParserState::Paste { ending, too_long } => self.paste(byte, ending, too_long),
        }
    }

    fn plain(&mut self, byte: u8) {
        self.vte.advance(&mut self.decoder, &[byte]);
        self.send_decoded();
    }

    fn begin(&mut self) {
        self.state = ParserState::Begun;
        self.begun.push(ESC);
    }

    /// A byte that follows an Esc and what came after it.
    fn go_on(&mut self, byte: u8) {
        match (self.begun.as_slice(), byte) {
            ([ESC], ESC) => self.key(KeyCode::Esc),
            ([ESC], b'[' | b'O') => self.begun.push(byte),
            ([ESC], _) if starts_string(byte) => self.begun.push(byte),
            ([ESC], _) => {
                self.forget_begun();
                self.decoder.next_has_alt();
                self.plain(byte);
            }
            ([ESC, start], _) if starts_string(*start) => {
                self.forget_begun();
                self.state = ParserState::Report { closing: false };
                self.last_machine = self.last_read;
                self.report(byte, false);
            }
            // The oldest kind of mouse report: three more bytes of almost any value.
            ([ESC, b'[', b'M', ..], b' '..) | (_, b' '..=b'~') => self.add(byte),
            // No sequence continues with this byte.
            _ => {
                self.end_as_keys();
                self.take(byte);
            }
        }
    }

    /// Adds a byte to a sequence, and decodes the sequence when that was its last.
    fn add(&mut self, byte: u8) {
        // No key is that long, so the rest of the sequence need not be kept.
        if self.begun.len() < MAX_SEQUENCE {
            self.begun.push(byte);
        }
        match self.begun.as_slice() {
            [ESC, b'[', b'['] => return,
            [ESC, b'[', b'[', key] => self.decoder.console(*key),
            [ESC, b'[', b'M', mouse @ ..] if mouse.len() < 3 => return,
            [ESC, b'[', b'M', ..] => {}
            _ if !matches!(byte, b'@'..=b'~') => return,
            long if long.len() == MAX_SEQUENCE => {}
            [ESC, b'O', key] => self.decoder.single_shift(*key),
            [ESC, b'[', ..] => self.vte.advance(&mut self.decoder, &self.begun),
            _ => {}
        }
        self.forget_begun();
        self.send_decoded();
    }

    /// What has begun was not a sequence but single keys: all of them are sent.
    fn end_as_keys(&mut self) {
        self.state = ParserState::Plain;
        if let [ESC, start] = self.begun[..]
            && starts_string(start)
        {
            self.decoder.next_has_alt();
        } else {
            self.key(KeyCode::Esc);
        }
        for index in 1..self.begun.len() {
            self.plain(self.begun[index]);
        }
        self.forget_begun();
    }

    fn forget_begun(&mut self) {
        self.begun.zeroize();
        self.state = ParserState::Plain;
    }

    /// A byte of a report: it is dropped.
    fn report(&mut self, byte: u8, closing: bool) {
        match byte {
            ESC => self.state = ParserState::Report { closing: true },
            BEL => self.state = ParserState::Plain,
            b'\\' if closing => self.state = ParserState::Plain,
            // The string broke off: that Esc began something else.
            _ if closing => {
                self.begin();
                self.go_on(byte);
            }
            _ => {}
        }
    }

    /// A byte of a paste.
    fn paste(&mut self, byte: u8, ending: usize, mut too_long: bool) {
        if byte == PASTE_END[ending] {
            if ending + 1 == PASTE_END.len() {
                let whole = if too_long { Event::PasteTooLong } else { Event::Paste(self.text()) };
                return self.end_paste(whole);
            }
            self.state = ParserState::Paste { ending: ending + 1, too_long };
            return;
        }
        // What looked like the end was text; this byte may start the real end.
        let text = if ending == 0 { &[byte] } else { &PASTE_END[..ending] };
        if !too_long && self.pasted.len() + text.len() > MAX_PASTE {
            self.pasted.zeroize();
            too_long = true;
        }
        if !too_long {
            self.pasted.extend_from_slice(text);
        }
        self.state = ParserState::Paste { ending: 0, too_long };
        if ending > 0 {
            self.take(byte);
        }
    }

    /// The text of the paste, without bytes that are not UTF-8.
    fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(self.pasted.len()));
        self.pasted.utf8_chunks().for_each(|chunk| text.push_str(chunk.valid()));
        text
    }

    fn end_paste(&mut self, event: Event) {
        self.pasted.zeroize();
        self.state = ParserState::Plain;
        self.send(event);
    }

    fn send_decoded(&mut self) {
        match self.decoder.decoded.take() {
            Some(Decoded::Key(key)) => self.send(Event::Key(key, self.last_read)),
            Some(Decoded::PasteStart) => {
                self.state = ParserState::Paste { ending: 0, too_long: false };
                self.last_machine = self.last_read;
            }
            None => {}
        }
    }

    fn key(&self, code: KeyCode) {
        self.send(Event::Key(KeyPress::plain(code), self.last_read));
    }

    /// Sends an event. Waits while too many are not handled yet: the terminal keeps what is typed meanwhile, and nothing is lost.
    fn send(&self, event: Event) {
        // Sending fails only while the program ends.
        let _ = self.room.send(());
        let _ = self.events.send(event);
    }
}

/// Whether Esc and this byte start a string (OSC, DCS, SOS, PM or APC).
fn starts_string(byte: u8) -> bool {
    matches!(byte, b']' | b'P' | b'X' | b'^' | b'_')
}
