//! Where a key, an answer of the terminal or a paste begins and ends. The time is passed in.
//!
//! ```text
//!          Esc                the last byte of a key
//!   Plain ─────► Begun ────────────────────────────────────► Plain
//!                  │            (silence: Esc and characters)
//!                  │  a string's start       BEL or ST, or silence
//!                  ├───────────────► Answer ───────────────► Plain
//!                  │  ESC [ 200 ~             ESC [ 201 ~
//!                  └───────────────► Paste ────────────────► Plain
//!                                             (silence: it broke off)
//! ```
//!
//! `vte` reads characters and the numbers of a whole sequence. Where one ends is found here, for two reasons: `vte` has no
//! clock and waits for an end that never comes; and it reads what displays are sent, where an Esc before a character is not
//! the Alt key.

#[cfg(test)]
mod tests;

use std::{
    sync::mpsc::Sender,
    time::{Duration, Instant},
};

use crossterm::event::KeyCode;
use zeroize::{Zeroize as _, Zeroizing};

use super::key_decoder::{Decoded, KeyDecoder};
use crate::tui::event::{Event, KeyPress};

/// The key Esc, and the first byte of every sequence.
const ESC: u8 = 0x1b;
/// Ends an answer.
const BEL: u8 = 0x07;
/// Ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// A paste has at most this many bytes: far more than any field takes.
const MAX_PASTE: usize = 64 * 1024;
/// A sequence that means something has fewer bytes. What a terminal says of itself may have more.
const MAX_SEQUENCE: usize = 64;
/// A key has at most this many bytes (`ESC [ 24 ; 5 ~` has seven): more at once come from a machine.
const MAX_KEY: usize = 8;
/// The longest pause between two bytes of a machine.
const MACHINE_GAP: Duration = Duration::from_millis(100);
/// An answer or a paste is over after so long without a machine's bytes.
const SILENCE: Duration = Duration::from_secs(2);

/// What the bytes so far are.
#[derive(Debug, Clone, Copy)]
enum ParserState {
    /// Whole.
    Plain,
    /// An Esc and perhaps more, kept in `begun`: a key, or the start of one.
    Begun,
    /// Part of a string in which the terminal says something of itself; `closing`: its last byte was an Esc.
    Answer { closing: bool },
    /// Part of a paste; the last `ending` bytes may be the start of its end.
    Paste { ending: usize, too_long: bool },
}

/// Turns bytes and pauses into events.
pub struct Parser {
    events: Sender<Event>,
    /// How long what may be the start of a key waits for its rest.
    key_timeout: Duration,
    vte: vte::Parser,
    decoder: KeyDecoder,
    state: ParserState,
    begun: Zeroizing<Vec<u8>>,
    pasted: Zeroizing<Vec<u8>>,
    /// When bytes were read last.
    last_read: Instant,
    /// When a machine's bytes were read last, or an answer or a paste began. A person's keys do not prolong either, so that
    /// the keyboard comes back also while keys go on.
    last_machine: Instant,
}

impl Parser {
    /// A parser that sends what it finds. Both buffers are as large as they get, so that growing leaves no copy behind.
    pub fn new(events: Sender<Event>, key_timeout: Duration, now: Instant) -> Self {
        Self {
            events,
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

    /// Takes what was read at once. All keys of it happened `at` that moment.
    pub fn read(&mut self, bytes: &[u8], at: Instant) {
        if bytes.len() > MAX_KEY || at <= self.last_read + MACHINE_GAP {
            self.last_machine = at;
        }
        self.last_read = at;
        for &byte in bytes {
            self.take(byte);
        }
    }

    /// When [`time_out`](Self::time_out) has to be called, if nothing is read before.
    pub fn deadline(&self) -> Option<Instant> {
        match self.state {
            ParserState::Plain => None,
            ParserState::Begun => Some(self.last_read + self.key_timeout),
            ParserState::Answer { .. } | ParserState::Paste { .. } => Some(self.last_machine + SILENCE),
        }
    }

    /// Nothing was read until the deadline: what is not whole is over.
    pub fn time_out(&mut self) {
        match self.state {
            ParserState::Plain => {}
            ParserState::Begun => self.end_as_keys(),
            ParserState::Answer { .. } => self.state = ParserState::Plain,
            ParserState::Paste { .. } => self.end_paste(Event::PasteBroken),
        }
    }

    fn take(&mut self, byte: u8) {
        match self.state {
            ParserState::Plain if byte == ESC => self.begin(),
            ParserState::Plain => self.plain(byte),
            ParserState::Begun => self.go_on(byte),
            ParserState::Answer { closing } => self.answer(byte, closing),
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

    /// A byte after an Esc and what has followed it.
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
                self.state = ParserState::Answer { closing: false };
                self.last_machine = self.last_read;
                self.answer(byte, false);
            }
            // An old report of the mouse: three bytes more, of almost any kind.
            ([ESC, b'[', b'M', ..], b' '..) | (_, b' '..=b'~') => self.add(byte),
            // No sequence goes on like this.
            _ => {
                self.end_as_keys();
                self.take(byte);
            }
        }
    }

    /// Adds a byte to a sequence, and takes the sequence when that was its last.
    fn add(&mut self, byte: u8) {
        // Never so long: its start is enough to know that it means nothing.
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

    /// What has begun was no sequence but keys: nothing of them is lost.
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

    /// A byte of a string that means nothing here.
    fn answer(&mut self, byte: u8, closing: bool) {
        match byte {
            ESC => self.state = ParserState::Answer { closing: true },
            BEL => self.state = ParserState::Plain,
            b'\\' if closing => self.state = ParserState::Plain,
            // The string broke off, and that Esc began something else.
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
        // What looked like the end was text, and this byte may be the start of another.
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

    /// The text of the paste. What is not UTF-8 is left out.
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

    fn send(&self, event: Event) {
        // Nobody takes events any more only while the program ends.
        let _ = self.events.send(event);
    }
}

/// Whether Esc and this byte start a string: OSC, DCS, SOS, PM or APC.
fn starts_string(byte: u8) -> bool {
    matches!(byte, b']' | b'P' | b'X' | b'^' | b'_')
}
