//! Performs the scenes.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::palette::DARK;
use super::recording::Recording;
use super::support::{Home, Terminal, paydesk};
use super::{Scene, svg};

/// Longer than a frame takes to arrive, however busy the machine.
pub const QUIET: Duration = Duration::from_millis(300);

/// One step of a scene.
pub enum Step {
    /// Keys in the notation of the test terminal: `"55000<Enter>"`.
    Keys(&'static str),
    /// Text to appear before the next step.
    Wait(&'static str),
    /// Nothing to be drawn any more: what was asked for is on the screen, and a strip counts its answer.
    Settle,
}

/// A ledger with a day's business: payments, and cancels of some of them in full and in part.
pub fn a_day(home: &Home) {
    const PAYMENTS: &str = r#"
{"card_number":"5409123456783456","expiry":"1230","cvc":"123","installments":0,"amount":55000}
{"card_number":"9410101234561456","expiry":"0331","cvc":"456","installments":3,"amount":120000}
{"card_number":"4518421234569872","expiry":"0729","cvc":"789","installments":0,"amount":8900}
{"card_number":"3791831234512345","expiry":"1128","cvc":"321","installments":0,"amount":33500}
{"card_number":"5409123456783456","expiry":"1230","cvc":"123","installments":12,"amount":1480000}
"#;
    let paid = home.run(&["pay"], PAYMENTS.trim_start());
    assert_eq!(paid.code, 0, "{paid:?}");
    let ids: Vec<String> = paid
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["id"].to_string())
        .collect();
    let cancels: String = [(0, "10000"), (1, r#""rest""#), (3, "3500")]
        .map(|(at, amount)| format!("{{\"id\":{},\"amount\":{amount}}}\n", ids[at]))
        .concat();
    let cancelled = home.run(&["cancel"], &cancels);
    assert_eq!(cancelled.code, 0, "{cancelled:?}");
}

/// Performs the scenes and recordings, or those whose name contains the first argument, and writes their pictures.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub fn perform(scenes: &[Scene], recordings: &[Recording]) -> anyhow::Result<()> {
    let program = paydesk();
    ensure!(
        program.is_file(),
        "{} is not there: run `cargo build --release` first, and this with `--release` too",
        program.display()
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screens");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let write = |name: &str, draw: &dyn Fn() -> String| {
        if name.contains(&wanted) {
            let picture = draw();
            let file = folder.join(name).with_extension("svg");
            fs::write(&file, &picture).with_context(|| format!("cannot write {}", file.display()))?;
            println!("{} ({} KB)", file.display(), picture.len().div_ceil(1000));
        }
        anyhow::Ok(())
    };
    scenes.iter().try_for_each(|scene| write(scene.name, &|| draw(scene)))?;
    recordings.iter().try_for_each(|recording| write(recording.name, &|| recording.draw()))
}

/// The picture at the end of a scene.
fn draw(scene: &Scene) -> String {
    let home = Home::new().with("PAYDESK_LANG", scene.lang);
    (scene.before)(&home);
    let (cols, rows) = scene.size;
    let terminal = home.terminal(&[], cols, rows);
    for step in scene.script {
        match *step {
            Step::Keys(keys) => terminal.keys(keys),
            Step::Wait(text) => drop(terminal.wait_for_text(text)),
            Step::Settle => drop(terminal.wait_until_still(QUIET)),
        }
    }
    let screen = terminal.wait_until_still(QUIET);
    svg::picture(&screen, &title(&terminal), &DARK)
}

/// The title the program gives its window, or its name.
pub fn title(terminal: &Terminal) -> String {
    Some(terminal.title()).filter(|title| !title.is_empty()).unwrap_or_else(|| "Paydesk".to_owned())
}
