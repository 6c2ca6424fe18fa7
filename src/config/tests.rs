mod paper;

use std::{fs, path::PathBuf};

use proptest::prelude::*;
use toml_edit::{Document, Item, TableLike};

use super::*;
use crate::{desk::Settings, payment::Won};

/// Loads a file with this text. An error is its `Display` without the folder.
fn file(text: impl AsRef<[u8]>) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("config.toml");
    fs::write(&path, text).expect("written");
    Config::load(&path, true, &[]).map_err(|error| plain(&error, folder.path()))
}

/// Loads overrides without a file.
fn set(overrides: &[&str]) -> Result<Config, ConfigError> {
    let overrides: Vec<_> = overrides.iter().map(|text| (*text).to_owned()).collect();
    Config::load(Path::new(""), false, &overrides)
}

fn plain(error: &ConfigError, folder: &Path) -> String {
    error.to_string().replace(&format!("{}/", folder.display()), "")
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn till(number: u64) -> Config {
    Config { till: Till::new(number).expect("till"), ..Config::default() }
}

fn accepting() -> Config {
    Config { rules: Rules { accept_expired: true, ..Rules::default() }, ..Config::default() }
}

#[test]
fn defaults() {
    let config = Config::default();
    assert_eq!(config.language, LanguageChoice::Auto);
    assert_eq!(config.till.number(), 1);
    let (minimum, above) = (config.rules.installment_minimum, config.rules.ask_above);
    assert_eq!((minimum.get(), above.get(), config.rules.duplicate_seconds), (50_000, 0, 300));
    assert!(!config.rules.accept_expired && !config.rules.require_luhn);
    assert_eq!(config.paper.shop, ShopConfig::default());
    let PrinterConfig { to, columns, charset, drawer } = config.paper.printer;
    assert_eq!((to, columns, charset, drawer), (PrinterTo::Nowhere, 42, Charset::Cp949, false));
    let SlipConfig { print, copies, signature_above } = config.paper.slip;
    assert_eq!((print, copies, signature_above.get()), (SlipPrint::Ask, SlipCopies::Customer, 50_000));
    assert_eq!(config.backup.to, "");
    assert_eq!(config.security, Security { keep_cvc: KeepCvc::Always, lock_seconds: 300 });
    let Settings { till, rules, keep_cvc, .. } = Settings::new("ledger.db", "keyring");
    assert_eq!((till, rules), (config.till, config.rules), "those of the desk");
    assert_eq!(keep_cvc, config.security.keep_cvc);
}

#[test]
fn files_that_are_fine() {
    let all = "language = 'ko'\ntill = 7\n[rules]\naccept_expired = true\nrequire_luhn = true\nduplicate_seconds = 0\ninstallment_minimum = 0\nask_above = 1000000000\n[shop]\nname = '성수 라떼'";
    let everything = Config {
        language: LanguageChoice::Ko,
        rules: Rules {
            accept_expired: true,
            require_luhn: true,
            duplicate_seconds: 0,
            installment_minimum: Won::ZERO,
            ask_above: Won::MAX,
        },
        paper: PaperConfig {
            shop: ShopConfig { name: "성수 라떼".to_owned(), ..ShopConfig::default() },
            ..PaperConfig::default()
        },
        ..till(7)
    };
    for (text, config) in [
        ("", Config::default()),
        ("\u{feff}", Config::default()),
        ("# nothing\n\n   # but comments", Config::default()),
        ("[rules]\n", Config::default()),
        (EXAMPLE, Config::default()),
        (all, everything.clone()),
        (&all.replace('\n', "\r\n"), everything.clone()),
        (&format!("\u{feff}{all}"), everything),
        ("till = 99 # the last", till(99)),
        ("till = 0x10", till(16)),
        ("\"till\" = 2", till(2)),
        ("rules.accept_expired = true", accepting()),
        ("rules = { accept_expired = true }", accepting()),
        ("rules = {\n  accept_expired = true, # of this version of TOML\n}", accepting()),
        ("[rules]\n\"accept_expired\" = true", accepting()),
        ("[ rules ]\naccept_expired=true\n", accepting()),
    ] {
        assert_eq!(file(text), Ok(config), "{text}");
    }
}

/// Every key, as the error of an unknown one lists them.
fn known() -> String {
    KEYS.iter().map(|key| key.path).collect::<Vec<_>>().join(", ")
}

#[test]
fn unknown_keys_name_their_place_and_the_nearest_key() {
    for (text, error) in [
        ("tll = 1", "1:1: unknown key tll, perhaps till"),
        ("\u{feff}tll = 1", "1:1: unknown key tll, perhaps till"),
        ("# a\r\n\r\n  tll = 1\r\n", "3:3: unknown key tll, perhaps till"),
        ("theme = 'dark'", "1:1: unknown key theme, perhaps screen.theme"),
        ("till = 1\naccept_expired = true", "2:1: unknown key accept_expired, perhaps rules.accept_expired"),
        (
            "[rules]\naccept-expired = true",
            "2:1: unknown key rules.accept-expired, perhaps rules.accept_expired",
        ),
        ("[rules]\ntill = 2", "2:1: unknown key rules.till, perhaps till"),
        ("rules.x = 1", "1:7: unknown key rules.x"),
        ("rules = { x = 1 }", "1:11: unknown key rules.x"),
        ("\n[rule]\naccept_expired = true", "2:2: unknown key rule, perhaps rules"),
        ("[[lists]]", "1:3: unknown key lists"),
        ("[rules.more]\na = 1", "1:8: unknown key rules.more"),
        (
            "\"rules.accept_expired\" = true",
            "1:1: unknown key \"rules.accept_expired\", perhaps rules.accept_expired",
        ),
        ("\"\" = 1", "1:1: unknown key \"\""),
        ("[rules]\n\"\" = 1", "2:1: unknown key rules.\"\""),
        ("\"a\\u001b[2J\" = 1", "1:1: unknown key \"a\\u001B[2J\""),
        ("'한글' = 1", "1:1: unknown key \"한글\""),
        ("\"\u{202e}\" = 1", "1:1: unknown key \"\\u{202e}\""),
    ] {
        assert_eq!(file(text), Err(format!("config.toml:{error}; the keys are {}", known())), "{text}");
    }
}

#[test]
fn wrong_values_name_their_place_and_what_is_allowed() {
    for (text, error) in [
        ("language = 'kr'", "1:12: language takes one of auto, en, ko, not this text"),
        ("language = true", "1:12: language takes one of auto, en, ko, not this bool"),
        ("till = 0", "1:8: till takes a whole number from 1 to 99, not this integer"),
        ("till = 100", "1:8: till takes a whole number from 1 to 99, not this integer"),
        ("till = -1", "1:8: till takes a whole number from 1 to 99, not this integer"),
        ("till = 1.0", "1:8: till takes a whole number from 1 to 99, not this float"),
        ("till = '1'", "1:8: till takes a whole number from 1 to 99, not this text"),
        ("till = 2026-11-21", "1:8: till takes a whole number from 1 to 99, not this date-time"),
        ("till = [\n1]", "1:8: till takes a whole number from 1 to 99, not this array"),
        ("[till]", "1:2: till takes a whole number from 1 to 99, not this table"),
        ("\n[till.number]\na = 1", "2:2: till takes a whole number from 1 to 99, not this table"),
        ("till.number = 1", "1:1: till takes a whole number from 1 to 99, not this table"),
        ("till = { number = 1 }", "1:1: till takes a whole number from 1 to 99, not this table"),
        ("rules = true", "1:9: rules takes a table, not this bool"),
        ("\r\n[[rules]]\r\n", "2:1: rules takes a table, not this array"),
        ("[rules]\r\naccept_expired = 1", "2:18: rules.accept_expired takes true or false, not this integer"),
        ("rules = { require_luhn = 'no' }", "1:26: rules.require_luhn takes true or false, not this text"),
        (
            "security.lock_seconds = -1",
            "1:25: security.lock_seconds takes a whole number from 0 to 86400, not this integer",
        ),
        (
            "rules.duplicate_seconds = 86401",
            "1:27: rules.duplicate_seconds takes a whole number from 0 to 86400, not this integer",
        ),
        ("shop.name = 1", "1:13: shop.name takes text of at most 40 columns, not this integer"),
        (
            "shop.name = \"한글\\u0007\"",
            "1:13: shop.name: control character U+0007 at position 3; it takes text of at most 40 columns",
        ),
        (
            "[shop]\nname = '가나다라마바사아자차카타파하가나다라마바사'",
            "2:8: shop.name: 42 columns; it takes text of at most 40 columns",
        ),
    ] {
        assert_eq!(file(text), Err(format!("config.toml:{error}")), "{text}");
    }
}

#[test]
fn broken_toml_has_the_parsers_words_and_the_place() {
    for (text, error) in [
        ("language = ko", "1:12: string values must be quoted, expected literal string"),
        ("till = 1\ntill = 2", "2:1: duplicate key"),
        ("[rules]\n[rules]", "2:2: duplicate key"),
        ("rules.accept_expired = true\n[rules]", "2:2: duplicate key"),
        ("till = 01", "1:8: unexpected leading zero, expected nothing"),
        ("till = 99999999999999999999", "1:8: integer number overflowed"),
        ("\r\n\r\n[", "3:2: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`"),
        ("# a\nlanguage = \"ko\n", "2:15: invalid basic string, expected `\"`"),
        ("till", "1:5: key with no value, expected `=`"),
        ("till = 1\rx", "1:10: carriage return must be followed by newline, expected newline"),
        ("a\u{1b} = 1", "1:2: control character U+001B"),
        ("[shop]\nname = \"한\u{7}\"", "2:10: control character U+0007"),
        ("[shop]\nname = '한\u{7f}'", "2:10: control character U+007F"),
        ("# \u{9b}\u{7}", "1:4: control character U+0007"),
    ] {
        assert_eq!(file(text), Err(format!("config.toml:{error}")), "{text:?}");
    }
    let deep = format!("{}a = 1", "a.".repeat(90));
    assert_eq!(file(deep), Err("config.toml: recursion limit".to_owned()));
}

#[test]
fn files_that_cannot_be_read() {
    let folder = tempfile::tempdir().expect("folder");
    let load = |path: PathBuf, required| Config::load(&path, required, &[]);
    let missing = folder.path().join("config.toml");
    assert_eq!(load(missing.clone(), false).ok(), Some(Config::default()));
    assert!(matches!(load(missing.clone(), true), Err(ConfigError::Missing { path }) if path == missing));
    for required in [false, true] {
        let error = load(folder.path().to_owned(), required).expect_err("a folder");
        assert!(matches!(error, ConfigError::Read { path, .. } if path == folder.path()));
        let error = load("a\0b".into(), required).expect_err("no such name");
        assert_eq!(error.to_string(), "a\\0b: cannot be read");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn files_that_are_not_text() {
    assert_eq!(file(b"# \xff"), Err("config.toml:1: not UTF-8".to_owned()));
    assert_eq!(file(b"till = 1\r\n\r\n# \xea\xb0"), Err("config.toml:3: not UTF-8".to_owned()));
    assert_eq!(file(b"\xff\xfet\0i\0"), Err("config.toml:1: not UTF-8".to_owned()));
}

#[test]
fn files_up_to_a_mebibyte() {
    let longest = usize::try_from(MAX_BYTES).expect("small");
    assert_eq!(file("\n".repeat(longest)), Ok(Config::default()));
    assert_eq!(file("\n".repeat(longest + 1)), Err("config.toml: longer than 1048576 bytes".to_owned()));
}

#[test]
fn overrides_win_over_the_file_and_the_last_one_wins() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("config.toml");
    fs::write(&path, "till = 3\nlanguage = 'en'").expect("written");
    let overrides = ["till=4".to_owned(), "till=5".to_owned()];
    let config = Config::load(&path, true, &overrides).expect("fine");
    assert_eq!(config, Config { language: LanguageChoice::En, ..till(5) });
}

#[test]
fn overrides_that_are_fine() {
    for (text, config) in [
        ("till=2", till(2)),
        (" till = 2 ", till(2)),
        ("language=auto", Config::default()),
        ("language=ko", Config { language: LanguageChoice::Ko, ..Config::default() }),
        ("language='ko'", Config { language: LanguageChoice::Ko, ..Config::default() }),
        ("rules.accept_expired=true", accepting()),
        ("rules={ accept_expired = true }", accepting()),
        ("rules={}", Config::default()),
    ] {
        assert_eq!(set(&[text]).ok(), Some(config), "{text}");
    }
}

#[test]
fn overrides_that_are_wrong_are_named_by_their_text() {
    let integer = Allowed::Integer(1..=99);
    let wrong = |key, allowed, found| ConfigProblem::WrongValue { key, allowed, found };
    let unknown = |key: &str, nearest| ConfigProblem::UnknownKey { key: key.to_owned(), nearest };
    let syntax = |message: &str| ConfigProblem::Syntax { message: message.to_owned() };
    for (text, expected) in [
        ("till", ConfigProblem::NotAnAssignment),
        ("", ConfigProblem::NotAnAssignment),
        ("=1", syntax("unquoted keys cannot be empty, expected letters, numbers, `-`, `_`")),
        ("a b=1", syntax("unexpected content, expected nothing")),
        ("till=", wrong("till", integer.clone(), TomlKind::Text)),
        ("till=100", wrong("till", integer.clone(), TomlKind::Integer)),
        ("till=02", wrong("till", integer.clone(), TomlKind::Text)),
        ("till=1\ntill=2", wrong("till", integer.clone(), TomlKind::Text)),
        ("till.x=1", wrong("till", integer, TomlKind::Table)),
        ("rules=on", wrong("rules", Allowed::Table, TomlKind::Text)),
        ("rules.accept_expired=yes", wrong("rules.accept_expired", Allowed::Bool, TomlKind::Text)),
        ("tll=1", unknown("tll", Some("till"))),
        ("rule.accept_expired=true", unknown("rule", Some("rules"))),
        ("\"rules.require_luhn\"=true", unknown("\"rules.require_luhn\"", Some("rules.require_luhn"))),
    ] {
        let error = set(&[text]).expect_err(text);
        let ConfigError::Wrong { place, problem } = error else { panic!("{text}: {error}") };
        assert_eq!(problem, expected, "{text}");
        assert_eq!(place, ConfigPlace::Override { text: text.replace('\n', "\\n") });
    }
    let error = set(&["x\u{1b}[2J=1"]).expect_err("escaped");
    assert_eq!(error.to_string(), "--set x\\u{1b}[2J=1: unexpected content, expected nothing");
}

#[test]
fn every_mistake_is_named_those_of_the_file_first() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "till = 200\nlanguge = \"ko\"\n[rules]\nask_above = -1\nrequire_luhn = true\n")
        .expect("written");
    let overrides = ["till=0", "screen.bell=false", "x"].map(str::to_owned);
    let error = Config::load(&path, true, &overrides).expect_err("five mistakes");
    let ConfigError::Several(errors) = &error else { panic!("{error}") };
    let told: Vec<_> = errors.iter().map(|error| plain(error, folder.path())).collect();
    let starts = [
        "config.toml:1:8: till takes",
        "config.toml:2:1: unknown key languge, perhaps language",
        "config.toml:4:13: rules.ask_above takes",
        "--set till=0: till takes",
        "--set x: not key=value",
    ];
    assert_eq!(told.len(), starts.len(), "{told:?}");
    for (told, start) in told.iter().zip(starts) {
        assert!(told.starts_with(start), "{told}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_or_steers_the_terminal(
        text in r#"([\[\]{}=."',#\n\r\t 01a\x1b\u{202e}한]|till|rules|language|accept_expired|true|\PC){0,24}"#
    ) {
        let (mut config, mut wrong) = (Config::default(), Vec::new());
        source::apply_file(&mut config, Path::new("config.toml"), &text, &mut wrong);
        source::apply_override(&mut config, &text, &mut wrong);
        for error in wrong {
            let line = error.to_string();
            prop_assert!(!line.contains(|c: char| c.is_control() || c == '\u{202e}'), "{line:?}");
        }
    }
}

/// Every leaf below `table` as `(path, value)`.
fn leaves(group: &str, table: &dyn TableLike, into: &mut Vec<(String, String)>) {
    for (name, item) in table.iter() {
        let path = keys::join(group, name);
        match item {
            Item::Table(inner) => leaves(&path, inner, into),
            _ => into.push((path, item.to_string().trim().to_owned())),
        }
    }
}

#[test]
fn the_example_has_every_key_at_its_default_in_the_tables_order() {
    let document = Document::parse(EXAMPLE).expect("TOML");
    let mut found = Vec::new();
    leaves("", document.as_table(), &mut found);
    let expected: Vec<_> =
        KEYS.iter().map(|key| (key.path.to_owned(), key.default_value().to_string())).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_example_explains_every_key_in_both_languages() {
    let lines: Vec<_> = EXAMPLE.lines().collect();
    for key in KEYS {
        let name = key.path.rsplit('.').next().expect("a name");
        let at = lines.iter().position(|line| line.starts_with(&format!("{name} ="))).expect(key.path);
        let comments: Vec<_> = lines[..at].iter().rev().take_while(|line| line.starts_with('#')).collect();
        assert!(comments.iter().any(|line| line.is_ascii()), "{}: English", key.path);
        let hangul = |line: &str| line.chars().any(|c| ('가'..='힣').contains(&c));
        assert!(comments.iter().any(|line| hangul(line)), "{}: Korean", key.path);
    }
}

#[test]
fn what_is_remembered_leaves_the_rest_of_the_file_as_it_is() {
    let home = tempfile::tempdir().expect("folder");
    let path = home.path().join("new/config.toml");
    let keep = |key: &str, value: &str| {
        let key = ConfigKey::named(key).expect("key");
        remember(&path, key, &ConfigValue::Text(value.to_owned())).map_err(|error| error.to_string())
    };
    let text = || std::fs::read_to_string(&path).expect("file");
    assert_eq!(keep("language", "ko"), Ok(()));
    assert_eq!(text(), "language = \"ko\"\n");
    std::fs::write(&path, "# ours\nlanguage = \"ko\" # for now\n[rules]\nrequire_luhn = true\n")
        .expect("file");
    assert_eq!((keep("language", "en"), keep("screen.theme", "light")), (Ok(()), Ok(())));
    let expected =
        "# ours\nlanguage = \"en\" # for now\n[rules]\nrequire_luhn = true\n\n[screen]\ntheme = \"light\"\n";
    assert_eq!(text(), expected);
    let config = Config::load(&path, true, &[]).expect("valid");
    assert_eq!((config.language, config.screen.theme), (LanguageChoice::En, Theme::Light));
    assert_eq!(std::fs::read_dir(home.path().join("new")).expect("folder").count(), 1);
    std::fs::write(&path, "[shop]\naddress = [ # ours\n  'a',\n] # and theirs\nname = 'b'\n").expect("file");
    let address = ConfigKey::named("shop.address").expect("key");
    let lines = ConfigValue::Lines(owned(&["서울", "2층"]));
    assert!(remember(&path, address, &lines).is_ok());
    assert_eq!(text(), "[shop]\naddress = [\"서울\", \"2층\"] # and theirs\nname = 'b'\n");
    std::fs::write(&path, "languag = 1").expect("file");
    assert!(keep("language", "ko").is_err_and(|error| error.contains("unknown key languag")));
    assert_eq!(text(), "languag = 1");
}
