//! After trouble: whether something is in the ledger, by the name that its request had.

use super::{Desk, DeskError};
use crate::{payment::RequestId, record::Transaction};

impl Desk {
    /// The transaction that was asked for by this name; `None` when there is none. Opens nothing and needs no key, so that
    /// it answers whenever the ledger can be read.
    ///
    /// # Errors
    /// Trouble with the ledger: nobody knows then.
    pub fn find_by_request(&self, request: &RequestId) -> Result<Option<Transaction>, DeskError> {
        Ok(self.ledger.find_request(request)?)
    }
}
