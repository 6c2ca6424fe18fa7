//! Slips, the paper of one transaction; and reports, the paper of a day.
//!
//! ```text
//!  Record, Prints, shop ──► Slip: rows without words ─┬─► layout: words, columns ──► lines ──► text, screen, printer
//!  DayReport, shop ───────► report: rows, likewise ───┘
//! ```
//!
//! The lines are the slip: what reads them, be it a screen, a terminal or the printer, adds and drops no word.
//!
//! | module | contents |
//! |---|---|
//! | `model` | which rows a slip has |
//! | `report` | which rows a report of the day has |
//! | `layout` | rows and words become lines, exactly as wide as the paper |
//! | `paper_text` | what a printer can print of a text, its columns and its bytes |
//! | `gaps` | what the configuration lacks for a slip, and what of it cannot be printed |

mod gaps;
mod layout;
mod model;
mod paper_text;
mod report;

#[cfg(test)]
mod tests;

pub use gaps::{Gaps, Unprintable};
pub use layout::{Look, PaperRow, Place, SlipLine, SlipTexts, layout, lines_of};
pub use model::{MoneyLabel, ShopLabel, Slip, SlipRow};
pub use paper_text::{columns_of, encode};
pub use report::{AmountLabel, CountLabel, ReportRow, report_rows};
