//! What is wrong with the configuration, as sentences.

use fluent_bundle::FluentValue;

use super::{
    Locale, Text,
    errors::{path, reason},
};
use crate::config::{Allowed, ConfigError, Found, KEYS, MAX_BYTES, Place, Problem};

impl Locale {
    /// The sentence of a configuration that cannot be used.
    #[must_use]
    pub fn config_error(&self, error: &ConfigError) -> String {
        match error {
            ConfigError::Missing { path: file } => self.with(Text::ConfigMissing, &[("path", path(file))]),
            ConfigError::Folder { path: file } => self.with(Text::ConfigFolder, &[("path", path(file))]),
            ConfigError::Read { path: file, source } => {
                self.with(Text::ConfigRead, &[("path", path(file)), ("reason", reason(source))])
            }
            ConfigError::Write { path: file, source } => {
                self.with(Text::ConfigWrite, &[("path", path(file)), ("reason", reason(source))])
            }
            ConfigError::TooLong { path: file } => {
                let limit = MAX_BYTES.to_string();
                self.with(Text::ConfigTooLong, &[("path", path(file)), ("limit", limit.into())])
            }
            ConfigError::NotUtf8 { path: file, line, .. } => {
                self.with(Text::ConfigNotUtf8, &[("path", path(file)), ("line", line.to_string().into())])
            }
            ConfigError::Wrong { place, problem } => self.config_problem(place, problem),
        }
    }

    fn config_problem(&self, place: &Place, problem: &Problem) -> String {
        let with = |text, values: &[(&'static str, FluentValue<'_>)]| {
            self.with(text, &[&[("place", self.place(place).into())], values].concat())
        };
        match problem {
            Problem::Syntax { message } => with(Text::ConfigSyntax, &[("message", message.as_str().into())]),
            Problem::NotAnAssignment => with(Text::ConfigNotAnAssignment, &[]),
            Problem::UnknownKey { key, nearest } => {
                let known = KEYS.iter().map(|key| key.path).collect::<Vec<_>>().join(", ");
                let values = [("key", key.as_str().into()), ("known", known.into())];
                match nearest {
                    None => with(Text::ConfigUnknownKey, &values),
                    Some(meant) => with(
                        Text::ConfigUnknownKeyMeant,
                        &[values.as_slice(), &[("meant", (*meant).into())]].concat(),
                    ),
                }
            }
            Problem::WrongValue { key, allowed, found } => with(
                Text::ConfigWrongValue,
                &[
                    ("key", (*key).into()),
                    ("allowed", self.config_allowed(allowed).into()),
                    ("found", self.text(config_found(*found)).into()),
                ],
            ),
        }
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::File { path: file, at: None } => self.with(Text::ConfigPlaceFile, &[("path", path(file))]),
            Place::File { path: file, at: Some(at) } => {
                let values = [
                    ("path", path(file)),
                    ("line", at.line.to_string().into()),
                    ("column", at.column.to_string().into()),
                ];
                self.with(Text::ConfigPlace, &values)
            }
            Place::Override { text } => {
                self.with(Text::ConfigPlaceOverride, &[("text", text.as_str().into())])
            }
        }
    }

    fn config_allowed(&self, allowed: &Allowed) -> String {
        match allowed {
            Allowed::Bool => self.text(Text::ConfigAllowedBool).into_owned(),
            Allowed::Integer(range) => self.with(
                Text::ConfigAllowedInteger,
                &[("min", range.start().to_string().into()), ("max", range.end().to_string().into())],
            ),
            Allowed::Words(words) => {
                self.with(Text::ConfigAllowedWords, &[("words", words.join(", ").into())])
            }
            Allowed::Text(columns) => self.with(Text::ConfigAllowedText, &[("columns", (*columns).into())]),
            Allowed::Table => self.text(Text::ConfigAllowedTable).into_owned(),
        }
    }
}

fn config_found(found: Found) -> Text {
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
