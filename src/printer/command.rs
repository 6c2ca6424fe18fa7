//! The way to a printer through a command line, such as `lp -d receipt -o raw`.

use std::{
    io::{Read as _, Write as _},
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use super::{
    error::PrinterTrouble as Trouble,
    send::{Deadline, Taken},
};
use crate::payment::card_text::hide_cards;

/// At most this many bytes of what a command says are read.
const MAX_SAID: usize = 400;
/// What a command has said is there at once when it has ended.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Runs a command line with `bytes` as its input. One that has not ended by the deadline goes on.
pub(super) fn run(line: &str, bytes: &[u8], until: Deadline) -> Result<Taken, Trouble> {
    let child = shell(line).spawn().map_err(Trouble::Start)?;
    let (ended, answer) = mpsc::channel();
    let fed = bytes.to_vec();
    let wait = move || {
        // It fails once the deadline is over.
        let _ = ended.send(feed(child, &fed));
    };
    thread::Builder::new().name("printer-command".to_owned()).spawn(wait).map_err(Trouble::Start)?;
    let done = answer.recv_timeout(until.left().unwrap_or_default());
    // What is late goes on: it has its input, and may be about to print it.
    done.unwrap_or(Ok(Taken::Late(bytes.len())))
}

/// The system's shell with this line: in a group of its own, so that Ctrl+C at the till does not end it.
fn shell(line: &str) -> Command {
    #[cfg(unix)]
    let mut command = {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new("sh");
        command.arg("-c").arg(line).process_group(0);
        command
    };
    #[cfg(not(unix))]
    let mut command = {
        let mut command = Command::new("cmd");
        command.arg("/C").arg(line);
        command
    };
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Gives a command its input and waits for its end.
fn feed(mut child: Child, bytes: &[u8]) -> Result<Taken, Trouble> {
    let said = child.stderr.take().map(listen);
    let written = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(bytes));
    let status = child.wait().map_err(Trouble::Start)?;
    match written {
        _ if !status.success() => {
            let said = said.map(|said| last_words(&said)).unwrap_or_default();
            Err(Trouble::Command { status: in_words(status), said })
        }
        // It says that all is well, but has not read all.
        Err(_) => Ok(Taken::Late(bytes.len())),
        Ok(()) => Ok(Taken::InTime),
    }
}

/// Reads what a command says to its end, so that it never waits to say it. The beginning of it comes back, each time that it has
/// grown.
fn listen(mut stderr: ChildStderr) -> Receiver<Vec<u8>> {
    let (beginning, said) = mpsc::channel();
    let read = move || {
        let (mut all, mut buffer) = (Vec::new(), [0; MAX_SAID]);
        while let Ok(read @ 1..) = stderr.read(&mut buffer) {
            let room = MAX_SAID - all.len();
            all.extend(buffer.iter().take(read.min(room)));
            // It fails once the command has ended.
            let _ = beginning.send(all.clone());
        }
    };
    // Without a thread nothing is heard, and the command may wait for that until the deadline.
    let _ = thread::Builder::new().name("printer-words".to_owned()).spawn(read);
    said
}

/// What was said by the end of a command. What it has started may go on for ever.
fn last_words(said: &Receiver<Vec<u8>>) -> String {
    let mut all = Vec::new();
    while let Ok(more) = said.recv_timeout(LAST_WORDS) {
        all = more;
    }
    first_line(&all)
}

/// `exit status: 1`, or the signal.
fn in_words(status: ExitStatus) -> String {
    status.to_string()
}

/// The first line with words in it, without what a terminal would obey.
fn first_line(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let line = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    hide_cards(line).chars().filter(|c| !c.is_control()).collect()
}
