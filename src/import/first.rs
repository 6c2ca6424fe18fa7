//! The first system: a row is one text, the message that it sent.
//!
//! Its slots stand where ours do, but nothing holds them there: a CVC of two digits moves all that follows one to the left, and the
//! system itself then read ten times the amount. What was meant to be encrypted holds card, expiry and CVC once more, and tells how
//! wide they were; from there on everything is in its place counted from the end.
//!
//! ```text
//!  446PAYMENT   id(20) card(20) months(2) expiry cvc  amount  vat   original(20) cipher(300) blanks(47)
//!  └─────────── counted from the beginning ──────────┘└─ between ─┘└─────── counted from the end ──────┘
//! ```

use std::ops::Range;

use zeroize::{Zeroize as _, Zeroizing};

use super::reading::{HIDDEN, Reading, id_of, number, plain_digits, text_of};
use crate::{
    payment::{CardNumber, Cvc, Expiry, Installments, TransactionId},
    record::{AsideReason, OldTable, OldValue, OriginalRow, Repair},
};

/// Characters before the expiry.
const HEAD: usize = 56;
/// Characters of the cipher and the blanks at the end, and of the id before them.
const CIPHER: usize = 300;
const BLANKS: usize = 47;
const ID: usize = 20;
/// Where the amount should begin.
const AMOUNT_AT: usize = 63;
/// Characters of an amount, at least.
const AMOUNT: usize = 10;
/// The message as it should be: a row without a readable cipher is read by it.
const LENGTH: usize = 450;
/// By how much each character of the cipher is higher than what it stands for.
const SHIFT: u32 = 2;

/// Reads a row.
pub fn read(row: &OriginalRow) -> Reading {
    let mut reading =
        Reading { is_cancel: Some(row.table == OldTable::CanclePaymentinfo), ..Reading::default() };
    reading.id = id_of(Some(&row.key));
    reading.or_wrong(reading.id, AsideReason::IdInvalid);
    let Some(text) = row.column("string").and_then(OldValue::text) else {
        let too_long = matches!(row.column("string"), Some(OldValue::TooLong(_)));
        reading.wrong(if too_long { AsideReason::TooLong } else { AsideReason::MessageInvalid });
        return reading;
    };
    let mut characters = Zeroizing::new(Vec::with_capacity(text.len()));
    characters.extend(text.chars());
    let slots = Slots(&characters);
    reading.as_read = slots.as_its_system_reads();
    if slots.read(&mut reading, row).is_none() {
        reading.wrong(AsideReason::MessageInvalid);
    }
    reading
}

/// The characters of a message.
struct Slots<'a>(&'a [char]);

/// Card, expiry and CVC.
type CardParts = [Zeroizing<String>; 3];

impl Slots<'_> {
    fn slot(&self, range: Range<usize>) -> Option<&[char]> {
        self.0.get(range)
    }

    fn text(&self, range: Range<usize>) -> Option<Zeroizing<String>> {
        let slot = self.slot(range)?;
        Some(text_of(slot.iter().copied(), 4 * slot.len()))
    }

    /// Amount and VAT from where they should be.
    fn as_its_system_reads(&self) -> (u64, u64) {
        let number = |range| {
            let slot = self.text(range)?;
            number(&plain_digits(slot.trim().chars())?.0)
        };
        (number(AMOUNT_AT..73).unwrap_or(0), number(73..83).unwrap_or(0))
    }

    /// `None` when the message cannot be taken apart.
    fn read(&self, reading: &mut Reading, row: &OriginalRow) -> Option<()> {
        let is_cancel = row.table == OldTable::CanclePaymentinfo;
        let length = self.0.len();
        let blanks = length.checked_sub(BLANKS)?;
        let cipher = blanks.checked_sub(CIPHER)?;
        let original = cipher.checked_sub(ID).filter(|original| *original >= HEAD + 2 * AMOUNT)?;
        // The length leaves out its own four characters.
        if number(self.text(0..4)?.trim()) != Some((length - 4) as u64)
            || self.slot(blanks..length)?.iter().any(|c| *c != ' ')
        {
            return None;
        }
        let kinds: &[&str] = if is_cancel { &["CANCLE", "CANCEL"] } else { &["PAYMENT"] };
        if !kinds.contains(&self.text(4..14)?.trim_end()) {
            reading.wrong(AsideReason::KindInvalid);
        }
        if TransactionId::from_bytes(self.text(14..34)?.as_bytes()) != reading.id {
            reading.wrong(AsideReason::Contradictory);
        }
        self.read_original(reading, row, original..cipher)?;
        let months = number(&plain_digits(self.slot(54..56)?.iter().copied())?.0);
        let months = months.and_then(Installments::new);
        let months = months.filter(|months| !is_cancel || *months == Installments::LUMP_SUM);
        reading.installments = reading.or_wrong(months, AsideReason::InstallmentsInvalid);
        let [card, expiry, cvc] = match self.card_parts(cipher..blanks) {
            Some(parts) => parts,
            None if length == LENGTH => {
                reading.repaired(Repair::CipherUnread);
                let trimmed = |range| Some(Zeroizing::new(self.text(range)?.trim_end().to_owned()));
                [trimmed(34..54)?, trimmed(56..60)?, trimmed(60..63)?]
            }
            None => return None,
        };
        let widths = [&expiry, &cvc].map(|part| part.chars().count());
        let between = HEAD + widths[0] + widths[1];
        let front = [(34..54, &card), (HEAD..HEAD + widths[0], &expiry), (HEAD + widths[0]..between, &cvc)];
        for (range, part) in front {
            if self.text(range)?.trim_end() != part.as_str() {
                reading.wrong(AsideReason::Contradictory);
            }
        }
        read_card(reading, [&card, &expiry, &cvc]);
        if widths != [4, 3] {
            reading.repaired(Repair::SlotsShifted);
        }
        self.read_amounts(reading, is_cancel, between..original)?;
        reading.cvc_at = Some((HEAD + widths[0]..between, cipher..blanks));
        Some(())
    }

    fn read_original(&self, reading: &mut Reading, row: &OriginalRow, slot: Range<usize>) -> Option<()> {
        let named = self.text(slot)?;
        if row.table == OldTable::Paymentinfo {
            if !named.trim().is_empty() {
                reading.wrong(AsideReason::Contradictory);
            }
            return Some(());
        }
        reading.original = id_of(row.column("id"));
        if reading.or_wrong(reading.original, AsideReason::NotFound).is_some()
            && reading.original != TransactionId::from_bytes(named.as_bytes())
        {
            reading.wrong(AsideReason::Contradictory);
        }
        Some(())
    }

    /// What the cipher holds; `None` when it holds no card, expiry and CVC in digits.
    fn card_parts(&self, cipher: Range<usize>) -> Option<CardParts> {
        let cipher = self.text(cipher)?;
        let mut parts = cipher.trim_end().split('|');
        let mut next = || {
            let part = parts.next()?;
            let plain = part.chars().map_while(|c| char::from_u32(u32::from(c).checked_sub(SHIFT)?));
            let plain = text_of(plain, part.len());
            let is_whole = plain.chars().count() == part.chars().count();
            (is_whole && plain_digits(plain.chars()).is_some()).then_some(plain)
        };
        let found = [next()?, next()?, next()?];
        parts.next().is_none().then_some(found)
    }

    /// Amount and VAT stand between what is counted from the beginning and from the end: ten characters each, or more.
    fn read_amounts(&self, reading: &mut Reading, is_cancel: bool, between: Range<usize>) -> Option<()> {
        let (start, room) = (between.start, between.len().checked_sub(2 * AMOUNT)?);
        let text = self.slot(between)?;
        if room == 0 {
            let (amount, vat) = text.split_at_checked(AMOUNT)?;
            let amount = read_amount(reading, amount);
            let vat = read_vat(reading, vat);
            reading.put_amounts(is_cancel, amount, vat);
            return Some(());
        }
        // Blanks where the slots before should end: they may be theirs, and then every slot stands in its place.
        let is_filled = AMOUNT_AT.checked_sub(start).and_then(|rest| text.get(..rest));
        if is_filled.is_some_and(|rest| !rest.is_empty() && rest.iter().all(|c| *c == ' ')) {
            reading.wrong(AsideReason::AmountInvalid);
            return Some(());
        }
        // Where it is not known how wide each is, all ways that follow the rules are tried; two are one too many.
        let ways = (AMOUNT..=AMOUNT + room).filter_map(|width| {
            let (amount, vat) = text.split_at_checked(width)?;
            let mut trial = Reading::default();
            let (amount, vat) = (read_amount(&mut trial, amount)?, read_vat(&mut trial, vat)?);
            trial.put_amounts(is_cancel, Some(amount), Some(vat));
            trial.is_good().then_some(())?;
            Some(trial)
        });
        let ways: Vec<Reading> = ways.collect();
        if let [way] = &ways[..] {
            (reading.amount, reading.vat) = (way.amount, way.vat);
            let repairs = [Repair::SlotsShifted, Repair::AmountZeros].iter().chain(&way.repairs);
            repairs.for_each(|repair| reading.repaired(*repair));
        } else {
            reading.wrong(AsideReason::AmountInvalid);
        }
        Some(())
    }
}

/// Hides the CVC of a row, in the slot and in the cipher.
pub fn hide_cvc(row: &mut OriginalRow, reading: &Reading) {
    let Some((cvc, cipher)) = &reading.cvc_at else { return };
    let is_message = |name: &str| name.eq_ignore_ascii_case("string");
    let Some((_, OldValue::Text(text))) = row.columns.iter_mut().find(|(name, _)| is_message(name)) else {
        return;
    };
    let is_unread = reading.repairs.contains(&Repair::CipherUnread);
    let mut bars = 0;
    let hidden = text.chars().enumerate().map(|(at, c)| {
        let is_in_cipher = cipher.contains(&at);
        bars += usize::from(is_in_cipher && c == '|');
        // Where the cipher cannot be read, any of it may be the CVC.
        let is_cvc =
            cvc.contains(&at) || (is_in_cipher && c != ' ' && (is_unread || (bars == 2 && c != '|')));
        if is_cvc { HIDDEN } else { c }
    });
    let hidden = text_of(hidden, text.len());
    text.zeroize();
    text.push_str(&hidden);
}

/// Card, expiry and CVC by our rules.
fn read_card(reading: &mut Reading, [card, expiry, cvc]: [&str; 3]) {
    let mut digits = |text: &str| {
        let (digits, wide) = plain_digits(text.chars())?;
        if wide {
            reading.repaired(Repair::FullWidthDigits);
        }
        Some(digits)
    };
    let [card, expiry, cvc] = [card, expiry, cvc].map(&mut digits);
    let card = card.and_then(|card| CardNumber::parse(&card).ok());
    reading.card = reading.or_wrong(card, AsideReason::CardNumberInvalid);
    let expiry = expiry.and_then(|expiry| Expiry::parse(&expiry).ok());
    reading.expiry = reading.or_wrong(expiry, AsideReason::ExpiryInvalid);
    match cvc.as_ref().map_or(0, |cvc| cvc.len()) {
        1 | 2 => reading.repaired(Repair::CvcLeftOut),
        3 => reading.cvc = cvc.and_then(|cvc| Cvc::parse(&cvc).ok()),
        _ => reading.wrong(AsideReason::CvcInvalid),
    }
}

/// Blanks or zeros, then digits; more than ten characters have no blanks.
fn read_amount(reading: &mut Reading, slot: &[char]) -> Option<u64> {
    let blanks = slot.iter().take_while(|c| **c == ' ').count();
    let digits = slot.get(blanks..).filter(|_| blanks == 0 || slot.len() == AMOUNT);
    let amount = digits.and_then(|digits| plain_digits(digits.iter().copied()));
    let Some((digits, wide)) = amount else {
        reading.wrong(AsideReason::AmountInvalid);
        return None;
    };
    if digits.len() > 1 && digits.starts_with('0') {
        reading.repaired(Repair::AmountZeros);
    }
    if wide {
        reading.repaired(Repair::FullWidthDigits);
    }
    reading.or_wrong(number(&digits), AsideReason::AmountInvalid)
}

fn read_vat(reading: &mut Reading, slot: &[char]) -> Option<u64> {
    let vat = plain_digits(slot.iter().copied());
    if vat.as_ref().is_some_and(|(_, wide)| *wide) {
        reading.repaired(Repair::FullWidthDigits);
    }
    reading.or_wrong(vat.and_then(|(digits, _)| number(&digits)), AsideReason::VatInvalid)
}
