//! Shipping to the centre: on a thread with a connection of its own, in one of the tills of a ledger at a time. No payment waits for it.

use std::{
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use super::{backup::give_way, event::Event};
use crate::{
    central::{Enrolment, Lag, ShipError, Shipped, Shipper, Wait},
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
    _until: Sender<()>,
}

impl Shipping {
    /// Starts the thread, if this ledger is enrolled. It reports to `events`.
    pub fn start(settings: &Settings, world: World, events: Sender<Event>) -> Option<Self> {
        Enrolment::read(&settings.keyring).ok().flatten()?;
        let settings = settings.clone();
        let (until, ended) = mpsc::channel::<()>();
        // True once it ends.
        let pause = move |wait| !matches!(ended.recv_timeout(wait), Err(RecvTimeoutError::Timeout));
        let run = move || {
            give_way();
            run(&settings, &world, &events, &pause);
        };
        thread::Builder::new().name("shipping".to_owned()).spawn(run).ok()?;
        Some(Self { _until: until })
    }
}

fn run(settings: &Settings, world: &World, events: &Sender<Event>, pause: &impl Fn(Duration) -> bool) {
    // The right to ship is of all ledgers of a keyring: one that is not enrolled must not hold it.
    if matches!(
        Shipper::new(&settings.ledger, &settings.keyring, world.clone()),
        Err(ShipError::OtherLedger | ShipError::NotEnrolled)
    ) {
        return;
    }
    let lease = loop {
        if let Some(lease) = Enrolment::lease(&settings.keyring) {
            break lease;
        }
        if pause(LEASE_INTERVAL) {
            return;
        }
    };
    let (mut shipper, mut wait, mut told) = (None, Wait::default(), None);
    loop {
        let step = step(&mut shipper, settings, world);
        let lag = shipper.as_ref().map(Shipper::lag);
        // Only what a person sees: the time of the last contact counts in minutes.
        let seen = |lag: Lag| (lag.waiting, lag.contact_at.timestamp() / 60, lag.skew / 60_000, lag.standing);
        if lag.map(seen) != told {
            told = lag.map(seen);
            if events.send(Event::Shipping(lag)).is_err() {
                break;
            }
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
        if pause(pause_for) {
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
