//! The machine as a whole: reboot(2).
//!
//! # Safety
//!
//! See the [parent module](super).

use super::{Errno, done};
use crate::machine::Fate;
use linux_raw_sys::general::{
    LINUX_REBOOT_CMD_CAD_OFF, LINUX_REBOOT_CMD_HALT, LINUX_REBOOT_CMD_POWER_OFF, LINUX_REBOOT_CMD_RESTART,
    LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
};
use syscalls::{Sysno, raw_syscall};

/// Has the kernel end the machine. It does not write what is still to be written, and returns only if that fails.
///
/// # Errors
///
/// EPERM: this process may not.
#[inline(never)]
pub fn reboot(fate: Fate) -> Result<(), Errno> {
    tell(match fate {
        Fate::Halt => LINUX_REBOOT_CMD_HALT,
        Fate::PowerOff => LINUX_REBOOT_CMD_POWER_OFF,
        Fate::Nothing | Fate::Reboot => LINUX_REBOOT_CMD_RESTART,
    })
}

/// reboot(2).
#[inline(always)]
fn tell(command: u32) -> Result<(), Errno> {
    // SAFETY: no memory is involved: only RESTART2 would read a string.
    done(unsafe { raw_syscall!(Sysno::reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, command, 0) })
}

/// Whether this process is a machine's own, not a container's; if so, Ctrl-Alt-Del is a SIGINT for PID 1 from now on.
///
/// In another PID namespace than the first, reboot(2) knows nothing of Ctrl-Alt-Del: EINVAL (kernel/pid_namespace.c,
/// `reboot_pid_ns`). Where the namespace is the first, containers have no CAP_SYS_BOOT: EPERM.
#[must_use]
pub fn is_own() -> bool {
    tell(LINUX_REBOOT_CMD_CAD_OFF).is_ok()
}
