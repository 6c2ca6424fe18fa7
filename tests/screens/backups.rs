//! The copy of the day: made behind the screens at their first start, while payments go on.

use std::fs;

use super::*;

/// A home whose till copies the ledger into this folder.
fn home(folder: &str) -> Home {
    let home = Home::new();
    let config = home.path().join("config/paydesk");
    fs::create_dir_all(&config).expect("a folder");
    let to = home.path().join(folder);
    fs::write(
        config.join("config.toml"),
        format!("backup.to = '{}'\nrules.duplicate_seconds = 0\n", to.display()),
    )
    .expect("written");
    home
}

/// The names in the folder for copies.
fn copies(home: &Home) -> Vec<String> {
    let files = fs::read_dir(home.path().join("copies")).expect("folder").flatten();
    files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
}

/// How many copies the journal knows of.
fn recorded(home: &Home) -> usize {
    let tail = home.run(&["tail"], "").stdout;
    tail.lines().filter(|line| line.contains(r#""kind":"backup""#)).count()
}

#[test]
fn the_first_start_of_a_day_copies_the_ledger_and_the_next_does_not() {
    let home = home("copies");
    fs::create_dir(home.path().join("copies")).expect("folder");
    let terminal = screens(&home, "en");
    terminal.keys(PAYMENT);
    confirm(&terminal, "Take payment?");
    terminal.wait_for_text("Taken");
    quit(terminal);
    assert_eq!(copies(&home), [""; 0], "nothing was recorded when it started");
    // Two at once, and one of them copies.
    let (first, second) = (screens(&home, "en"), screens(&home, "en"));
    support::wait_until("a copy", || copies(&home).iter().any(|name| name.ends_with("-01.db")));
    quit(first);
    quit(second);
    let made = copies(&home);
    assert_eq!((made.len(), recorded(&home)), (1, 1), "{made:?}");
    quit(screens(&home, "en"));
    assert_eq!((copies(&home), recorded(&home)), (made.clone(), 1));
    let copy = home.path().join("copies").join(&made[0]);
    let verified = home.run(&["verify", "--ledger", &copy.display().to_string()], "");
    assert!(verified.stdout.contains("1 transaction."), "{verified:?}");
}

#[test]
fn a_folder_that_is_gone_is_said_and_the_till_goes_on() {
    let home = home("gone");
    assert_eq!(home.run(&["pay"], REQUEST).code, 0);
    for (lang, said, question, taken) in [
        ("en", "No copy of the ledger was made.", "Take payment?", "Taken"),
        ("ko", "장부 사본을 만들지 못했습니다.", "결제할까요?", "결제 완료"),
    ] {
        let terminal = screens(&home, lang);
        terminal.wait_for_text(said);
        terminal.keys(PAYMENT);
        confirm(&terminal, question);
        terminal.wait_for_text(taken);
        quit(terminal);
    }
    assert!(!home.path().join("gone").exists());
    assert_eq!(recorded(&home), 0);
}

/// A payment with another card than that of the screens.
const REQUEST: &str =
    r#"{"card_number":"1234567890123456","expiry":"1299","cvc":"777","installments":0,"amount":11000}"#;
