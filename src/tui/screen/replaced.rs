//! A ledger that is not as it is remembered. Before anything else, the screen asks: quit and put the right file back, or go on
//! with what is there.

use std::time::Instant;

use super::Screen;
use crate::{
    desk::{Misfit, MisfitKind},
    locale::Text,
    tui::{
        app::{Context, Effect, Move, Tone},
        backup::DueCopy,
        draw::{self, Canvas},
        event::KeyPress,
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

    /// The way back: what to do after quitting.
    pub fn way_back(&self) -> Text<'static> {
        match self.misfit.kind {
            MisfitKind::Elsewhere(_) => Text::ReplacedQuitCopy,
            _ => Text::ReplacedQuit,
        }
    }
}

impl Screen for ReplacedScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Replaced]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::replaced::draw(cx, canvas, self);
    }

    fn offers(&self, _cx: &Context, action: Action) -> bool {
        action != Action::Accept || !self.is_accepting()
    }

    fn label(&self, action: Action) -> Option<Text<'static>> {
        (action == Action::Accept && self.misfit.found.is_none()).then_some(Text::KeyBegin)
    }

    fn act(&mut self, cx: &mut Context, action: Action, at: Instant) {
        let is_seen = self.shown_at.is_some_and(|shown| at > shown);
        if action == Action::Accept && is_seen && !self.is_accepting() && !cx.reader.is_machine_speed {
            self.accepting = Some(cx.ask(Question::AcceptLedger));
        }
    }

    fn edit(&mut self, cx: &mut Context, _key: KeyPress) {
        if !self.is_accepting() {
            cx.hint(Text::ReplacedFirst);
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
                    Ok(accepted) => {
                        let text = cx.locale.text(match accepted {
                            None => Text::ReplacedFits,
                            Some(misfit) if misfit.found.is_none() => Text::ReplacedBegun,
                            Some(_) => Text::ReplacedDone,
                        });
                        cx.say(Tone::Good, text);
                        cx.effect(Effect::CopyLedger(DueCopy::OfToday));
                        #[cfg(feature = "central")]
                        cx.effect(Effect::ShipLedger);
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
