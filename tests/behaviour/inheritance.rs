//! What COMMAND is given, and what whit lets go of.

use crate::support::line::{Line, Role};
use crate::support::signals::{Set, bit};
use crate::support::suite::{Suite, UNSHARE};
use crate::support::{eventually, processes};
use nix::libc::{SIGCHLD, SIGHUP, SIGINT, SIGKILL, SIGPIPE, SIGSTOP, SIGTERM, SIGTTOU};
use serde_json::Value;
use std::fs;
use std::process::Stdio;

const CATCHABLE: Set = !(bit(SIGKILL) | bit(SIGSTOP));

/// Sets of signals that whit is started with.
const SETS: &[(&str, Set)] = &[
    ("none", 0),
    ("all", CATCHABLE),
    ("odd", 0x5555_5555_5555_5555 & CATCHABLE),
    ("even", 0xaaaa_aaaa_aaaa_aaaa & CATCHABLE),
    ("chld", bit(SIGCHLD)),
    ("some", bit(SIGHUP) | bit(SIGINT) | bit(SIGPIPE) | bit(SIGTTOU)),
    ("term_and_the_last", bit(SIGTERM) | bit(64)),
];

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs: &[_] = if role == Role::First { &[UNSHARE] } else { &[] };
        for (blocked_name, blocked) in SETS {
            for (ignored_name, ignored) in SETS {
                let name = format!("inheritance::{role}::blocked_{blocked_name}_ignored_{ignored_name}");
                suite.add(name, needs, move || signals_are_as_given(role, *blocked, *ignored));
            }
        }
        suite.add(format!("inheritance::{role}::the_status_is_not_lost_with_SIGCHLD_ignored"), needs, move || {
            let sets = [CATCHABLE.to_string(), CATCHABLE.to_string()];
            for script in ["exit 42", "(exit 1) & exit 42"] {
                let line = Line::helper("with-signals", &[]).and(&sets).runs(Line::whit(&[]));
                line.runs(Line::shell(script)).run_as(role).finish().expect(42);
            }
        });
        suite.add(format!("inheritance::{role}::a_process_group_of_its_own"), needs, move || {
            let report = report(role, &[], &[]);
            assert_eq!(report["group"], report["pid"]);
            if role == Role::First {
                assert_eq!(report["parent"], 1);
            }
        });
        suite.add(format!("inheritance::{role}::whit_lets_go_of_what_command_keeps"), needs, move || lets_go(role));
    }
    environment(suite);
    suite.add("inheritance::arguments", &[], || {
        let arguments = ["", "-v", "--", "a b", "\u{e4}\u{1f600}", "\t\n", "-e", "$HOME", "'"];
        let outcome = Line::whit(&[]).runs(Line::helper("report", &arguments)).finish();
        let report: Value = serde_json::from_str(&outcome.out).unwrap();
        assert_eq!(report["arguments"], serde_json::json!(arguments));
    });
}

/// What COMMAND finds of the signals, with whit and without.
fn signals_are_as_given(role: Role, blocked: Set, ignored: Set) {
    let given = Line::helper("with-signals", &[&blocked.to_string(), &ignored.to_string()]);
    let command = Line::of(["cat", "/proc/self/status"]);
    let found = |line: Line| {
        let outcome = line.finish();
        outcome.expect(0);
        let is_set = |line: &&str| ["SigBlk", "SigIgn", "SigCgt"].iter().any(|name| line.starts_with(name));
        outcome.out.lines().filter(is_set).map(str::to_owned).collect::<Vec<_>>()
    };
    let with = found(given.clone().runs(Line::whit(&[])).runs(command.clone()).run_as(role));
    assert_eq!(with, found(given.runs(command)));
    assert_eq!(with[..2], [format!("SigBlk:\t{blocked:016x}"), format!("SigIgn:\t{ignored:016x}")]);
}

/// What COMMAND has to report.
fn report(role: Role, options: &[&str], environment: &[(&str, &str)]) -> Value {
    let line = Line::whit(options).runs(Line::helper("report", &[])).run_as(role);
    let mut command = line.command();
    if !environment.is_empty() {
        command.env_clear().envs(environment.iter().copied());
    }
    let outcome = crate::support::running::Running::start(command, role).finish();
    outcome.expect(0);
    serde_json::from_str(&outcome.out).unwrap()
}

fn lets_go(role: Role) {
    let directory = tempfile::tempdir().unwrap();
    let command = Line::shell("readlink /proc/$$/cwd; ls /proc/$$/fd; echo ready; read _; exit 7");
    let with_files =
        Line::of(["bash", "-c", "exec 3</dev/null 7</dev/null 255</dev/null 600</dev/null \"$@\"", "bash"]);
    let line = with_files.runs(Line::whit(&[])).runs(command).run_as(role);
    let mut command = line.command();
    command.stdin(Stdio::piped()).current_dir(&directory);
    let mut whit = crate::support::running::Running::start(command, role);
    let kept = whit.out.up_to("ready\n");
    let kept: Vec<&str> = kept.lines().collect();
    assert_eq!(kept[0], fs::canonicalize(&directory).unwrap().to_str().unwrap());
    for descriptor in ["0", "1", "2", "3", "7", "255", "600"] {
        assert!(kept[1..].contains(&descriptor), "COMMAND has {descriptor}: {kept:?}");
    }
    let pid = whit.pid();
    eventually("whit has let go of all but stdin, stdout and stderr", || {
        (processes::descriptors(pid) == [0, 1, 2]).then_some(())
    });
    assert_eq!(fs::read_link(format!("/proc/{pid}/cwd")).unwrap().to_str(), Some("/"));
    whit.close_stdin();
    whit.finish().expect(7);
}

/// Environments, and what COMMAND gets of them.
const ENVIRONMENTS: &[(&str, &[(&str, &str)])] = &[
    ("only_options", &[("WHIT_OPTIONS", "-g")]),
    ("options_first", &[("WHIT_OPTIONS", "-g"), ("A", "1"), ("Z", "2")]),
    ("options_empty", &[("A", "1"), ("WHIT_OPTIONS", ""), ("Z", "2")]),
    ("options_last", &[("A", "1"), ("B", ""), ("WHIT_OPTIONS", "-e 3")]),
    (
        "similar_names",
        &[("WHIT_OPTIONSX", "-x"), ("XWHIT_OPTIONS", "-x"), ("WHIT_OPTION", "-x"), ("whit_options", "x")],
    ),
];

fn environment(suite: &mut Suite) {
    for (name, environment) in ENVIRONMENTS {
        suite.add(format!("inheritance::environment::{name}"), &[], move || {
            let expected: Vec<_> = environment.iter().filter(|(name, _)| *name != "WHIT_OPTIONS").collect();
            let report = report(Role::Child, &[], environment);
            let mut got: Vec<(String, String)> = serde_json::from_value(report["environment"].clone()).unwrap();
            got.sort();
            let mut expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            expected.sort();
            assert_eq!(got, expected);
        });
    }
    suite.add("inheritance::environment::empty", &[], || {
        // Behind whit, nothing at all: no shell, which would put something in.
        let mut command = Line::whit(&["/bin/cat", "/proc/self/environ"]).command();
        command.env_clear();
        let outcome = crate::support::running::Running::start(command, Role::Child).finish();
        outcome.expect(0);
        assert_eq!(outcome.out, "");
    });
    suite.add("inheritance::environment::the_order_stays", &[], || {
        let set = "exec env -i A=1 WHIT_OPTIONS=-g B=2 C=3 \"$@\"";
        let line = Line::of(["sh", "-c", set, "sh"]).runs(Line::whit(&["/bin/cat", "/proc/self/environ"]));
        assert_eq!(line.finish().out, "A=1\0B=2\0C=3\0");
    });
}
