//! Who is in the foreground of the controlling terminal: whit's own process group, or the command's.

use crate::signal::{Set, number};
use crate::sys::{process, signal, terminal};

/// The controlling terminal, if there is one.
#[derive(Debug)]
pub struct Terminal {
    descriptor: Option<i32>,
    /// whit's own process group; 0 if that is of another PID namespace.
    group: i32,
    /// The foreground is whit's to give: it has it, or has given it to the command.
    is_ours: bool,
}

impl Terminal {
    /// The terminal at descriptor 0, 1 or 2 that is this process's own. There may be none, or it may be closed: none of
    /// that is an error.
    #[must_use]
    pub fn find() -> Self {
        let descriptor = (0..=2).find(|&descriptor| terminal::foreground(descriptor).is_ok());
        let mut terminal = Self { descriptor, group: process::group(), is_ours: false };
        terminal.is_ours = terminal.is_foreground(terminal.group);
        terminal
    }

    /// The terminal's descriptor, if the command is to take the foreground.
    #[must_use]
    pub fn to_give(&self) -> Option<i32> {
        self.descriptor.filter(|_| self.is_ours)
    }

    /// Gives the foreground to the command's group, if whit's own has it.
    pub fn give(&mut self, command: i32) {
        if self.is_foreground(self.group) {
            self.is_ours = true;
            self.set(command);
        }
    }

    /// Takes the foreground back, if it was given.
    pub fn take_back(&mut self) {
        if self.is_ours {
            self.set(self.group);
        }
    }

    /// The command was stopped by `signal`. That is handed up, by stopping this process's own group in the same way, so that
    /// the shell that started it sees its job stopped; once that goes on, so does the command.
    ///
    /// Nothing stops where nobody could make it go on: the kernel refuses it for PID 1 and for orphaned process groups
    /// (kernel/signal.c, `get_signal`), and the command goes on at once.
    pub fn suspend(&mut self, signal: u8, command: i32) {
        if self.descriptor.is_none() {
            return;
        }
        if self.is_foreground(command) {
            self.set(self.group);
        }
        self.is_ours = false;
        let signal = if signal == number::STOP { number::TSTP } else { signal };
        let _ = signal::send(signal, 0);
        let _ = signal::set_mask(Set::ALL.without(signal));
        let _ = signal::set_mask(Set::ALL);
        self.give(command);
        let _ = signal::send(number::CONT, -command);
    }

    fn is_foreground(&self, group: i32) -> bool {
        self.descriptor.is_some_and(|descriptor| terminal::foreground(descriptor) == Ok(group))
    }

    fn set(&self, group: i32) {
        if let Some(descriptor) = self.descriptor {
            let _ = terminal::set_foreground(descriptor, group);
        }
    }
}
