//! The text of an object to its values. Nothing is lost on the way: keys that are unknown or stand twice are seen, and
//! numbers keep every digit.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer as _,
    de::{DeserializeSeed, Error, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use strum::EnumCount as _;
use zeroize::Zeroizing;

use super::{
    keys::{Key, Takes},
    problem::JsonProblem,
    syntax::{not_text, syntax},
};
use crate::payment::Entry;

/// Longest unknown key that is repeated; a longer one is not a slip of a name.
const NAMEABLE: usize = 32;

/// The value of a key. Without `Debug`: it may be a card number.
#[derive(Default)]
pub(in crate::cli) enum Held<'a> {
    /// Left out, `null` or `""`.
    #[default]
    Blank,
    /// Text, or a number in its own digits.
    Text(&'a str),
    /// Text that does not stand so in the request: unescaped, or filled up with zeros.
    Owned(Zeroizing<String>),
    /// `true` or `false`.
    Bool(bool),
    /// An array or an object.
    Other,
}

impl Held<'_> {
    /// As a form takes it.
    pub(in crate::cli) fn entry(&self) -> Entry<'_> {
        match self {
            Self::Blank => Entry::Blank,
            Self::Text(text) => Entry::Text(text),
            Self::Owned(text) => Entry::Text(text),
            Self::Bool(_) | Self::Other => Entry::WrongType,
        }
    }
}

/// The values of one request.
pub(in crate::cli) struct Object<'a> {
    values: [Held<'a>; Key::COUNT],
}

impl<'a> Object<'a> {
    /// Reads the text of an object.
    pub(in crate::cli) fn read(text: &'a str, takes: Takes) -> Result<Self, JsonProblem> {
        let mut parser = serde_json::Deserializer::from_str(text);
        let walked = parser.deserialize_map(Walk { takes }).map_err(|error| syntax(text, &error))?;
        let raw = walked?;
        let mut values = std::array::from_fn(|_| Held::Blank);
        for (key, value) in raw {
            if let Some(place) = values.get_mut(key as usize) {
                *place = held(key, value).ok_or_else(|| not_text(text, value))?;
            }
        }
        Ok(Self { values })
    }

    /// The value of `key`.
    pub(in crate::cli) fn get(&self, key: Key) -> &Held<'a> {
        self.values.get(key as usize).unwrap_or(&Held::Blank)
    }
}

/// The value that `raw` stands for; `None` for a string that is not text.
fn held(key: Key, raw: &RawValue) -> Option<Held<'_>> {
    let raw = raw.get();
    Some(match raw.as_bytes().first() {
        Some(b'"') => match unescaped(raw)? {
            Cow::Borrowed("") => Held::Blank,
            Cow::Borrowed(text) => Held::Text(text),
            Cow::Owned(text) => Held::Owned(Zeroizing::new(text)),
        },
        Some(b'n') => Held::Blank,
        Some(b't') => Held::Bool(true),
        Some(b'f') => Held::Bool(false),
        Some(b'[' | b'{') => Held::Other,
        _ => number(key, raw),
    })
}

fn number(key: Key, digits: &str) -> Held<'_> {
    let width = key.zero_filled_width();
    if digits.len() < width && digits.bytes().all(|digit| digit.is_ascii_digit()) {
        Held::Owned(Zeroizing::new(format!("{digits:0>width$}")))
    } else {
        Held::Text(digits)
    }
}

fn unescaped(raw: &str) -> Option<Cow<'_, str>> {
    #[derive(serde::Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    serde_json::from_str::<Text<'_>>(raw).ok().map(|text| text.0)
}

/// The values of the known keys, or the first key that is not all right.
type Walked<'a> = Result<Vec<(Key, &'a RawValue)>, JsonProblem>;

/// Walks an object key by key.
struct Walk {
    takes: Takes,
}

impl<'de> Visitor<'de> for Walk {
    type Value = Walked<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found: Walked<'de> = Ok(Vec::with_capacity(Key::COUNT));
        while let Some(name) = map.next_key_seed(Name { takes: self.takes })? {
            let value: &RawValue = map.next_value()?;
            let Ok(values) = &mut found else { continue };
            match name {
                Ok((key, _)) if values.iter().all(|(other, _)| *other != key) => values.push((key, value)),
                Ok((_, name)) => found = Err(JsonProblem::DuplicateKey { key: name }),
                Err(key) => found = Err(JsonProblem::UnknownKey { key }),
            }
        }
        Ok(found)
    }
}

/// Reads a key: which it is, or what may be told of it.
struct Name {
    takes: Takes,
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Result<(Key, &'static str), Option<String>>;

    fn deserialize<D: serde::Deserializer<'de>>(self, parser: D) -> Result<Self::Value, D::Error> {
        parser.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Result<(Key, &'static str), Option<String>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let may_be_named = (1..=NAMEABLE).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-'));
        Ok(Key::named(text, self.takes).ok_or_else(|| may_be_named.then(|| text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::syntax::check, *};

    /// What the form would read for `key`.
    fn value(json: &str, key: Key) -> String {
        let object = Object::read(json, Takes::Payments).map_err(|problem| format!("{problem:?}")).ok();
        match object.as_ref().map(|object| object.get(key).entry()) {
            None => "refused".to_owned(),
            Some(Entry::Blank) => "blank".to_owned(),
            Some(Entry::Text(text)) => text.to_owned(),
            Some(Entry::WrongType) => "wrong type".to_owned(),
        }
    }

    #[test]
    fn values_keep_every_digit() {
        for (raw, expected) in [
            ("1234567890123456", "1234567890123456"),
            ("340282366920938463463374607431768211456", "340282366920938463463374607431768211456"),
            ("1e5", "1e5"),
            ("1.0", "1.0"),
            ("-0", "-0"),
            (r#""0110000""#, "0110000"),
            (r#""\u0031\u0030""#, "10"),
            (r#""""#, "blank"),
            ("null", "blank"),
            ("true", "wrong type"),
            ("false", "wrong type"),
            ("[1]", "wrong type"),
            ("{}", "wrong type"),
            (r#""\ud800""#, "refused"),
        ] {
            assert_eq!(value(&format!("{{\"amount\": {raw} }}"), Key::Amount), expected, "{raw}");
        }
        assert_eq!(value("{}", Key::Amount), "blank");
    }

    #[test]
    fn only_numbers_of_expiry_and_cvc_are_zero_filled() {
        for (json, key, expected) in [
            (r#"{"expiry":125}"#, Key::Expiry, "0125"),
            (r#"{"exp_ym":0}"#, Key::Expiry, "0000"),
            (r#"{"expiry":12345}"#, Key::Expiry, "12345"),
            (r#"{"expiry":"125"}"#, Key::Expiry, "125"),
            (r#"{"expiry":-25}"#, Key::Expiry, "-25"),
            (r#"{"expiry":1e1}"#, Key::Expiry, "1e1"),
            (r#"{"cvc":7}"#, Key::Cvc, "007"),
            (r#"{"cvc":"7"}"#, Key::Cvc, "7"),
            (r#"{"amount":7}"#, Key::Amount, "7"),
        ] {
            assert_eq!(value(json, key), expected, "{json}");
        }
    }

    #[test]
    fn keys_are_known_and_stand_once() {
        let unknown = |key: Option<&str>| JsonProblem::UnknownKey { key: key.map(str::to_owned) };
        let long = "x".repeat(33);
        for (json, problem) in [
            (r#"{"canclebill":1}"#.to_owned(), unknown(Some("canclebill"))),
            (r#"{"Amount":1}"#.to_owned(), unknown(Some("Amount"))),
            (r#"{"":1}"#.to_owned(), unknown(None)),
            (r#"{"1234567890123456":1}"#.to_owned(), unknown(None)),
            (r#"{"한글":1}"#.to_owned(), unknown(None)),
            (r#"{"a\u001b":1}"#.to_owned(), unknown(None)),
            (format!("{{\"{long}\":1}}"), unknown(None)),
            (r#"{"amount":1,"amount":1}"#.to_owned(), JsonProblem::DuplicateKey { key: "amount" }),
            (r#"{"cardnum":"1","card_no":"1"}"#.to_owned(), JsonProblem::DuplicateKey { key: "card_no" }),
            (r#"{"amount":1,"\u0061mount":1}"#.to_owned(), JsonProblem::DuplicateKey { key: "amount" }),
            (r#"{"amount":null,"amount":1,"x":2}"#.to_owned(), JsonProblem::DuplicateKey { key: "amount" }),
        ] {
            assert_eq!(check(json.as_bytes()), Ok(()), "{json}");
            assert_eq!(Object::read(&json, Takes::Payments).err(), Some(problem), "{json}");
        }
    }
}
