//! Signals that end a command. None ends it without a sentence, and none leaves the terminal in disorder.
//!
//! | what the command does | the first signal |
//! |---|---|
//! | it waits for input, reads, prints | ends the program at once |
//! | it carries out a request of `pay` or `cancel` | ends it after the answer |
//! | it changes the keyring | lets it finish |
//! | long work: `backup`, `restore`, `verify`, `key rotate`, `demo` | asks the work to stop |
//!
//! A second signal ends the program at once, whatever it does. A signal that was ignored when the program was started, as by
//! `nohup`, stays ignored. The screens have signals of their own, see [`leave`].

use std::{
    process::ExitCode,
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use super::output::Exit;
use crate::{locale::Lang, record::Progress};

/// The signals of every Unix that end a program, but for those that say that it is broken, and those of a closed pipe and of
/// the limit on the size of files, which are errors of writing.
#[cfg(unix)]
pub(crate) const ENDING_SIGNALS: [i32; 10] = {
    use signal_hook::consts::{
        SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU,
    };
    [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU]
};

/// Set by the first signal, in its handler.
static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
/// Its number.
static NUMBER: AtomicUsize = AtomicUsize::new(0);
/// Held while something is done that must not be cut off.
static WORK: Mutex<()> = Mutex::new(());
/// What to do and to say at a signal.
static STATE: Mutex<State> = Mutex::new(State {
    lang: Lang::En,
    asks: false,
    requests: None,
    #[cfg(unix)]
    terminal: None,
});

struct State {
    lang: Lang,
    /// Long work runs, which stops by itself.
    asks: bool,
    /// How many requests were carried out, of a command that carries out requests.
    requests: Option<usize>,
    /// The terminal and its settings, while they are changed.
    #[cfg(unix)]
    terminal: Option<(std::fs::File, rustix::termios::Termios)>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on a sentence is said in this language.
pub(super) fn speak(lang: Lang) {
    lock(&STATE).lang = lang;
}

/// Begins something that must not be cut off; a signal waits for the end of it. After a signal, nothing more is begun.
pub(super) fn begin() -> MutexGuard<'static, ()> {
    if STOP.load(Ordering::SeqCst) {
        wait_for_end();
    }
    lock(&WORK)
}

/// A command that carries out requests has carried out this many.
pub(super) fn carried_out(requests: usize) {
    lock(&STATE).requests = Some(requests);
}

/// From now on a signal asks the work of this progress to stop, and the command ends by itself.
pub(super) fn ask_to_stop() -> Progress {
    lock(&STATE).asks = true;
    Progress::new(Arc::clone(&STOP))
}

/// The exit status of `demo`: when a signal has stopped it, 128 and the number of the signal.
pub(super) fn status(exit: Exit) -> ExitCode {
    let number = NUMBER.load(Ordering::SeqCst);
    match u8::try_from(128 + number) {
        Ok(stopped) if number > 0 && exit != Exit::Done => stopped.into(),
        _ => exit.into(),
    }
}

#[cfg(unix)]
pub(crate) use unix::leave;
#[cfg(unix)]
pub(super) use unix::{keep_terminal, wait_for_end, watch};

#[cfg(unix)]
mod unix {
    use std::{fs::OpenOptions, io, io::Write as _, process, thread};

    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    use signal_hook::{
        SigId, flag,
        iterator::{Handle, Signals},
        low_level::unregister,
    };

    use super::{super::output::say, Arc, ENDING_SIGNALS, Mutex, NUMBER, STATE, STOP, WORK, lock};
    use crate::locale::{Locale, Text};

    /// The handlers, while they are installed.
    static WATCH: Mutex<Option<Watch>> = Mutex::new(None);

    struct Watch {
        handlers: Vec<SigId>,
        thread: Handle,
    }

    /// Watches for signals. Where that cannot be, they end the program as they end every program.
    pub(crate) fn watch() {
        let mut handlers = Vec::new();
        match install(&mut handlers) {
            Ok(thread) => *lock(&WATCH) = Some(Watch { handlers, thread }),
            Err(_) => remove(handlers),
        }
    }

    fn install(handlers: &mut Vec<SigId>) -> io::Result<Handle> {
        let ignored = ignored();
        let signals = ENDING_SIGNALS.into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
        let signals: Vec<i32> = signals.collect();
        for &signal in &signals {
            // In this order: the second signal finds what the first has set.
            handlers.push(flag::register_conditional_default(signal, Arc::clone(&STOP))?);
            handlers.push(flag::register(signal, Arc::clone(&STOP))?);
            handlers.push(flag::register_usize(signal, &NUMBER, usize::try_from(signal).unwrap_or(0))?);
        }
        let mut arrived = Signals::new(&signals)?;
        let thread = arrived.handle();
        let wait = move || {
            for signal in arrived.forever() {
                if !lock(&STATE).asks {
                    end(signal);
                }
            }
        };
        thread::Builder::new().name("signals".to_owned()).spawn(wait)?;
        Ok(thread)
    }

    /// Ends the program, once nothing is cut off by it.
    fn end(signal: i32) -> ! {
        let _nothing_is_cut_off = lock(&WORK);
        let state = lock(&STATE);
        if let Some((terminal, settings)) = &state.terminal {
            let _ = tcsetattr(terminal, OptionalActions::Now, settings);
            let _ = writeln!(&*terminal);
        }
        let locale = Locale::new(state.lang);
        let done = state.requests.map(|requests| requests.to_string());
        let text = done.as_deref().map_or(Text::SignalStopped, |done| Text::SignalRequests { done });
        say(&locale.text(text));
        process::exit(128 + signal)
    }

    /// Waits until the program ends because of a signal that has come. Returns at once when none is watched for.
    pub(crate) fn wait_for_end() {
        while lock(&WATCH).is_some() && !lock(&STATE).asks {
            thread::park();
        }
    }

    /// No longer watches: the screens do, from before this call on.
    pub(crate) fn leave() {
        if let Some(Watch { handlers, thread }) = lock(&WATCH).take() {
            thread.close();
            remove(handlers);
        }
    }

    fn remove(handlers: Vec<SigId>) {
        for handler in handlers {
            unregister(handler);
        }
    }

    /// Keeps the settings of the terminal until the value is dropped: a passphrase is keyed unseen, and a signal
    /// meanwhile must not leave a terminal that shows nothing.
    pub(crate) fn keep_terminal() -> KeptTerminal {
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty").ok();
        let kept =
            terminal.and_then(|terminal| tcgetattr(&terminal).ok().map(|settings| (terminal, settings)));
        lock(&STATE).terminal = kept;
        KeptTerminal
    }

    /// See [`keep_terminal`].
    pub(crate) struct KeptTerminal;

    impl Drop for KeptTerminal {
        fn drop(&mut self) {
            lock(&STATE).terminal = None;
        }
    }

    /// The signals that were ignored when the program was started, a bit each.
    fn ignored() -> u64 {
        // There is no safe call that tells; elsewhere none counts as ignored.
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        line.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).unwrap_or(0)
    }
}

#[cfg(not(unix))]
pub(super) fn watch() {}

#[cfg(not(unix))]
pub(crate) fn leave() {}

#[cfg(not(unix))]
pub(super) fn wait_for_end() {}

#[cfg(not(unix))]
pub(super) fn keep_terminal() {}
