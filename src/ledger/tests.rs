//! The ledger as a whole, through [`Ledger`] and [`Writer`], with the keys of a real keyring.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Duration, FixedOffset};
use rusqlite::{Connection, types::Value};
use strum::VariantArray as _;

use super::{
    rows::SealedRow,
    search::Portions,
    views::{View, ViewCheck, ViewFact},
    *,
};
use crate::{
    payment::{
        CardNumber, Cvc, Expiry, Installments, Kind, Memo, Message, Remaining, Till, TransactionId, Won,
        message::{ControlTotals, Environment},
    },
    record::{
        Answer, AnswerResult, AnswerText, ApprovalNumber, AsideReason, Batch, Close, DayStart, Fact,
        FactKind, FigureCounter, Finding, GrandTotal, JournalHash, KeyChange, LedgerEnd, LedgerId, OldTable,
        OldValue, OriginalRow, Prints, Progress, SeqRange, SetAside, SlipCopy, TakeOver, Takes, Transaction,
    },
    staff::{
        Action, Limits, Operator, OperatorName, OperatorNumber, PinDigits, PinUse, PinVerifier, Reason, Role,
        Signers,
    },
    vault::{Keyring, Random, SystemRandom, Vault},
};

const CARD: &str = "1234567890123456";
/// What is derived: it can be made again from the rest.
const VIEWS: [&str; 13] = [
    "amounts",
    "answers",
    "balances",
    "batch_ranges",
    "batches",
    "blanked",
    "blocks",
    "closes",
    "facets",
    "memo_words",
    "memos",
    "operators",
    "prints",
];
/// What is not.
const TRUTH: [&str; 5] = ["imported", "journal", "keys", "sealed", "transactions"];

/// A folder with a keyring, and a ledger or what is to be one.
struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let house = Self { folder: tempfile::tempdir().expect("folder") };
        Keyring::open(&house.keyring(), true, &mut SystemRandom).expect("made");
        house
    }

    fn ledger(&self) -> PathBuf {
        self.folder.path().join("shop/ledger.db")
    }

    fn keyring(&self) -> PathBuf {
        self.folder.path().join("keyring")
    }

    /// The keys, as a program that starts now has them.
    fn vault(&self) -> Vault {
        self.vault_with(SystemRandom)
    }

    fn vault_with(&self, random: impl Random + 'static) -> Vault {
        let keyring = Keyring::open(&self.keyring(), false, &mut SystemRandom).expect("keyring");
        Vault::new(&keyring, Box::new(random)).expect("keys")
    }

    /// A program that starts now.
    fn till(&self, number: u64) -> AtTill {
        self.till_with(number, self.vault())
    }

    fn till_with(&self, number: u64, vault: Vault) -> AtTill {
        let mut ledger = Ledger::open(&self.ledger()).expect("opened");
        assert_eq!(ledger.fit_keys(&vault.key_checks()).expect("fit"), KeyFit::Fits);
        AtTill { ledger, vault, till: Till::new(number).expect("till"), seconds: 0 }
    }

    /// A new key, in the keyring alone: as if the program died before it told the ledger.
    fn new_key(&self) {
        Keyring::lock(&self.keyring())
            .and_then(|keyring| keyring.rotate(&mut SystemRandom))
            .expect("rotated");
    }

    fn load(&self) -> Result<NewLedger, LedgerError> {
        NewLedger::begin(&self.ledger(), &self.vault().key_checks(), &Progress::default())
    }

    fn names(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.ledger().parent().expect("folder")) else { return Vec::new() };
        let name = |entry: io::Result<fs::DirEntry>| entry.expect("entry").file_name().into_string();
        let mut names: Vec<String> = entries.map(|entry| name(entry).expect("UTF-8")).collect();
        names.sort_unstable();
        names
    }
}

/// A program with an open ledger.
struct AtTill {
    ledger: Ledger,
    vault: Vault,
    till: Till,
    seconds: i64,
}

impl AtTill {
    /// One second after the last time.
    fn stamp(&mut self) -> Stamp {
        self.seconds += 1;
        stamp(self.till, self.seconds)
    }

    fn pay(&mut self, card: &str, amount: u64) -> Transaction {
        let stamp = self.stamp();
        let Self { ledger, vault, .. } = self;
        ledger.write(|writer| take(writer, vault, &stamp, card, amount, None)).expect("paid")
    }

    fn cancel(&mut self, payment: &Transaction, amount: u64) -> Transaction {
        let stamp = self.stamp();
        let Self { ledger, vault, .. } = self;
        ledger.write(|writer| take(writer, vault, &stamp, CARD, amount, Some(payment))).expect("cancelled")
    }

    fn record(&mut self, fact: &Fact) {
        let stamp = self.stamp();
        let Self { ledger, vault, .. } = self;
        ledger.write(|writer| writer.record_fact(vault, &stamp, fact)).expect("recorded");
    }

    /// Sets a row of another system aside, one with another key each `round`.
    fn set_aside(&mut self, round: u64) {
        let stamp = self.stamp();
        let Self { ledger, vault, .. } = self;
        let key = OldValue::Integer(i64::try_from(round).expect("a number"));
        let row = OriginalRow { table: OldTable::Payment, key, before: 0, columns: Vec::new() };
        let bytes = row.to_bytes().expect("bytes");
        let set_aside = SetAside { table: row.table, reasons: vec![AsideReason::IdInvalid] };
        let key_id = vault.active_check().key_id;
        let name = name_of(vault, key_id, &row).ok();
        let digest = digest_of(vault, key_id, &bytes).expect("a digest");
        let original = Original { row: &bytes, digest, name };
        ledger
            .write(|writer| writer.record_set_aside(vault, &stamp, set_aside, &original))
            .expect("recorded");
    }

    /// The last payment of this card and amount that a payment now would be a duplicate of.
    fn same(&mut self, card: &str, amount: u64) -> Option<i64> {
        let since = stamp(self.till, 0).at;
        let Self { ledger, vault, .. } = self;
        let (_, prints) = vault.fingerprints(&number(card));
        let found = ledger.write(|writer| writer.last_same(&prints, won(amount), since));
        found.expect("looked").map(|same| same.seq)
    }

    fn index(&mut self) {
        while self.ledger.index_some().expect("indexed") {}
    }

    /// Makes what was made with an older key anew, of the transactions `seqs`.
    fn reseal(&mut self, seqs: &[i64]) {
        let key = self.vault.active_check().key_id;
        for old in self.ledger.outdated(0, key, 10_000).expect("read") {
            if seqs.contains(&old.sealed.seq) {
                let sealed = crate::vault::SealedMessage {
                    key_id: old.sealed.key_id,
                    bytes: old.sealed.message.clone(),
                };
                let bytes = self.vault.open_message(old.id, &sealed).expect("opened");
                let card = Message::decode_kept(bytes.expose()).expect("a message").card;
                let fingerprint = self.vault.fingerprint(&card);
                let new = self.vault.seal_message(old.id, &bytes).expect("sealed");
                let new = SealedRow { seq: old.sealed.seq, key_id: key, message: new.bytes, fingerprint };
                assert!(self.ledger.write(|writer| writer.reseal(&old, &new)).expect("written"));
            }
        }
    }
}

/// This many seconds after noon.
fn stamp(till: Till, seconds: i64) -> Stamp {
    let noon: DateTime<FixedOffset> = "2026-11-21T12:00:00.000+09:00".parse().expect("time");
    Stamp { at: noon + Duration::seconds(seconds), till, by: Signers::default() }
}

fn won(amount: u64) -> Won {
    Won::new(amount).expect("won")
}

fn number(card: &str) -> CardNumber {
    CardNumber::parse(card).expect("card")
}

/// Records a payment, or a cancel of a payment, as the desk does.
fn take(
    writer: &Writer<'_>,
    vault: &mut Vault,
    stamp: &Stamp,
    card: &str,
    amount: u64,
    of: Option<&Transaction>,
) -> Result<Transaction, LedgerError> {
    let id = TransactionId::next(stamp.at.naive_local(), stamp.till, writer.last_id_of(stamp.till)?);
    let kind = of.map_or(Kind::Payment, |payment| Kind::Cancel { original: payment.id });
    let (card, expiry, cvc) = (number(card), Expiry::parse("1130").expect("expiry"), Cvc::parse("777").ok());
    let message = Message {
        kind,
        id,
        installments: Installments::LUMP_SUM,
        expiry,
        amount: won(amount),
        vat: won(0),
        sealed_card: vault.seal_card(kind, id, &card, expiry, cvc.as_ref()).expect("sealed"),
        card,
        cvc,
    };
    let bytes = message.encode().expect("encoded");
    let sealed = vault.seal_message(id, &bytes).expect("sealed");
    let fingerprint = vault.fingerprint(&message.card);
    let payment = of.map(|payment| payment.seq);
    let new = NewTransaction {
        message: &message,
        bytes: &bytes,
        sealed,
        fingerprint,
        payment,
        request_id: None,
        imported: None,
    };
    let left = of.map_or(won(amount), |payment| payment.remaining.amount().saturating_sub(won(amount)));
    writer.record_transaction(vault, stamp, new, Remaining::new(left, won(0)).expect("remaining"))
}

/// Every row of every table.
fn tables(path: &Path) -> BTreeMap<String, Vec<Vec<Value>>> {
    let raw = Connection::open(path).expect("opened");
    let mut names = raw
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        .expect("SQL");
    let names = names.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    names.map(|name| name.expect("a name")).map(|name| (name.clone(), rows_of(&raw, &name))).collect()
}

fn rows_of(raw: &Connection, table: &str) -> Vec<Vec<Value>> {
    let mut statement = raw.prepare(&format!("SELECT * FROM {table} ORDER BY 1")).expect("SQL");
    let columns = statement.column_count();
    let row = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get(column)).collect();
    statement.query_map([], row).expect("rows").collect::<Result<_, _>>().expect("values")
}

/// The facts of a ledger, each with the key under which it was recorded.
fn facts(path: &Path) -> Vec<(u32, Fact)> {
    let raw = Connection::open(path).expect("opened");
    let mut statement = raw.prepare("SELECT key_id, kind, body FROM journal ORDER BY seq").expect("SQL");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?)));
    let fact = |row: rusqlite::Result<(u32, FactKind, Vec<u8>)>| {
        let (key, kind, body) = row.expect("row");
        (key, Fact::from_body(kind, &body).expect("a fact"))
    };
    rows.expect("rows").map(fact).collect()
}

/// Draws the same ids of ledgers, and other nonces each time.
struct SameLedger;

impl Random for SameLedger {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        if bytes.len() == 16 {
            bytes.fill(0xab);
            return Ok(());
        }
        SystemRandom.fill(bytes)
    }
}

/// What the next facts of a ledger depend on.
struct Next {
    /// The number of the next close.
    close: u32,
    /// The number of the next batch.
    batch: u32,
    /// What no batch has yet.
    range: SeqRange,
}

/// A fact of this kind that is neither a payment nor a cancel nor the first. `earlier` is a transaction.
fn other(kind: FactKind, earlier: &Transaction, next: &Next) -> Option<Fact> {
    let number = next.close;
    let file = || "/shop/가게 \"1\".db".to_owned();
    let transaction = earlier.seq;
    Some(match kind {
        // These come with a row of another table.
        FactKind::Payment | FactKind::Cancel | FactKind::Begun | FactKind::SetAside => return None,
        FactKind::TakenOver => Fact::TakenOver(TakeOver { file: file(), taken: 5, set_aside: 1 }),
        FactKind::Reveal => Fact::Reveal { transaction },
        FactKind::DuplicateAllowed => Fact::DuplicateAllowed { transaction, earlier: earlier.id },
        FactKind::Export => {
            Fact::Export { format: "csv".to_owned(), rows: 3, or_more: false, subjects: "card".to_owned() }
        }
        FactKind::Start => Fact::Start,
        FactKind::Stop => Fact::Stop,
        FactKind::ClockStep => Fact::ClockStep { before: 5, after: -5 },
        FactKind::KeyChange => Fact::KeyChange(KeyChange::PassphraseSet),
        FactKind::VerifyFailed => {
            Fact::VerifyFailed { code: "missing".to_owned(), table: "sealed".to_owned(), row: Some(2) }
        }
        FactKind::Backup => Fact::Backup { file: file() },
        FactKind::Restore => Fact::Restore { file: file(), epoch: 1 },
        FactKind::Repeated => Fact::Repeated { transaction },
        FactKind::Accepted => {
            let remembered =
                LedgerEnd { ledger: LedgerId([0xcd; 16]), seq: 9, hash: JournalHash([0xef; 32]) };
            Fact::Accepted { remembered, found: Some(LedgerEnd { seq: 8, ..remembered }) }
        }
        FactKind::ClockAccepted => Fact::ClockAccepted { at: -5 },
        FactKind::Print => Fact::Print { transaction, copy: SlipCopy::Customer, reprint: 0 },
        FactKind::PrintFailed => Fact::PrintFailed { transaction, copy: SlipCopy::Customer },
        FactKind::Memo => Fact::Memo { transaction, text: Memo::kept("Order A-17 주문 order") },
        FactKind::Close => Fact::Close(Box::new(close(number))),
        FactKind::ClosePrinted => Fact::ClosePrinted { number: number - 1, reprint: 1 },
        FactKind::Operator => Fact::Operator(Box::new(Operator {
            number: person(),
            name: OperatorName::parse("김하나").expect("a name"),
            role: Role::Owner,
            limits: Limits::default(),
            disabled: false,
        })),
        FactKind::Pin => {
            let text = || "AAAA".to_owned();
            let verifier = PinVerifier { key_id: 1, memory_kib: 1, passes: 1, salt: text(), hash: text() };
            Fact::Pin { number: person(), digits: PinDigits::DEFAULT, verifier: Box::new(verifier) }
        }
        FactKind::PinDigits => Fact::PinDigits { digits: PinDigits::DEFAULT },
        FactKind::PinAttempt => Fact::PinAttempt { number: person(), purpose: PinUse::SignIn },
        FactKind::PinAccepted => Fact::PinAccepted { number: person(), purpose: PinUse::SignIn },
        FactKind::Unlocked => Fact::Unlocked { number: person() },
        FactKind::Approved => {
            Fact::Approved { action: Action::Close, reason: Reason::Other, transaction: Some(transaction) }
        }
        FactKind::SettingsChanged => Fact::SettingsChanged(Box::default()),
        FactKind::RecoveryBegun => Fact::RecoveryBegun { number: person() },
        FactKind::HandOver => Fact::HandOver(Box::new(batch(next, earlier.id))),
        FactKind::HandOverAgain => Fact::HandOverAgain { batch: next.batch - 1, file: file() },
        FactKind::Answer => Fact::Answer(Box::new(Answer {
            transaction,
            batch: next.batch - 1,
            result: AnswerResult::Accepted,
            code: None,
            text: AnswerText::parse("정상", None).expect("a text"),
            approval_number: ApprovalNumber::parse("12345678"),
            issuer: None,
            acquirer: None,
        })),
        FactKind::CvcBlanked => Fact::CvcBlanked { transactions: vec![transaction], without: Vec::new() },
    })
}

fn person() -> OperatorNumber {
    OperatorNumber::new(7).expect("a number")
}

/// A batch of all that none has.
fn batch(next: &Next, of: TransactionId) -> Batch {
    // None of a transaction: its check digit is wrong.
    let id = TransactionId::parse(&format!("9911211432071230{:04}", next.batch)).expect("id");
    let won = Won::new(5_000).expect("won");
    Batch {
        number: next.batch,
        id,
        takes: Takes::New(next.range),
        totals: ControlTotals::default().with(false, won, Won::ZERO).expect("totals"),
        first_id: of,
        last_id: of,
        left: 0,
        environment: Environment::Test,
        business_number: None,
        merchant_number: None,
        file: "/shop/batch.txt".to_owned(),
    }
}

/// A close in which nothing happened.
fn close(number: u32) -> Close {
    let figures = FigureCounter::new(1, GrandTotal::default(), DayStart::MIDNIGHT).figures();
    Close { number, from_seq: 1, to_seq: 1, figures }
}

/// Records facts of every kind, twice over, with payments that are cancelled in full, in part and not at all between them.
fn record_every_kind(till: &mut AtTill) {
    for round in 0..2_u64 {
        let paid = till.pay(CARD, 5_000 + round);
        let second = till.pay("9934567890123456", 7_000);
        till.cancel(&paid, 300);
        for kind in FactKind::VARIANTS {
            let end = till.ledger.covered().expect("read").map_or(0, |covered| covered.to);
            let next = Next {
                close: till.ledger.last_close().expect("read").number + 1,
                batch: till.ledger.newest_batch().expect("read") + 1,
                range: SeqRange { from: end + 1, to: till.ledger.head().expect("read").seq },
            };
            if *kind == FactKind::SetAside {
                till.set_aside(round);
            }
            if let Some(fact) = other(*kind, &second, &next) {
                till.record(&fact);
                till.pay("5409120034567", 1_000 * (1 + *kind as u64));
            }
        }
        till.cancel(&second, 7_000);
    }
    // One more, after everything that is indexed so far.
    till.pay("0234567890", 100);
}

#[test]
fn every_table_is_the_truth_or_a_view() {
    let house = House::new();
    drop(house.till(1));
    let found: Vec<String> = tables(&house.ledger()).into_keys().collect();
    let mut known = [&TRUTH[..], &VIEWS].concat();
    known.sort_unstable();
    assert_eq!(found, known);
}

#[test]
fn a_journal_of_every_kind_is_rebuilt_into_its_views_byte_for_byte() {
    let house = House::new();
    let mut till = house.till(1);
    till.ledger.portions = Portions { enough: 1, at_once: 3, ..Portions::OF_A_SHOP };
    record_every_kind(&mut till);
    till.index();
    house.new_key();
    let mut till = house.till(2);
    till.ledger.portions = Portions { enough: 1, ..Portions::OF_A_SHOP };
    record_every_kind(&mut till);
    till.index();
    let before = tables(&house.ledger());
    let kinds: HashSet<FactKind> = facts(&house.ledger()).iter().map(|(_, fact)| fact.kind()).collect();
    assert_eq!(kinds, FactKind::VARIANTS.iter().copied().collect(), "facts of every kind");
    assert!(before.values().all(|rows| !rows.is_empty()), "something in every table");

    for view in VIEWS {
        till.ledger.connection.execute(&format!("DELETE FROM {view}"), []).expect("dropped");
    }
    for (way, enough, at_once) in [("at once", 1, 1_000), ("in parts", 1, 5), ("in other parts", 1, 7)] {
        till.ledger.portions = Portions { enough, at_once, dropped: 3, ..Portions::OF_A_SHOP };
        till.ledger.rebuild_views(&Progress::default()).expect("rebuilt");
        let after = tables(&house.ledger());
        for (table, rows) in &before {
            assert!(after[table] == *rows, "{table} {way}");
        }
        assert_eq!(after.len(), before.len());
    }
}

#[test]
fn a_failure_takes_back_the_print_before_it_and_never_more() {
    let house = House::new();
    let mut till = house.till(1);
    let [first, second] = [1_000, 2_000].map(|amount| till.pay(CARD, amount).seq);
    let print = |transaction, copy| Fact::Print { transaction, copy, reprint: 0 };
    let failed = |transaction, copy| Fact::PrintFailed { transaction, copy };
    let (customer, merchant) = (SlipCopy::Customer, SlipCopy::Merchant);
    till.record(&failed(first, customer));
    assert_eq!(tables(&house.ledger())["prints"].len(), 0, "a failure alone is no print");
    for fact in [
        print(first, customer),
        print(second, merchant),
        print(first, customer),
        failed(first, merchant),
        failed(first, customer),
        failed(first, customer),
        failed(first, customer),
        print(first, merchant),
        print(first, customer),
        print(second, merchant),
        failed(second, merchant),
        failed(second, merchant),
    ] {
        till.record(&fact);
    }
    let integers = |row: [i64; 3]| row.map(Value::Integer).to_vec();
    let expected = [[first, 1, 1], [first, 2, 1], [second, 2, 0]].map(integers);
    assert_eq!(tables(&house.ledger())["prints"], expected);
    assert_eq!(till.ledger.prints_of(first).expect("read"), Prints { customer: 1, merchant: 1 });
    assert_eq!(till.ledger.prints_of(second).expect("read"), Prints::default());
    till.ledger.connection.execute("UPDATE prints SET count = 9", []).expect("spoilt");
    till.ledger.rebuild_views(&Progress::default()).expect("rebuilt");
    assert_eq!(tables(&house.ledger())["prints"], expected);
}

#[test]
fn the_last_memo_counts_and_its_words_are_found() {
    let house = House::new();
    let mut till = house.till(1);
    let [first, second] = [1_000, 2_000].map(|amount| till.pay(CARD, amount).seq);
    let memo = |transaction, text: &str| Fact::Memo { transaction, text: Memo::kept(text) };
    for fact in [
        memo(first, "Order A-17"),
        memo(second, "주문 B"),
        memo(first, "order  a-18 ORDER"),
        memo(second, ""),
        memo(second, ""),
    ] {
        till.record(&fact);
    }
    let text = |text: &str| Value::Text(text.to_owned());
    let number = Value::Integer;
    let expected = [
        vec![number(first), number(second + 3), text("order  a-18 ORDER")],
        vec![number(second), number(second + 5), text("")],
    ];
    assert_eq!(tables(&house.ledger())["memos"], expected);
    let words = [vec![text("a-18"), number(first)], vec![text("order"), number(first)]];
    assert_eq!(tables(&house.ledger())["memo_words"], words);
    let found = |seq| till.ledger.find_number(seq).expect("read").expect("a transaction").memo;
    assert_eq!(found(first).as_ref().map(Memo::as_str), Some("order  a-18 ORDER"));
    assert_eq!(found(second), None);
    till.ledger
        .connection
        .execute_batch("DELETE FROM memo_words; UPDATE memos SET text = 'x'")
        .expect("spoilt");
    till.ledger.rebuild_views(&Progress::default()).expect("rebuilt");
    assert_eq!(tables(&house.ledger())["memos"], expected);
    assert_eq!(tables(&house.ledger())["memo_words"], words);
    let foreign = Fact::Memo { transaction: 99, text: Memo::kept("x") };
    let stamp = till.stamp();
    let AtTill { ledger, vault, .. } = &mut till;
    let refused = ledger.write(|writer| writer.record_fact(vault, &stamp, &foreign));
    assert!(refused.is_err(), "no such transaction");
}

#[test]
fn a_close_has_the_next_number_and_is_never_changed() {
    let house = House::new();
    let mut till = house.till(1);
    till.pay(CARD, 1_000);
    let stamp = till.stamp();
    let mut refused = |fact: Fact| {
        let AtTill { ledger, vault, .. } = &mut till;
        let error = ledger.write(|writer| writer.record_fact(vault, &stamp, &fact)).expect_err("refused");
        match error.trouble {
            LedgerTrouble::Sqlite(error) => error.to_string(),
            other => format!("{other:?}"),
        }
    };
    let of = |number| Fact::Close(Box::new(close(number)));
    let gap = "closes are numbered without gaps";
    assert_eq!((refused(of(2)).as_str(), refused(of(0)).as_str()), (gap, gap));
    assert_eq!(refused(Fact::ClosePrinted { number: 1, reprint: 1 }), "Changes { changed: 0 }");
    till.record(&of(1));
    till.record(&of(2));
    till.record(&Fact::ClosePrinted { number: 1, reprint: 1 });
    let before = tables(&house.ledger());
    for (sql, expected) in [
        ("UPDATE closes SET number = 7 WHERE number = 2", "closes are never changed"),
        ("UPDATE closes SET seq = 3", "closes are never changed"),
        ("UPDATE closes SET at = at + 1", "closes are never changed"),
        ("UPDATE closes SET paid = 1", "closes are never changed"),
        ("UPDATE closes SET reprints = 0 WHERE number = 1", "closes are never changed"),
        ("INSERT INTO closes SELECT 2, 4, at, utc_offset, till, 0, 0, 0, 0, 0, 0, 0 FROM closes", gap),
        (
            "INSERT INTO closes SELECT 3, 2, at, utc_offset, till, 0, 0, 0, 0, 0, 0, 0 FROM closes LIMIT 1",
            "a close is a fact of the journal",
        ),
        (
            "INSERT INTO closes SELECT 3, 3, at, utc_offset, till, 0, 0, 0, 0, 0, 0, 0 FROM closes LIMIT 1",
            "a close comes after the close before it",
        ),
    ] {
        let said = till.ledger.connection.execute(sql, []).expect_err(sql).to_string();
        assert_eq!(said, expected, "{sql}");
    }
    assert_eq!(tables(&house.ledger()), before);
    till.ledger.connection.execute("DELETE FROM closes", []).expect("dropped");
    till.ledger.rebuild_views(&Progress::default()).expect("rebuilt");
    assert_eq!(tables(&house.ledger()), before);
}

/// A view that keeps which facts it was given, and refuses that a till was closed.
struct Witness;

thread_local! {
    static SEEN: RefCell<Vec<(i64, FactKind, bool)>> = const { RefCell::new(Vec::new()) };
}

impl View for Witness {
    fn apply(&self, _connection: &Connection, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        assert_eq!(fact.row.kind, fact.fact.kind());
        assert!(fact.transaction.is_none_or(|row| row.seq == fact.row.seq));
        SEEN.with_borrow_mut(|seen| seen.push((fact.row.seq, fact.row.kind, fact.transaction.is_some())));
        if *fact.fact == Fact::Stop { Err(LedgerTrouble::Full) } else { Ok(()) }
    }

    fn rebuild(&self, _ledger: &mut Ledger, _progress: &Progress) -> Result<(), LedgerError> {
        SEEN.with_borrow_mut(Vec::clear);
        Ok(())
    }

    fn check<'a>(&self, _connection: &'a Connection) -> Result<Box<dyn ViewCheck + 'a>, LedgerTrouble> {
        Ok(Box::new(Self))
    }
}

impl ViewCheck for Witness {
    fn fact(&mut self, _fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<Option<Finding>, LedgerTrouble> {
        Ok(None)
    }
}

#[test]
fn every_fact_is_given_to_every_view_before_it_is_recorded() {
    let house = House::new();
    let mut till = house.till(1);
    till.ledger.views = &[&Witness];
    let paid = till.pay(CARD, 1_000);
    till.record(&Fact::Reveal { transaction: paid.seq });
    till.cancel(&paid, 300);
    let told = |seq, kind: FactKind| (seq, kind, kind.is_transaction());
    let kinds = [FactKind::Begun, FactKind::Payment, FactKind::Reveal, FactKind::Cancel];
    let expected: Vec<_> = (1..).zip(kinds).map(|(seq, kind)| told(seq, kind)).collect();
    assert_eq!(SEEN.take(), expected);

    house.new_key();
    let mut till = house.till(1);
    till.ledger.views = &[&Witness];
    till.seconds = 10;
    till.record(&Fact::Start);
    assert_eq!(SEEN.take(), [told(5, FactKind::KeyChange), told(6, FactKind::Start)]);

    let before = tables(&house.ledger());
    let stamp = till.stamp();
    let AtTill { ledger, vault, .. } = &mut till;
    let refused = ledger.write(|writer| writer.record_fact(vault, &stamp, &Fact::Stop)).expect_err("refused");
    assert!(matches!(refused.trouble, LedgerTrouble::Full), "{refused:?}");
    assert_eq!(tables(&house.ledger()), before, "what a view refuses is not recorded");

    assert_eq!(SEEN.with_borrow(Vec::len), 1);
    till.ledger.rebuild_views(&Progress::default()).expect("rebuilt");
    assert_eq!(SEEN.take(), [], "each view is made again");
}

/// The facts that a ledger is loaded with, or a till records: payments, cancels, and others between them.
fn fill(writer: &Writer<'_>, vault: &mut Vault, part: i64) -> Result<(), LedgerError> {
    let till = Till::new(u64::try_from(1 + part % 2).expect("small")).expect("till");
    let at = |second| stamp(till, part * 100 + second);
    let paid = take(writer, vault, &at(0), CARD, 5_000 + u64::try_from(part).expect("small"), None)?;
    writer.record_fact(vault, &at(1), &Fact::Reveal { transaction: paid.seq })?;
    for second in 2..9 {
        take(writer, vault, &at(second), "9934567890123456", 1_000, None)?;
    }
    take(writer, vault, &at(9), CARD, 300, Some(&paid))?;
    Ok(())
}

#[test]
fn a_loaded_ledger_is_the_one_that_a_till_would_have_made() {
    let (house, other) = (House::new(), House::new());
    fs::copy(house.keyring(), other.keyring()).expect("the same keys");
    let mut vault = house.vault_with(SameLedger);
    let mut load = house.load().expect("begun");
    for part in 0..200 {
        load.write(|writer| fill(writer, &mut vault, part)).expect("written");
    }
    let bytes = load.finish().expect("finished");
    assert_eq!(bytes, fs::metadata(house.ledger()).expect("metadata").len());

    let mut till = other.till_with(1, other.vault_with(SameLedger));
    for part in 0..200 {
        till.ledger.write(|writer| fill(writer, &mut till.vault, part)).expect("written");
        till.index();
    }
    drop(till);
    // How far each is indexed by now differs; once all is, nothing does.
    for house in [&house, &other] {
        let mut till = house.till(1);
        till.ledger.portions = Portions { enough: 1, ..Portions::OF_A_SHOP };
        till.index();
    }
    let (loaded, made) = (tables(&house.ledger()), tables(&other.ledger()));
    assert_eq!(made["transactions"].len(), 1_800);
    assert!(!made["blocks"].is_empty(), "indexed");
    for (table, rows) in made.iter().filter(|(table, _)| *table != "sealed") {
        assert!(loaded[table] == *rows, "{table}");
    }
    // Each with a nonce of its own: number, key and fingerprint are the same, the bytes are not.
    assert_eq!(loaded["sealed"].len(), made["sealed"].len());
    for (one, other) in loaded["sealed"].iter().zip(&made["sealed"]) {
        assert!(one[0] == other[0] && one[1] == other[1] && one[3] == other[3] && one[2] != other[2]);
    }
}

#[test]
fn there_is_nothing_of_that_name_before_it_is_finished() {
    let house = House::new();
    let mut vault = house.vault();
    let mut load = house.load().expect("begun");
    assert!(!house.ledger().exists());
    load.write(|writer| fill(writer, &mut vault, 0)).expect("written");
    assert!(!house.ledger().exists());
    drop(load);
    assert_eq!(house.names(), [""; 0], "nothing is left of what was not finished");
    let mut load = house.load().expect("begun");
    load.write(|writer| fill(writer, &mut vault, 0)).expect("written");
    load.finish().expect("finished");
    assert_eq!(house.names(), ["ledger.db"]);
    assert_eq!(house.till(1).ledger.head().expect("read").seq, 11);
}

#[test]
fn what_a_killed_load_has_left_is_removed() {
    let house = House::new();
    let folder = house.ledger().parent().expect("folder").to_owned();
    fs::create_dir_all(&folder).expect("folder");
    // One that ended before anything was written, one that no power loss could end worse, and a whole one.
    fs::write(folder.join("ledger.db.unfinished-7"), "").expect("written");
    fs::write(folder.join("ledger.db.unfinished-8"), "half a page").expect("written");
    fs::write(folder.join("ledger.db.unfinished-8-wal"), "a log").expect("written");
    drop(Ledger::open(&folder.join("ledger.db.unfinished-9")).expect("made"));
    fs::write(folder.join("ledger.db.unfinished-"), "no number").expect("written");
    drop(house.load().expect("begun"));
    assert_eq!(house.names(), ["ledger.db.unfinished-"], "what is not ours stays");
}

#[test]
fn of_two_loads_at_once_the_first_to_finish_has_the_name() {
    let house = House::new();
    let mut vault = house.vault();
    let (mut first, mut second) = (house.load().expect("begun"), house.load().expect("begun"));
    assert_eq!(house.names().len(), 2);
    for part in 0..3 {
        first.write(|writer| fill(writer, &mut vault, part)).expect("written");
        second.write(|writer| fill(writer, &mut vault, part)).expect("written");
    }
    second.write(|writer| fill(writer, &mut vault, 3)).expect("written");
    first.finish().expect("finished");
    let trouble = second.finish().expect_err("there is a ledger by now").trouble;
    assert!(matches!(trouble, LedgerTrouble::NotEmpty), "{trouble:?}");
    assert_eq!(house.names(), ["ledger.db"]);
    assert_eq!(house.till(1).ledger.head().expect("read").seq, 31, "that of the first");
}

#[test]
fn a_ledger_with_facts_is_never_loaded_over() {
    let house = House::new();
    house.till(1).record(&Fact::Start);
    let before = tables(&house.ledger());
    let trouble = house.load().err().expect("refused").trouble;
    assert!(matches!(trouble, LedgerTrouble::NotEmpty), "{trouble:?}");
    assert_eq!((tables(&house.ledger()), house.names()), (before, vec!["ledger.db".to_owned()]));

    // One that got its first fact meanwhile.
    let house = House::new();
    let load = house.load().expect("begun");
    let mut till = house.till(1);
    till.record(&Fact::Start);
    let trouble = load.finish().expect_err("refused").trouble;
    assert!(matches!(trouble, LedgerTrouble::NotEmpty), "{trouble:?}");
    till.record(&Fact::Stop);
    assert_eq!(till.ledger.head().expect("read").seq, 3);
}

#[test]
fn an_empty_ledger_is_loaded_over_unless_a_program_has_it_open() {
    let house = House::new();
    let till = house.till(1);
    let trouble = house.load().err().expect("refused").trouble;
    assert!(matches!(trouble, LedgerTrouble::Locked), "{trouble:?}");
    drop(till);
    let load = house.load().expect("begun");
    let till = house.till(1);
    let trouble = load.finish().expect_err("refused").trouble;
    assert!(matches!(trouble, LedgerTrouble::Locked), "{trouble:?}");
    drop(till);
    let mut vault = house.vault();
    let mut load = house.load().expect("begun");
    load.write(|writer| fill(writer, &mut vault, 0)).expect("written");
    load.finish().expect("finished");
    assert_eq!(
        (house.names(), house.till(1).ledger.head().expect("read").seq),
        (vec!["ledger.db".to_owned()], 11)
    );
}

#[test]
fn a_load_that_is_stopped_ends_soon_and_leaves_nothing() {
    let house = House::new();
    let progress = Progress::new(std::sync::Arc::new(true.into()));
    let mut vault = house.vault();
    if let Ok(mut load) = NewLedger::begin(&house.ledger(), &vault.key_checks(), &progress) {
        let written = (0..1_000).try_for_each(|part| load.write(|writer| fill(writer, &mut vault, part)));
        assert!(written.is_err(), "it went on to the end");
    }
    assert_eq!(house.names(), [""; 0]);

    // Stopped when all is written: it is not published either.
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let progress = Progress::new(stop.clone());
    let mut load = NewLedger::begin(&house.ledger(), &vault.key_checks(), &progress).expect("begun");
    load.write(|writer| fill(writer, &mut vault, 0)).expect("written");
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let trouble = load.finish().expect_err("stopped").trouble;
    assert!(matches!(trouble, LedgerTrouble::Sqlite(_)), "{trouble:?}");
    assert_eq!(house.names(), [""; 0]);
}

/// The first fact under each key.
fn first_of_each_key(path: &Path) -> Vec<(u32, Fact)> {
    let mut seen = HashSet::new();
    facts(path).into_iter().filter(|(key, _)| seen.insert(*key)).collect()
}

#[test]
fn the_first_fact_under_a_new_key_is_the_key_change_whatever_comes_next() {
    let change = |key, after| (key, Fact::KeyChange(KeyChange::New { key, after }));
    for what in ["payment", "cancel", "another fact", "told at once", "load"] {
        let house = House::new();
        let mut till = house.till(1);
        let paid = till.pay(CARD, 1_000);
        // The program died after the keyring was written.
        house.new_key();
        let mut till = house.till(1);
        till.seconds = 10;
        match what {
            "payment" => drop(till.pay(CARD, 2_000)),
            "cancel" => drop(till.cancel(&paid, 100)),
            "another fact" => till.record(&Fact::Stop),
            "told at once" => {
                let stamp = till.stamp();
                let AtTill { ledger, vault, .. } = &mut till;
                ledger.write(|writer| writer.begin_key(vault, &stamp)).expect("told");
                // Once, however often.
                ledger.write(|writer| writer.begin_key(vault, &stamp)).expect("told");
            }
            _ => {
                let house = House::new();
                house.new_key();
                let mut load = house.load().expect("begun");
                load.write(|writer| fill(writer, &mut house.vault(), 0)).expect("written");
                load.finish().expect("finished");
                let [(2, Fact::Begun { .. })] = &first_of_each_key(&house.ledger())[..] else {
                    panic!("{:?}", facts(&house.ledger()))
                };
                continue;
            }
        }
        let found = first_of_each_key(&house.ledger());
        assert_eq!(found[1..], [change(2, 1)], "{what}");
        let changes =
            facts(&house.ledger()).into_iter().filter(|(_, fact)| fact.kind() == FactKind::KeyChange);
        assert_eq!(changes.count(), 1, "{what}");
        // Two more that the ledger never heard of.
        house.new_key();
        house.new_key();
        house.till(2).record(&Fact::Stop);
        assert_eq!(first_of_each_key(&house.ledger())[1..], [change(2, 1), change(4, 2)], "{what}");
    }
}

#[test]
fn a_new_ledger_under_a_new_key_begins_with_it() {
    let house = House::new();
    house.new_key();
    house.till(1).pay(CARD, 1_000);
    let found = facts(&house.ledger());
    assert!(matches!(found[..], [(2, Fact::Begun { .. }), (2, Fact::Payment { .. })]), "{found:?}");
}

#[test]
fn a_key_that_is_older_than_the_newest_fact_records_nothing() {
    let house = House::new();
    let mut old = house.till(1);
    old.pay(CARD, 1_000);
    house.new_key();
    house.till(2).pay(CARD, 2_000);
    let before = tables(&house.ledger());
    let stamp = old.stamp();
    let AtTill { ledger, vault, .. } = &mut old;
    let refused = ledger.write(|writer| writer.record_fact(vault, &stamp, &Fact::Stop)).expect_err("refused");
    assert!(matches!(refused.trouble, LedgerTrouble::Sqlite(_)), "{refused:?}");
    assert_eq!(tables(&house.ledger()), before);
}

#[test]
fn a_duplicate_is_found_from_another_program() {
    let house = House::new();
    let (mut one, mut two) = (house.till(1), house.till(2));
    assert_eq!((one.same(CARD, 1_000), two.same(CARD, 1_000)), (None, None));
    let first = one.pay(CARD, 1_000);
    assert_eq!((one.same(CARD, 1_000), two.same(CARD, 1_000)), (Some(first.seq), Some(first.seq)));
    let second = two.pay(CARD, 1_000);
    two.pay(CARD, 1_001);
    two.pay("9934567890123456", 1_000);
    for till in [&mut one, &mut two, &mut house.till(3)] {
        assert_eq!(till.same(CARD, 1_000), Some(second.seq), "the newest");
    }
    one.seconds = 100;
    one.cancel(&second, 1_000);
    for till in [&mut one, &mut two, &mut house.till(3)] {
        assert_eq!(till.same(CARD, 1_000), Some(first.seq), "nothing remains of the newest");
    }
}

#[test]
fn a_duplicate_is_found_half_way_through_a_rotation_and_after_it() {
    let cards = ["1234567890123456", "9934567890123456", "5409120034567", "0234567890"];
    let house = House::new();
    let (mut one, mut two) = (house.till(1), house.till(2));
    let paid = cards.map(|card| one.pay(card, 1_000).seq);
    // The second remembers them as they are now.
    assert_eq!(cards.map(|card| two.same(card, 1_000)), paid.map(Some));
    house.new_key();
    let mut rotating = house.till(3);
    rotating.seconds = 10;
    rotating.record(&Fact::Start);
    two.vault = house.vault();
    for done in [&paid[..0], &paid[..2], &paid[..]] {
        rotating.reseal(done);
        for till in [&mut two, &mut rotating, &mut house.till(4)] {
            assert_eq!(
                cards.map(|card| till.same(card, 1_000)),
                paid.map(Some),
                "{} are made anew",
                done.len()
            );
        }
    }
    let keys = tables(&house.ledger())["sealed"].iter().map(|row| row[1].clone()).collect::<Vec<_>>();
    assert_eq!(keys, vec![Value::Integer(2); 4]);
    // Taken under the new key, and asked about by one that remembers what was under the old one.
    let again = rotating.pay(cards[0], 1_000);
    assert_eq!(two.same(cards[0], 1_000), Some(again.seq));
}

/// Takes `count` payments of other cards in one transaction of the database.
fn pay_many(till: &mut AtTill, count: u64) {
    let stamps: Vec<Stamp> = (0..count).map(|_| till.stamp()).collect();
    let AtTill { ledger, vault, .. } = till;
    let many = ledger.write(|writer| {
        stamps.iter().try_for_each(|stamp| take(writer, vault, stamp, "5409120034567", 2_000, None).map(drop))
    });
    many.expect("paid");
}

#[test]
fn duplicates_are_looked_for_among_the_last_thousand() {
    let house = House::new();
    let (mut one, mut remembering, mut seeing) = (house.till(1), house.till(2), house.till(3));
    let paid = one.pay(CARD, 1_000);
    assert_eq!(remembering.same(CARD, 1_000), Some(paid.seq));
    pay_many(&mut one, 500);
    assert_eq!(seeing.same(CARD, 1_000), Some(paid.seq));
    pay_many(&mut one, 499);
    for till in [&mut one, &mut remembering, &mut seeing, &mut house.till(4)] {
        assert_eq!(till.same(CARD, 1_000), Some(paid.seq), "999 after it");
    }
    pay_many(&mut one, 1);
    for till in [&mut one, &mut remembering, &mut seeing, &mut house.till(4)] {
        assert_eq!(till.same(CARD, 1_000), None, "1,000 after it");
    }
}

#[test]
fn what_others_wrote_unseen_is_not_mixed_with_what_is_remembered() {
    let house = House::new();
    let (mut one, mut two) = (house.till(1), house.till(1));
    let first = one.pay(CARD, 1_000);
    assert_eq!(two.same(CARD, 1_000), Some(first.seq));
    // The same till at another program, and then more of another till than is looked back to.
    one.seconds = 500;
    let last = one.pay(CARD, 3_000);
    let mut other = house.till(2);
    pay_many(&mut other, 1_000);
    assert_eq!(two.same(CARD, 1_000), None);
    two.seconds = 100;
    assert!(two.pay(CARD, 4_000).id > last.id, "ids of a till grow");
}

#[test]
fn what_was_rolled_back_is_not_remembered() {
    let house = House::new();
    let mut till = house.till(1);
    till.pay(CARD, 1_000);
    let stamp = till.stamp();
    let AtTill { ledger, vault, .. } = &mut till;
    let (_, prints) = vault.fingerprints(&number(CARD));
    let undone: Result<(), LedgerError> = ledger.write(|writer| {
        let paid = take(writer, vault, &stamp, CARD, 9_000, None)?;
        let same = writer.last_same(&prints, won(9_000), stamp.at)?;
        assert_eq!(same.map(|same| same.seq), Some(paid.seq), "within, it is there");
        Err(LedgerTrouble::Full.at(writer.path()))
    });
    undone.expect_err("rolled back");
    assert_eq!(till.same(CARD, 9_000), None);
    let next = till.pay(CARD, 7_000);
    assert_eq!((next.seq, till.same(CARD, 7_000)), (3, Some(3)));
}

#[test]
fn every_ledger_has_an_id_of_its_own_for_ever() {
    let keys = House::new();
    let ids: HashSet<LedgerId> = (0..16)
        .map(|number| {
            let house = House::new();
            fs::copy(keys.keyring(), house.keyring()).expect("the same keys");
            let mut till = house.till(1);
            assert_eq!(till.ledger.id().expect("read"), None, "as long as nothing was recorded");
            till.pay(CARD, 1_000 + number);
            let id = till.ledger.id().expect("read");
            till.record(&Fact::Stop);
            assert_eq!(till.ledger.id().expect("read"), id);
            assert_eq!(house.till(2).ledger.id().expect("read"), id);
            id.expect("an id")
        })
        .collect();
    assert_eq!(ids.len(), 16);
}

#[test]
fn two_programs_that_begin_one_ledger_begin_it_once() {
    let house = House::new();
    let (mut one, mut two) = (house.till(1), house.till(2));
    one.record(&Fact::Start);
    two.record(&Fact::Start);
    let kinds: Vec<FactKind> = facts(&house.ledger()).iter().map(|(_, fact)| fact.kind()).collect();
    assert_eq!(kinds, [FactKind::Begun, FactKind::Start, FactKind::Start]);
    assert_eq!(one.ledger.id().expect("read"), two.ledger.id().expect("read"));
}
