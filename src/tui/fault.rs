//! Panics that a test orders, to see what the real program does after one.
//!
//! Debug builds only: in a release build [`point`] is empty and the variable is not read.

/// Panics when the file named by `PAYDESK_FAULT` orders it for this `place`: its first word is the place, the rest is
/// what the panic says.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "the test orders it")]
pub fn point(place: &str) {
    let Some(file) = std::env::var_os("PAYDESK_FAULT") else { return };
    let order = std::fs::read_to_string(file).unwrap_or_default();
    if let Some((ordered, words)) = order.split_once(' ')
        && ordered == place
    {
        panic!("{words}");
    }
}

/// Does nothing in a release.
#[cfg(not(debug_assertions))]
pub const fn point(_place: &str) {}
