//! What the supervisor's entries stand for: one command, or the lines of an inittab.

use crate::entry::Text;
use crate::machine::Entry;
use crate::spawn::Child;
use crate::sys::Errno;

/// What there is to do.
pub trait Work {
    /// Starts the entry of this number; returns its pid.
    ///
    /// # Errors
    ///
    /// EAGAIN, ENOMEM: there is no room for a process.
    fn start(&self, index: usize, child: &Child) -> Result<i32, Errno>;

    /// What the entry of this number is called, up to the end of the line.
    fn name(&self, index: usize) -> Text<'_>;

    /// Reads it all again, and puts what is there now into `entries`.
    fn reload(&mut self, entries: &mut [Entry]);
}

/// One command, as [`Child::program`] says.
#[derive(Debug)]
pub struct Command;

impl Work for Command {
    fn start(&self, _: usize, child: &Child) -> Result<i32, Errno> {
        child.spawn()
    }

    fn name(&self, _: usize) -> Text<'_> {
        Text::EMPTY
    }

    fn reload(&mut self, _: &mut [Entry]) {}
}
