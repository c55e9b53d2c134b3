//! Every system call may fail. From COMMAND's start on, none of that ends whit, or loses COMMAND's status.

use crate::support::PATIENCE;
use crate::support::daemons::Haunt;
use crate::support::faults::{Fault, Trace, Tracer, all};
use crate::support::line::{Line, PAUSE, Role};
use crate::support::running::{Outcome, Running};
use crate::support::suite::{Need, SETSID, Suite, UNSHARE};
use crate::support::terminal::{Terminal, session};
use nix::libc::{SIGTERM, SIGUSR1};
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

const STRACE: Need = Need::Tool("strace", "strace");

/// What is run while something fails.
struct Scenario {
    name: &'static str,
    run: fn(Role, Option<&Fault>) -> (Outcome, Trace),
    /// The statuses that are COMMAND's own.
    statuses: &'static [i32],
    /// The calls that whit cannot do without, before COMMAND runs or in its place.
    required: &'static [&'static str],
    /// What is executed, if the child is traced too.
    program: Option<&'static str>,
}

static SCENARIOS: [Scenario; 5] = [
    Scenario {
        name: "forwarding_and_reaping",
        run: forwarding_and_reaping,
        statuses: &[42],
        required: &["clone"],
        program: None,
    },
    Scenario { name: "the_stop", run: the_stop, statuses: &[42], required: &["clone"], program: None },
    Scenario { name: "a_terminal", run: a_terminal, statuses: &[130, 137, 143], required: &["clone"], program: None },
    Scenario {
        name: "another_user",
        run: another_user,
        statuses: &[42],
        required: &["clone", "setgroups", "setgid", "setuid", "setresgid", "setresuid", "prctl"],
        program: None,
    },
    Scenario {
        name: "the_childs_path",
        run: childs_path,
        statuses: &[0],
        required: &["clone", "execve"],
        program: Some(PAUSE),
    },
];

pub fn list(suite: &mut Suite) {
    for scenario in &SCENARIOS {
        for role in Role::ALL {
            let needs = [STRACE, UNSHARE, SETSID, Need::Root];
            suite.add(format!("faults::{}::{role}", scenario.name), &needs, move || survives(scenario, role));
        }
    }
}

/// Lets every call fail, and collects what whit did not survive.
fn survives(scenario: &Scenario, role: Role) {
    let (outcome, trace) = (scenario.run)(role, None);
    assert!(scenario.statuses.contains(&outcome.code()), "without a fault: {outcome:?}");
    let mut wrong = Vec::new();
    let mut fired = std::collections::BTreeSet::new();
    let faults = all(&trace, scenario.program);
    for fault in &faults {
        let attempt = std::panic::catch_unwind(|| (scenario.run)(role, Some(fault)));
        let Ok((outcome, trace)) = attempt else {
            wrong.push(format!("{fault:?}: it hangs"));
            continue;
        };
        if !trace.is_injected() {
            // Not every run issues as many calls.
            continue;
        }
        fired.insert(&fault.call);
        let is_required = scenario.required.contains(&fault.call.as_str());
        let is_kept = outcome.status.code().is_some_and(|code| scenario.statuses.contains(&code));
        let is_refused = matches!(outcome.status.code(), Some(125..=127)) && !outcome.err.is_empty();
        if !is_kept && !(is_refused && (is_required || !trace.has_succeeded("clone"))) {
            wrong.push(format!("{fault:?}: {outcome:?}"));
        } else if is_told(fault) && outcome.err.is_empty() {
            wrong.push(format!("{fault:?}: nothing was said"));
        }
    }
    for fault in &faults {
        // What ends very fast is neither waited for, nor looked for and asked to end; in the stop there is one that never does
        // by itself.
        let is_timed = ["rt_sigtimedwait", "getdents64", "pidfd_send_signal"].contains(&fault.call.as_str());
        let is_sure = !is_timed || scenario.name == "the_stop";
        assert!(fired.contains(&fault.call) || !is_sure, "{} fails at least once", fault.call);
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), faults.len(), wrong.join("\n"));
}

/// Failures that never should be, and that whit tells of.
fn is_told(fault: &Fault) -> bool {
    match fault.call.as_str() {
        "chdir" | "clone" => true,
        "wait4" | "rt_sigtimedwait" => fault.error == "EINVAL",
        _ => false,
    }
}

/// Starts `line` behind something that waits to be traced, and for a byte on stdin.
fn traced(line: Line, role: Role, fault: Option<&Fault>, forks: bool) -> (Running, Tracer) {
    let line = Line::helper("hold", &[]).runs(line).run_as(role);
    let mut command = line.command();
    command.stdin(Stdio::piped());
    let mut running = Running::start(command, role);
    assert_eq!(running.out.line(), "held");
    let tracer = Tracer::attach(running.pid(), fault, forks);
    running.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    (running, tracer)
}

/// A signal for COMMAND, and two orphans.
fn forwarding_and_reaping(role: Role, fault: Option<&Fault>) -> (Outcome, Trace) {
    let script = "trap : USR1; (true &); (true &); echo ready; read _; exit 42";
    let (mut whit, tracer) = traced(Line::whit(&["-v"]).runs(Line::shell(script)), role, fault, false);
    if whit.out.line_or_end().is_some() {
        whit.signal(SIGUSR1);
    }
    whit.close_stdin();
    (whit.finish(), tracer.finish())
}

/// Daemons that end, and one that has to be killed.
fn the_stop(role: Role, fault: Option<&Fault>) -> (Outcome, Trace) {
    let haunt = Haunt::new();
    let daemons = haunt.daemons(&["42", "obedient:2", "stubborn:1"]);
    let (mut whit, tracer) = traced(Line::whit(&["-v", "-t150ms"]).runs(daemons), role, fault, false);
    whit.out.line_or_end();
    whit.close_stdin();
    let status = whit.wait();
    // A daemon that could not be killed, since that is what failed, may hold nothing of whit's open.
    (Outcome { status, out: String::new(), err: whit.err.rest() }, tracer.finish())
}

/// COMMAND has the terminal, is stopped, goes on and is ended.
fn a_terminal(role: Role, fault: Option<&Fault>) -> (Outcome, Trace) {
    let mut terminal = Terminal::new();
    let whit = Line::whit(&["-t200ms"]).runs(Line::helper("go-on", &[]));
    let line = session(Line::helper("hold", &[]).runs(whit)).run_as(role);
    let mut whit = terminal.start(&line);
    terminal.screen.up_to("held");
    let pid = whit.pid();
    let tracer = Tracer::attach(pid, fault, false);
    terminal.type_in("\n");
    if terminal.screen.up_to_or_end("ready").is_some() {
        terminal.type_in("\x1a");
        // Without a fault COMMAND goes on at once; with one, that may be what fails.
        let time = if fault.is_some() { Duration::from_secs(1) } else { PATIENCE };
        let goes_on = terminal.screen.comes_within("on it goes", time);
        assert!(goes_on || fault.is_some());
        whit.signal(SIGTERM);
    }
    let status = whit.wait();
    drop(whit);
    (Outcome { status, out: String::new(), err: terminal.screen.rest() }, tracer.finish())
}

fn another_user(role: Role, fault: Option<&Fault>) -> (Outcome, Trace) {
    let line = Line::whit(&["-u54321:54322,54323"]).runs(Line::shell("exit 42"));
    let (whit, tracer) = traced(line, role, fault, false);
    (whit.finish(), tracer.finish())
}

/// COMMAND is one that issues next to no system calls of its own.
fn childs_path(role: Role, fault: Option<&Fault>) -> (Outcome, Trace) {
    let (whit, tracer) = traced(Line::whit(&[]).and([PAUSE, "-v"]), role, fault, true);
    (whit.finish(), tracer.finish())
}
