//! The theme: a table with a row for every role of a text and a column for every theme.
//!
//! Widgets name the role of what they draw, [`Canvas`](super::canvas::Canvas) asks the theme for its style. So only the
//! table knows colours, and a new theme is a new column. Colours are the 16 ANSI colours of the terminal's palette, on its
//! own background. No role tells by its colour alone: a mark, a word or a modifier says the same.

use crossterm::style::Colored;
use ratatui::style::{
    Color::{self, Blue, Cyan, Green, Magenta, Red, Yellow},
    Modifier, Style,
};

use crate::config::Theme;

/// What a text is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(strum::EnumIter))]
pub enum StyleRole {
    /// A sentence, or what a key does.
    Text,
    /// The name of the shop, of a section; the first sentence of an empty list.
    Title,
    /// What helps, but is not needed: what a field takes, what is going on.
    Hint,
    /// The name of a value, of a column, of a slot.
    Label,
    /// The label of the field in focus.
    FocusLabel,
    /// A value.
    Value,
    /// What is keyed into the field in focus; the one of several values that the screen is about.
    FocusValue,
    /// The amount that matters most in its row.
    Amount,
    /// A value that matters less than those beside it: the VAT beside its amount, an id in a list.
    Minor,
    /// The format or the default of an empty field.
    Placeholder,
    /// A line between parts of the screen.
    Rule,
    /// The mark at what has the focus; arrows to what is out of sight.
    Focus,
    /// A tab that is not the active one.
    Tab,
    /// The active tab, the selected row, the slot of the field in focus. All of it looks like one bar.
    Selection,
    /// The question of the review strip, and its frame.
    Question,
    /// Why no screen is shown: it is locked, or the window is too small.
    Blocked,
    /// A success, or a valid field.
    Good,
    /// The sentence about a success, where it has the screen to itself.
    GoodTitle,
    /// A success of before.
    Past,
    /// What is unusual or not known.
    Warning,
    /// The sentence about what is not known, where it has the screen to itself.
    WarningTitle,
    /// An error.
    Bad,
    /// The sentence about an error, where it has the screen to itself.
    BadTitle,
    /// A key in a list of keys.
    Key,
    /// A key to press now, in the key bar.
    PressedKey,
    /// The keys that answer the question of the strip, in a sentence with what they do.
    Answer,
    /// A key beside what it is for, or another key for the same.
    MinorKey,
    /// How a part of the query was understood.
    Chip,
    /// An example of a query.
    Example,
    /// A bar of the chart.
    Bar,
    /// A cancel in a list, a sum or the chart: money that was given back.
    Cancel,
    /// The amount of a payment of which all is cancelled.
    Cancelled,
    /// Every second slot of the message, from the first.
    Slot,
    /// Every other slot.
    OtherSlot,
}

/// The column of the table that is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(strum::EnumIter))]
pub enum Scheme {
    /// For a dark background.
    Dark,
    /// For a light background, where cyan and yellow are hard to read.
    Light,
    /// Nothing is dim, all colours are bold, and what was not keyed is underlined.
    HighContrast,
    /// No colours.
    Mono,
}

impl Scheme {
    /// The column for `theme`. [`Theme::Auto`] is light where the terminal says that its background is light
    /// (`COLORFGBG`), else dark. Where crossterm drops all colours (`NO_COLOR`), it is always [`Scheme::Mono`].
    pub fn of(theme: Theme) -> Self {
        Self::chosen(theme, Colored::ansi_color_disabled_memoized())
    }

    /// As [`of`](Self::of), on a terminal with or without colours.
    fn chosen(theme: Theme, colourless: bool) -> Self {
        match theme {
            _ if colourless => Self::Mono,
            Theme::Auto if background_is_light() => Self::Light,
            Theme::Auto | Theme::Dark => Self::Dark,
            Theme::Light => Self::Light,
            Theme::HighContrast => Self::HighContrast,
            Theme::Mono => Self::Mono,
        }
    }

    /// The style of a role.
    pub const fn style(self, role: StyleRole) -> Style {
        let [dark, light, high_contrast, mono] = row(role);
        match self {
            Self::Dark => dark,
            Self::Light => light,
            Self::HighContrast => high_contrast,
            Self::Mono => mono,
        }
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

/// The terminal's own colours.
const PLAIN: Style = Style::new();
const DIM: Style = PLAIN.add_modifier(Modifier::DIM);
const BOLD: Style = PLAIN.add_modifier(Modifier::BOLD);
const UNDERLINED: Style = PLAIN.add_modifier(Modifier::UNDERLINED);
const STRUCK: Style = PLAIN.add_modifier(Modifier::CROSSED_OUT);
/// A row is drawn first and selected then: so this removes whatever its parts have.
const REVERSED: Style = PLAIN
    .fg(Color::Reset)
    .add_modifier(Modifier::REVERSED.union(Modifier::BOLD))
    .remove_modifier(Modifier::DIM.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT));

/// The table: the styles of a role for dark, light, high contrast and mono.
#[rustfmt::skip]
#[expect(clippy::match_same_arms, reason = "every role has a row of its own")]
const fn row(role: StyleRole) -> [Style; 4] {
    use StyleRole as R;
    match role {
        //                    dark              light              high contrast     mono
        R::Text           => [PLAIN,            PLAIN,             PLAIN,            PLAIN],
        R::Title          => [BOLD,             BOLD,              BOLD,             BOLD],
        R::Hint           => [DIM,              DIM,               PLAIN,            DIM],
        R::Label          => [DIM,              DIM,               PLAIN,            DIM],
        R::FocusLabel     => [BOLD,             BOLD,              BOLD,             BOLD],
        R::Value          => [PLAIN,            PLAIN,             PLAIN,            PLAIN],
        R::FocusValue     => [BOLD,             BOLD,              BOLD,             BOLD],
        R::Amount         => [BOLD,             BOLD,              BOLD,             BOLD],
        R::Minor          => [DIM,              DIM,               PLAIN,            DIM],
        R::Placeholder    => [DIM,              DIM,               UNDERLINED,       DIM],
        R::Rule           => [DIM,              DIM,               PLAIN,            DIM],
        R::Focus          => [BOLD.fg(Cyan),    BOLD.fg(Blue),     BOLD.fg(Cyan),    BOLD],
        R::Tab            => [PLAIN,            PLAIN,             PLAIN,            PLAIN],
        R::Selection      => [REVERSED,         REVERSED,          REVERSED,         REVERSED],
        R::Question       => [BOLD.fg(Cyan),    BOLD.fg(Blue),     BOLD.fg(Cyan),    BOLD],
        R::Blocked        => [BOLD.fg(Cyan),    BOLD.fg(Blue),     BOLD.fg(Cyan),    BOLD],
        R::Good           => [PLAIN.fg(Green),  PLAIN.fg(Green),   BOLD.fg(Green),   PLAIN],
        R::GoodTitle      => [BOLD.fg(Green),   BOLD.fg(Green),    BOLD.fg(Green),   BOLD],
        R::Past           => [DIM,              DIM,               PLAIN,            DIM],
        R::Warning        => [PLAIN.fg(Yellow), PLAIN.fg(Magenta), BOLD.fg(Yellow),  PLAIN],
        R::WarningTitle   => [BOLD.fg(Yellow),  BOLD.fg(Magenta),  BOLD.fg(Yellow),  BOLD],
        R::Bad            => [BOLD.fg(Red),     BOLD.fg(Red),      BOLD.fg(Red),     BOLD],
        R::BadTitle       => [BOLD.fg(Red),     BOLD.fg(Red),      BOLD.fg(Red),     BOLD],
        R::Key            => [PLAIN.fg(Cyan),   PLAIN.fg(Blue),    BOLD.fg(Cyan),    UNDERLINED],
        R::PressedKey     => [PLAIN.fg(Cyan),   PLAIN.fg(Blue),    BOLD.fg(Cyan),    UNDERLINED],
        R::Answer         => [BOLD,             BOLD,              BOLD,             BOLD],
        R::MinorKey       => [DIM,              DIM,               PLAIN,            DIM],
        R::Chip           => [PLAIN.fg(Cyan),   PLAIN.fg(Blue),    BOLD.fg(Cyan),    UNDERLINED],
        R::Example        => [PLAIN.fg(Cyan),   PLAIN.fg(Blue),    BOLD.fg(Cyan),    UNDERLINED],
        R::Bar            => [PLAIN,            PLAIN,             PLAIN,            PLAIN],
        R::Cancel         => [PLAIN.fg(Red),    PLAIN.fg(Red),     BOLD.fg(Red),     PLAIN],
        R::Cancelled      => [STRUCK,           STRUCK,            STRUCK,           STRUCK],
        R::Slot           => [DIM,              DIM,               PLAIN,            DIM],
        R::OtherSlot      => [PLAIN,            PLAIN,             UNDERLINED,       PLAIN],
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Cell;
    use strum::IntoEnumIterator as _;

    use super::{StyleRole as R, *};

    /// Roles that have to look different in every theme.
    const APART: [(R, R); 24] = [
        (R::Amount, R::Cancel),
        (R::Amount, R::Cancelled),
        (R::Good, R::Bad),
        (R::Good, R::Past),
        (R::Warning, R::Bad),
        (R::FocusLabel, R::Label),
        (R::FocusValue, R::Value),
        (R::FocusValue, R::Placeholder),
        (R::Value, R::Placeholder),
        (R::Amount, R::Placeholder),
        (R::Amount, R::Value),
        (R::Amount, R::Minor),
        (R::Title, R::Text),
        (R::Tab, R::Selection),
        (R::Focus, R::Selection),
        (R::FocusValue, R::Selection),
        (R::Amount, R::Selection),
        (R::Key, R::Text),
        (R::PressedKey, R::Text),
        (R::Key, R::MinorKey),
        (R::Answer, R::Text),
        (R::Slot, R::OtherSlot),
        (R::Slot, R::Selection),
        (R::OtherSlot, R::Selection),
    ];

    /// Roles that have to look different where there are colours; without them their marks and words are.
    const APART_IN_COLOUR: [(R, R); 11] = [
        (R::Cancel, R::Value),
        (R::Cancel, R::Bar),
        (R::Good, R::Warning),
        (R::Good, R::Value),
        (R::Warning, R::Value),
        (R::GoodTitle, R::WarningTitle),
        (R::GoodTitle, R::BadTitle),
        (R::WarningTitle, R::BadTitle),
        (R::Bad, R::Title),
        (R::Question, R::Bad),
        (R::Question, R::Warning),
    ];

    /// Roles that have to look different except in high contrast, where nothing is dim. There their places tell them apart.
    const APART_BY_DIMMING: [(R, R); 1] = [(R::Value, R::Label)];

    /// A cell of this role.
    fn cell(scheme: Scheme, role: R) -> Cell {
        let mut cell = Cell::EMPTY;
        cell.set_style(scheme.style(role));
        cell
    }

    #[test]
    fn roles_that_mean_different_things_look_different() {
        let check = |scheme: Scheme, pairs: &[(R, R)]| {
            for (one, other) in pairs {
                assert_ne!(cell(scheme, *one), cell(scheme, *other), "{scheme:?}: {one:?}, {other:?}");
            }
        };
        for scheme in Scheme::iter() {
            check(scheme, &APART);
        }
        for scheme in [Scheme::Dark, Scheme::Light, Scheme::HighContrast] {
            check(scheme, &APART_IN_COLOUR);
        }
        for scheme in [Scheme::Dark, Scheme::Light, Scheme::Mono] {
            check(scheme, &APART_BY_DIMMING);
        }
    }

    #[test]
    fn a_selected_row_is_one_bar_whatever_is_in_it() {
        for (scheme, role) in Scheme::iter().flat_map(|scheme| R::iter().map(move |role| (scheme, role))) {
            let mut selected = cell(scheme, role);
            selected.set_style(scheme.style(R::Selection));
            assert_eq!(selected, cell(scheme, R::Selection), "{scheme:?}: {role:?}");
        }
    }

    #[test]
    fn every_theme_keeps_its_promise() {
        for role in R::iter() {
            for scheme in Scheme::iter() {
                assert_eq!(cell(scheme, role).bg, Color::Reset, "{role:?}");
            }
            assert_eq!(cell(Scheme::Mono, role).fg, Color::Reset, "{role:?}");
            let high = cell(Scheme::HighContrast, role);
            assert!(!high.modifier.contains(Modifier::DIM), "{role:?}");
            assert!(high.fg == Color::Reset || high.modifier.contains(Modifier::BOLD), "{role:?}");
        }
    }

    /// The relative luminance of a colour in the palette that xterm has by default, as WCAG 2 defines it.
    fn luminance(colour: Color) -> f64 {
        let (full, none) = (0xcd, 0);
        let channels: [u8; 3] = match colour {
            Color::Red => [full, none, none],
            Color::Green => [none, full, none],
            Color::Yellow => [full, full, none],
            Color::Blue => [none, none, 0xee],
            Color::Magenta => [full, none, full],
            Color::Cyan => [none, full, full],
            other => panic!("{other:?} is not in the palette"),
        };
        let [red, green, blue] = channels.map(|channel| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast is known only for a known palette and background. 3 is what WCAG 2 asks of marks and large letters.
    #[test]
    fn colours_can_be_read_in_the_palette_of_xterm() {
        const BLACK: f64 = 0.0;
        const WHITE: f64 = 1.0;
        for (scheme, background) in
            [(Scheme::Dark, BLACK), (Scheme::HighContrast, BLACK), (Scheme::Light, WHITE)]
        {
            for role in R::iter() {
                let colour = cell(scheme, role).fg;
                // Green on white has 2.1. It is never drawn without `✓` or its sentence.
                if colour == Color::Reset || (scheme, colour) == (Scheme::Light, Color::Green) {
                    continue;
                }
                let (one, other) = (luminance(colour), background);
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= 3.0, "{scheme:?}: {role:?}: {contrast:.1}");
            }
        }
    }

    #[test]
    fn without_colours_every_theme_is_mono() {
        for theme in [Theme::Auto, Theme::Light, Theme::Dark, Theme::Mono, Theme::HighContrast] {
            assert_eq!(Scheme::chosen(theme, true), Scheme::Mono);
        }
        assert_eq!(Scheme::chosen(Theme::Light, false), Scheme::Light);
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
