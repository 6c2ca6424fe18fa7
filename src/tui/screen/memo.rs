//! The memo of a transaction, keyed over the screen that it was opened from.

use std::time::Instant;

use zeroize::Zeroizing;

use super::{Focus, Keyed, ScanFit, Screen, edit_request};
use crate::{
    desk::DeskError,
    locale::Text,
    payment::{Field, FieldError, Memo, Problem, TransactionId, card_text::holds_card_number},
    record::Record,
    tui::{
        app::{Context, Move, Tone},
        draw::{self, Canvas},
        event::KeyPress,
        form::field::{FieldStyle, InputField},
        keys::{Action, Scope},
        protocol::{Question, QuestionId, Reply, ReplyBody},
    },
};

/// Most characters that can be typed: more than a memo has, so that a refusal can say by how much.
const ROOM: usize = 300;

/// The memo of a transaction that is being keyed.
pub struct MemoScreen {
    /// Whose.
    pub id: TransactionId,
    /// The transaction, once the worker has answered.
    pub record: Option<Box<Record>>,
    /// What is keyed, beginning with the memo that it has.
    pub text: InputField,
    /// The question whose reply brings the transaction.
    asked: QuestionId,
    /// The question that records the memo, once it is asked.
    recording: Option<QuestionId>,
}

impl MemoScreen {
    /// Asks for a transaction, to give it a memo.
    pub fn new(cx: &mut Context, id: TransactionId) -> Self {
        let asked = cx.ask(Question::Find(id));
        Self { id, record: None, text: InputField::new(FieldStyle::Free, ROOM), asked, recording: None }
    }

    /// The memo that the transaction has.
    fn present(&self) -> &str {
        let memo = self.record.as_ref().and_then(|record| record.story.transaction.memo.as_ref());
        memo.map_or("", Memo::as_str)
    }

    /// Asks for what is keyed to be recorded. What it was before needs no fact.
    fn record_keyed(&mut self, cx: &mut Context) {
        if self.recording.is_some() {
            return;
        }
        match Memo::of_caller(self.text.text(), None) {
            Err(problem) => self.refuse(cx, problem),
            Ok(memo) if memo.as_ref().map_or("", Memo::as_str) == self.present() => cx.go(Move::Close),
            Ok(memo) => self.recording = Some(cx.ask(Question::RecordMemo(self.id, memo))),
        }
    }

    /// Says what is wrong with what is keyed. A card number does not stay in the field.
    fn refuse(&mut self, cx: &mut Context, problem: Problem) {
        if problem == Problem::HoldsCard {
            self.text.clear();
        }
        cx.say_error(&FieldError::new(Field::Memo, problem));
    }

    /// Text that came at once goes in whole or not at all, and never with a card number.
    fn take_text(&mut self, cx: &mut Context, text: &str) -> bool {
        let holds_card = holds_card_number(text, None);
        if holds_card {
            cx.say_error(&FieldError::new(Field::Memo, Problem::HoldsCard));
        } else {
            self.text.paste(text);
        }
        !holds_card
    }

    fn take_found(&mut self, cx: &mut Context, found: Result<Box<Record>, DeskError>) {
        match found {
            Ok(record) => {
                self.record = Some(record);
                if self.text.is_empty() {
                    let present = self.present().to_owned();
                    self.text.set(&present);
                }
            }
            Err(error) => {
                cx.go(Move::Close);
                cx.say_desk_error(&error);
            }
        }
    }

    fn take_recorded(&mut self, cx: &mut Context, recorded: Result<Option<Memo>, DeskError>) {
        self.recording = None;
        match recorded {
            Ok(memo) => {
                cx.go(Move::Close);
                cx.go(Move::ReadAnew);
                let id = &self.id.grouped();
                let text = match &memo {
                    Some(memo) => cx.locale.text(Text::MemoGiven { id, memo: memo.as_str() }),
                    None => cx.locale.text(Text::MemoTaken { id }),
                };
                cx.say(Tone::Good, text);
            }
            Err(DeskError::Refused(error)) => self.refuse(cx, error.problem),
            Err(error) => cx.say_desk_error(&error),
        }
    }
}

impl Screen for MemoScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Memo, Scope::Everywhere]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::memo::draw(cx, canvas, self);
    }

    fn title(&self) -> Option<Text<'static>> {
        Some(Text::FieldMemo)
    }

    fn shown_id(&self, _cx: &Context) -> Option<TransactionId> {
        Some(self.id)
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        match action {
            Action::RecordMemo => self.record_keyed(cx),
            Action::Back => cx.go(Move::Close),
            _ => {}
        }
    }

    /// Every character is text here, `/` and `?` too.
    fn takes_key(&mut self, _cx: &mut Context, key: KeyPress) -> bool {
        key.typed().is_some_and(|c| {
            self.text.type_char(c);
            true
        })
    }

    fn edit(&mut self, _cx: &mut Context, key: KeyPress) {
        if let Some(request) = edit_request(key) {
            self.text.edit(request);
        }
    }

    fn interrupt(&mut self, cx: &mut Context) {
        cx.go(Move::Close);
    }

    fn paste(&mut self, cx: &mut Context, text: &str) {
        self.take_text(cx, text);
    }

    fn scan(&mut self, cx: &mut Context, text: &str, _ended: bool) -> ScanFit {
        if self.take_text(cx, text) { ScanFit::Partly } else { ScanFit::Not }
    }

    fn focus(&self) -> Focus {
        Focus::Text
    }

    fn keyed(&self) -> Option<Keyed> {
        Some(Keyed::Text(Zeroizing::new(self.text.text().to_owned())))
    }

    fn restore(&mut self, _cx: &mut Context, keyed: &Keyed) -> bool {
        if let Keyed::Text(text) = keyed {
            self.text.set(text);
        }
        true
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::Found(found) if self.asked == reply.to => self.take_found(cx, found),
            ReplyBody::MemoRecorded(recorded) if self.recording == Some(reply.to) => {
                self.take_recorded(cx, recorded);
            }
            body => return Some(Reply { to: reply.to, body }),
        }
        None
    }

    /// A card number that was keyed by mistake does not wait behind the lock.
    fn lock(&mut self, _cx: &Context) -> bool {
        if holds_card_number(self.text.text(), None) {
            self.text.clear();
        }
        false
    }
}
