//! How long a person waits after wrong PINs.

use chrono::Duration;

/// Wrong PINs after which a person waits.
const FREE: u32 = 3;
/// Wrong PINs after which a person is locked out.
const LOCKED: u32 = 10;
/// Seconds of the first wait.
const FIRST: i64 = 5;
/// Minutes of the lock-out.
pub const LOCK_MINUTES: i64 = 30;

/// How long a person waits after `failures` wrong PINs in a row: 5 seconds after the third, doubled with each, and half an hour from
/// the tenth on.
#[must_use]
pub fn wait_after(failures: u32) -> Duration {
    match failures {
        0..FREE => Duration::zero(),
        FREE..LOCKED => Duration::seconds(FIRST << (failures - FREE)),
        LOCKED.. => Duration::minutes(LOCK_MINUTES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_until_the_lock_out() {
        let seconds: Vec<i64> = (0..=11).map(|failures| wait_after(failures).num_seconds()).collect();
        assert_eq!(seconds, [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 1_800, 1_800]);
    }
}
