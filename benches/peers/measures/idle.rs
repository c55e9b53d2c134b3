//! What an init costs while nothing happens: its file, its memory, its wake-ups.

use super::under;
use crate::channel::say_ready;
use crate::effort::Effort;
use crate::inits::Init;
use crate::namespace::First;
use crate::row::{Goal, Row, Unit};
use nix::unistd::{Pid, pause};
use std::{fs, path::Path, thread};

/// The COMMAND that only waits.
pub const SLEEPER: &str = "sleeper";

/// See [`SLEEPER`].
pub fn sleep() {
    say_ready();
    loop {
        pause();
    }
}

/// What is known of one process.
struct Idle {
    resident: f64,
    private: f64,
    wake_ups: f64,
}

pub fn measure(inits: &[Init], effort: &Effort) -> Vec<Row> {
    // Two of each: what one of them shares with its copy is not its own.
    let pairs = |words: Option<Vec<String>>, is_ready: bool| {
        words.map(|words| [(); 2].map(|()| if is_ready { First::start_ready(&words) } else { First::start(&words) }))
    };
    let holding = inits.iter().map(|init| pairs(init.pause.clone(), false));
    let running = inits.iter().map(|init| pairs(Some(under(init, &[SLEEPER])), true));
    let started: Vec<Option<[First; 2]>> = holding.chain(running).collect();
    let all: Vec<Option<Pid>> = started.iter().map(|pair| Some(pair.as_ref()?[0].pid())).collect();
    // Nobody says when an init has gone to sleep after COMMAND's start: that is part of the first half.
    thread::sleep(effort.idle / 2);
    let before: Vec<Option<f64>> = all.iter().map(|pid| pid.map(switches)).collect();
    thread::sleep(effort.idle);
    let idle: Vec<Option<Idle>> = all
        .iter()
        .zip(before)
        .map(|(pid, before)| {
            let wake_ups = (switches((*pid)?) - before?) / effort.idle.as_secs_f64();
            Some(Idle { resident: memory((*pid)?, &["Rss:"]), private: memory((*pid)?, &PRIVATE), wake_ups })
        })
        .collect();
    let (holding, running) = idle.split_at(inits.len());
    rows(inits, holding, running)
}

fn rows(inits: &[Init], holding: &[Option<Idle>], running: &[Option<Idle>]) -> Vec<Row> {
    let sizes = |file: fn(&Init) -> Option<&Path>| inits.iter().map(|init| file(init).map(size)).collect();
    let pick = |of: &[Option<Idle>], what: fn(&Idle) -> f64| of.iter().map(|idle| idle.as_ref().map(what)).collect();
    let best = Goal::NoMoreThanBestPeer;
    vec![
        Row::new("file", Unit::Bytes, Goal::AtMost(24_576.0), sizes(|init| Some(&init.path))).drawn(),
        Row::new("file, pause alone", Unit::Bytes, Goal::AtMost(1_024.0), sizes(Init::pause_file)),
        Row::new("resident memory", Unit::Kibibytes, Goal::AtMost(24.0), pick(running, |idle| idle.resident)).drawn(),
        Row::new("private memory of one more copy", Unit::Kibibytes, best, pick(running, |idle| idle.private)),
        Row::new("resident memory, pause", Unit::Kibibytes, Goal::AtMost(16.0), pick(holding, |idle| idle.resident)),
        Row::new("private memory of one more pause", Unit::Kibibytes, best, pick(holding, |idle| idle.private)),
        Row::new("wake-ups when idle", Unit::PerSecond, Goal::AtMost(0.0), pick(running, |idle| idle.wake_ups)),
        Row::new("wake-ups when idle, pause", Unit::PerSecond, Goal::AtMost(0.0), pick(holding, |idle| idle.wake_ups)),
    ]
}

fn size(path: &Path) -> f64 {
    fs::metadata(path).expect("the init's file").len() as f64
}

/// Fields of /proc/PID/smaps_rollup that are the process' own.
const PRIVATE: [&str; 2] = ["Private_Clean:", "Private_Dirty:"];

/// The sum of `fields` of /proc/PID/smaps_rollup, in KiB.
fn memory(pid: Pid, fields: &[&str]) -> f64 {
    sum(&format!("/proc/{pid}/smaps_rollup"), fields)
}

/// How often it has been put to sleep, or was interrupted by another process.
fn switches(pid: Pid) -> f64 {
    sum(&format!("/proc/{pid}/status"), &["voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"])
}

fn sum(path: &str, fields: &[&str]) -> f64 {
    let text = fs::read_to_string(path).expect(path);
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    lines.filter(|words| fields.contains(&words[0])).map(|words| words[1].parse::<f64>().expect("a number")).sum()
}
