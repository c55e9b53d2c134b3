//! The moment when a process is reaped that is somebody else's child.

use nix::errno::Errno;
use nix::libc::{SYS_pidfd_open, syscall};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, Pid, fork};
use std::os::fd::{AsFd, FromRawFd, OwnedFd};
use std::{process, thread};

/// How to wait for it: by an event, where the kernel has one.
pub struct Reaped {
    /// Since Linux 6.9 a pidfd hangs up when its process is reaped (kernel/pid.c, `__change_pid`).
    hangs_up: bool,
}

impl Reaped {
    /// Asks the kernel what it can do.
    pub fn new() -> Self {
        // SAFETY: there is one thread, so no lock is held in the copy.
        let child = match unsafe { fork() }.expect("room for a process") {
            ForkResult::Parent { child } => child,
            ForkResult::Child => process::exit(0),
        };
        let descriptor = open(child).expect("a child that nobody has waited for");
        waitpid(child, None).expect("a child");
        let events = wait(&descriptor, PollTimeout::ZERO);
        Self { hangs_up: events.contains(PollFlags::POLLHUP) }
    }

    /// Waits for all of `pids`. The last one first, as inits reap in the order of making: that is one event for all.
    pub fn wait_for(&self, pids: &[Pid]) {
        for pid in pids.iter().rev() {
            while let Some(descriptor) = open(*pid) {
                if self.hangs_up {
                    wait(&descriptor, PollTimeout::NONE);
                } else {
                    thread::yield_now();
                }
            }
        }
    }
}

/// A descriptor of a process, unless it has been reaped.
fn open(pid: Pid) -> Option<OwnedFd> {
    // SAFETY: no memory is involved.
    let result = unsafe { syscall(SYS_pidfd_open, pid.as_raw(), 0) };
    match Errno::result(result) {
        // SAFETY: the kernel has just given it to this process, and to nobody else.
        Ok(descriptor) => Some(unsafe { OwnedFd::from_raw_fd(descriptor as i32) }),
        Err(Errno::ESRCH) => None,
        Err(errno) => panic!("pidfd_open: {errno}"),
    }
}

/// What has happened to the process, apart from its end.
fn wait(descriptor: &OwnedFd, timeout: PollTimeout) -> PollFlags {
    let mut descriptors = [PollFd::new(descriptor.as_fd(), PollFlags::empty())];
    poll(&mut descriptors, timeout).expect("poll");
    descriptors[0].revents().unwrap_or(PollFlags::empty())
}
