//! A bad line: a socket in front of the centre's that cuts after so many bytes of either direction, or loses, doubles or delays what it
//! carries.

use std::{
    io::{Read as _, Write as _},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// No limit.
const UNLIMITED: i64 = i64::MAX;

/// The line.
pub struct Proxy {
    folder: tempfile::TempDir,
    faults: Arc<Faults>,
}

/// What is wrong with it.
struct Faults {
    /// The bytes that are left until it cuts, to the server and from it.
    limits: [AtomicI64; 2],
    /// Those from the server until it loses what comes.
    until_mute: AtomicI64,
    /// What goes to the server goes twice.
    doubles: AtomicBool,
    /// Milliseconds that everything takes.
    delay: AtomicU64,
}

impl Proxy {
    /// A line to the socket in this folder.
    pub fn before(server: &Path, name: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("paydesk-line-").tempdir_in("/tmp").expect("a folder");
        let listener = UnixListener::bind(folder.path().join(name)).expect("a socket");
        let unlimited = || AtomicI64::new(UNLIMITED);
        let faults = Arc::new(Faults {
            limits: [unlimited(), unlimited()],
            until_mute: unlimited(),
            doubles: AtomicBool::new(false),
            delay: AtomicU64::new(0),
        });
        let server: PathBuf = server.join(name);
        let shared = Arc::clone(&faults);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, UnixStream::connect(&server)) else { return };
                for (direction, from, to) in [(0, &client, &server), (1, &server, &client)] {
                    let (from, to) = (from.try_clone().expect("a socket"), to.try_clone().expect("a socket"));
                    let faults = Arc::clone(&shared);
                    thread::spawn(move || forward(from, to, direction, &faults));
                }
            }
        });
        Self { folder, faults }
    }

    /// The folder of its socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// From now on, cuts after so many more bytes to the server, or from it.
    pub fn cut_after(&self, to_server: Option<i64>, from_server: Option<i64>) {
        for (limit, bytes) in self.faults.limits.iter().zip([to_server, from_server]) {
            limit.store(bytes.unwrap_or(UNLIMITED), Ordering::SeqCst);
        }
    }

    /// From now on, loses what the server says after so many more bytes of it, and cuts nothing.
    pub fn mute_after(&self, bytes: Option<i64>) {
        self.faults.until_mute.store(bytes.unwrap_or(UNLIMITED), Ordering::SeqCst);
    }

    /// Whether what goes to the server goes twice from now on.
    pub fn double(&self, doubles: bool) {
        self.faults.doubles.store(doubles, Ordering::SeqCst);
    }

    /// From now on, everything takes so much longer.
    pub fn delay(&self, time: Duration) {
        self.faults.delay.store(u64::try_from(time.as_millis()).expect("short"), Ordering::SeqCst);
    }
}

/// Takes so many bytes of what is left, at most.
fn take(left: &AtomicI64, count: usize) -> usize {
    let room = left.load(Ordering::SeqCst);
    let taken = usize::try_from(room).unwrap_or(0).min(count);
    if room != UNLIMITED {
        left.fetch_sub(i64::try_from(taken).expect("few"), Ordering::SeqCst);
    }
    taken
}

fn forward(mut from: UnixStream, mut to: UnixStream, direction: usize, faults: &Faults) {
    let (_never, silence) = mpsc::channel::<()>();
    let mut buffer = [0; 4096];
    loop {
        let count = from.read(&mut buffer).unwrap_or(0);
        let taken = take(&faults.limits[direction], count);
        let heard = if direction == 1 { take(&faults.until_mute, taken) } else { taken };
        let delay = faults.delay.load(Ordering::SeqCst);
        if delay > 0 {
            let _ = silence.recv_timeout(Duration::from_millis(delay));
        }
        let times = if direction == 0 && faults.doubles.load(Ordering::SeqCst) { 2 } else { 1 };
        let bytes = buffer.get(..heard).unwrap_or_default();
        let sent = (0..times).all(|_| to.write_all(bytes).is_ok());
        if count == 0 || taken < count || !sent {
            let _ = from.shutdown(Shutdown::Both);
            let _ = to.shutdown(Shutdown::Both);
            return;
        }
    }
}
