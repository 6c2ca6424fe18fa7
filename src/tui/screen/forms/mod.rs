//! What Pay and Cancel share: a form, its review in the strip, and the way to the ledger and back. What differs is their
//! [`FormKind`].
//!
//! | module | contents |
//! |---|---|
//! | `keys` | what keys do in the fields |
//! | `strip` | what keys do in the review |
//! | `outcome` | what the replies about the transaction in flight do |

mod keys;
mod outcome;
mod strip;

use std::{ops::Range, time::Instant};

pub use self::keys::say_unfit;

use super::{Focus, HelpPage, Keyed, ScanFit, Screen, ScreenName};
use crate::{
    locale::Text,
    payment::{FieldError, RequestId, swipe::Swipe},
    record::Transaction,
    tui::{
        app::{Arrival, Context},
        draw::{self, Canvas},
        event::KeyPress,
        form::{
            Form,
            field::Typed,
            review::{Answers, Review, ReviewState},
        },
        keys::{Action, Scope},
        protocol::{Question, Reply},
    },
};

/// What the screen says about a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldState {
    /// It is empty.
    Empty,
    /// It is not valid yet, but may become so.
    Typing,
    /// It is valid.
    Good,
    /// It is wrong, and the error is shown.
    Wrong(FieldError),
}

/// A form whose contents become a transaction.
pub struct FormScreen<P: FormKind> {
    /// What is keyed.
    pub form: Form,
    /// The review, while it is open.
    pub review: Option<Review<P::Request>>,
    /// The name of the request that was reviewed last.
    pub request_id: Option<RequestId>,
    /// What Pay or Cancel has beside them.
    pub kind: P,
}

/// What differs between Pay and Cancel.
pub trait FormKind: Sized + 'static {
    /// What the review holds.
    type Request;
    /// The screen that `-` leads to from an empty form.
    const OTHER: ScreenName;
    /// What Enter and Esc do in the review.
    const ANSWERS: Answers;

    /// An empty screen.
    fn screen() -> FormScreen<Self>;

    /// Draws the screen.
    fn draw(screen: &FormScreen<Self>, cx: &Context, canvas: &mut Canvas<'_>);

    // Keys in the fields.

    /// Enter or Tab: whether the focus may leave its field; says why not.
    fn may_leave(screen: &mut FormScreen<Self>, cx: &mut Context) -> bool;

    /// Whether this character continues a calculation in the field in focus.
    fn goes_on(_form: &Form, _c: char) -> bool {
        false
    }

    /// A character or pasted text comes.
    fn before_typing(_screen: &mut FormScreen<Self>) {}

    /// A character was taken.
    fn typed(screen: &mut FormScreen<Self>, cx: &mut Context);

    /// The part of a pasted text that belongs into the field in focus.
    fn pasted<'a>(_screen: &FormScreen<Self>, text: &'a str) -> &'a str {
        text
    }

    /// What is keyed has changed: asks for what depends on it.
    fn changed(_screen: &mut FormScreen<Self>, _cx: &mut Context) {}

    /// F7 has brought something back.
    fn brought_back(_screen: &mut FormScreen<Self>) {}

    /// Fills the empty field in focus as in the last transaction. Returns whether that is possible; never a card or CVC.
    fn fill_from(screen: &mut FormScreen<Self>, cx: &mut Context, last: &Transaction) -> bool;

    /// Whether it drops this key without a trace.
    fn drops(_screen: &mut FormScreen<Self>, _key: KeyPress) -> bool {
        false
    }

    /// What the field in focus takes.
    fn focus(screen: &FormScreen<Self>) -> Focus;

    // Readers.

    /// Whether a swipe fills in a card here.
    const READS_CARDS: bool = false;

    /// A card was swiped.
    fn swipe(_screen: &mut FormScreen<Self>, _cx: &mut Context, _swipe: &Swipe) {}

    /// A barcode or other text was read; `ended` if an Enter has ended it.
    fn scan(screen: &mut FormScreen<Self>, cx: &mut Context, text: &str, ended: bool) -> ScanFit;

    // The transaction.

    /// Makes a request of the form. If that is not possible, says why and goes to the field; or waits.
    fn request(
        screen: &mut FormScreen<Self>,
        cx: &mut Context,
        by_enter: Option<Instant>,
    ) -> Option<Self::Request>;

    /// The question that carries a review out, under this name.
    fn question(review: &mut Review<Self::Request>, request_id: RequestId) -> Question;

    /// It was refused, and the review is closed: goes to the field that can change that.
    fn refused(screen: &mut FormScreen<Self>, cx: &mut Context, error: &FieldError);

    /// It was not recorded. Returns whether it cannot be tried again, because the lock has wiped its card.
    fn lost_its_card(_screen: &mut FormScreen<Self>) -> bool {
        false
    }

    /// The form is cleared after a transaction: clears what belongs to it.
    fn finished(screen: &mut FormScreen<Self>);

    /// The screens are locked. Returns whether a card was wiped.
    fn locked(screen: &mut FormScreen<Self>) -> bool;

    // The rest.

    /// What was keyed before is restored.
    fn restored(_screen: &mut FormScreen<Self>) {}

    /// It is shown from now on.
    fn visit(_screen: &mut FormScreen<Self>, _cx: &mut Context, _arrival: Arrival) {}

    /// When it changes by itself, apart from the review.
    fn deadline(_screen: &FormScreen<Self>) -> Option<Instant> {
        None
    }

    /// The time has come for whatever is due.
    fn tick(_screen: &mut FormScreen<Self>, _cx: &mut Context) {}

    /// A reply about something else than the transaction in flight.
    fn reply(
        _screen: &mut FormScreen<Self>,
        _cx: &mut Context,
        reply: Reply,
        _is_top: bool,
    ) -> Option<Reply> {
        Some(reply)
    }
}

impl<P: FormKind> FormScreen<P> {
    /// An empty form.
    pub fn new() -> Self {
        P::screen()
    }

    /// Clears everything after a transaction.
    pub fn finish(&mut self) {
        self.form.finish();
        self.review = None;
        P::finished(self);
    }

    /// Whether the review was sent, and not closed since.
    fn was_sent(&self) -> bool {
        self.review.as_ref().is_some_and(|review| review.state == ReviewState::Sent)
    }

    /// Whether only Esc works in the strip.
    fn strip_is_closed(&self) -> bool {
        self.review.as_ref().is_some_and(Review::is_closed)
    }

    /// Whether the strip asks a question that only `+` answers.
    fn asks_again(&self) -> bool {
        self.review.as_ref().is_some_and(|review| review.state.needs_plus())
    }
}

impl<P: FormKind> Screen for FormScreen<P> {
    fn scopes(&self) -> &'static [Scope] {
        if self.review.is_some() { &[Scope::Review] } else { &[Scope::Form, Scope::Everywhere] }
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        P::draw(self, cx, canvas);
    }

    fn strip_rows(&self, canvas: &Canvas<'_>) -> Option<Range<u16>> {
        Some(draw::forms::strip_rows(canvas))
    }

    fn help(&self) -> HelpPage {
        HelpPage { then: Some((Scope::Review, Text::HelpReview)), examples: &[] }
    }

    /// Nothing is confirmed while a transaction is in flight, and there is no way back until its outcome is known.
    fn offers(&self, cx: &Context, action: Action) -> bool {
        match action {
            Action::Confirm => cx.in_flight().is_none() && !self.strip_is_closed() && !self.asks_again(),
            Action::Again => self.asks_again() && !self.strip_is_closed(),
            Action::Back => !cx.awaits_outcome(),
            _ => true,
        }
    }

    /// The words of the strip.
    fn label(&self, action: Action) -> Option<Text<'static>> {
        let review = self.review.as_ref()?;
        if review.is_closed() {
            return (action == Action::Back).then_some(Text::KeyBack);
        }
        let (yes, no) = review.state.answers(P::ANSWERS)?;
        match action {
            Action::Confirm | Action::Again => Some(yes),
            Action::Back => Some(no),
            _ => None,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action, at: Instant) {
        match action {
            Action::Confirm => self.confirm(cx, at),
            Action::Again => self.answer_again(cx, at),
            Action::Back => self.close_review(cx),
            action => self.act_in_field(cx, action, at),
        }
    }

    fn run(&mut self, cx: &mut Context, action: Action, at: Instant) {
        match action {
            // Enter chose it, so Enter counts in the strip only after a pause.
            Action::Defaults => self.open_review(cx, Some(at)),
            action => self.act(cx, action, at),
        }
    }

    fn release_enter(&mut self, cx: &mut Context, at: Instant) {
        self.confirm_if_alone(cx, at);
    }

    fn forget_enter(&mut self) {
        self.review.iter_mut().for_each(Review::forget_enter);
    }

    fn drops(&mut self, key: KeyPress) -> bool {
        P::drops(self, key)
    }

    fn takes_key(&mut self, cx: &mut Context, key: KeyPress) -> bool {
        self.review.is_none() && self.types_into_focus(cx, key)
    }

    fn edit(&mut self, cx: &mut Context, key: KeyPress) {
        if !self.close_strip(cx) {
            self.edit_field(cx, key);
        }
    }

    fn interrupt(&mut self, cx: &mut Context) {
        let action = if self.review.is_some() { Action::Back } else { Action::Clear };
        self.act(cx, action, cx.now);
    }

    fn paste(&mut self, cx: &mut Context, text: &str) {
        if self.close_strip(cx) {
            return;
        }
        let is_money = self.form.focused().is_money();
        match self.paste_into_focus(cx, text) {
            Typed::Refused(_) if is_money => cx.refuse(Text::HintPastedAmount),
            Typed::Refused(_) => cx.hint(Text::HintDigits),
            Typed::Full => cx.refuse(Text::HintFull),
            Typed::Accepted | Typed::Ignored => {}
        }
    }

    fn close_strip(&mut self, cx: &mut Context) -> bool {
        self.close_strip_now(cx)
    }

    fn reads_cards(&self) -> bool {
        P::READS_CARDS
    }

    fn swipe(&mut self, cx: &mut Context, swipe: &Swipe) {
        P::swipe(self, cx, swipe);
    }

    fn scan(&mut self, cx: &mut Context, text: &str, ended: bool) -> ScanFit {
        P::scan(self, cx, text, ended)
    }

    fn focus(&self) -> Focus {
        P::focus(self)
    }

    fn field(&self) -> usize {
        self.form.focus()
    }

    fn keyed(&self) -> Option<Keyed> {
        self.review.is_none().then(|| Keyed::Form(self.form.snapshot()))
    }

    fn restore(&mut self, cx: &mut Context, keyed: &Keyed) -> bool {
        let Keyed::Form(snapshot) = keyed else { return false };
        self.review = None;
        self.form.restore(snapshot);
        P::restored(self);
        cx.notice = None;
        P::changed(self, cx);
        true
    }

    fn holds_input(&self) -> bool {
        !self.form.is_pristine()
    }

    fn visit(&mut self, cx: &mut Context, arrival: Arrival) {
        P::visit(self, cx, arrival);
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, is_top: bool) -> Option<Reply> {
        let is_outcome =
            self.was_sent() && cx.flight.as_mut().is_some_and(|flight| flight.take_reply(&reply));
        if is_outcome {
            self.take_outcome(cx, reply.body);
            return None;
        }
        P::reply(self, cx, reply, is_top)
    }

    fn deadline(&self, _cx: &Context) -> Option<Instant> {
        self.review.as_ref().and_then(Review::deadline).into_iter().chain(P::deadline(self)).min()
    }

    fn tick(&mut self, cx: &mut Context) {
        self.release_enter(cx, cx.now);
        P::tick(self, cx);
    }

    fn drawn(&mut self, at: Instant) {
        self.review.iter_mut().for_each(|review| review.drawn(at));
    }

    fn hidden(&mut self) {
        self.review.iter_mut().for_each(Review::hidden);
    }

    fn lock(&mut self, cx: &Context) -> bool {
        // What is in flight shows its outcome after unlocking.
        if !(self.was_sent() && cx.awaits_outcome()) {
            self.review = None;
        }
        P::locked(self)
    }
}
