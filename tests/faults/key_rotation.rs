//! `paydesk key rotate`, killed or stopped at any instant: the next run goes on where it was.

use std::{fs, process::Child, thread};

use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::{
    acknowledged::{Findings, inspect, rows, verify},
    dice::{Dice, is_long},
    program::Home,
};

/// Number of messages: some batches, so that a kill arrives in the middle; more in a release build, which is faster.
const MESSAGES: usize = if cfg!(debug_assertions) { 1_500 } else { 15_000 };
/// Attempts to hit the middle, which depends on the speed and load of the machine.
const TRIES: u64 = 5;

/// A ledger with a made-up history, sealed with one key.
fn shop() -> Home {
    let home = Home::new();
    let made = home.run(&["demo", "--rows", &MESSAGES.to_string()]).wait().expect("ended");
    assert!(made.success());
    home
}

/// Key ids of the keyring, and the one that seals.
fn keys(home: &Home) -> (Vec<u64>, u64) {
    let text = fs::read_to_string(home.settings().keyring).expect("keyring");
    let keyring: Value = serde_json::from_str(&text).expect("JSON");
    let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_u64).expect("a number");
    let keys = keyring.get("keys").and_then(Value::as_array).expect("keys");
    (keys.iter().map(|key| number(key, "id")).collect(), number(&keyring, "active"))
}

/// The number of messages sealed with the second key.
fn resealed(raw: &Connection) -> usize {
    let count = raw.query_row("SELECT count(*) FROM sealed WHERE key_id = 2", [], |row| row.get(0));
    // The program may be writing, or the second key may not be there yet.
    count.unwrap_or(0)
}

/// Every message, decrypted.
fn messages(home: &Home) -> Vec<String> {
    let desk = home.open();
    let all = desk.list(&paydesk::record::Query::default(), None, MESSAGES).expect("listed");
    let read = |id| desk.find(id).expect("found").bytes.expose_str().to_owned();
    all.iter().map(|found| read(found.transaction.id)).collect()
}

/// Starts the rotation, and waits until `until` messages are sealed again; it may be done by then.
fn rotating(home: &Home, raw: &Connection, until: usize) -> Child {
    let mut child = home.run(&["key", "rotate", "--json"]);
    while resealed(raw) < until && child.try_wait().expect("asked").is_none() {
        thread::yield_now();
    }
    child
}

/// The answer and the exit status.
fn answer(child: Child) -> (Value, Option<i32>) {
    let output = child.wait_with_output().expect("ended");
    (serde_json::from_slice(&output.stdout).expect("JSON"), output.status.code())
}

#[test]
fn a_program_killed_while_it_seals_again_loses_nothing_and_goes_on() {
    assert!((0..TRIES).any(|number| killed(number) > 0), "never killed in the middle");
}

/// Kills it again and again. Returns how often that was in the middle.
fn killed(number: u64) -> usize {
    let (home, mut dice, mut findings) = (shop(), Dice::of("resealed", number), Findings::default());
    let (raw, before) = (home.raw(), messages(&home));
    let (mut sealed, mut in_the_middle) = (0, 0);
    // Before it begins, once the new key is there, and later and later.
    let instants = [None, Some(0), Some(1), Some(200), Some(256), Some(257)];
    for (round, more) in instants.into_iter().cycle().take(if is_long() { 30 } else { 7 }).enumerate() {
        let mut child = match more {
            None => {
                let child = home.run(&["key", "rotate"]);
                dice.wait_a_moment(10..=23);
                child
            }
            Some(more) => {
                let child = rotating(&home, &raw, (sealed + more).min(MESSAGES - 1));
                dice.wait_a_moment(8..=19);
                child
            }
        };
        child.kill().expect("killed");
        child.wait().expect("ended");
        let now = resealed(&raw);
        assert!(now >= sealed, "round {round}: {now} sealed again, {sealed} before");
        sealed = now;
        in_the_middle += usize::from((1..MESSAGES).contains(&sealed));
        // Both keys are there, or it was killed before the second one was made; never a third.
        let (ids, active) = keys(&home);
        assert!(ids == [1, 2] && active == 2 || ids == [1] && active == 1 && sealed == 0, "{ids:?} {active}");
        assert_eq!(rows(&home.open()).expect("countable"), MESSAGES);
        inspect(&raw, &mut findings);
        verify(home.settings(), &mut findings);
        assert_eq!(findings, Findings::default(), "round {round}");
        if sealed == MESSAGES {
            break;
        }
    }
    assert_eq!(messages(&home), before);
    let left = MESSAGES - sealed;
    if left > 0 {
        let done = json!({ "key": 2, "new": false, "messages": left });
        assert_eq!(answer(home.run(&["key", "rotate", "--json"])), (done, Some(0)));
    }
    assert_eq!((resealed(&raw), keys(&home)), (MESSAGES, (vec![1, 2], 2)));
    verify(home.settings(), &mut findings);
    assert_eq!((messages(&home), findings), (before, Findings::default()));
    in_the_middle
}

#[test]
fn ctrl_c_stops_it_between_two_steps_and_says_how_to_go_on() {
    assert!((0..TRIES).any(|_| was_stopped()), "never stopped in the middle");
}

/// Stops it with Ctrl+C; `false` if it was done before.
fn was_stopped() -> bool {
    let (home, mut findings) = (shop(), Findings::default());
    let (raw, before) = (home.raw(), messages(&home));
    let child = rotating(&home, &raw, 1);
    // The signal arrives while it waits for the ledger.
    raw.execute_batch("BEGIN IMMEDIATE").expect("the lock");
    kill_process(Pid::from_child(&child), Signal::INT).expect("a signal");
    raw.execute_batch("ROLLBACK").expect("let go");
    let (answered, code) = answer(child);
    let (sealed, ids) = (resealed(&raw), keys(&home));
    assert_ne!(sealed, 0);
    if sealed == MESSAGES {
        return false;
    }
    let stopped = format!(
        "Stopped. Key 2 seals from now on. Sealed again with it: {} messages. The others still open with the older keys. To go on: paydesk key rotate",
        if sealed < 1_000 { sealed.to_string() } else { format!("{},{:03}", sealed / 1_000, sealed % 1_000) }
    );
    assert_eq!(answered.pointer("/error/message"), Some(&Value::String(stopped)), "{answered}");
    assert_eq!((code, ids), (Some(3), (vec![1, 2], 2)));
    verify(home.settings(), &mut findings);
    let rest = json!({ "key": 2, "new": false, "messages": MESSAGES - sealed });
    assert_eq!(answer(home.run(&["key", "rotate", "--json"])), (rest, Some(0)));
    verify(home.settings(), &mut findings);
    assert_eq!((messages(&home), findings), (before, Findings::default()));
    true
}
