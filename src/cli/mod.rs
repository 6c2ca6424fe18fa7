//! The commands: JSON in, JSON or text out.
//!
//! ```text
//!  command line ──► Args ──► settings ──► Command ──► Desk ──► answers on standard output
//!       │                       │            │          │
//!   usage: 2            configuration: 3     │   refused: 1, or ledger, keyring: 3
//!                                       the screens, when no command is named
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | `args`, `help` | the command line and its help |
//! | `settings`, `paths` | configuration, language, files; `paydesk config` |
//! | `json` | lines of standard input to the values of requests |
//! | `batch` | requests in, answers out, one by one |
//! | `pay`, `cancel`, `show`, `list`, `message`, `demo` | a command each |
//! | `doctor` | what is right and wrong here |
//! | `verify`, `backup` | the check of a whole ledger, copies of it |
//! | `key`, `passphrase` | a new key, copies of the keyring, a passphrase over it |
//! | `progress` | how far a long command is, and Ctrl+C |
//! | `output` | answers, errors, the exit status |
//! | `show_text`, `columns`, `csv`, `time` | text for people |

mod args;
mod backup;
mod batch;
mod cancel;
mod columns;
mod csv;
mod demo;
mod doctor;
mod help;
mod json;
mod key;
mod list;
mod message;
mod output;
mod passphrase;
mod paths;
mod pay;
mod progress;
mod settings;
mod show;
mod show_text;
mod time;
mod verify;

use std::{path::PathBuf, process::ExitCode};

use tempfile::TempDir;

use self::{
    args::{Action, Args},
    output::{Exit, Output, say},
    settings::Ready,
};
use crate::{
    config::Config,
    desk::{Clock as _, Desk, Settings, SystemClock, World},
    locale::{Lang, Locale, Text},
    payment::Code,
    query::{Meaning, Reading, read_query},
    record::Query,
    session::Session,
};

/// What the command line asks for.
pub enum Start {
    /// Nothing more: help was shown, or something was wrong and has been said.
    Ended(ExitCode),
    /// One of the commands.
    Command(Command),
    /// The screens.
    Screens(Session),
}

/// Ends a session of the screens. Of a demonstration nothing is kept, and that is said.
pub fn end(session: Session) {
    if let Some(folder) = session.demo {
        demo::close(folder, &Locale::new(session.lang));
    }
}

/// A command that is ready to run.
pub struct Command {
    lang: Lang,
    work: Work,
    /// Of a demonstration, the folder of its ledger: removed when the command is done.
    _demo: Option<TempDir>,
}

/// Characters of a word that is not understood that are repeated.
const MOST_SHOWN: usize = 40;

/// What a command does, with all that it needs.
enum Work {
    /// Commands that open ledger and keyring.
    OnDesk(Action, Settings),
    Message(args::Message),
    Demo(args::Demo, Settings),
    Config {
        settings: Settings,
        config: Config,
        path: PathBuf,
    },
    Example,
    Doctor {
        found: doctor::Found,
        json: bool,
    },
}

/// Reads the command line and the configuration.
#[must_use]
pub fn start() -> Start {
    let Args { options, action } = match args::read() {
        Ok(args) => args,
        Err(error) => return Start::Ended(args::say(&error).into()),
    };
    let in_json = action.as_ref().is_some_and(Action::answers_in_json);
    prepare(&options, action).unwrap_or_else(|unsettled| {
        let locale = Locale::new(settings::first_lang(&options));
        let message = unsettled.sentence(&locale);
        Start::Ended(Output::new(&locale).trouble(in_json, Code::Config, message).into())
    })
}

fn prepare(options: &args::Options, action: Option<Action>) -> Result<Start, settings::Unsettled> {
    let command = |lang, work| Ok(Start::Command(Command { lang, work, _demo: None }));
    let action = match action {
        Some(Action::Config { example: true }) => {
            return command(settings::first_lang(options), Work::Example);
        }
        Some(Action::Message(message)) => return command(settings::lang(options)?, Work::Message(message)),
        Some(Action::Doctor { json }) => {
            let found = doctor::Found::of(options);
            return command(found.lang(), Work::Doctor { found, json });
        }
        other => other,
    };
    let Ready { mut session, config, path } = settings::ready(options)?;
    let lang = session.lang;
    if options.demo && !matches!(action, Some(Action::Config { .. })) {
        match demo::open(&mut session.settings) {
            Ok(folder) => session.demo = Some(folder),
            Err(error) => {
                let locale = Locale::new(lang);
                let in_json = action.as_ref().is_some_and(Action::answers_in_json);
                let ended = Output::new(&locale).trouble(in_json, error.code(), locale.desk_error(&error));
                return Ok(Start::Ended(ended.into()));
            }
        }
    }
    let settings = session.settings.clone();
    let keyring = match &action {
        Some(Action::Config { .. }) => None,
        Some(Action::Key(args::Key::Restore(copy))) => Some(&copy.file),
        _ => Some(&settings.keyring),
    };
    // Before anything else: nothing is asked once the screens are drawn or requests are read.
    if let Some(keyring) = keyring {
        let locale = Locale::new(lang);
        if let Err(refused) = passphrase::unlock(keyring, options.passphrase_file.as_deref(), &locale) {
            let in_json = action.as_ref().is_some_and(Action::answers_in_json);
            let ended = Output::new(&locale).trouble(in_json, Code::Keyring, refused.message);
            return Ok(Start::Ended(ended.into()));
        }
    }
    match action {
        None => Ok(Start::Screens(session)),
        Some(Action::Config { .. }) => command(lang, Work::Config { settings, config, path }),
        Some(Action::Demo(demo)) => command(lang, Work::Demo(demo, settings)),
        Some(action) => {
            let work = Work::OnDesk(action, settings);
            Ok(Start::Command(Command { lang, work, _demo: session.demo }))
        }
    }
}

impl Command {
    /// Runs it.
    #[must_use]
    pub fn run(self) -> ExitCode {
        let locale = Locale::new(self.lang);
        let mut output = Output::new(&locale);
        match self.work {
            Work::Example => settings::example(&mut output),
            Work::Doctor { found, json } => doctor::run(&mut output, &found, json),
            Work::Config { settings, config, path } => settings::show(&mut output, &settings, &config, &path),
            Work::Demo(demo, settings) => return demo::run(&mut output, &demo, &settings),
            Work::Message(args::Message::Encode) => message::encode(&mut output),
            Work::Message(args::Message::Decode { layout_only }) => message::decode(&mut output, layout_only),
            Work::OnDesk(action, settings) => on_desk(&action, settings, &mut output),
        }
        .into()
    }
}

/// The words of a query that mean nothing: a program must not be given everything instead of what it asked for.
fn not_understood(typed: &str, reading: &Reading) -> Option<String> {
    let unknown = |meaning: &Meaning| matches!(meaning, Meaning::Unknown(_) | Meaning::TooMuch);
    let words = reading.chips.iter().filter(|chip| unknown(&chip.meaning));
    let words: Vec<String> = words
        .filter_map(|chip| typed.get(chip.span.clone()))
        .map(|word| word.chars().filter(|c| !c.is_control()).take(MOST_SHOWN).collect())
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn on_desk(action: &Action, settings: Settings, output: &mut Output<'_>) -> Exit {
    let locale = output.locale();
    // These open the ledger their own way.
    match action {
        Action::Verify(verify) => return verify::run(&settings, output, verify),
        Action::Backup(backup) => return backup::run(&settings, output, backup),
        Action::Restore(restore) => return backup::run_restore(&settings, output, restore),
        Action::Key(key) => return key::run(&settings, output, key),
        _ => {}
    }
    let filter = match action {
        Action::List(list) => {
            let typed = list.query.join(" ");
            let reading = read_query(&typed, SystemClock.now(), &|time| SystemClock.moment(time));
            if let Some(words) = not_understood(&typed, &reading) {
                say(&locale.text(Text::ListQuery { words: &words }));
                return Exit::Usage;
            }
            reading.query
        }
        _ => Query::default(),
    };
    let mut desk = match Desk::open(settings, World::system()) {
        Ok(desk) => desk,
        Err(error) => {
            return output.trouble(action.answers_in_json(), error.code(), locale.desk_error(&error));
        }
    };
    match action {
        Action::Pay => pay::run(&mut desk, output),
        Action::Cancel => cancel::run(&mut desk, output),
        Action::Show(show) => show::run(&mut desk, output, show),
        Action::List(list) => list::run(&mut desk, output, list, &filter),
        // Have been done, or open no ledger: they are other work.
        Action::Verify(_)
        | Action::Backup(_)
        | Action::Restore(_)
        | Action::Key(_)
        | Action::Message(_)
        | Action::Demo(_)
        | Action::Doctor { .. }
        | Action::Config { .. } => Exit::Done,
    }
}
