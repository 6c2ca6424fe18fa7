//! Searches held against a plain look at every row. Blocks are small here, see `BLOCK`, so that there are many.

use std::ops::Range;

use proptest::{collection::vec, prelude::*, sample::select};
use rusqlite::Connection;

use super::*;
use crate::{
    ledger::search::blocks::FACTS,
    payment::{Kind, Till, TransactionId},
    record::{Fingerprint, Totals, Transaction},
};

/// The first of all times.
const EPOCH: i64 = 1_790_000_000_000;

/// A row to be written, before anything checks it.
#[derive(Debug, Clone)]
struct Seed {
    /// Which of the payments before it is cancelled, as a share of them, and by how much of what remains.
    cancels: Option<(f64, u64)>,
    amount: u64,
    vat: Option<u64>,
    till: u8,
    installments: u8,
    card: u8,
    /// Milliseconds since the row before it; clocks are set back as well.
    step: i64,
    id: Ids,
}

/// Where an id comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// Digits that say nothing.
    Digits,
    /// The row's time.
    Time,
    /// Another system.
    Odd,
}

fn seeds(rows: Range<usize>) -> impl Strategy<Value = Vec<Seed>> {
    let amount = prop_oneof![
        select(vec![100, 456, 5_000, 55_000, 1_000_000, 1_000_000_000]),
        100..2_000_u64,
        (1..40_u64).prop_map(|thousands| thousands * 1_000),
    ];
    let step = prop_oneof![8 => 0..400_000_i64, 1 => -3_000_000..0_i64, 1 => 0..90_000_000_i64];
    let cancels = proptest::option::weighted(0.3, (0.0..1.0, 0..3_u64));
    let seed = (
        cancels,
        amount,
        proptest::option::weighted(0.2, 0..99_u64),
        1..4_u8,
        select(vec![0, 0, 0, 3, 12]),
        0..6_u8,
        step,
        prop_oneof![16 => Just(Ids::Time), 16 => Just(Ids::Digits), 1 => Just(Ids::Odd)],
    );
    let seed = seed.prop_map(|(cancels, amount, vat, till, installments, card, step, id)| Seed {
        cancels,
        amount,
        vat,
        till,
        installments,
        card,
        step,
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

/// The last digits of the few cards there are.
const TAILS: [&str; 6] = ["456", "056", "006", "000", "123", "999"];

/// A ledger that grows.
struct Shop {
    _home: tempfile::TempDir,
    ledger: Ledger,
    /// What was written: the row, and what its payment is.
    rows: Vec<Transaction>,
    at: i64,
}

/// A ledger that looks up few rows at a time, so that these have many boundaries.
fn opened(path: &std::path::Path) -> Ledger {
    let mut ledger = Ledger::open(path).expect("opened");
    ledger.portions = Portions::SMALL;
    ledger
}

impl Shop {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("folder");
        let ledger = opened(&home.path().join("ledger.db"));
        ledger.connection.execute_batch("PRAGMA synchronous = OFF").expect("tests may lose power");
        Self { _home: home, ledger, rows: Vec::new(), at: EPOCH }
    }

    fn write(&mut self, seeds: &[Seed]) {
        let connection: &Connection = &self.ledger.connection;
        let all = connection.unchecked_transaction().expect("transaction");
        for seed in seeds {
            self.at += seed.step;
            let row = self.rows.len() + 1;
            let left = |payment: usize| -> (u64, u64) {
                let sql = "SELECT amount, vat FROM balances WHERE payment = ?1";
                connection.query_one(sql, [payment], |row| Ok((row.get(0)?, row.get(1)?))).expect("balance")
            };
            let payments: Vec<usize> =
                (1..row).filter(|row| self.rows[row - 1].kind == Kind::Payment).collect();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let payment = seed.cancels.and_then(|(share, part)| {
                let payment = *payments.get((share * payments.len() as f64) as usize)?;
                let (amount, vat) = left(payment);
                let take = if part == 0 { amount } else { amount.div_ceil(part + 1) };
                (take > 0).then(|| {
                    (payment, take, if take == amount { vat } else { vat.saturating_sub(amount - take) })
                })
            });
            let (amount, vat) = match payment {
                Some((_, take, vat)) => (take, vat),
                None => (seed.amount, seed.vat.unwrap_or((2 * seed.amount + 11) / 22)),
            };
            let id = match seed.id {
                Ids::Odd => format!("OTHER-SYSTEM-{row:07}"),
                Ids::Digits => {
                    format!("26{row:08}{:02}{:03}{:02}{:03}", row % 60, row * 7 % 1_000, seed.till, row % 11)
                }
                Ids::Time => {
                    let till = Till::new(seed.till.into()).expect("till");
                    let mut ids = TransactionId::all_of(local(self.at), till);
                    let new = ids.find(|id| self.rows.iter().all(|row| row.id != *id));
                    new.expect("an id").as_str().to_owned()
                }
            };
            let sql = "INSERT INTO transactions (id, kind, payment, created_at, utc_offset, till, amount, vat, \
                 installments, card_head, card_tail, card_digits, fingerprint) \
                 VALUES (?1, ?2, ?3, ?4, 540, ?5, ?6, ?7, ?8, '123456', ?9, 16, ?10)";
            let tail = TAILS[usize::from(seed.card)];
            let installments = if payment.is_some() { 0 } else { seed.installments };
            connection
                .prepare_cached(sql)
                .expect("SQL")
                .execute(rusqlite::params![
                    id,
                    if payment.is_some() { 2 } else { 1 },
                    payment.map(|(payment, ..)| payment),
                    self.at,
                    seed.till,
                    amount,
                    vat,
                    installments,
                    tail,
                    [seed.card; 16],
                ])
                .expect("inserted");
            self.rows.push(lookup::one(connection, "WHERE t.seq = ?1", [row]).expect("read").expect("row"));
        }
        all.commit().expect("committed");
    }

    /// All rows as they are now.
    fn all(&self) -> Vec<Transaction> {
        let read = |row: &Transaction| {
            lookup::one(&self.ledger.connection, "WHERE t.seq = ?1", [row.seq]).expect("read").expect("row")
        };
        self.rows.iter().map(read).collect()
    }
}

/// The time where the shop stands.
fn local(at: i64) -> chrono::NaiveDateTime {
    chrono::DateTime::from_timestamp_millis(at + 9 * 3_600_000).expect("a time").naive_utc()
}

fn conditions() -> impl Strategy<Value = Condition> {
    let at = EPOCH - 5_000_000..EPOCH + 900_000_000_i64;
    let quarters = (EPOCH / 900_000 - 5..EPOCH / 900_000 + 1_000).prop_map(|quarter| quarter * 900_000);
    let ends = prop_oneof![at, quarters];
    prop_oneof![
        select(vec!["456", "56", "6", "0", "00", "999", "777"])
            .prop_map(|end| Condition::CardEnd(end.into())),
        "[0-9]{1,3}".prop_map(Condition::IdEnds),
        (1..1_000_u64, 1..4_u8, 2..19_usize).prop_map(|(row, till, digits)| {
            let id = format!("26{row:08}{:02}{:03}{till:02}{:03}", row % 60, row * 7 % 1_000, row % 11);
            Condition::IdEnds(id.chars().skip(20 - digits).collect())
        }),
        (1..1_000_u64).prop_map(|row| Condition::IdEnds(format!("{row:07}"))),
        (0..100_u64).prop_map(|row| Condition::IdBegins(format!("26{row:06}"))),
        (0..90_000_000_i64, 6..14_usize).prop_map(|(after, digits)| {
            let stamp = local(EPOCH + after).format("%y%m%d%H%M%S%3f").to_string();
            Condition::IdBegins(stamp.chars().take(digits).collect())
        }),
        // No day, and hours and minutes that no clock shows.
        select(vec!["269999", "2609213", "260921187"]).prop_map(|digits| Condition::IdBegins(digits.into())),
        (1..900_u64, 1..4_u8).prop_map(|(row, till)| {
            let id = format!("26{row:08}{:02}{:03}{till:02}{:03}", row % 60, row * 7 % 1_000, row % 11);
            Condition::Id(TransactionId::parse(&id).expect("id"))
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
        vec(ends, 2..7).prop_map(|mut ends| {
            ends.sort_unstable();
            ends.dedup();
            Condition::Times(ends.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect())
        }),
        // A time of day, on days that follow each other.
        (0..96_i64, 1..4_i64, 0..3_i64, 1..14_i64).prop_map(|(quarter, quarters, first, days)| {
            let midnight = (EPOCH / 86_400_000 + first) * 86_400_000;
            let from = |day: i64| midnight + day * 86_400_000 + quarter * 900_000;
            Condition::Times((0..days).map(|day| from(day)..from(day) + quarters * 900_000).collect())
        }),
        Just(Condition::Payment),
        Just(Condition::Cancel),
        select(vec![State::Untouched, State::Part, State::Whole]).prop_map(Condition::State),
        select(vec![0..=0, 3..=3, 1..=12, 5..=6]).prop_map(Condition::Installments),
        (1..5_u64).prop_map(|till| Condition::Till(Till::new(till).expect("till"))),
        (0..7_u8).prop_map(|card| Condition::Card(Fingerprint([card; 16]))),
    ]
}

fn queries() -> impl Strategy<Value = Query> {
    let term = (proptest::bool::weighted(0.25), vec(conditions(), 1..3), vec(conditions(), 0..2));
    let term = term.prop_map(|(not, any, after)| Term { not, any, after });
    let card = select(vec!["456", "56", "6", "00", "777"]).prop_map(|end| Condition::CardEnd(end.into()));
    let amount = (0..2_000_u64, 0..60_000_u64).prop_map(|(from, more)| Condition::Amount(from..=from + more));
    let together = (card, amount).prop_map(|(card, amount)| vec![Term::is(amount), Term::is(card)]);
    let terms = (proptest::option::weighted(0.2, together), vec(term, 0..4));
    terms.prop_map(|(together, terms)| Query { terms: together.into_iter().flatten().chain(terms).collect() })
}

/// Whether a condition holds, as plainly as it can be said.
fn holds(condition: &Condition, row: &Transaction) -> bool {
    let (payment, id) = (row.kind == Kind::Payment, row.id.as_str());
    let left = row.remaining.amount().get();
    match condition {
        Condition::CardEnd(digits) => row.card.tail().ends_with(digits),
        Condition::Id(wanted) => *wanted == row.id,
        Condition::IdBegins(digits) => id.starts_with(digits),
        Condition::IdEnds(digits) => id.ends_with(digits),
        Condition::Amount(range) => range.contains(&row.amount.get()),
        Condition::Times(times) => times.iter().any(|time| time.contains(&row.created_at.timestamp_millis())),
        Condition::Payment => payment,
        Condition::Cancel => !payment,
        Condition::State(State::Untouched) => payment && left == row.amount.get(),
        Condition::State(State::Part) => payment && left > 0 && left < row.amount.get(),
        Condition::State(State::Whole) => payment && left == 0,
        Condition::Installments(months) => payment && months.contains(&row.installments.months()),
        Condition::Till(till) => *till == row.till,
        Condition::Card(card) => *card == row.fingerprint,
    }
}

/// The list of a query.
fn expected(query: &Query, rows: &[Transaction]) -> Vec<Found> {
    let rank = |row: &Transaction| -> Option<u8> {
        let mut rank = 0;
        for Term { not, any, after } in &query.terms {
            let first = any.iter().any(|condition| holds(condition, row));
            let second = after.iter().any(|condition| holds(condition, row));
            match (not, first, second) {
                (true, false, false) | (false, true, _) => {}
                (false, false, true) => rank = 1,
                _ => return None,
            }
        }
        Some(rank)
    };
    let mut found: Vec<Found> = rows
        .iter()
        .filter_map(|row| {
            Some(Found { place: Place { rank: rank(row)?, seq: row.seq }, transaction: row.clone() })
        })
        .collect();
    found.sort_by_key(|found| found.place);
    found
}

fn totals<'a>(rows: impl Iterator<Item = &'a Transaction>) -> Totals {
    let mut totals = Totals::default();
    for row in rows {
        totals.add(row.kind != Kind::Payment, row.amount.get(), row.vat.get());
    }
    totals
}

/// The whole list in pages of `limit`, forwards and backwards.
fn pages(search: &mut Search<'_>, limit: usize) -> [Vec<Found>; 2] {
    let mut forwards: Vec<Found> = Vec::new();
    loop {
        let from = forwards.last().map_or(PageFrom::Start, |last| PageFrom::After(last.place));
        let page = search.page(from, limit).expect("page").expect("not stopped");
        let end = page.len() < limit;
        forwards.extend(page);
        if end {
            break;
        }
    }
    let mut backwards: Vec<Found> = Vec::new();
    loop {
        let from = backwards.first().map_or(PageFrom::End, |first| PageFrom::Before(first.place));
        let mut page = search.page(from, limit).expect("page").expect("not stopped");
        let end = page.len() < limit;
        page.append(&mut backwards);
        backwards = page;
        if end {
            break;
        }
    }
    [forwards, backwards]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Rows are indexed in part, wholly or not at all, and more are written between.
    #[test]
    fn pages_counts_and_totals_are_those_of_a_plain_look_at_every_row(
        first in seeds(0..500),
        then in seeds(0..40),
        index in 0..9_usize,
        queries in vec(queries(), 12),
        limit in 1..60_usize,
        spans in vec((0..900_000_000_i64, 0..90_000_000_i64), 3),
    ) {
        let mut shop = Shop::new();
        let spans: Vec<_> = spans.into_iter().map(|(from, ms)| EPOCH + from..EPOCH + from + ms).collect();
        for seeds in [first, then] {
            shop.write(&seeds);
            for _ in 0..index {
                shop.ledger.index_some().expect("indexed");
            }
            let rows = shop.all();
            for query in &queries {
                let expected = expected(query, &rows);
                let mut search = shop.ledger.search(query, &|| false).expect("search");
                let [forwards, backwards] = pages(&mut search, limit);
                prop_assert_eq!(&forwards, &expected, "{:?}", query);
                prop_assert_eq!(&backwards, &expected, "{:?}", query);
                let count = expected.len() as u64;
                prop_assert_eq!(search.count(u64::MAX).expect("count"), Some(Count::Exactly(count)));
                let found = || expected.iter().map(|found| &found.transaction);
                // Spans of quarters of an hour are those of charts.
                let quarter = |at: i64| at / 900_000 * 900_000;
                let quarters = spans.iter().map(|span| quarter(span.start)..quarter(span.end)).collect();
                for spans in [Vec::new(), quarters, spans.clone()] {
                    let by_span = spans.iter().map(|span| {
                        totals(found().filter(|row| span.contains(&row.created_at.timestamp_millis())))
                    });
                    let sums = (totals(found()), by_span.collect::<Vec<_>>());
                    prop_assert_eq!(search.totals(&spans).expect("totals"), Some(sums), "{:?}", query);
                }
            }
            for till in 1..4 {
                let till = Till::new(till).expect("till");
                let last = rows.iter().rev().find(|row| row.till == till).cloned();
                prop_assert_eq!(shop.ledger.last_of(till).expect("last"), last);
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
        // How much of a payment was cancelled does change, and with it where the payment is listed.
        let changing = |term: &Term| term.any.iter().chain(&term.after).any(|c| matches!(c, Condition::State(_)));
        prop_assume!(!query.terms.iter().any(changing));
        let mut shop = Shop::new();
        let (mut seen, mut last): (Vec<Place>, Option<Place>) = (Vec::new(), None);
        for batch in batches {
            shop.write(&batch);
            shop.ledger.index_some().expect("indexed");
            let mut search = shop.ledger.search(&query, &|| false).expect("search");
            let page = search.page(last.map_or(PageFrom::Start, PageFrom::After), limit).expect("page").expect("rows");
            seen.extend(page.iter().map(|found| found.place));
            last = seen.last().copied();
        }
        let all: Vec<Place> = expected(&query, &shop.all()).iter().map(|found| found.place).collect();
        let from = seen.first().map_or(0, |first| all.iter().position(|place| place == first).expect("there"));
        // Rows that come behind all others may be new as well, and then appear before what was seen of those.
        let old: Vec<Place> = all[from..].iter().copied().filter(|place| seen.contains(place)).collect();
        prop_assert_eq!(&seen, &old);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    /// Rows are written and indexed between the pages.
    #[test]
    fn a_reading_is_the_list_as_it_was_at_its_beginning(
        first in seeds(0..600),
        then in vec(seeds(0..30), 3),
        query in queries(),
        limit in 1..200_usize,
    ) {
        let changing = |term: &Term| term.any.iter().chain(&term.after).any(|c| matches!(c, Condition::State(_)));
        prop_assume!(!query.terms.iter().any(changing));
        let mut shop = Shop::new();
        shop.write(&first);
        shop.ledger.index_some().expect("indexed");
        let expected: Vec<Place> = expected(&query, &shop.all()).iter().map(|found| found.place).collect();
        let (mut read, mut then) = (Vec::new(), then.into_iter());
        // A reading holds nothing of the ledger: another one writes to the same file.
        let reader = opened(shop.ledger.path());
        let mut reading = Listing::of(&query);
        loop {
            let page = reader.next_page(&mut reading, limit).expect("page");
            read.extend(page.iter().map(|found| found.place));
            if page.is_empty() {
                break;
            }
            if let Some(seeds) = then.next() {
                shop.write(&seeds);
                shop.ledger.index_some().expect("indexed");
            }
        }
        prop_assert_eq!(read, expected);
    }
}

#[test]
fn a_search_that_is_told_to_stop_answers_nothing() {
    let mut shop = Shop::new();
    let seed = Seed {
        cancels: None,
        amount: 1_000,
        vat: None,
        till: 1,
        installments: 0,
        card: 0,
        step: 1_000,
        id: Ids::Time,
    };
    shop.write(&vec![seed; 700]);
    let query = Query::from(Condition::Payment);
    let asked = std::cell::Cell::new(0);
    let give_up = || asked.replace(asked.get() + 1) >= 1;
    let mut search = shop.ledger.search(&query, &give_up).expect("search");
    assert_eq!(search.totals(&[]).expect("no trouble"), None);
    assert_eq!(search.count(u64::MAX).expect("no trouble"), None);
    assert_eq!(search.page(PageFrom::Start, 9).expect("no trouble"), None);
    assert_eq!(asked.get(), 5);
}

/// What somebody has written into the index is an error or a wrong answer, and never the end of the program.
#[test]
fn whatever_stands_in_the_index_ends_no_search_in_a_panic() {
    let mut shop = Shop::new();
    let seed = |row: u64| Seed {
        cancels: row.is_multiple_of(4).then_some((0.5, 2)),
        amount: 1_000 + row % 7 * 500,
        vat: None,
        till: 1,
        installments: 3,
        card: 0,
        step: 60_000,
        id: Ids::Time,
    };
    shop.write(&(0..600).map(seed).collect::<Vec<_>>());
    while shop.ledger.index_some().expect("indexed") {}
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
        Condition::Times(vec![EPOCH - 7..EPOCH + 7_000_000, EPOCH + 9_900_000..i64::MAX]),
        Condition::Times(std::iter::once(i64::MIN..EPOCH + 900_000).collect()),
    ];
    let home = tempfile::tempdir().expect("folder");
    let columns = [
        ("sums", "payments"),
        ("sums", "paid"),
        ("sums", "cancelled_vat"),
        ("blocks", "id_offset"),
        ("blocks", "first_at"),
        ("blocks", "last_at"),
        ("blocks", "paid"),
        ("rare", "value"),
        ("rare", "seq"),
    ];
    let (mut told, mut damaged) = (0, 0);
    for (table, column) in columns {
        for value in [i64::MAX, i64::MIN, -1, 1 << 62, 7] {
            let path = home.path().join(format!("{table}-{column}-{value}.db"));
            shop.ledger.connection.execute("VACUUM INTO ?1", [path.to_str()]).expect("copied");
            let ledger = opened(&path);
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
fn every_statement_runs_on_an_index() {
    use crate::ledger::{
        lookup::LAST_LOOSE,
        write::{CANCELLED, HAS, LAST_SAME},
    };
    let shop = Shop::new();
    let connection = &shop.ledger.connection;
    let (by_seq, by_id) = ("INTEGER PRIMARY KEY (rowid", "sqlite_autoindex_transactions_1 (id");
    let (by_time, by_card) =
        ("transactions_by_time (created_at>? AND created_at<?)", "transactions_by_card (fingerprint=?");
    let by_payment = "transactions_by_payment (payment=?";
    let table = [
        (lookup::select("WHERE t.seq = ?1"), by_seq),
        (lookup::select("WHERE t.id = ?1"), by_id),
        (lookup::select("WHERE t.request_id = ?1"), "transactions_by_request (request_id=?)"),
        (lookup::select(lookup::CANCELS), by_payment),
        (lookup::select(LAST_SAME), by_card),
        (LAST_LOOSE.to_owned(), "INTEGER PRIMARY KEY (rowid>?)"),
        (CANCELLED.to_owned(), by_payment),
        (HAS.to_owned(), by_id),
        (TOUCHED.to_owned(), "INTEGER PRIMARY KEY (rowid>?)"),
        (FACTS.to_owned(), "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        (conditions::ROWS.to_owned(), "INTEGER PRIMARY KEY (rowid=?)"),
        (conditions::RANGE.to_owned(), "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        (few::BY_ID.to_owned(), "sqlite_autoindex_transactions_1 (id=?)"),
        (few::BY_BEGINNING.to_owned(), "sqlite_autoindex_transactions_1 (id>? AND id<?)"),
        (conditions::BY_CARD.to_owned(), "transactions_by_card (fingerprint=? AND rowid>? AND rowid<?)"),
        (conditions::BY_TIME.to_owned(), by_time),
        (few::FEW_BY_CARD.to_owned(), "transactions_by_card (fingerprint=?)"),
        (few::FEW_BY_TIME.to_owned(), by_time),
        (index::RARE.to_owned(), "rare USING PRIMARY KEY (value>? AND value<?)"),
        (few::ID.to_owned(), "INTEGER PRIMARY KEY (rowid=?)"),
        (totals::SUMS.to_owned(), "sums USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        (index::AMOUNTS.to_owned(), "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        (totals::ROWS.to_owned(), "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
    ];
    for (sql, index) in table {
        let plan = plan(connection, &sql);
        assert!(plan.contains(index), "{sql}\n{plan}");
        assert!(!plan.replace("SCAN CONSTANT ROW", "").contains("SCAN"), "nothing is scanned: {sql}\n{plan}");
        assert!(!plan.contains("FOR ORDER BY"), "nothing is sorted: {sql}\n{plan}");
    }
    // These read one end of a table or an index.
    for sql in [totals::EARLIEST, totals::LATEST] {
        let expected = "SCAN transactions USING COVERING INDEX transactions_by_time\n";
        assert_eq!(plan(connection, sql), expected);
    }
    assert_eq!(plan(connection, index::NEWEST), "SEARCH transactions\n");
    assert_eq!(plan(connection, index::INDEXED), "SCAN blocks\n");
}

fn plan(connection: &Connection, sql: &str) -> String {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("SQL");
    let (mut rows, mut plan) = (statement.raw_query(), String::new());
    while let Some(row) = rows.next().expect("plan") {
        plan += &(row.get::<_, String>(3).expect("text") + "\n");
    }
    plan
}
