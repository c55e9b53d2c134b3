//! Every process that whit is responsible for is found, and nobody else: whatever they do about it.

use crate::helpers::{DEPTH, NESTED};
use crate::support::daemons::{Daemons, STATUS};
use crate::support::line::{Line, Role};
use crate::support::processes;
use crate::support::running::Outcome;
use crate::support::suite::{Suite, UNSHARE};
use nix::errno::Errno;
use nix::libc::{self, SIGKILL};
use std::time::{Duration, Instant};

const SHORT: &str = "-t300ms";
const LONG: &str = "-t20";

/// How long whit may take from the deadline on, whatever it fights with: a second after SIGKILL, and what it takes to look at all that
/// are there on a machine that is busy.
const AT_MOST: Duration = Duration::from_secs(3);

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs: &[_] = if role == Role::First { &[UNSHARE] } else { &[] };
        let mut add = |name: &str, body: fn(Role)| {
            suite.add(format!("sweep::{role}::{name}"), needs, move || body(role));
        };
        add("a_chain_of_a_thousand_is_killed_and_named", |role| {
            let outcome = none_survives(role, &[SHORT], &["nested:1"]);
            assert_eq!(named(&outcome, "nested"), NESTED);
        });
        add("chains_end_in_good_order", |role| {
            let (outcome, marks) = end(Daemons::start(role, &[LONG], &["deep:30"]));
            outcome.expect(STATUS);
            assert_eq!(marks, vec!["15 after"; 30 * DEPTH]);
        });
        add("all_of_a_chain_are_asked_though_some_end_meanwhile", |role| {
            let (outcome, _) = end(Daemons::start(role, &["-t3"], &["brittle:30"]));
            outcome.expect(STATUS);
            assert_eq!(outcome.err, "");
        });
        add("one_whose_first_thread_ended_ends_in_good_order", |role| {
            let (outcome, marks) = end(Daemons::start(role, &[LONG], &["headless:3", "obedient:1"]));
            outcome.expect(STATUS);
            assert_eq!(marks, ["15 after"; 4]);
        });
        add("one_whose_first_thread_ended_is_killed_and_named", |role| {
            let outcome = none_survives(role, &[SHORT], &["headless-deaf:3"]);
            assert_eq!(named(&outcome, "headless-deaf"), 3);
        });
        add("a_zombie_is_not_named", |role| {
            let outcome = none_survives(role, &[SHORT], &["with-a-zombie:3"]);
            assert_eq!(named(&outcome, "with-a-zombie"), 3);
        });
        add("a_fork_bomb_is_killed", |role| {
            none_survives(role, &["-t0"], &["multiplying:1"]);
        });
    }
    // With fewer, only children can be looked at, and the next in a chain only when the one before it is dead.
    for (descriptors, kinds) in [(6, &["stubborn:3"][..]), (7, &["stubborn:3"]), (8, &["stubborn:3", "nested:1"])] {
        for kind in kinds {
            suite.add(format!("sweep::as_a_child::{descriptors}_descriptors::{kind}"), &[], move || {
                let daemons = Daemons::start(Role::Child, &[SHORT], &[kind]);
                limit_descriptors(daemons.whit.pid(), descriptors);
                let outcome = none_survives_of(daemons);
                assert!(*kind != "stubborn:3" || named(&outcome, "stubborn") == 3, "{outcome:?}");
            });
        }
    }
    // Whoever gets away ends with the namespace.
    for (role, wrapper) in [("as_a_child", &["sh", "-c", "\"$@\"; exit $?", "sh"][..]), ("as_pid_1", &[])] {
        suite.add(format!("sweep::{role}::who_is_never_there_for_long_puts_off_nothing"), &[UNSHARE], move || {
            let daemons = Daemons::start_under(Line::of(wrapper), Role::First, &["-t0"], &["hopping:3"]);
            let started = Instant::now();
            let (outcome, _) = end(daemons);
            assert_eq!(outcome.code(), STATUS);
            assert!(started.elapsed() < AT_MOST, "{:?}", started.elapsed());
        });
    }
    suite.add("sweep::another_namespaces_proc::nobody_is_named", &[UNSHARE], || {
        let daemons = Daemons::start_under(foreign_proc(&[]), Role::Child, &[SHORT], &["stubborn:3"]);
        let outcome = none_survives_of(daemons);
        assert_eq!((outcome.code(), outcome.err.as_str()), (STATUS, ""));
    });
    suite.add("sweep::another_namespaces_proc::command_is_killed_at_the_deadline", &[UNSHARE], || {
        let wrapper = foreign_proc(&["sh", "-c", "\"$@\"; exit $?", "sh"]);
        let stubborn = Line::shell("trap '' TERM; kill -TERM $PPID; while :; do sleep 0.1; done");
        let outcome = wrapper.runs(Line::whit(&[SHORT])).runs(stubborn).finish();
        assert_eq!((outcome.code(), outcome.err.as_str()), (128 + SIGKILL, ""), "{outcome:?}");
    });
}

/// What starts the first process of a namespace with the /proc of this one.
fn foreign_proc(words: &[&str]) -> Line {
    let user: &[&str] = if nix::unistd::geteuid().is_root() { &[] } else { &["--user", "--map-root-user"] };
    Line::of(["unshare", "--pid", "--fork", "--kill-child"]).and(user).and(["--"]).and(words)
}

/// COMMAND ends by itself.
fn end(mut daemons: Daemons) -> (Outcome, Vec<String>) {
    daemons.end_command();
    daemons.finish()
}

/// COMMAND ends by itself, and when whit has ended, too, all are gone, which they would not be of their own accord.
fn none_survives(role: Role, options: &[&str], kinds: &[&str]) -> Outcome {
    none_survives_of(Daemons::start(role, options, kinds))
}

fn none_survives_of(daemons: Daemons) -> Outcome {
    let mark = daemons.directory().to_owned();
    let (outcome, _) = end(daemons);
    let survivors: Vec<i32> = processes::all().into_iter().filter(|&pid| processes::is_called(pid, &mark)).collect();
    for pid in &survivors {
        let _ = crate::support::signals::send(*pid, SIGKILL);
    }
    assert_eq!((survivors.len(), outcome.code()), (0, STATUS), "{outcome:?}");
    outcome
}

/// How many lines tell of a process of this name that was killed, which all of them do.
fn named(outcome: &Outcome, name: &str) -> usize {
    let is_told = |line: &str| line.starts_with("whit: warning: killed ") && line.contains(&format!(" ({name})"));
    assert!(outcome.err.lines().all(is_told), "{outcome:?}");
    outcome.err.lines().count()
}

/// prlimit(2), on a process that runs.
fn limit_descriptors(pid: i32, count: u64) {
    let limit = libc::rlimit { rlim_cur: count, rlim_max: count };
    // SAFETY: the kernel reads one limit.
    let result = unsafe { libc::prlimit(pid, libc::RLIMIT_NOFILE, &raw const limit, std::ptr::null_mut()) };
    Errno::result(result).unwrap();
}
