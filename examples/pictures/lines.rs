//! Box-drawing characters and block elements as geometry, so that frames close whatever the font.
//!
//! Box coordinates are half pixels; block coordinates are eighths of a cell.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A cell in half pixels: 9 × 20 pixels.
pub const CELL: (i32, i32) = (18, 40);
/// Where lines cross inside a cell, on the middle of a pixel, so that thin lines are sharp.
const CENTRE: (i32, i32) = (9, 21);
/// From the middle of a double line to either of its two.
const GAP: i32 = 4;

/// Box-drawing characters by the weight of their arms left, right, up and down: 1 light, 2 heavy, 3 double.
pub const ARMS: &[(&str, &str)] = &[
    ("1100 0011", "─│"),
    ("0101 1001 0110 1010", "┌┐└┘"),
    ("0111 1011 1101 1110 1111", "├┤┬┴┼"),
    ("2200 0022", "━┃"),
    ("0202 2002 0220 2020", "┏┓┗┛"),
    ("0222 2022 2202 2220 2222", "┣┫┳┻╋"),
    ("3300 0033", "═║"),
    ("0303 3003 0330 3030", "╔╗╚╝"),
    ("0333 3033 3303 3330 3333", "╠╣╦╩╬"),
    ("0301 0103 3001 1003", "╒╓╕╖"),
    ("0310 0130 3010 1030", "╘╙╛╜"),
    ("0311 0133 3011 1033", "╞╟╡╢"),
    ("3301 1103 3310 1130 3311 1133", "╤╥╧╨╪╫"),
    ("0211 0122 2011 1022", "┝┠┥┨"),
    ("2201 1102 2210 1120 2211 1122", "┯┰┷┸┿╂"),
    ("1000 0010 0100 0001", "╴╵╶╷"),
    ("2000 0020 0200 0002", "╸╹╺╻"),
    ("1200 0012 2100 0021", "╼╽╾╿"),
];

/// The weights of a box-drawing character's arms: left, right, up, down.
fn arms(character: char) -> Option<[u8; 4]> {
    let (weights, at) = ARMS.iter().find_map(|(weights, characters)| {
        characters.chars().position(|known| known == character).map(|at| (weights, at))
    })?;
    let digits: Vec<u8> = weights.split(' ').nth(at)?.bytes().map(|digit| digit - b'0').collect();
    digits.try_into().ok()
}

/// Lines of one colour and width, joined where they touch.
#[derive(Default)]
pub struct Lines {
    /// By row, from and to.
    horizontal: BTreeMap<i32, Vec<(i32, i32)>>,
    /// By column, from and to.
    vertical: BTreeMap<i32, Vec<(i32, i32)>>,
    curves: String,
}

/// Lines by colour and width in pixels.
pub type Strokes<Colour> = BTreeMap<(Colour, u8), Lines>;

/// Draws `character` into the cell whose corner is `(left, top)`; `false` when it is no box drawing.
pub fn draw<C: Ord + Copy>(
    strokes: &mut Strokes<C>,
    colour: C,
    character: char,
    left: i32,
    top: i32,
) -> bool {
    let (x, y) = (left + CENTRE.0, top + CENTRE.1);
    let (right, bottom) = (left + CELL.0, top + CELL.1);
    if let Some((from, to)) = match character {
        '╭' => Some((right, bottom)),
        '╮' => Some((left, bottom)),
        '╰' => Some((right, top)),
        '╯' => Some((left, top)),
        _ => None,
    } {
        let turn = if to == bottom { y + CENTRE.0 } else { y - CENTRE.0 };
        let [from, to, x, y, turn] = [from, to, x, y, turn].map(pixels);
        let curves = &mut strokes.entry((colour, 1)).or_default().curves;
        let _infallible = write!(curves, "M{from} {y}Q{x} {y} {x} {turn}V{to}");
        return true;
    }
    let Some([to_left, to_right, up, down]) = arms(character) else { return false };
    let mut horizontal = |width, y, ends: (i32, i32)| {
        strokes.entry((colour, width)).or_default().horizontal.entry(y).or_default().push(ends);
    };
    // An arm: weight, the opposite arm, the arms at its sides; lines as (offset, start) along its direction.
    for (start, offset, width) in arm(to_left, to_right, up, down) {
        horizontal(width, y + offset, (left, x - start));
    }
    for (start, offset, width) in arm(to_right, to_left, up, down) {
        horizontal(width, y + offset, (x + start, right));
    }
    let mut vertical = |width, x, ends: (i32, i32)| {
        strokes.entry((colour, width)).or_default().vertical.entry(x).or_default().push(ends);
    };
    for (start, offset, width) in arm(up, down, to_left, to_right) {
        vertical(width, x + offset, (top, y - start));
    }
    for (start, offset, width) in arm(down, up, to_left, to_right) {
        vertical(width, x + offset, (y + start, bottom));
    }
    true
}

/// The lines of one arm as start along the arm, offset across it, and width: `before` and `after` are the
/// arms at the sides of negative and positive offset.
fn arm(weight: u8, opposite: u8, before: u8, after: u8) -> Vec<(i32, i32, u8)> {
    const DOUBLE: u8 = 3;
    // A line starts behind the double line it ends at, or reaches back to the outer line of its corner.
    let start = |ends_at: bool, corner: bool| match (ends_at, opposite, corner) {
        (true, _, _) => GAP,
        (false, 0, true) => -GAP,
        _ => 0,
    };
    let (before, after) = (before == DOUBLE, after == DOUBLE);
    match weight {
        0 => vec![],
        DOUBLE => vec![(start(before, after), -GAP, 1), (start(after, before), GAP, 1)],
        _ => vec![(
            start(before && after && opposite == 0, before || after),
            0,
            [1, 3][usize::from(weight == 2)],
        )],
    }
}

impl Lines {
    /// A straight horizontal line, for underlines.
    pub fn underline(&mut self, y: i32, from: i32, to: i32) {
        self.horizontal.entry(y).or_default().push((from, to));
    }

    /// The lines as the data of an SVG path.
    pub fn path(self) -> String {
        let mut path = self.curves;
        for (y, ends) in self.horizontal {
            for (from, to) in joined(ends) {
                let _infallible = write!(path, "M{} {}H{}", pixels(from), pixels(y), pixels(to));
            }
        }
        for (x, ends) in self.vertical {
            for (from, to) in joined(ends) {
                let _infallible = write!(path, "M{} {}V{}", pixels(x), pixels(from), pixels(to));
            }
        }
        path
    }
}

/// Pieces that touch or overlap become one.
fn joined(mut pieces: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    pieces.sort_unstable();
    let mut joined: Vec<(i32, i32)> = Vec::new();
    for (from, to) in pieces {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// Half pixels as pixels.
pub fn pixels(halves: i32) -> f64 {
    f64::from(halves) / 2.0
}

/// What a block element covers of its cell, left, top, right, bottom in eighths, and how densely in percent.
pub fn block(character: char) -> Option<([i32; 4], u32)> {
    let eighths = |from: char| i32::try_from(u32::from(character) - u32::from(from)).unwrap_or(0);
    Some(match character {
        '▀' => ([0, 0, 8, 4], 100),
        '▁'..='█' => ([0, 7 - eighths('▁'), 8, 8], 100),
        '▉'..='▏' => ([0, 0, 7 - eighths('▉'), 8], 100),
        '▐' => ([4, 0, 8, 8], 100),
        '░' => ([0, 0, 8, 8], 25),
        '▒' => ([0, 0, 8, 8], 50),
        '▓' => ([0, 0, 8, 8], 75),
        '▔' => ([0, 0, 8, 1], 100),
        '▕' => ([7, 0, 8, 8], 100),
        '▖' => ([0, 4, 4, 8], 100),
        '▗' => ([4, 4, 8, 8], 100),
        '▘' => ([0, 0, 4, 4], 100),
        '▝' => ([4, 0, 8, 4], 100),
        _ => return None,
    })
}
