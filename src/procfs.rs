//! What /proc tells: which processes there are, who they are, and what the memory cgroup says.

use crate::entry::{Room, Text};
use crate::sys::file::Directory;
use crate::sys::memory::Bits;
use crate::sys::{file, process};
use core::ffi::CStr;

/// Room for the beginning of a process's status file: its name, escaped, its state and its parent are in there.
const STATUS: usize = 256;

/// A process, held by its directory in /proc: nothing that is read there, or sent there, can be another's of the same pid.
#[derive(Debug)]
pub struct Process {
    directory: i32,
    /// Its pid.
    pub pid: i32,
}

impl Process {
    /// The process `pid`. If there is none, it has neither state nor parent.
    #[inline(never)]
    fn open(pid: i32) -> Self {
        let mut room = Room::<32>::new();
        let mut path = room.buffer();
        path.text(Text::new(c"/proc/"));
        path.number(pid as u32);
        Self { directory: file::open_at(file::HERE, room.text()), pid }
    }

    /// The beginning of its status file (proc_pid_status(5)), where names cannot hold a newline; nothing, if it is gone.
    #[inline(never)]
    fn status<'a>(&self, room: &'a mut Room<STATUS>) -> Text<'a> {
        file::read_at(self.directory, Text::new(c"status"), room.buffer());
        room.text()
    }

    /// Its parent's pid; 0 or -1 if there is none.
    #[inline(never)]
    fn parent(&self) -> i32 {
        self.status(&mut Room::new()).behind_first(Text::new(c"\nPPid:\t")).leading_number()
    }

    /// Sends it a signal.
    pub fn send(&self, signal: u8) {
        process::send_to(self.directory, self.pid, signal);
    }
}

impl Drop for Process {
    #[inline(never)]
    fn drop(&mut self) {
        file::close(self.directory);
    }
}

/// Visits every living process that `own` is responsible for, once, and those that come meanwhile, until there is no new
/// one: as PID 1 all processes that are there, else its descendants. Their names end with the line.
pub fn each(own: i32, visit: impl FnMut(&Process, Text)) {
    let mut walk = Walk { own, seen: Bits::new(), found: false, visit };
    walk.seen.insert(own);
    for _ in 0..PASSES {
        walk.found = false;
        // The children of a process are listed where the kernel has CONFIG_PROC_CHILDREN: that costs the same however many
        // processes there are that are not whit's. Else all are asked for their parents.
        let listed = own != 1 && walk.children(own);
        let mut parent = 0;
        while listed && let Some(next) = walk.seen.next(parent) {
            parent = next;
            walk.children(parent);
        }
        if !listed {
            walk.all();
        }
        // Without memory for the set, everything is new for ever.
        if !walk.found || walk.seen.is_useless() {
            break;
        }
    }
}

/// How often all are looked through for new ones: a fork bomb has no last one.
const PASSES: usize = 64;

/// A walk through processes.
struct Walk<V> {
    own: i32,
    seen: Bits,
    /// Whether there was a new one.
    found: bool,
    visit: V,
}

impl<V: FnMut(&Process, Text)> Walk<V> {
    /// Considers all processes that there are.
    fn all(&mut self) {
        let mut all = Directory::open(file::HERE, Text::new(c"/proc"));
        while let pid @ 0.. = all.next_number() {
            self.consider(pid);
        }
    }

    /// Considers the children of all threads of process `parent`; `false` if the kernel does not list them.
    #[inline(never)]
    fn children(&mut self, parent: i32) -> bool {
        let mut known = false;
        let process = Process::open(parent);
        let mut threads = Directory::open(process.directory, Text::new(c"task"));
        let task = threads.descriptor;
        while let Some(thread) = threads.next_name() {
            let thread = file::open_at(task, thread);
            let list = file::open_at(thread, Text::new(c"children"));
            file::close(thread);
            known |= list >= 0;
            let mut child = 0;
            let mut part = [0; 1024];
            // Decimal numbers, a blank behind each; one may go on in the next part.
            while let bytes @ [_, ..] = file::read(list, &mut part) {
                for byte in bytes {
                    if *byte == b' ' {
                        self.consider(child);
                        child = 0;
                    } else {
                        child = child.wrapping_mul(10).wrapping_add(i32::from(byte.wrapping_sub(b'0')));
                    }
                }
            }
            file::close(list);
        }
        known
    }

    /// Visits the process `pid` if it is to be visited.
    #[inline(never)]
    fn consider(&mut self, pid: i32) {
        let process = Process::open(pid);
        // That it is still there when it was found to be a descendant says that it was the one that was found to be.
        if self.own != 1 && !self.is_descendant(pid) {
            return;
        }
        let mut room = Room::new();
        let status = process.status(&mut room);
        let state = status.behind_first(Text::new(c"\nState:\t"));
        if !matches!(state.first(), 0 | b'Z' | b'X') && self.seen.insert(pid) {
            self.found = true;
            // "Name:", a tab, and what the kernel calls it.
            (self.visit)(&process, status.after(b'\t'));
        }
    }

    /// Whether `own` is the parent of process `pid`, or its parent's, and so on.
    ///
    /// Each parent is opened while its child is held, and believed only if it is still the parent then: had it died, and
    /// were its pid another's, the child would have another parent by now.
    fn is_descendant(&self, pid: i32) -> bool {
        let mut child = Process::open(pid);
        loop {
            let pid = child.parent();
            if pid == self.own {
                return true;
            }
            let parent = Process::open(pid);
            if pid <= 0 || child.parent() != pid {
                return false;
            }
            child = parent;
        }
    }
}

/// Closes every descriptor above 2: for kernels without close_range(2). Nobody counts up to RLIMIT_NOFILE, which is 2³⁰
/// under some engines. (Not inline: hardly anybody needs its room on the stack.)
#[inline(never)]
pub fn close_all() {
    let mut all = Directory::open(file::HERE, Text::new(c"/proc/self/fd"));
    let own = all.descriptor;
    while let descriptor @ 0.. = all.next_number() {
        if descriptor > 2 && descriptor != own {
            file::close(descriptor);
        }
    }
}

/// How often the OOM killer struck in this process's memory cgroup, or -1 if that cannot be known: `oom_kill N` in
/// memory.oom_control (v1) or memory.events (v2), in Documentation/admin-guide of the kernel.
#[must_use]
#[inline(never)]
pub fn oom_kills() -> i32 {
    let count = oom_kills_in(c"/sys/fs/cgroup/memory", c":memory:", c"/memory.oom_control");
    if count >= 0 { count } else { oom_kills_in(c"/sys/fs/cgroup", c"::", c"/memory.events") }
}

/// The same, of the group that is behind `mark` in /proc/self/cgroup.
#[inline(never)]
fn oom_kills_in(mount: &'static CStr, mark: &'static CStr, file: &'static CStr) -> i32 {
    let mut groups = Room::<1024>::new();
    file::read_at(file::HERE, Text::new(c"/proc/self/cgroup"), groups.buffer());
    let mut group = groups.text().behind_first(Text::new(mark));
    loop {
        let mut room = Room::<512>::new();
        let mut path = room.buffer();
        path.text(Text::new(mount));
        path.text_to(group, b'\n');
        path.text(Text::new(file));
        let mut events = Room::<256>::new();
        file::read_at(file::HERE, room.text(), events.buffer());
        // It is the first line in neither; the newline tells it from others that end so.
        let count = events.text().behind_first(Text::new(c"\noom_kill ")).leading_number();
        if count >= 0 || group.is_empty() {
            return count;
        }
        // In a container the path may be the host's, and the mount be the group itself.
        group = Text::EMPTY;
    }
}
