//! Jobs of a shell that runs under one of them, on a terminal.

use crate::support::dialect::Program;
use crate::support::line::Line;
use crate::support::suite::{BASH, SETSID, Suite};
use crate::support::terminal::{Terminal, session};

const CTRL_C: &str = "\x03";
const CTRL_Z: &str = "\x1a";

/// Names, options, and whether the real one's jobs can be stopped.
const INITS: &[(&str, &[&str], bool)] = &[
    ("tini", &["-s"], true),
    ("tini", &["-sg"], true),
    ("dumb-init", &[], true),
    ("catatonit", &[], false),
    ("docker-init", &[], true),
];

pub fn list(suite: &mut Suite) {
    for (name, options, real_stops) in INITS {
        for program in Program::pair(name) {
            let subject = format!("jobs_of_a_shell::{options:?}");
            let stops = !program.is_real() || *real_stops;
            program.add(suite, &subject, &[SETSID, BASH], move || jobs(program, options, stops));
        }
    }
}

fn jobs(program: Program, options: &[&str], stops: bool) {
    let mut terminal = Terminal::new();
    let shell = Line::of(["bash", "--norc", "--noprofile", "--noediting", "-i"]);
    let mut init = terminal.start(&session(program.line().and(options).and(["--"]).runs(shell)));
    let greeting = terminal.screen.up_to("prompt> ");
    assert!(!greeting.contains("job control"), "{greeting}");
    terminal.type_in("cat\n");
    terminal.screen.up_to("\r\n");
    terminal.type_in("typed\n");
    terminal.screen.up_to("typed\r\ntyped\r\n");
    if stops {
        terminal.type_in(CTRL_Z);
        terminal.screen.up_to("Stopped");
        terminal.screen.up_to("prompt> ");
        terminal.type_in("fg\n");
        terminal.screen.up_to("cat\r\n");
    } else {
        // The key does nothing.
        terminal.type_in(CTRL_Z);
        terminal.screen.up_to("^Z");
    }
    terminal.type_in("again\n");
    terminal.screen.up_to("again\r\nagain\r\n");
    terminal.type_in(CTRL_C);
    terminal.screen.up_to("prompt> ");
    terminal.type_in("exit 7\n");
    assert_eq!(init.wait().code(), Some(7));
}
