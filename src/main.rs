//! `whit`: one file, several programs. What it is called decides which.

#![no_std]
#![no_main]

mod rt;

use whit::config::Program;
use whit::dialect;
use whit::entry::{Stack, Strings, Text};
use whit::log::{Facts, Log};
use whit::machine::Ending;
use whit::options::CommandLine;
use whit::packed;
use whit::signal::Set;
use whit::status::WHIT_FAILED;
use whit::{pause, supervise, sys};

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

/// Whether this is to be pause: by `--as`, which then comes before all else, or by its own name.
fn is_pause(name: Text, arguments: &Strings) -> bool {
    let pause = Text::new(c"pause");
    let attached = arguments.first().and_then(|first| first.behind(Text::new(c"--as")));
    let asked_for = attached.and_then(|mut attached| match attached.next() {
        b'=' => Some(attached),
        0 => arguments.second(),
        _ => None,
    });
    asked_for.unwrap_or(name).is(pause)
}

#[inline(always)]
fn main(mut arguments: Strings, environment: Strings) -> u8 {
    let name = arguments.take_first().unwrap_or(Text::EMPTY).behind_last(b'/');
    if is_pause(name, &arguments) {
        return pause::hold(arguments);
    }
    let mask = sys::signal::set_mask(Set::ALL);
    let mut line = CommandLine::new(Program { command: arguments, environment });
    let result = dialect::whit::read(&mut line);
    let mut log = Log {
        words: packed::WHIT_WORDS,
        verbosity: line.config.verbosity,
        subject: line.program.command.first().unwrap_or(Text::EMPTY),
    };
    if let Err(mistake) = result {
        log.subject = line.option.text();
        log.say_of(mistake, line.word, Facts::default());
        return WHIT_FAILED;
    }
    if let Some(text) = line.config.print {
        packed::print(text);
        return 0;
    }
    match supervise::supervise(&line.config, &line.program, &log, mask) {
        Ending::Exit(status) => line.config.expected.apply(status),
    }
}
