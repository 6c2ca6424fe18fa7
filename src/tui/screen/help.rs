//! Help: the keys of the screen beneath, drawn over it.

use super::{
    HelpPage, Screen,
    list::{FilteredList, FilteredScreen},
};
use crate::{
    locale::Text,
    tui::{
        app::Context,
        draw::{self, Canvas},
        keys::Scope,
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
    /// The help for `screen`, with the title of its keys.
    pub fn new(cx: &Context, screen: &dyn Screen, title: Text<'static>) -> Self {
        let page = screen.help();
        let everywhere = (Scope::Everywhere, Text::HelpEverywhere);
        let own = screen.scopes().first().filter(|scope| **scope != Scope::Everywhere);
        let own = own.map(|scope| (*scope, title));
        let sections = own.into_iter().chain(page.then).chain([everywhere]).collect();
        Self { list: FilteredList::new(cx.locale.lang()), sections, page }
    }
}

impl FilteredScreen for HelpScreen {
    fn keys(&self) -> &'static [Scope] {
        &[Scope::Help]
    }

    fn list(&self) -> &FilteredList {
        &self.list
    }

    fn list_mut(&mut self) -> &mut FilteredList {
        &mut self.list
    }

    fn draw_list(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::help::draw(cx, canvas, self);
    }
}
