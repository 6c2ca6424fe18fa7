//! Hand-over at a till: the question, the file, what is left to do, and the passphrase.

use super::*;
use crate::{
    batch::{check, read_answers},
    desk::Desk,
    record::Progress,
    tui::screen::{day::DayScreen, passphrase::PassphraseScreen},
};

/// A whole payment of 55,000 won.
const SALE: &str = "55.<Enter>54091234567834561230777+<Enter>";

impl Cashier {
    /// The folder for the card company.
    pub(super) fn folder(&self) -> std::path::PathBuf {
        self.home.path().join("card company")
    }

    /// Sets the folder for the card company.
    pub(super) fn hands_over(&mut self) -> &mut Self {
        let folder = self.folder();
        std::fs::create_dir_all(&folder).expect("folder");
        self.till.app.cx.hand_over.to = folder.display().to_string();
        self
    }

    /// The names of the files there, in order.
    pub(super) fn batches(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder()).expect("folder");
        let mut names: Vec<_> =
            files.map(|file| file.expect("file").file_name().into_string().expect("text")).collect();
        names.sort();
        names
    }

    fn desk(&self) -> Desk {
        Desk::open(settings_in(&self.home), World::new(self.wall.clone(), Counter(9))).expect("desk")
    }

    /// The card company answers these, each of the batch: the place of the payment from the newest, and what it says.
    pub(super) fn answer(&mut self, batch: u32, answers: &[(usize, &str)]) {
        let ledger = self.ledger();
        let lines = answers.iter().map(|(at, says)| format!("{batch},{},{says}\n", ledger[*at].id));
        let text = format!("batch,id,result,code,text,approval_number\n{}", lines.collect::<String>());
        let file = read_answers(text.as_bytes()).expect("answers");
        self.desk().record_answers(&file.lines, &Progress::default()).expect("recorded");
        self.turn(vec![Event::LedgerChanged]);
        self.wait_for_replies();
    }

    fn asks_to_hand_over(&self) -> bool {
        self.till.app.find::<DayScreen>().expect("the day").review.is_some()
    }
}

const ACCEPTED: &str = "accepted,0000,,12345678";
const REJECTED: &str = "rejected,51,over the limit,";

#[test]
fn a_day_is_handed_over_answered_and_handed_over_again() {
    for (lang, width, height) in [(Lang::Ko, 80, 24), (Lang::En, 120, 36)] {
        let mut cashier = Cashier::new(lang, width, height);
        cashier.hands_over().keys(SALE).keys(SALE).keys("+<Enter>");
        let text = |text| Locale::new(lang).text(text);
        assert_eq!(cashier.ledger().len(), 2);
        // Before the first batch nothing speaks of it, but its key.
        cashier.keys("<A-4>");
        assert!(cashier.screen().contains(&text(Text::KeyHandOver)), "{}", cashier.screen());
        assert!(!cashier.screen().contains(&text(Text::DayNotYet { messages: "" })), "{}", cashier.screen());
        cashier.keys("*");
        assert!(cashier.screen().contains(&text(Text::DayHandOverQuestion)), "{}", cashier.screen());
        assert!(cashier.screen().contains(&text(Text::DayBatch { number: "1" })), "{}", cashier.screen());
        assert_eq!(cashier.batches(), [""; 0]);
        cashier.keys("<Enter>");
        assert_eq!(cashier.batches(), ["paydesk-batch-000001.txt"]);
        let file = std::fs::File::open(cashier.folder().join("paydesk-batch-000001.txt")).expect("file");
        let whole = check(file, &Progress::default()).expect("whole");
        assert_eq!((whole.trailer.totals.records(), whole.trailer.totals.net()), (2, 110_000));
        assert!(
            cashier.screen().contains(&text(Text::DayHandedOver { number: "1" })),
            "{}",
            cashier.screen()
        );
        let waiting = Locale::new(lang).messages(2);
        assert!(
            cashier.screen().contains(&text(Text::DayUnanswered { messages: &waiting })),
            "{}",
            cashier.screen()
        );
        // One is accepted, one is not.
        cashier.answer(1, &[(0, REJECTED), (1, ACCEPTED)]);
        let one = Locale::new(lang).messages(1);
        assert!(
            cashier.screen().contains(&text(Text::DayRejected { messages: &one })),
            "{}",
            cashier.screen()
        );
        cashier.keys("<Enter>");
        assert_eq!(cashier.till.app.name(), screen::lookup::NAME);
        assert_eq!(cashier.till.app.lookup().rows.len(), 1);
        cashier.keys("<Enter>");
        assert!(cashier.screen().contains("over the limit"), "{}", cashier.screen());
        cashier.keys("<Esc><A-4>.");
        assert!(cashier.screen().contains(&text(Text::DayAgainQuestion)), "{}", cashier.screen());
        cashier.keys("<Enter>");
        assert_eq!(cashier.batches(), ["paydesk-batch-000001.txt", "paydesk-batch-000002.txt"]);
        assert!(
            !cashier.screen().contains(&text(Text::DayRejected { messages: &one })),
            "{}",
            cashier.screen()
        );
        cashier.keys("*");
        assert!(!cashier.asks_to_hand_over() && cashier.says(Text::DayNothingNew));
    }
}

#[test]
fn nothing_is_handed_over_unasked() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys(SALE);
    cashier.keys("<A-4>*");
    assert!(!cashier.asks_to_hand_over() && cashier.says(Text::DayNoFolder));
    cashier.hands_over().keys("*<Esc>");
    assert_eq!(cashier.batches(), [""; 0]);
    // A key without a meaning there was not read: only Esc works from then on.
    cashier.keys("*x<Enter>");
    assert!(cashier.asks_to_hand_over() && cashier.batches().is_empty());
    assert!(cashier.says(Text::DayHandOverClosed), "{}", cashier.screen());
    cashier.keys("<Esc>");
    // Nor by what a reader types.
    cashier.burst("*<Enter>");
    cashier.wait_for_replies();
    assert_eq!(cashier.batches(), [""; 0]);
    // Another till was first: what would be handed over is another batch.
    cashier.keys("<Esc><A-4>*");
    let mut other = cashier.desk();
    let to = crate::desk::HandOverTo { path: &cashier.folder(), is_folder: true, config: None, number: None };
    let sender = crate::desk::Sender::default();
    other
        .hand_over(crate::desk::HandOverOf::New { from: None }, to, &sender, &Progress::default())
        .expect("made");
    cashier.turn(vec![Event::LedgerChanged]);
    cashier.wait_for_replies();
    assert!(
        !cashier.asks_to_hand_over() && cashier.says(Text::HandOverMeanwhile { number: "1" }),
        "{}",
        cashier.screen()
    );
    assert_eq!(cashier.batches().len(), 1);
}

#[test]
fn what_cannot_be_written_is_said_and_the_batch_can_be_made_later() {
    let mut cashier = Cashier::new(Lang::En, 120, 36);
    cashier.hands_over().keys(SALE).keys("<A-4>");
    std::fs::remove_dir(cashier.folder()).expect("removed");
    cashier.keys("*<Enter>");
    assert!(
        !cashier.asks_to_hand_over() && cashier.screen().contains("There is no folder"),
        "{}",
        cashier.screen()
    );
    assert!(!cashier.folder().exists());
    std::fs::create_dir(cashier.folder()).expect("folder");
    std::fs::write(cashier.folder().join("paydesk-batch-000001.txt"), "another").expect("written");
    cashier.keys("*<Enter>");
    assert!(cashier.screen().contains("is there already"), "{}", cashier.screen());
    // The shop's number does not fit.
    cashier.till.app.cx.paper.shop.business_number = "12".to_owned();
    cashier.keys("*<Enter>");
    assert!(cashier.screen().contains("shop.business_number does not fit"), "{}", cashier.screen());
    assert_eq!(cashier.desk().hand_over_work().expect("read").newest, None);
}

#[test]
fn a_passphrase_over_the_keyring_is_asked_for_in_place() {
    const PASSPHRASE: &str = "correct horse";
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.hands_over().keys(SALE).protect(PASSPHRASE);
    cashier.keys("<A-4>*<Enter>");
    let asks = |cashier: &Cashier| cashier.till.app.find::<PassphraseScreen>().is_some();
    assert!(asks(&cashier) && cashier.batches().is_empty());
    assert!(cashier.screen().contains("whole card numbers"), "{}", cashier.screen());
    cashier.keys("wrong<Enter>");
    assert!(asks(&cashier) && cashier.screen().contains("1 s"), "{}", cashier.screen());
    // During the pause Enter does nothing.
    cashier.keys("x");
    assert!(!cashier.screen().contains('x') || !cashier.screen().contains("wrong"));
    // Esc wipes what is keyed, then gives up.
    cashier.keys("<Esc>");
    assert!(asks(&cashier));
    cashier.keys("<Esc>");
    assert!(!asks(&cashier) && cashier.batches().is_empty() && cashier.says(Text::DayNotHandedOver));
    cashier.keys("*<Enter>").keys(PASSPHRASE).keys("<Enter>");
    assert!(!asks(&cashier), "{}", cashier.screen());
    assert_eq!(cashier.batches(), ["paydesk-batch-000001.txt"]);
    assert!(!cashier.screen().contains("horse"));
}
