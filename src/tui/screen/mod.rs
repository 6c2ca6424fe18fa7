//! The screens. Each has a file or a folder: it handles keys, input and replies, is drawn, and asks the others through the
//! [`Context`] and the moves of the [`Stack`](super::app::Stack); no screen names another one's state.
//!
//! | module | contents |
//! |---|---|
//! | [`pay`], [`cancel`] | key a payment or a cancel; what both share is in [`forms`] |
//! | [`lookup`] | find a transaction |
//! | [`day`] | what was taken since the last close, the close itself, and those before |
//! | `shops` | at head office: what each shop took and gave back |
//! | [`card_watch`] | a whole card number where an id or a query is keyed |
//! | [`detail`] | the details of a transaction, drawn over a tab |
//! | [`memo`] | the memo of a transaction, keyed over the screen that it was opened from |
//! | [`slip`] | the slip of a transaction as it will be on paper, drawn over the screen that it was opened from |
//! | [`help`], [`palette`] | the keys, and the list of commands and settings ([`setting`]), drawn over the screen that they are about; typing filters both ([`list`]) |
//! | [`approval`] | number, PIN and reason of somebody who approves what another person does, keyed in a strip over the screen |
//! | [`people`], [`person`] | the people of the shop, and one of them being made or changed |
//! | [`aftermath`] | what an earlier run left on its way to the ledger, drawn over the tabs |
//! | [`replaced`] | a ledger that is not as it is remembered, drawn over the tabs |
//! | [`lock`] | the locked screen of an unattended till, drawn over everything |
//!
//! `CONTRIBUTING.md` has the steps for a new one.

pub mod aftermath;
pub mod approval;
pub mod cancel;
pub mod card_watch;
pub mod day;
pub mod detail;
pub mod forms;
pub mod help;
pub mod list;
pub mod lock;
pub mod lookup;
pub mod memo;
pub mod palette;
pub mod passphrase;
pub mod pay;
pub mod people;
pub mod person;
pub mod replaced;
pub mod setting;
#[cfg(feature = "central")]
pub mod shops;
pub mod slip;

use std::{any::Any, ops::Range, time::Instant};

use crossterm::event::KeyCode;
use tui_input::InputRequest;
use zeroize::Zeroizing;

use super::{
    app::{Arrival, Context, Tone},
    draw::Canvas,
    event::KeyPress,
    form::FormSnapshot,
    keys::{Action, Scope},
    protocol::Reply,
};
use crate::{
    config::Theme,
    locale::Text,
    payment::{TransactionId, money::group_thousands, swipe::Swipe},
};

/// The name of a screen that has a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScreenName(pub &'static str);

/// One row of the table of screens.
#[derive(Clone, Copy)]
pub struct ScreenRow {
    /// Its name.
    pub name: ScreenName,
    /// The keys that show it; the first one is on its tab.
    pub keys: &'static [KeyPress],
    /// The words for these keys in help and in the list of commands.
    pub label: Text<'static>,
    /// The words on its tab and in the window's title.
    pub tab: Text<'static>,
    /// Makes it.
    pub make: fn() -> Box<dyn Screen>,
}

/// The screens that have a tab, in the order of the tabs. The first one is shown at the start. Tabs, keys and the rows of
/// the list of commands come from here.
pub static SCREENS: &[ScreenRow] = &[
    ScreenRow {
        name: pay::NAME,
        keys: &[KeyPress::f(2), KeyPress::ctrl('n'), KeyPress::alt('1')],
        label: Text::KeyPay,
        tab: Text::TabPay,
        make: || Box::new(pay::PayScreen::new()),
    },
    ScreenRow {
        name: cancel::NAME,
        keys: &[KeyPress::f(3), KeyPress::ctrl('x'), KeyPress::alt('2')],
        label: Text::KeyCancel,
        tab: Text::TabCancel,
        make: || Box::new(cancel::CancelScreen::new()),
    },
    ScreenRow {
        name: lookup::NAME,
        keys: &[KeyPress::f(4), KeyPress::ctrl('f'), KeyPress::alt('3')],
        label: Text::KeyLookUp,
        tab: Text::TabLookup,
        make: || Box::new(lookup::LookupScreen::new()),
    },
    ScreenRow {
        name: day::NAME,
        keys: &[KeyPress::alt('4')],
        label: Text::KeyDay,
        tab: Text::TabDay,
        make: || Box::new(day::DayScreen::new()),
    },
];

/// The same at head office, which only looks.
#[cfg(feature = "central")]
pub static OFFICE_SCREENS: &[ScreenRow] = &[
    ScreenRow {
        name: lookup::NAME,
        keys: &[KeyPress::f(4), KeyPress::ctrl('f'), KeyPress::alt('3')],
        label: Text::KeyLookUp,
        tab: Text::TabLookup,
        make: || Box::new(lookup::LookupScreen::of_shops()),
    },
    ScreenRow {
        name: shops::NAME,
        keys: &[KeyPress::alt('4')],
        label: Text::TabShops,
        tab: Text::TabShops,
        make: || Box::new(shops::ShopsScreen::new()),
    },
];

/// What help says about a screen beside the keys of its first scope.
#[derive(Default)]
pub struct HelpPage {
    /// A second scope of keys and its title.
    pub then: Option<(Scope, Text<'static>)>,
    /// Examples of what can be typed, and what they mean.
    pub examples: &'static [(Text<'static>, Text<'static>)],
}

/// What the field in focus takes. The watch for readers has to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The amount of a payment: a calculation.
    Amount,
    /// Another field of a payment.
    CardData,
    /// The id of a payment.
    Id,
    /// Amount or VAT of a cancel.
    Money,
    /// Any text.
    Text,
    /// Nothing is typed here.
    Nothing,
}

/// What is keyed on a screen at one moment.
pub enum Keyed {
    /// The fields of a form.
    Form(FormSnapshot),
    /// A query or filter.
    Text(Zeroizing<String>),
}

/// Whether scanned text fits the place where it was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanFit {
    /// It does not; nothing was changed.
    Not,
    /// It does, and could be continued.
    Partly,
    /// It does, and is complete.
    Complete,
    /// It is an id, which the screen beneath may look up.
    Beneath,
}

/// A screen.
pub trait Screen: Any {
    /// The scopes of keys that act on it; the first one that has a key decides.
    fn scopes(&self) -> &'static [Scope];

    /// Draws it.
    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>);

    /// Whether it is only a strip over the screen beneath, which is drawn, too.
    fn is_strip(&self) -> bool {
        false
    }

    /// Draws it as a strip in these rows.
    fn draw_strip(&self, _cx: &Context, _canvas: &mut Canvas<'_>, _rows: Range<u16>) {}

    /// The rows of its own strip, which another one may take the place of; `None` where it has none.
    fn strip_rows(&self, _canvas: &Canvas<'_>) -> Option<Range<u16>> {
        None
    }

    /// The words in the window's title, if they are not those of the tab.
    fn title(&self) -> Option<Text<'static>> {
        None
    }

    /// Whether it is about the till, whoever stands there: nobody's going closes it.
    fn is_about_till(&self) -> bool {
        false
    }

    /// Whether it is drawn alone, in windows of any size: nothing of the other screens may be seen.
    fn is_alone(&self) -> bool {
        false
    }

    /// Whether it is help or the list of commands, about the screen beneath.
    fn is_list(&self) -> bool {
        false
    }

    /// The theme that it is drawn in.
    fn theme(&self, cx: &Context) -> Theme {
        cx.look.theme
    }

    /// The figure in the rule below the tabs: the totals of today.
    fn figure(&self, cx: &Context) -> Option<String> {
        let today = cx.status.today.as_ref()?.totals;
        Some(cx.locale.text(Text::HeaderToday {
            count: today.payments,
            grouped: &group_thousands(&today.payments.to_string()),
            net: &cx.locale.won_sum(today.net()),
        }))
    }

    /// What help says about it.
    fn help(&self) -> HelpPage {
        HelpPage::default()
    }

    /// The id that is copied from it: by default that of the last transaction.
    fn shown_id(&self, cx: &Context) -> Option<TransactionId> {
        cx.last_id()
    }

    // Keys.

    /// Whether an action of its scopes does anything now.
    fn offers(&self, _cx: &Context, _action: Action) -> bool {
        true
    }

    /// The words in the key bar for an action of its scopes, where those of the table do not fit now.
    fn label(&self, _action: Action) -> Option<Text<'static>> {
        None
    }

    /// Does an action of its scopes, for a key pressed `at`.
    fn act(&mut self, _cx: &mut Context, _action: Action, _at: Instant) {}

    /// The key for slips was pressed: prints what it shows in place of a slip. Returns false where a slip is asked for.
    fn prints(&mut self, _cx: &mut Context) -> bool {
        false
    }

    /// Does an action that was chosen from the list of commands, by an Enter pressed `at`.
    fn run(&mut self, cx: &mut Context, action: Action, at: Instant) {
        self.act(cx, action, at);
    }

    /// An Enter that waited to be alone takes effect, before a key pressed `at` does.
    fn release_enter(&mut self, _cx: &mut Context, _at: Instant) {}

    /// A key came, or the program is being stopped: an Enter that waited to be alone takes no effect.
    fn forget_enter(&mut self) {}

    /// Whether it drops this key without a trace.
    fn drops(&mut self, _key: KeyPress) -> bool {
        false
    }

    /// Looks at a key before it is an action. Returns whether it took it.
    fn takes_key(&mut self, _cx: &mut Context, _key: KeyPress) -> bool {
        false
    }

    /// A key that is no action.
    fn edit(&mut self, _cx: &mut Context, _key: KeyPress) {}

    /// The first Ctrl+C.
    fn interrupt(&mut self, _cx: &mut Context) {}

    // Text that comes at once.

    /// Whether what is keyed here is seen by nothing else: the watch for readers would keep a copy of it.
    fn is_secret(&self) -> bool {
        false
    }

    /// It is closed without an answer: the reply that the question gets for which it was opened.
    fn give_up(&mut self) -> Option<Reply> {
        None
    }

    /// Whether pasted and scanned text can do anything here.
    fn takes_input(&self) -> bool {
        true
    }

    /// Text was pasted.
    fn paste(&mut self, _cx: &mut Context, _text: &str) {}

    /// Something came that is no answer: a strip that is shown closes. Returns whether one is.
    fn close_strip(&mut self, _cx: &mut Context) -> bool {
        false
    }

    /// Whether a swipe fills in a card here.
    fn reads_cards(&self) -> bool {
        false
    }

    /// A card was swiped.
    fn swipe(&mut self, _cx: &mut Context, _swipe: &Swipe) {}

    /// A barcode or other text was read; `ended` if an Enter has ended it.
    fn scan(&mut self, _cx: &mut Context, _text: &str, _ended: bool) -> ScanFit {
        ScanFit::Not
    }

    /// Whether it looks up an id that is scanned over the details of another transaction.
    fn looks_up_ids(&self) -> bool {
        false
    }

    /// What the field in focus takes.
    fn focus(&self) -> Focus {
        Focus::Nothing
    }

    /// The index of the field in focus.
    fn field(&self) -> usize {
        0
    }

    /// What is keyed, to be restored; `None` where nothing can be typed now.
    fn keyed(&self) -> Option<Keyed> {
        None
    }

    /// Restores what was keyed. Returns whether it was another text.
    fn restore(&mut self, _cx: &mut Context, _keyed: &Keyed) -> bool {
        false
    }

    /// Whether a form holds anything that quitting would lose.
    fn holds_input(&self) -> bool {
        false
    }

    // What happens by itself.

    /// It is shown from now on.
    fn visit(&mut self, _cx: &mut Context, _arrival: Arrival) {}

    /// A reply of the worker, while it `is_top` or not. Takes one to a question of its own, and returns any other: the
    /// screens after it may have asked the same kind of question.
    fn reply(&mut self, _cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        Some(reply)
    }

    /// Another till has written to the ledger.
    fn refresh(&mut self, _cx: &mut Context) {}

    /// The date has changed, or a lock that may have wiped something is open again.
    fn reread(&mut self, _cx: &mut Context) {}

    /// When it changes by itself.
    fn deadline(&self, _cx: &Context) -> Option<Instant> {
        None
    }

    /// The time has come for whatever is due.
    fn tick(&mut self, cx: &mut Context) {
        self.release_enter(cx, cx.now);
    }

    /// It was drawn.
    fn drawn(&mut self, _at: Instant) {}

    /// Another screen is drawn over it.
    fn covered(&mut self) {}

    /// It could not be shown: an Enter confirms nothing that the cashier cannot see.
    fn hidden(&mut self) {}

    /// Another person is signed in: what the one before saw by a right of their own is gone.
    fn forget_person(&mut self) {}

    /// The screens are locked: every copy of a card is wiped. Returns whether one was keyed.
    fn lock(&mut self, _cx: &Context) -> bool {
        false
    }

    /// Says something about quitting where the cashier sees it.
    fn say(&mut self, cx: &mut Context, tone: Tone, text: String) {
        cx.say(tone, text);
    }

    /// What was said about quitting is over.
    fn unsay(&mut self, cx: &mut Context) {
        cx.notice = None;
    }
}

/// The edit of tui-input that a key stands for.
pub fn edit_request(key: KeyPress) -> Option<InputRequest> {
    use InputRequest as R;
    Some(match (key.code, key.ctrl) {
        (KeyCode::Left, false) | (KeyCode::Char('b'), true) => R::GoToPrevChar,
        (KeyCode::Right, false) => R::GoToNextChar,
        (KeyCode::Home, false) | (KeyCode::Char('a'), true) => R::GoToStart,
        (KeyCode::End, false) | (KeyCode::Char('e'), true) => R::GoToEnd,
        (KeyCode::Left, true) => R::GoToPrevWord,
        (KeyCode::Right, true) => R::GoToNextWord,
        (KeyCode::Backspace, false) => R::DeletePrevChar,
        (KeyCode::Delete, false) => R::DeleteNextChar,
        (KeyCode::Char('w'), true) => R::DeletePrevWord,
        (KeyCode::Char('u'), true) => R::DeleteLine,
        (KeyCode::Char('k'), true) => R::DeleteTillEnd,
        _ => return None,
    })
}
