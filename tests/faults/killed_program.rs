//! `kill -9` at any instant of a stream of requests, over and over on one ledger: it has whole groups of them, and all that was
//! answered.

use crate::{
    acknowledged::{Acknowledged, Entry, inspect, rows, verify},
    dice::{Dice, rounds},
    program::{Home, cancel, pay},
    report::{PART_KILLED, Part, report},
};

/// Number of requests of a stream. It is read at once.
const STREAM: usize = 100;
/// Most requests that the program carries out together.
const GROUP: usize = 64;

#[test]
fn a_program_killed_at_any_instant_loses_doubles_and_halves_nothing() {
    let (home, mut expected, mut part) = (Home::new(), Acknowledged::default(), Part::default());
    for round in 0..rounds(24) {
        let mut dice = Dice::of("killed", u64::try_from(round).expect("few"));
        let (command, requests) = stream(round, &expected, &mut dice);
        let mut program = home.start_with(command, 1, &requests);
        let mut answers = Vec::new();
        let wait_for = dice.below(STREAM);
        answers.extend(std::iter::from_fn(|| program.answer()).take(wait_for));
        // Starting the program takes longer than a request.
        dice.wait_a_moment(if wait_for == 0 { 10..=21 } else { 6..=17 });
        answers.extend(program.kill());
        part.crashes += 1;

        let desk = home.open();
        let (before, found) = (expected.0.len(), rows(&desk).expect("countable"));
        let answered: Vec<Entry> = answers.into_iter().map(|answer| answer.expect("no refusal")).collect();
        Acknowledged(answered.clone()).look_up(&desk, &mut part.findings);
        match found.checked_sub(before) {
            // Whole groups, and at least those of which an answer was written.
            Some(taken @ (0 | GROUP | STREAM)) if taken >= answered.len() => {}
            taken => part.findings.add_half(format!("{taken:?} taken, {} answered", answered.len())),
        }
        // All requests again: those that were answered get the same answer.
        let again: Vec<Entry> = home.send(command, &requests).into_iter().flatten().collect();
        if again.len() != requests.len() || again.get(..answered.len()) != Some(&answered[..]) {
            part.findings.add_doubled(format!("round {round}: {} answers became others", answered.len()));
        }
        expected.0.extend(again);
        assert!(part.findings.is_clean(), "round {round}: {:#?}", part.findings);
    }
    expected.audit(&home.open(), &[], &mut part.findings);
    inspect(&home.raw(), &mut part.findings);
    verify(home.settings(), &mut part.findings);
    part.acknowledged = expected.0.len();
    report(PART_KILLED, part);
}

/// Requests for payments, or sometimes for cancels of earlier ones.
fn stream(round: usize, expected: &Acknowledged, dice: &mut Dice) -> (&'static str, Vec<String>) {
    let payments: Vec<&Entry> = expected.0.iter().filter(|entry| entry.payment.is_none()).collect();
    let numbers = round * STREAM..(round + 1) * STREAM;
    if payments.is_empty() || dice.below(3) > 0 {
        let one = |number| pay(&format!("ask-{number}"), number, dice.between(10_000, 1_000_000));
        return ("pay", numbers.map(one).collect());
    }
    let one = |number| {
        let payment = payments[dice.below(payments.len())];
        // Far less than a payment, even after many cancels of it.
        cancel(&format!("ask-{number}"), payment.id, dice.between(1, 10))
    };
    ("cancel", numbers.map(one).collect())
}
