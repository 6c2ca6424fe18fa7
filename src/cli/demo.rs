//! `paydesk demo`, and the small ledger of `--demo`.

use std::{
    io::{self, IsTerminal as _},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tempfile::TempDir;

use super::{
    args,
    output::{Exit, Output, say},
    time,
};
use crate::{
    desk::{
        DeskError, Settings, SystemClock,
        demo::{Demo, Progress},
    },
    ledger::{LedgerError, LedgerTrouble},
    locale::{Locale, Text},
    payment::money::group_thousands,
    vault::SystemRandom,
};

/// Rows of the ledger of `--demo`: there at once, and enough to look things up in.
const FEW: u64 = 2_000;
/// Its history.
const SEED: u64 = 1;
/// How often a line is said where no bar can be drawn.
const PAUSE: Duration = Duration::from_secs(30);

/// The folder of a demonstration; it vanishes with this value.
pub(super) type Folder = TempDir;

/// Makes the ledger of a demonstration, in a folder of its own, and has `settings` name it.
pub(super) fn open(settings: &mut Settings) -> Result<Folder, DeskError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("paydesk-demo-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let folder = builder.tempdir().map_err(|error| {
        let trouble = LedgerTrouble::Open(error);
        LedgerError { path: std::env::temp_dir(), trouble }
    })?;
    settings.ledger = folder.path().join("ledger.db");
    settings.keyring = folder.path().join("keyring");
    let demo = Demo { rows: FEW, seed: SEED, stop: Arc::default() };
    demo.make(settings, &SystemClock, Box::new(SystemRandom), &mut |_| {})?;
    Ok(folder)
}

/// Removes what a demonstration has left, and says that it was one.
pub(super) fn close(folder: Folder, locale: &Locale) {
    if folder.close().is_ok() {
        say(&locale.text(Text::DemoNothingKept));
    }
}

/// `paydesk demo`
pub(super) fn run(output: &mut Output<'_>, asked: &args::Demo, settings: &Settings) -> ExitCode {
    let locale = output.locale();
    let signals = match Signals::watch() {
        Ok(signals) => signals,
        Err(error) => return output.failed(&error).into(),
    };
    let demo = Demo { rows: asked.rows, seed: asked.seed, stop: Arc::clone(&signals.stop) };
    let start = Instant::now();
    let mut teller = Teller::new(locale, asked.rows, start);
    let made =
        demo.make(settings, &SystemClock, Box::new(SystemRandom), &mut |progress| teller.tell(progress));
    drop(teller);
    match made {
        Ok(Some(made)) => {
            let sentence = locale.text(Text::DemoMade {
                path: &settings.ledger.display().to_string(),
                rows: &grouped(asked.rows),
                first: &time::short(made.first),
                last: &time::short(made.last),
                size: &grouped(made.bytes.div_ceil(1_000_000)),
                seconds: &start.elapsed().as_secs().to_string(),
            });
            output.close(format!("{}\n", super::output::safe(&sentence)).as_bytes()).into()
        }
        Ok(None) => {
            say(&locale.text(Text::DemoStopped));
            signals.exit()
        }
        Err(error) => output.trouble(false, error.code(), locale.desk_error(&error)).into(),
    }
}

fn grouped(number: u64) -> String {
    group_thousands(&number.to_string())
}

/// Ctrl+C and SIGTERM as a wish to stop.
struct Signals {
    stop: Arc<AtomicBool>,
    number: Arc<AtomicUsize>,
}

impl Signals {
    #[cfg(unix)]
    fn watch() -> io::Result<Self> {
        use signal_hook::{
            consts::{SIGHUP, SIGINT, SIGTERM},
            flag,
        };
        let signals = Self { stop: Arc::default(), number: Arc::default() };
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            // Whoever asks twice does not wait for anything to be tidied.
            flag::register_conditional_default(signal, Arc::clone(&signals.stop))?;
            flag::register_usize(signal, Arc::clone(&signals.number), usize::try_from(signal).unwrap_or(0))?;
            flag::register(signal, Arc::clone(&signals.stop))?;
        }
        Ok(signals)
    }

    #[cfg(not(unix))]
    fn watch() -> io::Result<Self> {
        Ok(Self { stop: Arc::default(), number: Arc::default() })
    }

    /// How a program ends that was told to.
    fn exit(&self) -> ExitCode {
        let number = self.number.load(Ordering::Relaxed);
        u8::try_from(128 + number).map_or(Exit::Trouble.into(), ExitCode::from)
    }
}

/// Tells on standard error how far it is: by a bar on a terminal, else by a line now and then.
struct Teller<'a> {
    locale: &'a Locale,
    rows: u64,
    start: Instant,
    bar: Option<ProgressBar>,
    told: Instant,
}

impl<'a> Teller<'a> {
    fn new(locale: &'a Locale, rows: u64, start: Instant) -> Self {
        let bar = io::stderr().is_terminal().then(|| bar(locale, rows));
        Self { locale, rows, start, bar, told: start }
    }

    fn tell(&mut self, progress: Progress) {
        match (&self.bar, progress) {
            (Some(bar), Progress::Rows(done)) => bar.set_position(done),
            (Some(bar), Progress::Finishing) => {
                bar.set_prefix(self.locale.text(Text::DemoFinishing));
                bar.enable_steady_tick(Duration::from_millis(200));
            }
            (None, Progress::Rows(done)) if self.told.elapsed() >= PAUSE => self.line(done),
            (None, _) => {}
        }
    }

    fn line(&mut self, done: u64) {
        self.told = Instant::now();
        let rate = done / self.start.elapsed().as_secs().max(1);
        let left = (self.rows - done) / rate.max(1);
        say(&self.locale.text(Text::DemoLine {
            done: &grouped(done),
            rows: &grouped(self.rows),
            rate: &grouped(rate),
            left: &grouped(left),
        }));
    }
}

impl Drop for Teller<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(locale: &Locale, rows: u64) -> ProgressBar {
    const TEMPLATE: &str = "{prefix} {wide_bar} {human_pos}/{human_len}  {per_sec}  {eta_precise}";
    let bar = ProgressBar::with_draw_target(Some(rows), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style.progress_chars("=> ")).with_prefix(locale.text(Text::DemoBar))
}
