//! What /proc tells: which processes there are, who they are, and what the memory cgroup says.

use crate::entry::Text;
use crate::sys::memory::Bits;
use crate::sys::{file, process};
use crate::text::Buffer;
use core::ffi::CStr;

/// TASK_COMM_LEN (include/linux/sched.h).
const NAME: usize = 16;

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
        let mut path = [0; 12];
        let directory = file::open_at(proc, name(&mut path, pid, c"")?).ok()?;
        let mut process = Self { directory, pid, parent: 0, is_zombie: false, name: [0; NAME] };
        process.read().then_some(process)
    }

    /// Reads its stat file (proc_pid_stat(5)): `pid (name) state parent …`, with anything in the name, parentheses too.
    fn read(&mut self) -> bool {
        let mut stat = [0; 256];
        let mut stat = file::read_at(self.directory, Text::new(c"stat"), &mut stat);
        stat.skip_to(b'(');
        stat.next();
        let (mut end, mut rest) = (stat, stat);
        while !rest.is_empty() {
            if rest.first() == b')' {
                end = rest;
            }
            rest.next();
        }
        let mut name = Buffer::new(&mut self.name);
        while stat.as_ptr() != end.as_ptr() {
            name.byte(stat.next());
        }
        name.byte(0);
        end.next();
        end.next();
        self.is_zombie = matches!(end.next(), b'Z' | b'X');
        end.next();
        self.parent = end.number().unwrap_or(0) as i32;
        !end.is_empty()
    }

    /// What the kernel calls it.
    #[must_use]
    pub fn name(&self) -> Text<'_> {
        Text::in_bytes(&self.name).unwrap_or(Text::EMPTY)
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

/// Visits every living process that `own` is responsible for, once, and those that come meanwhile, until there is no new
/// one: as PID 1 all processes that are there, else its descendants.
pub fn each(own: i32, visit: &mut dyn FnMut(&Process)) {
    let mut seen = Bits::new();
    let Ok(proc) = file::open_at(file::HERE, Text::new(c"/proc")) else { return };
    for _ in 0..PASSES {
        let mut any = false;
        let mut consider = |seen: &mut Bits, pid: i32| {
            if pid != own
                && let Some(mut process) = Process::open(proc, pid)
                && !process.is_zombie
                && (own == 1 || process.descends_from(proc, own))
                && seen.insert(pid)
            {
                any = true;
                visit(&process);
            }
        };
        // The children of a process are listed where the kernel has CONFIG_PROC_CHILDREN: that costs the same however many
        // processes there are that are not whit's. Else all are asked for their parents.
        if own == 1 || !for_each_child(proc, own, &mut |pid| consider(&mut seen, pid)) {
            for_each_number(proc, &mut |pid| consider(&mut seen, pid));
        } else {
            let mut parent = 0;
            while let Some(pid) = seen.next(parent) {
                parent = pid;
                for_each_child(proc, parent, &mut |pid| consider(&mut seen, pid));
            }
        }
        // Without memory for the set, everything is new for ever.
        if !any || seen.is_useless() {
            break;
        }
    }
    file::close(proc);
}

/// How often all are looked through for new ones: a fork bomb has no last one.
const PASSES: usize = 64;

/// Visits the children of all threads of process `pid`; `false` if the kernel does not list them.
fn for_each_child(proc: i32, pid: i32, visit: &mut dyn FnMut(i32)) -> bool {
    let mut known = false;
    let mut path = [0; 32];
    let Some(path) = name(&mut path, pid, c"/task") else { return known };
    let Ok(threads) = file::open_at(proc, path) else { return known };
    for_each_number(threads, &mut |thread| {
        let mut path = [0; 32];
        let Some(path) = name(&mut path, thread, c"/children") else { return };
        let Ok(list) = file::open_at(threads, path) else { return };
        known = true;
        let mut child = 0;
        let mut part = [0; 1024];
        while let Ok(length @ 1..) = file::read(list, &mut part) {
            // Decimal numbers, a blank behind each; one may go on in the next part.
            for byte in part.get(..length).unwrap_or_default() {
                if *byte == b' ' {
                    visit(child);
                    child = 0;
                } else {
                    child = child.wrapping_mul(10).wrapping_add(i32::from(byte.wrapping_sub(b'0')));
                }
            }
        }
        file::close(list);
    });
    file::close(threads);
    known
}

/// `number` and what is behind it, as a path.
fn name<'a>(bytes: &'a mut [u8], number: i32, behind: &'static CStr) -> Option<Text<'a>> {
    let mut path = Buffer::new(bytes);
    path.number(number as u32);
    path.text(Text::new(behind));
    path.end()
}

/// Closes every descriptor above 2: for kernels without close_range(2). Nobody counts up to RLIMIT_NOFILE, which is 2³⁰
/// under some engines.
pub fn close_all() {
    let Ok(directory) = file::open_at(file::HERE, Text::new(c"/proc/self/fd")) else { return };
    for_each_number(directory, &mut |descriptor| {
        if descriptor > 2 && descriptor != directory {
            file::close(descriptor);
        }
    });
    file::close(directory);
}

/// How often the OOM killer struck in this process's memory cgroup, if that can be known: `oom_kill N` in memory.events (v2) or
/// memory.oom_control (v1), in Documentation/admin-guide of the kernel.
#[must_use]
pub fn oom_kills() -> Option<u32> {
    let mut groups = [0; 1024];
    let groups = file::read_at(file::HERE, Text::new(c"/proc/self/cgroup"), &mut groups);
    // In a container the path may be the host's, and the mount be the group itself.
    oom_kills_at(c"/sys/fs/cgroup/memory", groups.behind_first(Text::new(c":memory:")), c"/memory.oom_control")
        .or_else(|| oom_kills_at(c"/sys/fs/cgroup/memory", None, c"/memory.oom_control"))
        .or_else(|| oom_kills_at(c"/sys/fs/cgroup", groups.behind_first(Text::new(c"::")), c"/memory.events"))
        .or_else(|| oom_kills_at(c"/sys/fs/cgroup", None, c"/memory.events"))
}

#[inline(never)]
fn oom_kills_at(mount: &'static CStr, group: Option<Text>, file: &'static CStr) -> Option<u32> {
    let (mut path, mut events) = ([0; 512], [0; 512]);
    let mut path = Buffer::new(&mut path);
    path.text(Text::new(mount));
    if let Some(group) = group {
        path.text_to(group, b'\n');
    }
    path.text(Text::new(file));
    file::read_at(file::HERE, path.end()?, &mut events).behind_first(Text::new(c"oom_kill\x20"))?.number()
}

/// Visits each number that is a name in a directory.
fn for_each_number(directory: i32, visit: &mut dyn FnMut(i32)) {
    let mut buffer = [0; 2048];
    file::rewind(directory);
    while let Ok(length @ 1..) = file::read_directory(directory, &mut buffer) {
        let mut entries = buffer.get(..length).unwrap_or_default();
        // struct linux_dirent64 (getdents(2)): its length, 16 bits, at 16; its name, with a NUL behind it, from 19 on.
        while let Some(&[low, high]) = entries.get(16..18) {
            let (entry, rest) = entries.split_at_checked(u16::from_ne_bytes([low, high]).into()).unwrap_or_default();
            if let Some(number) = entry.get(19..).and_then(Text::in_bytes).and_then(Text::as_number) {
                visit(number as i32);
            }
            entries = rest;
        }
    }
}
