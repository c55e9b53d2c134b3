//! Signals go on to COMMAND.

use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::signals;
use crate::support::suite::{Need, Suite, UNSHARE};
use crate::support::{eventually, processes};
use nix::libc::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
use std::process::Stdio;

const RTMIN: i32 = 34;
const RTMAX: i32 = 64;

/// Options, the signals that whit gets, and those that COMMAND gets.
const REWRITES: &[(&[&str], &[i32], &[i32])] = &[
    (&["-r", "TERM:USR1"], &[SIGTERM], &[SIGUSR1]),
    (&["-rTERM:USR1"], &[SIGTERM], &[SIGUSR1]),
    (&["-r", "SIGTERM:SIGUSR1"], &[SIGTERM], &[SIGUSR1]),
    (&["-r", "15:10"], &[SIGTERM], &[SIGUSR1]),
    (&["--rewrite", "15:USR1"], &[SIGTERM], &[SIGUSR1]),
    (&["--rewrite=SIGTERM:RTMIN+3"], &[SIGTERM], &[RTMIN + 3]),
    (&["-r", "RTMIN+3:TERM"], &[RTMIN + 3], &[SIGTERM]),
    (&["-r", "37:TERM"], &[RTMIN + 3], &[SIGTERM]),
    (&["-r", "SIGRTMIN+3:TERM"], &[RTMIN + 3], &[SIGTERM]),
    (&["-r", "RTMIN:QUIT"], &[RTMIN], &[SIGQUIT]),
    (&["-r", "RTMIN+30:QUIT"], &[RTMAX], &[SIGQUIT]),
    (&["-r", "sigrtmin+28:QUIT"], &[RTMAX - 2], &[SIGQUIT]),
    (&["-r", "64:1"], &[RTMAX], &[SIGHUP]),
    (&["-r", "1:64"], &[SIGHUP], &[RTMAX]),
    (&["-r", "TERM:QUIT", "-r", "HUP:USR2"], &[SIGTERM, SIGHUP, SIGINT], &[SIGQUIT, SIGUSR2, SIGINT]),
    // One rewrite is not the input of another.
    (&["-r", "TERM:USR1", "-r", "USR1:USR2"], &[SIGTERM, SIGUSR1], &[SIGUSR1, SIGUSR2]),
    (&["-r", "HUP:HUP"], &[SIGHUP], &[SIGHUP]),
    // Dropped: only what comes behind it arrives.
    (&["-r", "HUP:0"], &[SIGHUP, SIGTERM], &[SIGTERM]),
    (&["-r1:0", "-r2:0"], &[SIGHUP, SIGINT, SIGTERM], &[SIGTERM]),
];

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs: &[_] = if role == Role::First { &[UNSHARE] } else { &[] };
        for signal in signals::catchable().filter(|&signal| signal != SIGCHLD) {
            let name = signals::name(signal);
            suite.add(format!("forwarding::{role}::{name}"), needs, move || arrive(role, &[], &[signal], &[signal]));
        }
        suite.add(format!("forwarding::{role}::SIGCHLD_is_not"), needs, move || {
            arrive(role, &[], &[SIGCHLD, SIGTERM], &[SIGTERM]);
        });
        suite.add(format!("forwarding::{role}::a_group_gets_them_with_the_option"), needs, move || {
            for option in ["-g", "--group"] {
                assert_eq!(group(role, &[option]), ["command got 1", "its child got 1"]);
            }
        });
        suite.add(format!("forwarding::{role}::a_group_gets_none_without"), needs, move || {
            assert_eq!(group(role, &[]), ["command got 1", "its child got 28"]);
        });
        suite.add(format!("forwarding::{role}::real_time_signals_are_all_counted"), needs, move || storm(role));
    }
    for (options, sent, got) in REWRITES {
        let name = format!("forwarding::rewritten::{}", options.join(" "));
        suite.add(name, &[], || arrive(Role::Child, options, sent, got));
    }
    suite.add("forwarding::refused_is_told_once_a_signal", &[Need::Root], refused_is_told_once);
    suite.add("forwarding::refused_is_not_told_if_quiet", &[Need::Root], || {
        let (status, err) = refused(&["-q"]);
        assert_eq!((status, err.as_str()), (7, ""));
    });
    suite.add("forwarding::a_group_that_is_gone_is_told_once", &[], group_that_is_gone);
    suite.add("forwarding::whits_own_SIGPIPE_is_not", &[], own_broken_pipe);
}

/// whit gets `sent`, one after the other, COMMAND gets `got`, and whit ends with it.
fn arrive(role: Role, options: &[&str], sent: &[i32], got: &[i32]) {
    let command = Line::helper("catch", &[&got.len().to_string()]);
    let mut whit = Line::whit(options).runs(command).run_as(role).start();
    assert_eq!(whit.out.line(), "ready");
    let is_one_for_one = sent.len() == got.len();
    for (index, signal) in sent.iter().enumerate() {
        whit.signal(*signal);
        if is_one_for_one {
            assert_eq!(whit.out.line(), got[index].to_string());
        }
    }
    if !is_one_for_one {
        for signal in got {
            assert_eq!(whit.out.line(), signal.to_string());
        }
    }
    whit.finish().expect(0);
}

/// Real-time signals queue, and none of them is lost on the way.
fn storm(role: Role) {
    const COUNT: usize = 1000;
    let command = Line::helper("catch", &[&COUNT.to_string()]);
    let mut whit = Line::whit(&[]).runs(command).run_as(role).start();
    assert_eq!(whit.out.line(), "ready");
    let pid = whit.pid();
    for _ in 0..COUNT {
        signals::send(pid, RTMIN + 1).unwrap();
    }
    for _ in 0..COUNT {
        assert_eq!(whit.out.line(), (RTMIN + 1).to_string());
    }
    whit.finish().expect(0);
}

/// What COMMAND and its child got of a SIGHUP to whit.
fn group(role: Role, options: &[&str]) -> [String; 2] {
    let mut whit = Line::whit(options).runs(Line::helper("catch-with-child", &[])).run_as(role).start();
    assert_eq!(whit.out.line(), "ready");
    whit.signal(SIGHUP);
    let got = [whit.out.line(), whit.out.line()];
    whit.finish().expect(0);
    got
}

/// Runs whit without CAP_KILL and a COMMAND of another user; sends two signals three times each. The status, and stderr.
fn refused(options: &[&str]) -> (i32, String) {
    const CAP_KILL: &str = "5";
    let command = Line::helper("as-another", &["54321"]).runs(Line::of(["sh", "-c", "echo ready; read _; exit 7"]));
    let line = Line::helper("without-capability", &[CAP_KILL]).runs(Line::whit(options)).runs(command);
    let mut command = line.command();
    command.stdin(Stdio::piped());
    let mut whit = Running::start(command, Role::Child);
    assert_eq!(whit.out.line(), "ready");
    for _ in 0..3 {
        for signal in [SIGUSR1, SIGQUIT] {
            whit.signal(signal);
            until_taken(whit.pid(), signal);
        }
    }
    whit.close_stdin();
    let outcome = whit.finish();
    (outcome.code(), outcome.err)
}

/// Waits until a signal is not pending any more.
fn until_taken(pid: i32, signal: i32) {
    eventually("the signal is taken", || {
        let pending = processes::signal_set(pid, "ShdPnd")?;
        (pending & signals::bit(signal) == 0).then_some(())
    });
}

fn refused_is_told_once() {
    let (status, err) = refused(&[]);
    assert_eq!(status, 7);
    let lines: Vec<&str> = err.lines().collect();
    assert_eq!(lines.len(), 2, "{err}");
    for (line, name) in lines.iter().zip(["SIGUSR1", "SIGQUIT"]) {
        assert!(line.starts_with("whit: warning: cannot send ") && line.contains(name), "{line}");
        assert!(line.ends_with("not permitted"), "{line}");
    }
}

fn group_that_is_gone() {
    let command = Line::helper("as-another", &["parent"]).runs(Line::helper("end-with-input", &["7"]));
    let mut command = Line::whit(&["-g"]).runs(command).command();
    command.stdin(Stdio::piped());
    let mut whit = Running::start(command, Role::Child);
    assert_eq!(whit.out.line(), "ready");
    for _ in 0..3 {
        whit.signal(SIGUSR1);
        until_taken(whit.pid(), SIGUSR1);
    }
    whit.close_stdin();
    let outcome = whit.finish();
    assert_eq!((outcome.code(), outcome.err.lines().count()), (7, 1), "{outcome:?}");
    assert!(outcome.err.starts_with("whit: warning: cannot send SIGUSR1 "), "{outcome:?}");
}

/// Nobody reads stderr: each of whit's own messages raises a SIGPIPE.
fn own_broken_pipe() {
    let signals = [SIGUSR1, SIGUSR2, SIGTERM, SIGHUP];
    let mut line = Line::whit(&["-vvv"]).runs(Line::helper("catch", &["4"])).command();
    let (reader, writer) = std::io::pipe().unwrap();
    line.stderr(writer);
    drop(reader);
    let mut whit = Running::start(line, Role::Child);
    assert_eq!(whit.out.line(), "ready");
    for signal in signals {
        whit.signal(signal);
        assert_eq!(whit.out.line(), signal.to_string());
    }
    whit.finish().expect(0);
}
