//! What is typed for each picture, and the program that it is typed into.

#[path = "../../tests/support/mod.rs"]
pub mod support;

use std::{env, fs, io, os::unix::fs::PermissionsExt as _, path::Path, time::Duration};

use self::support::{Home, Terminal, paydesk};
use crate::{
    day,
    svg::{Frame, film},
};

/// Longer than a frame takes to arrive, however busy the machine.
const QUIET: Duration = Duration::from_millis(300);

/// One picture: `assets/screens/<name>.svg`.
struct Scene {
    /// The name ends with the language of the screen: `-en` or `-ko`.
    name: &'static str,
    /// Columns and rows.
    size: (u16, u16),
    /// The steps from the first screen on; the picture shows the screen after the last one.
    script: &'static [Step],
}

/// One step of a scene. Times are milliseconds, and make the picture an animation.
enum Step {
    /// Waits for a text.
    Wait(&'static str),
    /// Keys in the notation of the test terminal (`"55000<Enter>"`), typed once the screen is still: a review strip
    /// takes no answer before.
    Keys(&'static str),
    /// Characters; the screen after each is shown for this long.
    Type(&'static str, u32),
    /// Shows the screen for this long.
    Show(u32),
}
use Step::{Keys, Show, Type, Wait};

/// A [`Scene`] in one line.
const fn scene(name: &'static str, size: (u16, u16), script: &'static [Step]) -> Scene {
    Scene { name, size, script }
}

/// All pictures.
const SCENES: &[Scene] = &[
    scene("pay-ko", (80, 24), &[Keys("55.<Enter>5409123456"), Wait("5409 1234 56")]),
    scene("review-en", (80, 24), &[Keys("27.<Enter>41111111111111111228321+"), Wait("Take payment?")]),
    scene(
        "taken-en",
        (80, 24),
        &[Keys("27.<Enter>41111111111111111228321+"), Wait("Take payment?"), Keys("<Enter>"), Wait("Taken")],
    ),
    scene(
        "cancel-ko",
        (80, 24),
        &[
            Keys("<F4>872<Up>"),
            Wait("[카드·번호 끝 872"),
            Wait("8,900"),
            Keys("<F3>3.+"),
            Wait("취소할까요?"),
        ],
    ),
    scene("lookup-ko", (80, 24), &[Keys("<F4>456"), Wait("합계"), Wait("1,480,000"), Keys("<Down>")]),
    scene(
        "detail-en",
        (80, 36),
        &[Keys("<F4>33,500"), Wait("[33,500 KRW]"), Keys("<Enter>"), Wait("History")],
    ),
    scene(
        "slip-en",
        (80, 36),
        &[
            Keys("<F4>1,480,000<Enter>"),
            Wait("History"),
            Keys("/"),
            Wait("Customer copy"),
            Wait("Transaction id"),
        ],
    ),
    scene(
        "slip-ko",
        (80, 36),
        &[Keys("<F4>1,480,000<Enter>"), Wait("이력"), Keys("/"), Wait("고객용"), Wait("공급가액")],
    ),
    scene("wide-en", (120, 36), &[Keys("120.+5.<Enter>5409123456783456"), Wait("125,000")]),
    scene("day-en", (80, 24), &[Keys("<A-4>"), Wait("X report"), Keys("+"), Wait("Close the day?")]),
    scene("day-ko", (80, 24), &[Keys("<A-4>"), Wait("중간 집계")]),
    scene(
        "approval-en",
        (80, 24),
        &[
            Keys("211357"),
            Wait("Last cancel"),
            Keys("120.<Enter>41111111111111111228321+"),
            Wait("Take payment?"),
            Keys("<Enter>"),
            Wait("number and PIN"),
            Keys("324"),
            Wait("••__"),
        ],
    ),
    scene("help-en", (80, 24), &[Keys("<F1>"), Wait("type to filter")]),
    scene("commands-ko", (80, 24), &[Keys("<F10>"), Wait("입력해서 찾기")]),
    scene(
        "payment-en",
        (80, 24),
        &[
            Show(1300),
            Type("55.", 300),
            Keys("<Enter>"),
            Show(400),
            Type("4012888888881881", 110),
            Type("0831", 200),
            Type("321", 250),
            Keys("+"),
            Wait("Take payment?"),
            Show(1800),
            Keys("<Enter>"),
            Wait("Taken"),
            Show(3300),
        ],
    ),
];

/// Draws every picture, or those whose name contains the first argument.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub fn draw() -> io::Result<()> {
    assert!(paydesk().is_file(), "run `cargo build --release` first, and this with `--release`");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screens");
    let wanted = env::args().nth(1).unwrap_or_default();
    for scene in SCENES.iter().filter(|scene| scene.name.contains(&wanted)) {
        let picture = scene.play();
        let file = folder.join(scene.name).with_extension("svg");
        fs::write(&file, &picture)?;
        println!("{} ({} KB)", file.display(), picture.len().div_ceil(1000));
    }
    Ok(())
}

impl Scene {
    /// Whether the shop names its people.
    fn has_people(&self) -> bool {
        self.name.starts_with("approval-")
    }

    /// Runs the program in a home of its own, takes the steps, and gives the picture.
    fn play(&self) -> String {
        // The last text of the first screen to appear: by then the ledger is read.
        let (lang, ready) = match (self.name.ends_with("-ko"), self.has_people()) {
            (true, _) => ("ko", "직전 취소"),
            (false, false) => ("en", "Last cancel"),
            (false, true) => ("en", "Number and PIN"),
        };
        let home = Home::new().with("PAYDESK_LANG", lang);
        set_up(&home, lang);
        if self.name.starts_with("day-") {
            day::fill(&home);
        } else {
            fill(&home);
        }
        if self.has_people() {
            name_people(&home);
        }
        let terminal = home.terminal(&[], self.size.0, self.size.1);
        terminal.wait_for_text(ready);
        let mut frames = Vec::new();
        for step in self.script {
            match *step {
                Wait(text) => drop(terminal.wait_for_text(text)),
                Keys(keys) => {
                    terminal.wait_until_still(QUIET);
                    terminal.keys(keys);
                }
                Type(characters, shown) => {
                    for character in characters.chars() {
                        terminal.keys(&character.to_string());
                        show(&mut frames, &terminal, shown);
                    }
                }
                Show(shown) => show(&mut frames, &terminal, shown),
            }
        }
        show(&mut frames, &terminal, 0);
        film(&frames, &terminal.title())
    }
}

/// Adds the screen once it is drawn to its end; one that has not changed is shown longer.
fn show(frames: &mut Vec<Frame>, terminal: &Terminal, shown: u32) {
    let screen = terminal.wait_until_still(QUIET);
    match frames.last_mut() {
        Some((last, time)) if last.contents_formatted() == screen.contents_formatted() => *time += shown,
        _ => frames.push((screen, shown)),
    }
}

/// Sets who the shop is and where its printer is.
fn set_up(home: &Home, lang: &str) {
    const KOREAN: &str = "\
name = '성수 라떼'
owner = '김하나'
business_number = '123-45-67890'
address = ['서울특별시 성동구 성수이로 123', '2층']
telephone = '02-123-4567'
merchant_number = '00123456789'
terminal_number = '7654321'";
    const ENGLISH: &str = "\
name = 'Seongsu Latte'
owner = 'Hana Kim'
business_number = '123-45-67890'
address = ['123 Seongsui-ro, Seongdong-gu', 'Seoul']
telephone = '+82 2 123 4567'
merchant_number = '00123456789'
terminal_number = '7654321'";
    let shop = if lang == "ko" { KOREAN } else { ENGLISH };
    let folder = home.path().join("config/paydesk");
    fs::create_dir_all(&folder).expect("a folder");
    let text = format!("[shop]\n{shop}\n[printer]\nto = 'tcp:192.168.0.20:9100'\n");
    fs::write(folder.join("config.toml"), text).expect("written");
}

/// Makes an owner, a supervisor, and a cashier with a limit.
fn name_people(home: &Home) {
    let owner = home.path().join("1.pin");
    let by_owner = ["--as", "1", "--pin-file", owner.to_str().expect("UTF-8")];
    for (number, name, role, pin, more) in [
        ("1", "Jin", "owner", "2580", vec![]),
        ("3", "Mina", "supervisor", "2468", by_owner.to_vec()),
        ("21", "Hana", "cashier", "1357", [&["--limit", "payment=50000"][..], &by_owner].concat()),
    ] {
        let file = home.path().join(number).with_extension("pin");
        fs::write(&file, pin).expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("private");
        let new = ["--new-pin-file", file.to_str().expect("UTF-8")];
        let add = ["people", "add", number, "--name", name, "--role", role];
        let made = home.run(&[&add[..], &new, &more].concat(), "");
        assert_eq!(made.code, 0, "{}", made.stderr);
    }
}

/// Gives the ledger a day's business: payments, and cancels of some of them in full and in part.
fn fill(home: &Home) {
    const PAYMENTS: &str = r#"{"card_number":"5409123456783456","expiry":"1230","cvc":"123","installments":0,"amount":55000}
{"card_number":"9410101234561456","expiry":"0331","cvc":"456","installments":3,"amount":120000}
{"card_number":"4518421234569872","expiry":"0729","cvc":"789","installments":0,"amount":8900}
{"card_number":"3791831234512345","expiry":"1128","cvc":"321","installments":0,"amount":33500}
{"card_number":"5409123456783456","expiry":"1230","cvc":"123","installments":12,"amount":1480000}
"#;
    let paid = home.run(&["pay"], PAYMENTS);
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
