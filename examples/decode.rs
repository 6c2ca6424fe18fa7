//! Decodes the messages on standard input, one a line: every slot with its offset, width and content, the card masked.
//!
//! ```text
//! paydesk pay < requests.json | jq --raw-output .message | cargo run --example decode
//! ```

#![forbid(unsafe_code)]

use std::io::{self, BufRead as _};

use paydesk::payment::message::{Message, MessageBytes, MessageError, SLOTS, layout};

#[expect(clippy::print_stdout, reason = "what the example shows")]
fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        match table(line?.as_bytes()) {
            Ok(table) => println!("{table}"),
            // Names the slot and the class of what was found, never card data.
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}

/// The slots of a message, of any system, that follows the layout and the rules.
fn table(message: &[u8]) -> Result<String, MessageError> {
    Message::check(&layout::decode(message)?)?;
    let masked = MessageBytes::from_slice(message).map(|bytes| bytes.masked()).unwrap_or_default();
    let row = |name: &str, offset: usize, width: usize| {
        format!(
            "{offset:>3} {width:>3}  {name:14}  {}\n",
            masked.get(offset..offset + width).unwrap_or_default()
        )
    };
    Ok(SLOTS.iter().map(|slot| row(slot.name.as_str(), slot.offset, slot.width)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_table_and_a_wrong_one_an_error() {
        let sealed = format!("k1.{}", "A".repeat(96));
        let message = format!(
            " 446PAYMENT   26112114320712301000{:20}001245777    1100000000010000{:20}{sealed:300}{:47}",
            "1234567890123456", "", ""
        );
        let table = table(message.as_bytes()).expect("a message");
        assert!(table.starts_with("  0   4  length           446\n  4  10  kind            PAYMENT   \n"));
        assert!(table.contains(" 34  20  card_number     123456*******456    \n"));
        assert!(table.contains(" 63  10  amount              110000\n"));
        let error = super::table(message.replace("    110000", "0000110000").as_bytes()).expect_err("zeros");
        assert_eq!(error.to_string(), "amount: expected Number, found Padding");
    }
}
