//! `paydesk tail`
//!
//! ```text
//!  the end of the journal ─► a part, in one short moment ─► its lines ─► … ─► no more: the end
//!                              ▲                                                 │ --follow
//!                              └──── another program has written ◄── a pause ◄───┘
//! ```
//!
//! Between two parts nothing of the ledger is held: a reader that stops for a minute keeps no till waiting, and no log growing.

#[cfg(unix)]
use std::io;
use std::time::Duration;

use super::{
    args::TailArgs,
    output::{Exit, Output, push_json_line, say},
    tail_line::line,
};
use crate::{
    desk::{Asked, Desk, DeskError, JournalCursor},
    locale::Text,
    payment::Code,
    record::{Count, Entry},
    staff::Action,
};

/// How often a command that follows looks whether another program has written.
const NEWS_INTERVAL: Duration = Duration::from_millis(500);

/// Hands over the facts of the journal.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>, tail: &TailArgs) -> Exit {
    hand_over(desk, output, tail).unwrap_or_else(|error| output.fail_at_desk(true, &error))
}

fn hand_over(desk: &mut Desk, output: &mut Output<'_>, tail: &TailArgs) -> Result<Exit, DeskError> {
    desk.require(&Asked::of(Action::Export))?;
    let end = desk.head()?.seq;
    if tail.since > end {
        let (since, end) = (&tail.since.to_string(), &end.to_string());
        let message = output.locale().text(Text::TailSince { since, end });
        return Ok(output.fail(true, Code::FileReplaced, message));
    }
    // Changes up to now are read below.
    desk.has_news()?;
    let mut reading = JournalCursor::new(tail.since, (!tail.follow).then_some(end));
    let mut is_recorded = false;
    loop {
        let entries = desk.next_entries(&mut reading)?;
        if entries.is_empty() {
            if !tail.follow {
                return Ok(Exit::Done);
            }
            if let Err(exit) = wait_for_news(desk, output)? {
                return Ok(exit);
            }
            continue;
        }
        // Before the first payment or cancel is handed over: no export without its fact.
        if let Some(transactions) = count(&entries, reading.is_at_end()).filter(|_| !is_recorded) {
            record(desk, output, transactions)?;
            is_recorded = true;
        }
        if let Err(exit) = output.deliver(&lines(&entries)) {
            return Ok(exit);
        }
    }
}

/// How many payments and cancels are among `entries`, if there are any.
fn count(entries: &[Entry], are_last: bool) -> Option<Count> {
    match entries.iter().filter(|entry| entry.transaction.is_some()).count() as u64 {
        0 => None,
        number if are_last => Some(Count::Exactly(number)),
        number => Some(Count::AtLeast(number)),
    }
}

/// Records the export; of a ledger in which nothing can be recorded, says that instead.
fn record(desk: &mut Desk, output: &Output<'_>, transactions: Count) -> Result<(), DeskError> {
    if desk.is_read_only()? {
        let path = &desk.settings().ledger.display().to_string();
        say(&output.locale().text(Text::TailUnrecorded { path }));
        return Ok(());
    }
    desk.record_journal_export(transactions)
}

fn lines(entries: &[Entry]) -> Vec<u8> {
    let mut lines = Vec::new();
    for entry in entries {
        push_json_line(&mut lines, &line(entry));
    }
    lines
}

/// Waits until another program has written. The exit status when the reader of standard output has left before.
fn wait_for_news(desk: &Desk, output: &Output<'_>) -> Result<Result<(), Exit>, DeskError> {
    loop {
        if let Err(exit) = pause(output) {
            return Ok(Err(exit));
        }
        // A ledger that was put in its place would never have any.
        desk.check_file()?;
        if desk.has_news()? {
            return Ok(Ok(()));
        }
    }
}

/// Waits for a while. The exit status when the reader of standard output has left meanwhile.
#[cfg(unix)]
fn pause(output: &Output<'_>) -> Result<(), Exit> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let (stdout, time) = (io::stdout(), Timespec::try_from(NEWS_INTERVAL).ok());
    let mut stdout = [PollFd::new(&stdout, PollFlags::empty())];
    let reported = poll(&mut stdout, time.as_ref());
    let has_left = stdout.iter().any(|stdout| stdout.revents().intersects(PollFlags::ERR | PollFlags::HUP));
    match reported {
        Ok(0) | Err(_) => Ok(()),
        Ok(_) if has_left => Err(output.write_failed(&io::ErrorKind::BrokenPipe.into())),
        // A kind of file that cannot be waited for.
        Ok(_) => {
            let _ = poll(&mut [], time.as_ref());
            Ok(())
        }
    }
}

/// Elsewhere the next write finds out whether the reader has left.
#[cfg(not(unix))]
fn pause(_: &Output<'_>) -> Result<(), Exit> {
    let (_open, never) = std::sync::mpsc::channel::<()>();
    let _ = never.recv_timeout(NEWS_INTERVAL);
    Ok(())
}
