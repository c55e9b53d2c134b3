//! How long the stop may take, and what begins it.

use crate::support::daemons::{Daemons, STATUS};
use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::suite::{Suite, UNSHARE};
use nix::libc::{SIGHUP, SIGINT, SIGKILL, SIGPWR, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
use std::process::Stdio;
use std::time::{Duration, Instant};

const RTMIN: i32 = 34;

/// Times, and the milliseconds that they are, if something is killed after them.
const TIMES: &[(&[&str], Option<u64>)] = &[
    (&["-t", "200ms"], Some(200)),
    (&["-t200ms"], Some(200)),
    (&["--time=200ms"], Some(200)),
    (&["--time", "1s"], Some(1000)),
    (&["-t", "1"], Some(1000)),
    (&["-t", "0"], Some(0)),
    (&["-t", "0ms"], Some(0)),
    (&["-t", "0s"], Some(0)),
    (&["-t", "0m"], Some(0)),
    (&["-t", "1ms"], Some(1)),
    (&["-t", "inf", "-t", "100ms"], Some(100)),
    (&["-t", "inf"], None),
    (&["-t", "2m"], None),
    (&["-t", "120s"], None),
    (&["-t", "120"], None),
    (&["-t", "120000ms"], None),
    (&["-t", "1000000"], None),
];

/// Those that are none.
const BAD_TIMES: &[&str] = &[
    "",
    "x",
    "-1",
    "1h",
    "1 s",
    " 1",
    "s",
    "ms",
    "1.5s",
    "0x1",
    "infinite",
    "1ss",
    "+1",
    "1sm",
    "99999999999999999999",
];

/// Options, signals, and whether they begin the stop.
const STOPS: &[(&[&str], i32, bool)] = &[
    (&[], SIGTERM, true),
    (&[], SIGINT, true),
    (&[], SIGPWR, true),
    (&[], RTMIN + 3, true),
    (&[], SIGQUIT, false),
    (&[], SIGHUP, false),
    (&[], SIGUSR1, false),
    (&[], RTMIN, false),
    (&[], RTMIN + 4, false),
    (&["--stop-on", "QUIT"], SIGQUIT, true),
    (&["--stop-on=SIGQUIT"], SIGQUIT, true),
    (&["--stop-on=3"], SIGQUIT, true),
    (&["--stop-on=RTMIN+4"], RTMIN + 4, true),
    (&["--stop-on=QUIT", "--stop-on=HUP"], SIGQUIT, true),
    (&["--stop-on=QUIT", "--stop-on=HUP"], SIGHUP, true),
    (&["--stop-on=QUIT", "--stop-on=HUP"], SIGTERM, true),
    (&["--stop-on=QUIT"], SIGHUP, false),
    (&["-r", "TERM:QUIT"], SIGTERM, true),
    (&["-r", "HUP:TERM"], SIGHUP, false),
];

pub fn list(suite: &mut Suite) {
    for (options, milliseconds) in TIMES {
        suite.add(format!("deadlines::{}::covers_command", options.join(" ")), &[], || {
            covers_command(options, *milliseconds);
        });
        suite.add(format!("deadlines::{}::covers_daemons", options.join(" ")), &[UNSHARE], || {
            covers_daemons(options, *milliseconds);
        });
    }
    for time in BAD_TIMES {
        suite.add(format!("deadlines::bad::{time:?}"), &[], || {
            let outcome = Line::whit(&["-t", time, "sh", "-c", "echo started"]).finish();
            super::usage::says_one_line(&outcome, "--time");
        });
    }
    const NONE: [&str; 6] = ["", "0", "65", "NOPE", "-1", "RTMIN+31"];
    const UNHEARD: [&str; 4] = ["KILL", "SIGSTOP", "CHLD", "9"];
    for (option, others) in [("--stop-on", &UNHEARD[..]), ("--straggler-signal", &[])] {
        for signal in NONE.iter().chain(others).copied() {
            suite.add(format!("deadlines::bad::{option}={signal}"), &[], move || {
                let outcome = Line::whit(&[option, signal, "sh", "-c", "echo started"]).finish();
                super::usage::says_one_line(&outcome, option);
            });
        }
    }
    for (options, signal, stops) in STOPS {
        let name = crate::support::signals::name(*signal);
        let verb = if *stops { "begins" } else { "does_not_begin" };
        suite.add(format!("deadlines::{options:?} {name}_{verb}_the_stop"), &[], || begins(options, *signal, *stops));
    }
    suite.add("deadlines::the_clock_runs_from_the_first_stop_signal", &[], one_clock);
    suite.add("deadlines::there_is_none_after_a_stop_signal", &[], none_after_a_signal);
}

/// A COMMAND that goes on after a stop signal is killed at the deadline, or else ends when it likes.
fn covers_command(options: &[&str], milliseconds: Option<u64>) {
    let count = if milliseconds.is_some() { "2" } else { "1" };
    let mut whit = Line::whit(options).runs(Line::helper("catch", &[count])).start();
    assert_eq!(whit.out.line(), "ready");
    let started = Instant::now();
    whit.signal(SIGTERM);
    if milliseconds != Some(0) && milliseconds != Some(1) {
        assert_eq!(whit.out.line(), "15");
    }
    let outcome = whit.finish();
    if let Some(milliseconds) = milliseconds {
        assert!(started.elapsed() >= Duration::from_millis(milliseconds), "{:?}", started.elapsed());
        assert_eq!(outcome.code(), 128 + SIGKILL, "{outcome:?}");
    } else {
        outcome.expect(0);
    }
}

/// A daemon that goes on after COMMAND's end is killed at the deadline, or else ends when it likes.
fn covers_daemons(options: &[&str], milliseconds: Option<u64>) {
    let kind = if milliseconds.is_some() { "stubborn:1" } else { "obedient:1" };
    let mut daemons = Daemons::start(Role::First, options, &[kind]);
    let started = Instant::now();
    daemons.end_command();
    let (outcome, marks) = daemons.finish();
    assert_eq!(outcome.code(), STATUS, "{outcome:?}");
    if let Some(milliseconds) = milliseconds {
        assert!(started.elapsed() >= Duration::from_millis(milliseconds), "{:?}", started.elapsed());
        assert!(outcome.err.contains("stubborn"), "{outcome:?}");
    } else {
        assert_eq!((outcome.err.as_str(), marks.len()), ("", 1));
    }
}

/// If `signal` begins the stop, COMMAND is killed 100 ms later; else it can go on.
fn begins(options: &[&str], signal: i32, stops: bool) {
    let mut whit = Line::whit(&["-t100ms"]).and(options).runs(Line::helper("catch", &["2"])).start();
    assert_eq!(whit.out.line(), "ready");
    let mut clock = Line::helper("tick", &["100"]).start();
    whit.signal(signal);
    whit.out.line();
    if !stops {
        (0..5).for_each(|_| drop(clock.out.line()));
        whit.signal(SIGUSR2);
    }
    let status = if stops { 128 + SIGKILL } else { 0 };
    assert_eq!(whit.finish().code(), status);
}

/// COMMAND takes a second to end, of which the clock is told once.
fn one_clock() {
    let script = "trap 'read _; exit 42' TERM; echo ready; while :; do sleep 1000 & wait $!; done";
    let mut command = Line::whit(&["-t", "1s"]).runs(Line::shell(script)).command();
    command.stdin(Stdio::piped());
    let mut whit = Running::start(command, Role::Child);
    let mut clock = Line::helper("tick", &["100"]).start();
    assert_eq!(whit.out.line(), "ready");
    let started = Instant::now();
    // Again and again: it does not begin anew.
    while started.elapsed() < Duration::from_millis(900) {
        whit.signal(SIGTERM);
        clock.out.line();
    }
    let outcome = whit.finish();
    assert_eq!(outcome.code(), 128 + SIGKILL, "{outcome:?}");
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert!(started.elapsed() < Duration::from_millis(1850), "{:?}", started.elapsed());
}

/// The engine has a deadline of its own: whit's would undercut it.
fn none_after_a_signal() {
    let daemons = Daemons::start(Role::Child, &[], &["twice:1"]);
    daemons.whit.signal(SIGTERM);
    daemons.until_marked("once", 1);
    // Longer than the five seconds after COMMAND's own end.
    let mut clock = Line::helper("tick", &["100"]).start();
    (0..56).for_each(|_| drop(clock.out.line()));
    assert_eq!(daemons.marks("mark").len(), 0);
    daemons.whit.signal(SIGTERM);
    let (outcome, marks) = daemons.finish();
    outcome.expect(143);
    assert_eq!(marks, ["15"]);
}
