//! Paydesk: a point-of-sale terminal that lives in a terminal.

pub mod desk;
pub mod ledger;
pub mod payment;
pub mod vault;
