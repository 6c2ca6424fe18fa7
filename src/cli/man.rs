//! `paydesk man`: the man pages, `paydesk(1)` and one for each command.
//!
//! Options come as `clap_mangen` renders them. The text after them becomes sections of its own: what is help on a screen names
//! examples and exit status in its first words.

use std::{fs, io, path::Path};

use clap::Command;
use clap_mangen::{
    Man,
    roff::{Inline, Roff, bold, roman},
};

use super::{
    args,
    output::{Exit, Output, printable, say},
    signals,
};
use crate::{
    desk::RELEASED,
    files::{Draft, Readers},
    locale::{Lang, Text},
};

/// The section of the manual that programs are in.
const SECTION: &str = "1";

/// Writes the pages into `folder`, which is made where it is missing. Pages of the same name are replaced.
pub(super) fn run(output: &mut Output<'_>, folder: &Path) -> Exit {
    let locale = output.locale();
    let shown = folder.display().to_string();
    // A signal waits for the end: half a set of pages, and a draft beside it, help nobody.
    let _work = signals::begin();
    let written = fs::create_dir_all(folder).and_then(|()| pages(locale.lang()));
    let written = written.map_err(|error| (folder.to_owned(), error)).and_then(|pages| {
        pages.iter().try_for_each(|page| {
            let path = folder.join(&page.file);
            let draft = Draft::of(page.text.as_bytes(), &path, Readers::Everybody);
            draft.and_then(|draft| draft.replace(&path)).map_err(|error| (path, error))
        })?;
        Ok(pages.len())
    });
    match written {
        Ok(count) => {
            let said = locale.text(Text::ManWritten { count: &count.to_string(), path: &shown });
            output.finish(format!("{}\n", printable(&said)).as_bytes())
        }
        Err((path, error)) => {
            let path = path.display().to_string();
            say(&locale.text(Text::BackupWrite { path: &path, reason: &error.to_string() }));
            Exit::Trouble
        }
    }
}

/// A page, and the name of its file.
struct Page {
    file: String,
    text: String,
}

/// All pages in `lang`: the program's, and that of every command below it.
fn pages(lang: Lang) -> io::Result<Vec<Page>> {
    let mut command = args::with_help(lang);
    command.build();
    let mut pages = Vec::new();
    let words = Words::of(lang);
    add(&mut pages, &command, &[], &words)?;
    Ok(pages)
}

/// Adds the page of a command, which is below `above`, and those of all below it.
fn add(pages: &mut Vec<Page>, command: &Command, above: &[&Command], words: &Words) -> io::Result<()> {
    let text = page(command, above, words)?;
    pages.push(Page { file: format!("{}.{SECTION}", name(command)), text });
    let path = [above, &[command]].concat();
    below(command).try_for_each(|sub| add(pages, sub, &path, words))
}

/// The name of its page: `paydesk-key-rotate`.
fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// The commands below it, but for `help`, which only repeats them.
fn below(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|sub| sub.get_name() != "help")
}

fn page(command: &Command, above: &[&Command], words: &Words) -> io::Result<String> {
    let mut start = Roff::new();
    start.control("SH", [words.name]);
    start.text([roman(format!("{} - {}", name(command), about(command)))]);
    push_synopsis(&mut start, command, words);
    start.control("SH", [words.description]);
    let long = command.get_long_about().map_or_else(|| about(command), ToString::to_string);
    push_paragraphs(&mut start, &long);
    push_commands(&mut start, command, words);

    // Options of every command are on the page of the program alone; values that an option takes are in its help.
    let is_below = !above.is_empty();
    let own = command.clone().mut_args(|arg| {
        let is_elsewhere = is_below && args::is_of_every_command(&arg);
        let arg = arg.hide(is_elsewhere).hide_short_help(false).hide_possible_values(true);
        if arg.is_positional() { arg.help_heading(words.arguments) } else { arg }
    });
    let mut options = Vec::new();
    Man::new(own).render_options_section(&mut options)?;
    if let Some(program) = above.first() {
        let mut roff = Roff::new();
        roff.control("PP", []);
        roff.text(
            [&[roman(words.options_of_every_command)], &reference(program)[..], &[roman(".")]].concat(),
        );
        roff.to_writer(&mut options)?;
    }

    let mut end = Roff::new();
    push_end(&mut end, command, words);
    push_see_also(&mut end, command, above, words);

    // Each part begins with the same two lines.
    let preamble = Roff::new().render();
    let parts = [start.render(), String::from_utf8_lossy(&options).into_owned(), end.render()];
    let parts = words.translate(&parts.concat().replace(&preamble, ""));
    // The day of the version: the same program writes the same page on any day.
    let title = name(command).to_uppercase().replace('-', "\\-");
    let version = env!("CARGO_PKG_VERSION");
    let head = format!(".TH \"{title}\" \"{SECTION}\" \"{RELEASED}\" \"paydesk {version}\" \"Paydesk\"\n");
    let lines: Vec<_> = parts.lines().map(str::trim_end).collect();
    Ok(format!("{preamble}{head}{}\n", lines.join("\n")))
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

/// The ways to call it, as its help says them.
fn push_synopsis(roff: &mut Roff, command: &Command, words: &Words) {
    roff.control("SH", [words.synopsis]);
    let usage = command.clone().render_usage().to_string();
    let ways = usage.lines().map(|way| way.trim_start_matches("Usage:").trim());
    for (index, way) in ways.filter(|way| !way.is_empty()).enumerate() {
        if index > 0 {
            roff.control("br", []);
        }
        roff.text([roman(way)]);
    }
}

/// Paragraphs; one with indented lines is a table, whose lines stay as they are.
fn push_paragraphs(roff: &mut Roff, text: &str) {
    for (index, part) in text.split("\n\n").enumerate() {
        if index > 0 {
            roff.control("PP", []);
        }
        if part.starts_with("  ") {
            push_as_is(roff, part);
        } else {
            roff.text([roman(part.replace('\n', " "))]);
        }
    }
}

fn push_as_is(roff: &mut Roff, lines: &str) {
    roff.control("nf", []);
    for line in lines.lines() {
        roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
    }
    roff.control("fi", []);
}

/// The commands below it, each with its page.
fn push_commands(roff: &mut Roff, command: &Command, words: &Words) {
    for (index, sub) in below(command).enumerate() {
        if index == 0 {
            roff.control("SH", [words.commands]);
        }
        roff.control("TP", []);
        roff.text(reference(sub));
        roff.text([roman(about(sub))]);
    }
}

/// The examples as they are, the exit status, and what else the help ends with.
fn push_end(roff: &mut Roff, command: &Command, words: &Words) {
    let end = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    for part in end.split("\n\n").filter(|part| !part.is_empty()) {
        if let Some((_, examples)) = part.split_once('\n').filter(|(head, _)| head.ends_with(':')) {
            roff.control("SH", [words.examples]);
            push_as_is(roff, examples);
        } else {
            let status = part.strip_prefix(words.status_says);
            roff.control("SH", [if status.is_some() { words.status } else { words.notes }]);
            roff.text([roman(status.unwrap_or(part).replace('\n', " ").trim())]);
        }
    }
}

fn push_see_also(roff: &mut Roff, command: &Command, above: &[&Command], words: &Words) {
    if above.is_empty() {
        return;
    }
    roff.control("SH", [words.see_also]);
    let related = above.iter().copied().chain(below(command));
    let mut line = Vec::new();
    for (index, page) in related.enumerate() {
        if index > 0 {
            line.push(roman(", "));
        }
        line.extend(reference(page));
    }
    roff.text(line);
}

/// `paydesk-pay(1)`
fn reference(command: &Command) -> [Inline; 2] {
    [bold(name(command)), roman(format!("({SECTION})"))]
}

/// The words of a page that are in no help.
struct Words {
    name: &'static str,
    synopsis: &'static str,
    description: &'static str,
    commands: &'static str,
    arguments: &'static str,
    options_of_every_command: &'static str,
    examples: &'static str,
    status: &'static str,
    /// How the sentence on the exit status begins.
    status_says: &'static str,
    notes: &'static str,
    see_also: &'static str,
    /// What `clap_mangen` says in English of an environment variable, before and after its name, and what takes its place.
    variable: [(&'static str, &'static str); 2],
}

impl Words {
    fn of(lang: Lang) -> Self {
        let [before, after] = ["May also be specified with the \\fB", "\\fR environment variable."];
        match lang {
            Lang::En => Self {
                name: "NAME",
                synopsis: "SYNOPSIS",
                description: "DESCRIPTION",
                commands: "COMMANDS",
                arguments: "ARGUMENTS",
                options_of_every_command: "Options of every command are in ",
                examples: "EXAMPLES",
                status: "EXIT STATUS",
                status_says: "Exit status:",
                notes: "NOTES",
                see_also: "SEE ALSO",
                variable: [(before, "Environment variable: \\fB"), (after, "\\fR")],
            },
            Lang::Ko => Self {
                name: "이름",
                synopsis: "사용법",
                description: "설명",
                commands: "명령",
                arguments: "인수",
                options_of_every_command: "모든 명령의 옵션: ",
                examples: "예",
                status: "종료 상태",
                status_says: "종료 상태:",
                notes: "참고",
                see_also: "관련 항목",
                variable: [(before, "환경 변수: \\fB"), (after, "\\fR")],
            },
        }
    }

    fn translate(&self, page: &str) -> String {
        self.variable.iter().fold(page.to_owned(), |page, (theirs, ours)| page.replace(theirs, ours))
    }
}
