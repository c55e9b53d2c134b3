//! What differs between architectures, one file each behind one set of names.
//!
//! | name | is |
//! | --- | --- |
//! | [`start!`](crate::start) | defines the binary's `_start` |
//! | `e_machine` | a symbol, no Rust item: the machine's number in the ELF header |
//! | `restorer` | the signal trampoline, where the kernel wants one |
//! | `spawn_sharing_memory` | a child that runs a function on the stack below its parent's frame |
//!
//! # Safety
//!
//! Assembly is trusted to do what its comments say. It is kept to what no Rust can express: where the stack pointer is
//! when a process begins, and what happens to a stack that two processes use.

#[cfg(target_arch = "x86_64")]
mod x86_64;
#[cfg(target_arch = "x86_64")]
pub use x86_64::*;

#[cfg(not(target_arch = "x86_64"))]
compile_error!(
    "whit does not know this architecture yet: add src/arch/<name>.rs with the names that src/arch/mod.rs lists"
);
