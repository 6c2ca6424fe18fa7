//! What the terminal is sent, so that it shows the next frame: as few bytes as that takes, in one write.
//!
//! Ours, on ratatui's buffer. ratatui's own way (its `Terminal` and `CrosstermBackend`) sends about twice as many bytes
//! a key and takes 440,000 instructions more, most of them to compare two frames; `docs/performance.md` has the figures. Every frame
//! of the tests of the screens is drawn both ways, each into a terminal emulator, and what these show is compared.
//!
//! ```text
//! draw ──▶ next ──┐
//!                 ├──▶ row::write ──▶ Writer ──▶ FrameBytes ──▶ one write, or none
//!        shown ──┘     what differs   sequences  marks, wiping
//! ```
//!
//! | module | contents |
//! |---|---|
//! | [`row`] | what of a row has changed, wide symbols included |
//! | [`writer`] | moving, drawing, erasing, the cursor |
//! | [`pen`] | colours and modifiers |
//! | [`frame_bytes`] | the bytes of a frame |
//!
//! # What a terminal has to understand
//!
//! | sequence | what it does | when |
//! |---|---|---|
//! | `ESC [ row ; column H` | moves | another row, or where terminals differ about the column |
//! | `ESC [ column G` | moves within the row | |
//! | `ESC [ … m` | style: 0 to 9, `38;5;n`, `48;5;n` | never takes one thing back, but all |
//! | `ESC [ K`, `ESC [ J` | erases the rest of the row, of the screen | with a plain pen: terminals differ in what of a pen an erased cell gets |
//! | `ESC [ ? 25 h`, `l` | shows, hides the cursor | only if it is not so yet |
//! | `ESC [ ? 2026 h`, `l` | begins, ends a frame that is seen whole | frames of more than 256 bytes; may be ignored |
//!
//! xterm, VTE, Windows Terminal, the Linux console, `PuTTY`, tmux and screen do. Between frames the pen is plain, so that
//! what another program or the kernel writes does not look like a part of the screens.

mod frame_bytes;
mod pen;
mod row;
mod writer;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub mod twin;

use std::io::{self, Write};

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use self::writer::Writer;

/// A terminal, as the last frame has left it.
pub struct Output<W: Write> {
    writer: Writer<W>,
    /// What the terminal shows.
    shown: Buffer,
    /// The next frame; blank until it is drawn.
    next: Buffer,
    /// Whether `shown` is not what the terminal shows.
    is_outdated: bool,
}

impl<W: Write> Output<W> {
    /// Draws this area of the terminal behind `out`, from its upper left corner; the first frame whole.
    pub fn new(out: W, area: Rect) -> Self {
        let (shown, next) = (Buffer::empty(area), Buffer::empty(area));
        Self { writer: Writer::new(out), shown, next, is_outdated: true }
    }

    /// Draws the next frame whole, and from now on this area.
    pub fn redraw_all(&mut self, area: Rect) {
        self.is_outdated = true;
        if area != self.next.area {
            self.next = Buffer::empty(area);
        }
    }

    /// Sends a sequence that changes nothing of what is shown, with the next frame.
    pub fn push(&mut self, sequence: &[u8]) {
        self.writer.push(sequence);
    }

    /// Writes what was [pushed](Self::push) at once.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn flush(&mut self) -> io::Result<()> {
        self.writer.finish()
    }

    /// Shows what `draw` draws into a blank buffer, and the cursor where `draw` returns it. Writes nothing if that is shown
    /// already.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn frame(&mut self, draw: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        let cursor = draw(&mut self.next);
        if self.is_outdated {
            self.writer.erase_all();
            self.shown = Buffer::empty(self.next.area);
            self.is_outdated = false;
        }
        let columns = usize::from(self.next.area.width).max(1);
        let rows = self.shown.content.chunks(columns).zip(self.next.content.chunks(columns));
        for (y, (shown, next)) in (0..).zip(rows) {
            row::write(&mut self.writer, y, shown, next);
        }
        self.writer.place_cursor(cursor);
        std::mem::swap(&mut self.shown, &mut self.next);
        let written = self.writer.finish();
        // After the write: the cashier does not wait for it.
        self.next.reset();
        written
    }
}
