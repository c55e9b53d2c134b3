//! What there is of manners where whit is but itself.

use super::Supervisor;
use crate::config::Config;
use crate::entry::Room;
use crate::log::{Facts, Kind, Log};
use crate::spawn::Child;
use crate::sys::{Errno, process};
use core::marker::PhantomData;

/// How signals are heard: all of them.
#[derive(Debug)]
pub struct Manners<'a>(PhantomData<&'a Config>);

impl<'a> Manners<'a> {
    /// There is nothing to know.
    pub const fn new(_: &'a Config, _: i32, _: &Log) -> Self {
        Self(PhantomData)
    }

    /// A signal arrived, which is somebody's business.
    pub const fn hear(&self, _: u8, _: &Log) -> bool {
        true
    }

    /// SIGCHLD arrived, which is nobody else's.
    pub const fn hear_child(&self, _: &Log) {}
}

/// There is nothing to tell before anything else.
pub const fn begin(_: &Config, _: &Log) {}

/// There is nothing to tell in the end.
pub const fn end(_: u8, _: &Log) {}

/// Sees to it that orphans are reparented to this process, which is not PID 1.
pub fn adopt_orphans(_: &Config, log: &Log) -> bool {
    if let Err(errno) = process::become_subreaper() {
        log.say(Kind::CannotAdopt, Facts::why(errno));
    }
    true
}

/// What is told of a child that was reaped, whatever its end was.
pub const fn reaped(_: u8) -> Kind {
    Kind::ChildExited
}

/// What is told of a signal that could not be sent on, whatever the reason.
pub const fn unsent(_: Errno) -> Kind {
    Kind::CannotSignal
}

/// Leaves the command where it is.
pub const fn begin_session(_: &Child) {}

/// Leaves LISTEN_PID as it is.
pub const fn pass_sockets(_: &Child, _: &mut Room<1>) {}

impl Supervisor<'_> {
    pub(super) const fn follow(&self, _: u8) {}

    pub(super) const fn leave(&self, _: i32) {}
}
