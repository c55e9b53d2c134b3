//! What the engine is to do: plain data, filled in by a [dialect](crate::dialect).
#![forbid(unsafe_code)]

use crate::entry::{Strings, Text};
use crate::machine::Grace;
use crate::signal::Rules;
use crate::status::Expected;

/// What to run.
#[derive(Debug)]
pub struct Program<'a> {
    /// argv, with one free slot in front.
    pub command: Strings<'a>,
    /// envp.
    pub environment: Strings<'a>,
}

/// A user, and the groups it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct User {
    /// How many groups there are; 0 to stay who one is.
    pub count: usize,
    /// The user.
    pub id: u32,
    /// Its group, then its supplementary groups.
    pub groups: [u32; User::GROUPS],
}

impl User {
    /// How many groups can be named.
    pub const GROUPS: usize = 32;
}

/// How to run it.
// Small fields first: their offsets fit into a byte.
#[derive(Debug)]
#[repr(C)]
pub struct Config {
    /// Forward to the command's process group, not to it alone.
    pub group: bool,
    /// Tell of each orphan that is reaped.
    pub warn_reaped: bool,
    /// The stop begins for all at once, not only for the command first.
    pub all_at_once: bool,
    /// See [`crate::log::Log::verbosity`].
    pub verbosity: i8,
    /// What whit gets when its parent dies; 0 for nothing.
    pub parent_death: u8,
    /// What the command's remaining processes are asked with to end.
    pub straggler_signal: u8,
    /// How long the stop may take.
    pub grace: Grace,
    /// To be printed on stdout, instead of running anything.
    pub print: Option<Text<'static>>,
    /// Whom to become before anything is run.
    pub user: User,
    /// What to do with each signal.
    pub rules: Rules,
    /// Which of the command's exit statuses count as success.
    pub expected: Expected,
}

impl Config {
    /// Nothing but zeros: everything is forwarded as it is, to the command alone, and the stop takes no time.
    pub const ZERO: Self = Self {
        group: false,
        warn_reaped: false,
        all_at_once: false,
        verbosity: 0,
        parent_death: 0,
        straggler_signal: 0,
        grace: Grace { after_signal: 0, after_end: 0 },
        print: None,
        rules: Rules::NONE,
        expected: Expected::NONE,
        user: User { count: 0, id: 0, groups: [0; User::GROUPS] },
    };
}
