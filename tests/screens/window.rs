//! Windows of all sizes, without colours, on one processor.

use super::support::terminal::Signal;
use super::waiting::{self, ENGLISH};
use super::*;

#[test]
fn without_colours_every_mark_is_still_there() {
    let home = Home::new().with("NO_COLOR", "1");
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys("55.<Enter>5409<Down>13");
    let screen = terminal.wait_for_text("✗ No such month");
    assert!(
        rows(&screen).iter().any(|row| row.contains("✓ fifty-five thousand")),
        "{}",
        terminal.screen_text()
    );
    let coloured = (0..24).flat_map(|row| (0..80).map(move |col| (row, col)));
    let mut coloured = coloured.filter_map(|(row, col)| screen.cell(row, col));
    assert!(coloured.all(|cell| cell.fgcolor() == vt100::Color::Default));
    terminal.keys("<C-c>");
    terminal.wait_for_text("Ctrl+C twice more");
    terminal.keys("<C-c>");
    terminal.wait_for_text("Ctrl+C again");
    terminal.keys("<C-c>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
}

#[test]
fn where_the_locale_is_not_utf_8_the_screens_are_ascii_by_themselves() {
    for (name, value, is_ascii) in [
        ("LANG", "C", true),
        ("LC_ALL", "ko_KR.EUC-KR", true),
        ("LC_CTYPE", "C", true),
        ("LC_ALL", "en_US.UTF-8", false),
    ] {
        let home = Home::new().with(name, value);
        let terminal = home.terminal(&["--lang", "en"], 80, 24);
        terminal.wait_for_text("today");
        terminal.keys("55.<Enter>5409<Down>13");
        let mark = if is_ascii { "V fifty-five thousand" } else { "✓ fifty-five thousand" };
        terminal.wait_for_text(mark);
        terminal.wait_for_text(if is_ascii { "! No such month" } else { "✗ No such month" });
        assert_eq!(terminal.screen_text().is_ascii(), is_ascii, "{name}={value}: {}", terminal.screen_text());
        terminal.keys("<C-q><C-q>");
    }
}

/// Sizes of windows, from nothing to large; the same in every run.
struct Sizes(u64);

impl Iterator for Sizes {
    type Item = (u16, u16);

    fn next(&mut self) -> Option<Self::Item> {
        let mut below = |most: u64| {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u16::try_from((self.0 >> 33) % most).ok()
        };
        Some(match below(8)? {
            0 => (0, 0),
            1 => (1, 1),
            2 => (below(4)?, below(4)?),
            3 => (80, below(24)?),
            _ => (below(250)?, below(80)?),
        })
    }
}

/// Gives the window 300 sizes, then 80×24.
fn storm(terminal: &Terminal) {
    for (cols, lines) in Sizes(2026).take(300) {
        terminal.resize(cols, lines);
    }
    terminal.resize(80, 24);
}

/// Types `keys` at a person's speed, while the window has sizes in which they can be seen: in smaller ones keys do
/// nothing.
fn storm_of_large_sizes(terminal: &Terminal, keys: &str) {
    terminal.keys(keys);
    for (cols, lines) in Sizes(2026).take(300) {
        terminal.resize(cols.max(80), lines.max(24));
        terminal.wait_for_whole_frame();
    }
    terminal.resize(80, 24);
}

/// The screen is what a program that goes on draws anew.
fn is_right(terminal: &Terminal) {
    // Longer than any size takes to be drawn, or an earlier one would be compared.
    let shown = below_clock(&terminal.wait_until_still(Duration::from_millis(500)));
    terminal.blank();
    terminal.signal(Signal::CONT);
    terminal.wait_for_text("F2");
    assert_eq!(below_clock(&terminal.wait_for_whole_frame()), shown);
}

#[test]
fn a_storm_of_sizes_while_keys_are_typed_loses_no_key() {
    const KEYS: &str = "55.<Enter>54091234567834561230777+";
    let calm = screens(&Home::new(), "en");
    calm.keys(KEYS);
    calm.wait_for_text("Take payment?");
    let wanted = below_clock(&calm.wait_for_whole_frame());
    let home = Home::new();
    let terminal = screens(&home, "en");
    storm_of_large_sizes(&terminal, KEYS);
    terminal.wait_for(|screen| below_clock(screen) == wanted);
    is_right(&terminal);
    confirm(&terminal, "Take payment?");
    terminal.wait_for_text(ENGLISH.taken);
    quit(terminal);
    assert_eq!(ids(&home).len(), 1);
}

#[test]
fn a_storm_of_sizes_during_a_commit_shows_its_answer_once() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    let held = waiting::pay(&home, &terminal, &ENGLISH);
    storm(&terminal);
    terminal.wait_for_text(ENGLISH.writing);
    is_right(&terminal);
    drop(held);
    storm(&terminal);
    terminal.wait_for_text(ENGLISH.taken);
    is_right(&terminal);
    quit(terminal);
    assert_eq!(ids(&home).len(), 1);
}

/// Runs `start` on one processor only; the programs that it starts stay there.
#[cfg(target_os = "linux")]
fn on_one_processor(start: impl FnOnce() -> Terminal) -> Terminal {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let all = sched_getaffinity(None).expect("the processors of this test");
    let mut one = CpuSet::new();
    one.set((0..CpuSet::MAX_CPU).find(|cpu| all.is_set(*cpu)).expect("a processor"));
    sched_setaffinity(None, &one).expect("one processor");
    let terminal = start();
    sched_setaffinity(None, &all).expect("all processors");
    assert_eq!(sched_getaffinity(Some(terminal.pid())).expect("those of the program"), one);
    terminal
}

#[cfg(target_os = "linux")]
#[test]
fn on_one_processor_it_takes_a_payment_and_answers_keys_meanwhile() {
    let home = Home::new();
    let terminal = on_one_processor(|| screens(&home, "en"));
    terminal.send(&"1\x7f".repeat(1_000));
    let held = waiting::pay(&home, &terminal, &ENGLISH);
    terminal.keys("<Esc>");
    terminal.wait_for_text("The ledger is writing; one moment.");
    drop(held);
    terminal.wait_for_text(ENGLISH.taken);
    terminal.keys("<F4>");
    for (typed, shown) in [("4", "› 4"), ("5", "› 45"), ("6", "› 456")] {
        terminal.keys(typed);
        terminal.wait_for_text(shown);
    }
    terminal.wait_for_text("5409 12** **** *456");
    quit(terminal);
    assert_eq!(ids(&home).len(), 1);
}

/// More than the program needs in any window, and far less than its cells in one of 65,535 by 65,535.
const MOST_MEMORY: u64 = 80;

#[test]
fn a_window_that_claims_to_be_larger_than_any_is_drawn_in_part() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    for (cols, lines) in [(u16::MAX, u16::MAX), (u16::MAX, 24), (80, u16::MAX), (1_001, 301)] {
        terminal.claim_size(cols, lines);
        terminal.send("5");
        terminal.wait_until_still(Duration::from_millis(200));
    }
    terminal.claim_size(80, 24);
    terminal.wait_for_text("Amount › 5,555");
    assert!(terminal.peak_memory() < MOST_MEMORY, "{} MiB", terminal.peak_memory());
    quit(terminal);
}
