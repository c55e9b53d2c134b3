//! A system's init in a container: it mounts and unmounts nothing, and its end is the namespace's.

use crate::support::line::{Line, Role, WHIT};
use crate::support::machine::root::{self, WHIT_IS_AN_INIT};
use crate::support::running::{Outcome, Running};
use crate::support::suite::{Need, Suite, UNSHARE};
use nix::libc::{SIGHUP, SIGINT, SIGPWR, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH};
use std::path::Path;
use tempfile::TempDir;

const NEEDS: [Need; 3] = [UNSHARE, Need::Tool("busybox", "busybox-static"), Need::Tool("setpriv", "util-linux")];

/// Signals, and the one that the namespace's init is seen to be killed by then: reboot(2), "Behavior inside PID namespaces".
const SIGNALS: &[(&str, i32, i32)] = &[
    ("USR1", SIGUSR1, SIGINT),
    ("PWR", SIGPWR, SIGINT),
    ("USR2", SIGUSR2, SIGINT),
    ("TERM", SIGTERM, SIGHUP),
    ("RTMIN_3", 37, SIGINT),
    ("RTMIN_4", 38, SIGINT),
    ("RTMIN_5", 39, SIGHUP),
];

/// The same, by a tool's name.
const TOOLS: &[(&str, i32)] = &[("halt", SIGINT), ("poweroff", SIGINT), ("reboot", SIGHUP), ("poweroff -d 0", SIGINT)];

/// How many lines there are whose processes end in the same moment.
const TOGETHER: usize = 12;

const INITTAB: &str = "\
::sysinit:/bin/echo first
::wait:/bin/echo second
::shutdown:/bin/echo last
";

pub fn list(suite: &mut Suite) {
    if !WHIT_IS_AN_INIT {
        return;
    }
    for (name, signal, killer) in SIGNALS {
        suite.add(format!("inits::ends_by::{name}"), &NEEDS, || {
            let root = root(INITTAB);
            let init = comes_up(&container(root.path()));
            init.signal(*signal);
            let outcome = ends(init);
            assert_eq!(outcome.killer(), *killer);
        });
    }
    for (tool, killer) in TOOLS {
        suite.add(format!("inits::ends_by::{}", tool.replace(' ', "_")), &NEEDS, move || {
            let root = root(&format!("{INITTAB}::once:/bin/{tool}\n"));
            let outcome = ends(comes_up(&container(root.path())));
            assert_eq!(outcome.killer(), *killer);
        });
    }
    let name = "inits::exits_where_it_may_not_reboot";
    suite.add(name, &[NEEDS.as_slice(), &[Need::Root]].concat(), || {
        let root = root(INITTAB);
        let without = Line::of(["setpriv", "--bounding-set", "-sys_boot", "--inh-caps", "-sys_boot"]);
        let init = comes_up(&without.runs(container(root.path())));
        init.signal(SIGTERM);
        assert_eq!(ends(init).code(), 0);
    });
    suite.add("inits::goes_on_after_other_signals", &NEEDS, || {
        let root = root(INITTAB);
        let mut init = comes_up(&container(root.path()));
        init.signal(SIGWINCH);
        // What is reloaded and the same is not run again.
        init.signal(SIGHUP);
        init.signal(SIGTERM);
        assert_eq!(init.out.line(), "last");
        assert_eq!(ends(init).killer(), SIGHUP);
    });
    suite.add("inits::reads_its_table_again", &NEEDS, || {
        let adds_a_line = "sh -c 'echo ::respawn:echo is new >>/etc/inittab; exec init -q'";
        let root = root(&format!("{INITTAB}::once:{adds_a_line}\n"));
        let mut init = comes_up(&container(root.path()));
        assert_eq!(init.out.line(), "is new");
        init.signal(SIGTERM);
        assert_eq!(ends(init).killer(), SIGHUP);
    });
    suite.add("inits::respawns_all_that_end_at_once", &NEEDS, || {
        let lines = (0..TOGETHER).map(|line| format!("::respawn:sh -c 'echo {line}; exec sleep 1'\n"));
        let root = root(&lines.collect::<String>());
        let mut init = container(root.path()).start();
        let mut starts = [0; TOGETHER];
        while starts.iter().any(|count| *count < 3) {
            starts[init.out.line().parse::<usize>().unwrap()] += 1;
            assert!(starts.iter().all(|count| *count < 20), "some are not started again: {starts:?}");
        }
        init.signal(SIGTERM);
        assert_eq!(ends(init).killer(), SIGHUP);
    });
    suite.add("inits::without_a_table_mounts_nothing", &NEEDS, || {
        let root = tempfile::tempdir().unwrap();
        let script = "#!/bin/sh\nls /sys /dev /run | wc -l\n";
        root::image(Some(Path::new(WHIT))).file("etc/init.d/rcS", script).unpack(root.path());
        let mut init = container(root.path()).start();
        // Three headings, and two empty lines between them.
        assert_eq!(init.out.line(), "5");
        init.signal(SIGTERM);
        assert_eq!(init.finish().killer(), SIGHUP);
    });
    suite.add("inits::has_nothing_to_run", &NEEDS, || {
        let root = tempfile::tempdir().unwrap();
        root::image(Some(Path::new(WHIT))).without("bin/sh").unpack(root.path());
        let outcome = container(root.path()).finish();
        assert_eq!(outcome.killer(), SIGINT, "{outcome:?}");
        assert!(outcome.err.starts_with("whit: cannot start anything: "), "{outcome:?}");
    });
    for name in ["init", "linuxrc"] {
        suite.add(format!("inits::{name}_is_not_pid_1"), &[], move || {
            let outcome = Line::whit(&["--as", name]).finish();
            assert_eq!(
                (outcome.code(), outcome.err.as_str()),
                (125, "whit: expected to be PID 1, or -q\n"),
                "{outcome:?}"
            );
        });
    }
    suite.add("inits::one_program", &NEEDS, || {
        for options in [&[] as &[&str], &["--then", "reboot"]] {
            Line::whit(options).and(["--"]).runs(Line::shell("exit 7")).run_as(Role::First).finish().expect(7);
        }
    });
}

/// A root file system with whit as its init, BusyBox, and that inittab.
fn root(inittab: &str) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    root::image(Some(Path::new(WHIT))).file("etc/inittab", inittab).unpack(root.path());
    root
}

/// That root file system's init, in namespaces of its own.
fn container(root: &Path) -> Line {
    let root = format!("--root={}", root.display());
    Line::of(["/sbin/init"]).unshare(&["--mount", &root])
}

/// Starts it, and waits until all of [`INITTAB`] runs.
fn comes_up(line: &Line) -> Running {
    let mut init = line.start();
    for line in ["first", "second"] {
        assert_eq!(init.out.line(), line);
    }
    init
}

/// Waits for its end, which comes in good order.
fn ends(init: Running) -> Outcome {
    let outcome = init.finish();
    assert!(!outcome.err.contains("cannot"), "{outcome:?}");
    outcome
}
