//! The screens: a till ships by itself, and says what is wrong.

use serde_json::Value;

use crate::{
    forks,
    shop::{Centre, Shop, ok},
    support,
};

/// What doctor says of the centre.
fn doctor(shop: &Shop) -> Value {
    let answer: Value = serde_json::from_str(&shop.home.run(&["doctor", "--json"], "").stdout).expect("JSON");
    let checks = answer.get("checks").and_then(Value::as_array).expect("checks");
    checks.iter().find(|check| check.get("key").is_some_and(|key| key == "centre")).expect("a check").clone()
}

#[test]
fn a_till_ships_by_itself_and_says_what_is_held() {
    for (lang, today, held) in
        [("en", "today", "centre: held, ask the owner"), ("ko", "오늘", "본부: 보류됨, 점주에게 문의")]
    {
        let Some(centre) = Centre::new() else { return };
        let shop = centre.shop(12);
        shop.ship_all();
        shop.copy_files();
        let other = forks::clone(&shop);
        let terminal = shop.home.terminal(&["--lang", lang], 80, 24);
        terminal.wait_for_text(today);
        let count = |amount: u64| {
            centre.database.sql(&format!("SELECT count(*) FROM paydesk.transactions WHERE amount = {amount}"))
        };
        // What another program records at this ledger is shipped as well.
        shop.pay(23_000);
        support::wait_until("the till does not ship", || count(23_000) == "1");
        assert_eq!(doctor(&shop).get("state"), Some(&Value::from("fine")));
        shop.pay(24_000);
        support::wait_until("the till does not ship", || count(24_000) == "1");
        other.pay(25_000);
        assert_eq!(other.ship().0, 1);
        shop.pay(26_000);
        terminal.wait_for_text(held);
        assert_eq!(doctor(&shop).get("state"), Some(&Value::from("wrong")));
        // It is taken all the same: nothing is lost, whatever is decided.
        support::wait_until("the till does not ship", || count(26_000) == "1");
        ok(&centre.run(&shop.home, &["decide", "1", "0"]));
        terminal.wait_for_no_text(held);
        shop.pay(27_000);
        support::wait_until("the till does not ship on", || count(27_000) == "1");
    }
}

/// Two tills of one ledger: one of them ships, and the other one once that has ended.
#[test]
fn of_two_tills_the_other_one_ships_once_the_first_has_ended() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(12);
    let mut first = shop.home.terminal(&["--lang", "en", "--till", "1"], 80, 24);
    first.wait_for_text("today");
    support::wait_until("the till does not ship", || {
        centre.database.sql("SELECT count(*) FROM paydesk.transactions") == "1"
    });
    let second = shop.home.terminal(&["--lang", "en", "--till", "2"], 80, 24);
    second.wait_for_text("today");
    first.keys("<C-q>");
    assert!(first.wait_exit().success());
    shop.pay(23_000);
    support::wait_until("the other till does not ship", || {
        centre.database.sql("SELECT count(*) FROM paydesk.transactions") == "2"
    });
}

#[test]
fn an_open_till_ships_once_its_ledger_is_enrolled() {
    let Some(centre) = Centre::new() else { return };
    let shop = Shop { home: support::Home::new() };
    shop.pay(23_000);
    let terminal = shop.home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("today");
    centre.enrol(&shop, 12);
    support::wait_until("the till does not ship", || {
        centre.database.sql("SELECT count(*) FROM paydesk.transactions") == "1"
    });
}

/// A till that asks about its ledger ships nothing, and once it is accepted, it does.
#[test]
fn what_was_accepted_is_shipped() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(12);
    shop.ship_all();
    let older = shop.copy_files();
    shop.pay(2_000);
    shop.ship_all();
    shop.put_back(&older);
    let terminal = shop.home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("The ledger is not as it was left");
    terminal.keys("<F8>");
    // That it was accepted is another entry than the one that the centre has.
    terminal.wait_for_text("centre: held, ask the owner");
    assert_eq!(centre.database.sql("SELECT held FROM paydesk.ledgers"), "fork");
}

#[test]
fn a_new_ledger_in_the_place_of_the_enrolled_one_is_told() {
    for (lang, title, told) in [
        ("en", "The ledger is not as it was left", "centre: this ledger is not enrolled"),
        ("ko", "장부가 마지막 상태와 다릅니다", "본부: 등록되지 않은 장부"),
    ] {
        let Some(centre) = Centre::new() else { return };
        let shop = centre.shop(12);
        shop.ship_all();
        shop.copy_files();
        std::fs::remove_file(shop.ledger()).expect("removed");
        let terminal = shop.home.terminal(&["--lang", lang], 80, 24);
        terminal.wait_for_text(title);
        terminal.keys("<F8>");
        terminal.wait_for_text(told);
        assert_eq!(doctor(&shop).get("state"), Some(&Value::from("note")));
    }
}
