//! The lock: when it comes, what it hides and wipes, and what opens it.

use super::*;
use crate::{
    config::Security,
    desk::{DeskError, KeyringError, KeyringTrouble},
    tui::{
        protocol::{Reply, ReplyBody},
        screen::{
            detail::Reveal,
            lock::{Lock, UnlockMethod},
            lookup, pay,
        },
    },
    vault::{Keyring, SystemRandom},
};

/// A whole payment up to the installments.
const KEYED: &str = "55.<Enter>54091234567834561230777";
const PASSPHRASE: &str = "correct horse";

/// Sets or removes the passphrase of a keyring.
fn protect(keyring: &std::path::Path, passphrase: Option<&str>) {
    let locked = Keyring::lock(keyring).expect("locked");
    locked.protect(passphrase, &mut SystemRandom).expect("written");
}

impl Cashier {
    /// Protects the keyring with a passphrase, as another program does.
    pub(super) fn protect(&mut self, passphrase: &str) {
        let keyring = self.home.path().join("keyring");
        protect(&keyring, Some(passphrase));
    }

    pub(super) fn lock_now(&mut self) {
        self.keys("<F10>lock now<Enter>");
        assert!(self.is_locked());
    }

    fn lock_after(&mut self, lock_seconds: u32) {
        self.till.app.set_lock_time(Security { lock_seconds, ..Security::default() });
    }

    fn is_locked(&self) -> bool {
        self.till.app.cx.is_locked
    }

    /// Characters of a passphrase.
    pub(super) fn keyed(&self) -> Option<usize> {
        self.till.app.find::<Lock>().map(Lock::keyed)
    }

    /// What is said on the lock.
    fn lock_says(&self) -> &str {
        let said = self.till.app.find::<Lock>().and_then(|lock| lock.said.as_ref());
        said.map_or("", |(_, text)| text)
    }

    /// The time passes without a key; the loop sleeps until its deadline.
    pub(super) fn leave_alone(&mut self, seconds: u64) {
        let until = self.clock.get() + Duration::from_secs(seconds);
        while let Some(deadline) = self.till.app.deadline().filter(|deadline| *deadline <= until) {
            self.clock.set(deadline);
            self.turn(vec![Event::Tick]);
            self.wait_for_replies();
        }
        self.clock.set(until);
    }
}

fn till(lang: Lang, keys: &str) -> Cashier {
    let mut cashier = Cashier::new(lang, 80, 24);
    cashier.keys(keys);
    cashier
}

// When it comes.

#[test]
fn it_comes_after_the_time_without_a_key_and_every_key_begins_it_anew() {
    let mut cashier = till(Lang::En, "");
    cashier.lock_after(60);
    for _ in 0..3 {
        cashier.leave_alone(59);
        assert!(!cashier.is_locked());
        cashier.keys("5");
    }
    cashier.leave_alone(59);
    cashier.paste("0");
    cashier.leave_alone(59);
    assert!(!cashier.is_locked());
    let frames = cashier.till.surface.frames;
    // What other tills write is not a key of the cashier.
    cashier.turn(vec![Event::LedgerChanged]);
    cashier.wait_for_replies();
    assert_eq!(cashier.till.surface.frames, frames + 2);
    cashier.leave_alone(1);
    assert!(cashier.is_locked() && cashier.says(Text::Locked));
    assert_eq!(cashier.till.app.title(), "Paydesk - Locked");
    // Nothing more is waited for, and nothing is drawn.
    assert_eq!(cashier.till.app.deadline(), None);
    cashier.keys("<Enter>");
    assert_eq!(cashier.pay_form().1[pay::AMOUNT], "5550");
    cashier.leave_alone(60);
    assert!(cashier.is_locked());
}

#[test]
fn without_a_time_it_never_comes() {
    let mut cashier = till(Lang::En, "5");
    cashier.silence();
    cashier.lock_after(0);
    let minute = cashier.till.app.cx.next_minute();
    assert_eq!(cashier.till.app.deadline(), Some(minute));
    cashier.leave_alone(10_000);
    assert!(!cashier.is_locked());
}

#[test]
fn a_time_that_passed_unseen_locks_before_the_next_key_does_anything() {
    let mut cashier = till(Lang::En, &format!("{KEYED}+"));
    cashier.lock_after(60);
    cashier.pass(Duration::from_secs(600));
    cashier.keys("<Enter>");
    assert!(cashier.is_locked());
    assert_eq!(cashier.amounts(), [0_u64; 0]);
}

#[test]
fn the_list_of_commands_locks_in_both_languages() {
    for (lang, word) in
        [(Lang::En, "lock"), (Lang::En, "잠그기"), (Lang::Ko, "lock now"), (Lang::Ko, "지금 잠")]
    {
        for place in ["", "5", "<F3>", "<F4>"] {
            let mut cashier = till(lang, place);
            cashier.keys("<F10>").keys(word).keys("<Enter>");
            assert!(cashier.is_locked(), "{place}{word}\n{}", cashier.screen());
        }
    }
}

// What it hides and wipes.

#[test]
fn nothing_of_the_ledger_or_of_what_is_keyed_is_seen() {
    for lang in [Lang::En, Lang::Ko] {
        for place in
            ["", KEYED, "<F3>", "<F3><Enter>10.+", "<F4>", "<F4>456", "<F4><Enter>", "<F5><F8>", "<F1>"]
        {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.lock_after(60);
            cashier.keys(place);
            cashier.leave_alone(60);
            let screen = cashier.screen();
            assert!(cashier.is_locked() && !screen.chars().any(|c| c.is_ascii_digit()), "{place}\n{screen}");
            assert_eq!(
                cashier.till.app.shown_id().is_some(),
                place != "<F1>" || cashier.till.app.cx.status.last.is_some()
            );
            assert!(!cashier.till.app.title().contains(&cashier.till.app.cx.locale.text(Text::TabLookup)));
        }
    }
}

#[test]
fn the_card_is_wiped_whatever_holds_it_and_the_rest_stays() {
    for lang in [Lang::En, Lang::Ko] {
        // Cleared before, brought back, cleared again: F7 has two of them.
        let mut cashier = till(
            lang,
            &format!("{KEYED}<Enter><Enter>2<Esc><Esc><F7><Esc><Esc>1.<Down>4111<Esc><Esc><F7><F7>"),
        );
        assert_eq!(cashier.pay_form().1[..2], ["55000", "5409123456783456"]);
        cashier.lock_now();
        assert_eq!(cashier.pay_form(), (pay::AMOUNT, ["55000", "", "", "", "", "2"]));
        cashier.keys("<Enter>");
        assert!(!cashier.is_locked() && cashier.says(Text::UnlockedCard), "{}", cashier.screen());
        for _ in 0..9 {
            cashier.keys("<F7>");
            assert_eq!(cashier.pay_form().1[pay::CARD..=pay::CVC], ["", "", ""]);
        }
    }
}

#[test]
fn without_a_card_nothing_is_said_of_one() {
    let mut cashier = till(Lang::En, "55.<Enter>");
    cashier.lock_now();
    cashier.keys("<Enter>");
    assert_eq!(cashier.pay_form(), (pay::CARD, ["55000", "", "", "", "", ""]));
    assert_eq!(cashier.till.app.cx.notice, None);
}

#[test]
fn a_swipe_that_is_half_read_is_forgotten() {
    let mut cashier = till(Lang::En, "55.<Enter>");
    cashier.lock_after(60);
    cashier.reader(";4111111111111111=3012101");
    cashier.pass(Duration::from_secs(60));
    cashier.turn(vec![Event::Tick]);
    cashier.wait_for_replies();
    assert!(cashier.is_locked());
    cashier.keys("<Enter>");
    cashier.silence();
    assert_eq!(cashier.pay_form().1, ["55000", "", "", "", "", ""]);
}

#[test]
fn a_swipe_while_it_is_locked_is_wiped_and_opens_nothing() {
    for protected in [false, true] {
        let mut cashier = till(Lang::En, "55.<Enter>");
        if protected {
            cashier.protect(PASSPHRASE);
        }
        cashier.lock_now();
        cashier.reader(
            "%B4111111111111111^DOE/JOHN^30121010000000000?;4111111111111111=30121010000000000?<Enter>",
        );
        assert!(cashier.is_locked());
        assert_eq!(cashier.keyed(), Some(0));
        assert!(cashier.says(Text::LockSwiped), "{}", cashier.screen());
        assert!(!cashier.screen().contains("4111") && !cashier.screen().contains("DOE"));
        cashier.silence();
        assert_eq!(cashier.pay_form().1, ["55000", "", "", "", "", ""]);
        // A barcode ends in Enter, too.
        cashier.reader("26112114320712301007<Enter>");
        assert!(cashier.is_locked());
    }
}

#[test]
fn the_review_is_closed_with_its_card() {
    let mut cashier = till(Lang::En, &format!("{KEYED}+"));
    cashier.lock_now_from_the_review();
    cashier.keys("<Enter>");
    assert!(!cashier.till.app.in_review() && cashier.says(Text::UnlockedCard));
    cashier.keys("<Enter><Enter>");
    assert_eq!(cashier.amounts(), [0_u64; 0]);
    // The review of a cancel holds no card, but another person may unlock the till.
    let mut cashier = Cashier::in_an_old_shop(Lang::En);
    cashier.keys("<F3>+");
    cashier.lock_now_from_the_review();
    cashier.keys("<Enter>");
    assert!(!cashier.till.app.in_review());
    assert_ne!(cashier.cancel_form().1[0], "");
}

impl Cashier {
    /// The list of commands is not open there.
    fn lock_now_from_the_review(&mut self) {
        self.lock_after(60);
        assert!(self.till.app.in_review());
        self.leave_alone(60);
        assert!(self.is_locked());
    }
}

#[test]
fn a_reveal_is_hidden_at_once_even_one_that_is_on_its_way() {
    let mut cashier = Cashier::in_an_old_shop(Lang::En);
    cashier.lock_after(5);
    cashier.keys("<F5><F8>");
    assert!(cashier.screen().contains("5409123456783456"));
    cashier.leave_alone(5);
    assert!(cashier.is_locked());
    let detail = cashier.till.app.find::<DetailScreen>().expect("details");
    assert!(detail.reveal == Reveal::Hidden && detail.exact.is_none());
    cashier.keys("<Enter>");
    assert!(cashier.in_detail() && !cashier.screen().contains("5409123456783456"));

    cashier.burst("<F8>");
    cashier.pass(Duration::from_secs(5));
    cashier.turn(vec![Event::Tick]);
    cashier.wait_for_replies();
    let detail = cashier.till.app.find::<DetailScreen>().expect("details");
    assert!(cashier.is_locked() && detail.exact.is_none());
}

// A transaction in flight.

impl Cashier {
    /// Confirms what is reviewed, and locks before the ledger has answered.
    fn lock_in_flight(&mut self) {
        self.lock_after(60);
        self.pass(Duration::from_secs(1));
        self.burst("<Enter>");
        assert!(self.till.app.cx.in_flight().is_some());
        self.pass(Duration::from_secs(60));
        self.turn(vec![Event::Tick]);
        assert!(self.is_locked() && self.till.app.cx.in_flight().is_some());
        let review = self.till.app.pay().review.as_ref();
        assert!(review.is_none_or(|review| review.request.card.expose() == "5409120000000456"));
        assert!(review.is_none_or(|review| review.request.cvc.expose() == "000"));
    }

    /// The worker carries it out, but its reply is this error.
    fn answer_instead(&mut self, error: DeskError) {
        let mut error = Some(error);
        while self.open_questions > 0 {
            let Ok(Event::Reply(mut reply)) = self.inbox.recv() else { panic!("an answer") };
            if let (ReplyBody::Decided(_), Some(error)) = (&reply.body, error.take()) {
                *reply = Reply { to: reply.to, body: ReplyBody::Failed(error, Ok(None)) };
            }
            self.turn(vec![Event::Reply(reply)]);
        }
    }
}

#[test]
fn what_is_in_flight_is_carried_out_behind_the_lock_and_shown_after_it() {
    let mut cashier = till(Lang::En, &format!("{KEYED}+"));
    cashier.lock_in_flight();
    // Quitting has to wait for the outcome.
    cashier.burst("<C-q>");
    assert_eq!(cashier.lock_says(), "The ledger is writing; one moment.");
    let bells = cashier.till.surface.bells;
    cashier.wait_for_replies();
    assert!(cashier.is_locked() && !cashier.screen().contains("55,000"), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert!(cashier.screen().contains("✓ Taken: 55,000 KRW"), "{}", cashier.screen());
    assert_eq!((cashier.amounts(), cashier.till.surface.bells), (vec![55_000], bells));
    assert!(cashier.till.app.pay().form.is_pristine());

    let mut cashier = Cashier::in_an_old_shop(Lang::Ko);
    cashier.keys("<F3>+");
    cashier.lock_in_flight();
    cashier.wait_for_replies();
    cashier.keys("<Enter>");
    assert_eq!(cashier.amounts()[..2], [30_000, 30_000]);
    assert!(cashier.screen().contains("30,000"), "{}", cashier.screen());
}

#[test]
fn what_fails_in_flight_is_shown_after_the_lock_and_the_card_is_keyed_again() {
    let trouble =
        DeskError::Keyring(KeyringError { path: "/shop/keyring".into(), trouble: KeyringTrouble::Missing });
    let mut cashier = till(Lang::En, &format!("{KEYED}+"));
    cashier.lock_in_flight();
    cashier.answer_instead(trouble);
    assert!(cashier.is_locked() && !cashier.screen().contains("keyring is missing"));
    cashier.keys("<Enter>");
    let notice = cashier.till.app.cx.notice.as_ref().expect("a notice").text.clone();
    assert!(notice.starts_with("Keyring /shop/keyring is missing"), "{notice}");
    assert!(notice.ends_with("The lock cleared the card: enter it again."), "{notice}");
    assert_eq!(cashier.pay_form(), (pay::CARD, ["55000", "", "", "", "", ""]));
    assert!(!cashier.till.app.in_review());
}

#[test]
fn a_duplicate_that_needs_a_word_needs_its_card_again_after_the_lock() {
    let mut cashier = till(Lang::En, &format!("{KEYED}+<Enter>{KEYED}+"));
    cashier.lock_in_flight();
    cashier.wait_for_replies();
    cashier.keys("<Enter>");
    assert!(!cashier.till.app.in_review());
    assert!(
        cashier
            .till
            .app
            .cx
            .notice
            .as_ref()
            .is_some_and(|notice| notice.text.contains("was taken from this card"))
    );
    assert_eq!(cashier.amounts(), [55_000]);
    // Keyed again, it asks as ever.
    cashier.keys("54091234567834561230777+<Enter>+");
    assert_eq!(cashier.amounts(), [55_000, 55_000]);
}

// What opens it.

#[test]
fn enter_opens_it_and_does_nothing_else_and_no_other_key_does_anything() {
    for lang in [Lang::En, Lang::Ko] {
        for place in ["500<Enter>", "<F3>2611", "<F4>456"] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys(place);
            let (screen, pay, cancel) =
                (cashier.till.app.name(), cashier.pay_form().0, cashier.cancel_form().0);
            let before = cashier.screen();
            cashier.lock_now();
            let locked = cashier.screen();
            cashier.keys(
                "5a?+-.*ㅂ<F1><F2><F3><F4><F5><F6><F7><F8><F9><F10><F12><Esc><Tab><Up><Down><PgDn><BS><Del>",
            );
            cashier.paste("99");
            assert!(cashier.is_locked());
            assert_eq!(cashier.screen(), locked, "{place}");
            assert_eq!(cashier.till.surface.copied, [""; 0]);
            cashier.keys("<Enter>");
            assert_eq!(cashier.screen(), before, "{place}");
            let app = &cashier.till.app;
            assert_eq!((app.name(), cashier.pay_form().0, cashier.cancel_form().0), (screen, pay, cancel));
        }
    }
}

#[test]
fn the_passphrase_opens_it_and_is_never_shown() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = till(lang, "55.<Enter>");
        cashier.protect(PASSPHRASE);
        cashier.lock_now();
        assert_eq!(cashier.till.app.find::<Lock>().map(|lock| lock.method), Some(UnlockMethod::Passphrase));
        // Empty, it is not tried.
        cashier.keys("<Enter>");
        assert_eq!(cashier.lock_says(), "");
        for key in parse("correct horsex<BS>") {
            cashier.pass(Duration::from_millis(100));
            let at = cashier.clock.get();
            cashier.turn(vec![Event::Key(key, at)]);
            let screen = cashier.screen();
            assert!(!screen.contains("cor") && screen.contains('•'), "{screen}");
        }
        assert!(cashier.screen().contains(&format!("› {}\n", "•".repeat(13))), "{}", cashier.screen());
        cashier.pass(Duration::from_millis(100));
        cashier.burst("<Enter>");
        // Checked by the worker, and said so.
        assert!(cashier.is_locked() && cashier.says(Text::LockChecking), "{}", cashier.screen());
        cashier.burst("x");
        cashier.wait_for_replies();
        assert!(!cashier.is_locked(), "{}", cashier.screen());
        assert_eq!(cashier.pay_form(), (pay::CARD, ["55000", "", "", "", "", ""]));
    }
}

#[test]
fn a_pasted_passphrase_opens_it_and_its_line_end_does_not() {
    let mut cashier = till(Lang::En, "");
    cashier.protect(PASSPHRASE);
    cashier.lock_now();
    cashier.paste("correct horse\r\n");
    assert!(cashier.is_locked());
    assert_eq!(cashier.keyed(), Some(13));
    cashier.keys("<Enter>");
    assert!(!cashier.is_locked());
}

#[test]
fn one_that_begins_as_a_swipe_does_opens_it() {
    let mut cashier = till(Lang::En, "");
    cashier.protect("%;horse");
    cashier.lock_now();
    cashier.keys("%;horse");
    cashier.silence();
    cashier.keys("<Enter>");
    assert!(!cashier.is_locked(), "{}", cashier.screen());
}

#[test]
fn a_wrong_one_waits_twice_as_long_each_time() {
    let mut cashier = till(Lang::En, "");
    cashier.protect(PASSPHRASE);
    cashier.lock_now();
    for seconds in [1, 2, 4] {
        cashier.keys("wrong<Enter>");
        assert_eq!(cashier.lock_says(), format!("This is not the passphrase. Wait {seconds} s."));
        let asked = cashier.till.app.cx.asked_so_far();
        let until = cashier.till.app.deadline().expect("the end of the pause");
        assert_eq!(until, cashier.clock.get() + Duration::from_secs(seconds));
        // Keyed before it is over, the right one waits with it.
        let at = cashier.clock.get();
        cashier.turn(parse("correct horse<Enter>").into_iter().map(|key| Event::Key(key, at)).collect());
        assert_eq!(cashier.till.app.cx.asked_so_far(), asked);
        cashier.silence();
        assert_eq!(cashier.lock_says(), "This is not the passphrase. Try again.");
        assert!(cashier.is_locked());
        cashier.keys("<Esc>");
    }
    cashier.keys("correct horse<Enter>");
    assert!(!cashier.is_locked());
    // After unlocking, the count of wrong tries starts anew.
    cashier.lock_now();
    cashier.keys("wrong<Enter>");
    assert_eq!(cashier.lock_says(), "This is not the passphrase. Wait 1 s.");
}

#[test]
fn the_keyring_is_looked_at_as_it_is_then() {
    let mut cashier = till(Lang::En, "");
    let keyring = cashier.home.path().join("keyring");
    cashier.lock_now();
    // A passphrase is put over it while Enter would have done.
    cashier.protect(PASSPHRASE);
    cashier.keys("<Enter>");
    assert!(cashier.is_locked(), "{}", cashier.screen());
    cashier.silence();
    cashier.keys("correct horse<Enter>");
    assert!(!cashier.is_locked());
    // Another one, and it is taken off again.
    cashier.lock_now();
    cashier.protect("another horse");
    cashier.keys("correct horse<Enter>");
    assert!(cashier.is_locked());
    cashier.silence();
    cashier.keys("another horse<Enter>");
    assert!(!cashier.is_locked());
    cashier.lock_now();
    protect(&keyring, None);
    cashier.keys("x<Enter>");
    assert!(!cashier.is_locked());
    // With a file that cannot be read the till stays locked.
    std::fs::rename(&keyring, cashier.home.path().join("away")).expect("renamed");
    cashier.lock_now();
    cashier.keys("x<Enter>");
    assert!(cashier.is_locked() && cashier.lock_says().starts_with("Keyring "), "{}", cashier.lock_says());
    std::fs::rename(cashier.home.path().join("away"), &keyring).expect("renamed");
    cashier.keys("x<Enter>");
    assert!(!cashier.is_locked());
}

#[test]
fn another_keyring_in_the_place_of_the_one_in_use_unlocks_nothing() {
    let mut cashier = till(Lang::En, "");
    let (keyring, aside) = (cashier.home.path().join("keyring"), cashier.home.path().join("aside"));
    std::fs::rename(&keyring, &aside).expect("renamed");
    Keyring::open(&keyring, true, &mut SystemRandom).expect("another one");
    let refused = |cashier: &Cashier| {
        let wrong = format!("Keyring {} does not have key 1 of this ledger", keyring.display());
        cashier.is_locked() && cashier.lock_says().starts_with(&wrong)
    };
    cashier.lock_now();
    cashier.keys("<Enter>");
    assert!(refused(&cashier), "{}", cashier.lock_says());
    protect(&keyring, Some("mine"));
    cashier.keys("<Enter>").silence();
    cashier.keys("mine<Enter>");
    assert!(refused(&cashier), "{}", cashier.lock_says());
    std::fs::rename(&aside, &keyring).expect("renamed");
    // With newer keys it is the same one.
    Keyring::lock(&keyring).expect("locked").rotate(&mut SystemRandom).expect("a new key");
    cashier.keys("x<Enter>");
    assert!(!cashier.is_locked());
}

// The ways out.

#[test]
fn one_may_quit_suspend_and_draw_again_while_it_is_locked() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = till(lang, "5");
        cashier.lock_now();
        cashier.keys("<C-z><C-l>");
        assert_eq!((cashier.till.surface.suspended, cashier.till.surface.redrawn), (1, 1));
        cashier.turn(vec![Event::Suspend]);
        assert_eq!(cashier.till.surface.suspended, 2);
        cashier.keys("<C-c>");
        assert!(cashier.says(Text::HintQuitTwice), "{}", cashier.screen());
        cashier.silence();
        assert_eq!(cashier.lock_says(), "");
        cashier.keys("<C-c><C-c>");
        assert_eq!(cashier.ended, None, "something is keyed");
        cashier.keys("<C-c>");
        assert_eq!(cashier.ended, Some(Ended::Quit));

        let mut cashier = till(lang, "5");
        cashier.lock_now();
        cashier.keys("<C-q>");
        let locale = &cashier.till.app.cx.locale;
        let screens = &locale.text(Text::TabPay);
        let said = locale.text(Text::HintQuitKeyed { screens, key: "Ctrl+Q" });
        assert_eq!(cashier.lock_says(), said, "{}", cashier.screen());
        assert_eq!(cashier.ended, None);
        cashier.keys("<C-q>");
        assert_eq!(cashier.ended, Some(Ended::Quit));

        let mut cashier = till(lang, "");
        cashier.lock_now();
        cashier.keys("<C-q>");
        assert_eq!(cashier.ended, Some(Ended::Quit));
    }
}

#[test]
fn changes_of_other_tills_are_taken_silently() {
    let mut cashier = Cashier::in_an_old_shop(Lang::En);
    cashier.keys("<F4>");
    cashier.lock_now();
    let locked = cashier.screen();
    cashier.turn(vec![Event::LedgerChanged]);
    cashier.wait_for_replies();
    assert_eq!((cashier.screen(), cashier.till.app.name()), (locked, lookup::NAME));
    cashier.keys("<Enter>");
    assert_eq!(cashier.till.app.lookup().rows.len(), 30);
}
