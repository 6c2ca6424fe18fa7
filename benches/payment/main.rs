//! One acknowledged payment, compared with the least that SQLite can do with the same bytes (one row in one table without
//! indexes, under the same pragmas) and the least that the disk can do (one page and its sync): on the same disk, in the same
//! run, in turns of short blocks, so that other load of the machine hits all alike.
//!
//! ```text
//! cargo bench --bench payment                 # all of it
//! cargo bench --bench payment -- median       # a payment whose log grows, and one whose log is written over; and one of many in
//!                                             # the pipe of `paydesk pay`, from the first byte of a block to its last answer
//! cargo bench --bench payment -- tails        # the slowest of 12,000
//! cargo bench --bench payment -- crowd        # 8 programs at once, also while another one syncs
//!
//! cargo bench --bench payment --no-run        # instructions: names the program that valgrind runs
//! valgrind --tool=callgrind --toggle-collect='*Shop*Side*call' PROGRAM count
//! ```
//!
//! `count` makes 1,000 payments, so a thousandth of the instructions that callgrind collected are one payment's. Valgrind's
//! processor has no instructions for SHA: what it counts does not depend on the machine.

#![forbid(unsafe_code)]

mod crowd;
mod sides;

use std::{path::Path, time::Duration};

use crowd::Program;
use sides::{Bare, Log, Shop, Side, Sync, begin, pages_in_log, timed};

/// Rows in both tables before the measurement.
const ROWS: u64 = 20_000;
/// Calls in a block, and blocks of each side. A block is less than what SQLite takes over by itself, so that none of the blocks
/// does both.
const BLOCK: u64 = 500;
const BLOCKS: usize = 16;
/// The slowest are looked for among this many calls, in blocks of this many.
const TAIL_CALLS: u64 = 12_000;
const TAIL_BLOCK: u64 = 100;

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let is_wanted = |name: &str| wanted.as_ref().is_none_or(|wanted| wanted == name);
    // Below `target`, not in the temporary folder, which is often in memory.
    let folder = || tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("benchmark");
    if is_wanted("median") {
        median(folder().path());
    }
    if is_wanted("tails") {
        tails(folder().path());
    }
    if is_wanted("crowd") {
        crowd::crowd(&folder);
    }
    if wanted.as_deref() == Some("count") {
        timed(&mut Shop::open(folder().path(), 0), 1_000);
    }
}

/// A folder in `folder`.
fn room(folder: &Path, name: &str) -> std::path::PathBuf {
    let room = folder.join(name);
    std::fs::create_dir(&room).expect("benchmark");
    room
}

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a report for people")]
fn median(folder: &Path) {
    let mut shop = Shop::open(folder, ROWS);
    let mut noted = Shop::noted(&room(folder, "noted"), ROWS);
    let (mut bare, mut sync) = (Bare::open(folder, ROWS), Sync::open(folder));
    let mut piped = Program::start(folder, 0);
    piped.pay_many(ROWS);
    println!("disk: {:.0} bytes a transaction over {ROWS} rows; budget 560", shop.bytes_a_row());
    for (log, name) in [(Log::Appended, "the log grows"), (Log::Overwritten, "the log is written over")] {
        let blocks: Vec<[f64; 5]> = (0..BLOCKS)
            .map(|_| {
                let [noted, paid] = [&mut noted, &mut shop].map(|side| block(side, log));
                begin(&folder.join("paydesk/ledger.db"), log);
                piped.pay_many(1);
                let together = piped.pay_many(BLOCK).as_secs_f64() * 1e6 / BLOCK as f64;
                [noted, paid, together, block(&mut bare, log), block(&mut sync, log)]
            })
            .collect();
        if log == Log::Appended {
            let pages = |side| pages_in_log(side) as f64 / (BLOCK + 1) as f64;
            let [ours, floor] = [shop.database(), bare.database()].map(|side| side.map_or(0.0, pages));
            println!("pages: {ours:.2} a payment, {floor:.2} a bare insert; budget 6");
        }
        println!("{name}, µs a call, beside the bare insert of its block (median, lowest to highest):");
        let names = [noted.name(), shop.name(), "payment of many in a pipe", bare.name(), sync.name()];
        for (side, name) in names.into_iter().enumerate() {
            let mut times: Vec<f64> = blocks.iter().map(|block| block[side]).collect();
            let mut ratios: Vec<f64> = blocks.iter().map(|block| block[side] / block[3]).collect();
            times.sort_by(f64::total_cmp);
            ratios.sort_by(f64::total_cmp);
            println!(
                "  {name:<28}{:>8.1}{:>8.2} ×  ({:.2} to {:.2})",
                times[BLOCKS / 2],
                ratios[BLOCKS / 2],
                ratios[0],
                ratios[BLOCKS - 1]
            );
        }
    }
    piped.end();
}

/// The mean of a block, in microseconds.
#[expect(clippy::cast_precision_loss, reason = "a report for people")]
fn block<S: Side>(side: &mut S, log: Log) -> f64 {
    side.begin(log);
    // The first call begins the log.
    timed(side, 1);
    timed(side, BLOCK).iter().sum::<Duration>().as_secs_f64() * 1e6 / BLOCK as f64
}

#[expect(clippy::print_stdout, reason = "a report for people")]
fn tails(folder: &Path) {
    let mut resting = Shop::resting(&room(folder, "resting"), ROWS);
    let (mut shop, mut bare, mut sync) =
        (Shop::open(folder, ROWS), Bare::open(folder, ROWS), Sync::open(folder));
    let mut calls: [Vec<Duration>; 4] = Default::default();
    sync.begin(Log::Appended);
    for _ in 0..TAIL_CALLS / TAIL_BLOCK {
        calls[0].extend(timed(&mut resting, TAIL_BLOCK));
        calls[1].extend(timed(&mut shop, TAIL_BLOCK));
        calls[2].extend(timed(&mut bare, TAIL_BLOCK));
        calls[3].extend(timed(&mut sync, TAIL_BLOCK));
    }
    println!("the slowest of {TAIL_CALLS}, µs: half are below, 99 of 100, 999 of 1,000, the slowest");
    let names = [resting.name(), shop.name(), bare.name(), sync.name()];
    for (name, calls) in names.into_iter().zip(&mut calls) {
        calls.sort();
        let at = |part: f64| micros(share(calls, part));
        println!("  {name:<28}{:>9.1}{:>9.1}{:>9.1}{:>9.1}", at(0.5), at(0.99), at(0.999), at(1.0));
    }
    let slowest = |side: usize| micros(share(&calls[side], 0.999));
    println!(
        "  999 of 1,000 beside the bare insert: {:.2} ×, idle time between {:.2} ×; budget 2",
        slowest(1) / slowest(2),
        slowest(0) / slowest(2)
    );
}

/// The time below which this part of the sorted times is.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a report for people"
)]
fn share(sorted: &[Duration], part: f64) -> Duration {
    sorted[(sorted.len() as f64 * part) as usize - 1]
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
