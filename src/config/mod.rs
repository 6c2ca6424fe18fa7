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
//! | `keys` | the one table of keys: path, what is allowed, where it is stored |
//! | `allowed` | which values a key takes, and why one is not taken |
//! | `value` | values of keys, and how they are in TOML |
//! | `paper` | the printer and the slips |
//! | `error` | what can be wrong, as data; [`crate::locale`] has the sentences |
//! | `source` | reads the file and the overrides, looks their keys up in the table, stores the values |
//!
//! An unknown key is an error: skipped silently, a misspelt key would switch a rule off.

mod allowed;
mod error;
mod keys;
mod paper;
mod source;
mod value;

use std::path::Path;

pub(crate) use allowed::code_point;
pub use allowed::{Allowed, NotAllowed, WrongText};
pub use error::{ConfigError, ConfigPlace, ConfigProblem, Position};
pub use keys::{ConfigKey, KEYS};
pub use paper::{
    Charset, NoPrinter, PaperConfig, PrinterConfig, PrinterTo, SlipConfig, SlipCopies, SlipPrint,
};
pub use value::{ConfigValue, TomlKind};

use crate::{
    desk::Sender,
    payment::{
        Rules, Till,
        message::{BusinessNumber, Environment, MerchantNumber},
    },
    record::{DayStart, KeepCvc},
};

/// A commented configuration file with every key at its default.
pub(crate) const EXAMPLE: &str = include_str!("../../assets/config.toml");

/// Longest configuration file, in bytes.
pub(crate) const MAX_BYTES: u64 = 1024 * 1024;

/// The language of texts.
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
    /// The system's, or English if Paydesk does not have it.
    #[default]
    Auto,
    /// English.
    En,
    /// Korean.
    Ko,
}

impl LanguageChoice {
    /// The word in the configuration file.
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
    /// Light or dark by the terminal's background; no colours if `NO_COLOR` is set.
    #[default]
    Auto,
    /// For a light background.
    Light,
    /// For a dark background.
    Dark,
    /// No colours: bold, dim, underlined and reversed only.
    Mono,
    /// Nothing dim, what matters in bold, what is not keyed underlined.
    HighContrast,
}

impl Theme {
    /// The word in the configuration file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Section `[screen]`: how the screens look and sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScreenConfig {
    /// Colours.
    pub theme: Theme,
    /// Draw with ASCII only, for terminals that show lines and marks two columns wide. So do all whose locale is not UTF-8.
    pub ascii: bool,
    /// Ring the bell at a refusal.
    pub bell: bool,
}

impl Default for ScreenConfig {
    fn default() -> Self {
        Self { theme: Theme::default(), ascii: false, bell: true }
    }
}

/// Section `[shop]`: who the shop is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShopConfig {
    /// The name at the top of the screens and slips; may be empty, like all of these.
    pub name: String,
    /// Who owns it.
    pub owner: String,
    /// Its business number (사업자등록번호).
    pub business_number: String,
    /// Its address, at most three lines.
    pub address: Vec<String>,
    /// Its telephone number.
    pub telephone: String,
    /// Its number at the card company (가맹점번호).
    pub merchant_number: String,
    /// The number of its terminal at the card company.
    pub terminal_number: String,
}

/// Section `[backup]`: copies that are made without being asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupConfig {
    /// The folder of the copies; empty makes none.
    pub to: String,
}

/// Whether money moves by what is handed over.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumString, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(serialize_all = "lowercase")]
pub enum HandOverEnvironment {
    /// It does.
    #[default]
    Production,
    /// It is a trial.
    Test,
}

impl HandOverEnvironment {
    /// The word in the configuration file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Section `[handover]`: what is given to the card company.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandOverConfig {
    /// The folder of the batches that are made on the screen; empty makes none there.
    pub to: String,
    /// Whether money moves by them.
    pub environment: HandOverEnvironment,
}

/// The keys of what the first line of a batch says of the shop, and that are not set.
#[must_use]
pub fn missing_numbers(shop: &ShopConfig) -> Vec<&'static str> {
    let of = |key, text: &str| text.trim().is_empty().then_some(key);
    let numbers = [
        of("shop.business_number", &shop.business_number),
        of("shop.merchant_number", &shop.merchant_number),
    ];
    numbers.into_iter().flatten().collect()
}

impl HandOverConfig {
    /// What the first line of a batch says of the shop.
    ///
    /// # Errors
    /// The key whose value does not fit there.
    pub fn sender(&self, shop: &ShopConfig) -> Result<Sender, &'static str> {
        let environment = match self.environment {
            HandOverEnvironment::Production => Environment::Production,
            HandOverEnvironment::Test => Environment::Test,
        };
        let business_number = number(&shop.business_number, BusinessNumber::parse, "shop.business_number")?;
        let merchant_number = number(&shop.merchant_number, MerchantNumber::parse, "shop.merchant_number")?;
        Ok(Sender { environment, business_number, merchant_number })
    }
}

fn number<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Option<T>,
    key: &'static str,
) -> Result<Option<T>, &'static str> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some).ok_or(key) }
}

/// Section `[security]`: what is kept, and when the screens lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Security {
    /// How long the CVC is kept, sealed, in the message of a payment.
    pub keep_cvc: KeepCvc,
    /// Seconds without a key after which the screens lock; 0 never locks. Five minutes by default: longer than a customer
    /// needs to look for another card, but short enough that half a card number does not stay on the screen of a deserted
    /// till. Without a passphrase on the keyring, Enter unlocks.
    pub lock_seconds: u32,
}

impl Default for Security {
    fn default() -> Self {
        Self { keep_cvc: KeepCvc::Always, lock_seconds: 300 }
    }
}

/// Section `[day]`: the business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayConfig {
    /// When it begins. A sale before that belongs to the day before.
    pub starts_at: DayStart,
}

/// Everything that can be configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `language`.
    pub language: LanguageChoice,
    /// `till`: 1 to 99.
    pub till: Till,
    /// `[screen]`.
    pub screen: ScreenConfig,
    /// `[rules]`: the rules of payments that a shop can set.
    pub rules: Rules,
    /// `[shop]`, `[printer]` and `[slip]`.
    pub paper: PaperConfig,
    /// `[backup]`.
    pub backup: BackupConfig,
    /// `[handover]`.
    pub hand_over: HandOverConfig,
    /// `[day]`.
    pub day: DayConfig,
    /// `[security]`.
    pub security: Security,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            language: LanguageChoice::default(),
            till: Till::FIRST,
            screen: ScreenConfig::default(),
            rules: Rules::default(),
            paper: PaperConfig::default(),
            backup: BackupConfig::default(),
            hand_over: HandOverConfig::default(),
            day: DayConfig::default(),
            security: Security::default(),
        }
    }
}

impl Config {
    /// The values of the keys that only an owner may change, in a shop that has people.
    #[must_use]
    pub fn guarded(&self) -> std::collections::BTreeMap<String, String> {
        let guarded = KEYS.iter().filter(|key| key.is_guarded());
        guarded.map(|key| (key.path.to_owned(), key.value(self).to_string())).collect()
    }

    /// The defaults, then the file at `path`, then `overrides` in their order; the last value of a key counts.
    ///
    /// A missing file counts as empty, unless it is `required` because the user has named it. An override is `key=value`; a
    /// value that is not TOML is taken as text, so that `language=ko` needs no quotes; for a key that takes texts, so is a number.
    ///
    /// # Errors
    /// The file cannot be read, is not UTF-8 or longer than [`MAX_BYTES`]; or [`ConfigError::Wrong`] with the mistake in the
    /// file or the overrides; [`ConfigError::Several`] with all of them.
    pub fn load(path: &Path, required: bool, overrides: &[String]) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        let mut wrong = Vec::new();
        if let Some(text) = source::read(path, required)? {
            source::apply_file(&mut config, path, &text, &mut wrong);
        }
        for text in overrides {
            source::apply_override(&mut config, text, &mut wrong);
        }
        ConfigError::of_all(wrong).map(|()| config)
    }
}

/// Stores `value` for `key` in the file at `path`, and leaves everything else in it as it is, comments too. Creates the file
/// if it is missing. The file is replaced whole or not at all.
///
/// # Errors
/// The file cannot be read or written, or is no configuration.
pub fn remember(path: &Path, key: &ConfigKey, value: &ConfigValue) -> Result<(), ConfigError> {
    source::remember(path, key, value)
}

#[cfg(test)]
mod tests;
