//! `whit [OPTIONS] [--] COMMAND [ARG…]`: whit's own command line.
#![cfg_attr(not(test), forbid(unsafe_code))]

use super::effect::Effect;
use super::{Dialect, whit};
use crate::config::{Config, Instead, Preset};
use crate::entry::Text;
use crate::log::Kind;
use crate::machine::{Grace, NEVER, SECOND, Time};
use crate::options::{CommandLine, effects};
use crate::packed;
use crate::signal::{self, Rules, Set};

/// whit itself.
pub const WHIT: Dialect = Dialect {
    read,
    preset: Preset::WHIT,
    options: effects(
        whit::HELP,
        &[
            ("-g", Effect::Group),
            ("-r", Effect::Rewrite),
            ("-e", Effect::Expect),
            ("-p", Effect::ParentDeath),
            ("-t", Effect::Time),
            ("--stop-on", Effect::StopOn),
            ("--straggler-signal", Effect::StragglerSignal),
            ("-a", Effect::AllAtOnce),
            ("-u", Effect::User),
            #[cfg(feature = "init")]
            ("--then", Effect::Then),
            ("-w", Effect::WarnReaped),
            ("-v", Effect::Verbose),
            ("-q", Effect::Quiet),
            ("-h", Effect::Instead(Instead::Help)),
            ("-V", Effect::Instead(Instead::Version)),
            // What there is to be was seen to before all this is read, if it came first.
            ("--as", Effect::Refuse),
        ],
    ),
    words: packed::WHIT_WORDS,
    help: packed::WHIT_HELP,
    version: packed::WHIT_VERSION,
    helps_on: 1,
    prints_on: 1,
    may_boot: true,
    is_alone: true,
    has_long_options: true,
    helps_mistakes: false,
};

/// Reads whit's own variable, which is taken out of the environment, and the options.
///
/// # Errors
///
/// The first mistake in them.
pub fn read(line: &mut CommandLine) -> Result<(), Kind> {
    while let Some(options) = line.program.environment.take_words(Text::new(c"WHIT_OPTIONS=")) {
        line.variable = options;
    }
    line.config.grace = Grace { after_signal: NEVER, after_end: 5 * SECOND };
    line.config.rules.stop_on(Set::STOP);
    line.read_options()
}

/// What whit gets when its parent dies.
#[inline(never)]
pub(super) fn parent_death(config: &mut Config, value: Text) -> bool {
    config.parent_death = signal::parse(value);
    config.parent_death != 0
}

/// What asks stragglers to end.
#[inline(never)]
pub(super) fn straggler_signal(config: &mut Config, value: Text) -> bool {
    config.straggler_signal = signal::parse(value);
    config.straggler_signal != 0
}

/// A stop signal more.
#[inline(never)]
pub(super) fn stop_on(config: &mut Config, value: Text) -> bool {
    let signal = signal::parse(value);
    config.rules.stop_on(Set::of(signal));
    signal != 0
}

/// `N`, an exit status.
#[inline(never)]
pub(super) fn expect(config: &mut Config, value: Text) -> bool {
    match value.as_number() {
        Some(status @ 0..256) => {
            config.expected.add(status as u8);
            true
        }
        _ => false,
    }
}

/// A time: a number with its unit, `inf`, or seconds.
#[inline(never)]
pub(super) fn time(config: &mut Config, mut value: Text) -> bool {
    let mut time = NEVER;
    if !value.is(Text::new(c"inf")) {
        let Some(number) = value.number() else { return false };
        let milliseconds = match value.next() {
            b'm' if value.first() == b's' => {
                value.next();
                1
            }
            b'm' => 60_000,
            b's' | 0 => 1000,
            _ => return false,
        };
        if !value.is_empty() {
            return false;
        }
        time = (Time::from(number) * milliseconds).saturating_mul(SECOND / 1000);
    }
    config.grace = Grace { after_signal: time, after_end: time };
    true
}

/// `UID[:GID[,GID…]]`. Without a GID, it is the one of the same number, as distributions number them.
#[inline(never)]
pub(super) fn user(config: &mut Config, mut value: Text) -> Option<()> {
    let user = &mut config.user;
    user.id = value.number()?;
    *user.groups.first_mut()? = user.id;
    let mut count = 0;
    let mut separator = b':';
    while value.first() == separator {
        value.next();
        *user.groups.get_mut(count)? = value.number()?;
        count += 1;
        separator = b',';
    }
    user.count = count.max(1);
    value.is_empty().then_some(())
}

/// `FROM:TO`.
#[inline(never)]
pub(super) fn rewrite(config: &mut Config, value: Text) -> bool {
    let from = signal::read(value, b':');
    let value = value.after(b':');
    let to = if value.is(Text::new(c"0")) { Rules::NOTHING } else { signal::parse(value) };
    if from == 0 || to == 0 || Set::NEVER_FORWARDED.has(from) {
        return false;
    }
    config.rules.rewrite(from, to);
    true
}

#[cfg(test)]
#[allow(unsafe_code, reason = "arrays of C strings are built there as the kernel builds them")]
mod tests;
