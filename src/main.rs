//! `whit`: one file, several programs. What it is called decides which.

#![no_std]
#![no_main]

mod rt;
#[cfg(any(feature = "run", feature = "init"))]
mod start;

use whit::dialect::{self, Mode};
use whit::entry::{Stack, Strings, Text};
use whit::status::WHIT_FAILED;
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

/// What `--as NAME` in front of the arguments says that this is; it is gone then. A name that nobody knows stays, as a mistake
/// in an option of whit's own.
fn take_other(arguments: &mut Strings<'static>) -> Option<(Text<'static>, Mode)> {
    let mut rest = arguments.same();
    let mut name = rest.take_first()?.behind(Text::new(c"--as"))?;
    match name.next() {
        b'=' => {}
        0 => name = rest.take_first()?,
        _ => return None,
    }
    let mode = dialect::named(name)?;
    *arguments = rest;
    Some((name, mode))
}

#[inline(always)]
#[allow(unused_variables, unused_assignments, reason = "where there is only pause, it asks for nothing else")]
fn main(mut arguments: Strings<'static>, environment: Strings<'static>) -> u8 {
    // Before Linux 5.18, a caller may forget even the name.
    let Some(mut name) = arguments.take_first() else { return WHIT_FAILED };
    let mut mode = dialect::named(name);
    if let Some((other, known)) = take_other(&mut arguments) {
        (name, mode) = (other, Some(known));
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
