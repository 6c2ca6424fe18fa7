//! `kill -9` between an attempt and its check: the attempt counts as wrong, so a killed program gains no try.

use std::{fs, os::unix::fs::PermissionsExt as _, thread};

use paydesk::{
    record::FactKind,
    staff::{Limits, Operator, OperatorName, OperatorNumber, Pin, PinDigits, Role, wait_after},
};

use crate::program::Home;

/// Rounds until three programs in a row were killed in time.
const MOST: usize = 100;

/// How many facts of a kind the journal has.
fn count(home: &Home, kind: FactKind) -> u32 {
    let sql = "SELECT count(*) FROM journal WHERE kind = ?1";
    home.raw().query_row(sql, [kind as u8], |row| row.get(0)).expect("counted")
}

/// Wrong PINs in a row, as the view of the people says.
fn failures(home: &Home) -> u32 {
    let sql = "SELECT failures FROM operators WHERE number = 1";
    home.raw().query_row(sql, [], |row| row.get(0)).expect("a person")
}

#[test]
fn a_program_killed_before_it_has_checked_a_pin_has_used_a_try() {
    let home = Home::new();
    let name = OperatorName::parse("Jin").expect("a name");
    let number = OperatorNumber::new(1).expect("a number");
    let owner = Operator { number, name, role: Role::Owner, limits: Limits::default(), disabled: false };
    let pin = Pin::chosen("2580", PinDigits::DEFAULT).expect("a PIN");
    home.open().add_person(&owner, &pin).expect("made");
    let file = home.settings().ledger.with_file_name("pin");
    fs::write(&file, "2580").expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("private");
    let sign_in = ["people", "--as", "1", "--pin-file", file.to_str().expect("UTF-8")];
    let (mut in_a_row, mut rounds) = (0, 0);
    while in_a_row < 3 {
        rounds += 1;
        assert!(rounds <= MOST, "never killed in time");
        let (tried, accepted) = (count(&home, FactKind::PinAttempt), count(&home, FactKind::PinAccepted));
        let mut program = home.run(&sign_in);
        while count(&home, FactKind::PinAttempt) == tried && program.try_wait().expect("asked").is_none() {
            thread::yield_now();
        }
        program.kill().expect("killed");
        program.wait().expect("ended");
        assert_eq!(count(&home, FactKind::PinAttempt), tried + 1, "counted before it is checked");
        let is_accepted = count(&home, FactKind::PinAccepted) > accepted;
        in_a_row = if is_accepted { 0 } else { in_a_row + 1 };
        assert_eq!(failures(&home), in_a_row, "round {rounds}");
    }
    // Now even the right one waits, and is not tried before: a command does that by itself.
    let signed_in = home.run(&sign_in).wait_with_output().expect("ended");
    assert_eq!(signed_in.status.code(), Some(0));
    let times: Vec<i64> = {
        let raw = home.raw();
        let mut statement =
            raw.prepare("SELECT at FROM journal WHERE kind = ?1 ORDER BY seq DESC LIMIT 2").expect("SQL");
        let rows = statement.query_map([FactKind::PinAttempt as u8], |row| row.get(0)).expect("rows");
        rows.collect::<Result<_, _>>().expect("times")
    };
    assert!(times[0] - times[1] >= wait_after(3).num_milliseconds(), "{times:?}");
    assert_eq!(failures(&home), 0);
}
