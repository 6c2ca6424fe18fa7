//! Replaces lines and marks by ASCII, for terminals that show them two columns wide: the last step of drawing.

use ratatui::buffer::Buffer;

/// Replaces every symbol that has an ASCII character; text in any language stays.
pub fn apply(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if let Some(plain) = ascii(cell.symbol()) {
            cell.set_symbol(plain);
        }
    }
}

/// The ASCII character for a symbol of the screens; `None` for text.
fn ascii(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "─" | "┴" => "-",
        "═" => "=",
        "│" | "┬" | "┤" | "├" | "┼" | "╡" => "|",
        "›" | "→" => ">",
        "←" => "<",
        // Not `+`: that is a key. Nor `v`, which is an arrow.
        "✓" => "V",
        "✗" => "!",
        "·" => ".",
        "•" => "*",
        "…" => "~",
        "×" => "x",
        "▁" | "▂" => "_",
        "▃" | "▄" => "o",
        "▅" | "▆" => "O",
        "▇" | "█" => "#",
        "▀" | "“" | "”" => "\"",
        "▒" => ":",
        "≡" => "%",
        "↑" => "^",
        "↓" => "v",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_leaves_hangul_alone() {
        let mut buffer = Buffer::with_lines(["✓·결✗a"]);
        apply(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["V.결!a"]));
    }

    #[test]
    fn no_mark_looks_like_another_mark_or_like_the_key_of_the_review() {
        let marks = ["✓", "✗", "›", "·", "↑", "↓", "←"].map(|mark| ascii(mark).expect("a character"));
        for (index, mark) in marks.iter().enumerate() {
            assert!(!["+", "-", "*", "/"].contains(mark) && !marks[..index].contains(mark), "{mark}");
        }
    }
}
