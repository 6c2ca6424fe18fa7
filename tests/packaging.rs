//! Packages: what they bring along is what the program says, and real shells complete with it.

#![cfg(unix)]
#![forbid(unsafe_code)]

mod support;

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use support::{Home, Terminal};

fn packaging() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging")
}

/// What makes all of these files again.
const AGAIN: &str = "make it again with packaging/generate";

/// The names and the texts of the files of a folder.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.file_type().expect("a type").is_file());
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    files.map(|file| (name(&file.path()), fs::read_to_string(file.path()).expect("text"))).collect()
}

#[test]
fn the_packaged_completions_are_those_of_the_program() {
    let home = Home::new();
    let mut made = BTreeMap::new();
    for (shell, name) in [("bash", "paydesk.bash"), ("zsh", "_paydesk"), ("fish", "paydesk.fish")] {
        let ran = home.run(&["completions", shell], "");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{shell}");
        made.insert(name.to_owned(), ran.stdout);
    }
    assert!(files(&packaging().join("completions")) == made, "packaging/completions: {AGAIN}");
}

#[test]
fn the_packaged_man_pages_are_those_of_the_program() {
    let home = Home::new();
    for (lang, folder) in [("en", "man/man1"), ("ko", "man/ko/man1")] {
        let made = home.path().join(folder);
        let target = made.to_str().expect("UTF-8");
        let ran = home.run(&["man", target, "--lang", lang], "");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{lang}");
        let (made, packaged) = (files(&made), files(&packaging().join(folder)));
        let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&packaged), names(&made), "packaging/{folder}: {AGAIN}");
        // What the pages' maker says in English is said in Korean.
        assert!(lang == "en" || made.values().all(|page| !page.contains("environment variable")));
        for (name, text) in &made {
            assert!(packaged.get(name) == Some(text), "packaging/{folder}/{name}: {AGAIN}");
        }
    }
}

#[test]
fn the_packages_have_the_version_of_the_program() {
    let version = env!("CARGO_PKG_VERSION");
    let read = |path: &str| fs::read_to_string(packaging().join(path)).expect("a file");
    let changelog = read("debian/changelog");
    assert!(
        changelog.starts_with(&format!("paydesk ({version}-1) ")),
        "packaging/debian/changelog: {changelog}"
    );
    let recipe = read("arch/PKGBUILD");
    assert!(recipe.lines().any(|line| line == format!("pkgver={version}")), "packaging/arch/PKGBUILD");
}

/// The check of `paydesk doctor --json` with this key, as value and data.
fn checked(home: &Home, program: &Path, key: &str) -> (String, Value) {
    let mut command = Command::new(program);
    command.args(["doctor", "--json"]).env_clear().envs(home.env());
    let output = command.output().expect("ran");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let checks = answer.get("checks").and_then(Value::as_array).expect("checks");
    let check =
        checks.iter().find(|check| check.get("key").is_some_and(|name| name == key)).expect("a check");
    assert_eq!(check.get("state"), Some(&Value::from("note")), "{key}");
    let value = check.get("value").and_then(Value::as_str).expect("a value").to_owned();
    (value, check.get("data").cloned().expect("data"))
}

#[test]
fn doctor_says_how_the_program_was_installed() {
    let home = Home::new();
    let built = support::paydesk();
    let (value, data) = checked(&home, &built, "installed");
    assert_eq!(value, format!("not installed, it runs where it was built: {}", built.display()));
    assert_eq!(data, json!({ "path": built.display().to_string(), "way": "build" }));

    let bin = home.path().join("cargo/bin");
    fs::create_dir_all(&bin).expect("made");
    let program = bin.join("paydesk");
    fs::copy(&built, &program).expect("copied");
    assert_eq!(checked(&home, &program, "installed").0, format!("copied: {}", program.display()));
    let installed = "[v1]\n\"paydesk 0.2.0 (path+file:///home/me/paydesk)\" = [\"paydesk\"]\n";
    fs::write(home.path().join("cargo/.crates.toml"), installed).expect("written");
    let (value, data) = checked(&home, &program, "installed");
    assert_eq!(value, format!("with cargo: {}", program.display()));
    assert_eq!(data.get("way"), Some(&Value::from("cargo")));
}

#[test]
fn doctor_says_which_completions_and_man_pages_are_found() {
    // Nothing that this machine has installed is to be seen.
    let home = Home::new();
    let home = {
        let none = home.path().join("none").display().to_string();
        home.with("XDG_DATA_DIRS", &none)
    };
    let home = {
        let path = home.path().join(".local/bin").display().to_string();
        home.with("PATH", &path)
    };
    let program = support::paydesk();
    let (value, data) = checked(&home, &program, "completions");
    assert_eq!(value, "none found; how to make them: paydesk completions --help");
    assert_eq!(data, json!({ "bash": null, "zsh": null, "fish": null }));
    let (value, data) = checked(&home, &program, "man_pages");
    assert_eq!(value, "none found; how to make them: paydesk man --help");
    assert_eq!(data, json!({ "path": null }));

    let put = |path: &str| {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, "").expect("written");
        path.display().to_string()
    };
    let bash = put("data/bash-completion/completions/paydesk");
    let zsh = put(".zfunc/_paydesk");
    let fish = put("config/fish/completions/paydesk.fish");
    let man = put(".local/share/man/man1/paydesk.1.gz");
    let (value, data) = checked(&home, &program, "completions");
    assert_eq!(value, format!("bash ({bash}), zsh ({zsh}), fish ({fish})"));
    assert_eq!(data, json!({ "bash": bash, "zsh": zsh, "fish": fish }));
    let (value, data) = checked(&home, &program, "man_pages");
    assert_eq!(value, man);
    assert_eq!(data, json!({ "path": man }));
    // As packages do; the user's own come first.
    put("none/fish/vendor_completions.d/paydesk.fish");
    let zsh = {
        fs::remove_file(&zsh).expect("removed");
        put("none/zsh/vendor-completions/_paydesk")
    };
    let man = {
        fs::remove_file(&man).expect("removed");
        put("none/man/man1/paydesk.1")
    };
    let (_, data) = checked(&home, &program, "completions");
    assert_eq!(data, json!({ "bash": bash, "zsh": zsh, "fish": fish }));
    assert_eq!(checked(&home, &program, "man_pages").0, man);
}

#[test]
fn man_pages_that_cannot_be_written_are_an_error() {
    let home = Home::new();
    fs::write(home.path().join("file"), "").expect("written");
    let folder = home.path().join("file/man1").display().to_string();
    let ran = home.run(&["man", &folder], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    let start = format!("paydesk: {folder} cannot be written: ");
    assert!(ran.stderr.starts_with(&start), "{}", ran.stderr);
    let ran = home.run(&["completions", "tcsh", "--lang", "ko"], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    let said = "오류: <SHELL>: 쓸 수 없는 값입니다: tcsh (bash, elvish, fish, powershell, zsh)\n";
    assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
}

/// A shell in a terminal, with the packaged completions, at its prompt.
struct Shell {
    terminal: Terminal,
}

/// The prompt of each shell.
const PROMPT: &str = "ready>";

impl Shell {
    /// Starts the shell; `None` where it is not installed, which is said.
    fn start(home: &Home, name: &str) -> Option<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        let Some(program) =
            env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
        else {
            let mut stderr = io::stderr();
            writeln!(stderr, "{name}: ignored: it is not installed").expect("standard error");
            return None;
        };
        let completions = packaging().join("completions").display().to_string();
        let file = |name: &str, text: &str| {
            let path = home.path().join(name);
            fs::write(&path, text).expect("written");
            path.display().to_string()
        };
        let args: Vec<String> = match name {
            "bash" => {
                let start = format!("PS1='{PROMPT} '\nsource '{completions}/paydesk.bash'\n");
                vec!["--noprofile".to_owned(), "--rcfile".to_owned(), file("bashrc", &start), "-i".to_owned()]
            }
            "zsh" => {
                let start = format!(
                    "PS1='{PROMPT} '\nfpath=('{completions}' $fpath)\nautoload -Uz compinit\ncompinit -u -D\n"
                );
                file(".zshrc", &start);
                vec!["-d".to_owned(), "-i".to_owned()]
            }
            _ => {
                let start = format!(
                    "function fish_prompt; echo -n '{PROMPT} '; end; set -g fish_greeting; \
                     source '{completions}/paydesk.fish'"
                );
                vec!["--no-config".to_owned(), "-i".to_owned(), "--init-command".to_owned(), start]
            }
        };
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let mut env = home.env();
        let path = path.to_string_lossy().into_owned();
        env.push(("PATH", &path));
        let terminal = Terminal::spawn(&program, &args, &env, 200, 24);
        terminal.wait_for_text(PROMPT);
        Some(Self { terminal })
    }

    /// Types `typed` and Tab: the line becomes `wanted`. Leaves an empty line.
    fn completes(&self, typed: &str, wanted: &str) {
        self.terminal.send(typed);
        self.terminal.send("\t");
        self.terminal.wait_for_text(&format!("{PROMPT} {wanted}"));
        // To the beginning of the line, and all of it away: in each of the three.
        self.terminal.send("\u{5}\u{15}");
        self.terminal.wait_for_no_text(&format!("{PROMPT} {typed}"));
    }
}

fn completes_in(name: &str) {
    let home = Home::new();
    let Some(shell) = Shell::start(&home, name) else { return };
    shell.completes("paydesk hando", "paydesk handover");
    shell.completes("paydesk list --lim", "paydesk list --limit");
    shell.completes("paydesk slip --copy me", "paydesk slip --copy merchant");
    shell.completes("paydesk people add --role sup", "paydesk people add --role supervisor");
    shell.completes("paydesk list --lang k", "paydesk list --lang ko");
    // What fish is told knows values of options alone.
    if name != "fish" {
        shell.completes("paydesk completions pow", "paydesk completions powershell");
    }
    fs::write(home.path().join("nightly.db"), "").expect("written");
    let begun = home.path().join("night").display().to_string();
    shell.completes(&format!("paydesk restore {begun}"), &format!("paydesk restore {begun}ly.db"));
}

#[test]
fn bash_completes() {
    completes_in("bash");
}

#[test]
fn zsh_completes() {
    completes_in("zsh");
}

#[test]
fn fish_completes() {
    completes_in("fish");
}
