//! The loop: wake, step, act. It owns the state.

use crate::config::{Config, Program, User};
use crate::entry::{Room, Text};
use crate::log::{Facts, Kind, Log};
use crate::machine::{Ending, Entry, Event, Machine, NEVER, Time, ToAll};
use crate::procfs;
use crate::signal::{Set, number};
use crate::spawn::Child;
use crate::status::{Change, WHIT_FAILED};
use crate::sweep::{STRAGGLERS, Sweep};
use crate::sys::{Errno, file, process, signal, time};
use crate::terminal::Terminal;
use crate::text::Buffer;
use crate::wake::Wake;

/// What actions need.
struct Supervisor<'a> {
    config: &'a Config,
    /// What happened last.
    event: Event,
    /// How often the OOM killer had struck when the command was started, or -1.
    oom_kills: i32,
    wake: Wake,
    /// Signals that could not be sent on: told once each.
    unsendable: Set,
    /// The command, and the terminal that it shares with whit.
    child: Child<'a>,
    /// Everybody else.
    sweep: Sweep<'a>,
}

/// Runs `program` and all that comes of it, to its end.
pub fn supervise(config: &Config, program: &Program, log: &Log, mask: Set) -> Ending {
    if config.user.count != 0
        && let Err(errno) = become_user(&config.user)
    {
        log.say(Kind::CannotBecome, Facts::number(config.user.id as i32).and(errno));
        return Ending::Exit(WHIT_FAILED);
    }
    let pid = process::pid();
    if pid != 1 {
        let _ = process::become_subreaper();
    }
    if config.parent_death != 0 {
        let _ = process::set_parent_death_signal(config.parent_death);
    }
    let mut stragglers = Room::<STRAGGLERS>::new();
    let mut supervisor = Supervisor {
        config,
        event: Event::Begin,
        oom_kills: -1,
        wake: Wake::new(pid),
        unsendable: Set::default(),
        child: Child { program, mask, on_child: signal::Disposition::DEFAULT, terminal: Terminal::find(), log },
        sweep: Sweep { own: pid, log, stragglers: Buffer::new(stragglers.bytes()) },
    };
    let mut entries = [Entry { pid: Entry::DUE, essential: true }];
    let mut machine = Machine::new(&mut entries, &config.rules, config.grace, config.all_at_once);
    let ending = supervisor.run(&mut machine);
    tell_stop(stragglers.text(), machine.stopping_since(), log);
    ending
}

/// Becomes another user, in the order in which each step is still allowed.
#[inline(never)]
fn become_user(user: &User) -> Result<(), Errno> {
    let [group, others @ ..] = &user.groups;
    process::set_groups(others.get(..user.count.wrapping_sub(1)).unwrap_or_default())?;
    process::set_group(*group)?;
    process::set_user(user.id)?;
    // /proc/1/fd/1, where people log to, would be root's now.
    process::become_dumpable()
}

impl Supervisor<'_> {
    /// Lets the machine decide and does what it decided, until it is all over.
    #[inline(never)]
    fn run(&mut self, machine: &mut Machine) -> Ending {
        loop {
            let now = if machine.is_timed(&self.event) { time::now() } else { 0 };
            machine.step(now, &self.event);
            let actions = machine.actions();
            if let Event::Child(pid, change) = self.event {
                self.tell(pid, change, actions.is_entry);
            }
            if actions.suspend != 0 {
                self.child.terminal.suspend(actions.suspend, actions.pid);
            }
            if actions.forward != 0 {
                self.forward(actions.forward, actions.pid);
            }
            if actions.to_all != ToAll::Peace {
                let (kind, signal) = match actions.to_all {
                    ToAll::Repeat(signal) => (Kind::Forwarding, signal),
                    ToAll::Terminate => (Kind::Stopped, self.config.straggler_signal),
                    ToAll::Kill => (Kind::KilledStraggler, number::KILL),
                    _ => (Kind::StillThere, number::KILL),
                };
                self.sweep.all(kind, signal, actions.pid);
            }
            if actions.await_outsiders && self.wake.pid == 1 {
                self.sweep.await_outsiders(machine.deadline());
            }
            if let Some(ending) = actions.finish {
                return ending;
            }
            self.event = if actions.start {
                // There is but one entry.
                Event::Started(self.start())
            } else if actions.check {
                check(actions.pid)
            } else if machine.deadline() != NEVER && machine.deadline() <= time::now() {
                // However much else happens: a flood of orphans or of signals does not put it off.
                Event::Timeout
            } else {
                self.wake.next(machine.deadline(), self.child.log)
            };
        }
    }

    /// Starts the command; returns its pid, or 0.
    #[inline(never)]
    fn start(&mut self) -> i32 {
        // Ignored, as some parents leave it, the command's end would leave no status behind (wait(2), notes).
        if let Some(before) = signal::set_disposition(number::CHLD, signal::Disposition::DEFAULT) {
            self.child.on_child = before;
        }
        match self.child.spawn() {
            Ok(pid) => {
                self.let_go();
                self.oom_kills = procfs::oom_kills();
                self.child.log.say(Kind::Started, Facts::number(pid));
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
    #[inline(never)]
    fn forward(&mut self, signal: u8, pid: i32) {
        if signal == number::CONT {
            self.child.terminal.give(pid);
        }
        let target = if self.config.group { -pid } else { pid };
        let facts = Facts::number(pid).of(signal);
        match signal::send(signal, target) {
            Ok(()) => self.child.log.say(Kind::Forwarding, facts),
            Err(errno) => {
                if !self.unsendable.has(signal) {
                    self.unsendable = self.unsendable.and(signal);
                    self.child.log.say(Kind::CannotSignal, facts.and(errno));
                }
            }
        }
    }

    /// Tells what became of a child.
    fn tell(&mut self, pid: i32, change: Change, is_command: bool) {
        if change.is_stop() {
            return;
        }
        let killer = change.killer();
        let (kind, number) = if is_command {
            self.child.terminal.take_back();
            (if killer == 0 { Kind::Exited } else { Kind::Killed }, change.status().into())
        } else {
            (if self.config.warn_reaped { Kind::ReapedWarning } else { Kind::Reaped }, pid)
        };
        self.child.log.say(kind, Facts::number(number).of(killer));
        if killer == number::KILL && self.oom_kills >= 0 {
            let struck = procfs::oom_kills() - self.oom_kills;
            if struck > 0 {
                let who = if is_command { self.child.log.subject } else { Text::new(c"an orphan") };
                self.child.log.say_of(Kind::OomKilled, who, Facts::number(struck));
            }
        }
    }
}

/// Tells who was stopped, and how long it took.
fn tell_stop(stragglers: Text, since: Time, log: &Log) {
    if !stragglers.is_empty() {
        let milliseconds = time::now().saturating_sub(since) / 1_000_000;
        log.say_of(Kind::Stopped, stragglers, Facts::number(milliseconds as i32));
    }
}

/// Asks whether the process `pid`, which the kernel seems to have forgotten, is still a child.
fn check(pid: i32) -> Event {
    match process::wait(pid) {
        (ended @ 1.., status) => Event::Child(ended, Change(status)),
        // Gone, and nobody tells how.
        (error, _) if Errno::new(-error) == Errno::ECHILD => Event::Child(pid, Change::killed(number::KILL)),
        // It runs: the clock is looked at, and all goes on.
        _ => Event::Timeout,
    }
}
