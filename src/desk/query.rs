//! The query language of Look up and of `paydesk list`.

use crate::{ledger::Filter, payment::TransactionId};

/// What a query asks for; `None` when it is not understood.
#[must_use]
pub fn parse_query(text: &str) -> Option<Filter> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Filter::All);
    }
    TransactionId::parse(text).ok().map(Filter::Id)
}
