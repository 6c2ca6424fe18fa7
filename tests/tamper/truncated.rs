//! A journal whose newest facts were deleted.

use paydesk::{desk::Verdict, record::Wrong};

use crate::copies::{Original, part, spot};

#[test]
fn the_untouched_copy_is_whole() {
    let original = Original::small();
    let whole = original.whole;
    assert_eq!(original.copy().verdict(None), Verdict::Whole(whole));
    assert_eq!(original.copy().verdict(Some(whole.hash)), Verdict::Whole(whole));
    let copy = original.copy();
    copy.tamper("");
    assert_eq!(copy.verdict(None), Verdict::Whole(whole), "triggers that come back are the same");
}

#[test]
fn a_tail_that_was_cut_off_one_table_is_found() {
    let original = Original::small();
    for (table, key) in [("transactions", "seq"), ("sealed", "seq"), ("balances", "payment")] {
        for count in [1, 3] {
            let first: i64 = original
                .connection()
                .query_row(
                    &format!("SELECT {key} FROM {table} ORDER BY {key} DESC LIMIT 1 OFFSET {}", count - 1),
                    [],
                    |row| row.get(0),
                )
                .expect("key");
            let finding = original.tampered(&format!("DELETE FROM {table} WHERE {key} >= {first}"));
            assert_eq!((spot(&finding), finding.code()), ((table, Some(first)), "missing"), "{finding:?}");
        }
    }
    // Facts that were cut off alone leave their transactions behind.
    for row in [2, 5, 8] {
        let finding = original.tampered(&format!("DELETE FROM journal WHERE seq >= {row}"));
        assert_eq!((spot(&finding), finding.code()), (("transactions", Some(row)), "unknown"), "{finding:?}");
    }
}

/// SQL that deletes every fact from `first` on, with all that belongs to it.
fn cut(first: i64) -> String {
    format!(
        "DELETE FROM balances;
         DELETE FROM sealed WHERE seq >= {first};
         DELETE FROM transactions WHERE seq >= {first};
         DELETE FROM journal WHERE seq >= {first};
         INSERT INTO balances SELECT p.seq, p.amount - sum(c.amount), p.vat - sum(c.vat) FROM transactions c
             JOIN transactions p ON p.seq = c.payment GROUP BY c.payment;
         DELETE FROM prints;
         INSERT INTO prints SELECT fields ->> 'transaction', iif(fields ->> 'copy' = 'customer', 1, 2),
                 sum(iif(kind = 17, 1, -1))
             FROM (SELECT kind, CAST(substr(body, 2) AS TEXT) ->> iif(kind = 17, 'print', 'print_failed') AS fields
                 FROM journal WHERE kind IN (17, 18))
             GROUP BY 1, 2;
         DELETE FROM memo_words;
         DELETE FROM memos;
         INSERT INTO memos SELECT fields ->> 'transaction', max(seq), fields ->> 'text'
             FROM (SELECT seq, CAST(substr(body, 2) AS TEXT) ->> 'memo' AS fields FROM journal WHERE kind = 19)
             GROUP BY 1;
         INSERT INTO memo_words SELECT lower(text), seq FROM memos WHERE text <> '';
         DELETE FROM closes WHERE seq >= {first};
         UPDATE closes SET reprints = (SELECT count(*) FROM journal WHERE kind = 21
             AND CAST(substr(body, 2) AS TEXT) ->> '$.close_printed.number' = closes.number)"
    )
}

#[test]
fn a_truncated_journal_is_found_by_an_earlier_hash_and_by_nothing_else() {
    let original = Original::small();
    let last = i64::try_from(original.whole.facts).expect("facts");
    for first in (1..=last).rev() {
        let copy = original.copy();
        copy.tamper(&cut(first));
        let Verdict::Whole(whole) = copy.verdict(None) else { panic!("found without a hash: {first}") };
        assert_eq!(whole.facts, u64::try_from(first - 1).expect("facts"));
        let Verdict::Broken(finding) = copy.verdict(Some(original.whole.hash)) else { panic!("not found") };
        assert_eq!(finding.wrong, Wrong::NotInJournal { hash: original.whole.hash });
        assert_eq!((spot(&finding), part(&finding).as_str()), (("journal", None), "hash"));
        // What is left is known by its own hash, also when the journal has grown since.
        assert_eq!(copy.verdict(Some(whole.hash)), Verdict::Whole(whole));
        assert_eq!(original.copy().verdict(Some(whole.hash)), Verdict::Whole(original.whole));
    }
}
