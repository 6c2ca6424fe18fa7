//! A ledger of every version of the schema that was released says what it said on its day, and goes on.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use paydesk::{
    desk::{Desk, Settings, World},
    payment::TransactionId,
};
use rusqlite::Connection;

use crate::home::{Home, text, value};

/// The versions, oldest first.
pub const VERSIONS: [&str; 7] = ["0001", "0002", "0003", "0004", "0005", "0006", "0007"];

/// The versions in which no people are named: where the ledger cannot be written, nobody signs in, and only what needs nobody works.
pub const WITHOUT_PEOPLE: &[&str] = VERSIONS.split_at(4).0;

fn kept(version: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept").join(version).join(name)
}

pub fn kept_text(version: &str, name: &str) -> String {
    fs::read_to_string(kept(version, name)).expect("kept")
}

/// A home with a copy of that ledger and its keyring.
pub fn home_of(version: &str) -> Home {
    let mut home = Home::new();
    if !WITHOUT_PEOPLE.contains(&version) {
        home.act_as("1", "2580");
    }
    for (name, file) in [("ledger.db", home.ledger()), ("keyring", home.keyring())] {
        fs::create_dir_all(file.parent().expect("folder")).expect("folder");
        fs::copy(kept(version, name), &file).expect("copied");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("private");
    }
    home
}

/// The number of the schema, and the text of all that it makes.
fn schema(ledger: &Path) -> (i64, Vec<String>) {
    let raw = Connection::open(ledger).expect("opened");
    let version = raw.pragma_query_value(None, "user_version", |row| row.get(0)).expect("version");
    let sql = "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name";
    let mut statement = raw.prepare(sql).expect("SQL");
    let texts = statement.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>();
    (version, texts.expect("texts"))
}

#[test]
fn a_kept_ledger_says_what_it_said() {
    for version in VERSIONS {
        let home = home_of(version);
        assert_eq!(
            home.ok(&["list", "--json", "--limit", "0"], ""),
            kept_text(version, "transactions.jsonl")
        );
        for record in kept_text(version, "records.jsonl").lines() {
            let id = text(&value(record), "id").to_owned();
            assert_eq!(home.ok(&["show", &id, "--json", "--reveal"], "").trim_end(), record, "{version}");
        }
        let verified = home.run(&["verify"], "");
        assert_eq!(verified.code, Some(0), "{version}: {verified:?}");
    }
}

#[test]
fn a_kept_ledger_goes_on() {
    for version in VERSIONS {
        let home = home_of(version);
        let before = home.count();
        let payment = kept_text(version, "transactions.jsonl")
            .lines()
            .map(value)
            .find(|row| row["kind"] == "PAYMENT" && row["remaining_amount"] == 9_999)
            .expect("nothing of it is cancelled");
        assert_eq!(home.cancel(text(&payment, "id"), 999)["remaining_amount"], 9_000);
        home.paid();
        home.ok(&["key", "rotate"], "");
        assert_eq!(home.count(), before + 2);
        assert_eq!(home.run(&["verify"], "").code, Some(0), "{version}");
    }
}

/// How often the slips of each transaction were printed, as it is kept: not at all in version 1.
fn kept_prints(version: &str) -> String {
    if version != "0001" {
        return kept_text(version, "prints.jsonl");
    }
    let none =
        |row: &str| format!("{{\"id\":\"{}\",\"customer\":0,\"merchant\":0}}\n", text(&value(row), "id"));
    kept_text(version, "transactions.jsonl").lines().map(none).collect()
}

/// The same, as a desk says it.
pub fn prints(desk: &Desk, version: &str) -> String {
    let line = |row: &str| {
        let id = TransactionId::parse(text(&value(row), "id")).expect("an id");
        let slip = desk.find(id).expect("found").story.transaction.seq;
        let prints = desk.prints_of(slip).expect("read");
        format!("{{\"id\":\"{id}\",\"customer\":{},\"merchant\":{}}}\n", prints.customer, prints.merchant)
    };
    kept_text(version, "transactions.jsonl").lines().map(line).collect()
}

#[test]
fn a_kept_ledger_says_how_often_its_slips_were_printed() {
    for version in VERSIONS {
        let home = home_of(version);
        let settings = Settings::new(home.ledger(), home.keyring());
        let before = fs::read(home.ledger()).expect("bytes");
        // As it is, and as it is brought up to date.
        for (mode, is_read_only) in [(0o400, true), (0o600, false)] {
            fs::set_permissions(home.ledger(), fs::Permissions::from_mode(mode)).expect("chmod");
            let desk = Desk::open_to_read(settings.clone(), World::system()).expect("opened");
            assert_eq!(desk.is_read_only().expect("read"), is_read_only);
            assert_eq!(prints(&desk, version), kept_prints(version), "{version}");
            assert!(!is_read_only || fs::read(home.ledger()).expect("bytes") == before, "untouched");
        }
        home.ok(&["verify", "--rebuild-index"], "");
        let desk = Desk::open_to_read(settings, World::system()).expect("opened");
        assert_eq!(prints(&desk, version), kept_prints(version), "{version}, made again");
    }
}

/// The closes of a ledger, as they are kept: none before version 4.
pub fn kept_closes(version: &str) -> String {
    if matches!(version, "0001" | "0002" | "0003") {
        String::new()
    } else {
        kept_text(version, "closes.jsonl")
    }
}

#[test]
fn a_kept_ledger_says_which_days_were_closed_and_closes_the_next() {
    for version in VERSIONS {
        let home = home_of(version);
        let before = fs::read(home.ledger()).expect("bytes");
        if WITHOUT_PEOPLE.contains(&version) {
            fs::set_permissions(home.ledger(), fs::Permissions::from_mode(0o400)).expect("chmod");
            assert_eq!(home.ok(&["closes", "--json"], ""), kept_closes(version), "{version}");
            home.ok(&["close", "--x", "--json"], "");
            assert_eq!(fs::read(home.ledger()).expect("bytes"), before, "{version}: untouched");
            fs::set_permissions(home.ledger(), fs::Permissions::from_mode(0o600)).expect("chmod");
        }
        let open = value(&home.ok(&["close", "--x", "--json"], ""));
        assert_eq!(home.ok(&["closes", "--json"], ""), kept_closes(version), "{version}, up to date");
        home.ok(&["verify", "--rebuild-index"], "");
        assert_eq!(home.ok(&["closes", "--json"], ""), kept_closes(version), "{version}, made again");
        let closed = value(&home.ok(&["close", "--json"], ""));
        let number = kept_closes(version).lines().count() + 1;
        assert_eq!(
            (&closed["number"], &closed["payments"]),
            (&number.into(), &open["payments"]),
            "{version}"
        );
        assert_eq!(home.run(&["verify"], "").code, Some(0), "{version}");
    }
}

#[test]
fn a_kept_ledger_says_which_rows_of_another_system_were_set_aside() {
    for version in VERSIONS {
        let home = home_of(version);
        let has_any = matches!(version, "0006" | "0007");
        let kept = if has_any { kept_text(version, "set_aside.jsonl") } else { String::new() };
        assert_eq!(home.ok(&["import", "--set-aside", "--json"], ""), kept, "{version}");
        home.ok(&["key", "rotate"], "");
        assert_eq!(home.ok(&["import", "--set-aside", "--json"], ""), kept, "{version}, sealed anew");
    }
}

#[test]
fn a_kept_ledger_says_what_became_of_what_was_handed_over() {
    let home = home_of("0007");
    let handed = |home: &Home| -> Vec<String> {
        let rows = home.ok(&["list", "rejected", "--json"], "")
            + &home.ok(&["list", "unanswered", "--json", "--limit", "0"], "");
        rows.lines().map(|row| text(&value(row), "id").to_owned()).collect()
    };
    let before = handed(&home);
    assert_eq!(before.len(), 3 + 15, "rejected, and not answered");
    home.ok(&["verify", "--rebuild-index"], "");
    home.ok(&["key", "rotate"], "");
    assert_eq!(handed(&home), before, "made again, and sealed anew");
    // What the card company has accepted has no CVC any more.
    let file = |home: &Home, name: &str| home.path(name).display().to_string();
    let again = file(&home, "again.txt");
    let refused = home.run(&["handover", "--batch", "1", &again, "--json"], "");
    assert_eq!((refused.code, text(&value(&refused.out)["error"], "code")), (Some(1), "hand_over"));
    assert_eq!(value(&home.run(&["handover", &again, "--json"], "").out)["records"], 3);
    assert_eq!(home.run(&["verify"], "").code, Some(0));
    // Of a version that did not hand over, everything that was not taken over is new.
    for (version, records) in [("0001", 11), ("0006", 43 - 26)] {
        let home = home_of(version);
        assert_eq!(
            value(&home.run(&["handover", &file(&home, "first.txt"), "--json"], "").out)["records"],
            records,
            "{version}"
        );
    }
}

/// A migration is never edited once a version with it was released: a kept ledger that was opened, and so brought up to date,
/// and a new one have the same schema, to the letter.
#[test]
fn a_kept_ledger_and_a_new_one_have_the_same_schema() {
    let new = Home::new();
    new.paid();
    for version in VERSIONS {
        let old = home_of(version);
        old.paid();
        assert_eq!(schema(&old.ledger()), schema(&new.ledger()), "{version}");
    }
    let newest = VERSIONS.len().to_string();
    assert_eq!(schema(&new.ledger()).0.to_string(), newest, "a version of the schema has a kept ledger");
}
