//! What must not end in a kernel panic, and not in a machine that neither works nor ends.

use super::*;

pub const CASES: &[Case] = &[
    Case {
        name: "nothing_to_run",
        only_whit: true,
        without: &["bin/sh", "bin/ash"],
        does: &[Sees("whit: cannot")],
        ends: [How::Halt; 2],
        ..CASE
    },
    Case {
        name: "garbage_in_inittab",
        initramfs: Some(&[(
            INITTAB,
            concat!(
                "::sysinit:/bin/mount -t proc proc /proc\n",
                "nonsense\n",
                "::nonsense:/bin/echo nonsense is run\n",
                "::once\n",
                "::once:\n",
                "\u{1}\u{7f}\u{e4}:\u{e4}:\u{e4}:\u{e4}\n",
                "::wait:/none\n",
                "::respawn:-/bin/sh",
            ),
        )]),
        does: &[
            Comes(PROMPT),
            Answers(["line 2", "2"]),
            Answers(["line 3", "3"]),
            Answers(["line 4", "4"]),
            Answers(["line 5", "5"]),
            Answers(["line 6", "6"]),
            Answers(["can't run '/none'", "/none"]),
            Sees(PROMPT),
            Types("poweroff\n"),
        ],
        never: &["nonsense is run"],
        ..CASE
    },
    Case {
        name: "garbage_on_the_command_line",
        words: "= == =x -- - -s= root rw=1 rootdelay=-9999999999999999999 \u{e4} \"a b\" 'c d' \"unterminated root=",
        initramfs: Some(&[SHELL_ONLY]),
        does: &[Sees(PROMPT), Types("poweroff\n")],
        ..CASE
    },
    Case {
        name: "garbage_that_names_a_root",
        only_whit: true,
        words: "rootdelay=x rootwait= rootflags=,,=, rootfstype=, init= root=",
        does: &[Sees("Please press Enter"), Types("\n"), Sees(PROMPT), Types("poweroff -f\n")],
        ..CASE
    },
    Case {
        name: "console_is_gone",
        console: Some("console=ttyS3"),
        initramfs: Some(&[(
            INITTAB,
            inittab_of!("ttyS0::respawn:-/bin/sh" "::askfirst:-/bin/sh" "::respawn:/bin/echo to nobody"),
        )]),
        does: &[Sees(PROMPT), Types("kill -HUP 1; sleep 2; echo $((6*7))\n"), Sees("42"), Types("poweroff\n")],
        ..CASE
    },
    Case {
        name: "terminal_of_a_line_is_missing",
        initramfs: Some(&[(
            INITTAB,
            inittab_of!("tty99::respawn:-/bin/sh" "tty98::once:/bin/sh" "::respawn:-/bin/sh"),
        )]),
        does: &[Sees(PROMPT), Types("sleep 2; echo $((6*7))\n"), Sees("42"), Types("poweroff\n")],
        ..CASE
    },
    Case {
        name: "fork_fails",
        initramfs: Some(&[
            (INITTAB, inittab_of!("::respawn:-/bin/sh" "::respawn:/bin/other" "::ctrlaltdel:/bin/echo three keys")),
            ("bin/other", "#!/bin/sh\necho other begins\nsleep 1000\n"),
        ]),
        does: &[
            Comes("other begins"),
            Sees(PROMPT),
            // Nobody forks from here on, not even root. The shell does it all by itself.
            Types(
                "pid=$(pidof other); max=$(cat /proc/sys/kernel/threads-max); echo 20 >/proc/sys/kernel/threads-max\n",
            ),
            Sees(PROMPT),
            Types("kill -9 $pid; kill -HUP 1; (:); echo $((6*7))\n"),
            Sees("can't fork"),
            Presses(CTRL_ALT_DEL),
            Types("echo $max >/proc/sys/kernel/threads-max; echo $((6*8))\n"),
            Sees("48"),
            Sees("other begins"),
            Types("poweroff\n"),
        ],
        ..CASE
    },
    Case {
        name: "root_has_vanished",
        initramfs: Some(&[SHELL_ONLY]),
        does: &[Sees(PROMPT), Types("rm -rf /bin /sbin /etc /init /root /tmp; kill -HUP 1; kill -USR2 1\n")],
        ..CASE
    },
    Case {
        name: "root_is_full",
        words: ON_DISK,
        initramfs: None,
        disk: Some(&[(INITTAB, inittab_of!("::respawn:-/bin/sh" "::shutdown:/bin/umount -a -r"))]),
        does: &[
            Sees(PROMPT),
            Types("dd if=/dev/zero of=/root/all bs=4k; kill -HUP 1; echo $((6*7))\n"),
            Sees("No space left on device"),
            Sees("42"),
            Types("poweroff\n"),
        ],
        ..CASE
    },
    Case {
        name: "memory_is_short",
        initramfs: Some(&[SHELL_ONLY]),
        does: &[
            Sees(PROMPT),
            // The initramfs takes no more, and what is left goes to processes: one is killed, the next takes its place.
            Types("dd if=/dev/zero of=/all bs=64k; (tail /dev/zero; tail /dev/zero) & tail /dev/zero; echo $((6*7))\n"),
            Sees("42"),
            Types("poweroff\n"),
        ],
        ..CASE
    },
    Case {
        name: "fault_of_its_own",
        only_whit: true,
        initramfs: Some(&[SHELL_ONLY]),
        does: &[
            Sees(PROMPT),
            // Where PID 1 goes on, once a signal has come, there is no instruction any more.
            Types(
                "set -- $(cat /proc/1/syscall); printf '\\17\\13' | dd of=/proc/1/mem bs=1 seek=$(($9)) conv=notrunc; kill -HUP 1\n",
            ),
            Sees("whit: a fault of its own: SIGILL"),
        ],
        ends: [How::Panic; 2],
        ..CASE
    },
    Case {
        name: "orphans_and_signals",
        initramfs: Some(&[
            (INITTAB, inittab_of!("::respawn:-/bin/sh")),
            (
                "bin/storm",
                "#!/bin/sh\nfor i in $(seq 300); do (true & true &); kill -CHLD 1; kill -HUP 1; kill -WINCH 1; kill -34 1; done\n\
             while grep -q '^State:.Z' /proc/[0-9]*/status 2>/dev/null; do usleep 10000; done; echo storm is over\n",
            ),
        ]),
        does: &[Sees(PROMPT), Types("storm\n"), Sees("storm is over"), Sees(PROMPT), Types("poweroff\n")],
        ..CASE
    },
    Case {
        name: "killed_in_vain",
        initramfs: Some(&[SHELL_ONLY]),
        does: &[
            Sees(PROMPT),
            Types("kill -9 1; kill -SEGV 1; kill -STOP 1; kill -ABRT 1; kill -ILL 1; echo $((6*7))\n"),
            Sees("42"),
            Sees(PROMPT),
            Types("poweroff\n"),
        ],
        ..CASE
    },
    Case {
        name: "shutdown_action_never_ends",
        only_whit: true,
        initramfs: Some(&[(
            INITTAB,
            inittab_of!("::respawn:-/bin/sh" "::shutdown:/bin/sleep 100000" "::shutdown:/bin/echo is next"),
        )]),
        does: &[Sees(PROMPT), Types("poweroff\n"), Sees("is next")],
        ..CASE
    },
    Case {
        name: "process_cannot_be_killed",
        initramfs: Some(&[SHELL_ONLY]),
        disk: Some(&[]),
        does: &[
            Sees(PROMPT),
            MOUNTS_DISK,
            IS_MOUNTED,
            Sees(PROMPT),
            // Who writes to a frozen file system sleeps in state D until it thaws.
            Types("fsfreeze --freeze /mnt; touch /mnt/file & sleep 1; echo $((6*7)); poweroff\n"),
            Sees("42"),
        ],
        is_clean: [true; 2],
        ..CASE
    },
    Case {
        name: "disk_does_not_answer_and_is_not_asked",
        initramfs: Some(&[SHELL_ONLY]),
        disk: Some(&[]),
        does: &[
            Sees(PROMPT),
            MOUNTS_DISK,
            IS_MOUNTED,
            Sees(PROMPT),
            StallsDisk,
            Types("dd if=/dev/zero of=/mnt/file bs=64k count=64; /bin/poweroff -f -n\n"),
        ],
        is_clean: [false; 2],
        ..CASE
    },
    Case {
        name: "disk_does_not_answer",
        only_whit: true,
        // Else the kernel resets the disk after a while, and QEMU waits for the disk then, and for nothing else.
        words: "nvme_core.io_timeout=1000000",
        initramfs: Some(&[SHELL_ONLY]),
        disk: Some(&[]),
        does: &[
            Sees(PROMPT),
            MOUNTS_DISK,
            IS_MOUNTED,
            Sees(PROMPT),
            StallsDisk,
            Types("dd if=/dev/zero of=/mnt/file bs=64k count=64; /bin/poweroff\n"),
            Sees("sync hangs"),
            Sees("/mnt hangs"),
            Sees("sync hangs"),
            // All that is left is reboot(2), where QEMU itself would wait for the disk.
            ReleasesDisk,
        ],
        is_clean: [false; 2],
        ..CASE
    },
];
