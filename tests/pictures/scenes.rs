//! The pictures of the README: Paydesk runs in a terminal, keys are typed, and its screen becomes a file.
//!
//! ```text
//! cargo build --release
//! cargo run --release --example pictures           # all scenes
//! cargo run --release --example pictures cancel    # those whose name contains "cancel"
//! ```
//!
//! Each scene has a home of its own, filled by its `before`; its picture is `assets/screens/<name>.svg`.
//! Identifiers and times are those of the run.

#[cfg(unix)]
mod lines;
#[cfg(unix)]
mod palette;
#[cfg(unix)]
mod stage;
#[cfg(unix)]
#[path = "../support/mod.rs"]
mod support;
#[cfg(unix)]
mod svg;

#[cfg(unix)]
use palette::{DARK, LIGHT, Palette};
#[cfg(unix)]
use stage::Step::{self, Keys, Resize, Wait};
#[cfg(unix)]
use support::Home;

/// One picture.
#[cfg(unix)]
struct Scene {
    /// The file's name without `.svg`.
    name: &'static str,
    /// The language of the screen: `en` or `ko`.
    lang: &'static str,
    /// More arguments of Paydesk.
    args: &'static [&'static str],
    /// Columns and rows.
    size: (u16, u16),
    /// The window's colours.
    palette: &'static Palette,
    /// What the ledger holds when the screen opens.
    before: fn(&Home),
    /// What is typed and waited for; end with a wait for what the last key shows.
    script: &'static [Step],
}

/// Every scene.
#[cfg(unix)]
const SCENES: &[Scene] = &[
    Scene {
        name: "pay-ko",
        lang: "ko",
        args: &[],
        size: (80, 24),
        palette: &DARK,
        before: stage::a_day,
        script: &[Wait("F2"), Keys("55000<Enter>540912"), Wait("5409 12")],
    },
    Scene {
        name: "pay-en",
        lang: "en",
        args: &[],
        size: (120, 36),
        palette: &DARK,
        before: stage::nothing,
        script: &[Wait("F2")],
    },
    Scene {
        name: "light-ko",
        lang: "ko",
        args: &["--set", "screen.theme=light"],
        size: (120, 36),
        palette: &LIGHT,
        before: stage::a_day,
        script: &[Wait("F2"), Resize(80, 24), Wait("F2")],
    },
];

#[cfg(unix)]
fn main() -> anyhow::Result<()> {
    stage::perform(SCENES)
}

#[cfg(not(unix))]
fn main() {}
