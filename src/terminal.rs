//! Who is in the foreground of the controlling terminal: whit's own process group, or the command's.

use crate::signal::{Set, number};
use crate::sys::{process, signal, terminal};

/// The controlling terminal, if there is one.
#[derive(Debug)]
pub struct Terminal {
    /// Negative if there is none: then everything here fails, and nothing comes of it.
    descriptor: i32,
    /// whit's own process group; 0 if that is of another PID namespace.
    group: i32,
    /// The foreground is whit's to give: it has it, or has given it to the command.
    is_ours: bool,
}

impl Terminal {
    /// The terminal at descriptor 2, 1 or 0 that is this process's own. There may be none, or it may be closed: none of
    /// that is an error.
    #[must_use]
    pub fn find() -> Self {
        let mut descriptor = 3;
        let mut foreground = -1;
        while foreground < 0 && descriptor >= 0 {
            descriptor -= 1;
            foreground = terminal::foreground(descriptor);
        }
        let group = process::group();
        Self { descriptor, group, is_ours: foreground == group }
    }

    /// None, whatever there is: it is not whit's to care about.
    pub const NONE: Self = Self { descriptor: -1, group: 0, is_ours: false };

    /// Gives the foreground to this process, a new command, if it is whit's to give.
    pub fn take(&self) {
        if self.is_ours {
            terminal::set_foreground(self.descriptor, process::pid());
        }
    }

    /// Gives the foreground to the command's group, if whit's own has it.
    pub fn give(&mut self, command: i32) {
        if terminal::foreground(self.descriptor) == self.group {
            self.is_ours = true;
            terminal::set_foreground(self.descriptor, command);
        }
    }

    /// Takes the foreground back, if it was given.
    pub fn take_back(&self) {
        if self.is_ours {
            terminal::set_foreground(self.descriptor, self.group);
        }
    }

    /// The command was stopped by `signal`. That is handed up, by stopping this process's own group in the same way, so that
    /// the shell that started it sees its job stopped; once that goes on, so does the command.
    ///
    /// Nothing stops where nobody could make it go on: the kernel refuses it for PID 1 and for orphaned process groups
    /// (kernel/signal.c, `get_signal`), and the command goes on at once.
    pub fn suspend(&mut self, signal: u8, command: i32) {
        if self.descriptor < 0 {
            return;
        }
        if terminal::foreground(self.descriptor) == command {
            terminal::set_foreground(self.descriptor, self.group);
        }
        self.is_ours = false;
        let signal = if signal == number::STOP { number::TSTP } else { signal };
        let _ = signal::send(signal, 0);
        // SIGCONT, which makes it go on, is answered below; sent on later, it would undo the command's next stop.
        signal::set_mask(Set::ALL.without(number::CONT).without(signal));
        signal::set_mask(Set::ALL);
        self.give(command);
        let _ = signal::send(number::CONT, -command);
    }
}
