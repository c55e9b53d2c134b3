//! `pause`: holds a pod's namespaces, and never lets a zombie live.
//!
//! A replacement for Kubernetes' build/pause. SIGCHLD is ignored, so the kernel reaps orphans by itself (kernel/exit.c,
//! `do_notify_parent`): no wake-up and no system call, whatever their number.
//!
//! Seccomp profiles of pods list exactly what this issues: rt_sigaction, rt_sigreturn, pause, wait4, getpid, write and
//! exit_group. Nothing else may come in.

use crate::entry::{Strings, Text};
#[cfg(feature = "dialects")]
use crate::signal::Set;
use crate::sys::{Errno, file, process, signal};
use core::ffi::c_int;
use linux_raw_sys::general::{_NSIG, SIGCHLD, SIGINT, SIGTERM};
use signal::Disposition;

/// One more than the highest signal.
const SIGNALS: u8 = _NSIG as u8 + 1;

/// Waits for SIGINT or SIGTERM, which end the process with 0. `arguments` are those behind the program's name.
///
/// Returns the exit status in every other case: 0 after `-v`; 1, 2, 3 if no disposition can be set for SIGINT, SIGTERM,
/// SIGCHLD; 42 if pause(2) is not to be had.
#[must_use]
pub fn hold(mut arguments: Strings) -> u8 {
    while let Some(argument) = arguments.take_first() {
        if argument.behind_any_case(Text::new(c"-V")).is_some_and(Text::is_empty) {
            say(1, concat!("pause (whit) ", env!("CARGO_PKG_VERSION"), "\n"));
            return 0;
        }
    }
    if process::pid() != 1 {
        say(2, "Warning: pause should be the first process\n");
    }
    let status = wait(end, Disposition::DEFAULT);
    if status == NO_PAUSE {
        say(2, "Error: infinite loop terminated\n");
    }
    status
}

/// The same as `catatonit -P` does it: without a word, and all other signals are ignored. `mask` are the signals that are to be
/// blocked meanwhile.
#[cfg(feature = "dialects")]
#[must_use]
pub fn hold_quietly(mask: Set) -> u8 {
    if process::pid() != 1 && process::become_subreaper().is_err() {
        return 1;
    }
    signal::set_mask(mask);
    wait(end_quietly, Disposition::ignore())
}

/// Reaps until SIGINT or SIGTERM, whose handler is `end`; the other signals do what `others` says.
#[inline(never)]
fn wait(end: extern "C" fn(c_int), others: Disposition) -> u8 {
    // None is inherited: Podman starts a pod's init with HUP, INT, PIPE, QUIT, ALRM and others ignored.
    for number in 1..SIGNALS {
        let (disposition, failure) = match number.into() {
            SIGINT => (Disposition::handler(end), 1),
            SIGTERM => (Disposition::handler(end), 2),
            SIGCHLD => (Disposition::ignore(), 3),
            // For SIGKILL and SIGSTOP the kernel refuses even that.
            _ => (others, 0),
        };
        if signal::set_disposition(number, disposition).is_none() && failure != 0 {
            return failure;
        }
    }
    // Those that died before they were ignored are still there: children of what called execve.
    while process::reap() {}
    while signal::pause() == Errno::EINTR {}
    NO_PAUSE
}

/// The exit status if pause(2) is not to be had.
const NO_PAUSE: u8 = 42;

/// The handler of SIGINT and SIGTERM.
extern "C" fn end(number: c_int) {
    say(
        2,
        if number as u32 == SIGTERM {
            "Shutting down, got signal: Terminated\n"
        } else {
            "Shutting down, got signal: Interrupt\n"
        },
    );
    process::exit(0)
}

/// The same, without a word.
#[cfg(feature = "dialects")]
extern "C" fn end_quietly(_: c_int) {
    process::exit(0)
}

/// A reader that is gone changes nothing.
fn say(descriptor: i32, text: &str) {
    let _ = file::write(descriptor, text.as_bytes());
}
