//! A ledger that has another past than the centre: clones, rollbacks, restores, dead tills.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{
    shop::{Centre, Shop, number, ok, run_at, text},
    support::Home,
};

/// The same files in another home, as a machine that was cloned.
pub fn clone(shop: &Shop) -> Shop {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("made");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            let target = to.join(entry.file_name());
            if entry.file_type().expect("a type").is_dir() {
                copy(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).expect("copied");
            }
        }
    }
    let home = Home::new();
    for folder in ["data", "config"] {
        copy(&shop.home.path().join(folder), &home.path().join(folder));
        let private = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
        fs::set_permissions(home.path().join(folder).join("paydesk"), private).expect("private");
    }
    Shop { home }
}

/// The one ledger of the status.
fn ledger(centre: &Centre, shop: &Shop) -> (i32, Value) {
    let (code, status) = centre.status(&shop.home);
    let ledgers = status.get("ledgers").and_then(Value::as_array).expect("ledgers");
    assert_eq!(ledgers.len(), 1);
    (code, ledgers[0].clone())
}

fn transactions(centre: &Centre) -> String {
    centre.database.sql("SELECT count(*), coalesce(sum(amount), 0) FROM paydesk.transactions")
}

/// A shop and its clone, which have both sold something since; the shop's sale is at the centre.
fn forked() -> Option<(Centre, Shop, Shop, i64)> {
    let centre = Centre::new()?;
    let shop = centre.shop(3);
    let common = shop.ship_all();
    shop.copy_files();
    let other = clone(&shop);
    shop.pay(2_000);
    other.pay(5_000);
    other.pay(6_000);
    shop.ship_all();
    Some((centre, shop, other, common))
}

#[test]
fn a_clone_is_found_and_both_branches_are_kept() {
    let Some((centre, shop, other, common)) = forked() else { return };
    let ran = other.home.run(&["ship"], "");
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let first = common + 1;
    assert_eq!(
        ran.stdout,
        format!(
            "The centre has another entry {first}: there are two copies of this ledger that have recorded different things. Both are kept there, \
             with what they record from now on, until an owner decides which of them counts. Payments go on.\n"
        )
    );
    let (code, held) = ledger(&centre, &shop);
    assert_eq!((code, text(&held, "held")), (1, "fork".to_owned()));
    let pending = held.get("pending").and_then(Value::as_array).expect("pending");
    assert_eq!(pending.len(), 1);
    assert_eq!((number(&pending[0], "branch"), number(&pending[0], "first")), (1, first));
    assert_eq!(number(&pending[0], "transactions"), 2);
    // Head office sees it as well.
    let seen = run_at(&Home::new(), &centre.url_of_head_office(), &["central", "status", "--json"]);
    assert_eq!((seen.code, seen.stderr.as_str()), (1, ""));
    assert_eq!(seen.stdout, centre.run(&shop.home, &["status", "--json"]).stdout);
    let said = centre.run(&shop.home, &["status"]).stdout;
    assert!(
        said.contains("held: fork\n") && said.contains("paydesk central decide 1 1, or 0 for what is here."),
        "{said}"
    );
    let kept = "SELECT string_agg(amount::text, ',' ORDER BY seq) FROM paydesk.branch_transactions";
    assert_eq!(centre.database.sql(kept), "5000,6000");
    // Told at both ends; both go on selling, and what the clone sells is kept as well.
    let (code, answer) = shop.ship();
    assert_eq!((code, answer.get("held")), (1, Some(&Value::Bool(true))));
    shop.pay(3_000);
    other.pay(7_000);
    assert_eq!(other.ship().0, 1);
    assert_eq!(centre.database.sql(kept), "5000,6000,7000");
    let (code, answer) = shop.ship();
    assert_eq!((code, answer.get("held")), (1, Some(&Value::Bool(true))));
    assert_eq!(transactions(&centre), "3|6000");

    // The owner decides for what is there: the shop ships on, the clone is refused for good.
    assert_eq!(
        ok(&centre.run(&shop.home, &["decide", "1", "0"])),
        "Decided for ledger 1: what is here counts. A machine that has something else is refused from now on.\n"
    );
    shop.ship_all();
    assert_eq!(transactions(&centre), "3|6000");
    let (code, answer) = other.ship();
    assert_eq!((code, number(&answer, "fork")), (1, first));
    assert_eq!(ledger(&centre, &shop).0, 0, "nothing is held by that");
    shop.pay(4_000);
    shop.ship_all();
    assert_eq!(centre.verify(&shop.home), [""; 0]);
    let ran = centre.run(&shop.home, &["decide", "1", "0"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, "paydesk: Nothing of ledger 1 is held.\n"));
}

#[test]
fn an_owner_may_decide_for_the_other_branch() {
    let Some((centre, shop, other, common)) = forked() else { return };
    assert_eq!(other.ship().0, 1);
    let ran = centre.run(&shop.home, &["decide", "1", "2"]);
    assert_eq!((ran.code, ran.stderr.contains("no branch 2")), (1, true), "{}", ran.stderr);
    // What the shop sells meanwhile is not lost by the decision.
    shop.pay(9_000);
    assert_eq!(shop.ship().0, 1);
    ok(&centre.run(&shop.home, &["decide", "1", "1"]));
    // Whichever of the two is there first.
    let (code, answer) = shop.ship();
    assert_eq!((code, number(&answer, "fork")), (1, common + 1));
    other.ship_all();
    assert_eq!(transactions(&centre), "3|12000");
    let (code, answer) = shop.ship();
    assert_eq!((code, answer.get("held")), (1, Some(&Value::Bool(true))));
    let (code, status) = ledger(&centre, &shop);
    assert_eq!((code, number(&status, "branches_left")), (0, 1));
    // What the shop had sold is kept, with its signature.
    assert_eq!(
        centre.database.sql("SELECT sum(amount) FROM paydesk.branch_transactions WHERE branch = 2"),
        "11000"
    );
    assert_eq!(centre.verify(&shop.home), [""; 0]);
}

#[test]
fn a_file_that_was_rolled_back_is_found_and_its_return_too() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(3);
    shop.ship_all();
    let before = shop.copy_files();
    shop.pay(2_000);
    shop.ship_all();
    let after = shop.copy_files();
    shop.put_back(&before);
    let (code, answer) = shop.ship();
    assert_eq!((code, answer.get("held")), (1, Some(&Value::Bool(true))));
    let (code, held) = ledger(&centre, &shop);
    assert_eq!((code, text(&held, "held")), (1, "rollback".to_owned()));
    shop.put_back(&after);
    shop.ship_all();
    assert_eq!(ledger(&centre, &shop).0, 0);
    assert_eq!(transactions(&centre), "2|3000");
}

#[test]
fn an_honest_restore_goes_through_and_what_it_lost_is_kept() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(3);
    let copy = shop.home.path().join("copy.db").display().to_string();
    ok(&shop.home.run(&["backup", &copy], ""));
    let id = shop.pay(2_000);
    shop.cancel(&id, 500);
    shop.ship_all();
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", shop.ledger().display()));
    }
    let before = clone(&shop);
    ok(&shop.home.run(&["restore", &copy], ""));
    shop.pay(9_000);
    shop.ship_all();
    assert_eq!(transactions(&centre), "2|10000");
    assert_eq!(centre.database.sql("SELECT sum(paid), sum(cancelled) FROM paydesk.days"), "10000|0");
    assert_eq!(
        centre.database.sql("SELECT count(*), sum(amount) FROM paydesk.branch_transactions"),
        "2|2500"
    );
    let (code, status) = ledger(&centre, &shop);
    assert_eq!((code, number(&status, "branches_left")), (0, 1));
    assert_eq!(centre.verify(&shop.home), [""; 0]);

    // Of two that were restored from one copy, the second is a fork.
    let copied = before.home.path().join("copy.db");
    fs::copy(&copy, &copied).expect("copied");
    ok(&before.home.run(&["restore", copied.to_str().expect("UTF-8")], ""));
    before.pay(8_000);
    assert_eq!(before.ship().0, 1);
    assert_eq!(text(&ledger(&centre, &shop).1, "held"), "fork");
}

/// Somebody tries a backup on another machine, and it ships: the shop is not pushed aside.
#[test]
fn a_restore_beside_a_shop_that_sells_is_held() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(3);
    let copy = shop.home.path().join("copy.db").display().to_string();
    ok(&shop.home.run(&["backup", &copy], ""));
    shop.pay(2_000);
    let before = shop.ship_all();
    let tried = clone(&shop);
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", tried.ledger().display()));
    }
    ok(&tried.home.run(&["restore", &copy], ""));
    tried.ship_all();
    shop.pay(3_000);
    assert_eq!(shop.ship().0, 1);
    let (code, held) = ledger(&centre, &shop);
    assert_eq!((code, text(&held, "held")), (1, "fork".to_owned()));
    let pending = held.get("pending").and_then(Value::as_array).expect("pending");
    assert_eq!(pending.len(), 1);
    // The owner knows which machine is the shop's. Nothing of it is missing then.
    let branch = number(&pending[0], "branch").to_string();
    ok(&centre.run(&shop.home, &["decide", "1", &branch]));
    assert!(shop.ship_all() > before);
    assert_eq!(transactions(&centre), "3|6000");
    let (code, answer) = tried.ship();
    assert_eq!((code, answer.get("held")), (1, Some(&Value::Bool(true))));
    assert_eq!(ledger(&centre, &shop).0, 0, "what was refused holds nothing");
    assert_eq!(centre.verify(&shop.home), [""; 0]);
}

#[test]
fn a_dead_till_is_rebuilt_and_what_was_never_shipped_is_named() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(3);
    let id = shop.pay(110_000);
    shop.cancel(&id, 10_000);
    ok(&shop.home.run(&["key", "rotate"], ""));
    let memo = shop.pay(3_000);
    ok(&shop.home.run(&["memo", &memo, "order A-17"], ""));
    let shipped = shop.ship_all();
    shop.pay(4_000);
    // A list that goes to a program notes how far the ledger goes.
    let all = ok(&shop.home.run(&["list", "--json", "--limit", "0"], ""));
    ok(&shop.home.run(&["verify"], ""));
    let recorded = shop.sql::<i64>("SELECT max(seq) FROM journal");
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", shop.ledger().display()));
    }
    let ran = centre.run(&shop.home, &["rebuild", "1", "--json"]);
    let answer: Value = serde_json::from_str(&ok(&ran)).expect("JSON");
    assert_eq!((number(&answer, "facts"), number(&answer, "transactions")), (shipped, 4));
    assert_eq!(number(&answer, "lost"), recorded - shipped);
    ok(&shop.home.run(&["verify"], ""));
    let rebuilt = ok(&shop.home.run(&["list", "--json", "--limit", "0"], ""));
    assert_eq!(
        rebuilt.lines().collect::<Vec<_>>(),
        all.lines().skip(1).collect::<Vec<_>>(),
        "all but what was not shipped"
    );
    let shown = ok(&shop.home.run(&["show", &id, "--reveal", "--json"], ""));
    assert!(shown.contains("1234567890123456"), "{shown}");
    // It goes on, and the centre takes it.
    shop.pay(5_000);
    shop.ship_all();
    assert_eq!(ledger(&centre, &shop).0, 0);
    assert_eq!(centre.verify(&shop.home), [""; 0]);
    // Where there is a ledger, none is made.
    let ran = centre.run(&shop.home, &["rebuild", "1"]);
    assert_eq!(ran.code, 3);
}
