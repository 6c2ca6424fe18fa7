//! Draws an amount in digits of four rows, which can be read from two metres. Ours: the libraries for large letters bring a
//! font of eight columns a letter, in which a large amount does not fit beside the pane.

use super::{
    canvas::{self, Canvas},
    theme::StyleRole,
};

/// Rows of a digit.
pub const ROWS: u16 = 4;

/// The digits, the minus sign and the comma: three columns by five rows of dots, the lowest bit on the right, and what hangs
/// below them.
const GLYPHS: [(char, [u8; 6]); 12] = [
    ('0', [0b111, 0b101, 0b101, 0b101, 0b111, 0b000]),
    ('1', [0b011, 0b001, 0b001, 0b001, 0b001, 0b000]),
    ('2', [0b111, 0b001, 0b111, 0b100, 0b111, 0b000]),
    ('3', [0b111, 0b001, 0b111, 0b001, 0b111, 0b000]),
    ('4', [0b101, 0b101, 0b111, 0b001, 0b001, 0b000]),
    ('5', [0b111, 0b100, 0b111, 0b001, 0b111, 0b000]),
    ('6', [0b111, 0b100, 0b111, 0b101, 0b111, 0b000]),
    ('7', [0b111, 0b001, 0b001, 0b001, 0b001, 0b000]),
    ('8', [0b111, 0b101, 0b111, 0b101, 0b111, 0b000]),
    ('9', [0b111, 0b101, 0b111, 0b001, 0b111, 0b000]),
    ('-', [0b000, 0b000, 0b111, 0b000, 0b000, 0b000]),
    (',', [0b000, 0b000, 0b000, 0b000, 0b001, 0b001]),
];
/// How wide the columns of dots are: the upright strokes have the weight of the level ones.
const WIDE: [u16; 3] = [2, 1, 2];
/// The row of dots in each half of a row on the screen.
const HALVES: [usize; 8] = [0, 1, 1, 2, 3, 3, 4, 5];

/// The dots of a character, and the first of their columns that is not empty.
fn glyph(c: char) -> Option<([u8; 6], usize)> {
    let (_, dots) = GLYPHS.iter().find(|(digit, _)| *digit == c)?;
    let used = dots.iter().fold(0, |used, row| used | row);
    Some((*dots, (0..WIDE.len()).find(|column| is_on(used, *column)).unwrap_or(0)))
}

/// Whether a row of dots has one in a column, counted from the left.
fn is_on(row: u8, column: usize) -> bool {
    row >> (WIDE.len() - 1 - column) & 1 == 1
}

/// The columns that [`draw`] takes.
pub fn width(text: &str) -> u16 {
    text.chars()
        .map(|c| match glyph(c) {
            Some((_, first)) => WIDE[first..].iter().sum::<u16>() + 1,
            None => canvas::width(c.encode_utf8(&mut [0; 4])),
        })
        .sum()
}

/// Draws an amount from column `x` in the rows from `y`; what is no digit, the currency, is on the line of their feet.
/// Returns the column after it.
pub fn draw(canvas: &mut Canvas<'_>, (x, y): (u16, u16), text: &str, role: StyleRole) -> u16 {
    let mut x = x;
    for c in text.chars() {
        let Some((dots, first)) = glyph(c) else {
            x = canvas.text(x, y + ROWS - 1, c.encode_utf8(&mut [0; 4]), role);
            continue;
        };
        for (column, wide) in WIDE.iter().enumerate().skip(first) {
            for (row, halves) in (y..).zip(HALVES.chunks(2)) {
                let [upper, lower] = [0, 1].map(|half| is_on(dots[halves[half]], column));
                let symbol = match (upper, lower) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => continue,
                };
                (x..x + wide).for_each(|x| canvas.symbol(x, row, symbol, role));
            }
            x += wide;
        }
        x += 1;
    }
    x
}

#[cfg(test)]
mod tests {
    use ratatui::{buffer::Buffer, layout::Rect};

    use super::{super::theme::Scheme, *};

    /// The rows of an amount.
    fn drawn(text: &str) -> [String; 4] {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width(text), ROWS));
        let area = buffer.area;
        let mut canvas = Canvas::new(&mut buffer, area, Scheme::Mono);
        assert_eq!(draw(&mut canvas, (0, 0), text, StyleRole::Amount), area.width, "{text}");
        [0, 1, 2, 3].map(|y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect())
    }

    #[test]
    fn the_digits_can_be_told_apart() {
        let rows = drawn("0123456789");
        assert_eq!(
            rows,
            [
                "██▀██ ▀██ ▀▀▀██ ▀▀▀██ ██ ██ ██▀▀▀ ██▀▀▀ ▀▀▀██ ██▀██ ██▀██ ",
                "██ ██  ██ ▄▄▄██ ▄▄▄██ ██▄██ ██▄▄▄ ██▄▄▄    ██ ██▄██ ██▄██ ",
                "██ ██  ██ ██       ██    ██    ██ ██ ██    ██ ██ ██    ██ ",
                "▀▀▀▀▀  ▀▀ ▀▀▀▀▀ ▀▀▀▀▀    ▀▀ ▀▀▀▀▀ ▀▀▀▀▀    ▀▀ ▀▀▀▀▀ ▀▀▀▀▀ ",
            ]
        );
    }

    #[test]
    fn the_currency_is_at_the_feet_of_the_digits() {
        assert_eq!(
            drawn("-1,1 KRW").map(|row| row.trim_end().to_owned()),
            ["      ▀██    ▀██", "▄▄▄▄▄  ██     ██", "       ██     ██", "       ▀▀ ██  ▀▀  KRW",]
        );
    }
}
