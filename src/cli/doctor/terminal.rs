//! Checks of the terminal: size, colours, character set.

use std::env;

use super::{Check, CheckState};
use crate::{
    cli::charset::{charset, is_utf8},
    locale::{Lang, Locale, Text},
};

/// Columns and rows of the smallest window that the screens need.
const NEEDED: (u16, u16) = (80, 24);

/// All checks of the terminal. None is ever wrong: the commands work in any.
pub(super) fn checks(locale: &Locale, lang: Lang) -> Vec<Check> {
    let lang: &str = lang.into();
    let name = env::var("TERM").unwrap_or_default();
    let unseen = || locale.text(Text::DoctorUnseen);
    let utf8 = Check::new("utf8", Text::DoctorUtf8, CheckState::Fine, charset()).data("utf8", is_utf8());
    vec![
        Check::new("language", Text::DoctorLanguage, CheckState::Note, lang),
        Check::new(
            "terminal",
            Text::DoctorTerminal,
            CheckState::Note,
            if name.is_empty() { unseen() } else { name },
        ),
        window(locale)
            .unwrap_or_else(|| Check::new("window", Text::DoctorWindow, CheckState::Note, unseen())),
        Check::new("colours", Text::DoctorColours, CheckState::Note, colours()),
        if is_utf8() { utf8 } else { utf8.note(locale.text(Text::DoctorDoUtf8)) },
    ]
}

fn window(locale: &Locale) -> Option<Check> {
    let (columns, rows) = size()?;
    let check = Check::new("window", Text::DoctorWindow, CheckState::Fine, format!("{columns}×{rows}"))
        .data("columns", columns)
        .data("rows", rows);
    let fits = columns >= NEEDED.0 && rows >= NEEDED.1;
    Some(if fits { check } else { check.note(locale.text(Text::DoctorDoWindow)) })
}

#[cfg(unix)]
fn size() -> Option<(u16, u16)> {
    use std::{io, os::fd::AsFd as _};
    let (stdin, stdout, stderr) = (io::stdin(), io::stdout(), io::stderr());
    let size = [stdout.as_fd(), stderr.as_fd(), stdin.as_fd()]
        .into_iter()
        .find_map(|stream| rustix::termios::tcgetwinsize(stream).ok())?;
    Some((size.ws_col, size.ws_row))
}

#[cfg(not(unix))]
fn size() -> Option<(u16, u16)> {
    None
}

/// The number of colours by the usual environment variables.
fn colours() -> &'static str {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let has = |name, words: &[&str]| {
        let value = env::var(name).unwrap_or_default();
        words.iter().any(|word| value.contains(word))
    };
    if set("NO_COLOR") {
        "NO_COLOR"
    } else if has("COLORTERM", &["truecolor", "24bit"]) || has("TERM", &["-direct"]) {
        "16777216"
    } else if has("TERM", &["256"]) {
        "256"
    } else if !set("TERM") || has("TERM", &["dumb"]) {
        "0"
    } else {
        "16"
    }
}
