//! The loop: wake, step, act. It owns the state.

use crate::config::{AfterEnd, Config, Isolation, Program, Subreaper, User};
use crate::entry::{Room, Text};
use crate::log::{Facts, Kind, Log};
use crate::machine::{Actions, Ending, Entry, Event, Machine, NEVER, SECOND, Time, ToAll};
use crate::procfs;
use crate::signal::{Set, number};
use crate::spawn::Child;
use crate::status::Change;
use crate::sweep::{STRAGGLERS, Sweep};
use crate::sys::{Errno, file, process, signal, terminal, time};
use crate::terminal::Terminal;
use crate::wake::{ANY, Wake};
use crate::work::Work;

/// Whether this can be a system's init at all: without that, some of what the machine says is never to be done.
const IS_INIT: bool = cfg!(feature = "init");

/// What actions need.
struct Supervisor<'a> {
    config: &'a Config,
    work: &'a mut dyn Work,
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

/// Does `work` and all that comes of it, to its end: `entries` are the table of what there is to do. `mask` are the signals that
/// were blocked when whit began.
pub fn supervise(
    config: &Config,
    program: &Program,
    work: &mut dyn Work,
    entries: &mut [Entry],
    log: &Log,
    mask: Set,
) -> Ending {
    let failed = Ending::Exit(config.statuses.failed);
    if config.user.count != 0
        && let Err(errno) = become_user(&config.user)
    {
        log.say(Kind::CannotBecome, Facts::number(config.user.id as i32).and(errno));
        return failed;
    }
    let pid = process::pid();
    if pid != 1 && !adopt_orphans(config.subreaper, log) {
        return failed;
    }
    if config.parent_death != 0 {
        let _ = process::set_parent_death_signal(config.parent_death);
    }
    let (terminal, to_swallow) = match config.isolation {
        Isolation::Group => (Terminal::find(), Set::default()),
        Isolation::Session => (Terminal::NONE, give_up_terminal(pid, log)),
        Isolation::None => (Terminal::NONE, Set::default()),
    };
    let mut stragglers = Room::<STRAGGLERS>::new();
    let mut supervisor = Supervisor {
        config,
        work,
        event: Event::Begin,
        oom_kills: -1,
        wake: Wake::new(pid, Set(!config.unblocked.0)),
        unsendable: Set::default(),
        child: Child {
            program,
            config,
            parent: pid,
            directory: -1,
            mask,
            on_child: signal::Disposition::DEFAULT,
            terminal,
            log,
        },
        sweep: Sweep { own: pid, log, stragglers: stragglers.buffer() },
    };
    let mut machine = Machine::new(entries, config, to_swallow);
    let ending = supervisor.run(&mut machine);
    tell_stop(stragglers.text(), machine.stopping_since(), log);
    if let Ending::Exit(status) = ending {
        log.say(Kind::Goodbye, Facts::number(status.into()));
    }
    ending
}

/// Sees to it that orphans are reparented to this process, which is not PID 1, if that is wanted. `false` if it is required,
/// and cannot be had.
fn adopt_orphans(subreaper: Subreaper, log: &Log) -> bool {
    if subreaper == Subreaper::No {
        if !process::is_subreaper() {
            log.say(Kind::NotReaper, Facts::default());
        }
        return true;
    }
    if let Err(errno) = process::become_subreaper() {
        log.say(Kind::CannotAdopt, Facts::why(errno));
        return subreaper != Subreaper::Required;
    }
    true
}

/// Gives the terminal to the command's session. Returns which signals come of that, and are about nothing else: if this
/// process leads its session, the kernel sends them to all in the foreground (drivers/tty/tty_jobctrl.c,
/// `disassociate_ctty`).
fn give_up_terminal(pid: i32, log: &Log) -> Set {
    if let Err(errno) = terminal::give_up(0) {
        log.say(Kind::CannotDetach, Facts::why(errno));
    } else if process::session() == pid {
        log.say(Kind::Detached, Facts::default());
        return Set::of(number::HUP).and(number::CONT);
    } else {
        log.say(Kind::DetachedMember, Facts::default());
    }
    Set::default()
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
        // Ignored, as some parents leave it, the command's end would leave no status behind (wait(2), notes).
        if let Some(before) = signal::set_disposition(number::CHLD, signal::Disposition::DEFAULT) {
            self.child.on_child = before;
        }
        // What was there before this program was executed tells nobody of its end. From the first start on, an end is news.
        self.reap_rest();
        loop {
            let now = if machine.is_timed(&self.event) { time::now() } else { 0 };
            machine.step(now, &self.event);
            let actions = machine.actions();
            match self.event {
                Event::Child(pid, change) => {
                    self.tell(pid, change, actions.is_entry);
                    if actions.finish.is_some() && self.config.after_end == AfterEnd::Farewell {
                        self.tell_rewriting(number::TERM);
                    }
                }
                Event::Signal(signal) => self.tell_signal(signal, actions),
                _ => {}
            }
            if actions.suspend != 0 {
                self.child.terminal.suspend(actions.suspend, actions.pid);
            }
            if actions.forward != 0 {
                self.forward(actions.forward, actions.pid);
            }
            if actions.suspend_self {
                self.child.log.say(Kind::Suspending, Facts::default());
                let _ = signal::send(number::STOP, self.wake.pid);
            }
            if actions.to_all != ToAll::Peace {
                let (kind, signal) = match actions.to_all {
                    ToAll::Repeat(signal) => (Kind::Forwarding, signal),
                    ToAll::Terminate => (Kind::Stopped, self.config.straggler_signal),
                    ToAll::Kill => (Kind::KilledStraggler, number::KILL),
                    _ => (Kind::StillThere, number::KILL),
                };
                if IS_INIT && kind == Kind::Stopped && self.config.is_machine {
                    // A shell that somebody talks to ignores SIGTERM: it ends when its terminal does.
                    for pid in machine.pids().filter(|pid| procfs::ignores_termination(*pid)) {
                        let _ = signal::send(number::HUP, pid);
                    }
                }
                self.sweep.all(kind, signal, actions.pid);
            }
            if actions.await_outsiders && self.wake.pid == 1 && !self.config.is_machine {
                self.sweep.await_outsiders(machine.deadline());
            }
            if let Some(ending) = actions.finish {
                if self.config.after_end == AfterEnd::Leave {
                    self.reap_rest();
                }
                return ending;
            }
            // A second is what everybody grants.
            if IS_INIT && actions.rest > SECOND {
                let seconds = actions.rest / SECOND;
                self.child.log.say_of(Kind::Rests, self.work.name(actions.entry), Facts::number(seconds as i32));
            }
            if IS_INIT && actions.reload {
                self.work.reload(machine.entries());
                self.event = Event::Begin;
                continue;
            }
            self.event = if let Some(index) = actions.start {
                Event::Started(self.start(index))
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

    /// Starts an entry; returns its pid, or 0.
    #[inline(never)]
    fn start(&mut self, index: usize) -> i32 {
        // By the time that COMMAND runs, whit is out of its way; unless there is no way back for COMMAND.
        self.child.directory = file::open_at(file::HERE, Text::new(c"."));
        if file::change_to(self.child.directory).is_ok() {
            self.leave_directory();
        }
        let result = self.work.start(index, &self.child);
        file::close(self.child.directory);
        match result {
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
        self.leave_directory();
        if file::close_from(3).is_err() {
            procfs::close_all();
        }
    }

    fn leave_directory(&self) {
        if let Err(errno) = file::change_directory(Text::new(c"/")) {
            self.child.log.say(Kind::CannotChange, Facts::why(errno));
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
        let (kind, facts) = match signal::send(signal, target) {
            Ok(()) => (Kind::Forwarding, facts),
            Err(_) if self.unsendable.has(signal) => return,
            Err(errno) => {
                self.unsendable = self.unsendable.and(signal);
                (if errno == Errno::ESRCH { Kind::WasGone } else { Kind::CannotSignal }, facts.and(errno))
            }
        };
        self.child.log.say(kind, facts);
    }

    /// Reaps what is dead already.
    #[inline(never)]
    fn reap_rest(&mut self) {
        loop {
            let (pid, status) = process::wait(ANY);
            if pid <= 0 {
                let errno = Errno::new(-pid);
                if pid != 0 && errno != Errno::ECHILD {
                    self.child.log.say(Kind::CannotWait, Facts::why(errno));
                }
                return;
            }
            self.tell(pid, Change(status), false);
        }
    }

    /// Tells of a signal.
    #[inline(never)]
    fn tell_signal(&self, signal: u8, actions: &Actions) {
        let facts = Facts::default().of(signal);
        self.child.log.say(Kind::Received, facts);
        if actions.swallowed {
            self.child.log.say(Kind::Swallowed, facts);
        } else {
            self.tell_rewriting(signal);
        }
    }

    /// Tells what a signal is sent on as, if that is not itself.
    #[inline(never)]
    fn tell_rewriting(&self, signal: u8) {
        let facts = Facts::default().of(signal);
        let sent = self.config.rules.sent_for(signal);
        if sent != signal {
            self.child.log.say(Kind::Translating, facts.with(sent));
        }
        if sent == 0 {
            self.child.log.say(Kind::NotForwarding, facts);
        }
    }

    /// Tells what became of a child.
    fn tell(&mut self, pid: i32, change: Change, is_command: bool) {
        if change.is_stop() {
            return;
        }
        let log = self.child.log;
        let killer = change.killer();
        let facts = Facts::number(pid).of(killer).with(change.status());
        log.say(if killer == 0 { Kind::ChildExited } else { Kind::ChildKilled }, facts);
        if is_command {
            self.child.terminal.take_back();
            log.say(if killer == 0 { Kind::Exited } else { Kind::Killed }, facts);
            if IS_INIT && self.config.then != 0 {
                let facts = Facts::number(pid).of(killer).with(change.exit_status());
                log.say(if killer == 0 { Kind::ProgramExited } else { Kind::ProgramKilled }, facts);
            }
        } else if self.config.warn_reaped {
            log.say(Kind::ReapedWarning, facts);
        }
        if killer == number::KILL && self.oom_kills >= 0 {
            let struck = procfs::oom_kills() - self.oom_kills;
            if struck > 0 {
                let who = if is_command { log.subject } else { Text::new(c"an orphan") };
                log.say_of(Kind::OomKilled, who, Facts::number(struck));
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
