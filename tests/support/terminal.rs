//! A terminal window for tests: a real pseudo-terminal with a program in it, read by a terminal emulator.
//!
//! ```text
//! test ──keys──▶ writer thread ──▶ pty ◀──▶ program
//!   ▲                               │
//!   └── wait_for ◀── screen ◀── reader thread
//! ```
//!
//! The reader takes whatever the program writes at once, so the program never blocks on its output; the
//! writer takes whatever the test types, so the test never blocks on a program that does not read. A third
//! thread notices the program's end. Closing the window ends reader and writer, and with them the pty. Every wait is woken by one of them; nothing polls and nothing sleeps.
//! Questions a program asks its terminal (where is the cursor?) stay unanswered.

#![expect(clippy::panic, reason = "a wait that fails fails the test, with the screen in the message")]

use std::fmt;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use pty_process::blocking::{Command, Pts, Pty, open};
use rustix::event::{PollFd, PollFlags, poll};
pub use rustix::process::Signal;
use rustix::process::{Pid, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid};
use rustix::termios::{Termios, tcgetattr};

use super::keys::{self, Modes};

/// How long any wait may take: far longer than it ever should, so that a busy machine fails no test.
const DEADLINE: Duration = Duration::from_secs(20);

/// A terminal window with one program in it. Dropping it kills the program.
pub struct Terminal {
    /// `None` once the window is closed.
    pty: Option<Arc<Pty>>,
    /// The reader reads until this is dropped.
    open: Option<UnixStream>,
    child: Child,
    /// Set once the program is reaped: its number may belong to another process from then on.
    status: Option<ExitStatus>,
    input: mpsc::Sender<Typed>,
    shared: Arc<Shared>,
}

/// What the threads share, and the bell that rings whenever it changes.
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

/// Everything known of the program so far.
struct State {
    parser: vt100::Parser<Heard>,
    raw: Vec<u8>,
    /// The settings the program left behind; set when it ends.
    left: Option<TtySettings>,
    /// Nothing more will be read.
    closed: bool,
    /// The program has ended.
    ended: bool,
}

/// What a program says to its terminal beside the screen.
#[derive(Default)]
struct Heard {
    title: String,
    clipboard: Option<String>,
    bells: usize,
}

impl vt100::Callbacks for Heard {
    fn set_window_title(&mut self, _: &mut vt100::Screen, title: &[u8]) {
        self.title = String::from_utf8_lossy(title).into_owned();
    }

    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        let text = std::str::from_utf8(data).ok().and_then(|data| Base64::decode_vec(data).ok());
        self.clipboard = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    }

    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.bells += 1;
    }
}

/// The settings of a terminal (`stty -a`): equal before and after when a program restores them.
#[derive(Clone, PartialEq, Eq)]
pub struct TtySettings(String);

impl From<Termios> for TtySettings {
    fn from(settings: Termios) -> Self {
        Self(format!("{settings:#?}"))
    }
}

impl fmt::Debug for TtySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Terminal {
    /// Starts `program` in a terminal of its own, its controlling one. Of the caller's environment it gets
    /// `PATH` alone; `TERM` is `xterm-256color` unless `env` says otherwise.
    pub fn spawn(program: &Path, args: &[&str], env: &[(&str, &str)], cols: u16, rows: u16) -> Self {
        // One at a time: until `open` has marked it, a program started meanwhile would inherit the pty.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let starting = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let (pty, pts) = open().expect("a pseudo-terminal");
        pty.resize(pty_process::Size::new(rows, cols)).expect("a size for the pseudo-terminal");
        let mut command = Command::new(program)
            .args(args)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TERM", "xterm-256color")
            .envs(env.iter().copied());
        let child = command
            .spawn_borrowed(&pts)
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        // It holds the program's side of the pty open; the program and `pts` are to be the only ones.
        drop(command);
        drop(starting);

        let parser = vt100::Parser::new_with_callbacks(size(rows), size(cols), 0, Heard::default());
        let state = Mutex::new(State { parser, raw: Vec::new(), left: None, closed: false, ended: false });
        let shared = Arc::new(Shared { state, changed: Condvar::new() });
        let pty = Arc::new(pty);
        let (input, typed) = mpsc::channel();
        let (open, until) = UnixStream::pair().expect("a pair of sockets");
        start("pty reader", (Arc::clone(&pty), until, Arc::clone(&shared)), |(pty, until, shared)| {
            read(&pty, &until, &shared);
        });
        start("pty writer", Arc::clone(&pty), move |pty| write(&pty, &typed));
        let pid = pid(&child);
        start("pty waiter", Arc::clone(&shared), move |shared| watch(pid, pts, &shared));
        Self { pty: Some(pty), open: Some(open), child, status: None, input, shared }
    }

    /// Types these bytes at once. To a program that has ended they are lost, as at a real terminal.
    pub fn send(&self, bytes: &str) {
        self.type_in(bytes.as_bytes().to_vec());
    }

    /// Types keys in the notation of [`keys`], as the terminal modes the program has set ask for, and as a person does: one
    /// after the other. The program tells a person from a machine by the time between keys.
    pub fn keys(&self, notation: &str) {
        for key in keys::each(notation, self.modes()) {
            drop(self.input.send(Typed { bytes: key, after: BETWEEN_KEYS }));
        }
    }

    /// Types keys as a reader does, so long apart.
    pub fn keys_apart(&self, notation: &str, apart: Duration) {
        for key in keys::each(notation, self.modes()) {
            drop(self.input.send(Typed { bytes: key, after: apart }));
        }
    }

    /// Pastes, bracketed when the program has asked for that.
    pub fn paste(&self, text: &str) {
        self.type_in(keys::paste(text, self.modes()));
    }

    /// Waits until the screen satisfies `wanted`, and gives that screen.
    pub fn wait_for(&self, wanted: impl Fn(&vt100::Screen) -> bool) -> vt100::Screen {
        self.wait_until("the screen never became what was waited for", wanted)
    }

    /// Waits until one row of the screen contains `text`, and gives that screen.
    pub fn wait_for_text(&self, text: &str) -> vt100::Screen {
        self.wait_until(&format!("{text:?} never appeared"), |screen| has(screen, text))
    }

    /// Waits until no row of the screen contains `text` any more, and gives that screen.
    pub fn wait_for_no_text(&self, text: &str) -> vt100::Screen {
        self.wait_until(&format!("{text:?} never went away"), |screen| !has(screen, text))
    }

    /// Waits until nothing has been written for `quiet`, and gives the screen: a frame drawn to its end.
    pub fn wait_until_still(&self, quiet: Duration) -> vt100::Screen {
        let end = Instant::now() + DEADLINE;
        let mut state = self.shared.lock();
        loop {
            let seen = state.raw.len();
            let timed_out;
            (state, timed_out) = self.shared.wait(state, quiet);
            if state.closed || (timed_out && state.raw.len() == seen) {
                return state.parser.screen().clone();
            }
            assert!(Instant::now() < end, "the program never stopped writing\n{}", framed(&state));
        }
    }

    /// Waits until the frame that is being read is there to its end, where the program marks that, and gives the screen.
    pub fn wait_for_whole_frame(&self) -> vt100::Screen {
        let end = Instant::now() + DEADLINE;
        let mut state = self.shared.lock();
        while !(state.raw.ends_with(b"\x1b[?2026l") || state.closed) {
            assert!(Instant::now() < end, "the frame never ended\n{}", framed(&state));
            (state, _) = self.shared.wait(state, end.saturating_duration_since(Instant::now()));
        }
        state.parser.screen().clone()
    }

    /// The screen as it is now.
    pub fn screen(&self) -> vt100::Screen {
        self.shared.lock().parser.screen().clone()
    }

    /// The rows of the screen as it is now, see [`rows`], joined by line feeds.
    pub fn screen_text(&self) -> String {
        rows(self.shared.lock().parser.screen()).join("\n")
    }

    /// All bytes the program has written so far.
    pub fn raw_output(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// The title the program has given the window.
    pub fn title(&self) -> String {
        self.shared.lock().parser.callbacks().title.clone()
    }

    /// What the program copied last (OSC 52).
    pub fn clipboard(&self) -> Option<String> {
        self.shared.lock().parser.callbacks().clipboard.clone()
    }

    /// How often the bell has rung.
    pub fn bells(&self) -> usize {
        self.shared.lock().parser.callbacks().bells
    }

    /// The settings of the terminal now, or as the program left them when it has ended.
    pub fn tty_settings(&self) -> TtySettings {
        let left = self.shared.lock().left.clone();
        left.unwrap_or_else(|| tcgetattr(self.pty()).expect("the terminal's settings").into())
    }

    /// Changes the size of the window; the kernel tells the program. To the emulator nothing is as small as one cell.
    pub fn resize(&self, cols: u16, rows: u16) {
        self.shared.lock().parser.set_size(size(rows.max(1)), size(cols.max(1)));
        self.pty().resize(pty_process::Size::new(rows, cols)).expect("the new size");
    }

    /// Empties the screen behind the program's back.
    pub fn blank(&self) {
        self.shared.lock().parser.process(b"\x1b[2J");
    }

    /// The program's number.
    pub fn pid(&self) -> Pid {
        pid(&self.child)
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        assert!(self.status.is_none(), "a signal for a program that has ended");
        kill_process(pid(&self.child), signal).expect("the signal");
    }

    /// Waits until the program has stopped, as Ctrl+Z stops it.
    pub fn wait_stopped(&self) {
        let options = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        let status = loop {
            match waitid(WaitId::Pid(pid(&self.child)), options) {
                Err(rustix::io::Errno::INTR) => {}
                status => break status.expect("the program's state"),
            }
        };
        assert!(status.is_some_and(|status| status.stopped()), "the program has ended");
    }

    /// Closes the window: to the program its terminal is gone.
    pub fn close(&mut self) {
        self.open = None;
        self.input = mpsc::channel().0;
        self.pty = None;
    }

    /// Waits until the program has ended and all it wrote has been read.
    pub fn wait_exit(&mut self) -> ExitStatus {
        if let Some(status) = self.status {
            return status;
        }
        let end = Instant::now() + DEADLINE;
        let mut state = self.shared.lock();
        while !(state.closed && state.ended) {
            let timed_out;
            (state, timed_out) = self.shared.wait(state, end.saturating_duration_since(Instant::now()));
            assert!(
                !timed_out || (state.closed && state.ended),
                "the program never ended\n{}",
                framed(&state)
            );
        }
        drop(state);
        let status = self.child.wait().expect("the exit status");
        self.status = Some(status);
        status
    }

    /// Waits on the screen; `failure` heads the message when it does not come, or cannot come any more.
    fn wait_until(&self, failure: &str, wanted: impl Fn(&vt100::Screen) -> bool) -> vt100::Screen {
        let end = Instant::now() + DEADLINE;
        let mut state = self.shared.lock();
        loop {
            if wanted(state.parser.screen()) {
                return state.parser.screen().clone();
            }
            assert!(!state.closed, "{failure}: the program has ended\n{}", framed(&state));
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{failure}\n{}", framed(&state));
            (state, _) = self.shared.wait(state, left);
        }
    }

    fn pty(&self) -> &Pty {
        self.pty.as_deref().expect("an open window")
    }

    fn modes(&self) -> Modes {
        let state = self.shared.lock();
        let screen = state.parser.screen();
        Modes { application_cursor: screen.application_cursor(), bracketed_paste: screen.bracketed_paste() }
    }

    fn type_in(&self, bytes: Vec<u8>) {
        // The writer is gone only when the program is.
        drop(self.input.send(Typed { bytes, after: Duration::ZERO }));
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.status.is_none() {
            // Not reaped yet, so the number is still its own, whether it runs or not.
            let _gone_is_fine = kill_process_group(pid(&self.child), Signal::KILL);
            let _no_one_to_tell = self.child.wait();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a change, at most this long; says whether it gave up.
    fn wait<'a>(&self, state: MutexGuard<'a, State>, most: Duration) -> (MutexGuard<'a, State>, bool) {
        let (state, wait) = self.changed.wait_timeout(state, most).unwrap_or_else(PoisonError::into_inner);
        (state, wait.timed_out())
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

/// The rows of a screen without the blanks at their ends; a wide character is there once.
pub fn rows(screen: &vt100::Screen) -> Vec<String> {
    let (_, cols) = screen.size();
    screen.rows(0, cols.get()).map(|row| row.trim_end().to_owned()).collect()
}

fn has(screen: &vt100::Screen, text: &str) -> bool {
    rows(screen).iter().any(|row| row.contains(text))
}

/// The whole screen for a failure message.
fn framed(state: &State) -> String {
    let screen = state.parser.screen();
    let (_, cols) = screen.size();
    let edge = "─".repeat(usize::from(cols.get()));
    format!(
        "{edge}\n{}\n{edge}\ncursor (row, column): {:?}",
        rows(screen).join("\n"),
        screen.cursor_position()
    )
}

fn size(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).expect("a terminal has at least one row and one column")
}

fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

fn start<T: Send + 'static>(name: &str, with: T, body: impl FnOnce(T) + Send + 'static) {
    std::thread::Builder::new().name(name.to_owned()).spawn(move || body(with)).expect("a thread");
}

/// Reads until the last holder of the program's side has closed it, or the window is closed.
fn read(mut pty: &Pty, until: &UnixStream, shared: &Shared) {
    let mut buffer = [0; 16 * 1024];
    loop {
        let mut ready = [PollFd::new(pty, PollFlags::IN), PollFd::new(until, PollFlags::IN)];
        while poll(&mut ready, None).is_err_and(|error| error == rustix::io::Errno::INTR) {}
        if !ready[1].revents().is_empty() {
            break;
        }
        match pty.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => shared.change(|state| {
                let bytes = buffer.get(..count).unwrap_or_default();
                state.raw.extend_from_slice(bytes);
                state.parser.process(bytes);
            }),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            // Linux reports the end as an input/output error.
            Err(_) => break,
        }
    }
    shared.change(|state| state.closed = true);
}

/// The time that a person's keys are apart at least.
const BETWEEN_KEYS: Duration = Duration::from_millis(25);

/// What a test types.
struct Typed {
    bytes: Vec<u8>,
    /// Not sooner than so long after what was typed before.
    after: Duration,
}

/// Writes what the test types until the terminal is dropped or the program is gone.
fn write(mut pty: &Pty, typed: &mpsc::Receiver<Typed>) {
    // Nothing is ever sent here: waiting for it is the time between two keys, and ends with the test.
    let (_clock, time) = mpsc::channel::<()>();
    let mut last = Instant::now();
    for Typed { bytes, after } in typed {
        while let Some(rest) =
            (last + after).checked_duration_since(Instant::now()).filter(|rest| !rest.is_zero())
        {
            let _timeout = time.recv_timeout(rest);
        }
        if pty.write_all(&bytes).is_err() {
            break;
        }
        last = Instant::now();
    }
}

/// Waits for the program's end without reaping it, keeps the settings it left, and lets go of its side.
fn watch(pid: Pid, pts: Pts, shared: &Shared) {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    while waitid(WaitId::Pid(pid), options).is_err_and(|error| error == rustix::io::Errno::INTR) {}
    let left = tcgetattr(&pts).ok().map(TtySettings::from);
    drop(pts);
    shared.change(|state| {
        state.left = left;
        state.ended = true;
    });
}
