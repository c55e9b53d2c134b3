//! From a command line to what it asks for.

#[cfg(feature = "init")]
use whit::boot::init::{self, Ground};
use whit::config::{HAS_COMMAND, Instead, Program};
use whit::dialect::{Dialect, Mode};
use whit::entry::{Strings, Text};
use whit::log::{Facts, Kind, Log};
use whit::machine::{Ending, Entry};
use whit::options::CommandLine;
#[cfg(feature = "dialects")]
use whit::pause;
use whit::signal::Set;
use whit::supervise::{self, manners};
use whit::work::Work;
use whit::{packed, sys};

/// Does what the program is for that is called `name`. Returns its exit status.
pub fn start(
    name: Text<'static>,
    mode: Mode,
    dialect: &Dialect,
    command: Strings<'static>,
    environment: Strings<'static>,
) -> u8 {
    let mask = sys::signal::set_mask(Set::ALL);
    let program = Program { command, environment };
    #[cfg(feature = "init")]
    let mut program: Program = program;
    #[cfg(feature = "init")]
    let mut slots = init::NO_SLOTS;
    #[cfg(feature = "init")]
    let ground = if dialect.may_boot { init::come_up(dialect, &mut program, &mut slots, mask) } else { Ground::Shared };
    let mut line = CommandLine::new(name, dialect, program);
    let result = mode.read(dialect, &mut line);
    #[cfg(feature = "init")]
    init::settle(&mut line, ground);
    let ending = act(&mut line, result, mask);
    #[cfg(feature = "init")]
    let is_machine = line.config.is_machine;
    #[cfg(feature = "init")]
    let ending = Ending::Exit(init::end(ending, &line.program.environment, is_machine, crate::rt::image()));
    match ending {
        Ending::Exit(status) => status,
        _ => 0,
    }
}

/// Does what the command line asks for, if there is no mistake in it.
#[inline(never)]
fn act(line: &mut CommandLine, mut result: Result<(), Kind>, mask: Set) -> Ending {
    let (dialect, config) = (line.dialect(), &line.config);
    let command = line.program.command.first();
    let subject = command.unwrap_or(Text::EMPTY);
    let mut log = Log { words: dialect.words, verbosity: config.verbosity, name: line.name, subject };
    if result.is_ok() && config.instead == Instead::Run && command.is_none() {
        result = Err(Kind::NoCommand);
    }
    if let Err(mistake) = result {
        log.subject = line.option();
        log.say_of(mistake, line.word, Facts::number(line.in_variable.into()));
        #[cfg(feature = "dialects")]
        if dialect.helps_mistakes && mistake != Kind::BadValue {
            packed::print(2, dialect.help);
        }
        return Ending::Exit(config.statuses().failed);
    }
    let (descriptor, text) = match config.instead {
        Instead::Run => {
            if !HAS_COMMAND {
                return Ending::Exit(config.statuses().failed);
            }
            manners::begin(config, &log);
            if config.blocked() != Set::ALL {
                sys::signal::set_mask(config.blocked());
            }
            let mut entries = [Entry::command()];
            return match supervise::supervise(config, &line.program, &mut { Work::COMMAND }, &mut entries, &log, mask) {
                Ending::Exit(status) => Ending::Exit(config.expected.apply(status)),
                other => other,
            };
        }
        #[cfg(feature = "dialects")]
        Instead::Hold => return Ending::Exit(pause::hold_quietly(mask)),
        Instead::Help => (dialect.helps_on, dialect.help),
        Instead::Version => (dialect.prints_on, dialect.version),
        #[cfg(feature = "dialects")]
        Instead::Licence => (dialect.prints_on, packed::licence()),
        #[cfg(feature = "init")]
        _ => return init::run(line, &log, mask),
    };
    packed::print(descriptor.into(), text);
    Ending::Exit(0)
}
