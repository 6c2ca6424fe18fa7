//! Lists as text with every column: names and order are those of JSON and CSV, ids and times as in JSON.

use super::{
    columns::{left, right},
    csv::{HEADER, MEMO, SIGNERS, cells, signers},
    time,
};
use crate::{payment::Memo, record::Found};

/// What is right-aligned, and the widest that a cell gets. Fixed, because the rows of later pages are not known yet.
const COLUMNS: [(bool, usize); HEADER.len()] = [
    (false, 20),
    (false, 7),
    (false, 20),
    (false, 16),
    (true, 12),
    (true, 11),
    (true, 11),
    (true, 16),
    (true, 13),
    (false, 29),
    (true, 4),
];

/// The lines of a page, below the headings if it is the first. An empty cell is a hyphen, so that blanks part the cells.
pub(super) fn page(page: &[Found], with_heads: bool, people: bool) -> Vec<u8> {
    let mut lines = String::new();
    if with_heads {
        let signers = SIGNERS.map(str::to_owned);
        push_line(&mut lines, &HEADER.map(str::to_owned), people.then_some(&signers), MEMO);
    }
    for Found { transaction: row, .. } in page {
        let cells = cells(row, |id| id.to_string(), time::of(row).0.unwrap_or_default());
        let cells = cells.map(|cell| if cell.is_empty() { "-".to_owned() } else { cell });
        let signers = signers(row).map(|cell| if cell.is_empty() { "-".to_owned() } else { cell });
        push_line(
            &mut lines,
            &cells,
            people.then_some(&signers),
            row.memo.as_ref().map_or("-", Memo::as_str),
        );
    }
    lines.into_bytes()
}

/// The memo comes last: it may have blanks.
fn push_line(lines: &mut String, cells: &[String; HEADER.len()], signers: Option<&[String; 2]>, memo: &str) {
    let cells = cells.iter().zip(COLUMNS);
    let cells =
        cells.map(|(cell, (at_right, width))| if at_right { right(cell, width) } else { left(cell, width) });
    lines.push_str(&cells.collect::<Vec<_>>().join("  "));
    for signer in signers.into_iter().flatten() {
        lines.push_str("  ");
        lines.push_str(&right(signer, 8));
    }
    lines.push_str("  ");
    lines.push_str(memo);
    lines.push('\n');
}
