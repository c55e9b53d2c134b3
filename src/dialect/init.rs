//! `init`, `linuxrc`: a system's init, with BusyBox' signals and systemd's. The kernel hands over what it does not know itself:
//! words that are no options are nobody's mistake.

use super::{Dialect, whit};
use crate::config::{Config, Instead, Isolation, Subreaper};
use crate::entry::Text;
use crate::log::Kind;
use crate::machine::{Grace, SECOND};
use crate::options::CommandLine;
use crate::packed;
use crate::signal::{LAST, Order, Orders, RTMIN, Rules, Set, number};
use crate::status::Statuses;
use linux_raw_sys::general::{LINUX_REBOOT_CMD_HALT, LINUX_REBOOT_CMD_POWER_OFF, LINUX_REBOOT_CMD_RESTART};

/// What signals order: BusyBox' init, and from RTMIN on systemd(1).
const ORDERS: &Orders = &[
    (number::HUP, Order::Reload),
    (number::INT, Order::CtrlAltDel),
    (number::QUIT, Order::Restart),
    (number::USR1, Order::Reboot(LINUX_REBOOT_CMD_HALT)),
    (number::PWR, Order::Reboot(LINUX_REBOOT_CMD_HALT)),
    (number::USR2, Order::Reboot(LINUX_REBOOT_CMD_POWER_OFF)),
    (number::TERM, Order::Reboot(LINUX_REBOOT_CMD_RESTART)),
    (number::TSTP, Order::Pause),
    (number::CONT, Order::Resume),
    (RTMIN + 3, Order::Reboot(LINUX_REBOOT_CMD_HALT)),
    (RTMIN + 4, Order::Reboot(LINUX_REBOOT_CMD_POWER_OFF)),
    (RTMIN + 5, Order::Reboot(LINUX_REBOOT_CMD_RESTART)),
];

/// `init`, `linuxrc`.
pub const INIT: Dialect = Dialect { read, take: ignore, help: packed::INIT_HELP, is_alone: false, ..whit::WHIT };

/// What `init --help` prints.
pub const HELP: &core::ffi::CStr = c"\
Usage: init [single|-s|1], as the first process of a system; init -q from then on
Run the system by /etc/inittab.

  -q\t\tread /etc/inittab again
  -s\t\tonly a shell
";

fn read(line: &mut CommandLine) -> Result<(), Kind> {
    let config = &mut line.config;
    be_init(config);
    let mut words = line.program.command.same();
    while let Some(word) = words.take_first() {
        if word.is(Text::new(c"-q")) {
            config.instead = Instead::Reload;
        } else if word.is(Text::new(c"--help")) {
            config.instead = Instead::Help;
        } else if word.is(Text::new(c"--version")) {
            config.instead = Instead::Version;
        }
        config.is_single |= word.is(Text::new(c"single")) || word.is(Text::new(c"-s")) || word.is(Text::new(c"1"));
    }
    Ok(())
}

/// What a system's init does.
pub fn be_init(config: &mut Config) {
    config.instead = Instead::Boot;
    config.statuses = Statuses::WHIT;
    config.isolation = Isolation::None;
    config.fresh_signals = true;
    config.subreaper = Subreaper::No;
    config.straggler_signal = number::TERM;
    config.grace = Grace { after_signal: 10 * SECOND, after_end: 10 * SECOND };
    config.rules.orders = Some(ORDERS);
    config.rules.stop_on(Set::ALL);
    for signal in 1..=LAST {
        config.rules.rewrite(signal, Rules::NOTHING);
    }
}

const fn ignore(_: &mut Config, _: u8, _: Text) -> bool {
    true
}
