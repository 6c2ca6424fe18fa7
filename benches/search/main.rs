//! Every kind of query of the lookup screen, on made-up ledgers of ten thousand, a million and ten million rows, compared with
//! the same query in plain SQL on the same file, in one run.
//!
//! The ledgers are made once and kept below `target`. The largest takes minutes and 8.3 GB: it is made if `PAYDESK_BENCH_LARGE`
//! is set, and used if it is there.
//!
//! A figure is taken over many queries of one kind with different values. The time of a query is the median of five runs, so
//! that other load of the machine does not count. A run is what a screen waits for: a new search and its first page of 50
//! rows. To show how a kind grows, the pages of all ledgers are limited to the median number of rows in the smallest one, so
//! that all find the same number.
//!
//! `cargo bench --bench search -- index` makes the index of the ledger of a million rows anew and prints the time of a row.
//! `cargo bench --bench search -- ours` skips the plain SQL, which takes most of the time; any other word selects the kinds
//! whose names contain it.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a report for people")]

mod queries;
mod sql;
mod table;
mod texts;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use paydesk::{
    demo::Demo,
    desk::{Settings, World},
    ledger::Ledger,
    record::{PageFrom, Progress, Query},
};

use self::{
    queries::{Kind, Work},
    table::Row,
};

/// Rows of the ledgers.
const SIZES: [u64; 3] = [10_000, 1_000_000, 10_000_000];
/// The largest of them, which is made only on request.
const LARGE: u64 = 10_000_000;
/// Rows of a page.
const PAGE: usize = 50;
/// Runs of each query.
const RUNS: usize = 5;
/// After this time in plain SQL, no further query of a kind is run; and the time after which a single query is stopped.
const PATIENCE: Duration = Duration::from_secs(1);
const TOO_LONG: Duration = Duration::from_secs(5);

fn main() {
    let ledgers: Vec<(u64, PathBuf)> =
        SIZES.into_iter().filter_map(|rows| Some((rows, ledger(rows)?))).collect();
    if std::env::args().any(|word| word == "index") {
        ledgers.iter().filter(|(rows, _)| *rows == 1_000_000).for_each(|(rows, path)| index(*rows, path));
        return;
    }
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let with_sql = !words.iter().any(|word| word == "ours");
    let wanted = |kind: &Kind| words.iter().all(|word| word == "ours" || kind.name.contains(word.as_str()));
    let mut report = table::Report::default();
    reset_peak();
    let mut alike = HashMap::new();
    for (rows, path) in &ledgers {
        for kind in queries::kinds(path).into_iter().filter(wanted) {
            let (clock, processor) = ours(path, &kind, PAGE);
            report.ours(*rows, &kind.name, &clock);
            report.processor(*rows, &kind.name, &processor);
            let page = *alike.entry(kind.name.clone()).or_insert_with(|| usual(path, &kind));
            report.alike(*rows, &kind.name, page, &ours(path, &kind, page).0);
        }
    }
    let peak = peak_kib();
    for (rows, path) in ledgers.iter().filter(|_| with_sql) {
        for kind in queries::kinds(path).into_iter().filter(wanted) {
            report.sql(*rows, &kind.name, &sql(path, &kind));
        }
    }
    report.print();
    if let Some(kib) = peak {
        println!("\nmost memory while searching: {:.1} MiB; budget 20", f64::from(kib) / 1024.0);
    }
}

/// The ledger of `rows` rows; made if it is missing.
fn ledger(rows: u64) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("search-{rows}"));
    let path = folder.join("ledger.db");
    if path.exists() {
        return Some(path);
    }
    if rows == LARGE && std::env::var_os("PAYDESK_BENCH_LARGE").is_none() {
        println!("{rows} rows: left out, as PAYDESK_BENCH_LARGE is not set");
        return None;
    }
    let settings = Settings::new(path.clone(), folder.join("keyring"));
    let start = Instant::now();
    let demo = Demo { rows, seed: 1 };
    let made = demo.make(&settings, World::system(), &Progress::default()).expect("a ledger");
    let bytes = made.expect("not stopped").bytes;
    println!("{rows} rows made in {:.0} s, {} bytes a row", start.elapsed().as_secs_f64(), bytes / rows);
    Some(path)
}

/// Makes the index of a ledger anew.
fn index(rows: u64, path: &Path) {
    let mut ledger = Ledger::open(path).expect("a ledger");
    while ledger.drop_index_some().expect("dropped") {}
    reset_peak();
    let (start, busy) = (Instant::now(), processor_time());
    let mut longest = Duration::ZERO;
    loop {
        let step = Instant::now();
        let more = ledger.index_some().expect("indexed");
        longest = longest.max(step.elapsed());
        if !more {
            break;
        }
    }
    let many = f64::from(u32::try_from(rows).expect("not that many"));
    let micros = |time: Duration| time.as_secs_f64() * 1e6 / many;
    println!(
        "{rows} rows indexed: {:.2} µs a row, {:.2} of the processor; longest step {longest:.0?}; peak {} KiB",
        micros(start.elapsed()),
        micros(processor_time().saturating_sub(busy)),
        peak_kib().unwrap_or_default()
    );
}

/// The median number of rows on the page of a kind.
fn usual(path: &Path, kind: &Kind) -> usize {
    let ledger = Ledger::open(path).expect("a ledger");
    let rows =
        |(query, work): &(Query, Work)| usize::try_from(answer(&ledger, query, work, PAGE)).expect("a page");
    let mut rows: Vec<usize> = kind.queries.iter().map(rows).collect();
    rows.sort_unstable();
    rows[rows.len() / 2].clamp(1, PAGE)
}

/// The times of the queries of a kind, each the median of its runs: elapsed time, and processor time.
fn ours(path: &Path, kind: &Kind, page: usize) -> (Vec<Duration>, Vec<Duration>) {
    let ledger = Ledger::open(path).expect("a ledger");
    // The very first query is slower than the others.
    let _ = answer(&ledger, &Query::default(), &Work::Page(PageFrom::Start), page);
    let middle = |(query, work): &(Query, Work)| {
        let (mut clock, mut processor): (Vec<Duration>, Vec<Duration>) = (0..RUNS)
            .map(|_| {
                let (start, busy) = (Instant::now(), processor_time());
                std::hint::black_box(answer(&ledger, query, work, page));
                (start.elapsed(), processor_time().saturating_sub(busy))
            })
            .unzip();
        clock.sort_unstable();
        processor.sort_unstable();
        (clock[RUNS / 2], processor[RUNS / 2])
    };
    kind.queries.iter().map(middle).unzip()
}

/// The processor time of this thread.
#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.try_into().expect("a time")
}

#[cfg(not(unix))]
fn processor_time() -> Duration {
    Duration::ZERO
}

fn answer(ledger: &Ledger, query: &Query, work: &Work, page: usize) -> u64 {
    let mut search = ledger.search(query, &|| false).expect("a search");
    match work {
        Work::Page(from) => search.page(*from, page).expect("a page").map_or(0, |rows| rows.len() as u64),
        Work::Count(enough) => search.count(*enough).expect("a count").map_or(0, |_| 1),
        Work::Totals(spans) => search.totals(spans).expect("totals").map_or(0, |(all, _)| all.count()),
    }
}

/// The times of plain SQL, within the limits [`PATIENCE`] and [`TOO_LONG`].
fn sql(path: &Path, kind: &Kind) -> Vec<Duration> {
    let mut connection = rusqlite::Connection::open(path).expect("a ledger");
    let start = Instant::now();
    let mut times = Vec::new();
    for (query, work) in &kind.queries {
        let sql = sql::select(query, work, PAGE);
        let mut once = || sql::run(&mut connection, &sql, TOO_LONG);
        let first = once();
        let mut runs = vec![first];
        if first < PATIENCE / 20 {
            runs.extend((1..RUNS).map(|_| once()));
        }
        runs.sort_unstable();
        times.push(runs[runs.len() / 2]);
        if start.elapsed() > PATIENCE {
            break;
        }
    }
    times
}

/// Resets the peak of used memory.
fn reset_peak() {
    // Without it, the peak of making a ledger would count for searching. Only Linux has it.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn peak_kib() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// The time that `percent` of the queries do not exceed.
fn percentile(times: &[Duration], percent: usize) -> Option<Duration> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied()
}

impl Row {
    fn of(times: &[Duration]) -> Option<Self> {
        Some(Self { half: percentile(times, 50)?, most: percentile(times, 99)? })
    }
}
