//! How processes end, and every exit status that whit uses. No system calls.
#![forbid(unsafe_code)]

/// whit itself failed, or was called wrongly. (GNU timeout, env and nohup use the same three.)
pub const WHIT_FAILED: u8 = 125;
/// COMMAND is there, but cannot be executed.
pub const NOT_EXECUTABLE: u8 = 126;
/// COMMAND is not there, or what is to interpret it is not.
pub const NOT_FOUND: u8 = 127;
/// Added to the signal that killed COMMAND (POSIX.1-2024, XCU 2.8.2).
pub const KILLED_BY: u8 = 128;

/// What a child did, from the status that wait4(2) gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It exited with this status.
    Exited(u8),
    /// This signal ended it.
    Killed(u8),
    /// This signal stopped it.
    Stopped(u8),
}

impl Change {
    /// Reads a wait status: 0x7f in the low seven bits for a stop, 0 for an exit, else the signal (wait(2)).
    #[must_use]
    pub const fn new(status: i32) -> Self {
        let second = (status >> 8) as u8;
        match (status & 0x7f) as u8 {
            0 => Self::Exited(second),
            0x7f => Self::Stopped(second),
            signal => Self::Killed(signal),
        }
    }

    /// The exit status that says the same.
    #[must_use]
    pub const fn exit_status(self) -> u8 {
        match self {
            Self::Exited(status) => status,
            Self::Killed(signal) | Self::Stopped(signal) => KILLED_BY.wrapping_add(signal),
        }
    }
}

/// Exit statuses that count as success.
#[derive(Clone, Debug)]
pub struct Expected([bool; 256]);

impl Expected {
    /// None but 0, which is success anyway.
    pub const NONE: Self = Self([false; 256]);

    /// `status` counts as success from now on.
    pub fn add(&mut self, status: u8) {
        if let Some(place) = self.0.get_mut(usize::from(status)) {
            *place = true;
        }
    }

    /// `status`, or 0 if it counts as success.
    #[must_use]
    pub fn apply(&self, status: u8) -> u8 {
        if self.0.get(usize::from(status)) == Some(&true) { 0 } else { status }
    }
}

#[cfg(test)]
mod tests;
