//! Faults on order, so that tests see what the real program does when it has one.
//!
//! Debug builds only: in a release build [`point`] is empty and the variable means nothing.

/// Panics when the file that `PAYDESK_FAULT` names orders a fault at this place: the file's first word is the place, the
/// rest is what the panic says.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "what it is for")]
pub fn point(place: &str) {
    let Some(file) = std::env::var_os("PAYDESK_FAULT") else { return };
    let order = std::fs::read_to_string(file).unwrap_or_default();
    if let Some((ordered, words)) = order.split_once(' ')
        && ordered == place
    {
        panic!("{words}");
    }
}

/// Nothing: a release has no faults on order.
#[cfg(not(debug_assertions))]
pub const fn point(_place: &str) {}
