//! The file systems that a system needs, as a table; and the way down: swap off, everything unmounted or read-only.
//!
//! A step of the way down may never end: the server of an NFS mount is gone, a disk is. Each is taken by a forked child, which
//! alone is stuck then, in the kernel. PID 1 waits for its end for a while, longer only as long as something is written
//! (/proc/vmstat), since a slow disk is no dead one; then it goes on with the next step. A step that hangs is
//! not forced (MNT_FORCE, MNT_DETACH): the machine is about to end, and what was not written would be lost either way.

use super::{Failure, Trouble, exists, tell};
use crate::entry::{Buffer, Room, Text};
use crate::machine::SECOND;
use crate::packed;
use crate::sys::contents::Contents;
use crate::sys::file::{self, HERE};
use crate::sys::{Errno, child, mount};
use core::ffi::CStr;
use linux_raw_sys::general::{MS_NOSUID, PATH_MAX};

/// The file systems that the kernel makes up: type, place, options. A system without an inittab needs them all; one with an
/// inittab mounts them itself, but for the first, if that is needed to have a console.
pub const MOUNTS: &CStr = c"\
0devtmpfs /dev mode=755
0proc /proc
0sysfs /sys
0tmpfs /run mode=755
0devpts /dev/pts mode=620,gid=5,ptmxmode=666
0tmpfs /dev/shm mode=1777
0cgroup2 /sys/fs/cgroup
";

/// Does something with each of them, or only with the first: type, place, options.
#[inline(never)]
pub(super) fn each(all: bool, step: fn(Text, Text, Text)) {
    let mut number = 0;
    let mut room = Room::<64>::new();
    while room.buffer().line(packed::MOUNTS, number) != 0 {
        let mut words = room.words();
        let [kind, place, options] = [(); 3].map(|()| words.take_first().unwrap_or(Text::EMPTY));
        step(kind, place, options);
        if !all {
            break;
        }
        number += 1;
    }
}

/// Mounts what is missing: all of the table, or only what a console needs. Leaves / as the current directory.
pub fn come_up(all: bool) {
    if all || !exists(Text::new(c"/dev/console")) {
        each(all, |kind, place, options| {
            if let Err(errno) = come_up_one(kind, place, options) {
                tell(Failure::new(Trouble::CannotMount, errno), place);
            }
        });
        let _ = file::change_directory(Text::new(c"/"));
    }
}

/// Mounts one, unless something is mounted there: then it is another device than the directory above it. proc, devpts and
/// tmpfs would be mounted a second time without complaint.
fn come_up_one(kind: Text, place: Text, options: Text) -> Result<(), Errno> {
    file::make_directory(place);
    file::change_directory(place)?;
    let here = Text::new(c".");
    if file::status(HERE, here).device != file::status(HERE, Text::new(c"..")).device {
        return Ok(());
    }
    mount::mount(kind, here, kind, MS_NOSUID, options)
}

/// How many seconds the way down may take without anything being written. Once they are over, a step that hangs takes one, since
/// others are likely to hang for the same reason.
const PATIENCE: u8 = 10;

/// Has everything written, turns swap off, and unmounts what can be unmounted; the rest becomes read-only.
pub fn go_down() {
    let mut way = Way { step: Trouble::Hangs, patience: PATIENCE };
    way.attempt(EVERYTHING);
    // Swap first: a file that is swapped to keeps its file system busy.
    way.step = Trouble::CannotSwapOff;
    way.down_all(Text::new(c"/proc/swaps"));
    way.step = Trouble::CannotUnmount;
    way.down_all(Text::new(c"/proc/self/mounts"));
    way.step = Trouble::Hangs;
    way.attempt(EVERYTHING);
}

/// What is written, as far as there is a name for it.
const EVERYTHING: Text = Text::new(c"sync");

/// The way down.
struct Way {
    /// What is being done, by what is told if it fails: sync(2), if that can only hang.
    step: Trouble,
    patience: u8,
}

impl Way {
    /// Takes the step for each line of a file, until there are no fewer lines.
    #[inline(never)]
    fn down_all(&mut self, list: Text) {
        // Without /proc, the root file system at least.
        let mut contents = Contents::without(Text::new(c"- / -"));
        let mut before = u32::MAX;
        loop {
            contents.read(list);
            // A mount that was moved is listed before those below it: it gets its turn in the next round.
            let count = self.down(contents.text());
            if count >= before {
                break;
            }
            before = count;
        }
    }

    /// Takes the step for each line of `list`, from the last to the first. Returns how many lines there are.
    fn down(&mut self, list: Text) -> u32 {
        if list.is_empty() {
            return 0;
        }
        // As deep as there are mounts: a few dozen bytes each, of the megabytes that a stack has.
        let count = self.down(list.after(b'\n'));
        let path = if self.step == Trouble::CannotUnmount { list.after(b' ') } else { list };
        // In /proc/swaps there is a heading. /proc itself is where the list comes from.
        if path.first() == b'/'
            && list.behind(Text::new(c"rootfs ")).is_none()
            && path.behind(Text::new(c"/proc ")).is_none()
        {
            self.attempt(path);
        }
        count + 1
    }

    /// Takes the step for a path as it is listed.
    #[inline(never)]
    fn attempt(&mut self, path: Text) {
        let mut room = Room::<{ PATH_MAX as usize }>::new();
        write_path(&mut room.buffer(), path);
        let path = room.text();
        let patience = &mut self.patience;
        let mut before = 0;
        let goes_on = || {
            let now = written();
            if core::mem::replace(&mut before, now) != now {
                return true;
            }
            *patience = patience.saturating_sub(1);
            *patience != 0
        };
        let step = || take(self.step, path).map_or_else(|errno| errno.number() as u8, |()| 0);
        let failure = match child::attempt(SECOND, goes_on, step) {
            Some(0) => return,
            Some(errno) => Failure::new(self.step, Errno::new(errno.into())),
            None => Failure::new(Trouble::Hangs, Errno::ETIMEDOUT),
        };
        tell(failure, path);
    }
}

#[inline(never)]
fn take(step: Trouble, path: Text) -> Result<(), Errno> {
    match step {
        Trouble::CannotUnmount => mount::unmount(path).or_else(|_| mount::make_read_only(path)),
        Trouble::CannotSwapOff => mount::swap_off(path),
        _ => {
            mount::sync();
            Ok(())
        }
    }
}

/// Adds a path as the kernel lists it, up to a blank: a backslash is followed by three octal digits (fs/seq_file.c, `mangle_path`).
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

/// How many pages were written since the boot, to whatever disk or server.
fn written() -> i32 {
    let mut room = Room::<2048>::new();
    file::read_at(HERE, Text::new(c"/proc/vmstat"), room.buffer());
    room.text().behind_first(Text::new(c"\nnr_written ")).leading_number()
}
