//! Values that are longer than any that Paydesk writes: SQLite looks at their length and reads none of them, so that a value of
//! a gigabyte costs neither memory nor time. The limit is the same for all lengths beyond it.

use crate::copies::{Original, part, spot};

/// Longer than what is read.
const BLOB: &str = "zeroblob(65537)";
const TEXT: &str = "printf('%65537d', 7)";

#[test]
fn a_value_that_is_too_long_is_damage_of_its_row() {
    let original = Original::indexed();
    let key: i64 = original
        .connection()
        .query_row("SELECT key FROM facets ORDER BY key LIMIT 1 OFFSET 3", [], |row| row.get(0))
        .expect("a key");
    for (change, table, row, code) in [
        (format!("journal SET body = {BLOB} WHERE seq = 3"), "journal", 3, "unreadable"),
        (format!("journal SET hash = {BLOB} WHERE seq = 3"), "journal", 3, "unreadable"),
        (format!("transactions SET id = {TEXT} WHERE seq = 5"), "transactions", 5, "unreadable"),
        (format!("transactions SET request_id = {TEXT} WHERE seq = 2"), "transactions", 2, "unreadable"),
        (format!("transactions SET card_head = {TEXT} WHERE seq = 5"), "transactions", 5, "unreadable"),
        (format!("transactions SET card_tail = {TEXT} WHERE seq = 5"), "transactions", 5, "unreadable"),
        (format!("sealed SET message = {BLOB} WHERE seq = 5"), "sealed", 5, "unreadable"),
        (format!("sealed SET fingerprint = {BLOB} WHERE seq = 5"), "sealed", 5, "unreadable"),
        (format!("facets SET rows = {BLOB} WHERE key = {key}"), "facets", key, "altered"),
        (format!("amounts SET packed = {BLOB} WHERE chunk = 1"), "amounts", 1, "altered"),
    ] {
        let finding = original.tampered(&format!("UPDATE {change}"));
        assert_eq!((spot(&finding), finding.code()), ((table, Some(row)), code), "{change}: {finding:?}");
        assert_eq!(part(&finding), "", "{change}: which column, SQLite does not say");
    }
    let finding = original.tampered(&format!("UPDATE memos SET text = {TEXT} WHERE seq = 2"));
    assert_eq!((spot(&finding), part(&finding).as_str()), (("memos", Some(2)), "text"), "{finding:?}");
    let finding = original.tampered(&format!("INSERT INTO memo_words VALUES ({TEXT}, 2)"));
    assert_eq!((spot(&finding), part(&finding).as_str()), (("memo_words", Some(2)), "word"), "{finding:?}");
    let finding = original.tampered(&format!("UPDATE keys SET check_value = {BLOB}"));
    assert_eq!((spot(&finding), part(&finding).as_str()), (("keys", Some(1)), "check_value"), "{finding:?}");
}
