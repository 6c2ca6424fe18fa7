//! Queries as hand-written SQL.

use std::time::{Duration, Instant};

use paydesk::record::{Condition, PageFrom, Query, State, Term};
use rusqlite::Connection;

use crate::queries::Work;

/// The statement of a query, for its rows or its sums.
pub fn select(query: &Query, work: &Work, page: usize) -> String {
    let terms: Vec<String> = query.terms.iter().map(term).collect();
    let mut conditions = terms;
    let (columns, end) = match work {
        Work::Page(from) => {
            let order = match from {
                PageFrom::Start => "DESC",
                PageFrom::End => "",
                PageFrom::After(place) => {
                    conditions.push(format!("seq < {}", place.seq));
                    "DESC"
                }
                PageFrom::Before(place) => {
                    conditions.push(format!("seq > {}", place.seq));
                    ""
                }
            };
            ("*".to_owned(), format!(" ORDER BY seq {order} LIMIT {page}"))
        }
        Work::Count(u64::MAX) => ("count(*)".to_owned(), String::new()),
        Work::Count(enough) => ("1".to_owned(), format!(" LIMIT {enough}")),
        Work::Totals(spans) => {
            let sum = |filter: &str| {
                format!("sum(amount) FILTER (WHERE {filter}), sum(vat) FILTER (WHERE {filter})")
            };
            let mut sums = vec![sum("kind = 1"), sum("kind = 2")];
            for span in spans {
                let within = format!("created_at >= {} AND created_at < {}", span.start, span.end);
                sums.push(sum(&format!("kind = 1 AND {within}")));
            }
            (sums.join(", "), String::new())
        }
    };
    let condition = if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join(" AND ") };
    format!("SELECT {columns} FROM transactions t WHERE {condition}{end}")
}

fn term(term: &Term) -> String {
    let any: Vec<String> = term.any.iter().chain(&term.after).map(condition).collect();
    format!("{}({})", if term.not { "NOT " } else { "" }, any.join(" OR "))
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::CardEnd(digits) => {
            let short = digits.get(1..4).map(|three| format!(" OR card_tail = '{three}'"));
            format!("(card_tail LIKE '%{digits}'{})", short.unwrap_or_default())
        }
        Condition::CardBegins(digits) => format!("card_head LIKE '{digits}%'"),
        Condition::Id(id) => format!("id = '{id}'"),
        Condition::IdBegins(digits) => format!("(id >= '{digits}' AND id < '{digits}:')"),
        Condition::IdEnds(digits) => format!("id LIKE '%{digits}'"),
        Condition::Amount(range) => {
            let end = i64::try_from(*range.end()).unwrap_or(i64::MAX);
            format!("amount BETWEEN {} AND {end}", range.start())
        }
        Condition::Times(times) => {
            let within = |time: &std::ops::Range<i64>| {
                format!("(created_at >= {} AND created_at < {})", time.start, time.end)
            };
            match times.as_slice() {
                [] => "FALSE".to_owned(),
                // A time of day in every day: too many ranges to list.
                [first, _, _, ..] => {
                    let day = 86_400_000;
                    let (from, to) =
                        (first.start.rem_euclid(day), first.start.rem_euclid(day) + first.end - first.start);
                    format!("created_at % {day} >= {from} AND created_at % {day} < {to}")
                }
                few => format!("({})", few.iter().map(within).collect::<Vec<_>>().join(" OR ")),
            }
        }
        Condition::Payment => "kind = 1".to_owned(),
        Condition::Cancel => "kind = 2".to_owned(),
        Condition::State(state) => {
            let left = match state {
                State::Untouched => "IS NULL",
                State::Part => "> 0",
                State::Full => "= 0",
            };
            format!("(kind = 1 AND (SELECT b.amount FROM balances b WHERE b.payment = t.seq) {left})")
        }
        Condition::Installments(months) => {
            format!("(kind = 1 AND installments BETWEEN {} AND {})", months.start(), months.end())
        }
        Condition::Till(till) => format!("till = {}", till.number()),
        Condition::Operator(number) => {
            format!("(SELECT j.operator FROM journal j WHERE j.seq = t.seq) = {number}")
        }
        Condition::Memo(word) => {
            let word = word.replace('\'', "''");
            format!("t.seq IN (SELECT m.seq FROM memo_words m WHERE m.word GLOB '{word}*')")
        }
        Condition::Imported => "t.seq IN (SELECT seq FROM imported)".to_owned(),
        Condition::Rejected => "t.seq IN (SELECT seq FROM answers WHERE state = 2)".to_owned(),
        Condition::Unanswered => {
            "(EXISTS (SELECT 1 FROM batch_ranges r WHERE t.seq BETWEEN r.from_seq AND r.to_seq) \
             AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.seq = t.seq AND a.state > 0))"
                .to_owned()
        }
        Condition::Contradicted => "t.seq IN (SELECT seq FROM answers WHERE state = 4)".to_owned(),
        Condition::Approval(number) => {
            format!("t.seq IN (SELECT seq FROM answers WHERE approval_number = '{number}')")
        }
        // A ledger knows no shops.
        Condition::Shop(_) => "FALSE".to_owned(),
        Condition::SameCard(seq) => {
            format!(
                "(SELECT fingerprint FROM sealed s WHERE s.seq = t.seq) = \
                 (SELECT fingerprint FROM sealed WHERE seq = {seq})"
            )
        }
    }
}

/// The time to read all rows, at most `limit`.
pub fn run(connection: &mut Connection, sql: &str, limit: Duration) -> Duration {
    let start = Instant::now();
    connection.progress_handler(10_000, Some(move || start.elapsed() >= limit)).expect("a handler");
    let mut statement = connection.prepare_cached(sql).expect("SQL");
    let columns = statement.column_count();
    let start = Instant::now();
    let mut rows = statement.query([]).expect("SQL");
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                for column in 0..columns {
                    std::hint::black_box(row.get_ref(column).expect("a value"));
                }
            }
            Ok(None) => return start.elapsed(),
            Err(_) => return limit,
        }
    }
}
