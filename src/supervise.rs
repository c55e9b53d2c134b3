//! The loop: wake, step, act. It owns the state.

use crate::config::{Config, HAS_COMMAND, Isolation, Program, User};
use crate::entry::{Buffer, Room, Text};
use crate::log::{Facts, Kind, Log};
use crate::machine::{Ending, Entry, Event, Machine, NEVER, Time};
use crate::procfs;
use crate::signal::{Set, number};
use crate::spawn::Child;
use crate::status::Change;
use crate::sys::{Errno, file, memory, process, signal, time};
use crate::terminal::Terminal;
use crate::wake::Wake;
use crate::work::Work;

#[cfg(feature = "dialects")]
pub mod manners;
#[cfg(not(feature = "dialects"))]
#[path = "supervise/own_manners.rs"]
pub mod manners;
mod sweep;
#[cfg(not(feature = "init"))]
#[path = "supervise/no_system.rs"]
mod system;
#[cfg(feature = "init")]
mod system;

use manners::Manners;
use sweep::STRAGGLERS;

/// What actions need.
#[repr(C)] // What is looked at most comes first, so that offsets fit into a byte.
struct Supervisor<'a> {
    /// What happened last.
    event: Event,
    /// How often the OOM killer had struck when the command was started, or -1.
    oom_kills: i32,
    config: &'a Config,
    /// The command, and the terminal that it shares with whit.
    child: Child<'a>,
    wake: Wake<'a>,
    /// Who was asked to end, to be told of.
    stragglers: Buffer<'a>,
    /// Until when the end of processes is awaited that are no children.
    outsiders_get: Time,
    /// Who was started before, in ticks after the boot, was asked to end already.
    asked_before: u32,
    /// Signals that could not be sent on: told once each.
    unsendable: Set,
    work: &'a mut Work,
}

/// Does `work` and all that comes of it, to its end: `entries` are the table of what there is to do. `mask` are the signals that
/// were blocked when whit began.
pub fn supervise<'a>(
    config: &'a Config,
    program: &'a Program,
    work: &'a mut Work,
    entries: &mut [Entry],
    log: &Log,
    mask: Set,
) -> Ending {
    let failed = Ending::Exit(config.statuses().failed);
    if HAS_COMMAND
        && config.user.count != 0
        && let Err(errno) = become_user(&config.user)
    {
        log.say(Kind::CannotBecome, Facts::number(config.user.id() as i32).and(errno));
        return failed;
    }
    let pid = process::pid();
    if HAS_COMMAND && pid != 1 && !manners::adopt_orphans(config, log) {
        return failed;
    }
    if HAS_COMMAND && config.parent_death != 0 {
        let _ = process::set_parent_death_signal(config.parent_death);
    }
    let terminal =
        if HAS_COMMAND && config.conduct.isolation == Isolation::Group { Terminal::find() } else { Terminal::NONE };
    let mut stragglers = Room::<STRAGGLERS>::new();
    let mut supervisor = Supervisor {
        event: Event::Timeout,
        oom_kills: -1,
        config,
        work,
        wake: Wake::new(pid, config.blocked(), Manners::new(config, pid, log)),
        unsendable: Set::default(),
        child: Child { program, config, parent: pid, mask, on_child: signal::Disposition::DEFAULT, terminal, log },
        stragglers: stragglers.buffer(),
        outsiders_get: NEVER,
        asked_before: 0,
    };
    let mut machine = Machine::new(entries, config);
    supervisor.run(&mut machine);
    if HAS_COMMAND && !stragglers.text().is_empty() {
        let milliseconds = time::now().wrapping_sub(machine.stopping_since()) / 1_000_000;
        log.say_of(Kind::Stopped, stragglers.text(), Facts::number(milliseconds as i32));
    }
    let ending = machine.ending();
    if HAS_COMMAND && let Ending::Exit(status) = ending {
        manners::end(status, log);
    }
    ending
}

/// Becomes another user, in the order in which each step is still allowed.
fn become_user(user: &User) -> Result<(), Errno> {
    let [id, group, others @ ..] = &user.ids;
    process::set_groups(others.get(..user.count.wrapping_sub(2)).unwrap_or_default())?;
    process::set_group(*group)?;
    process::set_user(*id)?;
    // /proc/1/fd/1, where people log to, would be root's now.
    process::become_dumpable()
}

impl Supervisor<'_> {
    /// Lets the machine decide and does what it decided, until it is all over.
    #[inline(never)]
    fn run(&mut self, machine: &mut Machine) {
        // Ignored, as some parents leave it, the command's end would leave no status behind (wait(2), notes).
        if let Some(before) = signal::set_disposition(number::CHLD, signal::Disposition::DEFAULT) {
            self.child.on_child = before;
        }
        loop {
            machine.step(time::now, &self.event);
            let actions = machine.actions();
            if HAS_COMMAND && let Event::Child(pid, change) = self.event {
                self.tell(pid, change, actions.is_entry);
            }
            if HAS_COMMAND && actions.suspend != 0 {
                self.child.terminal.suspend(actions.suspend, actions.pid);
            }
            if HAS_COMMAND && actions.forward != 0 {
                self.forward(actions.forward, actions.pid);
            }
            if let Event::Signal(signal) = self.event {
                self.follow(signal);
            }
            if actions.to_all != Kind::Nothing {
                let (kind, signal, pid) = (actions.to_all, actions.signal, actions.pid);
                if kind == Kind::Stopped {
                    self.hang_up(machine);
                }
                self.sweep(kind, signal, pid);
            }
            if machine.actions().finish {
                match self.event {
                    Event::Childless if self.wake.pid == 1 && !self.is_machine() => {
                        self.await_outsiders(machine.deadline());
                    }
                    Event::Child(pid, _) => self.leave(pid),
                    _ => {}
                }
                return;
            }
            if self.attend(machine) {
                self.event = Event::Timeout;
            } else if machine.actions().start {
                self.event = Event::Started(self.start(machine.entries().next()));
                memory::give_back();
            } else {
                self.wake.reaping |= machine.actions().check;
                self.wake.next(machine.deadline(), self.child.log, &mut self.event);
            }
        }
    }

    /// Starts an entry; returns its pid, or 0. (Not inline: what an idle init wakes up to is to fit into a page, see linker.ld.)
    #[inline(never)]
    fn start(&mut self, entry: &Entry) -> i32 {
        match self.work.start(entry, &self.child) {
            Ok(pid) => {
                self.let_go();
                if HAS_COMMAND {
                    self.oom_kills = procfs::oom_kills();
                    self.child.log.say(Kind::Started, Facts::number(pid));
                }
                pid
            }
            Err(errno) => {
                self.child.log.say(Kind::CannotStart, Facts::why(errno));
                0
            }
        }
    }

    /// Lets go of what would pin a file system or hold a pipe open. 0 to 2 stay: people log to /proc/1/fd/1.
    fn let_go(&self) {
        if let Err(errno) = file::change_directory(Text::new(c"/")) {
            self.child.log.say(Kind::CannotChange, Facts::why(errno));
        }
        if file::close_from(3).is_err() {
            procfs::close_all();
        }
    }

    /// Sends a signal on to the command, or to its process group.
    fn forward(&mut self, signal: u8, pid: i32) {
        if signal == number::CONT {
            self.child.terminal.give(pid);
        }
        let target = if self.config.conduct.group { -pid } else { pid };
        let facts = Facts::number(pid).of(signal);
        let (kind, facts) = match signal::send(signal, target) {
            Ok(()) => (Kind::Forwarding, facts),
            Err(_) if self.unsendable.has(signal) => return,
            Err(errno) => {
                self.unsendable = self.unsendable.and(signal);
                (manners::unsent(errno), facts.and(errno))
            }
        };
        self.child.log.say(kind, facts);
    }

    /// Tells what became of a child.
    fn tell(&mut self, pid: i32, change: Change, is_command: bool) {
        if change.is_stop() {
            return;
        }
        let log = self.child.log;
        let killer = change.killer();
        let facts = Facts::number(pid).of(killer).with(change.status());
        log.say(manners::reaped(killer), facts);
        if is_command {
            self.child.terminal.take_back();
            log.say(if killer == 0 { Kind::Exited } else { Kind::Killed }, facts);
            self.tell_program(change);
        } else if self.config.warn_reaped {
            log.say(Kind::ReapedWarning, facts);
        }
        if killer == number::KILL {
            self.tell_oom_kill(if is_command { log.subject } else { Text::new(c"an orphan") });
        }
    }

    /// Tells if that was the OOM killer.
    #[inline(never)]
    fn tell_oom_kill(&self, who: Text) {
        // What is not known is the highest number there is before, and the lowest now.
        let before = self.oom_kills as u32;
        let struck = procfs::oom_kills().max(0) as u32;
        if struck > before {
            self.child.log.say_of(Kind::OomKilled, who, Facts::number((struck - before) as i32));
        }
    }
}
