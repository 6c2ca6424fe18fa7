//! The details of a transaction, drawn over a tab.

use std::time::{Duration, Instant};

use super::{ScanFit, Screen, list::Scroll};
use crate::{
    desk::DeskError,
    locale::Text,
    payment::TransactionId,
    record::{LedgerNumber, Story},
    tui::{
        app::{Arrival, Context, Move, reader::bare_code},
        draw::{self, Canvas},
        keys::{Action, Scope},
        protocol::{Detail, Exact, Question, QuestionId, Reply, ReplyBody},
        screen::{cancel, lookup},
    },
};

/// How long the exact message is shown.
pub const REVEAL_TIME: Duration = Duration::from_secs(10);

/// The details of a transaction.
pub struct DetailScreen {
    /// The transaction, once the worker has answered.
    pub found: Option<Detail>,
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// Whether card number and CVC are shown.
    pub reveal: Reveal,
    /// The transaction with its exact message, while that is shown.
    pub exact: Option<Box<Exact>>,
    /// Whether the message of the other system is shown in its place.
    pub shows_original: bool,
    /// The question whose reply brings it.
    question: QuestionId,
}

/// Whether the exact message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// Masked.
    Hidden,
    /// The reveal is being recorded; masked until then.
    Asked(QuestionId),
    /// Exact, until this moment.
    Until(Instant),
}

impl DetailScreen {
    /// Asks for a transaction; at head office for that of this ledger.
    pub fn new(cx: &mut Context, id: TransactionId, ledger: Option<LedgerNumber>) -> Self {
        let question = cx.ask(find(id, ledger));
        Self {
            found: None,
            scroll: Scroll::default(),
            reveal: Reveal::Hidden,
            exact: None,
            shows_original: false,
            question,
        }
    }

    /// The transaction.
    fn story(&self) -> Option<&Story> {
        self.found.as_ref().map(Detail::story)
    }

    /// Hides the exact message, also one that is asked for.
    fn hide_exact(&mut self) {
        self.reveal = Reveal::Hidden;
        self.exact = None;
        self.shows_original = false;
    }

    fn has_original(&self) -> bool {
        self.exact.as_ref().is_some_and(|exact| exact.original.is_some())
    }

    /// Opens the transaction that is `step` steps further in the history of the payment.
    fn step_in_history(&self, cx: &mut Context, step: isize) {
        let Some(story) = self.story() else { return };
        let here = story.transaction.id;
        let at = story.history.iter().position(|step| step.transaction.id == here);
        let next = at.and_then(|at| at.checked_add_signed(step)).and_then(|next| story.history.get(next));
        if let Some(next) = next.map(|step| &step.transaction) {
            let details = Self::new(cx, next.id, next.ledger());
            cx.go(Move::Open(Box::new(details)));
        }
    }

    /// Asks for the exact message; then shows that of the other system, if there is one; then hides it.
    fn reveal_or_hide(&mut self, cx: &mut Context) {
        let Some(story) = self.story() else { return };
        match self.reveal {
            Reveal::Hidden => {
                self.reveal = Reveal::Asked(cx.ask(Question::Reveal(Box::new(story.transaction.clone()))));
            }
            Reveal::Asked(_) => {}
            Reveal::Until(_) if self.has_original() && !self.shows_original => self.shows_original = true,
            Reveal::Until(_) => self.hide_exact(),
        }
    }

    /// The exact message, and the seconds for which it is still shown.
    pub fn revealed(&self, now: Instant) -> Option<(&Exact, u64)> {
        let Reveal::Until(end) = self.reveal else { return None };
        if now >= end {
            return None;
        }
        Some((self.exact.as_deref()?, seconds_until(end, now)))
    }

    /// The transaction.
    fn take_found(&mut self, cx: &mut Context, found: Result<Detail, DeskError>) {
        match found {
            Ok(found) => self.found = Some(found),
            Err(error) => {
                cx.go(Move::Uncover);
                cx.say_desk_error(&error);
            }
        }
    }

    /// The exact message: it is shown for [`REVEAL_TIME`].
    fn take_revealed(&mut self, cx: &mut Context, revealed: Result<Box<Exact>, DeskError>) {
        match revealed {
            Ok(exact) => {
                self.exact = Some(exact);
                self.reveal = Reveal::Until(cx.now + REVEAL_TIME);
                cx.hint(Text::Revealed);
            }
            Err(error) => {
                self.reveal = Reveal::Hidden;
                cx.say_desk_error(&error);
            }
        }
    }
}

/// Asks for a transaction; at head office for that of this ledger.
fn find(id: TransactionId, ledger: Option<LedgerNumber>) -> Question {
    ledger.map_or(Question::Find(id), |ledger| Question::FindIn(id, ledger))
}

/// The seconds from `now` to `end`; the last one counts until it is over.
fn seconds_until(end: Instant, now: Instant) -> u64 {
    let left = end.saturating_duration_since(now);
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}

impl Screen for DetailScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Detail, Scope::Everywhere]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::detail::draw(cx, canvas, self);
    }

    fn title(&self) -> Option<Text<'static>> {
        Some(Text::DetailTitle)
    }

    fn shown_id(&self, _cx: &Context) -> Option<TransactionId> {
        self.story().map(|story| story.transaction.id)
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        let row = self.story().map(|story| &story.transaction);
        match (action, row) {
            (Action::Back, _) => cx.go(Move::Close),
            (Action::CancelSelected, Some(row)) => {
                cx.go(Move::Show(cancel::NAME, Arrival::Cancel(row.payment_id())));
            }
            (Action::SameCard, Some(row)) => {
                cx.go(Move::Show(lookup::NAME, Arrival::SameCard(row.seq, row.card)));
            }
            (Action::StepBack, _) => self.step_in_history(cx, -1),
            (Action::StepOn, _) => self.step_in_history(cx, 1),
            (Action::Reveal, _) => self.reveal_or_hide(cx),
            (action, _) => _ = self.scroll.act(action),
        }
    }

    fn interrupt(&mut self, cx: &mut Context) {
        cx.go(Move::Close);
    }

    fn scan(&mut self, _cx: &mut Context, text: &str, _ended: bool) -> ScanFit {
        if TransactionId::parse(bare_code(text)).is_ok() { ScanFit::Beneath } else { ScanFit::Not }
    }

    fn refresh(&mut self, cx: &mut Context) {
        if let Some(row) = self.story().map(|story| &story.transaction) {
            self.question = cx.ask(find(row.id, row.ledger()));
        }
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::Found(found) if self.question == reply.to => {
                self.take_found(cx, found.map(Detail::Whole));
            }
            ReplyBody::FoundSealed(found) if self.question == reply.to => {
                self.take_found(cx, found.map(Detail::Sealed));
            }
            ReplyBody::Revealed(revealed) if self.reveal == Reveal::Asked(reply.to) => {
                self.take_revealed(cx, revealed);
            }
            body => return Some(Reply { to: reply.to, body }),
        }
        None
    }

    /// With the exact message, every second: it says how many are left.
    fn deadline(&self, cx: &Context) -> Option<Instant> {
        match self.reveal {
            Reveal::Until(end) => {
                let later = Duration::from_secs(seconds_until(end, cx.now).saturating_sub(1));
                Some(end.checked_sub(later).unwrap_or(end))
            }
            Reveal::Hidden | Reveal::Asked(_) => None,
        }
    }

    fn tick(&mut self, cx: &mut Context) {
        if matches!(self.reveal, Reveal::Until(end) if cx.now >= end) {
            self.hide_exact();
        }
    }

    fn covered(&mut self) {
        self.hide_exact();
    }

    fn lock(&mut self, _cx: &Context) -> bool {
        self.hide_exact();
        false
    }
}
