//! Everything that the screens react to. What the terminal reports beyond that is dropped here.

use std::time::Instant;

use crossterm::event::{KeyCode, KeyModifiers};
use zeroize::Zeroizing;

use crate::tui::{backup::BackupNews, protocol::Reply};
#[cfg(feature = "central")]
use crate::{central::Lag, record::OfficeStatus};

/// An event.
#[cfg_attr(not(unix), expect(dead_code, reason = "signals are Unix's alone"))]
pub enum Event {
    /// A key, read at this moment.
    Key(KeyPress, Instant),
    /// Pasted text.
    Paste(Zeroizing<String>),
    /// A paste was too long; all of it was dropped.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only our own reader says so"))]
    PasteTooLong,
    /// A paste began and never ended; all of it was dropped.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only our own reader says so"))]
    PasteBroken,
    /// The window has another size, or was uncovered: everything is drawn anew.
    Resize,
    /// The worker replies.
    Reply(Box<Reply>),
    /// The worker has ended by itself.
    WorkerGone,
    /// The system asks the program to stop until it is continued.
    Suspend,
    /// The system asks the program to end, with this signal.
    Terminate(u8),
    /// The terminal cannot be read any more.
    InputGone(std::io::Error),
    /// Another till has written to the ledger.
    LedgerChanged,
    /// The file at the ledger's path is not the one that was opened.
    LedgerMisplaced,
    /// The file that was opened is at the ledger's path again.
    LedgerBack,
    /// Another program has this till's number on this ledger from now on, or has it no more.
    TillShared(bool),
    /// Something about copies of the ledger.
    Backup(Box<BackupNews>),
    /// How far the centre is behind; nothing as long as it was not reached.
    #[cfg(feature = "central")]
    Shipping(Option<Lag>),
    /// At head office: how the centre is, and that shops have shipped something.
    #[cfg(feature = "central")]
    Office(OfficeStatus),
    /// The app's deadline has come.
    Tick,
}

impl Event {
    /// Whether it is of the keyboard: a key, or a paste and what became of it.
    pub fn is_typed(&self) -> bool {
        matches!(self, Self::Key(..) | Self::Paste(_) | Self::PasteTooLong | Self::PasteBroken)
    }
}

/// A key with its modifiers. Shift is part of the character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyPress {
    /// Which key.
    pub code: KeyCode,
    /// Whether Ctrl was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

impl KeyPress {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// A line feed: the keypad's Enter on some terminals, and the second half of the CR LF that some readers send.
    pub const LINE_FEED: Self = Self { code: KeyCode::Enter, ctrl: true, alt: false };

    /// A character key.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// A function key.
    pub const fn f(number: u8) -> Self {
        Self::plain(KeyCode::F(number))
    }

    /// Ctrl and a letter.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true, alt: false }
    }

    /// Ctrl and a key.
    pub const fn ctrl_code(code: KeyCode) -> Self {
        Self { code, ctrl: true, alt: false }
    }

    /// Alt and a character.
    pub const fn alt(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: false, alt: true }
    }

    /// A key as a terminal reports it. Keys that terminals send in two ways become one here.
    pub fn reported(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let held = |modifier| modifiers.contains(modifier);
        let (ctrl, alt) = (held(KeyModifiers::CONTROL), held(KeyModifiers::ALT));
        match code {
            // Backspace may arrive as Ctrl+H.
            KeyCode::Char('j' | 'ㅓ') if ctrl => Self::LINE_FEED,
            KeyCode::Char('h' | 'ㅗ') if ctrl => Self::plain(KeyCode::Backspace),
            KeyCode::Char(c) if ctrl || alt => {
                Self { code: KeyCode::Char(latin(c).to_ascii_lowercase()), ctrl, alt }
            }
            KeyCode::Char(c) => Self::char(c),
            KeyCode::Tab if held(KeyModifiers::SHIFT) => Self::plain(KeyCode::BackTab),
            code => Self { code, ctrl, alt },
        }
    }

    /// The character that this key types; `None` for a command.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// The name in the key bar and in help.
    pub fn name(self) -> String {
        let name = match self.code {
            KeyCode::F(number) => format!("F{number}"),
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(c) if self.ctrl || self.alt => c.to_uppercase().to_string(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::Enter => "Enter".to_owned(),
            KeyCode::Esc => "Esc".to_owned(),
            KeyCode::Tab => "Tab".to_owned(),
            KeyCode::BackTab => "Shift+Tab".to_owned(),
            KeyCode::Backspace => "Backspace".to_owned(),
            KeyCode::Delete => "Del".to_owned(),
            KeyCode::Up => "↑".to_owned(),
            KeyCode::Down => "↓".to_owned(),
            KeyCode::Left => "←".to_owned(),
            KeyCode::Right => "→".to_owned(),
            KeyCode::Home => "Home".to_owned(),
            KeyCode::End => "End".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            other => format!("{other:?}"),
        };
        match (self.ctrl, self.alt) {
            (true, _) => format!("Ctrl+{name}"),
            (_, true) => format!("Alt+{name}"),
            _ => name,
        }
    }
}

/// Our event for one of crossterm's, which reads the terminal outside of Unix; `None` for what Paydesk ignores. Releases
/// are dropped, repeats count as presses.
#[cfg(not(unix))]
pub fn from_raw(raw: crossterm::event::Event, at: Instant) -> Option<Event> {
    use crossterm::event::{Event as Raw, KeyEventKind};
    match raw {
        Raw::Key(key) if key.kind == KeyEventKind::Release => None,
        Raw::Key(key) => Some(Event::Key(KeyPress::reported(key.code, key.modifiers), at)),
        Raw::Paste(text) => Some(Event::Paste(Zeroizing::new(text))),
        Raw::Resize(..) => Some(Event::Resize),
        Raw::FocusGained | Raw::FocusLost | Raw::Mouse(_) => None,
    }
}

/// The Latin letter on the key that types this letter of Hangul (the two-set layout, KS X 5002), so that Ctrl and Alt
/// work while the Korean keyboard is on. Other characters stay as they are. Ours: crossterm reports the letter of
/// Hangul, and a layout library would bring many keyboards for this one of 33 keys.
fn latin(c: char) -> char {
    const KEYS: [(char, char); 33] = [
        ('ㅂ', 'q'),
        ('ㅈ', 'w'),
        ('ㄷ', 'e'),
        ('ㄱ', 'r'),
        ('ㅅ', 't'),
        ('ㅛ', 'y'),
        ('ㅕ', 'u'),
        ('ㅑ', 'i'),
        ('ㅐ', 'o'),
        ('ㅔ', 'p'),
        ('ㅁ', 'a'),
        ('ㄴ', 's'),
        ('ㅇ', 'd'),
        ('ㄹ', 'f'),
        ('ㅎ', 'g'),
        ('ㅗ', 'h'),
        ('ㅓ', 'j'),
        ('ㅏ', 'k'),
        ('ㅣ', 'l'),
        ('ㅋ', 'z'),
        ('ㅌ', 'x'),
        ('ㅊ', 'c'),
        ('ㅍ', 'v'),
        ('ㅠ', 'b'),
        ('ㅜ', 'n'),
        ('ㅡ', 'm'),
        ('ㅃ', 'q'),
        ('ㅉ', 'w'),
        ('ㄸ', 'e'),
        ('ㄲ', 'r'),
        ('ㅆ', 't'),
        ('ㅒ', 'o'),
        ('ㅖ', 'p'),
    ];
    KEYS.iter().find(|(hangul, _)| *hangul == c).map_or(c, |(_, latin)| *latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reported_keys_become_ours() {
        use KeyModifiers as M;
        for (code, modifiers, expected) in [
            (KeyCode::Enter, M::NONE, KeyPress::plain(KeyCode::Enter)),
            (KeyCode::Char('j'), M::CONTROL, KeyPress::LINE_FEED),
            (KeyCode::Char('h'), M::CONTROL, KeyPress::plain(KeyCode::Backspace)),
            (KeyCode::Char('Q'), M::CONTROL | M::SHIFT, KeyPress::ctrl('q')),
            (KeyCode::Char('A'), M::SHIFT, KeyPress::char('A')),
            (KeyCode::Char('가'), M::NONE, KeyPress::char('가')),
            (KeyCode::Char('ㅊ'), M::CONTROL, KeyPress::ctrl('c')),
            (KeyCode::Char('ㅂ'), M::CONTROL, KeyPress::ctrl('q')),
            (KeyCode::Char('ㅂ'), M::NONE, KeyPress::char('ㅂ')),
            (KeyCode::Tab, M::SHIFT, KeyPress::plain(KeyCode::BackTab)),
            (KeyCode::BackTab, M::SHIFT, KeyPress::plain(KeyCode::BackTab)),
            (KeyCode::Char('1'), M::ALT, KeyPress::alt('1')),
            (KeyCode::Home, M::CONTROL, KeyPress::ctrl_code(KeyCode::Home)),
        ] {
            assert_eq!(KeyPress::reported(code, modifiers), expected);
        }
    }

    #[test]
    fn keys_have_names() {
        let names: Vec<String> = [
            KeyPress::f(2),
            KeyPress::ctrl('q'),
            KeyPress::alt('1'),
            KeyPress::char('+'),
            KeyPress::plain(KeyCode::BackTab),
        ]
        .map(KeyPress::name)
        .into();
        assert_eq!(names, ["F2", "Ctrl+Q", "Alt+1", "+", "Shift+Tab"]);
    }
}
