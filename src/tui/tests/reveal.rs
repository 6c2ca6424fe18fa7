//! A reveal: the exact message of a transaction, for ten seconds.

use super::*;
use crate::payment::message::SLOTS;

const CARD: &str = "5409123456783456";
/// A payment of 55,000, taken.
const PAID: &str = "55.<Enter>54091234567834561230777+<Enter>";

#[test]
fn a_reveal_needs_no_scrolling_counts_down_and_a_second_press_hides_it() {
    for (lang, words) in [(Lang::En, ["in 10 s", "in 9 s", "in 1 s"]), (Lang::Ko, ["10초", "9초", "1초"])]
    {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(&format!("{PAID}<F5><F8>"));
        let screen = cashier.screen();
        assert!(screen.contains(CARD) && screen.contains(words[0]), "{screen}");
        assert!(SLOTS.iter().all(|slot| screen.contains(slot.name.as_str())), "{screen}");
        // No arrow says that there is more above or below.
        assert!(
            screen.contains("CVC 777") && !(2..21).any(|y| cashier.row(y).ends_with(['↑', '↓'])),
            "{screen}"
        );
        // The clock of the loop wakes it every second.
        for (seconds, word) in [(1, words[1]), (8, words[2])] {
            cashier.pass(Duration::from_secs(seconds));
            cashier.turn(vec![Event::Tick]);
            assert!(cashier.row(2).contains(word), "{}", cashier.screen());
            let due = cashier.till.app.deadline().expect("it counts");
            assert_eq!(due.saturating_duration_since(cashier.clock.get()), Duration::from_secs(1));
        }
        cashier.pass(Duration::from_secs(1));
        cashier.turn(vec![Event::Tick]);
        assert!(!cashier.screen().contains(CARD), "{}", cashier.screen());
        cashier.keys("<F8>");
        assert!(cashier.screen().contains(CARD), "{}", cashier.screen());
        cashier.keys("<F8>");
        assert!(!cashier.screen().contains(CARD), "{}", cashier.screen());
        // As it was before.
        assert!(cashier.row(21).is_empty() && cashier.row(20).ends_with('↓'), "{}", cashier.screen());
    }
}
