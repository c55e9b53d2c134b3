//! One file a program that whit can be called as: its options become a [`Config`](crate::config::Config), and it gives the
//! engine's messages their [words](crate::log::Words). Pure: no dialect issues a system call.

pub mod whit;

use crate::config::Config;
use crate::entry::Strings;
use crate::log::Kind;
use crate::options::{Source, Usage};

/// A command line, while it is read and after.
#[derive(Debug)]
pub struct Reading<'a> {
    /// What is not read yet; in the end, COMMAND.
    pub source: Source<'a>,
    /// The environment that COMMAND gets.
    pub environment: Strings<'a>,
    /// What was asked for.
    pub config: Config,
    /// What is to be printed on stdout.
    pub print: &'static [u8],
    /// What is wrong.
    pub usage: Usage<'a>,
}

/// What a command line asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Run COMMAND.
    Run,
    /// Print [`Reading::print`], and end with 0.
    Print,
    /// Nothing, since this is wrong with it; [`Reading::usage`] has more.
    Complain(Kind),
}
