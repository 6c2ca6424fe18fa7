//! After a day at the till nothing of a card is left: not in what was written to the terminal, not in a file, not in the
//! program's own memory.

use std::{
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom},
    path::Path,
};

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};

use super::*;

/// Its digits repeat nowhere, so that a part of it is found as well. Its check digit fits.
pub const SECRET_CARD: &str = "9427183650284615";
const GROUPED: &str = "9427 1836 5028 4615";
const EXPIRY: &str = "1230";
const CVC: &str = "857";
/// As many digits in a row as no masked card shows.
const TELLING: usize = 8;

/// What must not be found: parts of the card, the CVC where it stands beside something else, and the keys.
fn needles(home: &Home) -> Vec<Vec<u8>> {
    let parts = card_parts();
    let others = [
        GROUPED.get(3..15).expect("digits").to_owned(),
        format!("{EXPIRY}{CVC}"),
        format!("{EXPIRY}|{CVC}"),
        format!("\"{CVC}\""),
    ];
    let keyring = fs::read_to_string(home.path().join("config/paydesk/keyring")).expect("a keyring");
    let words = keyring.split(|c: char| !c.is_ascii_alphanumeric() && !"+/-_=".contains(c));
    let secret: Vec<&str> = words.filter(|word| word.len() >= 43).collect();
    assert!(!secret.is_empty(), "no key in the keyring");
    let raw = secret.iter().flat_map(|word| [Base64::decode_vec(word), Base64UrlUnpadded::decode_vec(word)]);
    let raw: Vec<Vec<u8>> = raw.flatten().collect();
    let secret = secret.iter().map(|word| word.as_bytes().to_vec());
    let others = others.into_iter().map(String::into_bytes);
    parts.into_iter().chain(others).chain(secret).chain(raw).collect()
}

/// Parts of the card that nothing shows.
pub fn card_parts() -> Vec<Vec<u8>> {
    SECRET_CARD.as_bytes().windows(TELLING).map(<[u8]>::to_vec).collect()
}

/// Which of the needles is in `hay`, with what stands around it.
fn found(needles: &[Vec<u8>], hay: &[u8]) -> Vec<String> {
    let text = |bytes: &[u8]| bytes.escape_ascii().to_string();
    let place = |needle: &Vec<u8>| hay.windows(needle.len()).position(|part| part == needle);
    let around = |at: usize| text(&hay[at.saturating_sub(40)..(at + 60).min(hay.len())]);
    needles
        .iter()
        .filter_map(|needle| place(needle).map(|at| format!("{} in {}", text(needle), around(at))))
        .collect()
}

/// Every file below `folder`.
fn files(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

/// Looks into every file of the home but the keyring.
fn assert_files_tell_nothing(home: &Home, needles: &[Vec<u8>]) {
    let mut all = Vec::new();
    files(home.path(), &mut all);
    assert!(all.iter().any(|path| path.ends_with("ledger.db")));
    for path in all.iter().filter(|path| !path.ends_with("keyring")) {
        let told = found(needles, &fs::read(path).unwrap_or_default());
        assert_eq!(told, Vec::<String>::new(), "{}", path.display());
    }
}

/// What the program can read of its own memory, by the names of its parts.
fn memory(terminal: &Terminal) -> Vec<(String, Vec<u8>)> {
    let process = format!("/proc/{}", terminal.pid().as_raw_nonzero());
    let maps = fs::read_to_string(format!("{process}/maps")).expect("the memory's map");
    let mut memory = File::open(format!("{process}/mem")).expect("the memory");
    let mut parts = Vec::new();
    for line in maps.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some((from, to)) = words[0].split_once('-') else { continue };
        if !words[1].starts_with("rw") {
            continue;
        }
        let number = |hex| u64::from_str_radix(hex, 16).expect("an address");
        let (from, to) = (number(from), number(to));
        let mut bytes = vec![0; usize::try_from(to - from).expect("small")];
        let read = memory.seek(SeekFrom::Start(from)).and_then(|_| memory.read_exact(&mut bytes));
        if read.is_ok() {
            parts.push((words.get(5).unwrap_or(&"heap or stack").to_string(), bytes));
        }
    }
    assert!(parts.len() > 3);
    parts
}

pub fn told_by_memory(terminal: &Terminal, needles: &[Vec<u8>]) -> Vec<String> {
    let tell = |(name, bytes): (String, Vec<u8>)| {
        found(needles, &bytes).into_iter().map(move |told| format!("{name}: {told}"))
    };
    memory(terminal).into_iter().flat_map(tell).collect::<Vec<_>>()
}

/// One key after the other, as a person presses them.
pub fn one_by_one(terminal: &Terminal, keys: &str) {
    for key in keys.chars() {
        terminal.send(&key.to_string());
        terminal.wait_until_still(Duration::from_millis(25));
    }
}

#[test]
fn after_a_day_nothing_is_told_by_screen_files_or_memory() {
    let home = Home::new();
    let mut terminal = screens(&home, "en");
    let needles = needles(&home);
    let card_needles = &needles[..needles.len() - 3];

    terminal.keys("55.<Enter>");
    one_by_one(&terminal, SECRET_CARD);
    one_by_one(&terminal, EXPIRY);
    one_by_one(&terminal, CVC);
    let keyed = terminal.raw_output().len();
    terminal.keys("+");
    confirm(&terminal, "Take payment?");
    terminal.wait_for_text("✓ Approved: 55,000 KRW");
    terminal.wait_for_whole_frame();
    assert_eq!(told_by_memory(&terminal, card_needles), Vec::<String>::new());

    // The strip and all after it show what is masked alone.
    terminal.keys("<F3><Enter>10.+");
    confirm(&terminal, "Cancel?");
    terminal.wait_for_text("✓ Cancelled: 10,000 KRW");
    terminal.keys("<F4>615");
    terminal.wait_for_text("615");
    terminal.keys("<F5>");
    terminal.wait_for_text("Details");
    terminal.keys("<F1>");
    terminal.wait_until_still(Duration::from_millis(60));
    terminal.keys("<F12><F10>");
    terminal.wait_until_still(Duration::from_millis(60));
    terminal.keys("<F12><F2>");
    terminal.wait_until_still(Duration::from_millis(60));
    let output = terminal.raw_output();
    assert_eq!(found(&needles, &output[keyed..]), Vec::<String>::new());
    assert_eq!(told_by_memory(&terminal, card_needles), Vec::<String>::new());
    assert_files_tell_nothing(&home, &needles);
    for part in ["cmdline", "environ"] {
        let path = format!("/proc/{}/{part}", terminal.pid().as_raw_nonzero());
        assert_eq!(found(&needles, &fs::read(path).expect("readable")), Vec::<String>::new());
    }
    assert_eq!(terminal.title(), "Paydesk - Pay");

    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
    assert_files_tell_nothing(&home, &needles);
}
