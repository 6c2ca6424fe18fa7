//! What an earlier run of the till left on its way to the ledger: whether it exists is said before anything else.

use std::time::Instant;

use super::{App, Effect};
use crate::{
    desk::pending::Leftover,
    record::Transaction,
    tui::{
        event::Key,
        keys::{Action, Scope, resolve},
        protocol::{Question, QuestionId, Recalled},
    },
};

/// A transaction that was left behind.
pub struct Aftermath {
    /// What is known of it without the ledger.
    pub leftover: Leftover,
    /// What the ledger says.
    pub found: Found,
    /// Since when that is on the screen: what was keyed before does not confirm it.
    shown_at: Option<Instant>,
}

/// What the ledger says.
pub enum Found {
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
    pub fn resume(&mut self, leftovers: Vec<Leftover>) {
        self.leftovers = leftovers.into();
        self.next_leftover();
    }

    fn next_leftover(&mut self) {
        self.aftermath = self.leftovers.pop_front().map(|leftover| {
            let question = self.ask(Question::Recall(leftover.note.request_id.clone()));
            Aftermath { leftover, found: Found::Asking(question), shown_at: None }
        });
    }

    /// The ledger's answer, if it is about what was left behind; otherwise it is given back.
    pub(super) fn take_aftermath(&mut self, to: QuestionId, recalled: Recalled) -> Option<Recalled> {
        let asked = |aftermath: &&mut Aftermath| matches!(aftermath.found, Found::Asking(id) if id == to);
        let Some(aftermath) = self.aftermath.as_mut().filter(asked) else { return Some(recalled) };
        match recalled {
            Ok(Some(found)) => {
                let (transaction, status) = *found;
                aftermath.found = Found::Recorded(Box::new(transaction));
                if let Some(status) = status {
                    self.take_status(status);
                }
            }
            Ok(None) => aftermath.found = Found::NotRecorded,
            Err(_) => aftermath.found = Found::Unknown,
        }
        None
    }

    /// It is on the screen now.
    pub(super) fn aftermath_drawn(&mut self, at: Instant) {
        if let Some(aftermath) = &mut self.aftermath
            && !matches!(aftermath.found, Found::Asking(_))
        {
            aftermath.shown_at.get_or_insert(at);
        }
    }

    /// A key while it is shown: Enter, and the ways out.
    pub(super) fn aftermath_key(&mut self, key: Key, at: Instant) {
        let quit_asked = self.quit_asked.take();
        self.notice = None;
        let action = resolve(&[Scope::Aftermath], key).or_else(|| super::keyed::resolve_quit(key));
        match action {
            Some(Action::Settle) if !self.reader.is_machine_speed => self.settle(at),
            Some(Action::Redraw) => self.effects.push(Effect::Redraw),
            Some(Action::Suspend) => self.effects.push(Effect::Suspend),
            Some(Action::Quit) => self.quit(quit_asked),
            Some(Action::Interrupt) => self.interrupt(quit_asked),
            _ => {}
        }
    }

    /// It was read. What the ledger could not say is asked once more.
    fn settle(&mut self, at: Instant) {
        let Some(aftermath) = &mut self.aftermath else { return };
        if aftermath.shown_at.is_none_or(|shown| at <= shown) {
            return;
        }
        let file = aftermath.leftover.file;
        let request_id = aftermath.leftover.note.request_id.clone();
        if matches!(aftermath.found, Found::Unknown) {
            let question = self.ask(Question::Recall(request_id));
            if let Some(aftermath) = &mut self.aftermath {
                aftermath.found = Found::Asking(question);
                aftermath.shown_at = None;
            }
            return;
        }
        self.effects.push(Effect::Tell(Question::Settle(file)));
        self.next_leftover();
    }
}
