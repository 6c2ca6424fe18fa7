//! A list that typing filters, and how far a text is scrolled.

use std::{any::Any, cell::Cell, time::Instant};

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::{Focus, Keyed, ScanFit, Screen, edit_request};
use crate::{
    config::Theme,
    locale::{Lang, Locale},
    tui::{
        app::{Context, Move, reader::is_code},
        draw::Canvas,
        event::KeyPress,
        form::field::{FieldStyle, InputField},
        keys::{Action, Scope},
    },
};

/// A list that typing filters, in both languages.
pub struct FilteredList {
    /// The filter.
    pub query: InputField,
    /// How far it is scrolled; in the list of commands, the chosen row.
    pub scroll: Scroll,
    /// The language that the screens do not speak: its words match as well.
    pub other: Locale,
}

impl FilteredList {
    /// A list without a filter, for screens in `lang`.
    pub fn new(lang: Lang) -> Self {
        let other = match lang {
            Lang::En => Lang::Ko,
            Lang::Ko => Lang::En,
        };
        Self {
            query: InputField::new(FieldStyle::Free, 40),
            scroll: Scroll::default(),
            other: Locale::new(other),
        }
    }

    /// Types a character into the filter.
    fn type_char(&mut self, c: char) {
        self.query.type_char(c);
        self.scroll = Scroll::default();
    }

    /// A key that is no action: types, moves the caret, or deletes.
    fn edit(&mut self, key: KeyPress) {
        match (key.typed(), edit_request(key)) {
            (Some(c), _) => self.type_char(c),
            (None, Some(request)) => {
                if self.query.edit(request) {
                    self.scroll = Scroll::default();
                }
            }
            (None, None) => {}
        }
    }

    /// Types text that a reader has read; a code is no filter.
    fn scan(&mut self, text: &str) -> ScanFit {
        if is_code(text) {
            return ScanFit::Not;
        }
        text.chars().for_each(|c| self.type_char(c));
        ScanFit::Partly
    }

    /// The filter, to be restored.
    fn keyed(&self) -> Keyed {
        Keyed::Text(Zeroizing::new(self.query.text().to_owned()))
    }

    /// Restores the filter.
    fn restore(&mut self, keyed: &Keyed) {
        if let Keyed::Text(text) = keyed {
            self.query.set(text);
            self.scroll = Scroll::default();
        }
    }

    /// Whether each word of the filter is in one of these texts of a row.
    pub fn matches(&self, texts: &[&str]) -> bool {
        let texts_lower: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        let words = self.query.text().nfc().collect::<String>().to_lowercase();
        words.split_whitespace().all(|word| texts_lower.iter().any(|text| text.contains(word)))
    }
}

/// A screen that is a filtered list about the screen beneath it.
pub trait FilteredScreen: Any {
    /// The scopes of its keys.
    fn keys(&self) -> &'static [Scope];

    /// The list.
    fn list(&self) -> &FilteredList;

    /// The list, to change it.
    fn list_mut(&mut self) -> &mut FilteredList;

    /// Draws it.
    fn draw_list(&self, cx: &Context, canvas: &mut Canvas<'_>);

    /// The theme that it is drawn in.
    fn list_theme(&self, cx: &Context) -> Theme {
        cx.look.theme
    }

    /// Inserts pasted text.
    fn paste_text(&mut self, text: &str) {
        self.list_mut().query.paste(text);
    }

    /// Goes back to where it came from.
    fn go_back(&mut self, cx: &mut Context) {
        cx.go(Move::Close);
    }

    /// Runs the chosen row, for an Enter pressed `at`.
    fn run_chosen(&mut self, _cx: &mut Context, _at: Instant) {}
}

impl<S: FilteredScreen> Screen for S {
    fn scopes(&self) -> &'static [Scope] {
        self.keys()
    }

    fn theme(&self, cx: &Context) -> Theme {
        self.list_theme(cx)
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        self.draw_list(cx, canvas);
    }

    fn is_list(&self) -> bool {
        true
    }

    fn act(&mut self, cx: &mut Context, action: Action, at: Instant) {
        match action {
            Action::Back => self.go_back(cx),
            Action::Run => self.run_chosen(cx, at),
            action => _ = self.list_mut().scroll.act(action),
        }
    }

    fn edit(&mut self, _cx: &mut Context, key: KeyPress) {
        self.list_mut().edit(key);
    }

    fn interrupt(&mut self, cx: &mut Context) {
        cx.go(Move::Close);
    }

    fn paste(&mut self, _cx: &mut Context, text: &str) {
        self.paste_text(text);
    }

    fn scan(&mut self, _cx: &mut Context, text: &str, _ended: bool) -> ScanFit {
        self.list_mut().scan(text)
    }

    fn focus(&self) -> Focus {
        Focus::Text
    }

    fn keyed(&self) -> Option<Keyed> {
        Some(self.list().keyed())
    }

    fn restore(&mut self, _cx: &mut Context, keyed: &Keyed) -> bool {
        self.list_mut().restore(keyed);
        true
    }
}

/// How far a text is scrolled, in lines.
#[derive(Debug, Clone)]
pub struct Scroll {
    to: usize,
    /// The last line it can be scrolled to. Only drawing knows it, as it depends on the window.
    end: Cell<usize>,
}

impl Default for Scroll {
    fn default() -> Self {
        Self { to: 0, end: Cell::new(usize::MAX) }
    }
}

impl Scroll {
    /// Scrolls to a line.
    pub fn go_to(&mut self, line: usize) {
        self.to = line;
    }

    /// Scrolls by what a key of the list stands for. Returns whether it is one.
    pub fn act(&mut self, action: Action) -> bool {
        let step = match action {
            Action::Up => -1,
            Action::Down => 1,
            Action::PageUp => -10,
            Action::PageDown => 10,
            _ => return false,
        };
        // From where the text was drawn last.
        self.to = self.to.min(self.end.get()).saturating_add_signed(step);
        true
    }

    /// How far a text is scrolled that can be scrolled to line `end`.
    pub fn within(&self, end: usize) -> usize {
        self.end.set(end);
        self.to.min(end)
    }
}
