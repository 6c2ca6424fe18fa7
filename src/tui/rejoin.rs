//! Putting together what a slow line has split: a function key arrives as Esc and a few characters, and over a slow line
//! with a pause between them. A lone Esc is held for a moment to see whether it is the start of one.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// How long an Esc is held.
const PATIENCE: Duration = Duration::from_millis(30);
/// How long an Esc is held over SSH, where pauses are longer.
const PATIENCE_REMOTE: Duration = Duration::from_millis(100);

/// Where raw events come from: the terminal, or a test.
pub trait Source {
    /// The next event, however long it takes.
    fn read(&mut self) -> std::io::Result<Event>;
    /// Whether an event comes within `patience`.
    fn poll(&mut self, patience: Duration) -> std::io::Result<bool>;
}

/// The terminal.
pub struct Tty;

impl Source for Tty {
    fn read(&mut self) -> std::io::Result<Event> {
        crossterm::event::read()
    }

    fn poll(&mut self, patience: Duration) -> std::io::Result<bool> {
        crossterm::event::poll(patience)
    }
}

/// How long to hold an Esc here.
pub fn patience() -> Duration {
    let remote = ["SSH_CONNECTION", "SSH_TTY"].iter().any(|name| std::env::var_os(name).is_some());
    if remote { PATIENCE_REMOTE } else { PATIENCE }
}

/// Reads the next events: one, or the parts of what looked like a split key and was none.
pub fn read(source: &mut impl Source, patience: Duration) -> std::io::Result<Vec<Event>> {
    let first = source.read()?;
    if !is_esc(&first) {
        return Ok(vec![first]);
    }
    let mut held = vec![first];
    let mut rest = String::new();
    while source.poll(patience)? {
        let next = source.read()?;
        if is_esc(&next) {
            // What was held is no key; this one may be the start of one.
            rest.clear();
            held.push(next);
            continue;
        }
        let typed = typed(&next);
        held.push(next);
        let Some(c) = typed else { return Ok(held) };
        rest.push(c);
        match joined(&rest) {
            Joined::Key(code, modifiers) => {
                // The Esc that the key started with, and what followed it.
                held.truncate(held.len() - 1 - rest.chars().count());
                held.push(Event::Key(KeyEvent::new(code, modifiers)));
                return Ok(held);
            }
            Joined::Never => return Ok(held),
            Joined::NotYet => {}
        }
    }
    Ok(held)
}

fn is_esc(event: &Event) -> bool {
    matches!(event, Event::Key(KeyEvent { code: KeyCode::Esc, kind: KeyEventKind::Press, modifiers, .. })
        if modifiers.is_empty())
}

fn typed(event: &Event) -> Option<char> {
    match event {
        Event::Key(KeyEvent { code: KeyCode::Char(c), kind: KeyEventKind::Press, modifiers, .. })
            if !modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) =>
        {
            Some(*c)
        }
        _ => None,
    }
}

/// What the characters after an Esc are.
#[derive(Debug, PartialEq, Eq)]
enum Joined {
    Key(KeyCode, KeyModifiers),
    NotYet,
    Never,
}

fn joined(rest: &str) -> Joined {
    let key = |code| Joined::Key(code, KeyModifiers::NONE);
    let mut chars = rest.chars();
    match (chars.next(), chars.as_str()) {
        (Some('O' | '['), "") => Joined::NotYet,
        (Some('O'), "P") => key(KeyCode::F(1)),
        (Some('O'), "Q") => key(KeyCode::F(2)),
        (Some('O'), "R") => key(KeyCode::F(3)),
        (Some('O'), "S") => key(KeyCode::F(4)),
        (Some('O' | '['), "A") => key(KeyCode::Up),
        (Some('O' | '['), "B") => key(KeyCode::Down),
        (Some('O' | '['), "C") => key(KeyCode::Right),
        (Some('O' | '['), "D") => key(KeyCode::Left),
        (Some('O' | '['), "H") => key(KeyCode::Home),
        (Some('O' | '['), "F") => key(KeyCode::End),
        (Some('['), "Z") => Joined::Key(KeyCode::BackTab, KeyModifiers::SHIFT),
        (Some('['), number) => match number.strip_suffix('~') {
            Some(number) => numbered(number).map_or(Joined::Never, key),
            None if number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit()) => Joined::NotYet,
            None => Joined::Never,
        },
        _ => Joined::Never,
    }
}

/// The keys that a VT220 numbers.
fn numbered(number: &str) -> Option<KeyCode> {
    Some(match number.parse::<u8>().ok()? {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        number @ 11..=15 => KeyCode::F(number - 10),
        number @ 17..=21 => KeyCode::F(number - 11),
        number @ 23..=24 => KeyCode::F(number - 12),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// Characters that come one by one; `⏸` is a pause that is too long.
    struct Line(VecDeque<char>);

    impl Source for Line {
        fn read(&mut self) -> std::io::Result<Event> {
            let c = self.0.pop_front().expect("more to read");
            let code = if c == '␛' { KeyCode::Esc } else { KeyCode::Char(c) };
            Ok(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
        }

        fn poll(&mut self, _: Duration) -> std::io::Result<bool> {
            let pause = self.0.front().is_none_or(|c| *c == '⏸');
            if pause {
                self.0.pop_front();
            }
            Ok(!pause)
        }
    }

    fn keys(text: &str) -> Vec<KeyCode> {
        let mut line = Line(text.chars().collect());
        let mut keys = Vec::new();
        while !line.0.is_empty() {
            for event in read(&mut line, PATIENCE).expect("read") {
                if let Event::Key(key) = event {
                    keys.push(key.code);
                }
            }
        }
        keys
    }

    #[test]
    fn split_keys_are_joined_and_nothing_is_lost() {
        use KeyCode::{Char, Esc, F};
        for (text, expected) in [
            ("␛OQ", vec![F(2)]),
            ("␛[15~", vec![F(5)]),
            ("␛[24~", vec![F(12)]),
            ("␛[A", vec![KeyCode::Up]),
            ("␛[Z", vec![KeyCode::BackTab]),
            ("␛", vec![Esc]),
            ("␛⏸OQ", vec![Esc, Char('O'), Char('Q')]),
            ("␛O⏸Q", vec![Esc, Char('O'), Char('Q')]),
            ("␛5", vec![Esc, Char('5')]),
            ("␛[1234", vec![Esc, Char('['), Char('1'), Char('2'), Char('3'), Char('4')]),
            ("␛[99~", vec![Esc, Char('['), Char('9'), Char('9'), Char('~')]),
            ("␛␛⏸", vec![Esc, Esc]),
            ("␛␛OQ", vec![Esc, F(2)]),
            ("␛[␛[15~", vec![Esc, Char('['), F(5)]),
            ("5␛OP7", vec![Char('5'), F(1), Char('7')]),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }
}
