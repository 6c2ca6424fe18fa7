//! The slip of a transaction as it will be on paper, drawn over the screen that it was opened from.

use std::time::Instant;

use crossterm::event::KeyCode;

use super::{Screen, list::Scroll};
use crate::{
    config::{PrinterTo, SlipCopies},
    locale::Text,
    payment::TransactionId,
    record::{Prints, Record, SlipCopy},
    slip::{Gaps, Slip, SlipLine},
    tui::{
        app::{Context, Move},
        draw::{self, Canvas},
        event::KeyPress,
        keys::{Action, Scope},
        protocol::{Question, QuestionId, Reply, ReplyBody},
    },
};

/// A slip.
pub struct SlipScreen {
    /// Whose.
    pub id: TransactionId,
    /// What it is made of, once the worker has answered.
    pub source: Option<Box<(Record, Prints)>>,
    /// Which copy is shown; until one is chosen, the one that is due.
    chosen: Option<SlipCopy>,
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// The question whose reply brings it.
    question: QuestionId,
    /// It was opened by an Enter, which may still be held: another key has to come before one prints.
    enter_is_held: bool,
}

impl SlipScreen {
    /// Asks for the slip of a transaction.
    pub fn new(cx: &mut Context, id: TransactionId, by_enter: bool) -> Self {
        let question = cx.ask(Question::Slip(id));
        Self { id, source: None, chosen: None, scroll: Scroll::default(), question, enter_is_held: by_enter }
    }

    /// The slip that would be printed now.
    pub fn slip(&self, cx: &Context) -> Option<Slip> {
        let (record, prints) = self.source.as_deref()?;
        Some(Slip::next(record, *prints, self.copy(cx)?, &cx.paper))
    }

    /// Its lines.
    pub fn lines(&self, cx: &Context) -> Vec<SlipLine> {
        self.slip(cx).map(|slip| cx.locale.slip_lines(&slip, &cx.paper.printer)).unwrap_or_default()
    }

    /// What the configuration lacks for it.
    pub fn gaps(cx: &Context) -> Vec<String> {
        cx.locale.slip_gaps(&Gaps::of(&cx.paper), cx.paper.printer.charset)
    }

    /// Which copy is shown.
    fn copy(&self, cx: &Context) -> Option<SlipCopy> {
        let (_, prints) = self.source.as_deref()?;
        Some(self.chosen.unwrap_or_else(|| due_copy(*prints, cx.paper.slip.copies)))
    }

    /// Sends the slip to the printer, and makes way for the next sale.
    fn print(&mut self, cx: &mut Context) {
        if cx.reader.is_machine_speed {
            return;
        }
        let Some(copy) = self.copy(cx) else { return };
        if cx.print(self.id, copy) {
            cx.go(Move::Close);
        }
    }
}

/// The copy that is printed next: each original in its turn, then the customer's again.
pub fn due_copy(prints: Prints, copies: SlipCopies) -> SlipCopy {
    match copies {
        SlipCopies::Both if prints.customer > 0 && prints.merchant == 0 => SlipCopy::Merchant,
        _ => SlipCopy::Customer,
    }
}

impl Screen for SlipScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Slip, Scope::Everywhere]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::slip::draw(cx, canvas, self);
    }

    fn title(&self) -> Option<Text<'static>> {
        Some(Text::SlipScreenTitle)
    }

    fn shown_id(&self, _cx: &Context) -> Option<TransactionId> {
        Some(self.id)
    }

    fn offers(&self, cx: &Context, action: Action) -> bool {
        action != Action::Print || cx.paper.printer.to != PrinterTo::Nowhere
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        match action {
            Action::Back => cx.go(Move::Close),
            Action::Print => self.print(cx),
            Action::OtherCopy => {
                self.chosen = self.copy(cx).map(|copy| match copy {
                    SlipCopy::Customer => SlipCopy::Merchant,
                    SlipCopy::Merchant => SlipCopy::Customer,
                });
            }
            action => _ = self.scroll.act(action),
        }
    }

    fn takes_key(&mut self, cx: &mut Context, key: KeyPress) -> bool {
        let is_held = self.enter_is_held && key == KeyPress::plain(KeyCode::Enter);
        self.enter_is_held = is_held;
        if is_held {
            cx.hint(Text::SlipEnterHeld);
        }
        is_held
    }

    /// It may have been printed meanwhile, or cancelled.
    fn refresh(&mut self, cx: &mut Context) {
        self.question = cx.ask(Question::Slip(self.id));
    }

    fn interrupt(&mut self, cx: &mut Context) {
        cx.go(Move::Close);
    }

    fn takes_input(&self) -> bool {
        false
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::Slip(found) if self.question == reply.to => match found {
                Ok(source) => self.source = Some(source),
                Err(error) => {
                    cx.go(Move::Uncover);
                    cx.say_desk_error(&error);
                }
            },
            body => return Some(Reply { to: reply.to, body }),
        }
        None
    }
}
