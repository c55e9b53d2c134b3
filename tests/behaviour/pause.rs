//! pause, by each of its names.

use crate::support::line::{Line, PAUSE, Role, WHIT};
use crate::support::running::Running;
use crate::support::signals::{Set, bit};
use crate::support::suite::{Suite, UNSHARE};
use crate::support::{eventually, processes, signals};
use nix::libc::{SIGCHLD, SIGINT, SIGKILL, SIGSTOP, SIGTERM};
use std::os::unix::fs::symlink;
use std::process::Stdio;
use tempfile::TempDir;

/// How pause is called.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// The binary of its own.
    Alone,
    /// whit, by a link.
    Linked,
    /// whit, by an option.
    Option,
}

impl Form {
    const ALL: [Self; 3] = [Self::Alone, Self::Linked, Self::Option];

    /// A directory for what this form needs, and the command line.
    fn line(self) -> (TempDir, Line) {
        let directory = tempfile::tempdir().unwrap();
        let link = directory.path().join("pause");
        let line = match self {
            Self::Alone => Line::of([PAUSE]),
            Self::Linked => {
                symlink(WHIT, &link).unwrap();
                Line::of([link])
            }
            Self::Option => Line::of([WHIT, "--as", "pause"]),
        };
        (directory, line)
    }
}

const WARNING: &str = "Warning: pause should be the first process\n";
const TERMINATED: &str = "Shutting down, got signal: Terminated\n";
const INTERRUPTED: &str = "Shutting down, got signal: Interrupt\n";

pub fn list(suite: &mut Suite) {
    for form in Form::ALL {
        let mut add = |name: &str, body: fn(Form)| {
            suite.add(format!("pause::{form:?}::{name}"), &[UNSHARE], move || body(form));
        };
        add("version", version);
        add("a_signal_ends_it", a_signal_ends_it);
        add("warns_unless_it_is_the_first_process", warns);
        add("no_other_signal_ends_it_as_the_first_process", survives);
        add("other_signals_end_it_otherwise", dies);
        add("inherits_no_disposition_and_keeps_the_mask", inherits_nothing);
        add("sleeps_while_the_kernel_reaps", reaps);
        add("reaps_those_it_was_born_with", born_with);
        add("needs_no_other_system_calls", confined);
        add("needs_no_other_system_calls_to_tell_its_version", confined_version);
        add("statuses_of_what_is_refused", refused);
        add("works_with_stderr_closed", closed);
    }
}

fn version(form: Form) {
    for arguments in [&["-v"][..], &["-V"], &["x", "-v"]] {
        let outcome = form.line().1.and(arguments).finish();
        outcome.expect(0);
        assert_eq!(outcome.out, format!("pause (whit) {}\n", env!("CARGO_PKG_VERSION")));
    }
}

/// Waits until pause waits.
fn until_it_waits(pause: &Running) -> i32 {
    let pid = pause.pid();
    eventually("pause waits", || {
        let call = std::fs::read_to_string(format!("/proc/{pid}/syscall")).ok()?;
        call.starts_with(&format!("{} ", nix::libc::SYS_pause)).then_some(pid)
    })
}

fn a_signal_ends_it(form: Form) {
    for (signal, message) in [(SIGTERM, TERMINATED), (SIGINT, INTERRUPTED)] {
        for role in Role::ALL {
            let (_directory, line) = form.line();
            let pause = line.run_as(role).start();
            until_it_waits(&pause);
            pause.signal(signal);
            let outcome = pause.finish();
            let warning = if role == Role::First { "" } else { WARNING };
            assert_eq!((outcome.code(), outcome.err), (0, format!("{warning}{message}")));
            assert_eq!(outcome.out, "");
        }
    }
}

fn warns(form: Form) {
    let (_directory, line) = form.line();
    let mut pause = line.start();
    assert_eq!(pause.err.line(), WARNING.trim_end());
}

fn survives(form: Form) {
    let (_directory, line) = form.line();
    let pause = line.run_as(Role::First).start();
    until_it_waits(&pause);
    let fatal = [SIGKILL, SIGSTOP, SIGTERM, SIGINT];
    for signal in (1..=signals::LAST).filter(|signal| !fatal.contains(signal)) {
        pause.signal(signal);
    }
    until_it_waits(&pause);
    pause.signal(SIGTERM);
    let outcome = pause.finish();
    assert_eq!((outcome.code(), outcome.err.as_str()), (0, TERMINATED));
}

/// Not the first process, it has no reason to outlive what ends others.
fn dies(form: Form) {
    for signal in [nix::libc::SIGHUP, nix::libc::SIGUSR1, nix::libc::SIGPIPE] {
        let (_directory, line) = form.line();
        let pause = line.start();
        until_it_waits(&pause);
        pause.signal(signal);
        assert_eq!(pause.finish().killer(), signal);
    }
}

fn inherits_nothing(form: Form) {
    let all = Set::MAX & !(bit(SIGKILL) | bit(SIGSTOP));
    for role in Role::ALL {
        for (blocked, ignored) in [(0, 0), (0, all), (bit(64) | bit(1), all & !bit(SIGCHLD)), (0, bit(SIGTERM))] {
            let (_directory, line) = form.line();
            let given = Line::helper("with-signals", &[&blocked.to_string(), &ignored.to_string()]);
            let pause = given.runs(line).run_as(role).start();
            let pid = until_it_waits(&pause);
            assert_eq!(processes::signal_set(pid, "SigBlk"), Some(blocked));
            assert_eq!(processes::signal_set(pid, "SigIgn"), Some(bit(SIGCHLD)));
            assert_eq!(processes::signal_set(pid, "SigCgt"), Some(bit(SIGTERM) | bit(SIGINT)));
        }
    }
}

/// Starts pause as the first process, beside a helper whose orphans it gets.
fn beside_orphans(wrapper: Line, pause: Line) -> Running {
    // The helper is a child of the shell, which becomes pause; its stdin is kept for it, as background jobs lose theirs.
    let shell = "exec 3<&0; count=$1; shift; \"$0\" helper orphans $count 0 0 <&3 & exec \"$@\" 3<&-";
    let shell = Line::of(["sh", "-c", shell]).and([std::env::current_exe().unwrap()]).and(["1000"]);
    let line = shell.runs(wrapper).runs(pause).run_as(Role::First);
    let mut command = line.command();
    command.stdin(Stdio::piped());
    let mut pause = Running::start(command, Role::First);
    assert_eq!(pause.out.line(), "alive");
    pause
}

fn reaps(form: Form) {
    let (_directory, line) = form.line();
    let mut pause = beside_orphans(Line::of::<&str>([]), line);
    let pid = until_it_waits(&pause);
    let before = processes::wake_ups(pid);
    pause.close_stdin();
    assert_eq!(pause.out.line(), "dead");
    assert_eq!(pause.out.line(), "left");
    assert_eq!(processes::wake_ups(pid), before);
    pause.signal(SIGTERM);
    let outcome = pause.finish();
    assert_eq!((outcome.code(), outcome.err.as_str()), (0, TERMINATED));
}

fn born_with(form: Form) {
    for role in Role::ALL {
        let (_directory, line) = form.line();
        // As a child, it is the first process's only child.
        let shell = if role == Role::First { Line::of::<&str>([]) } else { Line::shell("\"$@\"; exit $?").and(["sh"]) };
        let line = shell.runs(Line::helper("born-with", &[])).runs(line).run_as(Role::First);
        let mut command = line.command();
        command.stdin(Stdio::piped());
        let mut pause = Running::start(command, Role::First);
        let first = pause.pid();
        let pid = match role {
            Role::First => first,
            Role::Child => eventually("there is a child", || processes::children(first).first().copied()),
        };
        let children = |count| {
            eventually("its dead children are reaped", || (processes::children(pid).len() == count).then_some(()));
        };
        eventually("pause waits", || {
            let call = std::fs::read_to_string(format!("/proc/{pid}/syscall")).ok()?;
            call.starts_with(&format!("{} ", nix::libc::SYS_pause)).then_some(())
        });
        children(1);
        pause.close_stdin();
        children(0);
    }
}

fn confined(form: Form) {
    let (_directory, line) = form.line();
    let mut pause = beside_orphans(Line::helper("confined", &["pause"]), line.clone());
    pause.close_stdin();
    assert_eq!(pause.out.line(), "dead");
    assert_eq!(pause.out.line(), "left");
    until_it_waits(&pause);
    pause.signal(SIGTERM);
    let outcome = pause.finish();
    assert_eq!((outcome.code(), outcome.err.as_str()), (0, TERMINATED));

    let pause = Line::helper("confined", &["pause"]).runs(line).start();
    until_it_waits(&pause);
    pause.signal(SIGINT);
    let outcome = pause.finish();
    assert_eq!((outcome.code(), outcome.err), (0, format!("{WARNING}{INTERRUPTED}")));
}

fn confined_version(form: Form) {
    let (_directory, line) = form.line();
    Line::helper("confined", &["pause"]).runs(line.and(["-v"])).finish().expect(0);
}

fn refused(form: Form) {
    let refusals = [("disposition-2", 1), ("disposition-15", 2), ("disposition-17", 3), ("pause-call", 42)];
    for (filter, status) in refusals {
        for role in Role::ALL {
            let (_directory, line) = form.line();
            let outcome = Line::helper("confined", &[filter]).runs(line).run_as(role).finish();
            assert_eq!(outcome.code(), status, "{filter}: {outcome:?}");
            let loop_ended = outcome.err.contains("Error: infinite loop terminated\n");
            assert_eq!(loop_ended, status == 42, "{filter}: {outcome:?}");
        }
    }
}

fn closed(form: Form) {
    let (_directory, line) = form.line();
    let line = Line::of(["sh", "-c", "exec \"$@\" <&- >&- 2>&-", "sh"]).runs(line);
    for role in Role::ALL {
        let pause = line.clone().run_as(role).start();
        until_it_waits(&pause);
        pause.signal(SIGTERM);
        pause.finish().expect(0);
    }
}
