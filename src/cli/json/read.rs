//! The text of an object to a request.
//!
//! serde reads the request, and refuses an unknown or a duplicate key. Its errors do not serve: they quote the key as it is,
//! report the first mistake of any kind, and name a duplicate key by its own name, not by the alias that was used. So a
//! refused text is read a second time: first checked as JSON, then key by key. serde decides there too which keys are known;
//! there is no second list of keys.
//!
//! serde's error quotes an unknown key; it is freed, but not wiped. It never holds a value.

use std::{fmt, str};

use serde::{
    Deserializer as _,
    de::{MapAccess, Visitor, value::MapDeserializer},
};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::{
    problem::JsonProblem,
    request::Request,
    scalar::Scalar,
    syntax::{check, is_blank, not_text, syntax},
};

/// Longest unknown key that an error quotes. A longer one is no misspelt name.
const MAX_NAME_BYTES: usize = 32;

/// Reads one whole object.
pub(super) fn read<T: Request>(bytes: &[u8]) -> Result<T, JsonProblem> {
    let text = str::from_utf8(bytes).or(Err(JsonProblem::NotUtf8))?;
    // serde would read an array as the fields in their order.
    if !text.trim_start_matches(is_blank).starts_with('{') {
        check(bytes)?;
    }
    serde_json::from_str(text).map_err(|error| explain::<T>(text, &error))
}

/// Why `text` is not a request; `error` is the reason that serde gave.
fn explain<T: Request>(text: &str, error: &serde_json::Error) -> JsonProblem {
    if let Err(problem) = check(text.as_bytes()) {
        return problem;
    }
    let members = match serde_json::Deserializer::from_str(text).deserialize_map(Members) {
        Ok(members) => members,
        Err(error) => return syntax(text, &error),
    };
    let wrong_text = || members.iter().find(|(_, value)| Scalar::of(value, 0).is_none());
    wrong_key::<T>(&members)
        .or_else(|| wrong_text().map(|(_, value)| not_text(text, value)))
        .unwrap_or_else(|| syntax(text, error))
}

/// The first key that is unknown or a duplicate.
fn wrong_key<T: Request>(members: &[Member<'_>]) -> Option<JsonProblem> {
    (1..=members.len()).find_map(|count| {
        let members = members.get(..count)?;
        let (last, _) = members.last()?;
        if !accepts_keys::<T>([last]) {
            let key = is_safe_to_name(last).then(|| last.to_string());
            Some(JsonProblem::UnknownKey { key, known: T::KEYS })
        } else if !accepts_keys::<T>(members.iter().map(|(key, _)| key)) {
            Some(JsonProblem::DuplicateKey { key: last.to_string() })
        } else {
            None
        }
    })
}

/// True if a request can have these keys, each once.
fn accepts_keys<'a, T: Request>(keys: impl IntoIterator<Item = &'a Zeroizing<String>>) -> bool {
    let nulls = keys.into_iter().map(|key| (key.as_str(), RawValue::NULL));
    T::deserialize(MapDeserializer::<_, serde_json::Error>::new(nulls)).is_ok()
}

/// True if a key looks like a name, perhaps misspelt, and not like a value in the wrong place.
fn is_safe_to_name(key: &str) -> bool {
    (1..=MAX_NAME_BYTES).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-'))
}

/// A key and its value.
type Member<'a> = (Zeroizing<String>, &'a RawValue);

/// Reads the members of an object in their order, duplicate keys included.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, _>()? {
            members.push((Zeroizing::new(key), value));
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::request::JsonPayment, *};

    fn problem(json: &str) -> Option<JsonProblem> {
        read::<JsonPayment>(json.as_bytes()).err()
    }

    #[test]
    fn keys_are_known_and_unique() {
        let unknown = |key: Option<&str>| JsonProblem::UnknownKey {
            key: key.map(str::to_owned),
            known: JsonPayment::KEYS,
        };
        let twice = |key: &str| JsonProblem::DuplicateKey { key: key.to_owned() };
        let long = "x".repeat(33);
        for (json, expected) in [
            (r#"{"canclebill":1}"#.to_owned(), unknown(Some("canclebill"))),
            (r#"{"Amount":1}"#.to_owned(), unknown(Some("Amount"))),
            (r#"{"":1}"#.to_owned(), unknown(None)),
            (r#"{"1234567890123456":1}"#.to_owned(), unknown(None)),
            (r#"{"한글":1}"#.to_owned(), unknown(None)),
            (r#"{"a\u001b":1}"#.to_owned(), unknown(None)),
            (format!("{{\"{long}\":1}}"), unknown(None)),
            (r#"{"amount":1,"amount":1}"#.to_owned(), twice("amount")),
            (r#"{"cardnum":"1","card_no":"1"}"#.to_owned(), twice("card_no")),
            (r#"{"amount":1,"\u0061mount":1}"#.to_owned(), twice("amount")),
            (r#"{"amount":null,"amount":1,"x":2}"#.to_owned(), twice("amount")),
            (r#"{"x":2,"amount":null,"amount":1}"#.to_owned(), unknown(Some("x"))),
            (r#"{"amount":"\ud800","x":2}"#.to_owned(), unknown(Some("x"))),
        ] {
            assert_eq!(check(json.as_bytes()), Ok(()), "{json}");
            assert_eq!(problem(&json), Some(expected), "{json}");
        }
    }

    #[test]
    fn a_syntax_error_is_reported_before_a_wrong_key() {
        let syntax = |column, ended| Some(JsonProblem::Syntax { column, ended });
        for (json, expected) in [
            (r#"{"x":1,"#, syntax(7, true)),
            (r#"{"amount":1,"amount":01}"#, syntax(23, false)),
            (r#"{"x":1} {}"#, syntax(9, false)),
            (r#"{"amount":"\ud800"}"#, syntax(11, false)),
            (r#"{"vat":1,"amount":"\ud800"}"#, syntax(19, false)),
            (r#"["1234567890123456"]"#, Some(JsonProblem::NotAnObject)),
            ("[]", Some(JsonProblem::NotAnObject)),
            ("null", Some(JsonProblem::NotAnObject)),
            (" ", Some(JsonProblem::Empty)),
            ("{}", None),
            (" {\"amount\" : [{\"x\":{}}] }\t", None),
        ] {
            assert_eq!(problem(json), expected, "{json}");
        }
        assert_eq!(read::<JsonPayment>(b"{\"\xff\":1}").err(), Some(JsonProblem::NotUtf8));
    }
}
