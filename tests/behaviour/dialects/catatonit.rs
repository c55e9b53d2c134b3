//! `catatonit`.

use super::case::{self, Case, Of};
use crate::support::dialect::{Program, with};
use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::signals::{self, bit};
use crate::support::suite::{Need, SETSID, Suite, UNSHARE};
use crate::support::terminal::{Terminal, session};
use crate::support::{eventually, processes};
use nix::libc::{SIGHUP, SIGINT, SIGKILL, SIGSTOP, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1};
use serde_json::Value;
use std::io::Write;
use std::process::Stdio;

const USAGE: &str = "usage: catatonit [-ghLPV] [--] <progname> [<arguments>...]";
const MISSING: &[&str] = &["ERROR (catatonit:1): missing program name", USAGE];
const INVALID: &[&str] = &["{0}: invalid option -- 'z'", USAGE];
const RESERVED: &[&str] = &["ERROR (catatonit:1): CATATONIT_LOG is reserved for future use"];
/// Debian has an older one.
const VERSION: &[&str] = &["tini version …_catatonit"];
const EXIT_3: &[&str] = &["--", "sh", "-c", "exit 3"];

const CASES: &[Case] = &[
    Case::new(&[], 1).err(MISSING),
    Case::new(&["--"], 1).err(MISSING),
    Case::new(&["-g"], 1).err(MISSING),
    Case::new(&["-h"], 0).err(&[USAGE, "…"]),
    Case::new(&["-gh", "-z"], 0).err(&[USAGE, "…"]),
    Case::new(&["-L"], 0).out(&["…MIT…"]).of(Of::Whit),
    Case::new(&["-L"], 0).out(&["…", "…GNU General Public License…", "…"]).of(Of::Real),
    Case::new(&["-V"], 0).out(VERSION),
    Case::new(&["--version"], 0).out(VERSION),
    Case::new(&["-V", "true"], 0).out(VERSION),
    Case::new(&["-V"], 0).out(&["tini version 0.2.1_catatonit"]).of(Of::Whit),
    Case::new(&["-z"], 1).err(INVALID),
    Case::new(&["-gz", "true"], 1).err(INVALID),
    Case::new(&["--help"], 1).err(&["{0}: unrecognized option '--help'", USAGE]),
    Case::new(&["--yolo=3"], 1).err(&["{0}: unrecognized option '--yolo=3'", USAGE]),
    Case::new(&["true"], 1).with(&["CATATONIT_LOG=x"]).err(RESERVED),
    Case::new(&["-h"], 1).with(&["CATATONIT_LOG="]).err(RESERVED),
    Case::new(&["not-there"], 1).err(&["ERROR (catatonit:…): failed to exec pid1: No such file or directory"]),
    Case::new(&["/etc/passwd"], 1).err(&["ERROR (catatonit:…): failed to exec pid1: Permission denied"]),
    Case::new(&["/etc/passwd/x"], 1).err(&["ERROR (catatonit:…): failed to exec pid1: Not a directory"]),
    Case::new(&["-g", "--", ""], 1).err(&["ERROR (catatonit:…): failed to exec pid1: No such file or directory"]),
    Case::new(EXIT_3, 3),
    Case::new(EXIT_3, 3).as_a_child(),
    Case::new(EXIT_3, 3).under(&["sh", "-c", "exec \"$@\" <&-", "sh"]),
    Case::new(EXIT_3, 3).with(&["CATATONIT_DEBUG="]).err(&["…", "DEBUG (catatonit:1): …", "…"]),
    Case::new(&["--", "sh", "-c", "kill -9 $$"], 137),
    Case::new(&["--", "{helper}", "orphans", "1", "7", "0"], 7).out(&["alive", "dead", "left"]),
    // Where options end.
    Case::new(&["--", "echo", "--", "-h"], 0).out(&["-- -h"]),
    Case::new(&["echo", "-h"], 0).out(&["-h"]).of(Of::Whit),
    Case::new(&["echo", "-h"], 0).err(&[USAGE, "…"]).of(Of::Real),
    // Of the link's name.
    Case::new(EXIT_3, 3).with(&["WHIT_OPTIONS=-e 3 -v"]),
    Case::new(&["printenv", "WHIT_OPTIONS"], 0).with(&["WHIT_OPTIONS=-z"]).out(&["-z"]),
];

pub fn list(suite: &mut Suite) {
    case::list(suite, "catatonit", CASES);
    for program in Program::pair("catatonit") {
        for role in Role::ALL {
            for (signal, options) in [(SIGTERM, &["-P"][..]), (SIGINT, &["-P", "sh", "x"])] {
                let name = format!("pauses_until::{}::{role}", signals::name(signal));
                program.add(suite, &name, &[UNSHARE], move || pauses(program, role, options, signal));
            }
        }
        program.add(suite, "rewrites_LISTEN_PID", &[], move || {
            assert_eq!(listen_pid(program, "$$"), ("child".into(), "3".into()));
            assert_eq!(listen_pid(program, "1"), ("1".into(), "3".into()));
            assert_eq!(listen_pid(program, ""), (String::new(), "3".into()));
        });
        program.add(suite, "lets_go_of_what_the_child_keeps", &[], move || lets_go(program));
        program.add(suite, "takes_orphans_in", &[], move || takes_orphans(program));
        program.add(suite, "fails_where_it_may_not_be_a_subreaper", &[Need::Tool("strace", "strace")], move || {
            let strace = Line::of(["strace", "-qq", "-o", "/dev/null", "-e", "inject=prctl:error=EPERM"]);
            let outcome = strace.and(["--"]).runs(program.line().and(["true"])).finish();
            assert_eq!(outcome.code(), 1, "{outcome:?}");
            assert!(outcome.err.contains(" (catatonit:"), "{outcome:?}");
        });
        program.add(suite, "may_not_send_signals", &[Need::Root], move || may_not_send(program));
        program.add(suite, "gives_the_terminal_to_the_child", &[SETSID], move || {
            for stdin in ["<&0", "</dev/null", "<&-"] {
                let mut terminal = Terminal::new();
                let init = Line::of(["sh", "-c", &format!("exec \"$@\" {stdin}"), "sh"]).runs(program.line());
                let report = Line::shell("exec < /dev/tty; exec \"$@\"").and(["sh"]).runs(Line::helper("report", &[]));
                let mut init = terminal.start(&session(init.and(["--"]).runs(report)));
                let report: Value = serde_json::from_str(&terminal.screen.line()).unwrap();
                assert_eq!(report["foreground"], report["pid"]);
                assert_eq!(init.wait().code(), Some(0));
            }
        });
        program.add(suite, "what_the_child_has_blocked", &[], move || {
            let given = bit(SIGHUP) | bit(40);
            let line = Line::helper("with-signals", &[&given.to_string(), "0"]).runs(program.line());
            let outcome = line.and(["--", "cat", "/proc/self/status"]).finish();
            let bug = if program.is_real() { bit(SIGTSTP) | bit(SIGTTIN) | bit(SIGTTOU) } else { 0 };
            let expected = format!("\nSigBlk:\t{:016x}\n", given | bug);
            assert!(outcome.out.contains(&expected), "expected {expected}: {outcome:?}");
        });
    }
}

/// The first process of a pod: only two signals end it.
fn pauses(program: Program, role: Role, options: &[&str], signal: i32) {
    let init = program.line().and(options).run_as(role).start();
    let pid = init.pid();
    eventually("it waits", || (processes::state(pid)? == 'S' && is_waiting(pid)?).then_some(()));
    if role == Role::First {
        let fatal = [SIGKILL, SIGSTOP, SIGTERM, SIGINT];
        for other in (1..=signals::LAST).filter(|other| !fatal.contains(other)) {
            init.signal(other);
        }
    } else {
        [SIGHUP, SIGUSR1, SIGTSTP].iter().for_each(|other| init.signal(*other));
    }
    eventually("it has taken them", || (processes::signal_set(pid, "ShdPnd")? == 0).then_some(()));
    assert_eq!(processes::children(pid), [0; 0]);
    init.signal(signal);
    assert_eq!(init.finish().code(), 0);
}

/// Whether it sleeps in a system call that waits for signals.
fn is_waiting(pid: i32) -> Option<bool> {
    use nix::libc::{SYS_pause, SYS_poll, SYS_ppoll, SYS_read, SYS_rt_sigsuspend, SYS_rt_sigtimedwait};
    let call = std::fs::read_to_string(format!("/proc/{pid}/syscall")).ok()?;
    let number: i64 = call.split(' ').next()?.parse().ok()?;
    let waits = [SYS_pause, SYS_poll, SYS_ppoll, SYS_read, SYS_rt_sigsuspend, SYS_rt_sigtimedwait];
    // read(2) is how the shell that becomes it reads its script, too.
    let is_it = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?.trim_end() != "unshare";
    Some(is_it && waits.contains(&number))
}

/// What the child has as LISTEN_PID, if that was `value` for what became init; and LISTEN_FDS.
fn listen_pid(program: Program, value: &str) -> (String, String) {
    let set = format!("LISTEN_PID={value} LISTEN_FDS=3 exec \"$@\"");
    let line = Line::of(["sh", "-c", &set, "sh"]).runs(program.line());
    let outcome = line.and(["--"]).runs(Line::shell("echo $$; echo $LISTEN_PID; echo $LISTEN_FDS")).finish();
    let lines: Vec<&str> = outcome.out.lines().collect();
    (if lines[1] == lines[0] { "child".into() } else { lines[1].into() }, lines[2].into())
}

fn lets_go(program: Program) {
    let with_files = Line::of(["bash", "-c", "exec 3</dev/null 7</dev/null 600</dev/null \"$@\"", "bash"]);
    let command = Line::shell("ls /proc/$$/fd; echo ready; read _; exit 7");
    let mut command = with_files.runs(program.line()).and(["--"]).runs(command).command();
    command.stdin(Stdio::piped());
    let mut init = Running::start(command, Role::Child);
    let kept = init.out.up_to("ready\n");
    for descriptor in ["3", "7", "600"] {
        assert!(kept.lines().any(|line| line == descriptor), "the child has {descriptor}: {kept}");
    }
    let pid = init.pid();
    eventually("init has let go of them", || {
        let open = processes::descriptors(pid);
        (!open.contains(&7) && !open.contains(&600)).then_some(())
    });
    // Debian's does not leave its directory.
    if !program.is_real() {
        eventually("init has left its directory", || {
            (std::fs::read_link(format!("/proc/{pid}/cwd")).ok()?.to_str()? == "/").then_some(())
        });
    }
    init.close_stdin();
    init.finish().expect(7);
}

/// Not the first process, it becomes a subreaper by itself.
fn takes_orphans(program: Program) {
    super::common::expect_parent_of_orphans(program, &[], &[], true);
}

/// It is told where warnings are asked for, and goes on.
fn may_not_send(program: Program) {
    const CAP_KILL: &str = "5";
    let command = Line::helper("as-another", &["54321"]).runs(Line::of(["sh", "-c", "echo ready; read _; exit 7"]));
    // One that is another's at once fails catatonit's look whether its child is there.
    let command = Line::shell("echo held; read _; exec \"$@\"").and(["sh"]).runs(command);
    let init = with(&["CATATONIT_DEBUG="], program.line().and(["--"])).runs(command);
    let mut command = Line::helper("without-capability", &[CAP_KILL]).runs(init).command();
    command.stdin(Stdio::piped());
    let mut init = Running::start(command, Role::Child);
    assert_eq!(init.out.line(), "held");
    let pid = init.pid();
    eventually("it waits", || is_waiting(pid)?.then_some(()));
    init.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    assert_eq!(init.out.line(), "ready");
    init.signal(SIGUSR1);
    init.err.up_to("WARN (catatonit:");
    let told = init.err.line();
    assert!(told.contains("signal 10") || told.contains("SIGUSR1"), "{told}");
    init.close_stdin();
    assert_eq!(init.finish().code(), 7);
}
