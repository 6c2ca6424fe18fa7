//! What is wrong with the configuration, as sentences.

use super::{Locale, Text, errors::path};
use crate::config::{Allowed, ConfigError, Found, KEYS, MAX_BYTES, Place, Problem};

impl Locale {
    /// The sentence of a configuration that cannot be used.
    #[must_use]
    pub fn config_error(&self, error: &ConfigError) -> String {
        let text = match error {
            ConfigError::Missing { path: file } => Text::ConfigMissing { path: &path(file) },
            ConfigError::Folder { path: file } => Text::ConfigFolder { path: &path(file) },
            ConfigError::Read { path: file, source } => {
                Text::ConfigRead { path: &path(file), reason: &source.to_string() }
            }
            ConfigError::Write { path: file, source } => {
                Text::ConfigWrite { path: &path(file), reason: &source.to_string() }
            }
            ConfigError::TooLong { path: file } => {
                Text::ConfigTooLong { path: &path(file), limit: &MAX_BYTES.to_string() }
            }
            ConfigError::NotUtf8 { path: file, line, .. } => {
                Text::ConfigNotUtf8 { path: &path(file), line: &line.to_string() }
            }
            ConfigError::Wrong { place, problem } => return self.config_problem(place, problem),
        };
        self.text(text)
    }

    fn config_problem(&self, place: &Place, problem: &Problem) -> String {
        let place = &self.place(place);
        let known = &KEYS.iter().map(|key| key.path).collect::<Vec<_>>().join(", ");
        let text = match problem {
            Problem::Syntax { message } => Text::ConfigSyntax { place, message },
            Problem::NotAnAssignment => Text::ConfigNotAnAssignment { place },
            Problem::UnknownKey { key, nearest: None } => Text::ConfigUnknownKey { place, key, known },
            Problem::UnknownKey { key, nearest: Some(meant) } => {
                Text::ConfigUnknownKeyMeant { place, key, meant, known }
            }
            Problem::WrongValue { key, allowed, found } => Text::ConfigWrongValue {
                place,
                key,
                allowed: &self.config_allowed(allowed),
                found: &self.text(config_found(*found)),
            },
        };
        self.text(text)
    }

    fn place(&self, place: &Place) -> String {
        let text = match place {
            Place::File { path: file, at: None } => Text::ConfigPlaceFile { path: &path(file) },
            Place::File { path: file, at: Some(at) } => Text::ConfigPlace {
                path: &path(file),
                line: &at.line.to_string(),
                column: &at.column.to_string(),
            },
            Place::Override { text } => Text::ConfigPlaceOverride { text },
        };
        self.text(text)
    }

    fn config_allowed(&self, allowed: &Allowed) -> String {
        let text = match allowed {
            Allowed::Bool => Text::ConfigAllowedBool,
            Allowed::Integer(range) => {
                Text::ConfigAllowedInteger { min: &range.start().to_string(), max: &range.end().to_string() }
            }
            Allowed::Words(words) => Text::ConfigAllowedWords { words: &words.join(", ") },
            Allowed::Text(columns) => Text::ConfigAllowedText { columns: &columns.to_string() },
            Allowed::Table => Text::ConfigAllowedTable,
        };
        self.text(text)
    }
}

fn config_found(found: Found) -> Text<'static> {
    match found {
        Found::Bool => Text::ConfigFoundBool,
        Found::Integer => Text::ConfigFoundInteger,
        Found::Float => Text::ConfigFoundFloat,
        Found::Text => Text::ConfigFoundText,
        Found::DateTime => Text::ConfigFoundDateTime,
        Found::Array => Text::ConfigFoundArray,
        Found::Table => Text::ConfigFoundTable,
    }
}
