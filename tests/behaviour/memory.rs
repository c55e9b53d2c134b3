//! Why something died by SIGKILL, if the kernel ran out of memory for it.

use crate::support::cgroup::Group;
use crate::support::line::{Line, Role};
use crate::support::suite::{Need, Suite, UNSHARE};
use nix::libc::SIGKILL;

const LITTLE: u64 = 64 << 20;

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs = [Need::MemoryGroup, UNSHARE];
        suite.add(format!("memory::{role}::whit_says_that_command_had_too_much"), &needs, move || {
            let group = Group::with_memory(LITTLE).unwrap();
            let command = Line::helper("hog", &[]);
            let outcome = group.enter().runs(Line::whit(&[])).runs(command).run_as(role).finish();
            assert_eq!(outcome.code(), 128 + SIGKILL, "{outcome:?}");
            let told = "died by SIGKILL; its cgroup's OOM killer struck 1 time meanwhile\n";
            assert!(outcome.err.starts_with("whit: ") && outcome.err.ends_with(told), "{outcome:?}");
            assert_eq!(outcome.err.lines().count(), 1);
        });
        suite.add(format!("memory::{role}::whit_says_that_an_orphan_had_too_much"), &needs, move || {
            let group = Group::with_memory(LITTLE).unwrap();
            // The orphan is reaped before COMMAND, which waits for that, ends.
            let script =
                "(\"$@\" & echo $! >&3) 3>&1 | { read pid; while kill -0 $pid 2>/dev/null; do :; done; }; exit 3";
            let command = Line::shell(script).and(["sh"]).runs(Line::helper("hog", &["outlives"]));
            let outcome = group.enter().runs(Line::whit(&[])).runs(command).run_as(role).finish();
            assert_eq!(outcome.code(), 3, "{outcome:?}");
            assert!(outcome.err.contains("died by SIGKILL") && outcome.err.contains("OOM"), "{outcome:?}");
            assert_eq!(outcome.err.lines().count(), 1, "{outcome:?}");
        });
        suite.add(format!("memory::{role}::whit_says_nothing_of_another_SIGKILL"), &needs, move || {
            let group = Group::with_memory(LITTLE).unwrap();
            let command = Line::shell("kill -KILL $$");
            let outcome = group.enter().runs(Line::whit(&[])).runs(command).run_as(role).finish();
            outcome.expect(128 + SIGKILL);
        });
    }
}
