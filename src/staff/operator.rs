//! A person who signs in.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_width::UnicodeWidthStr as _;

use super::StaffError;
use crate::payment::{Won, card_text::holds_card_number, memo::is_control};

/// The number of a person, 1 to 99. No number of a shop begins with another one, so that it is told from the PIN keyed behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct OperatorNumber(u8);

impl OperatorNumber {
    /// Person `number`; `None` outside of 1 to 99.
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        u8::try_from(number).ok().filter(|number| (1..=99).contains(number)).map(Self)
    }

    /// Reads the digits as a person keys them: one or two, without a zero in front.
    ///
    /// # Errors
    /// [`StaffError::Number`].
    pub fn parse(text: &str) -> Result<Self, StaffError> {
        let is_one = !text.starts_with('0') && text.bytes().all(|digit| digit.is_ascii_digit());
        text.parse().ok().filter(|_| is_one).and_then(Self::new).ok_or(StaffError::Number)
    }

    /// The number, 1 to 99.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// Whether one of two numbers begins with the other.
    #[must_use]
    pub fn begins_alike(self, other: Self) -> bool {
        self == other || self.0 / 10 == other.0 || other.0 / 10 == self.0
    }
}

impl From<OperatorNumber> for u8 {
    fn from(number: OperatorNumber) -> Self {
        number.0
    }
}

impl TryFrom<u8> for OperatorNumber {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::new(number.into()).ok_or("not 1 to 99")
    }
}

impl fmt::Display for OperatorNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a person is. Each may do what those before it may, but for a program, which approves nothing and has no screen.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// A program that takes payments: the rights of a cashier.
    Program,
    /// Takes payments, and cancels them within limits.
    Cashier,
    /// Approves what cashiers may not, and closes the day.
    Supervisor,
    /// May do everything.
    Owner,
}

impl Role {
    /// As it is written in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The name of a person: 1 to 16 columns in NFC, without control characters and without a card number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OperatorName(String);

impl OperatorName {
    /// Most columns.
    pub const COLUMNS: usize = 16;

    /// Reads a name.
    ///
    /// # Errors
    /// [`StaffError::Name`].
    pub fn parse(text: &str) -> Result<Self, StaffError> {
        let name: String = text.trim().nfc().collect();
        let fits = (1..=Self::COLUMNS).contains(&name.width()) && !holds_card_number(&name, None);
        Self::kept(&name).filter(|_| fits).ok_or(StaffError::Name)
    }

    /// A name as a ledger keeps it. How wide a character is, is a question of the day on which it was written.
    fn kept(text: &str) -> Option<Self> {
        let is_name = !text.is_empty()
            && text.trim() == text
            && text.chars().count() <= 4 * Self::COLUMNS
            && !text.contains(is_control);
        is_name.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<OperatorName> for String {
    fn from(name: OperatorName) -> Self {
        name.0
    }
}

impl TryFrom<String> for OperatorName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::kept(&text).ok_or("not a name")
    }
}

/// Up to where a cashier or a program needs no approval. One that is not set does not limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Most won of a payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Won>,
    /// Most won that may be cancelled of one payment, in one cancel or in several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel: Option<Won>,
    /// Most cancels of a business day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancels_a_day: Option<u32>,
}

/// A person. What is not said anew when a person is changed stays as it was, so the last one that was recorded counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// The number.
    pub number: OperatorNumber,
    /// The name.
    pub name: OperatorName,
    /// What the person is.
    pub role: Role,
    /// Up to where no approval is needed.
    pub limits: Limits,
    /// May not sign in any more. Nobody is ever deleted.
    pub disabled: bool,
}

impl Operator {
    /// Number and name, as in `11 김하나`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.number, self.name.as_str())
    }
}

/// Who did something, and who approved it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signers {
    /// Who was signed in; `None` in a shop that names nobody.
    pub operator: Option<OperatorNumber>,
    /// Who approved it, where that was needed.
    pub approver: Option<OperatorNumber>,
}

/// Whether `new` may be recorded beside the people that there are, with a PIN of its own or without one.
///
/// # Errors
/// Which rule it would break.
pub fn refuse_change(people: &[Operator], new: &Operator, has_pin: bool) -> Result<(), StaffError> {
    let before = people.iter().find(|known| known.number == new.number);
    if before.is_none()
        && let Some(other) = people.iter().find(|known| known.number.begins_alike(new.number))
    {
        return Err(StaffError::Prefix { new: new.number, other: other.number });
    }
    let is_owner = |person: &Operator| person.role == Role::Owner && !person.disabled;
    let others = people.iter().filter(|known| known.number != new.number);
    if !others.chain([new]).any(is_owner) {
        return Err(if people.is_empty() { StaffError::FirstIsOwner } else { StaffError::LastOwner });
    }
    match before {
        Some(before) if before.role != new.role && !has_pin => Err(StaffError::RoleNeedsPin),
        Some(before) if before == new && !has_pin => Err(StaffError::NoChange),
        _ => Ok(()),
    }
}

/// The person `number` as the change makes them.
///
/// # Errors
/// [`StaffError::Unknown`].
pub fn change_of(
    people: &[Operator],
    number: OperatorNumber,
    change: impl Fn(&mut Operator),
) -> Result<Operator, StaffError> {
    let found = people.iter().find(|known| known.number == number);
    let mut changed = found.cloned().ok_or(StaffError::Unknown(number))?;
    change(&mut changed);
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> OperatorNumber {
        OperatorNumber::parse(text).expect("a number")
    }

    fn person(text: &str, role: Role) -> Operator {
        Operator {
            number: number(text),
            name: OperatorName::parse("김하나").expect("a name"),
            role,
            limits: Limits::default(),
            disabled: false,
        }
    }

    #[test]
    fn a_number_has_one_or_two_digits_and_no_zero_in_front() {
        for text in ["1", "9", "10", "99"] {
            assert_eq!(number(text).to_string(), text);
        }
        for text in ["", "0", "00", "01", "100", "1 ", " 1", "+1", "a", "１", "9999999999999999999999"] {
            assert_eq!(OperatorNumber::parse(text), Err(StaffError::Number), "{text}");
        }
    }

    #[test]
    fn one_number_never_begins_with_another() {
        for (a, b, alike) in [
            ("1", "11", true),
            ("11", "1", true),
            ("1", "1", true),
            ("11", "12", false),
            ("2", "11", false),
            ("1", "21", false),
        ] {
            assert_eq!(number(a).begins_alike(number(b)), alike, "{a} {b}");
        }
    }

    #[test]
    fn a_name_is_short_text() {
        for (text, expected) in
            [("  김하나 ", "김하나"), ("Ann O'Neil", "Ann O'Neil"), ("가나다라마바사아", "가나다라마바사아")]
        {
            assert_eq!(OperatorName::parse(text).expect("a name").as_str(), expected);
        }
        for text in ["", "  ", "가나다라마바사아자", "a\nb", "4111111111111111", "seventeen columns"]
        {
            assert_eq!(OperatorName::parse(text), Err(StaffError::Name), "{text}");
        }
    }

    #[test]
    fn there_is_always_an_owner() {
        let (owner, cashier) = (person("1", Role::Owner), person("21", Role::Cashier));
        assert_eq!(refuse_change(&[], &cashier, true), Err(StaffError::FirstIsOwner));
        assert_eq!(refuse_change(&[], &owner, true), Ok(()));
        let people = [owner.clone(), cashier.clone()];
        let disabled = Operator { disabled: true, ..owner.clone() };
        assert_eq!(refuse_change(&people, &disabled, false), Err(StaffError::LastOwner));
        let demoted = Operator { role: Role::Supervisor, ..owner.clone() };
        assert_eq!(refuse_change(&people, &demoted, true), Err(StaffError::LastOwner));
        let second = person("3", Role::Owner);
        let people = [owner.clone(), cashier.clone(), second];
        assert_eq!(refuse_change(&people, &disabled, false), Ok(()));
        assert_eq!(refuse_change(&people, &demoted, false), Err(StaffError::RoleNeedsPin));
        assert_eq!(refuse_change(&people, &owner, false), Err(StaffError::NoChange));
        assert_eq!(refuse_change(&people, &owner, true), Ok(()));
        let new = person("11", Role::Cashier);
        let prefix = StaffError::Prefix { new: number("11"), other: number("1") };
        assert_eq!(refuse_change(&people, &new, true), Err(prefix));
    }
}
