//! What an earlier run of the till left on its way to the ledger: whether it exists is said before anything else.

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

/// A transaction that was left behind.
pub struct LeftoverScreen {
    /// What is known of it without the ledger.
    pub leftover: Leftover,
    /// What the ledger says.
    pub outcome: LeftoverOutcome,
    /// Since when that is on the screen: what was keyed before does not confirm it.
    shown_at: Option<Instant>,
}

/// What the ledger says.
pub enum LeftoverOutcome {
    /// It is being asked.
    Asking(QuestionId),
    /// It has it.
    Recorded(Box<Transaction>),
    /// It has nothing of it.
    NotRecorded,
    /// It cannot be read.
    Unknown,
}

impl App {
    /// Begins with what was left behind, one after the other.
    pub fn show_leftovers(&mut self, leftovers: Vec<Leftover>) {
        self.more_leftovers = leftovers.into();
        self.next_leftover();
    }

    fn next_leftover(&mut self) {
        self.leftover = self.more_leftovers.pop_front().map(|leftover| {
            let question = self.ask(Question::FindByRequest(leftover.note.request_id.clone()));
            LeftoverScreen { leftover, outcome: LeftoverOutcome::Asking(question), shown_at: None }
        });
    }

    /// The ledger's answer, if it is about what was left behind; otherwise it is given back.
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

    /// It is on the screen now.
    pub(super) fn leftover_drawn(&mut self, at: Instant) {
        if let Some(screen) = &mut self.leftover
            && !matches!(screen.outcome, LeftoverOutcome::Asking(_))
        {
            screen.shown_at.get_or_insert(at);
        }
    }

    /// A key while it is shown: Enter, and the ways out.
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

    /// It was read. What the ledger could not say is asked once more.
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
