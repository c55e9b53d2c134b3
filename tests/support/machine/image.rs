//! What is in a file system, before there is one.

use cpio::newc;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

/// Files by their path, without a slash in front. Directories on the way need not be named.
#[derive(Clone, Default)]
pub struct Image(BTreeMap<String, Item>);

#[derive(Clone)]
enum Item {
    Directory,
    File { permissions: u32, bytes: Vec<u8> },
    Link { to: String },
    CharacterDevice { major: u32, minor: u32 },
}

/// inode(7).
const DIRECTORY: u32 = 0o040_000;
const REGULAR: u32 = 0o100_000;
const LINK: u32 = 0o120_000;
const CHARACTER: u32 = 0o020_000;

impl Image {
    /// With a file. A script can be executed, as can what is an ELF file.
    pub fn file(self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let is_program = bytes.starts_with(b"#!") || bytes.starts_with(b"\x7fELF");
        self.with(path, Item::File { permissions: if is_program { 0o755 } else { 0o644 }, bytes })
    }

    /// With a symbolic link.
    pub fn link(self, path: &str, to: &str) -> Self {
        self.with(path, Item::Link { to: to.into() })
    }

    /// With a directory.
    pub fn directory(self, path: &str) -> Self {
        self.with(path, Item::Directory)
    }

    /// With a character device. Only an archive can have one.
    pub fn device(self, path: &str, major: u32, minor: u32) -> Self {
        self.with(path, Item::CharacterDevice { major, minor })
    }

    /// Without what is at `path`.
    pub fn without(mut self, path: &str) -> Self {
        self.0.remove(path.trim_start_matches('/'));
        self
    }

    fn with(mut self, path: &str, item: Item) -> Self {
        let path = path.trim_start_matches('/');
        for (end, _) in path.match_indices('/') {
            self.0.entry(path[..end].into()).or_insert(Item::Directory);
        }
        self.0.insert(path.into(), item);
        self
    }

    /// As the kernel wants an initramfs: cpio's `newc`, not compressed. Parents come before what is in them.
    pub fn archive(&self) -> Vec<u8> {
        let mut archive = Vec::new();
        for (number, (path, item)) in (1..).zip(&self.0) {
            let entry = newc::Builder::new(path).ino(number).nlink(1);
            let (entry, bytes): (_, &[u8]) = match item {
                Item::Directory => (entry.mode(DIRECTORY | 0o755), b""),
                Item::File { permissions, bytes } => (entry.mode(REGULAR | permissions), bytes),
                Item::Link { to } => (entry.mode(LINK | 0o777), to.as_bytes()),
                Item::CharacterDevice { major, minor } => {
                    (entry.mode(CHARACTER | 0o600).rdev_major(*major).rdev_minor(*minor), b"")
                }
            };
            let mut writer = entry.write(&mut archive, bytes.len().try_into().unwrap());
            writer.write_all(bytes).and_then(|()| writer.finish()).unwrap();
        }
        newc::trailer(&mut archive).unwrap();
        archive
    }

    /// Into an empty directory.
    pub fn unpack(&self, root: &Path) {
        for (path, item) in &self.0 {
            let path = root.join(path);
            match item {
                Item::Directory => fs::create_dir(path),
                Item::File { permissions, bytes } => fs::write(&path, bytes)
                    .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(*permissions))),
                Item::Link { to } => symlink(to, path),
                Item::CharacterDevice { .. } => panic!("{}: only root could make a device", path.display()),
            }
            .unwrap();
        }
    }
}
