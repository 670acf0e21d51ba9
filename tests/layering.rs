//! Proves that the rooms of `src` keep to their order, so that each can be read with only those
//! before it in mind: who imports whom, who may be unsafe, who knows bumpalo and the width of
//! `Real`, and that no loose ends lie about. Each rule is shown to find a breach in a made-up text.

#[path = "support/rust_source.rs"]
mod rust_source;

use rust_source::{Source, source, sources};

/// Each imports only from those before it.
const ROOMS: [&str; 15] = [
    "limits",
    "real",
    "math",
    "error",
    "arena",
    "names",
    "language",
    "program",
    "syntax",
    "context",
    "compile",
    "engine",
    "batch",
    "expression",
    "ffi",
];
const FFI_SEES: [&str; 7] = ["expression", "batch", "context", "arena", "error", "limits", "real"];
const SAFE: [&str; 5] = ["syntax", "compile", "language", "math", "names"];

/// `src/math/bits.rs` is of the room `math`.
fn room(path: &str) -> &str {
    path.split('/').next().unwrap_or("").trim_end_matches(".rs")
}

fn is(tokens: &[String], at: usize, expected: &[&str]) -> bool {
    expected.iter().enumerate().all(|(i, word)| tokens.get(at + i).is_some_and(|t| t == word))
}

fn count(source: &Source, expected: &[&str]) -> usize {
    (0..source.tokens.len()).filter(|at| is(&source.tokens, *at, expected)).count()
}

/// The first names of a path's end at `at`: one, or those of a group in braces.
fn path_ends(tokens: &[String], at: usize) -> Vec<String> {
    let end = |from: usize| {
        let name = tokens[from].clone();
        if is(tokens, from + 1, &["::"]) { format!("{name}::{}", tokens[from + 2]) } else { name }
    };
    if tokens[at] != "{" {
        return vec![end(at)];
    }
    let mut ends = Vec::new();
    let mut depth = 0;
    for (from, token) in tokens.iter().enumerate().skip(at) {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && matches!(tokens[from].as_str(), "{" | ",") && tokens[from + 1] != "}" {
            ends.push(end(from + 1));
        }
    }
    ends
}

/// What a file imports from the crate's root, by `crate::` or by enough `super::`, as
/// `room::item`.
fn imports(source: &Source) -> Vec<String> {
    let tokens = &source.tokens;
    let folders = source.path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').count();
    let mut found = Vec::new();
    let mut inline_modules: Vec<i32> = Vec::new();
    let mut depth = 0;
    let mut supers = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "mod" if is(tokens, at + 2, &["{"]) => inline_modules.push(depth),
            _ => {}
        }
        if token == "}" && inline_modules.last() == Some(&depth) {
            inline_modules.pop();
        }
        supers = match token.as_str() {
            "super" => supers + 1,
            "::" => supers,
            _ => 0,
        };
        let rooted = token == "crate" || supers == folders + inline_modules.len();
        if rooted && is(tokens, at + 1, &["::"]) && tokens[at + 2] != "super" {
            found.extend(path_ends(tokens, at + 2));
        }
    }
    found
}

fn import_is_allowed(importer: &str, import: &str) -> bool {
    let imported = import.split("::").next().unwrap_or("");
    let place = |name: &str| ROOMS.iter().position(|room| *room == name);
    if importer == imported {
        return true;
    }
    match importer {
        "runtime" => false,
        "ffi" => {
            FFI_SEES.contains(&imported)
                || matches!(import, "program::NativeFunction" | "runtime::request_size")
        }
        "engine" if matches!(imported, "syntax" | "compile") => false,
        _ => match (place(importer), place(imported)) {
            (Some(importer), Some(imported)) => imported < importer,
            _ => false,
        },
    }
}

/// Whether an engine's loop, a `match` on an opcode, leaves opcodes to a `_` arm; `None` where the
/// file has no such loop.
fn loop_has_default(source: &Source) -> Option<bool> {
    let tokens = &source.tokens;
    let start = (0..tokens.len()).find(|at| is(tokens, *at, &["match", "opcode", "{"]))? + 3;
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.as_str() {
            "{" | "(" => depth += 1,
            "}" | ")" => depth -= 1,
            "_" if depth == 0 && is(tokens, at + 1, &["=>"]) => return Some(true),
            _ => {}
        }
        if depth < 0 {
            break;
        }
    }
    Some(false)
}

/// Whether each mention of the feature `f32` is part of an attribute that gives a C function
/// another name.
fn f32_only_renames(source: &Source) -> bool {
    let tokens = &source.tokens;
    (0..tokens.len()).filter(|at| is(tokens, *at, &["feature", "=", "\"f32\""])).all(|at| {
        let before = tokens[..at].iter().rposition(|t| t == "#").unwrap_or(0);
        let after = tokens[at..].iter().position(|t| t == "]").map_or(at, |n| at + n);
        tokens[before..after].iter().any(|t| t == "cfg_attr")
            && tokens[before..after].iter().any(|t| t == "export_name")
    })
}

/// All breaches of the rules in a file.
fn breaches(source: &Source) -> Vec<String> {
    let room = room(&source.path);
    let mut found = Vec::new();
    let mut check = |fine: bool, what: &str| {
        if !fine {
            found.push(format!("{}: {what}", source.path));
        }
    };
    if room != "lib" {
        check(room == "runtime" || ROOMS.contains(&room), "a room that the order does not name");
        for import in imports(source) {
            check(import_is_allowed(room, &import), &format!("imports {import}"));
        }
    }
    let named = |word: &str| source.tokens.iter().any(|token| token == word);
    check(!SAFE.contains(&room) || !named("unsafe"), "unsafe");
    check(source.path == "arena.rs" || !named("bumpalo"), "names bumpalo");
    check(count(source, &["allow", "(", "dead_code"]) == 0, "dead code is allowed");
    check(count(source, &["todo", "!"]) == 0, "todo!");
    check(count(source, &["unimplemented", "!"]) == 0, "unimplemented!");
    check(room != "engine" || loop_has_default(source) != Some(true), "the loop has a `_` arm");
    let knows_width = count(source, &["\"f32\""]) > 0;
    let may = room == "real" || room == "ffi" && f32_only_renames(source);
    check(may || !knows_width, "mentions the feature f32");
    found
}

fn crate_sources() -> Vec<Source> {
    let all = sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(all.len() > 40, "only {} files", all.len());
    all
}

#[test]
fn the_rooms_keep_to_their_order() {
    let found: Vec<String> = crate_sources().iter().flat_map(breaches).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_rules_have_something_to_look_at() {
    let all = crate_sources();
    let loops = all.iter().filter(|s| loop_has_default(s).is_some() && room(&s.path) == "engine");
    assert_eq!(loops.count(), 3, "engines");
    assert!(all.iter().map(|s| imports(s).len()).sum::<usize>() > 150, "imports");
    let in_ffi = all.iter().filter(|s| room(&s.path) == "ffi");
    assert_eq!(in_ffi.map(|s| count(s, &["\"f32\""])).sum::<usize>(), 4, "names with a width");
    for name in ROOMS {
        assert!(all.iter().any(|s| room(&s.path) == name), "no room {name}");
    }
}

/// The compiler itself refuses `unsafe` there, `#[allow]` or not.
#[test]
fn the_compiler_forbids_unsafe_in_the_safe_rooms() {
    let all = crate_sources();
    let library = all.iter().find(|s| s.path == "lib.rs").expect("lib.rs");
    for room in SAFE {
        let line = ["#", "[", "forbid", "(", "unsafe_code", ")", "]", "mod", room, ";"];
        assert_eq!(count(library, &line), 1, "{room}");
    }
}

#[test]
fn the_rules_find_breaches() {
    for (path, text) in [
        ("engine/scalar.rs", "use crate::syntax::ast::Node;"),
        ("engine/scalar.rs", "fn f(x: crate::compile::Batch) {}"),
        ("engine.rs", "fn f() { match opcode { Opcode::Add => { 1 } _ => 2 } }"),
        ("language/builtins.rs", "use crate::{error::Status, program::Opcode};"),
        ("arena/vector.rs", "use super::super::names::NameTable;"),
        ("syntax.rs", "use super::context::Context;"),
        ("syntax.rs", "mod tests { use super::super::batch::BatchBuilder; }"),
        ("limits.rs", "use crate::real::Real;"),
        ("runtime/panic.rs", "use crate::error::Status;"),
        ("batch.rs", "use crate::runtime::request_size;"),
        ("ffi/batch.rs", "use crate::program::Program;"),
        ("ffi/batch.rs", "use crate::{batch::BatchBuilder, names::NameId};"),
        ("ffi/batch.rs", "#[cfg(feature = \"f32\")] fn f() {}"),
        ("attic.rs", ""),
        ("context.rs", "use bumpalo::Bump;"),
        ("compile/fold.rs", "fn f() { unsafe { g() } }"),
        ("math/bits.rs", "#[cfg(not(feature = \"f32\"))] const X: u8 = 1;"),
        ("batch.rs", "#[allow(dead_code)] fn f() {}"),
        ("batch.rs", "fn f() { todo!() }"),
        ("batch.rs", "fn f() { unimplemented!() }"),
    ] {
        assert_eq!(breaches(&source(path, text)).len(), 1, "{path}: {text}");
    }
}

#[test]
fn the_rules_let_right_texts_pass() {
    for (path, text) in [
        ("engine/scalar.rs", "use crate::{math, program::{Opcode, Program}}; // use crate::syntax"),
        ("engine.rs", "fn f() { match opcode { Opcode::Add => match tail { _ => 1 }, X => 2 } }"),
        ("arena/vector.rs", "use super::Arena; use crate::error::Status;"),
        ("batch.rs", "mod tests { use super::*; fn f() { super::super::engine::run(); } }"),
        ("ffi/batch.rs", "use crate::program::NativeFunction; use super::convert;"),
        ("ffi/mod.rs", "#[cfg_attr(feature = \"f32\", unsafe(export_name = \"a_f32\"))] fn a() {}"),
        ("program.rs", "fn f() { let text = \"crate::batch todo!\"; }"),
    ] {
        assert_eq!(breaches(&source(path, text)), [""; 0], "{path}: {text}");
    }
}
