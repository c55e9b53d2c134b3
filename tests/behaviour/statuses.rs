//! COMMAND's exit status is whit's.

use crate::support::line::{Line, Role};
use crate::support::signals;
use crate::support::suite::{Suite, UNSHARE};

/// Options, what COMMAND does, and the status that whit returns.
const EXPECTED: &[(&[&str], &str, i32)] = &[
    (&["-e", "143"], "kill -TERM $$", 0),
    (&["-e143"], "kill -TERM $$", 0),
    (&["--expect", "143"], "exit 143", 0),
    (&["--expect=143"], "exit 143", 0),
    (&["-e", "143"], "exit 142", 142),
    (&["-e", "15"], "kill -TERM $$", 143),
    (&["-e", "3", "-e", "4", "-e", "255"], "exit 3", 0),
    (&["-e", "3", "-e", "4", "-e", "255"], "exit 4", 0),
    (&["-e", "3", "-e", "4", "-e", "255"], "exit 255", 0),
    (&["-e", "3", "-e", "4", "-e", "255"], "exit 5", 5),
    (&["-e", "0"], "exit 0", 0),
    (&["-e", "0"], "exit 1", 1),
    (&["-e", "64"], "exit 0", 0),
    (&["-e", "64"], "exit 128", 128),
];

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs: &[_] = if role == Role::First { &[UNSHARE] } else { &[] };
        suite.add(format!("statuses::{role}::each_of_the_256_is_returned"), needs, move || {
            for status in 0..=255 {
                Line::whit(&[]).runs(Line::shell(&format!("exit {status}"))).run_as(role).finish().expect(status);
            }
        });
        for signal in signals::deadly() {
            let name = signals::name(signal);
            suite.add(format!("statuses::{role}::killed_by_{name}"), needs, move || {
                let command = Line::helper("die", &[&signal.to_string()]);
                Line::whit(&[]).runs(command).run_as(role).finish().expect(128 + signal);
            });
        }
    }
    for (options, script, status) in EXPECTED {
        let name = format!("statuses::expected::{}: {script}", options.join(" "));
        suite.add(name, &[], || Line::whit(options).runs(Line::shell(script)).finish().expect(*status));
    }
    suite.add("statuses::a_child_that_ends_at_once_is_not_missed", &[UNSHARE], || {
        for _ in 0..50 {
            Line::whit(&[]).runs(Line::of(["/bin/false"])).finish().expect(1);
        }
    });
}
