//! `tini`, `tini-static`: the command line of tini 0.19.0. No grace period, and no subreaper unless asked.

use super::effect::Effect;
use super::reading::variables;
use super::{Dialect, Mode, PLAIN, options_of, run};
use crate::config::{AfterEnd, Config, Instead, Preset, Subreaper};
use crate::entry::Text;
use crate::options::Rows;
use crate::packed;
use crate::signal::{self, Rules, Set, number};
use crate::status::Statuses;
use core::ffi::CStr;

/// What `-h` prints, and the table of options.
pub const HELP: &CStr = c"\
Usage: tini [OPTIONS] PROGRAM -- [ARGS] | --version
Execute a program under the supervision of a valid init process (whit as tini)

  -g\t\tsend signals to the process group of the program
  -e STATUS\tthis exit status becomes 0
  -p SIGNAL\tget this when the parent dies, such as SIGKILL
  -s\t\tbe a subreaper
  -w\t\twarn of reaped orphans
  -v\t\tmore verbose (-vv, -vvv)
  -h\t\tprint this
  -l\t\tprint the licence

TINI_SUBREAPER, TINI_KILL_PROCESS_GROUP and TINI_VERBOSITY=0..4 in the environment do so, too.
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
4Passing signal: '%d'
4Reaped child with pid: '%n'
4Reaped child with pid: '%n'
3Main child exited normally (with status '%m')
3Main child exited with signal (with signal '%d')

5Exiting: child has exited
4Received SIGCHLD
";

/// The signals from the first on, as strsignal(3) calls them.
pub const SIGNALS: &CStr = c"\
0Hangup
0Interrupt
0Quit
0Illegal instruction
0Trace/breakpoint trap
0Aborted
0Bus error
0Floating point exception
0Killed
0User defined signal 1
0Segmentation fault
0User defined signal 2
0Broken pipe
0Alarm clock
0Terminated
0Stack fault
0Child exited
0Continued
0Stopped (signal)
0Stopped
0Stopped (tty input)
0Stopped (tty output)
0Urgent I/O condition
0CPU time limit exceeded
0File size limit exceeded
0Virtual timer expired
0Profiling timer expired
0Window changed
0I/O possible
0Power failure
0Bad system call
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
    first_stop: number::TTIN,
    preset: Preset {
        stops_are: Rules::NOTHING,
        statuses: Statuses { failed: 1, not_found: 127, not_allowed: 126, not_executable: 1 },
        subreaper: Subreaper::No,
        after_end: AfterEnd::Leave,
        passes_sockets: false,
        ..Preset::WHIT
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
