//! The shops, at head office: what each took and gave back on some days. The field takes days and shops, as Look up does.

use std::time::{Duration, Instant};

use super::{Focus, HelpPage, Keyed, ScanFit, Screen, day, edit_request, lookup};
use crate::{
    locale::Text,
    payment::TransactionId,
    query::{Days, Meaning, Reading, read_query_of_shops},
    record::{Condition, ShopNumber, ShopSums, Totals},
    tui::{
        app::{Arrival, Context, Move},
        draw::{self, Canvas},
        event::KeyPress,
        form::field::{FieldStyle, InputField},
        keys::{Action, Scope},
        protocol::{Question, QuestionId, Reply, ReplyBody},
        screen::ScreenName,
    },
};

/// The name of the screen: in its place a shop has its day.
pub const NAME: ScreenName = day::NAME;

/// How old what is shown becomes: when a shop was heard of last changes without anything that is shipped.
const ASKED_AGAIN: Duration = Duration::from_secs(60);

/// Rows that a key for pages moves.
const PAGE: usize = 10;

/// What the field takes, with examples.
const EXAMPLES: [(Text<'static>, Text<'static>); 2] =
    [(Text::QueryDay, Text::QueryDayIs), (Text::QueryShop, Text::QueryShopIs)];

/// The shops.
pub struct ShopsScreen {
    /// The field.
    pub query: InputField,
    /// How it was understood.
    pub reading: Option<Reading>,
    /// The shops, by number.
    pub shops: Vec<ShopSums>,
    /// The selected one.
    pub selected: usize,
    /// What Esc cleared.
    stash: String,
    /// The open question.
    asked: Option<QuestionId>,
    /// When it was asked last.
    asked_at: Option<Instant>,
    /// Whether Enter came before the shops of the field: it waits for them.
    opens_after_reply: bool,
    /// Whether the first answer has come.
    pub is_known: bool,
}

impl ShopsScreen {
    /// Today, of all shops.
    pub fn new() -> Self {
        Self {
            query: InputField::new(FieldStyle::Free, 60),
            reading: None,
            shops: Vec::new(),
            selected: 0,
            stash: String::new(),
            asked: None,
            asked_at: None,
            opens_after_reply: false,
            is_known: false,
        }
    }

    /// The days that are shown: today, where none is named.
    pub fn days(&self) -> Days {
        let reading = self.reading.as_ref();
        let named = reading.and_then(|reading| reading.days);
        named.or_else(|| reading.map(|reading| Days::one(reading.today))).unwrap_or_default()
    }

    /// The first word that is neither a day nor a shop.
    pub fn not_taken(&self) -> Option<&str> {
        let chips = self.reading.as_ref().map(|reading| reading.chips.as_slice()).unwrap_or_default();
        let strange =
            |meaning: &Meaning| !matches!(meaning, Meaning::Days(_) | Meaning::Shop(_) | Meaning::Noise);
        let chip = chips.iter().find(|chip| chip.not || strange(&chip.meaning))?;
        self.query.text().get(chip.span.clone())
    }

    /// What all shops that are shown add up to.
    pub fn totals(&self) -> Totals {
        let mut all = Totals::default();
        self.shops.iter().for_each(|shop| all += shop.totals);
        all
    }

    /// Reads the field, and asks for the shops.
    fn ask(&mut self, cx: &mut Context) {
        let reading = read_query_of_shops(self.query.text(), cx.time(), &|at| cx.offset_at(at));
        let shops: Vec<ShopNumber> = (reading.query.terms.iter().flat_map(|term| &term.any))
            .filter_map(|condition| match condition {
                Condition::Shop(shop) => Some(*shop),
                _ => None,
            })
            .collect();
        self.reading = Some(reading);
        self.opens_after_reply = false;
        self.asked = self.not_taken().is_none().then(|| cx.ask(Question::Shops(self.days(), shops)));
        self.asked_at = Some(cx.now);
    }

    fn move_by(&mut self, step: isize) {
        let last = self.shops.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(step).min(last);
    }

    fn take(&mut self, shops: Vec<ShopSums>) {
        let before = self.shops.get(self.selected).map(|shop| shop.number);
        let again = shops.iter().position(|shop| Some(shop.number) == before);
        self.selected = again.unwrap_or(0);
        self.shops = shops;
        self.is_known = true;
    }

    /// Puts another text into the field.
    fn set(&mut self, cx: &mut Context, text: &str) {
        self.query.set(text);
        self.ask(cx);
    }
}

impl Screen for ShopsScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Shops, Scope::Everywhere]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::shops::draw(cx, canvas, self);
    }

    /// How many shops there are.
    fn figure(&self, cx: &Context) -> Option<String> {
        let count = cx.office?.shops;
        Some(cx.locale.text(Text::OfficeShops { count, grouped: &count.to_string() }))
    }

    fn help(&self) -> HelpPage {
        HelpPage { then: None, examples: &EXAMPLES }
    }

    /// None: no transaction is shown.
    fn shown_id(&self, _cx: &Context) -> Option<TransactionId> {
        None
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        let page = isize::try_from(PAGE).unwrap_or(1);
        match action {
            Action::Up => self.move_by(-1),
            Action::Down => self.move_by(1),
            Action::PageUp => self.move_by(-page),
            Action::PageDown => self.move_by(page),
            Action::First => self.selected = 0,
            Action::Last => self.selected = self.shops.len().saturating_sub(1),
            Action::Open if self.asked.is_some() => self.opens_after_reply = true,
            Action::Open if self.not_taken().is_none() => {
                if let Some(shop) = self.shops.get(self.selected) {
                    cx.go(Move::Show(lookup::NAME, Arrival::OfShop(shop.number, self.days())));
                }
            }
            Action::Clear if !self.query.is_empty() => {
                self.query.text().clone_into(&mut self.stash);
                self.set(cx, "");
            }
            Action::BringBack if !self.stash.is_empty() => {
                let present = self.query.text().to_owned();
                let stash = std::mem::replace(&mut self.stash, present);
                self.set(cx, &stash);
            }
            _ => {}
        }
    }

    /// Every character is text here, but for one in an empty field.
    fn takes_key(&mut self, cx: &mut Context, key: KeyPress) -> bool {
        match key.typed() {
            Some('?') if self.query.is_empty() => cx.go(Move::Act(Action::Help)),
            Some(c) => {
                self.query.type_char(c);
                self.ask(cx);
            }
            None => return false,
        }
        true
    }

    fn edit(&mut self, cx: &mut Context, key: KeyPress) {
        if edit_request(key).is_some_and(|request| self.query.edit(request)) {
            self.ask(cx);
        }
    }

    fn interrupt(&mut self, cx: &mut Context) {
        self.act(cx, Action::Clear, cx.now);
    }

    fn paste(&mut self, cx: &mut Context, text: &str) {
        self.query.paste(text);
        self.ask(cx);
    }

    /// What comes as fast as from a reader may have been typed: it is a text as any other.
    fn scan(&mut self, cx: &mut Context, text: &str, ended: bool) -> ScanFit {
        self.paste(cx, text);
        if ended {
            self.act(cx, Action::Open, cx.now);
        }
        ScanFit::Complete
    }

    fn focus(&self) -> Focus {
        Focus::Text
    }

    fn keyed(&self) -> Option<Keyed> {
        Some(Keyed::Text(self.query.text().to_owned().into()))
    }

    fn restore(&mut self, cx: &mut Context, keyed: &Keyed) -> bool {
        let Keyed::Text(text) = keyed else { return false };
        let is_another = self.query.text() != text.as_str();
        if is_another {
            self.set(cx, text);
        }
        is_another
    }

    fn visit(&mut self, cx: &mut Context, _arrival: Arrival) {
        self.ask(cx);
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::Shops(shops) if self.asked == Some(reply.to) => {
                self.asked = None;
                match shops {
                    Ok(Some(shops)) => self.take(shops),
                    // It was given up for another question.
                    Ok(None) => {
                        let opens = self.opens_after_reply;
                        self.ask(cx);
                        self.opens_after_reply = opens;
                        return None;
                    }
                    Err(error) => {
                        // They may be those of another day.
                        self.shops.clear();
                        self.is_known = false;
                        cx.say_desk_error(&error);
                    }
                }
                if std::mem::take(&mut self.opens_after_reply) && is_top {
                    self.act(cx, Action::Open, cx.now);
                }
                None
            }
            // Of an older question.
            ReplyBody::Shops(_) => None,
            body => Some(Reply { to: reply.to, body }),
        }
    }

    fn refresh(&mut self, cx: &mut Context) {
        self.ask(cx);
    }

    /// Comes each minute.
    fn tick(&mut self, cx: &mut Context) {
        if self.asked.is_none() && self.asked_at.is_some_and(|at| cx.now >= at + ASKED_AGAIN) {
            self.ask(cx);
        }
    }

    fn reread(&mut self, cx: &mut Context) {
        self.ask(cx);
    }
}
