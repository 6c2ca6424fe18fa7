//! A ledger that was changed with plain SQLite. Whatever a column holds, the screens draw nothing that a terminal would
//! obey, do not panic, and report the damage.

use rusqlite::Connection;

use super::*;
use crate::{
    desk::{Verdict, Verifier},
    payment::CancelForm,
    record::Progress,
};

/// The numbers of some rows of the ledger, which has two payments, a cancel of the first, and the last payment.
const FIRST: i64 = 2;
const CANCEL: i64 = 4;
const LAST: i64 = 5;

/// Hostile texts, as SQL: what a terminal obeys, hides or reverses, what is too wide or too long, what is not a text.
const TEXTS: [&str; 15] = [
    "char(27)||'[2J'||char(27)||']0;owned'||char(7)||'xxxx'",
    "char(155)||'2J'||char(157)||'0;x'||char(156)||'xxxxxxxxxx'",
    "'a'||char(13)||char(10)||char(8)||char(127)||'xxxxxxxxxxxxxxx'",
    "char(0)||'1234567890123456789'",
    "'26112114320712301'||char(0,0,0)",
    "char(8238)||'12345678901234567'",
    "char(8294,8203,8204,8205,65279,173)||'123'",
    "'가나다라마바'||'12'",
    "char(128169,128169,128169,128169,128169)",
    "'e'||char(769,769,769,769,769,769,769,769,769)||'x'",
    "replace(hex(zeroblob(50000)), '0', 'W')",
    "''",
    "CAST(X'ff1b5b324affc328a0a1fe8081828384858687ff' AS TEXT)",
    "X'1b5b324a00010203040506070809ff0000000000'",
    "'12345'",
];

/// Hostile numbers.
const NUMBERS: [&str; 10] = [
    "-1",
    "0",
    "9223372036854775807",
    "-9223372036854775807 - 1",
    "4294967297",
    "9e999",
    "NULL",
    "'1'||char(27)||'[2J'",
    "CAST(X'ff' AS TEXT)",
    "zeroblob(100000)",
];

/// Times in the years 0, 9999 and 99999, at the ends of the range of dates and beyond.
const TIMES: [&str; 8] = [
    "-62167219200000",
    "253402214399999",
    "3093527980800000",
    "8210266876799999",
    "-8334601228800000",
    "8210266876800000",
    "9223372036854775807",
    "-9223372036854775807 - 1",
];

/// Every place where a transaction is shown or looked for, and a payment after it.
const LOOKS: [&str; 18] = [
    "",
    "<F5>",
    "<F8>",
    "<F12><F3><Enter>",
    "<C-y>",
    "<F4>",
    "<Down>",
    "<Enter>",
    "<F12><F6>",
    "<C-u>today",
    "<C-u>part >1 till 1",
    "<C-u>2026",
    "<C-u>09:00-18:30",
    "<C-u><C-End>",
    "<F3>",
    "<F2>55.<Enter>54091234567834641230777",
    "+",
    "<Enter>",
];

/// A shop whose ledger has four rows, and takes any value in any of them.
fn shop() -> &'static tempfile::TempDir {
    static SHOP: OnceLock<tempfile::TempDir> = OnceLock::new();
    SHOP.get_or_init(|| {
        let home = tempfile::tempdir().expect("folder");
        let mut desk = Desk::open(settings_in(&home), World::new(StoppedClock, Counter(7))).expect("desk");
        let pay = |desk: &mut Desk, amount: &str| {
            let payment = PaymentForm {
                card_number: "5409123456783456".into(),
                expiry: "1230".into(),
                cvc: "777".into(),
                installments: "3".into(),
                amount: amount.into(),
                vat: "".into(),
            };
            let payment = payment.parse(&Rules::default(), StoppedClock.now().date_naive()).expect("valid");
            desk.pay(&payment, &PayOptions::default()).expect("paid").transaction.id
        };
        let first = pay(&mut desk, "10000");
        pay(&mut desk, "20000");
        let cancel = CancelForm { id: first.as_str().into(), amount: "4000".into(), vat: "".into() };
        desk.cancel(&cancel.parse().expect("valid"), None).expect("cancelled");
        pay(&mut desk, "30000");
        drop(desk);
        let ledger = Connection::open(home.path().join("ledger.db")).expect("ledger");
        ledger.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("in one file");
        home
    })
}

/// A cashier in that shop, after `sql`.
fn cashier_after(sql: &str, lang: Lang) -> Cashier {
    let home = tempfile::tempdir().expect("folder");
    for name in ["ledger.db", "keyring"] {
        std::fs::copy(shop().path().join(name), home.path().join(name)).expect("copied");
    }
    let path = home.path().join("ledger.db");
    let open = || {
        let ledger = Connection::open(&path).expect("ledger");
        ledger
            .execute_batch(
                "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON;
                 PRAGMA synchronous = OFF",
            )
            .expect("pragmas");
        ledger
    };
    let ledger = open();
    let schema: Vec<(String, String)> = ledger
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' OR type = 'trigger'")
        .and_then(|mut all| all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("schema");
    let is_trigger = |sql: &str| sql.starts_with("CREATE TRIGGER");
    // Without triggers, references and the types of columns.
    for (name, sql) in &schema {
        if is_trigger(sql) {
            ledger.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
        } else {
            let loose = sql.replace(") STRICT", ")").replace("INTEGER NOT NULL", "INTEGER");
            let loose = loose.replace("TEXT    NOT NULL", "TEXT").replace("BLOB    NOT NULL", "BLOB");
            let put = "UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1";
            ledger.execute(put, [name, &loose]).expect("loosened");
        }
    }
    drop(ledger);
    let ledger = open();
    ledger.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    for (name, sql) in &schema {
        if is_trigger(sql) {
            ledger.execute_batch(sql).expect("put back");
        } else {
            let put = "UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1";
            ledger.execute(put, [name, sql]).expect("put back");
        }
    }
    drop(ledger);
    Cashier::at(home, lang, 80, 24)
}

impl Cashier {
    /// Everything that was drawn since the last time, of cells that hold nothing a terminal would obey or hide.
    fn nothing_raw(&self, what: &str) {
        let hidden = |c: char| {
            c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}')
        };
        for cell in self.till.surface.twin.shown.content().iter().filter(|cell| cell.symbol() != " ") {
            assert!(!cell.symbol().contains(hidden), "{what}: {:?}\n{}", cell.symbol(), self.screen());
        }
        let title = self.till.app.title();
        assert!(!title.contains(hidden), "{what}: {title:?}");
        for copied in &self.till.surface.copied {
            assert!(copied.bytes().all(|byte| byte.is_ascii_graphic()), "{what}: {copied:?}");
        }
    }

    /// Keys half a second apart, drawn once, and all answers.
    fn at_once(&mut self, keys: &str) {
        let key = |key| {
            self.clock.set(self.clock.get() + Duration::from_millis(500));
            Event::Key(key, self.clock.get())
        };
        let events = parse(keys).into_iter().map(key).collect();
        self.turn(events);
        self.wait_for_replies();
        self.stay_alone();
        self.wait_for_replies();
    }

    /// Goes through every screen that shows a transaction, takes a payment, and says whether the ledger was called
    /// damaged.
    fn look_at_everything(&mut self, what: &str) -> bool {
        let damaged: [&str; 2] = match self.till.app.cx.locale.lang() {
            Lang::En => ["damaged", "is not in the keyring"],
            Lang::Ko => ["손상되었습니다", "키 파일에 없거나"],
        };
        let mut reported = false;
        for keys in LOOKS {
            self.at_once(keys);
            self.nothing_raw(what);
            let screen = self.screen();
            reported |= damaged.iter().any(|damaged| screen.contains(damaged));
            assert_eq!(self.ended, None, "{what}");
        }
        self.resize(120, 36);
        self.nothing_raw(what);
        reported
    }
}

/// Whether a check of the whole ledger finds something.
fn is_found_broken(cashier: &Cashier) -> bool {
    let verifier =
        Verifier::open(settings_in(&cashier.home), World::new(StoppedClock, Counter(9))).expect("opened");
    let verdict = verifier.check(None, &Progress::default()).expect("checked");
    matches!(verdict, Verdict::Broken(_))
}

/// Puts each of the values into a column, in English and in Korean by turns, and asserts that the screens report the
/// damage, unless the value is possible there.
fn try_all(row: i64, (table, key, column): (&str, &str, &str), values: &[&str], could_be: &[&str]) {
    for (lang, value) in [Lang::En, Lang::Ko].into_iter().cycle().zip(values) {
        let sql = format!("UPDATE {table} SET {column} = {value} WHERE {key} = {row}");
        let mut cashier = cashier_after(&sql, lang);
        let reported = cashier.look_at_everything(&sql);
        assert_eq!(reported, !could_be.contains(value), "{sql}\n{}", cashier.screen());
        let as_it_was = (column, *value) == ("payment", "NULL");
        assert!(as_it_was || is_found_broken(&cashier), "{sql}");
    }
}

fn transactions(column: &str) -> (&str, &str, &str) {
    ("transactions", "seq", column)
}

#[test]
fn a_hostile_text_is_reported_as_damage_and_never_shown() {
    for column in ["id", "card_head", "card_tail"] {
        try_all(LAST, transactions(column), &TEXTS, &[]);
    }
    try_all(CANCEL, transactions("id"), &TEXTS, &[]);
    try_all(LAST, transactions("request_id"), &TEXTS, &["'12345'"]);
}

#[test]
fn a_hostile_number_is_reported_as_damage_and_never_shown() {
    for column in ["kind", "till", "amount", "vat", "installments", "card_digits"] {
        try_all(LAST, transactions(column), &NUMBERS, &[]);
    }
    for column in ["kind", "payment", "amount"] {
        try_all(CANCEL, transactions(column), &NUMBERS, &[]);
    }
    try_all(LAST, transactions("payment"), &NUMBERS, &["NULL"]);
}

/// A row with a number far beyond the others does not make a search walk all numbers before it. One with a number below
/// the first is lost to searches; only a check of the whole ledger reports it.
#[test]
fn a_hostile_place_is_reported_as_damage() {
    const PLACES: [&str; 6] =
        ["0", "-5", "-9223372036854775807 - 1", "9223372036854775807", "1000000000000", "1000"];
    try_all(LAST, transactions("seq"), &PLACES, &PLACES[..3]);
    try_all(CANCEL, transactions("seq"), &PLACES, &[]);
}

#[test]
fn a_hostile_time_is_shown_or_reported_as_damage() {
    for row in [LAST, CANCEL] {
        try_all(row, transactions("created_at"), &TIMES, &["253402214399999"]);
    }
    try_all(LAST, transactions("created_at"), &NUMBERS, &["-1", "0", "4294967297"]);
    try_all(LAST, transactions("utc_offset"), &NUMBERS, &["-1", "0"]);
}

#[test]
fn a_hostile_balance_or_message_is_reported_as_damage() {
    for column in ["amount", "vat"] {
        try_all(FIRST, ("balances", "payment", column), &NUMBERS, &[]);
    }
    try_all(LAST, ("sealed", "seq", "key_id"), &NUMBERS, &[]);
    try_all(LAST, ("sealed", "seq", "fingerprint"), &NUMBERS, &[]);
    try_all(LAST, ("sealed", "seq", "message"), &TEXTS, &[]);
}

/// Damage that takes more than one value: sums that are too large, and times that do not exist.
#[test]
fn hostile_values_in_every_row_are_reported_as_damage() {
    for (lang, sql) in [Lang::En, Lang::Ko].into_iter().cycle().zip([
        "UPDATE transactions SET amount = 9223372036854775807, vat = 9223372036854775807",
        "UPDATE balances SET amount = 9223372036854775807, vat = 9223372036854775807",
        "UPDATE transactions SET created_at = -9223372036854775807 - 1, utc_offset = 1439",
        "UPDATE transactions SET created_at = 9223372036854775807, utc_offset = -1439",
        "UPDATE transactions SET id = char(27) || '[2J' || seq",
        "UPDATE journal SET at = 9223372036854775807, kind = char(27) || '[2J', body = char(0)",
        "UPDATE journal SET at = -9223372036854775807 - 1, till = -1, operator = char(27), approver = x'00'",
    ]) {
        let mut cashier = cashier_after(sql, lang);
        let reported = cashier.look_at_everything(sql);
        // No screen shows the journal; a check of the whole ledger reads it.
        assert_eq!(reported, !sql.contains("journal"), "{sql}\n{}", cashier.screen());
        assert!(is_found_broken(&cashier), "{sql}");
    }
}
