//! `docker-init` and `podman-init`: whit itself, by the names that engines give it.

use super::case::{self, Case};
use crate::support::daemons::{Haunt, STATUS};
use crate::support::dialect::{Maker, Program, with};
use crate::support::line::{Line, Role, WHIT};
use crate::support::running::Running;
use crate::support::suite::{Suite, UNSHARE};
use nix::libc::{SIGHUP, SIGTERM};

const EXIT_3: &[&str] = &["--", "sh", "-c", "exit 3"];

const CASES: &[Case] = &[
    // What dockerd reads.
    Case::new(&["--version"], 0).out(&["…tini version …"]),
    Case::new(&["-V"], 0).out(&["…tini version …"]),
    Case::new(&["-h"], 0).out(&["…", "…WHIT_OPTIONS…", "…"]),
    Case::new(&["--help"], 0).out(&["…", "…WHIT_OPTIONS…", "…"]),
    Case::new(EXIT_3, 3),
    Case::new(EXIT_3, 3).as_a_child(),
    Case::new(&[], 125).err(&["…COMMAND…"]),
    Case::new(&["-z", "--", "true"], 125).err(&["…-z…"]),
    Case::new(&["--", "not-there"], 127).err(&["…not-there…not found…"]),
    Case::new(&["--", "/etc/passwd"], 126).err(&["…/etc/passwd…"]),
    Case::new(&["-e3", "--expect", "4", "--", "sh", "-c", "exit 3"], 0),
    Case::new(EXIT_3, 0).with(&["WHIT_OPTIONS=--expect 3"]),
    Case::new(EXIT_3, 125).with(&["WHIT_OPTIONS=-z"]).err(&["…-z…"]),
    Case::new(&["sh", "-c", "printenv WHIT_OPTIONS"], 1).with(&["WHIT_OPTIONS=-g"]),
    Case::new(&["-v", "--", "sh", "-c", "exit 3"], 3).err(&["…runs as process 2", "…exited with status 3"]),
    // People set these for tini by `docker run --init --env`.
    Case::new(EXIT_3, 3).with(&["TINI_VERBOSITY=2"]).err(&["…runs as process 2", "…exited with status 3"]),
    Case::new(EXIT_3, 3).with(&["TINI_SUBREAPER="]),
    Case::new(EXIT_3, 3).with(&["TINI_VERBOSITY=2", "WHIT_OPTIONS=-q"]),
];

pub fn list(suite: &mut Suite) {
    for name in ["docker-init", "podman-init"] {
        case::list(suite, name, CASES);
        for program in Program::pair(name) {
            for environment in [&["TINI_KILL_PROCESS_GROUP="][..], &["WHIT_OPTIONS=-g"]] {
                let subject = format!("sends_to_the_group::{}", environment.concat());
                program.add(suite, &subject, &[], move || {
                    let line = with(environment, program.line().and(["--"]));
                    let mut init = line.runs(Line::helper("catch-with-child", &[])).start();
                    assert_eq!(init.out.line(), "ready");
                    init.signal(SIGHUP);
                    assert_eq!([init.out.line(), init.out.line()], ["command got 1", "its child got 1"]);
                    init.finish().expect(0);
                });
            }
            program.add(suite, "stops_in_good_order_when_told_to", &[UNSHARE], move || {
                let haunt = Haunt::new();
                let command = haunt.daemons(&[&STATUS.to_string(), "obedient:2"]);
                let line = program.line().and(["--"]).runs(command).run_as(Role::First);
                let mut command = line.command();
                command.stdin(std::process::Stdio::piped());
                let mut init = Running::start(command, Role::First);
                assert_eq!(init.out.line(), "ready");
                init.signal(SIGTERM);
                assert_eq!(init.finish().code(), 128 + SIGTERM);
                assert_eq!(haunt.marks("mark").len(), 2);
            });
        }
    }
    // A pod's first process has no options.
    suite.add("dialects::pause::ignores_WHIT_OPTIONS", &[], || {
        let pause = Program { name: "pause", maker: Maker::Link };
        with(&["WHIT_OPTIONS=-z"], pause.line().and(["-v"])).finish().expect(0);
    });
    suite.add("dialects::unknown_name", &[], || {
        let outcome = Line::of([WHIT, "--as", "nobody", "true"]).finish();
        assert_eq!((outcome.code(), outcome.err.lines().count()), (125, 1), "{outcome:?}");
        names_are_in(&outcome.err);
    });
    suite.add("dialects::help_lists_the_names", &[], || {
        let outcome = Line::whit(&["--help"]).finish();
        names_are_in(&outcome.out);
    });
}

fn names_are_in(text: &str) {
    for name in ["pause", "tini", "dumb-init", "catatonit", "docker-init", "podman-init"] {
        assert!(text.contains(name), "{name} is not in: {text}");
    }
}
