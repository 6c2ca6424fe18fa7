//! Compiles the texts: every message of `assets/locales/*.ftl` becomes a variant of one enum, and its `{ $names }` the
//! fields. The compiler then checks every use of a text. The build stops if one language lacks a message or a name, and at
//! parts of Fluent that are not supported here: terms, attributes, functions.

use std::{collections::BTreeMap, fmt::Write as _};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    parser,
};

/// The plural categories of Fluent. English and Korean need two: `one` is the number 1, `other` is the rest.
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The end of the error for any other message.
const NOT_SUPPORTED: &str =
    "only words, { $name }, and one { $name -> … } as the whole message are compiled.";
/// The start of the enum.
const ENUM_START: &str = r#"use super::Lang;

/// A text of the catalogue with the values it names. Numbers choose between singular and plural.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "some names are about texts")]
pub(crate) enum Text<'a> {
"#;
/// The end of the enum, and the start of its function `render`.
const RENDER_START: &str = r#"}

impl Text<'_> {
    /// The words in `lang`.
    #[expect(clippy::too_many_lines, clippy::match_same_arms, reason = "one arm a text")]
    pub(super) fn render(self, lang: Lang) -> String {
        match lang {
"#;

/// The generated Rust code.
pub struct Compiled {
    /// The enum and its function `render`, with the words of every language.
    pub texts: String,
    /// An array with every text and values for its fields, for tests.
    pub samples: String,
}

/// Compiles both languages.
///
/// # Errors
///
/// A sentence for every mistake in them.
pub fn compile(english: &str, korean: &str) -> Result<Compiled, Vec<String>> {
    let (en, ko) = match (catalogue("en", english), catalogue("ko", korean)) {
        (Ok(en), Ok(ko)) => (en, ko),
        (en, ko) => return Err([en.err(), ko.err()].into_iter().flatten().flatten().collect()),
    };
    let wrong = differences(&en, &ko);
    if wrong.is_empty() { Ok(Compiled { texts: texts(&en, &ko), samples: samples(&en) }) } else { Err(wrong) }
}

/// The messages of one language, by name.
type Catalogue<'s> = BTreeMap<&'s str, Message<'s>>;

/// A message of the catalogue.
enum Message<'s> {
    /// One wording.
    Plain(Vec<Part<'s>>),
    /// One wording for each value of the field `on`.
    Select { on: &'s str, cases: Vec<(&'s str, Vec<Part<'s>>)>, default: Vec<Part<'s>> },
}

/// A piece of a message.
#[derive(Clone, Copy)]
enum Part<'s> {
    Words(&'s str),
    Field(&'s str),
}

/// The type of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FieldType {
    Words,
    /// A number, which chooses between singular and plural.
    Number,
}

fn catalogue<'s>(lang: &str, source: &'s str) -> Result<Catalogue<'s>, Vec<String>> {
    let resource = parser::parse(source).map_err(|(_, errors)| {
        let line = |at: usize| source.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let sentences =
            errors.iter().map(|error| format!("{lang}.ftl, line {}: {error}.", line(error.pos.start)));
        sentences.collect::<Vec<_>>()
    })?;
    let mut messages = Catalogue::new();
    let mut wrong = Vec::new();
    for entry in resource.body {
        match entry {
            Entry::Message(ftl) => {
                let id = ftl.id.name;
                let message = ftl.value.as_ref().filter(|_| ftl.attributes.is_empty()).and_then(message);
                match message.map(|message| messages.insert(id, message)) {
                    None => wrong.push(format!("{lang}.ftl, {id}: {NOT_SUPPORTED}")),
                    Some(Some(_)) => wrong.push(format!("{lang}.ftl, {id}: this message is there twice.")),
                    Some(None) => {}
                }
            }
            Entry::Term(term) => {
                wrong.push(format!("{lang}.ftl, -{}: terms are not compiled.", term.id.name));
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
        }
    }
    if wrong.is_empty() { Ok(messages) } else { Err(wrong) }
}

/// `None` if the message has parts that are not supported.
fn message<'s>(pattern: &Pattern<&'s str>) -> Option<Message<'s>> {
    let [PatternElement::Placeable { expression: Expression::Select { selector, variants } }] =
        pattern.elements.as_slice()
    else {
        return parts(pattern).map(Message::Plain);
    };
    let InlineExpression::VariableReference { id } = selector else { return None };
    let (defaults, others): (Vec<_>, Vec<_>) = variants.iter().partition(|variant| variant.default);
    let cases = others.into_iter().map(|variant| Some((key(variant)?, parts(&variant.value)?)));
    let default = defaults.first().and_then(|variant| parts(&variant.value))?;
    Some(Message::Select { on: id.name, cases: cases.collect::<Option<_>>()?, default })
}

fn key<'s>(variant: &Variant<&'s str>) -> Option<&'s str> {
    match variant.key {
        VariantKey::Identifier { name } if name == "one" || !PLURALS.contains(&name) => Some(name),
        _ => None,
    }
}

fn parts<'s>(pattern: &Pattern<&'s str>) -> Option<Vec<Part<'s>>> {
    let parts = pattern.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => Some(Part::Words(value)),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Some(Part::Field(id.name)),
        PatternElement::Placeable { .. } => None,
    });
    parts.collect()
}

impl<'s> Message<'s> {
    /// All wordings; the last one is the default.
    fn wordings(&self) -> impl Iterator<Item = &[Part<'s>]> {
        let (cases, last) = match self {
            Self::Plain(parts) => (&[][..], parts),
            Self::Select { cases, default, .. } => (cases.as_slice(), default),
        };
        cases.iter().map(|(_, parts)| parts.as_slice()).chain([last.as_slice()])
    }

    fn fields(&self) -> BTreeMap<&'s str, FieldType> {
        let parts = self.wordings().flatten();
        let names = parts.filter_map(|part| if let Part::Field(name) = part { Some(*name) } else { None });
        let mut fields: BTreeMap<_, _> = names.map(|name| (name, FieldType::Words)).collect();
        if let Self::Select { on, cases, .. } = self {
            let counts = cases.iter().all(|(key, _)| PLURALS.contains(key));
            fields.insert(on, if counts { FieldType::Number } else { FieldType::Words });
        }
        fields
    }
}

fn differences(en: &Catalogue<'_>, ko: &Catalogue<'_>) -> Vec<String> {
    let lacking = |there: &Catalogue<'_>, lang: &str, here: &Catalogue<'_>| {
        let ids = there.keys().filter(|id| !here.contains_key(*id));
        ids.map(|id| format!("{lang}.ftl has no message {id}.")).collect::<Vec<_>>()
    };
    let mut wrong = lacking(en, "ko", ko);
    wrong.extend(lacking(ko, "en", en));
    for (id, message) in en {
        let Some(other) = ko.get(id) else { continue };
        let names = |message: &Message<'_>| {
            let names: Vec<_> = message.fields().keys().map(|name| format!("${name}")).collect();
            if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
        };
        let (english, korean) = (names(message), names(other));
        if english != korean {
            wrong.push(format!("{id}: en.ftl has {english}, ko.ftl has {korean}."));
        }
    }
    wrong
}

/// The parts as Fluent, such as `{ $amount } KRW`.
fn as_written(parts: &[Part<'_>]) -> String {
    let written = parts.iter().map(|part| match part {
        Part::Words(words) => (*words).to_owned(),
        Part::Field(name) => format!("{{ ${name} }}"),
    });
    written.collect()
}

/// The name of a variant: `LumpSum` for `lump-sum`.
fn variant(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    id.split('-').map(word).collect()
}

fn texts(en: &Catalogue<'_>, ko: &Catalogue<'_>) -> String {
    let mut code = ENUM_START.to_owned();
    for (id, message) in en {
        let both = [Some(message), ko.get(id)].into_iter().flatten().filter_map(|one| one.wordings().last());
        let doc: String = both.map(|parts| as_written(parts) + "\n").collect();
        let types = message.fields().into_iter().map(|(name, field_type)| match field_type {
            FieldType::Words => format!("{name}: &'a str"),
            FieldType::Number => format!("{name}: u64"),
        });
        let fields = braced(&types.collect::<Vec<_>>());
        let _ =
            writeln!(code, "    #[doc = {:?}]\n    {}{fields},", format!("```text\n{doc}```"), variant(id));
    }
    code.push_str(RENDER_START);
    for (lang, catalogue) in [("En", en), ("Ko", ko)] {
        let _ = writeln!(code, "            Lang::{lang} => match self {{");
        for (id, message) in catalogue {
            let _ = writeln!(code, "                {}", arm(id, message));
        }
        code.push_str("            },\n");
    }
    code.push_str("        }\n    }\n}\n");
    code
}

/// ` { a, b }`; empty if the list is.
fn braced(list: &[String]) -> String {
    if list.is_empty() { String::new() } else { format!(" {{ {} }}", list.join(", ")) }
}

/// An arm of `render`: `Self::Won { amount } => format!("{amount} KRW"),`
fn arm(id: &str, message: &Message<'_>) -> String {
    let mut used = message.fields();
    let said = match message {
        Message::Select { on, cases, default } if !cases.is_empty() => {
            let number = used.get(on) == Some(&FieldType::Number);
            let pattern = |key: &str| if number { "1".to_owned() } else { format!("{key:?}") };
            let cases =
                cases.iter().map(|(key, parts)| format!("{} => {}, ", pattern(key), format_of(parts)));
            format!("match {on} {{ {}_ => {} }}", cases.collect::<String>(), format_of(default))
        }
        Message::Plain(parts) | Message::Select { default: parts, .. } => {
            used.retain(|name, _| parts.iter().any(|part| matches!(part, Part::Field(used) if used == name)));
            format_of(parts)
        }
    };
    let mut names: Vec<_> = used.keys().map(|name| (*name).to_owned()).collect();
    if used.len() < message.fields().len() {
        names.push("..".to_owned());
    }
    format!("Self::{}{} => {said},", variant(id), braced(&names))
}

fn format_of(parts: &[Part<'_>]) -> String {
    match parts {
        [Part::Words(words)] => format!("{words:?}.to_owned()"),
        [Part::Field(name)] => format!("{name}.to_string()"),
        parts => {
            let pieces = parts.iter().map(|part| match part {
                Part::Words(words) => words.replace('{', "{{").replace('}', "}}"),
                Part::Field(name) => format!("{{{name}}}"),
            });
            format!("format!({:?})", pieces.collect::<String>())
        }
    }
}

fn samples(en: &Catalogue<'_>) -> String {
    let mut code = "&[\n".to_owned();
    for (id, message) in en {
        let chosen = match message {
            Message::Plain(_) => vec![""],
            Message::Select { cases, .. } => cases.iter().map(|(key, _)| *key).chain(["other"]).collect(),
        };
        for case in chosen {
            let (mut fields, mut words, mut numbers) = (Vec::new(), String::new(), String::new());
            for (name, field_type) in message.fields() {
                let chooses = matches!(message, Message::Select { on, .. } if *on == name);
                let value = match field_type {
                    FieldType::Number => if case == "one" { "1" } else { "2" }.to_owned(),
                    FieldType::Words if chooses => format!("{case:?}"),
                    FieldType::Words => format!("\"<{name}>\""),
                };
                let list = if field_type == FieldType::Number { &mut numbers } else { &mut words };
                let _ = write!(list, "({name:?}, {value}), ");
                fields.push(format!("{name}: {value}"));
            }
            let text = format!("Text::{}{}", variant(id), braced(&fields));
            let _ = writeln!(
                code,
                "    Sample {{ id: {id:?}, text: {text}, words: &[{words}], numbers: &[{numbers}] }},"
            );
        }
    }
    code.push_str("]\n");
    code
}
