//! The second system: a row has columns. The message that it sent is one of them, made of the others; numbers have lost their zeros.

use std::{fmt::Write as _, ops::Range};

use zeroize::Zeroizing;

use super::reading::{HIDDEN, Reading, id_of, number, plain_digits, text_of};
use crate::{
    payment::{CardNumber, Cvc, Expiry, Installments, Won},
    record::{AsideReason, OldValue, OriginalRow, Repair},
};

/// What each character of the cipher is mixed with: a `7` becomes a blank, and a blank a `7`.
const MIX: u32 = 23;
/// Characters of the message, and where its slots are.
const LENGTH: usize = 450;
const CVC: Range<usize> = 60..63;
const CIPHER: Range<usize> = 103..403;
/// An amount has fewer than eleven digits.
const MOST_READ: u64 = 10_000_000_000;
/// Characters of an id.
const ID: usize = 20;

/// Reads a row.
pub fn read(row: &OriginalRow) -> Reading {
    let mut reading = Reading { id: id_of(Some(&row.key)), ..Reading::default() };
    reading.or_wrong(reading.id, AsideReason::IdInvalid);
    if row.columns.iter().any(|(_, value)| matches!(value, OldValue::TooLong(_))) {
        reading.wrong(AsideReason::TooLong);
    }
    reading.is_cancel = match digits(row.column("CNCL_CD")).as_deref().map(String::as_str) {
        Some("0") => Some(false),
        Some("1") => Some(true),
        _ => reading.or_wrong(None, AsideReason::KindInvalid),
    };
    let is_cancel = reading.is_cancel == Some(true);
    reading.local = reading.id.and_then(|id| id.as_microseconds());
    let paid = id_of(row.column("ORGNL_MGNT_NO")).and_then(|id| id.as_microseconds());
    if is_cancel && paid.zip(reading.local).is_some_and(|(paid, cancelled)| cancelled < paid) {
        reading.wrong(AsideReason::Contradictory);
    }
    read_original(&mut reading, row, is_cancel);
    read_card(&mut reading, row);
    let months = digits(row.column("PAY_PRD")).and_then(|months| number(&months));
    let months = reading.or_wrong(months, AsideReason::InstallmentsInvalid);
    reading.installments = match months {
        Some(months) if is_cancel => {
            if months > 0 {
                reading.repaired(Repair::MonthsOfCancel);
            }
            Some(Installments::LUMP_SUM)
        }
        Some(months) => reading.or_wrong(Installments::new(months), AsideReason::InstallmentsInvalid),
        None => None,
    };
    read_amounts(&mut reading, row, is_cancel);
    read_message(&mut reading, row);
    reading
}

/// The digits of a number that is not below zero, or of a text.
fn digits(value: Option<&OldValue>) -> Option<Zeroizing<String>> {
    match value? {
        OldValue::Integer(number @ 0..) => Some(Zeroizing::new(number.to_string())),
        OldValue::Text(text) => {
            plain_digits(text.chars()).map(|(digits, _)| digits).filter(|_| text.is_ascii())
        }
        _ => None,
    }
}

fn read_original(reading: &mut Reading, row: &OriginalRow, is_cancel: bool) {
    let column = row.column("ORGNL_MGNT_NO");
    let is_blank = match column {
        None | Some(OldValue::Null) => true,
        Some(value) => value.text().is_some_and(|text| text.trim().is_empty()),
    };
    if is_cancel {
        reading.original = id_of(column);
        reading.or_wrong(reading.original, AsideReason::NotFound);
    } else if !is_blank && reading.is_cancel.is_some() {
        reading.wrong(AsideReason::Contradictory);
    }
}

fn read_card(reading: &mut Reading, row: &OriginalRow) {
    let card = digits(row.column("CARD_NO")).and_then(|card| CardNumber::parse(&card).ok());
    reading.card = reading.or_wrong(card, AsideReason::CardNumberInvalid);
    let mut expiry = digits(row.column("EXP_YM"));
    if let Some(three) = expiry.as_ref().filter(|digits| digits.len() == 3) {
        expiry = Some(Zeroizing::new(format!("0{}", three.as_str())));
        reading.repaired(Repair::ExpiryZero);
    }
    let expiry = expiry.and_then(|expiry| Expiry::parse(&expiry).ok());
    reading.expiry = reading.or_wrong(expiry, AsideReason::ExpiryInvalid);
    match digits(row.column("CARD_CVC")) {
        Some(cvc) if cvc.len() <= 3 => {
            if cvc.len() < 3 {
                reading.repaired(Repair::CvcZeros);
            }
            let filled = Zeroizing::new(format!("{:0>3}", cvc.as_str()));
            reading.cvc = Cvc::parse(&filled).ok();
        }
        _ => reading.wrong(AsideReason::CvcInvalid),
    }
}

fn read_amounts(reading: &mut Reading, row: &OriginalRow, is_cancel: bool) {
    let amount = digits(row.column("PAY_AMT")).and_then(|amount| number(&amount));
    let vat = digits(row.column("VAT_AMT")).and_then(|vat| number(&vat));
    // A longer number is none of its amounts, and may be that of a card.
    let as_read = |number: Option<u64>| number.filter(|number| *number < MOST_READ).unwrap_or(0);
    reading.as_read = (as_read(amount), as_read(vat));
    let amount = reading.or_wrong(amount, AsideReason::AmountInvalid);
    let vat = reading.or_wrong(vat, AsideReason::VatInvalid);
    reading.put_amounts(is_cancel, amount, vat);
}

/// Holds the message and what was meant to be encrypted against the columns. Where one is missing or cannot be read, the columns are
/// all there is; where it says something else, there are two readings.
fn read_message(reading: &mut Reading, row: &OriginalRow) {
    match row.column("CARD_INFO").and_then(OldValue::text).and_then(opened) {
        Some(parts) => {
            let columns = ["CARD_NO", "EXP_YM", "CARD_CVC"].map(|name| digits(row.column(name)));
            if parts.iter().zip(&columns).any(|(part, own)| own.as_deref() != Some(&**part)) {
                reading.wrong(AsideReason::Contradictory);
            }
        }
        None => reading.repaired(Repair::CipherUnread),
    }
    let sent = row.column("SEND_DATA").and_then(OldValue::text);
    match sent {
        Some(sent) if message_of(row).is_some_and(|made| *made == *sent) => {}
        Some(sent) if sent.chars().count() == LENGTH => {
            if says_otherwise(sent, reading) {
                reading.wrong(AsideReason::Contradictory);
            } else {
                reading.repaired(Repair::MessageUnread);
            }
        }
        _ => reading.repaired(Repair::MessageUnread),
    }
}

/// Whether a message that is not the one its columns make names another id, card, amount, VAT or payment.
fn says_otherwise(sent: &str, reading: &Reading) -> bool {
    let chars = Zeroizing::new(sent.chars().collect::<Vec<char>>());
    let slot = |from: usize, to: usize| -> Zeroizing<String> {
        let text: String = chars.get(from..to).unwrap_or_default().iter().collect();
        Zeroizing::new(text.trim().to_owned())
    };
    let is_other = |text: &str, own: Option<String>| !text.is_empty() && own.as_deref() != Some(text);
    let differs =
        |text: &str, own: Option<Won>| number(text).is_some_and(|number| own.map(Won::get) != Some(number));
    is_other(&slot(14, 34), reading.id.map(|id| id.to_string()))
        || is_other(&slot(34, 54), reading.card.as_ref().map(|card| card.expose().to_owned()))
        || differs(&slot(63, 73), reading.amount)
        || differs(&slot(73, 83), reading.vat)
        || is_other(&slot(83, 103), reading.original.map(|id| id.to_string()))
}

/// The message that its system made of the columns; `None` where they are not what it wrote.
fn message_of(row: &OriginalRow) -> Option<Zeroizing<String>> {
    let integer = |name| match row.column(name)? {
        OldValue::Integer(number) => Some(*number),
        OldValue::Text(text) => text.parse().ok(),
        _ => None,
    };
    let kind = match digits(row.column("CNCL_CD"))?.as_str() {
        "0" => "PAYMENT",
        _ => "CANCEL",
    };
    let (id, cipher) = (row.key.text()?, row.column("CARD_INFO")?.text()?);
    let original = row.column("ORGNL_MGNT_NO").and_then(OldValue::text).unwrap_or_default();
    let mut body = Zeroizing::new(String::with_capacity(1_024));
    let [card, months, expiry, cvc] = ["CARD_NO", "PAY_PRD", "EXP_YM", "CARD_CVC"].map(integer);
    let (amount, vat) = (integer("PAY_AMT")?, integer("VAT_AMT")?);
    // Writing into memory cannot fail.
    let _ = write!(
        body,
        "{kind:<10}{id:<20}{:<20}{:02}{:4}{:<3}{amount:10}{vat:010}{original:<20}{cipher:<300}{:47}",
        card?, months?, expiry?, cvc?, ""
    );
    let mut message = Zeroizing::new(String::with_capacity(1_024));
    let _ = write!(message, "{:4}{}", body.chars().count(), body.as_str());
    Some(message)
}

/// Card, expiry and CVC of a cipher, as numbers. Nothing of it may be trimmed before it is opened.
fn opened(cipher: &str) -> Option<[Zeroizing<String>; 3]> {
    let plain = cipher.chars().filter_map(|c| char::from_u32(u32::from(c) ^ MIX));
    let plain = text_of(plain, cipher.len());
    let mut parts = plain.split('|').map(|part| Zeroizing::new(part.to_owned()));
    let found = [parts.next()?, parts.next()?, parts.next()?];
    let is_end = parts.next().is_some_and(|rest| rest.trim().is_empty()) && parts.next().is_none();
    (is_end && found.iter().all(|part| number(part).is_some())).then_some(found)
}

/// Hides the CVC of a row: in its column, in the message, and in both ciphers.
pub fn hide_cvc(row: &mut OriginalRow, reading: &Reading) {
    let is_unread = |repair| reading.repairs.contains(&repair);
    for (name, value) in &mut row.columns {
        let is_cipher = name.eq_ignore_ascii_case("CARD_INFO");
        let hidden = match value {
            _ if name.eq_ignore_ascii_case("CARD_CVC") => text_of([HIDDEN; 3], 3),
            _ if !is_cipher && !name.eq_ignore_ascii_case("SEND_DATA") => continue,
            OldValue::Null => continue,
            // Where it cannot be read, any of it may be the CVC.
            OldValue::Text(text) if is_cipher && !is_unread(Repair::CipherUnread) => {
                text_of(without_cvc(text.chars()), text.len())
            }
            OldValue::Text(text) if !is_cipher => hide_message(text, is_unread(Repair::MessageUnread)),
            _ => text_of([HIDDEN; 3], 3),
        };
        *value = OldValue::Text(hidden.as_str().to_owned());
    }
}

/// Hides what stands between the second and the third bar of a cipher.
fn without_cvc(cipher: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let bar = char::from_u32(u32::from('|') ^ MIX).unwrap_or('k');
    let mut bars = 0;
    cipher.map(move |c| {
        bars += usize::from(c == bar);
        if bars == 2 && c != bar { HIDDEN } else { c }
    })
}

/// Hides the CVC of a message whose slots are in their places; of another one all that may be it.
fn hide_message(message: &str, is_unread: bool) -> Zeroizing<String> {
    let chars = || message.chars().enumerate();
    if is_unread {
        let hide = |(at, c)| if at < 14 + ID || c == ' ' { c } else { HIDDEN };
        return text_of(chars().map(hide), message.len());
    }
    let head = chars().take(CIPHER.start).map(|(at, c)| if CVC.contains(&at) { HIDDEN } else { c });
    let cipher = without_cvc(message.chars().skip(CIPHER.start).take(CIPHER.len()));
    text_of(head.chain(cipher).chain(message.chars().skip(CIPHER.end)), message.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::OldTable;

    /// What is kept of a row with these two values.
    fn kept(cipher: OldValue, message: OldValue, unread: &[Repair]) -> [OldValue; 3] {
        let columns = [("CARD_CVC", OldValue::Integer(777)), ("CARD_INFO", cipher), ("SEND_DATA", message)];
        let columns = columns.map(|(name, value)| (name.into(), value)).into();
        let mut row = OriginalRow { table: OldTable::Payment, key: OldValue::Null, before: 0, columns };
        hide_cvc(&mut row, &Reading { repairs: unread.to_vec(), ..Reading::default() });
        ["CARD_CVC", "CARD_INFO", "SEND_DATA"].map(|name| row.column(name).cloned().expect("kept"))
    }

    #[test]
    fn a_cvc_is_hidden_wherever_it_may_stand() {
        let text = |text: &str| OldValue::Text(text.to_owned());
        let hidden = text("***");
        let mixed = |plain: &str| -> String {
            plain.chars().filter_map(|c| char::from_u32(u32::from(c) ^ MIX)).collect()
        };
        let unread = [Repair::CipherUnread, Repair::MessageUnread];
        for (cipher, message) in [
            (OldValue::Bytes("373737".to_owned()), OldValue::Bytes("373737".to_owned())),
            (OldValue::BrokenText("373737".to_owned()), OldValue::BrokenText("373737".to_owned())),
            (text(&mixed("1234567890123456/1125/777")), OldValue::Integer(777)),
        ] {
            assert!(kept(cipher, message, &unread) == [hidden.clone(), hidden.clone(), hidden.clone()]);
        }
        // What is not there stays so; of a message that cannot be read the beginning up to the id does.
        let (begin, rest) = ("·".repeat(34), "7 7".to_owned());
        assert!(
            kept(OldValue::Null, text(&format!("{begin}{rest}")), &unread)
                == [hidden.clone(), OldValue::Null, text(&format!("{begin}* *"))]
        );
        let cipher = |cvc: &str| format!("{}{}", mixed("1234567890123456|1125|"), cvc);
        assert!(
            kept(text(&cipher(&mixed("777|"))), OldValue::Null, &[])[1]
                == text(&cipher(&format!("***{}", mixed("|"))))
        );
    }
}
