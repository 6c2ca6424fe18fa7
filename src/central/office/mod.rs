//! Head office: looks things up among all shops. Everything is read, and nothing is written.
//!
//! ```text
//!  record::Query ──reach──► what of it is answered at once ──sql──► one statement ──rows──► transactions, as a till has them
//!                                │
//!                                └──► the sums of days (totals), where nothing else has to be looked at
//! ```
//!
//! The answers are those that the tills give, of all shops together, in the order of time.
//!
//! | module | what lives there |
//! |---|---|
//! | `reach` | which queries are answered, and which have to name a shop or a day first |
//! | `sql` | a query as a statement |
//! | `rows` | rows of the centre as transactions |
//! | `totals` | what matches add up to; the sums of shops |

mod reach;
mod rows;
mod sql;
mod totals;

use std::{cell::RefCell, time::Duration};

use tokio_postgres::Row;

use self::{
    reach::{Reach, Reached, is_of_days_or_shops},
    rows::{AnswerAt, Read},
    sql::{AT, Keys, Known, Sql},
};
use super::{
    address::Address,
    client::{Centre, Outcome},
    owner::check_version,
    ship::get,
};
use crate::{
    desk::{COUNT_LIMIT, Clock as _, DeskError, World},
    payment::{Field, FieldError, Kind, Memo, Problem, TransactionId},
    record::{
        AnswerResult, CentreError, Condition, Count, Found, HandOverStep, LedgerNumber, ListPlace,
        OfficeStatus, PageFrom, Query, RejectedMeans, RejectedOf, ShopNumber, Stop, Story, Transaction,
        steps_of,
    },
};

/// How long an answer is waited for at most.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a statement may take; the server gives it up then.
const LONGEST: Duration = Duration::from_secs(8);
/// Makes plans for the values that a statement has. Not known everywhere that speaks as PostgreSQL does.
const PLANS: &str = "SET plan_cache_mode = force_custom_plan";

/// Head office, with a connection to the centre. It is made anew where it was cut.
pub struct HeadOffice {
    address: Address,
    world: World,
    centre: RefCell<Option<Centre>>,
}

/// A part of a list of head office.
pub struct OfficePage {
    /// Its rows.
    pub rows: Vec<Found>,
    /// How many match in all, where that was asked.
    pub count: Option<Count>,
    /// Without a match: the term of the query that left nothing.
    pub emptied_by: Option<usize>,
    /// Rows that no ledger ships were left out: the first of them.
    pub damaged: Option<CentreError>,
    /// Digits were taken for the end of a card or the beginning of an id alone: for anything else the query has to name a shop or a day.
    pub is_partial: bool,
}

impl HeadOffice {
    /// Connects to the centre.
    ///
    /// # Errors
    /// [`CentreError`].
    pub fn open(address: Address, world: World) -> Result<Self, CentreError> {
        let centre = connect(&address)?;
        Ok(Self { address, world, centre: RefCell::new(Some(centre)) })
    }

    /// How the centre is.
    ///
    /// # Errors
    /// [`DeskError::Centre`].
    pub fn status(&self) -> Result<OfficeStatus, DeskError> {
        let sql = Sql::new(
            "SELECT count(DISTINCT shop), count(*) FILTER (WHERE held IS NOT NULL), coalesce(sum(head), 0)::bigint \
             FROM paydesk.ledgers",
        );
        let row = self.one(&sql)?;
        let count =
            |index| -> Result<u64, CentreError> { Ok(u64::try_from(get::<i64>(&row, index)?).unwrap_or(0)) };
        Ok(OfficeStatus { shops: count(0)?, held: count(1)?, shipped: get(&row, 2)? })
    }

    /// How many transactions there are, of all shops. `None` when it was stopped.
    ///
    /// # Errors
    /// [`DeskError::Centre`].
    pub fn count_all(&self, stop: Stop<'_>) -> Result<Option<u64>, DeskError> {
        let sql = Sql::new("SELECT coalesce(sum(payments + cancels), 0)::bigint FROM paydesk.days");
        let Some(rows) = self.ask(&sql, stop)? else { return Ok(None) };
        let count = rows.first().map_or(Ok(0), |row| get::<i64>(row, 0))?;
        Ok(Some(u64::try_from(count).unwrap_or(0)))
    }

    /// The transaction with this id, with its history; of this shop or ledger, where one is named.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with [`Problem::NotFound`]; [`DeskError::Centre`], with [`CentreError::Several`] where several shops have one.
    pub fn find(
        &self,
        id: TransactionId,
        shop: Option<ShopNumber>,
        ledger: Option<LedgerNumber>,
    ) -> Result<Story, DeskError> {
        let mut sql = rows::select();
        sql.push("WHERE t.id = ").value(id.to_string());
        if let Some(shop) = shop {
            sql.push(" AND l.shop = ").value(i32::try_from(shop.number()).unwrap_or(0));
        }
        if let Some(LedgerNumber(ledger)) = ledger {
            sql.push(" AND t.ledger = ").value(ledger);
        }
        sql.push(" ORDER BY l.shop, t.ledger LIMIT 20");
        let mut is_again = false;
        loop {
            let mut found = self.read(&sql, &|| false)?.unwrap_or_default();
            if let [_, _, ..] = found.as_slice() {
                let shops = found.iter().filter_map(|read| Some(read.transaction.shop.as_ref()?.number));
                return Err(CentreError::Several(shops.collect()).into());
            }
            let Some(Read { transaction, .. }) = found.pop() else {
                let problem = Problem::NotFound { mistyped: id.looks_mistyped() };
                return Err(FieldError::new(Field::Id, problem).into());
            };
            let (ledger, seq) = (transaction.ledger().map_or(0, |ledger| ledger.0), transaction.seq);
            if let Some(story) = self.story(transaction)? {
                return Ok(story);
            }
            // A cancel that was shipped between two statements fits the next time.
            if std::mem::replace(&mut is_again, true) {
                return Err(rows::damaged("transactions", ledger, seq).into());
            }
        }
    }

    /// What is known of a transaction beside its row. `None` where that does not fit.
    fn story(&self, transaction: Transaction) -> Result<Option<Story>, DeskError> {
        let LedgerNumber(ledger) = transaction.ledger().unwrap_or(LedgerNumber(0));
        let mut sql = rows::select();
        sql.push("WHERE t.ledger = ")
            .value(ledger)
            .push(" AND t.id = ")
            .value(transaction.payment_id().to_string());
        let payment = self.read(&sql, &|| false)?.and_then(|mut rows| rows.pop());
        let Some(payment) = payment else { return Ok(None) };
        let mut sql = rows::select();
        sql.push("WHERE t.ledger = ").value(ledger).push(" AND t.payment = ").value(payment.transaction.seq);
        sql.push(" ORDER BY t.seq");
        let cancels = self.read(&sql, &|| false)?.unwrap_or_default();
        let cancels: Vec<Transaction> = cancels.into_iter().map(|read| read.transaction).collect();
        let seqs =
            cancels.iter().map(|cancel| cancel.seq).chain([payment.transaction.seq]).collect::<Vec<_>>();
        let answers = self.answers_to(vec![ledger; seqs.len()], seqs)?;
        let hand_over = self.way(ledger, &transaction, &answers)?;
        let rejected = rejected_means(&transaction, payment.transaction.seq, &answers);
        let steps = steps_of(payment.transaction, cancels).ok();
        let fitting = steps.filter(|(_, left)| *left == transaction.remaining);
        Ok(fitting.map(|(history, _)| Story { transaction, history, hand_over, rejected }))
    }

    /// The way of a transaction to the card company, oldest first.
    fn way(
        &self,
        ledger: i32,
        transaction: &Transaction,
        answers: &[AnswerAt],
    ) -> Result<Vec<HandOverStep>, DeskError> {
        let mut steps = Vec::new();
        if transaction.origin.is_none() {
            let mut sql = Sql::new(
                "SELECT b.number, f.at, f.utc_offset FROM paydesk.batches b \
                 JOIN paydesk.facts f ON f.ledger = b.ledger AND f.seq = b.fact WHERE b.ledger = ",
            );
            sql.value(ledger).push(" AND ").value(transaction.seq).push(" BETWEEN b.from_seq AND b.to_seq");
            for row in self.rows(&sql)? {
                let at = crate::ledger::rows::time_at(get(&row, 1)?, get(&row, 2)?);
                let batch = u32::try_from(get::<i64>(&row, 0)?).ok();
                let step = at.zip(batch).map(|(at, batch)| HandOverStep { at, batch, answer: None });
                steps.push(step.ok_or_else(|| rows::damaged("batches", ledger, transaction.seq))?);
            }
        }
        let own = answers.iter().filter(|answer| answer.seq == transaction.seq);
        steps.extend(own.map(|answer| answer.step.clone()));
        Ok(steps)
    }

    /// A part of the list of a query, with the number of all matches where that is asked. `None` when it was stopped.
    ///
    /// # Errors
    /// [`DeskError::Centre`]; with [`CentreError::TooMuch`] where the query has to name a shop or a day first.
    pub fn page(
        &self,
        query: &Query,
        (from, limit): (PageFrom, usize),
        count: bool,
        stop: Stop<'_>,
    ) -> Result<Option<OfficePage>, DeskError> {
        let reached = self.reached(query)?;
        let Some(known) = self.known(&reached, stop)? else { return Ok(None) };
        let Some((rows, damaged)) = self.list(&reached, &known, (from, limit), stop)? else {
            return Ok(None);
        };
        let is_all = matches!(from, PageFrom::Start | PageFrom::End) && rows.len() < limit;
        let counted = match (count, is_all) {
            (false, _) => None,
            (true, true) => Some(Count::Exactly(rows.len() as u64)),
            (true, false) => unless_slow(self.count(&reached, &known, stop))?,
        };
        let emptied_by =
            if rows.is_empty() { unless_slow(self.emptied_by(&reached, &known, stop))? } else { None };
        if (counted.is_none() && count || rows.is_empty()) && stop() {
            return Ok(None);
        }
        let is_partial = reached.reach == Reach::Partly;
        Ok(Some(OfficePage { rows, count: counted, emptied_by, damaged, is_partial }))
    }

    /// What of a query is answered.
    fn reached(&self, query: &Query) -> Result<Reached, DeskError> {
        let reached = Reached::of(query, self.world.now().timestamp_millis());
        if reached.reach == Reach::TooWide { Err(CentreError::TooMuch.into()) } else { Ok(reached) }
    }

    /// Looks up what a statement of this query needs. `None` when it was stopped.
    fn known(&self, reached: &Reached, stop: Stop<'_>) -> Result<Option<Known>, DeskError> {
        let mut known = Known::default();
        let conditions = || reached.query.terms.iter().flat_map(|term| term.any.iter().chain(&term.after));
        for condition in conditions() {
            if let Condition::Shop(shop) = condition {
                known.shops.insert(*shop, self.ledgers_of(*shop)?);
            }
        }
        for condition in conditions() {
            if let Condition::Memo(word) = condition {
                let Some(found) = self.with_word(reached, word, &known, stop)? else { return Ok(None) };
                known.memos.insert(word.clone(), found);
            }
        }
        Ok(Some(known))
    }

    fn ledgers_of(&self, shop: ShopNumber) -> Result<Vec<i32>, DeskError> {
        let mut sql = Sql::new("SELECT number FROM paydesk.ledgers WHERE shop = ");
        sql.value(i32::try_from(shop.number()).unwrap_or(0)).push(" ORDER BY number");
        Ok(self.rows(&sql)?.iter().map(|row| get(row, 0)).collect::<Result<_, _>>()?)
    }

    /// The transactions with a word in their memo that begins so, among those of the shops and days that a query names, and of
    /// what an index gives.
    fn with_word(
        &self,
        Reached { query, few, .. }: &Reached,
        word: &str,
        known: &Known,
        stop: Stop<'_>,
    ) -> Result<Option<Keys>, DeskError> {
        let of = query
            .terms
            .iter()
            .filter(|term| !term.not && is_of_days_or_shops(term))
            .chain(few)
            .cloned()
            .collect::<Vec<_>>();
        let mut sql = Sql::new(
            "SELECT t.ledger, t.seq, m.text FROM paydesk.memos m \
             JOIN paydesk.transactions t ON t.ledger = m.ledger AND t.seq = m.seq WHERE NOT EXISTS (SELECT FROM paydesk.memos n \
             WHERE n.ledger = m.ledger AND n.seq = m.seq AND n.fact > m.fact) AND m.text <> '' AND ",
        );
        sql.terms(&of, false, known);
        let Some(rows) = self.ask(&sql, stop)? else { return Ok(None) };
        let mut found = Keys::default();
        for row in &rows {
            let memo = Memo::kept(get(row, 2)?);
            // Words are split and made small as a till does it.
            if memo.is_some_and(|memo| memo.words().iter().any(|own| own.starts_with(word))) {
                found.0.push(get(row, 0)?);
                found.1.push(get(row, 1)?);
            }
        }
        Ok(Some(found))
    }

    /// Rows of the list of a query, from some place on; and the first of those that are left out, as no ledger ships such.
    #[expect(clippy::type_complexity, reason = "rows, and what is beside them")]
    fn list(
        &self,
        reached: &Reached,
        known: &Known,
        (from, limit): (PageFrom, usize),
        stop: Stop<'_>,
    ) -> Result<Option<(Vec<Found>, Option<CentreError>)>, DeskError> {
        let (place, is_down) = match from {
            PageFrom::Start => (None, true),
            PageFrom::After(place) => (Some(place), true),
            PageFrom::End => (None, false),
            PageFrom::Before(place) => (Some(place), false),
        };
        let ranks = reached.ranks();
        let ranks: Vec<u8> = if is_down { (0..ranks).collect() } else { (0..ranks).rev().collect() };
        let mut ranks = ranks.into_iter().peekable();
        let (mut found, mut damaged, mut place): (Vec<Found>, _, _) = (Vec::new(), None, place);
        while let Some(rank) = ranks.peek().copied() {
            if place.is_some_and(|place| if is_down { rank < place.rank } else { rank > place.rank }) {
                ranks.next();
                continue;
            }
            let left = limit.saturating_sub(found.len());
            if left == 0 {
                break;
            }
            let from_here = place.filter(|place| place.rank == rank);
            let mut sql = rows::select_of_keys();
            reached.matches(&mut sql, "t.ledger, t.seq", rank, known);
            if let Some(ListPlace { at, ledger, seq, .. }) = from_here {
                let (row, bound) = if is_down { (" < (", " <= ") } else { (" > (", " >= ") };
                sql.push(" AND ").push(AT).push(bound).value(at);
                sql.push(" AND (")
                    .push(AT)
                    .push(", t.ledger, t.seq)")
                    .push(row)
                    .value(at)
                    .push(", ")
                    .value(ledger);
                sql.push(", ").value(seq).push(")");
            }
            let order = if is_down { " DESC" } else { "" };
            sql.push(&format!(" ORDER BY {AT}{order}, t.ledger{order}, t.seq{order} LIMIT "));
            sql.value(i64::try_from(left).unwrap_or(i64::MAX));
            rows::end_of_keys(&mut sql);
            let Some(rows) = self.ask(&sql, stop)? else { return Ok(None) };
            if rows.len() < left {
                ranks.next();
            }
            // What was left out is made up for: a short page is the last one.
            if let Some(last) = rows.last() {
                place = Some(rows::place(last, rank)?);
            }
            let (whole, others): (Vec<_>, Vec<_>) = rows.iter().map(rows::read).partition(Result::is_ok);
            damaged = damaged.or_else(|| others.into_iter().find_map(Result::err));
            let read = self.add_answers(whole.into_iter().flatten().collect())?;
            found.extend(read.into_iter().map(|read| placed(rank, read.transaction)));
        }
        found.sort_unstable_by_key(|found| found.place);
        Ok(Some((found, damaged)))
    }

    /// How many match: exactly, or at least [`COUNT_LIMIT`].
    fn count(&self, reached: &Reached, known: &Known, stop: Stop<'_>) -> Result<Option<Count>, DeskError> {
        if let Some(sums) = self.sums_of_days(&reached.query, known, stop)? {
            return Ok(sums.map(|sums| Count::Exactly(sums.iter().map(|day| day.totals.count()).sum())));
        }
        let mut counted = 0;
        for rank in 0..reached.ranks() {
            let mut sql = Sql::new("SELECT count(*) FROM (");
            reached
                .matches(&mut sql, "1", rank, known)
                .push(" LIMIT ")
                .value(i64::try_from(COUNT_LIMIT + 1).unwrap_or(i64::MAX));
            sql.push(") m");
            let Some(rows) = self.ask(&sql, stop)? else { return Ok(None) };
            counted += rows.first().map_or(Ok(0), |row| get::<i64>(row, 0))?;
        }
        let counted = u64::try_from(counted).unwrap_or(0);
        Ok(Some(if counted > COUNT_LIMIT { Count::AtLeast(COUNT_LIMIT) } else { Count::Exactly(counted) }))
    }

    /// Of a query without matches, the first term that leaves none; shops and days are looked at first.
    fn emptied_by(
        &self,
        reached: &Reached,
        known: &Known,
        stop: Stop<'_>,
    ) -> Result<Option<usize>, DeskError> {
        let terms = &reached.query.terms;
        let mut order: Vec<usize> = (0..terms.len()).collect();
        order.sort_by_key(|index| {
            !terms.get(*index).is_some_and(|term| !term.not && is_of_days_or_shops(term))
        });
        for end in 1..order.len() {
            let begun = Query {
                terms: order.iter().take(end).filter_map(|index| terms.get(*index).cloned()).collect(),
            };
            let Ok(begun) = self.reached(&begun) else { return Ok(None) };
            match self.list(&begun, known, (PageFrom::Start, 1), stop)? {
                Some((rows, _)) if rows.is_empty() => return Ok(order.get(end - 1).copied()),
                Some(_) => {}
                None => return Ok(None),
            }
        }
        Ok(order.last().copied())
    }

    /// Reads transactions with all that is beside them. `None` when it was stopped.
    fn read(&self, sql: &Sql, stop: Stop<'_>) -> Result<Option<Vec<Read>>, DeskError> {
        let Some(rows) = self.ask(sql, stop)? else { return Ok(None) };
        let read = rows.iter().map(rows::read).collect::<Result<Vec<Read>, CentreError>>()?;
        Ok(Some(self.add_answers(read)?))
    }

    /// Adds what became of them at the card company.
    fn add_answers(&self, mut read: Vec<Read>) -> Result<Vec<Read>, DeskError> {
        let answered = read.iter().filter(|read| read.has_answers);
        let keys: Vec<(i32, i64)> = answered
            .map(|read| (read.transaction.ledger().map_or(0, |ledger| ledger.0), read.transaction.seq))
            .collect();
        let (ledgers, seqs) = keys.into_iter().unzip();
        let answers = self.answers_to(ledgers, seqs)?;
        rows::add_handed_over(&mut read, answers);
        Ok(read)
    }

    fn answers_to(&self, ledgers: Vec<i32>, seqs: Vec<i64>) -> Result<Vec<AnswerAt>, DeskError> {
        if seqs.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.rows(&rows::answers_to(ledgers, seqs))?;
        Ok(rows.iter().map(rows::read_answer).collect::<Result<_, CentreError>>()?)
    }

    // The connection.

    /// The rows of a statement. `None` when it was stopped.
    fn ask(&self, sql: &Sql, stop: Stop<'_>) -> Result<Option<Vec<Row>>, DeskError> {
        let mut is_again = false;
        loop {
            let mut open = self.centre.borrow_mut();
            let centre = match &mut *open {
                Some(centre) => centre,
                none => none.insert(connect(&self.address)?),
            };
            match centre.query_until(&sql.text, &sql.parameters(), LONGEST, stop) {
                Ok(Outcome::Rows(rows)) => return Ok(Some(rows)),
                Ok(Outcome::Stopped) => return Ok(None),
                Ok(Outcome::TimedOut) => return Err(CentreError::TooSlow.into()),
                Err(error) => {
                    let may_pass = error.may_pass();
                    if may_pass {
                        *open = None;
                    }
                    if stop() {
                        return Ok(None);
                    }
                    // A line that was cut while nobody looked is no reason to say so: reading twice does no harm.
                    if !may_pass || std::mem::replace(&mut is_again, true) {
                        return Err(error.into());
                    }
                }
            }
        }
    }

    fn rows(&self, sql: &Sql) -> Result<Vec<Row>, DeskError> {
        Ok(self.ask(sql, &|| false)?.unwrap_or_default())
    }

    fn one(&self, sql: &Sql) -> Result<Row, DeskError> {
        let row = self.rows(sql)?.into_iter().next();
        Ok(row.ok_or_else(|| CentreError::Refused("no row".to_owned()))?)
    }
}

fn connect(address: &Address) -> Result<Centre, CentreError> {
    let centre = Centre::connect(address, PATIENCE)?;
    check_version(&centre)?;
    let longest = LONGEST.as_millis();
    centre.run(&format!("SET default_transaction_read_only = on; SET statement_timeout = '{longest}ms'"))?;
    // Where it is not known, lists are right, and some are slower.
    let _ = centre.run(PLANS);
    Ok(centre)
}

/// Without what is only beside an answer, where that takes too long.
fn unless_slow<T>(found: Result<Option<T>, DeskError>) -> Result<Option<T>, DeskError> {
    match found {
        Err(DeskError::Centre(CentreError::TooSlow)) => Ok(None),
        other => other,
    }
}

fn placed(rank: u8, transaction: Transaction) -> Found {
    let at = transaction.created_at.map_or(0, |at| at.timestamp_millis());
    let ledger = transaction.ledger().map_or(0, |ledger| ledger.0);
    Found { place: ListPlace { rank, at, ledger, seq: transaction.seq }, transaction }
}

/// What it means that a transaction was rejected, by the answers to its payment and to all cancels of that; `None` where it was not.
fn rejected_means(transaction: &Transaction, payment: i64, answers: &[AnswerAt]) -> Option<RejectedMeans> {
    let of = |seq: i64| answers.iter().filter(move |answer| answer.seq == seq);
    let is_rejected = |seq| {
        let last = of(seq).next_back().and_then(|last| last.step.answer.as_ref());
        last.is_some_and(|answer| answer.result == AnswerResult::Rejected)
    };
    if !is_rejected(transaction.seq) {
        return None;
    }
    let is_cancelled = transaction.remaining.is_nothing();
    let beside = match transaction.kind {
        Kind::Cancel { .. } => RejectedOf::Cancel { is_settled: is_cancelled && is_rejected(payment) },
        Kind::Payment => {
            let of_cancels: Vec<&AnswerAt> = answers.iter().filter(|answer| answer.seq != payment).collect();
            // The last answer of a batch to one of its cancels accepts.
            let has_accepted_cancel = of_cancels
                .chunk_by(|one, next| (one.seq, one.step.batch) == (next.seq, next.step.batch))
                .filter_map(|batch| batch.last()?.step.answer.as_ref())
                .any(|answer| answer.result == AnswerResult::Accepted);
            RejectedOf::Payment { has_accepted_cancel, is_cancelled }
        }
    };
    let results = rows::results(of(transaction.seq).filter_map(|answer| answer.step.answer.as_ref()));
    Some(RejectedMeans::of(&results, beside))
}

impl Reached {
    /// How many ranks its list has.
    fn ranks(&self) -> u8 {
        1 + u8::from(self.query.terms.iter().any(|term| !term.not && !term.after.is_empty()))
    }

    /// Goes on with `SELECT …` of `transactions t` that match with this rank, to be gone on with `AND`.
    fn matches<'s>(&self, sql: &'s mut Sql, columns: &str, rank: u8, known: &Known) -> &'s mut Sql {
        let terms = &self.query.terms;
        if self.few.is_empty() {
            sql.push("SELECT ").push(columns).push(" FROM paydesk.transactions t WHERE ");
        } else {
            // Made first: they are few, and a walk in the order of time would look for them among all.
            sql.push("WITH few AS MATERIALIZED (SELECT t.* FROM paydesk.transactions t WHERE ");
            sql.terms(&self.few, true, known).push(") SELECT ").push(columns).push(" FROM few t WHERE ");
        }
        sql.terms(terms, rank > 0, known);
        if rank > 0 {
            sql.push(" AND NOT ").terms(terms, false, known);
        }
        sql
    }
}
