//! What the supervisor's entries stand for: one command, or the lines of an inittab.

#[cfg(feature = "init")]
use crate::{entry::Text, machine::Entry};
use crate::{spawn::Child, sys::Errno};

/// What there is to do.
#[cfg(feature = "init")]
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

/// What a supervisor does, whichever it is.
#[cfg(feature = "init")]
pub type AnyWork<'a> = dyn Work + 'a;

/// What a supervisor does.
#[cfg(not(feature = "init"))]
pub type AnyWork<'a> = Command;

/// One command, as [`Child::program`] says.
#[derive(Debug)]
pub struct Command;

#[cfg(feature = "init")]
impl Work for Command {
    fn start(&self, _: usize, child: &Child) -> Result<i32, Errno> {
        child.spawn()
    }

    fn name(&self, _: usize) -> Text<'_> {
        Text::EMPTY
    }

    fn reload(&mut self, _: &mut [Entry]) {}
}

#[cfg(not(feature = "init"))]
impl Command {
    /// Starts it; returns its pid.
    ///
    /// # Errors
    ///
    /// EAGAIN, ENOMEM: there is no room for a process.
    pub fn start(&self, _: usize, child: &Child) -> Result<i32, Errno> {
        child.spawn()
    }
}
