//! The day: what was taken since the last close, the close itself, and the closes before.
//!
//! It opens at the day so far. Figures of many transactions are counted in steps between the questions of other screens; what is
//! counted of them stays with the desk.

use std::time::Instant;

use super::{SCREENS, Screen, ScreenName};
use crate::{
    config::PrinterTo,
    desk::DaySoFar,
    locale::Text,
    payment::TransactionId,
    printing::Printout,
    record::DayReport,
    tui::{
        app::{Arrival, Context, Effect, Move, Tone},
        draw::{self, Canvas},
        event::KeyPress,
        form::review::{Answers, EnterEffect, PAUSE, Review, ReviewState},
        keys::{Action, Scope},
        protocol::{DayReply, Question, QuestionId, Reply, ReplyBody},
    },
};

/// The name of the screen.
pub const NAME: ScreenName = ScreenName("day");

/// The screen of the day.
pub struct DayScreen {
    /// The day so far, once it was counted.
    pub now: Option<Box<DaySoFar>>,
    /// While it is counted: how many entries of how many.
    pub counting: Option<(u64, u64)>,
    /// The close that is shown in place of the day so far: its number, and its figures once they are there.
    pub close: Option<(u32, Option<Box<DayReport>>)>,
    /// The question whether to close, while it is asked.
    pub review: Option<Review<()>>,
    /// The open question for the day so far.
    asked: Option<QuestionId>,
    /// The open question for a close.
    find_asked: Option<QuestionId>,
    /// The open question that closes the day.
    closing: Option<QuestionId>,
    /// When the key that prints was pressed last: held, it prints once.
    printed_at: Option<Instant>,
}

impl DayScreen {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Self {
            now: None,
            counting: None,
            close: None,
            review: None,
            asked: None,
            find_asked: None,
            closing: None,
            printed_at: None,
        }
    }

    /// The report that is shown; `None` while it is not there.
    pub fn report(&self) -> Option<&DayReport> {
        match &self.close {
            Some((_, report)) => report.as_deref(),
            // Counted anew, it may be of other days.
            None => self.now.as_ref().filter(|_| self.counting.is_none()).map(|now| &now.report),
        }
    }

    /// The number of the newest close; 0 where there is none.
    pub fn newest(&self) -> u32 {
        self.now.as_ref().and_then(|now| now.closes.first()).map_or(0, |close| close.number)
    }

    /// Whether the day is being closed.
    pub fn is_closing(&self) -> bool {
        self.closing.is_some()
    }

    /// What Enter and Esc do in the strip.
    pub fn answers(cx: &Context) -> Answers {
        let yes =
            if cx.paper.printer.to == PrinterTo::Nowhere { Text::KeyCloseDay } else { Text::KeyClosePrint };
        (yes, Text::KeyBack)
    }

    fn ask(&mut self, cx: &mut Context) {
        self.asked = Some(cx.ask(Question::Day));
    }

    /// Shows a close, or the day so far where the number is that of no close yet.
    fn show(&mut self, cx: &mut Context, number: u32) {
        self.close = (number <= self.newest()).then_some((number, None));
        self.find_asked = self.close.is_some().then(|| cx.ask(Question::FindClose(number)));
    }

    /// Goes one close back, or towards the day so far.
    fn walk(&mut self, cx: &mut Context, back: bool) {
        let shown = self.close.as_ref().map_or(self.newest() + 1, |(number, _)| *number);
        match (back, shown) {
            (true, ..=1) => cx.hint(if self.newest() == 0 { Text::CloseNone } else { Text::DayFirst }),
            (true, _) => self.show(cx, shown - 1),
            (false, _) if self.close.is_none() => cx.hint(Text::DayNewest),
            (false, _) => self.show(cx, shown + 1),
        }
    }

    /// Asks whether to close, if there is anything to close and all of it is counted; `by_enter` is the time of the Enter that asked
    /// for it, if one did.
    fn open_review(&mut self, cx: &mut Context, by_enter: Option<Instant>) {
        if cx.reader.is_machine_speed {
            return;
        }
        if self.close.take().is_some() {
            // What is shown is not what would be closed.
            self.ask(cx);
            return cx.hint(Text::DayLookFirst);
        }
        if cx.awaits_outcome() {
            return cx.hint(Text::DayUnknown);
        }
        let Some(now) = self.now.as_ref().filter(|_| self.counting.is_none()) else {
            return cx.hint(Text::DayCounting);
        };
        if let Some(till) = now.note_left {
            return cx.refuse(Text::CloseNoteLeft { till: &till.to_string() });
        }
        if now.report.figures.is_nothing() {
            return cx.hint(Text::CloseNothingSince);
        }
        self.review = cx.open_review((), by_enter);
    }

    /// Enter in the strip: the day is closed once no other key has followed for a moment.
    fn confirm(&mut self, cx: &mut Context, at: Instant) {
        let is_closing = self.is_closing();
        let Some(review) = &mut self.review else { return };
        if cx.reader.is_machine_speed {
            if review.was_drawn_before(at) {
                self.close_strip(cx);
            }
        } else if review.enter(at, is_closing) == EnterEffect::Closes || review.is_closed() {
            self.close_strip(cx);
        }
    }

    /// Closes the day if an Enter takes effect by `now`.
    fn confirm_if_alone(&mut self, cx: &mut Context, now: Instant) {
        if let Some(review) = &mut self.review
            && review.stayed_alone(now)
        {
            review.state = ReviewState::Sent;
            self.closing = Some(cx.ask(Question::Close));
            cx.notice = None;
        }
    }

    /// Esc: out of the strip, from a close to the day so far, from there to the first screen.
    fn go_back(&mut self, cx: &mut Context) {
        if self.is_closing() {
            cx.hint(Text::DayClosing);
        } else if self.review.take().is_none() {
            match self.close.take() {
                Some(_) => self.ask(cx),
                None => cx.go(Move::Show(SCREENS[0].name, Arrival::None)),
            }
        }
    }

    /// Prints what is shown.
    fn print(&mut self, cx: &mut Context, at: Instant) {
        let is_held = self.printed_at.replace(at).is_some_and(|before| at < before + PAUSE);
        if is_held || cx.reader.is_machine_speed {
            return;
        }
        let Some(report) = self.report() else { return cx.hint(Text::DayCounting) };
        let first = Printout::Report(Box::new(report.clone()));
        let again = report.number.filter(|_| !cx.unprinted.contains(&first));
        cx.print_report(again.map_or(first, Printout::CloseAgain));
    }

    /// The day is closed: says so, prints it, and shows it.
    fn take_close(&mut self, cx: &mut Context, report: Box<DayReport>) {
        let number = report.number.unwrap_or(0);
        let totals = report.figures.totals();
        let text = cx.locale.text(Text::DayClosed {
            title: &cx.locale.report_title(report.number),
            transactions: &cx.locale.transactions(totals.count()),
            net: &cx.locale.won_sum(totals.net()),
        });
        cx.say(Tone::Good, text);
        if cx.paper.printer.to != PrinterTo::Nowhere {
            cx.send_to_printer(Printout::Report(report.clone()), false);
        }
        cx.effect(Effect::CopyLedger);
        self.close = Some((number, Some(report)));
        cx.go(Move::ReadAnew);
    }
}

impl Screen for DayScreen {
    fn scopes(&self) -> &'static [Scope] {
        if self.review.is_some() { &[Scope::Review] } else { &[Scope::Day, Scope::Everywhere] }
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::day::draw(cx, canvas, self);
    }

    /// The newest close.
    fn figure(&self, cx: &Context) -> Option<String> {
        let close = self.now.as_ref()?.closes.first()?;
        let at = close.at.format("%m-%d %H:%M").to_string();
        Some(
            cx.locale
                .text(Text::DayLastClose { title: &cx.locale.report_title(Some(close.number)), at: &at }),
        )
    }

    /// The slip of the last transaction and its id are not what is shown here.
    fn shown_id(&self, _cx: &Context) -> Option<TransactionId> {
        None
    }

    fn offers(&self, _cx: &Context, action: Action) -> bool {
        let is_closed = self.review.as_ref().is_some_and(Review::is_closed);
        match action {
            Action::Confirm => !self.is_closing() && !is_closed,
            Action::Again => false,
            Action::Back => !self.is_closing(),
            Action::StepOn => self.close.is_some(),
            Action::StepBack => self.close.as_ref().map_or(self.newest() > 0, |(number, _)| *number > 1),
            Action::CloseDay => self.close.is_none(),
            _ => true,
        }
    }

    fn label(&self, action: Action) -> Option<Text<'static>> {
        match action {
            Action::Confirm => Some(Text::KeyCloseDay),
            Action::Back => Some(Text::KeyBack),
            _ => None,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action, at: Instant) {
        match action {
            Action::CloseDay => self.open_review(cx, None),
            Action::Confirm => self.confirm(cx, at),
            // Nothing here is answered by `+`; in a closed strip it says so again.
            Action::Again if self.review.as_ref().is_some_and(Review::is_closed) => _ = self.close_strip(cx),
            Action::Back => self.go_back(cx),
            Action::StepBack => self.walk(cx, true),
            Action::StepOn => self.walk(cx, false),
            Action::Print => self.print(cx, at),
            _ => {}
        }
    }

    fn run(&mut self, cx: &mut Context, action: Action, at: Instant) {
        match action {
            // Enter chose it, so Enter counts in the strip only after a pause.
            Action::CloseDay => self.open_review(cx, Some(at)),
            action => self.act(cx, action, at),
        }
    }

    fn release_enter(&mut self, cx: &mut Context, at: Instant) {
        self.confirm_if_alone(cx, at);
    }

    fn forget_enter(&mut self) {
        self.review.iter_mut().for_each(Review::forget_enter);
    }

    fn edit(&mut self, cx: &mut Context, _key: KeyPress) {
        self.close_strip(cx);
    }

    fn interrupt(&mut self, cx: &mut Context) {
        self.go_back(cx);
    }

    fn takes_input(&self) -> bool {
        self.review.is_some()
    }

    fn paste(&mut self, cx: &mut Context, _text: &str) {
        self.close_strip(cx);
    }

    /// A key without a meaning in the strip means that it was not read: from now on only Esc works.
    fn close_strip(&mut self, cx: &mut Context) -> bool {
        let is_closing = self.is_closing();
        match self.review.as_mut().map(|review| review.close(is_closing)) {
            Some(true) => cx.hint(Text::HintStripClosed),
            Some(false) => cx.hint(Text::DayClosing),
            None => return false,
        }
        true
    }

    /// A new visit begins with the day so far.
    fn visit(&mut self, cx: &mut Context, _arrival: Arrival) {
        if !self.is_closing() {
            (self.close, self.review) = (None, None);
        }
        self.ask(cx);
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        let to = Some(reply.to);
        match reply.body {
            ReplyBody::Day(day) if self.asked == to => {
                (self.asked, self.counting) = (None, None);
                match day {
                    Ok(DayReply::Counted(now)) => self.now = Some(now),
                    Ok(DayReply::Counting(done, all)) => {
                        self.counting = Some((done, all));
                        self.ask(cx);
                    }
                    Err(error) => cx.say_desk_error(&error),
                }
            }
            ReplyBody::CloseFound(found) if self.find_asked == to => {
                self.find_asked = None;
                match found {
                    Ok(report) => {
                        if let Some((number, shown)) = &mut self.close
                            && report.number == Some(*number)
                        {
                            *shown = Some(report);
                        }
                    }
                    Err(error) => {
                        self.close = None;
                        cx.say_desk_error(&error);
                    }
                }
            }
            ReplyBody::Closed(closed) if self.closing == to => {
                (self.closing, self.review) = (None, None);
                match closed {
                    Ok(report) => self.take_close(cx, report),
                    Err(error) => {
                        cx.say_desk_error(&error);
                        self.ask(cx);
                    }
                }
            }
            body => return Some(Reply { to: reply.to, body }),
        }
        None
    }

    fn refresh(&mut self, cx: &mut Context) {
        self.ask(cx);
    }

    fn reread(&mut self, cx: &mut Context) {
        self.ask(cx);
    }

    fn deadline(&self, _cx: &Context) -> Option<Instant> {
        self.review.as_ref().and_then(Review::deadline)
    }

    fn drawn(&mut self, at: Instant) {
        self.review.iter_mut().for_each(|review| review.drawn(at));
    }

    fn hidden(&mut self) {
        self.review.iter_mut().for_each(Review::hidden);
    }

    fn lock(&mut self, _cx: &Context) -> bool {
        if !self.is_closing() {
            self.review = None;
        }
        false
    }
}
