//! poweroff, halt, reboot and `init -q`: they ask PID 1, or the kernel at once.

use crate::config::Config;
use crate::machine::{SECOND, Time};
use crate::signal::number;
use crate::sys::{Errno, machine, mount, process, signal};

/// Asks for it, as the options say: PID 1 understands BusyBox' signals.
///
/// # Errors
///
/// EPERM: this process may not.
pub fn ask(config: &Config) -> Result<(), Errno> {
    process::sleep(Time::from(config.delay) * SECOND);
    if config.at_once {
        if !config.unsynced {
            mount::sync();
        }
        return machine::reboot(config.then);
    }
    // If it is about nothing but its inittab: that.
    signal::send((config.then as u8).max(number::HUP), 1)
}
