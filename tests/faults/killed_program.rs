//! `kill -9` at any instant of a stream of requests, over and over on one ledger.

use crate::{
    book::{Book, Entry, inspect, rows, verify},
    dice::{Dice, rounds},
    figures::{PART_KILLED, Part, report},
    program::{Home, cancel, pay},
};

/// Requests of a stream.
const STREAM: usize = 8;

#[test]
fn a_program_killed_at_any_instant_loses_doubles_and_halves_nothing() {
    let (home, mut book, mut part) = (Home::new(), Book::default(), Part::default());
    for round in 0..rounds(24) {
        let mut dice = Dice::of("killed", u64::try_from(round).expect("few"));
        let (command, requests) = stream(round, &book, &mut dice);
        let mut program = home.start_with(command, 1, &requests);
        let mut answers = Vec::new();
        let wait_for = dice.below(STREAM);
        answers.extend(std::iter::from_fn(|| program.answer()).take(wait_for));
        // Starting takes longer than a request.
        dice.dawdle(if wait_for == 0 { 10..=21 } else { 6..=17 });
        answers.extend(program.kill());
        part.crashes += 1;

        let desk = home.open();
        let (before, found) = (book.0.len(), rows(&desk).expect("countable"));
        let told: Vec<Entry> = answers.into_iter().map(|answer| answer.expect("no refusal")).collect();
        Book(told.clone()).look_up(&desk, &mut part.findings);
        match found.checked_sub(before + told.len()) {
            Some(0 | 1) => {}
            Some(_) => part.findings.double(format!("{found} rows, {before} and {} told", told.len())),
            None => part.findings.lose(format!("{found} rows, {before} and {} told", told.len())),
        }
        // All of them again: who was answered gets the same answer.
        let again: Vec<Entry> = home.send(command, &requests).into_iter().flatten().collect();
        if again.len() != requests.len() || again.get(..told.len()) != Some(&told[..]) {
            part.findings.double(format!("round {round}: {} answers became others", told.len()));
        }
        book.0.extend(again);
        assert!(part.findings.is_clean(), "round {round}: {:#?}", part.findings);
    }
    book.audit(&home.open(), &[], &mut part.findings);
    inspect(&home.raw(), &mut part.findings);
    verify(home.settings(), &mut part.findings);
    part.acknowledged = book.0.len();
    report(PART_KILLED, part);
}

/// Payments, or now and then cancels of earlier ones.
fn stream(round: usize, book: &Book, dice: &mut Dice) -> (&'static str, Vec<String>) {
    let payments: Vec<&Entry> = book.0.iter().filter(|entry| entry.payment.is_none()).collect();
    let numbers = round * STREAM..(round + 1) * STREAM;
    if payments.is_empty() || dice.below(3) > 0 {
        let one = |number| pay(&format!("ask-{number}"), number, dice.between(10_000, 1_000_000));
        return ("pay", numbers.map(one).collect());
    }
    let one = |number| {
        let payment = payments[dice.below(payments.len())];
        // Less than a payment by far, however often it comes.
        cancel(&format!("ask-{number}"), payment.id, dice.between(1, 10))
    };
    ("cancel", numbers.map(one).collect())
}
