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
use crate::text::concat_c;
use core::ffi::{CStr, c_int};
use linux_raw_sys::general::{_NSIG, SIGCHLD, SIGINT, SIGTERM};
use signal::Disposition;

/// One more than the highest signal.
const SIGNALS: u8 = _NSIG as u8 + 1;

/// What `-v` prints.
pub const VERSION: &CStr = concat_c!("pause (whit) ", env!("CARGO_PKG_VERSION"), "\n");

/// It is not PID 1.
pub const NOT_FIRST: &CStr = c"Warning: pause should be the first process\n";

/// pause(2) is not to be had.
pub const NO_PAUSE: &CStr = c"Error: infinite loop terminated\n";

/// SIGTERM arrived.
pub const TERMINATED: &CStr = c"Shutting down, got signal: Terminated\n";

/// SIGINT arrived.
pub const INTERRUPTED: &CStr = c"Shutting down, got signal: Interrupt\n";

/// How a program keeps these texts.
pub trait Voice {
    /// One of them.
    type Text;
    /// [`VERSION`].
    const VERSION: Self::Text;
    /// [`NOT_FIRST`].
    const NOT_FIRST: Self::Text;
    /// [`NO_PAUSE`].
    const NO_PAUSE: Self::Text;
    /// [`TERMINATED`].
    const TERMINATED: Self::Text;
    /// [`INTERRUPTED`].
    const INTERRUPTED: Self::Text;

    /// Writes one. A reader that is gone changes nothing.
    fn say(descriptor: i32, text: Self::Text);
}

/// As they are.
#[derive(Debug)]
pub struct Plain;

impl Voice for Plain {
    type Text = &'static CStr;
    const VERSION: &'static CStr = VERSION;
    const NOT_FIRST: &'static CStr = NOT_FIRST;
    const NO_PAUSE: &'static CStr = NO_PAUSE;
    const TERMINATED: &'static CStr = TERMINATED;
    const INTERRUPTED: &'static CStr = INTERRUPTED;

    fn say(descriptor: i32, text: &'static CStr) {
        let _ = file::write(descriptor, text.to_bytes());
    }
}

/// Waits for SIGINT or SIGTERM, which end the process with 0. `arguments` are those behind the program's name.
///
/// Returns the exit status in every other case: 0 after `-v`; 1, 2, 3 if no disposition can be set for SIGINT, SIGTERM,
/// SIGCHLD; 42 if pause(2) is not to be had.
#[must_use]
pub fn hold<V: Voice>(mut arguments: Strings) -> u8 {
    while let Some(argument) = arguments.take_first() {
        if argument.behind_any_case(Text::new(c"-V")).is_some_and(Text::is_empty) {
            V::say(1, V::VERSION);
            return 0;
        }
    }
    if process::pid() != 1 {
        V::say(2, V::NOT_FIRST);
    }
    let status = wait(end::<V>, Disposition::DEFAULT);
    if status == WITHOUT_PAUSE {
        V::say(2, V::NO_PAUSE);
    }
    status
}

/// The same as `catatonit -P` does it: without a word, and all other signals are ignored. `mask` are the signals that are to be
/// blocked meanwhile.
#[cfg(feature = "dialects")]
#[must_use]
#[inline(never)]
pub fn hold_quietly(mask: Set) -> u8 {
    if process::pid() != 1 && process::become_subreaper().is_err() {
        return 1;
    }
    signal::set_mask(mask);
    wait(end_quietly, Disposition::ignore())
}

/// Reaps until SIGINT or SIGTERM, whose handler is `end`; the other signals do what `others` says.
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
    WITHOUT_PAUSE
}

/// The exit status if pause(2) is not to be had.
const WITHOUT_PAUSE: u8 = 42;

/// The handler of SIGINT and SIGTERM.
extern "C" fn end<V: Voice>(number: c_int) {
    V::say(2, if number as u32 == SIGTERM { V::TERMINATED } else { V::INTERRUPTED });
    process::exit(0)
}

/// The same, without a word.
#[cfg(feature = "dialects")]
extern "C" fn end_quietly(_: c_int) {
    process::exit(0)
}
