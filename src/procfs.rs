//! What /proc tells: which processes there are, who they are, and what the memory cgroup says.

use crate::sys::{file, memory, process};
use crate::text::{self, Buffer};
use core::ffi::CStr;

/// TASK_COMM_LEN (include/linux/sched.h), without the NUL.
const NAME: usize = 15;

/// A process, held by its directory in /proc: nothing that is read there, or sent there, can be another's of the same pid.
#[derive(Debug)]
pub struct Process {
    directory: i32,
    /// Its pid.
    pub pid: i32,
    parent: i32,
    is_zombie: bool,
    name: [u8; NAME],
}

impl Process {
    /// The process `pid`, if there is one.
    fn open(proc: i32, pid: i32) -> Option<Self> {
        let mut bytes = [0; 12];
        let mut name = Buffer::new(&mut bytes);
        name.number(pid as u32);
        let directory = file::open_at(proc, name.end()?).ok()?;
        let mut process = Self { directory, pid, parent: 0, is_zombie: false, name: [0; NAME] };
        process.read().then_some(process)
    }

    /// Reads its stat file (proc_pid_stat(5)): `pid (name) state parent …`, with anything in the name, parentheses too.
    fn read(&mut self) -> bool {
        let mut buffer = [0; 128];
        let stat = file::read_at(self.directory, c"stat", &mut buffer);
        let Some(end) = stat.iter().rposition(|&byte| byte == b')') else { return false };
        let name = stat.get(text::until(stat, b'(').len() + 1..end).unwrap_or_default();
        for (to, from) in self.name.iter_mut().zip(name) {
            *to = *from;
        }
        let mut fields = text::parts(stat.get(end + 2..).unwrap_or_default(), b' ');
        self.is_zombie = matches!(fields.next(), Some(b"Z" | b"X"));
        self.parent = number(fields.next());
        true
    }

    /// What the kernel calls it.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        text::until(&self.name, 0)
    }

    /// Sends it a signal.
    pub fn send(&self, signal: u8) {
        let _ = process::send_to(self.directory, self.pid, signal);
    }

    /// Whether `ancestor` is its parent, or its parent's, and so on.
    ///
    /// Each parent is opened while its child is held, and believed only if it is still the parent then: had it died, and
    /// were its pid another's, the child would have another parent by now.
    fn descends_from(&mut self, proc: i32, ancestor: i32) -> bool {
        let mut held: Option<Self> = None;
        loop {
            let child = held.as_mut().unwrap_or(self);
            let parent = child.parent;
            if parent == ancestor {
                return true;
            }
            let Some(process) = Self::open(proc, parent) else { return false };
            if !child.read() || child.parent != parent {
                return false;
            }
            held = Some(process);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        file::close(self.directory);
    }
}

/// Visits every living process that `own` is responsible for: as PID 1 all that are there, else its descendants.
pub fn each(own: i32, visit: &mut dyn FnMut(&Process)) {
    numbers(c"/proc", &mut |proc, pid| {
        if pid == own {
            return;
        }
        if let Some(mut process) = Process::open(proc, pid)
            && !process.is_zombie
            && (own == 1 || process.descends_from(proc, own))
        {
            visit(&process);
        }
    });
}

/// How often all processes are looked through for new ones: a fork bomb has no last one.
const PASSES: usize = 64;

/// Visits each process that [`each`] finds once, and those that it finds then, until there is no new one.
pub fn each_once(own: i32, visit: &mut dyn FnMut(&Process)) {
    let mut seen = memory::Bits::new();
    for _ in 0..PASSES {
        let mut any = false;
        each(own, &mut |process| {
            if seen.insert(process.pid as usize) {
                any = true;
                visit(process);
            }
        });
        // Without memory for the set, everything is new for ever.
        if !any || seen.is_useless() {
            break;
        }
    }
}

/// Closes every descriptor above 2: for kernels without close_range(2). Nobody counts up to RLIMIT_NOFILE, which is 2³⁰
/// under some engines.
pub fn close_all() {
    numbers(c"/proc/self/fd", &mut |directory, descriptor| {
        if descriptor > 2 && descriptor != directory {
            file::close(descriptor);
        }
    });
}

/// How often the OOM killer struck in this process's memory cgroup, if that can be known: `oom_kill N` in memory.events (v2) or
/// memory.oom_control (v1), in Documentation/admin-guide of the kernel.
#[must_use]
pub fn oom_kills() -> Option<i32> {
    let mut buffer = [0; 1024];
    let groups = file::read_at(file::HERE, c"/proc/self/cgroup", &mut buffer);
    let versions: [[&[u8]; 3]; 2] = [
        [b":memory:", b"/sys/fs/cgroup/memory", b"/memory.oom_control"],
        [b"::", b"/sys/fs/cgroup", b"/memory.events"],
    ];
    for [controller, mount, file] in versions {
        let path = text::parts(groups, b'\n').find_map(|line| behind(line, controller)).unwrap_or_default();
        // In a container the path may be the host's, and the mount be the group itself.
        for path in [path, b""] {
            let (mut name, mut buffer) = ([0; 512], [0; 512]);
            let Some(name) = file::path(&mut name, &[mount, path, file]) else { continue };
            let events = file::read_at(file::HERE, name, &mut buffer);
            let count = text::parts(events, b'\n').find_map(|line| behind(line, b"oom_kill "));
            if count.is_some() {
                return Some(number(count));
            }
        }
    }
    None
}

/// What is behind the first `mark` in `line`.
fn behind<'a>(line: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let at = line.windows(mark.len().max(1)).position(|window| window == mark)?;
    line.get(at + mark.len()..)
}

/// Calls `visit` with a directory's descriptor and each number that is a name in it.
fn numbers(path: &CStr, visit: &mut dyn FnMut(i32, i32)) {
    let Ok(directory) = file::open_at(file::HERE, path) else { return };
    let mut buffer = [0; 2048];
    while let Ok(length @ 1..) = file::read_directory(directory, &mut buffer) {
        let mut entries = buffer.get(..length).unwrap_or_default();
        // struct linux_dirent64 (getdents(2)): inode, offset, 16 bits of length, type, name.
        while let [_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, low, high, _, name @ ..] = entries {
            if let Some(number) = text::decimal(text::until(name, 0), i32::MAX as u32) {
                visit(directory, number as i32);
            }
            let length = usize::from(u16::from_ne_bytes([*low, *high])).max(1);
            entries = entries.get(length..).unwrap_or_default();
        }
    }
    file::close(directory);
}

fn number(text: Option<&[u8]>) -> i32 {
    text.and_then(|text| text::decimal(text, i32::MAX as u32)).unwrap_or(0) as i32
}

