//! Draws text on a grid of cells, clipped to an area. Ours, around ratatui's buffer: that one panics outside of its area,
//! knows no text that ends before a column, and cuts long text off without a mark.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};
use unicode_width::UnicodeWidthStr as _;

use super::theme::{Scheme, StyleRole};

/// Texts one after the other, each with its role.
pub type Line = Vec<(String, StyleRole)>;

/// The columns that a text takes.
pub fn width(text: &str) -> u16 {
    let columns = if is_plain(text) { text.len() } else { text.width() };
    u16::try_from(columns).unwrap_or(u16::MAX)
}

/// Whether all of it is printable ASCII, one column a byte: that is most of what is drawn, and needs no table of widths.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// A part of the screen. Positions count from its upper left corner.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    scheme: Scheme,
    cursor: Option<Position>,
}

impl<'a> Canvas<'a> {
    /// The part of `area` that lies inside `buffer`, drawn in the styles of `scheme`.
    pub fn new(buffer: &'a mut Buffer, area: Rect, scheme: Scheme) -> Self {
        let area = area.intersection(buffer.area);
        Self { buffer, area, scheme, cursor: None }
    }

    /// Its columns.
    pub fn width(&self) -> u16 {
        self.area.width
    }

    /// Its rows.
    pub fn height(&self) -> u16 {
        self.area.height
    }

    /// The place of the terminal's cursor on the screen, if it was set.
    pub fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    /// Places the terminal's cursor; outside of the area it stays hidden.
    pub fn set_cursor(&mut self, x: u16, y: u16) {
        if x < self.area.width && y < self.area.height {
            self.cursor = Some(Position { x: self.area.x + x, y: self.area.y + y });
        }
    }

    /// Draws `text` at column `x` of row `y`; returns the column after it. A text that does not fit ends in `…`.
    pub fn text(&mut self, x: u16, y: u16, text: &str, role: StyleRole) -> u16 {
        self.text_within(x, y, self.area.width.saturating_sub(x), text, role)
    }

    /// As [`text`](Self::text), in at most `columns` columns.
    pub fn text_within(&mut self, x: u16, y: u16, columns: u16, text: &str, role: StyleRole) -> u16 {
        let columns = columns.min(self.area.width.saturating_sub(x));
        if y >= self.area.height || columns == 0 {
            return x;
        }
        let (left, top, style) = (self.area.x + x, self.area.y + y, self.scheme.style(role));
        if is_plain(text) && text.len() <= usize::from(columns) {
            let end = left + u16::try_from(text.len()).unwrap_or(columns);
            for (x, byte) in (left..end).zip(text.bytes()) {
                self.buffer[(x, top)].set_char(char::from(byte)).set_style(style);
            }
            return end - self.area.x;
        }
        if width(text) <= columns {
            let (end, _) = self.buffer.set_stringn(left, top, text, usize::from(columns), style);
            return end - self.area.x;
        }
        let (end, _) = self.buffer.set_stringn(left, top, text, usize::from(columns - 1), style);
        self.buffer.set_stringn(end, top, "…", 1, style);
        end - self.area.x + 1
    }

    /// Draws one symbol that is one column wide.
    pub fn symbol(&mut self, x: u16, y: u16, symbol: char, role: StyleRole) {
        if x < self.area.width && y < self.area.height {
            let style = self.scheme.style(role);
            self.buffer[(self.area.x + x, self.area.y + y)].set_char(symbol).set_style(style);
        }
    }

    /// Draws `text` so that it ends before column `end`.
    pub fn text_right(&mut self, end: u16, y: u16, text: &str, role: StyleRole) {
        self.text(end.saturating_sub(width(text)), y, text, role);
    }

    /// Draws `text` in lines of at most `columns` columns, broken at blanks. The last of `rows` rows takes the rest of
    /// it.
    pub fn text_wrapped(&mut self, x: u16, y: u16, columns: u16, rows: u16, text: &str, role: StyleRole) {
        let lines = wrap(text, columns);
        let last = usize::from(rows).saturating_sub(1);
        for (row, line) in lines.iter().enumerate().take(usize::from(rows)) {
            let rest = if row == last { lines[row..].join(" ") } else { line.clone() };
            self.text_within(x, y + u16::try_from(row).unwrap_or(u16::MAX), columns, &rest, role);
        }
    }

    /// Repeats `symbol` over the first `columns` columns of row `y`.
    pub fn rule(&mut self, y: u16, columns: u16, symbol: char, role: StyleRole) {
        (0..columns).for_each(|x| self.symbol(x, y, symbol, role));
    }

    /// Empties the first `columns` columns of row `y`, whatever was drawn there.
    pub fn clear(&mut self, y: u16, columns: u16) {
        for x in (0..columns.min(self.area.width)).filter(|_| y < self.area.height) {
            self.buffer[(self.area.x + x, self.area.y + y)].reset();
        }
    }

    /// Draws a rule from column `x` to the column before `end`, with the title of what is below it.
    pub fn titled_rule(&mut self, (x, end): (u16, u16), y: u16, title: &str) {
        (x..end).for_each(|x| self.symbol(x, y, '─', StyleRole::Rule));
        if !title.is_empty() {
            let columns = end.saturating_sub(x + 2);
            self.text_within(x + 1, y, columns, &format!(" {title} "), StyleRole::Label);
        }
    }

    /// Draws a vertical line in column `x`, from row `top` to the row before `bottom`, joined to the rules that it meets:
    /// they have to be drawn before.
    pub fn line_down(&mut self, x: u16, top: u16, bottom: u16, role: StyleRole) {
        if top > 0 && self.rule_at(Some(x), top - 1).is_some() {
            self.symbol(x, top - 1, '┬', role);
        }
        for y in top..bottom {
            let symbol = match (self.rule_at(x.checked_sub(1), y), self.rule_at(Some(x + 1), y)) {
                (Some('═'), _) => '╡',
                (Some(_), Some(_)) => '┼',
                (Some(_), None) => '┤',
                (None, Some(_)) => '├',
                (None, None) => '│',
            };
            self.symbol(x, y, symbol, role);
        }
    }

    /// The part of a rule at this place.
    fn rule_at(&self, x: Option<u16>, y: u16) -> Option<char> {
        let cell = self.buffer.cell((self.area.x + x?, self.area.y + y))?;
        cell.symbol().chars().next().filter(|symbol| matches!(symbol, '─' | '═'))
    }

    /// Calls `draw` with the canvas of a part.
    pub fn within(&mut self, part: Rect, draw: impl FnOnce(&mut Canvas<'_>)) {
        let part = Rect { x: self.area.x + part.x, y: self.area.y + part.y, ..part }.intersection(self.area);
        draw(&mut Canvas::new(self.buffer, part, self.scheme));
    }

    /// Gives part of a row another role.
    pub fn restyle(&mut self, x: u16, y: u16, columns: u16, role: StyleRole) {
        let area = Rect::new(self.area.x + x, self.area.y + y, columns, 1);
        self.buffer.set_style(area.intersection(self.area), self.scheme.style(role));
    }
}

/// Breaks a text at blanks into lines of at most `columns` columns; a longer word has a line of its own.
pub fn wrap(text: &str, columns: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_drawn_outside() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
        let mut canvas = Canvas::new(&mut buffer, Rect::new(1, 0, 10, 10), Scheme::Dark);
        assert_eq!(canvas.text(0, 0, "결제할까요", StyleRole::Text), 3);
        canvas.text(0, 5, "below", StyleRole::Text);
        canvas.text(9, 0, "right", StyleRole::Text);
        canvas.restyle(2, 0, 50, StyleRole::Text);
        canvas.set_cursor(3, 0);
        assert_eq!(canvas.cursor(), None);
        assert_eq!(buffer[(1, 0)].symbol(), "결");
        assert_eq!(buffer[(3, 0)].symbol(), "…");
    }

    #[test]
    fn a_line_is_joined_to_the_rules_that_it_meets() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 5, 5));
        let area = buffer.area;
        let mut canvas = Canvas::new(&mut buffer, area, Scheme::Mono);
        canvas.rule(0, 5, '─', StyleRole::Rule);
        canvas.rule(1, 2, '═', StyleRole::Rule);
        canvas.titled_rule((3, 5), 2, "");
        canvas.rule(3, 5, '─', StyleRole::Rule);
        canvas.line_down(2, 1, 5, StyleRole::Rule);
        let rows: Vec<String> = (0..5).map(|y| (0..5).map(|x| buffer[(x, y)].symbol()).collect()).collect();
        assert_eq!(rows, ["──┬──", "══╡  ", "  ├──", "──┼──", "  │  "]);
    }

    #[test]
    fn long_texts_are_wrapped_at_blanks() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("하나 둘", 5), ["하나", "둘"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
