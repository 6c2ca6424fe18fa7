//! What an owner of the centre does: sets it up, enrols ledgers, looks how far they are, and decides after a fork.

use base64ct::{Base64UrlUnpadded, Encoding as _};

use super::{
    address::{Address, Enrolment},
    chain,
    client::Centre,
    ship::{Held, ShipError, bytes, get},
};
use crate::{
    desk::{Random as _, Settings, World},
    ledger::Ledger,
    record::{CentreError, JournalHash, LedgerId, ShopNumber},
    vault::{Keyring, SealError, Vault},
};

/// Makes schema, functions and roles in the database. What is there already is left alone.
///
/// # Errors
/// [`CentreError`]; nothing is made then.
pub fn set_up(centre: &Centre) -> Result<bool, CentreError> {
    let there =
        centre.query_one("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'paydesk')", &[])?;
    if get(&there, 0)? {
        check_version(centre)?;
        return Ok(false);
    }
    let schema = include_str!("schema.sql");
    centre.run(&format!("BEGIN;\n{schema}\nCOMMIT;"))?;
    Ok(true)
}

/// Whether the centre speaks as this program does.
pub(super) fn check_version(centre: &Centre) -> Result<(), CentreError> {
    let row = centre.query_one("SELECT max(version) FROM paydesk.version", &[])?;
    match get::<Option<i32>>(&row, 0)? {
        Some(super::VERSION) => Ok(()),
        found => Err(CentreError::Version { found: found.unwrap_or(0), own: super::VERSION }),
    }
}

/// Makes the role of a ledger, and writes beside its keyring where and as whom to ship. A ledger that is enrolled already gets a new
/// password, and what was shipped stays.
///
/// # Errors
/// [`ShipError`].
pub fn enrol(
    centre: &Centre,
    address: &Address,
    settings: &Settings,
    (shop, name): (ShopNumber, &str),
    mut world: World,
) -> Result<Enrolment, ShipError> {
    check_version(centre)?;
    let ledger = Ledger::open_to_read(&settings.ledger)?;
    let keyring = Keyring::open(&settings.keyring, false, &mut world)?;
    let vault = Vault::new(&keyring, Box::new(world.clone()))?;
    let id = ledger.id()?.ok_or(ShipError::NotEnrolled)?;
    let mut random = [0; 24];
    world.fill(&mut random).map_err(SealError::Random)?;
    let password = zeroize::Zeroizing::new(Base64UrlUnpadded::encode_string(&random));
    let text = id.to_string();
    let role = format!("paydesk_{}", text.get(..24).unwrap_or(&text));

    let before = Enrolment::read(&settings.keyring).ok().flatten();
    centre.begin("BEGIN")?;
    let enrolled = enrol_ledger(centre, (id, &role, &password), &vault, (shop, name)).and_then(|()| {
        let enrolment = Enrolment::new(address.url(), role, &password, id, shop.number());
        // Before the commit: where it cannot be written, the password from before stays.
        enrolment.write(&settings.keyring)?;
        Ok(enrolment)
    });
    let done =
        enrolled.and_then(|enrolment| centre.end("COMMIT").map(|()| enrolment).map_err(ShipError::from));
    if done.is_err() {
        // Where that fails, too, the line is gone, and so is what was begun.
        let _ = centre.end("ROLLBACK");
        if let Some(before) = before {
            // The password that counts again. Where it cannot be written, enrolling once more helps as it does now.
            let _ = before.write(&settings.keyring);
        }
    }
    done
}

/// Makes the role of a ledger, or gives it a new password, and its row.
fn enrol_ledger(
    centre: &Centre,
    (id, role, password): (LedgerId, &str, &str),
    vault: &Vault,
    (shop, name): (ShopNumber, &str),
) -> Result<(), ShipError> {
    let known = centre.query("SELECT number FROM paydesk.ledgers WHERE ledger = $1", &[&id.0.as_slice()])?;
    let exists = centre.query("SELECT FROM pg_roles WHERE rolname = $1", &[&role])?;
    // The role and the password are of our own letters: hex digits and base64url.
    let verb = if exists.is_empty() { "CREATE" } else { "ALTER" };
    // As the server stores it: the password itself is in no statement and no log.
    let stored = postgres_protocol::password::scram_sha_256(password.as_bytes());
    centre.run(&format!(
        "{verb} ROLE {role} LOGIN CONNECTION LIMIT 8 PASSWORD '{stored}'; GRANT paydesk_till TO {role}; \
         ALTER ROLE {role} SET search_path = pg_catalog; ALTER ROLE {role} SET statement_timeout = '60s'; \
         ALTER ROLE {role} SET lock_timeout = '30s'"
    ))?;
    let shop = i32::try_from(shop.number()).unwrap_or(i32::MAX);
    if known.is_empty() {
        const SQL: &str = "INSERT INTO paydesk.ledgers (number, ledger, shop, name, role, public_key, hash, chain, enrolled_at) \
             SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7, paydesk.now_ms() FROM paydesk.ledgers";
        let (key, hash, begin) = (vault.public_key(), JournalHash::NONE, chain::BEGIN);
        centre.query(
            SQL,
            &[&id.0.as_slice(), &shop, &name, &role, &key.as_slice(), &hash.0.as_slice(), &begin.as_slice()],
        )?;
    } else {
        const SQL: &str = "UPDATE paydesk.ledgers SET shop = $2, name = $3 WHERE ledger = $1";
        centre.query(SQL, &[&id.0.as_slice(), &shop, &name])?;
    }
    Ok(())
}

/// A branch that was reported, and waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its number.
    pub branch: i32,
    /// Its first fact that is another one at the centre.
    pub first: i64,
    /// How many of its facts the centre has.
    pub facts: i64,
    /// The payments and cancels among them.
    pub transactions: i64,
}

/// A ledger at the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolledLedger {
    /// Its number there.
    pub number: i32,
    /// Its id.
    pub ledger: LedgerId,
    /// The number of the shop.
    pub shop: i32,
    /// The name of the shop.
    pub name: String,
    /// How far it was shipped.
    pub head: i64,
    /// When that fact was recorded, in milliseconds since 1970 UTC.
    pub newest_at: Option<i64>,
    /// When it was heard of last, likewise, by the clock of the centre.
    pub contact_at: Option<i64>,
    /// How far ahead its clock was then, in milliseconds.
    pub skew: Option<i64>,
    /// Why an owner has to decide.
    pub held: Option<Held>,
    /// What was reported and waits for a decision.
    pub pending: Vec<Pending>,
    /// Branches that were left: restores, and those that were decided against. Facts in them are kept, and do not count.
    pub left: i64,
}

/// How far every ledger is.
///
/// # Errors
/// [`CentreError`].
pub fn status(centre: &Centre) -> Result<Vec<EnrolledLedger>, CentreError> {
    const SQL: &str = "SELECT number, ledger, shop, name, head, newest_at, contact_at, skew, held, \
         (SELECT count(*) FROM paydesk.branches b WHERE b.ledger = l.number AND b.verdict IN ('left', 'refused')) \
         FROM paydesk.ledgers l ORDER BY shop, number";
    const PENDING: &str = "SELECT branch, first, \
         (SELECT count(*) FROM paydesk.branch_facts f WHERE f.ledger = b.ledger AND f.branch = b.branch), \
         (SELECT count(*) FROM paydesk.branch_transactions t WHERE t.ledger = b.ledger AND t.branch = b.branch) \
         FROM paydesk.branches b WHERE ledger = $1 AND verdict = 'pending' ORDER BY branch";
    check_version(centre)?;
    let mut ledgers = Vec::new();
    for row in centre.query(SQL, &[])? {
        let mut ledger = EnrolledLedger {
            number: get(&row, 0)?,
            ledger: LedgerId(bytes(&row, 1)?),
            shop: get(&row, 2)?,
            name: get(&row, 3)?,
            head: get(&row, 4)?,
            newest_at: get(&row, 5)?,
            contact_at: get(&row, 6)?,
            skew: get(&row, 7)?,
            held: Held::read(&row, 8)?,
            pending: Vec::new(),
            left: get(&row, 9)?,
        };
        if ledger.held.is_some() {
            for row in centre.query(PENDING, &[&ledger.number])? {
                ledger.pending.push(Pending {
                    branch: get(&row, 0)?,
                    first: get(&row, 1)?,
                    facts: get(&row, 2)?,
                    transactions: get(&row, 3)?,
                });
            }
        }
        ledgers.push(ledger);
    }
    Ok(ledgers)
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is done.
    Done,
    /// Nothing of this ledger is held.
    NotHeld,
    /// There is no such branch that waits.
    NoBranch,
}

/// Decides after a fork: branch 0 is what the centre has; another one was reported, and counts from now on.
///
/// # Errors
/// [`CentreError`].
pub fn decide(centre: &Centre, ledger: i32, branch: i32) -> Result<Decision, CentreError> {
    let row = centre.query_one("SELECT paydesk.decide($1, $2)", &[&ledger, &branch])?;
    let answer: String = get(&row, 0)?;
    Ok(match answer.as_str() {
        "ok" => Decision::Done,
        "not_held" => Decision::NotHeld,
        _ => Decision::NoBranch,
    })
}
