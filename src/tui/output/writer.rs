//! Writes to the terminal, and knows what the terminal has made of it: where it draws next, and how.

use std::io::{self, Write};

use ratatui::{
    buffer::{Cell, CellWidth as _},
    layout::Position,
};

use super::{frame_bytes::FrameBytes, pen::Pen};

/// The fewest bytes of a move.
const BYTES_OF_A_MOVE: usize = 4;

/// Moves, draws and erases, by the shortest sequences that every terminal understands.
pub struct Writer<W: Write> {
    bytes: FrameBytes<W>,
    /// Where the next symbol appears; `None` where terminals differ about it, and at the start of a frame: another program may
    /// have written something meanwhile.
    at: Option<Position>,
    /// Whether this frame has moved there.
    has_moved: bool,
    /// Where the last frame has left the cursor.
    left_at: Option<Position>,
    pen: Pen,
    /// `None`: not known.
    is_cursor_shown: Option<bool>,
}

impl<W: Write> Writer<W> {
    pub fn new(out: W) -> Self {
        Self {
            bytes: FrameBytes::new(out),
            at: None,
            has_moved: false,
            left_at: None,
            pen: Pen::PLAIN,
            is_cursor_shown: None,
        }
    }

    /// Adds a sequence that does not change what is shown.
    pub fn push(&mut self, sequence: &[u8]) {
        self.bytes.push(sequence);
    }

    /// Erases everything. Afterwards all is known of the terminal, but for the cursor.
    pub fn erase_all(&mut self) {
        self.bytes.push(b"\x1b[m\x1b[H\x1b[J");
        (self.at, self.has_moved) = (Some(Position::ORIGIN), true);
        self.pen = Pen::PLAIN;
        self.is_cursor_shown = None;
    }

    /// Erases a row from here on.
    pub fn erase_rest_of_row(&mut self, from: Position) {
        self.move_to(from);
        self.set_pen(Pen::PLAIN);
        self.bytes.push(b"\x1b[K");
    }

    /// Draws the symbol of a cell, which takes the columns up to `after`; `is_last` if there is none behind it.
    pub fn draw(&mut self, to: Position, cell: &Cell, after: Position, is_last: bool) {
        let symbol = cell.symbol();
        let is_one_character = is_one_character(symbol);
        self.move_to(to);
        if !self.pen.suits(cell) {
            self.set_pen(Pen::of(cell));
        }
        if !is_one_character {
            // Terminals differ about its width: so nothing of before is left beside it.
            (to.x..after.x).for_each(|_| self.bytes.push(b" "));
            self.at = None;
            self.move_to(to);
        }
        self.bytes.push(symbol.as_bytes());
        // Behind the last column, terminals differ, too.
        let is_known = is_one_character && !is_last;
        self.at = is_known.then_some(after);
    }

    /// Draws again the cells between what was drawn last and `to`, if that takes no more bytes than a move.
    pub fn draw_again(&mut self, cells: &[Cell], to: Position) {
        let is_simple =
            |cell: &Cell| cell.cell_width() == 1 && is_one_character(cell.symbol()) && self.pen.suits(cell);
        let bytes: usize = cells.iter().map(|cell| cell.symbol().len()).sum();
        if bytes <= BYTES_OF_A_MOVE && self.at.is_some() && cells.iter().all(is_simple) {
            for cell in cells {
                self.bytes.push(cell.symbol().as_bytes());
            }
            self.at = Some(to);
        }
    }

    /// Shows the cursor here, or hides it.
    pub fn place_cursor(&mut self, cursor: Option<Position>) {
        // Where nothing was drawn, it is still there.
        if let Some(to) = cursor.filter(|to| self.has_moved || self.left_at != Some(*to)) {
            self.move_to(to);
        }
        let is_shown = cursor.is_some();
        if self.is_cursor_shown != Some(is_shown) {
            self.bytes.push(if is_shown { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.is_cursor_shown = Some(is_shown);
        }
    }

    /// Writes all of it at once. The terminal is left with a plain pen, for what others may write to it.
    ///
    /// # Errors
    /// What the terminal reports.
    pub fn finish(&mut self) -> io::Result<()> {
        self.set_pen(Pen::PLAIN);
        if std::mem::take(&mut self.has_moved) {
            self.left_at = self.at;
        }
        self.at = None;
        self.bytes.finish()
    }

    fn set_pen(&mut self, pen: Pen) {
        if pen != self.pen {
            self.pen.change_to(pen, &mut self.bytes);
        }
    }

    fn move_to(&mut self, to: Position) {
        let Position { x, y } = to;
        self.has_moved = true;
        match self.at {
            Some(at) if at == to => return,
            // To the column, not by a number of columns: where a terminal shows a symbol wider than it should, the rest
            // of the row is in its place all the same.
            Some(at) if at.y == y => self.sequence(&[x + 1], b'G'),
            _ => self.sequence(&[y + 1, x + 1], b'H'),
        }
        self.at = Some(to);
    }

    /// Adds a sequence of numbers that ends with this letter.
    fn sequence(&mut self, numbers: &[u16], letter: u8) {
        let mut before: &[u8] = b"\x1b[";
        for number in numbers {
            self.bytes.push(before);
            self.bytes.push_number(*number);
            before = b";";
        }
        self.bytes.push(&[letter]);
    }
}

fn is_one_character(symbol: &str) -> bool {
    symbol.chars().nth(1).is_none()
}
