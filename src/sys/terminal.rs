//! The controlling terminal and its foreground process group.
//!
//! # Safety
//!
//! See the [parent module](super).

use super::{Errno, done, leave_red_zone};
use core::ffi::c_int;
use core::mem::MaybeUninit;
use linux_raw_sys::general::{
    CBAUD, CLOCAL, CREAD, CRTSCTS, CSIZE, CSTOPB, ECHO, ECHOCTL, ECHOE, ECHOK, ECHOKE, HUPCL, ICANON, ICRNL, IEXTEN,
    ISIG, IXON, ONLCR, OPOST, PARENB, PARODD, termios,
};
use linux_raw_sys::ioctl::{TCGETS, TCSETS, TIOCGPGRP, TIOCNOTTY, TIOCSCTTY, TIOCSPGRP};
use syscalls::{Sysno, raw_syscall};

/// tcgetpgrp(3): the foreground process group of the terminal at `descriptor`; 0 if it is of another PID namespace, -1 if
/// that is not this process's controlling terminal.
#[must_use]
pub fn foreground(descriptor: i32) -> i32 {
    leave_red_zone();
    let mut group: c_int = -1;
    // SAFETY: the kernel writes an int.
    unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCGPGRP, &raw mut group) };
    group
}

/// tcsetpgrp(3). A terminal that refuses changes nothing for anybody else.
#[inline(never)]
pub fn set_foreground(descriptor: i32, group: i32) {
    leave_red_zone();
    let group: c_int = group;
    // SAFETY: the kernel reads an int.
    unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCSPGRP, &raw const group) };
}

/// Makes the terminal at `descriptor` the controlling one of this process's session, which has none: ioctl(2), TIOCSCTTY.
///
/// # Errors
///
/// ENOTTY: it is none. EPERM: it is another session's. EBADF: there is none.
#[inline(never)]
pub fn control(descriptor: i32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCSCTTY, 0) })
}

/// Gives the controlling terminal at `descriptor` up: ioctl(2), TIOCNOTTY. If this process leads its session, the foreground
/// gets SIGHUP and SIGCONT.
///
/// # Errors
///
/// ENOTTY: it is none, or not this process's own. EBADF: there is none.
pub fn give_up(descriptor: i32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    done(unsafe { raw_syscall!(Sysno::ioctl, descriptor, TIOCNOTTY, 0) })
}

/// The special characters that the kernel begins with, from VINTR to VLNEXT: INIT_C_CC (include/asm-generic/termios-base.h).
const CHARACTERS: [u8; 16] = *b"\x03\x1c\x7f\x15\x04\x00\x01\x00\x11\x13\x1a\x00\x12\x0f\x17\x16";

/// Makes the terminal at `descriptor`, whatever somebody left it as, what people expect who type at it: ioctl_tty(2), TCSETS.
/// Its speed and the form of its characters stay.
pub fn make_sane(descriptor: i32) {
    let mut place = MaybeUninit::<termios>::uninit();
    // SAFETY: the kernel writes a termios, if that is a terminal.
    if done(unsafe { raw_syscall!(Sysno::ioctl, descriptor, TCGETS, place.as_mut_ptr()) }).is_err() {
        return;
    }
    // SAFETY: it did.
    let modes = unsafe { place.assume_init_mut() };
    modes.c_iflag = ICRNL | IXON;
    modes.c_oflag = OPOST | ONLCR;
    modes.c_cflag = modes.c_cflag & (CBAUD | CSIZE | CSTOPB | PARENB | PARODD | CRTSCTS) | CREAD | HUPCL | CLOCAL;
    modes.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
    modes.c_line = 0;
    if let Some(characters) = modes.c_cc.first_chunk_mut() {
        *characters = CHARACTERS;
    }
    // SAFETY: the kernel reads a termios.
    unsafe { raw_syscall!(Sysno::ioctl, descriptor, TCSETS, place.as_ptr()) };
}

/// Which of the kernel's own terminals is free: include/uapi/linux/vt.h.
const VT_OPENQRY: u32 = 0x5600;

/// Whether the terminal at `descriptor` is one of the kernel's own: only those know VT_OPENQRY (ioctl_console(2)).
#[must_use]
pub fn is_virtual(descriptor: i32) -> bool {
    let mut free: c_int = 0;
    // SAFETY: the kernel writes an int.
    done(unsafe { raw_syscall!(Sysno::ioctl, descriptor, VT_OPENQRY, &raw mut free) }).is_ok()
}
