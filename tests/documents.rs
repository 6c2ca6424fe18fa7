//! The README's examples work when they are pasted.

#![cfg(unix)]
#![forbid(unsafe_code)]

mod support;

use std::process::Command;

use support::{Home, paydesk};

const README: &str = include_str!("../README.md");

/// The `sh` blocks that call paydesk.
fn examples() -> Vec<&'static str> {
    let blocks = README.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.filter(|block| block.contains("paydesk ")).collect()
}

#[test]
fn every_example_runs_and_says_something() {
    let home = Home::new();
    let folder = paydesk().parent().expect("a folder").display().to_string();
    let path = format!("{folder}:{}", std::env::var("PATH").expect("PATH"));
    let examples = examples();
    assert_eq!(examples.len(), 4);
    for example in examples {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-euc", example]).env_clear().envs(home.env()).env("PATH", &path);
        let output = shell.current_dir(home.path()).output().expect("a shell");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && err.is_empty(), "{example}\n{out}\n{err}");
        assert!(!out.is_empty() && !out.contains("\"error\""), "{example}\n{out}");
    }
}

#[test]
fn the_message_layout_is_the_one_in_the_code() {
    use paydesk::payment::message::SLOTS;
    for slot in SLOTS {
        let row =
            format!("| `{}` | {} | {} | {} |", slot.name.as_str(), slot.offset, slot.width, slot.kind.name());
        assert!(README.contains(&row), "{row}");
    }
}

#[test]
fn every_picture_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let pictures: Vec<_> =
        README.split("](assets/").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert_eq!(pictures.len(), 10);
    for picture in pictures {
        assert!(root.join("assets").join(picture).is_file(), "{picture}");
    }
}
