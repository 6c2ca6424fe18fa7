//! `paydesk doctor`: a line for everything that Paydesk needs. Each stands alone, and none makes or changes anything.

mod files;
mod ledger;
mod terminal;

use std::{fmt::Write as _, path::PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    args::Options,
    columns::{left, widest},
    output::{Exit, Output, push_json, safe},
    passphrase, paths,
    settings::{self, Ready},
};
use crate::{
    desk::Settings,
    locale::{Lang, Locale, Text},
    payment::{Rules, Till},
};

/// How a line is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mark {
    /// As it should be.
    Fine,
    /// Not as it should be.
    Wrong,
    /// To be known; neither right nor wrong.
    Note,
}

impl Mark {
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

/// One thing that was looked at.
#[derive(Serialize)]
pub(super) struct Line {
    /// Stable.
    key: &'static str,
    #[serde(skip)]
    label: Text<'static>,
    state: Mark,
    value: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    /// The same in numbers and words that are the same in every language.
    #[serde(skip_serializing_if = "Map::is_empty")]
    data: Map<String, Value>,
}

impl Line {
    fn new(key: &'static str, label: Text<'static>, state: Mark, value: impl Into<String>) -> Self {
        Self { key, label, state, value: value.into(), advice: None, data: Map::new() }
    }

    /// It is wrong, and this is to be done.
    fn wrong(mut self, advice: impl Into<String>) -> Self {
        self.state = Mark::Wrong;
        self.advice.get_or_insert(advice.into());
        self
    }

    /// It is neither right nor wrong, but this may be done.
    fn note(mut self, advice: impl Into<String>) -> Self {
        self.state = Mark::Note;
        self.advice = Some(advice.into());
        self
    }

    fn data(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.data.insert(name.to_owned(), value.into());
        self
    }
}

/// The files, as far as the command line, the environment and the configuration name them.
pub(super) struct Found {
    settings: Result<Settings, String>,
    config: Result<PathBuf, String>,
    lang: Lang,
    ascii: bool,
    /// Why the file with the passphrase does not unlock the keyring.
    refused: Option<String>,
}

impl Found {
    /// A configuration that cannot be read hides nothing else.
    pub(super) fn of(options: &Options) -> Self {
        let mut found = Self::read(options);
        // Nobody is asked: whoever helps need not know the passphrase.
        if let (Ok(settings), Some(file)) = (&found.settings, options.passphrase_file.as_deref()) {
            let unlocked = passphrase::unlock(&settings.keyring, Some(file), &Locale::new(found.lang));
            found.refused = unlocked.err().map(|refused| refused.message);
        }
        found
    }

    fn read(options: &Options) -> Self {
        match settings::ready(options) {
            Ok(Ready { session, path, .. }) => Self {
                settings: Ok(session.settings),
                config: Ok(path),
                lang: session.lang,
                ascii: session.screen.ascii,
                refused: None,
            },
            Err(unsettled) => {
                let lang = settings::first_lang(options);
                let sentence = unsettled.sentence(&Locale::new(lang));
                let ledger = options.ledger.clone().or_else(paths::ledger);
                let keyring = options.keyring.clone().or_else(paths::keyring);
                let settings = ledger.zip(keyring).map(|(ledger, keyring)| {
                    let till = options.till.unwrap_or(Till::FIRST);
                    Settings {
                        ledger,
                        keyring,
                        till,
                        rules: Rules::default(),
                        shop: String::new(),
                        keep_cvc: true,
                    }
                });
                let settings = settings.ok_or_else(|| sentence.clone());
                Self { settings, config: Err(sentence), lang, ascii: options.ascii, refused: None }
            }
        }
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }
}

/// Looks at everything and tells it.
pub(super) fn run(output: &mut Output<'_>, found: &Found, in_json: bool) -> Exit {
    let locale = output.locale();
    let mut lines = versions();
    lines.push(files::config(locale, &found.config));
    match &found.settings {
        Ok(settings) => {
            lines.extend(files::of_ledger(locale, &settings.ledger));
            lines.extend(ledger::lines(locale, settings, found.refused.as_deref()));
        }
        Err(sentence) => {
            lines.push(Line::new("ledger", Text::DoctorLedger, Mark::Wrong, sentence.clone()));
        }
    }
    lines.extend(terminal::lines(locale, found.lang));
    let wrong = lines.iter().filter(|line| line.state == Mark::Wrong).count();
    let answer = if in_json { json(&lines) } else { text(locale, &lines, wrong, found.ascii) };
    output.close(&answer).max(if wrong == 0 { Exit::Done } else { Exit::Trouble })
}

fn versions() -> Vec<Line> {
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let paydesk = env!("CARGO_PKG_VERSION");
    let sqlite = crate::desk::sqlite_version();
    vec![
        Line::new("version", Text::DoctorVersion, Mark::Note, paydesk),
        Line::new("sqlite", Text::DoctorSqlite, Mark::Note, sqlite),
        Line::new("system", Text::DoctorSystem, Mark::Note, system),
    ]
}

fn json(lines: &[Line]) -> Vec<u8> {
    #[derive(Serialize)]
    struct Answer<'a> {
        ok: bool,
        checks: &'a [Line],
    }
    let mut answer = Vec::new();
    let ok = lines.iter().all(|line| line.state != Mark::Wrong);
    push_json(&mut answer, &Answer { ok, checks: lines });
    answer
}

fn text(locale: &Locale, lines: &[Line], wrong: usize, ascii: bool) -> Vec<u8> {
    let ascii = ascii || !terminal::is_utf8();
    let labels: Vec<_> = lines.iter().map(|line| locale.text(line.label)).collect();
    let width = widest(labels.iter().map(AsRef::as_ref));
    let mut text = String::new();
    for (line, label) in lines.iter().zip(&labels) {
        let mark = line.state.letter(ascii);
        // Into memory: cannot fail.
        let _ = writeln!(text, "{mark} {}  {}", left(label, width), safe(&line.value));
        if let Some(advice) = &line.advice {
            let _ = writeln!(text, "  {}  {}", left("", width), safe(advice));
        }
    }
    text += &match wrong {
        0 => locale.text(Text::DoctorFine),
        wrong => locale.text(Text::DoctorWrong { count: &wrong.to_string() }),
    };
    text.push('\n');
    text.into_bytes()
}
