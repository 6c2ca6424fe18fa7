//! The way to a printer through a command line, such as `lp -d receipt -o raw`.

use std::{
    io::{self, Read as _, Write as _},
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
};

use super::{
    error::PrinterTrouble as Trouble,
    send::{Deadline, Taken},
};
use crate::payment::card_text::hide_cards;

/// At most this many bytes of what a command says are read.
const MAX_SAID: usize = 400;

/// Runs a command line with `bytes` as its input. One that has not ended by the deadline is ended.
pub(super) fn run(line: &str, bytes: &[u8], until: Deadline) -> Result<Taken, Trouble> {
    let child = shell(line).spawn().map_err(Trouble::Start)?;
    let group = child.id();
    let (ended, answer) = mpsc::channel();
    let fed = bytes.to_vec();
    let wait = move || {
        // It fails once the deadline is over.
        let _ = ended.send(feed(child, &fed));
    };
    thread::Builder::new().name("printer-command".to_owned()).spawn(wait).map_err(Trouble::Start)?;
    if let Ok(done) = answer.recv_timeout(until.left().unwrap_or_default()) {
        return done.map(|()| Taken::InTime);
    }
    end(group);
    Ok(Taken::Late(bytes.len()))
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

/// Ends a command and all that it has started.
fn end(group: u32) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        let group = i32::try_from(group).ok().and_then(Pid::from_raw);
        // It may have ended just now.
        let _ = group.map(|group| kill_process_group(group, Signal::KILL));
    }
    #[cfg(not(unix))]
    let _ = group;
}

/// Gives a command its input and waits for its end.
fn feed(mut child: Child, bytes: &[u8]) -> Result<(), Trouble> {
    let written = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(bytes));
    let status = child.wait().map_err(Trouble::Start)?;
    match written {
        _ if !status.success() => {
            let said = child.stderr.take().map(first_line).unwrap_or_default();
            Err(Trouble::Command { status: in_words(status), said })
        }
        Err(reason) => Err(Trouble::Cut { taken: 0, all: bytes.len(), reason }),
        Ok(()) => Ok(()),
    }
}

/// `exit status: 1`, or the signal.
fn in_words(status: ExitStatus) -> String {
    status.to_string()
}

/// The first line that it said, as far as it can be read without waiting: what it has started may still be there.
fn first_line(mut stderr: ChildStderr) -> String {
    let mut said = [0; MAX_SAID];
    let read = without_waiting(&stderr).and_then(|()| stderr.read(&mut said)).unwrap_or(0);
    let said = String::from_utf8_lossy(said.get(..read).unwrap_or_default()).into_owned();
    let line = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    hide_cards(line).chars().filter(|c| !c.is_control()).collect()
}

#[cfg(unix)]
fn without_waiting(stderr: &ChildStderr) -> io::Result<()> {
    Ok(rustix::io::ioctl_fionbio(stderr, true)?)
}

#[cfg(not(unix))]
fn without_waiting(_: &ChildStderr) -> io::Result<()> {
    Ok(())
}
