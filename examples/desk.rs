//! The desk as a library: a payment, a cancel of a part, and both found again. All in a folder that vanishes.
//!
//! ```text
//! cargo run --example desk
//! ```

#![forbid(unsafe_code)]

use std::error::Error;

use paydesk::{
    desk::{Clock as _, Desk, PayOptions, Settings, SystemClock, World},
    payment::{CancelForm, PaymentForm, Rules},
    query::read_query,
};

#[expect(clippy::print_stdout, reason = "what the example shows")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let settings = Settings::new(folder.path().join("ledger.db"), folder.path().join("keyring"));
    let mut desk = Desk::open(settings, World::system())?;
    let today = desk.now().date_naive();

    // What was keyed becomes a valid request, or every wrong field at once.
    let form = PaymentForm {
        card_number: "4111 1111 1111 1111".into(),
        expiry: "1245".into(),
        cvc: "123".into(),
        installments: "0".into(),
        amount: "55000".into(),
        vat: "".into(),
    };
    let request = form.parse(&Rules::default(), today).map_err(|wrong| format!("{wrong:?}"))?;
    let paid = desk.pay(&request, &PayOptions::default())?;
    println!("taken     {}  {} won", paid.transaction.id.grouped(), paid.transaction.amount.grouped());

    let form = CancelForm { id: paid.transaction.id.as_str().into(), amount: "10000".into(), vat: "".into() };
    let request = form.parse().map_err(|wrong| format!("{wrong:?}"))?;
    let cancelled = desk.cancel(&request, None)?;
    println!("remaining {} won", cancelled.remaining.amount().grouped());

    // The language of Look up: cards that end in 111.
    let reading = read_query("111", desk.now(), &|at| SystemClock.offset_at(at));
    for found in desk.list(&reading.query, None, 10)? {
        let record = desk.find(found.transaction.id)?;
        println!(
            "found     {}  {}",
            record.story.transaction.id.grouped(),
            record.story.transaction.kind.word()
        );
    }
    Ok(())
}

#[test]
fn it_runs() {
    main().expect("a payment and its cancel");
}
