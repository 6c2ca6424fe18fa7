//! Look up: a query, what matches it, and which of these is selected.

use std::time::{Duration, Instant};

use unicode_normalization::UnicodeNormalization as _;

use super::field::{Field, Style};
use crate::{
    desk::parse_query,
    ledger::{Condition, Count, Found, Place, Query, Transaction},
    payment::MaskedCard,
    tui::{keys::Action, worker::QuestionId},
    vault::Fingerprint,
};

/// Rows of a page.
pub const PAGE: usize = 100;
/// From here to the end of what is loaded, the next page is asked for.
const AHEAD: usize = 40;
/// A search that takes longer is said to be running.
pub const PATIENCE: Duration = Duration::from_millis(120);

/// The look-up screen.
pub struct Lookup {
    /// The query field.
    pub query: Field,
    /// The one card that is looked at, while the query is empty.
    pub card: Option<(Fingerprint, MaskedCard)>,
    /// What Esc cleared.
    stash: String,
    /// What matches, newest first, as far as it was asked for.
    pub rows: Vec<Found>,
    /// How many match in all.
    pub count: Option<Count>,
    /// The selected row.
    pub selected: usize,
    /// The filter that `rows` belong to.
    pub filter: Query,
    /// Whether the query could not be understood.
    pub not_understood: bool,
    /// The question under way, and since when.
    pub asked: Option<(QuestionId, Instant)>,
    /// What Enter or F3 asked for while the answer was not there yet.
    pub then: Option<Action>,
    /// The question for a further page.
    more: Option<QuestionId>,
    whole: bool,
}

impl Lookup {
    /// An empty query.
    pub fn new() -> Self {
        Self {
            query: Field::new(Style::Free, 60),
            card: None,
            stash: String::new(),
            rows: Vec::new(),
            count: None,
            selected: 0,
            filter: Query::default(),
            not_understood: false,
            asked: None,
            then: None,
            more: None,
            whole: false,
        }
    }

    /// Reads the query anew; the filter to ask for, `None` when it is not understood.
    pub fn read_query(&mut self) -> Option<Query> {
        let text: String = self.query.text().nfc().collect();
        if !text.is_empty() {
            self.card = None;
        }
        let filter = match self.card {
            Some((fingerprint, _)) => Some(Condition::Card(fingerprint).into()),
            None => parse_query(&text),
        };
        self.not_understood = filter.is_none();
        self.then = None;
        if self.not_understood {
            self.asked = None;
        }
        filter
    }

    /// A first page was asked for.
    pub fn ask(&mut self, question: QuestionId, filter: Query, now: Instant) {
        self.filter = filter;
        self.asked = Some((question, now));
        self.more = None;
    }

    /// Takes a page; `false` when nobody waits for it any more.
    pub fn take_page(&mut self, to: QuestionId, rows: Vec<Found>, count: Option<Count>) -> bool {
        let whole = rows.len() < PAGE;
        if self.asked.is_some_and(|(id, _)| id == to) {
            let selected = self.selected_row().map(|row| row.seq);
            self.rows = rows;
            self.count = count;
            self.asked = None;
            let again = selected.and_then(|seq| self.rows.iter().position(|row| row.transaction.seq == seq));
            self.selected = again.unwrap_or(0);
        } else if self.more == Some(to) {
            self.rows.extend(rows);
            self.more = None;
        } else {
            return false;
        }
        self.whole = whole;
        true
    }

    /// A question failed.
    pub fn give_up(&mut self, to: QuestionId) {
        if self.asked.is_some_and(|(id, _)| id == to) {
            self.asked = None;
        }
        if self.more == Some(to) {
            self.more = None;
        }
    }

    /// The selected transaction.
    pub fn selected_row(&self) -> Option<&Transaction> {
        self.rows.get(self.selected).map(|row| &row.transaction)
    }

    /// Moves the selection by `step` rows, as far as there are rows.
    pub fn move_by(&mut self, step: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(step).min(last);
    }

    /// The row after which the next page starts, when it is time to ask for it.
    pub fn wants_more(&self) -> Option<Place> {
        let near = self.selected + AHEAD >= self.rows.len();
        let free = self.asked.is_none() && self.more.is_none();
        (near && free && !self.whole).then(|| self.rows.last().map(|row| row.place)).flatten()
    }

    /// A further page was asked for.
    pub fn ask_more(&mut self, question: QuestionId) {
        self.more = Some(question);
    }

    /// Tab: drops the last word of the query; `false` when it is empty.
    pub fn drop_word(&mut self) -> bool {
        let text = self.query.text().trim_end();
        if text.is_empty() {
            return false;
        }
        let rest = text.rsplit_once(' ').map_or("", |(rest, _)| rest).to_owned();
        self.query.set(&rest);
        true
    }

    /// Esc: empties the query; `false` when it is empty already.
    pub fn clear(&mut self) -> bool {
        if self.query.is_empty() {
            return self.card.take().is_some();
        }
        self.stash = self.query.text().to_owned();
        self.query.clear();
        true
    }

    /// F7: brings the last query back; `false` when there is none.
    pub fn bring_back(&mut self) -> bool {
        if self.stash.is_empty() {
            return false;
        }
        let current = self.query.text().to_owned();
        self.query.set(&std::mem::replace(&mut self.stash, current));
        true
    }
}
