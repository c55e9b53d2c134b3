//! What the supervisor keeps: processes, each with the action that says when it is run.

use super::Time;
use crate::boot::inittab::Line;

/// When an entry is run, and what becomes of it: a set of one. In the order of a life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Action(pub u8);

impl Action {
    /// First of all, one after the other.
    pub const SYSINIT: Self = Self(1);
    /// Then, one after the other.
    pub const WAIT: Self = Self(1 << 1);
    /// Then, without waiting for their end.
    pub const ONCE: Self = Self(1 << 2);
    /// Then, and again whenever it has ended.
    pub const RESPAWN: Self = Self(1 << 3);
    /// The same, each time once somebody has pressed Enter.
    pub const ASKFIRST: Self = Self(1 << 4);
    /// On Ctrl-Alt-Del.
    pub const CTRLALTDEL: Self = Self(1 << 5);
    /// Before everything is stopped, one after the other.
    pub const SHUTDOWN: Self = Self(1 << 6);
    /// In the end, in place of init.
    pub const RESTART: Self = Self(1 << 7);
    /// Never.
    pub const NEVER: Self = Self(0);

    /// What is run again and again.
    pub(super) const AGAIN: Self = Self::RESPAWN.or(Self::ASKFIRST);
    /// One of these is waited for before the next is started.
    pub const AWAITED: Self = Self::SYSINIT.or(Self::WAIT).or(Self::SHUTDOWN);
    /// What is started without being asked for.
    const BY_ITSELF: Self = Self::SYSINIT.or(Self::WAIT).or(Self::ONCE).or(Self::AGAIN);
    /// What is started while nothing is coming up or going down.
    pub(super) const UP: Self = Self::AGAIN.or(Self::CTRLALTDEL);

    /// What is started when all of these are; nothing else, from there on.
    #[inline(always)]
    pub(super) fn next(self) -> Option<Self> {
        if self.is_in(Self::SYSINIT.or(Self::WAIT)) {
            Some(Self(self.0 << 1))
        } else {
            (self == Self::ONCE).then_some(Self::UP)
        }
    }

    /// Either of them.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it is one of `others`.
    #[must_use]
    pub const fn is_in(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

/// A process to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its process while it runs; [`Entry::DUE`] when it is to be started, and 0 else.
    pub pid: i32,
    /// When it is run.
    pub action: Action,
    /// Its end is the end of everything, and its status is the answer.
    pub essential: bool,
    /// When it was started; while it is due, when it is to be started at the earliest.
    pub(super) since: Time,
    /// For how many seconds it rested before.
    pub(super) rest: u8,
    /// What it does, if that is a line of an inittab.
    pub line: Line,
}

impl Entry {
    /// It is still to be started.
    pub const DUE: i32 = -1;

    /// None.
    pub const NONE: Self = Self::new(Action::NEVER, Line::NONE);

    /// One that waits for its time.
    #[must_use]
    pub const fn new(action: Action, line: Line) -> Self {
        let pid = if action.is_in(Action::BY_ITSELF) { Self::DUE } else { 0 };
        Self { pid, action, essential: false, since: 0, rest: 0, line }
    }

    /// The one that everything is about.
    #[must_use]
    pub const fn command() -> Self {
        Self { essential: true, ..Self::new(Action::ONCE, Line::NONE) }
    }
}
