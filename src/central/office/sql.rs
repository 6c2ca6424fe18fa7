//! Statements that are put together, and what a condition of a query is in them.

use std::{collections::HashMap, fmt::Write as _, ops::Range};

use tokio_postgres::types::ToSql;

use crate::{
    central::client::Param,
    record::{Condition, ShopNumber, State, Term},
};

/// When a transaction was, as it is listed: what another system did not say is the oldest.
pub(super) const AT: &str = "coalesce(t.created_at, 0)";
/// Digits of a card's end that are few enough to be named one by one where only a part of them is known.
const ENDS: usize = 3;
/// So many digits of a card's end are kept of most cards, and of short ones one less.
const KEPT: usize = 4;
/// Ranges of time that are compared one by one; more are compared as a table.
const RANGES: usize = 4;

/// A statement and the values of its parameters.
#[derive(Default)]
pub(super) struct Sql {
    pub(super) text: String,
    values: Vec<Box<dyn ToSql + Sync>>,
}

impl Sql {
    /// One that begins so.
    pub(super) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Goes on with a text.
    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Goes on with a parameter of this value.
    pub(super) fn value(&mut self, value: impl ToSql + Sync + 'static) -> &mut Self {
        self.values.push(Box::new(value));
        // Writing into a text cannot fail.
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// The values.
    pub(super) fn parameters(&self) -> Vec<Param<'_>> {
        self.values.iter().map(|value| &**value as Param<'_>).collect()
    }

    /// That one of these conditions holds; never, where there is none.
    pub(super) fn any<'c>(
        &mut self,
        conditions: impl IntoIterator<Item = &'c Condition>,
        known: &Known,
    ) -> &mut Self {
        self.push("(FALSE");
        for condition in conditions {
            self.push(" OR (").condition(condition, known).push(")");
        }
        self.push(")")
    }

    /// That all of these terms hold, those that are listed last included where `is_last` says so.
    pub(super) fn terms(&mut self, terms: &[Term], is_last: bool, known: &Known) -> &mut Self {
        self.push("(TRUE");
        for term in terms {
            self.push(if term.not { " AND NOT " } else { " AND " });
            let after = if term.not || is_last { term.after.as_slice() } else { &[] };
            self.any(term.any.iter().chain(after), known);
        }
        self.push(")")
    }

    /// That a condition holds for a row of `transactions t`. It is never NULL.
    fn condition(&mut self, condition: &Condition, known: &Known) -> &mut Self {
        match condition {
            Condition::CardEnd(digits) => self.card_end(digits),
            Condition::CardBegins(digits) => {
                self.push("starts_with(t.card_head, ").value(digits.clone()).push(")")
            }
            Condition::Id(id) => self.push("t.id = ").value(id.to_string()),
            Condition::IdBegins(begin) => {
                self.push("t.id >= ").value(begin.clone());
                // It comes right after the last character that an id has.
                self.push(" AND t.id < ").value(format!("{begin}\u{7f}"))
            }
            Condition::IdEnds(end) => {
                self.push("right(t.id, ").value(i32::try_from(end.len()).unwrap_or(i32::MAX));
                self.push(") = ").value(end.clone())
            }
            Condition::Amount(range) => {
                let [low, high] =
                    [range.start(), range.end()].map(|won| i64::try_from(*won).unwrap_or(i64::MAX));
                if low == high {
                    self.push("t.amount = ").value(low)
                } else {
                    self.push("t.amount BETWEEN ").value(low).push(" AND ").value(high)
                }
            }
            Condition::Times(times) => self.times(times),
            Condition::Payment => self.push("t.payment IS NULL"),
            Condition::Cancel => self.push("t.payment IS NOT NULL"),
            Condition::State(state) => self.push(match state {
                State::Untouched => "t.payment IS NULL AND t.remaining = t.amount",
                State::Part => "t.payment IS NULL AND t.remaining > 0 AND t.remaining < t.amount",
                State::Full => "t.payment IS NULL AND t.remaining = 0",
            }),
            Condition::Installments(months) => {
                self.push("t.payment IS NULL AND t.installments BETWEEN ").value(i32::from(*months.start()));
                self.push(" AND ").value(i32::from(*months.end()))
            }
            Condition::Till(till) => self.push("t.till = ").value(i32::from(till.number())),
            Condition::Operator(number) => {
                self.push("EXISTS (SELECT FROM paydesk.facts o WHERE o.ledger = t.ledger AND o.seq = t.seq AND o.operator = ");
                self.value(i32::from(number.number())).push(")")
            }
            Condition::Imported => self.push(IMPORTED),
            Condition::Rejected => self.push("coalesce(").push(NEWEST_RESULT).push(" = 2, FALSE)"),
            Condition::Unanswered => {
                self.push("CASE ")
                    .push(NEWEST_RESULT)
                    .push(" WHEN 0 THEN TRUE WHEN 1 THEN FALSE WHEN 2 THEN FALSE ELSE ");
                self.push(IN_A_BATCH).push(" AND NOT ").push(IMPORTED).push(" END")
            }
            Condition::Contradicted => self.push(CONTRADICTED),
            Condition::Approval(number) => {
                self.push("(t.ledger, t.seq) IN (SELECT a.ledger, a.seq FROM paydesk.answers a WHERE a.approval_number = ");
                self.value(number.as_str().to_owned()).push(")")
            }
            // Without a key no two cards can be compared.
            Condition::SameCard(_) => self.push("FALSE"),
            Condition::Memo(word) => match known.memos.get(word) {
                Some((ledgers, seqs)) => {
                    self.push("(t.ledger, t.seq) IN (SELECT * FROM unnest(").value(ledgers.clone());
                    self.push("::integer[], ").value(seqs.clone()).push("::bigint[]))")
                }
                None => self.push("FALSE"),
            },
            Condition::Shop(shop) => match known.shops.get(shop).map(Vec::as_slice) {
                None | Some([]) => self.push("FALSE"),
                // Compared with one ledger, its index gives the rows in order.
                Some([ledger]) => self.push("t.ledger = ").value(*ledger),
                Some(ledgers) => self.push("t.ledger = ANY (").value(ledgers.to_vec()).push("::integer[])"),
            },
        }
    }

    /// The card ends so. Of short cards three digits are known: the last three of four count.
    fn card_end(&mut self, digits: &str) -> &mut Self {
        let ends: Vec<String> = match digits.len() {
            KEPT.. => {
                vec![digits.to_owned(), digits.get(digits.len() - ENDS..).unwrap_or_default().to_owned()]
            }
            ENDS => ('0'..='9').map(|first| format!("{first}{digits}")).chain([digits.to_owned()]).collect(),
            len => {
                self.push("right(t.card_tail, ").value(i32::try_from(len).unwrap_or(0));
                return self.push(") = ").value(digits.to_owned());
            }
        };
        self.push("t.card_tail = ANY (").value(ends).push("::text[])")
    }

    fn times(&mut self, times: &[Range<i64>]) -> &mut Self {
        let (Some(first), Some(last)) = (times.first(), times.last()) else { return self.push("FALSE") };
        self.push("t.created_at IS NOT NULL AND ").within(first.start..last.end);
        match times.len() {
            1 => self,
            2..=RANGES => {
                self.push(" AND (FALSE");
                for range in times {
                    self.push(" OR ").within(range.clone());
                }
                self.push(")")
            }
            _ => {
                self.push(" AND EXISTS (SELECT FROM unnest(")
                    .value(times.iter().map(|range| range.start).collect::<Vec<_>>());
                self.push("::bigint[], ").value(times.iter().map(|range| range.end).collect::<Vec<_>>());
                self.push("::bigint[]) AS r (first, last) WHERE ").push(AT).push(" >= r.first AND ").push(AT);
                self.push(" < r.last)")
            }
        }
    }

    fn within(&mut self, Range { start, end }: Range<i64>) -> &mut Self {
        self.push(AT).push(" >= ").value(start).push(" AND ").push(AT).push(" < ").value(end)
    }
}

/// Another system recorded it: then its fact says which.
const IMPORTED: &str =
    "EXISTS (SELECT FROM paydesk.facts o WHERE o.ledger = t.ledger AND o.seq = t.seq AND length(o.body) > 1)";
/// What was said of it last: 0 that it was handed over again.
const NEWEST_RESULT: &str = "(SELECT a.result FROM paydesk.answers a WHERE a.ledger = t.ledger AND a.seq = t.seq \
     ORDER BY a.batch DESC, a.fact DESC LIMIT 1)";
/// It was handed over when it was new.
const IN_A_BATCH: &str = "EXISTS (SELECT FROM paydesk.batches b WHERE b.ledger = t.ledger AND t.seq BETWEEN b.from_seq AND b.to_seq)";
/// The last two answers to it in a batch have another result, or another approval number.
const CONTRADICTED: &str = "EXISTS (SELECT FROM paydesk.answers one JOIN paydesk.answers last \
     ON last.ledger = one.ledger AND last.seq = one.seq AND last.batch = one.batch AND last.fact > one.fact \
     WHERE one.ledger = t.ledger AND one.seq = t.seq AND one.result > 0 \
     AND (one.result <> last.result OR coalesce(one.approval_number <> last.approval_number, FALSE)) \
     AND NOT EXISTS (SELECT FROM paydesk.answers other WHERE other.ledger = one.ledger AND other.seq = one.seq \
     AND other.batch = one.batch AND other.fact > one.fact AND other.fact <> last.fact))";

/// What was looked up before a query becomes a statement.
#[derive(Default)]
pub(super) struct Known {
    /// The ledgers of the shops that it names.
    pub(super) shops: HashMap<ShopNumber, Vec<i32>>,
    /// The transactions with the words of memos that it names: their ledgers, and their numbers there.
    pub(super) memos: HashMap<String, Keys>,
}

/// Transactions: their ledgers, and their numbers there.
pub(super) type Keys = (Vec<i32>, Vec<i64>);
