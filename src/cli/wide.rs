//! Lists as text with every column: names and order are those of JSON and CSV, ids and times as in JSON.

use super::{
    columns::{left, right},
    csv::{HANDED_OVER, HEADER, MEMO, Rooms, SHOP, SIGNERS, cells, handed_over, shop, signers},
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
pub(super) fn page(page: &[Found], with_heads: bool, rooms: Rooms) -> Vec<u8> {
    let mut lines = String::new();
    if with_heads {
        let more = beside(rooms, SIGNERS.map(str::to_owned), HANDED_OVER.map(str::to_owned), SHOP.to_owned());
        push_line(&mut lines, &HEADER.map(str::to_owned), &more, MEMO);
    }
    for Found { transaction: row, .. } in page {
        let cells = cells(row, |id| id.to_string(), time::of(row).0.unwrap_or_default());
        let cells = cells.map(|cell| if cell.is_empty() { "-".to_owned() } else { cell });
        let more = beside(rooms, signers(row), handed_over(row), shop(row));
        push_line(&mut lines, &cells, &more, row.memo.as_ref().map_or("-", Memo::as_str));
    }
    lines.into_bytes()
}

/// The cells that not every shop has, with their widths.
fn beside(
    rooms: Rooms,
    signers: [String; 2],
    handed_over: [String; 5],
    shop: String,
) -> Vec<(usize, String)> {
    let signers = signers.into_iter().map(|cell| (8, cell)).filter(|_| rooms.people);
    let handed_over = [6, 8, 20, 12, 12].into_iter().zip(handed_over).filter(|_| rooms.hands_over);
    // Blanks part the cells.
    let filled = |cell: String| if cell.is_empty() { "-".to_owned() } else { cell.replace(' ', "_") };
    let shop = rooms.shops.then_some((5, shop));
    signers.chain(handed_over).chain(shop).map(|(width, cell)| (width, filled(cell))).collect()
}

/// The memo comes last: it may have blanks.
fn push_line(lines: &mut String, cells: &[String; HEADER.len()], more: &[(usize, String)], memo: &str) {
    let cells = cells.iter().zip(COLUMNS);
    let cells =
        cells.map(|(cell, (at_right, width))| if at_right { right(cell, width) } else { left(cell, width) });
    lines.push_str(&cells.collect::<Vec<_>>().join("  "));
    for (width, cell) in more {
        lines.push_str("  ");
        lines.push_str(&right(cell, *width));
    }
    lines.push_str("  ");
    lines.push_str(memo);
    lines.push('\n');
}
