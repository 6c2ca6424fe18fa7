//! Real messages, requests, swipes, queries and files with random changes. Nothing panics, nothing hangs, no refused request
//! becomes a payment, and every answer is right.
//!
//! `cargo test` runs a few cases of each kind. A long run of all kinds, or of one by its name:
//!
//! ```text
//! PAYDESK_FUZZ_CASES=1000000 cargo test --release --test fuzz -- --nocapture
//! PAYDESK_FUZZ_CASES=20000   cargo test --release --test fuzz ledger -- --nocapture
//! ```
//!
//! Runs are reproducible. `PAYDESK_FUZZ_SEED` gives other cases, and `PAYDESK_FUZZ_FIRST` starts with another case: a failure
//! names its case.

#![cfg(unix)]
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "in tests a panic is the failure")]

mod files;
mod hand_over;
mod ledger;
mod messages;
mod mutate;
mod old_files;
#[path = "../support/old_systems.rs"]
mod old_systems;
mod queries;
mod requests;
#[path = "../desk/shop.rs"]
#[expect(dead_code, reason = "made for the tests of the desk")]
mod shop;
#[path = "../support/mod.rs"]
mod support;
mod swipes;

use std::time::Instant;

use mutate::Dice;

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect(name))
}

/// The number of cases; `short` in a short run.
fn cases(short: u64) -> u64 {
    number("PAYDESK_FUZZ_CASES").unwrap_or(short)
}

/// The start of the random numbers of a case, so that each case can be repeated by itself.
fn dice(case: u64) -> Dice {
    let seed = number("PAYDESK_FUZZ_SEED").unwrap_or(0);
    Dice::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ case)
}

/// Runs the cases, and prints their number and the time.
#[expect(clippy::print_stderr, reason = "figures for who asks for them with --nocapture")]
fn each(what: &str, short: u64, mut check: impl FnMut(&mut Dice)) {
    let (start, count) = (Instant::now(), cases(short));
    let first = number("PAYDESK_FUZZ_FIRST").unwrap_or(0);
    for case in first..first + count {
        let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&mut dice(case))));
        if let Err(panic) = told {
            eprintln!("{what}: case {case} fails");
            std::panic::resume_unwind(panic);
        }
    }
    eprintln!("{what}: {count} cases in {:.1?}", start.elapsed());
}
