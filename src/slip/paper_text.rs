//! What a printer can print of a text. Its columns are bytes: in code page 949 a character of ASCII is one, any other two; a
//! terminal may show the same character in another width (`…` and `·` are one column there, two on paper).

use std::borrow::Cow;

use encoding_rs::{EUC_KR, EncoderResult};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::config::Charset;

/// In the place of what a printer of code page 949 does not know: a box, which it does.
const BOX: char = '□';
/// The same for a printer that knows ASCII alone.
const QUESTION: char = '?';

/// The columns that a printable text takes.
#[must_use]
pub fn columns_of(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The columns of one printable character.
pub(super) fn columns(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

/// `text` with what `charset` has: composed, look-alikes replaced, what takes no room dropped, and one sign in the place of each
/// other character as a reader sees it.
pub(super) fn printable(text: &str, charset: Charset) -> String {
    let composed: String = text.nfc().collect();
    composed.graphemes(true).map(|grapheme| known(grapheme, charset)).collect()
}

/// The first character of `text` that `charset` does not have, as a reader sees it.
pub(super) fn first_unknown(text: &str, charset: Charset) -> Option<String> {
    let composed: String = text.nfc().collect();
    let unknown = composed.graphemes(true).find(|grapheme| try_known(grapheme, charset).is_none());
    unknown.map(str::to_owned)
}

fn known(grapheme: &str, charset: Charset) -> Cow<'_, str> {
    let sign = match charset {
        Charset::Cp949 => BOX,
        Charset::Ascii => QUESTION,
    };
    try_known(grapheme, charset).map_or_else(|| sign.to_string().into(), Into::into)
}

/// A character as a reader sees it, in what `charset` has; `None` where it has no such.
fn try_known(grapheme: &str, charset: Charset) -> Option<String> {
    let mut text = String::new();
    for c in grapheme.chars().filter(|c| !takes_no_room(*c)) {
        match look_alike(c, charset) {
            Some(alike) => text.push_str(alike),
            None => text.push(c),
        }
    }
    text.chars().all(|c| has(charset, c)).then_some(text)
}

/// What is often typed and not in `charset`, and what looks the same.
fn look_alike(c: char, charset: Charset) -> Option<&'static str> {
    Some(match (c, charset) {
        ('₩' | '￦', Charset::Cp949) => "원",
        ('—', Charset::Cp949) => "―",
        ('•' | '‧' | '∙', Charset::Cp949) => "·",
        ('₩' | '￦', Charset::Ascii) => "KRW",
        ('…', Charset::Ascii) => "...",
        ('‘' | '’', Charset::Ascii) => "'",
        ('“' | '”', Charset::Ascii) => "\"",
        ('—' | '―', Charset::Ascii) | ('–' | '−' | '‐' | '‑', _) => "-",
        ('\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}', _) => " ",
        _ => return None,
    })
}

/// Characters without a width: marks of direction, joiners, soft hyphens, selectors of a variant.
fn takes_no_room(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether `charset` has this character. No control character is printed: the printer would obey it.
fn has(charset: Charset, c: char) -> bool {
    let is_ascii = c.is_ascii() && !c.is_control();
    is_ascii || charset == Charset::Cp949 && !c.is_ascii() && encode_char(c).is_some()
}

/// A character in code page 949, in two bytes.
fn encode_char(c: char) -> Option<[u8; 2]> {
    let mut bytes = [0; 8];
    let mut utf8 = [0; 4];
    let mut encoder = EUC_KR.new_encoder();
    let text = c.encode_utf8(&mut utf8);
    // Never `encode`, which writes `&#128512;` for what it does not know.
    match encoder.encode_from_utf8_without_replacement(text, &mut bytes, true) {
        (EncoderResult::InputEmpty, _, 2) => bytes.first_chunk().copied(),
        _ => None,
    }
}

/// A printable text in bytes of code page 949, of which ASCII is a part. What is not printable is a question mark.
#[must_use]
pub fn encode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(c) {
            Ok(ascii @ b' '..=b'~') => bytes.push(ascii),
            _ => bytes.extend_from_slice(encode_char(c).as_ref().map_or(b"?", <[u8; 2]>::as_slice)),
        }
    }
    bytes
}
