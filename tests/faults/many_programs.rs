//! Sixteen programs on one ledger at once, some of them killed, some with the same requests.

use std::{collections::HashMap, sync::Barrier, thread};

use crate::{
    acknowledged::{Acknowledged, Entry, inspect, rows, verify},
    dice::{Dice, rounds},
    program::{Answer, Home, cancel, pay},
    report::{PART_MANY, Part, report},
};

/// Number of programs: ten take payments, two of them the same ones each; six cancel.
const PROGRAMS: usize = 16;
const PAYING: usize = 10;
/// Requests of each program.
const EACH: usize = 6;

#[test]
fn sixteen_programs_on_one_ledger_lose_double_and_halve_nothing() {
    let mut part = Part::default();
    for round in 0..rounds(2) {
        crowd(round, &mut part);
        assert!(part.findings.is_clean(), "round {round}: {:#?}", part.findings);
    }
    report(PART_MANY, part);
}

fn crowd(round: usize, part: &mut Part) {
    let home = Home::new();
    let mut dice = Dice::of("crowd", u64::try_from(round).expect("few"));
    let shared: Vec<Entry> = home.send("pay", &[pay("shared", 0, 5_000_000)]).into_iter().flatten().collect();
    let id = shared[0].id;
    let requests: Vec<Vec<String>> = (0..PROGRAMS)
        .map(|program| {
            let name =
                |number| format!("ask-{}-{number}", if program < PAYING { program / 2 } else { program });
            let amount = |number| u64::try_from(1_000 + number).expect("small");
            (0..EACH)
                .map(|number| match program {
                    ..PAYING => pay(&name(number), program / 2 * EACH + number + 1, amount(number)),
                    _ => cancel(&name(number), id, amount(number)),
                })
                .collect()
        })
        .collect();
    // The number of answers after which a program is killed.
    let kills: Vec<Option<usize>> =
        (0..PROGRAMS).map(|_| (dice.below(3) == 0).then(|| dice.below(EACH))).collect();
    part.crashes += kills.iter().flatten().count();
    let start = Barrier::new(PROGRAMS);
    let answers: Vec<Vec<Answer>> = thread::scope(|scope| {
        let (home, start, requests) = (&home, &start, &requests);
        let threads: Vec<_> = (0..PROGRAMS)
            .map(|program| {
                let kill = kills[program];
                scope.spawn(move || {
                    start.wait();
                    let mut running = home.start_with(command(program), program + 1, &requests[program]);
                    let Some(after) = kill else { return running.answers() };
                    let mut answers: Vec<_> = std::iter::from_fn(|| running.answer()).take(after).collect();
                    answers.extend(running.kill());
                    answers
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    // The answer to each request, from every program that got one.
    let mut answered: HashMap<&String, Entry> = HashMap::new();
    for (requests, answers) in requests.iter().zip(&answers) {
        for (request, answer) in requests.iter().zip(answers) {
            // A time-out at the lock: the request is sent again below.
            let Ok(answer) = answer else { continue };
            if answered.entry(request).or_insert_with(|| answer.clone()) != answer {
                part.findings.add_doubled(format!("{request} came to two answers"));
            }
        }
    }
    let desk = home.open();
    let found = rows(&desk).expect("countable");
    // A killed program has perhaps carried all out, and answered nothing.
    let open = kills.iter().flatten().map(|answered| EACH - answered).sum::<usize>();
    if found < 1 + answered.len() || found > 1 + answered.len() + open {
        part.findings.add_lost(format!("{found} rows, {} answered, {open} perhaps", answered.len()));
    }
    // All requests again, one after the other.
    let mut expected = Acknowledged(shared);
    for (program, requests) in requests.iter().enumerate() {
        for (request, answer) in requests.iter().zip(home.send(command(program), requests)) {
            let answer = match answer {
                Ok(answer) => answer,
                Err(refusal) => {
                    part.findings.add_lost(format!("{request}: {refusal}"));
                    continue;
                }
            };
            if answered.get(request).is_some_and(|answered| *answered != answer) {
                part.findings.add_doubled(format!("{request} was answered otherwise before"));
            }
            if !expected.0.contains(&answer) {
                expected.0.push(answer);
            }
        }
    }
    assert_eq!(expected.0.len(), 1 + EACH * (PAYING / 2 + PROGRAMS - PAYING));
    expected.audit(&desk, &[], &mut part.findings);
    inspect(&home.raw(), &mut part.findings);
    verify(home.settings(), &mut part.findings);
    part.acknowledged += expected.0.len();
}

fn command(program: usize) -> &'static str {
    if program < PAYING { "pay" } else { "cancel" }
}
