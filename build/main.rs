//! Compiles the catalogue of texts to Rust before the program is compiled, see [`texts`].

#![forbid(unsafe_code)]

mod texts;

use std::{env, fs, path::Path};

/// The folder of the catalogue, one file a language.
const FOLDER: &str = "assets/locales";

#[expect(clippy::print_stdout, reason = "cargo reads the instructions of a build script there")]
fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    if let Err(sentences) = write() {
        for sentence in sentences {
            println!("cargo::error={sentence}");
        }
    }
}

/// Writes the enum and the samples for its tests into the folder from which the program includes them.
fn write() -> Result<(), Vec<String>> {
    let read = |lang: &str| {
        let path = format!("{FOLDER}/{lang}.ftl");
        fs::read_to_string(&path).map_err(|error| vec![format!("{path} cannot be read: {error}.")])
    };
    let out = env::var("OUT_DIR").map_err(|error| vec![format!("OUT_DIR: {error}.")])?;
    let compiled = texts::compile(&read("en")?, &read("ko")?)?;
    for (name, code) in [("texts.rs", compiled.texts), ("samples.rs", compiled.samples)] {
        let path = Path::new(&out).join(name);
        let unwritten = |error| vec![format!("{} cannot be written: {error}.", path.display())];
        fs::write(&path, code).map_err(unwritten)?;
    }
    Ok(())
}
