//! Each layer knows only those above it: every path of `src/` against one table.

#![forbid(unsafe_code)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The table of layers in ARCHITECTURE.md.
struct Layers {
    /// Their names, in order. The words know the configuration, because its errors are worded there.
    names: Vec<String>,
    /// Crates that one layer alone knows, with it; or two, each with both.
    owned: Vec<(String, String)>,
    /// Those that do not know the world at all.
    pure: Vec<String>,
}

impl Layers {
    fn read() -> Self {
        let text = fs::read_to_string("ARCHITECTURE.md").expect("a document");
        let mut layers = Self { names: Vec::new(), owned: Vec::new(), pure: Vec::new() };
        for line in text.lines().skip_while(|line| !line.starts_with("| layer |")).skip(2) {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let ["", name, _, world, ""] = cells[..] else { break };
            let name = name.trim_matches('`').to_owned();
            let [alone, shared] = ["no other layer uses", "only `ledger` uses as well"]
                .map(|who| world.strip_suffix(&format!(", which {who}")));
            if let Some(crates) = alone.or(shared) {
                let crates = crates.rsplit("; ").next().unwrap_or_default().split(", ");
                layers.owned.extend(crates.map(|owned| (owned.replace('-', "_"), name.clone())));
            }
            if world == "nothing: it is pure" {
                layers.pure.push(name.clone());
            }
            layers.names.push(name);
        }
        layers
    }

    fn rank(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|layer| layer == name)
    }
}

/// Words of the world outside the program.
const OUTSIDE: [&str; 8] = ["env", "fs", "io", "process", "thread", "Instant", "Local", "SystemTime"];
/// What commands and screens reach through the desk alone.
const BEHIND_THE_DESK: [&str; 2] = ["ledger", "vault"];

/// A name in a path, and the line that it is in.
#[derive(Debug, PartialEq, Eq)]
struct Name<'a> {
    text: &'a str,
    line: usize,
}

/// The words and the signs of a file, without comments, with their lines.
fn tokens(source: &str) -> Vec<Name<'_>> {
    let mut tokens = Vec::new();
    for (line, text) in (1..).zip(source.lines()) {
        let mut rest = if text.trim_start().starts_with("//") { "" } else { text };
        while let Some(first) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let len = if word > 0 {
                word
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (text, after) = rest.split_at(len);
            if !first.is_whitespace() {
                tokens.push(Name { text, line });
            }
            rest = after;
        }
    }
    tokens
}

/// What the paths after `root::` begin with: one name, or those of a group.
fn tops<'a>(source: &'a str, root: &str) -> Vec<Name<'a>> {
    let tokens = tokens(source);
    let mut tops = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        let is_root = pair[0].text == root && pair[1].text == "::";
        // `a::crate_name::b` is another path.
        if !is_root || at.checked_sub(1).is_some_and(|before| tokens[before].text == "::") {
            continue;
        }
        let mut depth = 0_usize;
        let mut is_first = true;
        for Name { text, line } in &tokens[at + 2..] {
            match *text {
                "{" => depth += 1,
                "}" => depth -= 1,
                "," if depth == 1 => is_first = true,
                name if is_first => {
                    tops.push(Name { text: name, line: *line });
                    is_first = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    tops
}

/// How many `super`s follow one another, and in which line.
fn climbs(source: &str) -> Vec<(usize, usize)> {
    let tokens = tokens(source);
    let mut climbs: Vec<(usize, usize)> = Vec::new();
    let mut supers = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "super" => supers += 1,
            "::" if supers > 0 && tokens[at - 1].text == "super" => continue,
            _ => supers = 0,
        }
        if supers > 0 {
            climbs.push((supers, token.line));
        }
    }
    climbs
}

/// What is wrong in a file, with file and line.
fn faults(layers: &Layers, file: &Path, source: &str) -> Vec<String> {
    let inside: Vec<&str> = file.iter().skip(1).filter_map(|part| part.to_str()).collect();
    let layer = inside.first().map_or("", |first| first.trim_end_matches(".rs"));
    let mut faults = Vec::new();
    let mut fault = |line: usize, what: String| faults.push(format!("{}:{line}: {what}", file.display()));
    // A test may look into the file where the program may not.
    let is_test = inside.iter().any(|part| matches!(*part, "tests" | "tests.rs"));
    if let Some(own) = layers.rank(layer) {
        for Name { text, line } in tops(source, "crate") {
            if layers.rank(text).is_some_and(|other| other > own) {
                fault(line, format!("{layer} knows {text}"));
            }
            if matches!(layer, "cli" | "tui") && BEHIND_THE_DESK.contains(&text) && !is_test {
                fault(line, format!("{layer} reaches past the desk to {text}"));
            }
        }
        // Of `a/b.rs` one of them leads to `a`, two lead out of it; a module within the file is one deeper.
        let depth = inside.len() - usize::from(inside.last().is_some_and(|last| *last == "mod.rs"));
        let opens = |line: &str| line.starts_with("mod ") && line.ends_with('{');
        let within = source.lines().position(opens).map_or(usize::MAX, |before| before + 1);
        let leads_out = |(supers, line): &(usize, usize)| *supers >= depth + usize::from(*line > within);
        for (_, line) in climbs(source).into_iter().filter(leads_out) {
            fault(line, format!("{layer} climbs out of its layer"));
        }
    }
    if layers.pure.iter().any(|pure| pure == layer) && !is_test {
        for Name { text, line } in tokens(source).iter().filter(|name| OUTSIDE.contains(&name.text)) {
            fault(*line, format!("{layer} is pure, and knows {text}"));
        }
    }
    let is_owner = |owned: &str| layers.owned.iter().any(|(own, owner)| own == owned && owner == layer);
    let is_first = |at: usize, owned: &str| !layers.owned.iter().take(at).any(|(own, _)| own == owned);
    let foreign =
        layers.owned.iter().enumerate().filter(|(at, (owned, _))| is_first(*at, owned) && !is_owner(owned));
    for (_, (owned, owner)) in foreign.filter(|_| !is_test) {
        for Name { text, line } in tops(source, owned) {
            fault(line, format!("{layer} uses {owned}::{text}, which is {owner}'s alone"));
        }
    }
    faults
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn each_layer_knows_only_those_above_it() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    files.sort();
    assert!(files.len() > 100, "{}", files.len());
    let layers = Layers::read();
    let faults = |file: &PathBuf| faults(&layers, file, &fs::read_to_string(file).expect("a text"));
    let found: Vec<String> = files.iter().flat_map(faults).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn what_runs_upwards_is_found_with_file_and_line() {
    let layers = Layers::read();
    let found = |file: &str, source: &str| faults(&layers, Path::new(file), source);
    let none: [&str; 0] = [];
    let one = "use crate::payment::Till;\nfn f() { crate::desk::f() }";
    assert_eq!(found("src/ledger/row.rs", one), ["src/ledger/row.rs:2: ledger knows desk"]);
    let group = "use crate::{\n    payment::{Till, demo::X},\n    tui,\n};\n// crate::cli\n";
    assert_eq!(found("src/desk/pay.rs", group), ["src/desk/pay.rs:3: desk knows tui"]);
    assert_eq!(found("src/tui/mod.rs", "use crate::{desk, record};"), none);
    let past = "use crate::{\n    desk,\n    vault::Keyring,\n};";
    assert_eq!(found("src/cli/key.rs", past), ["src/cli/key.rs:3: cli reaches past the desk to vault"]);
    assert_eq!(found("src/tui/tests/lock.rs", past), none);
    let owned = "use rusqlite::{Connection, Row};";
    assert_eq!(found("src/ledger/row.rs", owned), none);
    let two = ["Connection", "Row"]
        .map(|name| format!("src/desk/row.rs:1: desk uses rusqlite::{name}, which is ledger's alone"));
    assert_eq!(found("src/desk/row.rs", owned), two);
    assert_eq!(found("src/import/source.rs", owned), none);
    let shown = "use ratatui::Frame;\nfn f() { tui_input::f() }";
    assert_eq!(found("src/tui/draw/canvas.rs", shown), none);
    let two = [(1, "ratatui::Frame"), (2, "tui_input::f")]
        .map(|(line, name)| format!("src/cli/json.rs:{line}: cli uses {name}, which is tui's alone"));
    assert_eq!(found("src/cli/json.rs", shown), two);
    let outside = "use std::{fmt, fs};\nfn f(at: Instant) {}";
    let two = [(1, "fs"), (2, "Instant")]
        .map(|(line, name)| format!("src/payment/card.rs:{line}: payment is pure, and knows {name}"));
    assert_eq!(found("src/payment/card.rs", outside), two);
    assert_eq!(found("src/query/zone.rs", outside), none);
    let climbing = "use super::x;\nuse super::super::ledger;\nmod tests {\n    use super::super::x;\n}";
    assert_eq!(found("src/desk/pay.rs", climbing), ["src/desk/pay.rs:2: desk climbs out of its layer"]);
    assert_eq!(found("src/desk/verify/judge.rs", climbing), none);
}

#[test]
fn the_modules_of_the_crate_are_the_layers_of_the_table() {
    let root = fs::read_to_string("src/lib.rs").expect("the crate root");
    let module = |line: &str| {
        Some(line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
    };
    let mut modules: Vec<String> = root.lines().filter_map(module).collect();
    let Layers { mut names, owned, .. } = Layers::read();
    modules.sort();
    names.sort();
    assert_eq!(modules, names);
    let dependencies = fs::read_to_string("Cargo.toml").expect("a manifest");
    for (owned, _) in owned {
        assert!(dependencies.contains(&format!("\n{} = ", owned.replace('_', "-"))), "{owned}");
    }
}
