//! Signals by number, all 64 of them: libc's own functions leave out the two real-time signals that it keeps for itself.

use nix::errno::Errno;
use nix::libc::{self, c_int, siginfo_t};
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr;

/// The highest.
pub const LAST: c_int = 64;
/// The first real-time signal as libc counts them.
const RTMIN: c_int = 34;

const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
    "PWR", "SYS",
];

/// What a signal is called.
pub fn name(number: c_int) -> String {
    match number {
        1..=31 => format!("SIG{}", NAMES[number.cast_unsigned() as usize - 1]),
        34.. => format!("SIGRTMIN+{}", number - RTMIN),
        _ => format!("signal_{number}"),
    }
}

/// Those that can be caught.
pub fn catchable() -> impl Iterator<Item = c_int> {
    (1..=LAST).filter(|number| ![libc::SIGKILL, libc::SIGSTOP].contains(number))
}

/// Those that end a process which has not said otherwise (signal(7)).
pub fn deadly() -> impl Iterator<Item = c_int> {
    use libc::{SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH};
    let harmless = [SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH];
    (1..=LAST).filter(move |number| !harmless.contains(number))
}

/// A set of signals, as the kernel has it: bit n - 1 for signal n.
pub type Set = u64;

/// The set of one signal.
pub const fn bit(number: c_int) -> Set {
    1 << (number - 1)
}

/// kill(2).
pub fn send(pid: c_int, number: c_int) -> nix::Result<()> {
    // SAFETY: no memory is involved.
    Errno::result(unsafe { libc::kill(pid, number) }).map(drop)
}

/// A process, whoever gets its pid later: pidfd_open(2).
pub struct Handle(OwnedFd);

impl Handle {
    /// The process that has this pid now, if there is one.
    pub fn of(pid: c_int) -> Option<Self> {
        // SAFETY: no memory is involved.
        let descriptor = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
        let descriptor = c_int::try_from(Errno::result(descriptor).ok()?).ok()?;
        // SAFETY: it was opened for this.
        Some(Self(unsafe { OwnedFd::from_raw_fd(descriptor) }))
    }

    /// pidfd_send_signal(2).
    pub fn send(&self, number: c_int) -> nix::Result<()> {
        let (info, flags) = (ptr::null::<siginfo_t>(), 0);
        // SAFETY: the kernel reads nothing.
        let result = unsafe { libc::syscall(libc::SYS_pidfd_send_signal, self.0.as_raw_fd(), number, info, flags) };
        Errno::result(result).map(drop)
    }
}

/// Makes `mask` the set of blocked signals.
pub fn set_mask(mask: Set) {
    let (how, old) = (libc::SIG_SETMASK, ptr::null_mut::<Set>());
    // SAFETY: the kernel reads 64 bits.
    let result = unsafe { libc::syscall(libc::SYS_rt_sigprocmask, how, &raw const mask, old, size_of::<Set>()) };
    assert_eq!(result, 0, "the mask can be set");
}

/// The kernel's struct sigaction.
#[repr(C)]
struct Action {
    handler: usize,
    flags: libc::c_ulong,
    restorer: usize,
    mask: Set,
}

/// Makes those in `ignored` ignored, and the disposition of all others the default.
pub fn set_dispositions(ignored: Set) {
    for number in catchable() {
        let handler = if ignored & bit(number) == 0 { libc::SIG_DFL } else { libc::SIG_IGN };
        let action = Action { handler, flags: 0, restorer: 0, mask: 0 };
        let old = ptr::null_mut::<Action>();
        // SAFETY: the kernel reads a struct sigaction, and no handler is set.
        let result = unsafe { libc::syscall(libc::SYS_rt_sigaction, number, &raw const action, old, size_of::<Set>()) };
        assert_eq!(result, 0, "the disposition of {} can be set", name(number));
    }
}

/// Waits for one of `signals`, which are blocked: its number, and the pid that sent it.
pub fn wait(signals: Set) -> (c_int, c_int) {
    let mut info = MaybeUninit::<siginfo_t>::zeroed();
    let (timeout, size) = (ptr::null::<libc::timespec>(), size_of::<Set>());
    loop {
        // SAFETY: the kernel reads 64 bits and writes a siginfo_t.
        let number =
            unsafe { libc::syscall(libc::SYS_rt_sigtimedwait, &raw const signals, info.as_mut_ptr(), timeout, size) };
        if number > 0 {
            // SAFETY: zeros at first, and whatever the kernel wrote over them; every field is an integer.
            let info = unsafe { info.assume_init() };
            // SAFETY: as above.
            return (number as c_int, unsafe { info.si_pid() });
        }
        assert_eq!(Errno::last(), Errno::EINTR, "signals can be waited for");
    }
}
