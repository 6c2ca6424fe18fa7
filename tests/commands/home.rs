//! A home for one test, and the binary in it.

use std::{
    fs::{self, Permissions},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use paydesk::record::FactKind;
use pty_process::blocking::Pty;
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

/// A payment of 11,000 won, VAT 1,000, with a card that expires in years.
pub const PAYMENT: &str = r#"{"card_number":"1234567890123456","expiry":"1299","cvc":"777","installments":0,"amount":11000,"vat":1000}"#;

/// Says that a test does not run here, and why. Not through a macro whose text the harness keeps of tests that pass.
pub fn say_ignored(why: &str) {
    let name = thread::current().name().unwrap_or("a test").to_owned();
    writeln!(std::io::stderr(), "{name}: ignored: {why}").expect("standard error");
}

/// A folder with a home in it. Of the environment, nothing else is passed on.
pub struct Home {
    folder: TempDir,
    /// Options at the end of every command: who acts.
    by: Vec<String>,
}

/// The output of a run.
#[derive(Debug, PartialEq, Eq)]
pub struct RunOutput {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}

impl Home {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("folder"), by: Vec::new() }
    }

    /// From now on this person acts in every command, whose PIN this is.
    pub fn act_as(&mut self, number: &str, pin: &str) {
        let file = self.pin_file(number, pin);
        self.by = ["--as", number, "--pin-file", &file].map(str::to_owned).to_vec();
    }

    /// A private file with a PIN.
    pub fn pin_file(&self, name: &str, pin: &str) -> String {
        let path = self.path(&format!("{name}.pin"));
        fs::write(&path, pin).expect("written");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("private");
        path.to_str().expect("UTF-8").to_owned()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn ledger(&self) -> PathBuf {
        self.path("data/paydesk/ledger.db")
    }

    pub fn keyring(&self) -> PathBuf {
        self.path("config/paydesk/keyring")
    }

    pub fn config(&self) -> PathBuf {
        self.path("config/paydesk/config.toml")
    }

    /// Writes the configuration file.
    pub fn configure(&self, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.config().parent().expect("folder")).expect("folder");
        fs::write(self.config(), text).expect("written");
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paydesk"));
        command.args(args).args(&self.by).env_clear().current_dir(self.folder.path());
        command.env("HOME", self.path("home")).env("TZ", "Asia/Seoul").env("LANG", "C.UTF-8");
        command.env("XDG_DATA_HOME", self.path("data")).env("XDG_CONFIG_HOME", self.path("config"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Starts the binary in a terminal of 100 columns; its standard output is piped.
    pub fn in_terminal(&self, args: &[&str]) -> (Child, Pty) {
        let (window, terminal) = pty_process::blocking::open().expect("terminal");
        window.resize(pty_process::Size::new(24, 100)).expect("resized");
        let plain = self.command(args);
        let child = pty_process::blocking::Command::new(plain.get_program())
            .args(plain.get_args())
            .env_clear()
            .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .env("TERM", "xterm")
            .stdout(Stdio::piped())
            .spawn(terminal);
        (child.expect("started"), window)
    }

    /// Runs the binary with this on standard input.
    pub fn run(&self, args: &[&str], input: impl AsRef<[u8]>) -> RunOutput {
        run(self.command(args), input)
    }

    /// Runs the binary in a shell that has run `before`: a limit, a trap, a redirection with `exec`.
    pub fn in_shell(&self, before: &str, args: &[&str]) -> Command {
        self.within("/bin/sh", &["-c", &format!("{before}; exec \"$@\""), "sh"], args)
    }

    /// Another program that runs the binary: its arguments, then the command.
    pub fn within(&self, program: &str, before: &[&str], args: &[&str]) -> Command {
        let paydesk = self.command(args);
        let mut outer = Command::new(program);
        outer.args(before).arg(paydesk.get_program()).args(paydesk.get_args());
        outer.env_clear().envs(paydesk.get_envs().filter_map(|(name, value)| Some((name, value?))));
        outer.current_dir(self.folder.path());
        outer.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        outer
    }

    /// The same, to its end, with this on standard input.
    pub fn run_in_shell(&self, before: &str, args: &[&str], input: impl AsRef<[u8]>) -> RunOutput {
        run(self.in_shell(before, args), input)
    }

    /// Runs it and expects success; returns its standard output.
    pub fn ok(&self, args: &[&str], input: impl AsRef<[u8]>) -> String {
        let ran = self.run(args, input);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
        ran.out
    }

    /// Takes a payment; returns the answer.
    pub fn pay(&self, request: &str) -> Value {
        value(&self.ok(&["pay"], request))
    }

    /// Takes [`PAYMENT`], as a duplicate too; returns its id.
    pub fn paid(&self) -> String {
        let request = PAYMENT.replace('}', r#","allow_duplicate":true}"#);
        text(&self.pay(&request), "id").to_owned()
    }

    /// Cancels `amount` of a payment; returns the answer.
    pub fn cancel(&self, id: &str, amount: u64) -> Value {
        value(&self.ok(&["cancel"], format!(r#"{{"id":"{id}","amount":{amount}}}"#)))
    }

    /// The answer of `paydesk show` for a transaction.
    pub fn show(&self, id: &str) -> Value {
        value(&self.ok(&["show", id, "--json"], ""))
    }

    /// What the journal says of facts of this kind, oldest first.
    pub fn facts(&self, kind: FactKind) -> Vec<Value> {
        facts(&self.ledger(), kind)
    }

    /// The number of transactions.
    pub fn count(&self) -> usize {
        self.ok(&["list", "--json", "--limit", "0"], "").lines().count()
    }
}

/// The names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What the journal of a ledger says of facts of this kind, oldest first.
pub fn facts(ledger: &Path, kind: FactKind) -> Vec<Value> {
    let connection = Connection::open(ledger).expect("opened");
    // A body begins with the number of its format.
    let sql = "SELECT CAST(substr(body, 2) AS TEXT) FROM journal WHERE kind = ?1 ORDER BY seq";
    let mut statement = connection.prepare(sql).expect("SQL");
    let bodies = statement.query_map([kind as u8], |row| row.get::<_, String>(0)).expect("rows");
    bodies.map(|body| value(&body.expect("a body"))).collect()
}

/// Changes a ledger with `sql` while `trigger` is dropped.
pub fn tamper(ledger: &Path, trigger: &str, sql: &str) {
    const TEXT: &str = "SELECT sql FROM sqlite_schema WHERE name = ?1";
    let connection = Connection::open(ledger).expect("opened");
    let text: String = connection.query_one(TEXT, [trigger], |row| row.get(0)).expect("a trigger");
    let off = format!("PRAGMA foreign_keys = OFF; DROP TRIGGER {trigger}");
    connection.execute_batch(&format!("{off}; {sql}; {text}")).expect("tampered");
}

/// Lets the ledger refuse every further fact: the newest one seems to be made with a key that is yet to come.
pub fn refuse_facts(ledger: &Path) {
    let newest = "UPDATE journal SET key_id = 9 WHERE seq = (SELECT max(seq) FROM journal)";
    tamper(ledger, "journal_no_update", newest);
}

pub fn run(mut command: Command, input: impl AsRef<[u8]>) -> RunOutput {
    let mut child = command.spawn().expect("started");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.as_ref().to_owned();
    // The program may stop reading early.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let ran = ended(child);
    writer.join().expect("written");
    ran
}

/// The output of a program until its end.
pub fn ended(child: Child) -> RunOutput {
    let output = child.wait_with_output().expect("ended");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    RunOutput { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
}

/// Parses one line of JSON.
pub fn value(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

/// A text of an object.
pub fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("no text {key} in {object}"))
}

/// Code, field and message of the first error of an answer.
pub fn error(line: &str) -> (String, Option<String>, String) {
    let answer = value(line);
    let error = answer.get("error").unwrap_or_else(|| panic!("no error: {line}"));
    let field = error.get("field").and_then(Value::as_str).map(str::to_owned);
    (text(error, "code").to_owned(), field, text(error, "message").to_owned())
}

/// Code and field of the first error of an answer; `ok` of any other.
pub fn outcome(line: &str) -> String {
    if value(line).get("error").is_none() {
        return "ok".to_owned();
    }
    let (code, field, _) = error(line);
    format!("{code} {}", field.as_deref().unwrap_or("-"))
}

/// A request with other values: `with(PAYMENT, "amount", "\"rest\"")`.
pub fn with(request: &str, key: &str, raw: &str) -> String {
    let Value::Object(object) = value(request) else { panic!("{request} is no object") };
    let old = object.get(key).unwrap_or_else(|| panic!("{request} has no {key}"));
    let (old, new) = (format!("\"{key}\":{old}"), format!("\"{key}\":{raw}"));
    assert!(request.contains(&old), "{request}: {old}");
    request.replace(&old, &new)
}

/// A path as text.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}
