//! The commands: JSON in, JSON or text out.
//!
//! ```text
//!  command line ──► CommandLine ──► settings ──► ReadyCommand ──► Desk ──► answers on standard output
//!       │                           │              │            │
//!   usage: 2                configuration: 3       │     refused: 1, or ledger, keyring: 3
//!                                          the screens, when no command is named
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | `args`, `help` | the command line and its help |
//! | `settings`, `paths`, `charset` | configuration, language, files, character set; `paydesk config` |
//! | `json` | the requests on standard input |
//! | `answer_loop` | the loop of the commands that answer every request on standard input |
//! | `pay`, `cancel`, `show`, `slip`, `memo`, `list`, `message`, `demo` | a command each |
//! | `tail`, `tail_line` | the journal, for other programs |
//! | `vat` | supply value and VAT, month by month |
//! | `people` | the people of the shop, and who acts in a command |
//! | `hand_over`, `answers` | what is given to the card company, and what it answers |
//! | `close` | the close of a day, reports of it, the closes that there are |
//! | `completions`, `man` | what shells and `man` know of the commands |
//! | `doctor` | a check of files, keys, clock and terminal |
//! | `verify`, `backup` | the check of a whole ledger, copies of it |
//! | `central` | the centre that has all shops, and shipping to it |
//! | `ledger` | a ledger that is not as it is remembered |
//! | `key`, `passphrase` | a new key, copies of the keyring, its passphrase |
//! | `print` | slips after `pay` and `cancel`, and reports with `--print`, on the receipt printer |
//! | `progress`, `signals` | the progress bar of a long command, and what ends one |
//! | `output` | answers, errors, the exit status |
//! | `show_text`, `columns`, `csv`, `wide`, `time` | tables, CSV and times as text |

mod answer_loop;
mod answers;
mod args;
mod backup;
mod cancel;
mod card_argument;
#[cfg(feature = "central")]
mod central;
mod charset;
mod close;
mod columns;
mod completions;
mod csv;
mod demo;
mod doctor;
mod hand_over;
mod help;
mod import;
mod json;
mod key;
mod ledger;
mod list;
mod man;
mod memo;
mod message;
#[cfg(feature = "central")]
mod office;
mod output;
mod passphrase;
mod paths;
mod pay;
mod people;
mod print;
mod progress;
mod settings;
mod show;
mod show_text;
mod signals;
mod slip;
mod tail;
mod tail_line;
mod time;
mod vat;
mod verify;
mod wide;

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap_complete::Shell;

#[cfg(unix)]
pub(crate) use self::signals::ENDING_SIGNALS;
pub(crate) use self::signals::leave as leave_signals;
use self::{
    args::{CommandArgs, CommandLine},
    output::{Exit, Output, say},
    settings::LoadedSettings,
};
use crate::{
    config::{BackupConfig, Config, HandOverConfig, HandOverEnvironment, PaperConfig, PrinterTo},
    desk::{Asked, Desk, DeskError, Random as _, Settings, World, backup_folder::BackupFolder},
    files::DemoFolder,
    locale::{Lang, Locale, Text},
    payment::Code,
    record::Query,
    session::Session,
    staff::Action,
};

/// What the command line asks for.
pub(crate) enum Start {
    /// Nothing more to do: help or an error was printed.
    Ended(ExitCode),
    /// One of the commands.
    Command(ReadyCommand),
    /// The screens.
    Screens(Session),
}

/// Ends a session of the screens: deletes the ledger of a demonstration and says so.
pub(crate) fn end_session(session: Session) {
    if let Some(folder) = session.demo {
        demo::close(folder, &Locale::new(session.lang));
    }
}

/// A command with its language and settings, ready to run.
pub(crate) struct ReadyCommand {
    lang: Lang,
    task: Task,
    /// The folder of a demonstration's ledger. Dropping it after the command deletes the folder.
    _demo: Option<DemoFolder>,
}

/// What a command does, with its arguments and settings.
enum Task {
    /// Commands that open ledger and keyring.
    OnDesk {
        command: CommandArgs,
        settings: Settings,
        /// The settings that only an owner may change; `None` in a demonstration.
        guarded: Option<BTreeMap<String, String>>,
        paper: PaperConfig,
        backup: BackupConfig,
        hand_over: HandOverConfig,
        config: PathBuf,
    },
    /// The look-ups of head office.
    #[cfg(feature = "central")]
    Office(central::CentreArgs, office::OfficeArgs),
    /// What an owner of a centre does.
    #[cfg(feature = "central")]
    Central(central::args::CentralArgs, Settings, Option<central::CentreArgs>),
    Message(args::MessageArgs),
    CheckBatch(args::CheckBatchArgs),
    Demo(args::DemoArgs, Settings),
    Config {
        settings: Settings,
        config: Config,
        path: PathBuf,
    },
    Example,
    Completions(Shell),
    Man(PathBuf),
    Doctor {
        installation: doctor::Installation,
        json: bool,
    },
}

/// Reads the command line and the configuration.
#[must_use]
pub(crate) fn start() -> Start {
    // First of all: without random bytes even a map of the standard library ends the program.
    if let Err(error) = World::system().fill(&mut [0]) {
        let locale = Locale::new(Lang::of_system());
        say(&locale.text(Text::SealRandom { reason: &error.to_string() }));
        return Start::Ended(Exit::Trouble.into());
    }
    signals::speak(Lang::of_system());
    signals::watch();
    let CommandLine { options, command } = match args::read() {
        Ok(args) => args,
        Err(error) => return Start::Ended(args::say(&error).into()),
    };
    let in_json = command.as_ref().is_some_and(CommandArgs::answers_in_json);
    prepare(&options, command).unwrap_or_else(|error| {
        let locale = Locale::new(settings::lang_before_config(&options));
        let message = error.sentence(&locale);
        Start::Ended(Output::new(&locale).fail(in_json, Code::Config, message).into())
    })
}

fn prepare(
    options: &args::GlobalOptions,
    command: Option<CommandArgs>,
) -> Result<Start, settings::SettingsError> {
    let ready = |lang, task| {
        signals::speak(lang);
        Ok(Start::Command(ReadyCommand { lang, task, _demo: None }))
    };
    let command = match before_settings(options, command)? {
        ControlFlow::Break((lang, task)) => return ready(lang, task),
        ControlFlow::Continue(other) => other,
    };
    let LoadedSettings { mut session, mut config, path, loosened } = settings::load(options)?;
    let loosened = loosened.filter(|_| !options.demo);
    let lang = session.lang;
    signals::speak(lang);
    let locale = Locale::new(lang);
    #[cfg(feature = "central")]
    let command = match at_centre(options, command, &mut session) {
        ControlFlow::Continue(other) => other,
        ControlFlow::Break(Ok(None)) => return Ok(Start::Screens(session)),
        ControlFlow::Break(Ok(Some(task))) => return ready(lang, task),
        ControlFlow::Break(Err(exit)) => return Ok(Start::Ended(exit.into())),
    };
    let in_json = command.as_ref().is_some_and(CommandArgs::answers_in_json);
    let fail = |code, message| Ok(Start::Ended(Output::new(&locale).fail(in_json, code, message).into()));
    if options.demo && !matches!(command, Some(CommandArgs::Config { .. })) {
        match demo::open(&mut session.settings) {
            Ok(folder) => {
                session.demo = Some(folder);
                keep_inside(&mut session, &mut config);
            }
            Err(error) => return fail(error.code(), locale.desk_error(&error)),
        }
    } else if options.ledger.is_some()
        && command.as_ref().is_some_and(CommandArgs::looks_at_a_ledger)
        && let Err(error) = ledger::refuse_missing(&session.settings)
    {
        return fail(error.code(), locale.desk_error(&error));
    }
    let settings = session.settings.clone();
    let keyring = match &command {
        Some(CommandArgs::Config { .. }) => None,
        Some(CommandArgs::Key(args::KeyArgs::Restore(copy))) => Some(&copy.file),
        _ => Some(&settings.keyring),
    };
    // The passphrase is asked for here: the terminal is not free once screens are drawn or requests are read.
    if let Some(keyring) = keyring
        && let Err(refused) = passphrase::unlock(keyring, options.passphrase_file.as_deref(), &locale)
    {
        return fail(Code::Keyring, refused.message);
    }
    match command {
        None if options.acting.is_some() => {
            say(&locale.text(Text::ActingOnScreens));
            Ok(Start::Ended(Exit::Usage.into()))
        }
        None => match loosened.map(|key| (allow_loosened(&settings).is_ok(), key)) {
            Some((false, key)) => fail(Code::NotAllowed, locale.text(Text::SetOwnerOnly { key: &key })),
            _ => Ok(Start::Screens(session)),
        },
        Some(CommandArgs::Config { .. }) => ready(lang, Task::Config { settings, config, path }),
        Some(CommandArgs::Demo(demo)) => ready(lang, Task::Demo(demo, settings)),
        Some(command) => {
            let mut settings = settings;
            if let Err((code, sentence)) = sign_in(options, &mut settings, &locale) {
                return fail(code, sentence);
            }
            if let Some((key, Err(error))) = loosened.map(|key| (key, allow_loosened(&settings))) {
                let text = match error {
                    DeskError::NotAllowed(_) | DeskError::NotSignedIn => {
                        locale.text(Text::SetOwnerOnly { key: &key })
                    }
                    other => return fail(other.code(), locale.desk_error(&other)),
                };
                return fail(Code::NotAllowed, text);
            }
            let guarded = (!options.demo && options.acting.is_some()).then(|| config.guarded());
            let Config { paper, backup, hand_over, .. } = config;
            let task = Task::OnDesk { command, settings, guarded, paper, backup, hand_over, config: path };
            Ok(Start::Command(ReadyCommand { lang, task, _demo: session.demo }))
        }
    }
}

/// Signs in who acts, where that is said.
fn sign_in(
    options: &args::GlobalOptions,
    settings: &mut Settings,
    locale: &Locale,
) -> Result<(), (Code, String)> {
    let Some(number) = options.acting else { return Ok(()) };
    match people::sign_in(settings, number, options.pin_file.as_deref(), locale) {
        Ok(()) => {
            settings.operator = Some(number);
            Ok(())
        }
        Err(people::NotSignedIn::Unread(refused)) => Err((Code::Operator, refused.message)),
        Err(people::NotSignedIn::Desk(error)) => Err((error.code(), locale.desk_error(&error))),
    }
}

/// What is done at a centre: the screens of head office (`None`), or a task; or why it is refused. Every other command goes on, but none
/// may when a centre is named: it would be done with a ledger of this machine.
#[cfg(feature = "central")]
fn at_centre(
    options: &args::GlobalOptions,
    command: Option<CommandArgs>,
    session: &mut Session,
) -> ControlFlow<Result<Option<Task>, Exit>, Option<CommandArgs>> {
    let locale = Locale::new(session.lang);
    let centre = central::CentreArgs::of(options);
    let refuse = |in_json: bool, code, sentence| {
        ControlFlow::Break(Err(Output::new(&locale).fail(in_json, code, sentence)))
    };
    let misused = |text| {
        say(&locale.text(text));
        ControlFlow::Break(Err(Exit::Usage))
    };
    let is_of_centre = matches!(command, Some(CommandArgs::Central(_)));
    match (command, centre) {
        (command @ Some(CommandArgs::Config { .. }), Some(_)) => ControlFlow::Continue(command),
        (Some(CommandArgs::Show(show)), None) if show.shop.is_some() => misused(Text::OfficeNoShopsHere),
        (other, None) if !is_of_centre => ControlFlow::Continue(other),
        _ if options.demo => misused(Text::OfficeNoDemo),
        (Some(CommandArgs::Central(asked)), centre) => {
            let mut settings = session.settings.clone();
            if asked.needs_keyring() {
                let file = options.passphrase_file.as_deref();
                if let Err(refused) = passphrase::unlock(&settings.keyring, file, &locale) {
                    return refuse(asked.json(), Code::Keyring, refused.message);
                }
                if let Err((code, sentence)) = sign_in(options, &mut settings, &locale) {
                    return refuse(asked.json(), code, sentence);
                }
            }
            ControlFlow::Break(Ok(Some(Task::Central(asked, settings, centre))))
        }
        (Some(CommandArgs::List(_) | CommandArgs::Show(_)) | None, _) if options.acting.is_some() => {
            misused(Text::OfficeNoPeople)
        }
        (Some(command @ (CommandArgs::List(_) | CommandArgs::Show(_))), Some(_))
            if let Some(exit) = card_argument::refuse(&command, &mut Output::new(&locale)) =>
        {
            ControlFlow::Break(Err(exit))
        }
        (Some(CommandArgs::List(list)), Some(centre)) => {
            ControlFlow::Break(Ok(Some(Task::Office(centre, office::OfficeArgs::List(list)))))
        }
        (Some(CommandArgs::Show(show)), Some(centre)) => {
            ControlFlow::Break(Ok(Some(Task::Office(centre, office::OfficeArgs::Show(show)))))
        }
        (None, Some(centre)) => match centre.address() {
            Ok(address) => {
                session.office = Some(Box::new(address));
                ControlFlow::Break(Ok(None))
            }
            Err(error) => refuse(false, Code::Central, locale.enrolment_error(&error)),
        },
        _ => misused(Text::OfficeNotHere),
    }
}

/// The commands that need no settings but the language, and so no home folder; with every other one it goes on.
fn before_settings(
    options: &args::GlobalOptions,
    command: Option<CommandArgs>,
) -> Result<ControlFlow<(Lang, Task), Option<CommandArgs>>, settings::SettingsError> {
    let task = match command {
        Some(CommandArgs::Config { example: true }) => {
            return Ok(ControlFlow::Break((settings::lang_before_config(options), Task::Example)));
        }
        Some(CommandArgs::Doctor { json }) => {
            let installation = doctor::Installation::find(options);
            return Ok(ControlFlow::Break((installation.lang(), Task::Doctor { installation, json })));
        }
        Some(CommandArgs::Message(message)) => Task::Message(message),
        Some(CommandArgs::HandOver(asked)) => match asked.into_check() {
            Ok(check) => Task::CheckBatch(check),
            Err(asked) => return Ok(ControlFlow::Continue(Some(CommandArgs::HandOver(asked)))),
        },
        // A fault in the configuration is no reason to have neither.
        Some(CommandArgs::Completions { shell }) => {
            return Ok(ControlFlow::Break((lang_at_any_rate(options), Task::Completions(shell))));
        }
        Some(CommandArgs::Man { folder }) => {
            return Ok(ControlFlow::Break((lang_at_any_rate(options), Task::Man(folder))));
        }
        other => return Ok(ControlFlow::Continue(other)),
    };
    Ok(ControlFlow::Break((settings::load_lang(options)?, task)))
}

/// The language, whatever is wrong with the configuration.
fn lang_at_any_rate(options: &args::GlobalOptions) -> Lang {
    settings::load_lang(options).unwrap_or_else(|_| settings::lang_before_config(options))
}

/// What is made up is on no paper, in no copy and at no card company, and opens no drawer.
fn keep_inside(session: &mut Session, config: &mut Config) {
    config.backup = BackupConfig::default();
    config.hand_over = HandOverConfig { to: String::new(), environment: HandOverEnvironment::Test };
    session.hand_over = config.hand_over.clone();
    for paper in [&mut config.paper, &mut session.paper] {
        paper.printer.to = PrinterTo::Nowhere;
        paper.is_training = true;
    }
}

/// Whether whoever acts may give other settings than those of the shop: where it has people, only an owner.
fn allow_loosened(settings: &Settings) -> Result<(), DeskError> {
    match Desk::open_to_read(settings.clone(), World::system()) {
        Ok(mut desk) => desk.require(&Asked::of(Action::Settings)),
        // Where there is no ledger there are no people.
        Err(_) if !settings.ledger.exists() => Ok(()),
        Err(error) => Err(error),
    }
}

impl ReadyCommand {
    /// Runs the command.
    #[must_use]
    pub(crate) fn run(self) -> ExitCode {
        let locale = Locale::new(self.lang);
        let mut output = Output::new(&locale);
        match self.task {
            Task::Example => settings::example(&mut output),
            Task::Completions(shell) => completions::run(&mut output, shell),
            Task::Man(folder) => man::run(&mut output, &folder),
            Task::Doctor { installation, json } => doctor::run(&mut output, &installation, json),
            Task::Config { settings, config, path } => settings::show(&mut output, &settings, &config, &path),
            Task::Demo(demo, settings) => return signals::status(demo::run(&mut output, &demo, &settings)),
            Task::Message(args::MessageArgs::Encode) => message::encode(&mut output),
            Task::Message(args::MessageArgs::Decode(decode)) => message::decode(&mut output, decode),
            Task::CheckBatch(asked) => hand_over::run_check(&mut output, &asked),
            #[cfg(feature = "central")]
            Task::Office(centre, asked) => office::run(&mut output, &centre, &asked),
            #[cfg(feature = "central")]
            Task::Central(asked, settings, centre) => {
                central::run(&settings, &mut output, centre.as_ref(), &asked)
            }
            Task::OnDesk { command, settings, guarded, paper, backup, hand_over, config } => {
                let copies =
                    BackupFolder { path: Path::new(&backup.to), settings: &settings, config: Some(&config) };
                run_on_desk(&command, &copies, guarded, (&paper, &hand_over), &mut output)
            }
        }
        .into()
    }
}

fn run_on_desk(
    command: &CommandArgs,
    copies: &BackupFolder<'_>,
    guarded: Option<BTreeMap<String, String>>,
    (paper, hand_over): (&PaperConfig, &HandOverConfig),
    output: &mut Output<'_>,
) -> Exit {
    let BackupFolder { settings, config, .. } = *copies;
    let locale = output.locale();
    // These commands open the ledger themselves.
    match command {
        CommandArgs::Verify(verify) => return verify::run(settings, output, verify),
        CommandArgs::Backup(backup) => return backup::run(settings, config, output, backup),
        CommandArgs::Restore(restore) => return backup::run_restore(settings, output, restore),
        CommandArgs::Key(key) => return key::run(settings, config, output, key),
        CommandArgs::Ledger(asked) => return ledger::run(settings, output, asked),
        CommandArgs::Import(asked) => return import::run(settings, output, asked),
        #[cfg(feature = "central")]
        CommandArgs::Ship(asked) => return central::ship(settings, output, *asked),
        _ => {}
    }
    if let Some(refused) = card_argument::refuse(command, output) {
        return refused;
    }
    let months = match command {
        CommandArgs::Vat(asked) => Some((asked.from, asked.to)),
        CommandArgs::Closes(closes) => closes.from.zip(closes.to),
        _ => None,
    };
    if let Some(refused) = months.and_then(|(from, to)| vat::refuse_order(locale, from, to)) {
        return refused;
    }
    let (filter, card) = match command {
        CommandArgs::List(list) => match list::asked(locale, list, false) {
            Ok(asked) => asked,
            Err(refused) => {
                say(&refused);
                return Exit::Usage;
            }
        },
        _ => (Query::default(), None),
    };
    let mut desk = match open_for(command)(settings.clone(), World::system()) {
        Ok(desk) => desk,
        Err(error) => {
            return output.fail_at_desk(command.answers_in_json(), &error);
        }
    };
    ledger::say_remembered(locale, desk.remembered());
    // What these do depends on the settings of the shop.
    let noted = match (command, guarded) {
        (
            CommandArgs::Pay
            | CommandArgs::Cancel
            | CommandArgs::Slip(_)
            | CommandArgs::Close(_)
            | CommandArgs::Closes(_)
            | CommandArgs::HandOver(_)
            | CommandArgs::Answers(_),
            Some(guarded),
        ) => desk.note_settings(guarded).map(|_| ()),
        _ => Ok(()),
    };
    let watched = noted.and_then(|()| match command {
        CommandArgs::Pay | CommandArgs::Cancel => desk.watch_clock(false),
        _ => Ok(()),
    });
    if let Err(error) = watched {
        return output.fail_at_desk(command.answers_in_json(), &error);
    }
    match command {
        CommandArgs::Pay => pay::run(&mut desk, output, paper),
        CommandArgs::Cancel => cancel::run(&mut desk, output, paper),
        CommandArgs::Slip(slip) => slip::run(&mut desk, output, paper, slip),
        CommandArgs::Memo(memo) => memo::run(&mut desk, output, memo),
        CommandArgs::Close(close) => close::run(&mut desk, output, paper, copies, close),
        CommandArgs::Closes(closes) => close::run_list(&mut desk, output, paper, closes),
        CommandArgs::HandOver(asked) => {
            hand_over::run(&mut desk, output, (hand_over, &paper.shop), config, asked)
        }
        CommandArgs::Answers(asked) => answers::run(&mut desk, output, asked),
        CommandArgs::People(asked) => people::run(settings, &mut desk, output, asked),
        CommandArgs::Show(show) => show::run(&mut desk, output, show),
        CommandArgs::List(list) => list::run(&mut desk, output, list, filter, card),
        CommandArgs::Tail(asked) => tail::run(&mut desk, output, asked),
        CommandArgs::Vat(asked) => vat::run(&mut desk, output, asked),
        #[cfg(feature = "central")]
        CommandArgs::Central(_) | CommandArgs::Ship(_) => Exit::Done,
        // Handled above, or tasks of their own that open no ledger.
        CommandArgs::Verify(_)
        | CommandArgs::Backup(_)
        | CommandArgs::Restore(_)
        | CommandArgs::Key(_)
        | CommandArgs::Ledger(_)
        | CommandArgs::Import(_)
        | CommandArgs::Message(_)
        | CommandArgs::Demo(_)
        | CommandArgs::Doctor { .. }
        | CommandArgs::Config { .. }
        | CommandArgs::Completions { .. }
        | CommandArgs::Man { .. } => Exit::Done,
    }
}

/// How the desk is opened for a command: what changes nothing also works on read-only media.
fn open_for(command: &CommandArgs) -> fn(Settings, World) -> Result<Desk, DeskError> {
    match command {
        CommandArgs::Show(_) | CommandArgs::List(_) | CommandArgs::Tail(_) | CommandArgs::Vat(_) => {
            Desk::open_to_read
        }
        CommandArgs::Slip(slip) if !slip.escpos => Desk::open_to_read,
        CommandArgs::Close(close) if close.x => Desk::open_to_read,
        CommandArgs::Closes(closes) if closes.show().is_none_or(|show| show.json) => Desk::open_to_read,
        CommandArgs::People(people) if people.command.is_none() => Desk::open_to_read,
        _ => Desk::open,
    }
}
