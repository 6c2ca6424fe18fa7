//! What an earlier run left on its way to the ledger. Before anything else, the screen says whether it was recorded.

use std::time::Instant;

use super::{App, Effect};
use crate::{
    desk::pending::Leftover,
    record::Transaction,
    tui::{
        event::KeyPress,
        keys::{Action, Scope, resolve},
        protocol::{FoundByRequest, Question, QuestionId},
    },
};

/// The screen of one leftover.
pub struct LeftoverScreen {
    /// The note of the earlier run.
    pub leftover: Leftover,
    /// Whether it was recorded.
    pub outcome: LeftoverOutcome,
    /// When the outcome was drawn: a key pressed before does not confirm it.
    shown_at: Option<Instant>,
}

/// Whether a leftover was recorded.
pub enum LeftoverOutcome {
    /// The ledger is asked.
    Asking(QuestionId),
    /// It was recorded.
    Recorded(Box<Transaction>),
    /// It was not recorded.
    NotRecorded,
    /// The ledger cannot be read.
    Unknown,
}

impl App {
    /// Shows the leftovers, one after the other.
    pub fn show_leftovers(&mut self, leftovers: Vec<Leftover>) {
        self.more_leftovers = leftovers.into();
        self.next_leftover();
    }

    /// Shows the next leftover, and asks the ledger for it; after the last one, the screens.
    fn next_leftover(&mut self) {
        self.leftover = self.more_leftovers.pop_front().map(|leftover| {
            let question = self.ask(Question::FindByRequest(leftover.note.request_id.clone()));
            LeftoverScreen { leftover, outcome: LeftoverOutcome::Asking(question), shown_at: None }
        });
    }

    /// Takes the outcome of the leftover that is shown; returns one that belongs to another question.
    pub(super) fn take_leftover_outcome(
        &mut self,
        to: QuestionId,
        found: FoundByRequest,
    ) -> Option<FoundByRequest> {
        let asked =
            |screen: &&mut LeftoverScreen| matches!(screen.outcome, LeftoverOutcome::Asking(id) if id == to);
        let Some(screen) = self.leftover.as_mut().filter(asked) else { return Some(found) };
        match found {
            Ok(Some(found)) => {
                let (transaction, status) = *found;
                screen.outcome = LeftoverOutcome::Recorded(Box::new(transaction));
                if let Some(status) = status {
                    self.take_status(status);
                }
            }
            Ok(None) => screen.outcome = LeftoverOutcome::NotRecorded,
            Err(_) => screen.outcome = LeftoverOutcome::Unknown,
        }
        None
    }

    /// The screen was drawn.
    pub(super) fn leftover_drawn(&mut self, at: Instant) {
        if let Some(screen) = &mut self.leftover
            && !matches!(screen.outcome, LeftoverOutcome::Asking(_))
        {
            screen.shown_at.get_or_insert(at);
        }
    }

    /// A key on this screen: only Enter, redraw, suspend and quit work.
    pub(super) fn leftover_key(&mut self, key: KeyPress, at: Instant) {
        let quit_asked = self.quit_asked.take();
        self.notice = None;
        let action = resolve(&[Scope::Leftover], key).or_else(|| super::keyed::resolve_quit(key));
        match action {
            Some(Action::Acknowledge) if !self.reader.is_machine_speed => self.acknowledge(at),
            Some(Action::Redraw) => self.effects.push(Effect::Redraw),
            Some(Action::Suspend) => self.effects.push(Effect::Suspend),
            Some(Action::Quit) => self.quit(quit_asked),
            Some(Action::Interrupt) => self.interrupt(quit_asked),
            _ => {}
        }
    }

    /// Enter: goes to the next leftover; if the outcome is unknown, asks the ledger once more.
    fn acknowledge(&mut self, at: Instant) {
        let Some(screen) = &mut self.leftover else { return };
        if screen.shown_at.is_none_or(|shown| at <= shown) {
            return;
        }
        let file = screen.leftover.file;
        let request_id = screen.leftover.note.request_id.clone();
        if matches!(screen.outcome, LeftoverOutcome::Unknown) {
            let question = self.ask(Question::FindByRequest(request_id));
            if let Some(screen) = &mut self.leftover {
                screen.outcome = LeftoverOutcome::Asking(question);
                screen.shown_at = None;
            }
            return;
        }
        self.effects.push(Effect::Tell(Question::LeftoverRead(file)));
        self.next_leftover();
    }
}
