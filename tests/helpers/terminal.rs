//! Programs that have a terminal.

use super::Arguments;
use crate::support::signals;
use nix::libc::SIGTTOU;
use nix::unistd::tcgetpgrp;
use nix::unistd::{Pid, getpgrp, setpgid, tcsetpgrp};
use std::io::stdin;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::Command;

/// `session foreground|background COMMAND…`: the leader of a session starts COMMAND as a job, as an interactive shell does,
/// and tells in the end who is in the foreground: "job", "leader", or a number.
pub fn session(arguments: Arguments) -> u8 {
    if arguments[0] == "job" {
        return job(&arguments[1..]);
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["helper", "session", "job"]).args(arguments);
    let mut child = command.spawn().unwrap();
    let job = Pid::from_raw(child.id().cast_signed());
    let status = child.wait().unwrap();
    let foreground = tcgetpgrp(stdin()).unwrap();
    let status = status.code().unwrap_or_else(|| -status.signal().unwrap());
    match foreground {
        group if group == job => println!("status {status}, foreground: job"),
        group if group == getpgrp() => println!("status {status}, foreground: leader"),
        group => println!("status {status}, foreground: {group}"),
    }
    0
}

/// `session job foreground|background COMMAND…`: becomes COMMAND in a process group of its own.
fn job(arguments: Arguments) -> u8 {
    setpgid(Pid::from_raw(0), Pid::from_raw(0)).unwrap();
    if arguments[0] == "foreground" {
        signals::set_mask(signals::bit(SIGTTOU));
        tcsetpgrp(stdin(), getpgrp()).unwrap();
        signals::set_mask(0);
    }
    panic!("{}", Command::new(&arguments[1]).args(&arguments[2..]).exec());
}
