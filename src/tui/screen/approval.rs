//! An approval in place: somebody else keys number and PIN, and why, over the screen on which it is needed. Nothing of that screen
//! moves, and who is signed in stays.
//!
//! ```text
//!  the worker refuses a question for want of an approval, and gives it back
//!        │
//!        ▼
//!  number and PIN ──► why: one key ──► checked by the worker ── right ──► the same question again, once
//!        ▲                                      │ wrong
//!        └──────────────────────────────────────┘        Esc, or the lock ──► refused
//! ```

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use crossterm::event::KeyCode;

use super::Screen;
use crate::{
    desk::{DeskError, NotAllowed, People},
    locale::Text,
    staff::{OperatorNumber, Pin, Reason},
    tui::{
        app::{Context, Move, Tone},
        draw::{self, Canvas},
        event::KeyPress,
        form::pin_entry::{PinEntry, PinKeyed},
        keys::{Action, Scope, resolve},
        protocol::{Question, QuestionId, Reply, ReplyBody},
    },
};

/// An approval that is asked for.
pub struct ApprovalScreen {
    /// What was refused.
    pub refused: Box<NotAllowed>,
    /// How far it is.
    pub step: ApprovalStep,
    /// The question that waits for it, and its name.
    waiting: Option<(QuestionId, Box<Question>)>,
}

/// How far an approval is.
pub enum ApprovalStep {
    /// The people are asked for.
    Asked(QuestionId),
    /// Number and PIN are keyed.
    Keying(PinEntry),
    /// They are keyed, and why is asked.
    Why(OperatorNumber, Box<Pin>, Instant),
    /// The worker checks them.
    Checking(QuestionId),
}

impl ApprovalScreen {
    /// Asks for an approval of what the worker refused.
    pub fn new(cx: &mut Context, to: QuestionId, refused: Box<NotAllowed>, question: Box<Question>) -> Self {
        let step = ApprovalStep::Asked(cx.ask(Question::People));
        Self { refused, step, waiting: Some((to, question)) }
    }

    /// A key of the field.
    fn type_char(&mut self, cx: &mut Context, c: char) {
        let by_machine = cx.reader.is_machine_speed;
        match &mut self.step {
            ApprovalStep::Keying(entry) => match entry.type_char(c, by_machine, cx.now) {
                // Said before the PIN is keyed.
                PinKeyed::More if entry.number() == Some(self.refused.operator.number) => {
                    entry.clear();
                    cx.refuse(Text::PinOneself);
                }
                PinKeyed::More => {}
                PinKeyed::NoDigit => cx.hint(Text::PinDigitsOnly),
                PinKeyed::Machine => cx.hint(Text::PinByHand),
                PinKeyed::Whole(number, pin) => {
                    self.step = ApprovalStep::Why(number, pin, cx.now + WHY_FOR);
                }
            },
            ApprovalStep::Why(number, pin, _) if !by_machine => {
                let Some(reason) = Reason::of_key(c) else { return cx.hint(Text::ApprovalWhyKeys) };
                let question = Question::Approve(self.refused.clone(), *number, pin.clone(), reason);
                self.step = ApprovalStep::Checking(cx.ask(question));
            }
            ApprovalStep::Why(..) | ApprovalStep::Asked(_) | ApprovalStep::Checking(_) => {}
        }
    }

    /// Wipes what is keyed, and begins again.
    fn begin_again(&mut self, cx: &mut Context) {
        self.step = ApprovalStep::Asked(cx.ask(Question::People));
    }

    fn take_people(&mut self, cx: &mut Context, people: Result<Box<People>, DeskError>) {
        match people {
            Ok(people) => self.step = ApprovalStep::Keying(PinEntry::new(*people)),
            Err(error) => {
                cx.say_desk_error(&error);
                cx.go(Move::GiveUp);
            }
        }
    }

    /// It is approved: asks the same question again, under its name. Otherwise says why not.
    fn take_approved(&mut self, cx: &mut Context, approved: Result<(), DeskError>) {
        match approved {
            Ok(()) => {
                if let Some((to, question)) = self.waiting.take() {
                    cx.ask_again(to, *question);
                }
                cx.notice = None;
                cx.go(Move::Close);
            }
            Err(error) => {
                cx.say_desk_error(&error);
                self.begin_again(cx);
            }
        }
    }
}

/// How long it is waited for why: whoever has keyed the PIN may have gone then.
const WHY_FOR: Duration = Duration::from_secs(30);

impl Screen for ApprovalScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Approval]
    }

    fn title(&self) -> Option<Text<'static>> {
        Some(Text::ApprovalTitle)
    }

    fn draw(&self, _cx: &Context, _canvas: &mut Canvas<'_>) {}

    fn is_strip(&self) -> bool {
        true
    }

    fn draw_strip(&self, cx: &Context, canvas: &mut Canvas<'_>, rows: Range<u16>) {
        draw::approval::draw(cx, canvas, self, rows);
    }

    fn is_secret(&self) -> bool {
        true
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        if action == Action::Back {
            let had = match &mut self.step {
                // What is keyed goes first.
                ApprovalStep::Keying(entry) => entry.clear(),
                ApprovalStep::Why(..) => {
                    self.begin_again(cx);
                    true
                }
                ApprovalStep::Checking(_) => true,
                ApprovalStep::Asked(_) => false,
            };
            if !had {
                cx.go(Move::GiveUp);
            }
        }
    }

    fn takes_key(&mut self, cx: &mut Context, key: KeyPress) -> bool {
        let Some(c) = key.typed() else { return false };
        if resolve(&[Scope::Approval], key).is_none() {
            self.type_char(cx, c);
        }
        true
    }

    fn edit(&mut self, _cx: &mut Context, key: KeyPress) {
        if let ApprovalStep::Keying(entry) = &mut self.step {
            match (key.code, key.ctrl) {
                (KeyCode::Backspace, false) => entry.backspace(),
                (KeyCode::Char('u' | 'w'), true) => _ = entry.clear(),
                _ => {}
            }
        }
    }

    fn interrupt(&mut self, cx: &mut Context) {
        if !matches!(self.step, ApprovalStep::Checking(_)) {
            cx.go(Move::GiveUp);
        }
    }

    /// A PIN is keyed by hand.
    fn paste(&mut self, cx: &mut Context, _text: &str) {
        if let ApprovalStep::Keying(entry) = &mut self.step {
            entry.swallow(cx.now);
        }
        cx.say(Tone::Hint, cx.locale.text(Text::PinByHand));
    }

    fn deadline(&self, _cx: &Context) -> Option<Instant> {
        match self.step {
            ApprovalStep::Why(_, _, until) => Some(until),
            _ => None,
        }
    }

    /// Wipes a PIN that nobody has said why to.
    fn tick(&mut self, cx: &mut Context) {
        if self.deadline(cx).is_some_and(|until| cx.now >= until) {
            self.begin_again(cx);
        }
    }

    fn give_up(&mut self) -> Option<Reply> {
        let (to, question) = self.waiting.take()?;
        Some(Reply { to, body: question.refused(self.refused.clone()) })
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match (reply.body, &self.step) {
            (ReplyBody::People(people), ApprovalStep::Asked(asked)) if *asked == reply.to => {
                self.take_people(cx, people);
            }
            (ReplyBody::Approved(approved), ApprovalStep::Checking(asked)) if *asked == reply.to => {
                self.take_approved(cx, approved);
            }
            (body, _) => return Some(Reply { to: reply.to, body }),
        }
        None
    }
}
