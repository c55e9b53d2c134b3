//! Another user, before COMMAND starts.

use crate::support::line::{Line, Role};
use crate::support::running::{Running, write_program};
use crate::support::suite::{Need, Suite, UNSHARE};
use nix::libc::SIGTERM;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, fchown};

/// Values, and the user, the group and the other groups that they stand for.
const USERS: &[(&[&str], &str, &str, &str)] = &[
    (&["-u", "54321:54322"], "54321", "54322", ""),
    (&["-u54321:54322"], "54321", "54322", ""),
    (&["--user=54321:54322,54323,54324"], "54321", "54322", "54323 54324"),
    (&["--user", "54321:0"], "54321", "0", ""),
    (&["-u", "4294967294:4294967294"], "4294967294", "4294967294", ""),
    (&["-u", "0:0"], "0", "0", ""),
];

const BAD: &[&str] = &[
    "",
    "root",
    "-1",
    "1:",
    ":1",
    "1:2,",
    "1:,2",
    "1:2,,3",
    "1:2:3",
    "1,2",
    "1:x",
    "x:1",
    "4294967296",
    "1:4294967296",
    " 1",
    "18446744073709551616",
    "1:2,x",
    // setresuid(2) would read it as "leave it as it is".
    "4294967295",
    "1:4294967295",
];

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        for (options, user, group, groups) in USERS {
            let name = format!("privileges::{role}::{}", options.join(" "));
            suite.add(name, &[Need::Root, UNSHARE], move || becomes(role, options, user, group, groups));
        }
        suite.add(
            format!("privileges::{role}::a_user_alone_keeps_no_group_of_roots"),
            &[Need::Root, UNSHARE],
            move || {
                let status = Line::whit(&["-u54321", "cat", "/proc/self/status"]).run_as(role).finish().out;
                assert_eq!(field(&status, "Uid"), "54321\t54321\t54321\t54321");
                assert!(!field(&status, "Gid").split('\t').any(|group| group == "0"), "{status}");
                assert_eq!(field(&status, "Groups").trim(), "");
            },
        );
        suite.add(format!("privileges::{role}::signals_get_through"), &[Need::Root, UNSHARE], move || {
            let command = Line::shell("echo ready; exec sleep 1000");
            let mut whit = Line::whit(&["-u54321:54321"]).runs(command).run_as(role).start();
            assert_eq!(whit.out.line(), "ready");
            whit.signal(SIGTERM);
            whit.finish().expect(128 + SIGTERM);
        });
    }
    for user in BAD {
        suite.add(format!("privileges::bad::{user:?}"), &[], || {
            let outcome = Line::whit(&["-u", user, "sh", "-c", "echo started"]).finish();
            super::usage::says_one_line(&outcome, "--user");
        });
    }
    suite.add("privileges::too_many_groups", &[], || {
        let many = (1..20_000).map(|group| group.to_string()).collect::<Vec<_>>().join(",");
        let outcome = Line::whit(&["-u", &format!("1:{many}"), "sh", "-c", "echo started"]).finish();
        assert_eq!((outcome.code(), outcome.out.as_str(), outcome.err.lines().count()), (125, "", 1), "{outcome:?}");
    });
    suite.add("privileges::refused", &[Need::Root], refused);
    suite.add("privileges::the_first_processes_output_can_be_opened", &[Need::Root, UNSHARE], log_to_the_first_process);
}

fn field<'a>(status: &'a str, name: &str) -> &'a str {
    status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(":\t")).unwrap()
}

fn becomes(role: Role, options: &[&str], user: &str, group: &str, groups: &str) {
    let script = "cat /proc/self/status; echo ready; read _";
    let mut command = Line::whit(options).runs(Line::shell(script)).run_as(role).command();
    command.stdin(std::process::Stdio::piped());
    let mut whit = Running::start(command, role);
    let status = whit.out.up_to("ready\n");
    let own = fs::read_to_string(format!("/proc/{}/status", whit.pid())).unwrap();
    for status in [status, own] {
        assert_eq!(field(&status, "Uid"), [user; 4].join("\t"));
        assert_eq!(field(&status, "Gid"), [group; 4].join("\t"));
        assert_eq!(field(&status, "Groups").trim(), groups);
        if user != "0" {
            for set in ["CapPrm", "CapEff", "CapInh", "CapAmb"] {
                assert_eq!(field(&status, set), "0000000000000000", "{set}");
            }
        }
    }
    drop(whit);
}

/// Who is no root cannot become another.
fn refused() {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
    let copy = directory.path().join("whit");
    write_program(&copy, &fs::read(crate::support::line::WHIT).unwrap());
    for user in ["54321:54321", "0", "54399:54399,1"] {
        let line = Line::helper("as-another", &["54322"]).and([&copy]).and(["-u", user, "sh", "-c", "echo started"]);
        let outcome = line.finish();
        assert_eq!((outcome.code(), outcome.out.as_str()), (125, ""), "{outcome:?}");
        assert!(outcome.err.starts_with("whit: cannot "), "{outcome:?}");
        assert!(outcome.err.ends_with("not permitted\n"), "{outcome:?}");
        assert_eq!(outcome.err.lines().count(), 1);
    }
}

/// People log to /proc/1/fd/1, which a process that changed its user would hide.
fn log_to_the_first_process() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fchown(file.as_file(), Some(54321), Some(54321)).unwrap();
    let script = "echo hello >> /proc/1/fd/1 && exit 42";
    let line = Line::whit(&["-u54321:54321"]).runs(Line::shell(script)).run_as(Role::First);
    let mut command = line.command();
    command.stdout(File::options().append(true).open(file.path()).unwrap());
    Running::start(command, Role::First).finish().expect(42);
    assert_eq!(fs::read_to_string(file.path()).unwrap(), "hello\n");
}
