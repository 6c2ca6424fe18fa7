//! The value of a key: text or a number, with all its digits.

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::payment::Entry;

/// The value of a key. Without `Debug`: it may be a card number.
#[derive(Default)]
pub(in crate::cli) enum Scalar {
    /// Left out, `null` or `""`.
    #[default]
    Blank,
    /// Text, or a number in its own digits.
    Text(Zeroizing<String>),
    /// `true` or `false`.
    Bool(bool),
    /// An array or an object.
    Other,
}

impl Scalar {
    /// The value as the form takes it.
    pub(in crate::cli) fn entry(&self) -> Entry<'_> {
        match self {
            Self::Blank => Entry::Blank,
            Self::Text(text) => Entry::Text(text),
            Self::Bool(_) | Self::Other => Entry::WrongType,
        }
    }

    /// The value of `raw`; a whole number is zero-filled to `width` digits. `None` for a string that is valid JSON but no text,
    /// because it has half of a surrogate pair.
    pub(super) fn of(raw: &RawValue, width: usize) -> Option<Self> {
        let raw = raw.get();
        Some(match raw.as_bytes().first() {
            Some(b'"') => {
                let text = unescaped(raw)?;
                if text.is_empty() { Self::Blank } else { Self::Text(text) }
            }
            Some(b'n') => Self::Blank,
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'[' | b'{') => Self::Other,
            _ if raw.bytes().all(|digit| digit.is_ascii_digit()) => {
                Self::Text(Zeroizing::new(format!("{raw:0>width$}")))
            }
            _ => Self::Text(Zeroizing::new(raw.to_owned())),
        })
    }
}

/// The text of a JSON string.
fn unescaped(raw: &str) -> Option<Zeroizing<String>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let text = if inner.contains('\\') { serde_json::from_str(raw).ok()? } else { inner.to_owned() };
    Some(Zeroizing::new(text))
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(parser: D) -> Result<Self, D::Error> {
        zero_filled::<_, 0>(parser)
    }
}

/// Reads a value, and zero-fills a number to `WIDTH` digits: JSON numbers cannot have leading zeros.
///
/// Reads the raw text, because serde's own numbers would lose digits and fractions.
pub(super) fn zero_filled<'de, D: Deserializer<'de>, const WIDTH: usize>(
    parser: D,
) -> Result<Scalar, D::Error> {
    let raw = <&RawValue>::deserialize(parser)?;
    Scalar::of(raw, WIDTH).ok_or_else(|| D::Error::custom("a string that is not text"))
}

#[cfg(test)]
impl Scalar {
    /// The value as the form reads it.
    pub(super) fn shown(&self) -> String {
        match self.entry() {
            Entry::Blank => "blank".to_owned(),
            Entry::Text(text) => text.to_owned(),
            Entry::WrongType => "wrong type".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<const WIDTH: usize>(raw: &str) -> String {
        let mut parser = serde_json::Deserializer::from_str(raw);
        let value = zero_filled::<_, WIDTH>(&mut parser);
        value.map_or_else(|error| error.to_string(), |value| value.shown())
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
            (r#""\"\\""#, "\"\\"),
            (r#""한글""#, "한글"),
            (r#""""#, "blank"),
            ("null", "blank"),
            ("true", "wrong type"),
            ("false", "wrong type"),
            ("[1]", "wrong type"),
            ("{}", "wrong type"),
            (r#""\ud800""#, "a string that is not text"),
        ] {
            assert_eq!(shown::<0>(raw), expected, "{raw}");
        }
    }

    #[test]
    fn only_whole_numbers_are_zero_filled() {
        for (raw, expected) in [
            ("125", "0125"),
            ("0", "0000"),
            ("12345", "12345"),
            (r#""125""#, "125"),
            ("-25", "-25"),
            ("1e1", "1e1"),
            (r#""""#, "blank"),
        ] {
            assert_eq!(shown::<4>(raw), expected, "{raw}");
        }
        assert_eq!(
            (shown::<3>("7"), shown::<3>("1234"), shown::<0>("7")),
            ("007".into(), "1234".into(), "7".into())
        );
    }
}
