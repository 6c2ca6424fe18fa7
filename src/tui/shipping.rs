//! Shipping to the centre: on a thread with a connection of its own, in one of the tills of a ledger at a time. No payment waits for it.

use std::{
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use super::{backup::give_way, event::Event};
use crate::{
    central::{Enrolment, Lag, ShipError, Shipped, Shipper, Standing, Wait},
    desk::{Settings, World},
};

/// How often it is looked for what is new.
const INTERVAL: Duration = Duration::from_secs(1);
/// How often it is asked whether an owner has decided.
const HELD_INTERVAL: Duration = Duration::from_secs(5);
/// How often a till asks whether it may ship, while another one does.
const LEASE_INTERVAL: Duration = Duration::from_secs(10);

/// The thread that ships. It ends with this value, at its next pause.
pub struct Shipping {
    until: Sender<()>,
}

impl Shipping {
    /// Starts the thread, which waits for [`begin`](Self::begin) and then ships what is enrolled. It reports to `events`.
    pub fn start(settings: &Settings, world: World, events: Sender<Event>) -> Option<Self> {
        let settings = settings.clone();
        let (until, ended) = mpsc::channel::<()>();
        let run = move || {
            give_way();
            if ended.recv().is_ok() {
                let pause = |wait| ended.recv_timeout(wait) == Err(RecvTimeoutError::Disconnected);
                run(&settings, &world, &events, &pause);
            }
        };
        thread::Builder::new().name("shipping".to_owned()).spawn(run).ok()?;
        Some(Self { until })
    }

    /// Lets it ship: the ledger is the right one.
    pub fn begin(&self) {
        // Where the thread is gone, nothing is shipped.
        let _ = self.until.send(());
    }
}

/// Ships until `pause` says that the till ends: true once it does, before its time is over.
fn run(settings: &Settings, world: &World, events: &Sender<Event>, pause: &impl Fn(Duration) -> bool) {
    let mut told = None;
    let mut tell = |lag: Option<Lag>| {
        // Only what a person sees: the time of the last contact counts in minutes.
        let seen = |lag: Lag| (lag.waiting, lag.contact_at.timestamp() / 60, lag.skew / 60_000, lag.standing);
        let is_new = lag.map(seen) != told;
        told = lag.map(seen);
        !is_new || events.send(Event::Shipping(lag)).is_ok()
    };
    let lease = loop {
        // The right to ship is of all ledgers of a keyring: one that is not enrolled must not hold it.
        let is_enrolled = match Shipper::new(&settings.ledger, &settings.keyring, world.clone()) {
            Err(ShipError::NotEnrolled) => false,
            Err(ShipError::OtherLedger) => {
                tell(Some(Lag { standing: Standing::OtherLedger, ..Lag::unknown(world) }));
                false
            }
            _ => true,
        };
        let lease = is_enrolled.then(|| Enrolment::lease(&settings.keyring)).flatten();
        if let Some(lease) = lease {
            break lease;
        }
        if pause(LEASE_INTERVAL) {
            return;
        }
    };
    let (mut shipper, mut wait) = (None, Wait::default());
    loop {
        let step = step(&mut shipper, settings, world);
        if !tell(shipper.as_ref().map(Shipper::lag)) {
            break;
        }
        let pause_for = match step {
            Ok(Shipped::Some(1..)) => {
                wait.reset();
                Duration::ZERO
            }
            Ok(Shipped::Some(0)) => INTERVAL,
            Ok(Shipped::All(_)) => {
                wait.reset();
                INTERVAL
            }
            Ok(Shipped::Held { .. } | Shipped::Refused { .. }) => HELD_INTERVAL,
            Err(_) => wait.next(&mut world.clone()),
        };
        let mut left = pause_for;
        let is_over = loop {
            let part = left.min(INTERVAL);
            left -= part;
            if pause(part) {
                break true;
            }
            if left.is_zero() {
                break false;
            }
            // What is recorded while the centre is not asked is counted all the same.
            if let Some(shipper) = &mut shipper {
                // What cannot be read now the next step says.
                let _ = shipper.count_waiting();
            }
            if !tell(shipper.as_ref().map(Shipper::lag)) {
                break true;
            }
        };
        if is_over {
            break;
        }
    }
    drop(lease);
}

fn step(shipper: &mut Option<Shipper>, settings: &Settings, world: &World) -> Result<Shipped, ShipError> {
    let shipper = match shipper {
        Some(shipper) => shipper,
        None => shipper.insert(Shipper::new(&settings.ledger, &settings.keyring, world.clone())?),
    };
    shipper.step()
}
