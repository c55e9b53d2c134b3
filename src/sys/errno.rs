//! Why a system call failed.
//!
//! # Safety
//!
//! See the [parent module](super).

use core::num::NonZeroI32;
use linux_raw_sys::errno;

/// Why a system call failed: errno(3), negative, as the kernel returns it. It is never 0, so that there being none takes no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno(NonZeroI32);

/// Names those that somebody here looks for.
macro_rules! name {
    ($($name:ident)*) => {
        #[allow(missing_docs)]
        impl Errno {
            $(pub const $name: Self = Self::new(errno::$name as i32);)*
        }
    };
}

name! {
    EACCES EAGAIN ECHILD EINTR EINVAL EISDIR ELIBACC ENAMETOOLONG ENODEV ENOENT ENOEXEC ENOSYS ENOTDIR EPERM ESRCH ETIMEDOUT EXDEV
}

impl Errno {
    /// The one of this number, from 1 on.
    #[must_use]
    pub const fn new(number: i32) -> Self {
        match NonZeroI32::new(number.wrapping_neg()) {
            Some(negative) => Self(negative),
            None => Self(NonZeroI32::MIN),
        }
    }

    /// What `returned` says, if that is not 0.
    #[inline(always)]
    pub(super) fn returned(returned: i32) -> Result<(), Self> {
        NonZeroI32::new(returned).map_or(Ok(()), |negative| Err(Self(negative)))
    }

    /// What a system call returned that failed.
    ///
    /// # Safety
    ///
    /// It did: that is not 0.
    #[inline(always)]
    pub(super) const unsafe fn failed(returned: usize) -> Self {
        // SAFETY: the caller vouches for it.
        Self(unsafe { NonZeroI32::new_unchecked(returned as i32) })
    }

    /// Its number, from 1 on.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0.get().wrapping_neg() as u32
    }
}
