//! The words of errors that name a slot.

/// A phrase in English and Korean.
pub type Phrase = (&'static str, &'static str);
/// Field, sentence and offset of an error.
pub type SlotError = (String, String, Option<u64>);
/// Name, offset and width.
pub type Slot = (&'static str, u64, u64);

pub const KIND: Slot = ("kind", 4, 10);
pub const ID: Slot = ("id", 14, 20);
pub const CARD_NUMBER: Slot = ("card_number", 34, 20);
pub const INSTALLMENTS: Slot = ("installments", 54, 2);
pub const EXPIRY: Slot = ("expiry", 56, 4);
pub const CVC: Slot = ("cvc", 60, 3);
pub const AMOUNT: Slot = ("amount", 63, 10);
pub const VAT: Slot = ("vat", 73, 10);
pub const ORIGINAL_ID: Slot = ("original_id", 83, 20);
pub const ENCRYPTED_CARD: Slot = ("encrypted_card", 103, 300);
pub const RESERVED: Slot = ("reserved", 403, 47);

pub const TEXT: Phrase = ("visible ASCII on the left, blanks on the right", "왼쪽 보이는 ASCII, 오른쪽 빈칸");
pub const DIGITS: Phrase = ("digits on the left, blanks on the right", "왼쪽 숫자, 오른쪽 빈칸");
pub const NUMBER: Phrase = ("a number on the right, blanks on the left", "오른쪽 숫자, 왼쪽 빈칸");
pub const ZEROS: Phrase = ("digits, filled up with zeros on the left", "왼쪽을 0으로 채운 숫자");

pub const BLANK: Phrase = ("only blanks", "빈칸뿐");
pub const OTHER: Phrase = ("another value", "다른 값");
pub const PADDING: Phrase = ("wrong padding", "잘못 채운 값");
pub const TOO_LONG: Phrase = ("more than fits", "넘치는 값");

/// The error of a slot, in each language.
pub fn slot_errors(slot: Slot, expected: Phrase, found: Phrase) -> [(&'static str, SlotError); 2] {
    let (name, offset, width) = slot;
    let english =
        format!("{name} (offset {offset}, width {width}): expected {}; found {}.", expected.0, found.0);
    let korean =
        format!("{name} (위치 {offset}, 길이 {width}): 필요한 값은 {}, 실제 값은 {}.", expected.1, found.1);
    let told = |sentence| (name.to_owned(), sentence, Some(offset));
    [("en", told(english)), ("ko", told(korean))]
}
