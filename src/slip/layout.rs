//! Rows and words become lines, exactly as wide as the paper.

use super::{
    model::{Slip, SlipRow},
    paper_text::{columns, columns_of, printable},
};
use crate::{config::Charset, payment::TransactionId};

/// How a line is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// As any other.
    Plain,
    /// Bold.
    Bold,
    /// Bold and twice as high, which takes no more columns.
    Tall,
}

/// A line of a slip or a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlipLine {
    /// Words: printable, without blanks at the end, at most as wide as the paper.
    Text(String, Look),
    /// An id as a barcode. It has no words: the id has a line of its own.
    Code(TransactionId),
}

impl SlipLine {
    /// Its words; `None` of a barcode.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text, _) => Some(text),
            Self::Code(_) => None,
        }
    }
}

/// The words of a row: what is at its left, and what at its right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlipTexts {
    /// At the left; of a row in the middle, all of it.
    pub label: String,
    /// At the right.
    pub value: String,
}

/// Where the words of a row are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the middle.
    Middle(Look),
    /// A label at the left, a value at the right.
    Sides(Look),
    /// A label and a number in groups, which is never broken.
    Number,
    /// A line across the paper.
    Rule,
    /// A label, and a line to sign on.
    Signature,
    /// A barcode, without words.
    Code(TransactionId),
}

/// A row of what goes on paper, a slip or a report: its words are put in its place.
pub trait PaperRow {
    /// Its place.
    fn place(&self) -> Place;
}

impl PaperRow for SlipRow {
    fn place(&self) -> Place {
        Place::of(self)
    }
}

impl Place {
    fn of(row: &SlipRow) -> Self {
        match row {
            SlipRow::Training | SlipRow::Cancelled | SlipRow::Title { .. } => Self::Middle(Look::Tall),
            SlipRow::ShopName(_) => Self::Middle(Look::Bold),
            SlipRow::AddressLine(_) => Self::Middle(Look::Plain),
            SlipRow::Rule => Self::Rule,
            SlipRow::Money(super::MoneyLabel::Total, _) => Self::Sides(Look::Tall),
            SlipRow::Id(_) | SlipRow::Original(_) => Self::Number,
            SlipRow::Signature => Self::Signature,
            SlipRow::Code(id) => Self::Code(*id),
            _ => Self::Sides(Look::Plain),
        }
    }
}

/// The lines of a slip on paper of this many columns, with the words that `words` has for each row.
pub fn layout(
    slip: &Slip,
    columns: usize,
    charset: Charset,
    words: impl Fn(&SlipRow) -> SlipTexts,
) -> Vec<SlipLine> {
    lines_of(&slip.rows, columns, charset, words)
}

/// The lines of these rows on paper of this many columns, with the words that `words` has for each.
pub fn lines_of<R: PaperRow>(
    rows: &[R],
    columns: usize,
    charset: Charset,
    words: impl Fn(&R) -> SlipTexts,
) -> Vec<SlipLine> {
    let paper = Paper { columns, charset };
    rows.iter().flat_map(|row| paper.lines(row.place(), words(row))).collect()
}

struct Paper {
    columns: usize,
    charset: Charset,
}

impl Paper {
    fn lines(&self, place: Place, texts: SlipTexts) -> Vec<SlipLine> {
        let of =
            |texts: Vec<String>, look| texts.into_iter().map(|text| SlipLine::Text(text, look)).collect();
        let [label, value] =
            [texts.label, texts.value].map(|text| printable(&text, self.charset).trim().to_owned());
        match place {
            Place::Rule => vec![SlipLine::Text("-".repeat(self.columns), Look::Plain)],
            Place::Code(id) => vec![SlipLine::Code(id)],
            Place::Middle(look) => of(self.middle(&label), look),
            Place::Sides(look) => of(self.sides(&label, &value), look),
            Place::Number if columns_of(&value) > self.columns => {
                of(self.sides(&label, &value.replace(' ', "")), Look::Plain)
            }
            Place::Number => of(self.sides(&label, &value), Look::Plain),
            Place::Signature => {
                // Room for a hand above the line.
                let room = self.columns.saturating_sub(columns_of(&label) + 1);
                of(vec![String::new(), format!("{label} {}", "_".repeat(room))], Look::Plain)
            }
        }
    }

    /// In the middle, on as many lines as it takes.
    fn middle(&self, text: &str) -> Vec<String> {
        if text.is_empty() {
            return Vec::new();
        }
        let before = |line: &String| (self.columns - columns_of(line).min(self.columns)) / 2;
        wrap(text, self.columns).iter().map(|line| format!("{}{line}", " ".repeat(before(line)))).collect()
    }

    /// At the left and at the right edge; below each other where there is no room for a blank between them.
    fn sides(&self, label: &str, value: &str) -> Vec<String> {
        let (left, right) = (columns_of(label), columns_of(value));
        if right == 0 {
            return wrap(label, self.columns);
        }
        if left + 1 + right <= self.columns {
            return vec![format!("{label}{}{value}", " ".repeat(self.columns - left - right))];
        }
        let to_the_right = |line: &String| format!("{}{line}", " ".repeat(self.columns - columns_of(line)));
        let labels = wrap(label, self.columns);
        labels.into_iter().chain(wrap(value, self.columns).iter().map(to_the_right)).collect()
    }
}

/// `text` in lines of at most `width` columns, broken at blanks; a word that is wider than a line is broken where the line ends.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let gap = usize::from(!line.is_empty());
        if columns_of(&line) + gap + columns_of(word) <= width {
            line.extend(std::iter::repeat_n(' ', gap));
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if columns_of(&line) + columns(c) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}
