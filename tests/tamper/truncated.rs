//! A trail whose newest entries were deleted.

use paydesk::{desk::Verdict, record::Wrong};

use crate::copies::{Original, spot};

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
    for (table, key) in
        [("transactions", "seq"), ("messages", "seq"), ("balances", "payment"), ("audit", "seq")]
    {
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
}

/// SQL that deletes every entry from `first` on, with its transactions. The stored end of the trail is left.
fn cut(first: i64) -> String {
    format!(
        "CREATE TEMP TABLE gone AS SELECT \"transaction\" AS seq FROM audit
             WHERE seq >= {first} AND event IN ('payment', 'cancel');
         UPDATE balances SET amount = amount + (SELECT coalesce(sum(amount), 0) FROM transactions
                 WHERE seq IN (SELECT seq FROM gone) AND payment = balances.payment),
             vat = vat + (SELECT coalesce(sum(vat), 0) FROM transactions
                 WHERE seq IN (SELECT seq FROM gone) AND payment = balances.payment);
         DELETE FROM balances WHERE payment IN (SELECT seq FROM gone);
         DELETE FROM messages WHERE seq IN (SELECT seq FROM gone);
         DELETE FROM transactions WHERE seq IN (SELECT seq FROM gone);
         DELETE FROM audit WHERE seq >= {first};
         DROP TABLE gone"
    )
}

#[test]
fn a_truncated_trail_is_found_by_an_earlier_hash() {
    let original = Original::small();
    let last = i64::try_from(original.whole.entries).expect("entries");
    for first in [last, last - 4, 2] {
        // The stored end of the trail still shows it.
        let finding = original.tampered(&cut(first));
        assert_eq!((spot(&finding), finding.code()), (("audit", Some(first)), "missing"));
        // Once that is changed too, only a hash from before shows it.
        let copy = original.copy();
        let head =
            "UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1)";
        copy.tamper(&format!("{}; {head}", cut(first)));
        assert!(
            matches!(copy.verdict(None), Verdict::Whole(whole) if whole.entries < original.whole.entries)
        );
        let Verdict::Broken(finding) = copy.verdict(Some(original.whole.hash)) else { panic!("not found") };
        assert_eq!(finding.wrong, Wrong::NotInTrail { hash: original.whole.hash.to_string() });
        assert_eq!(finding.place.table, "audit");
    }
}

#[test]
fn a_truncated_trail_leaves_transactions_without_entries() {
    let original = Original::small();
    let entry: i64 = original
        .connection()
        .query_row(
            "SELECT seq FROM audit WHERE \"transaction\" = 9 AND event IN ('payment', 'cancel')",
            [],
            |row| row.get(0),
        )
        .expect("entry");
    let finding = original.tampered(&format!(
        "DELETE FROM audit WHERE seq >= {entry};
         UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1)"
    ));
    assert_eq!((spot(&finding), finding.code()), (("transactions", Some(9)), "unknown"));
}
