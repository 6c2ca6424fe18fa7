//! Times as text.

use chrono::{DateTime, FixedOffset};

use crate::record::{Transaction, When};

/// `2026-11-21T14:32:07.123+09:00`
pub(super) fn rfc3339(time: DateTime<FixedOffset>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// `2026-11-21T14:32:07+09:00`
pub(super) fn seconds(time: DateTime<FixedOffset>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// When a transaction was, and before when where that is unknown: `created_at` and `created_before` of JSON.
pub(super) fn of(transaction: &Transaction) -> (Option<String>, Option<String>) {
    match transaction.when() {
        When::At(at) => (Some(rfc3339(at)), None),
        When::Before(before) => (None, Some(rfc3339(before))),
        When::Unknown => (None, None),
    }
}

/// `2026-11-21 14:32:07.123 +09:00`
pub(super) fn exact(time: DateTime<FixedOffset>) -> String {
    time.format("%Y-%m-%d %H:%M:%S%.3f %:z").to_string()
}

/// `2026-11-21 14:32:07.123`
pub(super) fn local(time: DateTime<FixedOffset>) -> String {
    time.format("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

/// `2026-11-21 14:32:07`
pub(super) fn short(time: DateTime<FixedOffset>) -> String {
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}
