//! What all of them have in common, and where they differ: a table of inits, and a trial for each of its columns.

use crate::support::daemons::{Haunt, STATUS};
use crate::support::dialect::{Maker, Program, with};
use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::signals::{self, Set, bit};
use crate::support::suite::{Suite, UNSHARE};
use crate::support::{eventually, processes};
use nix::libc::{
    SIGABRT, SIGBUS, SIGCHLD, SIGFPE, SIGHUP, SIGILL, SIGINT, SIGKILL, SIGSEGV, SIGSTOP, SIGSYS, SIGTERM, SIGTRAP,
    SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR2,
};
use serde_json::Value;
use std::process::Stdio;

/// Where an init puts its child.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A process group of its own.
    Group,
    /// A session of its own.
    Session,
    /// Where init is.
    Here,
}

/// What the child has of the mask and the dispositions that init was given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inheritance {
    All,
    Nothing,
}

/// An init, and what it does.
struct Init {
    name: &'static str,
    options: &'static [&'static str],
    environment: &'static [&'static str],
    place: Place,
    /// Whether signals go to all in the child's place, not to the child alone.
    to_all: bool,
    inheritance: Inheritance,
    /// Signals that keep their default action, which is death, and those that it takes and does not send on.
    keeps: &'static [i32],
    drops: &'static [i32],
    /// Signals that suspend it: trials of its own have them.
    suspends: &'static [i32],
    /// Whether it waits, at its end, until the last process is gone.
    waits: bool,
    /// Whether orphans are its own where it is not the first process.
    subreaper: bool,
}

const FAULTS: &[i32] = &[SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS];
const STOPS: &[i32] = &[SIGTSTP, SIGTTIN, SIGTTOU];

const TINI: Init = Init {
    name: "tini",
    options: &[],
    // Its warning has trials of its own.
    environment: &["TINI_VERBOSITY=0"],
    place: Place::Group,
    to_all: false,
    inheritance: Inheritance::All,
    keeps: FAULTS,
    drops: &[SIGCHLD, SIGTTIN, SIGTTOU],
    suspends: &[],
    waits: false,
    subreaper: false,
};
const DUMB_INIT: Init = Init {
    name: "dumb-init",
    environment: &[],
    place: Place::Session,
    to_all: true,
    inheritance: Inheritance::Nothing,
    keeps: &[],
    drops: &[SIGCHLD],
    suspends: STOPS,
    ..TINI
};
const CATATONIT: Init =
    Init { name: "catatonit", environment: &[], drops: &[SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU], subreaper: true, ..TINI };
const DOCKER_INIT: Init =
    Init { name: "docker-init", environment: &[], keeps: &[], drops: &[SIGCHLD], waits: true, subreaper: true, ..TINI };

const INITS: &[Init] = &[
    TINI,
    Init { options: &["-g"], to_all: true, ..TINI },
    Init { options: &["-s"], subreaper: true, ..TINI },
    Init { environment: &["TINI_VERBOSITY=0", "TINI_SUBREAPER="], subreaper: true, ..TINI },
    Init { environment: &["TINI_VERBOSITY=0", "TINI_KILL_PROCESS_GROUP="], to_all: true, ..TINI },
    Init { name: "tini-static", ..TINI },
    DUMB_INIT,
    Init { options: &["-c"], place: Place::Here, to_all: false, ..DUMB_INIT },
    Init { environment: &["DUMB_INIT_SETSID=0"], place: Place::Here, to_all: false, ..DUMB_INIT },
    CATATONIT,
    Init { options: &["-g"], to_all: true, ..CATATONIT },
    DOCKER_INIT,
    Init { options: &["-g"], to_all: true, ..DOCKER_INIT },
    Init { name: "podman-init", ..DOCKER_INIT },
];

/// What becomes of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    SentOn,
    Dropped,
    Deadly,
}

impl Init {
    fn line(&self, program: Program) -> Line {
        with(self.environment, program.line().and(self.options).and(["--"]))
    }

    /// What becomes of each signal that does not suspend it.
    fn fates(&self, program: Program, role: Role) -> impl Iterator<Item = (i32, Fate)> {
        // Those that libc keeps for itself, and for nobody else.
        let others = if program.is_real() { &[32, 33][..] } else { &[] };
        let sent = signals::catchable().filter(|signal| !self.suspends.contains(signal));
        sent.map(move |signal| {
            let keeps = self.keeps.contains(&signal) || others.contains(&signal);
            // A first process does not die of what it has not asked for.
            let fate = match (keeps, role) {
                (true, Role::Child) => Fate::Deadly,
                (true, Role::First) => Fate::Dropped,
                _ if self.drops.contains(&signal) => Fate::Dropped,
                _ => Fate::SentOn,
            };
            (signal, fate)
        })
    }
}

/// A column.
type Column = fn(&Init, Program, Role);

const COLUMNS: &[(&str, Column)] = &[
    ("exit_statuses", exit_statuses),
    ("deaths_by_signals", deaths),
    ("signals_go_on", signals_go_on),
    ("to_whom_signals_go", to_whom),
    ("where_the_child_is", place),
    ("what_the_child_inherits", inheritance),
    ("a_script_without_an_interpreter", script),
];

const AS_PID_1: &[(&str, Column)] = &[("orphans_are_reaped", orphans), ("waits_for_daemons", daemons)];
const AS_A_CHILD: &[(&str, Column)] = &[
    ("its_own_name", own_name),
    ("orphans_are_its_own", |init, program, _| {
        expect_parent_of_orphans(program, init.options, init.environment, init.subreaper);
    }),
    ("leaves_daemons_alone", leaves_alone),
    ("who_LISTEN_PID_is", listen_pid),
];

/// The columns in which an init with options differs from one without.
const OF_OPTIONS: &[&str] = &["signals_go_on", "to_whom_signals_go", "where_the_child_is", "orphans_are_its_own"];

pub fn list(suite: &mut Suite) {
    for init in INITS {
        let words = [init.environment, init.options].concat().join(" ");
        let words = words.trim_start_matches("TINI_VERBOSITY=0").trim_start();
        for program in Program::all(init.name) {
            let mut add = |(name, column): &'static (&str, Column), role: Role| {
                // By the option it is the same program: one look at each column tells.
                let is_needless = program.maker == Maker::Option && (!words.is_empty() || role == Role::First);
                let is_of_others = !words.is_empty() && !OF_OPTIONS.contains(name);
                if is_of_others || (is_needless && !AS_PID_1.iter().any(|(known, _)| known == name)) {
                    return;
                }
                let words = if words.is_empty() { String::new() } else { format!(" ({words})") };
                let subject = format!("common::{name}::{role}{words}");
                program.add(suite, &subject, &[UNSHARE], move || column(init, program, role));
            };
            COLUMNS.iter().for_each(|column| Role::ALL.iter().for_each(|role| add(column, *role)));
            AS_PID_1.iter().for_each(|column| add(column, Role::First));
            AS_A_CHILD.iter().for_each(|column| add(column, Role::Child));
            if words.is_empty() && init.fates(program, Role::Child).any(|(_, fate)| fate == Fate::Deadly) {
                add(&("some_signals_are_deadly", deadly), Role::Child);
            }
        }
        if words.is_empty() {
            let [link, option] = [Maker::Link, Maker::Option].map(|maker| Program { name: init.name, maker });
            option.add(suite, "says_the_same_as_the_link", &[UNSHARE], move || same(link, option));
        }
    }
    for name in ["tini", "dumb-init", "catatonit", "docker-init"] {
        for program in Program::pair(name) {
            program.add(suite, "common::sleeps", &[], move || sleeps(program));
        }
    }
}

/// By a link or by the option: it is the same.
fn same(link: Program, option: Program) {
    for words in
        [&[][..], &["-z"], &["-h"], &["--version"], &["--", "/etc/passwd"], &["-v", "--", "sh", "-c", "exit 3"]]
    {
        let [one, other] = [link, option].map(|program| {
            let outcome = program.line().and(words).run_as(Role::First).finish();
            let said = format!("{}{}", outcome.out, outcome.err);
            // argv[0] may be told, in either form.
            let said = said.replace(&program.called(), link.name).replace("whit:", &format!("{}:", link.name));
            (outcome.code(), said)
        });
        assert_eq!(one, other, "{words:?}");
    }
}

fn exit_statuses(init: &Init, program: Program, role: Role) {
    for status in [0, 1, 2, 42, 125, 126, 127, 128, 137, 143, 254, 255] {
        let line = init.line(program).runs(Line::helper("exit", &[&status.to_string()]));
        line.run_as(role).finish().expect(status);
    }
}

fn deaths(init: &Init, program: Program, role: Role) {
    for signal in signals::deadly() {
        let line = init.line(program).runs(Line::helper("die", &[&signal.to_string()]));
        line.run_as(role).finish().expect(128 + signal);
    }
}

/// One after the other. What is dropped is proved so by what comes behind it.
fn signals_go_on(init: &Init, program: Program, role: Role) {
    let fates: Vec<_> = init.fates(program, role).filter(|(_, fate)| *fate != Fate::Deadly).collect();
    let line = init.line(program).runs(Line::helper("catch", &[&fates.len().to_string()]));
    let mut running = line.run_as(role).start();
    assert_eq!(running.out.line(), "ready");
    let pid = running.pid();
    for (signal, fate) in fates {
        signals::send(pid, signal).unwrap();
        if fate == Fate::SentOn {
            assert_eq!(running.out.line(), signal.to_string());
        } else {
            until_taken(pid, signal);
            signals::send(pid, SIGUSR2).unwrap();
            assert_eq!(running.out.line(), SIGUSR2.to_string(), "behind {}", signals::name(signal));
        }
    }
    assert_eq!(running.finish().code(), 0);
}

/// Waits until a signal is not pending any more.
fn until_taken(pid: i32, signal: i32) {
    eventually("the signal is taken", || {
        let pending = processes::signal_set(pid, "ShdPnd")?;
        (pending & bit(signal) == 0).then_some(())
    });
}

fn deadly(init: &Init, program: Program, role: Role) {
    // posix_spawn(3) has libc's own two ignored.
    let given = Line::helper("with-signals", &["0", "0"]);
    let no_cores = given.and(["sh", "-c", "ulimit -c 0; exec \"$@\"", "sh"]);
    for (signal, fate) in init.fates(program, role).filter(|(_, fate)| *fate == Fate::Deadly) {
        let line = no_cores.clone().runs(init.line(program)).runs(Line::helper("catch", &["1"]));
        let mut running = line.start();
        assert_eq!(running.out.line(), "ready");
        running.signal(signal);
        let outcome = running.finish();
        assert_eq!((outcome.killer(), fate), (signal, Fate::Deadly));
    }
}

fn to_whom(init: &Init, program: Program, role: Role) {
    let mut running = init.line(program).runs(Line::helper("catch-with-child", &[])).run_as(role).start();
    assert_eq!(running.out.line(), "ready");
    running.signal(SIGHUP);
    let child = if init.to_all { "its child got 1" } else { "its child got 28" };
    assert_eq!([running.out.line(), running.out.line()], ["command got 1", child]);
    assert_eq!(running.finish().code(), 0);
}

fn place(init: &Init, program: Program, role: Role) {
    let line = Line::shell("exec \"$@\"").and(["sh"]).runs(init.line(program)).runs(Line::helper("report", &[]));
    let outcome = line.run_as(role).finish();
    outcome.expect(0);
    let report: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(report["group"] == report["pid"], init.place != Place::Here, "{report}");
    assert_eq!(report["session"] == report["pid"], init.place == Place::Session, "{report}");
}

fn inheritance(init: &Init, program: Program, role: Role) {
    let ends = bit(SIGKILL) | bit(SIGSTOP);
    // What catatonit's child has blocked in any case, and tini's trouble with SIGCHLD, have trials of their own.
    let own = bit(SIGTSTP) | bit(SIGTTIN) | bit(SIGTTOU);
    let mut blocked_all = Set::MAX & !ends & !bit(SIGCHLD);
    let mut ignored_all = blocked_all;
    if program.is_real() {
        // libc leaves its own two alone; dumb-init leaves real-time signals ignored.
        blocked_all &= !bit(32) & !bit(33);
        ignored_all &= if init.inheritance == Inheritance::All { Set::MAX } else { bit(32) - 1 };
    }
    let sets = [
        (own, 0),
        (own | bit(SIGINT) | bit(40), bit(SIGTERM)),
        (own | bit(SIGTTIN), bit(SIGTTIN)),
        (blocked_all, ignored_all),
    ];
    for (blocked, ignored) in sets {
        let given = Line::helper("with-signals", &[&blocked.to_string(), &ignored.to_string()]);
        let outcome = given.runs(init.line(program)).and(["cat", "/proc/self/status"]).run_as(role).finish();
        assert_eq!(outcome.code(), 0, "{outcome:?}");
        let set = |name: &str| {
            let line = outcome.out.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            Set::from_str_radix(line.trim_start_matches(':').trim(), 16).unwrap()
        };
        let expected = if init.inheritance == Inheritance::All { (blocked, ignored) } else { (0, 0) };
        assert_eq!((set("SigBlk"), set("SigIgn")), expected);
    }
}

/// Every execvp(3) has a shell read what the kernel cannot.
fn script(init: &Init, program: Program, role: Role) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("script");
    crate::support::running::write_program(&path, b"echo \"$0 $#\"\nexit 7\n");
    let line = init.line(program).and([&path]).and(["a b", ""]).run_as(role);
    let outcome = line.finish();
    outcome.expect(7);
    assert_eq!(outcome.out, format!("{} 2\n", path.display()));
}

fn orphans(init: &Init, program: Program, role: Role) {
    let line = init.line(program).runs(Line::helper("orphans", &["50", "7", "0"])).run_as(role);
    let outcome = line.finish();
    outcome.expect(7);
    assert_eq!(outcome.out, "alive\ndead\nleft\n");
}

/// Daemons, each in its own session, when the child has ended: asked to end and waited for, or killed by the kernel.
fn daemons(init: &Init, program: Program, role: Role) {
    let haunt = Haunt::new();
    let command = haunt.daemons(&[&STATUS.to_string(), "obedient:3"]);
    let line = init.line(program).runs(command).run_as(role);
    let mut command = line.command();
    command.stdin(Stdio::piped());
    let mut running = Running::start(command, role);
    assert_eq!(running.out.line(), "ready");
    running.close_stdin();
    running.finish().expect(STATUS);
    assert_eq!(haunt.marks("mark").len(), if init.waits { 3 } else { 0 });
}

/// Not the first process, it ends no daemon, unless it waits for its end.
fn leaves_alone(init: &Init, program: Program, _: Role) {
    let shell = "setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $!; exit 7";
    // The daemon must have left the session of those who are sent a last signal.
    let shell = shell.replace("echo", "until [ \"$(cat /proc/$!/comm)\" = sleep ]; do :; done; echo");
    let outcome = init.line(program).runs(Line::shell(&shell)).finish();
    outcome.expect(7);
    let pid: i32 = outcome.out.trim().parse().unwrap();
    let is_there = processes::state(pid).is_some_and(|state| state != 'Z');
    if is_there {
        signals::send(pid, SIGKILL).unwrap();
    }
    assert_eq!(is_there, !init.waits);
}

/// Whether orphans come to it where it is not the first process.
pub fn expect_parent_of_orphans(program: Program, options: &[&str], environment: &[&str], expected: bool) {
    // The shell in between is gone when its output has come.
    let script = "orphan=$(sh -c 'sleep 1000 </dev/null >/dev/null 2>&1 & echo $!')
        echo $PPID; grep PPid /proc/$orphan/status; kill -9 $orphan";
    let line = with(environment, program.line().and(options).and(["--"]));
    let outcome = line.runs(Line::shell(script)).finish();
    outcome.expect(0);
    let (init, parent) = outcome.out.split_once('\n').unwrap();
    assert_eq!(parent.trim_start_matches("PPid:").trim() == init, expected, "{outcome:?}");
}

/// What ps(1) shows of it.
fn own_name(init: &Init, program: Program, _: Role) {
    let line = init.line(program).runs(Line::shell("cat /proc/$PPID/comm; tr '\\0' '\\n' </proc/$PPID/cmdline; :"));
    let outcome = line.finish();
    outcome.expect(0);
    let called = program.called();
    let base = called.rsplit('/').next().unwrap();
    let as_name = if program.maker == Maker::Option { vec!["--as", init.name] } else { Vec::new() };
    let words = [&[base, called.as_str()], &as_name[..], init.options, &["--"]].concat();
    let lines: Vec<&str> = outcome.out.lines().take(words.len()).collect();
    assert_eq!(lines, words);
}

/// Rewritten by those who know of socket activation.
fn listen_pid(init: &Init, program: Program, _: Role) {
    let set = Line::of(["sh", "-c", "LISTEN_PID=$$ exec \"$@\"", "sh"]);
    let outcome =
        set.runs(init.line(program)).runs(Line::shell("echo $((LISTEN_PID - $$)) $((LISTEN_PID - PPID))")).finish();
    outcome.expect(0);
    let found = outcome.out.trim();
    let rewrites = init.subreaper && init.name != "tini";
    assert!(if rewrites { found.starts_with("0 ") } else { found.ends_with(" 0") }, "{found}");
}

/// tini wakes each second.
fn sleeps(program: Program) {
    let line = program.line().and(["--"]).runs(Line::helper("end-with-input", &["0"]));
    let mut command = with(&["TINI_VERBOSITY=1"], line).command();
    command.stdin(Stdio::piped());
    let mut init = Running::start(command, Role::Child);
    assert_eq!(init.out.line(), "ready");
    let pid = init.pid();
    eventually("it sleeps", || (processes::state(pid)? == 'S').then_some(()));
    if program.is_real() && program.name == "tini" {
        let before = processes::wake_ups(pid);
        eventually("it wakes", || (processes::wake_ups(pid) > before + 1).then_some(()));
    } else {
        let mut clock = Line::helper("tick", &["100"]).start();
        (0..3).for_each(|_| drop(clock.out.line()));
        let before = processes::wake_ups(pid);
        (0..20).for_each(|_| drop(clock.out.line()));
        assert_eq!(processes::wake_ups(pid), before);
    }
    init.signal(SIGTERM);
    assert_eq!(init.finish().code(), 128 + SIGTERM);
}
