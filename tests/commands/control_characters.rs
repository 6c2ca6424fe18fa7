//! Control characters in any input are never printed raw: a terminal would obey them.

use crate::home::Home;

/// Clear the screen, set the title, one-byte CSI, bell, overwrite the line.
const HOSTILE: [&str; 5] = ["a\u{1b}[2Jb", "a\u{1b}]0;x\u{7}b", "a\u{9b}2Jb", "a\u{7}b", "a\rb\u{8}"];

fn obeyed(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n')
}

fn check(home: &Home, args: &[&str], stdin: &str) {
    for lang in ["en", "ko"] {
        let args = [&["--lang", lang], args].concat();
        let said = home.run(&args, stdin);
        assert!(!obeyed(&said.out), "{args:?}: {:?}", said.out);
        assert!(!obeyed(&said.err), "{args:?}: {:?}", said.err);
    }
}

#[test]
fn what_is_handed_in_is_never_obeyed_by_the_terminal() {
    let home = Home::new();
    let request = |id: &str| {
        let id = serde_json::to_string(id).expect("JSON");
        format!(
            "{{\"card_number\":\"1234567890123456\",\"expiry\":\"1299\",\"cvc\":\"777\",\"installments\":0,\
             \"amount\":1000,\"request_id\":{id},\"allow_duplicate\":true}}\n"
        )
    };
    for hostile in HOSTILE {
        let path = home.path("").join(hostile);
        let path = path.to_str().expect("UTF-8");
        check(&home, &["pay"], &request(hostile));
        check(&home, &["pay"], &format!("{{{}:1}}\n", serde_json::to_string(hostile).expect("JSON")));
        check(&home, &["cancel"], &format!("{{\"id\":{}}}\n", serde_json::to_string(hostile).expect("JSON")));
        check(&home, &["show", hostile], "");
        check(&home, &["list", hostile], "");
        check(&home, &["message", "decode"], &format!("{hostile}\n"));
        check(&home, &["--config", path, "list"], "");
        check(&home, &["--keyring", path, "list"], "");
        check(&home, &["--ledger", &format!("{path}/none/ledger.db"), "list"], "");
        check(&home, &["--ledger", path, "verify"], "");
        check(&home, &["--set", hostile, "list"], "");
        check(&home, &["--set", &format!("language={hostile}"), "list"], "");
        check(&home, &["--till", hostile, "list"], "");
        check(&home, &[hostile], "");
        check(&home, &["list", &format!("--{hostile}")], "");
        check(&home, &["backup", &format!("{path}/none/copy.db")], "");
        check(&home, &["doctor"], "");
        std::fs::write(path, format!("language = \"{hostile}\"\n")).expect("written");
        check(&home, &["--config", path, "list"], "");
        check(&home, &["--keyring", path, "list"], "");
        check(&home, &["--ledger", path, "list"], "");
        check(&home, &["--ledger", path, "doctor"], "");
    }
}
