//! What can be wrong with the configuration, as data. Every quote of the file in it is already escaped and cut short.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    str::Utf8Error,
};

use super::{
    MAX_BYTES,
    allowed::{Allowed, WrongText, code_point},
    keys::KEYS,
    value::TomlKind,
};
use crate::payment::card_text::hide_cards;

/// Most characters of a key or an override that an error quotes.
const ECHO: usize = 80;

/// Why there is no configuration. `Display` is a line for developers; [`crate::locale`] has the sentences for users.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The user named a file that does not exist.
    #[error("{}: no such file", shown(path))]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be opened or read.
    #[error("{}: cannot be read", shown(path))]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("{}: cannot be written", shown(path))]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The file is longer than [`MAX_BYTES`].
    #[error("{}: longer than {MAX_BYTES} bytes", shown(path))]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// The file is not UTF-8.
    #[error("{}:{line}: not UTF-8", shown(path))]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// Line of the first wrong byte, from 1.
        line: usize,
        /// The wrong bytes.
        #[source]
        source: Utf8Error,
    },
    /// The text of the file or of an override is wrong.
    #[error("{place}: {problem}")]
    Wrong {
        /// Where.
        place: ConfigPlace,
        /// What.
        problem: ConfigProblem,
    },
    /// Several things are wrong, each an error of its own: those of the file first, in its order, then those of the overrides.
    #[error("{}", lines(.0))]
    Several(Vec<ConfigError>),
}

impl ConfigError {
    /// Ok without an error; the error itself if there is one only.
    pub(super) fn of_all(mut errors: Vec<Self>) -> Result<(), Self> {
        match errors.len() {
            0 | 1 => errors.pop().map_or(Ok(()), Err),
            _ => Err(Self::Several(errors)),
        }
    }
}

fn lines(errors: &[ConfigError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A position in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, in characters from 1.
    pub column: usize,
}

impl Position {
    /// The position of byte `offset` in `text`, or of the end if `offset` is beyond it.
    pub(super) fn of(text: &[u8], offset: usize) -> Self {
        let lines = text.get(..offset).unwrap_or(text).split(|byte| *byte == b'\n');
        let (line, last) = lines.enumerate().last().unwrap_or_default();
        Self { line: line + 1, column: String::from_utf8_lossy(last).chars().count() + 1 }
    }
}

/// Where something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigPlace {
    /// In the file.
    File {
        /// The file.
        path: PathBuf,
        /// The position in it; `None` for a key of 80 parts or more, where the parser gives none.
        at: Option<Position>,
    },
    /// In an override.
    Override {
        /// The text after `--set`, escaped and cut short.
        text: String,
    },
}

impl fmt::Display for ConfigPlace {
    /// `file:line:column` or `--set text`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, at: Some(at) } => write!(f, "{}:{}:{}", shown(path), at.line, at.column),
            Self::File { path, at: None } => f.write_str(&shown(path)),
            Self::Override { text } => write!(f, "--set {text}"),
        }
    }
}

/// What is wrong in the text of a file or an override.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigProblem {
    /// Not TOML. The parser's own error is not kept as source, because it quotes the line unescaped.
    #[error("{message}")]
    Syntax {
        /// The parser's English message, escaped.
        message: String,
    },
    /// A control character in a file, where TOML has none.
    #[error("control character {}", code_point(*.0))]
    Control(char),
    /// An override without `=`.
    #[error("not key=value")]
    NotAnAssignment,
    /// No such key; [`KEYS`] has all.
    #[error("unknown key {key}{}; the keys are {}", meant(*nearest), paths())]
    UnknownKey {
        /// The key's dotted path, escaped and cut short.
        key: String,
        /// The key or table that was probably meant.
        nearest: Option<&'static str>,
    },
    /// A value that the key does not take.
    #[error("{key} takes {allowed}, not this {}", found.as_str())]
    WrongValue {
        /// The key's or table's dotted path.
        key: &'static str,
        /// The values that it takes.
        allowed: Allowed,
        /// The kind of the value that is there.
        found: TomlKind,
    },
    /// A text that the key does not take.
    #[error("{key}: {wrong}; it takes {allowed}")]
    WrongText {
        /// The key's dotted path.
        key: &'static str,
        /// The values that it takes.
        allowed: Allowed,
        /// What is wrong with the text.
        wrong: WrongText,
    },
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |known| format!(", perhaps {known}"))
}

fn paths() -> String {
    KEYS.iter().map(|key| key.path).collect::<Vec<_>>().join(", ")
}

fn shown(path: &Path) -> String {
    escape(&path.display().to_string())
}

/// `text` with everything escaped that a terminal might obey; quotes and backslashes are kept.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\'' | '\\' => escaped.push(c),
            _ => escaped.extend(c.escape_debug()),
        }
    }
    escaped
}

/// At most [`ECHO`] characters of `text`, escaped, without card numbers.
pub(super) fn echo(text: &str) -> String {
    let text = &*hide_cards(text);
    match text.char_indices().nth(ECHO).and_then(|(end, _)| text.get(..end)) {
        Some(start) => escape(start) + "…",
        None => escape(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_1() {
        let text = "a\r\n한글 = 1\n\nb";
        for (offset, line, column) in [
            (0, 1, 1),
            (1, 1, 2),
            (3, 2, 1),
            (9, 2, 3),
            (10, 2, 4),
            (14, 3, 1),
            (15, 4, 1),
            (16, 4, 2),
            (99, 4, 2),
        ] {
            assert_eq!(Position::of(text.as_bytes(), offset), Position { line, column }, "{offset}");
        }
        assert_eq!(Position::of(b"", 0), Position { line: 1, column: 1 });
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_echoed() {
        for (text, echoed) in [
            ("plain \"한글\" \\ 'x'", "plain \"한글\" \\ 'x'"),
            ("\u{1b}[2J\u{7}\r\n\t", "\\u{1b}[2J\\u{7}\\r\\n\\t"),
            ("\u{9b}\u{202e}\u{200b}", "\\u{9b}\\u{202e}\\u{200b}"),
            ("rules.4111111111111111=1", "rules.****************=1"),
        ] {
            assert_eq!(echo(text), echoed);
        }
        assert_eq!(echo(&"가".repeat(ECHO)), "가".repeat(ECHO));
        assert_eq!(echo(&"가".repeat(ECHO + 1)), "가".repeat(ECHO) + "…");
    }

    #[test]
    fn a_hostile_file_name_is_escaped() {
        let error = ConfigError::Missing { path: "\u{1b}[2J".into() };
        assert_eq!(error.to_string(), "\\u{1b}[2J: no such file");
    }
}
