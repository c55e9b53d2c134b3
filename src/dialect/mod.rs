//! One file a program that whit can be called as: its options become a [`Config`], and it gives the
//! engine's messages their [words](crate::log::Log::words). Pure: no dialect issues a system call.
#![cfg_attr(not(test), forbid(unsafe_code))]

use crate::config::Config;
use crate::entry::Text;
use crate::log::Kind;
use crate::options::{CommandLine, Take};
use core::ffi::CStr;

#[cfg(feature = "dialects")]
pub mod catatonit;
#[cfg(feature = "dialects")]
pub mod docker_init;
#[cfg(feature = "dialects")]
pub mod dumb_init;
#[cfg(feature = "init")]
pub mod init;
#[cfg(feature = "dialects")]
pub mod tini;
#[cfg(feature = "init")]
pub mod tools;
pub mod whit;

/// A program that whit can be called as.
#[derive(Debug)]
pub struct Dialect {
    /// Reads the environment, out of which it may take something, and the options. Its error is the first mistake.
    pub read: fn(&mut CommandLine) -> Result<(), Kind>,
    /// What one of its options says.
    pub take: Take,
    /// Its messages, packed.
    pub words: Text<'static>,
    /// Its help, packed, which is the table of its options.
    pub help: Text<'static>,
    /// Its version, packed.
    pub version: Text<'static>,
    /// Where its help is printed to: 1 or 2.
    pub helps_on: u8,
    /// Where its version and licence are printed to.
    pub prints_on: u8,
    /// Whether it may be a machine's first process.
    pub may_boot: bool,
    /// Whether it runs one command, on a machine too.
    pub is_alone: bool,
    /// Whether it has options with long names.
    pub has_long_options: bool,
    /// Whether a mistake in the options is answered with the help, too.
    pub helps_mistakes: bool,
}

/// The names, and what whit is then.
const NAMES: &[(Text<'static>, &Dialect)] = &[
    (Text::new(c"whit"), &whit::WHIT),
    #[cfg(feature = "dialects")]
    (Text::new(c"docker-init"), &docker_init::DOCKER_INIT),
    #[cfg(feature = "dialects")]
    (Text::new(c"podman-init"), &docker_init::DOCKER_INIT),
    #[cfg(feature = "dialects")]
    (Text::new(c"tini"), &tini::TINI),
    #[cfg(feature = "dialects")]
    (Text::new(c"tini-static"), &tini::TINI),
    #[cfg(feature = "dialects")]
    (Text::new(c"dumb-init"), &dumb_init::DUMB_INIT),
    #[cfg(feature = "dialects")]
    (Text::new(c"catatonit"), &catatonit::CATATONIT),
    #[cfg(feature = "init")]
    (Text::new(c"init"), &init::INIT),
    #[cfg(feature = "init")]
    (Text::new(c"linuxrc"), &init::INIT),
    #[cfg(feature = "init")]
    (Text::new(c"poweroff"), &tools::POWEROFF),
    #[cfg(feature = "init")]
    (Text::new(c"halt"), &tools::HALT),
    #[cfg(feature = "init")]
    (Text::new(c"reboot"), &tools::REBOOT),
    #[cfg(feature = "init")]
    (Text::new(c"switch_root"), &tools::SWITCH_ROOT),
];

/// The program that is called `name`.
#[must_use]
pub fn named(name: Text) -> Option<&'static Dialect> {
    NAMES.iter().find(|(known, _)| name.is(*known)).map(|(_, dialect)| *dialect)
}

/// The licence, in a line.
pub const LICENCE: &CStr = c"whit: MIT OR Apache-2.0, https://spdx.org/licenses\n";

/// What `-v` is to all that have it: one step more.
const fn more_verbose(config: &mut Config) {
    if config.verbosity < 3 {
        config.verbosity += 1;
    }
}
