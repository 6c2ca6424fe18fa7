//! The centre: shipping beside the least that PostgreSQL can do with the same rows, and what head office looks up among two hundred shops,
//! beside the same look-ups at a till.
//!
//! A throw-away PostgreSQL on this machine, as for the tests; what it stores is not synced, on either side. Shipping and its peer take turns.
//! The shops' rows are made in the database: a million, or ten million if `PAYDESK_BENCH_LARGE` is set, which takes minutes and 6 GB. A figure
//! is taken over many look-ups with different values.
//!
//! Payments beside a thread that ships to a centre which accepts and never answers, and without one.
//!
//! `cargo bench --bench central -- shipping`, `-- looking` or `-- paying` runs one of the three.

#![cfg(unix)]
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a report for people")]

#[path = "../tests/central/cluster.rs"]
mod cluster;
#[path = "../tests/central/shop.rs"]
mod shop;
#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    os::unix::net::UnixListener,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use paydesk::{
    central::{Address, HeadOffice, Shipped, Shipper},
    desk::{Clock as _, Desk, PayOptions, Settings, SystemClock, World},
    payment::PaymentForm,
    query::{Days, read_query, read_query_of_shops},
    record::PageFrom,
};
use tokio_postgres::{Client, NoTls, types::ToSql};

use self::{
    cluster::PASSWORD,
    shop::{Centre, Shop, ok},
    support::Home,
};

/// Rows of the ledger that is shipped, and how often.
const SHIPPED: u64 = 100_000;
const ROUNDS: usize = 3;
/// Facts of a statement.
const PART: i64 = 1_000;
/// Shops, and look-ups of a kind.
const SHOPS: u64 = 200;
const LOOKUPS: usize = 400;
const PAGE: usize = 50;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.starts_with(word.as_str()));
    if wanted("shipping") {
        shipping();
    }
    if wanted("looking") {
        looking();
    }
    if wanted("paying") {
        paying();
    }
}

/// Payments on disk while a thread ships to a centre that accepts and never answers, and without one; in turns.
fn paying() {
    const PAYMENTS: usize = 500;
    let Some(centre) = Centre::new() else { return };
    let home = Home::new();
    ok(&home.run(&["pay"], &shop::payment(1_000)));
    let shop = Shop { home };
    centre.enrol(&shop, 1);
    // The same address with nobody behind it that says a word.
    let folder = tempfile::tempdir().expect("a folder");
    let listener = UnixListener::bind(folder.path().join(centre.database.socket_name())).expect("a socket");
    let file = format!("{}.central", shop.keyring().display());
    let url = centre.database.url_at(folder.path(), "nobody");
    let mut enrolment: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&file).expect("enrolled")).expect("JSON");
    enrolment.as_object_mut().expect("an object").insert("url".to_owned(), url.into());
    std::fs::write(&file, enrolment.to_string()).expect("written");
    let held = std::thread::spawn(move || listener.incoming().take(64).collect::<Vec<_>>());
    let mut desk = Desk::open(Settings::new(shop.ledger(), shop.keyring()), World::system()).expect("a desk");
    let pay = |desk: &mut Desk| {
        let form = PaymentForm {
            card_number: "1234567890123456".into(),
            expiry: "1299".into(),
            cvc: "777".into(),
            installments: "0".into(),
            amount: "5000".into(),
            vat: "".into(),
        };
        let request = form.parse(&desk.settings().rules, desk.now().date_naive()).expect("a payment");
        let options = PayOptions { allow_duplicate: true, ..PayOptions::default() };
        timed(|| drop(desk.pay(&request, &options).expect("paid")))
    };
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..20 {
        let is_shipping = round % 2 == 0;
        let has_ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            if is_shipping {
                scope.spawn(|| {
                    let mut shipper =
                        Shipper::new(shop.ledger().as_path(), shop.keyring().as_path(), World::system())
                            .expect("enrolled")
                            .with_patience(Duration::from_millis(500));
                    while !has_ended.load(Ordering::Relaxed) {
                        let _ = shipper.step();
                    }
                });
            }
            let into = if is_shipping { &mut with } else { &mut without };
            into.extend((0..PAYMENTS).map(|_| pay(&mut desk)));
            has_ended.store(true, Ordering::Relaxed);
        });
    }
    drop(held);
    let (with, without) = (median(with), median(without));
    println!(
        "a payment while a centre accepts and never answers: {:.0} µs; without: {:.0} µs; {:.3} x, budget 1.05",
        with.as_secs_f64() * 1e6,
        without.as_secs_f64() * 1e6,
        with.as_secs_f64() / without.as_secs_f64()
    );
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Ships a ledger, and puts the same rows into the same tables without anything else; in turns.
fn shipping() {
    let home = Home::new();
    ok(&home.run(&["demo", "--rows", &SHIPPED.to_string(), "--seed", "1"], ""));
    let shop = Shop { home };
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let mut facts = 0;
    for _ in 0..ROUNDS {
        let Some(centre) = Centre::new() else { return };
        centre.enrol(&shop, 1);
        let start = Instant::now();
        let mut shipper = Shipper::new(shop.ledger().as_path(), shop.keyring().as_path(), World::system())
            .expect("enrolled");
        facts = loop {
            if let Shipped::All(head) = shipper.step().expect("shipped") {
                break head;
            }
        };
        ours.push(start.elapsed());
        centre.database.sql("CHECKPOINT");
        bare.push(bare_insert(&centre, facts));
        centre.database.sql("CHECKPOINT");
    }
    let (ours, bare) = (median(ours), median(bare));
    let rate = |time: Duration| f64::from(i32::try_from(facts).expect("not that many")) / time.as_secs_f64();
    println!(
        "shipping {facts} facts: {:.0} a second; the same rows in INSERT … SELECT unnest: {:.0}; {:.2} x, budget 3, aim 1.5",
        rate(ours),
        rate(bare),
        ours.as_secs_f64() / bare.as_secs_f64()
    );
}

/// The columns of a part of a table, each as an array, and the statement that inserts them.
struct Columns {
    insert: String,
    select: String,
}

impl Columns {
    fn of(table: &str, columns: &[(&str, &str)]) -> Self {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let values: Vec<String> =
            columns.iter().enumerate().map(|(at, (_, kind))| format!("${}::{kind}[]", at + 1)).collect();
        let arrays: Vec<String> =
            columns.iter().map(|(name, _)| format!("array_agg({name} ORDER BY seq)")).collect();
        Self {
            insert: format!(
                "INSERT INTO bare.{table} (ledger, {names}) SELECT 1, * FROM unnest({})",
                values.join(", ")
            ),
            select: format!(
                "SELECT {} FROM paydesk.{table} WHERE ledger = 1 AND seq BETWEEN $1 AND $2",
                arrays.join(", ")
            ),
        }
    }
}

/// The time that it takes to put the rows of facts, transactions and messages into tables with the same indexes, a thousand facts a commit.
fn bare_insert(centre: &Centre, facts: i64) -> Duration {
    let tables = ["facts", "transactions", "sealed"];
    let make =
        tables.map(|table| format!("CREATE TABLE bare.{table} (LIKE paydesk.{table} INCLUDING ALL); "));
    centre.database.sql(&format!("CREATE SCHEMA bare; {}", make.concat()));
    let parts = [
        Columns::of(
            "facts",
            &[
                ("seq", "bigint"),
                ("epoch", "integer"),
                ("at", "bigint"),
                ("utc_offset", "integer"),
                ("till", "integer"),
                ("operator", "integer"),
                ("approver", "integer"),
                ("kind", "integer"),
                ("body", "bytea"),
                ("key_id", "bigint"),
                ("hash", "bytea"),
            ],
        ),
        Columns::of(
            "transactions",
            &[
                ("seq", "bigint"),
                ("id", "text"),
                ("payment", "bigint"),
                ("created_at", "bigint"),
                ("utc_offset", "integer"),
                ("till", "integer"),
                ("amount", "bigint"),
                ("vat", "bigint"),
                ("installments", "integer"),
                ("card_head", "text"),
                ("card_tail", "text"),
                ("card_digits", "integer"),
                ("request_id", "text"),
                ("remaining", "bigint"),
                ("remaining_vat", "bigint"),
            ],
        ),
        Columns::of("sealed", &[("seq", "bigint"), ("key_id", "bigint"), ("message", "bytea")]),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let client = client(centre).await;
        let mut spent = Duration::ZERO;
        for first in (1..=facts).step_by(usize::try_from(PART).expect("small")) {
            let mut rows = Vec::new();
            for part in &parts {
                rows.push(
                    client.query_one(&part.select, &[&first, &(first + PART - 1)]).await.expect("read"),
                );
            }
            let start = Instant::now();
            client.batch_execute("BEGIN").await.expect("begun");
            for (part, row) in parts.iter().zip(&rows) {
                let values = arrays(row);
                let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| &**value).collect();
                client.execute(&part.insert, &values).await.expect("inserted");
            }
            client.batch_execute("COMMIT").await.expect("committed");
            spent += start.elapsed();
        }
        spent
    })
}

/// The arrays of a row, as parameters.
fn arrays(row: &tokio_postgres::Row) -> Vec<Box<dyn ToSql + Sync>> {
    use tokio_postgres::types::Type;
    let array = |at: usize| -> Box<dyn ToSql + Sync> {
        match *row.columns()[at].type_() {
            Type::INT8_ARRAY => Box::new(row.get::<_, Option<Vec<Option<i64>>>>(at)),
            Type::INT4_ARRAY => Box::new(row.get::<_, Option<Vec<Option<i32>>>>(at)),
            Type::TEXT_ARRAY => Box::new(row.get::<_, Option<Vec<Option<String>>>>(at)),
            _ => Box::new(row.get::<_, Option<Vec<Option<Vec<u8>>>>>(at)),
        }
    };
    (0..row.len()).map(array).collect()
}

async fn client(centre: &Centre) -> Client {
    let url = centre.database.url();
    let (base, rest) = url.split_once('?').expect("a query");
    let rest: Vec<&str> = rest.split('&').filter(|part| !part.starts_with("sslmode")).collect();
    let mut config: tokio_postgres::Config = format!("{base}?{}", rest.join("&")).parse().expect("a URL");
    config.password(PASSWORD);
    let (client, connection) = config.connect(NoTls).await.expect("connected");
    tokio::spawn(async move { drop(connection.await) });
    client
}

/// Made-up shops: a year of payments and cancels, in the order of time within each.
const MAKE: &str = "SET maintenance_work_mem = '512MB'; SELECT setseed(0.5);
DROP INDEX paydesk.transactions_by_id, paydesk.transactions_by_card, paydesk.transactions_by_time, paydesk.transactions_of_ledger,
    paydesk.cancels_of_payment;
INSERT INTO paydesk.ledgers (number, ledger, shop, name, role, public_key, hash, chain, head, contact_at, enrolled_at)
SELECT n, decode(lpad(to_hex(n), 32, '0'), 'hex'), n, 'Shop ' || n, 'role_' || n, decode(repeat('00', 32), 'hex'),
    decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), ROWS / SHOPS, paydesk.now_ms(), paydesk.now_ms()
FROM generate_series(1, SHOPS) AS n;
INSERT INTO paydesk.transactions (ledger, seq, id, payment, created_at, utc_offset, till, amount, vat, installments, card_head, card_tail,
    card_digits, remaining, remaining_vat)
SELECT r.ledger, r.seq, to_char(to_timestamp(r.at / 1000.0) AT TIME ZONE 'UTC' + interval 'OFFSET minutes', 'YYMMDDHH24MISSMS') || '01' || lpad((r.seq % 1000)::text, 3, '0'),
    CASE WHEN r.is_cancel THEN r.seq - 1 END, r.at, OFFSET, 1 + r.seq % 3, r.amount, r.amount / 11, 0, '540912', lpad((random() * 9999)::integer::text, 4, '0'),
    16, CASE WHEN NOT r.is_cancel THEN r.amount END, CASE WHEN NOT r.is_cancel THEN r.amount / 11 END
FROM (SELECT l AS ledger, s AS seq, 1764515000000 + (s * 31536000000.0 / (ROWS / SHOPS))::bigint + l * 7 AS at, s > 1 AND s % 20 = 0 AS is_cancel,
    (1000 + 500 * floor(random() * random() * 400))::bigint AS amount
    FROM generate_series(1, SHOPS) AS l, generate_series(1, ROWS / SHOPS) AS s) r;
INSERT INTO paydesk.facts (ledger, seq, epoch, at, utc_offset, till, kind, body, key_id, hash)
SELECT ledger, seq, 0, created_at, OFFSET, till, CASE WHEN payment IS NULL THEN 1 ELSE 2 END, '\\x01', 1, decode(repeat('00', 32), 'hex')
FROM paydesk.transactions;
INSERT INTO paydesk.days SELECT ledger, paydesk.day_of(created_at, utc_offset), utc_offset, count(*) FILTER (WHERE payment IS NULL),
    coalesce(sum(amount) FILTER (WHERE payment IS NULL), 0), coalesce(sum(vat) FILTER (WHERE payment IS NULL), 0),
    count(*) FILTER (WHERE payment IS NOT NULL), coalesce(sum(amount) FILTER (WHERE payment IS NOT NULL), 0),
    coalesce(sum(vat) FILTER (WHERE payment IS NOT NULL), 0) FROM paydesk.transactions GROUP BY 1, 2, 3;
";

/// What head office looks up among many shops.
fn looking() {
    let Some(centre) = Centre::new() else { return };
    let rows: u64 = if std::env::var_os("PAYDESK_BENCH_LARGE").is_some() { 10_000_000 } else { 1_000_000 };
    let indexes: String = include_str!("../src/central/schema.sql")
        .lines()
        .filter(|line| line.starts_with("CREATE INDEX") && line.contains("paydesk.transactions"))
        .collect::<Vec<_>>()
        .join("\n");
    let start = Instant::now();
    let make = MAKE.replace("ROWS", &rows.to_string()).replace("SHOPS", &SHOPS.to_string());
    let minutes = (SystemClock.now().offset().local_minus_utc() / 60).to_string();
    let make = make.replace("OFFSET", &minutes);
    centre.database.sql(&format!("{make}{indexes}; ANALYZE"));
    let bytes = centre.database.sql(
        "SELECT pg_total_relation_size('paydesk.transactions') + pg_total_relation_size('paydesk.facts') + pg_total_relation_size('paydesk.days')",
    );
    let bytes: u64 = bytes.parse().expect("a number");
    println!(
        "{rows} rows of {SHOPS} shops made in {:.0} s; {} bytes a row without messages",
        start.elapsed().as_secs_f64(),
        bytes / rows
    );
    let address = Address::parse(&centre.database.url()).expect("a URL").with_password(PASSWORD);
    let office = HeadOffice::open(address, World::system()).expect("head office");
    let home = Home::new();
    ok(&home.run(&["demo", "--rows", &(rows / SHOPS).to_string(), "--seed", "1"], ""));
    let till = Shop { home };
    let desk = Desk::open(Settings::new(till.ledger(), till.keyring()), World::system()).expect("a desk");
    let sample = |what: &str| -> Vec<String> {
        let picked = format!(
            "SELECT {what} FROM paydesk.transactions t JOIN (SELECT 1 + (random() * {})::integer AS ledger, \
             1 + (random() * {})::integer AS seq FROM generate_series(1, {LOOKUPS})) p ON p.ledger = t.ledger AND p.seq = t.seq",
            SHOPS - 1,
            rows / SHOPS - 1
        );
        let picked = centre.database.sql(&picked);
        // Of an empty text no line is left.
        if picked.is_empty() {
            vec![String::new(); LOOKUPS]
        } else {
            picked.lines().map(str::to_owned).collect()
        }
    };
    let day = &format!(
        "to_char(to_timestamp(t.created_at / 1000.0) AT TIME ZONE 'UTC' + interval '{minutes} minutes', 'YYYY-MM-DD')"
    );
    println!("{:<34}{:>10}{:>10}{:>10}", "", "median ms", "p99 ms", "till p99");
    for (name, what) in [
        ("id", "t.id".to_owned()),
        ("card end, amount", "right(t.card_tail, 3) || ' ' || t.amount || 'won'".to_owned()),
        ("shop, day", format!("'shop ' || t.ledger || ' ' || {day}")),
        ("shop, day, card end", format!("'shop ' || t.ledger || ' ' || {day} || ' ' || t.card_tail")),
        ("shop", "'shop ' || t.ledger".to_owned()),
        ("day", day.clone()),
        ("cancels of a day", format!("{day} || ' cancel'")),
        ("everything", "''".to_owned()),
    ] {
        let queries = sample(&what);
        let till = queries.iter().map(|text| at_till(&desk, text)).collect();
        report(name, queries.iter().map(|text| page(&office, text)).collect(), Some(till));
    }
    for (name, what) in [
        ("sums: shop, day", format!("'shop ' || t.ledger || ' ' || {day}")),
        (
            "sums: shop, month, card end",
            format!("'shop ' || t.ledger || ' ' || left({day}, 7) || ' ' || right(t.card_tail, 3)"),
        ),
        ("sums: month", format!("left({day}, 7)")),
        ("sums: everything", "''".to_owned()),
    ] {
        let times = sample(&what).iter().take(100).map(|text| sums(&office, text)).collect();
        report(name, times, None);
    }
    let days = sample(day);
    let one = days.iter().map(|day| {
        timed(|| drop(office.shops(Days::one(day.parse().expect("a day")), &[], &|| false).expect("read")))
    });
    report("shops: day", one.collect(), None);
    let all = (0..20).map(|_| timed(|| drop(office.shops(Days::default(), &[], &|| false).expect("read"))));
    report("shops: all days", all.collect(), None);
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn page(office: &HeadOffice, text: &str) -> Duration {
    let reading = read_query_of_shops(text, SystemClock.now(), &|at| SystemClock.offset_at(at));
    timed(|| drop(office.page(&reading.query, (PageFrom::Start, PAGE), false, &|| false).expect("read")))
}

fn sums(office: &HeadOffice, text: &str) -> Duration {
    let reading = read_query_of_shops(text, SystemClock.now(), &|at| SystemClock.offset_at(at));
    timed(|| drop(office.summary(&reading.query, reading.days.unwrap_or_default(), &|| false).expect("read")))
}

fn at_till(desk: &Desk, text: &str) -> Duration {
    let text =
        text.split_once("shop ").map_or(text, |(_, rest)| rest.split_once(' ').map_or("", |(_, rest)| rest));
    let reading = read_query(text, SystemClock.now(), &|at| SystemClock.offset_at(at));
    timed(|| drop(desk.list(&reading.query, None, PAGE).expect("listed")))
}

fn report(name: &str, mut ours: Vec<Duration>, till: Option<Vec<Duration>>) {
    let p99 = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[(times.len() * 99 / 100).min(times.len() - 1)].as_secs_f64() * 1e3
    };
    let high = p99(&mut ours);
    let till = till.map_or_else(String::new, |mut till| format!("{:.2}", p99(&mut till)));
    println!("{name:<34}{:>10.2}{high:>10.2}{till:>10}", median(ours).as_secs_f64() * 1e3);
}
