//! A new key: for what is new, and for what is there.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use paydesk::{
    desk::{Desk, DeskError, PayOptions, Verdict, Verifier, World, keys::Rotated},
    ledger::{LedgerTrouble, verify::LedgerReader},
    payment::Problem,
    record::{Column, Condition, Count, Fact, FactKind, KeyChange, Progress, Query, Spot, Table},
    vault::{Keyring, KeyringError, SystemRandom, Vault},
};

use crate::shop::{CARD, OTHER_CARD, Shop, ledger_trouble, meant, mode, part, pay, refusal, sale};

/// Makes a new key in the keyring alone.
fn make_key(keyring: &Path) -> Result<Keyring, KeyringError> {
    Keyring::lock(keyring)?.rotate(&mut SystemRandom)
}

fn rotate(desk: &mut Desk) -> Rotated {
    desk.rotate_key(&Progress::default()).expect("rotated")
}

/// As [`rotate`], stopped before anything was sealed again.
fn stopped(desk: &mut Desk) -> Rotated {
    let progress = Progress::new(Arc::new(AtomicBool::new(true)));
    desk.rotate_key(&progress).expect("stopped")
}

fn done(key_id: u32, is_new: bool, resealed: u64) -> Rotated {
    Rotated { key_id, is_new, resealed, is_done: true }
}

fn verdict(shop: &Shop) -> Verdict {
    let verifier = Verifier::open(shop.settings(), World::system()).expect("keys");
    verifier.check(None, &Progress::default()).expect("checked")
}

fn is_whole(shop: &Shop) -> bool {
    matches!(verdict(shop), Verdict::Whole(_))
}

/// The key of everything that is sealed, in order.
fn keys_of(shop: &Shop) -> Vec<u32> {
    let raw = shop.raw();
    let mut statement = raw.prepare("SELECT key_id FROM sealed ORDER BY seq").expect("sql");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("keys")
}

/// How the keys were changed, as the journal says.
fn changes(shop: &Shop) -> Vec<KeyChange> {
    let raw = shop.raw();
    let mut statement = raw.prepare("SELECT body FROM journal WHERE kind = ?1 ORDER BY seq").expect("sql");
    let rows =
        statement.query_map([FactKind::KeyChange as u8], |row| row.get::<_, Vec<u8>>(0)).expect("rows");
    let change = |body: Result<Vec<u8>, _>| match Fact::from_body(FactKind::KeyChange, &body.expect("body")) {
        Some(Fact::KeyChange(change)) => change,
        other => panic!("{other:?}"),
    };
    rows.map(change).collect()
}

/// Whether every fingerprint is that of its card, made with the key that sealed the message beside it.
fn prints_fit(shop: &Shop, desk: &Desk) -> bool {
    let keyring = Keyring::open(&shop.keyring(), false, &mut SystemRandom).expect("keyring");
    let vault = Vault::new(&keyring, Box::new(SystemRandom)).expect("keys");
    let raw = shop.raw();
    desk.list(&Query::default(), None, usize::MAX).expect("listed").iter().all(|found| {
        let sql = "SELECT key_id, fingerprint FROM sealed WHERE seq = ?1";
        let (key_id, print): (u32, [u8; 16]) = raw
            .query_one(sql, [found.transaction.seq], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("sealed");
        let card = desk.find(found.transaction.id).expect("found").message.card;
        vault.fingerprint_of(key_id, &card).expect("a key").0 == print
    })
}

#[test]
fn every_message_is_sealed_again_and_is_the_same_inside() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let before: Vec<_> = (0..300).map(|number| pay(&mut desk, 1000 + number).id).collect();
    let messages: Vec<_> = before.iter().map(|id| desk.find(*id).expect("found").bytes).collect();
    assert_eq!(rotate(&mut desk), done(2, true, 300));
    assert_eq!(keys_of(&shop), [2; 300]);
    let reopened = shop.open();
    for (id, message) in before.iter().zip(&messages) {
        assert!(reopened.find(*id).expect("found").bytes == *message);
    }
    assert_eq!(mode(&shop.keyring()), 0o600);
    assert_eq!(fs::read_dir(shop.folder().join("keys")).expect("folder").count(), 1);
    let resealed = KeyChange::Resealed { key: 2, messages: 300, done: true };
    assert_eq!(changes(&shop), [KeyChange::New { key: 2, after: 1 }, resealed]);
    assert!(prints_fit(&shop, &reopened), "no fingerprint of the retired key remains");
    assert!(is_whole(&shop));
    // What is new is sealed with the new key, and what is old can be cancelled.
    pay(&mut desk, 5000);
    desk.cancel(&part(before[0], 400), None).expect("cancelled");
    assert_eq!(keys_of(&shop), [2; 302]);
    assert_eq!(rotate(&mut desk), done(3, true, 302));
    assert!(is_whole(&shop));
}

#[test]
fn what_was_interrupted_goes_on_and_makes_no_further_key() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    pay(&mut desk, 2000);
    assert_eq!(stopped(&mut desk), Rotated { key_id: 2, is_new: true, resealed: 0, is_done: false });
    assert!(is_whole(&shop) && prints_fit(&shop, &desk), "half of the way everything opens");
    pay(&mut desk, 3000);
    drop(desk);
    assert_eq!(keys_of(&shop), [1, 1, 2]);
    assert_eq!(rotate(&mut shop.open()), done(2, false, 2));
    assert_eq!(keys_of(&shop), [2; 3]);
    assert!(is_whole(&shop));
    let expected = [
        KeyChange::New { key: 2, after: 1 },
        KeyChange::Resealed { key: 2, messages: 0, done: false },
        KeyChange::Resumed { key: 2 },
        KeyChange::Resealed { key: 2, messages: 2, done: true },
    ];
    assert_eq!(changes(&shop), expected);
}

#[test]
fn a_key_that_the_ledger_never_learned_is_learned_at_the_next_start() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1000);
    // As if the power failed between the keyring and the ledger.
    make_key(&shop.keyring()).expect("new key");
    let mut desk = shop.open();
    pay(&mut desk, 2000);
    assert_eq!(keys_of(&shop), [1, 2]);
    assert_eq!(rotate(&mut desk), done(2, false, 1));
    let expected = [
        KeyChange::New { key: 2, after: 1 },
        KeyChange::Resumed { key: 2 },
        KeyChange::Resealed { key: 2, messages: 1, done: true },
    ];
    assert_eq!(changes(&shop), expected);
    assert!(is_whole(&shop));
}

#[test]
fn a_till_that_reads_a_new_key_before_the_ledger_knows_it_takes_nothing_with_it() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    make_key(&shop.keyring()).expect("new key");
    // The open till goes on with the key that the ledger knows.
    pay(&mut desk, 2000);
    assert_eq!((keys_of(&shop), changes(&shop)), (vec![1, 1], vec![]));
    pay(&mut shop.open(), 3000);
    pay(&mut desk, 4000);
    assert_eq!(
        (keys_of(&shop), changes(&shop)),
        (vec![1, 1, 2, 2], vec![KeyChange::New { key: 2, after: 1 }])
    );
    assert!(is_whole(&shop));
}

#[test]
fn an_open_till_takes_the_new_key_by_itself() {
    let shop = Shop::new();
    let (mut till, mut reading) = (shop.open(), shop.open_till(2));
    let old = pay(&mut till, 1000).id;
    assert_eq!(rotate(&mut shop.open()), done(2, true, 1));
    // One that only looks things up opens what the new key sealed.
    assert_eq!(reading.find(old).expect("found").story.transaction.id, old);
    till.cancel(&part(old, 400), None).expect("cancelled");
    pay(&mut till, 2000);
    pay(&mut reading, 3000);
    assert_eq!(keys_of(&shop), [2; 4]);
    assert!(is_whole(&shop));
}

#[test]
fn the_same_card_is_known_again_across_a_new_key() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = pay(&mut desk, 1000);
    desk.pay(&sale(OTHER_CARD, 1000), &PayOptions::default()).expect("another card");
    rotate(&mut desk);
    shop.clock.step(60_000);
    let again = desk.pay(&sale(CARD, 1000), &PayOptions::default());
    let Problem::PossibleDuplicate(duplicate) = refusal(again) else { panic!("refused for another reason") };
    assert_eq!((duplicate.earlier, duplicate.seconds), (first.id, Some(60)));
    let second = pay(&mut desk, 1000);
    let card = Query::from(Condition::SameCard(second.seq));
    let found: Vec<_> =
        desk.list(&card, None, 9).expect("found").iter().map(|found| found.transaction.id).collect();
    assert_eq!(found, [second.id, first.id]);
}

#[test]
fn the_same_card_is_known_again_while_a_rotation_goes_on() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = pay(&mut desk, 1000);
    desk.pay(&sale(OTHER_CARD, 1000), &PayOptions::default()).expect("another card");
    stopped(&mut desk);
    // The first one still has the fingerprint of the old key.
    let second = pay(&mut desk, 2000);
    for one in [first, second] {
        let card = Query::from(Condition::SameCard(one.seq));
        let mut search = desk.search(&card, &|| false).expect("searched");
        assert_eq!(search.count(9).expect("counted"), Some(Count::Exactly(2)));
    }
}

#[test]
fn a_new_key_opens_no_gate_for_anybody_else() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    pay(&mut desk, 2000);
    stopped(&mut desk);
    let raw = shop.raw();
    let refused = |sql: &str| raw.execute_batch(sql).expect_err(sql).to_string();
    for sql in [
        "UPDATE sealed SET message = zeroblob(490), fingerprint = zeroblob(16)",
        "UPDATE sealed SET key_id = 2",
        "UPDATE sealed SET key_id = 2, message = zeroblob(490)",
        "UPDATE sealed SET key_id = 2, fingerprint = zeroblob(16)",
        "UPDATE sealed SET key_id = 2, message = zeroblob(490), fingerprint = zeroblob(16), seq = 9 WHERE seq = 2",
        "UPDATE sealed SET key_id = 3, message = zeroblob(490), fingerprint = zeroblob(16)",
    ] {
        assert!(refused(sql).starts_with("what is sealed is never changed"), "{sql}");
    }
    // What SQLite cannot see, a check does.
    let changed =
        "UPDATE sealed SET key_id = 2, message = zeroblob(490), fingerprint = zeroblob(16) WHERE seq = 2";
    raw.execute_batch(changed).expect("open");
    let Verdict::Broken(finding) = verdict(&shop) else { panic!("found nothing") };
    assert_eq!((finding.spot.table, finding.spot.row, finding.code()), (Table::Sealed, Some(2), "sealed"));
    // What comes before the damage is made anew; the damage is reported.
    let sql = "SELECT sql FROM sqlite_schema WHERE name = 'sealed_no_update'";
    let trigger: String = raw.query_one(sql, [], |row| row.get(0)).expect("a trigger");
    raw.execute_batch("DROP TRIGGER sealed_no_update; UPDATE sealed SET key_id = 1 WHERE seq = 2")
        .expect("tampered");
    raw.execute_batch(&trigger).expect("made again");
    let error = desk.rotate_key(&Progress::default()).expect_err("damage");
    let LedgerTrouble::Corrupt(spot) = ledger_trouble(error) else { panic!("another trouble") };
    assert_eq!(spot, Spot::row(Table::Sealed, 2).column(Column::Message));
}

#[test]
fn once_all_is_sealed_again_nothing_may_be_changed() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    rotate(&mut desk);
    for sql in [
        "UPDATE sealed SET key_id = 2, message = zeroblob(490), fingerprint = zeroblob(16)",
        "UPDATE sealed SET key_id = 1, message = zeroblob(490), fingerprint = zeroblob(16)",
    ] {
        let error = shop.raw().execute_batch(sql).expect_err(sql).to_string();
        assert!(error.starts_with("what is sealed is never changed"), "{error}");
    }
}

#[test]
fn a_keyring_without_the_newest_key_is_the_wrong_one() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    let old = fs::read(shop.keyring()).expect("keyring");
    rotate(&mut desk);
    let new = fs::read(shop.keyring()).expect("keyring");
    fs::write(shop.keyring(), old).expect("put back");
    let text = shop.trouble().to_string();
    assert!(text.ends_with("its key 2 is not the one that sealed this ledger"), "{text}");
    fs::write(shop.keyring(), new).expect("put back");
    drop(shop.open());
}

#[test]
fn of_two_at_once_each_key_stays() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1000);
    let keyring = shop.keyring();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| make_key(&keyring).map(drop));
        }
    });
    let text = fs::read_to_string(&keyring).expect("keyring");
    assert!(text.contains("\"active\":5") && text.matches("\"retired\":true").count() == 4, "not five keys");
    let mut desk = shop.open();
    assert_eq!(rotate(&mut desk), done(5, false, 1));
}

#[test]
fn a_keyring_that_cannot_be_written_leaves_everything_as_it_was() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    let before = fs::read(shop.keyring()).expect("keyring");
    fs::rename(shop.keyring(), shop.folder().join("keys/away")).expect("moved");
    let error = desk.rotate_key(&Progress::default()).expect_err("gone");
    assert!(matches!(error, DeskError::Keyring(_)), "{error:?}");
    fs::rename(shop.folder().join("keys/away"), shop.keyring()).expect("moved");
    assert_eq!(fs::read(shop.keyring()).expect("keyring"), before);
    desk.pay(&sale(CARD, 1000), &meant()).expect("the till goes on");
    assert_eq!(keys_of(&shop), [1, 1]);
}

#[test]
fn no_start_and_no_check_beside_rotations_calls_the_keyring_wrong() {
    const ROTATIONS: u32 = 12;
    let shop = Shop::new();
    let mut desk = shop.open();
    for amount in 1000..1020 {
        pay(&mut desk, amount);
    }
    let is_through = AtomicBool::new(false);
    let goes_on = || !is_through.load(Ordering::SeqCst);
    std::thread::scope(|scope| {
        let starts = scope.spawn(|| {
            let mut starts = 0;
            while goes_on() || starts == 0 {
                let opened = shop.open().list(&Query::default(), None, 99).expect("list");
                assert_eq!(opened.len(), 20);
                starts += 1;
            }
        });
        let checks = scope.spawn(|| {
            let mut checks = 0;
            while goes_on() || checks == 0 {
                let verifier = Verifier::open(shop.settings(), World::system()).expect("keyring");
                let reader = LedgerReader::open(&shop.ledger()).expect("ledger");
                assert_eq!(verifier.fits(&reader).expect("the keyring of this ledger"), None);
                let verdict = verifier.check(None, &Progress::default()).expect("readable");
                assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
                checks += 1;
            }
        });
        for key in 2..2 + ROTATIONS {
            assert_eq!(rotate(&mut desk), done(key, true, 20));
        }
        is_through.store(true, Ordering::SeqCst);
        starts.join().expect("no misfit");
        checks.join().expect("no misfit");
    });
}

#[test]
fn a_rotation_that_waits_for_the_keyring_holds_no_payment_up() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    let keyring = Keyring::lock(&shop.keyring()).expect("locked");
    std::thread::scope(|scope| {
        let (begun, begins) = std::sync::mpsc::channel();
        let mut rotating = shop.open();
        let rotation = scope.spawn(move || {
            begun.send(()).expect("heard");
            rotate(&mut rotating)
        });
        begins.recv().expect("begun");
        // However far the rotation is: the ledger's lock is free, or is in a moment.
        for amount in 2000..2050 {
            pay(&mut desk, amount);
        }
        drop(keyring);
        let rotated = rotation.join().expect("rotated");
        assert_eq!((rotated.key_id, rotated.is_new, rotated.is_done), (2, true, true));
    });
}
