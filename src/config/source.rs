//! Reads the file and the overrides, looks their keys up in the table, and stores the values.

use std::{io, ops::Range, path::Path};

use toml_edit::{Document, DocumentMut, InlineTable, Item, TableLike, TomlError, Value};

use super::{
    Config, MAX_BYTES,
    allowed::{Allowed, NotAllowed},
    error::{ConfigError, ConfigPlace, ConfigProblem, Position, echo, escape},
    keys::{self, ConfigKey, TableEntry},
    value::{ConfigValue, TomlKind},
};
use crate::{
    files::{Draft, Readers, create_private_folder, folder_of, open_to_read, read_at_most},
    payment::card_text::hide_cards,
};

/// The text of the file at `path`; `None` if there is no such file and it is not `required`.
pub(super) fn read(path: &Path, required: bool) -> Result<Option<String>, ConfigError> {
    let owned = || path.to_owned();
    let mut bytes = match open_to_read(path).and_then(|file| read_at_most(&file, MAX_BYTES)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            return Err(ConfigError::TooLong { path: owned() });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if required { Err(ConfigError::Missing { path: owned() }) } else { Ok(None) };
        }
        Err(source) => return Err(ConfigError::Read { path: owned(), source }),
    };
    String::from_utf8(std::mem::take(&mut *bytes)).map(Some).map_err(|error| {
        let at = Position::of(error.as_bytes(), error.utf8_error().valid_up_to());
        ConfigError::NotUtf8 { path: owned(), line: at.line, source: error.utf8_error() }
    })
}

/// Stores the values in `text`, the content of the file at `path`. Every mistake goes to `wrong`.
pub(super) fn apply_file(config: &mut Config, path: &Path, text: &str, wrong: &mut Vec<ConfigError>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let origin = Origin::File { path, text };
    match Document::parse(text) {
        Ok(document) => apply(config, "", document.as_table(), &origin, wrong),
        Err(error) => wrong.push(origin.syntax(&error)),
    }
}

/// Writes `value` for `key` into the file at `path`; everything else in it stays as it is.
pub(super) fn remember(path: &Path, key: &ConfigKey, value: &ConfigValue) -> Result<(), ConfigError> {
    let text = read(path, false)?.unwrap_or_default();
    // A file with a mistake is not touched: its author has to correct it.
    let mut wrong = Vec::new();
    apply_file(&mut Config::default(), path, &text, &mut wrong);
    ConfigError::of_all(wrong)?;
    let mut document: DocumentMut =
        text.parse().map_err(|error| Origin::File { path, text: &text }.syntax(&error))?;
    let (group, name) =
        key.path.rsplit_once('.').map_or((None, key.path), |(group, name)| (Some(group), name));
    let table = match group {
        Some(group) => document.entry(group).or_insert(toml_edit::table()).as_table_like_mut(),
        None => Some(document.as_table_mut() as &mut dyn TableLike),
    };
    if let Some(table) = table {
        let mut new = value.to_toml();
        if let Some(Item::Value(old)) = table.get_mut(name) {
            // A comment beside the value stays.
            *new.decor_mut() = old.decor().clone();
            *old = new;
        } else {
            table.insert(name, Item::Value(new));
        }
    }
    replace(path, &document.to_string())
        .map_err(|source| ConfigError::Write { path: path.to_owned(), source })
}

/// Replaces the file at `path` by one with `text`, whole or not at all.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    create_private_folder(folder_of(path))?;
    Draft::of(text.as_bytes(), path, Readers::Everybody)?.replace(path)
}

/// Stores one `key=value`. Every mistake goes to `wrong`.
pub(super) fn apply_override(config: &mut Config, text: &str, wrong: &mut Vec<ConfigError>) {
    let origin = Origin::Override(text);
    match read_override(text, &origin) {
        Ok(table) => apply(config, "", &table, &origin, wrong),
        Err(error) => wrong.push(error),
    }
}

fn read_override(text: &str, origin: &Origin<'_>) -> Result<InlineTable, ConfigError> {
    let (key, value) =
        text.split_once('=').ok_or_else(|| origin.wrong(None, ConfigProblem::NotAnAssignment))?;
    let keys = toml_edit::Key::parse(key).map_err(|error| origin.syntax(&error))?;
    let value = value_of_override(&keys, value.trim());
    // A dotted key means nested tables, as in a file.
    match keys.into_iter().rfold(value, |value, key| InlineTable::from_iter([(key, value)]).into()) {
        Value::InlineTable(table) => Ok(table),
        // Without any key; the parser has refused that already.
        _ => Err(origin.wrong(None, ConfigProblem::NotAnAssignment)),
    }
}

/// The value in an override of the key of these parts. One that is not TOML is text without quotes, and so is anything but a
/// text for a key that takes texts: a telephone number would be a number.
fn value_of_override(keys: &[toml_edit::Key], text: &str) -> Value {
    let path = keys.iter().map(toml_edit::Key::get).collect::<Vec<_>>().join(".");
    let takes_text = ConfigKey::named(&path).is_some_and(|key| key.allowed.is_text());
    let value = text.parse().ok().filter(|value: &Value| !takes_text || value.is_str() || value.is_array());
    value.unwrap_or_else(|| Value::from(text))
}

/// Stores every value of `table`, whose dotted path is `group`.
fn apply(
    config: &mut Config,
    group: &str,
    table: &dyn TableLike,
    origin: &Origin<'_>,
    wrong: &mut Vec<ConfigError>,
) {
    for (name, item) in table.iter() {
        let name_span = table.key(name).and_then(toml_edit::Key::span);
        let refuse = |key, allowed, why| {
            let span = match why {
                _ if item.is_table_like() => None,
                NotAllowed::Text(wrong) => line_span(item, wrong.line()).or(item.span()),
                NotAllowed::Value => item.span(),
            };
            let problem = match why {
                NotAllowed::Value => ConfigProblem::WrongValue { key, allowed, found: TomlKind::of(item) },
                NotAllowed::Text(wrong) => ConfigProblem::WrongText { key, allowed, wrong },
            };
            origin.wrong(span.or(name_span.clone()), problem)
        };
        match (keys::find(group, name), item.as_table_like()) {
            (Some(TableEntry::Key(key)), _) => {
                let stored = key.store(config, item);
                wrong.extend(stored.err().map(|why| refuse(key.path, key.allowed.clone(), why)));
            }
            (Some(TableEntry::Group(path)), Some(inner)) => apply(config, path, inner, origin, wrong),
            (Some(TableEntry::Group(path)), None) => {
                wrong.push(refuse(path, Allowed::Table, NotAllowed::Value));
            }
            (None, _) => wrong.push(origin.wrong(name_span, unknown(group, name, table))),
        }
    }
}

/// The place of a line in a list.
fn line_span(item: &Item, line: Option<usize>) -> Option<Range<usize>> {
    item.as_array()?.get(line?.checked_sub(1)?)?.span()
}

fn unknown(group: &str, name: &str, table: &dyn TableLike) -> ConfigProblem {
    let written = table.key(name).map_or_else(|| name.into(), toml_edit::Key::display_repr);
    let key = echo(&keys::join(group, &written));
    let nearest = keys::nearest(&key);
    ConfigProblem::UnknownKey { key, nearest }
}

/// Where a text comes from; turns a span of the parser into a [`ConfigPlace`].
enum Origin<'a> {
    File { path: &'a Path, text: &'a str },
    Override(&'a str),
}

impl Origin<'_> {
    fn place(&self, span: Option<Range<usize>>) -> ConfigPlace {
        match self {
            Self::File { path, text } => {
                let at = span.map(|span| Position::of(text.as_bytes(), span.start));
                ConfigPlace::File { path: path.to_path_buf(), at }
            }
            Self::Override(text) => ConfigPlace::Override { text: echo(text) },
        }
    }

    fn wrong(&self, span: Option<Range<usize>>, problem: ConfigProblem) -> ConfigError {
        ConfigError::Wrong { place: self.place(span), problem }
    }

    fn syntax(&self, error: &TomlError) -> ConfigError {
        let problem = match error.span().and_then(|span| self.control_at(span.start)) {
            // The parser would name all the characters that could be there.
            Some(character) => ConfigProblem::Control(character),
            None => ConfigProblem::Syntax { message: escape(&hide_cards(error.message())) },
        };
        self.wrong(error.span(), problem)
    }

    /// The control character at byte `offset` of a file, if there is one; line ends and tabs belong to TOML.
    fn control_at(&self, offset: usize) -> Option<char> {
        let Self::File { text, .. } = self else { return None };
        let character = text.get(offset..)?.chars().next()?;
        (character.is_control() && !matches!(character, '\t' | '\n' | '\r')).then_some(character)
    }
}
