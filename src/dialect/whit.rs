//! whit's own command line: `whit [OPTIONS] [--] COMMAND [ARG…]`.
#![forbid(unsafe_code)]

use crate::config::Config;
use crate::log::{self, Kind};
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
        b'p' => match signal::parse(value) {
            Some(signal) => config.parent_death = signal,
            None => return false,
        },
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
