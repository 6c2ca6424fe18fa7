//! Whatever is cut off, and however often it is tried again: after the dust settles, the centre has what the tills have.

use std::{env, fs, thread};

use serde_json::Value;

use crate::{
    forks::clone,
    proxy::Proxy,
    shop::{Centre, Shop, ok},
};

/// A stream of numbers that a seed decides.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }
}

/// Ships through this line from now on.
pub fn through(shop: &Shop, proxy: &Proxy, centre: &Centre) {
    let file = format!("{}.central", shop.keyring().display());
    let mut enrolment: Value = serde_json::from_slice(&fs::read(&file).expect("enrolled")).expect("JSON");
    let url = centre.database.url_at(proxy.socket(), "nobody");
    enrolment.as_object_mut().expect("an object").insert("url".to_owned(), url.into());
    fs::write(&file, enrolment.to_string()).expect("written");
}

/// Puts a copy of the ledger in its place, which is a bit older: what it loses was shipped, or was not.
fn restore(shop: &Shop, is_shipped: bool) {
    let copy = shop.home.path().join("copy.db").display().to_string();
    ok(&shop.home.run(&["backup", &copy, "--force"], ""));
    shop.pay(77_000);
    if is_shipped {
        shop.ship_all();
    }
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", shop.ledger().display()));
    }
    ok(&shop.home.run(&["restore", &copy], ""));
}

/// A clone sells and ships, too, until the owner decides against it, or against the first machine, whose files it takes over then.
fn fork(centre: &Centre, shop: &Shop, (which, dice): (usize, &mut Dice)) {
    shop.ship_all();
    shop.copy_files();
    let other = clone(shop);
    shop.pay(88_000);
    shop.ship_all();
    other.pay(99_000);
    assert_eq!(other.ship().0, 1);
    shop.pay(66_000);
    assert_eq!(shop.ship().0, 1);
    let ledger = (which + 1).to_string();
    let is_other = dice.roll(2) == 0;
    let branch = if is_other {
        let pending =
            format!("SELECT branch FROM paydesk.branches WHERE ledger = {ledger} AND verdict = 'pending'");
        centre.database.sql(&pending)
    } else {
        "0".to_owned()
    };
    ok(&centre.run(&shop.home, &["decide", &ledger, &branch]));
    if is_other {
        other.copy_files();
        fs::copy(other.ledger(), shop.ledger()).expect("copied");
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{end}", shop.ledger().display()));
        }
        // It is not the one that is remembered here.
        ok(&shop.home.run(&["ledger", "accept"], ""));
    }
}

fn cases() -> u64 {
    env::var("PAYDESK_CENTRAL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2)
}

#[test]
fn whatever_is_cut_off_the_centre_has_what_the_tills_have() {
    for seed in 0..cases() {
        let Some(centre) = Centre::new() else { return };
        let mut dice = Dice(seed);
        let shops = [centre.shop(1), centre.shop(2)];
        let proxies = [0, 1].map(|_| Proxy::before(centre.database.socket(), &centre.database.socket_name()));
        for (shop, proxy) in shops.iter().zip(&proxies) {
            through(shop, proxy, &centre);
        }
        let mut payments: [Vec<String>; 2] = [Vec::new(), Vec::new()];
        for step in 0..40 {
            let which = usize::try_from(dice.roll(2)).expect("0 or 1");
            let (shop, proxy, paid) = (&shops[which], &proxies[which], &mut payments[which]);
            match dice.roll(12) {
                0..4 => paid.push(shop.pay(1_000 * (1 + dice.roll(50)))),
                4 => {
                    if let Some(id) = paid.pop() {
                        shop.cancel(&id, 1 + dice.roll(1_000));
                    }
                }
                5 if step % 7 == 0 => drop(ok(&shop.home.run(&["key", "rotate"], ""))),
                10 => restore(shop, dice.roll(2) == 0),
                11 if step % 3 == 0 => fork(&centre, shop, (which, &mut dice)),
                6 => {
                    // Two programs ship at once.
                    thread::scope(|scope| {
                        for _ in 0..2 {
                            scope.spawn(|| shop.home.run(&["ship"], ""));
                        }
                    });
                }
                _ => {
                    let bytes = Some(i64::try_from(dice.roll(6_000)).expect("few"));
                    if dice.roll(2) == 0 {
                        proxy.cut_after(bytes, None);
                    } else {
                        proxy.cut_after(None, bytes);
                    }
                    let ran = shop.home.run(&["ship"], "");
                    assert!(matches!(ran.code, 0 | 3), "seed {seed}, step {step}: {ran:?}");
                    proxy.cut_after(None, None);
                }
            }
        }
        for shop in &shops {
            shop.ship_all();
        }
        let there = centre.database.sql(
            "SELECT l.shop, count(*), sum(t.amount) FILTER (WHERE t.payment IS NULL), coalesce(sum(t.amount) FILTER (WHERE t.payment IS NOT NULL), 0) \
             FROM paydesk.transactions t JOIN paydesk.ledgers l ON l.number = t.ledger GROUP BY 1 ORDER BY 1",
        );
        let here: Vec<String> = shops
            .iter()
            .zip(1..)
            .map(|(shop, number)| {
                shop.sql(&format!(
                    "SELECT concat_ws('|', {number}, count(*), sum(iif(payment IS NULL, amount, 0)), sum(iif(payment IS NULL, 0, amount))) FROM transactions"
                ))
            })
            .collect();
        assert_eq!(there, here.join("\n"), "seed {seed}");
        assert_eq!(centre.verify(&shops[0].home), [""; 0], "seed {seed}");
    }
}
