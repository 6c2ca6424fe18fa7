//! The centre: shops that ship to a real PostgreSQL, and everything that may go wrong on the way.

#![cfg(all(unix, feature = "central"))]
#![forbid(unsafe_code)]

mod cluster;
mod forks;
mod model;
mod office;
#[path = "../support/old_systems.rs"]
mod old_systems;
mod proxy;
mod rights;
mod ship;
mod shop;
#[path = "../support/mod.rs"]
mod support;
mod till;
mod tls;
mod trouble;
mod verify;
