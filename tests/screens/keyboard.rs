//! What keyboards, terminals and clipboards send.
#![expect(clippy::panic, reason = "a helper says what went wrong")]

use super::*;

#[test]
fn keys_arrive_in_the_forms_that_terminals_send() {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    // The keypad's Enter as a line feed.
    terminal.send("55.\n");
    terminal.wait_for_text("Card number ›");
    // F4, F2 and F10 in pieces: the line may split them anywhere.
    in_pieces(&terminal, &["\x1b", "O", "S"], "Find ›", "✗", "<Home>");
    in_pieces(&terminal, &["\x1b", "O", "Q"], "Card number ›", "OQ", "<C-u>");
    in_pieces(&terminal, &["\x1b[", "21", "~"], "type to filter", "✗", "<Home>");
    // A lone Esc is an Esc.
    terminal.send("\x1b");
    terminal.wait_for_no_text("type to filter");
    // Ctrl+N with the Korean keyboard on, as terminals with extended keys send it.
    terminal.send("\x1b[12636;5u");
    terminal.wait_for_text("Card number ›");
    terminal.send("\x1b[12610;5u");
    terminal.wait_for_text("Ctrl+Q again");
    terminal.send("\x1b[12610;5u");
    assert_eq!(terminal.wait_exit().code(), Some(0));
}

/// Sends a key in pieces until it is taken for one. Where the pieces came so slowly that they were keys of their own,
/// which shows as `apart`, `undo` takes them back.
fn in_pieces(terminal: &Terminal, pieces: &[&str], shown: &str, apart: &str, undo: &str) {
    let has = |screen: &vt100::Screen, text: &str| rows(screen).iter().any(|row| row.contains(text));
    for _ in 0..20 {
        for piece in pieces {
            terminal.send(piece);
        }
        if has(&terminal.wait_for(|screen| has(screen, shown) || has(screen, apart)), shown) {
            return;
        }
        terminal.keys(undo);
        terminal.wait_for_no_text(apart);
    }
    panic!("{pieces:?} were never taken for one key\n{}", terminal.screen_text());
}

#[test]
fn a_korean_payment_with_the_korean_keyboard_on() {
    let home = Home::new();
    let mut terminal = screens(&home, "ko");
    // No letter is a command; full-width digits are digits here; the keypad's Enter is a line feed.
    terminal.send("ㅂ");
    terminal.wait_for_text("한글 입력 상태입니다: 한/영");
    terminal.send("５５.");
    terminal.wait_for_text("결제금액 › 55,000");
    terminal.send("\n");
    terminal.wait_for_text("✓ 오만오천");
    terminal.wait_for_text("카드번호 ›");
    terminal.send("\x1b[200~5409-1234-5678\r\n 3456\r\n\x1b[201~");
    terminal.wait_for_text("5409 1234 5678 3456");
    terminal.send("\n");
    terminal.wait_for_text("유효기간 ›");
    terminal.keys("1230");
    terminal.wait_for_text("CVC ›");
    terminal.keys("777+");
    confirm(&terminal, "결제할까요?");
    terminal.wait_for_text("✓ 결제 완료: 55,000원");
    let ids = ids(&home);
    assert_eq!(ids.len(), 1);

    // Ctrl+ㄹ, ㅛ, ㅊ: look up, copy, close and quit.
    terminal.send("\x1b[12601;5u");
    terminal.wait_for_text("찾기 ›");
    terminal.send("456");
    terminal.wait_for_text("[카드·번호 끝 456");
    terminal.wait_for_text("540912…456");
    terminal.send("\x1b[12635;5u");
    terminal.wait_for_text("복사");
    assert_eq!(terminal.clipboard().as_deref(), Some(ids[0].as_str()));
    terminal.send("\x1b[12618;5u");
    terminal.wait_for_text("Ctrl+C를 다시 누르면");
    terminal.send("\x1b[12618;5u");
    assert_eq!(terminal.wait_exit().code(), Some(0));
}

#[test]
fn a_paste_with_line_ends_fills_one_field() {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys("55.<Enter>");
    terminal.paste("5409-1234-5678-3456\n\n\n");
    let screen = terminal.wait_for_text("5409 1234 5678 3456");
    assert!(rows(&screen).iter().any(|row| row.contains("Card number ›")), "{}", terminal.screen_text());
    terminal.keys("<C-c>");
    terminal.wait_for_text("Ctrl+C twice more");
    terminal.keys("<C-c>");
    terminal.wait_for_text("Ctrl+C again");
    terminal.keys("<C-c>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
}

#[test]
fn two_thousand_keys_at_once_lose_nothing_and_charge_nothing() {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.send(&"1\x7f".repeat(1_000));
    terminal.keys(&format!("55.<Enter>{CARD}1230777<Enter><Enter>"));
    terminal.send(&"\r".repeat(50));
    terminal.wait_for_text("Take payment?");
    terminal.keys("<Esc>");
    terminal.wait_for_no_text("Take payment?");
    terminal.wait_for_text("5409 1234 5678 3456");
    terminal.keys("<C-q>");
    terminal.wait_for_text("Ctrl+Q again");
    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
    assert_eq!(ids(&home), [""; 0]);
}

#[test]
fn the_number_pad_works_in_application_mode() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    // It is asked for digits, but not every terminal listens.
    assert!(terminal.raw_output().windows(2).any(|bytes| bytes == b"\x1b>"));
    // 55. and Enter.
    terminal.send("\x1bOu\x1bOu\x1bOn\x1bOM");
    terminal.wait_for_text("✓ fifty-five thousand");
    terminal.wait_for_text("Card number ›");
    quit(terminal);
}

#[test]
fn late_answers_of_the_terminal_type_nothing_and_open_nothing() {
    const ANSWERS: [&str; 6] = [
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
        "\x1b]10;rgb:d4d4/d4d4/d4d4\x1b\\",
        "\x1bP>|XTerm(370)\x1b\\",
        "\x1b[12;40R",
        "\x1b[?64;1;2;6;9;15;18;21;22c",
        "\x1b[?2026;2$y",
    ];
    let home = Home::new();
    let calm = screens(&home, "en");
    calm.send("55.");
    calm.wait_for_text("55,000");
    let expected = below_clock(&calm.wait_for_whole_frame());
    quit(calm);
    let terminal = screens(&home, "en");
    for answers in ["5", &ANSWERS.concat(), "5", &ANSWERS.concat(), "."] {
        terminal.send(answers);
    }
    terminal.wait_for_text("55,000");
    assert_eq!(below_clock(&terminal.wait_for_whole_frame()), expected);
    quit(terminal);
}

#[test]
fn a_paste_without_an_end_is_over_after_two_seconds() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    terminal.send("\x1b[200~5409");
    terminal.wait_for_text("The paste broke off. Nothing was entered.");
    terminal.keys("55.<Enter>");
    terminal.wait_for_text("✓ fifty-five thousand");
    terminal.paste(CARD);
    terminal.wait_for_text("5409 1234 5678 3456");
    quit(terminal);
}

#[test]
fn a_paste_of_a_megabyte_is_refused_and_the_till_goes_on() {
    let home = Home::new();
    let terminal = screens(&home, "ko");
    terminal.paste(&"5".repeat(1024 * 1024));
    terminal.wait_for_text("붙여 넣은 글이 너무 깁니다. 아무것도 넣지 않았습니다.");
    terminal.keys("55.<Enter>");
    terminal.wait_for_text("✓ 오만오천");
    quit(terminal);
}

/// More than the program needs at any time.
const MOST_MEMORY: u64 = 48;

#[test]
fn what_is_typed_ahead_and_pasted_takes_no_memory() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    terminal.send(&"7\x7f".repeat(20_000));
    terminal.keys("<F4>");
    terminal.wait_for_text("Find ›");
    terminal.paste(&"8".repeat(10 << 20));
    terminal.wait_for_text("The pasted text is too long");
    assert!(terminal.peak_memory() < MOST_MEMORY, "{} MiB", terminal.peak_memory());
    quit(terminal);
}
