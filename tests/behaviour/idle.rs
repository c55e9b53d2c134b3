//! While nothing happens, neither does whit.

use crate::support::line::{Line, PAUSE, Role, WHIT};
use crate::support::processes;
use crate::support::running::Running;
use crate::support::suite::{Need, Suite, UNSHARE};
use std::process::Stdio;

/// How often the clock ticks while whit is watched, and every how many milliseconds: long enough to see what wakes each second.
const TICKS: usize = 25;
const TICK: &str = "100";

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs: &[_] = if role == Role::First { &[UNSHARE] } else { &[] };
        suite.add(format!("idle::{role}::whit"), needs, move || {
            let line = Line::whit(&[]).runs(Line::helper("end-with-input", &["0"]));
            assert_eq!(wake_ups(&line.run_as(role)), 0);
        });
        // Where nothing is optimized, everything is larger, and lies elsewhere.
        if !cfg!(debug_assertions) {
            suite.add(format!("idle::{role}::whit_keeps_little_memory"), needs, move || {
                keeps_little(&Line::whit(&[]).runs(Line::helper("end-with-input", &["0"])).run_as(role));
            });
        }
        suite.add(format!("idle::{role}::pause"), needs, move || {
            assert_eq!(wake_ups(&Line::of([PAUSE]).run_as(role)), 0);
        });
        suite.add(format!("idle::{role}::whit_as_pause"), needs, move || {
            assert_eq!(wake_ups(&Line::of([WHIT, "--as", "pause"]).run_as(role)), 0);
        });
    }
    suite.add("idle::tini_is_not", &[UNSHARE, Need::Tool("tini", "tini")], || {
        let line = Line::of(["tini", "--"]).runs(Line::helper("end-with-input", &["0"]));
        assert_ne!(wake_ups(&line.run_as(Role::First)), 0);
    });
}

/// How often it wakes up while the clock ticks.
fn wake_ups(line: &Line) -> u64 {
    let mut command = line.command();
    command.stdin(Stdio::piped());
    let program = Running::start(command, line.role());
    let mut clock = Line::helper("tick", &[TICK]).start();
    let pid = program.pid();
    until_asleep(pid);
    clock.out.line();
    let before = processes::wake_ups(pid);
    (0..TICKS).for_each(|_| drop(clock.out.line()));
    processes::wake_ups(pid) - before
}

/// How much of its file it may keep in memory, and how much there may be of all, in KiB.
const OF_FILE: usize = 4;
const OF_ALL: usize = 24;

/// What it needed to get so far is not in its memory any more: most of its file, and most of its stack.
fn keeps_little(line: &Line) {
    let mut command = line.command();
    command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path))).stdin(Stdio::piped());
    let program = Running::start(command, line.role());
    until_asleep(program.pid());
    // What a signal wakes stays where it is.
    let before = processes::wake_ups(program.pid());
    program.signal(nix::libc::SIGWINCH);
    crate::support::eventually("it wakes", || (processes::wake_ups(program.pid()) > before).then_some(()));
    until_asleep(program.pid());
    let mappings = processes::mappings(program.pid());
    let file = mappings.iter().find(|mapping| mapping.path == WHIT).unwrap();
    let all: usize = mappings.iter().map(|mapping| mapping.resident).sum();
    assert!(file.resident <= OF_FILE && all <= OF_ALL, "{mappings:?}");
}

/// Waits until a program has done what it does at its start: it sleeps, in the call that it is to sleep in.
fn until_asleep(pid: i32) {
    use nix::libc::{SYS_pause, SYS_rt_sigtimedwait};
    crate::support::eventually("it waits", || {
        let call = std::fs::read_to_string(format!("/proc/{pid}/syscall")).ok()?;
        let number: i64 = call.split(' ').next()?.parse().ok()?;
        [SYS_pause, SYS_rt_sigtimedwait].contains(&number).then_some(())
    });
}
