//! Signals: dispositions, the mask, sending and waiting.
//!
//! # Safety
//!
//! See the [parent module](super). A handler runs between any two instructions: [`Disposition::handler`] takes functions
//! that need nothing of the program that they interrupt.

use super::{Errno, done, insist, leave_red_zone, outcome, time};
use crate::arch;
use crate::machine::NEVER;
use crate::signal::Set;
use core::ffi::c_int;
use core::mem::MaybeUninit;
use core::ptr;
use linux_raw_sys::general::{
    __kernel_sighandler_t, SA_RESTORER, SA_SIGINFO, SIG_SETMASK, kernel_sigaction, kernel_sigset_t, siginfo_t,
};
use linux_raw_sys::signal_macros::{SIG_DFL, sig_ign};
use syscalls::{Sysno, raw_syscall};

/// What a signal does when it is delivered (signal(7)).
#[derive(Clone, Copy, Debug)]
pub struct Disposition(__kernel_sighandler_t);

impl Disposition {
    /// The default of that signal.
    pub const DEFAULT: Self = Self(SIG_DFL);

    /// It is discarded. For SIGCHLD also: children end without leaving a zombie.
    #[must_use]
    pub const fn ignore() -> Self {
        Self(sig_ign())
    }

    /// A function is called with its number.
    #[must_use]
    #[inline(never)]
    pub const fn handler(function: unsafe extern "C" fn(c_int)) -> Self {
        Self(Some(function))
    }

    /// A function is called with its number, and with what else there is to know (sigaction(2), SA_SIGINFO).
    #[must_use]
    pub const fn informed_handler(function: unsafe extern "C" fn(c_int, *const siginfo_t)) -> Self {
        // SAFETY: the kernel calls all with three arguments.
        Self(unsafe { core::mem::transmute::<*const (), __kernel_sighandler_t>(function as *const ()) })
    }
}

/// sigaction(2). Returns what it was before, or nothing if the kernel refuses: no such signal, or one that cannot be caught.
#[inline(never)]
pub fn set_disposition(signal: u8, disposition: Disposition) -> Option<Disposition> {
    leave_red_zone();
    let mut action = kernel_sigaction {
        sa_handler_kernel: disposition.0,
        sa_flags: (SA_RESTORER | SA_SIGINFO).into(),
        sa_restorer: arch::restorer(),
        sa_mask: kernel_sigset_t { sig: [0] },
    };
    let place = &raw mut action;
    // SAFETY: the kernel reads `action` first, then writes to it.
    done(unsafe { raw_syscall!(Sysno::rt_sigaction, signal, place, place, size_of::<kernel_sigset_t>()) }).ok()?;
    Some(Disposition(action.sa_handler_kernel))
}

/// Makes `mask` the set of blocked signals and returns what it was: sigprocmask(2), which cannot fail here.
#[inline(never)]
pub fn set_mask(mask: Set) -> Set {
    leave_red_zone();
    let mut old = Set::default();
    insist(|| {
        // SAFETY: both are 64 bits, which the kernel reads and writes.
        unsafe { raw_syscall!(Sysno::rt_sigprocmask, SIG_SETMASK, &raw const mask, &raw mut old, size_of::<Set>()) }
    });
    old
}

/// A signal that was awaited, and who sent it.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// Its number.
    pub signal: u8,
    /// Why it was sent: above 0 by the kernel, 0 and below by a process (sigaction(2), `si_code`).
    pub code: i32,
    /// The sender's pid, if a process sent it; for SIGCHLD the child's.
    pub pid: i32,
}

/// sigtimedwait(2) for one of `signals`, which must be blocked; `timeout` in nanoseconds, or [`NEVER`].
///
/// # Errors
///
/// EAGAIN: the time is over. EINTR: something else interrupted it.
#[inline(always)]
pub fn wait(signals: Set, timeout: u64) -> Result<Arrival, Errno> {
    // For ever without a timer: the kernel would set one for whatever it is given, and take it back at each arrival.
    let timespec = time::timespec(timeout);
    let place = if timeout == NEVER { ptr::null() } else { &raw const timespec };
    let mut info = MaybeUninit::<siginfo_t>::uninit();
    // SAFETY: the kernel reads 64 bits and a timespec, and writes a siginfo.
    outcome(unsafe {
        raw_syscall!(Sysno::rt_sigtimedwait, &raw const signals, info.as_mut_ptr(), place, size_of::<Set>())
    })?;
    // SAFETY: the kernel has written all that is read below, and every pattern of bits is valid.
    let info = unsafe { info.assume_init_ref() };
    // SAFETY: the other field of this union is padding.
    let info = unsafe { info.__bindgen_anon_1.__bindgen_anon_1 };
    Ok(Arrival {
        signal: info.si_signo as u8,
        code: info.si_code,
        // SAFETY: for another kind of sender it is some other number, and `code` says so.
        pid: unsafe { info._sifields._kill._pid },
    })
}

/// kill(2): to a process, to the group `-target`, or with -1 to all that may be signalled, but for PID 1 and the caller.
///
/// # Errors
///
/// ESRCH: there is none. EPERM: there are some, and none may be signalled.
#[inline(always)]
pub fn send(signal: u8, target: i32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::kill, target as isize, signal) })
}

/// pause(2): sleeps until a handler has run. Always an error: EINTR, if nothing forbids the call itself.
pub fn pause() -> Errno {
    // SAFETY: no memory is involved.
    let result = unsafe { raw_syscall!(Sysno::pause) };
    // SAFETY: it never returns anything else.
    unsafe { Errno::failed(result) }
}
