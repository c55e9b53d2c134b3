//! What /proc tells: which processes there are, who they are, and what the memory cgroup says.

use crate::entry::{Room, Text};
use crate::sys::file::Directory;
use crate::sys::{file, process, time};
use core::ffi::CStr;

/// Room for the beginning of a process's stat file, up to the last field that is looked at.
const STAT: usize = 512;

/// A number in a process's stat file, by the blanks that are before it and behind the name: proc_pid_stat(5) counts two more.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Field {
    Parent = 2,
    /// Flags: see [`KERNEL_THREAD`].
    #[cfg(feature = "init")]
    Flags = 7,
    /// How many threads it has, with the first, even if that is a zombie.
    Threads = 18,
    /// When it was started.
    Start = 20,
}

/// It is a part of the kernel, as there are on a machine (include/linux/sched.h, PF_KTHREAD).
#[cfg(feature = "init")]
const KERNEL_THREAD: i32 = 0x0020_0000;

/// A clock tick in nanoseconds: USER_HZ is 100 on all architectures here (include/asm-generic/param.h).
pub const TICK: u64 = 10_000_000;

/// Ticks since the boot; not so many that there is no room for `more`.
#[must_use]
pub fn ticks_before(more: u32) -> u32 {
    (time::since_boot() / TICK).min((u32::MAX - more).into()) as u32
}

/// What is known of a process.
#[derive(Clone, Copy, Debug)]
pub struct Stat {
    /// Its parent's pid, or 0 if that is of another namespace; -1 if the process has ended, or is none.
    pub parent: i32,
    /// When it was started, in [ticks](TICK) after the boot; the highest number, if that is not known.
    pub start: u32,
}

/// A process, held by its directory in /proc: nothing that is read there, or sent there, can be another's of the same pid.
#[derive(Debug)]
pub struct Process {
    directory: i32,
    /// Its pid.
    pub pid: i32,
}

impl Process {
    /// The process `pid`, which may have ended.
    #[inline(never)]
    #[must_use]
    pub fn open(pid: i32) -> Self {
        let mut room = Room::<32>::new();
        let mut path = room.buffer();
        path.text(Text::new(c"/proc/"));
        path.number(pid as u32);
        Self { directory: file::open_at(file::HERE, room.text()), pid }
    }

    /// What is known of it now.
    #[inline(never)]
    #[must_use]
    pub fn stat(&self) -> Stat {
        let mut room = Room::<STAT>::new();
        file::read_at(self.directory, Text::new(c"stat"), room.buffer());
        // A name may hold anything, but behind it there is no parenthesis.
        let fields = room.text().behind_last(b')');
        // One whose first thread has ended looks like a zombie while others run.
        let is_zombie = fields.after(b' ').first() == b'Z';
        let has_ended = number(fields, Field::Threads) <= is_zombie.into();
        let parent = if has_ended || is_of_kernel(fields) { -1 } else { number(fields, Field::Parent) };
        Stat { parent, start: number(fields, Field::Start) as u32 }
    }

    /// What the kernel calls it, up to a newline.
    pub fn name<'a>(&self, room: &'a mut Room<32>) -> Text<'a> {
        file::read_at(self.directory, Text::new(c"comm"), room.buffer());
        room.text()
    }

    /// Sends it a signal.
    pub fn send(&self, signal: u8) {
        process::send_to(self.directory, self.pid, signal);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        file::close(self.directory);
    }
}

#[cfg(feature = "init")]
fn is_of_kernel(fields: Text) -> bool {
    number(fields, Field::Flags) & KERNEL_THREAD != 0
}

/// Nobody is, where no machine is whit's.
#[cfg(not(feature = "init"))]
const fn is_of_kernel(_: Text) -> bool {
    false
}

#[inline(never)]
fn number(fields: Text, field: Field) -> i32 {
    fields.part(field as u8, b' ').leading_number()
}

/// Whether the process `pid` ignores SIGTERM: proc_pid_status(5), SigIgn, of whose 16 digits the 13th has its bit.
/// (Not inline: nobody else has room for all of that on the stack.)
#[must_use]
#[inline(never)]
pub fn ignores_termination(pid: i32) -> bool {
    let mut room = Room::<1024>::new();
    file::read_at(Process::open(pid).directory, Text::new(c"status"), room.buffer());
    let mut digits = room.text().behind_first(Text::new(c"\nSigIgn:\t"));
    for _ in 0..12 {
        digits.next();
    }
    matches!(digits.first(), b'4'..=b'7' | b'c'..=b'f')
}

/// Whether /proc is of the PID namespace in which this process is called `own`: else it tells of others.
#[must_use]
pub fn is_ours(own: i32) -> bool {
    let mut room = Room::<32>::new();
    file::read_at(file::HERE, Text::new(c"/proc/self/stat"), room.buffer());
    room.text().leading_number() == own
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
    let mut read = Room::<1024>::new();
    file::read_at(file::HERE, Text::new(c"/proc/self/cgroup"), read.buffer());
    let mut path = Room::<512>::new();
    let mut group = read.text().behind_first(Text::new(mark));
    loop {
        let mut whole = path.buffer();
        whole.text(Text::new(mount));
        whole.text_to(group, b'\n');
        whole.text(Text::new(file));
        let is_last = group.is_empty();
        file::read_at(file::HERE, path.text(), read.buffer());
        // It is the first line in neither; the newline tells it from others that end so.
        let count = read.text().behind_first(Text::new(c"\noom_kill ")).leading_number();
        if count >= 0 || is_last {
            return count;
        }
        // In a container the path may be the host's, and the mount be the group itself.
        group = Text::EMPTY;
    }
}
