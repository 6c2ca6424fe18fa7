//! Keys in vim-like notation, as the bytes an xterm sends for them.
//!
//! Anything outside `<…>` is typed as it is, Hangul too. Inside: an optional run of modifiers (`C-`, `A-`,
//! `S-`), then one character or one of `Enter Tab Esc BS Del Ins Space lt Up Down Left Right Home End PgUp
//! PgDn F1`..`F12`, then an optional count: `<F2> <S-Tab> <C-q> <A-1> <C-Home> <BS*8>`. `<Paste:text>`
//! pastes. A literal `<` is `<lt>`; a literal `>` is itself.
//!
//! In a terminal that is not raw, `<C-c>` and `<C-z>` raise a signal and discard what was typed before and not read yet:
//! wait for its effect first.

#![expect(clippy::panic, reason = "a misspelt key fails the test that spells it")]

/// The terminal modes that the program has set for keys.
#[derive(Clone, Copy, Default)]
pub struct Modes {
    /// Arrow keys as `ESC O A` instead of `ESC [ A`.
    pub application_cursor: bool,
    /// Pasted text comes between markers (bracketed paste).
    pub bracketed_paste: bool,
}

/// The bytes of `notation`.
///
/// Panics as [`each`] does.
pub fn bytes(notation: &str, modes: Modes) -> Vec<u8> {
    each(notation, modes).concat()
}

/// The bytes of every key of `notation`.
///
/// Panics on an unknown key, and when anything follows `<Esc>`: to the program the two would be one Alt key,
/// so a test has to wait for what Esc does before it goes on.
pub fn each(notation: &str, modes: Modes) -> Vec<Vec<u8>> {
    let characters = |text: &str| -> Vec<Vec<u8>> {
        text.chars().map(|character| character.to_string().into_bytes()).collect()
    };
    let mut out = Vec::new();
    let mut rest = notation;
    while let Some((typed, after)) = rest.split_once('<') {
        out.extend(characters(typed));
        let Some((body, tail)) = after.split_once('>') else { panic!("`<` without `>` in {notation:?}") };
        out.extend(one(body, modes).unwrap_or_else(|| panic!("unknown key <{body}> in {notation:?}")));
        assert!(body != "Esc" || tail.is_empty(), "wait for what <Esc> does before sending {tail:?}");
        rest = tail;
    }
    out.extend(characters(rest));
    out
}

/// The bytes of a paste; line ends arrive as carriage returns, as terminals send them.
pub fn paste(text: &str, modes: Modes) -> Vec<u8> {
    let text = text.replace("\r\n", "\r").replace('\n', "\r");
    if modes.bracketed_paste { format!("\x1b[200~{text}\x1b[201~").into_bytes() } else { text.into_bytes() }
}

/// The keys of one `<…>`.
fn one(body: &str, modes: Modes) -> Option<Vec<Vec<u8>>> {
    if let Some(text) = body.strip_prefix("Paste:") {
        return Some(vec![paste(text, modes)]);
    }
    if let Some((key, count)) = body.rsplit_once('*')
        && let Ok(count) = count.parse()
    {
        return Some(vec![pressed(key, modes)?; count]);
    }
    Some(vec![pressed(body, modes)?])
}

/// One press: modifiers and a key.
fn pressed(mut key: &str, modes: Modes) -> Option<Vec<u8>> {
    let (mut shift, mut alt, mut control) = (false, false, false);
    loop {
        let (flag, rest) = match key.split_once('-') {
            Some(("S", rest)) => (&mut shift, rest),
            Some(("A", rest)) => (&mut alt, rest),
            Some(("C", rest)) => (&mut control, rest),
            _ => break,
        };
        if rest.is_empty() {
            break;
        }
        *flag = true;
        key = rest;
    }
    let modifier = 1 + u8::from(shift) + 2 * u8::from(alt) + 4 * u8::from(control);
    if let Some(sequence) = sequence(key, modifier, modes.application_cursor) {
        return Some(sequence.into_bytes());
    }
    let mut out = if alt { vec![0x1b] } else { Vec::new() };
    match (key, shift, control) {
        ("Enter", false, false) => out.push(b'\r'),
        ("Tab", false, false) => out.push(b'\t'),
        ("Tab", true, false) => out.extend_from_slice(b"\x1b[Z"),
        ("Esc", false, false) => out.push(0x1b),
        ("BS", false, false) => out.push(0x7f),
        ("BS", false, true) => out.push(0x08),
        ("Space", false, false) => out.push(b' '),
        ("Space", false, true) => out.push(0),
        ("lt", false, false) => out.push(b'<'),
        _ => {
            let mut characters = key.chars();
            let (Some(character), None, false) = (characters.next(), characters.next(), shift) else {
                return None;
            };
            match character.to_ascii_uppercase() {
                byte @ '@'..='_' if control => out.push(u8::try_from(byte).ok()? & 0x1f),
                _ if control => return None,
                _ => out.extend_from_slice(key.as_bytes()),
            }
        }
    }
    Some(out)
}

/// The escape sequence of a key that has one; `modifier` is xterm's number, 1 for none.
fn sequence(key: &str, modifier: u8, application_cursor: bool) -> Option<String> {
    const FINAL: [(&str, char); 10] = [
        ("Up", 'A'),
        ("Down", 'B'),
        ("Right", 'C'),
        ("Left", 'D'),
        ("Home", 'H'),
        ("End", 'F'),
        ("F1", 'P'),
        ("F2", 'Q'),
        ("F3", 'R'),
        ("F4", 'S'),
    ];
    const TILDE: [(&str, u8); 12] = [
        ("Ins", 2),
        ("Del", 3),
        ("PgUp", 5),
        ("PgDn", 6),
        ("F5", 15),
        ("F6", 17),
        ("F7", 18),
        ("F8", 19),
        ("F9", 20),
        ("F10", 21),
        ("F11", 23),
        ("F12", 24),
    ];
    if let Some((name, last)) = FINAL.iter().find(|(name, _)| *name == key) {
        return Some(match modifier {
            1 if application_cursor || name.starts_with('F') => format!("\x1bO{last}"),
            1 => format!("\x1b[{last}"),
            _ => format!("\x1b[1;{modifier}{last}"),
        });
    }
    let (_, number) = TILDE.iter().find(|(name, _)| *name == key)?;
    Some(if modifier == 1 { format!("\x1b[{number}~") } else { format!("\x1b[{number};{modifier}~") })
}
