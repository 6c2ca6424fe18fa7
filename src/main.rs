//! `paydesk`: see the library for the map.

use std::process::ExitCode;

fn main() -> ExitCode {
    paydesk::run()
}
