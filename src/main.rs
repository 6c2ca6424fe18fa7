//! `paydesk`: see the library for the map.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    paydesk::run()
}
