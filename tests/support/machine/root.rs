//! A root file system of an init and BusyBox' tools.

use super::Image;
use crate::support::running;
use crate::support::suite::find;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// Whether whit was built with its feature `init`: then it is tried and measured as one, too.
pub const WHIT_IS_AN_INIT: bool = cfg!(feature = "init");

/// What belongs to an init.
const INIT_NAMES: [&str; 6] = ["init", "linuxrc", "halt", "poweroff", "reboot", "switch_root"];

/// Waits until the disk is there, and mounts it: it comes up while the first process runs already.
const MOUNT_DISK: &str = "#!/bin/sh\nwhile ! mount -t ext4 /dev/nvme0n1 /mnt 2>/dev/null; do usleep 10000; done\n";

static BUSYBOX: LazyLock<Vec<u8>> = LazyLock::new(|| fs::read(find("busybox").unwrap()).unwrap());

/// BusyBox' names, but for those that belong to an init, and its own.
static TOOLS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut busybox = Command::new(find("busybox").unwrap());
    let child = running::spawn(busybox.arg("--list").stdin(Stdio::null()).stdout(Stdio::piped())).unwrap();
    let names = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let is_tool = |name: &&str| *name != "busybox" && !INIT_NAMES.contains(name);
    names.lines().filter(is_tool).map(ToOwned::to_owned).collect()
});

/// With that file as its init, or BusyBox' own: as /init, /sbin/init and the small tools in /bin. All else in /bin is BusyBox.
pub fn image(init: Option<&Path>) -> Image {
    let (mut image, file) = match init {
        Some(path) => (Image::default().file("bin/whit", fs::read(path).unwrap()), "/bin/whit"),
        None => (Image::default(), "/bin/busybox"),
    };
    image = image.file("bin/busybox", BUSYBOX.as_slice());
    for name in &*TOOLS {
        image = image.link(&format!("bin/{name}"), "/bin/busybox");
    }
    for name in INIT_NAMES {
        image = image.link(&format!("bin/{name}"), file);
    }
    ["dev", "etc", "mnt", "proc", "root", "run", "sys", "tmp"]
        .into_iter()
        .fold(image, Image::directory)
        .link("init", file)
        .link("sbin/init", file)
        .file("etc/passwd", "root::0:0::/root:/bin/sh\n")
        .file("bin/mount-disk", MOUNT_DISK)
}
