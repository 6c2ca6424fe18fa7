//! Ids of other systems that are letters, whichever keyboard was on: twenty capitals, and the beginning or the end of them.

use super::{digits, hangul, meaning::Meaning};
use crate::payment::id::ID_LEN;

/// Fewest characters of a beginning or an end. A shorter word is one that is being typed.
const FEWEST: usize = 4;
/// The keys that Shift makes another letter of, with the Korean keyboard on: by them it shows that it was held.
const SHIFTED: &str = "QWERTOP";

/// Reads a word as an id of another system, or as the beginning or the end of one. Of a part, only capitals are taken for one: other
/// words are more likely words.
pub(super) fn read(word: &str) -> Option<Meaning> {
    let word = word.strip_prefix('-').unwrap_or(word);
    let letters = letters(word)?;
    match letters.len() {
        ID_LEN => digits::id(&letters),
        FEWEST..ID_LEN if has_capitals(word) => Some(Meaning::IdPart(letters)),
        _ => None,
    }
}

/// The capitals and digits that the keys of a word type; `None` when there are others, or no letters.
pub fn letters(word: &str) -> Option<String> {
    let keys = keys(word).to_ascii_uppercase();
    let has_letters = keys.bytes().any(|key| key.is_ascii_uppercase());
    (has_letters && keys.bytes().all(|key| key.is_ascii_uppercase() || key.is_ascii_digit())).then_some(keys)
}

/// The keys that type a word; those of Latin letters as they are.
fn keys(word: &str) -> String {
    let mut keys = String::with_capacity(word.len());
    for c in word.chars() {
        if c.is_ascii() { keys.push(c) } else { hangul::push_keys(&mut keys, c) }
    }
    keys
}

/// Whether Shift was held, as far as it can be seen: with the Korean keyboard on, only some keys tell.
fn has_capitals(word: &str) -> bool {
    if word.is_ascii() {
        return !word.bytes().any(|byte| byte.is_ascii_lowercase());
    }
    let keys = keys(word);
    keys.contains(|key| SHIFTED.contains(key))
        && !keys.contains(|key: char| SHIFTED.contains(key.to_ascii_uppercase()) && key.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::TransactionId;

    #[test]
    fn capitals_are_ids_with_either_keyboard() {
        let id = TransactionId::parse("VOLSVBDSCHNNIGNWLIFE").expect("id");
        let whole = Some(Meaning::Id { id, mistyped: false });
        let part = |text: &str| Some(Meaning::IdPart(text.to_owned()));
        for (word, expected) in [
            ("VOLSVBDSCHNNIGNWLIFE", whole.clone()),
            ("volsvbdschnnignwlife", whole.clone()),
            // The same keys with the Korean keyboard on, with Shift and without.
            ("ㅍㅐㅣㄴ퓨ㅇㄴ초", None),
            ("ㅍㅒㅣㄴㅍㅠㅇㄴㅊㅗㅜㅜㅑㅎㅜㅉㅣㅑㄹㄸ", whole.clone()),
            ("ㅍㅐㅣㄴ퓨ㅇㄴ초ㅜㅜㅑ후지ㅑㄹㄷ", whole.clone()),
            ("VOLS", part("VOLS")),
            ("-LIFE", part("LIFE")),
            ("ㅜㅉㅣㅑㄹㄸ", part("NWLIFE")),
            ("vols", None),
            ("VOL", None),
            ("결제하다", None),
            ("VOLS-1", None),
            ("1234", None),
        ] {
            assert_eq!(read(word), expected, "{word}");
        }
    }
}
