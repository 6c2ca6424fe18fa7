//! The ways to a printer: those that work, and each kind of trouble. The bytes of whole slips are read by the tests of the
//! commands.

use std::{
    fs,
    io::Read as _,
    net::{Ipv4Addr, TcpListener},
    path::Path,
    thread,
    time::Duration,
};

use super::{Outcome, PrinterTrouble, send};
use crate::config::PrinterTo;

const BYTES: &[u8] = b"\x1b@a slip\n";
/// Long enough for anything that is going to happen.
const PATIENT: Duration = Duration::from_secs(60);
/// Over at once for what never happens.
const SHORT: Duration = Duration::from_millis(50);

fn trouble(outcome: Outcome) -> PrinterTrouble {
    match outcome {
        Outcome::Failed(error) => error.trouble,
        other => panic!("{other:?}"),
    }
}

fn file(path: &Path) -> PrinterTo {
    PrinterTo::File(path.to_owned())
}

fn command(line: &str) -> PrinterTo {
    PrinterTo::Command(line.to_owned())
}

fn host(listener: &TcpListener) -> PrinterTo {
    let port = listener.local_addr().expect("an address").port();
    PrinterTo::Tcp { host: "127.0.0.1".to_owned(), port }
}

fn listen() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port")
}

#[test]
fn a_file_gets_one_slip_after_the_other() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("slips");
    for _ in 0..2 {
        assert!(matches!(send(&file(&path), BYTES, PATIENT), Outcome::Printed));
    }
    assert_eq!(fs::read(&path).expect("slips"), [BYTES, BYTES].concat());
}

#[test]
fn what_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().expect("folder");
    assert!(matches!(trouble(send(&PrinterTo::Nowhere, BYTES, PATIENT)), PrinterTrouble::Nowhere));
    assert!(matches!(trouble(send(&file(folder.path()), BYTES, PATIENT)), PrinterTrouble::Open(_)));
    let missing = folder.path().join("no/such/folder");
    assert!(matches!(trouble(send(&file(&missing), BYTES, PATIENT)), PrinterTrouble::Open(_)));
    // A device that is not there is no file to be made.
    let device = Path::new("/dev/paydesk-no-such-printer");
    assert!(matches!(trouble(send(&file(device), BYTES, PATIENT)), PrinterTrouble::NoDevice));
    assert!(!device.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_that_is_full_has_cut_the_slip() {
    let PrinterTrouble::Cut { taken, all, .. } = trouble(send(&file(Path::new("/dev/full")), BYTES, PATIENT))
    else {
        panic!("not cut");
    };
    assert_eq!((taken, all), (0, BYTES.len()));
}

#[cfg(unix)]
#[test]
fn a_fifo_is_written_when_a_program_reads_it() {
    use rustix::fs::{CWD, Mode, OFlags, mkfifoat, open};
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("fifo");
    mkfifoat(CWD, &path, Mode::RUSR | Mode::WUSR).expect("a fifo");
    assert!(matches!(trouble(send(&file(&path), BYTES, PATIENT)), PrinterTrouble::NoReader));
    let reader = open(&path, OFlags::RDONLY | OFlags::NONBLOCK, Mode::empty()).expect("a reader");
    let mut reader = fs::File::from(reader);
    assert!(matches!(send(&file(&path), BYTES, PATIENT), Outcome::Printed));
    let mut read = vec![0; BYTES.len()];
    reader.read_exact(&mut read).expect("bytes");
    assert_eq!(read, BYTES);
    // Nothing is taken out: it fills up, with part of a slip or with none.
    let slip = vec![b'x'; 40_000];
    assert!(matches!(send(&file(&path), &slip, PATIENT), Outcome::Printed));
    let outcome = send(&file(&path), &slip, SHORT);
    assert!(matches!(outcome, Outcome::Late { taken: 1.., all: 40_000, .. }), "{outcome:?}");
    assert!(matches!(trouble(send(&file(&path), &slip, SHORT)), PrinterTrouble::Silent));
}

#[test]
fn a_host_gets_the_slip_and_closes() {
    let listener = listen();
    let to = host(&listener);
    let printer = thread::spawn(move || {
        let mut all = Vec::new();
        listener.accept().expect("a till").0.read_to_end(&mut all).expect("bytes");
        all
    });
    assert!(matches!(send(&to, BYTES, PATIENT), Outcome::Printed));
    assert_eq!(printer.join().expect("a printer"), BYTES);
}

#[test]
fn a_host_that_does_not_close_is_late_and_one_that_takes_nothing_too() {
    let listener = listen();
    // It is never accepted: the system takes the bytes.
    let outcome = send(&host(&listener), BYTES, SHORT);
    assert!(matches!(outcome, Outcome::Late { taken: 9, all: 9, is_broken: false }), "{outcome:?}");
    // More than the system takes for a program that reads nothing.
    let slip = vec![b'x'; 64 * 1024 * 1024];
    let outcome = send(&host(&listener), &slip, SHORT);
    assert!(matches!(outcome, Outcome::Late { taken: 1..67_108_864, all: 67_108_864, .. }), "{outcome:?}");
}

#[test]
fn a_host_that_is_off_is_named() {
    // No program listens there.
    let to = PrinterTo::Tcp { host: "127.0.0.1".to_owned(), port: 1 };
    assert!(matches!(trouble(send(&to, BYTES, PATIENT)), PrinterTrouble::Connect(_)));
    let nowhere = PrinterTo::Tcp { host: "no-such-host.invalid".to_owned(), port: 9100 };
    assert!(matches!(trouble(send(&nowhere, BYTES, PATIENT)), PrinterTrouble::NoHost));
}

#[cfg(unix)]
#[test]
fn a_command_gets_the_slip_as_its_input() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("slip");
    let line = format!("cat > '{}'", path.display());
    assert!(matches!(send(&command(&line), BYTES, PATIENT), Outcome::Printed));
    assert_eq!(fs::read(&path).expect("a slip"), BYTES);
}

#[cfg(unix)]
#[test]
fn a_command_that_fails_is_quoted() {
    let line = "cat > /dev/null; printf '\\nno \\033[2Jpaper for 4111111111111111\\nmore' >&2; exit 3";
    let PrinterTrouble::Command { status, said } = trouble(send(&command(line), BYTES, PATIENT)) else {
        panic!("no failure");
    };
    assert_eq!((status.as_str(), said.as_str()), ("exit status: 3", "no [2Jpaper for ****************"));
    let PrinterTrouble::Command { status, said } = trouble(send(&command("no-such-program"), BYTES, PATIENT))
    else {
        panic!("no failure");
    };
    assert!(status == "exit status: 127" && said.contains("no-such-program"), "{status}: {said}");
}

#[cfg(unix)]
#[test]
fn a_command_that_is_late_goes_on() {
    let folder = tempfile::tempdir().expect("folder");
    let fifo = folder.path().join("go");
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR)
        .expect("a fifo");
    let slip = folder.path().join("slip");
    // It waits for the test, then prints.
    let line = format!("cat '{}'; cat > '{}.part'; mv '{1}.part' '{1}'", fifo.display(), slip.display());
    let outcome = send(&command(&line), BYTES, SHORT);
    assert!(matches!(outcome, Outcome::Late { taken: 9, all: 9, is_broken: false }), "{outcome:?}");
    fs::write(fifo, "").expect("read by it");
    while !slip.exists() {
        thread::yield_now();
    }
    assert_eq!(fs::read(slip).expect("a slip"), BYTES);
}

#[cfg(unix)]
#[test]
fn a_command_that_reads_nothing_or_talks_for_ever_is_no_trouble() {
    // More than a pipe holds, to standard error.
    let talk = "cat > /dev/null; head -c 300000 /dev/zero >&2";
    assert!(matches!(send(&command(talk), BYTES, PATIENT), Outcome::Printed));
    // More than a pipe holds, unread.
    let slip = vec![b'x'; 300_000];
    let outcome = send(&command("true"), &slip, PATIENT);
    assert!(matches!(outcome, Outcome::Late { taken: 300_000, all: 300_000, .. }), "{outcome:?}");
}
