//! A ledger of version 1 that is opened is brought up to date whole or not at all, whatever happens meanwhile.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use paydesk::{
    desk::{Desk, World},
    record::{Prints, SlipCopy},
};

use crate::{
    acknowledged::{Findings, inspect, rows, verify},
    crash_disk::{CrashDisk, Loss},
    dice::{Dice, is_long},
    disk::{Disk, Fault, SkippedSyncs, Trouble},
    errors::is_typed,
    shop::{Shop, TillRequest},
};

/// Transactions of the kept ledger of version 1, and the number of its first payment.
const ROWS: usize = 11;
const FIRST: i64 = 2;

/// A shop with the kept ledger of version 1: as a backup is, or as a till has left it.
fn older(mode: &str) -> Shop {
    let shop = Shop::new(Dice::fixed(0));
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept/0001");
    let keyring = shop.settings(1).keyring;
    fs::create_dir(keyring.parent().expect("folder")).expect("folder");
    for (name, file) in [("keyring", keyring), ("ledger.db", shop.ledger())] {
        fs::copy(kept.join(name), &file).expect("copied");
        fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("private");
    }
    let switch = format!("PRAGMA journal_mode = {mode}");
    shop.raw().query_row(&switch, [], |_| Ok(())).expect("switched");
    // It is younger than the clock of these tests.
    shop.clock.step(30 * 24 * 60 * 60 * 1_000);
    shop
}

/// Version and schema are those of one version, everything else is as it was, and a till goes on.
fn examine(shop: &Shop, with_check: bool, findings: &mut Findings) {
    const VERSION: &str = "SELECT user_version, (SELECT count(*) FROM sqlite_schema \
         WHERE type = 'table' AND name IN ('prints', 'memos', 'memo_words', 'closes', 'operators', 'imported', 'batches', 'batch_ranges', 'answers', 'blanked')) FROM pragma_user_version";
    let version = shop.raw().query_row(VERSION, [], |row| Ok((row.get(0)?, row.get(1)?)));
    if !matches!(version, Ok((1_u32, 0_u32) | (7, 10))) {
        findings.add_half(format!("of no version: {version:?}"));
    }
    let mut desk = match shop.open(1) {
        Ok(desk) => desk,
        Err(error) => return findings.add_half(format!("does not open: {error:?}")),
    };
    match (rows(&desk), desk.record_print(FIRST, SlipCopy::Customer)) {
        (Ok(ROWS), Ok(0)) => {}
        other => findings.add_half(format!("{other:?}, not {ROWS} rows and an original")),
    }
    if let Err(error) = TillRequest::pay(1, 0, 10_000).ask(&mut desk) {
        findings.add_half(format!("does not go on: {error:?}"));
    }
    inspect(&shop.raw(), findings);
    if with_check || is_long() {
        verify(shop.settings(1), findings);
    }
}

#[test]
fn a_power_loss_at_any_moment_leaves_one_version_or_the_other() {
    let (mut tried, mut findings) = (0, Findings::default());
    for mode in ["DELETE", "WAL"] {
        let shop = older(mode);
        let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
        drop(shop.open(1).expect("opened"));
        let (log, mut dice) = (watch.log(), Dice::of("migration", 0));
        let mut crash_disk = CrashDisk::default();
        for op in log {
            crash_disk.apply(&op, &mut dice);
            for loss in Loss::ALL {
                let left = shop.with_same_keyring(dice.clone());
                crash_disk.after_power_loss(loss, &mut dice).write_into(&left.disk());
                examine(&left, tried % 16 == 0, &mut findings);
                tried += 1;
            }
        }
    }
    assert!(findings.is_clean(), "of {tried}: {:#?}", findings.details);
    assert!(tried > 100, "{tried} tried");
}

#[test]
fn an_error_of_the_disk_at_any_call_leaves_one_version_or_the_other() {
    let (mut tried, mut findings) = (0, Findings::default());
    for (mode, trouble) in
        ["DELETE", "WAL"].into_iter().flat_map(|mode| Trouble::ALL.map(|trouble| (mode, trouble)))
    {
        for nth in 1.. {
            let lasts = Dice::of(mode, nth).chance();
            let shop = older(mode);
            let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
            let nth = usize::try_from(nth).expect("small");
            watch.inject(Fault { trouble, nth, lasts });
            let opened = shop.open(1);
            let struck = watch.end_fault();
            if struck.is_empty() {
                break;
            }
            if let Err(error) = &opened
                && !struck.iter().any(|code| is_typed(error, *code))
            {
                findings.add_half(format!("codes {struck:?} are reported as {error:?}"));
            }
            drop(opened);
            examine(&shop, tried % 16 == 0, &mut findings);
            assert!(findings.is_clean(), "{mode}, {trouble:?} {nth}: {:#?}", findings.details);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried} tried");
}

#[test]
fn what_cannot_be_brought_up_to_date_on_a_full_disk_is_read_as_it_is() {
    let mut read = 0;
    for nth in 1.. {
        let shop = older("WAL");
        let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
        watch.inject(Fault { trouble: Trouble::Full, nth, lasts: true });
        let world = World::new(shop.clock.clone(), shop.dice.clone());
        // Where SQLite finds no room for the index of its log, nothing can be read either.
        if let Ok(desk) = Desk::open_to_read(shop.settings(1), world) {
            assert_eq!(rows(&desk).expect("read"), ROWS, "{nth}");
            assert_eq!(desk.prints_of(FIRST).expect("read"), Prints::default(), "{nth}");
            read += usize::from(desk.is_read_only().expect("read"));
        }
        if watch.end_fault().is_empty() {
            break;
        }
    }
    assert!(read > 3, "{read} of version 1 were read");
}
