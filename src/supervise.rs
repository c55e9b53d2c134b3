//! The loop: wake, step, act. It owns the state.

use crate::config::{Config, Program, User};
use crate::entry::Text;
use crate::log::{Facts, Kind, Log};
use crate::machine::{Action, Ending, Entry, Event, Machine, Time};
use crate::procfs;
use crate::signal::{Set, number};
use crate::spawn::Child;
use crate::status::{Change, WHIT_FAILED};
use crate::sys::{Errno, file, process, signal, time};
use crate::terminal::Terminal;
use crate::text::Buffer;
use crate::wake::Wake;
use core::ffi::CStr;

/// What actions need.
struct Supervisor<'a> {
    config: &'a Config,
    log: &'a Log<'a>,
    program: &'a Program<'a>,
    /// The signals that were blocked when whit began.
    mask: Set,
    /// whit's own pid.
    pid: i32,
    terminal: Terminal,
    wake: Wake,
    /// Signals that could not be sent on: told once each.
    unsendable: Set,
    /// How often the OOM killer had struck when the command was started.
    oom_kills: Option<u32>,
    /// Who was asked to end.
    stragglers: Buffer<'a>,
}

/// Runs `program` and all that comes of it, to its end.
pub fn supervise(config: &Config, program: &Program, log: &Log, mask: Set) -> Ending {
    if config.user.count != 0
        && let Err((step, errno)) = become_user(&config.user)
    {
        log.say_of(Kind::Cannot, Text::new(step), Facts::why(errno));
        return Ending::Exit(WHIT_FAILED);
    }
    let pid = process::pid();
    if pid != 1 {
        let _ = process::become_subreaper();
    }
    if config.parent_death != 0 {
        let _ = process::set_parent_death_signal(config.parent_death);
    }
    let mut names = [0; 400];
    let mut supervisor = Supervisor {
        config,
        log,
        program,
        mask,
        pid,
        terminal: Terminal::find(),
        wake: Wake::new(pid),
        unsendable: Set::default(),
        oom_kills: None,
        stragglers: Buffer::new(&mut names),
    };
    let mut entries = [Entry { pid: 0, due: true, essential: true }];
    let mut machine = Machine::new(&mut entries, &config.rules, config.grace, config.all_at_once);
    let mut event = Event::Begin;
    loop {
        supervisor.tell(&machine, event);
        let mut next = None;
        for action in machine.step(time::now(), event).iter().flatten() {
            if let Action::Finish(ending) = *action {
                supervisor.tell_stop(machine.stopping_since());
                return ending;
            }
            next = supervisor.act(*action, machine.deadline());
        }
        event = match next {
            Some(event) => event,
            None => supervisor.wake.next(machine.deadline(), log),
        };
    }
}

/// Becomes another user, in the order in which each step is still allowed. What fails is named.
fn become_user(user: &User) -> Result<(), (&'static CStr, Errno)> {
    let groups = user.groups.get(..user.count).unwrap_or_default();
    let (group, others) = groups.split_first().unwrap_or((&user.id, &[]));
    process::set_groups(others).map_err(|errno| (c"set the supplementary groups", errno))?;
    process::set_group(*group).map_err(|errno| (c"set the group", errno))?;
    process::set_user(user.id).map_err(|errno| (c"set the user", errno))?;
    // /proc/1/fd/1, where people log to, would be root's now.
    process::become_dumpable().map_err(|errno| (c"stay visible in /proc", errno))
}

impl Supervisor<'_> {
    /// Does what the machine decided; what comes of it at once is an event.
    fn act(&mut self, action: Action, deadline: Time) -> Option<Event> {
        match action {
            Action::Start(index) => return Some(self.start(index)),
            Action::Check(index, pid) => {
                return match process::wait(pid) {
                    Ok(Some((pid, status))) => Some(Event::Child(pid, Change::new(status))),
                    Err(Errno::ECHILD) => Some(Event::Lost(index)),
                    Ok(None) | Err(_) => None,
                };
            }
            Action::Forward(signal, pid) => {
                if signal == number::CONT {
                    self.terminal.give(pid);
                }
                self.send(signal, if self.config.group { -pid } else { pid });
            }
            Action::Broadcast(signal) if self.pid == 1 => self.send(signal, -1),
            Action::Broadcast(signal) => procfs::each(self.pid, &mut |process| process.send(signal)),
            Action::Terminate(spared) => self.terminate(spared),
            Action::Kill => self.kill(),
            Action::Suspend(signal, pid) => self.terminal.suspend(signal, pid),
            Action::AwaitOutsiders if self.pid == 1 => self.await_outsiders(deadline),
            Action::NameTheRest => self.name(Kind::StillThere),
            Action::AwaitOutsiders | Action::Finish(_) => {}
        }
        None
    }

    fn start(&mut self, index: u8) -> Event {
        let child_ignored = signal::is_ignored(number::CHLD) == Ok(true);
        // Ignored, as some parents leave it, the command's end would leave no status behind (wait(2), notes).
        let _ = signal::set_disposition(number::CHLD, signal::Disposition::DEFAULT);
        let terminal = self.terminal.to_give();
        let child = Child { program: self.program, mask: self.mask, child_ignored, terminal, log: self.log };
        match child.spawn() {
            Ok(pid) => {
                self.let_go();
                self.oom_kills = procfs::oom_kills();
                self.log.say(Kind::Started, Facts::number(pid));
                Event::Started(index, pid)
            }
            Err(errno) => {
                self.log.say(Kind::CannotStart, Facts::why(errno));
                Event::Unstartable(index)
            }
        }
    }

    /// Lets go of what would pin a file system or hold a pipe open. 0 to 2 stay: people log to /proc/1/fd/1.
    fn let_go(&self) {
        if let Err(errno) = file::change_directory(Text::new(c"/")) {
            self.log.say_of(Kind::Cannot, Text::new(c"change to /"), Facts::why(errno));
        }
        if file::close_from(3).is_err() {
            procfs::close_all();
        }
    }

    fn send(&mut self, signal: u8, target: i32) {
        let facts = Facts { signal, number: target.wrapping_abs(), errno: 0 };
        match signal::send(signal, target) {
            Ok(()) => self.log.say(Kind::Forwarding, facts),
            Err(errno) => {
                if !self.unsendable.has(signal) {
                    self.unsendable = self.unsendable.and(signal);
                    self.log.say(Kind::CannotSignal, facts.and(errno));
                }
            }
        }
    }

    /// Asks every process to end, but for `spared`.
    fn terminate(&mut self, spared: i32) {
        let signal = self.config.straggler_signal;
        let at_once = self.pid == 1 && spared == 0;
        if !at_once || self.log.verbosity > 0 {
            let stragglers = &mut self.stragglers;
            procfs::each(self.pid, &mut |process| {
                if process.pid == spared {
                    return;
                }
                stragglers.byte(b' ');
                stragglers.text(process.name());
                stragglers.text(Text::new(c" ("));
                stragglers.number(process.pid as u32);
                stragglers.byte(b')');
                if !at_once {
                    process.send(signal);
                    process.send(number::CONT);
                }
            });
        }
        if at_once {
            // No error is of interest: that there is nobody, or that nobody may be signalled, shows at the end.
            let _ = signal::send(signal, -1);
            let _ = signal::send(number::CONT, -1);
        }
    }

    fn kill(&self) {
        self.name(Kind::KilledStraggler);
        if self.pid == 1 {
            let _ = signal::send(number::KILL, -1);
        } else {
            procfs::each(self.pid, &mut |process| process.send(number::KILL));
        }
    }

    /// Tells of each process that is there.
    fn name(&self, kind: Kind) {
        procfs::each(self.pid, &mut |process| self.log.say_of(kind, process.name(), Facts::number(process.pid)));
    }

    /// Waits for processes that entered the namespace from outside: kill(2) reaches them, but they are no children, and no
    /// SIGCHLD tells of their end. The kernel kills those that stay.
    fn await_outsiders(&self, deadline: Time) {
        while signal::send(0, -1).is_ok() {
            let mut outsider = 0;
            procfs::each(self.pid, &mut |process| outsider = process.pid);
            let rest = deadline.saturating_sub(time::now());
            if rest == 0 || outsider == 0 || process::await_end(outsider, rest).is_err() {
                self.name(Kind::KilledStraggler);
                break;
            }
        }
    }

    /// Tells of what happened.
    fn tell(&mut self, machine: &Machine, event: Event) {
        let Event::Child(pid, change) = event else { return };
        let is_command = machine.entry_of(pid).is_some();
        if let Change::Stopped(_) = change {
            return;
        }
        if !is_command {
            let kind = if self.config.warn_reaped { Kind::ReapedWarning } else { Kind::Reaped };
            self.log.say(kind, Facts::number(pid));
        } else {
            self.terminal.take_back();
            match change {
                Change::Exited(status) => self.log.say(Kind::Exited, Facts::number(status.into())),
                Change::Killed(signal) | Change::Stopped(signal) => {
                    self.log.say(Kind::Killed, Facts { signal, ..Facts::default() });
                }
            }
        }
        if change == Change::Killed(number::KILL)
            && let (Some(before), Some(now)) = (self.oom_kills, procfs::oom_kills())
            && before < now
        {
            let who = if is_command { self.log.subject } else { Text::new(c"an orphan") };
            self.log.say_of(Kind::OomKilled, who, Facts::number((now - before) as i32));
        }
    }

    /// Tells who was stopped, and how long it took.
    fn tell_stop(&mut self, since: Time) {
        if self.stragglers.get().is_empty() {
            return;
        }
        let milliseconds = time::now().saturating_sub(since) / 1_000_000;
        self.stragglers.byte(0);
        let stragglers = Text::in_bytes(self.stragglers.get()).unwrap_or(Text::EMPTY);
        self.log.say_of(Kind::Stopped, stragglers, Facts::number(milliseconds as i32));
    }
}
