//! What the supervisor's entries stand for: one command, or the lines of an inittab.

#[cfg(feature = "init")]
pub use crate::boot::table::Table as Work;

#[cfg(not(feature = "init"))]
pub use command::Work;

#[cfg(not(feature = "init"))]
mod command {
    use crate::{machine::Entry, spawn::Child, sys::Errno};

    /// One command, as [`Child::program`] says.
    #[derive(Debug)]
    pub struct Work;

    impl Work {
        /// The command.
        pub const COMMAND: Self = Self;

        /// Starts it; returns its pid.
        ///
        /// # Errors
        ///
        /// EAGAIN, ENOMEM: there is no room for a process.
        pub fn start(&self, _: &Entry, child: &Child) -> Result<i32, Errno> {
            child.spawn()
        }
    }
}
