//! From an initramfs to the real root file system: by hand, as `switch_root`, or as the kernel command line says.
//!
//! Nothing that cannot be taken back is done before all that can fail is known to work: the old root's content goes last,
//! once the new init is known to be there.

use super::{Failure, Tell, Trouble, cmdline};
use crate::entry::{Buffer, Room, Strings, Text};
use crate::machine::{NEVER, SECOND, Time};
use crate::signal::Set;
use crate::sys::contents::Contents;
use crate::sys::file::{self, Directory, HERE};
use crate::sys::uevent::Uevents;
use crate::sys::{Errno, console, mount, process, signal, time};
use linux_raw_sys::general::{
    MS_NOATIME, MS_NODEV, MS_NODIRATIME, MS_NOEXEC, MS_NOSUID, MS_RDONLY, MS_SYNCHRONOUS, RAMFS_MAGIC, TMPFS_MAGIC,
};

/// What is taken along.
const TAKEN: &[Text] = &[Text::new(c"/dev"), Text::new(c"/proc"), Text::new(c"/sys"), Text::new(c"/run")];

/// The root directory.
const ROOT: Text = Text::new(c"/");

/// This directory.
const CURRENT: Text = Text::new(c".");

/// Whether the root directory is an initramfs', which nobody needs any more once it is left.
#[must_use]
pub fn is_initramfs() -> bool {
    matches!(mount::file_system(ROOT), RAMFS_MAGIC | TMPFS_MAGIC) && file::status(HERE, Text::new(c"/init")).is_regular
}

/// Makes the mount at `new` the root directory, takes /dev, /proc, /sys and /run along, and deletes what was in the old one, if
/// `init` is there in the new one. It remains to be executed.
///
/// # Errors
///
/// What was found wrong. But for [`Trouble::CannotSwitch`], nothing has been changed then.
#[inline(never)]
pub fn switch(new: Text, init: Text) -> Result<(), Failure> {
    if process::pid() != 1 {
        return Err(Failure::new(Trouble::NotFirst, Errno::EPERM));
    }
    if !is_initramfs() {
        return Err(Failure::new(Trouble::NotInitramfs, Errno::EPERM));
    }
    let device = file::status(HERE, ROOT).device;
    let old = file::open_at(HERE, ROOT);
    file::change_directory(new).map_err(|errno| Failure::new(Trouble::NoRoot, errno))?;
    if file::status(HERE, CURRENT).device == device {
        return Err(Failure::new(Trouble::SameRoot, Errno::EXDEV));
    }
    let place = file::open_at(HERE, CURRENT);
    // Its path may lead through symbolic links that begin at the root directory: that is where one looks from.
    let is_there = mount::change_root(CURRENT).is_ok() && file::exists(init);
    let _ = file::change_to(old);
    let _ = mount::change_root(CURRENT);
    if !is_there {
        return Err(Failure::new(Trouble::NoInit, Errno::ENOENT));
    }
    move_to(place).map_err(|errno| Failure::new(Trouble::CannotSwitch, errno))?;
    empty(old, device, DEPTH);
    Ok(())
}

/// Makes the mount that is open there the root directory, and closes it.
#[inline(always)]
fn move_to(new: i32) -> Result<(), Errno> {
    file::change_to(new)?;
    file::close(new);
    for place in TAKEN {
        let mut name = *place;
        name.next();
        if mount::change_place(*place, name).is_err() {
            // The new root has no place for it, or nothing is mounted there.
            mount::detach(*place);
        }
    }
    mount::change_place(CURRENT, ROOT)?;
    mount::change_root(CURRENT)?;
    file::change_directory(ROOT)
}

/// `switch_root [-c DEV] NEWROOT INIT [ARG…]`, for its arguments; `mask` is to be blocked in INIT. Returns if it fails, and `None`
/// if it was called wrongly.
pub fn by_hand(arguments: &mut Strings, environment: &Strings, mask: Set, tell: Tell) -> Option<()> {
    let mut console = Text::EMPTY;
    let mut new = arguments.take_first()?;
    if new.is(Text::new(c"-c")) {
        console = arguments.take_first()?;
        new = arguments.take_first()?;
    }
    enter(new, arguments.first()?, console, arguments, environment, mask, tell);
    Some(())
}

/// What the kernel command line asks an initramfs for: mounts the root file system, makes it the root directory, and executes
/// its init, with `arguments`, in front of which a slot is free. Returns if that fails; `false` if there is no `root=`.
pub fn by_command_line(parameters: Text, arguments: &Strings, environment: &Strings, mask: Set, tell: Tell) -> bool {
    let mut root = Room::<256>::new();
    write_value(parameters, Text::new(c"\nroot="), root.buffer());
    let root = root.text();
    if root.is_empty() || !is_initramfs() {
        return false;
    }
    let mut init = Room::<256>::new();
    write_value(parameters, Text::new(c"\ninit="), init.buffer());
    let init = if init.text().is_empty() { Text::new(c"/sbin/init") } else { init.text() };
    match mount(parameters, root) {
        Ok(()) => enter(PLACE, init, Text::EMPTY, &arguments.behind(init), environment, mask, tell),
        Err(failure) => tell(failure, root),
    }
    true
}

/// Makes `new` the root directory and becomes its init, with this device as the console, if one is named. Returns if that fails.
#[inline(never)]
fn enter(new: Text, init: Text, device: Text, arguments: &Strings, environment: &Strings, mask: Set, tell: Tell) {
    let failure = match switch(new, init) {
        Ok(()) => {
            if !device.is_empty()
                && let Err(errno) = console::attach(device)
            {
                tell(Failure::new(Trouble::CannotOpen, errno), device);
            }
            let blocked = signal::set_mask(mask);
            let errno = process::execute(init, arguments, environment);
            signal::set_mask(blocked);
            Failure::new(Trouble::NoInit, errno)
        }
        Err(failure) => failure,
    };
    tell(failure, if failure.trouble == Trouble::NoInit { init } else { new });
}

/// How deep directories are emptied, two KiB of stack each. What is deeper stays, and its memory with it.
const DEPTH: u8 = 100;

/// Deletes what is in a directory, and closes it. What is on another device than `device` stays; nothing is told of what
/// cannot be deleted.
fn empty(directory: i32, device: u64, depth: u8) {
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
pub(super) const PLACE: Text = Text::new(c"/root");

/// How long the root device is waited for, without `rootwait`.
const DEVICE_TAKES: Time = 5 * SECOND;

/// Mounts what the kernel command line names as the root file system, a device in /dev, at [`PLACE`]: `root` is its path, and
/// [`cmdline::split`] made `parameters`.
///
/// # Errors
///
/// What was found wrong.
#[inline(never)]
pub(super) fn mount(parameters: Text, root: Text) -> Result<(), Failure> {
    if root.behind(Text::new(c"/dev/")).is_none() {
        return Err(Failure::new(Trouble::UnknownRoot, Errno::EINVAL));
    }
    if !await_device(parameters, root) {
        return Err(Failure::new(Trouble::NoDevice, Errno::ENODEV));
    }
    let mut options = Room::<512>::new();
    let mut flags = if cmdline::is_writable(parameters) { 0 } else { MS_RDONLY };
    let given = cmdline::last(parameters, Text::new(c"\nrootflags=")).unwrap_or(Text::EMPTY);
    flags |= take_flags(given, options.buffer());
    file::make_directory(PLACE);
    let known = Contents::of(Text::new(c"/proc/filesystems"));
    let (mut rest, separator) = match cmdline::last(parameters, Text::new(c"\nrootfstype=")) {
        Some(kinds) => (kinds, b','),
        None => (known.text(), b'\n'),
    };
    let mut result = Err(Errno::ENODEV);
    while !rest.is_empty() {
        // In /proc/filesystems, those that need no device have a word in front of their tab.
        let needs_none = rest.behind(Text::new(c"nodev")).is_some();
        if rest.first() == b'\t' {
            rest.next();
        }
        let mut room = Room::<32>::new();
        let mut kind = room.buffer();
        while !matches!(rest.first(), 0 | b',' | b'\n') {
            kind.byte(rest.next());
        }
        if !needs_none {
            result = mount::mount(root, PLACE, room.text(), flags, options.text());
            // EINVAL: it is none of that type.
            if result != Err(Errno::EINVAL) {
                break;
            }
        }
        if rest.next() != separator {
            break;
        }
    }
    result.map_err(|errno| Failure::new(Trouble::CannotMountRoot, errno))
}

/// Options that are the kernel's, not a file system's own (mount(8)).
const FLAGS: &[(Text, u32)] = &[
    (Text::new(c"noatime"), MS_NOATIME),
    (Text::new(c"nodiratime"), MS_NODIRATIME),
    (Text::new(c"nosuid"), MS_NOSUID),
    (Text::new(c"nodev"), MS_NODEV),
    (Text::new(c"noexec"), MS_NOEXEC),
    (Text::new(c"sync"), MS_SYNCHRONOUS),
];

/// Takes options apart, up to the end of the line: returns those that are flags, and adds the others, with commas.
fn take_flags(mut given: Text, mut others: Buffer) -> u32 {
    let mut flags = 0;
    while given.first() > b' ' {
        let ends = |rest: Text| matches!(rest.first(), 0 | b',' | b'\n');
        let known = FLAGS.iter().find(|(name, _)| given.behind(*name).is_some_and(ends));
        flags |= known.map_or(0, |(_, flag)| *flag);
        while !ends(given) {
            let byte = given.next();
            if known.is_none() {
                others.byte(byte);
            }
        }
        if given.next() != b',' {
            break;
        }
        if known.is_none() {
            others.byte(b',');
        }
    }
    flags
}

/// Adds the value of a parameter.
#[inline(never)]
pub(super) fn write_value(parameters: Text, mark: Text, mut value: Buffer) {
    value.text_to(cmdline::last(parameters, mark).unwrap_or(Text::EMPTY), b'\n');
}

/// Waits until there is something at `root`.
#[inline(always)]
fn await_device(parameters: Text, root: Text) -> bool {
    if let Some(seconds) = cmdline::last(parameters, Text::new(c"\nrootdelay=")) {
        process::sleep(seconds.leading_number().max(0) as Time * SECOND);
    }
    // First the ear, then the eye: what comes in between is seen.
    let uevents = Uevents::open();
    let waits = cmdline::last(parameters, Text::new(c"\nrootwait\n")).is_some();
    let deadline = if waits { NEVER } else { time::now() + DEVICE_TAKES };
    while !file::exists(root) {
        let rest = deadline.saturating_sub(time::now());
        if rest == 0 {
            return false;
        }
        uevents.wait(rest);
    }
    true
}
