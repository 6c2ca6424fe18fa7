//! What is wrong with the configuration, as sentences.

use super::{Locale, Text, errors::path};
use crate::config::{
    Allowed, ConfigError, ConfigPlace, ConfigProblem, KEYS, MAX_BYTES, TomlKind, WrongText, code_point,
};

impl Locale {
    /// The sentence of a configuration that cannot be used.
    #[must_use]
    pub fn config_error(&self, error: &ConfigError) -> String {
        let text = match error {
            ConfigError::Missing { path: file } => Text::ConfigMissing { path: &path(file) },
            ConfigError::Read { path: file, source } => {
                Text::ConfigRead { path: &path(file), reason: &self.reason(source) }
            }
            ConfigError::Write { path: file, source } => {
                Text::ConfigWrite { path: &path(file), reason: &self.reason(source) }
            }
            ConfigError::TooLong { path: file } => {
                Text::ConfigTooLong { path: &path(file), limit: &MAX_BYTES.to_string() }
            }
            ConfigError::NotUtf8 { path: file, line, .. } => {
                Text::ConfigNotUtf8 { path: &path(file), line: &line.to_string() }
            }
            ConfigError::Wrong { place, problem } => return self.config_problem(place, problem),
            ConfigError::Several(errors) => {
                return errors.iter().map(|error| self.config_error(error)).collect::<Vec<_>>().join("\n");
            }
        };
        self.text(text)
    }

    fn config_problem(&self, place: &ConfigPlace, problem: &ConfigProblem) -> String {
        let place = &self.place(place);
        let known = &KEYS.iter().map(|key| key.path).collect::<Vec<_>>().join(", ");
        let text = match problem {
            ConfigProblem::Syntax { message } => Text::ConfigSyntax { place, message },
            ConfigProblem::Control(c) => Text::ConfigControl { place, code: &code_point(*c) },
            ConfigProblem::NotAnAssignment => Text::ConfigNotAnAssignment { place },
            ConfigProblem::UnknownKey { key, nearest: None } => Text::ConfigUnknownKey { place, key, known },
            ConfigProblem::UnknownKey { key, nearest: Some(meant) } => {
                Text::ConfigUnknownKeyMeant { place, key, meant, known }
            }
            ConfigProblem::WrongValue { key, allowed, found } => Text::ConfigWrongValue {
                place,
                key,
                allowed: &self.config_allowed(allowed),
                found: &self.text(config_found(*found)),
            },
            ConfigProblem::WrongText { key, allowed, wrong } => {
                let allowed = self.config_allowed(allowed);
                let wrong = self.wrong_text(key, *wrong, &allowed);
                return self.text(Text::ConfigWrongText { place, wrong: &wrong });
            }
        };
        self.text(text)
    }

    fn place(&self, place: &ConfigPlace) -> String {
        let text = match place {
            ConfigPlace::File { path: file, at: None } => Text::ConfigPlaceFile { path: &path(file) },
            ConfigPlace::File { path: file, at: Some(at) } => Text::ConfigPlace {
                path: &path(file),
                line: &at.line.to_string(),
                column: &at.column.to_string(),
            },
            ConfigPlace::Override { text } => Text::ConfigPlaceOverride { text },
        };
        self.text(text)
    }

    /// What is wrong with a text of this name, and what is allowed.
    pub(crate) fn wrong_text(&self, name: &str, wrong: WrongText, allowed: &str) -> String {
        let line = wrong.line().map(|line| self.text(Text::WrongTextLine { name, line: &line.to_string() }));
        let name = line.as_deref().unwrap_or(name);
        match wrong {
            WrongText::Control { character, position, .. } => {
                let (code, position) = (&code_point(character), &position.to_string());
                self.text(Text::WrongTextControl { name, code, position, allowed })
            }
            WrongText::TooWide { columns, .. } => {
                self.text(Text::WrongTextWidth { name, columns: &columns.to_string(), allowed })
            }
            WrongText::TooManyLines { lines } => {
                self.text(Text::WrongTextLines { name, lines: &lines.to_string(), allowed })
            }
        }
    }

    /// What a key takes: `a whole number from 1 to 99`.
    pub(crate) fn config_allowed(&self, allowed: &Allowed) -> String {
        let text = match allowed {
            Allowed::Bool => Text::ConfigAllowedBool,
            Allowed::BoolOr(word) => Text::ConfigAllowedBoolOr { word },
            Allowed::Integer(range) => {
                Text::ConfigAllowedInteger { min: &range.start().to_string(), max: &range.end().to_string() }
            }
            Allowed::Words(words) => Text::ConfigAllowedWords { words: &words.join(", ") },
            Allowed::Text(columns) => Text::ConfigAllowedText { columns: &columns.to_string() },
            Allowed::Lines { lines, columns } => {
                Text::ConfigAllowedLines { lines: &lines.to_string(), columns: &columns.to_string() }
            }
            Allowed::Printer => Text::ConfigAllowedPrinter,
            Allowed::DayStart => Text::ConfigAllowedDayStart,
            Allowed::Table => Text::ConfigAllowedTable,
        };
        self.text(text)
    }
}

fn config_found(found: TomlKind) -> Text<'static> {
    match found {
        TomlKind::Bool => Text::ConfigFoundBool,
        TomlKind::Integer => Text::ConfigFoundInteger,
        TomlKind::Float => Text::ConfigFoundFloat,
        TomlKind::Text => Text::ConfigFoundText,
        TomlKind::DateTime => Text::ConfigFoundDateTime,
        TomlKind::Array => Text::ConfigFoundArray,
        TomlKind::Table => Text::ConfigFoundTable,
    }
}
