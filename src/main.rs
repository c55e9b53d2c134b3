//! `whit`: one file, several programs. What it is called decides which.

#![no_std]
#![no_main]

mod rt;

use whit::config::{Config, Program};
use whit::dialect::{self, Reading, Wish};
use whit::entry::{Stack, Strings};
use whit::log::Log;
use whit::machine::Ending;
use whit::options::{Source, Usage};
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
    let mask = sys::signal::set_mask(whit::signal::Set::ALL).unwrap_or_default();
    let mut reading = Reading {
        source: Source { variable: b"", arguments },
        environment,
        config: Config::new(),
        print: b"",
        usage: Usage::NONE,
    };
    let wish = dialect::whit::read(&mut reading);
    let Reading { source, environment, config, print, usage } = reading;
    let program = Program { command: source.arguments, environment };
    let command = program.command.get(0).unwrap_or_default().to_bytes();
    let log = Log { words: &dialect::whit::WORDS, verbosity: config.verbosity, command };
    match wish {
        Wish::Print => {
            let _ = sys::file::write(1, print);
            0
        }
        Wish::Complain(mistake) => {
            log.usage(mistake, &usage);
            WHIT_FAILED
        }
        Wish::Run => match supervise::supervise(&config, &program, &log, mask) {
            Ending::Exit(status) => config.expected.apply(status),
        },
    }
}
