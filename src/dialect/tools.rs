//! `poweroff`, `halt`, `reboot`, `switch_root`: the small tools of a system that has nothing but whit.

use super::{Dialect, whit};
use crate::config::{Config, Instead};
use crate::entry::Text;
use crate::log::Kind;
use crate::options::CommandLine;
use crate::packed;
use crate::status::Statuses;
use core::ffi::CStr;
use linux_raw_sys::general::{LINUX_REBOOT_CMD_HALT, LINUX_REBOOT_CMD_POWER_OFF, LINUX_REBOOT_CMD_RESTART};

/// What `--help` prints, and the table of options.
pub const HELP: &CStr = c"\
Usage: poweroff|halt|reboot [OPTIONS]
Ask PID 1 to end the system.

-f, --force\task the kernel at once
-n, --no-sync\tdo not write what is still to be written (with -f)
-d, --delay SECONDS\twait before
-h, --help\tprint this
-V, --version\tprint the version
";

/// What all of them are.
const TOOL: Dialect = Dialect { take, help: packed::TOOLS_HELP, may_boot: false, ..whit::WHIT };

/// `poweroff`.
pub const POWEROFF: Dialect = Dialect { read: |line| ask(line, LINUX_REBOOT_CMD_POWER_OFF), ..TOOL };
/// `halt`.
pub const HALT: Dialect = Dialect { read: |line| ask(line, LINUX_REBOOT_CMD_HALT), ..TOOL };
/// `reboot`.
pub const REBOOT: Dialect = Dialect { read: |line| ask(line, LINUX_REBOOT_CMD_RESTART), ..TOOL };
/// `switch_root`: its arguments are read where they are used.
pub const SWITCH_ROOT: Dialect = Dialect { read: switch_root, ..TOOL };

fn ask(line: &mut CommandLine, command: u32) -> Result<(), Kind> {
    line.config.statuses = Statuses::WHIT;
    line.read_options(&TOOL)?;
    if line.program.command.first().is_some() {
        return Err(Kind::Operand);
    }
    if line.config.instead == Instead::Run {
        line.config.instead = Instead::Ask;
    }
    line.config.then = command;
    Ok(())
}

fn switch_root(line: &mut CommandLine) -> Result<(), Kind> {
    line.config.statuses = Statuses::WHIT;
    line.config.instead = Instead::SwitchRoot;
    Ok(())
}

fn take(config: &mut Config, option: u8, value: Text) -> bool {
    match option {
        b'f' => config.at_once = true,
        b'n' => config.unsynced = true,
        b'h' => config.instead = Instead::Help,
        b'V' => config.instead = Instead::Version,
        _ => {
            let Some(seconds) = value.as_number() else { return false };
            config.delay = seconds;
        }
    }
    true
}
