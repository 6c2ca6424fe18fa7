//! Slips on paper: which number goes on each copy, and what of it is remembered.

use paydesk::{
    desk::{Desk, DeskError, Verdict, Verifier, World},
    ledger::LedgerTrouble,
    record::{Fact, FactKind, Prints, Progress, SlipCopy},
};

use crate::shop::{Shop, ledger_trouble, part, pay};

const CUSTOMER: SlipCopy = SlipCopy::Customer;
const MERCHANT: SlipCopy = SlipCopy::Merchant;

fn prints(customer: u32, merchant: u32) -> Prints {
    Prints { customer, merchant }
}

fn print(desk: &mut Desk, slip: i64, copy: SlipCopy) -> u32 {
    desk.record_print(slip, copy).expect("recorded")
}

fn prints_of(desk: &Desk, slip: i64) -> Prints {
    desk.prints_of(slip).expect("read")
}

/// The facts of the journal about prints, oldest first.
fn facts(shop: &Shop) -> Vec<Fact> {
    let raw = shop.raw();
    let mut statement =
        raw.prepare("SELECT kind, body FROM journal WHERE kind IN (17, 18) ORDER BY seq").expect("SQL");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?))).expect("rows");
    let fact = |row: rusqlite::Result<(u8, Vec<u8>)>| {
        let (kind, body) = row.expect("a row");
        Fact::from_body(FactKind::from_repr(kind).expect("a kind"), &body).expect("a fact")
    };
    rows.map(fact).collect()
}

/// Checks everything, as `paydesk verify` does.
fn assert_whole(shop: &Shop) {
    let verifier = Verifier::open(shop.settings(), World::system()).expect("keyring");
    let verdict = verifier.check(None, &Progress::default()).expect("checked");
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
}

#[test]
fn each_copy_is_an_original_once_and_a_numbered_reprint_then() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1_000).seq;
    assert_eq!(prints_of(&desk, paid), prints(0, 0));
    assert_eq!([0; 3].map(|_| print(&mut desk, paid, CUSTOMER)), [0, 1, 2]);
    assert_eq!(prints_of(&desk, paid), prints(3, 0));
    assert_eq!([0; 2].map(|_| print(&mut desk, paid, MERCHANT)), [0, 1]);
    assert_eq!(prints_of(&desk, paid), prints(3, 2));
    let fact = |copy, reprint| Fact::Print { transaction: paid, copy, reprint };
    let expected =
        [fact(CUSTOMER, 0), fact(CUSTOMER, 1), fact(CUSTOMER, 2), fact(MERCHANT, 0), fact(MERCHANT, 1)];
    assert_eq!(facts(&shop), expected);
    drop(desk);
    assert_eq!(prints_of(&shop.open(), paid), prints(3, 2), "by a till that starts now");
    assert_whole(&shop);
}

#[test]
fn a_print_that_failed_does_not_count() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1_000).seq;
    for _ in 0..2 {
        assert_eq!(print(&mut desk, paid, CUSTOMER), 0, "none was printed");
        desk.record_print_failed(paid, CUSTOMER).expect("recorded");
        assert_eq!(prints_of(&desk, paid), prints(0, 0));
    }
    assert_eq!([print(&mut desk, paid, CUSTOMER), print(&mut desk, paid, CUSTOMER)], [0, 1]);
    desk.record_print_failed(paid, MERCHANT).expect("recorded");
    assert_eq!(prints_of(&desk, paid), prints(2, 0), "the other copy");
    desk.record_print_failed(paid, CUSTOMER).expect("recorded");
    assert_eq!((prints_of(&desk, paid), print(&mut desk, paid, CUSTOMER)), (prints(1, 0), 1));
    drop(desk);
    assert_whole(&shop);
}

#[test]
fn the_slip_of_a_cancel_counts_by_itself() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1_000);
    assert_eq!(print(&mut desk, paid.seq, CUSTOMER), 0);
    let cancel = desk.cancel(&part(paid.id, 300), None).expect("cancelled").transaction.seq;
    assert_eq!(prints_of(&desk, cancel), prints(0, 0));
    assert_eq!(print(&mut desk, cancel, CUSTOMER), 0);
    assert_eq!(print(&mut desk, paid.seq, CUSTOMER), 1);
    assert_eq!((prints_of(&desk, paid.seq), prints_of(&desk, cancel)), (prints(2, 0), prints(1, 0)));
    drop(desk);
    assert_whole(&shop);
}

#[test]
fn two_tills_never_give_the_same_number() {
    let shop = Shop::new();
    let (mut one, mut two) = (shop.open(), shop.open_till(2));
    let paid = pay(&mut one, 1_000).seq;
    let turns = [0; 3].map(|_| [print(&mut one, paid, CUSTOMER), print(&mut two, paid, CUSTOMER)]);
    assert_eq!(turns, [[0, 1], [2, 3], [4, 5]]);
    // And at once.
    let print_ten = |desk: &mut Desk| -> Vec<u32> { (0..10).map(|_| print(desk, paid, MERCHANT)).collect() };
    let (first, second) = std::thread::scope(|scope| {
        let [one, two] = [&mut one, &mut two].map(|desk| scope.spawn(|| print_ten(desk)));
        (one.join().expect("printed"), two.join().expect("printed"))
    });
    let mut all = [first, second].concat();
    all.sort_unstable();
    assert_eq!(all, (0..20).collect::<Vec<u32>>());
    assert_eq!(prints_of(&one, paid), prints(6, 20));
    drop((one, two));
    assert_whole(&shop);
}

#[test]
fn counts_are_made_again_from_the_journal() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let [first, second] = [pay(&mut desk, 1_000).seq, pay(&mut desk, 2_000).seq];
    for slip in [first, second, first] {
        print(&mut desk, slip, CUSTOMER);
    }
    print(&mut desk, second, MERCHANT);
    desk.record_print_failed(second, MERCHANT).expect("recorded");
    for spoilt in [
        "",
        "DELETE FROM prints",
        "UPDATE prints SET count = 7",
        "INSERT INTO prints SELECT slip, 2, 7 FROM prints WHERE slip = 2",
    ] {
        shop.raw().execute_batch(spoilt).expect("spoilt");
        desk.rebuild_index(&Progress::default()).expect("made again");
        let counts = [first, second].map(|slip| prints_of(&desk, slip));
        assert_eq!(counts, [prints(2, 0), prints(1, 0)], "{spoilt}");
        assert_whole(&shop);
    }
    assert_eq!(print(&mut desk, first, CUSTOMER), 2);
}

#[test]
fn prints_go_on_under_a_new_key() {
    let shop = Shop::new();
    let (mut one, mut two) = (shop.open(), shop.open_till(2));
    let paid = pay(&mut one, 1_000).seq;
    assert_eq!(print(&mut one, paid, CUSTOMER), 0);
    two.rotate_key(&Progress::default()).expect("rotated");
    assert_eq!(print(&mut one, paid, CUSTOMER), 1);
    two.record_print_failed(paid, CUSTOMER).expect("recorded");
    assert_eq!(print(&mut two, paid, CUSTOMER), 1);
    drop((one, two));
    assert_whole(&shop);
}

#[test]
fn what_cannot_be_recorded_has_no_number() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1_000).seq;
    assert_eq!(print(&mut desk, paid, CUSTOMER), 0);
    // The ledger as it was before, in the place of what is remembered.
    drop(desk);
    shop.checkpoint();
    let copy = shop.folder().join("copy.db");
    std::fs::copy(shop.ledger(), &copy).expect("copied");
    print(&mut shop.open(), paid, CUSTOMER);
    shop.checkpoint();
    std::fs::copy(&copy, shop.ledger()).expect("laid over");
    let world = World::new(shop.clock.clone(), paydesk::vault::SystemRandom);
    let mut desk = Desk::open_to_read(shop.settings(), world).expect("read");
    assert_eq!(prints_of(&desk, paid), prints(1, 0));
    for refused in [desk.record_print(paid, CUSTOMER).err(), desk.record_print_failed(paid, CUSTOMER).err()] {
        assert!(matches!(refused, Some(DeskError::Misfit(_))), "{refused:?}");
    }
    assert_eq!(facts(&shop).len(), 1);
}

#[test]
fn a_slip_is_of_a_transaction() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1_000).seq;
    for slip in [1, paid + 1, 0, -1] {
        let trouble = ledger_trouble(desk.record_print(slip, CUSTOMER).expect_err("refused"));
        assert!(matches!(trouble, LedgerTrouble::Sqlite(_)), "{slip}: {trouble:?}");
    }
    assert_eq!(facts(&shop), []);
    for (sql, expected) in [
        ("UPDATE prints SET count = -1", "CHECK constraint failed: count BETWEEN 0 AND 4294967295"),
        ("INSERT INTO prints VALUES (2, 3, 1)", "CHECK constraint failed: copy IN (1, 2)"),
        ("INSERT INTO prints VALUES (2, 2, NULL)", "NOT NULL constraint failed: prints.count"),
    ] {
        print(&mut desk, paid, CUSTOMER);
        let said = shop.raw().execute_batch(sql).expect_err(sql).to_string();
        assert_eq!(said.split(" in ").next(), Some(expected), "{sql}");
    }
}
