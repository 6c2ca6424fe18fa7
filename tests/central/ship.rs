//! Shipping: every fact arrives once and in order.

use serde_json::Value;

use crate::shop::{Centre, number, ok, text};

#[test]
fn what_two_shops_record_is_at_the_centre() {
    let Some(centre) = Centre::new() else { return };
    let (mapo, jongno) = (centre.shop(12), centre.shop(7));
    let paid = mapo.pay(110_000);
    mapo.cancel(&paid, 10_000);
    assert_eq!(mapo.ship_all(), mapo.sql::<i64>("SELECT max(seq) FROM journal"));
    jongno.pay(5_000);
    jongno.ship_all();
    // Nothing is new: nothing is sent.
    let (code, answer) = mapo.ship();
    assert_eq!((code, number(&answer, "shipped")), (0, 0));

    for shop in [&mapo, &jongno] {
        let number = format!("(SELECT number FROM paydesk.ledgers WHERE ledger = '\\x{}')", ledger_id(shop));
        let there = centre.database.sql(&format!(
            "SELECT string_agg(concat_ws('|', seq, at, utc_offset, till, kind, encode(body, 'hex'), key_id, encode(hash, 'hex')), ',' ORDER BY seq) \
             FROM paydesk.facts WHERE ledger = {number}"
        ));
        let here: String = shop.sql(
            "SELECT group_concat(concat_ws('|', seq, at, utc_offset, till, kind, lower(hex(body)), key_id, lower(hex(hash))), ',') FROM (SELECT * FROM journal ORDER BY seq)",
        );
        assert_eq!(there, here);
        let there = centre.database.sql(&format!(
            "SELECT string_agg(concat_ws('|', seq, id, coalesce(payment, 0), created_at, utc_offset, till, amount, vat, installments, card_head, card_tail, card_digits), ',' ORDER BY seq) \
             FROM paydesk.transactions WHERE ledger = {number}"
        ));
        let here: String = shop.sql(
            "SELECT group_concat(concat_ws('|', seq, id, coalesce(payment, 0), created_at, utc_offset, till, amount, vat, installments, card_head, card_tail, card_digits), ',') FROM (SELECT * FROM transactions ORDER BY seq)",
        );
        assert_eq!(there, here);
        let there = centre.database.sql(&format!(
            "SELECT string_agg(concat_ws('|', seq, key_id, encode(message, 'hex')), ',' ORDER BY seq) FROM paydesk.sealed WHERE ledger = {number}"
        ));
        let here: String = shop.sql(
            "SELECT group_concat(concat_ws('|', seq, key_id, lower(hex(message))), ',') FROM (SELECT * FROM sealed ORDER BY seq)",
        );
        assert_eq!(there, here);
    }
    let sums = "SELECT l.shop, sum(payments), sum(paid), sum(paid_vat), sum(cancels), sum(cancelled), sum(cancelled_vat) \
         FROM paydesk.days d JOIN paydesk.ledgers l ON l.number = d.ledger GROUP BY 1 ORDER BY 1";
    assert_eq!(centre.database.sql(sums), "7|2|6000|546|0|0|0\n12|2|111000|10091|1|10000|909");
    let remaining = "SELECT remaining, remaining_vat FROM paydesk.transactions WHERE amount = 110000";
    assert_eq!(centre.database.sql(remaining), "100000|9091");

    let (code, status) = centre.status(&mapo.home);
    assert_eq!((code, status.get("ok")), (0, Some(&Value::Bool(true))));
    let ledgers = status.get("ledgers").and_then(Value::as_array).expect("ledgers");
    let shops: Vec<_> = ledgers.iter().map(|ledger| (number(ledger, "shop"), text(ledger, "name"))).collect();
    assert_eq!(shops, [(7, "Shop 7".to_owned()), (12, "Shop 12".to_owned())]);
    let skew = number(&ledgers[0], "skew_ms");
    assert!((-60_000..60_000).contains(&skew), "{skew}");
    assert_eq!(centre.verify(&mapo.home), [""; 0]);
}

/// The id of the ledger of a shop, as hex digits.
fn ledger_id(shop: &crate::shop::Shop) -> String {
    let body: Vec<u8> = shop.sql("SELECT body FROM journal WHERE seq = 1");
    let begun: Value = serde_json::from_slice(body.get(1..).expect("a body")).expect("JSON");
    text(begun.get("begun").expect("begun"), "ledger")
}

#[test]
fn a_long_ledger_is_shipped_in_parts() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let rows = format!("{}\n", crate::shop::payment(2_000)).repeat(2_600);
    let ran = shop.home.run(&["pay"], &rows);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 2_600));
    let head = shop.ship_all();
    assert_eq!(head, shop.sql::<i64>("SELECT max(seq) FROM journal"));
    let parts = centre
        .database
        .sql("SELECT count(*), max(last - first + 1), sum(last - first + 1) FROM paydesk.shipments");
    assert!(parts.ends_with(&format!("|1000|{head}")), "{parts}");
    assert_eq!(centre.verify(&shop.home), [""; 0]);
}

#[test]
fn a_new_key_and_what_it_seals_arrive_too() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    for amount in [1_000, 2_000, 3_000] {
        shop.pay(amount);
    }
    shop.ship_all();
    ok(&shop.home.run(&["key", "rotate"], ""));
    shop.pay(4_000);
    shop.ship_all();
    let there = centre.database.sql(
        "SELECT string_agg(concat_ws('|', seq, key_id, encode(message, 'hex')), ',' ORDER BY seq) FROM paydesk.sealed",
    );
    let here: String = shop.sql(
        "SELECT group_concat(concat_ws('|', seq, key_id, lower(hex(message))), ',') FROM (SELECT * FROM sealed ORDER BY seq)",
    );
    assert_eq!(there, here);
    assert_eq!(centre.verify(&shop.home), [""; 0]);
}

#[test]
fn trouble_is_told_in_the_users_words() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let database = &centre.database;
    let said = |args: &[&str]| {
        let ran = shop.home.run(args, "");
        (ran.code, ran.stderr)
    };
    database.sql(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", database.name));
    let (code, text) = said(&["ship"]);
    assert_eq!(code, 3);
    assert!(text.starts_with("paydesk: The centre is not ready at the moment: cannot execute"), "{text}");
    database.sql(&format!(
        "SET default_transaction_read_only = off; ALTER DATABASE {} RESET default_transaction_read_only",
        database.name
    ));
    database.sql("INSERT INTO paydesk.version VALUES (2)");
    let (code, text) = said(&["ship", "--lang", "ko"]);
    assert_eq!(code, 3);
    assert_eq!(text, "paydesk: 본부는 버전 2이고 이 프로그램은 버전 1입니다. 오래된 쪽을 업데이트하세요.\n");
    database.sql("DELETE FROM paydesk.version WHERE version = 2");
    let role = database.sql("SELECT role FROM paydesk.ledgers");
    database.sql(&format!("ALTER ROLE {role} PASSWORD 'another one'"));
    let (code, text) = said(&["ship"]);
    assert_eq!(code, 3);
    assert!(text.starts_with("paydesk: The centre does not let this role in: "), "{text}");
    // Enrolled again, it has a new password, and what was shipped stays.
    centre.enrol(&shop, 1);
    shop.ship_all();
    database.sql("DROP SCHEMA paydesk CASCADE");
    let (code, text) = said(&["ship"]);
    assert_eq!(
        (code, text.as_str()),
        (3, "paydesk: This database is no centre. Set it up first: paydesk central setup\n")
    );

    let home = crate::support::Home::new();
    let ran = home.run(&["pay"], &crate::shop::payment(1_000));
    assert_eq!(ran.code, 0);
    let ran = home.run(&["ship"], "");
    let not = "paydesk: This ledger is not enrolled at a centre: paydesk central enrol\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (3, not));
    for (url, wanted) in [
        ("postgresql://a:b@host/c", "paydesk: A password does not belong into the URL"),
        (
            "postgresql://a@host/c?sslmode=require",
            "paydesk: Who the centre is has to be proven: sslmode=verify-full.",
        ),
        (
            "postgresql://a@host/c?sslmode=disable",
            "paydesk: Who the centre is has to be proven: sslmode=verify-full.",
        ),
        ("mysql://a@host/c", "paydesk: The address of the centre is not a URL of PostgreSQL: "),
    ] {
        let ran = home.run(&["central", "status", "--central", url], "");
        assert_eq!(ran.code, 3, "{url}");
        assert!(ran.stderr.starts_with(wanted), "{url}: {}", ran.stderr);
    }
}
