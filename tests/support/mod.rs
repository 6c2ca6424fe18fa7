//! What the whole-program tests share: a home of their own, and a terminal to run the program in.
//!
//! ```no_run
//! let home = Home::new().with("LANG", "ko_KR.UTF-8");
//! let answer = home.run(&["list", "--json"], "");
//! assert_eq!((answer.code, answer.stdout.as_str()), (0, ""));
//!
//! let mut terminal = home.terminal(&[], 80, 24);
//! terminal.wait_for_text("F2");
//! terminal.keys("55000<Enter>");
//! terminal.keys("<C-q>");
//! assert!(terminal.wait_exit().success());
//! ```

#![allow(dead_code, reason = "every test program compiles this module and uses its own part of it")]

#[cfg(unix)]
pub mod keys;
pub mod memory;
#[cfg(unix)]
pub mod terminal;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[cfg(unix)]
pub use terminal::Terminal;

/// The longest wait, far longer than any should take: a busy machine must not fail a test.
const DEADLINE: Duration = Duration::from_secs(20);

/// Waits for what nothing reports. Fails the test with `failure` when it is not so at the [`DEADLINE`].
#[track_caller]
pub fn wait_until(failure: &str, is_so: impl Fn() -> bool) {
    let end = Instant::now() + DEADLINE;
    while !is_so() {
        assert!(Instant::now() < end, "{failure}");
        std::thread::yield_now();
    }
}

/// An empty home folder that is deleted on drop, and the environment of a program that runs in it.
pub struct Home {
    folder: tempfile::TempDir,
    env: Vec<(String, String)>,
}

/// The output of a finished command.
#[derive(Debug)]
pub struct Output {
    /// Exit status.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Home {
    /// A new home.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let inside = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
        let env = [
            ("HOME", inside("")),
            ("XDG_DATA_HOME", inside("data")),
            ("XDG_CONFIG_HOME", inside("config")),
            ("TZ", "Asia/Seoul".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
        ];
        Self { env: env.map(|(name, value)| (name.to_owned(), value)).into(), folder }
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The environment variables of a program that runs here.
    pub fn env(&self) -> Vec<(&str, &str)> {
        self.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Paydesk with these arguments, in this environment and nothing of the caller's.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(paydesk());
        command.args(args).env_clear().envs(self.env()).current_dir(self.path());
        command
    }

    /// Runs Paydesk to its end with `stdin` on standard input.
    pub fn run(&self, args: &[&str], stdin: &str) -> Output {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("paydesk starts");
        let mut pipe = child.stdin.take().expect("standard input");
        let input = stdin.as_bytes().to_vec();
        // In a thread: without one, both sides would wait once a pipe is full. A program may end without reading.
        let writer = std::thread::spawn(move || drop(pipe.write_all(&input)));
        let output = child.wait_with_output().expect("paydesk ends");
        writer.join().expect("the writer ends");
        Output {
            code: output.status.code().expect("an exit status, not a signal"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }

    /// Paydesk in a terminal window.
    #[cfg(unix)]
    pub fn terminal(&self, args: &[&str], cols: u16, rows: u16) -> Terminal {
        Terminal::spawn(&paydesk(), args, &self.env(), cols, rows)
    }
}

/// The path of the program. Cargo names it for tests; an example is one folder below it.
pub fn paydesk() -> PathBuf {
    option_env!("CARGO_BIN_EXE_paydesk").map_or_else(
        || {
            let example = std::env::current_exe().expect("the path of this program");
            let target = example.parent().and_then(Path::parent).expect("a target folder");
            target.join("paydesk").with_extension(std::env::consts::EXE_EXTENSION)
        },
        PathBuf::from,
    )
}
