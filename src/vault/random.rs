//! Where random bytes come from. Passed in, so that tests can repeat them.

use std::io;

/// A source of random bytes fit for keys and nonces.
pub trait Random: Send {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// When the operating system has none to give; nothing is sealed then.
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()>;
}

/// The operating system's random bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(io::Error::other)
    }
}
