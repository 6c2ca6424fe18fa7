//! A till that is stopped within a transaction while others work.

use std::time::{Duration, Instant};

use paydesk::{
    desk::DeskError,
    ledger::{BUSY_TIMEOUT, LedgerError, LedgerTrouble},
};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

use crate::{
    acknowledged::{Acknowledged, Entry, inspect, rows, verify},
    dice::{Dice, rounds},
    program::{Home, Program, pay},
    report::{PART_STOPPED, Part, report},
    shop::TillRequest,
    vfs,
};

/// Requests of the till: more than it can finish before it is stopped.
const AT_ONCE: usize = 64;
/// How often the till is stopped.
const STOPS: usize = 16;

/// Stops the program, and returns once it has stopped.
fn stop(program: &Program) {
    let pid = Pid::from_child(&program.child);
    kill_process(pid, Signal::STOP).expect("stopped");
    let (_, status) = waitpid(Some(pid), WaitOptions::UNTRACED).expect("waited").expect("a status");
    assert!(status.stopped(), "{status:?}");
}

fn after_kill(program: &Program) {
    kill_process(Pid::from_child(&program.child), Signal::CONT).expect("continued");
}

/// True if a program holds the ledger's lock.
fn is_locked(home: &Home) -> bool {
    let raw = home.raw();
    raw.busy_timeout(Duration::ZERO).expect("no waiting");
    raw.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_err()
}

#[test]
fn a_till_stopped_in_a_transaction_holds_others_up_for_so_long_and_breaks_nothing() {
    vfs::install();
    let mut part = Part::default();
    for round in 0..rounds(2) {
        let mut dice = Dice::of("stopped", u64::try_from(round).expect("few"));
        let (home, mut expected) = (Home::new(), Acknowledged::default());
        let mut program = home.start("pay", 1);
        let mut desk = home.open();
        // Stopped again and again until it is within a transaction; only then others have to wait.
        let (mut requests, mut free) = (Vec::new(), 0);
        'caught: loop {
            for number in requests.len()..requests.len() + AT_ONCE {
                requests.push(pay(&format!("ask-{number}"), number, 10_000));
                program.ask(&requests[number]);
            }
            for _ in 0..STOPS {
                dice.wait_a_moment(12..=17);
                stop(&program);
                if is_locked(&home) {
                    break 'caught;
                }
                let asked = TillRequest::pay(99, 10_000 + free, 20_000);
                let (answer, waited) = vfs::without_waiting(|| asked.ask(&mut desk));
                expected.0.push(Entry::of(&answer.expect("no other till is at work")));
                assert_eq!(waited, Duration::ZERO);
                free += 1;
                after_kill(&program);
            }
            for _ in 0..AT_ONCE {
                expected.0.push(program.answer().expect("answered").expect("paid"));
            }
        }
        part.faults += 1;
        // Looking up needs no lock; a payment waits, and reports a time-out.
        let asked = TillRequest::pay(99, 9_999, 30_000);
        let ((), waited) = vfs::without_waiting(|| expected.look_up(&desk, &mut part.findings));
        assert_eq!(waited, Duration::ZERO);
        let begun = Instant::now();
        let error = asked.ask(&mut desk).expect_err("locked");
        assert!(begun.elapsed() >= BUSY_TIMEOUT);
        assert!(error.may_pass());
        let DeskError::Ledger(LedgerError { trouble, .. }) = error else { panic!("{error:?}") };
        assert!(matches!(trouble, LedgerTrouble::Locked), "{trouble:?}");

        let rest = if round % 2 == 0 {
            part.crashes += 1;
            program.kill()
        } else {
            after_kill(&program);
            let rest = program.answers();
            assert_eq!(rest.len(), AT_ONCE);
            program.child.wait().expect("ended");
            rest
        };
        expected.0.extend(rest.into_iter().map(|answer| answer.expect("paid")));
        expected.0.push(Entry::of(&asked.ask(&mut desk).expect("the lock is free again")));
        let found = rows(&desk).expect("countable");
        // The group in progress may be there without an acknowledgement.
        if found < expected.0.len() || found > requests.len() + free + 1 {
            part.findings.add_lost(format!("{found} rows of {}", expected.0.len()));
        }
        for answer in home.send("pay", &requests) {
            let answer = answer.expect("paid");
            if !expected.0.contains(&answer) {
                expected.0.push(answer);
            }
        }
        assert_eq!(expected.0.len(), requests.len() + free + 1);
        expected.audit(&desk, &[], &mut part.findings);
        inspect(&home.raw(), &mut part.findings);
        verify(home.settings(), &mut part.findings);
        part.acknowledged += expected.0.len();
    }
    report(PART_STOPPED, part);
}
