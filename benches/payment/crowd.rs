//! `paydesk pay` as its callers use it: many requests in one pipe, and several programs on one ledger, each with a caller that waits
//! for every answer.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{share, sides::card_and_amount};

const PROGRAMS: u64 = 8;
/// Payments of each.
const PAYMENTS: u64 = 1_000;
/// What the other program on a busy disk writes between two syncs.
const BUSY_BYTES: usize = 4 << 20;

/// `paydesk pay` and its pipes.
pub struct Program {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    next: u64,
}

impl Program {
    /// The `number`th program on the ledger in `folder`.
    pub fn start(folder: &Path, number: u64) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_paydesk"))
            .args(["--till", &(number + 1).to_string(), "pay"])
            .env("XDG_DATA_HOME", folder)
            .env("XDG_CONFIG_HOME", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("benchmark");
        let requests = process.stdin.take().expect("benchmark");
        let answers = BufReader::new(process.stdout.take().expect("benchmark"));
        Self { process, requests, answers, next: number * 1_000_000 }
    }

    /// Returns how long the answer took, and whether the payment was taken.
    fn pay(&mut self) -> (Duration, bool) {
        let request = self.request();
        let mut answer = String::new();
        let start = Instant::now();
        self.requests.write_all(request.as_bytes()).expect("benchmark");
        self.answers.read_line(&mut answer).expect("benchmark");
        (start.elapsed(), answer.starts_with("{\"id\""))
    }

    /// Puts this many requests into the pipe, and reads their answers. Returns how long all of it took.
    pub fn pay_many(&mut self, count: u64) -> Duration {
        let text: String = (0..count).map(|_| self.request()).collect();
        let Self { requests, answers, .. } = self;
        let start = Instant::now();
        thread::scope(|scope| {
            // In a thread: both sides would wait once both pipes are full.
            scope.spawn(|| requests.write_all(text.as_bytes()).expect("benchmark"));
            let mut answer = String::new();
            for _ in 0..count {
                answer.clear();
                answers.read_line(&mut answer).expect("benchmark");
                assert!(answer.starts_with("{\"id\""), "{answer}");
            }
        });
        start.elapsed()
    }

    fn request(&mut self) -> String {
        self.next += 1;
        let (card, amount) = card_and_amount(self.next);
        format!(
            "{{\"card_number\":\"{card}\",\"expiry\":\"1230\",\"cvc\":\"777\",\"installments\":0,\"amount\":{amount}}}\n"
        )
    }

    pub fn end(self) {
        let Self { mut process, requests, .. } = self;
        drop(requests);
        process.wait().expect("benchmark");
    }
}

pub fn crowd(folder: &impl Fn() -> TempDir) {
    for disk_is_busy in [false, true] {
        let stop = AtomicBool::new(false);
        let busy = folder();
        thread::scope(|scope| {
            if disk_is_busy {
                scope.spawn(|| keep_busy(busy.path(), &stop));
            }
            run(&folder(), 1, disk_is_busy);
            run(&folder(), PROGRAMS, disk_is_busy);
            stop.store(true, Ordering::Relaxed);
        });
    }
}

/// Writes and syncs a file again and again.
fn keep_busy(folder: &Path, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let mut file = File::create(folder.join("busy")).expect("benchmark");
        file.write_all(&vec![b'x'; BUSY_BYTES]).expect("benchmark");
        file.sync_all().expect("benchmark");
    }
}

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a report for people")]
fn run(folder: &TempDir, programs: u64, disk_is_busy: bool) {
    let all_are_there = Barrier::new(usize::try_from(programs).expect("benchmark") + 1);
    let (mut answers, took) = thread::scope(|scope| {
        let pay = |number| {
            let mut program = Program::start(folder.path(), number);
            assert!(program.pay().1);
            all_are_there.wait();
            let answers: Vec<_> = (0..PAYMENTS).map(|_| program.pay()).collect();
            program.end();
            answers
        };
        let threads: Vec<_> = (0..programs).map(|number| scope.spawn(move || pay(number))).collect();
        all_are_there.wait();
        let start = Instant::now();
        let answers: Vec<_> =
            threads.into_iter().flat_map(|thread| thread.join().expect("benchmark")).collect();
        (answers, start.elapsed())
    });
    answers.sort_unstable();
    let refused = answers.iter().filter(|(_, taken)| !taken).count();
    let waits: Vec<Duration> = answers.into_iter().map(|(wait, _)| wait).collect();
    let disk = if disk_is_busy { "busy disk" } else { "quiet disk" };
    println!(
        "{disk}, {programs} × {PAYMENTS} payments: {:.0} a second, {refused} refused, wait {:.2} ms (half), {:.1} (99 of 100), {:.1} (longest)",
        waits.len() as f64 / took.as_secs_f64(),
        share(&waits, 0.5).as_secs_f64() * 1e3,
        share(&waits, 0.99).as_secs_f64() * 1e3,
        share(&waits, 1.0).as_secs_f64() * 1e3,
    );
}
