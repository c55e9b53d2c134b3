//! Real containers: made from scratch, read-only, without a user or any privilege.

use crate::support::containers::{Container, NEEDS};
use crate::support::suite::Suite;
use crate::support::{eventually, processes};
use nix::libc::{SIGCHLD, SIGINT, SIGTERM};

pub fn list(suite: &mut Suite) {
    for pause in [&["/pause"][..], &["/whit", "--as", "pause"]] {
        let name = pause.join(" ");
        suite.add(format!("containers::{name}::ends_by_a_signal"), &NEEDS, move || {
            for (signal, name) in [("TERM", "Terminated"), ("INT", "Interrupt")] {
                let mut container = started(pause);
                container.kill(signal);
                assert_eq!(container.engine.wait().code(), Some(0));
                assert_eq!(container.engine.err.rest(), format!("Shutting down, got signal: {name}\n"));
            }
        });
        suite.add(format!("containers::{name}::reaps_what_was_executed_in_it"), &NEEDS, move || {
            let container = started(pause);
            let pid = container.pid();
            let script = "for i in 1 2 3 4 5 6 7 8 9; do (/bin/busybox true &); done";
            container.execute(&["/bin/busybox", "sh", "-c", script]).finish().expect(0);
            eventually("there are no children", || processes::children(pid).is_empty().then_some(()));
        });
    }
    let add = |suite: &mut Suite, name: &str, body: fn()| suite.add(format!("containers::/whit::{name}"), &NEEDS, body);
    add(suite, "returns_the_status", || {
        for (script, status) in [("exit 0", 0), ("exit 42", 42), ("kill -TERM $$", 143)] {
            let mut container = Container::start(&["/whit", "/bin/busybox", "sh", "-c", script]);
            assert_eq!(container.engine.wait().code(), Some(status));
            assert_eq!(container.engine.err.rest(), "");
        }
    });
    add(suite, "forwards", || {
        let script = "echo ready; exec /bin/busybox sleep 1000";
        for (signal, status) in [("TERM", 143), ("USR1", 138)] {
            let mut container = Container::start(&["/whit", "--", "/bin/busybox", "sh", "-c", script]);
            assert_eq!(container.engine.out.line(), "ready");
            container.kill(signal);
            assert_eq!(container.engine.wait().code(), Some(status));
            assert_eq!(container.engine.err.rest(), "");
        }
    });
    add(suite, "reaps", || {
        let script = "(/bin/busybox true &); (/bin/busybox true &); \
                      while /bin/busybox grep -q '^State:.Z' /proc/[0-9]*/status; do :; done; exit 42";
        let mut container = Container::start(&["/whit", "/bin/busybox", "sh", "-c", script]);
        assert_eq!(container.engine.wait().code(), Some(42));
    });
    add(suite, "says_what_is_missing", || {
        for (command, status, reason) in
            [("/app", 127, "cannot execute /app: not found"), ("/", 126, "cannot execute /: Permission denied")]
        {
            let mut container = Container::start(&["/whit", command]);
            assert_eq!(container.engine.wait().code(), Some(status));
            assert_eq!(container.engine.err.rest(), format!("whit: {reason}\n"));
        }
    });
}

/// A container of pause, which waits.
fn started(pause: &[&str]) -> Container {
    let container = Container::start(pause);
    let pid = container.pid();
    eventually("pause is set up", || {
        let has = |name, signal| {
            processes::signal_set(pid, name).is_some_and(|set| set & crate::support::signals::bit(signal) != 0)
        };
        (has("SigCgt", SIGINT) && has("SigCgt", SIGTERM) && has("SigIgn", SIGCHLD)).then_some(())
    });
    container
}
