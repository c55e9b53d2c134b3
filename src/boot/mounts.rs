//! The file systems that a system needs, as a table; and the way down: swap off, everything unmounted or read-only.
//!
//! A step of the way down may never end: the server of an NFS mount is gone, a disk is. Each is taken by a forked child, which
//! alone is stuck then, in the kernel; PID 1 waits for its end for [`PATIENCE`], longer only while what is still to be written
//! (/proc/meminfo) becomes less, and goes on with the next. A step that hangs is not forced (MNT_FORCE, MNT_DETACH): the
//! machine is about to end, and what was not written would be lost either way.

use super::{Tell, Trouble};
use crate::entry::{Room, Text};
use crate::machine::{SECOND, Time};
use crate::sys::contents::Contents;
use crate::sys::file::{self, HERE};
use crate::sys::{Errno, child, mount};
use crate::text::Buffer;
use linux_raw_sys::general::{MS_NODEV, MS_NOEXEC, MS_NOSUID, PATH_MAX};

/// A file system that the kernel makes up.
#[derive(Clone, Copy, Debug)]
pub struct Mount {
    /// Its type, which is given as its source, too.
    pub kind: Text<'static>,
    /// Where it belongs.
    pub place: Text<'static>,
    /// Options of its own.
    pub options: Text<'static>,
    /// MS_… of mount(2).
    pub flags: u32,
}

/// A row of the table.
const fn row(
    kind: &'static core::ffi::CStr,
    place: &'static core::ffi::CStr,
    options: &'static core::ffi::CStr,
    flags: u32,
) -> Mount {
    Mount { kind: Text::new(kind), place: Text::new(place), options: Text::new(options), flags }
}

/// What a system without an inittab needs. One with an inittab mounts it itself, but for the first, if that is needed to have a
/// console.
const MOUNTS: &[Mount] = &[
    row(c"devtmpfs", c"/dev", c"mode=755", MS_NOSUID),
    row(c"proc", c"/proc", c"", MS_NOSUID | MS_NODEV | MS_NOEXEC),
    row(c"sysfs", c"/sys", c"", MS_NOSUID | MS_NODEV | MS_NOEXEC),
    row(c"tmpfs", c"/run", c"mode=755", MS_NOSUID | MS_NODEV),
    row(c"devpts", c"/dev/pts", c"mode=620,gid=5,ptmxmode=666", MS_NOSUID | MS_NOEXEC),
    row(c"tmpfs", c"/dev/shm", c"mode=1777", MS_NOSUID | MS_NODEV),
    row(c"cgroup2", c"/sys/fs/cgroup", c"", MS_NOSUID | MS_NODEV | MS_NOEXEC),
];

/// Mounts what is missing: all of the table, or only what a console needs. Leaves / as the current directory.
pub fn come_up(all: bool, tell: Tell) {
    let count = if all { MOUNTS.len() } else { usize::from(!file::exists(Text::new(c"/dev/console"))) };
    for row in MOUNTS.iter().take(count) {
        if let Err(errno) = come_up_one(row) {
            tell(Trouble::CannotMount, row.place, errno);
        }
    }
    let _ = file::change_directory(Text::new(c"/"));
}

/// Mounts one, unless something is mounted there: then it is another device than the directory above it. proc, devpts and
/// tmpfs would be mounted a second time without complaint.
fn come_up_one(row: &Mount) -> Result<(), Errno> {
    file::make_directory(row.place);
    file::change_directory(row.place)?;
    let here = Text::new(c".");
    if file::status(HERE, here).device != file::status(HERE, Text::new(c"..")).device {
        return Ok(());
    }
    mount::mount(row.kind, here, row.kind, row.flags, row.options)
}

/// How long a step of the way down may take without anything being written, in nanoseconds.
const PATIENCE: Time = 5 * SECOND;

/// A step of the way down, and what is told if it fails.
type Step = (fn(Text) -> Result<(), Errno>, Trouble);

/// Has everything written, turns swap off, and unmounts what can be unmounted; the rest becomes read-only.
pub fn go_down(tell: Tell) {
    let way = Way { tell, step: (sync, Trouble::Hangs) };
    way.attempt(Text::new(c"sync"));
    let swaps = Contents::of(Text::new(c"/proc/swaps"));
    Way { step: (mount::swap_off, Trouble::CannotSwapOff), ..way }.down(swaps.text().after(b'\n'), 0);
    let mut before = u32::MAX;
    loop {
        let mounts = Contents::of(Text::new(c"/proc/self/mounts"));
        // Without /proc, the root file system at least.
        let list = if mounts.is_there() { mounts.text() } else { Text::new(c"- / -") };
        let step = (unmount as fn(Text) -> _, Trouble::CannotUnmount);
        let count = Way { step, ..way }.down(list, 1);
        // A mount that was moved is listed before those below it, and gets its turn in the next round.
        if count >= before {
            break;
        }
        before = count;
    }
    way.attempt(Text::new(c"sync"));
}

fn sync(_: Text) -> Result<(), Errno> {
    mount::sync();
    Ok(())
}

/// Unmounts a file system, or makes it read-only.
fn unmount(place: Text) -> Result<(), Errno> {
    mount::unmount(place).or_else(|_| mount::make_read_only(place))
}

/// The way down, and who tells of trouble there.
#[derive(Clone, Copy)]
struct Way<'a> {
    tell: Tell<'a>,
    step: Step,
}

impl Way<'_> {
    /// Takes the step for each line of `list`, from the last to the first, with the path in this field. Returns how many lines
    /// there are.
    fn down(self, list: Text, field: u8) -> u32 {
        if list.is_empty() {
            return 0;
        }
        // As deep as there are mounts: a few dozen bytes each, of the megabytes that a stack has.
        let count = self.down(list.after(b'\n'), field);
        let place = list.part(field, b' ');
        if list.behind(Text::new(c"rootfs ")).is_none() {
            let mut room = Room::<{ PATH_MAX as usize }>::new();
            write_path(&mut Buffer::new(room.bytes()), place);
            self.attempt(room.text());
        }
        count + 1
    }

    /// Takes the step with `path`.
    #[inline(never)]
    fn attempt(self, path: Text) {
        let mut before = u32::MAX;
        let goes_on = || {
            let now = unwritten();
            core::mem::replace(&mut before, now) > now
        };
        let (step, trouble) = self.step;
        match child::attempt(PATIENCE, goes_on, || step(path).map_or_else(|errno| errno.into_raw() as u8, |()| 0)) {
            Some(0) => {}
            Some(errno) => (self.tell)(trouble, path, Errno::new(errno.into())),
            None => (self.tell)(Trouble::Hangs, path, Errno::ETIMEDOUT),
        }
    }
}

/// Adds a path as the kernel lists it, up to a blank: a backslash is followed by three octal digits (fs/seq_file.c, `mangle_path`).
#[inline(never)]
fn write_path(path: &mut Buffer, mut text: Text) {
    while text.first() > b' ' {
        let mut byte = text.next();
        if byte == b'\\' {
            byte = 0;
            for _ in 0..3 {
                byte = byte << 3 | text.next() & 7;
            }
        }
        path.byte(byte);
    }
}

/// How much is still to be written, in kB; as much as there can be, if nobody tells.
fn unwritten() -> u32 {
    let mut room = Room::<2048>::new();
    file::read_at(HERE, Text::new(c"/proc/meminfo"), room.bytes());
    let mut sum = 0_u32;
    for name in [c"\nDirty:", c"\nWriteback:"] {
        let mut amount = room.text().behind_first(Text::new(name));
        amount.skip_blanks();
        sum = sum.saturating_add(amount.leading_number() as u32);
    }
    sum
}

#[cfg(test)]
mod tests;
