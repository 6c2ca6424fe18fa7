//! The pictures of the README: Paydesk runs in a terminal, keys are typed, and its screen becomes a file.
//!
//! ```text
//! cargo build --release
//! cargo run --release --example pictures           # all scenes
//! cargo run --release --example pictures cancel    # those whose name contains "cancel"
//! ```
//!
//! Ids and times in the pictures are those of the run.

#![forbid(unsafe_code)]

#[cfg(unix)]
mod day;
#[cfg(unix)]
mod scenes;
#[cfg(unix)]
mod svg;

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    scenes::draw()
}

#[cfg(not(unix))]
fn main() {}
