//! The last step of drawing: the theme's colours, and ASCII in the place of lines and marks.
//!
//! Everything is drawn in the roles of [`style`](super::style) first; here roles become what the theme makes of them, so
//! that a theme is one small table and no drawing code knows it.

use crossterm::style::Colored;
use ratatui::{
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};

use crate::config::{Screen, Theme};

/// Puts the look of `screen` on what was drawn. A pane of [`Theme::Dark`] in Unicode stays as it is.
pub fn apply(buffer: &mut Buffer, screen: Screen) {
    let theme = chosen(screen.theme, Colored::ansi_color_disabled_memoized());
    if theme == Theme::Dark && !screen.ascii {
        return;
    }
    for cell in &mut buffer.content {
        paint(cell, theme);
        if screen.ascii
            && let Some(plain) = ascii(cell.symbol())
        {
            cell.set_symbol(plain);
        }
    }
}

/// What [`Theme::Auto`] means here: light where the terminal says that its background is light (`COLORFGBG`), else dark.
/// Where crossterm drops every colour (`NO_COLOR`), what they would tell apart is told apart otherwise.
fn chosen(theme: Theme, colourless: bool) -> Theme {
    match theme {
        _ if colourless => Theme::Mono,
        Theme::Auto if background_is_light() => Theme::Light,
        Theme::Auto => Theme::Dark,
        chosen => chosen,
    }
}

fn background_is_light() -> bool {
    static LIGHT: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *LIGHT.get_or_init(|| std::env::var("COLORFGBG").is_ok_and(|colours| is_light(&colours)))
}

/// `15;0` is a dark background, `0;15` a light one.
fn is_light(colours: &str) -> bool {
    colours.rsplit(';').next().is_some_and(|background| matches!(background, "7" | "15"))
}

fn paint(cell: &mut Cell, theme: Theme) {
    match theme {
        Theme::Auto | Theme::Dark => {}
        // Cyan and yellow are hard to read on white.
        Theme::Light => match cell.fg {
            Color::Cyan => cell.fg = Color::Blue,
            Color::Yellow => cell.fg = Color::Magenta,
            _ => {}
        },
        Theme::Mono => {
            // The slots of the message are told apart by underlining where colour cannot.
            if cell.fg == Color::Cyan && !cell.modifier.contains(Modifier::BOLD) {
                cell.modifier |= Modifier::UNDERLINED;
            }
            cell.fg = Color::Reset;
        }
        Theme::HighContrast => {
            cell.modifier -= Modifier::DIM;
            if cell.fg != Color::Reset {
                cell.modifier |= Modifier::BOLD;
            }
        }
    }
}

/// One ASCII character for each symbol that the screens draw besides text.
fn ascii(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "─" => "-",
        "═" => "=",
        "│" => "|",
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
        "↑" => "^",
        "↓" => "v",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;
    use crate::tui::view::style::{BAD, FOCUS, QUIET, SLOT, WARN};

    fn themed(theme: Theme, ascii: bool) -> Buffer {
        // Whatever NO_COLOR says where the tests run.
        crossterm::style::force_color_output(true);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 1));
        buffer.set_string(0, 0, "✓", FOCUS);
        buffer.set_string(1, 0, "·", QUIET);
        buffer.set_string(2, 0, "결", WARN);
        buffer.set_string(4, 0, "✗", BAD);
        buffer.set_string(5, 0, "a", SLOT);
        apply(&mut buffer, Screen { theme, ascii, bell: true });
        buffer
    }

    #[test]
    fn every_theme_keeps_the_text() {
        for theme in [Theme::Light, Theme::Dark, Theme::Mono, Theme::HighContrast] {
            let buffer = themed(theme, false);
            let text: Vec<&str> = (0..6).map(|x| buffer[(x, 0)].symbol()).collect();
            assert_eq!(text, ["✓", "·", "결", " ", "✗", "a"]);
        }
    }

    #[test]
    fn light_and_mono_change_what_would_not_be_seen() {
        let light = themed(Theme::Light, false);
        assert_eq!((light[(0, 0)].fg, light[(2, 0)].fg), (Color::Blue, Color::Magenta));
        let mono = themed(Theme::Mono, false);
        assert!((0..6).all(|x| mono[(x, 0)].fg == Color::Reset));
        assert!(mono[(5, 0)].modifier.contains(Modifier::UNDERLINED));
        let high = themed(Theme::HighContrast, false);
        assert!(!high[(1, 0)].modifier.contains(Modifier::DIM));
    }

    #[test]
    fn ascii_leaves_hangul_alone() {
        let buffer = themed(Theme::Dark, true);
        let text: Vec<&str> = (0..6).map(|x| buffer[(x, 0)].symbol()).collect();
        assert_eq!(text, ["+", ".", "결", " ", "!", "a"]);
    }

    #[test]
    fn without_colours_every_theme_is_mono() {
        for theme in [Theme::Auto, Theme::Light, Theme::Dark, Theme::Mono, Theme::HighContrast] {
            assert_eq!(chosen(theme, true), Theme::Mono);
        }
        assert_eq!(chosen(Theme::Light, false), Theme::Light);
    }

    #[test]
    fn the_terminal_says_whether_it_is_light() {
        for (colours, light) in
            [("15;0", false), ("0;15", true), ("0;default;15", true), ("12;8", false), ("", false)]
        {
            assert_eq!(is_light(colours), light, "{colours}");
        }
    }
}
