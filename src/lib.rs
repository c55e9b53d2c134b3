//! PID 1 without a libc: what `whit` and `pause` are made of.
//!
//! ```text
//!  _start ─▶ entry ─▶ name ─┬─▶ pause::hold ───────────────────────────────────────────────▶ exit_group
//!           (argv, envp)    │
//!                           └─▶ dialect ─▶ Config ─▶ supervise ────────────────────────────▶ exit_group
//!                               (options)            │      ▲
//!                                   ┌────────────────┘      │ actions
//!                                   ▼                       │
//!                     kernel ─▶ wake ─▶ Event ─▶ Machine::step     spawn ─▶ COMMAND
//! ```
//!
//! It is one direction: below [`entry`] nothing reads argv or the environment again, and nothing in the library exits, but
//! for the child that is to become COMMAND and for pause's handler. State lives in the loop's frame; nothing is writable
//! but the stack.
//!
//! Pure, tested without a kernel, `#![forbid(unsafe_code)]`:
//!
//! | module | decides |
//! | --- | --- |
//! | [`dialect`], [`options`] | what a command line asks for: [`config`] |
//! | [`signal`] | what a signal is called, and what happens when it arrives |
//! | [`status`] | what a wait status says, and which exit status says the same |
//! | [`machine`] | what to do about what happens: the supervisor |
//! | `boot::inittab`, `boot::command`, `boot::cmdline` | what a system is to run, and what the kernel was told (feature `init`) |
//! | [`text`], [`packed`] | how text is read, put together and stored |
//!
//! What touches the kernel is thin:
//!
//! | module | does |
//! | --- | --- |
//! | [`wake`] | waits, and makes an event of what the kernel says |
//! | [`supervise`] | the loop: wake, step, act; and all processes that whit is responsible for |
//! | [`work`] | what the entries of its table stand for |
//! | [`spawn`] | from fork to exec |
//! | [`terminal`] | hands the foreground over, and stops in turn |
//! | [`procfs`] | what /proc tells of a process, and what the OOM killer did |
//! | [`log`] | one write a message |
//! | `boot::mounts`, `boot::root`, `boot::init` | mount, unmount, switch root; a system's way up and down |
//! | `tools` | poweroff, halt, reboot |
//! | [`mod@pause`] | holds namespaces; shared by both binaries |
//! | [`sys`] | system calls as safe functions; nothing else issues them |
//! | [`entry`], [`arch`] | the initial stack, and what differs between architectures |
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]

#[cfg(test)]
extern crate self as whit;

#[allow(unsafe_code)]
pub mod arch;
#[cfg(feature = "init")]
pub mod boot;
pub mod config;
pub mod dialect;
#[allow(unsafe_code)]
pub mod entry;
pub mod log;
pub mod machine;
pub mod options;
pub mod packed;
pub mod pause;
pub mod procfs;
pub mod signal;
#[allow(unsafe_code)]
pub mod spawn;
pub mod status;
pub mod supervise;
#[allow(unsafe_code)]
pub mod sys;
pub mod terminal;
pub mod text;
#[cfg(feature = "init")]
pub mod tools;
pub mod wake;
pub mod work;
