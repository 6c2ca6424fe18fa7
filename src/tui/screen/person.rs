//! One of the people: made, changed, or giving themselves another PIN.

use std::time::Instant;

use crossterm::event::KeyCode;
use strum::VariantArray as _;

use super::{Screen, edit_request};
use crate::{
    desk::DeskError,
    locale::Text,
    payment::Won,
    staff::{Limits, Operator, OperatorName, OperatorNumber, Pin, PinDigits, Role, StaffError},
    tui::{
        app::{Context, Move, Tone},
        draw::{self, Canvas},
        event::KeyPress,
        form::{
            by_hand::ByHand,
            field::{FieldStyle, InputField, Typed},
        },
        keys::{Action, Scope},
        protocol::{PeopleChange, Question, QuestionId, Reply, ReplyBody},
    },
};

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonMode {
    /// A person is made; the first one is an owner.
    New {
        /// Whether there is nobody yet.
        is_first: bool,
    },
    /// This person is changed.
    Change(Box<Operator>),
    /// This person takes another PIN.
    OwnPin(OperatorNumber),
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonField {
    /// The number.
    Number,
    /// The name.
    Name,
    /// The role, chosen by an arrow or a digit.
    Role,
    /// Most won of a payment.
    PaymentLimit,
    /// Most won that may be cancelled of a payment.
    CancelLimit,
    /// Most cancels of a business day.
    CancelsADay,
    /// The PIN as it is.
    PresentPin,
    /// The new PIN.
    Pin,
    /// The same again.
    PinAgain,
}

use PersonField as F;

/// The fields of the first person, who is an owner: nothing limits an owner.
const FIRST: [F; 4] = [F::Number, F::Name, F::Pin, F::PinAgain];
/// The fields of a new person.
const NEW: [F; 8] =
    [F::Number, F::Name, F::Role, F::PaymentLimit, F::CancelLimit, F::CancelsADay, F::Pin, F::PinAgain];
/// Those of a person who is changed.
const CHANGE: [F; 7] =
    [F::Name, F::Role, F::PaymentLimit, F::CancelLimit, F::CancelsADay, F::Pin, F::PinAgain];
/// Those of another PIN.
const OWN_PIN: [F; 3] = [F::PresentPin, F::Pin, F::PinAgain];

/// Most characters of a name that can be typed: more than it has, so that a refusal can say so.
const NAME_ROOM: usize = 40;

/// The form.
pub struct PersonScreen {
    /// What is done.
    pub mode: PersonMode,
    /// The fields in their order; that of the role is empty.
    pub fields: Vec<(PersonField, InputField)>,
    /// The role that is chosen.
    pub role: Role,
    /// The field in focus.
    pub focus: usize,
    /// How many digits new PINs have.
    pub digits: PinDigits,
    by_hand: ByHand,
    saving: Option<QuestionId>,
}

impl PersonScreen {
    /// Opens the form. New PINs have so many `digits`.
    pub fn new(mode: PersonMode, digits: PinDigits) -> Self {
        let (fields, role): (&[F], Role) = match &mode {
            PersonMode::New { is_first: true } => (&FIRST, Role::Owner),
            PersonMode::New { is_first: false } => (&NEW, Role::Cashier),
            PersonMode::Change(operator) => (&CHANGE, operator.role),
            PersonMode::OwnPin(_) => (&OWN_PIN, Role::Cashier),
        };
        let pin = usize::from(digits.number());
        let field = |field: &F| {
            let input = match field {
                F::Number => InputField::new(FieldStyle::Digits, 2),
                F::Name => InputField::new(FieldStyle::Free, NAME_ROOM),
                F::Role => InputField::new(FieldStyle::Digits, 1),
                F::PaymentLimit | F::CancelLimit => InputField::new(FieldStyle::Won, 10),
                F::CancelsADay => InputField::new(FieldStyle::Digits, 4),
                // It may have been given when PINs had more digits.
                F::PresentPin => InputField::new(FieldStyle::Secret, 8),
                F::Pin | F::PinAgain => InputField::new(FieldStyle::Secret, pin),
            };
            (*field, input)
        };
        let mut screen = Self {
            fields: fields.iter().map(field).collect(),
            mode,
            role,
            focus: 0,
            digits,
            by_hand: ByHand::default(),
            saving: None,
        };
        if let PersonMode::Change(operator) = screen.mode.clone() {
            let won = |won: Option<Won>| won.map_or_else(String::new, |won| won.to_string());
            let count = operator.limits.cancels_a_day.map_or_else(String::new, |count| count.to_string());
            screen.set(F::Name, operator.name.as_str());
            screen.set(F::PaymentLimit, &won(operator.limits.payment));
            screen.set(F::CancelLimit, &won(operator.limits.cancel));
            screen.set(F::CancelsADay, &count);
        }
        screen
    }

    fn set(&mut self, field: F, text: &str) {
        if let Some((_, input)) = self.fields.iter_mut().find(|(of, _)| *of == field) {
            input.set(text);
        }
    }

    fn text(&self, field: F) -> &str {
        self.fields.iter().find(|(of, _)| *of == field).map_or("", |(_, input)| input.text())
    }

    /// The field in focus.
    pub fn focused(&self) -> F {
        self.fields.get(self.focus).map_or(F::Name, |(field, _)| *field)
    }

    fn focus_on(&mut self, field: F) {
        self.focus = self.fields.iter().position(|(of, _)| *of == field).unwrap_or(0);
    }

    fn next(&mut self, cx: &mut Context) {
        if self.focus + 1 < self.fields.len() {
            self.focus += 1;
        } else {
            self.save(cx);
        }
    }

    /// Chooses a role: by its number, or the one beside it.
    fn choose_role(&mut self, key: KeyPress) -> bool {
        let roles = Role::VARIANTS;
        let at = roles.iter().position(|role| *role == self.role).unwrap_or(0);
        let index = match (key.typed(), key.code) {
            (Some(c), _) => c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1)),
            (None, KeyCode::Right) => Some((at + 1).min(roles.len() - 1)),
            (None, KeyCode::Left) => Some(at.saturating_sub(1)),
            _ => return false,
        };
        self.role = index.and_then(|index| roles.get(index)).copied().unwrap_or(self.role);
        true
    }

    /// The person that is keyed, and the PIN where one is.
    fn read(&self) -> Result<(Operator, Option<Pin>), (F, StaffError)> {
        let number = match &self.mode {
            PersonMode::Change(operator) => operator.number,
            _ => OperatorNumber::parse(self.text(F::Number)).map_err(|error| (F::Number, error))?,
        };
        let name = OperatorName::parse(self.text(F::Name)).map_err(|error| (F::Name, error))?;
        let won = |field| {
            let input = self.fields.iter().find(|(of, _)| *of == field).map(|(_, input)| input);
            let amount =
                input.filter(|input| !input.is_empty()).map(|input| input.amount().and_then(Won::new));
            amount.map_or(Ok(None), |won| won.map(Some).ok_or((field, StaffError::Limit)))
        };
        let count = self.text(F::CancelsADay);
        let limits = Limits {
            payment: won(F::PaymentLimit)?,
            cancel: won(F::CancelLimit)?,
            cancels_a_day: if count.is_empty() { None } else { count.parse().ok() },
        };
        let disabled = matches!(&self.mode, PersonMode::Change(operator) if operator.disabled);
        Ok((Operator { number, name, role: self.role, limits, disabled }, self.new_pin()?))
    }

    /// The new PIN, keyed twice; `None` where none is keyed.
    fn new_pin(&self) -> Result<Option<Pin>, (F, StaffError)> {
        let (pin, again) = (self.text(F::Pin), self.text(F::PinAgain));
        if pin.is_empty() && again.is_empty() {
            return Ok(None);
        }
        let chosen = Pin::chosen(pin, self.digits).map_err(|error| (F::Pin, error))?;
        if pin == again { Ok(Some(chosen)) } else { Err((F::PinAgain, StaffError::PinsDiffer)) }
    }

    /// The change that is keyed.
    fn change(&self) -> Result<PeopleChange, (F, StaffError)> {
        let missing = (F::Pin, StaffError::PinLength(self.digits));
        if let PersonMode::OwnPin(number) = self.mode {
            let present = self.text(F::PresentPin);
            let digits = u8::try_from(present.len()).ok().and_then(|digits| PinDigits::new(digits).ok());
            let present = digits.and_then(|digits| Pin::keyed(present, digits).ok());
            let present = present.ok_or((F::PresentPin, StaffError::PinLength(self.digits)))?;
            return Ok(PeopleChange::OwnPin(number, present, self.new_pin()?.ok_or(missing)?));
        }
        let (operator, pin) = self.read()?;
        match &self.mode {
            PersonMode::Change(_) => Ok(PeopleChange::Change(operator, pin)),
            _ => Ok(PeopleChange::Add(operator, pin.ok_or(missing)?)),
        }
    }

    fn save(&mut self, cx: &mut Context) {
        if self.saving.is_some() {
            return;
        }
        match self.change() {
            Ok(change) => self.saving = Some(cx.ask(Question::ChangePeople(Box::new(change)))),
            Err((field, error)) => {
                let is_pin = matches!(field, F::Pin | F::PinAgain);
                if is_pin {
                    self.forget_pins();
                }
                self.focus_on(if is_pin { F::Pin } else { field });
                let text = cx.locale.staff_error(error);
                cx.say(Tone::Bad, text);
            }
        }
    }

    /// Wipes the PINs.
    fn forget_pins(&mut self) {
        for (field, input) in &mut self.fields {
            if matches!(field, F::PresentPin | F::Pin | F::PinAgain) {
                input.clear();
            }
        }
    }
}

impl Screen for PersonScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Person]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::people::draw_person(cx, canvas, self);
    }

    fn title(&self) -> Option<Text<'static>> {
        Some(Text::PeopleTitle)
    }

    fn is_secret(&self) -> bool {
        true
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        match action {
            Action::Next => self.next(cx),
            Action::Previous => self.focus = self.focus.saturating_sub(1),
            Action::Save => self.save(cx),
            Action::Thousand => {
                if let Some(Typed::Full) =
                    self.fields.get_mut(self.focus).map(|(_, input)| input.type_thousand())
                {
                    cx.refuse(Text::HintFull);
                }
            }
            Action::Back => match self.fields.get_mut(self.focus) {
                // What is keyed in this field goes first.
                Some((field, input)) if *field != F::Role && !input.is_empty() => input.clear(),
                _ => cx.go(Move::Close),
            },
            _ => {}
        }
    }

    fn takes_key(&mut self, cx: &mut Context, key: KeyPress) -> bool {
        if self.focused() == F::Role {
            return self.choose_role(key);
        }
        let Some(c) = key.typed() else { return false };
        let Some((field, input)) = self.fields.get_mut(self.focus) else { return false };
        if c == '.' && input.is_money() {
            return false;
        }
        let is_pin = matches!(field, F::PresentPin | F::Pin | F::PinAgain);
        if is_pin && self.by_hand.is_machine(cx.reader.is_machine_speed, cx.now) {
            input.clear();
            cx.hint(Text::PinByHand);
            return true;
        }
        match input.type_char(c) {
            Typed::Accepted | Typed::Ignored => {}
            Typed::Refused(_) => cx.hint(Text::HintDigits),
            Typed::Full => cx.refuse(Text::HintFull),
        }
        true
    }

    fn edit(&mut self, _cx: &mut Context, key: KeyPress) {
        if let (Some(request), Some((_, input))) = (edit_request(key), self.fields.get_mut(self.focus)) {
            input.edit(request);
        }
    }

    fn interrupt(&mut self, cx: &mut Context) {
        cx.go(Move::Close);
    }

    /// A name may be pasted; a PIN is keyed by hand.
    fn paste(&mut self, cx: &mut Context, text: &str) {
        match self.fields.get_mut(self.focus) {
            Some((F::PresentPin | F::Pin | F::PinAgain, _)) => cx.hint(Text::PinByHand),
            Some((_, input)) => _ = input.paste(text),
            None => {}
        }
    }

    fn holds_input(&self) -> bool {
        false
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::PeopleChanged(changed) if self.saving == Some(reply.to) => {
                self.saving = None;
                match changed {
                    Ok(()) => {
                        cx.say(Tone::Good, cx.locale.text(Text::PeopleRecorded));
                        cx.go(Move::Close);
                        cx.go(Move::ReadAnew);
                    }
                    Err(error) => {
                        self.forget_pins();
                        let first =
                            if matches!(error, DeskError::Pin(_)) { F::PresentPin } else { F::Number };
                        self.focus_on(first);
                        cx.say_desk_error(&error);
                    }
                }
                None
            }
            body => Some(Reply { to: reply.to, body }),
        }
    }

    fn lock(&mut self, _cx: &Context) -> bool {
        self.forget_pins();
        false
    }
}
