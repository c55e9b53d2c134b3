//! Control groups with little memory.

use super::line::Line;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Where the memory controller is, and the file of its limit: version 2 or 1 of control groups.
const MOUNTS: [(&str, &str); 2] =
    [("/sys/fs/cgroup", "memory.max"), ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")];

/// A control group. It is removed with the last of its processes.
pub struct Group {
    directory: PathBuf,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Group {
    /// A group with so many bytes, if this user may have one.
    pub fn with_memory(bytes: u64) -> Option<Self> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        MOUNTS.iter().find_map(|(mount, limit)| {
            let directory = Path::new(mount).join(format!("whit-test-{}-{number}", std::process::id()));
            // Where control groups of version 1 are mounted, this may be a directory as any other.
            if !Path::new(mount).join("cgroup.procs").exists() {
                return None;
            }
            fs::create_dir(&directory).ok()?;
            let group = Self { directory };
            if !group.directory.join(limit).exists() {
                return None;
            }
            // Without swap, there is no more than that.
            let _ = fs::write(group.directory.join("memory.swap.max"), "0");
            fs::write(group.directory.join(limit), bytes.to_string()).ok()?;
            Some(group)
        })
    }

    /// What puts itself into the group and becomes what follows.
    pub fn enter(&self) -> Line {
        let script = format!("echo $$ > {}/cgroup.procs && exec \"$@\"", self.directory.display());
        Line::shell(&script).and(["sh"])
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.directory);
    }
}
