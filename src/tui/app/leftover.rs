//! What an earlier run left on its way to the ledger. Before anything else, the screen says whether it was recorded.

use std::time::Instant;

use super::{App, Effect};
use crate::{
    desk::pending::Leftover,
    tui::{
        event::KeyPress,
        in_flight::{InFlight, Stage},
        keys::{Action, Scope, resolve},
        protocol::{Question, Reply, ReplyBody},
    },
};

/// The screen of one leftover.
pub struct LeftoverScreen {
    /// The transaction, which begins where the ledger is asked for it.
    pub flight: InFlight,
    /// The number of its note's file.
    file: u32,
    /// When the outcome was drawn: a key pressed before does not confirm it.
    shown_at: Option<Instant>,
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
            let flight = InFlight::left_behind(leftover.note, question);
            LeftoverScreen { flight, file: leftover.file, shown_at: None }
        });
    }

    /// Takes the outcome of the leftover that is shown; returns a reply that belongs to another question.
    pub(super) fn take_leftover_outcome(&mut self, reply: Reply) -> Option<Reply> {
        if !self.leftover.as_mut().is_some_and(|screen| screen.flight.take_reply(&reply)) {
            return Some(reply);
        }
        if let ReplyBody::FoundByRequest(Ok(Some(found))) = reply.body
            && let Some(status) = found.1
        {
            self.take_status(status);
        }
        None
    }

    /// The screen was drawn.
    pub(super) fn leftover_drawn(&mut self, at: Instant) {
        if let Some(screen) = &mut self.leftover
            && screen.flight.has_outcome()
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
        let file = screen.file;
        if screen.flight.stage == Stage::Unknown {
            let request_id = screen.flight.note.request_id.clone();
            let question = self.ask(Question::FindByRequest(request_id));
            if let Some(screen) = &mut self.leftover {
                screen.flight.recall(question);
                screen.shown_at = None;
            }
            return;
        }
        self.effects.push(Effect::Tell(Question::LeftoverRead(file)));
        self.next_leftover();
    }
}
