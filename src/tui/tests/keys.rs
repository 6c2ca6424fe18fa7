//! Every key of the table does what its row says, in both languages and in every form in which a terminal may send it.
//!
//! [`prove`] has an arm for every row. A row without one fails.

use crossterm::event::{KeyEvent, KeyModifiers};

use super::*;
use crate::tui::{
    keys::{Action, BINDINGS, Scope, resolve},
    screen::{
        approval::ApprovalScreen,
        cancel,
        day::{self, DayScreen},
        lookup,
        memo::MemoScreen,
        passphrase::PassphraseScreen,
        pay,
        people::PeopleScreen,
        person::{PersonField, PersonMode, PersonScreen},
        slip::SlipScreen,
    },
};
use crate::{config::Theme, payment::Memo, record::SlipCopy};

/// A whole payment up to the installments.
const KEYED: &str = "55.<Enter>54091234567834561230777";

/// A key as the terminal sends it, to be tried on many tills.
struct Trial {
    lang: Lang,
    raw: KeyEvent,
}

impl Trial {
    /// A new till, after `keys`.
    fn till(&self, keys: &str) -> Cashier {
        let mut cashier = Cashier::new(self.lang, 80, 24);
        cashier.keys(keys);
        cashier
    }

    /// The till of an old shop, after `keys`.
    fn shop(&self, keys: &str) -> Cashier {
        let mut cashier = Cashier::in_an_old_shop(self.lang);
        cashier.keys(keys);
        cashier
    }

    fn press(&self, cashier: &mut Cashier) {
        cashier.raw(self.raw);
    }

    /// As [`till`](Self::till), and the key pressed.
    fn on_till(&self, keys: &str) -> Cashier {
        let mut cashier = self.till(keys);
        self.press(&mut cashier);
        cashier
    }

    /// As [`shop`](Self::shop), and the key pressed.
    fn in_shop(&self, keys: &str) -> Cashier {
        let mut cashier = self.shop(keys);
        self.press(&mut cashier);
        cashier
    }
}

impl Cashier {
    /// The list's selected row, counted from the newest payment of an old shop.
    fn selected(&self) -> usize {
        let id = self.till.app.shown_id().expect("a selected row");
        self.ledger().iter().position(|row| row.id == id).expect("a row of the ledger")
    }

    fn query(&self) -> &str {
        self.till.app.lookup().query.text()
    }
}

/// The forms in which terminals send a key: by itself, with caps lock, with the Korean keyboard on, the keypad's Enter
/// as a line feed.
fn spellings(key: KeyPress) -> Vec<KeyEvent> {
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::CONTROL, key.ctrl);
    modifiers.set(KeyModifiers::ALT, key.alt);
    modifiers.set(KeyModifiers::SHIFT, key.code == KeyCode::BackTab);
    let mut ways = vec![KeyEvent::new(key.code, modifiers)];
    match key.code {
        KeyCode::Char(letter) if key.ctrl || key.alt => {
            if letter.is_ascii_lowercase() {
                let shifted = KeyCode::Char(letter.to_ascii_uppercase());
                ways.push(KeyEvent::new(shifted, modifiers | KeyModifiers::SHIFT));
            }
            ways.extend(jamo(letter).map(|jamo| KeyEvent::new(KeyCode::Char(jamo), modifiers)));
        }
        KeyCode::Enter => {
            ways.push(KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL));
            ways.push(KeyEvent::new(KeyCode::Char('ㅓ'), KeyModifiers::CONTROL));
        }
        KeyCode::Backspace => {
            ways.push(KeyEvent::new(KeyCode::Char('h'), KeyModifiers::CONTROL));
            ways.push(KeyEvent::new(KeyCode::Char('ㅗ'), KeyModifiers::CONTROL));
        }
        _ => {}
    }
    ways
}

/// What the key of a Latin letter types with the Korean keyboard on, without and with Shift.
fn jamo(letter: char) -> impl Iterator<Item = char> {
    let on = |latin: &str, korean: &str| {
        let at = latin.chars().position(|c| c == letter)?;
        korean.chars().nth(at)
    };
    let plain = on("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ");
    let shifted = on("qwertop", "ㅃㅉㄸㄲㅆㅒㅖ");
    [plain, shifted].into_iter().flatten()
}

/// Tries every key of a scope in one language.
fn walk(scope: Scope, lang: Lang) {
    let rows = BINDINGS.iter().filter(|row| row.scope == scope);
    for (row, key) in rows.flat_map(|row| row.keys.iter().map(move |key| (row, *key))) {
        for raw in spellings(key) {
            prove(scope, row.action, key, &Trial { lang, raw });
        }
    }
}

/// Asserts that a key does what its row says.
fn prove(scope: Scope, action: Action, key: KeyPress, trial: &Trial) {
    let proven = match scope {
        Scope::Form => on_forms(action, trial),
        Scope::Review => in_the_strip(action, trial),
        Scope::Lookup => in_look_up(action, trial),
        Scope::Day => on_the_day(action, trial),
        #[cfg(feature = "central")]
        Scope::Shops => {
            let press = |cashier: &mut Cashier| trial.press(cashier);
            shops::prove(action, &shops::Visit { lang: trial.lang, press: &press })
        }
        #[cfg(not(feature = "central"))]
        Scope::Shops => true,
        Scope::Detail => in_details(action, trial),
        Scope::Slip => on_a_slip(action, trial),
        Scope::Memo => on_a_memo(action, trial),
        Scope::People => on_the_people(action, trial),
        Scope::Person => on_a_person(action, trial),
        Scope::Approval => in_an_approval(action, trial),
        Scope::Passphrase => in_a_passphrase(action, trial),
        Scope::Help => in_help(action, trial),
        Scope::Palette => in_the_list_of_commands(action, trial),
        Scope::Setting => in_a_setting(action, trial),
        Scope::Lock => on_the_lock(action, trial),
        Scope::Aftermath => after_a_crash(action, trial),
        Scope::Replaced => at_an_older_ledger(action, trial),
        Scope::Everywhere => everywhere(action, key, trial),
    };
    assert!(proven, "no proof for {} = {action:?} in {scope:?}", key.name());
}

fn on_forms(action: Action, trial: &Trial) -> bool {
    match action {
        Action::Next => {
            assert_eq!(trial.on_till("500").pay_form().0, pay::CARD);
            // A required field that is empty keeps the focus, one with a default does not.
            assert_eq!(trial.on_till("").pay_form().0, pay::AMOUNT);
            assert_eq!(trial.on_till(KEYED).pay_form().0, pay::INSTALLMENTS);
            assert_eq!(trial.in_shop("<F3>").cancel_form().0, cancel::AMOUNT);
            // From the last field it opens the review.
            assert!(trial.on_till(&format!("{KEYED}<Enter><Enter>")).till.app.in_review());
        }
        Action::Down => {
            assert_eq!(trial.on_till("500").pay_form().0, pay::CARD);
            assert_eq!(trial.on_till("").pay_form().0, pay::CARD);
            assert_eq!(trial.in_shop("<F3>").cancel_form(), (cancel::AMOUNT, ["", "", ""]));
        }
        Action::Previous => {
            assert_eq!(
                trial.on_till("500<Enter>12").pay_form(),
                (pay::AMOUNT, ["500", "12", "", "", "", ""])
            );
            assert_eq!(trial.in_shop("<F3><Enter>").cancel_form().0, cancel::ID);
        }
        Action::Minus => {
            assert_eq!(trial.on_till("500<Enter>").pay_form(), (pay::AMOUNT, ["500", "", "", "", "", ""]));
            assert_eq!(trial.in_shop("<F3><Enter>").cancel_form().0, cancel::ID);
            assert_eq!(trial.on_till("").till.app.name(), cancel::NAME);
            assert_eq!(trial.on_till("<F3>").till.app.name(), pay::NAME);
        }
        Action::Defaults => {
            assert!(trial.on_till(KEYED).says(Text::AskPay));
            assert!(trial.in_shop("<F3>").says(Text::AskCancel));
            // With a field missing it goes to that field instead.
            assert_eq!(trial.on_till("500<Enter><Down><Down>").pay_form().0, pay::CARD);
        }
        Action::Thousand => {
            assert_eq!(trial.on_till("55").pay_form().1[pay::AMOUNT], "55000");
            assert_eq!(trial.in_shop("<F3><Enter>10").cancel_form().1[cancel::AMOUNT], "10000");
        }
        Action::AsLast => {
            assert_eq!(trial.in_shop("").pay_form(), (pay::CARD, ["30000", "", "", "", "", ""]));
            let id = trial.shop("").ledger()[0].id;
            assert_eq!(trial.in_shop("<F3>").cancel_form().1[cancel::ID], id.as_str());
            for never in ["<Down>", "<Down><Down>", "<Down><Down><Down>"] {
                let cashier = trial.in_shop(never);
                assert!(cashier.till.app.pay().form.is_pristine() && cashier.says(Text::HintNotFromLast));
            }
            assert!(trial.on_till("").says(Text::NoLast));
        }
        Action::Clear => {
            let mut cashier = trial.on_till("500<Enter>12");
            assert_eq!(cashier.pay_form(), (pay::CARD, ["500", "", "", "", "", ""]));
            trial.press(&mut cashier);
            assert_eq!(cashier.pay_form(), (pay::AMOUNT, [""; 6]));
            assert_eq!(trial.in_shop("<F3><Enter>10").cancel_form().1[cancel::AMOUNT], "");
        }
        Action::BringBack => {
            let cashier = trial.on_till("500<Enter>12<Esc><Esc>");
            assert_eq!(cashier.pay_form().1, ["500", "12", "", "", "", ""]);
            assert_eq!(trial.in_shop("<F3><Enter>10<Esc>").cancel_form().1[cancel::AMOUNT], "10");
        }
        _ => return false,
    }
    true
}

fn in_the_strip(action: Action, trial: &Trial) -> bool {
    match action {
        Action::Confirm => {
            assert_eq!(trial.on_till(&format!("{KEYED}+")).amounts(), [55_000]);
            assert_eq!(trial.in_shop("<F3>+").amounts()[..2], [30_000, 30_000]);
        }
        Action::Again => {
            // It confirms the same card and amount again, and does nothing else.
            let again = format!("{KEYED}+<Enter>{KEYED}+<Enter>");
            assert_eq!(trial.on_till(&again).amounts(), [55_000, 55_000]);
            let cashier = trial.on_till(&format!("{KEYED}+"));
            assert!(cashier.says(Text::AskPay) && !cashier.till.app.strip_is_closed());
            assert_eq!(cashier.amounts(), [0_u64; 0]);
        }
        Action::Back => {
            let cashier = trial.on_till(&format!("{KEYED}+"));
            assert!(!cashier.till.app.in_review() && !cashier.says(Text::AskPay));
            assert_eq!(cashier.pay_form().1[..2], ["55000", "5409123456783456"]);
            assert_eq!(cashier.amounts(), [0_u64; 0]);
            let cashier = trial.in_shop("<F3>+");
            assert!(!cashier.till.app.in_review() && !cashier.says(Text::AskCancel));
            assert_eq!(cashier.amounts().len(), 30);
        }
        _ => return false,
    }
    true
}

fn in_look_up(action: Action, trial: &Trial) -> bool {
    let oldest = usize::try_from(OLD_PAYMENTS).expect("few") - 1;
    match action {
        Action::Up => assert_eq!(trial.in_shop("<F4><Down><Down>").selected(), 1),
        Action::Down => assert_eq!(trial.in_shop("<F4>").selected(), 1),
        Action::Open => {
            let cashier = trial.in_shop("<F4><Down>");
            assert!(cashier.in_detail());
            assert_eq!(cashier.selected(), 1);
        }
        Action::CancelSelected => {
            let cashier = trial.in_shop("<F4><Down>");
            let id = cashier.ledger()[1].id;
            assert_eq!(cashier.till.app.name(), cancel::NAME);
            assert_eq!(cashier.cancel_form(), (cancel::AMOUNT, [id.as_str(), "", ""]));
        }
        Action::Clear => assert_eq!(trial.in_shop("<F4>456").query(), ""),
        Action::BringBack => assert_eq!(trial.in_shop("<F4>456<Esc>").query(), "456"),
        Action::SameCard => {
            let cashier = trial.in_shop("<F4>");
            assert!(cashier.screen().contains("540912…456") && !cashier.screen().contains("411111"));
        }
        Action::DropWord => assert_eq!(trial.in_shop("<F4>456 today").query().trim_end(), "456"),
        Action::PageUp => {
            let at = trial.in_shop("<F4><C-End>").selected();
            assert!((1..oldest - 1).contains(&at), "{at}");
        }
        Action::PageDown => {
            let at = trial.in_shop("<F4>").selected();
            assert!((2..oldest).contains(&at), "{at}");
        }
        Action::First => assert_eq!(trial.in_shop("<F4><Down><PgDn>").selected(), 0),
        Action::Last => assert_eq!(trial.in_shop("<F4><Down>").selected(), oldest),
        _ => return false,
    }
    true
}

fn in_details(action: Action, trial: &Trial) -> bool {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => scrolls(action, trial, "<F5>", 2),
        Action::CancelSelected => {
            let cashier = trial.in_shop("<F4><Down><Enter>");
            let id = cashier.ledger()[1].id;
            assert_eq!((cashier.till.app.name(), cashier.has_overlay()), (cancel::NAME, false));
            assert_eq!(cashier.cancel_form(), (cancel::AMOUNT, [id.as_str(), "", ""]));
        }
        Action::StepBack | Action::StepOn => {
            // A payment, then a cancel of it: the details open on the cancel, the newest.
            let to_payment = if action == Action::StepOn { "<Left>" } else { "" };
            let mut cashier = trial.till(&format!("{KEYED}+<Enter><F3><Enter>10.+<Enter><F5>{to_payment}"));
            trial.press(&mut cashier);
            let wanted = usize::from(action == Action::StepBack);
            assert_eq!(cashier.till.app.shown_id(), Some(cashier.ledger()[wanted].id));
            // There the history ends.
            trial.press(&mut cashier);
            assert_eq!(cashier.till.app.shown_id(), Some(cashier.ledger()[wanted].id));
        }
        Action::Reveal => {
            let mut cashier = trial.in_shop("<F5>");
            assert!(cashier.screen().contains("5409123456783456   CVC 777"));
            trial.press(&mut cashier);
            assert!(!cashier.screen().contains("5409123456783456"));
        }
        Action::Back => {
            let cashier = trial.in_shop("<F5>");
            assert!(!cashier.has_overlay());
            assert_eq!(cashier.till.app.name(), pay::NAME);
        }
        Action::Memo => {
            let cashier = trial.in_shop("<F4><Down><Enter>");
            let id = cashier.ledger()[1].id;
            assert_eq!(cashier.till.app.find::<MemoScreen>().map(|memo| memo.id), Some(id));
        }
        Action::SameCard => {
            let cashier = trial.in_shop("<F5>");
            assert_eq!((cashier.till.app.name(), cashier.has_overlay()), (lookup::NAME, false));
            assert!(cashier.screen().contains("540912…456") && !cashier.screen().contains("411111"));
        }
        _ => return false,
    }
    true
}

fn on_a_slip(action: Action, trial: &Trial) -> bool {
    match action {
        Action::Print => {
            let mut cashier = trial.shop("");
            let paper = slips::paper_in(&mut cashier);
            cashier.keys("/");
            trial.press(&mut cashier);
            assert!(!cashier.has_overlay() && cashier.pay_form().0 == pay::AMOUNT);
            assert_eq!(slips::cuts(&paper), 1);
        }
        Action::OtherCopy => {
            let merchant = trial.shop("").till.app.cx.locale.slip_copy(SlipCopy::Merchant) + " ·";
            let mut cashier = trial.in_shop("/");
            assert!(cashier.screen().contains(&merchant));
            trial.press(&mut cashier);
            assert!(!cashier.screen().contains(&merchant));
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            let with_address = |keys: &str| {
                let mut cashier = trial.shop("");
                cashier.till.app.cx.paper.shop = slips::a_shop();
                cashier.keys(keys);
                cashier
            };
            // Beside the paper nothing moves.
            let paper = |line: String| line.rsplit_once('│').map(|(paper, _)| paper.to_owned());
            let text = |cashier: &Cashier| cashier.body(2).into_iter().filter_map(paper).collect();
            scrolls_in(with_address, action, trial, "/", text);
        }
        Action::Back => {
            assert!(!trial.in_shop("/").has_overlay());
            // Beneath it are the details that it was opened from.
            assert!(trial.in_shop("<F5>/").in_detail());
        }
        _ => return false,
    }
    true
}

fn on_the_day(action: Action, trial: &Trial) -> bool {
    let shown = |cashier: &Cashier| {
        let day = cashier.till.app.find::<DayScreen>().expect("the day");
        day.close.as_ref().map(|(number, _)| *number)
    };
    // A close, and another one that is shown.
    let closed = "<A-4>+<Enter><F2>55.<Enter>54091234567834561230777+<Enter><A-4>+<Enter>";
    match action {
        Action::CloseDay => assert!(trial.in_shop("<A-4>").till.app.in_review()),
        Action::Slip => {
            let mut cashier = trial.shop("<A-4>");
            let paper = slips::paper_in(&mut cashier);
            trial.press(&mut cashier);
            assert_eq!(slips::cuts(&paper), 1);
        }
        Action::StepBack => {
            assert_eq!(shown(&trial.shop(closed)), Some(2));
            assert_eq!(shown(&trial.in_shop(closed)), Some(1));
        }
        Action::StepOn => assert_eq!(shown(&trial.in_shop(&format!("{closed}<Left>"))), Some(2)),
        Action::HandOver => {
            let mut cashier = trial.shop("<A-4>");
            cashier.hands_over();
            trial.press(&mut cashier);
            assert!(cashier.says(Text::DayHandOverQuestion) && cashier.till.app.in_review());
        }
        Action::HandOverAgain | Action::ListAnswers => {
            let mut cashier = trial.shop("<A-4>");
            cashier.hands_over().keys("*<Enter>");
            cashier.answer(1, &[(0, "rejected,51,,")]);
            trial.press(&mut cashier);
            if action == Action::ListAnswers {
                assert_eq!(
                    (cashier.till.app.name(), cashier.till.app.lookup().rows.len()),
                    (lookup::NAME, 1)
                );
            } else {
                assert!(cashier.says(Text::DayAgainQuestion) && cashier.till.app.in_review());
            }
        }
        Action::Back => {
            let cashier = trial.in_shop(closed);
            assert_eq!((cashier.till.app.name(), shown(&cashier)), (day::NAME, None));
            assert_eq!(trial.in_shop("<F3><A-4>").till.app.name(), pay::NAME);
        }
        _ => return false,
    }
    true
}

fn on_a_memo(action: Action, trial: &Trial) -> bool {
    let memo = |cashier: &Cashier| cashier.ledger()[0].memo.clone();
    match action {
        Action::RecordMemo => {
            let cashier = trial.in_shop("<F5><F7>A-17");
            assert_eq!(memo(&cashier).as_ref().map(Memo::as_str), Some("A-17"));
            assert!(cashier.in_detail() && cashier.screen().contains("A-17"));
        }
        Action::Back => {
            let cashier = trial.in_shop("<F5><F7>A-17");
            assert_eq!(memo(&cashier), None);
            assert!(cashier.in_detail());
        }
        _ => return false,
    }
    true
}

fn on_the_people(action: Action, trial: &Trial) -> bool {
    const PEOPLE: &str = "<F10>people<Enter>";
    let owner = |keys: &str| {
        let mut cashier = people::signed_in(trial.lang, people::OWNER);
        cashier.keys(PEOPLE).keys(keys);
        cashier
    };
    let pressed = |keys: &str| {
        let mut cashier = owner(keys);
        trial.press(&mut cashier);
        cashier
    };
    match action {
        Action::Open => {
            let mode = PersonMode::Change(Box::new(people::operator(3)));
            assert_eq!(
                pressed("<Down>").till.app.find::<PersonScreen>().map(|screen| &screen.mode),
                Some(&mode)
            );
        }
        Action::NewPerson => {
            let mode = PersonMode::New { is_first: false };
            assert_eq!(pressed("").till.app.find::<PersonScreen>().map(|screen| &screen.mode), Some(&mode));
        }
        Action::Disable => {
            let mut cashier = pressed("<Down>");
            assert!(people::is_disabled(&cashier.home, 3) && cashier.says(Text::PeopleRecorded));
            trial.press(&mut cashier);
            assert!(!people::is_disabled(&cashier.home, 3));
        }
        Action::UnlockPerson => {
            let mut cashier = people::signed_in(trial.lang, people::OWNER);
            people::wrong_pins(&cashier.home, 21, 3);
            cashier.keys(PEOPLE).keys("<Down><Down>");
            assert!(people::waits(&cashier.home, 21));
            trial.press(&mut cashier);
            assert!(!people::waits(&cashier.home, 21) && cashier.says(Text::PeopleRecorded));
            trial.press(&mut cashier);
            assert!(cashier.says(Text::PeopleNobodyWaits));
        }
        Action::Rights => {
            let mut cashier = pressed("");
            assert!(cashier.says(Text::RightsTitle) && !cashier.screen().contains("Mina"));
            trial.press(&mut cashier);
            assert!(cashier.screen().contains("Mina"));
        }
        Action::Back => {
            let cashier = pressed("");
            assert!(
                cashier.till.app.find::<PeopleScreen>().is_none() && cashier.till.app.name() == pay::NAME
            );
        }
        Action::Up => assert_eq!(chosen_row(&pressed("<Down><Down>"), people::FIRST_ROW), 1),
        Action::Down => assert_eq!(chosen_row(&pressed(""), people::FIRST_ROW), 1),
        Action::PageUp | Action::PageDown => {
            let text = |cashier: &Cashier| cashier.body(people::FIRST_ROW);
            scrolls_in(|keys| owner(keys), action, trial, "<Tab>", text);
        }
        _ => return false,
    }
    true
}

fn on_a_person(action: Action, trial: &Trial) -> bool {
    let on_form = |keys: &str| {
        let mut cashier = people::signed_in(trial.lang, people::OWNER);
        cashier.keys("<F10>people<Enter>+").keys(keys);
        trial.press(&mut cashier);
        cashier
    };
    let focused = |cashier: &Cashier| cashier.till.app.find::<PersonScreen>().map(PersonScreen::focused);
    match action {
        Action::Next => {
            assert_eq!(focused(&on_form("")), Some(PersonField::Name));
            // From the last field it records.
            let cashier = on_form("4<Enter>Sora<Enter><Enter><Enter><Enter><Enter>4680<Enter>4680");
            assert!(focused(&cashier).is_none() && cashier.says(Text::PeopleRecorded));
        }
        Action::Previous => assert_eq!(focused(&on_form("4<Enter>")), Some(PersonField::Number)),
        Action::Thousand => {
            assert!(on_form("4<Enter>Sora<Enter><Enter>50").screen().contains("50,000"));
            // In a name it is a letter.
            assert!(on_form("4<Enter>Sora").screen().contains("Sora."));
        }
        Action::Save => {
            let cashier = on_form("4<Enter>Sora<Enter><Enter><Enter><Enter><Enter>4680<Enter>4680<Up><Up>");
            assert!(focused(&cashier).is_none() && cashier.screen().contains("Sora"));
        }
        Action::Back => {
            // What is keyed in the field goes first.
            let mut cashier = on_form("4<Enter>Sora");
            assert!(focused(&cashier) == Some(PersonField::Name) && !cashier.screen().contains("Sora"));
            trial.press(&mut cashier);
            assert!(focused(&cashier).is_none());
        }
        _ => return false,
    }
    true
}

fn in_an_approval(action: Action, trial: &Trial) -> bool {
    match action {
        Action::Back => {
            let mut cashier = people::asking_for_approval(trial.lang);
            assert!(cashier.keys("32").till.app.find::<ApprovalScreen>().is_some());
            // What is keyed goes first.
            trial.press(&mut cashier);
            assert!(cashier.till.app.find::<ApprovalScreen>().is_some());
            trial.press(&mut cashier);
            assert!(cashier.till.app.find::<ApprovalScreen>().is_none());
            assert_eq!(cashier.amounts().len(), 30);
        }
        _ => return false,
    }
    true
}

fn in_a_passphrase(action: Action, trial: &Trial) -> bool {
    let asking = |keys: &str| {
        let mut cashier = trial.shop("<A-4>");
        cashier.hands_over().protect("correct horse");
        cashier.keys("*<Enter>").keys(keys);
        cashier
    };
    let asks = |cashier: &Cashier| cashier.till.app.find::<PassphraseScreen>().is_some();
    match action {
        Action::Unlock => {
            let mut cashier = asking("correct horse");
            trial.press(&mut cashier);
            assert!(!asks(&cashier) && cashier.batches().len() == 1);
        }
        Action::Back => {
            let mut cashier = asking("corr");
            // What is keyed goes first.
            trial.press(&mut cashier);
            assert!(asks(&cashier));
            trial.press(&mut cashier);
            assert!(!asks(&cashier) && cashier.batches().is_empty());
        }
        _ => return false,
    }
    true
}

/// A text that is longer than the window moves by a line, or by more, the right way. Its first line is in row `top`.
fn scrolls(action: Action, trial: &Trial, keys: &str, top: usize) {
    scrolls_in(|keys| trial.shop(keys), action, trial, keys, |cashier| cashier.body(top));
}

/// As [`scrolls`], at a till that `shop` makes, and of this text.
fn scrolls_in(
    shop: impl Fn(&str) -> Cashier,
    action: Action,
    trial: &Trial,
    keys: &str,
    text: impl Fn(&Cashier) -> Vec<String>,
) {
    let (from, back, far) = match action {
        Action::Down => (keys.to_owned(), false, false),
        Action::Up => (format!("{keys}<Down>"), true, false),
        Action::PageDown => (keys.to_owned(), false, true),
        _ => (format!("{keys}<PgDn>"), true, true),
    };
    let mut cashier = shop(&from);
    let before = text(&cashier);
    trial.press(&mut cashier);
    let after = text(&cashier);
    let (start, end) = if back { (after, before) } else { (before, after) };
    let by = (1..start.len()).find(|by| start[*by..] == end[..start.len() - by]);
    match by {
        Some(by) => assert_eq!(by > 1, far, "{by} lines"),
        // Further than a window.
        None => assert!(far && start != end),
    }
}

fn in_help(action: Action, trial: &Trial) -> bool {
    match action {
        Action::Back => assert!(!trial.on_till("<F1>").has_overlay()),
        Action::Palette => assert!(trial.on_till("<F1>").in_palette()),
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => scrolls(action, trial, "<F1>", 4),
        _ => return false,
    }
    true
}

fn in_the_list_of_commands(action: Action, trial: &Trial) -> bool {
    // Below the title of the first group.
    let chosen = |cashier: &Cashier| chosen_row(cashier, 5);
    match action {
        Action::Run => assert_eq!(trial.on_till("<F10>F4").till.app.name(), lookup::NAME),
        Action::Back => assert!(!trial.on_till("<F10>").has_overlay()),
        Action::Down => assert_eq!(chosen(&trial.on_till("<F10>")), 1),
        Action::Up => assert_eq!(chosen(&trial.on_till("<F10><Down><Down>")), 1),
        Action::PageDown => {
            let mut cashier = trial.on_till("<F10>");
            assert!(chosen(&cashier) > 1);
            assert!(!cashier.keys("<Up>").screen().contains(" › +"));
        }
        Action::PageUp => assert_eq!(chosen(&trial.on_till("<F10><PgDn>")), 0),
        _ => return false,
    }
    true
}

/// The row of the chosen command or value, from row `top`: up to there the list does not scroll.
fn chosen_row(cashier: &Cashier, top: usize) -> usize {
    let screen = cashier.screen();
    screen.lines().skip(top).position(|row| row.starts_with(" ›")).expect("a chosen row")
}

/// In the values of the theme, of which the third one is in force: automatic, light, dark, none, high contrast.
fn in_a_setting(action: Action, trial: &Trial) -> bool {
    const THEMES: &str = "<F10>screen.theme<Enter>";
    let theme = |cashier: &Cashier| cashier.till.app.cx.look.theme;
    let chosen = |cashier: &Cashier| chosen_row(cashier, 4);
    match action {
        Action::Run => {
            let cashier = trial.on_till(&format!("{THEMES}<Down>"));
            assert!(theme(&cashier) == Theme::Mono && cashier.has_overlay());
        }
        Action::Back => {
            let cashier = trial.on_till(&format!("{THEMES}<Down>"));
            assert!(theme(&cashier) == Theme::Dark && cashier.screen().contains(" screen.theme"));
        }
        Action::Up => assert_eq!(chosen(&trial.on_till(THEMES)), 1),
        Action::Down => assert_eq!(chosen(&trial.on_till(THEMES)), 3),
        Action::PageUp => assert_eq!(chosen(&trial.on_till(THEMES)), 0),
        Action::PageDown => assert_eq!(chosen(&trial.on_till(THEMES)), 4),
        _ => return false,
    }
    true
}

fn on_the_lock(action: Action, trial: &Trial) -> bool {
    match action {
        Action::Unlock => {
            let cashier = trial.on_till("500<F10>lock now<Enter>");
            assert!(!cashier.till.app.cx.is_locked);
            assert_eq!(cashier.pay_form(), (pay::AMOUNT, ["500", "", "", "", "", ""]));
        }
        Action::Clear => {
            let mut cashier = trial.till("");
            cashier.protect("correct horse");
            cashier.keys("<F10>lock now<Enter>abc");
            assert_eq!(cashier.keyed(), Some(3));
            trial.press(&mut cashier);
            assert_eq!(cashier.keyed(), Some(0));
        }
        Action::Quit => {
            let cashier = trial.on_till("<F10>lock now<Enter>");
            assert_eq!(cashier.ended, Some(Ended::Quit));
        }
        _ => return false,
    }
    true
}

fn after_a_crash(action: Action, trial: &Trial) -> bool {
    match action {
        Action::Acknowledge => {
            let mut cashier = trouble::after_a_crash(trial.lang, 7_000);
            assert!(cashier.says(Text::AftermathTitle));
            trial.press(&mut cashier);
            assert!(!cashier.says(Text::AftermathTitle));
        }
        _ => return false,
    }
    true
}

fn at_an_older_ledger(action: Action, trial: &Trial) -> bool {
    match action {
        Action::Accept => {
            let mut cashier = replaced::at_an_older_ledger(trial.lang);
            assert!(cashier.says(Text::ReplacedTitle));
            trial.press(&mut cashier);
            assert!(!cashier.says(Text::ReplacedTitle) && cashier.says(Text::ReplacedDone));
        }
        Action::Quit => {
            let mut cashier = replaced::at_an_older_ledger(trial.lang);
            trial.press(&mut cashier);
            assert_eq!(cashier.ended, Some(Ended::Quit));
        }
        _ => return false,
    }
    true
}

/// The places where a key of [`Scope::Everywhere`] works, as the keys that lead there in an old shop.
const PLACES: [(&str, &[Scope]); 5] = [
    ("", &[Scope::Form]),
    ("<F3>", &[Scope::Form]),
    ("<F4>", &[Scope::Lookup]),
    ("<A-4>", &[Scope::Day]),
    // The details of another transaction than the last.
    ("<F4><Down><Enter>", &[Scope::Detail]),
];

/// The places where only redraw, suspend and quit work.
const CORNERS: [&str; 5] = ["<F3>+", "<A-4>+", "<F1>", "<F10>", "<F4><F1>"];

fn everywhere(action: Action, key: KeyPress, trial: &Trial) -> bool {
    let way_out = matches!(action, Action::Quit | Action::Interrupt | Action::Redraw | Action::Suspend);
    let corners = CORNERS.iter().copied().filter(|_| way_out);
    // Where a screen has its own meaning for the key, that screen's row proves it.
    let places = PLACES.iter().filter(|(_, scopes)| resolve(scopes, key).is_none()).map(|(keys, _)| *keys);
    places.chain(corners).all(|place| in_place(action, place, trial))
}

fn in_place(action: Action, place: &str, trial: &Trial) -> bool {
    let mut before = trial.shop(place);
    let mut cashier = trial.in_shop(place);
    let app = &cashier.till.app;
    match action {
        Action::Help => assert!(cashier.in_help(), "{place}"),
        Action::Show(name) => assert_eq!((app.name(), cashier.has_overlay()), (name, false), "{place}"),
        Action::LastDetail => {
            assert!(cashier.in_detail(), "{place}");
            assert_eq!(cashier.selected(), 0);
        }
        Action::Palette => assert!(cashier.in_palette(), "{place}"),
        Action::Slip => {
            let id = before.till.app.shown_id();
            assert_eq!(app.find::<SlipScreen>().map(|slip| Some(slip.id)), Some(id), "{place}");
        }
        Action::Copy => {
            let Some(id) = before.till.app.shown_id() else {
                assert!(app.name() == day::NAME && cashier.says(Text::NothingToCopy), "{place}");
                return true;
            };
            assert_eq!(cashier.till.surface.copied, [id.to_string()], "{place}");
            let said = app.cx.locale.text(Text::Copied { id: &id.grouped() });
            assert!(cashier.screen().contains(&said), "{place}");
        }
        Action::Suspend => {
            assert_eq!(cashier.till.surface.suspended, 1, "{place}");
            assert_eq!(cashier.screen(), before.screen(), "{place}");
        }
        Action::Redraw => {
            assert_eq!(cashier.till.surface.redrawn, before.till.surface.redrawn + 1, "{place}");
            assert_eq!(cashier.screen(), before.screen(), "{place}");
        }
        // Only a shop with people has it.
        Action::SignIn => {
            assert!(!cashier.till.app.cx.is_locked && cashier.screen() == before.screen(), "{place}");
            let mut cashier = people::signed_in(trial.lang, people::OWNER);
            cashier.keys(place);
            trial.press(&mut cashier);
            assert!(cashier.till.app.cx.is_locked && cashier.says(Text::LockPin), "{place}");
        }
        Action::Quit => {
            // It asks first only where something is keyed.
            if !app.cancel().form.is_pristine() {
                assert_eq!(cashier.ended, None, "{place}");
                trial.press(&mut cashier);
            }
            assert_eq!(cashier.ended, Some(Ended::Quit), "{place}");
        }
        Action::Interrupt => {
            let is_keyed = !before.till.app.cancel().form.is_pristine();
            before.keys("<Esc>");
            assert_eq!(cashier.without_notice(), before.without_notice(), "{place}");
            // What is keyed, or was before the first, is asked about.
            let said = if is_keyed { Text::HintQuitTwice } else { Text::HintQuitAgain };
            assert!(cashier.says(said), "{place}");
            assert_eq!(cashier.ended, None, "{place}");
            trial.press(&mut cashier);
            if is_keyed {
                assert_eq!(cashier.ended, None, "{place}");
                trial.press(&mut cashier);
            }
            assert_eq!(cashier.ended, Some(Ended::Quit), "{place}");
        }
        _ => return false,
    }
    true
}

macro_rules! walks {
    ($($name:ident: $scope:ident, $lang:ident;)*) => {
        /// What the tests below walk.
        const WALKED: &[(Scope, Lang)] = &[$((Scope::$scope, Lang::$lang)),*];

        $(#[test]
        fn $name() {
            walk(Scope::$scope, Lang::$lang);
        })*
    };
}

walks! {
    every_key_of_the_forms_in_english: Form, En;
    every_key_of_the_forms_in_korean: Form, Ko;
    every_key_of_the_review_in_english: Review, En;
    every_key_of_the_review_in_korean: Review, Ko;
    every_key_of_look_up_in_english: Lookup, En;
    every_key_of_look_up_in_korean: Lookup, Ko;
    every_key_of_the_day_in_english: Day, En;
    every_key_of_the_day_in_korean: Day, Ko;
    every_key_of_the_shops_in_english: Shops, En;
    every_key_of_the_shops_in_korean: Shops, Ko;
    every_key_of_the_details_in_english: Detail, En;
    every_key_of_the_details_in_korean: Detail, Ko;
    every_key_of_a_slip_in_english: Slip, En;
    every_key_of_a_slip_in_korean: Slip, Ko;
    every_key_of_a_memo_in_english: Memo, En;
    every_key_of_a_memo_in_korean: Memo, Ko;
    every_key_of_the_people_in_english: People, En;
    every_key_of_the_people_in_korean: People, Ko;
    every_key_of_a_person_in_english: Person, En;
    every_key_of_a_person_in_korean: Person, Ko;
    every_key_of_an_approval_in_english: Approval, En;
    every_key_of_an_approval_in_korean: Approval, Ko;
    every_key_of_a_passphrase_in_english: Passphrase, En;
    every_key_of_a_passphrase_in_korean: Passphrase, Ko;
    every_key_of_help_in_english: Help, En;
    every_key_of_help_in_korean: Help, Ko;
    every_key_of_the_list_of_commands_in_english: Palette, En;
    every_key_of_the_list_of_commands_in_korean: Palette, Ko;
    every_key_of_a_setting_in_english: Setting, En;
    every_key_of_a_setting_in_korean: Setting, Ko;
    every_key_of_the_lock_in_english: Lock, En;
    every_key_of_the_lock_in_korean: Lock, Ko;
    every_key_after_a_crash_in_english: Aftermath, En;
    every_key_after_a_crash_in_korean: Aftermath, Ko;
    every_key_at_an_older_ledger_in_english: Replaced, En;
    every_key_at_an_older_ledger_in_korean: Replaced, Ko;
    every_key_everywhere_in_english: Everywhere, En;
    every_key_everywhere_in_korean: Everywhere, Ko;
}

#[test]
fn no_scope_is_left_out() {
    for row in BINDINGS.iter() {
        for lang in [Lang::En, Lang::Ko] {
            assert!(WALKED.contains(&(row.scope, lang)), "{:?} is not walked", row.scope);
        }
    }
}

#[test]
fn the_keys_that_are_promised_are_in_the_table() {
    let form = [Scope::Form, Scope::Everywhere];
    let lookup = [Scope::Lookup, Scope::Everywhere];
    for (scopes, keys, action) in [
        (&form, "<F1><C-g>", Action::Help),
        (&form, "<F2><C-n><A-1>", Action::Show(pay::NAME)),
        (&form, "<F3><C-x><A-2>", Action::Show(cancel::NAME)),
        (&form, "<F4><C-f><A-3>", Action::Show(lookup::NAME)),
        (&form, "<A-4>", Action::Show(day::NAME)),
        (&form, "<F5><C-r>", Action::LastDetail),
        (&form, "<F9><C-y>", Action::Copy),
        (&form, "/<A-p>", Action::Slip),
        (&lookup, "<A-p>", Action::Slip),
        (&[Scope::Slip, Scope::Everywhere], "<Enter>+<F8><C-s>", Action::Print),
        (&[Scope::Slip, Scope::Everywhere], "/<Tab><A-p>", Action::OtherCopy),
        (&form, "<F10><C-o>", Action::Palette),
        (&form, "<A-0>", Action::SignIn),
        (&form, "<C-l>", Action::Redraw),
        (&form, "<C-z>", Action::Suspend),
        (&form, "<C-q>", Action::Quit),
        (&form, "<C-c>", Action::Interrupt),
        (&form, "<Enter><Tab>", Action::Next),
        (&form, "<Down>", Action::Down),
        (&form, "<Up><S-Tab>", Action::Previous),
        (&form, "-", Action::Minus),
        (&form, "+<F8><C-s>", Action::Defaults),
        (&form, ".", Action::Thousand),
        (&form, "*<F6><C-d>", Action::AsLast),
        (&form, "<Esc><F12>", Action::Clear),
        (&form, "<F7>", Action::BringBack),
        (&lookup, "<Up>", Action::Up),
        (&lookup, "<Down>", Action::Down),
        (&lookup, "<PgUp>", Action::PageUp),
        (&lookup, "<PgDn>", Action::PageDown),
        (&lookup, "<C-Home>", Action::First),
        (&lookup, "<C-End>", Action::Last),
        (&lookup, "<Enter>", Action::Open),
        (&lookup, "<Esc><F12>", Action::Clear),
        (&lookup, "<F3><C-x><A-2>", Action::CancelSelected),
        (&lookup, "<F6><C-d>", Action::SameCard),
        (&lookup, "<Tab>", Action::DropWord),
        (&[Scope::Detail, Scope::Everywhere], "<F8><C-s>", Action::Reveal),
        (&[Scope::Lock, Scope::Lock], "<Enter>", Action::Unlock),
        (&[Scope::Lock, Scope::Lock], "<Esc><F12>", Action::Clear),
        (&[Scope::Lock, Scope::Lock], "<C-q>", Action::Quit),
        (&[Scope::Aftermath, Scope::Aftermath], "<Enter>", Action::Acknowledge),
        (&[Scope::Replaced, Scope::Replaced], "<F8><C-s>", Action::Accept),
        (&[Scope::Replaced, Scope::Replaced], "<C-q>", Action::Quit),
        (&[Scope::Review, Scope::Review], "<Enter>", Action::Confirm),
        (&[Scope::Review, Scope::Review], "<Esc><F12>", Action::Back),
    ] {
        for key in parse(keys) {
            assert_eq!(resolve(scopes, key), Some(action), "{}", key.name());
        }
    }
}

#[test]
fn a_key_that_edits_is_no_command_where_there_is_text() {
    for key in parse("<Home><End><Left><Right><Del><BS><C-a><C-e><C-b><C-w><C-u><C-k>") {
        // Nothing is typed on these.
        let has_text = |scope| !matches!(scope, Scope::Detail | Scope::Day);
        let taken = BINDINGS.iter().find(|row| has_text(row.scope) && row.keys.contains(&key));
        assert!(taken.is_none(), "{} is {:?}", key.name(), taken.map(|row| row.action));
    }
}

#[test]
fn what_was_scrolled_too_far_is_taken_back_by_one_key() {
    for lang in [Lang::En, Lang::Ko] {
        for (place, top) in [("<F5>", 2), ("<F1>", 4), ("<F10>", 4)] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys(place).keys(&"<PgDn>".repeat(9));
            let end = cashier.body(top);
            assert_ne!(cashier.keys("<Up>").body(top), end, "{place}");
            assert_eq!(cashier.keys("<Down>").body(top), end, "{place}");
        }
    }
}

#[test]
fn editing_keys_edit_in_both_languages_and_with_the_korean_keyboard_on() {
    // The key, where the caret is before (from the end), what it leaves of 1234 567, and the caret's place after it.
    let table = [
        ("<Home>", 0, "1234567", 0),
        ("<C-a>", 0, "1234567", 0),
        ("<End>", 7, "1234567", 9),
        ("<C-e>", 7, "1234567", 9),
        ("<Left>", 0, "1234567", 8),
        ("<C-b>", 0, "1234567", 8),
        ("<Right>", 1, "1234567", 9),
        ("<BS>", 1, "123457", 6),
        ("<Del>", 1, "123456", 7),
        ("<C-w>", 0, "", 0),
        ("<C-u>", 2, "", 0),
        ("<C-k>", 3, "1234", 5),
    ];
    for lang in [Lang::En, Lang::Ko] {
        for (key, back, text, caret) in table {
            let keys = parse(key);
            for raw in keys.into_iter().flat_map(spellings) {
                let mut cashier = Cashier::new(lang, 80, 24);
                cashier.keys("1234567").keys(&"<Left>".repeat(back));
                cashier.raw(raw);
                assert_eq!(cashier.pay_form(), (pay::AMOUNT, [text, "", "", "", "", ""]), "{raw:?}");
                assert_eq!(cashier.cursor(), (18 + caret, 2), "{raw:?}\n{}", cashier.screen());
            }
        }
    }
}

#[test]
fn editing_keys_edit_the_query_and_the_filters_too() {
    for lang in [Lang::En, Lang::Ko] {
        for place in ["<F4>", "<F1>", "<F10>"] {
            for (keys, left) in [
                ("ab<BS>", "a"),
                ("ab<Home><Del>", "b"),
                ("ab<C-a><C-k>", ""),
                ("ab cd<C-w>", "ab "),
                ("ab<C-u>c", "c"),
                ("ab<Left>c<End>d", "acbd"),
                ("ab<C-b>c<C-e>d", "acbd"),
                ("ab<Left><Left><Right>c", "acb"),
            ] {
                let mut cashier = Cashier::new(lang, 80, 24);
                cashier.keys(place).keys(keys);
                let app = &mut cashier.till.app;
                let help = app.find::<HelpScreen>().map(|help| &help.list);
                let list = help.or(app.find::<PaletteScreen>().map(|palette| &palette.list));
                let text = list.map_or(app.lookup().query.text(), |list| list.query.text());
                assert_eq!(text, left, "{place}{keys}");
            }
        }
    }
}

#[test]
fn backspace_in_an_empty_field_goes_back_and_takes_nothing() {
    for lang in [Lang::En, Lang::Ko] {
        for raw in spellings(KeyPress::plain(KeyCode::Backspace)) {
            let mut cashier = Cashier::new(lang, 80, 24);
            cashier.keys("500<Enter>");
            cashier.raw(raw);
            assert_eq!(cashier.pay_form(), (pay::AMOUNT, ["500", "", "", "", "", ""]));
            cashier.raw(raw);
            assert_eq!(cashier.pay_form(), (pay::AMOUNT, ["50", "", "", "", "", ""]));
        }
    }
}

#[test]
fn a_question_mark_in_an_empty_field_is_help_and_else_it_is_text() {
    for lang in [Lang::En, Lang::Ko] {
        for place in ["", "<Down><Down>", "<F3>", "<F3><Down>", "<F4>"] {
            let mut cashier = Cashier::new(lang, 80, 24);
            cashier.keys(place).keys("?");
            assert!(cashier.in_help(), "{place}\n{}", cashier.screen());
        }
        for place in ["5", "<F3>2", "<F4>4"] {
            let mut cashier = Cashier::new(lang, 80, 24);
            cashier.keys(place).keys("?");
            assert!(!cashier.has_overlay(), "{place}\n{}", cashier.screen());
        }
    }
}

#[test]
fn a_slash_in_an_empty_field_is_the_slip_and_else_it_is_text() {
    for lang in [Lang::En, Lang::Ko] {
        for place in ["", "<Down><Down>", "<F3>", "<F4>", "<F5>", "<F10>slip<Enter>"] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys(place).keys("/");
            assert!(cashier.till.app.find::<SlipScreen>().is_some(), "{place}\n{}", cashier.screen());
        }
        for place in ["5", "<Down>5409", "<Down><Down>1", "<F3>2", "<F4>4", "<F1>", "<F10>", "<F3>+"] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys(place).keys("/");
            assert!(cashier.till.app.find::<SlipScreen>().is_none(), "{place}\n{}", cashier.screen());
        }
        // A till without a transaction has no slip.
        let mut cashier = Cashier::new(lang, 80, 24);
        assert!(cashier.keys("/").says(Text::NoLast));
    }
}
