//! The styles: the 16 ANSI colours of the terminal's own palette, and never colour alone.

use ratatui::style::{Color, Modifier, Style};

/// Plain text, in the terminal's own colours.
pub const TEXT: Style = Style::new();
/// What is there without asking for attention.
pub const QUIET: Style = Style::new().add_modifier(Modifier::DIM);
/// What the eye should find first.
pub const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
/// Where one is.
pub const FOCUS: Style = Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD);
/// The tab, row or slot that is selected; nothing in it is dim, and all of it is one bar.
pub const SELECTED: Style = Style::new()
    .fg(Color::Reset)
    .add_modifier(Modifier::REVERSED)
    .add_modifier(Modifier::BOLD)
    .remove_modifier(Modifier::DIM);
/// What is well.
pub const GOOD: Style = Style::new().fg(Color::Green);
/// What is wrong.
pub const BAD: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
/// What deserves a second look.
pub const WARN: Style = Style::new().fg(Color::Yellow);
/// A key's name.
pub const KEY: Style = Style::new().fg(Color::Cyan);
/// Every other slot of the message.
pub const SLOT: Style = Style::new().fg(Color::Cyan);
