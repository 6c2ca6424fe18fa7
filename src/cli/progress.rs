//! How far a long piece of work is, on a terminal; and Ctrl+C, which ends it.

use std::{
    io,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::record::Progress;

/// How often the time is drawn anew while nothing gets on.
const TICK: Duration = Duration::from_millis(100);
/// Plain letters, so that every terminal can show it.
const STYLE: &str = "[{bar:40}] {percent:>3} %  {elapsed_precise}  {eta}";

/// A bar on standard error; nothing where that is no terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // The style is right, a test says; at worst the bar looks another way.
        let style = ProgressStyle::with_template(STYLE).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("=> "));
        Self(bar)
    }

    /// The progress that it shows. Ctrl+C stops it, and SIGTERM and SIGHUP.
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
    // Without a handler the signal ends the program, as everywhere.
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
