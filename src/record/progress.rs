//! The progress of long work, and the request to stop it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// Returns true when the work is no longer wanted. For short work that shows no progress; called between two steps, on
/// the thread that works.
pub type Stop<'a> = &'a dyn Fn() -> bool;

/// The progress of long work, and the request to stop it. Clones share one state, on all threads.
#[derive(Clone, Default)]
pub struct Progress {
    stop: Arc<AtomicBool>,
    abandoned: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
    report: Option<Arc<dyn Fn(u64, u64) + Send + Sync>>,
}

impl Progress {
    /// Progress of work that stops when `stop` is set.
    #[must_use]
    pub fn new(stop: Arc<AtomicBool>) -> Self {
        Self { stop, ..Self::default() }
    }

    /// Calls `report` after every step with what is done and the total, on the thread that works.
    #[must_use]
    pub fn reporting(self, report: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self { report: Some(Arc::new(report)), ..self }
    }

    /// True if the work was asked to stop.
    #[must_use]
    pub fn interrupted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// True if the work should stop: it was interrupted, or the rest of it can change nothing any more.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.interrupted() || self.abandoned.load(Ordering::Relaxed)
    }

    /// Stops the work because the rest of it can change nothing any more.
    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }

    /// Begins anew, with nothing done of `total`.
    pub(crate) fn begin(&self, total: u64) {
        self.abandoned.store(false, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Adds `by` to what is done, and reports it.
    pub(crate) fn advance(&self, by: u64) {
        let done = self.done.fetch_add(by, Ordering::Relaxed) + by;
        self.report(done);
    }

    /// As [`advance`](Self::advance), for work that counts itself: `done` of `total`.
    pub(crate) fn reach(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.report(done);
    }

    /// How much is done, and the total.
    #[must_use]
    pub fn reached(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    fn report(&self, done: u64) {
        if let Some(report) = &self.report {
            let total = self.total.load(Ordering::Relaxed);
            report(done.min(total), total);
        }
    }
}
