//! The commands of receipt printers (ESC/POS), as far as a slip needs them. Source: Epson's ESC/POS command reference; Korean
//! printers follow it, with `FS &` for characters of two bytes.

use crate::{
    config::{Charset, PrinterConfig},
    payment::TransactionId,
    slip::{Look, SlipLine, columns_of, encode},
};

/// As at power-on.
const INIT: &[u8] = b"\x1b@";
/// Characters of two bytes, and no more of them.
const DOUBLE_BYTE_ON: &[u8] = b"\x1c&";
const DOUBLE_BYTE_OFF: &[u8] = b"\x1c.";
/// Against the left edge, and in the middle.
const LEFT: &[u8] = b"\x1ba\x00";
const MIDDLE: &[u8] = b"\x1ba\x01";
const BOLD_ON: &[u8] = b"\x1bE\x01";
const BOLD_OFF: &[u8] = b"\x1bE\x00";
/// Twice as high, no wider; and neither.
const TALL: &[u8] = b"\x1d!\x01";
const PLAIN: &[u8] = b"\x1d!\x00";
/// Two dots for the thinnest bar: the id then takes 290 dots, and paper of 58 mm has 384.
const BAR_WIDTH: &[u8] = b"\x1dw\x02";
/// 64 dots are 8 mm: enough for a hand-held reader.
const BAR_HEIGHT: &[u8] = b"\x1dh\x40";
/// No digits below the bars: they have a line of their own.
const NO_DIGITS: &[u8] = b"\x1dH\x00";
/// CODE128; its length and `{C` or `{B` follow.
const CODE128: &[u8] = b"\x1dk\x49";
/// Four lines forward, then cut: the cutter is above the line that is printed.
const CUT: &[u8] = b"\x1bd\x04\x1dV\x42\x00";
/// A pulse of 50 ms on the pin that opens the drawer.
const DRAWER: &[u8] = b"\x1bp\x00\x19\xfa";

/// From this many columns on, the paper is wide enough for an id with letters as a barcode: 510 dots.
const WIDE_PAPER: u8 = 42;

/// The bytes that print these `lines`, and open the drawer before if that is wanted.
#[must_use]
pub fn bytes(lines: &[SlipLine], opens_drawer: bool, printer: &PrinterConfig) -> Vec<u8> {
    let mut bytes = INIT.to_vec();
    if opens_drawer {
        bytes.extend_from_slice(DRAWER);
    }
    if printer.charset == Charset::Cp949 {
        bytes.extend_from_slice(DOUBLE_BYTE_ON);
    }
    bytes.extend_from_slice(LEFT);
    for line in lines {
        match line {
            SlipLine::Text(text, look) => push_text(&mut bytes, text, *look),
            SlipLine::Code(id) => push_code(&mut bytes, *id, printer.columns),
        }
    }
    if printer.charset == Charset::Cp949 {
        bytes.extend_from_slice(DOUBLE_BYTE_OFF);
    }
    bytes.extend_from_slice(CUT);
    bytes
}

fn push_text(bytes: &mut Vec<u8>, text: &str, look: Look) {
    let (before, after): (&[&[u8]], &[&[u8]]) = match look {
        Look::Plain => (&[], &[]),
        Look::Bold => (&[BOLD_ON], &[BOLD_OFF]),
        Look::Tall => (&[BOLD_ON, TALL], &[PLAIN, BOLD_OFF]),
    };
    debug_assert!(columns_of(text) <= 64, "wider than any paper");
    bytes.extend(before.iter().copied().flatten());
    bytes.extend_from_slice(&encode(text));
    bytes.extend(after.iter().copied().flatten());
    bytes.push(b'\n');
}

/// The id as a barcode in the middle; nothing where the paper is too narrow for it.
fn push_code(bytes: &mut Vec<u8>, id: TransactionId, columns: u8) {
    let data = match pairs(id.as_str()) {
        Some(pairs) => [b"{C", &*pairs].concat(),
        // An id of another system, with letters.
        None if columns >= WIDE_PAPER => [b"{B", id.as_str().replace('{', "{{").as_bytes()].concat(),
        None => return,
    };
    let Ok(length) = u8::try_from(data.len()) else { return };
    for part in [MIDDLE, BAR_WIDTH, BAR_HEIGHT, NO_DIGITS, CODE128, &[length], &data, b"\n", LEFT] {
        bytes.extend_from_slice(part);
    }
}

/// Digits in pairs, a byte each, as code set C has them; `None` when it is not digits alone.
fn pairs(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.bytes().map(|c| c.is_ascii_digit().then(|| c - b'0')).collect();
    digits.map(|digits| {
        digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum * 10 + digit)).collect()
    })
}
