//! `paydesk doctor`

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
};

use rusqlite::Connection;
use serde_json::Value;

use crate::home::{Home, PAYMENT, RunOutput, shown, text, value};

/// The check with this key, and the exit status.
fn line(ran: &RunOutput, key: &str) -> Value {
    let answer = value(&ran.out);
    let checks = answer.get("checks").and_then(Value::as_array).expect("checks");
    checks
        .iter()
        .find(|line| text(line, "key") == key)
        .unwrap_or_else(|| panic!("no {key}: {answer}"))
        .clone()
}

fn state(ran: &RunOutput, key: &str) -> String {
    text(&line(ran, key), "state").to_owned()
}

fn doctor(home: &Home) -> RunOutput {
    home.run(&["doctor", "--json"], "")
}

#[test]
fn a_sound_till_has_nothing_wrong() {
    let home = Home::new();
    home.paid();
    let ran = doctor(&home);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(value(&ran.out).get("ok"), Some(&Value::Bool(true)));
    for key in [
        "config",
        "ledger",
        "folder",
        "free_space",
        "schema",
        "format",
        "quick_check",
        "keyring",
        "keyring_folder",
        "keys",
        "index",
        "clock",
        "utf8",
    ] {
        assert_eq!(state(&ran, key), "fine", "{key}");
    }
    let data =
        |key: &str, name: &str| line(&ran, key).pointer(&format!("/data/{name}")).cloned().expect("data");
    assert_eq!(data("counts", "transactions"), 1);
    assert_eq!(data("keys", "ids"), serde_json::json!([1]));
    assert_eq!(data("ledger", "mode"), "600");
    assert_eq!(data("format", "journal_mode"), "wal");
    assert_eq!(data("last_entry", "event"), "payment");

    let out = home.ok(&["doctor"], "");
    assert!(out.contains(&format!("✓ Ledger         {} (mode 600, owner ", shown(&home.ledger()))), "{out}");
    assert!(out.contains("\n› Contents       1 transaction, 2 journal entries\n"), "{out}");
    assert!(out.ends_with("\nNothing is wrong.\n"), "{out}");
    let out = home.ok(&["doctor", "--lang", "ko", "--ascii"], "");
    assert!(out.contains(&format!("+ 장부         {} (권한 600, 소유자 ", shown(&home.ledger()))), "{out}");
    assert!(out.ends_with("\n이상이 없습니다.\n"), "{out}");
}

/// Sets the limit of locked memory to 0, which binds every process without the privilege to lock more.
#[cfg(target_os = "linux")]
#[test]
fn keys_that_may_be_swapped_are_only_a_note() {
    const IPC_LOCK: u64 = 1 << 14;
    let home = Home::new();
    let limited = |args: &[&str], input: &str| home.run_in_shell("ulimit -l 0", args, input);
    let paid = limited(&["pay"], PAYMENT);
    assert_eq!((paid.code, paid.err.as_str()), (Some(0), ""), "payments go on");
    let ran = limited(&["doctor", "--json"], "");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let status = fs::read_to_string("/proc/self/status").expect("status");
    let rights = status.lines().find_map(|line| line.strip_prefix("CapEff:")).expect("rights");
    let may = u64::from_str_radix(rights.trim(), 16).expect("a number") & IPC_LOCK != 0;
    let line = line(&ran, "memory_lock");
    assert_eq!(line.pointer("/data/locked"), Some(&Value::Bool(may)));
    let (state, value) = (text(&line, "state"), text(&line, "value"));
    if may {
        assert_eq!((state, value), ("fine", "the keys stay out of it"));
        assert_eq!(line.get("advice"), None);
    } else {
        assert!(state == "note" && value.starts_with("the keys may get into it: "), "{line}");
        let advice = "Let Paydesk lock memory (ulimit -l), or switch swap off or encrypt it.";
        assert_eq!(text(&line, "advice"), advice);
    }
}

#[test]
fn nothing_is_made_where_there_is_nothing() {
    let home = Home::new();
    let ran = doctor(&home);
    assert_eq!(
        (ran.code, state(&ran, "ledger").as_str(), state(&ran, "keyring").as_str()),
        (Some(0), "note", "note")
    );
    assert!(!home.path("data").exists() && !home.path("config").exists());
}

#[test]
fn the_checks_are_independent() {
    let home = Home::new();
    home.paid();
    home.configure("till = 200\n");
    fs::set_permissions(home.ledger(), Permissions::from_mode(0o644)).expect("chmod");
    fs::set_permissions(home.keyring(), Permissions::from_mode(0o640)).expect("chmod");
    fs::write(home.path("data/paydesk/ledger.db-wal"), "").expect("log");
    let ran = doctor(&home);
    assert_eq!((ran.code, ran.err.as_str()), (Some(3), ""));
    for (key, expected) in [
        ("config", "wrong"),
        ("ledger", "wrong"),
        ("keyring", "wrong"),
        ("wal", "fine"),
        ("schema", "fine"),
        ("counts", "note"),
    ] {
        assert_eq!(state(&ran, key), expected, "{key}");
    }
    assert_eq!(text(&line(&ran, "ledger"), "advice"), "Others can read it. Make it private: chmod 600");
    let keyring = format!(
        "Keyring {} can be read by others (mode 640). Make it private: chmod 600.",
        shown(&home.keyring())
    );
    assert_eq!(text(&line(&ran, "keyring"), "advice"), keyring);
    let out = home.run(&["doctor"], "").out;
    assert!(out.ends_with("\n3 things are wrong. The lines marked ✗ say what to do.\n"), "{out}");
}

#[test]
fn statistics_of_another_program_are_named_and_refuse_nothing() {
    let home = Home::new();
    home.paid();
    let ledger = Connection::open(home.ledger()).expect("the ledger");
    ledger.execute_batch("ANALYZE").expect("analyzed");
    let ran = doctor(&home);
    assert_eq!((ran.code, state(&ran, "schema").as_str()), (Some(0), "note"));
    let advice = "Another program ran ANALYZE on the ledger. That changes no answer. Dropping the tables sqlite_stat1 and \
                  sqlite_stat4 takes it back.";
    assert_eq!(text(&line(&ran, "schema"), "advice"), advice);
    home.paid();
    ledger.execute_batch("DROP TABLE sqlite_stat1; DROP TABLE sqlite_stat4").expect("taken back");
    assert_eq!(state(&doctor(&home), "schema"), "fine");
}

#[test]
fn folders_that_others_can_write_are_reported() {
    let home = Home::new();
    home.paid();
    for (key, folder) in
        [("folder", home.path("data/paydesk")), ("keyring_folder", home.path("config/paydesk"))]
    {
        fs::set_permissions(&folder, Permissions::from_mode(0o777)).expect("chmod");
        let ran = doctor(&home);
        assert_eq!((ran.code, state(&ran, key).as_str()), (Some(3), "wrong"));
        let advice = "Others can write there. Make it private: chmod 700";
        assert_eq!(text(&line(&ran, key), "advice"), advice);
        assert_eq!(line(&ran, key).pointer("/data/mode"), Some(&Value::from("777")));
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).expect("chmod");
        assert_eq!(doctor(&home).code, Some(0));
    }
}

#[test]
fn a_damaged_ledger_does_not_hide_the_other_checks() {
    let home = Home::new();
    home.paid();
    let connection = Connection::open(home.ledger()).expect("opened");
    connection.execute_batch("DROP TRIGGER sealed_no_update").expect("dropped");
    drop(connection);
    let ran = doctor(&home);
    assert_eq!(
        (ran.code, state(&ran, "schema").as_str(), state(&ran, "keys").as_str()),
        (Some(3), "wrong", "fine")
    );
    assert_eq!(
        text(&line(&ran, "schema"), "value"),
        "Does not fit: sqlite_schema, sealed_no_update: it is missing."
    );

    fs::write(home.ledger(), "not a ledger").expect("written");
    let ran = doctor(&home);
    assert_eq!(
        (ran.code, state(&ran, "schema").as_str(), state(&ran, "keyring").as_str()),
        (Some(3), "wrong", "fine")
    );
    assert_eq!(fs::read(home.ledger()).expect("bytes"), b"not a ledger");
}

#[test]
fn a_missing_or_wrong_keyring_is_reported() {
    let home = Home::new();
    home.paid();
    let secret = fs::read_to_string(home.keyring()).expect("keyring");
    fs::remove_file(home.keyring()).expect("removed");
    let ran = doctor(&home);
    assert_eq!(
        (ran.code, state(&ran, "keyring").as_str(), home.keyring().exists()),
        (Some(3), "wrong", false)
    );
    let other = Home::new();
    other.paid();
    fs::copy(other.keyring(), home.keyring()).expect("copied");
    let ran = doctor(&home);
    assert_eq!(
        (ran.code, state(&ran, "keyring").as_str(), state(&ran, "keys").as_str()),
        (Some(3), "fine", "wrong")
    );
    fs::write(home.keyring(), &secret).expect("put back");
    let ran = home.run(&["doctor", "--json"], "");
    let secret = text(value(&secret).pointer("/keys/0").expect("key"), "secret").to_owned();
    assert!(ran.code == Some(0) && !ran.out.contains(&secret));
}

#[test]
fn a_clock_behind_the_last_entry_is_reported() {
    let home = Home::new();
    home.paid();
    let connection = Connection::open(home.ledger()).expect("opened");
    connection
        .execute_batch("DROP TRIGGER journal_no_update; UPDATE journal SET at = at + 600000")
        .expect("as if the clock had been set back");
    drop(connection);
    let ran = doctor(&home);
    assert_eq!(text(&line(&ran, "clock"), "advice"), "The last entry is later than now. Set the clock.");
}

#[test]
fn a_clock_far_from_the_last_entry_is_named_by_doctor_and_told_by_pay() {
    for days in [-500, 1] {
        let home = Home::new();
        home.paid();
        let connection = Connection::open(home.ledger()).expect("opened");
        let sql = "SELECT sql FROM sqlite_schema WHERE name = 'journal_no_update'";
        let trigger: String = connection.query_row(sql, [], |row| row.get(0)).expect("a trigger");
        connection
            .execute_batch(&format!(
                "DROP TRIGGER journal_no_update; UPDATE journal SET at = at + {days} * 86400000; {trigger}"
            ))
            .expect("as if the clock had been set");
        drop(connection);
        let ran = doctor(&home);
        let clock = line(&ran, "clock");
        let advice = text(&clock, "advice");
        assert_eq!(text(&clock, "state"), "wrong", "{days}");
        assert!(advice.starts_with("The clock shows "), "{advice}");
        assert!(
            advice.ends_with(". Set the clock. If it is right, take a payment: the till asks once."),
            "{advice}"
        );
        let sale = crate::home::PAYMENT.replace('}', r#","allow_duplicate":true}"#);
        let ran = home.run(&["pay"], &sale);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.err.starts_with("paydesk: The clock shows "), "{}", ran.err);
        assert!(
            ran.err.ends_with(". It was recorded at this time. If the clock is wrong, set it.\n"),
            "{}",
            ran.err
        );
        // Once.
        let ran = home.run(&["pay"], &sale);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        assert_eq!(state(&doctor(&home), "clock"), "fine");
    }
}

#[test]
fn a_small_window_and_an_ascii_locale_are_reported() {
    let home = Home::new();
    let mut command = home.command(&["doctor"]);
    command.env("LANG", "C").env("NO_COLOR", "1");
    let ran = crate::home::run(command, "");
    assert!(
        ran.out.contains("- UTF-8          C\n                 The screens draw with ASCII only"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("- Colours        NO_COLOR\n"), "{}", ran.out);
}

#[test]
fn sizes_are_in_units_that_people_read() {
    let home = Home::new();
    home.paid();
    let out = home.ok(&["doctor"], "");
    let line = |label: &str| out.lines().find(|line| line.contains(label)).unwrap_or_else(|| panic!("{out}"));
    let bytes = fs::metadata(home.ledger()).expect("ledger").len();
    let size = format!(", {}.{} KB)", bytes / 1_000, bytes % 1_000 / 100);
    assert!(line("✓ Ledger ").ends_with(&size), "{out}");
    assert!(line("✓ Keyring ").ends_with(" B)"), "{out}");
    assert!(line("✓ Free space ").ends_with(" GB") || line("✓ Free space ").ends_with(" TB"), "{out}");
    // A folder has a size that says nothing.
    let last = line("✓ Its folder ").rsplit(", ").next().unwrap_or_default();
    assert!(last.starts_with("owner "), "{out}");
    assert!(!out.contains("bytes"), "{out}");
    // Programs get the exact number.
    assert_eq!(self::line(&doctor(&home), "ledger").pointer("/data/bytes"), Some(&Value::from(bytes)));
}

/// No line says what another one denies.
#[test]
fn what_is_gone_is_not_made_by_the_next_start() {
    let home = Home::new();
    home.paid();
    let keyring = fs::read(home.keyring()).expect("keyring");
    fs::remove_file(home.keyring()).expect("removed");
    for (lang, missing) in [("en", "missing"), ("ko", "없습니다")] {
        let ran = home.run(&["doctor", "--json", "--lang", lang], "");
        assert_eq!((ran.code, state(&ran, "keyring").as_str()), (Some(3), "wrong"));
        assert_eq!(text(&line(&ran, "keyring"), "value"), format!("{}: {missing}", shown(&home.keyring())));
    }
    fs::write(home.keyring(), keyring).expect("put back");
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        let _ = fs::remove_file(home.path("data/paydesk").join(name));
    }
    for (lang, missing) in [("en", "missing"), ("ko", "없습니다")] {
        let ran = home.run(&["doctor", "--json", "--lang", lang], "");
        assert_eq!((ran.code, state(&ran, "ledger").as_str()), (Some(3), "wrong"));
        assert_eq!(text(&line(&ran, "ledger"), "value"), format!("{}: {missing}", shown(&home.ledger())));
        assert_eq!(state(&ran, "remembered"), "wrong");
    }
    // Where there was none, the first start makes both.
    let ran = home.run(&["doctor", "--lang", "en", "--ledger", "new.db", "--keyring", "new"], "");
    assert_eq!(ran.out.matches("not there yet; the first start makes it").count(), 2, "{}", ran.out);
    assert!(!ran.out.contains("they are those of the ledger"), "{}", ran.out);
}

#[test]
fn advice_is_counted_where_nothing_is_wrong() {
    let home = Home::new();
    home.paid();
    for (lang, end) in [
        ("en", "\nNothing is wrong. 1 line has advice below it.\n"),
        ("ko", "\n이상이 없습니다. 참고할 안내 1건은 각 줄 아래에 있습니다.\n"),
    ] {
        let mut command = home.command(&["doctor", "--lang", lang]);
        command.env("LANG", "C");
        let out = crate::home::run(command, "").out;
        // Where memory cannot be locked, that is a second one.
        assert!(out.ends_with(end) || out.contains("ulimit"), "{out}");
    }
}
