//! What the kernel tells of devices: netlink(7), NETLINK_KOBJECT_UEVENT.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::file;
use linux_raw_sys::general::{O_NONBLOCK, POLLIN};
use linux_raw_sys::net::{AF_NETLINK, SOCK_DGRAM};
use linux_raw_sys::netlink::{NETLINK_KOBJECT_UEVENT, sockaddr_nl};
use syscalls::{Sysno, raw_syscall};

/// The news of devices that come and go. What came before it was opened is not in it: look once it is open, then wait.
#[derive(Debug)]
pub struct Uevents {
    descriptor: i32,
}

impl Uevents {
    /// How often one looks where the kernel has no netlink, in nanoseconds.
    const RETRY: u64 = 100_000_000;

    /// The kernel's own, not what udev makes of them: group 1 (lib/kobject_uevent.c).
    #[must_use]
    pub fn open() -> Self {
        // SAFETY: no memory is involved.
        let socket =
            unsafe { raw_syscall!(Sysno::socket, AF_NETLINK, SOCK_DGRAM | O_NONBLOCK, NETLINK_KOBJECT_UEVENT) };
        let address = sockaddr_nl { nl_family: AF_NETLINK as u16, nl_pad: 0, nl_pid: 0, nl_groups: 1 };
        // SAFETY: the kernel reads an address.
        unsafe { raw_syscall!(Sysno::bind, socket, &raw const address, size_of::<sockaddr_nl>()) };
        Self { descriptor: socket as i32 }
    }

    /// Waits until there is news, or for so many nanoseconds.
    #[inline(never)]
    pub fn wait(&self, mut nanoseconds: u64) {
        if self.descriptor < 0 {
            nanoseconds = nanoseconds.min(Self::RETRY);
        }
        file::poll(self.descriptor, POLLIN, nanoseconds);
        // What it says, if anything, is of no interest; nor is that some was lost (ENOBUFS).
        file::read(self.descriptor, &mut [0; 8]);
    }
}

impl Drop for Uevents {
    fn drop(&mut self) {
        file::close(self.descriptor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn news_is_waited_for() {
        let uevents = Uevents::open();
        // Root alone may have the kernel tell of a device once more.
        if std::fs::write("/sys/class/mem/null/uevent", "change").is_err() {
            std::eprintln!("skipped: there is no way to make news here");
            return;
        }
        let begin = Instant::now();
        uevents.wait(60_000_000_000);
        assert!(begin.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn without_netlink_one_looks_every_now_and_then() {
        let begin = Instant::now();
        Uevents { descriptor: -1 }.wait(u64::MAX);
        assert!(begin.elapsed() >= Duration::from_nanos(Uevents::RETRY) && begin.elapsed() < Duration::from_secs(30));
    }
}
