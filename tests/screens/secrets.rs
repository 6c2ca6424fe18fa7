//! After a day at the till, no part of a card and of the keys is left: not in what was written to the terminal, not in a
//! file, not in the program's memory, nor in what else the system shows of a process.

use std::{fs, num::NonZero, path::Path};

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding as _};
use hkdf::Hkdf;
use sha2::Sha256;

use super::{
    support::memory::{assert_gone_from_memory, assert_in_memory, found},
    *,
};

/// Its digits repeat nowhere, so that a part of it is found as well. Its check digit fits.
pub const SECRET_CARD: &str = "9427183650284615";
const GROUPED: &str = "9427 1836 5028 4615";
const PASTED: &str = "9427-1836-5028-4615\n";
const EXPIRY: &str = "1230";
const CVC: &str = "857";
/// Both tracks, as a reader types them.
const SWIPE: &str = "%B9427183650284615^KIM/MINSU^30129990099887766?;9427183650284615=30129990099887766?\r";
/// A run of digits that is longer than any that a masked card shows.
const MASKED_RUN: usize = 8;

/// The words of a language that the day waits for.
struct Words {
    lang: &'static str,
    ask_pay: &'static str,
    taken: [&'static str; 3],
    card_read: &'static str,
    same_card: &'static str,
    ask_cancel: &'static str,
    cancelled: &'static str,
    details: &'static str,
    revealed: &'static str,
    holds_card: &'static str,
    /// What the list of commands says, another language's name in it, and what is said in that one.
    other: [&'static str; 3],
    /// The same on the way back.
    back: [&'static str; 3],
    title: &'static str,
}

const ENGLISH: Words = Words {
    lang: "en",
    ask_pay: "Take payment?",
    taken: ["✓ Taken: 55,000 KRW", "✓ Taken: 66,000 KRW", "✓ Taken: 77,000 KRW"],
    card_read: "Card read.",
    same_card: "same card: 9427 18** **** *615",
    ask_cancel: "Cancel?",
    cancelled: "✓ Cancelled: 10,000 KRW",
    details: "Details",
    revealed: "Card data shown for 10 seconds",
    holds_card: "holds a card number",
    other: ["type to filter", "한국어", "결제금액"],
    back: ["입력해서 찾기", "English", "Amount"],
    title: "Paydesk - Pay",
};

const KOREAN: Words = Words {
    lang: "ko",
    ask_pay: "결제할까요?",
    taken: ["✓ 결제 완료: 55,000원", "✓ 결제 완료: 66,000원", "✓ 결제 완료: 77,000원"],
    card_read: "카드를 읽었습니다.",
    same_card: "같은 카드: 9427 18** **** *615",
    ask_cancel: "취소할까요?",
    cancelled: "✓ 취소 완료: 10,000원",
    details: "전문 450바이트",
    revealed: "카드 정보를 10초 동안 표시합니다",
    holds_card: "카드번호가 들어 있습니다",
    other: ["입력해서 찾기", "English", "Amount"],
    back: ["type to filter", "한국어", "결제금액"],
    title: "Paydesk - 결제",
};

/// What must not be found: parts of the card, and the CVC beside something else.
fn card_needles() -> Vec<Vec<u8>> {
    let others = [
        GROUPED.get(3..15).expect("digits").to_owned(),
        PASTED.get(3..15).expect("digits").to_owned(),
        format!("{EXPIRY}{CVC}"),
        format!("{EXPIRY}|{CVC}"),
        format!("\"{CVC}\""),
        "3012999".to_owned(),
        "99887766".to_owned(),
        "KIM/MINSU".to_owned(),
    ];
    card_parts().into_iter().chain(others.into_iter().map(String::into_bytes)).collect()
}

/// Parts of the card that nothing shows.
pub fn card_parts() -> Vec<Vec<u8>> {
    SECRET_CARD.as_bytes().windows(MASKED_RUN).map(<[u8]>::to_vec).collect()
}

/// The secret of the keyring's only key.
fn keyring_secret(home: &Home) -> Vec<u8> {
    let keyring = fs::read_to_string(home.path().join("config/paydesk/keyring")).expect("a keyring");
    let (_, rest) = keyring.split_once("\"secret\":\"").expect("a secret");
    let (text, rest) = rest.split_once('"').expect("a secret");
    assert!(!rest.contains("\"secret\""), "more than one key");
    let secret = Base64UrlUnpadded::decode_vec(text).expect("base64url");
    assert_eq!(secret.len(), 32);
    secret
}

/// A key as it is, in hex and in base64.
fn encodings(key: &[u8]) -> Vec<Vec<u8>> {
    let hex = key.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let texts = [
        hex.to_uppercase(),
        hex,
        Base64::encode_string(key),
        Base64Unpadded::encode_string(key),
        Base64Url::encode_string(key),
        Base64UrlUnpadded::encode_string(key),
    ];
    // Of the raw key, each half alone.
    let halves = key.chunks(16).map(<[u8]>::to_vec);
    texts.into_iter().map(String::into_bytes).chain(halves).collect()
}

/// The key of the keyring, and all that are made of it, in every form.
fn key_needles(home: &Home) -> Vec<Vec<u8>> {
    let secret = keyring_secret(home);
    let hkdf = Hkdf::<Sha256>::new(Some(b"paydesk v1"), &secret);
    let derived = ["card", "message", "fingerprint", "journal", "pin"].map(|label| {
        let mut key = [0; 32];
        hkdf.expand(label.as_bytes(), &mut key).expect("a key");
        key.to_vec()
    });
    std::iter::once(secret).chain(derived).flat_map(|key| encodings(&key)).collect()
}

/// Every file below `folder`.
fn files(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

/// Looks into every file of the home but the keyring.
fn assert_not_in_files(home: &Home, needles: &[Vec<u8>]) {
    let mut all = Vec::new();
    files(home.path(), &mut all);
    assert!(all.iter().any(|path| path.ends_with("ledger.db")));
    for path in all.iter().filter(|path| !path.ends_with("keyring")) {
        let left = found(needles, &fs::read(path).unwrap_or_default());
        assert_eq!(left, Vec::<String>::new(), "{}", path.display());
    }
}

#[track_caller]
pub fn assert_not_in_memory(terminal: &Terminal, needles: &[Vec<u8>]) {
    assert_gone_from_memory(terminal.pid().as_raw_nonzero().get(), needles);
}

/// One key after the other, as a person presses them.
pub fn type_slowly(terminal: &Terminal, keys: &str) {
    for key in keys.chars() {
        terminal.send(&key.to_string());
        terminal.wait_until_still(Duration::from_millis(25));
    }
}

/// What the system shows of a running program, without its memory.
fn assert_not_in_process_table(terminal: &Terminal, needles: &[Vec<u8>]) {
    let process = format!("/proc/{}", terminal.pid().as_raw_nonzero());
    for part in ["cmdline", "environ", "comm", "stat"] {
        let bytes = fs::read(format!("{process}/{part}")).expect("readable");
        assert_eq!(found(needles, &bytes), Vec::<String>::new(), "{part}");
    }
    let limits = fs::read_to_string(format!("{process}/limits")).expect("the limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("the limit");
    assert_eq!(core.split_whitespace().skip(4).collect::<Vec<_>>(), ["0", "0", "bytes"]);
}

fn assert_no_secret_left(home: &Home, terminal: &Terminal, everything: &[Vec<u8>], cards: &[Vec<u8>]) {
    assert_not_in_memory(terminal, cards);
    assert_not_in_files(home, everything);
    assert_not_in_process_table(terminal, everything);
    assert_eq!(found(everything, terminal.title().as_bytes()), Vec::<String>::new());
}

/// What a terminal shows once the program has left: the screen that was there before it, and what scrolled away.
fn shell_screen(terminal: &Terminal) -> String {
    let size = |side| NonZero::new(side).expect("not nothing");
    let mut window = vt100::Parser::new(size(24), size(80), 10_000);
    window.process(&terminal.raw_output());
    let screen = window.screen_mut();
    assert!(!screen.alternate_screen());
    let mut text = screen.contents();
    screen.set_scrollback(usize::MAX);
    text.push_str(&screen.contents());
    text
}

/// Lets every slip be printed into a file of the home, which is searched like the others.
fn print_every_slip(home: &Home) -> std::path::PathBuf {
    let (folder, paper) = (home.path().join("config/paydesk"), home.path().join("paper"));
    fs::create_dir_all(&folder).expect("a folder");
    let text = format!("[printer]\nto = 'file:{}'\n[slip]\nprint = 'always'\n", paper.display());
    fs::write(folder.join("config.toml"), text).expect("written");
    paper
}

/// Another language and back, and help.
fn speaks_another_language(terminal: &Terminal, words: &Words) {
    for [filter, choice, label] in [words.other, words.back] {
        terminal.keys("<F10>");
        terminal.wait_for_text(filter);
        terminal.keys(&format!("{choice}<Enter>"));
        terminal.wait_for_text(label);
        terminal.wait_until_still(Duration::from_millis(60));
    }
    terminal.keys("<F1>");
    terminal.wait_until_still(Duration::from_millis(60));
    terminal.keys("<F12>");
    terminal.wait_until_still(Duration::from_millis(60));
}

fn a_day(words: &Words) {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().to_str().expect("UTF-8");
    let home = Home::new().with("TMPDIR", folder).with("SQLITE_TMPDIR", folder);
    let paper = print_every_slip(&home);
    let mut terminal = screens(&home, words.lang);
    let cards = card_needles();
    let everything = [cards.clone(), key_needles(&home)].concat();
    // The keys that it works with are in its memory; the one that they are made of is not.
    let cards = [cards, encodings(&keyring_secret(&home))].concat();

    // Keyed.
    terminal.keys("55.<Enter>");
    type_slowly(&terminal, SECRET_CARD);
    type_slowly(&terminal, EXPIRY);
    type_slowly(&terminal, CVC);
    let keyed = terminal.raw_output().len();
    terminal.keys("+");
    confirm(&terminal, words.ask_pay);
    terminal.wait_for_text(words.taken[0]);
    terminal.wait_for_whole_frame();
    // The strip and all after it show what is masked alone.
    assert_eq!(found(&everything, &terminal.raw_output()[keyed..]), Vec::<String>::new());
    assert_no_secret_left(&home, &terminal, &everything, &cards);

    // Swiped, first to look it up.
    terminal.keys("<F4>");
    terminal.send(SWIPE);
    terminal.wait_for_text(words.same_card);
    // What follows at a reader's speed is the reader's.
    terminal.wait_until_still(Duration::from_millis(150));
    terminal.keys("<F2>66.<Enter>");
    terminal.wait_until_still(Duration::from_millis(60));
    terminal.send(SWIPE);
    terminal.wait_for_text(words.card_read);
    terminal.wait_until_still(Duration::from_millis(150));
    let shown = terminal.raw_output().len();
    type_slowly(&terminal, CVC);
    terminal.keys("+");
    confirm(&terminal, words.ask_pay);
    terminal.wait_for_text(words.taken[1]);
    terminal.wait_for_whole_frame();
    assert_eq!(found(&everything, &terminal.raw_output()[shown..]), Vec::<String>::new());
    assert_no_secret_left(&home, &terminal, &everything, &cards);

    // Pasted.
    terminal.keys("77.<Enter>");
    terminal.paste(PASTED);
    terminal.wait_for_text(GROUPED);
    terminal.keys("<Enter>");
    // Its field is drawn once more when it is left.
    type_slowly(&terminal, EXPIRY);
    let shown = terminal.raw_output().len();
    type_slowly(&terminal, CVC);
    terminal.keys("+");
    confirm(&terminal, words.ask_pay);
    terminal.wait_for_text(words.taken[2]);
    terminal.wait_for_whole_frame();
    assert_no_secret_left(&home, &terminal, &everything, &cards);

    // Cancelled, looked up, and revealed.
    terminal.keys("<F3><Enter>10.+");
    confirm(&terminal, words.ask_cancel);
    terminal.wait_for_text(words.cancelled);
    terminal.keys("<F4>615");
    terminal.wait_for_text("615");
    terminal.keys("<F5>");
    terminal.wait_for_text(words.details);
    terminal.wait_until_still(Duration::from_millis(60));
    assert_eq!(found(&everything, &terminal.raw_output()[shown..]), Vec::<String>::new());
    terminal.keys("<F8>");
    terminal.wait_for_text(words.revealed);
    terminal.wait_for_text(SECRET_CARD);
    terminal.wait_until_still(Duration::from_millis(60));
    terminal.keys("<F8>");
    terminal.wait_for_no_text(SECRET_CARD);
    terminal.wait_for_whole_frame();

    // Keyed and pasted as a memo: refused.
    terminal.keys("<F7>");
    terminal.wait_until_still(Duration::from_millis(60));
    type_slowly(&terminal, SECRET_CARD);
    terminal.keys("<Enter>");
    terminal.wait_for_text(words.holds_card);
    terminal.wait_for_no_text(SECRET_CARD);
    let hidden = terminal.raw_output().len();
    terminal.keys("A");
    terminal.wait_for_no_text(words.holds_card);
    terminal.paste(PASTED);
    terminal.wait_for_text(words.holds_card);
    terminal.wait_for_whole_frame();
    assert_eq!(found(&everything, &terminal.raw_output()[hidden..]), Vec::<String>::new());
    assert_no_secret_left(&home, &terminal, &everything, &cards);
    terminal.keys("<F12>");
    terminal.wait_for_text(words.details);
    let hidden = terminal.raw_output().len();
    terminal.keys("<F12>");
    terminal.wait_for_no_text(words.details);
    // The frame before is kept until the next one.
    terminal.keys("<F2>");
    terminal.wait_until_still(Duration::from_millis(60));
    assert_no_secret_left(&home, &terminal, &everything, &cards);

    speaks_another_language(&terminal, words);
    assert_no_secret_left(&home, &terminal, &everything, &cards);
    assert_eq!(terminal.title(), words.title);

    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
    assert_eq!(found(&everything, &terminal.raw_output()[hidden..]), Vec::<String>::new());
    assert_not_in_files(&home, &everything);
    // Each of three payments and a cancel.
    let slips = fs::read(paper).expect("paper");
    assert_eq!(found(&[b"\x1dV\x42\x00".to_vec()], &slips).len(), 4);
    assert_eq!(fs::read_dir(&temporary).expect("the folder").count(), 0);
    let left = shell_screen(&terminal);
    assert!(!left.chars().any(|c| c.is_ascii_digit()), "{left}");
}

#[test]
fn after_a_day_no_secret_is_left_on_screen_in_files_or_memory() {
    a_day(&ENGLISH);
}

#[test]
fn after_a_day_in_korean_no_secret_is_left_on_screen_in_files_or_memory() {
    a_day(&KOREAN);
}

/// Keys the form of a payment with the secret card.
fn key_card(terminal: &Terminal, amount: &str, expiry: &str) {
    terminal.keys(&format!("{amount}.<Enter>"));
    type_slowly(terminal, SECRET_CARD);
    type_slowly(terminal, expiry);
    type_slowly(terminal, CVC);
    terminal.keys("+");
}

/// Takes a payment with another card.
fn pay_with_another(terminal: &Terminal, amount: &str) {
    terminal.keys(&format!("{amount}.<Enter>41111111111111111245777+"));
    confirm(terminal, ENGLISH.ask_pay);
    terminal.wait_for_text(&format!("✓ Taken: {amount},000 KRW"));
    terminal.wait_for_whole_frame();
}

/// Sends a payment that is a duplicate, up to the question whether it is meant.
fn send_again(terminal: &Terminal) {
    terminal.wait_for_text(ENGLISH.ask_pay);
    // So that the first Enter counts: a second one would close the question.
    terminal.wait_until_still(Duration::from_millis(500));
    terminal.keys("<Enter>");
    terminal.wait_for_text("Take it again?");
    terminal.wait_until_still(Duration::from_millis(60));
}

#[test]
fn a_card_that_was_refused_leaves_memory_with_the_next_payment() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    let cards = card_needles();

    // The card is over. F12 clears the form, F7 would bring it back: until something is taken.
    key_card(&terminal, "11", "0120");
    terminal.wait_for_text("Expired 01/20. Take another card.");
    assert_in_memory(terminal.pid().as_raw_nonzero().get(), &cards);
    terminal.keys("<F12><F12>");
    terminal.wait_for_no_text("Expired 01/20. Take another card.");
    pay_with_another(&terminal, "12");
    assert_not_in_memory(&terminal, &cards);

    // The same card and amount once more: taken again, and not taken again.
    key_card(&terminal, "55", EXPIRY);
    confirm(&terminal, ENGLISH.ask_pay);
    terminal.wait_for_text(ENGLISH.taken[0]);
    assert_not_in_memory(&terminal, &cards);
    key_card(&terminal, "55", EXPIRY);
    send_again(&terminal);
    terminal.keys("+");
    terminal.wait_for_no_text("Take it again?");
    terminal.wait_for_text(ENGLISH.taken[0]);
    assert_not_in_memory(&terminal, &cards);
    key_card(&terminal, "55", EXPIRY);
    send_again(&terminal);
    terminal.keys("<F12>");
    terminal.wait_for_no_text("Take it again?");
    terminal.keys("<F12><F12>");
    terminal.wait_until_still(Duration::from_millis(60));
    pay_with_another(&terminal, "13");
    assert_not_in_memory(&terminal, &cards);
    assert_eq!(ids(&home).len(), 4);
    quit(terminal);
}
