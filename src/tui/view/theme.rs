//! The last step of drawing: replaces colours by those of the theme.
//!
//! Everything is drawn in the roles of [`style`](super::style) first. So a theme is one small table, and no drawing code
//! knows themes.

use crossterm::style::Colored;
use ratatui::{
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};

use crate::config::Theme;

/// Applies the theme to `buffer`. [`Theme::Dark`] is what was drawn.
pub fn apply(buffer: &mut Buffer, theme: Theme) {
    let theme = chosen(theme, Colored::ansi_color_disabled_memoized());
    if theme == Theme::Dark {
        return;
    }
    buffer.content.iter_mut().for_each(|cell| paint(cell, theme));
}

/// The theme to use. [`Theme::Auto`] is light where the terminal says that its background is light (`COLORFGBG`), else
/// dark. Where crossterm drops all colours (`NO_COLOR`), it is always [`Theme::Mono`].
fn chosen(theme: Theme, colourless: bool) -> Theme {
    match theme {
        _ if colourless => Theme::Mono,
        Theme::Auto if background_is_light() => Theme::Light,
        Theme::Auto => Theme::Dark,
        chosen => chosen,
    }
}

/// Whether the terminal says that its background is light; read once.
fn background_is_light() -> bool {
    static LIGHT: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *LIGHT.get_or_init(|| std::env::var("COLORFGBG").is_ok_and(|colours| is_light(&colours)))
}

/// Whether the last colour, the background, is light: `0;15` is, `15;0` is not.
fn is_light(colours: &str) -> bool {
    colours.rsplit(';').next().is_some_and(|background| matches!(background, "7" | "15"))
}

/// Replaces the colour of a cell by that of the theme.
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
            // Without colour, every other slot of the message is underlined.
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

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;
    use crate::tui::view::style::{BAD, FOCUS, QUIET, SLOT, WARN};

    fn themed(theme: Theme) -> Buffer {
        // Independent of NO_COLOR where the tests run.
        crossterm::style::force_color_output(true);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 1));
        buffer.set_string(0, 0, "✓", FOCUS);
        buffer.set_string(1, 0, "·", QUIET);
        buffer.set_string(2, 0, "결", WARN);
        buffer.set_string(4, 0, "✗", BAD);
        buffer.set_string(5, 0, "a", SLOT);
        apply(&mut buffer, theme);
        buffer
    }

    #[test]
    fn every_theme_keeps_the_text() {
        for theme in [Theme::Light, Theme::Dark, Theme::Mono, Theme::HighContrast] {
            let buffer = themed(theme);
            let text: Vec<&str> = (0..6).map(|x| buffer[(x, 0)].symbol()).collect();
            assert_eq!(text, ["✓", "·", "결", " ", "✗", "a"]);
        }
    }

    #[test]
    fn light_and_mono_change_what_would_not_be_seen() {
        let light = themed(Theme::Light);
        assert_eq!((light[(0, 0)].fg, light[(2, 0)].fg), (Color::Blue, Color::Magenta));
        let mono = themed(Theme::Mono);
        assert!((0..6).all(|x| mono[(x, 0)].fg == Color::Reset));
        assert!(mono[(5, 0)].modifier.contains(Modifier::UNDERLINED));
        let high = themed(Theme::HighContrast);
        assert!(!high[(1, 0)].modifier.contains(Modifier::DIM));
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
