//! The style in which the terminal draws the next symbol.

use std::io::Write;

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

use super::frame_bytes::FrameBytes;

/// The number of each modifier in the sequence that sets it (SGR).
const MODIFIERS: [(Modifier, u16); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// What is seen of a modifier on a blank.
const SEEN_ON_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Colours and modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    /// The terminal's own colours, no modifier.
    pub const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// The pen of a cell.
    pub fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Whether this pen draws the cell as it should look. Of a blank, most styles cannot be seen.
    pub fn suits(self, cell: &Cell) -> bool {
        self == Self::of(cell) || (self.leaves_blanks() && is_blank(cell))
    }

    /// Whether a blank looks erased.
    fn leaves_blanks(self) -> bool {
        self.bg == Color::Reset && !self.modifier.intersects(SEEN_ON_BLANKS)
    }

    /// Writes the sequence that turns this pen into `next`: what it has more; or, where something goes, first the reset of
    /// everything. That is shorter than taking back one thing after the other, and no terminal takes back too much or too little.
    pub fn change_to(&mut self, next: Self, bytes: &mut FrameBytes<impl Write>) {
        let goes = |now: Color, next: Color| now != Color::Reset && next == Color::Reset;
        let is_reset =
            !next.modifier.contains(self.modifier) || goes(self.fg, next.fg) || goes(self.bg, next.bg);
        let from = if is_reset { Self::PLAIN } else { *self };
        *self = next;
        let mut codes = Codes { bytes, before: b"\x1b[" };
        if is_reset && next != Self::PLAIN {
            codes.add(0);
        }
        for (_, code) in MODIFIERS.iter().filter(|(one, _)| (next.modifier - from.modifier).contains(*one)) {
            codes.add(*code);
        }
        if next.fg != from.fg {
            codes.add_colour(30, next.fg);
        }
        if next.bg != from.bg {
            codes.add_colour(40, next.bg);
        }
        codes.end();
    }
}

/// Whether nothing is seen in a cell: an erased one looks like it.
pub fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && Pen::of(cell).leaves_blanks()
}

/// Adds the numbers of one sequence.
struct Codes<'a, W: Write> {
    bytes: &'a mut FrameBytes<W>,
    /// What comes before the next number.
    before: &'static [u8],
}

impl<W: Write> Codes<'_, W> {
    fn add(&mut self, code: u16) {
        self.bytes.push(self.before);
        self.bytes.push_number(code);
        self.before = b";";
    }

    /// Adds a colour of the ground that begins with this number: 30 for what is drawn, 40 for what is behind it.
    fn add_colour(&mut self, ground: u16, colour: Color) {
        let ground = ground + 8;
        if let Color::Rgb(red, green, blue) = colour {
            self.add_all([ground, 2, red.into(), green.into(), blue.into()]);
        } else if let Some(number) = number(colour) {
            self.add_all([ground, 5, number.into()]);
        }
    }

    fn add_all<const N: usize>(&mut self, codes: [u16; N]) {
        for code in codes {
            self.add(code);
        }
    }

    /// Ends the sequence. Without a number it is the reset.
    fn end(self) {
        if self.before != b";" {
            self.bytes.push(self.before);
        }
        self.bytes.push(b"m");
    }
}

/// The number of a colour in the palette of a terminal; `None` for one that is not in it.
fn number(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(number) => number,
        Color::Reset | Color::Rgb(..) => return None,
    })
}
