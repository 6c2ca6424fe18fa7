//! Closes of the day between two requests, and a comparison of a ledger with them.

use paydesk::{
    desk::{Desk, DeskError},
    record::{DayReport, Progress},
};

use crate::{
    acknowledged::{Findings, rows},
    disk::Disk,
};

/// A close that was recorded.
pub struct Closed {
    report: DayReport,
    /// Length of the disk's log when it was asked for, and when it was answered.
    sent_at: usize,
    pub answered_at: usize,
}

impl Closed {
    /// Closes the day.
    pub fn next(desk: &mut Desk, watch: &Disk) -> Self {
        let sent_at = watch.log_len();
        let report = desk.close(&Progress::default()).expect("closed").expect("not stopped");
        Self { report, sent_at, answered_at: watch.log_len() }
    }
}

/// Every close of a ledger, with all its figures, oldest first.
fn all(desk: &mut Desk) -> Result<Vec<DayReport>, DeskError> {
    let listed = desk.closes(..)?;
    listed.iter().rev().map(|close| Ok(desk.find_close(close.number)?.0)).collect()
}

/// Compares the closes of the ledger of `desk` with what was answered within the first `done` entries of the log. The one in
/// flight may be there or not. Together with what came since, they have every transaction once.
pub fn audit_closes(closed: &[Closed], done: usize, desk: &mut Desk, findings: &mut Findings) {
    let (answered, later) = closed.split_at(closed.partition_point(|closed| closed.answered_at <= done));
    let in_flight = later.first().filter(|closed| closed.sent_at <= done);
    let expected: Vec<DayReport> = answered.iter().map(|closed| closed.report.clone()).collect();
    let perhaps = in_flight.map(|closed| [&expected[..], std::slice::from_ref(&closed.report)].concat());
    let found = match all(desk) {
        Ok(found) => found,
        Err(error) => return findings.add_half(format!("closes: {error:?}")),
    };
    if found != expected && Some(&found) != perhaps.as_ref() {
        findings.add_half(format!("closes {found:?}, neither {expected:?} nor {perhaps:?}"));
    }
    let counted = |report: &DayReport| report.figures.payments.count + report.figures.cancels.count;
    let since = desk.figures_since_close(false, &Progress::default(), &|| false);
    let since = since.map(|report| report.map_or(0, |report| counted(&report)));
    match (since, rows(desk)) {
        (Ok(since), Ok(rows)) if since + found.iter().map(counted).sum::<u64>() == rows as u64 => {}
        other => findings.add_half(format!("{other:?} since and in all, beside {found:?}")),
    }
}
