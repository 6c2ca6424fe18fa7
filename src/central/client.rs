//! The connection to the centre. Nothing waits for it longer than its patience.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::pem::PemObject as _};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls, Row, Statement, error::SqlState, types::ToSql};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::{Address, Roots};
use crate::record::{AddressError, CentreError, Stop};

/// A parameter of a statement.
pub(super) type Param<'a> = &'a (dyn ToSql + Sync);

impl From<tokio_postgres::Error> for CentreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let said = |error: &tokio_postgres::Error| {
            error.as_db_error().map_or_else(|| causes(error), |answer| answer.message().to_owned())
        };
        let text = said(&error);
        let Some(code) = error.code() else {
            // It is known by its words alone.
            let is_of_password = text.ends_with("password missing");
            return if is_of_password { Self::NoPassword } else { Self::Unreachable(text) };
        };
        match *code {
            SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => Self::Login(text),
            SqlState::INSUFFICIENT_PRIVILEGE => Self::Denied(text),
            SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_FUNCTION | SqlState::INVALID_SCHEMA_NAME => {
                Self::NotSetUp
            }
            SqlState::INVALID_CATALOG_NAME => Self::Unreachable(text),
            SqlState::READ_ONLY_SQL_TRANSACTION
            | SqlState::T_R_SERIALIZATION_FAILURE
            | SqlState::T_R_DEADLOCK_DETECTED
            | SqlState::LOCK_NOT_AVAILABLE
            | SqlState::QUERY_CANCELED => Self::Busy(text),
            _ => match code.code() {
                "PD001" => Self::Unknown,
                // Resources, operator intervention, connections.
                code if ["53", "57", "08", "58"].iter().any(|class| code.starts_with(class)) => {
                    Self::Busy(text)
                }
                _ => Self::Refused(text),
            },
        }
    }
}

/// An error with its causes.
fn causes(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// What became of a statement that may be stopped.
pub(super) enum Outcome {
    /// Its rows.
    Rows(Vec<Row>),
    /// It was stopped.
    Stopped,
    /// It took longer than it may.
    TimedOut,
}

/// How often a statement is tried again that was in the way of others.
const ATTEMPTS: usize = 5;

/// Whether a statement has to be tried again: those of others came in between.
fn is_conflict(error: &tokio_postgres::Error) -> bool {
    matches!(error.code(), Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED))
}

/// How often it is asked whether a statement is still wanted.
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);
/// How long it may take to ask the server to give a statement up, and until it does.
const CANCEL: Duration = Duration::from_secs(1);
/// Most statements that are kept prepared.
const MOST_STATEMENTS: usize = 256;

/// An open connection.
pub struct Centre {
    client: Client,
    statements: RefCell<HashMap<String, Statement>>,
    patience: Duration,
    /// Whether a transaction of several statements has begun.
    has_begun: Cell<bool>,
    /// How a statement is cancelled: over a connection of its own, which is as safe as this one.
    tls: Option<MakeRustlsConnect>,
    // The connection lives in it.
    runtime: Option<Runtime>,
}

impl Drop for Centre {
    fn drop(&mut self) {
        // A name that is still looked up must not be waited for.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Centre {
    /// Connects. Every answer has to come within `patience`.
    ///
    /// # Errors
    /// [`CentreError`].
    pub fn connect(address: &Address, patience: Duration) -> Result<Self, CentreError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| CentreError::Unreachable(error.to_string()))?;
        let tls =
            address.verified.as_ref().map(|roots| tls(roots).map(MakeRustlsConnect::new)).transpose()?;
        let client = runtime.block_on(async {
            let connect = async {
                match &tls {
                    None => {
                        let (client, connection) = address.config.connect(NoTls).await?;
                        tokio::spawn(async move { drop(connection.await) });
                        Ok::<_, CentreError>(client)
                    }
                    Some(tls) => {
                        let (client, connection) = address.config.connect(tls.clone()).await?;
                        tokio::spawn(async move { drop(connection.await) });
                        Ok(client)
                    }
                }
            };
            tokio::time::timeout(patience, connect).await.unwrap_or(Err(CentreError::Silent))
        });
        match client {
            Ok(client) => {
                let (statements, has_begun) = Default::default();
                Ok(Self { client, statements, patience, has_begun, tls, runtime: Some(runtime) })
            }
            Err(error) => {
                runtime.shutdown_background();
                Err(error)
            }
        }
    }

    /// Runs a statement that is prepared once, and again where others were in the way, unless it belongs to a larger transaction.
    ///
    /// # Errors
    /// [`CentreError`]. After [`CentreError::Silent`] the connection is not to be used again: the answer may still come.
    pub(super) fn query(&self, sql: &'static str, parameters: &[Param<'_>]) -> Result<Vec<Row>, CentreError> {
        self.within(async {
            let statement = self.statement(sql).await?;
            let mut attempts = 0;
            loop {
                match self.client.query(&statement, parameters).await {
                    // Others were in the way, and nothing of it was done.
                    Err(error) if !self.has_begun.get() && attempts < ATTEMPTS && is_conflict(&error) => {
                        attempts += 1;
                    }
                    other => return Ok(other?),
                }
            }
        })
    }

    /// As [`query`](Self::query), for a statement that was put together, and only until `stop` says so. The server gives it up after `longest`.
    ///
    /// # Errors
    /// As [`query`](Self::query); [`CentreError::Silent`] also where the server did not let itself be stopped.
    pub(super) fn query_until(
        &self,
        sql: &str,
        parameters: &[Param<'_>],
        longest: Duration,
        stop: Stop<'_>,
    ) -> Result<Outcome, CentreError> {
        self.within(async {
            let statement = self.statement(sql).await?;
            let mut begun = Instant::now();
            let mut query = Box::pin(self.client.query(&statement, parameters));
            loop {
                match tokio::time::timeout(BETWEEN_LOOKS, &mut query).await {
                    Ok(Ok(rows)) => return Ok(Outcome::Rows(rows)),
                    Ok(Err(error)) if error.code() == Some(&SqlState::QUERY_CANCELED) => {
                        if begun.elapsed() >= longest {
                            return Ok(Outcome::TimedOut);
                        }
                        // It was meant for the statement before, and came late.
                        begun = Instant::now();
                        query = Box::pin(self.client.query(&statement, parameters));
                    }
                    Ok(Err(error)) => return Err(error.into()),
                    Err(_) if stop() => {
                        self.cancel().await;
                        let ended = tokio::time::timeout(CANCEL, query).await;
                        return ended.map(|_| Outcome::Stopped).or(Err(CentreError::Silent));
                    }
                    Err(_) => {}
                }
            }
        })
    }

    /// Asks the server to give up the statement that runs.
    async fn cancel(&self) {
        let token = self.client.cancel_token();
        let asked = async {
            match &self.tls {
                None => token.cancel_query(NoTls).await,
                Some(tls) => token.cancel_query(tls.clone()).await,
            }
        };
        let _ = tokio::time::timeout(CANCEL, asked).await;
    }

    /// A statement, prepared once.
    async fn statement(&self, sql: &str) -> Result<Statement, CentreError> {
        let known = self.statements.borrow().get(sql).cloned();
        if let Some(statement) = known {
            return Ok(statement);
        }
        let statement = self.client.prepare(sql).await?;
        let mut statements = self.statements.borrow_mut();
        if statements.len() >= MOST_STATEMENTS {
            statements.clear();
        }
        statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Runs a statement that answers one row.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub(super) fn query_one(&self, sql: &'static str, parameters: &[Param<'_>]) -> Result<Row, CentreError> {
        let rows = self.query(sql, parameters)?;
        rows.into_iter().next().ok_or_else(|| CentreError::Refused("no row".to_owned()))
    }

    /// Runs statements without parameters.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub(super) fn run(&self, sql: &str) -> Result<(), CentreError> {
        self.within(async { Ok(self.client.batch_execute(sql).await?) })
    }

    /// Begins a transaction of several statements with this one.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub(super) fn begin(&self, sql: &str) -> Result<(), CentreError> {
        self.run(sql)?;
        self.has_begun.set(true);
        Ok(())
    }

    /// Ends it: `COMMIT` or `ROLLBACK`.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub(super) fn end(&self, sql: &str) -> Result<(), CentreError> {
        self.has_begun.set(false);
        self.run(sql)
    }

    fn within<T>(&self, work: impl Future<Output = Result<T, CentreError>>) -> Result<T, CentreError> {
        let runtime = self.runtime.as_ref().ok_or(CentreError::Silent)?;
        runtime.block_on(async {
            tokio::time::timeout(self.patience, work).await.unwrap_or(Err(CentreError::Silent))
        })
    }
}

/// TLS that proves who the centre is.
fn tls(roots: &Roots) -> Result<ClientConfig, AddressError> {
    let mut store = RootCertStore::empty();
    match roots {
        Roots::System => {
            let found = rustls_native_certs::load_native_certs();
            store.add_parsable_certificates(found.certs);
            if store.is_empty() {
                let reason = found.errors.first().map_or_else(|| "none".to_owned(), ToString::to_string);
                return Err(AddressError::Certificates { path: "/etc/ssl/certs".into(), reason });
            }
        }
        Roots::File(path) => {
            let failed = |reason: String| AddressError::Certificates { path: path.clone(), reason };
            let certificates = rustls::pki_types::CertificateDer::pem_file_iter(path);
            for certificate in certificates.map_err(|error| failed(error.to_string()))? {
                let certificate = certificate.map_err(|error| failed(error.to_string()))?;
                store.add(certificate).map_err(|error| failed(error.to_string()))?;
            }
            if store.is_empty() {
                return Err(failed("no certificate in it".to_owned()));
            }
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions();
    let failed =
        |reason: rustls::Error| AddressError::Certificates { path: "TLS".into(), reason: reason.to_string() };
    Ok(builder.map_err(failed)?.with_root_certificates(store).with_no_client_auth())
}
