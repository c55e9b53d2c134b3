//! `tini` and `tini-static`.

use super::case::{self, Case, Of};
use crate::support::dialect::Program;
use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::saying::check;
use crate::support::suite::{Need, Suite, UNSHARE};
use crate::support::{eventually, processes, signals};
use nix::libc::{SIGHUP, SIGUSR1};
use std::process::Stdio;

const INIT: &str = "…supervision of a valid init process…";
const VERBOSE: &str = "…more verbose…";
const HELP: &[&str] = &["…", INIT, "…", VERBOSE, "…"];
const INVALID: &[&str] = &["{0}: invalid option -- 'z'", "…", INIT, "…", VERBOSE, "…"];
const INVALID_DASH: &[&str] = &["{0}: invalid option -- '-'", "…", INIT, "…", VERBOSE, "…"];
const NO_VALUE: &[&str] = &["{0}: option requires an argument -- 'p'", "…", INIT, "…", VERBOSE, "…"];
const NO_STATUS: &[&str] = &["{0}: option requires an argument -- 'e'", "…", INIT, "…", VERBOSE, "…"];
const WARNING: &[&str] = &[
    "[WARN  tini (…)] Tini is not running as PID 1 and isn't registered as a child subreaper.",
    "Zombie processes will not be re-parented to Tini, so zombie reaping won't work.",
    "To fix the problem, use the -s option or set the environment variable TINI_SUBREAPER to register Tini as a child subreaper, or run Tini as PID 1.",
];
const SPAWNED: &str = "[INFO  tini (1)] Spawned child process 'sh' with pid '2'";
const EXITED: &str = "[INFO  tini (1)] Main child exited normally (with status '3')";
const INFO: &[&str] = &[SPAWNED, EXITED];
const DEBUG: &[&str] = &[SPAWNED, "[DEBUG tini (1)] Received SIGCHLD", "…", EXITED];
const TRACE: &[&str] = &[SPAWNED, "…", "[DEBUG tini (1)] Received SIGCHLD", "…", EXITED, "…"];
const EXIT_3: &[&str] = &["--", "sh", "-c", "exit 3"];

const CASES: &[Case] = &[
    Case::new(&[], 1).err(HELP),
    Case::new(&["-v"], 1).err(HELP),
    Case::new(&["--"], 1).err(HELP),
    Case::new(&["-h"], 0).out(HELP),
    Case::new(&["-vh"], 0).out(HELP),
    Case::new(&["-h", "-z"], 0).out(HELP),
    Case::new(&["-l"], 0).out(&["…", "…MIT…", "…"]),
    Case::new(&["--version"], 0).out(&["tini version 0.19.0"]),
    Case::new(&["-z"], 1).err(INVALID),
    Case::new(&["-gz", "true"], 1).err(INVALID),
    Case::new(&["-e1", "-z"], 1).err(INVALID),
    Case::new(&["--help"], 1).err(INVALID_DASH),
    Case::new(&["--version", "x"], 1).err(INVALID_DASH),
    Case::new(&["-g", "--version"], 1).err(INVALID_DASH),
    Case::new(&["-p"], 1).err(NO_VALUE),
    Case::new(&["-gvp"], 1).err(NO_VALUE),
    Case::new(&["-ge"], 1).err(NO_STATUS),
    Case::new(&["--", "--version"], 127).err(&["[FATAL tini (…)] exec --version failed: No such file or directory"]),
    Case::new(&["--", "--", "true"], 127).err(&["[FATAL tini (…)] exec -- failed: No such file or directory"]),
    Case::new(&["-"], 127).err(&["[FATAL tini (…)] exec - failed: No such file or directory"]),
    Case::new(&[""], 127).err(&["[FATAL tini (…)] exec  failed: No such file or directory"]),
    Case::new(&["not-there"], 127).err(&["[FATAL tini (…)] exec not-there failed: No such file or directory"]),
    Case::new(&["-e127", "/not-there"], 0).err(&["[FATAL tini (…)] exec /not-there failed: No such file or directory"]),
    Case::new(&["/etc/passwd"], 126).err(&["[FATAL tini (…)] exec /etc/passwd failed: Permission denied"]),
    Case::new(&["/etc"], 126).err(&["[FATAL tini (…)] exec /etc failed: Permission denied"]),
    Case::new(&["/etc/passwd/x"], 1).err(&["[FATAL tini (…)] exec /etc/passwd/x failed: Not a directory"]),
    // Where options end.
    Case::new(&["echo", "-v", "-z"], 0).out(&["-v -z"]).of(Of::Whit),
    Case::new(&["echo", "-v", "-z"], 1).err(INVALID).of(Of::Real),
    Case::new(&["echo", "-v", "-z"], 0).with(&["POSIXLY_CORRECT="]).out(&["-v -z"]),
    Case::new(&["--", "echo", "--", "-z"], 0).out(&["-- -z"]),
    Case::new(&["-s", "--", "echo"], 0).out(&[""]),
    // How much is told.
    Case::new(EXIT_3, 3),
    Case::new(&["-v", "--", "sh", "-c", "exit 3"], 3).out(INFO),
    Case::new(&["-vv", "--", "sh", "-c", "exit 3"], 3).out(DEBUG),
    Case::new(&["-vvv", "--", "sh", "-c", "exit 3"], 3).out(TRACE),
    Case::new(&["-v", "-v", "-vv", "-v", "--", "sh", "-c", "exit 3"], 3).out(TRACE),
    Case::new(EXIT_3, 3).with(&["TINI_VERBOSITY=1"]),
    Case::new(EXIT_3, 3).with(&["TINI_VERBOSITY=2"]).out(INFO),
    Case::new(EXIT_3, 3).with(&["TINI_VERBOSITY=3"]).out(DEBUG),
    Case::new(EXIT_3, 3).with(&["TINI_VERBOSITY=3x"]).out(DEBUG),
    Case::new(EXIT_3, 3).with(&["TINI_VERBOSITY=9"]).out(TRACE),
    Case::new(&["-vvv", "--", "sh", "-c", "exit 3"], 3).with(&["TINI_VERBOSITY=1"]),
    Case::new(&["-v", "--", "sh", "-c", "kill -9 $$"], 137)
        .out(&[SPAWNED, "[INFO  tini (1)] Main child exited with signal (with signal 'SIGKILL')"])
        .of(Of::Whit),
    Case::new(&["-v", "--", "sh", "-c", "kill $$"], 143)
        .out(&[SPAWNED, "[INFO  tini (1)] Main child exited with signal (with signal 'SIGTERM')"])
        .of(Of::Whit),
    Case::new(&["-v", "--", "sh", "-c", "kill -9 $$"], 137)
        .out(&[SPAWNED, "[INFO  tini (1)] Main child exited with signal (with signal 'Killed')"])
        .of(Of::Real),
    Case::new(&["-v", "--", "sh", "-c", "kill $$"], 143)
        .out(&[SPAWNED, "[INFO  tini (1)] Main child exited with signal (with signal 'Terminated')"])
        .of(Of::Real),
    Case::new(&["-w", "--", "{helper}", "orphans", "1", "7", "0"], 7)
        .out(&["& alive", "& dead", "& left"])
        .err(&["[WARN  tini (1)] Reaped zombie process with pid=…"]),
    Case::new(&["-s", "--", "{helper}", "orphans", "1", "7", "0"], 7).out(&["alive", "dead", "left"]),
    // Statuses that become 0.
    Case::new(&["-e5", "-e", "6", "--", "sh", "-c", "exit 5"], 0),
    Case::new(&["-e5", "-e", "6", "--", "sh", "-c", "exit 6"], 0),
    Case::new(&["-e5", "-e", "6", "--", "sh", "-c", "exit 7"], 7),
    Case::new(&["-ge143", "--", "sh", "-c", "kill $$"], 0),
    Case::new(&["-e", "15", "--", "sh", "-c", "kill $$"], 143),
    Case::new(&["-e0", "-e255", "--", "sh", "-c", "exit 255"], 0),
    Case::new(&["-e", " 5", "--", "sh", "-c", "exit 5"], 0),
    Case::new(&["-e", "+5", "--", "sh", "-c", "exit 5"], 0),
    Case::new(&["-e", "05", "--", "sh", "-c", "exit 5"], 0),
    Case::new(&["-e", "", "--", "sh", "-c", "exit 5"], 5),
    // Not as the first process.
    Case::new(EXIT_3, 3).as_a_child().err(WARNING),
    Case::new(EXIT_3, 3).as_a_child().with(&["TINI_VERBOSITY=0"]),
    Case::new(EXIT_3, 3).as_a_child().with(&["TINI_VERBOSITY="]),
    Case::new(EXIT_3, 3).as_a_child().with(&["TINI_SUBREAPER="]),
    Case::new(&["-s", "--", "sh", "-c", "exit 3"], 3).as_a_child(),
    Case::new(EXIT_3, 3).as_a_child().under(&["{helper}", "as-subreaper"]),
    Case::new(&["/not-there"], 127)
        .as_a_child()
        .with(&["TINI_VERBOSITY=0"])
        .err(&["[FATAL tini (…)] exec /not-there failed: No such file or directory"]),
    // A known bug, which whit has not.
    Case::new(EXIT_3, 3).under(&["sh", "-c", "exec \"$@\" <&-", "sh"]).of(Of::Whit),
    Case::new(EXIT_3, 1)
        .under(&["sh", "-c", "exec \"$@\" <&-", "sh"])
        .err(&["[FATAL tini (2)] tcsetpgrp failed: Bad file descriptor"])
        .of(Of::Real),
    // Of the link's name.
    Case::new(EXIT_3, 3).with(&["WHIT_OPTIONS=-e 3 -v"]),
    Case::new(&["sh"], 0).with(&["WHIT_OPTIONS=-z"]),
    Case::new(&["printenv", "WHIT_OPTIONS"], 0).with(&["WHIT_OPTIONS=-z"]).out(&["-z"]),
];

/// The same, by its other name.
const STATIC_CASES: &[Case] = &[
    Case::new(&["-z"], 1).err(INVALID),
    Case::new(&["--version"], 0).out(&["tini version 0.19.0"]),
    Case::new(&["-v", "--", "sh", "-c", "exit 3"], 3).out(INFO),
    Case::new(&["/not-there"], 127).err(&["[FATAL tini (…)] exec /not-there failed: No such file or directory"]),
];

const SIGNALS: &[&str] = &[
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "SYS",
];
const NO_SIGNALS: &[&str] = &[
    "",
    "TERM",
    "sigterm",
    "SIGterm",
    "15",
    "0",
    "SIG",
    "SIGNOPE",
    "SIGTERM ",
    "SIGTERMX",
    "SIGSTKFLT",
    "SIGIO",
    "SIGPOLL",
    "SIGPWR",
    "SIGIOT",
    "SIGCLD",
    "SIGRTMIN",
    "SIGRTMIN+1",
];
const NO_STATUSES: &[&str] =
    &["256", "-1", "5 ", "5x", "x", "0x5", "++5", "+-5", "- 5", "4294967296", "18446744073709551616"];

pub fn list(suite: &mut Suite) {
    case::list(suite, "tini", CASES);
    case::list(suite, "tini-static", STATIC_CASES);
    for program in Program::pair("tini") {
        program.add(suite, "option_p_takes_exact_names", &[], move || {
            let run = |value: &str| program.line().and(["-s", "-p", value, "true"]).finish();
            for name in SIGNALS {
                run(&format!("SIG{name}")).expect(0);
            }
            for value in NO_SIGNALS {
                refused(&run(value), "-p", value);
            }
        });
        program.add(suite, "option_e_takes_numbers_up_to_255", &[], move || {
            for value in NO_STATUSES {
                refused(&program.line().and(["-s", "-e", value, "true"]).finish(), "-e", value);
            }
        });
        program.add(suite, "option_p_is_kept", &[], move || parent_dies(program));
        program.add(suite, "tells_of_signals", &[UNSHARE], move || tells_of_signals(program));
        program.add(suite, "tells_that_the_group_is_gone", &[], move || group_is_gone(program));
        program.add(suite, "may_not_send_signals", &[Need::Root], move || may_not_send(program));
        program.add(suite, "an_inherited_ignored_SIGCHLD", &[], move || ignored_end(program));
    }
}

fn refused(outcome: &crate::support::running::Outcome, option: &str, value: &str) {
    check(&outcome.err, &[format!("[FATAL tini (…)] Not a valid option for {option}: {value}")]);
    assert_eq!((outcome.code(), outcome.out.as_str()), (1, ""));
}

/// The child gets what its init gets when its parent dies.
fn parent_dies(program: Program) {
    let line = program.line().and(["-s", "-p", "SIGUSR1", "--"]).runs(Line::helper("catch", &["1"]));
    // The parent lives until it is told not to; a second child keeps nobody from dying.
    let parent = Line::shell("exec 3<&0; \"$@\" <&3 & read _; exit 0").and(["sh"]).runs(line);
    let mut command = parent.command();
    command.stdin(Stdio::piped());
    let mut parent = Running::start(command, Role::Child);
    assert_eq!(parent.out.line(), "ready");
    parent.close_stdin();
    assert_eq!(parent.out.line(), SIGUSR1.to_string());
}

/// On a pipe, tini tells it all at its end.
fn tells_of_signals(program: Program) {
    let line = program.line().and(["-vv", "--"]).runs(Line::helper("catch", &["2"]));
    let mut tini = line.run_as(Role::First).start();
    let mut said = tini.out.up_to("ready");
    for signal in [SIGHUP, SIGUSR1] {
        tini.signal(signal);
        said += &tini.out.up_to(&format!("\n{signal}"));
    }
    let outcome = tini.finish();
    outcome.expect(0);
    said += &outcome.out;
    // What strsignal(3) says is no part of whit.
    let names = if program.is_real() { ["Hangup", "User defined signal 1"] } else { ["SIGHUP", "SIGUSR1"] };
    let passed = names.map(|name| format!("[DEBUG tini (1)] Passing signal: '{name}'"));
    let any = || "…".to_owned();
    check(&said, &[any(), passed[0].clone(), any(), passed[1].clone(), any()]);
}

/// Its child left its process group for another.
fn group_is_gone(program: Program) {
    let command = Line::helper("as-another", &["parent"]).runs(Line::helper("end-with-input", &["7"]));
    let mut command = program.line().and(["-sg", "--"]).runs(command).command();
    command.stdin(Stdio::piped());
    let mut tini = Running::start(command, Role::Child);
    assert_eq!(tini.out.line(), "ready");
    tini.signal(SIGUSR1);
    check(&tini.err.line(), &["[WARN  tini (…)] Child was dead when forwarding signal".into()]);
    tini.close_stdin();
    assert_eq!(tini.finish().code(), 7);
}

/// Fatal for tini: the container dies of it.
fn may_not_send(program: Program) {
    const CAP_KILL: &str = "5";
    let command = Line::helper("as-another", &["54321"]).runs(Line::of(["sh", "-c", "echo ready; read _; exit 7"]));
    let init = program.line().and(["-s", "--"]).runs(command);
    let mut command = Line::helper("without-capability", &[CAP_KILL]).runs(init).command();
    command.stdin(Stdio::piped());
    let mut tini = Running::start(command, Role::Child);
    assert_eq!(tini.out.line(), "ready");
    tini.signal(SIGUSR1);
    let told = tini.err.line();
    if program.is_real() {
        check(&told, &["[FATAL tini (…)] Unexpected error when forwarding signal: 'Operation not permitted'".into()]);
    } else {
        check(&told, &["[WARN  tini (…)] …".into()]);
    }
    tini.close_stdin();
    assert_eq!(tini.wait().code(), Some(if program.is_real() { 1 } else { 7 }));
}

/// tini waits for ever, as no end is told to it.
fn ignored_end(program: Program) {
    use nix::libc::{SIGCHLD, SIGKILL};
    let ignored = signals::bit(SIGCHLD).to_string();
    let line =
        Line::helper("with-signals", &["0", &ignored]).runs(program.line()).and(["-s", "--", "sh", "-c", "exit 3"]);
    let mut tini = line.start();
    if program.is_real() {
        let pid = tini.pid();
        eventually("the child is gone", || {
            let is_tini = processes::status_field(pid, "Name")? == "tini";
            (is_tini && processes::signal_set(pid, "SigBlk")? == 0 && processes::children(pid).is_empty()).then_some(())
        });
        tini.signal(SIGKILL);
        tini.wait();
    } else {
        tini.finish().expect(3);
    }
}
