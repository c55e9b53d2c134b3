//! whit's own texts: its help, its version, its messages.
#![forbid(unsafe_code)]

use crate::text::{concat_c, told_if};
use core::ffi::CStr;

told_if!(dialects_names, feature = "dialects", " tini tini-static dumb-init catatonit docker-init podman-init");
told_if!(machines_names, feature = "init", " init linuxrc poweroff halt reboot switch_root");
told_if!(
    machines_words,
    feature = "init",
    "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\
2cannot mount %t: %e
2cannot unmount %t: %e
2cannot swap off %t: %e
2%t hangs: left as it is
1cannot switch root: not PID 1
1cannot switch root to %t: %e
1cannot switch root to %t: same file system
1cannot switch root to %t: / is no initramfs, or has no /init
1cannot switch root: no %t there
1cannot switch root to %t: %e
2cannot open %t: %e
1cannot mount root=%t: expected /dev/NAME
1cannot mount root=%t: no such device
2/etc/inittab: line %n: expected TERMINAL::ACTION:COMMAND
2/etc/inittab: line %n: unknown action
2/etc/inittab: line %n: too long
2/etc/inittab: line %n: too much: ignored from here on
2%t ended at once: again in %n s
1cannot start anything: no /etc/inittab, /etc/init.d/rcS or /bin/sh
1%c exited with status %m
1%c died by SIG%s: status %m
1expected to be PID 1, or -q
1cannot ask PID 1: %e
1expected switch_root [-c DEVICE] NEWROOT INIT [ARG...]
1cannot mount root=%t: %e
"
);
told_if!(
    commands_troubles,
    feature = "run",
    "\
2cannot adopt orphans: %e

2cannot send SIG%s to process %n: %e
",
    else "\n\n\n"
);
// Without other programs, nobody tells these from what is before them.
told_if!(commands_gone, all(feature = "run", feature = "dialects"), "2cannot send SIG%s to process %n: %e\n", else "\n");
told_if!(commands_killed, all(feature = "run", feature = "dialects"), "5reaped %n\n", else "\n");
told_if!(commands_user, feature = "run", "1cannot become user %n: %e\n", else "\n");
told_if!(commands_orphan, feature = "run", "2reaped orphan %n\n", else "\n");
told_if!(
    commands_life,
    feature = "run",
    "\
1%t died by SIGKILL; its cgroup's OOM killer struck %n time%xs meanwhile
3%c runs as process %n
4sent SIG%s to process %n
5reaped %n
",
    else "\n\n\n\n"
);
told_if!(
    commands_end,
    feature = "run",
    "\
3%c exited with status %m
3%c died by SIG%s
3stopped in %n ms:%t
",
    else "\n\n\n"
);
told_if!(machines_option, feature = "init", "--then poweroff|reboot|halt\twhat a machine does in the end\n");

/// What `--help` prints, and the table of options.
pub const HELP: &CStr = concat_c!(
    "\
Usage: whit [OPTIONS] [--] COMMAND [ARG...]
Run COMMAND, forward signals, reap orphans, leave nothing behind.

-g, --group\t\t\tforward to COMMAND's process group
-r, --rewrite SIGNAL:SIGNAL|0\tforward the second, not the first
-e, --expect 0..255\t\ta status that becomes 0
-p, --parent-death SIGNAL\tsent when the parent dies
-t, --time 500ms|10s|2m|0|inf\tuntil the rest is killed (5s, inf after TERM INT PWR RTMIN+3)
--stop-on SIGNAL\t\ta stop signal, too
--straggler-signal SIGNAL\tfor what is left, not TERM
-a, --all\t\t\tstop all at once
-u, --user UID[:GID[,GID...]]\tbecome this user
",
    machines_option!(),
    "\
-w, --warn-reaped\t\twarn of reaped orphans
-v, --verbose\t\t\ttell what happens (-vvv: all)
-q, --quiet\t\t\tno warnings
-h, --help\t\t\tprint this
-V, --version\t\t\tprint the version
--as NAME (first): whit pause",
    dialects_names!(),
    machines_names!(),
    "\tbe that

WHIT_OPTIONS is read first.
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
1%vWHIT_OPTIONS: unknown option '%t'; see whit -h
1%vWHIT_OPTIONS: unknown option '-%f'; see whit -h
1%vWHIT_OPTIONS: expected %c; see whit -h
1%vWHIT_OPTIONS: expected %c, not '%t'; see whit -h
1%vWHIT_OPTIONS: expected %c, not '%t'; see whit -h
1%vWHIT_OPTIONS: expected options, not '%t'; see whit -h
1expected a COMMAND; see whit -h
1cannot execute %t: not found
1cannot execute %t: it exists, but its interpreter is missing
1cannot execute %t: %e
1cannot start %c: %e
",
    commands_troubles!(),
    commands_gone!(),
    "2cannot wait for children: %e\n",
    commands_user!(),
    "2cannot change directory: %e\n",
    commands_orphan!(),
    "\
2killed process %n (%t): out of time
2cannot kill process %n (%t)
",
    commands_life!(),
    commands_killed!(),
    commands_end!(),
    machines_words!()
);
