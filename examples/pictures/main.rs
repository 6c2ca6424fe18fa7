//! The pictures of the README: Paydesk runs in a terminal, keys are typed, and its screen becomes a file.
//!
//! ```text
//! cargo build --release
//! cargo run --release --example pictures           # all scenes
//! cargo run --release --example pictures cancel    # those whose name contains "cancel"
//! ```
//!
//! Each scene has a home of its own, filled by its `before`; its picture is `assets/screens/<name>.svg`. A recording
//! is a picture that moves: the screens of a payment, one after another.
//! Identifiers and times are those of the run.

#[cfg(unix)]
mod lines;
#[cfg(unix)]
mod palette;
#[cfg(unix)]
mod recording;
#[cfg(unix)]
mod stage;
#[cfg(unix)]
#[path = "../../tests/support/mod.rs"]
mod support;
#[cfg(unix)]
mod svg;

#[cfg(unix)]
use recording::{
    Beat::{Answer, Hold, Type, Until},
    Recording,
};
#[cfg(unix)]
use stage::Step::{self, Keys, Settle, Wait};
#[cfg(unix)]
use support::Home;

/// One picture.
#[cfg(unix)]
struct Scene {
    /// The file's name without `.svg`.
    name: &'static str,
    /// The language of the screen: `en` or `ko`.
    lang: &'static str,
    /// Columns and rows.
    size: (u16, u16),
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
        size: (80, 24),
        before: stage::a_day,
        script: &[Wait("F2"), Wait("직전 취소"), Keys("55.<Enter>5409123456"), Wait("5409 1234 56")],
    },
    Scene {
        name: "review-en",
        lang: "en",
        size: (80, 24),
        before: stage::a_day,
        script: &[
            Wait("F2"),
            Wait("Last cancel"),
            Keys("27.<Enter>41111111111111111228321+"),
            Wait("Take payment?"),
        ],
    },
    Scene {
        name: "taken-en",
        lang: "en",
        size: (80, 24),
        before: stage::a_day,
        script: &[
            Wait("F2"),
            Wait("Last cancel"),
            Keys("27.<Enter>41111111111111111228321+"),
            Wait("Take payment?"),
            Settle,
            Keys("<Enter>"),
            Wait("Taken"),
        ],
    },
    Scene {
        name: "cancel-ko",
        lang: "ko",
        size: (80, 24),
        before: stage::a_day,
        script: &[
            Wait("F2"),
            Wait("직전 취소"),
            Keys("<F4>872<Up>"),
            Wait("[카드·번호 끝 872"),
            Wait("8,900"),
            Settle,
            Keys("<F3>3.+"),
            Wait("취소할까요?"),
        ],
    },
    Scene {
        name: "lookup-ko",
        lang: "ko",
        size: (80, 24),
        before: stage::a_day,
        script: &[Wait("F2"), Keys("<F4>456"), Wait("순매출"), Wait("1,480,000"), Keys("<Down>")],
    },
    Scene {
        name: "detail-en",
        lang: "en",
        size: (80, 36),
        before: stage::a_day,
        script: &[
            Wait("F2"),
            Keys("<F4>33,500"),
            Wait("[33,500 KRW]"),
            Settle,
            Keys("<Enter>"),
            Wait("History"),
        ],
    },
    Scene {
        name: "wide-en",
        lang: "en",
        size: (120, 36),
        before: stage::a_day,
        script: &[Wait("F2"), Wait("Last cancel"), Keys("120.+5.<Enter>5409123456783456"), Wait("125,000")],
    },
    Scene {
        name: "help-en",
        lang: "en",
        size: (80, 24),
        before: stage::a_day,
        script: &[Wait("F2"), Wait("Last cancel"), Keys("<F1>"), Wait("type to filter")],
    },
    Scene {
        name: "commands-ko",
        lang: "ko",
        size: (80, 24),
        before: stage::a_day,
        script: &[Wait("F2"), Wait("직전 취소"), Keys("<F10>"), Wait("입력해서 찾기")],
    },
];

/// Every recording.
#[cfg(unix)]
const RECORDINGS: &[Recording] = &[Recording {
    name: "payment",
    lang: "en",
    size: (80, 24),
    before: stage::a_day,
    script: &[
        Until("Last cancel"),
        Hold(1300),
        Type("55.", 200),
        Hold(350),
        Type("<Enter>", 400),
        Type("4012", 100),
        Hold(130),
        Type("8888", 80),
        Hold(130),
        Type("8888", 80),
        Hold(130),
        Type("1881", 100),
        Hold(350),
        Type("08", 140),
        Type("31", 140),
        Hold(300),
        Type("321", 140),
        Hold(500),
        Type("+", 100),
        Until("Take payment?"),
        Hold(1700),
        Answer("Take payment?"),
        Until("Taken"),
        Hold(3300),
    ],
}];

#[cfg(unix)]
fn main() -> anyhow::Result<()> {
    stage::perform(SCENES, RECORDINGS)
}

#[cfg(not(unix))]
fn main() {}
