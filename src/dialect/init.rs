//! `init`, `linuxrc`: a system's init, with BusyBox' signals and systemd's. The kernel hands over what it does not know itself:
//! words that are no options are nobody's mistake.

use super::effect::{Effect, take};
use super::{Dialect, PLAIN};
use crate::config::{Conduct, Config, Instead, Isolation};
use crate::entry::Text;
use crate::log::Kind;
use crate::machine::{Fate, Grace, SECOND};
use crate::options::CommandLine;
use crate::packed;
use crate::signal::{LAST, Order, Orders, RTMIN, Set, number};

/// What signals order: BusyBox' init, and from RTMIN on systemd(1).
const ORDERS: &Orders = &[
    (number::HUP, Order::Reload),
    (number::INT, Order::CtrlAltDel),
    (number::QUIT, Order::Restart),
    (number::USR1, Order::GoDown(Fate::Halt)),
    (number::PWR, Order::GoDown(Fate::Halt)),
    (number::USR2, Order::GoDown(Fate::PowerOff)),
    (number::TERM, Order::GoDown(Fate::Reboot)),
    (number::TSTP, Order::Pause),
    (number::CONT, Order::Resume),
    (RTMIN + 3, Order::GoDown(Fate::Halt)),
    (RTMIN + 4, Order::GoDown(Fate::PowerOff)),
    (RTMIN + 5, Order::GoDown(Fate::Reboot)),
];

/// `init`, `linuxrc`.
pub const INIT: Dialect = Dialect { help: packed::INIT_HELP, may_boot: true, conduct: CONDUCT, ..PLAIN };

/// What a system's init does.
const CONDUCT: Conduct = Conduct { isolation: Isolation::None, fresh_signals: true, ..Conduct::WHIT };

/// What `init --help` prints.
pub const HELP: &core::ffi::CStr = c"\
Usage: init [single|-s|1], as the first process of a system; init -q from then on
Run the system by /etc/inittab.

  -q\t\tread /etc/inittab again
  -s\t\tonly a shell
";

pub(super) fn read(line: &mut CommandLine) -> Result<(), Kind> {
    be_init(&mut line.config);
    let mut words = line.program.command.same();
    while let Some(word) = words.take_first() {
        if let Some(effect) = EFFECTS.get(word.place_in(WORDS, 0)) {
            take(&mut line.config, word, *effect);
        }
    }
    Ok(())
}

/// The words that it knows.
const WORDS: Text = Text::new(c"-q,--help,--version,single,-s,1");

/// What they do.
const EFFECTS: &[Effect] = &[
    Effect::Instead(Instead::Reload),
    Effect::Instead(Instead::Help),
    Effect::Instead(Instead::Version),
    Effect::Single,
    Effect::Single,
    Effect::Single,
];

/// What a system's init does.
pub fn be_init(config: &mut Config) {
    config.conduct = CONDUCT;
    config.instead = Instead::Boot;
    config.grace = Grace { after_signal: 10 * SECOND, after_end: 10 * SECOND };
    config.rules.orders = Some(ORDERS);
    config.rules.stop_on(Set::ALL);
    for signal in 1..LAST + 1 {
        config.rules.rewrite(signal, 0);
    }
}
