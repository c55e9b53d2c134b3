//! What /proc tells of processes.

use super::signals::Set;
use nix::time::{ClockId, clock_gettime};
use std::fs;

/// The field `name` of /proc/PID/status, if there is such a process.
pub fn status_field(pid: i32, name: &str) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.trim().to_owned())
}

/// A set of signals in /proc/PID/status.
pub fn signal_set(pid: i32, name: &str) -> Option<Set> {
    Set::from_str_radix(&status_field(pid, name)?, 16).ok()
}

/// The children of the first thread of `pid`.
pub fn children(pid: i32) -> Vec<i32> {
    let list = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect()
}

/// All processes that this /proc knows of.
pub fn all() -> Vec<i32> {
    let entries = fs::read_dir("/proc").unwrap();
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// How many threads there are on the whole machine, zombies included: what is left of pids (proc_loadavg(5)). Other than lists of
/// children, it is right while they come and go.
pub fn on_this_machine() -> usize {
    let load = fs::read_to_string("/proc/loadavg").unwrap();
    let (_, counts) = load.split_once('/').unwrap();
    counts.split_whitespace().next().unwrap().parse().unwrap()
}

/// The letter of a process's state (proc(5)).
pub fn state(pid: i32) -> Option<char> {
    status_field(pid, "State")?.chars().next()
}

/// Whether `word` is part of the command line of a process that is no zombie.
pub fn is_called(pid: i32, word: &str) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| String::from_utf8_lossy(&line).contains(word))
}

/// How many zombies this /proc knows of.
pub fn zombies() -> usize {
    all().into_iter().filter(|&pid| state(pid) == Some('Z')).count()
}

/// Has the kernel call this process so.
pub fn set_own_name(name: &str) {
    fs::write("/proc/self/comm", name).unwrap();
}

/// The descriptors that a process has open.
pub fn descriptors(pid: i32) -> Vec<i32> {
    let entries = fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
    let mut open: Vec<i32> = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    open.sort_unstable();
    open
}

/// How often a process was put on a processor.
pub fn wake_ups(pid: i32) -> u64 {
    let switches = ["voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"];
    switches.iter().map(|name| status_field(pid, name).unwrap().parse::<u64>().unwrap()).sum()
}

/// A part of a process's memory, in KiB.
#[derive(Debug)]
pub struct Mapping {
    /// The file that it is of, if it is of one.
    pub path: String,
    /// How much of it is there.
    pub resident: usize,
}

/// What a process's memory consists of (proc_pid_smaps(5)).
pub fn mappings(pid: i32) -> Vec<Mapping> {
    let mut mappings: Vec<Mapping> = Vec::new();
    for line in fs::read_to_string(format!("/proc/{pid}/smaps")).unwrap().lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (words[0], mappings.last_mut()) {
            ("Rss:", Some(mapping)) => mapping.resident = words[1].parse().unwrap(),
            (first, _) if !first.ends_with(':') => {
                let path = words.get(5).copied().unwrap_or_default().to_owned();
                mappings.push(Mapping { path, resident: 0 });
            }
            _ => {}
        }
    }
    mappings
}

/// The time in the ticks that the start of processes is told in: proc_pid_stat(5).
pub fn ticks() -> u64 {
    const PER_SECOND: u64 = 100;
    let now = clock_gettime(ClockId::CLOCK_BOOTTIME).unwrap();
    now.tv_sec() as u64 * PER_SECOND + now.tv_nsec() as u64 * PER_SECOND / 1_000_000_000
}
