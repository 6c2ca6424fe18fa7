//! The documents: their examples run, their links lead somewhere, their tables are those of the code.
//!
//! | in README.md, ARCHITECTURE.md, CONTRIBUTING.md, CHANGELOG.md, docs/ and packaging/ | how it is tested |
//! |---|---|
//! | a `console` block | a shell runs what follows each `$ `; what is below is the output, `…` standing for anything |
//! | an `sh` block that calls `paydesk` | it succeeds, prints something, and no error |
//! | a `json` block | it is JSON |
//! | a link or a picture | the file is there, and so is the heading |
//! | the tables of slots, facts, error codes | they are those of the code |
//! | what ARCHITECTURE.md says can be added | CONTRIBUTING.md has its steps, and each file and name in them is there |
//! | docs/query.md | each token of its tables is understood |
//! | docs/commands.md | describes every command and option that `paydesk help` lists |
//!
//! The blocks of a document run in their order, in one shell and one home: a later one may use what an earlier one made.

#![cfg(unix)]
#![forbid(unsafe_code)]

mod support;

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use strum::{IntoEnumIterator as _, VariantArray as _};

use paydesk::{
    desk::{RIGHTS, Right},
    payment::{Code, message::SLOTS},
    query::read_query,
    record::{Fact, FactKind, Table},
    staff::Role,
};
use support::{Home, paydesk};

/// Printed after each command, before its exit status.
const END: &str = "\u{1e}";

/// A document of the repository.
struct Document {
    /// Its path from the root.
    path: PathBuf,
    text: String,
}

/// A fenced block.
struct Block<'a> {
    language: &'a str,
    text: String,
}

/// Something that a shell runs.
struct Example {
    command: String,
    /// The lines that it prints; `None` for any without an error.
    output: Option<Vec<String>>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// All documents, by their paths.
fn documents() -> Vec<Document> {
    let mut paths = Vec::new();
    for folder in ["", "docs", "packaging"] {
        for entry in fs::read_dir(root().join(folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            paths.push(Path::new(folder).join(name));
        }
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let document = |path: PathBuf| Document { text: read(path.to_str().expect("UTF-8")), path };
    paths.into_iter().map(document).collect()
}

impl Document {
    fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        let mut open: Option<Block<'_>> = None;
        for line in self.text.lines() {
            match (line.trim_start().strip_prefix("```"), open.take()) {
                (Some(language), None) => open = Some(Block { language, text: String::new() }),
                (Some(_), Some(block)) => blocks.push(block),
                (None, Some(mut block)) => {
                    block.text += line;
                    block.text.push('\n');
                    open = Some(block);
                }
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{}: a block is not closed", self.path.display());
        blocks
    }

    /// The text outside of blocks.
    fn prose(&self) -> Vec<&str> {
        let mut inside = false;
        let mut prose = Vec::new();
        for line in self.text.lines() {
            if line.trim_start().starts_with("```") {
                inside = !inside;
            } else if !inside {
                prose.push(line);
            }
        }
        prose
    }

    fn examples(&self) -> Vec<Example> {
        let of_block = |block: Block<'_>| match block.language {
            "sh" if block.text.contains("paydesk ") => vec![Example { command: block.text, output: None }],
            "console" => session(&block.text),
            _ => Vec::new(),
        };
        self.blocks().into_iter().flat_map(of_block).collect()
    }

    /// Runs the examples in one shell; for each, what it printed, and its exit status.
    fn run(&self, examples: &[Example]) -> Vec<(String, i32)> {
        let home = Home::new();
        let folder = paydesk().parent().expect("a folder").display().to_string();
        let path = format!("{folder}:{}", std::env::var("PATH").expect("PATH"));
        let step = |example: &Example| {
            format!("{}\nstatus=$?\nprintf '\\n\\036%s\\n' $status\n(exit $status)\n", example.command)
        };
        let script: String =
            std::iter::once("exec 2>&1\n".to_owned()).chain(examples.iter().map(step)).collect();
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &script]).env_clear().envs(home.env()).env("PATH", &path).current_dir(home.path());
        let output = shell.output().expect("a shell");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let mut ran = Vec::new();
        let mut rest = text.as_str();
        while let Some((printed, after)) = rest.split_once(&format!("\n{END}")) {
            let (status, after) = after.split_once('\n').expect("a status");
            ran.push((printed.to_owned(), status.parse().expect("a status")));
            rest = after;
        }
        assert_eq!(ran.len(), examples.len(), "{}:\n{rest}", self.path.display());
        ran
    }
}

/// The commands of a `console` block, each with the lines below it.
fn session(block: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            examples.push(Example { command: command.to_owned(), output: Some(Vec::new()) });
            continue;
        }
        let Example { command, output } = examples.last_mut().expect("a block begins with a command");
        let output = output.get_or_insert_default();
        match line.strip_prefix("> ") {
            Some(more) if output.is_empty() => {
                command.push('\n');
                command.push_str(more);
            }
            _ => output.push(line.to_owned()),
        }
    }
    examples
}

/// Whether a line is the expected one; `…` stands for anything.
fn line_fits(expected: &str, found: &str) -> bool {
    let mut parts = expected.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = found.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

/// Whether lines are the expected ones; a line `…` stands for any number of them.
fn fits(expected: &[String], found: &[&str]) -> bool {
    match (expected, found) {
        ([], []) => true,
        ([any, rest @ ..], _) if any == "…" => {
            (0..=found.len()).any(|skipped| fits(rest, &found[skipped..]))
        }
        ([line, rest @ ..], [first, others @ ..]) => line_fits(line, first) && fits(rest, others),
        _ => false,
    }
}

#[test]
fn every_example_prints_what_the_document_says() {
    let (mut count, mut wrong) = (0, Vec::new());
    for document in documents() {
        let examples = document.examples();
        for (example, (printed, status)) in examples.iter().zip(document.run(&examples)) {
            let lines: Vec<&str> = printed.lines().collect();
            let is_right = match &example.output {
                Some(expected) => fits(expected, &lines),
                None => status == 0 && !printed.is_empty() && !printed.contains("\"error\""),
            };
            if !is_right {
                wrong.push(format!("{}: $ {}\n{printed}", document.path.display(), example.command));
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "what is printed is not what the document says:\n\n{}", wrong.join("\n\n"));
    assert!(count > 40, "{count}");
}

#[test]
fn what_stands_for_anything_stands_for_no_more() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    for (expected, found, does) in [
        ("a", "a", true),
        ("a", "ab", false),
        ("a…c", "abc", true),
        ("a…c", "ac", true),
        ("a…c", "abcd", false),
        ("…b…d", "abcd", true),
        ("…d…b", "abcd", false),
        ("a\n…\nd", "a\nb\nc\nd", true),
        ("a\n…", "a", true),
        ("a\n…\nd", "a\nb", false),
        ("a", "a\nb", false),
        ("", "a", false),
    ] {
        let found: Vec<&str> = found.lines().collect();
        assert_eq!(fits(&lines(expected), &found), does, "{expected:?} {found:?}");
    }
}

#[test]
fn every_json_block_is_json() {
    for document in documents() {
        for block in document.blocks().iter().filter(|block| block.language == "json") {
            for line in block.text.lines() {
                let read: Result<serde_json::Value, _> = serde_json::from_str(line);
                assert!(read.is_ok(), "{}: {line}", document.path.display());
            }
        }
    }
}

/// What the links of a line lead to.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// The anchor of a heading, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut pictures = HashSet::new();
    for document in documents() {
        let folder = root().join(document.path.parent().expect("a folder"));
        for target in document.prose().into_iter().flat_map(targets) {
            if target.starts_with("https://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { root().join(&document.path) } else { folder.join(file) };
            assert!(path.exists(), "{}: {target}", document.path.display());
            if !heading.is_empty() {
                let text = fs::read_to_string(&path).expect("a document");
                let found = text
                    .lines()
                    .filter(|line| line.starts_with('#'))
                    .any(|line| anchor(line.trim_start_matches('#').trim()) == heading);
                assert!(found, "{}: {target}", document.path.display());
            }
            if path.extension().is_some_and(|extension| extension == "svg") {
                pictures.insert(path.file_name().expect("a name").to_owned());
            }
        }
    }
    for entry in fs::read_dir(root().join("assets/screens")).expect("pictures") {
        let name = entry.expect("an entry").file_name();
        assert!(pictures.contains(&name), "no document shows {}", name.display());
    }
}

#[test]
fn the_tables_are_those_of_the_code() {
    let message = read("docs/message.md");
    for slot in SLOTS {
        let row =
            format!("| `{}` | {} | {} | {} |", slot.name.as_str(), slot.offset, slot.width, slot.kind.name());
        assert!(message.contains(&row), "{row}");
    }
    let commands = read("docs/commands.md");
    for code in Code::iter() {
        let row = format!("| `{}` |", code.as_str());
        assert!(commands.contains(&row), "{row}");
    }
    let people = read("docs/people.md");
    let cell = |right| match right {
        Right::Allowed => "yes",
        Right::Approval(Role::Owner) => "with an owner",
        Right::Approval(_) => "with a supervisor",
        Right::Refused => "no",
    };
    let rows = people.lines().filter(|line| line.starts_with("| `") && line.contains(" | "));
    let rows: Vec<(&str, String)> = rows
        .filter_map(|row| {
            let (name, rest) = row.strip_prefix("| `")?.split_once('`')?;
            Some((name, rest.split_once(" | ")?.1.to_owned()))
        })
        .collect();
    let expected: Vec<(&str, String)> = RIGHTS
        .iter()
        .map(|(action, rights)| (action.as_str(), format!("{} |", rights.map(cell).join(" | "))))
        .collect();
    assert_eq!(rows, expected);
    let ledger = read("docs/ledger.md");
    let mut kinds = HashSet::new();
    for line in ledger.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", number, name, body, ..] = cells[..] else { continue };
        let Some(kind) = number.parse().ok().and_then(FactKind::from_repr) else { continue };
        assert_eq!(name.trim_matches('`'), <&str>::from(kind));
        let body = [b"\x01", body.trim_matches('`').as_bytes()].concat();
        assert!(Fact::from_body(kind, &body).is_some(), "{line}");
        kinds.insert(kind);
    }
    assert_eq!(kinds.len(), FactKind::VARIANTS.len(), "{kinds:?}");
    for table in Table::VARIANTS {
        let name = format!("`{table}`");
        assert!(ledger.contains(&name), "{name}");
    }
}

/// The part of a document below this heading.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let after = text.split_once(&format!("\n## {heading}\n")).expect(heading).1;
    after.split("\n## ").next().unwrap_or_default()
}

#[test]
fn whatever_can_be_added_has_its_steps() {
    let (map, steps) = (read("ARCHITECTURE.md"), read("CONTRIBUTING.md"));
    let mut linked = HashSet::new();
    for row in section(&map, "Where does it go?").lines().filter(|line| line.starts_with("| ")).skip(1) {
        let links: Vec<&str> =
            targets(row).filter_map(|link| link.strip_prefix("CONTRIBUTING.md#")).collect();
        assert!(!links.is_empty(), "{row}");
        linked.extend(links);
    }
    for heading in section(&steps, "How to add").lines().filter_map(|line| line.strip_prefix("### ")) {
        assert!(linked.contains(anchor(heading).as_str()), "{heading}");
    }
    assert!(linked.len() > 10, "{linked:?}");
}

/// The files in a folder and below it, by their paths from the root.
fn files(folder: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(root().join(folder)).expect("a folder") {
        let entry = entry.expect("an entry");
        let path = format!("{folder}/{}", entry.file_name().to_str().expect("UTF-8"));
        if entry.path().is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn files_and_names_in_the_steps_are_there() {
    let mut paths = Vec::new();
    for folder in ["src", "tests", "benches", "assets", "docs"] {
        files(folder, &mut paths);
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_source = |path: &&String| Path::new(path).extension().is_some_and(|extension| extension == "rs");
    let sources: Vec<String> = paths.iter().filter(is_source).map(|path| read(path)).collect();
    let words: HashSet<&str> = sources.iter().flat_map(|source| source.split(|c| !is_word(c))).collect();
    let is_there = |name: &str| {
        if name.ends_with('/') || name.contains('.') {
            let end = format!("/{name}");
            paths.iter().any(|path| {
                path == name
                    || path.ends_with(&end)
                    || name.ends_with('/') && format!("/{path}").contains(&end)
            })
        } else {
            name.split(|c| !is_word(c)).all(|word| words.contains(word))
        }
    };
    let (map, steps) = (read("ARCHITECTURE.md"), read("CONTRIBUTING.md"));
    let mut count = 0;
    for text in [
        section(&map, "From a key to the ledger"),
        section(&map, "Where does it go?"),
        section(&steps, "How to add"),
    ] {
        // A command, or a name with a part to be chosen, is no name of the code.
        let names = text.split('`').skip(1).step_by(2).filter(|name| !name.contains([' ', '…', '=', '-']));
        for name in names.filter(|name| !name.contains("NNNN")) {
            assert!(is_there(name), "{name}");
            count += 1;
        }
    }
    assert!(count > 80, "{count}");
}

#[test]
fn every_token_of_the_query_language_is_understood() {
    let now = chrono::DateTime::parse_from_rfc3339("2026-11-21T14:32:07+09:00").expect("a time");
    let zone = |_| *now.offset();
    let mut count = 0;
    for row in read("docs/query.md").lines().filter_map(|line| line.strip_prefix("| `")) {
        let cell = row.split(" | ").next().unwrap_or_default();
        for token in cell.split('`').step_by(2) {
            let reading = read_query(token, now, &zone);
            assert!(reading.is_understood(), "{token}: {reading:?}");
            count += 1;
        }
    }
    assert!(count > 70, "{count}");
}

/// The commands that this help lists.
fn commands(help: &str) -> Vec<&str> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = list.take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").collect()
}

/// The options that this help lists.
fn options(help: &str) -> Vec<&str> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let words = lines.filter_map(|line| line.split([' ', ',']).find(|word| word.starts_with("--")));
    words.filter(|option| *option != "--help").collect()
}

#[test]
fn every_command_and_option_is_described() {
    let home = Home::new();
    let text = read("docs/commands.md");
    let help = |path: &[&str]| {
        let answer = home.run(&[&["help"], path].concat(), "");
        assert_eq!(answer.code, 0, "{path:?}");
        answer.stdout
    };
    let top = help(&[]);
    let global = options(&top);
    for option in &global {
        assert!(text.contains(&format!("| `{option}")), "{option}");
    }
    for variable in top.split("[env: ").skip(1).filter_map(|rest| rest.split(']').next()) {
        assert!(text.contains(&format!("`{variable}`")), "{variable}");
    }
    let mut count = 0;
    let mut waiting: Vec<Vec<String>> =
        commands(&top).into_iter().map(|name| vec![name.to_owned()]).collect();
    while let Some(path) = waiting.pop() {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let help = help(&names);
        let below = commands(&help);
        if !below.is_empty() {
            waiting.extend(below.iter().map(|name| [path.clone(), vec![(*name).to_owned()]].concat()));
            continue;
        }
        let name = names.join(" ");
        let section_of = |name: &str| {
            let rest = text.split_once(&format!("\n## paydesk {name}\n"))?.1;
            rest.split("\n## ").next()
        };
        let section = section_of(&name).unwrap_or_else(|| panic!("no section of paydesk {name}"));
        // What all commands of a group take is described once, before them.
        let group =
            names.split_last().and_then(|(_, group)| section_of(&group.join(" "))).unwrap_or_default();
        for option in options(&help).into_iter().filter(|option| !global.contains(option)) {
            let option = &format!("`{option}");
            assert!(section.contains(option) || group.contains(option), "paydesk {name} {option}");
        }
        count += 1;
    }
    assert!(count > 14, "{count}");
}
