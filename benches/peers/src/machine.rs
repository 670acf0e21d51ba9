//! Where the numbers come from, so that no table stands without it.

use std::fs;

/// One line: processor, number of cores, compilers.
pub fn description() -> String {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    format!(
        "{}, {} cores; {}, {}",
        processor(&cpuinfo),
        cores(&cpuinfo),
        env!("CC_VERSION"),
        env!("RUSTC_VERSION")
    )
}

fn processor(cpuinfo: &str) -> String {
    let model = cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let model = model.map(|m| m.trim_start_matches([' ', '\t', ':']).to_owned());
    model.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

/// Those of the machine, also where the program is held to one of them.
fn cores(cpuinfo: &str) -> usize {
    let listed = cpuinfo
        .lines()
        .filter(|line| line.starts_with("processor"))
        .count();
    listed.max(1)
}
