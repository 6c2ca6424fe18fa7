//! Slips: the paper of one transaction.
//!
//! ```text
//!  Record, Prints, shop ──► Slip: rows without words ──► layout: words, columns ──► lines ──► text, screen, printer
//! ```
//!
//! The lines are the slip: what reads them, be it a screen, a terminal or the printer, adds and drops no word.
//!
//! | module | contents |
//! |---|---|
//! | `model` | which rows a slip has |
//! | `layout` | rows and words become lines, exactly as wide as the paper |
//! | `paper_text` | what a printer can print of a text, its columns and its bytes |
//! | `gaps` | what the configuration lacks for a slip, and what of it cannot be printed |

mod gaps;
mod layout;
mod model;
mod paper_text;

#[cfg(test)]
mod tests;

pub use gaps::{Gaps, Unprintable};
pub use layout::{Look, SlipLine, SlipTexts, layout};
pub use model::{MoneyLabel, ShopLabel, Slip, SlipRow};
pub use paper_text::{columns_of, encode};
