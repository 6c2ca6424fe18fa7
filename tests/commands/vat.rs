//! Supply value and VAT by months: text, CSV, JSON.

use std::{
    collections::BTreeSet,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
};

use paydesk::record::FactKind;
use serde_json::Value;

use crate::{
    home::{Home, PAYMENT, tamper, text, value, with},
    kept::{WITHOUT_PEOPLE, home_of},
};

/// A home with payments in July and September 2026 and a cancel in September.
fn home() -> Home {
    let home = Home::new();
    let paid = home.pay(&with(PAYMENT, "amount", "1234567"));
    home.pay(PAYMENT);
    home.cancel(text(&paid, "id"), 100_000);
    // 31 July, a minute before midnight; then 1 September, a minute after it.
    let at = "CASE seq WHEN 2 THEN 1785509940000 ELSE 1788188460000 END";
    let sql = format!("UPDATE transactions SET created_at = {at}");
    tamper(&home.ledger(), "transactions_no_update", &sql);
    home
}

const RANGE: [&str; 4] = ["--from", "2026-07", "--to", "2026-09"];

fn vat(home: &Home, args: &[&str]) -> String {
    home.ok(&[&["vat"], &RANGE[..], args].concat(), "")
}

#[test]
fn the_table_has_a_row_for_each_month_and_the_sums() {
    let home = home();
    assert_eq!(
        vat(&home, &[]),
        "\
Month    Payments     Amount  Supply value    VAT  Cancels   Amount  Supply value    VAT
2026-07         1  1,234,567     1,233,567  1,000        0        0             0      0
2026-08         0          0             0      0        0        0             0      0
2026-09         1     11,000        10,000  1,000        1  100,000        99,000  1,000
Total           2  1,245,567     1,243,567  2,000        1  100,000        99,000  1,000
"
    );
    assert_eq!(
        vat(&home, &["--lang", "ko"]).lines().next(),
        Some("월       결제 건수       금액   공급가액  부가세  취소 건수     금액  공급가액  부가세")
    );
    // It is no list: nothing is recorded.
    assert!(home.facts(FactKind::Export).is_empty());
}

#[test]
fn csv_and_json_have_a_row_for_each_month() {
    let home = home();
    assert_eq!(
        vat(&home, &["--csv"]),
        "\
month,payments,payment_amount,payment_supply,payment_vat,cancels,cancel_amount,cancel_supply,cancel_vat
2026-07,1,1234567,1233567,1000,0,0,0,0
2026-08,0,0,0,0,0,0,0,0
2026-09,1,11000,10000,1000,1,100000,99000,1000
"
    );
    let json = vat(&home, &["--json"]);
    assert_eq!(json.lines().count(), 3);
    assert_eq!(
        json.lines().last(),
        Some(
            r#"{"month":"2026-09","payments":{"count":1,"amount":11000,"vat":1000,"supply":10000},"cancels":{"count":1,"amount":100000,"vat":1000,"supply":99000}}"#
        )
    );
}

#[test]
fn months_are_those_of_the_till_and_not_of_the_computer_that_asks() {
    let home = home();
    let expected = vat(&home, &["--csv"]);
    for zone in ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"] {
        let mut command = home.command(&[&["vat"], &RANGE[..], &["--csv"]].concat());
        let output = command.env("TZ", zone).output().expect("ran");
        assert_eq!(String::from_utf8(output.stdout).expect("text"), expected, "{zone}");
    }
}

#[test]
fn what_it_takes_is_named_where_it_is_wrong() {
    let home = Home::new();
    for (args, en, ko) in [
        (
            &["--from", "2026-13", "--to", "2026-12"][..],
            "error: invalid value '2026-13' for '--from <YYYY-MM>': a month is YYYY-MM, from 2000-01 to 2099-12\n",
            "오류: --from <YYYY-MM>: 쓸 수 없는 값입니다: 2026-13 (YYYY-MM, 2000-01~2099-12)\n",
        ),
        (
            &["--from", "2026-07", "--to", "9"],
            "error: invalid value '9' for '--to <YYYY-MM>': a month is YYYY-MM, from 2000-01 to 2099-12\n",
            "오류: --to <YYYY-MM>: 쓸 수 없는 값입니다: 9 (YYYY-MM, 2000-01~2099-12)\n",
        ),
        (
            &["--from", "2026-07"],
            "error: the following required arguments were not provided:\n  --to <YYYY-MM>\n",
            "오류: 빠진 인수가 있습니다: --to <YYYY-MM>\n",
        ),
        (
            &["--from", "2026-09", "--to", "2026-07"],
            "paydesk: --from 2026-09 is after --to 2026-07. The first month comes first: --from 2026-07 --to 2026-09\n",
            "paydesk: --from 2026-09: --to 2026-07보다 뒤입니다. 앞의 달을 먼저 쓰세요: --from 2026-07 --to 2026-09\n",
        ),
    ] {
        for (lang, said) in [("en", en), ("ko", ko)] {
            let ran = home.run(&[&["vat"], args, &["--lang", lang]].concat(), "");
            assert!(ran.err.starts_with(said), "{}", ran.err);
            assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{args:?}");
        }
    }
    assert_eq!(home.run(&[&["vat"], &RANGE[..], &["--ledger", "nowhere.db"]].concat(), "").code, Some(3));
    assert!(!home.path("data").exists(), "nothing was made");
}

#[test]
fn it_reads_a_ledger_of_every_version_that_cannot_be_written() {
    for &version in WITHOUT_PEOPLE {
        let home = home_of(version);
        let before = fs::read(home.ledger()).expect("bytes");
        fs::set_permissions(home.ledger(), Permissions::from_mode(0o400)).expect("chmod");
        let list = home.run(&["list", "--json", "--limit", "0"], "").out;
        let rows: Vec<Value> = list.lines().map(value).collect();
        let months: BTreeSet<String> =
            rows.iter().map(|row| text(row, "created_at").chars().take(7).collect()).collect();
        assert!(!months.is_empty());
        for month in months {
            let of = |kind: &str, key: &str| -> u64 {
                let rows = rows
                    .iter()
                    .filter(|row| text(row, "kind") == kind && text(row, "created_at").starts_with(&month));
                rows.map(|row| if key.is_empty() { 1 } else { row[key].as_u64().expect("a number") }).sum()
            };
            let found = value(&home.ok(&["vat", "--from", &month, "--to", &month, "--json"], ""));
            for (kind, part) in [("PAYMENT", "payments"), ("CANCEL", "cancels")] {
                for (key, column) in [("count", ""), ("amount", "amount"), ("vat", "vat")] {
                    assert_eq!(
                        found[part][key].as_u64(),
                        Some(of(kind, column)),
                        "{version} {month} {part} {key}"
                    );
                }
            }
        }
        assert_eq!(fs::read(home.ledger()).expect("bytes"), before, "{version}");
    }
}
