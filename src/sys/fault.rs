//! A fault of whit's own: a signal that an instruction of this program made the kernel send.
//!
//! # Safety
//!
//! See the [parent module](super). The handler may run between any two instructions: it reads constants, writes to its own
//! stack frame and issues system calls.

use super::signal::{Disposition, set_disposition};
use super::{file, outcome};
use crate::arch;
use crate::entry::Text;
use crate::signal;
use crate::text::Buffer;
use core::ffi::{c_int, c_void};
use core::mem;
use linux_raw_sys::general::{
    __kernel_sighandler_t, AT_FDCWD, O_CLOEXEC, O_WRONLY, SA_RESTORER, SA_SIGINFO, kernel_sigaction, kernel_sigset_t,
    siginfo_t,
};
use syscalls::{Sysno, raw_syscall};

/// Has a fault told before it ends this process, and with it the machine, as the kernel is configured: `panic=`, pstore, kdump.
///
/// The kernel calls no handler of a fault whose signal is blocked (kernel/signal.c, `force_sig_info_to_task`): none of
/// [`signal::Set::FAULTS`] may be in the mask.
pub fn report() {
    for signal in [signal::number::ILL, signal::number::BUS, signal::number::FPE, signal::number::SEGV] {
        // SAFETY: with SA_SIGINFO the kernel calls it with three arguments.
        let handler = unsafe {
            mem::transmute::<unsafe extern "C" fn(c_int, *const siginfo_t, *const c_void), __kernel_sighandler_t>(tell)
        };
        let action = kernel_sigaction {
            sa_handler_kernel: handler,
            sa_flags: (SA_SIGINFO | SA_RESTORER).into(),
            sa_restorer: arch::restorer(),
            sa_mask: kernel_sigset_t { sig: [0] },
        };
        let size = size_of::<kernel_sigset_t>();
        // SAFETY: the kernel reads `action`.
        unsafe { raw_syscall!(Sysno::rt_sigaction, signal, &raw const action, 0, size) };
    }
}

/// Tells of a fault and lets it happen again, now with its default disposition. What somebody else sent is none.
///
/// # Safety
///
/// Only the kernel calls it.
unsafe extern "C" fn tell(signal: c_int, info: *const siginfo_t, _: *const c_void) {
    // SAFETY: the kernel wrote it.
    let info = unsafe { &*info };
    // SAFETY: the other field of this union is padding.
    let info = unsafe { info.__bindgen_anon_1.__bindgen_anon_1 };
    if info.si_code <= 0 {
        return;
    }
    let signal = signal as u8;
    // SAFETY: every pattern of bits is a number.
    let address = unsafe { info._sifields._sigfault._addr }.addr();
    let mut bytes = [0; 64];
    let mut line = Buffer::new(&mut bytes);
    line.text(Text::new(c"<0>whit: a fault of its own: SIG"));
    signal::write_name(&mut line, signal);
    line.text(Text::new(c" at "));
    for digit in 0..usize::BITS / 4 {
        let digit = address.rotate_left(4 * (digit + 1)) as u8 & 15;
        line.byte(digit + if digit < 10 { b'0' } else { b'a' - 10 });
    }
    line.byte(b'\n');
    let left = line.left();
    let line = bytes.get(..bytes.len() - left).unwrap_or_default();
    // What the number in front stands for is the kernel's business (syslog(2)).
    let _ = file::write(2, line.get(3..).unwrap_or_default());
    let path = Text::new(c"/dev/kmsg");
    // SAFETY: the kernel reads a C string.
    let log = outcome(unsafe { raw_syscall!(Sysno::openat, AT_FDCWD as isize, path.as_ptr(), O_WRONLY | O_CLOEXEC) });
    let _ = file::write(log.unwrap_or(-1), line);
    set_disposition(signal, Disposition::DEFAULT);
}
