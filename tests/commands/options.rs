//! The command line: help, usage errors, environment variables.

use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt as _};

use crate::home::{Home, PAYMENT, RunOutput, error, run, shown};

fn ok(out: &str) -> RunOutput {
    RunOutput { out: out.to_owned(), err: String::new(), code: Some(0) }
}

const COMMANDS: [&str; 27] = [
    "pay",
    "cancel",
    "show",
    "slip",
    "memo",
    "list",
    "tail",
    "vat",
    "close",
    "closes",
    "people",
    "message",
    "verify",
    "demo",
    "backup",
    "restore",
    "key",
    "ledger",
    "doctor",
    "config",
    "handover",
    "answers",
    "import",
    "completions",
    "man",
    "ship",
    "central",
];

#[test]
fn help_teaches_every_command() {
    let home = Home::new();
    let help = home.ok(&["--help"], "");
    for word in COMMANDS {
        assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("{word} "))), "{word}");
        let own = home.ok(&["help", word], "");
        assert!(own.contains(&format!("Usage: paydesk {word}")), "{own}");
        assert!(own.contains("--ledger <FILE>") && own.contains("--set <KEY=VALUE>"), "{own}");
        let short = home.ok(&[word, "--help"], "");
        assert_eq!(home.ok(&[word, "-h"], ""), short);
        assert!(short.contains(&format!("Usage: paydesk {word}")), "{short}");
        assert!(short.ends_with(&format!("paydesk help {word}\n")), "{short}");
        assert!(short.len() < own.len() && !short.contains("--ledger <FILE>"), "{short}");
    }
    for word in ["pay", "cancel", "show", "list", "message", "demo", "config"] {
        assert!(help.contains(&format!("paydesk {word}")), "an example of {word}");
    }
    let help = home.ok(&["help"], "");
    for variable in ["LEDGER", "KEYRING", "CONFIG", "TILL", "LANG"] {
        assert!(help.contains(&format!("[env: PAYDESK_{variable}]")), "{variable}");
    }
    for command in ["encode", "decode"] {
        let own = home.ok(&["message", command, "--help"], "");
        assert!(own.contains("Example") && own.contains(&format!("paydesk message {command}")), "{own}");
    }
    for word in ["request_id", "cardnum/card_no", "\"message\"", "Exit status"] {
        assert!(home.ok(&["help", "pay"], "").contains(word), "{word}");
    }
    for word in ["last 7 days", "5만5천", "540912", "-- -456", "--wide", "nov 20"] {
        assert!(home.ok(&["help", "list"], "").contains(word), "{word}");
    }
    assert!(!home.path("data").exists() && !home.path("config").exists(), "help opens nothing");
}

#[test]
fn help_is_short_and_fits_a_window() {
    let home = Home::new();
    for lang in ["en", "ko"] {
        for word in COMMANDS {
            let lines = home.ok(&[word, "--help", "--lang", lang], "").lines().count();
            assert!(lines <= 28, "{word}: {lines} lines");
        }
        let lines = home.ok(&["--help", "--lang", lang], "").lines().count();
        // Commands, examples and the ways on.
        assert!(lines <= 56, "{lines} lines");
    }
}

#[test]
fn help_and_usage_errors_are_in_the_users_language() {
    let home = Home::new();
    let korean = |envs: &[(&str, &str)], args: &[&str]| {
        let mut command = home.command(args);
        command.envs(envs.iter().copied());
        run(command, "")
    };
    let english = home.ok(&["list", "--help"], "");
    let help = home.ok(&["list", "--help", "--lang", "ko"], "");
    assert!(
        help.starts_with("거래를 최근 것부터 보여 줍니다\n\n사용법: paydesk list [OPTIONS] [QUERY]...\n"),
        "{help}"
    );
    for heading in ["\n인수:\n", "\n옵션:\n", "\n예:\n", "\n모든 옵션과 자세한 설명: paydesk help list\n"]
    {
        assert!(help.contains(heading), "{heading}: {help}");
    }
    for words in ["Usage:", "Options:", "Print", "default"] {
        assert!(!help.contains(words), "{words}: {help}");
    }
    for (envs, args) in [
        (&[("PAYDESK_LANG", "ko")][..], &["list", "--help"][..]),
        (&[("LANG", "ko_KR.UTF-8")], &["list", "--help"]),
        (&[("LANG", "ko_KR.UTF-8")], &["list", "-h"]),
        (&[], &["--lang=ko", "list", "--help"]),
    ] {
        assert_eq!(korean(envs, args), ok(&help), "{envs:?} {args:?}");
    }
    assert_eq!(korean(&[("LANG", "ko_KR.UTF-8")], &["list", "--help", "--lang", "en"]), ok(&english));
    let top = home.ok(&["--lang", "ko", "help"], "");
    for words in ["\n명령:\n", "\n모든 명령의 옵션:\n", "[env: PAYDESK_LEDGER]", "종료 상태: "] {
        assert!(top.contains(words), "{words}: {top}");
    }
    home.configure("language = \"ko\"\n");
    assert_eq!(home.ok(&["list", "--help"], ""), help);
    for (args, said) in [
        (
            &["pya"][..],
            "오류: 없는 명령입니다: pya\n\n  제안: pay\n\n사용법: paydesk [OPTIONS] [명령]\n\n자세히: paydesk --help\n",
        ),
        (&["pay", "--fast"], "오류: 쓸 수 없는 인수입니다: --fast\n"),
        (&["list", "-456"], "오류: 쓸 수 없는 인수입니다: -4\n\n  제안: paydesk list -- -456\n"),
        (&["show"], "오류: 빠진 인수가 있습니다: <ID>...\n"),
        (&["--till", "0", "list"], "오류: --till <NN>: 쓸 수 없는 값입니다: 0 (1~99)\n"),
        (&["list", "--ledger", ""], "오류: 값이 필요합니다: --ledger <FILE>\n"),
        (&["list", "--json", "--csv"], "오류: 함께 쓸 수 없는 인수입니다: --json, --csv\n"),
        (&["pay", "4111111111111111"], "오류: 쓸 수 없는 인수입니다: ****************\n"),
        (&["message"], "카드사 전문을 만들거나 풉니다. 장부는 열지 않습니다\n"),
    ] {
        let ran = home.run(args, PAYMENT);
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{args:?}");
        assert!(ran.err.starts_with(said), "{args:?}: {}", ran.err);
    }
}

#[test]
fn what_was_probably_meant_is_suggested() {
    let home = Home::new();
    for (args, tip) in [
        (&["pya"][..], "tip: a similar subcommand exists: 'pay'"),
        (&["lsit"], "'list'"),
        (&["docter"], "'doctor'"),
        (&["key", "rotat"], "'rotate'"),
        (&["list", "-456"], "tip: paydesk list -- -456\n"),
        (&["list", "456", "-cancel"], "tip: paydesk list -- 456 -cancel\n"),
        (
            &["list", "--limit", "9", "today", "-456", "--json"],
            "tip: paydesk list --limit 9 --json -- today -456\n",
        ),
        (&["list", "--jsn"], "tip: a similar argument exists: '--json'"),
    ] {
        let ran = home.run(args, "");
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{args:?}");
        assert!(ran.err.contains(tip), "{args:?}: {}", ran.err);
    }
    for args in [&["pya"][..], &["list", "-456"]] {
        assert!(!home.run(args, "").err.contains("as a value"), "{args:?}");
    }
    let ran = home.run(&["xyzzy"], "");
    assert!(!ran.err.contains("tip:"), "{}", ran.err);
    // What is suggested works.
    home.paid();
    assert_eq!(home.ok(&["list", "--", "-456"], ""), "No transaction matches.\n");
}

#[test]
fn the_version() {
    let expected = format!("paydesk {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(Home::new().run(&["--version"], ""), ok(&expected));
    assert_eq!(Home::new().run(&["-V"], ""), ok(&expected));
}

#[test]
fn wrong_usage_is_2_and_on_standard_error() {
    let home = Home::new();
    for (args, said) in [
        (&["pya"][..], "unrecognized subcommand 'pya'"),
        (&["pay", "--fast"], "unexpected argument '--fast'"),
        (&["pay", "extra"], "unexpected argument 'extra'"),
        (&["show"], "required arguments were not provided"),
        (&["message"], "Usage: paydesk message"),
        (&["list", "--limit", "-1"], "unexpected argument '-1'"),
        (&["list", "--limit", "x"], "invalid value 'x' for '--limit <N>'"),
        (&["--till", "0", "list"], "a till is a number from 1 to 99"),
        (&["--till", "100", "list"], "a till is a number from 1 to 99"),
        (&["--till", "+1", "list"], "a till is a number from 1 to 99"),
        (&["list", "--lang", "fr"], "[possible values: en, ko]"),
        (&["list", "--ledger", ""], "a value is required for '--ledger <FILE>'"),
        (&["list", "kim"], "Not understood: kim."),
        (&["list", "--json", "456", "1,00", "x"], "Not understood: 1,00, x."),
    ] {
        let ran = home.run(args, PAYMENT);
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{args:?}");
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    let ran = home.run(&["list", "--lang", "x\u{1b}[2J\u{7}"], "");
    assert!(!ran.err.contains(['\u{1b}', '\u{7}']), "{:?}", ran.err);
    assert!(!home.ledger().exists());
}

/// Some programs put a card number on the command line: no error repeats it, in a log least of all.
#[test]
fn what_may_be_a_card_is_not_repeated() {
    const CARD: &str = "4111111111111111";
    let home = Home::new();
    for (args, said) in [
        (&[CARD][..], "unrecognized subcommand '****************'"),
        (&["pay", CARD], "unexpected argument '****************'"),
        (&["pay", "4111-1111-1111-1111"], "unexpected argument '****-****-****-****'"),
        (&["pay", "--card=4111 1111 1111 1111"], "unexpected argument '--card'"),
        (&["pay", "--4111111111111111"], "unexpected argument '--****************'"),
        (
            &["list", "--limit", "4111-1111-1111-1111"],
            "invalid value '****-****-****-****' for '--limit <N>'",
        ),
        (&["--till", CARD, "list"], "invalid value '****************' for '--till <NN>'"),
        (&["list", "--lang", CARD], "invalid value '****************' for '--lang <LANG>'"),
        (&["verify", "--since", CARD], "invalid value '****************' for '--since <HASH>'"),
        (&["list", "x4111111111111111x"], "A card number on the command line is not read"),
        // An id of ours is none.
        (&["pay", "26112114320712301000"], "unexpected argument '26112114320712301000'"),
    ] {
        let ran = home.run(args, PAYMENT);
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{args:?}");
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
        assert!(!ran.err.contains("1111") || args[1].starts_with("26"), "{args:?}: {}", ran.err);
    }
    for set in [
        "4111111111111111=1",
        "rules.4111111111111111=1",
        "rules.require_luhn=4111111111111111",
        "4111 1111 1111 1111",
        "till=4111-1111-1111-1111",
    ] {
        let ran = home.run(&["list", "--set", set], "");
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(3)), "{set}");
        assert!(ran.err.contains("****") && !ran.err.contains("1111"), "{set}: {}", ran.err);
    }
    home.configure("4111111111111111 = 1");
    let ran = home.run(&["list"], "");
    assert!(ran.err.contains("****************") && !ran.err.contains("1111"), "{}", ran.err);
    let ran = home.run(&["pay"], r#"{"4111111111111111":1}"#);
    assert!(!(ran.out + &ran.err).contains("1111"));
}

#[test]
fn variables_are_as_good_as_options() {
    let home = Home::new();
    let named = |names: [(&str, String); 3]| {
        let mut command = home.command(&["pay"]);
        command.envs(names);
        run(command, PAYMENT)
    };
    home.configure("broken");
    fs::write(home.path("fine.toml"), "").expect("written");
    let ran = named([
        ("PAYDESK_LEDGER", shown(&home.path("l.db"))),
        ("PAYDESK_KEYRING", shown(&home.path("k"))),
        ("PAYDESK_CONFIG", shown(&home.path("fine.toml"))),
    ]);
    assert_eq!((ran.err.as_str(), ran.code), ("", Some(0)));
    assert!(home.path("l.db").exists() && home.path("k").exists());
    assert!(!home.ledger().exists() && !home.keyring().exists());

    for (name, value) in [("PAYDESK_TILL", "0"), ("PAYDESK_TILL", "x"), ("PAYDESK_LANG", "fr")] {
        let mut command = home.command(&["pay"]);
        command.env(name, value);
        let ran = run(command, PAYMENT);
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{name}={value}");
    }
}

#[test]
fn empty_variables_count_as_unset() {
    let home = Home::new();
    for words in [&["list"][..], &["list", "--limit", "3"]] {
        let mut command = home.command(words);
        for name in ["LEDGER", "KEYRING", "CONFIG", "TILL", "LANG"] {
            command.env(format!("PAYDESK_{name}"), "");
        }
        assert_eq!(run(command, ""), ok("No transactions yet. Take one with: paydesk pay\n"));
    }
    assert!(home.ledger().exists());
}

#[test]
fn options_come_before_or_after_the_command() {
    let home = Home::new();
    let ledger = shown(&home.path("l.db"));
    home.ok(&["--ledger", &ledger, "pay"], PAYMENT);
    let before = home.ok(&["--ledger", &ledger, "--lang", "ko", "list"], "");
    assert_eq!(home.ok(&["list", "--lang", "ko", "--ledger", &ledger], ""), before);
    assert!(before.contains("결제") && !home.ledger().exists());
}

#[test]
fn without_a_home_the_files_have_to_be_named() {
    let home = Home::new();
    let bare = |args: &[&str], envs: &[(&str, &str)]| {
        let mut command = home.command(args);
        command.env_clear().envs(envs.iter().copied());
        run(command, PAYMENT)
    };
    let all = "There is no home folder (HOME is not set). Name the files: --ledger, --keyring, --config.";
    let ran = bare(&["pay"], &[]);
    assert_eq!(error(&ran.out), ("config".to_owned(), None, all.to_owned()));
    assert_eq!((ran.err, ran.code), (format!("paydesk: {all}\n"), Some(3)));
    let ran = bare(&["list", "--lang", "ko"], &[("HOME", "")]);
    let korean = "홈 폴더가 없습니다(HOME이 없음). 파일을 지정하세요: --ledger, --keyring, --config.";
    assert_eq!((ran.out.as_str(), ran.err, ran.code), ("", format!("paydesk: {korean}\n"), Some(3)));

    let (ledger, keyring) = (shown(&home.path("l.db")), shown(&home.path("k")));
    let ran = bare(&["list", "--ledger", &ledger, "--keyring", &keyring], &[]);
    let config = "There is no home folder (HOME is not set). Name the files: --config.";
    assert_eq!((ran.err, ran.code), (format!("paydesk: {config}\n"), Some(3)));
    let folders = [shown(&home.path("d")), shown(&home.path("c"))];
    let [data, config] = &folders;
    assert_eq!(bare(&["pay"], &[("XDG_DATA_HOME", data), ("XDG_CONFIG_HOME", config)]).code, Some(0));
    assert!(home.path("d/paydesk/ledger.db").exists() && home.path("c/paydesk/keyring").exists());
    // Commands without files need no home.
    assert_eq!(bare(&["message", "decode"], &[]).code, Some(1));
    // The XDG specification says to ignore a relative path.
    assert_eq!(bare(&["list"], &[("XDG_DATA_HOME", "d"), ("XDG_CONFIG_HOME", "c")]).code, Some(3));
}

#[test]
fn below_home_when_nothing_else_is_said() {
    let home = Home::new();
    let mut command = home.command(&["pay"]);
    command.env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME");
    assert_eq!(run(command, PAYMENT).code, Some(0));
    assert!(home.path("home/.local/share/paydesk/ledger.db").exists());
    assert!(home.path("home/.config/paydesk/keyring").exists());
}

#[test]
fn an_argument_that_is_no_text_is_wrong_usage() {
    let home = Home::new();
    for before in [&["list"][..], &["people"], &["--as"], &["show"], &["people", "add", "7", "--name"]] {
        let mut command = home.command(before);
        command.arg(OsStr::from_bytes(b"\xff\xfe"));
        let ran = run(command, "");
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{before:?}: {}", ran.err);
        assert!(!ran.err.contains("panicked"), "{before:?}: {}", ran.err);
    }
}
