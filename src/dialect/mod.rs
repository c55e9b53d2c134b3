//! One file a program that whit can be called as: its options become a [`Config`](crate::config::Config), and it gives the
//! engine's messages their [words](crate::log::Log::words). Pure: no dialect issues a system call.
#![cfg_attr(not(test), forbid(unsafe_code))]

use crate::config::Conduct;
use crate::entry::Text;
use crate::log::Kind;
use crate::options::{self, CommandLine, Rows};
use crate::packed::Packed;
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
pub mod reading;
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
    /// Its messages.
    pub words: Packed,
    /// Its help, which is the table of its options.
    pub help: Packed,
    /// Its version.
    pub version: Packed,
    /// What its options do: see [`Self::effect_of`].
    pub options: u8,
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
    /// Whether it has whit's own variable, stop signals and grace.
    pub is_whit: bool,
    /// Which [variables](reading::variables) it knows; they are read before the options if it is whit itself.
    pub variables: u8,
    /// Whether signals that tell of faults do to it what they do to anybody.
    pub leaves_faults: bool,
    /// Whether a terminal's stop signals stop it, too.
    pub suspends: bool,
    /// What is sent on from [`Conduct::first_stop`] on; 0 if nothing is.
    pub stops_are: u8,
    /// What it does if nobody says otherwise.
    pub conduct: Conduct,
}

/// What most of them have in common; no help.
#[cfg(any(feature = "run", feature = "init"))]
const PLAIN: Dialect = Dialect {
    words: crate::packed::WHIT_WORDS,
    help: crate::packed::WHIT_VERSION,
    version: crate::packed::WHIT_VERSION,
    options: 0,
    helps_on: 1,
    prints_on: 1,
    may_boot: false,
    is_alone: false,
    has_long_options: true,
    helps_mistakes: false,
    is_whit: false,
    variables: 0,
    leaves_faults: false,
    suspends: false,
    stops_are: 0,
    conduct: Conduct::WHIT,
};

/// What whit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Mode {
    #[cfg(feature = "run")]
    Whit,
    #[cfg(feature = "dialects")]
    DockerInit,
    #[cfg(feature = "dialects")]
    Tini,
    #[cfg(feature = "dialects")]
    DumbInit,
    #[cfg(feature = "dialects")]
    Catatonit,
    #[cfg(feature = "init")]
    Init,
    #[cfg(feature = "init")]
    Tool,
    /// The one that holds a pod's namespaces, and has no command line.
    Pause,
}

/// Each of them that has a command line.
static DIALECTS: &[Dialect] = &[
    #[cfg(feature = "run")]
    run::WHIT,
    #[cfg(feature = "dialects")]
    docker_init::DOCKER_INIT,
    #[cfg(feature = "dialects")]
    tini::TINI,
    #[cfg(feature = "dialects")]
    dumb_init::DUMB_INIT,
    #[cfg(feature = "dialects")]
    catatonit::CATATONIT,
    #[cfg(feature = "init")]
    init::INIT,
    #[cfg(feature = "init")]
    tools::TOOL,
];

/// What their options do.
const OPTIONS: &[Rows] = &[
    #[cfg(feature = "run")]
    run::OPTIONS,
    #[cfg(feature = "dialects")]
    Rows::NONE,
    #[cfg(feature = "dialects")]
    tini::OPTIONS,
    #[cfg(feature = "dialects")]
    dumb_init::OPTIONS,
    #[cfg(feature = "dialects")]
    catatonit::OPTIONS,
    #[cfg(feature = "init")]
    Rows::NONE,
    #[cfg(feature = "init")]
    tools::OPTIONS,
];

/// All of that in one table: it has no room for lines that are no rows, but between rows.
static EFFECTS: [Effect; options::count(OPTIONS)] = options::join(OPTIONS);

/// What is to be added to the number of a line in a program's help for its place in the table.
#[cfg(any(feature = "run", feature = "init"))]
const fn options_of(mode: Mode) -> u8 {
    let (before, own) = OPTIONS.split_at(mode as usize);
    match own {
        [rows, ..] => (options::count(before) as u8).wrapping_sub(rows.first),
        [] => 0,
    }
}

impl Dialect {
    /// What the option does that is told of in this line of the help.
    #[must_use]
    pub fn effect_of(&self, row: u8) -> Effect {
        EFFECTS.get(usize::from(row.wrapping_add(self.options))).copied().unwrap_or(Effect::Refuse)
    }
}

impl Mode {
    /// What it is then, if it has a command line.
    #[must_use]
    #[inline(always)]
    pub fn dialect(self) -> Option<&'static Dialect> {
        DIALECTS.get(self as usize)
    }

    /// Says what it does if nobody says otherwise; reads the environment, out of which it may take something, and the options.
    ///
    /// # Errors
    ///
    /// The first mistake in them.
    #[inline(always)]
    #[allow(unused_variables, reason = "where there is only pause, there is no command line")]
    pub fn read(self, dialect: &Dialect, line: &mut CommandLine) -> Result<(), Kind> {
        match self {
            #[cfg(feature = "init")]
            Self::Init => init::read(line),
            #[cfg(feature = "init")]
            Self::Tool => tools::read(line),
            #[cfg(feature = "run")]
            _ => reading::read(dialect, line),
            #[cfg(not(feature = "run"))]
            _ => Ok(()),
        }
    }
}

/// Names, and what whit is then. The first is also what it is by any other name.
const ROWS: &[(&str, Mode)] = &[
    #[cfg(feature = "run")]
    ("whit,", Mode::Whit),
    #[cfg(feature = "dialects")]
    ("docker-init,", Mode::DockerInit),
    #[cfg(feature = "dialects")]
    ("podman-init,", Mode::DockerInit),
    #[cfg(feature = "dialects")]
    ("tini,", Mode::Tini),
    #[cfg(feature = "dialects")]
    ("tini-static,", Mode::Tini),
    #[cfg(feature = "dialects")]
    ("dumb-init,", Mode::DumbInit),
    #[cfg(feature = "dialects")]
    ("catatonit,", Mode::Catatonit),
    #[cfg(feature = "init")]
    ("init,", Mode::Init),
    #[cfg(feature = "init")]
    ("linuxrc,", Mode::Init),
    #[cfg(feature = "init")]
    ("poweroff,", Mode::Tool),
    #[cfg(feature = "init")]
    ("halt,", Mode::Tool),
    #[cfg(feature = "init")]
    ("reboot,", Mode::Tool),
    #[cfg(feature = "init")]
    ("switch_root,", Mode::Tool),
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
pub fn named(name: Text) -> Option<Mode> {
    MODES.get(name.base().place_in(NAMES, 0)).copied()
}

/// What it is by a name that nobody knows. As a constant of another crate, it would have that pack all texts once more.
#[inline(never)]
#[must_use]
pub fn unnamed() -> Mode {
    let [first, ..] = MODES;
    *first
}

/// The licence, in a line.
#[cfg(feature = "dialects")]
pub const LICENCE: &CStr = c"whit: MIT OR Apache-2.0, https://spdx.org/licenses\n";
