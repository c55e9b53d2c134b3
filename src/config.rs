//! What the engine is to do: plain data, filled in by a [dialect](crate::dialect).
#![forbid(unsafe_code)]

use crate::entry::{Strings, Text};
use crate::machine::{Grace, NEVER, SECOND};
use crate::signal::{Rules, number};
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
pub struct User {
    /// The user.
    pub id: u32,
    /// Its group, then its supplementary groups.
    pub groups: [u32; User::GROUPS],
    /// How many of these there are; 0 to stay who one is.
    pub count: usize,
}

impl User {
    /// How many groups can be named.
    pub const GROUPS: usize = 32;
}

/// How to run it.
#[derive(Debug)]
pub struct Config {
    /// What to do with each signal.
    pub rules: Rules,
    /// Forward to the command's process group, not to it alone.
    pub group: bool,
    /// Which of the command's exit statuses count as success.
    pub expected: Expected,
    /// What whit gets when its parent dies; 0 for nothing.
    pub parent_death: u8,
    /// Tell of each orphan that is reaped.
    pub warn_reaped: bool,
    /// See [`crate::log::Log::verbosity`].
    pub verbosity: i8,
    /// How long the stop may take.
    pub grace: Grace,
    /// The stop begins for all at once, not only for the command first.
    pub all_at_once: bool,
    /// What the command's remaining processes are asked with to end.
    pub straggler_signal: u8,
    /// Whom to become before anything is run.
    pub user: User,
    /// To be printed on stdout, instead of running anything.
    pub print: Text<'static>,
}

impl Config {
    /// The defaults: everything is forwarded as it is, to the command alone.
    #[must_use]
    pub fn new() -> Self {
        Self {
            rules: Rules::NONE,
            group: false,
            expected: Expected::default(),
            parent_death: 0,
            warn_reaped: false,
            verbosity: 0,
            grace: Grace { after_signal: NEVER, after_end: 5 * SECOND },
            all_at_once: false,
            straggler_signal: number::TERM,
            user: User { id: 0, groups: [0; User::GROUPS], count: 0 },
            print: Text::EMPTY,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}
