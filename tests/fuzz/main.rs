//! Bytes that nobody has written: real messages, requests, swipes, queries and files, changed at random. Nothing panics,
//! nothing hangs, nothing that was refused becomes a payment, and whatever is answered is right.
//!
//! `cargo test` tries each for a moment. A long run, of as many cases as wanted for each kind, or for one by its name:
//!
//! ```text
//! PAYDESK_FUZZ_CASES=1000000 cargo test --release --test fuzz -- --nocapture
//! PAYDESK_FUZZ_CASES=20000   cargo test --release --test fuzz ledger -- --nocapture
//! ```
//!
//! Each run is the same as the last; `PAYDESK_FUZZ_SEED` makes it another one, `PAYDESK_FUZZ_FIRST` begins
//! with another case: a failure names its own.

#![cfg(unix)]
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "in tests a panic is the failure")]

mod files;
mod ledger;
mod messages;
mod mutate;
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

/// How many cases are wanted where `short` are enough for every day.
fn cases(short: u64) -> u64 {
    number("PAYDESK_FUZZ_CASES").unwrap_or(short)
}

/// Where the dice of a case start: it can be thrown again by itself.
fn dice(case: u64) -> Dice {
    let seed = number("PAYDESK_FUZZ_SEED").unwrap_or(0);
    Dice::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ case)
}

/// Runs as many cases as wanted, and says how many and how long.
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
