//! For tests: every frame in two terminal emulators, drawn by [`Output`] in one and by ratatui's own terminal in the
//! other, and the screens compared.

use std::{
    cell::RefCell,
    io::{self, Write},
    num::NonZeroU16,
    rc::Rc,
};

use ratatui::{
    Terminal, TerminalOptions, Viewport,
    backend::CrosstermBackend,
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::Output;

/// A terminal emulator, and what it was sent. Its copies are the same one.
#[derive(Clone)]
struct Emulator(Rc<RefCell<Received>>);

struct Received {
    parser: vt100::Parser,
    /// For the last frame.
    bytes: Vec<u8>,
    /// The number of writes for it.
    writes: usize,
    bytes_in_all: usize,
}

impl Write for Emulator {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut received = self.0.borrow_mut();
        received.parser.process(bytes);
        received.bytes.extend_from_slice(bytes);
        received.writes += 1;
        received.bytes_in_all += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Emulator {
    fn new(area: Rect) -> Self {
        let (rows, columns) = size(area);
        Self(Rc::new(RefCell::new(Received {
            parser: vt100::Parser::new(rows, columns, 0),
            bytes: Vec::new(),
            writes: 0,
            bytes_in_all: 0,
        })))
    }
}

/// An emulator has a row and a column at least.
fn size(area: Rect) -> (NonZeroU16, NonZeroU16) {
    let at_least_one = |cells| NonZeroU16::new(cells).unwrap_or(NonZeroU16::MIN);
    (at_least_one(area.height), at_least_one(area.width))
}

/// Two terminals that are to show the same.
pub struct Twin {
    ours: Output<Emulator>,
    our_screen: Emulator,
    /// ratatui's own way.
    peer: Terminal<CrosstermBackend<Emulator>>,
    peer_screen: Emulator,
    area: Rect,
    /// What was drawn last.
    pub shown: Buffer,
}

impl Twin {
    pub fn new(width: u16, height: u16) -> Self {
        // Independent of NO_COLOR where the tests run.
        crossterm::style::force_color_output(true);
        let area = Rect::new(0, 0, width, height);
        let (our_screen, peer_screen) = (Emulator::new(area), Emulator::new(area));
        Self {
            ours: Output::new(our_screen.clone(), area),
            our_screen,
            peer: peer(&peer_screen, area),
            peer_screen,
            area,
            shown: Buffer::empty(area),
        }
    }

    /// Gives both terminals another size; the program is told by [`redraw_all`](Self::redraw_all).
    pub fn resize(&mut self, width: u16, height: u16) {
        self.area = Rect::new(0, 0, width, height);
        let (rows, columns) = size(self.area);
        self.our_screen.0.borrow_mut().parser.set_size(rows, columns);
    }

    /// Draws the next frame whole. What our terminal shows until then is of no account.
    pub fn redraw_all(&mut self) {
        self.our_screen.0.borrow_mut().parser.process(b"\x1b[2;2H\x1b[?25lg\xea\xb0\x80rbage\x1b[H");
        self.ours.redraw_all(self.area);
        self.clear_peer();
    }

    /// Lets ratatui draw the next frame on an empty screen.
    fn clear_peer(&mut self) {
        let bytes_in_all = self.sent_by_peer();
        self.peer_screen = Emulator::new(self.area);
        self.peer_screen.0.borrow_mut().bytes_in_all = bytes_in_all;
        self.peer = peer(&self.peer_screen, self.area);
    }

    /// Draws a frame in both terminals, and compares what they show.
    pub fn frame(&mut self, draw: impl FnOnce(&mut Buffer) -> Option<Position>) {
        for screen in [&self.our_screen, &self.peer_screen] {
            let mut received = screen.0.borrow_mut();
            (received.bytes, received.writes) = (Vec::new(), 0);
        }
        let (shown, mut cursor) = (&mut self.shown, None);
        let ours = self.ours.frame(|buffer| {
            cursor = draw(buffer);
            shown.clone_from(buffer);
            cursor
        });
        ours.expect("written");
        self.draw_by_peer(cursor);
        if self.difference().is_some() {
            // Where a wide symbol gives way to a style that is seen on blanks, ratatui leaves half of it; not on an empty screen.
            self.clear_peer();
            self.draw_by_peer(cursor);
        }
        let sent = self.sent();
        let difference = self.difference();
        assert!(
            difference.is_none(),
            "{}: {:?}",
            difference.unwrap_or_default(),
            String::from_utf8_lossy(&sent)
        );
        let writes = self.our_screen.0.borrow().writes;
        assert_eq!(writes, usize::from(!sent.is_empty()), "writes");
    }

    fn draw_by_peer(&mut self, cursor: Option<Position>) {
        let drawn = self.peer.draw(|frame| {
            frame.buffer_mut().clone_from(&self.shown);
            if let Some(at) = cursor {
                frame.set_cursor_position(at);
            }
        });
        drawn.expect("written");
    }

    /// What our terminal was sent for the last frame.
    pub fn sent(&self) -> Vec<u8> {
        self.our_screen.0.borrow().bytes.clone()
    }

    /// The bytes that our terminal was sent since the beginning.
    pub fn sent_in_all(&self) -> usize {
        self.our_screen.0.borrow().bytes_in_all
    }

    /// The bytes that the other was sent since it was cleared.
    pub fn sent_by_peer(&self) -> usize {
        self.peer_screen.0.borrow().bytes_in_all
    }

    /// Where the cursor is; `None` if it is hidden.
    pub fn cursor(&self) -> Option<Position> {
        let received = self.our_screen.0.borrow();
        let (y, x) = received.parser.screen().cursor_position();
        (!received.parser.screen().hide_cursor()).then_some(Position { x, y })
    }

    /// The first difference between what both terminals show.
    fn difference(&self) -> Option<String> {
        let (ours, peer) = (self.our_screen.0.borrow(), self.peer_screen.0.borrow());
        let (one, other) = (ours.parser.screen(), peer.parser.screen());
        for y in 0..self.area.height {
            for x in 0..self.area.width {
                let (one, other) = (one.cell(y, x).expect("a cell"), other.cell(y, x).expect("a cell"));
                if one != other && look(one) != look(other) {
                    return Some(format!("column {x}, row {y}: {one:?} and not {other:?}"));
                }
            }
        }
        let cursor = |screen: &vt100::Screen| (!screen.hide_cursor()).then_some(screen.cursor_position());
        (cursor(one) != cursor(other))
            .then(|| format!("cursor {:?} and not {:?}", cursor(one), cursor(other)))
    }
}

fn peer(screen: &Emulator, area: Rect) -> Terminal<CrosstermBackend<Emulator>> {
    // With any other viewport it would ask for the size of the window in which the tests run.
    let options = TerminalOptions { viewport: Viewport::Fixed(area) };
    Terminal::with_options(CrosstermBackend::new(screen.clone()), options).expect("written")
}

/// What is seen of a cell.
#[derive(Debug, PartialEq)]
struct Look<'a> {
    text: &'a str,
    /// The other half of a wide symbol.
    is_hidden: bool,
    colours: [vt100::Color; 2],
    /// Bold, dim, italic, underlined, reversed.
    modifiers: [bool; 5],
}

fn look(cell: &vt100::Cell) -> Look<'_> {
    let (underlined, reversed) = (cell.underline(), cell.inverse());
    let mut look = Look {
        text: cell.contents(),
        is_hidden: cell.is_wide_continuation(),
        colours: [cell.fgcolor(), cell.bgcolor()],
        modifiers: [cell.bold(), cell.dim(), cell.italic(), underlined, reversed],
    };
    if matches!(look.text, "" | " ") {
        look.text = " ";
        if look.is_hidden || (cell.bgcolor() == vt100::Color::Default && !underlined && !reversed) {
            // Of a blank, no other colour and modifier is seen.
            (look.colours, look.modifiers) = ([vt100::Color::Default; 2], [false; 5]);
        }
    }
    look
}
