//! The loop: wake, step, act. It owns the state.

use crate::config::{Config, Program};
use crate::log::{Facts, Kind, Log};
use crate::machine::{Action, Ending, Entry, Event, Grace, Machine, NEVER};
use crate::signal::{Set, number};
use crate::spawn::Child;
use crate::status::Change;
use crate::sys::{Errno, file, process, signal, terminal, time};
use crate::wake::Wake;

/// Everything that actions need.
struct Supervisor<'a> {
    config: &'a Config,
    log: &'a Log<'a>,
    wake: Wake,
    child: Child<'a>,
    /// Signals that could not be sent on: told once each.
    unsendable: Set,
}

/// Runs `program` and all that comes of it, to its end.
pub fn supervise(config: &Config, program: &Program, log: &Log, mask: Set) -> Ending {
    let terminal = (0..=2).find(|&descriptor| terminal::foreground(descriptor) == Ok(process::group()));
    let child_ignored = signal::is_ignored(number::CHLD) == Ok(true);
    // Ignored, as some parents leave it, COMMAND's end would leave no status behind (wait(2), notes).
    let _ = signal::set_disposition(number::CHLD, signal::Disposition::DEFAULT);
    if config.parent_death != 0 {
        let _ = process::set_parent_death_signal(config.parent_death);
    }
    let mut supervisor = Supervisor {
        config,
        log,
        wake: Wake::new(process::pid()),
        child: Child { program, mask, child_ignored, terminal, log },
        unsendable: Set::default(),
    };
    let mut entries = [Entry { pid: 0, due: true, essential: true }];
    let grace = Grace { after_signal: NEVER, after_end: 0 };
    let mut machine = Machine::new(&mut entries, &config.rules, grace, false);
    let mut event = Event::Begin;
    loop {
        supervisor.tell(&machine, event);
        let actions = machine.step(time::now(), event);
        let mut next = None;
        for action in actions.iter().flatten() {
            if let Action::Finish(ending) = *action {
                return ending;
            }
            next = supervisor.act(*action);
        }
        event = match next {
            Some(event) => event,
            None => supervisor.wake.next(machine.deadline(), supervisor.log),
        };
    }
}

impl Supervisor<'_> {
    /// Does what the machine decided; what comes of it at once is an event.
    fn act(&mut self, action: Action) -> Option<Event> {
        match action {
            Action::Start(index) => return Some(self.start(index)),
            Action::Forward(signal, pid) => self.send(signal, if self.config.group { -pid } else { pid }),
            Action::Broadcast(signal) => self.send(signal, -1),
            Action::Check(index, pid) => {
                return match process::wait(pid) {
                    Ok(Some((pid, status))) => Some(Event::Child(pid, Change::new(status))),
                    Err(Errno::ECHILD) => Some(Event::Lost(index)),
                    Ok(None) | Err(_) => None,
                };
            }
            _ => {}
        }
        None
    }

    fn start(&mut self, index: u8) -> Event {
        match self.child.spawn() {
            Ok(pid) => {
                self.let_go();
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
        if let Err(errno) = file::change_directory(c"/") {
            self.log.say_of(Kind::Cannot, b"change to /", Facts::why(errno));
        }
        if file::close_from(3).is_err() {
            crate::procfs::close_listed();
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

    /// Tells of what happened.
    fn tell(&mut self, machine: &Machine, event: Event) {
        let Event::Child(pid, change) = event else {
            return;
        };
        if machine.entry_of(pid).is_none() {
            let kind = if self.config.warn_reaped { Kind::ReapedWarning } else { Kind::Reaped };
            return self.log.say(kind, Facts::number(pid));
        }
        match change {
            Change::Exited(status) => self.log.say(Kind::Exited, Facts::number(status.into())),
            Change::Killed(signal) => self.log.say(Kind::Killed, Facts { signal, ..Facts::default() }),
            Change::Stopped(_) => return,
        }
        if let Some(terminal) = self.child.terminal {
            let _ = terminal::set_foreground(terminal, process::group());
        }
    }
}
