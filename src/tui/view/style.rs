//! The styles by their role. They use the 16 ANSI colours of the terminal's palette, and never tell by colour alone.

use ratatui::style::{Color, Modifier, Style};

/// Plain text, in the terminal's own colours.
pub const TEXT: Style = Style::new();
/// Secondary text: labels, hints, rules.
pub const QUIET: Style = Style::new().add_modifier(Modifier::DIM);
/// The text that matters most.
pub const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
/// What has the focus.
pub const FOCUS: Style = Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD);
/// The selected tab, row or slot. It overrides colour and dimming, so that all of it looks like one bar.
pub const SELECTED: Style = Style::new()
    .fg(Color::Reset)
    .add_modifier(Modifier::REVERSED)
    .add_modifier(Modifier::BOLD)
    .remove_modifier(Modifier::DIM);
/// A success.
pub const GOOD: Style = Style::new().fg(Color::Green);
/// An error.
pub const BAD: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
/// A warning.
pub const WARN: Style = Style::new().fg(Color::Yellow);
/// The name of a key.
pub const KEY: Style = Style::new().fg(Color::Cyan);
/// Every other slot of the message.
pub const SLOT: Style = Style::new().fg(Color::Cyan);
