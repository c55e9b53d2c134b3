//! Terminals, with somebody at the keyboard.

use super::line::Line;
use super::running::Running;
use super::transcript::Transcript;
use nix::fcntl::OFlag;
use nix::libc;
use nix::pty::{grantpt, posix_openpt, ptsname_r, unlockpt};
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;

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
        // Not openpty(3): programs that are started meanwhile would inherit both ends, and hold the terminal open.
        let keyboard = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC).unwrap();
        grantpt(&keyboard).unwrap();
        unlockpt(&keyboard).unwrap();
        let path = ptsname_r(&keyboard).unwrap();
        let line = File::options().read(true).write(true).custom_flags(libc::O_NOCTTY).open(path).unwrap();
        let keyboard = File::from(OwnedFd::from(keyboard));
        let screen = Transcript::of(keyboard.try_clone().unwrap());
        Self { keyboard, line: Some(line.into()), screen }
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
