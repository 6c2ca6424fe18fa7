//! Paydesk: a point-of-sale terminal that lives in a terminal.

pub mod payment;
