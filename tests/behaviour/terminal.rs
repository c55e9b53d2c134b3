//! COMMAND has the terminal while it runs.

use crate::support::line::{Line, Role};
use crate::support::suite::{BASH, SETSID, Suite, UNSHARE};
use crate::support::terminal::{Terminal, session};
use nix::libc::{SIGINT, SIGQUIT};
use serde_json::Value;

const CTRL_C: &str = "\x03";
const CTRL_BACKSLASH: &str = "\x1c";

pub fn list(suite: &mut Suite) {
    for role in Role::ALL {
        let needs: &[_] = if role == Role::First { &[UNSHARE, SETSID] } else { &[SETSID] };
        suite.add(format!("terminal::{role}::command_gets_the_foreground"), needs, move || {
            let mut terminal = Terminal::new();
            let line = session(Line::whit(&[]).runs(Line::helper("report", &[])));
            let mut whit = terminal.start(&line.run_as(role));
            let report: Value = serde_json::from_str(&terminal.screen.line()).unwrap();
            assert_eq!(report["foreground"], report["pid"]);
            assert_eq!(whit.wait().code(), Some(0));
        });
        suite.add(format!("terminal::{role}::keys_are_signals_for_command"), needs, move || {
            for (key, signal) in [(CTRL_C, SIGINT), (CTRL_BACKSLASH, SIGQUIT)] {
                keys(role, Line::helper("end-with-input", &["0"]), key, 128 + signal);
                keys(role, Line::helper("catch", &["1"]), key, 0);
            }
        });
        suite.add(format!("terminal::{role}::an_interactive_shell_inside"), &[UNSHARE, SETSID, BASH], move || {
            interactive_shell(role);
        });
    }
    for (place, foreground) in [("foreground", "job"), ("background", "leader")] {
        suite.add(format!("terminal::a_job_in_the_{place}_leaves_it_as_it_was"), &[SETSID], move || {
            let mut terminal = Terminal::new();
            let command = Line::whit(&[]).runs(Line::helper("report", &[]));
            let mut leader = terminal.start(&session(Line::helper("session", &[place]).runs(command)));
            let report: Value = serde_json::from_str(&terminal.screen.line()).unwrap();
            assert_eq!(report["foreground"] == report["group"], place == "foreground", "{report}");
            assert_eq!(terminal.screen.line(), format!("status 0, foreground: {foreground}"));
            assert!(leader.wait().success());
        });
    }
    suite.add("terminal::stdin_is_another_file", &[SETSID], || {
        let mut terminal = Terminal::new();
        let whit = Line::of(["sh", "-c", "exec \"$@\" </dev/null", "sh"]).runs(Line::whit(&[]));
        let command = Line::shell("exec < /dev/tty; exec \"$@\"").and(["sh"]).runs(Line::helper("report", &[]));
        let mut whit = terminal.start(&session(whit.runs(command)));
        let report: Value = serde_json::from_str(&terminal.screen.line()).unwrap();
        assert_eq!(report["foreground"], report["pid"]);
        assert!(whit.wait().success());
    });
    suite.add("terminal::it_is_not_the_controlling_one", &[], || {
        let mut terminal = Terminal::new();
        let mut whit = terminal.start(&Line::whit(&["-vvv"]).runs(Line::shell("echo hello; exit 42")));
        terminal.screen.up_to("hello");
        assert_eq!(whit.wait().code(), Some(42));
    });
}

/// A key is typed once COMMAND runs; whit ends with `status`.
fn keys(role: Role, command: Line, key: &str, status: i32) {
    let mut terminal = Terminal::new();
    let mut whit = terminal.start(&session(Line::whit(&[]).runs(command)).run_as(role));
    terminal.screen.up_to("ready");
    terminal.type_in(key);
    assert_eq!(whit.wait().code(), Some(status));
}

/// A shell with jobs of its own.
fn interactive_shell(role: Role) {
    let mut terminal = Terminal::new();
    let shell = Line::of(["bash", "--norc", "--noprofile", "--noediting", "-i"]);
    let mut whit = terminal.start(&session(Line::whit(&[]).runs(shell)).run_as(role));
    let greeting = terminal.screen.up_to("prompt> ");
    assert!(!greeting.contains("job control"), "{greeting}");
    terminal.type_in("sh -c 'echo $((6*7)); exec sleep 1000'\n");
    terminal.screen.up_to("\n42\r\n");
    terminal.type_in(CTRL_C);
    terminal.screen.up_to("prompt> ");
    terminal.type_in("cat &\n");
    terminal.screen.up_to("cat &\r\n");
    terminal.screen.up_to("prompt> ");
    // It stops as it reads, sooner or later: not just when it is in the foreground already.
    terminal.type_in("until [ \"$(jobs -s)\" ]; do :; done; echo $((6*8))\n");
    terminal.screen.up_to("\n48\r\n");
    terminal.screen.up_to("prompt> ");
    terminal.type_in("fg\n");
    terminal.screen.up_to("cat\r\n");
    terminal.type_in("typed\n");
    terminal.screen.up_to("typed\r\ntyped\r\n");
    terminal.type_in(CTRL_C);
    terminal.screen.up_to("prompt> ");
    terminal.type_in("exit 7\n");
    assert_eq!(whit.wait().code(), Some(7));
}
