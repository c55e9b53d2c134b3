//! One program in a virtual machine, and nothing else: whit's alone.

use super::*;

const APP: File = (
    "bin/app",
    "#!/bin/sh\necho app: $# $*.\ngrep -c ' /proc ' /proc/mounts\n[ \"$1\" != 9 ] || kill -9 $$\nexit $1\n",
);

/// It ends, and leaves a daemon behind.
const LEAVER: File = (
    "bin/app",
    "#!/bin/sh\n(trap 'usleep 300000; echo saved its work; exit' TERM; echo up; while :; do sleep 1000 & wait; done) &\n\
     sleep 1\nexit 7\n",
);

const CASE: Case = Case { only_whit: true, never: &["Kernel panic", "Please press Enter"], ..super::CASE };

pub const CASES: &[Case] = &[
    Case {
        name: "one_program::in_an_initramfs",
        words: "stray another=1 rdinit=/bin/whit -- /bin/app 42 two",
        initramfs: Some(&[APP]),
        does: &[Sees("app: 2 42 two."), Sees("1\r\n"), Sees("whit: "), Sees("42")],
        ..CASE
    },
    Case {
        name: "one_program::on_a_disk",
        words: "root=/dev/nvme0n1 rootfstype=ext4 rootwait rw init=/bin/whit -- /bin/app 0",
        initramfs: None,
        disk: Some(&[APP]),
        does: &[Sees("app: 1 0.")],
        ..CASE
    },
    Case {
        name: "one_program::is_killed",
        words: "rdinit=/bin/whit -- /bin/app 9",
        initramfs: Some(&[APP]),
        does: &[Sees("app: 1 9."), Sees("whit: "), Sees("137")],
        ..CASE
    },
    Case {
        name: "one_program::is_missing",
        words: "rdinit=/bin/whit -- /none",
        does: &[Sees("whit: cannot execute /none: not found"), Sees("127")],
        ..CASE
    },
    Case {
        name: "one_program::is_called_wrongly",
        words: "rdinit=/bin/whit -- --nonsense /bin/app",
        does: &[Sees("whit: unknown option '--nonsense'")],
        ends: [How::Halt; 2],
        ..CASE
    },
    Case {
        name: "one_program::then_reboot",
        words: "rdinit=/bin/whit -- --then reboot /bin/app 3",
        initramfs: Some(&[APP]),
        does: &[Sees("app: 1 3.")],
        ends: [How::Reboot; 2],
        ..CASE
    },
    Case {
        name: "one_program::then_halt",
        words: "rdinit=/bin/whit -- --then halt /bin/app 3",
        initramfs: Some(&[APP]),
        does: &[Sees("app: 1 3.")],
        ends: [How::Halt; 2],
        ..CASE
    },
    Case {
        name: "one_program::by_a_script",
        words: "rdinit=/bin/start",
        initramfs: Some(&[APP, ("bin/start", "#!/bin/sh\nexec /bin/whit -- /bin/app 5 two\n")]),
        does: &[Sees("app: 2 5 two."), Sees("whit: "), Sees("5")],
        ..CASE
    },
    Case {
        name: "one_program::leaves_a_daemon_that_saves_its_work",
        words: "root=/dev/nvme0n1 rootfstype=ext4 rootwait rw init=/bin/whit -- /bin/app",
        initramfs: None,
        disk: Some(&[LEAVER]),
        does: &[Sees("up"), Sees("saved its work")],
        ..CASE
    },
];
