//! A PostgreSQL of its own for these tests: a throw-away cluster on a unix socket, one for the test program, one database a test.
//!
//! `PAYDESK_TEST_POSTGRES` names the folder of its programs; without it, they are looked for on the machine. Where there are none, every
//! test is printed as ignored. No server outlives the test program, also one that is killed: a shell holds the other end of a pipe, and
//! stops the server when the pipe closes.

#![allow(dead_code, reason = "the tests and the benchmark each use their own part of it")]

use std::{
    env, fs,
    io::Write as _,
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use crate::support;

/// The owner of every centre, and the password.
pub const OWNER: &str = "owner";
pub const PASSWORD: &str = "a password of the owner";
/// Who runs the server when root runs the tests: it refuses root. `nobody` of every system.
const NOBODY: u32 = 65_534;

struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    /// Of its socket, and of TLS on this machine where `openssl` made certificates.
    port: u16,
    has_tls: bool,
    // Its standard input is the pipe.
    _keeper: Child,
}

static CLUSTER: LazyLock<Option<Cluster>> = LazyLock::new(Cluster::start);

/// The folder of PostgreSQL's programs.
fn programs() -> Option<PathBuf> {
    if let Some(named) = env::var_os("PAYDESK_TEST_POSTGRES").filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        assert!(
            named.join("postgres").is_file(),
            "PAYDESK_TEST_POSTGRES: no postgres in {}",
            named.display()
        );
        return Some(named);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let needed = ["postgres", "initdb", "psql"];
    folders.into_iter().find(|folder| needed.iter().all(|program| folder.join(program).is_file()))
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A command that is run as somebody whom the server lets run it.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C").current_dir("/");
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

const TLS: &str =
    "-c listen_addresses=127.0.0.1 -c ssl=on -c ssl_cert_file=../server.pem -c ssl_key_file=../server.key";

/// A port that nobody listens at.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Makes an authority, and the certificate of `localhost` that goes back to it. Returns whether it could.
fn make_certificates(folder: &Path) -> bool {
    let script = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority \
         -keyout authority.key -out authority.pem && \
         openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout server.key -out server.csr && \
         echo subjectAltName=DNS:localhost >extensions && \
         openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -days 2 -extfile extensions -out server.pem && \
         chmod 600 server.key";
    let made = command("/bin/sh".as_ref()).args(["-c", script]).current_dir(folder).output();
    made.is_ok_and(|made| made.status.success())
}

impl Cluster {
    fn start() -> Option<Self> {
        let programs = programs()?;
        let folder =
            tempfile::Builder::new().prefix("paydesk-pg-").tempdir_in("/tmp").expect("a folder").keep();
        fs::write(folder.join("password"), PASSWORD).expect("written");
        if is_root() {
            for path in [folder.clone(), folder.join("password")] {
                chown(path, Some(NOBODY), Some(NOBODY)).expect("given");
            }
        }
        let at = |name: &str| folder.join(name).display().to_string();
        let made = command(&programs.join("initdb"))
            .args(["--no-locale", "-E", "UTF8", "-U", OWNER, "-A", "scram-sha-256", "--no-sync"])
            .args(["-D", &at("data"), "--pwfile", &at("password")])
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        // Asked more than once: while it starts, it may not listen yet.
        let options = "-c fsync=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB \
             -c logging_collector=off";
        let has_tls = make_certificates(&folder);
        let (tls, port) = (if has_tls { TLS } else { "-c listen_addresses=" }, free_port());
        let server = format!(
            "'{}/postgres' -D '{folder}/data' -k '{folder}' -p {port} {tls} {options} </dev/null >'{folder}/log' 2>&1 & server=$!; \
             cat >/dev/null; while kill -INT $server 2>/dev/null; do sleep 0.1; done; rm -rf '{folder}'",
            programs.display(),
            folder = folder.display()
        );
        let keeper = command("/bin/sh".as_ref())
            .args(["-c", &server])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let cluster = Self { programs, folder, port, has_tls, _keeper: keeper };
        support::wait_until("the server does not start", || {
            cluster.psql("postgres", OWNER, PASSWORD, "SELECT 1").is_ok()
        });
        Some(cluster)
    }

    /// `psql` as a user, which reads SQL.
    fn session(&self, database: &str, user: &str, password: &str) -> Child {
        Command::new(self.programs.join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h"])
            .arg(&self.folder)
            .args(["-p", &self.port.to_string()])
            .args(["-U", user, "-d", database, "-f", "-"])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("PGPASSWORD", password)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("psql starts")
    }

    /// Runs SQL as a user; what it prints, unaligned.
    fn psql(&self, database: &str, user: &str, password: &str, sql: &str) -> Result<String, String> {
        let mut child = self.session(database, user, password);
        // Where it is not let in, it ends before it has read anything: its status says so.
        let _ = child.stdin.take().expect("standard input").write_all(sql.as_bytes());
        let output = child.wait_with_output().expect("psql ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8").trim_end().to_owned();
        if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
    }
}

/// A session that is open.
pub struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A database of one test.
pub struct Database {
    cluster: &'static Cluster,
    pub name: String,
}

impl Database {
    /// An empty one; `None` where there is no PostgreSQL, which is said.
    pub fn new() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Some(cluster) = CLUSTER.as_ref() else {
            let test = thread::current().name().unwrap_or("a test").to_owned();
            let why = "there is no PostgreSQL here; PAYDESK_TEST_POSTGRES names the folder of its programs";
            writeln!(std::io::stderr(), "{test}: ignored: {why}").expect("standard error");
            return None;
        };
        let name = format!("centre_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        cluster.psql("postgres", OWNER, PASSWORD, &format!("CREATE DATABASE {name}")).expect("made");
        Some(Self { cluster, name })
    }

    /// The same on a server that no other test uses.
    pub fn on_a_server_of_its_own() -> Option<Self> {
        let shared = Self::new()?;
        let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start()?));
        cluster.psql("postgres", OWNER, PASSWORD, &format!("CREATE DATABASE {}", shared.name)).expect("made");
        Some(Self { cluster, name: shared.name })
    }

    /// Runs SQL as the owner.
    pub fn sql(&self, sql: &str) -> String {
        self.try_sql(sql).expect(sql)
    }

    /// The same, also where it is refused.
    pub fn try_sql(&self, sql: &str) -> Result<String, String> {
        self.sql_as(OWNER, PASSWORD, sql)
    }

    /// Runs SQL as another user.
    pub fn sql_as(&self, user: &str, password: &str, sql: &str) -> Result<String, String> {
        self.cluster.psql(&self.name, user, password, sql)
    }

    /// Runs SQL in a session of the owner that stays open until it is dropped.
    pub fn hold(&self, sql: &str) -> Held {
        let mut child = self.cluster.session(&self.name, OWNER, PASSWORD);
        let input = child.stdin.as_mut().expect("standard input");
        writeln!(input, "{sql}").expect("written");
        Held(child)
    }

    /// The folder of the socket.
    pub fn socket(&self) -> &Path {
        &self.cluster.folder
    }

    /// The URL of a socket in this folder, for this user.
    pub fn url_at(&self, socket: &Path, user: &str) -> String {
        let port = self.cluster.port;
        format!(
            "postgresql:///{}?host={}&port={port}&user={user}&sslmode=disable",
            self.name,
            socket.display()
        )
    }

    /// The name of the socket in its folder.
    pub fn socket_name(&self) -> String {
        format!(".s.PGSQL.{}", self.cluster.port)
    }

    /// The owner's URL through TLS, to this host of the same machine; `None` where there is no `openssl`, which is said.
    pub fn tls_url(&self, host: &str, rest: &str) -> Option<String> {
        if !self.cluster.has_tls {
            let test = thread::current().name().unwrap_or("a test").to_owned();
            writeln!(std::io::stderr(), "{test}: ignored: there is no openssl here").expect("standard error");
            return None;
        }
        Some(format!(
            "postgresql://{OWNER}@{host}:{}/{}?sslmode=verify-full{rest}",
            self.cluster.port, self.name
        ))
    }

    /// The certificate that the server's goes back to.
    pub fn authority(&self) -> PathBuf {
        self.cluster.folder.join("authority.pem")
    }

    /// The owner's URL.
    pub fn url(&self) -> String {
        self.url_at(self.socket(), OWNER)
    }
}
