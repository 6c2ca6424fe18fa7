//! A terminal window for tests: a program in a real pseudo-terminal, whose output a terminal emulator (`vt100`) reads.
//!
//! ```text
//! test ──keys──▶ writer thread ──▶ pty ◀──▶ program
//!   ▲                               │
//!   └── wait_for ◀── screen ◀── reader thread
//! ```
//!
//! The reader takes the program's output at once, so the program never blocks on it; the writer takes what the test types,
//! so the test never blocks on a program that does not read. A third thread waits for the program's end. Closing the window
//! ends reader and writer, and with them the pty. These threads wake every wait; nothing polls and nothing sleeps. Queries of
//! the program to its terminal (where is the cursor?) get no answer.
//!
//! Ours, because the crates for terminal tests (`expectrl`, `rexpect`) match the byte stream and know no screen.

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

use super::{
    DEADLINE,
    keys::{self, Modes},
};

/// A terminal window with one program in it. Dropping it kills the program.
pub struct Terminal {
    /// `None` once the window is closed.
    pty: Option<Arc<Pty>>,
    /// The reader reads until this is dropped.
    open: Option<UnixStream>,
    child: Child,
    /// Set once the program is reaped: from then on its process id may belong to another program.
    status: Option<ExitStatus>,
    input: mpsc::Sender<Typed>,
    shared: Arc<Shared>,
}

/// The state that the threads share, and the condition variable that signals its changes.
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

/// What the program has done so far.
struct State {
    parser: vt100::Parser<TerminalEvents>,
    raw: Vec<u8>,
    /// What the test has typed and the writer has not written yet.
    to_type: usize,
    /// The terminal settings that the program left; set when it ends.
    left: Option<TtySettings>,
    /// Nothing more will be read.
    closed: bool,
    /// The program has ended.
    ended: bool,
}

/// What a program sends to its terminal apart from the screen.
#[derive(Default)]
struct TerminalEvents {
    title: String,
    clipboard: Option<String>,
    bells: usize,
}

impl vt100::Callbacks for TerminalEvents {
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

/// The settings of a terminal (`stty -a`), to check that a program restores them.
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
        // One at a time: a program that is started before `open` has set close-on-exec would inherit the pty.
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
        // The command holds the program's side of the pty open; only the program and `pts` may.
        drop(command);
        drop(starting);

        let parser = vt100::Parser::new_with_callbacks(size(rows), size(cols), 0, TerminalEvents::default());
        let state = Mutex::new(State {
            parser,
            raw: Vec::new(),
            to_type: 0,
            left: None,
            closed: false,
            ended: false,
        });
        let shared = Arc::new(Shared { state, changed: Condvar::new() });
        let pty = Arc::new(pty);
        let (input, typed) = mpsc::channel();
        let (open, until) = UnixStream::pair().expect("a pair of sockets");
        start("pty reader", (Arc::clone(&pty), until, Arc::clone(&shared)), |(pty, until, shared)| {
            read(&pty, &until, &shared);
        });
        start("pty writer", (Arc::clone(&pty), Arc::clone(&shared)), move |(pty, shared)| {
            write(&pty, &typed, &shared);
        });
        let pid = pid(&child);
        start("pty waiter", Arc::clone(&shared), move |shared| watch(pid, pts, &shared));
        Self { pty: Some(pty), open: Some(open), child, status: None, input, shared }
    }

    /// Types these bytes at once. After the program's end they are lost, as in a real terminal.
    pub fn send(&self, bytes: &str) {
        self.type_in(bytes.as_bytes().to_vec(), Duration::ZERO);
    }

    /// Types keys in the notation of [`keys`], in the terminal modes that the program has set, and with the pauses of a person:
    /// the program takes faster keys for a card reader's.
    pub fn keys(&self, notation: &str) {
        for key in keys::each(notation, self.modes()) {
            self.type_in(key, BETWEEN_KEYS);
        }
    }

    /// Types keys with `apart` between two of them, as a card reader does.
    pub fn keys_apart(&self, notation: &str, apart: Duration) {
        for key in keys::each(notation, self.modes()) {
            self.type_in(key, apart);
        }
    }

    /// Pastes; bracketed if the program has switched that on.
    pub fn paste(&self, text: &str) {
        self.type_in(keys::paste(text, self.modes()), Duration::ZERO);
    }

    /// Waits until the screen satisfies `wanted`, and returns it.
    pub fn wait_for(&self, wanted: impl Fn(&vt100::Screen) -> bool) -> vt100::Screen {
        self.wait_until("the screen never became what was waited for", wanted)
    }

    /// Waits until a row of the screen contains `text`, and returns the screen.
    pub fn wait_for_text(&self, text: &str) -> vt100::Screen {
        self.wait_until(&format!("{text:?} never appeared"), |screen| has(screen, text))
    }

    /// Waits until no row of the screen contains `text`, and returns the screen.
    pub fn wait_for_no_text(&self, text: &str) -> vt100::Screen {
        self.wait_until(&format!("{text:?} never went away"), |screen| !has(screen, text))
    }

    /// Waits until all is typed and then nothing has been written for `quiet`, and returns the screen: then a frame is complete. (Not
    /// every key changes the screen.)
    pub fn wait_until_still(&self, quiet: Duration) -> vt100::Screen {
        let end = Instant::now() + DEADLINE;
        let mut state = self.shared.lock();
        loop {
            let seen = state.raw.len();
            let timed_out;
            (state, timed_out) = self.shared.wait(state, quiet);
            if state.closed || (timed_out && state.raw.len() == seen && state.to_type == 0) {
                return state.parser.screen().clone();
            }
            assert!(Instant::now() < end, "the program never stopped writing\n{}", framed(&state));
        }
    }

    /// Waits until the frame that is being read is complete, where the program marks begin and end of a frame, and returns the
    /// screen.
    pub fn wait_for_whole_frame(&self) -> vt100::Screen {
        let end = Instant::now() + DEADLINE;
        let mut state = self.shared.lock();
        while !(state.closed || is_whole(&state.raw)) {
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

    /// All bytes that the program has written so far.
    pub fn raw_output(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// The window title that the program has set.
    pub fn title(&self) -> String {
        self.shared.lock().parser.callbacks().title.clone()
    }

    /// What the program has copied to the clipboard last (OSC 52).
    pub fn clipboard(&self) -> Option<String> {
        self.shared.lock().parser.callbacks().clipboard.clone()
    }

    /// Number of times that the bell has rung.
    pub fn bells(&self) -> usize {
        self.shared.lock().parser.callbacks().bells
    }

    /// The terminal's settings now; after the program's end, those that it left.
    pub fn tty_settings(&self) -> TtySettings {
        let left = self.shared.lock().left.clone();
        left.unwrap_or_else(|| tcgetattr(self.pty()).expect("the terminal's settings").into())
    }

    /// Changes the size of the window; the kernel signals it to the program. The emulator cannot be as small as one cell.
    pub fn resize(&self, cols: u16, rows: u16) {
        self.shared.lock().parser.set_size(size(rows.max(1)), size(cols.max(1)));
        self.pty().resize(pty_process::Size::new(rows, cols)).expect("the new size");
    }

    /// Tells the program another size than the window has.
    pub fn claim_size(&self, cols: u16, rows: u16) {
        self.pty().resize(pty_process::Size::new(rows, cols)).expect("the new size");
    }

    /// The most memory that the program has had, in MiB; 0 where the system does not say.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid().as_raw_nonzero()));
        let kib = |status: &str| status.split("VmHWM:").nth(1)?.split_whitespace().next()?.parse().ok();
        status.ok().as_deref().and_then(kib).unwrap_or(0_u64) / 1024
    }

    /// Clears the screen without the program knowing.
    pub fn blank(&self) {
        self.shared.lock().parser.process(b"\x1b[2J");
    }

    /// The program's process id.
    pub fn pid(&self) -> Pid {
        pid(&self.child)
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        assert!(self.status.is_none(), "a signal for a program that has ended");
        kill_process(pid(&self.child), signal).expect("the signal");
    }

    /// Closes the window: the program loses its terminal.
    pub fn close(&mut self) {
        self.open = None;
        self.input = mpsc::channel().0;
        self.pty = None;
    }

    /// Waits until the program has ended and its output is read.
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

    /// Waits for the screen. Panics with `failure` after [`DEADLINE`], or if the program has ended.
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

    fn type_in(&self, bytes: Vec<u8>, after: Duration) {
        self.shared.lock().to_type += 1;
        // The writer is gone only when the program is.
        drop(self.input.send(Typed { bytes, after }));
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.status.is_none() {
            // Not reaped yet, so the process id is still the program's.
            let _gone_is_fine = kill_process_group(pid(&self.child), Signal::KILL);
            let _no_one_to_tell = self.child.wait();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a change, at most `most`; true if it timed out.
    fn wait<'a>(&self, state: MutexGuard<'a, State>, most: Duration) -> (MutexGuard<'a, State>, bool) {
        let (state, wait) = self.changed.wait_timeout(state, most).unwrap_or_else(PoisonError::into_inner);
        (state, wait.timed_out())
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

/// The rows of a screen without trailing blanks; a wide character occurs once.
pub fn rows(screen: &vt100::Screen) -> Vec<String> {
    let (_, cols) = screen.size();
    screen.rows(0, cols.get()).map(|row| row.trim_end().to_owned()).collect()
}

/// Whether no frame has begun that has not ended.
fn is_whole(raw: &[u8]) -> bool {
    let last = |mark: &[u8]| raw.windows(mark.len()).rposition(|part| part == mark);
    last(b"\x1b[?2026h") <= last(b"\x1b[?2026l")
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

/// Reads until the program's side of the pty is closed everywhere, or the window is closed.
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

/// The shortest time between two keys of a person.
const BETWEEN_KEYS: Duration = Duration::from_millis(25);

/// What a test types.
struct Typed {
    bytes: Vec<u8>,
    /// The least time after what was typed before.
    after: Duration,
}

/// Writes what the test types until the terminal is dropped or the program is gone.
fn write(mut pty: &Pty, typed: &mpsc::Receiver<Typed>, shared: &Shared) {
    // Nothing is ever sent on this channel: its time-out is the pause between two keys, and its end is that of the test.
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
        shared.change(|state| state.to_type -= 1);
        last = Instant::now();
    }
}

/// Waits for the program's end without reaping it, stores the settings that it left, and closes its side of the pty.
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
