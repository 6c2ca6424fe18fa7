//! A demonstration keeps nothing; two screens with one till number are told.

use super::*;

/// The words of both languages: for the demonstration, and for a till that is there twice.
const WORDS: [(&str, &str, &str, &str, &str); 2] = [
    (
        "en",
        "Demo: nothing is kept",
        "This was a demo: nothing of it was kept.",
        "till 01 twice!",
        "Another screen works as till 01 on this ledger.",
    ),
    (
        "ko",
        "연습 중: 저장하지 않습니다",
        "연습용 장부였습니다. 남긴 것은 없습니다.",
        "01번 중복!",
        "같은 장부에서 01번 단말기를 쓰고 있습니다.",
    ),
];

#[test]
fn a_demonstration_says_so_and_keeps_nothing() {
    for (lang, banner, over, ..) in WORDS {
        let home = Home::new();
        let mut terminal = home.terminal(&["--demo", "--lang", lang], 80, 24);
        terminal.wait_for_text(banner);
        // The other language and a till number are chosen.
        terminal.keys(if lang == "en" { "<F10>한국어<Enter>" } else { "<F10>English<Enter>" });
        let other = if lang == "en" { WORDS[1].1 } else { WORDS[0].1 };
        terminal.wait_for_text(other);
        terminal.keys("<F10>till<Enter>7<Enter>");
        terminal.wait_for_text(if lang == "en" { "07, 다음 시작부터" } else { "07 at the next start" });
        terminal.keys("<C-q>");
        assert_eq!(terminal.wait_exit().code(), Some(0));
        assert!(terminal.screen_text().contains(over), "{}", terminal.screen_text());
        assert!(!home.path().join("config/paydesk/config.toml").exists());
        // The next start is as if there had been none.
        let next = screens(&home, lang);
        assert!(!next.screen_text().contains(banner));
        quit(next);
    }
}

#[test]
fn two_screens_with_one_till_number_are_told_and_two_tills_are_not() {
    for (lang, _, _, twice, said) in WORDS {
        let home = Home::new();
        let first = screens(&home, lang);
        let other = home.terminal(&["--lang", lang, "--till", "2"], 80, 24);
        other.wait_for_text("02");
        for is_killed in [false, true] {
            let mut second = home.terminal(&["--lang", lang], 80, 24);
            // The second at its start, the first by itself.
            second.wait_for_text(twice);
            second.wait_for_text(said);
            first.wait_for_text(twice);
            first.wait_for_text(said);
            assert!(!other.screen_text().contains(said), "{}", other.screen_text());
            // Once one of them has gone, the other is alone.
            if is_killed {
                second.signal(support::terminal::Signal::KILL);
                second.wait_exit();
            } else {
                quit(second);
            }
            first.wait_for(|screen| !rows(screen).concat().contains(twice));
        }
        quit(first);
        quit(other);
    }
}
