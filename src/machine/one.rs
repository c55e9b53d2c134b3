//! What the supervisor keeps where there is no system's init: one command. Its end is the end of everything.

use super::{Ending, Fate, KILLED, Machine, NEVER, Time};
use core::marker::PhantomData;

/// The command, before it is started.
#[derive(Debug)]
pub struct Entry(());

impl Entry {
    /// The one that everything is about.
    #[must_use]
    pub const fn command() -> Self {
        Self(())
    }
}

/// A table of one.
#[derive(Debug)]
pub struct Entries<'a> {
    /// Its process while it runs; [`DUE`] when it is to be started, and 0 when it has ended.
    pid: i32,
    /// Its status; while nobody knows that, as if it were killed.
    status: u8,
    life: PhantomData<&'a mut Entry>,
}

/// It is still to be started.
const DUE: i32 = -1;

/// What there is to be done for a table: never anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News;

impl News {
    /// Nothing.
    pub const NONE: Self = Self;
}

impl<'a> Entries<'a> {
    pub(super) const fn of(_: &'a mut [Entry]) -> Self {
        Self { pid: DUE, status: KILLED, life: PhantomData }
    }

    /// The entry that is to be started.
    #[must_use]
    pub const fn next(&self) -> &Entry {
        &Entry(())
    }

    pub(super) const fn started(&mut self, _: Time, pid: i32) -> usize {
        self.pid = pid;
        0
    }

    pub(super) fn find(&self, pid: i32) -> Option<usize> {
        (self.pid == pid).then_some(0)
    }

    pub(super) const fn running(&self) -> i32 {
        self.pid
    }

    pub(super) const fn due(&self) -> Time {
        NEVER
    }

    pub(super) const fn are_over(&self) -> bool {
        true
    }

    pub(super) const fn conclude(&mut self, status: u8, _: Fate) {
        self.status = status;
    }

    pub(super) const fn ending(&self) -> Ending {
        Ending::Exit(self.status)
    }
}

impl Machine<'_> {
    pub(super) const fn ends_all(&mut self, _: Time, _: usize) -> bool {
        self.entries.pid = 0;
        true
    }

    pub(super) const fn start_next(&mut self, _: Time) {
        self.actions.start = self.entries.pid == DUE;
    }

    pub(super) const fn gives_up_action(&self, _: Time) -> bool {
        false
    }
}
