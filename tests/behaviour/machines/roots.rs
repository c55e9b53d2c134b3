//! From an initramfs to the real root file system.

use super::*;

/// An init on the disk that tells how it was begun, and where.
const LOOK: File = (
    "sbin/look",
    "#!/bin/sh\n[ -e /proc/mounts ] || mount -t proc proc /proc\n\
     echo looks: $$ $# $*.\ngrep ' / ' /proc/mounts\n\
     for i in dev proc sys run; do echo $i: $(grep -c \" /$i \" /proc/mounts).; done\n\
     mount -o remount,ro /; poweroff -f\n",
);

/// What comes before switch_root when it is called by hand.
macro_rules! by_hand {
    ($($line:literal)*) => {
        concat!(
            "#!/bin/sh\nmount -t devtmpfs dev /dev\nmount -t proc proc /proc\n",
            "mount -t sysfs sys /sys\nmount -t tmpfs run /run\n",
            $($line, "\n"),*
        )
    };
}

pub const CASES: &[Case] = &[
    Case {
        name: "root::read_write",
        only_whit: true,
        words: "root=/dev/nvme0n1 rootwait rw",
        disk: Some(&[SHELL_ONLY]),
        does: &[
            Sees(PROMPT),
            Types("grep ' / ' /proc/mounts; echo $$ $((6*7))\n"),
            Sees("/dev/nvme0n1 / ext4 rw,"),
            Sees("42"),
            Types("ls -d /proc/1/root/bin/whit; poweroff\n"),
        ],
        ..CASE
    },
    Case {
        name: "root::read_only_unless_asked",
        only_whit: true,
        words: "root=/dev/nvme0n1 rootwait init=/sbin/look -- one two",
        disk: Some(&[LOOK]),
        does: &[
            Sees("looks: 1 2 one two."),
            Sees("/dev/nvme0n1 / ext4 ro,"),
            Sees("dev: 1."),
            Sees("proc: 1."),
            Sees("sys: 1."),
            Sees("run: 1."),
        ],
        ..CASE
    },
    Case {
        name: "root::type_and_flags",
        only_whit: true,
        words: "root=/dev/nvme0n1 rootfstype=ext4 rootflags=noatime,commit=77 rootdelay=1 rootwait rw init=/sbin/look",
        disk: Some(&[LOOK]),
        does: &[Sees("looks: 1 0 ."), Sees("/dev/nvme0n1 / ext4 rw,noatime,commit=77")],
        ..CASE
    },
    Case {
        name: "root::comes_late",
        only_whit: true,
        words: "rdinit=/bin/start root=/dev/nvme0n1 rootwait rw init=/sbin/look",
        initramfs: Some(&[("bin/start", "#!/bin/sh\necho begins\nexec /init\n")]),
        disk: Some(&[LOOK]),
        is_late: true,
        does: &[Sees("begins"), PlugsDisk, Sees("looks: 1 0 ."), Sees("/dev/nvme0n1 / ext4 rw")],
        ..CASE
    },
    Case {
        name: "root::is_missing",
        only_whit: true,
        words: "root=/dev/nvme9n9",
        does: &[Sees("whit: cannot"), Sees("/dev/nvme9n9"), Sees(PROMPT), Types("poweroff -f\n")],
        ..CASE
    },
    Case {
        name: "root::is_of_another_type",
        only_whit: true,
        words: "root=/dev/nvme0n1 rootwait rootfstype=vfat",
        disk: Some(&[]),
        does: &[Sees("whit: cannot mount"), Sees("/dev/nvme0n1"), Sees(PROMPT), Types("poweroff -f\n")],
        ..CASE
    },
    Case {
        name: "root::has_no_init",
        only_whit: true,
        words: "root=/dev/nvme0n1 rootwait init=/none",
        disk: Some(&[]),
        does: &[Sees("whit: cannot"), Sees("/none"), Sees(PROMPT), Types("poweroff -f\n")],
        ..CASE
    },
    Case {
        name: "disk_is_plugged_in",
        initramfs: Some(&[SHELL_ONLY]),
        disk: Some(&[]),
        is_late: true,
        does: &[Sees(PROMPT), MOUNTS_DISK, PlugsDisk, IS_MOUNTED, Sees(PROMPT), Types("umount /mnt; poweroff\n")],
        ..CASE
    },
    Case {
        name: "switch_root::by_hand",
        words: "rdinit=/bin/start",
        initramfs: Some(&[("bin/start", by_hand!("mount-disk" "exec /bin/switch_root /mnt /sbin/look one two"))]),
        disk: Some(&[LOOK]),
        does: &[
            Sees("looks: 1 2 one two."),
            Sees("/dev/nvme0n1 / ext4 rw"),
            // BusyBox leaves them behind; the program mounts /proc by itself then.
            Answers(["dev: 0.", "dev: 1."]),
            Answers(["proc: 1.", "proc: 1."]),
            Answers(["sys: 0.", "sys: 1."]),
            Answers(["run: 0.", "run: 1."]),
        ],
        ..CASE
    },
    Case {
        name: "switch_root::to_a_console",
        words: "rdinit=/bin/start",
        initramfs: Some(&[(
            "bin/start",
            by_hand!("mount-disk" "mount -t devtmpfs dev /mnt/dev" "exec >/dev/null 2>&1 /bin/switch_root -c /dev/ttyS0 /mnt /sbin/look"),
        )]),
        disk: Some(&[LOOK]),
        does: &[Sees("looks: 1 0 .")],
        ..CASE
    },
    Case {
        name: "switch_root::is_not_pid_1",
        initramfs: Some(&[SHELL_ONLY]),
        disk: Some(&[]),
        does: &[
            Sees(PROMPT),
            MOUNTS_DISK,
            IS_MOUNTED,
            Types("/bin/switch_root /mnt /sbin/init; echo $? $((6*7))\n"),
            Answers(["Usage: switch_root", "cannot"]),
            Answers(["1 42", "125 42"]),
            Types("umount /mnt; ls -d /bin/busybox; poweroff\n"),
        ],
        ..CASE
    },
    Case {
        name: "switch_root::to_the_same_file_system",
        only_whit: true,
        words: "rdinit=/bin/start",
        initramfs: Some(&[("bin/start", by_hand!("exec /bin/switch_root /mnt /bin/sh"))]),
        does: REFUSED,
        ends: [How::Halt; 2],
        ..CASE
    },
    Case {
        name: "switch_root::without_an_init_to_leave",
        only_whit: true,
        words: "rdinit=/bin/start",
        initramfs: Some(&[(
            "bin/start",
            by_hand!("mount -t tmpfs new /mnt" "rm /init" "exec /bin/switch_root /mnt /bin/sh"),
        )]),
        does: REFUSED,
        ends: [How::Halt; 2],
        ..CASE
    },
    Case {
        name: "switch_root::from_a_disk",
        only_whit: true,
        words: "root=/dev/nvme0n1 rootfstype=ext4 rootwait rw init=/bin/start",
        initramfs: None,
        disk: Some(&[("bin/start", by_hand!("mount -t tmpfs new /mnt" "exec /bin/switch_root /mnt /bin/sh"))]),
        does: REFUSED,
        ends: [How::Halt; 2],
        ..CASE
    },
];

/// What comes of a first process that may not switch: BusyBox' ends, and with it the kernel; whit leaves somebody with a shell.
const REFUSED: &[Step] = &[Sees("whit: cannot switch root"), Sees(PROMPT), Types("halt\n")];
