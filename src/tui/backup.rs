//! Copies of the ledger into the folder of `backup.to`: the copy of the day at the start of the screens, one after each close, and a
//! word when the newest one is old. On a thread of its own with connections of its own: no payment waits for it.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use chrono::NaiveDate;

use super::event::Event;
use crate::{
    desk::{
        Clock as _, Settings, World,
        backup::{BackupError, CopyProgress},
        backup_folder::BackupFolder,
    },
    record::Progress,
};

/// How often the age of the newest copy is looked at.
const LOOK_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// How long the end of the screens waits until a copy that is being made is given up and removed.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// What the cashier is told about copies.
pub struct BackupNews {
    /// The folder.
    pub folder: PathBuf,
    /// Why the copy of the day was not made; `None` when there is one.
    pub failed: Option<BackupError>,
    /// The day of the newest copy, when that is an old one.
    pub old_since: Option<NaiveDate>,
}

/// What is copied, and where to.
pub struct BackupOrder {
    /// The ledger, its keyring, the till.
    pub settings: Settings,
    /// The configuration in use.
    pub config: PathBuf,
    /// The folder.
    pub folder: PathBuf,
    /// The clock.
    pub world: World,
}

/// A copy that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueCopy {
    /// That of today, if there is none yet.
    OfToday,
    /// One after a close.
    AfterClose,
}

/// The thread that copies.
pub struct Backups {
    stop: Arc<AtomicBool>,
    orders: Sender<DueCopy>,
    ended: Receiver<()>,
}

impl Backups {
    /// Starts the thread. It reports to `events`.
    ///
    /// # Errors
    /// The operating system's reason.
    pub fn start(order: BackupOrder, events: Sender<Event>) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let (orders, ordered) = mpsc::channel();
        let (ending, ended) = mpsc::channel();
        let progress = || Progress::new(Arc::clone(&stop));
        let progress = CopyProgress { copying: progress(), checking: progress() };
        thread::Builder::new().name("backup".to_owned()).spawn(move || {
            // Dropped at the end, which is what the end of the screens waits for.
            let _ending: Sender<()> = ending;
            give_way();
            run(&order, &progress, &ordered, &events);
        })?;
        Ok(Self { stop, orders, ended })
    }

    /// Orders a copy.
    pub fn make(&self, due: DueCopy) {
        // It fails once the thread has ended.
        let _ = self.orders.send(due);
    }

    /// Where a copy is ordered.
    pub fn orders(&self) -> Sender<DueCopy> {
        self.orders.clone()
    }

    /// Gives up a copy that is being made, and waits a moment until nothing of it is left. No one else may order copies any more.
    pub fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(self.orders);
        let _ = self.ended.recv_timeout(MAX_WAIT);
    }
}

/// Makes the copies that are ordered, and looks now and then how old the newest one is.
fn run(order: &BackupOrder, progress: &CopyProgress, ordered: &Receiver<DueCopy>, events: &Sender<Event>) {
    let folder = BackupFolder { path: &order.folder, settings: &order.settings, config: Some(&order.config) };
    let mut told = None;
    loop {
        let made = match ordered.recv_timeout(LOOK_INTERVAL) {
            Ok(DueCopy::OfToday) => folder.copy_of_today(&order.world, progress),
            Ok(DueCopy::AfterClose) => folder.copy_now(&order.world, progress),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let failed = match made {
            Ok(_) => None,
            Err(BackupError::Stopped) => return,
            Err(error) => Some(error),
        };
        // A folder that cannot be read is known from the copy; one that is gone since is known at the next start.
        let old_since = folder.old_since(order.world.now()).unwrap_or(None);
        if failed.is_some() || old_since != told && old_since.is_some() {
            let news = BackupNews { folder: order.folder.clone(), failed, old_since };
            if events.send(Event::Backup(Box::new(news))).is_err() {
                return;
            }
        }
        told = old_since;
    }
}

/// Lets everything else on this machine go first. Where a thread has no priority of its own, it has that of the program.
pub(super) fn give_way() {
    /// Of 19, the least.
    #[cfg(target_os = "linux")]
    const NICE: i32 = 10;
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICE);
}
