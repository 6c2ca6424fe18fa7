//! `paydesk doctor`: checks everything that Paydesk needs. The checks are independent, and none creates or changes a file.

#[cfg(feature = "central")]
mod centre;
mod files;
mod installed;
mod ledger;
mod terminal;

use std::{fmt::Write as _, path::PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};

use self::files::grouped;
use super::{
    args::GlobalOptions,
    charset::is_utf8,
    columns::{left, widest},
    output::{Exit, Output, printable, push_json_line},
    passphrase, paths,
    settings::{self, LoadedSettings},
};
use crate::{
    desk::Settings,
    locale::{Lang, Locale, Text},
    payment::Till,
};

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CheckState {
    /// As it should be.
    Fine,
    /// Not as it should be.
    Wrong,
    /// For information: neither right nor wrong.
    Note,
}

impl CheckState {
    fn letter(self, ascii: bool) -> &'static str {
        match (self, ascii) {
            (Self::Fine, false) => "✓",
            (Self::Wrong, false) => "✗",
            (Self::Note, false) => "›",
            (Self::Fine, true) => "+",
            (Self::Wrong, true) => "x",
            (Self::Note, true) => "-",
        }
    }
}

/// One check: a line of the text, an object in JSON.
#[derive(Serialize)]
pub(super) struct Check {
    /// Its name in JSON; never changes.
    key: &'static str,
    #[serde(skip)]
    label: Text<'static>,
    state: CheckState,
    value: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    /// The value for programs: the same in every language.
    #[serde(skip_serializing_if = "Map::is_empty")]
    data: Map<String, Value>,
}

impl Check {
    fn new(key: &'static str, label: Text<'static>, state: CheckState, value: impl Into<String>) -> Self {
        Self { key, label, state, value: value.into(), advice: None, data: Map::new() }
    }

    /// Marks the check as wrong, with advice unless it has some already.
    fn wrong(mut self, advice: impl Into<String>) -> Self {
        self.state = CheckState::Wrong;
        self.advice.get_or_insert(advice.into());
        self
    }

    /// Marks the check as a note, with advice.
    fn note(mut self, advice: impl Into<String>) -> Self {
        self.state = CheckState::Note;
        self.advice = Some(advice.into());
        self
    }

    fn data(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.data.insert(name.to_owned(), value.into());
        self
    }
}

/// The files and settings to check, as far as they can be determined.
pub(super) struct Installation {
    settings: Result<Settings, String>,
    config: Result<PathBuf, String>,
    /// The folders for copies and for the card company; empty where there is none.
    others: [PathBuf; 2],
    lang: Lang,
    ascii: bool,
    /// Why the passphrase file does not unlock the keyring.
    refused: Option<String>,
}

impl Installation {
    /// Finds the files. With a broken configuration it uses the options and the defaults, so that everything else is still
    /// checked.
    pub(super) fn find(options: &GlobalOptions) -> Self {
        let mut installation = Self::read(options);
        // Never asks for the passphrase: the person who helps need not know it.
        if let (Ok(settings), Some(file)) = (&installation.settings, options.passphrase_file.as_deref()) {
            let unlocked = passphrase::unlock(&settings.keyring, Some(file), &Locale::new(installation.lang));
            installation.refused = unlocked.err().map(|refused| refused.message);
        }
        installation
    }

    fn read(options: &GlobalOptions) -> Self {
        match settings::load(options) {
            Ok(LoadedSettings { session, path, .. }) => Self {
                settings: Ok(session.settings),
                config: Ok(path),
                others: [session.backup.to.into(), session.hand_over.to.into()],
                lang: session.lang,
                ascii: session.screen.ascii,
                refused: None,
            },
            Err(error) => {
                let lang = settings::lang_before_config(options);
                let sentence = error.sentence(&Locale::new(lang));
                let ledger = options.ledger.clone().or_else(paths::ledger);
                let keyring = options.keyring.clone().or_else(paths::keyring);
                let settings = ledger.zip(keyring).map(|(ledger, keyring)| {
                    let till = options.till.unwrap_or(Till::FIRST);
                    Settings { till, ..Settings::new(ledger, keyring) }
                });
                let settings = settings.ok_or_else(|| sentence.clone());
                let (others, ascii) = (<[PathBuf; 2]>::default(), options.ascii);
                Self { settings, config: Err(sentence), others, lang, ascii, refused: None }
            }
        }
    }

    /// The language of the answer.
    pub(super) fn lang(&self) -> Lang {
        self.lang
    }
}

/// Runs all checks and prints them.
pub(super) fn run(output: &mut Output<'_>, installation: &Installation, in_json: bool) -> Exit {
    let locale = output.locale();
    let mut checks = version_checks();
    checks.extend(installed::checks(locale));
    checks.push(files::config_check(locale, &installation.config));
    match &installation.settings {
        Ok(settings) => {
            checks.extend(files::ledger_checks(locale, settings));
            checks.extend(ledger::checks(locale, settings, installation.refused.as_deref()));
            #[cfg(feature = "central")]
            checks.extend(centre::check(locale, settings));
            let config = installation.config.as_deref().ok();
            checks.extend(files::leftovers_check(locale, settings, config, &installation.others));
        }
        Err(sentence) => {
            checks.push(Check::new("ledger", Text::DoctorLedger, CheckState::Wrong, sentence.clone()));
        }
    }
    checks.extend(terminal::checks(locale, installation.lang));
    let wrong = checks.iter().filter(|check| check.state == CheckState::Wrong).count();
    let answer =
        if in_json { json_answer(&checks) } else { text_answer(locale, &checks, wrong, installation.ascii) };
    output.finish(&answer).max(if wrong == 0 { Exit::Done } else { Exit::Trouble })
}

fn version_checks() -> Vec<Check> {
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let paydesk = env!("CARGO_PKG_VERSION");
    let sqlite = crate::desk::sqlite_version();
    vec![
        Check::new("version", Text::DoctorVersion, CheckState::Note, paydesk),
        Check::new("sqlite", Text::DoctorSqlite, CheckState::Note, sqlite),
        Check::new("system", Text::DoctorSystem, CheckState::Note, system),
    ]
}

fn json_answer(checks: &[Check]) -> Vec<u8> {
    #[derive(Serialize)]
    struct DoctorAnswer<'a> {
        ok: bool,
        checks: &'a [Check],
    }
    let mut answer = Vec::new();
    let ok = checks.iter().all(|check| check.state != CheckState::Wrong);
    push_json_line(&mut answer, &DoctorAnswer { ok, checks });
    answer
}

fn text_answer(locale: &Locale, checks: &[Check], wrong: usize, ascii: bool) -> Vec<u8> {
    let ascii = ascii || !is_utf8();
    let labels: Vec<_> = checks.iter().map(|check| locale.text(check.label)).collect();
    let width = widest(labels.iter().map(AsRef::as_ref));
    let mut text = String::new();
    for (check, label) in checks.iter().zip(&labels) {
        let mark = check.state.letter(ascii);
        // Writing into memory cannot fail.
        let _ = writeln!(text, "{mark} {}  {}", left(label, width), printable(&check.value));
        if let Some(advice) = &check.advice {
            let _ = writeln!(text, "  {}  {}", left("", width), printable(advice));
        }
    }
    let advised = checks.iter().filter(|check| check.advice.is_some()).count() as u64;
    text += &match (wrong, advised) {
        (0, 0) => locale.text(Text::DoctorFine),
        (0, count) => locale.text(Text::DoctorFineAdvice { count, grouped: &grouped(count) }),
        (wrong, _) => {
            let mark = CheckState::Wrong.letter(ascii);
            let count = wrong as u64;
            locale.text(Text::DoctorWrong { count, grouped: &grouped(count), mark })
        }
    };
    text.push('\n');
    text.into_bytes()
}
