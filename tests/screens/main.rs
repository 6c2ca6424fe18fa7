//! The real program in a real terminal.
//!
//! | module | what it shows |
//! |---|---|
//! | [`start`] | what is said before the screens open |
//! | [`passphrase`] | the passphrase is asked for before they open |
//! | [`flows`] | pay, cancel, look up, quit, in both languages and two sizes |
//! | [`keyboard`] | keys, pastes and floods in the bytes that terminals send |
//! | [`readers`] | card and barcode readers, as fast and as slow as they are |
//! | [`lock`] | it locks by itself, and the passphrase unlocks it |
//! | [`settings`] | a demonstration, and two screens with one till number |
//! | [`slips`] | slips on printers that work, are slow, or are there when the till is killed |
//! | [`backups`] | the copy of the day |
//! | [`day`] | the day is closed, printed, copied; a till that is killed while it closes |
//! | [`secrets`] | nothing of a card is left on the screen, in files or in memory |
//! | [`window`] | sizes, colours, one processor |
//! | [`ends`] | quitting, signals, stopping, a terminal that is gone: it is given back |
//! | [`faults`] | a panic on each thread |
//! | [`aftermath`] | killed while the ledger writes: what the next start says |
//! | [`replaced`] | a ledger that is gone or older: the next start asks |
//! | [`waiting`] | all of that while the ledger writes |

#![cfg(unix)]
#![forbid(unsafe_code)]

mod aftermath;
mod backups;
mod day;
mod ends;
#[path = "../support/escpos.rs"]
mod escpos;
#[cfg(debug_assertions)]
mod faults;
mod flows;
mod keyboard;
mod lock;
mod passphrase;
mod people;
mod readers;
mod replaced;
mod secrets;
mod settings;
mod slips;
mod start;
#[path = "../support/mod.rs"]
mod support;
mod waiting;
mod window;

use std::time::Duration;

use support::terminal::rows;
use support::{Home, Terminal};

const CARD: &str = "5409123456783456";

/// A payment of 55,000 up to its review.
const PAYMENT: &str = "55.<Enter>54091234567834561230777+";

/// Presses Enter in the strip that shows `question` until it is answered: an Enter that comes before the program knows
/// that it has drawn the strip, or faster after another key than a person types, does not count.
fn confirm(terminal: &Terminal, question: &str) {
    terminal.wait_for_text(question);
    terminal.wait_until_still(Duration::from_millis(60));
    while terminal.screen_text().contains(question) {
        terminal.keys("<Enter>");
        // Long enough for any commit, so that no Enter is left over.
        terminal.wait_until_still(Duration::from_millis(500));
    }
}

/// The screens, with all that they show at the start.
fn screens(home: &Home, lang: &str) -> Terminal {
    let terminal = home.terminal(&["--lang", lang], 80, 24);
    terminal.wait_for_text(if lang == "ko" { "오늘" } else { "today" });
    terminal.wait_for_whole_frame();
    terminal
}

/// The screen below its first line, which has the clock: what two moments have in common.
fn below_clock(screen: &vt100::Screen) -> Vec<String> {
    rows(screen).split_off(1)
}

/// Quits, with something keyed or without.
fn quit(mut terminal: Terminal) {
    terminal.keys("<C-q>");
    terminal.wait_until_still(Duration::from_millis(60));
    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
}

/// The ids in the ledger, newest first.
fn ids(home: &Home) -> Vec<String> {
    let list = home.run(&["list", "--json"], "");
    assert_eq!(list.code, 0, "{list:?}");
    let id = |line: &str| line.split("\"id\":\"").nth(1).and_then(|rest| rest.get(..20)).map(str::to_owned);
    list.stdout.lines().filter_map(id).collect()
}

/// `261121 143207 123 01 00 7`.
fn grouped(id: &str) -> String {
    [0..6, 6..12, 12..15, 15..17, 17..19, 19..20].map(|range| id.get(range).unwrap_or_default()).join(" ")
}
