//! The text of the `encrypted_card` slot.

use std::fmt;

use super::layout::all;

/// Base64url characters of the sealed card: nonce (24 bytes), card data padded to 32 bytes, tag (16 bytes).
const BODY: usize = 96;
/// `k`, up to ten digits of a key id, `.`, and the body.
const MAX: usize = 1 + 10 + 1 + BODY;

/// `k<key id>.` and 96 characters of base64url: sealed `card|expiry|cvc`, of the same length for every card.
///
/// Only the form is known here; opening it takes the keyring.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SealedCard {
    text: [u8; MAX],
    len: usize,
}

impl SealedCard {
    /// Reads the text; `None` when it has another form.
    #[must_use]
    #[inline]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (head, body) = bytes.split_last_chunk::<BODY>()?;
        let [b'k', key_id @ .., b'.'] = head else { return None };
        let [b'1'..=b'9', ..] = key_id else { return None };
        if read_key_id(key_id).is_none() || !all(body, is_base64url) {
            return None;
        }
        let mut sealed = Self { text: [b' '; MAX], len: bytes.len() };
        sealed.text.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(sealed)
    }

    /// The id of the key that sealed it, at least 1.
    #[must_use]
    pub fn key_id(&self) -> u32 {
        let digits = self.text.get(1..self.len - BODY - 1);
        digits.and_then(read_key_id).unwrap_or_default()
    }

    /// The base64url part.
    #[must_use]
    pub fn body(&self) -> &str {
        self.as_str().split_once('.').map_or("", |(_, body)| body)
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..self.len]).unwrap_or_default()
    }
}

/// A key id in ASCII digits; `None` past the largest.
fn read_key_id(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |id, digit| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
        id.checked_mul(10)?.checked_add(digit)
    })
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

impl fmt::Debug for SealedCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedCard(k{})", self.key_id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_form_is_read() {
        let body = "A".repeat(BODY);
        let good = format!("k1.{body}");
        assert_eq!(SealedCard::parse(&good).map(|s| (s.key_id(), s.body().len())), Some((1, 96)));
        assert_eq!(SealedCard::parse(&format!("k4294967295.{body}")).map(|s| s.key_id()), Some(u32::MAX));
        for wrong in [
            String::new(),
            body.clone(),
            format!("k0.{body}"),
            format!("k01.{body}"),
            format!("k.{body}"),
            format!("K1.{body}"),
            format!("k1,{body}"),
            format!("k4294967296.{body}"),
            format!("k1.{}", "A".repeat(BODY - 1)),
            format!("k1.{}", "A".repeat(BODY + 1)),
            format!("k1.{}+", "A".repeat(BODY - 1)),
            format!("k1.{}=", "A".repeat(BODY - 1)),
            format!("k1.{} ", "A".repeat(BODY - 1)),
        ] {
            assert_eq!(SealedCard::parse(&wrong), None, "{wrong}");
        }
    }
}
