//! poweroff, halt and reboot: they ask PID 1, or the kernel at once. PID 1 itself, called so, takes everything down first.

use crate::boot::{Tell, mounts};
use crate::entry::{Strings, Text};
use crate::machine::{SECOND, Time};
use crate::signal::number;
use crate::sys::{Errno, image, machine, mount, process, signal};
use linux_raw_sys::general::{LINUX_REBOOT_CMD_HALT, LINUX_REBOOT_CMD_POWER_OFF, LINUX_REBOOT_CMD_RESTART};

/// A tool.
#[derive(Debug)]
pub struct Tool {
    /// What it is called.
    name: Text<'static>,
    /// What reboot(2) does.
    command: u32,
    /// What PID 1 understands as the same: BusyBox's signals.
    pub signal: u8,
}

/// All of them.
pub const TOOLS: &[Tool] = &[
    Tool { name: Text::new(c"poweroff"), command: LINUX_REBOOT_CMD_POWER_OFF, signal: number::USR2 },
    Tool { name: Text::new(c"halt"), command: LINUX_REBOOT_CMD_HALT, signal: number::USR1 },
    Tool { name: Text::new(c"reboot"), command: LINUX_REBOOT_CMD_RESTART, signal: number::TERM },
];

/// The tool of this name.
#[must_use]
pub fn find(name: Text) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| name.is(tool.name))
}

impl Tool {
    /// The way out, for PID 1 of a machine, when all processes are gone. Returns if the kernel refuses.
    ///
    /// It is taken by a copy of this program in memory, which is executed under the tool's name: then the program's own file is
    /// not in use any more, whatever became of it.
    ///
    /// # Errors
    ///
    /// As [`Self::finish`].
    pub fn leave(&self, environment: &Strings, tell: Tell) -> Result<(), Errno> {
        let mut name = [Some(self.name), None];
        image::execute_copy(&Strings::of(&mut name), environment);
        self.finish(tell)
    }

    /// What the copy does, and whoever is PID 1 under the tool's name: swap off, everything unmounted, the machine's end.
    ///
    /// # Errors
    ///
    /// EPERM, EINVAL: this is no machine.
    #[inline(never)]
    pub fn finish(&self, tell: Tell) -> Result<(), Errno> {
        mounts::go_down(tell);
        machine::reboot(self.command)
    }

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
