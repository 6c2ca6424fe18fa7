//! `paydesk config`, and the settings that every command starts with.

use std::path::{Path, PathBuf};

use super::{
    args::Options,
    output::{Exit, Output, safe},
    paths,
};
use crate::{
    config::{Config, ConfigError, EXAMPLE, KEYS, LanguageChoice},
    desk::Settings,
    locale::{Lang, Locale, Text},
    session::Session,
};

/// Why there are no settings.
pub(super) enum Unsettled {
    /// The configuration is wrong.
    Config(ConfigError),
    /// There is no home folder, and these options are not given.
    NoHome(Vec<&'static str>),
}

impl Unsettled {
    /// The sentence.
    pub(super) fn sentence(&self, locale: &Locale) -> String {
        match self {
            Self::Config(error) => locale.config_error(error),
            Self::NoHome(options) => locale.text(Text::HomeMissing { options: &options.join(", ") }),
        }
    }
}

/// The language to speak while the configuration is not known.
pub(super) fn first_lang(options: &Options) -> Lang {
    options.lang.unwrap_or_else(Lang::of_system)
}

/// The language alone, for commands that need no files.
pub(super) fn lang(options: &Options) -> Result<Lang, Unsettled> {
    let named = options.config.clone();
    let required = named.is_some();
    // Without a home there is no file of ours in it.
    let path = named.or_else(paths::config).unwrap_or_default();
    let config = Config::load(&path, required, &options.set).map_err(Unsettled::Config)?;
    Ok(choose(options, &config))
}

/// Everything that a command may need.
pub(super) struct Ready {
    pub(super) session: Session,
    /// The configuration in force.
    pub(super) config: Config,
    /// Where its file is, there or not.
    pub(super) path: PathBuf,
}

/// Finds the files and reads the configuration.
pub(super) fn ready(options: &Options) -> Result<Ready, Unsettled> {
    let ledger = options.ledger.clone().or_else(paths::ledger);
    let keyring = options.keyring.clone().or_else(paths::keyring);
    let path = options.config.clone().or_else(paths::config);
    let (Some(ledger), Some(keyring), Some(path)) = (&ledger, &keyring, &path) else {
        let files = [("--ledger", ledger), ("--keyring", keyring), ("--config", path)];
        let missing = files.iter().filter(|(_, path)| path.is_none()).map(|(option, _)| *option);
        return Err(Unsettled::NoHome(missing.collect()));
    };
    let required = options.config.is_some();
    let mut config = Config::load(path, required, &options.set).map_err(Unsettled::Config)?;
    config.till = options.till.unwrap_or(config.till);
    let settings = Settings {
        ledger: ledger.clone(),
        keyring: keyring.clone(),
        till: config.till,
        rules: config.rules,
        shop: config.shop.name.clone(),
        keep_cvc: config.security.keep_cvc,
    };
    config.screen.ascii |= options.ascii;
    let lang = choose(options, &config);
    let (screen, security) = (config.screen, config.security);
    let session = Session { settings, lang, screen, security, config: path.clone(), demo: None };
    Ok(Ready { session, config, path: path.clone() })
}

fn choose(options: &Options, config: &Config) -> Lang {
    options.lang.unwrap_or_else(|| match config.language {
        LanguageChoice::Auto => Lang::of_system(),
        LanguageChoice::En => Lang::En,
        LanguageChoice::Ko => Lang::Ko,
    })
}

/// `paydesk config --example`
pub(super) fn example(output: &mut Output<'_>) -> Exit {
    output.close(EXAMPLE.as_bytes())
}

/// `paydesk config`: what is in force, as a configuration file, and which files are used.
pub(super) fn show(output: &mut Output<'_>, settings: &Settings, config: &Config, path: &Path) -> Exit {
    let files = [("ledger", &*settings.ledger), ("keyring", &settings.keyring), ("config", path)];
    let files = files.map(|(name, path)| format!("# {name}: {}\n", safe(&path.display().to_string())));
    let keys = KEYS.iter().map(|key| format!("{} = {}\n", key.path, key.value(config)));
    let text: String = files.into_iter().chain(keys).collect();
    output.close(text.as_bytes())
}
