//! One file a program that whit can be called as: its options become a [`Config`](crate::config::Config), and it gives the
//! engine's messages their [words](crate::log::Log::words). Pure: no dialect issues a system call.
#![cfg_attr(not(test), forbid(unsafe_code))]

use crate::config::Preset;
use crate::entry::Text;
use crate::log::Kind;
use crate::options::{CommandLine, LINES};
use core::ffi::CStr;
use effect::Effect;

#[cfg(feature = "dialects")]
pub mod catatonit;
#[cfg(feature = "dialects")]
pub mod docker_init;
#[cfg(feature = "dialects")]
pub mod dumb_init;
pub mod effect;
#[cfg(feature = "init")]
pub mod init;
#[cfg(feature = "run")]
pub mod run;
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
    /// What its options do, in the places of the lines of its help.
    pub options: [Effect; LINES],
    /// Its messages, packed.
    pub words: Text<'static>,
    /// Its help, packed, which is the table of its options.
    pub help: Text<'static>,
    /// Its version, packed.
    pub version: Text<'static>,
    /// What it does if nobody says otherwise.
    pub preset: Preset,
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

/// What a program is that is called so.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    /// The one that holds a pod's namespaces.
    Pause,
    /// One with a command line.
    #[cfg(any(feature = "run", feature = "init"))]
    Dialect(&'static Dialect),
}

/// Names, and what whit is then. The first is also what it is by any other name.
const ROWS: &[(&str, Mode)] = &[
    #[cfg(feature = "run")]
    ("whit,", Mode::Dialect(&run::WHIT)),
    #[cfg(feature = "dialects")]
    ("docker-init,", Mode::Dialect(&docker_init::DOCKER_INIT)),
    #[cfg(feature = "dialects")]
    ("podman-init,", Mode::Dialect(&docker_init::DOCKER_INIT)),
    #[cfg(feature = "dialects")]
    ("tini,", Mode::Dialect(&tini::TINI)),
    #[cfg(feature = "dialects")]
    ("tini-static,", Mode::Dialect(&tini::TINI)),
    #[cfg(feature = "dialects")]
    ("dumb-init,", Mode::Dialect(&dumb_init::DUMB_INIT)),
    #[cfg(feature = "dialects")]
    ("catatonit,", Mode::Dialect(&catatonit::CATATONIT)),
    #[cfg(feature = "init")]
    ("init,", Mode::Dialect(&init::INIT)),
    #[cfg(feature = "init")]
    ("linuxrc,", Mode::Dialect(&init::INIT)),
    #[cfg(feature = "init")]
    ("poweroff,", Mode::Dialect(&tools::TOOL)),
    #[cfg(feature = "init")]
    ("halt,", Mode::Dialect(&tools::TOOL)),
    #[cfg(feature = "init")]
    ("reboot,", Mode::Dialect(&tools::TOOL)),
    #[cfg(feature = "init")]
    ("switch_root,", Mode::Dialect(&tools::TOOL)),
    ("pause", Mode::Pause),
];

/// The names, one behind the other: an address for each would be longer than the name.
const NAMES: Text<'static> = {
    const LENGTH: usize = {
        let (mut length, mut rows) = (1, ROWS);
        while let [(name, _), others @ ..] = rows {
            length += name.len();
            rows = others;
        }
        length
    };
    const BYTES: &[u8] = &{
        let mut bytes = [0; LENGTH];
        let (mut rest, mut rows): (&mut [u8], _) = (&mut bytes, ROWS);
        while let [(name, _), others @ ..] = rows {
            let (place, behind) = rest.split_at_mut(name.len());
            place.copy_from_slice(name.as_bytes());
            (rest, rows) = (behind, others);
        }
        bytes
    };
    match CStr::from_bytes_with_nul(BYTES) {
        Ok(names) => Text::new(names),
        Err(_) => Text::EMPTY,
    }
};

/// What each name means.
const MODES: &[Mode; ROWS.len()] = &{
    let mut modes = [Mode::Pause; ROWS.len()];
    let (mut rest, mut rows): (&mut [Mode], _) = (&mut modes, ROWS);
    while let ([place, behind @ ..], [(_, mode), others @ ..]) = (rest, rows) {
        *place = *mode;
        (rest, rows) = (behind, others);
    }
    modes
};

/// What is called `name`, a path or not.
#[inline(never)]
#[must_use]
pub fn named(name: Text) -> Option<&'static Mode> {
    MODES.get(name.base().place_in(NAMES, 0))
}

/// What it is by a name that nobody knows. As a constant of another crate, it would have that pack all texts once more.
#[inline(never)]
#[must_use]
pub fn unnamed() -> &'static Mode {
    let [first, ..] = MODES;
    first
}

/// The licence, in a line.
#[cfg(feature = "dialects")]
pub const LICENCE: &CStr = c"whit: MIT OR Apache-2.0, https://spdx.org/licenses\n";
