//! whit's own command line: `whit [OPTIONS] [--] COMMAND [ARG…]`.
#![forbid(unsafe_code)]

use crate::config::{Config, User};
use crate::log::{self, Kind};
use crate::machine::{Grace, NEVER, SECOND, Time};
use crate::options::CommandLine;
use crate::signal::{self, Set};
use crate::text;

/// What `--help` prints, and the table of options.
pub const HELP: &[u8] = b"\
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
  -u, --user UID[:GID...] numbers, UID[:GID[,GID...]]: become that user first
  -w, --warn-reaped       warn of each orphan that is reaped
  -v, --verbose           tell what happens (-vv, -vvv: more)
  -q, --quiet             no warnings
      --as NAME           pause or whit, as the first option: be that program
  -h, --help              print this
  -V, --version           print the version

WHIT_OPTIONS in the environment is read first: options separated by blanks.
COMMAND's exit status is returned, or 128+n if signal n killed it; 127 if it is not found, 126 if it cannot be
executed, 125 if whit itself fails.
";

/// What `--version` prints.
const VERSION: &[u8] = concat!("whit ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();

/// whit's messages.
pub const WORDS: log::Words = log::Words {
    prefix: "whit: ",
    warning: "warning: ",
    lines: "\
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
};

/// The environment variable with options for whit itself.
const OPTIONS_VARIABLE: &[u8] = b"WHIT_OPTIONS=";

/// Reads the environment, out of which it takes whit's own variable, and the arguments behind the program's name.
///
/// # Errors
///
/// The first mistake in them.
pub fn read(line: &mut CommandLine) -> Result<(), Kind> {
    if let Some((index, options)) = line.program.environment.find(OPTIONS_VARIABLE) {
        line.program.environment.remove(index);
        line.variable = options;
    }
    line.config.rules.stop_on(Set::STOP);
    line.read_options(HELP, take)?;
    if line.program.command.is_empty() && line.config.print.is_empty() { Err(Kind::NoCommand) } else { Ok(()) }
}

/// What one option says. `false`: its value is not what was expected.
fn take(config: &mut Config, option: u8, value: &[u8]) -> bool {
    match option {
        b'g' => config.group = true,
        b'r' => return rewrite(config, value).is_some(),
        b'e' => match text::decimal(value, u8::MAX.into()) {
            Some(status) => config.expected.add(status as u8),
            None => return false,
        },
        b'p' => return signal::parse(value).map(|signal| config.parent_death = signal).is_some(),
        b't' => return time(value).map(|time| config.grace = Grace { after_signal: time, after_end: time }).is_some(),
        b'S' => return signal::parse(value).map(|signal| config.rules.stop_on(Set::of(signal))).is_some(),
        b'E' => return signal::parse(value).map(|signal| config.straggler_signal = signal).is_some(),
        b'a' => config.all_at_once = true,
        b'u' => return user(value).map(|user| config.user = Some(user)).is_some(),
        b'w' => config.warn_reaped = true,
        b'v' => config.verbosity = config.verbosity.saturating_add(1),
        b'q' => config.verbosity = -1,
        b'h' => config.print = HELP,
        b'V' => config.print = VERSION,
        // `--as` is read before there is a dialect: here it comes too late.
        _ => return false,
    }
    true
}

/// A time: a number with its unit, `inf`, or seconds.
fn time(value: &[u8]) -> Option<Time> {
    if value == b"inf" {
        return Some(NEVER);
    }
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, unit) = value.split_at_checked(digits)?;
    let unit = match unit {
        b"ms" => SECOND / 1000,
        b"s" | b"" => SECOND,
        b"m" => 60 * SECOND,
        b"h" => 3600 * SECOND,
        _ => return None,
    };
    Some(u64::from(text::decimal(number, u32::MAX / 2)?) * unit)
}

/// `UID[:GID[,GID…]]`. Without a GID, it is the one of the same number, as distributions number them.
fn user(value: &[u8]) -> Option<User> {
    // -1 means "as it is" to the kernel (setresuid(2)).
    let id = |word| text::decimal(word, u32::MAX - 1);
    let uid = text::until(value, b':');
    let mut user = User { id: id(uid)?, groups: [id(uid)?; User::GROUPS], count: 1 };
    if let Some(gids) = value.get(uid.len() + 1..) {
        user.count = 0;
        let mut places = user.groups.iter_mut();
        for gid in text::parts(gids, b',') {
            *places.next()? = id(gid)?;
            user.count += 1;
        }
    }
    (user.count != 0).then_some(user)
}

/// `FROM:TO`.
fn rewrite(config: &mut Config, value: &[u8]) -> Option<()> {
    let from = text::until(value, b':');
    let to = match value.get(from.len() + 1..)? {
        b"0" => 0,
        to => signal::parse(to)?,
    };
    let from = signal::parse(from).filter(|&signal| !Set::NEVER_FORWARDED.has(signal))?;
    config.rules.rewrite(from, to);
    Some(())
}
