//! `whit`: one file, several programs. What it is called decides which.

#![no_std]
#![no_main]

mod rt;

use whit::config::{Instead, Program};
use whit::dialect::{self, Dialect, LICENCE};
use whit::entry::{Stack, Strings, Text};
use whit::log::{Facts, Kind, Log};
use whit::machine::{Ending, Entry};
use whit::options::CommandLine;
use whit::signal::Set;
use whit::work::Command;
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
    #[cfg(feature = "init")]
    let mut slots = whit::boot::init::NO_SLOTS;
    #[cfg(feature = "init")]
    let mut program = program;
    #[cfg(feature = "init")]
    let is_machine = dialect.may_boot && whit::boot::init::come_up(dialect, &mut program, &mut slots);
    let mut line = CommandLine::new(program);
    let result = (dialect.read)(&mut line);
    #[cfg(feature = "init")]
    whit::boot::init::settle(&mut line, is_machine);
    let ending = act(name, dialect, &mut line, result, mask);
    #[cfg(feature = "init")]
    let ending =
        Ending::Exit(whit::boot::init::end(ending, &line.program.environment, line.config.is_machine, rt::image()));
    match ending {
        Ending::Exit(status) => status,
        _ => 0,
    }
}

/// Does what the command line asks for, if there is no mistake in it.
#[inline(always)]
fn act(name: Text, dialect: &Dialect, line: &mut CommandLine, mut result: Result<(), Kind>, mask: Set) -> Ending {
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
        return Ending::Exit(config.statuses.failed);
    }
    let (descriptor, text) = match config.instead {
        Instead::Run => {
            for notice in config.notices {
                if notice != Kind::Nothing {
                    log.say(notice, Facts::default());
                }
            }
            if config.unblocked != Set::default() {
                sys::signal::set_mask(Set(!config.unblocked.0));
            }
            let mut entries = [Entry::command()];
            return match supervise::supervise(config, &line.program, &mut Command, &mut entries, &log, mask) {
                Ending::Exit(status) => Ending::Exit(config.expected.apply(status)),
                other => other,
            };
        }
        Instead::Hold => return Ending::Exit(pause::hold_quietly(mask)),
        Instead::Help => (dialect.helps_on, dialect.help),
        Instead::Version => (dialect.prints_on, dialect.version),
        Instead::Licence => (dialect.prints_on, LICENCE),
        #[cfg(feature = "init")]
        _ => return whit::boot::init::run(line, &log, mask),
    };
    packed::print(descriptor.into(), text);
    Ending::Exit(0)
}
