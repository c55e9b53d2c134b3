//! The file systems that a system needs, as a table; and the way down: swap off, everything unmounted or read-only.
//!
//! A step of the way down may never end: the server of an NFS mount is gone, a disk is. Each is taken by a forked child, which
//! alone is stuck then, in the kernel. PID 1 waits for its end for a while, longer only as long as what is still to be written
//! (/proc/meminfo) becomes less, since a slow disk is no dead one; then it goes on with the next step. A step that hangs is
//! not forced (MNT_FORCE, MNT_DETACH): the machine is about to end, and what was not written would be lost either way.

use super::{Failure, Tell, Trouble};
use crate::entry::{Buffer, Room, Text};
use crate::machine::{SECOND, Time};
use crate::packed;
use crate::sys::contents::Contents;
use crate::sys::file::{self, HERE};
use crate::sys::{Errno, child, mount};
use core::cell::Cell;
use core::ffi::CStr;
use linux_raw_sys::general::{MS_NOSUID, PATH_MAX};

/// The file systems that the kernel makes up: type, place, options. A system without an inittab needs them all; one with an
/// inittab mounts them itself, but for the first, if that is needed to have a console.
pub const MOUNTS: &CStr = c"\
devtmpfs /dev mode=755
proc /proc
sysfs /sys
tmpfs /run mode=755
devpts /dev/pts mode=620,gid=5,ptmxmode=666
tmpfs /dev/shm mode=1777
cgroup2 /sys/fs/cgroup
";

/// Mounts what is missing: all of the table, or only what a console needs. Leaves / as the current directory.
#[inline(never)]
pub fn come_up(all: bool, tell: Tell) {
    if !all && file::exists(Text::new(c"/dev/console")) {
        return;
    }
    let mut table = packed::MOUNTS;
    while !table.is_empty() {
        let mut room = Room::<64>::new();
        room.buffer().unpacked(table, b'\n');
        let mut words = room.words();
        let [kind, place, options] = [(); 3].map(|()| words.take_first().unwrap_or(Text::EMPTY));
        if let Err(errno) = come_up_one(kind, place, options) {
            tell(Failure::new(Trouble::CannotMount, errno), place);
        }
        table = if all { table.after(b'\n') } else { Text::EMPTY };
    }
    let _ = file::change_directory(Text::new(c"/"));
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

/// How long a step of the way down may take without anything being written, in nanoseconds: twice that, since it shows only
/// then whether anything is.
const PATIENCE: Time = 5 * SECOND;

/// The same, once a step hung: others are likely to hang for the same reason.
const IMPATIENCE: Time = SECOND;

/// A step of the way down.
type Step = fn(Text) -> Result<(), Errno>;

/// Has everything written, turns swap off, and unmounts what can be unmounted; the rest becomes read-only.
#[inline(never)]
pub fn go_down(tell: Tell) {
    let state = State { tell, patience: Cell::new(PATIENCE) };
    SYNC.attempt(EVERYTHING, &state);
    for way in &WAYS {
        let mut before = u32::MAX;
        loop {
            let contents = Contents::of(Text::new(way.list));
            // Without /proc, the root file system at least.
            let list = if contents.is_there() { contents.text() } else { Text::new(c"- / -") };
            // A mount that was moved is listed before those below it: it gets its turn in the next round.
            let count = way.down(list, &state);
            if count >= before {
                break;
            }
            before = count;
        }
    }
    SYNC.attempt(EVERYTHING, &state);
}

fn sync(_: Text) -> Result<(), Errno> {
    mount::sync();
    Ok(())
}

/// Unmounts a file system, or makes it read-only.
fn unmount(place: Text) -> Result<(), Errno> {
    mount::unmount(place).or_else(|_| mount::make_read_only(place))
}

/// What changes on the way down.
struct State {
    tell: Tell,
    patience: Cell<Time>,
}

/// What is taken down.
struct Way {
    /// The file in which it is listed, a line each.
    list: &'static CStr,
    /// Where its path is in a line: behind so many blanks.
    field: u8,
    step: Step,
    trouble: Trouble,
}

/// What is written, as far as there is a name for it.
const EVERYTHING: Text = Text::new(c"sync");

/// The step before and after.
static SYNC: Way = Way { list: c"", field: 0, step: sync, trouble: Trouble::Hangs };

/// Swap first: a file that is swapped to keeps its file system busy.
static WAYS: [Way; 2] = [
    Way { list: c"/proc/swaps", field: 0, step: mount::swap_off, trouble: Trouble::CannotSwapOff },
    Way { list: c"/proc/self/mounts", field: 1, step: unmount, trouble: Trouble::CannotUnmount },
];

impl Way {
    /// Takes the step for each line of `list`, from the last to the first. Returns how many lines there are.
    fn down(&self, list: Text, state: &State) -> u32 {
        if list.is_empty() {
            return 0;
        }
        // As deep as there are mounts: a few dozen bytes each, of the megabytes that a stack has.
        let count = self.down(list.after(b'\n'), state);
        let path = list.part(self.field, b' ');
        // In /proc/swaps there is a heading. /proc itself is where the list comes from.
        let stays = |line| list.behind(Text::new(line)).is_some();
        if path.first() == b'/' && !stays(c"rootfs ") && !stays(c"proc /proc ") {
            self.attempt(path, state);
        }
        count + 1
    }

    /// Takes the step for a path as it is listed.
    #[inline(never)]
    fn attempt(&self, path: Text, state: &State) {
        let mut room = Room::<{ PATH_MAX as usize }>::new();
        write_path(&mut room.buffer(), path);
        let path = room.text();
        let mut before = u32::MAX;
        let goes_on = || {
            let now = unwritten();
            core::mem::replace(&mut before, now) > now
        };
        let step = || (self.step)(path).map_or_else(|errno| errno.into_raw() as u8, |()| 0);
        let failure = match child::attempt(state.patience.get(), goes_on, step) {
            Some(0) => return,
            Some(errno) => Failure::new(self.trouble, Errno::new(errno.into())),
            None => {
                state.patience.set(IMPATIENCE);
                Failure::new(Trouble::Hangs, Errno::ETIMEDOUT)
            }
        };
        (state.tell)(failure, path);
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

/// How much is still to be written, in kB; as much as there can be, if nobody tells.
fn unwritten() -> u32 {
    let mut room = Room::<2048>::new();
    file::read_at(HERE, Text::new(c"/proc/meminfo"), room.buffer());
    let amount = |name| {
        let mut amount = room.text().behind_first(name);
        amount.skip_blanks();
        amount.leading_number() as u32
    };
    amount(Text::new(c"\nDirty:")).saturating_add(amount(Text::new(c"\nWriteback:")))
}
