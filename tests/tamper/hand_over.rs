//! What was handed over, answered and blanked: the tables, and facts that do not fit them.

use std::fs;

use paydesk::{
    batch::read_answers,
    desk::{Desk, HandOverOf, HandOverTo, Sender, Settings, Verdict},
    payment::message::ControlTotals,
    record::{
        Answer, AnswerResult, ApprovalNumber, Batch, Fact, KeepCvc, Progress, SeqRange, Takes, Transaction,
    },
};

use crate::{
    copies::{Original, check, part, spot},
    shop::{Shop, pay},
};

/// Hands over; returns the batch.
fn hand_over(shop: &Shop, desk: &mut Desk, of: HandOverOf) -> Batch {
    let folder = shop.folder().join("out");
    fs::create_dir_all(&folder).expect("folder");
    let to = HandOverTo { path: &folder, is_folder: true, config: None, number: None };
    let made = desk.hand_over(of, to, &Sender::default(), &Progress::default());
    made.expect("handed over").expect("something").batch
}

fn answer(desk: &mut Desk, batch: u32, row: &Transaction, says: &str) {
    let text = format!("batch,id,result,approval_number\n{batch},{},{says}\n", row.id);
    let file = read_answers(text.as_bytes()).expect("answers");
    desk.record_answers(&file.lines, &Progress::default()).expect("recorded");
}

/// Five payments, of which batch 1 has four: two are accepted and have no CVC any more, one is rejected, one is rejected and handed over
/// again as batch 2. Their numbers are 2 to 5 and 14.
fn work(shop: &Shop, desk: &mut Desk) -> Vec<Transaction> {
    let mut rows: Vec<Transaction> = (1..=4).map(|number| pay(desk, number * 1_000)).collect();
    hand_over(shop, desk, HandOverOf::New { from: None });
    answer(desk, 1, &rows[3], "rejected,");
    hand_over(shop, desk, HandOverOf::Rejected);
    answer(desk, 1, &rows[0], "accepted,30000001");
    answer(desk, 1, &rows[1], "rejected,");
    answer(desk, 1, &rows[1], "accepted,30000002");
    answer(desk, 1, &rows[2], "rejected,");
    let settings = Settings { keep_cvc: KeepCvc::UntilAccepted, ..shop.settings() };
    let mut blanks = shop.open_with(settings).expect("opened");
    assert_eq!(blanks.blank_accepted(&Progress::default()).expect("blanked"), (2, true));
    rows.push(pay(desk, 5_000));
    rows
}

#[test]
fn every_column_of_the_tables_is_compared() {
    let original = Original::of(|shop, desk| drop(work(shop, desk)));
    for (change, table, row, column) in [
        ("UPDATE batches SET id = '26112114320712301007' WHERE number = 1", "batches", Some(1), "id"),
        ("UPDATE batches SET seq = 8 WHERE number = 1", "batches", Some(1), "seq"),
        ("UPDATE batches SET records = 5 WHERE number = 1", "batches", Some(1), "records"),
        ("UPDATE batches SET accepted = 3, rejected = 1 WHERE number = 1", "batches", Some(1), "accepted"),
        ("UPDATE batches SET rejected = 1 WHERE number = 1", "batches", Some(1), "rejected"),
        ("DELETE FROM batches WHERE number = 2", "batches", Some(2), ""),
        ("INSERT INTO batches VALUES (3, 8, '26112114320712301007', 1, 0, 0)", "batches", Some(3), ""),
        ("UPDATE batch_ranges SET to_seq = 6", "batch_ranges", Some(1), "to_seq"),
        ("UPDATE batch_ranges SET from_seq = 2", "batch_ranges", Some(1), ""),
        ("UPDATE batch_ranges SET batch = 2", "batch_ranges", Some(1), "batch"),
        ("DELETE FROM batch_ranges", "batch_ranges", Some(1), ""),
        ("INSERT INTO batch_ranges VALUES (13, 14, 1)", "batch_ranges", Some(13), ""),
        ("UPDATE answers SET result = 1 WHERE seq = 5 AND batch = 1", "answers", Some(5), "result"),
        ("UPDATE answers SET state = 3 WHERE seq = 4", "answers", Some(4), "state"),
        ("UPDATE answers SET state = 5 WHERE seq = 3 AND state = 4", "answers", Some(3), "state"),
        (
            "UPDATE answers SET approval_number = '30000009' WHERE seq = 2",
            "answers",
            Some(2),
            "approval_number",
        ),
        ("UPDATE answers SET approval_number = NULL WHERE seq = 2", "answers", Some(2), "approval_number"),
        ("UPDATE answers SET fact = fact + 100 WHERE seq = 2", "answers", Some(2), ""),
        ("DELETE FROM answers WHERE seq = 4", "answers", Some(4), ""),
        ("INSERT INTO answers VALUES (2, 1, 99, 2, 2, NULL)", "answers", None, "fact"),
        // It is said to be handed over again, and waits for an answer: one that was rejected, and one that never was.
        (
            "INSERT INTO answers VALUES (4, 2, 0, 0, 0, NULL); UPDATE answers SET state = 3 WHERE seq = 4 AND batch = 1",
            "answers",
            Some(4),
            "batch",
        ),
        ("INSERT INTO answers VALUES (14, 1, 0, 0, 0, NULL)", "answers", Some(14), "batch"),
        ("DELETE FROM answers WHERE fact = 0", "answers", Some(5), ""),
        ("UPDATE blanked SET fact = fact + 1 WHERE seq = 2", "blanked", Some(2), "fact"),
        ("UPDATE blanked SET had_cvc = 0 WHERE seq = 2", "blanked", Some(2), "had_cvc"),
        ("DELETE FROM blanked WHERE seq = 2", "blanked", Some(2), ""),
        ("INSERT INTO blanked VALUES (4, 13, 1)", "blanked", None, "seq"),
    ] {
        let finding = original.tampered(change);
        assert_eq!(
            (spot(&finding), part(&finding).as_str()),
            ((table, row), column),
            "{change}: {finding:?}"
        );
    }
}

/// What is found when this fact is recorded after [`work`] by a program that has the keys.
fn found(
    fact: impl FnOnce(&mut Desk, &[Transaction], Batch) -> Fact,
) -> Option<(&'static str, Option<i64>, String)> {
    let shop = Shop::new();
    let mut desk = shop.open();
    let rows = work(&shop, &mut desk);
    let newest = desk.hand_over_work().expect("read").newest.expect("a batch").batch;
    let fact = fact(&mut desk, &rows, newest);
    // What the tables refuse cannot be recorded at all.
    if desk.record(&fact).is_err() {
        return Some(("refused", None, String::new()));
    }
    drop(desk);
    match check(&shop.settings(), None).expect("checked") {
        Verdict::Whole(_) => None,
        Verdict::Broken(finding) => {
            let (table, row) = spot(&finding);
            Some((table, row, part(&finding)))
        }
        Verdict::Stopped => panic!("stopped"),
    }
}

#[test]
fn a_batch_that_says_what_is_not_so_is_found() {
    type Spoil = fn(&mut Batch);
    let refused = Some(("refused", None, String::new()));
    let in_fact = |name: &str| Some(("journal", Some(15), name.to_owned()));
    let cases: [(Spoil, _); 7] = [
        (|_| {}, None),
        (|batch| batch.number = 4, refused.clone()),
        (|batch| batch.takes = Takes::New(SeqRange { from: 5, to: 14 }), refused.clone()),
        (|batch| batch.takes = Takes::New(SeqRange { from: 7, to: 14 }), in_fact("takes")),
        (|batch| batch.left = 1, in_fact("left")),
        (|batch| batch.totals.payments.amount += 1, in_fact("totals")),
        (
            |batch| batch.takes = Takes::Again { of: 1, transactions: vec![2] },
            Some(("answers", Some(2), String::new())),
        ),
    ];
    for (number, (spoil, expected)) in cases.into_iter().enumerate() {
        let finding = found(|_, rows, newest| {
            let last = &rows[4];
            let totals = ControlTotals::default().with(false, last.amount, last.vat).expect("little");
            let mut batch = Batch {
                number: 3,
                id: crate::shop::id("26112114320912301007"),
                takes: Takes::New(SeqRange { from: 6, to: 14 }),
                totals,
                first_id: last.id,
                last_id: last.id,
                ..newest
            };
            spoil(&mut batch);
            Fact::HandOver(Box::new(batch))
        });
        assert_eq!(finding, expected, "{number}");
    }
}

#[test]
fn an_answer_or_a_blanking_that_nothing_is_known_of_is_found() {
    let accepted = |transaction: i64, batch: u32| {
        Fact::Answer(Box::new(Answer {
            transaction,
            batch,
            result: AnswerResult::Accepted,
            code: None,
            text: None,
            approval_number: ApprovalNumber::parse("1"),
            issuer: None,
            acquirer: None,
        }))
    };
    let in_fact = |name: &str| Some(("journal", Some(15), name.to_owned()));
    assert_eq!(found(|_, _, _| accepted(4, 1)), None);
    // Of a payment that no batch has, and of one that another batch has.
    assert_eq!(found(|_, rows, _| accepted(rows[4].seq, 2)), in_fact("batch"));
    assert_eq!(found(|_, _, _| accepted(3, 2)), in_fact("batch"));
    assert_eq!(
        found(|_, _, _| Fact::CvcBlanked { transactions: vec![4], without: Vec::new() }),
        Some(("sealed", Some(4), "cvc".to_owned()))
    );
    let again = |batch| Fact::HandOverAgain { batch, file: "again".to_owned() };
    assert_eq!(found(|_, _, _| again(2)), None);
    assert_eq!(found(|_, _, _| again(3)), in_fact("batch"));
}
