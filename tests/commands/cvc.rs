//! `security.keep_cvc = false` in the commands.

use crate::{
    home::{Home, PAYMENT, outcome, text, value, with},
    message::LAYOUT_ONLY,
};

const NO_CVC: &str = "[security]\nkeep_cvc = false\n";

/// The CVC slot of the message in an answer.
fn slot(answer: &str) -> String {
    let answer = value(answer);
    text(&answer, "message").get(60..63).expect("ASCII").to_owned()
}

#[test]
fn the_answer_has_the_cvc_and_what_is_kept_has_none() {
    let home = Home::new();
    home.configure(NO_CVC);
    let paid = home.ok(&["pay"], PAYMENT);
    assert_eq!(slot(&paid), "777");
    let paid = value(&paid);
    let (id, sent) = (text(&paid, "id"), text(&paid, "message"));
    assert_eq!(text(&value(&home.ok(&["message", "decode"], sent)), "cvc"), "777");

    assert_eq!(slot(&home.ok(&["show", "--json", id], "")), "   ");
    let revealed = home.ok(&["show", "--json", "--reveal", id], "");
    let (before, after) = (sent.get(..60).expect("ASCII"), sent.get(63..103).expect("ASCII"));
    let revealed = text(&value(&revealed), "message").to_owned();
    assert_eq!(revealed.get(..103), Some(format!("{before}   {after}").as_str()));
    for args in [&["show", id][..], &["show", "--reveal", id]] {
        let shown = home.ok(args, "");
        assert!(
            shown.lines().any(|line| line.trim_end().ends_with("···") && line.contains("cvc")),
            "{shown}"
        );
    }
    assert_eq!(home.run(&["verify"], "").code, Some(0));
}

#[test]
fn a_retry_is_answered_with_a_blank() {
    let home = Home::new();
    home.configure(NO_CVC);
    let named = PAYMENT.replace('}', r#","request_id":"order-1"}"#);
    let first = home.ok(&["pay"], &named);
    let again = home.ok(&["pay"], &named);
    assert_eq!((slot(&first).as_str(), slot(&again).as_str()), ("777", "   "));
    let id = |answer: &str| text(&value(answer), "id").to_owned();
    assert_eq!((id(&again), home.count()), (id(&first), 1));
    let other = home.run(&["pay"], with(&named, "amount", "12000"));
    assert_eq!(outcome(&other.out), "json_invalid request_id");
}

#[test]
fn cancels_are_sent_with_a_blank_that_only_the_layout_allows() {
    let home = Home::new();
    let (kept, later) = (home.paid(), home.paid());
    let cancel = |id: &str, keep: bool| {
        let set = format!("security.keep_cvc={keep}");
        home.ok(&["cancel", "--set", &set], format!(r#"{{"id":"{id}","amount":100}}"#))
    };
    assert_eq!(slot(&cancel(&kept, true)), "777");
    let answer = cancel(&later, false);
    assert_eq!(slot(&answer), "   ");
    let answer = value(&answer);
    let (id, sent) = (text(&answer, "id"), text(&answer, "message"));
    assert_eq!(text(&value(&home.ok(&["show", "--json", "--reveal", id], "")), "message"), sent);
    assert_eq!(outcome(&home.run(&["message", "decode"], sent).out), "message_invalid cvc");
    assert_eq!(text(&value(&home.ok(LAYOUT_ONLY, sent)), "cvc"), "");
    // An earlier CVC is still sealed: with `keep_cvc` a cancel sends it again.
    assert_eq!(slot(&cancel(&later, true)), "777");
    assert_eq!(home.run(&["verify"], "").code, Some(0));
}

#[test]
fn made_up_ledgers_obey_too() {
    let home = Home::new();
    home.configure(NO_CVC);
    let made = home.run(&["demo", "--rows", "1000"], "");
    assert_eq!(made.code, Some(0), "{}", made.err);
    let newest = home.ok(&["list", "--json", "--limit", "1"], "");
    let id = text(&value(&newest), "id").to_owned();
    assert_eq!(slot(&home.ok(&["show", "--json", "--reveal", &id], "")), "   ");
    assert_eq!(home.run(&["verify"], "").code, Some(0));
}
