//! Look up finds what people say: whole cards, words that are misspelled, and what is not understood.

use super::*;
use crate::{
    desk::{DeskError, LedgerError, LedgerTrouble},
    record::Count,
    tui::{
        protocol::ReplyBody,
        screen::{cancel, lookup},
    },
};

/// A card of the old shop, whose check digit matches.
const CARD: &str = "4111111111111111";
/// The silence after which digits are looked at.
const SILENCE: Duration = Duration::from_millis(400);

fn in_both_languages(check: impl Fn(Lang)) {
    check(Lang::En);
    check(Lang::Ko);
}

impl Cashier {
    /// No key comes for a while: the loop wakes up when the app says, and never for nothing.
    fn wait(&mut self, time: Duration) {
        let end = self.clock.get() + time;
        while let Some(due) = self.till.app.deadline().filter(|due| *due <= end) {
            self.clock.set(due.max(self.clock.get()));
            self.turn(vec![Event::Tick]);
            self.wait_for_replies();
            assert!(self.till.app.deadline().is_none_or(|due| due > self.clock.get()), "it wakes up again");
        }
        self.clock.set(end);
    }

    /// Looks at what is keyed, and fails to find it.
    fn fail_to_find_the_card(&mut self) {
        self.pass(SILENCE);
        self.turn(vec![Event::Tick]);
        let Ok(Event::Reply(mut reply)) = self.inbox.recv() else { panic!("an answer") };
        let trouble = LedgerTrouble::Locked;
        let error = LedgerError { path: "/shop/ledger.db".into(), trouble };
        assert!(matches!(reply.body, ReplyBody::Card(_)));
        reply.body = ReplyBody::Card(Err(DeskError::Ledger(error)));
        self.turn(vec![Event::Reply(reply)]);
        self.wait_for_replies();
    }

    /// Whether the transactions of a card are listed, and nothing of its number is keyed any more.
    fn lists_the_card(&self) -> bool {
        let lookup = self.till.app.lookup();
        let is_wiped =
            lookup.query.is_empty() && !self.screen().contains("1111 1111") && !self.screen().contains(CARD);
        let chip = Text::ChipCard { card: "4111 11** **** *111" };
        self.till.app.name() == lookup::NAME && is_wiped && self.says(chip)
    }

    fn cards(&self) -> Vec<&str> {
        self.till.app.lookup().rows.iter().map(|row| row.transaction.card.head()).collect()
    }
}

#[test]
fn a_whole_card_number_in_look_up_lists_that_card_and_is_wiped() {
    in_both_languages(|lang| {
        for keyed in [CARD, "4111 1111 1111 1111", "4111-1111-1111-1111"] {
            for by_enter in [false, true] {
                let mut cashier = Cashier::in_an_old_shop(lang);
                cashier.keys("<F4>").keys(keyed);
                let rows = cashier.cards().len();
                assert!(cashier.says(Text::ChipCardPerhaps), "{}", cashier.screen());
                cashier.wait(Duration::from_millis(399));
                assert!(!cashier.lists_the_card(), "not before");
                assert_eq!(cashier.cards().len(), rows);
                if by_enter {
                    cashier.keys("<Enter>");
                } else {
                    cashier.wait(Duration::from_millis(1));
                }
                assert!(cashier.lists_the_card(), "{keyed}\n{}", cashier.screen());
                assert_eq!(cashier.cards(), ["411111"; 15]);
                // Nothing brings it back.
                cashier.keys("<F7>");
                assert!(cashier.till.app.lookup().query.is_empty());
            }
        }
    });
}

#[test]
fn a_pasted_card_number_lists_that_card() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::in_an_old_shop(lang);
        cashier.keys("<F4>");
        cashier.paste("4111-1111-1111-1111\n");
        cashier.wait(SILENCE);
        assert!(cashier.lists_the_card(), "{}", cashier.screen());
    });
}

#[test]
fn a_whole_card_number_in_cancel_leads_to_look_up() {
    in_both_languages(|lang| {
        for by_enter in [false, true] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys("<F3>").keys(CARD);
            assert_eq!(cashier.till.app.name(), cancel::NAME);
            if by_enter {
                cashier.keys("<Enter>");
            } else {
                cashier.wait(SILENCE);
            }
            assert!(cashier.lists_the_card(), "{}", cashier.screen());
            assert_eq!(cashier.cancel_form().1, [""; 3]);
            // Its newest payment, of 29,000, is one key away.
            cashier.keys("<F3>");
            assert!(cashier.screen().contains("29,000"), "{}", cashier.screen());
        }
    });
}

#[test]
fn digits_that_may_go_on_or_belong_to_an_id_are_no_card() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::in_an_old_shop(lang);
        // Thirteen digits of a card that the ledger does not have: three more may follow.
        cashier.keys("<F4>4222222222222").wait(SILENCE);
        assert_eq!(cashier.till.app.lookup().query.text(), "4222222222222");
        cashier.keys("<Enter>");
        assert!(cashier.till.app.lookup().query.is_empty() && cashier.cards().is_empty());
        assert!(cashier.says(Text::ListNoMatch), "{}", cashier.screen());
        // The whole id of a transaction, digit by digit, with a pause behind each.
        let id = cashier.ledger()[3].id.to_string();
        cashier.keys("<Esc>");
        for digit in id.chars() {
            cashier.keys(&digit.to_string()).wait(SILENCE);
        }
        assert_eq!(cashier.till.app.lookup().query.text(), id);
        let rows = &cashier.till.app.lookup().rows;
        assert_eq!(rows.iter().map(|row| row.transaction.id.to_string()).collect::<Vec<_>>(), [id]);
    });
}

#[test]
fn what_may_be_a_card_shows_no_sums_and_acts_on_nothing() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::in_an_old_shop(lang);
        cashier.keys("<F4>");
        assert!(cashier.till.app.lookup().matches().is_some());
        cashier.keys("4222222222222").wait(SILENCE);
        let lookup = cashier.till.app.lookup();
        assert!(lookup.summary.is_none() && lookup.matches().is_none(), "{}", cashier.screen());
        assert!(cashier.says(Text::ChipCardPerhaps), "{}", cashier.screen());
        // Nor does a card that was listed before stay beside it.
        cashier.keys("<Esc>").keys(CARD).wait(SILENCE);
        assert!(cashier.lists_the_card());
        cashier.paste("4222222222222");
        assert!(cashier.till.app.lookup().card.is_none(), "{}", cashier.screen());
        assert!(!cashier.says(Text::ChipCard { card: "4111 11** **** *111" }), "{}", cashier.screen());
    });
}

#[test]
fn a_card_that_cannot_be_looked_for_is_wiped() {
    in_both_languages(|lang| {
        for screen in ["<F4>", "<F3>"] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys(screen).keys(CARD);
            cashier.fail_to_find_the_card();
            assert!(cashier.till.app.cx.notice.is_some());
            cashier.keys("<F7>");
            assert!(cashier.till.app.lookup().query.is_empty());
            assert_eq!(cashier.cancel_form().1, [""; 3]);
        }
    });
}

#[test]
fn a_card_number_under_another_screen_waits_without_a_stir() {
    in_both_languages(|lang| {
        for screen in ["<F4>", "<F3>"] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys(screen).keys(CARD).keys("<F5>");
            assert!(cashier.has_overlay());
            cashier.wait(SILENCE * 4);
            cashier.keys("<Esc>");
            cashier.wait(Duration::ZERO);
            assert!(cashier.lists_the_card(), "{}", cashier.screen());
        }
    });
}

#[test]
fn the_lock_wipes_a_card_number_and_what_was_asked_before_it() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::in_an_old_shop(lang);
        let before = cashier.ledger().len();
        cashier.keys("<F4>411").keys("<BS><BS><BS>").keys("1111").keys("<Esc>").keys("4111");
        let found = cashier.till.app.lookup().rows.len();
        assert!(found < before);
        cashier.keys("111111111111");
        cashier.lock_now();
        cashier.keys("<Enter>");
        let lookup = cashier.till.app.lookup();
        assert!(lookup.query.is_empty() && lookup.shown.is_everything(), "{}", cashier.screen());
        assert_eq!(lookup.rows.len(), before.min(lookup::PAGE_ROWS));
        assert_eq!(lookup.matches(), Some(Count::Exactly(before as u64)));
        // In the place of an id it is not brought back.
        for clear in ["", "<Esc>"] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys("<F3>").keys(CARD).keys(clear);
            cashier.lock_now();
            cashier.keys("<Enter><F7>");
            assert_eq!(cashier.cancel_form().1, [""; 3]);
        }
    });
}

#[test]
fn what_is_not_understood_shows_no_sums_and_acts_on_nothing() {
    in_both_languages(|lang| {
        for keys in ["kim", "kim 456"] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys("<F4>").keys(keys);
            let why = Text::NotUnderstood { words: "kim" };
            assert!(
                cashier
                    .row(4)
                    .contains(cashier.till.app.cx.locale.text(why).split('.').next().expect("text"))
            );
            let lookup = cashier.till.app.lookup();
            assert!(lookup.summary.is_none() && lookup.matches().is_none(), "{}", cashier.screen());
            cashier.keys("<F9>");
            assert!(cashier.says(Text::NothingToCopy), "{}", cashier.screen());
            for act in ["<Enter>", "<F3>", "<F6>"] {
                cashier.keys(act);
                assert_eq!(cashier.till.app.name(), lookup::NAME, "{act}");
                assert!(!cashier.has_overlay() && cashier.till.app.lookup().card.is_none(), "{act}");
                assert!(cashier.says(Text::FindNotUnderstood), "{act}");
            }
            // Without the word the sums are back.
            cashier.keys("<Home><Del><Del><Del>");
            assert!(cashier.till.app.lookup().summary.is_some(), "{}", cashier.screen());
            // A word that says nothing by itself would list the whole ledger.
            cashier.keys("<Esc>card");
            assert!(cashier.till.app.lookup().summary.is_none(), "{}", cashier.screen());
            cashier.keys(" 456");
            assert!(cashier.till.app.lookup().summary.is_some(), "{}", cashier.screen());
        }
    });
}

#[test]
fn enter_takes_the_word_that_a_misspelled_one_is_near_to() {
    for (lang, keys, word, taken) in [
        (Lang::En, "yesteday 456", "yesterday", "yesterday 456"),
        (Lang::Ko, "456 결재", "결제", "456 결제"),
        (Lang::En, "pay -canel 456", "-cancel", "pay -cancel 456"),
        (Lang::Ko, "-결재 456", "-결제", "-결제 456"),
    ] {
        let mut cashier = Cashier::in_an_old_shop(lang);
        cashier.keys("<F4>").keys(keys);
        assert!(cashier.says(Text::ChipMisspelled { word }), "{}", cashier.screen());
        assert!(cashier.till.app.lookup().summary.is_none());
        cashier.keys("<Enter>");
        assert_eq!(cashier.till.app.lookup().query.text(), taken);
        assert!(!cashier.has_overlay() && !cashier.till.app.lookup().is_not_understood());
    }
}

#[test]
fn an_empty_list_offers_only_keys_that_differ() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::in_an_old_shop(lang);
        // One condition: Esc is all there is.
        cashier.keys("<F4>7777777");
        assert!(cashier.says(Text::ListNoMatch) && cashier.says(Text::NothingFoundNext));
        // The last of two: Tab would do what Enter does.
        cashier.keys("<Esc>pay 7777777");
        assert!(cashier.says(Text::NothingLeftLast), "{}", cashier.screen());
        assert!(!cashier.says(Text::NothingLeftNext));
        cashier.keys("<Esc>7777777 pay");
        assert!(cashier.says(Text::NothingLeftNext), "{}", cashier.screen());
    });
}
