//! The keys of shop, printer and slips.

use super::*;

#[test]
fn files_with_everything_about_paper() {
    let shop = ShopConfig {
        name: "성수 라떼".to_owned(),
        owner: "김하늘".to_owned(),
        business_number: "123-45-67890".to_owned(),
        address: vec!["서울 성동구".to_owned(), "성수이로 12".to_owned(), "2층".to_owned()],
        telephone: "02-123-4567".to_owned(),
        merchant_number: "00098765432".to_owned(),
        terminal_number: "T-9".to_owned(),
    };
    let printer = PrinterConfig {
        to: PrinterTo::Command("lp -d receipt -o raw".to_owned()),
        columns: 64,
        charset: Charset::Ascii,
        drawer: true,
    };
    let slip = SlipConfig { print: SlipPrint::Always, copies: SlipCopies::Both, signature_above: Won::ZERO };
    let all = "[shop]\nname = '성수 라떼'\nowner = '김하늘'\nbusiness_number = '123-45-67890'\naddress = [\n  '서울 성동구', # the street\n  '성수이로 12',\n  '2층',\n]\ntelephone = '02-123-4567'\nmerchant_number = '00098765432'\nterminal_number = 'T-9'\n[printer]\nto = 'command:lp -d receipt -o raw'\ncolumns = 64\ncharset = 'ascii'\ndrawer = true\n[slip]\nprint = 'always'\ncopies = 'both'\nsignature_above = 0\n";
    assert_eq!(
        file(all),
        Ok(Config { paper: PaperConfig { shop, printer, slip, is_training: false }, ..Config::default() })
    );
}

#[test]
fn an_address_is_a_list_or_one_line() {
    for (text, lines) in [
        ("shop.address = []", &[][..]),
        ("shop.address = ''", &[]),
        ("shop.address = '성수이로 12'", &["성수이로 12"]),
        ("shop.address = ['a', '', 'c']", &["a", "", "c"]),
    ] {
        assert_eq!(file(text).map(|config| config.paper.shop.address), Ok(owned(lines)), "{text}");
    }
    for (text, lines) in [
        ("shop.address=성수이로 12", &["성수이로 12"][..]),
        ("shop.address=['a', 'b']", &["a", "b"]),
        ("shop.address=", &[]),
    ] {
        let config = set(&[text]).expect("fine");
        assert_eq!(config.paper.shop.address, owned(lines), "{text}");
    }
}

#[test]
fn digits_are_text_for_an_override_of_a_text() {
    for (text, number) in [
        ("shop.merchant_number=98765", "98765"),
        ("shop . merchant_number = 00098765 ", "00098765"),
        ("shop.merchant_number='98765'", "98765"),
        ("shop.merchant_number=2026-11-21", "2026-11-21"),
        ("shop.merchant_number=true", "true"),
    ] {
        let config = set(&[text]).expect("fine");
        assert_eq!(config.paper.shop.merchant_number, number, "{text}");
    }
    assert_eq!(set(&["shop.address=12"]).expect("fine").paper.shop.address, ["12"]);
    let error = set(&["printer.to=9100"]).expect_err("no text");
    assert_eq!(
        error.to_string(),
        "--set printer.to=9100: printer.to takes none, file:PATH, tcp:HOST:PORT or command:LINE, not this integer"
    );
}

#[test]
fn what_is_printed_for_a_file_is_read_as_the_same() {
    let strange = "a\"b'c\\d#=[x]\u{202e}";
    let ways = ["none", "file:/dev/usb/lp0", "tcp:[::1]:9100", "command:lp -d 'a \"b\"' -o raw \\"];
    for way in ways {
        let mut config = Config::default();
        for key in KEYS {
            let value = match key.allowed {
                Allowed::Text(_) => ConfigValue::Text(strange.to_owned()),
                Allowed::Lines { .. } => ConfigValue::Lines(owned(&[strange, "", "b"])),
                Allowed::Printer => ConfigValue::Text(way.to_owned()),
                _ => key.value(&config),
            };
            assert_eq!(key.set(&mut config, &value), Ok(()), "{}", key.path);
        }
        let lines = KEYS.iter().map(|key| format!("{} = {}\n", key.path, key.value(&config)));
        assert_eq!(file(lines.collect::<String>()), Ok(config), "{way}");
    }
}

#[test]
fn wrong_values_about_paper_name_the_line_of_a_list() {
    const WAYS: &str = "printer.to takes none, file:PATH, tcp:HOST:PORT or command:LINE, not this";
    const LINES: &str = "at most 3 lines of text, each of at most 40 columns";
    let wide = "=".repeat(41);
    for (text, error) in [
        ("shop.owner = 1", "1:14: shop.owner takes text of at most 40 columns, not this integer".to_owned()),
        (
            "shop.telephone = ['02']",
            "1:18: shop.telephone takes text of at most 40 columns, not this array".to_owned(),
        ),
        (
            &format!("shop.merchant_number = '{wide}'"),
            "1:24: shop.merchant_number: 41 columns; it takes text of at most 40 columns".to_owned(),
        ),
        ("shop.address = 12", format!("1:16: shop.address takes {LINES}, not this integer")),
        ("shop.address = [1]", format!("1:16: shop.address takes {LINES}, not this array")),
        ("shop.address = ['a', ['b']]", format!("1:16: shop.address takes {LINES}, not this array")),
        (
            "shop.address = ['', '', '', '']",
            format!("1:16: shop.address: 4 lines; it takes {LINES}"),
        ),
        (&format!("shop.address = '{wide}'"), format!("1:16: shop.address: 41 columns; it takes {LINES}")),
        (
            &format!("[shop]\naddress = [\n  '가',\n  '{wide}',\n]"),
            format!("4:3: shop.address: line 2: 41 columns; it takes {LINES}"),
        ),
        (
            "shop.address = ['a', 'b', \"c\\td\"]",
            format!("1:27: shop.address: line 3: control character U+0009 at position 2; it takes {LINES}"),
        ),
        ("printer.to = ''", format!("1:14: {WAYS} text")),
        ("printer.to = 'lp'", format!("1:14: {WAYS} text")),
        ("printer.to = false", format!("1:14: {WAYS} bool")),
        (
            "printer.to = \"file:a\\nb\"",
            "1:14: printer.to: control character U+000A at position 7; it takes none, file:PATH, tcp:HOST:PORT or command:LINE".to_owned(),
        ),
        (
            "printer.columns = 23",
            "1:19: printer.columns takes a whole number from 24 to 64, not this integer".to_owned(),
        ),
        (
            "printer.columns = 65",
            "1:19: printer.columns takes a whole number from 24 to 64, not this integer".to_owned(),
        ),
        ("printer.charset = 'utf-8'", "1:19: printer.charset takes one of cp949, ascii, not this text".to_owned()),
        ("slip.print = true", "1:14: slip.print takes one of never, ask, always, not this bool".to_owned()),
        ("slip.copies = 2", "1:15: slip.copies takes one of customer, both, not this integer".to_owned()),
        (
            "slip.signature_above = 1000000001",
            "1:24: slip.signature_above takes a whole number from 0 to 1000000000, not this integer".to_owned(),
        ),
    ] {
        assert_eq!(file(text), Err(format!("config.toml:{error}")), "{text}");
    }
}
