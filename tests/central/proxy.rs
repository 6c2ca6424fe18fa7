//! A bad line: a socket in front of the centre's that cuts after so many bytes of either direction, or says nothing.

use std::{
    io::{Read as _, Write as _},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
};

/// No limit.
const UNLIMITED: i64 = i64::MAX;

/// The line.
pub struct Proxy {
    folder: tempfile::TempDir,
    limits: Arc<[AtomicI64; 2]>,
}

impl Proxy {
    /// A line to the socket in this folder.
    pub fn before(server: &Path, name: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("paydesk-line-").tempdir_in("/tmp").expect("a folder");
        let listener = UnixListener::bind(folder.path().join(name)).expect("a socket");
        let limits = Arc::new([AtomicI64::new(UNLIMITED), AtomicI64::new(UNLIMITED)]);
        let server: PathBuf = server.join(name);
        let left = Arc::clone(&limits);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, UnixStream::connect(&server)) else { return };
                for (direction, from, to) in [(0, &client, &server), (1, &server, &client)] {
                    let (from, to) = (from.try_clone().expect("a socket"), to.try_clone().expect("a socket"));
                    let left = Arc::clone(&left);
                    thread::spawn(move || forward(from, to, &left[direction]));
                }
            }
        });
        Self { folder, limits }
    }

    /// The folder of its socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// From now on, cuts after so many more bytes to the server, or from it.
    pub fn cut_after(&self, to_server: Option<i64>, from_server: Option<i64>) {
        for (limit, bytes) in self.limits.iter().zip([to_server, from_server]) {
            limit.store(bytes.unwrap_or(UNLIMITED), Ordering::SeqCst);
        }
    }
}

fn forward(mut from: UnixStream, mut to: UnixStream, left: &AtomicI64) {
    let mut buffer = [0; 4096];
    loop {
        let count = from.read(&mut buffer).unwrap_or(0);
        let room = left.load(Ordering::SeqCst);
        let taken = usize::try_from(room).unwrap_or(0).min(count);
        if room != UNLIMITED {
            left.fetch_sub(i64::try_from(taken).expect("few"), Ordering::SeqCst);
        }
        let sent = buffer.get(..taken).is_some_and(|bytes| to.write_all(bytes).is_ok());
        if count == 0 || taken < count || !sent {
            let _ = from.shutdown(Shutdown::Both);
            let _ = to.shutdown(Shutdown::Both);
            return;
        }
    }
}
