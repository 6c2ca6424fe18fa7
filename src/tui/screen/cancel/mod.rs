//! Cancel: the id of a payment, which is looked up as soon as it is whole, an amount, by default all that remains, and
//! the VAT.
//!
//! What is keyed becomes a plan in `plan`.

mod plan;

use std::time::Instant;

use crossterm::event::KeyCode;

pub use self::plan::{CancelReview, CancelTarget, Extent};
use super::{
    Focus, ScanFit, ScreenName,
    card_watch::CardWatch,
    forms::{FormKind, FormScreen},
    lookup, pay,
};
use crate::{
    desk::{CardFound, DeskError},
    locale::Text,
    payment::{Field, FieldError, RequestId, TransactionId, swipe::Swipe},
    record::{Record, Transaction},
    tui::{
        app::{
            Arrival, Context, Move,
            reader::{bare_code, is_code_mark},
        },
        draw::{self, Canvas},
        event::KeyPress,
        form::{
            Form,
            field::{FieldStyle, InputField, Typed},
            review::{Answers, Review},
        },
        protocol::{Question, Reply, ReplyBody},
    },
};

/// The name of the screen.
pub const NAME: ScreenName = ScreenName("cancel");

/// The fields in the order of the screen.
pub const FIELDS: [Field; 3] = [Field::Id, Field::Amount, Field::Vat];
/// Index of the id.
pub const ID: usize = 0;
/// Index of the amount.
pub const AMOUNT: usize = 1;
/// Index of the VAT.
pub const VAT: usize = 2;

/// The cancel screen.
pub type CancelScreen = FormScreen<Cancelling>;

/// What a cancel has beside form and review.
#[derive(Default)]
pub struct Cancelling {
    /// The payment whose id is keyed.
    pub target: CancelTarget,
    /// The payment that amount and VAT were keyed for.
    money_for: Option<TransactionId>,
    /// The payment that the screen offered while amount and VAT were keyed without an id.
    money_offered: Option<TransactionId>,
    /// Open the review as soon as the payment is found.
    review_when_found: Option<WantedReview>,
    /// A whole card number that is keyed in the place of the id.
    card_watch: CardWatch,
    /// The last key completed an id and moved the focus on: an Enter out of habit is ignored.
    advanced: bool,
}

/// A review that was asked for before the payment was found.
#[derive(Debug, Clone, Copy)]
struct WantedReview {
    /// When Enter asked for it, if it was Enter.
    by_enter: Option<Instant>,
}

impl FormKind for Cancelling {
    type Request = CancelReview;
    const OTHER: ScreenName = pay::NAME;
    const ANSWERS: Answers = (Text::AnswerCancel, Text::KeyBack);

    fn screen() -> CancelScreen {
        let form = Form::new(vec![
            InputField::new(FieldStyle::Id, 20),
            InputField::new(FieldStyle::Won, 10),
            InputField::new(FieldStyle::Won, 10),
        ]);
        FormScreen { form, review: None, request_id: None, kind: Self::default() }
    }

    fn draw(screen: &CancelScreen, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::forms::draw_cancel(cx, canvas, screen);
    }

    fn may_leave(screen: &mut CancelScreen, cx: &mut Context) -> bool {
        !screen.asks_about_card(cx) && (screen.form.focus() != ID || screen.has_id(cx))
    }

    /// An amount or VAT keyed while the ledger looks for a payment belongs to that payment: clears that of another one.
    fn before_typing(screen: &mut CancelScreen) {
        if let CancelTarget::Asked(_, id) = screen.kind.target
            && screen.form.focus() != ID
        {
            screen.drop_money_of_another(id);
        }
    }

    fn typed(screen: &mut CancelScreen, cx: &mut Context) {
        // The mark that readers put before a code is not part of an id.
        if screen.form.focus() == ID && is_code_mark(screen.form.field(ID).text()) {
            screen.form.field_mut(ID).clear();
        }
        Self::changed(screen, cx);
        screen.advance_when_whole();
    }

    fn pasted<'a>(screen: &CancelScreen, text: &'a str) -> &'a str {
        if screen.form.focus() == ID { bare_code(text) } else { text }
    }

    /// Amount and VAT belong to the payment whose id is keyed. Without an id they belong to the one keyed next; or to the
    /// one that is offered, as long as the offer does not change.
    fn changed(screen: &mut CancelScreen, cx: &mut Context) {
        let offered = cx.suggestion().map(|last| last.story.transaction.payment_id());
        if screen.has_no_money() {
            (screen.kind.money_for, screen.kind.money_offered) = (None, None);
        } else if screen.form.focus() != ID {
            screen.kind.money_for = screen.kind.money_for.or(screen.id());
            screen.kind.money_offered = offered.filter(|_| screen.form.field(ID).is_empty());
        }
        screen.kind.card_watch.changed(screen.form.field(ID).text(), cx.now);
        screen.find_target(cx);
    }

    /// F7 may have brought back an id together with its amount and VAT.
    fn brought_back(screen: &mut CancelScreen) {
        if let Some(id) = screen.id() {
            screen.kind.money_for = Some(id);
        }
    }

    /// The id waits for Enter: a reader of Code 39 begins with the same key `*`, and its code replaces the id.
    fn fill_from(screen: &mut CancelScreen, cx: &mut Context, last: &Transaction) -> bool {
        if screen.form.focus() != ID {
            return false;
        }
        let id = last.payment_id();
        screen.take_offered(id);
        screen.form.suggest(id.as_str());
        Self::changed(screen, cx);
        true
    }

    fn drops(screen: &mut CancelScreen, key: KeyPress) -> bool {
        std::mem::take(&mut screen.kind.advanced) && matches!(key.code, KeyCode::Enter | KeyCode::Tab)
    }

    fn focus(screen: &CancelScreen) -> Focus {
        if screen.form.focus() == ID { Focus::Id } else { Focus::Money }
    }

    const READS_CARDS: bool = true;

    /// Looks up the payments of the card.
    fn swipe(screen: &mut CancelScreen, cx: &mut Context, swipe: &Swipe) {
        if screen.review.is_some() {
            return cx.hint(Text::SwipeElsewhere);
        }
        screen.kind.card_watch.ask_for(cx, &swipe.card);
    }

    /// Fills in an id, whichever field has the focus; anything else goes into the field in focus.
    fn scan(screen: &mut CancelScreen, cx: &mut Context, text: &str, ended: bool) -> ScanFit {
        let Ok(id) = TransactionId::parse(bare_code(text)) else {
            return screen.scan_other(cx, text);
        };
        if screen.id() != Some(id) {
            screen.form.keep();
            screen.form.field_mut(ID).set(id.as_str());
        }
        screen.form.focus_on(ID);
        Self::changed(screen, cx);
        screen.advance_when_whole();
        // The reader has sent its own Enter: the next one is the cashier's.
        screen.kind.advanced &= !ended;
        ScanFit::Complete
    }

    /// While the payment is looked for, the review opens as soon as it is found.
    fn request(
        screen: &mut CancelScreen,
        cx: &mut Context,
        by_enter: Option<Instant>,
    ) -> Option<CancelReview> {
        if screen.asks_about_card(cx) || !screen.has_id(cx) {
            return None;
        }
        if matches!(screen.kind.target, CancelTarget::Asked(..)) {
            screen.kind.review_when_found = Some(WantedReview { by_enter });
            return None;
        }
        screen.form.leave_all();
        match screen.plan() {
            Ok(plan) => Some(plan),
            Err(error) => {
                screen.form.focus_on(index_of(error.field).unwrap_or(ID));
                cx.say_error(&error);
                None
            }
        }
    }

    fn question(review: &mut Review<CancelReview>, request_id: RequestId) -> Question {
        Question::Cancel(review.request.request, request_id)
    }

    fn refused(screen: &mut CancelScreen, cx: &mut Context, error: &FieldError) {
        screen.form.focus_on(index_of(error.field).unwrap_or(AMOUNT));
        // The payment has changed since it was found: it is looked up again.
        screen.kind.target = CancelTarget::None;
        screen.find_target(cx);
    }

    fn finished(screen: &mut CancelScreen) {
        let advanced = screen.kind.advanced;
        screen.kind = Self { advanced, ..Self::default() };
    }

    fn locked(screen: &mut CancelScreen) -> bool {
        screen.kind.review_when_found = None;
        screen.kind.advanced = false;
        if screen.kind.card_watch.is_waiting() {
            screen.wipe_card();
        }
        false
    }

    fn restored(screen: &mut CancelScreen) {
        screen.kind.review_when_found = None;
    }

    fn visit(screen: &mut CancelScreen, cx: &mut Context, arrival: Arrival) {
        let Arrival::Cancel(id) = arrival else { return };
        if screen.id() == Some(id) {
            return;
        }
        screen.form.clear();
        screen.form.clear();
        screen.form.field_mut(ID).set(id.as_str());
        screen.form.focus_on(AMOUNT);
        screen.find_target(cx);
    }

    fn deadline(screen: &CancelScreen) -> Option<Instant> {
        screen.kind.card_watch.deadline()
    }

    fn tick(screen: &mut CancelScreen, cx: &mut Context) {
        screen.kind.card_watch.ask_if_due(cx, screen.form.field(ID).text());
    }

    fn reply(screen: &mut CancelScreen, cx: &mut Context, reply: Reply, is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::Found(found) if matches!(screen.kind.target, CancelTarget::Asked(asked, _) if asked == reply.to) =>
            {
                screen.take_target(cx, found, is_top);
                None
            }
            ReplyBody::Card(found) if screen.kind.card_watch.owns(reply.to) => {
                if let Some(found) = screen.kind.card_watch.take(found) {
                    screen.take_card(cx, found, is_top);
                }
                None
            }
            body => Some(Reply { to: reply.to, body }),
        }
    }
}

impl CancelScreen {
    /// The id, when it is whole.
    pub fn id(&self) -> Option<TransactionId> {
        TransactionId::parse(self.form.field(ID).text()).ok()
    }

    /// Whether what is keyed may be a card number; asks about it now.
    fn asks_about_card(&mut self, cx: &mut Context) -> bool {
        let is_waiting = self.kind.card_watch.is_waiting();
        if is_waiting {
            self.kind.card_watch.ask_now(cx, self.form.field(ID).text());
        }
        is_waiting
    }

    /// The card that was keyed or swiped: its payments are in Look up. It is wiped, also when it cannot be looked for.
    fn take_card(&mut self, cx: &mut Context, found: Result<CardFound, DeskError>, is_top: bool) {
        match found.map(|found| found.card()) {
            Ok(Some((seq, card))) => {
                self.wipe_card();
                if is_top {
                    cx.go(Move::Show(lookup::NAME, Arrival::SameCard(seq, card)));
                }
            }
            // An id that is keyed.
            Ok(None) => {}
            Err(error) => {
                self.wipe_card();
                cx.say_desk_error(&error);
            }
        }
    }

    /// Wipes a card number from the field of the id.
    fn wipe_card(&mut self) {
        if self.id().is_none() {
            self.form.field_mut(ID).clear();
        }
        self.kind.card_watch.forget();
    }

    /// Whether an id is keyed; keys the one that the screen offers, or says that one is needed.
    fn has_id(&mut self, cx: &mut Context) -> bool {
        if !self.form.field(ID).is_empty() {
            return true;
        }
        let Some(id) = cx.suggestion().map(|last| last.story.transaction.payment_id()) else {
            cx.hint(Text::HintCancelId);
            return false;
        };
        self.take_offered(id);
        Cancelling::changed(self, cx);
        true
    }

    /// Takes the payment that is offered.
    fn take_offered(&mut self, id: TransactionId) {
        if self.kind.money_for.is_none() {
            self.kind.money_for = self.kind.money_offered;
        }
        self.form.field_mut(ID).set(id.as_str());
    }

    /// Moves the focus on after a whole id.
    fn advance_when_whole(&mut self) {
        if self.form.focus() == ID && self.id().is_some() {
            self.form.next();
            self.kind.advanced = true;
        }
    }

    /// Puts scanned text that is no id into the field in focus, and moves at most one field on.
    fn scan_other(&mut self, cx: &mut Context, text: &str) -> ScanFit {
        let focus = self.form.focus();
        if self.paste_into_focus(cx, text) != Typed::Accepted {
            return ScanFit::Not;
        }
        self.advance_when_whole();
        if self.form.focus() == focus { ScanFit::Partly } else { ScanFit::Complete }
    }

    /// Clears amount and VAT if they were keyed for another payment than `id`; F7 brings them back with that payment's
    /// id. Returns whether anything was cleared.
    fn drop_money_of_another(&mut self, id: TransactionId) -> bool {
        let other = self.kind.money_for.replace(id).filter(|other| *other != id);
        let Some(other) = other.filter(|_| !self.has_no_money()) else { return false };
        self.form.keep_with(ID, other.as_str());
        self.form.field_mut(AMOUNT).clear();
        self.form.field_mut(VAT).clear();
        true
    }

    /// Whether neither amount nor VAT is keyed.
    fn has_no_money(&self) -> bool {
        self.form.field(AMOUNT).is_empty() && self.form.field(VAT).is_empty()
    }

    /// Asks for the payment whose id is keyed, if it is another one than before.
    fn find_target(&mut self, cx: &mut Context) {
        let known = match &self.kind.target {
            CancelTarget::Asked(_, id) => Some(*id),
            CancelTarget::Found(record) => Some(record.story.transaction.id),
            CancelTarget::None | CancelTarget::Refused(_) => None,
        };
        match self.id() {
            Some(id) if known == Some(id) => {}
            Some(id) => self.kind.target = CancelTarget::Asked(cx.ask(Question::Find(id)), id),
            None => {
                self.kind.target = CancelTarget::None;
                self.kind.review_when_found = None;
            }
        }
    }

    /// The payment of the id; opens the review that waits for it.
    fn take_target(&mut self, cx: &mut Context, found: Result<Box<Record>, DeskError>, is_top: bool) {
        let review = self.kind.review_when_found.take();
        match found {
            Ok(record) => self.kind.target = CancelTarget::of(record),
            Err(DeskError::Refused(error)) => self.kind.target = CancelTarget::Refused(error),
            Err(error) => {
                self.kind.target = CancelTarget::None;
                return cx.say_desk_error(&error);
            }
        }
        if let CancelTarget::Refused(error) = &self.kind.target {
            self.form.focus_on(ID);
            return cx.say_error(error);
        }
        if self.form.focus() == ID && !self.form.is_untouched() {
            self.form.focus_on(AMOUNT);
        }
        let id = self.record().map(|record| record.story.transaction.id);
        if id.is_some_and(|id| self.drop_money_of_another(id)) {
            // The amount was keyed for another payment: nothing to review.
            return cx.hint(Text::HintMoneyOfAnother);
        }
        if let Some(WantedReview { by_enter }) = review.filter(|_| is_top) {
            self.open_review(cx, by_enter);
        }
    }
}

/// The index of a field in the form.
pub fn index_of(name: Field) -> Option<usize> {
    FIELDS.iter().position(|field| *field == name)
}
