//! Failures while a transaction is in flight: before anything else, the screen says whether it was recorded.

use super::*;
use crate::{
    desk::{
        DeskError, LedgerError, LedgerTrouble,
        backup::BackupError,
        pending::{Intent, Note},
    },
    payment::{RequestId, Won},
    tui::{
        backup::BackupNews,
        in_flight::Stage,
        protocol::{Reply, ReplyBody},
        screen::aftermath::AftermathScreen,
    },
};

/// A whole payment up to its review.
const REVIEWED: &str = "55.<Enter>54091234567834561230777+";
/// The amounts of an empty ledger.
const NOTHING: [u64; 0] = [];

fn trouble() -> DeskError {
    LedgerError { path: "/shop/ledger.db".into(), trouble: LedgerTrouble::Full }.into()
}

impl Cashier {
    /// Enter in the strip, without waiting for what comes of it.
    fn confirm_without_waiting(&mut self) {
        self.pass(Duration::from_millis(500));
        self.burst("<Enter>");
        self.stay_alone();
        assert!(self.till.app.cx.in_flight().is_some());
    }

    /// Replaces the next reply of the worker by this one. What the worker did stays done.
    fn reply_with(&mut self, say: impl Fn() -> ReplyBody) {
        let Ok(Event::Reply(reply)) = self.inbox.recv() else { panic!("an answer") };
        let reply = Reply { to: reply.to, body: say() };
        self.turn(vec![Event::Reply(Box::new(reply))]);
    }

    /// The worker carries it out, but its reply is an error, and the ledger cannot be read either.
    pub(super) fn lose_the_reply(&mut self) {
        let recalls = matches!(self.stage(), Some(Stage::Recalling(_)));
        self.reply_with(|| {
            if recalls {
                ReplyBody::FoundByRequest(Err(trouble()))
            } else {
                ReplyBody::Failed(trouble(), Err(trouble()))
            }
        });
    }

    /// The reply of the worker is an error, and nothing was recorded.
    pub(super) fn meet_trouble(&mut self) {
        self.reply_with(|| ReplyBody::Failed(trouble(), Ok(None)));
    }

    /// Waits until the worker has handled all it was sent: it replies in that order.
    fn wait_for_worker(&mut self) {
        self.turn(vec![Event::LedgerChanged]);
        self.wait_for_replies();
    }

    /// How far the transaction in flight is.
    pub(super) fn stage(&self) -> Option<Stage> {
        self.till.app.cx.flight.as_ref().map(|flight| flight.stage)
    }

    fn notice(&self) -> &str {
        self.till.app.cx.notice.as_ref().map_or("", |notice| &notice.text)
    }
}

/// What the thread that copies has found: no copy of today, and an old one.
fn no_copy() -> Event {
    Event::Backup(Box::new(BackupNews {
        folder: "/media/stick".into(),
        failed: Some(BackupError::Write {
            path: "/media/stick".into(),
            reason: std::io::ErrorKind::NotADirectory.into(),
        }),
        old_since: chrono::NaiveDate::from_ymd_opt(2026, 11, 18),
    }))
}

#[test]
fn a_copy_that_was_not_made_is_said_calmly_once_nothing_else_is() {
    for (lang, said, and) in [
        (
            Lang::En,
            "No copy of the ledger was made. /media/stick cannot be written: not a directory.",
            "The newest copy of the ledger in /media/stick is from 2026-11-18.",
        ),
        (
            Lang::Ko,
            "장부 사본을 만들지 못했습니다. /media/stick 파일을 쓸 수 없습니다(not a directory).",
            "/media/stick: 가장 최근 장부 사본의 날짜는 2026-11-18입니다.",
        ),
    ] {
        let mut cashier = Cashier::new(lang, 120, 36);
        cashier.turn(vec![no_copy()]);
        assert!(
            cashier.notice().starts_with(said) && cashier.notice().ends_with(and),
            "{}",
            cashier.notice()
        );
        assert_eq!(cashier.till.surface.bells, 0);
        // What is said already, the outcome of a payment above all, stays until the next key.
        cashier.keys("55.<Enter>54091234567834561230777+<Enter>");
        assert_eq!(cashier.amounts(), [55_000]);
        cashier.till.app.cx.hint(Text::NoLast);
        cashier.turn(vec![no_copy()]);
        assert_eq!(cashier.notice(), cashier.till.app.cx.locale.text(Text::NoLast));
        cashier.keys("<Esc>");
        assert!(cashier.notice().starts_with(said), "{}", cashier.notice());
        cashier.keys("<Esc>");
        assert_eq!(cashier.notice(), "");
    }
}

/// From now on nothing can be recorded: the new ledger is another keyring's.
fn refuse_writes(cashier: &Cashier) {
    let ledger = rusqlite::Connection::open(cashier.home.path().join("ledger.db")).expect("the ledger");
    ledger.execute_batch("INSERT INTO keys VALUES (9, zeroblob(16))").expect("a key");
}

fn admit_writes(cashier: &Cashier) {
    let ledger = rusqlite::Connection::open(cashier.home.path().join("ledger.db")).expect("the ledger");
    ledger.execute_batch("DELETE FROM keys WHERE key_id = 9").expect("no key");
}

#[test]
fn what_the_ledger_does_not_have_was_not_taken_and_is_tried_again_under_its_name() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(REVIEWED);
        let name = cashier.till.app.pay().request_id.clone().expect("a review");
        refuse_writes(&cashier);
        cashier.keys("<Enter>");
        assert_eq!(cashier.stage(), Some(Stage::NotRecorded));
        assert!(cashier.says(Text::ConfirmRetry), "{}", cashier.screen());
        assert!(cashier.row(21).contains('✗'), "{}", cashier.screen());
        assert_eq!(cashier.amounts(), NOTHING);
        admit_writes(&cashier);
        cashier.keys("<Enter>");
        assert_eq!(cashier.amounts(), [55_000]);
        assert_eq!(cashier.ledger()[0].request_id.as_ref(), Some(&name));
        assert!(cashier.row(21).contains('✓'), "{}", cashier.screen());
    }
}

#[test]
fn what_the_ledger_has_all_the_same_is_said_with_its_id() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(REVIEWED);
        cashier.confirm_without_waiting();
        let Ok(Event::Reply(mut reply)) = cashier.inbox.recv() else { panic!("an answer") };
        let ReplyBody::Decided(Ok(done)) = reply.body else { panic!("paid") };
        let (receipt, status) = *done;
        reply.body = ReplyBody::Failed(trouble(), Ok(Some(Box::new((receipt.transaction, status)))));
        cashier.turn(vec![Event::Reply(reply)]);
        let id = cashier.ledger()[0].id.grouped();
        assert_eq!(
            cashier.notice(),
            cashier.till.app.cx.locale.text(Text::RecallRecorded {
                amount: &cashier.till.app.cx.locale.won(cashier.ledger()[0].amount),
                id: &id
            })
        );
        assert!(cashier.row(21).contains('✓') && !cashier.till.app.in_review(), "{}", cashier.screen());
        assert!(cashier.till.app.pay().form.is_pristine());
        assert_eq!(cashier.amounts(), [55_000]);
    }
}

#[test]
fn while_the_ledger_cannot_say_nothing_is_taken_again() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = Cashier::in_an_old_shop(lang);
        cashier.keys("<F3>+");
        cashier.confirm_without_waiting();
        cashier.lose_the_reply();
        assert!(cashier.says(Text::ConfirmRecall), "{}", cashier.screen());
        assert_eq!(cashier.notice(), cashier.till.app.cx.locale.text(Text::RecallUnknown));
        // Neither left behind nor done again.
        cashier.keys("<Esc>");
        assert!(cashier.till.app.in_review() && cashier.says(Text::HintUnknown), "{}", cashier.screen());
        cashier.keys("<F2><F4>+<F8>");
        assert!(cashier.till.app.in_review());
        cashier.confirm_without_waiting();
        assert!(matches!(cashier.stage(), Some(Stage::Recalling(_))));
        assert!(cashier.says(Text::RecallAsking), "{}", cashier.screen());
        cashier.lose_the_reply();
        assert_eq!(cashier.stage(), Some(Stage::Unknown));
        cashier.keys("<Enter>");
        assert!(!cashier.till.app.in_review());
        assert_eq!(cashier.ledger().len(), 31);
        assert!(cashier.screen().contains(&cashier.ledger()[0].id.grouped()), "{}", cashier.screen());
    }
}

#[test]
fn what_turns_out_not_to_be_recorded_is_tried_again() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys(REVIEWED);
    refuse_writes(&cashier);
    cashier.confirm_without_waiting();
    cashier.lose_the_reply();
    assert_eq!(cashier.stage(), Some(Stage::Unknown));
    cashier.keys("<Enter>");
    assert_eq!(cashier.stage(), Some(Stage::NotRecorded));
    assert_eq!(cashier.notice(), "The ledger has nothing of it: it was not recorded. Enter tries again.");
    admit_writes(&cashier);
    cashier.keys("<Enter>");
    assert_eq!(cashier.amounts(), [55_000]);
}

#[test]
fn a_lock_does_not_make_what_is_unknown_forgotten() {
    for recorded in [true, false] {
        let mut cashier = Cashier::new(Lang::En, 80, 24);
        cashier.till.app.set_lock_time(crate::config::Security { lock_seconds: 60, ..Default::default() });
        cashier.keys(REVIEWED);
        if !recorded {
            refuse_writes(&cashier);
        }
        cashier.confirm_without_waiting();
        cashier.lose_the_reply();
        cashier.pass(Duration::from_secs(60));
        cashier.turn(vec![Event::Tick]);
        cashier.wait_for_replies();
        assert!(cashier.till.app.cx.is_locked);
        cashier.keys("<Enter>");
        assert!(cashier.says(Text::ConfirmRecall), "{}", cashier.screen());
        let card =
            cashier.till.app.pay().review.as_ref().map(|review| review.request.card.expose().to_owned());
        assert_eq!(card.as_deref(), Some("5409120000000456"));
        cashier.keys("<Enter>");
        assert!(!cashier.till.app.in_review());
        assert_eq!(cashier.amounts(), if recorded { vec![55_000] } else { vec![] });
        let said =
            if recorded { "It was recorded after all: 55,000 KRW" } else { "The ledger has nothing of it" };
        assert!(cashier.notice().starts_with(said), "{}", cashier.notice());
        assert_eq!(cashier.notice().ends_with("The lock cleared the card: enter it again."), !recorded);
    }
}

#[test]
fn quitting_while_it_is_unknown_prints_the_request_id() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys(REVIEWED);
    cashier.confirm_without_waiting();
    cashier.lose_the_reply();
    let name = cashier.till.app.pay().request_id.clone().expect("a review");
    cashier.keys("<C-q>");
    assert_eq!(cashier.ended, None);
    cashier.keys("<C-q>");
    assert_eq!(cashier.ended, Some(Ended::Quit));
    let printed = cashier.till.app.take_flight().expect("a flight").outcome(&Locale::new(Lang::En));
    assert!(printed.ends_with(&format!("Its request id is {}.", name.as_str())), "{printed}");
}

// After a crash.

/// A home where a payment of `amount` was on its way when the till stopped.
fn home_with_note(home: tempfile::TempDir, amount: u64) -> tempfile::TempDir {
    let note = Note {
        request_id: RequestId::parse(&format!("till-{amount}")).expect("a request id"),
        what: Intent::Payment(Won::new(amount).expect("won")),
        at: StoppedClock.now(),
    };
    Notes::open(&home.path().join("ledger.db"), Till::FIRST).0.write(&note);
    home
}

/// At a till that stopped with a payment of `amount` on its way, which was not recorded.
pub(super) fn after_a_crash(lang: Lang, amount: u64) -> Cashier {
    after_a_crash_at(tempfile::tempdir().expect("folder"), lang, amount)
}

/// The same, at a shop in this folder.
pub(super) fn after_a_crash_at(home: tempfile::TempDir, lang: Lang, amount: u64) -> Cashier {
    Cashier::at(home_with_note(home, amount), lang, 80, 24)
}

/// At a till that stopped with a cancel on its way, which was recorded.
pub(super) fn after_a_cancel(lang: Lang) -> Cashier {
    let mut cashier = Cashier::in_an_old_shop(lang);
    cashier.keys("<F3>+");
    cashier.confirm_without_waiting();
    let Ok(Event::Reply(_unseen)) = cashier.inbox.recv() else { panic!("an answer") };
    let mut cashier = Cashier::at(kill_till(&cashier), lang, 80, 24);
    cashier.till.app.cx.look.theme = crate::config::Theme::Mono;
    cashier.turn(vec![Event::Resize]);
    cashier
}

/// Stops the till as if it was killed, without its end. Its folder stays.
fn kill_till(cashier: &Cashier) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("folder");
    for file in std::fs::read_dir(cashier.home.path()).expect("files") {
        let file = file.expect("file");
        std::fs::copy(file.path(), home.path().join(file.file_name())).expect("copied");
    }
    home
}

/// The notes that lie beside the ledger.
fn notes(home: &tempfile::TempDir) -> Vec<String> {
    let files = std::fs::read_dir(home.path()).expect("files").map(|file| file.expect("file").file_name());
    files.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.ends_with("in-flight")).collect()
}

#[test]
fn a_payment_that_was_killed_on_its_way_is_shown_first_and_once() {
    for lang in [Lang::En, Lang::Ko] {
        for recorded in [true, false] {
            let mut cashier = Cashier::new(lang, 80, 24);
            cashier.keys(REVIEWED);
            if !recorded {
                refuse_writes(&cashier);
            }
            cashier.confirm_without_waiting();
            // The worker may have done it, but its outcome was not drawn.
            let Ok(Event::Reply(_unseen)) = cashier.inbox.recv() else { panic!("an answer") };
            let home = kill_till(&cashier);
            let mut cashier = Cashier::at(home, lang, 80, 24);
            let text = if recorded { Text::AftermathRecordedDo } else { Text::AftermathNot };
            assert!(cashier.says(Text::AftermathTitle) && cashier.says(text), "{}", cashier.screen());
            assert!(cashier.screen().contains("55,000") && cashier.screen().contains("11-21 14:32"));
            let ids: Vec<String> = cashier.ledger().iter().map(|row| row.id.grouped()).collect();
            assert_eq!(ids.len(), usize::from(recorded));
            assert!(ids.iter().all(|id| cashier.screen().contains(id)), "{}", cashier.screen());
            // No other key does anything but say so, in the rows of the notice.
            let above = |cashier: &Cashier| (0..21).map(|y| cashier.row(y)).collect::<Vec<_>>();
            let before = above(&cashier);
            cashier.keys("5<F2><F4><F10><Esc>+");
            cashier.paste("5");
            assert_eq!(above(&cashier), before);
            assert!(cashier.says(Text::AftermathFirst) && cashier.says(Text::AftermathTitle));
            cashier.keys("<Enter>");
            assert!(!cashier.says(Text::AftermathTitle) && cashier.till.app.pay().form.is_pristine());
            cashier.wait_for_worker();
            let home = kill_till(&cashier);
            let cashier = Cashier::at(home, lang, 80, 24);
            assert!(!cashier.says(Text::AftermathTitle));
        }
    }
}

#[test]
fn what_was_seen_is_not_shown_again() {
    for keys in [REVIEWED, "<Enter>", "<F3>+<Enter>"] {
        let mut cashier = Cashier::new(Lang::En, 80, 24);
        cashier.keys(REVIEWED).keys("<Enter>").keys(keys);
        cashier.wait_for_worker();
        let cashier = Cashier::at(kill_till(&cashier), Lang::En, 80, 24);
        assert!(!cashier.says(Text::AftermathTitle), "{keys}");
    }
}

#[test]
fn what_is_unknown_when_the_till_is_left_is_shown_at_the_next_start() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys(REVIEWED);
    cashier.confirm_without_waiting();
    cashier.lose_the_reply();
    cashier.keys("<C-q><C-q>");
    let mut cashier = Cashier::at(kill_till(&cashier), Lang::En, 80, 24);
    let said = format!("✓ It IS recorded: id {}.", cashier.ledger()[0].id.grouped());
    assert!(cashier.screen().contains(&said), "{}", cashier.screen());
    // Enough to quit by.
    cashier.keys("<C-q>");
    assert_eq!(cashier.ended, Some(Ended::Quit));
    let cashier = Cashier::at(kill_till(&cashier), Lang::En, 80, 24);
    assert!(cashier.says(Text::AftermathTitle), "until it is confirmed");
}

#[test]
fn several_are_shown_one_after_the_other() {
    let home = tempfile::tempdir().expect("folder");
    let first = home_with_note(home, 7_000);
    // Held by another program of the same number while the second was left behind.
    let (held, left) = Notes::open(&first.path().join("ledger.db"), Till::FIRST);
    assert_eq!(left.len(), 1);
    let both = home_with_note(first, 8_000);
    drop(held);
    assert_eq!(notes(&both).len(), 2);
    let mut cashier = Cashier::at(both, Lang::En, 80, 24);
    for amount in ["7,000 KRW", "8,000 KRW"] {
        assert!(
            cashier.screen().contains(amount) && cashier.says(Text::AftermathNot),
            "{}",
            cashier.screen()
        );
        cashier.keys("<Enter>");
    }
    assert!(!cashier.says(Text::AftermathTitle));
    cashier.wait_for_worker();
    // The own file of the running program, without a note.
    assert_eq!(notes(&cashier.home), ["ledger.db-till01-2.in-flight"]);
}

#[test]
fn what_was_typed_ahead_confirms_nothing() {
    let mut cashier = after_a_crash(Lang::En, 7_000);
    let at = cashier.clock.get();
    cashier.pass(Duration::from_secs(1));
    cashier.turn(vec![Event::Key(KeyPress::plain(KeyCode::Enter), at)]);
    assert!(cashier.says(Text::AftermathTitle));
    // A key that does nothing says so.
    for key in ["1", "x", "<BS>", "<Down>", "<F4>"] {
        cashier.keys(key);
        let said = cashier.till.app.cx.notice.take().expect("a notice");
        assert_eq!(said.text, cashier.till.app.cx.locale.text(Text::AftermathFirst), "{key}");
        assert!(cashier.says(Text::AftermathTitle), "{key}");
    }
    cashier.keys("<Enter>");
    assert!(!cashier.says(Text::AftermathTitle));
}

#[test]
fn a_ledger_that_cannot_say_is_asked_again() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = after_a_crash(lang, 7_000);
        let aftermath = cashier.till.app.find_mut::<AftermathScreen>().expect("left behind");
        aftermath.flight.stage = Stage::Unknown;
        cashier.turn(vec![Event::Resize]);
        assert!(cashier.says(Text::AftermathUnknownDo), "{}", cashier.screen());
        cashier.pass(Duration::from_secs(1));
        cashier.burst("<Enter>");
        assert!(cashier.says(Text::RecallAsking), "{}", cashier.screen());
        cashier.wait_for_replies();
        assert!(cashier.says(Text::AftermathNot), "{}", cashier.screen());
    }
}

#[test]
fn the_lock_comes_before_what_a_crash_left() {
    let mut cashier = after_a_crash(Lang::En, 7_000);
    cashier.till.app.set_lock_time(crate::config::Security { lock_seconds: 60, ..Default::default() });
    cashier.pass(Duration::from_secs(60));
    cashier.turn(vec![Event::Tick]);
    cashier.wait_for_replies();
    assert!(cashier.says(Text::Locked) && !cashier.screen().contains("7,000"));
    cashier.keys("<Enter>");
    assert!(cashier.says(Text::AftermathTitle));
}

// The ledger's file.

/// The words of the top line and of the notice: while the file is replaced, and once it is back.
const MISPLACED: [(Lang, &str, &str, &str); 2] = [
    (
        Lang::En,
        " ledger?  01  Sat 11-21 14:32",
        "The file /shop/ledger.db is not the one that was opened. Nothing can be recorded until the right file is back.",
        "The ledger is as it was left again.",
    ),
    (
        Lang::Ko,
        " 장부?  01  11-21 (토) 14:32",
        "/shop/ledger.db 파일은 열었던 파일이 아닙니다. 맞는 파일을 제자리에 둘 때까지 아무것도 기록할 수 없습니다.",
        "장부가 다시 마지막 상태 그대로입니다.",
    ),
];

impl Cashier {
    /// Puts an empty file in the ledger's place. Returns where the ledger is, and where it was.
    fn replace_ledger(&self) -> [std::path::PathBuf; 2] {
        let [aside, ledger] = ["aside.db", "ledger.db"].map(|name| self.home.path().join(name));
        std::fs::rename(&ledger, &aside).expect("moved");
        std::fs::write(&ledger, "").expect("another one");
        [aside, ledger]
    }

    /// Waits for what the idle worker says, and takes it.
    fn take_news(&mut self, is_it: impl Fn(&Event) -> bool) {
        let event = self.inbox.recv().expect("the worker lives");
        assert!(is_it(&event), "another event");
        self.turn(vec![event]);
        self.wait_for_replies();
    }
}

#[test]
fn an_idle_till_says_that_the_ledger_was_replaced_and_that_it_is_back() {
    for (lang, head, replaced, back) in MISPLACED {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("3000<Enter>4111111111111111").wait_for_worker();
        let before = cashier.pay_form().0;
        let [aside, ledger] = cashier.replace_ledger();
        let bells = cashier.till.surface.bells;
        cashier.take_news(|event| matches!(event, Event::LedgerMisplaced));
        assert_eq!((cashier.notice(), cashier.till.surface.bells), (replaced, bells + 1));
        assert!(cashier.row(21).contains('✗') && cashier.row(0).ends_with(head), "{}", cashier.screen());
        assert_eq!(cashier.pay_form().0, before, "the form stays");
        // The next key removes the notice, and the mark stays.
        cashier.keys("1230");
        assert_eq!(cashier.notice(), "");
        assert!(cashier.row(0).ends_with(head), "{}", cashier.screen());
        std::fs::rename(&aside, &ledger).expect("moved back");
        cashier.take_news(|event| matches!(event, Event::LedgerBack));
        assert_eq!(cashier.notice(), back);
        assert!(cashier.row(21).contains('✓') && !cashier.row(0).contains('?'), "{}", cashier.screen());
        cashier.keys("777<Enter>+<Enter>");
        assert_eq!(cashier.amounts(), [3_000]);
    }
}

#[test]
fn what_a_refused_payment_said_of_a_replaced_ledger_stays_until_it_is_back() {
    for (lang, head, _, back) in MISPLACED {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("3000<Enter>41111111111111111230777+").wait_for_worker();
        let [aside, ledger] = cashier.replace_ledger();
        cashier.keys("<Enter>");
        let refused = LedgerError { path: ledger.clone(), trouble: LedgerTrouble::Replaced };
        let refused = cashier.till.app.cx.locale.ledger_error(&refused);
        assert_eq!(cashier.notice(), refused);
        assert!(cashier.row(0).ends_with(head), "{}", cashier.screen());
        std::fs::rename(&aside, &ledger).expect("moved back");
        // The idle worker does not say once more that it was replaced.
        cashier.take_news(|event| matches!(event, Event::LedgerBack));
        assert_eq!(cashier.notice(), back);
        cashier.keys("<Enter>");
        assert_eq!(cashier.amounts(), [3_000]);
    }
}
