//! What a person with a copy of the keyring from before a rotation can forge.

use std::{fs, path::PathBuf};

use paydesk::{
    desk::{Desk, Settings, World},
    ledger::{
        hash,
        rows::{JournalRow, TransactionRow},
    },
    payment::{CardNumber, Till},
    record::{Fact, FactKind, JournalHash, Progress, Recorded, Transaction},
    vault::{Keyring, SystemRandom, Vault},
};
use rusqlite::{Connection, types::Value};

use crate::{
    copies::{Copy, Original, literal},
    shop::{CARD, TestClock, meant, pay, sale},
};

/// A ledger whose key was rotated, and what the forger has.
struct Rotated {
    original: Original,
    /// The keyring as it was.
    keyring: PathBuf,
    /// The ledger as it was.
    before: PathBuf,
}

fn rotated() -> Rotated {
    let mut kept = None;
    let original = Original::with(|shop, desk| {
        let (keyring, before) = (shop.folder().join("stolen"), shop.folder().join("before.db"));
        fs::copy(shop.keyring(), &keyring).expect("copied");
        shop.checkpoint();
        fs::copy(shop.ledger(), &before).expect("copied");
        let rotated = desk.rotate_key(&Progress::default()).expect("rotated");
        assert_eq!((rotated.key_id, rotated.is_done), (2, true));
        shop.clock.step(1_000);
        pay(desk, 3_000);
        pay(desk, 4_000);
        kept = Some((keyring, before));
    });
    let (keyring, before) = kept.expect("rotated");
    Rotated { original, keyring, before }
}

impl Rotated {
    fn vault(&self) -> Vault {
        let keyring = Keyring::open(&self.keyring, false, &mut SystemRandom).expect("the keyring");
        Vault::new(&keyring, Box::new(SystemRandom)).expect("keys")
    }

    /// A payment that the forger takes on the ledger as it was, which then is the newest of that file.
    fn forged(&self) -> Recorded {
        let settings = Settings {
            ledger: self.before.clone(),
            keyring: self.keyring.clone(),
            ..self.original.settings()
        };
        let clock = TestClock::at("2026-11-22T11:00:00+09:00");
        let mut desk = Desk::open_existing(settings, World::new(clock, SystemRandom)).expect("opened");
        desk.pay(&sale(CARD, 9_000), &meant()).expect("paid")
    }
}

/// The last fact of a ledger: its number and its hash.
fn head(connection: &Connection) -> (i64, JournalHash) {
    let sql = "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1";
    connection.query_row(sql, [], |row| Ok((row.get(0)?, JournalHash(row.get(1)?)))).expect("the last fact")
}

/// The fact `seq` with a hash that fits after `before`.
fn fact(vault: &Vault, before: JournalHash, fact: &Fact, seq: i64, at: i64) -> JournalRow {
    let mut row = JournalRow {
        seq,
        at,
        utc_offset: 540,
        till: Till::FIRST,
        operator: None,
        approver: None,
        kind: fact.kind(),
        body: fact.body().expect("a body"),
        key_id: 1,
        hash: JournalHash::NONE,
    };
    row.hash = hash(vault, before, &row, None).expect("a hash");
    row
}

/// The row of a payment, as number `seq`.
fn row(paid: &Transaction, seq: i64) -> TransactionRow {
    TransactionRow {
        seq,
        id: paid.id,
        kind: FactKind::Payment,
        payment: None,
        created_at: Some(paid.created_at.expect("a time").timestamp_millis()),
        utc_offset: 540,
        till: paid.till,
        amount: paid.amount,
        vat: paid.vat,
        installments: paid.installments,
        card: paid.card,
        request_id: None,
    }
}

/// SQL that adds a fact.
fn insert(row: &JournalRow) -> String {
    let JournalRow { seq, at, utc_offset, till, kind, body, key_id, hash, .. } = row;
    let [body, hash] = [body.clone(), hash.0.to_vec()].map(|bytes| literal(&Value::Blob(bytes)));
    format!(
        "INSERT INTO main.journal VALUES ({seq}, {at}, {utc_offset}, {}, NULL, NULL, {}, {body}, {key_id}, {hash})",
        till.number(),
        *kind as u8
    )
}

fn finding(copy: &Copy) -> (String, &'static str) {
    let finding = copy.finding("made with a retired key");
    (finding.spot.to_string(), finding.code())
}

#[test]
fn a_fact_that_was_added_with_a_retired_key_is_found() {
    let rotated = rotated();
    let copy = rotated.original.copy();
    let (last, before) = head(&copy.connection());
    let forged = fact(&rotated.vault(), before, &Fact::Stop, last + 1, 1_795_300_000_000);
    let refused = copy.connection().execute_batch(&insert(&forged)).expect_err("refused");
    assert_eq!(refused.to_string(), "facts are never recorded with an older key");
    copy.tamper(&insert(&forged));
    assert_eq!(finding(&copy), (format!("journal row {} key_id", last + 1), "retired"));
}

#[test]
fn a_payment_that_was_added_with_a_retired_key_is_found() {
    let rotated = rotated();
    let vault = rotated.vault();
    let Recorded { transaction, message, .. } = rotated.forged();
    let copy = rotated.original.copy();
    let (last, before) = head(&copy.connection());
    let seq = last + 1;
    let mut payment =
        fact(&vault, before, &Fact::PAYMENT, seq, transaction.created_at.expect("a time").timestamp_millis());
    payment.hash =
        hash(&vault, before, &payment, Some((&row(&transaction, seq), message.expose().as_slice())))
            .expect("a hash");
    let columns = "id, kind, payment, created_at, utc_offset, till, amount, vat, installments, card_head, card_tail, \
        card_digits, request_id";
    copy.tamper(&format!(
        "ATTACH '{}' AS before; {};
         INSERT INTO main.transactions SELECT {seq}, {columns} FROM before.transactions WHERE seq = {own};
         INSERT INTO main.sealed SELECT {seq}, key_id, message, fingerprint FROM before.sealed WHERE seq = {own}",
        rotated.before.display(),
        insert(&payment),
        own = transaction.seq,
    ));
    assert_eq!(finding(&copy), (format!("journal row {seq} key_id"), "retired"));
}

#[test]
fn what_is_sealed_with_a_retired_key_again_is_found() {
    let rotated = rotated();
    // As it was before the rotation.
    for row in [2, 5, 17] {
        let copy = rotated.original.copy();
        copy.tamper(&format!(
            "ATTACH '{}' AS before;
             UPDATE main.sealed SET (key_id, message, fingerprint) =
                 (SELECT key_id, message, fingerprint FROM before.sealed WHERE seq = {row}) WHERE seq = {row}",
            rotated.before.display()
        ));
        assert_eq!(finding(&copy), (format!("sealed row {row} key_id"), "retired"));
    }
    // A payment that was taken after it.
    let mut vault = rotated.vault();
    let settings = rotated.original.settings();
    let desk = Desk::open_existing(settings, World::system()).expect("opened");
    let Transaction { seq: last, id, .. } = desk.last().expect("read").expect("a payment");
    let record = desk.find(id).expect("found");
    let sealed = vault.seal_message(id, &record.bytes).expect("sealed");
    let fingerprint = vault.fingerprint(&CardNumber::parse(CARD).expect("a card"));
    let copy = rotated.original.copy();
    copy.tamper(&format!(
        "UPDATE sealed SET key_id = 1, message = {}, fingerprint = {} WHERE seq = {last}",
        literal(&Value::Blob(sealed.bytes)),
        literal(&Value::Blob(fingerprint.0.to_vec()))
    ));
    assert_eq!(finding(&copy), (format!("sealed row {last} key_id"), "retired"));
}

#[test]
fn a_journal_that_was_cut_off_before_a_key_change_is_found() {
    let rotated = rotated();
    let copy = rotated.original.copy();
    let last: i64 = copy
        .connection()
        .query_row("SELECT max(seq) FROM journal WHERE key_id = 1", [], |row| row.get(0))
        .expect("facts under the first key");
    copy.tamper(&format!(
        "DELETE FROM sealed WHERE seq > {last}; DELETE FROM transactions WHERE seq > {last}; \
         DELETE FROM journal WHERE seq > {last}"
    ));
    assert_eq!(finding(&copy), ("sealed row 2 key_id".to_owned(), "unknown"));
}
