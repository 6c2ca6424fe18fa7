//! Ids that no till can have given: forged with the right keys, in a ledger that is sound otherwise.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, FixedOffset, NaiveDateTime};

use super::*;
use crate::{
    desk::{Clock, Desk},
    ledger::{NewTransaction, Stamp},
    payment::{CardNumber, Cvc, Expiry, Installments, Kind, Message, Remaining, Till, TransactionId, Won},
    record::differs,
    staff::Signers,
    vault::SystemRandom,
};

/// Shows what it was set to.
#[derive(Clone)]
struct SetClock(Arc<Mutex<DateTime<FixedOffset>>>);

impl Clock for SetClock {
    fn now(&self) -> DateTime<FixedOffset> {
        *self.0.lock().expect("no panic")
    }
}

struct Shop {
    clock: SetClock,
    settings: Settings,
    _folder: tempfile::TempDir,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let settings = Settings::new(folder.path().join("ledger.db"), folder.path().join("keyring"));
        Self { clock: SetClock(Arc::default()), settings, _folder: folder }
    }

    fn world(&self) -> World {
        World::new(self.clock.clone(), SystemRandom)
    }

    fn open(&self) -> Desk {
        Desk::open(self.settings.clone(), self.world()).expect("opened")
    }

    /// Records a payment with this id at this time of 21 November 2026.
    fn take(&self, desk: &mut Desk, time: &str, id: TransactionId) {
        let at = DateTime::parse_from_rfc3339(&format!("2026-11-21T{time}+09:00")).expect("time");
        *self.clock.0.lock().expect("no panic") = at;
        let Desk { ledger, vault, settings, .. } = desk;
        let (amount, vat) = (Won::new(1_000).expect("won"), Won::new(91).expect("won"));
        let card = CardNumber::parse("1234567890123456").expect("card");
        let (expiry, cvc) = (Expiry::parse("1130").expect("expiry"), Cvc::parse("777").expect("CVC"));
        let message = Message {
            kind: Kind::Payment,
            id,
            installments: Installments::LUMP_SUM,
            expiry,
            amount,
            vat,
            sealed_card: vault.seal_card(Kind::Payment, id, &card, expiry, Some(&cvc)).expect("sealed"),
            cvc: Some(cvc),
            card,
        };
        let bytes = message.encode().expect("encoded");
        let sealed = vault.seal_message(id, &bytes).expect("sealed");
        let fingerprint = vault.fingerprint(&message.card);
        let stamp = Stamp { at, till: settings.till, by: Signers::default() };
        let new = NewTransaction {
            message: &message,
            bytes: &bytes,
            sealed,
            fingerprint,
            payment: None,
            request_id: None,
            imported: None,
        };
        let left = Remaining::new(amount, vat).expect("what remains");
        ledger.write(|writer| writer.record_transaction(vault, &stamp, new, left)).expect("recorded");
    }

    fn verdict(&self) -> Verdict {
        let verifier = Verifier::open(self.settings.clone(), self.world()).expect("keys");
        verifier.check(None, &Progress::default()).expect("checked")
    }
}

/// The first id of the first till at this time of 21 November 2026.
fn id(time: &str) -> TransactionId {
    let at: NaiveDateTime = format!("2026-11-21T{time}").parse().expect("time");
    TransactionId::next(at, Till::FIRST, None)
}

#[test]
fn an_id_has_the_time_of_its_row_or_goes_on_from_the_one_before() {
    // Two payments; the times of their rows, and those of their ids.
    for (first, second, expected) in [
        (("14:00:00", "14:00:00"), ("14:00:01", "14:00:01"), None),
        // Passed over.
        (("14:00:00", "14:00:00"), ("14:00:01", "14:00:01.500"), None),
        (("14:00:00", "14:00:00"), ("14:00:01", "14:00:00.999"), Some(">= 26112114000100001002")),
        (("14:00:00", "14:00:00"), ("14:00:01", "14:30:00"), Some(">= 26112114000100001002")),
        (("14:00:00", "14:00:00"), ("13:30:00", "13:30:00"), Some(">= 26112114000000001018")),
        // Its till has to say that the clock was set back.
        (("14:00:00", "14:00:00"), ("12:00:00", "12:00:00"), Some("> 26112114000000001005")),
    ] {
        let shop = Shop::new();
        let mut desk = shop.open();
        shop.take(&mut desk, first.0, id(first.1));
        shop.take(&mut desk, second.0, id(second.1));
        match (shop.verdict(), expected) {
            (Verdict::Whole(_), None) => {}
            (Verdict::Broken(found), Some(expected)) => {
                let found_id = id(second.1);
                let finding = Finding::at(Table::Transactions, 3, differs(expected, found_id));
                assert_eq!(found, finding.column(Column::Id).id(found_id.as_str()), "{second:?}");
            }
            (verdict, _) => panic!("{second:?}: {verdict:?}"),
        }
    }
}

#[test]
fn a_step_of_the_clock_right_before_lets_ids_go_back() {
    let shop = Shop::new();
    let mut desk = shop.open();
    shop.take(&mut desk, "14:00:00", id("14:00:00"));
    *shop.clock.0.lock().expect("no panic") =
        DateTime::parse_from_rfc3339("2026-11-21T12:00:00+09:00").expect("time");
    desk.record(&Fact::ClockStep { before: 1, after: 0 }).expect("recorded");
    shop.take(&mut desk, "12:00:00", id("12:00:00"));
    assert!(matches!(shop.verdict(), Verdict::Whole(_)));
    // Not once and for all.
    shop.take(&mut desk, "14:00:00", id("14:00:01"));
    shop.take(&mut desk, "12:30:00", id("12:30:00"));
    assert!(matches!(shop.verdict(), Verdict::Broken(_)));
}
