//! Look up: a query, its matches, and the one that is selected. What keys and replies do is in `handlers`.
//!
//! It holds a window of the list of matches. Near an end of the window the next page is asked for, and rows far from the
//! selection are dropped. A new query starts at its newest row; a selection that a hand has moved stays on its transaction.

mod handlers;

use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset};

use super::{ScreenName, card_watch::CardWatch};
use crate::{
    desk::Summary,
    payment::MaskedCard,
    query::{Chip, Days, Reading, Zone, read_query, read_query_of_shops},
    record::{Condition, Count, Found, ListPlace, PageFrom, Query, SetAside, Transaction},
    tui::{
        form::field::{FieldStyle, InputField},
        keys::Action,
        protocol::{LeftOut, Page, QuestionId},
    },
};

/// The name of the screen.
pub const NAME: ScreenName = ScreenName("look up");

/// Rows of a page.
pub const PAGE_ROWS: usize = 100;
/// The next page is asked for when the selection is this near to an end of the window.
const PREFETCH_ROWS: usize = 40;
/// Most rows of the window.
const MAX_ROWS: usize = 400;
/// The time in which a person sees that another transaction is selected, and can keep from pressing a key.
const SEEN_AFTER: Duration = Duration::from_millis(500);
/// A search that takes longer is shown as running.
pub const SLOW_AFTER: Duration = Duration::from_millis(120);

/// The look-up screen.
pub struct LookupScreen {
    /// The query field.
    pub query: InputField,
    /// A whole card number that is keyed in the place of a query.
    pub card_watch: CardWatch,
    /// The card whose transactions are listed, while the query is empty.
    pub card: Option<(i64, MaskedCard)>,
    /// How the query was understood.
    pub reading: Option<Reading>,
    /// The query that Esc cleared.
    stash: String,
    /// The window of matches, in the order of the list.
    pub rows: Vec<Found>,
    /// How many match, as counted with the first page.
    pub count: Option<Count>,
    /// The totals of all matches, and their chart.
    pub summary: Option<Summary>,
    /// The term of the query that left nothing.
    pub emptied_by: Option<usize>,
    /// Why the row with the id that was asked for was set aside.
    pub set_aside: Option<SetAside>,
    /// What of the query head office does not answer.
    pub left_out: Option<LeftOut>,
    /// Whether the rows could not be read.
    pub has_failed: bool,
    /// Whether shops can be named: at head office.
    of_shops: bool,
    /// The selected row.
    pub selected: usize,
    /// When another transaction took the place of the selected one, because the ledger has changed.
    moved: Option<Instant>,
    /// Whether a hand moved the selection there: only then it follows its transaction into other rows.
    is_chosen: bool,
    /// Where the window is in the list.
    outside: Outside,
    /// The query that `rows` belong to.
    pub shown: Query,
    /// The open question for another window.
    asked: Option<AskedWindow>,
    /// The action of an Enter or F3 that came before the window.
    pub after_reply: Option<Action>,
    /// The open question for a further page.
    more: Option<(QuestionId, Side)>,
    /// The open question for the totals.
    summary_asked: Option<QuestionId>,
    /// Whether the window has the start of the list, and the end.
    has_ends: [bool; 2],
}

/// An open question for a window.
#[derive(Debug, Clone, Copy)]
struct AskedWindow {
    id: QuestionId,
    since: Instant,
    window: Window,
}

/// Which window is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The start of the matches of a new query.
    New,
    /// The start of the list.
    Start,
    /// The end of the list.
    End,
    /// The present one once more, because the ledger has changed.
    Again,
}

/// How many rows of the list the window leaves out, counted at the end of the list that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outside {
    /// Newer ones, before it.
    Before(u64),
    /// Older ones, after it.
    After(u64),
}

/// A side of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Towards the start of the list.
    Before,
    /// Towards the end of the list.
    After,
}

/// What a reply with a page has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageEffect {
    /// Nothing: the search was given up for another question.
    GaveUp(Window),
    /// There is a new window.
    Window,
    /// The window has grown.
    More,
}

impl LookupScreen {
    /// An empty query.
    pub fn new() -> Self {
        Self {
            query: InputField::new(FieldStyle::Free, 60),
            card_watch: CardWatch::default(),
            card: None,
            reading: None,
            stash: String::new(),
            rows: Vec::new(),
            count: None,
            summary: None,
            emptied_by: None,
            set_aside: None,
            left_out: None,
            has_failed: false,
            of_shops: false,
            selected: 0,
            moved: None,
            is_chosen: false,
            outside: Outside::Before(0),
            shown: Query::default(),
            asked: None,
            after_reply: None,
            more: None,
            summary_asked: None,
            has_ends: [true, true],
        }
    }

    /// The same at head office, where shops can be named.
    #[cfg(feature = "central")]
    pub fn of_shops() -> Self {
        Self { of_shops: true, ..Self::new() }
    }

    /// Reads the query text; returns the query to ask for.
    pub fn read_query(&mut self, now: DateTime<FixedOffset>, zone: Zone<'_>) -> Query {
        let text = self.query.text();
        if !text.is_empty() {
            self.card = None;
        }
        let read = if self.of_shops { read_query_of_shops } else { read_query };
        let reading = read(text, now, zone);
        let query = match self.card {
            Some((seq, _)) => Condition::SameCard(seq).into(),
            None => reading.query.clone(),
        };
        self.reading = Some(reading);
        if self.is_not_understood() {
            // What the rest adds up to is not what was asked for.
            self.summary = None;
        }
        self.after_reply = None;
        query
    }

    /// How the query was understood, token by token.
    pub fn chips(&self) -> &[Chip] {
        self.reading.as_ref().map(|reading| reading.chips.as_slice()).unwrap_or_default()
    }

    /// Whether a part of the query was not understood: then the selected row may not be the intended one.
    pub fn is_not_understood(&self) -> bool {
        self.reading.as_ref().is_some_and(|reading| !reading.is_understood())
    }

    /// The days that the query restricts to.
    pub fn days(&self) -> Days {
        self.reading.as_ref().and_then(|reading| reading.days).unwrap_or_default()
    }

    /// Whether the rows of the present query are still to come.
    pub fn is_asked(&self) -> bool {
        self.asked.is_some_and(|asked| asked.window == Window::New)
    }

    /// When the search that is running is shown as running.
    pub fn slow_at(&self) -> Option<Instant> {
        self.asked.filter(|asked| asked.window == Window::New).map(|asked| asked.since + SLOW_AFTER)
    }

    /// The field holds what may be a card number: what is shown of another query is not what is asked for. Its rows stay
    /// until there are new ones.
    pub fn await_card(&mut self) {
        (self.reading, self.card, self.summary, self.after_reply) = (None, None, None, None);
        (self.asked, self.more, self.summary_asked) = (None, None, None);
    }

    /// A window was asked for.
    pub fn ask(&mut self, id: QuestionId, query: Query, window: Window, now: Instant) {
        if window == Window::New {
            self.summary_asked = None;
        }
        self.shown = query;
        self.asked = Some(AskedWindow { id, since: now, window });
        self.more = None;
    }

    /// From where, and how many rows, to ask for a window.
    pub fn page_of(&self, window: Window) -> (PageFrom, usize) {
        match window {
            Window::New | Window::Start => (PageFrom::Start, PAGE_ROWS),
            Window::End => (PageFrom::End, PAGE_ROWS),
            Window::Again => (PageFrom::Start, self.rows.len().clamp(PAGE_ROWS, MAX_ROWS)),
        }
    }

    /// Whether the present window can be asked for once more: it starts the list, and no other is asked for.
    pub fn can_refresh(&self) -> bool {
        self.asked.is_none() && self.has_ends[0]
    }

    /// Whether this question is one of its own that is still open.
    pub fn has_asked(&self, id: QuestionId) -> bool {
        let asked = [self.asked.map(|asked| asked.id), self.more.map(|(id, _)| id), self.summary_asked];
        asked.contains(&Some(id))
    }

    /// Takes the reply to one of its open questions.
    pub fn take_page(&mut self, to: QuestionId, page: Option<Page>, now: Instant) -> PageEffect {
        if let Some(asked) = self.asked.filter(|asked| asked.id == to) {
            self.asked = None;
            let Some(page) = page else { return PageEffect::GaveUp(asked.window) };
            let before = self.selected_place();
            self.take_window(asked.window, page);
            let is_another = match (before, self.selected_place()) {
                (Some(before), Some(now)) => !before.is_same_row(now),
                (before, now) => before != now,
            };
            if asked.window != Window::Again {
                self.moved = None;
            } else if is_another {
                self.moved = Some(now);
            }
            return PageEffect::Window;
        }
        if let (Some((_, side)), Some(page)) = (self.more.take_if(|(id, _)| *id == to), page) {
            self.take_more(side, page.rows);
        }
        PageEffect::More
    }

    /// Replaces the window by a page.
    fn take_window(&mut self, window: Window, page: Page) {
        let Page { rows, count, emptied_by, set_aside, left_out } = page;
        let (_, wanted) = self.page_of(window);
        let all = rows.len() < wanted;
        self.has_ends = if window == Window::End { [all, true] } else { [true, all] };
        self.outside = if window == Window::End { Outside::After(0) } else { Outside::Before(0) };
        let chosen = self.selected_place().filter(|_| self.is_chosen);
        (self.rows, self.has_failed) = (rows, false);
        match window {
            Window::New | Window::Again => {
                let again =
                    chosen.and_then(|row| self.rows.iter().position(|other| other.place.is_same_row(row)));
                self.selected = again.unwrap_or(0);
                self.is_chosen = again.is_some();
            }
            Window::Start | Window::End => _ = self.jump(window),
        }
        if window == Window::New {
            self.summary = None;
        }
        if count.is_some() || window == Window::New {
            self.count = count;
        }
        self.emptied_by = emptied_by;
        self.set_aside = set_aside;
        self.left_out = left_out;
    }

    /// Adds a page to the window, and drops rows at its other side.
    fn take_more(&mut self, side: Side, mut rows: Vec<Found>) {
        let end = rows.len() < PAGE_ROWS;
        self.outside.have_come(side, rows.len());
        match side {
            Side::After => {
                self.has_ends[1] = end;
                self.rows.append(&mut rows);
                let far =
                    self.rows.len().saturating_sub(MAX_ROWS).min(self.selected.saturating_sub(PAGE_ROWS));
                if far > 0 {
                    self.rows.drain(..far);
                    self.outside.have_gone(Side::Before, far);
                    self.selected -= far;
                    self.has_ends[0] = false;
                }
            }
            Side::Before => {
                self.has_ends[0] = end;
                self.selected += rows.len();
                rows.append(&mut self.rows);
                self.rows = rows;
                let keep = MAX_ROWS.max(self.selected + PAGE_ROWS);
                if self.rows.len() > keep {
                    self.outside.have_gone(Side::After, self.rows.len() - keep);
                    self.rows.truncate(keep);
                    self.has_ends[1] = false;
                }
            }
        }
    }

    /// The totals were asked for: from now on only the reply to this question counts.
    pub fn await_summary(&mut self, id: QuestionId) {
        self.summary_asked = Some(id);
    }

    /// Takes the totals; returns whether they have to be asked for again.
    pub fn take_summary(&mut self, summary: Option<Summary>) -> bool {
        self.summary_asked = None;
        let gave_up = summary.is_none();
        if summary.is_some() {
            self.summary = summary;
        }
        gave_up
    }

    /// Whether this is the open question for the rows of a new query.
    pub fn is_asked_by(&self, to: QuestionId) -> bool {
        self.asked.is_some_and(|asked| asked.id == to && asked.window == Window::New)
    }

    /// The rows of a new query could not be read: takes those of the one before away, and what they add up to.
    pub fn show_nothing(&mut self) {
        self.rows.clear();
        self.has_failed = true;
        (self.selected, self.is_chosen) = (0, false);
        (self.count, self.summary, self.left_out) = (None, None, None);
        (self.emptied_by, self.set_aside) = (None, None);
        self.has_ends = [true, true];
    }

    /// A question failed.
    pub fn give_up(&mut self, to: QuestionId) {
        self.asked.take_if(|asked| asked.id == to);
        self.more.take_if(|(id, _)| *id == to);
        self.summary_asked.take_if(|id| *id == to);
    }

    /// How many match; exactly, once the totals are known. `None` also while a part of the query is not understood, or may
    /// be a card number.
    pub fn matches(&self) -> Option<Count> {
        if self.is_not_understood() || self.card_watch.is_waiting() {
            return None;
        }
        self.summary.as_ref().map(|summary| Count::Exactly(summary.totals.count())).or(self.count)
    }

    /// The selected transaction.
    pub fn selected_row(&self) -> Option<&Transaction> {
        self.rows.get(self.selected).map(|row| &row.transaction)
    }

    /// Where the selected row is in the list.
    fn selected_place(&self) -> Option<ListPlace> {
        self.rows.get(self.selected).map(|row| row.place)
    }

    /// The place of the selected row in the list, from 1; `None` while that is not known.
    pub fn position(&self) -> Option<u64> {
        let rows = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
        let from_last = self.rows.len().checked_sub(self.selected + 1)?;
        match (self.outside, self.matches()) {
            (Outside::Before(newer), _) => Some(newer + rows(self.selected) + 1),
            (Outside::After(older), Some(Count::Exactly(all))) => all.checked_sub(older + rows(from_last)),
            _ => None,
        }
    }

    /// Whether another transaction has just taken the place of the selected one: a key that is pressed now was meant for that.
    pub fn has_just_moved(&self, now: Instant) -> bool {
        self.moved.is_some_and(|moved| now < moved + SEEN_AFTER)
    }

    /// Moves the selection by `step` rows, within the window.
    pub fn move_by(&mut self, step: isize) {
        self.is_chosen = true;
        let last = self.rows.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(step).min(last);
    }

    /// Selects the first or last row of the list; `false` when it is not in the window. At the first row, the selection
    /// is as on a new query: newer rows take its place.
    pub fn jump(&mut self, to: Window) -> bool {
        let here = self.has_ends[usize::from(to == Window::End)];
        if here {
            self.is_chosen = to == Window::End;
            self.selected = if self.is_chosen { self.rows.len().saturating_sub(1) } else { 0 };
        }
        here
    }

    /// The side and start of the page to ask for next; `None` while none is needed.
    pub fn wants_more(&self) -> Option<(Side, PageFrom)> {
        if self.asked.is_some() || self.more.is_some() {
            return None;
        }
        let (first, last) = (self.rows.first()?.place, self.rows.last()?.place);
        if self.selected + PREFETCH_ROWS >= self.rows.len() && !self.has_ends[1] {
            Some((Side::After, PageFrom::After(last)))
        } else if self.selected < PREFETCH_ROWS && !self.has_ends[0] {
            Some((Side::Before, PageFrom::Before(first)))
        } else {
            None
        }
    }

    /// A further page was asked for.
    pub fn ask_more(&mut self, question: QuestionId, side: Side) {
        self.more = Some((question, side));
    }

    /// Tab: drops the last token of the query; `false` without one.
    pub fn drop_last(&mut self) -> bool {
        self.drop_chip(self.chips().len().wrapping_sub(1))
    }

    /// Drops the token that left no match; `false` without one.
    pub fn drop_what_emptied(&mut self) -> bool {
        let term = self.emptied_by.filter(|_| self.rows.is_empty());
        let chip = term.and_then(|term| self.chips().iter().position(|chip| chip.term == Some(term)));
        chip.is_some_and(|chip| self.drop_chip(chip))
    }

    /// Takes the word that a token that is not understood is one key away from; `false` without one.
    pub fn take_suggestion(&mut self) -> bool {
        let mut near = self.chips().iter().filter_map(|chip| Some((&chip.span, chip.meaning.near_word()?)));
        let Some((span, word)) = near.next() else { return false };
        let text = self.query.text();
        let around = (text.get(..span.start), text.get(span.end..));
        let (Some(before), Some(behind)) = around else { return false };
        let text = [before, word, behind].concat();
        self.query.set(&text);
        true
    }

    /// Drops one token of the query.
    fn drop_chip(&mut self, index: usize) -> bool {
        let Some(span) = self.chips().get(index).map(|chip| chip.span.clone()) else { return false };
        let text = self.query.text();
        let (Some(before), Some(behind)) = (text.get(..span.start), text.get(span.end..)) else {
            return false;
        };
        let rest =
            [before.trim_end(), behind.trim_start()].join(if behind.trim().is_empty() { "" } else { " " });
        self.query.set(rest.trim());
        true
    }

    /// Esc: clears the query, or the card of an empty one; `false` when there is neither.
    pub fn clear(&mut self) -> bool {
        if self.query.is_empty() {
            return self.card.take().is_some();
        }
        if !self.card_watch.is_waiting() {
            self.stash = self.query.text().to_owned();
        }
        self.query.clear();
        true
    }

    /// F7: brings back the query that Esc cleared; `false` without one.
    pub fn bring_back(&mut self) -> bool {
        if self.stash.is_empty() {
            return false;
        }
        let current = self.query.text().to_owned();
        self.query.set(&std::mem::replace(&mut self.stash, current));
        true
    }
}

impl Outside {
    /// Rows on this side have come into the window.
    fn have_come(&mut self, side: Side, rows: usize) {
        self.change(side, u64::saturating_sub, rows);
    }

    /// Rows on this side have left the window.
    fn have_gone(&mut self, side: Side, rows: usize) {
        self.change(side, u64::saturating_add, rows);
    }

    /// Changes the number, if it is that of this side.
    fn change(&mut self, side: Side, change: impl Fn(u64, u64) -> u64, rows: usize) {
        if let (Self::Before(outside), Side::Before) | (Self::After(outside), Side::After) = (self, side) {
            *outside = change(*outside, u64::try_from(rows).unwrap_or(u64::MAX));
        }
    }
}
