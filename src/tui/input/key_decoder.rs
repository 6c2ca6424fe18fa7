//! Decides which key a character or a whole sequence is.

use crossterm::event::{KeyCode, KeyModifiers};
use vte::{Params, Perform};

use crate::tui::event::KeyPress;

/// What a character or a sequence is.
pub enum Decoded {
    /// A key.
    Key(KeyPress),
    /// The start of a paste.
    PasteStart,
}

/// Keeps the last key until the parser takes it. Sequences that are no key are dropped here.
#[derive(Default)]
pub struct KeyDecoder {
    /// What the last character or sequence is.
    pub decoded: Option<Decoded>,
    /// An Esc came before the next character.
    alt: bool,
}

impl KeyDecoder {
    /// Counts the next character as typed with Alt.
    pub fn next_has_alt(&mut self) {
        self.alt = true;
    }

    /// `ESC O` and a character: cursor keys and number pad in application mode, and F1 to F4.
    pub fn single_shift(&mut self, last: u8) {
        let code = match last {
            b'M' => KeyCode::Enter,
            b'X' => KeyCode::Char('='),
            // From multiply to nine, in the order of ASCII.
            b'j'..=b'y' => KeyCode::Char(char::from(last - b'j' + b'*')),
            b'R' => KeyCode::F(3),
            _ => match lettered(last) {
                Some(code) => code,
                None => return,
            },
        };
        self.key(code, KeyModifiers::NONE);
    }

    /// `ESC [ [` and a letter: F1 to F5 of the Linux console.
    pub fn console(&mut self, last: u8) {
        if let b'A'..=b'E' = last {
            self.key(KeyCode::F(last - b'A' + 1), KeyModifiers::NONE);
        }
    }

    /// Keeps a key for the parser.
    fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        self.decoded = Some(Decoded::Key(KeyPress::reported(code, modifiers)));
    }

    /// A key that is one character, with Alt after an Esc.
    fn typed(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        let alt = if std::mem::take(&mut self.alt) { KeyModifiers::ALT } else { KeyModifiers::NONE };
        self.key(code, modifiers | alt);
    }
}

impl Perform for KeyDecoder {
    fn print(&mut self, c: char) {
        match c {
            // Bytes that are not UTF-8, and control characters beyond ASCII: no key types them.
            char::REPLACEMENT_CHARACTER | '\u{80}'..='\u{9f}' => self.alt = false,
            '\x7f' => self.typed(KeyCode::Backspace, KeyModifiers::NONE),
            c => self.typed(KeyCode::Char(c), KeyModifiers::NONE),
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\r' => self.typed(KeyCode::Enter, KeyModifiers::NONE),
            b'\t' => self.typed(KeyCode::Tab, KeyModifiers::NONE),
            0 => self.typed(KeyCode::Char(' '), KeyModifiers::CONTROL),
            // Ctrl and a letter, or one of the digits 4 to 7.
            1..=26 => self.typed(KeyCode::Char(char::from(byte - 1 + b'a')), KeyModifiers::CONTROL),
            28..=31 => self.typed(KeyCode::Char(char::from(byte - 28 + b'4')), KeyModifiers::CONTROL),
            _ => self.alt = false,
        }
    }

    /// `ESC [`, numbers, and a letter or `~`. With marks between, it is a report of the terminal. `R` is one as well,
    /// that of the cursor's place, although some terminals send it for F3 with a modifier.
    fn csi_dispatch(&mut self, params: &Params, marks: &[u8], too_many: bool, last: char) {
        const RELEASED: u16 = 3;
        let mut params = params.iter();
        let codes = params.next().unwrap_or(&[]);
        let number = codes.first().copied().unwrap_or(0);
        let (mask, kind) = match params.next() {
            Some([mask, kind, ..]) => (*mask, *kind),
            Some([mask]) => (*mask, 1),
            _ => (1, 1),
        };
        if !marks.is_empty() || too_many || kind == RELEASED {
            return;
        }
        let modifiers = modifiers(mask);
        let code = match last {
            '~' if number == 200 => {
                self.decoded = Some(Decoded::PasteStart);
                return;
            }
            '~' => numbered(number),
            'Z' => Some(KeyCode::BackTab),
            // With Shift, some terminals also send the shifted character.
            'u' => match codes.get(1) {
                Some(shifted) if *shifted > 0 && modifiers.contains(KeyModifiers::SHIFT) => {
                    extended(*shifted)
                }
                _ => extended(number),
            },
            'A'..='S' => u8::try_from(last).ok().and_then(lettered),
            _ => None,
        };
        if let Some(code) = code {
            self.key(code, modifiers);
        }
    }
}

/// Shift, Alt and Ctrl, as xterm numbers them.
fn modifiers(mask: u16) -> KeyModifiers {
    let bits = mask.saturating_sub(1);
    [KeyModifiers::SHIFT, KeyModifiers::ALT, KeyModifiers::CONTROL]
        .into_iter()
        .enumerate()
        .filter(|(bit, _)| bits >> bit & 1 == 1)
        .fold(KeyModifiers::NONE, |held, (_, modifier)| held | modifier)
}

/// The key of a last letter, after `ESC [` as after `ESC O`.
fn lettered(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'P' => KeyCode::F(1),
        b'Q' => KeyCode::F(2),
        b'S' => KeyCode::F(4),
        _ => return None,
    })
}

/// The key of a number, as on a VT220.
fn numbered(number: u16) -> Option<KeyCode> {
    let f = |from| u8::try_from(number - from).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => f(10),
        17..=21 => f(11),
        23..=24 => f(12),
        _ => None,
    }
}

/// The key of a code point, as extended keyboard protocols send it. The private numbers of kitty are among them: of
/// those, only the number pad means a key here.
fn extended(code: u16) -> Option<KeyCode> {
    Some(match code {
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        57399..=57416 => match "0123456789./*-+\r=,".chars().nth(usize::from(code - 57399))? {
            '\r' => KeyCode::Enter,
            c => KeyCode::Char(c),
        },
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        // `vte` clamps larger numbers to the last.
        57344..=63743 | u16::MAX => return None,
        code => KeyCode::Char(char::from_u32(code.into()).filter(|c| !c.is_control())?),
    })
}
