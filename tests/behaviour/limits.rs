//! Much of everything, and none of it.

use crate::support::line::{Line, Role, WHIT};
use crate::support::running::{Running, spawn, write_program};
use crate::support::suite::{Need, Suite};
use nix::errno::Errno;
use nix::unistd::{SysconfVar, sysconf};
use std::fs;
use std::os::unix::fs::PermissionsExt;

pub fn list(suite: &mut Suite) {
    for (what, split) in [("arguments", 1.0), ("environment", 0.0), ("both", 0.5)] {
        for (name, length) in [("short", 11), ("long", 131_071)] {
            suite.add(format!("limits::{what}::{name}"), &[], move || as_much_as_execve_takes(length, split));
        }
    }
    suite.add("limits::arguments::empty", &[], || as_much_as_execve_takes(0, 1.0));
    suite.add("limits::no_more_processes", &[Need::Root], || {
        let directory = tempfile::tempdir().unwrap();
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
        let copy = directory.path().join("whit");
        write_program(&copy, &fs::read(WHIT).unwrap());
        // One process, which is whit.
        let limited = Line::helper("limited", &["54322", "1"]);
        let outcome = limited.and([copy]).and(["sh", "-c", "echo started"]).finish();
        assert_eq!((outcome.code(), outcome.out.as_str()), (125, ""), "{outcome:?}");
        assert!(outcome.err.starts_with("whit: cannot start sh: "), "{outcome:?}");
        assert!(outcome.err.contains("RLIMIT_NPROC"), "{outcome:?}");
        assert_eq!(outcome.err.lines().count(), 1, "{outcome:?}");
    });
}

/// COMMAND gets the longest lists that whit itself can be given, as they are.
fn as_much_as_execve_takes(length: usize, split: f64) {
    // A little more than fits: each has a NUL, and a pointer to it (execve(2)).
    let limit = sysconf(SysconfVar::ARG_MAX).unwrap().unwrap();
    let mut count = usize::try_from(limit).unwrap() / (length + 1 + size_of::<usize>()) + 1;
    loop {
        let arguments = (count as f64 * split) as usize;
        let word = "x".repeat(length);
        let mut command = Line::whit(&[]).runs(Line::helper("digest", &[])).command();
        command.env_clear().args((0..arguments).map(|_| &word));
        // A name and a value that are as long together.
        let value = "x".repeat(length.saturating_sub(8));
        command.envs((arguments..count).map(|index| (format!("{index:07}"), &value)));
        let outcome = match spawn(&mut command) {
            Ok(child) => Running::of(child, Role::Child).finish(),
            Err(error) if error.raw_os_error() == Some(Errno::E2BIG as i32) => {
                // Down to within a percent of what fits.
                count -= (count / 100).max(1);
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        outcome.expect(0);
        let digest = format!("{arguments} {} {} ", count - arguments, arguments * length);
        assert!(outcome.out.starts_with(&digest), "{digest}: {}", outcome.out);
        break;
    }
}
