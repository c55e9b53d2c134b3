//! whit's own command line: `whit [OPTIONS] [--] COMMAND [ARG…]`.
#![forbid(unsafe_code)]

use crate::config::{Config, User};
use crate::entry::Text;
use crate::log::{self, Kind};
use crate::machine::{Grace, NEVER, SECOND, Time};
use crate::options::CommandLine;
use crate::signal::{self, Set};
use core::ffi::CStr;

/// What `--help` prints, and the table of options.
pub const HELP: Text = Text::new(
    c"\
Usage: whit [OPTIONS] [--] COMMAND [ARG...]
Run COMMAND as PID 1 should: forward signals to it, reap orphans, return its exit status.

  -g, --group             forward signals to COMMAND's process group
  -r, --rewrite FROM:TO   two signals by name or number, TO may be 0: send TO for FROM, 0 sends nothing
  -e, --expect N          0 to 255: that exit status of COMMAND becomes 0
  -p, --parent-death SIG  a signal by name or number: sent to whit when its parent dies
  -t, --time TIME         500ms, 10s, 2m, 10, 0 or inf: how long the stop may take until what is left is killed
                          (5s if COMMAND ended by itself; for ever after a stop signal, TERM INT PWR RTMIN+3)
      --stop-on SIG       a signal by name or number: begins the stop, too
      --straggler-signal SIG  a signal by name or number: what remaining processes are sent, not TERM
  -a, --all               begin the stop for all processes at once, not for COMMAND first
  -u, --user UID[:GIDS]   numbers, UID[:GID[,GID...]]: become that user first
  -w, --warn-reaped       warn of each orphan that is reaped
  -v, --verbose           tell what happens (-vv, -vvv: more)
  -q, --quiet             no warnings
      --as NAME           pause or whit, as the first option: be that program
  -h, --help              print this
  -V, --version           print the version

WHIT_OPTIONS in the environment is read first: options separated by blanks.
COMMAND's exit status is returned, or 128+n if signal n killed it; 127 if it is not found, 126 if it cannot be
executed, 125 if whit itself fails.
",
);

/// What `--version` prints.
const VERSION: Text = Text::new(version());

const fn version() -> &'static CStr {
    match CStr::from_bytes_with_nul(concat!("whit ", env!("CARGO_PKG_VERSION"), "\n\0").as_bytes()) {
        Ok(text) => text,
        Err(_) => c"",
    }
}

/// whit's messages.
pub const WORDS: log::Words = log::Words {
    prefix: Text::new(c"whit: "),
    warning: Text::new(c"warning: "),
    lines: Text::new(
        c"\
!unknown option '%t'; see 'whit --help'
!option --%o needs a value: %v, %x; see 'whit --help'
!option --%o takes no value; see 'whit --help'
!option --%o: expected %v, %x, not '%t'; see 'whit --help'
!WHIT_OPTIONS: expected options only, not '%t'; see 'whit --help'
!expected a COMMAND to run; see 'whit --help'
!option --as: expected pause or whit, as the first option, not '%t'; see 'whit --help'
!cannot execute %t: not found
!cannot execute %t: it exists, but its interpreter is missing
!cannot execute %t: %e
!cannot start %c: %e
?cannot send %s to process %n: %e
?cannot wait for children: %e
?cannot %t: %e
?reaped orphan %n
1started %c as process %n
1%c exited with status %n
1%c was killed by %s
2sent %s to process %n
2dropped %s
3reaped process %n
1stopped in %n ms:%t
?killed process %n (%t), which did not end in time
?process %n (%t) cannot be killed
0%c died by SIGKILL; its cgroup's OOM killer struck %n time%m meanwhile
0process %n died by SIGKILL; its cgroup's OOM killer struck meanwhile
",
    ),
};

/// Reads the environment, out of which it takes whit's own variable, and the arguments behind the program's name.
///
/// # Errors
///
/// The first mistake in them.
pub fn read(line: &mut CommandLine) -> Result<(), Kind> {
    if let Some(options) = line.program.environment.take_words(Text::new(c"WHIT_OPTIONS=")) {
        line.variable = options;
    }
    line.config.rules.stop_on(Set::STOP);
    line.read_options(HELP, take)?;
    if line.program.command.first().is_none() && line.config.print.is_empty() { Err(Kind::NoCommand) } else { Ok(()) }
}

/// The options without a letter go by the length of their names.
const STOP_ON: u8 = "stop-on".len() as u8;
const STRAGGLER_SIGNAL: u8 = "straggler-signal".len() as u8;

/// What one option says. `false`: its value is not what was expected.
fn take(config: &mut Config, option: u8, value: Text) -> bool {
    match option {
        b'g' => config.group = true,
        b'r' => return rewrite(config, value).is_some(),
        b'e' => match value.as_number() {
            Some(status @ 0..256) => config.expected.add(status as u8),
            _ => return false,
        },
        b't' => return time(config, value).is_some(),
        b'a' => config.all_at_once = true,
        b'u' => return user(&mut config.user, value).is_some(),
        b'w' => config.warn_reaped = true,
        b'v' => config.verbosity = config.verbosity.saturating_add(1),
        b'q' => config.verbosity = -1,
        b'h' => config.print = HELP,
        b'V' => config.print = VERSION,
        _ => {
            let Some(signal) = signal::parse(value) else { return false };
            match option {
                b'p' => config.parent_death = signal,
                STOP_ON => config.rules.stop_on(Set::of(signal)),
                STRAGGLER_SIGNAL => config.straggler_signal = signal,
                // `--as` is read before there is a dialect: here it comes too late.
                _ => return false,
            }
        }
    }
    true
}

/// A time: a number with its unit, `inf`, or seconds.
fn time(config: &mut Config, mut value: Text) -> Option<()> {
    let time = if value.is(Text::new(c"inf")) {
        NEVER
    } else {
        let number = Time::from(value.number()?);
        let milliseconds = match (value.next(), value.next()) {
            (b'm', b's') => 1,
            (b's' | 0, 0) => 1000,
            (b'm', 0) => 60_000,
            _ => return None,
        };
        number * milliseconds * (SECOND / 1000)
    };
    config.grace = Grace { after_signal: time, after_end: time };
    value.is_empty().then_some(())
}

/// `UID[:GID[,GID…]]`. Without a GID, it is the one of the same number, as distributions number them.
fn user(user: &mut User, mut value: Text) -> Option<()> {
    user.id = value.number()?;
    user.count = 1;
    if let Some(group) = user.groups.first_mut() {
        *group = user.id;
    }
    if value.first() == b':' {
        user.count = 0;
        for place in &mut user.groups {
            value.next();
            *place = value.number()?;
            user.count += 1;
            if value.first() != b',' {
                break;
            }
        }
    }
    value.is_empty().then_some(())
}

/// `FROM:TO`.
fn rewrite(config: &mut Config, mut value: Text) -> Option<()> {
    let from = signal::read(&mut value, b':').filter(|&signal| !Set::NEVER_FORWARDED.has(signal))?;
    let to = if value.is(Text::new(c"0")) { 0 } else { signal::parse(value)? };
    config.rules.rewrite(from, to);
    Some(())
}
