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
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
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
        "SELECT lo_from_bytea(0, body) FROM paydesk.facts",
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
    let kinds = "SELECT string_agg(DISTINCT kind::text, ' ' ORDER BY kind::text) FROM paydesk.facts";
    assert_eq!(centre.database.sql(&format!("SET ROLE paydesk_head_office; {kinds}")), "1");
    assert_ne!(centre.database.sql(kinds), "1");
    // A condition of whoever asks sees nothing else either: it would say what it cannot read.
    let cast = "SET ROLE paydesk_head_office; SELECT count(*) FROM paydesk.facts WHERE encode(body, 'escape')::integer > 0";
    let told = centre.database.try_sql(cast).expect_err("no number");
    assert!(
        told.contains("invalid input syntax") && !told.contains("pin") && !told.contains("operator"),
        "{told}"
    );
}

/// Whoever has the password of a shop, and not its keyring, cannot ship what is in the way of the others.
#[test]
fn values_that_no_ledger_ships_are_refused() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(1);
    let (role, password) = shop.role();
    let append = |changed: &str, value: &str| {
        let of = |name: &str, usual: &str| if name == changed { value.to_owned() } else { usual.to_owned() };
        let zeros = "decode(repeat('00', 32), 'hex')";
        let facts = format!(
            "ARRAY[{}]::bigint[], ARRAY[{}], ARRAY[{}], ARRAY[NULL]::integer[], ARRAY[NULL]::integer[], ARRAY[{}], ARRAY[{}]::bytea[], \
             ARRAY[1]::bigint[], ARRAY[{zeros}]",
            of("at", "0"),
            of("offset", "540"),
            of("till", "1"),
            of("kind", "1"),
            of("body", "'x'"),
        );
        let transactions = format!(
            "ARRAY[1]::bigint[], ARRAY[{}], ARRAY[NULL]::bigint[], ARRAY[{}]::bigint[], ARRAY[540], ARRAY[1], ARRAY[{}]::bigint[], \
             ARRAY[{}]::bigint[], ARRAY[{}], ARRAY['123456'], ARRAY['3456'], ARRAY[16], ARRAY[NULL]::text[]",
            of("id", "'26113014320712301007'"),
            of("created_at", "0"),
            of("amount", "1000"),
            of("vat", "91"),
            of("installments", "0"),
        );
        let sealed = "ARRAY[]::bigint[], ARRAY[]::bigint[], ARRAY[]::bytea[], ARRAY[]::bigint[], ARRAY[]::bigint[], \
                      ARRAY[]::bytea[], ARRAY[]::bytea[], ARRAY[]::bytea[]";
        let sql =
            format!("SELECT paydesk.append(1, {zeros}, {facts}, {transactions}, {sealed}, {zeros}, '', 0)");
        centre.database.sql_as(&role, &password, &sql).expect_err("it is not signed")
    };
    assert!(append("", "").contains("a shipment is not what was signed"));
    for (name, value) in [
        ("at", "9223372036854775807"),
        ("offset", "100000"),
        ("till", "0"),
        ("till", "100"),
        ("kind", "0"),
        ("body", "''"),
        ("id", "'short'"),
        ("created_at", "-1"),
        ("created_at", "8000000000000000000"),
        ("amount", "0"),
        ("amount", "1000000001"),
        ("vat", "-1"),
        ("vat", "1001"),
        ("installments", "13"),
    ] {
        let told = append(name, value);
        assert!(told.contains("a value that no ledger ships"), "{name} {value}: {told}");
    }
}

#[test]
fn the_name_of_a_shop_is_a_short_text() {
    let Some(centre) = Centre::new() else { return };
    let shop = Shop { home: Home::new() };
    ok(&shop.home.run(&["pay"], &payment(1_000)));
    for name in ["", " ", "a\nb", "\u{1b}[31mred", "a\u{202e}b", &"x".repeat(41)] {
        let ran = centre.run(&shop.home, &["enrol", "--shop", "1", "--name", name]);
        assert_eq!(ran.code, 2, "{name:?}");
        assert!(
            ran.stderr.contains("a name has 1 to 40 columns, and no control characters"),
            "{}",
            ran.stderr
        );
    }
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
