//! `whit`: one file, several programs. What it is called decides which.

#![no_std]
#![no_main]

mod rt;

use whit::config::{Config, Program};
use whit::dialect;
use whit::entry::{Stack, Strings, Text, Words};
use whit::log::Log;
use whit::machine::Ending;
use whit::options::{CommandLine, Opt};
use whit::signal::Set;
use whit::status::WHIT_FAILED;
use whit::{supervise, sys};

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

fn main(mut arguments: Strings, environment: Strings) -> u8 {
    arguments.take_first();
    let mask = sys::signal::set_mask(Set::ALL);
    let mut line = CommandLine {
        variable: Words::NONE,
        program: Program { command: arguments, environment },
        config: Config::new(),
        option: Opt::NONE,
        word: Text::EMPTY,
    };
    let result = dialect::whit::read(&mut line);
    let log = Log {
        words: &dialect::whit::WORDS,
        verbosity: line.config.verbosity,
        command: line.program.command.first().unwrap_or(Text::EMPTY),
    };
    if let Err(mistake) = result {
        log.usage(mistake, &line);
        return WHIT_FAILED;
    }
    if !line.config.print.is_empty() {
        sys::file::print(line.config.print);
        return 0;
    }
    match supervise::supervise(&line.config, &line.program, &log, mask) {
        Ending::Exit(status) => line.config.expected.apply(status),
    }
}
