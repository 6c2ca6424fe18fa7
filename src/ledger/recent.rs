//! The newest transactions, remembered: what every payment asks about without an index for it.
//!
//! A payment asks which id its till gave last, and whether the same card paid the same amount a moment ago. The newest
//! rows answer both. Reading only those that were recorded since the last question costs a payment the row before it; two
//! indexes would cost it two pages of the log.

use std::collections::{HashMap, VecDeque};

use rusqlite::Connection;

use super::{error::LedgerTrouble, lookup, rows::local_time};
use crate::{
    payment::{LastId, Till, TransactionId, Won},
    record::{FactKind, Fingerprint},
};

/// Transactions that are looked back to, and payments that are remembered. More within the time of a duplicate are more than
/// a shop takes.
const REMEMBERED: usize = 1_000;
/// NULL in place of an id or a fingerprint of another length.
const NEW: &str = "SELECT t.seq, iif(octet_length(t.id) = 20, t.id, NULL), t.till, t.kind, t.amount, t.created_at, t.utc_offset, \
     s.key_id, iif(octet_length(s.fingerprint) = 16, s.fingerprint, NULL) \
     FROM transactions t JOIN sealed s ON s.seq = t.seq WHERE t.seq > ?1 ORDER BY t.seq DESC LIMIT ?2";

/// What is remembered of the newest transactions.
#[derive(Default)]
pub(super) struct Recent {
    /// The newest that was read.
    seq: i64,
    /// Payments, newest first.
    payments: VecDeque<Payment>,
    /// The newest id of each till, by the order of the journal.
    ids: HashMap<Till, Option<LastId>>,
}

struct Payment {
    seq: i64,
    amount: Won,
    created_at: i64,
    key_id: u32,
    fingerprint: Fingerprint,
}

impl Recent {
    /// Reads what was recorded since the last time. Damaged rows are skipped: payments go on, and the row is
    /// reported where it is shown.
    fn catch_up(&mut self, connection: &Connection) -> Result<(), LedgerTrouble> {
        let mut statement = connection.prepare_cached(NEW)?;
        let mut rows = statement.query((self.seq, REMEMBERED))?;
        let (mut newest, mut payments, mut ids) = (self.seq, Vec::new(), HashMap::new());
        let mut read = 0;
        while let Some(row) = rows.next()? {
            read += 1;
            let seq: i64 = row.get(0)?;
            newest = newest.max(seq);
            if let (Ok(id), Ok(till)) = (row.get(1), row.get(2)) {
                ids.entry(till).or_insert_with(|| last_id(id, row.get(5).ok(), row.get(6).ok()));
            }
            if let (Ok(FactKind::Payment), Ok(amount), Ok(created_at), Ok(key_id), Ok(fingerprint)) =
                (row.get(3), row.get(4), row.get(5), row.get(7), row.get(8))
            {
                payments.push(Payment { seq, amount, created_at, key_id, fingerprint });
            }
        }
        self.seq = newest;
        if read == REMEMBERED {
            // There may be more in between that were not read.
            self.payments.clear();
            self.ids.clear();
        }
        for payment in payments.into_iter().rev() {
            self.payments.push_front(payment);
        }
        self.payments.truncate(REMEMBERED);
        self.ids.extend(ids);
        Ok(())
    }

    /// Forgets what was read of a transaction of the database that was rolled back: everything, if it was more than `seq`.
    pub fn forget_after(&mut self, seq: i64) {
        if self.seq > seq {
            *self = Self::default();
        }
    }

    /// The newest id of `till`.
    pub fn last_id_of(
        &mut self,
        connection: &Connection,
        till: Till,
    ) -> Result<Option<LastId>, LedgerTrouble> {
        self.catch_up(connection)?;
        if let Some(id) = self.ids.get(&till) {
            return Ok(*id);
        }
        let id = lookup::last_id_of(connection, till)?;
        self.ids.insert(till, id);
        Ok(id)
    }

    /// The payments of `amount` at `since` or later whose card has one of `fingerprints`, newest first.
    pub fn same(
        &mut self,
        connection: &Connection,
        fingerprints: &[(u32, Fingerprint)],
        amount: Won,
        since: i64,
    ) -> Result<Vec<i64>, LedgerTrouble> {
        self.catch_up(connection)?;
        let is_same = |payment: &&Payment| {
            payment.amount == amount
                && payment.created_at >= since
                && fingerprints.contains(&(payment.key_id, payment.fingerprint))
        };
        Ok(self.payments.iter().filter(is_same).map(|payment| payment.seq).collect())
    }
}

/// An id with the local time of its row; `None` where that is not known, or not possible.
pub(super) fn last_id(id: TransactionId, at: Option<i64>, utc_offset: Option<i32>) -> Option<LastId> {
    Some(LastId { id, at: local_time(at?, utc_offset?)? })
}
