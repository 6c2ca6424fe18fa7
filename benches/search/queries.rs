//! Queries of every kind, with values that are in the ledger.

use std::{ops::Range, path::Path};

use paydesk::{
    desk::{Clock as _, SystemClock},
    ledger::Ledger,
    payment::Till,
    query::{Meaning, read_query},
    record::{Condition, ListPlace, PageFrom, Query, State, Term, Transaction},
};

use super::texts;

/// The operation on a query.
#[derive(Debug, Clone)]
pub enum Work {
    Page(PageFrom),
    /// Count exactly, or up to this number.
    Count(u64),
    Totals(Vec<Range<i64>>),
}

/// Queries of one kind.
pub struct Kind {
    pub name: String,
    pub queries: Vec<(Query, Work)>,
}

/// Queries of each kind.
const MANY: u64 = 40;
/// Random queries.
const RANDOM: u64 = 200;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Midnight in the shop's time zone, UTC+9.
const MIDNIGHT: i64 = -9 * 60 * MINUTE;

/// Reproducible random numbers.
pub struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
}

/// A ledger from which the values of queries are drawn.
pub struct Sample {
    ledger: Ledger,
    rows: u64,
    first: i64,
    pub dice: Dice,
}

impl Sample {
    fn open(path: &Path) -> Self {
        let ledger = Ledger::open(path).expect("a ledger");
        let everything = Query::default();
        let (rows, first) = {
            let mut search = ledger.search(&everything, &|| false).expect("a search");
            let mut one = |from| search.page(from, 1).expect("a page").expect("rows").remove(0).transaction;
            (
                one(PageFrom::Start).seq.unsigned_abs(),
                one(PageFrom::End).created_at.expect("a time").timestamp_millis(),
            )
        };
        Self { ledger, rows, first, dice: Dice(7) }
    }

    /// A random row.
    pub fn row(&mut self) -> Transaction {
        let seq = i64::try_from(self.dice.below(self.rows)).expect("a row") + 2;
        let everything = Query::default();
        let mut search = self.ledger.search(&everything, &|| false).expect("a search");
        let page =
            search.page(PageFrom::After(ListPlace::in_ledger(0, seq)), 1).expect("a page").expect("rows");
        page.into_iter().next().expect("a row").transaction
    }

    fn place(&mut self) -> ListPlace {
        ListPlace::in_ledger(0, self.row().seq)
    }

    pub fn end(&mut self, digits: usize) -> String {
        let row = self.row();
        let end = row.card.end();
        end.chars().skip(end.len().saturating_sub(digits)).collect()
    }

    pub fn id_end(&mut self, digits: usize) -> String {
        self.row().id.as_str().chars().skip(20 - digits).collect()
    }

    pub fn id_begin(&mut self, digits: usize) -> String {
        self.row().id.as_str().chars().take(digits).collect()
    }

    /// A range of `days` days around a random row.
    fn days(&mut self, days: i64) -> Range<i64> {
        let at = self.row().created_at.expect("a time").timestamp_millis();
        let from = (at - MIDNIGHT).div_euclid(DAY) * DAY + MIDNIGHT;
        from..from + days * DAY
    }

    /// Half an hour of opening time on every day.
    fn time_of_day(&mut self) -> Condition {
        let from = self.row().created_at.expect("a time").timestamp_millis().rem_euclid(DAY) / (30 * MINUTE)
            * 30
            * MINUTE;
        let first = self.first.div_euclid(DAY) * DAY;
        let days = (0..1_200).map(|day| first + day * DAY + from);
        Condition::Times(days.map(|from| from..from + 30 * MINUTE).collect())
    }

    /// A quarter of an hour of every day that begins and ends within quarters.
    fn minutes_of_day(&mut self) -> Query {
        let Condition::Times(times) = self.time_of_day() else { return Query::default() };
        let cut = |time: Range<i64>| time.start + 13 * MINUTE..time.end - 2 * MINUTE;
        Condition::Times(times.into_iter().map(cut).collect()).into()
    }

    fn till(&mut self) -> Condition {
        Condition::Till(self.row().till)
    }
}

fn both(conditions: impl IntoIterator<Item = Condition>) -> Query {
    Query { terms: conditions.into_iter().map(Term::is).collect() }
}

fn not(condition: Condition) -> Term {
    Term { not: true, ..Term::is(condition) }
}

/// The kinds so far.
struct Kinds {
    sample: Sample,
    kinds: Vec<Kind>,
}

impl Kinds {
    fn add(&mut self, name: &str, one: &mut dyn FnMut(&mut Sample) -> (Query, Work)) {
        let queries = (0..MANY).map(|_| one(&mut self.sample)).collect();
        self.kinds.push(Kind { name: name.to_owned(), queries });
    }
}

/// Queries of all kinds, with values of the ledger at `path`.
pub fn kinds(path: &Path) -> Vec<Kind> {
    let mut all = Kinds { sample: Sample::open(path), kinds: Vec::new() };
    places_and_ids(&mut all);
    cards_and_amounts(&mut all);
    times_and_states(&mut all);
    sums(&mut all);
    let random = (0..RANDOM).map(|_| random(&mut all.sample)).collect();
    all.kinds.push(Kind { name: "any three conditions at random".to_owned(), queries: random });
    let typed = (0..RANDOM).map(|_| typed(&mut all.sample)).collect();
    all.kinds.push(Kind { name: "one to four words at random".to_owned(), queries: typed });
    all.kinds
}

/// The first page.
fn start() -> Work {
    Work::Page(PageFrom::Start)
}

fn amount(sample: &mut Sample) -> u64 {
    sample.row().amount.get()
}

fn places_and_ids(all: &mut Kinds) {
    all.add("the latest", &mut |_| (Query::default(), start()));
    all.add("the oldest", &mut |_| (Query::default(), Work::Page(PageFrom::End)));
    all.add("a page in between", &mut |s| (Query::default(), Work::Page(PageFrom::After(s.place()))));
    all.add("the page before it", &mut |s| (Query::default(), Work::Page(PageFrom::Before(s.place()))));
    all.add("an id", &mut |s| (Condition::Id(s.row().id).into(), start()));
    all.add("beginning of an id, a day", &mut |s| (Condition::IdBegins(s.id_begin(6)).into(), start()));
    all.add("beginning of an id, a minute", &mut |s| (Condition::IdBegins(s.id_begin(10)).into(), start()));
    all.add("end of an id, 4 digits", &mut |s| (Condition::IdEnds(s.id_end(4)).into(), start()));
    all.add("end of an id, 8 digits", &mut |s| (Condition::IdEnds(s.id_end(8)).into(), start()));
    all.add("end of an id, 14 digits", &mut |s| (Condition::IdEnds(s.id_end(14)).into(), start()));
}

fn cards_and_amounts(all: &mut Kinds) {
    for digits in [1, 2, 3, 4] {
        let name = format!("end of a card, {digits} digit{}", if digits == 1 { "" } else { "s" });
        all.add(&name, &mut |s| (Condition::CardEnd(s.end(digits)).into(), start()));
    }
    all.add("beginning of a card, 6 digits", &mut |s| {
        (Condition::CardBegins(s.row().card.head().to_owned()).into(), start())
    });
    all.add("end of a card, 3 digits, its oldest", &mut |s| {
        (Condition::CardEnd(s.end(3)).into(), Work::Page(PageFrom::End))
    });
    all.add("end of a card, 3 digits, in between", &mut |s| {
        (Condition::CardEnd(s.end(3)).into(), Work::Page(PageFrom::After(s.place())))
    });
    all.add("digits: card first, then amount", &mut |s| {
        let amount = s.row().amount.get() / 1_000;
        let term = Term {
            after: vec![Condition::Amount(amount..=amount), Condition::IdEnds(s.id_end(3))],
            ..Term::is(Condition::CardEnd(s.end(3)))
        };
        (Query { terms: vec![term] }, start())
    });
    all.add("an amount", &mut |s| {
        let amount = amount(s);
        (Condition::Amount(amount..=amount).into(), start())
    });
    all.add("an amount that was never paid", &mut |s| {
        let amount = 1_234_567 + s.dice.below(1_000) * 10_000;
        (Condition::Amount(amount..=amount).into(), start())
    });
    all.add("amounts, narrow", &mut |s| {
        let amount = amount(s);
        (Condition::Amount(amount..=amount + 700).into(), start())
    });
    all.add("amounts, wide", &mut |s| {
        let amount = amount(s);
        (Condition::Amount(amount..=amount * 7 + 123).into(), start())
    });
    all.add("amounts, rare", &mut |s| {
        let amount = 5_000_000 + s.dice.below(4_000_000);
        (Condition::Amount(amount..=u64::MAX).into(), start())
    });
    all.add("end of a card and amounts", &mut |s| {
        let from = amount(s);
        (both([Condition::CardEnd(s.end(3)), Condition::Amount(from..=from * 2)]), start())
    });
}

fn times_and_states(all: &mut Kinds) {
    all.add("a day", &mut |s| (Condition::Times(vec![s.days(1)]).into(), start()));
    all.add("a month", &mut |s| (Condition::Times(vec![s.days(30)]).into(), start()));
    all.add("a minute", &mut |s| {
        let at = s.row().created_at.expect("a time").timestamp_millis() / MINUTE * MINUTE;
        (Condition::Times(std::iter::once(at..at + MINUTE).collect()).into(), start())
    });
    all.add("a time of day", &mut |s| (s.time_of_day().into(), start()));
    all.add("a time of day, to the minute", &mut |s| (s.minutes_of_day(), start()));
    all.add("a day and the end of a card", &mut |s| {
        (both([Condition::Times(vec![s.days(1)]), Condition::CardEnd(s.end(3))]), start())
    });
    all.add("cancels", &mut |_| (Condition::Cancel.into(), start()));
    all.add("cancels, the oldest", &mut |_| (Condition::Cancel.into(), Work::Page(PageFrom::End)));
    all.add("cancelled in part", &mut |_| (Condition::State(State::Part).into(), start()));
    all.add("cancelled wholly", &mut |_| (Condition::State(State::Full).into(), start()));
    all.add("not cancelled", &mut |_| (Condition::State(State::Untouched).into(), start()));
    all.add("installments", &mut |s| {
        let months = [2, 3, 4, 5, 6, 10, 12][usize::try_from(s.dice.below(7)).expect("small")];
        (Condition::Installments(months..=months).into(), start())
    });
    all.add("a till", &mut |s| (s.till().into(), start()));
    all.add("the same card", &mut |s| (Condition::SameCard(s.row().seq).into(), start()));
    all.add("not the end of a card", &mut |s| {
        (Query { terms: vec![not(Condition::CardEnd(s.end(3)))] }, start())
    });
    all.add("cancels not of a till, not of amounts", &mut |s| {
        let from = amount(s);
        let terms = vec![Term::is(Condition::Cancel), not(s.till()), not(Condition::Amount(from..=from * 2))];
        (Query { terms }, start())
    });
    all.add("much that never comes together", &mut |s| {
        let from = 1_000_000 + s.dice.below(1_000_000);
        let terms = [
            Condition::Cancel,
            Condition::CardEnd(s.end(2)),
            Condition::Amount(from..=from + 1_000),
            Condition::Till(Till::new(9).expect("a till")),
        ];
        (both(terms), start())
    });
    all.add("a time of day, months, part, amounts", &mut |s| {
        let terms = [
            s.time_of_day(),
            Condition::Installments(12..=12),
            Condition::State(State::Part),
            Condition::Amount(200_000..=700_000),
        ];
        (both(terms), start())
    });
}

fn sums(all: &mut Kinds) {
    for (name, enough) in [("count to 1,000", 1_000), ("count all", u64::MAX)] {
        all.add(&format!("{name}: end of a card"), &mut |s| {
            (Condition::CardEnd(s.end(3)).into(), Work::Count(enough))
        });
        all.add(&format!("{name}: amounts, wide"), &mut |s| {
            let amount = amount(s);
            (Condition::Amount(amount..=amount * 7 + 123).into(), Work::Count(enough))
        });
    }
    all.add("totals: everything", &mut |_| (Query::default(), Work::Totals(Vec::new())));
    all.add("totals: a month by day", &mut |s| {
        let month = s.days(30);
        let days = (0..30).map(|day| month.start + day * DAY..month.start + (day + 1) * DAY).collect();
        (Condition::Times(vec![month]).into(), Work::Totals(days))
    });
    all.add("totals: a time of day, to the minute", &mut |s| (s.minutes_of_day(), Work::Totals(Vec::new())));
    all.add("totals: a till", &mut |s| (s.till().into(), Work::Totals(Vec::new())));
    all.add("totals: payments of three tills", &mut |_| {
        let tills = [1, 2, 3].map(|till| Condition::Till(Till::new(till).expect("a till")));
        let any = Term { not: false, any: tills.to_vec(), after: Vec::new() };
        (Query { terms: vec![any, Term::is(Condition::Payment)] }, Work::Totals(Vec::new()))
    });
    all.add("totals: end of a card", &mut |s| {
        (Condition::CardEnd(s.end(3)).into(), Work::Totals(Vec::new()))
    });
    all.add("totals: end of a card, an amount or an id", &mut |s| {
        let digits = s.end(3);
        let amount = digits.parse().expect("digits");
        let term = Term {
            after: vec![
                Condition::Amount(amount..=amount),
                Condition::Amount(amount * 1_000..=amount * 1_000),
                Condition::IdEnds(digits.clone()),
            ],
            ..Term::is(Condition::CardEnd(digits))
        };
        (Query { terms: vec![term] }, Work::Totals(Vec::new()))
    });
    all.add("totals: end of a card, cancels", &mut |s| {
        (both([Condition::CardEnd(s.end(3)), Condition::Cancel]), Work::Totals(Vec::new()))
    });
    all.add("totals: end of a card of a till", &mut |s| {
        (both([Condition::CardEnd(s.end(3)), s.till()]), Work::Totals(Vec::new()))
    });
    all.add("totals: installments of a till", &mut |s| {
        (both([Condition::Installments(1..=12), s.till()]), Work::Totals(Vec::new()))
    });
    all.add("totals: cancelled wholly", &mut |_| {
        (Condition::State(State::Full).into(), Work::Totals(Vec::new()))
    });
}

/// A query that is typed and parsed as on the screen.
fn typed(sample: &mut Sample) -> (Query, Work) {
    let text = texts::query(sample);
    let now = SystemClock.now();
    let reading = read_query(&text, now, &|at| SystemClock.offset_at(at));
    let unknown = reading.chips.iter().find(|chip| matches!(chip.meaning, Meaning::Unknown(_)));
    assert!(unknown.is_none(), "{text} is not understood");
    (reading.query, Work::Page(if sample.dice.below(4) == 0 { PageFrom::End } else { PageFrom::Start }))
}

/// Random conditions, also some that cannot be typed.
fn random(sample: &mut Sample) -> (Query, Work) {
    // At most one of each kind: two tills at once match nothing.
    let mut kinds: Vec<u64> = (0..CONDITIONS).collect();
    let terms = 1 + sample.dice.below(3);
    let terms = (0..terms)
        .map(|_| {
            let kind = usize::try_from(sample.dice.below(kinds.len() as u64)).expect("small");
            let mut term = Term::is(condition(sample, kinds.swap_remove(kind)));
            term.not = sample.dice.below(5) == 0;
            if !term.not && sample.dice.below(6) == 0 {
                let kind = sample.dice.below(CONDITIONS);
                term.after.push(condition(sample, kind));
            }
            term
        })
        .collect();
    let from = match sample.dice.below(4) {
        0 => PageFrom::End,
        1 => PageFrom::After(sample.place()),
        _ => PageFrom::Start,
    };
    (Query { terms }, Work::Page(from))
}

/// The number of kinds of conditions.
const CONDITIONS: u64 = 11;

fn condition(sample: &mut Sample, kind: u64) -> Condition {
    let amount = sample.row().amount.get();
    let way = sample.dice.below(3);
    match (kind, way) {
        (0, way) => Condition::CardEnd(sample.end(1 + usize::try_from(way).expect("small"))),
        (1, _) => Condition::Id(sample.row().id),
        (2, _) => Condition::IdBegins(sample.id_begin(8)),
        (3, _) => Condition::IdEnds(sample.id_end(5)),
        (4, 0) => Condition::Amount(amount..=amount),
        (4, _) => Condition::Amount(amount..=amount * 3 + 7),
        (5, 0) => sample.time_of_day(),
        (5, 1) => Condition::Times(vec![sample.days(90)]),
        (5, _) => Condition::Times(vec![sample.days(1)]),
        (6, _) => Condition::Cancel,
        (7, _) => Condition::State(State::Part),
        (8, _) => Condition::Installments(3..=6),
        (9, _) => sample.till(),
        _ => Condition::SameCard(sample.row().seq),
    }
}
