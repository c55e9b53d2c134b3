//! `pause`: the process that holds a pod's namespaces. See [`whit::pause`].

#![no_std]
#![no_main]

#[path = "../rt.rs"]
mod rt;

use whit::entry::Stack;
use whit::pause::{Plain, hold};

whit::start!(entry);

/// Where `_start` leads.
///
/// # Safety
///
/// `stack` is the stack pointer that the kernel started this process with.
unsafe extern "C" fn entry(stack: *mut usize) -> ! {
    // SAFETY: as the kernel left it, and read for the first time.
    let stack = unsafe { Stack::new(stack) };
    let mut arguments = stack.arguments();
    arguments.take_first();
    whit::sys::process::exit(hold::<Plain>(arguments))
}
