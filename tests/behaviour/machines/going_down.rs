//! From a signal, a tool or three keys to reboot(2).

use super::*;

/// What an init does on a signal; none: it goes on.
const SIGNALS: [(&str, Beside<Option<How>>); 9] = [
    ("USR1", [Some(How::Halt); 2]),
    ("PWR", [Some(How::Halt); 2]),
    ("USR2", [Some(How::PowerOff); 2]),
    ("TERM", [Some(How::Reboot); 2]),
    ("INT", [Some(How::Reboot); 2]),
    // RTMIN+3, +4, +5, as systemd has them.
    ("37", [None, Some(How::Halt)]),
    ("38", [None, Some(How::PowerOff)]),
    ("39", [None, Some(How::Reboot)]),
    ("WINCH", [None; 2]),
];

/// What the small tools do.
const TOOLS: [(&str, How); 6] = [
    ("halt", How::Halt),
    ("poweroff", How::PowerOff),
    ("reboot", How::Reboot),
    ("halt -f", How::Halt),
    ("poweroff -f -n", How::PowerOff),
    ("reboot -d 1 -f", How::Reboot),
];

/// The last thing that is done in good order.
const SHUTDOWN: &str = "shut down in good order";
const INITTAB_WITH_END: &str = inittab_of!(
    "::respawn:-/bin/sh"
    "::ctrlaltdel:/bin/reboot"
    "::shutdown:/bin/echo shut down in good order"
);

/// A machine for each signal and each tool; and what must never happen is tried more than once.
pub fn list(suite: &mut Suite, inits: &[Init]) {
    for case in CASES.iter().filter(|case| case.name == WRITER_CASE && inits.contains(&Init::Whit)) {
        for boot in 2..=WRITER_BOOTS {
            suite.add_rare(format!("machines::whit::{WRITER_CASE}::{boot}"), &NEEDS, || case.run(Init::Whit));
        }
    }
    for &init in inits {
        for (signal, ends) in SIGNALS {
            let end = ends[init as usize];
            let name = end.map_or("goes_on".to_owned(), |how| format!("{how:?}").to_lowercase());
            init.add(suite, &format!("signal::{signal}::{name}"), move || {
                let mut machine = init.boot_to_shell();
                machine.types(&format!("kill -{signal} 1; echo $((6*7))\n"));
                machine.sees("42");
                if end.is_none() {
                    machine.sees(PROMPT);
                    machine.types("reboot\n");
                }
                machine.sees(SHUTDOWN);
                assert_eq!(machine.ends(), end.unwrap_or(How::Reboot));
            });
        }
        for (tool, end) in TOOLS {
            init.add(suite, &format!("tool::{}", tool.replace(' ', "_")), move || {
                let mut machine = init.boot_to_shell();
                // BusyBox' shell has tools of its own by these names, unless it is told where.
                machine.types(&format!("/bin/{tool}\n"));
                let is_forced = tool.contains("-f");
                if !is_forced {
                    machine.sees(SHUTDOWN);
                }
                assert_eq!(machine.ends(), end);
                assert!(!is_forced || !machine.screen().contains(SHUTDOWN), "{tool} at once");
            });
        }
    }
}

impl Init {
    fn boot_to_shell(self) -> Machine {
        let image = self.image().file(INITTAB, INITTAB_WITH_END);
        let mut machine = Machine::boot(&Plan { initramfs: Some(&image), ..Plan::default() });
        machine.sees(PROMPT);
        machine
    }
}

/// A daemon that says that it was asked to end, and takes its time.
const DAEMON: File = (
    "bin/daemon",
    "#!/bin/sh\ntrap 'usleep 300000; echo saved its work; exit' TERM\necho daemon is up\nwhile :; do sleep 1000 & wait; done\n",
);

/// One that never ends by itself.
const MULE: File = ("bin/mule", "#!/bin/sh\ntrap '' TERM HUP INT\necho mule is up\nwhile :; do sleep 1; done\n");

/// Writes to the disk until the end, and does not care who asks it to stop. The file that it holds open keeps the file system from
/// being made read-only at any time.
const WRITER: File = (
    "bin/writer",
    "#!/bin/sh\ntrap '' TERM HUP INT\nexec 3>/root/held\necho writer is up\n\
     while :; do dd if=/dev/zero of=/root/$$ bs=64k count=32 2>/dev/null; done\n",
);

const WRITER_CASE: &str = "writer_until_the_end_leaves_a_clean_disk";
const WRITER_BOOTS: u32 = 20;

/// The same, but it ends when it is asked to.
const WILLING_WRITER: File = (
    "bin/writer",
    "#!/bin/sh\ntrap 'echo writer ends; exit' TERM\nexec 3>/root/held\necho writer is up\n\
     while :; do dd if=/dev/zero of=/root/$$ bs=64k count=32 2>/dev/null; done\n",
);

const WRITERS_INITTAB: File = (
    INITTAB,
    inittab_of!(
        "::respawn:/bin/writer"
        "::askfirst:-/bin/sh"
        "::ctrlaltdel:/bin/poweroff"
        "::shutdown:/bin/umount -a -r"
    ),
);

pub const CASES: &[Case] = &[
    Case {
        name: "ctrl_alt_del_without_an_inittab",
        initramfs: Some(&[(RC_S, "#!/bin/sh\nmount -t proc proc /proc 2>/dev/null\n")]),
        does: &[Sees("Please press Enter"), Presses(CTRL_ALT_DEL)],
        ends: [How::Reboot; 2],
        ..CASE
    },
    Case {
        name: "waits_for_who_saves_its_work",
        initramfs: Some(&[
            (INITTAB, inittab_of!("::once:/bin/daemon" "::ctrlaltdel:/bin/poweroff" "::shutdown:/bin/echo shuts down")),
            DAEMON,
        ]),
        does: &[Sees("daemon is up"), Presses(CTRL_ALT_DEL), Sees("shuts down"), Sees("saved its work")],
        ..CASE
    },
    Case {
        name: "kills_who_does_not_end",
        initramfs: Some(&[(INITTAB, inittab_of!("::once:/bin/mule" "::ctrlaltdel:/bin/poweroff")), MULE]),
        does: &[Sees("mule is up"), Presses(CTRL_ALT_DEL)],
        ..CASE
    },
    Case {
        name: "writer_that_ends_leaves_a_clean_disk",
        words: ON_DISK,
        initramfs: None,
        disk: Some(&[WRITERS_INITTAB, WILLING_WRITER]),
        does: &[Sees("writer is up"), Presses(CTRL_ALT_DEL), Sees("writer ends")],
        // BusyBox unmounts before it asks anybody to end, and not again.
        is_clean: [false, true],
        ..CASE
    },
    Case {
        name: WRITER_CASE,
        words: ON_DISK,
        initramfs: None,
        disk: Some(&[WRITERS_INITTAB, WRITER]),
        does: &[Sees("writer is up"), Presses(CTRL_ALT_DEL)],
        is_clean: [false, true],
        ..CASE
    },
    Case {
        name: "idle_disk_is_clean",
        words: ON_DISK,
        initramfs: None,
        disk: Some(&[(
            INITTAB,
            inittab_of!("::askfirst:-/bin/sh" "::ctrlaltdel:/bin/reboot" "::shutdown:/bin/umount -a -r"),
        )]),
        does: &[Sees("Please press Enter"), Presses(CTRL_ALT_DEL)],
        ends: [How::Reboot; 2],
        ..CASE
    },
    Case {
        name: "clean_after_the_init_was_replaced",
        words: ON_DISK,
        initramfs: None,
        disk: Some(&[(INITTAB, inittab_of!("::respawn:-/bin/sh" "::shutdown:/bin/umount -a -r"))]),
        does: &[
            Sees(PROMPT),
            Types("i=$(realpath /sbin/init); cp $i /root/new && mv /root/new $i && echo $((6*7))\n"),
            Sees("42"),
            Types("poweroff\n"),
        ],
        // The old file, unlinked but in use, keeps the file system from being made read-only.
        is_clean: [false, true],
        ..CASE
    },
    Case {
        name: "writer_is_stopped",
        words: ON_DISK,
        initramfs: None,
        disk: Some(&[(INITTAB, inittab_of!("::respawn:-/bin/sh")), WRITER]),
        does: &[Sees(PROMPT), Types("writer & sleep 1; kill -STOP $!; poweroff\n")],
        is_clean: [false, true],
        ..CASE
    },
];
