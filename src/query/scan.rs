//! Readers of small pieces at the start of a text. Each returns what it read, if there is a choice, and the rest.

/// Digits, at least one.
pub(super) fn digits(text: &str) -> Option<(&str, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at_checked(len).filter(|(digits, _)| !digits.is_empty())
}

/// A number of at most `most` digits.
pub(super) fn number(text: &str, most: usize) -> Option<(u32, &str)> {
    let (digits, rest) = digits(text).filter(|(digits, _)| digits.len() <= most)?;
    Some((digits.parse().ok()?, rest))
}

/// The rest after the first of these words that fits.
pub(super) fn one_of<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// The rest after a blank, if there is one.
pub(super) fn blank(text: &str) -> &str {
    text.strip_prefix(' ').unwrap_or(text)
}
