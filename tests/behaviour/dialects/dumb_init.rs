//! `dumb-init`.

use super::case::{self, Case};
use crate::support::daemons::Haunt;
use crate::support::dialect::Program;
use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::suite::{Need, SETSID, Suite};
use crate::support::terminal::{Terminal, session};
use crate::support::{eventually, processes, signals};
use nix::libc::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2, SIGWINCH};
use serde_json::Value;
use std::process::Stdio;

const HELP: &[&str] = &[
    "dumb-init v1.2.5",
    "Usage: …dumb-init [option] command [[arg] ...]",
    "",
    "dumb-init is a simple process supervisor that forwards signals to children.",
    "It is designed to run as PID1 in minimal container environments.",
    "",
    "Optional arguments:",
    "   -c, --single-child   Run in single-child mode.",
    "                        In this mode, signals are only proxied to the",
    "                        direct child and not any of its descendants.",
    "   -r, --rewrite s:r    Rewrite received signal s to new signal r before proxying.",
    "                        To ignore (not proxy) a signal, rewrite it to 0.",
    "                        This option can be specified multiple times.",
    "   -v, --verbose        Print debugging information to stderr.",
    "   -h, --help           Print this help message and exit.",
    "   -V, --version        Print the current version and exit.",
    "",
    "Full help is available online at https://github.com/Yelp/dumb-init",
];
const USAGE: &[&str] = &["Usage: {0} [option] program [args]", "Try {0} --help for full usage."];
const REWRITE: &[&str] = &[
    "Usage: -r option takes <signum>:<signum>, where <signum> is between 1 and 31.",
    "This option can be specified multiple times.",
    "Use --help for full usage.",
];
const VERSION: &[&str] = &["dumb-init v1.2.5"];
const EXIT_3: &[&str] = &["sh", "-c", "exit 3"];

const SPAWNED: &str = "[dumb-init] Child spawned with PID 2.";
const CHLD: &str = "[dumb-init] Received signal 17.";
const EXITED: &str = "[dumb-init] A child with PID 2 exited with exit status 3.";
const LAST: &str = "[dumb-init] Forwarded signal 15 to children.";
const GOODBYE: &str = "[dumb-init] Child exited with status 3. Goodbye.";
const DEBUG: &str = "[dumb-init] Running in debug mode.";
const NO_SETSID: &str = "[dumb-init] Not running in setsid mode.";
const NO_DETACH: &str = "[dumb-init] Unable to detach from controlling tty (errno=25 Inappropriate ioctl for device).";
const NO_ATTACH: &str = "& [dumb-init] Unable to attach to controlling tty (errno=25 Inappropriate ioctl for device).";
const SETSID_DONE: &str = "& [dumb-init] setsid complete.";

/// Lives without a terminal, and without stdin.
const LIFE: &[&str] = &[NO_DETACH, SPAWNED, NO_ATTACH, SETSID_DONE, CHLD, EXITED, LAST, GOODBYE];
const DEBUG_LIFE: &[&str] = &[DEBUG, NO_DETACH, SPAWNED, NO_ATTACH, SETSID_DONE, CHLD, EXITED, LAST, GOODBYE];
const LIFE_WITHOUT_STDIN: &[&str] = &[
    "[dumb-init] Unable to detach from controlling tty (errno=9 Bad file descriptor).",
    SPAWNED,
    "& [dumb-init] Unable to attach to controlling tty (errno=9 Bad file descriptor).",
    SETSID_DONE,
    CHLD,
    EXITED,
    LAST,
    GOODBYE,
];
const SINGLE_LIFE: &[&str] = &[SPAWNED, CHLD, EXITED, LAST, GOODBYE];

const CASES: &[Case] = &[
    Case::new(&[], 1).err(USAGE),
    Case::new(&["--"], 1).err(USAGE),
    Case::new(&["-c"], 1).err(USAGE),
    Case::new(&["-v"], 1).err(USAGE),
    Case::new(&[], 1).with(&["DUMB_INIT_DEBUG=1"]).err(USAGE),
    Case::new(&["-h"], 0).err(HELP),
    Case::new(&["--help"], 0).err(HELP),
    Case::new(&["--h"], 0).err(HELP),
    Case::new(&["-h", "-z"], 0).err(HELP),
    Case::new(&["-V"], 0).err(VERSION),
    Case::new(&["--version", "-h"], 0).err(VERSION),
    Case::new(&["--vers"], 0).err(VERSION),
    Case::new(&["-vV"], 0).err(VERSION),
    Case::new(&["--yolo"], 1).err(&["{0}: unrecognized option '--yolo'"]),
    Case::new(&["--yolo=3"], 1).err(&["{0}: unrecognized option '--yolo=3'"]),
    Case::new(&["-z"], 1).err(&["{0}: invalid option -- 'z'"]),
    Case::new(&["-cz", "-h"], 1).err(&["{0}: invalid option -- 'z'"]),
    Case::new(&["-r"], 1).err(&["{0}: option requires an argument -- 'r'"]),
    // Signals to rewrite.
    Case::new(&["-r", "32:15", "true"], 1).err(REWRITE),
    Case::new(&["--rewrite=", "true"], 1).err(REWRITE),
    Case::new(&["-r", "15:0", "-r31:31", "--rewrite=1:2", "--re", "2:1", "true"], 0),
    // What cannot be executed.
    Case::new(&["not-there"], 2).err(&["[dumb-init] not-there: No such file or directory"]),
    Case::new(&["-c", "/not-there"], 2).err(&["[dumb-init] /not-there: No such file or directory"]),
    Case::new(&[""], 2).err(&["[dumb-init] : No such file or directory"]),
    Case::new(&["-"], 2).err(&["[dumb-init] -: No such file or directory"]),
    Case::new(&["/etc/passwd"], 2).err(&["[dumb-init] /etc/passwd: Permission denied"]),
    Case::new(&["/etc/passwd/x"], 2).err(&["[dumb-init] /etc/passwd/x: Not a directory"]),
    // Where options end.
    Case::new(&["echo", "-v", "--version"], 0).out(&["-v --version"]),
    Case::new(&["--", "echo", "--", "-v"], 0).out(&["-- -v"]),
    // What is told.
    Case::new(EXIT_3, 3),
    Case::new(EXIT_3, 3).as_a_child(),
    Case::new(&["-v", "sh", "-c", "exit 3"], 3).err(LIFE),
    Case::new(&["--verb", "sh", "-c", "exit 3"], 3).err(LIFE),
    Case::new(EXIT_3, 3).with(&["DUMB_INIT_DEBUG=1"]).err(DEBUG_LIFE),
    Case::new(EXIT_3, 3).with(&["DUMB_INIT_DEBUG=11"]),
    Case::new(EXIT_3, 3).with(&["DUMB_INIT_DEBUG="]),
    Case::new(&["-cv", "sh", "-c", "exit 3"], 3).err(SINGLE_LIFE),
    Case::new(&["--single-child", "-v", "sh", "-c", "exit 3"], 3).err(SINGLE_LIFE),
    Case::new(&["-v", "sh", "-c", "exit 3"], 3)
        .with(&["DUMB_INIT_SETSID=0"])
        .err(&[NO_SETSID, SPAWNED, CHLD, EXITED, LAST, GOODBYE]),
    Case::new(EXIT_3, 3)
        .with(&["DUMB_INIT_SETSID=0", "DUMB_INIT_DEBUG=1"])
        .err(&[DEBUG, NO_SETSID, SPAWNED, CHLD, EXITED, LAST, GOODBYE]),
    Case::new(&["-v", "sh", "-c", "exit 3"], 3).with(&["DUMB_INIT_SETSID=1"]).err(LIFE),
    Case::new(&["-v", "sh", "-c", "exit 3"], 3).with(&["DUMB_INIT_SETSID="]).err(LIFE),
    Case::new(&["-v", "sh", "-c", "exit 3"], 3).under(&["sh", "-c", "exec \"$@\" <&-", "sh"]).err(LIFE_WITHOUT_STDIN),
    Case::new(&["-cv", "sh", "-c", "kill -9 $$"], 137).err(&[
        SPAWNED,
        CHLD,
        "[dumb-init] A child with PID 2 was terminated by signal 9.",
        LAST,
        "[dumb-init] Child exited with status 137. Goodbye.",
    ]),
    Case::new(&["-cv", "-r15:0", "sh", "-c", "exit 3"], 3).err(&[
        SPAWNED,
        CHLD,
        EXITED,
        "[dumb-init] Translating signal 15 to 0.",
        "[dumb-init] Not forwarding signal 0 to children (ignored).",
        GOODBYE,
    ]),
    Case::new(&["-cv", "-r15:2", "sh", "-c", "exit 3"], 3).err(&[
        SPAWNED,
        CHLD,
        EXITED,
        "[dumb-init] Translating signal 15 to 2.",
        "[dumb-init] Forwarded signal 2 to children.",
        GOODBYE,
    ]),
    Case::new(&["-cv", "{helper}", "orphans", "1", "3", "0"], 3).out(&["alive", "dead", "left"]).err(&[
        SPAWNED,
        CHLD,
        "[dumb-init] A child with PID 4 exited with exit status 0.",
        CHLD,
        EXITED,
        LAST,
        GOODBYE,
    ]),
    // Of the link's name.
    Case::new(EXIT_3, 3).with(&["WHIT_OPTIONS=-e 3 -v"]),
    Case::new(&["printenv", "WHIT_OPTIONS"], 0).with(&["WHIT_OPTIONS=-z"]).out(&["-z"]),
];

const NO_REWRITES: &[&str] = &[
    "",
    "15",
    "15:",
    ":15",
    "15:x",
    "x:15",
    "15x:3",
    "15 :3",
    "TERM:3",
    "15:TERM",
    "0:15",
    "-1:2",
    "15:-1",
    "15:32",
    "32:15",
    "15:99999999999",
];
const REWRITES: &[&str] = &["15:3x", "15:3:4", " 15:3", "15: 3", "+15:+3", "015:03"];

/// Options, the signals that it gets, and those that the child gets.
const REWRITTEN: &[(&[&str], &[i32], &[i32])] = &[
    (&["-r15:10"], &[SIGTERM, SIGHUP], &[SIGUSR1, SIGHUP]),
    (&["-r", "15:10", "-r", "10:12"], &[SIGTERM, SIGUSR1], &[SIGUSR1, SIGUSR2]),
    (&["-r", "15:10", "-r", "15:12"], &[SIGTERM], &[SIGUSR2]),
    (&["--rewrite=1:0"], &[SIGHUP, SIGTERM], &[SIGTERM]),
    (&["--rewrite", "1:2x"], &[SIGHUP], &[SIGINT]),
];

pub fn list(suite: &mut Suite) {
    case::list(suite, "dumb-init", CASES);
    for program in Program::pair("dumb-init") {
        program.add(suite, "option_r_takes_two_numbers", &[], move || {
            for value in NO_REWRITES {
                let outcome = program.line().and(["-r", value, "true"]).finish();
                let expected = format!("{}\n", REWRITE.join("\n"));
                assert_eq!((outcome.code(), outcome.err, outcome.out), (1, expected, String::new()), "{value:?}");
            }
            for value in REWRITES {
                program.line().and(["-r", value, "true"]).finish().expect(0);
            }
        });
        for (options, sent, got) in REWRITTEN {
            for mode in [&[][..], &["-c"]] {
                let name = format!("rewrites::{}", [mode, options].concat().join(" "));
                program.add(suite, &name, &[], move || rewritten(program, &[mode, options].concat(), sent, got));
            }
        }
        program.add(suite, "tells_of_signals", &[], move || tells_of_signals(program));
        program.add(suite, "rewrites_the_last_SIGTERM", &[], move || last_signal(program));
        for signal in [SIGTSTP, SIGTTIN, SIGTTOU] {
            let name = signals::name(signal);
            program.add(suite, &format!("suspends_itself::{name}"), &[], move || suspends(program, &[], signal, None));
            program.add(suite, &format!("suspends_itself::{name}_with_-c"), &[], move || {
                suspends(program, &["-c"], signal, Some(signal));
            });
            program.add(suite, &format!("suspends_itself::{name}_rewritten"), &[], move || {
                suspends(program, &["-r", &format!("{signal}:10")], signal, Some(SIGUSR1));
            });
        }
        program.add(suite, "waits_in_the_root_directory", &[], move || {
            let line = program.line().runs(Line::helper("report", &[]));
            let mut command = line.command();
            let directory = tempfile::tempdir().unwrap();
            command.current_dir(&directory);
            let mut init = Running::start(command, Role::Child);
            let report: Value = serde_json::from_str(&init.out.line()).unwrap();
            let here = std::fs::canonicalize(&directory).unwrap();
            assert_eq!(report["directory"].as_str(), here.to_str());

            let mut init = program.line().runs(Line::helper("catch", &["1"])).start();
            init.out.line();
            let pid = init.pid();
            eventually("it is there", || {
                (std::fs::read_link(format!("/proc/{pid}/cwd")).ok()?.to_str()? == "/").then_some(())
            });
        });
        program.add(suite, "may_not_send_signals", &[Need::Root], move || may_not_send(program));
        program.add(suite, "hands_the_terminal_over", &[SETSID], move || hand_off(program));
        program.add(suite, "hands_the_terminal_over_no_leader", &[SETSID], move || no_leader(program));
        program.add(suite, "takes_a_terminal_that_is_nobodys", &[SETSID], move || nobodys(program));
        program.add(suite, "keeps_the_terminal_with_-c", &[SETSID], move || keeps(program));
    }
}

fn rewritten(program: Program, options: &[&str], sent: &[i32], got: &[i32]) {
    let line = program.line().and(options).runs(Line::helper("catch", &[&got.len().to_string()]));
    let mut init = line.start();
    assert_eq!(init.out.line(), "ready");
    let mut next = got.iter();
    for (index, signal) in sent.iter().enumerate() {
        init.signal(*signal);
        // Before the last ones, those that are dropped are waited for by what comes behind them.
        if sent.len() - index <= next.len() {
            assert_eq!(init.out.line(), next.next().unwrap().to_string());
        } else {
            let pid = init.pid();
            eventually("it is taken", || {
                let pending = processes::signal_set(pid, "ShdPnd")?;
                (pending & signals::bit(*signal) == 0).then_some(())
            });
        }
    }
    init.finish().expect(0);
}

fn tells_of_signals(program: Program) {
    let line = program.line().and(["-cv", "-r10:12", "-r12:0"]).runs(Line::helper("catch", &["3"]));
    let mut init = line.start();
    init.out.line();
    init.err.up_to("spawned with PID ");
    init.err.line();
    let mut tell = |signal: i32, lines: &[&str]| {
        init.signal(signal);
        for line in lines {
            assert_eq!(init.err.line(), format!("[dumb-init] {line}"));
        }
    };
    tell(SIGHUP, &["Received signal 1.", "Forwarded signal 1 to children."]);
    tell(SIGUSR1, &["Received signal 10.", "Translating signal 10 to 12.", "Forwarded signal 12 to children."]);
    let dropped = "Not forwarding signal 0 to children (ignored).";
    tell(SIGUSR2, &["Received signal 12.", "Translating signal 12 to 0.", dropped]);
    tell(40, &["Received signal 40.", "Forwarded signal 40 to children."]);
    assert_eq!(init.finish().code(), 0);
}

/// What is left in the child's process group gets SIGTERM when the child is gone, or what it is rewritten to; without a group of the
/// child's own, nothing.
fn last_signal(program: Program) {
    for (options, signal) in
        [(&["-r2:3"][..], SIGTERM), (&["-r15:10"], SIGUSR1), (&["-r15:0"], SIGWINCH), (&["-c"], SIGWINCH)]
    {
        let haunt = Haunt::new();
        let left = Line::helper("server", &[]).and([haunt.path()]);
        let shell = Line::shell("\"$@\" & read _; echo $!; exit 7").and(["sh"]).runs(left);
        let mut command = program.line().and(options).runs(shell).command();
        command.stdin(Stdio::piped());
        let mut init = Running::start(command, Role::Child);
        assert_eq!(init.out.line(), "ready");
        init.close_stdin();
        let left = init.out.line().parse().unwrap();
        assert_eq!(init.wait().code(), Some(7));
        // It heeds the first that it gets, and of two the lower one. Where it got one, it may be gone.
        let _ = signals::send(left, SIGWINCH);
        // The end of stdout is its end.
        assert_eq!(init.out.rest(), "");
        assert_eq!(haunt.marks("mark"), [signal.to_string()]);
    }
}

/// A signal from the terminal's hand-off suspends it; the child gets `passed`, or stops as well. Both go on with SIGCONT.
fn suspends(program: Program, options: &[&str], signal: i32, passed: Option<i32>) {
    let line = program.line().and(["-v"]).and(options).runs(Line::helper("catch", &["2"]));
    let mut init = line.start();
    assert_eq!(init.out.line(), "ready");
    let (pid, child) = (init.pid(), processes::children(init.pid())[0]);
    let is = |pid, wanted| eventually("it stops or goes on", || (processes::state(pid)? == wanted).then_some(()));
    init.signal(signal);
    is(pid, 'T');
    if let Some(passed) = passed {
        assert_eq!(init.out.line(), passed.to_string());
        is(child, 'S');
    } else {
        is(child, 'T');
    }
    init.err.up_to("\n[dumb-init] Suspending self due to TTY signal.\n");
    init.signal(SIGCONT);
    assert_eq!(init.out.line(), SIGCONT.to_string());
    if passed.is_none() {
        init.signal(SIGHUP);
        assert_eq!(init.out.line(), SIGHUP.to_string());
    }
    assert_eq!(init.finish().code(), 0);
}

/// It says nothing of it, and goes on.
fn may_not_send(program: Program) {
    const CAP_KILL: &str = "5";
    let command = Line::helper("as-another", &["54321"]).runs(Line::of(["sh", "-c", "echo ready; read _; exit 7"]));
    let line = Line::helper("without-capability", &[CAP_KILL]).runs(program.line().runs(command));
    let mut command = line.command();
    command.stdin(Stdio::piped());
    let mut init = Running::start(command, Role::Child);
    assert_eq!(init.out.line(), "ready");
    init.signal(SIGUSR1);
    init.close_stdin();
    assert_eq!(init.finish().code(), 7);
}

/// The leader of a session gives its terminal to the child's session; the signals that this makes are not the child's.
fn hand_off(program: Program) {
    let mut terminal = Terminal::new();
    // Not told on the terminal, where what dumb-init has to say may come in between.
    let report = tempfile::NamedTempFile::new().unwrap();
    let helpers =
        [report.path().as_os_str().into(), std::env::current_exe().unwrap().into_os_string(), "helper".into()];
    let command = Line::shell("\"$@\" report >\"$0\"; exec \"$@\" catch 2").and(helpers);
    let mut init = terminal.start(&session(program.line().and(["-v"]).runs(command)));
    let detached = "[dumb-init] Detached from controlling tty, ignoring the first SIGHUP and SIGCONT we receive.";
    let said = terminal.screen.up_to("ready\r\n");
    assert!(said.contains(detached), "{said}");
    assert!(said.contains("[dumb-init] setsid complete."), "{said}");
    let report: Value = serde_json::from_reader(report).unwrap();
    assert_eq!(report["session"], report["parent"]);
    assert_eq!(report["foreground"], report["group"]);
    let ignored = |number: i32| format!("[dumb-init] Ignoring tty hand-off signal {number}.");
    for number in [SIGHUP, SIGCONT] {
        if !said.contains(&ignored(number)) {
            terminal.screen.up_to(&ignored(number));
        }
    }
    // The next ones are.
    for number in [SIGHUP, SIGCONT] {
        init.signal(number);
        terminal.screen.up_to(&format!("\n{number}\r\n"));
    }
    assert_eq!(init.wait().code(), Some(0));
}

fn no_leader(program: Program) {
    let mut terminal = Terminal::new();
    let init = program.line().and(["-v"]).runs(Line::helper("catch", &["1"]));
    let mut leader = terminal.start(&session(Line::shell("\"$@\"; exit $?").and(["sh"]).runs(init)));
    let said = terminal.screen.up_to("ready\r\n");
    assert!(said.contains("[dumb-init] Detached from controlling tty, but was not session leader."), "{said}");
    assert!(
        said.contains("[dumb-init] Unable to attach to controlling tty (errno=1 Operation not permitted)."),
        "{said}"
    );
    let init = processes::children(leader.pid())[0];
    signals::send(init, SIGHUP).unwrap();
    terminal.screen.up_to("\n1\r\n");
    assert_eq!(leader.wait().code(), Some(0));
}

/// The terminal is nobody's: the child's session gets it.
fn nobodys(program: Program) {
    let mut terminal = Terminal::new();
    let mut init =
        terminal.start(&Line::of(["setsid", "--wait"]).runs(program.line()).runs(Line::helper("report", &[])));
    let report: Value = serde_json::from_str(&terminal.screen.line()).unwrap();
    assert_eq!(report["session"], report["pid"]);
    assert_eq!(report["foreground"], report["pid"]);
    assert_eq!(init.wait().code(), Some(0));
}

fn keeps(program: Program) {
    let mut terminal = Terminal::new();
    let mut init = terminal.start(&session(program.line().and(["-c"]).runs(Line::helper("report", &[]))));
    let report: Value = serde_json::from_str(&terminal.screen.line()).unwrap();
    assert_eq!(report["session"], report["parent"]);
    assert_eq!(report["group"], report["parent"]);
    assert_eq!(report["foreground"], report["group"]);
    assert_eq!(init.wait().code(), Some(0));
}
