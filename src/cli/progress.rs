//! The progress bar of a long command, and Ctrl+C, which stops it.

use std::{
    io,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::record::Progress;

/// Time between two drawings while there is no progress; the clock of the bar goes on.
const TICK: Duration = Duration::from_millis(100);
/// ASCII only, so that every terminal can show it.
const STYLE: &str = "[{bar:40}] {percent:>3} %  {elapsed_precise}  {eta}";

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

    /// A progress that this bar shows. Ctrl+C, SIGTERM and SIGHUP stop it.
    pub(super) fn progress(&self) -> Progress {
        let bar = self.0.clone();
        until_signal().reporting(move |done, total| {
            if bar.length().is_none() {
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

fn until_signal() -> Progress {
    let stop = Arc::new(AtomicBool::new(false));
    // Without a handler the signal ends the program, which is right too.
    let _ = on_signals(&stop);
    Progress::new(stop)
}

#[cfg(unix)]
fn on_signals(stop: &Arc<AtomicBool>) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(stop))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn on_signals(_stop: &Arc<AtomicBool>) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_of_the_bar_is_one() {
        assert!(ProgressStyle::with_template(STYLE).is_ok());
    }
}
