//! Compiles the C and C++ parts, finds the ExprTk header, prepares the archive of the library under
//! test, and tells the program the versions of what it measures.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=native");
    compile_c_functions();
    compile_columns();
    compile_exprtk();
    compile_muparser();
    prepare_ours();
    export_versions();
}

/// The flags of every C and C++ file: no contraction, so that results are comparable bit by bit.
fn native(cpp: bool) -> cc::Build {
    let mut build = cc::Build::new();
    build
        .cpp(cpp)
        .opt_level(2)
        .flag("-ffp-contract=off")
        .include("native")
        .warnings(true);
    if cpp {
        build.std("c++17");
    } else {
        build.std("c11");
    }
    build
}

fn compile_c_functions() {
    native(false)
        .file("native/c_functions.c")
        .file("native/c_loops.c")
        .compile("c_functions");
}

fn compile_columns() {
    let mut plain = native(false);
    plain
        .file("native/columns.c")
        .opt_level(3)
        .flag("-march=native");
    let mut fast = plain.clone();
    plain.compile("columns");
    fast.flag("-ffast-math")
        .define("COLUMNS_FAST", None)
        .compile("columns_fast");
    println!("cargo:rustc-link-lib=mvec");
    println!("cargo:rustc-link-lib=m");
}

fn compile_exprtk() {
    let mut build = native(true);
    build
        .file("native/exprtk.cpp")
        .define("NDEBUG", None)
        .warnings(false);
    build
        .include(package_directory("exprtk_sys").join("cpp/exprtk"))
        .compile("exprtk_shim");
}

fn compile_muparser() {
    let mut build = native(true);
    build.file("native/muparser.cpp");
    if let Err(error) = build.try_compile("muparser_shim") {
        panic!("muParser: {error}\nIs it installed? apt-get install libmuparser-dev");
    }
    println!("cargo:rustc-link-lib=muparser");
    println!("cargo:rustc-link-lib=gomp");
}

/// Where cargo has unpacked a package of the lock file, asked of `cargo metadata`.
fn package_directory(name: &str) -> PathBuf {
    let cargo = env::var("CARGO").expect("set by cargo");
    let metadata = run(Command::new(cargo).args(["metadata", "--format-version=1", "--locked"]));
    let key = "\"manifest_path\":\"";
    let manifest = metadata
        .match_indices(key)
        .filter_map(|(at, _)| metadata[at + key.len()..].split('"').next())
        .map(Path::new)
        .find(|path| {
            let directory = path
                .parent()
                .and_then(Path::file_name)
                .and_then(|d| d.to_str());
            directory.is_some_and(|d| d.strip_prefix(name).is_some_and(|v| v.starts_with('-')))
        });
    manifest
        .and_then(Path::parent)
        .unwrap_or_else(|| panic!("no package {name}"))
        .to_path_buf()
}

/// Links `$EXP_RS_LIB_DIR/libexp_rs.a`. Version 0.2.0, a peer, defines functions of the same names,
/// so a copy of the archive is linked in which all `exp_rs_*` start with `ours_`.
fn prepare_ours() {
    println!("cargo:rustc-check-cfg=cfg(ours)");
    println!("cargo:rerun-if-env-changed=EXP_RS_LIB_DIR");
    let Some(directory) = env::var_os("EXP_RS_LIB_DIR") else {
        println!("cargo:warning=EXP_RS_LIB_DIR is not set: the library under test is left out");
        return;
    };
    let archive = fs::canonicalize(Path::new(&directory).join("libexp_rs.a"))
        .unwrap_or_else(|e| panic!("EXP_RS_LIB_DIR={}: libexp_rs.a: {e}", directory.display()));
    println!("cargo:rerun-if-changed={}", archive.display());

    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    let renames = out.join("ours.renames");
    fs::write(&renames, renames_of(&archive)).expect("OUT_DIR can be written");
    run(Command::new(tool("OBJCOPY", "objcopy"))
        .arg(format!("--redefine-syms={}", renames.display()))
        .arg(&archive)
        .arg(out.join("libours.a")));
    // Before the archive, of which it asks for a function.
    native(false)
        .file("native/ours_loops.c")
        .compile("ours_loops");
    println!("cargo:rustc-link-search=native={}", out.display());
    println!("cargo:rustc-link-lib=static=ours");
    println!("cargo:rustc-cfg=ours");
}

/// `old new` for each symbol `exp_rs_*` that the archive defines or asks for.
fn renames_of(archive: &Path) -> String {
    let symbols = run(Command::new(tool("NM", "nm")).arg("-g").arg(archive));
    let mut names: Vec<&str> = symbols
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .filter(|name| name.starts_with("exp_rs_"))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert!(
        !names.is_empty(),
        "{}: no symbol exp_rs_*",
        archive.display()
    );
    names
        .iter()
        .map(|name| format!("{name} ours_{name}\n"))
        .collect()
}

/// `PEER_VERSION_name` from the lock file for the Rust peers, and the compilers.
fn export_versions() {
    println!("cargo:rerun-if-changed=Cargo.lock");
    let lock = fs::read_to_string("Cargo.lock").expect("the lock file is committed");
    for name in ["fasteval", "exmex", "evalexpr", "exp-rs"] {
        let version = lock
            .split_once(&format!("name = \"{name}\"\nversion = \""))
            .and_then(|(_, rest)| rest.split('"').next())
            .unwrap_or_else(|| panic!("{name} is not in Cargo.lock"));
        println!(
            "cargo:rustc-env=PEER_VERSION_{}={version}",
            name.replace('-', "_")
        );
    }
    let rustc = run(Command::new(env::var("RUSTC").expect("set by cargo")).arg("--version"));
    let gcc = run(native(false).get_compiler().to_command().arg("--version"));
    for (name, text) in [("RUSTC_VERSION", rustc), ("CC_VERSION", gcc)] {
        println!(
            "cargo:rustc-env={name}={}",
            text.lines().next().unwrap_or("unknown")
        );
    }
}

fn tool(variable: &str, default: &str) -> String {
    println!("cargo:rerun-if-env-changed={variable}");
    env::var(variable).unwrap_or_else(|_| default.to_owned())
}

/// The output of a command that must succeed.
fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
