//! `paydesk config`, and the settings that every command starts with.

use std::path::{Path, PathBuf};

use super::{
    args::GlobalOptions,
    charset::is_utf8,
    output::{Exit, Output, printable},
    paths,
};
use crate::{
    config::{Config, ConfigError, EXAMPLE, KEYS, LanguageChoice, PrinterTo},
    desk::{
        Settings,
        target::{SameFile, refuse_same_files},
    },
    locale::{Lang, Locale, Text},
    session::Session,
};

/// Why the settings cannot be determined.
pub(super) enum SettingsError {
    /// The configuration is wrong.
    Config(ConfigError),
    /// There is no home folder, and these options are missing.
    NoHome(Vec<&'static str>),
    /// Two of the files are the same.
    Same(SameFile),
}

impl SettingsError {
    /// The error as a sentence for people.
    pub(super) fn sentence(&self, locale: &Locale) -> String {
        match self {
            Self::Config(error) => locale.config_error(error),
            Self::Same(error) => locale.same_file(error),
            Self::NoHome(options) => locale.text(Text::HomeMissing { options: &options.join(", ") }),
        }
    }
}

/// The language before the configuration is read: the option's, else the system's.
pub(super) fn lang_before_config(options: &GlobalOptions) -> Lang {
    options.lang.unwrap_or_else(Lang::of_system)
}

/// Reads only the language, for commands that need no files. Works without a home folder.
pub(super) fn load_lang(options: &GlobalOptions) -> Result<Lang, SettingsError> {
    let named = options.config.clone();
    let required = named.is_some();
    // Without a home there is no default file; an empty path is read as a missing one.
    let path = named.or_else(paths::config).unwrap_or_default();
    let config = Config::load(&path, required, &options.set).map_err(SettingsError::Config)?;
    Ok(choose_lang(options, &config))
}

/// The settings of a run, and where they come from.
pub(super) struct LoadedSettings {
    /// Files, rules and language.
    pub(super) session: Session,
    /// The configuration in force.
    pub(super) config: Config,
    /// The configuration file; it need not exist.
    pub(super) path: PathBuf,
    /// A key that only an owner may change, in a shop that has people, and to which `--set` gives another value than the file.
    pub(super) loosened: Option<String>,
}

/// Finds the files and reads the configuration.
pub(super) fn load(options: &GlobalOptions) -> Result<LoadedSettings, SettingsError> {
    let ledger = options.ledger.clone().or_else(paths::ledger);
    let keyring = options.keyring.clone().or_else(paths::keyring);
    let path = options.config.clone().or_else(paths::config);
    let (Some(ledger), Some(keyring), Some(path)) = (&ledger, &keyring, &path) else {
        let files = [("--ledger", ledger), ("--keyring", keyring), ("--config", path)];
        let missing = files.iter().filter(|(_, path)| path.is_none()).map(|(option, _)| *option);
        return Err(SettingsError::NoHome(missing.collect()));
    };
    let required = options.config.is_some();
    let mut config = Config::load(path, required, &options.set).map_err(SettingsError::Config)?;
    let loosened = if options.set.is_empty() {
        None
    } else {
        let of_file = Config::load(path, required, &[]).map_err(SettingsError::Config)?.guarded();
        config.guarded().into_iter().find(|(key, value)| of_file.get(key) != Some(value)).map(|(key, _)| key)
    };
    config.till = options.till.unwrap_or(config.till);
    let settings = Settings {
        ledger: ledger.clone(),
        keyring: keyring.clone(),
        till: config.till,
        rules: config.rules,
        keep_cvc: config.security.keep_cvc,
        day_starts_at: config.day.starts_at,
        operator: None,
    };
    let printer = match &config.paper.printer.to {
        PrinterTo::File(path) => Some(&**path),
        PrinterTo::Nowhere | PrinterTo::Tcp { .. } | PrinterTo::Command(_) => None,
    };
    refuse_same_files(&settings, path, printer).map_err(SettingsError::Same)?;
    config.screen.ascii |= options.ascii;
    let lang = choose_lang(options, &config);
    let security = config.security;
    let mut screen = config.screen;
    screen.ascii |= !is_utf8();
    let paper = config.paper.clone();
    let (backup, hand_over) = (config.backup.clone(), config.hand_over.clone());
    let session = Session {
        settings,
        lang,
        screen,
        paper,
        backup,
        hand_over,
        security,
        #[cfg(feature = "central")]
        office: None,
        config: path.clone(),
        demo: None,
    };
    Ok(LoadedSettings { session, config, path: path.clone(), loosened })
}

fn choose_lang(options: &GlobalOptions, config: &Config) -> Lang {
    options.lang.unwrap_or_else(|| match config.language {
        LanguageChoice::Auto => Lang::of_system(),
        LanguageChoice::En => Lang::En,
        LanguageChoice::Ko => Lang::Ko,
    })
}

/// `paydesk config --example`
pub(super) fn example(output: &mut Output<'_>) -> Exit {
    output.finish(EXAMPLE.as_bytes())
}

/// `paydesk config`: the configuration in force in the format of its file, with the paths of the files as comments.
pub(super) fn show(output: &mut Output<'_>, settings: &Settings, config: &Config, path: &Path) -> Exit {
    let files = [("ledger", &*settings.ledger), ("keyring", &settings.keyring), ("config", path)];
    let files = files.map(|(name, path)| format!("# {name}: {}\n", printable(&path.display().to_string())));
    let keys = KEYS.iter().map(|key| format!("{} = {}\n", key.path, key.value(config)));
    let text: String = files.into_iter().chain(keys).collect();
    output.finish(text.as_bytes())
}
