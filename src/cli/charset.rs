//! The character set of the terminal, by the locale in the environment.

use std::env;

/// The locale that decides the character set.
pub(super) fn charset() -> String {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(|name| env::var(name).ok());
    named.into_iter().find(|value| !value.is_empty()).unwrap_or_else(|| "C".to_owned())
}

/// True if the character set is UTF-8. On Windows it always is.
pub(super) fn is_utf8() -> bool {
    let charset = charset().to_ascii_lowercase();
    cfg!(not(unix)) || charset.contains("utf-8") || charset.contains("utf8")
}
