//! The configuration: the file, `--set`, the environment, and their errors.

use std::fs;

use paydesk::config::KEYS;

use crate::home::{Home, PAYMENT, error, run, shown, text};

/// Every key, as the error of an unknown one lists them.
fn keys() -> String {
    KEYS.iter().map(|key| key.path).collect::<Vec<_>>().join(", ")
}

/// Expects every command to refuse this file, in both languages.
fn check(home: &Home, file: &[u8], english: &str, korean: &str) {
    home.configure(file);
    for (lang, sentence) in [("en", english), ("ko", korean)] {
        for (command, in_json) in [
            (&["pay"][..], true),
            (&["message", "encode"], true),
            (&["list", "--json"], true),
            (&["list"], false),
            (&["config"], false),
        ] {
            let ran = home.run(&[command, &["--lang", lang]].concat(), PAYMENT);
            assert_eq!((ran.err, ran.code), (format!("paydesk: {sentence}\n"), Some(3)));
            if in_json {
                assert_eq!(error(&ran.out), ("config".to_owned(), None, sentence.to_owned()));
            } else {
                assert_eq!(ran.out, "");
            }
        }
    }
    assert!(!home.ledger().exists());
}

#[test]
fn a_wrong_key_or_value_is_reported_with_its_line() {
    let keys = keys();
    let home = Home::new();
    let path = shown(&home.config());
    for (file, english, korean) in [
        (
            &b"# shop\ntll = 1\n"[..],
            format!(
                "Configuration {path}, line 2, column 1: there is no key tll. Did you mean till? The keys are {keys}."
            ),
            format!(
                "설정 파일 {path} 2번째 줄 1번째 글자: 모르는 항목입니다: tll. 비슷한 항목: till. 쓸 수 있는 항목: {keys}."
            ),
        ),
        (
            b"[rules]\n\ntheme = 'dark'",
            format!(
                "Configuration {path}, line 3, column 1: there is no key rules.theme. Did you mean screen.theme? The keys are {keys}."
            ),
            format!(
                "설정 파일 {path} 3번째 줄 1번째 글자: 모르는 항목입니다: rules.theme. 비슷한 항목: screen.theme. 쓸 수 있는 항목: {keys}."
            ),
        ),
        (
            b"[rules]\n\ncurrency = 'KRW'",
            format!(
                "Configuration {path}, line 3, column 1: there is no key rules.currency. The keys are {keys}."
            ),
            format!(
                "설정 파일 {path} 3번째 줄 1번째 글자: 모르는 항목입니다: rules.currency. 쓸 수 있는 항목: {keys}."
            ),
        ),
        (
            b"till = 100",
            format!(
                "Configuration {path}, line 1, column 8: till takes a whole number from 1 to 99, not this number. Correct it there."
            ),
            format!(
                "설정 파일 {path} 1번째 줄 8번째 글자: till에 쓸 수 없는 값입니다(정수). 허용: 1~99의 정수. 그 자리를 고치세요."
            ),
        ),
        (
            b"language = 'kr'",
            format!(
                "Configuration {path}, line 1, column 12: language takes one of auto, en, ko, not this text. Correct it there."
            ),
            format!(
                "설정 파일 {path} 1번째 줄 12번째 글자: language에 쓸 수 없는 값입니다(글자). 허용: auto, en, ko 중 하나. 그 자리를 고치세요."
            ),
        ),
        (
            b"[rules]\nrequire_luhn = 1.5",
            format!(
                "Configuration {path}, line 2, column 16: rules.require_luhn takes true or false, not a number with a fraction. Correct it there."
            ),
            format!(
                "설정 파일 {path} 2번째 줄 16번째 글자: rules.require_luhn에 쓸 수 없는 값입니다(소수). 허용: true 또는 false. 그 자리를 고치세요."
            ),
        ),
        (
            b"rules = [1]",
            format!(
                "Configuration {path}, line 1, column 9: rules takes a table of keys, not a list. Correct it there."
            ),
            format!(
                "설정 파일 {path} 1번째 줄 9번째 글자: rules에 쓸 수 없는 값입니다(목록). 허용: 항목의 표. 그 자리를 고치세요."
            ),
        ),
        (
            b"rules.duplicate_seconds = 2026-11-21",
            format!(
                "Configuration {path}, line 1, column 27: rules.duplicate_seconds takes a whole number from 0 to 86400, not a date or a time. Correct it there."
            ),
            format!(
                "설정 파일 {path} 1번째 줄 27번째 글자: rules.duplicate_seconds에 쓸 수 없는 값입니다(날짜나 시각). 허용: 0~86400의 정수. 그 자리를 고치세요."
            ),
        ),
    ] {
        check(&home, file, &english, &korean);
    }
}

#[test]
fn a_text_that_is_not_allowed_is_reported_with_its_character_or_width() {
    let home = Home::new();
    let path = shown(&home.config());
    for (file, english, korean) in [
        (
            &b"[shop]\nname = \"a\\tb 5409123456783456\""[..],
            format!(
                "Configuration {path}, line 2, column 8: shop.name has the control character U+0009 at position 2. Allowed: text of at most 40 columns, without control characters. Correct it there."
            ),
            format!(
                "설정 파일 {path} 2번째 줄 8번째 글자: shop.name: 2번째 글자가 제어 문자(U+0009)입니다. 허용: 제어 문자 없이 40칸 이내의 글자(한글은 2칸). 그 자리를 고치세요."
            ),
        ),
        (
            b"[shop]\nname = \"the shop of the card 5409 1234 5678 3456!\"",
            format!(
                "Configuration {path}, line 2, column 8: shop.name has 41 columns. Allowed: text of at most 40 columns, without control characters. Correct it there."
            ),
            format!(
                "설정 파일 {path} 2번째 줄 8번째 글자: shop.name: 41칸입니다. 허용: 제어 문자 없이 40칸 이내의 글자(한글은 2칸). 그 자리를 고치세요."
            ),
        ),
        (
            b"[shop]\naddress = ['5409123456783456', 'a', \"b\\u0007\"]",
            format!(
                "Configuration {path}, line 2, column 37: shop.address (line 3) has the control character U+0007 at position 2. Allowed: up to 3 lines of text, each of at most 40 columns, without control characters. Correct it there."
            ),
            format!(
                "설정 파일 {path} 2번째 줄 37번째 글자: shop.address 3번째 줄: 2번째 글자가 제어 문자(U+0007)입니다. 허용: 글자 3줄 이내(줄마다 제어 문자 없이 40칸 이내, 한글은 2칸). 그 자리를 고치세요."
            ),
        ),
        (
            b"[shop]\naddress = ['a', 'b', 'c', '5409123456783456']",
            format!(
                "Configuration {path}, line 2, column 11: shop.address has 4 lines. Allowed: up to 3 lines of text, each of at most 40 columns, without control characters. Correct it there."
            ),
            format!(
                "설정 파일 {path} 2번째 줄 11번째 글자: shop.address: 4줄입니다. 허용: 글자 3줄 이내(줄마다 제어 문자 없이 40칸 이내, 한글은 2칸). 그 자리를 고치세요."
            ),
        ),
        (
            b"[printer]\nto = 'lp0'",
            format!(
                "Configuration {path}, line 2, column 6: printer.to takes none, file:PATH, tcp:HOST:9100 or command:LINE (for example tcp:192.168.0.20:9100), not this text. Correct it there."
            ),
            format!(
                "설정 파일 {path} 2번째 줄 6번째 글자: printer.to에 쓸 수 없는 값입니다(글자). 허용: none, file:경로, tcp:주소:9100, command:명령 중 하나(예: tcp:192.168.0.20:9100). 그 자리를 고치세요."
            ),
        ),
    ] {
        check(&home, file, &english, &korean);
    }
}

#[test]
fn a_file_that_is_no_toml_is_reported_with_its_line() {
    let home = Home::new();
    let path = shown(&home.config());
    for (file, english, korean) in [
        (
            &b"till = 1\ntill = 2"[..],
            format!(
                "Configuration {path}, line 2, column 1: this is not TOML (duplicate key). See paydesk config --example."
            ),
            format!(
                "설정 파일 {path} 2번째 줄 1번째 글자: TOML이 아닙니다(duplicate key). paydesk config --example을 참고하세요."
            ),
        ),
        (
            b"till = 1\n# \xff",
            format!("Configuration {path}, line 2: this is not UTF-8. Save the file as UTF-8."),
            format!("설정 파일 {path} 2번째 줄: UTF-8이 아닙니다. UTF-8로 저장하세요."),
        ),
        (
            b"[shop]\nname = \"bell \x07\"",
            format!(
                "Configuration {path}, line 2, column 14: the control character U+0007 is not allowed here. Take it out."
            ),
            format!(
                "설정 파일 {path} 2번째 줄 14번째 글자: 제어 문자 U+0007: 여기에 쓸 수 없습니다. 지우세요."
            ),
        ),
    ] {
        check(&home, file, &english, &korean);
    }
}

#[test]
fn a_file_that_cannot_be_read() {
    let home = Home::new();
    let missing = shown(&home.path("no.toml"));
    let folder = shown(&home.path(""));
    let long = shown(&home.path("long.toml"));
    fs::write(&long, "\n".repeat(1024 * 1024 + 1)).expect("written");
    fs::write(home.path("file"), "").expect("written");
    let below = shown(&home.path("file/config.toml"));
    for (path, english, korean) in [
        (
            &missing,
            format!(
                "Configuration {missing} does not exist. Name the right file with --config, or make one: paydesk config --example."
            ),
            format!(
                "설정 파일 {missing}: 없습니다. --config로 맞는 파일을 지정하거나 paydesk config --example로 만드세요."
            ),
        ),
        (
            &folder,
            format!(
                "Configuration {folder} cannot be read: this is a folder, not a file. Check the path and who may read it, or name another file with --config."
            ),
            format!(
                "설정 파일 {folder}: 읽을 수 없습니다(파일이 아니라 폴더입니다). 경로와 읽기 권한을 확인하거나 --config로 다른 파일을 지정하세요."
            ),
        ),
        (
            &long,
            format!("Configuration {long} is longer than 1048576 bytes. Name the right file with --config."),
            format!("설정 파일 {long}: 1048576바이트보다 깁니다. --config로 맞는 파일을 지정하세요."),
        ),
        (
            &below,
            format!(
                "Configuration {below} cannot be read: Not a directory (os error 20). Check the path and who may read it, or name another file with --config."
            ),
            format!(
                "설정 파일 {below}: 읽을 수 없습니다(Not a directory (os error 20)). 경로와 읽기 권한을 확인하거나 --config로 다른 파일을 지정하세요."
            ),
        ),
    ] {
        for (lang, sentence) in [("en", english), ("ko", korean)] {
            let ran = home.run(&["list", "--config", path, "--lang", lang], "");
            assert_eq!(
                (ran.out, ran.err, ran.code),
                (String::new(), format!("paydesk: {sentence}\n"), Some(3))
            );
        }
    }
}

#[test]
fn a_wrong_override_is_reported_with_its_text() {
    let home = Home::new();
    for (set, english, korean) in [
        (
            "till",
            "--set till: this is not key=value. Write it as in --set till=2.",
            "--set till: key=value가 아닙니다. --set till=2처럼 쓰세요.",
        ),
        (
            "till=0",
            "--set till=0: till takes a whole number from 1 to 99, not this number. Correct it there.",
            "--set till=0: till에 쓸 수 없는 값입니다(정수). 허용: 1~99의 정수. 그 자리를 고치세요.",
        ),
        (
            "shop.name=a card 5409123456783456\u{7}",
            "--set shop.name=a card ****************\\u{7}: shop.name has the control character U+0007 at position 24. Allowed: text of at most 40 columns, without control characters. Correct it there.",
            "--set shop.name=a card ****************\\u{7}: shop.name: 24번째 글자가 제어 문자(U+0007)입니다. 허용: 제어 문자 없이 40칸 이내의 글자(한글은 2칸). 그 자리를 고치세요.",
        ),
        (
            "rules.accept_expired=yes",
            "--set rules.accept_expired=yes: rules.accept_expired takes true or false, not this text. Correct it there.",
            "--set rules.accept_expired=yes: rules.accept_expired에 쓸 수 없는 값입니다(글자). 허용: true 또는 false. 그 자리를 고치세요.",
        ),
    ] {
        for (lang, sentence) in [("en", english), ("ko", korean)] {
            let ran = home.run(&["pay", "--set", set, "--lang", lang], PAYMENT);
            assert_eq!((ran.err, ran.code), (format!("paydesk: {sentence}\n"), Some(3)));
            assert_eq!(error(&ran.out), ("config".to_owned(), None, sentence.to_owned()));
        }
    }
}

/// The keys that `paydesk config` prints, without the files.
fn in_force(home: &Home, args: &[&str]) -> String {
    let out = home.ok(&[args, &["config"]].concat(), "");
    out.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n")
}

#[test]
fn overrides_win_over_the_file_before_and_after_the_command() {
    let home = Home::new();
    home.configure("till = 3\n[rules]\nduplicate_seconds = 5\n");
    let of_the_file = in_force(&home, &[]);
    assert_eq!(of_the_file.lines().count(), KEYS.len());
    for line in ["till = 3", "rules.accept_expired = false", "rules.duplicate_seconds = 5"] {
        assert!(of_the_file.lines().any(|found| found == line), "{of_the_file}");
    }
    let changed = |till: &str| {
        of_the_file.replace("till = 3", till).replace("accept_expired = false", "accept_expired = true")
    };
    let ran =
        home.ok(&["--set", "rules.accept_expired=true", "config", "--set", "till=4", "--set", "till=5"], "");
    assert!(ran.ends_with(&format!("\n{}\n", changed("till = 5"))), "{ran}");
    assert_eq!(in_force(&home, &["--till", "06", "--set", "rules.accept_expired=true"]), changed("till = 6"));
}

#[test]
fn the_example_is_a_configuration_with_nothing_changed() {
    let home = Home::new();
    let defaults = in_force(&home, &[]);
    let example = home.ok(&["config", "--example"], "");
    home.configure(&example);
    assert_eq!(in_force(&home, &[]), defaults);
    // The example helps to repair a broken configuration, so it needs neither that nor a home.
    home.configure("broken");
    assert_eq!(home.ok(&["config", "--example"], ""), example);
    let mut command = home.command(&["config", "--example"]);
    command.env_clear();
    assert_eq!(run(command, "").out, example);
    assert!(!home.ledger().exists() && !home.keyring().exists());
}

#[test]
fn what_is_in_force_names_the_files() {
    let home = Home::new();
    let (ledger, keyring, config) = (shown(&home.ledger()), shown(&home.keyring()), shown(&home.config()));
    let out = home.ok(&["config"], "");
    assert!(
        out.starts_with(&format!(
            "# ledger: {ledger}\n# keyring: {keyring}\n# config: {config}\nlanguage = \"auto\"\n"
        )),
        "{out}"
    );
    // The output is a valid configuration file.
    home.configure(&out);
    assert_eq!(home.ok(&["config"], ""), out);
}

#[test]
fn what_is_in_force_about_paper_is_printed_as_a_file() {
    let home = Home::new();
    home.configure(
        "[shop]\nname = '성수 \"라떼\"'\naddress = ['서울', \"it's 2층\"]\n[printer]\nto = 'command:lp -d receipt -o raw'\n",
    );
    let printed = in_force(&home, &["--set", "shop.merchant_number=00098", "--set", "printer.charset=ascii"]);
    let lines = [
        "shop.name = '성수 \"라떼\"'",
        "shop.owner = \"\"",
        "shop.business_number = \"\"",
        "shop.address = [\"서울\", \"it's 2층\"]",
        "shop.telephone = \"\"",
        "shop.merchant_number = \"00098\"",
        "shop.terminal_number = \"\"",
        "printer.to = \"command:lp -d receipt -o raw\"",
        "printer.columns = 42",
        "printer.charset = \"ascii\"",
        "printer.drawer = false",
        "slip.print = \"ask\"",
        "slip.copies = \"customer\"",
        "slip.signature_above = 50000",
    ];
    assert!(printed.contains(&lines.join("\n")), "{printed}");
    home.configure(&printed);
    assert_eq!(in_force(&home, &[]), printed);
}

#[test]
fn the_language_is_the_options_the_files_or_the_locales() {
    let home = Home::new();
    let says = |lang: &str, locale: &str, file: &str| {
        home.configure(file);
        let mut command = home.command(&["list"]);
        command.env("PAYDESK_LANG", lang).env("LANG", locale);
        run(command, "").out
    };
    let (english, korean) = (
        "No transactions yet. Take one with: paydesk pay\n",
        "아직 거래가 없습니다. 결제하려면: paydesk pay\n",
    );
    assert_eq!(says("", "C.UTF-8", ""), english);
    assert_eq!(says("", "ko_KR.UTF-8", ""), korean);
    assert_eq!(says("", "ko_KR.UTF-8", "language = 'en'"), english);
    assert_eq!(says("", "C.UTF-8", "language = 'ko'"), korean);
    assert_eq!(says("en", "ko_KR.UTF-8", "language = 'ko'"), english);
    assert_eq!(says("ko", "C.UTF-8", "language = 'en'"), korean);
    let mut command = home.command(&["list", "--lang", "en"]);
    command.env("PAYDESK_LANG", "ko");
    assert_eq!(run(command, "").out, english, "what is typed wins");
}

#[test]
fn the_till_is_in_the_id() {
    let home = Home::new();
    home.configure("till = 42\nrules.duplicate_seconds = 0");
    let till = |args: &[&str], variable: &str| {
        let mut command = home.command(&[&["pay"], args].concat());
        command.env("PAYDESK_TILL", variable);
        let ran = run(command, PAYMENT);
        text(&crate::home::value(&ran.out), "id").get(15..17).map(str::to_owned)
    };
    assert_eq!(till(&[], "").as_deref(), Some("42"));
    assert_eq!(till(&["--set", "till=7"], "").as_deref(), Some("07"));
    assert_eq!(till(&[], "9").as_deref(), Some("09"));
    assert_eq!(till(&["--till", "8"], "9").as_deref(), Some("08"));
}

#[test]
fn every_mistake_is_told_and_not_only_the_first() {
    let home = Home::new();
    let path = shown(&home.config());
    let keys = keys();
    home.configure("till = 200\ntll = 1\n[rules]\nrequire_luhn = 3\n");
    let ran = home.run(&["list", "--json", "--set", "till=0"], "");
    let lines = [
        format!(
            "Configuration {path}, line 1, column 8: till takes a whole number from 1 to 99, not this number. Correct it there."
        ),
        format!(
            "Configuration {path}, line 2, column 1: there is no key tll. Did you mean till? The keys are {keys}."
        ),
        format!(
            "Configuration {path}, line 4, column 16: rules.require_luhn takes true or false, not this number. Correct it there."
        ),
        "--set till=0: till takes a whole number from 1 to 99, not this number. Correct it there.".to_owned(),
    ];
    let said = format!("paydesk: {}\n", lines.join("\npaydesk: "));
    assert_eq!((ran.err, ran.code), (said, Some(3)));
    assert_eq!(error(&ran.out), ("config".to_owned(), None, lines.join("\n")));
    let ran = home.run(&["list", "--lang", "ko"], "");
    assert_eq!((ran.err.lines().count(), ran.code), (3, Some(3)), "{}", ran.err);
}
