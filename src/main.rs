//! `whit`: one file, several programs. What it is called decides which.

#![no_std]
#![no_main]

mod rt;

use whit::config::{Instead, Program};
use whit::dialect::{self, Dialect, LICENCE};
use whit::entry::{Stack, Strings, Text};
use whit::log::{Facts, Kind, Log};
use whit::machine::Ending;
use whit::options::CommandLine;
use whit::signal::Set;
use whit::{packed, pause, supervise, sys};

whit::start!(entry);

/// Where `_start` leads.
///
/// # Safety
///
/// `stack` is the stack pointer that the kernel started this process with.
unsafe extern "C" fn entry(stack: *mut usize) -> ! {
    // SAFETY: as the kernel left it, and read for the first time.
    let stack = unsafe { Stack::new(stack) };
    let (arguments, environment) = stack.split();
    sys::process::exit(main(arguments, environment))
}

/// The name that `--as NAME` in front of the arguments gives, and how many of them that is.
fn other_name(arguments: &Strings<'static>) -> Option<(Text<'static>, u8)> {
    let mut attached = arguments.first()?.behind(Text::new(c"--as"))?;
    match attached.next() {
        b'=' => Some((attached, 1)),
        0 => Some((arguments.second()?, 2)),
        _ => None,
    }
}

#[inline(always)]
fn main(mut arguments: Strings<'static>, environment: Strings<'static>) -> u8 {
    let mut name = arguments.take_first().unwrap_or(Text::EMPTY);
    let mut dialect = dialect::named(name.base());
    let pause = Text::new(c"pause");
    if let Some((other, words)) = other_name(&arguments) {
        let known = dialect::named(other);
        // Another is a mistake in an option of whit's own.
        if known.is_some() || other.is(pause) {
            (name, dialect) = (other, known);
            for _ in 0..words {
                arguments.take_first();
            }
        }
    }
    // Before anything else: no more than Kubernetes' own pause does.
    if name.base().is(pause) {
        return pause::hold(arguments);
    }
    run(name, dialect.unwrap_or(&dialect::whit::WHIT), Program { command: arguments, environment })
}

fn run(name: Text<'static>, dialect: &Dialect, program: Program<'static>) -> u8 {
    let mask = sys::signal::set_mask(Set::ALL);
    let mut line = CommandLine::new(program);
    let mut result = (dialect.read)(&mut line);
    let config = &line.config;
    let command = line.program.command.first();
    let subject = command.unwrap_or(Text::EMPTY);
    let mut log = Log { words: dialect.words, verbosity: config.verbosity, name, subject };
    if result.is_ok() && config.instead == Instead::Run && command.is_none() {
        result = Err(Kind::NoCommand);
    }
    if let Err(mistake) = result {
        log.subject = line.option.text();
        log.subject.skip_blanks();
        log.say_of(mistake, line.word, Facts::number(line.in_variable.into()));
        if dialect.helps_mistakes && mistake != Kind::BadValue {
            packed::print(2, dialect.help);
        }
        return config.statuses.failed;
    }
    let text = match config.instead {
        Instead::Run => {
            for notice in config.notices {
                if notice != Kind::Nothing {
                    log.say(notice, Facts::default());
                }
            }
            if config.unblocked != Set::default() {
                sys::signal::set_mask(Set(!config.unblocked.0));
            }
            let Ending::Exit(status) = supervise::supervise(config, &line.program, &log, mask);
            return config.expected.apply(status);
        }
        Instead::Hold => return pause::hold_quietly(mask),
        Instead::Help => dialect.help,
        Instead::Version => dialect.version,
        Instead::Licence => LICENCE,
    };
    packed::print(dialect.prints_to.into(), text);
    0
}
