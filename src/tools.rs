//! poweroff, halt, reboot and `init -q`: they ask PID 1, or the kernel at once.

use crate::config::{Config, Instead};
use crate::machine::{SECOND, Time};
use crate::signal::number;
use crate::sys::{Errno, machine, mount, process, signal};
use linux_raw_sys::general::{LINUX_REBOOT_CMD_HALT, LINUX_REBOOT_CMD_POWER_OFF};

/// Asks for it, as the options say: PID 1 understands BusyBox' signals.
///
/// # Errors
///
/// EPERM: this process may not.
pub fn ask(config: &Config) -> Result<(), Errno> {
    process::sleep(Time::from(config.delay) * SECOND);
    if config.instead == Instead::Ask && config.at_once {
        if !config.unsynced {
            mount::sync();
        }
        return machine::reboot(config.then);
    }
    let signal = match config.then {
        _ if config.instead == Instead::Reload => number::HUP,
        LINUX_REBOOT_CMD_HALT => number::USR1,
        LINUX_REBOOT_CMD_POWER_OFF => number::USR2,
        _ => number::TERM,
    };
    signal::send(signal, 1)
}
