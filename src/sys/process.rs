//! Processes: fork, exec, wait, exit.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::{Errno, done, file, leave_red_zone, outcome};
use crate::arch;
use crate::entry::{Strings, Text};
use core::ffi::{c_int, c_void};
use core::ptr;
use linux_raw_sys::general::{
    __WALL, CLONE_VFORK, CLONE_VM, P_ALL, POLLIN, SIGCHLD, WEXITED, WNOHANG, WNOWAIT, WUNTRACED,
};
use linux_raw_sys::prctl::{PR_GET_CHILD_SUBREAPER, PR_SET_CHILD_SUBREAPER, PR_SET_DUMPABLE, PR_SET_PDEATHSIG};
use syscalls::{Sysno, raw_syscall};

/// exit_group(2).
#[inline(always)]
pub fn exit(status: u8) -> ! {
    loop {
        // SAFETY: no memory is involved, and it does not return.
        unsafe { raw_syscall!(Sysno::exit_group, status) };
    }
}

/// getpid(2).
#[must_use]
pub fn pid() -> i32 {
    // SAFETY: no memory is involved, and it cannot fail.
    (unsafe { raw_syscall!(Sysno::getpid) }) as i32
}

/// Reaps one child that has ended, of whatever kind; `false` if there is none.
#[inline(always)]
pub fn reap() -> bool {
    wait4(-1, WNOHANG | __WALL).0 > 0
}

/// Reaps one child that has ended, or tells of one that was stopped: this one, or any, with -1.
///
/// Returns its pid and wait status. Instead of a pid, it is 0 if there are children, all alive, or else a negative errno:
/// -ECHILD if there is no such child.
#[must_use]
pub fn wait(child: i32) -> (i32, c_int) {
    wait4(child, WNOHANG | WUNTRACED | __WALL)
}

/// Whether there are children at all: waitid(2), which leaves those that have ended for [`wait`].
#[must_use]
pub fn has_children() -> bool {
    let null = ptr::null_mut::<u8>();
    // SAFETY: the kernel has nothing to write to.
    let result = unsafe { raw_syscall!(Sysno::waitid, P_ALL, 0, null, WEXITED | WNOHANG | WNOWAIT | __WALL, null) };
    done(result) != Err(Errno::ECHILD)
}

/// wait4(2), which must not block.
fn wait4(child: i32, options: u32) -> (i32, c_int) {
    leave_red_zone();
    let mut status: c_int = 0;
    // SAFETY: the kernel writes an int to `status`, and no rusage.
    let pid = unsafe { raw_syscall!(Sysno::wait4, child as isize, &raw mut status, options, ptr::null_mut::<u8>()) };
    (pid as i32, status)
}

/// Starts a child that shares this memory until it calls execve or exits, and sleeps as long: clone(2) with CLONE_VM and
/// CLONE_VFORK, which copies no page table. Returns its pid.
///
/// The child works below this frame of the stack; what it writes elsewhere, this process will find.
///
/// # Errors
///
/// EAGAIN, ENOMEM: no room for a process.
pub fn spawn<T>(child: extern "C" fn(&T) -> !, argument: &T) -> Result<i32, Errno> {
    let flags = (CLONE_VM | CLONE_VFORK | SIGCHLD) as usize;
    // SAFETY: a reference is passed as a pointer in the C ABI, and both processes have it.
    let child = unsafe { core::mem::transmute::<extern "C" fn(&T) -> !, extern "C" fn(*mut c_void) -> !>(child) };
    // SAFETY: `child` takes what `argument` is; all signals are blocked from the first instruction on.
    let result = unsafe { arch::spawn_sharing_memory(flags, child, ptr::from_ref(argument).cast_mut().cast()) };
    outcome(result as usize)
}

/// execve(2). Returns only if it fails.
#[must_use]
pub fn execute(path: Text, arguments: &Strings, environment: &Strings) -> Errno {
    // SAFETY: three arrays that end as the kernel expects; on success nothing of this program is left.
    let result = unsafe { raw_syscall!(Sysno::execve, path.as_ptr(), arguments.as_ptr(), environment.as_ptr()) };
    // SAFETY: it returned.
    unsafe { Errno::failed(result) }
}

/// setpgid(0, 0): a process group of its own.
///
/// # Errors
///
/// EPERM: it leads a session.
pub fn lead_group() -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::setpgid, 0, 0) })
}

/// getpgid(0): 0 if the process group is of another PID namespace.
#[must_use]
pub fn group() -> i32 {
    // SAFETY: no memory is involved, and it cannot fail for the caller itself.
    (unsafe { raw_syscall!(Sysno::getpgid, 0) }) as i32
}

/// The signal that this process gets when its parent ends: prctl(2), PR_SET_PDEATHSIG.
///
/// # Errors
///
/// The kernel's.
pub fn set_parent_death_signal(signal: u8) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::prctl, PR_SET_PDEATHSIG, signal) })
}

/// Makes this process the one that its descendants are reparented to: prctl(2), PR_SET_CHILD_SUBREAPER.
///
/// # Errors
///
/// EINVAL: before Linux 3.4.
pub fn become_subreaper() -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::prctl, PR_SET_CHILD_SUBREAPER, 1) })
}

/// Whether this process is the one that its descendants are reparented to: prctl(2), PR_GET_CHILD_SUBREAPER.
#[must_use]
pub fn is_subreaper() -> bool {
    let mut answer: c_int = 0;
    // SAFETY: the kernel writes an int.
    unsafe { raw_syscall!(Sysno::prctl, PR_GET_CHILD_SUBREAPER, &raw mut answer) };
    answer != 0
}

/// setsid(2): a session of its own.
///
/// # Errors
///
/// EPERM: it leads a process group.
pub fn lead_session() -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::setsid) })
}

/// getsid(0): 0 if the session is of another PID namespace.
#[must_use]
pub fn session() -> i32 {
    // SAFETY: no memory is involved, and it cannot fail for the caller itself.
    (unsafe { raw_syscall!(Sysno::getsid, 0) }) as i32
}

/// Lets this process's own user see it in /proc, as before its user changed: prctl(2), PR_SET_DUMPABLE.
///
/// # Errors
///
/// The kernel's.
pub fn become_dumpable() -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::prctl, PR_SET_DUMPABLE, 1) })
}

/// setgroups(2).
///
/// # Errors
///
/// EPERM: this process may not.
pub fn set_groups(groups: &[u32]) -> Result<(), Errno> {
    // SAFETY: the kernel reads `groups`.
    done(unsafe { raw_syscall!(Sysno::setgroups, groups.len(), groups.as_ptr()) })
}

/// setresgid(2): all three.
///
/// # Errors
///
/// EPERM: this process may not. EINVAL: the namespace does not know it.
pub fn set_group(group: u32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::setresgid, group, group, group) })
}

/// setresuid(2): all three, which takes all capabilities from what was root.
///
/// # Errors
///
/// EPERM: this process may not. EINVAL: the namespace does not know it. EAGAIN: RLIMIT_NPROC.
pub fn set_user(user: u32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::setresuid, user, user, user) })
}

/// Sends a signal to the process whose directory in /proc is open: pidfd_send_signal(2), or kill(2) before Linux 5.1 and where a
/// seccomp profile does not know the call. That it is gone, or may not be signalled, changes nothing.
pub fn send_to(directory: i32, pid: i32, signal: u8) {
    // SAFETY: no memory is involved: there is no siginfo.
    let result = done(unsafe { raw_syscall!(Sysno::pidfd_send_signal, directory, signal, 0, 0) });
    if matches!(result, Err(Errno::ENOSYS | Errno::EPERM)) {
        let _ = super::signal::send(signal, pid);
    }
}

/// Waits until the process `pid`, which need be no child, has ended, or for so many nanoseconds: pidfd_open(2), ppoll(2). Not
/// where the kernel is before Linux 5.3.
pub fn await_end(pid: i32, nanoseconds: u64) {
    // SAFETY: no memory is involved.
    let descriptor = (unsafe { raw_syscall!(Sysno::pidfd_open, pid, 0) }) as i32;
    if descriptor >= 0 {
        file::poll(descriptor, POLLIN, nanoseconds);
        file::close(descriptor);
    }
}

/// Sleeps for so many nanoseconds: ppoll(2) of nothing.
#[inline(never)]
pub fn sleep(nanoseconds: u64) {
    file::poll(-1, 0, nanoseconds);
}

/// The end of a debug build that panics.
pub fn abort() -> ! {
    exit(125)
}
