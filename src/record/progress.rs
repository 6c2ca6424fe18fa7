//! How far a long piece of work is, and whether it is still wanted.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// Says whether to give up. For short work, which nobody watches: asked on the thread that works, between two steps.
pub type Stop<'a> = &'a dyn Fn() -> bool;

/// How far a long piece of work is, and whether it is still wanted. Its copies are the same, on all threads.
#[derive(Clone, Default)]
pub struct Progress {
    stop: Arc<AtomicBool>,
    abandoned: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
    tell: Option<Arc<dyn Fn(u64, u64) + Send + Sync>>,
}

impl Progress {
    /// One that stops when `stop` is set.
    #[must_use]
    pub fn new(stop: Arc<AtomicBool>) -> Self {
        Self { stop, ..Self::default() }
    }

    /// The same, which says after every step how much is done, and of how much. It is called on the thread that works.
    #[must_use]
    pub fn telling(self, tell: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self { tell: Some(Arc::new(tell)), ..self }
    }

    /// Whether the one who asked for the work wants it to stop.
    #[must_use]
    pub fn interrupted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether to stop: it is interrupted, or what is still to be done makes no difference any more.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.interrupted() || self.abandoned.load(Ordering::Relaxed)
    }

    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }

    pub(crate) fn begin(&self, total: u64) {
        self.abandoned.store(false, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    pub(crate) fn advance(&self, by: u64) {
        let done = self.done.fetch_add(by, Ordering::Relaxed) + by;
        self.tell(done);
    }

    /// As [`advance`](Self::advance), where the work counts by itself: `done` of `total`.
    pub(crate) fn reach(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.tell(done);
    }

    fn tell(&self, done: u64) {
        if let Some(tell) = &self.tell {
            let total = self.total.load(Ordering::Relaxed);
            tell(done.min(total), total);
        }
    }
}
