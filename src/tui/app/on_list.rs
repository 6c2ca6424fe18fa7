//! What keys do in Look up, and in what is drawn over a screen.

use std::time::Instant;

use super::{
    App, Effect, Screen, Tone,
    lookup::{self, Window},
    overlay::{Detail, Overlay, Reveal, Scroll},
};
use crate::{
    locale::Text,
    payment::{MaskedCard, TransactionId},
    tui::{keys::Action, protocol::Question},
};

impl App {
    /// Does an action in Look up.
    pub(super) fn act_on_lookup(&mut self, action: Action) {
        let page = 10;
        if matches!(action, Action::Open | Action::CancelSelected) {
            if self.lookup.is_not_understood() {
                return self.hint(Text::NotUnderstood);
            }
            if self.lookup.is_asked() {
                // The rows shown belong to another query: the action waits for those of this one.
                self.lookup.after_reply = Some(action);
                return;
            }
        }
        match action {
            Action::SameCard => {
                if let Some(card) = self.lookup.selected_row().map(|row| (row.seq, row.card)) {
                    self.same_card(card);
                }
            }
            Action::DropWord if self.lookup.drop_last() => self.search(),
            Action::Open if self.lookup.drop_what_emptied() => self.search(),
            Action::Up => self.lookup.move_by(-1),
            Action::Down => self.lookup.move_by(1),
            Action::PageUp => self.lookup.move_by(-page),
            Action::PageDown => self.lookup.move_by(page),
            Action::First if !self.lookup.jump(Window::Start) => self.ask_window(Window::Start),
            Action::Last if !self.lookup.jump(Window::End) => self.ask_window(Window::End),
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

    /// Lists all transactions of one card.
    fn same_card(&mut self, card: (i64, MaskedCard)) {
        self.lookup.clear();
        self.lookup.card = Some(card);
        self.show(Screen::Lookup);
    }

    /// Asks for a further page, if the selection is near an end of the rows.
    pub(super) fn load_more(&mut self) {
        if let Some((side, from)) = self.lookup.wants_more() {
            let question =
                self.ask(Question::Search(self.lookup.shown.clone(), from, lookup::PAGE_ROWS, false));
            self.lookup.ask_more(question, side);
        }
    }

    /// Opens the details of a transaction.
    pub(super) fn open_detail(&mut self, id: TransactionId) {
        let question = self.ask(Question::Find(id));
        self.overlay = Some(Overlay::Detail(Detail {
            record: None,
            question,
            scroll: Scroll::default(),
            reveal: Reveal::Hidden,
            exact: None,
        }));
    }

    /// Does an action in what is drawn over the screen.
    pub(super) fn act_on_overlay(&mut self, action: Action, at: Instant) {
        let Some(overlay) = &mut self.overlay else { return };
        match (action, overlay) {
            (Action::Back, _) => self.overlay = None,
            (Action::Run, _) => self.run_chosen(at),
            (Action::Up, overlay) => overlay.scroll().by(-1),
            (Action::Down, overlay) => overlay.scroll().by(1),
            (Action::PageUp, overlay) => overlay.scroll().by(-10),
            (Action::PageDown, overlay) => overlay.scroll().by(10),
            (Action::Help, _) => self.open_help(),
            (Action::Palette, _) => self.open_palette(),
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
            (Action::StepBack, _) => self.step_in_history(-1),
            (Action::StepOn, _) => self.step_in_history(1),
            (Action::SameCard, Overlay::Detail(detail)) => {
                let card = detail.record.as_ref().map(|record| &record.transaction);
                if let Some(card) = card.map(|row| (row.seq, row.card)) {
                    self.same_card(card);
                }
            }
            (Action::Reveal, Overlay::Detail(detail)) => {
                let reveal = detail.reveal;
                self.reveal_or_hide(reveal);
            }
            _ => {}
        }
    }

    /// Opens the transaction that is `step` steps further in the history of the payment.
    fn step_in_history(&mut self, step: isize) {
        let Some(Overlay::Detail(Detail { record: Some(record), .. })) = &self.overlay else { return };
        let here = record.transaction.id;
        let at = record.history.iter().position(|step| step.transaction.id == here);
        let next = at.and_then(|at| at.checked_add_signed(step)).and_then(|next| record.history.get(next));
        if let Some(id) = next.map(|step| step.transaction.id) {
            self.open_detail(id);
        }
    }

    /// Asks for the exact message, or hides it.
    pub(super) fn reveal_or_hide(&mut self, reveal: Reveal) {
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
            detail.exact = None;
        }
    }

    /// Copies the id that is shown, without blanks, and says it.
    pub(super) fn copy_id(&mut self) {
        let Some(id) = self.shown_id() else { return self.hint(Text::NoLast) };
        self.effects.push(Effect::Copy(id.to_string()));
        let text = self.locale.text(Text::Copied { id: &id.grouped() });
        self.say(Tone::Good, text);
    }
}
