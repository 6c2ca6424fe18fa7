//! What keys do.

use std::time::{Duration, Instant};

use crossterm::event::KeyCode;
use tui_input::InputRequest;

use super::{
    App, Effect, QUIT_PAUSE, Screen, Tone,
    cancel::{self, Target},
    field::{Style, Typed},
    lookup,
    overlay::{Detail, List, Overlay, Reveal, Scroll},
    pay::{self, Pay},
    review::{Review, State},
};
use crate::{
    desk::PayOptions,
    locale::Text,
    payment::{CharClass, FieldError, TransactionId},
    tui::{
        event::Key,
        keys::{Action, resolve},
        worker::Question,
    },
};

/// Two keys within this time come from a machine.
const MACHINE_GAP: Duration = Duration::from_millis(20);

impl App {
    /// A key that was pressed `at`.
    pub(super) fn key(&mut self, key: Key, at: Instant) {
        let before = self.last_key.replace(at);
        self.machine_speed = before.is_some_and(|before| at < before + MACHINE_GAP);
        if self.swipes(key, at) {
            return;
        }
        let quit_asked = self.quit_asked.take();
        self.notice = None;
        if self.overlay.is_none() && !self.in_review() && self.types(key) {
            return;
        }
        match resolve(self.scopes(), key).or_else(|| resolve_quit(key)) {
            Some(Action::Quit) => self.quit(quit_asked),
            Some(Action::Interrupt) => self.interrupt(quit_asked),
            Some(action) => self.act(action, at),
            None => self.edit(key),
        }
    }

    /// Characters that belong into the field in focus although they are also commands.
    fn types(&mut self, key: Key) -> bool {
        let Some(c) = key.typed() else { return false };
        let (style, empty, may_add) = match self.screen {
            Screen::Pay => {
                let field = self.pay.form.focused();
                let digit = field.text().ends_with(|c: char| c.is_ascii_digit());
                (field.style(), field.is_empty(), digit && field.style() == Style::WonSum)
            }
            Screen::Cancel => {
                let field = self.cancel.form.focused();
                (field.style(), field.is_empty(), false)
            }
            Screen::Lookup => (Style::Free, self.lookup.query.is_empty(), false),
        };
        let separator = c == '-' && !empty && matches!(style, Style::Card | Style::Expiry | Style::Id);
        match c {
            '?' if empty => self.act(Action::Help, self.now),
            _ if style == Style::Free || separator || (c == '+' && may_add) => self.type_char(c),
            _ => return false,
        }
        true
    }

    /// Does what was chosen from the list, as if its key had been pressed.
    pub(super) fn perform(&mut self, action: Action) {
        match action {
            Action::Quit => self.quit(None),
            action => self.act(action, self.now),
        }
    }

    fn act(&mut self, action: Action, at: Instant) {
        if self.overlay.is_some() {
            return self.act_on_overlay(action);
        }
        match action {
            Action::Copy => self.copy_id(),
            Action::Suspend => self.effects.push(Effect::Suspend),
            Action::Help => self.overlay = Some(Overlay::Help(List::new(self.locale.lang()))),
            Action::Palette => self.overlay = Some(Overlay::Palette(List::new(self.locale.lang()))),
            Action::Pay => self.show(Screen::Pay),
            Action::Cancel => self.show(Screen::Cancel),
            Action::LookUp => self.show(Screen::Lookup),
            Action::LastDetail => match &self.last {
                Some(last) => self.open_detail(last.transaction.id),
                None => self.hint(Text::NoLast),
            },
            Action::Redraw => self.effects.push(Effect::Redraw),
            Action::Confirm => self.confirm(at),
            Action::Back => self.close_review(),
            _ if self.screen == Screen::Lookup => self.act_on_lookup(action),
            _ => self.act_on_form(action, at),
        }
    }

    // ---- forms ------------------------------------------------------------------------------------------------------

    fn act_on_form(&mut self, action: Action, at: Instant) {
        match action {
            Action::Next => self.next_field(at),
            Action::Down => self.with_form(|form| form.next()),
            Action::Previous => self.with_form(|form| form.previous()),
            Action::Minus => self.minus(),
            Action::Defaults => self.open_review(None),
            Action::Thousand => {
                self.with_form(|form| form.thousand());
                self.changed();
            }
            Action::AsLast => self.as_last(),
            Action::Clear => {
                self.with_form(|form| form.clear());
                self.changed();
            }
            Action::BringBack => {
                self.with_form(|form| form.bring_back());
                self.changed();
            }
            _ => {}
        }
    }

    /// Enter or Tab: on to the next field. A required field that is empty only shows its hint, so that a habitual Enter
    /// after an automatic advance is absorbed; the last field opens the review.
    fn next_field(&mut self, at: Instant) {
        let moved = match self.screen {
            Screen::Pay => {
                let focus = self.pay.form.focus();
                if self.pay.form.focused().is_empty() && !Pay::has_default(focus) {
                    let field = pay::FIELDS[focus];
                    let text = self.locale.allowed(field);
                    return self.say(Tone::Hint, format!("{}: {text}", self.locale.field(field)));
                }
                self.settle_sum();
                let swiped = self.pay.swiped && !self.pay.form.field(pay::EXPIRY).is_empty();
                if focus == pay::AMOUNT && swiped {
                    self.pay.form.focus_on(pay::EXPIRY);
                }
                self.pay.form.next()
            }
            Screen::Cancel => {
                if self.cancel.form.focus() == cancel::ID && self.cancel.form.focused().is_empty() {
                    if !self.take_suggestion() {
                        return self.hint(Text::HintCancelId);
                    }
                    self.changed();
                }
                self.cancel.form.next()
            }
            Screen::Lookup => true,
        };
        if !moved {
            self.open_review(Some(at));
        }
    }

    /// A sum in the amount field becomes its result when the field is left.
    fn settle_sum(&mut self) {
        let field = self.pay.form.field_mut(pay::AMOUNT);
        if field.is_sum()
            && let Some(sum) = field.sum()
        {
            field.set(&sum.to_string());
        }
    }

    fn with_form<T>(&mut self, change: impl FnOnce(&mut dyn AnyForm) -> T) {
        match self.screen {
            Screen::Pay => {
                change(&mut self.pay.form);
                if self.pay.form.focus() != pay::AMOUNT {
                    self.settle_sum();
                }
            }
            Screen::Cancel => {
                change(&mut self.cancel.form);
            }
            Screen::Lookup => {}
        }
    }

    /// `-` on the number pad: one field back; from an empty form to the other one, so that the number pad alone is enough
    /// for a payment and a cancel.
    fn minus(&mut self) {
        match self.screen {
            Screen::Pay if self.pay.form.is_pristine() => self.show(Screen::Cancel),
            Screen::Cancel if self.cancel.form.is_pristine() => self.show(Screen::Pay),
            _ => self.with_form(|form| form.previous()),
        }
    }

    /// The same as in the last transaction: never a card.
    fn as_last(&mut self) {
        let Some(last) = &self.last else { return self.hint(Text::NoLast) };
        let last = &last.transaction;
        match (self.screen, self.pay.form.focus(), self.cancel.form.focus()) {
            (Screen::Pay, index @ (pay::AMOUNT | pay::INSTALMENTS | pay::VAT), _) => {
                let text = match index {
                    pay::AMOUNT => last.amount.to_string(),
                    pay::VAT => last.vat.to_string(),
                    _ => last.instalments.months().to_string(),
                };
                self.pay.form.field_mut(index).set(&text);
                self.pay.form.next();
            }
            (Screen::Cancel, _, cancel::ID) => {
                let id = last.payment_id();
                self.cancel.form.field_mut(cancel::ID).set(id.as_str());
                self.changed();
            }
            _ => self.hint(Text::HintNotFromLast),
        }
    }

    fn type_char(&mut self, c: char) {
        let typed = match self.screen {
            Screen::Pay => self.pay.form.type_char(c),
            Screen::Cancel => self.cancel.form.type_char(c),
            Screen::Lookup => self.lookup.query.type_char(c),
        };
        match typed {
            Typed::Taken => {
                self.changed();
                self.advance_when_full();
            }
            Typed::Ignored => {}
            Typed::Full => self.hint(Text::HintFull),
            Typed::Refused(CharClass::Letter) if !c.is_ascii() => self.hint(Text::HintHangul),
            Typed::Refused(_) => self.hint(Text::HintDigits),
        }
    }

    /// Card number, expiry and CVC go on by themselves when they are full and good.
    fn advance_when_full(&mut self) {
        if self.screen != Screen::Pay || !self.pay.form.focused().is_full() {
            return;
        }
        let focus = self.pay.form.focus();
        if !matches!(focus, pay::CARD | pay::EXPIRY | pay::CVC) {
            return;
        }
        let errors = self.pay.parse(self.settings.rules, self.date()).err().unwrap_or_default();
        match errors.into_iter().find(|error| error.field == pay::FIELDS[focus]) {
            None => {
                self.pay.form.next();
            }
            Some(error) => self.blame(&error),
        }
    }

    /// Editing keys: caret and deletion.
    fn edit(&mut self, key: Key) {
        if let Some(list) = self.overlay.as_mut().and_then(Overlay::list) {
            match (key.typed(), edit_request(key)) {
                (Some(c), _) => list.type_char(c),
                (None, Some(request)) => list.edit(request),
                (None, None) => {}
            }
            return;
        }
        if self.overlay.is_some() || self.in_review() {
            return;
        }
        if let Some(c) = key.typed() {
            return self.type_char(c);
        }
        let Some(request) = edit_request(key) else { return };
        let empty = match self.screen {
            Screen::Pay => self.pay.form.focused().is_empty(),
            Screen::Cancel => self.cancel.form.focused().is_empty(),
            Screen::Lookup => false,
        };
        if empty && request == InputRequest::DeletePrevChar {
            return self.with_form(|form| form.previous());
        }
        let changed = match self.screen {
            Screen::Pay => self.pay.form.edit(request),
            Screen::Cancel => self.cancel.form.edit(request),
            Screen::Lookup => self.lookup.query.edit(request),
        };
        if changed {
            self.changed();
        }
    }

    /// Pasted text goes into the field in focus; a line end in it neither advances nor submits.
    pub(super) fn paste(&mut self, text: &str) {
        self.notice = None;
        if self.overlay.is_some() || self.in_review() {
            return;
        }
        let mut full = false;
        for c in text.chars().filter(|c| !c.is_control()) {
            let typed = match self.screen {
                Screen::Pay => self.pay.form.type_char(c),
                Screen::Cancel => self.cancel.form.type_char(c),
                Screen::Lookup => self.lookup.query.type_char(c),
            };
            full |= typed == Typed::Full;
        }
        self.changed();
        if full {
            self.hint(Text::HintFull);
        }
    }

    /// What is keyed has changed: what depends on it is asked for.
    fn changed(&mut self) {
        match self.screen {
            Screen::Pay => {}
            Screen::Cancel => self.find_target(),
            Screen::Lookup => self.search(),
        }
    }

    // ---- the second step --------------------------------------------------------------------------------------------

    /// Opens the review, or goes to the first field that is wrong. `by_enter` is when Enter asked for it.
    fn open_review(&mut self, by_enter: Option<Instant>) {
        match self.screen {
            Screen::Pay => self.review_payment(by_enter),
            Screen::Cancel => self.review_cancel(by_enter),
            Screen::Lookup => {}
        }
    }

    fn review_payment(&mut self, by_enter: Option<Instant>) {
        self.settle_sum();
        self.pay.form.leave_all();
        let request = match self.pay.parse(self.settings.rules, self.date()) {
            Ok(request) => request,
            Err(errors) => {
                let index = Pay::first_bad(&errors);
                self.pay.form.focus_on(index);
                if let Some(error) = errors.iter().find(|error| error.field == pay::FIELDS[index]) {
                    self.blame(error);
                }
                return;
            }
        };
        match Review::open(request, by_enter, &mut *self.random) {
            Ok(review) => self.pay.review = Some(review),
            Err(error) => self.no_random(&error),
        }
    }

    pub(super) fn review_cancel(&mut self, by_enter: Option<Instant>) {
        if self.cancel.form.field(cancel::ID).is_empty() && self.take_suggestion() {
            self.changed();
        }
        if matches!(self.cancel.target, Target::Asked(..)) {
            self.cancel.review_when_found = true;
            return;
        }
        self.cancel.form.leave_all();
        match self.cancel.plan() {
            Ok(plan) => match Review::open(plan, by_enter, &mut *self.random) {
                Ok(review) => self.cancel.review = Some(review),
                Err(error) => self.no_random(&error),
            },
            Err(error) => {
                self.cancel.form.focus_on(cancel::index_of(error.field).unwrap_or(cancel::ID));
                self.blame(&error);
            }
        }
    }

    fn no_random(&mut self, error: &std::io::Error) {
        let text = self.locale.with(Text::SealRandom, &[("reason", error.to_string().into())]);
        self.say(Tone::Bad, text);
    }

    /// Enter in the strip: carries out what is reviewed, once.
    fn confirm(&mut self, at: Instant) {
        // A paste or a reader may end in an Enter; nobody presses two keys so fast one after the other.
        if self.machine_speed {
            return;
        }
        match self.screen {
            Screen::Pay => {
                let Some(review) = self.pay.review.as_mut() else { return };
                if !review.enter_counts(at) {
                    return;
                }
                let options = PayOptions {
                    request_id: Some(review.request_id.clone()),
                    allow_duplicate: matches!(review.state, State::AskingAgain { .. }) || review.meant,
                };
                review.meant = options.allow_duplicate;
                let question = Question::Pay(review.request.clone(), options);
                let id = self.ask(question);
                if let Some(review) = &mut self.pay.review {
                    review.state = State::InFlight(id);
                }
            }
            Screen::Cancel => {
                let Some(review) = self.cancel.review.as_mut() else { return };
                if !review.enter_counts(at) {
                    return;
                }
                let question = Question::Cancel(review.request.request, review.request_id.clone());
                let id = self.ask(question);
                if let Some(review) = &mut self.cancel.review {
                    review.state = State::InFlight(id);
                }
            }
            Screen::Lookup => {}
        }
    }

    /// Esc in the strip: back to the form. What the ledger is writing is not interrupted.
    fn close_review(&mut self) {
        if self.in_flight().is_some() {
            return self.hint(Text::HintInFlight);
        }
        match self.screen {
            Screen::Pay => self.pay.review = None,
            Screen::Cancel => self.cancel.review = None,
            Screen::Lookup => {}
        }
    }

    /// Says what is wrong with a field.
    pub(super) fn blame(&mut self, error: &FieldError) {
        let text = self.locale.field_error(error);
        self.say(Tone::Bad, text);
    }

    // ---- cancel -----------------------------------------------------------------------------------------------------

    fn take_suggestion(&mut self) -> bool {
        let Some(id) = self.suggestion().map(|record| record.transaction.payment_id()) else { return false };
        self.cancel.form.field_mut(cancel::ID).set(id.as_str());
        true
    }

    /// Asks for the payment whose id is keyed, when it is another one than before.
    pub(super) fn find_target(&mut self) {
        let id = self.cancel.id();
        let known = match &self.cancel.target {
            Target::Asked(_, id) => Some(*id),
            Target::Found(record) => Some(record.transaction.id),
            Target::None | Target::Refused(_) => None,
        };
        match id {
            Some(id) if known == Some(id) => {}
            Some(id) => {
                let question = self.ask(Question::Find(id));
                self.cancel.target = Target::Asked(question, id);
            }
            None => {
                self.cancel.target = Target::None;
                self.cancel.review_when_found = false;
            }
        }
    }

    /// Goes to Cancel with this payment keyed in.
    fn cancel_payment(&mut self, id: TransactionId) {
        self.show(Screen::Cancel);
        if self.cancel.id() == Some(id) {
            return;
        }
        self.cancel.form.clear();
        self.cancel.form.clear();
        self.cancel.form.field_mut(cancel::ID).set(id.as_str());
        self.cancel.form.focus_on(cancel::AMOUNT);
        self.find_target();
    }

    // ---- look up ----------------------------------------------------------------------------------------------------

    fn act_on_lookup(&mut self, action: Action) {
        let page = 10;
        match action {
            Action::Up => self.lookup.move_by(-1),
            Action::Down => self.lookup.move_by(1),
            Action::PageUp => self.lookup.move_by(-page),
            Action::PageDown => self.lookup.move_by(page),
            Action::First => self.lookup.move_by(isize::MIN),
            Action::Last => self.lookup.move_by(isize::MAX),
            Action::Open => {
                if let Some(id) = self.lookup.selected_row().map(|row| row.id) {
                    self.open_detail(id);
                }
            }
            Action::CancelSelected => {
                if let Some(row) = self.lookup.selected_row() {
                    let id = row.payment_id();
                    self.cancel_payment(id);
                } else {
                    self.show(Screen::Cancel);
                }
            }
            Action::Clear if self.lookup.clear() => self.search(),
            Action::BringBack if self.lookup.bring_back() => self.search(),
            _ => {}
        }
        self.load_more();
    }

    pub(super) fn load_more(&mut self) {
        if let Some(before) = self.lookup.wants_more() {
            let filter = self.lookup.filter.clone();
            let question = self.ask(Question::Search(filter, Some(before), lookup::PAGE));
            self.lookup.ask_more(question);
        }
    }

    // ---- what covers a screen ---------------------------------------------------------------------------------------

    fn open_detail(&mut self, id: TransactionId) {
        let question = self.ask(Question::Find(id));
        self.overlay = Some(Overlay::Detail(Detail {
            record: None,
            question,
            scroll: Scroll::default(),
            reveal: Reveal::Hidden,
        }));
    }

    fn act_on_overlay(&mut self, action: Action) {
        let Some(overlay) = &mut self.overlay else { return };
        match (action, overlay) {
            (Action::Back, _) => self.overlay = None,
            (Action::Run, _) => self.run_chosen(),
            (Action::Up, overlay) => overlay.scroll().by(-1),
            (Action::Down, overlay) => overlay.scroll().by(1),
            (Action::PageUp, overlay) => overlay.scroll().by(-10),
            (Action::PageDown, overlay) => overlay.scroll().by(10),
            (Action::Pay, _) => self.show(Screen::Pay),
            (Action::LookUp, _) => self.show(Screen::Lookup),
            (Action::Redraw, _) => self.effects.push(Effect::Redraw),
            (Action::Suspend, _) => self.effects.push(Effect::Suspend),
            (Action::Copy, _) => self.copy_id(),
            (Action::CancelSelected, Overlay::Detail(detail)) => {
                if let Some(record) = &detail.record {
                    let id = record.transaction.payment_id();
                    self.cancel_payment(id);
                }
            }
            (Action::Reveal, Overlay::Detail(detail)) => {
                let reveal = detail.reveal;
                self.reveal_or_hide(reveal);
            }
            _ => {}
        }
    }

    fn reveal_or_hide(&mut self, reveal: Reveal) {
        let transaction = match &self.overlay {
            Some(Overlay::Detail(Detail { record: Some(record), .. })) => record.transaction.clone(),
            _ => return,
        };
        let next = match reveal {
            Reveal::Hidden => Reveal::Asked(self.ask(Question::Reveal(Box::new(transaction)))),
            Reveal::Asked(_) => reveal,
            Reveal::Until(_) => Reveal::Hidden,
        };
        if let Some(Overlay::Detail(detail)) = &mut self.overlay {
            detail.reveal = next;
        }
    }

    /// Copies the id that is shown, without blanks, and says so.
    fn copy_id(&mut self) {
        let Some(id) = self.shown_id() else { return self.hint(Text::NoLast) };
        self.effects.push(Effect::Copy(id.to_string()));
        let text = self.locale.with(Text::Copied, &[("id", id.grouped().into())]);
        self.say(Tone::Good, text);
    }

    // ---- the way out ------------------------------------------------------------------------------------------------

    /// Ctrl+Q: quits; asks when something is keyed.
    fn quit(&mut self, asked: Option<Instant>) {
        if self.in_flight().is_some() {
            return self.hint(Text::HintInFlight);
        }
        let keyed = !self.pay.form.is_pristine() || !self.cancel.form.is_pristine();
        let asked = asked.is_some_and(|asked| self.now < asked + QUIT_PAUSE);
        if asked || !keyed {
            self.effects.push(Effect::Quit);
        } else {
            self.quit_asked = Some(self.now);
            self.hint(Text::HintQuitKeyed);
        }
    }

    /// Ctrl+C: first as Esc, a second time within two seconds quits.
    fn interrupt(&mut self, asked: Option<Instant>) {
        if self.in_flight().is_some() {
            return self.hint(Text::HintInFlight);
        }
        if asked.is_some_and(|asked| self.now < asked + QUIT_PAUSE) {
            return self.effects.push(Effect::Quit);
        }
        match (&self.overlay, self.in_review()) {
            (None, false) => self.act(Action::Clear, self.now),
            _ => self.act(Action::Back, self.now),
        }
        self.quit_asked = Some(self.now);
        self.hint(Text::HintQuitAgain);
    }
}

/// The ways out work everywhere, also where nothing else does.
fn resolve_quit(key: Key) -> Option<Action> {
    resolve(&[crate::tui::keys::Scope::Everywhere], key).filter(|action| {
        matches!(action, Action::Quit | Action::Interrupt | Action::Redraw | Action::Suspend)
    })
}

/// The editing that a key asks for.
fn edit_request(key: Key) -> Option<InputRequest> {
    use InputRequest as R;
    Some(match (key.code, key.ctrl) {
        (KeyCode::Left, false) => R::GoToPrevChar,
        (KeyCode::Right, false) => R::GoToNextChar,
        (KeyCode::Home, false) | (KeyCode::Char('a'), true) => R::GoToStart,
        (KeyCode::End, false) | (KeyCode::Char('e'), true) => R::GoToEnd,
        (KeyCode::Left, true) => R::GoToPrevWord,
        (KeyCode::Right, true) => R::GoToNextWord,
        (KeyCode::Backspace, false) => R::DeletePrevChar,
        (KeyCode::Delete, false) => R::DeleteNextChar,
        (KeyCode::Char('w'), true) => R::DeletePrevWord,
        (KeyCode::Char('u'), true) => R::DeleteLine,
        (KeyCode::Char('k'), true) => R::DeleteTillEnd,
        _ => return None,
    })
}

/// A form of any size.
trait AnyForm {
    fn next(&mut self);
    fn previous(&mut self);
    fn thousand(&mut self);
    fn clear(&mut self);
    fn bring_back(&mut self);
}

impl<const N: usize> AnyForm for super::form::Form<N> {
    fn next(&mut self) {
        Self::next(self);
    }
    fn previous(&mut self) {
        Self::previous(self);
    }
    fn thousand(&mut self) {
        Self::type_thousand(self);
    }
    fn clear(&mut self) {
        Self::clear(self);
    }
    fn bring_back(&mut self) {
        Self::bring_back(self);
    }
}
