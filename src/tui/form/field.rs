//! One input field. tui-input keeps text and caret; filter, length, grouping and masking are ours, around it.

use tui_input::{Input, InputRequest};
use zeroize::{Zeroize as _, Zeroizing};

use super::amount::{
    caret_after, full_width_to_ascii, group_every_run, grouped, is_readable, last_run, pasted_amount, product,
};
use crate::{
    payment::{Entry, WonEntry, card_text::card_among, error::CharClass, id::group_breaks},
    query::letters,
};

/// Digits of the largest amount.
const WON_DIGITS: usize = 10;
/// Bytes reserved for a field: more than any card data, because a text that grows leaves a copy behind.
pub(super) const ROOM: usize = 64;

/// How a field reads and shows what is keyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldStyle {
    /// A card number: digits, shown in fours.
    Card,
    /// `MMYY`, shown as `MM/YY`.
    Expiry,
    /// Digits shown as dots.
    Secret,
    /// Won: digits shown with thousands separated, or `5만5천`; `.` types `000`.
    Won,
    /// Won as above, or a calculation: `3*4500+500`.
    WonSum,
    /// Plain digits.
    Digits,
    /// A transaction id: 20 characters, shown in groups.
    Id,
    /// Any text.
    Free,
}

/// What a field did with a typed character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// It was inserted.
    Accepted,
    /// It is a separator without a meaning here.
    Ignored,
    /// It is not allowed in this field.
    Refused(CharClass),
    /// The field is full.
    Full,
}

/// An input field.
pub struct InputField {
    style: FieldStyle,
    max: usize,
    input: Input,
}

impl InputField {
    /// An empty field that takes at most `max` characters.
    pub fn new(style: FieldStyle, max: usize) -> Self {
        Self { style, max, input: with_room("") }
    }

    /// Its kind.
    pub fn style(&self) -> FieldStyle {
        self.style
    }

    /// Whether it holds an amount.
    pub fn is_money(&self) -> bool {
        matches!(self.style, FieldStyle::Won | FieldStyle::WonSum)
    }

    /// The text, without the separators that are only shown.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Whether nothing was keyed.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Whether no more fits.
    pub fn is_full(&self) -> bool {
        let text = self.text();
        // Each part of a calculation may be as long as an amount.
        let part_full = self.is_money() && last_run(text).len() >= WON_DIGITS;
        text.chars().count() >= self.max || part_full
    }

    /// Types the keys of a Hangul syllable.
    fn type_letters(&mut self, c: char) -> Typed {
        for key in letters(&c.to_string()).unwrap_or_default().chars() {
            if self.is_full() {
                return Typed::Full;
            }
            self.insert(key);
        }
        Typed::Accepted
    }

    /// Types a character.
    pub fn type_char(&mut self, c: char) -> Typed {
        let c = match (self.style, full_width_to_ascii(c)) {
            (FieldStyle::Free, _) if c.is_control() => return Typed::Refused(CharClass::Control),
            (FieldStyle::Free, _) => c,
            (FieldStyle::Id, ' ') => return Typed::Ignored,
            // In an id of ours, all digits, these are separators. An id of another system may contain them.
            (FieldStyle::Id, '-' | '/' | ',') if self.text().bytes().all(|b| b.is_ascii_digit()) => {
                return Typed::Ignored;
            }
            // The letters of ids are capitals, also with the Korean keyboard on.
            (FieldStyle::Id, c) if c.is_ascii_graphic() => c.to_ascii_uppercase(),
            (FieldStyle::Id, c) if letters(&c.to_string()).is_some() => return self.type_letters(c),
            (FieldStyle::WonSum, '+' | '*') if self.ends_in_amount() && self.text().len() < self.max => {
                self.insert(c);
                return Typed::Accepted;
            }
            (FieldStyle::Won | FieldStyle::WonSum, '억' | '만' | '천' | '백') => {
                return self.type_unit(c);
            }
            (_, ' ' | '-' | '/' | ',') => return Typed::Ignored,
            (_, c) if c.is_ascii_digit() => c,
            (_, c) => return Typed::Refused(CharClass::of(c)),
        };
        if self.style == FieldStyle::Expiry && self.is_empty() && ('2'..='9').contains(&c) {
            // No month starts with 2 to 9: the month is 02 to 09.
            self.insert('0');
        }
        if self.is_full() {
            return Typed::Full;
        }
        self.insert(c);
        if self.is_money() && !is_readable(self.text()) {
            // No amount continues like this: `5천` and four digits.
            self.edit(InputRequest::DeletePrevChar);
            return Typed::Full;
        }
        Typed::Accepted
    }

    /// Types a unit after its digits.
    fn type_unit(&mut self, unit: char) -> Typed {
        let before = Zeroizing::new(self.text().to_owned());
        self.insert(unit);
        if is_readable(self.text()) {
            return Typed::Accepted;
        }
        self.set(&before);
        Typed::Refused(CharClass::Letter)
    }

    /// Types `000` at the end of an amount, all three or none: where they do not fit, [`Typed::Full`].
    pub fn type_thousand(&mut self) -> Typed {
        let text = self.text();
        let digits = last_run(text).len();
        if !self.is_money() || digits == 0 || self.input.cursor() < text.chars().count() {
            return Typed::Ignored;
        }
        if digits + 3 > WON_DIGITS || text.len() + 3 > self.max {
            return Typed::Full;
        }
        (0..3).for_each(|_| self.insert('0'));
        Typed::Accepted
    }

    /// Inserts pasted text, all of it or nothing: a part could be another amount or another card. In an amount,
    /// currency and separators are ignored; in any other field, line ends are, and submit nothing. Returns what became
    /// of the first character that does not fit.
    pub fn paste(&mut self, text: &str) -> Typed {
        let text = Zeroizing::new(if self.is_money() {
            let Some(amount) = pasted_amount(text) else { return Typed::Refused(CharClass::Symbol) };
            amount
        } else {
            // Reserved at once, so that no copy is left behind by growing.
            let mut plain = String::with_capacity(text.len());
            plain.extend(text.trim().chars().filter(|c| !c.is_control()));
            plain
        });
        let before = Zeroizing::new(self.text().to_owned());
        let caret = self.input.cursor();
        let mut typed = Typed::Ignored;
        for c in text.chars() {
            match self.type_char(c) {
                Typed::Accepted => typed = Typed::Accepted,
                Typed::Ignored => {}
                unfit => {
                    self.set(&before);
                    self.input.handle(InputRequest::SetCursor(caret));
                    return unfit;
                }
            }
        }
        typed
    }

    /// Replaces the text.
    pub fn set(&mut self, text: &str) {
        self.clear();
        self.input = with_room(text);
    }

    /// Wipes the text, and what tui-input keeps for yanking.
    pub fn clear(&mut self) {
        // `value_and_reset` would leave a copy.
        String::from(std::mem::replace(&mut self.input, with_room(""))).zeroize();
    }

    /// Moves the caret or deletes. Returns whether the text has changed.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        use InputRequest as R;
        let secret =
            matches!(self.style, FieldStyle::Card | FieldStyle::Secret) || card_among(self.text()).is_some();
        match request {
            // tui-input would keep what it deletes, for yanking.
            R::DeleteLine | R::DeletePrevWord | R::DeleteTillEnd | R::DeleteFromStart if secret => {
                let had = !self.is_empty();
                self.clear();
                had
            }
            R::Yank if secret => false,
            request => self.input.handle(request).is_some_and(|changed| changed.value),
        }
    }

    /// The amount in won, calculated; `None` when the field is empty or the result is past 2^64.
    pub fn amount(&self) -> Option<u64> {
        let sum = |sum: u64, part: &str| sum.checked_add(product(part)?);
        self.text().split('+').filter(|part| !part.is_empty()).try_fold(0, sum).filter(|_| !self.is_empty())
    }

    /// The amount as the request reads it: as a number, so that it is not parsed twice.
    pub fn won_entry(&self) -> WonEntry<'static> {
        if self.is_empty() { Entry::Blank.into() } else { WonEntry::Number(self.amount()) }
    }

    /// Whether the text is a calculation or has units, not only digits.
    pub fn is_worked_out(&self) -> bool {
        self.is_money() && self.text().contains(|c: char| !c.is_ascii_digit())
    }

    /// Replaces a calculation by its result.
    pub fn show_result(&mut self) {
        if self.is_worked_out()
            && let Some(amount) = self.amount()
        {
            self.set(&amount.to_string());
        }
    }

    /// The text as it is shown, and the column of the caret in it.
    pub fn shown(&self) -> (Zeroizing<String>, usize) {
        let text = self.text();
        let caret = self.input.cursor();
        let (shown, caret) = match self.style {
            FieldStyle::Card => grouped(text, caret, |index| index % 4 == 0, " "),
            FieldStyle::Expiry => grouped(text, caret, |index| index == 2, "/"),
            FieldStyle::Id => grouped(text, caret, |index| group_breaks(text).contains(&index), " "),
            FieldStyle::Secret => ("•".repeat(text.chars().count()), caret),
            FieldStyle::Won | FieldStyle::WonSum => {
                let shown = group_every_run(text);
                let column = caret_after(&shown, text.chars().count() - caret.min(text.chars().count()));
                (shown, column)
            }
            FieldStyle::Digits => (text.to_owned(), caret),
            FieldStyle::Free => (text.to_owned(), self.input.visual_cursor()),
        };
        (Zeroizing::new(shown), caret)
    }

    /// Whether the text ends in an amount, which `+` or `*` may follow.
    pub fn ends_in_amount(&self) -> bool {
        self.text().chars().next_back().is_some_and(|c| !matches!(c, '+' | '*'))
    }

    /// Inserts a character at the caret.
    fn insert(&mut self, c: char) {
        self.input.handle(InputRequest::InsertChar(c));
    }
}

/// An input whose text can grow to [`ROOM`] bytes without being moved.
fn with_room(text: &str) -> Input {
    let mut roomy = String::with_capacity(ROOM.max(text.len()));
    roomy.push_str(text);
    Input::new(roomy)
}

impl Drop for InputField {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(style: FieldStyle, max: usize, keys: &str) -> InputField {
        let mut field = InputField::new(style, max);
        for c in keys.chars() {
            field.type_char(c);
        }
        field
    }

    #[test]
    fn separators_are_ignored_and_full_width_digits_count() {
        assert_eq!(typed(FieldStyle::Card, 16, "5409-1234 5６78/3456").text(), "5409123456783456");
        assert_eq!(
            typed(FieldStyle::Card, 16, "5409123456783456").shown(),
            (Zeroizing::new("5409 1234 5678 3456".to_owned()), 19)
        );
        assert_eq!(
            typed(FieldStyle::Won, 10, "1,234,567").shown(),
            (Zeroizing::new("1,234,567".to_owned()), 9)
        );
    }

    #[test]
    fn a_month_that_cannot_start_so_gets_its_zero() {
        assert_eq!(typed(FieldStyle::Expiry, 4, "530").shown(), (Zeroizing::new("05/30".to_owned()), 5));
        assert_eq!(typed(FieldStyle::Expiry, 4, "1230").text(), "1230");
    }

    #[test]
    fn what_does_not_belong_is_refused_and_what_is_full_is_full() {
        let mut field = typed(FieldStyle::Secret, 3, "12");
        assert_eq!(field.type_char('ㅂ'), Typed::Refused(CharClass::Letter));
        assert_eq!(field.type_char('3'), Typed::Accepted);
        assert_eq!(field.type_char('4'), Typed::Full);
        assert_eq!(field.shown(), (Zeroizing::new("•••".to_owned()), 3));
    }

    #[test]
    fn amounts_add_up() {
        let mut field = typed(FieldStyle::WonSum, 20, "12");
        assert_eq!(field.type_thousand(), Typed::Accepted);
        assert_eq!((field.text(), field.amount()), ("12000", Some(12_000)));
        for c in "+8900".chars() {
            field.type_char(c);
        }
        assert_eq!(*field.shown().0, "12,000+8,900");
        assert_eq!(field.amount(), Some(20_900));
        assert_eq!(typed(FieldStyle::WonSum, 20, "+5").text(), "5");
    }

    #[test]
    fn amounts_are_multiplied_before_they_are_added_and_counted_in_units() {
        for (keys, amount, shown) in [
            ("3*4500", Some(13_500), "3*4,500"),
            ("3*4500+500", Some(14_000), "3*4,500+500"),
            ("500+3*4500", Some(14_000), "500+3*4,500"),
            ("3*", Some(3), "3*"),
            ("3**2", Some(6), "3*2"),
            ("5만5천", Some(55_000), "5만5천"),
            ("5만5000", Some(55_000), "5만5,000"),
            ("2*1만5천+5백", Some(30_500), "2*1만5천+5백"),
            ("", None, ""),
            ("9999999999*9999999999*99", None, "9,999,999,999*9,999,999,999*99"),
        ] {
            let field = typed(FieldStyle::WonSum, 40, keys);
            assert_eq!((field.amount(), field.shown().0.as_str()), (amount, shown), "{keys}");
        }
        // What cannot go on does not.
        assert_eq!(typed(FieldStyle::Won, 40, "5천6000").text(), "5천600");
        assert_eq!(typed(FieldStyle::Won, 40, "만").text(), "");
        let mut field = typed(FieldStyle::WonSum, 40, "3*4500");
        field.show_result();
        assert_eq!(field.text(), "13500");
    }

    #[test]
    fn backspace_takes_what_looks_like_one_character() {
        // 한 in three pieces, and a letter with an accent of its own.
        let mut field = typed(FieldStyle::Free, 60, "a\u{1112}\u{1161}\u{11ab}e\u{301}");
        for left in ["a\u{1112}\u{1161}\u{11ab}", "a", "", ""] {
            field.edit(InputRequest::DeletePrevChar);
            assert_eq!(field.text(), left);
        }
    }

    #[test]
    fn three_zeros_are_typed_whole_or_not_at_all() {
        let mut field = typed(FieldStyle::WonSum, 40, "12345678");
        assert_eq!((field.type_thousand(), field.text()), (Typed::Full, "12345678"));
        let mut inside = typed(FieldStyle::Won, 10, "12");
        inside.edit(InputRequest::GoToStart);
        assert_eq!((inside.type_thousand(), inside.text()), (Typed::Ignored, "12"));
    }

    #[test]
    fn a_pasted_amount_is_that_amount_or_nothing() {
        for (pasted, text) in [
            ("55,000", "55000"),
            (" 55,000원\n", "55000"),
            ("₩55 000", "55000"),
            ("５５０００", "55000"),
            ("1,000.50", ""),
            ("12.5", ""),
            ("-5000", ""),
            ("1000\n2000", ""),
            ("5만5천원", "5만5천"),
            ("만원", ""),
            ("1e6", ""),
            ("1000+2000", ""),
        ] {
            let mut field = InputField::new(FieldStyle::WonSum, 40);
            field.paste(pasted);
            assert_eq!(field.text(), text, "{pasted:?}");
        }
    }

    #[test]
    fn separators_in_a_pasted_id_mean_nothing() {
        let mut field = InputField::new(FieldStyle::Id, 20);
        field.paste("261122-061453-123-01-00-7");
        assert_eq!(field.text(), "26112206145312301007");
    }

    #[test]
    fn the_caret_stays_with_its_digit() {
        let mut field = typed(FieldStyle::Won, 10, "1234567");
        for column in [8, 7, 6, 4] {
            field.edit(InputRequest::GoToPrevChar);
            assert_eq!(field.shown().1, column);
        }
        let mut card = typed(FieldStyle::Card, 16, "54091234");
        card.edit(InputRequest::GoToStart);
        assert_eq!(card.shown().1, 0);
    }

    #[test]
    fn a_card_number_is_never_kept_for_yanking() {
        let mut field = typed(FieldStyle::Card, 16, "5409123456783456");
        assert!(field.edit(InputRequest::DeleteLine));
        assert!(!field.edit(InputRequest::Yank));
        assert_eq!(field.text(), "");
        field.set("1234567890");
        field.clear();
        field.edit(InputRequest::Yank);
        assert_eq!(field.text(), "");
        // Nor where a query is keyed.
        let mut query = typed(FieldStyle::Free, 60, "cancel 4111 1111 1111 1111");
        assert!(query.edit(InputRequest::DeletePrevWord));
        query.edit(InputRequest::Yank);
        assert_eq!(query.text(), "");
    }
}
