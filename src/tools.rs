//! poweroff, halt and reboot: they ask PID 1, or the kernel at once.

use crate::entry::{Strings, Text};
use crate::machine::{SECOND, Time};
use crate::signal::number;
use crate::sys::{Errno, machine, mount, process, signal};
use linux_raw_sys::general::{LINUX_REBOOT_CMD_HALT, LINUX_REBOOT_CMD_POWER_OFF, LINUX_REBOOT_CMD_RESTART};

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tool {
    /// What reboot(2) does.
    command: u32,
    /// What PID 1 understands as the same: BusyBox's signals.
    signal: u8,
}

/// Their names.
const NAMES: Text = Text::new(c"poweroff,halt,reboot");

/// What they are, in the same order.
static TOOLS: [Tool; 3] = [
    Tool { command: LINUX_REBOOT_CMD_POWER_OFF, signal: number::USR2 },
    Tool { command: LINUX_REBOOT_CMD_HALT, signal: number::USR1 },
    Tool { command: LINUX_REBOOT_CMD_RESTART, signal: number::TERM },
];

/// The tool of this name.
#[must_use]
pub fn find(name: Text) -> Option<&'static Tool> {
    let mut names = NAMES;
    for tool in &TOOLS {
        if name.is(names) {
            return Some(tool);
        }
        names = names.after(b',');
    }
    None
}

impl Tool {
    /// Does it, as options say: `-f` by reboot(2), without PID 1; `-n` without writing what is still to be written; `-d SEC` so
    /// many seconds later.
    ///
    /// # Errors
    ///
    /// EPERM: this process may not. EINVAL: there is another option, or an argument.
    #[inline(never)]
    pub fn run(&self, arguments: &mut Strings) -> Result<(), Errno> {
        let mut at_once = false;
        let mut writes = true;
        let mut seconds = 0;
        while let Some(mut word) = arguments.take_first() {
            if word.next() != b'-' {
                return Err(Errno::EINVAL);
            }
            loop {
                match word.next() {
                    b'f' => at_once = true,
                    b'n' => writes = false,
                    b'd' => {
                        if word.is_empty() {
                            word = arguments.take_first().unwrap_or(word);
                        }
                        seconds = word.as_number().ok_or(Errno::EINVAL)?;
                        break;
                    }
                    _ => return Err(Errno::EINVAL),
                }
                if word.is_empty() {
                    break;
                }
            }
        }
        process::sleep(Time::from(seconds) * SECOND);
        if !at_once {
            return signal::send(self.signal, 1);
        }
        if writes {
            mount::sync();
        }
        machine::reboot(self.command)
    }
}

/// `init -q`: has PID 1 read its inittab again.
///
/// # Errors
///
/// EPERM: this process may not.
pub fn reload() -> Result<(), Errno> {
    signal::send(number::HUP, 1)
}
