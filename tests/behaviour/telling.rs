//! What whit says while nothing is wrong: nothing, unless asked to.

use crate::support::line::{Line, Role};
use crate::support::suite::{Suite, UNSHARE};
use nix::libc::SIGUSR1;

pub fn list(suite: &mut Suite) {
    suite.add("telling::nothing_unless_asked", &[UNSHARE], || {
        for role in Role::ALL {
            Line::whit(&[]).runs(Line::shell("(true &) & wait; exit 3")).run_as(role).finish().expect(3);
        }
    });
    suite.add("telling::verbose_says_more_and_more", &[], || {
        let mut lines = Vec::new();
        for options in [&["-v"][..], &["-vv"], &["-vvv"]] {
            let mut whit = Line::whit(options).runs(Line::helper("catch", &["1"])).start();
            assert_eq!(whit.out.line(), "ready");
            whit.signal(SIGUSR1);
            let outcome = whit.finish();
            assert_eq!(outcome.code(), 0);
            assert!(outcome.err.lines().all(|line| line.starts_with("whit: ")), "{}", outcome.err);
            assert_eq!(outcome.err.contains("SIGUSR1"), options != ["-v"], "{}", outcome.err);
            lines.push(outcome.err.lines().count());
        }
        assert!(lines[0] > 0 && lines[0] < lines[1] && lines[1] <= lines[2], "{lines:?}");
    });
    suite.add("telling::verbose_adds_up", &[], || {
        let say = |options: &[&str]| Line::whit(options).and(["false"]).finish().err.lines().count();
        assert_eq!(say(&["-v", "-v"]), say(&["-vv"]));
        assert_eq!(say(&["--verbose", "--verbose"]), say(&["-vv"]));
        assert_eq!(say(&["-vvvvvvvv"]), say(&["-vvv"]));
    });
    suite.add("telling::how_command_ended", &[], || {
        let err = Line::whit(&["-v"]).runs(Line::shell("exit 42")).finish().err;
        assert!(err.contains("42"), "{err}");
        let err = Line::whit(&["-v"]).runs(Line::shell("kill -KILL $$")).finish().err;
        assert!(err.contains("SIGKILL"), "{err}");
    });
    for option in ["-w", "--warn-reaped"] {
        suite.add(format!("telling::{option}_warns_of_each_orphan"), &[UNSHARE], move || {
            let command = Line::helper("orphans", &["5", "3", "0"]);
            let outcome = Line::whit(&[option]).runs(command).run_as(Role::First).finish();
            assert_eq!(outcome.code(), 3);
            assert_eq!(outcome.err.lines().count(), 5, "{}", outcome.err);
            assert!(outcome.err.lines().all(|line| line.starts_with("whit: warning: ")), "{}", outcome.err);
        });
    }
    suite.add("telling::quiet_does_not_warn_of_orphans", &[UNSHARE], || {
        let command = Line::helper("orphans", &["5", "3", "0"]);
        Line::whit(&["-wq"]).runs(command).run_as(Role::First).finish().expect(3);
    });
}
