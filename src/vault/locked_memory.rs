//! Memory that is not swapped out: a key must not turn up on a disk long after the program has ended.
//!
//! Only long-lived keys are locked: the derived ones, and the one that a passphrase made. Locking all memory would need
//! a limit as large as everything that is mapped, and a growing stack could end the program. Where the system refuses
//! (`ulimit -l`), the program goes on; `paydesk doctor` reports it.

use std::ops::{Deref, DerefMut};

use region::LockGuard;
use zeroize::Zeroize;

/// Alone on its pages, because only whole pages are locked and unlocked. The largest usual page has 16 KiB.
#[derive(Default)]
#[repr(align(16384))]
struct Paged<T>(T);

/// A value on pages of its own that stay in memory, if the system allows it. Wiped when dropped. Boxed before it is
/// filled, so that moving it leaves no copy behind.
pub(super) struct LockedMemory<T: Zeroize> {
    /// First, so that it is dropped first: unlocked before the memory is freed.
    lock: region::Result<LockGuard>,
    value: Box<Paged<T>>,
}

impl<T: Zeroize + Default> LockedMemory<T> {
    /// The default value, to be filled in place.
    pub(super) fn new() -> Self {
        let value = Box::<Paged<T>>::default();
        Self { lock: region::lock(&raw const value.0, size_of::<T>()), value }
    }

    /// Why the system did not lock it; `None` when it is locked.
    pub(super) fn refused(&self) -> Option<&region::Error> {
        self.lock.as_ref().err()
    }
}

impl<T: Zeroize> Deref for LockedMemory<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value.0
    }
}

impl<T: Zeroize> DerefMut for LockedMemory<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value.0
    }
}

impl<T: Zeroize> Drop for LockedMemory<T> {
    /// Wiped while it is still locked.
    fn drop(&mut self) {
        self.value.0.zeroize();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// Whether the system says that this value is locked.
    fn is_locked<T: Zeroize>(value: &LockedMemory<T>) -> bool {
        let address = (&raw const **value).addr();
        let maps = std::fs::read_to_string("/proc/self/smaps").expect("maps");
        let mut here = false;
        for line in maps.lines() {
            let range = line.split(' ').next().and_then(|range| range.split_once('-'));
            let number = |text| usize::from_str_radix(text, 16).ok();
            if let Some((start, end)) = range.and_then(|(start, end)| number(start).zip(number(end))) {
                here = (start..end).contains(&address);
            } else if let Some(flags) = line.strip_prefix("VmFlags:").filter(|_| here) {
                return flags.split(' ').any(|flag| flag == "lo");
            }
        }
        false
    }

    #[test]
    fn what_is_said_to_be_locked_is() {
        let mut first = LockedMemory::<[u8; 32]>::new();
        let second = LockedMemory::<[u8; 32]>::new();
        *first = [7; 32];
        assert_eq!((*first, *second), ([7; 32], [0; 32]));
        for value in [&first, &second] {
            // Where the system refuses, as with `ulimit -l 0`, neither is.
            assert_eq!(is_locked(value), value.refused().is_none());
            assert_eq!((&raw const **value).addr() % 16_384, 0);
        }
        let was_locked = is_locked(&second);
        drop(first);
        assert_eq!(is_locked(&second), was_locked, "nothing is on the same page");
    }
}
