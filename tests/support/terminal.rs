//! Terminals, with somebody at the keyboard.

use super::line::Line;
use super::running::Running;
use super::transcript::Transcript;
use nix::pty::openpty;
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;

/// A terminal.
pub struct Terminal {
    keyboard: File,
    /// The other end, until a program has it.
    line: Option<OwnedFd>,
    /// What is on the screen.
    pub screen: Transcript,
}

impl Terminal {
    /// A new one.
    pub fn new() -> Self {
        let pair = openpty(None, None).unwrap();
        let keyboard = File::from(pair.master);
        let screen = Transcript::of(keyboard.try_clone().unwrap());
        Self { keyboard, line: Some(pair.slave), screen }
    }

    /// Starts a program with this terminal as stdin, stdout and stderr. Call it once.
    pub fn start(&mut self, line: &Line) -> Running {
        let terminal = self.line.take().expect("a program is started once");
        let mut command = line.command();
        command.env("TERM", "dumb").env("PS1", "prompt> ");
        command.stdin(terminal.try_clone().unwrap()).stdout(terminal.try_clone().unwrap()).stderr(terminal);
        Running::start(command, line.role())
    }

    /// Types.
    pub fn type_in(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }
}

/// A command line that is run as the leader of a session, whose controlling terminal is its stdin.
pub fn session(line: Line) -> Line {
    Line::of(["setsid", "--ctty", "--wait"]).runs(line)
}
