//! Whole flows: pay, cancel, look up, quit.

use super::*;

/// The words of a language that the flow waits for.
struct Words {
    lang: &'static str,
    ask_pay: &'static str,
    taken: &'static str,
    ask_cancel: &'static str,
    cancelled: &'static str,
    details: &'static str,
    left: &'static str,
    empty_query: &'static str,
}

const ENGLISH: Words = Words {
    lang: "en",
    ask_pay: "Take payment?",
    taken: "✓ Taken: 55,000 KRW",
    ask_cancel: "Cancel?",
    cancelled: "✓ Cancelled: 10,000 KRW",
    details: "Details",
    left: "45,000 KRW",
    empty_query: "digits of card or id, amount, today",
};

const KOREAN: Words = Words {
    lang: "ko",
    ask_pay: "결제할까요?",
    taken: "✓ 결제 완료: 55,000원",
    ask_cancel: "취소할까요?",
    cancelled: "✓ 취소 완료: 10,000원",
    details: "상세",
    left: "45,000원",
    empty_query: "카드·번호 끝, 금액, 오늘",
};

fn whole_flow(words: &Words, cols: u16, lines: u16) {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", words.lang], cols, lines);
    terminal.wait_for_text("F2");
    terminal.keys(&format!("55.<Enter>{CARD}1230777+"));
    confirm(&terminal, words.ask_pay);
    terminal.wait_for_text(words.taken);

    terminal.keys("<F3><Enter>10.+");
    confirm(&terminal, words.ask_cancel);
    terminal.wait_for_text(words.cancelled);

    let ids = ids(&home);
    assert_eq!(ids.len(), 2);
    for id in &ids {
        terminal.keys(&format!("<F4>{id}"));
        let grouped = grouped(id);
        terminal.wait_for_text(&format!("{grouped}]"));
        // In the chip, and of the row that was found.
        terminal.wait_for(|screen| {
            rows(screen).iter().map(|row| row.matches(&grouped).count()).sum::<usize>() > 1
        });
        terminal.keys("<Enter>");
        terminal.wait_for_text(words.details);
        terminal.wait_for_text(words.left);
        terminal.keys("<F4><C-u>");
        terminal.wait_for_text(words.empty_query);
    }

    for (cols, lines) in [(40, 10), (1, 1), (2, 50), (300, 2), (cols, lines)] {
        terminal.resize(cols, lines);
    }
    terminal.wait_for_text("F4");
    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
    let written = String::from_utf8_lossy(&terminal.raw_output()).into_owned();
    assert!(!written.contains(CARD), "the card number was drawn outside its field");
}

#[test]
fn pay_cancel_look_up_and_quit_in_english_at_80x24() {
    whole_flow(&ENGLISH, 80, 24);
}

#[test]
fn pay_cancel_look_up_and_quit_in_korean_at_80x24() {
    whole_flow(&KOREAN, 80, 24);
}

#[test]
fn pay_cancel_look_up_and_quit_in_english_at_120x36() {
    whole_flow(&ENGLISH, 120, 36);
}

#[test]
fn pay_cancel_look_up_and_quit_in_korean_at_120x36() {
    whole_flow(&KOREAN, 120, 36);
}

#[test]
fn a_demonstration_has_transactions_and_keeps_none() {
    let home = Home::new();
    let folder = home.path().join("tmp");
    std::fs::create_dir(&folder).expect("a folder");
    let home = home.with("TMPDIR", folder.to_str().expect("UTF-8"));
    let kept = || std::fs::read_dir(&folder).expect("the folder").count();
    let mut terminal = home.terminal(&["--demo"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys("<F4>");
    // The marked digits of a made-up card.
    terminal.wait_for_text("…");
    assert_eq!(kept(), 1);
    terminal.keys("<C-q>");
    assert!(terminal.wait_exit().success());
    assert_eq!(kept(), 0);
    assert!(!home.path().join("data").exists() && !home.path().join("config").exists());
}

/// What the side pane, or the details, say of the CVC's slot.
fn cvc_slot(text: &str) -> Option<String> {
    let (_, rest) = text.lines().find_map(|line| line.split_once(" cvc "))?;
    rest.split_whitespace().last().map(str::to_owned)
}

#[test]
fn a_cvc_that_is_not_kept_is_blank_wherever_it_would_be() {
    let home = Home::new();
    let terminal = home.terminal(&["--set", "security.keep_cvc=false"], 120, 36);
    terminal.wait_for_text("F2");
    terminal.keys("55.<Enter>54091234567834561230777");
    // The payment is sent with it.
    terminal.wait_for(|screen| cvc_slot(&rows(screen).join("\n")).as_deref() == Some("***"));
    terminal.keys("+");
    confirm(&terminal, "Take payment?");
    terminal.wait_for_text("✓ Taken: 55,000 KRW");
    assert_eq!(cvc_slot(&terminal.screen_text()).as_deref(), Some("***"), "{}", terminal.screen_text());

    terminal.keys("<F5>");
    terminal.wait_for_text("Message, 450 bytes");
    terminal.keys("<F8>");
    terminal.wait_for_text(CARD);
    let revealed = terminal.screen_text();
    assert!(!revealed.contains(&format!("{CARD}   CVC")), "{revealed}");
    terminal.keys("<F3>");
    terminal.wait_for_text("in full; or enter a part");
    terminal.keys("10.");
    terminal.wait_for_text("10,000");
    terminal.wait_until_still(Duration::from_millis(60));
    assert_eq!(cvc_slot(&terminal.screen_text()).as_deref(), Some("···"), "{}", terminal.screen_text());
    terminal.keys("+");
    confirm(&terminal, "Cancel?");
    terminal.wait_for_text("✓ Cancelled: 10,000 KRW");
    quit(terminal);
}

#[test]
fn a_list_that_is_looked_at_is_no_export() {
    let home = Home::new();
    let request =
        r#"{"card_number":"5409123456783456","expiry":"1230","cvc":"777","installments":0,"amount":55000}"#;
    assert_eq!(home.run(&["pay"], request).code, 0);
    for (args, exports) in [(&["list"][..], 0), (&["list", "--json"], 1)] {
        let mut terminal = home.terminal(args, 120, 36);
        terminal.wait_for_text("456");
        assert_eq!(terminal.wait_exit().code(), Some(0));
        let ledger = rusqlite::Connection::open(home.path().join("data/paydesk/ledger.db")).expect("opened");
        let sql = "SELECT count(*) FROM journal WHERE kind = 6";
        let found: i64 = ledger.query_one(sql, [], |row| row.get(0)).expect("counted");
        assert_eq!(found, exports, "{args:?}");
    }
}
