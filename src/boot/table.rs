//! An inittab, and the processes that its lines become.

use super::command::{self, NO_WORDS, Script};
use super::init::LOG;
use super::inittab::{self, ENTRIES};
use super::{Failure, console};
use crate::config::{HAS_COMMAND, Program};
use crate::entry::{Strings, Text};
use crate::log::{Facts, Kind};
use crate::machine::{Action, Entry};
use crate::packed;
use crate::signal::number;
use crate::spawn::{Child, execute};
use crate::sys::child::fork;
use crate::sys::contents::Contents;
use crate::sys::{Errno, file, process, signal, terminal};
use core::ffi::CStr;

/// An inittab.
#[derive(Debug)]
pub struct Table(Contents);

impl Table {
    /// One command and no table, as [`Child::program`] says.
    pub const COMMAND: Self = Self::new(Text::EMPTY);

    /// Nothing read yet; `default` counts.
    #[must_use]
    pub const fn new(default: Text<'static>) -> Self {
        Self(Contents::without(default))
    }

    /// Reads the file. If it is not there, what there was before counts.
    pub fn open(&mut self) {
        self.0.read(inittab::PATH);
    }

    /// Takes the lines apart. What is the same as before goes on; what is new becomes a new entry; what is gone is asked to end.
    pub fn read(&self, entries: &mut [Entry; ENTRIES]) {
        let mut before = *entries;
        inittab::read(self.0.text(), entries, tell);
        inittab::go_on(entries, &mut before);
        for gone in &before {
            if gone.pid > 0 {
                let _ = signal::send(number::TERM, gone.pid);
                let _ = signal::send(number::CONT, gone.pid);
            }
        }
    }

    /// Reads the file again, and puts what is there now into `entries`.
    pub fn reload(&mut self, entries: &mut [Entry]) {
        self.open();
        if let Ok(entries) = entries.try_into() {
            self.read(entries);
        }
    }

    /// Starts what an entry stands for; returns its pid.
    ///
    /// # Errors
    ///
    /// EAGAIN, ENOMEM: there is no room for a process.
    #[inline(always)]
    pub fn start(&self, entry: &Entry, child: &Child) -> Result<i32, Errno> {
        if HAS_COMMAND && entry.essential {
            return child.spawn();
        }
        let pid = fork();
        if pid == 0 {
            self.begin(entry, child);
        }
        if pid < 0 { Err(Errno::new(-pid)) } else { Ok(pid) }
    }

    /// Executes an entry's command in a process of its own, on its terminal.
    #[inline(always)]
    fn begin(&self, entry: &Entry, child: &Child) -> ! {
        child.set_signals();
        let _ = process::lead_session();
        let tty = entry.line.tty(self.0.text());
        if tty.first() != b':' && !console::attach(tty, b':') {
            process::exit(1);
        }
        let _ = terminal::control(0);
        terminal::make_sane(0);
        if entry.action == Action::ASKFIRST {
            packed::print(1, packed::INVITATION);
            // If there is nothing to read, there is nobody to ask.
            while !matches!(file::read(0, &mut [0]), [] | [b'\n']) {}
        }
        become_command(self.command(entry), &child.program.environment);
        process::exit(1)
    }

    /// An entry's command, up to [`inittab::is_end`].
    #[must_use]
    pub fn command(&self, entry: &Entry) -> Text<'_> {
        entry.line.command(self.0.text())
    }

    /// Executes the command of the first entry with this action in place of this process. Returns only if it cannot.
    #[inline(always)]
    pub fn become_entry(&self, entries: &[Entry], action: Action, environment: &Strings) {
        if let Some(entry) = entries.iter().find(|entry| entry.action == action) {
            become_command(self.command(entry), environment);
        }
    }
}

fn tell(mistake: Kind, line: u32) {
    LOG.say(mistake, Facts::number(line as i32));
}

/// What it says before it waits for somebody.
pub const INVITATION: &CStr = c"\nPlease press Enter to activate this console. ";

/// Executes `command` in place of this process. Returns only if it cannot, and tells why.
fn become_command(command: Text, environment: &Strings) {
    let (mut script, mut words) = (Script::new(), NO_WORDS);
    let (file, arguments) = command::take_apart(command, &mut script, &mut words);
    let (kind, errno) = execute(file, &Program { command: arguments, environment: environment.same() });
    super::tell(Failure::new(kind, errno), file);
}
