//! The configuration: a TOML file, then `--set` for one run.
//!
//! ```text
//!  config.toml ──► text ──► table of keys ──► Config
//!      │            │             ▲  │
//!   Read, …      Syntax     --set │  └──► UnknownKey, WrongValue: line and column, or the --set text
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | [`keys`] | the one table of keys: path, what is allowed, where it is stored |
//! | [`error`] | what can be wrong, as data; the words are made elsewhere, once per language |
//! | `source` | reading the file and the overrides, and walking them along the table |
//!
//! Nothing is skipped silently: a key that is not in the table is refused, so a slip cannot switch a rule off.

pub mod error;
pub mod keys;
mod source;

use std::path::Path;

pub use error::{ConfigError, ConfigPlace, ConfigProblem, Position};
pub use keys::{Allowed, ConfigKey, KEYS, Setting, TomlKind};

use crate::payment::{Rules, Till};

/// A commented configuration file with every key at its default.
pub const EXAMPLE: &str = include_str!("../../assets/config.toml");

/// Longest configuration file, in bytes.
pub const MAX_BYTES: u64 = 1024 * 1024;

/// Which language to speak.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
#[strum(serialize_all = "lowercase")]
pub enum LanguageChoice {
    /// The locale's, English where that is none of ours.
    #[default]
    Auto,
    /// English.
    En,
    /// Korean.
    Ko,
}

impl LanguageChoice {
    /// The word in the file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The colours of the screens.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    strum::EnumString,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Theme {
    /// Light or dark as the terminal says, without colours where `NO_COLOR` is set.
    #[default]
    Auto,
    /// For a light background.
    Light,
    /// For a dark background.
    Dark,
    /// No colours: bold, dim, underlined and reversed only.
    Mono,
    /// Nothing dim, everything that matters bold.
    HighContrast,
}

impl Theme {
    /// The word in the file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How the screens look and sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScreenConfig {
    /// Colours.
    pub theme: Theme,
    /// Draw with ASCII only, for terminals where lines and marks are two columns wide.
    pub ascii: bool,
    /// Ring the bell when something is refused.
    pub bell: bool,
}

impl Default for ScreenConfig {
    fn default() -> Self {
        Self { theme: Theme::default(), ascii: false, bell: true }
    }
}

/// Who the shop is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShopConfig {
    /// Its name, as it stands at the top of the screens; empty where it has none.
    pub name: String,
}

/// How careful the shop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Security {
    /// Keep the CVC, sealed, in the message of a payment.
    pub keep_cvc: bool,
    /// After so many seconds without a key the screens lock; 0 never locks. Five minutes by default: longer than a customer
    /// looks for another card, so that nobody is held up, and short enough that a card that was half keyed does not stay on
    /// a till that was left alone. Without a passphrase over the keyring it costs one Enter.
    pub lock_seconds: u32,
}

impl Default for Security {
    fn default() -> Self {
        Self { keep_cvc: true, lock_seconds: 300 }
    }
}

/// Everything that can be configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `language`.
    pub language: LanguageChoice,
    /// `till`: 1 to 99.
    pub till: Till,
    /// `[screen]`: how the screens look and sound.
    pub screen: ScreenConfig,
    /// `[rules]`: the rules of payments that a shop may set.
    pub rules: Rules,
    /// `[shop]`: who it is.
    pub shop: ShopConfig,
    /// `[security]`: what is kept, and what guards a till that nobody stands at.
    pub security: Security,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            language: LanguageChoice::default(),
            till: Till::FIRST,
            screen: ScreenConfig::default(),
            rules: Rules::default(),
            shop: ShopConfig::default(),
            security: Security::default(),
        }
    }
}

impl Config {
    /// The defaults, overlaid with the file at `path`, overlaid with `overrides` in their order.
    ///
    /// A file that does not exist counts as empty, unless it is `required` because somebody named it. An override is
    /// `key=value`; a value that is not TOML is taken as text, so that `language=ko` needs no quotes.
    ///
    /// # Errors
    /// The file cannot be read, is not UTF-8 or longer than [`MAX_BYTES`]; or the first wrong thing in the file or the
    /// overrides, as [`ConfigError::Wrong`].
    pub fn load(path: &Path, required: bool, overrides: &[String]) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        if let Some(text) = source::read(path, required)? {
            source::apply_file(&mut config, path, &text)?;
        }
        for text in overrides {
            source::apply_override(&mut config, text)?;
        }
        Ok(config)
    }
}

/// Keeps `value` for `key` in the file at `path`, and leaves everything else in it as it is, comments too. Makes the file
/// when there is none; it is replaced whole or not at all.
///
/// # Errors
/// The file cannot be read or written, or is no configuration.
pub fn remember(path: &Path, key: &ConfigKey, value: &Setting) -> Result<(), ConfigError> {
    source::remember(path, key, value)
}

#[cfg(test)]
mod tests;
