//! The stack of screens: one of the tabs, which keep their state, and what is drawn over it.

use std::time::Instant;

use super::Context;
use crate::{
    locale::Text,
    payment::{MaskedCard, TransactionId},
    staff::Operator,
    tui::{
        keys::Action,
        screen::{Screen, ScreenName, ScreenRow},
    },
};
#[cfg(feature = "central")]
use crate::{query::Days, record::ShopNumber};

/// What a screen asks of the stack. It is done once the screen has handled what it was given.
pub enum Move {
    /// Go to this screen, with what to do on arrival.
    Show(ScreenName, Arrival),
    /// Draw a screen over the one of the tabs, in place of what is drawn over it.
    Open(Box<dyn Screen>),
    /// Draw a screen over all others, which stay.
    Cover(Box<dyn Screen>),
    /// Close the screen on top; not the lock.
    Close,
    /// Close all that is drawn over the tab; not the lock.
    Uncover,
    /// Ask anew for what is shown of the ledger: the screen has changed it.
    ReadAnew,
    /// Do an action, as its key would.
    Act(Action),
    /// Do an action that was chosen from the list of commands by an Enter at this time.
    Run(Action, Instant),
    /// Close the screen on top without an answer: its question is refused.
    GiveUp,
    /// Take the lock away; whether it has wiped a card that was keyed.
    Unlock(bool),
    /// This person is signed in, which takes the lock away in the same way.
    SignIn(Box<Operator>, bool),
}

/// What a screen is to do when another one leads to it.
#[derive(Debug, Clone, Copy)]
pub enum Arrival {
    /// Nothing: it is only shown.
    None,
    /// Cancel this payment.
    Cancel(TransactionId),
    /// List the transactions of this card: that of the transaction with this number.
    SameCard(i64, MaskedCard),
    /// Look up this.
    Find(Text<'static>),
    /// Look up this shop, on these days.
    #[cfg(feature = "central")]
    OfShop(ShopNumber, Days),
}

/// The screens of the tabs, and those that are drawn over them. The last one has the keys.
pub struct Stack {
    rows: &'static [ScreenRow],
    tabs: Vec<Box<dyn Screen>>,
    shown: usize,
    over: Vec<Box<dyn Screen>>,
}

impl Stack {
    /// The screens of a table, the first one shown.
    pub fn new(rows: &'static [ScreenRow]) -> Self {
        Self { rows, tabs: rows.iter().map(|row| (row.make)()).collect(), shown: 0, over: Vec::new() }
    }

    /// The table.
    pub fn rows(&self) -> &'static [ScreenRow] {
        self.rows
    }

    /// The index of the tab that is shown.
    pub fn shown(&self) -> usize {
        self.shown
    }

    /// The screen of the tab that is shown.
    pub fn tab(&self) -> &dyn Screen {
        &*self.tabs[self.shown]
    }

    /// The screen of the tab that is shown, to change it.
    pub fn tab_mut(&mut self) -> &mut dyn Screen {
        &mut *self.tabs[self.shown]
    }

    /// The screen that has the keys.
    pub fn top(&self) -> &dyn Screen {
        self.over.last().map_or_else(|| self.tab(), |screen| &**screen)
    }

    /// The screen that has the keys, to change it.
    pub fn top_mut(&mut self) -> &mut dyn Screen {
        match self.over.last_mut() {
            Some(screen) => &mut **screen,
            None => &mut *self.tabs[self.shown],
        }
    }

    /// The screen that is drawn beneath the strip on top; `None` where that is none.
    pub fn beneath_strip(&self) -> Option<&dyn Screen> {
        let (top, rest) = self.over.split_last()?;
        top.is_strip().then(|| rest.last().map_or_else(|| self.tab(), |screen| &**screen))
    }

    /// The screen on top that is no list: help and commands are about it.
    pub fn subject(&self) -> &dyn Screen {
        let over = self.over.iter().rev().find(|screen| !screen.is_list());
        over.map_or_else(|| self.tab(), |screen| &**screen)
    }

    /// The screen on top that is no list, to change it.
    pub fn subject_mut(&mut self) -> &mut dyn Screen {
        match self.over.iter_mut().rev().find(|screen| !screen.is_list()) {
            Some(screen) => &mut **screen,
            None => &mut *self.tabs[self.shown],
        }
    }

    /// Whether a screen is drawn over that of the tab.
    pub fn is_covered(&self) -> bool {
        !self.over.is_empty()
    }

    /// The words on the tabs whose screens hold what quitting would lose.
    pub fn keyed_tabs(&self) -> impl Iterator<Item = Text<'static>> {
        self.rows.iter().zip(&self.tabs).filter(|(_, screen)| screen.holds_input()).map(|(row, _)| row.tab)
    }

    /// All screens, the top one first; and whether each is the top one.
    pub fn all_mut(&mut self) -> impl Iterator<Item = (bool, &mut dyn Screen)> {
        let shown = self.shown;
        let is_covered = self.is_covered();
        let over = self.over.iter_mut().rev().enumerate().map(|(index, screen)| (index == 0, screen));
        let tabs = self.tabs.iter_mut().enumerate();
        let tabs = tabs.map(move |(index, screen)| (index == shown && !is_covered, screen));
        over.chain(tabs).map(|(is_top, screen)| (is_top, &mut **screen))
    }

    /// Shows a tab and nothing over it.
    pub fn show(&mut self, name: ScreenName, arrival: Arrival, cx: &mut Context) {
        if let Some(index) = self.rows.iter().position(|row| row.name == name) {
            self.shown = index;
        }
        self.over.clear();
        self.tab_mut().visit(cx, arrival);
    }

    /// Goes back to what was keyed on a tab.
    pub fn go_back(&mut self, tab: usize, restore: impl FnOnce(&mut dyn Screen) -> bool) {
        self.shown = tab;
        if restore(self.tab_mut()) {
            self.over.clear();
        }
    }

    /// Draws a screen over that of the tab, in place of what is drawn over it.
    pub fn open(&mut self, screen: Box<dyn Screen>) {
        self.over.clear();
        self.over.push(screen);
    }

    /// Draws help or the list of commands over the screen that it is about, in place of another such list.
    pub fn open_list(&mut self, list: Box<dyn Screen>) {
        self.over.pop_if(|screen| screen.is_list());
        self.over.push(list);
    }

    /// Draws a screen over all others.
    pub fn cover(&mut self, screen: Box<dyn Screen>) {
        self.over.push(screen);
    }

    /// Closes the screen on top; that of a tab stays.
    pub fn close(&mut self) {
        self.over.pop();
    }

    /// Closes all that is drawn over the tab; the lock stays, and what is about the till and not about who stands there.
    pub fn uncover(&mut self) {
        self.over.retain(|screen| screen.is_alone() || screen.is_about_till());
    }

    /// Closes the screen beneath the lock.
    pub fn close_beneath(&mut self) {
        if let Some(index) = self.over.len().checked_sub(2) {
            self.over.remove(index);
        }
    }

    /// The screen beneath the top one.
    pub fn beneath_mut(&mut self) -> &mut dyn Screen {
        match self.over.len().checked_sub(2) {
            Some(index) => &mut *self.over[index],
            None => self.tab_mut(),
        }
    }

    /// Adds a screen after those of the table. It has no tab.
    #[cfg(test)]
    pub fn add(&mut self, screen: Box<dyn Screen>) {
        self.tabs.push(screen);
    }

    /// A screen of this type, wherever it is.
    #[cfg(test)]
    pub fn find<S: Screen>(&self) -> Option<&S> {
        let mut all = self.tabs.iter().chain(&self.over).map(|screen| &**screen);
        all.find_map(|screen| (screen as &dyn std::any::Any).downcast_ref())
    }

    /// As [`find`](Self::find), to change it.
    #[cfg(test)]
    pub fn find_mut<S: Screen>(&mut self) -> Option<&mut S> {
        self.all_mut().find_map(|(_, screen)| (screen as &mut dyn std::any::Any).downcast_mut())
    }
}
