//! `dumb-init`: the command line of dumb-init 1.2.5. The command has a session of its own, all signals are forwarded, and when
//! it ends, its group gets SIGTERM.

use super::effect::Effect;
use super::reading::variables;
use super::tini::behind_plus;
use super::{Dialect, Mode, PLAIN, options_of};
use crate::config::{AfterEnd, Conduct, Config, Instead, Isolation, Subreaper};
use crate::entry::Text;
use crate::log::Kind;
use crate::options::Rows;
use crate::packed;
use crate::signal::number;
use crate::status::Statuses;
use core::ffi::CStr;

/// What `--help` prints, which its users compare with the original, and the table of options.
pub const HELP: &CStr = c"\
dumb-init v1.2.5
Usage: dumb-init [option] command [[arg] ...]

dumb-init is a simple process supervisor that forwards signals to children.
It is designed to run as PID1 in minimal container environments.

Optional arguments:
   -c, --single-child   Run in single-child mode.
                        In this mode, signals are only proxied to the
                        direct child and not any of its descendants.
   -r, --rewrite s:r    Rewrite received signal s to new signal r before proxying.
                        To ignore (not proxy) a signal, rewrite it to 0.
                        This option can be specified multiple times.
   -v, --verbose        Print debugging information to stderr.
   -h, --help           Print this help message and exit.
   -V, --version        Print the current version and exit.

Full help is available online at https://github.com/Yelp/dumb-init
";

/// What `--version` prints.
pub const VERSION: &CStr = c"dumb-init v1.2.5\n";

/// dumb-init's messages.
pub const WORDS: &CStr = c"\
2
2[dumb-init]\x20

2[dumb-init]\x20


0%a: unrecognized option '%t'
0%a: invalid option -- '%f'
0%a: option requires an argument -- 'r'
0%a: option '%t' doesn't allow an argument
0Usage: -r option takes <signum>:<signum>, where <signum> is between 1 and 31.%l\
This option can be specified multiple times.%lUse --help for full usage.

0Usage: %a [option] program [args]%lTry %a --help for full usage.
1%c: %e
1%c: %e
1%c: %e
1Unable to fork: %e


3Forwarded signal %k to children.
3Forwarded signal %k to children.







3Child spawned with PID %n.
3Forwarded signal %k to children.
3A child with PID %n exited with exit status %m.
3A child with PID %n was terminated by signal %k.



3Child exited with status %n. Goodbye.
3Received signal %k.
3Received signal %k.
3Ignoring tty hand-off signal %k.
3Translating signal %k to %m.
3Not forwarding signal 0 to children (ignored).
3Suspending self due to TTY signal.
3Running in debug mode.
3Not running in setsid mode.
3Unable to detach from controlling tty (errno=%m %e).
3Detached from controlling tty, ignoring the first SIGHUP and SIGCONT we receive.
3Detached from controlling tty, but was not session leader.
3Unable to attach to controlling tty (errno=%m %e).
3setsid complete.
";

/// What the options do.
pub const OPTIONS: Rows = Rows::new(
    HELP,
    &[
        ("-c", Effect::BeSingle),
        ("-r", Effect::RewriteNumbers),
        ("-v", Effect::Verbose),
        ("-h", Effect::Instead(Instead::Help)),
        ("-V", Effect::Instead(Instead::Version)),
    ],
);

/// `dumb-init`.
pub const DUMB_INIT: Dialect = Dialect {
    options: options_of(Mode::DumbInit),
    words: packed::DUMB_INIT_WORDS,
    help: packed::DUMB_INIT_HELP,
    version: packed::DUMB_INIT_VERSION,
    helps_on: 2,
    prints_on: 2,
    variables: variables::DUMB_INIT,
    suspends: true,
    stops_are: number::STOP,
    conduct: Conduct {
        first_stop: number::TSTP,
        statuses: Statuses { failed: 1, ..Statuses::all(2) },
        isolation: Isolation::Session,
        group: true,
        fresh_signals: true,
        after_end: AfterEnd::Farewell,
        subreaper: Subreaper::No,
        passes_sockets: false,
        ..Conduct::WHIT
    },
    ..PLAIN
};

/// Signals are for the command alone.
pub(super) const fn be_single(config: &mut Config) {
    config.conduct.isolation = Isolation::None;
    config.conduct.group = false;
    config.conduct.first_stop = u8::MAX;
}

/// `DUMB_INIT_DEBUG`, if it is what it should be, and `rest` is nothing.
pub(super) const fn debug(config: &mut Config, rest: Text) {
    if rest.is_empty() {
        config.verbosity = 1;
        config.notices[0] = Kind::Debugging;
    }
}

/// `DUMB_INIT_SETSID`, as above.
pub(super) const fn no_session(config: &mut Config, rest: Text) {
    if rest.is_empty() {
        be_single(config);
        config.notices[1] = Kind::NoSession;
    }
}

/// Numbers, as sscanf(3) reads "%d:%d": what is behind does not matter.
#[inline(never)]
pub(super) fn rewrite(config: &mut Config, value: Text) -> bool {
    let mut value = behind_plus(value);
    let from = value.number();
    if value.first() != b':' {
        return false;
    }
    value.next();
    let (Some(from @ 1..=31), Some(to @ 0..=31)) = (from, behind_plus(value).number()) else { return false };
    config.rules.rewrite(from as u8, to as u8);
    true
}
