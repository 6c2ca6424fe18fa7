//! A stopped check, copy or rebuild leaves no files behind.

use std::{
    fs,
    sync::{Arc, atomic::AtomicBool},
};

use paydesk::{
    desk::{
        Settings, Verdict, Verifier, World,
        backup::{BackupError, CopyProgress, back_up, restore},
        target::Target,
    },
    record::Progress,
    vault::SystemRandom,
};

use crate::{copies::Original, shop::TestClock};

fn stopped() -> Progress {
    Progress::new(Arc::new(AtomicBool::new(true)))
}

fn stopped_copy() -> CopyProgress {
    CopyProgress { copying: stopped(), checking: stopped() }
}

fn world() -> World {
    World::new(TestClock::at("2026-11-22T00:00:00+09:00"), SystemRandom)
}

#[test]
fn a_check_that_is_stopped_says_so() {
    let original = Original::small();
    let verifier = Verifier::open(original.settings(), World::system()).expect("keyring");
    let verdict = verifier.check(None, &stopped()).expect("no trouble");
    assert_eq!(verdict, Verdict::Stopped);
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing() {
    let original = Original::small();
    let folder = tempfile::tempdir().expect("folder");
    let target = folder.path().join("copy.db");
    let to = Target { path: &target, replace: false, config: None };
    let made = back_up(&original.settings(), to, world(), &stopped_copy());
    assert!(matches!(made, Err(BackupError::Stopped)), "{made:?}");
    let elsewhere = Settings { ledger: target, ..original.settings() };
    let made = restore(&elsewhere, &original.settings().ledger, world(), &stopped_copy());
    assert!(matches!(made, Err(BackupError::Stopped)), "{made:?}");
    assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 0);
}
