//! Values of keys, and how they are in TOML.

use std::fmt;

use toml_edit::{Item, Value};

/// The kind of a value that is not allowed. The error shows the place of the value, not the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum TomlKind {
    /// `true` or `false`.
    Bool,
    /// A whole number, perhaps out of range.
    Integer,
    /// A number with a fraction or an exponent.
    Float,
    /// Text, perhaps not one of the allowed words.
    Text,
    /// A date, a time or both.
    DateTime,
    /// A list, also of tables.
    Array,
    /// A table, also an inline or a dotted one.
    Table,
}

impl TomlKind {
    /// The kind's name, in lower case and with a hyphen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The kind of `item`.
    pub(super) fn of(item: &Item) -> Self {
        match item {
            Item::Value(Value::Boolean(_)) => Self::Bool,
            Item::Value(Value::Integer(_)) => Self::Integer,
            Item::Value(Value::Float(_)) => Self::Float,
            Item::Value(Value::String(_)) => Self::Text,
            Item::Value(Value::Datetime(_)) => Self::DateTime,
            Item::Value(Value::Array(_)) | Item::ArrayOfTables(_) => Self::Array,
            Item::Value(Value::InlineTable(_)) | Item::Table(_) | Item::None => Self::Table,
        }
    }
}

/// The value of a key. `Display` writes it as TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigValue {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(u64),
    /// Text, one of several words, or a way to a printer.
    Text(String),
    /// Lines of text.
    Lines(Vec<String>),
}

impl ConfigValue {
    /// The value of `item`; `None` for kinds that no key takes: negative numbers, fractions, dates, tables, and lists of
    /// anything but texts.
    pub(super) fn of(item: &Item) -> Option<Self> {
        match item.as_value()? {
            Value::Boolean(value) => Some(Self::Bool(*value.value())),
            Value::Integer(value) => u64::try_from(*value.value()).ok().map(Self::Integer),
            Value::String(value) => Some(Self::Text(value.value().clone())),
            Value::Array(texts) => {
                let texts = texts.iter().map(|text| text.as_str().map(str::to_owned));
                texts.collect::<Option<_>>().map(Self::Lines)
            }
            _ => None,
        }
    }

    /// The value as TOML.
    pub(super) fn to_toml(&self) -> Value {
        match self {
            Self::Bool(value) => (*value).into(),
            Self::Integer(value) => i64::try_from(*value).unwrap_or(i64::MAX).into(),
            Self::Text(value) => value.into(),
            Self::Lines(lines) => lines.iter().collect(),
        }
    }

    pub(super) fn bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    pub(super) fn integer(&self) -> Option<u64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }

    /// The lines; a text is one, an empty one none.
    pub(super) fn lines(&self) -> Option<Vec<String>> {
        match self {
            Self::Lines(lines) => Some(lines.clone()),
            Self::Text(line) if line.is_empty() => Some(Vec::new()),
            Self::Text(line) => Some(vec![line.clone()]),
            Self::Bool(_) | Self::Integer(_) => None,
        }
    }
}

impl fmt::Display for ConfigValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Text(_) | Self::Lines(_) => self.to_toml().fmt(f),
        }
    }
}
