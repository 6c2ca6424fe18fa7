//! What keys, readers and replies do in Look up.

use std::time::Instant;

use zeroize::Zeroizing;

use super::{LookupScreen, NAME, PAGE_ROWS, PageEffect, Window};
use crate::{
    desk::{CardFound, DeskError},
    locale::Text,
    payment::{TransactionId, swipe::Swipe},
    record::{CentreError, Query},
    tui::{
        app::{
            Arrival, Context, Move, Tone,
            reader::{bare_code, is_code, is_code_mark},
        },
        draw::{self, Canvas},
        event::KeyPress,
        form::field::Typed,
        keys::{Action, Scope},
        protocol::{LeftOut, Page, Question, QuestionId, Reply, ReplyBody},
        screen::{
            Focus, HelpPage, Keyed, ScanFit, Screen, cancel, detail::DetailScreen, edit_request,
            forms::say_unfit,
        },
    },
};

/// What a query may be made of, with examples: the examples, and what they mean.
const EXAMPLES: [(Text<'static>, Text<'static>); 9] = [
    (Text::QueryDigits, Text::QueryDigitsIs),
    (Text::QueryAmount, Text::QueryAmountIs),
    (Text::QueryDay, Text::QueryDayIs),
    (Text::QueryTime, Text::QueryTimeIs),
    (Text::QueryKind, Text::QueryKindIs),
    (Text::QueryPlan, Text::QueryPlanIs),
    (Text::QueryTill, Text::QueryTillIs),
    (Text::QueryMemo, Text::QueryMemoIs),
    (Text::QueryNot, Text::QueryNotIs),
];

/// The same at head office.
const OFFICE_EXAMPLES: [(Text<'static>, Text<'static>); 10] = {
    let mut examples = [(Text::QueryShop, Text::QueryShopIs); 10];
    let mut at = 0;
    while at < EXAMPLES.len() {
        examples[at + 1] = EXAMPLES[at];
        at += 1;
    }
    examples
};

impl LookupScreen {
    /// Reads the query, and asks for its matches. With what may be a card number, nothing is searched yet.
    fn search(&mut self, cx: &mut Context) {
        if self.card_watch.changed(self.query.text(), cx.now) {
            self.await_card();
            return;
        }
        self.shown = self.query_now(cx);
        self.ask_window(cx, Window::New);
    }

    /// The query that is keyed.
    fn query_now(&mut self, cx: &Context) -> Query {
        self.read_query(cx.time(), &|at| cx.offset_at(at))
    }

    /// Asks for a window of the matches.
    fn ask_window(&mut self, cx: &mut Context, window: Window) {
        let query = self.shown.clone();
        let (from, limit) = self.page_of(window);
        let count = matches!(window, Window::New | Window::Again);
        let question = cx.ask(Question::Search(query.clone(), from, limit, count));
        self.ask(question, query, window, cx.now);
    }

    /// Asks for the totals of all matches, unless a part of the query is not understood.
    fn ask_summary(&mut self, cx: &mut Context) {
        if self.is_not_understood() {
            return;
        }
        let question = cx.ask(Question::Summary(self.shown.clone(), self.days()));
        self.await_summary(question);
    }

    /// Asks for a further page, if the selection is near an end of the rows.
    fn load_more(&mut self, cx: &mut Context) {
        if let Some((side, from)) = self.wants_more() {
            let question = cx.ask(Question::Search(self.shown.clone(), from, PAGE_ROWS, false));
            self.ask_more(question, side);
        }
    }

    /// Whether an action on the selected row cannot be done now: the row may not be the intended one.
    fn puts_off(&mut self, cx: &mut Context, action: Action) -> bool {
        if !matches!(action, Action::Open | Action::CancelSelected | Action::SameCard) {
            return false;
        }
        if self.card_watch.is_waiting() {
            self.card_watch.ask_now(cx, self.query.text());
            return true;
        }
        if action == Action::Open && self.take_suggestion() {
            self.search(cx);
            return true;
        }
        if self.is_not_understood() {
            cx.hint(Text::FindNotUnderstood);
            return true;
        }
        if self.has_just_moved(cx.now) {
            cx.hint(Text::FindJustMoved);
            return true;
        }
        let is_asked = self.is_asked();
        if is_asked {
            // The rows shown belong to another query: the action waits for those of this one.
            self.after_reply = Some(action);
        }
        is_asked
    }

    /// Does an action.
    fn do_action(&mut self, cx: &mut Context, action: Action) {
        if self.puts_off(cx, action) {
            return;
        }
        match action {
            Action::Up => self.move_by(-1),
            Action::Down => self.move_by(1),
            Action::PageUp => self.move_by(-10),
            Action::PageDown => self.move_by(10),
            Action::First if !self.jump(Window::Start) => self.ask_window(cx, Window::Start),
            Action::Last if !self.jump(Window::End) => self.ask_window(cx, Window::End),
            Action::DropWord if self.drop_last() => self.search(cx),
            Action::Clear if self.clear() => self.search(cx),
            Action::BringBack if self.bring_back() => self.search(cx),
            Action::Open if self.drop_what_emptied() => self.search(cx),
            Action::Open | Action::CancelSelected | Action::SameCard => {
                return self.act_on_selected(cx, action);
            }
            _ => {}
        }
        self.load_more(cx);
    }

    /// Does an action with the selected row.
    fn act_on_selected(&self, cx: &mut Context, action: Action) {
        match (action, self.selected_row()) {
            (Action::Open, Some(row)) => {
                let details = DetailScreen::new(cx, row.id, row.ledger());
                cx.go(Move::Open(Box::new(details)));
            }
            (Action::CancelSelected, row) => {
                let arrival = row.map_or(Arrival::None, |row| Arrival::Cancel(row.payment_id()));
                cx.go(Move::Show(cancel::NAME, arrival));
            }
            (Action::SameCard, Some(row)) => {
                cx.go(Move::Show(NAME, Arrival::SameCard(row.seq, row.card)));
            }
            _ => {}
        }
    }

    /// Types a character into the query.
    fn type_char(&mut self, cx: &mut Context, c: char) {
        // No query contains it; readers of Code 39 send it before and after a code.
        if c == '*' {
            return;
        }
        let typed = self.query.type_char(c);
        if typed != Typed::Accepted {
            return say_unfit(cx, typed, c);
        }
        // The mark that readers put before a code is no query.
        if is_code_mark(self.query.text()) {
            self.query.clear();
        }
        self.search(cx);
    }

    /// What the digits that may be a card number are. A card is wiped, also when it cannot be looked for.
    fn take_card(&mut self, cx: &mut Context, found: Result<CardFound, DeskError>) {
        if matches!(found, Ok(CardFound::InAnId)) {
            self.card_watch.is_no_card();
        } else {
            self.query.clear();
        }
        match found {
            Ok(found) => self.card = found.card(),
            Err(error) => cx.say_desk_error(&error),
        }
        self.search(cx);
    }

    /// A page of matches.
    fn take_matches(&mut self, cx: &mut Context, to: QuestionId, page: Option<Page>, is_top: bool) {
        match self.take_page(to, page, cx.now) {
            PageEffect::GaveUp(window) => return self.ask_window(cx, window),
            PageEffect::More => {}
            PageEffect::Window => {
                if self.shown.is_everything() {
                    cx.status.count = self.count.or(cx.status.count);
                }
                match self.left_out {
                    Some(LeftOut::TooMuch | LeftOut::TooSlow) => {}
                    Some(LeftOut::Damaged) => {
                        let text = cx.locale.text(Text::OfficeDamaged);
                        cx.say_calmly(Tone::Bad, text);
                        self.ask_summary(cx);
                    }
                    Some(LeftOut::Part) => {
                        let text = cx.locale.text(Text::OfficePartial);
                        cx.say_calmly(Tone::Hint, text);
                        self.ask_summary(cx);
                    }
                    None => self.ask_summary(cx),
                }
            }
        }
        self.load_more(cx);
        if let Some(action) = self.after_reply.take().filter(|_| is_top) {
            self.do_action(cx, action);
        }
    }
}

impl Screen for LookupScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Lookup, Scope::Everywhere]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::lookup::draw(cx, canvas, self);
    }

    /// How many transactions the ledger holds.
    fn figure(&self, cx: &Context) -> Option<String> {
        cx.status.count.map(|count| draw::count_text(&cx.locale, count))
    }

    fn help(&self) -> HelpPage {
        let examples: &'static [_] = if self.of_shops { &OFFICE_EXAMPLES } else { &EXAMPLES };
        HelpPage { then: Some((Scope::Detail, Text::DetailTitle)), examples }
    }

    fn shown_id(&self, _cx: &Context) -> Option<TransactionId> {
        self.selected_row()
            .filter(|_| !self.is_not_understood() && !self.card_watch.is_waiting())
            .map(|row| row.id)
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        self.do_action(cx, action);
    }

    /// Every character is text here, also those that are commands elsewhere, but for two in an empty query.
    fn takes_key(&mut self, cx: &mut Context, key: KeyPress) -> bool {
        match key.typed() {
            Some('?') if self.query.is_empty() => cx.go(Move::Act(Action::Help)),
            Some('/') if self.query.is_empty() => return false,
            Some(c) => self.type_char(cx, c),
            None => return false,
        }
        true
    }

    fn edit(&mut self, cx: &mut Context, key: KeyPress) {
        if edit_request(key).is_some_and(|request| self.query.edit(request)) {
            self.search(cx);
        }
    }

    fn interrupt(&mut self, cx: &mut Context) {
        self.do_action(cx, Action::Clear);
    }

    fn paste(&mut self, cx: &mut Context, text: &str) {
        let typed = self.query.paste(text);
        self.search(cx);
        match typed {
            Typed::Refused(_) => cx.hint(Text::HintDigits),
            Typed::Full => cx.refuse(Text::HintFull),
            Typed::Accepted | Typed::Ignored => {}
        }
    }

    /// A code replaces the query; other text is added to it.
    fn scan(&mut self, cx: &mut Context, text: &str, ended: bool) -> ScanFit {
        let is_code = is_code(text);
        let is_whole_id = TransactionId::parse(bare_code(text)).is_ok();
        if is_code && !self.query.text().is_empty() {
            self.clear();
        }
        for c in if is_code { bare_code(text) } else { text }.chars() {
            self.query.type_char(c);
        }
        self.search(cx);
        if ended && (is_whole_id || self.card_watch.is_waiting()) {
            self.do_action(cx, Action::Open);
        }
        if is_whole_id || !is_code { ScanFit::Complete } else { ScanFit::Partly }
    }

    fn looks_up_ids(&self) -> bool {
        true
    }

    fn reads_cards(&self) -> bool {
        true
    }

    /// Lists the transactions of the card that was swiped.
    fn swipe(&mut self, cx: &mut Context, swipe: &Swipe) {
        self.query.clear();
        self.await_card();
        self.card_watch.ask_for(cx, &swipe.card);
    }

    fn focus(&self) -> Focus {
        Focus::Text
    }

    fn keyed(&self) -> Option<Keyed> {
        Some(Keyed::Text(Zeroizing::new(self.query.text().to_owned())))
    }

    fn restore(&mut self, cx: &mut Context, keyed: &Keyed) -> bool {
        let Keyed::Text(text) = keyed else { return false };
        let is_another = self.query.text() != text.as_str();
        if is_another {
            self.query.set(text);
            cx.notice = None;
            self.search(cx);
        }
        is_another
    }

    fn visit(&mut self, cx: &mut Context, arrival: Arrival) {
        match arrival {
            Arrival::SameCard(seq, card) => {
                self.clear();
                self.card = Some((seq, card));
            }
            Arrival::Find(words) => {
                self.clear();
                self.query.paste(&cx.locale.text(words));
            }
            #[cfg(feature = "central")]
            Arrival::OfShop(shop, days) => {
                self.clear();
                let day =
                    |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
                let days = match days.only() {
                    Some(only) => only.to_string(),
                    None => format!("{}..{}", day(days.first), day(days.last)),
                };
                let shop = cx.locale.text(Text::ChipShop { number: &shop.to_string() });
                self.query.paste(&format!("{shop} {days}"));
            }
            Arrival::None | Arrival::Cancel(_) => {}
        }
        self.search(cx);
    }

    /// Another screen may have asked the same kind of question: only the replies to its own are its.
    fn reply(&mut self, cx: &mut Context, reply: Reply, is_top: bool) -> Option<Reply> {
        let to = reply.to;
        match reply.body {
            ReplyBody::Card(found) if self.card_watch.owns(to) => {
                if let Some(found) = self.card_watch.take(found) {
                    self.take_card(cx, found);
                }
            }
            body if !self.has_asked(to) => return Some(Reply { to, body }),
            ReplyBody::Page(Ok(page)) => self.take_matches(cx, to, page, is_top),
            ReplyBody::Summary(Ok(summary)) => {
                if self.take_summary(summary) {
                    self.ask_summary(cx);
                } else if self.shown.is_everything() {
                    cx.status.count = self.matches().or(cx.status.count);
                }
            }
            // The list is there, and more of it with every key: what it adds up to is left out.
            ReplyBody::Summary(Err(DeskError::Centre(CentreError::TooSlow))) => {
                self.give_up(to);
                let text = cx.locale.text(Text::OfficeSumsTooSlow);
                cx.say_calmly(Tone::Hint, text);
            }
            ReplyBody::Page(Err(error)) | ReplyBody::Summary(Err(error)) => {
                if self.is_asked_by(to) {
                    // They are those of another query.
                    self.show_nothing();
                }
                self.give_up(to);
                cx.say_desk_error(&error);
            }
            body => return Some(Reply { to, body }),
        }
        None
    }

    fn refresh(&mut self, cx: &mut Context) {
        if self.can_refresh() {
            self.ask_window(cx, Window::Again);
        }
    }

    /// A query without a day keeps its rows and its selection.
    fn reread(&mut self, cx: &mut Context) {
        if self.card_watch.is_waiting() {
            return;
        }
        // The lock has wiped a card number, and what was asked before it.
        let is_wiped = self.reading.is_none();
        let query = self.query_now(cx);
        if is_wiped || query != self.shown {
            self.shown = query;
            self.ask_window(cx, Window::New);
        }
    }

    fn deadline(&self, cx: &Context) -> Option<Instant> {
        let slow = self.slow_at().filter(|at| *at > cx.now);
        slow.into_iter().chain(self.card_watch.deadline()).min()
    }

    fn tick(&mut self, cx: &mut Context) {
        self.card_watch.ask_if_due(cx, self.query.text());
    }

    fn lock(&mut self, _cx: &Context) -> bool {
        if self.card_watch.is_waiting() {
            self.query.clear();
            self.card_watch.forget();
            self.await_card();
        }
        self.after_reply = None;
        false
    }
}
