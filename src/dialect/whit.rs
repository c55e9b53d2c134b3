//! whit's own command line: `whit [OPTIONS] [--] COMMAND [ARG…]`.
#![cfg_attr(not(test), forbid(unsafe_code))]

use super::{Dialect, more_verbose};
use crate::config::{Config, Instead};
use crate::entry::Text;
use crate::log::Kind;
use crate::machine::{Grace, NEVER, SECOND, Time};
use crate::options::{CommandLine, long};
use crate::packed;
use crate::signal::{self, Rules, Set, number};
use crate::status::Statuses;
use crate::text::concat_c;
use core::ffi::CStr;
#[cfg(feature = "init")]
use linux_raw_sys::general::{LINUX_REBOOT_CMD_HALT, LINUX_REBOOT_CMD_POWER_OFF, LINUX_REBOOT_CMD_RESTART};

/// What is told of a feature that may be missing.
macro_rules! told_if {
    ($name:ident, $feature:literal, $text:literal) => {
        #[cfg(feature = $feature)]
        macro_rules! $name {
            () => {
                $text
            };
        }
        #[cfg(not(feature = $feature))]
        macro_rules! $name {
            () => {
                ""
            };
        }
    };
}
told_if!(dialects_names, "dialects", " tini tini-static dumb-init catatonit docker-init podman-init");
told_if!(machines_names, "init", " init linuxrc poweroff halt reboot switch_root");
told_if!(
    machines_words,
    "init",
    "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\
2cannot mount %t: %e
2cannot unmount %t: %e
2cannot turn swap on %t off: %e
2%t hangs: it is left as it is
1cannot switch root: this is not PID 1
1cannot switch root to %t: %e
1cannot switch root to %t: it is on the same file system
1cannot switch root to %t: / is no initramfs, or has no /init
1cannot switch root: %t is not there in the new one
1cannot switch root to %t: %e
2cannot open %t: %e
1cannot mount root=%t: expected /dev/NAME
1cannot mount root=%t: there is no such device
2/etc/inittab: line %n: expected TERMINAL::ACTION:COMMAND
2/etc/inittab: line %n: there is no such action
2/etc/inittab: line %n: the command is too long
2/etc/inittab: line %n: too much: from here on it is ignored
2%t ended at once: it is started again in %n s
1cannot start anything: there is no /etc/inittab, /etc/init.d/rcS or /bin/sh
1%c exited with status %m
1%c died by SIG%s: status %m
1expected to be PID 1, or -q
1cannot ask PID 1: %e
1expected switch_root [-c DEVICE] NEWROOT INIT [ARG...]
1cannot mount root=%t: %e
"
);
told_if!(machines_option, "init", "--then poweroff|reboot|halt\tas a machine's first process, in the end\n");

/// What `--help` prints, and the table of options.
pub const HELP: &CStr = concat_c!(
    "\
Usage: whit [OPTIONS] [--] COMMAND [ARG...]
Run COMMAND, forward signals to it, reap orphans, leave nothing behind.

-g, --group\t\t\tforward signals to COMMAND's process group
-r, --rewrite SIGNAL:SIGNAL|0\tforward the second for the first, 0: nothing
-e, --expect 0..255\t\tthis exit status becomes 0
-p, --parent-death SIGNAL\tget this when the parent dies
-t, --time 500ms|10s|2m|0|inf\thow long a stop may take before the rest is killed
\t\t\t\t(5s, or inf after a stop signal: TERM INT PWR RTMIN+3)
--stop-on SIGNAL\t\ta stop signal, too
--straggler-signal SIGNAL\tsent to what is left, not TERM
-a, --all\t\t\tstop all at once, not COMMAND first
-u, --user UID[:GID[,GID...]]\tbecome this user, by number
",
    machines_option!(),
    "\
-w, --warn-reaped\t\twarn of reaped orphans
-v, --verbose\t\t\ttell what happens (-vv, -vvv: more)
-q, --quiet\t\t\tno warnings
-h, --help\t\t\tprint this
-V, --version\t\t\tprint the version
--as NAME, the first word of all: whit pause",
    dialects_names!(),
    machines_names!(),
    "\tbe that

SIGNAL: TERM, SIGTERM, 15, RTMIN+3. The variable WHIT_OPTIONS is read first.
Exit status: COMMAND's, 128+n if signal n killed it, 127 not found, 126 not executable, 125 whit failed.
"
);

/// What `--version` prints.
pub const VERSION: &CStr = concat_c!("whit ", env!("CARGO_PKG_VERSION"), "\n");

/// whit's messages.
pub const WORDS: &CStr = concat_c!(
    "\
2
2whit:\x20
2whit: warning:\x20
2whit:\x20
2whit:\x20
2whit:\x20
1%vWHIT_OPTIONS: unknown option '%t'; see 'whit --help'
1%vWHIT_OPTIONS: unknown option '-%f'; see 'whit --help'
1%vWHIT_OPTIONS: expected %c; see 'whit --help'
1%vWHIT_OPTIONS: expected %c, not '%t'; see 'whit --help'
1%vWHIT_OPTIONS: expected %c, not '%t'; see 'whit --help'
1%vWHIT_OPTIONS: expected options, not '%t'; see 'whit --help'
1expected a COMMAND; see 'whit --help'
1cannot execute %c: not found
1cannot execute %c: it exists, but its interpreter is missing
1cannot execute %c: %e
1cannot start %c: %e
2cannot adopt orphans: %e

2cannot send SIG%s to process %n: %e
2cannot send SIG%s to process %n: %e
2cannot wait for children: %e
1cannot become user %n: %e
2cannot change directory: %e
2reaped orphan %n
2killed process %n (%t): it did not end in time
2cannot kill process %n (%t)
1%t died by SIGKILL; its cgroup's OOM killer struck %n time%xs meanwhile
3%c runs as process %n
4sent SIG%s to process %n
5reaped %n
5reaped %n
3%c exited with status %m
3%c died by SIG%s
3stopped in %n ms:%t
",
    machines_words!()
);

/// whit itself.
pub const WHIT: Dialect = Dialect {
    read,
    take,
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
    line.config.straggler_signal = number::TERM;
    line.config.grace = Grace { after_signal: NEVER, after_end: 5 * SECOND };
    line.config.statuses = Statuses::WHIT;
    line.config.passes_sockets = true;
    line.config.rules.stop_on(Set::STOP);
    line.read_options(&WHIT)
}

#[cfg(feature = "init")]
const THEN: u8 = long("--then");
const STOP_ON: u8 = long("--stop-on");
const STRAGGLER_SIGNAL: u8 = long("--straggler-signal");

/// What one option says. `false`: its value is not what was expected.
// What it calls is not inline, and has what it needs where it is already: each call is one jump.
fn take(config: &mut Config, option: u8, value: Text) -> bool {
    match option {
        b'r' => rewrite(config, value),
        b'e' => expect(config, value),
        b't' => time(config, value),
        b'u' => user(config, value).is_some(),
        #[cfg(feature = "init")]
        THEN => then(config, value),
        _ => take_simple(config, option, value),
    }
}

/// Without a value, or with a signal as its value.
#[inline(never)]
fn take_simple(config: &mut Config, option: u8, value: Text) -> bool {
    match option {
        b'g' => config.group = true,
        b'a' => config.all_at_once = true,
        b'w' => config.warn_reaped = true,
        b'v' => more_verbose(config),
        b'q' => config.verbosity = -1,
        b'h' => config.instead = Instead::Help,
        b'V' => config.instead = Instead::Version,
        _ => {
            let signal = signal::parse(value);
            match option {
                b'p' => config.parent_death = signal,
                STOP_ON => config.rules.stop_on(Set::of(signal)),
                STRAGGLER_SIGNAL => config.straggler_signal = signal,
                // What there is to be was seen to before all this was read, if it came first.
                _ => return false,
            }
            return signal != 0;
        }
    }
    true
}

/// What becomes of the machine.
#[cfg(feature = "init")]
fn then(config: &mut Config, value: Text) -> bool {
    let known = THEN_WHAT.iter().find(|(name, _)| value.is(*name));
    config.then = known.map_or(0, |(_, command)| *command);
    known.is_some()
}

/// Names, and what reboot(2) calls them.
#[cfg(feature = "init")]
const THEN_WHAT: [(Text, u32); 3] = [
    (Text::new(c"poweroff"), LINUX_REBOOT_CMD_POWER_OFF),
    (Text::new(c"reboot"), LINUX_REBOOT_CMD_RESTART),
    (Text::new(c"halt"), LINUX_REBOOT_CMD_HALT),
];

/// `N`, an exit status.
fn expect(config: &mut Config, value: Text) -> bool {
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
fn time(config: &mut Config, mut value: Text) -> bool {
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
fn user(config: &mut Config, mut value: Text) -> Option<()> {
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
fn rewrite(config: &mut Config, value: Text) -> bool {
    let from = signal::read(value, b':');
    let value = value.after(b':');
    let to = if value.is(Text::new(c"0")) { Rules::NOTHING } else { signal::parse(value) };
    config.rules.rewrite(from, to);
    from != 0 && to != 0 && !Set::NEVER_FORWARDED.has(from)
}

#[cfg(test)]
#[allow(unsafe_code, reason = "arrays of C strings are built there as the kernel builds them")]
mod tests;
