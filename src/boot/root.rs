//! From an initramfs to the real root file system: by hand, as `switch_root`, or as the kernel command line says.
//!
//! Nothing that cannot be taken back is done before all that can fail is known to work: the old root's content goes last,
//! once the new init is known to be there.

use super::{Trouble, cmdline};
use crate::entry::{Room, Text};
use crate::machine::{NEVER, SECOND, Time};
use crate::sys::contents::Contents;
use crate::sys::file::{self, Directory, HERE};
use crate::sys::uevent::Uevents;
use crate::sys::{Errno, mount, process, time};
use crate::text::Buffer;
use linux_raw_sys::general::{MS_RDONLY, RAMFS_MAGIC, TMPFS_MAGIC};

/// What is taken along.
const TAKEN: [Text; 4] = [Text::new(c"/dev"), Text::new(c"/proc"), Text::new(c"/sys"), Text::new(c"/run")];

/// Why the root directory cannot be another.
pub type Failure = (Trouble, Errno);

/// The root directory.
const ROOT: Text = Text::new(c"/");

/// This directory.
const CURRENT: Text = Text::new(c".");

/// Makes the mount at `new` the root directory, takes /dev, /proc, /sys and /run along, and deletes what was in the old one, if
/// `init` is there in the new one. It remains to be executed.
///
/// # Errors
///
/// What was found wrong. Before [`Trouble::CannotSwitch`], nothing has been changed.
pub fn switch(new: Text, init: Text) -> Result<(), Failure> {
    if process::pid() != 1 {
        return Err((Trouble::NotFirst, Errno::EPERM));
    }
    let old_device = file::status(HERE, ROOT).device;
    let is_memory = matches!(mount::file_system(ROOT), RAMFS_MAGIC | TMPFS_MAGIC);
    if !is_memory || !file::status(HERE, Text::new(c"/init")).is_regular {
        return Err((Trouble::NotInitramfs, Errno::EPERM));
    }
    let old = file::open_at(HERE, ROOT);
    file::change_directory(new).map_err(|errno| (Trouble::NoRoot, errno))?;
    if file::status(HERE, CURRENT).device == old_device {
        return Err((Trouble::SameRoot, Errno::EXDEV));
    }
    let place = file::open_at(HERE, CURRENT);
    // Its path may lead through symbolic links that begin at the root directory: that is where one looks from.
    let is_there = mount::change_root(CURRENT).is_ok() && file::exists(init);
    let _ = file::change_to(old);
    let _ = mount::change_root(CURRENT);
    if !is_there {
        return Err((Trouble::NoInit, Errno::ENOENT));
    }
    move_to(place).map_err(|errno| (Trouble::CannotSwitch, errno))?;
    empty(old, old_device, DEPTH);
    Ok(())
}

/// Makes the mount that is open there the root directory, and closes it.
fn move_to(new: i32) -> Result<(), Errno> {
    file::change_to(new)?;
    file::close(new);
    for place in TAKEN {
        let mut name = place;
        name.next();
        if mount::change_place(place, name).is_err() {
            // The new root has no place for it, or nothing is mounted there.
            mount::detach(place);
        }
    }
    mount::change_place(CURRENT, ROOT)?;
    mount::change_root(CURRENT)?;
    file::change_directory(ROOT)
}

/// How deep directories are emptied, two KiB of stack each. What is deeper stays, and its memory with it.
const DEPTH: u8 = 100;

/// Deletes what is in a directory, and closes it. What is on another device than `device` stays; nothing is told of what
/// cannot be deleted.
fn empty(directory: i32, device: [u32; 2], depth: u8) {
    let mut names = Directory::of(directory);
    while let Some(name) = names.next_name() {
        // A symbolic link is deleted here, never followed.
        if file::remove(directory, name) != Err(Errno::EISDIR) || depth == 0 {
            continue;
        }
        if is_dots(name) || (file::status(directory, name).device != device) {
            continue;
        }
        empty(file::open_at(directory, name), device, depth - 1);
        file::remove_directory(directory, name);
    }
}

/// Whether it is the directory itself, or the one above.
fn is_dots(name: Text) -> bool {
    name.is(CURRENT) || name.is(Text::new(c".."))
}

/// Where the real root file system is mounted, until it becomes the root directory.
pub const PLACE: Text = Text::new(c"/root");

/// How long the root device is waited for, without `rootwait`.
const DEVICE_TAKES: Time = 5 * SECOND;

/// Mounts what the kernel command line names as the root file system at [`PLACE`].
///
/// # Errors
///
/// What was found wrong; `root` tells what `root=` is.
pub fn mount(line: Text, root: Text) -> Result<(), Failure> {
    if root.behind(Text::new(c"/dev/")).is_none() {
        return Err((Trouble::UnknownRoot, Errno::EINVAL));
    }
    if !await_device(line, root) {
        return Err((Trouble::NoDevice, Errno::ENODEV));
    }
    let mut options = Room::<256>::new();
    cmdline::get(line, Text::new(c"rootflags"), &mut Buffer::new(options.bytes()));
    let flags = if cmdline::is_writable(line) { 0 } else { MS_RDONLY };
    file::make_directory(PLACE);
    let mut kinds = Room::<64>::new();
    let known = Contents::of(Text::new(c"/proc/filesystems"));
    let (mut rest, end) = if cmdline::get(line, Text::new(c"rootfstype"), &mut Buffer::new(kinds.bytes())) {
        (kinds.text(), b',')
    } else {
        (known.text(), b'\n')
    };
    let mut result = Err(Errno::ENODEV);
    while !rest.is_empty() {
        let mut kind = Room::<32>::new();
        // In /proc/filesystems, those that need no device have a word in front of their tab.
        if rest.first() == b'\t' {
            rest.next();
        }
        Buffer::new(kind.bytes()).text_to(rest, end);
        if kind.text().behind(Text::new(c"nodev\t")).is_none() {
            result = mount::mount(root, PLACE, kind.text(), flags, options.text());
            // EINVAL: it is none of that type.
            if result != Err(Errno::EINVAL) {
                break;
            }
        }
        rest = rest.after(end);
    }
    result.map_err(|errno| (Trouble::CannotMount, errno))
}

/// Waits until there is something at `root`.
fn await_device(line: Text, root: Text) -> bool {
    let number = |name| {
        let mut room = Room::<16>::new();
        cmdline::get(line, name, &mut Buffer::new(room.bytes())).then(|| room.text().leading_number().max(0) as Time)
    };
    if let Some(seconds) = number(Text::new(c"rootdelay")) {
        process::sleep(seconds * SECOND);
    }
    // First the ear, then the eye: what comes in between is seen.
    let uevents = Uevents::open();
    let deadline = if number(Text::new(c"rootwait")).is_some() { NEVER } else { time::now() + DEVICE_TAKES };
    while !file::exists(root) {
        let rest = deadline.saturating_sub(time::now());
        if rest == 0 {
            return false;
        }
        uevents.wait(rest);
    }
    true
}

#[cfg(test)]
mod tests;
