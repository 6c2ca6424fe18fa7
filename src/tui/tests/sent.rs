//! The bytes that keys send to the terminal, within the budgets of `docs/performance.md`.

use super::*;

/// Keys in the three places that have a budget: the keys that lead there, those that are measured, and the most bytes that half
/// of them send.
const PLACES: [(&str, &str, usize); 3] = [
    ("", "42424<BS><BS><BS><BS><BS>", 90),
    ("50.<Enter>", "42421234<BS><BS><BS><BS><BS><BS><BS><BS>", 60),
    ("<F4>", "411<BS><BS><BS>5409<BS><BS><BS><BS>", 2_500),
];

/// All bytes of each key, with those of the replies to it.
fn bytes_a_key(cashier: &mut Cashier, keys: &str) -> Vec<usize> {
    let each = parse(keys).into_iter().map(|key| {
        let before = cashier.till.surface.twin.sent_in_all();
        cashier.pass(Duration::from_millis(500));
        let at = cashier.clock.get();
        cashier.turn(vec![Event::Key(key, at)]);
        cashier.wait_for_replies();
        cashier.till.surface.twin.sent_in_all() - before
    });
    let mut bytes: Vec<usize> = each.collect();
    bytes.sort_unstable();
    bytes
}

#[test]
fn a_key_sends_no_more_than_its_budget() {
    for lang in [Lang::En, Lang::Ko] {
        for (lead, keys, budget) in PLACES {
            let mut cashier = Cashier::at(copy_of_old_shop(), lang, 120, 40);
            cashier.keys(lead);
            let bytes = bytes_a_key(&mut cashier, keys);
            assert!(bytes[bytes.len() / 2] <= budget, "{lang:?} {lead:?}: {bytes:?}");
            let peer = cashier.till.surface.twin.sent_by_peer();
            let ours = cashier.till.surface.twin.sent_in_all();
            assert!(ours * 4 < peer * 3, "{ours} bytes, and {peer} by ratatui");
        }
    }
}

#[test]
fn what_changes_nothing_sends_nothing() {
    for keys in ["", "50.<Enter>4242", "<F4>411", "<F1>", "<F10>", "<F3>"] {
        let mut cashier = Cashier::at(copy_of_old_shop(), Lang::Ko, 120, 40);
        cashier.keys(keys);
        let (frames, sent) = (cashier.till.surface.frames, cashier.till.surface.twin.sent_in_all());
        cashier.turn(vec![Event::Tick]);
        assert_eq!(cashier.till.surface.frames, frames + 1);
        assert_eq!(
            cashier.till.surface.twin.sent_in_all(),
            sent,
            "{keys}: {:?}",
            cashier.till.surface.twin.sent()
        );
    }
}
