//! From the kernel's first process to a shell.

use super::*;

pub const CASES: &[Case] = &[
    Case {
        name: "without_an_inittab",
        initramfs: Some(&[(RC_S, "#!/bin/sh\nmount -t proc proc /proc 2>/dev/null\necho rcS has run: $$ $PATH\n")]),
        does: &[
            Sees("rcS has run: "),
            Sees("Please press Enter to activate this console."),
            Types("\n"),
            Sees(PROMPT),
            Types("echo $((6*7)) $TERM $USER $SHELL $PWD $HOME\n"),
            Answers(["42 vt102 root /bin/sh / /", "42 vt102 root /bin/sh / /"]),
            Sees(PROMPT),
            Types("exit\n"),
            Sees("Please press Enter to activate this console."),
            Types("\n"),
            Sees(PROMPT),
            Types("poweroff\n"),
        ],
        never: &["cannot", "warning"],
        ..CASE
    },
    Case {
        name: "job_control_on_the_console",
        initramfs: Some(&[SHELL_ONLY]),
        does: &[
            Sees(PROMPT),
            Types("sh -c 'echo $((6*7)); exec sleep 1000'\n"),
            Sees("\n42\r\n"),
            Types(CTRL_C),
            Sees(PROMPT),
            Types("sh -c 'echo $((6*8)); exec sleep 1000'\n"),
            Sees("\n48\r\n"),
            Types(CTRL_Z),
            Sees("Stopped"),
            Sees(PROMPT),
            Types("fg\n"),
            Sees("sleep 1000"),
            Types(CTRL_C),
            Sees(PROMPT),
            Types("ps -o pid,ppid,sid,tty,args | grep '[s]h$'\n"),
            Sees(PROMPT),
            Types("poweroff\n"),
        ],
        never: &["can't access tty", "job control turned off"],
        ..CASE
    },
    Case {
        name: "single",
        words: "single",
        initramfs: Some(&[(RC_S, "#!/bin/sh\necho rcS has run\n")]),
        does: &[
            Sees(PROMPT),
            Types("exit\n"),
            Sees(PROMPT),
            Types("mount -t proc proc /proc; poweroff\n"),
        ],
        never: &["rcS has run", "Please press Enter"],
        ..CASE
    },
    Case {
        name: "mounts_what_is_missing",
        only_whit: true,
        does: &[
            Sees("Please press Enter"),
            Types("\n"),
            Sees(PROMPT),
            Types("for i in /proc /sys /dev /dev/pts /dev/shm /run /sys/fs/cgroup; do grep -c \" $i \" /proc/mounts; done | tr -d '\\n'; echo .\n"),
            Sees("\n1111111."),
            Types("poweroff\n"),
        ],
        ..CASE
    },
    Case {
        name: "with_an_inittab_mounts_nothing",
        initramfs: Some(&[(INITTAB, "::sysinit:/bin/mkdir -p /p\n::sysinit:/bin/mount -t proc proc /p\n::respawn:-/bin/sh\n")]),
        does: &[
            Sees(PROMPT),
            Types("grep -c ' /[pds]' /p/mounts; echo $((6*7)).\n"),
            // /p alone. The kernel's own /dev/console is in the initramfs.
            Sees("\n1\r\n42."),
            Types("poweroff -f\n"),
        ],
        ..CASE
    },
];
pub fn list(_: &mut Suite, _: &[Init]) {}
