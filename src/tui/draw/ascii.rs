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
        "─" => "-",
        "═" => "=",
        "│" | "┬" | "┤" | "├" | "┼" | "╡" => "|",
        "›" | "→" => ">",
        "←" => "<",
        "✓" => "+",
        "✗" => "!",
        "·" => ".",
        "•" => "*",
        "…" => "~",
        "×" => "x",
        "▁" | "▂" => "_",
        "▃" | "▄" => "o",
        "▅" | "▆" => "O",
        "▇" | "█" => "#",
        "▀" => "\"",
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
        assert_eq!(buffer, Buffer::with_lines(["+.결!a"]));
    }
}
