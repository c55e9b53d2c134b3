//! From the kernel's first process to a shell.

use super::*;
use crate::support::machine::CURSOR;

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
        does: &[Sees(PROMPT), Types("exit\n"), Sees(PROMPT), Types("mount -t proc proc /proc; poweroff\n")],
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
            Types(
                "for i in /proc /sys /dev /dev/pts /dev/shm /run /sys/fs/cgroup; do grep -c \" $i \" /proc/mounts; done | tr -d '\\n'; echo .\n",
            ),
            Sees("\n1111111."),
            Types("poweroff\n"),
        ],
        ..CASE
    },
    Case {
        name: "with_an_inittab_mounts_nothing",
        initramfs: Some(&[(
            INITTAB,
            "::sysinit:/bin/mkdir -p /p\n::sysinit:/bin/mount -t proc proc /p\n::respawn:-/bin/sh\n",
        )]),
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

/// A root file system as distributions for embedded systems make it: /sbin/init is the only thing in it that is exchanged.
const EMBEDDED: &[File] = &[
    (
        INITTAB,
        "# Comes up\n\
         ::sysinit:/bin/mount -t proc proc /proc\n\
         ::sysinit:/bin/mount -o remount,rw /\n\
         ::sysinit:/bin/mkdir -p /dev/pts /dev/shm\n\
         ::sysinit:/bin/mount -a\n\
         null::sysinit:/bin/ln -sf /proc/self/fd /dev/fd\n\
         ::sysinit:/bin/hostname -F /etc/hostname\n\
         ::sysinit:/etc/init.d/rcS\n\
         console::respawn:/bin/getty -n -l /bin/sh -L console 0 vt100\n\
         # Goes down\n\
         ::shutdown:/etc/init.d/rcK\n\
         ::shutdown:/bin/swapoff -a\n\
         ::shutdown:/bin/umount -a -r\n",
    ),
    (
        "etc/fstab",
        "devpts /dev/pts devpts defaults 0 0\ntmpfs /dev/shm tmpfs mode=1777 0 0\ntmpfs /tmp tmpfs mode=1777 0 0\nsysfs /sys sysfs defaults 0 0\n",
    ),
    // Where syslogd writes to, or it takes the console.
    ("var/log/messages", ""),
    ("etc/hostname", "embedded\n"),
    ("etc/init.d/rcS", "#!/bin/sh\nfor i in /etc/init.d/S*; do $i start; done\n"),
    ("etc/init.d/rcK", "#!/bin/sh\nfor i in $(ls -r /etc/init.d/S*); do $i stop; done\n"),
    ("etc/init.d/S01log", "#!/bin/sh\necho log: $1\n[ $1 != start ] || syslogd\n[ $1 != stop ] || killall syslogd\n"),
    (
        "etc/init.d/S02cron",
        "#!/bin/sh\necho cron: $1\n[ $1 != start ] || crond -c /tmp\n[ $1 != stop ] || killall crond\n",
    ),
];

/// A trial that boots two machines: with its own init and with another one, which must not show on the console.
pub fn list(suite: &mut Suite, inits: &[Init]) {
    for &init in inits {
        init.add(suite, "is_exchanged_without_a_word", move || {
            let (own, _) = embedded(Init::BusyBox);
            let (lines, clean) = embedded(init);
            let new: Vec<&String> = lines.iter().filter(|line| !own.contains(line)).collect();
            assert!(new.is_empty(), "BusyBox' init does not show {new:?}; it shows {own:?}");
            assert!(clean.0 || init == Init::BusyBox, "{}", clean.1);
        });
    }
}

/// What is on the console from the first to the last line, and how e2fsck finds the disk.
fn embedded(init: Init) -> (Vec<String>, (bool, String)) {
    let disk = Disk::ext4(&EMBEDDED.iter().fold(init.image(), |image, (path, text)| image.file(path, *text)));
    let words = "root=/dev/nvme0n1 rootfstype=ext4 rootwait devtmpfs.mount=1";
    let mut machine = Machine::boot(&Plan { words, disk: Some(&disk), ..Plan::default() });
    machine.sees("cron: start");
    machine.sees(PROMPT);
    machine.types("poweroff\n");
    machine.sees("log: stop");
    assert_eq!(machine.ends(), How::PowerOff);
    // The shell's own are in between; the kernel's begin with a time.
    let screen = machine.screen().replace(CURSOR, "").replace(PROMPT, "");
    let lines = screen.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('['));
    (lines.map(ToOwned::to_owned).collect(), disk.is_clean())
}
