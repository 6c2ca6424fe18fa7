//! The people of the shop: a list, and what each role may do.

use std::time::Instant;

use super::{
    Screen,
    list::Scroll,
    person::{PersonMode, PersonScreen},
};
use crate::{
    desk::{DeskError, People, Person, Right, right},
    locale::Text,
    staff::{self, Role},
    tui::{
        app::{Context, Move, Tone},
        draw::{self, Canvas},
        event::KeyPress,
        keys::{Action, Scope},
        protocol::{PeopleChange, Question, QuestionId, Reply, ReplyBody},
    },
};

/// The list of people.
pub struct PeopleScreen {
    /// The people, once the worker has answered.
    pub people: Option<Box<People>>,
    /// The row that is chosen.
    pub chosen: usize,
    /// Whether the rights are shown in place of the people.
    pub shows_rights: bool,
    /// How far the rights are scrolled.
    pub scroll: Scroll,
    asked: Option<QuestionId>,
    changing: Option<QuestionId>,
}

impl PeopleScreen {
    /// Asks for the people.
    pub fn new(cx: &mut Context) -> Self {
        let asked = Some(cx.ask(Question::People));
        Self {
            people: None,
            chosen: 0,
            shows_rights: false,
            scroll: Scroll::default(),
            asked,
            changing: None,
        }
    }

    /// The person that is chosen.
    fn person(&self) -> Option<&Person> {
        self.people.as_ref()?.all.get(self.chosen)
    }

    fn change(&mut self, cx: &mut Context, change: PeopleChange) {
        if self.changing.is_none() {
            self.changing = Some(cx.ask(Question::ChangePeople(Box::new(change))));
        }
    }

    fn open(&self, cx: &mut Context, is_new: bool) {
        let Some(people) = &self.people else { return };
        let mode = match self.person() {
            Some(person) if !is_new => PersonMode::Change(Box::new(person.operator.clone())),
            _ if !is_new => return,
            _ => PersonMode::New { is_first: people.all.is_empty() },
        };
        cx.go(Move::Cover(Box::new(PersonScreen::new(mode, people.digits))));
    }

    fn take_people(&mut self, cx: &mut Context, people: Result<Box<People>, DeskError>) {
        match people {
            Ok(people) => {
                self.chosen = self.chosen.min(people.all.len().saturating_sub(1));
                self.people = Some(people);
            }
            Err(error) => cx.say_desk_error(&error),
        }
    }
}

impl Screen for PeopleScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::People, Scope::Everywhere]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::people::draw(cx, canvas, self);
    }

    fn title(&self) -> Option<Text<'static>> {
        Some(Text::PeopleTitle)
    }

    fn offers(&self, cx: &Context, action: Action) -> bool {
        // Where nobody is, anybody makes the first one.
        let may = |what| {
            let operator = cx.staff.operator.as_ref();
            operator.is_none_or(|operator| right(what, operator.role) == Right::Allowed)
        };
        match action {
            Action::NewPerson => may(staff::Action::People) && !self.shows_rights,
            Action::Open | Action::Disable => {
                may(staff::Action::People) && self.person().is_some() && !self.shows_rights
            }
            Action::UnlockPerson => self.person().is_some_and(|person| {
                let is_cashier = person.operator.role <= Role::Cashier;
                let what = if is_cashier { staff::Action::UnlockCashier } else { staff::Action::Unlock };
                person.waits_until.is_some() && may(what)
            }),
            _ => true,
        }
    }

    fn label(&self, action: Action) -> Option<Text<'static>> {
        match action {
            Action::Disable if self.person().is_some_and(|person| person.operator.disabled) => {
                Some(Text::KeyEnable)
            }
            Action::Rights if self.shows_rights => Some(Text::KeyPeople),
            _ => None,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        let last = self.people.as_ref().map_or(0, |people| people.all.len().saturating_sub(1));
        match action {
            Action::Back => cx.go(Move::Close),
            Action::Rights => self.shows_rights = !self.shows_rights,
            action if self.shows_rights => _ = self.scroll.act(action),
            Action::Up => self.chosen = self.chosen.saturating_sub(1),
            Action::Down => self.chosen = (self.chosen + 1).min(last),
            Action::Open => self.open(cx, false),
            Action::NewPerson => self.open(cx, true),
            Action::Disable => {
                if let Some(Person { operator, .. }) = self.person() {
                    let change = PeopleChange::Disable(operator.number, !operator.disabled);
                    self.change(cx, change);
                }
            }
            Action::UnlockPerson => match self.person() {
                Some(person) if person.waits_until.is_some() => {
                    let number = person.operator.number;
                    self.change(cx, PeopleChange::Unlock(number));
                }
                Some(_) => cx.hint(Text::PeopleNobodyWaits),
                None => {}
            },
            _ => {}
        }
    }

    fn takes_input(&self) -> bool {
        false
    }

    fn edit(&mut self, _cx: &mut Context, _key: KeyPress) {}

    fn interrupt(&mut self, cx: &mut Context) {
        cx.go(Move::Close);
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::People(people) if self.asked == Some(reply.to) => {
                self.asked = None;
                self.take_people(cx, people);
            }
            ReplyBody::PeopleChanged(changed) if self.changing == Some(reply.to) => {
                self.changing = None;
                match changed {
                    Ok(()) => {
                        cx.say(Tone::Good, cx.locale.text(Text::PeopleRecorded));
                        cx.go(Move::ReadAnew);
                    }
                    Err(error) => cx.say_desk_error(&error),
                }
            }
            body => return Some(Reply { to: reply.to, body }),
        }
        None
    }

    fn refresh(&mut self, cx: &mut Context) {
        self.asked = Some(cx.ask(Question::People));
    }
}
