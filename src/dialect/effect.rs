//! What the options and variables of all programs do: an effect is a byte in a table.
#![forbid(unsafe_code)]

#[cfg(feature = "run")]
use super::run;
#[cfg(feature = "dialects")]
use super::{dumb_init, tini};
#[cfg(feature = "dialects")]
use crate::config::Subreaper;
use crate::config::{Config, Instead};
use crate::entry::Text;

/// What an option does, or a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Effect {
    /// This is to be done instead.
    Instead(Instead),
    #[cfg(feature = "run")]
    Group,
    #[cfg(feature = "run")]
    AllAtOnce,
    #[cfg(feature = "run")]
    WarnReaped,
    #[cfg(feature = "run")]
    Verbose,
    #[cfg(feature = "run")]
    Quiet,
    #[cfg(feature = "init")]
    Single,
    #[cfg(feature = "init")]
    AtOnce,
    #[cfg(feature = "init")]
    Unsynced,
    #[cfg(feature = "dialects")]
    RequireSubreaper,
    /// tini's `TINI_VERBOSITY`.
    #[cfg(feature = "dialects")]
    Level,
    /// dumb-init's `-c`.
    #[cfg(feature = "dialects")]
    BeSingle,
    /// dumb-init's `DUMB_INIT_DEBUG`.
    #[cfg(feature = "dialects")]
    Debug,
    /// dumb-init's `DUMB_INIT_SETSID`.
    #[cfg(feature = "dialects")]
    NoSession,
    // Those with a value: one range of numbers is quickly told from the others.
    /// Nothing: it is a mistake.
    Refuse,
    #[cfg(feature = "run")]
    ParentDeath,
    #[cfg(feature = "run")]
    StragglerSignal,
    #[cfg(feature = "run")]
    StopOn,
    #[cfg(feature = "run")]
    Rewrite,
    #[cfg(feature = "run")]
    Expect,
    #[cfg(feature = "run")]
    Time,
    #[cfg(feature = "run")]
    User,
    #[cfg(all(feature = "run", feature = "init"))]
    Then,
    /// tini's `-p`.
    #[cfg(feature = "dialects")]
    ExactParentDeath,
    /// tini's `-e`.
    #[cfg(feature = "dialects")]
    LenientExpect,
    /// dumb-init's `-r`.
    #[cfg(feature = "dialects")]
    RewriteNumbers,
    #[cfg(feature = "init")]
    Delay,
}

impl Effect {
    /// Whether an option that does so has a value.
    #[must_use]
    pub const fn takes_value(self) -> bool {
        match self {
            Self::Refuse => true,
            #[cfg(feature = "run")]
            Self::ParentDeath
            | Self::StragglerSignal
            | Self::StopOn
            | Self::Rewrite
            | Self::Expect
            | Self::Time
            | Self::User => true,
            #[cfg(all(feature = "run", feature = "init"))]
            Self::Then => true,
            #[cfg(feature = "dialects")]
            Self::ExactParentDeath | Self::LenientExpect | Self::RewriteNumbers => true,
            #[cfg(feature = "init")]
            Self::Delay => true,
            _ => false,
        }
    }
}

/// What `effect` says. `false`: `value` is not what was expected.
// What it calls is not inline, and has what it needs where it is already: each call is one jump.
#[inline(never)]
#[allow(unused_variables, reason = "where there is only pause, no option has a value")]
pub fn take(config: &mut Config, value: Text, effect: Effect) -> bool {
    match effect {
        Effect::Refuse => return false,
        Effect::Instead(what) => config.instead = what,
        #[cfg(feature = "run")]
        Effect::Group => config.conduct.group = true,
        #[cfg(feature = "run")]
        Effect::AllAtOnce => config.all_at_once = true,
        #[cfg(feature = "run")]
        Effect::WarnReaped => config.warn_reaped = true,
        #[cfg(feature = "run")]
        Effect::Verbose => config.verbosity += i8::from(config.verbosity < 3),
        #[cfg(feature = "run")]
        Effect::Quiet => config.verbosity = -1,
        #[cfg(feature = "run")]
        Effect::ParentDeath | Effect::StragglerSignal | Effect::StopOn => return run::signal(config, value, effect),
        #[cfg(feature = "run")]
        Effect::Rewrite => return run::rewrite(config, value),
        #[cfg(feature = "run")]
        Effect::Expect => return run::expect(config, value),
        #[cfg(feature = "run")]
        Effect::Time => return run::time(config, value),
        #[cfg(feature = "run")]
        Effect::User => return run::user(config, value).is_some(),
        #[cfg(all(feature = "run", feature = "init"))]
        Effect::Then => return super::tools::then(config, value),
        #[cfg(feature = "dialects")]
        Effect::RequireSubreaper => config.conduct.subreaper = Subreaper::Required,
        #[cfg(feature = "dialects")]
        Effect::ExactParentDeath => return tini::parent_death(config, value),
        #[cfg(feature = "dialects")]
        Effect::LenientExpect => return tini::expect(config, value),
        #[cfg(feature = "dialects")]
        Effect::Level => return tini::level(config, value),
        #[cfg(feature = "dialects")]
        Effect::BeSingle => dumb_init::be_single(config),
        #[cfg(feature = "dialects")]
        Effect::RewriteNumbers => return dumb_init::rewrite(config, value),
        #[cfg(feature = "dialects")]
        Effect::Debug => dumb_init::debug(config, value),
        #[cfg(feature = "dialects")]
        Effect::NoSession => dumb_init::no_session(config, value),
        #[cfg(feature = "init")]
        Effect::Single => config.is_single = true,
        #[cfg(feature = "init")]
        Effect::AtOnce => config.at_once = true,
        #[cfg(feature = "init")]
        Effect::Unsynced => config.unsynced = true,
        #[cfg(feature = "init")]
        Effect::Delay => return super::tools::delay(config, value),
    }
    true
}
