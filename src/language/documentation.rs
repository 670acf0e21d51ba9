//! The tables in docs/language.md are those of this room: the test compares them, and writes them
//! when the environment has `EXP_RS_WRITE_DOCS=1`. tests/documentation.rs evaluates the examples.

use std::borrow::ToOwned;
use std::format;
use std::path::Path;
use std::string::String;
use std::vec::Vec;

use super::builtins::{CONSTANT_TEXTS, CONSTANTS, LAZY_FUNCTIONS, LAZY_TEXTS, MANY, ROWS, Row};
use super::operators::{INFIX, Level, OTHERS, PREFIX};
use crate::real::Real;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md");

/// The groups of [`ROWS`], each with its first function.
const GROUPS: &[(&str, &str)] = &[
    ("Basic functions", "abs"),
    ("Trigonometric and hyperbolic functions", "sin"),
    ("Rounding", "floor"),
    ("Remainders and signs", "fmod"),
    (CHOICE, "not"),
    ("Any number of arguments", "min"),
    ("Tests", "isnan"),
    ("Special functions", "fac"),
    ("Bits", "bitand"),
    ("Operators by name", "add"),
];

/// The group that the lazy functions belong to.
const CHOICE: &str = "Choice and logic";

/// Postfix binds tighter than every operator that has a [`Level`].
const POSTFIX: u8 = Level::Power as u8 + 1;

fn row(cells: &[&str]) -> String {
    // A bar ends a cell even inside a code span.
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// "abs(-2) = 2" as the document shows it: `=` alone is not part of the language.
fn example(text: &str) -> String {
    let (expression, value) = text.rsplit_once(" = ").expect("an expression and its value");
    format!("`{expression} → {value}`")
}

fn heading(cells: &[&str]) -> String {
    row(cells) + &row(&cells.iter().map(|_| "---").collect::<Vec<_>>())
}

fn operators() -> String {
    let mut rows = Vec::new();
    rows.push((POSTFIX, "f(x)", "call of a function", "sqrt(9) = 3"));
    rows.push((POSTFIX, "a[i]", "element of an array", "t[0] = 1.5"));
    rows.extend(INFIX.iter().map(|r| {
        (r.level as u8, core::str::from_utf8(r.spelling.as_bytes()).unwrap(), r.meaning, r.example)
    }));
    let prefix = Level::Prefix as u8;
    rows.extend(PREFIX.iter().map(|(s, _, meaning, example)| (prefix, *s, *meaning, *example)));
    rows.extend(OTHERS.iter().map(|(s, level, m, example)| (*level as u8, *s, *m, *example)));
    rows.sort_by_key(|(level, spelling, ..)| (POSTFIX - level, spelling.len()));
    let mut table = heading(&["Level", "Operator", "Grouping", "Meaning", "Example"]);
    for (level, spelling, meaning, text) in rows {
        let cells = [
            &format!("{level}"),
            &format!("`{spelling}`"),
            grouping(level),
            meaning,
            &example(text),
        ];
        table += &row(&cells);
    }
    table
}

/// Where the brackets are in `a + b + c`.
fn grouping(level: u8) -> &'static str {
    const RIGHT: &[Level] = &[Level::Definition, Level::Conditional, Level::Power];
    match level {
        POSTFIX => "postfix",
        _ if level == Level::Prefix as u8 => "prefix",
        _ if RIGHT.iter().any(|right| *right as u8 == level) => "right",
        _ => "left",
    }
}

/// The call and the meaning of a summary, which may begin with the call and a colon.
fn call_and_meaning<'s>(name: &str, summary: &'s str) -> Option<(&'s str, &'s str)> {
    let starts = summary.strip_prefix(name).is_some_and(|rest| rest.starts_with('('));
    summary.split_once(": ").filter(|_| starts)
}

/// `call` may be several between commas: `log(x), log(x, b)`.
fn function_row(call: &str, meaning: &str, text: &str) -> String {
    let calls = call.replace("), ", ")`, `");
    row(&[&format!("`{calls}`"), meaning, &example(text)])
}

fn builtin_row(builtin: &Row) -> String {
    let name = builtin.name.to_str().expect("ASCII");
    let counts = (builtin.least, builtin.most);
    if let Some((call, meaning)) = call_and_meaning(name, builtin.summary) {
        let variants = call.split("), ").map(|variant| variant.matches(", ").count() as u8 + 1);
        let spread = (variants.clone().min().unwrap_or(0), variants.max().unwrap_or(0));
        assert_eq!(spread, counts, "{name} has other arguments than its summary says");
        return function_row(call, meaning, builtin.example);
    }
    let arguments = match counts {
        (1, 1) => "x",
        (2, 2) => "x, y",
        (1, MANY) => "x, ...",
        _ => panic!("the summary of {name} must begin with the call"),
    };
    function_row(&format!("{name}({arguments})"), builtin.summary, builtin.example)
}

fn functions() -> String {
    let first = |name: &str| {
        let found = ROWS.iter().position(|builtin| builtin.name.to_bytes() == name.as_bytes());
        found.unwrap_or_else(|| panic!("no function {name}"))
    };
    assert_eq!(first(GROUPS[0].1), 0);
    let mut text = String::new();
    for (i, (title, name)) in GROUPS.iter().enumerate() {
        let end = GROUPS.get(i + 1).map_or(ROWS.len(), |(_, next)| first(next));
        text += &format!("\n### {title}\n\n");
        text += &heading(&["Call", "Value", "Example"]);
        if *title == CHOICE {
            for (name, (text_of_example, summary)) in LAZY_FUNCTIONS.iter().zip(LAZY_TEXTS) {
                let name = name.to_str().expect("ASCII");
                let any_number = format!("{name}(x, ...)");
                let (call, meaning) =
                    call_and_meaning(name, summary).unwrap_or((&any_number, summary));
                text += &function_row(call, meaning, text_of_example);
            }
        }
        text.extend(ROWS[first(name)..end].iter().map(builtin_row));
    }
    text + "\n"
}

fn constants() -> String {
    let mut table = heading(&["Name and value", "Meaning"]);
    for ((name, value), meaning) in CONSTANTS.iter().zip(CONSTANT_TEXTS) {
        // `{:?}` writes a small number with an exponent, and NaN as Rust spells it.
        let value = format!("{value:?}").to_lowercase();
        let value = value.strip_suffix(".0").unwrap_or(&value);
        table += &row(&[&format!("`{name} → {value}`"), meaning]);
    }
    table
}

/// The document with `table` between its markers.
fn with_table(document: &str, name: &str, table: &str) -> String {
    let marker = format!("<!-- table: {name} -->\n");
    let (before, rest) = document.split_once(&marker).unwrap_or_else(|| panic!("no {marker}"));
    let (_, after) = rest.split_once("<!-- end -->").expect("the end of the table");
    [before, &marker, table, "<!-- end -->", after].concat()
}

#[test]
fn the_document_has_the_tables_of_the_source() {
    if !Path::new(FILE).exists() {
        return; // A published crate is without the documents.
    }
    let document = std::fs::read_to_string(FILE).expect("readable");
    let mut wanted = document.clone();
    wanted = with_table(&wanted, "operators", &operators());
    wanted = with_table(&wanted, "functions", &functions());
    if Real::MANTISSA_DIGITS == 53 {
        // The document shows the values of binary64.
        wanted = with_table(&wanted, "constants", &constants());
    }
    if std::env::var("EXP_RS_WRITE_DOCS").is_ok_and(|value| value == "1") {
        std::fs::write(FILE, &wanted).expect("writable");
        return;
    }
    let differing = wanted.lines().zip(document.lines()).find(|(a, b)| a != b);
    let differing = differing.map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert!(wanted == document, "run with EXP_RS_WRITE_DOCS=1; should be, is: {differing:?}");
}
