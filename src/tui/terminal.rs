//! Takes the terminal over at the start, and gives it back on every way out.

use std::{
    io::{self, Stdout, Write},
    panic,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use base64ct::{Base64, Encoding as _};
use crossterm::{
    cursor, event, execute, queue,
    terminal::{self, BeginSynchronizedUpdate, EndSynchronizedUpdate},
};
use ratatui::{
    Terminal, TerminalOptions, Viewport,
    backend::{Backend as _, CrosstermBackend},
    layout::{Rect, Size},
};
use zeroize::Zeroize as _;

/// ratatui's terminal, whose frames are written at once.
pub type FrameTerminal = Terminal<CrosstermBackend<Frames>>;

/// Bytes of the largest frame that is one write: the buffer never grows, so it leaves no copy behind.
const FRAME_BYTES: usize = 64 * 1024;
/// Columns and rows that are drawn at most: those of the largest screens there are, in small type. A window may claim 65,535 of
/// both, which would take hundreds of gigabytes to draw.
const MOST_COLUMNS: u16 = 1_000;
const MOST_ROWS: u16 = 300;

/// Whether the terminal is taken over. Giving it back twice would scroll the shell's screen.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);
/// Where the program panicked, to be printed once the terminal is given back.
static PANICKED_AT: Mutex<Option<String>> = Mutex::new(None);

/// Collects a frame, so that it is one write. Once the terminal is given back it writes nothing: the rest of a frame
/// would draw the form on the shell's screen. It reports no error then, because ratatui's drop would panic over it.
pub struct Frames {
    out: Stdout,
    pending: Vec<u8>,
}

impl Write for Frames {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.pending.len() + bytes.len() > FRAME_BYTES {
            self.write_pending()?;
        }
        let bytes = bytes.get(..FRAME_BYTES).unwrap_or(bytes);
        self.pending.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_pending()?;
        if IS_TAKEN.load(Ordering::SeqCst) { self.out.flush() } else { Ok(()) }
    }
}

impl Frames {
    /// Writes what is collected, if the terminal is still taken over, and wipes it: a frame shows what is keyed.
    fn write_pending(&mut self) -> io::Result<()> {
        let is_taken = IS_TAKEN.load(Ordering::SeqCst);
        let written = if is_taken { self.out.write_all(&self.pending) } else { Ok(()) };
        self.pending.as_mut_slice().zeroize();
        self.pending.clear();
        written
    }
}

/// Wipes the frame: it shows what is keyed.
impl Drop for Frames {
    fn drop(&mut self) {
        self.pending.zeroize();
    }
}

/// The terminal while it is taken over; dropping it gives the terminal back.
pub struct TerminalGuard {
    terminal: FrameTerminal,
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
        taken.map(|terminal| Self { terminal, title: String::new() })
    }

    /// Draws a frame as one synchronised update, so that no half frame is ever seen.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn draw(&mut self, draw: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let area = drawn_area(self.terminal.size()?);
        if area != self.terminal.get_frame().area() {
            self.terminal.resize(area)?;
        }
        self.terminal.draw(draw)?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Draws the next frame whole, not only what has changed.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn redraw_all(&mut self) -> io::Result<()> {
        let area = drawn_area(self.terminal.size()?);
        self.terminal.resize(area)
    }

    /// Sets the window's title, if it has changed.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn set_title(&mut self, title: &str) -> io::Result<()> {
        if self.title != title {
            title.clone_into(&mut self.title);
            queue!(self.terminal.backend_mut(), terminal::SetTitle(title))?;
        }
        Ok(())
    }

    /// Puts `text` into the clipboard of the terminal (OSC 52).
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let encoded = Base64::encode_string(text.as_bytes());
        let out = self.terminal.backend_mut();
        write!(out, "\x1b]52;c;{encoded}\x07")?;
        Write::flush(out)
    }

    /// Gives the terminal back, stops the program as Ctrl+Z does, and takes the terminal over again when it is continued.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        #[cfg(unix)]
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        IS_TAKEN.store(true, Ordering::SeqCst);
        self.terminal = take_over()?;
        self.title.clear();
        Ok(())
    }

    /// Rings the bell.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn bell(&mut self) -> io::Result<()> {
        let out = self.terminal.backend_mut();
        out.write_all(b"\x07")?;
        Write::flush(out)
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Takes the terminal over.
fn take_over() -> io::Result<FrameTerminal> {
    terminal::enable_raw_mode()?;
    let mut out = Frames { out: io::stdout(), pending: Vec::with_capacity(FRAME_BYTES) };
    // The terminal pushes its title, to be popped at the end.
    out.write_all(b"\x1b[22;2t")?;
    // The number pad types digits, whatever mode the program before has left (DECKPNM).
    out.write_all(b"\x1b>")?;
    execute!(out, terminal::EnterAlternateScreen, event::EnableBracketedPaste)?;
    let backend = CrosstermBackend::new(out);
    // Fixed, because ratatui would take the window's whole size otherwise.
    let viewport = Viewport::Fixed(drawn_area(backend.size()?));
    Terminal::with_options(backend, TerminalOptions { viewport })
}

/// What of a window of this size is drawn.
fn drawn_area(window: Size) -> Rect {
    Rect::new(0, 0, window.width.min(MOST_COLUMNS), window.height.min(MOST_ROWS))
}

/// Gives the terminal back, once. Errors are ignored: there is no terminal to show them.
fn give_back() {
    if IS_TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout().lock();
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
