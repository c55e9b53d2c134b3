//! More of everything than is reasonable.

use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::signals::{self, Handle};
use crate::support::suite::{Suite, UNSHARE};
use nix::libc::{SIGKILL, SIGSTOP, SIGTERM};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// How many orphans a bomb makes: fewer where the tests are not optimized.
const BOMB: usize = if cfg!(debug_assertions) { 20_000 } else { 100_000 };

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs = [UNSHARE];
        suite.add(format!("load::{role}::a_bomb_of_orphans"), &needs, move || {
            let command = Line::helper("bomb", &[&BOMB.to_string(), "42"]);
            Line::whit(&[]).runs(command).run_as(role).finish().expect(42);
        });
        suite.add(format!("load::{role}::a_storm_of_signals_while_command_starts_and_ends"), &needs, move || {
            (0..40).for_each(|_| storm(role));
        });
    }
    for signal in ["TERM", "15", "SIGTERM"] {
        suite.add(format!("load::the_parent_dies::{signal}"), &[], move || {
            let whit = Line::whit(&["-p", signal]).runs(Line::helper("catch", &["1"]));
            let mut shell = Line::of(["sh", "-c", "\"$@\" & wait", "sh"]).runs(whit).start();
            assert_eq!(shell.out.line(), "ready");
            shell.signal(SIGKILL);
            assert_eq!(shell.out.line(), SIGTERM.to_string());
        });
    }
}

/// Signals of all kinds arrive from whit's first moment to its last. It is given a mask in which they are blocked, since one that
/// comes before its first instruction finds no whit yet; so is COMMAND.
fn storm(role: Role) {
    let blocked = Line::helper("with-signals", &[&signals::Set::MAX.to_string(), "0"]);
    let whit = Line::whit(&[]).and(["/bin/sh", "-c", "exit 42"]);
    let line = blocked.runs(Line::helper("hold", &[])).runs(whit).run_as(role);
    let mut command = line.command();
    command.stdin(Stdio::piped());
    let mut whit = Running::start(command, role);
    assert_eq!(whit.out.line(), "held");
    let target = Handle::of(whit.pid()).unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let all = (1..=signals::LAST).filter(|signal| ![SIGKILL, SIGSTOP].contains(signal));
                all.for_each(|signal| target.send(signal).unwrap_or_default());
            }
        });
        whit.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
        // The storm ends in any case.
        let status = catch_unwind(AssertUnwindSafe(|| whit.wait()));
        is_over.store(true, Ordering::Relaxed);
        let status = status.unwrap_or_else(|failure| resume_unwind(failure));
        assert_eq!((status.code(), whit.err.rest().as_str()), (Some(42), ""));
    });
}
