//! `tini`, `tini-static`: the command line of tini 0.19.0. No grace period, and no subreaper unless asked.

use super::effect::Effect;
use super::reading::variables;
use super::{Dialect, Mode, PLAIN, options_of, run};
use crate::config::{AfterEnd, Conduct, Config, Instead, Subreaper};
use crate::entry::Text;
use crate::options::Rows;
use crate::packed;
use crate::signal::{self, Set, number};
use crate::status::Statuses;
use core::ffi::CStr;

/// What `-h` prints, and the table of options.
pub const HELP: &CStr = c"\
Usage: tini [OPTIONS] PROGRAM [ARGS] | --version
Execute a program under the supervision of a valid init process (whit)

  -g\t\tforward signals to the process group of the program
  -e STATUS\tthis exit status becomes 0
  -p SIGNAL\tget this when the parent dies (SIGTERM)
  -s\t\tbe a subreaper
  -w\t\twarn of reaped orphans
  -v\t\tmore verbose (-vv, -vvv)
  -h\t\tprint this
  -l\t\tprint the licence

Environment: TINI_SUBREAPER, TINI_KILL_PROCESS_GROUP, TINI_VERBOSITY=0..4
";

/// What `--version` prints.
pub const VERSION: &CStr = c"tini version 0.19.0\n";

/// tini's messages.
pub const WORDS: &CStr = c"\
2
2[FATAL tini (%p)]\x20
2[WARN  tini (%p)]\x20
1[INFO  tini (%p)]\x20
1[DEBUG tini (%p)]\x20
1[TRACE tini (%p)]\x20
0%a: invalid option -- '%f'
0%a: invalid option -- '%f'
0%a: option requires an argument -- '%f'

1Not a valid option for %o: %t


1exec %c failed: %e
1exec %c failed: %e
1exec %c failed: %e
1fork failed: %e
1Failed to register as child subreaper: %e
2Tini is not running as PID 1 and isn't registered as a child subreaper.%lZombie processes will not be re-parented to \
Tini, so zombie reaping won't work.%lTo fix the problem, use the -s option or set the environment variable \
TINI_SUBREAPER to register Tini as a child subreaper, or run Tini as PID 1.
2Unexpected error when forwarding signal: %e
2Child was dead when forwarding signal
2Error while waiting for pids: %e


2Reaped zombie process with pid=%n


2%t died by SIGKILL; its cgroup's OOM killer struck %n time%xs meanwhile
3Spawned child process '%c' with pid '%n'
4Passing signal: 'SIG%s'
4Reaped child with pid: '%n'
4Reaped child with pid: '%n'
3Main child exited normally (with status '%m')
3Main child exited with signal (with signal 'SIG%s')

5Exiting: child has exited
4Received SIGCHLD
";

/// What the options do.
pub const OPTIONS: Rows = Rows::new(
    HELP,
    &[
        ("-g", Effect::Group),
        ("-e", Effect::LenientExpect),
        ("-p", Effect::ExactParentDeath),
        ("-s", Effect::RequireSubreaper),
        ("-w", Effect::WarnReaped),
        ("-v", Effect::Verbose),
        ("-h", Effect::Instead(Instead::Help)),
        ("-l", Effect::Instead(Instead::Licence)),
    ],
);

/// `tini`, `tini-static`.
pub const TINI: Dialect = Dialect {
    options: options_of(Mode::Tini),
    words: packed::TINI_WORDS,
    help: packed::TINI_HELP,
    version: packed::TINI_VERSION,
    has_long_options: false,
    helps_mistakes: true,
    variables: variables::TINI,
    leaves_faults: true,
    conduct: Conduct {
        first_stop: number::TTIN,
        statuses: Statuses { failed: 1, not_found: 127, not_allowed: 126, not_executable: 1 },
        subreaper: Subreaper::No,
        after_end: AfterEnd::Leave,
        passes_sockets: false,
        ..Conduct::WHIT
    },
    ..PLAIN
};

/// `TINI_VERBOSITY`. What is no number is 0: atoi(3).
#[inline(never)]
pub(super) fn level(config: &mut Config, value: Text) -> bool {
    config.verbosity = value.leading_number().clamp(0, 4) as i8 - 1;
    true
}

/// The signals that it knows by name: up to SYS, but for three.
const KNOWN: Set = Set(0x7fff_ffff).without(number::STKFLT).without(number::IO).without(number::PWR);

/// A signal by its exact name, and none of those that tini does not know.
#[inline(never)]
pub(super) fn parent_death(config: &mut Config, value: Text) -> bool {
    config.parent_death = signal::exact(value);
    KNOWN.has(config.parent_death)
}

/// An exit status, as strtol(3) reads it: with blanks and a plus sign in front, and nothing is 0.
#[inline(never)]
pub(super) fn expect(config: &mut Config, value: Text) -> bool {
    let value = behind_plus(value);
    value.is_empty() || run::expect(config, value)
}

/// What is behind blanks and a plus sign, which C reads over in front of a number.
#[inline(never)]
pub(super) fn behind_plus(mut text: Text) -> Text {
    text.skip_blanks();
    if text.first() == b'+' {
        text.next();
    }
    text
}
