//! A ledger that is not as it is remembered. Before anything else, the screen asks: quit and put the right file back, or go on
//! with what is there.

use std::time::Instant;

use super::Screen;
use crate::{
    desk::Misfit,
    locale::Text,
    tui::{
        app::{Context, Move, Tone},
        draw::{self, Canvas},
        keys::{Action, Scope},
        protocol::{Question, QuestionId, Reply, ReplyBody},
    },
};

/// The screen of a ledger that is asked about.
pub struct ReplacedScreen {
    /// In what it differs.
    pub misfit: Misfit,
    /// The open question to go on with it.
    accepting: Option<QuestionId>,
    /// When it was drawn first: a key pressed before does not accept.
    shown_at: Option<Instant>,
}

impl ReplacedScreen {
    /// Asks about this one.
    pub fn new(misfit: Misfit) -> Self {
        Self { misfit, accepting: None, shown_at: None }
    }

    /// Whether the ledger is being accepted.
    pub fn is_accepting(&self) -> bool {
        self.accepting.is_some()
    }
}

impl Screen for ReplacedScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Replaced]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::replaced::draw(cx, canvas, self);
    }

    fn offers(&self, _cx: &Context, _action: Action) -> bool {
        !self.is_accepting()
    }

    fn act(&mut self, cx: &mut Context, action: Action, at: Instant) {
        let is_seen = self.shown_at.is_some_and(|shown| at > shown);
        if action == Action::Accept && is_seen && !self.is_accepting() && !cx.reader.is_machine_speed {
            self.accepting = Some(cx.ask(Question::AcceptLedger));
        }
    }

    fn takes_input(&self) -> bool {
        false
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::Accepted(accepted) if self.accepting == Some(reply.to) => {
                self.accepting = None;
                match accepted {
                    Ok(was_accepted) => {
                        let text = if was_accepted { Text::ReplacedDone } else { Text::ReplacedFits };
                        let text = cx.locale.text(text);
                        cx.say(Tone::Good, text);
                        cx.go(Move::Close);
                    }
                    Err(error) => cx.say_desk_error(&error),
                }
                None
            }
            body => Some(Reply { to: reply.to, body }),
        }
    }

    fn drawn(&mut self, at: Instant) {
        self.shown_at.get_or_insert(at);
    }
}
