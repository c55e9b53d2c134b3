//! whit's own command line: `whit [OPTIONS] [--] COMMAND [ARG…]`.
#![cfg_attr(not(test), forbid(unsafe_code))]

use crate::config::Config;
use crate::entry::Text;
use crate::log::Kind;
use crate::machine::{Grace, NEVER, SECOND, Time};
use crate::options::{CommandLine, long};
use crate::packed;
use crate::signal::{self, Rules, Set, number};
use core::ffi::CStr;

/// What `--help` prints, and the table of options.
pub const HELP: &CStr = c"\
Usage: whit [OPTIONS] [--] COMMAND [ARG...]
Run COMMAND, forward signals to it, reap orphans, leave nothing behind.

-g/--group\t\t\tforward signals to COMMAND's process group
-r/--rewrite SIGNAL:SIGNAL|0\tforward the second for the first, 0: nothing
-e/--expect 0..255\t\tthis exit status becomes 0
-p/--parent-death SIGNAL\tget this when the parent dies
-t/--time 500ms|10s|2m|0|inf\thow long a stop may take before the rest is killed
\t\t\t\t(5s, or inf after a stop signal: TERM INT PWR RTMIN+3)
--stop-on SIGNAL\t\ta stop signal, too
--straggler-signal SIGNAL\tsent to what is left, not TERM
-a/--all\t\t\tstop all at once, not COMMAND first
-u/--user UID[:GID[,GID...]]\tbecome this user, by number
-w/--warn-reaped\t\twarn of reaped orphans
-v/--verbose\t\t\ttell what happens (-vv, -vvv: more)
-q/--quiet\t\t\tno warnings
--as NAME\t\t\tbe pause or whit (pause: before all else)
-h/--help\t\t\tprint this
-V/--version\t\t\tprint the version

SIGNAL: TERM, SIGTERM, 15, RTMIN+3. The variable WHIT_OPTIONS is read first.
Exit status: COMMAND's, 128+n if signal n killed it, 127 not found, 126 not executable, 125 whit failed.
";

/// What `--version` prints.
const VERSION: Text = Text::new(version());

const fn version() -> &'static CStr {
    match CStr::from_bytes_with_nul(concat!("whit ", env!("CARGO_PKG_VERSION"), "\n\0").as_bytes()) {
        Ok(text) => text,
        Err(_) => c"",
    }
}

/// whit's messages.
pub const WORDS: &CStr = c"\
whit:\x20
warning:\x20
!unknown option '%t'; see 'whit --help'
!expected -%c, not '%t'; see 'whit --help'
!WHIT_OPTIONS: expected options, not '%t'; see 'whit --help'
!expected a COMMAND; see 'whit --help'
!cannot execute %c: not found
!cannot execute %c: it exists, but its interpreter is missing
!cannot execute %c:%e
!cannot start %c:%e
0cannot send SIG%s to process %n:%e
0cannot wait for children:%e
!cannot become user %n:%e
0cannot change to /:%e
0reaped orphan %n
0killed process %n (%t): it did not end in time
0cannot kill process %n (%t)
!%t died by SIGKILL; its cgroup's OOM killer struck %n time%x meanwhile
1%c runs as process %n
1%c exited with status %n
1%c died by SIG%s
2sent SIG%s to process %n
3reaped %n
1stopped in %n ms:%t
";

/// Reads the environment, out of which it takes whit's own variable, and the arguments behind the program's name.
///
/// # Errors
///
/// The first mistake in them.
pub fn read(line: &mut CommandLine) -> Result<(), Kind> {
    if let Some(options) = line.program.environment.take_words(Text::new(c"WHIT_OPTIONS=")) {
        line.variable = options;
    }
    line.config.straggler_signal = number::TERM;
    line.config.grace = Grace { after_signal: NEVER, after_end: 5 * SECOND };
    line.config.rules.stop_on(Set::STOP);
    line.read_options(packed::WHIT_HELP, take)?;
    if line.program.command.first().is_none() && line.config.print.is_none() { Err(Kind::NoCommand) } else { Ok(()) }
}

const STOP_ON: u8 = long("--stop-on");
const AS: u8 = long("--as");

/// What one option says. `false`: its value is not what was expected.
// What it calls is not inline, and has what it needs where it is already: each call is one jump.
fn take(config: &mut Config, option: u8, value: Text) -> bool {
    match option {
        b'r' => rewrite(config, value),
        b'e' => expect(config, value),
        b't' => time(config, value),
        b'u' => user(config, value).is_some(),
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
        b'v' => config.verbosity = config.verbosity.min(2) + 1,
        b'q' => config.verbosity = -1,
        b'h' => config.print = Some(packed::WHIT_HELP),
        b'V' => config.print = Some(VERSION),
        // What else there is to be was seen to before this was read, if it came first.
        AS => return value.is(Text::new(c"whit")),
        _ => {
            let signal = signal::parse(value);
            match option {
                b'p' => config.parent_death = signal,
                STOP_ON => config.rules.stop_on(Set::of(signal)),
                _ => config.straggler_signal = signal,
            }
            return signal != 0;
        }
    }
    true
}

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
