//! A Rust archive of someone else, with the whole standard library in it.

#[unsafe(no_mangle)]
pub extern "C" fn other_sum(up_to: u32) -> u32 {
    let text: Vec<String> = (1..=up_to).map(|n| n.to_string()).collect();
    std::panic::catch_unwind(|| text.iter().filter_map(|n| n.parse::<u32>().ok()).sum()).unwrap_or(0)
}
