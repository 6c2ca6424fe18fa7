//! Waiting for the lock of another program.
//!
//! SQLite's own waiting sleeps longer with each try, up to 100 ms. A program that pays without a pause takes the lock again
//! within microseconds, so a till that tries that seldom waits for seconds beside it. This one tries at even, short steps.

use std::{
    cell::Cell,
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;

/// Longest wait for the lock of another program.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(15);
/// Between two tries. One try costs two calls of the system, so a waiting till uses about a hundredth of a processor.
const STEP: Duration = Duration::from_micros(300);

/// From now on `connection` waits for locks, [`BUSY_TIMEOUT`] at most.
pub(super) fn wait_for_locks(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_handler(Some(try_again))
}

/// SQLite asks this after each try: `tries` counts those before, from 0 for each lock.
#[expect(clippy::disallowed_methods, reason = "SQLite has no event to wait for: a lock can only be tried")]
fn try_again(tries: i32) -> bool {
    thread_local! {
        static BEGUN: Cell<Option<Instant>> = const { Cell::new(None) };
    }
    let now = Instant::now();
    let begun = if tries == 0 { now } else { BEGUN.get().unwrap_or(now) };
    BEGUN.set(Some(begun));
    let goes_on = now.duration_since(begun) < BUSY_TIMEOUT;
    if goes_on {
        thread::sleep(STEP);
    }
    goes_on
}
