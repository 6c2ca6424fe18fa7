//! `paydesk demo`, and the small ledger of `--demo`.

use std::{
    io::{self, IsTerminal as _},
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    args,
    output::{Exit, Output, printable, say},
    signals, time,
};
use crate::{
    demo::Demo,
    desk::{DeskError, LedgerError, LedgerTrouble, Settings, World},
    files::DemoFolder,
    locale::{Lang, Locale, Text},
    payment::money::group_thousands,
    record::Progress,
};

/// Transactions in the ledger of `--demo`: few enough to be made at once, and enough to look things up in.
const ROWS: u64 = 2_000;
/// The seed of its history.
const SEED: u64 = 1;
/// Time between two lines of progress where standard error is no terminal.
const LINE_INTERVAL: Duration = Duration::from_secs(30);

/// Makes the ledger of a demonstration in a temporary folder, and points `settings` to it. Dropping the folder deletes it.
pub(super) fn open(settings: &mut Settings) -> Result<DemoFolder, DeskError> {
    let folder = DemoFolder::new().map_err(|error| {
        let trouble = LedgerTrouble::Open(error);
        LedgerError { path: std::env::temp_dir(), trouble }
    })?;
    settings.ledger = folder.path().join("ledger.db");
    settings.keyring = folder.path().join("keyring");
    let demo = Demo { rows: ROWS, seed: SEED };
    demo.make(settings, World::system(), &Progress::default())?;
    Ok(folder)
}

/// Deletes the folder of a demonstration, and says that nothing was kept.
pub(super) fn close(folder: DemoFolder, locale: &Locale) {
    if folder.close().is_ok() {
        say(&locale.text(Text::DemoNothingKept));
    }
}

/// `paydesk demo`
pub(super) fn run(output: &mut Output<'_>, asked: &args::DemoArgs, settings: &Settings) -> Exit {
    let locale = output.locale();
    let demo = Demo { rows: asked.rows, seed: asked.seed };
    let start = Instant::now();
    let bar = io::stderr().is_terminal().then(|| bar(locale, asked.rows));
    let progress = signals::ask_to_stop();
    let progress = match bar.clone() {
        Some(bar) => progress.reporting(show_on_bar(locale, bar)),
        None => progress.reporting(say_in_lines(locale.lang(), start)),
    };
    let made = demo.make(settings, World::system(), &progress);
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    match made {
        Ok(Some(made)) => {
            let sentence = locale.text(Text::DemoMade {
                path: &settings.ledger.display().to_string(),
                transactions: &locale.transactions(asked.rows),
                first: &time::short(made.first),
                last: &time::short(made.last),
                size: &grouped(made.bytes.div_ceil(1_000_000)),
                seconds: &start.elapsed().as_secs().to_string(),
            });
            output.finish(format!("{}\n", printable(&sentence)).as_bytes())
        }
        Ok(None) => {
            say(&locale.text(Text::DemoStopped));
            Exit::Trouble
        }
        Err(error) => output.fail_at_desk(false, &error),
    }
}

fn grouped(number: u64) -> String {
    group_thousands(&number.to_string())
}

/// Shows progress as a bar, for a terminal.
fn show_on_bar(locale: &Locale, bar: ProgressBar) -> impl Fn(u64, u64) + use<> {
    let finishing = locale.text(Text::ProgressIndexing);
    move |done, rows| {
        bar.set_position(done);
        if done == rows {
            bar.set_prefix(finishing.clone());
            bar.enable_steady_tick(Duration::from_millis(200));
        }
    }
}

/// Prints progress as a line on standard error every [`LINE_INTERVAL`], for a log.
fn say_in_lines(lang: Lang, start: Instant) -> impl Fn(u64, u64) {
    let last_said = Mutex::new(start);
    move |done, rows| {
        let Ok(mut last_said) = last_said.lock() else { return };
        if last_said.elapsed() < LINE_INTERVAL {
            return;
        }
        *last_said = Instant::now();
        let rate = done / start.elapsed().as_secs().max(1);
        let left = (rows - done) / rate.max(1);
        let locale = Locale::new(lang);
        let [done, rate, left] = &[done, rate, left].map(grouped);
        say(&locale.text(Text::DemoLine { done, transactions: &locale.transactions(rows), rate, left }));
    }
}

fn bar(locale: &Locale, rows: u64) -> ProgressBar {
    const TEMPLATE: &str = "{prefix} {wide_bar} {human_pos}/{human_len}  {per_sec}  {eta_precise}";
    let bar = ProgressBar::with_draw_target(Some(rows), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style.progress_chars("=> ")).with_prefix(locale.text(Text::DemoBar))
}
