//! More of everything than is reasonable.

use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::signals::{self, Handle};
use crate::support::suite::{Suite, UNSHARE};
use crate::support::{eventually, processes};
use nix::libc::{SIGKILL, SIGSTOP, SIGTERM};
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
    let all = signals::Set::MAX.to_string();
    let line = Line::helper("with-signals", &[&all, "0"]).runs(Line::whit(&[]));
    let command = Line::of(["/bin/sh", "-c", "exit 42"]);
    let line = Line::helper("with-signals", &[&all, "0"]).runs(line.runs(command)).run_as(role);
    let whit: Running = line.start();
    let pid = whit.pid();
    eventually("signals can be sent", || {
        let blocked = processes::signal_set(pid, "SigBlk");
        (blocked.is_none_or(|set| set & signals::bit(SIGTERM) != 0)).then_some(())
    });
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let Some(whit) = Handle::of(pid) else { return };
            while !is_over.load(Ordering::Relaxed) {
                for signal in (1..=signals::LAST).filter(|signal| ![SIGKILL, SIGSTOP].contains(signal)) {
                    let _ = whit.send(signal);
                }
            }
        });
        let outcome = whit.finish();
        is_over.store(true, Ordering::Relaxed);
        assert_eq!(outcome.code(), 42, "{outcome:?}");
    });
}
