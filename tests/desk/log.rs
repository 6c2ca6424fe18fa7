//! SQLite's log: a desk that is idle takes it over into the file, so that no payment has to.

use std::fs;

use paydesk::{
    desk::Desk,
    record::{Count, Query},
};
use rusqlite::Connection;

use crate::shop::{Shop, pay};

/// The pages of so many payments are more than wait in the log of an idle desk.
const MANY: usize = 500;

/// Pages in the log, and those of them that are in the file.
fn log(connection: &Connection) -> (i64, i64) {
    // SQLite opens a log with what it reads first.
    let read = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    read.expect("readable");
    let pages = |row: &rusqlite::Row<'_>| Ok((row.get(1)?, row.get(2)?));
    connection.query_row("PRAGMA wal_checkpoint(NOOP)", [], pages).expect("pages")
}

fn pay_many(shop: &Shop, desk: &mut Desk) {
    for _ in 0..MANY {
        shop.clock.step(1_000);
        pay(desk, 1_000);
    }
}

#[test]
fn an_idle_desk_takes_over_a_log_that_has_grown() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    desk.while_idle();
    let raw = shop.raw();
    let (in_log, taken_over) = log(&raw);
    assert!(in_log > 0 && taken_over == 0, "a log of {in_log} pages is left alone");

    pay_many(&shop, &mut desk);
    let (in_log, taken_over) = log(&raw);
    assert!(in_log > 1_000 && taken_over == 0, "{taken_over} of {in_log}");
    desk.while_idle();
    assert_eq!(log(&raw), (in_log, in_log));

    // The next payment begins the log anew, and all is there.
    let newest = pay(&mut desk, 2_000);
    let (in_log, taken_over) = log(&raw);
    assert!((1..20).contains(&in_log) && taken_over == 0, "{taken_over} of {in_log}");
    assert_eq!(desk.last().expect("read").map(|last| last.id), Some(newest.id));
    let all = u64::try_from(MANY).expect("few") + 2;
    assert_eq!(shop.open().count(&Query::default()).expect("read"), Count::Exactly(all));
}

#[test]
fn what_another_program_still_reads_stays_in_the_log() {
    let shop = Shop::new();
    let (mut desk, reader) = (shop.open(), shop.raw());
    pay(&mut desk, 1_000);
    reader.execute_batch("BEGIN; SELECT count(*) FROM journal").expect("reading");
    pay_many(&shop, &mut desk);
    // It does not wait for the reader, nor do payments.
    desk.while_idle();
    let raw = shop.raw();
    let (in_log, taken_over) = log(&raw);
    assert!(taken_over < 100, "{taken_over} of {in_log}");
    pay(&mut desk, 2_000);
    reader.execute_batch("COMMIT").expect("read");
    desk.while_idle();
    let (in_log, taken_over) = log(&raw);
    assert_eq!(taken_over, in_log);
}

#[test]
fn a_file_that_was_put_in_its_place_is_left_alone() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    shop.checkpoint();
    let older = fs::read(shop.ledger()).expect("read");
    pay_many(&shop, &mut desk);
    let away = shop.folder().join("away.db");
    fs::rename(shop.ledger(), &away).expect("moved");
    fs::write(shop.ledger(), &older).expect("an older copy");
    let before = fs::read(&away).expect("read");
    desk.while_idle();
    assert!(fs::read(&away).expect("read") == before, "the file that was opened");
    assert!(fs::read(shop.ledger()).expect("read") == older, "the file at its path");
}
