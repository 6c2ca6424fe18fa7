//! The number and the PIN of a person, keyed as one run of digits: numbers of a shop never begin alike and all PINs have a known
//! length, so the last digit needs no Enter.
//!
//! Only a person keys a PIN. What a machine types here, as a card that is swiped, is swallowed to its end.

use std::time::Instant;

use zeroize::{Zeroize as _, Zeroizing};

use super::by_hand::ByHand;
use crate::{
    desk::{People, Person},
    staff::{OperatorNumber, Pin},
};

/// Digits of the longest number with the longest PIN. The buffer has this size at once: growing would leave a copy behind.
const CAPACITY: usize = 16;

/// What a key did.
#[derive(Debug)]
pub enum PinKeyed {
    /// It was taken, or it is none that belongs here.
    More,
    /// It is no digit.
    NoDigit,
    /// Number and PIN are complete.
    Whole(OperatorNumber, Box<Pin>),
    /// A machine is typing: all of it is wiped.
    Machine,
}

/// What is keyed of a number and a PIN.
pub struct PinEntry {
    people: People,
    keyed: Zeroizing<String>,
    by_hand: ByHand,
}

impl PinEntry {
    /// Nothing is keyed yet, of one of these people.
    pub fn new(people: People) -> Self {
        let keyed = Zeroizing::new(String::with_capacity(CAPACITY));
        Self { people, keyed, by_hand: ByHand::default() }
    }

    /// The same, of these people.
    pub fn with(self, people: People) -> Self {
        Self { people, ..self }
    }

    /// Types a character, at machine speed or not.
    pub fn type_char(&mut self, c: char, at_machine_speed: bool, now: Instant) -> PinKeyed {
        if self.by_hand.is_machine(at_machine_speed, now) {
            self.keyed.zeroize();
            return PinKeyed::Machine;
        }
        // A Korean keyboard in its wide mode types full-width digits.
        let digit = match c {
            '0'..='9' => c,
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or('0'),
            _ => return PinKeyed::NoDigit,
        };
        if self.keyed.is_empty() && digit == '0' {
            return PinKeyed::More;
        }
        self.keyed.push(digit);
        let Some((number, pin)) = self.parts() else { return PinKeyed::More };
        let digits = self.people.digits_of(number);
        match Pin::keyed(pin, digits) {
            Ok(pin) => {
                self.keyed.zeroize();
                PinKeyed::Whole(number, Box::new(pin))
            }
            Err(_) => PinKeyed::More,
        }
    }

    /// Takes the last digit back.
    pub fn backspace(&mut self) {
        self.keyed.pop();
    }

    /// Wipes what is keyed. Returns whether there was anything.
    pub fn clear(&mut self) -> bool {
        let had = !self.keyed.is_empty();
        self.keyed.zeroize();
        had
    }

    /// Text that came at once is no PIN that a person keys.
    pub fn swallow(&mut self, now: Instant) {
        self.keyed.zeroize();
        self.by_hand.swallow(now);
    }

    /// The number, as far as it is keyed, and how many digits of the PIN are keyed and still to come. The second digit of a number that
    /// nobody has may be the first one of a PIN: it is not shown.
    pub fn shown(&self) -> (&str, usize, usize) {
        match self.parts() {
            Some((number, pin)) => {
                let all = usize::from(self.people.digits_of(number).number());
                let digits = if self.has(number) { self.keyed.len() - pin.len() } else { 1 };
                let shown = self.keyed.get(..digits).unwrap_or_default();
                (shown, self.keyed.len() - digits, all.saturating_sub(pin.len()))
            }
            None => (&self.keyed, 0, 0),
        }
    }

    /// An owner who has asked for another PIN, if there is one.
    pub fn recovering(&self) -> Option<&Person> {
        self.people.all.iter().find(|person| person.recovery.is_some())
    }

    /// The number once it is keyed, if somebody has it.
    pub fn number(&self) -> Option<OperatorNumber> {
        self.parts().map(|(number, _)| number).filter(|number| self.has(*number))
    }

    fn has(&self, number: OperatorNumber) -> bool {
        self.people.all.iter().any(|person| person.operator.number == number)
    }

    /// The number once it is complete, and the digits behind it.
    fn parts(&self) -> Option<(OperatorNumber, &str)> {
        let of = |len: usize| {
            let (number, pin) = self.keyed.split_at_checked(len)?;
            Some((OperatorNumber::parse(number).ok()?, pin))
        };
        // A number that nobody has is taken for one of two digits: it is refused as a wrong PIN is.
        of(1).filter(|(number, _)| self.has(*number)).or_else(|| of(2))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::staff::{Limits, Operator, OperatorName, PinDigits, Role};

    fn people(numbers: &[u64]) -> People {
        let person = |number: &u64| Person {
            operator: Operator {
                number: OperatorNumber::new(*number).expect("number"),
                name: OperatorName::parse("a").expect("name"),
                role: Role::Cashier,
                limits: Limits::default(),
                disabled: false,
            },
            fact: 1,
            pin: None,
            failures: 0,
            waits_until: None,
            recovery: None,
        };
        People { all: numbers.iter().map(person).collect(), digits: PinDigits::DEFAULT }
    }

    fn keyed(entry: &mut PinEntry, text: &str) -> Option<(u8, usize)> {
        let now = Instant::now();
        let mut whole = None;
        for c in text.chars() {
            if let PinKeyed::Whole(number, pin) = entry.type_char(c, false, now) {
                assert!(whole.is_none());
                whole = Some((number.number(), pin.expose().len()));
            }
        }
        whole
    }

    #[test]
    fn five_keys_sign_in_a_number_of_one_digit_and_six_one_of_two() {
        let mut entry = PinEntry::new(people(&[1, 21]));
        assert_eq!(keyed(&mut entry, "1258"), None);
        assert_eq!(entry.shown(), ("1", 3, 1));
        assert_eq!(keyed(&mut entry, "0"), Some((1, 4)));
        assert_eq!(entry.shown(), ("", 0, 0));
        assert_eq!(keyed(&mut entry, "212580"), Some((21, 4)));
        assert_eq!(keyed(&mut entry, "392"), None);
        assert_eq!(entry.shown(), ("3", 2, 3), "its second digit may be one of a PIN");
        assert_eq!(keyed(&mut entry, "580"), Some((39, 4)), "a number that nobody has");
        assert_eq!(keyed(&mut entry, "０2１2580"), Some((21, 4)), "full-width, and a zero in front");
        entry.backspace();
        assert_eq!(keyed(&mut entry, "1x"), None);
        assert!(entry.clear() && !entry.clear());
    }

    #[test]
    fn what_a_machine_types_is_swallowed_to_its_end() {
        let now = Instant::now();
        let mut entry = PinEntry::new(people(&[1]));
        let mut whole = 0;
        for (index, c) in "12580125801258012580".chars().enumerate() {
            whole += u32::from(matches!(entry.type_char(c, index > 0, now), PinKeyed::Whole(..)));
        }
        assert_eq!((whole, entry.shown().0), (0, ""));
        assert!(matches!(entry.type_char('1', false, now + Duration::from_millis(250)), PinKeyed::Machine));
        assert!(matches!(entry.type_char('1', false, now + Duration::from_secs(1)), PinKeyed::More));
        assert_eq!(entry.shown(), ("1", 0, 4));
    }
}
