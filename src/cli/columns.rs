//! Text in columns of a terminal. A Hangul syllable is two columns wide.

use unicode_width::UnicodeWidthStr;

/// `text` at the left of a cell of `width` columns.
pub(super) fn left(text: &str, width: usize) -> String {
    format!("{text}{}", blanks(text, width))
}

/// `text` at the right of a cell of `width` columns.
pub(super) fn right(text: &str, width: usize) -> String {
    format!("{}{text}", blanks(text, width))
}

fn blanks(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(text.width()))
}

/// The width of the widest of `texts`.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// The side of its cell that a text is set against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// `rows` as lines: columns as wide as their widest cell, two blanks apart, without blanks at the ends of lines.
pub(super) fn table<const N: usize>(aligns: [Align; N], rows: &[[String; N]]) -> String {
    let widths: Vec<usize> = (0..N)
        .map(|column| widest(rows.iter().filter_map(|row| row.get(column)).map(String::as_str)))
        .collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(aligns).zip(&widths);
        let cells = cells.map(|((cell, align), width)| match align {
            Align::Left => left(cell, *width),
            Align::Right => right(cell, *width),
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_also_under_hangul() {
        let row = |a: &str, b: &str, c: &str| [a.to_owned(), b.to_owned(), c.to_owned()];
        let rows = [row("구분", "금액", "id"), row("x", "-1,000", ""), row("", "1", "z")];
        assert_eq!(
            table([Align::Left, Align::Right, Align::Left], &rows),
            "구분    금액  id\nx     -1,000\n           1  z\n"
        );
    }
}
