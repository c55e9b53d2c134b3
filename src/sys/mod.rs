//! The system calls, as safe functions: one file per family of man pages. Nothing else issues system calls.
//!
//! Most are no longer than a call of them would be: those are always inlined. A descriptor that could not be had is a
//! negative number; every call on it fails, and may be left to.
//!
//! # Safety
//!
//! A system call is unsafe for the memory that it reads and writes, and for what it does to this process. Here pointers
//! come from references that live as long as the call, with the kernel's own types behind them; what a call does to the
//! process is the business of the one who calls it by name. An argument that the kernel dislikes is an [`Errno`], never
//! undefined behaviour.

pub mod child;
pub mod console;
pub mod contents;
mod errno;
pub mod fault;
pub mod file;
pub mod image;
pub mod machine;
pub mod memory;
pub mod mount;
pub mod process;
pub mod signal;
pub mod terminal;
pub mod time;
pub mod uevent;

pub use errno::Errno;

/// What a system call returned, if it is one that returns neither addresses nor more than fits into an int: what is
/// negative is an errno.
#[inline(always)]
fn outcome(returned: usize) -> Result<i32, Errno> {
    let number = returned as i32;
    if number < 0 { Err(Errno::new(number.wrapping_neg())) } else { Ok(number) }
}

/// As [`outcome`], of a call that returns nothing else: 0, if it did not fail.
#[inline(always)]
fn done(returned: usize) -> Result<(), Errno> {
    Errno::returned(returned as i32)
}

/// Keeps the function that it is in from using the stack below the stack pointer (the psABI's red zone), where LLVM has no
/// short way to load a small number: push and pop, in three bytes, instead of ten. There is no instruction in it.
#[inline(always)]
fn leave_red_zone() {
    // SAFETY: it does nothing.
    unsafe { core::arch::asm!("", options(nomem, preserves_flags)) };
}

/// Issues a call that cannot fail. If it does all the same, as under fault injection, it is issued once more.
#[inline(always)]
fn insist(mut call: impl FnMut() -> usize) {
    if outcome(call()).is_err() {
        call();
    }
}
