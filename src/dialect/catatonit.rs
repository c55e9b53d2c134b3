//! `catatonit`: the command line of catatonit 0.2.1. A subreaper by itself; `-P` makes it the one that holds a pod.

use super::effect::Effect;
use super::reading::variables;
use super::{Dialect, Mode, PLAIN, options_of};
use crate::config::{AfterEnd, Conduct, Instead, Subreaper};
use crate::options::Rows;
use crate::packed;
use crate::signal::number;
use crate::status::Statuses;
use core::ffi::CStr;

/// What `-h` prints, and the table of options.
pub const HELP: &CStr = c"\
usage: catatonit [-ghLPV] [--] <progname> [<arguments>...]

  -g\t\tforward signals to the process group of the program
  -h\t\tprint this
  -L\t\tprint the licence
  -P\t\tonly reap, until SIGTERM or SIGINT
  -V, --version\tprint the version
";

/// What `--version` prints: dockerd looks for the first two words.
pub const VERSION: &CStr = c"tini version 0.2.1_catatonit\n";

/// catatonit's messages.
pub const WORDS: &CStr = c"\
2
2ERROR (catatonit:%p):\x20
2WARN (catatonit:%p):\x20
2DEBUG (catatonit:%p):\x20


0%a: unrecognized option '%t'%lusage: catatonit [-ghLPV] [--] <progname> [<arguments>...]
0%a: invalid option -- '%f'%lusage: catatonit [-ghLPV] [--] <progname> [<arguments>...]

0%a: option '%t' doesn't allow an argument%lusage: catatonit [-ghLPV] [--] <progname> [<arguments>...]

1CATATONIT_LOG is reserved for future use
1missing program name%lusage: catatonit [-ghLPV] [--] <progname> [<arguments>...]
1failed to exec pid1: %e
1failed to exec pid1: %e
1failed to exec pid1: %e
1failed to fork: %e
1failed to set as child subreaper: %e

2failed to forward signal SIG%s to pid1: %e
2failed to forward signal SIG%s to pid1: %e
2failed to wait for child processes: %e





2%t died by SIGKILL; its cgroup's OOM killer struck %n time%xs meanwhile
3pid1 (%n) spawned: %c

3child process %n exited with code %m
3child process %n was killed by signal %k
";

/// What the options do.
pub const OPTIONS: Rows = Rows::new(
    HELP,
    &[
        ("-g", Effect::Group),
        ("-h", Effect::Instead(Instead::Help)),
        ("-L", Effect::Instead(Instead::Licence)),
        ("-P", Effect::Instead(Instead::Hold)),
        ("-V", Effect::Instead(Instead::Version)),
    ],
);

/// `catatonit`.
pub const CATATONIT: Dialect = Dialect {
    options: options_of(Mode::Catatonit),
    words: packed::CATATONIT_WORDS,
    help: packed::CATATONIT_HELP,
    version: packed::CATATONIT_VERSION,
    helps_on: 2,
    variables: variables::CATATONIT,
    leaves_faults: true,
    conduct: Conduct {
        first_stop: number::TSTP,
        statuses: Statuses::all(1),
        after_end: AfterEnd::Leave,
        subreaper: Subreaper::Required,
        ..Conduct::WHIT
    },
    ..PLAIN
};
