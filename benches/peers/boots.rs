//! whit and BusyBox' init as the first process of the same virtual machine.

use crate::effort::Effort;
use crate::inits::find;
use crate::row::{Goal, Row, Unit};
use crate::statistics;
use crate::support::machine::root::{self, WHIT_IS_AN_INIT};
use crate::support::machine::{How, Machine, Plan, kernel};
use std::path::Path;

/// The columns.
pub const NAMES: [&str; 2] = ["whit", "BusyBox' init"];

const FIRST_ACTION: &str = "the first action of inittab";
const SIGNAL: &str = "the signal is sent";
const POWER_DOWN: &str = "reboot: Power down";

/// The kernel's clock tells when a line came to its log, and level 0 comes to the console in any case.
const INITTAB: &str = "::sysinit:/bin/sh -c 'echo \"<0>the first action of inittab\" >/dev/kmsg'\n\
                       ::sysinit:/bin/mount -t proc proc /proc\n\
                       ::respawn:-/bin/sh\n";
const ASK: &str = "dmesg | grep 'Run /init'; cat /proc/1/smaps_rollup; echo $((6*7))\n";
const POWER_OFF: &str = "echo '<0>the signal is sent' >/dev/kmsg; kill -USR2 1\n";

/// /dev/kmsg, in the kernel's Documentation/admin-guide/devices.txt.
const KMSG: (u32, u32) = (1, 11);

/// What one boot gave: KiB and microseconds.
struct Boot {
    private: f64,
    first_action: f64,
    power_off: f64,
}

/// A row each, or why there is none.
pub fn measure(effort: &Effort) -> Result<Vec<Row>, &'static str> {
    if find("qemu-system-x86_64").is_none() || find("busybox").is_none() {
        return Err("no machines are booted: that takes qemu-system-x86_64 and a static busybox");
    }
    if kernel().is_none() {
        return Err("no machines are booted: scripts/kernel fetches a kernel for them");
    }
    let whit = Path::new(env!("CARGO_BIN_EXE_whit"));
    let mut boots: [Vec<Boot>; 2] = Default::default();
    for _ in 0..effort.boots {
        if WHIT_IS_AN_INIT {
            boots[0].push(boot(Some(whit)));
        }
        boots[1].push(boot(None));
    }
    let row = |title, unit, goal, value: fn(&Boot) -> f64| {
        let medians = boots.iter().map(|boots| statistics::median(&boots.iter().map(value).collect::<Vec<_>>()));
        Row::new(title, unit, goal, medians.collect())
    };
    Ok(vec![
        row("private memory of PID 1", Unit::Kibibytes, Goal::AtMost(16.0), |boot| boot.private),
        row("from /init to inittab's first action", Unit::Microseconds, Goal::NoMoreThanBestPeer, |boot| {
            boot.first_action
        }),
        row("from the signal to power off, with an idle shell", Unit::Microseconds, Goal::AtMost(50_000.0), |boot| {
            boot.power_off
        }),
    ])
}

fn boot(init: Option<&Path>) -> Boot {
    let image = root::image(init).file("etc/inittab", INITTAB).device("dev/kmsg", KMSG.0, KMSG.1);
    let mut machine = Machine::boot(&Plan { initramfs: Some(&image), ..Plan::default() });
    machine.sees("/ # ");
    machine.types(ASK);
    machine.sees("\n42");
    machine.types(POWER_OFF);
    if machine.ends() != How::PowerOff {
        machine.fail("it does not power off");
    }
    let screen = machine.screen();
    let since = |from, to| (time(&screen, to) - time(&screen, from)) * 1_000_000.0;
    Boot {
        private: private(&screen),
        first_action: since("Run /init", FIRST_ACTION),
        power_off: since(SIGNAL, POWER_DOWN),
    }
}

/// The kernel's time of a line of its log, in seconds.
fn time(screen: &str, text: &str) -> f64 {
    let stamped =
        screen.lines().filter_map(|line| line.split_once(text)?.0.trim().rsplit_once('[')?.1.strip_suffix(']'));
    let mut times = stamped.filter_map(|time| time.trim().parse().ok());
    times.next().unwrap_or_else(|| panic!("{text:?} has a time in {screen}"))
}

/// Private_Clean, Private_Dirty and Private_Hugetlb, in KiB: proc_pid_smaps(5).
fn private(screen: &str) -> f64 {
    let lines = screen.lines().filter(|line| line.starts_with("Private_"));
    lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok()).sum()
}
