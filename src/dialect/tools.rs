//! `poweroff`, `halt`, `reboot`, `switch_root`: the small tools of a system that has nothing but whit.

use super::effect::Effect;
use super::{Dialect, Mode, PLAIN, options_of};
use crate::config::{Conduct, Config, Instead};
use crate::entry::Text;
use crate::log::Kind;
use crate::machine::Fate;
use crate::options::{CommandLine, Rows};
use crate::packed;
use core::ffi::CStr;

/// What `--help` prints, and the table of options.
pub const HELP: &CStr = c"\
Usage: poweroff|halt|reboot [OPTIONS]
Ask PID 1 to end the system.

-f, --force\task the kernel at once
-n, --no-sync\tdo not write what is still to be written (when forced)
-d, --delay SECONDS\twait before
-h, --help\tprint this
-V, --version\tprint the version
";

/// What the options do.
pub const OPTIONS: Rows = Rows::new(
    HELP,
    &[
        ("-f", Effect::AtOnce),
        ("-n", Effect::Unsynced),
        ("-d", Effect::Delay),
        ("-h", Effect::Instead(Instead::Help)),
        ("-V", Effect::Instead(Instead::Version)),
    ],
);

/// All of them.
pub const TOOL: Dialect =
    Dialect { options: options_of(Mode::Tool), help: packed::TOOLS_HELP, is_alone: true, ..PLAIN };

#[inline(never)]
pub(super) fn read(line: &mut CommandLine) -> Result<(), Kind> {
    line.config.conduct = Conduct::WHIT;
    if !then(&mut line.config, line.name.base()) {
        // switch_root's arguments are read where they are used.
        line.config.instead = Instead::SwitchRoot;
        return Ok(());
    }
    line.read_options()?;
    if line.program.command.first().is_some() {
        return Err(Kind::Operand);
    }
    if line.config.instead == Instead::Run {
        line.config.instead = Instead::Ask;
    }
    Ok(())
}

/// What there is to be.
const FATES: &[Fate] = &[Fate::PowerOff, Fate::Reboot, Fate::Halt];

/// What becomes of the machine. `false`: there is nothing that is called so.
#[inline(never)]
pub(super) fn then(config: &mut Config, name: Text) -> bool {
    config.then = FATES.get(name.place_in(Text::new(c"poweroff,reboot,halt"), 0)).copied().unwrap_or(Fate::Nothing);
    config.then != Fate::Nothing
}

/// How many seconds later.
#[inline(never)]
pub(super) fn delay(config: &mut Config, value: Text) -> bool {
    let seconds = value.as_number();
    config.delay = seconds.unwrap_or(0);
    seconds.is_some()
}
