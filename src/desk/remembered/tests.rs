use std::sync::{Arc, Mutex};

use super::*;
use crate::{desk::Clock, vault::SystemRandom};

/// A clock that is set.
#[derive(Clone)]
struct SetClock(Arc<Mutex<DateTime<FixedOffset>>>);

impl SetClock {
    fn step(&self, seconds: i64) {
        *self.0.lock().expect("no panic") += Duration::seconds(seconds);
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<FixedOffset> {
        *self.0.lock().expect("no panic")
    }
}

struct Home {
    home: tempfile::TempDir,
    clock: SetClock,
}

impl Home {
    fn new() -> Self {
        let start = DateTime::parse_from_rfc3339("2026-11-21T14:32:07+09:00").expect("time");
        Self { home: tempfile::tempdir().expect("folder"), clock: SetClock(Arc::new(Mutex::new(start))) }
    }

    fn settings(&self) -> Settings {
        Settings::new(self.home.path().join("ledger.db"), self.home.path().join("keyring"))
    }

    fn open(&self) -> Desk {
        Desk::open(self.settings(), World::new(self.clock.clone(), SystemRandom)).expect("desk")
    }

    /// The number of the fact that is remembered in the file.
    fn remembered(&self) -> Option<i64> {
        let settings = self.settings();
        let mut ledgers = Ledgers::read(&Ledgers::file(&settings.keyring)).expect("read");
        ledgers.at(&place_of(&settings.ledger)).map(|entry| entry.end.seq)
    }
}

#[test]
fn it_is_written_at_the_start_each_minute_and_at_the_end() {
    let place = Home::new();
    let mut desk = place.open();
    desk.remember_if_due();
    assert_eq!(place.remembered(), None, "an empty ledger has no end");
    desk.record(&Fact::Start).expect("recorded");
    for (seconds, remembered) in
        [(0, Some(2)), (59, Some(2)), (1, Some(3)), (59, Some(3)), (-118, Some(3)), (-1, Some(4))]
    {
        place.clock.step(seconds);
        desk.remember_if_due();
        assert_eq!(place.remembered(), remembered, "after {seconds} s");
        if [0, 1].contains(&seconds) {
            desk.record(&Fact::Stop).expect("recorded");
        }
    }
    desk.record(&Fact::Stop).expect("recorded");
    drop(desk);
    assert_eq!(place.remembered(), Some(5));
    let mut desk = place.open();
    desk.record(&Fact::Start).expect("recorded");
    desk.remember_if_due();
    assert_eq!(place.remembered(), Some(6), "at the start");
}

#[test]
fn no_damage_to_the_file_passes_for_what_is_remembered() {
    let place = Home::new();
    let mut desk = place.open();
    desk.record(&Fact::Start).expect("recorded");
    desk.remember_if_due();
    let file = Ledgers::file(&place.settings().keyring);
    let whole = fs::read(&file).expect("read");
    let seen = |bytes: &[u8]| {
        fs::write(&file, bytes).expect("written");
        let seen = Remembered::compare(&place.settings(), Some(&desk.ledger), Purpose::Read).expect("read");
        (
            seen.trouble.is_some(),
            seen.misfit.map(|misfit| misfit.kind),
            seen.known.map(|end| (end.seq, end.hash)),
        )
    };
    let right = desk.ledger.end().expect("read").map(|end| (end.seq, end.hash));
    assert_eq!(seen(&whole), (false, None, right));
    for at in 0..whole.len() - 1 {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        for damaged in [&changed, &whole[..at]] {
            let (trouble, misfit, known) = seen(damaged);
            let is_noticed = trouble || misfit.is_some() || known.is_none();
            // The hash alone says which ledger it is, so with a changed id it is still the right end.
            assert!(is_noticed || known == right, "{}", String::from_utf8_lossy(damaged));
        }
    }
}

#[test]
fn what_is_unchanged_is_not_written_again() {
    let place = Home::new();
    place.open().record(&Fact::Start).expect("recorded");
    let file = Ledgers::file(&place.settings().keyring);
    fs::remove_file(&file).expect("removed");
    let mut desk = place.open();
    desk.remembered.known = desk.ledger.end().expect("an end");
    desk.remember_if_due();
    drop(desk);
    assert!(!file.exists());
}

#[cfg(unix)]
#[test]
fn a_program_that_writes_is_not_waited_for() {
    let place = Home::new();
    let mut desk = place.open();
    desk.record(&Fact::Start).expect("recorded");
    let held = lock_folder(place.home.path()).expect("locked");
    desk.remember_if_due();
    assert_eq!(place.remembered(), None);
    drop(held);
    place.clock.step(60);
    desk.remember_if_due();
    assert_eq!(place.remembered(), Some(2));
}

#[test]
fn it_never_goes_back() {
    let place = Home::new();
    let (mut one, mut two) = (place.open(), place.open());
    one.record(&Fact::Start).expect("recorded");
    let older = one.ledger.end().expect("read").expect("an end");
    two.record(&Fact::Start).expect("recorded");
    two.remember_if_due();
    assert_eq!(place.remembered(), Some(3));
    // As a slow program would that has read the end before the other one.
    let mut ledgers = Ledgers::read(&one.remembered.file).expect("read");
    assert!(!advance(&mut ledgers, &one.remembered.place, &one.ledger, older).expect("read"));
    assert_eq!(ledgers.at(&one.remembered.place).map(|entry| entry.end.seq), Some(3));
}

#[cfg(unix)]
#[test]
fn what_was_in_a_file_that_is_gone_is_remembered() {
    let place = Home::new();
    let mut desk = place.open();
    desk.record(&Fact::Start).expect("recorded");
    desk.remember_if_due();
    desk.record(&Fact::Stop).expect("recorded");
    fs::rename(place.settings().ledger, place.home.path().join("aside")).expect("moved");
    drop(desk);
    assert_eq!(place.remembered(), Some(3));
}
