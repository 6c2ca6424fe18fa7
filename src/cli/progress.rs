//! The progress bar of a long command.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::signals;
use crate::{
    locale::{Locale, Text},
    record::Progress,
};

/// Time between two drawings while there is no progress; the clock of the bar goes on.
const TICK: Duration = Duration::from_millis(100);
/// The part of the work, then ASCII only, so that every terminal can show it.
const STYLE: &str = "{prefix} [{bar:40}] {percent:>3} %  {elapsed_precise}  {eta}";

/// A progress bar on standard error. Draws nothing if that is no terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// An empty bar, which is drawn once there is progress.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // A test proves that the style parses; the default is only a fallback.
        let style = ProgressStyle::with_template(STYLE).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("=> "));
        Self(bar)
    }

    /// The progress of this part of the work, which the bar shows from its first step on. Signals stop it.
    pub(super) fn part(&self, locale: &Locale, part: Text<'_>) -> Progress {
        let (bar, part) = (self.0.clone(), locale.text(part));
        signals::ask_to_stop().reporting(move |done, total| {
            if bar.prefix() != part {
                bar.set_prefix(part.clone());
                bar.reset_eta();
                bar.enable_steady_tick(TICK);
            }
            bar.set_length(total);
            bar.set_position(done);
        })
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_of_the_bar_is_one() {
        assert!(ProgressStyle::with_template(STYLE).is_ok());
    }
}
