//! Takes the terminal over at the start, and gives it back on every way out.

use std::{
    io::{self, Write},
    panic,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use base64ct::{Base64, Encoding as _};
use crossterm::{
    cursor, event, execute,
    terminal::{self, EndSynchronizedUpdate},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::output::Output;

/// Columns and rows that are drawn at most: those of the largest screens there are, in small type. A window may claim 65,535 of
/// both, which would take hundreds of gigabytes to draw.
const MOST_COLUMNS: u16 = 1_000;
const MOST_ROWS: u16 = 300;

/// Whether the terminal is taken over. Giving it back twice would scroll the shell's screen.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);
/// Where the program panicked, to be printed once the terminal is given back.
static PANICKED_AT: Mutex<Option<String>> = Mutex::new(None);

/// The terminal. Once it is given back, nothing is written: the rest of a frame would draw the form on the shell's screen.
struct TakenTerminal(Unbuffered);

/// Standard output without a buffer, which would keep a copy of what is keyed.
#[cfg(unix)]
type Unbuffered = std::fs::File;
#[cfg(not(unix))]
type Unbuffered = io::Stdout;

impl Write for TakenTerminal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if IS_TAKEN.load(Ordering::SeqCst) { self.0.write(bytes) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        if IS_TAKEN.load(Ordering::SeqCst) { self.0.flush() } else { Ok(()) }
    }
}

/// The terminal while it is taken over; dropping it gives the terminal back.
pub struct TerminalGuard {
    output: Output<TakenTerminal>,
    title: String,
}

impl TerminalGuard {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste.
    ///
    /// # Errors
    /// What the terminal reports; then it is given back.
    pub fn take() -> io::Result<Self> {
        panic::set_hook(Box::new(remember_panic));
        IS_TAKEN.store(true, Ordering::SeqCst);
        let taken = take_over();
        if taken.is_err() {
            give_back();
        }
        taken.map(|output| Self { output, title: String::new() })
    }

    /// Draws the next frame; `draw` returns where the cursor is.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        self.output.frame(draw)
    }

    /// Draws the next frame whole, in the size that the window has now.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn redraw_all(&mut self) -> io::Result<()> {
        self.output.redraw_all(drawn_area()?);
        Ok(())
    }

    /// Sets the window's title, if it has changed.
    pub fn set_title(&mut self, title: &str) {
        if self.title != title {
            title.clone_into(&mut self.title);
            self.output.push(format!("\x1b]0;{title}\x07").as_bytes());
        }
    }

    /// Puts `text` into the clipboard of the terminal (OSC 52).
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let encoded = Base64::encode_string(text.as_bytes());
        self.output.push(format!("\x1b]52;c;{encoded}\x07").as_bytes());
        self.output.flush()
    }

    /// Gives the terminal back, stops the program as Ctrl+Z does, and takes the terminal over again when it is continued.
    ///
    /// All of its process group is stopped, as by the terminal itself: a script that has started it must not go on. Where no shell is
    /// there to continue it, as in a till that starts with the machine, the system does not stop it, and it goes on at once. Only for signals
    /// other than SIGSTOP does the system look at that, and SIGTSTP has a handler here: hence SIGTTIN.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        #[cfg(unix)]
        {
            use rustix::process::{Signal, kill_current_process_group};
            kill_current_process_group(Signal::TTIN)?;
        }
        IS_TAKEN.store(true, Ordering::SeqCst);
        self.output = take_over()?;
        self.title.clear();
        Ok(())
    }

    /// Rings the bell.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn bell(&mut self) -> io::Result<()> {
        self.output.push(b"\x07");
        self.output.flush()
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Takes the terminal over.
fn take_over() -> io::Result<Output<TakenTerminal>> {
    terminal::enable_raw_mode()?;
    let mut out = io::stdout().lock();
    // The terminal pushes its title, to be popped at the end.
    out.write_all(b"\x1b[22;2t")?;
    // The number pad types digits, whatever mode the program before has left (DECKPNM).
    out.write_all(b"\x1b>")?;
    execute!(out, terminal::EnterAlternateScreen, event::EnableBracketedPaste)?;
    Ok(Output::new(TakenTerminal(unbuffered()?), drawn_area()?))
}

#[cfg(unix)]
fn unbuffered() -> io::Result<Unbuffered> {
    std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned().map(Unbuffered::from)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
fn unbuffered() -> io::Result<Unbuffered> {
    Ok(io::stdout())
}

/// What of the window is drawn.
fn drawn_area() -> io::Result<Rect> {
    let (columns, rows) = terminal::size()?;
    Ok(Rect::new(0, 0, columns.min(MOST_COLUMNS), rows.min(MOST_ROWS)))
}

/// Gives the terminal back, once. Errors are ignored: there is no terminal to show them.
fn give_back() {
    if IS_TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout().lock();
        // A frame may have broken off.
        let _ = out.write_all(b"\x1b[m");
        let _ = execute!(
            out,
            EndSynchronizedUpdate,
            event::DisableBracketedPaste,
            terminal::LeaveAlternateScreen,
            cursor::Show
        );
        let _ = out.write_all(b"\x1b[23;2t");
        let _ = out.flush();
        let _ = terminal::disable_raw_mode();
    }
}

/// Keeps the place of the first panic, not its message: that could hold what was keyed.
fn remember_panic(info: &panic::PanicHookInfo<'_>) {
    let place = info.location().map_or_else(|| "?".to_owned(), |at| format!("{}:{}", at.file(), at.line()));
    if let Ok(mut first) = PANICKED_AT.lock() {
        first.get_or_insert(place);
    }
}

/// The place of the first panic, if there was one.
pub fn panicked_at() -> Option<String> {
    PANICKED_AT.lock().ok().and_then(|place| place.clone())
}
