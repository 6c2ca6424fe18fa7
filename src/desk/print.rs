//! Printing a slip: what is recorded before its first byte goes to the printer, and what where the printer does not take it.

use super::{Asked, Desk, DeskError};
use crate::{
    record::{Fact, Prints, SlipCopy},
    staff::Action,
};

impl Desk {
    /// How often each copy of the slip of a transaction was printed.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn prints_of(&self, transaction: i64) -> Result<Prints, DeskError> {
        Ok(self.ledger.prints_of(transaction)?)
    }

    /// Records that a copy of the slip of a transaction goes to the printer. Returns the number that goes on the paper: 0 is the
    /// original, whichever tills print. Send the first byte only after this returned: a till that is
    /// killed while it prints leaves a copy that counts, so that the next one is marked.
    ///
    /// # Errors
    /// Trouble with the ledger; [`DeskError::Misfit`] while it is not as it is remembered. Nothing may be printed then.
    pub fn record_print(&mut self, transaction: i64, copy: SlipCopy) -> Result<u32, DeskError> {
        self.record_by(&Asked::of(Action::Slip), |writer, _| {
            let reprint = writer.prints_of(transaction)?.of(copy);
            Ok((Fact::Print { transaction, copy, reprint }, reprint))
        })
    }

    /// Records that the printer did not take all of a copy: the print that was recorded for it does not count.
    ///
    /// # Errors
    /// As for [`record_print`](Self::record_print); the print counts then.
    pub fn record_print_failed(&mut self, transaction: i64, copy: SlipCopy) -> Result<(), DeskError> {
        self.record(&Fact::PrintFailed { transaction, copy })
    }
}
