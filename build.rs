//! Compiles the default hooks, writes the C header on request, chooses the engine's form, and what of an FPU is used.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    choose_engine();
    choose_fpu();
    #[cfg(feature = "default-hooks")]
    compile_default_hooks();
    #[cfg(feature = "header")]
    write_header();
}

/// Sets `cfg(threaded)`, the engine whose handlers jump to one another, where the compiler is known to
/// make a jump of each call in tail position. Elsewhere the stack would grow with the program. And `cfg(joined)`,
/// instructions that do two or three operations in one, and handlers that do two instructions. And `cfg(wide)`, handlers
/// over columns that jump, where there are both and calls pass eight vectors in registers.
fn choose_engine() {
    println!("cargo::rustc-check-cfg=cfg(threaded)");
    println!("cargo::rustc-check-cfg=cfg(wide)");
    println!("cargo::rustc-check-cfg=cfg(joined)");
    let variable = |name| env::var(name).unwrap_or_default();
    let level = variable("OPT_LEVEL");
    let optimised = matches!(level.as_str(), "3" | "s" | "z");
    let arch = match variable("CARGO_CFG_TARGET_ARCH").as_str() {
        "x86_64" | "aarch64" => level != "z",
        // Numbers in registers of the FPU: otherwise the running value would be passed on the stack.
        "arm" => variable("CARGO_CFG_TARGET_ABI") == "eabihf",
        _ => false,
    };
    // A sanitizer's own work after each call leaves none of them in tail position.
    let sanitized = env::var_os("CARGO_CFG_SANITIZE").is_some()
        || variable("CARGO_ENCODED_RUSTFLAGS").contains("sanitizer");
    // Nor do the checks that the compiler puts into each access through a pointer.
    let checked = env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_some();
    // On a microcontroller flash is short, and a jump through a pointer costs less than on a large processor.
    let joined = variable("CARGO_CFG_TARGET_OS") != "none";
    if joined {
        println!("cargo::rustc-cfg=joined");
    }
    if optimised && arch && !sanitized && !checked {
        println!("cargo::rustc-cfg=threaded");
        if joined && variable("CARGO_CFG_TARGET_ARCH") != "arm" {
            println!("cargo::rustc-cfg=wide");
        }
    }
}

/// Sets `cfg(fpv5)` where the FPU of a Cortex-M has square roots and rounding to integers in both widths. That is a matter of
/// the core, which stable rustc does not tell; and to rustc, registers of an FPU with single precision alone are no operands.
fn choose_fpu() {
    println!("cargo::rustc-check-cfg=cfg(fpv5)");
    let variable = |name| env::var(name).unwrap_or_default();
    let cortex_m = variable("CARGO_CFG_TARGET_ARCH") == "arm"
        && variable("CARGO_CFG_TARGET_OS") == "none"
        && variable("CARGO_CFG_TARGET_ABI") == "eabihf";
    if cortex_m && variable("CARGO_ENCODED_RUSTFLAGS").contains("target-cpu=cortex-m7") {
        println!("cargo::rustc-cfg=fpv5");
    }
}

#[cfg(feature = "default-hooks")]
fn compile_default_hooks() {
    let source = "src/runtime/default_hooks.c";
    println!("cargo::rerun-if-changed={source}");
    cc::Build::new().file(source).warnings_into_errors(true).compile("exp_rs_default_hooks");
}

/// Writes the header to the path in `EXP_RS_HEADER_OUT`; without it, nothing. `make header` sets it.
#[cfg(feature = "header")]
fn write_header() {
    println!("cargo::rerun-if-env-changed=EXP_RS_HEADER_OUT");
    println!("cargo::rerun-if-changed=cbindgen.toml");
    println!("cargo::rerun-if-changed=src/ffi");
    let Ok(path) = env::var("EXP_RS_HEADER_OUT") else {
        return;
    };
    // Written anew by the next run too, should it be deleted or edited meanwhile.
    println!("cargo::rerun-if-changed={path}");

    let mut config = cbindgen::Config::from_file("cbindgen.toml").expect("cbindgen.toml");
    config.after_includes = config.after_includes.map(|text| with_version(&text));
    // From this file cbindgen follows the `mod` lines, and asks cargo nothing.
    let builder = cbindgen::Builder::new().with_config(config).with_src("src/ffi/mod.rs");
    builder.generate().expect("header").write_to_file(path);
}

/// The package's version in place of `@MAJOR@`, `@MINOR@`, `@PATCH@` and `@NUMBER@`.
#[cfg(feature = "header")]
fn with_version(text: &str) -> String {
    let part =
        |name: &str| env::var(format!("CARGO_PKG_VERSION_{name}")).unwrap().parse::<u32>().unwrap();
    let (major, minor, patch) = (part("MAJOR"), part("MINOR"), part("PATCH"));
    text.replace("@MAJOR@", &major.to_string())
        .replace("@MINOR@", &minor.to_string())
        .replace("@PATCH@", &patch.to_string())
        .replace("@NUMBER@", &(major * 10_000 + minor * 100 + patch).to_string())
}
