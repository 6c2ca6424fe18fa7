//! What an earlier run left on its way to the ledger. Before anything else, the screen says whether it was recorded.

use std::{collections::VecDeque, time::Instant};

use super::Screen;
use crate::{
    desk::pending::LeftNote,
    locale::Text,
    tui::{
        app::{Context, Effect, Move},
        draw::{self, Canvas},
        event::KeyPress,
        in_flight::{InFlight, Stage},
        keys::{Action, Scope},
        protocol::{Question, Reply, ReplyBody},
    },
};

/// The screen of what was left, one after the other.
pub struct AftermathScreen {
    /// The transaction that is shown.
    pub flight: InFlight,
    /// The number of its note's file.
    file: u32,
    /// When its outcome was drawn: a key pressed before does not confirm it.
    shown_at: Option<Instant>,
    /// Those that follow.
    more: VecDeque<LeftNote>,
}

impl AftermathScreen {
    /// Asks the ledger for the first of these; `None` without any.
    pub fn new(cx: &mut Context, mut left_notes: VecDeque<LeftNote>) -> Option<Self> {
        let left = left_notes.pop_front()?;
        let question = cx.ask(Question::FindByRequest(left.note.request_id.clone()));
        let flight = InFlight::left_behind(left.note, question);
        Some(Self { flight, file: left.file, shown_at: None, more: left_notes })
    }

    /// Enter: goes to the next one, after the last to the screens; if the outcome is unknown, asks the ledger once more.
    fn acknowledge(&mut self, cx: &mut Context, at: Instant) {
        if self.shown_at.is_none_or(|shown| at <= shown) {
            return;
        }
        if self.flight.stage == Stage::Unknown {
            let question = cx.ask(Question::FindByRequest(self.flight.note.request_id.clone()));
            self.flight.recall(question);
            self.shown_at = None;
            return;
        }
        cx.effect(Effect::Tell(Question::NoteRead(self.file)));
        match Self::new(cx, std::mem::take(&mut self.more)) {
            Some(next) => *self = next,
            None => cx.go(Move::Close),
        }
    }
}

impl Screen for AftermathScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Aftermath]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::aftermath::draw(cx, canvas, self);
    }

    fn is_about_till(&self) -> bool {
        true
    }

    fn act(&mut self, cx: &mut Context, action: Action, at: Instant) {
        if action == Action::Acknowledge && !cx.reader.is_machine_speed {
            self.acknowledge(cx, at);
        }
    }

    fn edit(&mut self, cx: &mut Context, _key: KeyPress) {
        if self.flight.has_outcome() {
            cx.hint(Text::AftermathFirst);
        }
    }

    fn takes_input(&self) -> bool {
        false
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        if !self.flight.take_reply(&reply) {
            return Some(reply);
        }
        if let ReplyBody::FoundByRequest(Ok(Some(found))) = reply.body
            && let Some(status) = found.1
        {
            cx.take_status(status);
        }
        None
    }

    fn drawn(&mut self, at: Instant) {
        if self.flight.has_outcome() {
            self.shown_at.get_or_insert(at);
        }
    }
}
