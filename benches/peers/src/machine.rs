//! Where the numbers come from, so that no table stands without it.

use std::fs;

/// One line: processor, number of cores, compilers.
pub fn description() -> String {
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    format!(
        "{}, {cores} cores; {}, {}",
        processor(),
        env!("CC_VERSION"),
        env!("RUSTC_VERSION")
    )
}

fn processor() -> String {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let model = model.map(|m| m.trim_start_matches([' ', '\t', ':']).to_owned());
    model.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}
