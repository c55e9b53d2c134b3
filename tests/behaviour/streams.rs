//! stdin, stdout and stderr may be closed, full or dead.

use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::suite::{Suite, UNSHARE};
use nix::libc::{SIGTERM, SIGUSR1, SIGUSR2};
use std::fs;

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs: &[_] = if role == Role::First { &[UNSHARE] } else { &[] };
        for closed in 0..8 {
            let closed: Vec<usize> = (0..3).filter(|descriptor| closed >> descriptor & 1 == 1).collect();
            for options in [&[][..], &["-vvv"]] {
                let name = format!("streams::{role}::closed_{closed:?} {}", options.concat());
                let closed = closed.clone();
                suite.add(name, needs, move || work_closed(role, options, &closed));
            }
        }
        suite.add(format!("streams::{role}::the_reader_of_stderr_is_dead"), needs, move || {
            for script in ["exit 42", "(true &); (true &); exit 42"] {
                let (reader, writer) = std::io::pipe().unwrap();
                let mut command = Line::whit(&["-wvvv"]).runs(Line::shell(script)).run_as(role).command();
                command.stderr(writer);
                drop(reader);
                Running::start(command, role).finish().expect(42);
            }
        });
    }
    suite.add("streams::nobody_reads_the_version", &[], || {
        for options in ["-V", "-h"] {
            let (reader, writer) = std::io::pipe().unwrap();
            let mut command = Line::whit(&[options]).command();
            command.stdout(writer);
            drop(reader);
            Running::start(command, Role::Child).finish().expect(0);
        }
    });
    suite.add("streams::whits_own_SIGXFSZ_is_not_forwarded", &[], file_size_limit);
    suite.add("streams::nobody_reads_bad_usage", &[], || {
        let mut command = Line::whit(&["-z"]).command();
        let (reader, writer) = std::io::pipe().unwrap();
        command.stderr(writer);
        drop(reader);
        Running::start(command, Role::Child).finish().expect(125);
    });
}

/// With these descriptors closed whit works, and COMMAND has them closed.
fn work_closed(role: Role, options: &[&str], closed: &[usize]) {
    let directory = tempfile::tempdir().unwrap();
    let list = directory.path().join("list");
    let redirections = ["<&-", ">&-", "2>&-"];
    let closing: Vec<&str> = closed.iter().map(|&descriptor| redirections[descriptor]).collect();
    let shell = format!("exec \"$@\" {}", closing.join(" "));
    let command = Line::shell(&format!("(ls /proc/$$/fd > {}); exit 42", list.display()));
    let line = Line::of(["sh", "-c", &shell, "sh"]).runs(Line::whit(options)).runs(command);
    let outcome = line.run_as(role).finish();
    assert_eq!(outcome.code(), 42, "{outcome:?}");
    let open = fs::read_to_string(list).unwrap();
    for descriptor in 0..3 {
        let is_open = open.lines().any(|line| line == descriptor.to_string());
        // Only the subshell has another stdout.
        assert_eq!(is_open, !closed.contains(&descriptor), "{descriptor}: {open}");
    }
}

/// stderr is a file that may not grow: each message raises SIGXFSZ.
fn file_size_limit() {
    let file = tempfile::tempfile().unwrap();
    let signals = [SIGUSR1, SIGUSR2, SIGTERM];
    let limit = Line::of(["sh", "-c", "ulimit -f 0; exec \"$@\"", "sh"]);
    let mut command = limit.runs(Line::whit(&["-vvv"])).runs(Line::helper("catch", &["3"])).command();
    command.stderr(file);
    let mut whit = Running::start(command, Role::Child);
    assert_eq!(whit.out.line(), "ready");
    for signal in signals {
        whit.signal(signal);
        assert_eq!(whit.out.line(), signal.to_string());
    }
    whit.finish().expect(0);
}
