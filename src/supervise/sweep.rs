//! Every process that whit is responsible for: as PID 1 all that there are, else its descendants. They are looked for in /proc,
//! told of, and signalled.
//!
//! All of /proc is read once, and each process in it asked for its parent. It comes in the order of pids, and new ones are
//! higher: who starts others as fast as it can is overtaken in the end. (The kernel lists children, too, but not everywhere,
//! those of each thread, and incompletely while they come and go: proc_pid_task_children(5).)
#![forbid(unsafe_code)]

use super::Supervisor;
use crate::config::HAS_COMMAND;
use crate::entry::{Room, Text};
use crate::log::{Facts, Kind};
use crate::machine::Time;
use crate::procfs::{self, Process};
use crate::signal::number;
use crate::sys::file::{self, Directory};
use crate::sys::{process, signal, time};

/// Room for the names and pids of stragglers that are told, in bytes.
pub const STRAGGLERS: usize = 460;

/// Room for one of them.
const STRAGGLER: usize = 100;

/// A pid that no process has.
const NOBODY: i32 = 0;

/// For kill(2): all that there are.
const EVERYBODY: i32 = -1;

/// How much younger than the sweep a process may be, in ticks: there may be new ones for ever.
const YOUNGER: u32 = 50;

impl Supervisor<'_> {
    /// Sends `signal` to each, and SIGCONT for those that are stopped, but not to COMMAND if that runs as `command`, and, once that
    /// has ended, not again to who was told while it ran; SIGKILL is for all. Tells of each as `kind`; if that is nothing, waits for its end.
    #[inline(never)]
    pub(super) fn sweep(&mut self, kind: Kind, signal: u8, command: i32) {
        let own = self.wake.pid;
        let (spared, asked_before) = if signal == number::KILL { (NOBODY, 0) } else { (command, self.asked_before) };
        // PID 1 reaches all with one call, and they need not be looked at if nobody wants to hear of them.
        let at_once = own == 1 && spared == NOBODY && (!HAS_COMMAND || asked_before == 0);
        // COMMAND need not be looked for, where there is no /proc.
        let target = if at_once { EVERYBODY } else { command - spared };
        let is_silent = kind as u8 >= Kind::Started as u8 && self.child.log.verbosity <= 0;
        let is_anybody = own == 1 || process::has_children();
        if is_anybody && !(at_once && is_silent) && procfs::is_ours(own) {
            let began = procfs::ticks_before(YOUNGER);
            // COMMAND runs on, and at its end only those are asked who came meanwhile.
            self.asked_before = if spared == NOBODY { 0 } else { began };
            let mut walk = Walk { supervisor: self, kind, signal, spared, target, asked_before, began, known: NOBODY };
            let mut pids = Directory::open(file::HERE, Text::new(c"/proc/"));
            while let pid @ 0.. = pids.next_number()
                && walk.consider(pid) <= began + YOUNGER
            {}
        }
        if target != NOBODY {
            // No error is of interest: that there is nobody, or that nobody may be signalled, shows at the end.
            let _ = signal::send(signal, target);
            let _ = signal::send(number::CONT, target);
        }
    }

    /// Waits for processes that entered the namespace from outside: kill(2) reaches them, but they are no children, and no
    /// SIGCHLD tells of their end. The kernel kills those that stay.
    pub(super) fn await_outsiders(&mut self, deadline: Time) {
        if signal::send(0, -1).is_ok() {
            self.outsiders_get = deadline;
            self.sweep(Kind::Nothing, 0, NOBODY);
            self.sweep(Kind::KilledStraggler, 0, NOBODY);
        }
    }
}

/// A look at all processes that there are.
struct Walk<'s, 'a> {
    supervisor: &'s mut Supervisor<'a>,
    spared: i32,
    /// Whom kill(2) is called for in the end: if it is everybody, they need not be signalled one by one.
    target: i32,
    signal: u8,
    kind: Kind,
    /// Who was started before, in ticks after the boot, was asked already.
    asked_before: u32,
    /// When it began, in ticks after the boot.
    began: u32,
    /// Who was asked about last, mostly the parent of a chain's next: twice the pid, and one more for a descendant.
    known: i32,
}

impl Walk<'_, '_> {
    /// Does to the process `pid` what is to be done, if it is one of them. Says when that was started.
    fn consider(&mut self, pid: i32) -> u32 {
        let process = Process::open(pid);
        let stat = process.stat();
        if stat.parent < 0
            || pid == self.supervisor.wake.pid
            || (HAS_COMMAND && self.supervisor.wake.pid != 1 && !self.is_descendant(pid, stat.parent))
        {
            return 0;
        }
        if pid == self.spared || HAS_COMMAND && stat.start < self.asked_before {
            return stat.start;
        }
        let mut room = Room::new();
        let name = process.name(&mut room);
        if self.target != EVERYBODY {
            process.send(self.signal);
            process.send(number::CONT);
        }
        match self.kind {
            Kind::Nothing => process::await_end(pid, self.supervisor.outsiders_get.saturating_sub(time::now())),
            Kind::Stopped if !HAS_COMMAND => {}
            Kind::Stopped => {
                let stragglers = &mut self.supervisor.stragglers;
                if stragglers.left() > STRAGGLER {
                    stragglers.byte(b' ');
                    stragglers.text_to(name, b'\n');
                    stragglers.byte(b'(');
                    stragglers.number(pid as u32);
                    stragglers.byte(b')');
                }
            }
            kind => self.supervisor.child.log.say_of(kind, name, Facts::number(pid).of(self.signal)),
        }
        stat.start
    }

    /// Whether whit is the parent of process `pid`, which is `parent`, or the parent's, and so on.
    ///
    /// Each parent is opened while its child is held, and believed only if it is still the parent then: had it died, and
    /// were its pid another's, the child would have another parent by now. Of one that was asked about before, and is older
    /// than that, the answer is known: it is not another of the same pid.
    #[inline(never)]
    fn is_descendant(&mut self, pid: i32, mut parent: i32) -> bool {
        let mut child = Process::open(pid);
        let is_one = loop {
            if parent == self.supervisor.wake.pid {
                break true;
            }
            if parent <= 1 {
                break false;
            }
            let next = Process::open(parent);
            // While it is the parent: once it has ended, nothing more is known of it.
            let stat = next.stat();
            if child.stat().parent != parent {
                // The parent is gone, or a child in between is: whose child that was has another parent by now.
                child = Process::open(pid);
                parent = child.stat().parent;
                continue;
            }
            child = next;
            if self.known >> 1 == parent && stat.start < self.began {
                break self.known & 1 != 0;
            }
            parent = stat.parent;
        };
        self.known = pid << 1 | i32::from(is_one);
        is_one
    }
}
