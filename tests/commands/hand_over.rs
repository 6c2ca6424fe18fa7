//! `paydesk handover`, and `paydesk answers` with what becomes of it.

use std::{fs, path::Path};

use paydesk::record::FactKind;
use serde_json::{Value, json};

use crate::home::{Home, PAYMENT, RunOutput, error, names, shown, text, value};

/// A shop with a payment of 11,000 won, one of 55,000 won without VAT, and a cancel of 1,100 won of the first; their ids.
fn shop() -> (Home, [String; 3]) {
    let home = Home::new();
    fs::create_dir(home.path("out")).expect("folder");
    let first = home.paid();
    let months = PAYMENT.replace("\"amount\":11000,\"vat\":1000", "\"amount\":55000,\"vat\":0");
    let second = text(&home.pay(&months), "id").to_owned();
    let cancel = text(&home.cancel(&first, 1_100), "id").to_owned();
    (home, [first, second, cancel])
}

fn batch(home: &Home, number: u32) -> std::path::PathBuf {
    home.path(&format!("out/paydesk-batch-{number:06}.txt"))
}

/// Code and output of a command that is refused or fails, and leaves `out` as it was.
fn refused(home: &Home, args: &[&str]) -> RunOutput {
    let (before, facts) = (names(&home.path("out")), home.facts(FactKind::HandOver).len());
    let ran = home.run(args, "");
    assert_ne!(ran.code, Some(0), "{ran:?}");
    assert_eq!((names(&home.path("out")), home.facts(FactKind::HandOver).len()), (before, facts), "{ran:?}");
    ran
}

/// What it says beside its answer, without the name of the program.
fn said(ran: &RunOutput) -> String {
    ran.err.lines().map(|line| line.strip_prefix("paydesk: ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn fails(ran: &RunOutput, code: i32, message: &str) {
    assert_eq!((ran.out.as_str(), said(ran).as_str(), ran.code), ("", message, Some(code)));
}

/// A file of answers; the header is `batch,id,result,code,text,approval_number,issuer,acquirer`.
fn answers(home: &Home, lines: &[String]) -> String {
    let path = home.path("answers.csv");
    let text = format!("batch,id,result,code,text,approval_number,issuer,acquirer\n{}\n", lines.join("\n"));
    fs::write(&path, text).expect("written");
    shown(&path)
}

#[test]
fn a_batch_is_made_checked_and_made_again() {
    let (home, ids) = shop();
    let answer = value(&home.run(&["handover", "out", "--json"], "").out);
    let sha256 = text(&answer, "sha256").to_owned();
    assert_eq!(
        answer,
        json!({
            "batch": 1, "file": "out/paydesk-batch-000001.txt", "records": 3,
            "payments": {"count": 2, "amount": 66_000, "vat": 1_000},
            "cancels": {"count": 1, "amount": 1_100, "vat": 100},
            "net": 64_900, "sha256": sha256,
        })
    );
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(batch(&home, 1)).expect("file").permissions());
    assert_eq!(
        (mode & 0o777, names(&home.path("out"))),
        (0o600, vec!["paydesk-batch-000001.txt".to_owned()])
    );
    // It is checked where there is neither ledger nor keyring.
    let elsewhere = Home::new();
    let file = shown(&batch(&home, 1));
    let checked = elsewhere.ok(&["handover", "check", &file, "--json"], "");
    assert_eq!(value(&checked)["sha256"].as_str(), Some(sha256.as_str()));
    assert!(!elsewhere.path("config").exists() && !elsewhere.path("data").exists());
    let checked = elsewhere.run(&["handover", "check", &file], "");
    assert_eq!(said(&checked), format!("{file} is whole."));
    assert_eq!(
        checked.out,
        format!(
            "Batch 1: 3 messages in {file}\npayment: 2, 66,000 KRW, VAT 1,000 KRW\ncancel: 1, 1,100 KRW, VAT 100 KRW\nnet: 64,900 KRW\nSHA-256 {sha256}\n"
        ),
    );
    let bytes = fs::read(batch(&home, 1)).expect("file");
    assert_eq!(bytes.len(), 5 * 451);
    // Its messages are those that `show` gives, and `message decode` reads all five lines.
    let shown_first = home.ok(&["show", &ids[0], "--json"], "");
    assert_eq!(&bytes[451..451 + 34], &text(&value(&shown_first), "message").as_bytes()[..34]);
    let decoded = home.ok(&["message", "decode"], &bytes);
    let lines: Vec<Value> = decoded.lines().map(value).collect();
    assert_eq!(lines.len(), 5);
    assert_eq!((text(&lines[0], "kind"), text(&lines[4], "kind")), ("HEADER", "TRAILER"));
    // Nothing new is no error.
    let nothing = home.run(&["handover", "out"], "");
    assert_eq!((nothing.out.as_str(), nothing.code), ("", Some(0)));
    assert!(said(&nothing).starts_with("There is nothing to hand over since batch 1 ("), "{}", nothing.err);
    let nothing = home.run(&["handover", "out", "--json"], "");
    assert_eq!((error(&nothing.out).0.as_str(), nothing.code), ("nothing_since", Some(0)));
    home.ok(&["key", "rotate"], "");
    home.run(&["handover", "again.txt", "--batch", "1"], "");
    assert_eq!(fs::read(home.path("again.txt")).expect("file"), bytes);
    assert_eq!(home.facts(FactKind::HandOverAgain).len(), 1);
    home.ok(&["verify"], "");
}

#[test]
fn what_cannot_be_handed_over_is_said() {
    let home = Home::new();
    fs::create_dir(home.path("out")).expect("folder");
    let nothing = home.run(&["handover", "out"], "");
    assert_eq!(
        (nothing.code, said(&nothing).as_str()),
        (Some(0), "There is nothing to hand over: no payment and no cancel.")
    );
    home.paid();
    fails(
        &refused(&home, &["handover"]),
        2,
        "Name a file or a folder, or set handover.to in the configuration.",
    );
    fs::write(batch(&home, 1), "of somebody").expect("written");
    let exists = "out/paydesk-batch-000001.txt is there already. Name another file or a folder. Nothing was handed over.";
    fails(&refused(&home, &["handover", "out"]), 1, exists);
    assert_eq!(fs::read(batch(&home, 1)).expect("file"), b"of somebody");
    fails(&refused(&home, &["handover", "out", "--batch", "1"]), 1, "There is no batch 1.");
    let ledger = shown(&home.ledger());
    let used = refused(&home, &["handover", &ledger, "--json"]);
    assert_ne!(error(&used.out).0, "hand_over", "{used:?}");
    let missing = refused(&home, &["handover", "no/such/file", "--json"]);
    let (code, _, message) = error(&missing.out);
    assert_eq!((code.as_str(), missing.code), ("hand_over", Some(3)));
    assert!(message.starts_with("no/such/file cannot be written: "), "{message}");
    let folder = "There is no folder nowhere/. Is the stick in? Nothing was handed over.";
    fails(&refused(&home, &["handover", "nowhere/"]), 1, folder);
    // Standard output is no place for card numbers, and the command line none for one.
    fails(
        &refused(&home, &["handover", "-"]),
        2,
        "Name a file or a folder, or set handover.to in the configuration.",
    );
    let card = refused(&home, &["handover", "out/4111111111111111.txt", "--json"]);
    assert_eq!((error(&card.out).0.as_str(), card.code), ("card_on_command_line", Some(2)));
    // A stick that is not in does not become a file of its name.
    home.configure("[handover]\nto = \"/no/such/stick\"\n");
    let folder = "There is no folder /no/such/stick. Is the stick in? Nothing was handed over.";
    fails(&refused(&home, &["handover"]), 1, folder);
    home.configure("[shop]\nbusiness_number = \"12\"\n");
    let sender = refused(&home, &["handover", "out", "--json"]);
    let (code, _, message) = error(&sender.out);
    assert_eq!(code, "config");
    assert!(
        message.starts_with("shop.business_number does not fit: a business number has 10 digits"),
        "{message}"
    );
    home.configure(format!("[shop]\nbusiness_number = \"123-45-67890\"\nmerchant_number = \"70001234\"\n[handover]\nto = \"{}\"\nenvironment = \"test\"\n", shown(&home.path("sent"))));
    fs::create_dir(home.path("sent")).expect("folder");
    let made = home.run(&["handover", "--json"], "");
    let trial = "Trial (handover.environment = \"test\"): no money moves by this batch, and what is in it is in no other one.";
    assert_eq!((made.code, said(&made).as_str()), (Some(0), trial), "nothing is missing in the header");
    let header = fs::read_to_string(home.path("sent/paydesk-batch-000001.txt")).expect("file");
    assert_eq!((header.get(42..43), header.get(68..93)), (Some("T"), Some("123456789070001234       ")));
}

#[test]
fn what_is_wrong_with_a_file_is_said_by_line_and_slot() {
    let (home, _) = shop();
    home.run(&["handover", "out"], "");
    let whole = fs::read(batch(&home, 1)).expect("file");
    let check = |home: &Home, bytes: &[u8]| {
        fs::write(home.path("other"), bytes).expect("written");
        home.run(&["handover", "check", "other"], "")
    };
    assert_eq!(check(&home, &whole).code, Some(0));
    let changed = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        bytes
    };
    let cut = &whole[..451 * 3 + 7];
    for (bytes, message) in [
        (&whole[..451 * 2], "Line 3: expected a message or the trailer; the file ends. It was cut off."),
        (cut, "Line 4: The message: expected 450 bytes; found 7 bytes."),
        (&whole[..whole.len() - 1], "Line 5 has no line feed at its end: the file was cut off."),
        (
            &[&whole[..], b"x"].concat()[..],
            "Line 6: expected the end of the file; there is something behind the trailer.",
        ),
    ] {
        let ran = check(&home, bytes);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
        assert_eq!(said(&ran), message);
    }
    // A digit of the amount: the message is one, but not what the trailer says.
    let amount = 451 + 63 + 10 - 1;
    let ran = check(&home, &changed(amount, b'1'));
    assert_eq!(ran.code, Some(1));
    assert!(said(&ran).starts_with("Line 5: ") && said(&ran).contains("payment_amount"), "{ran:?}");
    let ran = home.run(&["handover", "check", "other", "--json"], "");
    assert_eq!(error(&ran.out).0, "message_invalid");
    let missing = home.run(&["handover", "check", "nothing"], "");
    assert_eq!(missing.code, Some(3));
    assert!(said(&missing).starts_with("nothing cannot be read: "), "{missing:?}");
}

#[test]
fn a_disk_that_is_full_leaves_no_part_of_a_file_and_the_batch_can_be_made() {
    let (home, _) = shop();
    for _ in 0..40 {
        home.paid();
    }
    // In blocks of 512 or 1,024 bytes: the ledger's log fits, the file of 45 lines does not. A write past it fails.
    let limit = "trap '' XFSZ; ulimit -f 12";
    let ran = home.run_in_shell(limit, &["handover", "out"], "");
    if said(&ran).starts_with("Batch 1 is recorded") {
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(
            said(&ran).ends_with("Make room and repeat with: paydesk handover --batch 1 FILE"),
            "{ran:?}"
        );
    } else {
        // The ledger was the first to find no room.
        assert_eq!(home.facts(FactKind::HandOver).len(), 0, "{ran:?}");
        home.run(&["handover", "elsewhere"], "");
    }
    assert_eq!(names(&home.path("out")), Vec::<String>::new());
    home.run(&["handover", "out", "--batch", "1"], "");
    assert_eq!(home.run(&["handover", "check", "out/paydesk-batch-000001.txt"], "").code, Some(0));
    home.ok(&["verify"], "");
}

#[test]
fn answers_are_recorded_shown_and_found() {
    let (home, [first, second, cancel]) = shop();
    home.run(&["handover", "out"], "");
    let yes = format!("1,{first},accepted,0000,,30012345,Shinhan,BC");
    let no = format!("1,{second},rejected,51,over the limit,,,");
    let file = answers(&home, &[yes.clone(), no.clone()]);
    let ran = home.run(&["answers", &file, "--json"], "");
    assert_eq!(value(&ran.out), json!({"batch": 1, "accepted": 1, "rejected": 1, "unchanged": 0}));
    assert_eq!(
        said(&ran),
        "Rejected, to be handed over again: 1 message. List them with: paydesk list rejected. Hand them over with: paydesk handover --resubmit"
    );
    let ran = home.run(&["answers", &file], "");
    assert_eq!(ran.out, "Batch 1: 0 accepted, 0 rejected, 2 known before\n");
    let record = home.show(&first);
    assert_eq!(
        [
            &record["batch"],
            &record["answer"],
            &record["approval_number"],
            &record["issuer"],
            &record["acquirer"]
        ],
        [&json!(1), &json!("accepted"), &json!("30012345"), &json!("Shinhan"), &json!("BC")]
    );
    let record = home.show(&second);
    assert_eq!((&record["answer"], &record["approval_number"]), (&json!("rejected"), &Value::Null));
    let ids = |query: &str| -> Vec<String> {
        let args: Vec<&str> = ["list"].into_iter().chain(query.split(' ')).chain(["--json"]).collect();
        home.ok(&args, "").lines().map(|line| text(&value(line), "id").to_owned()).collect()
    };
    for words in ["approval 30012345", "승인 30012345"] {
        assert_eq!(ids(words), [first.as_str()]);
    }
    assert_eq!((ids("rejected"), ids("unanswered")), (vec![second.clone()], vec![cancel.clone()]));
    // Contradictions are kept, counted, and said.
    let file = answers(&home, &[format!("1,{first},rejected,05,,,,")]);
    let ran = home.run(&["answers", &file, "--json"], "");
    assert_eq!(value(&ran.out)["contradicted"], json!(1));
    assert!(
        said(&ran).contains(
            "the card company contradicts itself. Before: accepted 30012345 0000. Now: rejected 05."
        ),
        "{}",
        ran.err
    );
    // What was rejected goes again, and is answered as part of that batch.
    let made = value(&home.run(&["handover", "out", "--resubmit", "--json"], "").out);
    assert_eq!((&made["batch"], &made["resubmits"], &made["records"]), (&json!(2), &json!(1), &json!(1)));
    let file = answers(&home, &[format!("000002,{second},승인,0000,,30012399,,")]);
    assert_eq!(home.run(&["answers", &file], "").out, "Batch 2: 1 accepted, 0 rejected, 0 known before\n");
    let nothing = home.run(&["handover", "out", "--resubmit"], "");
    assert_eq!(
        (nothing.code, said(&nothing).as_str()),
        (Some(0), "There is nothing to hand over again: no rejected message.")
    );
    home.ok(&["verify"], "");
}

#[test]
fn a_slip_of_what_was_accepted_is_a_sales_slip_with_the_approval_number() {
    let (home, [first, ..]) = shop();
    home.configure("[shop]\nname = \"Corner\"\n");
    home.run(&["handover", "out"], "");
    let before = home.run(&["slip", &first], "").out;
    assert!(!before.contains("30012345"));
    let file = answers(&home, &[format!("1,{first},accepted,0000,,30012345,Shinhan,BC")]);
    home.run(&["answers", &file], "");
    let after = home.run(&["slip", &first], "").out;
    assert!(after.contains("30012345") && after.contains("Shinhan") && after.contains("BC"), "{after}");
    let title = |slip: &str| slip.lines().nth(1).map(|line| line.trim().to_owned());
    assert_eq!(
        [title(&before), title(&after)],
        [Some("Card payment slip".to_owned()), Some("Credit card sales slip".to_owned())]
    );
}

#[test]
fn a_file_of_answers_that_does_not_fit_changes_nothing() {
    let (home, [first, second, _]) = shop();
    home.run(&["handover", "out"], "");
    let yes = format!("1,{first},accepted,0000,,30012345,,");
    let other = "26112114320712301007";
    for (lines, message) in [
        (vec![yes.clone(), format!("2,{second},accepted,,,,,")], "Line 3: There is no batch 2 in this ledger. Is the file for another shop? Nothing was recorded.".to_owned()),
        (vec![yes.clone(), format!("1,{other},accepted,,,,,")], "Line 3: Batch 1 has no message 261121 143207 123 01 00 7. Is the file for another shop, or has a spreadsheet rounded the id? Nothing was recorded.".to_owned()),
        (vec![yes.clone(), yes.clone()], "Line 3: Line 2 answers the same message already. Nothing was recorded.".to_owned()),
        (vec![yes.clone(), format!("1,{second}")], "Line 3: 2 fields where the first line has 8: the file was cut off, or a comma is not in quotes. Nothing was recorded.".to_owned()),
        (vec![yes.clone(), format!("1,{second},perhaps,,,,,")], "Line 3: The result is neither accepted nor rejected (승인, 거절). Nothing was recorded.".to_owned()),
        (vec![yes.clone(), format!("1,{second},rejected,,\"cut")], "Line 3: The file ends within quotes: it was cut off. Nothing was recorded.".to_owned()),
        (vec![yes.clone(), format!("1,{second},rejected,,card 1234567890123456,,,")], "Line 3: text may hold a card number. It is kept readable, so none may be in it. Nothing was recorded.".to_owned()),
    ] {
        let file = answers(&home, &lines);
        let ran = home.run(&["answers", &file], "");
        fails(&ran, 1, &message);
        let ran = home.run(&["answers", &file, "--json"], "");
        assert_eq!((error(&ran.out).0.as_str(), ran.code), ("answers", Some(1)));
    }
    assert_eq!(home.facts(FactKind::Answer), Vec::<Value>::new());
    let ran = home.run(&["answers", "nothing.csv"], "");
    assert_eq!(ran.code, Some(3));
    assert!(said(&ran).starts_with("nothing.csv cannot be read: "), "{ran:?}");
    // Cut at any byte, it is refused, or a whole number of lines.
    let bytes = format!("batch,id,result\r\n1,{first},accepted\r\n1,{second},rejected");
    for end in 0..bytes.len() {
        let ran = home.run(&["answers", "-", "--json"], &bytes.as_bytes()[..end]);
        let is_whole = bytes.get(..end).expect("ASCII").ends_with(['\r', '\n']);
        let is_whole = is_whole && bytes.get(..end).expect("ASCII").contains("accepted");
        assert_eq!(ran.code == Some(0), is_whole, "{end}: {ran:?}");
    }
    assert_eq!(home.facts(FactKind::Answer).len(), 1);
}

#[test]
fn code_page_949_and_json_lines_are_read() {
    let (home, [first, second, cancel]) = shop();
    home.run(&["handover", "out"], "");
    let header = "배치,관리번호,결과,코드,메시지,승인번호,발급사,매입사,비고\r\n";
    let korean = format!(
        "{header}1,{first},승인,0000,,30012345,신한카드,비씨카드,x\r\n1,{second},거절,51,한도 초과,,,,\r\n"
    );
    let (cp949, _, _) = encoding_rs::EUC_KR.encode(&korean);
    let ran = home.run(&["answers", "-", "--json"], &cp949);
    assert_eq!(value(&ran.out), json!({"batch": 1, "accepted": 1, "rejected": 1, "unchanged": 0}));
    assert!(said(&ran).starts_with("Columns that mean nothing here: 비고.\n"), "{}", ran.err);
    assert_eq!(home.show(&first)["issuer"], json!("신한카드"));
    let with_bom = format!("\u{feff}{korean}");
    let ran = home.run(&["answers", "-", "--json"], with_bom);
    assert_eq!(value(&ran.out)["unchanged"], json!(2));
    let lines = format!("{{\"batch\":1,\"id\":\"{cancel}\",\"result\":\"accepted\",\"amount\":1100}}\n");
    assert_eq!(value(&home.run(&["answers", "-", "--json"], &lines).out)["accepted"], json!(1));
    let wrong = lines.replace("1100", "1200");
    let ran = home.run(&["answers", "-"], &wrong);
    fails(
        &ran,
        1,
        "Line 1: The amount is another one than was handed over (1,100 KRW). Nothing was recorded.",
    );
    let wrong = lines.replace("amount", "sum");
    let ran = home.run(&["answers", "-"], &wrong);
    assert_eq!(ran.code, Some(1));
    assert!(said(&ran).starts_with("Line 1: This is no JSON object with the keys"), "{ran:?}");
}

#[test]
fn the_cvc_is_kept_until_it_was_accepted() {
    let (home, [first, second, _]) = shop();
    home.configure("[security]\nkeep_cvc = \"until-accepted\"\n");
    home.run(&["handover", "out"], "");
    let file = answers(&home, &[format!("1,{first},accepted,,,1,,"), format!("1,{second},rejected,,,,,")]);
    home.run(&["answers", &file], "");
    let cvc = |id: &str| {
        let message = value(&home.ok(&["show", id, "--json", "--reveal"], ""));
        text(&message, "message").get(60..63).expect("ASCII").to_owned()
    };
    assert_eq!((cvc(&first), cvc(&second)), ("   ".to_owned(), "777".to_owned()));
    home.ok(&["verify"], "");
    let ran = refused(&home, &["handover", "again.txt", "--batch", "1"]);
    fails(
        &ran,
        1,
        "Batch 1 cannot be made again byte for byte: of 1 message the CVC is not kept any more, as the card company has accepted them (security.keep_cvc). No file was made.",
    );
    assert!(!Path::new(&home.path("again.txt")).exists());
}

#[test]
fn imported_rows_are_never_handed_over() {
    let home = Home::new();
    fs::create_dir(home.path("out")).expect("folder");
    let old = crate::old_systems::First::new(&home.path("old.db"));
    old.put(&crate::old_systems::FirstRow::payment("QWERTYUIOPASDFGHJKLZ", "55000", "5000"));
    drop(old);
    home.run(&["import", "old.db"], "");
    assert_eq!(home.count(), 1);
    let nothing = home.run(&["handover", "out"], "");
    assert_eq!((nothing.code, names(&home.path("out"))), (Some(0), Vec::new()));
    let own = home.paid();
    let made = value(&home.run(&["handover", "out", "--json"], "").out);
    assert_eq!(made["records"], json!(1));
    let ids = |query: &str| home.ok(&["list", query, "--json"], "");
    assert!(ids("unanswered").contains(&own) && ids("unanswered").lines().count() == 1);
    // The card company knows nothing of it, so no answer of this shop's batches is about it.
    let imported = home.ok(&["list", "imported", "--json"], "");
    let id = text(&value(imported.lines().next().expect("a row")), "id").to_owned();
    let file = answers(&home, &[format!("1,{id},accepted,,,,,")]);
    assert_eq!(home.run(&["answers", &file], "").code, Some(1));
    home.ok(&["verify"], "");
}
