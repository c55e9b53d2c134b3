//! `whit [OPTIONS] [--] COMMAND [ARG…]`: whit's own command line.
#![cfg_attr(not(test), forbid(unsafe_code))]

use super::effect::Effect;
use super::{Dialect, Mode, PLAIN, options_of, whit};
use crate::config::{Config, Instead, User};
use crate::entry::Text;
use crate::machine::{Grace, NEVER, SECOND, Time};
use crate::options::Rows;
use crate::packed;
use crate::signal::{self, LAST, Set};

/// What the options do.
pub const OPTIONS: Rows = Rows::new(
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
);

/// whit itself.
pub const WHIT: Dialect = Dialect {
    options: options_of(Mode::Whit),
    help: packed::WHIT_HELP,
    may_boot: true,
    is_alone: true,
    is_whit: true,
    ..PLAIN
};

/// A signal: what whit gets when its parent dies, what asks stragglers to end, or a stop signal more.
#[inline(never)]
pub(super) fn signal(config: &mut Config, value: Text, effect: Effect) -> bool {
    let signal = signal::read(value, 0);
    let is_one = (1..LAST + 1).contains(&signal);
    if effect == Effect::ParentDeath {
        config.parent_death = signal;
    } else if effect == Effect::StragglerSignal {
        config.conduct.straggler_signal = signal;
    } else {
        config.rules.stop_on(Set::of(signal));
        // What nobody hears begins nothing.
        return is_one && !Set::NEVER_FORWARDED.has(signal);
    }
    is_one
}

/// `N`, an exit status.
#[inline(never)]
pub(super) fn expect(config: &mut Config, mut value: Text) -> bool {
    let status = value.number().unwrap_or(u32::MAX);
    let is_status = status < 256 && value.is_empty();
    if is_status {
        config.expected.add(status as u8);
    }
    is_status
}

/// The units of times.
const UNITS: Text = Text::new(c",s,m,ms");

/// How many milliseconds each is.
const MILLISECONDS: &[u16] = &[1000, 1000, 60_000, 1];

/// A time: a number with its unit, `inf`, or seconds.
#[inline(never)]
pub(super) fn time(config: &mut Config, mut value: Text) -> bool {
    let time = if let Some(number) = value.number() {
        let Some(unit) = MILLISECONDS.get(value.place_in(UNITS, 0)) else { return false };
        (Time::from(number) * Time::from(*unit)).saturating_mul(SECOND / 1000)
    } else if value.is(Text::new(c"inf")) {
        NEVER
    } else {
        return false;
    };
    config.grace = Grace { after_signal: time, after_end: time };
    true
}

/// `UID[:GID[,GID…]]`. Without a GID, it is the one of the same number, as distributions number them.
#[inline(never)]
pub(super) fn user(config: &mut Config, mut value: Text) -> Option<()> {
    let User { count, ids } = &mut config.user;
    *count = 0;
    let mut separator = b':';
    loop {
        *ids.get_mut(*count)? = value.number()?;
        *count += 1;
        if value.first() != separator {
            break;
        }
        value.next();
        separator = b',';
    }
    let [user, group, ..] = ids;
    if *count == 1 {
        *group = *user;
        *count = 2;
    }
    value.is_empty().then_some(())
}

/// `FROM:TO`.
#[inline(never)]
pub(super) fn rewrite(config: &mut Config, value: Text) -> bool {
    let from = signal::read(value, b':');
    let to = signal::read(value.after(b':'), 0);
    if from == 0 || from.max(to) > LAST || Set::NEVER_FORWARDED.has(from) {
        return false;
    }
    config.rules.rewrite(from, to);
    true
}

#[cfg(test)]
#[allow(unsafe_code, reason = "arrays of C strings are built there as the kernel builds them")]
mod tests;
