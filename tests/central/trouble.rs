//! What goes wrong at the centre and on the way to it: whatever it is, every fact is there once afterwards.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use paydesk::{
    central::{Address, ShipError, Shipped, Shipper, enrol},
    desk::{Clock, Desk, PayOptions, Settings, SystemClock, World},
    payment::PaymentForm,
    record::{CentreError, ShopNumber},
};
use serde_json::Value;

use crate::{
    cluster::{Database, PASSWORD},
    model::through,
    proxy::Proxy,
    shop::{Centre, Shop, number, ok},
    support,
};

/// Whether the centre has what the ledger has, and all of it fits.
#[track_caller]
fn assert_same(centre: &Centre, shop: &Shop, what: &str) {
    let sums = "concat_ws('|', count(*), max(seq), sum(amount), sum(vat))";
    let there = centre.database.sql(&format!("SELECT {sums} FROM paydesk.transactions"));
    assert_eq!(there, shop.sql::<String>(&format!("SELECT {sums} FROM transactions")), "{what}");
    let facts = centre.database.sql("SELECT count(*) FROM paydesk.facts");
    assert_eq!(facts, shop.sql::<i64>("SELECT max(seq) FROM journal").to_string(), "{what}");
    assert_eq!(centre.verify(&shop.home), [""; 0], "{what}");
}

/// Every statement of a batch has a trigger that kills the server's process in the middle of it, as the system does when it has no memory.
#[test]
fn a_server_that_is_killed_at_any_statement_of_a_batch_keeps_all_of_it_or_nothing() {
    let Some(database) = Database::on_a_server_of_its_own() else { return };
    let centre = Centre::of(database);
    let shop = centre.shop(1);
    shop.ship_all();
    let database = &centre.database;
    database.sql(
        "CREATE FUNCTION public.kill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', 'kill -9 ' || pg_backend_pid()); RETURN NULL; END $$",
    );
    for (event, table) in [
        ("INSERT", "facts"),
        ("INSERT", "transactions"),
        ("UPDATE", "transactions"),
        ("INSERT", "days"),
        ("INSERT", "memos"),
        ("INSERT", "sealed"),
        ("INSERT", "shipments"),
        ("UPDATE", "ledgers"),
    ] {
        let id = shop.pay(5_000);
        shop.cancel(&id, 500);
        ok(&shop.home.run(&["memo", &id, "A-17"], ""));
        let before = database.sql("SELECT head FROM paydesk.ledgers; SELECT count(*) FROM paydesk.facts");
        database.sql(&format!(
            "CREATE TRIGGER kill AFTER {event} ON paydesk.{table} FOR EACH STATEMENT EXECUTE FUNCTION public.kill()"
        ));
        // A process of the server that begins anew with it: just after the kill, the old one still answers.
        let begun = "SELECT backend_start FROM pg_stat_activity WHERE backend_type = 'checkpointer'";
        let first = database.sql(begun);
        let ran = shop.home.run(&["ship"], "");
        assert_eq!(ran.code, 3, "{event} {table}: {ran:?}");
        support::wait_until("the server does not come back", || {
            database.try_sql(begun).is_ok_and(|now| !now.is_empty() && now != first)
        });
        let after = database.sql("SELECT head FROM paydesk.ledgers; SELECT count(*) FROM paydesk.facts");
        assert_eq!(after, before, "{event} {table}");
        database.sql(&format!("DROP TRIGGER kill ON paydesk.{table}"));
        shop.ship_all();
        assert_same(&centre, &shop, &format!("{event} {table}"));
    }
}

/// The answers are lost from some byte on: those of the last byte are lost after the commit.
#[test]
fn a_time_out_after_the_commit_sends_nothing_twice() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let proxy = Proxy::before(centre.database.socket(), &centre.database.socket_name());
    through(&shop, &proxy, &centre);
    // Whether a step heard all of it, where so many bytes come through; and whether the centre has moved on.
    let heard = |bytes: i64| {
        let patience = Duration::from_millis(400);
        let mut shipper = Shipper::new(shop.ledger(), shop.keyring(), World::system())
            .expect("enrolled")
            .with_patience(patience);
        while !matches!(shipper.step().expect("shipped"), Shipped::All(_)) {}
        shop.pay(5_000);
        let head = "SELECT head FROM paydesk.ledgers";
        let before = centre.database.sql(head);
        proxy.mute_after(Some(bytes));
        let step = shipper.step();
        let has_moved = centre.database.sql(head) != before;
        proxy.mute_after(None);
        shop.ship_all();
        assert_same(&centre, &shop, &format!("{bytes} bytes"));
        match step {
            Ok(Shipped::Some(_)) => (true, has_moved),
            Err(ShipError::Centre(CentreError::Silent)) => (false, has_moved),
            other => panic!("{bytes}: {other:?}"),
        }
    };
    let (mut lost, mut all) = (0, 4_096);
    while all - lost > 1 {
        let middle = i64::midpoint(lost, all);
        if heard(middle).0 { all = middle } else { lost = middle }
    }
    assert_eq!(heard(0), (false, false));
    assert_eq!(heard(lost - 4), (false, true));
}

#[test]
fn a_line_that_doubles_or_delays_what_it_carries_does_no_harm() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let proxy = Proxy::before(centre.database.socket(), &centre.database.socket_name());
    through(&shop, &proxy, &centre);
    let world = World::system();
    for round in 0..6 {
        let mut shipper = Shipper::new(shop.ledger(), shop.keyring(), world.clone()).expect("enrolled");
        while !matches!(shipper.step().expect("shipped"), Shipped::All(_)) {}
        shop.pay(5_000 + round);
        proxy.double(true);
        // Whatever it makes of it.
        let _ = shipper.step();
        let _ = shipper.step();
        proxy.double(false);
        drop(shipper);
        shop.ship_all();
        assert_same(&centre, &shop, "doubled");
    }
    proxy.delay(Duration::from_millis(20));
    shop.pay(6_000);
    shop.ship_all();
    assert_same(&centre, &shop, "delayed");
}

/// A clock that is so far from that of the system.
#[derive(Clone)]
struct Wrong(Arc<Mutex<TimeDelta>>);

impl Clock for Wrong {
    fn now(&self) -> DateTime<FixedOffset> {
        SystemClock.now() + *self.0.lock().expect("no panic")
    }

    fn offset_at(&self, at: DateTime<Utc>) -> FixedOffset {
        SystemClock.offset_at(at)
    }
}

/// Takes a payment without the program.
fn pay(desk: &mut Desk, amount: &'static str) {
    let form = PaymentForm {
        card_number: "1234567890123456".into(),
        expiry: "1299".into(),
        cvc: "777".into(),
        installments: "0".into(),
        amount: amount.into(),
        vat: "".into(),
    };
    let request = form.parse(&desk.settings().rules, desk.now().date_naive()).expect("a payment");
    let options = PayOptions { allow_duplicate: true, ..PayOptions::default() };
    desk.pay(&request, &options).expect("paid");
}

#[test]
fn a_clock_that_is_a_day_off_is_shown_and_stops_nothing() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let off = Arc::new(Mutex::new(TimeDelta::zero()));
    let world = World::new(Wrong(Arc::clone(&off)), paydesk::vault::SystemRandom);
    for days in [1, -1, 0] {
        *off.lock().expect("no panic") = TimeDelta::days(days);
        let mut desk =
            Desk::open(Settings::new(shop.ledger(), shop.keyring()), world.clone()).expect("a desk");
        let _ = desk.accept_clock();
        pay(&mut desk, "7000");
        drop(desk);
        let mut shipper = Shipper::new(shop.ledger(), shop.keyring(), world.clone()).expect("enrolled");
        while !matches!(shipper.step().expect("shipped"), Shipped::All(_)) {}
        let (_, status) = centre.status(&shop.home);
        let skew = status.pointer("/ledgers/0").map(|ledger| number(ledger, "skew_ms")).expect("a ledger");
        let expected = days * 86_400_000;
        assert!((expected - 60_000..expected + 60_000).contains(&skew), "{days}: {skew}");
        assert!((shipper.lag().skew - expected).abs() < 60_000);
        assert_same(&centre, &shop, "off by a day");
    }
}

#[test]
fn a_centre_that_is_full_or_too_old_takes_nothing_and_loses_nothing() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let database = &centre.database;
    database.sql(
        "CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$; \
         CREATE TRIGGER full_disk BEFORE INSERT ON paydesk.sealed FOR EACH STATEMENT EXECUTE FUNCTION public.full()",
    );
    let ran = shop.home.run(&["ship"], "");
    let full = "paydesk: The centre is not ready at the moment: could not extend file: No space left on device. Nothing is lost: try again later.\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (3, full));
    assert_eq!(database.sql("SELECT count(*) FROM paydesk.facts"), "0");
    database.sql("DROP TRIGGER full_disk ON paydesk.sealed; UPDATE paydesk.version SET version = 0");
    let ran = shop.home.run(&["ship"], "");
    let old = "paydesk: The centre has version 0, this program speaks version 1. Bring the older of the two up to date.\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (3, old));
    database.sql("UPDATE paydesk.version SET version = 1");
    shop.ship_all();
    assert_same(&centre, &shop, "afterwards");
    // Another key in the place of the ledger's is seen by the ledger.
    database.sql("UPDATE paydesk.ledgers SET public_key = sha256(public_key)");
    shop.pay(2_000);
    let ran = shop.home.run(&["ship"], "");
    let other = "paydesk: The centre does not take it: it has another public key for this ledger.\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (3, other));
}

/// Others are in the way of every shipper, all the time: it tries again.
#[test]
fn what_cannot_be_serialized_is_tried_again() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let (role, _) = shop.role();
    centre.database.sql(&format!("ALTER ROLE {role} SET default_transaction_isolation = 'serializable'"));
    let many: String = (1..=40).map(|index| crate::shop::payment(1_000 + index) + "\n").collect();
    for _ in 0..4 {
        ok(&shop.home.run(&["pay"], &many));
        std::thread::scope(|scope| {
            let ran = [0, 1, 2].map(|_| scope.spawn(|| shop.home.run(&["ship"], "")));
            for ran in ran {
                let ran = ran.join().expect("no panic");
                assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
            }
        });
        assert_same(&centre, &shop, "serializable");
    }
}

#[test]
fn what_is_blanked_here_is_blanked_there() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let until = ["--set", "security.keep_cvc=until-accepted"];
    let out = shop.home.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    let out = out.display().to_string();
    let sealed = "SELECT string_agg(md5(message), ',' ORDER BY seq) FROM paydesk.sealed";
    let mut before = String::new();
    for batch in 1..=2 {
        let paid = shop.home.run(&[&["pay"], &until[..]].concat(), &crate::shop::payment(9_000));
        let id = crate::shop::text(&serde_json::from_str(&ok(&paid)).expect("JSON"), "id");
        shop.ship_all();
        assert_eq!(shop.home.run(&["handover", &out], "").code, 0);
        let answer = format!(r#"{{"batch":{batch},"id":"{id}","result":"accepted"}}"#);
        let with: Vec<&str> = [&["answers", "-"], &until[..]].concat();
        assert_eq!(shop.home.run(&with, &answer).code, 0);
        let there = centre.database.sql(sealed);
        shop.ship_all();
        assert_ne!(centre.database.sql(sealed), there, "a message is sealed again");
        before = there;
    }
    assert_ne!(before, "");
    let there = centre.database.sql(
        "SELECT string_agg(concat_ws('|', seq, key_id, encode(message, 'hex')), ',' ORDER BY seq) FROM paydesk.sealed",
    );
    let here: String = shop.sql(
        "SELECT group_concat(concat_ws('|', seq, key_id, lower(hex(message))), ',') FROM (SELECT * FROM sealed ORDER BY seq)",
    );
    assert_eq!(there, here);
    assert_same(&centre, &shop, "blanked");
}

#[test]
fn two_hundred_ledgers_ship_at_once() {
    const LEDGERS: usize = 200;
    let Some(centre) = Centre::new() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let address = Address::parse(&centre.database.url()).expect("a URL").with_password(PASSWORD);
    let owner = paydesk::central::Centre::connect(&address, Duration::from_secs(60)).expect("connected");
    let shops: Vec<Settings> = (0..LEDGERS)
        .map(|index| {
            let home = folder.path().join(index.to_string());
            let settings = Settings::new(home.join("ledger.db"), home.join("keyring"));
            let mut desk = Desk::open(settings.clone(), World::system()).expect("a desk");
            pay(&mut desk, "5000");
            pay(&mut desk, "6000");
            drop(desk);
            let number = ShopNumber::new(1 + index as u64).expect("a shop");
            enrol(&owner, &address, &settings, (number, "shop"), World::system()).expect("enrolled");
            settings
        })
        .collect();
    std::thread::scope(|scope| {
        for settings in &shops {
            scope.spawn(|| {
                let mut shipper = Shipper::new(&settings.ledger, &settings.keyring, World::system())
                    .expect("enrolled")
                    .with_patience(Duration::from_secs(120));
                while !matches!(shipper.step().expect("shipped"), Shipped::All(_)) {}
            });
        }
    });
    let sums = "SELECT count(DISTINCT ledger), count(*), sum(amount) FROM paydesk.transactions";
    assert_eq!(centre.database.sql(sums), format!("{LEDGERS}|{}|{}", 2 * LEDGERS, 11_000 * LEDGERS));
    let home = support::Home::new();
    assert_eq!(centre.verify(&home), [""; 0]);
    let (code, status) = centre.status(&home);
    assert_eq!((code, status.get("ok")), (0, Some(&Value::Bool(true))));
}
