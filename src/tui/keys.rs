//! All keys in one table. Key bar, help and the list of commands are drawn from it.
//!
//! No letter is ever a command: with the Hangul keyboard on, `q` arrives as `ㅂ`. Commands are function keys, Enter, Esc,
//! arrows and `+ - . * /`. Some terminals swallow function keys: what one does has another key, or a row in the list of
//! commands.

use std::sync::LazyLock;

use crossterm::event::KeyCode;

use super::{
    app::Context,
    event::KeyPress,
    screen::{SCREENS, ScreenName, day, lookup},
};
use crate::locale::Text;

/// Where a key has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// On every screen.
    Everywhere,
    /// In the fields of Pay and Cancel.
    Form,
    /// While a review strip asks.
    Review,
    /// On Look up.
    Lookup,
    /// On the day.
    Day,
    /// On the shops, at head office.
    Shops,
    /// In the details of a transaction.
    Detail,
    /// On a slip.
    Slip,
    /// While a memo is keyed.
    Memo,
    /// On the list of people.
    People,
    /// While a person is made or changed.
    Person,
    /// In help.
    Help,
    /// In the list of commands.
    Palette,
    /// While a setting is changed there.
    Setting,
    /// While somebody approves.
    Approval,
    /// While the passphrase of the keyring is keyed.
    Passphrase,
    /// While the screens are locked.
    Lock,
    /// While the screen shows what an earlier run left behind.
    Aftermath,
    /// While the screen asks about a ledger that is not as it is remembered.
    Replaced,
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Open help.
    Help,
    /// Go to a screen that has a tab.
    Show(ScreenName),
    /// Open the details of the last transaction.
    LastDetail,
    /// Copy the id that is shown.
    Copy,
    /// Open the list of commands.
    Palette,
    /// Run the chosen command.
    Run,
    /// Stop the program until it is continued.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Quit.
    Quit,
    /// Go back, and quit the second time.
    Interrupt,
    /// Go to the next field, from the last one to the review.
    Next,
    /// Go to the previous field.
    Previous,
    /// Go to the previous field, from an empty form to the other form.
    Minus,
    /// Open the review, with defaults for what is not keyed.
    Defaults,
    /// Type three zeros.
    Thousand,
    /// Fill the field as in the last transaction.
    AsLast,
    /// Clear the field, then the form.
    Clear,
    /// Bring back what was cleared.
    BringBack,
    /// Carry out what is reviewed.
    Confirm,
    /// Confirm the same card and amount again.
    Again,
    /// Close what is open.
    Back,
    /// Move up.
    Up,
    /// Move down.
    Down,
    /// Drop the last word of the query.
    DropWord,
    /// List the transactions of the same card.
    SameCard,
    /// Move up by ten.
    PageUp,
    /// Move down by ten.
    PageDown,
    /// Go to the start of the list.
    First,
    /// Go to the end of the list.
    Last,
    /// Open the details of the selected transaction.
    Open,
    /// Cancel the payment of the selected transaction.
    CancelSelected,
    /// Show the exact message, or hide it.
    Reveal,
    /// Go to the step before in a payment's history, or to the close before.
    StepBack,
    /// Go to the step after in a payment's history, or to the close after.
    StepOn,
    /// Open the slip of the transaction that is shown; print it where that was asked. On the day, print the report that is shown.
    Slip,
    /// Key the memo of the transaction that is shown.
    Memo,
    /// Record the memo that is keyed.
    RecordMemo,
    /// Ask whether to close the day.
    CloseDay,
    /// Ask whether to hand over to the card company.
    HandOver,
    /// Ask whether to hand over again what was rejected.
    HandOverAgain,
    /// List what the card company has rejected, or has not answered.
    ListAnswers,
    /// Print the slip.
    Print,
    /// Show the other copy of the slip.
    OtherCopy,
    /// Lock the screens.
    Lock,
    /// Let another person sign in.
    SignIn,
    /// Open the list of people.
    People,
    /// Choose another PIN for who is signed in.
    OwnPin,
    /// Make a person.
    NewPerson,
    /// Let a person sign in no more, or again.
    Disable,
    /// End the wait of a person after wrong PINs.
    UnlockPerson,
    /// Show what each role may do, or the people again.
    Rights,
    /// Record the person that is keyed.
    Save,
    /// Unlock the screens.
    Unlock,
    /// Confirm that what an earlier run left was read.
    Acknowledge,
    /// Go on with the ledger that is there.
    Accept,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where.
    pub scope: Scope,
    /// The key first, then its aliases. Empty for an action that only the list of commands offers.
    pub keys: &'static [KeyPress],
    /// What it does.
    pub action: Action,
    /// The words for it on the screen.
    pub label: Text<'static>,
    /// Whether the key bar shows it.
    pub bar: bool,
}

/// A row, short enough for one line of the table.
const fn row(
    scope: Scope,
    keys: &'static [KeyPress],
    action: Action,
    label: Text<'static>,
    bar: bool,
) -> Binding {
    Binding { scope, keys, action, label, bar }
}

// The keys that have a name.
const ENTER: KeyPress = KeyPress::plain(KeyCode::Enter);
const ESC: KeyPress = KeyPress::plain(KeyCode::Esc);
const TAB: KeyPress = KeyPress::plain(KeyCode::Tab);
const BACK_TAB: KeyPress = KeyPress::plain(KeyCode::BackTab);
const UP: KeyPress = KeyPress::plain(KeyCode::Up);
const DOWN: KeyPress = KeyPress::plain(KeyCode::Down);
const LEFT: KeyPress = KeyPress::plain(KeyCode::Left);
const RIGHT: KeyPress = KeyPress::plain(KeyCode::Right);
const PAGE_UP: KeyPress = KeyPress::plain(KeyCode::PageUp);
const PAGE_DOWN: KeyPress = KeyPress::plain(KeyCode::PageDown);
const FIRST: KeyPress = KeyPress::ctrl_code(KeyCode::Home);
const LAST: KeyPress = KeyPress::ctrl_code(KeyCode::End);
const F12: KeyPress = KeyPress::f(12);

/// Every key. Within a scope, key bar and help keep this order.
pub static BINDINGS: LazyLock<Vec<Binding>> = LazyLock::new(|| {
    let tabs = SCREENS
        .iter()
        .map(|screen| row(Scope::Everywhere, screen.keys, Action::Show(screen.name), screen.label, false));
    OWN_KEYS.iter().copied().chain(tabs).chain(COMMON_KEYS.iter().copied()).collect()
});

/// The keys before those of the table of screens: those of one scope, and help, which the key bar shows beside them.
static OWN_KEYS: &[Binding] = &[
    row(Scope::Form, &[ENTER, TAB], Action::Next, Text::KeyNext, true),
    row(Scope::Form, &[DOWN], Action::Down, Text::KeyDownField, false),
    row(Scope::Form, &[UP, BACK_TAB], Action::Previous, Text::KeyPrevious, true),
    row(Scope::Form, &[KeyPress::char('-')], Action::Minus, Text::KeyMinus, false),
    row(
        Scope::Form,
        &[KeyPress::char('+'), KeyPress::f(8), KeyPress::ctrl('s')],
        Action::Defaults,
        Text::KeyDefaults,
        true,
    ),
    row(Scope::Form, &[KeyPress::char('.')], Action::Thousand, Text::KeyThousand, true),
    row(
        Scope::Form,
        &[KeyPress::char('*'), KeyPress::f(6), KeyPress::ctrl('d')],
        Action::AsLast,
        Text::KeyAsLast,
        false,
    ),
    row(Scope::Form, &[ESC, F12], Action::Clear, Text::KeyClear, true),
    row(Scope::Form, &[KeyPress::f(7)], Action::BringBack, Text::KeyBringBack, false),
    row(Scope::Review, &[ENTER], Action::Confirm, Text::KeyConfirm, true),
    row(
        Scope::Review,
        &[KeyPress::char('+'), KeyPress::f(8), KeyPress::ctrl('s')],
        Action::Again,
        Text::KeyAgain,
        true,
    ),
    row(Scope::Review, &[ESC, F12], Action::Back, Text::KeyChange, true),
    row(Scope::Lookup, &[UP], Action::Up, Text::KeyUp, true),
    row(Scope::Lookup, &[DOWN], Action::Down, Text::KeyDown, true),
    row(Scope::Lookup, &[ENTER], Action::Open, Text::KeyDetail, true),
    row(
        Scope::Lookup,
        &[KeyPress::f(3), KeyPress::ctrl('x'), KeyPress::alt('2')],
        Action::CancelSelected,
        Text::KeyCancelThis,
        true,
    ),
    row(Scope::Lookup, &[ESC, F12], Action::Clear, Text::KeyClear, true),
    row(Scope::Lookup, &[KeyPress::f(7)], Action::BringBack, Text::KeyBringBack, false),
    row(Scope::Lookup, &[KeyPress::f(6), KeyPress::ctrl('d')], Action::SameCard, Text::KeySameCard, false),
    row(Scope::Lookup, &[TAB], Action::DropWord, Text::KeyDropWord, false),
    row(Scope::Lookup, &[PAGE_UP], Action::PageUp, Text::KeyPageUp, false),
    row(Scope::Lookup, &[PAGE_DOWN], Action::PageDown, Text::KeyPageDown, false),
    row(Scope::Lookup, &[FIRST], Action::First, Text::KeyNewest, false),
    row(Scope::Lookup, &[LAST], Action::Last, Text::KeyOldest, false),
    row(
        Scope::Day,
        &[KeyPress::char('+'), KeyPress::f(8), KeyPress::ctrl('s')],
        Action::CloseDay,
        Text::KeyCloseDay,
        true,
    ),
    row(Scope::Day, &[KeyPress::char('/'), KeyPress::alt('p')], Action::Slip, Text::KeyPrint, true),
    row(
        Scope::Day,
        &[KeyPress::char('*'), KeyPress::f(6), KeyPress::ctrl('d')],
        Action::HandOver,
        Text::KeyHandOver,
        true,
    ),
    row(
        Scope::Day,
        &[KeyPress::char('.'), KeyPress::f(7)],
        Action::HandOverAgain,
        Text::KeyHandOverAgain,
        true,
    ),
    row(Scope::Day, &[ENTER], Action::ListAnswers, Text::KeyListAnswers, true),
    row(Scope::Day, &[LEFT], Action::StepBack, Text::KeyCloseBefore, true),
    row(Scope::Day, &[RIGHT], Action::StepOn, Text::KeyCloseAfter, true),
    row(Scope::Day, &[ESC, F12], Action::Back, Text::KeyBack, true),
    row(Scope::Shops, &[UP], Action::Up, Text::KeyUp, true),
    row(Scope::Shops, &[DOWN], Action::Down, Text::KeyDown, true),
    row(Scope::Shops, &[ENTER], Action::Open, Text::KeyShop, true),
    row(Scope::Shops, &[ESC, F12], Action::Clear, Text::KeyClear, true),
    row(Scope::Shops, &[KeyPress::f(7)], Action::BringBack, Text::KeyBringBack, false),
    row(Scope::Shops, &[PAGE_UP], Action::PageUp, Text::KeyPageUp, false),
    row(Scope::Shops, &[PAGE_DOWN], Action::PageDown, Text::KeyPageDown, false),
    row(Scope::Shops, &[FIRST], Action::First, Text::KeyFirstShop, false),
    row(Scope::Shops, &[LAST], Action::Last, Text::KeyLastShop, false),
    row(Scope::Detail, &[UP], Action::Up, Text::KeyUp, true),
    row(Scope::Detail, &[DOWN], Action::Down, Text::KeyDown, true),
    row(
        Scope::Detail,
        &[KeyPress::f(3), KeyPress::ctrl('x'), KeyPress::alt('2')],
        Action::CancelSelected,
        Text::KeyCancelThis,
        true,
    ),
    row(Scope::Detail, &[KeyPress::f(8), KeyPress::ctrl('s')], Action::Reveal, Text::KeyReveal, true),
    row(Scope::Detail, &[ESC, F12, ENTER], Action::Back, Text::KeyClose, true),
    row(Scope::Detail, &[LEFT], Action::StepBack, Text::KeyStepBack, false),
    row(Scope::Detail, &[RIGHT], Action::StepOn, Text::KeyStepOn, false),
    row(Scope::Detail, &[KeyPress::f(6), KeyPress::ctrl('d')], Action::SameCard, Text::KeySameCard, false),
    row(Scope::Detail, &[KeyPress::f(7)], Action::Memo, Text::KeyMemo, false),
    row(Scope::Detail, &[PAGE_UP], Action::PageUp, Text::KeyPageUp, false),
    row(Scope::Detail, &[PAGE_DOWN], Action::PageDown, Text::KeyPageDown, false),
    row(
        Scope::Slip,
        &[ENTER, KeyPress::char('+'), KeyPress::f(8), KeyPress::ctrl('s')],
        Action::Print,
        Text::KeyPrint,
        true,
    ),
    // The key that opens it: held, it prints nothing.
    row(
        Scope::Slip,
        &[KeyPress::char('/'), TAB, KeyPress::alt('p')],
        Action::OtherCopy,
        Text::KeyOtherCopy,
        true,
    ),
    row(Scope::Slip, &[UP], Action::Up, Text::KeyUp, true),
    row(Scope::Slip, &[DOWN], Action::Down, Text::KeyDown, true),
    row(Scope::Slip, &[ESC, F12], Action::Back, Text::KeyClose, true),
    row(Scope::Slip, &[PAGE_UP], Action::PageUp, Text::KeyPageUp, false),
    row(Scope::Slip, &[PAGE_DOWN], Action::PageDown, Text::KeyPageDown, false),
    row(Scope::Memo, &[ENTER], Action::RecordMemo, Text::KeyRecordMemo, true),
    row(Scope::Memo, &[ESC, F12], Action::Back, Text::KeyClose, true),
    row(Scope::People, &[ENTER], Action::Open, Text::KeyChangePerson, true),
    row(
        Scope::People,
        &[KeyPress::char('+'), KeyPress::f(8), KeyPress::ctrl('s')],
        Action::NewPerson,
        Text::KeyNewPerson,
        true,
    ),
    row(Scope::People, &[KeyPress::f(6), KeyPress::ctrl('d')], Action::Disable, Text::KeyDisable, true),
    row(Scope::People, &[KeyPress::f(7)], Action::UnlockPerson, Text::KeyUnlockPerson, true),
    row(Scope::People, &[TAB], Action::Rights, Text::KeyRights, true),
    row(Scope::People, &[ESC, F12], Action::Back, Text::KeyClose, true),
    row(Scope::People, &[UP], Action::Up, Text::KeyUp, false),
    row(Scope::People, &[DOWN], Action::Down, Text::KeyDown, false),
    row(Scope::People, &[PAGE_UP], Action::PageUp, Text::KeyPageUp, false),
    row(Scope::People, &[PAGE_DOWN], Action::PageDown, Text::KeyPageDown, false),
    row(Scope::Person, &[ENTER, TAB, DOWN], Action::Next, Text::KeyNext, true),
    row(Scope::Person, &[UP, BACK_TAB], Action::Previous, Text::KeyPrevious, true),
    row(Scope::Person, &[KeyPress::f(8), KeyPress::ctrl('s')], Action::Save, Text::KeySave, true),
    row(Scope::Person, &[KeyPress::char('.')], Action::Thousand, Text::KeyThousand, false),
    row(Scope::Person, &[ESC, F12], Action::Back, Text::KeyClose, true),
    row(
        Scope::Help,
        &[ESC, F12, KeyPress::f(1), ENTER, KeyPress::ctrl('g')],
        Action::Back,
        Text::KeyClose,
        true,
    ),
    row(Scope::Help, &[KeyPress::f(10), KeyPress::ctrl('o')], Action::Palette, Text::KeyPalette, true),
    row(Scope::Help, &[UP], Action::Up, Text::KeyUp, true),
    row(Scope::Help, &[DOWN], Action::Down, Text::KeyDown, true),
    row(Scope::Help, &[PAGE_UP], Action::PageUp, Text::KeyPageUp, false),
    row(Scope::Help, &[PAGE_DOWN], Action::PageDown, Text::KeyPageDown, false),
    row(Scope::Palette, &[ENTER], Action::Run, Text::KeyRun, true),
    row(
        Scope::Palette,
        &[ESC, F12, KeyPress::f(10), KeyPress::ctrl('o')],
        Action::Back,
        Text::KeyClose,
        true,
    ),
    row(Scope::Palette, &[UP], Action::Up, Text::KeyUp, true),
    row(Scope::Palette, &[DOWN], Action::Down, Text::KeyDown, true),
    row(Scope::Palette, &[PAGE_UP], Action::PageUp, Text::KeyPageUp, false),
    row(Scope::Palette, &[PAGE_DOWN], Action::PageDown, Text::KeyPageDown, false),
    row(Scope::Setting, &[ENTER], Action::Run, Text::KeyChoose, true),
    row(Scope::Setting, &[ESC, F12, KeyPress::f(10), KeyPress::ctrl('o')], Action::Back, Text::KeyBack, true),
    row(Scope::Setting, &[UP], Action::Up, Text::KeyUp, true),
    row(Scope::Setting, &[DOWN], Action::Down, Text::KeyDown, true),
    row(Scope::Setting, &[PAGE_UP], Action::PageUp, Text::KeyPageUp, false),
    row(Scope::Setting, &[PAGE_DOWN], Action::PageDown, Text::KeyPageDown, false),
    row(Scope::Approval, &[ESC, F12], Action::Back, Text::KeyBack, true),
    row(Scope::Passphrase, &[ENTER], Action::Unlock, Text::KeyHandOver, true),
    row(Scope::Passphrase, &[ESC, F12], Action::Back, Text::KeyBack, true),
    row(Scope::Lock, &[ENTER], Action::Unlock, Text::KeyUnlock, true),
    row(Scope::Lock, &[ESC, F12], Action::Clear, Text::KeyClear, true),
    row(Scope::Lock, &[KeyPress::ctrl('q')], Action::Quit, Text::KeyQuit, true),
    row(Scope::Aftermath, &[ENTER], Action::Acknowledge, Text::KeyGoOn, true),
    // First the one that changes nothing.
    row(Scope::Replaced, &[KeyPress::ctrl('q')], Action::Quit, Text::KeyQuit, true),
    row(Scope::Replaced, &[KeyPress::f(8), KeyPress::ctrl('s')], Action::Accept, Text::KeyAccept, true),
    row(Scope::Everywhere, &[KeyPress::f(1), KeyPress::ctrl('g')], Action::Help, Text::KeyHelp, true),
];

/// The keys after those of the table of screens: those that act everywhere.
static COMMON_KEYS: &[Binding] = &[
    row(
        Scope::Everywhere,
        &[KeyPress::f(5), KeyPress::ctrl('r')],
        Action::LastDetail,
        Text::KeyLastDetail,
        false,
    ),
    row(Scope::Everywhere, &[KeyPress::f(10), KeyPress::ctrl('o')], Action::Palette, Text::KeyPalette, false),
    row(Scope::Everywhere, &[KeyPress::char('/'), KeyPress::alt('p')], Action::Slip, Text::KeySlip, false),
    row(Scope::Everywhere, &[], Action::Memo, Text::KeyMemo, false),
    row(Scope::Everywhere, &[KeyPress::f(9), KeyPress::ctrl('y')], Action::Copy, Text::KeyCopy, false),
    row(Scope::Everywhere, &[], Action::Lock, Text::KeyLock, false),
    row(Scope::Everywhere, &[KeyPress::alt('0')], Action::SignIn, Text::KeySignIn, false),
    row(Scope::Everywhere, &[], Action::People, Text::KeyPeople, false),
    row(Scope::Everywhere, &[], Action::OwnPin, Text::KeyOwnPin, false),
    row(Scope::Everywhere, &[KeyPress::ctrl('z')], Action::Suspend, Text::KeySuspend, false),
    row(Scope::Everywhere, &[KeyPress::ctrl('l')], Action::Redraw, Text::KeyRedraw, false),
    row(Scope::Everywhere, &[KeyPress::ctrl('q')], Action::Quit, Text::KeyQuit, false),
    row(Scope::Everywhere, &[KeyPress::ctrl('c')], Action::Interrupt, Text::KeyInterrupt, false),
];

/// Whether there is anybody here for whom an action is: some are for shops that have people alone, and head office only looks.
pub fn is_offered(cx: &Context, action: Action) -> bool {
    match action {
        Action::SignIn | Action::OwnPin => cx.staff.has_people && cx.office.is_none(),
        Action::CancelSelected
        | Action::SameCard
        | Action::Reveal
        | Action::Slip
        | Action::Memo
        | Action::LastDetail
        | Action::People => cx.office.is_none(),
        Action::Show(name) => cx.office.is_none() || name == lookup::NAME || name == day::NAME,
        _ => true,
    }
}

/// What a row is called: at head office the shops are in the place of the day.
pub fn label(cx: &Context, row: &Binding) -> Text<'static> {
    let is_of_shops = cx.office.is_some() && row.action == Action::Show(day::NAME);
    if is_of_shops { Text::TabShops } else { row.label }
}

/// What `key` does in the first of `scopes` that has it.
pub fn resolve(scopes: &[Scope], key: KeyPress) -> Option<Action> {
    scopes.iter().find_map(|scope| {
        BINDINGS.iter().find(|row| row.scope == *scope && row.keys.contains(&key)).map(|row| row.action)
    })
}

/// The name of the first key of `action`; empty where it has none.
pub fn key_name(action: Action) -> String {
    let row = BINDINGS.iter().find(|row| row.action == action);
    row.and_then(|row| row.keys.first()).map(|key| key.name()).unwrap_or_default()
}

/// The rows of `scopes`, without those whose key an earlier scope has, and those without a key whose action it has.
pub fn rows(scopes: &[Scope]) -> impl Iterator<Item = &'static Binding> {
    scopes.iter().enumerate().flat_map(move |(index, scope)| {
        let before = &scopes[..index];
        BINDINGS.iter().filter(move |row| {
            row.scope == *scope
                && match row.keys.first() {
                    Some(key) => resolve(before, *key).is_none(),
                    None => !has_action(before, row.action),
                }
        })
    })
}

/// Whether an action is in one of `scopes`.
fn has_action(scopes: &[Scope], action: Action) -> bool {
    BINDINGS.iter().any(|row| row.action == action && scopes.contains(&row.scope))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::tui::screen::cancel;

    #[test]
    fn no_key_means_two_things_in_one_scope() {
        let mut seen = HashSet::new();
        for row in BINDINGS.iter() {
            for key in row.keys {
                assert!(seen.insert((row.scope, *key)), "{:?} {} twice", row.scope, key.name());
            }
        }
    }

    #[test]
    fn no_letter_is_a_command() {
        for key in BINDINGS.iter().flat_map(|row| row.keys) {
            assert!(key.typed().is_none_or(|c| "+-.*/".contains(c)), "{}", key.name());
        }
    }

    #[test]
    fn a_text_names_the_key_of_the_table() {
        for (action, name) in [(Action::LastDetail, "F5"), (Action::Next, "Enter"), (Action::Lock, "")] {
            assert_eq!(key_name(action), name);
        }
    }

    #[test]
    fn a_screen_comes_before_everywhere() {
        let lookup = [Scope::Lookup, Scope::Everywhere];
        assert_eq!(resolve(&lookup, KeyPress::f(3)), Some(Action::CancelSelected));
        assert_eq!(
            resolve(&[Scope::Form, Scope::Everywhere], KeyPress::f(3)),
            Some(Action::Show(cancel::NAME))
        );
        assert_eq!(resolve(&[Scope::Review], KeyPress::f(4)), None);
        assert!(rows(&lookup).all(|row| row.action != Action::Show(cancel::NAME)));
    }
}
