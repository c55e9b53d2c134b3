//! How the command line of a program that runs a command is read: as its [`Dialect`] says.

use super::Dialect;
use super::effect::Effect;
use crate::config::Instead;
use crate::entry::Text;
use crate::log::Kind;
use crate::machine::{Grace, NEVER, SECOND};
use crate::options::CommandLine;
use crate::signal::{Set, number};

/// The variables of other programs, with their equals signs.
const VARIABLES: Text = Text::new(
    c"TINI_SUBREAPER=,TINI_KILL_PROCESS_GROUP=,TINI_VERBOSITY=,CATATONIT_LOG=,CATATONIT_DEBUG=,DUMB_INIT_DEBUG=1,DUMB_INIT_SETSID=0",
);

/// What they do.
#[cfg(feature = "dialects")]
const EFFECTS: &[Effect] = &[
    Effect::RequireSubreaper,
    Effect::Group,
    Effect::Level,
    Effect::Refuse,
    Effect::Verbose,
    Effect::Debug,
    Effect::NoSession,
];
#[cfg(not(feature = "dialects"))]
const EFFECTS: &[Effect] = &[];

/// Which of them a program knows: a bit for each.
#[cfg(feature = "dialects")]
pub mod variables {
    #![allow(missing_docs)]
    pub const TINI: u8 = 0b000_0111;
    pub const CATATONIT: u8 = 0b001_1000;
    pub const DUMB_INIT: u8 = 0b110_0000;
}

/// Reads the environment, out of which it may take something, and the options.
///
/// # Errors
///
/// The first mistake in them.
#[inline(always)]
pub fn read(dialect: &Dialect, line: &mut CommandLine) -> Result<(), Kind> {
    let config = &mut line.config;
    config.follow(&dialect.conduct);
    if dialect.leaves_faults {
        // What tells of a fault ends this program, whoever sent it.
        config.unblocked = Set::FAULTS.and(number::ABRT);
    }
    if dialect.suspends {
        config.rules.suspends = Set::TERMINAL;
    }
    if dialect.is_whit {
        line.read_variables(dialect.variables, VARIABLES, EFFECTS)?;
        while let Some(options) = line.program.environment.take_words(Text::new(c"WHIT_OPTIONS=")) {
            line.variable = options;
        }
        line.config.grace = Grace { after_signal: NEVER, after_end: 5 * SECOND };
        line.config.rules.stop_on(Set::STOP);
    }
    let command = &line.program.command;
    if !dialect.has_long_options
        && command.first().is_some_and(|first| first.is(Text::new(c"--version")))
        && command.second().is_none()
    {
        line.config.instead = Instead::Version;
    }
    line.read_options()?;
    if !dialect.is_whit {
        line.read_variables(dialect.variables, VARIABLES, EFFECTS)?;
        let config = &mut line.config;
        for signal in config.conduct.first_stop..number::TTOU + 1 {
            config.rules.rewrite_other(signal, dialect.stops_are);
        }
    }
    Ok(())
}
