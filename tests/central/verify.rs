//! What somebody changes at the centre is found.

use std::fs;

use crate::shop::{Centre, ok};

#[test]
fn every_change_at_the_centre_is_found() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let id = shop.pay(110_000);
    shop.cancel(&id, 10_000);
    shop.ship_all();
    let last = shop.pay(2_000);
    // A memo, a batch, an answer to it, and one that takes what was rejected again.
    ok(&shop.home.run(&["memo", &last, "A-17"], ""));
    let out = shop.home.path().join("out");
    fs::create_dir(&out).expect("a folder");
    let out = out.display().to_string();
    assert_eq!(shop.home.run(&["handover", &out], "").code, 0);
    let answers = format!(r#"{{"batch":1,"id":"{last}","result":"rejected"}}"#);
    assert_eq!(shop.home.run(&["answers", "-"], &answers).code, 0);
    assert_eq!(shop.home.run(&["handover", &out, "--resubmit"], "").code, 0);
    shop.ship_all();
    let home = &shop.home;
    assert_eq!(centre.verify(home), [""; 0]);
    for (change, wanted) in [
        (
            "UPDATE paydesk.transactions SET amount = amount + 10 WHERE amount = 110000",
            &["chain", "remaining", "days"][..],
        ),
        ("UPDATE paydesk.transactions SET card_tail = '9999' WHERE amount = 110000", &["chain"]),
        ("UPDATE paydesk.transactions SET till = 100 WHERE amount = 110000", &["value"]),
        ("UPDATE paydesk.facts SET at = at + 1 WHERE seq = 3", &["chain"]),
        ("UPDATE paydesk.facts SET hash = sha256(hash) WHERE seq = 3", &["chain"]),
        ("DELETE FROM paydesk.facts WHERE seq = 3", &["chain", "gap"]),
        ("DELETE FROM paydesk.transactions WHERE amount = 2000", &["chain", "days"]),
        ("UPDATE paydesk.transactions SET remaining = 0 WHERE amount = 110000", &["remaining"]),
        ("UPDATE paydesk.days SET paid = paid + 1", &["days"]),
        ("DELETE FROM paydesk.days", &["days"]),
        (
            "UPDATE paydesk.shipments SET signature = decode(repeat('00', 64), 'hex') WHERE first = 1",
            &["signature"],
        ),
        ("UPDATE paydesk.shipments SET chain = sha256(chain) WHERE first = 1", &["chain", "signature"]),
        ("DELETE FROM paydesk.shipments WHERE first > 1", &["gap"]),
        ("UPDATE paydesk.days SET cancelled = cancelled + 1", &["days"]),
        ("INSERT INTO paydesk.days VALUES (1, 5, 540, 0, 5000000, 0, 0, 0, 0)", &["days"]),
        ("DELETE FROM paydesk.memos", &["derived"]),
        ("UPDATE paydesk.memos SET text = 'B-17'", &["derived"]),
        ("INSERT INTO paydesk.memos SELECT ledger, seq, fact + 1, text FROM paydesk.memos", &["derived"]),
        ("UPDATE paydesk.batches SET to_seq = to_seq - 1", &["derived"]),
        ("UPDATE paydesk.answers SET result = 1 WHERE result = 2", &["derived"]),
        ("DELETE FROM paydesk.answers WHERE result = 0", &["derived"]),
        (
            "INSERT INTO paydesk.transactions SELECT ledger, 99, '99999999999999999999', NULL, NULL, 0, 1, 5000, 0, 0, '123456', '3456', 16, NULL, 5000, 0 \
             FROM paydesk.transactions WHERE amount = 2000",
            &["gap", "days"],
        ),
        ("UPDATE paydesk.ledgers SET head = head - 1", &["gap"]),
        ("UPDATE paydesk.ledgers SET chain = sha256(chain)", &["gap"]),
        ("UPDATE paydesk.ledgers SET epoch = 7", &["gap"]),
        ("DELETE FROM paydesk.ledgers", &["gap"]),
        ("INSERT INTO paydesk.days VALUES (55, 20400, 540, 1, 1000000000, 0, 0, 0, 0)", &["gap"]),
        ("UPDATE paydesk.ledgers SET public_key = sha256(public_key)", &["signature"]),
    ] {
        let saved = "CREATE SCHEMA saved; ";
        let tables = ["facts", "transactions", "days", "memos", "batches", "answers", "shipments", "ledgers"];
        let save: String =
            tables.map(|table| format!("CREATE TABLE saved.{table} AS TABLE paydesk.{table}; ")).concat();
        centre.database.sql(&format!("{saved}{save}{change}"));
        assert_eq!(centre.verify(home), wanted, "{change}");
        let back: String = tables
            .map(|table| {
                format!("DELETE FROM paydesk.{table}; INSERT INTO paydesk.{table} TABLE saved.{table}; ")
            })
            .concat();
        centre.database.sql(&format!("{back}DROP SCHEMA saved CASCADE"));
    }
    assert_eq!(centre.verify(home), [""; 0]);
}
