//! x86-64: the System V psABI, chapter 3.4 (process initialization), and the kernel's arch/x86/kernel/signal_64.c.
//!
//! # Safety
//!
//! See the [parent module](super).

use core::arch::{asm, global_asm};
use core::ffi::c_void;

/// Defines `_start`, which calls `$entry` with a pointer to the initial stack: argc, argv, NULL, envp, NULL.
///
/// A macro, because only a binary may define the symbol: tests are started by their libc's.
#[macro_export]
macro_rules! start {
    ($entry:path) => {
        /// The first instructions of the process.
        // SAFETY: the one definition of the symbol that the linker script names as the entry point.
        #[unsafe(naked)]
        #[unsafe(no_mangle)]
        unsafe extern "C" fn _start() -> ! {
            core::arch::naked_asm!(
                "xor ebp, ebp", // the psABI asks for it: the outermost frame
                "mov rdi, rsp", // the first argument: the initial stack
                "and rsp, -16", // the kernel aligns it already, an emulator may not
                "call {entry}",
                "ud2", // entry never returns
                entry = sym $entry,
            )
        }
    };
}

// For the ELF header, which linker.ld writes: EM_X86_64 (include/uapi/linux/elf-em.h).
global_asm!(".globl e_machine", ".set e_machine, 62");

// gdb (amd64-linux-tdep.c) knows a signal frame by this name or, in a stripped file, by exactly these bytes; it looks one
// byte before a return address: hence the nop.
global_asm!(
    ".pushsection .text.restore_rt, \"ax\", @progbits",
    "nop",
    ".globl __restore_rt",
    ".hidden __restore_rt",
    "__restore_rt:",
    "mov rax, 15", // rt_sigreturn
    "syscall",
    ".popsection",
);

/// What goes into a sigaction's `sa_restorer`: rt_sigreturn(2), which returns from a handler to what it interrupted. Without
/// one, delivery of a handled signal is a SIGSEGV on this architecture.
pub fn restorer() -> Option<unsafe extern "C" fn()> {
    let address: *const ();
    // SAFETY: an address is computed. (The symbol is no Rust item, lest the compiler go through a GOT.)
    unsafe { asm!("lea {}, [rip + __restore_rt]", out(reg) address, options(pure, nomem, nostack, preserves_flags)) };
    // SAFETY: the trampoline is a function without arguments, though one that only the kernel may return to.
    Some(unsafe { core::mem::transmute::<*const (), unsafe extern "C" fn()>(address) })
}

/// clone(2) with `flags`, which must hold CLONE_VM and CLONE_VFORK: the child shares this memory and runs `child` with
/// `argument` on the stack below this frame, while the caller sleeps until it has called execve or has exited.
///
/// Returns the child's pid, or a negative errno. It does not return in the child.
///
/// # Safety
///
/// `argument` must be what `child` expects. All signals are blocked, or a handler would run in memory that is not its
/// own.
pub unsafe fn spawn_sharing_memory(
    flags: usize,
    child: extern "C" fn(*mut c_void) -> !,
    argument: *mut c_void,
) -> isize {
    let result: isize;
    // SAFETY: without `nostack`, nothing is below the stack pointer, and it is aligned for a call. The child has the same
    // registers, and never leaves the asm.
    unsafe {
        asm!(
            "mov rsi, rsp", // the child's stack begins where this frame ends
            "syscall",
            "test eax, eax",
            "jnz 2f",
            "xor ebp, ebp",
            "mov rdi, r9",
            "call r8",
            "ud2",
            "2:",
            inlateout("rax") 56_isize => result, // clone
            in("rdi") flags,
            in("r8") child, // no tls is asked for
            in("r9") argument,
            in("rdx") 0, // no parent_tid
            in("r10") 0, // no child_tid
            lateout("rsi") _,
            lateout("rcx") _,
            lateout("r11") _,
        );
    }
    result
}
