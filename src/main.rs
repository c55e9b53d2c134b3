//! `whit`: one file, several programs. What it is called decides which.

#![no_std]
#![no_main]

mod rt;

use whit::config::Program;
use whit::dialect;
use whit::entry::{Stack, Strings, Text};
use whit::log::{Facts, Kind, Log};
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

/// What whit can be called as; anything else is whit, too, unless `--as` asks for it.
const NAMES: Text = Text::new(c"--as pause|whit before all else");

#[inline(always)]
fn main(mut arguments: Strings, environment: Strings) -> u8 {
    let mut name = arguments.take_first().unwrap_or(Text::EMPTY).base();
    let mut is_known = true;
    let as_name = arguments.first().unwrap_or(Text::EMPTY).behind(Text::new(c"--as"));
    if let Some(mut attached) = as_name
        && matches!(attached.first(), 0 | b'=')
        && !name.is(Text::new(c"pause"))
    {
        arguments.take_first();
        name = if attached.next() == 0 { arguments.take_first().unwrap_or(Text::EMPTY) } else { attached };
        is_known = name.is(Text::new(c"whit"));
    }
    if name.is(Text::new(c"pause")) {
        return pause::hold(arguments);
    }
    let mask = sys::signal::set_mask(Set::ALL);
    let mut line = CommandLine::new(Program { command: arguments, environment });
    let result = if is_known {
        dialect::whit::read(&mut line)
    } else {
        line.word = name;
        Err(Kind::BadValue)
    };
    let mut log = Log {
        words: packed::WHIT_WORDS,
        verbosity: line.config.verbosity,
        subject: line.program.command.first().unwrap_or(Text::EMPTY),
    };
    if let Err(mistake) = result {
        log.subject = if is_known { line.option.text() } else { NAMES };
        log.subject.skip_blanks();
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
