//! From fork to exec: the child's path, which never returns.
//!
//! # Safety
//!
//! The child shares its parent's memory and works on the stack below its parent's frame, while the parent sleeps. It changes
//! nothing that the parent needs, but for the slots of COMMAND's argv, which nobody reads again.

use crate::config::{Config, Isolation, Program};
use crate::entry::{Room, Text};
use crate::log::{Facts, Kind, Log};
use crate::signal::{LAST, Set, number};
use crate::supervise::manners::{begin_session, pass_sockets};
use crate::sys::{Errno, file, process, signal};
use crate::terminal::Terminal;
use linux_raw_sys::general::PATH_MAX;

/// Where programs are looked for if there is no PATH: as glibc and musl do it, in all their places.
const DEFAULT_PATH: Text = Text::new(c"/usr/local/bin:/usr/bin:/bin");

/// Room for a path that the kernel refuses, lest one that does not fit is cut to one that it takes.
const TOO_LONG: usize = PATH_MAX as usize + 1;

/// What a child is given.
#[derive(Debug)]
pub struct Child<'a> {
    /// What it executes.
    pub program: &'a Program<'a>,
    /// How it is set up.
    pub config: &'a Config,
    /// whit's own pid.
    pub parent: i32,
    /// The signals that were blocked when whit began.
    pub mask: Set,
    /// What SIGCHLD did when whit began: nothing, or it was ignored.
    pub on_child: signal::Disposition,
    /// The terminal whose foreground it may get.
    pub terminal: Terminal,
    /// How what happens is told, by the child too.
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

    /// What signals do to COMMAND, and which are blocked: as whit was given it, or as the kernel does it at first.
    pub fn set_signals(&self) {
        let _ = signal::set_disposition(number::CHLD, self.on_child);
        let mut mask = self.mask;
        if self.config.fresh_signals() {
            mask = Set::default();
            for signal in 1..LAST + 1 {
                let _ = signal::set_disposition(signal, signal::Disposition::DEFAULT);
            }
        }
        signal::set_mask(mask);
    }
}

/// The child's first function.
extern "C" fn begin(child: &Child) -> ! {
    // Nothing here is worth not running COMMAND for: a terminal may refuse, a namespace may be odd.
    if child.config.conduct.isolation == Isolation::Group {
        let _ = process::lead_group();
        child.terminal.take();
    }
    begin_session(child);
    child.set_signals();
    // Until exec: a variable may be in there.
    let mut room = Room::new();
    pass_sockets(child, &mut room);
    let name = child.program.command.first().unwrap_or(Text::EMPTY);
    let (kind, errno) = execute(name, child.program);
    child.log.say_of(kind, name, Facts::why(errno));
    let statuses = child.config.statuses();
    process::exit(match errno {
        Errno::ENOENT => statuses.not_found,
        Errno::EACCES => statuses.not_allowed,
        _ => statuses.not_executable,
    })
}

/// execvp(3): with a slash in it, a name is a path; else it is looked for in PATH. Returns why it cannot be executed.
#[must_use]
#[inline(always)]
pub fn execute(name: Text, program: &Program) -> (Kind, Errno) {
    let errno = if name.from_next(b'/').is_empty() { search(name, program) } else { execute_at(name, program) };
    match errno {
        Errno::ENOENT => (Kind::NotFound, errno),
        // As the kernel puts it.
        Errno::ELIBACC => (Kind::NoInterpreter, Errno::ENOENT),
        _ => (Kind::NotExecutable, errno),
    }
}

/// Looks for `name` in PATH. (Not inline: its stack frame is a page that a name with a slash need not touch.)
#[inline(never)]
fn search(name: Text, program: &Program) -> Errno {
    let mut failure = Errno::ENOENT;
    let mut path = program.environment.get(Text::new(c"PATH=")).unwrap_or(DEFAULT_PATH);
    while !name.is_empty() {
        let mut room = Room::<TOO_LONG>::new();
        let mut candidate = room.buffer();
        candidate.text_to(path, b':');
        // An empty one is the current directory.
        if !matches!(path.first(), 0 | b':') {
            candidate.byte(b'/');
        }
        candidate.text(name);
        match execute_at(room.text(), program) {
            Errno::ENOENT | Errno::ENOTDIR => {}
            // Looked for further, and told only if there is no other: execvp(3).
            errno @ (Errno::EACCES | Errno::ENAMETOOLONG | Errno::ELIBACC) => failure = errno,
            errno => return errno,
        }
        path.skip_to(b':');
        if path.next() == 0 {
            break;
        }
    }
    failure
}

/// execve(2) of the file at `path`. Returns why it cannot be executed: ELIBACC if it is there, but its interpreter is missing.
#[inline(never)]
fn execute_at(path: Text, program: &Program) -> Errno {
    let errno = process::execute(path, &program.command, &program.environment);
    if errno == Errno::ENOENT && file::exists(path) {
        return Errno::ELIBACC;
    }
    if errno == Errno::ENOEXEC && is_script(path) {
        let arguments = program.command.behind_shell(path);
        // If there is no shell either, the file itself is what cannot be executed.
        let _ = process::execute(Text::new(c"/bin/sh"), &arguments, &program.environment);
    }
    errno
}

/// Whether a file that the kernel does not know might be a shell's: anything but a program for another machine.
fn is_script(path: Text) -> bool {
    let mut magic = Room::<5>::new();
    file::read_at(file::HERE, path, magic.buffer());
    magic.text().behind(Text::new(c"\x7fELF")).is_none()
}
