//! Checks that a text is one whole JSON object, and finds the first wrong character.

use std::str;

use serde_json::value::RawValue;

use super::problem::JsonProblem;

/// Checks that `bytes` are one whole JSON object and nothing else. Does not look at its keys.
pub(super) fn check(bytes: &[u8]) -> Result<(), JsonProblem> {
    let text = str::from_utf8(bytes).or(Err(JsonProblem::NotUtf8))?;
    let trimmed = text.trim_matches(is_blank);
    if trimmed.is_empty() {
        return Err(JsonProblem::Empty);
    }
    serde_json::from_str::<&RawValue>(text).map_err(|error| syntax(text, &error))?;
    if trimmed.starts_with('{') { Ok(()) } else { Err(JsonProblem::NotAnObject) }
}

/// True for the whitespace of JSON.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// The position of a parser error, without its message, which may quote a value.
pub(super) fn syntax(text: &str, error: &serde_json::Error) -> JsonProblem {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.as_bytes().get(..error.column()).unwrap_or(line.as_bytes());
    let column = String::from_utf8_lossy(before).chars().count().max(1);
    JsonProblem::Syntax { column, ended: error.is_eof() }
}

/// The problem of a string that is valid JSON but no text, because it has half of a surrogate pair.
pub(super) fn not_text(text: &str, value: &RawValue) -> JsonProblem {
    // `value` is a slice of `text`.
    let offset = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit_once('\n').map_or(before, |(_, line)| line);
    JsonProblem::Syntax { column: line.chars().count() + 1, ended: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_objects_pass() {
        let syntax = |column, ended| Err(JsonProblem::Syntax { column, ended });
        for (text, expected) in [
            (&b"{}"[..], Ok(())),
            (b" { } \r", Ok(())),
            (b"", Err(JsonProblem::Empty)),
            (b" \t\r", Err(JsonProblem::Empty)),
            (b"{\"a\xff\":1}", Err(JsonProblem::NotUtf8)),
            (b"[]", Err(JsonProblem::NotAnObject)),
            (b"[{}]", Err(JsonProblem::NotAnObject)),
            (b"1", Err(JsonProblem::NotAnObject)),
            (b"null", Err(JsonProblem::NotAnObject)),
            (b"\"{}\"", Err(JsonProblem::NotAnObject)),
            (b"{", syntax(1, true)),
            (b"{\"a\":1", syntax(6, true)),
            (b"{\"a\":1,}", syntax(8, false)),
            (b"{\"a\":01}", syntax(7, false)),
            (b"{'a':1}", syntax(2, false)),
            (b"{} {}", syntax(4, false)),
            (b"{}x", syntax(3, false)),
            ("{\"한글\"x".as_bytes(), syntax(6, false)),
            ("{\"한글\":NaN}".as_bytes(), syntax(7, false)),
        ] {
            assert_eq!(check(text), expected, "{}", String::from_utf8_lossy(text));
        }
    }
}
