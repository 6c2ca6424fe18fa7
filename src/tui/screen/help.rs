//! Help: the keys of the screen beneath, drawn over it.

use std::time::Instant;

use super::{Focus, HelpPage, Keyed, ScanFit, Screen, list::FilteredList};
use crate::{
    locale::Text,
    tui::{
        app::{Context, Move, reader::is_code},
        event::KeyPress,
        keys::{Action, Scope},
        view::{self, Canvas},
    },
};

/// Help.
pub struct HelpScreen {
    /// The filter.
    pub list: FilteredList,
    /// The sections: a scope of keys and its title.
    pub sections: Vec<(Scope, Text<'static>)>,
    /// What the screen beneath adds.
    pub page: HelpPage,
}

impl HelpScreen {
    /// The help for `screen`, whose tab says `tab`.
    pub fn new(cx: &Context, screen: &dyn Screen, tab: Text<'static>) -> Self {
        let page = screen.help();
        let everywhere = (Scope::Everywhere, Text::HelpEverywhere);
        let own = screen.scopes().first().filter(|scope| **scope != Scope::Everywhere);
        let own = own.map(|scope| (*scope, tab));
        let sections = own.into_iter().chain(page.then).chain([everywhere]).collect();
        Self { list: FilteredList::new(cx.locale.lang()), sections, page }
    }
}

impl Screen for HelpScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Help]
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        view::help::draw(cx, canvas, self);
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        if action == Action::Back {
            cx.go(Move::Close);
        } else {
            self.list.scroll.act(action);
        }
    }

    fn edit(&mut self, _cx: &mut Context, key: KeyPress) {
        self.list.edit(key);
    }

    fn interrupt(&mut self, cx: &mut Context) {
        cx.go(Move::Close);
    }

    fn paste(&mut self, _cx: &mut Context, text: &str) {
        self.list.query.paste(text);
    }

    fn scan(&mut self, _cx: &mut Context, text: &str, _ended: bool) -> ScanFit {
        self.list.scan(text, is_code(text))
    }

    fn focus(&self) -> Focus {
        Focus::Text
    }

    fn keyed(&self) -> Option<Keyed> {
        Some(self.list.keyed())
    }

    fn restore(&mut self, _cx: &mut Context, keyed: &Keyed) -> bool {
        self.list.restore(keyed);
        true
    }
}
