//! Slips that went to the printer between two requests, and a comparison of a ledger with them.

use paydesk::{
    desk::Desk,
    record::{Prints, SlipCopy},
};

use crate::{acknowledged::Findings, dice::Dice, disk::Disk};

/// A print that was recorded, or its failure.
pub struct Printed {
    slip: i64,
    /// How often its copies had been printed after it.
    after: Prints,
    /// Length of the disk's log when it was to be recorded, and when it was.
    sent_at: usize,
    pub answered_at: usize,
}

impl Printed {
    /// Prints a copy of this slip. One that was printed before fails now and then.
    pub fn next(desk: &mut Desk, slip: i64, watch: &Disk, dice: &mut Dice) -> Self {
        let copy = if dice.chance() { SlipCopy::Customer } else { SlipCopy::Merchant };
        let sent_at = watch.log_len();
        let before = desk.prints_of(slip).expect("read").of(copy);
        if before > 0 && dice.below(3) == 0 {
            desk.record_print_failed(slip, copy).expect("recorded");
        } else {
            assert_eq!(desk.record_print(slip, copy).expect("recorded"), before);
        }
        let after = desk.prints_of(slip).expect("read");
        Self { slip, after, sent_at, answered_at: watch.log_len() }
    }
}

/// Compares the counts of the ledger of `desk` with what was recorded within the first `done` entries of the log. The one in
/// flight may be there or not.
pub fn audit_prints(printed: &[Printed], done: usize, desk: &Desk, findings: &mut Findings) {
    let (recorded, later) = printed.split_at(printed.partition_point(|printed| printed.answered_at <= done));
    let in_flight = later.first().filter(|printed| printed.sent_at <= done);
    for slip in recorded.iter().chain(in_flight).map(|printed| printed.slip) {
        let last = recorded.iter().rev().find(|printed| printed.slip == slip);
        let expected = last.map_or(Prints::default(), |last| last.after);
        let perhaps =
            in_flight.filter(|printed| printed.slip == slip).map_or(expected, |printed| printed.after);
        match desk.prints_of(slip) {
            Ok(found) if found == expected || found == perhaps => {}
            other => {
                findings.add_half(format!("slip {slip}: {other:?}, neither {expected:?} nor {perhaps:?}"));
            }
        }
    }
}
