//! `security.keep_cvc = false`: the CVC is handed over and never written.

use paydesk::{
    desk::{Desk, PayOptions, Settings, Verdict, Verifier, World},
    payment::{
        Cvc, Kind, Message, PaymentRequest, Problem, TransactionId,
        message::{MessageBytes, SlotName},
    },
    record::{KeepCvc, Part, Progress, Recorded, Table},
    vault::{Keyring, SystemRandom, Vault},
};

use crate::shop::{CARD, Shop, named, part, pay, refusal, request_id, rest, sale};

/// The till of `shop`, where a CVC is kept or not.
fn till(shop: &Shop, keep_cvc: bool) -> Desk {
    let keep_cvc = if keep_cvc { KeepCvc::Always } else { KeepCvc::Never };
    shop.open_with(Settings { keep_cvc, ..shop.settings() }).expect("open")
}

fn vault(shop: &Shop) -> Vault {
    let keyring = Keyring::open(&shop.keyring(), false, &mut SystemRandom).expect("keyring");
    Vault::new(&keyring, Box::new(SystemRandom)).expect("keys")
}

/// The CVC in its slot and the one that is sealed.
fn cvcs(shop: &Shop, bytes: &MessageBytes) -> (Option<String>, Option<String>) {
    let message = Message::decode_kept(bytes.expose()).expect("a message");
    let (card, expiry, sealed) =
        vault(shop).open_card(message.kind, message.id, &message.sealed_card).expect("opened");
    assert_eq!((&card, expiry), (&message.card, message.expiry));
    let text = |cvc: Option<Cvc>| cvc.map(|cvc| cvc.expose().to_owned());
    (text(message.cvc), text(sealed))
}

fn kept(desk: &Desk, id: TransactionId) -> MessageBytes {
    desk.find(id).expect("found").bytes
}

fn both(cvc: Option<&str>) -> (Option<String>, Option<String>) {
    (cvc.map(str::to_owned), cvc.map(str::to_owned))
}

/// The message with nothing in the slots where a CVC leaves a trace.
fn rest_of(bytes: &MessageBytes) -> Vec<u8> {
    let mut bytes = bytes.expose().to_vec();
    for slot in [SlotName::Cvc, SlotName::EncryptedCard] {
        bytes[slot.slot().range()].fill(b' ');
    }
    bytes
}

fn verdict(shop: &Shop) -> Verdict {
    let verifier = Verifier::open(shop.settings(), World::system()).expect("keys");
    verifier.check(None, &Progress::default()).expect("checked")
}

fn is_whole(shop: &Shop) -> bool {
    matches!(verdict(shop), Verdict::Whole(_))
}

fn paid(desk: &mut Desk, request: &PaymentRequest, name: &str) -> Recorded {
    desk.pay(request, &named(name)).expect("paid")
}

#[test]
fn a_payment_is_handed_over_with_its_cvc_and_kept_without() {
    let shop = Shop::new();
    let mut desk = till(&shop, false);
    let recorded = desk.pay(&sale(CARD, 1000), &PayOptions::default()).expect("paid");
    assert_eq!(cvcs(&shop, &recorded.message), both(Some("777")));
    assert!(Message::decode(recorded.message.expose()).is_ok(), "the card company reads it strictly");

    let record = desk.find_recorded(&recorded).expect("found");
    assert_eq!(
        (record.bytes, record.story.transaction),
        (recorded.message.clone(), recorded.transaction.clone())
    );
    let kept = kept(&desk, recorded.transaction.id);
    assert_eq!(cvcs(&shop, &kept), both(None));
    assert_eq!(rest_of(&kept), rest_of(&recorded.message));
    assert_eq!(kept.masked().get(60..63), Some("   "));
    assert!(is_whole(&shop));
}

#[test]
fn cancels_are_sent_and_kept_with_a_blank() {
    // Whether the payment was kept with its CVC, whether cancels are to be, and what they have then.
    for (before, now, cvc) in
        [(true, true, Some("777")), (true, false, None), (false, true, None), (false, false, None)]
    {
        let shop = Shop::new();
        let payment = pay(&mut till(&shop, before), 1000).id;
        let mut desk = till(&shop, now);
        let request = part(payment, 300);
        let cancel = desk.cancel(&request, Some(&request_id("c1"))).expect("cancelled");
        assert_eq!(cvcs(&shop, &cancel.message), both(cvc), "{before} {now}");
        assert_eq!(kept(&desk, cancel.transaction.id), cancel.message);
        let again = desk.cancel(&request, Some(&request_id("c1"))).expect("the first again");
        assert_eq!((again.transaction, again.message), (cancel.transaction, cancel.message));
        desk.cancel(&rest(payment), None).expect("the rest");
        // What is there stays as it is.
        assert_eq!(cvcs(&shop, &kept(&desk, payment)), both(before.then_some("777")));
        assert!(is_whole(&shop), "{before} {now}");
    }
}

#[test]
fn a_retry_gives_what_was_kept_whatever_its_cvc() {
    let shop = Shop::new();
    let mut desk = till(&shop, false);
    let request = sale(CARD, 1000);
    let first = paid(&mut desk, &request, "a");
    let other = PaymentRequest { cvc: Cvc::parse("123").expect("CVC"), ..request.clone() };
    for again in [&request, &other] {
        let recorded = paid(&mut desk, again, "a");
        assert_eq!(recorded.transaction, first.transaction);
        assert_eq!(recorded.message, kept(&desk, first.transaction.id));
    }
    // Everything else is compared.
    let other = refusal(desk.pay(&sale(CARD, 2000), &named("a")));
    assert_eq!(other, Problem::RequestIdReused { earlier: first.transaction.id });
}

#[test]
fn a_new_key_changes_nothing_within() {
    let shop = Shop::new();
    let mut desk = till(&shop, false);
    let payment = pay(&mut desk, 1000).id;
    let cancel = desk.cancel(&part(payment, 300), None).expect("cancelled").transaction.id;
    let before = [payment, cancel].map(|id| kept(&desk, id));
    let rotated = desk.rotate_key(&Progress::default()).expect("rotated");
    assert_eq!((rotated.key_id, rotated.resealed), (2, 2));
    assert_eq!([payment, cancel].map(|id| kept(&desk, id)), before);
    assert!(is_whole(&shop));
}

#[test]
fn a_blank_slot_over_a_sealed_cvc_is_damage() {
    let shop = Shop::new();
    let payment = pay(&mut till(&shop, true), 1000);
    assert!(is_whole(&shop));
    let desk = till(&shop, true);
    let message = desk.find(payment.id).expect("found").message;
    assert_eq!(message.kind, Kind::Payment);
    let bytes = Message { cvc: None, ..message }.encode().expect("written");
    let sealed = vault(&shop).seal_message(payment.id, &bytes).expect("sealed");
    let raw = shop.raw();
    let sql = "SELECT sql FROM sqlite_schema WHERE name = 'sealed_no_update'";
    let trigger: String = raw.query_one(sql, [], |row| row.get(0)).expect("a trigger");
    raw.execute_batch("DROP TRIGGER sealed_no_update").expect("dropped");
    raw.execute("UPDATE sealed SET message = ?1 WHERE seq = ?2", (sealed.bytes, payment.seq)).expect("put");
    raw.execute_batch(&trigger).expect("made again");
    let Verdict::Broken(finding) = verdict(&shop) else { panic!("not found") };
    assert_eq!((finding.spot.table, finding.spot.row, finding.code()), (Table::Sealed, Some(2), "sealed"));
    assert_eq!(finding.spot.part, Some(Part::Slot(SlotName::EncryptedCard)));
}
