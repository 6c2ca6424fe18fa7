//! What a key costs at a screen of 120×40: the bytes that the terminal is sent, and the instructions of the whole program, all
//! threads, from the key to the next. Both are counts, so other load of the machine does not change them.
//!
//! The program runs in a pseudo-terminal. Instructions are counted by `valgrind --tool=callgrind`, where it is installed: the
//! keys are typed once and three times, and the difference is divided by the keys between, so that the start does not count.
//!
//! `cargo bench --bench key` measures the program of the same build; `PAYDESK_BENCH_PROGRAM=PATH` another one, to compare.
//! `PAYDESK_BENCH_LEDGER` and `PAYDESK_BENCH_KEYRING` name a ledger to look things up in, in place of a made-up one of
//! 10,000 rows.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a report for people")]

#[cfg(unix)]
#[path = "../tests/support/mod.rs"]
mod support;

#[cfg(unix)]
fn main() {
    keys::report();
}

#[cfg(not(unix))]
fn main() {
    println!("needs a pseudo-terminal");
}

#[cfg(unix)]
mod keys {
    use std::{
        path::{Path, PathBuf},
        time::Duration,
    };

    use super::support::{Home, Terminal, paydesk};

    const COLUMNS: u16 = 120;
    const ROWS: u16 = 40;
    /// Nothing is written for so long: the answer to a key is complete. Under valgrind it takes longer.
    const QUIET: Duration = Duration::from_millis(60);
    const QUIET_IN_VALGRIND: Duration = Duration::from_millis(400);

    const EIGHT_DIGITS: &[&str] = &[
        "4", "2", "4", "2", "1", "2", "3", "4", "<BS>", "<BS>", "<BS>", "<BS>", "<BS>", "<BS>", "<BS>",
        "<BS>",
    ];
    const FOUR_DIGITS: &[&str] = &["4", "2", "4", "2", "<BS>", "<BS>", "<BS>", "<BS>"];

    /// A field: its name, whether the shop has made-up transactions, the keys that lead to it, and keys typed into it that end as
    /// they began.
    const CASES: [(&str, bool, &str, &[&str]); 5] = [
        ("amount, a new shop", false, "", EIGHT_DIGITS),
        ("card number, a new shop", false, "50.<Enter>", EIGHT_DIGITS),
        ("amount", true, "", EIGHT_DIGITS),
        ("card number", true, "50.<Enter>", EIGHT_DIGITS),
        ("look up, with its rows", true, "<F4>", FOUR_DIGITS),
    ];

    pub fn report() {
        let program = std::env::var_os("PAYDESK_BENCH_PROGRAM").map_or_else(paydesk, PathBuf::from);
        println!("{} at {COLUMNS}×{ROWS}", program.display());
        println!("{:<24}{:>20}{:>24}", "", "bytes, median/most", "instructions, million");
        for (name, has_sales, lead, keys) in CASES {
            let shop = || if has_sales { shop(&program) } else { Home::new() };
            let bytes = bytes(&program, &shop(), lead, keys);
            let once = instructions(&program, &shop(), lead, keys, 1);
            let thrice = instructions(&program, &shop(), lead, keys, 3);
            let instructions = once.zip(thrice).map(|(once, thrice)| {
                let keys = 2 * u64::try_from(keys.len()).expect("few");
                format!(
                    "{}.{:03}",
                    (thrice - once) / keys / 1_000_000,
                    (thrice - once) / keys / 1_000 % 1_000
                )
            });
            let of_bytes = format!("{} / {}", bytes[bytes.len() / 2], bytes[bytes.len() - 1]);
            println!("{name:<24}{of_bytes:>20}{:>24}", instructions.as_deref().unwrap_or("no valgrind"));
        }
    }

    /// The bytes of the answers to keys, the fewest first.
    fn bytes(program: &Path, home: &Home, lead: &str, keys: &[&str]) -> Vec<usize> {
        let terminal = Terminal::spawn(program, &arguments(), &home.env(), COLUMNS, ROWS);
        terminal.wait_for_text("F2");
        let sent = |key: &str| {
            terminal.wait_until_still(QUIET);
            let before = terminal.raw_output().len();
            terminal.keys(key);
            terminal.wait_until_still(QUIET);
            terminal.raw_output().len() - before
        };
        sent(lead);
        let mut bytes: Vec<usize> = (0..3).flat_map(|_| keys).map(|key| sent(key)).collect();
        bytes.sort_unstable();
        bytes
    }

    /// The instructions of a whole run in which the keys are typed `times` times; `None` without valgrind.
    fn instructions(program: &Path, home: &Home, lead: &str, keys: &[&str], times: usize) -> Option<u64> {
        std::process::Command::new("valgrind").arg("--version").output().ok()?;
        let log = home.path().join("valgrind.log");
        let to_log = format!("--log-file={}", log.display());
        let mut words = vec!["--tool=callgrind", "--callgrind-out-file=/dev/null", &to_log];
        words.push(program.to_str().expect("a path in UTF-8"));
        let arguments = arguments();
        words.extend(&arguments);
        let mut terminal = Terminal::spawn(Path::new("valgrind"), &words, &home.env(), COLUMNS, ROWS);
        terminal.wait_for_text("F2");
        terminal.wait_until_still(QUIET_IN_VALGRIND);
        terminal.keys(lead);
        terminal.wait_until_still(QUIET_IN_VALGRIND);
        for key in (0..times).flat_map(|_| keys) {
            terminal.keys(key);
            terminal.wait_until_still(QUIET_IN_VALGRIND);
        }
        terminal.keys("<C-q><C-q>");
        terminal.wait_exit();
        let log = std::fs::read_to_string(log).expect("the log of valgrind");
        log.split("Collected :").nth(1)?.split_whitespace().next()?.parse().ok()
    }

    fn arguments() -> Vec<&'static str> {
        vec!["--lang", "en"]
    }

    /// A home with a ledger to look things up in.
    fn shop(program: &Path) -> Home {
        let named = ["LEDGER", "KEYRING"].map(|name| std::env::var(format!("PAYDESK_BENCH_{name}")).ok());
        let home = Home::new();
        if let [Some(ledger), Some(keyring)] = &named {
            return home.with("PAYDESK_LEDGER", ledger).with("PAYDESK_KEYRING", keyring);
        }
        let mut demo = std::process::Command::new(program);
        demo.arg("demo").env_clear().envs(home.env());
        assert!(demo.output().expect("paydesk starts").status.success());
        home
    }
}
