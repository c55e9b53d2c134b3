//! What the engine is to do: plain data, filled in by a [dialect](crate::dialect).
#![forbid(unsafe_code)]

use crate::entry::Strings;
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
    /// To be printed on stdout, instead of running anything.
    pub print: &'static [u8],
}

impl Config {
    /// The defaults: everything is forwarded as it is, to the command alone.
    #[must_use]
    pub fn new() -> Self {
        Self {
            rules: Rules::new(),
            group: false,
            expected: Expected::default(),
            parent_death: 0,
            warn_reaped: false,
            verbosity: 0,
            print: b"",
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}
