//! A form: fields, focus, and a stash that brings back whatever was cleared. Pay and Cancel have one each.

mod amount;
pub mod by_hand;
pub mod field;
pub mod pin_entry;
pub mod preview;
pub mod review;

use std::collections::VecDeque;

use tui_input::InputRequest;
use zeroize::Zeroizing;

use self::field::{FieldStyle, InputField, Typed};
use crate::payment::card_text::card_among;

/// How many cleared forms F7 can bring back.
const KEPT: usize = 8;

/// The contents of a form at one moment. Wiped on drop.
pub struct FormSnapshot {
    texts: Vec<Zeroizing<String>>,
    left: Vec<bool>,
    focus: usize,
    untouched: bool,
    kept: usize,
}

/// Fields, one of them in focus.
pub struct Form {
    fields: Vec<InputField>,
    /// Which fields were left once: from then on their errors are shown.
    left: Vec<bool>,
    focus: usize,
    /// The field in focus was filled before it got the focus, and not edited since: typing replaces its text.
    untouched: bool,
    /// What F7 brings back; the latest is at the back.
    stash: VecDeque<Vec<Zeroizing<String>>>,
    /// How often the stash has grown.
    kept: usize,
    /// The last key was an Esc: the next one clears the whole form and stashes nothing more.
    clearing: bool,
}

impl Form {
    /// An empty form, focus on the first field.
    pub fn new(fields: Vec<InputField>) -> Self {
        Self {
            left: vec![false; fields.len()],
            fields,
            focus: 0,
            untouched: false,
            stash: VecDeque::new(),
            kept: 0,
            clearing: false,
        }
    }

    /// A field.
    pub fn field(&self, index: usize) -> &InputField {
        &self.fields[index]
    }

    /// A field, to change it.
    pub fn field_mut(&mut self, index: usize) -> &mut InputField {
        &mut self.fields[index]
    }

    /// The index of the field in focus.
    pub fn focus(&self) -> usize {
        self.focus
    }

    /// The field in focus.
    pub fn focused(&self) -> &InputField {
        &self.fields[self.focus]
    }

    /// Whether `index` was left once.
    pub fn was_left(&self, index: usize) -> bool {
        self.left[index]
    }

    /// Whether nothing is keyed.
    pub fn is_pristine(&self) -> bool {
        self.fields.iter().all(InputField::is_empty)
    }

    /// Moves the focus. The field that is left shows its errors from now on, and its calculation becomes the result.
    pub fn focus_on(&mut self, index: usize) {
        let index = index.min(self.fields.len() - 1);
        self.left[self.focus] |= !self.focused().is_empty();
        self.fields[self.focus].show_result();
        self.untouched = !self.fields[index].is_empty() && (self.untouched || index != self.focus);
        self.focus = index;
        self.clearing = false;
    }

    /// Whether typing replaces the text of the field in focus.
    pub fn is_untouched(&self) -> bool {
        self.untouched
    }

    /// Fills the field in focus with a suggestion, which typing replaces.
    pub fn suggest(&mut self, text: &str) {
        self.fields[self.focus].set(text);
        self.untouched = true;
        self.clearing = false;
    }

    /// Moves the focus one field on; `false` on the last.
    pub fn next(&mut self) -> bool {
        let more = self.focus + 1 < self.fields.len();
        if more {
            self.focus_on(self.focus + 1);
        }
        more
    }

    /// Moves the focus one field back.
    pub fn previous(&mut self) {
        self.focus_on(self.focus.saturating_sub(1));
    }

    /// Marks every field as left: the review was asked for.
    pub fn leave_all(&mut self) {
        self.left.fill(true);
        self.fields[self.focus].show_result();
    }

    /// Types a character into the field in focus.
    pub fn type_char(&mut self, c: char) -> Typed {
        if matches!(c, '+' | '*') {
            // It continues the calculation, and replaces nothing.
            self.untouched = false;
        }
        self.replace_or_insert(|field| field.type_char(c))
    }

    /// Types `000` into the field in focus. In a filled field that was entered again it replaces the text; as no amount
    /// starts with `000`, the field is empty then.
    pub fn type_thousand(&mut self) -> Typed {
        if self.untouched && self.focused().is_money() {
            self.keep();
            self.untouched = false;
            self.fields[self.focus].clear();
            return Typed::Accepted;
        }
        self.replace_or_insert(InputField::type_thousand)
    }

    /// Pastes into the field in focus.
    pub fn paste(&mut self, text: &str) -> Typed {
        self.replace_or_insert(|field| field.paste(text))
    }

    /// Inserts into the field in focus. In a filled field that was entered again, what is inserted first replaces the
    /// text, and F7 brings that back. What is refused replaces nothing.
    fn replace_or_insert(&mut self, insert: impl FnOnce(&mut InputField) -> Typed) -> Typed {
        self.clearing = false;
        let field = &mut self.fields[self.focus];
        if !self.untouched {
            return insert(field);
        }
        let before = Zeroizing::new(field.text().to_owned());
        field.clear();
        let typed = insert(field);
        if typed == Typed::Accepted {
            self.untouched = false;
            self.keep_with(self.focus, &before);
        } else {
            field.set(&before);
        }
        typed
    }

    /// Edits the field in focus.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        self.clearing = false;
        self.untouched = false;
        self.fields[self.focus].edit(request)
    }

    /// The contents now, for [`Self::restore`].
    pub fn snapshot(&self) -> FormSnapshot {
        FormSnapshot {
            texts: self.texts(),
            left: self.left.clone(),
            focus: self.focus,
            untouched: self.untouched,
            kept: self.kept,
        }
    }

    /// Restores the contents, and drops what was stashed since.
    pub fn restore(&mut self, snapshot: &FormSnapshot) {
        for _ in snapshot.kept..self.kept {
            self.stash.pop_back();
        }
        self.kept = snapshot.kept;
        for (field, text) in self.fields.iter_mut().zip(&snapshot.texts) {
            if field.text() != text.as_str() {
                field.set(text);
            }
        }
        self.left.clone_from(&snapshot.left);
        (self.focus, self.untouched) = (snapshot.focus, snapshot.untouched);
        self.clearing = false;
    }

    /// Esc: clears the field in focus; if that is empty, or the last key was Esc, the form. F7 brings back what was there
    /// before the first Esc. Returns whether there was anything to clear.
    pub fn clear(&mut self) -> bool {
        if self.is_pristine() {
            return false;
        }
        if !self.clearing {
            self.keep();
        }
        self.untouched = false;
        if self.clearing || self.focused().is_empty() {
            self.fields.iter_mut().for_each(InputField::clear);
            self.left.fill(false);
            self.focus = 0;
            self.clearing = false;
        } else {
            self.fields[self.focus].clear();
            self.left[self.focus] = false;
            self.clearing = true;
        }
        true
    }

    /// Stashes the contents for F7.
    pub fn keep(&mut self) {
        self.keep_texts(self.texts());
    }

    /// Stashes the contents for F7, with `text` in one field.
    pub fn keep_with(&mut self, index: usize, text: &str) {
        let mut texts = self.texts();
        texts[index] = Zeroizing::new(text.to_owned());
        self.keep_texts(texts);
    }

    /// Stashes these texts for F7.
    fn keep_texts(&mut self, texts: Vec<Zeroizing<String>>) {
        let texts = self.without_card_for_id(texts);
        // The same contents twice would need two F7.
        if self.stash.back() == Some(&texts) || texts.iter().all(|text| text.is_empty()) {
            return;
        }
        if self.stash.len() == KEPT {
            self.stash.pop_front();
        }
        self.stash.push_back(texts);
        self.kept += 1;
    }

    /// These texts without a card number in the place of an id: it is not kept beyond its field.
    fn without_card_for_id(&self, mut texts: Vec<Zeroizing<String>>) -> Vec<Zeroizing<String>> {
        for (field, text) in self.fields.iter().zip(&mut texts) {
            if field.style() == FieldStyle::Id && card_among(text).is_some() {
                *text = Zeroizing::default();
            }
        }
        texts
    }

    /// F7: brings back what was cleared last, and each time what was cleared before that. What it replaces goes to the
    /// end of the stash. `false` when the stash is empty.
    pub fn bring_back(&mut self) -> bool {
        let Some(stash) = self.stash.pop_back() else { return false };
        if !self.is_pristine() {
            let now = self.without_card_for_id(self.texts());
            if now.iter().any(|text| !text.is_empty()) {
                self.stash.push_front(now);
            }
        }
        for (field, text) in self.fields.iter_mut().zip(&stash) {
            field.set(text);
        }
        self.clearing = false;
        self.untouched = !self.focused().is_empty();
        true
    }

    /// Clears form and stash: after a transaction nothing of it comes back.
    pub fn finish(&mut self) {
        self.fields.iter_mut().for_each(InputField::clear);
        self.left.fill(false);
        self.focus = 0;
        self.untouched = false;
        self.stash.clear();
        self.clearing = false;
    }

    /// Wipes these fields, in the form and in the stash. Returns whether any of them was filled.
    pub fn forget(&mut self, indexes: &[usize]) -> bool {
        let had = indexes.iter().any(|index| !self.fields[*index].is_empty());
        for index in indexes {
            self.fields[*index].clear();
            self.left[*index] = false;
            // `Zeroizing` wipes what is replaced.
            self.stash.iter_mut().for_each(|texts| texts[*index] = Zeroizing::default());
        }
        self.stash.retain(|texts| texts.iter().any(|text| !text.is_empty()));
        self.clearing = false;
        had
    }

    /// A copy of the texts.
    fn texts(&self) -> Vec<Zeroizing<String>> {
        self.fields.iter().map(|field| Zeroizing::new(field.text().to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let mut form =
            Form::new(vec![InputField::new(FieldStyle::Won, 10), InputField::new(FieldStyle::Card, 16)]);
        form.type_char('5');
        form.next();
        form.type_char('4');
        form
    }

    fn texts(form: &Form) -> (&str, &str) {
        (form.field(0).text(), form.field(1).text())
    }

    #[test]
    fn esc_clears_the_field_then_the_form_and_f7_brings_all_back() {
        let mut form = form();
        assert!(form.clear());
        assert_eq!((texts(&form), form.focus()), (("5", ""), 1));
        assert!(form.clear());
        assert_eq!((texts(&form), form.focus()), (("", ""), 0));
        assert!(!form.clear());
        assert!(form.bring_back());
        assert_eq!(texts(&form), ("5", "4"));
        assert!(!form.bring_back());
    }

    #[test]
    fn f7_goes_back_through_all_that_was_cleared() {
        let mut form = form();
        form.clear();
        form.type_char('7');
        form.previous();
        form.clear();
        assert_eq!(texts(&form), ("", "7"));
        form.bring_back();
        assert_eq!(texts(&form), ("5", "7"));
        form.bring_back();
        assert_eq!(texts(&form), ("5", "4"));
        // What was replaced comes around again.
        form.bring_back();
        assert_eq!(texts(&form), ("", "7"));
        form.bring_back();
        assert_eq!(texts(&form), ("5", "7"));
    }

    #[test]
    fn after_a_transaction_nothing_comes_back() {
        let mut form = form();
        form.clear();
        form.finish();
        assert!(!form.bring_back());
        assert!(form.is_pristine());
    }

    #[test]
    fn what_is_forgotten_does_not_come_back_and_the_rest_does() {
        let mut form = form();
        form.clear();
        form.type_char('7');
        assert!(form.forget(&[1]));
        assert_eq!(texts(&form), ("5", ""));
        assert!(!form.forget(&[1]), "it is empty");
        form.clear();
        assert_eq!(texts(&form), ("", ""));
        assert!(form.bring_back());
        assert_eq!(texts(&form), ("5", ""));
        assert!(!form.bring_back());
    }

    #[test]
    fn a_card_number_in_the_place_of_an_id_is_not_stashed() {
        let mut form =
            Form::new(vec![InputField::new(FieldStyle::Id, 20), InputField::new(FieldStyle::Won, 10)]);
        form.field_mut(0).set("4111111111111111");
        form.field_mut(1).set("5000");
        form.clear();
        form.clear();
        assert!(form.bring_back());
        assert_eq!(texts(&form), ("", "5000"));
        form.type_char('2');
        form.clear();
        assert!(form.bring_back());
        assert_eq!(texts(&form), ("2", "5000"));
        form.field_mut(1).clear();
        form.field_mut(0).set("4111111111111111");
        form.clear();
        assert_eq!(texts(&form), ("", ""));
        // What was there before comes back instead.
        assert!(form.bring_back());
        assert_eq!(texts(&form), ("", "5000"));
        assert!(!form.bring_back());
    }

    #[test]
    fn focus_stays_inside() {
        let mut form = form();
        assert!(!form.next());
        form.previous();
        form.previous();
        assert_eq!(form.focus(), 0);
        assert!(form.was_left(1) && form.was_left(0));
    }
}
