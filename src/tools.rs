//! poweroff, halt and reboot: they ask PID 1, or the kernel at once.

use crate::entry::{Strings, Text};
use crate::machine::SECOND;
use crate::signal::number;
use crate::sys::{Errno, machine, mount, process, signal};
use linux_raw_sys::general::{LINUX_REBOOT_CMD_HALT, LINUX_REBOOT_CMD_POWER_OFF, LINUX_REBOOT_CMD_RESTART};

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tool {
    /// What PID 1 understands as the same: BusyBox's signals.
    pub signal: u8,
    /// What reboot(2) does.
    pub command: u32,
}

/// Their names.
const NAMES: Text = Text::new(c"poweroff,halt,reboot");

/// What they are, in the same order.
pub const TOOLS: [Tool; 3] = [
    Tool { signal: number::USR2, command: LINUX_REBOOT_CMD_POWER_OFF },
    Tool { signal: number::USR1, command: LINUX_REBOOT_CMD_HALT },
    Tool { signal: number::TERM, command: LINUX_REBOOT_CMD_RESTART },
];

/// The tool of this name.
#[must_use]
pub fn find(name: Text) -> Option<Tool> {
    let mut names = NAMES;
    for tool in TOOLS {
        if name.is(names) {
            return Some(tool);
        }
        names = names.after(b',');
    }
    None
}

/// How it is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// `-f`: by reboot(2), without PID 1.
    pub at_once: bool,
    /// `-n`: what is still to be written is lost.
    pub unwritten: bool,
    /// `-d`: how many seconds later.
    pub delay: u32,
}

/// Reads options: `-f`, `-n`, `-d SEC`. `None` if there is anything else.
pub fn read(arguments: &mut Strings) -> Option<Manner> {
    let mut manner = Manner { at_once: false, unwritten: false, delay: 0 };
    while let Some(mut word) = arguments.take_first() {
        if word.next() != b'-' {
            return None;
        }
        loop {
            match word.next() {
                b'f' => manner.at_once = true,
                b'n' => manner.unwritten = true,
                b'd' => {
                    let value = if word.is_empty() { arguments.take_first()? } else { word };
                    manner.delay = value.as_number()?;
                    break;
                }
                _ => return None,
            }
            if word.is_empty() {
                break;
            }
        }
    }
    Some(manner)
}

/// Does it.
///
/// # Errors
///
/// EPERM: this process may not.
pub fn run(tool: Tool, manner: Manner) -> Result<(), Errno> {
    process::sleep(u64::from(manner.delay) * SECOND);
    if !manner.at_once {
        return signal::send(tool.signal, 1);
    }
    if !manner.unwritten {
        mount::sync();
    }
    machine::reboot(tool.command)
}

/// `init -q`: has PID 1 read its inittab again.
///
/// # Errors
///
/// EPERM: this process may not.
pub fn reload() -> Result<(), Errno> {
    signal::send(number::HUP, 1)
}

#[cfg(test)]
mod tests;
