//! People at the till: signing in, switching, approvals, and the screens about people.

use super::*;
use crate::{
    desk::{JournalCursor, Right, right},
    record::Fact,
    staff::{Action, Limits, Operator, OperatorName, OperatorNumber, Pin, PinDigits, PinUse, Role},
    tui::screen::{approval::ApprovalScreen, pay, people::PeopleScreen, person::PersonScreen},
};

/// The number and the PIN of the people of the shop, as they are keyed.
pub(super) const OWNER: &str = "12580";
pub(super) const SUPERVISOR: &str = "32468";
pub(super) const CASHIER: &str = "211357";
/// The first row of the list of people.
pub(super) const FIRST_ROW: usize = 5;

pub(super) const LANGS: [Lang; 2] = [Lang::En, Lang::Ko];
/// A payment within the cashier's limit, and one above it.
const SMALL: &str = "5.<Enter>54091234567834561230777";
const LARGE: &str = "55.<Enter>54091234567834561230777";

fn number(number: u64) -> OperatorNumber {
    OperatorNumber::new(number).expect("a number")
}

fn pin(digits: &str) -> Pin {
    Pin::keyed(digits, PinDigits::DEFAULT).expect("a PIN")
}

/// One of the people: an owner, a supervisor, and a cashier with limits.
pub(super) fn operator(of: u64) -> Operator {
    let won = |won| Some(crate::payment::Won::new(won).expect("won"));
    let (name, role, limits) = match of {
        1 => ("Jin", Role::Owner, Limits::default()),
        3 => ("Mina", Role::Supervisor, Limits::default()),
        _ => (
            "하나",
            Role::Cashier,
            Limits { payment: won(50_000), cancel: won(5_000), cancels_a_day: Some(2) },
        ),
    };
    let name = OperatorName::parse(name).expect("a name");
    Operator { number: number(of), name, role, limits, disabled: false }
}

/// A folder with an old shop's ledger that has people.
fn shop() -> tempfile::TempDir {
    static SHOP: OnceLock<tempfile::TempDir> = OnceLock::new();
    let shop = SHOP.get_or_init(|| {
        let home = copy_of_old_shop();
        name_people(&home);
        home
    });
    copy_of(shop)
}

/// Makes the same people in an empty folder.
pub(super) fn found_with_people(home: &tempfile::TempDir) {
    static SHOP: OnceLock<tempfile::TempDir> = OnceLock::new();
    let shop = SHOP.get_or_init(|| {
        let shop = tempfile::tempdir().expect("folder");
        name_people(&shop);
        shop
    });
    copy_into(shop, home);
}

fn name_people(home: &tempfile::TempDir) {
    let mut desk = desk(home);
    desk.add_person(&operator(1), &pin("2580")).expect("made");
    desk.sign_in(number(1), &pin("2580"), PinUse::Command).expect("signed in");
    desk.add_person(&operator(3), &pin("2468")).expect("made");
    desk.add_person(&operator(21), &pin("1357")).expect("made");
}

/// Whether a transaction alone is above the limit of who made it.
pub(super) fn is_above_limit(by: OperatorNumber, transaction: &Transaction) -> bool {
    let Limits { payment, cancel, .. } = operator(by.number().into()).limits;
    let limit = if transaction.kind == crate::payment::Kind::Payment { payment } else { cancel };
    limit.is_some_and(|limit| transaction.amount > limit)
}

fn desk(home: &tempfile::TempDir) -> Desk {
    Desk::open(settings_in(home), World::new(StoppedClock, Counter(77))).expect("desk")
}

/// A till of that shop, before anybody has signed in.
pub(super) fn till(lang: Lang, width: u16, height: u16) -> Cashier {
    Cashier::at(shop(), lang, width, height)
}

/// A till of that shop where somebody has signed in.
pub(super) fn signed_in(lang: Lang, who: &str) -> Cashier {
    let mut cashier = till(lang, 80, 24);
    cashier.keys(who);
    assert!(!cashier.till.app.cx.is_locked, "{}", cashier.screen());
    cashier
}

/// A cancel of the last payment is above the cashier's limit: it asks for an approval.
pub(super) fn asking_for_approval(lang: Lang) -> Cashier {
    let mut cashier = signed_in(lang, CASHIER);
    cashier.keys("<F3>+<Enter>");
    assert!(cashier.asks_for_approval(), "{}", cashier.screen());
    cashier
}

/// This many wrong PINs, from another till.
pub(super) fn wrong_pins(home: &tempfile::TempDir, of: u64, count: u32) {
    let mut desk = desk(home);
    for _ in 0..count {
        desk.sign_in(number(of), &pin("9753"), PinUse::SignIn).expect_err("wrong");
    }
}

/// Whether a person waits after wrong PINs.
pub(super) fn waits(home: &tempfile::TempDir, of: u64) -> bool {
    let people = desk(home).people().expect("people").all;
    people.iter().any(|person| person.operator.number == number(of) && person.waits_until.is_some())
}

/// Whether a person may not sign in any more.
pub(super) fn is_disabled(home: &tempfile::TempDir, of: u64) -> bool {
    let people = desk(home).people().expect("people").all;
    people.iter().any(|person| person.operator.number == number(of) && person.operator.disabled)
}

impl Cashier {
    fn asks_for_approval(&self) -> bool {
        self.till.app.find::<ApprovalScreen>().is_some()
    }

    /// As [`says`](Self::says), where the text may be in several lines.
    fn tells(&self, text: Text) -> bool {
        let packed = |text: &str| text.split_whitespace().collect::<String>();
        packed(&self.screen()).contains(&packed(&self.till.app.cx.locale.text(text)))
    }

    /// Who made the newest transaction and who approved it.
    fn signers(&self) -> (Option<u8>, Option<u8>) {
        let by = self.ledger()[0].by;
        (by.operator.map(OperatorNumber::number), by.approver.map(OperatorNumber::number))
    }

    fn operator(&self) -> Option<u8> {
        self.till.app.cx.staff.operator.as_ref().map(|operator| operator.number.number())
    }
}

// Signing in.

#[test]
fn five_keys_sign_in_and_the_first_screen_is_the_lock() {
    for lang in LANGS {
        let mut cashier = till(lang, 80, 24);
        assert!(cashier.till.app.cx.is_locked && cashier.says(Text::LockPin), "{}", cashier.screen());
        assert!(!cashier.screen().contains("30,000"));
        cashier.keys("1258");
        assert!(cashier.screen().contains("1 •••_") && !cashier.screen().contains("258"));
        cashier.keys("0");
        assert!(!cashier.till.app.cx.is_locked);
        assert_eq!((cashier.operator(), cashier.till.app.name()), (Some(1), pay::NAME));
        assert!(cashier.row(0).contains("1 Jin"), "{}", cashier.screen());
        // A number of two digits takes one more.
        assert_eq!(signed_in(lang, CASHIER).operator(), Some(21));
    }
}

#[test]
fn what_is_sold_is_in_the_name_of_who_is_signed_in() {
    for lang in LANGS {
        let mut cashier = signed_in(lang, CASHIER);
        cashier.keys(SMALL).keys("+<Enter>");
        assert_eq!((cashier.amounts()[0], cashier.signers()), (5_000, (Some(21), None)));
        assert!(cashier.says(Text::ResultBy { number: "21" }), "{}", cashier.screen());
        cashier.keys("<F5>");
        assert!(cashier.screen().contains("21 하나"), "{}", cashier.screen());
    }
}

#[test]
fn another_person_takes_over_in_six_keys_and_a_keyed_amount_stays() {
    for lang in LANGS {
        let mut cashier = signed_in(lang, CASHIER);
        cashier.keys("55.<Enter>54091234<A-0>");
        assert!(cashier.till.app.cx.is_locked && !cashier.screen().contains("55,000"));
        cashier.keys(OWNER);
        assert_eq!((cashier.operator(), cashier.pay_form().1[..2].to_vec()), (Some(1), vec!["55000", ""]));
        // What the one before had open is closed.
        cashier.keys("<F5><A-0>").keys(SUPERVISOR);
        assert!(!cashier.has_overlay() && cashier.operator() == Some(3));
        // Who comes back finds what was open.
        cashier.keys("<F5><A-0>").keys(SUPERVISOR);
        assert!(cashier.in_detail(), "{}", cashier.screen());
    }
}

#[test]
fn the_lock_opens_only_by_a_pin_and_the_way_out_stays() {
    for lang in LANGS {
        let mut cashier = signed_in(lang, CASHIER);
        cashier.keys("<F10>lock now<Enter>");
        cashier.keys("<Enter>");
        assert!(cashier.till.app.cx.is_locked);
        for wrong in ["219753", "9x9753", "001"] {
            cashier.keys(wrong).keys("<Esc>");
            assert!(cashier.till.app.cx.is_locked, "{wrong}");
        }
        cashier.keys("2<BS>").keys(CASHIER);
        assert!(!cashier.till.app.cx.is_locked, "{}", cashier.screen());
        cashier.keys("<F10>lock now<Enter><C-q>");
        assert_eq!(cashier.ended, Some(Ended::Quit));
    }
}

#[test]
fn a_wrong_pin_says_the_same_of_anybody_and_the_third_says_until_when() {
    for lang in LANGS {
        let mut said = Vec::new();
        for wrong in ["219753", "499753"] {
            let mut cashier = till(lang, 80, 24);
            cashier.keys(wrong);
            assert!(cashier.says(Text::PinWrong), "{}", cashier.screen());
            said.push(cashier.screen());
        }
        assert_eq!(said[0], said[1]);
        let mut cashier = till(lang, 80, 24);
        cashier.keys("219753219753219753");
        assert!(cashier.tells(Text::PinWrongWait { time: "14:32:12" }), "{}", cashier.screen());
        // The right one is not tried before.
        cashier.keys(CASHIER);
        assert!(cashier.tells(Text::PinWaits { time: "14:32:12" }), "{}", cashier.screen());
        cashier.wall.set("2026-11-21T14:32:12.500+09:00");
        cashier.keys(CASHIER);
        assert_eq!(cashier.operator(), Some(21));
    }
}

#[test]
fn a_card_that_is_swiped_where_a_pin_is_keyed_is_swallowed() {
    for lang in LANGS {
        for swiped in
            ["5409123456783456", ";5409123456783456=30121010000000000000?<Enter>", "2113572113572113"]
        {
            let mut cashier = till(lang, 80, 24);
            cashier.reader(swiped);
            assert!(
                cashier.till.app.cx.is_locked && cashier.tells(Text::PinByHand),
                "{swiped}\n{}",
                cashier.screen()
            );
            assert_eq!(attempts(&cashier.home), 1, "only that of the shop's beginning: {swiped}");
            cashier.silence();
            cashier.keys(CASHIER);
            assert_eq!(cashier.operator(), Some(21), "{swiped}\n{}", cashier.screen());
        }
        let mut cashier = till(lang, 80, 24);
        cashier.paste("211357");
        assert!(cashier.till.app.cx.is_locked && cashier.tells(Text::PinByHand));
        // In an approval and in the form of a person too.
        let mut cashier = asking_for_approval(lang);
        cashier.reader("5409123456783456");
        assert!(cashier.tells(Text::PinByHand) && cashier.asks_for_approval());
        let mut cashier = signed_in(lang, OWNER);
        cashier.keys("<F10>people<Enter>+<Up>4<Enter>Sora<Enter><Enter><Enter><Enter><Enter>");
        cashier.reader("5409123456783456");
        assert!(cashier.tells(Text::PinByHand) && !cashier.screen().contains("••"), "{}", cashier.screen());
    }
}

/// How many closes there are.
fn closes(home: &tempfile::TempDir) -> usize {
    let mut owner = desk(home);
    owner.sign_in(number(1), &pin("2580"), PinUse::Command).expect("signed in");
    owner.closes(..).expect("closes").len()
}

/// How many attempts the journal has.
fn attempts(home: &tempfile::TempDir) -> usize {
    let entries = desk(home).next_entries(&mut JournalCursor::new(0, None)).expect("entries");
    entries.iter().filter(|entry| matches!(entry.fact, Fact::PinAttempt { .. })).count()
}

#[test]
fn who_is_disabled_elsewhere_cannot_go_on() {
    for lang in LANGS {
        let mut cashier = signed_in(lang, CASHIER);
        let mut owner = desk(&cashier.home);
        owner.sign_in(number(1), &pin("2580"), PinUse::Command).expect("signed in");
        owner.change_person(number(21), None, |operator| operator.disabled = true).expect("changed");
        cashier.keys(SMALL).keys("+<Enter>");
        assert_eq!(cashier.amounts().len(), 30);
        assert!(cashier.till.app.cx.is_locked, "{}", cashier.screen());
        cashier.keys(CASHIER);
        assert!(cashier.says(Text::PinWrong) && cashier.till.app.cx.is_locked, "{}", cashier.screen());
        cashier.keys(SUPERVISOR);
        assert_eq!(cashier.operator(), Some(3));
    }
}

// A shop that names no people.

#[test]
fn a_shop_without_people_sees_none_of_it() {
    for lang in LANGS {
        let mut cashier = Cashier::in_an_old_shop(lang);
        let before = cashier.screen();
        cashier.keys("<A-0>");
        assert_eq!(cashier.screen(), before);
        cashier.keys("<F10>");
        let words = cashier.till.app.cx.locale.text(Text::KeySignIn);
        cashier.keys(&"<PgDn>".repeat(3));
        assert!(!cashier.screen().contains(&words));
        cashier.keys("<Esc>").keys(LARGE).keys("+<Enter>");
        assert_eq!((cashier.amounts()[0], cashier.signers()), (55_000, (None, None)));
    }
}

#[test]
fn the_first_person_is_an_owner_and_from_then_on_everybody_signs_in() {
    for lang in LANGS {
        let mut cashier = Cashier::in_an_old_shop(lang);
        cashier.keys("<F10>people<Enter>");
        assert!(cashier.says(Text::PeopleTitle) && cashier.till.app.find::<PeopleScreen>().is_some());
        cashier.keys("+1<Enter>Jin<Enter>2580<Enter>2580<Enter>");
        assert!(cashier.till.app.cx.is_locked && cashier.says(Text::LockPin), "{}", cashier.screen());
        cashier.keys(OWNER).keys("<Esc>").keys(LARGE).keys("+<Enter>");
        assert_eq!((cashier.amounts()[0], cashier.signers()), (55_000, (Some(1), None)));
        // What was sold before is in nobody's name.
        assert_eq!(cashier.ledger()[1].by, crate::staff::Signers::default());
    }
}

// Approvals.

#[test]
fn a_cancel_above_the_limit_is_approved_in_place() {
    for lang in LANGS {
        let mut cashier = asking_for_approval(lang);
        // The cancel stays to be seen above it.
        assert!(cashier.screen().contains("30,000"));
        cashier.keys(SUPERVISOR);
        assert!(cashier.says(Text::ApprovalWhy), "{}", cashier.screen());
        cashier.keys("2");
        assert!(!cashier.asks_for_approval());
        assert_eq!((cashier.amounts()[0], cashier.signers()), (30_000, (Some(21), Some(3))));
        assert!(cashier.says(Text::ResultApproved { number: "3" }), "{}", cashier.screen());
        // Who is signed in stays.
        assert_eq!(cashier.operator(), Some(21));
        // The next one needs another approval.
        cashier.keys("<F4><Down><Down><F3>+<Enter>");
        assert!(cashier.asks_for_approval(), "{}", cashier.screen());
        assert_eq!(cashier.amounts().len(), 31);
    }
}

#[test]
fn a_payment_above_the_limit_is_approved_in_place() {
    for lang in LANGS {
        let mut cashier = signed_in(lang, CASHIER);
        cashier.keys(LARGE).keys("+<Enter>");
        assert!(cashier.asks_for_approval());
        cashier.keys(OWNER).keys("4");
        assert_eq!((cashier.amounts()[0], cashier.signers()), (55_000, (Some(21), Some(1))));
    }
}

#[test]
fn an_approval_is_refused_by_esc_or_by_the_lock_and_nothing_is_recorded() {
    for lang in LANGS {
        for refuse in ["<Esc>", "3<Esc><Esc>", "32468<Esc><Esc>", "<C-c>"] {
            let mut cashier = asking_for_approval(lang);
            cashier.keys(refuse);
            assert!(!cashier.asks_for_approval(), "{refuse}\n{}", cashier.screen());
            assert_eq!(cashier.amounts().len(), 30, "{refuse}");
            let role = cashier.till.app.cx.locale.some_role(Role::Supervisor);
            assert!(cashier.screen().contains(&role), "{refuse}\n{}", cashier.screen());
            // The till goes on.
            cashier.keys("<F2>").keys(SMALL).keys("+<Enter>");
            assert_eq!(cashier.amounts()[0], 5_000, "{refuse}\n{}", cashier.screen());
        }
        let mut cashier = asking_for_approval(lang);
        cashier.keys("324");
        cashier.till.app.set_lock_time(crate::config::Security { lock_seconds: 60, ..Default::default() });
        cashier.keys("6");
        cashier.leave_alone(61);
        assert!(cashier.till.app.cx.is_locked && !cashier.asks_for_approval());
        cashier.keys(CASHIER);
        assert!(!cashier.asks_for_approval());
        assert_eq!(cashier.amounts().len(), 30);
    }
}

#[test]
fn nobody_approves_for_themselves_and_no_cashier_for_another() {
    for lang in LANGS {
        let mut cashier = asking_for_approval(lang);
        // Before the PIN is keyed.
        cashier.keys("21");
        assert!(cashier.asks_for_approval() && cashier.tells(Text::PinOneself), "{}", cashier.screen());
        let mut owner = desk(&cashier.home);
        owner.sign_in(number(1), &pin("2580"), PinUse::Command).expect("signed in");
        owner.add_person(&Operator { number: number(4), ..operator(21) }, &pin("1357")).expect("made");
        cashier.keys("<Esc>").keys("+<Enter>4135");
        cashier.keys("7").keys("1");
        assert!(cashier.tells(Text::PinTooLow { role: "supervisor" }), "{}", cashier.screen());
        // A wrong PIN of a supervisor.
        cashier.keys("39753").keys("1");
        assert!(cashier.says(Text::PinWrong) && cashier.asks_for_approval());
        assert_eq!(cashier.amounts().len(), 30);
        cashier.keys(SUPERVISOR).keys("1");
        assert_eq!(cashier.signers(), (Some(21), Some(3)));
    }
}

#[test]
fn the_day_is_closed_by_a_supervisor_or_with_one() {
    for lang in LANGS {
        let mut cashier = signed_in(lang, CASHIER);
        cashier.keys("<A-4>+<Enter>");
        assert!(cashier.asks_for_approval(), "{}", cashier.screen());
        cashier.keys(SUPERVISOR).keys("4");
        assert_eq!(closes(&cashier.home), 1, "{}", cashier.screen());
        // An older close is shown again only with another one.
        cashier.keys("<F2>").keys(SMALL).keys("+<Enter><A-4>");
        cashier.keys("<Left>");
        assert!(cashier.asks_for_approval(), "{}", cashier.screen());
        cashier.keys("<Esc>");
        let mut supervisor = signed_in(lang, SUPERVISOR);
        supervisor.keys("<A-4>+<Enter>");
        assert!(!supervisor.asks_for_approval());
        assert_eq!(closes(&supervisor.home), 1);
    }
}

#[test]
fn only_an_owner_alone_sees_a_whole_card_number() {
    for lang in LANGS {
        let mut cashier = signed_in(lang, SUPERVISOR);
        cashier.keys("<F5><F8>");
        assert!(cashier.asks_for_approval(), "{}", cashier.screen());
        assert!(!cashier.screen().contains("5409123456783456"));
        cashier.keys(OWNER).keys("4");
        assert!(cashier.screen().contains("5409123456783456"), "{}", cashier.screen());
        let mut owner = signed_in(lang, OWNER);
        owner.keys("<F5><F8>");
        assert!(owner.screen().contains("5409123456783456"), "{}", owner.screen());
    }
}

// The screens about people.

#[test]
fn a_cashier_sees_the_people_and_changes_only_the_own_pin() {
    for lang in LANGS {
        let mut cashier = signed_in(lang, CASHIER);
        cashier.keys("<F10>people<Enter><F6>");
        let role = cashier.till.app.cx.locale.some_role(Role::Owner);
        assert!(cashier.screen().contains(&role), "{}", cashier.screen());
        let own = cashier.till.app.cx.locale.text(Text::KeyOwnPin);
        cashier.keys(&format!("<Esc><F10>{own}<Enter>"));
        assert!(cashier.till.app.find::<PersonScreen>().is_some(), "{}", cashier.screen());
        // The present one first.
        cashier.keys("9753<Enter>8642<Enter>8642<Enter>");
        assert!(cashier.says(Text::PinWrong), "{}", cashier.screen());
        cashier.keys("1357<Enter>8642<Enter>8642<Enter>");
        assert!(cashier.says(Text::PeopleRecorded), "{}", cashier.screen());
        cashier.keys("<A-0>").keys(CASHIER);
        assert!(cashier.till.app.cx.is_locked);
        cashier.keys("218642");
        assert_eq!(cashier.operator(), Some(21));
    }
}

#[test]
fn a_person_is_refused_with_the_reason_and_the_field() {
    for lang in LANGS {
        for (keys, wrong) in [
            ("0", Text::StaffNumber),
            ("3", Text::StaffTaken { number: "3" }),
            ("2", Text::StaffPrefix { new: "2", other: "21" }),
        ] {
            let mut cashier = signed_in(lang, OWNER);
            cashier.keys(&format!(
                "<F10>people<Enter>+{keys}<Enter>Sora<Down><Down><Down><Down><Down>4680<Down>4680<Enter>"
            ));
            assert!(cashier.tells(wrong), "{keys}\n{}", cashier.screen());
            assert!(cashier.till.app.find::<PersonScreen>().is_some());
        }
        for (pin, again, wrong) in [
            ("3456", "3456", Text::StaffPinRun),
            ("7777", "7777", Text::StaffPinRepeats),
            ("4680", "4681", Text::PinDiffers),
            ("468", "468", Text::StaffPinLength { digits: "4" }),
        ] {
            let mut cashier = signed_in(lang, OWNER);
            cashier.keys(&format!(
                "<F10>people<Enter>+4<Enter>Sora<Down><Down><Down><Down><Down>{pin}<Down>{again}<Enter>"
            ));
            assert!(cashier.tells(wrong), "{pin}\n{}", cashier.screen());
            assert!(!cashier.screen().contains(pin));
        }
        // The last owner stays one who can sign in.
        let mut cashier = signed_in(lang, OWNER);
        cashier.keys("<F10>people<Enter><F6>");
        assert!(cashier.tells(Text::StaffLastOwner), "{}", cashier.screen());
    }
}

#[test]
fn only_an_owner_changes_the_rules() {
    for lang in LANGS {
        for (who, changes) in [(CASHIER, false), (SUPERVISOR, false), (OWNER, true)] {
            let mut cashier = signed_in(lang, who);
            cashier.keys("<F10>rules.require_luhn<Enter><Down><Enter>");
            assert_eq!(cashier.says(Text::SettingOwnerOnly), !changes, "{who}\n{}", cashier.screen());
            assert_eq!(cashier.home.path().join("config.toml").exists(), changes, "{who}");
        }
        // The theme is anybody's.
        let mut cashier = signed_in(lang, CASHIER);
        cashier.keys("<F10>screen.theme<Enter><Down><Enter>");
        assert!(cashier.home.path().join("config.toml").exists());
    }
}

#[test]
fn a_slip_names_the_number_and_look_up_finds_by_it() {
    for lang in LANGS {
        let mut cashier = signed_in(lang, CASHIER);
        cashier.keys(SMALL).keys("+<Enter>/");
        assert!(!cashier.body(2).join("\n").contains("하나"));
        let (paper, word) = (cashier.screen(), cashier.till.app.cx.locale.text(Text::SlipOperator));
        assert!(paper.lines().any(|line| line.contains(&word) && line.contains("21")), "{paper}");
        cashier.keys("<Esc><F4>cashier 21");
        assert!(
            cashier.screen().contains("5,000") && !cashier.screen().contains("30,000"),
            "{}",
            cashier.screen()
        );
    }
}

#[test]
fn screens_with_people() {
    for lang in LANGS {
        let word: &str = lang.into();
        for (width, height) in [(80, 24), (120, 36)] {
            let scene = |name: &str, who: &str, keys: &str| {
                let mut cashier = till(lang, width, height);
                cashier.keys(who).keys(keys);
                insta::assert_snapshot!(format!("people-{name}-{word}-{width}x{height}"), cashier.screen());
            };
            scene("sign-in", "", "2113");
            scene("list", OWNER, "<F10>people<Enter><Down>");
            scene("rights", OWNER, "<F10>people<Enter><Tab>");
            scene(
                "form",
                OWNER,
                "<F10>people<Enter>+4<Enter>Sora<Enter>2<Enter>300.<Enter>50.<Enter>5<Enter>46",
            );
            scene("approval", CASHIER, "<F3>+<Enter>32");
            scene("why", CASHIER, "<F3>+<Enter>32468");
            scene("approved", CASHIER, "<F3>+<Enter>324682");
            scene("look-up", CASHIER, "5.<Enter>54091234567834561230777+<Enter><F4>");
            scene("detail", CASHIER, "<F3>+<Enter>324682<F5>");
            scene("day", SUPERVISOR, "5.<Enter>54091234567834561230777+<Enter><A-4>");
        }
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("<F10>people<Enter>");
        insta::assert_snapshot!(format!("people-first-{word}-80x24"), cashier.screen());
    }
}

// Trouble.

#[test]
fn what_a_crash_left_behind_is_seen_by_the_first_who_signs_in() {
    for lang in LANGS {
        let mut cashier = trouble::after_a_crash_at(shop(), lang, 7_000);
        assert!(cashier.till.app.cx.is_locked && !cashier.says(Text::AftermathTitle));
        cashier.keys(CASHIER);
        assert!(cashier.says(Text::AftermathTitle), "{}", cashier.screen());
        // Whoever comes next sees it, too, until somebody has read it.
        cashier.keys("<Enter>");
        assert!(!cashier.says(Text::AftermathTitle));
    }
}

#[test]
fn who_is_disabled_while_an_approval_is_asked_for_is_locked_out_and_another_goes_on() {
    for lang in LANGS {
        let mut cashier = asking_for_approval(lang);
        let mut owner = desk(&cashier.home);
        owner.sign_in(number(1), &pin("2580"), PinUse::Command).expect("signed in");
        owner.change_person(number(21), None, |operator| operator.disabled = true).expect("changed");
        cashier.turn(vec![Event::LedgerChanged]);
        cashier.wait_for_replies();
        assert!(cashier.till.app.cx.is_locked && !cashier.asks_for_approval(), "{}", cashier.screen());
        cashier.keys(SUPERVISOR);
        assert_eq!(
            (cashier.operator(), cashier.till.app.cx.is_locked),
            (Some(3), false),
            "{}",
            cashier.screen()
        );
        cashier.keys("<F2>").keys(SMALL).keys("+<Enter>");
        assert_eq!(cashier.signers(), (Some(3), None), "{}", cashier.screen());
    }
}

#[test]
fn a_pin_that_nobody_says_why_to_is_forgotten() {
    for lang in LANGS {
        let mut cashier = asking_for_approval(lang);
        cashier.keys(SUPERVISOR);
        assert!(cashier.says(Text::ApprovalWhy));
        cashier.pass(Duration::from_secs(31));
        cashier.turn(vec![Event::Tick]);
        cashier.wait_for_replies();
        assert!(!cashier.says(Text::ApprovalWhyKeys) && cashier.asks_for_approval());
        cashier.keys("2");
        assert_eq!(cashier.amounts().len(), 30, "{}", cashier.screen());
    }
}

#[test]
fn whoever_has_made_the_first_owner_goes_on_with_the_people() {
    let mut cashier = Cashier::in_an_old_shop(Lang::En);
    cashier.keys("<F10>people<Enter>+1<Enter>Jin<Enter>2580<Enter>2580<Enter>").keys(OWNER);
    assert!(cashier.till.app.find::<PeopleScreen>().is_some(), "{}", cashier.screen());
    // Another one does not.
    cashier
        .keys("+3<Enter>Mina<Enter>3<Enter><Enter><Enter><Enter>2468<Enter>2468<Enter><A-0>")
        .keys(SUPERVISOR);
    assert!(cashier.till.app.find::<PeopleScreen>().is_none() && cashier.operator() == Some(3));
}

/// Doors of the screens, as the keys that lead through them, and what of the table they are.
const DOORS: [(&str, Action); 6] = [
    ("<F3>+<Enter>", Action::LargeCancel),
    ("<F5><F8>", Action::Reveal),
    ("<A-4>+<Enter>", Action::Close),
    ("<A-4><Left>", Action::AllFigures),
    ("<F10>people<Enter><Down><Down><F6>", Action::People),
    ("<F10>rules.require_luhn<Enter><Down><Enter>", Action::Settings),
];

#[test]
fn every_door_of_the_screens_asks_the_table_for_every_role() {
    for (who, role) in [(CASHIER, Role::Cashier), (SUPERVISOR, Role::Supervisor), (OWNER, Role::Owner)] {
        for (keys, action) in DOORS {
            // A payment of today, after a day that is closed.
            let mut cashier = signed_in(Lang::En, SUPERVISOR);
            cashier.keys("<A-4>+<Enter><F2>40.<Enter>54091234567834561230777+<Enter><A-0>").keys(who);
            cashier.keys("<F2>").keys(keys);
            let is_asked = cashier.asks_for_approval();
            let is_refused = cashier.says(Text::SettingOwnerOnly) || cashier.screen().contains("Who may: ");
            let expected = match right(action, role) {
                Right::Allowed => (false, false),
                Right::Approval(_) => (true, false),
                Right::Refused => (false, true),
            };
            assert_eq!((is_asked, is_refused), expected, "{keys} by {role:?}\n{}", cashier.screen());
        }
    }
}
