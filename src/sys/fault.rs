//! A fault of whit's own: a signal that an instruction of this program made the kernel send.
//!
//! # Safety
//!
//! See the [parent module](super). The handler may run between any two instructions: it reads constants, writes to its own
//! stack frame and issues system calls.

use super::signal::{Disposition, set_disposition};
use super::{console, file};
use crate::entry::{Room, Text};
use crate::signal::{number, write_name};
use core::ffi::c_int;
use linux_raw_sys::general::siginfo_t;

/// Has a fault told before it ends this process, and with it the machine, as the kernel is configured: `panic=`, pstore, kdump.
///
/// The kernel calls no handler of a fault whose signal is blocked (kernel/signal.c, `force_sig_info_to_task`): none of
/// [`crate::signal::Set::FAULTS`] may be in the mask.
pub fn report() {
    // All of them; the others in between, which somebody sends, are of no interest to `tell`.
    let mut signal = number::ILL;
    while signal <= number::SEGV {
        set_disposition(signal, Disposition::informed_handler(tell));
        signal += 1;
    }
}

/// Tells of a fault and lets it happen again, now with its default disposition. What somebody else sent is none.
///
/// # Safety
///
/// Only the kernel calls it.
unsafe extern "C" fn tell(signal: c_int, info: *const siginfo_t) {
    // SAFETY: the kernel wrote it.
    let info = unsafe { &*info };
    // SAFETY: the other field of this union is padding.
    if unsafe { info.__bindgen_anon_1.__bindgen_anon_1 }.si_code <= 0 {
        return;
    }
    set_disposition(signal as u8, Disposition::DEFAULT);
    let mut room = Room::<40>::new();
    let mut line = room.buffer();
    line.text(Text::new(c"<0>whit: a fault of its own: SIG"));
    write_name(&mut line, signal as u8);
    line.byte(b'\n');
    // What is in front is the kernel's: how urgent it is (syslog(2)).
    file::print(2, room.text().after(b'>'));
    if console::attach(Text::new(c"/dev/kmsg")).is_ok() {
        file::print(2, room.text());
    }
}
