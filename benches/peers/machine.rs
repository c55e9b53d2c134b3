//! Where it was measured.

use crate::inits::Init;
use std::{fs, thread};

/// The machine and the programs, in words.
pub fn describe(inits: &[Init]) -> String {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let versions: Vec<String> = inits.iter().map(|init| format!("{}: `{}`", init.name, init.version())).collect();
    format!("Linux {}, {processors} × {}. {}.\n", kernel.trim(), processor(), versions.join(", "))
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map_or(std::env::consts::ARCH, |(_, model)| model).to_owned()
}
