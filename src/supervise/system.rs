//! What only a system's init does.

use super::Supervisor;
use crate::log::{Facts, Kind};
use crate::machine::{Fate, Machine};
use crate::procfs;
use crate::signal::number;
use crate::status::Change;
use crate::sys::signal;

impl Supervisor<'_> {
    /// Whether all there is is a machine's, and whit's.
    pub(super) const fn is_machine(&self) -> bool {
        self.config.is_machine
    }

    /// All are about to be asked to end. A shell that somebody talks to ignores SIGTERM: it ends when its terminal does.
    pub(super) fn hang_up(&self, machine: &mut Machine) {
        if self.config.is_machine {
            for pid in machine.entries().pids().filter(|pid| procfs::ignores_termination(*pid)) {
                let _ = signal::send(number::HUP, pid);
            }
        }
    }

    /// Does what is to be done for a table of entries. Says whether that was read again.
    pub(super) fn attend(&mut self, machine: &mut Machine) -> bool {
        let news = machine.actions().news;
        // A second is what everybody grants.
        if news.rest > 1 {
            self.child.log.say_of(
                Kind::Rests,
                self.work.command(machine.entries().at(news.entry.into())),
                Facts::number(news.rest.into()),
            );
        }
        if news.reload {
            self.work.reload(machine.entries().table());
        }
        news.reload
    }

    /// Tells of the end of a machine's one program.
    pub(super) fn tell_program(&self, change: Change) {
        if self.config.then != Fate::Nothing {
            let killer = change.killer();
            let facts = Facts::default().of(killer).with(change.exit_status());
            self.child.log.say(if killer == 0 { Kind::ProgramExited } else { Kind::ProgramKilled }, facts);
        }
    }
}
