//! When COMMAND has ended, everything else ends in good order.

use crate::support::daemons::{Daemons, Haunt, STATUS};
use crate::support::line::{Line, Role};
use crate::support::processes;
use crate::support::running::{Outcome, Running};
use crate::support::suite::{Need, Suite, UNSHARE};
use nix::libc::{SIGHUP, SIGINT, SIGTERM};
use std::process::Stdio;
use std::time::{Duration, Instant};

const NSENTER: Need = Need::Tool("nsenter", "util-linux");
/// More than any daemon that obeys needs on a machine that is busy.
const LONG: &str = "-t20";
const SHORT: Duration = Duration::from_millis(300);
const SHORT_OPTION: &str = "-t300ms";

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs: &[_] = if role == Role::First { &[UNSHARE] } else { &[] };
        let mut add = |name: &str, body: fn(Role)| {
            suite.add(format!("stop::{role}::{name}"), needs, move || body(role));
        };
        add("ten_daemons_end_in_good_order", |role| all_end(role, &["obedient:10"], 10));
        add("a_thousand_daemons_end_in_good_order", |role| all_end(role, &["obedient:1000"], 1000));
        add("those_that_are_stopped_end_too", |role| all_end(role, &["stopped:3", "obedient:2"], 5));
        add("descendants_of_any_depth_end_too", |role| all_end(role, &["deep:3"], 3 * crate::helpers::DEPTH));
        add("one_that_starts_another_session_meanwhile_ends_too", |role| {
            let (_, marks) = end(Daemons::start(role, &[LONG], &["forking:3"]), false);
            assert_eq!(marks.len(), 3);
        });
        add("they_end_after_a_stop_signal_too", |role| {
            for signal in [SIGTERM, SIGINT] {
                let daemons = Daemons::start(role, &[], &["obedient:10"]);
                daemons.whit.signal(signal);
                let (outcome, marks) = daemons.finish();
                outcome.expect(128 + signal);
                assert_eq!(marks, ["15 after"; 10]);
            }
        });
        add("they_end_when_command_is_killed", |role| {
            let daemons = Daemons::start(role, &[], &["obedient:3"]);
            let command = processes::children(daemons.whit.pid());
            crate::support::signals::send(command[0], nix::libc::SIGKILL).unwrap();
            let (outcome, marks) = daemons.finish();
            outcome.expect(128 + nix::libc::SIGKILL);
            assert_eq!(marks, ["15 after"; 3]);
        });
        add("one_that_ignores_it_is_killed_at_the_deadline", killed_at_the_deadline);
        add("all_that_ignore_it_are_killed_and_named", killed_and_named);
        add("the_default_deadline_is_5_s_after_commands_own_end", default_deadline);
        add("a_repeated_stop_signal_goes_to_whoever_remains", repeated);
        add("verbose_tells_who_was_stopped", |role| {
            let (outcome, _) = end(Daemons::start(role, &["-v", LONG], &["obedient:2"]), true);
            let told = outcome.err.lines().find(|line| line.contains("stopped")).expect("a line tells");
            assert_eq!(told.matches("obedient").count(), 2, "{told}");
        });
        add("nothing_is_told_if_there_is_nobody", |role| {
            let outcome = Line::whit(&["-v"]).runs(Line::shell("exit 3")).run_as(role).finish();
            assert!(!outcome.err.contains("stopped"), "{}", outcome.err);
        });
        add("the_straggler_signal_is_another", |role| {
            for option in ["--straggler-signal=INT", "--straggler-signal=2"] {
                let (outcome, marks) = end(Daemons::start(role, &[option, LONG], &["obedient:3", "stopped:1"]), true);
                outcome.expect(STATUS);
                assert_eq!(marks, ["2 after"; 4]);
            }
        });
        add("all_at_once", all_at_once);
        add("nobody_is_asked_twice", asked_once);
        add("a_shell_that_waits_for_its_server", |role| server(role, "\"$@\" & wait"));
        add("a_shell_that_runs_its_server", |role| server(role, "\"$@\"; true"));
    }
    suite.add("stop::as_a_child::others_are_left_alone", &[], strangers);
    suite.add("stop::as_pid_1::one_of_another_user_ends_with_the_namespace", &[UNSHARE, Need::Root], alien);
    suite.add("stop::as_pid_1::one_from_outside_ends_in_good_order", &[UNSHARE, NSENTER], || outsider("obedient:1"));
    suite
        .add("stop::as_pid_1::one_from_outside_is_not_waited_for_long", &[UNSHARE, NSENTER], || outsider("stubborn:1"));
}

/// COMMAND ends by itself; whit ends with its status, and without a word if it is `quiet`.
fn end(mut daemons: Daemons, tells: bool) -> (Outcome, Vec<String>) {
    daemons.end_command();
    let (outcome, marks) = daemons.finish();
    assert_eq!(outcome.code(), STATUS, "{outcome:?}");
    assert!(tells || outcome.err.is_empty(), "{outcome:?}");
    (outcome, marks)
}

fn all_end(role: Role, kinds: &[&str], count: usize) {
    let (_, marks) = end(Daemons::start(role, &[LONG], kinds), false);
    assert_eq!(marks.len(), count);
    assert!(marks.iter().all(|mark| mark == "15 after"), "{marks:?}");
}

fn killed_at_the_deadline(role: Role) {
    let started = Instant::now();
    let (outcome, marks) = end(Daemons::start(role, &[SHORT_OPTION], &["stubborn:1"]), true);
    assert!(started.elapsed() >= SHORT);
    assert_eq!(marks.len(), 0);
    assert_eq!(outcome.err.lines().count(), 1, "{outcome:?}");
    assert!(outcome.err.starts_with("whit: warning: ") && outcome.err.contains("stubborn"), "{outcome:?}");
}

fn killed_and_named(role: Role) {
    // Long enough for those that obey to end in good order.
    let (outcome, marks) = end(Daemons::start(role, &["-t3s"], &["stubborn:7", "obedient:5", "stopped:1"]), true);
    assert_eq!(marks.len(), 6);
    let lines: Vec<&str> = outcome.err.lines().collect();
    assert_eq!(lines.len(), 7, "{outcome:?}");
    assert!(lines.iter().all(|line| line.starts_with("whit: warning: ") && line.contains("stubborn")), "{outcome:?}");
}

fn default_deadline(role: Role) {
    let mut daemons = Daemons::start(role, &[], &["stubborn:1"]);
    let started = Instant::now();
    daemons.end_command();
    let (outcome, _) = daemons.finish();
    assert_eq!(outcome.code(), STATUS);
    assert!(started.elapsed() >= Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(outcome.err.contains("stubborn"), "{outcome:?}");
}

/// One that ends at the second signal.
fn repeated(role: Role) {
    for second in [SIGTERM, SIGINT] {
        let daemons = Daemons::start(role, &[], &["twice:2", "obedient:1"]);
        daemons.whit.signal(SIGTERM);
        assert_eq!(daemons.until_marked("once", 2), ["15", "15"]);
        daemons.until_marked("mark", 1);
        daemons.whit.signal(second);
        let (outcome, mut marks) = daemons.finish();
        outcome.expect(143);
        marks.sort();
        let mut expected = ["15 after".to_owned(), second.to_string(), second.to_string()];
        expected.sort();
        assert_eq!(marks, expected);
    }
}

/// The stop begins for all while COMMAND still works; a signal that is no stop is for COMMAND alone.
fn all_at_once(role: Role) {
    for option in ["-a", "--all"] {
        let haunt = Haunt::new();
        let daemons = haunt.daemons(&["catch", "obedient:3"]);
        let mut command = Line::whit(&[option]).runs(daemons).run_as(role).command();
        command.stdin(Stdio::piped());
        let mut whit = Running::start(command, role);
        assert_eq!(whit.out.line(), "ready");
        for signal in [SIGHUP, SIGTERM] {
            whit.signal(signal);
            assert_eq!(whit.out.line(), signal.to_string());
        }
        let marks = || haunt.marks("mark");
        crate::support::eventually("the daemons have ended", || (marks().len() == 3).then_some(()));
        assert_eq!(marks(), ["15 before"; 3]);
        whit.close_stdin();
        whit.finish().expect(0);
    }
}

/// With COMMAND's end, those are asked who came since all were, and nobody else.
fn asked_once(role: Role) {
    let haunt = Haunt::new();
    let daemons = haunt.daemons(&["catch", "twice:2", "succeeded:1"]);
    let mut command = Line::whit(&["-a"]).runs(daemons).run_as(role).command();
    command.stdin(Stdio::piped());
    let mut whit = Running::start(command, role);
    assert_eq!(whit.out.line(), "ready");
    // Who is older is told by the ticks of a clock.
    let tick = processes::ticks();
    crate::support::eventually("the clock ticks", || (processes::ticks() > tick).then_some(()));
    for signal in [SIGTERM, SIGHUP] {
        whit.signal(signal);
        assert_eq!(whit.out.line(), signal.to_string());
    }
    let until = |name: &str, count: usize| {
        crate::support::eventually("the daemons have left their marks", || {
            Some(haunt.marks(name)).filter(|marks| marks.len() == count)
        })
    };
    assert_eq!(until("once", 2), ["15", "15"]);
    until("next", 1);
    whit.close_stdin();
    assert_eq!(until("mark", 1), ["15 after"]);
    // Who remains is told of a repeated signal.
    whit.signal(SIGINT);
    whit.finish().expect(0);
    let mut marks = haunt.marks("mark");
    marks.sort();
    assert_eq!(marks, ["15 after", "2", "2"]);
}

/// The server below a shell, which the stop signal ends, cleans up.
fn server(role: Role, script: &str) {
    let haunt = Haunt::new();
    let server = Line::helper("server", &[]).and([haunt.path()]);
    let line = Line::whit(&[]).and(["sh", "-c", script, "sh"]).runs(server).run_as(role);
    let mut whit = line.start();
    assert_eq!(whit.out.line(), "ready");
    whit.signal(SIGTERM);
    whit.finish().expect(143);
    assert_eq!(haunt.marks("mark"), ["15"]);
}

/// Who is not a descendant of whit gets nothing, even of its own process group and session.
fn strangers() {
    const RTMIN: i32 = 34;
    let mut stranger = Line::helper("catch", &["1"]).start();
    assert_eq!(stranger.out.line(), "ready");
    let (_, marks) = end(Daemons::start(Role::Child, &[LONG], &["obedient:3"]), false);
    assert_eq!(marks.len(), 3);
    end(Daemons::start(Role::Child, &["-t0"], &["stubborn:3"]), true);
    stranger.signal(RTMIN);
    assert_eq!(stranger.out.line(), RTMIN.to_string());
}

/// whit may not signal it, and says so.
fn alien() {
    const CAP_KILL: &str = "5";
    let wrapper = Line::helper("without-capability", &[CAP_KILL]);
    let daemons = Daemons::start_under(wrapper, Role::First, &[SHORT_OPTION], &["alien:1", "obedient:3"]);
    let (outcome, marks) = end(daemons, true);
    assert!(marks.len() <= 3);
    assert!(outcome.err.lines().any(|line| line.contains("alien")), "{outcome:?}");
}

/// A daemon that entered the namespace, and is no child of whit.
fn outsider(kind: &str) {
    let mut daemons = Daemons::start(Role::First, &["-t3s"], &["obedient:1"]);
    let haunt = Haunt::new();
    let target = daemons.whit.pid().to_string();
    let enter = Line::of(["nsenter", "--target", &target, "--pid", "--mount"]);
    let server = Line::helper("server", if kind == "obedient:1" { &[] } else { &["stubborn"] });
    let mut outsider = enter.runs(server.and([haunt.path()])).start();
    assert_eq!(outsider.out.line(), "ready");
    daemons.end_command();
    let (outcome, marks) = daemons.finish();
    assert_eq!((outcome.code(), marks.len()), (STATUS, 1));
    let marks = haunt.marks("mark");
    if kind == "obedient:1" {
        assert_eq!(marks, ["15"]);
        assert_eq!(outcome.err, "");
    } else {
        assert_eq!(marks.len(), 0);
        assert!(outcome.err.contains("stubborn"), "{outcome:?}");
    }
}
