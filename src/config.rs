//! What the engine is to do: plain data, filled in by a [dialect](crate::dialect).
#![forbid(unsafe_code)]

#[cfg(any(feature = "dialects", feature = "init"))]
mod others;
#[cfg(not(any(feature = "dialects", feature = "init")))]
mod own;

use crate::entry::Strings;
use crate::log::Kind;
use crate::machine::{Fate, Grace};
use crate::signal::{Rules, Set, number};
use crate::status::{Expected, Statuses};

/// Whether there is a COMMAND to run: else there is but a system, whose init is PID 1, and tells no more than it must.
pub const HAS_COMMAND: bool = cfg!(any(feature = "run", test));

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
    /// How many numbers there are; 0 to stay who one is.
    pub count: usize,
    /// The user, its group, then its supplementary groups.
    pub ids: [u32; User::IDS],
}

impl User {
    /// How many can be named.
    pub const IDS: usize = 33;

    /// The user.
    #[must_use]
    pub const fn id(&self) -> u32 {
        let [id, ..] = self.ids;
        id
    }
}

/// What the command is put into, apart from whit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// A process group, which gets the terminal's foreground if whit has it.
    Group,
    /// A session, whose controlling terminal becomes what whit has as descriptor 0; whit itself gives that terminal up.
    #[cfg(feature = "dialects")]
    Session,
    /// Nothing.
    #[cfg(any(feature = "dialects", feature = "init"))]
    None,
}

/// What happens when the command has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterEnd {
    /// The orderly stop of all that remains.
    Stop,
    /// whit ends: the kernel sees to the rest.
    #[cfg(feature = "dialects")]
    Leave,
    /// The same, but the command's target gets what SIGTERM is forwarded as.
    #[cfg(feature = "dialects")]
    Farewell,
}

/// Whether orphans among whit's descendants are to become its children though it is not PID 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subreaper {
    /// They are, if it can be had.
    Wanted,
    /// They are not.
    #[cfg(feature = "dialects")]
    No,
    /// Without that, nothing is started.
    #[cfg(feature = "dialects")]
    Required,
}

/// To be done instead of running anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// Nothing.
    Run,
    /// Print the help.
    Help,
    /// Print the version.
    Version,
    /// Print the licence.
    #[cfg(feature = "dialects")]
    Licence,
    /// Hold the namespaces: see [`mod@crate::pause`].
    #[cfg(feature = "dialects")]
    Hold,
    /// Run a system by its inittab.
    #[cfg(feature = "init")]
    Boot,
    /// Have PID 1 read its inittab again.
    #[cfg(feature = "init")]
    Reload,
    /// Ask PID 1, or the kernel, for what [`Config::then`] says.
    #[cfg(feature = "init")]
    Ask,
    /// Make another directory the root, and go on there.
    #[cfg(feature = "init")]
    SwitchRoot,
}

/// What a program does if no option says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Conduct {
    /// The exit statuses of its own.
    pub statuses: Statuses,
    /// Forward to the command's process group, not to it alone.
    pub group: bool,
    /// The command begins with no signal blocked and none ignored, whatever this program was given.
    pub fresh_signals: bool,
    /// What happens when the command has ended.
    pub after_end: AfterEnd,
    /// Whether to become a subreaper.
    pub subreaper: Subreaper,
    /// What the command is put into.
    pub isolation: Isolation,
    /// Sockets that were passed on, by LISTEN_PID, are the command's.
    pub passes_sockets: bool,
    /// The first of a terminal's stop signals for which something else is sent on, if they are not rewritten.
    pub first_stop: u8,
    /// What the command's remaining processes are asked with to end.
    pub straggler_signal: u8,
}

impl Conduct {
    /// Nothing but zeros.
    const ZERO: Self = Self {
        statuses: Statuses::all(0),
        group: false,
        fresh_signals: false,
        after_end: AfterEnd::Stop,
        subreaper: Subreaper::Wanted,
        isolation: Isolation::Group,
        passes_sockets: false,
        first_stop: 0,
        straggler_signal: 0,
    };

    /// As whit does it.
    pub const WHIT: Self = Self {
        statuses: Statuses::WHIT,
        isolation: Isolation::Group,
        group: false,
        fresh_signals: false,
        after_end: AfterEnd::Stop,
        subreaper: Subreaper::Wanted,
        passes_sockets: true,
        first_stop: u8::MAX,
        straggler_signal: number::TERM,
    };
}

/// How to run it.
// Small fields first: their offsets fit into a byte.
#[derive(Debug)]
#[repr(C)]
pub struct Config {
    /// What differs between programs, as options have changed it.
    pub conduct: Conduct,
    /// What is done in place of running a command.
    pub instead: Instead,
    /// Tell of each orphan that is reaped.
    pub warn_reaped: bool,
    /// The stop begins for all at once, not only for the command first.
    pub all_at_once: bool,
    /// See [`crate::log::Log::verbosity`].
    pub verbosity: i8,
    /// What whit gets when its parent dies; 0 for nothing.
    pub parent_death: u8,
    /// What is to be told before anything else, if it is not nothing.
    pub notices: [Kind; 2],
    /// Only a shell, to repair the system.
    pub is_single: bool,
    /// All there is is a machine's, and whit's.
    pub is_machine: bool,
    /// The kernel is asked at once, not PID 1.
    pub at_once: bool,
    /// Nothing is written before that.
    pub unsynced: bool,
    /// So many seconds later.
    pub delay: u32,
    /// What becomes of the machine in the end.
    pub then: Fate,
    /// How long the stop may take.
    pub grace: Grace,
    /// Signals that do to whit what they do to anybody.
    pub unblocked: Set,
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
        conduct: Conduct::ZERO,
        instead: Instead::Run,
        warn_reaped: false,
        all_at_once: false,
        verbosity: 0,
        parent_death: 0,
        notices: [Kind::Nothing; 2],
        is_single: false,
        is_machine: false,
        at_once: false,
        unsynced: false,
        delay: 0,
        then: Fate::Nothing,
        grace: Grace { after_signal: 0, after_end: 0 },
        unblocked: Set(0),
        user: User { count: 0, ids: [0; User::IDS] },
        rules: Rules::NONE,
        expected: Expected::NONE,
    };
}
