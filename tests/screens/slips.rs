//! Slips at a real till: printed by one key, on a printer that is slow, dead, or there when the till is killed.

use std::fs;

use super::{support::terminal::Signal, *};

/// A home whose till prints slips so.
fn home(printer: &str, print: &str) -> Home {
    let home = Home::new();
    let folder = home.path().join("config/paydesk");
    fs::create_dir_all(&folder).expect("a folder");
    let text =
        format!("[shop]\nname = '성수 라떼'\n[printer]\nto = \"{printer}\"\n[slip]\nprint = '{print}'\n");
    fs::write(folder.join("config.toml"), text).expect("written");
    home
}

/// The answer of `paydesk slip --json` for the newest transaction: its id, and the number of the next print.
fn next_slip(home: &Home) -> (String, u64) {
    let newest = home.run(&["list", "--json", "--limit", "1"], "").stdout;
    let newest: serde_json::Value = serde_json::from_str(&newest).expect("JSON");
    let id = newest["id"].as_str().expect("an id").to_owned();
    let slip = home.run(&["slip", &id, "--json"], "").stdout;
    let slip: serde_json::Value = serde_json::from_str(&slip).expect("JSON");
    (id, slip["reprint"].as_u64().expect("a number"))
}

#[test]
fn one_key_after_the_sale_prints_what_the_slip_shows() {
    for (lang, question, taken, sent, copy, reprint) in [
        ("en", "Take payment?", "/ = print slip", "Printing: Customer copy", "Customer copy", "Reprint 1"),
        ("ko", "결제할까요?", "/ = 전표 인쇄", "인쇄합니다: 고객용", "고객용", "재발행 1"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let paper = folder.path().join("paper");
        let home = home(&format!("file:{}", paper.display()), "ask");
        let terminal = screens(&home, lang);
        terminal.keys(PAYMENT);
        confirm(&terminal, question);
        terminal.wait_for_text(taken);
        terminal.keys("/");
        terminal.wait_for_text(sent);
        support::wait_until("a slip", || {
            fs::read(&paper).is_ok_and(|bytes| bytes.ends_with(b"\x1dV\x42\x00"))
        });
        let acts = escpos::read(&fs::read(&paper).expect("paper"));
        assert_eq!(escpos::lines(&acts).first(), Some(&copy));
        // The screen shows the reprint in the words of the paper.
        terminal.keys("/");
        terminal.wait_for_text(reprint);
        terminal.wait_for_whole_frame();
        let shown = terminal.screen_text();
        for line in escpos::lines(&acts).into_iter().skip(1) {
            assert!(shown.contains(line.trim()), "{line}\n{shown}");
        }
        assert_eq!(next_slip(&home).1, 1);
        terminal.keys("<Esc>");
        quit(terminal);
    }
}

#[test]
fn a_till_that_is_killed_while_it_prints_makes_no_second_original() {
    let folder = tempfile::tempdir().expect("a folder");
    let started = folder.path().join("started");
    // A printer that takes all and never ends.
    let printer = format!("command:cat > /dev/null; touch {}; exec sleep 600", started.display());
    let home = home(&printer, "always");
    let mut terminal = screens(&home, "en");
    terminal.keys(PAYMENT);
    confirm(&terminal, "Take payment?");
    support::wait_until("a printer at work", || started.exists());
    terminal.signal(Signal::KILL);
    terminal.wait_exit();
    assert_eq!(next_slip(&home).1, 1);
    let verified = home.run(&["verify"], "");
    assert_eq!(verified.code, 0, "{verified:?}");
    // The payment is there, once, and the next start has nothing to ask.
    let terminal = screens(&home, "en");
    assert!(terminal.screen_text().contains("1 sale"), "{}", terminal.screen_text());
    quit(terminal);
}

#[test]
fn the_next_sale_goes_on_while_a_printer_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let started = folder.path().join("started");
    let printer = format!("command:cat > /dev/null; touch {}; exec sleep 600", started.display());
    let home = home(&printer, "always");
    let terminal = screens(&home, "en");
    terminal.keys(PAYMENT);
    confirm(&terminal, "Take payment?");
    support::wait_until("a printer at work", || started.exists());
    // A whole sale, with its slip behind the first one.
    terminal.keys("66.<Enter>54091234567834561230777+");
    confirm(&terminal, "Take payment?");
    terminal.wait_for_text("66,000 KRW");
    quit(terminal);
    let amounts = home.run(&["list", "--csv"], "").stdout;
    assert_eq!(amounts.lines().count(), 3, "{amounts}");
}
