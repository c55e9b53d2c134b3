//! From fork to exec: the child's path, which never returns.
//!
//! # Safety
//!
//! The child shares its parent's memory and works on the stack below its parent's frame, while the parent sleeps. It changes
//! nothing that the parent needs, but for the slots of COMMAND's argv, which nobody reads again.

use crate::config::Program;
use crate::log::{Facts, Kind, Log};
use crate::signal::{Set, number};
use crate::status::{NOT_EXECUTABLE, NOT_FOUND};
use crate::sys::{Errno, file, process, signal, terminal};
use crate::text;
use core::ffi::CStr;
use linux_raw_sys::general::PATH_MAX;

/// Where programs are looked for if there is no PATH: as glibc and musl do it, in all their places.
const DEFAULT_PATH: &[u8] = b"/usr/local/bin:/usr/bin:/bin";

/// What a child is given.
#[derive(Debug)]
pub struct Child<'a> {
    /// What it executes.
    pub program: &'a Program<'a>,
    /// The signals that were blocked when whit began.
    pub mask: Set,
    /// Whether SIGCHLD was ignored when whit began.
    pub child_ignored: bool,
    /// The terminal whose foreground it gets.
    pub terminal: Option<i32>,
    /// How it tells why it cannot.
    pub log: &'a Log<'a>,
}

impl Child<'_> {
    /// Starts it; returns its pid.
    ///
    /// # Errors
    ///
    /// EAGAIN, ENOMEM: there is no room for a process.
    pub fn spawn(&self) -> Result<i32, Errno> {
        process::spawn(begin, self)
    }
}

/// The child's first function.
extern "C" fn begin(child: &Child) -> ! {
    // Nothing here is worth not running COMMAND for: a terminal may refuse, a namespace may be odd.
    let _ = process::lead_group();
    if let Some(terminal) = child.terminal {
        let _ = terminal::set_foreground(terminal, process::pid());
    }
    if child.child_ignored {
        let _ = signal::set_disposition(number::CHLD, signal::Disposition::ignore());
    }
    let _ = signal::set_mask(child.mask);
    let (kind, errno) = execute(child.program);
    let text = child.program.command.get(0).unwrap_or_default().to_bytes();
    child.log.say_of(kind, text, Facts::why(errno));
    process::exit(if kind == Kind::NotExecutable { NOT_EXECUTABLE } else { NOT_FOUND })
}

/// execvp(3): with a slash in it, a name is a path; else it is looked for in PATH. Returns why it cannot be executed.
fn execute(program: &Program) -> (Kind, Errno) {
    let name = program.command.get(0).unwrap_or_default();
    if text::until(name.to_bytes(), b'/').len() != name.to_bytes().len() {
        return execute_at(name, program);
    }
    let path = program.environment.find(b"PATH=").map_or(DEFAULT_PATH, |(_, path)| path);
    let mut failure = (Kind::NotFound, Errno::ENOENT);
    if name.is_empty() {
        return failure;
    }
    let mut candidate = [0; PATH_MAX as usize];
    for directory in text::parts(path, b':') {
        let slash: &[u8] = if directory.is_empty() { b"" } else { b"/" };
        let path = file::path(&mut candidate, &[directory, slash, name.to_bytes()]);
        let Some(candidate) = path else { continue };
        match execute_at(candidate, program) {
            (Kind::NotFound, _) => {}
            // Looked for further, and told only if there is no other: execvp(3).
            (Kind::NotExecutable, Errno::EACCES) | (Kind::NoInterpreter, _) if failure.0 == Kind::NotFound => {
                failure = (Kind::NotExecutable, Errno::EACCES);
            }
            other => return other,
        }
    }
    failure
}

/// execve(2) of the file at `path`. Returns why it cannot be executed.
fn execute_at(path: &CStr, program: &Program) -> (Kind, Errno) {
    let errno = process::execute(path, &program.command, &program.environment);
    match errno {
        Errno::ENOENT if file::exists(path) => (Kind::NoInterpreter, errno),
        Errno::ENOENT | Errno::ENOTDIR => (Kind::NotFound, errno),
        Errno::ENOEXEC if is_script(path) => {
            let arguments = program.command.behind_shell(path);
            let shell = c"/bin/sh";
            // If there is no shell either, the file itself is what cannot be executed.
            let _ = process::execute(shell, &arguments, &program.environment);
            (Kind::NotExecutable, errno)
        }
        _ => (Kind::NotExecutable, errno),
    }
}

/// Whether a file that the kernel does not know might be a shell's: anything but a program for another machine.
fn is_script(path: &CStr) -> bool {
    let mut magic = [0; 4];
    file::read_at(file::HERE, path, &mut magic) != b"\x7fELF"
}
