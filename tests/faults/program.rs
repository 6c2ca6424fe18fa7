//! The real program in a folder of its own, with its requests, answers and signals.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use paydesk::{
    desk::{Desk, Settings, World},
    payment::{Till, TransactionId},
};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::{acknowledged::Entry, shop};

/// A folder with a ledger and a keyring.
pub struct Home(TempDir);

impl Home {
    /// A folder with an empty ledger.
    pub fn new() -> Self {
        let home = Self(shop::folder());
        drop(home.open());
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The settings of a till that no program uses.
    pub fn settings(&self) -> Settings {
        Settings {
            till: Till::new(99).expect("till"),
            ..Settings::new(self.path("ledger.db"), self.path("keyring"))
        }
    }

    /// That till, in this process.
    pub fn open(&self) -> Desk {
        Desk::open(self.settings(), World::system()).expect("open")
    }

    /// A connection without Paydesk, as of any SQLite tool.
    pub fn raw(&self) -> Connection {
        Connection::open(self.path("ledger.db")).expect("raw connection")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paydesk"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.0.path())
            .env("TZ", "Asia/Seoul")
            .env("PAYDESK_LEDGER", self.path("ledger.db"))
            .env("PAYDESK_KEYRING", self.path("keyring"))
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }

    /// Starts a command without requests.
    pub fn run(&self, args: &[&str]) -> Child {
        self.command(args).spawn().expect("started")
    }

    /// Starts `paydesk pay` or `paydesk cancel` at a till.
    pub fn start(&self, command: &str, till: usize) -> Program {
        let mut command = self.command(&[command, "--till", &format!("{till:02}")]);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("started");
        let requests = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        Program { child, requests, answers }
    }

    /// Starts it with all its requests, which fit into a pipe.
    pub fn start_with(&self, command: &str, till: usize, requests: &[String]) -> Program {
        let mut program = self.start(command, till);
        program.ask(&requests.join("\n"));
        program.requests = None;
        program
    }

    /// Sends all requests, one after the other, and returns the answers after the program's end.
    pub fn send(&self, command: &str, requests: &[String]) -> Vec<Answer> {
        let mut program = self.start(command, 1);
        let ask = |request: &String| {
            program.ask(request);
            program.answer().expect("every request is answered")
        };
        let answers = requests.iter().map(ask).collect();
        assert!(program.answers().is_empty());
        assert!(program.child.wait().expect("ended").code().is_some());
        answers
    }
}

/// The running program.
pub struct Program {
    pub child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Program {
    /// Sends a request.
    pub fn ask(&mut self, request: &str) {
        let requests = self.requests.as_mut().expect("open");
        requests.write_all(format!("{request}\n").as_bytes()).expect("written");
    }

    /// The next answer; `None` at the end, even within a line.
    pub fn answer(&mut self) -> Option<Answer> {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("read");
        line.ends_with('\n').then(|| entry(&line))
    }

    /// Closes standard input, and returns all further answers.
    pub fn answers(&mut self) -> Vec<Answer> {
        self.requests = None;
        std::iter::from_fn(|| self.answer()).collect()
    }

    /// Kills it. Returns the answers that were not read yet.
    pub fn kill(mut self) -> Vec<Answer> {
        self.child.kill().expect("killed");
        let answers = self.answers();
        self.child.wait().expect("ended");
        answers
    }
}

/// A transaction, or the program's refusal.
pub type Answer = Result<Entry, String>;

/// Parses an answer.
fn entry(line: &str) -> Answer {
    let answer: Value = serde_json::from_str(line).expect("JSON");
    if answer.get("error").is_some() {
        return Err(line.to_owned());
    }
    let text = |key: &str| answer.get(key).and_then(Value::as_str);
    let number = |key: &str| answer.get(key).and_then(Value::as_u64).expect("a number");
    let id = |text: &str| TransactionId::parse(text).expect("an id");
    Ok(Entry {
        id: id(text("id").expect("an id")),
        payment: text("original_id").map(id),
        amount: number("amount"),
        vat: number("vat"),
        message: text("message").expect("a message").to_owned(),
        memo: None,
    })
}

/// A request of `paydesk pay` with this request id, and a card of its own.
pub fn pay(name: &str, number: usize, amount: u64) -> String {
    format!(
        r#"{{"card_number":"{:016}","expiry":"1299","cvc":"777","installments":0,"amount":{amount},"request_id":"{name}"}}"#,
        1_234_567_890_123_456 + number
    )
}

/// A request of `paydesk cancel` with this request id.
pub fn cancel(name: &str, id: TransactionId, amount: u64) -> String {
    format!(r#"{{"id":"{id}","amount":{amount},"request_id":"{name}"}}"#)
}
