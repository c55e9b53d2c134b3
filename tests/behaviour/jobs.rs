//! Job control: whit as a job of a shell, and a shell with jobs under whit.

use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::suite::{BASH, SETSID, Suite, UNSHARE};
use crate::support::terminal::{Terminal, session};
use crate::support::{eventually, processes, signals};
use nix::libc::{SIGSTOP, SIGTTIN};
use std::os::unix::fs::symlink;
use tempfile::TempDir;

const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_Z: &str = "\x1a";

/// A shell on a terminal, with `whit` and `tests`, this file, in its PATH.
struct Shell {
    _directory: TempDir,
    terminal: Terminal,
    shell: Running,
}

impl Shell {
    /// One that is started as it is, or by what `under` says.
    fn start(under: Line, role: Role) -> Self {
        let directory = tempfile::tempdir().unwrap();
        symlink(crate::support::line::WHIT, directory.path().join("whit")).unwrap();
        symlink(std::env::current_exe().unwrap(), directory.path().join("tests")).unwrap();
        let path = format!("{}:{}", directory.path().display(), std::env::var("PATH").unwrap());
        let shell = Line::of(["env"]).and([format!("PATH={path}")]);
        let shell = shell.and(["bash", "--norc", "--noprofile", "--noediting", "-i"]);
        let mut terminal = Terminal::new();
        let shell = terminal.start(&session(under.runs(shell)).run_as(role));
        terminal.screen.up_to("prompt> ");
        Self { _directory: directory, terminal, shell }
    }

    /// The outer shell.
    fn outer() -> Self {
        Self::start(Line::of::<&str>([]), Role::Child)
    }

    fn type_in(&mut self, keys: &str) {
        self.terminal.type_in(keys);
    }

    /// Waits until that is on the screen; what was before.
    fn see(&mut self, text: &str) -> String {
        self.terminal.screen.up_to(text)
    }

    /// What a command line says until the shell asks for the next one.
    fn ask(&mut self, line: &str) -> String {
        self.type_in(&format!("{line}\n"));
        // The terminal's echo.
        self.see("\r\n");
        self.see("prompt> ")
    }

    /// Types `line`, and waits until COMMAND, which is `cat`, echoes.
    fn start_cat(&mut self, line: &str) {
        self.type_in(&format!("{line}\n"));
        self.see("\r\n");
        self.cat_works();
    }

    /// cat gets what is typed, and repeats it.
    fn cat_works(&mut self) {
        self.type_in("typed\n");
        self.see("typed\r\ntyped\r\n");
    }

    /// Ends it.
    fn exit(mut self) {
        self.type_in("exit 7\n");
        assert_eq!(self.shell.wait().code(), Some(7));
    }
}

pub fn list(suite: &mut Suite) {
    let mut add = |name: &str, body: fn()| suite.add(format!("jobs::{name}"), &[UNSHARE, SETSID, BASH], body);
    add("ctrl_z_fg_and_ctrl_c", || stop_and_go_on("whit cat", CTRL_C, 130));
    add("ctrl_z_fg_and_the_end", || stop_and_go_on("whit cat", CTRL_D, 0));
    add("at_the_head_of_a_pipeline", || stop_and_go_on("whit cat | cat", CTRL_D, 0));
    add("below_another_whit", || stop_and_go_on("whit whit cat", CTRL_C, 130));
    add("bg_and_fg", background);
    add("a_background_job_that_reads_is_stopped", reads_in_the_background);
    add("a_stop_by_SIGSTOP_is_passed_on", passed_on);
    add("a_second_stop_is_passed_on_too", || {
        let mut shell = Shell::outer();
        shell.start_cat("whit cat");
        for _ in 0..3 {
            shell.type_in(CTRL_Z);
            shell.see("Stopped");
            shell.see("prompt> ");
            shell.type_in("fg\n");
            shell.see("whit cat\r\n");
            shell.cat_works();
        }
        shell.type_in(CTRL_C);
        shell.see("prompt> ");
        shell.exit();
    });
    for role in Role::ALL {
        suite.add(format!("jobs::{role}::a_session_leader_goes_on_at_once"), &[UNSHARE, SETSID], move || leader(role));
        suite.add(format!("jobs::{role}::a_shell_under_it_has_jobs"), &[UNSHARE, SETSID, BASH], move || {
            let mut shell = Shell::start(Line::whit(&[]), role);
            jobs_of(&mut shell, "cat");
            jobs_of(&mut shell, "whit cat");
            shell.exit();
        });
    }
}

/// A job that reads is stopped, and goes on in the foreground, to the end that `key` makes.
fn stop_and_go_on(job: &str, key: &str, status: i32) {
    let mut shell = Shell::outer();
    jobs_with(&mut shell, job, key, status);
    shell.exit();
}

fn jobs_of(shell: &mut Shell, job: &str) {
    jobs_with(shell, job, CTRL_C, 130);
}

fn jobs_with(shell: &mut Shell, job: &str, key: &str, status: i32) {
    shell.start_cat(job);
    shell.type_in(CTRL_Z);
    shell.see("Stopped");
    shell.see("prompt> ");
    assert!(shell.ask("echo $((6*7))").contains("42"));
    shell.type_in("fg\n");
    shell.see(&format!("{job}\r\n"));
    shell.cat_works();
    shell.type_in(key);
    shell.see("prompt> ");
    let told = shell.ask("echo status $?");
    assert!(told.contains(&format!("status {status}\r\n")), "{told:?}");
}

/// What runs on in the background does not have the terminal, and gets it again.
fn background() {
    let mut shell = Shell::outer();
    // No shell: one that is stopped between vfork and exec leaves its parent waiting where no signal reaches it.
    shell.type_in("whit tests helper tick 50\n");
    shell.see("\r\ntick\r\n");
    shell.type_in(CTRL_Z);
    shell.see("Stopped");
    shell.see("prompt> ");
    shell.type_in("bg\n");
    shell.see("tick\r\n");
    shell.see("tick\r\n");
    // The key is for the shell now, which asks again.
    shell.type_in("echo $((6*7))\n");
    shell.see("42\r\n");
    shell.type_in("fg\n");
    shell.see("tick\r\n");
    shell.type_in(CTRL_C);
    shell.see("prompt> ");
    let told = shell.ask("echo status $?");
    assert!(told.contains("status 130\r\n"), "{told:?}");
    shell.exit();
}

fn reads_in_the_background() {
    let mut shell = Shell::outer();
    shell.type_in("whit cat &\n");
    shell.see("prompt> ");
    let job = processes::children(session_leader(&shell))[0];
    eventually("the job is stopped", || (processes::state(job) == Some('T')).then_some(()));
    let told = shell.ask("jobs");
    assert!(told.contains("Stopped"), "{told}");
    shell.type_in("fg\n");
    shell.see("whit cat\r\n");
    shell.cat_works();
    shell.type_in(CTRL_C);
    shell.see("prompt> ");
    shell.exit();
}

/// The shell itself, which setsid(1) became.
fn session_leader(shell: &Shell) -> i32 {
    shell.shell.pid()
}

/// It cannot be caught by COMMAND, and is none of whit's: what the shell sees is a stop all the same.
fn passed_on() {
    for signal in [SIGSTOP, SIGTTIN] {
        let mut shell = Shell::outer();
        shell.start_cat("whit cat");
        let job = processes::children(session_leader(&shell))[0];
        let command = processes::children(job)[0];
        signals::send(command, signal).unwrap();
        shell.see("Stopped");
        shell.see("prompt> ");
        shell.type_in("fg\n");
        shell.see("whit cat\r\n");
        shell.cat_works();
        shell.type_in(CTRL_D);
        shell.see("prompt> ");
        shell.exit();
    }
}

/// Nobody could make it go on: so it is not stopped.
fn leader(role: Role) {
    let mut terminal = Terminal::new();
    let command = Line::helper("go-on", &[]);
    let mut whit = terminal.start(&session(Line::whit(&[]).runs(command)).run_as(role));
    terminal.screen.up_to("ready");
    for _ in 0..5 {
        terminal.type_in(CTRL_Z);
        terminal.screen.up_to("on it goes");
    }
    terminal.type_in(CTRL_C);
    assert_eq!(whit.wait().code(), Some(130));
}
