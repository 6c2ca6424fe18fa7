//! The colours of the pictures.

use std::fmt;

/// A colour as `0xRRGGBB`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rgb(pub u32);

impl Rgb {
    fn channels(self) -> [u8; 3] {
        let [_, red, green, blue] = self.0.to_be_bytes();
        [red, green, blue]
    }

    fn of(channels: [u8; 3]) -> Self {
        let [red, green, blue] = channels;
        Self(u32::from_be_bytes([0, red, green, blue]))
    }

    /// This colour with `percent` of it replaced by another one.
    pub fn mixed(self, other: Self, percent: u32) -> Self {
        let (mine, others) = (self.channels(), other.channels());
        Self::of(std::array::from_fn(|at| {
            let sum = u32::from(mine[at]) * (100 - percent) + u32::from(others[at]) * percent;
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        }))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", self.0)
    }
}

/// The colours of one window.
pub struct Palette {
    /// Behind the text.
    pub background: Rgb,
    /// Text without a colour of its own.
    pub foreground: Rgb,
    /// The block cursor.
    pub cursor: Rgb,
    /// The title bar.
    pub bar: Rgb,
    /// The title.
    pub title: Rgb,
    /// The line around the window.
    pub edge: Rgb,
    /// Black, red, green, yellow, blue, magenta, cyan, white; then the bright ones.
    pub ansi: [Rgb; 16],
}

/// A dark window.
pub const DARK: Palette = Palette {
    background: Rgb(0x15_18_1f),
    foreground: Rgb(0xd5_d9_e2),
    cursor: Rgb(0xe8_ec_f4),
    bar: Rgb(0x21_25_2e),
    title: Rgb(0x9a_a3_b2),
    edge: Rgb(0x36_3c_48),
    ansi: [
        Rgb(0x2b_30_3b),
        Rgb(0xf0_71_78),
        Rgb(0x98_cf_7d),
        Rgb(0xe6_bf_73),
        Rgb(0x6c_aa_f5),
        Rgb(0xc7_92_ea),
        Rgb(0x5f_c9_cf),
        Rgb(0xbf_c6_d2),
        Rgb(0x7d_87_98),
        Rgb(0xff_8f_94),
        Rgb(0xb6_e8_9c),
        Rgb(0xff_d7_8f),
        Rgb(0x93_c4_ff),
        Rgb(0xdd_b2_fa),
        Rgb(0x8a_e3_e6),
        Rgb(0xff_ff_ff),
    ],
};

impl Palette {
    /// The colour of a cell's text or background; `default` when the cell names none.
    pub fn colour(&self, colour: vt100::Color, default: Rgb) -> Rgb {
        match colour {
            vt100::Color::Default => default,
            vt100::Color::Rgb(red, green, blue) => Rgb::of([red, green, blue]),
            vt100::Color::Idx(index @ ..16) => self.ansi[usize::from(index)],
            // xterm's cube of 6 × 6 × 6, and its grey ramp.
            vt100::Color::Idx(index @ 16..232) => {
                let at = index - 16;
                Rgb::of([at / 36, at / 6 % 6, at % 6].map(|step| if step == 0 { 0 } else { 55 + 40 * step }))
            }
            vt100::Color::Idx(index @ 232..) => Rgb::of([8 + 10 * (index - 232); 3]),
        }
    }
}
