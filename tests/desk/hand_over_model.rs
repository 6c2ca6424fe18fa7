//! Recorded → handed over → answered, at random, against a few lists: several tills, files that were never written, new keys, answers in
//! any order and more than once, and what is blanked.

use std::{collections::BTreeSet, fs};

use paydesk::{
    batch::check,
    desk::{Desk, HandOverError, HandOverOf, Settings},
    payment::{Till, TransactionId, message::ControlTotals},
    record::{AnswerResult, Condition, KeepCvc, Progress, Query, RejectedMeans, Term, Transaction},
};
use proptest::prelude::*;

use crate::{
    close::assert_whole,
    hand_over::{NEW, answer, folder, hand_over, ids, stopped_after_the_fact, to},
    shop::{Shop, part, pay},
};

const TILLS: usize = 2;
/// Answers as a file has them, few, so that the same ones come again.
const SAYS: [&str; 4] =
    ["accepted,0000,3001,,", "accepted,0000,3002,,", "rejected,51,,,", "rejected,05,,,lost"];

#[derive(Debug, Clone)]
enum Act {
    Pay(u64),
    Cancel {
        payment: prop::sample::Index,
        amount: u64,
    },
    HandOver {
        is_rejected: bool,
        is_killed: bool,
    },
    Again(prop::sample::Index),
    /// What is said of some messages of a batch, each once.
    Answer {
        batch: prop::sample::Index,
        says: Vec<(prop::sample::Index, usize)>,
    },
    Blank,
    NewKey,
    /// The program starts anew.
    Kill,
}

fn act() -> impl Strategy<Value = (usize, Act)> {
    let place = || any::<prop::sample::Index>();
    let says = prop::collection::vec((place(), 0..SAYS.len()), 1..6);
    let act = prop_oneof![
        6 => (100_u64..90_000).prop_map(Act::Pay),
        3 => (place(), 1_u64..60_000).prop_map(|(payment, amount)| Act::Cancel { payment, amount }),
        4 => (any::<bool>(), prop::bool::weighted(0.3))
            .prop_map(|(is_rejected, is_killed)| Act::HandOver { is_rejected, is_killed }),
        1 => place().prop_map(Act::Again),
        6 => (place(), says).prop_map(|(batch, says)| Act::Answer { batch, says }),
        1 => Just(Act::Blank),
        1 => Just(Act::NewKey),
        1 => Just(Act::Kill),
    ];
    (0..TILLS, act)
}

/// A payment or cancel, and its way.
struct Entry {
    row: Transaction,
    payment: Option<usize>,
    /// The batches that have it, and what was said of it as part of each: places in [`SAYS`].
    way: Vec<(u32, Vec<usize>)>,
    /// A cancel has none when its payment had none any more.
    has_cvc: bool,
    /// The newest batch when its CVC was blanked: those up to it cannot be made again.
    blanked: Option<usize>,
}

impl Entry {
    fn said(&self) -> Option<usize> {
        self.way.last().and_then(|(_, said)| said.last().copied())
    }

    fn is_rejected(&self) -> bool {
        self.said().is_some_and(is_no)
    }

    /// A batch of it is accepted.
    fn is_accepted(&self) -> bool {
        self.way.iter().any(|(_, said)| said.last().is_some_and(|said| !is_no(*said)))
    }

    fn is_unanswered(&self) -> bool {
        !self.way.is_empty() && self.said().is_none()
    }

    fn is_contradicted(&self) -> bool {
        self.way.iter().any(|(_, said)| matches!(said.as_slice(), [.., one, last] if contradict(*one, *last)))
    }
}

fn is_no(said: usize) -> bool {
    SAYS[said].starts_with("rejected")
}

/// Another result, or another approval number; other words do not count.
fn contradict(one: usize, other: usize) -> bool {
    is_no(one) != is_no(other) || !is_no(one) && one != other
}

#[derive(Default)]
struct Books {
    entries: Vec<Entry>,
    /// What each batch has, and the bytes of its file once there was one.
    batches: Vec<(Vec<usize>, Option<Vec<u8>>)>,
    keeps_cvc: bool,
}

impl Books {
    fn new_ones(&self) -> Vec<usize> {
        (0..self.entries.len()).filter(|at| self.entries[*at].way.is_empty()).collect()
    }

    fn left(&self, payment: usize) -> u64 {
        let cancels = self.entries.iter().filter(|entry| entry.payment == Some(payment));
        self.entries[payment].row.amount.get() - cancels.map(|cancel| cancel.row.amount.get()).sum::<u64>()
    }

    fn means(&self, at: usize) -> Option<RejectedMeans> {
        let entry = &self.entries[at];
        if !entry.is_rejected() {
            return None;
        }
        let all: Vec<usize> = entry.way.iter().flat_map(|(_, said)| said.clone()).collect();
        if all.len() > 1 && !is_no(all[all.len() - 2]) {
            return Some(RejectedMeans::Contradicted);
        }
        Some(match entry.payment {
            Some(payment) if self.left(payment) == 0 && self.entries[payment].is_rejected() => {
                RejectedMeans::NothingToDo
            }
            Some(_) => RejectedMeans::HandOverAgain,
            None => {
                let mut cancels = self.entries.iter().filter(|cancel| cancel.payment == Some(at));
                if cancels.any(Entry::is_accepted) {
                    RejectedMeans::AskCardCompany
                } else if self.left(at) == 0 {
                    RejectedMeans::NothingToDo
                } else {
                    RejectedMeans::HandOverAgain
                }
            }
        })
    }

    /// Of the oldest batch that has some, what is to be handed over again.
    fn to_hand_over_again(&self) -> Vec<usize> {
        let to_do = |at: &usize| self.means(*at) == Some(RejectedMeans::HandOverAgain);
        let of = |at: usize| self.entries[at].way.last().map(|(batch, _)| *batch);
        let all: Vec<usize> = (0..self.entries.len()).filter(to_do).collect();
        let oldest = all.iter().filter_map(|at| of(*at)).min();
        all.into_iter().filter(|at| of(*at) == oldest).collect()
    }

    fn count(&self, means: RejectedMeans) -> u64 {
        (0..self.entries.len()).filter(|at| self.means(*at) == Some(means)).count() as u64
    }
}

/// The file of a batch is whole, has what it should have, and adds up.
fn compare_file(books: &Books, shop: &Shop, number: usize) {
    let (entries, bytes) = &books.batches[number - 1];
    let Some(bytes) = bytes else { return };
    let checked = check(bytes.as_slice(), &Progress::default()).expect("whole");
    let totals = entries.iter().fold(ControlTotals::default(), |totals, at| {
        let Entry { row, payment, .. } = &books.entries[*at];
        totals.with(payment.is_some(), row.amount, row.vat).expect("little")
    });
    assert_eq!((checked.trailer.totals, checked.header.number as usize), (totals, number));
    let file = shop.folder().join("to be read");
    fs::write(&file, bytes).expect("written");
    let expected: Vec<TransactionId> = entries.iter().map(|at| books.entries[*at].row.id).collect();
    assert_eq!(ids(&file), expected);
}

/// The ledger says of everything what the books say.
fn compare(books: &Books, desk: &Desk) {
    let work = desk.hand_over_work().expect("read");
    assert_eq!(work.newest.map_or(0, |newest| newest.batch.number as usize), books.batches.len());
    if !books.batches.is_empty() {
        let count = |wanted: &dyn Fn(&Entry) -> bool| {
            books.entries.iter().filter(|entry| wanted(entry)).count() as u64
        };
        assert_eq!(work.not_handed_over, count(&|entry| entry.way.is_empty()));
        let open = |(_, said): &&(u32, Vec<usize>)| said.is_empty();
        let waiting = books.entries.iter().map(|entry| entry.way.iter().filter(open).count() as u64);
        assert_eq!(work.unanswered, waiting.sum::<u64>());
        assert_eq!(work.rejected, books.count(RejectedMeans::HandOverAgain));
        assert_eq!(work.to_ask, books.count(RejectedMeans::AskCardCompany));
        assert_eq!(work.contradicted, count(&Entry::is_contradicted));
    }
    for (at, entry) in books.entries.iter().enumerate() {
        let found = desk.find(entry.row.id).expect("found");
        assert_eq!(found.story.rejected, books.means(at), "{at}");
        assert_eq!(found.message.cvc.is_some(), entry.has_cvc, "{at}");
        let handed = found.story.transaction.handed_over;
        assert_eq!(
            handed.as_ref().map(|handed| handed.batch),
            entry.way.last().map(|(batch, _)| *batch),
            "{at}"
        );
        let said = handed.as_ref().and_then(|handed| handed.answer.as_ref());
        let code = |said: usize| SAYS[said].split(',').nth(1).unwrap_or_default();
        assert_eq!(
            said.map(|said| (
                said.result == AnswerResult::Rejected,
                said.code.as_ref().expect("a code").as_str()
            )),
            entry.said().map(|said| (is_no(said), code(said)))
        );
        assert_eq!(handed.is_some_and(|handed| handed.is_contradicted), entry.is_contradicted(), "{at}");
        let steps = entry.way.iter().map(|(_, said)| 1 + said.len()).sum::<usize>();
        assert_eq!(found.story.hand_over.len(), steps, "{at}");
    }
    let listed = |condition| -> BTreeSet<i64> {
        let query = Query { terms: vec![Term::is(condition)] };
        let rows = desk.list(&query, None, usize::MAX).expect("listed");
        rows.iter().map(|found| found.transaction.seq).collect()
    };
    let plain = |wanted: &dyn Fn(&Entry) -> bool| -> BTreeSet<i64> {
        books.entries.iter().filter(|entry| wanted(entry)).map(|entry| entry.row.seq).collect()
    };
    assert_eq!(listed(Condition::Rejected), plain(&Entry::is_rejected));
    assert_eq!(listed(Condition::Unanswered), plain(&Entry::is_unanswered));
    assert_eq!(listed(Condition::Contradicted), plain(&Entry::is_contradicted));
}

/// Hands over, in the ledger and in the books.
fn hands_over(books: &mut Books, shop: &Shop, desk: &mut Desk, is_rejected: bool, is_killed: bool) {
    let of = if is_rejected { HandOverOf::Rejected } else { NEW };
    let takes = if is_rejected { books.to_hand_over_again() } else { books.new_ones() };
    let number = u32::try_from(books.batches.len() + 1).expect("few");
    let bytes = if takes.is_empty() {
        assert_eq!(hand_over(shop, desk, of), None);
        return;
    } else if is_killed {
        assert_eq!(stopped_after_the_fact(shop, desk, of), number);
        None
    } else {
        let made = hand_over(shop, desk, of).expect("something");
        assert_eq!(made.batch.number, number);
        Some(fs::read(made.file).expect("file"))
    };
    for at in &takes {
        books.entries[*at].way.push((number, Vec::new()));
    }
    books.batches.push((takes, bytes));
    compare_file(books, shop, number as usize);
}

/// Makes the file of a batch again: the same bytes, unless something of it is blanked.
fn makes_again(books: &mut Books, shop: &Shop, desk: &mut Desk, number: usize) {
    let file = shop.folder().join("again");
    let made = desk.hand_over_again(u32::try_from(number).expect("few"), to(&file), &Progress::default());
    let (entries, first) = &books.batches[number - 1];
    let is_blanked = |at: &&usize| books.entries[**at].blanked.is_some_and(|newest| number <= newest);
    let blanked = entries.iter().filter(is_blanked).count() as u64;
    if blanked > 0 {
        assert!(
            matches!(made, Err(HandOverError::Blanked { messages, .. }) if messages == blanked),
            "{made:?} {blanked}"
        );
        return;
    }
    made.expect("made");
    let bytes = fs::read(&file).expect("file");
    fs::remove_file(&file).expect("removed");
    assert!(first.as_ref().is_none_or(|first| *first == bytes), "batch {number} is another one");
    books.batches[number - 1].1 = Some(bytes);
    compare_file(books, shop, number);
}

fn says(books: &mut Books, desk: &mut Desk, number: usize, says: &[(prop::sample::Index, usize)]) {
    let takes = books.batches[number - 1].0.clone();
    let batch = u32::try_from(number).expect("few");
    let mut seen = BTreeSet::new();
    let says: Vec<(usize, usize)> = says
        .iter()
        .map(|(index, says)| (*index.get(&takes), *says))
        .filter(|(at, _)| seen.insert(*at))
        .collect();
    let lines: Vec<_> =
        says.iter().map(|(at, says)| (batch, books.entries[*at].row.id, SAYS[*says])).collect();
    let told = answer(desk, &lines).expect("recorded");
    let (mut unchanged, mut contradicted) = (0, 0);
    for (at, says) in says {
        let way = &mut books.entries[at].way;
        let (_, said) = way.iter_mut().find(|(of, _)| *of == batch).expect("in the batch");
        if said.last() == Some(&says) {
            unchanged += 1;
            continue;
        }
        contradicted += usize::from(said.last().is_some_and(|last| contradict(*last, says)));
        said.push(says);
    }
    assert_eq!((told.unchanged, told.contradicted.len()), (unchanged, contradicted));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn every_message_is_handed_over_once_and_stands_as_it_was_answered(
        keeps_cvc in any::<bool>(),
        acts in prop::collection::vec(act(), 1..50),
    ) {
        let shop = Shop::new();
        let keep_cvc = if keeps_cvc { KeepCvc::Always } else { KeepCvc::UntilAccepted };
        let open = |till: usize| {
            let till = Till::new(till as u64 + 1).expect("till");
            shop.open_with(Settings { till, keep_cvc, ..shop.settings() }).expect("opened")
        };
        let mut desks: Vec<Desk> = (0..TILLS).map(open).collect();
        let mut books = Books { keeps_cvc, ..Books::default() };
        folder(&shop);
        for (till, act) in acts {
            shop.clock.step(60_007);
            let desk = &mut desks[till];
            match act {
                Act::Pay(amount) => {
                    let row = pay(desk, amount);
                    books.entries.push(Entry { row, payment: None, way: Vec::new(), has_cvc: true, blanked: None });
                }
                Act::Cancel { payment, amount } => {
                    let payments: Vec<usize> = (0..books.entries.len())
                        .filter(|at| books.entries[*at].payment.is_none() && books.left(*at) > 0)
                        .collect();
                    if payments.is_empty() {
                        continue;
                    }
                    let payment = *payment.get(&payments);
                    // Half of them in full.
                    let amount = if amount % 2 == 0 { books.left(payment) } else { amount.min(books.left(payment)) };
                    let cancel = desk.cancel(&part(books.entries[payment].row.id, amount), None);
                    let row = cancel.expect("cancelled").transaction;
                    let has_cvc = books.entries[payment].has_cvc;
                    books.entries.push(Entry { row, payment: Some(payment), way: Vec::new(), has_cvc, blanked: None });
                }
                Act::HandOver { is_rejected, is_killed } => {
                    hands_over(&mut books, &shop, desk, is_rejected, is_killed);
                }
                Act::Again(index) if !books.batches.is_empty() => {
                    let number = index.index(books.batches.len()) + 1;
                    makes_again(&mut books, &shop, desk, number);
                }
                Act::Answer { batch, says: lines } if !books.batches.is_empty() => {
                    let number = batch.index(books.batches.len()) + 1;
                    says(&mut books, desk, number, &lines);
                }
                Act::Blank => {
                    let (_, is_done) = desk.blank_accepted(&Progress::default()).expect("blanked");
                    prop_assert!(is_done);
                    if !books.keeps_cvc {
                        let newest = books.batches.len();
                        for entry in books.entries.iter_mut().filter(|entry| entry.has_cvc && entry.is_accepted()) {
                            (entry.blanked, entry.has_cvc) = (Some(newest), false);
                        }
                    }
                }
                Act::NewKey => {
                    let rotated = desk.rotate_key(&Progress::default()).expect("rotated");
                    prop_assert!(rotated.is_done);
                }
                Act::Kill => desks[till] = open(till),
                Act::Again(_) | Act::Answer { .. } => continue,
            }
            compare(&books, &desks[(till + 1) % TILLS]);
        }
        assert_whole(&shop);
        // Each is in exactly one batch of new ones, unless it came after the last one.
        let mut of_new = Vec::new();
        for (number, (entries, _)) in (1..).zip(&books.batches) {
            let is_first = |at: &&usize| books.entries[**at].way.first().is_some_and(|(batch, _)| *batch == number);
            of_new.extend(entries.iter().filter(is_first).copied());
        }
        prop_assert_eq!(of_new, (0..books.entries.len() - books.new_ones().len()).collect::<Vec<_>>());
        for number in 1..=books.batches.len() {
            makes_again(&mut books, &shop, &mut desks[0], number);
        }
        // Made again from the journal, it is the same.
        desks[1].rebuild_index(&Progress::default()).expect("made again");
        compare(&books, &desks[0]);
        assert_whole(&shop);
    }
}
