//! Help and usage errors, in English and Korean.
//!
//! `--help` is short. `paydesk help COMMAND` has all of it: what a command does in full, the options of every command, the exit
//! status. English comes from `args`, `en` and clap; `ko` puts Korean in its place.

pub(in crate::cli) mod en;
mod ko;
mod usage;

use std::{env, ffi::OsString, path::PathBuf};

use clap::{Arg, ArgAction, Command};

pub(super) use usage::{improve, sentence};

use super::paths;
use crate::{
    config::{Config, LanguageChoice},
    locale::Lang,
};

/// The language of help and usage errors, before the command line is understood: that of `--lang`, else of the configuration,
/// else the system's. What is wrong with either, the command itself says.
pub(super) fn language(args: impl Iterator<Item = OsString>) -> Lang {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let value = |option: &str, variable: &str| {
        let given = args.iter().enumerate().find_map(|(index, arg)| {
            let rest = arg.strip_prefix(option)?;
            rest.strip_prefix('=').or(args.get(index + 1).map(String::as_str).filter(|_| rest.is_empty()))
        });
        let given = given.map(str::to_owned).or_else(|| env::var(variable).ok());
        given.filter(|value| !value.is_empty())
    };
    if let Some(lang) = value("--lang", "PAYDESK_LANG").and_then(|lang| lang.parse().ok()) {
        return lang;
    }
    let config = value("--config", "PAYDESK_CONFIG").map(PathBuf::from).or_else(paths::config);
    match config.and_then(|path| Config::load(&path, false, &[]).ok()).map(|config| config.language) {
        Some(LanguageChoice::En) => Lang::En,
        Some(LanguageChoice::Ko) => Lang::Ko,
        Some(LanguageChoice::Auto) | None => Lang::of_system(),
    }
}

/// Gives `command` and all below it their help in `lang`: `--help` is short, `paydesk help` long.
pub(super) fn add(command: Command, lang: Lang) -> Command {
    let words = match lang {
        Lang::En => Words {
            help: "Print help in short",
            version: "Print the version",
            more: "More, with every option: paydesk help",
        },
        Lang::Ko => Words {
            help: "짧은 도움말을 출력합니다",
            version: "버전을 출력합니다",
            more: "모든 옵션과 자세한 설명: paydesk help",
        },
    };
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let version = version.help(words.version).help_heading(None::<&'static str>);
    let command = command.disable_help_flag(true).disable_version_flag(true).arg(version);
    let command = below(command, "", &words);
    match lang {
        Lang::En => command,
        Lang::Ko => {
            let mut command = ko::translate(command, "");
            // clap adds the command `help` to each only now.
            command.build();
            ko::translate_help(command)
        }
    }
}

/// The few words that every command has.
struct Words {
    help: &'static str,
    version: &'static str,
    more: &'static str,
}

fn below(mut command: Command, path: &str, words: &Words) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::HelpShort);
    let help = help.help(words.help).help_heading(None::<&'static str>);
    command = command.arg(help);
    command = short_end(command, path, words);
    command.mut_subcommands(|sub| {
        let path = join(path, sub.get_name());
        below(sub, &path, words)
    })
}

/// The short help ends with the examples of the long one, and says where there is more.
fn short_end(command: Command, path: &str, words: &Words) -> Command {
    let long = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let examples = long.split("\n\n").next().filter(|part| !part.is_empty());
    let more = format!("{} {path}", words.more);
    let end = examples.into_iter().chain([more.trim_end()]).collect::<Vec<_>>().join("\n\n");
    command.after_help(end)
}

/// The words of a command below another one.
fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path} {name}") }
}
