//! A terminal's screen as an SVG file that looks like a window.
//!
//! The viewer's font is unknown, so nothing depends on it: a run of Latin text is given its length, every
//! Hangul or symbol stands in the middle of its own cells, and lines and blocks are drawn, not typeset.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::num::NonZeroU16;

use super::lines::{self, CELL, Strokes, pixels};
use super::palette::{Palette, Rgb};

/// Latin from the fonts whose letters are 0.6 wide, as the cells are; Hangul from those that have it.
const FONTS: &str = "'JetBrains Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',D2Coding,NanumGothicCoding,\
                     'Nanum Gothic Coding','Noto Sans Mono CJK KR',monospace";
const FONT_SIZE: i32 = 15;
/// From the top of a cell to the line that letters stand on, in half pixels.
const BASELINE: i32 = 31;
/// Between the window's edge and the text, the title bar's height, and room for the shadow, in pixels.
const PADDING: i32 = 16;
const BAR: i32 = 36;
const SHADOW: i32 = 24;

/// How a piece of text looks; texts that look the same share a group in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ink {
    colour: Rgb,
    bold: bool,
    italic: bool,
    fit: Fit,
}

/// How text fits its cells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// A run of Latin, one cell each, as long as its cells.
    Run,
    /// A symbol in the middle of its cell.
    Symbol,
    /// A wide character in the middle of its two cells, a little larger to fill them.
    Wide,
}

/// A piece of text, in cells.
struct Piece {
    row: i32,
    col: i32,
    cells: i32,
    text: String,
}

/// A rectangle in eighths of a cell: top, bottom, left, right.
type Area = (i32, i32, i32, i32);

/// All that is on a screen, or some of it, sorted by look.
#[derive(Default)]
pub struct Drawing {
    areas: BTreeMap<Rgb, Vec<Area>>,
    texts: BTreeMap<Ink, Vec<Piece>>,
    strokes: Strokes<Rgb>,
}

/// The picture of `screen` in a window with this title.
pub fn picture(screen: &vt100::Screen, title: &str, palette: &Palette) -> String {
    let mut inside = String::new();
    Drawing::of(screen, palette).write(&mut inside);
    window(screen.size(), title, palette, "", &inside)
}

/// A window of a screen of `size`, rows and columns, with this title; `style` stands in its head, `inside` is
/// what is on the screen.
pub fn window(
    (rows, cols): (NonZeroU16, NonZeroU16),
    title: &str,
    palette: &Palette,
    style: &str,
    inside: &str,
) -> String {
    let text_width = i32::from(cols.get()) * CELL.0 / 2;
    let text_height = i32::from(rows.get()) * CELL.1 / 2;
    let (width, height) = (text_width + 2 * PADDING, text_height + 2 * PADDING + BAR);
    let (full_width, full_height) = (width + 2 * SHADOW, height + 2 * SHADOW);
    let Palette { background, bar, edge, title: title_colour, .. } = palette;
    let title = escaped(title);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full_width} {full_height}" width="{full_width}" height="{full_height}" role="img">
<title>{title}</title>
{style}<defs><filter id="shadow" x="-10%" y="-10%" width="120%" height="125%"><feGaussianBlur stdDeviation="9"/></filter></defs>
<g transform="translate({SHADOW} {SHADOW})">
<rect y="5" width="{width}" height="{height}" rx="10" fill="#000" fill-opacity=".35" filter="url(#shadow)"/>
<rect width="{width}" height="{height}" rx="10" fill="{background}"/>
<path d="M0 {BAR}V10a10 10 0 0 1 10-10H{inner}a10 10 0 0 1 10 10V{BAR}z" fill="{bar}"/>
<path d="M0 {BAR}.5H{width}" stroke="{edge}"/>
<rect x=".5" y=".5" width="{line_width}" height="{line_height}" rx="9.5" fill="none" stroke="{edge}"/>
<circle cx="20" cy="18" r="6" fill="#ed6a5e"/><circle cx="40" cy="18" r="6" fill="#f4bf4f"/><circle cx="60" cy="18" r="6" fill="#61c554"/>
<text x="{middle}" y="22.5" text-anchor="middle" font-family="system-ui,-apple-system,'Segoe UI','Noto Sans KR','NanumGothic',sans-serif" font-size="13" fill="{title_colour}">{title}</text>
<g transform="translate({PADDING} {top})" font-family="{FONTS}" font-size="{FONT_SIZE}">
{inside}</g>
</g>
</svg>
"##,
        inner = width - 10,
        line_width = width - 1,
        line_height = height - 1,
        middle = width / 2,
        top = BAR + PADDING,
    )
}

impl Drawing {
    fn of(screen: &vt100::Screen, palette: &Palette) -> Self {
        let mut drawing = Self::default();
        let (rows, cols) = screen.size();
        let cursor = (!screen.hide_cursor()).then(|| screen.cursor_position());
        for row in 0..rows.get() {
            for col in 0..cols.get() {
                if let Some(cell) = screen.cell(row, col)
                    && !cell.is_wide_continuation()
                {
                    drawing.add(cell, row, col, cursor == Some((row, col)), palette);
                }
            }
        }
        drawing
    }

    /// Nothing is to be seen.
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty() && self.texts.is_empty() && self.strokes.is_empty()
    }

    /// Adds a cell, with the cursor on it or without; row by row, and from left to right.
    pub fn add(&mut self, cell: &vt100::Cell, row: u16, col: u16, cursor: bool, palette: &Palette) {
        let (row, col) = (i32::from(row), i32::from(col));
        let cells = if cell.is_wide() { 2 } else { 1 };
        let mut colour = palette.colour(cell.fgcolor(), palette.foreground);
        let mut behind = palette.colour(cell.bgcolor(), palette.background);
        if cell.inverse() {
            (colour, behind) = (behind, colour);
        }
        if cell.dim() {
            colour = colour.mixed(behind, 40);
        }
        if cursor {
            (colour, behind) = (palette.background, palette.cursor);
        }
        if behind != palette.background {
            self.fill(behind, (row * 8, row * 8 + 8, col * 8, (col + cells) * 8));
        }
        let (left, top) = (col * CELL.0, row * CELL.1);
        if cell.underline() {
            let lines = self.strokes.entry((colour, 1)).or_default();
            lines.underline(top + BASELINE + 4, left, left + cells * CELL.0);
        }
        let mut characters = cell.contents().chars();
        let (Some(character), more) = (characters.next(), characters.next().is_some()) else { return };
        if let Some(([from_x, from_y, to_x, to_y], density)) = lines::block(character) {
            let area = (row * 8 + from_y, row * 8 + to_y, col * 8 + from_x, col * 8 + to_x);
            self.fill(behind.mixed(colour, density), area);
        } else if character != ' ' && !lines::draw(&mut self.strokes, colour, character, left, top) {
            let fit = match character {
                _ if cell.is_wide() => Fit::Wide,
                '!'..='~' | '\u{a1}'..='\u{ff}' if !more => Fit::Run,
                _ => Fit::Symbol,
            };
            let ink = Ink { colour, bold: cell.bold(), italic: cell.italic(), fit };
            self.text(ink, Piece { row, col, cells, text: cell.contents().to_owned() });
        }
    }

    /// Adds a rectangle, to the one on its left when they make one.
    fn fill(&mut self, colour: Rgb, area: Area) {
        let areas = self.areas.entry(colour).or_default();
        match areas.last_mut() {
            Some(last) if (last.0, last.1, last.3) == (area.0, area.1, area.2) => last.3 = area.3,
            _ => areas.push(area),
        }
    }

    /// Adds a character, to the run it continues if there is one; a run bridges one blank.
    fn text(&mut self, ink: Ink, piece: Piece) {
        let pieces = self.texts.entry(ink).or_default();
        if let Some(last) = pieces.last_mut()
            && ink.fit == Fit::Run
            && last.row == piece.row
            && let gap @ 0..=1 = piece.col - last.col - last.cells
        {
            last.text.push_str(if gap == 1 { " " } else { "" });
            last.text.push_str(&piece.text);
            last.cells += gap + piece.cells;
        } else {
            pieces.push(piece);
        }
    }

    /// Appends what was added as elements of an SVG file.
    pub fn write(self, svg: &mut String) {
        for (colour, areas) in self.areas {
            let mut path = String::new();
            for (top, bottom, left, right) in stacked(areas) {
                let (x, y) = (pixels(left * CELL.0) / 8.0, pixels(top * CELL.1) / 8.0);
                let (width, height) =
                    (pixels((right - left) * CELL.0) / 8.0, pixels((bottom - top) * CELL.1) / 8.0);
                let _infallible = write!(path, "M{x} {y}h{width}v{height}h-{width}z");
            }
            line(svg, &format!(r#"<path fill="{colour}" shape-rendering="crispEdges" d="{path}"/>"#));
        }
        for ((colour, width), lines) in self.strokes {
            let path = lines.path();
            line(
                svg,
                &format!(
                    r#"<path fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="square" d="{path}"/>"#
                ),
            );
        }
        for (ink, pieces) in self.texts {
            let bold = if ink.bold { r#" font-weight="bold""# } else { "" };
            let italic = if ink.italic { r#" font-style="italic""# } else { "" };
            let fit = match ink.fit {
                Fit::Run => "",
                Fit::Symbol => r#" text-anchor="middle""#,
                Fit::Wide => r#" text-anchor="middle" font-size="16.5""#,
            };
            line(svg, &format!(r#"<g fill="{}"{bold}{italic}{fit}>"#, ink.colour));
            for Piece { row, col, cells, text } in pieces {
                let (x, y) = (pixels(col * CELL.0), pixels(row * CELL.1 + BASELINE));
                let (width, text) = (pixels(cells * CELL.0), escaped(&text));
                let text = if ink.fit == Fit::Run {
                    format!(
                        r#"<text x="{x}" y="{y}" textLength="{width}" lengthAdjust="spacingAndGlyphs">{text}</text>"#
                    )
                } else {
                    format!(r#"<text x="{}" y="{y}">{text}</text>"#, x + width / 2.0)
                };
                line(svg, &text);
            }
            line(svg, "</g>");
        }
    }
}

/// Rectangles of the same columns in rows that touch become one.
fn stacked(mut areas: Vec<Area>) -> Vec<Area> {
    areas.sort_unstable_by_key(|&(top, _, left, right)| (left, right, top));
    let mut stacked: Vec<Area> = Vec::new();
    for area in areas {
        match stacked.last_mut() {
            Some(last) if (last.1, last.2, last.3) == (area.0, area.2, area.3) => last.1 = area.1,
            _ => stacked.push(area),
        }
    }
    stacked
}

fn line(svg: &mut String, text: &str) {
    svg.push_str(text);
    svg.push('\n');
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::picture;
    use crate::lines;
    use crate::palette::DARK;

    fn drawn(output: &str) -> String {
        let mut parser = vt100::Parser::default();
        parser.process(output.as_bytes());
        picture(parser.screen(), "A & B", &DARK)
    }

    #[test]
    fn latin_runs_have_a_length_and_hangul_a_middle() {
        let svg = drawn("\x1b[?25l  a < b  c 결제");
        let run = |x: i32, width: i32, text: &str| {
            format!(
                r#"<text x="{x}" y="15.5" textLength="{width}" lengthAdjust="spacingAndGlyphs">{text}</text>"#
            )
        };
        assert!(svg.contains(&run(18, 45, "a &lt; b")), "{svg}");
        assert!(svg.contains(&run(81, 9, "c")), "{svg}");
        assert!(svg.contains(r#"<text x="108" y="15.5">결</text>"#), "{svg}");
        assert!(svg.contains(r#"<text x="126" y="15.5">제</text>"#), "{svg}");
        assert!(svg.contains("<title>A &amp; B</title>"), "{svg}");
    }

    #[test]
    fn a_frame_is_four_lines_and_a_block_one_rectangle() {
        let svg = drawn("\x1b[?25l┌──┐\r\n│  │\r\n└──┘\x1b[5H\x1b[41m   \r\n   ");
        let frame = r#"d="M4.5 10.5H31.5M4.5 50.5H31.5M4.5 10.5V50.5M31.5 10.5V50.5""#;
        assert!(svg.contains(frame), "{svg}");
        assert!(
            svg.contains(r##"<path fill="#f07178" shape-rendering="crispEdges" d="M0 80h27v40h-27z"/>"##)
        );
    }

    #[test]
    fn every_box_character_has_its_arms() {
        for (weights, characters) in lines::ARMS {
            assert_eq!(weights.split(' ').count(), characters.chars().count(), "{characters}");
        }
    }

    #[test]
    fn the_cursor_is_a_block_until_it_is_hidden() {
        let block = r##"<path fill="#e8ecf4""##;
        assert!(drawn("").contains(block));
        assert!(!drawn("\x1b[?25l").contains(block));
    }
}
