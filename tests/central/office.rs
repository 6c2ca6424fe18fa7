//! Head office: what it finds and adds up among all shops is what the tills do.

use std::{fs, path::Path};

use chrono::{DateTime, FixedOffset};
use paydesk::{
    central::{Address, HeadOffice},
    desk::{Chart, ChartColumn, Clock, Desk, Settings, SystemClock, Unit, World},
    query::{Days, read_query, read_query_of_shops},
    record::{Found, PageFrom, Query, Transaction},
    vault::SystemRandom,
};
use serde_json::Value;

use crate::{
    cluster::PASSWORD,
    forks,
    model::Dice,
    old_systems::{First, FirstRow, Second, SecondRow},
    shop::{Centre, Shop, number, ok, private, run_at, text},
    support::{self, Home},
};

/// The clock of head office: that of the shops, wherever the test runs.
#[derive(Debug, Clone, Copy)]
struct Seoul;

impl Clock for Seoul {
    fn now(&self) -> DateTime<FixedOffset> {
        SystemClock.now().with_timezone(&FixedOffset::east_opt(9 * 3_600).expect("an offset"))
    }
}

fn world() -> World {
    World::new(Seoul, SystemRandom)
}

/// Makes a shop with everything that can be looked for: people, memos, what other systems recorded, and answers of all kinds.
fn varied(shop: &Shop) {
    let home = &shop.home;
    let run = |args: &[&str], input: &str| ok(&home.run(args, input));
    let path = |name: &str| home.path().join(name).display().to_string();
    for (number, role) in [("1", "owner"), ("21", "cashier")] {
        let pin = path(&format!("{number}.pin"));
        private(Path::new(&pin), if number == "1" { "7392\n" } else { "5814\n" });
        let who = ["--name", "Mina", "--role", role, "--new-pin-file", &pin];
        let by: &[&str] = if number == "1" { &[] } else { &["--as", "1", "--pin-file", &path("1.pin")] };
        run(&[&["people", "add", number], &who[..], by].concat(), "");
    }
    let by = ["--as", "1", "--pin-file", &path("1.pin")];
    let cashier = ["--as", "21", "--pin-file", &path("21.pin")];
    let acting =
        |args: &[&str], by: &[&str]| [args, by].concat().iter().map(ToString::to_string).collect::<Vec<_>>();
    let as_owner = |args: &[&str], input: &str| {
        let args = acting(args, &by);
        let ran = home.run(&args.iter().map(String::as_str).collect::<Vec<_>>(), input);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stdout
    };
    let requests: String = (0_u64..24)
        .map(|index| {
            let (amount, months) = (1_000 + index * 777, if index % 3 == 0 { 0 } else { index % 12 });
            let card = if index % 4 == 0 { "12345678901234" } else { "1234567890123456" };
            let memo = if index % 5 == 0 { format!(r#","memo":"주문 A-{index} Table""#) } else { String::new() };
            format!(
                r#"{{"card_number":"{card}","expiry":"1299","cvc":"777","installments":{months},"amount":{amount},"allow_duplicate":true{memo}}}"#
            ) + "\n"
        })
        .collect();
    let args = acting(&["pay"], &cashier);
    let paid = run(&args.iter().map(String::as_str).collect::<Vec<_>>(), &requests);
    let ids: Vec<String> =
        paid.lines().map(|line| text(&serde_json::from_str(line).expect("JSON"), "id")).collect();
    let mut cancels = Vec::new();
    for (id, amount) in [(&ids[0], "\"rest\""), (&ids[1], "100"), (&ids[2], "\"rest\""), (&ids[5], "500")] {
        let answer = as_owner(&["cancel"], &format!(r#"{{"id":"{id}","amount":{amount}}}"#));
        cancels.push(text(&serde_json::from_str(&answer).expect("JSON"), "id"));
    }
    as_owner(&["memo", &ids[10], "A-17 again"], "");
    as_owner(&["memo", &ids[15], ""], "");
    fs::create_dir(home.path().join("out")).expect("a folder");
    as_owner(&["handover", &path("out")], "");
    let answer = |lines: &[(u32, &str, &str, &str)]| {
        let lines: Vec<String> = lines
            .iter()
            .map(|(batch, id, result, number)| format!("{batch},{id},{result},,,{number},,"))
            .collect();
        let file = path("answers.csv");
        let head = "batch,id,result,code,text,approval_number,issuer,acquirer";
        fs::write(&file, format!("{head}\n{}\n", lines.join("\n"))).expect("written");
        let args = acting(&["answers", &file], &by);
        let ran = home.run(&args.iter().map(String::as_str).collect::<Vec<_>>(), "");
        assert_eq!(ran.code, 0, "{ran:?}");
    };
    let first = [
        (1, &*ids[0], "accepted", "10000001"),
        (1, &*ids[1], "rejected", ""),
        (1, &*ids[2], "rejected", ""),
        (1, &*cancels[2], "rejected", ""),
        (1, &*ids[3], "accepted", "10000003"),
        (1, &*ids[5], "rejected", ""),
        (1, &*cancels[3], "accepted", ""),
        (1, &*ids[6], "rejected", ""),
    ];
    answer(&first);
    answer(&[(1, &ids[3], "rejected", "10000003")]);
    as_owner(&["handover", &path("out"), "--resubmit"], "");
    answer(&[(2, &ids[1], "accepted", "10000001")]);
    let more =
        r#"{"card_number":"1234567890123456","expiry":"1299","cvc":"777","installments":0,"amount":54321}"#;
    as_owner(&["pay"], more);
}

/// Takes over what the two older systems have recorded.
fn take_over(shop: &Shop) {
    let path = |name: &str| shop.home.path().join(name);
    let first = First::new(&path("first.db"));
    let ids = ["ABCDEFGHIJKLMNOPQRST", "BCDEFGHIJKLMNOPQRSTU", "CDEFGHIJKLMNOPQRSTUV"];
    let payment = FirstRow::payment(ids[0], "11000", "1000");
    first.put(&payment);
    first.put(&payment.cancel(ids[1]));
    first.put(&FirstRow::payment(ids[2], "55000", "5000"));
    let second = Second::new(&path("second.db"));
    for minute in 10..20 {
        let id = format!("202511211432{minute}123456");
        second.put(&SecondRow::payment(&id, 1_000 * minute, 91));
    }
    for file in ["first.db", "second.db"] {
        let ran = shop.home.run(&["import", &path(file).display().to_string(), "--as-of", "2026-01-01"], "");
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

/// A shop with the ledger that `make` makes in an empty home, and everything that can be looked for.
fn shop(centre: &Centre, number: u32, make: impl FnOnce(&Shop)) -> Shop {
    let shop = Shop { home: Home::new() };
    make(&shop);
    centre.enrol(&shop, number);
    varied(&shop);
    shop.ship_all();
    shop
}

fn desk(shop: &Shop) -> Desk {
    Desk::open_existing(Settings::new(shop.ledger(), shop.keyring()), world()).expect("a desk")
}

/// Of somebody who may only read.
fn head_office(centre: &Centre) -> HeadOffice {
    let address = Address::parse(&centre.url_of_head_office()).expect("a URL").with_password(PASSWORD);
    HeadOffice::open(address, world()).expect("head office")
}

fn pick(dice: &mut Dice, from: &[&str]) -> String {
    from[usize::try_from(dice.roll(from.len() as u64)).expect("small")].to_owned()
}

/// A random query, of words that are near to what the shops have.
fn words(dice: &mut Dice, some: &[Transaction]) -> String {
    let row = &some[usize::try_from(dice.roll(some.len() as u64)).expect("small")];
    let (id, card, amount) = (row.id.to_string(), row.card.end().to_owned(), row.amount.get());
    match dice.roll(14) {
        0 => card,
        1 => card.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect(),
        2 => id,
        3 => id.chars().take(6 + usize::try_from(dice.roll(8)).expect("small")).collect(),
        4 => id.chars().skip(17 - usize::try_from(dice.roll(6)).expect("small")).collect(),
        5 => format!("{amount}"),
        6 => format!("{amount}원"),
        7 => format!("{}..{}원", amount / 2, amount * 2),
        8 => row.created_at.map_or_else(|| "today".to_owned(), |at| at.format("%Y-%m-%d").to_string()),
        9 => pick(
            dice,
            &["cancel", "payments", "cancelled", "part", "full", "open", "lump", "할부", "3 months"],
        ),
        10 => pick(
            dice,
            &[
                "today",
                "yesterday",
                "this month",
                "last month",
                "this year",
                "2025",
                "morning",
                "13:00..15:30",
                "evening last week",
            ],
        ),
        11 => pick(dice, &["till 1", "till 2", "cashier 21", "담당 1", "imported"]),
        12 => pick(dice, &["memo", "memo a", "memo a-17", "메모 주문", "memo tab", "memo zzz"]),
        _ => pick(
            dice,
            &[
                "rejected",
                "unanswered",
                "contradicted",
                "approval 10000001",
                "approval 10000003",
                "approval 99",
            ],
        ),
    }
}

fn query(dice: &mut Dice, some: &[Transaction]) -> String {
    let count = 1 + dice.roll(3);
    let term = |dice: &mut Dice| {
        let not = if dice.roll(6) == 0 { "-" } else { "" };
        not.to_owned() + &words(dice, some)
    };
    (0..count).map(|_| term(dice)).collect::<Vec<_>>().join(" ")
}

fn read(text: &str, of_shops: bool) -> (Query, Days) {
    let now = Seoul.now();
    let read = if of_shops { read_query_of_shops } else { read_query };
    let reading = read(text, now, &|at| Seoul.offset_at(at));
    (reading.query, reading.days.unwrap_or_default())
}

/// Everything that head office lists of a query, read in small pages from its beginning; and from its end the same.
fn listed(office: &HeadOffice, query: &Query, page: usize) -> Vec<Found> {
    let mut rows: Vec<Found> = Vec::new();
    loop {
        let from = rows.last().map_or(PageFrom::Start, |last| PageFrom::After(last.place));
        let part =
            office.page(query, (from, page), false, &|| false).expect("read").expect("not stopped").rows;
        let is_end = part.len() < page;
        rows.extend(part);
        if is_end {
            break;
        }
    }
    let mut back: Vec<Found> = Vec::new();
    loop {
        let from = back.first().map_or(PageFrom::End, |first| PageFrom::Before(first.place));
        let part =
            office.page(query, (from, page), false, &|| false).expect("read").expect("not stopped").rows;
        let is_end = part.len() < page;
        back.splice(..0, part);
        if is_end {
            break;
        }
    }
    assert_eq!(rows, back);
    rows
}

/// The rows as a till has them.
fn plain(rows: Vec<Found>) -> Vec<Transaction> {
    rows.into_iter().map(|found| Transaction { shop: None, ..found.transaction }).collect()
}

fn cases() -> u64 {
    std::env::var("PAYDESK_CENTRAL_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .map_or(150, |cases: u64| cases * 75)
}

#[test]
fn head_office_answers_what_the_tills_answer() {
    let Some(centre) = Centre::new() else { return };
    let demo = shop(&centre, 12, |shop| {
        ok(&shop.home.run(&["demo", "--rows", "1300", "--seed", "7"], ""));
    });
    let old = shop(&centre, 7, take_over);
    // Its days begin at other moments than those of head office.
    let far = Shop { home: Home::new().with("TZ", "EST5") };
    far.pay(110_000);
    far.cancel(&far.pay(7_000), 1_000);
    centre.enrol(&far, 3);
    far.ship_all();
    let office = head_office(&centre);
    let stop = || false;
    let mut dice = Dice(20_261_130);
    let (mut found, mut charts) = (0, 0);
    for (number, shop) in [(12, &demo), (7, &old)] {
        let desk = desk(shop);
        let all: Vec<Found> = desk.list(&Query::default(), None, 5_000).expect("listed");
        let some: Vec<Transaction> = all.iter().map(|found| found.transaction.clone()).collect();
        for _ in 0..cases() {
            let text = query(&mut dice, &some);
            let (here, days) = read(&text, false);
            let (there, _) = read(&format!("shop {number} {text}"), true);
            let till = plain(desk.list(&here, None, 5_000).expect("listed"));
            let mut rows =
                plain(listed(&office, &there, 1 + usize::try_from(dice.roll(200)).expect("small")));
            let mut expected = till.clone();
            if number == 7 {
                // What was taken over is listed by its time, and at the till by when it was taken over.
                rows.sort_by_key(|row| row.seq);
                expected.sort_by_key(|row| row.seq);
            }
            assert_eq!(rows, expected, "shop {number}: {text}");
            found += rows.len();
            let counted = office.page(&there, (PageFrom::Start, 1), true, &stop);
            let counted = counted.expect("read").expect("not stopped").count.expect("counted");
            assert_eq!(counted, desk.count(&here).expect("counted"), "shop {number}: {text}");
            let sums =
                desk.summary(&here, (days.first, days.last), &stop).expect("read").expect("not stopped");
            let there = office.summary(&there, days, &stop).expect("read").expect("not stopped");
            assert_eq!(there.totals, sums.totals, "shop {number}: {text}");
            // A chart begins with the first day of all shops, and that of one with its own.
            let columns = |chart: Option<Chart>| chart.map(|chart| (chart.unit, chart.columns));
            let (here, there) = (columns(sums.chart), columns(there.chart));
            let is_same = |(unit, columns): &(Unit, Vec<ChartColumn>)| {
                here.as_ref().is_some_and(|here| here.0 == *unit && here.1.len() == columns.len())
            };
            if there.as_ref().is_none_or(is_same) {
                assert_eq!(there, here, "shop {number}: {text}");
                charts += 1;
            }
        }
        // One by one, with all that is known of it.
        for row in some.iter().take(60) {
            let story = desk.find(row.id).expect("found").story;
            let mut there =
                office.find(row.id, paydesk::record::ShopNumber::new(number), None).expect("found");
            there.transaction.shop = None;
            there.history.iter_mut().for_each(|step| step.transaction.shop = None);
            assert_eq!(there, story, "{}", row.id);
        }
    }
    assert!(found > 5_000 && charts > 20, "{found} {charts}");
    // All shops together: by time.
    for text in ["", "today", "today cancel", "2020-01-01..", "approval 10000001", "payments", "-today"] {
        let (query, _) = read(text, true);
        let rows = listed(&office, &query, 333);
        let mut both: Vec<Transaction> = Vec::new();
        for shop in [&demo, &old, &far] {
            both.extend(plain(desk(shop).list(&read(text, false).0, None, 5_000).expect("listed")));
        }
        let mut sorted = plain(rows.clone());
        sorted.sort_by_key(|row| row.id.to_string());
        both.sort_by_key(|row| row.id.to_string());
        assert_eq!(sorted, both, "{text}");
        assert!(rows.is_sorted_by_key(|found| found.place), "{text}");
        let sums = office.summary(&query, Days::default(), &stop).expect("read").expect("not stopped").totals;
        let mut expected = paydesk::record::Totals::default();
        for row in &both {
            expected.add(row.kind != paydesk::payment::Kind::Payment, row.amount.get(), row.vat.get());
        }
        assert_eq!(sums, expected, "{text}");
    }
}

/// The lines of a list as JSON.
fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn the_commands_of_head_office_only_look() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(12);
    let id = shop.pay(55_000);
    shop.cancel(&id, 1_000);
    shop.ship_all();
    let url = centre.database.url();
    let home = Home::new();
    let password = home.path().join("password");
    private(&password, PASSWORD);
    let password = password.display().to_string();
    let run = |args: &[&str], input: &str| {
        home.run(&[&["--central", &url, "--password-file", &password], args].concat(), input)
    };
    let till = json_lines(&ok(&shop.home.run(&["list", "--json"], "")));
    let mut office = json_lines(&ok(&run(&["list", "--json"], "")));
    assert_eq!(office.len(), 3);
    for row in &mut office {
        assert_eq!(row.as_object_mut().expect("an object").remove("shop"), Some(12.into()));
    }
    assert_eq!(office, till);
    let mut shown: Value = serde_json::from_str(&ok(&run(&["show", &id, "--json"], ""))).expect("JSON");
    let mut there: Value =
        serde_json::from_str(&ok(&shop.home.run(&["show", &id, "--json"], ""))).expect("JSON");
    assert_eq!(shown.as_object_mut().expect("an object").remove("shop"), Some(12.into()));
    for sealed in ["message", "expiry"] {
        assert!(there.as_object_mut().expect("an object").remove(sealed).is_some());
    }
    assert_eq!(shown, there);
    let csv = ok(&run(&["list", "--csv", "shop", "12", "cancel"], ""));
    assert_eq!(csv.lines().count(), 2);
    assert!(csv.lines().all(|line| line.ends_with(",shop") || line.ends_with(",12")), "{csv}");
    assert_eq!(ok(&run(&["list", "3호점"], "")), "No transaction matches.\n");
    let text = ok(&run(&["show", &id], ""));
    assert!(
        text.contains("12  Shop 12") && text.contains("The message is sealed: the shop has the key."),
        "{text}"
    );
    for (args, input, code, message) in [
        (
            &["list", "memo", "a"][..],
            "",
            1,
            "Among all shops this would take too long. Name a shop or up to 31 days: shop 12, today, 11-20..11-25",
        ),
        (
            &["list", "--card", "-"],
            "1234567890123456\n",
            1,
            "Cards are compared with a key, which the shop has. Here a card is found by its last three or four digits and the amount.",
        ),
        (
            &["show", "26112114320712301007"],
            "",
            1,
            "No transaction has this id, and its check digit does not match. Check the id.",
        ),
        (
            &["pay"],
            "",
            2,
            "With --central paydesk looks up what shops have shipped: the screens, list and show. Every other command works on a ledger of this machine: leave --central out.",
        ),
        (
            &["list", "4111111111111111"],
            "",
            2,
            "A card number on the command line is not read: histories and lists of processes keep it. Give it on standard input: paydesk list --card -",
        ),
        (&["--demo"], "", 2, "A demonstration has no centre: leave --demo out, or --central."),
        (
            &["central", "status", "--demo"],
            "",
            2,
            "A demonstration has no centre: leave --demo out, or --central.",
        ),
        (
            &["list", "--as", "1"],
            "",
            2,
            "At head office nobody signs in: leave --as out. What may be seen is what the role at the centre may see.",
        ),
    ] {
        let ran = run(args, input);
        assert_eq!(
            (ran.code, ran.stdout.as_str(), ran.stderr.trim_end()),
            (code, "", &*format!("paydesk: {message}")),
            "{args:?}"
        );
    }
}

#[test]
fn an_id_of_two_shops_asks_for_the_shop() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(12);
    let id = shop.pay(55_000);
    shop.ship_all();
    let (home, url) = (Home::new(), centre.url_of_head_office());
    let run = |args: &[&str]| run_at(&home, &url, args);
    centre.database.sql("INSERT INTO paydesk.ledgers SELECT 2, decode(repeat('02', 16), 'hex'), 13, 'Shop 13', 'none', public_key, \
        epoch, restored, head, hash, chain, newest_at, held, held_at, contact_at, skew, resealed_key, resealed, enrolled_at FROM paydesk.ledgers");
    for table in ["facts", "transactions"] {
        let columns = centre.database.sql(&format!(
            "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'paydesk.{table}'::regclass \
             AND attnum > 1"
        ));
        centre.database.sql(&format!(
            "INSERT INTO paydesk.{table} (ledger, {columns}) SELECT 2, {columns} FROM paydesk.{table}"
        ));
    }
    let ran = run(&["show", &id]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (1, "paydesk: Several shops have a transaction with this id: 12, 13. Name one: --shop NUMBER\n")
    );
    assert!(ok(&run(&["show", &id, "--shop", "13"])).contains("13  Shop 13"));
}

#[test]
fn what_a_till_has_once_names_no_shop() {
    let ran = Home::new().run(&["show", "26113014320712301007", "--shop", "12"], "");
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (2, "", "paydesk: --shop goes with --central: in the ledger of a shop each id is there once.\n")
    );
}

#[test]
fn a_look_up_is_given_up_at_once_and_a_cut_line_is_not_noticed() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(12);
    shop.pay(55_000);
    shop.ship_all();
    let office = head_office(&centre);
    let all = |stop| office.page(&Query::default(), (PageFrom::Start, 10), true, stop).expect("read");
    let rows = || all(&|| false).expect("not stopped").rows.len();
    assert_eq!(rows(), 2);
    let held = centre.database.hold("BEGIN; LOCK TABLE paydesk.transactions IN ACCESS EXCLUSIVE MODE;");
    let locks = "SELECT count(*) FROM pg_locks WHERE relation = 'paydesk.transactions'::regclass \
                 AND mode = 'AccessExclusiveLock' AND granted";
    support::wait_until("the table is not locked", || centre.database.sql(locks) == "1");
    assert!(all(&|| true).is_none());
    assert!(office.count_all(&|| true).expect("read").is_none_or(|count| count == 2));
    drop(held);
    assert_eq!(rows(), 2);
    centre.database.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'kim%' AND datname = current_database()",
    );
    assert_eq!(rows(), 2);
}

#[test]
fn head_office_says_what_is_held_and_who_may_not_look() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(12);
    shop.ship_all();
    let office = head_office(&centre);
    let shops = || {
        let all = office.shops(Days::default(), &[], &|| false).expect("read").expect("not stopped");
        all.iter().map(|shop| (shop.number.number(), shop.totals.payments, shop.is_held)).collect::<Vec<_>>()
    };
    assert_eq!(shops(), [(12, 1, false)]);
    let other = forks::clone(&shop);
    shop.pay(2_000);
    other.pay(3_000);
    shop.ship_all();
    assert_eq!(other.ship().0, 1);
    assert_eq!(shops(), [(12, 2, true)]);
    let status = office.status().expect("read");
    assert_eq!((status.shops, status.held), (1, 1));
    // A role that may come in and nothing else.
    let stranger = format!("lee_{}", centre.database.name);
    centre.database.sql(&format!(
        "CREATE ROLE {stranger} LOGIN PASSWORD '{PASSWORD}'; GRANT CONNECT ON DATABASE {} TO {stranger}",
        centre.database.name
    ));
    let url = centre.database.url_at(centre.database.socket(), &stranger);
    let ran = run_at(&Home::new(), &url, &["list"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.starts_with("paydesk: The centre does not allow this: permission denied"), "{ran:?}");
}

/// A row that no ledger ships is left out and told; it does not end a list, and is in the way of no other.
#[test]
fn a_damaged_row_is_left_out_and_told() {
    let Some(centre) = Centre::new() else { return };
    let shop = centre.shop(12);
    for amount in [2_000, 3_000, 4_000] {
        shop.pay(amount);
    }
    shop.ship_all();
    let (home, url) = (Home::new(), centre.url_of_head_office());
    let amounts = |limit: &str| {
        let ran = run_at(&home, &url, &["list", "--json", "--limit", limit]);
        let rows: Vec<Value> = json_lines(&ran.stdout);
        (ran.code, rows.iter().map(|row| number(row, "amount")).collect::<Vec<_>>(), ran.stderr)
    };
    assert_eq!(amounts("0"), (0, vec![4_000, 3_000, 2_000, 1_000], String::new()));
    let seq = centre.database.sql("SELECT seq FROM paydesk.transactions WHERE amount = 4000");
    let told = format!(
        "paydesk: The centre has something that no ledger ships: table transactions, row 1/{seq}. An owner has it checked with paydesk \
         central verify.\n"
    );
    for damage in [
        "UPDATE paydesk.transactions SET till = 100 WHERE amount = 4000",
        "DELETE FROM paydesk.facts f USING paydesk.transactions t WHERE f.ledger = t.ledger AND f.seq = t.seq AND amount = 4000",
    ] {
        centre.database.sql(damage);
        assert_eq!(amounts("0"), (3, vec![3_000, 2_000, 1_000], told.clone()), "{damage}");
        assert_eq!(amounts("1"), (3, vec![3_000], told.clone()), "{damage}");
        centre.database.sql("UPDATE paydesk.transactions SET till = 1");
    }
}
