//! poweroff, halt, reboot and `init -q`: they ask PID 1, or the kernel at once.

use crate::config::Config;
use crate::machine::Fate;
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
    match config.then {
        Fate::Nothing => signal::send(number::HUP, 1),
        fate if config.at_once => {
            if !config.unsynced {
                mount::sync();
            }
            machine::reboot(fate)
        }
        fate => signal::send(fate as u8, 1),
    }
}
