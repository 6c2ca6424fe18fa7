//! Hand-over and answers: what is in which batch, what a file of answers may say, what is left to do, and what is blanked.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::NaiveDate;
use paydesk::{
    batch::{CheckedBatch, check, read_answers},
    desk::{
        AnswersError, AnswersOfBatch, Clock as _, Desk, DeskError, HandOverError, HandOverOf, HandOverTo,
        HandedOverFile, Sender, Settings, Verdict, Verifier, World, WrongAnswer,
    },
    payment::{
        Message, TransactionId,
        message::{BusinessNumber, ControlTotals, Environment, MerchantNumber, Subtotal},
    },
    query::read_query,
    record::{ApprovalNumber, KeepCvc, Progress, Query, RejectedMeans, Table, Transaction},
};

use crate::{
    close::{assert_whole, close, x},
    shop::{CARD, Shop, meant, part, pay, rest, sale_with_vat},
};

pub const NEW: HandOverOf = HandOverOf::New { from: None };

/// A folder for the card company.
pub fn folder(shop: &Shop) -> PathBuf {
    let folder = shop.folder().join("card company");
    fs::create_dir_all(&folder).expect("folder");
    folder
}

pub fn to(path: &Path) -> HandOverTo<'_> {
    HandOverTo { path, is_folder: false, config: None, number: None }
}

pub fn hand_over(shop: &Shop, desk: &mut Desk, of: HandOverOf) -> Option<HandedOverFile> {
    desk.hand_over(of, to(&folder(shop)), &Sender::default(), &Progress::default()).expect("handed over")
}

/// As [`hand_over`], stopped once it is a fact: as a program that is killed there.
pub fn stopped_after_the_fact(shop: &Shop, desk: &mut Desk, of: HandOverOf) -> u32 {
    let flag = Arc::new(AtomicBool::new(false));
    // What is counted before is too little to be stopped: the first message is.
    let at_first = Arc::clone(&flag);
    let progress = Progress::new(flag).reporting(move |_, _| at_first.store(true, Ordering::Relaxed));
    let ended = desk.hand_over(of, to(&folder(shop)), &Sender::default(), &progress);
    match ended {
        Err(HandOverError::Stopped { recorded: Some(number) }) => number,
        other => panic!("{other:?}"),
    }
}

/// The checked file of a batch.
pub fn checked(shop: &Shop, number: u32) -> CheckedBatch {
    check_file(&folder(shop).join(format!("paydesk-batch-{number:06}.txt")))
}

fn check_file(file: &Path) -> CheckedBatch {
    check(File::open(file).expect("file"), &Progress::default()).expect("whole")
}

/// The ids in a file, in order.
pub fn ids(file: &Path) -> Vec<TransactionId> {
    let bytes = fs::read(file).expect("file");
    let lines: Vec<&[u8]> = bytes.chunks(451).collect();
    lines[1..lines.len() - 1]
        .iter()
        .map(|line| Message::decode_kept(line[..450].try_into().expect("450 bytes")).expect("a message").id)
        .collect()
}

/// What the card company says: batch, id and the rest of a line.
pub type Said<'a> = (u32, TransactionId, &'a str);

/// Records what the card company says.
pub fn answer(desk: &mut Desk, lines: &[Said<'_>]) -> Result<AnswersOfBatch, AnswersError> {
    let header = "batch,id,result,code,approval_number,amount,text".to_owned();
    let lines = lines.iter().map(|(batch, id, says)| format!("{batch},{id},{says}"));
    let text = std::iter::once(header).chain(lines).collect::<Vec<_>>().join("\n") + "\n";
    let file = read_answers(text.as_bytes()).expect("answers");
    let mut batches = desk.record_answers(&file.lines, &Progress::default())?;
    Ok(batches.pop_first().map(|(_, said)| said).unwrap_or_default())
}

fn wrong(result: Result<AnswersOfBatch, AnswersError>) -> (u64, WrongAnswer) {
    match result.expect_err("refused") {
        AnswersError::Line { line, wrong } => (line, wrong),
        other => panic!("{other:?}"),
    }
}

const YES: &str = "accepted,0000,30012345,,";
const NO: &str = "rejected,51,,,over the limit";

fn means(desk: &Desk, row: &Transaction) -> Option<RejectedMeans> {
    desk.find(row.id).expect("found").story.rejected
}

fn facts(shop: &Shop) -> i64 {
    shop.raw().query_row("SELECT coalesce(max(seq), 0) FROM journal", [], |row| row.get(0)).expect("counted")
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn a_batch_has_what_no_other_has_and_says_what_it_adds_up_to() {
    let shop = Shop::new();
    let mut desk = shop.open();
    assert_eq!(hand_over(&shop, &mut desk, NEW), None);
    assert_eq!(facts(&shop), 0);
    let first = pay(&mut desk, 11_000);
    let second = desk.pay(&sale_with_vat(CARD, 5_000, 0), &meant()).expect("paid").transaction;
    let cancel = desk.cancel(&part(first.id, 1_100), None).expect("cancelled").transaction;
    let sender = Sender {
        environment: Environment::Test,
        business_number: BusinessNumber::parse("123-45-67890"),
        merchant_number: MerchantNumber::parse("70001234"),
    };
    let made = desk
        .hand_over(NEW, to(&folder(&shop)), &sender, &Progress::default())
        .expect("handed over")
        .expect("something");
    assert_eq!(made.file, folder(&shop).join("paydesk-batch-000001.txt"));
    assert_eq!((made.old, made.late_cancels, made.batch.left), (0, 0, 0));
    let CheckedBatch { header, trailer } = checked(&shop, 1);
    assert_eq!(trailer, made.trailer);
    let payments = Subtotal { count: 2, amount: 16_000, vat: 1_000 };
    let cancels = Subtotal { count: 1, amount: 1_100, vat: 100 };
    assert_eq!(trailer.totals, ControlTotals { payments, cancels });
    assert_eq!((header.number, header.first_id, header.last_id), (1, first.id, cancel.id));
    assert_eq!((header.environment, header.resubmits), (Environment::Test, None));
    assert_eq!(header.business_number.as_ref().map(BusinessNumber::as_str), Some("1234567890"));
    assert_eq!(header.merchant_number.as_ref().map(MerchantNumber::as_str), Some("70001234"));
    assert!(![first.id, second.id, cancel.id].contains(&header.batch_id));
    assert_eq!(ids(&made.file), [first.id, second.id, cancel.id]);
    // Each message is that of the ledger, byte for byte.
    let bytes = fs::read(&made.file).expect("file");
    for (line, id) in bytes.chunks(451).skip(1).zip([first.id, second.id, cancel.id]) {
        assert_eq!(&line[..450], desk.find(id).expect("found").bytes.expose());
    }
    assert_eq!(hand_over(&shop, &mut desk, NEW), None);
    let third = pay(&mut desk, 3_000);
    let second_batch = hand_over(&shop, &mut desk, NEW).expect("something");
    assert_eq!((second_batch.batch.number, ids(&second_batch.file)), (2, vec![third.id]));
    assert!(header.batch_id < second_batch.batch.id);
    assert_whole(&shop);
}

#[test]
fn the_same_bytes_are_made_as_often_as_asked_also_after_a_new_key() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 11_000);
    pay(&mut desk, 22_000);
    let number = stopped_after_the_fact(&shop, &mut desk, NEW);
    assert_eq!((number, folder(&shop).read_dir().expect("files").count()), (1, 0));
    let again = |desk: &mut Desk, name: &str| {
        let file = shop.folder().join(name);
        desk.hand_over_again(1, to(&file), &Progress::default()).expect("made");
        fs::read(&file).expect("file")
    };
    let first = again(&mut desk, "one");
    pay(&mut desk, 33_000);
    desk.rotate_key(&Progress::default()).expect("rotated");
    shop.clock.step(86_400_000);
    assert_eq!(again(&mut desk, "two"), first);
    assert_eq!(again(&mut shop.open_till(2), "three"), first);
    // What is there is never written over.
    let taken = desk.hand_over_again(1, to(&shop.folder().join("one")), &Progress::default());
    assert!(matches!(taken, Err(HandOverError::Exists(_))), "{taken:?}");
    let unknown = desk.hand_over_again(2, to(&shop.folder().join("four")), &Progress::default());
    assert!(matches!(unknown, Err(HandOverError::NoSuchBatch(2))), "{unknown:?}");
    assert_eq!(check_file(&shop.folder().join("two")).trailer.totals.payments.count, 2);
    assert_whole(&shop);
}

#[test]
fn the_first_batch_may_begin_later_and_another_one_go_back() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let old = pay(&mut desk, 1_000);
    shop.clock.set("2026-11-22T10:00:00.000+09:00");
    let new = pay(&mut desk, 2_000);
    let from = |text| HandOverOf::New { from: Some(date(text)) };
    let later =
        desk.hand_over(from("2026-11-23"), to(&folder(&shop)), &Sender::default(), &Progress::default());
    assert!(matches!(later, Err(HandOverError::LeavesOut { left_out: 2 })), "{later:?}");
    let first = hand_over(&shop, &mut desk, from("2026-11-22")).expect("something");
    assert_eq!(ids(&first.file), [new.id]);
    let work = desk.hand_over_work().expect("read");
    assert_eq!((work.not_handed_over, work.unanswered), (0, 1), "what lies before is of another time");
    shop.clock.set("2026-11-24T10:00:00.000+09:00");
    let newest = pay(&mut desk, 3_000);
    shop.clock.set("2026-11-25T10:00:00.000+09:00");
    pay(&mut desk, 4_000);
    let left_out =
        desk.hand_over(from("2026-11-25"), to(&folder(&shop)), &Sender::default(), &Progress::default());
    assert!(matches!(left_out, Err(HandOverError::LeavesOut { left_out: 1 })), "{left_out:?}");
    let later =
        desk.hand_over(from("2026-12-25"), to(&folder(&shop)), &Sender::default(), &Progress::default());
    assert!(matches!(later, Err(HandOverError::LeavesOut { left_out: 2 })), "{later:?}");
    let back = hand_over(&shop, &mut desk, from("2026-11-21")).expect("something");
    assert_eq!(ids(&back.file), [old.id]);
    let rest = hand_over(&shop, &mut desk, NEW).expect("something");
    assert_eq!((rest.batch.number, ids(&rest.file).len(), ids(&rest.file)[0]), (3, 2, newest.id));
    assert_whole(&shop);
}

#[test]
fn what_is_old_or_cancelled_late_is_counted() {
    let shop = Shop::new();
    shop.clock.set("2026-12-01T10:00:00.000+09:00");
    let mut desk = shop.open();
    let paid = pay(&mut desk, 50_000);
    shop.clock.set("2027-04-01T10:00:00.000+09:00");
    desk.cancel(&rest(paid.id), None).expect("cancelled");
    pay(&mut desk, 10_000);
    let made = hand_over(&shop, &mut desk, NEW).expect("something");
    assert_eq!((made.old, made.late_cancels), (1, 1));
    pay(&mut desk, 20_000);
    shop.clock.set("2027-05-31T10:00:00.001+09:00");
    let work = desk.hand_over_work().expect("read");
    assert_eq!((work.not_handed_over, work.old), (1, 1));
}

#[test]
fn reports_say_how_much_no_batch_has_once_there_is_one() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    assert_eq!(x(&mut desk, false).figures.not_handed_over, None);
    hand_over(&shop, &mut desk, NEW);
    pay(&mut desk, 2_000);
    pay(&mut desk, 3_000);
    assert_eq!(x(&mut desk, false).figures.not_handed_over, Some(2));
    let closed = close(&mut desk);
    assert_eq!(closed.figures.not_handed_over, Some(2));
    hand_over(&shop, &mut desk, NEW);
    // A close stays what it was.
    assert_eq!(desk.find_close(1).expect("found").0, closed);
    assert_whole(&shop);
}

#[test]
fn two_tills_hand_over_at_once_and_nothing_is_in_two_batches() {
    let shop = Shop::new();
    let mut paid: Vec<TransactionId> = {
        let mut desk = shop.open();
        (0..40).map(|_| pay(&mut desk, 1_000).id).collect()
    };
    let (together, folder) = (Barrier::new(3), folder(&shop));
    let made: Vec<u32> = std::thread::scope(|scope| {
        let hands_over = |till: u64| {
            let (shop, together, folder) = (&shop, &together, &folder);
            scope.spawn(move || {
                let mut desk = shop.open_till(till);
                together.wait();
                let tries = (0..20).filter_map(|_| {
                    desk.hand_over(NEW, to(folder), &Sender::default(), &Progress::default())
                        .expect("handed over")
                });
                tries.map(|made| made.batch.number).collect::<Vec<_>>()
            })
        };
        let takers = [hands_over(2), hands_over(3)];
        let mut desk = shop.open();
        together.wait();
        paid.extend((0..40).map(|_| pay(&mut desk, 1_000).id));
        takers.into_iter().flat_map(|taker| taker.join().expect("ended")).collect()
    });
    let mut desk = shop.open();
    let last = hand_over(&shop, &mut desk, NEW).map_or(made.len(), |made| made.batch.number as usize);
    let handed: Vec<_> = (1..=last)
        .flat_map(|number| {
            checked(&shop, u32::try_from(number).expect("few"));
            ids(&folder.join(format!("paydesk-batch-{number:06}.txt")))
        })
        .collect();
    assert_eq!(handed, paid);
    assert_whole(&shop);
}

#[test]
fn a_file_of_answers_is_taken_whole_once_or_not_at_all() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let (one, two) = (pay(&mut desk, 10_000), pay(&mut desk, 20_000));
    hand_over(&shop, &mut desk, NEW);
    let three = pay(&mut desk, 30_000);
    let nobody = TransactionId::parse("26112114320712301007").expect("an id");
    let before = facts(&shop);
    let table: [(&[Said<'_>], (u64, WrongAnswer)); 7] = [
        (
            &[(1, one.id, YES), (2, two.id, NO)],
            (3, WrongAnswer::NoSuchBatch(paydesk::batch::BatchName::Number(2))),
        ),
        // Of another shop, or not in this batch.
        (&[(1, one.id, YES), (1, nobody, YES)], (3, WrongAnswer::NotInBatch { batch: 1, id: nobody })),
        (&[(1, three.id, YES)], (2, WrongAnswer::NotInBatch { batch: 1, id: three.id })),
        (&[(1, one.id, YES), (1, two.id, NO), (1, one.id, YES)], (4, WrongAnswer::Twice { earlier: 2 })),
        (
            &[(1, one.id, "accepted,0000,1,10000,"), (1, two.id, "accepted,0000,2,20001,")],
            (3, WrongAnswer::Amount { handed_over: 20_000 }),
        ),
        (
            // Its digits in two fields, which stand side by side.
            &[(1, one.id, "accepted,12345678,90123456,,")],
            (2, WrongAnswer::HoldsCard(paydesk::batch::AnswerColumn::Code)),
        ),
        (
            &[(1, one.id, "accepted,0000,1234567890123456,,")],
            (2, WrongAnswer::HoldsCard(paydesk::batch::AnswerColumn::ApprovalNumber)),
        ),
    ];
    for (lines, expected) in table {
        assert_eq!(wrong(answer(&mut desk, lines)), expected);
        assert_eq!(facts(&shop), before, "{lines:?}");
    }
    let lines = [(1, one.id, YES), (1, two.id, NO)];
    let said = answer(&mut desk, &lines).expect("recorded");
    assert_eq!(said, AnswersOfBatch { accepted: 1, rejected: 1, ..AnswersOfBatch::default() });
    let after = facts(&shop);
    assert_eq!(after, before + 2);
    let said = answer(&mut desk, &lines).expect("recorded");
    assert_eq!((said.unchanged, facts(&shop)), (2, after));
    // It contradicts itself: both are kept, the last one counts.
    let said = answer(&mut desk, &[(1, one.id, NO)]).expect("recorded");
    let [(id, was, is)] = said.contradicted.as_slice() else { panic!("{said:?}") };
    assert_eq!(
        (*id, was.result.as_str(), is.result.as_str(), said.rejected),
        (one.id, "accepted", "rejected", 1)
    );
    let found = desk.find(one.id).expect("found");
    let handed = found.story.transaction.handed_over.expect("handed over");
    assert!(handed.is_contradicted && handed.rejected().is_some());
    // Taken back, it is accepted again.
    let said = answer(&mut desk, &lines).expect("recorded");
    assert_eq!((said.accepted, said.unchanged, said.contradicted.len()), (1, 1, 1));
    let found = desk.find(one.id).expect("found");
    let handed = found.story.transaction.handed_over.expect("handed over");
    assert!(handed.is_contradicted && handed.accepted().is_some());
    let steps: Vec<_> = found
        .story
        .hand_over
        .iter()
        .map(|step| step.answer.as_ref().map(|said| said.result.as_str()))
        .collect();
    assert_eq!(steps, [None, Some("accepted"), Some("rejected"), Some("accepted")]);
    // Other words, or more of them, are no contradiction.
    let said = answer(&mut desk, &[(1, two.id, "rejected,05,,,lost")]).expect("recorded");
    assert_eq!((said.rejected, said.contradicted.len()), (1, 0));
    // What a poorer one leaves out stays; one that confirms settles a contradiction.
    let said = answer(&mut desk, &[(1, one.id, "accepted,,,,")]).expect("recorded");
    assert_eq!((said.accepted, said.contradicted.len()), (1, 0));
    let handed = desk.find(one.id).expect("found").story.transaction.handed_over.expect("handed over");
    let approval =
        handed.accepted().and_then(|said| said.approval_number.as_ref()).map(ApprovalNumber::as_str);
    assert_eq!((approval, handed.is_contradicted), (Some("30012345"), false));
    assert_eq!(desk.hand_over_work().expect("read").contradicted, 0);
    assert_whole(&shop);
}

#[test]
fn what_a_rejection_means_follows_from_the_payment_and_its_cancels() {
    use RejectedMeans::{AskCardCompany, Contradicted, HandOverAgain, NothingToDo};
    struct Case {
        /// What of the payment of 10,000 won is cancelled before it is handed over.
        cancelled: u64,
        payment: &'static [&'static str],
        cancel: &'static [&'static str],
        means: (Option<RejectedMeans>, Option<RejectedMeans>),
    }
    let cases = [
        Case { cancelled: 0, payment: &[NO], cancel: &[], means: (Some(HandOverAgain), None) },
        Case { cancelled: 0, payment: &[YES], cancel: &[], means: (None, None) },
        Case { cancelled: 0, payment: &[YES, NO], cancel: &[], means: (Some(Contradicted), None) },
        Case { cancelled: 0, payment: &[NO, YES], cancel: &[], means: (None, None) },
        Case { cancelled: 10_000, payment: &[NO], cancel: &[], means: (Some(NothingToDo), None) },
        Case {
            cancelled: 10_000,
            payment: &[NO],
            cancel: &[NO],
            means: (Some(NothingToDo), Some(NothingToDo)),
        },
        Case { cancelled: 10_000, payment: &[NO], cancel: &[YES], means: (Some(AskCardCompany), None) },
        Case { cancelled: 10_000, payment: &[YES], cancel: &[NO], means: (None, Some(HandOverAgain)) },
        Case {
            cancelled: 4_000,
            payment: &[NO],
            cancel: &[NO],
            means: (Some(HandOverAgain), Some(HandOverAgain)),
        },
        Case { cancelled: 4_000, payment: &[NO], cancel: &[YES], means: (Some(AskCardCompany), None) },
    ];
    for (number, case) in cases.iter().enumerate() {
        let shop = Shop::new();
        let mut desk = shop.open();
        let payment = pay(&mut desk, 10_000);
        let cancel = (case.cancelled > 0)
            .then(|| desk.cancel(&part(payment.id, case.cancelled), None).expect("cancelled").transaction);
        hand_over(&shop, &mut desk, NEW);
        for says in case.payment {
            answer(&mut desk, &[(1, payment.id, says)]).expect("recorded");
        }
        for says in case.cancel {
            answer(&mut desk, &[(1, cancel.as_ref().expect("one").id, says)]).expect("recorded");
        }
        let found = (means(&desk, &payment), cancel.as_ref().and_then(|row| means(&desk, row)));
        assert_eq!(found, case.means, "{number}");
        let again = [found.0, found.1].iter().filter(|means| **means == Some(HandOverAgain)).count();
        let to_ask = u64::from(found.0 == Some(AskCardCompany));
        let work = desk.hand_over_work().expect("read");
        assert_eq!((work.rejected, work.to_ask), (again as u64, to_ask), "{number}");
        let made = hand_over(&shop, &mut desk, HandOverOf::Rejected);
        assert_eq!(made.map_or(0, |made| made.trailer.totals.records()), again as u64, "{number}");
        assert_whole(&shop);
    }
}

#[test]
fn what_was_rejected_goes_again_a_batch_at_a_time() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid: Vec<Transaction> = (1..=4).map(|number| pay(&mut desk, number * 1_000)).collect();
    hand_over(&shop, &mut desk, NEW);
    let later = pay(&mut desk, 5_000);
    hand_over(&shop, &mut desk, NEW);
    answer(&mut desk, &[(2, later.id, NO)]).expect("recorded");
    answer(&mut desk, &[(1, paid[0].id, YES), (1, paid[1].id, NO), (1, paid[3].id, NO)]).expect("recorded");
    let work = desk.hand_over_work().expect("read");
    assert_eq!((work.rejected, work.unanswered), (3, 1));
    let again = hand_over(&shop, &mut desk, HandOverOf::Rejected).expect("something");
    assert_eq!((ids(&again.file), again.rejected_left), (vec![paid[1].id, paid[3].id], 1));
    assert_eq!((checked(&shop, 3).header.resubmits, again.batch.resubmits()), (Some(1), Some(1)));
    let again = hand_over(&shop, &mut desk, HandOverOf::Rejected).expect("something");
    assert_eq!((ids(&again.file), again.rejected_left), (vec![later.id], 0));
    assert_eq!(hand_over(&shop, &mut desk, HandOverOf::Rejected), None);
    assert_eq!(desk.hand_over_work().expect("read").unanswered, 4);
    // It is answered as part of the batch it was handed over in again, and may be rejected there, too.
    answer(&mut desk, &[(3, paid[1].id, YES), (3, paid[3].id, NO)]).expect("recorded");
    let again = hand_over(&shop, &mut desk, HandOverOf::Rejected).expect("something");
    assert_eq!((ids(&again.file), again.batch.resubmits()), (vec![paid[3].id], Some(3)));
    assert_eq!(desk.find(paid[1].id).expect("found").story.hand_over.len(), 4);
    assert_whole(&shop);
}

#[test]
fn the_cvc_of_what_was_accepted_goes_and_the_batch_cannot_be_made_again() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid: Vec<Transaction> = (0..300).map(|_| pay(&mut desk, 1_000)).collect();
    hand_over(&shop, &mut desk, NEW);
    let lines: Vec<_> =
        paid.iter().enumerate().map(|(at, row)| (1, row.id, if at == 7 { NO } else { YES })).collect();
    answer(&mut desk, &lines).expect("recorded");
    assert_eq!(
        desk.blank_accepted(&Progress::default()).expect("nothing to do"),
        (0, true),
        "it is kept for ever"
    );
    let mut desk =
        shop.open_with(Settings { keep_cvc: KeepCvc::UntilAccepted, ..shop.settings() }).expect("opened");
    assert_eq!(
        desk.hand_over_again(1, to(&shop.folder().join("still")), &Progress::default()).map(|_| ()).ok(),
        Some(())
    );
    let progress = Progress::new(Arc::new(AtomicBool::new(true)));
    assert_eq!(desk.blank_accepted(&progress).expect("stopped"), (0, false));
    // Till by till, whoever comes first; a new key in between changes nothing.
    assert_eq!(desk.blank_accepted(&Progress::default()).expect("blanked"), (299, true));
    assert_whole(&shop);
    desk.rotate_key(&Progress::default()).expect("rotated");
    assert_eq!(desk.blank_accepted(&Progress::default()).expect("nothing left"), (0, true));
    assert_whole(&shop);
    for (at, row) in paid.iter().enumerate().step_by(7) {
        let found = desk.find(row.id).expect("found");
        assert_eq!(found.message.cvc.is_some(), at == 7, "{at}");
        assert!(found.message.card.expose() == CARD);
    }
    let refused = desk.hand_over_again(1, to(&shop.folder().join("never")), &Progress::default());
    assert!(matches!(refused, Err(HandOverError::Blanked { batch: 1, messages: 299 })), "{refused:?}");
    assert!(!shop.folder().join("never").exists());
    // What was rejected has it still, and goes again.
    let again = hand_over(&shop, &mut desk, HandOverOf::Rejected).expect("something");
    assert_eq!(ids(&again.file), [paid[7].id]);
}

fn sealed(shop: &Shop, seq: i64) -> Vec<u8> {
    let sql = "SELECT message FROM sealed WHERE seq = ?1";
    shop.raw().query_row(sql, [seq], |row| row.get(0)).expect("sealed")
}

/// Puts other bytes where a message is sealed, past the trigger that forbids it.
fn put_sealed(shop: &Shop, seq: i64, message: &[u8]) {
    let raw = shop.raw();
    let sql = "SELECT sql FROM sqlite_schema WHERE name = 'sealed_no_update'";
    let trigger: String = raw.query_row(sql, [], |row| row.get(0)).expect("a trigger");
    raw.execute_batch("DROP TRIGGER sealed_no_update").expect("dropped");
    raw.execute("UPDATE sealed SET message = ?1 WHERE seq = ?2", (message, seq)).expect("changed");
    raw.execute_batch(&trigger).expect("back");
}

#[test]
fn a_cvc_that_is_put_back_is_found() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let row = pay(&mut desk, 1_000);
    hand_over(&shop, &mut desk, NEW);
    answer(&mut desk, &[(1, row.id, YES)]).expect("recorded");
    let kept = sealed(&shop, row.seq);
    let mut desk =
        shop.open_with(Settings { keep_cvc: KeepCvc::UntilAccepted, ..shop.settings() }).expect("opened");
    assert_eq!(desk.blank_accepted(&Progress::default()).expect("blanked"), (1, true));
    put_sealed(&shop, row.seq, &kept);
    let verifier = Verifier::open(shop.settings(), World::system()).expect("keyring");
    let verdict = verifier.check(None, &Progress::default()).expect("checked");
    let Verdict::Broken(finding) = verdict else { panic!("{verdict:?}") };
    assert_eq!((finding.spot.table, finding.spot.row), (Table::Sealed, Some(row.seq)), "{finding:?}");
}

#[test]
fn a_message_that_had_no_cvc_or_is_damaged_keeps_no_other_one_back() {
    let shop = Shop::new();
    let without = Settings { keep_cvc: KeepCvc::Never, ..shop.settings() };
    let mut desk = shop.open_with(without.clone()).expect("opened");
    let bare = pay(&mut desk, 1_000);
    hand_over(&shop, &mut desk, NEW);
    answer(&mut desk, &[(1, bare.id, YES)]).expect("recorded");
    let before = facts(&shop);
    assert_eq!(desk.blank_accepted(&Progress::default()).expect("looked at"), (0, true));
    assert_eq!(facts(&shop), before + 1, "it is noted, and not looked at again");
    assert_eq!(desk.blank_accepted(&Progress::default()).expect("looked at"), (0, true));
    assert_eq!(facts(&shop), before + 1);
    desk.hand_over_again(1, to(&shop.folder().join("again")), &Progress::default()).expect("the same bytes");
    let mut desk = shop.open();
    let (bad, good) = (pay(&mut desk, 2_000), pay(&mut desk, 3_000));
    hand_over(&shop, &mut desk, NEW);
    answer(&mut desk, &[(2, bad.id, YES), (2, good.id, YES)]).expect("recorded");
    let message = sealed(&shop, bad.seq);
    let mut other = message.clone();
    other[20] ^= 1;
    put_sealed(&shop, bad.seq, &other);
    let mut desk = shop.open_with(without).expect("opened");
    let damaged = desk.blank_accepted(&Progress::default()).expect_err("damage");
    assert!(matches!(damaged, DeskError::Ledger(_)), "{damaged:?}");
    assert_eq!(desk.find(good.id).expect("found").message.cvc, None);
    put_sealed(&shop, bad.seq, &message);
    assert_eq!(desk.blank_accepted(&Progress::default()).expect("blanked"), (1, true));
    assert_whole(&shop);
}

#[test]
fn a_ledger_that_has_handed_over_for_real_is_not_tried_on() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let trial = Sender { environment: Environment::Test, ..Sender::default() };
    let mut hand_over = |sender: &Sender| {
        pay(&mut desk, 1_000);
        desk.hand_over(NEW, to(&folder(&shop)), sender, &Progress::default())
    };
    hand_over(&trial).expect("a trial");
    hand_over(&Sender::default()).expect("for real");
    let refused = hand_over(&trial);
    assert!(matches!(refused, Err(HandOverError::TrialAfterReal)), "{refused:?}");
    let made = hand_over(&Sender::default()).expect("for real").expect("something");
    assert_eq!((made.batch.number, made.trailer.totals.payments.count), (3, 2));
}

#[test]
fn no_payment_has_the_id_of_a_batch() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    // The clock goes back: ids go on from the newest one.
    shop.clock.step(-600_000);
    let made = hand_over(&shop, &mut desk, NEW).expect("something");
    let next = pay(&mut desk, 2_000);
    assert_ne!(made.batch.id, next.id);
    assert_whole(&shop);
}

#[test]
fn a_damaged_message_is_handed_over_by_nobody() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    let bad = pay(&mut desk, 2_000);
    let mut message = sealed(&shop, bad.seq);
    message[20] ^= 1;
    put_sealed(&shop, bad.seq, &message);
    let failed = desk.hand_over(NEW, to(&folder(&shop)), &Sender::default(), &Progress::default());
    match failed {
        Err(HandOverError::Unread { batch: 1, error: DeskError::Ledger(_) }) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(folder(&shop).read_dir().expect("files").count(), 0, "no part of a file is left");
}

/// All rows that a condition of the query language finds, by a plain look at each.
#[test]
fn words_of_the_query_find_what_a_plain_look_finds() {
    let shop = Shop::new();
    let mut desk = shop.open();
    for number in 0..60 {
        pay(&mut desk, 1_000 + number);
        if number % 20 == 9 {
            hand_over(&shop, &mut desk, NEW);
        }
    }
    let rows: Vec<Transaction> = desk
        .list(&Query::default(), None, usize::MAX)
        .expect("listed")
        .into_iter()
        .map(|found| found.transaction)
        .rev()
        .collect();
    for (place, row) in rows.iter().enumerate().take(50) {
        let batch = row.handed_over.as_ref().map_or(0, |handed| handed.batch);
        let says = format!("accepted,0000,3001234{},,", place % 4);
        match place % 5 {
            0 => answer(&mut desk, &[(batch, row.id, &says)]).map(|_| ()).expect("recorded"),
            1 => answer(&mut desk, &[(batch, row.id, NO)]).map(|_| ()).expect("recorded"),
            2 if place > 30 => answer(&mut desk, &[(batch, row.id, NO)]).map(|_| ()).expect("recorded"),
            _ => {}
        }
    }
    hand_over(&shop, &mut desk, HandOverOf::Rejected).expect("something");
    let found = |desk: &Desk, text: &str| -> Vec<i64> {
        let reading = read_query(text, shop.clock.now(), &|at| shop.clock.offset_at(at));
        assert!(reading.is_understood(), "{text}");
        let rows = desk.list(&reading.query, None, usize::MAX).expect("listed");
        rows.iter().map(|found| found.transaction.seq).collect()
    };
    let plain = |desk: &Desk, wanted: &dyn Fn(&Transaction) -> bool| -> Vec<i64> {
        let rows = desk.list(&Query::default(), None, usize::MAX).expect("listed");
        rows.iter().map(|found| &found.transaction).filter(|row| wanted(row)).map(|row| row.seq).collect()
    };
    for _ in 0..2 {
        let rejected =
            plain(&desk, &|row| row.handed_over.as_ref().is_some_and(|handed| handed.rejected().is_some()));
        let unanswered =
            plain(&desk, &|row| row.handed_over.as_ref().is_some_and(|handed| handed.answer.is_none()));
        let approved = plain(&desk, &|row| {
            let accepted = row.handed_over.as_ref().and_then(|handed| handed.accepted());
            accepted
                .and_then(|said| said.approval_number.as_ref())
                .is_some_and(|number| number.as_str() == "30012341")
        });
        assert!(rejected.len() > 3 && unanswered.len() > 10 && approved.len() > 1);
        for (words, expected) in [
            ("rejected", &rejected),
            ("거절", &rejected),
            ("unanswered", &unanswered),
            ("미응답", &unanswered),
            ("승인 30012341", &approved),
            ("approval 30012341", &approved),
        ] {
            assert_eq!(found(&desk, words), *expected, "{words}");
        }
        let of_few = rejected.iter().copied().filter(|seq| unanswered.contains(seq)).count();
        assert_eq!((of_few, found(&desk, "rejected unanswered").len()), (0, 0));
        // The same once all is in the index.
        desk.rebuild_index(&Progress::default()).expect("made again");
    }
}
