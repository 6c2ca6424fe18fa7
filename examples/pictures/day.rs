//! A day's business for the pictures of the day: the hours up to now at two tills, after a day before that was closed.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, FixedOffset};
use paydesk::{
    desk::{Clock, Desk, PayOptions, Settings, SystemClock, World},
    payment::{CancelForm, PaymentForm, Rules, Till},
    record::{Progress, Transaction},
    vault::SystemRandom,
};

use crate::scenes::support::Home;

/// Sales of each hour, the last one first.
const HOURS: [usize; 9] = [3, 8, 6, 4, 5, 9, 7, 4, 2];
const AMOUNTS: [&str; 7] = ["4500", "9000", "27500", "12800", "6300", "55000", "18200"];
const CARDS: [&str; 3] = ["5409123456783456", "4518421234569872", "9410101234561456"];
/// Seoul.
const OFFSET: i32 = 9 * 3_600;

/// A clock that is set.
#[derive(Clone)]
struct SetClock(Arc<Mutex<DateTime<FixedOffset>>>);

impl SetClock {
    fn set(&self, time: DateTime<FixedOffset>) {
        *self.0.lock().expect("no panic") = time;
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<FixedOffset> {
        *self.0.lock().expect("no panic")
    }
}

/// Fills the ledger of `home`, checks it, and copies it. The last transaction is a cancel at till 1.
pub fn fill(home: &Home) {
    let now = SystemClock.now().with_timezone(&FixedOffset::east_opt(OFFSET).expect("an offset"));
    let clock = SetClock(Arc::new(Mutex::new(now)));
    let open = |till| {
        let (ledger, keyring) =
            (home.path().join("data/paydesk/ledger.db"), home.path().join("config/paydesk/keyring"));
        let settings = Settings { till: Till::new(till).expect("a till"), ..Settings::new(ledger, keyring) };
        Desk::open(settings, World::new(clock.clone(), SystemRandom)).expect("a desk")
    };
    let mut tills = [open(1), open(2)];
    clock.set(now - Duration::hours(21));
    pay(&mut tills[0], 5);
    pay(&mut tills[1], 2);
    clock.set(now - Duration::hours(20));
    tills[0].close(&Progress::default()).expect("closed");
    let mut paid = Vec::new();
    for (hour, sales) in HOURS.into_iter().enumerate().rev() {
        let hour = i64::try_from(hour).expect("few");
        for sale in 0..sales {
            clock.set(now - Duration::minutes(60 * hour + 55 - 6 * i64::try_from(sale).expect("few")));
            let which = paid.len();
            paid.push(pay(&mut tills[usize::from(which % 3 == 2)], which));
        }
    }
    clock.set(now);
    for (payment, amount) in [(0, "4500"), (5, "rest")] {
        let id = paid[payment].id;
        let form = CancelForm { id: id.as_str().into(), amount: amount.into(), vat: "".into() };
        tills[0].cancel(&form.parse().expect("a request"), None).expect("cancelled");
    }
    drop(tills);
    for command in [&["verify"][..], &["backup", "copy.db"]] {
        assert_eq!(home.run(command, "").code, 0, "{command:?}");
    }
}

/// Takes one of the payments.
fn pay(till: &mut Desk, which: usize) -> Transaction {
    let form = PaymentForm {
        card_number: CARDS[which % CARDS.len()].into(),
        expiry: "1231".into(),
        cvc: "123".into(),
        installments: if which % 11 == 5 { "3".into() } else { "0".into() },
        amount: AMOUNTS[which % AMOUNTS.len()].into(),
        vat: "".into(),
    };
    let request = form.parse(&Rules::default(), till.now().date_naive()).expect("a request");
    let options = PayOptions { allow_duplicate: true, ..PayOptions::default() };
    till.pay(&request, &options).expect("paid").transaction
}
