//! How processes end, and every exit status that whit uses. No system calls.
#![forbid(unsafe_code)]

/// The exit statuses of whit's own, as opposed to the command's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statuses {
    /// It failed, or was called wrongly.
    pub failed: u8,
    /// What is to be executed is not there: ENOENT.
    pub not_found: u8,
    /// It may not be executed: EACCES.
    pub not_allowed: u8,
    /// It cannot be executed for another reason.
    pub not_executable: u8,
}

impl Statuses {
    /// All the same.
    #[must_use]
    pub const fn all(status: u8) -> Self {
        Self { failed: status, not_found: status, not_allowed: status, not_executable: status }
    }

    /// whit's, as GNU timeout, env and nohup have them.
    pub const WHIT: Self =
        Self { failed: WHIT_FAILED, not_found: NOT_FOUND, not_allowed: NOT_EXECUTABLE, not_executable: NOT_EXECUTABLE };
}

/// whit itself failed, or was called wrongly. (GNU timeout, env and nohup use the same three.)
pub const WHIT_FAILED: u8 = 125;
/// COMMAND is there, but cannot be executed.
pub const NOT_EXECUTABLE: u8 = 126;
/// COMMAND is not there, or what is to interpret it is not.
pub const NOT_FOUND: u8 = 127;
/// Added to the signal that killed COMMAND (POSIX.1-2024, XCU 2.8.2).
pub const KILLED_BY: u8 = 128;

/// What a child did: the status that wait4(2) gave. In its low seven bits is 0x7f for a stop, 0 for an exit, or the signal
/// that killed; in the next byte the signal that stopped, or the exit status (wait(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change(pub i32);

impl Change {
    /// What says of a stop that it is one.
    const STOPPED: u8 = 0x7f;

    /// It exited with this status.
    #[must_use]
    pub const fn exited(status: u8) -> Self {
        Self((status as i32) << 8)
    }

    /// This signal ended it.
    #[must_use]
    pub const fn killed(signal: u8) -> Self {
        Self(signal as i32)
    }

    /// This signal stopped it.
    #[must_use]
    pub const fn stopped(signal: u8) -> Self {
        Self((signal as i32) << 8 | Self::STOPPED as i32)
    }

    /// The signal that killed it; 0 if it exited.
    #[must_use]
    pub const fn killer(self) -> u8 {
        self.0 as u8 & 0x7f
    }

    /// Its exit status; the signal, if it was stopped.
    #[must_use]
    pub const fn status(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Whether it lives on.
    #[must_use]
    #[inline(always)]
    pub const fn is_stop(self) -> bool {
        self.killer() == Self::STOPPED
    }

    /// The exit status that says the same.
    #[must_use]
    pub const fn exit_status(self) -> u8 {
        if self.killer() == 0 { self.status() } else { KILLED_BY + self.killer() }
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
