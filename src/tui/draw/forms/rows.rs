//! The rows of the parts of a form. They depend on the size of the window, never on what is shown: nothing moves.

use super::super::{Rows, TALL, WIDE, canvas::Canvas, large, message};

/// Rows of the transactions before the last one, below the form, with the rule above them.
const EARLIER: u16 = 3;
/// Rows of the strip with an amount in large digits and a warning.
const STRIP: u16 = 5 + large::ROWS;

/// The rows of the parts of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FormRows {
    /// The first field.
    first: u16,
    /// From one field to the next.
    step: u16,
    /// Free rows between two groups of fields.
    gap: u16,
    /// The line below the fields, and the review strip.
    pub hint: u16,
    /// The rule above the message, in a window without a pane.
    pub message: u16,
    /// The rule above the transactions before the last one, where they are below the form.
    pub earlier: u16,
    /// Whether there is room for an amount in large digits.
    pub has_large_amount: bool,
    /// Free rows above and below such an amount.
    pub air: u16,
}

impl FormRows {
    /// The rows on this canvas.
    pub fn of(canvas: &Canvas<'_>) -> Self {
        Self::in_window(canvas.width(), canvas.height())
    }

    /// The rows in a window of this size. In a tall window the space goes between the groups first; beside a pane, which
    /// has the message, also between the fields.
    fn in_window(width: u16, height: u16) -> Self {
        let notice = Rows::of(height).notice;
        let (is_wide, spare) = (width >= WIDE, height.saturating_sub(TALL));
        let last = notice.saturating_sub(EARLIER);
        if height < TALL {
            let message = 14;
            let earlier = if is_wide { last } else { last.min(message + message::ROWS + 3) };
            return Self {
                first: 2,
                step: 1,
                gap: 0,
                hint: 8,
                message,
                earlier,
                has_large_amount: is_wide,
                air: 0,
            };
        }
        let (first, step, gap) = match (is_wide, spare >= 4) {
            (true, apart) => (3, 2, u16::from(apart)),
            (false, apart) => (3, 1, 1 + u16::from(apart)),
        };
        let hint = first + 5 * step + 2 * gap + 1 + if is_wide { step } else { spare.min(1) };
        let air = u16::from(spare >= if is_wide { 4 } else { 6 });
        let message = hint + STRIP + 2 * air + spare.saturating_sub(1).min(1);
        let earlier = last.min(message + message::ROWS + 3);
        Self { first, step, gap, hint, message, earlier, has_large_amount: true, air }
    }

    /// Rows of the strip, with a warning.
    pub fn strip(self) -> u16 {
        if self.has_large_amount { STRIP + 2 * self.air } else { STRIP - large::ROWS }
    }

    /// The row of a field in this group of fields; groups count from 0.
    pub fn field(self, index: usize, group: u16) -> u16 {
        self.first + self.step * u16::try_from(index).unwrap_or(0) + self.gap * group
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_covers_another_in_a_window_of_any_size() {
        for (width, height) in (80..160).flat_map(|width| (24..80).map(move |height| (width, height))) {
            let rows = FormRows::in_window(width, height);
            let at = format!("{width}x{height}: {rows:?}");
            assert!(rows.field(5, 2) < rows.hint, "{at}");
            let strip = rows.strip();
            let notice = Rows::of(height).notice;
            if width < WIDE {
                assert!(rows.hint + strip <= rows.message, "{at}");
                assert!(rows.message + message::ROWS < rows.earlier, "{at}");
                assert!(rows.earlier + EARLIER <= notice, "{at}");
            } else {
                assert!(rows.hint + strip <= if height < TALL { rows.earlier } else { notice }, "{at}");
            }
        }
    }
}
