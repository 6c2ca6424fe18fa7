//! Ledger files with random damage.

use std::{fs, sync::mpsc, thread, time::Duration};

use paydesk::{
    desk::{Desk, Settings, Verdict, Verifier, World},
    payment::TransactionId,
    record::{Found, Progress, Query},
    staff::{Limits, Operator, OperatorName, OperatorNumber, Pin, PinDigits, PinUse, Role},
};

use crate::{
    each,
    mutate::{Dice, mutate},
    shop::{CARD, OTHER_CARD, Shop, chmod, meant, named, part, pay, rest, sale},
};

/// Far longer than any use of a small ledger takes, on a slow machine too.
const LONG: Duration = Duration::from_secs(20);

/// The size of a page.
const PAGE: usize = 2048;

fn owner() -> OperatorNumber {
    OperatorNumber::new(1).expect("a number")
}

/// A ledger with an owner, a cashier, a few payments and cancels and a close, without a write-ahead log.
fn original() -> (Shop, Vec<TransactionId>) {
    let shop = Shop::new();
    let name = OperatorName::parse("Jin").expect("a name");
    let person =
        Operator { number: owner(), name, role: Role::Owner, limits: Limits::default(), disabled: false };
    let pin = Pin::chosen("2580", PinDigits::DEFAULT).expect("a PIN");
    shop.open().add_person(&person, &pin).expect("made");
    let settings = Settings { operator: Some(owner()), ..shop.settings() };
    let mut desk = shop.open_with(settings).expect("open");
    let number = OperatorNumber::new(21).expect("a number");
    desk.add_person(&Operator { number, role: Role::Cashier, ..person }, &pin).expect("made");
    desk.sign_in(number, &Pin::chosen("8642", PinDigits::DEFAULT).expect("a PIN"), PinUse::Command)
        .expect_err("wrong");
    let first = desk.pay(&sale(CARD, 1_000), &named("order")).expect("paid").transaction.id;
    desk.cancel(&part(first, 300), None).expect("cancelled");
    for number in 1..20 {
        shop.clock.step(60_000);
        let paid = desk.pay(&sale(OTHER_CARD, 1_000 * number), &meant()).expect("paid").transaction.id;
        if number % 5 == 0 {
            desk.cancel(&rest(paid), None).expect("cancelled");
        }
    }
    desk.close(&Progress::default()).expect("closed");
    while desk.tidy().expect("indexed") {}
    let ids = desk.list(&Query::default(), None, 100).expect("list");
    let ids = ids.into_iter().map(|found| found.transaction.id).collect();
    drop(desk);
    shop.checkpoint();
    (shop, ids)
}

/// All that can be read of a ledger, as text; `None` for what cannot.
type Answers = (Option<Vec<String>>, Vec<Option<String>>, Option<String>);
/// True if a ledger is whole, and what was read of it if it opened.
type Used = (bool, Option<Answers>);

fn read(desk: &Desk, ids: &[TransactionId]) -> Answers {
    let row = |found: Found| format!("{:?}", found.transaction);
    let list = desk.list(&Query::default(), None, 100).ok().map(|rows| rows.into_iter().map(row).collect());
    let found = ids.iter().map(|id| {
        let record = desk.find(*id).ok()?;
        Some(format!("{:?} {:?} {}", record.story.transaction, record.story.history, record.bytes.masked()))
    });
    let found = found.collect();
    let count = desk.count(&Query::default()).ok().map(|count| format!("{count:?}"));
    (list, found, count)
}

fn verify(settings: &Settings) -> bool {
    let verifier = Verifier::open(settings.clone(), World::system());
    let verdict = verifier.and_then(|verifier| verifier.check(None, &Progress::default()));
    matches!(verdict, Ok(Verdict::Whole(_)))
}

/// Verifies, reads and changes a ledger. `tell` gets the name of each step before it starts.
fn use_ledger(settings: &Settings, ids: &[TransactionId], tell: &dyn Fn(&'static str)) -> Used {
    tell("verify");
    let whole = verify(settings);
    tell("open");
    let desk = Desk::open(settings.clone(), World::system());
    let Ok(mut desk) = desk else { return (whole, None) };
    tell("list, find and count");
    let answers = read(&desk, ids);
    tell("last");
    let _ = desk.last();
    tell("today");
    let _ = desk.today();
    tell("tidy");
    let _ = desk.tidy();
    tell("cancel");
    for id in ids.iter().take(3) {
        let _ = desk.cancel(&part(*id, 1), None);
    }
    tell("people");
    let _ = desk.people();
    let _ = desk.set_pin_digits(PinDigits::new(6).expect("digits"));
    tell("close");
    let _ = desk.figures_since_close(false, &Progress::default(), &|| false);
    for close in desk.closes(..).unwrap_or_default() {
        let _ = desk.find_close(close.number);
    }
    let _ = desk.close(&Progress::default());
    tell("pay");
    if let Ok(paid) = desk.pay(&sale(CARD, 2_000), &meant()) {
        assert_eq!(paid.transaction.amount.get(), 2_000);
    }
    (whole, Some(answers))
}

/// Damages a file as disks and programs do: bits, bytes, a sector of zeros, a page from another place, a missing end.
fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(3) {
        let (len, pages) = (bytes.len(), bytes.len() / PAGE);
        let at = dice.below(len);
        let byte = u8::try_from(dice.below(256)).expect("a byte");
        match dice.below(12) {
            0 => bytes.truncate(at),
            1 => bytes[at..(at + 512).min(len)].fill(0),
            2 => {
                let (from, to) = (dice.below(pages) * PAGE, dice.below(pages) * PAGE);
                bytes.copy_within(from..from + PAGE, to);
            }
            3 => mutate(bytes, &[], dice),
            // The header and the schema are small: hit them often enough.
            4 => bytes[dice.below(PAGE)] = byte,
            _ => bytes[at] ^= 1 << dice.below(8),
        }
        if bytes.len() < PAGE {
            return;
        }
    }
}

#[test]
fn a_damaged_ledger_is_refused_or_answers_rightly() {
    let (shop, ids) = original();
    let sound = fs::read(shop.ledger()).expect("the ledger");
    let (whole, truth) = use_ledger_of(&shop, &sound, &ids).expect("no panic");
    assert!(whole);
    let truth = truth.expect("opened");
    let (mut refused, mut unsound) = (0, 0);
    each("ledger files", 150, |dice| {
        let mut bytes = sound.clone();
        damage(&mut bytes, dice);
        let (whole, answers) = use_ledger_of(&shop, &bytes, &ids).expect("no panic and no hang");
        let Some((list, found, count)) = answers else {
            refused += 1;
            return;
        };
        // The message is sealed, so a whole transaction is either right or refused.
        for (found, true_one) in found.iter().zip(&truth.1) {
            assert!(found.is_none() || found == true_one || !whole, "{found:?} is not {true_one:?}");
        }
        if whole {
            assert!(list.is_none() || list == truth.0, "a whole ledger with another list");
            assert!(count.is_none() || count == truth.2, "a whole ledger with another count");
        } else {
            unsound += 1;
        }
    });
    assert!(refused > 0 && unsound > 0, "{refused} refused, {unsound} unsound");
}

/// Uses a ledger of these bytes in a thread, to notice a hang. An error names the step that panicked or hung.
fn use_ledger_of(shop: &Shop, bytes: &[u8], ids: &[TransactionId]) -> Result<Used, &'static str> {
    let ledger = shop.folder().join("damaged.db");
    for left in ["damaged.db", "damaged.db-wal", "damaged.db-shm"] {
        let _ = fs::remove_file(shop.folder().join(left));
    }
    fs::write(&ledger, bytes).expect("written");
    chmod(&ledger, 0o600);
    let settings = Settings { ledger, operator: Some(owner()), ..shop.settings() };
    // Or it would only be said that it is not as it was left.
    let _ = fs::remove_file(settings.keyring.with_extension("ledgers"));
    let (ids, (step, steps)) = (ids.to_vec(), mpsc::channel());
    let user = thread::spawn(move || use_ledger(&settings, &ids, &|name| step.send(name).expect("received")));
    let mut here = "begin";
    loop {
        match steps.recv_timeout(LONG) {
            Ok(step) => here = step,
            Err(mpsc::RecvTimeoutError::Disconnected) => return user.join().map_err(|_panic| here),
            Err(mpsc::RecvTimeoutError::Timeout) => return Err(here),
        }
    }
}

#[test]
fn an_undamaged_ledger_is_whole_after_all_of_it() {
    let (shop, ids) = original();
    let settings = Settings { operator: Some(owner()), ..shop.settings() };
    let mut desk = shop.open_with(settings).expect("open");
    pay(&mut desk, 1_000);
    assert_eq!(read(&desk, &ids).1.iter().filter(|found| found.is_some()).count(), ids.len());
    drop(desk);
    assert!(verify(&shop.settings()));
}

#[test]
fn an_index_that_claims_too_much_hangs_nothing() {
    let (shop, ids) = original();
    let raw = shop.raw();
    raw.execute_batch("PRAGMA ignore_check_constraints = ON; UPDATE blocks SET block = 1 << 40")
        .expect("changed");
    drop(raw);
    shop.checkpoint();
    let settings = Settings { operator: Some(owner()), ..shop.settings() };
    let (done, ended) = mpsc::channel();
    thread::spawn(move || {
        let desk = Desk::open(settings, World::system());
        let mut desk = desk.expect("opened");
        let last = desk.last().expect("the last transaction").is_some();
        let paid = desk.pay(&sale(CARD, 2_000), &meant()).is_ok();
        let _ = read(&desk, &ids);
        done.send((last, paid))
    });
    assert_eq!(ended.recv_timeout(LONG), Ok((true, true)), "payments go on");
}
