//! Whoever ends is reaped.

use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::suite::{Suite, UNSHARE};
use crate::support::{eventually, processes};
use nix::libc::{SIGCONT, SIGSTOP};
use std::process::Stdio;

const THOUSANDS: &str = "3000";

pub fn list(suite: &mut Suite) {
    suite.add("orphans::thousands_are_reaped", &[UNSHARE], || {
        let outcome = Line::whit(&[]).runs(orphans(THOUSANDS, "0")).run_as(Role::First).finish();
        outcome.expect(42);
        assert_eq!(outcome.out, "alive\ndead\nleft\n");
    });
    suite.add("orphans::thousands_are_zombies_without_an_init", &[UNSHARE], || {
        // The helper is the first process itself, and waits for nobody.
        let outcome = orphans(THOUSANDS, THOUSANDS).run_as(Role::First).finish();
        outcome.expect(42);
        assert_eq!(outcome.out, "alive\ndead\nleft\n");
    });
    suite.add("orphans::many_ends_are_one_SIGCHLD", &[UNSHARE], coalesced);
    suite.add("orphans::the_end_of_command_is_one_of_many", &[UNSHARE], coalesced_with_command);
    suite.add("orphans::the_status_is_not_an_orphans", &[UNSHARE], || {
        for _ in 0..20 {
            let script = "for i in 1 2 3 4 5 6 7 8 9; do (sh -c 'exit 1' &); done; exit 42";
            Line::whit(&[]).runs(Line::shell(script)).run_as(Role::First).finish().expect(42);
        }
    });
    for role in Role::ALL {
        suite.add(format!("orphans::{role}::children_that_whit_was_born_with"), &[UNSHARE], move || {
            let whit = Line::helper("born-with", &[]).runs(Line::whit(&[])).runs(Line::shell(NO_ZOMBIES));
            // The namespace gives the helper a /proc of its own in either role.
            let line = if role == Role::First { whit } else { Line::shell("\"$@\"; exit $?").and(["sh"]).runs(whit) };
            line.run_as(Role::First).finish().expect(42);
        });
    }
}

/// Ends with 42 once there is no zombie.
const NO_ZOMBIES: &str = "while grep -q '^State:.Z' /proc/[0-9]*/status 2>/dev/null; do :; done; exit 42";

/// Makes orphans and lets them end; exits with 42 when so many of them are left.
fn orphans(count: &str, left: &str) -> Line {
    Line::helper("orphans", &[count, "42", left])
}

/// Starts whit as the first process with that COMMAND, which says "alive", and stops whit.
fn start_and_stop(command: Line) -> Running {
    let line = Line::whit(&[]).runs(command).run_as(Role::First);
    let mut command = line.command();
    command.stdin(Stdio::piped());
    let mut whit = Running::start(command, Role::First);
    assert_eq!(whit.out.line(), "alive");
    whit.signal(SIGSTOP);
    let pid = whit.pid();
    eventually("whit is stopped", || (processes::state(pid) == Some('T')).then_some(()));
    whit
}

/// The orphans of COMMAND end while whit cannot look.
fn coalesced() {
    let mut whit = start_and_stop(orphans("100", "0"));
    whit.close_stdin();
    assert_eq!(whit.out.line(), "dead");
    whit.signal(SIGCONT);
    assert_eq!(whit.out.line(), "left");
    whit.finish().expect(42);
}

/// They end, and COMMAND too, while whit cannot look.
fn coalesced_with_command() {
    let mut whit = start_and_stop(Line::helper("orphans", &["100", "42"]));
    let command = processes::children(whit.pid())[0];
    whit.close_stdin();
    assert_eq!(whit.out.line(), "dead");
    eventually("COMMAND has ended", || (processes::state(command) == Some('Z')).then_some(()));
    whit.signal(SIGCONT);
    whit.finish().expect(42);
}
