//! What is in the memory of a running program: a card that is gone from the screen may still be there.

use std::{
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom},
    time::{Duration, Instant},
};

/// The longest that a program may take to wipe its memory after its answer, far longer than it should.
const DEADLINE: Duration = Duration::from_secs(20);

/// The needles that are in `bytes`, each with the text around it.
pub fn found(needles: &[Vec<u8>], bytes: &[u8]) -> Vec<String> {
    let text = |bytes: &[u8]| bytes.escape_ascii().to_string();
    let around = |at: usize| text(&bytes[at.saturating_sub(40)..(at + 60).min(bytes.len())]);
    let mut by_first = vec![Vec::new(); 256];
    for needle in needles {
        by_first[usize::from(needle[0])].push(needle);
    }
    let mut found = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        for needle in by_first[usize::from(*byte)].iter().filter(|needle| bytes[at..].starts_with(needle)) {
            found.push(format!("{} at {at} in {}", text(needle), around(at)));
        }
    }
    found
}

/// The needles that are in the memory of the process `pid`.
fn found_in_memory(pid: i32, needles: &[Vec<u8>]) -> Vec<String> {
    let tell = |(name, bytes): (String, Vec<u8>)| {
        found(needles, &bytes).into_iter().map(move |found| format!("{name}: {found}"))
    };
    memory(pid).into_iter().flat_map(tell).collect()
}

/// Waits until none of the needles is in the memory of the process `pid`: it answers first and wipes right after it.
#[track_caller]
pub fn assert_gone_from_memory(pid: i32, needles: &[Vec<u8>]) {
    assert_eq!(wait_for_memory(pid, needles, Vec::is_empty), Vec::<String>::new());
}

/// Waits until some of the needles are in the memory of the process `pid`: where they are never, a test of their absence is none.
#[track_caller]
pub fn assert_in_memory(pid: i32, needles: &[Vec<u8>]) {
    assert_ne!(wait_for_memory(pid, needles, |found| !found.is_empty()), Vec::<String>::new());
}

/// What was found of the needles when it was as wanted, or at the deadline.
fn wait_for_memory(pid: i32, needles: &[Vec<u8>], is_wanted: impl Fn(&Vec<String>) -> bool) -> Vec<String> {
    let end = Instant::now() + DEADLINE;
    loop {
        let found = found_in_memory(pid, needles);
        if is_wanted(&found) || Instant::now() > end {
            return found;
        }
    }
}

/// What the program can write of its own memory, by the names of its parts.
fn memory(pid: i32) -> Vec<(String, Vec<u8>)> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).expect("the memory's map");
    let mut memory = File::open(format!("/proc/{pid}/mem")).expect("the memory");
    let mut parts = Vec::new();
    for line in maps.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some((from, to)) = words[0].split_once('-') else { continue };
        if !words[1].starts_with("rw") {
            continue;
        }
        let number = |hex| u64::from_str_radix(hex, 16).expect("an address");
        let (from, to) = (number(from), number(to));
        let mut bytes = vec![0; usize::try_from(to - from).expect("small")];
        let read = memory.seek(SeekFrom::Start(from)).and_then(|_| memory.read_exact(&mut bytes));
        if read.is_ok() {
            parts.push((words.get(5).unwrap_or(&"heap or stack").to_string(), bytes));
        }
    }
    assert!(parts.len() > 3);
    parts
}
