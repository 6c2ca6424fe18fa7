//! What stops the build: a catalogue whose languages differ, and what the compiler of the texts does not take.

#![forbid(unsafe_code)]

#[path = "../build/texts.rs"]
mod texts;

/// What the compiler says about two catalogues.
fn sentences(english: &str, korean: &str) -> Vec<String> {
    texts::compile(english, korean).err().unwrap_or_default()
}

#[test]
fn a_message_that_one_language_lacks_stops_the_build() {
    let said = sentences("pay = Pay\nquit = Quit\n", "pay = 결제\ncancel = 취소\n");
    assert_eq!(said, ["ko.ftl has no message quit.", "en.ftl has no message cancel."]);
}

#[test]
fn a_name_that_one_language_lacks_stops_the_build() {
    for (english, korean, sentence) in [
        ("a = { $x }, { $y }\n", "a = { $y }\n", "a: en.ftl has $x, $y, ko.ftl has $y."),
        ("a = { $amount }\n", "a = { $amuont }\n", "a: en.ftl has $amount, ko.ftl has $amuont."),
        ("a = A\n", "a = { $x }\n", "a: en.ftl has nothing, ko.ftl has $x."),
        ("a = { $n ->\n   *[other] { $x }\n }\n", "a = { $x }\n", "a: en.ftl has $n, $x, ko.ftl has $x."),
    ] {
        assert_eq!(sentences(english, korean), [sentence]);
    }
}

#[test]
fn a_message_becomes_a_variant_with_its_names_as_fields() {
    let english = "of-all = { $x } of { $y }\nday = { $d ->\n    [mon] Mon\n   *[sun] Sun\n }\n";
    let korean = "of-all = { $y } 중 { $x }, { $y }\nday = { $d ->\n   *[sun] 일\n }\n";
    let plural = "months = { $n ->\n    [one] { $n } month\n   *[other] { $n } months\n }\n";
    let compiled = texts::compile(&format!("{english}{plural}"), &format!("{korean}months = {{ $n }}개월\n"));
    let texts::Compiled { texts, samples } = compiled.expect("texts");
    for code in [
        "OfAll { x: &'a str, y: &'a str },",
        r#"Self::OfAll { x, y } => format!("{x} of {y}"),"#,
        r#"Self::OfAll { x, y } => format!("{y} 중 {x}, {y}"),"#,
        "Day { d: &'a str },",
        r#"Self::Day { d } => match d { "mon" => "Mon".to_owned(), _ => "Sun".to_owned() },"#,
        r#"Self::Day { .. } => "일".to_owned(),"#,
        "Months { n: u64 },",
        r#"Self::Months { n } => match n { 1 => format!("{n} month"), _ => format!("{n} months") },"#,
        r#"Self::Months { n } => format!("{n}개월"),"#,
    ] {
        assert!(texts.contains(code), "{code}\n{texts}");
    }
    for code in ["Text::Months { n: 1 }", "Text::Months { n: 2 }", r#"Text::Day { d: "mon" }"#] {
        assert!(samples.contains(code), "{code}\n{samples}");
    }
}

#[test]
fn what_is_not_compiled_stops_the_build() {
    const ONLY: &str =
        "en.ftl, a: only words, { $name }, and one { $name -> … } as the whole message are compiled.";
    for (message, sentence) in [
        ("a = { b }\n", ONLY),
        ("a = { NUMBER($x) }\n", ONLY),
        ("a = { \"x\" }\n", ONLY),
        ("a = before { $x ->\n   *[other] B\n }\n", ONLY),
        ("a = { $x ->\n    [few] A\n   *[other] B\n }\n", ONLY),
        ("a = { $x ->\n    [0] A\n   *[other] B\n }\n", ONLY),
        ("a = A\n    .title = B\n", ONLY),
        ("a = A\na = B\n", "en.ftl, a: this message is there twice."),
        ("a = A\n-b = B\n", "en.ftl, -b: terms are not compiled."),
        ("a = A\n\nb = { $x\n", "en.ftl, line 4: Expected a token starting with \"}\"."),
    ] {
        assert_eq!(sentences(message, "a = A\n"), [sentence], "{message}");
    }
}
