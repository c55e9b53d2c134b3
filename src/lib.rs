//! PID 1.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]

#[allow(unsafe_code)]
pub mod arch;
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
pub mod wake;
