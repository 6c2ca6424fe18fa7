//! The figures of a run.

use std::sync::{Mutex, PoisonError};

use crate::{acknowledged::Findings, dice, power::Crashes};

/// The figures of one part of a run.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Power losses and kills.
    pub crashes: usize,
    /// Injected faults.
    pub faults: usize,
    /// Acknowledged transactions.
    pub acknowledged: usize,
    pub findings: Findings,
}

impl Part {
    pub fn add(&mut self, crashes: Crashes) {
        self.crashes += crashes.tried;
        self.acknowledged += crashes.acknowledged;
        self.findings += crashes.findings;
    }
}

pub const PART_POWER: &str = "power loss, kill";
pub const PART_FULL_LOG: &str = "the same, log full";
pub const PART_GROUPS: &str = "the same, requests together";
pub const PART_ERRORS: &str = "disk full, broken, read-only";
pub const PART_INDEX: &str = "while the index is made";
pub const PART_CLOCKS: &str = "clock jumps";
pub const PART_REPLACED: &str = "file or schema replaced";
pub const PART_KILLED: &str = "kill -9 of the program";
pub const PART_MANY: &str = "16 programs, some killed";
pub const PART_STOPPED: &str = "a till stopped while at work";

/// Parts of a whole run, in the order of the table.
const PARTS: [&str; 10] = [
    PART_POWER,
    PART_FULL_LOG,
    PART_GROUPS,
    PART_ERRORS,
    PART_INDEX,
    PART_CLOCKS,
    PART_REPLACED,
    PART_KILLED,
    PART_MANY,
    PART_STOPPED,
];

/// Adds a part; the last one prints the table.
#[expect(clippy::print_stdout, reason = "a report for people")]
pub fn report(name: &'static str, part: Part) {
    static RUN: Mutex<Vec<(&str, Part)>> = Mutex::new(Vec::new());
    let mut run = RUN.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(part.findings.is_clean(), "{name}: {:#?}", part.findings);
    run.push((name, part));
    if run.len() < PARTS.len() {
        return;
    }
    let mut total = Part::default();
    println!("\nfaults, seed {}, {} power losses", dice::seed(), dice::cases());
    println!(
        "{:28}{:>9}{:>9}{:>14}{:>6}{:>9}{:>6}{:>9}",
        "", "crashes", "faults", "acknowledged", "lost", "doubled", "half", "nowhere"
    );
    let line = |name: &str, part: &Part| {
        let Findings { lost, doubled, half, nowhere, .. } = part.findings;
        let Part { crashes, faults, acknowledged, .. } = part;
        println!(
            "{name:28}{crashes:>9}{faults:>9}{acknowledged:>14}{lost:>6}{doubled:>9}{half:>6}{nowhere:>9}"
        );
    };
    run.sort_by_key(|(name, _)| PARTS.iter().position(|part| part == name));
    for (name, part) in run.drain(..) {
        line(name, &part);
        total.crashes += part.crashes;
        total.faults += part.faults;
        total.acknowledged += part.acknowledged;
        total.findings += part.findings;
    }
    line("total", &total);
}
