//! From an initramfs to the real root file system: by hand, as `switch_root`, or as the kernel command line says.
//!
//! Nothing that cannot be taken back is done before all that can fail is known to work: the old root's content goes last,
//! once the new init is known to be there.

use super::cmdline::{Name, Parameters};
use super::{Failure, Trouble, console, exists, mounts, tell};
use crate::entry::{Buffer, Room, Strings, Text};
use crate::machine::{NEVER, SECOND, Time};
use crate::signal::Set;
use crate::sys::file::{self, Directory, HERE};
use crate::sys::uevent::Uevents;
use crate::sys::{Errno, mount, process, signal, time};
use linux_raw_sys::general::{MS_NODIRATIME, MS_RDONLY, RAMFS_MAGIC, TMPFS_MAGIC};

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
#[inline(always)]
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
    mount::enter();
    let is_there = exists(init);
    let _ = file::change_to(old);
    mount::enter();
    if !is_there {
        return Err(Failure::new(Trouble::NoInit, Errno::ENOENT));
    }
    let _ = file::change_to(place);
    mounts::each(true, |_, place, _| {
        let mut name = place;
        name.next();
        if mount::change_place(place, name).is_err() {
            // The new root has no place for it, or nothing is mounted there.
            mount::detach(place);
        }
    });
    mount::change_place(CURRENT, ROOT).map_err(|errno| Failure::new(Trouble::CannotSwitch, errno))?;
    mount::enter();
    let _ = file::change_directory(ROOT);
    empty(old, device, DEPTH);
    Ok(())
}

/// `switch_root [-c DEV] NEWROOT INIT [ARG…]`, for its arguments; `mask` is to be blocked in INIT. Returns if it fails, and `None`
/// if it was called wrongly.
#[inline(never)]
pub fn by_hand(arguments: &mut Strings, environment: &Strings, mask: Set) -> Option<()> {
    let mut console = Text::EMPTY;
    if arguments.first()?.is(Text::new(c"-c")) {
        arguments.take_first();
        console = arguments.take_first()?;
    }
    let new = arguments.take_first()?;
    enter(new, arguments.first()?, console, arguments, environment, mask);
    Some(())
}

/// What the kernel command line asks an initramfs for: mounts the root file system, makes it the root directory, and executes
/// its init, with `arguments`, in front of which a slot is free. Returns if that fails; `false` if there is no `root=`.
#[inline(always)]
pub fn by_command_line(parameters: &Parameters, arguments: &Strings, environment: &Strings, mask: Set) -> bool {
    let Some(root) = parameters.get(Name::Root) else { return false };
    if !is_initramfs() {
        return false;
    }
    let init = parameters.get(Name::Init).unwrap_or(Text::new(c"/sbin/init"));
    match mount(parameters, root) {
        Ok(()) => enter(PLACE, init, Text::EMPTY, &arguments.behind(init), environment, mask),
        Err(failure) => tell(failure, root),
    }
    true
}

/// Makes `new` the root directory and becomes its init, with this device as the console, if one is named. Returns if that fails.
#[inline(never)]
fn enter(new: Text, init: Text, device: Text, arguments: &Strings, environment: &Strings, mask: Set) {
    let failure = match switch(new, init) {
        Ok(()) => {
            if !device.is_empty() {
                console::attach(device, 0);
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
        if is_dots(name) || file::status(directory, name).device != device {
            continue;
        }
        empty(file::open_at(directory, name), device, depth - 1);
        file::remove_directory(directory, name);
    }
}

/// Whether it is the directory itself, or the one above.
fn is_dots(mut name: Text) -> bool {
    while name.first() == b'.' {
        name.next();
    }
    name.is_empty()
}

/// Where the real root file system is mounted, until it becomes the root directory.
pub(super) const PLACE: Text = Text::new(c"/root");

/// How long the root device is waited for, without `rootwait`.
const DEVICE_TAKES: Time = 5 * SECOND;

/// Mounts what the kernel command line names as the root file system, a device in /dev, at [`PLACE`]: `root` is its path.
///
/// # Errors
///
/// What was found wrong.
pub(super) fn mount(parameters: &Parameters, root: Text) -> Result<(), Failure> {
    if root.behind(Text::new(c"/dev/")).is_none() {
        return Err(Failure::new(Trouble::UnknownRoot, Errno::EINVAL));
    }
    if !await_device(parameters, root) {
        return Err(Failure::new(Trouble::NoDevice, Errno::ENODEV));
    }
    let failure = |errno| Failure::new(Trouble::CannotMountRoot, errno);
    let mut options = Room::<512>::new();
    let mut flags = if parameters.is_writable() { 0 } else { MS_RDONLY };
    if let Some(given) = parameters.get(Name::RootFlags) {
        flags |= take_flags(given, options.buffer());
    }
    file::make_directory(PLACE);
    let mut room = Room::<2048>::new();
    match parameters.get(Name::RootFsType) {
        Some(kinds) => room.buffer().text(kinds),
        None => file::read_at(HERE, Text::new(c"/proc/filesystems"), room.buffer()),
    }
    let mut kinds = room.words();
    while let Some(kind) = kinds.take(b',') {
        if kind.is(Text::new(c"nodev")) {
            // The one behind it needs no device.
            kinds.take(b',');
            continue;
        }
        let result = mount::mount(root, PLACE, kind, flags, options.text());
        // EINVAL: it is none of that type.
        if result != Err(Errno::EINVAL) {
            return result.map_err(failure);
        }
    }
    Err(failure(Errno::EINVAL))
}

/// Options that are the kernel's, not a file system's own: the names of its flags, from the lowest bit up (mount(2)).
/// One bit means nothing.
const FLAGS: Text = Text::new(c"ro,nosuid,nodev,noexec,sync,remount,mand,dirsync,nosymfollow,,noatime,nodiratime");

/// How many there are.
const COUNT: usize = MS_NODIRATIME.trailing_zeros() as usize + 1;

/// Takes options apart: returns those that are flags, and adds the others, with commas.
fn take_flags(mut given: Text, mut others: Buffer) -> u32 {
    let mut flags = 0;
    while !given.is_empty() {
        let place = given.place_in(FLAGS, b',');
        if place < COUNT {
            flags |= 1 << place;
        } else {
            others.text_to(given, b',');
            others.byte(b',');
        }
        given = given.after(b',');
    }
    flags
}

/// Waits until there is something at `root`.
#[inline(always)]
fn await_device(parameters: &Parameters, root: Text) -> bool {
    if let Some(seconds) = parameters.get(Name::RootDelay) {
        process::sleep(seconds.leading_number().max(0) as Time * SECOND);
    }
    // First the ear, then the eye: what comes in between is seen.
    let uevents = Uevents::open();
    let deadline = if parameters.get(Name::RootWait).is_some() { NEVER } else { time::now() + DEVICE_TAKES };
    while !exists(root) {
        let rest = deadline.saturating_sub(time::now());
        if rest == 0 {
            return false;
        }
        uevents.wait(rest);
    }
    true
}
