//! `whit`: one file, several programs. What it is called decides which.

#![no_std]
#![no_main]

mod rt;
#[cfg(any(feature = "run", feature = "init"))]
mod start;

use whit::dialect;
use whit::entry::{Stack, Strings, Text};
use whit::sys;

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
#[allow(unused_variables, unused_assignments, reason = "where there is only pause, it asks for nothing else")]
fn main(mut arguments: Strings<'static>, environment: Strings<'static>) -> u8 {
    let mut name = arguments.take_first().unwrap_or(Text::EMPTY);
    let mut mode = dialect::named(name);
    // A name that nobody knows is a mistake in an option of whit's own.
    if let Some((other, words)) = other_name(&arguments)
        && let known @ Some(_) = dialect::named(other)
    {
        (name, mode) = (other, known);
        for _ in 0..words {
            arguments.take_first();
        }
    }
    let mode = mode.unwrap_or(dialect::unnamed());
    match mode.dialect() {
        // Before anything else: no more than Kubernetes' own pause does.
        #[cfg(any(feature = "run", feature = "init"))]
        None => whit::packed::hold(arguments),
        #[cfg(not(any(feature = "run", feature = "init")))]
        None => whit::pause::hold::<whit::pause::Plain>(arguments),
        #[cfg(any(feature = "run", feature = "init"))]
        Some(dialect) => start::start(name, mode, dialect, arguments, environment),
        #[cfg(not(any(feature = "run", feature = "init")))]
        Some(_) => 0,
    }
}
