//! A disk with a file system on it.

use super::Image;
use crate::support::running;
use crate::support::suite::find;
use std::process::{Command, Stdio};
use tempfile::NamedTempFile;

/// What QEMU calls it.
pub const DEVICE: &str = "disk";

/// Where one can be plugged in, as QEMU calls it.
pub const PORT: &str = "root-port";

const SIZE: &str = "32M";

/// A disk.
pub struct Disk(NamedTempFile);

impl Disk {
    /// With ext4 on it, and in that what `image` says.
    pub fn ext4(image: &Image) -> Self {
        let root = tempfile::tempdir().unwrap();
        image.unpack(root.path());
        let disk = NamedTempFile::new().unwrap();
        let (succeeded, output) =
            run(tool("mkfs.ext4").args(["-q", "-F", "-d"]).arg(root.path()).arg(disk.path()).arg(SIZE));
        assert!(succeeded, "mkfs.ext4: {output}");
        Self(disk)
    }

    /// What QEMU is told about it. What it caches survives it, so nothing needs to reach the host's disk.
    pub fn arguments(&self, is_late: bool) -> [String; 4] {
        let drive = format!("file={},format=raw,if=none,id={DEVICE},cache=unsafe", self.0.path().display());
        let port = format!("pcie-root-port,id={PORT}");
        let disk = format!("nvme,drive={DEVICE},serial=1");
        ["-drive".into(), drive, "-device".into(), if is_late { port } else { disk }]
    }

    /// Whether it was unmounted in good order: there is nothing to repair, and nothing in the journal either. Returns what e2fsck says.
    pub fn is_clean(&self) -> (bool, String) {
        let (succeeded, output) = run(tool("e2fsck").arg("-fn").arg(self.0.path()));
        (succeeded && !output.contains("journal"), output)
    }
}

/// One of e2fsprogs.
fn tool(name: &str) -> Command {
    let mut command = Command::new(find(name).unwrap_or_else(|| panic!("{name} is installed")));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it to its end. Returns whether it succeeded, and what it said.
fn run(command: &mut Command) -> (bool, String) {
    let child = running::spawn(command).unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}
