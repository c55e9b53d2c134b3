//! The system calls, as safe functions: one file per family of man pages. Nothing else issues system calls.
//!
//! # Safety
//!
//! A system call is unsafe for the memory that it reads and writes, and for what it does to this process. Here pointers
//! come from references that live as long as the call, with the kernel's own types behind them; what a call does to the
//! process is the business of the one who calls it by name. An argument that the kernel dislikes is an [`Errno`], never
//! undefined behaviour.

pub mod file;
pub mod memory;
pub mod process;
pub mod signal;
pub mod terminal;
pub mod time;

pub use syscalls::Errno;
