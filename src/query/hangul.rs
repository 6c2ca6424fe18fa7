//! From Hangul to the keys that type it (the two-set layout, KS X 5002), and back: so that a word is found whichever
//! keyboard was on, and while its last syllable is not finished. Ours, because a search needs both directions, and
//! syllables that are not finished.
//!
//! A key is written as its Latin letter, a shifted one as the capital where Hangul has one: 취소 is `cnlth`, 까 is `Rk`.

/// The first jamo of the block that keyboards and fonts use, `ㄱ`; consonants come first, then vowels.
const COMPATIBILITY: u32 = 0x3131;
/// The first syllable, `가`.
const SYLLABLES: u32 = 0xAC00;
/// The first jamo of each place in a decomposed syllable.
const INITIAL: u32 = 0x1100;
const VOWEL: u32 = 0x1161;
const FINAL: u32 = 0x11A8;

const INITIALS: [&str; 19] =
    ["r", "R", "s", "e", "E", "f", "a", "q", "Q", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g"];
const VOWELS: [&str; 21] = [
    "k", "o", "i", "O", "j", "p", "u", "P", "h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m",
    "ml", "l",
];
/// What closes a syllable; the first is no consonant.
const FINALS: [&str; 28] = [
    "", "r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a", "q", "qt",
    "t", "T", "d", "w", "c", "z", "x", "v", "g",
];
/// The consonants of the compatibility block, in its order.
const CONSONANTS: [&str; 30] = [
    "r", "R", "rt", "s", "sw", "sg", "e", "E", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a", "q", "Q",
    "qt", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g",
];

/// True if this key types a consonant.
pub(super) fn is_consonant(key: char) -> bool {
    "qwertasdfgzxcvQWERT".contains(key)
}

fn is_vowel(key: char) -> bool {
    "yuiophjklbnmOP".contains(key)
}

/// Adds the keys that type `c`; other characters than letters stay as they are.
pub(super) fn push_keys(keys: &mut String, c: char) {
    match of_hangul(c) {
        Some(parts) => keys.extend(parts),
        None if "QWERTOP".contains(c) => keys.push(c),
        None => keys.extend(c.to_lowercase()),
    }
}

/// The keys of a syllable or a jamo.
fn of_hangul(c: char) -> Option<[&'static str; 3]> {
    let place = |base: u32| u32::from(c).checked_sub(base).and_then(|index| usize::try_from(index).ok());
    let one = |table: &[&'static str], index: Option<usize>| table.get(index?).copied();
    let syllable = place(SYLLABLES).filter(|index| *index < 19 * 21 * 28);
    if let Some(index) = syllable {
        return Some([INITIALS[index / 28 / 21], VOWELS[index / 28 % 21], FINALS[index % 28]]);
    }
    let jamo = one(&CONSONANTS, place(COMPATIBILITY))
        .or_else(|| one(&VOWELS, place(COMPATIBILITY + 30)))
        .or_else(|| one(&INITIALS, place(INITIAL)))
        .or_else(|| one(&VOWELS, place(VOWEL)))
        .or_else(|| one(FINALS.get(1..)?, place(FINAL)));
    jamo.map(|jamo| [jamo, "", ""])
}

/// What these keys type with the Korean keyboard on; other characters than letters stay as they are.
pub(super) fn typed(keys: &str) -> String {
    let mut keys = keys.chars().collect::<Vec<char>>();
    // All in capitals: Caps Lock was on, which does not change Hangul keys.
    if !keys.iter().any(char::is_ascii_lowercase) {
        for key in &mut keys {
            *key = key.to_ascii_lowercase();
        }
    }
    let mut text = String::with_capacity(keys.len() * 2);
    let mut rest = keys.as_slice();
    while let Some((&first, after)) = rest.split_first() {
        let (c, next) = syllable(rest).or_else(|| lone(rest)).unwrap_or_else(|| (plain(first), after));
        text.push(c);
        rest = next;
    }
    text
}

fn plain(key: char) -> char {
    key.to_ascii_lowercase()
}

/// A syllable at the start of `keys`, as the input method puts it together, and the keys behind it.
fn syllable(keys: &[char]) -> Option<(char, &[char])> {
    let (initial, rest) = in_table(&INITIALS, keys, 1)?;
    let (vowel, rest) = in_table(&VOWELS, rest, 2).or_else(|| in_table(&VOWELS, rest, 1))?;
    // A consonant before a vowel begins the next syllable.
    let closes = |(_, after): &(u32, &[char])| !after.first().is_some_and(|key| is_vowel(*key));
    let (last, rest) = in_table(&FINALS, rest, 2)
        .filter(closes)
        .or_else(|| in_table(&FINALS, rest, 1).filter(closes))
        .unwrap_or((0, rest));
    Some((char::from_u32(SYLLABLES + (initial * 21 + vowel) * 28 + last)?, rest))
}

/// A single jamo at the start of `keys`, which is in no syllable.
fn lone(keys: &[char]) -> Option<(char, &[char])> {
    let (index, rest) = in_table(&CONSONANTS, keys, 1)
        .or_else(|| in_table(&VOWELS, keys, 1).map(|(index, rest)| (index + 30, rest)))?;
    Some((char::from_u32(COMPATIBILITY + index)?, rest))
}

/// Where in `table` the first `len` keys are, and the keys behind them.
fn in_table<'a>(table: &[&str], keys: &'a [char], len: usize) -> Option<(u32, &'a [char])> {
    let (head, rest) = keys.split_at_checked(len)?;
    let index = table.iter().position(|entry| entry.chars().eq(head.iter().copied()))?;
    Some((u32::try_from(index).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> String {
        let mut keys = String::new();
        text.chars().for_each(|c| push_keys(&mut keys, c));
        keys
    }

    #[test]
    fn hangul_is_typed_by_keys_and_keys_type_hangul() {
        for (text, typed_by) in [
            ("취소", "cnlth"),
            ("결제", "rufwp"),
            ("부분취소", "qnqnscnlth"),
            ("일시불", "dlftlqnf"),
            ("그저께", "rmwjRp"),
            ("5만5천원", "5aks5cjsdnjs"),
            ("사만 삼만", "tkaks tkaaks"),
            ("닭이 없다", "ekfrdl djqtek"),
            ("까지", "Rkwl"),
            ("ㅊㅅ", "ct"),
            ("췻", "cnlt"),
            ("의외", "dmldhl"),
        ] {
            assert_eq!(keys(text), typed_by, "{text}");
            assert_eq!(typed(typed_by), text, "{typed_by}");
        }
    }

    #[test]
    fn jamo_of_all_blocks_have_keys() {
        assert_eq!(keys("ㅔㅁㅛ"), "pay");
        assert_eq!(keys("ㅔ묘"), "pay");
        assert_eq!(keys("취ㅅ"), "cnlt");
        assert_eq!(keys("ㄳㅄㅢㅣ"), "rtqtmll");
        assert_eq!(keys("\u{1100}\u{1161}\u{11a8}\u{11c2}"), "rkrg");
        assert_eq!(keys("Pay RIO"), "Pay RiO");
    }

    #[test]
    fn caps_lock_is_forgiven() {
        assert_eq!(typed("CNLTH"), "취소");
    }
}
