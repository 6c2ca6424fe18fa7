//! The role of a ledger: it ships, and nothing else.

use crate::{
    shop::{Centre, Shop, ok, payment, private},
    support::Home,
};

#[test]
fn a_role_that_tries_everything_gets_nothing() {
    let Some(centre) = Centre::new() else { return };
    let (shop, other) = (centre.shop(1), centre.shop(2));
    shop.ship_all();
    other.ship_all();
    let database = &centre.database;
    let (role, password) = shop.role();
    let tables =
        database.sql("SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'paydesk'");
    let mut tried = Vec::new();
    for table in tables.split(' ') {
        for (before, after) in [
            ("SELECT * FROM", ""),
            ("DELETE FROM", ""),
            ("UPDATE", "SET ledger = NULL"),
            ("INSERT INTO", "DEFAULT VALUES"),
            ("TRUNCATE", ""),
            ("DROP TABLE", ""),
        ] {
            tried.push(format!("{before} paydesk.{table} {after}"));
        }
    }
    // It has no such column.
    tried.retain(|statement| !statement.starts_with("UPDATE paydesk.version"));
    for statement in [
        "SELECT paydesk.decide(1, 0)",
        "SELECT paydesk.begin_epoch(1, 0, 'left')",
        "SELECT paydesk.leave_branch(1, 0, 'left')",
        "SELECT paydesk.keep_sealed(2, 100, ARRAY[1], ARRAY[9], ARRAY['x'::bytea], NULL, NULL, NULL, NULL, NULL)",
        "SELECT paydesk.count_transactions(1, 0, 100, -1)",
        "SELECT paydesk.derive(1, 0, 100)",
        "SELECT paydesk.own_ledger()",
        "CREATE TABLE paydesk.mine (x integer)",
        "CREATE FUNCTION paydesk.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE public.mine (x integer)",
        "CREATE TEMP TABLE ledgers (x integer)",
        "CREATE ROLE mine",
        "ALTER ROLE owner PASSWORD 'mine'",
        "SET ROLE owner",
        "SET SESSION AUTHORIZATION owner",
        "GRANT paydesk_head_office TO CURRENT_USER",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
    ] {
        tried.push(statement.to_owned());
    }
    for statement in &tried {
        let refused = database.sql_as(&role, &password, statement);
        let error = refused.expect_err(statement);
        assert!(
            error.contains("permission denied") || error.contains("must ") || error.contains("Only roles"),
            "{statement}: {error}"
        );
    }
    // What it may do touches its own ledger alone.
    let head = database.sql("SELECT head FROM paydesk.ledgers WHERE shop = 2");
    database.sql_as(&role, &password, "SELECT paydesk.head(0); SELECT paydesk.hash_of(1)").expect("allowed");
    assert_eq!(database.sql("SELECT head FROM paydesk.ledgers WHERE shop = 2"), head);
    assert_eq!(
        database.sql("SELECT count(*) FROM paydesk.ledgers WHERE contact_at IS NOT NULL AND skew < -1000000"),
        "1"
    );
    // Head office looks, and changes nothing; what is sealed it does not see.
    for statement in ["SELECT count(*) FROM paydesk.transactions", "SELECT count(*) FROM paydesk.days"] {
        database.sql(&format!("SET ROLE paydesk_head_office; {statement}"));
    }
    for statement in [
        "SELECT * FROM paydesk.sealed",
        "SELECT * FROM paydesk.imported",
        "SELECT * FROM paydesk.facts",
        "SELECT body FROM paydesk.branch_facts",
        "SELECT * FROM paydesk.branch_transactions",
        "DELETE FROM paydesk.days",
        "SELECT paydesk.head(0)",
    ] {
        let refused = database.try_sql(&format!("SET ROLE paydesk_head_office; {statement}"));
        assert!(refused.expect_err(statement).contains("permission denied"), "{statement}");
    }
}

/// What head office may read of the journal is of payments, cancels, memos, batches and answers.
#[test]
fn head_office_reads_nothing_of_people_settings_and_keys() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let pin = shop.home.path().join("pin");
    private(&pin, "7392\n");
    let pin = pin.display().to_string();
    ok(&shop
        .home
        .run(&["people", "add", "1", "--name", "Mina", "--role", "owner", "--new-pin-file", &pin], ""));
    shop.ship_all();
    let kinds = |table: &str| {
        centre.database.sql(&format!(
            "SELECT string_agg(DISTINCT kind::text, ' ' ORDER BY kind::text) FROM paydesk.{table}"
        ))
    };
    assert_eq!(kinds("readable_facts"), "1");
    assert_ne!(kinds("facts"), "1");
}

#[test]
fn in_a_shop_with_people_an_owner_enrols() {
    let Some(centre) = Centre::new() else { return };
    let shop = Shop { home: Home::new() };
    ok(&shop.home.run(&["pay"], &payment(1_000)));
    let pins = [("1", "owner", "7392\n"), ("21", "cashier", "5814\n")].map(|(number, role, pin)| {
        let path = shop.home.path().join(format!("{number}.pin"));
        private(&path, pin);
        (number, role, path.display().to_string())
    });
    for (number, role, pin) in &pins {
        let by = ["--as", "1", "--pin-file", &pins[0].2];
        let by = if *number == "1" { &[][..] } else { &by };
        let add = ["people", "add", number, "--name", "Mina", "--role", role, "--new-pin-file", pin];
        ok(&shop.home.run(&[&add, by].concat(), ""));
    }
    let enrol = |by: &[&str]| {
        let ran = centre.run(&shop.home, &[&["enrol", "--shop", "3", "--name", "Mapo"], by].concat());
        (ran.code, ran.stdout + &ran.stderr)
    };
    let (code, said) = enrol(&[]);
    assert_eq!((code, said.contains("--as")), (3, true), "{said}");
    let (code, said) = enrol(&["--as", "21", "--pin-file", &pins[1].2]);
    assert_eq!((code, said.contains("owner")), (1, true), "{said}");
    let (code, said) = enrol(&["--as", "1", "--pin-file", &pins[1].2]);
    assert_eq!((code, said.contains("PIN")), (3, true), "{said}");
    let (code, said) = enrol(&["--as", "1", "--pin-file", &pins[0].2]);
    assert_eq!((code, said.starts_with("Shop 3 ships as paydesk_")), (0, true), "{said}");
    shop.ship_all();
}

#[test]
fn the_centre_has_no_card_and_no_key() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    shop.pay(110_000);
    shop.ship_all();
    let everything = centre.database.sql(
        "SELECT string_agg(row_to_json(t)::text, ' ') FROM paydesk.transactions t; \
         SELECT string_agg(convert_from(body, 'UTF8'), ' ') FROM paydesk.facts; \
         SELECT string_agg(encode(message, 'escape'), ' ') FROM paydesk.sealed",
    );
    for secret in ["1234567890123456", "7890123", "777"] {
        assert!(!everything.contains(secret), "{secret}");
    }
}
