//! Searches held against a plain look at every row. Rows are few and far between, so that they are in many blocks.

use std::ops::Range;

use proptest::{collection::vec, prelude::*, sample::select};
use rusqlite::{Connection, config::DbConfig, params};

use super::{check::Check, facets::Beside, *};
use crate::{
    payment::{Till, TransactionId},
    record::{Fact, Finding, OldTable, Origin, Totals, Wrong},
    staff::OperatorNumber,
};

/// The first of all times.
const EPOCH: i64 = 1_790_000_000_000;

/// A row to be written, before its payment and its place are known.
#[derive(Debug, Clone)]
struct Seed {
    /// Which of the payments before it is cancelled, as a share of them, and by how much of what remains.
    cancels: Option<(f64, u64)>,
    amount: u64,
    vat: Option<u64>,
    till: u8,
    months: u8,
    card: usize,
    /// Milliseconds since the row before it, whether its time is known; clocks are set back as well.
    step: (i64, bool),
    /// Facts of other kinds before it.
    gap: i64,
    id: Ids,
}

/// Where an id comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// Digits that say nothing.
    Digits,
    /// The row's time.
    Time,
    /// Another system: digits at its beginning or its end, or none.
    Odd(u8),
}

/// The few cards there are: first six digits, last ones, how many, and what the fingerprint is made of.
const CARDS: [(&str, &str, u8, u8); 9] = [
    ("123456", "3456", 16, 0),
    ("123456", "0456", 15, 1),
    ("123456", "456", 14, 2),
    // The same digits are kept of another card.
    ("123456", "456", 13, 3),
    ("540912", "0123", 16, 4),
    ("540912", "123", 10, 5),
    ("540912", "1123", 16, 6),
    ("000000", "0000", 16, 7),
    ("000001", "000", 12, 8),
];

/// The memos: which one a row has, or none, is decided by its number.
const MEMOS: [&str; 7] = ["", "Order A-17", "", "order 주문 a-18 a-19", "", "주문 b", "A"];

/// The words of the memo of a row.
fn memo_words(seq: i64) -> Vec<String> {
    let memo = MEMOS[usize::try_from(seq).expect("a number") % MEMOS.len()];
    memo.split_whitespace().map(str::to_lowercase).collect()
}

/// Who recorded a row.
fn operator_of(seq: i64) -> Option<OperatorNumber> {
    [None, Some(1), Some(21), None, Some(22)][usize::try_from(seq).expect("a number") % 5]
        .and_then(OperatorNumber::new)
}

/// Whether a row is another system's.
fn is_imported(seq: i64) -> bool {
    seq % 7 == 3
}

fn beside(seq: i64) -> Beside {
    Beside { operator: operator_of(seq), is_imported: is_imported(seq) }
}

/// What is written: a row as it is.
#[derive(Debug, Clone)]
struct Plain {
    seq: i64,
    id: String,
    payment: Option<i64>,
    at: Option<i64>,
    till: u8,
    amount: u64,
    vat: u64,
    months: u8,
    card: usize,
    /// What remains of a payment.
    left: (u64, u64),
}

fn seeds(rows: Range<usize>) -> impl Strategy<Value = Vec<Seed>> {
    let amount = prop_oneof![
        select(vec![100, 456, 5_000, 55_000, 1_000_000, 1_000_000_000]),
        100..2_000_u64,
        (1..40_u64).prop_map(|thousands| thousands * 1_000),
    ];
    let step = prop_oneof![8 => 0..400_000_i64, 1 => -3_000_000..0_i64, 1 => 0..90_000_000_i64];
    let gap = prop_oneof![20 => Just(0), 4 => 1..9_i64, 1 => 1_000..40_000_i64, 1 => 60_000..300_000_i64];
    let seed = (
        proptest::option::weighted(0.3, (0.0..1.0, 0..3_u64)),
        amount,
        proptest::option::weighted(0.2, 0..99_u64),
        1..4_u8,
        select(vec![0, 0, 0, 3, 12]),
        0..CARDS.len(),
        (step, proptest::bool::weighted(0.95)),
        gap,
        prop_oneof![16 => Just(Ids::Time), 16 => Just(Ids::Digits), 3 => (0..4_u8).prop_map(Ids::Odd)],
    );
    let seed = seed.prop_map(|(cancels, amount, vat, till, months, card, step, gap, id)| Seed {
        cancels,
        amount,
        vat,
        till,
        months,
        card,
        step,
        gap,
        id,
    });
    // In most ledgers all ids are of one kind.
    let kinds = select(vec![None, Some(Ids::Digits), Some(Ids::Time), Some(Ids::Time)]);
    (kinds, vec(seed, rows)).prop_map(|(kind, mut seeds)| {
        for seed in &mut seeds {
            seed.id = kind.unwrap_or(seed.id);
        }
        seeds
    })
}

/// A ledger that grows.
struct Shop {
    _home: tempfile::TempDir,
    ledger: Ledger,
    /// Another one on the same file, opened before its journal had what no opening takes.
    reader: Ledger,
    rows: Vec<Plain>,
    at: i64,
}

/// A ledger that indexes few rows at a time, so that these have many boundaries. It takes rows without what belongs to them.
fn opened(path: &std::path::Path) -> Ledger {
    let mut ledger = Ledger::open(path).expect("opened");
    ledger.portions = Portions::SMALL;
    let connection = &ledger.connection;
    let lax = "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF";
    connection.execute_batch(lax).expect("tests may lose power");
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).expect("set");
    ledger
}

/// Writes a row, and what remains of its payment.
fn insert(connection: &Connection, row: &Plain, left: Option<(u64, u64)>) {
    const ROW: &str = "INSERT INTO transactions (seq, id, kind, payment, created_at, utc_offset, till, amount, vat, \
         installments, card_head, card_tail, card_digits) \
         VALUES (?1, ?2, ?3, ?4, ?5, 540, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    const SEALED: &str =
        "INSERT INTO sealed (seq, key_id, message, fingerprint) VALUES (?1, 1, zeroblob(490), ?2)";
    const LEFT: &str = "INSERT OR REPLACE INTO balances (payment, amount, vat) VALUES (?1, ?2, ?3)";
    let Plain { seq, id, payment, at, till, amount, vat, months, card, .. } = row;
    let (head, tail, digits, print) = CARDS[*card];
    let kind = if payment.is_some() { 2 } else { 1 };
    let write = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        let written = connection.prepare_cached(sql).and_then(|mut insert| insert.execute(values));
        assert_eq!(written.expect("written"), 1);
    };
    write(ROW, params![seq, id, kind, payment, at, till, amount, vat, months, head, tail, digits]);
    write(SEALED, params![seq, [print; 16]]);
    if operator_of(*seq).is_some() || is_imported(*seq) {
        const FACT: &str = "INSERT INTO journal (seq, at, utc_offset, till, operator, kind, body, key_id, hash) \
             VALUES (?1, 0, 0, 1, ?2, ?3, ?4, 1, zeroblob(32))";
        let origin = Origin { table: OldTable::Payment, before: None, repairs: Vec::new() };
        let origin = is_imported(*seq).then(|| Box::new(origin));
        let fact = if payment.is_some() { Fact::Cancel { origin } } else { Fact::Payment { origin } };
        write(FACT, params![seq, operator_of(*seq), kind, fact.body().expect("a body")]);
    }
    if is_imported(*seq) {
        const IMPORTED: &str = "INSERT INTO imported (seq, key_id, original, digest) \
             VALUES (?1, 1, zeroblob(40), zeroblob(16))";
        write(IMPORTED, params![seq]);
    }
    let words = memo_words(*seq);
    if !words.is_empty() {
        write("INSERT INTO memos (seq, fact, text) VALUES (?1, ?1 + 1, ?2)", params![seq, words.join(" ")]);
    }
    for word in words {
        write("INSERT INTO memo_words (word, seq) VALUES (?1, ?2)", params![word, seq]);
    }
    if let Some((amount, vat)) = left {
        write(LEFT, params![payment, amount, vat]);
    }
}

impl Shop {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("folder");
        let [ledger, reader] = [(); 2].map(|()| opened(&home.path().join("ledger.db")));
        // In a shop with people.
        let person = "INSERT INTO journal (seq, at, utc_offset, till, kind, body, key_id, hash) \
             VALUES (0, 0, 0, 1, 22, x'01', 1, zeroblob(32))";
        ledger.connection.execute(person, []).expect("people");
        Self { _home: home, ledger, reader, rows: Vec::new(), at: EPOCH }
    }

    /// Indexes some. Without a look at the file: the journal of this ledger has gaps.
    fn index_some(&mut self) -> bool {
        build::index_some(&mut self.ledger.connection, self.ledger.portions).expect("indexed")
    }

    /// Drops some of the index, in the same way.
    fn drop_index_some(&mut self) -> bool {
        build::drop_some(&mut self.ledger.connection, self.ledger.portions).expect("dropped")
    }

    fn write(&mut self, seeds: &[Seed]) {
        let connection: &Connection = &self.ledger.connection;
        let all = connection.unchecked_transaction().expect("transaction");
        for seed in seeds {
            self.at += seed.step.0;
            let number = self.rows.len() + 1;
            let seq = self.rows.last().map_or(0, |last| last.seq) + 1 + seed.gap;
            let payments: Vec<usize> =
                (0..self.rows.len()).filter(|row| self.rows[*row].payment.is_none()).collect();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let cancel = seed.cancels.and_then(|(share, part)| {
                let payment = *payments.get((share * payments.len() as f64) as usize)?;
                let (amount, vat) = self.rows[payment].left;
                let take = if part == 0 { amount } else { amount.div_ceil(part + 1) };
                let of_vat = if take == amount { vat } else { vat.saturating_sub(amount - take) };
                (take > 0).then_some((payment, take, of_vat))
            });
            let (amount, vat) = cancel.map_or_else(
                || (seed.amount, seed.vat.unwrap_or((2 * seed.amount + 11) / 22)),
                |(_, amount, vat)| (amount, vat),
            );
            let id = match seed.id {
                Ids::Odd(0) => format!("OTHER-SYSTEM-{number:07}"),
                Ids::Odd(1) => format!("OTHER-SYST-{number:09}"),
                Ids::Odd(2) => format!("2609{:03}X{number:012}", number % 7),
                Ids::Odd(_) => format!("QWERTYUIOP{number:09}K"),
                Ids::Digits => {
                    format!(
                        "26{number:08}{:02}{:03}{:02}{:03}",
                        number % 60,
                        number * 7 % 1_000,
                        seed.till,
                        number % 11
                    )
                }
                Ids::Time => {
                    let till = Till::new(seed.till.into()).expect("till");
                    let mut ids = TransactionId::all_of(local(self.at), till);
                    let new = ids.find(|id| self.rows.iter().all(|row| row.id != id.as_str()));
                    new.expect("an id").as_str().to_owned()
                }
            };
            let id = if self.rows.iter().any(|row| row.id == id) { format!("K{number:018}K") } else { id };
            let row = Plain {
                seq,
                id,
                payment: cancel.map(|(payment, ..)| self.rows[payment].seq),
                at: seed.step.1.then_some(self.at),
                till: seed.till,
                amount,
                vat,
                months: if cancel.is_some() { 0 } else { seed.months },
                card: seed.card,
                left: (amount, vat),
            };
            let left = cancel.map(|(payment, amount, vat)| {
                let left = &mut self.rows[payment].left;
                *left = (left.0 - amount, left.1 - vat);
                *left
            });
            insert(connection, &row, left);
            self.rows.push(row);
        }
        all.commit().expect("committed");
    }
}

/// The time where the shop is.
fn local(at: i64) -> chrono::NaiveDateTime {
    chrono::DateTime::from_timestamp_millis(at + 9 * 3_600_000).expect("a time").naive_utc()
}

/// Ranges of time in order that do not touch.
fn apart(mut ends: Vec<i64>) -> Vec<Range<i64>> {
    ends.sort_unstable();
    ends.dedup();
    ends.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect()
}

fn conditions() -> impl Strategy<Value = Condition> {
    let at = EPOCH - 5_000_000..EPOCH + 900_000_000_i64;
    let quarters = (EPOCH / 900_000 - 5..EPOCH / 900_000 + 1_000).prop_map(|quarter| quarter * 900_000);
    let any = Just(i64::MAX).boxed();
    let ends = prop_oneof![8 => at, 8 => quarters, 1 => any, 1 => Just(i64::MIN)];
    let number = |row: u64, till: u8| {
        format!("26{row:08}{:02}{:03}{till:02}{:03}", row % 60, row * 7 % 1_000, row % 11)
    };
    prop_oneof![
        select(vec![
            "456", "56", "6", "0", "00", "999", "777", "0456", "3456", "0123", "123", "1123", "0000"
        ])
        .prop_map(|end| Condition::CardEnd(end.into())),
        select(vec!["1", "12", "123456", "540912", "54091", "0", "00000", "000001", "999999"])
            .prop_map(|begin| Condition::CardBegins(begin.into())),
        "[0-9]{1,3}".prop_map(Condition::IdEnds),
        (1..1_000_u64, 1..4_u8, 2..19_usize).prop_map(move |(row, till, digits)| Condition::IdEnds(
            number(row, till).chars().skip(20 - digits).collect()
        )),
        (1..1_000_u64, 1..9_usize).prop_map(|(row, digits)| Condition::IdEnds(
            format!("{row:08}").chars().skip(8 - digits).collect()
        )),
        (0..100_u64, 6..14_usize).prop_map(|(row, digits)| {
            Condition::IdBegins(format!("26{row:012}").chars().take(digits).collect())
        }),
        (0..90_000_000_i64, 6..14_usize).prop_map(|(after, digits)| {
            let stamp = local(EPOCH + after).format("%y%m%d%H%M%S%3f").to_string();
            Condition::IdBegins(stamp.chars().take(digits).collect())
        }),
        // No day, an hour that no clock shows, and what odd ids begin with.
        select(vec!["269999", "26092131", "260900", "2609003"])
            .prop_map(|digits| Condition::IdBegins(digits.into())),
        // With letters in them.
        select(vec!["OTHER", "OTHER-SYSTEM-00", "QWE", "QWERTYUIOP00", "2609001X", "2609003X0000", "OTHERS"])
            .prop_map(|begin| Condition::IdBegins(begin.into())),
        (1..300_u64, 10..18_usize).prop_map(|(row, letters)| {
            Condition::IdEnds(format!("QWERTYUIOP{row:09}K").chars().skip(letters).collect())
        }),
        (1..300_u64).prop_map(|row| Condition::IdEnds(format!("M-{row:07}"))),
        (1..900_u64, 1..4_u8).prop_map(move |(row, till)| {
            Condition::Id(TransactionId::parse(&number(row, till)).expect("id"))
        }),
        (0..2_000_u64, 0..60_000_u64).prop_map(|(from, more)| Condition::Amount(from..=from + more)),
        select(vec![
            100..=100,
            55_000..=55_000,
            456..=456,
            1_000..=999_999,
            999_999_999..=u64::MAX,
            0..=u64::MAX
        ])
        .prop_map(Condition::Amount),
        vec(ends, 2..7).prop_map(|ends| Condition::Times(apart(ends))),
        // A time of day, on days that follow each other; to the quarter of an hour, or to the minute.
        (0..96_i64, 1..4_i64, 0..3_i64, 1..14_i64, select(vec![0, 0, 300_000])).prop_map(
            |(quarter, quarters, first, days, more)| {
                let midnight = (EPOCH / 86_400_000 + first) * 86_400_000;
                let from = |day: i64| midnight + day * 86_400_000 + quarter * 900_000;
                Condition::Times(
                    (0..days).map(|day| from(day) + more..from(day) + quarters * 900_000).collect(),
                )
            }
        ),
        Just(Condition::Payment),
        Just(Condition::Cancel),
        Just(Condition::Imported),
        select(vec![State::Untouched, State::Part, State::Full]).prop_map(Condition::State),
        select(vec![0..=0, 3..=3, 1..=12, 5..=6]).prop_map(Condition::Installments),
        (1..5_u64).prop_map(|till| Condition::Till(Till::new(till).expect("till"))),
        // The number of a row, or of none: which card it has is seen when rows are there.
        (0..60_i64).prop_map(Condition::SameCard),
        select(vec!["", "a", "a-1", "a-19", "order", "주", "주문", "z", "orders"])
            .prop_map(|word| Condition::Memo(word.into())),
        select(vec![1, 21, 22, 23])
            .prop_map(|number| Condition::Operator(OperatorNumber::new(number).expect("number"))),
    ]
}

fn queries() -> impl Strategy<Value = Query> {
    let term = (proptest::bool::weighted(0.25), vec(conditions(), 1..3), vec(conditions(), 0..2));
    let term = term.prop_map(|(not, any, after)| Term { not, any, after });
    vec(term, 0..4).prop_map(|terms| Query { terms })
}

/// Whether a condition holds, as plainly as it can be said.
fn holds(condition: &Condition, row: &Plain, rows: &[Plain]) -> bool {
    let (payment, id) = (row.payment.is_none(), row.id.as_str());
    let (head, tail, ..) = CARDS[row.card];
    let left = row.left.0;
    match condition {
        Condition::CardEnd(digits) => {
            let is_short = tail.len() < digits.len();
            tail.ends_with(digits) || (is_short && digits.ends_with(tail))
        }
        Condition::CardBegins(digits) => head.starts_with(digits),
        Condition::Id(wanted) => wanted.as_str() == id,
        Condition::IdBegins(digits) => id.starts_with(digits),
        Condition::IdEnds(digits) => id.ends_with(digits),
        Condition::Amount(range) => range.contains(&row.amount),
        Condition::Times(times) => row.at.is_some_and(|at| times.iter().any(|time| time.contains(&at))),
        Condition::Payment => payment,
        Condition::Cancel => !payment,
        Condition::State(State::Untouched) => payment && left == row.amount,
        Condition::State(State::Part) => payment && left > 0 && left < row.amount,
        Condition::State(State::Full) => payment && left == 0,
        Condition::Installments(months) => payment && months.contains(&row.months),
        Condition::Till(till) => till.number() == row.till,
        Condition::Operator(number) => operator_of(row.seq) == Some(*number),
        Condition::Imported => is_imported(row.seq),
        // Nothing was handed over here; `tests/desk/hand_over.rs` asks for these.
        // And a ledger knows no shops.
        Condition::Rejected
        | Condition::Unanswered
        | Condition::Contradicted
        | Condition::Approval(_)
        | Condition::Shop(_) => false,
        Condition::SameCard(of) => rows.iter().any(|one| one.seq == *of && one.card == row.card),
        Condition::Memo(word) => memo_words(row.seq).iter().any(|own| own.starts_with(word)),
    }
}

/// The list of a query.
fn expected<'a>(query: &Query, rows: &'a [Plain]) -> Vec<(ListPlace, &'a Plain)> {
    let rank = |row: &Plain| -> Option<u8> {
        let mut rank = 0;
        for Term { not, any, after } in &query.terms {
            let first = any.iter().any(|condition| holds(condition, row, rows));
            let second = after.iter().any(|condition| holds(condition, row, rows));
            match (not, first, second) {
                (true, false, false) | (false, true, _) => {}
                (false, false, true) => rank = 1,
                _ => return None,
            }
        }
        Some(rank)
    };
    let place = |row: &'a Plain| Some((ListPlace::in_ledger(rank(row)?, row.seq), row));
    let mut found: Vec<(ListPlace, &Plain)> = rows.iter().filter_map(place).collect();
    found.sort_by_key(|(place, _)| *place);
    found
}

fn totals<'a>(rows: impl Iterator<Item = &'a Plain>) -> Totals {
    let mut totals = Totals::default();
    for row in rows {
        totals.add(row.payment.is_some(), row.amount, row.vat);
    }
    totals
}

/// The whole list in pages of `limit`, forwards and backwards.
fn pages(search: &mut Search<'_>, limit: usize) -> [Vec<ListPlace>; 2] {
    let mut forwards: Vec<ListPlace> = Vec::new();
    loop {
        let from = forwards.last().map_or(PageFrom::Start, |last| PageFrom::After(*last));
        let page = search.places(from, limit).expect("page").expect("not stopped");
        let end = page.len() < limit;
        forwards.extend(page);
        if end {
            break;
        }
    }
    let mut backwards: Vec<ListPlace> = Vec::new();
    loop {
        let from = backwards.first().map_or(PageFrom::End, |first| PageFrom::Before(*first));
        let mut page = search.places(from, limit).expect("page").expect("not stopped");
        let end = page.len() < limit;
        page.append(&mut backwards);
        backwards = page;
        if end {
            break;
        }
    }
    [forwards, backwards]
}

/// What the checker finds.
fn finding(ledger: &Ledger) -> Option<Finding> {
    let mut check = Check::begin(&ledger.connection).expect("begun");
    rows::each(&ledger.connection, (0, i64::MAX), usize::MAX, |row| check.row(row, beside(row.seq)))
        .expect("read");
    check.end().expect("read")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Rows are indexed in part, wholly or not at all, and more are written between.
    #[test]
    fn pages_counts_and_totals_are_those_of_a_plain_look_at_every_row(
        first in seeds(0..300),
        then in seeds(0..40),
        index in 0..40_usize,
        queries in vec(queries(), 16),
        limit in 1..60_usize,
        spans in vec((0..900_000_000_i64, 0..90_000_000_i64), 3),
    ) {
        let mut shop = Shop::new();
        let spans: Vec<_> = spans.into_iter().map(|(from, ms)| EPOCH + from..EPOCH + from + ms).collect();
        for seeds in [first, then] {
            shop.write(&seeds);
            for _ in 0..index {
                shop.index_some();
            }
            prop_assert_eq!(finding(&shop.ledger), None);
            for query in &queries {
                let expected = expected(query, &shop.rows);
                let places: Vec<ListPlace> = expected.iter().map(|(place, _)| *place).collect();
                let mut search = shop.ledger.search(query, &|| false).expect("search");
                let [forwards, backwards] = pages(&mut search, limit);
                prop_assert_eq!(&forwards, &places, "{:?}", query);
                prop_assert_eq!(&backwards, &places, "{:?}", query);
                let count = places.len() as u64;
                prop_assert_eq!(search.count(u64::MAX).expect("count"), Some(Count::Exactly(count)));
                let found = || expected.iter().map(|(_, row)| *row);
                // Spans of quarters of an hour are those of charts.
                let quarter = |at: i64| at / 900_000 * 900_000;
                let quarters = spans.iter().map(|span| quarter(span.start)..quarter(span.end)).collect();
                for spans in [Vec::new(), quarters, spans.clone()] {
                    let by_span = spans.iter().map(|span| {
                        totals(found().filter(|row| row.at.is_some_and(|at| span.contains(&at))))
                    });
                    let sums = (totals(found()), by_span.collect::<Vec<_>>());
                    prop_assert_eq!(search.totals(&spans).expect("totals"), Some(sums), "{:?}", query);
                }
            }
            let known = || shop.rows.iter().filter_map(|row| row.at);
            let times = known().min().zip(known().max()).map(|(first, last)| first..=last);
            let everything = Query::default();
            let search = shop.ledger.search(&everything, &|| false).expect("search");
            prop_assert_eq!(search.times().expect("times"), times);
            for till in 1..4 {
                let last = shop.rows.iter().rev().find(|row| row.till == till).map(|row| row.seq);
                let till = Till::new(till.into()).expect("till");
                prop_assert_eq!(lookup::last_seq_of(&shop.ledger.connection, till).expect("last"), last);
            }
        }
    }

    /// What was seen stays where it was while more is written: newer rows come before it.
    #[test]
    fn pages_go_on_where_they_were_while_more_is_written(
        batches in vec(seeds(1..60), 3..8),
        query in queries(),
        limit in 1..9_usize,
    ) {
        prop_assume!(!is_changing(&query));
        let mut shop = Shop::new();
        let (mut seen, mut last): (Vec<ListPlace>, Option<ListPlace>) = (Vec::new(), None);
        for batch in batches {
            shop.write(&batch);
            shop.index_some();
            let mut search = shop.ledger.search(&query, &|| false).expect("search");
            let from = last.map_or(PageFrom::Start, PageFrom::After);
            seen.extend(search.places(from, limit).expect("page").expect("rows"));
            last = seen.last().copied();
        }
        let all: Vec<ListPlace> = expected(&query, &shop.rows).iter().map(|(place, _)| *place).collect();
        let from = seen.first().map_or(0, |first| all.iter().position(|place| place == first).expect("there"));
        // Rows that come behind all others may be new as well, and then appear before what was seen of those.
        let old: Vec<ListPlace> = all[from..].iter().copied().filter(|place| seen.contains(place)).collect();
        prop_assert_eq!(&seen, &old);
    }

    /// Rows are written and indexed between the pages.
    #[test]
    fn a_reading_is_the_list_as_it_was_at_its_beginning(
        first in seeds(0..300),
        then in vec(seeds(0..30), 3),
        query in queries(),
        limit in 1..200_usize,
    ) {
        prop_assume!(!is_changing(&query));
        let mut shop = Shop::new();
        // A page has whole rows, and those need a time.
        let timed = |mut seeds: Vec<Seed>| {
            for seed in &mut seeds {
                seed.step.1 = true;
            }
            seeds
        };
        shop.write(&timed(first));
        shop.index_some();
        let places: Vec<ListPlace> = expected(&query, &shop.rows).iter().map(|(place, _)| *place).collect();
        let (mut read, mut then) = (Vec::new(), then.into_iter());
        // A reading holds nothing of the ledger: another one writes to the same file.
        let mut reading = ListCursor::of(&query);
        loop {
            let page = shop.reader.next_page(&mut reading, limit).expect("page");
            read.extend(page.iter().map(|found| found.place));
            if page.is_empty() {
                break;
            }
            if let Some(seeds) = then.next() {
                shop.write(&timed(seeds));
                shop.index_some();
            }
        }
        prop_assert_eq!(read, places);
    }
}

#[test]
fn what_is_recorded_after_the_first_page_is_in_no_rank_of_a_list() {
    let mut shop = Shop::new();
    shop.write(&regular(300));
    while shop.index_some() {}
    let amount = |won| Condition::Amount(won..=won);
    let query =
        Query { terms: vec![Term { not: false, any: vec![amount(1_000)], after: vec![amount(1_500)] }] };
    let places: Vec<ListPlace> = expected(&query, &shop.rows).iter().map(|(place, _)| *place).collect();
    assert!(places.iter().any(|place| place.rank == 1));
    let reader = opened(shop.ledger.path());
    let mut reading = ListCursor::of(&query);
    let mut read = Vec::new();
    loop {
        let page = reader.next_page(&mut reading, 5).expect("page");
        read.extend(page.iter().map(|found| found.place));
        if page.is_empty() {
            break;
        }
        // Another till writes, and the index catches up, before the second rank begins.
        if read.len() == 5 {
            shop.write(&regular(300));
            while shop.index_some() {}
        }
    }
    assert_eq!(read, places);
}

/// Whether what a query means may change: how much of a payment was cancelled, and which card a number that is not given yet
/// will have.
fn is_changing(query: &Query) -> bool {
    let changes = |one: &Condition| matches!(one, Condition::State(_) | Condition::SameCard(_));
    query.terms.iter().any(|term| term.any.iter().chain(&term.after).any(changes))
}

/// Payments and cancels a minute apart, a fourth of them in other blocks.
fn regular(rows: u64) -> Vec<Seed> {
    let seed = |row: u64| Seed {
        cancels: row.is_multiple_of(4).then_some((0.5, 2)),
        amount: 1_000 + row % 7 * 500,
        vat: None,
        till: 1,
        months: 3,
        card: usize::try_from(row % 3).expect("small"),
        step: (60_000, true),
        gap: if row.is_multiple_of(97) { 70_000 } else { 0 },
        id: Ids::Time,
    };
    (0..rows).map(seed).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Tills anywhere in the world, and bounds that are days apart.
    #[test]
    fn sums_by_the_clock_on_the_wall_are_those_of_a_plain_look_at_every_row(
        first in seeds(0..300),
        then in seeds(0..40),
        index in 0..40_usize,
        begin in -400_000_000..900_000_000_i64,
        days in vec(2..12_i64, 0..6),
        query in queries(),
    ) {
        let mut shop = Shop::new();
        for seeds in [first, then] {
            shop.write(&seeds);
            for _ in 0..index {
                shop.index_some();
            }
        }
        // From a minute less than a day behind UTC to one before.
        shop.ledger.connection.execute("UPDATE transactions SET utc_offset = seq * 7919 % 2879 - 1439", []).expect("moved");
        let on_wall = |row: &Plain| Some(row.at? + (row.seq * 7919 % 2879 - 1439) * 60_000);
        let bounds = days.iter().scan(EPOCH + begin, |bound, days| { *bound += days * 86_400_000; Some(*bound) });
        let bounds: Vec<i64> = std::iter::once(EPOCH + begin).chain(bounds).collect();
        let times: Vec<_> = bounds.iter().map(|ms| chrono::DateTime::from_timestamp_millis(*ms).expect("a time").naive_utc()).collect();
        for query in [Query::default(), query] {
            let mut search = shop.ledger.search(&query, &|| false).expect("search");
            let found = expected(&query, &shop.rows);
            let sums = bounds.windows(2).map(|span| {
                let within = |row: &&Plain| on_wall(row).is_some_and(|at| (span[0]..span[1]).contains(&at));
                totals(found.iter().map(|(_, row)| *row).filter(within))
            });
            prop_assert_eq!(search.wall_clock_totals(&times).expect("sums"), Some(sums.collect()), "{:?}", query);
        }
    }
}

#[test]
fn a_search_that_is_to_stop_answers_nothing() {
    let mut shop = Shop::new();
    shop.write(&regular(700));
    let query = Query::from(Condition::Payment);
    let asked = std::cell::Cell::new(0);
    let give_up = || asked.replace(asked.get() + 1) >= 1;
    let mut search = shop.ledger.search(&query, &give_up).expect("search");
    assert_eq!(search.totals(&[]).expect("no trouble"), None);
    assert_eq!(search.wall_clock_totals(&[]).expect("no trouble"), None);
    assert_eq!(search.count(u64::MAX).expect("no trouble"), None);
    assert_eq!(search.page(PageFrom::Start, 9).expect("no trouble"), None);
    assert_eq!(asked.get(), 6);
}

#[test]
fn a_card_is_known_again_by_the_fingerprints_of_two_keys() {
    let mut shop = Shop::new();
    shop.write(&regular(60));
    let query = Query::from(Condition::SameCard(70_001));
    let count = |prints: Option<u8>| {
        let mut search = shop.ledger.search(&query, &|| false).expect("search");
        search.add_fingerprints(70_001, prints.map(|print| (2, Fingerprint([print; 16]))));
        search.count(u64::MAX).expect("count")
    };
    assert_eq!(count(None), Some(Count::Exactly(20)));
    let sql =
        "UPDATE sealed SET key_id = 2, fingerprint = ?1 WHERE seq > 70030 AND fingerprint = zeroblob(16)";
    shop.ledger.connection.execute(sql, [[9_u8; 16]]).expect("sealed again");
    assert_eq!(count(None), Some(Count::Exactly(10)));
    assert_eq!(count(Some(9)), Some(Count::Exactly(20)));
}

/// What is written into the index by hand is an error or a wrong answer, and never the end of the program.
#[test]
fn whatever_is_in_the_index_ends_no_search_in_a_panic() {
    let mut shop = Shop::new();
    shop.write(&regular(600));
    while shop.index_some() {}
    let range = |from| Condition::Amount(from..=2_000);
    let conditions = [
        Condition::CardEnd("456".into()),
        Condition::IdEnds("7".into()),
        Condition::IdEnds("123456789".into()),
        Condition::IdBegins("260921".into()),
        Condition::IdBegins("2609212".into()),
        range(1_500),
        range(0),
        Condition::State(State::Part),
        Condition::State(State::Untouched),
        Condition::Installments(1..=12),
        Condition::SameCard(7),
        Condition::Times(vec![EPOCH - 7..EPOCH + 7_000_000, EPOCH + 9_900_000..i64::MAX]),
        Condition::Times(std::iter::once(i64::MIN..EPOCH + 900_000).collect()),
    ];
    let home = tempfile::tempdir().expect("folder");
    let columns = [
        ("blocks", "block"),
        ("blocks", "until"),
        ("blocks", "first_at"),
        ("blocks", "last_at"),
        ("blocks", "payments"),
        ("blocks", "paid"),
        ("amounts", "chunk"),
        ("facets", "key"),
    ];
    let (mut told, mut damaged) = (0, 0);
    for (table, column) in columns {
        for value in [i64::MAX, i64::MIN, -1, 1 << 62, 7] {
            let path = home.path().join(format!("{table}-{column}-{value}.db"));
            shop.ledger.connection.execute("VACUUM INTO ?1", [path.to_str()]).expect("copied");
            let ledger = opened(&path);
            ledger.connection.execute_batch("PRAGMA ignore_check_constraints = ON").expect("set");
            // Of keys there can be only one of a value.
            let sql = format!("UPDATE OR IGNORE {table} SET {column} = {value}");
            ledger.connection.execute(&sql, []).expect("changed");
            for first in &conditions {
                for other in [None, Some(&conditions[0]), Some(&conditions[5])] {
                    let terms = [Some(first), other].into_iter().flatten().cloned().map(Term::is).collect();
                    let query = Query { terms };
                    let answer = ledger.search(&query, &|| false).and_then(|mut search| {
                        let start = search.page(PageFrom::Start, 20);
                        let end = search.page(PageFrom::End, 20);
                        let span = EPOCH..EPOCH + 4_500_000;
                        let totals = search.totals(std::slice::from_ref(&span));
                        let count = search.count(u64::MAX);
                        start.and(end).and(totals.map(|_| ())).and(count.map(|_| ()))
                    });
                    *(if answer.is_ok() { &mut told } else { &mut damaged }) += 1;
                }
            }
        }
    }
    assert!(told > 100 && damaged > 100, "{told} {damaged}");
}

#[test]
fn what_is_wrong_in_any_block_is_found_there() {
    let mut shop = Shop::new();
    for seeds in regular(500).chunks(50) {
        shop.write(seeds);
        while shop.index_some() {}
    }
    let change = |sql: &str| shop.ledger.connection.execute_batch(sql).expect("changed");
    let keys = |sql: &str| -> Vec<i64> {
        let mut statement = shop.ledger.connection.prepare(sql).expect("SQL");
        let keys = statement.query_map([], |row| row.get(0)).expect("rows");
        keys.collect::<Result<_, _>>().expect("keys")
    };
    for (table, column, bytes) in [(Table::Facets, "key", "rows"), (Table::Amounts, "chunk", "packed")] {
        let all = keys(&format!("SELECT {column} FROM {table} ORDER BY {column}"));
        let states =
            all.iter().filter(|key| table == Table::Facets && *key >> 32 & 0xFF == Facet::State as i64);
        for key in all.iter().step_by(if table == Table::Facets { 61 } else { 2 }).chain(states) {
            change(&format!("CREATE TEMP TABLE kept AS SELECT * FROM {table} WHERE {column} = {key}"));
            change(&format!("DELETE FROM {table} WHERE {column} = {key}"));
            assert_eq!(finding(&shop.ledger), Some(Finding::at(table, *key, Wrong::Missing)));
            change(&format!("INSERT INTO {table} SELECT {column}, CAST({bytes} || x'00' AS BLOB) FROM kept"));
            assert_eq!(finding(&shop.ledger), Some(Finding::at(table, *key, Wrong::Altered)));
            change(&format!(
                "DELETE FROM {table} WHERE {column} = {key}; INSERT INTO {table} SELECT * FROM kept"
            ));
            change("DROP TABLE kept");
        }
    }
    let blocks = keys("SELECT block FROM blocks ORDER BY block");
    assert!(blocks.len() > 4, "{blocks:?}");
    for block in &blocks {
        for column in ["until", "first_at", "payments", "cancelled_vat"] {
            let by = if column == "until" { -1 } else { 1 };
            change(&format!("UPDATE blocks SET {column} = {column} + {by} WHERE block = {block}"));
            let found = finding(&shop.ledger).expect("found").spot;
            assert_eq!((found.table, found.row), (Table::Blocks, Some(*block)), "{column}");
            change(&format!("UPDATE blocks SET {column} = {column} - {by} WHERE block = {block}"));
        }
    }
    // Where nothing is, in front, between and behind.
    for stray in [-7, blocks[0] << 40 | 200 << 32, blocks[2] << 40 | 200 << 32, 99 << 40, 500_000_000_000_000]
    {
        change(&format!("INSERT INTO facets VALUES ({stray}, x'00')"));
        assert_eq!(finding(&shop.ledger), Some(Finding::at(Table::Facets, stray, Wrong::Unknown)));
        change(&format!("DELETE FROM facets WHERE key = {stray}"));
    }
    assert_eq!(finding(&shop.ledger), None);
}

#[test]
fn an_index_is_made_again_without_anything_of_the_old_one() {
    let mut shop = Shop::new();
    shop.write(&regular(600));
    while shop.index_some() {}
    let spoil = "UPDATE facets SET rows = x'00'; UPDATE amounts SET packed = x''; INSERT INTO facets VALUES (77, x'')";
    shop.ledger.connection.execute_batch(spoil).expect("spoilt");
    // Something of it is left when the program ends.
    for _ in 0..2 {
        assert!(shop.drop_index_some());
    }
    assert_eq!(shop.ledger.indexed().expect("read"), 0);
    while shop.index_some() {}
    assert!(shop.ledger.indexed().expect("read") > 0);
    assert_eq!(finding(&shop.ledger), None);
}

#[test]
fn every_statement_runs_on_an_index() {
    let shop = Shop::new();
    let connection = &shop.ledger.connection;
    let (by_seq, by_id) = ("INTEGER PRIMARY KEY (rowid=?)", "sqlite_autoindex_transactions_1 (id");
    let by_seqs = "INTEGER PRIMARY KEY (rowid>?";
    let by_payment = "transactions_by_payment (payment=?";
    let table = [
        (lookup::select("WHERE t.seq = ?1"), by_seq),
        (lookup::select("WHERE t.id = ?1"), by_id),
        (lookup::select("WHERE t.request_id = ?1"), "transactions_by_request (request_id=?)"),
        (lookup::select("WHERE t.payment = ?1 ORDER BY t.seq"), by_payment),
        (lookup::LAST_LOOSE.to_owned(), by_seqs),
        (TOUCHED.to_owned(), by_seqs),
        (NEXT.to_owned(), by_seqs),
        (rows::rows().to_owned(), by_seqs),
        (conditions::ROWS.to_owned(), by_seq),
        (conditions::RANGE.to_owned(), by_seqs),
        (conditions::FINGERPRINT.to_owned(), by_seq),
        (plan::BY_ID.to_owned(), "sqlite_autoindex_transactions_1 (id=?)"),
        (plan::BY_BEGINNING.to_owned(), "sqlite_autoindex_transactions_1 (id>? AND id<?)"),
        (amounts::AMOUNTS.to_owned(), by_seqs),
        (amounts::AMOUNTS_OF.to_owned(), by_seq),
        (build::CANCELLED.to_owned(), by_payment),
        (totals::LOOSE_TIMES.to_owned(), by_seqs),
        (wall_clock::WALL_CLOCKS.to_owned(), by_seqs),
    ];
    for (sql, index) in table {
        let plan = plan_of(connection, &sql);
        assert!(plan.contains(index), "{sql}\n{plan}");
        assert!(!plan.replace("SCAN CONSTANT ROW", "").contains("SCAN"), "nothing is scanned: {sql}\n{plan}");
        assert!(!plan.contains("FOR ORDER BY"), "nothing is sorted: {sql}\n{plan}");
    }
    // These read one end of a table, or one that is small.
    assert_eq!(plan_of(connection, blocks::NEWEST), "SEARCH transactions\n");
    for sql in [blocks::INDEXED, blocks::BLOCKS] {
        assert_eq!(plan_of(connection, sql), "SCAN blocks\n");
    }
}

fn plan_of(connection: &Connection, sql: &str) -> String {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("SQL");
    let (mut rows, mut plan) = (statement.raw_query(), String::new());
    while let Some(row) = rows.next().expect("plan") {
        plan += &(row.get::<_, String>(3).expect("text") + "\n");
    }
    plan
}
